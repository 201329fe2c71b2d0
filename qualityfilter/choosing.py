"""Chooses survivors among the members of groups, a range of groups at a time; asks for texts where sketches cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qualityfilter import grouping, verifying
from qualityfilter.context import Context, line_of
from qualityfilter.corpus import Corpus, kept_values
from qualityfilter.deciding import ResolvedRule, judge
from qualityfilter.signing import Sketches
from qualityfilter.storage import Storage, part
from qualityfilter.surviving import Known, Limits, priority, survive

MEMBER_BYTES = 2_048  # of a member of a group in memory, with its sketch, while survivors are chosen


@dataclass(frozen=True)
class Choice:
    """The choice among the groups whose first document is in [low, high), with what `rounds` rounds of questions have told."""

    index: int
    low: int
    high: int
    shards: int
    corpus: Corpus
    rules: tuple[ResolvedRule, ...]
    rounds: int = 0


def choices(corpus: Corpus, members: int, memory: int, rules: Sequence[ResolvedRule]) -> list[Choice]:
    """As many ranges of groups as keep one within `memory`."""
    count = members * MEMBER_BYTES // memory + 1
    bounds = np.linspace(corpus.first[0], corpus.first[-1], count + 1).astype(np.int64).tolist()
    return [Choice(i, low, high, len(corpus.own), corpus, tuple(rules)) for i, (low, high) in enumerate(pairwise(bounds))]


def save_members(storage: Storage, shard: int, table: pa.Table) -> None:
    """Write a shard's members of groups by their groups, so that a range of groups is read alone."""
    table = table.sort_by([("component", "ascending"), ("number", "ascending")])
    with storage.writing(f"work/members/{part(shard)}.parquet") as path:
        pq.write_table(table, path, compression="zstd", row_group_size=1 << 13)


def read_members(storage: Storage, task: Choice) -> pa.Table:
    """Members of the run that are in a range of groups, by number."""
    names = [f"work/members/{part(shard)}.parquet" for shard in range(task.shards)]
    return storage.read_between(names, "component", task.low, task.high).sort_by("number").combine_chunks()


def read_survival(storage: Storage, low: int, high: int) -> pa.Table:
    """What was chosen about documents low to high, by number."""
    names = [f"work/survival/{name}" for name in storage.names("work/survival")]
    return storage.read_between(names, "number", low, high).sort_by("number").combine_chunks()


def _with_earlier(storage: Storage, table: pa.Table, task: Choice) -> pa.Table:
    """Members of the run, and before them those of earlier corpora: they have an id, and nothing else that counts."""
    corpus = task.corpus
    earlier, component = grouping.members(storage, corpus.first[0], 0)
    here = (component >= task.low) & (component < task.high)
    earlier, component = earlier[here], component[here]
    if not earlier.size:
        return table
    ids = [kept_values(corpus.runs[s], corpus.parts[s], rows, "id").cast(pa.string()) for s, rows in corpus.split(earlier)]
    given = {"number": pa.array(earlier), "component": pa.array(component), "id": pa.concat_arrays(ids)}
    empty = {f.name: pa.nulls(earlier.size, f.type) if pa.types.is_string(f.type) else pa.repeat(pa.scalar(0, f.type)
             if not pa.types.is_boolean(f.type) else True, earlier.size) for f in table.schema if f.name not in given}  # fmt: skip
    return pa.concat_tables([pa.table({**given, **empty}).select(table.column_names).cast(table.schema), table]).combine_chunks()


