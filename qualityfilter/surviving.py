"""Survive: in each duplicate group the best passing document stays; another goes only if it matches one that stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
PORTION = 1 << 17  # members that are looked at together
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
        return [_ranks(table.column("date"), lambda dates: sorted(set(dates), reverse=True)), longest, number]
    if dedup.keep == "preferred":
        return [_ranks(table.column("source"), lambda _: dedup.prefer), longest, number]
    return [longest, number] if dedup.keep == "longest" else [number]


def _ranks(column: pa.ChunkedArray, in_order: Callable[[list[str]], Sequence[str]]) -> I64:
    """The place of each value in the order given of all different ones, missing ones as ""; the last place for one that it lacks."""
    encoded = column.combine_chunks().fill_null("").dictionary_encode()
    known = encoded.dictionary.to_pylist()
    ranks = {name: i for i, name in enumerate(in_order(known))}
    return np.array([ranks.get(name, len(ranks)) for name in known], np.int64)[encoded.indices.to_numpy()]


@dataclass(frozen=True)
class Known:
    """Pairs of members (rows, a < b) whose texts were compared, or of which one lies in the other: sorted keys a * n + b, and Jaccard
    with the shares of a and b that the other has (0 where containment does not count)."""

    keys: I64
    shares: npt.NDArray[np.float32]

    @classmethod
    def of(cls, number: I64, pairs: pa.Table) -> Known:
        """What is known of members (ascending numbers), from a table as `told_by` makes it."""
        ends = [pairs.column(name).to_numpy() for name in ("a", "b")]
        at = [np.minimum(np.searchsorted(number, end), max(number.size - 1, 0)) for end in ends]
        here = np.flatnonzero((number[at[0]] == ends[0]) & (number[at[1]] == ends[1])) if number.size else np.zeros(0, np.int64)
        keys, first = np.unique(at[0][here].astype(np.int64) * number.size + at[1][here], return_index=True)
        shares = [pairs.column(name).to_numpy()[here[first]] for name in ("similarity", "share_a", "share_b")]
        return cls(keys, np.stack(shares, axis=1).astype(np.float32))


def told_by(edges: pa.Table) -> pa.Table:
    """What edges say of their documents: that one lies in the other only where the edge is of that kind and holds; one that does not hold
    says that they differ."""
    contained = np.asarray(pc.equal(edges.column("kind"), "contained").to_numpy()) & edges.column("sure").to_numpy()
    shares = {name: pa.array(edges.column(name).to_numpy() * contained) for name in ("share_a", "share_b")}
    return pa.table({**{name: edges.column(name) for name in ("a", "b", "similarity")}, **shares})


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
    page: I64,
    sketches_of: Callable[[I64], Sketches],
    limits: Limits,
    known: Known,
    stays: npt.NDArray[np.bool_],
) -> tuple[Survival, I64]:
    """Choose survivors among the passing members of every component; and pairs of members that only their texts can tell.

    `component`, `passing`, `stands_for` (the first member with the same text), `page` (with the same address; itself where that is not
    looked at) and `stays` (never goes) go by member; `keys` are `priority`'s; `sketches_of` gives those of some members, by ascending
    place, of whom no more than PORTION are looked at together: a component may have a million.
    """
    n = component.size
    kept_by, similarity = np.full(n, -1, np.int64), np.ones(n, np.float32)
    order, starts = _by_priority(component, passing, keys, stays)
    asked: list[I64] = []
    place = np.zeros(n, np.int64)
    for portion, ends in _portions(order, starts, kept_by):
        rows = np.sort(portion)
        place[rows] = np.arange(rows.size)
        sketches = sketches_of(rows)
        questions = np.empty((MAX_QUESTIONS + 4 * rows.size, 2), np.int64)
        count = choose_survivors(
            ends, portion, stands_for.astype(np.int64), page.astype(np.int64), stays.astype(np.uint8), place, sketches.records,
            sketches.offsets, np.array([limits.jaccard, limits.inside, limits.longer, DEVIATIONS]), LEAST_NUMBERS, MAX_KEPT, known.keys,
            known.shares, kept_by, similarity, questions,
        )  # fmt: skip
        asked.append(questions[:count])
    return Survival(kept_by, similarity), np.unique(np.concatenate([np.zeros((0, 2), np.int64), *asked]), axis=0)


def _portions(order: I64, starts: I64, kept_by: I64) -> Iterator[tuple[I64, I64]]:
    """Members in order, with the starts of their components: whole components together, one that is too large piece by piece.

    Each piece begins with those whom the pieces before it have kept, and who stay: looking at them again changes nothing.
    """
    at = 0
    while at + 1 < starts.size:
        until = max(int(np.searchsorted(starts, starts[at] + PORTION, "right")) - 1, at + 1)
        members = order[starts[at] : starts[until]]
        if members.size <= PORTION:
            yield members, starts[at : until + 1] - starts[at]
        else:
            kept = np.zeros(0, np.int64)
            for first in range(0, members.size, PORTION):
                piece = np.concatenate([kept, members[first : first + PORTION]])
                yield piece, np.array([0, piece.size], np.int64)
                kept = piece[kept_by[piece] < 0][:MAX_KEPT]
        at = until


def first_of_each(component: I64, passing: npt.NDArray[np.bool_], keys: Sequence[I64], stays: npt.NDArray[np.bool_]) -> Survival:
    """Of the passing members of every component the best alone stays, whether or not the others match it."""
    kept_by = np.full(component.size, -1, np.int64)
    order, starts = _by_priority(component, passing, keys, stays)
    kept_by[order] = np.repeat(order[starts[:-1]], np.diff(starts))
    kept_by[(kept_by == np.arange(component.size)) | stays] = -1
    return Survival(kept_by, np.full(component.size, np.nan, np.float32))


def _by_priority(
    component: I64, passing: npt.NDArray[np.bool_], keys: Sequence[I64], stays: npt.NDArray[np.bool_]
) -> tuple[I64, I64]:  # fmt: skip
    """Passing members by component, the best first, and where each component starts (and the last ends)."""
    rows = np.flatnonzero(passing)
    order = rows[np.lexsort([*[k[rows] for k in reversed(keys)], ~stays[rows], component[rows]])]
    of = component[order]
    starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]]) if order.size else np.zeros(0, np.int64)
    return order.astype(np.int64), np.r_[starts, order.size].astype(np.int64)
