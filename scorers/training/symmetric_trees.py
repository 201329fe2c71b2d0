"""Boosted symmetric trees on the logistic loss: every level of a tree asks all rows the same question.

Such trees are weaker one by one than free ones, and as good in number (CatBoost, arXiv 1706.09516, has them for this); rows pass them
without branches (`kernels.trees.sum_of_symmetric_trees`). Newton steps with an L2 penalty; features are cut at 63 quantiles; each level
looks at a share of the features, each tree at a share of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from qualityfilter.kernels.trees import LEVELS
from qualityfilter.line_model import SymmetricTrees

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

BINS = 64
MOST_ROWS = 60_000  # of which quantiles are taken
PENALTY, LEAST = 5.0, 2.0  # L2 on values of leaves; the least weight of the second derivatives on either side of a cut
FEATURES, ROWS = 0.2, 0.7  # shares of the features a level, and of the rows a tree looks at


@dataclass(frozen=True)
class Binned:
    """Columns cut at quantiles: column f of row i lies above `edges[f][:bins[f, i]]`."""

    edges: list[F32]
    bins: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, x: F32, seed: int = 0) -> Binned:
        """x has a row for each line."""
        rng = np.random.default_rng(seed)
        rows = np.arange(len(x)) if len(x) <= MOST_ROWS else np.sort(rng.choice(len(x), MOST_ROWS, replace=False))
        edges, bins = [], np.empty((x.shape[1], len(x)), np.uint8)
        for f in range(x.shape[1]):
            values = np.unique(x[rows, f]).astype(np.float64)
            if values.size > BINS:
                values = np.unique(np.quantile(x[rows, f], np.linspace(0, 1, BINS + 1)[1:-1]))
                cuts = values.astype(np.float32)
            else:
                cuts = ((values[1:] + values[:-1]) / 2).astype(np.float32)
            edges.append(cuts)
            bins[f] = np.searchsorted(cuts, x[:, f], side="left")
        return cls(edges, bins)

    def rows(self, chosen: npt.NDArray[np.bool_]) -> Binned:
        return Binned(self.edges, np.ascontiguousarray(self.bins[:, chosen]))


def boosted(binned: Binned, y: npt.NDArray[np.bool_], weight: F64, trees: int, rate: float, seed: int = 0) -> SymmetricTrees:
    """Trees for the rows of positive weight."""
    used = weight > 0
    bins, target, weight = binned.rows(used).bins, y[used].astype(np.float64), weight[used].astype(np.float64)
    rng = np.random.default_rng(seed)
    cuts = np.array([len(edges) for edges in binned.edges])
    cut = np.flatnonzero(cuts > 0)
    positive = float((weight * target).sum())
    base = float(np.log(positive / (float(weight.sum()) - positive)))
    sums, first, second = np.full(target.size, base), np.empty(target.size), np.empty(target.size)
    feature, threshold = np.zeros((trees, LEVELS), np.int16), np.full((trees, LEVELS), np.inf, np.float32)
    value = np.zeros((trees, 1 << LEVELS), np.float32)
    for t in range(trees):
        derivatives(sums, target, weight, first, second)
        rows = np.flatnonzero(rng.random(target.size) < ROWS)
        leaf = np.zeros(target.size, np.uint8)
        for level in range(LEVELS):
            looked = np.sort(rng.choice(cut, max(1, int(FEATURES * cut.size)), replace=False))
            f, at = best_cut(bins, cuts, looked, leaf, 1 << level, first, second, rows, PENALTY, LEAST)
            if f >= 0:
                feature[t, level], threshold[t, level] = f, binned.edges[f][at]
                leaf |= (bins[f] > at).astype(np.uint8) << np.uint8(level)
        value[t] = leaf_values(leaf, first, second, rows, PENALTY, rate)
        sums += value[t][leaf]
    return SymmetricTrees(feature, threshold, value, base)


@numba.njit(cache=False)  # type: ignore[untyped-decorator]
def derivatives(sums: Any, target: Any, weight: Any, first: Any, second: Any) -> None:
    for i in range(sums.size):
        p = 1.0 / (1.0 + np.exp(-sums[i]))
        first[i] = weight[i] * (p - target[i])
        second[i] = max(weight[i] * p * (1.0 - p), 1e-6 * weight[i])


@numba.njit(cache=False)  # type: ignore[untyped-decorator]
def best_cut(
    bins: Any, cuts: Any, looked: Any, leaf: Any, leaves: Any, first: Any, second: Any, rows: Any, penalty: Any, least: Any
) -> Any:  # fmt: skip
    """The feature and the number of its cut that gain most over all leaves; -1 where none gains."""
    best, best_feature, best_at = 0.0, -1, -1
    sums, gain = np.zeros((leaves * BINS, 2)), np.zeros(BINS)
    for f in looked:
        sums[:] = 0.0
        column = bins[f]
        for i in rows:
            k = np.int64(leaf[i]) * BINS + np.int64(column[i])
            sums[k, 0] += first[i]
            sums[k, 1] += second[i]
        gain[:] = 0.0
        for part in range(leaves):
            own = sums[part * BINS : (part + 1) * BINS]
            total_g, total_h = own[:, 0].sum(), own[:, 1].sum()
            left_g, left_h = 0.0, 0.0
            for c in range(cuts[f]):
                left_g += own[c, 0]
                left_h += own[c, 1]
                right_g, right_h = total_g - left_g, total_h - left_h
                if left_h >= least and right_h >= least:
                    gain[c] += left_g**2 / (left_h + penalty) + right_g**2 / (right_h + penalty) - total_g**2 / (total_h + penalty)
        for c in range(cuts[f]):
            if gain[c] > best:
                best, best_feature, best_at = gain[c], f, c
    return best_feature, best_at


@numba.njit(cache=False)  # type: ignore[untyped-decorator]
def leaf_values(leaf: Any, first: Any, second: Any, rows: Any, penalty: Any, rate: Any) -> Any:
    g, h = np.zeros(1 << LEVELS), np.zeros(1 << LEVELS)
    for i in rows:
        g[leaf[i]] += first[i]
        h[leaf[i]] += second[i]
    return (-rate * g / (h + penalty)).astype(np.float32)
