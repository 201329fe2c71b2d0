"""Finds phrases of units in documents: a hash table over the hashes of their units, so that the size of a list costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels import kernel

MOST_UNITS = 16  # of a phrase; longer ones are refused by the caller
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93))
_START = np.uint64(0x51ED270B0A1F39C1)


class Phrases(NamedTuple):
    """Open addressing: `key` 0 is an empty slot. `value` is the phrase's number, or -1 - (longest phrase) for the first unit of one."""

    key: npt.NDArray[np.uint64]
    value: npt.NDArray[np.int32]


@kernel(inline=True)
def extended(h, unit):
    """The hash of a phrase, one unit longer."""
    h = (h ^ unit) * _MIX[0]
    return (h ^ (h >> np.uint64(32))) * _MIX[1]


@kernel(inline=True)
def _slot(key, h):
    """Where a hash stands, or the empty slot where it would."""
    i = np.int64(h & np.uint64(key.size - 1))
    while key[i] != 0 and key[i] != h:
        i = (i + 1) & (key.size - 1)
    return i


@kernel("void(u8[::1], i8[::1], u8[::1], i4[::1])")
def fill(units, offsets, key, value):
    """Put phrases (units end to end) into an empty table, and the first unit of each with the length of the longest."""
    for p in range(offsets.size - 1):
        h = _START
        for u in range(offsets[p], offsets[p + 1]):
            h = extended(h, units[u])
        i = _slot(key, max(h, np.uint64(1)))
        if key[i] == 0:
            key[i], value[i] = max(h, np.uint64(1)), p
        first = max(units[offsets[p]] * _MIX[1], np.uint64(1))
        i = _slot(key, first)
        length = np.int32(offsets[p + 1] - offsets[p])
        if key[i] == 0:
            key[i], value[i] = first, -1 - length
        elif value[i] < 0:
            value[i] = min(value[i], -1 - length)


@kernel("void(u8[::1], i8[::1], u8[::1], i4[::1], i4[::1], i8[:,::1])")
def count_phrases(units, offsets, key, value, stamp, out):
    """out[d] = occurrences of phrases in document d, units that they cover, and how many different ones. The longest phrase wins.

    `stamp` has a place per phrase, filled with -1.
    """
    for d in range(offsets.size - 1):
        u, last = offsets[d], offsets[d + 1]
        while u < last:
            i = _slot(key, max(units[u] * _MIX[1], np.uint64(1)))
            if key[i] == 0 or value[i] >= 0:
                u += 1
                continue
            longest = min(np.int64(-1 - value[i]), last - u)
            h, best, length = _START, np.int64(-1), np.int64(0)
            for k in range(longest):
                h = extended(h, units[u + k])
                j = _slot(key, max(h, np.uint64(1)))
                if key[j] != 0 and value[j] >= 0:
                    best, length = np.int64(value[j]), np.int64(k + 1)
            if best < 0:
                u += 1
                continue
            out[d, 0] += 1
            out[d, 1] += length
            if stamp[best] != d:
                stamp[best] = d
                out[d, 2] += 1
            u += length


def table_of(phrases: Sequence[npt.NDArray[np.uint64]]) -> Phrases:
    """The table of phrases, each an array of unit hashes (`views.units.hash`), not empty."""
    size = 1 << max(4, int(4 * len(phrases) + 1).bit_length())
    key, value = np.zeros(size, np.uint64), np.zeros(size, np.int32)
    lengths = np.array([p.size for p in phrases], np.int64)
    units = np.concatenate(phrases) if phrases else np.zeros(0, np.uint64)
    fill(units, np.r_[np.int64(0), np.cumsum(lengths)].astype(np.int64), key, value)
    return Phrases(key, value)
