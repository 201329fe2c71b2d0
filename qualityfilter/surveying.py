"""Pass 0, only if asked: on how many pages of its site, and of the whole corpus, does each line stand?

1. `survey` counts a shard: a key per (site, line) and, for paragraphs, per line of the whole corpus; how many documents hold it.
   A document counts once, and not at all when the shard holds its exact copy from the same site already.
2. `merge` adds the shards up, one partition of the key space at a time, and keeps what enough documents hold.
3. `line_counts.LineCounts` is the table that cleaning reads. Its fingerprint is part of every later cache key.

Memory of step 2 is bounded by partitions of the key space; the table that is kept (12 bytes an entry) is held by every worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import xxhash

from qualityfilter.arrays import joined
from qualityfilter.context import Context
from qualityfilter.documents import Documents
from qualityfilter.execution import Executor, collect
from qualityfilter.grouping import Partition, partitions
from qualityfilter.keyfile import read_keys, write_keys
from qualityfilter.line_counts import SITE, mixed, paragraphs, site_hashes
from qualityfilter.measuring import warm
from qualityfilter.pieces import Shard
from qualityfilter.signing import text_hashes
from qualityfilter.spooling import open_shard, spool_fingerprint
from qualityfilter.storage import Commit, fingerprint, part

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]


def survey_fingerprint(context: Context, shard: Shard) -> str:
    """What a shard's counts are made from: the text that would be spooled, and how it is counted."""
    return fingerprint([spool_fingerprint(context, shard), "survey 1"])


def survey(context: Context, shard: Shard) -> dict[str, Any]:
    """Count one shard's lines and commit the counts, sorted by key."""
    storage, records = context.storage, list[Any]()
    keys: list[U64] = []
    counts: list[I64] = []
    seen: set[tuple[int, int]] = set()
    documents = 0
    for batch in open_shard(shard, context.recipe.read, storage):
        if batch.table.num_rows:
            docs = Documents(batch.table)
            key, count = np.unique(_keys(docs, seen), return_counts=True)
            keys.append(key)
            counts.append(count.astype(np.int64))
            documents += len(docs)
            if len(keys) > 16:
                key, count = _summed(joined(keys, np.uint64), joined(counts, np.int64))
                keys, counts = [key], [count]
    key, count = _summed(joined(keys, np.uint64), joined(counts, np.int64))
    with storage.recorded(f"work/survey/{part(shard.index)}.bin", records) as path:
        write_keys(path, key, np.zeros(0, np.uint64), np.minimum(count, 2**32 - 1).astype(np.uint32))
    storage.commit(
        Commit("survey", shard.index, survey_fingerprint(context, shard), tuple(records), {"documents": documents, "keys": int(key.size)})
    )
    return {"documents": documents}


@dataclass(frozen=True)
class MergeTask:
    """One partition of the keys of all shards."""

    partition: Partition
    shards: tuple[int, ...]


def merge(context: Context, task: MergeTask) -> dict[str, Any]:
    """Add up one partition over all shards; keep the keys that at least `survey.min_documents` documents have."""
    storage, least, p = context.storage, context.recipe.survey_settings.min_documents, task.partition
    found = [read_keys(storage, f"work/survey/{part(shard)}.bin", p.low, p.high) for shard in task.shards]
    key, count = _summed(joined([f[0] for f in found], np.uint64), joined([f[2].astype(np.int64) for f in found], np.int64))
    kept = count >= least
    with storage.writing(f"work/survey/table-{p.index:03d}.bin") as path:
        write_keys(path, key[kept], np.zeros(0, np.uint64), np.minimum(count[kept], 2**32 - 1).astype(np.uint32))
        digest = xxhash.xxh3_128_hexdigest(path.read_bytes())
    return {"kept": int(kept.sum()), "keys": int(key.size), "digest": digest}


def run_survey(context: Context, executor: Executor, shards: Sequence[Shard], progress: Any) -> Context:
    """Survey all shards; returns the context that later passes use, which names the table by its fingerprint."""
    storage = context.storage
    todo = [s for s in shards if storage.committed("survey", s.index, survey_fingerprint(context, s)) is None]
    if todo:
        executor.prepare(warm, context, progress)
        collect(executor, "survey", survey, context, todo, progress)
    commits = [storage.committed("survey", s.index) for s in shards]
    size = sum(int(c.result["keys"]) for c in commits if c is not None) * 12
    parts = partitions(size, context.recipe.dedup.memory_bytes)
    made = fingerprint([context.recipe.survey_settings.min_documents, len(parts), [c.fingerprint for c in commits if c is not None]])
    try:
        table = storage.read_json("work/survey/table.json")
    except FileNotFoundError:
        table = {}
    if table.get("made_from") != made:
        indices = tuple(s.index for s in shards)
        done = collect(executor, "merge survey", merge, context, [MergeTask(p, indices) for p in parts], progress)
        table = {
            "made_from": made, "partitions": len(parts), "entries": sum(d["kept"] for d in done),
            "fingerprint": fingerprint([d["digest"] for d in done]),
        }  # fmt: skip
        storage.write_json("work/survey/table.json", table)
    return replace(context, survey=str(table["fingerprint"]))


def count_lines(docs: Documents) -> tuple[U64, I64]:
    """Keys and counts of one batch, as pass 0 counts a shard of these documents."""
    key, count = np.unique(_keys(docs, set()), return_counts=True)
    return key, count.astype(np.int64)


def _keys(docs: Documents, seen: set[tuple[int, int]]) -> U64:
    """Keys of a batch, each once per document: (site, line), (site), (corpus, paragraph). `seen`: (site, text) of the shard."""
    site, hashes, counts = site_hashes(docs), docs.views.line_hashes, docs.views.lines.counts
    fresh = np.ones(len(docs), np.bool_)
    for row, pair in enumerate(zip(site.tolist(), text_hashes(docs).tolist(), strict=True)):
        fresh[row] = pair not in seen
        seen.add(pair)
    document = np.repeat(np.arange(len(docs)), counts)
    first = _first_in_document(document, hashes) & (hashes != 0) & np.repeat(fresh, counts)
    on_site = first & (site[document] != 0)
    whole = first & paragraphs(docs)
    return np.concatenate([
        mixed(site[document[on_site]], hashes[on_site]),
        mixed(np.zeros(int(whole.sum()), np.uint64), hashes[whole]),
        mixed(site[fresh & (site != 0)], np.full(int((fresh & (site != 0)).sum()), SITE)),
    ])  # fmt: skip


def _first_in_document(document: I64, hashes: U64) -> npt.NDArray[np.bool_]:
    order = np.lexsort((np.arange(hashes.size), hashes, document))
    d, h = document[order], hashes[order]
    first = np.zeros(hashes.size, np.bool_)
    if hashes.size:
        first[order] = np.r_[True, (d[1:] != d[:-1]) | (h[1:] != h[:-1])]
    return first


def _summed(key: U64, count: I64) -> tuple[U64, I64]:
    """Equal keys as one, with the sum of their counts."""
    unique, inverse = np.unique(key, return_inverse=True)
    total = np.zeros(unique.size, np.int64)
    np.add.at(total, inverse, count)
    return unique, total
