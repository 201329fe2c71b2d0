"""What is left out of a text before it is compared with others: units of addresses; and which Chinese script a text is in."""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.scan import FNV_OFFSET, FNV_PRIME, NUMBER_KIND, WORD_KIND

TRADITIONAL, SIMPLIFIED = 1, 2
ZERO = np.uint64(0x30)


@kernel("void(u1[::1], i8[::1], i8[::1], u1[::1], i8[:,::1])")
def count_variants(buf, offsets, han, table, out):
    """out[d] = characters of document d that stand in the traditional script alone, and in the simplified one alone.

    `table` has a class for each code point below 0x10000; a document without ideographs (`han`) is not looked through.
    """
    for d in range(offsets.size - 1):
        if han[d] == 0:
            continue
        traditional, simplified = 0, 0
        i, last = offsets[d], offsets[d + 1] - 2
        while i < last:
            lead = np.int64(buf[i])
            if lead < 0xE3 or lead > 0xE9:
                i += 1
                continue
            point = ((lead & 0x0F) << 12) | ((np.int64(buf[i + 1]) & 0x3F) << 6) | (np.int64(buf[i + 2]) & 0x3F)
            traditional += table[point] == TRADITIONAL
            simplified += table[point] == SIMPLIFIED
            i += 3
        out[d, 0], out[d, 1] = traditional, simplified


@kernel(inline=True)
def _ends_address(byte):
    return byte <= 32 or byte >= 0x80 or byte == 34 or byte == 60 or byte == 62 or byte == 41 or byte == 93 or byte == 125 or byte == 124


@kernel("i8(u1[::1], i8[::1], u8[::1], i4[::1], i4[::1], u1[::1], i8[::1], u8[::1], u8, u8[::1], u1[::1], i8[::1])")
def without_addresses(buf, offsets, unit_hash, unit_start, unit_end, unit_kind, unit_offsets, schemes, www, out, out_kind, out_offsets):
    """Copy hashes and kinds of units but for those of addresses (`scheme://…`, `www.…`); returns how many are left."""
    n = np.int64(0)
    for d in range(unit_offsets.size - 1):
        out_offsets[d] = n
        until, last = np.int64(-1), offsets[d + 1] - offsets[0]
        for u in range(unit_offsets[d], unit_offsets[d + 1]):
            if unit_start[u] < until:
                continue
            h, end = unit_hash[u], np.int64(unit_end[u])
            follows = buf[np.uint64(end)] if end < last else np.uint8(0)
            address = False
            if follows == 46:
                address = h == www and end + 1 < last and not _ends_address(buf[end + 1])
            elif follows == 58 and end + 2 < last and buf[end + 1] == 47 and buf[end + 2] == 47:
                for k in range(schemes.size):
                    address |= h == schemes[k]
            if address:
                while end < last and not _ends_address(buf[end]):
                    end += 1
                until = end
                continue
            out[np.uint64(n)], out_kind[np.uint64(n)] = h, unit_kind[u]
            n += 1
    out_offsets[unit_offsets.size - 1] = n
    return n


@kernel(inline=True)
def _is_digit(byte):
    return 48 <= byte <= 57


@kernel("i8(u1[::1], u8[::1], i4[::1], i4[::1], u1[::1], i8[::1], u8[::1], u1[::1], i8[::1])")
def numbers_as_zero(buf, unit_hash, unit_start, unit_end, unit_kind, unit_offsets, out, out_kind, out_offsets):
    """Copy hashes and kinds of units with every number as 0, as datatrove simplifies them; returns how many are left.

    A number with a decimal point or comma (`3.14`) is one; a run of ASCII digits within a word (`abc12`) is a 0 in it.
    """
    n = np.int64(0)
    zero = (FNV_OFFSET ^ ZERO) * FNV_PRIME
    for d in range(unit_offsets.size - 1):
        out_offsets[d] = n
        open_end = np.int64(-2)  # where a number ended that may go on behind a point
        for u in range(unit_offsets[d], unit_offsets[d + 1]):
            start, end = np.int64(unit_start[u]), np.int64(unit_end[u])
            h = unit_hash[u]
            if unit_kind[u] == NUMBER_KIND:
                if start == open_end + 1 and (buf[open_end] == 46 or buf[open_end] == 44):
                    open_end = np.int64(-2)
                    continue
                h, open_end = zero, end
            else:
                open_end = np.int64(-2)
                if unit_kind[u] == WORD_KIND:
                    digits = False
                    for i in range(start, end):
                        digits |= np.uint8(buf[i] - np.uint8(48)) < np.uint8(10)
                    if digits:
                        h = FNV_OFFSET
                        for i in range(start, end):
                            c = buf[i]
                            if not _is_digit(c):
                                h = (h ^ np.uint64(c | np.uint8(0x20) if c < 0x80 else c)) * FNV_PRIME
                            elif i == start or not _is_digit(buf[i - 1]):
                                h = (h ^ ZERO) * FNV_PRIME
            out[n], out_kind[n] = h, unit_kind[u]
            n += 1
    out_offsets[unit_offsets.size - 1] = n
    return n
