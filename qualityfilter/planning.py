"""The plan: shards meet, columns only. group → calibrate → decide → survive → weigh; writes plan/plan.yaml and plan/part-N.parquet.

Nothing here reads text. Rules see stored codes; groups and survivors see sampled shingles; weights see counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from qualityfilter import containing, grouping, ranking, verifying, weight_factors
from qualityfilter.alarms import by_source, find_alarms
from qualityfilter.choosing import Choice, choices, choose, questions, read_members, read_survival, save_members, together
from qualityfilter.columns import BINS, CODES
from qualityfilter.contamination_record import write_record
from qualityfilter.context import Context, line_of, measure_identity
from qualityfilter.corpus import Corpus, kept_rows, of_run
from qualityfilter.deciding import ResolvedRule, judge, resolve_all, settle
from qualityfilter.earlier_plan import compared_with, earlier_factors, earlier_ranks, frozen_rules, needs_tables
from qualityfilter.errors import ShardError
from qualityfilter.execution import Executor, collect
from qualityfilter.mixture_manifest import MIXTURE, MIXTURE_LABELS, mixture, mixture_counts
from qualityfilter.pieces import Shard
from qualityfilter.ranking import RANK
from qualityfilter.reports.health import reference_of
from qualityfilter.scoring import Codes
from qualityfilter.signing import CURVE
from qualityfilter.storage import FORMAT, Commit, Storage, dump_compact, fingerprint, part
from qualityfilter.weigh_settings import Weigh
from qualityfilter.weighing import Weights, aim_of, draws, repeats
from qualityfilter.weight_factors import TABLES, Factors, Judged

KEPT, FAILED, DUPLICATE = "kept", "failed", "duplicate"
VERDICTS = (KEPT, FAILED, DUPLICATE)

PLAN = pa.schema(
    [
        ("verdict", pa.uint8()), ("failed", pa.uint64()), ("cluster", pa.string()), ("cluster_size", pa.int32()), ("survivor", pa.bool_()),
        ("duplicate_of", pa.string()), ("similarity", pa.float32()), ("weight", pa.float32()), ("repeat", pa.int32()),
        ("value_rank", pa.float32()), ("ranked_among", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class MeasuredShard:
    """A shard after pass 1: its first document number, how many documents it has, and each piece's first ordinal."""

    shard: Shard
    first: int
    documents: int
    bases: tuple[int, ...]


@dataclass(frozen=True)
class Task:
    """One shard's part in the plan, with what the driver knows so far."""

    measured: MeasuredShard
    rules: tuple[ResolvedRule, ...]
    weights: str = ""  # fingerprint of plan/weights.json
    ranks: str = ""  # fingerprint of plan/ranks.json


def ordinals(rows: pa.Table, bases: Sequence[int]) -> npt.NDArray[np.int64]:
    """The record number of each document within its input file."""
    piece = rows.column("piece").to_numpy()
    return rows.column("ordinal").to_numpy() + np.asarray(bases, np.int64)[piece] if rows.num_rows else np.zeros(0, np.int64)


def row_draws(seed: int, m: MeasuredShard, rows: pa.Table, lot: str = "") -> npt.NDArray[np.float64]:
    """One number in [0, 1) for each document of a shard, by its row key; another `lot` gives numbers that know nothing of these."""
    ordinal, piece = ordinals(rows, m.bases), rows.column("piece").to_numpy()
    found = np.zeros(rows.num_rows)
    for i, p in enumerate(m.shard.pieces):
        here = piece == i
        found[here] = draws(seed, lot + p.relative, ordinal[here])
    return found


def document_ids(rows: pa.Table, shard: Shard, ordinal: npt.NDArray[np.int64]) -> list[str]:
    """Ids as given, or `path#ordinal` where the input has none."""
    given, piece = rows.column("id").to_pylist(), rows.column("piece").to_pylist()
    names = [p.relative for p in shard.pieces]
    return [i if i is not None else f"{names[p]}#{o}" for i, p, o in zip(given, piece, ordinal.tolist())]


def read_rows(storage: Storage, index: int, columns: list[str] | None = None) -> pa.Table:
    return storage.read_table(f"work/rows/{part(index)}.parquet", columns)


