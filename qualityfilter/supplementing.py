"""Before pass 1, only if asked: documents are drawn from a pool for the gaps of the recipe, and join the input as shards of its end.

1. The pool is files, and what finished runs rejected softly. A sample of it is drawn, and a seed model made for each gap (`seeding`).
2. Every document of the pool is cleaned and judged by all models; beyond the cut of one, or nearly, it is a candidate for the gap that it
   leads in.
3. The candidates of greatest lead, up to three times a gap's budget, are sealed into chunks, marked in `meta`. Chunks keep the piece and
   number of every record, so that row keys do not know of shards.
4. From there on they are documents like all others: cleaned, scored, deduplicated, judged. A rule per gap lets those of greatest lead
   stay, until the budget is met by what passes.

All work lies in work/supplement/, laid out as a run's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter.columns import BINS
from qualityfilter.context import SEED_MODELS, Context, line_of
from qualityfilter.contract import SurveyReader
from qualityfilter.documents import Documents
from qualityfilter.enrich_settings import SeedSet
from qualityfilter.execution import Executor, collect
from qualityfilter.listing import list_files, pack, sized
from qualityfilter.pieces import Piece, ReadOptions, Shard
from qualityfilter.recipe import Recipe, resolve_path
from qualityfilter.seed_model import load_seed_model
from qualityfilter.seed_pool import Seeds, read_all_seeds
from qualityfilter.seeding import run_seeding
from qualityfilter.softly_rejected import reject, reject_fingerprint, rejecting
from qualityfilter.spooling import CHUNK, open_shard, spool_fingerprint
from qualityfilter.storage import Commit, fingerprint, part
from qualityfilter.supplement_marks import marked
from qualityfilter.supplement_settings import HIGHEST_LEAD, Supplement

FOLDER = "work/supplement"
PREFIX = "supplement/"  # of the relative paths of pieces of the pool: they may not meet those of the input
REACH = 1.0  # log-odds below the cut to which a budget reaches; the nearest come first, and a gap is worth a few pages that are wrong
MOST_DRAWN = 3.0  # times a gap's budget: rules and duplicates take their part
CANDIDATES = pa.schema([*CHUNK, ("gap", pa.int32()), ("lead", pa.float64()), ("units", pa.int64())])

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


def read_gap_seeds(recipe: Recipe, say: Callable[[str], None]) -> list[Seeds]:
    """The seeds of every gap; before anything else is read, and with all that a supplement needs known to be there. InputError else."""
    asked = recipe.supplement
    if asked is None:
        return []
    found = read_all_seeds(recipe, _gap_seeds(asked), say)
    if asked.pool:
        list_files(recipe.with_paths(map(resolve_path, asked.pool)).read)
    for number, run in enumerate(map(resolve_path, asked.runs)):
        rejecting(run, number, asked.soft, 0)
    for gap in asked.gaps:
        for glob in gap.validation:
            list_files(ReadOptions(paths=(resolve_path(glob),)))
    return found


def _gap_seeds(asked: Supplement) -> list[SeedSet]:
    return [SeedSet(name=gap.name, paths=gap.seeds, code="keep") for gap in asked.gaps]  # the gap is in the slice as it is


def draw_supplement(context: Context, executor: Executor, first: int, read: Sequence[Seeds], progress: Any) -> list[Shard]:
    """Draw for the gaps of the recipe, by their seeds; returns the shards that hold what was drawn, numbered from `first` on."""
    asked = context.recipe.supplement
    assert asked is not None
    pool = _pool_context(context, asked, _gap_seeds(asked))
    shards = _pool_shards(pool, asked, executor, progress)
    pool = run_seeding(pool, executor, shards, read, progress)
    scans = [Scan(shard, pool.seeds) for shard in shards]
    todo = [s for s in scans if pool.storage.committed("scan", s.shard.index, scan_fingerprint(pool, s)) is None]
    if todo:
        collect(executor, "draw", scan, pool, todo, progress)
    results = [pool.storage.read_json(f"commits/scan/{part(s.shard.index)}.json") for s in scans]
    least = _least_leads(asked, [one["result"] for one in results])
    made = fingerprint([least, [one["fingerprint"] for one in results]])
    groups = _grouped(scans, [one["result"]["bytes"] for one in results], context.recipe.read.shard_size)
    seals = [Seal(first + i, tuple(some), tuple(least), pool.root, made) for i, some in enumerate(groups)]
    todo_seals = [s for s in seals if context.storage.committed("spool", s.index, s.made) is None]
    if todo_seals:
        collect(executor, "seal", seal, context, todo_seals, progress)
    return [s.shard for s in seals]


def _pool_context(context: Context, asked: Supplement, seeds: Sequence[SeedSet]) -> Context:
    """The context of all work on the pool: the recipe's reading and cleaning (but for what needs a survey), the gaps' seeds."""
    recipe = context.recipe
    cleaners = tuple(step for step in recipe.clean.cleaners if not isinstance(step.build(), SurveyReader))
    plain = {name: recipe.plain()[name] for name in ("name", "seed", "read", "enrich")}
    plain["read"] = {**plain["read"], "paths": list(map(resolve_path, asked.pool))}
    kept = [step.model_dump(mode="json") for step in cleaners]
    plain["clean"] = {**recipe.plain()["clean"], "cleaners": kept, "policy": _policy(recipe, cleaners)}
    plain["seeds"] = [one.model_dump(mode="json") for one in seeds]
    return Context.of(context.storage.path(FOLDER), Recipe.model_validate(plain))


def _policy(recipe: Recipe, cleaners: Sequence[Any]) -> dict[str, str]:
    """What happens to the kinds of spans that these cleaners find."""
    kinds = {kind for step in cleaners for kind in step.build().kinds}
    return {kind: action for kind, action in recipe.clean.policy.items() if kind in kinds}


def _pool_shards(context: Context, asked: Supplement, executor: Executor, progress: Any) -> list[Shard]:
    """The files of the pool, then what runs rejected, as shards; what runs rejected is sealed first."""
    shards = list[Shard]()
    read = context.recipe.read
    if read.paths:
        files = list_files(read)
        shards = [replace(s, pieces=tuple(map(_ours, s.pieces))) for s in pack(files, sized(read, files))]
    rejected = list[Any]()
    for number, run in enumerate(map(resolve_path, asked.runs)):
        rejected += rejecting(run, number, asked.soft, len(shards) + len(rejected))
    todo = [r for r in rejected if context.storage.committed("spool", r.index, reject_fingerprint(r)) is None]
    if todo:
        collect(executor, "rejected", reject, context, todo, progress)
    for r in rejected:
        stamp = reject_fingerprint(r)
        pieces = tuple(replace(p, relative=r.piece_prefix + p.relative, etag=stamp) for p in r.shard.pieces)
        shards.append(Shard(r.index, pieces, f"work/spool/{part(r.index)}/chunk-00000"))
    return shards


def _ours(piece: Piece) -> Piece:
    return replace(piece, relative=PREFIX + piece.relative)


@dataclass(frozen=True)
class Scan:
    """A shard of the pool, and the fingerprint of the models that judge it."""

    shard: Shard
    models: str


def scan_fingerprint(context: Context, task: Scan) -> str:
    """What a shard's candidates are made from."""
    return fingerprint([spool_fingerprint(context, task.shard), context.recipe.plain()["clean"], task.models, "scan 2"])


