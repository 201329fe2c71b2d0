"""Joins edges out of memory: which documents are connected, however many edges there are and however they lie.

1. Edges, by their larger end, are dealt into blocks of documents that memory holds.
2. From the last block to the first: what is connected within a block gets the least of its documents as parent. What hangs on it in
   earlier blocks is handed down to them as edges of their own; so when a block's turn comes, all that later ones know is there.
3. From the first block to the last: a document's component is that of its parent, which is itself, or was named before.

Every edge is read twice and handed down at most once a block; no step depends on how long a chain of documents is.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter.kernels.components import components
from qualityfilter.storage import Storage

I64 = npt.NDArray[np.int64]
Pairs = tuple[I64, I64]  # of documents, the smaller first

EDGE_BYTES = 400  # of an edge with all that is known of it, while equal ones are put together
BINS = 1 << 14  # of documents, in which edges are counted before they are cut into blocks
ROWS = 1 << 17  # of a row group


def read_in_order(
    storage: Storage, names: Sequence[str], columns: list[str], low: int | None = None, high: int | None = None
) -> Iterator[pa.Table]:
    """Row groups of edge files, one at a time: those in which `b` is in [low, high), cut to these, or all."""
    for name in names:
        with storage.open(name) as raw:
            file = pq.ParquetFile(raw)
            place = file.schema_arrow.get_field_index("b")
            for group in range(file.num_row_groups):
                known = file.metadata.row_group(group).column(place).statistics
                if low is not None and high is not None and known is not None and (known.min >= high or known.max < low):
                    continue
                table = file.read_row_group(group, columns=columns, use_threads=False)
                if low is not None and high is not None:
                    b = table.column("b").to_numpy()
                    table = table.filter(pa.array((b >= low) & (b < high)))
                yield table


def blocks(storage: Storage, names: Sequence[str], memory: int) -> list[int]:
    """Bounds of documents, by `b`, between which lie as many edges as `memory` holds (or those of one bin, where it has more)."""
    ends = [(int(b.min()), int(b.max())) for b in _ends(storage, names) if b.size]
    if not ends:
        return [0, 0]
    low, high = min(e[0] for e in ends), max(e[1] for e in ends) + 1
    width = max(-(-(high - low) // BINS), 1)
    counts = np.zeros(BINS, np.int64)
    for b in _ends(storage, names):
        counts += np.bincount((b - low) // width, minlength=BINS)
    found, held, most = [low], 0, max(memory // EDGE_BYTES, 1)
    for i in range(BINS):
        if held and held + counts[i] > most:
            found.append(low + i * width)
            held = 0
        held += int(counts[i])
    return [*found, high]


def _ends(storage: Storage, names: Sequence[str]) -> Iterator[I64]:
    return (table.column("b").to_numpy() for table in read_in_order(storage, names, ["b"]))


class Connected:
    """Components of edges in a scratch folder, a block of documents at a time: `add` all pairs, `settle`, then ask."""

    def __init__(self, folder: Path, bounds: Sequence[int]) -> None:
        self._folder = folder
        # What is handed down may lie before the least larger end: the first block holds whatever comes before the second.
        self._cuts = np.asarray(bounds[1:-1], np.int64)
        self._count = len(self._cuts) + 1

    def add(self, a: I64, b: I64) -> None:
        """Pairs of documents, a <= b."""
        block = np.searchsorted(self._cuts, b, "right")
        order = np.argsort(block, kind="stable")
        a, b, block = a[order], b[order], block[order]
        starts = np.searchsorted(block, np.arange(self._count + 1))
        for i in np.flatnonzero(np.diff(starts)).tolist():
            with open(self._folder / f"edges-{i}", "ab") as file:
                file.write(np.stack([a[starts[i] : starts[i + 1]], b[starts[i] : starts[i + 1]]], axis=1).astype("<i8").tobytes())

    def settle(self) -> None:
        """Steps 2 and 3: every document gets its component."""
        for i in reversed(range(self._count)):
            self._contract(i)
        for i in range(self._count):
            member, parent = self._load(i)
            if i:
                earlier = parent < self._cuts[i - 1]
                parent[earlier] = self.component_of(parent[earlier], before=i)
            self._save(i, member, parent)

    def _contract(self, i: int) -> None:
        path = self._folder / f"edges-{i}"
        pairs = np.fromfile(path, "<i8").reshape(-1, 2) if path.exists() else np.zeros((0, 2), np.int64)
        path.unlink(missing_ok=True)
        node, place = np.unique(pairs, return_inverse=True)
        ends = place.reshape(-1, 2).astype(np.int64)
        parent = np.arange(node.size, dtype=np.int64)
        components(ends[:, 0].copy(), ends[:, 1].copy(), parent)
        root, own = node[parent], node >= self._cuts[i - 1] if i else np.ones(node.size, np.bool_)
        self._save(i, node[own], root[own])
        self.add(root[~own], node[~own])

    def _save(self, i: int, member: I64, parent: I64) -> None:
        (self._folder / f"block-{i}").write_bytes(np.stack([member, parent]).astype("<i8").tobytes())

    def _load(self, i: int) -> Pairs:
        member, parent = np.fromfile(self._folder / f"block-{i}", "<i8").reshape(2, -1)
        return member, parent

    def component_of(self, numbers: I64, before: int | None = None) -> I64:
        """The least document that each of these is connected with; itself where it has no edge."""
        found = numbers.copy()
        block = np.searchsorted(self._cuts, numbers, "right")
        for i in np.unique(block[block < (self._count if before is None else before)]).tolist():
            here = np.flatnonzero(block == i)
            member, component = self._load(i)
            if member.size:
                at = np.minimum(np.searchsorted(member, numbers[here]), member.size - 1)
                found[here] = np.where(member[at] == numbers[here], component[at], numbers[here])
        return found

    def __iter__(self) -> Iterator[Pairs]:
        """Documents with edges, ascending, and their components."""
        return (self._load(i) for i in range(self._count))


@contextlib.contextmanager
def connect(pairs: Iterable[Pairs], bounds: Sequence[int]) -> Iterator[Connected]:
    """The components of all pairs, while the context lasts."""
    with tempfile.TemporaryDirectory(prefix="qualityfilter-join-") as folder:
        found = Connected(Path(folder), bounds)
        for a, b in pairs:
            found.add(a, b)
        found.settle()
        yield found
