"""Stages of training: every kept document goes into one, the best into the last, by integer counts of what is read.

1. Tokens as often as they are read (`repeat`) are counted by bins of the column that stages go by, and by which stages a document may
   enter: its labels and numbers must meet the stage's conditions, and no more of a benchmark may stand in it than the stage allows.
2. From the last stage back: each takes, from the better end, what makes up its share. The bin in which that ends is counted once more, by
   code and, among equals, by a lot that every document has from its row key, so that a share is met to a document. The first stage takes
   what is left.
3. A document's quality rank is the share of what is read that is worse, half of its own bin with it.

Counts add, so that nothing depends on shards or workers. `repeat` and weights are those of the whole: stages divide a mixture.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter.columns import BINS, CODES, TOP
from qualityfilter.context import Context, line_of
from qualityfilter.deciding import Test, test_of
from qualityfilter.execution import Executor, collect
from qualityfilter.mixture_manifest import MIXTURE, MIXTURE_LABELS, mixture_counts, stage_mixture
from qualityfilter.planning import KEPT, VERDICTS, MeasuredShard, read_codes, read_rows, row_draws
from qualityfilter.ranking import RANK
from qualityfilter.recipe import CONTAMINATION, Recipe, Stage
from qualityfilter.scoring import Codes
from qualityfilter.storage import Commit, fingerprint, part
from qualityfilter.weighing import TOLERANCE

STAGES = "plan/stages.json"
LOTS = 256  # places of one code
PLACES, IN_BIN = CODES * LOTS, CODES // BINS * LOTS  # in all, and in a bin
STAGED_ROWS = pa.schema([("stage", pa.string()), ("quality_rank", pa.float32())])

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Staged:
    """What was decided: of each stage after the first the worst place that it takes, and the rank of each bin; all from the worst."""

    least: tuple[int, ...]
    rank: tuple[float, ...]

    def stage(self, allowed: Mask, place: I64) -> I64:
        """The stage of each document; `allowed` is [stage after the first, document]."""
        found = np.zeros(place.size, np.int64)
        for i, least in enumerate(self.least):
            found[allowed[i] & (place >= least)] = i + 1
        return found


def run_staging(context: Context, executor: Executor, measured: Sequence[MeasuredShard], progress: Any) -> dict[str, Any]:
    """Decide the stages of a planned run and leave each document's in plan/stages; returns what plan/stages.json says."""
    stages = context.recipe.stages
    assert stages is not None

    def look_into(bin_: int) -> list[Any]:
        return collect(executor, "divide a bin", count_bin, context, [(m, bin_) for m in measured], progress)

    counted = collect(executor, "count stages", count_reads, context, list(measured), progress)
    staged, told = decide_stages([stage.share for stage in stages.sets], counted, look_into)
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


Counts = Sequence[Mapping[str, Mapping[str, int]]]  # of all shards: pattern of stages after the first -> bin, or place in one -> tokens


def decide_stages(
    shares: Sequence[float | None], counted: Counts, look_into: Callable[[int], Counts]
) -> tuple[Staged, list[dict[str, Any]]]:
    """Stages from the tokens read by pattern and bin, and by place within the bins that are divided; and what to tell of each stage."""
    free = _tables(counted, BINS)
    everything = sum(free.values(), np.zeros(BINS, np.int64))
    total, bound = int(everything.sum()), dict.fromkeys(free, PLACES)  # places of a pattern from its bound on are taken
    least, told = [0] * (len(shares) - 1), [dict[str, Any]() for _ in shares]
    for stage in range(len(shares) - 1, 0, -1):
        may = [pattern for pattern in free if pattern >> (stage - 1) & 1]
        left, share = sum((free[p] for p in may), np.zeros(BINS, np.int64)), shares[stage]
        wanted, reached, edge = math.inf if share is None else share * total, int(left.sum()), 0
        within = dict.fromkeys(may, np.zeros(IN_BIN, np.int64))
        if reached > wanted:
            best_first = np.cumsum(left[::-1])
            edge = BINS - 1 - int(np.searchsorted(best_first, wanted))
            for p, row in _tables(look_into(edge), IN_BIN).items():
                if p in within:
                    within[p] = np.where(np.arange(IN_BIN) + edge * IN_BIN < bound[p], row, 0)
            least[stage - 1], reached = _nearest(
                sum(within.values(), np.zeros(IN_BIN, np.int64)), edge, int(left[edge + 1 :].sum()), wanted
            )
        for p in may:
            bound[p] = min(bound[p], least[stage - 1])
            free[p][edge] = int(within[p][: least[stage - 1] - edge * IN_BIN].sum())
            free[p][edge + 1 :] = 0
        told[stage] = {"asked": share, "reached": round(reached / max(total, 1), 6), **_missed(share, reached, total)}
    rank = (np.cumsum(everything) - everything / 2) / max(total, 1)
    return Staged(tuple(least), tuple(rank.tolist())), told


