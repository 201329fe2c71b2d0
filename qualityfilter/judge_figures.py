"""Figures of a judgement from paired losses: means, shares, shifts of the distribution, equal-loss token ratio, all with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qualityfilter.judging import CHECKPOINTS, Losses
from qualityfilter.proportions import wilson

RESAMPLES = 1_000
F64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A value with the middle 95 % over documents and seeds drawn anew."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, value: float, drawn: F64) -> Interval:
        low, high = np.quantile(drawn, [0.025, 0.975])
        return cls(float(value), float(low), float(high))


@dataclass(frozen=True)
class SliceFigures:
    """One slice. `change` is the mean relative change of bits per byte from A to B: below 0, B is better.

    `improved` is the share of documents that cost less under B, with Wilson's interval; `shifts` of the 10th, 50th and 90th percentile of
    bits per byte; `wasserstein` and `kolmogorov` distances between the two distributions.
    """

    name: str
    curated: bool
    documents: int
    left_out: int
    bits_a: float
    bits_b: float
    change: Interval
    improved: Interval
    shifts: tuple[float, float, float]
    wasserstein: float
    kolmogorov: float

    @property
    def verdict(self) -> str:
        """What the interval allows to say."""
        return "B better" if self.change.high < 0 else "A better" if self.change.low > 0 else "no difference"


@dataclass(frozen=True)
class Judgement:
    """All slices, the mean over curated ones, and the tokens of B that are worth a token of A there."""

    slices: tuple[SliceFigures, ...]
    curated: Interval
    token_ratio: Interval
    beyond: bool
    """Whether the ratio lies outside what was measured: an eighth to eight times the tokens."""

    @property
    def worst(self) -> SliceFigures:
        return max((s for s in self.slices if s.curated), key=lambda s: s.change.value)

    @property
    def verdict(self) -> str:
        return "B better" if self.curated.high < 0 else "A better" if self.curated.low > 0 else "no difference"


def judge(losses: Losses, seed: int = 1) -> Judgement:
    """The figures of measured losses. The same losses and seed give the same figures."""
    rng = np.random.default_rng(seed)
    seeds = next(iter(losses.corpora.values())).shape[1]
    chosen = rng.integers(0, seeds, (RESAMPLES, seeds))
    figures, curves, drawn_curves = [], [], []
    for one in losses.slices:
        bits = losses.corpora[one.name]  # [corpus, seed, checkpoint, document]
        documents = bits.shape[-1]
        rows = rng.integers(0, documents, (RESAMPLES, documents))
        drawn = np.stack([_resampled(bits, c, r) for c, r in zip(chosen, rows)])  # [resample, corpus, checkpoint]
        mean = bits.mean(axis=(1, 3))
        figures.append(_slice(one.name, one.curated, one.left_out, bits[:, :, -1].mean(axis=1), drawn[:, :, -1]))
        if one.curated:
            curves.append(mean / mean[0, -1])
            drawn_curves.append(drawn / drawn[:, :1, -1:])
    curve, drawn_curve = np.mean(curves, axis=0), np.mean(drawn_curves, axis=0)
    ratio = token_ratio(curve)
    ratios = np.array([token_ratio(c) for c in drawn_curve])
    return Judgement(
        tuple(figures),
        Interval.of(curve[1, -1] - 1, drawn_curve[:, 1, -1] - 1),
        Interval.of(ratio, ratios),
        not CHECKPOINTS[0] < ratio < 1 / CHECKPOINTS[0],
    )


def _resampled(bits: F64, seeds: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]) -> F64:
    counts = np.bincount(rows, minlength=bits.shape[-1]) / rows.size
    return np.asarray((bits[:, seeds].mean(axis=1) * counts).sum(axis=-1))


def _slice(name: str, curated: bool, left_out: int, bits: F64, drawn: F64) -> SliceFigures:
    a, b = bits
    better = int((b < a).sum())
    points = np.sort(np.concatenate([a, b]))
    below = [np.searchsorted(np.sort(x), points, side="right") / x.size for x in (a, b)]
    return SliceFigures(
        name, curated, a.size, left_out, float(a.mean()), float(b.mean()),
        Interval.of(b.mean() / a.mean() - 1, drawn[:, 1] / drawn[:, 0] - 1),
        Interval(better / a.size, *wilson(better, a.size)),
        tuple(float(np.quantile(b, q) - np.quantile(a, q)) for q in (0.1, 0.5, 0.9)),  # type: ignore[arg-type]
        float(np.abs(np.sort(a) - np.sort(b)).mean()), float(np.abs(below[0] - below[1]).max()),
    )  # fmt: skip


def token_ratio(curve: F64) -> float:
    """Tokens of B for the loss that A ends at, as a share of A's; from A's curve where B ends above it.

    `curve` is [corpus, checkpoint]. Between checkpoints the loss falls along a line in log tokens; beyond them the ratio is that of the
    last one: an eighth, or eight.
    """
    a, b = curve
    if b[-1] <= a[-1]:
        return _tokens_at(b, float(a[-1]))
    return 1 / _tokens_at(a, float(b[-1]))


def _tokens_at(losses: Sequence[float] | F64, wanted: float) -> float:
    """Where on falling losses a loss is reached, as a share of all tokens; the first checkpoint if it is there already."""
    falling = np.minimum.accumulate(np.asarray(losses, np.float64))
    return float(np.exp(np.interp(-wanted, -falling, np.log(CHECKPOINTS))))
