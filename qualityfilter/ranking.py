"""`value_rank`: where a document's value lies among the run's documents of its cell, language × domain × length, from 0 worst to 1 best.

1. Every shard counts its documents per cell, and per language × script, in the 4,096 bins of the column: integers, so that the sum is the
   same for any sharding and any number of workers.
2. A cell of fewer than `least` documents says too little: its documents are ranked among those of their language and script, where these
   are too few among the documents that the scorer's card holds as reference (of the language, or of all), and without such a reference
   among all documents of the run.
3. The rank of a document is the share of the others' documents in lower bins, and half of those in its own.

Ranks are of the documents that came in, before any rule, copies included: so rules and weights may go by them.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import Field

from qualityfilter.columns import BINS, TOP, ScoreColumn
from qualityfilter.errors import unknown
from qualityfilter.section import Section
from qualityfilter.storage import Storage

Columns = Mapping[str, ScoreColumn]
Codes = Mapping[str, npt.NDArray[np.uint16]]
Histogram = Mapping[str, int]  # bin -> documents; bins as text, for JSON
I64 = npt.NDArray[np.int64]

RANK = "value_rank"
TABLES = "plan/ranks.json"
PARENT = ("language", "script")
EVERYTHING = "all documents"
REFERENCE = "reference"


class Calibrate(Section):
    """What `value_rank` is a percentile of: which column, in which cells, and how many documents a cell needs.

    `by` are label columns; `lengths` cuts documents by units (Chinese characters or words).
    """

    column: str = "value"
    by: tuple[str, ...] = ("language", "domain")
    lengths: tuple[Annotated[int, Field(ge=1)], ...] = (200, 1_000)
    least: Annotated[int, Field(ge=1)] = 500


def rank_column(asked: Calibrate, measured: Columns) -> dict[str, ScoreColumn]:
    """`value_rank` by name; nothing where the recipe does not measure what it would be a percentile of."""
    if asked.column not in measured or RANK in measured:
        return {}
    return {RANK: ScoreColumn(RANK, better="higher", meaning=f"percentile of {asked.column} among the run's documents of its cell")}


def check_calibrate(asked: Calibrate, columns: Columns, broken: bool) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong with the section: columns that nothing writes or of the wrong kind, lengths that do not rise.

    The defaults may be missing: then there is no rank, or labels are left out of cells.
    """
    usual = Calibrate()
    column = columns.get(asked.column)
    if column is None and asked.column != usual.column and not broken:
        yield ("calibrate", "column"), unknown("column", asked.column, columns)
    elif column is not None and (column.categories or column.better == "neither"):
        yield ("calibrate", "column"), f"column {asked.column!r} has no better direction: there is nothing to rank by"
    for name in asked.by:
        if name not in columns and name not in usual.by and not broken:
            yield ("calibrate", "by"), unknown("label column", name, [c.name for c in columns.values() if c.categories])
        elif name in columns and not columns[name].categories:
            yield ("calibrate", "by"), f"column {name!r} is a number; cells go by label columns"
    if list(asked.lengths) != sorted(set(asked.lengths)):
        yield ("calibrate", "lengths"), f"{list(asked.lengths)} do not rise"


