"""Streams the documents of a finished run as often as their weights say, for training: bounded memory, the same order for the same seed.

Parts come in random order, documents through a buffer from which they are drawn. A document of weight 2.3 is read two or three times in an
epoch, three times in 30 % of epochs; copies of it do not follow one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import xxhash
import zstandard

from qualityfilter.data_files import data_files
from qualityfilter.errors import InputError, unknown
from qualityfilter.recipe import resolve_path
from qualityfilter.storage import Storage
from qualityfilter.weighing import draws, repeats

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
BATCH = 1024  # rows of a part that are held as Python objects at a time


def stream(
    run: str, *, stage: str | None = None, seed: int = 1, epoch: int = 0, worker: int = 0, workers: int = 1, buffer: int = 10_000
) -> Iterator[dict[str, Any]]:
    """The documents of one epoch, as rows of data/ with how often each is read drawn anew from `weight` (not `repeat`).

    `stage`: those of one stage alone; of all of them unless given, mixed.

    `worker` of `workers` reads every so manieth part, so that together they read everything once. Which documents come, and how often,
    depends on seed and epoch alone; their order on workers and buffer too.
    """
    if not 0 <= worker < workers or buffer < 1:
        raise InputError(f"worker {worker} of {workers}, buffer {buffer}: workers count from 0, and a buffer holds at least one document")
    storage = Storage(resolve_path(run))
    if not storage.exists("manifest.json"):
        raise InputError(f"{run}: no finished run: it has no manifest.json")
    key = xxhash.xxh3_64_intdigest(f"{seed}/{epoch}")
    parts = data_files(storage, stage)
    if stage is not None and not parts:
        known = sorted({name.partition("/")[0] for name in data_files(storage) if "/" in name})
        raise InputError(f"{run}: {unknown('stage', stage, known)}")
    names = sorted(parts, key=lambda name: xxhash.xxh3_64_intdigest(name, key))
    rng, held = np.random.default_rng([key, worker, workers]), list[dict[str, Any]]()
    for name in names[worker::workers]:
        for row, times in _rows(storage, name, key, rng):
            for _ in range(times):
                if len(held) < buffer:
                    held.append(row)
                    continue
                at = int(rng.integers(buffer))
                held[at], out = row, held[at]
                yield out
    for at in rng.permutation(len(held)).tolist():
        yield held[at]


def _rows(storage: Storage, name: str, key: int, rng: np.random.Generator) -> Iterator[tuple[dict[str, Any], int]]:
    """Rows of a part in random order, and how often each is read: by a hash of part and row."""
    weight, take = _part(storage, name)
    times = repeats(weight, draws(key, name.partition(".")[0], np.arange(weight.size)))
    order = rng.permutation(np.flatnonzero(times))
    for start in range(0, order.size, BATCH):
        rows = order[start : start + BATCH]
        yield from zip(take(rows), times[rows].tolist())


def _part(storage: Storage, name: str) -> tuple[F64, Callable[[I64], list[dict[str, Any]]]]:
    """Weights of a part's rows, and what gives some of them; `meta` as JSON text in either format."""
    if name.endswith(".parquet"):
        table = storage.read_table(f"data/{name}")
        return table.column("weight").to_numpy().astype(np.float64), lambda rows: list(table.take(pa.array(rows)).to_pylist())
    with storage.open(f"data/{name}") as file:
        lines = [orjson.loads(line) for line in zstandard.ZstdDecompressor().stream_reader(file).read().splitlines()]
    whole = [{**row, "meta": None if row["meta"] is None else orjson.dumps(row["meta"]).decode()} for row in lines]
    return np.array([row["weight"] for row in whole], np.float64), lambda rows: [whole[i] for i in rows.tolist()]
