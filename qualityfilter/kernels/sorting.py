"""A pass of counting sort, for `hash_order`."""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel

DIGIT = 11  # bits of a pass: 2,048 counts stay in the nearest cache


@kernel("void(u8[::1], i8, i8[::1], i8[::1], i8[::1])")
def sort_by_digit(key, shift, order, out, counts):
    """Stable counting sort of `order` by DIGIT bits of key[order] from `shift` on, into `out`."""
    mask = np.uint64((1 << DIGIT) - 1)
    by = np.uint64(shift)
    counts[:] = 0
    for i in range(order.size):
        counts[np.int64((key[order[i]] >> by) & mask)] += 1
    total = 0
    for d in range(counts.size):
        counts[d], total = total, total + counts[d]
    for i in range(order.size):
        d = np.int64((key[order[i]] >> by) & mask)
        out[counts[d]] = order[i]
        counts[d] += 1
