"""The line, end to end. Reads top to bottom: list → spool → survey, seeds (if asked) → measure (pass 1) → plan → write (pass 2)
→ report → manifest."""

from __future__ import annotations

import contextlib
import platform
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

import qualityfilter
from qualityfilter.alarms import say
from qualityfilter.context import Context, measure_fingerprint, measure_identity
from qualityfilter.earlier_plan import check_earlier_runs
from qualityfilter.errors import AlarmError, InputError, ShardError
from qualityfilter.execution import Executor, collect, process_usage
from qualityfilter.expecting import Finding
from qualityfilter.listing import list_files, pack, sized
from qualityfilter.measuring import measure, shard_fingerprint, warm
from qualityfilter.mixture_manifest import MIXTURE
from qualityfilter.pieces import Shard
from qualityfilter.planning import MeasuredShard, make_plan
from qualityfilter.progress import Quiet
from qualityfilter.recipe import Recipe, resolve_path
from qualityfilter.reports.index import write_index, write_page
from qualityfilter.seed_pool import read_all_seeds
from qualityfilter.seeding import run_seeding
from qualityfilter.spooling import spool, spool_fingerprint, wants_spool
from qualityfilter.staging import run_staging
from qualityfilter.storage import FORMAT, RunLock, Storage, part
from qualityfilter.supplement_report import told, write_supplement_report
from qualityfilter.supplementing import draw_supplement, read_gap_seeds
from qualityfilter.surveying import run_survey
from qualityfilter.where_to_run import executor_of
from qualityfilter.writing import WriteTask, write, write_fingerprint

STEPS = ("score", "plan", "write")


@dataclass(frozen=True)
class RunResult:
    """Where a run lies and what it did."""

    out: str
    documents: int
    kept: int
    quarantined: int
    plan: dict[str, Any]
    report: str
    supplement: list[str] = field(default_factory=list)
    unmet: list[Finding] = field(default_factory=list)  # expectations of the recipe that do not hold

    def path(self, name: str) -> str:
        return f"{self.out}/{name}"


def run(
    recipe: Recipe | str,
    inputs: Iterable[str] | None = None,
    out: str = "out",
    *,
    cluster: str | None = None,
    shards: int | None = None,
    from_scores: str | None = None,
    plan: str | None = None,
    fresh: bool = False,
    until: str = "write",
    ignore_alarms: bool = False,
    wait_for_workers: float = 0.0,
    progress: Quiet | None = None,
) -> RunResult:
    """Run a recipe; what is already committed in `out` is not done again.

    `inputs` replace the recipe's `read.paths`. `cluster`: None (this process), "local:N", "auto" or a Ray address.
    `plan`: an earlier run to continue, with its thresholds (the recipe's `after`).
    `until`: "score", "plan" or "write". Raises RecipeError or InputError before anything is read, ShardError if a shard failed,
    AlarmError before anything is written if the plan raises an alarm that is not ignored.
    """
    if until not in STEPS:
        raise InputError(f"until: {until!r} is none of {', '.join(STEPS)}")
    recipe = Recipe.load(recipe) if isinstance(recipe, str) else recipe
    if inputs is not None:
        recipe = recipe.with_paths(inputs)
    recipe = recipe.with_paths(map(resolve_path, recipe.read.paths))
    if earlier := plan or recipe.after:
        recipe = recipe.model_copy(update={"after": resolve_path(earlier)})
    check_earlier_runs(recipe)
    storage, shown = Storage(resolve_path(out)), progress or Quiet()
    started = time.time()
    with RunLock(storage):
        if fresh or _stopped_at_once(storage):
            storage.clear()
        storage.sweep()
        context, listed = _enter(storage, recipe, shards, from_scores)
        gpus = max((float(getattr(step.build(), "gpus", 0.0)) for step in recipe.score), default=0.0)
        with executor_of(cluster, wait_for_workers, gpus) as executor:
            measured = _pass_one(context, executor, listed, shown, reuse=from_scores is not None)
            documents = sum(m.documents for m in measured)
            if documents == 0:
                raise InputError(f"no document could be read from {len(listed)} shards; see {storage.path('work/quarantine')}")
            made: dict[str, Any] = {}
            supplement: dict[str, Any] = {}
            if until != "score":
                made = make_plan(context, executor, measured, shown)
                if context.recipe.stages is not None:
                    made["stages"] = run_staging(context, executor, measured, shown)["stages"]
            if until == "write" and made["alarms"] and not ignore_alarms:
                raise AlarmError(say(made["alarms"], storage.root))
            if until == "write":
                _pass_two(context, executor, measured, made, shown)
                index, sample = write_index(context, executor, [m.shard.index for m in measured], made, shown)
                _finish(context, measured, made)
                if context.recipe.supplement is not None:
                    supplement = write_supplement_report(context, measured, made)
        _write_run_facts(storage, executor, shown, started)
        if until == "write":
            write_page(storage, index, sample)
    kept = int(made.get("verdicts", {}).get("kept", 0))
    quarantined = int(index["total"]["counts"]["records"]["documents"]) - documents if until == "write" else 0
    lines = told(supplement, recipe) if supplement else []
    unmet = [Finding(**one) for one in index["expectations"]] if until == "write" else []
    return RunResult(storage.root, documents, kept, quarantined, made, storage.path("reports/index.html"), lines, unmet)


