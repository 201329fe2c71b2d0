"""Seed models over hashed features: importance weights with each seed left out, a linear classifier, and both together over a pool.

Rows are CSR: row d owns `offsets[d]:offsets[d + 1]` of `bucket` and `value`, a bucket at most once a row.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.features import AHEAD, PAIR, TRIPLE, UNIT, mix, word_bucket
from qualityfilter.kernels.prefetching import prefetch
from qualityfilter.kernels.scan import CJK_KIND

LEAST, MOST = -2.0, 4.0  # what one feature may say: a rare bucket of few seeds must not decide alone
K1, B = 1.5, 0.75  # of BM25: how fast counts saturate, and how much length counts
SHORT = 40.0  # damped features (some forty words) that every document is given as the pool has them
IDF_STEP = 8.0  # steps of an inverse document frequency per unit
WORD_KIND, LEAST_WORD = 0, 3
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


@kernel("void(i4[::1], f4[::1], i8[::1], f8[::1], f8, f8[::1])")
def means(bucket, value, offsets, weights, prior, out):
    """The mean weight of each row's buckets, by value, as if SHORT more were there of weight `prior`: a few features say little."""
    last = bucket.size - 1
    for d in range(offsets.size - 1):
        total, size = 0.0, 0.0
        for j in range(offsets[d], offsets[d + 1]):
            prefetch(weights, np.int64(bucket[min(j + AHEAD, last)]))
            total += np.float64(value[j]) * weights[bucket[j]]
            size += np.float64(value[j])
        out[d] = (total + SHORT * prior) / (size + SHORT)


@kernel("void(i4[::1], f4[::1], i8[::1], f8[::1], f8[::1], f8, f8, f8[::1])")
def means_left_out(bucket, value, offsets, target, reference, smoothing, prior, out):
    """The same for rows that the target was summed from, each judged by a target without it."""
    all_target, all_reference = target.sum(), reference.sum() + 1.0
    for d in range(offsets.size - 1):
        total, size = 0.0, 0.0
        for j in range(offsets[d], offsets[d + 1]):
            size += np.float64(value[j])
        for j in range(offsets[d], offsets[d + 1]):
            b, v = bucket[j], np.float64(value[j])
            total += v * importance(target[b] - v, all_target - size, reference[b], all_reference, smoothing)
        out[d] = (total + SHORT * prior) / (size + SHORT)


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


@kernel("void(i4[::1], i4[::1], i8[::1], i1[:,::1], f4[::1], f8, f8, f8[:,::1])")
def affinities(bucket, count, offsets, table, log_table, prior, ridge, out):
    """out[d] = (mean importance as `means` has it, sum of classifier weights before scale and bias, over the length with `ridge` added).

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
        out[d, 0] = (total / STEPS + SHORT * prior) / (size + SHORT)
        out[d, 1] = dot / (np.sqrt(square + ridge * IDF_STEP * IDF_STEP) * 16129.0)


@kernel("i8(u8[::1], i4[::1], i4[::1], i4[::1], u1[::1], i8[::1], i4[::1], i4[::1], i4[::1], i4[::1])")
def terms(unit_hash, start, end, chars, kind, offsets, bucket, document, first, last):
    """Words that can stand in a query, with the bucket that `features` gives them; returns how many.

    A term is a word of LEAST_WORD characters and more, or two or three CJK characters that touch; first and last are its bytes.
    """
    none, at = np.uint64(0), 0
    for d in range(offsets.size - 1):
        run = 0
        for u in range(offsets[d], offsets[d + 1]):
            touching = u > offsets[d] and end[u - 1] == start[u]
            run = (run + 1 if touching else 1) if kind[u] == CJK_KIND else 0
            if run == 0 and (kind[u] != WORD_KIND or chars[u] < LEAST_WORD):
                continue
            if run == 0:
                bucket[at] = word_bucket(unit_hash[u], none, UNIT)
            elif run == 1:
                continue
            else:
                bucket[at] = word_bucket(unit_hash[u - 1], unit_hash[u], PAIR)
            document[at], first[at], last[at] = d, start[u if run == 0 else u - 1], end[u]
            at += 1
            if run >= 3:
                bucket[at] = word_bucket(mix(unit_hash[u - 2], unit_hash[u - 1], PAIR), unit_hash[u], TRIPLE)
                document[at], first[at], last[at] = d, start[u - 2], end[u]
                at += 1
    return at


@kernel("void(i4[::1], f8[::1], i8[::1], i4[::1], f8[::1], i8[::1], i4[::1], f8[::1], f8, i8[::1], f8[::1], i4[::1])")
def best_query(bucket, count, offsets, term_of, idf, queries, of_query, best, average, without, out, which):
    """Of each document the query that finds it best by BM25 (Robertson and Zaragoza 2009), as a share of what the query can reach.

    term_of[b] is the number of the term of a bucket, -1 for none; term t has idf[t] and stands in the queries of_query[queries[t]:
    queries[t + 1]], whose greatest sums are `best`. A document's length is that of its counts, `average` the mean length; `without[d]` is a
    query that does not count for it, -1 for none. `which` is -1, and `out` 0, where no query shares a term.
    """
    sums, last = np.zeros(best.size), bucket.size - 1
    for d in range(offsets.size - 1):
        length = 0.0
        for j in range(offsets[d], offsets[d + 1]):
            length += count[j]
        room = K1 * (1.0 - B + B * length / average)
        sums[:] = 0.0
        for j in range(offsets[d], offsets[d + 1]):
            prefetch(term_of, np.int64(bucket[min(j + AHEAD, last)]))
            t = term_of[bucket[j]]
            if t >= 0:
                value = idf[t] * count[j] * (K1 + 1.0) / (count[j] + room)
                for q in range(queries[t], queries[t + 1]):
                    sums[of_query[q]] += value
        out[d], which[d] = 0.0, -1
        for q in range(best.size):
            if q != without[d] and sums[q] > out[d] * best[q]:
                out[d], which[d] = sums[q] / best[q], q
