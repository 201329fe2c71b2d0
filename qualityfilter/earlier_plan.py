"""What a run takes from an earlier one that it continues (`after`): thresholds, tables of weights, and what it is compared with.

Next month's crawl is to be cut as this month's was: a `keep: 0.4` that looked for its threshold anew would keep the best 40 % of a worse
crawl too. Documents that the earlier run kept are kept there, and copies of them go here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import yaml

from qualityfilter.columns import ScoreColumn
from qualityfilter.context import measure_identity
from qualityfilter.corpus import check_compared
from qualityfilter.deciding import ResolvedRule
from qualityfilter.errors import InputError
from qualityfilter.ranking import TABLES as RANKS
from qualityfilter.ranking import Ranks
from qualityfilter.recipe import Recipe, resolve_path
from qualityfilter.storage import Storage
from qualityfilter.weight_factors import TABLES, Factors

FROZEN = ("survey", "clean", "score")  # parts of the identity of scores that must be the earlier run's


def compared_with(recipe: Recipe) -> list[str]:
    """The earlier runs whose kept documents stay, so that their copies here go; each once."""
    return list(dict.fromkeys(resolve_path(path) for path in (*recipe.dedup.against, *filter(None, [recipe.after]))))


def check_earlier_runs(recipe: Recipe) -> None:
    """InputError where an earlier run that the recipe goes on from, or is compared with, does not serve: before anything is read."""
    if recipe.after is not None:
        _check_continued(recipe, recipe.after)
    if against := compared_with(recipe):
        check_compared(against, measure_identity(recipe)["sign"])


def _check_continued(recipe: Recipe, after: str) -> None:
    """InputError where the earlier run is not finished, measured otherwise, or has no threshold that this recipe needs."""
    storage = Storage(after)
    if not storage.exists("manifest.json"):
        raise InputError(f"--plan {after}: no finished run there: it has no manifest.json")
    source = storage.measured_root()
    try:
        theirs = Storage(source).read_json("work/identity.json")
    except FileNotFoundError as error:
        raise InputError(f"--plan {after}: {source}/work is gone, and with it what its scores were made by") from error
    ours = measure_identity(recipe)
    if other := [name for name in FROZEN if theirs[name] != ours[name]]:
        raise InputError(
            f"--plan {after}: its thresholds are for other scores: {', '.join(other)} of the recipe or of a model differ since"
        )
    rules = _rules(storage)
    for rule in recipe.decide:
        if rule.keep is not None and rule.at_most is None and (rule.name not in rules or rules[rule.name].test.column != rule.column):
            raise InputError(f"--plan {after}: no threshold of a rule {rule.name!r} on {rule.column!r} there")
    if needs_tables(recipe) and not storage.exists(TABLES):
        raise InputError(f"--plan {after}: its recipe weighed nothing, and this one takes the tables of its weights from there")
    ranking = recipe.ranking()
    if ranking is not None and (not storage.exists(RANKS) or storage.read_json(RANKS)["cells"] != ranking.to_json()):
        raise InputError(f"--plan {after}: its percentiles are not those that `calibrate` asks for: {ranking.to_json()}")


def needs_tables(recipe: Recipe) -> bool:
    """Whether weights have tables that were made from the earlier corpus."""
    return any((recipe.weigh.quality, recipe.weigh.rehydrate, recipe.weigh.commonness))


def _rules(storage: Storage) -> dict[str, ResolvedRule]:
    plan = yaml.safe_load(storage.read_bytes("plan/plan.yaml"))
    return {raw["name"]: ResolvedRule.from_json(raw) for raw in plan["resolved_rules"]}


def frozen_rules(after: str, rules: list[ResolvedRule]) -> list[ResolvedRule]:
    """Rules whose threshold is open take that of the earlier run's rule of the same name; budgets (`at_most`) are each run's own."""
    theirs = _rules(Storage(after))
    return [rule if rule.keep is None or rule.at_most is not None else _as_there(rule, theirs[rule.name], after) for rule in rules]


def _as_there(rule: ResolvedRule, there: ResolvedRule, after: str) -> ResolvedRule:
    source = f"keep {rule.keep:g}, as in {after}"
    return replace(rule, test=there.test, minimum=there.minimum, maximum=there.maximum, source=source, detail={})


def earlier_factors(after: str) -> Factors:
    """The tables of quality, rehydration and commonness of the earlier run."""
    made = Factors.from_json(Storage(after).read_json(TABLES)["factors"])
    return replace(made, told={"tables_of": after})


def earlier_ranks(after: str) -> Ranks:
    """The populations that the earlier run ranked its documents among."""
    return Ranks.of(Storage(after).read_json(RANKS)["populations"])


def drift(after: str, total: Mapping[str, Any], columns: Mapping[str, ScoreColumn]) -> dict[str, Any]:
    """How this corpus differs from the earlier one, before any rule: per column the distance of the distributions, per verdict the share.

    Distances are Kolmogorov-Smirnov's for numbers and half the sum of differences of shares for labels: 0 for the same, 1 for nothing
    in common. Empty where the earlier run has no report.
    """
    try:
        earlier = Storage(after).read_json("reports/index.json")["total"]
    except FileNotFoundError:
        return {}
    distances = {}
    for name, column in columns.items():
        if column.categories:
            distances[name] = _label_distance(earlier["mix"].get(name), total["mix"].get(name))
        else:
            distances[name] = _distance(earlier["histograms"].get(name), total["histograms"].get(name))
    known = {name: round(x, 4) for name, x in distances.items() if x is not None}
    return {
        "since": after,
        "columns": known,
        "verdicts": {name: [_share(part, name) for part in (earlier, total)] for name in ("kept", "failed", "duplicate")},
    }


def _share(total: Mapping[str, Any], verdict: str) -> float:
    counts = total["counts"]
    return round(counts[verdict]["documents"] / max(counts["cleaned"]["documents"], 1), 4)


def _distance(before: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> float | None:
    if before is None or now is None or not sum(before["all"]) or not sum(now["all"]) or len(before["all"]) != len(now["all"]):
        return None
    shares = [np.cumsum(x["all"]) / sum(x["all"]) for x in (before, now)]
    return float(np.abs(shares[0] - shares[1]).max())


def _label_distance(before: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> float | None:
    if not before or not now:
        return None
    counts = [{label: row["documents"] for label, row in x.items()} for x in (before, now)]
    totals = [max(sum(c.values()), 1) for c in counts]
    return sum(abs(counts[0].get(n, 0) / totals[0] - counts[1].get(n, 0) / totals[1]) for n in {*counts[0], *counts[1]}) / 2
