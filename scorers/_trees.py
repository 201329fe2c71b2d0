"""Boosted regression trees as plain arrays: what a small scorer ships instead of a pickled model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels.trees import sum_of_trees

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Trees:
    """A sum of trees; see `kernels.trees` for what the arrays hold."""

    roots: I32
    feature: npt.NDArray[np.int16]
    threshold: F32
    left: I32
    value: F32
    base: float

    def predict(self, x: F32) -> F64:
        """One number per row of x."""
        out = np.zeros(len(x))
        sum_of_trees(np.ascontiguousarray(x, np.float32), self.roots, self.feature, self.threshold, self.left, self.value, self.base, out)
        return out

    def arrays(self, prefix: str) -> dict[str, npt.NDArray[Any]]:
        """What `np.savez` keeps under names that begin with `prefix`."""
        found = {name: getattr(self, name) for name in ("roots", "feature", "threshold", "left", "value")}
        return {f"{prefix}_{name}": array for name, array in found.items()} | {f"{prefix}_base": np.array(self.base)}

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]], prefix: str) -> Trees:
        """The trees that `arrays` holds under `prefix`."""
        roots, left = (np.ascontiguousarray(arrays[f"{prefix}_{name}"], np.int32) for name in ("roots", "left"))
        threshold, value = (np.ascontiguousarray(arrays[f"{prefix}_{name}"], np.float32) for name in ("threshold", "value"))
        feature = np.ascontiguousarray(arrays[f"{prefix}_feature"], np.int16)
        return cls(roots, feature, threshold, left, value, float(arrays[f"{prefix}_base"]))
