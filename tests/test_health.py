"""What a report says of the scorers' health: each fault is planted and found, a healthy corpus is left in peace."""

import json
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pytest

import scorers
from qualityfilter import ScoreColumn
from qualityfilter.columns import TOP
from qualityfilter.kernels.scan import MOST_UNITS
from qualityfilter.reports import tallies
from qualityfilter.reports.health import (
    BINS,
    HealthCounts,
    distance_of,
    reference_of,
    warnings,
    watched,
)
from qualityfilter.reports.shard_report import ShardReport

GOOD, BAD, SEEN = ScoreColumn("good", better="higher"), ScoreColumn("bad", better="lower"), ScoreColumn("judge_seen")
COLUMNS = {c.name: c for c in (GOOD, BAD, SEEN)}
LANGUAGES = ("en", "zh", "ja")
EVEN = [10] * BINS
REFERENCE = {"good": {"en": EVEN, "zh": EVEN}, "bad": {"en": EVEN, "zh": EVEN}}


def healthy(n=400, seed=1):
    """Codes of a corpus without a fault."""
    rng = np.random.default_rng(seed)
    codes = {name: rng.integers(0, TOP, n).astype(np.uint16) for name in ("good", "bad")}
    return {**codes, "judge_seen": np.full(n, TOP, np.uint16), "language": rng.integers(0, 2, n).astype(np.uint16)}


def said(codes, sources=None, units=None):
    n = codes["good"].size
    counts = HealthCounts(COLUMNS, LANGUAGES)
    counts.add(codes, pa.array(sources or [None] * n, pa.string()), np.full(n, 50) if units is None else units)
    return warnings(shown(counts), COLUMNS, REFERENCE)


def shown(counts):
    """What a run shows of these counts, through JSON."""
    report = ShardReport({"long_documents": counts.long}, tallies=tallies.merged(counts.tables))
    return json.loads(json.dumps(report.complete(COLUMNS)))


def test_a_healthy_corpus_is_left_in_peace():
    assert said(healthy()) == []


def test_constant_for_a_language_only():
    codes = healthy()
    codes["good"][codes["language"] == 1] = 4321
    [text] = [t for t in said(codes) if t.startswith("Constant")]
    assert "in zh" in text
    assert text.endswith("good. Every document has one value.")


def test_what_is_constant_everywhere_is_said_once():
    codes = healthy()
    codes["good"][:] = 4321
    [text] = [t for t in said(codes, ["forum"] * 400) if t.startswith("Constant")]
    assert text == "Constant of all documents (400 documents): good. Every document has one value."


def test_nothing_of_something_bad_is_no_fault():
    codes = healthy()
    codes["bad"][:] = 0
    assert not [t for t in said(codes) if t.startswith("Constant")]
    codes["bad"][:] = 1
    assert [t for t in said(codes) if t.startswith("Constant")]


def test_constant_for_a_source_only():
    codes = healthy()
    sources = ["forum" if i % 3 == 0 else None for i in range(400)]
    codes["bad"][::3] = 7
    assert said(codes, sources) == ["Constant from forum (134 documents): bad. Every document has one value."]


@pytest.mark.parametrize(
    ("column", "code", "words"),
    [
        ("good", TOP, "good at the top for 9"),
        ("bad", TOP, "bad at the top for 9"),
        ("good", 0, "good at the bottom for 9"),
        ("bad", 0, None),
    ],
)
def test_saturated(column, code, words):
    """An end of the range, but for the end that means that nothing bad was found."""
    codes = healthy(1000)
    codes[column][: int(0.97 * 1000)] = code
    found = [t for t in said(codes) if t.startswith("Saturated of all")]
    assert (words is None and not found) or words in found[0]


def test_few_documents_say_nothing():
    codes = healthy(60)
    codes["good"][:] = 5
    assert said(codes) == []


def test_read_in_part():
    codes = healthy()
    codes["judge_seen"][:100] = TOP // 2
    units = np.full(400, 50)
    units[3] = MOST_UNITS + 1
    found = said(codes, None, units)
    assert found == [
        f"1 document is longer than what models read: the first {MOST_UNITS:,} units of each were judged.",
        "judge saw only part of 100 documents (25.0%): see the column judge_seen.",
    ]


