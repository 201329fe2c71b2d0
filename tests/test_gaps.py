"""Gaps: a kind of text that a corpus lacks comes first, terms are counted as they stand, figures repeat, what is written can be used."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter import InputError, cli
from qualityfilter.gap_report import report
from qualityfilter.gaps import Halves, find_gaps, measure_gaps
from qualityfilter.judge_input import read_sample
from qualityfilter.judge_model import Text
from qualityfilter.salient_terms import LONGEST, candidates, documents_with, queries, runs, salient, spelled

SYLLABLES = {
    "boats": ["oar", "keel", "tide", "mast", "reef", "gale", "dock", "rope", "sail", "hull"],
    "bread": ["dough", "yeast", "oven", "crust", "flour", "knead", "loaf", "rye", "salt", "crumb"],
    "几何": ["三角形", "内角", "圆心", "半径", "切线", "相似", "垂直", "平行", "弧长", "证明"],
    "园艺": ["浇水", "松土", "剪枝", "花盆", "阳光", "播种", "施肥", "幼苗", "根系", "嫁接"],
}
NAMES = {"boats": "boats", "bread": "bread", "几何": "geometry", "园艺": "gardening"}


def pages(kind, count, seed):
    """Pages of a kind: every word is mostly followed by one of two others, in lines of about eight."""
    words, rng, found = SYLLABLES[kind], random.Random(f"{kind}{seed}"), []
    for _ in range(count):
        at, said = rng.randrange(10), []
        for i in range(120):
            at = (at * 3 + rng.choice((1, 1, 1, 4, 4, 7))) % 10
            said.append(words[at] + ("\n" if i % 8 == 7 else " " if kind.isascii() else rng.choice(("的", "与", "，"))))
        found.append("".join(said))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A corpus of three kinds and some noise, without geometry; validation texts of all four."""
    root = tmp_path_factory.mktemp("gaps")
    corpus = [page for kind in SYLLABLES if kind != "几何" for page in pages(kind, 90, 1)]
    rng = random.Random(3)
    corpus += [" ".join(f"{rng.choice('bcdfg')}{rng.randrange(400)}a" for _ in range(60)) for _ in range(80)]
    write(root / "corpus.jsonl", corpus)
    for kind, name in NAMES.items():
        write(root / f"{name}.jsonl", pages(kind, 40, 2))
    return root


def write(path, texts):
    path.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts), encoding="utf8")


@pytest.fixture(scope="module")
def found(folder):
    return measure_gaps(str(folder / "corpus.jsonl"), [f"{name}={folder}/{name}.jsonl" for name in NAMES.values()], 25_000)


def test_what_the_corpus_lacks_comes_first_and_says_why(found):
    first, *others = found.slices
    assert first.name == "geometry"
    assert first.gap > 3 * max(one.gap for one in others)
    assert first.saved.low > max(one.saved.high for one in others)
    assert first.terms == 0
    assert all(one.terms > 0.9 for one in others)
    assert all(any(word in term for term in first.lacking) for word in ("三角形", "切线", "半径"))
    assert first.near < 0.05
    assert {one.documents for one in found.slices} == {20}


def test_the_budget_follows_the_gap(found):
    assert found.budget("geometry", 0.1) == pytest.approx(0.1 * found.all_tokens, abs=1)
    ratio = next(one.gap for one in found.slices if one.name == "boats") / found.slices[0].gap
    assert found.budget("boats", 0.1) == pytest.approx(ratio * 0.1 * found.all_tokens, abs=1)


def test_a_whole_corpus_is_counted(folder, found):
    assert found.all_tokens == read_sample(str(folder / "corpus.jsonl"), 25_000).corpus.tokens


def test_the_same_figures_again(folder, found):
    halves = [found.halves[name] for name in NAMES.values()]
    again = find_gaps(read_sample(str(folder / "corpus.jsonl"), 25_000, texts=True), halves, 25_000)
    assert again.slices == found.slices


def test_the_table_keeps_to_eighty_columns(found):
    from rich.cells import cell_len

    text = report(found, "a corpus with a long name " * 5)
    assert max(map(cell_len, text.split("\n"))) <= 80
    assert text.index("geometry ") < text.index("boats ")
    assert "geometry lacks " in text


def test_halves_are_two_and_nothing_is_in_both():
    texts = pages("boats", 41, 5)
    halves = Halves.of("boats", texts)
    assert sorted(halves.seeds + halves.judging) == sorted(texts)
    assert not set(halves.seeds) & set(halves.judging)


# ---- terms


def windows(texts, length):
    """Runs of words on a line, document by document, in plain Python."""
    found = []
    for text in texts:
        lines = [line.split(" ") for line in text.split("\n")]
        found.append({tuple(words[i : i + length]) for words in lines for i in range(len(words) - length + 1)})
    return found


