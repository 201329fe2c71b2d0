"""Scorers that read files of the user's: what they say, and what is refused before anything runs."""

import json

import kenlm
import numpy as np
import pytest
import user_files
from hypothesis import given
from hypothesis import strategies as st

import scorers
from qualityfilter import Documents, QualityFilterError, Recipe, registry, run
from qualityfilter.kernels import phrases
from qualityfilter.storage import Storage
from scorers._user_files import spaced_units
from scorers.url_list import normalised, prefixes


@pytest.fixture(scope="module")
def given_files(tmp_path_factory):
    return user_files.parameters(tmp_path_factory.mktemp("user_files"))


def test_fasttext_gives_the_probability_of_the_label(given_files):
    params = given_files["fasttext_file.v1"]
    texts = ["the rain and\nthe sea", "def main import os", ""]
    good = scorers.load("fasttext_file", **params).score(texts)["fasttext"]
    bad = scorers.load("fasttext_file", **{**params, "label": "__label__lq", "column": "low"}).score(texts)["low"]
    assert good[0] > 0.8 > 0.2 > good[1]
    assert good[:2] + bad[:2] == pytest.approx([1, 1], abs=1e-3)
    assert good[2] == bad[2] == 0
    assert scorers.load("fasttext_file", path=params["path"]).score(texts)["fasttext"] == pytest.approx(bad)  # the second label


def test_kenlm_gives_bits_per_token_as_kenlm_counts_them(given_files):
    params = given_files["kenlm_file.v1"]
    found = scorers.load("kenlm_file", **params).score(["The SEA!", "雨海", "", "unseen words"])["kenlm"]
    bits = np.log2(10)
    assert found[0] == pytest.approx((0.2 + 0.3 + 0.4) / 3 * bits, abs=1e-3)
    assert found[2] == 0
    assert found[3] > found[1] > found[0]
    by_line = scorers.load("kenlm_file", **params, tokens="text").score(["the sea\nthe sea\n"])["kenlm"]
    assert by_line[0] == pytest.approx(0.3 * bits, abs=1e-3)
    model = kenlm.Model(params["path"])
    assert found[1] == pytest.approx(-model.score("雨 海", bos=True, eos=True) / 3 * bits, abs=1e-3)


