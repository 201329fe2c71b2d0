"""What seed documents attract: three attractors over hashed features, learned against a pool, and the affinity that they give together.

1. Importance: how much more of each feature the seeds have than the pool (DSIR, Xie et al. 2023, section 3), in the mean over a
   document's features. The mean has no length bias, features of Chinese are characters and their pairs and triples, the pool is mixed in
   as smoothing, and no feature says more than a fixed amount.
2. A classifier: a linear model with squared hinge loss that tells the seeds and what was gathered so far from the rest of the pool.
3. Queries of the seeds' salient terms (`seed_queries`), asked of what the others think nearest.

What is known not to be wanted (code that the seeds hold by the way) counts as pages of the pool for the first two.

Each has a cut of its own, between the pool and what seeds get when they are left out. A document's *lead* is the sum of how far it lies
above the cuts, in standard deviations of the pool, queries counting a quarter; an affinity of .5 is a lead of 0.
"""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import IO

import fsspec
import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.features import LOG_TABLE, HashedFeatures, sampled_features
from qualityfilter.kernels import seeding as kernels
from qualityfilter.kernels.features import BUCKETS
from qualityfilter.seed_languages import languages, understood
from qualityfilter.seed_queries import Queries, make_queries, no_queries
from qualityfilter.sites import addresses, places_of

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I8 = npt.NDArray[np.int8]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

FORMAT = 4
AGAINST_MOST, AGAINST_TIMES = 0.5, 6.0  # of the pool's features that what is not wanted may be; and as a multiple of its part in the seeds
QUERIES_COUNT, WITH_QUERIES = 0.25, 0.3  # what queries count for, and what a lead gains in turn for being asked by all three
NEAREST, NEAR_LEAD = 0.05, -1.0  # queries are asked of this share of a pool, and of all above this lead
NEARLY = 0.4999  # an affinity that is kept as .5, and so gathered
LEAST_FEATURES = 100  # different ones, of some twenty words: shorter documents say too little to be near anything
SMOOTHING = 50.0  # damped features of the pool mixed into the seeds
COST = 1.0  # of an error of the classifier, both sides alike in sum
EPOCHS, ENOUGH = 200, 0.02
FOLDS = 5  # a document of the pool is judged by classifiers that have not seen it


@dataclass(frozen=True)
class Rows:
    """Damped feature counts (1 + ln c) of documents, CSR."""

    bucket: I32
    value: F32
    offsets: I64

    def __len__(self) -> int:
        return self.offsets.size - 1

    @functools.cached_property
    def counts(self) -> F64:
        """The counts that the values are of, up to the last of the table."""
        return np.rint(np.exp(self.value.astype(np.float64) - 1.0))

    def take(self, rows: I64) -> Rows:
        """Some of the rows, in this order."""
        sizes = np.diff(self.offsets)[rows]
        offsets = np.r_[np.int64(0), np.cumsum(sizes)]
        where = np.repeat(self.offsets[rows] - offsets[:-1], sizes) + np.arange(offsets[-1])
        return Rows(self.bucket[where], self.value[where], offsets)

    @classmethod
    def joined(cls, parts: list[Rows]) -> Rows:
        """All rows of these, end to end."""
        sizes = [np.diff(part.offsets) for part in parts] or [np.zeros(0, np.int64)]
        offsets = np.r_[np.int64(0), np.cumsum(np.concatenate(sizes))].astype(np.int64)
        if not parts:
            return cls(np.zeros(0, np.int32), np.zeros(0, np.float32), offsets)
        return cls(np.concatenate([p.bucket for p in parts]), np.concatenate([p.value for p in parts]), offsets)


def feature_rows(docs: Documents) -> Rows:
    """The documents as an attractor sees them."""
    found = sampled_features(docs)
    return Rows(found.bucket, LOG_TABLE[np.minimum(found.count, LOG_TABLE.size - 1)], found.offsets)


