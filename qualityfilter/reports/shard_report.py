"""`ShardReport`: what happened to a shard's documents, as counts that add exactly, in any order and grouping.

It lies in three files: the JSON, under 100 KB, has what is small; part-N.bins.arrow and part-N.names.parquet what is not (`bins`,
`tallies`). Their sum, with everything in it, is `total` of index.json. Sections with a star are shown in the JSON of a shard, cut or in
fewer bins, and counted in the others; those with two stars stand only there and in `total`:
  counts      step -> {documents, characters, units, bytes}; steps: records, read, cleaned, failed, duplicate, kept, weighted
              (in = kept + failed + duplicate; quarantined records are counted under quarantine; weighted counts repeats)
  rules       name -> {failed, only, only_units}: documents that fail it, and those (with their units) that fail nothing else
  overlap **  name -> name of a later rule -> documents that fail both
  what_if **  rule of a number -> [[step, scope, alone, units], …], sparse: of 1,024 equal steps of its column's codes, the documents
              that the rule judges, those of them that fail no other rule, and their units
  what_if_columns ** column that no rule tests -> the same, as if a rule tested it
  mix *       label column -> category -> {documents, units, kept_documents, kept_units, weighted_units}; of a shard the 24 largest
  histograms * column -> {all, kept}: documents per bin, 128 equal bins of the stored codes (of a shard 32), or one per category
  fine **     column that a rule tests -> the same per bin of 4,096, sparse: [[bin, all, kept], …]
  spans       kind -> {cleaner -> {removed, marked, characters}}
  clusters    size -> documents in clusters of that size (sizes above 100 under "100+")
  hosts *     host -> {documents, kept, characters, removed: {kind: characters}}: the 100 largest of the run, of a shard 40
  quarantine  {reasons: {reason: records}, quarantine_examples: the first ten by file and position}
  skipped     records that are no documents, by kind
  health **   all, language, source (the 8 largest) -> group -> column of a model -> [documents, least code, greatest, at the bottom,
              at the top]
  health_bins ** language -> column of a model -> documents in each of 32 bins
  long_documents  documents that models read a part of
  formulae    of HTML pages: documents that have any, formulae in the html, and of these in the text read from it; {} without any
  gathered    set of seeds -> {documents, units, kept, kept_units, weighted_units, failed, duplicate, rescued, rescued_kept,
              from_rules: {rule: rescued}, rounds, hosts **, queries ** and seeds ** (the 20 largest): documents}
  gathered_examples  set of seeds -> a few documents that it gathered; both sections only in runs that score with seeds
  examples    rule -> {failed: […], passed: […]}: the documents nearest to the threshold
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from qualityfilter.columns import ScoreColumn
from qualityfilter.errors import InputError
from qualityfilter.reports import tallies
from qualityfilter.reports.bins import Bins, sparse
from qualityfilter.reports.gathering import add_examples as add_gathered_examples
from qualityfilter.reports.health import BINS as HEALTH_BINS
from qualityfilter.reports.quoting import cut
from qualityfilter.storage import Storage

FORMAT = 2  # of reports/*.json
SUPPLEMENT_REPORT = "reports/supplement.json"  # what became of a supplement, where the recipe asks for one
SCHEMA = Path(__file__).parent / "report.schema.json"  # what is in them, as JSON Schema
COARSE = 128  # bins of the histograms that every column has
STEPS_OF_WHAT_IF = 1024
BRIEF_BINS, BRIEF_LABELS, BRIEF_HOSTS = 32, 24, 40  # in the JSON of a shard
EXAMPLES_BYTES = 48_000  # that the examples of all rules may need of it
AROUND_QUOTE, LEAST_QUOTE, SPAN_QUOTE = 200, 60, 400  # bytes of an example's other fields; of a quotation; of a removed span
LONGEST_ID = 120  # bytes of the id of an example, or of a host in the JSON of a shard
SPAN_EXAMPLES = 5  # removed spans shown per kind
QUARANTINE_EXAMPLES = 10
STEPS = ("records", "read", "cleaned", "failed", "duplicate", "kept", "weighted")
UNITS = ("documents", "characters", "units", "bytes")


@dataclass(frozen=True)
class ShardReport:
    """Counts of one shard or of many; `a + b` is exact."""

    data: Mapping[str, Any]
    bins: Bins = field(default_factory=Bins)
    tallies: pa.Table = field(default_factory=tallies.SCHEMA.empty_table)

    def __add__(self, other: ShardReport) -> ShardReport:
        return ShardReport(_added(self.data, other.data), self.bins + other.bins, tallies.merged([self.tallies, other.tallies]))

    @classmethod
    def empty(cls) -> ShardReport:
        return cls({"format": FORMAT, "shards": 0})

    @classmethod
    def read(cls, storage: Storage, part: str) -> ShardReport:
        """The report of a finished run's shard; InputError for one of another format."""
        data = storage.read_json(f"reports/{part}.json")
        if data["format"] != FORMAT:
            raise InputError(f"{storage.path(f'reports/{part}.json')}: format {data['format']}, not {FORMAT}; write the run again")
        bins, names = Bins.read(storage.read_bytes(bins_name(part))), storage.read_table(names_name(part))
        return cls({name: section for name, section in data.items() if name not in BRIEF}, bins, names)

    def brief(self, columns: Mapping[str, ScoreColumn]) -> dict[str, Any]:
        """What the JSON of a shard says: all that is small, the rest in few bins or as far as it is largest."""
        few = {
            name: counts.reshape(2, BRIEF_BINS, -1).sum(axis=2).tolist()
            for name, counts in self.bins.section("histogram") if not columns[name].categories
        }  # fmt: skip
        mix = {name: sorted(table.items(), key=lambda one: (-one[1]["units"], one[0])) for name, table in self._mix(columns).items()}
        return {
            **self.data,
            "histograms": {name: {"all": everything, "kept": kept} for name, (everything, kept) in few.items()},
            "mix": {name: dict(table[:BRIEF_LABELS]) for name, table in mix.items()},
            "hosts": {cut(name, LONGEST_ID): counts for name, counts in _hosts(self.tallies, BRIEF_HOSTS).items()},
        }

    def complete(self, columns: Mapping[str, ScoreColumn]) -> dict[str, Any]:
        """Everything that is shown of a run, as it stands under `total` in index.json."""
        shown = tallies.shown(self.tallies)
        health = _health(shown)
        bins = dict.fromkeys(next(iter(health["all"].values()), {}), HEALTH_BINS)
        return {
            **self.data,
            "overlap": self._overlap(),
            **{
                section: {name: sparse(counts) for name, counts in self.bins.section(section)}
                for section in ("what_if", "what_if_columns", "fine")
            },
            "mix": self._mix(columns),
            "histograms": {name: dict(zip(("all", "kept"), counts.tolist())) for name, counts in self.bins.section("histogram")},
            "hosts": _hosts(shown, tallies.HOSTS),
            "health": health,
            "health_bins": {
                name: _health_bins(rows, bins) for name, rows in tallies.by_name(shown, "health_bins") if name in health["language"]
            },
            **self._gathered(shown),
        }

    def _overlap(self) -> dict[str, dict[str, int]]:
        pairs = dict(self.bins.section("overlap"))
        return {rule: {other: n for other, n in zip(pairs, counts[0].tolist()) if n} for rule, counts in pairs.items()}

    def _mix(self, columns: Mapping[str, ScoreColumn]) -> dict[str, dict[str, dict[str, int]]]:
        return {
            name: {columns[name].categories[i]: dict(zip(MIX, sums)) for i, *sums in sparse(counts)}
            for name, counts in self.bins.section("mix")
        }

    def _gathered(self, shown: pa.Table) -> dict[str, Any]:
        if "gathered" not in self.data:
            return {}
        by_set: dict[str, dict[str, dict[str, int]]] = {seeds: {what: {} for what in PULLED} for seeds in self.data["gathered"]}
        for what in PULLED:
            rows = tallies.section(shown, f"gathered.{what}")
            for name, seeds, n in zip(*(rows.column(column).to_pylist() for column in ("name", "key", "a"))):
                by_set[seeds][what][name] = n
        return {"gathered": {seeds: {**told, **by_set[seeds]} for seeds, told in self.data["gathered"].items()}}


