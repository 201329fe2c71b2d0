"""What became of a supplement: per gap what was asked, drawn, kept and why not more; rescues; bits per byte before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from rich.cells import cell_len

from qualityfilter.closing import measure_closing
from qualityfilter.context import Context, line_of
from qualityfilter.deciding import ResolvedRule, judge
from qualityfilter.errors import InputError
from qualityfilter.judge_input import read_drawn, read_sample
from qualityfilter.judge_model import Text
from qualityfilter.judging import Corpus, Slice
from qualityfilter.planning import KEPT, VERDICTS, MeasuredShard, read_codes, read_rows
from qualityfilter.recipe import Recipe
from qualityfilter.reports.shard_report import SUPPLEMENT_REPORT
from qualityfilter.reports.terminal import clip, fit, number, wrap
from qualityfilter.reports.visible import one_line
from qualityfilter.storage import Storage, part
from qualityfilter.supplement_settings import SUPPLEMENT, GapToFill, rule_name
from qualityfilter.supplementing import PREFIX
from qualityfilter.weighing import TOLERANCE

VALIDATION = 300  # documents of a slice that are read
TOKENS, SEEDS = 1_000_000, 3


def write_supplement_report(context: Context, measured: Sequence[MeasuredShard], plan: dict[str, Any]) -> dict[str, Any]:
    """Count what was drawn and kept, measure what has validation texts, and leave both in the run's folder."""
    asked = context.recipe.supplement
    assert asked is not None
    ours = [m for m in measured if m.shard.pieces and m.shard.pieces[0].relative.startswith(PREFIX)]
    rules = tuple(ResolvedRule.from_json(raw) for raw in plan["resolved_rules"])
    found = {gap.name: _counted(context, ours, rules, gap, 1 + i) for i, gap in enumerate(asked.gaps)}
    notes = list[str]()
    closing = _closing(context, asked.gaps, notes)
    for name, one in closing.items():
        found[name]["bits_per_byte"] = one
    made = {"gaps": found, "notes": notes}
    context.storage.write_json(SUPPLEMENT_REPORT, made)
    return made


def _counted(context: Context, ours: Sequence[MeasuredShard], rules: Sequence[ResolvedRule], gap: GapToFill, label: int) -> dict[str, Any]:
    """Documents and tokens of one gap: drawn, kept, read; what failed which rule; what a relaxed rule would have failed."""
    counts = {name: [0, 0] for name in ("drawn", "kept", "failed", "duplicate", "rescued")}
    read, failed_rules, rescuing = 0, dict[str, int](), dict[str, int]()
    strict = [replace(rule, unless=tuple(t for t in rule.unless if t.column != SUPPLEMENT)) for rule in rules]
    names = sorted({SUPPLEMENT, *(c for rule in strict for c in rule.columns)} & set(line_of(context).scoring.columns))
    measurable = [rule if rule.columns <= set(names) else None for rule in strict]
    for m in ours:
        codes = read_codes(context.measured_storage, m.shard.index, names)
        mine = codes[SUPPLEMENT] == label
        plan = context.storage.read_table(f"plan/{part(m.shard.index)}.parquet")
        verdict, failed = plan.column("verdict").to_numpy(), plan.column("failed").to_numpy()
        units = read_rows(context.measured_storage, m.shard.index, ["units"]).column("units").to_numpy()
        _add(counts["drawn"], mine, units)
        for i, name in enumerate(VERDICTS):
            _add(counts[name], mine & (verdict == i), units)
        read += int((units * plan.column("repeat").to_numpy())[mine].sum())
        kept = mine & (verdict == VERDICTS.index(KEPT))
        would = np.zeros(m.documents, np.bool_)
        for i, rule in enumerate(rules):
            n = int(((failed >> np.uint64(i)) & np.uint64(1))[mine].sum())
            failed_rules[rule.name] = failed_rules.get(rule.name, 0) + n
            one = measurable[i]
            if one is not None and one.unless != rule.unless:
                fails = kept & (judge([one], codes, m.documents) != 0)
                rescuing[rule.name] = rescuing.get(rule.name, 0) + int(fails.sum())
                would |= fails
        _add(counts["rescued"], would, units)
    return {
        "asked": gap.tokens, **{name: {"documents": n, "tokens": t} for name, (n, t) in counts.items()}, "read_tokens": read,
        "failed_rules": {name: n for name, n in failed_rules.items() if n}, "rescued_from": rescuing,
        "shortfall": _shortfall(gap, counts, failed_rules),
    }  # fmt: skip


