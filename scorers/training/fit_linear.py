"""Fits the model of `linear_file`: a logistic regression over hashed features, calibrated in folds by site."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from scorers._bank import Linear, chance
from scorers.linear_file import LinearModel
from scorers.training.hashed_rows import document_counts, inverse_document_frequency, weighted_rows

F64 = npt.NDArray[np.float64]
RIDGE = 1e-4
FOLDS = 4


def fit(texts: Sequence[str], positive: npt.NDArray[np.bool_], sites: npt.NDArray[np.str_]) -> LinearModel:
    """A logistic regression with a ridge, the sides weighing the same; calibrated in folds by site."""
    counts = document_counts(texts, np.float64)
    idf = inverse_document_frequency(counts, least=2)
    x = weighted_rows(counts, idf)
    y = positive.astype(np.float64)
    fold = np.unique(sites, return_inverse=True)[1] % FOLDS
    raw = np.zeros(len(texts))
    for k in range(FOLDS):
        test = fold == k
        if test.any() and 0 < y[~test].sum() < (~test).sum():
            weights, intercept = _logistic(x[~test], y[~test])
            raw[test] = x[test] @ weights + intercept
    weights, intercept = _logistic(x, y)
    slope, shift = _logistic(csr_matrix(raw[:, None]), y, ridge=1e-9)
    linear = Linear.quantised(idf, weights[:, None].astype(np.float32), [intercept])
    return LinearModel(linear, float(max(slope[0], 1e-3)), float(shift))


def _logistic(x: csr_matrix, y: F64, ridge: float = RIDGE) -> tuple[F64, float]:
    """Weights and intercept that minimise the mean logistic loss, each side weighing a half, plus ridge / 2 times the squared weights."""
    weight = np.where(y == 1, 0.5 / y.sum(), 0.5 / (1 - y).sum())
    sign = 2 * y - 1

    def loss(parameters: F64) -> tuple[float, F64]:
        w = parameters[:-1]
        margin = sign * (x @ w + parameters[-1])
        pull = -sign * weight * chance(-margin)
        value = float((weight * np.logaddexp(0.0, -margin)).sum() + ridge / 2 * (w * w).sum())
        return value, np.r_[x.T @ pull + ridge * w, pull.sum()]

    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x[:-1]), float(found.x[-1])
