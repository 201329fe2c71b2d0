"""Counts per bin of a report: one row of whole numbers, and what stands where in it; rows of one layout add as they are.

| section | name | sums | bins |
|---|---|---|---|
| histogram | column | documents, kept | 128 of the stored codes, or labels |
| fine | tested column | documents, kept | 4,096, or labels |
| what_if | rule of a number | judged, those that fail no other rule, their units | 1,024 |
| what_if_columns | column that no rule tests | all, those that fail no rule, their units | 1,024 |
| overlap | rule | documents that fail both | rules |
| mix | label column | documents, units, kept, kept units, weighted units | labels |

reports/part-N.bins.arrow has the counts that are not zero with their places, and the layout as JSON among the metadata of its schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.ipc

I64 = npt.NDArray[np.int64]
SCHEMA = pa.schema([("at", pa.int32()), ("count", pa.int64())])
Place = tuple[str, str, int, int]  # section, name, sums, bins


@dataclass(frozen=True)
class Bins:
    """Counts by place; an empty layout adds nothing to any other."""

    layout: tuple[Place, ...] = ()
    counts: I64 = field(default_factory=lambda: np.zeros(0, np.int64))

    @classmethod
    def empty(cls, layout: Iterable[Place]) -> Bins:
        """All zero; the counts may be written to."""
        places = tuple(layout)
        return cls(places, np.zeros(sum(sums * bins for _, _, sums, bins in places), np.int64))

    def section(self, wanted: str) -> Iterator[tuple[str, I64]]:
        """Name -> [sum, bin], views of the counts, in the order of the layout."""
        start = 0
        for section, name, sums, bins in self.layout:
            if section == wanted:
                yield name, self.counts[start : start + sums * bins].reshape(sums, bins)
            start += sums * bins

    def __add__(self, other: Bins) -> Bins:
        if not self.layout or not other.layout:
            return other if not self.layout else self
        if self.layout != other.layout:
            raise ValueError("counts of other columns or rules do not add")
        return Bins(self.layout, self.counts + other.counts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bins) and self.layout == other.layout and np.array_equal(self.counts, other.counts)

    __hash__ = None  # type: ignore[assignment]

    def write(self, path: Path) -> None:
        """As an Arrow file."""
        at = np.flatnonzero(self.counts)
        table = pa.table([pa.array(at.astype(np.int32)), pa.array(self.counts[at])], schema=SCHEMA)
        table = table.replace_schema_metadata({"layout": orjson.dumps(self.layout)})
        with pa.ipc.new_file(path, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd", use_threads=False)) as file:
            file.write_table(table)

    @classmethod
    def read(cls, content: bytes) -> Bins:
        """What `write` wrote."""
        table = pa.ipc.open_file(pa.BufferReader(content), options=pa.ipc.IpcReadOptions(use_threads=False)).read_all()
        found = cls.empty(tuple(place) for place in orjson.loads(table.schema.metadata[b"layout"]))
        found.counts[table.column("at").to_numpy()] = table.column("count").to_numpy()
        return found


def sparse(counts: I64) -> list[list[int]]:
    """[[bin, sum, …], …]: bins whose first sum is not zero."""
    at = np.flatnonzero(counts[0])
    rows: list[list[int]] = np.concatenate([at[None], counts[:, at]]).T.tolist()
    return rows
