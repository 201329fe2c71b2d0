"""One pass over UTF-8 text: units (words), lines, and counts of characters by class and script.

A unit is one CJK character or one maximal run of other letters, digits and the marks inside it. Its hash is FNV-1a over the
folded code points (case and full-width forms do not matter). Lines are split at "\\n" only; a "\\r" before it is white space.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.unicode import CJK, DIGIT, LETTER, MARK, SPACE, UPPER

FNV_OFFSET = np.uint64(14695981039346656037)
FNV_PRIME = np.uint64(1099511628211)

WORD_KIND, NUMBER_KIND, CJK_KIND = 0, 1, 2  # what a unit is: has a letter; digits only; one CJK character

# columns of the counts table after the 8 classes of unicode.py
UPPER_COUNT, ASCII_COUNT, NEWLINE_COUNT, REPLACEMENT_COUNT, N_COUNTS = 8, 9, 10, 11, 12


@kernel()
def decode(buf, i):
    """Code point at byte i of valid UTF-8, and the index of the next one."""
    c = np.uint32(buf[i])
    if c < 0x80:
        return c, i + 1
    if c < 0xE0:
        return ((c & np.uint32(0x1F)) << np.uint32(6)) | (np.uint32(buf[i + 1]) & np.uint32(0x3F)), i + 2
    if c < 0xF0:
        return (
            ((c & np.uint32(0x0F)) << np.uint32(12))
            | ((np.uint32(buf[i + 1]) & np.uint32(0x3F)) << np.uint32(6))
            | (np.uint32(buf[i + 2]) & np.uint32(0x3F))
        ), i + 3
    return (
        ((c & np.uint32(0x07)) << np.uint32(18))
        | ((np.uint32(buf[i + 1]) & np.uint32(0x3F)) << np.uint32(12))
        | ((np.uint32(buf[i + 2]) & np.uint32(0x3F)) << np.uint32(6))
        | (np.uint32(buf[i + 3]) & np.uint32(0x3F))
    ), i + 4


@kernel(
    "Tuple((i8,i8))(u1[::1], i8[::1], u1[::1], u1[::1], u4[::1],"
    "u8[::1], i4[::1], i4[::1], i4[::1], u1[::1], i8[::1], i4[::1], i4[::1], i4[::1], i8[::1], i4[:,::1], i4[:,::1])"
)
def scan(
    buf, offsets, classes, scripts, fold,
    unit_hash, unit_start, unit_end, unit_chars, unit_kind, unit_offsets,
    line_start, line_end, line_chars, line_offsets, counts, script_counts,
):  # fmt: skip
    """Fill the arrays for all documents; returns the number of units and of lines.

    Starts and ends are bytes relative to offsets[0]. line_start/line_end are trimmed of white space at both ends;
    line_chars counts the code points between them (0 for a blank line). A document with n newlines has n + 1 lines, an
    empty one none.
    """
    u, l = 0, 0
    base = offsets[0]
    for d in range(offsets.size - 1):
        unit_offsets[d] = u
        line_offsets[d] = l
        i, end = offsets[d], offsets[d + 1]
        inside, h, chars, letters, first, last = False, FNV_OFFSET, 0, False, i, i
        text_start, text_end, line_n, line_text_n = np.int64(-1), i, 0, 0
        while i < end:
            point, following = decode(buf, i)
            flags = classes[point]
            kind = flags & np.uint8(0x7F)
            counts[d, kind] += 1
            if flags & np.uint8(UPPER):
                counts[d, UPPER_COUNT] += 1
            if point < 0x80:
                counts[d, ASCII_COUNT] += 1
            elif point == 0xFFFD:
                counts[d, REPLACEMENT_COUNT] += 1
            if kind == LETTER or kind == CJK or kind == MARK:
                script_counts[d, scripts[point]] += 1
            # units
            if kind == LETTER or kind == DIGIT or (kind == MARK and inside):
                if not inside:
                    inside, h, chars, letters, first = True, FNV_OFFSET, 0, False, i
                h = (h ^ np.uint64(fold[point])) * FNV_PRIME
                chars += 1
                letters = letters or kind == LETTER
                last = following
            else:
                if inside:
                    unit_hash[u], unit_start[u], unit_end[u], unit_chars[u] = h, first - base, last - base, chars
                    unit_kind[u] = WORD_KIND if letters else NUMBER_KIND
                    u += 1
                    inside = False
                if kind == CJK:
                    unit_hash[u] = (FNV_OFFSET ^ np.uint64(fold[point])) * FNV_PRIME
                    unit_start[u], unit_end[u], unit_chars[u], unit_kind[u] = i - base, following - base, 1, CJK_KIND
                    u += 1
            # lines
            if point == 10:
                counts[d, NEWLINE_COUNT] += 1
                if text_start < 0:
                    line_start[l], line_end[l], line_chars[l] = i - base, i - base, 0
                else:
                    line_start[l], line_end[l], line_chars[l] = text_start - base, text_end - base, line_text_n
                l += 1
                text_start, line_n, line_text_n = np.int64(-1), 0, 0
            elif kind == SPACE:
                line_n += 1
            else:
                if text_start < 0:
                    text_start, line_n = i, 0
                line_n += 1
                line_text_n, text_end = line_n, following
            i = following
        if inside:
            unit_hash[u], unit_start[u], unit_end[u], unit_chars[u] = h, first - base, last - base, chars
            unit_kind[u] = WORD_KIND if letters else NUMBER_KIND
            u += 1
        if end > offsets[d]:
            if text_start < 0:
                line_start[l], line_end[l], line_chars[l] = end - base, end - base, 0
            else:
                line_start[l], line_end[l], line_chars[l] = text_start - base, text_end - base, line_text_n
            l += 1
    unit_offsets[offsets.size - 1] = u
    line_offsets[offsets.size - 1] = l
    return u, l


@kernel("void(u1[::1], i8[::1], i8[::1])")
def bounds(buf, offsets, out):
    """Upper bounds of the number of units (out[0]) and the number of lines (out[1]), from bytes alone."""
    units, lines = 0, 0
    previous = False  # was the last byte a part of an ASCII run
    for d in range(offsets.size - 1):
        previous = False
        for i in range(offsets[d], offsets[d + 1]):
            c = buf[i]
            if c == 10:
                lines += 1
            if c < 0x80:
                letter = (97 <= (c | 32) <= 122) or (48 <= c <= 57)
                if letter and not previous:
                    units += 1
                previous = letter
            else:
                if c >= 0xC0:
                    units += 1
                previous = False
        if offsets[d + 1] > offsets[d]:
            lines += 1
    out[0], out[1] = units, lines


@kernel("void(u1[::1], i4[::1], i4[::1], u8[::1])")
def line_hashes(buf, line_start, line_end, out):
    """FNV-1a hash of the bytes of each trimmed line; 0 for a blank one."""
    for l in range(line_start.size):
        h = FNV_OFFSET
        for i in range(line_start[l], line_end[l]):
            h = (h ^ np.uint64(buf[i])) * FNV_PRIME
        out[l] = h if line_end[l] > line_start[l] else np.uint64(0)


@kernel("void(u1[::1], i8[::1], i8[::1], i8[::1])")
def code_points_before(buf, starts, positions, out):
    """out[j] = code points in buf[starts[j]:positions[j]]; both sorted ascending per document so that work is shared."""
    at, count, origin = np.int64(-1), np.int64(0), np.int64(-1)
    for j in range(positions.size):
        if starts[j] != origin or positions[j] < at:
            origin, at, count = starts[j], starts[j], np.int64(0)
        while at < positions[j]:
            if buf[at] & np.uint8(0xC0) != np.uint8(0x80):
                count += 1
            at += 1
        out[j] = count
