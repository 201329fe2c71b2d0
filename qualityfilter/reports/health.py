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
import pyarrow as pa
import pyarrow.compute as pc

from qualityfilter.columns import CODES, TOP, ScoreColumn
from qualityfilter.contract import Scorer
from qualityfilter.kernels.scan import MOST_UNITS
from qualityfilter.reports import tallies

I64 = npt.NDArray[np.int64]
BINS = 32
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
    """A shard's counts; `add` takes batches. `tables` are tallies: health.all, health.language, health.source and health_bins."""

    def __init__(self, columns: Mapping[str, ScoreColumn], languages: Sequence[str]) -> None:
        self.columns, self.languages = columns, tuple(languages)
        self.long = 0
        self.tables: list[pa.Table] = []

    def add(self, codes: Mapping[str, npt.NDArray[np.uint16]], sources: pa.Array, units: I64) -> None:
        """`sources` may hold nulls and empty names: such documents are of no source."""
        self.long += int((units > MOST_UNITS).sum())
        if not self.columns or not units.size:
            return
        self._count("all", [""], np.zeros(units.size, np.int64), codes)
        if self.languages:
            spoken, group = np.unique(codes["language"], return_inverse=True)
            names = [self.languages[code] for code in spoken.tolist()]
            self._count("language", names, group, codes)
            self._histograms(names, group, codes)
        known = sources.fill_null("")
        rows = np.flatnonzero(pc.not_equal(known, "").to_numpy(zero_copy_only=False))
        if rows.size:
            named = pc.dictionary_encode(known.take(pa.array(rows)))
            self._count(
                "source", named.dictionary.to_pylist(), named.indices.to_numpy().astype(np.int64), {c: codes[c][rows] for c in self.columns}
            )

    def _count(self, kind: str, names: Sequence[str], group: I64, codes: Mapping[str, npt.NDArray[np.uint16]]) -> None:
        order = np.argsort(group, kind="stable")
        starts = np.searchsorted(group[order], np.arange(len(names)))
        counts = np.tile(np.diff([*starts, group.size]), len(self.columns))
        values = np.stack([codes[column] for column in self.columns])[:, order]
        ends = {which: np.add.reduceat(values == end, starts, axis=1, dtype=np.int64).ravel() for which, end in (("b", 0), ("c", TOP))}
        least, most = (extreme.reduceat(values, starts, axis=1).ravel() for extreme in (np.minimum, np.maximum))
        name, key = (
            np.tile(np.array(names, dtype=object), len(self.columns)),
            np.repeat(np.array(list(self.columns), dtype=object), len(names)),
        )
        self.tables.append(tallies.rows(f"health.{kind}", name.size, name=name, key=key, a=counts, **ends, least=least, most=most))

    def _histograms(self, names: Sequence[str], group: I64, codes: Mapping[str, npt.NDArray[np.uint16]]) -> None:
        cells = [group * BINS + (codes[column].astype(np.int64) * BINS // CODES) for column in self.columns]
        found = np.concatenate([np.bincount(cell, minlength=len(names) * BINS) for cell in cells])
        at = np.flatnonzero(found)
        column, name, bin_ = np.unravel_index(at, (len(self.columns), len(names), BINS))
        named, keyed = np.array(names, dtype=object)[name], np.array(list(self.columns), dtype=object)[column]
        self.tables.append(tallies.rows("health_bins", at.size, name=named, key=keyed, bin=bin_, a=found[at]))


# what is said ----------------------------------------------------------------------------------------------------------


def warnings(total: Mapping[str, Any], columns: Mapping[str, ScoreColumn], reference: Reference) -> list[str]:
    """A sentence per warning, the gravest kind first; empty where all is well."""
    health = total.get("health", {})
    return [
        *_constant(health, columns), *_saturated(health, columns), *_partly_read(total, health, columns),
        *_untrained(health, reference), *_far(total.get("health_bins", {}), reference),
    ]  # fmt: skip


WORDS = {"all": "of all documents", "language": "in {}", "source": "from {}"}


def _groups(health: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Sequence[int]]]]:
    """(words, counts by column) of the groups that are large enough: all documents, then languages, then sources."""
    return [
        (f"{WORDS[kind].format(name)} ({rows[next(iter(rows))][0]:,} documents)", rows)
        for kind in WORDS
        for name, rows in health.get(kind, {}).items()
        if rows and rows[next(iter(rows))][0] >= LEAST
    ]


def _constant(health: Mapping[str, Any], columns: Mapping[str, ScoreColumn]) -> list[str]:
    """One value everywhere, unless that is nothing of something bad; what holds of all is not said again of a part."""
    found, everywhere = list[str](), set[str]()
    for words, rows in _groups(health):
        same = [c for c, row in rows.items() if row[1] == row[2] and not c.endswith(SEEN) and not _nothing_bad(c, row, columns)]
        if own := [column for column in same if column not in everywhere]:
            found.append(f"Constant {words}: {', '.join(own)}. Every document has one value.")
        if words.startswith(WORDS["all"]):
            everywhere.update(same)
    return found


def _nothing_bad(column: str, row: Sequence[int], columns: Mapping[str, ScoreColumn]) -> bool:
    return row[2] == 0 and column in columns and columns[column].better == "lower"


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
