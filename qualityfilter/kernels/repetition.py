"""Repetition inside a document: repeated n-grams of units for all n from 2 up in one cascade, repeated lines and paragraphs.

1. Every 2-gram gets a class: the rank of its first occurrence. Positions whose 2-gram occurs once leave the race.
2. An n-gram can only occur twice where both (n-1)-grams inside it do. So the n-grams of the positions left are named by the
   classes of these two, exactly, and again positions whose n-gram occurs once leave.
3. What is asked of each n is read off the positions left. Ordinary prose has few after n = 4, so that n = 2 to 13 cost about
   two table look-ups a unit instead of twelve.

Tables are open-addressing, with a stamp in each slot that says which document and n wrote it, so that they are never cleared.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.scan import CJK_KIND, FNV_PRIME

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
SPACE_HASH = np.uint64(0xD6E8FEB86659FD93)

TOP_LOW, TOP_HIGH = 2, 4  # n of the top n-gram rules
DUPLICATE_LOW, DUPLICATE_HIGH = 5, 10  # n of the duplicate n-gram rules
LARGEST = 13  # largest n looked at

# A unit counts as read before when it stands in the second or a later occurrence of LONG, or the fourth or a later one of SHORT.
# Weights of n-grams: a word or number 5, a CJK character 3, as a Chinese word has 1.6 characters on average.
WORD_WEIGHT, CJK_WEIGHT = 5, 3
LONG, SHORT = 39, 20  # 8 words or 13 characters; 4 words or 7 characters
SHORT_OCCURRENCES = 4

# columns of the result of `ngrams`
TOP, DUPLICATE, REPEATED, UNIT_CHARS, N_NGRAM = 0, 3, 9, 10, 11

# columns of the result of `lines`
LINES, DUPLICATE_LINES, DUPLICATE_LINE_CHARS, FILLED_DUPLICATE_CHARS = range(4)
PARAGRAPHS, DUPLICATE_PARAGRAPHS, DUPLICATE_PARAGRAPH_CHARS, N_LINE = range(4, 8)


@kernel()
def insert(keys, slots, stamp, shift, key, fresh):
    """The class of a key: that of an equal key inserted under this stamp before, else `fresh`, which it gets."""
    mask = (np.int64(1) << (np.int64(64) - shift)) - np.int64(1)
    at = np.int64(((key ^ (key >> np.uint64(32))) * GOLDEN) >> np.uint64(shift))
    while True:
        slot = slots[at]
        if slot >> np.int64(32) != stamp:
            keys[at] = key
            slots[at] = (stamp << np.int64(32)) | np.int64(fresh)
            return np.int64(fresh)
        if keys[at] == key:
            return slot & np.int64(0xFFFFFFFF)
        at = (at + np.int64(1)) & mask


@kernel()
def table_shift(size):
    """64 less the bits of a table that holds `size` keys at most half full."""
    shift = np.int64(63)
    while (np.int64(1) << (np.int64(64) - shift)) < 2 * size:
        shift -= np.int64(1)
    return shift


@kernel(
    "void(u8[::1], i4[::1], u1[::1], i8[::1], i8[::1],"
    "u8[::1], i8[::1], i4[::1], i4[::1], i4[::1], i4[::1], i4[::1], i4[::1], i4[::1], u1[::1], i8[:,::1])"
)
def ngrams(
    unit_hash, unit_chars, unit_kind, starts, ends,
    keys, slots, position, cls, count, first, seen, chars_before, weight_before, covered, out,
):  # fmt: skip
    """Characters in repeated n-grams of each document, whose units are starts[d] to ends[d] - 1.

    out[d, TOP + n - 2], n = 2-4: length of the most frequent n-gram (the first met among equals) joined by spaces, times its count.
    out[d, DUPLICATE + n - 5], n = 5-10: characters in n-grams met before, reading on behind each one found.
    out[d, REPEATED]: characters of units that were read before in the same company (LONG and SHORT above).
    out[d, UNIT_CHARS]: characters of all units.
    Work arrays: keys and slots hold the largest document's units twice over, as a power of two (slots zero at first);
    the others its units and one more.
    """
    stamp = np.int64(0)
    for d in range(starts.size):
        base = starts[d]
        n_units = ends[d] - base
        chars_before[0], weight_before[0] = 0, 0
        for i in range(n_units):
            chars_before[i + 1] = chars_before[i] + unit_chars[base + i]
            weight_before[i + 1] = weight_before[i] + (CJK_WEIGHT if unit_kind[base + i] == CJK_KIND else WORD_WEIGHT)
            covered[i] = 0
        out[d, UNIT_CHARS] = chars_before[n_units]
        left = n_units  # positions still in the race
        for n in range(2, LARGEST + 1):
            # classes of the n-grams at the positions left
            stamp += 1
            shift = table_shift(left)
            classes, kept = np.int64(0), np.int64(0)
            until = np.int64(0)  # units before this are marked as far as this n goes
            for k in range(left - 1):
                if n == 2:
                    p = np.int64(k)
                    a, b = unit_hash[base + k], unit_hash[base + k + 1]
                    key = a * GOLDEN + b
                else:
                    p = np.int64(position[k])
                    if position[k + 1] != p + 1:
                        continue
                    key = (np.uint64(cls[k]) << np.uint64(32)) | np.uint64(cls[k + 1])
                c = insert(keys, slots, stamp, shift, key, classes)
                if c == classes:
                    count[c], first[c], seen[c] = 0, p, 0
                    classes += 1
                count[c] += 1
                position[kept], cls[kept] = p, c
                kept += 1
                if count[c] > 1:
                    weight = weight_before[p + n] - weight_before[p]
                    if weight >= LONG or (weight >= SHORT and count[c] >= SHORT_OCCURRENCES):
                        for i in range(max(p, until), p + n):
                            covered[i] = 1
                        until = p + n
            # the most frequent n-gram
            if n <= TOP_HIGH and n_units >= n:
                best, times = np.int64(0), np.int64(1)
                for c in range(classes):
                    if count[c] > times:
                        best, times = np.int64(first[c]), np.int64(count[c])
                out[d, TOP + n - TOP_LOW] = (chars_before[best + n] - chars_before[best] + n - 1) * times
            # n-grams met before, and the positions that stay
            duplicates, after = np.int64(0), np.int64(0)
            left = 0
            for k in range(kept):
                p, c = position[k], cls[k]
                if count[c] < 2:
                    continue
                if n >= DUPLICATE_LOW and p >= after:
                    if seen[c]:
                        duplicates += chars_before[p + n] - chars_before[p]
                        after = p + n
                    seen[c] = 1
                position[left], cls[left] = p, c
                left += 1
            if DUPLICATE_LOW <= n <= DUPLICATE_HIGH:
                out[d, DUPLICATE + n - DUPLICATE_LOW] = duplicates
            if left == 0 and n >= TOP_HIGH:
                break
        repeated = np.int64(0)
        for i in range(n_units):
            if covered[i]:
                repeated += unit_chars[base + i]
        out[d, REPEATED] = repeated


@kernel()
def edge(buf, start, end):
    """Code points and hash of the white space between a line's trimmed and its raw bounds; (0, 0) where there is none."""
    h, chars = np.uint64(0), np.int64(0)
    for i in range(start, end):
        h = (h + np.uint64(buf[i]) + np.uint64(1)) * FNV_PRIME
        if buf[i] & np.uint8(0xC0) != np.uint8(0x80):
            chars += 1
    return h, chars


