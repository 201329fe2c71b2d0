"""Geometry of the report's charts: histograms with their cuts, as coordinates that the page draws in SVG and the terminal in blocks.

Charts are plain SVG made when the page is rendered. A chart library (uPlot 50 KB, Plotly 3.5 MB minified) would draw the same
rectangles from the same numbers, but needs script before anything is seen, does not print, and leaves a screen reader a bare
canvas; sixty histograms as paths are about 100 KB, work without script and in every scheme of colours through CSS.

Positions are shares of a column's stored grid, 0 to 1: even in the value, or in log(1 + value) for log columns.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.columns import BINS, TOP
from qualityfilter.reports import wording
from qualityfilter.reports.shard_report import COARSE

FINE = BINS // COARSE  # bins of the fine histogram in one of the coarse
WIDTH, HEIGHT = 420, 110  # of the drawing area, in units of the SVG's view box
SPIKES = 3  # at most so many bars may be cut off at the top so that the rest can be seen
TAIL = 0.001  # share of the documents that may lie beyond each end of what is drawn

Counts = npt.NDArray[np.float64]


def position(column: Mapping[str, Any], x: float) -> float:
    """Where a value stands on the column's grid, clipped to 0–1."""
    if column["scale"] == "log":
        share = math.log1p(max(x, 0.0)) / math.log1p(column["high"])
    else:
        share = (x - column["low"]) / (column["high"] - column["low"])
    return min(max(share, 0.0), 1.0)


def at(column: Mapping[str, Any], share: float) -> float:
    """The value at a position."""
    if column["scale"] == "log":
        return math.expm1(share * math.log1p(column["high"]))
    return float(column["low"] + share * (column["high"] - column["low"]))


def quantile(column: Mapping[str, Any], histogram: Sequence[int], q: float) -> float | None:
    """The value below which a share q of the documents lies; None without documents.

    Even within a bin, but the ends of the range stand for the first and the last bin: most of what lies there is 0 or 1 exactly.
    """
    counts = np.asarray(histogram, np.float64)
    total = counts.sum()
    if total == 0:
        return None
    cumulated = np.cumsum(counts)
    bin_ = min(int(np.searchsorted(cumulated, q * total)), counts.size - 1)
    if bin_ in (0, counts.size - 1):
        return at(column, float(bin_ > 0))
    inside = (q * total - (cumulated[bin_] - counts[bin_])) / max(counts[bin_], 1.0)
    return at(column, (bin_ + min(max(inside, 0.0), 1.0)) / counts.size)


@dataclass(frozen=True)
class Binned:
    """Bars of a histogram over the part of the grid from `low` to `high`: all documents, and the kept among them.

    `beyond` is the share of all documents outside that part.
    """

    low: float
    high: float
    all: Counts
    kept: Counts
    beyond: float

    def x(self, share: float) -> float:
        """A position as a share of the window; may lie outside 0–1."""
        return (share - self.low) / (self.high - self.low)


def edges(column: Mapping[str, Any], minimum: float | None, maximum: float | None) -> list[int]:
    """The edges of the fine grid nearest to a rule's bounds; documents that lie exactly on a bound are on its passing side."""
    codes = [(round(position(column, bound) * TOP) >> 4, side) for side, bound in ((0, minimum), (1, maximum)) if bound is not None]
    return [code + side for code, side in codes]


def binned(
    histogram: Mapping[str, Sequence[int]], fine: Sequence[Sequence[int]] | None, cuts: Sequence[int] = (), bars: int = 48
) -> Binned:
    """About `bars` bars at most over the part of the grid that holds the documents and the cuts (edges of the fine grid).

    Fewer documents get wider bars. With `fine` (sparse counts in 4,096 bins) bars may be narrower, and the first cut parts two of them.
    """
    coarse = np.array([histogram["all"], histogram["kept"]], np.float64)
    documents = float(coarse[0].sum())
    bars = min(bars, 48 if documents >= 2000 else 24)
    low, high = _window(coarse[0], cuts)
    width = FINE
    while (high - low) * FINE / width > bars:
        width *= 2
    if fine is not None:
        while documents >= 200 and width > 1 and (high - low) * FINE / width * 2 <= bars:
            width //= 2
        return _aligned(fine, documents, low * FINE, high * FINE, width, cuts)
    step = width // FINE
    low, high = low // step * step, -(-high // step) * step
    shown = coarse[:, low:high].reshape(2, -1, step).sum(axis=2)
    return Binned(low / COARSE, high / COARSE, shown[0], shown[1], _beyond(shown[0], documents))


