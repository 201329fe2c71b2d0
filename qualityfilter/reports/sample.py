"""A fair sample of a run's documents with all their scores, from which joint questions are answered.

1. A document is drawn by a hash of its key alone: of its text's hash and id, or of its group of copies where that has at most TOGETHER
   members, so that small groups are drawn whole. All whose hash lies below `share` · 2⁶⁴ are drawn: no order of shards changes that.
2. `share` is such that a run of any size gives about ROWS documents; a smaller run is drawn whole, and its answers are exact.
3. Every shard writes its rows beside its report, reports/part-N.arrow: scores as stored codes, verdict, failed rules as bits. A part of
   the sample, the documents with the least hashes, also quotes the text where the recipe lets it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import xxhash

from qualityfilter.batch_view import BatchView
from qualityfilter.columns import ScoreColumn
from qualityfilter.storage import Storage

ROWS = 105_000  # 100,000 and what chance takes
QUOTED = 1_024
TOGETHER = 64
SNIPPET = 320  # code points that are quoted
SAMPLE = "reports/sample.parquet"  # of the whole run
U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]
FACTS = [
    ("key", pa.uint64()), ("part", pa.int32()), ("row", pa.int64()), ("id", pa.string()), ("cluster", pa.uint64()),
    ("cluster_size", pa.int32()), ("units", pa.int64()), ("verdict", pa.uint8()), ("failed", pa.uint64()), ("weight", pa.float32()),
    ("text", pa.large_string()),
]  # fmt: skip


def share_of(documents: int, rows: int = ROWS) -> float:
    """The share of a run's documents that is drawn: all, or what gives about `rows`."""
    return min(1.0, rows / max(documents, 1))


def below(keys: U64, share: float) -> npt.NDArray[np.bool_]:
    """Keys among the least `share` of all that there may be."""
    return np.ones(keys.size, np.bool_) if share >= 1 else keys < np.uint64(int(share * 2.0**64))


def schema(columns: Mapping[str, ScoreColumn]) -> pa.Schema:
    return pa.schema([*FACTS, *((f"score.{name}", pa.uint16()) for name in columns)])


def keys_of(text_hashes: U64, ids: Sequence[str], clusters: Sequence[str | None], sizes: I64) -> tuple[U64, U64]:
    """The key by which each document is drawn, and the hash of its group, 0 for one that is drawn alone."""
    hashes: U64 = np.frombuffer(b"".join(map(xxhash.xxh3_64_digest, ids)), ">u8").astype(np.uint64) ^ text_hashes
    keys: U64 = _mixed(hashes)
    group = np.zeros(keys.size, np.uint64)
    for row in np.flatnonzero((sizes > 1) & (sizes <= TOGETHER)).tolist():
        group[row] = xxhash.xxh3_64_intdigest(clusters[row] or ids[row]) or 1
    return np.where(group > 0, _mixed(group), keys), group


def _mixed(x: U64) -> U64:
    """SplitMix64's last steps (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014)."""
    with np.errstate(over="ignore"):
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return x ^ (x >> np.uint64(31))