def _summed(rows: Rows) -> tuple[F64, I64]:
    """Values, and rows, by bucket."""
    total, documents = np.zeros(BUCKETS), np.zeros(BUCKETS, np.int64)
    kernels.add_up(rows.bucket, rows.value, rows.offsets, np.arange(len(rows)), total, documents)
    return total, documents


@dataclass(frozen=True)
class Pool:
    """Documents to gather from, and how often they and what is not wanted have each bucket."""

    rows: Rows
    total: F64
    documents: I64
    against: Rows = field(default_factory=lambda: Rows.joined([]))

    @classmethod
    def of(cls, rows: Rows) -> Pool:
        total, documents = _summed(rows)
        return cls(rows, total, documents)

    def with_against(self, against: Rows, seeds: Rows) -> Pool:
        """The pool with what these seeds hold that is not wanted, given the more weight the more of it they hold."""
        unwanted, wanted = _summed(against)[0], _summed(seeds)[0]
        mass = unwanted.sum()
        if mass <= 0.0:
            return self
        part = min(AGAINST_MOST, AGAINST_TIMES * mass / (mass + wanted.sum()))
        return replace(self, total=self.total + unwanted * (part * self.total.sum() / mass), against=against)

    @functools.cached_property
    def idf(self) -> F32:
        """Inverse document frequency of every bucket, in steps that a model file keeps."""
        idf = np.log((len(self.rows) + 1) / (self.documents + 1))
        return (np.clip(np.rint(idf * kernels.IDF_STEP), 0, 127) / kernels.IDF_STEP).astype(np.float32)

    @functools.cached_property
    def ridge(self) -> float:
        """What SHORT features of the pool add to the square of a row's length, so that a few features have no great weight."""
        value = self.rows.value.astype(np.float64) * self.idf[self.rows.bucket]
        return max(kernels.SHORT * float((value**2).sum()) / max(float(self.rows.value.astype(np.float64).sum()), 1.0), 1e-9)

    def unit_rows(self, rows: Rows) -> Rows:
        """The rows weighted by inverse document frequency, of length 1 or, where there are few features, less."""
        value = rows.value * self.idf[rows.bucket]
        squares = np.add.reduceat(np.r_[value.astype(np.float64) ** 2, 0.0], rows.offsets[:-1]) if len(rows) else np.zeros(0)
        squares = np.where(np.diff(rows.offsets) > 0, squares, 0.0)
        length = np.sqrt(squares + self.ridge)
        return Rows(rows.bucket, (value / np.repeat(length, np.diff(rows.offsets))).astype(np.float32), rows.offsets)

    def _centre(self, rows: Rows) -> F64:
        """The mean of the rows, each of length 1."""
        return _summed(self.unit_rows(rows))[0] / max(len(rows), 1)

    def likeness(self, seeds: Rows, gathered: I64) -> F64:
        """How far some documents of the pool lie on the way from the middle of all of them (0) to that of the seeds (1)."""
        start = self._centre(self.rows)
        way = self._centre(seeds) - start
        return _dots(self.unit_rows(self.rows.take(gathered)), np.r_[way, -(start * way).sum()] / max(float((way * way).sum()), 1e-12))


@dataclass(frozen=True)
class Judged:
    """What one attractor says: of the seeds, each left out, and of the pool; the cut between them, and the scale of the pool.

    `prior` is what it says of all features of the pool together.
    """

    seeds: F64
    pool: F64
    cut: float
    scale: float
    prior: float = 0.0

    @classmethod
    def between(cls, seeds: F64, pool: F64, rest: Mask) -> Judged:
        """The cut parts seeds from the `rest` of the pool where each is as many of its own standard deviations away."""
        below = pool[rest] if rest.any() else pool
        low, high = float(np.median(below)), float(np.mean(seeds))
        wide, near = max(float(np.std(below)), 1e-9), max(float(np.std(seeds)), 1e-9)
        return cls(seeds, pool, (low * near + high * wide) / (near + wide), max(float(np.std(pool)), 1e-9))

    def lead(self) -> tuple[F64, F64]:
        """How far seeds and pool lie above the cut, in standard deviations of the pool."""
        return (self.seeds - self.cut) / self.scale, (self.pool - self.cut) / self.scale