@kernel()
def repeats(hashes, chars, n, keys, slots, stamp):
    """How many of n hashes are not the first of their kind, and their characters."""
    shift = table_shift(n)
    met, met_chars, classes = np.int64(0), np.int64(0), np.int64(0)
    for k in range(n):
        c = insert(keys, slots, stamp, shift, hashes[k], classes)
        if c == classes:
            classes += 1
        else:
            met += 1
            met_chars += chars[k]
    return met, met_chars


@kernel()
def collect_lines(buf, base, end, low, high, filled, line_start, line_end, line_chars, line_hash, hashes, chars):
    """Hashes and lengths of the raw lines that are filled (or blank); an empty line counts at the start or end of the text alone."""
    n, raw_start = np.int64(0), base
    for line in range(low, high):
        raw_end = np.int64(line_end[line])
        while raw_end < end and buf[raw_end] != 10:
            raw_end += 1
        if (line_chars[line] > 0) == filled and (raw_end > raw_start or line == low or line == high - 1):
            before, before_chars = edge(buf, raw_start, np.int64(line_start[line]))
            after, after_chars = edge(buf, np.int64(line_end[line]), raw_end)
            hashes[n] = line_hash[line] + before * GOLDEN + after * SPACE_HASH
            chars[n] = before_chars + line_chars[line] + after_chars
            n += 1
        raw_start = raw_end + 1
    return n


