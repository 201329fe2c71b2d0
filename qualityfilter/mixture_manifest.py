"""What a run makes of the mixture: tokens per domain × language and stage, of everything read, of what is kept, and as it is to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.columns import ScoreColumn
from qualityfilter.scoring import Codes
from qualityfilter.weigh_settings import SEPARATOR

MIXTURE = "plan/mixture.json"
MIXTURE_LABELS = ("domain", "language")
COUNTS = ("all", "kept", "read")
I64 = npt.NDArray[np.int64]


def _labels(columns: Mapping[str, ScoreColumn]) -> list[ScoreColumn]:
    return [columns[name] for name in MIXTURE_LABELS if name in columns and columns[name].categories]


def mixture_counts(
    columns: Mapping[str, ScoreColumn], codes: Codes, units: I64, kept: npt.NDArray[np.bool_], repeat: npt.NDArray[np.int32]
) -> dict[str, list[int]]:
    """cell -> tokens of a shard's documents: all, kept, and as often as they are to be read."""
    labels = _labels(columns)
    cell = np.zeros(units.size, np.int64)
    for column in labels:
        cell = cell * len(column.categories) + codes[column.name]
    present, of = np.unique(cell, return_inverse=True)
    totals = np.zeros((present.size, len(COUNTS)), np.int64)
    for i, tokens in enumerate((units, units * kept, units * repeat)):
        np.add.at(totals[:, i], of, tokens)
    return {_name(int(c), labels): row for c, row in zip(present, totals.tolist())}


def _name(cell: int, labels: Sequence[ScoreColumn]) -> str:
    names = list[str]()
    for column in reversed(labels):
        cell, code = divmod(cell, len(column.categories))
        names.append(column.categories[code])
    return SEPARATOR.join(reversed(names)) or "all"


def mixture(stage: str, columns: Mapping[str, ScoreColumn], counted: Sequence[Mapping[str, Sequence[int]]]) -> dict[str, Any]:
    """The manifest of a run of one stage: tokens and shares per cell, over all shards."""
    total = _cells(_added(counted))
    return {"by": [column.name for column in _labels(columns)], "unit": "tokens", "total": total, "stages": {stage: total}}


def stage_mixture(
    stages: Sequence[str], columns: Mapping[str, ScoreColumn], counted: Sequence[Mapping[str, Mapping[str, Sequence[int]]]]
) -> dict[str, Any]:
    """The manifest of a run of several stages: what there is in all, what of it is kept and read; and of that what is each stage's."""
    of_stage = {name: _added([one[name] for one in counted]) for name in stages}
    total = {cell: [row[0], 0, 0] for cell, row in of_stage[stages[0]].items()}  # every shard's documents, whatever their stage
    for cells in of_stage.values():
        for cell, row in cells.items():
            total[cell] = [total[cell][0], *(a + b for a, b in zip(total[cell][1:], row[1:]))]
    parts = {
        name: {cell: {what: row[what] for what in COUNTS[1:]} for cell, row in _cells(cells).items()} for name, cells in of_stage.items()
    }
    return {"by": [column.name for column in _labels(columns)], "unit": "tokens", "total": _cells(total), "stages": parts}


def _added(counted: Sequence[Mapping[str, Sequence[int]]]) -> dict[str, list[int]]:
    total: dict[str, list[int]] = {}
    for part in counted:
        for name, row in part.items():
            total[name] = [a + b for a, b in zip(total.get(name, [0] * len(COUNTS)), row)]
    return total


def _cells(total: Mapping[str, Sequence[int]]) -> dict[str, dict[str, dict[str, Any]]]:
    sums = [max(sum(row[i] for row in total.values()), 1) for i in range(len(COUNTS))]
    return {
        name: {what: {"tokens": n, "share": round(n / whole, 6)} for what, n, whole in zip(COUNTS, row, sums)}
        for name, row in sorted(total.items())
    }
