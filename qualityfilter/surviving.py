"""Survive: in each duplicate group the best passing document stays; another goes only if it matches one that stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from qualityfilter.columns import ScoreColumn
from qualityfilter.grouping import DEVIATIONS
from qualityfilter.kernels.minhash import choose_survivors
from qualityfilter.recipe import Dedup
from qualityfilter.signing import LEAST_NUMBERS, Sketches

MAX_KEPT = 256  # survivors of one component that a member is compared with; beyond, it stays
MAX_QUESTIONS = 1 << 16  # and four a member: pairs whose texts are asked for at once

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
    if dedup.keep == "preferred":
        ranks = {name: i for i, name in enumerate(dedup.prefer)}
        return [np.array([ranks.get(s or "", len(ranks)) for s in table.column("source").to_pylist()], np.int64), longest, number]
    return [longest, number] if dedup.keep == "longest" else [number]


@dataclass(frozen=True)
class Known:
    """Pairs of members (rows, a < b) whose texts were compared, or of which one lies in the other: sorted keys a * n + b, and Jaccard
    with the shares of a and b that the other has (0 where containment does not count)."""

    keys: I64
    shares: npt.NDArray[np.float32]

    @classmethod
    def of(cls, number: I64, edges: pa.Table) -> Known:
        """What edges say of members (ascending numbers); an edge that does not hold says that its documents differ."""
        members = pa.array(number)
        edges = edges.filter(pc.and_(pc.is_in(edges.column("a"), members), pc.is_in(edges.column("b"), members))).combine_chunks()
        a, b = (np.searchsorted(number, edges.column(name).to_numpy()).astype(np.int64) for name in ("a", "b"))
        shares = np.stack([edges.column(name).to_numpy() for name in ("similarity", "share_a", "share_b")], axis=1).astype(np.float32)
        contained = np.asarray(pc.equal(edges.column("kind"), "contained").to_numpy()) & np.asarray(edges.column("sure").to_numpy())
        shares[:, 1:] *= contained[:, None]
        keys, first = np.unique(a * number.size + b, return_index=True)
        return cls(keys, np.ascontiguousarray(shares[first]))


@dataclass(frozen=True)
class Limits:
    """When a document goes for a kept one: Jaccard, the share of it that lies in the kept one, the least share of a longer document
    that a kept shorter one within it must make up."""

    jaccard: float
    inside: float
    longer: float


def survive(
    component: I64,
    passing: npt.NDArray[np.bool_],
    keys: Sequence[I64],
    stands_for: I64,
    sketches: Sketches,
    limits: Limits,
    known: Known,
    stays: npt.NDArray[np.bool_],
) -> tuple[Survival, I64]:
    """Choose survivors among the passing members of every component; and pairs of members that only their texts can tell.

    `component`, `passing`, `stands_for` (the first member with the same text), `stays` (never goes) and `sketches` go by member;
    `keys` are `priority`'s.
    """
    n = component.size
    kept_by, similarity = np.full(n, -1, np.int64), np.ones(n, np.float32)
    rows = np.flatnonzero(passing)
    if rows.size == 0:
        return Survival(kept_by, similarity), np.zeros((0, 2), np.int64)
    order = rows[np.lexsort([*[k[rows] for k in reversed(keys)], ~stays[rows], component[rows]])]
    starts = np.r_[np.flatnonzero(np.r_[True, component[order][1:] != component[order][:-1]]), order.size].astype(np.int64)
    asked = np.empty((MAX_QUESTIONS + 4 * n, 2), np.int64)
    questions = choose_survivors(
        starts, order, stands_for.astype(np.int64), stays.astype(np.uint8), sketches.records, sketches.offsets,
        np.array([limits.jaccard, limits.inside, limits.longer, DEVIATIONS]), LEAST_NUMBERS, MAX_KEPT, known.keys, known.shares,
        kept_by, similarity, asked,
    )  # fmt: skip
    return Survival(kept_by, similarity), np.unique(asked[:questions], axis=0)
