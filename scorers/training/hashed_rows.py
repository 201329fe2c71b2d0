"""Texts as rows of hashed features, weighted as linear models read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags, vstack

from qualityfilter.documents import Documents
from qualityfilter.features import hashed_features
from qualityfilter.kernels.features import BUCKETS

BATCH = 2_000


def document_counts(texts: Sequence[str], dtype: type[np.floating[Any]] = np.float32) -> csr_matrix:
    """One row a text: 1 + ln(count) of each bucket, as `linear_bank` weighs it."""
    rows = []
    for i in range(0, len(texts), BATCH):
        found = hashed_features(Documents.from_texts(texts[i : i + BATCH]))
        damped = (1 + np.log(np.minimum(found.count, 255))).astype(dtype)
        rows.append(csr_matrix((damped, found.bucket, found.offsets), shape=(found.offsets.size - 1, BUCKETS)))
    return vstack(rows).tocsr()


def inverse_document_frequency(counts: csr_matrix, least: int = 3) -> npt.NDArray[np.int8]:
    """ln((1 + n) / (1 + df)) + 1 in steps of 1/8; 0 for buckets of fewer than `least` documents, which cannot generalise."""
    df = np.bincount(counts.indices, minlength=BUCKETS)
    idf = np.rint(8 * (np.log((1 + counts.shape[0]) / (1 + df)) + 1))
    return np.where(df >= least, np.clip(idf, 1, 127), 0).astype(np.int8)


def weighted_rows(counts: csr_matrix, idf: npt.NDArray[np.int8]) -> csr_matrix:
    """Rows of unit length (zero for texts without features), each bucket weighted with its inverse document frequency."""
    weighted = csr_matrix(counts @ diags(idf.astype(counts.dtype)))
    weighted.eliminate_zeros()
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return csr_matrix(diags((1 / np.maximum(length, 1e-9)).astype(counts.dtype)) @ weighted)
