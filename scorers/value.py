"""How much a document is worth as training text: what its other scores say together, on a scale that does not move between runs."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers._cards import Card
from scorers._columns import share

MODEL_FILE = Path(__file__).parent / "models" / "value.json"
READ = ("fluency", "density", "education", "ads", "ads_mainly", "repetition", "mathematics", "code")
BETTER_HIGHER = ("fluency", "density", "education", "mathematics", "code")
KNOTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@functools.cache
def tables() -> dict[str, tuple[float, ...]]:
    """What each column adds to the log-odds at KNOTS, and `intercept`; monotone in every column."""
    held = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    return {name: tuple(map(float, held[name])) for name in ("intercept", *READ)}


def log_odds(columns: dict[str, npt.NDArray[np.float64]], adds: dict[str, tuple[float, ...]]) -> npt.NDArray[np.float64]:
    """The sum of what the columns add, straight lines between knots."""
    total: npt.NDArray[np.float64] = np.full(len(columns[READ[0]]), adds["intercept"][0])
    for name in READ:
        total = total + np.interp(columns[name], KNOTS, adds[name])
    return total


@register("value.v1")
@dataclass(frozen=True)
class Value:
    """The grade that a reader is expected to give, over 2: 0 drop, 0.5 keep after cleaning or at low weight, 1 keep.

    A sum of one monotone table per column, fitted to graded documents and frozen: a better score never lowers the value, and a single
    string has one. Whether a rank within language and domain serves better is the recipe's choice.
    """

    reads: ClassVar[tuple[str, ...]] = READ
    writes: ClassVar = (share("value", "higher", "expected grade of worth as training text (drop 0, low weight 1, keep 2) over 2"),)
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("value")

    def score(self, docs: Documents) -> Scores:
        columns = {name: docs.columns[name].astype(np.float64) for name in READ}
        return {"value": 1.0 / (1.0 + np.exp(-log_odds(columns, tables())))}
