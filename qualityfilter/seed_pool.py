"""Seed documents, and the sample of the input that the rounds of gathering look at: hashed features, kept on disk.

Each document of the sample was drawn by a hash of the seed and its row key, cleaned as the recipe cleans, and is kept as features,
identifier, address and its first characters; no texts stay in memory.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter.context import Context, line_of
from qualityfilter.documents import Documents
from qualityfilter.enrich_settings import SeedSet
from qualityfilter.errors import InputError
from qualityfilter.execution import Executor, collect
from qualityfilter.features import MOST_SAMPLED
from qualityfilter.kernels.unicode import SCRIPTS
from qualityfilter.listing import Piece, ReadOptions, Shard, compression_of, list_shards
from qualityfilter.protecting import KINDS, protected_spans
from qualityfilter.reading import ShardReading
from qualityfilter.recipe import resolve_path
from qualityfilter.seed_model import I64, Pool, Rows, feature_rows
from qualityfilter.sites import addresses
from qualityfilter.spooling import open_shard, spool_fingerprint
from qualityfilter.storage import Commit, fingerprint, part
from qualityfilter.weighing import draws

LEAST_SEEDS = 5
FENCED = KINDS.index("fenced_code")
MOST_BY_THE_WAY = 0.25  # share of code in seeds from which on they are about code
BATCH = 500
HEAD = 160  # characters of a document that are kept to show it
PAGES = pa.schema([("id", pa.string()), ("address", pa.string()), ("head", pa.string())])


@dataclass(frozen=True)
class Seeds:
    """One set of seeds: documents in reading order, exact copies once.

    `copies` were left out as exact copies of another.
    """

    name: str
    ids: list[str]
    documents: Documents
    lessons: Lessons
    copies: int

    @property
    def rows(self) -> Rows:
        return self.lessons.rows


@dataclass(frozen=True)
class Lessons:
    """What seeds teach, as features and as texts, what is gathered against, and which share of them is code."""

    rows: Rows
    texts: list[str]
    against: Rows
    code: float


def read_seeds(asked: SeedSet) -> Seeds:
    """Read a set; InputError where there are fewer than LEAST_SEEDS documents."""
    options = ReadOptions(paths=tuple(map(resolve_path, asked.paths)), columns=dict(asked.columns))
    ids, texts, seen, copies = list[str](), list[str](), set[str](), 0
    for shard in list_shards(options):
        for batch in ShardReading(shard, options):
            table = batch.table
            names, ordinals = table.column("id").to_pylist(), table.column("ordinal").to_pylist()
            for row, text in enumerate(Documents(table).texts):
                if text in seen or not text.strip():
                    copies += text in seen
                    continue
                seen.add(text)
                texts.append(text)
                piece = shard.pieces[table.column("piece")[row].as_py()]
                ids.append(names[row] or f"{piece.relative}#{ordinals[row]}")
    if len(texts) < LEAST_SEEDS:
        where = ", ".join(asked.paths)
        raise InputError(f"seeds {asked.name}: {len(texts)} documents in {where}: at least {LEAST_SEEDS} are needed, 30 are better")
    documents = Documents.from_texts(texts)
    return Seeds(asked.name, ids, documents, lessons(documents, asked.code), copies)


def lessons(seeds: Documents, code: str = "auto") -> Lessons:
    """What seeds teach; `code` as in a set of the recipe: blocks of it that are there by the way are gathered against."""
    prose, blocks, share = apart_from_code(seeds)
    if code == "keep" or (code == "auto" and share >= MOST_BY_THE_WAY):
        return Lessons(rows_of(seeds), list(seeds.texts), Rows.joined([]), share)
    return Lessons(rows_of(prose), list(prose.texts), rows_of(blocks), share)


def apart_from_code(docs: Documents) -> tuple[Documents, Documents, float]:
    """The documents without their fenced code, the code of those that have some, and its share of all bytes."""
    spans, views = protected_spans(docs), docs.views
    code = np.flatnonzero(spans.kind == FENCED)
    buffer, ends = views.buffer.tobytes(), views.offsets.tolist()
    held: dict[int, list[tuple[int, int]]] = {}
    for document, start, end in zip(spans.document[code].tolist(), spans.start[code].tolist(), spans.end[code].tolist()):
        held.setdefault(document, []).append((start, end))
    prose = []
    for document, (begin, end) in enumerate(itertools.pairwise(ends)):
        cuts = [begin, *(edge for span in held.get(document, ()) for edge in span), end]
        prose.append("\n".join(buffer[a:b].decode() for a, b in zip(cuts[::2], cuts[1::2])))
    blocks = ["\n".join(buffer[a:b].decode() for a, b in spans) for spans in held.values()]
    share = int((spans.end - spans.start)[code].sum()) / max(len(buffer), 1)
    return Documents.from_texts(prose), Documents.from_texts(blocks), share


def rows_of(docs: Documents) -> Rows:
    """The features of any number of documents."""
    return Rows.joined([feature_rows(Documents(docs.table.slice(i, BATCH))) for i in range(0, len(docs), BATCH)])


@dataclass(frozen=True)
class SampleTask:
    """A shard, and which share of its documents is drawn."""

    shard: Shard
    share: float


@dataclass(frozen=True)
class Sample:
    """The pool, and of each of its documents what a user may know it by; `scripts` are characters by script, added up."""

    pool: Pool
    ids: list[str]
    addresses: list[str]
    heads: list[str]
    scripts: I64
    share: float


def sample_fingerprint(context: Context, task: SampleTask) -> str:
    """What a shard's features are made from."""
    made = [context.recipe.plain()["clean"], context.survey, context.recipe.seed, task.share, MOST_SAMPLED, "pool 1"]
    return fingerprint([spool_fingerprint(context, task.shard), *made])


