"""Models that `toxicity`, `adult`, `knowledge`, `reasoning` and `domain` share, evaluated together over the batch's hashed features.

1. A sample of each document's features gives COLUMNS of linear scores (one pass).
2. All segments give the odds of POOLED, toxicity by a model for the document's script: hashed features of two languages collide, and what
   offends in one says nothing of the other. A document is as toxic as its worst passages, so odds are pooled: the whole, the mean, the top.
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
from qualityfilter.kernels.unicode import SCRIPTS
from scorers._bank import Linear, chance, drawn_to, pooled_lines, trust

F64 = npt.NDArray[np.float64]
I16 = npt.NDArray[np.int16]
I64 = npt.NDArray[np.int64]

HAN, LATIN = SCRIPTS.index("HAN"), SCRIPTS.index("LATIN")
MODEL_FILE = Path(__file__).parent / "models" / "topics.npz"
POOLED = ("toxicity", "adult")
MODELS = ("toxicity in Latin letters", "toxicity in Han characters", "adult")
"""What the segments' weights are of; of the first two, a document is read by one."""
LETTERS_A_CHARACTER = 3  # Latin letters that say as much as a Han character
LENGTH_POWER, USUAL, LONG = 0.1, 100.0, 1_000.0
"""Odds are a sum over features divided by the root of their number, times this power of the number over USUAL: a longer post offends more
often. From LONG on they are a mean: mild words that go on for pages are no offence."""
DOMAINS = (
    "news", "encyclopedic", "howto", "opinion", "forum", "personal", "product", "listing", "legal", "medical", "science", "fiction",
    "poetry", "other",
)  # fmt: skip
"""Domains that the models tell apart; mathematics and code have scorers of their own."""
GRADED = ("knowledge", "reasoning")
COLUMNS = (*GRADED, *DOMAINS)


@dataclass(frozen=True)
class Topics:
    """What the file holds. `segments` is (buckets, MODELS), `final` (1 + 3, MODELS), intercepts first; `domains` is
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
        odds = final_odds(read, model.final, reader(docs))
        found = drawn_to(model.prior[: len(POOLED)], odds, known)
        return {name: found[:, k] for k, name in enumerate(POOLED)}

    return docs.memo("topics:chances", compute)


def reader(docs: Documents) -> I64:
    """(n,): which of the first two of MODELS reads a document."""
    scripts = docs.views.scripts
    return np.asarray(LETTERS_A_CHARACTER * scripts[:, HAN] > scripts[:, LATIN]).astype(np.int64)


def final_odds(read: F64, final: F64, by: I64) -> F64:
    """(n, POOLED): `final`[0] + the sum of the inputs times its other rows, in order (no BLAS)."""
    weights = by_model(final, by)
    return np.asarray(weights[:, 0] + (read * weights[:, 1:]).sum(axis=1))


def by_model(of_models: F64, by: I64) -> F64:
    """(n, ..., POOLED) of an array whose last axis is MODELS: the column of toxicity that reads each document, and that of adult."""
    toxicity, adult = np.moveaxis(of_models, -1, 0)[by], np.moveaxis(of_models, -1, 0)[np.full(by.size, 2)]
    return np.stack([toxicity, adult], axis=-1)


def inputs(docs: Documents, weights: I16, scale: F64, intercept: F64) -> tuple[F64, F64]:
    """(n, 3, POOLED), what the final models read: odds of the whole, log of the mean and of the top chance of segments; features known."""
    found, by = occurrences(docs), reader(docs)
    of_segment = np.repeat(by, np.diff(found.documents))
    sums = np.zeros((found.units.size, len(POOLED) + 1), np.int64)
    kernels.segment_sums(found.bucket, found.segments, weights, of_segment, sums)
    running = np.zeros((sums.shape[0] + 1, sums.shape[1]), np.int64)
    np.cumsum(sums, axis=0, out=running[1:])
    whole = running[found.documents[1:]] - running[found.documents[:-1]]
    per_segment = chance(_odds(sums, by_model(scale, of_segment), by_model(intercept, of_segment)))
    pooled = np.stack([pooled_lines(np.ascontiguousarray(p), found) for p in per_segment.T], axis=2)
    mean = pooled[:, feature_kernels.MEAN]
    kept = np.stack([mean, np.maximum(pooled[:, feature_kernels.TOP], mean)], axis=1)  # a single segment is its own top
    odds = _odds(whole, by_model(scale, by), by_model(intercept, by))
    return np.concatenate([odds[:, None], np.log(kept + 0.01)], axis=1), whole[:, -1].astype(np.float64)


def _odds(sums: I64, scale: F64, intercept: F64) -> F64:
    length = np.maximum(sums[:, -1:], 1).astype(np.float64)
    raised = (np.minimum(length, LONG) / USUAL) ** LENGTH_POWER
    return np.asarray(sums[:, :-1] * scale * raised / np.sqrt(length * np.maximum(length / LONG, 1.0)) + intercept)