class SampleCollector:
    """Adds batches in document order; `table()` gives the shard's rows of the sample."""

    def __init__(self, columns: Mapping[str, ScoreColumn], part_index: int, share: float, quoted: float) -> None:
        self.schema, self.part, self.share, self.quoted = schema(columns), part_index, share, quoted
        self.tables: list[pa.Table] = []
        self.row = 0

    def add(self, view: BatchView, quote: Callable[[int], str] | None = None) -> None:
        """`quote` gives what is shown of the text of a row of the batch; without it no text is kept."""
        sizes = view.plan.column("cluster_size").to_numpy().astype(np.int64)
        clusters = view.plan.column("cluster").to_pylist() if (sizes > 1).any() else []
        keys, group = keys_of(view.rows.column("text_hash").to_numpy(), view.ids, clusters, sizes)
        rows = np.flatnonzero(below(keys, self.share))
        shown = below(keys[rows], self.quoted) if quote is not None else np.zeros(rows.size, np.bool_)
        columns = {
            "key": keys[rows], "part": np.full(rows.size, self.part), "row": rows + self.row, "id": view.id_array.take(pa.array(rows)),
            "cluster": group[rows], "cluster_size": sizes[rows], "units": view.rows.column("units").to_numpy()[rows],
            **{name: view.plan.column(name).to_numpy()[rows] for name in ("verdict", "failed", "weight")},
            "text": _quotes(rows, shown, quote),
            **{f"score.{name}": codes[rows] for name, codes in view.codes.items()},
        }  # fmt: skip
        arrays = [of if isinstance(of := columns[f.name], pa.Array) else pa.array(of, f.type) for f in self.schema]
        self.tables.append(pa.table(arrays, schema=self.schema))
        self.row += len(view.ids)

    def table(self) -> pa.Table:
        return pa.concat_tables(self.tables) if self.tables else self.schema.empty_table()


def _quotes(rows: I64, shown: npt.NDArray[np.bool_], quote: Callable[[int], str] | None) -> pa.Array:
    """What is quoted of these rows; null where nothing is shown."""
    if quote is None or not shown.any():
        return pa.nulls(rows.size, pa.large_string())
    return pa.array([quote(i) if show else None for i, show in zip(rows.tolist(), shown.tolist())], pa.large_string())


@dataclass(frozen=True)
class Sample:
    """Rows drawn from all shards, by key; `share` is the share of documents that was drawn: 1.0 where these are all."""

    table: pa.Table
    share: float

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @property
    def whole(self) -> bool:
        return self.share >= 1

    def codes(self, names: Sequence[str]) -> dict[str, npt.NDArray[np.uint16]]:
        return {name: self.table.column(f"score.{name}").to_numpy() for name in names}

    def numbers(self, name: str) -> npt.NDArray[Any]:
        found: npt.NDArray[Any] = self.table.column(name).to_numpy()
        return found

    def cut(self, rows: int) -> Sample:
        """About so many of its rows, drawn by the same key; itself where it has no more."""
        if len(self) <= rows:
            return self
        share = self.share * rows / len(self)
        return Sample(self.table.filter(pa.array(below(self.numbers("key"), share))), share)

    @property
    def quoted(self) -> list[dict[str, Any]]:
        """The rows that quote their text, by key."""
        some: list[dict[str, Any]] = self.table.filter(pc.is_valid(self.table.column("text"))).to_pylist()
        return some


def merged(tables: Sequence[pa.Table], share: float) -> Sample:
    """The rows of some shards as one sample: by key, then by part and row, whatever order they come in."""
    table = pa.concat_tables(tables).combine_chunks()
    order = np.lexsort([table.column(name).to_numpy() for name in ("row", "part", "key")])
    return Sample(table if (order[1:] > order[:-1]).all() else table.take(pa.array(order)), share)


def part_name(part: str) -> str:
    """The file of a shard's rows."""
    return f"reports/{part}.arrow"


def write_part(table: pa.Table, path: Path) -> None:
    """As an Arrow file: of so few rows Parquet takes twice as long for as many bytes."""
    with pa.ipc.new_file(path, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd", use_threads=False)) as file:
        file.write_table(table)


def read_part(storage: Storage, part: str) -> pa.Table:
    """The rows of a finished run's shard."""
    content = pa.BufferReader(storage.read_bytes(part_name(part)))
    return pa.ipc.open_file(content, options=pa.ipc.IpcReadOptions(use_threads=False)).read_all()


def sample_of(storage: Storage, index: Mapping[str, Any]) -> Sample | None:
    """The sample of a finished run with this index; None where a version wrote it that drew none."""
    return Sample(storage.read_table(SAMPLE), index["sample"]["share"]) if storage.exists(SAMPLE) else None
