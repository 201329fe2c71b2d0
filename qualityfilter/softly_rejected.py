"""Documents that a finished run rejected softly: they failed rules that ask for more of something good, and no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from qualityfilter.columns import ScoreColumn
from qualityfilter.context import Context
from qualityfilter.deciding import ResolvedRule
from qualityfilter.errors import InputError, ShardError, unknown
from qualityfilter.pieces import Shard
from qualityfilter.recipe import Recipe
from qualityfilter.spooling import CHUNK, open_shard
from qualityfilter.storage import Commit, Storage, fingerprint, part
from qualityfilter.supplement_marks import FAILED_RULES

FAILED = 1  # the plan's code of this verdict


@dataclass(frozen=True)
class Rejecting:
    """A shard of a finished run, where its rejected documents go, and which of its rules are soft (bits of `failed`)."""

    run: str
    measured: str
    shard: Shard
    index: int
    soft: int
    names: tuple[str, ...]  # of all rules, in the order of their bits
    piece_prefix: str


def rejecting(run: str, number: int, soft: Sequence[str], first: int) -> list[Rejecting]:
    """The shards of a run, numbered from `first` on; InputError where it is not finished, or has no such rules."""
    storage = Storage(run)
    if not storage.exists("manifest.json"):
        raise InputError(f"supplement.runs: {run}: no finished run: it has no manifest.json")
    measured = storage.measured_root()
    try:
        listed = Storage(measured).read_json("work/measured.json")["shards"]
    except FileNotFoundError as error:
        raise InputError(f"supplement.runs: {measured}/work is gone, and with it where its documents lie") from error
    recipe = recipe_of(run)
    plan = yaml.safe_load(storage.read_bytes("plan/plan.yaml"))
    rules = [ResolvedRule.from_json(raw) for raw in plan["resolved_rules"]]
    chosen = soft_rules(rules, recipe.columns(), soft)
    bits = sum(1 << i for i, rule in enumerate(rules) if rule.name in chosen)
    names = tuple(rule.name for rule in rules)
    return [
        Rejecting(run, measured, Shard.from_json(shard), first + i, bits, names, f"supplement/run-{number}/")
        for i, shard in enumerate(listed)
    ]


def recipe_of(run: str) -> Recipe:
    """The resolved recipe of a run."""
    return Recipe.model_validate(yaml.safe_load(Storage(run).read_bytes("recipe.yaml")))


def soft_rules(rules: Sequence[ResolvedRule], columns: dict[str, ScoreColumn], named: Sequence[str]) -> set[str]:
    """The rules named, else those that ask for more of something good."""
    known = [rule.name for rule in rules]
    for name in named:
        if name not in known:
            raise InputError(f"supplement.soft: {unknown('rule', name, known)}")
    if named:
        return set(named)
    good = {name for name, column in columns.items() if column.better == "higher" and not column.categories}
    return {rule.name for rule in rules if rule.test.column in good and rule.minimum is not None and rule.maximum is None}


def reject(context: Context, task: Rejecting) -> dict[str, Any]:
    """Read a shard of the other run and keep its softly rejected documents as a sealed chunk, with what each had failed in `meta`."""
    storage, recipe = context.storage, recipe_of(task.run)
    plan = Storage(task.run).read_table(f"plan/{part(task.shard.index)}.parquet", ["verdict", "failed"])
    failed = plan.column("failed").to_numpy()
    chosen = (plan.column("verdict").to_numpy() == FAILED) & ((failed & ~np.uint64(task.soft)) == 0)
    name, records, done = f"work/spool/{part(task.index)}/chunk-00000", list[Any](), 0
    reading = open_shard(task.shard, recipe.read, Storage(task.measured))
    with (
        storage.recorded(f"{name}.jsonl", records) as quarantine,
        storage.recorded(f"{name}.parquet", records) as path,
        pq.ParquetWriter(path, CHUNK, compression="zstd", use_dictionary=False) as writer,
    ):
        quarantine.write_bytes(b"")
        for batch in reading:
            rows = np.flatnonzero(chosen[done : done + batch.table.num_rows])
            if rows.size:
                table = batch.table.select(CHUNK.names).cast(CHUNK).take(pa.array(rows))
                writer.write_table(_with_failed(table, failed[done + rows], task.names))
            done += batch.table.num_rows
    if done != chosen.size:
        raise ShardError(f"supplement.runs: {task.run}: {part(task.shard.index)} has {done} documents now, {chosen.size} when it ran")
    counts = reading.counts
    result = {"chunks": 1, "records": [c.records for c in counts], "skipped": [{} for _ in counts], "drawn": int(chosen.sum())}
    storage.commit(Commit("spool", task.index, reject_fingerprint(task), tuple(records), result))
    return result


def reject_fingerprint(task: Rejecting) -> str:
    """What the chunk is made from."""
    manifest = Storage(task.run).read_json("manifest.json")
    plan = next((f["sha256"] for f in manifest["files"] if f["name"] == f"plan/{part(task.shard.index)}.parquet"), "")
    return fingerprint([manifest["scores"], plan, task.shard.to_json(), task.soft, "rejected 1"])


def _with_failed(table: pa.Table, failed: npt.NDArray[np.uint64], names: Sequence[str]) -> pa.Table:
    meta = []
    for own, bits in zip(table.column("meta").to_pylist(), failed.tolist()):
        rules = [name for i, name in enumerate(names) if bits >> i & 1]
        meta.append(orjson.dumps({**(orjson.loads(own) if own else {}), FAILED_RULES: rules}).decode())
    return table.set_column(CHUNK.get_field_index("meta"), "meta", pa.array(meta, pa.string()))
