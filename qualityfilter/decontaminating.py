"""Finds items of benchmarks in documents: questions and answers that a model will be asked must not be in what it learns.

Items and documents are compared as units (words; CJK by character), folded in case and width, without punctuation: line breaks,
full-width digits and other blanks hide nothing. An item of at least `ngram` units is looked for by its runs of `ngram` units, a
shorter one as a whole; items of fewer than SHORTEST units, or of hardly more than a few numbers, say too little and are counted, not
looked for. A document holds an item where `share` of the item's runs stand in it. Paraphrases are not found.
"""

from __future__ import annotations

import functools
import glob
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson

from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.kernels.minhash import shingle_hashes
from qualityfilter.kernels.overlap import find_runs
from qualityfilter.views import Units

SHORTEST = 8  # units of an item that is looked for
NORMALISER = "units 1: NFKC width and case folded, punctuation and white space left out; words, CJK by character"
NUMBER = 1

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Item:
    """One field of one record of a benchmark."""

    benchmark: int
    record: str
    field: str
    runs: int


class Table(NamedTuple):
    """Hashes of the runs of one length, sorted; entry i stands in the items `items[offsets[i]:offsets[i + 1]]`."""

    length: int
    hashes: U64
    offsets: I64
    items: npt.NDArray[np.int32]
    filter_bits: npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Benchmarks:
    """All items, and their runs by length."""

    names: tuple[str, ...]
    items: tuple[Item, ...]
    short: tuple[int, ...]  # per benchmark, items that are too short to be looked for
    tables: tuple[Table, ...]


class Found(NamedTuple):
    """An item that stands in a document: which share of its runs, and from which unit to which (of all documents)."""

    document: int
    item: int
    share: float
    first: int
    last: int


def files_of(paths: Sequence[str]) -> list[str]:
    """The files that paths and globs name, sorted; InputError where one names none."""
    found: list[str] = []
    for pattern in paths:
        names = sorted(glob.glob(pattern))
        if not names:
            raise InputError(f"decontaminate: no file {pattern!r}")
        found += names
    return found


@functools.lru_cache(maxsize=4)
def load(key: bytes, ngram: int) -> Benchmarks:
    """The benchmarks of `key` (JSON list of {name, paths, fields}); InputError names a file, a line or a field that is not there."""
    asked = orjson.loads(key)
    items: list[Item] = []
    parts: dict[int, list[tuple[U64, I64]]] = {}
    short = [0] * len(asked)
    for b, benchmark in enumerate(asked):
        fields = list(_fields(benchmark))
        units = Documents.from_texts([text for _, _, text in fields]).views.units
        for row, (record, field, _) in enumerate(fields):
            low, high = int(units.offsets[row]), int(units.offsets[row + 1])
            n = min(ngram, high - low)
            if n < SHORTEST or (n < ngram and 2 * int((units.kind[low:high] == NUMBER).sum()) > n):
                short[b] += 1
                continue
            hashes = np.zeros(high - low, np.uint64)
            shingle_hashes(units.hash[low:high].copy(), np.array([0, high - low]), n, hashes)
            runs = np.unique(hashes[: high - low - n + 1])
            parts.setdefault(n, []).append((runs, np.full(runs.size, len(items))))
            items.append(Item(b, record, field, runs.size))
    if not items:
        raise InputError(f"decontaminate: no item of {SHORTEST} units or more in {', '.join(str(a['name']) for a in asked)}")
    return Benchmarks(tuple(a["name"] for a in asked), tuple(items), tuple(short), tuple(_table(n, parts[n]) for n in sorted(parts)))


def _fields(benchmark: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(record, field, text) of a benchmark's files: JSON lines, plain or gzip."""
    for path in files_of(benchmark["paths"]):
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    record = orjson.loads(line)
                except orjson.JSONDecodeError as error:
                    raise InputError(f"{path}:{number}: not a JSON object: {error}") from error
                missing = [field for field in benchmark["fields"] if field not in record]
                if len(missing) == len(benchmark["fields"]):
                    raise InputError(f"{path}:{number}: none of the fields {', '.join(missing)}; it has {', '.join(record)}")
                name = str(record.get("id", f"{Path(path).name}#{number}"))
                for field in benchmark["fields"]:
                    value = record.get(field)
                    texts = value if isinstance(value, list) else [value]
                    for text in texts:
                        if isinstance(text, str) and text:
                            yield name, field, text


def _table(length: int, parts: Sequence[tuple[U64, I64]]) -> Table:
    hashes, items = np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
    order = np.lexsort((items, hashes))
    hashes, items = hashes[order], items[order].astype(np.int32)
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]])
    bits = 1 << max(16, int(starts.size * 8).bit_length())
    filter_bits = np.zeros(min(bits, 1 << 26), np.uint8)
    filter_bits[(hashes[starts] >> np.uint64(20)) & np.uint64(filter_bits.size - 1)] = 1
    return Table(length, hashes[starts], np.r_[starts, hashes.size].astype(np.int64), items, filter_bits)


def find_items(docs: Documents, benchmarks: Benchmarks, share: float) -> list[Found]:
    """Items of which at least `share` of the runs stand in a document, by document and item."""
    units = docs.views.units
    matched: dict[tuple[int, int], list[tuple[int, int, int]]] = {}  # (document, item) -> (run, unit, length)
    for table in benchmarks.tables:
        for unit, place in zip(*(x.tolist() for x in _hits(units, table))):
            document = int(np.searchsorted(units.offsets, unit, side="right")) - 1
            for item in table.items[table.offsets[place] : table.offsets[place + 1]].tolist():
                matched.setdefault((document, item), []).append((place, unit, table.length))
    found = []
    for (document, item), hits in sorted(matched.items()):
        part = len({place for place, _, _ in hits}) / benchmarks.items[item].runs
        if part >= share:
            found.append(Found(document, item, part, min(u for _, u, _ in hits), max(u + n for _, u, n in hits) - 1))
    return found


def _hits(units: Units, table: Table) -> tuple[I64, I64]:
    hashes = np.zeros(units.hash.size, np.uint64)
    shingle_hashes(units.hash, units.offsets, table.length, hashes)
    unit, place = np.empty(hashes.size, np.int64), np.empty(hashes.size, np.int64)
    n = find_runs(hashes, units.offsets, table.length, table.filter_bits, table.hashes, unit, place)
    return unit[:n], place[:n]


def benchmark_key(benchmarks: Sequence[Mapping[str, Any]]) -> bytes:
    """What `load` is called with."""
    return orjson.dumps(
        [{"name": b["name"], "paths": list(b["paths"]), "fields": list(b["fields"])} for b in benchmarks], option=orjson.OPT_SORT_KEYS
    )