BRIEF = ("histograms", "mix", "hosts")  # sections of a shard's JSON that are counted in its table
PULLED = ("hosts", "queries", "seeds")  # by which what a set of seeds gathered is counted
MIX = ("documents", "units", "kept_documents", "kept_units", "weighted_units")


def bins_name(part: str) -> str:
    """The file of a shard's counts per bin."""
    return f"reports/{part}.bins.arrow"


def names_name(part: str) -> str:
    """The file of a shard's tallies."""
    return f"reports/{part}.names.parquet"


def read_index(storage: Storage) -> dict[str, Any]:
    """reports/index.json of a finished run, with the account of its supplement where it has one; InputError where there is none."""
    try:
        index: dict[str, Any] = storage.read_json("reports/index.json")
    except FileNotFoundError:
        raise InputError(f"{storage.root}: no reports/index.json; is it a finished run?") from None
    return with_supplement(storage, index)


def with_supplement(storage: Storage, index: dict[str, Any]) -> dict[str, Any]:
    """The index with the account of the run's supplement under `supplement`; as it is for a run without."""
    return {**index, "supplement": storage.read_json(SUPPLEMENT_REPORT)} if storage.exists(SUPPLEMENT_REPORT) else index


def merge(reports: Sequence[ShardReport]) -> ShardReport:
    """The sum, of what is JSON taken as a balanced tree so that a run of a million shards stays shallow."""
    data = [report.data for report in reports] or [ShardReport.empty().data]
    while len(data) > 1:
        data = [_added(data[i], data[i + 1]) if i + 1 < len(data) else data[i] for i in range(0, len(data), 2)]
    bins = sum((report.bins for report in reports), Bins())
    return ShardReport(data[0], bins, tallies.merged([report.tallies for report in reports]))


