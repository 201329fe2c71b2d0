"""The decontamination record: how benchmarks were looked for, how many documents held items of each, and examples.

Written to plan/decontamination.json by every plan of a recipe with `decontaminate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qualityfilter.context import Context, line_of
from qualityfilter.decontaminating import NORMALISER, SHORTEST, benchmark_key, files_of, find_items, load
from qualityfilter.execution import Executor, collect
from qualityfilter.pieces import Shard
from qualityfilter.recipe import CONTAMINATION, Decontaminate, resolve_path
from qualityfilter.scoring import file_hash
from qualityfilter.storage import part
from qualityfilter.verifying import cleaned_documents

EXAMPLES = 3  # of a benchmark
SHOWN = 240  # code points of an example


@dataclass(frozen=True)
class Show:
    """Rows of a shard whose overlaps are to be shown, with the benchmark that each is an example of."""

    shard: Shard
    rows: tuple[int, ...]
    names: tuple[str, ...]


def count_hits(context: Context, place: tuple[Shard, int]) -> dict[str, Any]:
    """Documents of a shard that hold items, per benchmark, and those that hold most of one."""
    shard, first = place
    asked, columns = context.recipe.decontaminate, line_of(context).scoring.columns
    assert asked is not None
    name = f"work/scores/{part(shard.index)}.parquet"
    table = context.measured_storage.read_table(name, [CONTAMINATION, f"{CONTAMINATION}_benchmark"])
    codes, whose = table.column(CONTAMINATION).to_numpy(), table.column(f"{CONTAMINATION}_benchmark").to_numpy()
    held = codes >= columns[CONTAMINATION].encode([asked.share])[0]
    found = {}
    for i, benchmark in enumerate(columns[f"{CONTAMINATION}_benchmark"].categories):
        rows = np.flatnonzero(held & (whose == i))
        if rows.size:
            best = rows[np.lexsort((rows, -codes[rows].astype(np.int64)))][:EXAMPLES]
            found[benchmark] = {"documents": int(rows.size), "best": [(-int(codes[r]), first + int(r), shard.index, int(r)) for r in best]}
    return found


def show(context: Context, task: Show) -> list[dict[str, Any]]:
    """What of which item stands in some documents: the item that most of stands there."""
    asked = context.recipe.decontaminate
    assert asked is not None
    table, found = _load(asked), list[dict[str, Any]]()
    ids = context.measured_storage.read_table(f"work/rows/{part(task.shard.index)}.parquet", ["id"]).column("id")
    rows = iter(zip(task.rows, task.names, strict=True))
    for docs in cleaned_documents(context, task.shard, np.array(task.rows, np.int64), raw_text=asked.action == "cut"):
        overlaps = find_items(docs, table, asked.share)
        for row in range(len(docs)):
            number, benchmark = next(rows)
            here = [f for f in overlaps if f.document == row and table.names[table.items[f.item].benchmark] == benchmark]
            if here:
                best = max(here, key=lambda f: (f.share, -f.item))
                units, item = docs.views.units, table.items[best.item]
                text = bytes(docs.views.buffer[units.start[best.first] : units.end[best.last]]).decode()
                example = {"benchmark": benchmark, "document": ids[number].as_py() or f"{part(task.shard.index)} row {number}"}
                example |= {"item": item.record, "field": item.field, "share": round(best.share, 3)}
                found.append({**example, "text": text[:SHOWN]} if context.recipe.report.examples == "full" else example)
    return found


def _load(asked: Decontaminate) -> Any:
    plain = [{"name": b.name, "paths": [resolve_path(path) for path in b.paths], "fields": b.fields} for b in asked.benchmarks]
    return load(benchmark_key(plain), asked.ngram)


def write_record(context: Context, executor: Executor, shards: Sequence[tuple[Shard, int]], progress: Any) -> dict[str, int]:
    """Write plan/decontamination.json; returns documents per benchmark."""
    asked = context.recipe.decontaminate
    assert asked is not None
    counted = collect(executor, "contamination", count_hits, context, shards, progress)
    best: dict[str, list[Any]] = {}
    documents: dict[str, int] = {}
    for found in counted:
        for name, one in found.items():
            documents[name] = documents.get(name, 0) + one["documents"]
            best[name] = sorted([*best.get(name, []), *map(tuple, one["best"])])[:EXAMPLES]
    wanted: dict[int, list[tuple[int, str]]] = {}
    for name, examples in best.items():
        for _, _, shard, row in examples:
            wanted.setdefault(shard, []).append((row, name))
    by_index = {shard.index: shard for shard, _ in shards}
    tasks = [Show(by_index[i], *(tuple(x) for x in zip(*sorted(rows)))) for i, rows in sorted(wanted.items())]
    shown = [example for examples in collect(executor, "examples", show, context, tasks, progress) for example in examples] if tasks else []
    table = _load(asked)
    items = np.bincount([item.benchmark for item in table.items], minlength=len(table.names)).tolist()
    context.storage.write_json(
        "plan/decontamination.json",
        {
            "ngram": asked.ngram, "shortest": SHORTEST, "unit": "word, or CJK character", "normaliser": NORMALISER,
            "share": asked.share, "action": asked.action,
            "benchmarks": [
                {
                    "name": b.name, "fields": list(b.fields),
                    "files": {Path(f).name: file_hash(f) for f in files_of([resolve_path(path) for path in b.paths])},
                    "items": items[i], "too_short": table.short[i], "documents": documents.get(b.name, 0),
                    "examples": [{k: v for k, v in e.items() if k != "benchmark"} for e in shown if e["benchmark"] == b.name],
                }
                for i, b in enumerate(asked.benchmarks)
            ],
            "not_found": "paraphrases, translations, items of fewer units than `shortest`",
        },
    )  # fmt: skip
    return {b.name: documents.get(b.name, 0) for b in asked.benchmarks}
