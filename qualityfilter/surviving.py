"""Survive: in each duplicate group the best passing document stays; another goes only if it matches one that stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qualityfilter.columns import ScoreColumn
from qualityfilter.kernels.minhash import choose_survivors
from qualityfilter.recipe import Dedup
from qualityfilter.signing import Sketches

MAX_KEPT = 256  # survivors of one component that a member is compared with; beyond, it stays

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Survival:
    """For each member of a group (ascending numbers): the number of the kept document it matches (-1: it stays), and how closely."""

    kept_by: I64
    similarity: npt.NDArray[np.float32]


def priority(table: pa.Table, dedup: Dedup, column: ScoreColumn | None) -> list[npt.NDArray[np.int64]]:
    """Sort keys, most important first, smaller is better; ties go to the longer, then to the earlier document."""
    longest = -table.column("characters").to_numpy().astype(np.int64)
    number = table.column("number").to_numpy().astype(np.int64)
    if dedup.keep == "best" and column is not None:
        codes = table.column(f"score.{column.name}").to_numpy().astype(np.int64)
        return [codes if column.better == "lower" else -codes, longest, number]
    if dedup.keep == "newest":
        dates = np.array([d or "" for d in table.column("date").to_pylist()], dtype=object)
        ranks = {d: i for i, d in enumerate(sorted(set(dates.tolist()), reverse=True))}
        return [np.array([ranks[d] for d in dates], np.int64), longest, number]
    return [longest, number] if dedup.keep == "longest" else [number]


def survive(
    component: I64, passing: npt.NDArray[np.bool_], keys: Sequence[I64], stands_for: I64, sketches: Sketches, threshold: float
) -> Survival:
    """Choose survivors among the passing members of every component.

    `component`, `passing`, `stands_for` (equal for exact copies) and `sketches` go by member; `keys` are `priority`'s.
    """
    n = component.size
    kept_by, similarity = np.full(n, -1, np.int64), np.ones(n, np.float32)
    rows = np.flatnonzero(passing)
    if rows.size == 0:
        return Survival(kept_by, similarity)
    order = rows[np.lexsort([*[k[rows] for k in reversed(keys)], component[rows]])]
    starts = np.r_[np.flatnonzero(np.r_[True, component[order][1:] != component[order][:-1]]), order.size].astype(np.int64)
    sizes = np.diff(sketches.offsets)[order]
    offsets = np.r_[0, np.cumsum(sizes)].astype(np.int64)
    hashes = (
        np.concatenate([sketches.hashes[sketches.offsets[i] : sketches.offsets[i + 1]] for i in order])
        if offsets[-1]
        else np.zeros(0, np.uint64)
    )
    by, how = np.empty(order.size, np.int64), np.empty(order.size, np.float32)
    choose_survivors(
        starts, stands_for[order].astype(np.int64), hashes, offsets, sketches.levels[order].copy(), threshold, MAX_KEPT, by, how
    )
    dropped = by >= 0
    kept_by[order[dropped]] = order[by[dropped]]
    similarity[order] = how
    return Survival(kept_by, similarity)
