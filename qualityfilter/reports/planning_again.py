"""What a run would keep with other thresholds, exactly: its plan is made again from its scores, in a folder that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence

import numpy as np
import yaml

from qualityfilter.errors import InputError, unknown
from qualityfilter.recipe import Recipe, Rule
from qualityfilter.reports.what_if import Change
from qualityfilter.storage import Storage, part


def changed_rules(rules: Sequence[Rule], changes: Mapping[str, Change], columns: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules with other bounds, and without those that are off; a name of a column is a rule more."""
    names = [rule.name for rule in rules]
    for name in changes:
        if name not in (*names, *columns):
            raise InputError(unknown("rule or column of numbers", name, [*names, *columns]))
    kept = [
        Rule(name=name, column=name, min=change.minimum, max=change.maximum)
        for name, change in changes.items() if name not in names and not change.off
    ]  # fmt: skip
    for rule in rules:
        change = changes.get(rule.name)
        if change is None:
            kept.append(rule)
        elif not change.off:
            if rule.one_of is not None:
                raise InputError(f"rule {rule.name!r} tests labels: it can be left out, and has no threshold to move")
            bounds = {"min": change.minimum, "max": change.maximum, "keep": None, "at_most": None}
            kept.append(rule.model_copy(update=bounds))
    return tuple(kept)


def plan_again(directory: str, changes: Mapping[str, Change]) -> dict[str, int]:
    """Documents kept, failed and duplicate with these bounds, and the units kept; the run's work/ must still be there."""
    from qualityfilter.pipeline import run  # the pipeline writes reports, and reports must not need it to be written

    storage = Storage(directory)
    recipe = Recipe.model_validate(yaml.safe_load(storage.read_bytes("recipe.yaml")))
    columns = storage.read_json("reports/index.json")["columns"]
    numbers = [name for name, column in columns.items() if not column["categories"]]
    again = recipe.model_copy(update={"decide": changed_rules(recipe.decide, changes, numbers)})
    measured = storage.measured_root()
    with tempfile.TemporaryDirectory() as folder:
        made = run(again, out=folder, from_scores=measured, until="plan")
        units = _kept_units(Storage(folder), Storage(measured), len(storage.read_json("manifest.json")["shards"]))
    return {"kept": 0, "failed": 0, "duplicate": 0, **made.plan["verdicts"], "kept_units": units, "documents": made.documents}


def _kept_units(planned: Storage, measured: Storage, shards: int) -> int:
    total = 0
    for i in range(shards):
        verdict = planned.read_table(f"plan/{part(i)}.parquet", ["verdict"]).column("verdict").to_numpy()
        units = measured.read_table(f"work/rows/{part(i)}.parquet", ["units"]).column("units").to_numpy()
        total += int(units[np.asarray(verdict) == 0].sum())
    return total
