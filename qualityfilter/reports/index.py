"""The run's report: shard reports merged as a tree, one row per shard with what is odd about it, and the page."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import qualityfilter
from qualityfilter.columns import TOP, ScoreColumn
from qualityfilter.context import Context, line_of, measure_identity
from qualityfilter.earlier_plan import drift
from qualityfilter.execution import Executor, collect
from qualityfilter.expecting import unmet
from qualityfilter.reports import comparing, tallies
from qualityfilter.reports.bins import Bins
from qualityfilter.reports.comparing import mean, outliers, spreads
from qualityfilter.reports.health import reference_of, warnings
from qualityfilter.reports.sample import SAMPLE, Sample, merged, read_part, share_of
from qualityfilter.reports.sampled_views import cells, shown_clusters, shown_documents
from qualityfilter.reports.shard_report import FORMAT, ShardReport, bins_name, merge, names_name, with_supplement
from qualityfilter.reports.summarising import summary
from qualityfilter.storage import Storage, dump_compact, part

FAN_IN = 64  # shard reports that one merge task reads
NAMES = 250_000  # rows of names that a merge task gives back; more are added up a range of slots at a time


def merge_some(context: Context, parts: tuple[int, ...]) -> dict[str, Any]:
    """The sum of some shards' reports, a row for each, and their rows of the sample.

    `names` is how many rows their tallies have of sections that grow with the crawl; where these are more than NAMES, they are left out.
    """
    reports = [ShardReport.read(context.storage, part(i)) for i in parts]
    columns = line_of(context).columns
    added = merge(reports)
    few = tallies.bounded(added.tallies)
    names = added.tallies.num_rows - few.num_rows
    return {
        "total": ShardReport(added.data, added.bins, added.tallies if names <= NAMES else few),
        "names": names,
        "rows": [shard_row(i, r, columns) for i, r in zip(parts, reports)],
        "sample": merged([read_part(context.storage, part(i)) for i in parts], 1.0).table,
    }


@dataclass(frozen=True)
class Named:
    """A range of slots of the names of all shards."""

    parts: tuple[int, ...]
    low: int
    high: int


def merge_names(context: Context, task: Named) -> pa.Table:
    """What is shown of the names in a range of slots, over all shards."""
    names = [names_name(part(i)) for i in task.parts]
    return tallies.shown(tallies.merged([context.storage.read_between(names, "slot", task.low, task.high)]))


@dataclass(frozen=True)
class Against:
    """Shards whose distributions are compared with the run's."""

    parts: tuple[int, ...]
    histograms: Mapping[str, Any]


def drift_some(context: Context, task: Against) -> list[dict[str, list[float]]]:
    """How far each shard's columns lie from the run's."""
    found = (Bins.read(context.storage.read_bytes(bins_name(part(i)))) for i in task.parts)
    return [comparing.drift(dict(bins.section("histogram")), task.histograms) for bins in found]


def shard_row(index: int, report: ShardReport, columns: Mapping[str, ScoreColumn]) -> dict[str, Any]:
    """A shard in one line of the index: counts, and the mean of every numeric column."""
    counts = report.data["counts"]
    documents = counts["cleaned"]["documents"]
    return {
        "part": part(index),
        "documents": documents,
        "characters": counts["cleaned"]["characters"],
        "kept": counts["kept"]["documents"],
        "failed": counts["failed"]["documents"],
        "duplicate": counts["duplicate"]["documents"],
        "quarantined": counts["records"]["documents"] - documents,
        "removed_characters": counts["read"]["characters"] - counts["cleaned"]["characters"],
        "means": {n: mean(h[0], columns[n]) for n, h in report.bins.section("histogram") if not columns[n].categories},
    }


def scope_words(rule: Mapping[str, Any], columns: Mapping[str, ScoreColumn]) -> dict[str, list[str]]:
    """What `when` and `unless` of a rule of the plan ask, in words: `mathematics ≥ 0.5`, `domain is code or mathematics`."""
    return {side: [_test_words(test, columns[test["column"]]) for test in rule[side]] for side in ("when", "unless")}


def _test_words(test: Mapping[str, Any], column: ScoreColumn) -> str:
    if test["codes"] is not None:
        return f"{column.name} is {' or '.join(column.categories[code] for code in test['codes'])}"
    low, high = (f"{float(v):.4g}" for v in column.decode([test["low"], test["high"]]))
    if test["low"] > 0 and test["high"] < TOP:
        return f"{low} ≤ {column.name} ≤ {high}"
    return f"{column.name} ≤ {high}" if test["high"] < TOP else f"{column.name} ≥ {low}"


