"""How short a text becomes when what it repeats is pointed at: a greedy Lempel-Ziv parse with one candidate per position.

Only the length is computed, not the code: a literal costs its entropy among the document's literals, a match the bits of its
distance and length. Own arithmetic instead of zlib, because zlib's output differs between builds of it.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel

MIN_MATCH = 4
HASH_BITS = 14
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@kernel(inline=True)
def _four(buf, i):
    return (
        np.uint64(buf[i])
        | np.uint64(buf[i + 1]) << np.uint64(8)
        | np.uint64(buf[i + 2]) << np.uint64(16)
        | np.uint64(buf[i + 3]) << np.uint64(24)
    )


@kernel(inline=True)
def _slot(four):
    return np.int64((four * _MULTIPLIER) >> np.uint64(64 - HASH_BITS))


@kernel("void(u1[::1], i8[::1], f8[::1])")
def compressed_bits(buf, offsets, out):
    """out[d] = bits of document d in the code above; 0 for an empty document."""
    table = np.full(1 << HASH_BITS, -1, np.int64)
    literals = np.zeros(256, np.int64)
    for d in range(offsets.size - 1):
        start, end = offsets[d], offsets[d + 1]
        literals[:] = 0
        n_literals, matches, cost = 0, 0, 0.0
        i = start
        while i < end:
            length = 0
            distance = np.int64(0)
            if i + MIN_MATCH <= end:
                word = _four(buf, i)
                slot = _slot(word)
                candidate = table[slot]
                table[slot] = i
                # positions of earlier documents are below start: the table needs no clearing
                if candidate >= start and _four(buf, candidate) == word:
                    length = MIN_MATCH
                    while i + length < end and buf[candidate + length] == buf[i + length]:
                        length += 1
                    distance = i - candidate
            if length:
                cost += np.log2(np.float64(distance)) + 2.0 * np.log2(np.float64(length - MIN_MATCH + 1)) + 2.0
                matches += 1
                # remember every other position inside a match, so that a later match can begin there
                stop = min(i + length, end - MIN_MATCH)
                j = i + 2
                while j < stop:
                    table[_slot(_four(buf, j))] = j
                    j += 2
                i += length
            else:
                literals[buf[i]] += 1
                n_literals += 1
                i += 1
        for c in range(256):
            if literals[c]:
                cost += literals[c] * np.log2(np.float64(n_literals) / literals[c])
        # one flag an item tells literals from matches
        items = n_literals + matches
        for k in (n_literals, matches):
            if k:
                cost += k * np.log2(np.float64(items) / k)
        out[d] = cost
