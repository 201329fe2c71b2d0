"""`Report`: a run's report in Python and notebooks, as tidy Arrow tables: one observation a row, ready for pandas, Altair, matplotlib."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from qualityfilter.columns import ScoreColumn
from qualityfilter.deciding import ResolvedRule
from qualityfilter.errors import InputError, unknown
from qualityfilter.recipe import resolve_path
from qualityfilter.reports import charts, comparing, content
from qualityfilter.reports.planning_again import plan_again
from qualityfilter.reports.sample import Sample, sample_of
from qualityfilter.reports.shard_report import read_index
from qualityfilter.reports.summarising import summary
from qualityfilter.reports.terminal import show
from qualityfilter.reports.what_if import Answer, Change, answer
from qualityfilter.reports.what_if_page import columns_of
from qualityfilter.storage import Storage


class Report:
    """What `reports/index.json` says (format 2, see docs/reports.md), and the run's sample."""

    def __init__(self, index: Mapping[str, Any], storage: Storage) -> None:
        self.index, self.storage = index, storage

    @classmethod
    def load(cls, run: str | Path) -> Report:
        """The report of a finished run's folder; InputError where there is none."""
        storage = Storage(resolve_path(str(run)))
        return cls(read_index(storage), storage)

    @cached_property
    def columns(self) -> dict[str, ScoreColumn]:
        return columns_of(self.index)

    @property
    def counts(self) -> pa.Table:
        """step, unit, count."""
        rows = [(step, unit, n) for step, units in self.index["total"]["counts"].items() for unit, n in units.items()]
        return _table(rows, ("step", "unit", "count"))

    @property
    def rules(self) -> pa.Table:
        """rule, column, minimum, maximum, failed, only, failed_share, only_share: in the recipe's order."""
        rows = [(r.name, r.column, r.minimum, r.maximum, r.failed, r.only, r.failed_share, r.only_share) for r in content.rules(self.index)]
        return _table(rows, ("rule", "column", "minimum", "maximum", "failed", "only", "failed_share", "only_share"))

    @property
    def overlap(self) -> pa.Table:
        """rule, other, documents that fail both: every pair of rules that any document fails, in both orders."""
        found = content.overlap(self.index)
        pairs = [
            (a, b, found.counts[i][j]) for i, a in enumerate(found.names) for j, b in enumerate(found.names)
        ] if found else []  # fmt: skip
        return _table(pairs, ("rule", "other", "documents"))

    @property
    def shards(self) -> pa.Table:
        """A row per shard: counts, deviation and what stands out, the furthest column with its KS and PSI."""
        plain = ("part", "input", "documents", "characters", "kept", "failed", "duplicate", "quarantined", "removed_characters")
        rows = [
            (*(row[key] for key in plain), row["outlier"], row["odd"], *comparing.furthest(row)) for row in self.index["shards"]
        ]  # fmt: skip
        return _table(rows, (*plain, "deviation", "odd", "furthest", "ks", "psi"))

    @property
    def drift(self) -> pa.Table:
        """part, column, ks, psi, mean: every numeric column of every shard against the run."""
        rows = [
            (row["part"], column, ks, psi, row["means"].get(column))
            for row in self.index["shards"]
            for column, (ks, psi) in row.get("drift", {}).items()
        ]
        return _table(rows, ("part", "column", "ks", "psi", "mean"))

    @property
    def mixture(self) -> pa.Table:
        """column, label, step (units, kept_units, weighted_units), units, share."""
        rows = []
        for column, table in self.index["total"].get("mix", {}).items():
            for step in ("units", "kept_units", "weighted_units"):
                whole = sum(row[step] for row in table.values()) or 1
                rows += [(column, label, step, row[step], row[step] / whole) for label, row in table.items()]
        return _table(rows, ("column", "label", "step", "units", "share"))

    def histogram(self, column: str) -> pa.Table:
        """low, high, documents (all or kept), count: bins of one numeric column, or label, documents, count of one with labels."""
        if column not in self.columns:
            raise InputError(unknown("column", column, self.columns))
        found, declared = self.index["total"]["histograms"][column], self.index["columns"][column]
        rows: list[tuple[Any, ...]] = []
        for which in ("all", "kept"):
            n = len(found[which])
            for i, count in enumerate(found[which]):
                ends = charts.at(declared, i / n), charts.at(declared, (i + 1) / n)
                rows.append((declared["categories"][i], which, count) if declared["categories"] else (*ends, which, count))
        return _table(rows, ("label", "documents", "count") if declared["categories"] else ("low", "high", "documents", "count"))

    @cached_property
    def drawn(self) -> Sample | None:
        """The run's sample as it is stored: keys, groups and codes; None where the run drew none."""
        return sample_of(self.storage, self.index)

    @property
    def sample(self) -> pa.Table:
        """A row per document of the sample: id, part, row, units, verdict, weight, and every score as a value."""
        drawn = self.drawn
        if drawn is None:
            raise InputError(f"{self.storage.root}: the run drew no sample; write it again")
        verdicts = np.array(["kept", "failed", "duplicate"], dtype=object)[drawn.numbers("verdict")]
        named = {name: drawn.table.column(name) for name in ("id", "part", "row", "units", "weight")}
        scores = {}
        for name, codes in drawn.codes(list(self.columns)).items():
            column = self.columns[name]
            scores[name] = (
                pa.array(np.array(column.categories, dtype=object)[codes], pa.string())
                if column.categories
                else pa.array(column.decode(codes))
            )
        return pa.table({**named, "verdict": pa.array(verdicts, pa.string()), **scores})

    @property
    def figures(self) -> dict[str, Any]:
        """The summary that `expect:` of a recipe and dashboards name figures of."""
        return summary(self.index)

    def what_if(self, changes: Mapping[str, Mapping[str, Any]], exact: bool = False) -> Answer | dict[str, int]:
        """What other bounds would keep: {"fluent": {"min": 0.5}, "short": {"off": True}}.

        A name that is a column's, and no rule's, asks for a rule more. From counts for one rule and from the sample for several
        (`Answer`); with `exact`, the plan is made again from the run's work/.
        """
        asked = {name: Change(one.get("min"), one.get("max"), bool(one.get("off"))) for name, one in changes.items()}
        if exact:
            return plan_again(self.storage.root, asked)
        return self.answer(asked)

    def answer(self, changes: Mapping[str, Change]) -> Answer:
        """`what_if` from the report alone."""
        rules = [ResolvedRule.from_json(raw) for raw in self.index["resolved_rules"]]
        return answer(self.index["total"], rules, self.columns, changes, self.drawn)

    def __repr__(self) -> str:
        return f"<Report of {self.storage.root}: {content.verdict(self.index)}>"

    def __str__(self) -> str:
        return show(self.index)

    def _repr_html_(self) -> str:
        """A short summary for notebooks: the verdict, counts and rules; styled by the notebook, nothing of a document in it."""
        from qualityfilter.reports.page import environment

        return environment().get_template("notebook.html").render(
            verdict=content.verdict(self.index), remarks=content.remarks(self.index), steps=content.waterfall(self.index),
            rules=content.rules(self.index), recipe=self.index["recipe"],
        )  # fmt: skip


def _table(rows: list[Any], names: tuple[str, ...]) -> pa.Table:
    columns = list(zip(*rows)) if rows else [()] * len(names)
    return pa.table({name: list(column) for name, column in zip(names, columns)})
