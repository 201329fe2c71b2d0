"""Hashed features of lines and documents, and linear models over them.

Every line emits occurrences of features, each a bucket below 2^18:

1. n-grams of units: single units, pairs, and triples of CJK characters; a number counts as "a number of so many digits";
2. the unit at the start and at the end of the line;
3. what stands between units (`" = {"`, `"："`, `"\\"`): alone, with the run before it, and with the unit that it touches. Formulas,
   markup and code live there, and so do prices, hosts and hot-lines. Full-width forms count as their ASCII ones;
4. the shape of the line (length, first and last character), alone and with the line before, and its indentation.

Groups 3 (without units) and 4 have the top 2^13 buckets to themselves, so that rare pairs of words never collide with them. A long line
is cut into segments of at most 64 units; a model can look at a segment, or at a document through its counts. What a document emits
depends on its own text alone; of a document over `MOST_UNITS` units, its first lines up to there are read.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.prefetching import prefetch
from qualityfilter.kernels.scan import CJK_KIND, FNV_OFFSET, FNV_PRIME, MOST_UNITS, NUMBER_KIND, decode
from qualityfilter.kernels.unicode import CJK, DIGIT, LETTER, SPACE, UPPER

BUCKET_BITS = 18
SHAPE_BITS = 13
BUCKETS = 1 << BUCKET_BITS
WORDS = BUCKETS - (1 << SHAPE_BITS)  # buckets of features that hold a unit

SEGMENT_UNITS = 64
AHEAD = 16  # features: how far ahead of the one in hand rows of weights are asked for
GAP_CHARS = 6  # a longer run between units is told by its first six characters
EMIT_PER_UNIT = 8  # the most that one unit and the run before it emit
EMIT_PER_LINE = 8  # the most that a line emits beside its units

MIX = np.uint64(0x9E3779B97F4A7C15)
MIX_2 = np.uint64(0xD6E8FEB86659FD93)
# what a feature is, mixed into its hash
UNIT, PAIR, TRIPLE, LINE_START, LINE_END, BEFORE, AFTER, GAP, GAP_PAIR, LINE_FIRST, LINE_LAST, LINE_PAIR, INDENT, NUMBER = range(14)
BLANK_LINE = np.uint64(2)


@kernel()
def mix(a, b, what):
    """A 64-bit hash of two hashes and a kind of feature."""
    x = (a + np.uint64(what) * MIX_2) * MIX
    x = (x ^ (x >> np.uint64(32)) ^ b) * MIX_2
    return (x ^ (x >> np.uint64(29))) * MIX


@kernel()
def word_bucket(a, b, what):
    """The bucket, below WORDS, of a feature that holds a unit."""
    return np.int32(((mix(a, b, what) >> np.uint64(32)) * np.uint64(WORDS)) >> np.uint64(32))


@kernel()
def shape_bucket(a, b, what):
    """The bucket, from WORDS up, of a feature without units."""
    return np.int32(WORDS + np.int64(mix(a, b, what) >> np.uint64(64 - SHAPE_BITS)))


@kernel()
def edge_class(point, classes, fold):
    """What a line begins or ends with: a class, or the character itself where it is ASCII or East Asian punctuation."""
    flags = classes[point]
    kind = flags & np.uint8(0x7F)
    if kind == LETTER:
        return np.uint64(1) if flags & np.uint8(UPPER) else np.uint64(0)
    if kind == DIGIT:
        return np.uint64(2)
    if kind == CJK:
        return np.uint64(3)
    folded = fold[point]
    if folded < 128 or 0x3000 <= folded < 0x3020:
        return np.uint64(folded)
    return np.uint64(4 + kind)


@kernel()
def length_class(n):
    """Doublings of a length, at most 11."""
    c = 0
    while n > 0 and c < 11:
        n >>= 1
        c += 1
    return c


@kernel()
def emit_shape(buf, begin, first, last, chars, before, classes, fold, out, at):
    """Group 4 of a line with text from byte `first` to `last`; `before` tells the shape of the line before it. Returns at and the shape."""
    head, _ = decode(buf, first)
    i = last - 1
    while buf[i] & np.uint8(0xC0) == np.uint8(0x80):
        i -= 1
    tail, _ = decode(buf, i)
    size = np.uint64(length_class(chars))
    shape = (size << np.uint64(33)) + edge_class(tail, classes, fold) * np.uint64(2) + np.uint64(1)
    out[at] = shape_bucket(size, edge_class(head, classes, fold), LINE_FIRST)
    out[at + 1] = shape_bucket(shape, np.uint64(0), LINE_LAST)
    out[at + 2] = shape_bucket(shape, before, LINE_PAIR)
    at += 3
    i = first - 1
    while i >= begin and buf[i] != 10:
        i -= 1
    indent = first - 1 - i
    if indent > 0:
        out[at] = shape_bucket(np.uint64(min(indent, 16)), np.uint64(buf[first - 1]), INDENT)
        at += 1
    return at, shape


@kernel()
def emit_gap(buf, start, stop, has_left, has_right, left, before, classes, fold, out, at):
    """Group 3 for the run of bytes between two units. Returns at, the run's hash (`before` where it is blank) and the character
    that touches the unit on the right (0 where none does)."""
    gap, visible, touches_left = FNV_OFFSET, 0, False
    head, tail = np.uint32(0), np.uint32(0)
    i = start
    while i < stop:
        point, following = decode(buf, i)
        if classes[point] & np.uint8(0x7F) == SPACE:
            tail = np.uint32(0)
        else:
            point = fold[point]
            if visible == 0:
                head, touches_left = point, has_left and i == start
            if visible < GAP_CHARS:
                gap = (gap ^ np.uint64(point)) * FNV_PRIME
            visible += 1
            tail = point
        i = following
    if visible == 0:
        return at, before, np.uint32(0)
    if not has_right:
        tail = np.uint32(0)
    gap = gap ^ np.uint64(touches_left) ^ (np.uint64(tail != 0) << np.uint64(1))
    out[at] = shape_bucket(gap, np.uint64(0), GAP)
    out[at + 1] = shape_bucket(gap, before, GAP_PAIR)
    at += 2
    if touches_left:
        out[at] = word_bucket(left, np.uint64(head), AFTER)
        at += 1
    return at, gap, tail


@kernel(
    "Tuple((i8,i8))(u1[::1], i8[::1], u1[::1], u4[::1], u8[::1], i4[::1], i4[::1], i4[::1], u1[::1], i8[::1],"
    "i4[::1], i4[::1], i4[::1], i8[::1], i4[::1], i8[::1], i4[::1], i8[::1])"
)
def occurrences(
    buf, offsets, classes, fold, unit_hash, unit_start, unit_end, unit_chars, unit_kind, unit_offsets,
    line_start, line_end, line_chars, line_offsets, out, segment_offsets, segment_units, document_offsets,
):  # fmt: skip
    """Fill `out` with the buckets that all documents emit; returns how many, and the number of segments.

    Segment s owns out[segment_offsets[s]:segment_offsets[s + 1]] and has segment_units[s] units; document d owns the segments
    document_offsets[d] to document_offsets[d + 1]. Blank lines have no segment, and nothing after MOST_UNITS units of a document has.
    """
    base = offsets[0]
    none = np.uint64(0)
    at, s = np.int64(0), np.int64(0)
    for d in range(offsets.size - 1):
        document_offsets[d] = s
        shape = none
        u = unit_offsets[d]
        last_unit = min(unit_offsets[d + 1], u + MOST_UNITS)
        cut = last_unit < unit_offsets[d + 1]
        for line in range(line_offsets[d], line_offsets[d + 1]):
            if cut and u == last_unit:
                break
            if line_chars[line] == 0:
                shape = BLANK_LINE
                continue
            segment_offsets[s] = at
            place, stop = np.int64(line_start[line]), np.int64(line_end[line])
            at, shape = emit_shape(buf, offsets[d] - base, place, stop, line_chars[line], shape, classes, fold, out, at)
            n, in_segment, run = 0, 0, 0
            one_back, two_back, gap = none, none, none
            while u < last_unit and unit_start[u] < stop:
                if in_segment == SEGMENT_UNITS:
                    segment_units[s] = in_segment
                    s += 1
                    segment_offsets[s] = at
                    in_segment = 0
                if unit_start[u] > place:
                    at, gap, touching = emit_gap(buf, place, np.int64(unit_start[u]), n > 0, True, one_back, gap, classes, fold, out, at)
                else:
                    touching = np.uint32(0)
                h = unit_hash[u]
                if unit_kind[u] == NUMBER_KIND:
                    h = mix(np.uint64(min(unit_chars[u], 12)), none, NUMBER)
                out[at] = word_bucket(h, none, UNIT)
                at += 1
                if n == 0:
                    out[at] = word_bucket(h, none, LINE_START)
                else:
                    out[at] = word_bucket(one_back, h, PAIR)
                at += 1
                run = run + 1 if unit_kind[u] == CJK_KIND else 0
                if run >= 3:
                    out[at] = word_bucket(mix(two_back, one_back, PAIR), h, TRIPLE)
                    at += 1
                if touching != 0:
                    out[at] = word_bucket(h, np.uint64(touching), BEFORE)
                    at += 1
                two_back, one_back = one_back, h
                place = np.int64(unit_end[u])
                n += 1
                in_segment += 1
                u += 1
            if place < stop and not (cut and u == last_unit and unit_start[u] < stop):
                at, gap, _ = emit_gap(buf, place, stop, n > 0, False, one_back, gap, classes, fold, out, at)
            if n > 0:
                out[at] = word_bucket(one_back, none, LINE_END)
                at += 1
            segment_units[s] = in_segment
            s += 1
    document_offsets[offsets.size - 1] = s
    segment_offsets[s] = at
    return at, s


@kernel("i8(i4[::1], i8[::1], i8[::1], i4[::1], i4[::1], i4[::1], i8[::1])")
def tally(occurring, segment_offsets, document_offsets, work, bucket, count, row_offsets):
    """Bucket counts of every document (CSR), buckets in order of first occurrence; returns the number of entries.

    `work` has BUCKETS zeros and is left so; `bucket` and `count` have room for all occurrences.
    """
    at, last = np.int64(0), occurring.size - 1
    for d in range(document_offsets.size - 1):
        row_offsets[d] = at
        first = at
        for j in range(segment_offsets[document_offsets[d]], segment_offsets[document_offsets[d + 1]]):
            prefetch(work, np.int64(occurring[min(j + AHEAD, last)]))
            b = occurring[j]
            if work[b] == 0:
                bucket[at] = b
                at += 1
            work[b] += 1
        for j in range(first, at):
            count[j] = work[bucket[j]]
            work[bucket[j]] = 0
    row_offsets[document_offsets.size - 1] = at
    return at


@kernel("void(i4[::1], i4[::1], i8[::1], i1[:,::1], f4[::1], f4[::1], f4[:,::1])")
def linear_bank(bucket, count, row_offsets, weights, scale, log_table, out):
    """out[d, k] = cosine-normalised score of document d under column k, before the intercept; 0 for a document without features.

    weights[b, 0] is the inverse document frequency of bucket b in steps of 1/8; weights[b, k] holds sign(w) * sqrt(|w| / scale[k]) * 127.
    A count c weighs 1 + ln(c), read from log_table (counts above its size use the last entry). Sums are float64, in order of the entries.
    """
    columns = weights.shape[1]
    flat, last = weights.reshape(weights.size), bucket.size - 1
    total = np.zeros(columns, np.float64)
    for d in range(row_offsets.size - 1):
        total[:] = 0.0
        square = 0.0
        for j in range(row_offsets[d], row_offsets[d + 1]):
            prefetch(flat, np.int64(bucket[min(j + AHEAD, last)]) * columns)
            b = bucket[j]
            value = np.float64(log_table[min(count[j], log_table.size - 1)]) * np.float64(weights[b, 0])
            square += value * value
            for k in range(1, columns):
                q = np.int32(weights[b, k])
                total[k] += value * np.float64(q * abs(q))
        norm = np.sqrt(square) * 16129.0
        for k in range(1, columns):
            out[d, k] = np.float32(total[k] / norm * np.float64(scale[k])) if square > 0.0 else np.float32(0.0)


@kernel("void(i4[::1], i8[::1], i1[:,::1], f4[::1], f4[:,::1])")
def segment_scores(occurring, segment_offsets, weights, scale, out):
    """The same for segments, out[s, k]; occurrences count one by one, without damping."""
    columns = weights.shape[1]
    flat, last = weights.reshape(weights.size), occurring.size - 1
    total = np.zeros(columns, np.float64)
    for s in range(segment_offsets.size - 1):
        total[:] = 0.0
        square = 0.0
        for j in range(segment_offsets[s], segment_offsets[s + 1]):
            prefetch(flat, np.int64(occurring[min(j + AHEAD, last)]) * columns)
            b = occurring[j]
            value = np.float64(weights[b, 0])
            square += value * value
            for k in range(1, columns):
                q = np.int32(weights[b, k])
                total[k] += value * np.float64(q * abs(q))
        norm = np.sqrt(square) * 16129.0
        for k in range(1, columns):
            out[s, k] = np.float32(total[k] / norm * np.float64(scale[k])) if square > 0.0 else np.float32(0.0)


MEAN, TOP, HEAD, TAIL, N_POOLED = range(5)
END_UNITS = 64  # how much of a document its head and its tail are


@kernel("void(f8[::1], i4[::1], i8[::1], f8[:,::1])")
def pool_segments(chance, units, document_offsets, out):
    """Per document, chances of its segments: MEAN of all, weighted by units; HEAD and TAIL of those that touch the first and last 64 units.

    TOP is the mean of the three highest, where a segment of n < 15 units counts (n + 1) / 16. All are 0 for a document without segments.
    """
    for d in range(document_offsets.size - 1):
        a, b = document_offsets[d], document_offsets[d + 1]
        for k in range(N_POOLED):
            out[d, k] = 0.0
        if a == b:
            continue
        length = 0
        for s in range(a, b):
            length += units[s]
        place = 0
        weight, head, tail = 0.0, 0.0, 0.0
        first, second, third = 0.0, 0.0, 0.0
        for s in range(a, b):
            w = max(np.float64(units[s]), 0.01)
            p = chance[s]
            weight += w
            out[d, MEAN] += w * p
            if place < END_UNITS:
                head += w
                out[d, HEAD] += w * p
            place += units[s]
            if length - place < END_UNITS:
                tail += w
                out[d, TAIL] += w * p
            p *= min(units[s] + 1, 16) / 16.0
            if p > first:
                first, second, third = p, first, second
            elif p > second:
                second, third = p, second
            elif p > third:
                third = p
        out[d, MEAN] /= weight
        out[d, TOP] = (first + second + third) / 3.0
        out[d, HEAD] /= head
        out[d, TAIL] /= tail
