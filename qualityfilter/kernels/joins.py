"""How much better the units of a stretch are guessed by someone who has read the stretch before."""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel

SLOTS = 1024  # of the table of a stretch's units; a power of two, a few times WINDOW
WINDOW = 240  # units of a stretch
LEAST_REST = 120  # units that a last stretch must have
CACHE = 0.25  # share of the guess that comes from the stretch before (Kuhn and De Mori 1990, a cache language model)
CONTENT_BITS = 8.0  # of a unit without context: commoner ones come back in any text, and tell nothing
UNKNOWN_BITS = 12.0  # of naming a unit that the n-gram model does not know, beyond saying that it does not


@kernel("void(u8[::1], f4[::1], f4[::1], u1[::1], i8[::1], f8[:,::1])")
def join_gains(unit, bits, prior, matched, offsets, out):
    """out[d] = joins of document d, the mean gain in bits a unit over its joins, the least of them; zeros where there is no join.

    Units of document d are `offsets[d]:offsets[d + 1]`; a stretch is WINDOW of them. The gain of a unit is log2((1 - CACHE) + CACHE ·
    share of the unit in the stretch before / its probability): -0.415 for a unit that the stretch before had not. Common units do not
    count: they come back in any text.
    """
    keys = np.zeros(SLOTS, np.uint64)
    counts = np.zeros(SLOTS, np.int32)
    stamp = np.zeros(SLOTS, np.int64)
    epoch = 0
    mask = np.uint64(SLOTS - 1)
    for d in range(offsets.size - 1):
        first, last = offsets[d], offsets[d + 1]
        joins, total, least = 0, 0.0, 0.0
        start = first + WINDOW
        while last - start >= LEAST_REST:
            epoch += 1
            for i in range(start - WINDOW, start):
                slot = np.int64((unit[i] ^ (unit[i] >> np.uint64(32))) & mask)
                while stamp[slot] == epoch and keys[slot] != unit[i]:
                    slot = (slot + 1) & (SLOTS - 1)
                if stamp[slot] != epoch:
                    stamp[slot], keys[slot], counts[slot] = epoch, unit[i], 0
                counts[slot] += 1
            end = min(start + WINDOW, last)
            gain, content = 0.0, 0
            for i in range(start, end):
                if prior[i] < CONTENT_BITS and matched[i] < 128:
                    continue
                slot = np.int64((unit[i] ^ (unit[i] >> np.uint64(32))) & mask)
                while stamp[slot] == epoch and keys[slot] != unit[i]:
                    slot = (slot + 1) & (SLOTS - 1)
                content += 1
                had = counts[slot] / WINDOW if stamp[slot] == epoch else 0.0
                cost = np.float64(bits[i]) + (UNKNOWN_BITS if matched[i] >= 128 else 0.0)
                gain += np.log2((1.0 - CACHE) + CACHE * had * 2.0 ** min(cost, 40.0))
            gain /= max(content, 1)
            total += gain
            if joins == 0 or gain < least:
                least = gain
            joins += 1
            start += WINDOW
        if joins > 0:
            out[d, 0], out[d, 1], out[d, 2] = joins, total / joins, least
