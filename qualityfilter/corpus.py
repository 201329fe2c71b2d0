"""Where the documents of a plan lie: the shards of a run, and before them those of earlier corpora that it is compared with."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import zstandard

from qualityfilter.arrays import joined
from qualityfilter.data_files import data_files
from qualityfilter.errors import InputError
from qualityfilter.keyfile import read_keys
from qualityfilter.recordfile import Entries, read_records
from qualityfilter.signing import Sketches
from qualityfilter.storage import Storage, part

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Corpus:
    """Shard i is part `parts[i]` of the run `runs[i]`, whose pass 1 lies in `roots[i]`, and has the documents first[i] to first[i + 1].

    Documents of the run itself count from 0; those of earlier corpora are negative, so that no number changes with them. Of an
    earlier corpus only the documents that were kept take part.
    """

    runs: tuple[str, ...]
    roots: tuple[str, ...]
    parts: tuple[int, ...]
    first: tuple[int, ...]

    @property
    def documents(self) -> int:
        return self.first[-1] - self.first[0]

    @property
    def own(self) -> range:
        """Shards of the run itself."""
        return range(next((i for i, f in enumerate(self.first[:-1]) if f >= 0), len(self.parts)), len(self.parts))

    def storage(self, shard: int) -> Storage:
        return Storage(self.roots[shard])

    def split(self, numbers: I64) -> Iterator[tuple[int, I64]]:
        """(shard, rows) of ascending document numbers; shards without any are left out."""
        bounds = np.searchsorted(numbers, np.asarray(self.first, np.int64))
        for shard in np.flatnonzero(np.diff(bounds)).tolist():
            yield shard, numbers[bounds[shard] : bounds[shard + 1]] - self.first[shard]

    def keys(self, folder: str, low: int, high: int) -> tuple[U64, U64, I64]:
        """Keys of all shards whose upper 16 bits are in [low, high), their second halves, and the numbers of their documents."""
        keys, seconds, numbers = [], [], []
        for shard, index in enumerate(self.parts):
            key, second, row = read_keys(self.storage(shard), f"work/{folder}/{part(index)}.bin", low, high)
            if self.first[shard] < 0 and key.size:
                here = kept_rows(self.runs[shard], index)[row]
                key, second, row = key[here], second[here] if second.size else second, row[here]
            keys.append(key)
            seconds.append(second)
            numbers.append(row.astype(np.int64) + self.first[shard])
        return joined(keys, np.uint64), joined(seconds, np.uint64), joined(numbers, np.int64)

    def records(self, folder: str, numbers: I64) -> tuple[Entries, I64]:
        """Lists of these documents (ascending numbers) and their offsets."""
        parts, sizes = [], []
        for shard, rows in self.split(numbers):
            entries, offsets = read_records(self.storage(shard), f"work/{folder}/{part(self.parts[shard])}.bin", rows)
            parts.append(entries)
            sizes.append(np.diff(offsets))
        return joined(parts, np.uint64), np.r_[np.int64(0), np.cumsum(joined(sizes, np.int64))].astype(np.int64)

    def sketches(self, numbers: I64) -> Sketches:
        """Sketches of these documents (ascending numbers), in that order."""
        return Sketches(*self.records("sketches", numbers))


@functools.lru_cache(maxsize=64)
def kept_rows(root: str, index: int) -> npt.NDArray[np.bool_]:
    """Which documents of a part an earlier run kept: what is compared with is what was written."""
    verdict = Storage(root).read_table(f"plan/{part(index)}.parquet", ["verdict"]).column("verdict")
    return np.asarray(pc.equal(verdict, 0).to_numpy())


def kept_values(run: str, index: int, rows: I64, column: str) -> pa.Array:
    """A column of an earlier run's output (`id`, `text`) for these rows of a part, all of which it kept."""
    storage = Storage(run)
    names = [name for name in data_files(storage) if name.rpartition("/")[2].partition(".")[0] == part(index)]
    values = pa.concat_arrays([_column(storage, f"data/{name}", column) for name in names])
    kept = kept_rows(run, index)
    place = np.cumsum(kept)[rows] - 1
    if len(names) > 1:  # a file per stage: where each kept document lies when they stand one after the other
        stages = storage.read_table(f"plan/stages/{part(index)}.parquet", ["stage"]).column("stage").filter(pa.array(kept)).to_numpy()
        order = np.argsort(stages.astype(str), kind="stable")
        where = np.empty(order.size, np.int64)
        where[order] = np.arange(order.size)
        place = where[place]
    return values.take(pa.array(place))


def _column(storage: Storage, name: str, column: str) -> pa.Array:
    if name.endswith(".parquet"):
        return storage.read_table(name, [column]).column(column).combine_chunks().cast(pa.large_string())
    with storage.open(name) as file:
        lines = zstandard.ZstdDecompressor().stream_reader(file).read().splitlines()
    return pa.array([orjson.loads(line)[column] for line in lines], pa.large_string())


def of_run(run: str, measured: str, first: Sequence[int], against: Sequence[str] = (), sign: object = None) -> Corpus:
    """The shards of a run, whose documents begin at these numbers (and the total), after those of earlier runs.

    `sign` is how the run signs: an earlier run that signed otherwise, or was not finished, is an InputError.
    """
    runs, roots = list[str](), list[str]()
    parts, sizes = list[int](), list[int]()
    for earlier in against:
        storage = Storage(earlier)
        root, counts = _earlier(storage, sign)
        runs += [earlier] * len(counts)
        roots += [root] * len(counts)
        parts += range(len(counts))
        sizes += counts
    before = np.cumsum([0, *sizes]) - sum(sizes)
    own = len(first) - 1
    return Corpus((*runs, *[run] * own), (*roots, *[measured] * own), (*parts, *range(own)), (*(int(n) for n in before[:-1]), *first))


def check_compared(against: Sequence[str], sign: object) -> None:
    """InputError with every earlier run that cannot be compared with; it costs two small files of each."""
    problems = []
    for earlier in against:
        try:
            _earlier(Storage(earlier), sign)
        except InputError as error:
            problems.append(str(error))
    if problems:
        raise InputError("\n".join(problems))


def _earlier(storage: Storage, sign: object) -> tuple[str, list[int]]:
    """Where an earlier run's pass 1 lies, and how many documents each part of it has."""
    try:
        manifest = storage.read_json("manifest.json")
    except FileNotFoundError as error:
        raise InputError(f"dedup.against: {storage.root} is no finished run: it has no manifest.json") from error
    root = storage.measured_root()
    try:
        theirs = Storage(root).read_json("work/identity.json")["sign"]
    except FileNotFoundError as error:
        raise InputError(f"dedup.against: {root}/work is gone, and the signatures with it") from error
    if theirs != sign:
        raise InputError(f"dedup.against: {storage.root} was signed otherwise: {theirs} there, {sign} here")
    return root, [int(shard["documents"]) for shard in manifest["shards"]]