def read_codes(storage: Storage, index: int, columns: Sequence[str]) -> Codes:
    """Stored codes of some columns of a shard; a column that is not there is an error, never a rejection."""
    name = f"work/scores/{part(index)}.parquet"
    table = storage.read_table(name, sorted(set(columns)))
    missing = sorted(set(columns) - set(table.column_names))
    if missing:
        raise ShardError(f"{storage.path(name)}: no scores {', '.join(missing)}; was it made by another recipe?")
    return {c: table.column(c).to_numpy() for c in table.column_names}


def _needed(context: Context, rules: Sequence[ResolvedRule]) -> list[str]:
    """Columns that the plan looks at."""
    recipe = context.recipe
    names = {c for rule in rules for c in rule.columns}
    if recipe.dedup.by in line_of(context).scoring.columns and recipe.dedup.keep == "best":
        names.add(recipe.dedup.by)
    scored = line_of(context).columns
    names |= {name for name in MIXTURE_LABELS if name in scored}
    return sorted(names | weight_factors.columns_needed(recipe.weigh, scored))


def _codes(context: Context, task: Task) -> Codes:
    """Codes of a shard's columns that the plan looks at; `value_rank` from the counts of all shards."""
    names, index = _needed(context, task.rules), task.measured.shard.index
    if not task.ranks or RANK not in names:
        return read_codes(context.measured_storage, index, names)
    codes = read_codes(context.measured_storage, index, [name for name in names if name != RANK])
    return {**codes, RANK: _ranked(context, task)[0]}


def _to_rank(context: Context, index: int) -> tuple[ranking.Ranking, Codes, npt.NDArray[np.int64]]:
    """How the run ranks, and of a shard the codes and lengths that ranks are made from."""
    asked = line_of(context).ranking
    assert asked is not None
    units = read_rows(context.measured_storage, index, ["units"]).column("units").to_numpy().astype(np.int64)
    return asked, read_codes(context.measured_storage, index, sorted(asked.columns)), units


def _ranked(context: Context, task: Task) -> tuple[npt.NDArray[np.uint16], pa.Array]:
    """The rank of each document of a shard, and the name of what it is ranked among."""
    ranks = ranking.read_ranks(context.root, task.ranks)
    codes, population = ranks.rank(*_to_rank(context, task.measured.shard.index))
    return codes, pa.array(ranks.names, pa.string()).take(pa.array(population))


def count_ranks(context: Context, task: MeasuredShard) -> dict[str, Any]:
    """Documents of a shard per cell and bin of the column that the run ranks by."""
    return ranking.count(*_to_rank(context, task.shard.index))


# tasks -----------------------------------------------------------------------------------------------------------------


def gather(context: Context, task: Task) -> dict[str, Any]:
    """Members of groups, with all that calibration and survival need; and histograms of the other voters for `keep` rules."""
    measured, storage = context.measured_storage, context.storage
    m = task.measured
    member, component = grouping.members(storage, m.first, m.first + m.documents)
    rows = member - m.first
    codes = _codes(context, task)
    hard = tuple(rule for rule in task.rules if rule.keep is None)
    failed = judge(hard, codes, m.documents)
    table = read_rows(measured, m.shard.index)
    some = table.take(pa.array(rows))
    ids = document_ids(some, m.shard, ordinals(some, m.bases))
    columns: dict[str, Any] = {
        "number": member, "component": component, "id": pa.array(ids, pa.string()),
        "date": some.column("date"), "source": some.column("source"),
        "characters": some.column("characters"), "units": some.column("units"), "hard": failed[rows] == 0,
    }  # fmt: skip
    columns.update({f"score.{name}": values[rows] for name, values in codes.items()})
    save_members(storage, m.shard.index, pa.table(columns))
    alone = np.ones(m.documents, np.bool_)
    alone[rows] = False
    units = table.column("units").to_numpy()
    grouped = _by_group(context)
    votes = {
        r.name: _votes(r, codes, (failed == 0) & (alone | (r.name not in grouped)), units, context)
        for r in task.rules
        if r.keep is not None
    }
    return {"members": int(member.size), "votes": votes}


def _by_group(context: Context) -> set[str]:
    """Rules whose share is taken with one vote per duplicate group."""
    return {rule.name for rule in context.recipe.decide if rule.keep is not None and rule.of == "groups"}


