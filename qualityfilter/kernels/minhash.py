"""MinHash signatures, band keys and sampled-shingle sketches from unit hashes.

A shingle is n consecutive units. Its 64-bit hash is mixed once; the upper 32 bits feed the permutations, which are datasketch's
affine32 scheme (fmix32, then a·h + b mod 2^32), so a signature equals `datasketch.MinHash` for the same hash values.
The sketch keeps the distinct shingle hashes divisible by 2^k: a uniform sample that estimates Jaccard and containment.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel

EMPTY = np.uint32(0xFFFFFFFF)


@kernel(inline=True)
def mix64(x):
    """The finaliser of MurmurHash3 (64 bit)."""
    x ^= x >> np.uint64(33)
    x *= np.uint64(0xFF51AFD7ED558CCD)
    x ^= x >> np.uint64(33)
    x *= np.uint64(0xC4CEB9FE1A85EC53)
    return x ^ (x >> np.uint64(33))


@kernel(inline=True)
def fmix32(h):
    """The finaliser of MurmurHash3 (32 bit), datasketch's pre-mix."""
    h = np.uint32(h ^ (h >> np.uint32(16)))
    h = np.uint32(h * np.uint32(0x85EBCA6B))  # Numba widens 32-bit products: cut back at every step
    h = np.uint32(h ^ (h >> np.uint32(13)))
    h = np.uint32(h * np.uint32(0xC2B2AE35))
    return np.uint32(h ^ (h >> np.uint32(16)))


@kernel("void(u8[::1], i8[::1], i8, u8[::1])")
def shingle_hashes(unit_hash, unit_offsets, n, out):
    """out[i] = hash of the n units from i on, for every i with n units of one document left; other entries are untouched."""
    for d in range(unit_offsets.size - 1):
        for i in range(unit_offsets[d], unit_offsets[d + 1] - n + 1):
            h = unit_hash[i]
            for j in range(1, n):
                h = h * np.uint64(0x9E3779B97F4A7C15) + unit_hash[i + j]
            out[i] = mix64(h)


@kernel("void(u4[::1], i8[::1], u4[::1], u4[::1], u4[:,::1])")
def signatures(values, offsets, a, b, out):
    """out[d, k] = min over the document's 32-bit hash values of permutation k; 0xFFFFFFFF where there is none."""
    perms = a.size
    for d in range(offsets.size - 1):
        row = out[d]
        for k in range(perms):
            row[k] = EMPTY
        for i in range(offsets[d], offsets[d + 1]):
            x = fmix32(values[i])
            for k in range(perms):
                row[k] = min(row[k], np.uint32(a[k] * x + b[k]))


@kernel("void(u8[::1], i8[::1], i8, u4[::1], u4[::1], u4[:,::1])")
def shingle_signatures(shingles, unit_offsets, n, a, b, out):
    """Signatures of documents from their 64-bit shingle hashes (the upper 32 bits are the hash value)."""
    perms = a.size
    for d in range(unit_offsets.size - 1):
        row = out[d]
        for k in range(perms):
            row[k] = EMPTY
        for i in range(unit_offsets[d], unit_offsets[d + 1] - n + 1):
            x = fmix32(np.uint32(shingles[i] >> np.uint64(32)))
            for k in range(perms):
                row[k] = min(row[k], np.uint32(a[k] * x + b[k]))


@kernel("void(u4[:,::1], i8, i8, u8[:,::1])")
def band_keys(signature, bands, rows, out):
    """out[d, j] = 64-bit key of band j; bands have different seeds, so keys of different bands do not meet."""
    for d in range(signature.shape[0]):
        for j in range(bands):
            h = mix64(np.uint64(j + 1) * np.uint64(0x9E3779B97F4A7C15))
            for k in range(j * rows, (j + 1) * rows):
                h = mix64(h ^ np.uint64(signature[d, k])) + np.uint64(0x2545F4914F6CDD1D)
            out[d, j] = h