def scan(context: Context, task: Scan) -> dict[str, Any]:
    """Judge every document of a shard by all seed models and keep the candidates."""
    storage, line = context.storage, line_of(context)
    names = [one.name for one in line.recipe.seeds]
    models = [load_seed_model(storage.path(f"{SEED_MODELS}/{name}/model.npz"), task.models) for name in names]
    records, size, documents, unreadable = list[Any](), 0, 0, 0
    tokens = np.zeros((len(names), BINS), np.int64)
    reading = open_shard(task.shard, line.recipe.read, storage)
    with (
        storage.recorded(f"candidates/{part(task.shard.index)}.parquet", records) as path,
        pq.ParquetWriter(path, CANDIDATES, compression="zstd", use_dictionary=False) as writer,
    ):
        for batch in reading:
            unreadable += sum(q.records for q in batch.quarantined)
            documents += batch.table.num_rows
            if not batch.table.num_rows:
                continue
            docs = line.cleaning.clean(Documents(batch.table)).documents
            leads = np.stack([_lead(model.affinity(docs)) for model in models])
            gap, lead = leads.argmax(axis=0), leads.max(axis=0)
            rows = np.flatnonzero(lead > 0)
            if rows.size:
                units = docs.views.units.counts[rows]
                np.add.at(tokens, (gap[rows], _bins(lead[rows])), units)
                table = _marked(batch.table.select(CHUNK.names).cast(CHUNK).take(pa.array(rows)), gap[rows], lead[rows], names, task.shard)
                size += table.column("text").nbytes
                columns = [*table.columns, pa.array(gap[rows].astype(np.int32)), pa.array(lead[rows]), pa.array(units)]
                writer.write_table(pa.table(columns, schema=CANDIDATES))
    result = {
        "documents": documents, "unreadable": unreadable, "bytes": size, "records": [c.records for c in reading.counts],
        "tokens": [{str(i): int(row[i]) for i in np.flatnonzero(row)} for row in tokens],
    }  # fmt: skip
    storage.commit(Commit("scan", task.shard.index, scan_fingerprint(context, task), tuple(records), result))
    return {"documents": documents}


