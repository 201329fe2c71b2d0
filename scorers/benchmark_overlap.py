"""How much of a benchmark's item stands in a document: contamination of what a model is to be tested with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.decontaminating import benchmark_key, files_of, find_items, load
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from scorers._user_files import check_column

LEAST = 0.05  # shares below this are written as 0: a phrase in common


@register("benchmark_overlap.v1")
@dataclass(frozen=True)
class BenchmarkOverlap:
    """`COLUMN`: the largest share of an item's runs of units that stands in the document; `COLUMN_benchmark`: whose item, or `none`.

    `benchmarks` is a list of {name, paths, fields}: JSON lines, plain or gzip, and the fields with questions and answers. Items are
    looked for by runs of `ngram` units, 8 to 13; see `qualityfilter.decontaminating`. With `raw`, in the text before cleaning.
    """

    benchmarks: tuple[Mapping[str, Any], ...]
    ngram: int = 13
    column: str = "contamination"
    raw: bool = False

    def __post_init__(self) -> None:
        check_column("benchmark_overlap", self.column)
        if not 8 <= self.ngram <= 13:
            raise InputError(f"benchmark_overlap: ngram {self.ngram}: 8 to 13")
        for benchmark in self.benchmarks:
            if not isinstance(benchmark, Mapping) or set(benchmark) != {"name", "paths", "fields"}:
                raise InputError(f"benchmark_overlap: a benchmark has name, paths and fields; given: {benchmark!r:.80}")
            files_of(benchmark["paths"])

    @property
    def reads(self) -> tuple[str, ...]:
        return ("raw_text",) if self.raw else ("text",)

    @property
    def writes(self) -> tuple[ScoreColumn, ...]:
        names = ("none", *dict.fromkeys(str(b["name"]) for b in self.benchmarks))
        return (
            ScoreColumn(self.column, 0.0, 1.0, "lower", "largest share of a benchmark item's runs of units in the document"),
            ScoreColumn(f"{self.column}_benchmark", meaning="whose item that is", better="neither", categories=names),
        )

    @property
    def model_files(self) -> tuple[str, ...]:
        return tuple(file for benchmark in self.benchmarks for file in files_of(benchmark["paths"]))

    def score(self, docs: Documents) -> Scores:
        share, name = np.zeros(len(docs)), np.zeros(len(docs), np.int64)
        table = load(benchmark_key(self.benchmarks), self.ngram)
        names = self.writes[1].categories
        for found in find_items(docs, table, LEAST):
            if found.share > share[found.document]:
                share[found.document] = found.share
                name[found.document] = names.index(table.names[table.items[found.item].benchmark])
        return {self.column: share, f"{self.column}_benchmark": name}