@kernel()
def heap_sort(values, start, end):
    """Sort values[start:end] in place; compiles in a fraction of the time of np.sort."""
    n = end - start
    for root in range(n // 2 - 1, -1, -1):
        sift_down(values, start, root, n)
    for last in range(n - 1, 0, -1):
        values[start], values[start + last] = values[start + last], values[start]
        sift_down(values, start, 0, last)


@kernel()
def sift_down(values, start, root, n):
    """Move the entry at `root` of a heap of n entries down to its place."""
    while 2 * root + 1 < n:
        child = 2 * root + 1
        if child + 1 < n and values[start + child + 1] > values[start + child]:
            child += 1
        if values[start + root] >= values[start + child]:
            return
        values[start + root], values[start + child] = values[start + child], values[start + root]
        root = child


@kernel("void(u8[::1], i8[::1], i8, i8, i8, u8[::1], i8[::1], u1[::1])")
def sketches(shingles, unit_offsets, n, target, top, out, out_offsets, levels):
    """Distinct shingle hashes divisible by 2^level, sorted per document; level = what leaves about `target` hashes, at most `top`."""
    total = 0
    for d in range(unit_offsets.size - 1):
        out_offsets[d] = total
        count = unit_offsets[d + 1] - n + 1 - unit_offsets[d]
        level = 0
        while level < top and (count >> (level + 1)) >= target:
            level += 1
        levels[d] = level
        mask = (np.uint64(1) << np.uint64(level)) - np.uint64(1)
        first = total
        for i in range(unit_offsets[d], unit_offsets[d + 1] - n + 1):
            if shingles[i] & mask == 0:
                out[total] = shingles[i]
                total += 1
        if total - first > 1:
            heap_sort(out, first, total)
            end = total
            total = first + 1
            for i in range(first + 1, end):
                if out[i] != out[total - 1]:
                    out[total] = out[i]
                    total += 1
    out_offsets[unit_offsets.size - 1] = total


@kernel()
def compare_pair(hashes, offsets, levels, a, b):
    """Estimated Jaccard and containment (share of the smaller in the larger) of two sketches, at the coarser of their levels."""
    level = max(levels[a], levels[b])
    mask = (np.uint64(1) << np.uint64(level)) - np.uint64(1)
    i, j, both, in_a, in_b = offsets[a], offsets[b], 0, 0, 0
    end_a, end_b = offsets[a + 1], offsets[b + 1]
    while i < end_a or j < end_b:
        if i < end_a and hashes[i] & mask != 0:
            i += 1
        elif j < end_b and hashes[j] & mask != 0:
            j += 1
        elif j >= end_b or (i < end_a and hashes[i] < hashes[j]):
            in_a += 1
            i += 1
        elif i >= end_a or hashes[j] < hashes[i]:
            in_b += 1
            j += 1
        else:
            both += 1
            in_a += 1
            in_b += 1
            i += 1
            j += 1
    union, smaller = in_a + in_b - both, min(in_a, in_b)
    return (both / union if union > 0 else 0.0), (both / smaller if smaller > 0 else 0.0)


@kernel("void(u8[::1], i8[::1], u1[::1], i8[::1], i8[::1], f4[::1], f4[::1])")
def compare_sketches(hashes, offsets, levels, left, right, jaccard, containment):
    """`compare_pair` for many pairs."""
    for p in range(left.size):
        j, c = compare_pair(hashes, offsets, levels, left[p], right[p])
        jaccard[p], containment[p] = j, c


@kernel("void(i8[::1], i8[::1], u8[::1], i8[::1], u1[::1], f8, i8, i8[::1], f4[::1])")
def choose_survivors(starts, stands_for, hashes, offsets, levels, threshold, most, kept_by, similarity):
    """Visit each component's members in the given order: the first stays; a later one goes only if it matches one that stays.

    Component c is members starts[c]:starts[c + 1], best first. Members with equal stands_for are exact copies. kept_by[i] is
    the member that i matches, or -1 where i stays; similarity[i] that estimate. At most `most` survivors are compared with.
    """
    kept = np.empty(most, np.int64)
    for c in range(starts.size - 1):
        n = 0
        for i in range(starts[c], starts[c + 1]):
            kept_by[i], similarity[i] = -1, 1.0
            for k in range(n):
                if stands_for[i] == stands_for[kept[k]]:
                    kept_by[i] = kept[k]
                    break
                j, _ = compare_pair(hashes, offsets, levels, i, kept[k])
                if j >= threshold:
                    kept_by[i], similarity[i] = kept[k], j
                    break
            if kept_by[i] < 0 and n < most:
                kept[n] = i
                n += 1
