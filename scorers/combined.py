"""One score from several, the way the recipe chooses: their weighted mean, the best of them (maximum of experts), or learned weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, get_args

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError, unknown
from scorers._cards import Card
from scorers._combining import REFERENCE, load
from scorers._user_files import check_choice, check_column

How = Literal["mean", "maximum", "learned"]


@register("combined.v1")
@dataclass(frozen=True)
class Combined:
    """`COLUMN`: several scores as one in 0-1, higher is better, by weighted `mean`, `maximum` of experts, or `learned` weights.

    Each score is first placed among reference documents (20 buckets of one size; where lower is better, turned round), so that scores
    of any scale combine, and a single string has a value. `mean` is the mean of the places with `weights` (column to weight; without
    them, the weights of the file). `maximum` is the best bucket, over 19, of the columns of `weights`, or else of those with a weight
    in the file where higher is better: a document passes that any expert finds good (Nemotron-CC). `learned` is the sum of one monotone
    table per column, as a chance. `path` is a file of `qualityfilter fit-weights`; without one the reference and weights that ship. In
    a recipe its column can stand wherever `value` can: `decide`, `dedup.by`. A column of your own (a classifier, a judge's grades)
    takes part once fit-weights has seen it.
    """

    how: How = "mean"
    weights: Mapping[str, float] = field(default_factory=dict)
    path: str = ""
    column: str = "combined"

    name: ClassVar[str]

    @staticmethod
    def card() -> Card:
        return Card.of("combined")

    def __post_init__(self) -> None:
        check_column("combined", self.column)
        check_choice("combined", "how", self.how, get_args(How))
        known = load(self.file).experts
        for name, weight in self.weights.items():
            if name not in known:
                raise InputError(f"combined: weights: {unknown('column', name, known)}")
            if not 0 < weight < float("inf"):
                raise InputError(f"combined: weights: {name}: {weight!r} is not above 0; direction is the column's own")
        if self.how == "learned":
            if self.weights:
                raise InputError("combined: how: learned takes its weights from the file: leave `weights` out")
            if not any(expert.knots for expert in known.values()):
                raise InputError(f"combined: {self.file} holds no learned weights")
        elif not any(self.parts.values()):
            raise InputError(f"combined: {self.file} gives no column a weight: name some under `weights`")

    def __hash__(self) -> int:
        return hash((self.how, json.dumps(dict(self.weights)), self.path, self.column))

    @property
    def file(self) -> str:
        return self.path or str(REFERENCE)

    @property
    def parts(self) -> dict[str, float]:
        """The columns that take part, with their weights."""
        if self.weights:
            return dict(self.weights)
        if self.how == "learned":
            return {name: 1.0 for name, expert in load(self.file).experts.items() if expert.knots}
        if self.how == "maximum":
            return dict.fromkeys(load(self.file).experts_of_quality, 1.0)
        return load(self.file).weights

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(self.parts)

    @property
    def writes(self) -> tuple[ScoreColumn, ...]:
        return (ScoreColumn(self.column, better="higher", meaning=f"{self.how} of {', '.join(self.parts)}"),)

    @property
    def model_files(self) -> tuple[str, ...]:
        return (self.file,)

    def score(self, docs: Documents) -> Scores:
        columns = {name: docs.columns[name].astype(np.float64) for name in self.reads}
        combination = load(self.file)
        if self.how == "learned":
            return {self.column: combination.learned(columns)}
        if self.how == "maximum":
            return {self.column: combination.maximum(columns, tuple(self.parts))}
        return {self.column: combination.mean(columns, self.parts)}