def _add(counts: list[int], which: Any, units: Any) -> None:
    counts[0] += int(which.sum())
    counts[1] += int(units[which].sum())


def _shortfall(gap: GapToFill, counts: dict[str, list[int]], failed_rules: dict[str, int]) -> str:
    """What to say of a budget that is not met to half a per cent, and why; nothing of one that is."""
    kept, copies = counts["kept"][1], counts["duplicate"][1]
    if abs(kept - gap.tokens) <= TOLERANCE * gap.tokens:
        return ""
    said = f"asked {gap.tokens:,} tokens, kept {kept:,}: "
    if kept > gap.tokens:
        return said + "what stays of groups of copies is longer than what was counted"
    if failed_rules.get(rule_name(gap.name)):
        return said + "the next in nearness is longer than what is left" + (f", and {copies:,} tokens are copies" if copies else "")
    worst = max(failed_rules, key=lambda name: failed_rules[name], default="")
    why = f"; most failed {worst}: {failed_rules[worst]:,} documents" if worst and failed_rules[worst] else ""
    return (
        f"{said}the pool has {counts['drawn'][1]:,} near the seeds, of which {counts['failed'][1]:,} failed and {copies:,} are copies{why}"
    )


def corpus_before(run: str, tokens: int, seed: int = 1) -> Corpus:
    """What a finished run keeps of its input, without what was drawn."""
    shards = Storage(run).read_json("manifest.json")["shards"]
    drawn = {one["part"] for one in shards if one["input"] and one["input"][0]["file"].startswith(PREFIX)}
    return read_sample(run, tokens, seed, only=lambda name: name.rpartition("/")[2].partition(".")[0] not in drawn).corpus


def _closing(context: Context, gaps: Sequence[GapToFill], notes: list[str]) -> dict[str, Any]:
    """Before and after of every gap with validation texts; a gap that cannot be measured is noted."""
    slices = [
        Slice(gap.name, Text.of([text for glob in gap.validation for text in read_drawn(glob, VALIDATION)]), True)
        for gap in gaps
        if gap.validation
    ]
    if not slices:
        return {}
    run, seed = context.root, context.recipe.seed
    try:
        corpora = corpus_before(run, TOKENS, seed), read_sample(run, TOKENS, seed).corpus
        return {one.name: one.as_json() for one in measure_closing(*corpora, slices, TOKENS, SEEDS, seed)}
    except InputError as error:
        notes.append(f"before and after were not measured: {error}")
        return {}


def told(made: dict[str, Any], recipe: Recipe, width: int = 80) -> list[str]:
    """The same as lines of text."""
    assert recipe.supplement is not None
    wide = min(max(3, *(cell_len(one_line(name)) for name in made["gaps"])), width - 57)
    lines = [clip(f"{fit('gap', wide)}       asked        kept   bits/byte, after  change (95 %)", width).rstrip()]
    for name, one in made["gaps"].items():
        asked, kept = one["asked"], one["kept"]["tokens"]
        row = f"{fit(one_line(name), wide)}  {number(f'{asked:,}', 10)}  {number(f'{kept:,}', 10)}"
        if bits := one.get("bits_per_byte"):
            x = bits["change"]
            row += f"   {bits['before']:.3f}  {bits['after']:.3f}  {x['value']:+.1%} ({x['low']:+.1%} to {x['high']:+.1%})"
        lines.append(clip(row, width).rstrip())
        if one["shortfall"]:
            lines += ["  " + line for line in wrap(one["shortfall"], width - 2)]
        if one["rescued"]["documents"]:
            lines.append(clip(f"  {one['rescued']['documents']:,} documents kept that a relaxed rule would have failed", width).rstrip())
    return lines + [line for note in made["notes"] for line in wrap(note, width)]
