"""Finds where a corpus is weak: slices of validation texts, the weakest first, each by three figures.

1. Every slice is divided by a hash of its texts: one half becomes seeds, queries and what the corpus might be given, the other half judges.
2. *Saved*: the share of its bits that go when equally many tokens of every slice's seeds join a million of the corpus, by n-gram models of
   one without and with them. What the corpus knows already gains little from more of it; and as both models read the same texts, slices
   that are hard for any model do not look weak.
3. *Terms*: the share of the slice's salient terms that three documents of a million tokens of the corpus have.
4. *Near*: the share of the corpus's tokens in documents that lie nearer to the seeds than the corpus's middle (DSIR's importance). It is
   told, and does not vote: for many a slice hardly anything is near, and nothing is wrong.

The gap is the geometric mean of what is saved and of the share of terms that are lacking: 0 where either is nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.judge_figures import RESAMPLES, Interval
from qualityfilter.judge_input import Sampled, read_named, read_sample
from qualityfilter.judge_model import JudgeModel, Text, vocabulary
from qualityfilter.judging import LEAST_TOKENS, MOST_READ, Slice, without_overlap
from qualityfilter.salient_terms import Term, candidates, documents_with, salient, spelled
from qualityfilter.seed_model import Pool, importance
from qualityfilter.seed_pool import rows_of

OWN_TOKENS, LEAST_OWN = 30_000, 2_000  # of each slice that join the corpus, the same for all slices
ENOUGH = 3.0  # documents of a million tokens that must have a term
SPELLED = 120  # salient terms that are spelled out, for people and for queries
LEAST_DOCUMENTS = 20  # of a slice, before it is divided

_NAME = re.compile(r"[a-z][a-z0-9_]*")
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Halves:
    """A slice divided: what seeds are made of, and what judges."""

    name: str
    seeds: list[str]
    seed_text: Text
    judging: list[str]

    @classmethod
    def of(cls, name: str, texts: Sequence[str]) -> Halves:
        """Every other text; `texts` stand in the order of their hashes. InputError for fewer than 20."""
        if len(texts) < LEAST_DOCUMENTS:
            raise InputError(
                f"{name}: {len(texts)} documents are too few: one half makes seeds, the other judges; at least {LEAST_DOCUMENTS}"
            )
        return cls(name, list(texts[::2]), Text.of(texts[::2]), list(texts[1::2]))


@dataclass(frozen=True)
class Gap:
    """How weak a corpus is on one slice; all shares lie in 0-1. `bits` are bits per byte under the corpus's model."""

    name: str
    documents: int
    left_out: int
    bits: float
    saved: Interval
    terms: float
    near: float
    salient: tuple[Term, ...]
    lacking: tuple[str, ...]

    @property
    def gap(self) -> float:
        return math.sqrt(max(self.saved.value, 0.0) * (1 - self.terms))


@dataclass(frozen=True)
class Gaps:
    """All slices, the weakest first; `tokens` of the corpus were drawn for each model, `own` of each slice's seeds.

    `all_tokens` is about what the whole corpus holds.
    """

    slices: tuple[Gap, ...]
    halves: Mapping[str, Halves]
    tokens: int
    own: int
    seeds: int
    all_tokens: int

    def budget(self, name: str, share: float) -> int:
        """Tokens to draw for a slice: so large a share of the corpus for the weakest, for the others in proportion to their gaps."""
        most = max(self.slices[0].gap, 1e-9)
        return round(share * self.all_tokens * next(one.gap for one in self.slices if one.name == name) / most)


def measure_gaps(corpus: str, given: Sequence[str], tokens: int, seeds: int = 3, documents: int = 300, seed: int = 1) -> Gaps:
    """The gaps of a corpus (a run's folder, files or a glob) on slices given as NAME=GLOB. InputError for a name that stands twice."""
    halves = [Halves.of(*read_named(one, documents, seed)) for one in given]
    names = [half.name for half in halves]
    for name in names:
        if not _NAME.fullmatch(name):
            raise InputError(f"--validation {name!r}: lower-case letters, digits and _ only, a letter first")
        if names.count(name) > 1:
            raise InputError(f"--validation {name}: the name stands twice; give one glob for a slice")
    return find_gaps(read_sample(corpus, tokens, seed, texts=True), halves, tokens, seeds, seed)


