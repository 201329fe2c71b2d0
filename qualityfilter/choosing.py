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
from qualityfilter.joining import read_in_order
from qualityfilter.recipe import Dedup
from qualityfilter.signing import Sketches
from qualityfilter.storage import Storage, part
from qualityfilter.surviving import Known, Limits, first_of_each, priority, survive, told_by

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
    """Write a shard's members of groups by their groups, so that a range of groups is read alone; and likewise pairs of which more is
    known than sketches say: their texts were compared, or one lies in the other."""
    number, component = table.column("number").to_numpy(), table.column("component").to_numpy()
    table = table.append_column("same_text", pa.array(_firsts(storage, number, "exact")))
    table = table.append_column("same_url", pa.array(_firsts(storage, number, "url")))
    _write(storage, f"work/members/{part(shard)}.parquet", table.sort_by([("component", "ascending"), ("number", "ascending")]))
    known = told_by(pa.concat_tables([_pairs_of(storage, grouping.edge_names(storage, [], 0), number), _contained(storage, number)]))
    at = np.searchsorted(number, known.column("b").to_numpy())
    known = known.append_column("component", pa.array(component[at], pa.int64())).combine_chunks()
    _write(storage, f"work/known/{part(shard)}.parquet", known.take(pa.array(np.argsort(component[at], kind="stable"))))


def _write(storage: Storage, name: str, table: pa.Table) -> None:
    with storage.writing(name) as path:
        pq.write_table(table, path, compression="zstd", row_group_size=1 << 13)


def _firsts(storage: Storage, number: npt.NDArray[np.int64], kind: str) -> npt.NDArray[np.int64]:
    """For each of these documents (ascending) the first with the same text, or address: itself, or what its edge of that kind says."""
    first = number.copy()
    edges = _pairs_of(storage, grouping.edge_names(storage, [kind]), number, ["a", "b"])
    first[np.searchsorted(number, edges.column("b").to_numpy())] = edges.column("a").to_numpy()
    return first


def _pairs_of(
    storage: Storage, names: Sequence[str], number: npt.NDArray[np.int64], columns: Sequence[str] = grouping.EDGES.names
) -> pa.Table:
    """Edges whose later document is one of these (ascending)."""
    tables = [grouping.EDGES.empty_table().select(list(columns))]
    if number.size:
        wanted = pa.array(number)
        found = read_in_order(storage, names, list(columns), int(number[0]), int(number[-1]) + 1)
        tables += [table.filter(pc.is_in(table.column("b"), wanted)) for table in found]
    return pa.concat_tables(tables)


def _contained(storage: Storage, number: npt.NDArray[np.int64]) -> pa.Table:
    edges = _pairs_of(storage, grouping.edge_names(storage, ["contained"]), number)
    return edges.filter(edges.column("sure"))


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
    given |= {name: pa.array(_firsts(storage, earlier, kind)) for name, kind in (("same_text", "exact"), ("same_url", "url"))}
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
    stands_for, page = (np.searchsorted(number, table.column(name).to_numpy()) for name in ("same_text", "same_url"))
    keys = priority(table, recipe.dedup, line_of(context).scoring.columns.get(recipe.dedup.by))
    if recipe.dedup.verified:
        signed = recipe.dedup.minhash is not None
        result, asked = survive(
            component, failed == 0, keys, stands_for, page,
            lambda rows: task.corpus.sketches(number[rows]) if signed else Sketches.none(rows.size),
            _limits(recipe.dedup), _known(storage, task, number), number < 0,
        )  # fmt: skip
    else:
        result, asked = first_of_each(component, failed == 0, keys, number < 0), np.zeros((0, 2), np.int64)
    pairs = pa.table([number[asked[:, 0]], number[asked[:, 1]], np.zeros(len(asked), np.bool_)], schema=verifying.PAIRS)
    with storage.writing(f"work/questions/{part(task.index)}.parquet") as path:
        pq.write_table(pairs, path, compression="zstd")
    ids = table.column("id").combine_chunks()
    leader = np.searchsorted(number, component)  # the component's first member names the cluster
    sizes = np.bincount(leader, minlength=n)[leader] if n else np.zeros(0, np.int64)
    texts = np.bincount(leader[stands_for == np.arange(n)], minlength=n) if n else np.zeros(0, np.int64)
    matched = result.kept_by
    dropped, kept = np.flatnonzero(matched >= 0), matched[matched >= 0]
    same_text = stands_for[dropped] == stands_for[kept]
    same_url = ~same_text & (page[dropped] == page[kept])
    near = np.zeros(n, np.bool_)
    near[dropped] = ~(same_text | same_url)
    out = {
        "number": number, "cluster": ids.take(pa.array(leader)), "cluster_size": sizes.astype(np.int32),
        "survivor": (failed == 0) & (matched < 0),
        "duplicate_of": ids.take(pa.array(matched, mask=matched < 0)),
        "similarity": pa.array(result.similarity, mask=(matched < 0) | np.isnan(result.similarity)),
        "near": near,
        "match": pa.array(np.where(matched >= 0, number[np.maximum(matched, 0)], 0) if n else number, mask=matched < 0),
    }  # fmt: skip
    with storage.writing(f"work/survival/{part(task.index)}.parquet") as path:
        pq.write_table(pa.table(out), path, compression="zstd", row_group_size=1 << 13)
    most = int(texts.argmax()) if n else 0
    return {
        "questions": len(asked),
        "groups": int(np.unique(component).size),
        "members": n,
        "dropped": int(dropped.size),
        "same_text": int(same_text.sum()),
        "same_url": int(same_url.sum()),
        "largest": int(sizes.max(initial=0)),
        "most_texts": int(texts.max(initial=0)),
        "most_texts_of": int(number[most]) if n else 0,
        "most_texts_id": ids[most].as_py() if n else "",
    }


def _limits(dedup: Dedup) -> Limits:
    """When a document goes, as `surviving` has it; what the recipe does not look for never holds."""
    containment = dedup.containment
    inside, longer = (containment.share, containment.longer) if containment else (2.0, 2.0)
    return Limits(dedup.minhash.jaccard if dedup.minhash else 2.0, inside, longer)


def together(chosen: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What all ranges of groups come to."""
    most = max(chosen, key=lambda c: (c["most_texts"], -c["most_texts_of"]))
    sums = {name: sum(c[name] for c in chosen) for name in ("questions", "groups", "members", "dropped", "same_text", "same_url")}
    return {**sums, "largest": max(c["largest"] for c in chosen), "most_texts": most["most_texts"], "most_texts_id": most["most_texts_id"]}


def questions(storage: Storage) -> pa.Table:
    """Pairs that all ranges of groups ask about."""
    tables = [storage.read_table(f"work/questions/{name}") for name in storage.names("work/questions")]
    return pa.concat_tables(tables).sort_by([("a", "ascending"), ("b", "ascending")]).combine_chunks()


def _known(storage: Storage, task: Choice, number: npt.NDArray[np.int64]) -> Known:
    """Pairs of a range of groups of which more is known than their sketches say."""
    names = [f"work/known/{part(shard)}.parquet" for shard in range(task.shards)]
    known = storage.read_between(names, "component", task.low, task.high).drop_columns(["component"])
    asked = told_by(_pairs_of(storage, grouping.edge_names(storage, [], *range(1, task.rounds + 1)), number))
    return Known.of(number, pa.concat_tables([known, asked]))
