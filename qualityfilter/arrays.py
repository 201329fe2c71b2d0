"""Three things that NumPy spells awkwardly: joining possibly no arrays, viewing a byte array as memory, and memory as an array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

S = TypeVar("S", bound=np.generic)


def joined(parts: Sequence[npt.NDArray[S]], dtype: type[S]) -> npt.NDArray[S]:
    """The arrays end to end; an empty array of that type for no arrays."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype)


def memory(array: npt.NDArray[Any]) -> memoryview:
    """The array's bytes, without copying."""
    return memoryview(cast(Any, array))


class _Memory:
    """A buffer as NumPy's array interface, flagged writable: kernels are compiled for plain arrays and never write to it."""

    def __init__(self, buffer: pa.Buffer, dtype: np.dtype[Any], start: int, size: int) -> None:
        self._buffer = buffer  # keeps the memory alive
        address = buffer.address + start * dtype.itemsize
        self.__array_interface__ = {"data": (address, False), "shape": (size,), "typestr": dtype.str, "version": 3}


def of_buffer(buffer: pa.Buffer, dtype: type[S], start: int, size: int) -> npt.NDArray[S]:
    """`size` values of a buffer from the `start`-th on as an array, without copying; for kernels that only read."""
    return np.asarray(_Memory(buffer, np.dtype(dtype), start, size))
