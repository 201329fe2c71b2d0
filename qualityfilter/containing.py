"""Finds documents that lie within others: an article within its page with all the chrome, two extractions of one page.

Band keys find pairs of which each is most of the other; a text within a text twice as long they mostly miss. So candidates
here are documents that share rare shingles:

1. `index`: per shard, the sampled shingle hashes (every 32nd) of documents that are no copy of another.
2. `meet`: per partition of the hashes, pairs that share one which at most `common` documents have; and how many of a
   document's hashes more have: what a site repeats on all its pages says nothing about two of them.
3. `judge`: pairs with enough shared rare shingles, of which the shorter document's other rare shingles do not tell that it lies
   elsewhere, become edges where the sketch says that enough of one lies in the other; where it cannot tell, texts are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter.arrays import joined
from qualityfilter.context import Context
from qualityfilter.corpus import Corpus, kept_rows
from qualityfilter.execution import Executor, collect
from qualityfilter.grouping import CONTAINED, DEVIATIONS, SKETCH_BYTES, Edges, Partition, copies, expand, partitions, save_edges
from qualityfilter.hash_order import hash_order
from qualityfilter.keyfile import read_keys, write_keys
from qualityfilter.signing import SKETCH_TOP
from qualityfilter.storage import Storage, part

I64 = npt.NDArray[np.int64]
PAIR_BYTES = 256  # of a counted pair in memory, while counts are added up
MASK = np.uint64((1 << SKETCH_TOP) - 1)


@dataclass(frozen=True)
class Index:
    """A shard of the corpus whose sampled shingles are to be sorted."""

    shard: int
    corpus: Corpus


@dataclass(frozen=True)
class Judge:
    """Pairs whose first document is in [low, high)."""

    index: int
    low: int
    high: int
    corpus: Corpus


def index(context: Context, task: Index) -> dict[str, Any]:
    """Write a shard's sampled shingle hashes, sorted, without those of copies."""
    storage, corpus = context.storage, task.corpus
    first, end = corpus.first[task.shard], corpus.first[task.shard + 1]
    alone = np.setdiff1d(np.arange(first, end), copies(storage), assume_unique=True)
    if first < 0:
        alone = alone[kept_rows(corpus.runs[task.shard], corpus.parts[task.shard])[alone - first]]
    sketches = corpus.sketches(alone)
    words, owner = sketches.records, np.repeat(alone - first, np.diff(sketches.offsets))
    chosen = _is_hash(words, sketches.offsets) & (words & MASK == 0)
    with storage.writing(f"work/containing/{part(task.shard)}.bin") as path:
        write_keys(path, words[chosen], np.zeros(0, np.uint64), owner[chosen].astype(np.uint32))
    return {"keys": int(chosen.sum())}


def _is_hash(words: npt.NDArray[np.uint64], offsets: I64) -> npt.NDArray[np.bool_]:
    """Which words of records are shingle hashes."""
    head = offsets[:-1]
    before = 1 + (words[head] >> np.uint64(8)).astype(np.int64)
    mask = np.ones(words.size, np.bool_)
    mask[expand(head, head + before)] = False
    return mask


def meet(context: Context, p: Partition) -> dict[str, Any]:
    """Pairs of documents that share rare shingles of one partition, and documents with common ones, each with counts."""
    storage, containment = context.storage, context.recipe.dedup.containment
    assert containment is not None
    keys, numbers = [], []
    for shard in range(len(p.corpus.parts)):
        key, _, row = read_keys(storage, f"work/containing/{part(shard)}.bin", p.low, p.high)
        keys.append(key)
        numbers.append(row.astype(np.int64) + p.corpus.first[shard])
    key, number = joined(keys, np.uint64), joined(numbers, np.int64)
    order = hash_order(key)
    key, number = key[order], number[order]
    starts, ends = _runs(key)
    rare = ends - starts <= containment.common
    a, b = _pairs(number, starts[rare], ends[rare])
    order = np.lexsort((b, a))
    a, b = a[order], b[order]
    new = np.flatnonzero(np.r_[True, (a[1:] != a[:-1]) | (b[1:] != b[:-1])]) if a.size else np.zeros(0, np.int64)
    count = np.diff(np.r_[new, a.size])
    document, times = np.unique(number[expand(starts[~rare], ends[~rare])], return_counts=True)
    _write(storage, f"work/containing/pairs-{p.index:03d}.parquet", {"a": a[new], "b": b[new], "count": count})
    _write(storage, f"work/containing/common-{p.index:03d}.parquet", {"document": document, "count": times})
    return {"pairs": int(count.size)}


def _runs(key: npt.NDArray[np.uint64]) -> tuple[I64, I64]:
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if key.size else np.zeros(0, np.int64)
    return starts, np.r_[starts[1:], key.size].astype(np.int64)


