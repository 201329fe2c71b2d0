"""Factors of a weight that depend on one column: quality by percentile, rating by temperature, commonness; as steps on the stored codes.

A factor has at most 100 steps. Where they begin is found from histograms of the kept documents' tokens, so that it is the same for
every sharding, and stands in the plan; every worker then looks up the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.columns import BINS, ScoreColumn
from qualityfilter.weigh_settings import Commonness, Curve

STEPS = 100  # percentiles
TEMPERATURE_STEPS = 10  # per standard deviation, to four of them on either side
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Steps:
    """A monotone step function of a column's histogram bin: step k begins at bin `cuts[k - 1]` and has the factor `factors[k]`.

    `flipped`: bins count from the column's upper end, as where lower is better.
    """

    column: str
    flipped: bool
    cuts: tuple[int, ...]
    factors: tuple[float, ...]

    def step(self, bins: I64) -> I64:
        """The step of each bin."""
        ordered = BINS - 1 - bins if self.flipped else bins
        return np.searchsorted(np.array(self.cuts, np.int64), ordered, side="right").astype(np.int64)

    def factor(self, step: I64) -> F64:
        return np.array(self.factors)[step]

    def to_json(self) -> dict[str, Any]:
        return {"column": self.column, "flipped": self.flipped, "cuts": list(self.cuts), "factors": list(self.factors)}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Steps:
        return cls(raw["column"], raw["flipped"], tuple(raw["cuts"]), tuple(raw["factors"]))


def curve_factors(curve: Curve) -> F64:
    """The factor of each of the 100 percentiles, the worst first: worst + (best - worst) × share^bend, or the tiers."""
    share = (np.arange(STEPS) + 0.5) / STEPS
    if curve.tiers is not None:
        tiers = curve.tiers
        return np.where(share > 1 - tiers.top, tiers.times, np.where(share < tiers.bottom, 0.0, 1.0))
    return curve.worst + (curve.best - curve.worst) * share**curve.bend


def percentile_steps(tokens: I64, column: ScoreColumn, factors: F64) -> Steps:
    """Percentiles of the tokens' histogram as steps; equal values share the percentile in their middle."""
    flipped = column.better == "lower"
    ordered = (tokens[::-1] if flipped else tokens).astype(np.float64)
    total = max(float(ordered.sum()), 1.0)
    middle = np.cumsum(ordered) - ordered / 2
    percentile = np.minimum(np.floor(middle / total * STEPS), STEPS - 1).astype(np.int64)
    return _steps(column.name, flipped, percentile, factors)


def temperature_steps(tokens: I64, column: ScoreColumn, temperature: float) -> Steps:
    """exp(z / temperature) with z the rating in standard deviations from the mean (QuRating, arXiv 2402.09739, section 3.3)."""
    flipped = column.better == "lower"
    ordered = (tokens[::-1] if flipped else tokens).astype(np.float64)
    value = np.array([(column.bin_edge(i) + column.bin_edge(i + 1)) / 2 for i in range(BINS)])
    value = -value[::-1] if flipped else value
    total = max(float(ordered.sum()), 1.0)
    mean = float((ordered * value).sum()) / total
    deviation = float(np.sqrt((ordered * (value - mean) ** 2).sum() / total))
    z = (value - mean) / deviation if deviation > 1e-12 else np.zeros(BINS)
    most = 4 * TEMPERATURE_STEPS
    step = np.clip(np.rint(z * TEMPERATURE_STEPS), -most, most).astype(np.int64) + most
    return _steps(column.name, flipped, step, np.exp((np.arange(2 * most + 1) - most) / TEMPERATURE_STEPS / temperature))


def commonness_steps(tokens: I64, column: ScoreColumn, asked: Commonness) -> Steps:
    """Levels of equal tokens by bits per token; a level's factor is (1 / probability of its mean)^exponent, the median level having 1.

    After SoftDedup (arXiv 2407.06654): common text is read less often, rare text more, nothing goes. Factors stay within 1/most and most.
    """
    ordered = tokens.astype(np.float64)
    total = max(float(ordered.sum()), 1.0)
    middle = np.cumsum(ordered) - ordered / 2
    level = np.minimum(np.floor(middle / total * asked.levels), asked.levels - 1).astype(np.int64)
    bits = np.array([(column.bin_edge(i) + column.bin_edge(i + 1)) / 2 for i in range(BINS)])
    weight = np.bincount(level, ordered, asked.levels)
    mean = np.bincount(level, ordered * bits, asked.levels) / np.maximum(weight, 1.0)
    median = bits[int(np.searchsorted(np.cumsum(ordered), total / 2))] if ordered.any() else 0.0
    mean = np.where(weight > 0, mean, median)
    return _steps(column.name, False, level, np.clip(np.exp2(asked.exponent * (mean - median)), 1 / asked.most, asked.most))


def _steps(name: str, flipped: bool, step_of_bin: I64, factors: F64) -> Steps:
    """Steps that exist, from the step of every bin in ascending order."""
    present, first = np.unique(step_of_bin, return_index=True)
    kept = [round(float(f), 9) for f in factors[present]]
    return Steps(name, flipped, tuple(int(i) for i in first[1:]), tuple(kept))
