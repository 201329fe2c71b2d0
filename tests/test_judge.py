"""The judge: tokens lose nothing, models are codes, controls come first, figures are what plain arithmetic gives."""

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter import InputError, cli
from qualityfilter.judge_figures import judge, token_ratio
from qualityfilter.judge_input import read_corpus, read_slice
from qualityfilter.judge_model import SPELLING, JudgeModel, Text, vocabulary
from qualityfilter.judging import Corpus, Slice, advertisements, measure, without_overlap
from qualityfilter.proportions import wilson

WORDS = [a + b for a in ("ba", "ke", "lo", "mi", "nu", "sta", "tri") for b in ("", "r", "ssa", "ndo", "vel", "gi", "pum", "tek")]


def chain(seed, documents=420, length=90):
    """Documents of a language of its own: every word is followed by one of five, and lines end now and then."""
    follow = np.random.default_rng(7).integers(0, len(WORDS), (len(WORDS), 5))
    rng, texts = np.random.default_rng(seed), []
    for _ in range(documents):
        word, said = int(rng.integers(len(WORDS))), []
        for _ in range(length):
            word = int(follow[word, min(int(rng.exponential(1.2)), 4)])
            said.append(WORDS[word] + ("\n" if rng.random() < 0.08 else ""))
        texts.append(" ".join(said))
    return texts


def noise(seed, documents=420, length=90):
    """Words without any order, most of them never seen again."""
    rng = np.random.default_rng(seed)
    return [" ".join(f"w{n}" for n in rng.integers(0, 10**9, length)) for _ in range(documents)]


def corpus(name, texts):
    return Corpus(name, Text.of(texts), np.ones(len(texts), np.int64))


def judged(a, b, validation, tokens=25_000):
    slices = [Slice("own", Text.of(validation), True), Slice("web", Text.of(noise(99, 40)), False)]
    losses = measure(corpus("a", a), corpus("b", b), slices, tokens, 3)
    return losses, judge(losses)


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_tokens_and_spaces_are_all_there_is(texts):
    made = Text.of(texts)
    for text, size, start, end in zip(texts, made.bytes, made.offsets, made.offsets[1:]):
        raw = text.encode()
        assert size == len(raw)
        assert made.size[start:end].sum() == len(raw) - sum(raw.count(c) for c in (b" ", b"\t", b"\r", b"\n"))
    assert (np.diff(made.line) >= 0).all()


def test_symbols_count_and_lines_divide():
    made = Text.of([r"$\frac{a}{b}$ 苍鹭", "one\n\ntwo three\n"])
    assert made.counts.tolist() == [12, 3]  # $ \ frac { a } { b } $ 苍 鹭
    assert np.bincount(made.line[made.offsets[1] :] - made.line[made.offsets[1]]).tolist() == [1, 2]
    assert made.hash[0] == made.hash[9]
    assert len(set(made.hash[:12].tolist())) == 9


def test_taking_documents_keeps_their_tokens_lines_and_bits():
    texts = chain(1, 30)
    text, words = Text.of(texts), vocabulary([Text.of(texts)])
    model = JudgeModel.train(text, words)
    order = np.array([5, 0, 0, 29])
    taken, again = text.take(order), Text.of([texts[i] for i in order])
    for name in ("hash", "size", "offsets", "bytes", "line"):
        assert getattr(taken, name).tolist() == getattr(again, name).tolist(), name
    assert model.bits(text)[order] == pytest.approx(model.bits(taken))


def test_bits_are_those_of_a_code():
    """Two thirds of the tokens are a, a third b, in lines of three in random order: no model may promise less than the entropy."""
    rng = np.random.default_rng(0)
    texts = ["\n".join(" ".join(rng.permutation(["a", "a", "b"])) for _ in range(20)) for _ in range(200)]
    text = Text.of(texts)
    model = JudgeModel.train(text, vocabulary([text]))
    fresh = ["\n".join(" ".join(rng.permutation(["a", "a", "b"])) for _ in range(20)) for _ in range(50)]
    assert model.bits(Text.of(fresh)).mean() / 20 == pytest.approx(np.log2(3), rel=0.05)


