"""Compares shards with each other: which differ from the rest, and in what.

1. Each shard has four rates (keep rate, duplicates, text removed, not readable) and the mean of every numeric column.
2. A shard's deviation in one of them is its distance from the median of all shards in robust standard deviations: MAD / 0.6745
   over the shards, but never less than a tenth of the standard deviation over documents (a smaller shift interests nobody), nor
   than the standard error of a mean of so few documents.
3. A shard is odd where its largest deviation is more than chance gives: √(2 ln(shards × quantities)), the level that as many normal
   values hardly exceed (Donoho and Johnstone, Ideal spatial adaptation by wavelet shrinkage, 1994), and at least 3.5 (Iglewicz and
   Hoaglin, How to detect and handle outliers, 1993).
4. Beside that, how far the distribution of every column lies from the whole run's: the Kolmogorov-Smirnov distance (0 to 1), and the
   population stability index over the run's tenths (Siddiqi, Credit risk scorecards, 2006: from 0.1 a shift, from 0.25 a large one).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.columns import ScoreColumn
from qualityfilter.reports.shard_report import COARSE

FEW = 8  # fewer shards are not compared: their median deviation says too little
ALWAYS = 3.5
LARGE = 0.25  # population stability index of a large shift
Row = Mapping[str, Any]
F64 = npt.NDArray[np.float64]

RATES: Mapping[str, tuple[str, tuple[str, ...]]] = {  # rate -> a field of a shard's row, and the fields that add up to its whole
    "keep rate": ("kept", ("documents",)),
    "duplicates": ("duplicate", ("documents",)),
    "text removed": ("removed_characters", ("characters", "removed_characters")),
    "not readable": ("quarantined", ("documents", "quarantined")),
}


def rate(row: Row, name: str) -> float:
    """One of the RATES of a shard; 0 of nothing is 0."""
    field, whole = RATES[name]
    total = sum(row[key] for key in whole)
    return row[field] / total if total else 0.0


def quantity(row: Row, name: str) -> float:
    """A shard's rate, or the mean of a column."""
    return rate(row, name) if name in RATES else float(row["means"].get(name, 0.0))


def quantities(rows: Sequence[Row]) -> list[str]:
    """What shards are compared by: the rates, then the columns in the recipe's order."""
    return [*RATES, *(rows[0]["means"] if rows else ())]


def medians(rows: Sequence[Row]) -> dict[str, float]:
    """The median of every quantity over the shards that have records."""
    compared = [row for row in rows if _records(row)]
    return {name: float(np.median([quantity(row, name) for row in compared])) if compared else 0.0 for name in quantities(rows)}


def _records(row: Row) -> int:
    return int(row["documents"] + row["quarantined"])


def limit(rows: Sequence[Row]) -> float:
    """The deviation from which a shard is called odd."""
    return round(max(ALWAYS, math.sqrt(2 * math.log(max(len(rows) * len(quantities(rows)), 1)))), 2)


def mean(histogram: Sequence[int] | npt.NDArray[np.int64], column: ScoreColumn) -> float:
    """The mean read off a coarse histogram; of log columns the mean of log(1 + value), as a share of its range.

    Bins count as their middles, the first and last as the ends of the range: most of what lies there is 0 or 1 exactly.
    """
    counts = np.asarray(histogram, np.float64)
    if counts.sum() == 0:
        return 0.0
    share = float((counts * _places()).sum() / counts.sum())
    return round(share if column.scale == "log" else column.low + share * (column.high - column.low), 6)


def _places() -> npt.NDArray[np.float64]:
    places = (np.arange(COARSE) + 0.5) / COARSE
    places[0], places[-1] = 0.0, 1.0
    return places


def spreads(total: Mapping[str, Any], columns: Mapping[str, ScoreColumn]) -> dict[str, float]:
    """The standard deviation over all documents: of every numeric column, in the units of `mean`, and of the rates as of coin flips."""
    found = {}
    for name, histograms in total["histograms"].items():
        if not columns[name].categories:
            counts, places = np.asarray(histograms["all"], np.float64), _places()
            n = max(counts.sum(), 1.0)
            variance = float((counts * places**2).sum() / n - ((counts * places).sum() / n) ** 2)
            column = columns[name]
            found[name] = math.sqrt(max(variance, 0.0)) * (1.0 if column.scale == "log" else column.high - column.low)
    return found


