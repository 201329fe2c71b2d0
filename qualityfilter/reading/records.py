"""What readers hand on: rows in Arrow columns, what was quarantined, and what was no document at all."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("piece", pa.int32()),
        ("ordinal", pa.int64()),
        ("id", pa.string()),
        ("text", pa.large_string()),
        ("url", pa.string()),
        ("source", pa.string()),
        ("date", pa.string()),
        ("meta", pa.string()),
    ]
)
ROW_SCHEMA = pa.schema([column for column in SCHEMA if column.name != "piece"])

# A row as a tuple in ROW_SCHEMA's order: ordinal, id, text, url, source, date, meta. Text and meta are UTF-8 that the reader has checked.
Row = tuple[int, str | None, bytes, str | None, str | None, str | None, bytes | None]


@dataclass(frozen=True)
class Quarantined:
    """What could not be read, and why.

    `piece` is the index in the shard's pieces. `ordinal` counts records within the piece, this one included; `offset` is the
    byte in the decompressed file; -1 where unknown. `records` is how many records the entry stands for: the rows of a lost
    Parquet row group, else 1, also where a damaged stream hides how many were lost. `reason` is the kind of fault, then, after
    a colon, what exactly.
    """

    piece: int
    ordinal: int
    offset: int
    reason: str
    records: int = 1


@dataclass
class ReadBatch:
    """Documents of one shard in reading order, and what was quarantined since the last batch.

    `table` has SCHEMA's columns, one chunk each: `ordinal` is the record's number within its piece, quarantined ones counted;
    `id` is null where the input has none; `meta` is JSON text of all fields that are not mapped, in input order, null for none.
    """

    table: pa.Table
    quarantined: list[Quarantined]


@dataclass
class PieceCounts:
    """`records` is rows plus quarantined records; `skipped` counts WARC records that are no documents, by kind.

    `formulae` counts formulae of HTML pages: "documents" that have any, "html" in their HTML, "text" of these in the text read from it.
    """

    records: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    formulae: dict[str, int] = field(default_factory=dict)


@dataclass
class Records:
    """A stretch of one piece, as a reader gives it: rows, what was quarantined, what was skipped, and what became of formulae.

    Readers that see one record at a time give `Row`s; they are put together, over pieces, before Arrow sees them.
    """

    rows: pa.Table | list[Row] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    formulae: dict[str, int] = field(default_factory=dict)


def table_of(rows: list[Row]) -> pa.Table:
    """Rows as a table of ROW_SCHEMA."""
    ordinals, ids, texts, urls, sources, dates, metas = (list(column) for column in zip(*rows)) if rows else ([] for _ in ROW_SCHEMA)
    text = _large_strings(texts)
    # The bytes were checked when they were made: a view spares a second look at every one of them.
    meta = pa.array(metas, pa.binary()).view(pa.string())
    id, url, source, date = (pa.array(column, pa.string()) for column in (ids, urls, sources, dates))
    return row_table(pa.array(ordinals, pa.int64()), id, text, url, source, date, meta)


def _large_strings(texts: list[bytes]) -> pa.Array:
    """Bytes that were checked when they were made, end to end in one buffer: a builder would double it, and copy, again and again."""
    offsets = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=offsets[1:])
    return pa.LargeStringArray.from_buffers(len(texts), pa.py_buffer(offsets), pa.py_buffer(b"".join(texts)))


def rows_of(table: pa.Table) -> list[Row]:
    """The rows of a table of ROW_SCHEMA; the inverse of `table_of`."""
    binary = {"text": pa.large_binary(), "meta": pa.binary()}
    columns = [table.column(f.name).cast(binary.get(f.name, f.type)).to_pylist() for f in ROW_SCHEMA]
    return list(zip(*columns, strict=True))


def row_table(*columns: pa.Array) -> pa.Table:
    """A table of ROW_SCHEMA from arrays in its order."""
    return pa.table(list(columns), schema=ROW_SCHEMA)
