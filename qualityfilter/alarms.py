"""What looks dangerous in a plan, told before anything is written: groups that grew together, sources that all but vanish.

Plain near-duplicate search is known to collapse templates: one public corpus lost 859,092 documents of a source but for two. Exact
copies raise no alarm: they cannot be told wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

SOURCES = 200  # of a shard, the largest, that are watched
LEAST = 1_000  # documents of a source that say something


def by_source(source: pa.ChunkedArray, near: npt.NDArray[np.bool_]) -> dict[str, list[int]]:
    """source -> [documents, near-duplicates that are dropped or marked], for the largest sources of a shard; "" where none is given."""
    table = pa.table({"source": source.fill_null(""), "near": pa.array(near.astype(np.int64))})
    rows = table.group_by("source").aggregate([("near", "count"), ("near", "sum")]).to_pylist()
    rows.sort(key=lambda r: (-r["near_count"], r["source"]))
    return {r["source"]: [r["near_count"], r["near_sum"]] for r in rows[:SOURCES]}


def find_alarms(
    settings: Mapping[str, Any], survived: Mapping[str, Any], grouped: Mapping[str, Any], sources: Sequence[Mapping[str, list[int]]]
) -> list[str]:
    """A sentence per alarm; `settings` is the recipe's `alarms` section."""
    found: list[str] = []
    group, bucket, loss = settings["group_size"], settings["bucket_size"], settings["source_loss"]
    if group is not None and survived["most_texts"] > group:
        found.append(
            f"a group of near-duplicates holds {survived['most_texts']:,} different texts, over alarms.group_size {group:,}; "
            f"one of them is {survived['most_texts_id']!r}"
        )
    largest = grouped.get("largest_bucket", 0)
    if bucket is not None and largest > bucket:
        found.append(f"one band key is shared by {largest:,} different texts, over alarms.bucket_size {bucket:,}: a template, or chrome")
    if loss is not None:
        total: dict[str, list[int]] = {}
        for one in sources:
            for name, (documents, dropped) in one.items():
                row = total.setdefault(name, [0, 0])
                row[0] += documents
                row[1] += dropped
        for name, (documents, dropped) in sorted(total.items()):
            if documents >= LEAST and dropped > loss * documents:
                found.append(
                    f"{dropped:,} of {documents:,} documents of source {name or '(none given)'!r} would go as near-duplicates, "
                    f"over alarms.source_loss {loss:g}"
                )
    return found


def say(alarms: Sequence[str], root: str) -> str:
    """The error's text: what is wrong, and how to go on."""
    lines = "\n".join(f"  {alarm}" for alarm in alarms)
    return (
        f"{root}: stopped before anything was written:\n{lines}\n"
        "Look at the groups (plan/part-*.parquet, columns cluster and duplicate_of). Then go on with --ignore-alarms, or raise dedup's "
        "jaccard or the limits under `alarms` in the recipe and use --from-scores"
    )