def shard_inputs(context: Context) -> dict[int, str]:
    """Shard -> the input file that it reads, or the first of several."""
    shards = context.measured_storage.read_json("work/measured.json")["shards"]
    files = {shard["index"]: list(dict.fromkeys(piece["relative"] for piece in shard["pieces"])) for shard in shards}
    return {i: names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "") for i, names in files.items() if names}


def write_index(
    context: Context, executor: Executor, parts: Sequence[int], plan: Mapping[str, Any], progress: Any
) -> tuple[dict[str, Any], Sample]:
    """Merge all shard reports and write reports/index.json and reports/sample.parquet; returns both."""
    columns, step = line_of(context).columns, min(FAN_IN, -(-len(parts) // max(executor.workers, 1)))
    groups = [tuple(parts[i : i + step]) for i in range(0, len(parts), max(step, 1))]
    found = collect(executor, "report", merge_some, context, groups, progress)
    total = _total(context, executor, tuple(parts), found, progress).complete(columns)
    sample = merged([m["sample"] for m in found], share_of(total["counts"]["cleaned"]["documents"]))
    numeric = {n: h["all"] for n, h in total["histograms"].items() if not columns[n].categories}
    against = [Against(group, numeric) for group in groups]
    drifts = [row for rows in collect(executor, "drift", drift_some, context, against, progress) for row in rows]
    inputs = shard_inputs(context)
    rows = [{**row, "input": inputs.get(i, "")} for i, row in zip(parts, [row for m in found for row in m["rows"]])]
    rows = [{**row, "drift": drifted} for row, drifted in zip(rows, drifts)]
    rows = [{**row, **odd} for row, odd in zip(rows, outliers(rows, spreads(total, columns)))]
    index = {
        "format": FORMAT,
        "recipe": {"name": context.recipe.name, "version": context.recipe.version, "description": context.recipe.description},
        "columns": {n: {k: v for k, v in asdict(c).items() if k != "name"} for n, c in columns.items()},
        "scopes": {rule["name"]: scope_words(rule, columns) for rule in plan["resolved_rules"]},
        "plan": {k: v for k, v in plan.items() if k != "resolved_rules"},
        "decide": context.recipe.plain()["decide"],
        "resolved_rules": plan["resolved_rules"],
        "sample": {"rows": len(sample), "share": sample.share},
        "cells": cells(sample, columns),
        "documents": shown_documents(sample, [r["name"] for r in plan["resolved_rules"]], columns),
        "clusters": shown_clusters(sample),
        "made_with": {"version": qualityfilter.__version__, "identity": measure_identity(context.recipe)},
        "warnings": warnings(total, columns, reference_of(line_of(context).scoring.scorers)),
        "total": total,
        "shards": rows,
    }
    if context.recipe.stages is not None:
        index["stages"] = [stage.name for stage in context.recipe.stages.sets]
    if context.recipe.after is not None:
        index["drift"] = drift(context.recipe.after, total, columns)
    index["expectations"] = [asdict(one) for one in unmet(context.recipe.expect, summary(index))]
    context.storage.write_bytes("reports/index.json", dump_compact(index))
    with context.storage.writing(SAMPLE) as path:
        pq.write_table(
            sample.table, path, compression="zstd", use_dictionary=False, write_statistics=False
        )  # codes: a quarter of the time, and smaller
    return index, sample


def _total(context: Context, executor: Executor, parts: tuple[int, ...], found: Sequence[Mapping[str, Any]], progress: Any) -> ShardReport:
    """The sum of what the groups gave; where their names were too many, these are added up a range of slots at a time."""
    total, names = merge([m["total"] for m in found]), sum(m["names"] for m in found)
    if all(m["names"] <= NAMES for m in found) and names <= NAMES * FAN_IN:
        return total
    edges = np.linspace(1, tallies.SLOTS, -(-names // NAMES) + 1).astype(int).tolist()
    tasks = [Named(parts, low, high) for low, high in itertools.pairwise(edges)]
    shown = collect(executor, "names", merge_names, context, tasks, progress)
    return ShardReport(total.data, total.bins, tallies.merged([tallies.bounded(total.tallies), *shown]))


def write_page(storage: Storage, index: dict[str, Any], sample: Sample) -> None:
    """Write reports/index.html; it alone knows the run's times and memory, and so differs between two runs with the same bytes."""
    from qualityfilter.reports.page import Place, facts_of, render

    storage.write_bytes("reports/index.html", render(with_supplement(storage, index), sample, Place(facts=facts_of(storage))).encode())
