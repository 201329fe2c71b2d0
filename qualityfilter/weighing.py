"""Weighs: target shares of tokens become a scale per aim, and with each document's factor and the caps its weight. Closed form.

1. Kept tokens are tallied by (cell, source, factor): integers, so the tally is the same for every sharding.
2. An *aim* is a target with the cells that it takes in; the cells of no target are the rest, which is an aim without a share.
3. A document of factor f and aim a weighs min(scale_a × f, its ceiling). The ceiling is `max_repeat`, and lower where its source
   would otherwise be read more than `max_source_repeat` times on average.
4. The tokens of an aim grow with its scale along straight pieces, so the scale that gives the tokens asked for is found directly.

Without targets every scale is 1: the factors are the weights.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import xxhash

from qualityfilter.effective_tokens import effective
from qualityfilter.weigh_settings import SEPARATOR

MASK = (1 << 64) - 1
REST = ""  # the aim of all cells that no target names
TOLERANCE = 0.005  # a share is met within this part of itself

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """Kept tokens of documents that weigh the same: row i has `tokens[i]` of cell `cell[i]`, source `source[i]` and factor `factor[i]`."""

    cell: Sequence[str]
    source: Sequence[str]
    factor: F64
    tokens: I64

    @classmethod
    def of(cls, tokens: Mapping[str, int]) -> Tally:
        """Tokens per cell, all of factor 1."""
        cells = sorted(tokens)
        return cls(cells, [""] * len(cells), np.ones(len(cells)), np.array([tokens[c] for c in cells], np.int64))


@dataclass(frozen=True)
class Caps:
    """The most readings of a document, and on average of a source's documents (within an aim).

    `total` is how many tokens are to be read in all, as a multiple of those kept; None for what the factors give.
    """

    document: float = 4.0
    source: float | None = None
    total: float | None = None


ONLY_REPEATS = Caps()


@dataclass(frozen=True)
class Weights:
    """What was decided: the scale of each aim, the scale that a source may not exceed, and what that does.

    Counts go by row: a target by its name, every cell of the rest by its own. `weight` is the mean over a row's tokens, `effective`
    what its readings are worth in fresh tokens; `asked` (targets alone) and `reached` are shares of all tokens read. `shortfall` says
    where a target is not met to half a per cent, and what is missing.
    """

    scale: Mapping[str, float]
    ceiling: Mapping[tuple[str, str], float]
    tokens: Mapping[str, int]
    weight: Mapping[str, float]
    effective: Mapping[str, float]
    asked: Mapping[str, float]
    reached: Mapping[str, float]
    shortfall: Mapping[str, str] = field(default_factory=dict)

    @property
    def read(self) -> float:
        """Tokens read in all."""
        return float(sum(self.tokens[row] * self.weight[row] for row in self.tokens))


def aim_of(cell: str, targets: Collection[str]) -> str:
    """The target that a cell belongs to: its own, else that of its first label, else the rest."""
    first = cell.partition(SEPARATOR)[0]
    return cell if cell in targets else first if first in targets else REST


def weights_of(factor: F64, scale: npt.ArrayLike, ceiling: npt.ArrayLike, cap: float) -> F64:
    """The weight of documents: the scale of their aim, or of their source where that is lower, times their factor, under the cap."""
    return np.minimum(np.minimum(scale, ceiling) * factor, cap)


def weigh(tally: Tally, targets: Mapping[str, float], caps: Caps = ONLY_REPEATS) -> Weights:
    """Scales that bring each target to its share of the tokens read, whose number is what the factors alone would give, or less.

    Fewer, but not fewer than are kept, where that lets a target be met. What a capped target cannot take goes to the cells without a
    target first, and only then to other targets, in proportion.
    """
    aims = [aim_of(cell, targets) for cell in tally.cell]
    rows = {name: list[int]() for name in sorted({*targets, REST})}
    for i, name in enumerate(aims):
        rows[name].append(i)
    groups = {name: _Group.of(tally, np.array(which, np.int64), caps) for name, which in rows.items()}
    kept = float(tally.tokens.sum())
    wanted = _total(groups, targets, kept) if caps.total is None else caps.total * kept
    scale = dict.fromkeys(groups, 1.0)
    if targets or caps.total is not None:
        given = _share_out(groups, targets, wanted)
        scale = {name: group.scale(given[name]) for name, group in groups.items()}
    ceiling = {(name, source): s for name, group in groups.items() for source, s in group.ceilings.items() if s < scale[name]}
    weights = weights_of(
        tally.factor,
        np.array([scale[name] for name in aims]),
        np.array([ceiling.get((name, source), np.inf) for name, source in zip(aims, tally.source)]),
        caps.document,
    )
    told = _account(tally, aims, weights, targets)
    return replace(told, scale=scale, ceiling=ceiling, shortfall=_shortfall(told, groups, targets, caps, wanted))


@dataclass(frozen=True)
class _Group:
    """The documents of an aim, those first that reach their ceiling at the lowest scale."""

    breaks: F64  # scale from which on a row is at its ceiling
    slope: F64  # tokens × factor
    most: F64  # tokens × ceiling
    ceilings: Mapping[str, float]  # scale that a source may not exceed

    @classmethod
    def of(cls, tally: Tally, rows: I64, caps: Caps) -> _Group:
        rows = rows[tally.factor[rows] > 0] if rows.size else rows
        tokens, factor = tally.tokens[rows].astype(np.float64), tally.factor[rows]
        breaks, ceilings = caps.document / factor, dict[str, float]()
        if caps.source is not None and rows.size:
            names, of = np.unique(np.array([tally.source[i] for i in rows]), return_inverse=True)
            order = np.argsort(of, kind="stable")
            for name, here in zip(names.tolist(), np.split(order, np.cumsum(np.bincount(of))[:-1])):
                own = cls._ordered(breaks[here], tokens[here] * factor[here], tokens[here] * caps.document, {})
                if own.largest > caps.source * tokens[here].sum():
                    ceilings[name] = own.scale(caps.source * float(tokens[here].sum()))
                    breaks[here] = np.minimum(breaks[here], ceilings[name])
        return cls._ordered(breaks, tokens * factor, tokens * np.minimum(breaks * factor, caps.document), ceilings)

    @classmethod
    def _ordered(cls, breaks: F64, slope: F64, most: F64, ceilings: Mapping[str, float]) -> _Group:
        order = np.argsort(breaks, kind="stable")
        return cls(breaks[order], slope[order], most[order], ceilings)

    @property
    def largest(self) -> float:
        """Tokens read when all documents are at their ceilings."""
        return float(self.most.sum())

    def at(self, scale: float) -> float:
        """Tokens read at a scale."""
        full = int(np.searchsorted(self.breaks, scale, side="right"))
        return float(self.most[:full].sum() + scale * self.slope[full:].sum())

    def scale(self, tokens: float) -> float:
        """The scale at which so many tokens are read; where that cannot be, the one at which all documents are at their ceilings."""
        if self.breaks.size == 0 or tokens <= 0:
            return 0.0
        slope_left = np.cumsum(self.slope[::-1])[::-1]  # of this row and all later ones
        full_before = np.r_[0.0, np.cumsum(self.most)[:-1]]
        piece = int(np.searchsorted(full_before + self.breaks * slope_left, tokens * (1 - 1e-12)))
        return float(self.breaks[-1] if piece == self.breaks.size else (tokens - full_before[piece]) / slope_left[piece])


def _total(groups: Mapping[str, _Group], targets: Mapping[str, float], kept: float) -> float:
    """Tokens to read: as the factors give, or fewer, down to those kept, where caps would keep an aim from its share of more."""
    natural = sum(group.at(1.0) for group in groups.values())
    asked = {**targets, REST: 1.0 - sum(targets.values())} if targets else {}
    within = [groups[name].largest / share for name, share in asked.items() if share > 1e-9]
    return min([natural, *(tokens for tokens in within if tokens >= min(kept, natural))])


def _share_out(groups: Mapping[str, _Group], targets: Mapping[str, float], wanted: float) -> dict[str, float]:
    """Tokens for each aim: targets as asked, the rest what is left; what nobody can take of it goes to targets with room."""
    given = {name: min(targets.get(name, 0.0) * wanted, group.largest) for name, group in groups.items()}
    given[REST] = min(max(wanted - sum(given.values()), 0.0), groups[REST].largest)
    room = {name for name in targets if targets[name] > 0 and given[name] < groups[name].largest}
    left = wanted - sum(given.values())
    while room and left > 1e-9 * wanted:
        asked = sum(targets[name] for name in sorted(room))
        wish = {name: given[name] + left * (targets[name] / asked) for name in room}
        full = {name for name in room if wish[name] >= groups[name].largest}
        for name in full or room:
            given[name] = groups[name].largest if full else wish[name]
        room -= full or room
        left = wanted - sum(given.values())
    return given


def _account(tally: Tally, aims: Sequence[str], weights: F64, targets: Mapping[str, float]) -> Weights:
    """Tokens kept, read and worth by row; shares that were asked and are reached."""
    rows = [name or cell for name, cell in zip(aims, tally.cell)]
    names, of = sorted({*rows, *targets}), dict[str, list[int]]()
    for i, row in enumerate(rows):
        of.setdefault(row, []).append(i)
    tokens = {row: int(tally.tokens[of.get(row, [])].sum()) for row in names}
    read = {row: float((tally.tokens * weights)[of.get(row, [])].sum()) for row in names}
    everything = sum(read.values())
    return Weights(
        scale={},
        ceiling={},
        tokens=tokens,
        weight={row: read[row] / tokens[row] if tokens[row] else 0.0 for row in names},
        effective={row: effective(tally.tokens[of.get(row, [])], weights[of.get(row, [])]) for row in names},
        asked=dict(targets),
        reached={row: read[row] / everything if everything else 0.0 for row in names},
    )


def _shortfall(told: Weights, groups: Mapping[str, _Group], targets: Mapping[str, float], caps: Caps, wanted: float) -> dict[str, str]:
    """Targets that are not met, and the total, each with what would be needed."""
    missed = dict[str, str]()
    limit = f"{caps.document:g} times" if caps.source is None else f"{caps.document:g} times, {caps.source:g} on average over a source"
    for name, share in targets.items():
        reached, tokens = told.reached[name], told.tokens[name]
        said = f"asked {share:.4g}, reached {reached:.4g}: "
        if reached > share * (1 + TOLERANCE) + 1e-9:
            missed[name] = said + "what else was asked for is at its caps, and there is nothing to read in its place"
        elif reached < share * (1 - TOLERANCE):
            missing = (share * told.read - groups[name].largest) / min(caps.document, caps.source or caps.document)
            needed = f"; about {max(missing, 1):,.0f} more would be needed" if missing > 0 else ""
            why = "no document kept" if not tokens else f"{tokens:,} tokens repeated at most {limit}{needed}"
            missed[name] = said + (why if groups[name].breaks.size or not tokens else "all its documents have weight 0")
    if caps.total is not None and told.read < wanted * (1 - TOLERANCE):
        missed["total"] = f"asked {wanted:,.0f} tokens, reached {told.read:,.0f}: every document is at its cap"
    return missed


def draws(seed: int, relative: str, ordinals: npt.NDArray[np.int64]) -> F64:
    """One number in [0, 1) per row key (input path, ordinal): a hash, the same in every run, order and sharding."""
    base = np.uint64(xxhash.xxh3_64_intdigest(relative.encode(), seed & MASK))
    x = base ^ (ordinals.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    for shift, factor in ((33, 0xFF51AFD7ED558CCD), (33, 0xC4CEB9FE1A85EC53)):
        x ^= x >> np.uint64(shift)
        x *= np.uint64(factor)
    x ^= x >> np.uint64(33)
    return (x >> np.uint64(11)).astype(np.float64) * 2.0**-53


def repeats(weight: F64, draw: F64) -> npt.NDArray[np.int32]:
    """How often each document is to be read: the whole part of its weight, and once more with the probability of the rest."""
    whole = np.floor(weight)
    return (whole + (draw < weight - whole)).astype(np.int32)
