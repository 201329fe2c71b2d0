"""`ShardReport`: what happened to a shard's documents, as counts that add exactly, in any order and grouping.

The JSON (format 1, at most about 100 KB a shard):
  counts      step -> {documents, characters, units, bytes}; steps: records, read, cleaned, failed, duplicate, kept, weighted
              (in = kept + failed + duplicate; quarantined records are counted under quarantine; weighted counts repeats)
  rules       name -> {failed, only}
  mix         label column -> category -> {documents, units, kept_documents, kept_units, weighted_units}
  histograms  column -> {all, kept}: documents per bin, 128 equal bins of the stored codes, or one per category
  fine        column that a rule tests -> documents per bin of 4,096, sparse: [[bin, count], …]
  spans       kind -> {cleaner -> {removed, marked, characters}}
  clusters    size -> documents in clusters of that size (sizes above 100 under "100+")
  hosts       host -> {documents, kept, characters}: the 40 largest hosts of each shard
  quarantine  {reasons: {reason: records}, examples}
  skipped     records that are no documents, by kind
  examples    rule -> {failed: […], passed: […]}: the documents nearest to the threshold
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualityfilter.storage import FORMAT

COARSE = 128  # bins of the histograms that every column has
HOSTS = 40
STEPS = ("records", "read", "cleaned", "failed", "duplicate", "kept", "weighted")
UNITS = ("documents", "characters", "units", "bytes")


@dataclass(frozen=True)
class ShardReport:
    """Counts of one shard or of many; `a + b` is exact."""

    data: Mapping[str, Any]

    def __add__(self, other: ShardReport) -> ShardReport:
        a, b = self.data, other.data
        merged = {key: _merge(key, a.get(key), b.get(key)) for key in sorted(set(a) | set(b))}
        merged["format"] = FORMAT
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


def _merge(key: str, a: Any, b: Any) -> Any:
    if a is None or b is None:
        return b if a is None else a
    if key == "examples":
        return {rule: _merge_examples(a.get(rule, {}), b.get(rule, {})) for rule in sorted(set(a) | set(b))}
    if key == "fine":
        return {column: _merge_sparse(a.get(column, []), b.get(column, [])) for column in sorted(set(a) | set(b))}
    if key == "span_examples":
        return _merge_span_examples(a, b)
    if isinstance(a, Mapping):
        return {name: _merge(name, a.get(name), b.get(name)) for name in sorted(set(a) | set(b))}
    if isinstance(a, list) and key in ("quarantine_examples",):
        return sorted(a + b, key=lambda e: (e["file"], e["ordinal"], e["offset"]))[:10]
    if isinstance(a, list):
        return [x + y for x, y in zip(a, b)]
    return a if key in ("format", "per_rule") else a + b


def _merge_sparse(a: list[list[int]], b: list[list[int]]) -> list[list[int]]:
    total = {i: n for i, n in a}
    for i, n in b:
        total[i] = total.get(i, 0) + n
    return [[i, total[i]] for i in sorted(total)]


def _merge_examples(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    """The nearest to the threshold on each side; ties by id. `per_rule` travels with them."""
    most = max(a.get("most", 0), b.get("most", 0))
    joined = {side: sorted([*a.get(side, []), *b.get(side, [])], key=lambda e: (abs(e["margin"]), e["id"]))[:most] for side in ("failed", "passed")}
    return {"most": most, **joined}


def _merge_span_examples(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    return {kind: sorted([*a.get(kind, []), *b.get(kind, [])], key=lambda e: (e["order"], e["id"], e["start"]))[:5] for kind in sorted(set(a) | set(b))}
