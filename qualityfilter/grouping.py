"""Groups duplicates over all shards, from disk.

1. `exact`: documents with the same 128-bit hash, per partition of the key space. The first of each group stands for it.
2. `near`: per partition, documents that share a band key and stand for their exact group. The first of a bucket is compared
   with the others by sampled shingles; whoever does not match it is compared with the next leader. Buckets give stars, not cliques.
3. `containing`, where asked for, finds documents that lie within others.
4. `verifying` settles on the texts what sketches cannot tell.
5. `join`: edges of all partitions become components.

A document's number is its shard's first number plus its row; numbers ascend in row-key order. The partition count changes
memory, not the result: a key lies in one partition, and edges are joined as a set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter.arrays import joined
from qualityfilter.context import Context
from qualityfilter.corpus import Corpus
from qualityfilter.kernels.components import components
from qualityfilter.kernels.minhash import UNSURE, YES, judge_pairs
from qualityfilter.keyfile import PARTITIONS
from qualityfilter.signing import shares_of
from qualityfilter.storage import Storage

I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
MAX_LEADERS = 32  # leaders that a bucket may go through; what then is left has met no match and stays apart (counted)
MAX_DOUBTS = 4  # leaders of a bucket that a document may be unsure about; their texts are compared
MAX_BUCKET = 1 << 18  # members of a bucket that are looked at together; a larger one is cut, and its pieces share the first leader
DEVIATIONS = 2.5  # of an estimate from its threshold: nearer, and it does not tell
SKETCH_BYTES = 768  # of a document's sketch in memory, while it is compared
KINDS = ("exact", "near", "contained")
EXACT, NEAR, CONTAINED = (np.uint8(k) for k in range(len(KINDS)))
EDGES = pa.schema(
    [
        ("a", pa.int64()), ("b", pa.int64()), ("similarity", pa.float32()), ("share_a", pa.float32()), ("share_b", pa.float32()),
        ("kind", pa.string()), ("sure", pa.bool_()),
    ]
)  # fmt: skip


NOTHING = Corpus((), (), (), (0,))


@dataclass(frozen=True)
class Partition:
    """Keys whose top byte is in [low, high), of all shards; `corpus` holds each shard's first document number, then the total."""

    index: int
    low: int
    high: int
    corpus: Corpus


def partitions(bytes_of_keys: int, memory: int, corpus: Corpus = NOTHING) -> list[Partition]:
    """As many equal partitions of the key space (a power of two, at most 256) as keep one within `memory`, sorting included."""
    count = 1
    while count < PARTITIONS and bytes_of_keys * 4 / count > memory:
        count *= 2
    step = PARTITIONS // count
    return [Partition(i, i * step, (i + 1) * step, corpus) for i in range(count)]


class Edges(NamedTuple):
    """Pairs of documents (a < b), how similar, which share of each the other has, what kind (as in KINDS), and whether that is sure."""

    a: I64
    b: I64
    similarity: F32
    share_a: F32
    share_b: F32
    kind: npt.NDArray[np.uint8]
    sure: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, a: I64, b: I64, counts: npt.NDArray[np.integer], kind: npt.NDArray[np.uint8], sure: npt.NDArray[np.bool_]) -> Edges:
        jaccard, shares = shares_of(counts)
        return cls(a, b, jaccard, shares[:, 0].copy(), shares[:, 1].copy(), kind, sure)

    def where(self, chosen: npt.NDArray[Any]) -> Edges:
        """These edges, by mask or by place."""
        return Edges(
            self.a[chosen], self.b[chosen], self.similarity[chosen], self.share_a[chosen], self.share_b[chosen], self.kind[chosen],
            self.sure[chosen],
        )  # fmt: skip

    @classmethod
    def together(cls, parts: Sequence[Edges]) -> Edges:
        types = (np.int64, np.int64, np.float32, np.float32, np.float32, np.uint8, np.bool_)
        return cls(*(joined([p[i] for p in parts], kind) for i, kind in enumerate(types)))  # type: ignore[arg-type]


def runs(*keys: npt.NDArray[Any]) -> tuple[I64, I64]:
    """Starts and ends of runs of two or more equal entries in sorted keys."""
    n = keys[0].size
    if n < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    new = np.r_[True, np.any([k[1:] != k[:-1] for k in keys], axis=0)]
    starts = np.flatnonzero(new)
    ends = np.r_[starts[1:], n]
    many = ends - starts > 1
    return starts[many], ends[many]


