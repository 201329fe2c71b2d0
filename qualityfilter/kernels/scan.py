"""One pass over UTF-8 text: units (words), lines, and counts of characters by class and script.

A unit is one CJK character or one maximal run of other letters, digits and the marks inside it. Its hash is FNV-1a over the
folded code points (case and full-width forms do not matter). Lines are split at "\\n" only; a "\\r" before it is white space.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.unicode import CJK, DIGIT, LETTER, MARK, SCRIPTS, SPACE, UPPER

FNV_OFFSET = np.uint64(14695981039346656037)
LINE_MIX = np.uint64(0x9E3779B97F4A7C15)
FNV_PRIME = np.uint64(1099511628211)

WORD_KIND, NUMBER_KIND, CJK_KIND = 0, 1, 2  # what a unit is: has a letter; digits only; one CJK character
MOST_UNITS = 1 << 20  # of a document that models read: more tell nothing new, and a document may have 64 MiB

LATIN, HAN = SCRIPTS.index("LATIN"), SCRIPTS.index("HAN")

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

    Runs of ASCII letters and digits, and the main block of ideographs, are counted in registers and skip the tables: they
    are nearly all of real text, and the pass is then two to three times as fast.
    """
    unit, line = 0, 0
    base = offsets[0]
    for d in range(offsets.size - 1):
        unit_offsets[d] = unit
        line_offsets[d] = line
        i, end = offsets[d], offsets[d + 1]
        inside, h, first, last = False, FNV_OFFSET, i, i  # the unit being read: hash, first byte, byte after it
        unit_points, letters = 0, 0  # code points before it; letters in it
        points = 0  # code points of the document so far
        text_start, text_end, start_points, end_points = np.int64(-1), i, 0, 0  # the line being read, trimmed
        ascii_letters, ascii_digits, ascii_others, blanks, uppers, ideographs = 0, 0, 0, 0, 0, 0
        while i < end:
            c = buf[np.uint64(i)]
            low = c | np.uint8(0x20)
            if (97 <= low <= 122) or (48 <= c <= 57):
                if not inside:
                    inside, h, first, unit_points, letters = True, FNV_OFFSET, i, points, 0
                if text_start < 0:
                    text_start, start_points = i, points
                run, run_letters = i, 0
                while i < end:
                    c = buf[np.uint64(i)]
                    low = c | np.uint8(0x20)  # lower case of a letter, and a digit itself
                    if 97 <= low <= 122:
                        run_letters += 1
                        uppers += c < 97
                    elif not 48 <= c <= 57:
                        break
                    h = (h ^ np.uint64(low)) * FNV_PRIME
                    i += 1
                letters += run_letters
                ascii_letters += run_letters
                ascii_digits += i - run - run_letters
                points += i - run
                last, text_end, end_points = i, i, points
                continue
            if c == 32:  # as below, without the tables
                if inside:
                    unit_hash[unit], unit_start[unit], unit_end[unit], unit_chars[unit] = h, first - base, last - base, points - unit_points
                    unit_kind[unit] = WORD_KIND if letters else NUMBER_KIND
                    unit += 1
                    inside = False
                blanks += 1
                points += 1
                i += 1
                continue
            if c < 0x80:
                point, following = np.uint32(c), i + 1
                kind = classes[point]
                counts[d, kind] += 1
                ascii_others += 1
            else:
                point, following = decode(buf, i)
                if 0x4E00 <= point <= 0x9FFF:
                    kind = np.uint8(CJK)
                    ideographs += 1
                else:
                    flags = classes[point]
                    kind = flags & np.uint8(0x7F)
                    counts[d, kind] += 1
                    uppers += flags >= np.uint8(UPPER)
                    if point == 0xFFFD:
                        counts[d, REPLACEMENT_COUNT] += 1
                    if kind == LETTER or kind == CJK or kind == MARK:  # noqa: SIM109  a tuple is slower here
                        script_counts[d, scripts[point]] += 1
            # units
            if kind == LETTER or kind == DIGIT or (kind == MARK and inside):  # noqa: SIM109
                if not inside:
                    inside, h, first, unit_points, letters = True, FNV_OFFSET, i, points, 0
                h = (h ^ np.uint64(fold[point])) * FNV_PRIME
                letters += kind == LETTER
                last = following
            else:
                if inside:
                    unit_hash[unit], unit_start[unit], unit_end[unit], unit_chars[unit] = h, first - base, last - base, points - unit_points
                    unit_kind[unit] = WORD_KIND if letters else NUMBER_KIND
                    unit += 1
                    inside = False
                if kind == CJK:
                    unit_hash[unit] = (FNV_OFFSET ^ np.uint64(fold[point])) * FNV_PRIME
                    unit_start[unit], unit_end[unit], unit_chars[unit], unit_kind[unit] = i - base, following - base, 1, CJK_KIND
                    unit += 1
            # lines
            if kind != SPACE:
                if text_start < 0:
                    text_start, start_points = i, points
                text_end, end_points = following, points + 1
            elif point == 10:
                counts[d, NEWLINE_COUNT] += 1
                if text_start < 0:
                    line_start[line], line_end[line], line_chars[line] = i - base, i - base, 0
                else:
                    line_start[line], line_end[line] = text_start - base, text_end - base
                    line_chars[line] = end_points - start_points
                line += 1
                text_start = np.int64(-1)
            points += 1
            i = following
        if inside:
            unit_hash[unit], unit_start[unit], unit_end[unit], unit_chars[unit] = h, first - base, last - base, points - unit_points
            unit_kind[unit] = WORD_KIND if letters else NUMBER_KIND
            unit += 1
        if end > offsets[d]:
            if text_start < 0:
                line_start[line], line_end[line], line_chars[line] = end - base, end - base, 0
            else:
                line_start[line], line_end[line], line_chars[line] = text_start - base, text_end - base, end_points - start_points
            line += 1
        counts[d, LETTER] += ascii_letters
        counts[d, DIGIT] += ascii_digits
        counts[d, SPACE] += blanks
        counts[d, CJK] += ideographs
        counts[d, UPPER_COUNT] = uppers
        counts[d, ASCII_COUNT] = ascii_letters + ascii_digits + blanks + ascii_others
        script_counts[d, LATIN] += ascii_letters
        script_counts[d, HAN] += ideographs
    unit_offsets[offsets.size - 1] = unit
    line_offsets[offsets.size - 1] = line
    return unit, line