@dataclass(frozen=True)
class Ranking:
    """A recipe's cells: the column that is ranked, the labels of cells and of their parents, and the lengths that part them."""

    column: ScoreColumn
    labels: tuple[ScoreColumn, ...]
    parents: tuple[ScoreColumn, ...]
    lengths: tuple[int, ...]
    least: int

    @classmethod
    def of(cls, asked: Calibrate, measured: Columns) -> Ranking:
        """Labels that the recipe does not measure are left out."""
        labels = tuple(measured[name] for name in asked.by if name in measured)
        return cls(measured[asked.column], labels, tuple(measured[name] for name in PARENT if name in measured), asked.lengths, asked.least)

    @property
    def columns(self) -> set[str]:
        """Score columns that ranks are made from."""
        return {self.column.name, *(c.name for c in (*self.labels, *self.parents))}

    def to_json(self) -> dict[str, Any]:
        return {"column": self.column.name, "by": [c.name for c in self.labels], "lengths": list(self.lengths), "least": self.least}

    def cells(self, codes: Codes, units: I64) -> tuple[I64, list[str]]:
        """The cell of every document and the names of cells: `en/news/200-999`."""
        bounds = [0, *self.lengths]
        names = [f"{low}-{high - 1}" for low, high in itertools.pairwise(bounds)] + [f"{bounds[-1]}-"] if self.lengths else [""]
        length = np.searchsorted(np.array(self.lengths, np.int64), units, side="right").astype(np.int64)
        return _crossed(self.labels, codes, length, names)

    def parent(self, codes: Codes, documents: int) -> tuple[I64, list[str]]:
        """The language and script of every document, and the names of these: `zh/Hans`."""
        return _crossed(self.parents, codes, np.zeros(documents, np.int64), [""])

    def bins(self, codes: Codes) -> I64:
        """Bins of the ranked column, the worst first."""
        found = self.column.bins(codes[self.column.name])
        return BINS - 1 - found if self.column.better == "lower" else found


def _crossed(labels: Sequence[ScoreColumn], codes: Codes, last: I64, names: Sequence[str]) -> tuple[I64, list[str]]:
    """Labels and one more division as one number, and the names of all combinations."""
    cell = np.zeros(last.size, np.int64)
    made = [""]
    for column in labels:
        cell = cell * len(column.categories) + codes[column.name]
        made = [f"{a}/{b}" if a else b for a in made for b in column.categories]
    return cell * len(names) + last, ["/".join(filter(None, (a, b))) or EVERYTHING for a in made for b in names]


# over shards ------------------------------------------------------------------------------------------------------------


def count(ranking: Ranking, codes: Codes, units: I64) -> dict[str, Any]:
    """Histograms of the shard's documents per cell and per parent, and how many of each cell have which parent."""
    cell, cells = ranking.cells(codes, units)
    parent, parents = ranking.parent(codes, units.size)
    bins = ranking.bins(codes)
    pair, documents = np.unique(cell * len(parents) + parent, return_counts=True)
    return {
        "cells": _histograms(cell, cells, bins),
        "parents": _histograms(parent, parents, bins),
        "of": {f"{cells[p // len(parents)]}|{parents[p % len(parents)]}": n for p, n in zip(pair.tolist(), documents.tolist())},
    }