WORDS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=6).map(" ".join)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=3).map("\n".join), min_size=3, max_size=6))
def test_terms_are_counted_as_they_stand(texts):
    text = Text.of(texts)
    own = candidates(text)
    counted = {}
    for length in range(1, LONGEST + 1):
        for window in {w for one in windows(texts, length) for w in one}:
            documents = sum(window in one for one in windows(texts, length))
            if documents >= 3:
                counted[length, documents] = counted.get((length, documents), 0) + 1
    ours = {}
    for length, documents in zip(own.length.tolist(), own.documents.tolist()):
        ours[length, documents] = ours.get((length, documents), 0) + 1
    assert ours == counted
    assert documents_with(own.hash, text).tolist() == own.documents.tolist()


def test_punctuation_and_line_ends_divide_terms():
    text = Text.of(["one two, three\nfour"])
    found = {length: at.tolist() for length, _, at in runs(text)}
    assert found[1] == [0, 1, 3, 4]  # the comma is token 2
    assert found[2] == [0]
    assert found[3] == []


def test_salient_terms_are_spelled_as_they_stand_and_common_ones_are_none():
    texts = [f"the derivative of f is {i}, and 三角形的内角 too" for i in range(12)]
    text = Text.of(texts)
    own = candidates(text)
    elsewhere = np.array([0.9 if n == 1 else 0.0 for n in own.length])
    terms = [term.text for term in spelled(own, salient(own, elsewhere), texts, text)]
    assert "三角形的" in terms or "角形的内" in terms
    assert not {"the", "of", "is"} & set(terms)
    assert all(any(term in t for t in texts) for term in terms)


def test_queries_are_salient_terms_of_one_document(found):
    [geometry] = [one for one in found.slices if one.name == "geometry"]
    half = found.halves["geometry"]
    asked = queries(geometry.salient, half.seed_text)
    assert len(asked) == len(set(asked)) > 0
    known = {term.text for term in geometry.salient}
    for query in asked:
        assert set(query.split(" ")) <= known
        assert any(all(word in text for word in query.split(" ")) for text in half.seeds)


# ---- the command


def invoke(*arguments):
    return CliRunner().invoke(cli.main, ["gaps", *map(str, arguments)])


def test_the_command_writes_seeds_queries_and_lines_for_a_recipe(folder, tmp_path):
    slices = [x for name in ("geometry", "boats") for x in ("--validation", f"{name}={folder}/{name}.jsonl")]
    pool = folder / "corpus.jsonl"
    result = invoke(folder / "corpus.jsonl", *slices, "--tokens", 20_000, "--pool", pool, "--out", tmp_path / "g", "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert [one["name"] for one in said["slices"]] == ["geometry", "boats"]
    assert json.loads((tmp_path / "g" / "gaps.json").read_text()) == said
    section = yaml.safe_load((tmp_path / "g" / "supplement.yaml").read_text())["supplement"]
    assert section["pool"] == [str(pool)]
    [gap] = section["gaps"]
    assert (gap["name"], gap["tokens"]) == ("geometry", said["slices"][0]["budget"])
    seeds, judging = ([json.loads(line)["text"] for line in Path(gap[key][0]).read_text().splitlines()] for key in ("seeds", "validation"))
    assert len(seeds) == len(judging) == 20
    assert not set(seeds) & set(judging)
    assert (tmp_path / "g" / "geometry" / "queries.txt").read_text().strip()


@pytest.mark.parametrize(
    ("slices", "message"),
    [
        (["Geometry=geometry.jsonl"], "'Geometry': lower-case letters"),
        (["a=geometry.jsonl", "a=boats.jsonl"], "the name stands twice"),
        (["geometry"], "write NAME=GLOB"),
        (["few=few.jsonl"], "few: 5 documents are too few"),
        (["a=missing.jsonl"], "no such file"),
        (["short=short.jsonl"], "tokens, too few to compare with"),
    ],
)
def test_what_is_wrong_is_said(folder, monkeypatch, slices, message):
    monkeypatch.chdir(folder)
    write(folder / "few.jsonl", pages("boats", 5, 9))
    write(folder / "short.jsonl", [f"{page[:40]}" for page in pages("boats", 40, 9)])
    result = invoke("corpus.jsonl", *(x for one in slices for x in ("--validation", one)), "--tokens", 20_000)
    assert result.exit_code == 2, result.output
    assert message in result.output


def test_a_corpus_too_small_is_an_error(folder):
    with pytest.raises(InputError, match="tokens are too few to judge a corpus by"):
        measure_gaps(str(folder / "geometry.jsonl"), [f"boats={folder}/boats.jsonl"], 25_000)
