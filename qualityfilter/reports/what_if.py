"""What other thresholds would do: exact for one rule from histograms, for several from the run's sample with an interval.

One rule. Every report counts, by 1,024 steps of the rule's column, the documents that the rule judges and those of them that fail no
other rule. With a threshold at the edge of a step, the documents that pass all rules are then
    pass now - (alone in all - fail only this now) + (alone that pass),
exactly, in documents and in units; thresholds between two edges are moved to the nearer.

Several rules. Over the rows of the sample, what changes is added up and scaled by the share p that was drawn; the interval is that of the
Horvitz-Thompson estimator under Bernoulli draws, variance Σ y² (1 - p) / p² over groups of copies (Horvitz and Thompson, 1952). A
change that no row shows is bounded by 3 / p (the rule of three). Where the run was drawn whole, p = 1 and the answer is exact.

Copies. How many documents are kept depends on which copies pass. In a drawn group as many stay as stay now, or one where none did, as
long as so many pass; larger groups keep those that are kept and pass.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from qualityfilter.columns import TOP, ScoreColumn
from qualityfilter.deciding import ResolvedRule, Test
from qualityfilter.errors import InputError, unknown
from qualityfilter.reports.sample import Sample
from qualityfilter.reports.shard_report import STEPS_OF_WHAT_IF

WIDTH = 65_536 // STEPS_OF_WHAT_IF  # codes of a step
Z = 1.959964  # two-sided 95 %
Mask = npt.NDArray[np.bool_]
F64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """A rule's new bounds as values of its column; without any it passes everybody. `off` leaves the rule out."""

    minimum: float | None = None
    maximum: float | None = None
    off: bool = False


@dataclass(frozen=True)
class Answer:
    """Documents and units that pass all rules, and that are kept after duplicates; `within` is half of the 95 % interval, 0.0 if exact.

    `failed` counts what fails the changed rule, if it is one; `rows` is the size of the sample that was asked, 0 for histograms.
    """

    passed: float
    passed_units: float
    kept: float
    kept_units: float
    within: float
    within_units: float
    within_kept: float
    failed: int | None
    rows: int
    rules: Mapping[str, ResolvedRule]


CANDIDATES = 32
ASKED = re.compile(r"\s*(?P<name>\S+)\s*(?:(?P<sign>>=|<=|≥|≤)\s*(?P<bound>\S+)|off)\s*")


def candidates(columns: Mapping[str, ScoreColumn], tested: Iterable[str]) -> list[str]:
    """Columns with a better end that no rule tests, the first 32: what a rule on one of them would do is counted too."""
    known = set(tested)
    return [name for name, c in columns.items() if not c.categories and c.better != "neither" and name not in known][:CANDIDATES]


def changes_in_words(asked: Iterable[str]) -> dict[str, Change]:
    """`NAME >= 0.5`, `NAME <= 0.4`, `NAME off`, of rules or columns; two bounds of one name go together. InputError for anything else."""
    found: dict[str, Change] = {}
    for words in asked:
        told = ASKED.fullmatch(re.sub(r"(>=|<=|≥|≤)", r" \1 ", words))
        try:
            bound = float(told["bound"]) if told and told["bound"] else None
        except ValueError:
            told = None
        if told is None:
            raise InputError(f"{words!r}: expected NAME >= NUMBER, NAME <= NUMBER or NAME off")
        before = found.get(told["name"], Change())
        if told["sign"] is None:
            found[told["name"]] = Change(off=True)
        elif told["sign"] in (">=", "≥"):
            found[told["name"]] = replace(before, minimum=bound)
        else:
            found[told["name"]] = replace(before, maximum=bound)
    return found


def edge(column: ScoreColumn, bound: float, upper: bool) -> int:
    """The edge of a step (0 to 1,024) that is nearest to a bound; what lies on a bound is on its passing side."""
    code = int(column.encode(bound)) + (1 if upper else 0)
    return min(max(round(code / WIDTH), 0), STEPS_OF_WHAT_IF)


def edge_value(column: ScoreColumn, step: int, upper: bool) -> float:
    """The shortest number that the recipe turns into this edge: the least code of a step, or as an upper bound the one before it."""
    code = min(max(step * WIDTH - upper, 0), TOP)
    exactly = column.low + code / TOP * (column.high - column.low) if column.scale == "linear" else math.expm1(code / TOP * _log(column))
    for digits in range(1, 17):
        short = float(f"{exactly:.{digits}g}")
        if int(column.encode(short)) == code:
            return short
    return exactly


def _log(column: ScoreColumn) -> float:
    return math.log1p(column.high)