def _histograms(group: I64, names: Sequence[str], bins: I64) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    key, documents = np.unique(group * BINS + bins, return_counts=True)
    for k, n in zip(key.tolist(), documents.tolist()):
        found.setdefault(names[k // BINS], {})[str(k % BINS)] = n
    return found


@dataclass(frozen=True)
class Ranks:
    """The populations that documents are ranked among: name -> bin -> documents, the worst bin first."""

    populations: Mapping[str, Histogram]
    total: Mapping[str, int]

    @classmethod
    def of(cls, populations: Mapping[str, Histogram]) -> Ranks:
        return cls(populations, {name: sum(h.values()) for name, h in populations.items()})

    @functools.cached_property
    def names(self) -> list[str]:
        return list(self.populations)

    @functools.cached_property
    def codes(self) -> npt.NDArray[np.uint16]:
        """(populations, bins): the rank, as a code of 0 to 1, of a document in each bin."""
        found = np.zeros((len(self.names), BINS), np.uint16)
        for row, histogram in zip(found, self.populations.values()):
            row[:] = _percentiles(histogram)
        return found

    def among(self, cell: str, parent: str) -> str:
        """The population for documents of a cell and a parent; see the module."""
        language = parent.split("/")[0]
        for name in (cell, parent, f"{REFERENCE} {language}", REFERENCE):
            if name in self.populations:
                return name
        return EVERYTHING

    def rank(self, ranking: Ranking, codes: Codes, units: I64) -> tuple[npt.NDArray[np.uint16], I64]:
        """The rank of every document as a code, and the place in `names` of the population that it is ranked among."""
        cell, cells = ranking.cells(codes, units)
        parent, parents = ranking.parent(codes, units.size)
        pair, where = np.unique(cell * len(parents) + parent, return_inverse=True)
        place = {name: i for i, name in enumerate(self.names)}
        of_pair = [place[self.among(cells[p // len(parents)], parents[p % len(parents)])] for p in pair.tolist()]
        population = np.array(of_pair, np.int64)[where.reshape(-1)]
        return self.codes[population, ranking.bins(codes)], population


def _percentiles(histogram: Histogram) -> npt.NDArray[np.uint16]:
    """(documents in lower bins + half of its own) / all, rounded to codes in integers."""
    own = np.zeros(BINS, np.int64)
    own[[int(b) for b in histogram]] = list(histogram.values())
    total = max(int(own.sum()), 1)
    twice = 2 * (np.cumsum(own) - own) + own
    return ((twice * TOP + total) // (2 * total)).astype(np.uint16)


# in the driver ----------------------------------------------------------------------------------------------------------


def calibrate(
    ranking: Ranking, counted: Sequence[Mapping[str, Any]], reference: Mapping[str, Sequence[int]], earlier: Ranks | None = None
) -> tuple[Ranks, dict[str, Any]]:
    """The populations from the counts of all shards; and for people, of each cell how many documents it has and whom they are ranked among.

    `reference`: language -> documents in each of 32 even divisions of the column, as a scorer's card has them; may be empty.
    `earlier`: the populations of the run that this one continues, which stay as they are.
    """
    cells, parents = _summed([c["cells"] for c in counted]), _summed([c["parents"] for c in counted])
    enough = {name: h for name, h in {**parents, **cells}.items() if sum(h.values()) >= ranking.least}
    ranks = earlier or Ranks.of({**dict(sorted(enough.items())), **_last_resort(ranking, parents, reference)})
    told: dict[str, dict[str, Any]] = {name: {"documents": sum(h.values()), "ranked_among": {}} for name, h in sorted(cells.items())}
    used = set[str]()
    for one in counted:
        for key, documents in one["of"].items():
            cell, _, parent = key.partition("|")
            among = ranks.among(cell, parent)
            used.add(among)
            mine = told[cell]["ranked_among"]
            mine[among] = mine.get(among, 0) + documents
    for row in told.values():
        row["ranked_among"] = dict(sorted(row["ranked_among"].items()))
    return ranks, {**ranking.to_json(), "cells": told, "populations": {name: ranks.total[name] for name in ranks.names if name in used}}


def _summed(parts: Sequence[Mapping[str, Histogram]]) -> dict[str, dict[str, int]]:
    total: dict[str, dict[str, int]] = {}
    for part in parts:
        for name, histogram in part.items():
            row = total.setdefault(name, {})
            for bin_, n in histogram.items():
                row[bin_] = row.get(bin_, 0) + n
    return {name: dict(sorted(row.items(), key=lambda item: int(item[0]))) for name, row in sorted(total.items())}


def _last_resort(ranking: Ranking, parents: Mapping[str, Histogram], reference: Mapping[str, Sequence[int]]) -> dict[str, dict[str, int]]:
    """The reference of each language and of all of them, each division spread evenly over its bins; or all documents of the run."""
    if not reference:
        return {EVERYTHING: _summed([{EVERYTHING: h} for h in parents.values()]).get(EVERYTHING, {})}
    found = {f"{REFERENCE} {language}": np.array(counts, np.int64) for language, counts in sorted(reference.items())}
    found[REFERENCE] = np.sum(list(found.values()), axis=0)
    spread: dict[str, dict[str, int]] = {}
    for name, counts in found.items():
        even = np.repeat(counts, BINS // counts.size)
        even = even[::-1] if ranking.column.better == "lower" else even
        spread[name] = {str(b): int(even[b]) for b in np.flatnonzero(even).tolist()}
    return spread


def tables_json(ranking: Ranking, ranks: Ranks) -> dict[str, Any]:
    """What workers and later runs need to rank a document."""
    return {"cells": ranking.to_json(), "populations": ranks.populations}


@functools.lru_cache(maxsize=2)
def read_ranks(root: str, made: str) -> Ranks:
    """The populations in a run's folder; `made` is their fingerprint."""
    return Ranks.of(Storage(root).read_json(TABLES)["populations"])
