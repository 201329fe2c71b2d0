"""What a score is on disk: a uint16 code on a declared grid, so that equal inputs give equal bytes and histograms add exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from qualityfilter.errors import ScorerError

CODES = 65_536
BINS = 4_096  # a histogram bin is 16 neighbouring codes; thresholds found by calibration are bin edges
TOP = CODES - 1
_SLACK = 1e-6  # rounding in a scorer may leave the declared range by this share of it; more is a broken contract


@dataclass(frozen=True)
class ScoreColumn:
    """One measured quantity: its name, declared range `low` to `high`, which direction is better, and one line of meaning.

    `scale="log"` (needs low 0) spaces the codes evenly in log(1 + value), for counts without a natural bound: relative
    resolution is log1p(high) / 65,535, so counts under about 2,000 stay apart; larger values are rounded to that grid.
    `categories` makes the column a label: the scorer gives the index, users see the name.
    """

    name: str
    low: float = 0.0
    high: float = 1.0
    better: Literal["higher", "lower", "neither"] = "neither"
    meaning: str = ""
    unit: str = ""
    scale: Literal["linear", "log"] = "linear"
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.categories and len(self.categories) > BINS:
            raise ScorerError(f"column {self.name!r}: at most {BINS} categories, not {len(self.categories)}")
        if not self.categories and not self.high > self.low:
            raise ScorerError(f"column {self.name!r}: high {self.high} must be above low {self.low}")
        if self.scale == "log" and self.low != 0:
            raise ScorerError(f"column {self.name!r}: a log scale starts at 0, not {self.low}")

    def encode(self, values: npt.ArrayLike) -> npt.NDArray[np.uint16]:
        """Codes of values; values outside the range, NaN and infinities are the caller's to refuse (`check`)."""
        array = np.asarray(values)
        if self.categories:
            return array.astype(np.uint16)
        x = array.astype(np.float64)
        if self.scale == "log":
            share = np.log1p(np.clip(x, 0.0, self.high)) / np.log1p(self.high)
        else:
            share = (np.clip(x, self.low, self.high) - self.low) / (self.high - self.low)
        return np.rint(share * TOP).astype(np.uint16)

    def decode(self, codes: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """The stored values of codes, as float32 (for categories: the index)."""
        c = np.asarray(codes).astype(np.float64)
        if self.categories:
            return c.astype(np.float32)
        if self.scale == "log":
            return np.expm1(c / TOP * np.log1p(self.high)).astype(np.float32)
        return (self.low + c / TOP * (self.high - self.low)).astype(np.float32)

    def bins(self, codes: npt.NDArray[np.uint16]) -> npt.NDArray[np.int64]:
        """The histogram bin of each code: 4,096 bins, or one per category."""
        return codes.astype(np.int64) if self.categories else (codes >> 4).astype(np.int64)

    @property
    def n_bins(self) -> int:
        return len(self.categories) if self.categories else BINS

    def bin_edge(self, index: int) -> float:
        """The value of the lower edge of a bin (index 0 to n_bins); a threshold here splits between codes 16i - 1 and 16i."""
        if index >= BINS:
            return float(self.high)
        return float(self.decode(np.array([index * 16], np.uint16))[0])

    def check(self, values: npt.NDArray[Any], scorer: str) -> None:
        """Raise ScorerError naming the first row whose value is missing or outside the declared range."""
        x = values.astype(np.float64)
        low, high = (0.0, float(len(self.categories) - 1)) if self.categories else (self.low, self.high)
        slack = _SLACK * (high - low) if self.scale == "linear" else np.inf
        bad = ~((x >= low - slack) & (x <= high + slack)) if self.scale == "linear" else ~((x >= low) & np.isfinite(x))
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            raise ScorerError(f"{scorer} gave {self.name!r} = {x[row]} for row {row}; it declares {low} to {high}")
