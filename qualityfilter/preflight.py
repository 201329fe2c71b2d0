"""Preflight: what a run would meet, before any worker starts.

Files found, first rows of the first files, scorers built and models present, memory per worker, disk needed, and the time
that a run would take, from a 1 % sample of the input (at least 256 KB, at most 4 MB of text).
"""

from __future__ import annotations

import resource
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from qualityfilter.context import Context, Line, line_of
from qualityfilter.documents import Documents
from qualityfilter.earlier_plan import check_earlier_runs
from qualityfilter.errors import InputError, RecipeError
from qualityfilter.listing import list_files, pack, sized
from qualityfilter.pieces import Shard
from qualityfilter.reading import ShardReading, peek
from qualityfilter.recipe import Recipe, resolve_path
from qualityfilter.scoring import Codes, model_files
from qualityfilter.seed_audit import foreign, shares
from qualityfilter.seed_languages import languages
from qualityfilter.seed_pool import Seeds, read_all_seeds
from qualityfilter.signing import MinHash, sign
from qualityfilter.spooling import wants_spool
from qualityfilter.supplementing import read_gap_seeds
from qualityfilter.weigh_settings import Weigh
from qualityfilter.weighing import TOLERANCE, aim_of
from qualityfilter.weight_factors import cells_of

LOOKED_AT = 8  # shards
LEAST_SAMPLE, MOST_SAMPLE = 256_000, 4_000_000  # bytes of text
LEAST_LOOKED_AT = 100  # documents from which on something is said of the mixture
COMPRESSED = {"jsonl": 3.0, "warc": 1.0}  # UTF-8 text per byte of a compressed file, about; Parquet likewise


def preflight(name: str, inputs: Iterable[str] | None, out: str | None, limit: int | None = None) -> Iterator[str]:
    """Lines for people; raises RecipeError or InputError for what would stop a run."""
    recipe = Recipe.load(name)
    if inputs is not None:
        recipe = recipe.with_paths(inputs)
    parts = (
        f"{len(recipe.clean.cleaners)} cleaners, {len(recipe.score)} scorers, {len(recipe.columns())} columns, {len(recipe.decide)} rules"
    )
    yield f"recipe   {recipe.name} {recipe.version}: {parts}"
    yield from _models(recipe)
    check_earlier_runs(recipe)
    said: list[str] = []
    seeds = read_all_seeds(recipe, recipe.waiting_for_seeds, said.append)
    for one in [*seeds, *read_gap_seeds(recipe, said.append)]:
        yield f"seeds    {one.name}: {len(one.ids):,} documents ({', '.join(shares(one.languages))}); {one.copies} exact copies left out"
    yield from said
    if not recipe.read.paths:
        yield "input    none given: --input GLOB checks files, rows, disk and time too"
        return
    recipe = recipe.with_paths(map(resolve_path, recipe.read.paths))
    files = list_files(recipe.read)
    recipe = recipe.with_read(sized(recipe.read, files))
    shards = pack(files, recipe.read)[:limit]
    if not shards:
        raise InputError(f"no input: nothing to read in {', '.join(recipe.read.paths)}")
    yield from _files(recipe, shards)
    yield from _rows(recipe, shards)
    text_bytes = estimated_text(shards)
    sample = list(_sample(recipe, shards, text_bytes))
    yield from _foreign(seeds, sample, len(_spread(shards)))
    line = line_of(Context.of("", recipe.without_seeds()))  # seed models are made by the run
    yield from _cost(line, recipe, sample, text_bytes)
    if out is not None and "://" not in out:
        yield _disk(out, text_bytes)


def _models(recipe: Recipe) -> Iterator[str]:
    total, count = 0, 0
    for step in recipe.score:
        for path in model_files(step.build()):
            if not path.exists():
                raise RecipeError(f"{step.scorer}: model file {path} is not there")
            total, count = total + path.stat().st_size, count + 1
    yield f"models   {count} files, {total / 1e6:.1f} MB, all present"


def _foreign(seeds: list[Seeds], sample: list[Documents], shards: int) -> Iterator[str]:
    """Seeds in a language that the sample, of so many shards, is not in."""
    if not seeds:
        return
    theirs = shares(name for docs in sample for name in languages(docs))
    for one in seeds:
        if theirs and (said := foreign(shares(one.languages), theirs)):
            yield f"warning: seeds {one.name}: by the first documents of {shards} shards, {said}"


def _spread(shards: list[Shard]) -> list[Shard]:
    """At most LOOKED_AT of them, evenly spread."""
    return [shards[i] for i in sorted({round(k * (len(shards) - 1) / (LOOKED_AT - 1)) for k in range(LOOKED_AT)})]