def _hosts(table: pa.Table, most: int) -> dict[str, dict[str, Any]]:
    largest = tallies.largest(tallies.section(table, "host"), most)
    removed = _by_key(tallies.of_names(tallies.section(table, "removed"), largest.column("name")))
    counts = zip(*(largest.column(which).to_pylist() for which in ("name", "a", "b", "c")))
    return {host: {"documents": n, "kept": kept, "characters": c, "removed": removed.get(host, {})} for host, n, kept, c in counts}


def _by_key(rows: pa.Table) -> dict[str, dict[str, int]]:
    """Name -> key -> sum a."""
    found: dict[str, dict[str, int]] = {}
    for name, key, n in zip(*(rows.column(which).to_pylist() for which in ("name", "key", "a"))):
        found.setdefault(name, {})[key] = n
    return found


def _health(table: pa.Table) -> dict[str, dict[str, dict[str, list[int]]]]:
    """Kind -> group -> column -> documents, least code, greatest, at the bottom, at the top; of languages the largest."""
    found: dict[str, dict[str, dict[str, list[int]]]] = {}
    for kind in ("all", "language", "source"):
        rows, groups = tallies.section(table, f"health.{kind}"), dict[str, dict[str, list[int]]]()
        for name, column, *counts in zip(*(rows.column(which).to_pylist() for which in ("name", "key", "a", "least", "most", "b", "c"))):
            groups.setdefault(name, {})[column] = counts
        sizes = {name: max(counts[0] for counts in table.values()) for name, table in groups.items()}
        found[kind] = {name: groups[name] for name in sorted(sorted(groups), key=lambda name: -sizes[name])[: tallies.SOURCES]}
    return found


def _health_bins(rows: pa.Table, bins: Mapping[str, int]) -> dict[str, list[int]]:
    found = {name: np.zeros(n, np.int64) for name, n in bins.items()}
    for column, at, n in zip(*(rows.column(which).to_pylist() for which in ("key", "bin", "a"))):
        found[column][at] = n
    return {name: counts.tolist() for name, counts in found.items()}


def _added(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    merged = {}
    for section in sorted({*a, *b}):  # only sections have sums of their own: a kind of spans below them may be called "examples"
        both = section in a and section in b
        merged[section] = _SECTIONS.get(section, _add)(a[section], b[section]) if both else a.get(section, b.get(section))
    return merged


def _add(a: Any, b: Any) -> Any:
    """Sums of counts, of lists of counts of one length, and of mappings of these, name by name."""
    if isinstance(a, Mapping):
        return _by_name(a, b, _add)
    if isinstance(a, list):
        return [x + y for x, y in zip(a, b, strict=True)]
    return a + b


def _by_name(a: Mapping[str, Any], b: Mapping[str, Any], add: Callable[[Any, Any], Any]) -> dict[str, Any]:
    return {name: add(a[name], b[name]) if name in a and name in b else a[name] if name in a else b[name] for name in sorted({*a, *b})}


def quotes_that_fit(rules: int, most: int) -> tuple[int, int]:
    """How many examples each side of each rule gets, `most` if there is room, and how many bytes each may quote."""
    sides = max(2 * rules, 1)
    most = min(most, max(EXAMPLES_BYTES // (sides * (AROUND_QUOTE + LEAST_QUOTE)), 1))
    return most, max(EXAMPLES_BYTES // (sides * max(most, 1)) - AROUND_QUOTE, LEAST_QUOTE)


def example_order(example: Mapping[str, Any]) -> tuple[Any, ...]:
    """Nearest to the threshold first. The order is total, for ids may repeat: which examples stay depends on no order of shards."""
    return abs(example["margin"]), example["id"], example["margin"], example["text"], example["verdict"], example["value"]


def span_order(example: Mapping[str, Any]) -> tuple[Any, ...]:
    """By a hash of the document, so that the first few are a fair sample; total, like `example_order`."""
    return example["order"], example["id"], example["start"], example["cleaner"], example["text"]


def quarantine_order(example: Mapping[str, Any]) -> tuple[Any, ...]:
    """By file and position; what follows a break in a file stands before its records, with ordinal -1."""
    return example["file"], example["ordinal"], example["offset"], example["reason"], example["records"]


def _add_examples(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    most = min(a["most"], b["most"])  # the smaller: only so is the sum the same in any grouping
    return {"most": most, **{side: sorted([*a[side], *b[side]], key=example_order)[:most] for side in ("failed", "passed")}}


def _add_span_examples(a: list[Any], b: list[Any]) -> list[Any]:
    return sorted([*a, *b], key=span_order)[:SPAN_EXAMPLES]


def _add_quarantine(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    examples = sorted([*a["quarantine_examples"], *b["quarantine_examples"]], key=quarantine_order)
    return {"reasons": _add(a["reasons"], b["reasons"]), "quarantine_examples": examples[:QUARANTINE_EXAMPLES]}


_SECTIONS: dict[str, Callable[[Any, Any], Any]] = {
    "format": lambda a, b: FORMAT,
    "examples": lambda a, b: _by_name(a, b, _add_examples),
    "span_examples": lambda a, b: _by_name(a, b, _add_span_examples),
    "quarantine": _add_quarantine,
    "gathered_examples": add_gathered_examples,
}
