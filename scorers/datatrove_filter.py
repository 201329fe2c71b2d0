"""Any filter of datatrove as a scorer: its verdict becomes a column, and nothing is dropped."""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError, unknown
from scorers._user_files import check_column


@functools.cache
def known_filters() -> dict[str, type]:
    """datatrove's filters by class name."""
    from datatrove.pipeline import filters
    from datatrove.pipeline.filters.base_filter import BaseFilter

    found = {name: value for name, value in vars(filters).items() if inspect.isclass(value) and issubclass(value, BaseFilter)}
    return {name: cls for name, cls in found.items() if not inspect.isabstract(cls)}


@functools.cache
def build(name: str, params: str) -> Any:
    """A filter of datatrove with these parameters (JSON); InputError for those it does not take."""
    try:
        return known_filters()[name](**json.loads(params))
    except (TypeError, ValueError) as error:
        raise InputError(f"datatrove_filter: {name}: {error}") from error


@register("datatrove_filter.v1")
@dataclass(frozen=True)
class DatatroveFilter:
    """1 where the datatrove filter `filter` (a class name, as in GopherQualityFilter) with `params` would keep the document, else 0.

    The filter sees the text, the id and the metadata of the document, one at a time, at datatrove's speed. Filters that look at many
    documents at once, or that need an excluded writer, are not for this.
    """

    filter: str
    params: Mapping[str, Any] = field(default_factory=dict)
    column: str = "datatrove"

    reads = ("text",)

    def __post_init__(self) -> None:
        check_column("datatrove_filter", self.column)
        if self.filter not in known_filters():
            raise InputError(f"datatrove_filter: {unknown('filter', self.filter, known_filters())}")
        taken = set(inspect.signature(known_filters()[self.filter]).parameters)
        for name in self.params:
            if name not in taken:
                raise InputError(f"datatrove_filter: {self.filter}: {unknown('parameter', name, sorted(taken))}")

    def __hash__(self) -> int:
        return hash((self.filter, json.dumps(dict(self.params), sort_keys=True), self.column))

    @property
    def writes(self) -> tuple[ScoreColumn, ...]:
        return (ScoreColumn(self.column, 0.0, 1.0, "higher", f"1 where datatrove's {self.filter} keeps the document"),)

    def score(self, docs: Documents) -> Scores:
        from datatrove.data import Document

        chosen = build(self.filter, json.dumps(dict(self.params), sort_keys=True))
        names = [n for n in ("url", "source", "date") if n in docs.table.column_names]
        fields = {name: docs.table.column(name).to_pylist() for name in names}
        ids = docs.table.column("id").to_pylist() if "id" in docs.table.column_names else [str(i) for i in range(len(docs))]
        values = np.zeros(len(docs))
        for row, text in enumerate(docs.texts):
            document = Document(text=text, id=str(ids[row]), metadata={n: v[row] for n, v in fields.items() if v[row] is not None})
            try:
                verdict = chosen.filter(document) if text else False
            except ImportError as error:
                raise InputError(f"datatrove_filter: {self.filter}: {error}") from error
            values[row] = float(bool(verdict[0] if isinstance(verdict, tuple) else verdict))
        return {self.column: values}