def _sample(recipe: Recipe, shards: list[Shard], text_bytes: int) -> Iterator[Documents]:
    """The first documents of some shards: a hundredth of the text, within bounds."""
    looked = _spread(shards)
    each = min(max(text_bytes // 100, LEAST_SAMPLE), MOST_SAMPLE) // len(looked)
    options = recipe.read.model_copy(update={"batch_bytes": min(recipe.read.batch_bytes, each)})
    for shard in looked:
        done = 0
        for batch in ShardReading(shard, options):
            if batch.table.num_rows:
                docs = Documents(batch.table)
                done += int(docs.views.bytes.sum())
                yield docs
            if done >= each:
                break


def _files(recipe: Recipe, shards: list[Shard]) -> Iterator[str]:
    pieces = [piece for shard in shards for piece in shard.pieces]
    files = {piece.relative: piece for piece in pieces}
    size = sum(piece.size for piece in files.values())
    formats = sorted({piece.format for piece in pieces})
    dear = sum(wants_spool(shard, recipe.read) for shard in shards)
    yield f"input    {len(files):,} files ({', '.join(formats)}), {size / 1e6:,.1f} MB, {len(shards):,} shards" + (
        f", {dear:,} of them spooled first" if dear else ""
    )


def _rows(recipe: Recipe, shards: list[Shard]) -> Iterator[str]:
    """The first rows of the first file of every format."""
    seen: set[str] = set()
    for shard in shards:
        for piece in shard.pieces:
            if piece.format in seen:
                continue
            seen.add(piece.format)
            batch = peek(piece, recipe.read)
            if batch.table.num_rows == 0:
                why = batch.quarantined[0].reason if batch.quarantined else "it is empty"
                yield f"rows     {piece.relative}: no document in the first rows: {why}"
                continue
            mapped = [c for c in ("id", "url", "source", "date", "meta") if batch.table.column(c).null_count < batch.table.num_rows]
            start = " ".join(batch.table.column("text")[0].as_py().split())[:60]
            yield f"rows     {piece.relative}: text, {', '.join(mapped) or 'nothing else'}; the first begins {start!r}"


def estimated_text(shards: list[Shard]) -> int:
    """Bytes of UTF-8 text that the input holds, about: file sizes times what the format compresses."""
    total = 0.0
    for shard in shards:
        for piece in shard.pieces:
            packed = piece.path.endswith((".gz", ".zst", ".parquet"))
            part = 1.0 if piece.end < 0 or piece.format != "jsonl" else (piece.end - piece.start) / max(piece.size, 1)
            total += piece.size * part * (COMPRESSED.get(piece.format, 3.0) if packed else 1.0)
    return int(total)


def _cost(line: Line, recipe: Recipe, sample: list[Documents], text_bytes: int) -> Iterator[str]:
    minhash = recipe.dedup.settings
    done, seconds, documents, tokens = 0, 0.0, 0, Counter[str]()
    for raw in sample:
        if not done:
            _pass_one(line, Documents(raw.table.slice(0, 1)), minhash)  # models and kernels load outside the clock
        started = time.perf_counter()
        cleaned, codes = _pass_one(line, raw, minhash)
        seconds += time.perf_counter() - started
        _add_tokens(tokens, line, cleaned, codes)
        done += int(raw.views.bytes.sum())
        documents += len(raw)
    if not done:
        yield "time     no text in the first shards: nothing to measure"
        return
    rate = done / seconds
    passes = 1.25 if recipe.survey is None else 1.35  # reading and pass 2 are about a quarter of pass 1, a survey a tenth
    hours = text_bytes / rate / 3600 * passes
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    measured = f"{rate / 1e6:.1f} MB/s per core on {documents:,} documents ({done / 1e6:.1f} MB)"
    yield f"time     {measured}: about {_duration(hours)} of one core for {text_bytes / 1e6:,.0f} MB of text"
    yield f"memory   {peak / 2**20:,.0f} MB in this process now; plan 1.5 GB per worker"
    if documents >= LEAST_LOOKED_AT:
        yield from _targets(recipe.weigh, tokens)


def _pass_one(line: Line, raw: Documents, minhash: MinHash | None) -> tuple[Documents, Codes]:
    cleaned = line.cleaning.clean(raw)
    codes = line.score(cleaned, raw)
    sign(cleaned.documents, minhash)
    return cleaned.documents, codes


def _add_tokens(tokens: Counter[str], line: Line, docs: Documents, codes: Codes) -> None:
    """Tokens by the target that they belong to; those of none under ""."""
    weigh = line.recipe.weigh.model_copy(update={"gathered": {}})  # seeds have gathered nothing yet
    if not weigh.targets:
        return
    cells, targets = cells_of(weigh, line.columns, codes, len(docs)), weigh.shares()
    aims = [aim_of(name, targets) for name in cells.names]
    for cell, n in zip(cells.cell.tolist(), docs.views.units.counts.tolist()):
        tokens[aims[cell]] += n


def _targets(weigh: Weigh, tokens: Mapping[str, int]) -> Iterator[str]:
    """Targets that caps keep out of reach, if all of the input is as what was looked at."""
    whole = sum(tokens.values())
    for name, share in weigh.model_copy(update={"gathered": {}}).shares().items() if whole else ():
        part = tokens.get(name, 0) / whole
        if share > weigh.reach(part) * (1 + TOLERANCE):
            yield (
                f"warning: target {name}: {share:g} is asked, and it is {part:.2%} of the {whole:,} tokens looked at: under the caps that "
                f"comes to {weigh.reach(part):.2%} of what is read; `qualityfilter plan` says it for the whole input"
            )


def _duration(hours: float) -> str:
    return f"{hours * 3600:.0f} s" if hours < 1 / 30 else f"{hours * 60:.0f} minutes" if hours < 2 else f"{hours:,.1f} hours"


def _disk(out: str, text_bytes: int) -> str:
    """Work and output are about 0.55 of the text: zstd text .35, columns, keys and sketches .2."""
    folder = Path(out).absolute()
    while not folder.exists():
        folder = folder.parent
    free, needed = shutil.disk_usage(folder).free, int(text_bytes * 0.55)
    if needed > free:
        raise InputError(f"{out}: about {needed / 1e9:.1f} GB needed, {free / 1e9:.1f} GB free")
    return f"disk     about {needed / 1e6:,.0f} MB needed, {free / 1e6:,.0f} MB free in {folder}"