def test_a_language_that_nothing_was_trained_on():
    codes = healthy()
    codes["language"][:150] = 2
    assert said(codes) == ["150 documents are in languages that the models were not trained on: ja 150."]


def test_far_from_what_was_trained_on():
    codes = healthy()
    for name in ("good", "bad"):
        codes[name][codes["language"] == 0] //= 16
    [text] = said(codes)
    assert text.startswith("Documents in en lie far from those that the models were trained on: 0.9")


def test_batches_and_shards_do_not_matter():
    codes, sources = healthy(), pa.array([f"s{i % 40}" if i % 2 else None for i in range(400)])
    corpus, parts = HealthCounts(COLUMNS, LANGUAGES), HealthCounts(COLUMNS, LANGUAGES)
    corpus.add(codes, sources, np.full(400, 50))
    for first in range(0, 400, 90):
        cut = slice(first, first + 90)
        some = sources[first : first + 90]
        parts.add({name: values[cut] for name, values in codes.items()}, some, np.full(len(some), 50))
    assert tallies.merged(parts.tables).equals(tallies.merged(corpus.tables))
    assert len(set(tallies.section(tallies.merged(corpus.tables), "health.source").column("name").to_pylist())) == 20


def test_the_largest_sources_are_shown_and_counted_right():
    counts = HealthCounts(COLUMNS, LANGUAGES)
    codes, sources = healthy(), [f"s{i % 40}" if i % 2 else "large" for i in range(400)]
    counts.add(codes, pa.array(sources), np.full(400, 50))
    found = shown(counts)["health"]["source"]
    assert len(found) == tallies.SOURCES
    large = codes["good"][::2]
    assert found["large"]["good"] == [200, large.min(), large.max(), (large == 0).sum(), (large == TOP).sum()]


@pytest.mark.parametrize(("a", "b", "apart"), [([1, 1], [5, 5], 0), ([1, 0], [0, 9], 1), ([3, 1], [1, 3], 0.5), ([0, 0], [1, 1], 0)])
def test_distance(a, b, apart):
    assert distance_of(a, b) == pytest.approx(apart)


@dataclass(frozen=True)
class Counted:
    """No model."""

    writes: ClassVar = (ScoreColumn("counted"),)


def test_only_what_was_trained_is_watched_and_compared():
    scoring = scorers.build([("language", {}), ("education", {}), ("structure", {})])
    assert set(watched([*scoring.scorers, Counted()])) >= {"education"}
    assert not {"counted", "language", "mean_line_length"} & set(watched([*scoring.scorers, Counted()]))
    reference = reference_of(scoring.scorers)
    assert set(reference) == {"education"}
    assert all(len(bins) == BINS and sum(bins) > 500 for bins in reference["education"].values())


def test_a_run_says_it_in_its_report(tmp_path):
    from click.testing import CliRunner

    from qualityfilter import run
    from qualityfilter.cli import main

    words = "波は静かに岸へ寄せ、鷺は水の中に立っていた。"
    with open(tmp_path / "ja.jsonl", "w", encoding="utf8") as out:
        for i in range(160):
            out.write(json.dumps({"id": str(i), "text": words * (1 + i % 7) + f"{i} と {i * 7}。"}, ensure_ascii=False) + "\n")
    recipe = tmp_path / "r.yaml"
    recipe.write_text(
        "name: r\nscore: [{scorer: language.v1}, {scorer: fluency.v1}]\ndedup: {exact: false, minhash: null, keep: first}\n",
        encoding="utf8",
    )
    result = run(str(recipe), [str(tmp_path / "ja.jsonl")], str(tmp_path / "out"))
    index = json.loads((tmp_path / "out" / "reports" / "index.json").read_text())
    [text] = [w for w in index["warnings"] if "not trained on" in w]
    assert text == "160 documents are in languages that the models were not trained on: ja 160."
    assert text in (tmp_path / "out" / "reports" / "index.html").read_text(encoding="utf8")
    shown = " ".join(CliRunner().invoke(main, ["report", result.out, "--width", "200"]).output.split())
    assert f"Warning: {text}" in shown
