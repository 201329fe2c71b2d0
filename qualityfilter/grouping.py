"""Groups duplicates over all shards, from disk.

1. `same`: documents with the same 128-bit hash of their text, per partition of the key space. The first of each group stands for
   it. Where asked for, documents with the same address likewise.
2. `near`: per partition, documents that share a band key and stand for their exact group. The first of a bucket is compared
   with the others by sampled shingles; whoever does not match it is compared with the next leader. Buckets give stars, not cliques.
   By datatrove's rules the others are connected with the first as they come.
3. `containing`, where asked for, finds documents that lie within others.
4. `verifying` settles on the texts what sketches cannot tell.
5. `join`: edges of all partitions become components (`joining`).

A document's number is its shard's first number plus its row; numbers ascend in row-key order. The partition count changes
memory, not the result: a key lies in one partition, and edges are joined as a set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter.arrays import joined
from qualityfilter.context import Context
from qualityfilter.corpus import Corpus
from qualityfilter.hash_order import hash_order
from qualityfilter.joining import ROWS, blocks, connect, read_in_order
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
KINDS = ("exact", "near", "contained", "url")
EXACT, NEAR, CONTAINED, URL = (np.uint8(k) for k in range(len(KINDS)))
EDGES = pa.schema(
    [
        ("a", pa.int64()), ("b", pa.int64()), ("similarity", pa.float32()), ("share_a", pa.float32()), ("share_b", pa.float32()),
        ("kind", pa.string()), ("sure", pa.bool_()),
    ]
)  # fmt: skip


NOTHING = Corpus((), (), (), (0,))


@dataclass(frozen=True)
class Partition:
    """Keys whose upper 16 bits are in [low, high), of all shards; `corpus` holds each shard's first document number, then the total.

    `kind` says what equal keys mean to `group_same`.
    """

    index: int
    low: int
    high: int
    corpus: Corpus
    kind: Literal["exact", "url"] = "exact"


def partitions(bytes_of_keys: int, memory: int, corpus: Corpus = NOTHING, kind: Literal["exact", "url"] = "exact") -> list[Partition]:
    """As many equal partitions of the key space (a power of two, at most 65,536) as keep one within `memory`, sorting included."""
    count = 1
    while count < PARTITIONS and bytes_of_keys * 4 / count > memory:
        count *= 2
    step = PARTITIONS // count
    return [Partition(i, i * step, (i + 1) * step, corpus, kind) for i in range(count)]


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


def save_edges(storage: Storage, name: str, portions: Iterable[Edges]) -> None:
    """Write edges, those of a portion once each by b and a: of many edges of one document the b differ, so ranges of b are small."""
    with storage.writing(name) as path, pq.ParquetWriter(path, EDGES, compression="zstd") as writer:
        for e in portions:
            e = e.where(np.lexsort((~e.sure, e.a, e.b)))
            if e.a.size:
                e = e.where(np.r_[True, (e.a[1:] != e.a[:-1]) | (e.b[1:] != e.b[:-1])])
            kinds = pa.DictionaryArray.from_arrays(pa.array(e.kind.astype(np.int32)), pa.array(KINDS)).cast(pa.string())
            columns = [e.a, e.b, e.similarity, e.share_a, e.share_b, kinds, e.sure]
            writer.write_table(pa.table([pa.array(c) for c in columns], schema=EDGES), row_group_size=ROWS)


def group_same(context: Context, p: Partition) -> dict[str, Any]:
    """Edges (first document of the group, other member) for equal hashes of texts, or of addresses, in one partition."""
    key, second, number = p.corpus.keys("exact" if p.kind == "exact" else "urls", p.low, p.high)
    order = hash_order(key, second)  # of equal keys the numbers ascend: shards come in order, and their rows do
    key, second, number = key[order], second[order], number[order]
    starts, ends = runs(key, second)
    leaders, ones = np.repeat(number[starts], ends - starts - 1), np.ones(int((ends - starts - 1).sum()), np.float32)
    members = number[expand(starts + 1, ends)]
    alike = ones if p.kind == "exact" else np.full(ones.size, np.nan, np.float32)  # of a page's other text nothing is known here
    edges = Edges(leaders, members, alike, alike, alike, np.full(ones.size, KINDS.index(p.kind), np.uint8), np.ones(ones.size, np.bool_))
    save_edges(context.storage, f"work/edges/{p.kind}-{p.index:03d}.parquet", [edges])
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
    order = hash_order(key)
    key, number = key[order], number[order]
    starts, ends = runs(key)
    threshold, unmatched = dedup.minhash.jaccard, 0

    def found() -> Iterator[Edges]:
        nonlocal unmatched
        for member, bucket in _portions(number, starts, ends, max(dedup.memory_bytes // (2 * SKETCH_BYTES), 1)):
            edges, left = _stars(member, bucket, p.corpus, threshold) if dedup.verified else (_unverified(member, bucket), 0)
            unmatched += left
            yield edges

    save_edges(storage, f"work/edges/near-{p.index:03d}.parquet", found())
    return {"buckets": int(starts.size), "unmatched": unmatched, "largest": int((ends - starts).max(initial=0))}


def _portions(number: I64, starts: I64, ends: I64, most: int) -> list[tuple[I64, I64]]:
    """Members and bucket numbers, in portions of whole buckets with about `most` members; a bucket over MAX_BUCKET is cut first."""
    cuts = -(-(ends - starts - 1) // MAX_BUCKET)  # of each bucket
    leaders = np.repeat(starts, cuts)
    low = leaders + 1 + MAX_BUCKET * expand(np.zeros_like(cuts), cuts)
    high = np.minimum(low + MAX_BUCKET, np.repeat(ends, cuts))
    before = np.r_[np.int64(0), np.cumsum(high - low + 1)]
    found: list[tuple[I64, I64]] = []
    at = 0
    while at < low.size:
        until = max(int(np.searchsorted(before, before[at] + most, "right")) - 1, at + 1)
        sizes = np.diff(before[at : until + 1])
        places = expand(low[at:until] - 1, high[at:until])
        places[before[at:until] - before[at]] = leaders[at:until]
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


def _unverified(member: I64, bucket: I64) -> Edges:
    """Each bucket's leader with all its members; nobody looks how similar they are."""
    new = np.r_[True, bucket[1:] != bucket[:-1]]
    leader, others = member[np.flatnonzero(new)][np.cumsum(new) - 1], ~new
    unknown = np.full(int(others.sum()), np.nan, np.float32)
    kind, sure = np.full(unknown.size, NEAR), np.ones(unknown.size, np.bool_)
    return Edges(leader[others], member[others], unknown, unknown, unknown, kind, sure)


