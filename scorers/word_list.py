"""How much of a document is words of a list of the user's."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.kernels import phrases as kernels
from scorers._user_files import Better, UserFile


class Listed(NamedTuple):
    table: kernels.Phrases
    entries: int


@functools.cache
def load(path: str) -> Listed:
    """The entries of a list, one per line, as a table of their unit hashes; InputError for an entry without or with too many units."""
    with open(path, encoding="utf-8", errors="replace") as lines:
        entries = sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})
    if not entries:
        raise InputError(f"word_list: {path} holds no entry")
    units = Documents.of(*entries).views.units
    for entry, count in zip(entries, units.counts.tolist()):
        if not 0 < count <= kernels.MOST_UNITS:
            raise InputError(f"word_list: {path}: {entry[:60]!r} has {count} words or characters: 1 to {kernels.MOST_UNITS} can be found")
    offsets = units.offsets.tolist()
    return Listed(kernels.table_of([units.hash[a:b] for a, b in pairwise(offsets)]), len(entries))


@register("word_list.v1")
@dataclass(frozen=True)
class WordList(UserFile):
    """`COLUMN`: the share of a document's units that entries of the list at `path` cover; `COLUMN_distinct`: how many different entries.

    An entry per line: a word, a phrase, or Chinese characters; whole words only, whatever their case and width. Of overlapping entries
    the longest counts; what stands between the words of a phrase does not. `#` begins a comment line. The size of the list costs
    memory, not time.
    """

    column: str = "word_list"
    better: Better = "lower"

    @property
    def writes(self) -> tuple[ScoreColumn, ...]:
        return (
            ScoreColumn(self.column, 0.0, 1.0, self.better, "share of units that entries of a list of the user's cover"),
            ScoreColumn(f"{self.column}_distinct", 0.0, 1e6, self.better, "different entries of that list", "entries", "log"),
        )

    def score(self, docs: Documents) -> Scores:
        listed, units = load(self.path), docs.views.units
        out = np.zeros((len(docs), 3), np.int64)
        stamp = np.full(listed.entries, -1, np.int32)
        kernels.count_phrases(units.hash, units.offsets, listed.table.key, listed.table.value, stamp, out)
        covered = out[:, 1] / np.maximum(units.counts, 1)
        return {self.column: covered, f"{self.column}_distinct": np.minimum(out[:, 2], 1_000_000)}
