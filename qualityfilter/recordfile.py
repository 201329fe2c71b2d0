"""Lists of whole numbers, one per document of a shard, any of which is read without the others.

Layout, little-endian: the entries of all lists end to end, then offsets u64[n + 1] in entries, then n u64, the width of an entry in
bytes u64, and the magic "QFLISTS1".
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.arrays import joined
from qualityfilter.errors import ShardError
from qualityfilter.storage import Storage

_MAGIC = b"QFLISTS1"
_FOOTER = 8 + 8 + len(_MAGIC)
GAP = 1 << 16  # bytes between two wanted lists that are read along rather than skipped

I64 = npt.NDArray[np.int64]
Entries = npt.NDArray[Any]


class RecordWriter:
    """Appends lists, batch by batch."""

    def __init__(self, path: Path, dtype: type[np.generic] = np.uint64) -> None:
        self._file = open(path, "wb")  # noqa: SIM115
        self._dtype = np.dtype(dtype).newbyteorder("<")
        self._ends: list[I64] = [np.zeros(1, np.int64)]
        self._total = 0

    def __enter__(self) -> RecordWriter:
        return self

    def append(self, entries: Entries, offsets: I64) -> None:
        """Lists `entries[offsets[i]:offsets[i + 1]]`, in order."""
        self._file.write(entries[offsets[0] : offsets[-1]].astype(self._dtype, copy=False).tobytes())
        self._ends.append(offsets[1:] - offsets[0] + self._total)
        self._total += int(offsets[-1] - offsets[0])

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._file as file:
            ends = np.concatenate(self._ends)
            file.write(ends.astype("<u8").tobytes())
            file.write(np.array([ends.size - 1, self._dtype.itemsize], "<u8").tobytes() + _MAGIC)


def read_records(storage: Storage, name: str, rows: I64 | None = None) -> tuple[Entries, I64]:
    """Entries and offsets of the lists of these rows (ascending), or of all."""
    with storage.open(name) as file:
        end = file.seek(0, 2)
        file.seek(max(end - _FOOTER, 0))
        footer = file.read(_FOOTER)
        if len(footer) != _FOOTER or footer[16:] != _MAGIC:
            raise ShardError(f"{storage.path(name)}: not a file of lists, or cut short")
        n, width = (int(x) for x in np.frombuffer(footer, "<u8", 2))
        start = end - _FOOTER - 8 * (n + 1)
        file.seek(start)
        ends = np.frombuffer(file.read(8 * (n + 1)), "<u8").astype(np.int64)
        if ends.size != n + 1 or int(ends[-1]) * width != start:
            raise ShardError(f"{storage.path(name)}: cut short")
        dtype = np.uint64 if width == 8 else np.uint32
        rows = np.arange(n, dtype=np.int64) if rows is None else rows
        low, high = ends[rows], ends[rows + 1]
        offsets = np.r_[np.int64(0), np.cumsum(high - low)].astype(np.int64)
        parts: list[Entries] = []
        for a, b in _ranges(low, high, GAP // width):
            file.seek(int(low[a]) * width)
            block = np.frombuffer(file.read(int(high[b - 1] - low[a]) * width), f"<u{width}").astype(dtype, copy=False)
            inside = _inside(low[a:b] - low[a], high[a:b] - low[a], block.size)
            parts.append(block if inside is None else block[inside])
    return joined(parts, dtype), offsets


def _ranges(low: I64, high: I64, gap: int) -> list[tuple[int, int]]:
    """Runs of rows that are read with one request each."""
    if not low.size:
        return []
    cuts = np.flatnonzero(low[1:] - high[:-1] > gap) + 1
    bounds = [0, *cuts.tolist(), low.size]
    return list(pairwise(bounds))


def _inside(low: I64, high: I64, size: int) -> npt.NDArray[np.bool_] | None:
    """Which entries of a block lie in one of the lists; None where all do."""
    if int((high - low).sum()) == size:
        return None
    steps = np.zeros(size + 1, np.int64)
    np.add.at(steps, low, 1)
    np.add.at(steps, high, -1)
    return np.cumsum(steps[:-1]) > 0
