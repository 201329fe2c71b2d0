"""Sums of regression trees, level by level from the root; one pass a document."""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel


@kernel("void(f4[:,::1], i4[::1], i2[::1], f4[::1], i4[::1], f4[::1], f8, f8[::1])")
def sum_of_trees(x, roots, feature, threshold, left, value, base, out):
    """out[d] = base + the leaf values of row d of x in all trees, added in order.

    A node goes left (to left[node]) where x[d, feature] <= threshold, else right (left[node] + 1); a leaf has feature -1 and `value`.
    """
    for d in range(x.shape[0]):
        total = base
        for r in range(roots.size):
            node = roots[r]
            while feature[node] >= 0:
                node = left[node] if x[d, feature[node]] <= threshold[node] else left[node] + np.int32(1)
            total += np.float64(value[node])
        out[d] = total


TOGETHER = 128  # rows that pass a symmetric tree at once: what is read of a tree is read once for all
LEVELS = 6


@kernel("void(f4[:,::1], i8, i8, i2[:,::1], f4[:,::1], f4[:,::1], f8, f8[::1])")
def sum_of_symmetric_trees(x, at, n, feature, threshold, value, base, out):
    """out[i] = base + the values of row at + i (a column of x: x[feature, at + i]) in all trees of LEVELS levels, float32 sums in order.

    Every level of a symmetric tree asks one question of all rows: which leaf it is, is a number of LEVELS bits, the first the lowest,
    set where x[feature, at + i] > threshold. x has room for a multiple of TOGETHER rows from `at` on and holds no NaN.
    """
    total, leaf = np.zeros(TOGETHER, np.float32), np.zeros(TOGETHER, np.int32)
    for first in range(0, n, TOGETHER):
        total[:] = np.float32(0.0)
        start, rows = np.uint64(at + first), min(TOGETHER, (n - first + 31) // 32 * 32)
        for t in range(feature.shape[0]):
            a, b, c, d, e, f = x[feature[t, 0]], x[feature[t, 1]], x[feature[t, 2]], x[feature[t, 3]], x[feature[t, 4]], x[feature[t, 5]]
            p, q, r, u, v, w = threshold[t, 0], threshold[t, 1], threshold[t, 2], threshold[t, 3], threshold[t, 4], threshold[t, 5]
            for j in range(rows):
                i = start + np.uint64(j)
                leaf[j] = (
                    np.int32(a[i] > p)
                    | (np.int32(b[i] > q) << 1)
                    | (np.int32(c[i] > r) << 2)
                    | (np.int32(d[i] > u) << 3)
                    | (np.int32(e[i] > v) << 4)
                    | (np.int32(f[i] > w) << 5)
                )
            for j in range(rows):
                total[j] += value[t, np.uint32(leaf[j])]
        for j in range(min(TOGETHER, n - first)):
            out[first + j] = base + np.float64(total[j])
