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
BLOCK = 32  # a multiple of ABREAST


@kernel("void(f4[:,::1], i4[::1], i4[::1], i2[::1], f4[::1], i4[::1], f4[::1], f8, f8[::1])")
def sum_of_trees_abreast(x, roots, depth, feature, threshold, left, value, base, out):
    """The same for trees whose leaves lead to themselves (threshold infinite, left[node] = node), by rows of eight: no branch to guess.

    Every row takes depth[r] steps in tree r. x holds no NaN.
    """
    rows = x.shape[0]
    node, row = np.zeros(ABREAST, np.uint64), np.zeros(ABREAST, np.uint64)  # unsigned: no index counts from the end
    total = np.zeros(BLOCK, np.float64)
    for block in range(0, rows, BLOCK):  # its rows stay near while a tree passes over them
        size = min(BLOCK, rows - block)
        total[:] = base
        for r in range(roots.size):
            for first in range(0, size, ABREAST):
                for k in range(ABREAST):
                    node[k] = np.uint64(roots[r])
                    row[k] = np.uint64(block + min(first + k, size - 1))
                for _ in range(depth[r]):
                    for k in range(ABREAST):
                        at = node[k]
                        node[k] = np.uint64(left[at]) + np.uint64(x[row[k], np.uint64(feature[at])] > threshold[at])
                for k in range(ABREAST):
                    total[first + k] += np.float64(value[node[k]])
        for k in range(size):
            out[block + k] = total[k]