def importance(seeds: Rows, pool: Pool) -> tuple[Judged, F64]:
    """The first attractor and its weights."""
    target, _ = _summed(seeds)
    weights = np.zeros(BUCKETS)
    kernels.importance_weights(target, pool.total, SMOOTHING, weights)
    of_pool, of_seeds = np.zeros(len(pool.rows)), np.zeros(len(seeds))
    prior = float((pool.total * weights).sum() / max(pool.total.sum(), 1.0))
    kernels.means(pool.rows.bucket, pool.rows.value, pool.rows.offsets, weights, prior, of_pool)
    kernels.means_left_out(seeds.bucket, seeds.value, seeds.offsets, target, pool.total, SMOOTHING, prior, of_seeds)
    return replace(Judged.between(of_seeds, of_pool, np.ones(len(pool.rows), np.bool_)), prior=prior), weights


def left_out(seeds: Rows, belongs: Mask, pool: Pool) -> tuple[F64, Judged]:
    """The lead of every seed by importance of those that belong, itself left out; and what these say of the pool."""
    judged, weights = importance(seeds.take(np.flatnonzero(belongs)), pool)
    score = np.zeros(len(seeds))
    kernels.means(seeds.bucket, seeds.value, seeds.offsets, weights, judged.prior, score)
    score[belongs] = judged.seeds
    return (score - judged.cut) / judged.scale, judged


def classifier(seeds: Rows, pool: Pool, gathered: Mask) -> tuple[Judged, F64]:
    """The second attractor and its weights, bias last: seeds and `gathered` against the rest of the pool.

    Scores come from folds: of FOLDS classifiers each has not seen a fifth of the seeds and of the pool. The weights are their mean.
    """
    rows = pool.unit_rows(Rows.joined([seeds, pool.rows, pool.against]))
    n, end = len(seeds), len(seeds) + len(pool.rows)
    positive = np.r_[np.ones(n, np.bool_), gathered, np.zeros(len(pool.against), np.bool_)]
    fold = np.arange(len(rows)) * 7919 % FOLDS
    scores, mean = np.zeros(len(rows)), np.zeros(BUCKETS + 1)
    for k in range(FOLDS):
        train = np.flatnonzero(fold != k)
        side = np.where(positive[train], 1.0, -1.0)
        share = np.where(positive[train], positive[train].sum(), (~positive[train]).sum())
        weights = np.zeros(BUCKETS + 1)
        cost = COST * train.size / (2.0 * share)
        kernels.fit_hinge(
            rows.bucket, rows.value, rows.offsets, train, side, cost, EPOCHS, ENOUGH, np.zeros(train.size), weights
        )  # fmt: skip
        test = np.flatnonzero(fold == k)
        scores[test] = _dots(rows.take(test), weights)
        mean += weights / FOLDS
    return Judged.between(scores[:n], scores[n:end], ~gathered), mean


def _dots(rows: Rows, weights: F64) -> F64:
    """Each row's sum of value times weight, and the bias."""
    products = np.r_[rows.value.astype(np.float64) * weights[rows.bucket], 0.0]
    sums = np.add.reduceat(products, rows.offsets[:-1]) if len(rows) else np.zeros(0)
    return np.where(np.diff(rows.offsets) > 0, sums, 0.0) + weights[-1]


@dataclass(frozen=True)
class Asked:
    """Queries with their cut and scale, asked of documents from the lead `near` on."""

    queries: Queries
    cut: float
    scale: float
    near: float

    def lead(self, lead: F64, found: F64) -> F64:
        """The lead of all three attractors, from that of the first two and what queries found."""
        if not len(self.queries):
            return lead
        asked = QUERIES_COUNT * (found - self.cut) / self.scale
        return lead + WITH_QUERIES + np.where(lead >= self.near, asked, 0.0)


