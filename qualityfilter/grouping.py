"""Groups duplicates over all shards, from disk.

1. `exact`: documents with the same 128-bit hash, per partition of the key space. The first of each group stands for it.
2. `near`: per partition, documents that share a band key and stand for their exact group. The first of a bucket is compared
   with the others by sampled shingles; whoever does not match it is compared with the next leader. Buckets give stars, not cliques.
3. `join`: edges of all partitions become components.

A document's number is its shard's first number plus its row; numbers ascend in row-key order. The partition count changes
memory, not the result: a key lies in one partition, and edges are joined as a set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter.arrays import joined
from qualityfilter.context import Context
from qualityfilter.kernels.components import components
from qualityfilter.keyfile import PARTITIONS, read_keys
from qualityfilter.signing import Sketches
from qualityfilter.storage import Storage, part

I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
MAX_LEADERS = 32  # leaders that a bucket may go through; what then is left has met no match and stays apart (counted)
EDGES = pa.schema([("a", pa.int64()), ("b", pa.int64()), ("similarity", pa.float32()), ("kind", pa.string())])


@dataclass(frozen=True)
class Partition:
    """Keys whose top byte is in [low, high), of all shards; `first` holds each shard's first document number, then the total."""

    index: int
    low: int
    high: int
    first: tuple[int, ...]


def partitions(bytes_of_keys: int, memory: int, first: Sequence[int]) -> list[Partition]:
    """As many equal partitions of the key space (a power of two, at most 256) as keep one within `memory`, sorting included."""
    count = 1
    while count < PARTITIONS and bytes_of_keys * 4 / count > memory:
        count *= 2
    step = PARTITIONS // count
    return [Partition(i, i * step, (i + 1) * step, tuple(first)) for i in range(count)]


def _load(storage: Storage, folder: str, p: Partition) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], I64]:
    keys, seconds, numbers = [], [], []
    for shard in range(len(p.first) - 1):
        key, second, row = read_keys(storage, f"work/{folder}/{part(shard)}.bin", p.low, p.high)
        keys.append(key)
        seconds.append(second)
        numbers.append(row.astype(np.int64) + p.first[shard])
    return joined(keys, np.uint64), joined(seconds, np.uint64), joined(numbers, np.int64)


def _runs(*keys: npt.NDArray[Any]) -> tuple[I64, I64]:
    """Starts and ends of runs of two or more equal entries in sorted keys."""
    n = keys[0].size
    if n < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    new = np.r_[True, np.any([k[1:] != k[:-1] for k in keys], axis=0)]
    starts = np.flatnonzero(new)
    ends = np.r_[starts[1:], n]
    many = ends - starts > 1
    return starts[many], ends[many]


def _save(storage: Storage, name: str, a: I64, b: I64, similarity: F32, kind: str) -> None:
    order = np.lexsort((b, a))
    a, b, similarity = a[order], b[order], similarity[order]
    if a.size:
        new = np.r_[True, (a[1:] != a[:-1]) | (b[1:] != b[:-1])]
        a, b, similarity = a[new], b[new], similarity[new]
    table = pa.table([pa.array(a), pa.array(b), pa.array(similarity), pa.array([kind] * a.size, pa.string())], schema=EDGES)
    with storage.writing(name) as path:
        pq.write_table(table, path, compression="zstd")


def group_exact(context: Context, p: Partition) -> dict[str, Any]:
    """Edges (first document of the group, other member) for equal hashes in one partition."""
    key, second, number = _load(context.measured_storage, "exact", p)
    order = np.lexsort((number, second, key))
    key, second, number = key[order], second[order], number[order]
    starts, ends = _runs(key, second)
    sizes = ends - starts
    leaders = np.repeat(number[starts], sizes - 1)
    positions = np.concatenate([np.arange(s + 1, e) for s, e in zip(starts, ends)]) if starts.size else np.zeros(0, np.int64)
    _save(
        context.storage, f"work/edges/exact-{p.index:03d}.parquet", leaders, number[positions], np.ones(leaders.size, np.float32), "exact"
    )
    return {"edges": int(leaders.size)}


def group_near(context: Context, p: Partition) -> dict[str, Any]:
    """Verified edges between documents that share a band key in one partition."""
    storage, minhash = context.storage, context.recipe.dedup.minhash
    assert minhash is not None
    key, _, number = _load(context.measured_storage, "bands", p)
    copies = _read_edges(storage, "exact").column("b").to_numpy()  # already grouped with the first of their kind
    if copies.size:
        alone = ~np.isin(number, copies)
        key, number = key[alone], number[alone]
    order = np.lexsort((number, key))
    key, number = key[order], number[order]
    starts, ends = _runs(key)
    a, b, similarity, unmatched = _stars(number, starts, ends, context.measured_storage, p.first, minhash.jaccard)
    _save(storage, f"work/edges/near-{p.index:03d}.parquet", a, b, similarity, "near")
    return {"edges": int(a.size), "buckets": int(starts.size), "unmatched": unmatched, "largest": int((ends - starts).max(initial=0))}


