"""A judgement as a figure (SVG): how the losses of the curated documents moved from A to B, and how many tokens of either give a loss."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import numpy.typing as npt

from qualityfilter.judge_figures import Judgement
from qualityfilter.judging import CHECKPOINTS, Losses
from qualityfilter.reports.visible import one_line

WIDTH, HEIGHT, GAP, LEFT, TOP = 380, 240, 70, 60, 40
BINS = 40
COLOURS = ("#888888", "#1f5fa8")  # A, B

F64 = npt.NDArray[np.float64]


def figure(found: Judgement, losses: Losses, a: str, b: str) -> str:
    """The figure as SVG text; the same judgement gives the same text."""
    curated = [one.name for one in losses.slices if one.curated]
    bits = np.concatenate([losses.corpora[name][:, :, -1].mean(axis=1) for name in curated], axis=1)
    curves = [losses.corpora[name].mean(axis=(1, 3)) for name in curated]
    curve = np.mean([c / c[0, -1] for c in curves], axis=0)
    width, height = LEFT + 2 * WIDTH + GAP + 20, TOP + HEIGHT + 60
    names = [f"{letter} {escape(one_line(name, 60))}" for letter, name in (("A", a), ("B", b))]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11" role="img">',
        f"<title>{names[0]} against {names[1]}: losses of curated documents, and tokens for a loss</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *(_text(LEFT + 200 * i, 16, name, "start", colour) for i, (name, colour) in enumerate(zip(names, COLOURS))),
        *_distributions(bits, LEFT, TOP),
        *_tokens(curve, found.token_ratio.value, LEFT + WIDTH + GAP, TOP),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _distributions(bits: F64, x: int, y: int) -> list[str]:
    """Shares of documents by bits per byte, a step line for each corpus, and their medians."""
    low, high = np.floor(bits.min() * 2) / 2, np.ceil(np.quantile(bits, 0.99) * 2) / 2
    edges = np.linspace(low, high, BINS + 1)
    counts = np.stack([np.histogram(np.minimum(row, high), edges)[0] / row.size for row in bits])
    top = float(counts.max()) or 1.0
    lines = _frame(x, y, "bits per byte of a document (the last bin and beyond together)", "share of documents")
    for share, row, colour in zip(counts, bits, COLOURS):
        points = [(x + WIDTH * i / BINS, y + HEIGHT * (1 - share[min(k, BINS - 1)] / top)) for k in range(BINS) for i in (k, k + 1)]
        lines.append(_line(points, colour))
        middle = x + WIDTH * (min(float(np.median(row)), high) - low) / (high - low)
        lines.append(_line([(middle, y), (middle, y + HEIGHT)], colour, "4 3"))
    ticks = np.linspace(low, high, 5)
    lines += [_text(x + WIDTH * i / 4, y + HEIGHT + 14, f"{t:.2f}", "middle") for i, t in enumerate(ticks)]
    return [*lines, _text(x - 6, y + 10, f"{top:.0%}", "end"), _text(x - 6, y + HEIGHT, "0", "end")]


def _tokens(curve: F64, ratio: float, x: int, y: int) -> list[str]:
    """Loss over tokens (log scale), relative to what A ends at; across, where both give the same loss."""
    low, high = float(curve.min()), float(curve.max())
    spread = (high - low) or 1.0
    low, high = low - 0.05 * spread, high + 0.05 * spread
    along = [x + WIDTH * (1 + np.log2(share) / 3) for share in CHECKPOINTS]
    lines = _frame(x, y, "tokens, as a share of the budget", "bits per byte, 1 is what A ends at")
    for row, colour in zip(curve, COLOURS):
        lines.append(_line([(px, _up(float(v), low, high, y)) for px, v in zip(along, row)], colour))
    lines += [_text(px, y + HEIGHT + 14, f"{share:g}", "middle") for px, share in zip(along, CHECKPOINTS)]
    same = float(max(curve[0, -1], curve[1, -1]))
    share = ratio if ratio <= 1 else 1 / ratio
    at = x + WIDTH * max(1 + np.log2(share) / 3, 0.0)
    lines.append(_line([(at, _up(same, low, high, y)), (x + WIDTH, _up(same, low, high, y))], "#b03030", "4 3"))
    who = "B" if ratio <= 1 else "A"
    said = f"{share:.2f} of the tokens of {who} for the same loss"
    lines.append(_text(max(at - 8, x + 200), _up(same, low, high, y) + 12, said, "end", "#b03030"))  # below both curves
    return [*lines, _text(x - 6, y + 10, f"{high:.3f}", "end"), _text(x - 6, y + HEIGHT, f"{low:.3f}", "end")]


def _up(value: float, low: float, high: float, y: int) -> float:
    return y + HEIGHT * (high - value) / (high - low)


def _frame(x: int, y: int, across: str, upward: str) -> list[str]:
    return [
        f'<path d="M{x} {y}V{y + HEIGHT}H{x + WIDTH}" fill="none" stroke="#444444"/>',
        _text(x + WIDTH / 2, y + HEIGHT + 34, across, "middle"),
        f'<text transform="translate({x - 44} {y + HEIGHT / 2:g}) rotate(-90)" text-anchor="middle">{upward}</text>',
    ]


def _line(points: Sequence[tuple[float, float]], colour: str, dashes: str = "") -> str:
    path = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in points)
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.5"' + (f' stroke-dasharray="{dashes}"' if dashes else "") + "/>"


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#222222") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{text}</text>'
