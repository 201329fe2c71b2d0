"""Spooling: inputs that are dear to read twice are read once into sealed chunks of zstd Parquet, each then a shard of its own.

`read.spool: auto` spools what needs extraction (HTML), what a datatrove reader gives, and compressed files larger than a
shard. Chunks keep the piece and ordinal of every record, so row keys do not know of the spool.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter.context import Context
from qualityfilter.listing import needs_spool
from qualityfilter.pieces import ReadOptions, Shard
from qualityfilter.reading import Chosen, PieceCounts, Quarantined, ReadBatch, ShardReading
from qualityfilter.reading.extraction import EXTRACTION_VERSION
from qualityfilter.storage import Commit, Storage, fingerprint, part

CHUNK = pa.schema(
    [
        ("piece", pa.int32()), ("ordinal", pa.int64()), ("id", pa.string()), ("text", pa.large_string()), ("url", pa.string()),
        ("source", pa.string()), ("date", pa.string()), ("meta", pa.string()),
    ]
)  # fmt: skip


def wants_spool(shard: Shard, read: ReadOptions) -> bool:
    return any(needs_spool(piece, read) for piece in shard.pieces)


def spool_fingerprint(context: Context, shard: Shard) -> str:
    read = {k: v for k, v in context.recipe.plain()["read"].items() if k not in ("paths", "spool")}
    return fingerprint([read, shard.to_json(), EXTRACTION_VERSION])


def spool(context: Context, shard: Shard) -> dict[str, Any]:
    """Read a shard once and write its documents as sealed chunks of about `shard_size` of text; returns how many."""
    storage, read = context.storage, context.recipe.read
    records: list[Any] = []
    reading = ShardReading(shard, read)
    batches = iter(reading)
    chunk, more = 0, True
    while more:
        name = f"work/spool/{part(shard.index)}/chunk-{chunk:05d}"
        with contextlib.ExitStack() as stack:
            quarantine = stack.enter_context(open(stack.enter_context(storage.recorded(f"{name}.jsonl", records)), "wb"))
            writer = stack.enter_context(
                pq.ParquetWriter(
                    stack.enter_context(storage.recorded(f"{name}.parquet", records)), CHUNK, compression="zstd", use_dictionary=False
                )
            )
            size, more = 0, False
            for batch in batches:
                for q in batch.quarantined:
                    quarantine.write(orjson.dumps(vars(q)) + b"\n")
                if batch.table.num_rows:
                    writer.write_table(batch.table.select(CHUNK.names).cast(CHUNK))
                    size += batch.table.column("text").nbytes
                if size >= read.shard_size:
                    more = True
                    break
        chunk += 1
    result = {
        "chunks": chunk,
        "records": [c.records for c in reading.counts],
        "skipped": [dict(c.skipped) for c in reading.counts],
        "formulae": [dict(c.formulae) for c in reading.counts],
    }
    storage.commit(Commit("spool", shard.index, spool_fingerprint(context, shard), tuple(records), result))
    return result


class ChunkReading:
    """One sealed chunk, read like a shard. The first chunk of a spooled shard also answers for its counts."""

    def __init__(self, shard: Shard, read: ReadOptions, storage: Storage, chosen: Chosen | None = None) -> None:
        self._shard, self._read, self._storage, self._chosen = shard, read, storage, chosen
        commit = storage.read_json(f"commits/spool/{shard.spool.split('/')[-2]}.json")["result"]
        first = shard.spool.endswith("chunk-00000")
        counts = zip(commit["records"], commit["skipped"], commit.get("formulae", [{}] * len(commit["records"])), strict=True)
        self.counts = [PieceCounts(r, dict(s), dict(f)) if first else PieceCounts() for r, s, f in counts]

    def __iter__(self) -> Iterator[ReadBatch]:
        lines = self._storage.read_bytes(f"{self._shard.spool}.jsonl").splitlines()
        quarantined = [Quarantined(**orjson.loads(line)) for line in lines]
        with self._storage.open(f"{self._shard.spool}.parquet") as file:
            table = pq.ParquetFile(file)
            if table.metadata.num_rows == 0 and quarantined:
                yield ReadBatch(CHUNK.empty_table(), quarantined)
            for group in range(table.num_row_groups):  # one row group per batch of the first reading
                rows = None
                if self._chosen is not None:
                    rows = _rows_of(table.read_row_group(group, ["piece", "ordinal"], use_threads=False), self._chosen)
                if rows is None or len(rows):
                    batch = table.read_row_group(group, use_threads=False).combine_chunks()
                    yield ReadBatch(batch if rows is None else batch.take(rows), quarantined)
                quarantined = []


def _rows_of(keys: pa.Table, chosen: Chosen) -> pa.Array:
    """Which rows are among the chosen ones."""
    pairs = zip(keys.column("piece").to_pylist(), keys.column("ordinal").to_pylist(), strict=True)
    return pa.array([row for row, (piece, ordinal) in enumerate(pairs) if ordinal in chosen.get(piece, ())], pa.int64())


def open_shard(shard: Shard, read: ReadOptions, storage: Storage, chosen: Chosen | None = None) -> ShardReading | ChunkReading:
    """A shard's documents, or the chosen ones, from its input or from the chunk that it was spooled to; `.counts` holds per piece
    counts after all were read."""
    return ChunkReading(shard, read, storage, chosen) if shard.spool else ShardReading(shard, read, chosen)
