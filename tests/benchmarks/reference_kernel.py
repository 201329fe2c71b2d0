"""The yardstick of the benchmarks: words, 5-grams and 128 permutations in one plain pass, without folding or exchange formats.

How fast this runs says how fast the machine is now; the bars are stated for 100 MB/s here and scale with it.
"""

import numpy as np
from numba import njit


@njit(cache=False)
def _mixed(x):
    x ^= x >> np.uint64(33)
    x *= np.uint64(0xFF51AFD7ED558CCD)
    x ^= x >> np.uint64(33)
    x *= np.uint64(0xC4CEB9FE1A85EC53)
    return x ^ (x >> np.uint64(33))


@njit(cache=False)
def _words(buffer, start, end, out):
    count, h, open_ = 0, np.uint64(14695981039346656037), False
    i = start
    while i < end:
        c = np.uint64(buffer[i])
        if c < 128:
            lower = c | np.uint64(32)
            if (97 <= lower <= 122) or (48 <= c <= 57):
                h = (h ^ lower) * np.uint64(1099511628211)
                open_ = True
            elif open_:
                out[count], count, h, open_ = h, count + 1, np.uint64(14695981039346656037), False
            i += 1
            continue
        width = 2 if c < 224 else (3 if c < 240 else 4)
        if open_:
            out[count], count, open_ = h, count + 1, False
        h = np.uint64(14695981039346656037)
        for j in range(width):
            h = (h ^ np.uint64(buffer[i + j])) * np.uint64(1099511628211)
        out[count], count, h = h, count + 1, np.uint64(14695981039346656037)
        i += width
    if open_:
        out[count], count = h, count + 1
    return count


@njit(cache=False)
def reference_signatures(buffer, offsets, a, b, out):
    words = np.empty(buffer.size + 1, np.uint64)
    for d in range(offsets.size - 1):
        n = _words(buffer, offsets[d], offsets[d + 1], words)
        row = out[d]
        row[:] = np.uint32(0xFFFFFFFF)
        for i in range(n - 4):
            h = words[i]
            for j in range(1, 5):
                h = h * np.uint64(31) + words[i + j]
            x = np.uint32(_mixed(h) >> np.uint64(32))
            for k in range(a.size):
                v = np.uint32(a[k] * x + b[k])
                v ^= v >> np.uint32(15)
                if v < row[k]:
                    row[k] = v


def arrays():
    generator = np.random.default_rng(0)
    return generator.integers(0, 2**32, 128, dtype=np.uint32) | np.uint32(1), generator.integers(0, 2**32, 128, dtype=np.uint32)