def _tables(counted: Counts, size: int) -> dict[int, I64]:
    """The sum over shards."""
    found: dict[int, I64] = {}
    for one in counted:
        for pattern, row in one.items():
            table = found.setdefault(int(pattern), np.zeros(size, np.int64))
            for number, n in row.items():
                table[int(number)] += n
    return found


def _nearest(within: I64, edge: int, before: int, wanted: float) -> tuple[int, int]:
    """The worst place of a bin that a stage takes to come nearest to the tokens wanted, and what it then has."""
    reached = before + np.r_[0, np.cumsum(within[::-1])]
    taken = int(np.abs(reached - wanted).argmin())
    return (edge + 1) * IN_BIN - taken, int(reached[taken])


def _missed(share: float | None, reached: int, total: int) -> dict[str, str]:
    """What to say of a share that is not met to half a per cent."""
    if share is None or abs(reached - share * total) <= TOLERANCE * share * total:
        return {}
    asked, got = f"asked {share:.4g} of what is read", f"{reached / max(total, 1):.4g} of it"
    if reached < share * total:
        return {"shortfall": f"{asked}, and {got} may enter this stage"}
    return {"shortfall": f"{asked}, and {got} is here: no document ends nearer"}


@dataclass(frozen=True)
class Place:
    """A shard, and the stages that were decided."""

    measured: MeasuredShard
    staged: Staged


def count_reads(context: Context, m: MeasuredShard) -> dict[str, dict[str, int]]:
    """Tokens read of a shard's kept documents by pattern of allowed stages and bin."""
    seen = _see(context, m)
    return _counted(seen, seen.kept, seen.place // IN_BIN)


def count_bin(context: Context, task: tuple[MeasuredShard, int]) -> dict[str, dict[str, int]]:
    """The same within one bin, by place."""
    m, bin_ = task
    seen = _see(context, m)
    return _counted(seen, seen.kept & (seen.place // IN_BIN == bin_), seen.place % IN_BIN)


def _counted(seen: _Seen, which: Mask, number: I64) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    patterns = seen.pattern
    for pattern in np.unique(patterns[which]).tolist():
        mine = which & (patterns == pattern)
        numbers, of = np.unique(number[mine], return_inverse=True)
        tokens = np.zeros(numbers.size, np.int64)
        np.add.at(tokens, of, (seen.units * seen.repeat)[mine])
        found[str(pattern)] = {str(i): n for i, n in zip(numbers.tolist(), tokens.tolist())}
    return found


def place(context: Context, task: Place) -> dict[str, Any]:
    """Write the stage and quality rank of a shard's documents (null for those not kept); returns counts per stage."""
    m, storage, recipe = task.measured, context.storage, context.recipe
    assert recipe.stages is not None
    seen, names = _see(context, m), [stage.name for stage in recipe.stages.sets]
    stage = task.staged.stage(seen.allowed, seen.place)
    rank = np.array(task.staged.rank)[seen.place // IN_BIN].astype(np.float32)
    lost = ~seen.kept
    table = pa.table([pa.array(np.array(names, object)[stage], pa.string(), mask=lost), pa.array(rank, mask=lost)], schema=STAGED_ROWS)
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
    """What stages see of a shard's documents; places count from the worst: by code, then by lot."""

    codes: Codes
    kept: Mask
    units: I64
    repeat: I64
    place: I64
    allowed: Mask

    @property
    def pattern(self) -> I64:
        """The stages after the first that each document may enter, as bits."""
        return np.asarray((self.allowed.astype(np.int64) << np.arange(self.allowed.shape[0])[:, None]).sum(axis=0))


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
    code = codes[by.name].astype(np.int64)
    allowed = np.ones((len(tests), m.documents), np.bool_)
    for i, some in enumerate(tests):
        for test in some:
            allowed[i] &= test.passes(codes)
    rows = read_rows(context.measured_storage, m.shard.index, ["units", "piece", "ordinal"])
    units = rows.column("units").to_numpy().astype(np.int64)
    lot = (row_draws(recipe.seed, m, rows, "stages/") * LOTS).astype(np.int64)
    kept = np.asarray(plan.column("verdict").to_numpy() == VERDICTS.index(KEPT))
    repeat = plan.column("repeat").to_numpy().astype(np.int64)
    return _Seen(codes, kept, units, repeat, (code if by.better == "higher" else TOP - code) * LOTS + lot, allowed)


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