def changed(rule: ResolvedRule, column: ScoreColumn, change: Change) -> ResolvedRule:
    """The rule with other bounds, at the edges of steps."""
    if rule.test.codes is not None and not change.off:
        raise InputError(f"rule {rule.name!r} tests labels: it can be left out, and has no threshold to move")
    low, high, minimum, maximum = 0, TOP, None, None
    if not change.off and change.minimum is not None:
        step = edge(column, change.minimum, False)
        low, minimum = min(step * WIDTH, TOP), edge_value(column, step, False)
    if not change.off and change.maximum is not None:
        step = edge(column, change.maximum, True)
        high, maximum = max(step * WIDTH - 1, 0), edge_value(column, step, True)
    test = replace(rule.test, low=low, high=high, codes=None)
    return replace(rule, test=test, minimum=minimum, maximum=maximum, one_of=None, keep=None, at_most=None, source="what if")


def answer(
    total: Mapping[str, Any],
    rules: Sequence[ResolvedRule],
    columns: Mapping[str, ScoreColumn],
    changes: Mapping[str, Change],
    sample: Sample | None,
) -> Answer:
    """What the run would keep with these bounds; `total` is the merged report. Raises InputError for rules that there are not.

    A name that is no rule's but a column's asks for a rule on that column, which the run did not have.
    """
    known = {rule.name: rule for rule in rules}
    for name in changes:
        if name not in known:
            known[name] = new_rule(name, columns, known)
    moved = {name: changed(known[name], columns[known[name].test.column], change) for name, change in changes.items()}
    found = _from_sample(total, rules, moved, sample) if sample is not None else _unknown(total, moved)
    if len(moved) == 1:
        [(name, rule)] = moved.items()
        if exactly := _from_histogram(total, known[name], rule):
            passed, units, failed = exactly
            alone = found if sample is not None and sample.whole else replace(found, kept=_clipped(found.kept, passed))
            return replace(alone, passed=passed, passed_units=units, within=0.0, within_units=0.0, failed=failed)
    return found


def new_rule(name: str, columns: Mapping[str, ScoreColumn], known: Iterable[str]) -> ResolvedRule:
    """A rule on a column of numbers that passes everybody yet; InputError where there is no such column."""
    if name not in columns or columns[name].categories:
        numbers = [column for column, c in columns.items() if not c.categories]
        raise InputError(unknown("rule or column of numbers", name, [*known, *numbers]))
    return ResolvedRule(name, Test(name))


@dataclass(frozen=True)
class Moved:
    """A threshold at the edge of a step, and how many documents more pass all rules with it."""

    bound: float
    more: int


def nearest(total: Mapping[str, Any], rule: ResolvedRule, column: ScoreColumn, more: int) -> Moved | None:
    """Where a rule with one threshold would have to stand so that about so many documents more (or fewer) pass all rules.

    Counted in every document. None for rules on labels and with two thresholds, and where no other threshold comes nearer.
    """
    upper = rule.maximum is not None
    if rule.test.codes is not None or (rule.minimum is not None) == upper:
        return None
    rows = np.array(total.get("what_if", {}).get(rule.name, ()), np.int64).reshape(-1, 4)
    alone = np.zeros(STEPS_OF_WHAT_IF, np.int64)
    alone[rows[:, 0]] = rows[:, 2]
    below = np.concatenate([[0], np.cumsum(alone)])  # by edge: those that fail nothing else, on steps before it
    now = int(alone.sum()) - total["rules"][rule.name]["only"]
    gained = (below if upper else below[-1] - below) - now
    at = int(np.abs(gained - more).argmin())
    if abs(int(gained[at]) - more) >= abs(more) or gained[at] == 0:
        return None
    return Moved(edge_value(column, at, upper), int(gained[at]))


def recipe_line(rule: ResolvedRule, decide: Mapping[str, Any] | None) -> str:
    """A moved rule as a line for the recipe's `decide`; `decide` is how the recipe has it, None for a rule that it has not."""
    column = rule.test.column
    kept = {key: value for key, value in (decide or {}).items() if value and key in ("name", "column", "when", "unless")}
    if not kept:
        kept = {"name": f"{column}_{'at_most' if rule.maximum is not None else 'at_least'}", "column": column}
    for side in ("when", "unless"):
        if side in kept:
            kept[side] = [{key: value for key, value in test.items() if value is not None} for test in kept[side]]
    bounds = {side: bound for side, bound in (("min", rule.minimum), ("max", rule.maximum)) if bound is not None}
    named = {"name": kept.pop("name"), "column": kept.pop("column"), **bounds, **kept}
    return f"- {yaml.safe_dump(named, default_flow_style=True, sort_keys=False, allow_unicode=True, width=1_000_000).strip()}"


def _clipped(kept: float, passed: float) -> float:
    return min(max(kept, 0.0), passed)


def _now(total: Mapping[str, Any]) -> tuple[int, int]:
    """Documents and units that pass all rules in the run as it is."""
    counts = total["counts"]
    return tuple(counts["kept"][unit] + counts["duplicate"][unit] for unit in ("documents", "units"))  # type: ignore[return-value]


def _unknown(total: Mapping[str, Any], moved: Mapping[str, ResolvedRule]) -> Answer:
    """An answer that knows nothing of what changes: of runs without a sample."""
    passed, units = _now(total)
    kept = total["counts"]["kept"]
    most = float(total["counts"]["cleaned"]["documents"])
    return Answer(passed, units, kept["documents"], kept["units"], most, math.inf, most, None, 0, moved)


