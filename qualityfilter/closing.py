"""How far a supplement closes a gap: bits per byte on validation texts before and after, at equal numbers of tokens, with intervals.

For every seed, documents of the corpus with and without the supplement are drawn up to the same number of tokens, and an n-gram model
trained on each, as the judge does. Where a corpus is known from which the slice was never missing, what is closed is
(before - after) / (before - never).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.errors import InputError
from qualityfilter.judge_figures import RESAMPLES, Interval
from qualityfilter.judge_model import JudgeModel, vocabulary
from qualityfilter.judging import LEAST_TOKENS, MOST_READ, Corpus, Slice, without_overlap

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Closing:
    """One slice. `change` is the relative change of the mean bits per byte; `closed` of what was missing, where `never` is known."""

    name: str
    documents: int
    left_out: int
    before: float
    after: float
    change: Interval
    never: float | None = None
    closed: Interval | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            **{key: value for key, value in vars(self).items() if key not in ("change", "closed")},
            "change": vars(self.change),
            "closed": vars(self.closed) if self.closed else None,
        }


def measure_closing(
    before: Corpus,
    after: Corpus,
    slices: Sequence[Slice],
    tokens: int = 1_000_000,
    seeds: int = 3,
    seed: int = 1,
    never: Corpus | None = None,
) -> list[Closing]:
    """Every slice before and after. The same corpora, slices and seed give the same figures."""
    corpora = [before, after, *([never] if never is not None else [])]
    budget = min(tokens, *(int(MOST_READ * corpus.tokens) for corpus in corpora))
    if budget < LEAST_TOKENS:
        raise InputError(f"{budget:,} tokens of each corpus are too few to see a gap closing: at least {LEAST_TOKENS:,}")
    kept = without_overlap(slices, corpora)
    bits: list[list[F64]] = [[] for _ in kept]
    for number in range(seeds):
        drawn = [corpus.text.take(corpus.draw(budget, np.random.default_rng([seed, number]))) for corpus in corpora]
        words = vocabulary(drawn)
        models = [JudgeModel.train(text, words) for text in drawn]
        for i, one in enumerate(kept):
            bits[i].append(np.stack([model.bits(one.text) / one.text.bytes for model in models]))
    return [_figures(one, np.array(of), seed) for one, of in zip(kept, bits)]


def _figures(one: Slice, bits: F64, seed: int) -> Closing:
    """From bits per byte by [seed, corpus, document]."""
    rng = np.random.default_rng(seed)
    seeds, corpora, documents = bits.shape
    drawn = np.empty((RESAMPLES, corpora))
    for k in range(RESAMPLES):
        counts = np.bincount(rng.integers(0, documents, documents), minlength=documents) / documents
        drawn[k] = (bits[rng.integers(0, seeds, seeds)].mean(axis=0) * counts).sum(axis=1)
    mean = bits.mean(axis=(0, 2))
    change = Interval.of(mean[1] / mean[0] - 1, drawn[:, 1] / drawn[:, 0] - 1)
    if corpora < 3:
        return Closing(one.name, documents, one.left_out, float(mean[0]), float(mean[1]), change)
    closed = Interval.of(_closed(mean), np.array([_closed(row) for row in drawn]))
    return Closing(one.name, documents, one.left_out, float(mean[0]), float(mean[1]), change, float(mean[2]), closed)


def _closed(means: F64) -> float:
    missing = float(means[0] - means[2])
    return float(means[0] - means[1]) / missing if missing else 0.0
