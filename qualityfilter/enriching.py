"""Rounds of gathering: what a few seed documents attract from a pool, round by round, until hardly anything new comes.

0. Seeds that the other seeds do not attract are left out.
1. Round 1 gathers by importance alone: what lies beyond the cut between the pool and the seeds.
2. Hosts and first folders of paths with many hits are promoted (DeepSeekMath, section 2.1, with a Wilson lower bound in the place of
   a person): all their pages become examples.
3. A classifier learns seeds, gathered and promoted pages against the rest, and queries are asked of what both think nearest; all three
   together gather anew. Of promoted places the classifier alone also gathers: their pages may look unlike the seeds.
   Of what queries alone bring, the best few of each, by affinity times quality, are learned from.
4. When nearly all of a round had been gathered in the round before, the model of that round is the seed model.

The seeds alone set all cuts in every round, and a round learns only from what the seeds alone nearly attract: what was gathered by
mistake must not gather its like.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qualityfilter.proportions import wilson
from qualityfilter.seed_model import (
    F64,
    I32,
    I64,
    Asked,
    Judged,
    Mask,
    Pool,
    Rows,
    SeedModel,
    affinity_of,
    ask,
    classifier,
    importance,
    queries_of,
    with_places,
)  # fmt: skip
from qualityfilter.seed_queries import Queries
from qualityfilter.sites import host_of, places_of

OUTSIDE = 3.5  # standard deviations, by the upper quartile, from which nothing is of the pool
LEARNED = -1.0  # importance's lead, from which on what was gathered is learned from: the seeds themselves must nearly attract it
PER_QUERY = 20  # documents that only a query brought, of which the next round learns


@dataclass(frozen=True)
class Promotion:
    """A host, or the first folder of its paths, whose pages are gathered so often that the others are looked at anew."""

    place: str
    pages: int
    hits: int
    lower: float  # bound of the share of hits


@dataclass(frozen=True)
class Round:
    """One round: how much was gathered, how much of that had been before, and what was promoted after it."""

    number: int
    gathered: int
    known: int
    promoted: tuple[Promotion, ...]

    @property
    def known_share(self) -> float:
        return self.known / self.gathered if self.gathered else 1.0


@dataclass(frozen=True)
class Gathering:
    """The seed model, the rounds, and of each document of the pool its lead over the cut and the round that first gathered it (0: none).

    `stays` says what the last round holds; `nearest` is the seed most like each of those, and `query` the number of the query that finds
    it best, -1 elsewhere; `by_place` marks documents of promoted places, `by_query` those that queries alone brought.
    """

    model: SeedModel
    rounds: tuple[Round, ...]
    lead: F64
    first_round: I64
    stays: Mask
    nearest: I64
    query: I64
    by_place: Mask
    by_query: Mask
    left_out: I64  # seeds that do not belong
    judged: Judged  # by importance, the seeds that belong
    places: F64  # of what stays, on the way from the pool to the seeds

    @property
    def likeness(self) -> float:
        """The place that a tenth of what was gathered lies beyond, on the way from the pool's middle (0) to the seeds' (1)."""
        return float(np.quantile(self.places, 0.9)) if self.places.size else 0.0


@dataclass(frozen=True)
class _Found:
    """What one round gathers: the lead of every document, the same if all were just on the cut of the queries, and the best query."""

    lead: F64
    without_queries: F64
    query: I32
    second: Judged
    weights: F64
    asked: Asked

    @property
    def stays(self) -> Mask:
        return np.asarray(self.lead > 0)

    @property
    def by_query(self) -> Mask:
        return self.stays & (self.without_queries <= 0)

    def learned(self, quality: F64) -> Mask:
        """What the next round learns from: of what a query alone brought, the first PER_QUERY by affinity times quality."""
        learned, rows = self.stays, np.flatnonzero(self.by_query)
        worth = affinity_of(self.without_queries[rows]) * quality[rows]
        rows = rows[np.lexsort((rows, -worth, self.query[rows]))]
        rank = np.arange(rows.size) - np.searchsorted(self.query[rows], self.query[rows])
        learned[rows[rank >= PER_QUERY]] = False
        return learned


def gather(
    name: str,
    seeds: Rows,
    pool: Pool,
    places: Sequence[str],
    *,
    against: Rows | None = None,
    texts: Sequence[str] = (),
    ids: Sequence[str] = (),
    quality: F64 | None = None,
    spoken: Iterable[str] = (),
    rounds: int = 4,
    stop: float = 0.98,
    promote: float = 0.1,
    pages: int = 5,
) -> Gathering:
    """Run the rounds. `places` are the documents' addresses ("" where unknown), `against` what the seeds hold that is not wanted.

    `texts` of the seeds make queries, which are not asked without; `ids` name the seeds in the model, which stays silent on documents in
    other languages than those `spoken`; `quality` of the pool's documents is 0-1. A place is promoted when the lower bound of its share
    of hits is at least `promote` and it has at least `pages` pages.
    """
    groups = _groups(places)
    pool = pool if against is None else pool.with_against(against, seeds)
    belongs, _ = belonging(seeds, pool)
    numbers = np.flatnonzero(belongs)
    seeds = seeds.take(numbers)
    first, importance_weights = importance(seeds, pool)
    queries = queries_of([texts[i] for i in numbers.tolist()] if texts else (), importance_weights, pool)
    attracted = np.asarray(first.pool > first.cut)
    stays, learned, first_round = attracted, attracted, attracted.astype(np.int64)
    worth = np.ones(stays.size) if quality is None else quality
    log: list[Round] = []
    known, on_place, promoted = 0, np.zeros(stays.size, np.bool_), list[Promotion]()
    for number in range(1, max(rounds, 2) + 1):
        if number > 1:
            used = promoted
            found = _round(seeds, pool, first, queries, learned | on_place, on_place)
            known = int((found.stays & stays).sum())
            stays = found.stays
            learned = found.learned(worth) & (first.lead()[1] > LEARNED)
            first_round[stays & (first_round == 0)] = number
        promoted = promotions(groups, stays & attracted, promote, pages, most=int(stays.sum()))
        log.append(Round(number, int(stays.sum()), known, tuple(promoted)))
        if number > 1 and log[-1].known_share >= stop:
            break
        on_place = _pages_of(groups, promoted, stays.size)
    named = [ids[i] for i in numbers[queries.seed].tolist()] if ids else ()
    model = SeedModel.of(
        name,
        pool,
        first,
        importance_weights,
        found.second,
        found.weights,
        found.asked,
        [one.place for one in used],
        named,
        spoken,
        len(log),
    )
    nearest = _nearest(seeds, pool, stays)
    nearest[stays] = numbers[nearest[stays]]
    return Gathering(
        model, tuple(log), found.lead, first_round, stays, nearest, np.where(stays, found.query, -1).astype(np.int64),
        _pages_of(groups, used, stays.size), found.by_query, np.flatnonzero(~belongs), first,
        pool.likeness(seeds, np.flatnonzero(stays)),
    )  # fmt: skip


def _round(seeds: Rows, pool: Pool, first: Judged, queries: Queries, learned: Mask, on_place: Mask) -> _Found:
    """Learn from what was gathered, ask the queries, and judge all documents anew."""
    second, weights = classifier(seeds, pool, learned)
    both = first.lead()[1] + second.lead()[1]
    asked, scores, query = ask(queries, seeds, pool, both)
    own = second.pool / second.scale
    unasked = asked.lead(both, np.full(both.size, asked.cut))
    lead, without = with_places(asked.lead(both, scores), own, on_place), with_places(unasked, own, on_place)
    query = np.where(both >= asked.near, query, -1).astype(np.int32)
    return _Found(lead, without, query, second, weights, asked)


def promotions(groups: Mapping[str, I64], hit: Mask, least: float, pages: int, most: int) -> list[Promotion]:
    """The places with enough hits, most hits first; none of more than `most` pages, which would outweigh all that seeds attract."""
    found = []
    for place, rows in groups.items():
        hits = int(hit[rows].sum())
        lower, _ = wilson(hits, rows.size)
        if hits and pages <= rows.size <= most and lower >= least:
            found.append(Promotion(place, int(rows.size), hits, lower))
    return sorted(found, key=lambda one: (-one.hits, one.place))


def _groups(places: Sequence[str]) -> dict[str, I64]:
    """The rows of every host and of every first folder of its paths; a folder that is all of its host is not counted twice.

    What has no dot is the name of a source, and no place.
    """
    rows: dict[str, list[int]] = {}
    for row, address in enumerate(places):
        for place in places_of(address) if "." in host_of(address) else ():
            rows.setdefault(place, []).append(row)
    whole = {place: len(found) for place, found in rows.items()}
    return {
        place: np.array(found, np.int64) for place, found in rows.items() if "/" not in place or len(found) < whole[place.split("/")[0]]
    }


def _pages_of(groups: Mapping[str, I64], promoted: Sequence[Promotion], size: int) -> Mask:
    marked = np.zeros(size, np.bool_)
    for one in promoted:
        marked[groups[one.place]] = True
    return marked


def _nearest(seeds: Rows, pool: Pool, stays: Mask) -> I64:
    """Of each gathered document the seed with the greatest cosine; the first of equals."""
    from scipy.sparse import csr_matrix

    found = np.full(stays.size, -1, np.int64)
    which = np.flatnonzero(stays)
    if not which.size:
        return found
    ours, theirs = pool.unit_rows(seeds), pool.unit_rows(pool.rows.take(which))
    width = pool.idf.size
    a = csr_matrix((theirs.value, theirs.bucket, theirs.offsets), shape=(len(theirs), width))
    b = csr_matrix((ours.value, ours.bucket, ours.offsets), shape=(len(ours), width)).T.tocsc()
    for begin in range(0, which.size, 1000):
        likeness = (a[begin : begin + 1000] @ b).toarray()
        found[which[begin : begin + 1000]] = likeness.argmax(axis=1)
    return found


def belonging(seeds: Rows, pool: Pool) -> tuple[Mask, Judged]:
    """Which seeds the others attract, and the attractor of these: what does not belong would pull in its like.

    A seed belongs where, left out, it lies OUTSIDE robust standard deviations above the pool's median. Those that do not are left out and
    the rest judged anew, until none goes, so that junk does not vouch for junk; a quarter of the seeds stays at least.
    """
    stays = np.ones(len(seeds), np.bool_)
    while True:
        kept = np.flatnonzero(stays)
        judged, _ = importance(seeds.take(kept), pool)
        middle, upper = np.quantile(judged.pool, [0.5, 0.75])
        leaves = kept[judged.seeds < middle + OUTSIDE * (upper - middle) / 0.6745]
        if not leaves.size or kept.size - leaves.size < max(len(seeds) // 4, 3):
            return stays, judged
        stays[leaves] = False
