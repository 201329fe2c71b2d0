"""Counts of a report by names that a crawl brings along: rows of one table, which add in any order and grouping.

1. A row says what it counts: a section, a name, a key and a bin, as far as the section needs them. Beside them stand up to three sums
   (a, b, c), and the least and the greatest of something. Two rows that count the same become one.
2. Every shard writes its rows to reports/part-N.names.parquet. Nothing is cut off there: hosts and sources are counted to the last,
   so that the largest of a run are the largest, however its documents lie in shards. Only what is shown is cut.
3. `slot` is 0 for languages, and from 1 on a hash of the name for sections that grow with the crawl. Files are sorted by it, so that
   the names of many shards can be added up a range of slots at a time.

| section | name | key | bin | a | b | c | least, most |
|---|---|---|---|---|---|---|---|
| health.all, .language, .source | group | column | | documents | at the bottom | at the top | codes |
| health_bins | language | column | one of 32 | documents | | | |
| host | host | | | documents | kept | characters | |
| removed | host | kind | | characters | | | |
| gathered.hosts, .queries, .seeds | host, query, seed | set of seeds | | documents | | | |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xxhash

I64 = npt.NDArray[np.int64]
SUMS = ("a", "b", "c")
WHAT = ("slot", "section", "name", "key", "bin")
SCHEMA = pa.schema([
    ("slot", pa.uint16()), ("section", pa.string()), ("name", pa.string()), ("key", pa.string()), ("bin", pa.int32()),
    *((name, pa.int64()) for name in SUMS), ("least", pa.int32()), ("most", pa.int32()),
])  # fmt: skip
NONE: dict[str, Any] = {"slot": 0, "key": "", "bin": -1, **dict.fromkeys(SUMS, 0), "least": None, "most": None}
SLOTS = 65_536
NAMED = ("host", "removed", "health.source", "gathered.hosts", "gathered.queries", "gathered.seeds")  # sections that grow with the crawl


def rows(section: str, n: int, **columns: Any) -> pa.Table:
    """`n` rows of a section: a column is an array of n values or one for all; those not given are empty."""
    given = {**NONE, **columns, "section": section}
    if section in NAMED:
        given["slot"] = slots(given["name"])
    return pa.table([_column(given[field.name], n, field.type) for field in SCHEMA], schema=SCHEMA)


def _column(values: Any, n: int, kind: pa.DataType) -> pa.Array:
    if values is None:
        return pa.nulls(n, kind)
    if isinstance(values, str | int):
        return pa.repeat(pa.scalar(values, kind), n)
    array = values if isinstance(values, pa.Array) else pa.array(values)
    return array if array.type == kind else array.cast(kind)


def slots(names: Any) -> npt.NDArray[np.uint16]:
    """The slot of each name: 1 to 65,535, by a hash."""
    encoded = pc.dictionary_encode(names if isinstance(names, pa.Array) else pa.array(names, pa.string()))
    own = [1 + xxhash.xxh3_64_intdigest(name) % (SLOTS - 1) for name in encoded.dictionary.to_pylist()]
    found: npt.NDArray[np.uint16] = np.array(own, np.uint16)[encoded.indices.to_numpy()]
    return found


def merged(tables: Sequence[pa.Table]) -> pa.Table:
    """The sum: one row for everything that is counted, in the order of slot, section, name, key and bin."""
    if not tables:
        return SCHEMA.empty_table()
    together = pa.concat_tables(tables).combine_chunks()
    asked = [*((name, "sum") for name in SUMS), ("least", "min"), ("most", "max")]
    added = together.group_by(list(WHAT), use_threads=False).aggregate(asked)
    added = added.rename_columns([name.removesuffix("_sum").removesuffix("_min").removesuffix("_max") for name in added.column_names])
    order = np.lexsort([_ranks(added.column(name)) for name in reversed(WHAT)])
    return added.select(SCHEMA.names).cast(SCHEMA).take(pa.array(order)).combine_chunks()


def _ranks(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """Numbers in the order of the values: sorting many rows by few strings is dear."""
    if column.type != pa.string():
        return np.asarray(column.to_numpy())
    encoded = pc.dictionary_encode(column.combine_chunks())
    rank = np.empty(len(encoded.dictionary), np.int64)
    rank[pc.sort_indices(encoded.dictionary).to_numpy()] = np.arange(rank.size)
    return rank[encoded.indices.to_numpy()]


def section(table: pa.Table, name: str) -> pa.Table:
    """The rows of one section."""
    return table.filter(pc.equal(table.column("section"), name))


def by_name(table: pa.Table, name: str) -> Iterator[tuple[str, pa.Table]]:
    """Name -> its rows, of one section of a merged table, by name."""
    some = section(table, name)
    names = some.column("name").to_pylist()
    starts = [i for i, one in enumerate(names) if i == 0 or one != names[i - 1]]
    for start, end in zip(starts, [*starts[1:], len(names)]):
        yield names[start], some.slice(start, end - start)


def largest(table: pa.Table, most: int) -> pa.Table:
    """The rows with the largest `a`, at most so many, by name and key where they are level."""
    order = pc.sort_indices(table, [("a", "descending"), ("name", "ascending"), ("key", "ascending")])
    return table.take(order[:most])


def of_names(table: pa.Table, names: pa.Array | pa.ChunkedArray) -> pa.Table:
    """The rows with one of the names."""
    return table.filter(pc.is_in(table.column("name"), names.combine_chunks() if isinstance(names, pa.ChunkedArray) else names))


HOSTS, SOURCES, GATHERED = 100, 8, 20  # shown of a run; hosts, queries and seeds of each set


def shown(table: pa.Table) -> pa.Table:
    """A merged table with, of the sections that grow with the crawl, only what is shown; of parts of it by slot, what may be."""
    hosts = largest(section(table, "host"), HOSTS)
    sources = section(table, "health.source")
    sizes = sources.group_by("name", use_threads=False).aggregate([("a", "max")])
    order = pc.sort_indices(sizes, [("a_max", "descending"), ("name", "ascending")])
    kept = [hosts, of_names(section(table, "removed"), hosts.column("name")), of_names(sources, sizes.column("name").take(order[:SOURCES]))]
    for what in ("gathered.hosts", "gathered.queries", "gathered.seeds"):
        some = section(table, what)
        kept += [largest(some.filter(pc.equal(some.column("key"), seeds)), GATHERED) for seeds in pc.unique(some.column("key")).to_pylist()]
    return merged([bounded(table), *kept])


def bounded(table: pa.Table) -> pa.Table:
    """The rows of the sections that the recipe bounds."""
    return table.filter(pc.equal(table.column("slot"), 0))


def write(table: pa.Table, path: Path) -> None:
    """As Parquet, in row groups with the least and greatest slot."""
    pq.write_table(
        table, path, compression="zstd", use_dictionary=["section", "name", "key"], write_statistics=["slot"], row_group_size=1 << 16
    )
