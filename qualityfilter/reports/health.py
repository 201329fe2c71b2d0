"""Whether scorers are well on this corpus: constant, saturated, reading only part of it, or far from what they were trained on.

1. Every shard counts, per group of documents (all, each language, each source) and column of a scorer with a model: how many, the least
   and the greatest code, and how many lie at either end of the range; per language also a histogram in 32 bins. Counts add exactly.
2. `warnings` turns the sums into sentences. Groups under LEAST documents say too little.

What a scorer was trained on it says itself, on its card: `card().reference()` gives column -> language -> documents per bin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.columns import CODES, TOP, ScoreColumn
from qualityfilter.contract import Scorer
from qualityfilter.kernels.scan import MOST_UNITS

I64 = npt.NDArray[np.int64]
BINS = 32
GROUPS = 8  # languages and sources of a shard that are watched: the largest
LEAST = 100
SATURATED = 0.95
FAR = 0.5  # mean over columns of the share of documents that lie in other bins than the reference's
SEEN = "_seen"  # columns whose name ends so say which share of a document a model read
Reference = Mapping[str, Mapping[str, Sequence[int]]]


def watched(scorers: Sequence[Scorer]) -> dict[str, ScoreColumn]:
    """Numeric columns of scorers that have a model: what is counted, rather than learnt, may well be the same everywhere."""
    trained = [scorer for scorer in scorers if getattr(scorer, "model_files", ())]
    return {c.name: c for scorer in trained for c in scorer.writes if not c.categories}


def reference_of(scorers: Sequence[Scorer]) -> dict[str, Mapping[str, Sequence[int]]]:
    """Column -> language -> documents per bin, of the scorers whose cards say so."""
    found: dict[str, Mapping[str, Sequence[int]]] = {}
    for scorer in scorers:
        card: Any = getattr(type(scorer), "card", None)
        reference = getattr(card() if callable(card) else card, "reference", None)
        if reference is not None:
            own = reference()
            found.update({c.name: own[c.name] for c in scorer.writes if c.name in own})
    return found


class HealthCounts:
    """A shard's counts; `add` takes batches."""

    def __init__(self, columns: Mapping[str, ScoreColumn], languages: Sequence[str]) -> None:
        self.columns, self.languages = columns, tuple(languages)
        self.groups: dict[tuple[str, str], dict[str, list[int]]] = {}
        self.bins: dict[str, dict[str, I64]] = {}
        self.long = 0

    def add(self, codes: Mapping[str, npt.NDArray[np.uint16]], sources: Sequence[str | None], units: I64) -> None:
        self.long += int((units > MOST_UNITS).sum())
        if not self.columns:
            return
        self._count("all", "", codes, slice(None))
        if self.languages:
            for code in np.unique(codes["language"]).tolist():
                rows = np.flatnonzero(codes["language"] == code)
                self._count("language", self.languages[code], codes, rows)
                self._histograms(self.languages[code], codes, rows)
        names = np.array([source or "" for source in sources], dtype=object)
        for name in sorted(set(names.tolist()) - {""}):
            self._count("source", name, codes, np.flatnonzero(names == name))

    def _count(self, kind: str, name: str, codes: Mapping[str, npt.NDArray[np.uint16]], rows: Any) -> None:
        table = self.groups.setdefault((kind, name), {})
        for column in self.columns:
            values = codes[column][rows]
            if values.size:
                ends = int((values == 0).sum()), int((values == TOP).sum())
                table[column] = add_counts(table.get(column, EMPTY), [values.size, int(values.min()), int(values.max()), *ends])

    def _histograms(self, language: str, codes: Mapping[str, npt.NDArray[np.uint16]], rows: I64) -> None:
        table = self.bins.setdefault(language, {})
        for column in self.columns:
            found = np.bincount(codes[column][rows].astype(np.int64) * BINS // CODES, minlength=BINS)
            table[column] = table.get(column, np.zeros(BINS, np.int64)) + found

    def result(self) -> dict[str, Any]:
        """Sections `health`, `health_bins` and `long_documents` of the shard's report: the largest GROUPS of each kind."""
        kept: dict[str, dict[str, dict[str, list[int]]]] = {}
        size = {key: max((row[0] for row in table.values()), default=0) for key, table in self.groups.items()}
        for kind in ("all", "language", "source"):
            names = sorted((key[1] for key in self.groups if key[0] == kind), key=lambda name: (-size[kind, name], name))[:GROUPS]
            kept[kind] = {name: self.groups[kind, name] for name in sorted(names)}
        bins = {name: {column: h.tolist() for column, h in self.bins[name].items()} for name in kept["language"]}
        return {"health": kept, "health_bins": bins, "long_documents": self.long}


EMPTY = [0, TOP, 0, 0, 0]


def add_counts(a: Sequence[int], b: Sequence[int]) -> list[int]:
    """Documents, least code, greatest code, documents at the bottom, at the top."""
    return [a[0] + b[0], min(a[1], b[1]), max(a[2], b[2]), a[3] + b[3], a[4] + b[4]]


def add_health(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    """The sum of two sections `health`."""
    merged: dict[str, Any] = {}
    for kind in sorted({*a, *b}):
        groups: dict[str, dict[str, list[int]]] = {}
        for name in sorted({*a.get(kind, {}), *b.get(kind, {})}):
            one, two = a.get(kind, {}).get(name, {}), b.get(kind, {}).get(name, {})
            groups[name] = {column: add_counts(one.get(column, EMPTY), two.get(column, EMPTY)) for column in sorted({*one, *two})}
        merged[kind] = groups
    return merged


# what is said ----------------------------------------------------------------------------------------------------------


def warnings(total: Mapping[str, Any], columns: Mapping[str, ScoreColumn], reference: Reference) -> list[str]:
    """A sentence per warning, the gravest kind first; empty where all is well."""
    health = total.get("health", {})
    return [
        *_constant(health), *_saturated(health, columns), *_partly_read(total, health, columns),
        *_untrained(health, reference), *_far(total.get("health_bins", {}), reference),
    ]  # fmt: skip


def _groups(health: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Sequence[int]]]]:
    """(words, counts by column) of the groups that are large enough: all documents, then languages, then sources."""
    words = {"all": "of all documents", "language": "in {}", "source": "from {}"}
    return [
        (f"{words[kind].format(name)} ({rows[next(iter(rows))][0]:,} documents)", rows)
        for kind in words
        for name, rows in health.get(kind, {}).items()
        if rows and rows[next(iter(rows))][0] >= LEAST
    ]


