"""The order of hashes, from a few counting passes over their upper bits: these are spread evenly, so nearly nothing is left to sort."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels.sorting import DIGIT, sort_by_digit

PASSES = 3  # 33 bits tell all but one pair in 2^33 apart
FEW = 1 << 12  # keys that NumPy sorts sooner


def hash_order(key: npt.NDArray[np.uint64], second: npt.NDArray[np.uint64] | None = None) -> npt.NDArray[np.int64]:
    """np.lexsort((second, key)), several times as fast for hashes, right for any keys; equal ones stay in their order."""
    order = np.argsort(key, kind="stable") if key.size < FEW else _by_upper_bits(key)
    if second is not None:
        key, second = key[order], second[order]
        if ((key[1:] == key[:-1]) & (second[1:] < second[:-1])).any():
            order = order[np.lexsort((second, key))]
    return order


def _by_upper_bits(key: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    top = int(key.min() ^ key.max()).bit_length()  # the keys of a partition share their uppermost bits
    order, other, counts = np.arange(key.size), np.empty(key.size, np.int64), np.empty(1 << DIGIT, np.int64)
    for shift in range(max(top - PASSES * DIGIT, 0), top, DIGIT):
        sort_by_digit(key, shift, order, other, counts)
        order, other = other, order
    found = key[order]
    return order[np.argsort(found, kind="stable")] if (found[1:] < found[:-1]).any() else order