@pytest.mark.parametrize(
    ("url", "listed"),
    [
        ("https://spam.example/any/page", 1),
        ("http://www.SPAM.example:8080/?q=1", 1),
        ("https://deep.under.spam.example", 1),
        ("spam.example", 1),
        ("https://notspam.example/", 0),
        ("https://mixed.example/shop", 1),
        ("https://www.mixed.example/shop/cart?id=3", 1),
        ("https://mixed.example/shopping", 0),
        ("https://mixed.example/", 0),
        ("https://[broken", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_addresses_on_a_list(given_files, url, listed):
    docs = Documents.from_texts(["text"], url=[url])
    assert scorers.load("url_list", **given_files["url_list.v1"]).score(docs)["url_listed"].tolist() == [listed]


@given(st.text(max_size=40))
def test_any_entry_covers_itself(entry):
    if whole := normalised(entry):
        assert whole.partition("/")[0] in prefixes(entry)


def test_words_of_a_list(given_files):
    scorer = scorers.load("word_list", **given_files["word_list.v1"])
    found = scorer.score(["A HERON on the open water, a heron.", "herons in the open waters", "一只苍鹭和苍天", "ｈｅｒｏｎ", ""])
    assert found["word_list"] == pytest.approx([4 / 8, 0, 3 / 7, 1, 0], abs=1e-4)
    assert found["word_list_distinct"].round().tolist() == [2, 0, 2, 1, 0]


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=4).map(" ".join)


@given(
    st.lists(WORDS, min_size=1, max_size=6, unique=True), st.lists(st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12), max_size=4)
)
def test_phrases_equal_a_plain_search(entries, texts):
    hashes = {word: int(h) for word, h in zip("abcd", Documents.of("a b c d").views.units.hash)}
    listed = [tuple(entry.split()) for entry in entries]
    table = phrases.table_of([np.array([hashes[w] for w in entry], np.uint64) for entry in listed])
    units = [np.array([hashes[w] for w in text], np.uint64) for text in texts]
    offsets = np.r_[np.int64(0), np.cumsum([u.size for u in units])].astype(np.int64)
    out = np.zeros((len(texts), 3), np.int64)
    joined = np.concatenate(units) if units else np.zeros(0, np.uint64)
    phrases.count_phrases(joined, offsets, table.key, table.value, np.full(len(listed), -1, np.int32), out)
    for row, text in enumerate(texts):
        at, count, covered, different = 0, 0, 0, set()
        while at < len(text):
            best = max((e for e in listed if tuple(text[at : at + len(e)]) == e), key=len, default=None)
            at += len(best) if best else 1
            if best:
                count, covered = count + 1, covered + len(best)
                different.add(best)
        assert out[row].tolist() == [count, covered, len(different)]


def test_units_with_blanks_between():
    assert spaced_units(Documents.of("Hello, World! 你好2024年", "", "É")) == ["hello world 你 好 2024 年", "", "É"]


def test_a_filter_of_datatrove_becomes_a_column():
    from datatrove.data import Document
    from datatrove.pipeline.filters import RegexFilter

    texts = ["The heron waited.", "Nobody waited.", ""]
    found = scorers.load("datatrove_filter", filter="RegexFilter", params={"regex_exp": "heron"}).score(texts)["datatrove"]
    theirs = [RegexFilter("heron").filter(Document(text=t, id="0")) for t in texts[:2]]
    assert found.tolist() == [*[float((v[0] if isinstance(v, tuple) else v) is True) for v in theirs], 0.0]
    assert sorted(found[:2]) == [0, 1]


@pytest.mark.parametrize(
    ("name", "params", "message"),
    [
        ("fasttext_file", {}, "'path' is required"),
        ("fasttext_file", {"path": "nowhere.bin"}, "there is no file 'nowhere.bin'"),
        ("fasttext_file", {"path": __file__, "column": "Not A Name"}, "lower-case"),
        ("fasttext_file", {"path": __file__, "tokens": "words"}, "text, units"),
        ("kenlm_file", {"path": __file__, "better": "up"}, "higher, lower, neither"),
        ("datatrove_filter", {"filter": "GopherQualityFiltr"}, "Did you mean 'GopherQualityFilter'"),
        ("datatrove_filter", {"filter": "GopherQualityFilter", "params": {"min_words": 5}}, "no parameter 'min_words'"),
    ],
)
def test_what_is_refused_at_once(name, params, message):
    with pytest.raises(QualityFilterError, match=message):
        registry.build_scorer(name, params)


def test_what_is_refused_when_the_file_is_read(given_files, tmp_path):
    (tmp_path / "empty.txt").write_text("# nothing\n")
    (tmp_path / "long.txt").write_text("word " * 17)
    for name, params, message in (
        ("fasttext_file", {"path": __file__}, "no fastText model"),
        ("fasttext_file", {**given_files["fasttext_file.v1"], "label": "hp"}, "__label__hq"),
        ("kenlm_file", {"path": __file__}, "no KenLM model"),
        ("linear_file", {"path": __file__}, "no model of"),
        ("url_list", {"path": str(tmp_path / "empty.txt")}, "holds no entry"),
        ("word_list", {"path": str(tmp_path / "empty.txt")}, "holds no entry"),
        ("word_list", {"path": str(tmp_path / "long.txt")}, "17 words"),
    ):
        with pytest.raises(QualityFilterError, match=message):
            scorers.load(name, **params).score(["a text"])


def test_two_of_a_kind_stand_in_one_recipe(given_files, crawl, tmp_path):
    lists = given_files["word_list.v1"]
    recipe = Recipe.of({
        "name": "mine", "dedup": {"exact": False, "minhash": None, "by": "units"},
        "score": [{"scorer": "structure.v1"}, {"scorer": "word_list", "params": {**lists, "column": "birds"}},
                  {"scorer": "word_list", "params": {**lists, "column": "again"}},
                  {"scorer": "url_list", "params": given_files["url_list.v1"]}],
        "decide": [{"name": "no_birds", "column": "birds", "max": 0.5}],
    })  # fmt: skip
    run(recipe, [f"{crawl}/*-0.jsonl"], str(tmp_path / "out"))
    table = Storage(str(tmp_path / "out")).read_table("scores/part-00000.parquet")
    assert table.column("birds").to_pylist() == table.column("again").to_pylist()
    identity = json.loads((tmp_path / "out/work/identity.json").read_text())
    assert [s["params"].get("column") for s in identity["score"]] == [None, "birds", "again", "url_listed"]
    assert list(identity["score"][1]["models"]) == ["words.txt"]