def test_an_unknown_word_costs_its_spelling():
    text = Text.of(chain(1, 60))
    model = JudgeModel.train(text, vocabulary([text]))
    known, short, long = model.bits(Text.of(["bar", "qqqq", "qqqqqqqqqq"]))
    assert long - short == pytest.approx(6 * SPELLING)
    assert known < short - 3 * SPELLING


def test_a_better_corpus_is_found_and_a_worse_one():
    good, other = chain(1), chain(2)
    bad = chain(3)[:250] + noise(4, 170)
    losses, found = judged(bad, good, chain(5, 60))
    assert losses.speaks
    own = found.slices[0]
    assert own.verdict == found.verdict == "B better"
    assert own.change.low <= own.change.value <= own.change.high < 0
    assert own.improved.low > 0.5
    assert found.token_ratio.value < 0.9
    losses, found = judged(good, bad, chain(5, 60))
    assert found.verdict == "A better"
    assert found.token_ratio.value > 1.1
    _, found = judged(good, other, chain(5, 60))
    assert abs(found.curated.value) < 0.02
    assert 0.7 < found.token_ratio.value < 1.4


def test_a_corpus_against_itself_is_no_difference():
    texts = chain(1)
    _, found = judged(texts, texts, chain(5, 60))
    assert found.verdict == "no difference"
    assert found.curated.low < 0 < found.curated.high


def test_controls_must_come_out_in_order():
    """In noise nothing can be told from anything: shuffling it changes nothing that a model could learn."""
    losses, _ = judged(noise(1), noise(2), noise(3, 60))
    assert not losses.speaks
    clean, polluted, shuffled = judged(chain(1), chain(2), chain(5, 60))[0].controls_by_seed()
    assert clean.tolist() == [1, 1, 1]
    assert (polluted > 1).all()
    assert (shuffled > polluted).all()


def test_the_same_seed_gives_the_same_figures():
    first, second = (judged(chain(1), chain(2), chain(5, 40))[1] for _ in range(2))
    assert first == second


def test_validation_texts_of_a_corpus_are_left_out():
    texts = chain(1, 100)
    own, fresh = texts[:15], chain(9, 20)
    [kept] = without_overlap([Slice("own", Text.of([*own, *fresh, "short"]), True)], [corpus("a", texts), corpus("b", noise(1, 20))])
    assert kept.left_out == 16
    assert kept.text.hash.tolist() == Text.of(fresh).hash.tolist()
    with pytest.raises(InputError, match="own: 0 documents to validate on are too few: of 15, 15 overlap"):
        without_overlap([Slice("own", Text.of(own), True)], [corpus("a", texts)])


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([4, 3, 2, 1.0], [4, 3, 2, 1.0], 1.0),
        ([4, 3, 2, 1.0], [3, 2, 1, 0.5], 0.5),  # a step earlier: half the tokens
        ([3, 2, 1, 0.5], [4, 3, 2, 1.0], 2.0),
        ([4, 3, 2, 1.0], [3.5, 2.5, 1.5, 0.5], 2**-0.5),
        ([4, 3, 2, 1.0], [0.9, 0.8, 0.7, 0.6], 0.125),
        ([0.9, 0.8, 0.7, 0.6], [4, 3, 2, 1.0], 8.0),
    ],
)
def test_equal_loss_ratio(a, b, expected):
    assert token_ratio(np.array([a, b], float)) == pytest.approx(expected)


def test_wilson_is_the_published_interval():
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=1e-3)
    assert wilson(0, 20) == pytest.approx((0.0, 0.161), abs=1e-3)


def test_advertising_of_the_sample_is_in_both_languages():
    pages = advertisements()
    assert len(pages) > 10
    assert not any(page.startswith("===") or "kind:" in page[:40] for page in pages)
    assert any("豆" in page for page in pages)
    assert any(" the " in page for page in pages)