def _stars(number: I64, starts: I64, ends: I64, storage: Storage, first: Sequence[int], threshold: float) -> tuple[I64, I64, F32, int]:
    """Compare each bucket's leader with its members; those that do not match try the next leader, all buckets abreast."""
    inside = np.concatenate([np.arange(s, e) for s, e in zip(starts, ends)]) if starts.size else np.zeros(0, np.int64)
    bucket = np.repeat(np.arange(starts.size), ends - starts)
    member = number[inside]
    involved = np.unique(member)
    sketches = load_sketches(storage, first, involved)
    found: list[tuple[I64, I64, F32]] = []
    for _ in range(MAX_LEADERS):
        if member.size == 0:
            break
        new = np.r_[True, bucket[1:] != bucket[:-1]]
        leader = member[np.flatnonzero(new)][np.cumsum(new) - 1]
        others = ~new
        left, right = leader[others], member[others]
        jaccard, _ = sketches.compare(np.searchsorted(involved, left), np.searchsorted(involved, right))
        same = jaccard >= threshold
        found.append((left[same], right[same], jaccard[same]))
        member, bucket = right[~same], bucket[others][~same]
        if member.size:  # a bucket with one document left has nobody to meet
            _, where, count = np.unique(bucket, return_inverse=True, return_counts=True)
            several = count[where] > 1
            member, bucket = member[several], bucket[several]
    return (
        joined([f[0] for f in found], np.int64),
        joined([f[1] for f in found], np.int64),
        joined([f[2] for f in found], np.float32),
        int(member.size),
    )


def load_sketches(storage: Storage, first: Sequence[int], numbers: I64) -> Sketches:
    """Sketches of these documents (ascending numbers), in that order; shards without any of them are not opened."""
    hashes: list[npt.NDArray[np.uint64]] = []
    sizes: list[I64] = []
    levels: list[npt.NDArray[np.uint8]] = []
    bounds = np.searchsorted(numbers, np.asarray(first, np.int64))
    for shard in range(len(first) - 1):
        rows = numbers[bounds[shard] : bounds[shard + 1]] - first[shard]
        if rows.size == 0:
            continue
        table = storage.read_table(f"work/sketches/{part(shard)}.parquet").take(pa.array(rows)).combine_chunks()
        lists = table.column("hashes").chunk(0) if table.num_rows else pa.array([], pa.list_(pa.uint64()))
        hashes.append(lists.flatten().to_numpy())
        sizes.append(np.diff(lists.offsets.to_numpy()).astype(np.int64))
        levels.append(table.column("level").to_numpy())
    offsets = np.r_[0, np.cumsum(joined(sizes, np.int64))].astype(np.int64)
    return Sketches(joined(hashes, np.uint64), offsets, joined(levels, np.uint8))


def _read_edges(storage: Storage, kind: str) -> pa.Table:
    names = [n for n in storage.names("work/edges") if n.startswith(f"{kind}-") and n.endswith(".parquet")]
    tables = [storage.read_table(f"work/edges/{n}") for n in names]
    return pa.concat_tables(tables) if tables else EDGES.empty_table()


@dataclass(frozen=True)
class Groups:
    """Documents that have a duplicate: their numbers ascending, and the number of the first document of their component."""

    member: I64
    component: I64
    edges: pa.Table

    def of(self, low: int, high: int) -> tuple[I64, I64]:
        """Members with low <= number < high, and their components."""
        i, j = np.searchsorted(self.member, [low, high])
        return self.member[i:j], self.component[i:j]


def join_edges(context: Context, _: int = 0) -> dict[str, Any]:
    """Components of all edges, saved for the plan."""
    storage = context.storage
    exact, near = _read_edges(storage, "exact"), _read_edges(storage, "near")
    edges = pa.concat_tables([exact, near]).combine_chunks()
    a, b = edges.column("a").to_numpy(), edges.column("b").to_numpy()
    distinct = np.unique(np.stack([near.column("a").to_numpy(), near.column("b").to_numpy()]), axis=1).shape[1] if near.num_rows else 0
    member = np.unique(np.concatenate([a, b])).astype(np.int64)
    parent = np.arange(member.size, dtype=np.int64)
    components(np.searchsorted(member, a).astype(np.int64), np.searchsorted(member, b).astype(np.int64), parent)
    table = pa.table({"member": member, "component": member[parent]})
    with storage.writing("work/groups.parquet") as path:
        pq.write_table(table, path, compression="zstd")
    return {"members": int(member.size), "groups": int(np.unique(parent).size), "exact": exact.num_rows, "near": distinct}


def load_groups(storage: Storage) -> Groups:
    """The groups of a run; none where it looked for no duplicates."""
    if not storage.exists("work/groups.parquet"):
        none = np.zeros(0, np.int64)
        return Groups(none, none, EDGES.empty_table())
    table = storage.read_table("work/groups.parquet")
    edges = pa.concat_tables([_read_edges(storage, "exact"), _read_edges(storage, "near")])
    return Groups(table.column("member").to_numpy(), table.column("component").to_numpy(), edges)
