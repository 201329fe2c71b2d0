"""Compares texts where sketches cannot tell: a map over the shards reads the documents in question again, a map over pairs compares.

1. `reread`: the shingles of the documents that stand in a pair, one file per shard: sorted 32-bit hashes of all of them, not a sample.
2. `settle`: pairs get their true Jaccard similarity and which share of each document the other has.

Rounds are numbered: 0 is for candidates, later ones for pairs that the choice of survivors asks about. A document is read once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qualityfilter.arrays import joined
from qualityfilter.cleaning import apply_spans
from qualityfilter.context import Context
from qualityfilter.corpus import Corpus, kept_values
from qualityfilter.documents import Documents
from qualityfilter.errors import ShardError
from qualityfilter.execution import Executor, collect
from qualityfilter.grouping import CONTAINED, EDGES, KINDS, NEAR, Edges, edge_names, expand, save_edges, sure_pairs
from qualityfilter.joining import blocks, connect, read_in_order
from qualityfilter.kernels.minhash import compare_sets
from qualityfilter.normalising import signed_units
from qualityfilter.pieces import Shard
from qualityfilter.recordfile import RecordWriter, read_records
from qualityfilter.signing import MinHash, shingles, text_hashes
from qualityfilter.spooling import open_shard
from qualityfilter.storage import Storage, part

I64 = npt.NDArray[np.int64]
U32 = npt.NDArray[np.uint32]
PAIR_BYTES = 1 << 14  # of two documents' shingles in memory, while they are compared
PAIRS = pa.schema([("a", pa.int64()), ("b", pa.int64()), ("contained", pa.bool_())])


@dataclass(frozen=True)
class Reread:
    """A shard of the corpus whose documents in question are read again; `shard` is None for one of an earlier corpus."""

    index: int
    shard: Shard | None
    round: int
    corpus: Corpus


@dataclass(frozen=True)
class Settle:
    """A row group of a round's pairs."""

    index: int
    round: int
    corpus: Corpus


def wanted_name(round_: int) -> str:
    return f"work/reread/{round_}/wanted.bin"


def pairs_name(round_: int) -> str:
    return f"work/reread/{round_}/pairs.parquet"


def ask(storage: Storage, round_: int, portions: Iterable[pa.Table], most: int) -> tuple[I64, int]:
    """Write a round's pairs, at most so many a row group, and the documents that were not read in an earlier one; returns these, and
    how many row groups there are."""
    numbers, groups = np.zeros(0, np.int64), 0
    with storage.writing(pairs_name(round_)) as path, pq.ParquetWriter(path, PAIRS, compression="zstd") as pairs:
        for portion in portions:
            numbers = np.unique(np.concatenate([numbers, portion.column("a").to_numpy(), portion.column("b").to_numpy()]))
            for start in range(0, portion.num_rows, most):
                pairs.write_table(portion.slice(start, most), row_group_size=most)
                groups += 1
    before = [read_records(storage, wanted_name(r))[0].astype(np.int64) for r in range(round_) if storage.exists(wanted_name(r))]
    wanted = np.setdiff1d(numbers, joined(before, np.int64), assume_unique=True)
    with storage.writing(wanted_name(round_)) as path, RecordWriter(path) as writer:
        writer.append(wanted.astype(np.uint64), np.array([0, wanted.size], np.int64))
    return wanted, groups


def reread(context: Context, task: Reread) -> dict[str, Any]:
    """Shingles of a shard's documents in question, from the text that was scored."""
    storage, corpus, minhash = context.storage, task.corpus, context.recipe.dedup.settings
    assert minhash is not None
    wanted = read_records(storage, wanted_name(task.round))[0].astype(np.int64)
    rows = dict(corpus.split(wanted)).get(task.index, np.zeros(0, np.int64))
    if task.shard is None:
        texts = kept_documents(corpus, task.index, rows)
    else:
        texts = cleaned_documents(context, task.shard, rows)
    with storage.writing(shingles_name(task.round, task.index)) as path, RecordWriter(path, np.uint32) as writer:
        for docs in texts:
            writer.append(*shingle_sets(docs, minhash))
    return {"documents": int(rows.size)}


def shingles_name(round_: int, shard: int) -> str:
    return f"work/reread/{round_}/{part(shard)}.bin"