def test_a_run_counts_documents_as_often_as_it_repeats_them(finished):
    import pyarrow.parquet as pq

    from qualityfilter.storage import Storage

    found = read_corpus(finished.out, 10_000)
    rows = [row for n in Storage(finished.out).names("data") for row in pq.read_table(finished.path(f"data/{n}")).to_pylist()]
    assert len(found.text) == len(rows) > 50
    assert found.repeat.sum() == sum(row["repeat"] for row in rows)
    doubled = Corpus("x", found.text, found.repeat * 2)
    drawn = doubled.draw(doubled.tokens, np.random.default_rng(0))
    assert np.bincount(drawn).max() == 2


@pytest.fixture
def files(tmp_path):
    def write(name, texts):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps({"text": t}) + "\n" for t in texts))
        return str(tmp_path / f"{name}.jsonl")

    return write


def test_the_command_prints_a_verdict_with_its_warning(files):
    a, b, own, web = (
        files("a", chain(3)[:250] + noise(4, 170)),
        files("b", chain(1)),
        files("own", chain(5, 40)),
        files("web", noise(9, 40)),
    )
    arguments = ["judge", a, b, "--validation", f"own={own}", "--web", f"pages={web}", "--tokens", "25000"]
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == 0, result.output
    for text in (
        "curated slices together: B against A -",
        "B better",
        "tokens of B for the loss of A",
        "not proof",
        "raw web",
        "30 % advertising",
    ):
        assert text in result.output
    drawn = Path(a).parent / "figure.svg"
    said = json.loads(CliRunner().invoke(cli.main, [*arguments, "--json", "--figure", str(drawn)]).stdout)
    assert said["verdict"] == "B better"
    svg = ElementTree.parse(drawn).getroot()
    texts = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert f"{said['token_ratio']['value']:.2f} of the tokens of B for the same loss" in texts
    lines = [element.get("d") for element in svg.iter("{http://www.w3.org/2000/svg}path")]
    assert len(lines) == 9  # two frames, two distributions with medians, two curves, where they meet
    heights = [[float(point.split(" ")[1]) for point in line[1:].split("L")] for line in lines[6:8]]
    assert all(line == sorted(line) for line in heights)  # losses fall with tokens: downwards in SVG
    assert heights[1][-1] > heights[0][-1]  # B ends lower
    assert said["slices"]["own"]["documents"] == 40


def test_the_command_refuses_where_controls_fail(files):
    a, b, own = files("a", noise(1)), files("b", noise(2)), files("own", noise(3, 40))
    result = CliRunner().invoke(cli.main, ["judge", a, b, "--validation", f"own={own}", "--tokens", "25000"])
    assert result.exit_code == 1
    assert "NO VERDICT" in result.output
    assert "better" not in result.output


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"--validation": "own"}, "own: write NAME=GLOB"),
        ({"--validation": "own=missing/*.jsonl"}, "missing"),
        ({"--tokens": "100"}, "100 tokens of each corpus are too few to judge them by: at least 20,000"),
        ({"--seeds": "2"}, "2 is not in the range x>=3"),
    ],
)
def test_what_is_wrong_is_said(files, change, message):
    options = {"--validation": f"own={files('own', chain(5, 40))}", "--tokens": "25000", **change}
    result = CliRunner().invoke(
        cli.main, ["judge", files("a", chain(1, 40)), files("b", chain(2, 40)), *(x for kv in options.items() for x in kv)]
    )
    assert result.exit_code == 2
    assert message in result.output


def test_a_slice_is_the_same_whatever_the_order_of_its_files(files, tmp_path):
    texts = chain(5, 50)
    one, two = files("one", texts), files("two", texts[::-1])
    first, second = (read_slice(f"x={path}", True, 20) for path in (one, two))
    assert first.text.hash.tolist() == second.text.hash.tolist()
    assert len(first.text) == 20
