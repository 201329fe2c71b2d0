"""Signs documents: exact hash, MinHash band keys, and a sampled-shingle sketch. Nothing is compared here.

Shingles are 5 consecutive units (words; CJK by character) of the cleaned text as `normalising` has them: case- and width-folded,
without punctuation and addresses, traditional Chinese as simplified, numbers kept. A document with fewer units has no shingles
and meets others by exact hash alone.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import xxhash

from qualityfilter.arrays import memory
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.kernels import minhash as kernels
from qualityfilter.normalising import DATATROVE, FOLDED, signed_units

SKETCH_TARGET = 32  # a document keeps about 32-64 shingle hashes until its level reaches SKETCH_TOP
SKETCH_TOP = 5  # then every 32nd shingle: about 230 B for a web page of 3 KB
NUMBERS = 16  # numbers of a document that are kept with where they stand, 8 B each
LEAST_NUMBERS = 3  # others in so many of the common places, and in most of them: a template filled in anew, no copy

I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]


@dataclass(frozen=True)
class MinHash:
    """Banding of a MinHash: two documents of Jaccard s become candidates with probability 1 - (1 - s^rows)^bands.

    The default is FineWeb's (14 bands of 8: .772 at s = .75, .924 at .8). `seed` is datasketch's; `units` is what is compared, as in
    `normalising`.
    """

    bands: int = 14
    rows: int = 8
    ngram: int = 5
    seed: int = 1
    units: str = FOLDED

    @property
    def permutations(self) -> int:
        return self.bands * self.rows

    def candidate_probability(self, jaccard: float) -> float:
        return float(1.0 - (1.0 - jaccard**self.rows) ** self.bands)


MOST_PERMUTATIONS = 512  # of a layout that is looked for
CURVE = tuple(round(0.5 + 0.05 * i, 2) for i in range(10))


def layout(wanted: Mapping[float, tuple[float, float]]) -> tuple[int, int]:
    """Bands and rows of the fewest permutations whose curve has, at each similarity, a probability within the given bounds.

    InputError where none of up to 512 permutations and 256 bands has, with what comes closest.
    """
    best, closest = (MOST_PERMUTATIONS + 1, 0, 0), (2.0, 0, 0)
    for rows in range(1, 65):
        for bands in range(1, min(256, MOST_PERMUTATIONS // rows) + 1):
            curve = MinHash(bands, rows)
            chances = [(curve.candidate_probability(s), low, high) for s, (low, high) in wanted.items()]
            missing = max(max(low - p, p - high, 0.0) for p, low, high in chances)
            closest = min(closest, (missing, bands, rows))
            if missing == 0.0:
                best = min(best, (bands * rows, bands, rows))
    if best[0] > MOST_PERMUTATIONS:
        raise InputError(f"no layout of up to {MOST_PERMUTATIONS} permutations has this curve; {closest[1]} bands of {closest[2]} miss it "
                         f"by {closest[0]:.3f}")  # fmt: skip
    return best[1], best[2]


def curve_lines(settings: MinHash, width: int = 40) -> list[str]:
    """The probability that two documents become candidates, as a chart from a similarity of .5 to .95."""
    lines = [f"{settings.bands} bands of {settings.rows} rows, {settings.permutations} permutations: chance to be compared, by Jaccard"]
    for similarity in CURVE:
        chance = settings.candidate_probability(similarity)
        lines.append(f"  {similarity:.2f} {'█' * round(chance * width):<{width}} {chance:.3f}")
    return lines


@functools.cache
def permutations(count: int, seed: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """The multipliers (odd) and offsets of datasketch's affine32 scheme for this seed and number of permutations."""
    generator = np.random.RandomState(seed)
    a = generator.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return a, generator.randint(0, 1 << 32, count, dtype=np.uint32)


def shingles(docs: Documents, ngram: int, kind: str = FOLDED) -> npt.NDArray[np.uint64]:
    """64-bit hash of the shingle that starts at each of `signed_units` (undefined for a document's last ngram - 1 units)."""

    def compute() -> npt.NDArray[np.uint64]:
        units = signed_units(docs, kind)
        out = np.empty(units.hash.size, np.uint64)
        kernels.shingle_hashes(units.hash, units.offsets, ngram, out)
        return out

    return docs.memo(f"shingles:{kind}:{ngram}", compute)


def signature(docs: Documents, settings: MinHash = MinHash()) -> npt.NDArray[np.uint32]:
    """(n, permutations) MinHash signatures; 0xFFFFFFFF throughout for a document without shingles.

    Equal to datasketch.MinHash(num_perm, seed, scheme="affine32") updated with the upper 32 bits of each shingle hash.
    """
    a, b = permutations(settings.permutations, settings.seed)
    out = np.empty((len(docs), settings.permutations), np.uint32)
    units = signed_units(docs, settings.units)
    kernels.shingle_signatures(shingles(docs, settings.ngram, settings.units), units.offsets, settings.ngram, a, b, out)
    return out