def _votes(
    rule: ResolvedRule, codes: Codes, voters: npt.NDArray[np.bool_], units: npt.NDArray[np.int64], context: Context
) -> dict[str, int]:
    """Sparse histogram {bin: documents or tokens} of the voters to whom the rule applies; of codes for a rule with a budget."""
    spec = next(r for r in context.recipe.decide if r.name == rule.name)
    chosen = voters & rule.applies(codes, voters.size)
    weights = units[chosen] if spec.unit == "tokens" else np.ones(int(chosen.sum()), np.int64)
    column = line_of(context).columns[rule.test.column]
    own = codes[rule.test.column][chosen]
    counts = np.zeros(BINS if rule.at_most is None else CODES, np.int64)
    np.add.at(counts, column.bins(own) if rule.at_most is None else own, weights)
    return {str(i): int(counts[i]) for i in np.flatnonzero(counts)}


def member_votes(context: Context, task: Choice) -> dict[str, Any]:
    """One vote per duplicate group for each `keep` rule: that of its first member that passes the hard rules."""
    table = read_members(context.storage, task)
    component, hard = table.column("component").to_numpy(), table.column("hard").to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(hard)
    _, firsts = np.unique(component[rows], return_index=True)
    chosen = np.zeros(component.size, np.bool_)
    chosen[rows[firsts]] = True
    codes = {n[len("score.") :]: table.column(n).to_numpy() for n in table.column_names if n.startswith("score.")}
    return {r.name: _votes(r, codes, chosen, table.column("units").to_numpy(), context) for r in task.rules if r.name in _by_group(context)}


def _verdicts(context: Context, task: Task) -> tuple[dict[str, Any], Codes]:
    """Verdict columns of a shard, without weights."""
    m, recipe = task.measured, context.recipe
    codes = _codes(context, task)
    failed = judge(task.rules, codes, m.documents)
    table = read_survival(context.storage, m.first, m.first + m.documents)
    rows = table.column("number").to_numpy() - m.first
    duplicate, near = np.zeros(m.documents, np.bool_), np.zeros(m.documents, np.bool_)
    duplicate[rows] = pa.compute.is_valid(table.column("duplicate_of")).to_numpy()
    near[rows] = table.column("near").to_numpy()
    at = np.full(m.documents, -1)
    at[rows] = np.arange(rows.size)
    member = pa.array(at, mask=at < 0)  # a document's row among the members; null for one that is alone
    verdict = np.where(failed != 0, VERDICTS.index(FAILED), VERDICTS.index(KEPT)).astype(np.uint8)
    if recipe.dedup.action == "drop":
        verdict[(failed == 0) & duplicate] = VERDICTS.index(DUPLICATE)
    survivor = (failed == 0) & ~duplicate
    sizes = np.ones(m.documents, np.int32)
    sizes[rows] = table.column("cluster_size").to_numpy()
    told = {name: table.column(name).combine_chunks().take(member) for name in ("cluster", "duplicate_of", "similarity")}
    return {"verdict": verdict, "failed": failed, "cluster_size": sizes, "survivor": survivor, "near": near, **told}, codes


def _judged(context: Context, task: Task) -> tuple[Judged, dict[str, Any], pa.Table]:
    """What weights see of a shard, its verdict columns, and its rows."""
    columns, codes = _verdicts(context, task)
    rows = read_rows(context.measured_storage, task.measured.shard.index, ["piece", "ordinal", "units", "source"])
    capped = context.recipe.weigh.max_source_repeat is not None
    judged = Judged(
        codes, columns["verdict"] == VERDICTS.index(KEPT), columns["failed"] != 0, rows.column("units").to_numpy().astype(np.int64),
        columns["cluster_size"], rows.column("source").to_pylist() if capped else (),
    )  # fmt: skip
    return judged, columns, rows


def tally_tokens(context: Context, task: tuple[Task, Factors]) -> dict[tuple[str, str, float], int]:
    """Tokens kept per cell, source and factor."""
    judged, _, _ = _judged(context, task[0])
    return weight_factors.tally(context.recipe.weigh, line_of(context).columns, judged, task[1])


def count(context: Context, task: Task) -> dict[str, Any]:
    """Tokens kept per cell, what the factors of weights need, and documents per verdict and per rule."""
    judged, columns, rows = _judged(context, task)
    failed = columns["failed"]
    return {
        "sources": by_source(rows.column("source"), columns["near"]),
        **weight_factors.count_for_weights(context.recipe.weigh, line_of(context).columns, judged),
        "verdicts": {name: int((columns["verdict"] == i).sum()) for i, name in enumerate(VERDICTS)},
        "failed": {r.name: int(((failed >> np.uint64(i)) & np.uint64(1)).sum()) for i, r in enumerate(task.rules)},
        "only": {r.name: int((failed == np.uint64(1 << i)).sum()) for i, r in enumerate(task.rules)},
        "rescued": {r.name: int(r.rescued(judged.codes, failed.size).sum()) for r in task.rules if r.rescuers},
    }


