"""Grades that two models give together: the trees of `_prose`, which learnt from graded documents, and the linear models of `_bank`, which
learnt from many more texts that a teacher had graded.

`scorers/training/train_blends.py` fits the numbers for education to what both say of sites that they have not seen.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scorers._bank import INPUTS

F64 = npt.NDArray[np.float64]
BLENDS_FILE = Path(__file__).parent / "models" / "blends.json"
LINEAR = {"fluency": 0.2, "density": 0.4}
"""Share of the linear grade; the trees' has the rest. Round numbers: weights fitted fold by fold do no better on unseen sites."""
EDUCATION_READS = (*(f"bank: {name}" for name in INPUTS), *LINEAR)
"""What the grade of education is made of: the inputs of the bank's final models, and the blended grades, 0-1."""


def blended(column: str, trees: F64, linear: F64) -> F64:
    """The grade 0-5 of a column, from the trees' 0-5 and the bank's, a share of the highest."""
    share = LINEAR[column]
    return np.clip((1.0 - share) * trees + share * 5.0 * np.clip(linear, 0.0, 1.0), 0.0, 5.0)


@functools.cache
def education_weights(path: Path = BLENDS_FILE) -> tuple[float, ...]:
    """Intercept and a weight for each of EDUCATION_READS, read once per process."""
    held = json.loads(path.read_text(encoding="utf-8"))
    return (float(held["intercept"]), *(float(held[name]) for name in EDUCATION_READS))


def education_odds(weights: tuple[float, ...], inputs: F64, fluency: F64, density: F64) -> F64:
    """Log-odds of the grade of education over 5; summed in order (no BLAS)."""
    total = np.full(len(inputs), weights[0])
    columns = (*(inputs[:, k] for k in range(inputs.shape[1])), fluency, density)
    for weight, column in zip(weights[1:], columns, strict=True):
        total = total + weight * column
    return total