def _constant(health: Mapping[str, Any]) -> list[str]:
    return [
        f"Constant {words}: {', '.join(same)}. Every document has one value."
        for words, rows in _groups(health)
        if (same := [column for column, row in rows.items() if row[1] == row[2] and not column.endswith(SEEN)])
    ]


def _saturated(health: Mapping[str, Any], columns: Mapping[str, ScoreColumn]) -> list[str]:
    """Most documents at an end of the range: the top, or the bottom where that is the bad end; much of nothing bad is no fault."""
    found = []
    for words, rows in _groups(health):
        ends = []
        for column, (n, least, most, bottom, top) in rows.items():
            if column not in columns or column.endswith(SEEN) or least == most:
                continue
            if top >= SATURATED * n:
                ends.append(f"{column} at the top for {top / n:.0%}")
            elif bottom >= SATURATED * n and columns[column].better == "higher":
                ends.append(f"{column} at the bottom for {bottom / n:.0%}")
        if ends:
            found.append(f"Saturated {words}: {', '.join(ends)}.")
    return found


def _partly_read(total: Mapping[str, Any], health: Mapping[str, Any], columns: Mapping[str, ScoreColumn]) -> list[str]:
    found = []
    if n := total.get("long_documents", 0):
        plural = "s are" if n != 1 else " is"
        found.append(f"{n:,} document{plural} longer than what models read: the first {MOST_UNITS:,} units of each were judged.")
    for column, row in health.get("all", {}).get("", {}).items():
        if column.endswith(SEEN) and row[4] < row[0]:
            share = (row[0] - row[4]) / row[0]
            found.append(
                f"{column.removesuffix(SEEN)} saw only part of {row[0] - row[4]:,} documents ({share:.1%}): see the column {column}."
            )
    return found


def _untrained(health: Mapping[str, Any], reference: Reference) -> list[str]:
    """Languages that no scorer with a reference was trained on."""
    known = {language for by_language in reference.values() for language in by_language}
    groups = health.get("language", {})
    size = {name: next(iter(rows.values()))[0] for name, rows in groups.items() if rows}
    other = {name: n for name, n in sorted(size.items(), key=lambda item: (-item[1], item[0])) if name not in known and n >= LEAST}
    if not known or not other:
        return []
    named = ", ".join(f"{name} {n:,}" for name, n in list(other.items())[:6])
    return [f"{sum(other.values()):,} documents are in languages that the models were not trained on: {named}."]


def _far(bins: Mapping[str, Mapping[str, Sequence[int]]], reference: Reference) -> list[str]:
    found = []
    for language, by_column in bins.items():
        distance = {c: distance_of(h, reference[c][language]) for c, h in by_column.items() if language in reference.get(c, {})}
        n = sum(next(iter(by_column.values()), ()))
        if n >= LEAST and distance and (mean := sum(distance.values()) / len(distance)) > FAR:
            worst = sorted(distance.items(), key=lambda item: (-item[1], item[0]))[:3]
            named = ", ".join(f"{column} {d:.2f}" for column, d in worst)
            found.append(
                f"Documents in {language} lie far from those that the models were trained on: {mean:.2f} of 1 apart over "
                f"{len(distance)} columns ({named}). Look at examples before trusting thresholds."
            )
    return found


def distance_of(a: Sequence[int], b: Sequence[int]) -> float:
    """Total variation between two histograms: the share that would have to move, 0 to 1; 0 where either is empty."""
    one, two = np.array(a, np.float64), np.array(b, np.float64)
    if one.sum() == 0 or two.sum() == 0:
        return 0.0
    return float(np.abs(one / one.sum() - two / two.sum()).sum() / 2)
