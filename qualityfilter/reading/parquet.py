"""Parquet, whole or a range of row groups: streamed in batches, so that a huge row group is never held.

The row groups are read one by one, so that a corrupt one costs its own rows and no others. A mapped column that is not text
becomes text, all other columns become the JSON text of `meta`, in the file's order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qualityfilter.pieces import COLUMNS, Piece, ReadOptions
from qualityfilter.reading.fields import Fields, as_string, missing_text, plain
from qualityfilter.reading.records import Quarantined, Records, row_table
from qualityfilter.reading.streams import InputFile

BUFFER_BYTES = 1 << 20
MAX_BATCH_ROWS = 16_384


def read_parquet(piece: Piece, index: int, options: ReadOptions) -> Iterator[Records]:
    """The rows of one piece, about `batch_bytes` at a time."""
    with InputFile(piece.path) as source:
        try:
            file = pq.ParquetFile(source, pre_buffer=False, buffer_size=BUFFER_BYTES)
        except (pa.ArrowException, OSError) as error:
            yield _lost(index, 0, 1, f"damaged file: not a readable Parquet file: {_first_line(error)}; nothing of it is read")
            return
        yield from RowGroups(file, index, options).read(piece)


class RowGroups:
    """Reads the row groups of one open file in order and numbers the rows."""

    def __init__(self, file: pq.ParquetFile, piece: int, options: ReadOptions) -> None:
        self.file = file
        self.piece = piece
        self.options = options
        self.ordinal = 0

    def read(self, piece: Piece) -> Iterator[Records]:
        end = self.file.num_row_groups if piece.end < 0 else min(piece.end, self.file.num_row_groups)
        groups = range(piece.start, end)
        try:
            mapped = MappedColumns(self.file.schema_arrow, Fields(self.options.columns))
        except WrongSchema as error:
            rows = sum(self.file.metadata.row_group(group).num_rows for group in groups)
            yield _lost(self.piece, 0, max(rows, 1), str(error))
            return
        for group in groups:
            yield from self._read_group(group, mapped)

    def _read_group(self, group: int, mapped: MappedColumns) -> Iterator[Records]:
        about = self.file.metadata.row_group(group)
        end = self.ordinal + about.num_rows
        rows = _batch_rows(about, self.options.batch_bytes)
        try:
            for batch in self.file.iter_batches(batch_size=rows, row_groups=[group], use_threads=False):
                yield self._records(batch, mapped)
        except (pa.ArrowException, OSError) as error:
            lost = end - self.ordinal
            reason = (
                f"damaged file: row group {group} breaks off after {about.num_rows - lost} of {about.num_rows} rows: {_first_line(error)}"
            )
            yield _lost(self.piece, self.ordinal, lost, reason)
            self.ordinal = end

    def _records(self, batch: pa.RecordBatch, mapped: MappedColumns) -> Records:
        first = self.ordinal
        self.ordinal += batch.num_rows
        reasons = unreadable_rows(batch, mapped, self.options.max_document_bytes)
        ordinals: npt.NDArray[np.int64] = np.arange(first, self.ordinal, dtype=np.int64)
        if reasons:
            keep = np.ones(batch.num_rows, bool)
            keep[list(reasons)] = False
            batch, ordinals = batch.filter(pa.array(keep)), ordinals[keep]
        quarantined = [Quarantined(self.piece, first + row, -1, reason) for row, reason in sorted(reasons.items())]
        return Records(mapped.rows(batch, ordinals), quarantined)


class WrongSchema(Exception):
    """The file's columns cannot give documents; the message is the reason."""


class MappedColumns:
    """Where each of our columns comes from in this file's schema, and which columns are left for `meta`."""

    def __init__(self, schema: pa.Schema, fields: Fields) -> None:
        self.places = {column: _place(schema, fields.names[column]) for column in COLUMNS}
        text = fields.names["text"]
        if self.places["text"] is None:
            raise WrongSchema(missing_text(text, schema.names))
        kind = _type_at(schema, self.places["text"])
        if not _is_text(kind):
            raise WrongSchema(f"no text: the column {text!r} holds {kind}, not strings")
        taken = {place[0] for place in self.places.values() if place is not None and len(place) == 1}
        self.rest = [number for number in range(len(schema)) if number not in taken]

    def column(self, batch: pa.RecordBatch, column: str) -> pa.Array | None:
        place = self.places[column]
        return None if place is None else _at(batch, place)

    def rows(self, batch: pa.RecordBatch, ordinals: npt.NDArray[np.int64]) -> pa.Table:
        text = _decoded(self.column(batch, "text")).cast(pa.large_string())
        others = [_strings(self.column(batch, column), batch.num_rows) for column in COLUMNS[1:]]
        id, url, source, date = others
        return row_table(pa.array(ordinals), id, text, url, source, date, self._meta(batch))

    def _meta(self, batch: pa.RecordBatch) -> pa.Array:
        if not self.rest:
            return pa.nulls(batch.num_rows, pa.string())
        left = batch.select(self.rest)
        arrays = [_json_ready(array) for array in left.columns]
        rows = pa.RecordBatch.from_arrays(arrays, names=left.schema.names).to_pylist()
        return pa.array([_meta_text(row) for row in rows], pa.string())


