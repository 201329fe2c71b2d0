"""`ShardReport`: what happened to a shard's documents, as counts that add exactly, in any order and grouping.

The JSON (format 1, at most about 100 KB a shard):
  counts      step -> {documents, characters, units, bytes}; steps: records, read, cleaned, failed, duplicate, kept, weighted
              (in = kept + failed + duplicate; quarantined records are counted under quarantine; weighted counts repeats)
  rules       name -> {failed, only, only_units}: documents that fail it, and those (with their units) that fail nothing else
  overlap     name -> name of a later rule -> documents that fail both
  what_if     rule of a number -> [[step, scope, alone, units], …], sparse: of 1,024 equal steps of its column's codes, the documents
              that the rule judges, those of them that fail no other rule, and their units
  mix         label column -> category -> {documents, units, kept_documents, kept_units, weighted_units}
  histograms  column -> {all, kept}: documents per bin, 128 equal bins of the stored codes, or one per category
  fine        column that a rule tests -> the same per bin of 4,096, sparse: [[bin, all, kept], …]
  spans       kind -> {cleaner -> {removed, marked, characters}}
  clusters    size -> documents in clusters of that size (sizes above 100 under "100+")
  hosts       host -> {documents, kept, characters, removed: {kind: characters}}: the 40 largest hosts of each shard
  quarantine  {reasons: {reason: records}, quarantine_examples: the first ten by file and position}
  skipped     records that are no documents, by kind
  health      all, language, source -> group -> column of a model -> [documents, least code, greatest, at the bottom, at the top]
  health_bins language -> column of a model -> documents in each of 32 bins; long_documents: those that models read a part of
  formulae    of HTML pages: documents that have any, formulae in the html, and of these in the text read from it; {} without any
  gathered    set of seeds -> {documents, units, kept, kept_units, weighted_units, failed, duplicate, rescued, rescued_kept,
              from_rules: {rule: rescued}, rounds, hosts (the 20 largest of each shard), queries: {…: documents}}
  gathered_examples  set of seeds -> a few documents that it gathered; both sections only in runs that score with seeds
  examples    rule -> {failed: […], passed: […]}: the documents nearest to the threshold
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qualityfilter.reports.gathering import add_examples as add_gathered_examples
from qualityfilter.reports.health import add_health
from qualityfilter.storage import FORMAT

COARSE = 128  # bins of the histograms that every column has
STEPS_OF_WHAT_IF = 1024
HOSTS = 40
SPAN_EXAMPLES = 5  # removed spans shown per kind
QUARANTINE_EXAMPLES = 10
STEPS = ("records", "read", "cleaned", "failed", "duplicate", "kept", "weighted")
UNITS = ("documents", "characters", "units", "bytes")


@dataclass(frozen=True)
class ShardReport:
    """Counts of one shard or of many; `a + b` is exact."""

    data: Mapping[str, Any]

    def __add__(self, other: ShardReport) -> ShardReport:
        a, b = self.data, other.data
        merged = {}
        for section in sorted({*a, *b}):  # only sections have sums of their own: a host below them may be called "fine"
            both = section in a and section in b
            merged[section] = _SECTIONS.get(section, _add)(a[section], b[section]) if both else a.get(section, b.get(section))
        return ShardReport(merged)

    @classmethod
    def empty(cls) -> ShardReport:
        return cls({"format": FORMAT, "shards": 0})


def merge(reports: list[ShardReport]) -> ShardReport:
    """The sum, taken as a balanced tree so that a run of a million shards stays shallow."""
    if not reports:
        return ShardReport.empty()
    while len(reports) > 1:
        reports = [reports[i] + reports[i + 1] if i + 1 < len(reports) else reports[i] for i in range(0, len(reports), 2)]
    return reports[0]


def _add(a: Any, b: Any) -> Any:
    """Sums of counts, of lists of counts of one length, and of mappings of these, name by name."""
    if isinstance(a, Mapping):
        return _by_name(a, b, _add)
    if isinstance(a, list):
        return [x + y for x, y in zip(a, b, strict=True)]
    return a + b


def _by_name(a: Mapping[str, Any], b: Mapping[str, Any], add: Callable[[Any, Any], Any]) -> dict[str, Any]:
    return {name: add(a[name], b[name]) if name in a and name in b else a[name] if name in a else b[name] for name in sorted({*a, *b})}


def _add_sparse(a: list[list[int]], b: list[list[int]]) -> list[list[int]]:
    total: dict[int, list[int]] = {}
    for bin_, *counts in [*a, *b]:
        total[bin_] = [x + y for x, y in zip(total[bin_], counts, strict=True)] if bin_ in total else counts
    return [[bin_, *total[bin_]] for bin_ in sorted(total)]


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
    "health": add_health,
    "fine": lambda a, b: _by_name(a, b, _add_sparse),
    "what_if": lambda a, b: _by_name(a, b, _add_sparse),
    "examples": lambda a, b: _by_name(a, b, _add_examples),
    "span_examples": lambda a, b: _by_name(a, b, _add_span_examples),
    "quarantine": _add_quarantine,
    "gathered_examples": add_gathered_examples,
}
