"""The section `supplement` of a recipe: gaps, what they are filled from, and the rules that this stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import pydantic
from pydantic import Field

from qualityfilter.columns import ScoreColumn
from qualityfilter.section import Section

SUPPLEMENT, LEAD = "supplement", "supplement_lead"
NONE = "none"  # the label of a document of the input
HIGHEST_LEAD = 32.0
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class GapToFill(Section):
    """One gap: at most `tokens` tokens are kept of what lies nearest to its seeds; `validation` texts show it closing."""

    name: str
    tokens: Annotated[int, Field(ge=1)]
    seeds: Annotated[tuple[str, ...], Field(min_length=1)]
    validation: tuple[str, ...] = ()


class Supplement(Section):
    """Documents that are added to the input: drawn from `pool` (files, read as the input is) and from what `runs` rejected softly.

    Softly rejected is what failed `soft` rules alone; without `soft`, those that ask for more of something good (`keep`, or `min` of a
    column where higher is better). The rules of this recipe that `relax` names do not apply to documents that were drawn.
    """

    pool: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    relax: tuple[str, ...] = ()
    gaps: Annotated[tuple[GapToFill, ...], Field(min_length=1)]


def rule_name(gap: str) -> str:
    """The rule that holds a gap to its budget."""
    return f"{SUPPLEMENT}_{gap}"


def supplement_columns(supplement: Supplement | None) -> list[ScoreColumn]:
    """What a run knows of every document without looking at its text: for which gap it was drawn, and how near it lies."""
    if supplement is None:
        return []
    return [
        ScoreColumn(SUPPLEMENT, meaning="the gap that a document was drawn for", categories=(NONE, *(gap.name for gap in supplement.gaps))),
        ScoreColumn(
            LEAD,
            0.0,
            HIGHEST_LEAD,
            "higher",
            "log-odds of nearness to the gap's seeds, 1 at their cut; 0 for the input's own",
        ),
    ]


def with_supplement(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The recipe with a rule for each gap's budget, and with relaxed rules scoped; what is there is not added again."""
    try:
        asked = Supplement.model_validate(raw[SUPPLEMENT])
        rules = [dict(rule) for rule in raw.get("decide") or ()]
    except (pydantic.ValidationError, TypeError, ValueError):
        return raw  # reported as what it is when the section is read
    names = [gap.name for gap in asked.gaps]
    exception = {"column": SUPPLEMENT, "one_of": names}
    for rule in rules:
        there = [_plain(one) for one in rule.get("unless") or ()]
        if rule.get("name") in asked.relax and exception not in there:
            rule["unless"] = [*(rule.get("unless") or ()), exception]
    known = {rule.get("name") for rule in rules}
    budgets = [
        {
            "name": rule_name(gap.name), "column": LEAD, "keep": 1.0, "at_most": gap.tokens, "unit": "tokens",
            "when": [{"column": SUPPLEMENT, "one_of": [gap.name]}],
        }
        for gap in asked.gaps
    ]  # fmt: skip
    return {**raw, "decide": [*rules, *(rule for rule in budgets if rule["name"] not in known)]}


def _plain(condition: Any) -> Any:
    """A condition without the keys that say nothing."""
    if not isinstance(condition, Mapping):
        return condition
    return {key: list(value) if isinstance(value, tuple) else value for key, value in condition.items() if value is not None}


def check_supplement(supplement: Supplement, rules: set[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong with the section: nothing to draw from, names that cannot be or stand twice, rules that are not there."""
    if not supplement.pool and not supplement.runs:
        yield (SUPPLEMENT,), "nothing to draw from: give `pool` (files) or `runs` (finished runs)"
    if supplement.soft and not supplement.runs:
        yield (SUPPLEMENT, "soft"), "it names rules of `runs`, and there are none"
    names = set[str]()
    for i, gap in enumerate(supplement.gaps):
        if not _NAME.fullmatch(gap.name) or gap.name == NONE:
            yield (SUPPLEMENT, "gaps", i, "name"), f"{gap.name!r}: lower-case letters, digits and _ only, a letter first, and not {NONE!r}"
        if gap.name in names:
            yield (SUPPLEMENT, "gaps", i, "name"), f"two gaps are named {gap.name!r}"
        names.add(gap.name)
    for name in supplement.relax:
        if name not in rules:
            yield (SUPPLEMENT, "relax"), f"no rule {name!r} in `decide`. Known: {', '.join(sorted(rules)) or 'none'}"
