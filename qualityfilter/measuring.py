"""Pass 1 over one shard: read, clean, score, sign. Writes columns and keys, never text (but for spooled inputs).

Products of a shard, all in the order of its documents:
  work/rows/part-N.parquet      who a document is: piece, ordinal, id, date, source; hash of its raw text; sizes before and after cleaning
  work/scores/part-N.parquet    the stored codes of every score column, uint16
  work/spans/part-N.parquet     spans found by the cleaners
  work/exact/part-N.bin         exact hashes, sorted
  work/bands/part-N.bin         MinHash band keys, sorted
  work/sketches/part-N.bin      sampled shingle hashes, and which numbers stand where
  work/quarantine/part-N.jsonl  records that could not be read
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter.addresses import address_hashes
from qualityfilter.arrays import joined
from qualityfilter.columns import ScoreColumn
from qualityfilter.context import Context, Line, line_of
from qualityfilter.documents import Documents
from qualityfilter.errors import QualityFilterError, ShardError
from qualityfilter.keyfile import write_keys
from qualityfilter.pieces import Shard
from qualityfilter.process_memory import keep_freed_memory, keep_what_is_loaded
from qualityfilter.reading import ReadBatch
from qualityfilter.recordfile import RecordWriter
from qualityfilter.scoring import Codes, Scoring
from qualityfilter.signing import Signatures, sign, text_hashes
from qualityfilter.spooling import CHUNK, open_shard
from qualityfilter.storage import Commit, FileRecord, fingerprint, part

ROWS = pa.schema(
    [
        ("piece", pa.int32()), ("ordinal", pa.int64()), ("id", pa.string()), ("date", pa.string()), ("source", pa.string()),
        ("text_hash", pa.uint64()), ("raw_characters", pa.int64()), ("characters", pa.int64()), ("units", pa.int64()),
        ("bytes", pa.int64()),
    ]
)  # fmt: skip


def score_schema(columns: dict[str, ScoreColumn]) -> pa.Schema:
    return pa.schema([(name, pa.uint16()) for name in columns])


def shard_fingerprint(context: Context, shard: Shard) -> str:
    """What a shard's pass 1 is made from: recipe upstream of the scores, the input's listing, and the survey."""
    return fingerprint([line_of(context).fingerprint, shard.to_json(), context.survey, *([context.seeds] if context.seeds else [])])


def measure(context: Context, shard: Shard) -> dict[str, Any]:
    """Run pass 1 over a shard and commit it; returns the commit's small counts."""
    storage, line = context.storage, line_of(context)
    name = part(shard.index)
    records: list[FileRecord] = []
    tally = _Tally()
    with contextlib.ExitStack() as stack:

        def parquet(folder: str, schema: pa.Schema) -> pq.ParquetWriter:
            path = stack.enter_context(storage.recorded(f"work/{folder}/{name}.parquet", records))
            return stack.enter_context(
                pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=["source"] if folder == "rows" else False)
            )

        rows, scores = parquet("rows", ROWS), parquet("scores", score_schema(line.scoring.columns))
        spans = parquet("spans", line.cleaning.schema)
        sketches = stack.enter_context(RecordWriter(stack.enter_context(storage.recorded(f"work/sketches/{name}.bin", records))))
        quarantine_path: Path = stack.enter_context(storage.recorded(f"work/quarantine/{name}.jsonl", records))
        with open(quarantine_path, "wb") as quarantine:
            reading = open_shard(shard, context.recipe.read, context.measured_storage)
            for batch in _read(reading, shard):
                for q in batch.quarantined:
                    quarantine.write(orjson.dumps(vars(q), option=orjson.OPT_SORT_KEYS) + b"\n")
                    tally.quarantined(q.reason, q.records)
                if batch.table.num_rows:
                    _write_batch(_measure_batch(line, batch), rows, scores, spans, sketches, tally)
    written = [("exact", tally.exact), ("bands", tally.bands), *([("urls", tally.urls)] if context.recipe.dedup.urls else [])]
    for folder, keys in written:
        with storage.recorded(f"work/{folder}/{name}.bin", records) as path:
            write_keys(path, *keys.joined())
    result = tally.result(reading.counts)
    storage.commit(Commit("measure", shard.index, shard_fingerprint(context, shard), tuple(sorted(records, key=lambda r: r.name)), result))
    return result


def warm(context: Context) -> None:
    """Make a process ready: load models, dictionaries and kernels of pass 1 by running it over two short documents.

    While the run has yet to make models of its seeds, it only cleans and signs them.
    """
    keep_freed_memory()
    line = line_of(context)
    if line.recipe.waiting_for_seeds and not context.seeds:
        line = replace(line, scoring=Scoring([], line.scoring.given))
    texts = [
        "A sentence of eight words, and no more.\n\nAnother line $x^2$, then a (www.example.top) host.",
        "一个句子，（www.example.top）只有几个字。这样的句（www.example.top）子不多。\n\n又一行，关注公众号。\n\n12、一、二〇二四年。",
    ]
    empty = pa.nulls(len(texts), pa.string())
    columns = {f.name: empty.cast(f.type) for f in CHUNK} | {"text": pa.array(texts, pa.large_string()), "id": pa.array(["1", "2"])}
    columns |= {"piece": pa.array([0, 0], pa.int32()), "ordinal": pa.array([0, 1], pa.int64())}
    _measure_batch(line, ReadBatch(pa.table(columns, schema=CHUNK), []))
    keep_what_is_loaded()


