"""`Documents`: a frozen batch of documents in one Arrow table, with text views that are computed once and shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qualityfilter.errors import InputError
from qualityfilter.views import TextViews

T = TypeVar("T")


@dataclass(frozen=True)
class Shortened:
    """What a batch was made from by cutting whole lines out of its documents: the batch before, which documents of it these are, and the
    cuts in them, as bytes of the buffer before, disjoint and in order. The lines that stay are as they were."""

    documents: Documents
    rows: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]

    @cached_property
    def _gone(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """What of the buffer before is not in the one after: from, to, and how much of it ends before each of these and after the last."""
        offsets = self.documents.views.offsets
        others = np.ones(offsets.size - 1, np.bool_)
        others[self.rows] = False
        start, end = np.r_[self.start, offsets[:-1][others]], np.r_[self.end, offsets[1:][others]]
        order = np.argsort(start[end > start], kind="stable")
        start, end = start[end > start][order], end[end > start][order]
        return start, end, np.r_[np.int64(0), np.cumsum(end - start)]

    def moved(self, place: npt.NDArray[np.integer[Any]]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
        """Which of these bytes of the buffer before are still there, and where these are now."""
        start, end, size = self._gone
        before = np.searchsorted(start, place, side="right")
        left = place >= np.r_[np.int64(-1), end][before]
        return left, (place - size[before])[left]


class Documents:
    """A batch of documents: `id: string`, `text: large_string`, optional `url`, `source`, `date`, …; never changed after making.

    `columns` holds the stored values of scores that a scorer asked for in `reads`. `memo` keeps what is derived from the text
    alone, so that scorers sharing an intermediate result compute it once per batch.
    """

    def __init__(self, table: pa.Table, columns: Mapping[str, npt.NDArray[np.float32]] | None = None) -> None:
        if "text" not in table.column_names:
            raise InputError(f"documents need a column 'text'; there is {', '.join(table.column_names) or 'none'}")
        self.table = table
        self.columns: Mapping[str, npt.NDArray[np.float32]] = columns or {}
        self._memo: dict[str, Any] = {}
        self.before: Shortened | None = None

    @classmethod
    def of(cls, *texts: str, **columns: Sequence[Any]) -> Documents:
        """Documents from strings, with further columns by name; ids are the positions unless given."""
        return cls.from_texts(texts, **columns)

    @classmethod
    def from_texts(cls, texts: Sequence[str], **columns: Sequence[Any]) -> Documents:
        for row, text in enumerate(texts):
            if not isinstance(text, str):
                raise InputError(f"text {row} is {type(text).__name__}, not str")
        try:
            data: dict[str, Any] = {"text": pa.array(list(texts), pa.large_string())}
        except UnicodeEncodeError as error:
            raise InputError(f"a text holds a lone surrogate, which UTF-8 cannot hold: {error}") from error
        data["id"] = pa.array([str(i) for i in columns.pop("id", range(len(texts)))], pa.string())
        data.update({name: pa.array(values) for name, values in columns.items()})
        return cls(pa.table(data))

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __repr__(self) -> str:
        return f"Documents({len(self)} documents, {', '.join(self.table.column_names)})"

    @cached_property
    def texts(self) -> list[str]:
        """The texts as Python strings: convenient, and slow for large batches."""
        return list(self.table.column("text").to_pylist())

    @cached_property
    def views(self) -> TextViews:
        """The shared text views of this batch."""
        return TextViews(self.text_array, self.before)

    @cached_property
    def text_array(self) -> pa.LargeStringArray:
        """The text column as one contiguous LargeStringArray; null texts are refused."""
        column = self.table.column("text")
        if not pa.types.is_large_string(column.type):
            column = column.cast(pa.large_string())
        array = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()  # which copies even a single one
        if array.null_count:
            raise InputError("documents need a text; a null text belongs in quarantine")
        return array

    def memo(self, key: str, compute: Callable[[], T]) -> T:
        """The value of `compute()`, computed at most once per batch; `key` names who computes what (`"linear:web"`)."""
        if key not in self._memo:
            self._memo[key] = compute()
        value: T = self._memo[key]
        return value

    def found(self, key: str) -> Any:
        """What `memo` holds under this key; None where nothing has been computed."""
        return self._memo.get(key)

    def with_columns(self, columns: Mapping[str, npt.NDArray[np.float32]]) -> Documents:
        """The same documents, sharing all text views, with stored score values attached."""
        other = Documents(self.table, columns)
        other.__dict__.update({k: v for k, v in self.__dict__.items() if k in ("texts", "views", "text_array")})
        if "views" not in other.__dict__:
            other.__dict__["views"] = self.views
        other._memo = self._memo
        return other