def finish(context: Context, task: Task) -> dict[str, Any]:
    """Write a shard's plan rows, weights included, and commit them."""
    judged, columns, rows = _judged(context, task)
    m = task.measured
    scored = line_of(context).columns
    weight, cell, names = weight_factors.apply_weights(context.recipe.weigh, scored, judged, context.root, task.weights)
    draw = row_draws(context.recipe.seed, m, rows)
    columns["weight"], columns["repeat"] = weight.astype(np.float32), repeats(weight, draw)
    if task.ranks:
        rank, columns["ranked_among"] = _ranked(context, task)
        columns[RANK] = scored[RANK].decode(rank)
    else:
        columns |= {name: pa.nulls(rows.num_rows) for name in (RANK, "ranked_among")}
    records: list[Any] = []
    with context.storage.recorded(f"plan/{part(m.shard.index)}.parquet", records) as path:
        pq.write_table(pa.table([pa.array(columns[f.name]).cast(f.type) for f in PLAN], schema=PLAN), path, compression="zstd")
    read = np.zeros(len(names), np.int64)
    np.add.at(read, cell, judged.units * columns["repeat"])
    result = {
        "documents": m.documents,
        "read_again": int(columns["repeat"].sum()),
        "read": {names[i]: int(read[i]) for i in np.flatnonzero(read)},
        "mixture": mixture_counts(scored, judged.codes, judged.units, judged.kept, columns["repeat"]),
    }
    context.storage.commit(Commit("plan", m.shard.index, plan_fingerprint(context, task), tuple(records), result))
    return result


def plan_fingerprint(context: Context, task: Task) -> str:
    recipe = context.recipe.plain()
    upstream = context.measured_storage.read_json(f"commits/measure/{part(task.measured.shard.index)}.json")
    return fingerprint([
        upstream["fingerprint"], recipe["seed"], recipe["after"], recipe["dedup"], [r.to_json() for r in task.rules],
        task.weights, task.ranks, list(task.measured.bases)
    ])  # fmt: skip


def corpus_of(context: Context, first: Sequence[int]) -> Corpus:
    """The run's documents, and those of the earlier runs that its recipe names."""
    recipe = context.recipe
    return of_run(context.root, context.measured_storage.root, first, compared_with(recipe), measure_identity(recipe)["sign"])


# the driver's part -----------------------------------------------------------------------------------------------------


def make_plan(context: Context, executor: Executor, shards: Sequence[MeasuredShard], progress: Any) -> dict[str, Any]:
    """Run all steps of the plan; returns what plan.yaml says. Deterministic: tasks may finish in any order."""
    kept_rows.cache_clear()  # an earlier run may have been planned anew since
    first = (*tuple(m.first for m in shards), shards[-1].first + shards[-1].documents if shards else 0)
    corpus = corpus_of(context, first)
    grouped = _group(context, executor, corpus, shards, progress)
    columns = line_of(context).columns
    rules = resolve_all(context.recipe.decide, columns)
    ranks, calibration = _rank(context, executor, shards, progress)
    gathered = collect(executor, "gather", gather, context, [Task(m, tuple(rules), ranks=ranks) for m in shards], progress)
    ranges = choices(corpus, grouped["members"], context.recipe.dedup.memory_bytes, rules)
    rules = _settle_all(context, executor, rules, gathered, ranges, progress)
    survived = _survive(context, executor, [replace(c, rules=tuple(rules)) for c in ranges], shards, progress)
    tasks = [Task(m, tuple(rules), ranks=ranks) for m in shards]
    counted = collect(executor, "decide", count, context, tasks, progress)
    recipe = context.recipe
    weights, factors, made = _weigh(context, executor, tasks, counted, progress)
    finished = collect(executor, "weigh", finish, context, [replace(task, weights=made) for task in tasks], progress)
    plan = _describe(context, rules, grouped, survived, counted)
    if calibration:
        plan["value_rank"] = calibration
    plan["weights"] = _describe_weights(recipe.weigh, weights, factors, finished)
    plan["resolved_rules"] = [r.to_json() for r in rules]
    context.storage.write_json(MIXTURE, mixture(recipe.write.stage, line_of(context).columns, [f["mixture"] for f in finished]))
    if recipe.decontaminate is not None:
        plan["contaminated"] = write_record(context, executor, [(m.shard, m.first) for m in shards], progress)
    context.storage.write_bytes("plan/plan.yaml", yaml.safe_dump(plan, allow_unicode=True, sort_keys=False, width=120).encode())
    return plan


