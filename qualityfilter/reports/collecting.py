"""Collects a shard's report while pass 2 reads its documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from qualityfilter.batch_view import BatchView
from qualityfilter.columns import TOP, ScoreColumn
from qualityfilter.context import Line
from qualityfilter.deciding import ResolvedRule
from qualityfilter.pieces import Shard
from qualityfilter.reports import tallies
from qualityfilter.reports.bins import Bins, Place
from qualityfilter.reports.gathering import GatheredCounts
from qualityfilter.reports.health import HealthCounts, watched
from qualityfilter.reports.quoting import cut, quoted
from qualityfilter.reports.sample import QUOTED, SampleCollector, part_name, share_of, write_part
from qualityfilter.reports.shard_report import (
    COARSE,
    FORMAT,
    LONGEST_ID,
    MIX,
    QUARANTINE_EXAMPLES,
    SPAN_EXAMPLES,
    SPAN_QUOTE,
    STEPS_OF_WHAT_IF,
    UNITS,
    ShardReport,
    bins_name,
    example_order,
    names_name,
    quarantine_order,
    quotes_that_fit,
    span_order,
)
from qualityfilter.reports.what_if import candidates
from qualityfilter.storage import FileRecord, Storage, dump_compact, part

AROUND = 60  # code points shown on either side of a removed span
I64 = npt.NDArray[np.int64]


def _margin(codes: I64, low: int, high: int) -> I64:
    """How many codes a document lies inside its bounds; negative outside. A bound at the end of the range is none."""
    far = np.full(codes.shape, 1 << 20, np.int64)
    return np.minimum(codes - low if low > 0 else far, high - codes if high < TOP else far)


def _nearest(rows: I64, distance: I64, ids: pa.Array, found: Sequence[Mapping[str, Any]], most: int) -> list[int]:
    """The rows that may be nearer to the threshold than what is `found`: at most so many, and all that are level with the last.

    Many documents have one value, so ties go by id, then by `example_order`: which are shown must not depend on batches.
    """
    if len(found) == most:
        rows = _up_to(rows, distance, ids, abs(found[-1]["margin"]), found[-1]["id"])
    if rows.size > most:
        near = distance[rows]
        rows = rows[near <= np.partition(near, most - 1)[most - 1]]
    if rows.size > most:
        nearest = pa.table({"distance": distance[rows], "id": ids.take(pa.array(rows))})
        order = pc.select_k_unstable(nearest, most, [("distance", "ascending"), ("id", "ascending")])
        last = nearest.slice(order[-1].as_py(), 1).to_pylist()[0]
        rows = _up_to(rows, distance, ids, last["distance"], last["id"])
    few: list[int] = rows.tolist()
    return few


def _up_to(rows: I64, distance: I64, ids: pa.Array, worst: int, last: str) -> I64:
    """The rows nearer than `worst`, and those as near with ids up to `last`."""
    rows = rows[distance[rows] <= worst]
    level = distance[rows] == worst
    if not level.any():
        return rows
    before = pc.less_equal(ids.take(pa.array(rows)), last).to_numpy(zero_copy_only=False)
    up_to: I64 = rows[~level | before]
    return up_to


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a span in its document."""
    return text[max(start - AROUND, 0) : start], text[end : end + AROUND]


def _short_ids(view: BatchView) -> list[str]:
    """The ids as examples show them: `cut`, where any is longer."""
    longest = pc.max(pc.binary_length(view.id_array)).as_py() or 0
    return view.ids if longest <= LONGEST_ID else [cut(name, LONGEST_ID) for name in view.ids]