def expand(starts: I64, ends: I64) -> I64:
    """start, start + 1 … end - 1 of all runs, end to end."""
    sizes = ends - starts
    before = np.cumsum(sizes) - sizes
    return np.arange(int(sizes.sum()), dtype=np.int64) + np.repeat(starts - before, sizes)


def save_edges(storage: Storage, name: str, e: Edges) -> None:
    """Write edges once each, by a and b."""
    e = e.where(np.lexsort((~e.sure, e.b, e.a)))
    if e.a.size:
        e = e.where(np.r_[True, (e.a[1:] != e.a[:-1]) | (e.b[1:] != e.b[:-1])])
    kinds = pa.DictionaryArray.from_arrays(pa.array(e.kind.astype(np.int32)), pa.array(KINDS)).cast(pa.string())
    columns = [e.a, e.b, e.similarity, e.share_a, e.share_b, kinds, e.sure]
    with storage.writing(name) as path:
        pq.write_table(pa.table([pa.array(c) for c in columns], schema=EDGES), path, compression="zstd", row_group_size=1 << 17)


def group_exact(context: Context, p: Partition) -> dict[str, Any]:
    """Edges (first document of the group, other member) for equal hashes in one partition."""
    key, second, number = p.corpus.keys("exact", p.low, p.high)
    order = np.lexsort((number, second, key))
    key, second, number = key[order], second[order], number[order]
    starts, ends = runs(key, second)
    leaders, ones = np.repeat(number[starts], ends - starts - 1), np.ones(int((ends - starts - 1).sum()), np.float32)
    members = number[expand(starts + 1, ends)]
    edges = Edges(leaders, members, ones, ones, ones, np.full(ones.size, EXACT), np.ones(ones.size, np.bool_))
    save_edges(context.storage, f"work/edges/exact-{p.index:03d}.parquet", edges)
    return {"edges": int(leaders.size)}


