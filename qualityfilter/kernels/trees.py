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


ABREAST = 8


@kernel("void(f4[:,::1], i4[::1], i4[::1], i2[::1], f4[::1], i4[::1], f4[::1], f8, f8[::1])")
def sum_of_trees_abreast(x, roots, depth, feature, threshold, left, value, base, out):
    """The same for trees whose leaves lead to themselves (threshold infinite, left[node] = node), by rows of eight: no branch to guess.

    Every row takes depth[r] steps in tree r. x holds no NaN.
    """
    rows = x.shape[0]
    node = np.zeros(ABREAST, np.int32)
    total = np.zeros(ABREAST, np.float64)
    for first in range(0, rows, ABREAST):
        n = min(ABREAST, rows - first)
        total[:] = base
        for r in range(roots.size):
            node[:] = roots[r]
            for _ in range(depth[r]):
                for k in range(n):
                    at = node[k]
                    node[k] = left[at] + np.int32(x[first + k, feature[at]] > threshold[at])
            for k in range(n):
                total[k] += np.float64(value[node[k]])
        for k in range(n):
            out[first + k] = total[k]
