"""Spearman's rank correlation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata


def spearman(a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    """Spearman's rank correlation, equal values sharing the mean of their ranks; NaN where either side is constant."""
    return float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])