def _group(context: Context, executor: Executor, corpus: Corpus, shards: Sequence[MeasuredShard], progress: Any) -> dict[str, Any]:
    dedup, result = context.recipe.dedup, dict[str, Any]()
    if dedup.exact and dedup.verified:
        parts = grouping.partitions(corpus.documents * 20, dedup.memory_bytes, corpus)
        collect(executor, "group exact", grouping.group_same, context, parts, progress)
    if dedup.urls:
        parts = grouping.partitions(corpus.documents * 20, dedup.memory_bytes, corpus, "url")
        collect(executor, "group by address", grouping.group_same, context, parts, progress)
    if dedup.minhash is not None:
        parts = grouping.partitions(corpus.documents * 12 * dedup.minhash.settings().bands, dedup.memory_bytes, corpus)
        done = collect(executor, "group near", grouping.group_near, context, parts, progress)
        result["unmatched_in_buckets"] = sum(d["unmatched"] for d in done)
        result["largest_bucket"] = max(d["largest"] for d in done)
        if dedup.containment is not None:
            result |= containing.find_contained(context, executor, corpus, progress)
        if dedup.verified:
            pairs = verifying.doubtful(context.storage, dedup.memory_bytes)
            texts = verifying.verify(context, executor, pairs, 0, corpus, [m.shard for m in shards], progress)
            result["texts_compared"], result["texts_matched"] = texts["pairs"], texts["held"]
    joined = collect(executor, "join groups", grouping.join_edges, context, [0], progress)[0]
    return {
        "groups": joined["groups"],
        "members": joined["members"],
        "exact_edges": joined["exact"],
        "near_edges": joined["near"],
        "contained_edges": joined["contained"],
        "url_edges": joined["url"],
        **result,
    }


def _rank(context: Context, executor: Executor, shards: Sequence[MeasuredShard], progress: Any) -> tuple[str, dict[str, Any]]:
    """Leave the populations that documents are ranked among in the run's folder; their fingerprint, and what plan.yaml says of them."""
    line = line_of(context)
    if line.ranking is None:
        return "", {}
    counted = collect(executor, "rank", count_ranks, context, list(shards), progress)
    earlier = earlier_ranks(context.recipe.after) if context.recipe.after is not None else None
    reference = reference_of(line.scoring.scorers).get(line.ranking.column.name, {})
    ranks, told = ranking.calibrate(line.ranking, counted, reference, earlier)
    tables = ranking.tables_json(line.ranking, ranks)
    context.storage.write_bytes(ranking.TABLES, dump_compact(tables))
    return fingerprint(tables), {**told, **({"percentiles_of": context.recipe.after} if earlier else {})}


ROUNDS = 4  # of questions that the choice of survivors may ask; a pair that is then still open counts as no match: both stay


def _survive(
    context: Context, executor: Executor, ranges: Sequence[Choice], shards: Sequence[MeasuredShard], progress: Any
) -> dict[str, Any]:
    """Choose survivors; where sketches cannot tell, compare texts and choose again."""
    for round_ in range(ROUNDS + 1):
        survived = together(collect(executor, "survive", choose, context, [replace(c, rounds=round_) for c in ranges], progress))
        if not survived["questions"] or round_ == ROUNDS:
            break
        pairs = questions(context.storage)
        verifying.verify(context, executor, [pairs], round_ + 1, ranges[0].corpus, [m.shard for m in shards], progress)
    return survived


def _settle_all(
    context: Context,
    executor: Executor,
    rules: list[ResolvedRule],
    gathered: Sequence[Mapping[str, Any]],
    ranges: Sequence[Choice],
    progress: Any,
) -> list[ResolvedRule]:
    if not any(rule.keep is not None for rule in rules):
        return rules
    if context.recipe.after is not None:
        rules = frozen_rules(context.recipe.after, rules)
        if not any(rule.at_most for rule in rules):
            return rules
    votes = [g["votes"] for g in gathered]
    if _by_group(context):
        votes += collect(executor, "calibrate", member_votes, context, ranges, progress)
    columns = line_of(context).columns
    settled = []
    for rule in rules:
        if rule.keep is not None and (context.recipe.after is None or rule.at_most is not None):
            histogram = np.zeros(BINS if rule.at_most is None else CODES, np.int64)
            for vote in votes:
                for i, n in vote.get(rule.name, {}).items():
                    histogram[int(i)] += n
            rule = settle(rule, columns[rule.test.column], histogram)
        settled.append(rule)
    return settled


