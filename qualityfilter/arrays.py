"""Two things that NumPy spells awkwardly: joining possibly no arrays, and viewing a byte array as memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

S = TypeVar("S", bound=np.generic)


def joined(parts: Sequence[npt.NDArray[S]], dtype: type[S]) -> npt.NDArray[S]:
    """The arrays end to end; an empty array of that type for no arrays."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype)


def memory(array: npt.NDArray[Any]) -> memoryview:
    """The array's bytes, without copying."""
    return memoryview(cast(Any, array))
