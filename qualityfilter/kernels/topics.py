"""Cheaper looks at the hashed features: a sample of each document's, and linear models over all segments."""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.features import AHEAD
from qualityfilter.kernels.prefetching import prefetch


@kernel("i8(i4[::1], i4[::1], i8[::1], i8, i4[::1], i4[::1], i8[::1])")
def thinned(bucket, count, row_offsets, most, out_bucket, out_count, out_offsets):
    """Of the n features of each document every ceil(n / most)-th, from the first: evenly spread, at most `most`. Returns how many."""
    at = np.int64(0)
    for d in range(row_offsets.size - 1):
        out_offsets[d] = at
        step = max((row_offsets[d + 1] - row_offsets[d] + most - 1) // most, 1)
        for j in range(row_offsets[d], row_offsets[d + 1], step):
            out_bucket[at] = bucket[j]
            out_count[at] = count[j]
            at += 1
    out_offsets[row_offsets.size - 1] = at
    return at


@kernel("void(i4[::1], i8[::1], i2[:,::1], i8[::1], i8[:,::1])")
def segment_sums(occurring, segment_offsets, weights, reader, out):
    """out[s] = sums of columns reader[s] and 2 of weights[b] over what occurs in segment s, and how often a bucket with a weight does."""
    flat, last = weights.reshape(weights.size), occurring.size - 1
    for s in range(segment_offsets.size - 1):
        first, second, known, column = np.int64(0), np.int64(0), np.int64(0), reader[s]
        for j in range(segment_offsets[s], segment_offsets[s + 1]):
            prefetch(flat, np.int64(occurring[min(j + AHEAD, last)]) * weights.shape[1])
            b = occurring[j]
            first += weights[b, column]
            second += weights[b, 2]
            known += np.int64((weights[b, 0] | weights[b, 1] | weights[b, 2]) != 0)
        out[s, 0] = first
        out[s, 1] = second
        out[s, 2] = known