def shingle_sets(docs: Documents, settings: MinHash) -> tuple[U32, I64]:
    """The upper 32 bits of all shingle hashes of each document, sorted and once each, end to end with offsets."""
    units = signed_units(docs, settings.units)
    hashes = (shingles(docs, settings.ngram, settings.units) >> np.uint64(32)).astype(np.uint32)
    starts, ends = units.offsets[:-1], np.maximum(units.offsets[1:] - (settings.ngram - 1), units.offsets[:-1])
    for start, end in zip(starts.tolist(), ends.tolist()):
        hashes[start:end].sort()  # vectorised by NumPy: a tenth of the time of a heap sort
    kept = np.ones(hashes.size, np.bool_)
    kept[1:] = hashes[1:] != hashes[:-1]
    kept[starts[starts < ends]] = True
    kept[expand(ends, units.offsets[1:])] = False
    return hashes[kept], np.r_[np.int64(0), np.cumsum(kept)].astype(np.int64)[units.offsets]


def cleaned_documents(context: Context, shard: Shard, rows: I64, raw_text: bool = False) -> Iterator[Documents]:
    """The cleaned (or raw) texts of some documents of a shard, ascending rows, as pass 1 had them; ShardError where the input changed."""
    if not rows.size:
        return
    name, measured = part(shard.index), context.measured_storage
    known = measured.read_table(f"work/rows/{name}.parquet", ["piece", "ordinal", "text_hash"]).take(pa.array(rows))
    recorded, piece = known.column("text_hash").to_numpy(), known.column("piece").to_numpy()
    ordinal = known.column("ordinal").to_numpy()
    chosen = {int(p): frozenset(ordinal[piece == p].tolist()) for p in np.unique(piece)}
    spans = _removed(measured, name, rows) if not raw_text else None
    first = 0
    for batch in open_shard(shard, context.recipe.read, measured, chosen):
        raw, last = Documents(batch.table), first + batch.table.num_rows
        if not np.array_equal(recorded[first:last], text_hashes(raw)):
            break
        yield raw if spans is None else _cut(raw, spans, first, last)
        first = last
    if first != rows.size:
        raise ShardError(f"{name}: a text is not the one that was scored: the input has changed")


def _removed(measured: Storage, name: str, rows: I64) -> pa.Table:
    """What was removed from some documents of a shard; `row` counts these."""
    spans = measured.read_table(f"work/spans/{name}.parquet", ["row", "start", "end", "action", "replacement"]).combine_chunks()
    of = spans.column("row").to_numpy()
    at = np.minimum(np.searchsorted(rows, of), rows.size - 1)
    mine = np.flatnonzero(rows[at] == of)
    return spans.take(pa.array(mine)).set_column(0, "row", pa.array(at[mine], pa.int64()))


def _cut(raw: Documents, spans: pa.Table, first: int, last: int) -> Documents:
    """Documents first to last without what was removed."""
    row = spans.column("row").to_numpy()
    low, high = np.searchsorted(row, [first, last]).tolist()
    if low == high:
        return raw
    here = spans.slice(low, high - low).set_column(0, "row", pa.array(row[low:high] - first, pa.int64()))
    return Documents(pa.table({"text": apply_spans(raw, here)}))


def kept_documents(corpus: Corpus, shard: int, rows: I64) -> Iterator[Documents]:
    """Texts of an earlier run's documents, as it wrote them."""
    if rows.size:
        yield Documents.from_texts(kept_values(corpus.runs[shard], corpus.parts[shard], rows, "text").to_pylist())


def settle(context: Context, task: Settle) -> dict[str, Any]:
    """Compare the shingles of a stretch of pairs; an edge is sure where they are similar enough, or one lies in the other."""
    storage, dedup = context.storage, context.recipe.dedup
    assert dedup.minhash is not None
    with storage.open(pairs_name(task.round)) as file:
        pairs = pq.ParquetFile(file).read_row_group(task.index, use_threads=False).combine_chunks()
    a, b = pairs.column("a").to_numpy(), pairs.column("b").to_numpy()
    numbers = np.unique(np.concatenate([a, b]))
    entries, offsets = _sets(storage, task.corpus, task.round, numbers)
    counts = np.empty((a.size, 3), np.int64)
    compare_sets(entries, offsets, np.searchsorted(numbers, a), np.searchsorted(numbers, b), counts)
    edges = Edges.of(a, b, counts, np.full(a.size, NEAR), np.zeros(a.size, np.bool_))
    contained = pairs.column("contained").to_numpy(zero_copy_only=False)
    inside = np.maximum(edges.share_a, edges.share_b) >= (dedup.containment.share if dedup.containment else 2.0)
    similar = edges.similarity >= dedup.minhash.jaccard
    edges = edges._replace(sure=similar | (contained & inside), kind=np.where(similar, NEAR, CONTAINED))
    save_edges(storage, f"work/reread/{task.round}/edges-{task.index:03d}.parquet", [edges])
    return {"pairs": int(a.size), "held": int(edges.sure.sum())}