def _lead(affinity: F64) -> F64:
    """How far the log-odds of an affinity lie above those of the farthest that is drawn."""
    inside = np.clip(affinity, 1e-15, 1 - 1e-15)
    return np.asarray(np.minimum(np.log(inside) - np.log1p(-inside) + REACH, HIGHEST_LEAD))


def _bins(lead: F64) -> I64:
    return np.minimum((lead / HIGHEST_LEAD * BINS).astype(np.int64), BINS - 1)


def _marked(table: pa.Table, gap: I64, lead: F64, names: Sequence[str], shard: Shard) -> pa.Table:
    """The documents with their marks."""
    meta, pieces = table.column("meta").to_pylist(), table.column("piece").to_pylist()
    said = [
        marked(own, names[g], x, shard.pieces[p].relative.removeprefix(PREFIX))
        for own, g, x, p in zip(meta, gap.tolist(), lead.tolist(), pieces)
    ]
    return table.set_column(CHUNK.get_field_index("meta"), "meta", pa.array(said, pa.string()))


def _least_leads(asked: Supplement, results: Sequence[dict[str, Any]]) -> list[float]:
    """The lead from which on candidates are drawn, for each gap: three times its budget, or all of them."""
    found = []
    for i, gap in enumerate(asked.gaps):
        tokens = np.zeros(BINS, np.int64)
        for one in results:
            for number, n in one["tokens"][i].items():
                tokens[int(number)] += n
        best_first = np.cumsum(tokens[::-1])
        taken = int(np.searchsorted(best_first, MOST_DRAWN * gap.tokens)) + 1
        found.append(max(BINS - taken, 0) * HIGHEST_LEAD / BINS)
    return found


@dataclass(frozen=True)
class Seal:
    """A shard to be: some shards of the pool in order, and from which lead on their candidates are drawn."""

    index: int
    scans: tuple[Scan, ...]
    least: tuple[float, ...]
    pool: str
    made: str

    @property
    def shard(self) -> Shard:
        # the etag stands for what was drawn, so that another drawing is another input
        pieces = tuple(replace(piece, etag=self.made) for one in self.scans for piece in one.shard.pieces)
        return Shard(self.index, pieces, f"work/spool/{part(self.index)}/chunk-00000")


def _grouped(scans: Sequence[Scan], sizes: Sequence[int], most: int) -> list[list[Scan]]:
    """Shards of the pool in order, as many together as have so many bytes of candidates."""
    groups, held = list[list[Scan]](), 0
    for one, size in zip(scans, sizes):
        if not groups or held + size > most:
            groups.append([])
            held = 0
        groups[-1].append(one)
        held += size
    return groups


def seal(context: Context, task: Seal) -> dict[str, Any]:
    """Write what is drawn from some shards of the pool as one chunk, in their order."""
    storage, pool = context.storage, replace(context, root=task.pool).storage
    name, counts, before, drawn = f"work/spool/{part(task.index)}/chunk-00000", list[int](), 0, 0
    records: list[Any] = []
    with (
        storage.recorded(f"{name}.jsonl", records) as quarantine,
        storage.recorded(f"{name}.parquet", records) as path,
        pq.ParquetWriter(path, CHUNK, compression="zstd", use_dictionary=False) as writer,
    ):
        quarantine.write_bytes(b"")
        for one in task.scans:
            with pool.open(f"candidates/{part(one.shard.index)}.parquet") as file:
                table = pq.ParquetFile(file)
                for group in range(table.num_row_groups):
                    rows = _chosen(table.read_row_group(group, use_threads=False), task.least, before)
                    drawn += rows.num_rows
                    if rows.num_rows:
                        writer.write_table(rows)
            counts += pool.read_json(f"commits/scan/{part(one.shard.index)}.json")["result"]["records"]
            before += len(one.shard.pieces)
    result = {"chunks": 1, "records": counts, "skipped": [{} for _ in counts], "drawn": drawn}
    storage.commit(Commit("spool", task.index, task.made, tuple(records), result))
    return result


def _chosen(table: pa.Table, least: Sequence[float], pieces_before: int) -> pa.Table:
    """The rows that are drawn, pieces numbered in the new shard."""
    keep = table.column("lead").to_numpy() >= np.array(least)[table.column("gap").to_numpy()]
    some = table.filter(pa.array(keep)).select(CHUNK.names)
    piece = pa.array(some.column("piece").to_numpy() + np.int32(pieces_before), pa.int32())
    return some.set_column(0, CHUNK.field(0), piece)