def choose(context: Context, task: Choice) -> dict[str, Any]:
    """Survivors of a range of groups, written to work/survival/; to work/questions/ pairs whose texts must be compared first."""
    storage, recipe = context.storage, context.recipe
    table = _with_earlier(storage, read_members(storage, task), task)
    n = table.num_rows
    codes = {c[len("score.") :]: table.column(c).to_numpy() for c in table.column_names if c.startswith("score.")}
    number, component = table.column("number").to_numpy(), table.column("component").to_numpy()
    failed = np.where(number < 0, 0, judge(task.rules, codes, n))
    edges = storage.read_between(["work/edges.parquet"], "a", task.low, task.corpus.first[-1]) if n else grouping.EDGES.empty_table()
    edges = edges.filter(pc.is_in(edges.column("a"), pa.array(number)))
    stands_for = _exact_leaders(number, edges)
    dedup, minhash = recipe.dedup, recipe.dedup.minhash
    sketches = task.corpus.sketches(number) if minhash else Sketches.none(n)
    keys = priority(table, dedup, line_of(context).scoring.columns.get(dedup.by))
    limits = Limits(
        minhash.jaccard if minhash else 2.0,
        dedup.containment.share if dedup.containment else 2.0,
        dedup.containment.longer if dedup.containment else 2.0,
    )
    known = Known.of(number, _told(storage, edges, task.rounds))
    result, asked = survive(component, failed == 0, keys, stands_for, sketches, limits, known, number < 0)
    pairs = pa.table([number[asked[:, 0]], number[asked[:, 1]], np.zeros(len(asked), np.bool_)], schema=verifying.PAIRS)
    with storage.writing(f"work/questions/{part(task.index)}.parquet") as path:
        pq.write_table(pairs, path, compression="zstd")
    ids = table.column("id").combine_chunks()
    leader = np.searchsorted(number, component)  # the component's first member names the cluster
    sizes = np.bincount(leader, minlength=n)[leader] if n else np.zeros(0, np.int64)
    texts = np.bincount(leader[stands_for == np.arange(n)], minlength=n) if n else np.zeros(0, np.int64)
    matched = result.kept_by
    duplicate_of = ids.take(pa.array(np.where(matched >= 0, matched, 0))) if n else ids
    out = {
        "number": number, "cluster": ids.take(pa.array(leader)), "cluster_size": sizes.astype(np.int32),
        "survivor": (failed == 0) & (matched < 0),
        "duplicate_of": pa.array([d if m >= 0 else None for d, m in zip(duplicate_of.to_pylist(), matched.tolist())], pa.string()),
        "similarity": pa.array(result.similarity, mask=matched < 0),
        "near": (matched >= 0) & (stands_for != stands_for[np.maximum(matched, 0)]) if n else np.zeros(0, np.bool_),
        "match": pa.array(np.where(matched >= 0, number[np.maximum(matched, 0)], 0) if n else number, mask=matched < 0),
    }  # fmt: skip
    with storage.writing(f"work/survival/{part(task.index)}.parquet") as path:
        pq.write_table(pa.table(out), path, compression="zstd", row_group_size=1 << 13)
    most = int(texts.argmax()) if n else 0
    return {
        "questions": len(asked),
        "groups": int(np.unique(component).size),
        "members": n,
        "dropped": int((matched >= 0).sum()),
        "largest": int(sizes.max(initial=0)),
        "most_texts": int(texts.max(initial=0)),
        "most_texts_of": int(number[most]) if n else 0,
        "most_texts_id": ids[most].as_py() if n else "",
    }


def together(chosen: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What all ranges of groups come to."""
    most = max(chosen, key=lambda c: (c["most_texts"], -c["most_texts_of"]))
    sums = {name: sum(c[name] for c in chosen) for name in ("questions", "groups", "members", "dropped")}
    return {**sums, "largest": max(c["largest"] for c in chosen), "most_texts": most["most_texts"], "most_texts_id": most["most_texts_id"]}


def questions(storage: Storage) -> pa.Table:
    """Pairs that all ranges of groups ask about."""
    tables = [storage.read_table(f"work/questions/{name}") for name in storage.names("work/questions")]
    return pa.concat_tables(tables).sort_by([("a", "ascending"), ("b", "ascending")]).combine_chunks()


def _told(storage: Storage, edges: pa.Table, rounds: int) -> pa.Table:
    """Pairs of which more is known than their sketches say: their texts were compared, or one lies in the other."""
    read = [grouping.compared_edges(storage, round_) for round_ in range(rounds + 1)]
    contained = edges.filter(pc.equal(edges.column("kind"), "contained"))
    return pa.concat_tables([*read, contained.select(grouping.EDGES.names).cast(grouping.EDGES)]).combine_chunks()


def _exact_leaders(number: npt.NDArray[np.int64], edges: pa.Table) -> npt.NDArray[np.int64]:
    """For each member the first with the same text: itself, or what its exact edge says."""
    stands_for = np.arange(number.size)
    exact = edges.filter(pc.equal(edges.column("kind"), "exact"))
    stands_for[np.searchsorted(number, exact.column("b").to_numpy())] = np.searchsorted(number, exact.column("a").to_numpy())
    return stands_for
