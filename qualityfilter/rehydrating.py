"""Rehydrates: a document is repeated by the size of its duplicate cluster, as far as the rules think well of clusters of that size.

After FineWeb2 (arXiv 2506.20920): the number of copies alone says little, but clusters that the rules remove less often than the whole
corpus are worth more than one reading.

1. Per cluster size, 1 to `sizes` and all larger ones together, the share of documents that fail a rule.
2. Sizes at or above the global rate weigh 1; the lowest rate weighs `most`; between them linearly.
3. A box of 5 sizes smooths the weights, zeros beyond the ends; the first and the last two sizes keep their unsmoothed weight.
4. Weights are rounded to whole numbers, halves to the even one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

BOX = 5
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


def weights_of_rates(rates: npt.ArrayLike, overall: float, most: float) -> I64:
    """Whole weights of cluster sizes from their removal rates (in size order, the tail last) and the rate over all clusters.

    Rates may be shares or per cent, as long as all are the same. At least five sizes.
    """
    removed = np.asarray(rates, np.float64)
    lowest = float(removed.min())
    if lowest >= overall:
        return np.ones(removed.size, np.int64)
    raw = np.where(removed >= overall, 1.0, 1.0 + (most - 1.0) * (overall - removed) / (overall - lowest))
    smooth = np.convolve(raw, np.full(BOX, 1 / BOX), "same")
    smooth[:2], smooth[-2:] = raw[:2], raw[-2:]
    return np.rint(smooth).astype(np.int64)


def removal_rates(counted: Mapping[int, Sequence[int]], sizes: int, least: int) -> tuple[F64, float]:
    """Removal rate of the sizes 1 to `sizes` and of the tail, and that of all clusters, from {size: [documents, failed]}.

    All members of a cluster are judged, so the rate of a size is that of its documents; over all sizes every cluster counts once.
    Neighbouring sizes with fewer than `least` documents share one rate: a handful of documents says nothing of its size. A rate that
    lies less than two standard errors under that of all clusters counts as that one, or chance would decide who has the lowest.
    """
    documents, failed, clusters, removed = np.zeros(sizes + 1), np.zeros(sizes + 1), 0.0, 0.0
    for size, (n, bad) in sorted(counted.items()):
        at = min(size, sizes + 1) - 1
        documents[at] += n
        failed[at] += bad
        clusters += n / size
        removed += bad / size
    rates, overall = np.zeros(sizes + 1), removed / max(clusters, 1.0)
    for low, high in _pools(documents, least):
        n = max(documents[low:high].sum(), 1.0)
        rate = failed[low:high].sum() / n
        rates[low:high] = rate if rate < overall - 2 * np.sqrt(overall * (1 - overall) / n) else max(rate, overall)
    return rates, overall


def _pools(documents: F64, least: int) -> list[tuple[int, int]]:
    """Runs of sizes with at least that many documents each; what is left at the end joins the last run."""
    pools, start = list[tuple[int, int]](), 0
    for end in range(1, documents.size + 1):
        if documents[start:end].sum() >= least:
            pools.append((start, end))
            start = end
    if start < documents.size:
        first = pools.pop()[0] if pools else 0
        pools.append((first, documents.size))
    return pools


def by_size(weights: I64, size: npt.NDArray[np.int32]) -> I64:
    """The weight of each document's cluster size; sizes beyond the last are the tail."""
    return weights[np.clip(size, 1, weights.size) - 1]


def as_steps(weights: I64) -> dict[int, int]:
    """{first size: weight} of runs of one weight, the form in which FineWeb2 publishes them."""
    changed = np.flatnonzero(np.r_[True, weights[1:] != weights[:-1]])
    return {int(at) + 1: int(weights[at]) for at in changed}
