"""Seed models over hashed features: importance weights with each seed left out, a linear classifier, and both together over a pool.

Rows are CSR: row d owns `offsets[d]:offsets[d + 1]` of `bucket` and `value`, a bucket at most once a row.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.features import AHEAD
from qualityfilter.kernels.prefetching import prefetch

LEAST, MOST = -2.0, 4.0  # what one feature may say: a rare bucket of few seeds must not decide alone
STEPS = 31.0  # steps of a quantised importance weight per unit


@kernel("void(i4[::1], f4[::1], i8[::1], i8[::1], f8[::1], i8[::1])")
def add_up(bucket, value, offsets, rows, total, documents):
    """Add to `total` the values of these rows by bucket, and to `documents` how many of the rows have it."""
    for r in range(rows.size):
        for j in range(offsets[rows[r]], offsets[rows[r] + 1]):
            total[bucket[j]] += np.float64(value[j])
            documents[bucket[j]] += 1


@kernel()
def importance(target, all_target, reference, all_reference, smoothing):
    """The log of how much more of a bucket the target has than the reference, with `smoothing` of the reference mixed in; clipped."""
    if target <= 0.0 and reference <= 0.0:
        return 0.0
    expected = (reference + 1.0) / all_reference
    odds = np.log((max(target, 0.0) + smoothing * expected) / (all_target + smoothing)) - np.log(expected)
    return min(max(odds, LEAST), MOST)


@kernel("void(f8[::1], f8[::1], f8, f8[::1])")
def importance_weights(target, reference, smoothing, out):
    """The importance of every bucket."""
    all_target, all_reference = target.sum(), reference.sum() + 1.0
    for b in range(out.size):
        out[b] = importance(target[b], all_target, reference[b], all_reference, smoothing)


@kernel("void(i4[::1], f4[::1], i8[::1], f8[::1], f8[::1])")
def means(bucket, value, offsets, weights, out):
    """The mean weight of each row's buckets, by value; 0 for a row without any."""
    last = bucket.size - 1
    for d in range(offsets.size - 1):
        total, size = 0.0, 0.0
        for j in range(offsets[d], offsets[d + 1]):
            prefetch(weights, np.int64(bucket[min(j + AHEAD, last)]))
            total += np.float64(value[j]) * weights[bucket[j]]
            size += np.float64(value[j])
        out[d] = total / size if size > 0.0 else 0.0


@kernel("void(i4[::1], f4[::1], i8[::1], f8[::1], f8[::1], f8, f8[::1])")
def means_left_out(bucket, value, offsets, target, reference, smoothing, out):
    """The same for rows that the target was summed from, each judged by a target without it."""
    all_target, all_reference = target.sum(), reference.sum() + 1.0
    for d in range(offsets.size - 1):
        total, size = 0.0, 0.0
        for j in range(offsets[d], offsets[d + 1]):
            size += np.float64(value[j])
        for j in range(offsets[d], offsets[d + 1]):
            b, v = bucket[j], np.float64(value[j])
            total += v * importance(target[b] - v, all_target - size, reference[b], all_reference, smoothing)
        out[d] = total / size if size > 0.0 else 0.0


@kernel("i8(i4[::1], f4[::1], i8[::1], i8[::1], f8[::1], f8[::1], i8, f8, f8[::1], f8[::1])")
def fit_hinge(bucket, value, offsets, rows, side, cost, epochs, enough, alpha, weights):
    """Linear classifier with squared hinge loss by dual coordinate descent (Hsieh et al. 2008, algorithm 1, L2-SVM); returns the epochs.

    Rows of unit length; `side` is +1 or -1 and `cost` the weight of each of `rows`; the last of `weights` is the bias. Rows are visited
    in an order drawn anew each epoch from a fixed sequence. Stops when no gradient is above `enough`.
    """
    order = np.arange(rows.size)
    state = np.uint64(88172645463325252)
    bias = weights.size - 1
    for epoch in range(epochs):
        for k in range(order.size - 1, 0, -1):
            state ^= state << np.uint64(13)
            state ^= state >> np.uint64(7)
            state ^= state << np.uint64(17)
            other = np.int64(state % np.uint64(k + 1))
            order[k], order[other] = order[other], order[k]
        worst = 0.0
        for k in range(order.size):
            i = order[k]
            d, y = rows[i], side[i]
            margin, square = weights[bias], 1.0
            for j in range(offsets[d], offsets[d + 1]):
                margin += np.float64(value[j]) * weights[bucket[j]]
                square += np.float64(value[j]) * np.float64(value[j])
            soft = 0.5 / cost[i]
            gradient = y * margin - 1.0 + soft * alpha[i]
            if alpha[i] == 0.0 and gradient > 0.0:
                continue
            worst = max(worst, abs(gradient))
            moved = max(alpha[i] - gradient / (square + soft), 0.0)
            step = (moved - alpha[i]) * y
            alpha[i] = moved
            if step != 0.0:
                for j in range(offsets[d], offsets[d + 1]):
                    weights[bucket[j]] += step * np.float64(value[j])
                weights[bias] += step
        if worst < enough:
            return epoch + 1
    return epochs


@kernel("void(i4[::1], i4[::1], i8[::1], i1[:,::1], f4[::1], f8[:,::1])")
def affinities(bucket, count, offsets, table, log_table, out):
    """out[d] = (mean importance, cosine-normalised sum of classifier weights before scale and bias); zeros for a document without features.

    table[b] is the inverse document frequency in steps of 1/8, sign(w) * sqrt(|w| / scale) * 127 of the classifier's weight, and the
    importance in steps of 1 / STEPS. A count c weighs 1 + ln(c), read from log_table.
    """
    flat, last = table.reshape(table.size), bucket.size - 1
    for d in range(offsets.size - 1):
        total, size, dot, square = 0.0, 0.0, 0.0, 0.0
        for j in range(offsets[d], offsets[d + 1]):
            prefetch(flat, np.int64(bucket[min(j + AHEAD, last)]) * 3)
            b = bucket[j]
            damped = np.float64(log_table[min(count[j], log_table.size - 1)])
            idf, q = damped * np.float64(table[b, 0]), np.int32(table[b, 1])
            square += idf * idf
            dot += idf * np.float64(q * abs(q))
            total += damped * np.float64(table[b, 2])
            size += damped
        out[d, 0] = total / (size * STEPS) if size > 0.0 else 0.0
        out[d, 1] = dot / (np.sqrt(square) * 16129.0) if square > 0.0 else 0.0
