"""Shard reports add exactly, in any order and grouping, whatever the crawl calls its hosts."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualityfilter.columns import ScoreColumn
from qualityfilter.deciding import ResolvedRule
from qualityfilter.deciding import Test as Bounds  # pytest would collect a name that begins with Test
from qualityfilter.documents import Documents
from qualityfilter.reports import tallies
from qualityfilter.reports.bins import Bins
from qualityfilter.reports.collecting import ReportCollector
from qualityfilter.reports.comparing import ALWAYS, limit, mean, outliers
from qualityfilter.reports.index import scope_words
from qualityfilter.reports.shard_report import (
    SPAN_EXAMPLES,
    UNITS,
    ShardReport,
    example_order,
    merge,
    quarantine_order,
    quotes_that_fit,
    span_order,
)
from qualityfilter.sites import host_of
from qualityfilter.storage import dump_compact
from qualityfilter.writing import BatchView

COUNT = st.integers(0, 1 << 40)
# names that also are names of sections, of fields, or of nothing
NAME = st.sampled_from(["fine", "examples", "format", "span_examples", "quarantine_examples", "most", "host.example.com", "", "主机"])
SIZES = st.fixed_dictionaries(dict.fromkeys(UNITS, COUNT))
RULES = ("few_ads", "long_enough")


def examples_of(documents: list[dict], most: int) -> dict:
    """The nearest examples on each side, as a collector leaves them."""
    ordered = sorted(documents, key=example_order)
    return {
        "most": most,
        "failed": [e for e in ordered if e["margin"] < 0][:most],
        "passed": [e for e in ordered if e["margin"] >= 0][:most],
    }


EXAMPLE = st.fixed_dictionaries({
    "id": st.sampled_from(["a", "b", "b", "c"]), "margin": st.integers(-3, 3), "text": st.sampled_from(["one", "two"]),
    "verdict": st.sampled_from(["kept", "failed"]), "value": st.just(0.5),
})  # fmt: skip
SPAN = st.fixed_dictionaries({
    "order": st.integers(0, 3), "id": st.sampled_from(["a", "b"]), "start": st.integers(0, 2), "cleaner": NAME, "text": st.just("x"),
})  # fmt: skip
FOUND = st.dictionaries(NAME, st.lists(SPAN), max_size=2)
LAYOUT = (("fine", "fine", 2, 3), ("what_if", "", 1, 2))
BARS = st.lists(COUNT, min_size=8, max_size=8)
TALLIES = st.lists(
    st.tuples(st.sampled_from([*tallies.NAMED, "fine", "mix"]), NAME, NAME, st.integers(-1, 3), COUNT, COUNT, st.integers(0, 9)),
    max_size=12,
)
UNREAD = st.fixed_dictionaries({
    "file": st.sampled_from(["a", "b"]), "ordinal": st.integers(-1, 2), "offset": st.integers(-1, 2), "reason": NAME, "records": st.just(1),
})  # fmt: skip


@st.composite
def reports(draw) -> ShardReport:
    names = st.dictionaries(NAME, SIZES, max_size=3)
    counted = [
        tallies.rows(section, 1, name=[name], key=key, bin=bin_, a=a, b=b, least=extreme, most=extreme)
        for section, name, key, bin_, a, b, extreme in draw(TALLIES)
    ]
    found = {
        "format": 2,
        "shards": draw(st.integers(1, 9)),
        "counts": {step: draw(SIZES) for step in ("records", "read", "kept")},
        "rules": {name: {"failed": draw(COUNT), "only": draw(COUNT)} for name in RULES},
        "spans": draw(st.dictionaries(NAME, names, max_size=2)),
        "span_examples": {k: sorted(v, key=span_order)[:SPAN_EXAMPLES] for k, v in draw(FOUND).items()},
        "clusters": draw(st.dictionaries(NAME, COUNT, max_size=3)),
        "quarantine": {
            "reasons": draw(st.dictionaries(NAME, COUNT, max_size=3)),
            "quarantine_examples": sorted(draw(st.lists(UNREAD, max_size=12)), key=quarantine_order)[:10],
        },
        "skipped": draw(st.dictionaries(NAME, COUNT, max_size=2)),
        "formulae": draw(st.dictionaries(st.sampled_from(["documents", "html", "text"]), COUNT, max_size=3)),
        "examples": {name: examples_of(draw(st.lists(EXAMPLE, max_size=6)), draw(st.integers(1, 3))) for name in RULES},
    }  # fmt: skip
    return ShardReport(found, Bins(LAYOUT, np.array(draw(BARS), np.int64)), tallies.merged(counted))


def whole(report: ShardReport) -> tuple:
    return dump_compact(report.data), report.bins.layout, report.bins.counts.tolist(), report.tallies.to_pylist()


@settings(max_examples=30, deadline=None)
@given(reports(), reports(), reports())
def test_sums_are_the_same_in_any_order_and_grouping(a, b, c):
    sums = [x + y + z for x, y, z in itertools.permutations((a, b, c))] + [a + (b + c), merge([a, b, c])]
    assert all(whole(total) == whole(sums[0]) for total in sums)


@settings(max_examples=25, deadline=None)
@given(reports(), reports())
def test_every_count_is_the_sum_of_the_two(a, b):
    total = a + b
    assert total.bins.counts.tolist() == [x + y for x, y in zip(a.bins.counts.tolist(), b.bins.counts.tolist(), strict=True)]
    for name in tallies.SUMS:
        added = sum(pc.sum(report.tallies.column(name)).as_py() or 0 for report in (a, b))
        assert (pc.sum(total.tallies.column(name)).as_py() or 0) == added
    counted = {tuple(row[name] for name in tallies.WHAT) for report in (a, b) for row in report.tallies.to_pylist()}
    assert [tuple(row[name] for name in tallies.WHAT) for row in total.tallies.to_pylist()] == sorted(counted)
    for row in total.tallies.to_pylist():
        same = [one for report in (a, b) for one in report.tallies.to_pylist() if all(one[name] == row[name] for name in tallies.WHAT)]
        assert row["least"] == min(one["least"] for one in same)
    assert total.data["shards"] == a.data["shards"] + b.data["shards"]


@settings(max_examples=30, deadline=None)
@given(reports())
def test_the_empty_report_changes_nothing(a):
    assert whole(a + ShardReport.empty()) == whole(a) == whole(ShardReport.empty() + a)


def test_counts_of_other_rules_are_refused():
    one, other = (ShardReport({}, Bins.empty([("what_if", name, 3, 4)])) for name in ("few_ads", "fluent"))
    with pytest.raises(ValueError, match="other columns or rules"):
        one + other


@settings(max_examples=25)
@given(BARS)
def test_bins_come_back_from_their_file(bars):
    written = Bins(LAYOUT, np.array(bars, np.int64))
    with tempfile.TemporaryDirectory() as folder:
        written.write(Path(folder) / "b.arrow")
        assert Bins.read((Path(folder) / "b.arrow").read_bytes()) == written


# collecting ------------------------------------------------------------------------------------------------------------

ADS = ScoreColumn("ads", better="lower")
DOMAIN = ScoreColumn("domain", categories=("mathematics", "other"))
COLUMNS = {"ads": ADS, "domain": DOMAIN}


def collector(rules, examples: str = "full", most: int = 3) -> ReportCollector:
    report = SimpleNamespace(examples=examples, per_rule=most)
    trained = SimpleNamespace(model_files=("model.npz",), writes=tuple(COLUMNS.values()))
    scoring = SimpleNamespace(columns=COLUMNS, scorers=[trained])
    line = SimpleNamespace(scoring=scoring, columns=COLUMNS, recipe=SimpleNamespace(report=report))
    return ReportCollector(line, rules, SimpleNamespace(index=0))


def batch(rows: list[tuple[str, int, int, int]], rules) -> BatchView:
    """A batch of rows (id, code of ads, verdict, repeat); every text is the id, and a span of kind `ad` was removed from each."""
    n, ids = len(rows), [row[0] for row in rows]
    codes = {"ads": np.array([row[1] for row in rows], np.uint16), "domain": np.arange(n, dtype=np.uint16) % 1}
    failed = sum((rule.fails(codes, n).astype(np.uint64) << np.uint64(i) for i, rule in enumerate(rules)), np.zeros(n, np.uint64))
    plan = {"verdict": np.array([row[2] for row in rows], np.uint8), "repeat": np.array([row[3] for row in rows], np.int32)}
    plan |= {"failed": failed, "cluster_size": np.ones(n, np.int32), "cluster": pa.nulls(n, pa.string())}
    plan |= {"weight": np.ones(n, np.float32)}
    sizes = {name: np.array([len(i) for i in ids], np.int64) for name in ("characters", "units", "bytes")}
    hashes = np.array([sum(i.encode()) * 7919 for i in ids], np.uint64)
    spans = {"row": range(n), "start": [0] * n, "end": [1] * n, "text": ids}
    spans |= {name: [value] * n for name, value in (("kind", "ad"), ("cleaner", "c.v1"), ("action", "removed"))}
    urls = pa.table({"url": pa.array([f"http://www.{i}.example.com/x" for i in ids]), "source": pa.array([None] * n, pa.string())})
    rows_of_pass_one = pa.table({**sizes, "text_hash": hashes, "source": [i[0] for i in ids]})
    texts = pa.array(ids, pa.large_string())
    return BatchView(urls, ids, Documents.of(*ids), texts, rows_of_pass_one, codes, pa.table(plan), pa.table(spans), tuple(rules))


MEASURED = {
    "raw_characters": 0,
    "raw_units": 0,
    "raw_bytes": 0,
    "quarantined": 0,
    "quarantined_by_reason": {},
    "skipped": {},
    "formulae": {},
}
CODE = st.sampled_from([0, 100, 26_213, 26_214, 26_215, 65_535])
ROW = st.tuples(st.text("abcd", min_size=1, max_size=3), CODE, st.integers(0, 2), st.integers(0, 3))
FEW_ADS = ResolvedRule("few_ads", Bounds("ads", high=26_214), maximum=0.4)
MIXED = (FEW_ADS, ResolvedRule("anything", Bounds("ads")), ResolvedRule("labelled", Bounds("domain", codes=(0,))))


def gathered(rows: list[tuple[str, int, int, int]]) -> pa.Table:
    """Every document gathered by one set of seeds, every second letter by another too; host, query and round follow from the id."""
    told = [
        {
            "id": name, "seeds": seeds, "affinity": 0.5, "query": name[-1:], "seed": name[:1], "round": len(name),
            "host": name, "begins": name,
            "verdict": ("kept", "failed", "duplicate")[verdict], "rescued_from": ["few_ads"] * (code > 100),
            "units": len(name), "repeat": repeat,
        }
        for name, code, verdict, repeat in rows for seeds in ("one", "two")[: 1 + ord(name[0]) % 2]
    ]  # fmt: skip
    return pa.Table.from_pylist(told)


def collected(batches, rules=MIXED) -> ShardReport:
    found = collector(rules)
    for rows in batches:
        found.add(batch(rows, rules))
        found.gathered.add(gathered(rows))
    unread = [
        {"file": name, "ordinal": code, "offset": -1, "reason": "cut: x", "records": 1}
        for rows in batches
        for name, code, _, _ in rows
        if broken(name)
    ]
    counts = {"quarantined": len(unread), "quarantined_by_reason": {"cut": len(unread)}} if unread else {}
    return found.report(unread, {**MEASURED, "documents": sum(map(len, batches)), **counts})


def broken(name: str) -> bool:
    """Whether a record of the same name could not be read."""
    return name.startswith("a")


@settings(max_examples=25, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=24), st.integers(1, 23), st.integers(1, 5))
def test_shards_merged_are_the_corpus_in_every_section(rows, cut, size):
    """More hosts and sources than a run shows, in shards cut anywhere: what is shown of the sum is what is shown of the corpus."""
    batches = [rows[i : i + size] for i in range(0, len(rows), size)]
    corpus = collected([rows])
    assert whole(collected(batches)) == whole(corpus)
    merged = merge([collected([some]) for some in (rows[:cut], rows[cut:]) if some])
    assert {**merged.data, "shards": 1} == corpus.data
    assert merged.tallies.equals(corpus.tallies)
    assert merged.bins == corpus.bins
    with pytest.MonkeyPatch.context() as few:
        few.setattr(tallies, "HOSTS", 3)
        few.setattr(tallies, "SOURCES", 1)
        few.setattr(tallies, "GATHERED", 2)
        shown = corpus.complete(COLUMNS)
        assert {**merged.complete(COLUMNS), "shards": 1} == shown
        slot, edges = pc.field("slot"), (1, 20_000, 40_000, tallies.SLOTS)
        ranges = [tallies.shown(merged.tallies.filter((slot >= low) & (slot < high))) for low, high in itertools.pairwise(edges)]
        assert {
            **ShardReport(merged.data, merged.bins, tallies.merged([tallies.bounded(merged.tallies), *ranges])).complete(COLUMNS),
            "shards": 1,
        } == shown
    assert len(shown["hosts"]) == min(3, len({row[0] for row in rows}))
    assert sum(counts["documents"] for counts in corpus.complete(COLUMNS)["hosts"].values()) == len(rows)


def test_a_shards_json_is_small_whatever_rules_texts_and_ids():
    rules = tuple(ResolvedRule(f"a rule with a rather long name {i}", Bounds("ads", high=1000 * i), maximum=i / 66) for i in range(64))
    rows = [(f"{i}" + "语" * 3000, 1000 * (i % 65), i % 3, 1) for i in range(200)]
    found = collected([rows], rules)
    assert len(dump_compact(found.brief(COLUMNS))) < 100_000
    assert found.data["examples"][rules[30].name]["most"] == 1
    assert all(len(side[0]["text"].encode()) >= 60 for rule in rules[1:64] for side in [found.data["examples"][rule.name]["failed"]])


@pytest.mark.parametrize(("rules", "asked"), [(0, 3), (1, 50), (7, 3), (7, 50), (20, 3), (64, 3), (64, 50), (5, 0)])
def test_examples_share_the_room_that_there_is(rules, asked):
    most, quoted = quotes_that_fit(rules, asked)
    assert 0 <= most <= asked
    assert quoted >= 60
    assert 2 * rules * most * (quoted + 200) <= 48_000


def test_every_document_is_counted_once():
    rows = [("e", 0, 0, 2), ("b", 65_535, 1, 0), ("c", 100, 2, 0), ("d", 0, 0, 1)]
    counts = collected([rows]).data["counts"]
    documents = {step: sizes["documents"] for step, sizes in counts.items()}
    assert documents == {"records": 4, "read": 4, "cleaned": 4, "failed": 1, "duplicate": 1, "kept": 2, "weighted": 3}


def test_examples_are_the_nearest_on_each_side_and_ties_go_by_id():
    rows = [("far", 65_535, 1, 0), ("z", 26_215, 1, 0), ("b", 26_216, 1, 0), ("y", 26_214, 0, 1), ("a", 26_214, 0, 1), ("low", 0, 0, 1)]
    found = collected([rows]).data["examples"]["few_ads"]
    assert [(e["id"], e["margin"]) for e in found["failed"]] == [("z", -1), ("b", -2), ("far", -39_321)]
    assert [(e["id"], e["margin"]) for e in found["passed"]] == [("a", 0), ("y", 0), ("low", 26_214)]


def test_no_text_is_kept_where_the_recipe_wants_none():
    found = collector(MIXED, examples="none")
    found.add(batch([("secret", 26_214, 0, 1)], MIXED))
    data = found.report([], {**MEASURED, "documents": 1}).complete(COLUMNS)
    hosts = data.pop("hosts")
    assert b"secret" not in dump_compact(data)
    assert list(hosts) == ["secret.example.com"]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.com/a?b", "example.com"), ("example.com/a", "example.com"), ("http://user:pass@h.example:80/", "h.example"),
        ("", ""), (None, ""), ("http://[::1", ""),
    ],
)  # fmt: skip
def test_host_of_an_address(url, host):
    assert host_of(url) == host


def test_scopes_in_words():
    unless = (Bounds("ads", low=32_768), Bounds("ads", 6_554, 13_107))
    rule = ResolvedRule("r", Bounds("ads"), when=(Bounds("domain", codes=(0,)),), unless=unless)
    assert scope_words(rule.to_json(), COLUMNS) == {"when": ["domain is mathematics"], "unless": ["ads ≥ 0.5", "0.1 ≤ ads ≤ 0.2"]}


# comparing -------------------------------------------------------------------------------------------------------------


def shard(ads: float = 0.2, documents: int = 1000, kept: int = 400, **known: int) -> dict:
    row = {"documents": documents, "kept": kept, "duplicate": 0, "characters": documents * 100, "removed_characters": 0, "quarantined": 0}
    return {**row, **known, "means": {"ads": ads}}


def alike(n: int = 30) -> list[dict]:
    return [shard(0.2 + (i * 7 % 11 - 5) / 1000, kept=400 + (i * 5 % 7 - 3)) for i in range(n)]


@pytest.mark.parametrize(
    ("odd", "what"),
    [
        (shard(0.6), "ads"),
        (shard(kept=20), "keep rate"),
        (shard(quarantined=700), "not readable"),
        (shard(removed_characters=90_000), "text removed"),
        (shard(duplicate=300), "duplicates"),
        (shard(0.6, documents=0, kept=0, quarantined=50), "not readable"),
    ],
)
def test_a_shard_that_differs_stands_out_and_says_in_what(odd, what):
    found = outliers([*alike(), odd], {"ads": 0.2})
    assert [row["odd"] for row in found] == [""] * 30 + [what]
    assert found[-1]["outlier"] > ALWAYS


@pytest.mark.parametrize(
    "row",
    [
        shard(0.2 + 0.019),  # a tenth of the documents' own spread
        shard(0.5, documents=3, kept=1),  # three documents differ by chance
        shard(0.0, documents=0, kept=0),  # nothing to compare
    ],
)
def test_small_shifts_and_small_shards_do_not_stand_out(row):
    assert outliers([*alike(), row], {"ads": 0.2})[-1]["odd"] == ""


def test_seven_shards_are_too_few():
    assert {row["outlier"] for row in outliers([*alike(6), shard(0.9)], {"ads": 0.2})} == {0.0}


def test_the_limit_rises_with_the_number_of_comparisons():
    assert limit(alike(10)) == ALWAYS < limit(alike(10_000)) < 5


def test_means_know_that_the_ends_are_zero_and_one():
    ends, middle = [0] * 128, [0] * 128
    ends[0], ends[127], middle[64] = 3, 1, 5
    assert mean(ends, ADS) == 0.25
    assert mean(middle, ADS) == pytest.approx(64.5 / 128)
    assert mean([0] * 128, ADS) == 0
