"""What sets of seeds gathered, as counts that add: documents, tokens, what became of them, rounds, rescues, hosts, queries, examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from qualityfilter.reports import tallies
from qualityfilter.reports.quoting import cut

EXAMPLES = 6  # of a set
QUOTE = 480  # bytes of an example's text, id or query
COUNTS = ("documents", "units", "kept", "kept_units", "weighted_units", "failed", "duplicate", "rescued", "rescued_kept")


class GatheredCounts:
    """Adds the rows of gathered/. `result` gives sections of a shard's report, none where nothing was gathered; `tables` are tallies."""

    def __init__(self, examples: bool) -> None:
        self.sets: dict[str, dict[str, Any]] = {}
        self.examples: dict[str, list[dict[str, Any]]] = {}
        self.tables: list[pa.Table] = []
        self._show = examples

    def add(self, rows: pa.Table) -> None:
        for name in pc.unique(rows.column("seeds")).to_pylist():
            self._add(name, rows.filter(pc.equal(rows.column("seeds"), name)))

    def _add(self, name: str, rows: pa.Table) -> None:
        told = self.sets.setdefault(name, {**dict.fromkeys(COUNTS, 0), **{key: {} for key in ("from_rules", "rounds")}})
        units, verdict = rows.column("units").to_numpy(), np.array(rows.column("verdict").to_pylist(), dtype=object)
        rescued, kept = pc.list_value_length(rows.column("rescued_from")).to_numpy() > 0, verdict == "kept"
        sums = {
            "documents": rows.num_rows, "units": units.sum(), "kept": kept.sum(), "kept_units": units[kept].sum(),
            "weighted_units": (units * rows.column("repeat").to_numpy())[kept].sum(), "failed": (verdict == "failed").sum(),
            "duplicate": (verdict == "duplicate").sum(), "rescued": rescued.sum(), "rescued_kept": (rescued & kept).sum(),
        }  # fmt: skip
        for key, n in sums.items():
            told[key] += int(n)
        _count(told["from_rules"], [rule for rules in rows.column("rescued_from").to_pylist() for rule in rules])
        _count(told["rounds"], list(map(str, rows.column("round").to_pylist())))
        for what, column in (("hosts", "host"), ("queries", "query"), ("seeds", "seed")):
            found = pc.value_counts(pc.if_else(pc.equal(rows.column(column), ""), None, rows.column(column)).fill_null("(none)"))
            named, counts = found.field("values"), found.field("counts")
            self.tables.append(tallies.rows(f"gathered.{what}", len(found), name=named, key=name, a=counts))
        if self._show:
            shown = [self._example(row) for row in rows.select(["id", "seed", "query", "verdict", "affinity", "begins"]).to_pylist()]
            self.examples[name] = sorted([*self.examples.get(name, []), *shown], key=example_order)[:EXAMPLES]

    @staticmethod
    def _example(row: Mapping[str, Any]) -> dict[str, Any]:
        quoted = {name: text if text is None else cut(text, QUOTE) for name in ("id", "seed", "query", "begins") for text in [row[name]]}
        return {
            "order": xxhash.xxh3_64_intdigest(str(row["id"])) & 0xFFFFFFFF,
            **row,
            **quoted,
            "affinity": round(float(row["affinity"]), 4),
        }

    def result(self) -> dict[str, Any]:
        """Sections of a shard's report."""
        return {"gathered": self.sets, "gathered_examples": self.examples} if self.sets else {}


def _count(told: dict[str, int], found: list[str]) -> None:
    for key, n in Counter(found).items():
        told[key] = told.get(key, 0) + n


def example_order(example: Mapping[str, Any]) -> tuple[Any, ...]:
    """By a hash of the id, so that the first few are a fair sample; total."""
    return example["order"], example["id"], example["begins"], example["verdict"], example["affinity"]


def add_examples(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    """The examples of two reports, set by set."""
    return {name: sorted([*a.get(name, []), *b.get(name, [])], key=example_order)[:EXAMPLES] for name in sorted({*a, *b})}
