"""A linear model over hashed features, trained by `qualityfilter train linear`."""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.kernels.features import BUCKETS
from scorers._bank import Linear, chance
from scorers._user_files import Better, UserFile, own_column

F64 = npt.NDArray[np.float64]
FORMAT = 1
BATCH = 500


@dataclass(frozen=True)
class LinearModel:
    """Weights, and the line from the score to the log-odds that folds by site gave (both sides weighing the same)."""

    linear: Linear
    slope: float
    shift: float

    def score(self, texts: Sequence[str]) -> F64:
        """The chance that each text is of the positive side."""
        parts = [self.of(Documents.from_texts(texts[i : i + BATCH])) for i in range(0, len(texts), BATCH)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def of(self, docs: Documents) -> F64:
        return chance(self.slope * self.linear.of_documents(docs)[:, 0] + self.shift)

    def save(self, path: Path) -> None:
        linear = self.linear
        np.savez_compressed(
            path, format=FORMAT, weights=linear.weights, scale=linear.scale, intercept=linear.intercept, line=[self.slope, self.shift]
        )


@functools.cache  # one copy per process
def load(path: str) -> LinearModel:
    """The model at a path; InputError where it is none of this format."""
    try:
        with np.load(path, allow_pickle=False) as held:
            if int(held["format"]) != FORMAT or held["weights"].shape != (BUCKETS, 2):
                raise InputError(f"linear_file: {path}: made by another version; train it again")
            linear = Linear(np.ascontiguousarray(held["weights"]), held["scale"], held["intercept"])
            return LinearModel(linear, float(held["line"][0]), float(held["line"][1]))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(f"linear_file: {path!r} is no model of `qualityfilter train linear`: {error}") from error


@register("linear_file.v1")
@dataclass(frozen=True)
class LinearFile(UserFile):
    """The chance, 0-1, that a document is of the positive side of the model at `path` (`qualityfilter train linear`), both sides alike."""

    column: str = "linear"
    better: Better = "higher"

    @property
    def writes(self) -> tuple[ScoreColumn, ...]:
        return (own_column(self.column, self.better, "chance of the positive side by a linear model of the user's"),)

    def score(self, docs: Documents) -> Scores:
        return {self.column: load(self.path).of(docs)}
