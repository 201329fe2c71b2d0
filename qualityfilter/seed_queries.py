"""The third attractor: what queries made of the seeds' salient terms find, by BM25 over hashed features.

1. A term is a word of three letters and more, or a Chinese word of two characters and more (as rjieba divides), that at least two seeds
   have. Addresses, names in code and commands of LaTeX are none. A longer Chinese word is found by its first three characters.
2. A seed's query are its ten most salient terms: their count in the seed, damped, times what the first attractor gives them, times
   inverse document frequency in the pool, times in how many of the seeds they stand, damped.
3. A document's score is that of the query that finds it best, as a share of what the query can reach.

Terms are kept as people read them, so that each gathered document can name its query. A document is scored alone, without an index.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import rjieba

from qualityfilter.documents import Documents
from qualityfilter.kernels import seeding as kernels
from qualityfilter.kernels.features import BUCKETS

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

TERMS = 10  # of a query
MOST_QUERIES = 256  # of more seeds, so many make one each, evenly spread
MOST_READ = 2_000  # seeds whose terms are counted
LEAST_SEEDS = 2  # that have a term
MOST_COUNT = 255  # beyond which a count says no more

_WORD = re.compile(r"(?<![\\/._@:#\w])[^\W\d_\u3400-\u9fff]{3,}(?![_/@\w]|\.\w)|[\u3400-\u9fff]{2,}")


@dataclass(frozen=True)
class Queries:
    """Queries over hashed features. Query q is of the seed `seed[q]` and reads `words[q]`; `best[q]` is the greatest sum it can reach.

    Term t has the bucket `bucket[t]` (ascending) and `idf[t]`, and stands in the queries of_query[start[t]:start[t + 1]].
    """

    seed: I64
    words: tuple[tuple[str, ...], ...]
    bucket: I32
    idf: F64
    start: I64
    of_query: I32
    best: F64
    average: float  # features of a document of the pool

    def __len__(self) -> int:
        return self.best.size

    def find(self, bucket: I32, count: npt.NDArray[Any], offsets: I64, without: I64 | None = None) -> tuple[F64, I32]:
        """For documents as features (CSR), the best query's score, 0-1, and its number, -1 for none; `without` is one not to count."""
        n = offsets.size - 1
        out, which = np.zeros(n), np.full(n, -1, np.int32)
        if len(self) and n:
            term_of = np.full(BUCKETS, -1, np.int32)
            term_of[self.bucket] = np.arange(self.bucket.size)
            counts = np.minimum(count, MOST_COUNT).astype(np.float64)
            not_this = np.full(n, -1, np.int64) if without is None else without
            kernels.best_query(
                bucket, counts, offsets, term_of, self.idf, self.start, self.of_query, self.best, self.average, not_this, out, which
            )
        return out, which

    def to_arrays(self) -> dict[str, Any]:
        """What a model file keeps."""
        words = np.array(["\t".join(words) for words in self.words], np.str_)
        return {
            "query_seed": self.seed, "query_words": words, "query_bucket": self.bucket, "query_idf": self.idf, "query_start": self.start,
            "query_of": self.of_query, "query_best": self.best, "query_average": self.average,
        }  # fmt: skip

    @classmethod
    def from_arrays(cls, held: Any) -> Queries:
        words = tuple(tuple(line.split("\t")) for line in held["query_words"].tolist())
        return cls(
            held["query_seed"], words, held["query_bucket"], held["query_idf"], held["query_start"], held["query_of"], held["query_best"],
            float(held["query_average"]),
        )  # fmt: skip


def no_queries() -> Queries:
    """An attractor that finds nothing."""
    none = np.zeros(0, np.int64)
    return Queries(none, (), none.astype(np.int32), np.zeros(0), np.zeros(1, np.int64), none.astype(np.int32), np.zeros(0), 1.0)


def make_queries(texts: Sequence[str], weights: F64, documents: I64, pool: int, average: float) -> Queries:
    """Queries of the seeds with these texts; `weights` by bucket are the first attractor's, `documents` of the `pool` have each bucket."""
    read = np.unique(np.linspace(0, len(texts) - 1, min(len(texts), MOST_READ)).astype(np.int64))
    counts = [Counter(words(texts[i])) for i in read.tolist()]
    seeds = Counter(word for count in counts for word in count)
    known = [word for word in sorted(seeds) if seeds[word] >= LEAST_SEEDS]
    bucket = dict(zip(known, buckets_of(known)))
    idf = np.log1p((pool - documents + 0.5) / (documents + 0.5))
    worth = {w: max(float(weights[b]), 0.0) * float(idf[b]) * (1 + np.log(seeds[w])) for w, b in bucket.items() if b >= 0}
    chosen = np.unique(np.linspace(0, read.size - 1, min(read.size, MOST_QUERIES)).astype(np.int64)).tolist()
    found = [(int(read[i]), terms) for i in chosen if (terms := _query(counts[i], worth, bucket))]
    return _indexed(found, bucket, idf, average)


def words(text: str) -> Iterator[str]:
    """The words of a text that can stand in a query, in order, lower-case."""
    for match in _WORD.finditer(text):
        run = match.group()
        if "\u3400" <= run[0] <= "\u9fff":
            yield from (word for word in rjieba.cut(run) if len(word) > 1)
        else:
            yield run.lower()


def buckets_of(terms: Sequence[str]) -> list[int]:
    """The bucket by which documents know each term; -1 for one that is no word there."""
    docs = Documents.from_texts(list(terms))
    units = docs.views.units
    bucket, document, first, last = (np.empty(2 * units.hash.size + 1, np.int32) for _ in range(4))
    size = kernels.terms(
        units.hash, units.start, units.end, units.chars, units.kind, units.offsets, bucket, document, first, last
    )  # fmt: skip
    found, longest = [-1] * len(terms), [0] * len(terms)
    for b, d, length in zip(bucket[:size].tolist(), document[:size].tolist(), (last - first)[:size].tolist()):
        if length > longest[d]:
            found[d], longest[d] = b, length
    return found


def _query(count: Counter[str], worth: dict[str, float], bucket: dict[str, int]) -> list[str]:
    """The most salient words of one seed, none that documents cannot tell from another."""
    salient = {word: (1 + np.log(n)) * worth[word] for word, n in count.items() if worth.get(word, 0.0) > 0.0}
    chosen: dict[int, str] = {}
    for word in sorted(salient, key=lambda word: (-salient[word], word)):
        chosen.setdefault(bucket[word], word)
        if len(chosen) == TERMS:
            break
    return list(chosen.values())


def _indexed(found: Sequence[tuple[int, list[str]]], bucket: dict[str, int], idf: F64, average: float) -> Queries:
    if not found:
        return no_queries()
    pairs = np.array(sorted((bucket[word], q) for q, (_, terms) in enumerate(found) for word in terms), np.int64)
    buckets, start = np.unique(pairs[:, 0], return_index=True)
    best = np.array([(kernels.K1 + 1.0) * sum(float(idf[bucket[word]]) for word in terms) for _, terms in found])
    return Queries(
        np.array([seed for seed, _ in found], np.int64), tuple(tuple(terms) for _, terms in found), buckets.astype(np.int32), idf[buckets],
        np.r_[start, len(pairs)].astype(np.int64), pairs[:, 1].astype(np.int32), best, average,
    )  # fmt: skip
