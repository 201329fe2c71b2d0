"""Writes texts as their units with a blank between: what word-based models of other tools read, Chinese by character."""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel


@kernel("void(u1[::1], i4[::1], i4[::1], i8[::1], u1[::1], i8[::1])")
def spaced(buf, unit_start, unit_end, unit_offsets, out, out_offsets):
    """Document d's units, ASCII letters in lower case, as out[out_offsets[d]:out_offsets[d + 1]]; `out` has room for all and blanks."""
    at = np.int64(0)
    for d in range(unit_offsets.size - 1):
        out_offsets[d] = at
        for u in range(unit_offsets[d], unit_offsets[d + 1]):
            if at > out_offsets[d]:
                out[at] = 32
                at += 1
            for i in range(unit_start[u], unit_end[u]):
                c = buf[i]
                out[at] = c + 32 if 65 <= c <= 90 else c
                at += 1
    out_offsets[unit_offsets.size - 1] = at