# entering ---------------------------------------------------------------------------------------------------------------


def _stopped_at_once(storage: Storage) -> bool:
    """Whether a run entered the folder and did nothing: it stopped over a field that its benchmarks lack, say, which is mended since."""
    return storage.exists("work/identity.json") and not storage.names("commits")


def _enter(storage: Storage, recipe: Recipe, limit: int | None, from_scores: str | None) -> tuple[Context, list[Shard]]:
    """The run's context and its input shards; refuses a folder that holds another recipe, input or model, saying what differs."""
    if from_scores is not None:
        return _enter_from(storage, recipe, Storage(resolve_path(from_scores)))
    if not recipe.read.paths:
        raise InputError("no input: give --input, or read.paths in the recipe")
    files = list_files(recipe.read)
    read = sized(recipe.read, files)
    listed = pack(files, read)[:limit]
    if not listed:
        raise InputError(f"no input: nothing to read in {', '.join(recipe.read.paths)}")
    inputs = {"format": FORMAT, "shard_bytes": read.shard_bytes, "shards": [shard.to_json() for shard in listed]}
    _refuse_change(storage, "recipe.yaml", recipe.plain(), "recipe")
    _refuse_change(storage, "work/inputs.json", inputs, "input")
    _refuse_change(storage, "work/identity.json", measure_identity(recipe), "model or scorer")
    _record(storage, recipe, inputs)
    return Context.of(storage.root, recipe.with_read(read)), listed


def _enter_from(storage: Storage, recipe: Recipe, source: Storage) -> tuple[Context, list[Shard]]:
    """Re-enter at the plan with another run's pass 1; its scores must be those that this recipe asks for."""
    try:
        theirs, inputs = source.read_json("work/identity.json"), source.read_json("work/measured.json")
        recipe = recipe.with_paths(yaml.safe_load(source.read_bytes("recipe.yaml"))["read"]["paths"])
    except FileNotFoundError as error:
        raise InputError(f"--from-scores {source.root}: no finished pass 1 there ({error})") from error
    ours = measure_identity(recipe)
    theirs["read"], ours["read"] = dict(theirs["read"]), dict(ours["read"])
    if differing := _differences(theirs, ours):
        raise InputError(f"--from-scores {source.root}: its scores were made otherwise: {'; '.join(differing[:8])}")
    if source.root == storage.root:
        raise InputError("--from-scores and --out are the same folder")
    _refuse_change(storage, "recipe.yaml", recipe.plain(), "recipe")
    _refuse_change(storage, "work/from_scores.json", {"from": source.root}, "source of scores")
    storage.write_json("work/from_scores.json", {"from": source.root})
    _record(storage, recipe, inputs)
    return Context.of(storage.root, recipe, source.root), [Shard.from_json(s) for s in inputs["shards"]]


