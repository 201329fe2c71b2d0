"""MinHash signatures, band keys and sampled-shingle sketches from unit hashes.

A shingle is n consecutive units. Its 64-bit hash is mixed once; the upper 32 bits feed the permutations, which are datasketch's
affine32 scheme (fmix32, then a·h + b mod 2^32), so a signature equals `datasketch.MinHash` for the same hash values.
The sketch keeps the distinct shingle hashes divisible by 2^k, a uniform sample that estimates Jaccard and containment, and which
numbers stand where: texts that differ in their numbers alone are other texts.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel

EMPTY = np.uint32(0xFFFFFFFF)
SHINGLE_FACTOR = np.uint64(0x9E3779B97F4A7C15)
NO, YES, UNSURE = 0, 1, 2
MOST_INSERTED = 64  # values: up to here an insertion sort is quicker than a heap


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
    """out[i] = hash of the n units from i on, for every i with n units of one document left; other entries are untouched.

    A polynomial of the n unit hashes, rolled on from one shingle to the next, then mixed.
    """
    first = np.uint64(1)  # what the unit that leaves was multiplied by
    for _ in range(1, n):
        first *= SHINGLE_FACTOR
    for d in range(unit_offsets.size - 1):
        start, end = unit_offsets[d], unit_offsets[d + 1] - n + 1
        if start >= end:
            continue
        h = np.uint64(0)
        for j in range(start, start + n - 1):
            h = h * SHINGLE_FACTOR + unit_hash[j]
        for i in range(start, end):
            h = h * SHINGLE_FACTOR + unit_hash[i + n - 1]
            out[i] = mix64(h)
            h -= first * unit_hash[i]


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
        i, end = unit_offsets[d], unit_offsets[d + 1] - n + 1
        while i + 4 <= end:  # four at once: a third of the time, for a, b and the row are read for all of them
            x, y = fmix32(np.uint32(shingles[i] >> np.uint64(32))), fmix32(np.uint32(shingles[i + 1] >> np.uint64(32)))
            z, w = fmix32(np.uint32(shingles[i + 2] >> np.uint64(32))), fmix32(np.uint32(shingles[i + 3] >> np.uint64(32)))
            for k in range(perms):
                least = min(np.uint32(a[k] * x + b[k]), np.uint32(a[k] * y + b[k]))
                other = min(np.uint32(a[k] * z + b[k]), np.uint32(a[k] * w + b[k]))
                row[k] = min(row[k], min(least, other))
            i += 4
        while i < end:
            x = fmix32(np.uint32(shingles[i] >> np.uint64(32)))
            for k in range(perms):
                row[k] = min(row[k], np.uint32(a[k] * x + b[k]))
            i += 1


@kernel()
def band_hash(signature, start, end):
    """Upper 56 bits of a hash of signature[start:end]; the same for every band."""
    h = np.uint64(0x9E3779B97F4A7C15)
    for k in range(start, end):
        h = mix64(h ^ np.uint64(signature[k])) + np.uint64(0x2545F4914F6CDD1D)
    return mix64(h) & ~np.uint64(0xFF)


@kernel("void(u4[:,::1], i8, i8, u8[:,::1])")
def band_keys(signature, bands, rows, out):
    """out[d, j] = key of band j: `band_hash` with the band's number in the low byte, so that keys of different bands do not meet."""
    for d in range(signature.shape[0]):
        for j in range(bands):
            out[d, j] = band_hash(signature[d], j * rows, (j + 1) * rows) | np.uint64(j)


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


@kernel()
def sort(values, start, end):
    """Sort values[start:end] in place."""
    if end - start > MOST_INSERTED:
        heap_sort(values, start, end)
        return
    for i in range(start + 1, end):
        value, j = values[i], i
        while j > start and values[j - 1] > value:
            values[j] = values[j - 1]
            j -= 1
        values[j] = value


@kernel()
def sample(shingles, start, end, target, top, out, at):
    """Write the distinct shingle hashes divisible by 2^level, sorted; returns where they end, and the level.

    The level is what leaves about `target` hashes, at most `top`.
    """
    level = 0
    while level < top and ((end - start) >> (level + 1)) >= target:
        level += 1
    mask = (np.uint64(1) << np.uint64(level)) - np.uint64(1)
    last = at
    for i in range(start, end):
        if shingles[i] & mask == 0:
            out[last] = shingles[i]
            last += 1
    if last - at > 1:
        sort(out, at, last)
        end, last = last, at + 1
        for i in range(at + 1, end):
            if out[i] != out[last - 1]:
                out[last] = out[i]
                last += 1
    return last, level


