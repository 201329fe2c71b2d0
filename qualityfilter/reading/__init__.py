"""Readers: from a shard to batches of documents, with everything that could not be read named and counted.

    reading = ShardReading(shard, options)
    for batch in reading: ...
    reading.counts        # one PieceCounts per piece, complete once the loop has ended

Memory stays bounded by a few `batch_bytes`, whatever the size of a file, a line or a row group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from qualityfilter.errors import ShardError
from qualityfilter.pieces import Piece, ReadOptions, Shard
from qualityfilter.reading.records import SCHEMA, PieceCounts, Quarantined, ReadBatch, Records, Row, table_of

ROW_BYTES = 100  # what a row takes besides its text and meta, about
_text, _meta = itemgetter(2), itemgetter(6)  # of a Row
Chosen = Mapping[int, frozenset[int]]  # index of a piece -> ordinals of records of it

__all__ = ["SCHEMA", "Chosen", "PieceCounts", "Quarantined", "ReadBatch", "ShardReading", "peek", "read_shard"]


class PieceReader(Protocol):
    """A format: the records of one piece, the `index`-th of its shard, in order."""

    def __call__(self, piece: Piece, index: int, options: ReadOptions) -> Iterator[Records]: ...


def piece_reader(format: str) -> PieceReader:
    """The reader of a format; each is imported when first used, for HTML parsers and datatrove are not small."""
    if format == "jsonl":
        from qualityfilter.reading.jsonl import read_jsonl

        return read_jsonl
    if format == "parquet":
        from qualityfilter.reading.parquet import read_parquet

        return read_parquet
    if format == "warc":
        from qualityfilter.reading.warc import read_warc

        return read_warc
    if format == "text":
        from qualityfilter.reading.text_files import read_text_file

        return read_text_file
    if format == "datatrove":
        from qualityfilter.reading.datatrove_files import read_datatrove

        return read_datatrove
    raise ShardError(f"no reader for the format {format!r}")


class ShardReading:
    """One pass over a shard: iterate for batches of about `batch_bytes`; `counts` has one entry per piece.

    With `chosen`, only those records are given, and nothing else is counted, named or, where the format allows, parsed.
    """

    def __init__(self, shard: Shard, options: ReadOptions, chosen: Chosen | None = None) -> None:
        self.shard = shard
        self.options = options
        self.chosen = chosen
        self.counts = [PieceCounts() for _ in shard.pieces]

    def __iter__(self) -> Iterator[ReadBatch]:
        self.counts = [PieceCounts() for _ in self.shard.pieces]
        held = _Held()
        for index, piece in enumerate(self.shard.pieces):
            for records in self._records(piece, index):
                _count(self.counts[index], records)
                held.add(records, index)
                if held.bytes >= self.options.batch_bytes:
                    yield held.batch()
                    held = _Held()
        if held:
            yield held.batch()

    def _records(self, piece: Piece, index: int) -> Iterator[Records]:
        if self.chosen is None:
            return piece_reader(piece.format)(piece, index, self.options)
        return _only(piece, index, self.options, self.chosen.get(index, frozenset()))


def _only(piece: Piece, index: int, options: ReadOptions, chosen: frozenset[int]) -> Iterator[Records]:
    """The chosen records of a piece; reads no further than the last of them."""
    left = len(chosen)
    if not left:
        return
    if piece.format == "jsonl":
        from qualityfilter.reading.jsonl import read_jsonl

        found = read_jsonl(piece, index, options, chosen)
    else:
        wanted = pa.array(sorted(chosen), pa.int64())
        found = (_chosen(records, chosen, wanted) for records in piece_reader(piece.format)(piece, index, options))
    for records in found:
        left -= len(records.rows)
        yield records
        if not left:
            return


def _chosen(records: Records, chosen: frozenset[int], wanted: pa.Array) -> Records:
    if isinstance(records.rows, list):
        return Records([row for row in records.rows if row[0] in chosen])
    return Records(records.rows.filter(pc.is_in(records.rows.column("ordinal"), wanted)))


class _Held:
    """What the next batch will be made of, in reading order."""

    def __init__(self) -> None:
        self.bytes = 0
        self._tables: list[pa.Table] = []
        self._rows: list[Row] = []
        self._pieces: list[int] = []
        self._quarantined: list[Quarantined] = []

    def __bool__(self) -> bool:
        return bool(self._tables or self._pieces or self._quarantined)

    def add(self, records: Records, index: int) -> None:
        self._quarantined += records.quarantined
        if isinstance(records.rows, list):
            self._rows += records.rows
            self._pieces += [index] * len(records.rows)
            self.bytes += sum(map(len, map(_text, records.rows))) + sum(map(len, filter(None, map(_meta, records.rows))))
            self.bytes += ROW_BYTES * len(records.rows)
        elif len(records.rows):
            self._settle()
            self._tables.append(_of_pieces(records.rows, pa.repeat(pa.scalar(index, pa.int32()), len(records.rows))))
            self.bytes += records.rows.nbytes

    def batch(self) -> ReadBatch:
        self._settle()
        table = pa.concat_tables(self._tables).combine_chunks() if self._tables else SCHEMA.empty_table()
        return ReadBatch(table, self._quarantined)

    def _settle(self) -> None:
        if self._pieces:
            self._tables.append(_of_pieces(table_of(self._rows), pa.array(self._pieces, pa.int32())))
            self._rows, self._pieces = [], []


def read_shard(shard: Shard, options: ReadOptions) -> Iterator[ReadBatch]:
    """The batches of a shard, for those who need no counts."""
    return iter(ShardReading(shard, options))


def peek(piece: Piece, options: ReadOptions, n: int = 5) -> ReadBatch:
    """The first `n` rows of a piece (fewer in a smaller one) and what was quarantined before them; reads little more than that."""
    few = options.model_copy(update={"batch_bytes": 1 << 16})
    tables: list[pa.Table] = []
    quarantined: list[Quarantined] = []
    rows = 0
    for batch in ShardReading(Shard(0, (piece,)), few):
        tables.append(batch.table)
        quarantined += batch.quarantined
        rows += batch.table.num_rows
        if rows >= n or len(quarantined) >= 1000:
            break
    table = pa.concat_tables(tables).slice(0, n) if tables else SCHEMA.empty_table()
    end = table.column("ordinal")[-1].as_py() if rows >= n and n > 0 else None
    seen = [entry for entry in quarantined if end is None or entry.ordinal < end]
    return ReadBatch(table.combine_chunks(), seen)


def _count(counts: PieceCounts, records: Records) -> None:
    counts.records += len(records.rows) + sum(entry.records for entry in records.quarantined)
    for kind, number in records.skipped.items():
        counts.skipped[kind] = counts.skipped.get(kind, 0) + number
    for place, number in records.formulae.items():
        counts.formulae[place] = counts.formulae.get(place, 0) + number


def _of_pieces(rows: pa.Table, pieces: pa.Array) -> pa.Table:
    return rows.add_column(0, SCHEMA.field("piece"), pieces)
