"""Fits linear models over hashed features: ridge regression by conjugate gradients, topics, and kernel ridge regression as a teacher."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.utils.extmath import randomized_svd

from qualityfilter.documents import Documents
from qualityfilter.features import occurrences
from qualityfilter.kernels.features import BUCKETS
from scorers.training.hashed_rows import BATCH

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
TOPICS = 200


@dataclass(frozen=True)
class Segments:
    """Occurrence counts of every segment, and which text it is of."""

    counts: csr_matrix
    text: npt.NDArray[np.int64]
    units: npt.NDArray[np.int32]


def segment_counts(texts: list[str]) -> Segments:
    """One row a segment; occurrences are not damped, as in `segment_scores`."""
    rows, owner, units = [], [], []
    for i in range(0, len(texts), BATCH):
        found = occurrences(Documents.from_texts(texts[i : i + BATCH]))
        n = found.units.size
        rows.append(csr_matrix((np.ones(found.bucket.size, np.float32), found.bucket, found.segments), shape=(n, BUCKETS)))
        owner.append(i + np.repeat(np.arange(found.documents.size - 1), np.diff(found.documents)))
        units.append(found.units)
    counts = vstack(rows).tocsr()
    counts.sum_duplicates()
    return Segments(counts, np.concatenate(owner), np.concatenate(units))


def segment_rows(counts: csr_matrix, idf: npt.NDArray[np.int8]) -> csr_matrix:
    """The same for segments, whose length counts every occurrence by itself."""
    squares = np.asarray(counts @ (idf.astype(np.float64) ** 2)).ravel()
    return csr_matrix(diags((1 / np.sqrt(np.maximum(squares, 1e-9))).astype(np.float32)) @ counts @ diags(idf.astype(np.float32)))


def topics(rows: csr_matrix, seed: int = 0) -> F32:
    """(TOPICS, BUCKETS): the directions in which texts differ most (latent semantic analysis)."""
    return np.ascontiguousarray(randomized_svd(rows, n_components=TOPICS, n_iter=3, random_state=seed)[2], np.float32)


def unit_length(values: F32) -> F32:
    return np.asarray(values / (np.linalg.norm(values, axis=1, keepdims=True) + 1e-9), np.float32)


@dataclass(frozen=True)
class Teacher:
    """Kernel ridge regression on few labelled texts.

    The kernel is a Gaussian of the angle between topic vectors (of the whole text and of its beginning) plus half the cosine of the
    rows: texts on the same things in the same words are graded alike.
    """

    rows: csr_matrix
    whole: F32
    head: F32
    dual: F64

    @classmethod
    def fit(cls, rows: csr_matrix, whole: F32, head: F32, grades: F64, penalty: float = 0.5) -> Teacher:
        kernel = similarity(rows, whole, head, rows, whole, head)
        kernel[np.diag_indices_from(kernel)] += penalty
        return cls(rows, whole, head, np.asarray(np.linalg.solve(kernel, grades), np.float64))

    def predict(self, rows: csr_matrix, whole: F32, head: F32, step: int = 4_000) -> F64:
        parts = [slice(i, i + step) for i in range(0, whole.shape[0], step)]
        return np.concatenate([similarity(rows[p], whole[p], head[p], self.rows, self.whole, self.head) @ self.dual for p in parts])


def similarity(a: csr_matrix, a_whole: F32, a_head: F32, b: csr_matrix, b_whole: F32, b_head: F32) -> F64:
    def gaussian(x: F32, y: F32) -> F64:
        return np.exp(-np.maximum(2 - 2 * (unit_length(x) @ unit_length(y).T).astype(np.float64), 0))

    return np.asarray(0.7 * gaussian(a_whole, b_whole) + 0.5 * gaussian(a_head, b_head) + 0.5 * np.asarray((a @ b.T).todense()))


def ridge(rows: csr_matrix, y: F32, weight: F32, penalty: float, steps: int = 60) -> tuple[F32, F32]:
    """Weights (BUCKETS, k) and intercepts (k) of weighted ridge regressions, by conjugate gradients.

    y and weight are (n, k); a weight of 0 leaves a row out of that column. Few steps stop short of the minimum, which regularises too.
    """
    across = rows.T.tocsr()
    intercept = (y * weight).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-9)
    residual = across @ (weight * (y - intercept))
    solution = np.zeros_like(residual)
    direction, square = residual.copy(), (residual * residual).sum(axis=0)
    for _ in range(steps):
        image = across @ (weight * (rows @ direction)) + penalty * direction
        length = square / ((direction * image).sum(axis=0) + 1e-30)
        solution += length * direction
        residual -= length * image
        before, square = square, (residual * residual).sum(axis=0)
        direction = residual + (square / (before + 1e-30)) * direction
    return solution, intercept