def find_gaps(sampled: Sampled, halves: Sequence[Halves], tokens: int, seeds: int = 3, seed: int = 1) -> Gaps:
    """Measure every slice against a corpus. The same corpus, slices and seed give the same figures."""
    corpus = sampled.corpus
    budget = min(tokens, int(MOST_READ * corpus.tokens))
    if budget < LEAST_TOKENS:
        raise InputError(f"{corpus.name}: {budget:,} tokens are too few to judge a corpus by: at least {LEAST_TOKENS:,}")
    own_tokens = min(OWN_TOKENS, *(int(half.seed_text.counts.sum()) for half in halves))
    if own_tokens < LEAST_OWN:
        small = min(halves, key=lambda half: int(half.seed_text.counts.sum()))
        raise InputError(f"{small.name}: half of it has {own_tokens:,} tokens, too few to compare with: at least {LEAST_OWN:,}")
    judging = without_overlap([Slice(half.name, Text.of(half.judging), True) for half in halves], [corpus])
    drawn = [corpus.draw(budget, np.random.default_rng([seed, number])) for number in range(seeds)]
    losses = [_losses(corpus.text.take(rows), judging, halves, own_tokens, seed + number) for number, rows in enumerate(drawn)]
    terms = _terms(corpus.text, halves)
    pool = Pool.of(rows_of(Documents.from_texts([sampled.texts[i] for i in drawn[0].tolist()])))
    held = corpus.text.counts[drawn[0]]
    found = []
    for i, (half, one) in enumerate(zip(halves, judging)):
        bits = np.array([loss[i] for loss in losses])  # [seed, without and with its own texts, document]
        share, own, lacking = terms[i]
        mean = float((bits[:, 0] / one.text.bytes).mean())
        near = _near(half, pool, held)
        found.append(Gap(half.name, len(one.text), one.left_out, mean, _saved(bits, seed), share, near, own, lacking))
    order = sorted(found, key=lambda one: (-one.gap, -one.saved.value, one.name))
    return Gaps(tuple(order), {half.name: half for half in halves}, budget, own_tokens, seeds, round(corpus.tokens / sampled.share))


def _losses(corpus: Text, judging: Sequence[Slice], halves: Sequence[Halves], own_tokens: int, seed: int) -> list[F64]:
    """Per slice [without and with the slices' own texts, document]: bits under a model of the corpus, and of it with all of them."""
    owns = [_first(half.seed_text, own_tokens, seed) for half in halves]
    words = vocabulary([corpus, *owns])
    models = [JudgeModel.train(text, words) for text in (corpus, Text.joined([corpus, *owns]))]
    return [np.stack([model.bits(one.text) for model in models]) for one in judging]


def _first(text: Text, tokens: int, seed: int) -> Text:
    order = np.random.default_rng(seed).permutation(len(text))
    return text.take(order[: int(np.searchsorted(np.cumsum(text.counts[order]), tokens)) + 1])


def _saved(bits: F64, seed: int) -> Interval:
    """1 - bits with the own texts / bits without, over documents and seeds drawn anew."""
    rng = np.random.default_rng(seed)
    seeds, _, documents = bits.shape

    def share(sums: F64) -> float:
        return float(1 - sums[1] / max(sums[0], 1e-9))

    drawn = np.empty(RESAMPLES)
    for k in range(RESAMPLES):
        counts = np.bincount(rng.integers(0, documents, documents), minlength=documents)
        drawn[k] = share((bits[rng.integers(0, seeds, seeds)].sum(axis=0) * counts).sum(axis=1))
    return Interval.of(share(bits.sum(axis=(0, 2))), drawn)


def _terms(corpus: Text, halves: Sequence[Halves]) -> list[tuple[float, tuple[Term, ...], tuple[str, ...]]]:
    """Per slice the share of its salient terms that the corpus has often enough; some of them spelled out; those of these it lacks.

    Salient is what the slice has more of than the other slices and the corpus.
    """
    own = [candidates(half.seed_text) for half in halves]
    wanted = np.unique(np.concatenate([one.hash for one in own]))
    shares = [documents_with(wanted, half.seed_text) / max(len(half.seed_text), 1) for half in halves]
    there = documents_with(wanted, corpus)
    enough = there >= max(2.0, ENOUGH * float(corpus.counts.sum()) / 1e6)
    found = []
    for i, (half, one) in enumerate(zip(halves, own)):
        at = np.searchsorted(wanted, one.hash)
        elsewhere = np.mean([there / max(len(corpus), 1), *(share for k, share in enumerate(shares) if k != i)], axis=0)
        rows = salient(one, elsewhere[at])
        terms = spelled(one, rows, half.seeds, half.seed_text, SPELLED)
        lacking = tuple(term.text for term in terms if not enough[np.searchsorted(wanted, np.uint64(term.hash))])
        found.append((float(enough[at[rows]].mean()) if rows.size else 1.0, tuple(terms), lacking))
    return found


def _near(half: Halves, pool: Pool, tokens: I64) -> float:
    """The share of the drawn tokens in documents over the cut between the corpus and the seeds."""
    judged, _ = importance(rows_of(Documents.from_texts(half.seeds)), pool)
    return float(tokens[judged.pool > judged.cut].sum() / max(int(tokens.sum()), 1))