def sample(context: Context, task: SampleTask) -> dict[str, Any]:
    """Draw from one shard, clean, and commit the features."""
    storage, line, records = context.storage, line_of(context), list[Any]()
    name = part(task.shard.index)
    parts, scripts, documents = list[Rows](), np.zeros(len(SCRIPTS), np.int64), 0
    with storage.recorded(f"work/pool/{name}.parquet", records) as path, pq.ParquetWriter(path, PAGES, compression="zstd") as pages:
        for batch in open_shard(task.shard, context.recipe.read, storage):
            drawn = _drawn(batch.table, task, context.recipe.seed)
            documents += batch.table.num_rows
            if not drawn.num_rows:
                continue
            docs = line.cleaning.clean(Documents(drawn)).documents
            parts.append(feature_rows(docs))
            scripts += docs.views.scripts.sum(axis=0)
            pages.write_table(_pages(drawn, docs, task.shard))
    rows = Rows.joined(parts)
    with storage.recorded(f"work/pool/{name}.npz", records) as path, open(path, "wb") as file:
        np.savez(file, bucket=rows.bucket, value=rows.value, offsets=rows.offsets, scripts=scripts)
    result = {"documents": documents, "drawn": len(rows)}
    files = tuple(sorted(records, key=lambda record: record.name))
    storage.commit(Commit("pool", task.shard.index, sample_fingerprint(context, task), files, result))
    return result


def _drawn(table: pa.Table, task: SampleTask, seed: int) -> pa.Table:
    """The documents whose draw, by seed and row key, falls within the share."""
    if task.share >= 1 or not table.num_rows:
        return table
    pieces, ordinals = table.column("piece").to_numpy(), table.column("ordinal").to_numpy()
    chosen = np.zeros(table.num_rows, np.bool_)
    for number in np.unique(pieces).tolist():
        own, piece = pieces == number, task.shard.pieces[number]
        chosen[own] = draws(seed, f"{piece.relative}@{piece.start}", ordinals[own]) < task.share
    return table.filter(pa.array(chosen))


def _pages(table: pa.Table, docs: Documents, shard: Shard) -> pa.Table:
    pieces, ordinals = table.column("piece").to_pylist(), table.column("ordinal").to_pylist()
    ids = [one or f"{shard.pieces[p].relative}#{o}" for one, p, o in zip(table.column("id").to_pylist(), pieces, ordinals)]
    heads = [text[: 4 * HEAD].strip()[:HEAD] for text in docs.texts]
    return pa.table([ids, addresses(table), heads], schema=PAGES)


def draw_pool(context: Context, executor: Executor, shards: Sequence[Shard], sample_bytes: int, progress: Any) -> Sample:
    """The sample of the whole input, in the order of its shards; InputError for an input without documents."""
    storage = context.storage
    share = share_drawn(shards, sample_bytes)
    tasks = [SampleTask(shard, share) for shard in shards]
    todo = [t for t in tasks if storage.committed("pool", t.shard.index, sample_fingerprint(context, t)) is None]
    if todo:
        collect(executor, "pool", sample, context, todo, progress)
    parts, pages = list[Rows](), list[pa.Table]()
    scripts = np.zeros(len(SCRIPTS), np.int64)
    for task in tasks:
        name = part(task.shard.index)
        with np.load(io.BytesIO(storage.read_bytes(f"work/pool/{name}.npz")), allow_pickle=False) as held:
            parts.append(Rows(held["bucket"], held["value"], held["offsets"]))
            scripts += held["scripts"]
        pages.append(storage.read_table(f"work/pool/{name}.parquet"))
    rows = Rows.joined(parts)
    if not len(rows):
        raise InputError(f"no document was drawn from {len(shards)} shards: a greater enrich.sample_bytes, or another input")
    table = pa.concat_tables(pages)
    ids, addresses, heads = (table.column(name).to_pylist() for name in PAGES.names)
    return Sample(Pool.of(rows), ids, addresses, heads, scripts, share)


def share_drawn(shards: Sequence[Shard], sample_bytes: int) -> float:
    """Which share of the documents is drawn for a sample of about so many bytes."""
    return min(1.0, round(sample_bytes / max(_bytes_of(shards), 1), 6))


def _bytes_of(shards: Sequence[Shard]) -> int:
    """About how much text the input holds: compressed files count four times."""
    sizes = {piece.relative: piece.size * (4 if _packed(piece) else 1) for shard in shards for piece in shard.pieces}
    return sum(sizes.values())


def _packed(piece: Piece) -> bool:
    return piece.format == "parquet" or compression_of(piece.path) is not None