def outliers(rows: Sequence[Row], spread: Mapping[str, float]) -> list[dict[str, Any]]:
    """Per shard its largest deviation and, where that makes it odd, the quantity; `spread` is the standard deviation over documents.

    0 for fewer than eight shards with records, and for a shard without any.
    """
    records = np.array([_records(row) for row in rows], np.float64)
    best: npt.NDArray[np.float64] = np.zeros(len(rows))
    which: npt.NDArray[np.object_] = np.full(len(rows), "", dtype=object)
    if (records > 0).sum() >= FEW:
        for name in quantities(rows):
            deviation = _deviations(np.array([quantity(row, name) for row in rows]), records, name, spread)
            which = np.where(deviation > best, name, which)
            best = np.maximum(best, deviation)
    odd = limit(rows)
    return [{"outlier": round(float(b), 3), "odd": str(w) if b >= odd else ""} for b, w in zip(best, which)]


def _deviations(
    values: npt.NDArray[np.float64], records: npt.NDArray[np.float64], name: str, spread: Mapping[str, float]
) -> npt.NDArray[np.float64]:
    there = records > 0
    distance = np.abs(values - np.median(values[there]))
    if name in RATES:
        p = float((values * records).sum() / records.sum())
        single = math.sqrt(p * (1 - p))
    else:
        single = spread.get(name, 0.0)
    robust = float(np.median(distance[there])) / 0.6745
    scale = np.maximum(max(robust, 0.1 * single, 1e-9), single / np.sqrt(np.maximum(records, 1.0)))
    return np.where(there, distance / scale, 0.0)


# drift of a shard against the run ------------------------------------------------------------------------------------------


def drift(shard: Mapping[str, npt.NDArray[np.int64]], total: Mapping[str, Sequence[int]]) -> dict[str, list[float]]:
    """Column -> [KS distance, PSI] of a shard's histograms of all documents against the run's; columns with documents in both."""
    names = [name for name, counts in total.items() if any(counts) and shard[name][0].any()]
    if not names:
        return {}
    one = np.stack([shard[name][0] for name in names]).astype(np.float64)
    other = np.array([total[name] for name in names], np.float64)
    distances = zip(kolmogorov_smirnov(one, other).tolist(), stability_index(one, other).tolist())
    return {name: [round(ks, 4), round(psi, 4)] for name, (ks, psi) in zip(names, distances)}


def kolmogorov_smirnov(one: F64, other: F64) -> F64:
    """The largest difference between two cumulated histograms, 0 to 1; a row of each at a time."""
    shares = [np.cumsum(h, axis=1) / h.sum(axis=1, keepdims=True) for h in (one, other)]
    distance: F64 = np.abs(shares[0] - shares[1]).max(axis=1)
    return distance


def stability_index(one: F64, expected: F64) -> F64:
    """PSI over the tenths of `expected`, as far as its bins part them, a row at a time; half a document stands in for none."""
    middle = (np.cumsum(expected, axis=1) - expected / 2) / expected.sum(axis=1, keepdims=True)
    tenth = np.minimum((middle * 10).astype(np.int64), 9) + 10 * np.arange(len(one))[:, None]
    a, b = (np.bincount(tenth.ravel(), h.ravel(), 10 * len(one)).reshape(-1, 10) for h in (one, expected))
    shares = [np.maximum(counts, 0.5) / counts.sum(axis=1, keepdims=True) for counts in (a, b)]
    index: F64 = np.where(b > 0, (shares[0] - shares[1]) * np.log(shares[0] / shares[1]), 0.0).sum(axis=1)
    return index


def furthest(row: Row) -> tuple[str, float, float]:
    """The column of a shard's row that lies furthest from the run by KS, with both distances; ("", 0, 0) without any."""
    drifts = row.get("drift") or {}
    if not drifts:
        return "", 0.0, 0.0
    name = max(sorted(drifts), key=lambda n: drifts[n][0])
    return name, drifts[name][0], drifts[name][1]