def _from_histogram(total: Mapping[str, Any], now: ResolvedRule, rule: ResolvedRule) -> tuple[int, int, int] | None:
    """Documents and units that pass all rules, and documents that fail this one; None for rules on labels."""
    if now.test.codes is not None:
        counted = total["rules"][now.name]
        passed, units = _now(total)
        return passed + counted["only"], units + counted["only_units"], 0
    added = now.name not in total["rules"]
    counts = total.get("what_if_columns" if added else "what_if", {}).get(now.name)
    if counts is None:
        return None
    rows = np.array(counts, np.int64).reshape(-1, 4)
    passes = (rows[:, 0] * WIDTH >= rule.test.low) & (rows[:, 0] * WIDTH + WIDTH - 1 <= rule.test.high)
    passed, units = _now(total)
    counted = {"only": 0, "only_units": 0} if added else total["rules"][now.name]
    return (
        int(passed - rows[:, 2].sum() + counted["only"] + rows[passes, 2].sum()),
        int(units - rows[:, 3].sum() + counted["only_units"] + rows[passes, 3].sum()),
        int(rows[~passes, 1].sum()),
    )


def failing(rules: Sequence[ResolvedRule], moved: Mapping[str, ResolvedRule], sample: Sample) -> npt.NDArray[np.uint64]:
    """Failed rules of the sample's rows as bits, with some rules moved."""
    failed = sample.numbers("failed").copy()
    for i, rule in enumerate(rules):
        if rule.name in moved:
            other = moved[rule.name]
            codes = sample.codes(sorted(other.columns))
            bit = np.uint64(1 << i)
            failed = np.where(other.fails(codes, len(sample)), failed | bit, failed & ~bit)
    names = {rule.name for rule in rules}
    for name, other in moved.items():
        if name not in names:  # a rule that the run did not have: any bit says that it fails
            failed = np.where(other.fails(sample.codes([other.test.column]), len(sample)), failed | np.uint64(1 << 63), failed)
    return failed


def _from_sample(total: Mapping[str, Any], rules: Sequence[ResolvedRule], moved: Mapping[str, ResolvedRule], sample: Sample) -> Answer:
    failed = failing(rules, moved, sample)
    before, after = sample.numbers("failed") == 0, failed == 0
    units, share = sample.numbers("units").astype(np.float64), sample.share
    group = _groups(sample)
    drops = total["counts"]["duplicate"]["documents"] > 0
    kept_now = (sample.numbers("verdict") == 0).astype(np.float64)
    kept_then = _kept(sample, group, after) if drops else after.astype(np.float64)
    passed_all, units_all = _now(total)
    kept_all = total["counts"]["kept"]
    pairs = (after.astype(np.float64) - before, units * (after.astype(np.float64) - before), kept_then - kept_now)
    (d, w), (du, wu), (dk, wk) = (_estimate(change, group, share) for change in pairs)
    duk, _ = _estimate(units * (kept_then - kept_now), group, share)
    kept = _clipped(kept_all["documents"] + dk, passed_all + d)
    return Answer(passed_all + d, units_all + du, kept, max(kept_all["units"] + duk, 0.0), w, wu, wk, None, len(sample), moved)


def _groups(sample: Sample) -> npt.NDArray[np.int64]:
    """Number of the group that each row was drawn with; a row that was drawn alone is a group of its own."""
    cluster = sample.numbers("cluster")
    alone = cluster == 0
    group = np.zeros(cluster.size, np.int64)
    group[alone] = np.arange(int(alone.sum()))
    group[~alone] = int(alone.sum()) + np.unique(cluster[~alone], return_inverse=True)[1]
    return group


def _kept(sample: Sample, group: npt.NDArray[np.int64], passes: Mask) -> F64:
    """How much of each row is kept: of a group as many as now, or one, divided evenly among its members that pass."""
    together = sample.numbers("cluster") != 0
    single = sample.numbers("cluster_size") == 1
    now = sample.numbers("verdict") == 0
    n = int(group.max()) + 1 if group.size else 0
    stay = np.bincount(group, weights=now, minlength=n)
    passing = np.bincount(group, weights=passes, minlength=n)
    kept = np.minimum(np.maximum(stay, 1.0), passing) / np.maximum(passing, 1.0)
    return np.where(together, kept[group] * passes, np.where(single, passes, now & passes)).astype(np.float64)


def _estimate(change: F64, group: npt.NDArray[np.int64], share: float) -> tuple[float, float]:
    """A sum over all documents from that over the sample, and half of its 95 % interval."""
    total = float(change.sum()) / share
    if share >= 1 or not change.size:
        return total, 0.0
    by_group = np.bincount(group, weights=change)
    variance = float((by_group**2).sum()) * (1 - share) / share**2
    return total, Z * math.sqrt(variance) if variance else 3 / share