def queries_of(texts: Sequence[str], importance_weights: F64, pool: Pool) -> Queries:
    """The queries of seeds with these texts; none without texts."""
    average = float(pool.rows.counts.sum()) / max(len(pool.rows), 1)
    return make_queries(texts, importance_weights, pool.documents, len(pool.rows), average) if texts and average else no_queries()


def ask(queries: Queries, seeds: Rows, pool: Pool, lead: F64) -> tuple[Asked, F64, I32]:
    """The third attractor beside the `lead` of the others: what it found in the pool, and by which query (-1 none).

    Seeds are not asked for by their own queries.
    """
    own = np.full(len(seeds), -1, np.int64)
    own[queries.seed] = np.arange(len(queries))
    of_seeds, _ = queries.find(seeds.bucket, seeds.counts, seeds.offsets, own)
    of_pool, which = queries.find(pool.rows.bucket, pool.rows.counts, pool.rows.offsets)
    judged = Judged.between(of_seeds, of_pool, lead <= 0)
    near = min(float(np.quantile(lead, 1 - NEAREST)), NEAR_LEAD)
    return Asked(queries, judged.cut, judged.scale, near), of_pool, which


@dataclass(frozen=True)
class Reading:
    """Of each document its affinity; and of those above .5 the query that finds it best and the round that gathers it (-1 and 0 elsewhere).

    Importance gathers in round 1; what needs more than that is the last round's.
    """

    affinity: F64
    query: I32
    round: I64


@dataclass(frozen=True)
class SeedModel:
    """Two attractors as one table (inverse document frequency, classifier, importance) and the queries, with what makes them an affinity.

    Of pages of the promoted `places` the classifier alone can be enough. `seeds` are the identifiers of the queries' seeds, `rounds` how
    many there were.
    """

    name: str
    table: I8
    scale: float
    bias: float
    cuts: tuple[float, float]
    scales: tuple[float, float]
    asked: Asked
    prior: float
    ridge: float
    places: frozenset[str] = frozenset()
    seeds: tuple[str, ...] = ()
    spoken: frozenset[str] = frozenset()  # documents that are surely in another language are not near; none stands for all
    rounds: int = 1

    @classmethod
    def of(
        cls, name: str, pool: Pool, first: Judged, importance_weights: F64, second: Judged, classifier_weights: F64, asked: Asked,
        places: Iterable[str] = (), seeds: Iterable[str] = (), spoken: Iterable[str] = (), rounds: int = 1,
    ) -> SeedModel:  # fmt: skip
        """From exact weights; the classifier's keep 8 bits of their square root, importance 1 / 31."""
        linear = classifier_weights[:-1]
        scale = float(max(np.abs(linear).max(), 1e-9))
        table = np.column_stack([
            np.rint(pool.idf * kernels.IDF_STEP), np.rint(np.sign(linear) * np.sqrt(np.abs(linear) / scale) * 127),
            np.rint(importance_weights * kernels.STEPS),
        ])  # fmt: skip
        cuts, scales = (first.cut, second.cut), (first.scale, second.scale)
        bias = float(classifier_weights[-1])
        table = np.ascontiguousarray(table.astype(np.int8))
        known = frozenset(places), tuple(seeds), frozenset(spoken)
        return cls(name, table, scale, bias, cuts, scales, asked, first.prior, pool.ridge, *known, rounds)

    def affinity(self, docs: Documents) -> F64:
        """0-1 for each document; .5 is the cut, 0 one that is too short or in a language that the seeds do not have."""
        found = sampled_features(docs)
        return self._affinity(docs, found, *self._sides(found))

    def read(self, docs: Documents) -> Reading:
        """The affinity, and what gathered each document."""
        found = sampled_features(docs)
        first, second = self._sides(found)
        affinity = self._affinity(docs, found, first, second)
        near = affinity > NEARLY
        _, query = self._asked(found, np.flatnonzero(near))
        return Reading(affinity, query, np.where(near, np.where(first > 0, 1, self.rounds), 0))

    def _sides(self, found: HashedFeatures) -> tuple[F64, F64]:
        """How far documents lie above importance's cut, and above the classifier's own plane, in standard deviations of the pool."""
        sums = np.zeros((found.offsets.size - 1, 2))
        kernels.affinities(found.bucket, found.count, found.offsets, self.table, LOG_TABLE, self.prior, self.ridge, sums)
        return (sums[:, 0] - self.cuts[0]) / self.scales[0], (sums[:, 1] * self.scale + self.bias) / self.scales[1]

    def _affinity(self, docs: Documents, found: HashedFeatures, first: F64, second: F64) -> F64:
        lead = first + second - self.cuts[1] / self.scales[1]
        by_query, _ = self._asked(found, np.flatnonzero(lead >= self.asked.near))
        lead = self.asked.lead(lead, by_query)
        if self.places:
            promoted = np.array([not self.places.isdisjoint(places_of(address)) for address in addresses(docs.table)], np.bool_)
            lead = with_places(lead, second, promoted)
        near = long_enough(found.offsets)
        if self.spoken:
            near &= understood(languages(docs), self.spoken)
        return np.where(near, affinity_of(lead), 0.0)

    def _asked(self, found: HashedFeatures, rows: I64) -> tuple[F64, I32]:
        """What queries find among some of the documents; nothing elsewhere."""
        out, which = np.zeros(found.offsets.size - 1), np.full(found.offsets.size - 1, -1, np.int32)
        if rows.size:
            some = Rows(found.bucket, found.count.astype(np.float32), found.offsets).take(rows)
            out[rows], which[rows] = self.asked.queries.find(some.bucket, some.value, some.offsets)
        return out, which

    def save(self, file: IO[bytes]) -> None:
        """Write the model; the same model gives the same bytes."""
        asked = self.asked
        np.savez_compressed(
            file, format=FORMAT, name=self.name, table=self.table, line=[self.scale, self.bias, self.prior, self.ridge],
            cuts=self.cuts, scales=self.scales,
            asked=[asked.cut, asked.scale, asked.near], places=np.array(sorted(self.places), np.str_),
            seeds=np.array(self.seeds, np.str_), spoken=np.array(sorted(self.spoken), np.str_), rounds=self.rounds,
            **asked.queries.to_arrays(),
        )  # fmt: skip