def group_near(context: Context, p: Partition) -> dict[str, Any]:
    """Edges between documents that share a band key in one partition: sure ones, and those whose texts must be compared."""
    storage, dedup = context.storage, context.recipe.dedup
    assert dedup.minhash is not None
    key, _, number = p.corpus.keys("bands", p.low, p.high)
    copies = read_edges(storage, "exact", ["b"]).column("b").to_numpy()  # already grouped with the first of their kind
    if copies.size:
        alone = ~np.isin(number, copies)
        key, number = key[alone], number[alone]
    order = np.lexsort((number, key))
    key, number = key[order], number[order]
    starts, ends = runs(key)
    found, unmatched = [], 0
    for member, bucket in _portions(number, starts, ends, max(dedup.memory_bytes // (2 * SKETCH_BYTES), 1)):
        edges, left = _stars(member, bucket, p.corpus, dedup.minhash.jaccard)
        found.append(edges)
        unmatched += left
    edges = Edges.together(found)
    save_edges(storage, f"work/edges/near-{p.index:03d}.parquet", edges)
    return {"edges": int(edges.a.size), "buckets": int(starts.size), "unmatched": unmatched, "largest": int((ends - starts).max(initial=0))}


def _portions(number: I64, starts: I64, ends: I64, most: int) -> list[tuple[I64, I64]]:
    """Members and bucket numbers, in portions of whole buckets with about `most` members; a bucket over MAX_BUCKET is cut first."""
    pieces: list[tuple[int, int, int]] = []  # leader, start, end
    for start, end in zip(starts.tolist(), ends.tolist()):
        for low in range(start + 1, end, MAX_BUCKET):
            pieces.append((start, low, min(low + MAX_BUCKET, end)))
    found: list[tuple[I64, I64]] = []
    at = 0
    while at < len(pieces):
        until, size = at, 0
        while until < len(pieces) and (until == at or size + pieces[until][2] - pieces[until][1] < most):
            size += pieces[until][2] - pieces[until][1] + 1
            until += 1
        leader, low, high = np.array(pieces[at:until], np.int64).T
        sizes = high - low + 1
        places = np.insert(expand(low, high), np.cumsum(sizes - 1) - (sizes - 1), leader)
        found.append((number[places], np.repeat(np.arange(until - at), sizes)))
        at = until
    return found


def _stars(member: I64, bucket: I64, corpus: Corpus, threshold: float) -> tuple[Edges, int]:
    """Compare each bucket's leader with its members; those that surely match are done, the others try the next, all buckets abreast."""
    involved = np.unique(member)
    sketches = corpus.sketches(involved)
    doubts = np.zeros(member.size, np.int8)
    found: list[Edges] = []
    for _ in range(MAX_LEADERS):
        if member.size == 0:
            break
        new = np.r_[True, bucket[1:] != bucket[:-1]]
        leader = member[np.flatnonzero(new)][np.cumsum(new) - 1]
        others = ~new
        left, right, doubts = leader[others], member[others], doubts[others]
        counts, numbers = sketches.count(np.searchsorted(involved, left), np.searchsorted(involved, right))
        state = np.empty(left.size, np.uint8)
        judge_pairs(counts, numbers, threshold, DEVIATIONS, state)
        match = state == YES
        doubts = doubts + (state == UNSURE)
        edge = match | (state == UNSURE)
        found.append(Edges.of(left[edge], right[edge], counts[edge], np.full(int(edge.sum()), NEAR), match[edge]))
        more = ~match & (doubts < MAX_DOUBTS)
        member, bucket, doubts = right[more], bucket[others][more], doubts[more]
        if member.size:  # a bucket with one document left has nobody to meet
            _, where, count = np.unique(bucket, return_inverse=True, return_counts=True)
            several = count[where] > 1
            member, bucket, doubts = member[several], bucket[several], doubts[several]
    return Edges.together(found), int(member.size)


def read_edges(storage: Storage, kind: str, columns: list[str] | None = None, folder: str = "work/edges") -> pa.Table:
    """All edges of a kind."""
    names = [n for n in storage.names(folder) if n.startswith(f"{kind}-") and n.endswith(".parquet")]
    tables = [storage.read_table(f"{folder}/{n}", columns) for n in names]
    empty = EDGES.empty_table()
    return pa.concat_tables(tables) if tables else (empty.select(columns) if columns else empty)


def compared_edges(storage: Storage, round_: int) -> pa.Table:
    """What comparing texts told about the pairs of a round: `sure` where they are duplicates."""
    return read_edges(storage, "edges", folder=f"work/reread/{round_}")


def join_edges(context: Context, _: int = 0) -> dict[str, Any]:
    """Components of all edges that hold, saved for the plan with the edges."""
    storage = context.storage
    tables = [*(read_edges(storage, kind) for kind in KINDS), compared_edges(storage, 0)]
    edges = pa.concat_tables([t.filter(t.column("sure")) for t in tables])
    edges = edges.group_by(["a", "b"], use_threads=False).aggregate([(name, "first") for name in EDGES.names[2:]])
    edges = edges.rename_columns(["a", "b", *EDGES.names[2:]]).sort_by([("a", "ascending"), ("b", "ascending")]).combine_chunks()
    with storage.writing("work/edges.parquet") as path:
        pq.write_table(edges, path, compression="zstd", row_group_size=1 << 17)
    a, b = edges.column("a").to_numpy(), edges.column("b").to_numpy()
    member = np.unique(np.concatenate([a, b])).astype(np.int64)
    parent = np.arange(member.size, dtype=np.int64)
    components(np.searchsorted(member, a).astype(np.int64), np.searchsorted(member, b).astype(np.int64), parent)
    table = pa.table({"member": member, "component": member[parent]})
    with storage.writing("work/groups.parquet") as path:
        pq.write_table(table, path, compression="zstd", row_group_size=1 << 17)
    kinds = {str(k): int(c) for k, c in zip(*(x.tolist() for x in np.unique(edges.column("kind").to_pylist(), return_counts=True)))}
    return {
        "members": int(member.size),
        "groups": int(np.unique(parent).size),
        **{k: kinds.get(k, 0) for k in ("exact", "near", "contained")},
    }


def members(storage: Storage, low: int, high: int) -> tuple[I64, I64]:
    """Documents low to high that have a duplicate, ascending, and the first of the group of each."""
    table = storage.read_between(["work/groups.parquet"], "member", low, high)
    return table.column("member").to_numpy(), table.column("component").to_numpy()


def copies(storage: Storage) -> I64:
    """Numbers of documents that surely match an earlier one: another stands for them when containment is looked for."""
    tables = [read_edges(storage, kind, ["b", "sure"]) for kind in ("exact", "near")]
    return np.unique(np.concatenate([t.filter(t.column("sure")).column("b").to_numpy() for t in tables]))


__all__ = ["Corpus", "Partition", "group_exact", "group_near", "join_edges", "members", "partitions"]
