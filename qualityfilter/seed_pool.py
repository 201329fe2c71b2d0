"""Seed documents, and the sample of the input that the rounds of gathering look at: hashed features, kept on disk.

Each document of the sample was drawn by a hash of the seed and its row key, cleaned as the recipe cleans, and is kept as features,
identifier, address and its first characters; no texts stay in memory.
"""

from __future__ import annotations

import functools
import io
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter import registry
from qualityfilter.arrays import joined
from qualityfilter.context import Context, line_of
from qualityfilter.contract import Scorer
from qualityfilter.decontaminating import benchmark_key, find_items, load
from qualityfilter.documents import Documents
from qualityfilter.enrich_settings import SeedSet
from qualityfilter.errors import InputError
from qualityfilter.execution import Executor, collect
from qualityfilter.features import MOST_SAMPLED
from qualityfilter.listing import list_shards
from qualityfilter.pieces import Piece, ReadOptions, Shard, compression_of
from qualityfilter.protecting import KINDS, protected_spans
from qualityfilter.reading import ShardReading
from qualityfilter.recipe import Decontaminate, Recipe, resolve_path
from qualityfilter.scoring import identity
from qualityfilter.seed_languages import language_scorer, languages, spoken, understood
from qualityfilter.seed_model import F32, F64, I64, Pool, Rows, feature_rows, long_enough
from qualityfilter.signing import text_hashes
from qualityfilter.sites import addresses
from qualityfilter.spooling import open_shard, spool_fingerprint
from qualityfilter.storage import Commit, fingerprint, part
from qualityfilter.weighing import draws