def _weigh(
    context: Context, executor: Executor, tasks: Sequence[Task], counted: Sequence[Mapping[str, Any]], progress: Any
) -> tuple[Weights, Factors, str]:
    """Decide all weights and leave the tables for it in the run's folder; their fingerprint comes last."""
    asked = context.recipe.weigh
    after = context.recipe.after
    if after is not None and needs_tables(context.recipe):
        factors = earlier_factors(after)
    else:
        factors = weight_factors.calibrate(asked, line_of(context).columns, counted)
    tallied = None
    if weight_factors.needs_tally(asked):
        tallied = collect(executor, "tally", tally_tokens, context, [(task, factors) for task in tasks], progress)
    weights = weight_factors.decide_weights(asked, counted, tallied)
    tables = weight_factors.tables_json(asked, factors, weights)
    if asked.asks:
        context.storage.write_json(TABLES, tables)
    return weights, factors, fingerprint(tables)


def _add(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in parts:
        for key, value in one.items():
            total[key] = total.get(key, 0) + value
    return dict(sorted(total.items()))


def _describe(
    context: Context, rules: Sequence[ResolvedRule], grouped: Mapping[str, Any], survived: Mapping[str, Any],
    counted: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    recipe = context.recipe
    failed, only, rescued = (_add([c[what] for c in counted]) for what in ("failed", "only", "rescued"))
    thresholds = [
        {"name": r.name, "column": r.test.column, "min": r.minimum, "max": r.maximum,
         "one_of": list(r.one_of) if r.one_of else None, "from": r.source,
         **({"calibration": dict(r.detail)} if r.detail else {}), "when": len(r.when), "unless": len(r.unless),
         "failed": failed.get(r.name, 0), "failed_only_this": only.get(r.name, 0),
         **({"rescued": rescued[r.name]} if r.rescuers else {})}
        for r in rules
    ]  # fmt: skip
    minhash = recipe.dedup.settings
    curve = {f"{s:.2f}": round(minhash.candidate_probability(s), 3) for s in CURVE} if minhash else {}
    return {
        "format": FORMAT,
        "recipe": f"{recipe.name} {recipe.version}",
        "documents": sum(sum(c["verdicts"].values()) for c in counted),
        "verdicts": _add([c["verdicts"] for c in counted]),
        "rules": thresholds,
        "duplicates": {
            **grouped, "against": [*recipe.dedup.against, *filter(None, [recipe.after])], "dropped_or_marked": survived["dropped"],
            "same_text": survived["same_text"], "same_url": survived["same_url"],
            "largest_group": survived["largest"],
            "rules": recipe.dedup.rules,
            "verified_at": recipe.dedup.minhash.jaccard if recipe.dedup.minhash and recipe.dedup.verified else None,
            "bands": minhash.bands if minhash else None,
            "rows": minhash.rows if minhash else None, "candidate_probability_at_jaccard": curve,
        },
        "alarms": find_alarms(recipe.alarms.model_dump(), survived, grouped, [c["sources"] for c in counted]),
    }  # fmt: skip


def _describe_weights(asked: Weigh, weights: Weights, factors: Factors, finished: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Rows are targets and, one by one, the cells that no target names. `drawn` are the shares of what `repeat` comes to."""
    targets = asked.shares()
    drawn: dict[str, int] = {}
    for one in finished:
        for cell, tokens in one["read"].items():
            row = aim_of(cell, targets) or cell
            drawn[row] = drawn.get(row, 0) + tokens
    everything = max(sum(drawn.values()), 1)
    return {
        "by": " × ".join(asked.labels) if asked.asks else None, "max_repeat": asked.max_repeat, "tokens": dict(weights.tokens),
        **{
            name: {k: round(v, 6) for k, v in getattr(weights, name).items()} for name in ("weight", "asked", "reached")
        },
        "drawn": {row: round(tokens / everything, 6) for row, tokens in sorted(drawn.items())},
        "effective_tokens": {k: round(v) for k, v in weights.effective.items()},
        "tokens_read": round(weights.read), "documents_read": sum(f["read_again"] for f in finished),
        "shortfall": dict(weights.shortfall), **factors.told,
    }  # fmt: skip
