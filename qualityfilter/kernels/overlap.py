"""Finds where runs of units stand that are in a sorted table of hashes."""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.minhash import find


@kernel("i8(u8[::1], i8[::1], i8, u1[::1], u8[::1], i8[::1], i8[::1])")
def find_runs(hashes, unit_offsets, n, filter_bits, table, unit, place):
    """Units at which a run of n begins whose hash is in `table`, and where in it; returns how many. `unit` and `place` have room for all.

    `filter_bits[h >> shift]` (its size is a power of two) is 0 for hashes that are surely not there.
    """
    found = np.int64(0)
    mask = np.uint64(filter_bits.size - 1)
    for d in range(unit_offsets.size - 1):
        for u in range(unit_offsets[d], unit_offsets[d + 1] - n + 1):
            h = hashes[u]
            if filter_bits[(h >> np.uint64(20)) & mask] == 0:
                continue
            at = find(table, h)
            if at >= 0:
                unit[found], place[found] = u, at
                found += 1
    return found
