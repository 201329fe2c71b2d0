"""What the index takes from the run's sample: distributions per language and domain, and documents to open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.reports.sample import Sample

BINS = 32
CELLS = 12  # the largest
LEAST = 20  # documents of a cell that is shown
BY = ("language", "domain")
SHOWN = 400  # documents that can be opened


def cells(sample: Sample, columns: Mapping[str, ScoreColumn]) -> dict[str, Any]:
    """Histograms of every numeric column per language × domain, in 32 bins: {by, documents: {cell: n}, histograms: {column: {cell: […]}}}.

    The largest cells with at least 20 documents of the sample; empty where the run has neither label.
    """
    by = [name for name in BY if name in columns and columns[name].categories]
    if not by or not len(sample):
        return {}
    codes = sample.codes(by)
    crossed = np.zeros(len(sample), np.int64)
    for name in by:
        crossed = crossed * len(columns[name].categories) + codes[name]
    found, counts = np.unique(crossed, return_counts=True)
    order = [i for i in np.argsort(-counts, kind="stable").tolist() if counts[i] >= LEAST][:CELLS]
    chosen = {_name(int(found[i]), by, columns): crossed == found[i] for i in order}
    histograms = {}
    for name, column in columns.items():
        if not column.categories:
            bins = sample.codes([name])[name].astype(np.int64) * BINS >> 16
            histograms[name] = {cell: np.bincount(bins[rows], minlength=BINS).tolist() for cell, rows in chosen.items()}
    return {"by": by, "documents": {cell: int(rows.sum()) for cell, rows in chosen.items()}, "histograms": histograms}


def _name(crossed: int, by: Sequence[str], columns: Mapping[str, ScoreColumn]) -> str:
    names = []
    for name in reversed(by):
        categories = columns[name].categories
        names.append(categories[crossed % len(categories)])
        crossed //= len(categories)
    return " · ".join(reversed(names))


CLUSTERS = 8  # groups of copies that are shown


def shown_clusters(sample: Sample) -> list[dict[str, Any]]:
    """The largest groups of copies that quote their texts: size, the kept document (or the first) and the copy least like it by length.

    Of the sample, and of groups that are drawn whole; by size, then by key.
    """
    groups: dict[int, list[dict[str, Any]]] = {}
    for row in sample.quoted:
        if row["cluster"]:
            groups.setdefault(row["cluster"], []).append(row)
    whole = [rows for rows in groups.values() if len(rows) > 1 and len(rows) == rows[0]["cluster_size"]]
    whole.sort(key=lambda rows: (-len(rows), rows[0]["key"]))
    found = []
    for rows in whole[:CLUSTERS]:
        first = next((row for row in rows if row["verdict"] == 0), rows[0])
        other = max((row for row in rows if row is not first), key=lambda row: (abs(row["units"] - first["units"]), row["id"]))
        found.append({"size": len(rows), "documents": [_beside(one) for one in (first, other)]})
    return found


def _beside(row: Mapping[str, Any]) -> dict[str, Any]:
    verdict = ("kept", "failed", "duplicate")[row["verdict"]]
    return {"id": row["id"], "verdict": verdict, "units": row["units"], "text": row["text"]}


def shown_documents(sample: Sample, rules: Sequence[str], columns: Mapping[str, ScoreColumn]) -> list[dict[str, Any]]:
    """Documents of the sample that quote their text, by key: id, place, text, verdict, failed rules, and all scores as codes."""
    found = []
    for row in sample.quoted[:SHOWN]:
        found.append({
            **{name: row[name] for name in ("id", "part", "row", "units", "text", "cluster_size")},
            "weight": round(row["weight"], 4),
            "verdict": ("kept", "failed", "duplicate")[row["verdict"]],
            "failed": [name for i, name in enumerate(rules) if row["failed"] >> i & 1],
            "codes": {name: row[f"score.{name}"] for name in columns},
        })  # fmt: skip
    return found