LEAST_SEEDS = 5
FENCED = KINDS.index("fenced_code")
MOST_BY_THE_WAY = 0.25  # share of code in seeds from which on they are about code
BATCH = 500
HEAD = 160  # characters of a document that are kept to show it
PAGES = pa.schema(
    [
        ("id", pa.string()), ("piece", pa.int32()), ("ordinal", pa.int64()), ("address", pa.string()), ("head", pa.string()),
        ("language", pa.string()), ("units", pa.int64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Seeds:
    """One set of seeds: documents in reading order, exact copies once.

    `copies` were left out as exact copies of another, `tested` for holding items of benchmarks (id -> benchmark).
    """

    name: str
    ids: list[str]
    documents: Documents
    lessons: Lessons
    copies: int
    languages: list[str]
    tested: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> Rows:
        return self.lessons.rows

    @property
    def spoken(self) -> frozenset[str]:
        return spoken(self.languages)


@dataclass(frozen=True)
class Lessons:
    """What seeds teach, as features and as texts, what is gathered against, and which share of them is code."""

    rows: Rows
    texts: list[str]
    against: Rows
    code: float


def read_seeds(asked: SeedSet, tests: Decontaminate | None = None) -> Seeds:
    """Read a set, without documents that hold items of the benchmarks in `tests`; InputError where fewer than LEAST_SEEDS stay."""
    ids, texts, copies = _read(asked)
    tested = _tested(ids, texts, tests) if tests is not None and texts else {}
    if tested:
        ids, texts = map(list, zip(*((i, t) for i, t in zip(ids, texts) if i not in tested))) if len(tested) < len(ids) else ([], [])
    if len(texts) < LEAST_SEEDS:
        where = ", ".join(asked.paths)
        left = f" after {len(tested)} were left out that hold items of {_names(tested)}" if tested else ""
        raise InputError(f"seeds {asked.name}: {len(texts)} documents in {where}{left}: at least {LEAST_SEEDS} are needed, 30 are better")
    documents = Documents.from_texts(texts)
    return Seeds(asked.name, ids, documents, lessons(documents, asked.code), copies, languages(documents), tested)


def read_all_seeds(recipe: Recipe, sets: Iterable[SeedSet], say: Callable[[str], None]) -> list[Seeds]:
    """Read sets of a recipe before anything else is; what is left out is said."""
    found = [read_seeds(one, recipe.decontaminate) for one in sets]
    for one in found:
        if one.tested:
            say(f"warning: seeds {one.name}: {len(one.tested)} hold items of {_names(one.tested)} and are left out")
    return found


def _names(tested: Mapping[str, str]) -> str:
    return ", ".join(sorted(set(tested.values())))


def _tested(ids: Sequence[str], texts: Sequence[str], tests: Decontaminate) -> dict[str, str]:
    """The seeds that hold items of benchmarks: the id of each, and of which."""
    asked = [{"name": b.name, "paths": [resolve_path(path) for path in b.paths], "fields": list(b.fields)} for b in tests.benchmarks]
    known = load(benchmark_key(asked), tests.ngram)
    found = find_items(Documents.from_texts(texts), known, tests.share)
    return {ids[one.document]: known.names[known.items[one.item].benchmark] for one in found}


def _read(asked: SeedSet) -> tuple[list[str], list[str], int]:
    """Identifiers and texts in reading order, exact copies once; and how many copies there were."""
    options = ReadOptions(paths=tuple(map(resolve_path, asked.paths)), columns=dict(asked.columns))
    ids, texts, copies = list[str](), dict[str, None](), 0
    numbers = _RecordNumbers()
    for shard in list_shards(options):
        reading, first = ShardReading(shard, options), numbers.first(shard)
        for batch in reading:
            table = batch.table
            names, ordinals, pieces = (table.column(name).to_pylist() for name in ("id", "ordinal", "piece"))
            for row, text in enumerate(Documents(table).texts):
                if text in texts or not text.strip():
                    copies += text in texts
                    continue
                texts[text] = None
                file = shard.pieces[pieces[row]].relative
                ids.append(names[row] or f"{file}#{first[pieces[row]] + ordinals[row]}")
        numbers.add(shard, [c.records for c in reading.counts])
    return ids, list(texts), copies


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


class _RecordNumbers:
    """Counts the records of files that lie in many shards, one shard after the other."""

    def __init__(self) -> None:
        self._before: dict[str, int] = {}
        self._first: dict[tuple[str, int], int] = {}

    def first(self, shard: Shard) -> list[int]:
        """The number, within its file, of the first record of each piece. The chunks of a spooled shard share its pieces."""
        return [self._first.setdefault((p.relative, p.start), self._before.get(p.relative, 0)) for p in shard.pieces]

    def add(self, shard: Shard, records: Sequence[int]) -> None:
        """Records of each piece of a shard that has been read."""
        for piece, count in zip(shard.pieces, records, strict=True):
            self._before[piece.relative] = self._before.get(piece.relative, 0) + count


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
    """The pool, and of each of its documents what a user may know it by.

    `keys` are the documents' row keys: input file and number of the record in it. `quality` is 0-1.
    """

    pool: Pool
    ids: list[str]
    keys: list[tuple[str, int]]
    addresses: list[str]
    heads: list[str]
    languages: list[str]
    units: I64
    quality: F64
    share: float

    def understood(self, seeds: frozenset[str]) -> Sample:
        """The documents in the languages of seeds, as a pool of its own; the whole one where there are hardly any."""
        rows = np.flatnonzero(understood(self.languages, seeds))
        if rows.size in (0, len(self.ids)):
            return self
        pool, units, quality = Pool.of(self.pool.rows.take(rows)), self.units[rows], self.quality[rows]
        texts = ([column[i] for i in rows.tolist()] for column in (self.ids, self.addresses, self.heads, self.languages))
        ids, addresses, heads, languages = texts
        return Sample(pool, ids, [self.keys[i] for i in rows.tolist()], addresses, heads, languages, units, quality, self.share)


def sample_fingerprint(context: Context, task: SampleTask) -> str:
    """What a shard's features are made from."""
    scorer = _quality_scorer(context.recipe.enrich.quality)
    measured = [identity(language_scorer()), identity(scorer) if scorer is not None else None]
    made = [context.recipe.plain()["clean"], context.survey, context.recipe.seed, task.share, MOST_SAMPLED, measured, "pool 4"]
    return fingerprint([spool_fingerprint(context, task.shard), *made])


@functools.cache
def _quality_scorer(name: str) -> Scorer | None:
    return registry.build_scorer(name, {}) if name else None


def _quality(context: Context, docs: Documents) -> F32:
    """The quality of each document, 0-1; 1 where none is asked for."""
    scorer = _quality_scorer(context.recipe.enrich.quality)
    if scorer is None:
        return np.ones(len(docs), np.float32)
    column = scorer.writes[0]
    values = np.asarray(scorer.score(docs)[column.name], np.float64)
    return ((values - column.low) / (column.high - column.low)).astype(np.float32)


def sample(context: Context, task: SampleTask) -> dict[str, Any]:
    """Draw from one shard, clean, and commit the features of what is long enough."""
    storage, line, records = context.storage, line_of(context), list[Any]()
    name = part(task.shard.index)
    parts, quality, documents = list[Rows](), list[F32](), 0
    reading = open_shard(task.shard, context.recipe.read, storage)
    with storage.recorded(f"work/pool/{name}.parquet", records) as path, pq.ParquetWriter(path, PAGES, compression="zstd") as pages:
        for batch in reading:
            drawn = _drawn(batch.table, task.share, context.recipe.seed)
            documents += batch.table.num_rows
            if not drawn.num_rows:
                continue
            docs = line.cleaning.clean(Documents(drawn)).documents
            long = pa.array(long_enough(feature_rows(docs).offsets))
            drawn, docs = drawn.filter(long), Documents(docs.table.filter(long))
            parts.append(feature_rows(docs))
            quality.append(_quality(context, docs))
            pages.write_table(_pages(drawn, docs))
    rows = Rows.joined(parts)
    with storage.recorded(f"work/pool/{name}.npz", records) as path, open(path, "wb") as file:
        np.savez(file, bucket=rows.bucket, value=rows.value, offsets=rows.offsets, quality=joined(quality, np.float32))
    result = {"documents": documents, "drawn": len(rows), "records": [c.records for c in reading.counts]}
    files = tuple(sorted(records, key=lambda record: record.name))
    storage.commit(Commit("pool", task.shard.index, sample_fingerprint(context, task), files, result))
    return result


def _drawn(table: pa.Table, share: float, seed: int) -> pa.Table:
    """The documents whose draw, by seed and text, falls within the share: the same ones however files were split."""
    if share >= 1 or not table.num_rows:
        return table
    hashes = text_hashes(Documents(table)).astype(np.int64)
    return table.filter(pa.array(draws(seed, "pool", hashes) < share))


def _pages(table: pa.Table, docs: Documents) -> pa.Table:
    heads = [text[: 4 * HEAD].strip()[:HEAD] for text in docs.texts]
    given = [table.column(name) for name in ("id", "piece", "ordinal")]
    return pa.table([*given, addresses(table), heads, languages(docs), docs.views.units.counts], schema=PAGES)


def draw_pool(context: Context, executor: Executor, shards: Sequence[Shard], sample_bytes: int, progress: Any) -> Sample:
    """The sample of the whole input, in the order of its shards; InputError for an input without documents."""
    storage = context.storage
    share = share_drawn(shards, sample_bytes)
    tasks = [SampleTask(shard, share) for shard in shards]
    todo = [t for t in tasks if storage.committed("pool", t.shard.index, sample_fingerprint(context, t)) is None]
    if todo:
        collect(executor, "pool", sample, context, todo, progress)
    parts, pages, qualities = list[Rows](), list[pa.Table](), list[F32]()
    keys, numbers = list[tuple[str, int]](), _RecordNumbers()
    for task in tasks:
        name = part(task.shard.index)
        with np.load(io.BytesIO(storage.read_bytes(f"work/pool/{name}.npz")), allow_pickle=False) as held:
            parts.append(Rows(held["bucket"], held["value"], held["offsets"]))
            qualities.append(held["quality"])
        pages.append(storage.read_table(f"work/pool/{name}.parquet"))
        keys += _keys(pages[-1], task.shard, numbers.first(task.shard))
        commit = storage.committed("pool", task.shard.index)
        assert commit is not None
        numbers.add(task.shard, commit.result["records"])
    rows = Rows.joined(parts)
    if not len(rows):
        raise InputError(f"no document was drawn from {len(shards)} shards: a greater enrich.sample_bytes, or another input")
    table = pa.concat_tables(pages)
    given, addresses, heads, told = (table.column(name).to_pylist() for name in ("id", "address", "head", "language"))
    ids = [id or f"{file}#{record}" for id, (file, record) in zip(given, keys)]
    units, quality = table.column("units").to_numpy(), joined(qualities, np.float32).astype(np.float64)
    return Sample(Pool.of(rows), ids, keys, addresses, heads, told, units, quality, share)


def _keys(pages: pa.Table, shard: Shard, first: Sequence[int]) -> list[tuple[str, int]]:
    """Row keys of a shard's drawn documents, whose pieces begin at these records of their files."""
    rows = zip(pages.column("piece").to_pylist(), pages.column("ordinal").to_pylist(), strict=True)
    return [(shard.pieces[piece].relative, first[piece] + ordinal) for piece, ordinal in rows]


def share_drawn(shards: Sequence[Shard], sample_bytes: int) -> float:
    """Which share of the documents is drawn for a sample of about so many bytes."""
    return min(1.0, round(sample_bytes / max(_bytes_of(shards), 1), 6))


def _bytes_of(shards: Sequence[Shard]) -> int:
    """About how much text the input holds: compressed files count four times."""
    sizes = {piece.relative: piece.size * (4 if _packed(piece) else 1) for shard in shards for piece in shard.pieces}
    return sum(sizes.values())


def _packed(piece: Piece) -> bool:
    return piece.format == "parquet" or compression_of(piece.path) is not None