@kernel()
def number_keys(unit_hash, unit_kind, start, end, most, keys, values, out, at):
    """Write where numbers stand and which: the `most` smallest keys, sorted; returns where they end.

    A key has 48 bits of the two units on either side (other numbers as one) and how often that came before; 16 bits of the number.
    """
    m = 0
    for u in range(start, end):
        if unit_kind[u] == 1 and m < 1 << 20:
            h = np.uint64(0x2545F4914F6CDD1D)
            for k in range(u - 2, u + 3):
                if k < start or k >= end:
                    h = mix64(h ^ np.uint64(1))
                elif k != u:
                    h = mix64(h ^ (np.uint64(2) if unit_kind[k] == 1 else unit_hash[k]))
            keys[m], values[m] = (h & ~np.uint64(0xFFFFF)) | np.uint64(m), unit_hash[u]
            m += 1
    sort(keys, 0, m)
    before, nth = np.uint64(0), np.uint64(0)
    for i in range(m):
        here = keys[i] >> np.uint64(20)
        nth = nth + np.uint64(1) if i > 0 and here == before else np.uint64(0)
        before = here
        value = mix64(values[keys[i] & np.uint64(0xFFFFF)])
        keys[i] = (mix64(here + nth * np.uint64(0x9E3779B97F4A7C15)) & ~np.uint64(0xFFFF)) | (value & np.uint64(0xFFFF))
    sort(keys, 0, m)
    for i in range(min(m, most)):
        out[at + i] = keys[i]
    return at + min(m, most)


@kernel("void(u8[::1], u8[::1], u1[::1], i8[::1], i8, i8, i8, i8, u8[::1], i8[::1])")
def sketches(shingles, unit_hash, unit_kind, unit_offsets, n, target, top, numbers, out, out_offsets):
    """A record per document: level | count of numbers << 8, the `number_keys`, the sampled shingle hashes."""
    longest = np.int64(0)
    for d in range(unit_offsets.size - 1):
        longest = max(longest, unit_offsets[d + 1] - unit_offsets[d])
    keys, values = np.empty(min(longest, 1 << 20), np.uint64), np.empty(min(longest, 1 << 20), np.uint64)
    at = np.int64(0)
    for d in range(unit_offsets.size - 1):
        start, end = unit_offsets[d], unit_offsets[d + 1]
        out_offsets[d] = at
        first = number_keys(unit_hash, unit_kind, start, end, numbers, keys, values, out, at + 1)
        last, level = sample(shingles, start, max(start, end - n + 1), target, top, out, first)
        out[at] = np.uint64(level) | np.uint64(first - at - 1) << np.uint64(8)
        at = last
    out_offsets[unit_offsets.size - 1] = at


@kernel()
def compare_pair(records, offsets, a, b):
    """How many sampled hashes two records share, and how many each has, at the coarser of their levels; and that level."""
    level = max(records[offsets[a]] & np.uint64(0xFF), records[offsets[b]] & np.uint64(0xFF))
    mask = (np.uint64(1) << level) - np.uint64(1)
    i = offsets[a] + 1 + np.int64(records[offsets[a]] >> np.uint64(8))
    j = offsets[b] + 1 + np.int64(records[offsets[b]] >> np.uint64(8))
    end_a, end_b = offsets[a + 1], offsets[b + 1]
    both, in_a, in_b = 0, 0, 0
    while i < end_a or j < end_b:
        if i < end_a and records[i] & mask != 0:
            i += 1
        elif j < end_b and records[j] & mask != 0:
            j += 1
        elif j >= end_b or (i < end_a and records[i] < records[j]):
            in_a += 1
            i += 1
        elif i >= end_a or records[j] < records[i]:
            in_b += 1
            j += 1
        else:
            both += 1
            in_a += 1
            in_b += 1
            i += 1
            j += 1
    return both, in_a, in_b, np.int64(level)


@kernel()
def differ_in_numbers(records, offsets, a, b, least):
    """Whether other numbers stand in most of the places that two records have in common, and in at least `least` of them."""
    i, j = offsets[a] + 1, offsets[b] + 1
    end_a, end_b = i + np.int64(records[offsets[a]] >> np.uint64(8)), j + np.int64(records[offsets[b]] >> np.uint64(8))
    same, other = 0, 0
    while i < end_a and j < end_b:
        x, y = records[i] >> np.uint64(16), records[j] >> np.uint64(16)
        if x < y:
            i += 1
        elif y < x:
            j += 1
        else:
            if records[i] == records[j]:
                same += 1
            else:
                other += 1
            i += 1
            j += 1
    return other >= least and other > same


@kernel()
def state_of(share, threshold, n, level, deviations):
    """What an estimate from n of every 2^level shingles says: under the threshold, over it, or too near to it to tell."""
    if level == 0:
        return YES if share >= threshold else NO
    if n == 0:
        return UNSURE
    margin = deviations * np.sqrt(threshold * (1.0 - threshold) / n) + 0.5 / n
    if share >= threshold + margin:
        return YES
    return NO if share < threshold - margin else UNSURE


