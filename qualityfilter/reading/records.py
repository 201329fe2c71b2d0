"""What readers hand on: rows in Arrow columns, what was quarantined, and what was no document at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

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
    """`records` is rows plus quarantined records; `skipped` counts WARC records that are no documents, by kind."""

    records: int = 0
    skipped: dict[str, int] = field(default_factory=dict)


@dataclass
class Rows:
    """Rows as Python lists, for readers that see one record at a time. `metas` and the strings may be UTF-8 bytes."""

    ordinals: list[int] = field(default_factory=list)
    ids: list[Any] = field(default_factory=list)
    texts: list[Any] = field(default_factory=list)
    urls: list[Any] = field(default_factory=list)
    sources: list[Any] = field(default_factory=list)
    dates: list[Any] = field(default_factory=list)
    metas: list[Any] = field(default_factory=list)

    def add(self, ordinal: int, text: Any, id: Any = None, url: Any = None, source: Any = None, date: Any = None, meta: Any = None) -> None:
        self.ordinals.append(ordinal)
        self.ids.append(id)
        self.texts.append(text)
        self.urls.append(url)
        self.sources.append(source)
        self.dates.append(date)
        self.metas.append(meta)

    def extend(self, other: Rows) -> None:
        for name, values in vars(other).items():
            getattr(self, name).extend(values)

    def __len__(self) -> int:
        return len(self.ordinals)

    def table(self) -> pa.Table:
        """The rows in Arrow."""
        return row_table(self.ordinals, self.ids, self.texts, self.urls, self.sources, self.dates, self.metas)


@dataclass
class Records:
    """A stretch of one piece, as a reader gives it: rows of ROW_SCHEMA, what was quarantined, what was skipped.

    Many small pieces may give `Rows` instead of a table each: they are put together before Arrow sees them.
    """

    rows: pa.Table | Rows
    quarantined: list[Quarantined] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)


def row_table(*columns: Sequence[Any]) -> pa.Table:
    """A table of ROW_SCHEMA from lists or arrays in its order."""
    arrays = [pa.array(values, column.type) if isinstance(values, list) else values for values, column in zip(columns, ROW_SCHEMA)]
    return pa.table(arrays, schema=ROW_SCHEMA)