def signature_of_hashes(values: npt.NDArray[np.uint32], count: int, seed: int = 1) -> npt.NDArray[np.uint32]:
    """The signature of one set of 32-bit hash values, as datasketch would compute it."""
    a, b = permutations(count, seed)
    out = np.empty((1, count), np.uint32)
    kernels.signatures(np.ascontiguousarray(values, np.uint32), np.array([0, values.size], np.int64), a, b, out)
    return out[0]


@dataclass(frozen=True)
class Sketches:
    """A record per document: word 0 is its sampling level (every 2^level-th hash) and its count of numbers << 8, then come the keys of
    its numbers, then its sampled shingle hashes, both sorted."""

    records: npt.NDArray[np.uint64]
    offsets: I64

    @classmethod
    def none(cls, n: int) -> Sketches:
        """Sketches of n documents without shingles."""
        return cls(np.zeros(n, np.uint64), np.arange(n + 1, dtype=np.int64))

    def hashes(self, row: int) -> npt.NDArray[np.uint64]:
        """The sampled shingle hashes of one document."""
        start = int(self.offsets[row])
        return self.records[start + 1 + (int(self.records[start]) >> 8) : self.offsets[row + 1]]

    def count(self, left: I64, right: I64) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
        """(pairs, 4) sampled hashes that both documents have, that each has, and the level; and who differs in numbers."""
        counts, numbers = np.empty((left.size, 4), np.int32), np.empty(left.size, np.uint8)
        kernels.compare_sketches(self.records, self.offsets, left.astype(np.int64), right.astype(np.int64), counts, numbers, LEAST_NUMBERS)
        return counts, numbers

    def compare(self, left: I64, right: I64) -> tuple[F32, F32]:
        """Estimated Jaccard and containment (share of the smaller in the larger) of pairs of documents, 0-1."""
        jaccard, shares = shares_of(self.count(left, right)[0])
        return jaccard, shares.max(axis=1, initial=0)


def shares_of(counts: npt.NDArray[np.integer]) -> tuple[F32, F32]:
    """Jaccard of pairs, and (pairs, 2) which share of each the other has, from counts of both, one, the other."""
    both, one, other = (counts[:, k].astype(np.float64) for k in range(3))
    jaccard = both / np.maximum(one + other - both, 1)
    return jaccard.astype(np.float32), np.stack([both / np.maximum(one, 1), both / np.maximum(other, 1)], axis=1).astype(np.float32)


@dataclass(frozen=True)
class Signatures:
    """What signing adds for n documents: 128-bit exact hashes (n, 2), band keys (n, bands), who has shingles, sketches."""

    exact: npt.NDArray[np.uint64]
    keys: npt.NDArray[np.uint64]
    has_shingles: npt.NDArray[np.bool_]
    sketches: Sketches


def exact_hashes(docs: Documents) -> npt.NDArray[np.uint64]:
    """(n, 2) xxh3-128 of each text's bytes, white space at both ends left out."""
    content, offsets = docs.views.buffer, docs.views.offsets
    texts = _texts(docs)
    bare = np.diff(offsets) > 0
    bare[bare] = (content[offsets[:-1][bare]] > ord(" ")) & (content[offsets[1:][bare] - 1] > ord(" "))
    for row in np.flatnonzero(~bare).tolist():
        texts[row] = bytes(texts[row]).strip()
    return np.frombuffer(b"".join(map(xxhash.xxh3_128_digest, texts)), ">u8").reshape(-1, 2).astype(np.uint64)


def text_hashes(docs: Documents) -> npt.NDArray[np.uint64]:
    """xxh3-64 of each text's bytes: pass 2 checks that it reads what pass 1 read."""
    return np.frombuffer(b"".join(map(xxhash.xxh3_64_digest, _texts(docs))), ">u8").astype(np.uint64)


def _texts(docs: Documents) -> list[memoryview | bytes]:
    content = memory(docs.views.buffer)
    return [content[start:end] for start, end in pairwise(docs.views.offsets.tolist())]


def sign(docs: Documents, settings: MinHash | None) -> Signatures:
    """Sign a batch; without MinHash settings there are no band keys and no sketches, and no sketches of datatrove's units."""
    exact = exact_hashes(docs)
    n = len(docs)
    if settings is None:
        return Signatures(exact, np.zeros((n, 0), np.uint64), np.zeros(n, np.bool_), Sketches.none(n))
    units, keys = signed_units(docs, settings.units), np.empty((n, settings.bands), np.uint64)
    kernels.band_keys(signature(docs, settings), settings.bands, settings.rows, keys)
    has_shingles = units.counts >= settings.ngram
    if settings.units == DATATROVE:
        return Signatures(exact, keys, has_shingles, Sketches.none(n))
    records, offsets = np.empty(units.hash.size + n * (1 + NUMBERS), np.uint64), np.zeros(n + 1, np.int64)
    kernels.sketches(
        shingles(docs, settings.ngram), units.hash, units.kind, units.offsets, settings.ngram, SKETCH_TARGET, SKETCH_TOP, NUMBERS,
        records, offsets,
    )  # fmt: skip
    return Signatures(exact, keys, has_shingles, Sketches(records[: offsets[-1]].copy(), offsets))