def _aligned(fine: Sequence[Sequence[int]], documents: float, low: int, high: int, width: int, cuts: Sequence[int]) -> Binned:
    """Bars of `width` fine bins that cover low to high, with an edge at the first cut; the outermost may reach beyond the grid."""
    origin = cuts[0] % width if cuts else 0
    first = (low - origin) // width
    n = -(-(high - origin) // width) - first
    start = origin + first * width
    spread = np.zeros((2, n * width))
    for bin_, *counts in fine:
        if 0 <= bin_ - start < n * width:
            spread[:, bin_ - start] += counts
    shown = spread.reshape(2, n, width).sum(axis=2)
    return Binned(start / BINS, (start + n * width) / BINS, shown[0], shown[1], _beyond(shown[0], documents))


def _beyond(shown: Counts, documents: float) -> float:
    return 1 - float(shown.sum()) / documents if documents else 0.0


def _window(counts: Counts, cuts: Sequence[int]) -> tuple[int, int]:
    """The bins that hold all documents but one in a thousand at each end, and the cuts, with one spare on each side.

    The whole grid where that is most of it.
    """
    places = [min(cut // FINE, COARSE - 1) for cut in cuts]
    if total := counts.sum():
        cumulated = np.cumsum(counts)
        places += [int(np.searchsorted(cumulated, TAIL * total, "right")), int(np.searchsorted(cumulated, (1 - TAIL) * total))]
    if not places:
        return 0, COARSE
    low, high = max(min(places) - 1, 0), min(max(places) + 2, COARSE)
    return (0, COARSE) if high - low > 0.6 * COARSE else (low, high)


def ceiling(heights: Counts) -> float:
    """The top of the drawing: the tallest bar, unless up to three bars, no two of them neighbours, tower threefold over the others."""
    order = np.argsort(-heights, kind="stable")
    for n in range(1, min(SPIKES + 1, order.size)):
        if heights[order[n]] > 0 and heights[order[n - 1]] > 3 * heights[order[n]]:
            alone = not (np.diff(np.sort(order[:n])) == 1).any()
            return float(1.5 * heights[order[n]]) if alone else float(heights[order[0]])
    return float(heights[order[0]]) if order.size and heights[order[0]] > 0 else 1.0


@dataclass(frozen=True)
class Mark:
    """Something at a place of the x axis, with its label."""

    x: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Clip:
    """A bar that is cut off at the top: its middle, and its share, written beside it."""

    x: float
    label: str
    label_x: float
    anchor: str


@dataclass(frozen=True)
class Summary:
    name: str
    text: str


@dataclass(frozen=True)
class Histogram:
    """What the page draws: two step lines, ticks, cuts, the shaded ranges that fail, and the bars that are cut off at the top."""

    width: int
    all_path: str
    kept_path: str
    ticks: tuple[Mark, ...]
    cuts: tuple[Mark, ...]
    refused: tuple[tuple[float, float], ...]
    clipped: tuple[Clip, ...]
    extent: str
    summaries: tuple[Summary, ...]

    @property
    def description(self) -> str:
        """The histogram in words, for those who do not see it."""
        return "; ".join(f"{s.name}: {s.text}" for s in self.summaries) or "no documents"


def histogram(
    column: Mapping[str, Any],
    counts: Mapping[str, Sequence[int]],
    fine: Sequence[Sequence[int]] | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    width: int = WIDTH,
) -> Histogram:
    """A column's histogram, all documents and kept ones, with the bounds of a rule drawn in."""
    bars = binned(counts, fine, edges(column, minimum, maximum))
    top = ceiling(bars.all)

    def x(share: float) -> float:
        return _round(min(max(bars.x(share), 0.0), 1.0) * width)

    return Histogram(
        width,
        steps(bars.all, top, width),
        steps(bars.kept, top, width),
        tuple(Mark(x(place), label, _anchor(x(place), width)) for place, label in ticks(column, bars.low, bars.high)),
        tuple(
            _cut(x(position(column, bound)), f"{sign} {wording.value(bound)}", width)
            for sign, bound in (("≥", minimum), ("≤", maximum))
            if bound is not None
        ),
        _refused(x, column, minimum, maximum, width),
        _clipped(bars.all, top, width),
        _extent(bars),
        summaries(column, counts),
    )


CELL_WIDTH, CELL_BARS = 160, 32


@dataclass(frozen=True)
class SmallHistogram:
    """One path over the whole range, with cuts; for many beside each other."""

    path: str
    cuts: tuple[float, ...]
    median: str


def small(column: Mapping[str, Any], counts: Sequence[int], minimum: float | None, maximum: float | None) -> SmallHistogram:
    """A histogram of one group of documents over the whole range of its column."""
    heights = np.asarray(counts, np.float64)
    cuts = tuple(_round(position(column, bound) * CELL_WIDTH) for bound in (minimum, maximum) if bound is not None)
    return SmallHistogram(steps(heights, ceiling(heights), CELL_WIDTH), cuts, rounded(column, quantile(column, counts, 0.5)))


def _anchor(x: float, width: float) -> str:
    return "start" if x < 20 else "end" if x > width - 20 else "middle"


def _cut(x: float, label: str, width: float) -> Mark:
    return Mark(x, label, "end" if x > width * 0.75 else "start")


def _refused(
    x: Callable[[float], float], column: Mapping[str, Any], minimum: float | None, maximum: float | None, width: int
) -> tuple[tuple[float, float], ...]:
    """The ranges outside the bounds, as start and width."""
    ranges = []
    if minimum is not None:
        ranges.append((0.0, x(position(column, minimum))))
    if maximum is not None:
        start = x(position(column, maximum))
        ranges.append((start, _round(width - start)))
    return tuple((start, wide) for start, wide in ranges if wide > 0)


def steps(heights: Counts, top: float, width: int) -> str:
    """An area of steps as an SVG path; neighbours of one height are one step, so that paths stay short."""
    if heights.sum() == 0:
        return ""
    wide, path, before = width / heights.size, f"M0 {HEIGHT}", float(HEIGHT)
    for i, h in enumerate(np.minimum(heights / top, 1.0).tolist()):
        y = _round(HEIGHT - max(h * HEIGHT, 1.0 if h > 0 else 0.0))  # a bar with one document among millions is seen
        if y != before:
            path += f"H{_round(i * wide):g}V{y:g}"
            before = y
    return f"{path}H{width}V{HEIGHT}Z"


def _round(x: float) -> float:
    return round(x, 1)


def _clipped(heights: Counts, top: float, width: int) -> tuple[Clip, ...]:
    total, wide, found = heights.sum(), width / max(heights.size, 1), []
    for i in np.flatnonzero(heights > top).tolist():
        right = i < heights.size / 2
        label_x = _round((i + 1) * wide + 4 if right else i * wide - 4)
        found.append(Clip(_round((i + 0.5) * wide), wording.percent(heights[i], total), label_x, "start" if right else "end"))
    return tuple(found)


def ticks(column: Mapping[str, Any], low: float, high: float) -> list[tuple[float, str]]:
    """Round values and their positions within a window: steps of 1, 2 or 5, or powers of ten on a log axis."""
    start, end = at(column, max(low, 0.0)), at(column, min(high, 1.0))
    values = _log_ticks(start, end) if column["scale"] == "log" else _even_ticks(start, end)
    places = [(position(column, v), _label(v)) for v in values]
    return [(place, label) for place, label in places if low - 1e-9 <= place <= high + 1e-9]


def _even_ticks(start: float, end: float) -> list[float]:
    raw = (end - start) / 5
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * m for m in (1, 2, 5, 10) if size * m >= raw * 0.999)
    first, last = math.ceil(start / step - 1e-9), math.floor(end / step + 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def _log_ticks(start: float, end: float) -> list[float]:
    """0 and powers of ten; also 2 and 5 times these where the window holds few; even steps where it holds none."""
    tens = [0.0, *(10.0**k for k in range(16))]
    inside = [v for v in tens if start <= v <= end]
    if len(inside) > 6:
        inside = [v for i, v in enumerate(inside) if i % 2 == len(inside) % 2 or v == 0]
    if len(inside) < 3:
        inside = [v for v in sorted({0.0, *(m * t for t in tens[1:] for m in (1, 2, 5))}) if start <= v <= end]
    return inside if len(inside) >= 2 else _even_ticks(start, end)


def _label(v: float) -> str:
    for size, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(v) >= size:
            return f"{v / (1e3 if letter == 'k' else size):g}{letter}"
    return wording.value(v)


def summaries(column: Mapping[str, Any], counts: Mapping[str, Sequence[int]]) -> tuple[Summary, ...]:
    """Median and middle nine tenths, of all documents and of the kept; none where there are no documents."""
    found = []
    for key, name in (("all", "all"), ("kept", "kept")):
        values = [quantile(column, counts[key], q) for q in (0.05, 0.5, 0.95)]
        if values[1] is not None:
            low, median, high = (rounded(column, x) for x in values)
            most = f"at {low}" if low == high else f"from {low} to {high}"
            found.append(Summary(name, f"median {median}, nine in ten {most}"))
    return tuple(found)


def _extent(bars: Binned) -> str:
    """What part of the range is drawn, where it is not all."""
    if bars.low <= 0 and bars.high >= 1:
        return ""
    return f"(part shown, {wording.percent(bars.beyond)} beyond)" if bars.beyond > 0 else "(part shown)"


def rounded(column: Mapping[str, Any], x: float | None) -> str:
    """A quantile or mean in as many digits as a histogram knows: three, two on a log axis; a dash for none."""
    if x is None:
        return "–"
    return wording.value(float(f"{x:.2g}" if column["scale"] == "log" else f"{x:.3g}"))


STRIP = 240  # at most so many bars for all shards


@dataclass(frozen=True)
class Strip:
    """A rate over the shards in the run's order: the mean as an area and, where several shards share a bar, their range as strokes."""

    width: int
    area: str
    ranges: str
    shards_per_bar: int
    odd: tuple[float, ...]


def strip(rates: Sequence[float], odd: Sequence[bool], width: int = 900) -> Strip:
    """`odd` shards are marked above their bar."""
    values, per_bar = np.asarray(rates, np.float64), max(1, math.ceil(len(rates) / STRIP))
    groups = [values[i : i + per_bar] for i in range(0, values.size, per_bar)]
    wide = width / max(len(groups), 1)
    middle = [_round((i + 0.5) * wide) for i in range(len(groups))]
    ranges = "".join(
        f"M{x:g} {_round(HEIGHT * (1 - g.max())):g}V{_round(HEIGHT * (1 - g.min())):g}" for x, g in zip(middle, groups) if g.max() > g.min()
    )
    marks = sorted({i // per_bar for i, is_odd in enumerate(odd) if is_odd})
    return Strip(width, steps(np.array([g.mean() for g in groups]), 1.0, width), ranges, per_bar, tuple(middle[i] for i in marks))


FLOW_LABELS = 7  # of a mixture that get a colour of their own; the rest is one
FLOW_WIDTH, FLOW_BAR, FLOW_GAP, FLOW_LEFT = 900, 22, 26, 110


@dataclass(frozen=True)
class Piece:
    """A label's part of one bar, or what joins it to its part of the next (`path`). `text` stands in it where there is room."""

    colour: int
    x: float
    y: float
    width: float
    text: str
    title: str


@dataclass(frozen=True)
class Flow:
    """A mixture before and after: bars of all units one below the other, cut by label in one order, joined label by label."""

    height: int
    pieces: tuple[Piece, ...]
    ribbons: tuple[tuple[int, str], ...]


def flow(shares: Mapping[str, Sequence[float]]) -> Flow:
    """Label -> its share in each bar; the labels that are largest anywhere get a colour, all others together the last."""
    largest = sorted(shares, key=lambda label: (-max(shares[label]), label))[:FLOW_LABELS]
    rest = [label for label in shares if label not in largest]
    rows = {label: list(shares[label]) for label in shares if label in largest}
    if rest:
        rows[f"{len(rest)} more"] = [sum(shares[label][i] for label in rest) for i in range(len(next(iter(shares.values()))))]
    bars = len(next(iter(rows.values()), ()))
    pieces, ribbons, start = list[Piece](), list[tuple[int, str]](), [0.0] * bars
    for number, (label, own) in enumerate(rows.items()):
        colour = FLOW_LABELS if rest and number == len(rows) - 1 else number
        ends = [(FLOW_LEFT + FLOW_WIDTH * at, FLOW_LEFT + FLOW_WIDTH * (at + share)) for at, share in zip(start, own)]
        for i, (low, high) in enumerate(ends):
            text = label if (high - low) > 9 * sum(2 if ord(c) > 0x2E80 else 1 for c in label) + 8 else ""
            y = i * (FLOW_BAR + FLOW_GAP)
            pieces.append(Piece(colour, _round(low), y, _round(high - low), text, f"{label} {wording.percent(own[i])}"))
            if i:
                (a, b), top = ends[i - 1], y - FLOW_GAP
                ribbons.append((colour, f"M{_round(a):g} {top:g}H{_round(b):g}L{_round(high):g} {y:g}H{_round(low):g}Z"))
        start = [at + share for at, share in zip(start, own)]
    return Flow(bars * (FLOW_BAR + FLOW_GAP) - FLOW_GAP if bars else 0, tuple(pieces), tuple(ribbons))


def curve(points: Mapping[str, float], width: int = WIDTH) -> str:
    """A line through points given as {"0.50": y}; x from the first point to the last, y from 0 to 1."""
    places = sorted((float(x), y) for x, y in points.items())
    low, span = places[0][0], max(places[-1][0] - places[0][0], 1e-9)
    return "M" + "L".join(f"{_round((x - low) / span * width):g} {_round(HEIGHT * (1 - y)):g}" for x, y in places)
