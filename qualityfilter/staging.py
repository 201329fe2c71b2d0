"""Stages of training: every kept document goes into one, the best into the last, by integer counts of what is read.

1. Tokens as often as they are read (`repeat`) are counted by bins of the column that stages go by, and by which stages a document may
   enter: its labels and numbers must meet the stage's conditions, and no more of a benchmark may stand in it than the stage allows.
2. From the last stage back: each takes, from the better end, the bins that make up its share. The first takes what is left.
3. A document's quality rank is the share of what is read that is worse, half of its own bin with it.

Counts add, so that nothing depends on shards or workers. `repeat` and weights are those of the whole: stages divide a mixture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter.columns import BINS
from qualityfilter.context import Context, line_of
from qualityfilter.deciding import Test, test_of
from qualityfilter.execution import Executor, collect
from qualityfilter.mixture_manifest import MIXTURE, MIXTURE_LABELS, mixture_counts, stage_mixture
from qualityfilter.planning import KEPT, VERDICTS, MeasuredShard, read_codes, read_rows
from qualityfilter.ranking import RANK
from qualityfilter.recipe import CONTAMINATION, Recipe, Stage
from qualityfilter.scoring import Codes
from qualityfilter.storage import Commit, fingerprint, part

STAGES = "plan/stages.json"
PLACES = pa.schema([("stage", pa.string()), ("quality_rank", pa.float32())])

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Staged:
    """What was decided: of each stage after the first the worst bin that it takes (bins count from the worst), and the rank of each bin."""

    least: tuple[int, ...]
    rank: tuple[float, ...]

    def place(self, allowed: Mask, bins: I64) -> I64:
        """The stage of each document; `allowed` is [stage after the first, document]."""
        found = np.zeros(bins.size, np.int64)
        for i, least in enumerate(self.least):
            found[allowed[i] & (bins >= least)] = i + 1
        return found


def run_staging(context: Context, executor: Executor, measured: Sequence[MeasuredShard], progress: Any) -> dict[str, Any]:
    """Decide the stages of a planned run and leave each document's in plan/stages; returns what plan/stages.json says."""
    stages = context.recipe.stages
    assert stages is not None
    counted = collect(executor, "count stages", count_reads, context, list(measured), progress)
    staged, told = decide_stages([stage.share for stage in stages.sets], counted)
    placed = collect(executor, "stage", place, context, [Place(m, staged) for m in measured], progress)
    names = [stage.name for stage in stages.sets]
    made = {
        "by": stages.by,
        "stages": {
            name: {**one, **{key: sum(p[name][key] for p in placed) for key in ("documents", "tokens", "tokens_read")}}
            for name, one in zip(names, told)
        },
    }
    context.storage.write_json(STAGES, made)
    context.storage.write_json(MIXTURE, stage_mixture(names, line_of(context).columns, [p["mixture"] for p in placed]))
    return made


def decide_stages(shares: Sequence[float | None], counted: Sequence[Mapping[str, Any]]) -> tuple[Staged, list[dict[str, Any]]]:
    """Stages from the counts of all shards: {pattern of stages after the first: {bin: tokens read}}; and what to tell of each stage."""
    tokens: dict[int, I64] = {}
    for one in counted:
        for pattern, row in one["tokens"].items():
            table = tokens.setdefault(int(pattern), np.zeros(BINS, np.int64))
            for number, n in row.items():
                table[int(number)] += n
    everything = sum(tokens.values(), np.zeros(BINS, np.int64))
    total = int(everything.sum())
    free = {pattern: np.ones(BINS, np.bool_) for pattern in tokens}
    least, told = [0] * (len(shares) - 1), [dict[str, Any]() for _ in shares]
    for stage in range(len(shares) - 1, 0, -1):
        may = [pattern for pattern in tokens if pattern >> (stage - 1) & 1]
        left = sum((tokens[p] * free[p] for p in may), np.zeros(BINS, np.int64))
        best_first, share = np.cumsum(left[::-1]), shares[stage]
        taken = BINS if share is None else min(int(np.searchsorted(best_first, share * total - 1e-9)) + 1, BINS)
        least[stage - 1] = BINS - taken
        for p in may:
            free[p][BINS - taken :] = False
        reached = int(best_first[taken - 1])
        told[stage] = {"asked": share, "reached": round(reached / max(total, 1), 6), "from_bin": BINS - taken}
        if share is not None and reached < share * total * 0.995:
            told[stage]["shortfall"] = f"asked {share:.4g} of what is read, and {reached / max(total, 1):.4g} of it may enter this stage"
    rank = (np.cumsum(everything) - everything / 2) / max(total, 1)
    return Staged(tuple(least), tuple(rank.tolist())), told


@dataclass(frozen=True)
class Place:
    """A shard, and the stages that were decided."""

    measured: MeasuredShard
    staged: Staged