def _sets(storage: Storage, corpus: Corpus, last: int, numbers: I64) -> tuple[U32, I64]:
    """Shingles of these documents, from whichever round read them."""
    found: dict[int, tuple[U32, I64]] = {}
    position: list[tuple[I64, I64, int]] = []  # where in `numbers`, which list, of which round
    for round_ in range(last + 1):
        if not storage.exists(wanted_name(round_)):
            continue
        wanted = read_records(storage, wanted_name(round_))[0].astype(np.int64)
        at = np.flatnonzero(np.isin(numbers, wanted))
        parts, sizes = [], []
        for shard, rows in corpus.split(numbers[at]):
            low = int(np.searchsorted(wanted, corpus.first[shard]))
            lists = np.searchsorted(wanted, rows + corpus.first[shard]) - low
            entries, offsets = read_records(storage, shingles_name(round_, shard), lists)
            parts.append(entries)
            sizes.append(np.diff(offsets))
        found[round_] = (joined(parts, np.uint32), np.r_[np.int64(0), np.cumsum(joined(sizes, np.int64))].astype(np.int64))
        position.append((at, np.arange(at.size), round_))
    lists_of: list[U32] = [np.zeros(0, np.uint32)] * numbers.size
    for at, lists, round_ in position:
        entries, offsets = found[round_]
        for where, k in zip(at.tolist(), lists.tolist()):
            lists_of[where] = entries[offsets[k] : offsets[k + 1]]
    return joined(lists_of, np.uint32), np.r_[np.int64(0), np.cumsum([s.size for s in lists_of])].astype(np.int64)


def doubtful(storage: Storage, memory: int) -> Iterator[pa.Table]:
    """Candidate pairs that sketches cannot tell, once each; none that sure edges connect already, unless one may lie in the other."""
    names = edge_names(storage, KINDS)
    bounds = blocks(storage, names, memory)
    columns = ["a", "b", "kind", "sure"]
    with connect(sure_pairs(storage, names), bounds) as connected:
        for low, high in pairwise(bounds):
            tables = [table.filter(pc.invert(table.column("sure"))) for table in read_in_order(storage, names, columns, low, high)]
            edges = pa.concat_tables([EDGES.empty_table().select(columns), *tables]).combine_chunks()
            a, b = edges.column("a").to_numpy(), edges.column("b").to_numpy()
            contained = np.asarray(pc.equal(edges.column("kind"), "contained").to_numpy())
            open_ = contained | (connected.component_of(a) != connected.component_of(b))
            a, b, contained = a[open_], b[open_], contained[open_]
            order = np.lexsort((~contained, a, b))
            a, b, contained = a[order], b[order], contained[order]
            new = np.r_[True, (a[1:] != a[:-1]) | (b[1:] != b[:-1])] if a.size else np.zeros(0, np.bool_)
            yield pa.table([a[new], b[new], contained[new]], schema=PAIRS)


def verify(
    context: Context, executor: Executor, portions: Iterable[pa.Table], round_: int, corpus: Corpus, shards: Sequence[Shard], progress: Any
) -> dict[str, int]:
    """Run one round over these pairs; returns how many there were, how many held, and how many documents were read again."""
    wanted, groups = ask(context.storage, round_, portions, max(context.recipe.dedup.memory_bytes // PAIR_BYTES, 1))
    own = corpus.own
    tasks = [Reread(i, shards[i - own.start] if i in own else None, round_, corpus) for i, _ in corpus.split(wanted)]
    if tasks:
        collect(executor, "read again", reread, context, tasks, progress)
    todo = [Settle(i, round_, corpus) for i in range(groups)]
    done = collect(executor, "compare texts", settle, context, todo, progress) if todo else []
    return {"pairs": sum(d["pairs"] for d in done), "held": sum(d["held"] for d in done), "documents": int(wanted.size)}
