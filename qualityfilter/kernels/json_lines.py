"""JSON Lines: where lines lie, and the members of ordinary ones decoded into columns. Anything unusual is left to a JSON parser.

An ordinary line is an object whose looked-for members stand in it at most once, as a string, null or an integer of at most 18 digits,
under keys without escapes. What it makes of such a line is what a parser makes of it; UTF-8 is not checked here.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel

STRETCH = 32  # bytes that are copied and looked at together; output arrays need as many behind their end
LONG_STRETCH = 64  # bytes that are looked at together where nothing is copied
QUOTE, BACKSLASH, SLASH, COMMA, COLON, MINUS = 34, 92, 47, 44, 58, 45
OPENS, CLOSES = 123, 125  # an object
MISSING, STRING, INTEGER = 0, 1, 2  # what a column holds of a line; MISSING for null, too
MOST_DIGITS = 18


@kernel("i8(u1[::1], i8, i8[::1], i8[::1], u1[::1])")
def line_bounds(buf, first, starts, ends, blank):
    """Where the lines from byte `first` on begin and end (without their newline), and which are white space alone; returns how many,
    or -1 where the arrays are too small."""
    n, start, i, size = 0, first, first, buf.size
    while i < size:
        while i + LONG_STRETCH <= size:
            found = np.uint8(0)
            for k in range(LONG_STRETCH):
                found |= np.uint8(buf[np.uint64(i) + np.uint64(k)] == 10)
            if found:
                break
            i += LONG_STRETCH
        while i < size and buf[i] != 10:
            i += 1
        if n == starts.size:
            return -1
        starts[n], ends[n], blank[n] = start, i, 1
        for k in range(start, i):
            if buf[k] != 32 and not 9 <= buf[k] <= 13:
                blank[n] = 0
                break
        n += 1
        i += 1
        start = i
    return n


@kernel()
def _skip_space(buf, i, end):
    while i < end and (buf[i] == 32 or buf[i] == 9 or buf[i] == 13):
        i += 1
    return i


@kernel()
def _hex(buf, i, end):
    """The number that four hexadecimal digits at i give; -1 where these are none."""
    if i + 4 > end:
        return -1
    value = 0
    for k in range(i, i + 4):
        c = np.int64(buf[k])
        low = c | 0x20
        if 48 <= c <= 57:
            value = value << 4 | (c - 48)
        elif 97 <= low <= 102:
            value = value << 4 | (low - 87)
        else:
            return -1
    return value


@kernel()
def _escape(buf, i, end, out, at):
    """Decodes the escape whose backslash stands at i; returns what follows it, or -1, and where the output goes on."""
    if i + 1 >= end:
        return -1, at
    c = buf[i + 1]
    if c == 110:
        out[at] = 10
    elif c in (QUOTE, BACKSLASH, SLASH):
        out[at] = c
    elif c == 116:
        out[at] = 9
    elif c == 114:
        out[at] = 13
    elif c == 98:
        out[at] = 8
    elif c == 102:
        out[at] = 12
    elif c == 117:
        point, i = _hex(buf, i + 2, end), i + 6
        if 0xD800 <= point <= 0xDBFF and i + 1 < end and buf[i] == BACKSLASH and buf[i + 1] == 117:
            low = _hex(buf, i + 2, end)
            if not 0xDC00 <= low <= 0xDFFF:
                return -1, at
            point, i = 0x10000 + ((point - 0xD800) << 10 | (low - 0xDC00)), i + 6
        if point < 0 or 0xD800 <= point <= 0xDFFF:
            return -1, at
        if point < 0x80:
            out[at] = point
            return i, at + 1
        if point < 0x800:
            out[at], out[at + 1] = 0xC0 | point >> 6, 0x80 | point & 0x3F
            return i, at + 2
        if point < 0x10000:
            out[at], out[at + 1], out[at + 2] = 0xE0 | point >> 12, 0x80 | point >> 6 & 0x3F, 0x80 | point & 0x3F
            return i, at + 3
        out[at], out[at + 1] = 0xF0 | point >> 18, 0x80 | point >> 12 & 0x3F
        out[at + 2], out[at + 3] = 0x80 | point >> 6 & 0x3F, 0x80 | point & 0x3F
        return i, at + 4
    else:
        return -1, at
    return i + 2, at + 1


@kernel()
def _string(buf, i, end, out, at):
    """Decodes a string whose first byte stands at i; returns what follows its closing quote, or -1, and where the output goes on."""
    while True:
        while i + STRETCH <= end:
            special = np.uint8(0)
            source, target = np.uint64(i), np.uint64(at)
            for k in range(STRETCH):
                c = buf[source + np.uint64(k)]
                out[target + np.uint64(k)] = c
                special |= np.uint8(c == QUOTE) | np.uint8(c == BACKSLASH) | np.uint8(c < 32)
            if special:
                break
            i += STRETCH
            at += STRETCH
        while i < end:
            c = buf[i]
            if c in (QUOTE, BACKSLASH) or c < 32:
                break
            out[at] = c
            i += 1
            at += 1
        if i >= end or buf[i] < 32:
            return -1, at
        if buf[i] == QUOTE:
            return i + 1, at
        i, at = _escape(buf, i, end, out, at)
        if i < 0:
            return -1, at


@kernel()
def _skip_value(buf, i, end):
    """The comma or brace that ends the member whose value begins at i, if brackets match; -1 where none does. No check of the value."""
    depth, quoted = 0, False
    while i < end:
        c = buf[i]
        if quoted:
            if c == BACKSLASH:
                i += 1
            elif c == QUOTE:
                quoted = False
        elif c == QUOTE:
            quoted = True
        elif c in (OPENS, 91):
            depth += 1
        elif depth == 0 and c in (COMMA, CLOSES):
            return i
        elif c in (CLOSES, 93):
            depth -= 1
            if depth < 0:
                return -1
        i += 1
    return -1


@kernel()
def _integer(buf, i, end):
    """What follows the integer at i, or -1 where there is none of at most MOST_DIGITS digits that is written as Python writes it."""
    start = i + (buf[i] == MINUS)
    i = start
    while i < end and 48 <= buf[i] <= 57:
        i += 1
    if i == start or i - start > MOST_DIGITS or (buf[start] == 48 and (i - start > 1 or buf[start - 1] == MINUS)):
        return -1
    return i


@kernel()
def _is_null(buf, i, end):
    return i + 4 <= end and buf[i] == 110 and buf[i + 1] == 117 and buf[i + 2] == 108 and buf[i + 3] == 108


@kernel()
def _column(buf, start, end, names, name_offsets):
    """Which name the bytes of a key are, or -1."""
    for c in range(name_offsets.size - 1):
        first = name_offsets[c]
        if name_offsets[c + 1] - first == end - start:
            k = 0
            while k < end - start and buf[start + k] == names[first + k]:
                k += 1
            if k == end - start:
                return c
    return -1


@kernel()
def _members(buf, i, end, names, name_offsets, out, at, held, seen):
    """Decodes the members of the line at i to the columns, which go on at `at`; True where the line is an ordinary one."""
    rest = name_offsets.size - 1
    i = _skip_space(buf, i, end)
    if i >= end or buf[i] != OPENS:
        return False
    i = _skip_space(buf, i + 1, end)
    if i < end and buf[i] == CLOSES:
        return _skip_space(buf, i + 1, end) == end
    while i < end and buf[i] == QUOTE:
        key = i
        i += 1
        while i < end and buf[i] != QUOTE:
            if buf[i] == BACKSLASH or buf[i] < 32:
                return False
            i += 1
        if i >= end:
            return False
        c = _column(buf, key + 1, i, names, name_offsets)
        i = _skip_space(buf, i + 1, end)
        if i >= end or buf[i] != COLON:
            return False
        i = _skip_space(buf, i + 1, end)
        if i >= end:
            return False
        if c < 0:
            i = _skip_value(buf, i, end)
            if i < 0:
                return False
            out[at[rest]] = COMMA if held[rest] else OPENS
            at[rest] += 1
            for k in range(key, i):
                out[at[rest] + k - key] = buf[k]
            at[rest] += i - key
            held[rest] = STRING
        else:
            if seen[c]:
                return False
            seen[c] = 1
            if buf[i] == QUOTE:
                i, at[c] = _string(buf, i + 1, end, out, at[c])
                if i < 0:
                    return False
                held[c] = STRING
            elif _is_null(buf, i, end):
                i += 4
            else:
                start = i
                i = _integer(buf, i, end)
                if i < 0:
                    return False
                for k in range(start, i):
                    out[at[c]] = buf[k]
                    at[c] += 1
                held[c] = INTEGER
            i = _skip_space(buf, i, end)
        if i >= end:
            return False
        if buf[i] == CLOSES:
            if held[rest]:
                out[at[rest]] = CLOSES
                at[rest] += 1
            return _skip_space(buf, i + 1, end) == end
        if buf[i] != COMMA:
            return False
        i = _skip_space(buf, i + 1, end)
    return False


@kernel("void(u1[::1], i8[::1], i8[::1], i8, u1[::1], i8[::1], u1[::1], i8[:,::1], u1[:,::1], u1[::1])")
def members(buf, starts, ends, longest, names, name_offsets, out, offsets, held, ordinary):
    """Columns of the lines: for each name what its member holds, decoded, and behind these an object of all other members, as it stands.

    Column c of line k is out[offsets[c, k]:offsets[c, k + 1]], empty for a line that is not `ordinary` or over `longest` bytes;
    every column has an equal part of `out`, which must hold all lines.
    held[c, k] is STRING, INTEGER or MISSING. A line whose other members are no valid JSON counts as ordinary as well.
    """
    columns = name_offsets.size
    at, here, seen = np.zeros(columns, np.int64), np.zeros(columns, np.uint8), np.zeros(columns, np.uint8)
    for c in range(columns):
        offsets[c, 0] = c * (out.size // columns)
    for k in range(starts.size):
        for c in range(columns):
            at[c], here[c], seen[c] = offsets[c, k], 0, 0
        good = ends[k] - starts[k] <= longest and _members(buf, starts[k], ends[k], names, name_offsets, out, at, here, seen)
        ordinary[k] = good
        for c in range(columns):
            offsets[c, k + 1] = at[c] if good else offsets[c, k]
            held[c, k] = here[c] if good else 0
