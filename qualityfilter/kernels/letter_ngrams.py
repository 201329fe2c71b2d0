"""Hashed character n-grams of the words of one script, and a small linear classifier over their summed embeddings.

Features of a word `abc` are the 1- to 4-grams of code points of " abc " (folded; the blank alone is left out) and the whole
word. Embeddings are 8-bit integers and are summed as integers, so that the sum does not depend on any order.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.prefetching import prefetch
from qualityfilter.kernels.scan import FNV_OFFSET, FNV_PRIME, decode
from qualityfilter.kernels.unicode import LETTER, MARK

BLANK = np.uint64(32)
MIX = np.uint64(0x9E3779B97F4A7C15)


@kernel(inline=True)
def _bucket(h, mask):
    """The high bits of a multiplicative hash are the mixed ones."""
    return np.int64((h >> np.uint64(33)) & mask)


@kernel("i8(u1[::1], i8, i8, i8, u1[::1], u1[::1], u4[::1], i8, u8, i4[::1], i8)")
def letter_ngrams(buf, start, end, script, classes, scripts, fold, letters, mask, out, n):
    """Write buckets of the words of `script` in buf[start:end] to out[n:] until `letters` were read or out is full.

    Returns the new n. Code points of other scripts, digits and punctuation end a word. Bytes must be valid UTF-8 and `start`
    the first byte of a code point.
    """
    room = out.size - 10
    i, seen = start, 0
    c1, c2, c3 = BLANK, np.uint64(0), np.uint64(0)  # the last code points; c1 == BLANK outside a word
    word = FNV_OFFSET
    while i <= end:
        if i < end:
            point, i = decode(buf, i)
            kind = classes[point] & np.uint8(0x7F)
            inside = scripts[point] == script and (kind == LETTER or (kind == MARK and c1 != BLANK))
            if not inside and kind == MARK and scripts[point] == 0:
                continue  # a combining accent belongs to no script; it does not end the word
        else:
            point, inside, i = np.uint32(0), False, end + 1
        if not inside and c1 == BLANK:
            continue
        c0 = np.uint64(fold[point]) if inside else BLANK
        h = (c0 + np.uint64(1)) * MIX
        if inside:
            out[n] = _bucket(h, mask)
            n += 1
            word = (word ^ c0) * FNV_PRIME
            seen += 1
        h = (h ^ c1) * MIX
        out[n] = _bucket(h, mask)
        n += 1
        if c2:
            h = (h ^ c2) * MIX
            out[n] = _bucket(h, mask)
            n += 1
            if c3:
                h = (h ^ c3) * MIX
                out[n] = _bucket(h, mask)
                n += 1
        if inside:
            c3, c2, c1 = c2, c1, c0
        else:
            out[n] = _bucket(word * MIX, mask)
            n += 1
            c1, c2, c3, word = BLANK, np.uint64(0), np.uint64(0), FNV_OFFSET
            if seen >= letters:
                break
        if n >= room:
            break
    return n


@kernel(
    "void(u1[::1], i8[::1], i4[::1], u1[::1], u1[::1], u4[::1], i1[:,::1], f4[::1], f4[:,::1], f4[::1], b1[:,::1],"
    "i8, i8, i4[::1], i4[::1], f8[::1])"
)
def classify(
    buf, offsets, main_script, classes, scripts, fold, embeddings, scale, weights, bias, allowed, head, middle, work, best, confidence
):
    """The likeliest class of each document with a main script (>= 0) among those `allowed` for it, and its share of probability.

    `head` letters are read from the beginning and `middle` more from half-way on. The mean of the features' embeddings (8-bit,
    times scale by dimension) is multiplied by `weights` (dimensions × classes). best[d] stays as it is where no letter is found.
    """
    dimensions, n_classes = weights.shape
    mask = np.uint64(embeddings.shape[0] - 1)
    flat = embeddings.reshape(embeddings.size)
    total, logits = np.zeros(dimensions, np.int32), np.zeros(n_classes, np.float64)
    for d in range(offsets.size - 1):
        script = np.int64(main_script[d])
        if script < 0:
            continue
        start, end = offsets[d], offsets[d + 1]
        n = letter_ngrams(buf, start, end, script, classes, scripts, fold, head, mask, work, np.int64(0))
        half = start + (end - start) // 2
        if half - start > 2 * head:  # else the middle has been read, or nearly so
            while half < end and buf[half] & np.uint8(0xC0) == np.uint8(0x80):
                half += 1
            n = letter_ngrams(buf, half, end, script, classes, scripts, fold, middle, mask, work, n)
        if n == 0:
            continue
        total[:] = 0
        for j in range(n):
            prefetch(flat, np.int64(work[min(j + 8, n - 1)]) * dimensions)
            for k in range(dimensions):
                total[k] += embeddings[work[j], k]
        for c in range(n_classes):
            logits[c] = bias[c]
        for k in range(dimensions):
            x = np.float64(total[k]) * scale[k] / n
            for c in range(n_classes):
                logits[c] += x * weights[k, c]
        top = -1
        for c in range(n_classes):
            if allowed[script, c] and (top < 0 or logits[c] > logits[top]):
                top = c
        if top < 0:
            continue
        mass = 0.0
        for c in range(n_classes):
            if allowed[script, c]:
                mass += np.exp(logits[c] - logits[top])
        best[d], confidence[d] = top, 1.0 / mass


@kernel("void(u1[::1], i8[::1], b1[::1], i8, u1[::1], i4[:,::1])")
def count_marked(buf, offsets, wanted, limit, mark, out):
    """out[d, m] = characters with mark m (1, 2) among the first `limit` bytes of each wanted document; `mark` covers the basic plane."""
    for d in range(offsets.size - 1):
        if not wanted[d]:
            continue
        i, end = offsets[d], min(offsets[d + 1], offsets[d] + limit)
        while i < end:
            point, i = decode(buf, i)
            if point < mark.size and mark[point]:
                out[d, mark[point]] += 1