def _record(storage: Storage, recipe: Recipe, inputs: dict[str, Any]) -> None:
    storage.write_bytes("recipe.yaml", yaml.safe_dump(recipe.plain(), allow_unicode=True, sort_keys=False).encode())
    storage.write_json("work/identity.json", measure_identity(recipe))
    storage.write_json("work/inputs.json", inputs)


def _refuse_change(storage: Storage, name: str, now: Any, what: str) -> None:
    try:
        content = storage.read_bytes(name)
    except FileNotFoundError:
        return
    before = yaml.safe_load(content)
    if differing := _differences(before, now):
        raise InputError(
            f"{storage.root}: made with another {what}: {'; '.join(differing[:8])}. "
            "Use another --out, --from-scores for new thresholds on these scores, or --fresh to start over"
        )


def _differences(before: Any, now: Any, where: str = "") -> list[str]:
    """Where two JSON-like values differ, as `path: before -> now`."""
    if isinstance(before, dict) and isinstance(now, dict):
        found: list[str] = []
        for key in sorted(set(before) | set(now), key=str):
            found += _differences(before.get(key), now.get(key), f"{where}.{key}" if where else str(key))
        return found
    if isinstance(before, list | tuple) and isinstance(now, list | tuple):
        if len(before) != len(now):
            return [f"{where}: {len(before)} entries -> {len(now)}"]
        return [d for i, (b, n) in enumerate(zip(before, now)) for d in _differences(b, n, f"{where}[{i}]")]
    return [] if before == now else [f"{where}: {_short(before)} -> {_short(now)}"]


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


# pass 1 -----------------------------------------------------------------------------------------------------------------


def _pass_one(context: Context, executor: Executor, listed: Sequence[Shard], progress: Quiet, reuse: bool) -> list[MeasuredShard]:
    storage = context.measured_storage
    if reuse:
        missing = [s.index for s in listed if storage.committed("measure", s.index) is None]
        if missing:
            raise InputError(
                f"--from-scores {storage.root}: {len(missing)} shards are not scored, first {part(missing[0])}: finish that run first"
            )
        return _number(storage, listed)
    seeds = read_all_seeds(context.recipe, context.recipe.waiting_for_seeds, progress.say)
    gap_seeds = read_gap_seeds(context.recipe, progress.say)
    shards = _spool_all(context, executor, listed, progress)
    if context.recipe.survey is not None:
        context = run_survey(context, executor, shards, progress)
    if seeds:
        context = run_seeding(context, executor, shards, seeds, progress)
    if context.recipe.supplement is not None:
        shards += draw_supplement(context, executor, len(shards), gap_seeds, progress)
    storage.write_json("work/measured.json", {"format": FORMAT, "shards": [s.to_json() for s in shards]})
    todo = [s for s in shards if storage.committed("measure", s.index, shard_fingerprint(context, s)) is None]
    if todo:
        executor.prepare(warm, context, progress)
        collect(executor, "measure", measure, context, todo, progress)
    return _number(storage, shards)


def _spool_all(context: Context, executor: Executor, listed: Sequence[Shard], progress: Quiet) -> list[Shard]:
    """The shards of pass 1: as listed, with spooled ones replaced by their chunks, numbered anew."""
    storage, read = context.storage, context.recipe.read
    dear = [s for s in listed if wants_spool(s, read)]
    todo = [s for s in dear if storage.committed("spool", s.index, spool_fingerprint(context, s)) is None]
    if todo:
        executor.prepare(warm, context, progress)
        collect(executor, "spool", spool, context, todo, progress)
    shards: list[Shard] = []
    spooled = {s.index for s in dear}
    for shard in listed:
        if shard.index not in spooled:
            shards.append(replace(shard, index=len(shards)))
            continue
        commit = storage.committed("spool", shard.index)
        if commit is None:
            raise ShardError(f"spool {part(shard.index)}: no commit")
        for chunk in range(int(commit.result["chunks"])):
            shards.append(replace(shard, index=len(shards), spool=f"work/spool/{part(shard.index)}/chunk-{chunk:05d}"))
    return shards


