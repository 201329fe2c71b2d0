"""Counts behind the published line and symbol rules: Gopher, C4 and mC4, FineWeb.

Gopher and C4 split lines as Python's `str.splitlines` does, FineWeb and mC4 at "\\n" alone; each kernel keeps its rule's way.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.scan import decode
from qualityfilter.kernels.unicode import SPACE

# columns of `gopher_marks`
HASHES, ELLIPSES, LINES, BULLET_LINES, ELLIPSIS_LINES, N_GOPHER = range(6)
# columns of `raw_lines`
FILLED, PUNCTUATED, SHORT, THIRD_LONGEST, N_RAW = range(5)
# what a byte may begin, so that most bytes cost one look
PLAIN, BREAK, MAYBE_C2, MAYBE_E2, HASH, DOT = range(6)
STARTS = np.zeros(256, np.uint8)
STARTS[[0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E]] = BREAK
STARTS[0xC2], STARTS[0xE2], STARTS[ord("#")], STARTS[ord(".")] = MAYBE_C2, MAYBE_E2, HASH, DOT


@kernel()
def break_length(buf, i, end):
    """Bytes of the line break at i (as `str.splitlines` sees it); 0 where there is none."""
    c = buf[i]
    if c == 0x0D:
        return 2 if i + 1 < end and buf[i + 1] == 0x0A else 1
    if 0x0A <= c <= 0x0C or 0x1C <= c <= 0x1E:
        return 1
    if c == 0xC2 and buf[i + 1] == 0x85:
        return 2
    if c == 0xE2 and buf[i + 1] == 0x80 and 0xA8 <= buf[i + 2] <= 0xA9:
        return 3
    return 0


@kernel()
def skip_space(buf, i, end, classes):
    """The first byte from i on that is no white space, or end."""
    while i < end:
        point, following = decode(buf, i)
        if classes[point] != SPACE:
            break
        i = following
    return i


@kernel()
def before(buf, i):
    """The byte where the character that ends before i starts."""
    i -= 1
    while buf[i] & np.uint8(0xC0) == np.uint8(0x80):
        i -= 1
    return i


@kernel()
def trim_end(buf, start, end, classes):
    """The byte after the last character of start:end that is no white space, or start."""
    while end > start:
        last = before(buf, end)
        point, _ = decode(buf, last)
        if classes[point] != SPACE:
            break
        end = last
    return end


@kernel()
def is_three_dots(buf, start, end):
    return end - start >= 3 and buf[end - 1] == 0x2E and buf[end - 2] == 0x2E and buf[end - 3] == 0x2E


@kernel()
def is_ellipsis(buf, start, end):
    return is_three_dots(buf, start, end) or (end - start >= 3 and buf[end - 3] == 0xE2 and buf[end - 2] == 0x80 and buf[end - 1] == 0xA6)


@kernel()
def is_bullet(buf, i, end):
    """Whether "-" or "•" stands at i."""
    return i < end and (buf[i] == 0x2D or (buf[i] == 0xE2 and buf[i + 1] == 0x80 and buf[i + 2] == 0xA2))


@kernel("void(u1[::1], i8[::1], u1[::1], i8[:,::1])")
def gopher_marks(buf, offsets, classes, out):
    """Hash signs, ellipses ("..." without overlap, and "…"), lines, lines that start with a bullet, that end in an ellipsis."""
    for d in range(offsets.size - 1):
        i, end = offsets[d], offsets[d + 1]
        start = i
        hashes, ellipses, lines, bullets, trailing = 0, 0, 0, 0, 0
        while i < end:
            what = STARTS[buf[i]]
            if what == PLAIN:
                i += 1
                continue
            if what == HASH:
                hashes += 1
                i += 1
                continue
            if what == DOT:
                dots = i
                while i < end and buf[i] == 0x2E:
                    i += 1
                ellipses += (i - dots) // 3
                continue
            width = break_length(buf, i, end)
            if width == 0:
                ellipses += what == MAYBE_E2 and buf[i + 1] == 0x80 and buf[i + 2] == 0xA6
                i += 1
                continue
            lines += 1
            bullets += is_bullet(buf, skip_space(buf, start, i, classes), i)
            trailing += is_ellipsis(buf, start, trim_end(buf, start, i, classes))
            i += width
            start = i
        if start < end:
            lines += 1
            bullets += is_bullet(buf, skip_space(buf, start, end, classes), end)
            trailing += is_ellipsis(buf, start, trim_end(buf, start, end, classes))
        out[d, HASHES], out[d, ELLIPSES], out[d, LINES], out[d, BULLET_LINES], out[d, ELLIPSIS_LINES] = (
            hashes,
            ellipses,
            lines,
            bullets,
            trailing,
        )


@kernel()
def stands_in(sorted_points, point):
    """Whether a sorted array holds this code point."""
    low, high = 0, sorted_points.size
    while low < high:
        middle = (low + high) >> 1
        if sorted_points[middle] < point:
            low = middle + 1
        else:
            high = middle
    return low < sorted_points.size and sorted_points[low] == point


@kernel("void(u1[::1], i8[::1], i4[::1], i4[::1], i4[::1], i8[::1], u4[::1], i8, i8[:,::1])")
def raw_lines(buf, offsets, line_start, line_end, line_chars, line_offsets, terminal, short, out):
    """Lines that are not blank; of them, raw lines that end in one of `terminal` (sorted), and that have at most `short` code points.

    THIRD_LONGEST is the length in code points of the third-longest raw line, blank ones included; 0 with fewer than three.
    """
    for d in range(offsets.size - 1):
        filled, punctuated, few = 0, 0, 0
        longest, second, third = np.int64(0), np.int64(0), np.int64(0)
        raw_start, end = offsets[d], offsets[d + 1]
        for line in range(line_offsets[d], line_offsets[d + 1]):
            raw_end = np.int64(line_end[line])
            chars = np.int64(line_chars[line])
            for i in range(raw_start, line_start[line]):
                chars += buf[i] & np.uint8(0xC0) != np.uint8(0x80)
            while raw_end < end and buf[raw_end] != 10:
                chars += buf[raw_end] & np.uint8(0xC0) != np.uint8(0x80)
                raw_end += 1
            if line_chars[line] > 0:
                filled += 1
                few += chars <= short
                last, _ = decode(buf, before(buf, raw_end))
                punctuated += stands_in(terminal, last)
            if chars > third:
                if chars > second:
                    third = second
                    if chars > longest:
                        longest, second = chars, longest
                    else:
                        second = chars
                else:
                    third = chars
            raw_start = raw_end + 1
        out[d, FILLED], out[d, PUNCTUATED], out[d, SHORT], out[d, THIRD_LONGEST] = filled, punctuated, few, third
