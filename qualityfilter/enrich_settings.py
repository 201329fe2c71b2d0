"""The sections `seeds` and `enrich` of a recipe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from qualityfilter import registry
from qualityfilter.errors import RecipeError, unknown
from qualityfilter.section import Section

AFFINITY_PREFIX = "seed_affinity:"
NEVER_RELAXED = ("contamination", "contamination_left", "toxicity", "adult")  # columns of safety and decontamination

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class SeedSet(Section):
    """Documents that show what is wanted more of: 30 to 30,000 of them, read as the input is.

    `code: auto` keeps fenced code where it is a quarter of the seeds' text and more, and elsewhere leaves it out of what they teach and
    gathers against it: a textbook of mathematics with programs should not gather programs.
    `share` is that of all tokens read which gathered documents are to have; `rescue` names rules that they need not pass.
    """

    name: str
    paths: Annotated[tuple[str, ...], Field(min_length=1)]
    columns: dict[str, str] = Field(default_factory=dict)
    code: Literal["auto", "keep", "leave_out"] = "auto"
    share: Annotated[float, Field(gt=0, le=1)] | None = None
    rescue: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """The column that says how near a document is to these seeds."""
        return affinity_column(self.name)

    def taught(self) -> dict[str, Any]:
        """What its model is made from."""
        return {"name": self.name, "paths": list(self.paths), "columns": self.columns, "code": self.code}


def affinity_column(name: str) -> str:
    """The score column of a set of seeds."""
    return f"{AFFINITY_PREFIX}{name}"


class Enrich(Section):
    """How the rounds go. `sample_bytes` of the input, about, are looked at, drawn by a hash of seed and row key.

    A round ends the rounds when `stop` of it was known before. A host or first folder of `pages` pages is promoted where the lower bound
    of its share of hits is at least `promote`. `quality` is a scorer of the text alone that ranks what only queries bring; "" for none.
    """

    sample_bytes: Annotated[int, Field(ge=2**20)] = 256 * 2**20
    rounds: Annotated[int, Field(ge=2, le=20)] = 4
    stop: Annotated[float, Field(gt=0, le=1)] = 0.98
    promote: Annotated[float, Field(gt=0, le=1)] = 0.1
    pages: Annotated[int, Field(ge=2)] = 5
    quality: str = "education"


AFFINITY = "seed_affinity.v1"
GATHERED = 0.5  # affinity from which on a document is gathered


def with_affinities(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The recipe with a scorer for every set of seeds; unchanged where it names scorers of seeds itself, or is not as it should be."""
    scorers, seeds = raw.get("score") or (), raw.get("seeds")
    if not isinstance(scorers, list | tuple) or not isinstance(seeds, list | tuple):
        return raw
    if any(isinstance(step, dict) and str(step.get("scorer", "")).partition(".")[0] == AFFINITY.partition(".")[0] for step in scorers):
        return raw
    names = [one["name"] for one in seeds if isinstance(one, dict) and isinstance(one.get("name"), str) and _NAME.fullmatch(one["name"])]
    return {**raw, "score": [*scorers, *({"scorer": AFFINITY, "params": {"path": "", "seeds": name}} for name in dict.fromkeys(names))]}


def with_shares(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The recipe whose weights aim at the shares of its sets of seeds; unchanged where it is not as it should be."""
    seeds, weigh = raw.get("seeds"), raw.get("weigh") or {}
    if not isinstance(seeds, list | tuple) or not isinstance(weigh, Mapping):
        return raw
    shares = {one["name"]: one["share"] for one in seeds if isinstance(one, dict) and one.get("share") is not None and "name" in one}
    return {**raw, "weigh": {**weigh, "gathered": shares}} if shares else raw


def with_rescues(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The recipe whose rules spare what sets of seeds that `rescue` from them gathered; unchanged where it is not as it should be."""
    seeds, rules = raw.get("seeds"), raw.get("decide")
    if not isinstance(seeds, list | tuple) or not isinstance(rules, list | tuple):
        return raw
    made = list(rules)
    for one in seeds:
        names = one.get("rescue") if isinstance(one, dict) else None
        if not isinstance(names, list | tuple) or not isinstance(one.get("name"), str):
            continue
        for i, rule in enumerate(made):
            if isinstance(rule, dict) and rule.get("name") in names:
                made[i] = {**rule, "unless": _with_condition(rule.get("unless") or (), affinity_column(one["name"]))}
    return {**raw, "decide": made}


def _with_condition(unless: Any, column: str) -> Any:
    if not isinstance(unless, list | tuple) or any(isinstance(test, dict) and test.get("column") == column for test in unless):
        return unless
    return [*unless, {"column": column, "min": GATHERED}]


def check_seeds(seeds: Sequence[SeedSet], rules: Mapping[str, str], quality: str = "") -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Problems of seed sets: names that cannot be, or are used twice; rescues from no rule (name -> column) or from one that holds for all.

    `quality` is the scorer that ranks what queries bring.
    """
    names: set[str] = set()
    for i, one in enumerate(seeds):
        if not _NAME.fullmatch(one.name):
            yield ("seeds", i, "name"), f"{one.name!r}: lower-case letters, digits and _ only, a letter first"
        if one.name in names:
            yield ("seeds", i, "name"), f"{one.name!r} is the name of other seeds too"
        names.add(one.name)
        for j, rule in enumerate(one.rescue):
            if rule not in rules:
                yield ("seeds", i, "rescue", j), unknown("rule", rule, rules)
            elif rules[rule] in NEVER_RELAXED:
                yield (
                    ("seeds", i, "rescue", j),
                    f"rule {rule!r} looks at {rules[rule]!r}: safety and decontamination hold for all",
                )
    if seeds and quality:
        yield from _check_quality(quality)


def _check_quality(name: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    where = ("enrich", "quality")
    try:
        scorer = registry.build_scorer(name, {})
    except RecipeError as error:
        yield from ((where, problem) for problem in error.problems)
        return
    column = scorer.writes[0]
    if set(scorer.reads) != {"text"} or column.categories or column.scale != "linear":
        yield where, f"{name!r} must be a scorer that reads nothing but the text and gives a number first"
