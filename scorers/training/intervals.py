"""Measures of quality and their 95 % intervals over samples of sites."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from qualityfilter.rank_correlation import spearman as spearman

F64 = npt.NDArray[np.float64]


def auc(guess: F64, y: F64) -> float:
    """The chance that a guess where y is 1 exceeds one where y is 0; ties count half."""
    ranks, yes = rankdata(guess), y > 0
    n = int(yes.sum())
    return float((ranks[yes].sum() - n * (n + 1) / 2) / (n * (len(y) - n)))


def by_site(measure: Callable[[F64, F64], float], guess: F64, y: F64, sites: npt.NDArray[np.str_], times: int = 500) -> tuple[float, float]:
    """The middle 95 % of a measure when sites are drawn anew, with replacement; draws for which it is NaN do not count."""
    rng = np.random.default_rng(0)
    names, of = np.unique(sites, return_inverse=True)
    members = [np.flatnonzero(of == k) for k in range(names.size)]
    values = []
    for _ in range(times):
        index = np.concatenate([members[k] for k in rng.integers(0, names.size, names.size)])
        values.append(measure(guess[index], y[index]))
    return float(np.nanquantile(values, 0.025)), float(np.nanquantile(values, 0.975))