class ReportCollector:
    """Adds batches; `report()` gives the shard's report."""

    def __init__(self, line: Line, rules: Sequence[ResolvedRule], shard: Shard, documents: int = 0) -> None:
        """`documents` of the whole run: they decide which share of them is drawn."""
        self.line, self.rules, self.shard = line, rules, shard
        self.sample = SampleCollector(line.columns, shard.index, share_of(documents), share_of(documents, QUOTED))
        self.quotes = quoted(line.recipe.report.examples)
        self.columns: Mapping[str, ScoreColumn] = line.columns
        self.counts = {step: dict.fromkeys(UNITS, 0) for step in ("read", "cleaned", "failed", "duplicate", "kept", "weighted")}
        self.rule_counts = {rule.name: {"failed": 0, "only": 0, "only_units": 0} for rule in rules}
        self.bins = Bins.empty(layout(self.columns, rules))
        self.histograms, self.fine, self.what_if, self.what_if_columns, self.overlap, self.mix = (
            dict(self.bins.section(name)) for name in ("histogram", "fine", "what_if", "what_if_columns", "overlap", "mix")
        )
        self.spans: dict[str, dict[str, dict[str, int]]] = {}
        self.span_examples: dict[str, list[dict[str, Any]]] = {}
        self.clusters: dict[str, int] = {}
        self.hosts: list[pa.Table] = []
        language = self.columns.get("language")
        self.health = HealthCounts(watched(line.scoring.scorers), language.categories if language else ())
        self.gathered = GatheredCounts(line.recipe.report.examples == "full")
        asked = line.recipe.report.per_rule if line.recipe.report.examples != "none" else 0
        self.most, self.quote_bytes = quotes_that_fit(sum(rule.test.codes is None for rule in rules), asked)
        self.examples: dict[str, dict[str, list[dict[str, Any]]]] = {rule.name: {"failed": [], "passed": []} for rule in rules}

    def add(self, view: BatchView) -> None:
        verdict = view.plan.column("verdict").to_numpy()
        sizes = {name: view.rows.column(name).to_numpy() for name in ("characters", "units", "bytes")}
        kept = verdict == 0
        self._steps(view, verdict, sizes)
        self._rules(view, sizes["units"])
        self._what_if(view, sizes["units"])
        self._histograms(view, kept)
        self._mix(view, kept, sizes["units"])
        self.health.add(view.codes, view.rows.column("source").combine_chunks(), sizes["units"])
        ids = _short_ids(view)
        self._spans(view, ids)
        self._clusters(view)
        self._hosts(view, kept, sizes["characters"])
        self._examples(view, ids)

    def _steps(self, view: BatchView, verdict: npt.NDArray[np.uint8], sizes: Mapping[str, I64]) -> None:
        repeat = view.plan.column("repeat").to_numpy()
        weights = {"failed": verdict == 1, "duplicate": verdict == 2, "kept": verdict == 0, "cleaned": np.ones(verdict.size, np.bool_)}
        for step, chosen in weights.items():
            self.counts[step]["documents"] += int(chosen.sum())
            for unit in ("characters", "units", "bytes"):
                self.counts[step][unit] += int(sizes[unit][chosen].sum())
        self.counts["weighted"]["documents"] += int(repeat.sum())
        for unit in ("characters", "units", "bytes"):
            self.counts["weighted"][unit] += int((sizes[unit] * repeat).sum())

    def _rules(self, view: BatchView, units: I64) -> None:
        failed = view.plan.column("failed").to_numpy()
        for i, rule in enumerate(self.rules):
            only = failed == np.uint64(1 << i)
            self.rule_counts[rule.name]["failed"] += int(((failed >> np.uint64(i)) & np.uint64(1)).sum())
            self.rule_counts[rule.name]["only"] += int(only.sum())
            self.rule_counts[rule.name]["only_units"] += int(units[only].sum())
        for pattern, n in zip(*(a.tolist() for a in np.unique(failed, return_counts=True))):
            both = [i for i, _ in enumerate(self.rules) if pattern >> i & 1]
            for i, one in enumerate(both):
                self.overlap[self.rules[one].name][0, both[i + 1 :]] += n

    def _what_if(self, view: BatchView, units: I64) -> None:
        """Documents in each rule's scope by its column's code, and those of them that fail no other rule, with their units."""
        failed = view.plan.column("failed").to_numpy()
        for i, rule in enumerate(self.rules):
            if rule.name not in self.what_if:
                continue
            steps = view.codes[rule.test.column] >> 6  # of 1,024
            scope = rule.applies(view.codes, steps.size)
            alone = scope & ((failed | np.uint64(1 << i)) == np.uint64(1 << i))
            found = self.what_if[rule.name]
            found[0] += np.bincount(steps[scope], minlength=STEPS_OF_WHAT_IF)
            found[1] += np.bincount(steps[alone], minlength=STEPS_OF_WHAT_IF)
            found[2] += np.bincount(steps[alone], units[alone], STEPS_OF_WHAT_IF).astype(np.int64)  # exact below 2^53
        alone = failed == 0
        for name, found in self.what_if_columns.items():
            steps = view.codes[name] >> 6
            found[0] += np.bincount(steps, minlength=STEPS_OF_WHAT_IF)
            found[1] += np.bincount(steps[alone], minlength=STEPS_OF_WHAT_IF)
            found[2] += np.bincount(steps[alone], units[alone], STEPS_OF_WHAT_IF).astype(np.int64)

    def _histograms(self, view: BatchView, kept: npt.NDArray[np.bool_]) -> None:
        for name, codes in view.codes.items():
            column, found = self.columns[name], self.histograms[name]
            bins = codes if column.categories else codes >> 9  # of 128
            for i, chosen in enumerate((bins, bins[kept])):
                found[i] += np.bincount(chosen, minlength=found.shape[1])
            if name in self.fine:
                for i, some in enumerate((codes, codes[kept])):
                    self.fine[name][i] += np.bincount(column.bins(some), minlength=column.n_bins)

    def _mix(self, view: BatchView, kept: npt.NDArray[np.bool_], units: I64) -> None:
        read = units * view.plan.column("repeat").to_numpy()
        for name, found in self.mix.items():
            codes, n = view.codes[name], found.shape[1]
            some = codes[kept]
            found[0] += np.bincount(codes, minlength=n)
            found[2] += np.bincount(some, minlength=n)
            for i, at, weights in ((1, codes, units), (3, some, units[kept]), (4, some, read[kept])):
                found[i] += np.bincount(at, weights, n).astype(np.int64)  # exact below 2^53

    def _spans(self, view: BatchView, ids: Sequence[str]) -> None:
        if view.spans.num_rows == 0:
            return
        table = view.spans.select(["row", "start", "end", "kind", "cleaner", "action", "text"]).to_pylist()
        show = self.line.recipe.report.examples != "none"
        for span in table:
            cleaner = self.spans.setdefault(span["kind"], {}).setdefault(span["cleaner"], {"removed": 0, "marked": 0, "characters": 0})
            cleaner["removed" if span["action"] == "removed" else "marked"] += 1
            if span["action"] == "removed":
                cleaner["characters"] += span["end"] - span["start"]
            if show and span["action"] == "removed":
                row, found = span["row"], self.span_examples.setdefault(span["kind"], [])
                order = int(view.rows.column("text_hash")[row].as_py()) & 0xFFFFFFFF  # a sample that no order of shards changes
                text = cut(self.quotes(span["text"]), SPAN_QUOTE)
                before, after = (self.quotes(side) for side in _around(view.raw.texts[row], span["start"], span["end"]))
                found.append({
                    "order": order, "id": ids[row], "start": span["start"], "text": text, "cleaner": span["cleaner"],
                    "before": before, "after": after,
                })  # fmt: skip
                if len(found) > 200:
                    self._trim_span_examples(span["kind"])

    def _trim_span_examples(self, kind: str) -> None:
        self.span_examples[kind] = sorted(self.span_examples[kind], key=span_order)[:SPAN_EXAMPLES]

    def _clusters(self, view: BatchView) -> None:
        sizes, counts = np.unique(view.plan.column("cluster_size").to_numpy(), return_counts=True)
        for size, n in zip(sizes.tolist(), counts.tolist()):
            key = str(size) if size <= 100 else "100+"
            self.clusters[key] = self.clusters.get(key, 0) + n

    def _hosts(self, view: BatchView, kept: npt.NDArray[np.bool_], characters: I64) -> None:
        found = pa.array([site or "(none)" for site in view.sites], pa.string())
        encoded = pc.dictionary_encode(found)
        at, n = encoded.indices.to_numpy(), len(encoded.dictionary)
        counts = [np.bincount(at, weights, n).astype(np.int64) for weights in (None, kept, characters)]
        self.hosts.append(tallies.rows("host", n, name=encoded.dictionary, **dict(zip("abc", counts))))
        removed = view.spans.filter(pc.equal(view.spans.column("action"), "removed"))
        if removed.num_rows:
            lengths = pc.subtract(removed.column("end"), removed.column("start")).combine_chunks()
            of = found.take(removed.column("row").combine_chunks())
            self.hosts.append(tallies.rows("removed", removed.num_rows, name=of, key=removed.column("kind").combine_chunks(), a=lengths))

    def _examples(self, view: BatchView, ids: Sequence[str]) -> None:
        show = self.line.recipe.report.examples != "none"
        self.sample.add(view, (lambda row: self.quotes(view.text[row].as_py())) if show else None)
        if self.most == 0:
            return
        names = view.id_array if ids is view.ids else pa.array(ids, pa.string())
        for rule in self.rules:
            test, column = rule.test, self.columns[rule.test.column]
            if test.codes is not None:
                continue
            codes = view.codes[test.column].astype(np.int64)
            applies = rule.applies(view.codes, codes.size)
            margin = _margin(codes, test.low, test.high)
            for side, chosen in (("failed", applies & (margin < 0)), ("passed", applies & (margin >= 0))):
                found = self.examples[rule.name][side]
                for row in _nearest(np.flatnonzero(chosen), np.abs(margin), names, found, self.most):
                    found.append({
                        "id": ids[row], "value": round(float(column.decode(codes[row : row + 1])[0]), 6), "margin": int(margin[row]),
                        "verdict": ("kept", "failed", "duplicate")[int(view.plan.column("verdict")[row].as_py())],
                        "text": cut(self.quotes(view.text[row].as_py()), self.quote_bytes),
                    })  # fmt: skip
                self.examples[rule.name][side] = sorted(found, key=example_order)[: self.most]

    def report(self, quarantine: Sequence[Mapping[str, Any]], measured: Mapping[str, Any]) -> ShardReport:
        read = self.counts["read"]
        read["documents"] = measured["documents"]
        read["characters"], read["units"], read["bytes"] = measured["raw_characters"], measured["raw_units"], measured["raw_bytes"]
        for kind in self.span_examples:
            self._trim_span_examples(kind)
        records = measured["documents"] + measured["quarantined"]
        unread = [dict(q) for q in sorted(quarantine, key=quarantine_order)[:QUARANTINE_EXAMPLES]]
        told = {
            "format": FORMAT, "shards": 1,
            "counts": {"records": {"documents": records, "characters": 0, "units": 0, "bytes": 0}, **self.counts},
            "rules": self.rule_counts, "spans": self.spans, "span_examples": self.span_examples, "clusters": self.clusters,
            "quarantine": {"reasons": dict(measured["quarantined_by_reason"]), "quarantine_examples": unread},
            "skipped": dict(measured["skipped"]), "formulae": dict(measured["formulae"]), "long_documents": self.health.long,
            "examples": {name: {"most": self.most, **sides} for name, sides in self.examples.items()}, **self.gathered.result(),
        }  # fmt: skip
        return ShardReport(told, self.bins, tallies.merged([*self.hosts, *self.health.tables, *self.gathered.tables]))

    def write(self, report: ShardReport, storage: Storage, records: list[FileRecord]) -> None:
        """Write the report's files and the shard's rows of the sample; `records` gets what was written."""
        name = part(self.shard.index)
        with storage.recorded(f"reports/{name}.json", records) as path:
            path.write_bytes(dump_compact(report.brief(self.columns)))
        with storage.recorded(bins_name(name), records) as path:
            report.bins.write(path)
        with storage.recorded(names_name(name), records) as path:
            tallies.write(report.tallies, path)
        with storage.recorded(part_name(name), records) as path:
            write_part(self.sample.table(), path)


def layout(columns: Mapping[str, ScoreColumn], rules: Sequence[ResolvedRule]) -> list[Place]:
    """What a run counts per bin."""
    tested = dict.fromkeys(rule.test.column for rule in rules)
    return [
        *(("histogram", n, 2, len(c.categories) or COARSE) for n, c in columns.items()),
        *(("fine", n, 2, columns[n].n_bins) for n in tested),
        *(("what_if", rule.name, 3, STEPS_OF_WHAT_IF) for rule in rules if rule.test.codes is None),
        *(("what_if_columns", name, 3, STEPS_OF_WHAT_IF) for name in (candidates(columns, tested) if rules else ())),
        *(("overlap", rule.name, 1, len(rules)) for rule in rules),
        *(("mix", n, len(MIX), len(c.categories)) for n, c in columns.items() if c.categories),
    ]