@kernel("void(u8[::1], i8[::1], i8[::1], i8[::1], i4[:,::1], u1[::1], i8)")
def compare_sketches(records, offsets, left, right, counts, numbers, least):
    """For each pair of records: shared hashes, those of each, the level; and whether they `differ_in_numbers`."""
    for p in range(left.size):
        counts[p, 0], counts[p, 1], counts[p, 2], counts[p, 3] = compare_pair(records, offsets, left[p], right[p])
        numbers[p] = differ_in_numbers(records, offsets, left[p], right[p], least)


@kernel("void(i4[:,::1], u1[::1], f8, f8, u1[::1])")
def judge_pairs(counts, numbers, threshold, deviations, out):
    """What `compare_sketches` says of the Jaccard similarity of each pair."""
    for p in range(counts.shape[0]):
        union = counts[p, 1] + counts[p, 2] - counts[p, 0]
        share = counts[p, 0] / union if union > 0 else 0.0
        out[p] = NO if numbers[p] else state_of(share, threshold, union, counts[p, 3], deviations)


@kernel("void(u4[::1], i8[::1], i8[::1], i8[::1], i8[:,::1])")
def compare_sets(hashes, offsets, left, right, counts):
    """Shared entries and entries of each, for pairs of sorted sets."""
    for p in range(left.size):
        i, j = offsets[left[p]], offsets[right[p]]
        end_a, end_b, both = offsets[left[p] + 1], offsets[right[p] + 1], 0
        counts[p, 1], counts[p, 2] = end_a - i, end_b - j
        while i < end_a and j < end_b:
            if hashes[i] < hashes[j]:
                i += 1
            elif hashes[j] < hashes[i]:
                j += 1
            else:
                both += 1
                i += 1
                j += 1
        counts[p, 0] = both


@kernel()
def find(sorted_keys, key):
    """Where `key` stands in sorted keys, or -1."""
    low, high = 0, sorted_keys.size
    while low < high:
        middle = (low + high) // 2
        if sorted_keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low if low < sorted_keys.size and sorted_keys[low] == key else -1


@kernel(
    "i8(i8[::1], i8[::1], i8[::1], i8[::1], u1[::1], i8[::1], u8[::1], i8[::1], f8[::1], i8, i8, i8[::1], f4[:,::1], i8[::1], f4[::1],"
    "i8[:,::1])"
)
def choose_survivors(
    starts, order, stands_for, page, stays, place, records, offsets, limits, least, most, known, shares, kept_by, similarity, asked
):  # fmt: skip
    """Visit each component's members in the given order: the first stays; a later one goes only if it matches one that stays.

    Component c is order[starts[c]:starts[c + 1]], best first; all else goes by member. stands_for is the first member with the
    same text, page the first with the same address; `stays` marks those that never go; place is that of a member's record.
    `limits`: Jaccard, share inside, least share of a longer one, deviations. `known` are pairs a * n + b (a < b) with Jaccard and
    the shares of a and b that the other has (0 where containment does not count). kept_by[i] is the member that i matches, or -1
    where i stays; similarity[i] that Jaccard. At most `most` survivors are compared with. Pairs that the sketches cannot tell count
    as no match and are written to `asked`; returns how many.
    """
    kept = np.empty(most, np.int64)
    questions, n = 0, stands_for.size
    for c in range(starts.size - 1):
        alive = 0
        for at in range(starts[c], starts[c + 1]):
            i = order[at]
            kept_by[i], similarity[i] = -1, 1.0
            for k in range(alive):
                other = kept[k]
                if stays[i]:
                    break
                if stands_for[i] == stands_for[other]:
                    kept_by[i] = other
                    break
                if page[i] == page[other]:
                    both, in_i, in_other, level = compare_pair(records, offsets, place[i], place[other])
                    kept_by[i], similarity[i] = other, both / max(in_i + in_other - both, 1)
                    break
                one, two = min(stands_for[i], stands_for[other]), max(stands_for[i], stands_for[other])
                pair = find(known, one * n + two)
                if pair >= 0:
                    jaccard = np.float64(shares[pair, 0])
                    mine = np.float64(shares[pair, 1] if one == stands_for[i] else shares[pair, 2])
                    its = np.float64(shares[pair, 2] if one == stands_for[i] else shares[pair, 1])
                    state = YES if jaccard >= limits[0] or mine >= limits[1] or (its >= limits[1] and mine >= limits[2]) else NO
                else:
                    both, in_i, in_other, level = compare_pair(records, offsets, place[i], place[other])
                    union = in_i + in_other - both
                    jaccard = both / union if union > 0 else 0.0
                    state = state_of(jaccard, limits[0], union, level, limits[3])
                    if state != NO and differ_in_numbers(records, offsets, place[i], place[other], least):
                        state = NO
                if state == YES:
                    kept_by[i], similarity[i] = other, jaccard
                    break
                if state == UNSURE and questions < asked.shape[0]:
                    asked[questions, 0], asked[questions, 1] = one, two
                    questions += 1
            if kept_by[i] < 0 and alive < most:
                kept[alive] = i
                alive += 1
    return questions