def count_reads(context: Context, m: MeasuredShard) -> dict[str, Any]:
    """Tokens read of a shard's kept documents by pattern of allowed stages and bin."""
    seen = _see(context, m)
    patterns = (seen.allowed.astype(np.int64) << np.arange(seen.allowed.shape[0])[:, None]).sum(axis=0)
    found: dict[str, dict[str, int]] = {}
    for pattern in np.unique(patterns[seen.kept]).tolist():
        which = seen.kept & (patterns == pattern)
        counts = np.bincount(seen.bins[which], (seen.units * seen.repeat)[which], BINS).astype(np.int64)
        found[str(pattern)] = {str(i): int(counts[i]) for i in np.flatnonzero(counts)}
    return {"tokens": found}


def place(context: Context, task: Place) -> dict[str, Any]:
    """Write the stage and quality rank of a shard's documents (null for those not kept); returns counts per stage."""
    m, storage, recipe = task.measured, context.storage, context.recipe
    assert recipe.stages is not None
    seen, names = _see(context, m), [stage.name for stage in recipe.stages.sets]
    stage = task.staged.place(seen.allowed, seen.bins)
    rank = np.array(task.staged.rank)[seen.bins].astype(np.float32)
    lost = ~seen.kept
    table = pa.table([pa.array(np.array(names, object)[stage], pa.string(), mask=lost), pa.array(rank, mask=lost)], schema=PLACES)
    records: list[Any] = []
    with storage.recorded(f"plan/stages/{part(m.shard.index)}.parquet", records) as path:
        pq.write_table(table, path, compression="zstd")
    result: dict[str, Any] = {"mixture": {}}
    labels = {name: column for name, column in line_of(context).columns.items() if name in MIXTURE_LABELS}
    for i, name in enumerate(names):
        mine = seen.kept & (stage == i)
        repeat = (seen.repeat * mine).astype(np.int32)
        result["mixture"][name] = mixture_counts(labels, seen.codes, seen.units, mine, repeat)
        tokens, read = int(seen.units[mine].sum()), int((seen.units * repeat).sum())
        result[name] = {"documents": int(mine.sum()), "tokens": tokens, "tokens_read": read}
    upstream = storage.read_json(f"commits/plan/{part(m.shard.index)}.json")
    made = fingerprint([upstream["fingerprint"], recipe.plain()["stages"], task.staged.least, task.staged.rank])
    storage.commit(Commit("stage", m.shard.index, made, tuple(records), {name: result[name] for name in names}))
    return result


@dataclass(frozen=True)
class _Seen:
    """What stages see of a shard's documents; `bins` count from the worst."""

    codes: Codes
    kept: Mask
    units: I64
    repeat: I64
    bins: I64
    allowed: Mask


def _see(context: Context, m: MeasuredShard) -> _Seen:
    recipe, columns = context.recipe, line_of(context).columns
    assert recipe.stages is not None
    tests = [_tests(recipe, i, stage, columns) for i, stage in enumerate(recipe.stages.sets)][1:]
    wanted = {recipe.stages.by, *MIXTURE_LABELS, *(test.column for some in tests for test in some)}
    plan = context.storage.read_table(f"plan/{part(m.shard.index)}.parquet")
    codes = read_codes(context.measured_storage, m.shard.index, [n for n in wanted if n in line_of(context).scoring.columns])
    if RANK in wanted and RANK in columns:
        codes = {**codes, RANK: columns[RANK].encode(plan.column(RANK).to_numpy())}
    by = columns[recipe.stages.by]
    bins = by.bins(codes[by.name])
    allowed = np.ones((len(tests), m.documents), np.bool_)
    for i, some in enumerate(tests):
        for test in some:
            allowed[i] &= test.passes(codes)
    units = read_rows(context.measured_storage, m.shard.index, ["units"]).column("units").to_numpy().astype(np.int64)
    kept = np.asarray(plan.column("verdict").to_numpy() == VERDICTS.index(KEPT))
    repeat = plan.column("repeat").to_numpy().astype(np.int64)
    return _Seen(codes, kept, units, repeat, bins if by.better == "higher" else BINS - 1 - bins, allowed)


def _tests(recipe: Recipe, number: int, stage: Stage, columns: Mapping[str, Any]) -> list[Test]:
    """What a document must meet to enter a stage."""
    assert recipe.stages is not None
    found = [test_of(condition, columns[condition.column]) for condition in stage.when]
    bound = stage.max_contamination
    if bound is None and number == len(recipe.stages.sets) - 1 and CONTAMINATION in columns:
        bound = 0.0  # nothing of a benchmark in what is read last, unless told otherwise
    if bound is not None:
        found.append(Test(CONTAMINATION, high=int(columns[CONTAMINATION].encode(bound))))
    return found