def unreadable_rows(batch: pa.RecordBatch, mapped: MappedColumns, max_bytes: int) -> dict[int, str]:
    """Row -> reason, for rows whose text is null or too large, or that hold a string which is not UTF-8."""
    text = _decoded(mapped.column(batch, "text"))
    reasons: dict[int, str] = {}
    if not (_is_valid(batch) and _is_valid(text)):
        bad = (row for row in range(batch.num_rows) if not (_is_valid(batch.slice(row, 1)) and _is_valid(text.slice(row, 1))))
        reasons.update(dict.fromkeys(bad, "not valid UTF-8: in a string of the row"))
    sizes = np.asarray(pc.fill_null(pc.binary_length(text.cast(pa.large_binary())), 0))
    for row in np.flatnonzero(sizes > max_bytes).tolist():
        reasons[row] = f"too large: a text of {sizes[row]} bytes, over read.max_document_bytes ({max_bytes})"
    if text.null_count:
        for row in np.flatnonzero(np.asarray(text.is_null())).tolist():
            reasons[row] = "no text: the text field is null"
    return reasons


def _batch_rows(group: Any, batch_bytes: int) -> int:
    """Rows that make about `batch_bytes`, by the row group's mean."""
    mean = max(group.total_byte_size // max(group.num_rows, 1), 1)
    return int(min(max(batch_bytes // mean, 1), MAX_BATCH_ROWS))


def _place(schema: pa.Schema, name: str) -> tuple[int, ...] | None:
    """Column number, then numbers of fields inside structs; None where there is no such column."""
    numbers = schema.get_all_field_indices(name)
    if len(numbers) > 1:
        raise WrongSchema(f"ambiguous column: the file has {len(numbers)} columns named {name!r}")
    if numbers:
        return (numbers[0],)
    outer, *inner = name.split(".")
    numbers = schema.get_all_field_indices(outer)
    if not inner or len(numbers) != 1:
        return None
    place, kind = [numbers[0]], schema.field(numbers[0]).type
    for part in inner:
        number = kind.get_field_index(part) if pa.types.is_struct(kind) else -1
        if number < 0:
            return None
        place.append(number)
        kind = kind.field(number).type
    return tuple(place)


def _type_at(schema: pa.Schema, place: tuple[int, ...] | None) -> pa.DataType:
    assert place is not None
    kind = schema.field(place[0]).type
    for number in place[1:]:
        kind = kind.field(number).type
    return kind


def _at(batch: pa.RecordBatch, place: tuple[int, ...]) -> pa.Array:
    array = batch.column(place[0])
    return pc.struct_field(array, list(place[1:])) if len(place) > 1 else array


def _is_text(kind: pa.DataType) -> bool:
    """Strings, and bytes that other writers mean as strings; a column of nulls passes, row by row into quarantine."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    named = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
    raw = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)
    return any(test(kind) for test in (*named, *raw))


def _decoded(array: pa.Array) -> pa.Array:
    """Text as large strings whose UTF-8 is not yet checked."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), pa.large_string())
    return array.cast(pa.large_binary()).view(pa.large_string())


def _is_valid(values: pa.Array | pa.RecordBatch) -> bool:
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _strings(array: pa.Array | None, rows: int) -> pa.Array:
    """A mapped column as strings: numbers in decimal, dates and times in ISO form, nested values as JSON."""
    if array is None:
        return pa.nulls(rows, pa.string())
    array = _json_ready(array)
    if pa.types.is_integer(array.type) or pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        return array.cast(pa.string())
    return pa.array([v if v is None or isinstance(v, str) else as_string(v) for v in array.to_pylist()], pa.string())


def _json_ready(array: pa.Array) -> pa.Array:
    """The array with times, dates and decimals as strings, at any depth."""
    kind = _json_type(array.type)
    return array if kind == array.type else array.cast(kind)


def _json_type(kind: pa.DataType) -> pa.DataType:
    types = pa.types
    if types.is_struct(kind):
        return pa.struct([kind.field(i).with_type(_json_type(kind.field(i).type)) for i in range(kind.num_fields)])
    if types.is_map(kind):
        return pa.map_(kind.key_type, _json_type(kind.item_type))
    if types.is_fixed_size_list(kind):
        return pa.list_(_json_type(kind.value_type), kind.list_size)
    if types.is_large_list(kind):
        return pa.large_list(_json_type(kind.value_type))
    if types.is_list(kind):
        return pa.list_(_json_type(kind.value_type))
    if types.is_dictionary(kind):
        return _json_type(kind.value_type)
    return pa.string() if types.is_temporal(kind) or types.is_decimal(kind) else kind


def _meta_text(row: dict[str, Any]) -> bytes:
    """Compact JSON; a float that is not a number becomes null, which is what Parquet writers mean by it."""
    return orjson.dumps(row, default=plain)


def _lost(piece: int, ordinal: int, records: int, reason: str) -> Records:
    return Records([], [Quarantined(piece, ordinal, -1, reason, records)])


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