def long_enough(offsets: I64) -> Mask:
    """Which documents have enough features (CSR) to be near anything."""
    return np.asarray(np.diff(offsets) >= LEAST_FEATURES)


def with_places(lead: F64, second: F64, promoted: Mask) -> F64:
    """The lead where pages of promoted places may also have that of the classifier's own side: they may look unlike the seeds."""
    return np.where(promoted, np.maximum(lead, second), lead)


def affinity_of(lead: F64) -> F64:
    """From a lead to 0-1."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(lead, -30.0, 30.0))))


@functools.cache  # one copy per process
def load_seed_model(path: str, stamp: str = "") -> SeedModel:
    """The model at a path or URL; `stamp` tells contents apart that follow one another there. InputError for what is no such model."""
    try:
        with fsspec.open(path, "rb") as file, np.load(io.BytesIO(file.read()), allow_pickle=False) as held:
            if int(held["format"]) != FORMAT or held["table"].shape != (BUCKETS, 3):
                raise InputError(f"seed_affinity: {path}: made by another version; enrich again")
            line, cuts, scales = (tuple(map(float, held[name])) for name in ("line", "cuts", "scales"))
            table = np.ascontiguousarray(held["table"], np.int8)
            asked = Asked(Queries.from_arrays(held), *map(float, held["asked"]))
            places, spoken = (frozenset(held[name].tolist()) for name in ("places", "spoken"))
            cut, spread, seeds = (cuts[0], cuts[1]), (scales[0], scales[1]), tuple(held["seeds"].tolist())
            known = places, seeds, spoken, int(held["rounds"])
            return SeedModel(str(held["name"]), table, line[0], line[1], cut, spread, asked, line[2], line[3], *known)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(f"seed_affinity: {path!r} is no model of `qualityfilter enrich`: {error}") from error
