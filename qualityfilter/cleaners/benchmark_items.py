"""Cuts items of benchmarks out of documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from qualityfilter.contract import FoundSpans, register_cleaner
from qualityfilter.decontaminating import benchmark_key, files_of, find_items, load
from qualityfilter.documents import Documents


@register_cleaner("benchmark_items.v1")
@dataclass(frozen=True)
class BenchmarkItems:
    """Finds where items of benchmarks stand, from the first to the last of their runs of units: kind `benchmark`.

    What touches a protected span (a formula, code) is only marked, as for every cleaner; `decontaminate: {action: cut}` drops the
    documents in which an item is then left.
    """

    benchmarks: tuple[Mapping[str, Any], ...] = ()
    ngram: int = 13
    share: float = 0.6

    kinds: ClassVar[tuple[str, ...]] = ("benchmark",)

    @property
    def model_files(self) -> tuple[str, ...]:
        return tuple(file for benchmark in self.benchmarks for file in files_of(benchmark["paths"]))

    def find(self, docs: Documents) -> FoundSpans:
        if not self.benchmarks:
            return FoundSpans.of([])
        units = docs.views.units
        found = find_items(docs, load(benchmark_key(self.benchmarks), self.ngram), self.share)
        return FoundSpans.of((f.document, int(units.start[f.first]), int(units.end[f.last]), 0, f.share) for f in found)