@kernel()
def collect_paragraphs(buf, end, low, high, line_start, line_end, line_chars, line_hash, hashes, chars):
    """Hashes and lengths of paragraphs; lines low to high - 1 are those from the first filled to the last."""
    n, inside, raw_start = np.int64(-1), False, np.int64(0)
    for line in range(low, high):
        raw_end = np.int64(line_end[line])
        if line == low:
            raw_start = np.int64(line_start[line])  # the text is trimmed first
        if line < high - 1:
            while raw_end < end and buf[raw_end] != 10:
                raw_end += 1
        if raw_end == raw_start:
            inside = False
        else:
            before, before_chars = edge(buf, raw_start, np.int64(line_start[line]))
            after, after_chars = edge(buf, np.int64(line_end[line]), raw_end)
            if not inside:
                n += 1
                inside, hashes[n], chars[n] = True, np.uint64(0), np.int64(-1)
            h = line_hash[line] + before * GOLDEN + after * SPACE_HASH
            hashes[n] = (hashes[n] ^ (hashes[n] >> np.uint64(29)) ^ h) * GOLDEN
            chars[n] += 1 + before_chars + line_chars[line] + after_chars
        raw_start = raw_end + 1
    return n + 1


@kernel("void(u1[::1], i8[::1], i4[::1], i4[::1], i4[::1], u8[::1], i8[::1], u8[::1], i8[::1], u8[::1], i8[::1], i8[:,::1])")
def lines(buf, offsets, line_start, line_end, line_chars, line_hash, line_offsets, keys, slots, hashes, chars, out):
    """Repeated lines and paragraphs of each document, split and compared as published: raw, white space included.

    Lines are split at runs of newlines, paragraphs at two newlines or more after the text is trimmed; the first and the last
    line may be empty. Work arrays: keys and slots hold the largest document's lines twice over, as a power of two (slots zero
    at first); hashes and chars its lines.
    """
    stamp = np.int64(0)
    for d in range(offsets.size - 1):
        low, high = line_offsets[d], line_offsets[d + 1]
        end = offsets[d + 1]
        filled = collect_lines(buf, offsets[d], end, low, high, True, line_start, line_end, line_chars, line_hash, hashes, chars)
        met, met_chars = repeats(hashes, chars, filled, keys, slots, stamp + 1)
        out[d, FILLED_DUPLICATE_CHARS] = met_chars
        blank = collect_lines(buf, offsets[d], end, low, high, False, line_start, line_end, line_chars, line_hash, hashes, chars)
        blank_met, blank_chars = repeats(hashes, chars, blank, keys, slots, stamp + 2)
        out[d, LINES], out[d, DUPLICATE_LINES], out[d, DUPLICATE_LINE_CHARS] = filled + blank, met + blank_met, met_chars + blank_chars
        while low < high and line_chars[low] == 0:
            low += 1
        while low < high and line_chars[high - 1] == 0:
            high -= 1
        n = collect_paragraphs(buf, end, low, high, line_start, line_end, line_chars, line_hash, hashes, chars)
        met, met_chars = repeats(hashes, chars, n, keys, slots, stamp + 3)
        out[d, PARAGRAPHS], out[d, DUPLICATE_PARAGRAPHS], out[d, DUPLICATE_PARAGRAPH_CHARS] = n, met, met_chars
        stamp += 3