def read_edges(storage: Storage, kind: str, columns: list[str] | None = None) -> pa.Table:
    """All edges of a kind."""
    columns = columns or EDGES.names
    return pa.concat_tables([EDGES.empty_table().select(columns), *read_in_order(storage, edge_names(storage, [kind]), columns)])


def edge_names(storage: Storage, kinds: Sequence[str], *rounds: int) -> list[str]:
    """Files of edges of these kinds, and of what comparing texts told in these rounds: `sure` where the documents are duplicates."""
    files = storage.names("work/edges")
    names = [f"work/edges/{name}" for kind in kinds for name in files if name.startswith(f"{kind}-")]
    for round_ in rounds:
        names += [f"work/reread/{round_}/{n}" for n in storage.names(f"work/reread/{round_}") if n.startswith("edges-")]
    return names


def sure_pairs(storage: Storage, names: Sequence[str]) -> Iterator[tuple[I64, I64]]:
    """Pairs of edges that hold."""
    for table in read_in_order(storage, names, ["a", "b", "sure"]):
        table = table.filter(table.column("sure"))
        yield table.column("a").to_numpy(), table.column("b").to_numpy()


def join_edges(context: Context, _: int = 0) -> dict[str, Any]:
    """Components of all edges that hold, saved for the plan; counts of edges, each once, by kind."""
    storage, names = context.storage, edge_names(context.storage, KINDS, 0)
    bounds = blocks(storage, names, context.recipe.dedup.memory_bytes)
    counts, groups, found = np.zeros(len(KINDS), np.int64), 0, 0
    schema = pa.schema([("member", pa.int64()), ("component", pa.int64())])
    with (
        storage.writing("work/groups.parquet") as path,
        pq.ParquetWriter(path, schema, compression="zstd") as writer,
        connect(_each_once(storage, names, bounds, counts), bounds) as connected,
    ):
        for member, component in connected:
            groups += int((member == component).sum())
            found += member.size
            writer.write_table(pa.table([member, component], schema=schema), row_group_size=ROWS)
    return {"members": found, "groups": groups, **{kind: int(n) for kind, n in zip(KINDS, counts)}}


def _each_once(storage: Storage, names: Sequence[str], bounds: Sequence[int], counts: I64) -> Iterator[tuple[I64, I64]]:
    """Pairs that hold, once each, a block at a time; adds them to `counts` by kind, the first of equal ones."""
    for low, high in pairwise(bounds):
        tables = [EDGES.empty_table().select(["a", "b", "kind", "sure"])]
        tables += [t.filter(t.column("sure")) for t in read_in_order(storage, names, ["a", "b", "kind", "sure"], low, high)]
        table = pa.concat_tables(tables).combine_chunks()
        a, b, kind = (table.column(name).to_numpy() for name in ("a", "b", "kind"))
        order = np.lexsort((a, b))  # stable: of equal pairs the first stays first
        a, b, kind = a[order], b[order], kind[order]
        new = np.r_[True, (a[1:] != a[:-1]) | (b[1:] != b[:-1])] if a.size else np.zeros(0, np.bool_)
        counts += [int((kind[new] == name).sum()) for name in KINDS]
        yield a[new], b[new]


def members(storage: Storage, low: int, high: int) -> tuple[I64, I64]:
    """Documents low to high that have a duplicate, ascending, and the first of the group of each."""
    table = storage.read_between(["work/groups.parquet"], "member", low, high)
    return table.column("member").to_numpy(), table.column("component").to_numpy()


def copies(storage: Storage) -> I64:
    """Numbers of documents that surely match an earlier one: another stands for them when containment is looked for."""
    tables = [read_edges(storage, kind, ["b", "sure"]) for kind in ("exact", "near")]
    return np.unique(np.concatenate([t.filter(t.column("sure")).column("b").to_numpy() for t in tables]))


__all__ = ["Corpus", "Partition", "group_near", "group_same", "join_edges", "members", "partitions"]