def _number(storage: Storage, shards: Sequence[Shard]) -> list[MeasuredShard]:
    """First document number of each shard, and the first ordinal of each piece: its file's records in the pieces before it.

    The chunks of a spooled shard share its pieces; the first of them answers for their records.
    """
    first, numbered = 0, []
    seen: dict[str, int] = {}
    base: dict[tuple[str, int], int] = {}
    for shard in shards:
        commit = storage.committed("measure", shard.index)
        if commit is None:
            raise ShardError(f"measure {part(shard.index)}: no commit; the shard failed or its files are gone")
        for piece, count in zip(shard.pieces, commit.result["records"]):
            before = seen.get(piece.relative, 0)
            base.setdefault((piece.relative, piece.start), before)
            seen[piece.relative] = before + int(count)
        bases = tuple(base[piece.relative, piece.start] for piece in shard.pieces)
        numbered.append(MeasuredShard(shard, first, int(commit.result["documents"]), bases))
        first += int(commit.result["documents"])
    return numbered


# pass 2 -----------------------------------------------------------------------------------------------------------------


def _pass_two(context: Context, executor: Executor, measured: Sequence[MeasuredShard], plan: dict[str, Any], progress: Quiet) -> None:
    from qualityfilter.deciding import ResolvedRule

    rules = tuple(ResolvedRule.from_json(r) for r in plan["resolved_rules"])
    documents = sum(m.documents for m in measured)
    tasks = [WriteTask(m, rules, documents) for m in measured]
    todo = [t for t in tasks if context.storage.committed("write", t.measured.shard.index, write_fingerprint(context, t)) is None]
    if todo:
        collect(executor, "write", write, context, todo, progress)


def _finish(context: Context, measured: Sequence[MeasuredShard], plan: dict[str, Any]) -> None:
    """The manifest, last: its presence means that the run is whole. Same bytes wherever and however the run ran."""
    storage = context.storage
    files: list[dict[str, Any]] = []
    for stage in ("plan", "write"):
        for m in measured:
            commit = storage.committed(stage, m.shard.index)
            if commit is None:
                raise ShardError(f"{stage} {part(m.shard.index)}: no commit")
            files += [vars(record) for record in commit.files]
    storage.write_json(
        "manifest.json",
        {
            "format": FORMAT,
            "recipe": {"name": context.recipe.name, "version": context.recipe.version},
            "scores": measure_fingerprint(context.recipe),
            "documents": plan["documents"],
            "verdicts": plan["verdicts"],
            "mixture": storage.read_json(MIXTURE),
            "shards": [
                {
                    "part": part(m.shard.index),
                    "documents": m.documents,
                    "input": [{"file": p.relative, "bytes": p.size} for p in m.shard.pieces],
                }
                for m in measured
            ],
            "files": sorted(files, key=lambda f: str(f["name"])),
        },
    )


def _write_run_facts(storage: Storage, executor: Executor, progress: Quiet, started: float) -> None:
    """Times, hosts, memory: what differs between two runs with the same bytes."""
    with contextlib.suppress(OSError):
        storage.write_json(
            "run.json",
            {
                "format": FORMAT,
                "version": qualityfilter.__version__,
                "python": sys.version.split()[0],
                "host": platform.node(),
                "started": started,
                "seconds": round(time.time() - started, 3),
                "executor": type(executor).__name__,
                "workers": executor.workers,
                "driver": process_usage(),
                "worker_usage": executor.usage,
                "stages": progress.facts,
            },
        )