def _read(reading: Any, shard: Shard) -> Iterator[ReadBatch]:
    try:
        yield from reading
    except QualityFilterError:
        raise
    except (OSError, pa.ArrowException) as error:
        raise ShardError(f"{part(shard.index)} ({', '.join(p.path for p in shard.pieces[:3])}): {error}") from error


@dataclass(frozen=True)
class _Measured:
    """One batch after pass 1: no texts, no views."""

    table: pa.Table
    text_hash: npt.NDArray[np.uint64]
    sizes: dict[str, npt.NDArray[np.int64]]
    spans: pa.Table
    codes: Codes
    signed: Signatures
    addresses: tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]  # hashes, and the rows that have one


def _measure_batch(line: Line, batch: ReadBatch) -> _Measured:
    raw = Documents(batch.table)
    result = line.cleaning.clean(raw)
    cleaned, views = result.documents, raw.views
    sizes = {"raw_characters": views.characters, "raw_units": views.units.counts, "raw_bytes": views.bytes}
    hashes = text_hashes(raw)
    if cleaned is not raw and not any("raw_text" in scorer.reads for scorer in line.scoring.scorers):
        raw = cleaned  # nobody looks at the raw text again: its views are as large as those of the cleaned one
    del views
    codes = line.score(result, raw)
    signed = sign(cleaned, line.recipe.dedup.settings)
    sizes |= {"characters": cleaned.views.characters, "units": cleaned.views.units.counts, "bytes": cleaned.views.bytes}
    addresses = address_hashes(batch.table.column("url").to_pylist() if line.recipe.dedup.urls else [])
    return _Measured(batch.table, hashes, sizes, result.spans, codes, signed, addresses)


def _write_batch(
    m: _Measured, rows: pq.ParquetWriter, scores: pq.ParquetWriter, spans: pq.ParquetWriter, sketches: RecordWriter, tally: _Tally
) -> None:
    table = m.table
    columns: dict[str, Any] = {"text_hash": m.text_hash, **m.sizes}
    rows.write_table(
        pa.table([pa.array(columns[f.name]) if f.name in columns else table.column(f.name).cast(f.type) for f in ROWS], schema=ROWS)
    )
    scores.write_table(pa.table({name: pa.array(codes) for name, codes in m.codes.items()}, schema=scores.schema))
    first = tally.documents
    if m.spans.num_rows:
        moved = pa.array(m.spans.column("row").to_numpy() + first, pa.int64())
        spans.write_table(m.spans.set_column(m.spans.schema.get_field_index("row"), "row", moved).cast(spans.schema))
    sketches.append(m.signed.sketches.records, m.signed.sketches.offsets)
    tally.add(m)


class _Keys:
    """Sorted-key material of a shard, collected batch by batch."""

    def __init__(self) -> None:
        self.key: list[npt.NDArray[np.uint64]] = []
        self.second: list[npt.NDArray[np.uint64]] = []
        self.row: list[npt.NDArray[np.uint32]] = []

    def joined(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], npt.NDArray[np.uint32]]:
        return joined(self.key, np.uint64), joined(self.second, np.uint64), joined(self.row, np.uint32)


class _Tally:
    """Counts and keys of a shard while its batches pass."""

    def __init__(self) -> None:
        self.documents = 0
        self.sums = {"raw_characters": 0, "raw_units": 0, "characters": 0, "units": 0, "bytes": 0, "raw_bytes": 0}
        self.reasons: dict[str, int] = {}
        self.exact, self.bands, self.urls = _Keys(), _Keys(), _Keys()

    def quarantined(self, reason: str, records: int) -> None:
        short = reason.split(":")[0]
        self.reasons[short] = self.reasons.get(short, 0) + records

    def add(self, m: _Measured) -> None:
        n, first = m.text_hash.size, self.documents
        for key, values in m.sizes.items():
            self.sums[key] += int(values.sum())
        number = np.arange(first, first + n, dtype=np.uint32)
        self.exact.key.append(m.signed.exact[:, 0].copy())
        self.exact.second.append(m.signed.exact[:, 1].copy())
        self.exact.row.append(number)
        addresses, rows = m.addresses
        self.urls.key.append(addresses[:, 0].copy())
        self.urls.second.append(addresses[:, 1].copy())
        self.urls.row.append(number[rows])
        keys = m.signed.keys[m.signed.has_shingles]
        if keys.size:
            self.bands.key.append(keys.reshape(-1))
            self.bands.row.append(np.repeat(number[m.signed.has_shingles], keys.shape[1]))
        self.documents += n

    def result(self, counts: Any) -> dict[str, Any]:
        return {
            "documents": self.documents,
            "quarantined": sum(self.reasons.values()),
            "quarantined_by_reason": dict(sorted(self.reasons.items())),
            "records": [c.records for c in counts],
            "skipped": _sum(c.skipped for c in counts),
            "formulae": _sum(c.formulae for c in counts),
            **self.sums,
        }


def _sum(parts: Any) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in parts:
        for key, value in one.items():
            total[key] = total.get(key, 0) + value
    return dict(sorted(total.items()))
