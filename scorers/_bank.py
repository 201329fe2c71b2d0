"""Linear models over one set of hashed features, evaluated together: what `ads`, `education`, `mathematics` and `code` share.

1. A document's hashed features give COLUMNS of linear scores (one pass).
2. Each line's features give the chance that it is advertising; these are pooled over the document.
3. A logistic model of both gives FINAL, the chances that `ads` and `education` report. Texts of few features are drawn to the prior.

`scorers/training/train_linear_bank.py` makes the file. Everything is per document and independent of the batch.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.features import LOG_TABLE, HashedFeatures, Occurrences, hashed_features, occurrences
from qualityfilter.kernels import features as kernels

F64 = npt.NDArray[np.float64]
F32 = npt.NDArray[np.float32]
I8 = npt.NDArray[np.int8]

MODEL_FILE = Path(__file__).parent / "models" / "linear_bank.npz"
COLUMNS = ("fluency", "density", "education", "ads_any", "ads_mainly", "navigation", "mathematics", "code")
FINAL = ("ads_any", "ads_mainly", "education")
JUDGED = ("mathematics", "code")  # columns that are a log-odds by themselves
INPUTS = (*COLUMNS[:6], "line mean", "line top", "line head", "line tail")
FEW = 12.0  # features at which a text counts half, the prior the other half


@dataclass(frozen=True)
class Linear:
    """Linear models over hashed features: weights[:, 0] is the idf in steps of 1/8, the others as `kernels.linear_bank` reads them."""

    weights: I8
    scale: F32
    intercept: F64

    @classmethod
    def quantised(cls, idf: I8, weights: F32, intercept: npt.ArrayLike) -> Linear:
        """From exact weights (buckets × models) for features of unit length; a weight keeps 8 bits of its square root."""
        scale = np.maximum(np.abs(weights).max(axis=0), 1e-9)
        codes = np.rint(np.sign(weights) * np.sqrt(np.abs(weights) / scale) * 127).astype(np.int8)
        stacked = np.ascontiguousarray(np.column_stack([idf, codes]))
        return cls(stacked, np.r_[0.0, scale].astype(np.float32), np.asarray(intercept, np.float64))

    def of_documents(self, docs: Documents) -> F64:
        """(n, models)."""
        return self.of_features(hashed_features(docs))

    def of_features(self, found: HashedFeatures) -> F64:
        """(n, models), from all or some of the documents' features."""
        out = np.zeros((found.offsets.size - 1, self.scale.size), np.float32)
        kernels.linear_bank(found.bucket, found.count, found.offsets, self.weights, self.scale, LOG_TABLE, out)
        return out[:, 1:].astype(np.float64) + self.intercept

    def of_segments(self, found: Occurrences) -> F64:
        """(segments, models)."""
        out = np.zeros((found.units.size, self.scale.size), np.float32)
        kernels.segment_scores(found.bucket, found.segments, self.weights, self.scale, out)
        return out[:, 1:].astype(np.float64) + self.intercept


@dataclass(frozen=True)
class Bank:
    """What the file holds. `final` is (1 + INPUTS, FINAL): intercepts, then weights of the inputs; `prior` the log-odds for no text."""

    documents: Linear
    segments: Linear
    final: F64
    prior: F64  # of FINAL, then of JUDGED


@functools.cache
def bank() -> Bank:
    """The shipped models, loaded once per process."""
    with np.load(MODEL_FILE, allow_pickle=False) as held:
        return Bank(
            Linear(held["document_weights"], held["document_scale"], held["document_intercept"]),
            Linear(held["segment_weights"], held["segment_scale"], held["segment_intercept"]),
            held["final"],
            held["prior"],
        )


def chances(docs: Documents) -> dict[str, F64]:
    """FINAL and JUDGED by name, in 0-1."""
    return docs.memo("linear_bank:chances", lambda: _chances(docs))


def columns(docs: Documents) -> F64:
    """(n, COLUMNS): linear scores of the documents, intercept included; grades as a share of the highest, log-odds for JUDGED."""
    return docs.memo("linear_bank:columns", lambda: bank().documents.of_documents(docs))


def line_chances(docs: Documents) -> F64:
    """The chance that each segment is advertising; segments as `features.occurrences` has them."""
    return docs.memo("linear_bank:lines", lambda: chance(bank().segments.of_segments(occurrences(docs))[:, 0]))


def inputs(columns_: F64, pooled: F64) -> F64:
    """(n, INPUTS): what the final models read."""
    return np.column_stack([columns_[:, : len(COLUMNS) - len(JUDGED)], np.log(pooled + 0.01)])


def pooled_lines(chance_: F64, found: Occurrences) -> F64:
    """(n, 4): chances of lines over each document; see `kernels.pool_segments`."""
    out = np.zeros((found.documents.size - 1, kernels.N_POOLED))
    kernels.pool_segments(chance_, found.units, found.documents, out)
    return out


def chance(log_odds: F64) -> F64:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0))))


def trust(features: F64) -> F64:
    """(n, 1): how far a text of so many features is believed, from 0 for none towards 1."""
    return (features / (features + FEW))[:, None]


def drawn_to(prior: F64, odds: F64, features: F64) -> F64:
    """Chances from log-odds (n, columns); those of texts of few features lie near the chances of `prior`."""
    return chance(prior + (odds - prior) * trust(features))


def final_inputs(docs: Documents) -> F64:
    """(n, INPUTS) of documents."""
    return docs.memo("linear_bank:inputs", lambda: inputs(columns(docs), pooled_lines(line_chances(docs), occurrences(docs))))


def features_emitted(docs: Documents) -> F64:
    """How many features each document has."""
    found = occurrences(docs)
    return np.diff(found.segments[found.documents]).astype(np.float64)


def _chances(docs: Documents) -> dict[str, F64]:
    model, scores, read = bank(), columns(docs), final_inputs(docs)
    odds = np.column_stack([*(_weighted_sum(read, weights) for weights in model.final.T), scores[:, len(COLUMNS) - len(JUDGED) :]])
    drawn = drawn_to(model.prior, odds, features_emitted(docs))
    return {name: drawn[:, k] for k, name in enumerate((*FINAL, *JUDGED))}


def _weighted_sum(read: F64, weights: F64) -> F64:
    """weights[0] + the sum of the inputs times the other weights, in order (no BLAS)."""
    total = np.full(len(read), weights[0])
    for k in range(read.shape[1]):
        total = total + read[:, k] * weights[k + 1]
    return total