def _pairs(number: I64, starts: I64, ends: I64) -> tuple[I64, I64]:
    """All pairs within each run, the smaller number first."""
    a, b = [], []
    for size in np.unique(ends - starts).tolist():
        if size > 1:
            here = starts[ends - starts == size]
            one, other = np.triu_indices(size, 1)
            a.append(number[(here[:, None] + one).ravel()])
            b.append(number[(here[:, None] + other).ravel()])
    return joined(a, np.int64), joined(b, np.int64)


def _write(storage: Storage, name: str, columns: dict[str, npt.NDArray[Any]]) -> None:
    with storage.writing(name) as path:
        pq.write_table(pa.table(columns), path, compression="zstd", row_group_size=1 << 16)


def _read(storage: Storage, kind: str, column: str, low: int, high: int) -> pa.Table:
    """Rows of all partitions whose `column` is in [low, high)."""
    names = [f"work/containing/{name}" for name in storage.names("work/containing") if name.startswith(f"{kind}-")]
    return storage.read_between(names, column, low, high)


def _total(table: pa.Table, by: list[str]) -> list[I64]:
    """Sums of `count` over equal keys, sorted by these."""
    total = table.group_by(by, use_threads=False).aggregate([("count", "sum")]).sort_by([(name, "ascending") for name in by])
    return [total.column(name).to_numpy() for name in (*by, "count_sum")]


def judge(context: Context, task: Judge) -> dict[str, Any]:
    """Edges of the pairs whose first document is in a range."""
    storage, dedup = context.storage, context.recipe.dedup
    assert dedup.containment is not None
    wanted, share = dedup.containment, dedup.containment.share
    a, b, shared = _total(_read(storage, "pairs", "a", task.low, task.high), ["a", "b"])
    enough = shared >= wanted.shared
    a, b, shared = a[enough], b[enough], shared[enough]
    first = task.corpus.first
    common, times = _total(_read(storage, "common", "document", first[0], first[-1]), ["document"])
    found = []
    for at in range(0, a.size, step := max(dedup.memory_bytes // (4 * SKETCH_BYTES), 1)):
        piece = slice(at, at + step)
        found.append(_judged(task.corpus, a[piece], b[piece], shared[piece], common, times, share))
    edges = Edges.together(found)
    save_edges(storage, f"work/edges/contained-{task.index:03d}.parquet", [edges])
    return {"edges": int(edges.a.size)}


def _judged(corpus: Corpus, a: I64, b: I64, shared: I64, common: I64, times: I64, share: float) -> Edges:
    numbers = np.unique(np.concatenate([a, b]))
    sketches = corpus.sketches(numbers)
    left, right = np.searchsorted(numbers, a), np.searchsorted(numbers, b)
    counts, differ = sketches.count(left, right)
    words = sketches.records
    sampled = np.add.reduceat(np.r_[(_is_hash(words, sketches.offsets) & (words & MASK == 0)).astype(np.int64), 0], sketches.offsets[:-1])
    at = np.minimum(np.searchsorted(common, numbers), max(common.size - 1, 0))
    known = common[at] == numbers if common.size else np.zeros(numbers.size, np.bool_)
    rare = sampled - np.where(known, times[at] if times.size else 0, 0)
    shorter = np.where(counts[:, 1] <= counts[:, 2], left, right)
    own = np.maximum(rare[shorter], 1)
    elsewhere = shared < own * (share - DEVIATIONS * np.sqrt(share * (1 - share) / own))
    least = np.minimum(counts[:, 1], counts[:, 2])
    inside = counts[:, 0] / np.maximum(least, 1)
    margin = np.where(counts[:, 3] == 0, 0.0, DEVIATIONS * np.sqrt(share * (1 - share) / np.maximum(least, 1)) + 0.5 / np.maximum(least, 1))
    possible = (inside >= share - margin) & ~elsewhere & (differ == 0)
    edges = Edges.of(a, b, counts, np.full(a.size, CONTAINED), inside >= share + margin)
    return edges.where(possible)


def find_contained(context: Context, executor: Executor, corpus: Corpus, progress: Any) -> dict[str, int]:
    """All three steps; returns counts for the plan."""
    memory = context.recipe.dedup.memory_bytes
    shards = [Index(i, corpus) for i in range(len(corpus.parts))]
    keys = sum(d["keys"] for d in collect(executor, "index shingles", index, context, shards, progress))
    met = collect(executor, "meet", meet, context, partitions(keys * 12, memory, corpus), progress)
    pairs = sum(d["pairs"] for d in met)
    blocks = max(pairs * PAIR_BYTES // memory + 1, 1)
    bounds = np.linspace(corpus.first[0], corpus.first[-1], blocks + 1).astype(np.int64).tolist()
    tasks = [Judge(i, low, high, corpus) for i, (low, high) in enumerate(pairwise(bounds))]
    done = collect(executor, "contain", judge, context, tasks, progress)
    return {"contained_candidates": sum(d["edges"] for d in done)}
