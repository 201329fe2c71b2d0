"""Ordinary JSON lines as columns, a block at a time: a kernel decodes the mapped members, orjson parses only what is left of a line.

A line is ordinary where this gives what parsing it alone gives. Which are not is told, and nothing else is said of them.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from qualityfilter.arrays import memory
from qualityfilter.kernels import json_lines as kernels
from qualityfilter.pieces import COLUMNS
from qualityfilter.reading.fields import Fields
from qualityfilter.reading.records import ROW_SCHEMA, row_table

I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
EXPONENT = re.compile(rb"[0-9]e\+?[0-9]")  # how orjson writes a float that may have been an integer over 64 bit


def lines_of(data: U8, first: int) -> tuple[I64, I64, Mask]:
    """Where the lines of a block begin and end, from its byte `first` on, and which are white space alone."""
    n, room = -1, data.size // 256 + 16
    while n < 0:
        starts, ends, blank = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.uint8)
        n, room = kernels.line_bounds(data, first, starts, ends, blank), 8 * room
    return starts[:n], ends[:n], blank[:n].astype(np.bool_)


class JsonColumns:
    """Decodes lines with one mapping of fields; lines over `max_bytes` are none that it takes for ordinary."""

    def __init__(self, fields: Fields, max_bytes: int) -> None:
        self._fields, self._max_bytes = fields, max_bytes
        self._direct = [column for column in COLUMNS if fields.is_direct(column)]
        names = [fields.names[column].encode("utf8", "surrogatepass") for column in self._direct]
        self._names = np.array([*b"".join(names)], np.uint8)
        self._name_offsets = np.cumsum([0, *map(len, names)], dtype=np.int64)

    def decode(self, data: U8, starts: I64, ends: I64, ordinals: I64) -> tuple[Mask, pa.Table]:
        """Which of the lines are ordinary, and a table of ROW_SCHEMA of these."""
        if not self._direct or self._direct[0] != "text":
            return np.zeros(starts.size, np.bool_), ROW_SCHEMA.empty_table()
        columns, n = len(self._direct) + 1, starts.size
        out = np.empty(columns * (int((ends - starts).sum()) + kernels.STRETCH), np.uint8)
        offsets, held, good = np.empty((columns, n + 1), np.int64), np.empty((columns, n), np.uint8), np.empty(n, np.uint8)
        kernels.members(data, starts, ends, self._max_bytes, self._names, self._name_offsets, out, offsets, held, good)
        ordinary: Mask = (good > 0) & (held[0] == kernels.STRING)
        arrays = {name: _strings(out, offsets[k], held[k], name == "text") for k, name in enumerate(self._direct)}
        try:
            for array in arrays.values():
                array.validate(full=True)
        except pa.ArrowInvalid:  # bytes that are no UTF-8
            return np.zeros(n, np.bool_), ROW_SCHEMA.empty_table()
        meta, taken = self._others(memory(out), offsets[-1], held[-1], ordinary)
        arrays |= {name: pa.array(values, pa.string()) for name, values in taken.items()}
        text, *others = (arrays[name] for name in COLUMNS)
        table = row_table(pa.array(ordinals), others[0], text, *others[1:], meta)
        return ordinary, table if ordinary.all() else table.filter(pa.array(ordinary))

    def _others(self, out: memoryview, offsets: I64, held: U8, ordinary: Mask) -> tuple[pa.Array, dict[str, list[str | None]]]:
        """`meta` of the lines, and the mapped columns that are no top-level members of their own; unmarks what is not `ordinary`."""
        nested = [(place, column) for place, column in enumerate(COLUMNS) if column not in self._direct]
        metas: list[bytes | None] = [None] * held.size
        taken: dict[str, list[str | None]] = {column: [None] * held.size for _, column in nested}
        for k in np.flatnonzero((held > 0) & ordinary).tolist():
            try:
                record = orjson.loads(out[offsets[k] : offsets[k + 1]])
                values = self._fields.take(record) if nested else []
                metas[k] = meta = orjson.dumps(record) if record else None
            except (orjson.JSONDecodeError, orjson.JSONEncodeError):
                ordinary[k] = False
                continue
            if meta is not None and EXPONENT.search(meta):
                ordinary[k] = False
            for place, column in nested:
                value: Any = values[place]
                if type(value) not in (str, int, type(None)):
                    ordinary[k] = False
                    break
                taken[column][k] = str(value) if type(value) is int else value
        if not held.any():
            return pa.nulls(held.size, pa.string()), taken
        return pa.array(metas, pa.binary()).view(pa.string()), taken  # what orjson writes is UTF-8


def _strings(out: U8, offsets: I64, held: U8, large: bool) -> pa.Array:
    """A column of what the kernel decoded; null where a line has none."""
    if not large and not held.any():
        return pa.nulls(held.size, pa.string())
    first, last = int(offsets[0]), int(offsets[-1])
    bits = None if held.all() else pa.py_buffer(np.packbits(held > 0, bitorder="little"))
    where = offsets - first
    buffers = [bits, pa.py_buffer(where if large else where.astype(np.int32)), pa.py_buffer(out[first:last].tobytes())]
    return pa.Array.from_buffers(pa.large_string() if large else pa.string(), held.size, buffers)