@kernel(inline=True)
def eight_bytes(buf, i):
    """The eight bytes from i on as one number: one read."""
    low = np.uint64(buf[i]) | np.uint64(buf[i + np.uint64(1)]) << np.uint64(8) | np.uint64(buf[i + np.uint64(2)]) << np.uint64(16)
    low |= np.uint64(buf[i + np.uint64(3)]) << np.uint64(24) | np.uint64(buf[i + np.uint64(4)]) << np.uint64(32)
    low |= np.uint64(buf[i + np.uint64(5)]) << np.uint64(40) | np.uint64(buf[i + np.uint64(6)]) << np.uint64(48)
    return low | np.uint64(buf[i + np.uint64(7)]) << np.uint64(56)


@kernel("void(u1[::1], i4[::1], i4[::1], u8[::1])")
def line_hashes(buf, line_start, line_end, out):
    """A hash of the bytes of each trimmed line, eight at a time; 0 for a blank one."""
    eight, half = np.uint64(8), np.uint64(32)
    for line in range(line_start.size):
        i, end = np.uint64(line_start[line]), np.uint64(line_end[line])
        h = FNV_OFFSET ^ (end - i)
        while i + eight <= end:
            h = (h ^ eight_bytes(buf, i)) * LINE_MIX
            h ^= h >> half
            i += eight
        word, place = np.uint64(0), np.uint64(0)
        while i < end:
            word |= np.uint64(buf[i]) << place
            place += eight
            i += np.uint64(1)
        h = (h ^ word) * LINE_MIX
        out[line] = h ^ (h >> half) if line_end[line] > line_start[line] else np.uint64(0)


@kernel()
def points_between(buf, start, end):
    """The code points in buf[start:end], counted many bytes at once."""
    low, found = np.uint64(start), np.int64(0)
    for k in range(max(end - start, 0)):
        found += buf[low + np.uint64(k)] & np.uint8(0xC0) != np.uint8(0x80)
    return found


@kernel("void(u1[::1], i8[::1], i8[::1], i8[::1])")
def code_points_before(buf, starts, positions, out):
    """out[j] = code points in buf[starts[j]:positions[j]]; both sorted ascending per document so that work is shared."""
    at, count, origin = np.int64(-1), np.int64(0), np.int64(-1)
    for j in range(positions.size):
        if starts[j] != origin or positions[j] < at:
            origin, at, count = starts[j], starts[j], np.int64(0)
        count += points_between(buf, at, positions[j])
        at = max(at, positions[j])
        out[j] = count
