"""Models that `toxicity`, `adult`, `knowledge`, `reasoning` and `domain` share, evaluated together over the batch's hashed features.

1. A sample of each document's features gives COLUMNS of linear scores (one pass).
2. All segments give the odds of POOLED; a document is as toxic as its worst passages, so these are pooled: the whole, the mean, the top.
3. A logistic model of the three gives the chance. Texts of few features are drawn to the prior.

`scorers/training/train_topics.py` makes the file. Everything is per document and independent of the batch.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.features import hashed_features, occurrences, sampled_features
from qualityfilter.kernels import features as feature_kernels
from qualityfilter.kernels import topics as kernels
from scorers._bank import Linear, chance, drawn_to, pooled_lines, trust

F64 = npt.NDArray[np.float64]
I16 = npt.NDArray[np.int16]
I64 = npt.NDArray[np.int64]

MODEL_FILE = Path(__file__).parent / "models" / "topics.npz"
POOLED = ("toxicity", "adult")
DOMAINS = (
    "news", "encyclopedic", "howto", "opinion", "forum", "personal", "product", "listing", "legal", "medical", "science", "fiction",
    "poetry", "other",
)  # fmt: skip
"""Domains that the models tell apart; mathematics and code have scorers of their own."""
GRADED = ("knowledge", "reasoning")
COLUMNS = (*GRADED, *DOMAINS)


@dataclass(frozen=True)
class Topics:
    """What the file holds. `final` is (1 + 3, POOLED), intercepts first; `domains` is
    (1 + COLUMNS, DOMAINS), a multinomial model of the linear scores; `curve` is slope and shift of GRADED; `prior` their log-odds."""

    documents: Linear
    segments: I16
    segment_scale: F64
    segment_intercept: F64
    final: F64
    domains: F64
    curve: F64
    prior: F64  # of POOLED, then of GRADED


@functools.cache
def topics() -> Topics:
    """The shipped models, loaded once per process."""
    with np.load(MODEL_FILE, allow_pickle=False) as held:
        return Topics(
            Linear(held["document_weights"], held["document_scale"], held["document_intercept"]),
            *(held[name] for name in ("segments", "segment_scale", "segment_intercept", "final", "domains", "curve", "prior")),
        )


def columns(docs: Documents) -> F64:
    """(n, COLUMNS): linear scores, intercept included; shares of the highest grade for GRADED, near a chance for DOMAINS."""
    return docs.memo("topics:columns", lambda: topics().documents.of_features(sampled_features(docs)))


def graded(docs: Documents) -> dict[str, F64]:
    """GRADED by name, in 0-1."""
    model = topics()
    drawn = columns(docs)[:, : len(GRADED)] * model.curve[0] + model.curve[1]
    features = np.diff(hashed_features(docs).offsets).astype(np.float64)
    found = drawn_to(model.prior[len(POOLED) :], drawn, features)
    return {name: found[:, k] for k, name in enumerate(GRADED)}


def domains(docs: Documents) -> F64:
    """(n, DOMAINS): a chance each; nearer 0 for texts of few features."""
    read, model = columns(docs), topics().domains
    odds = np.repeat(model[:1], len(docs), axis=0)
    for k in range(read.shape[1]):
        odds = odds + read[:, k : k + 1] * model[k + 1]
    features = np.diff(hashed_features(docs).offsets).astype(np.float64)
    return softmax(odds) * trust(features)


def softmax(odds: F64) -> F64:
    """Chances that add up to 1 along each row."""
    raised = np.exp(odds - odds.max(axis=1, initial=-30.0)[:, None])
    return np.asarray(raised / raised.sum(axis=1)[:, None])


def chances(docs: Documents) -> dict[str, F64]:
    """POOLED by name, in 0-1."""

    def compute() -> dict[str, F64]:
        model = topics()
        read, known = inputs(docs, model.segments, model.segment_scale, model.segment_intercept)
        odds = model.final[0] + (read * model.final[1:]).sum(axis=1)
        found = drawn_to(model.prior[: len(POOLED)], odds, known)
        return {name: found[:, k] for k, name in enumerate(POOLED)}

    return docs.memo("topics:chances", compute)


def inputs(docs: Documents, weights: I16, scale: F64, intercept: F64) -> tuple[F64, F64]:
    """(n, 3, POOLED), what the final models read: odds of the whole, log of the mean and of the top chance of segments; features known."""
    found = occurrences(docs)
    sums = np.zeros((found.units.size, len(POOLED) + 1), np.int64)
    kernels.segment_sums(found.bucket, found.segments, weights, sums)
    running = np.zeros((sums.shape[0] + 1, sums.shape[1]), np.int64)
    np.cumsum(sums, axis=0, out=running[1:])
    whole = running[found.documents[1:]] - running[found.documents[:-1]]
    per_segment = chance(_odds(sums, scale, intercept))
    pooled = np.stack([pooled_lines(np.ascontiguousarray(p), found) for p in per_segment.T], axis=2)
    mean = pooled[:, feature_kernels.MEAN]
    kept = np.stack([mean, np.maximum(pooled[:, feature_kernels.TOP], mean)], axis=1)  # a single segment is its own top
    return np.concatenate([_odds(whole, scale, intercept)[:, None], np.log(kept + 0.01)], axis=1), whole[:, -1].astype(np.float64)


def _odds(sums: I64, scale: F64, intercept: F64) -> F64:
    return np.asarray(sums[:, :-1] * scale / np.sqrt(np.maximum(sums[:, -1:], 1)) + intercept)
