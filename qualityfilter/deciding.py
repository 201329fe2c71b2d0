"""Decides: every rule judges every document, no short-circuit, on stored codes alone.

A rule of the recipe becomes a `ResolvedRule`: numbers only, as they stand in plan/plan.yaml. `keep: 0.4` becomes the bin edge that
keeps at least that share of its voters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qualityfilter.columns import CODES, TOP, ScoreColumn
from qualityfilter.enrich_settings import AFFINITY_PREFIX
from qualityfilter.errors import RecipeError
from qualityfilter.recipe import Condition, Rule
from qualityfilter.scoring import Codes

MAX_RULES = 64  # a document's failed rules are one 64-bit word in the plan

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Test:
    """A column's codes from `low` to `high` inclusive, or one of `codes` for a label column."""

    column: str
    low: int = 0
    high: int = TOP
    codes: tuple[int, ...] | None = None

    def passes(self, scores: Mapping[str, npt.NDArray[np.uint16]]) -> Mask:
        values = scores[self.column]
        if self.codes is not None:
            return np.isin(values, np.array(self.codes, np.uint16))
        return (values >= self.low) & (values <= self.high)


@dataclass(frozen=True)
class ResolvedRule:
    """A rule as numbers: the test, its scope, and the thresholds as values for people."""

    name: str
    test: Test
    when: tuple[Test, ...] = ()
    unless: tuple[Test, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    one_of: tuple[str, ...] | None = None
    source: str = "recipe"
    keep: float | None = None  # not resolved yet while the thresholds are open
    at_most: int | None = None  # documents or tokens that `keep` may keep
    detail: Mapping[str, Any] = field(default_factory=dict)

    def applies(self, scores: Mapping[str, npt.NDArray[np.uint16]], n: int) -> Mask:
        scope = np.ones(n, np.bool_)
        for test in self.when:
            scope &= test.passes(scores)
        for test in self.unless:
            scope &= ~test.passes(scores)
        return scope

    def fails(self, scores: Mapping[str, npt.NDArray[np.uint16]], n: int) -> Mask:
        return self.applies(scores, n) & ~self.test.passes(scores)

    @property
    def rescuers(self) -> tuple[Test, ...]:
        """Those of `unless` that spare what was gathered for a set of seeds."""
        return tuple(test for test in self.unless if test.column.startswith(AFFINITY_PREFIX))

    def rescued(self, scores: Mapping[str, npt.NDArray[np.uint16]], n: int) -> Mask:
        """Documents that would fail, but are spared for being near to seeds, and for nothing else."""
        spared = np.zeros(n, np.bool_)
        for test in self.rescuers:
            spared |= test.passes(scores)
        if not spared.any():
            return spared
        for test in self.when:
            spared &= test.passes(scores)
        for test in self.unless:
            spared &= ~test.passes(scores) | (test in self.rescuers)
        return spared & ~self.test.passes(scores)

    @property
    def columns(self) -> set[str]:
        return {self.test.column, *(t.column for t in (*self.when, *self.unless))}

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> ResolvedRule:
        def test(t: Mapping[str, Any]) -> Test:
            return Test(t["column"], t["low"], t["high"], tuple(t["codes"]) if t["codes"] is not None else None)

        known = {**raw, "test": test(raw["test"]), "when": tuple(map(test, raw["when"])), "unless": tuple(map(test, raw["unless"]))}
        known["one_of"] = tuple(raw["one_of"]) if raw["one_of"] is not None else None
        return cls(**known)


def test_of(source: Rule | Condition, column: ScoreColumn) -> Test:
    """A rule's or a condition's test as codes."""
    if source.one_of is not None:
        return Test(column.name, codes=tuple(column.categories.index(c) for c in source.one_of))
    low = int(column.encode(source.min)) if source.min is not None else 0
    high = int(column.encode(source.max)) if source.max is not None else TOP
    return Test(column.name, low, high)


def resolve(rule: Rule, columns: Mapping[str, ScoreColumn]) -> ResolvedRule:
    """The rule as numbers; one with `keep` passes everybody until `settle` gives it a threshold."""
    column = columns[rule.column]
    return ResolvedRule(
        rule.name,
        test_of(rule, column),
        tuple(test_of(c, columns[c.column]) for c in rule.when),
        tuple(test_of(c, columns[c.column]) for c in rule.unless),
        minimum=rule.min,
        maximum=rule.max,
        one_of=rule.one_of,
        keep=rule.keep,
        at_most=rule.at_most,
    )


def resolve_all(rules: Sequence[Rule], columns: Mapping[str, ScoreColumn]) -> list[ResolvedRule]:
    if len(rules) > MAX_RULES:
        raise RecipeError(f"decide: at most {MAX_RULES} rules, not {len(rules)}")
    return [resolve(rule, columns) for rule in rules]


def settle(rule: ResolvedRule, column: ScoreColumn, histogram: npt.NDArray[np.int64]) -> ResolvedRule:
    """Give a `keep` rule its threshold from the histogram of its voters: documents or tokens per bin, per code for one with `at_most`.

    The threshold is the bin edge that keeps at least the asked share, counted from the column's better end; or the code up to which
    no more than `at_most` is kept, where that is less. The best of all codes stays in any case.
    """
    assert rule.keep is not None
    total, step = int(histogram.sum()), CODES // histogram.size
    detail = {"voters": total, "asked": rule.keep, **({"at_most": rule.at_most} if rule.at_most is not None else {})}
    if total == 0:
        return _with(rule, Test(rule.test.column), {**detail, "kept": 1.0}, None, None)
    upward = column.better == "higher"
    kept = np.cumsum(histogram[::-1] if upward else histogram)
    taken = min(int(np.searchsorted(kept, rule.keep * total - 1e-9)) + 1, kept.size)  # bins or codes from the better end
    if rule.at_most is not None and kept[taken - 1] > rule.at_most:
        within = int(np.searchsorted(kept, rule.at_most, side="right"))
        taken = max(within, int(np.searchsorted(kept, 1)) + 1)
    detail["kept"] = float(kept[taken - 1] / total)
    if upward:
        low = CODES - taken * step
        return _with(rule, Test(rule.test.column, low=low), detail, _value(column, low), None)
    high = taken * step
    return _with(rule, Test(rule.test.column, high=high - 1), detail, None, _value(column, high))


def _value(column: ScoreColumn, code: int) -> float:
    """The value of a code, the upper end of the range for the one after the last."""
    return float(column.high) if code >= CODES else float(column.decode(np.array([code], np.uint16))[0])


def _with(rule: ResolvedRule, test: Test, detail: Mapping[str, Any], minimum: float | None, maximum: float | None) -> ResolvedRule:
    source = f"keep {rule.keep:g}" if rule.at_most is None else f"keep {rule.keep:g}, at most {rule.at_most:,}"
    return replace(rule, test=test, minimum=minimum, maximum=maximum, one_of=None, source=source, detail=detail)


def rule_names(rules: Sequence[ResolvedRule], bits: npt.NDArray[np.uint64]) -> pa.Array:
    """The names of each document's rules whose bits are set, in recipe order."""
    patterns, where = np.unique(bits, return_inverse=True)
    names = [[rule.name for i, rule in enumerate(rules) if int(p) >> i & 1] for p in patterns.tolist()]
    return pa.array(names, pa.list_(pa.string())).take(pa.array(where.reshape(-1)))


def rescues(rules: Sequence[ResolvedRule], scores: Codes, n: int) -> npt.NDArray[np.uint64]:
    """Rules that each document was rescued from, as bits like those of `judge`; no bit stands in both."""
    found = np.zeros(n, np.uint64)
    for i, rule in enumerate(rules):
        found |= rule.rescued(scores, n).astype(np.uint64) << np.uint64(i)
    return found


def judge(rules: Sequence[ResolvedRule], scores: Codes, n: int) -> npt.NDArray[np.uint64]:
    """Failed rules of each document as bits: bit i stands for rules[i]."""
    failed = np.zeros(n, np.uint64)
    for i, rule in enumerate(rules):
        failed |= rule.fails(scores, n).astype(np.uint64) << np.uint64(i)
    return failed
