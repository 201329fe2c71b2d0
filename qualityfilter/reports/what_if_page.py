"""What the page needs to answer "what if": each rule's counts by steps of its column, and the sample as packed planes of numbers.

The planes are little-endian and stand one after the other: units as codes on a log scale (uint16), number of the group of copies
(uint32, 0 alone, 2³²-1 in a group too large to be drawn whole), kept (uint8); then per rule its state (uint8: 1 fails, 2 judged) and, of
rules on numbers, the step of its column (uint16). All are deflated together and written in base64.
"""

from __future__ import annotations

import base64
import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from qualityfilter.columns import TOP, ScoreColumn
from qualityfilter.deciding import ResolvedRule, Test
from qualityfilter.reports.sample import Sample
from qualityfilter.reports.shard_report import STEPS_OF_WHAT_IF
from qualityfilter.reports.visible import one_line
from qualityfilter.reports.what_if import WIDTH, edge, edge_value

WITH_NEW = 20_000  # documents of a sample up to which the page tries to hold columns that no rule tests, too
TRIED = 4_096  # of them that are packed first, to see how many fit
MOST_UNITS = 1e8  # of the log scale
OVERSIZE = np.uint32(0xFFFFFFFF)


def columns_of(index: Mapping[str, Any]) -> dict[str, ScoreColumn]:
    """The columns of an index as they were declared."""
    return {n: ScoreColumn(n, **{**c, "categories": tuple(c["categories"])}) for n, c in index["columns"].items()}


def what_if_data(index: Mapping[str, Any], sample: Sample | None, room: int) -> dict[str, Any] | None:
    """The page's data in about `room` characters at most, the sample cut to fit; None for a run without rules or counts for it."""
    total = index["total"]
    rules = [ResolvedRule.from_json(raw) for raw in index.get("resolved_rules", ())]
    if not rules or "what_if" not in total:
        return None
    columns = columns_of(index)
    new = [ResolvedRule(name, Test(name)) for name in total.get("what_if_columns", ())]
    new_too = sample is not None and len(sample) <= WITH_NEW
    packed, cut = packed_sample([*rules, *new] if new_too else rules, sample, room)
    if new_too and (cut is None or sample is None or len(cut) < len(sample)):  # better more documents than more columns
        new_too = False
        packed, cut = packed_sample(rules, sample, room)
    return {
        "rules": [
            *(_rule(rule, columns[rule.test.column], total, decide) for rule, decide in zip(rules, index["decide"])),
            *(_new(columns[rule.name], total) for rule in new),
        ],
        "drawn": len(rules) + (len(new) if new_too else 0),
        "documents": total["counts"]["cleaned"]["documents"],
        "units": total["counts"]["cleaned"]["units"],
        **{step: {unit: total["counts"][step][unit] for unit in ("documents", "units")} for step in ("kept", "duplicate")},
        "steps": STEPS_OF_WHAT_IF,
        "rows": len(cut) if cut is not None else 0,
        "share": cut.share if cut is not None else 0,
        "most_units": MOST_UNITS,
        "planes": packed,
    }


def _rule(rule: ResolvedRule, column: ScoreColumn, total: Mapping[str, Any], decide: Mapping[str, Any]) -> dict[str, Any]:
    counted = {"failed": 0, "only": 0, "only_units": 0, **total["rules"].get(rule.name, {})}
    numeric = rule.test.codes is None
    facts = {
        "name": rule.name, "column": column.name, "low": column.low, "high": column.high, "scale": column.scale, "better": column.better,
        "unit": column.unit, "numeric": numeric, "min": rule.minimum, "max": rule.maximum,
        **{key: counted[key] for key in ("failed", "only", "only_units")}, "decide": _asked(decide),
    }  # fmt: skip
    if numeric:
        facts["counts"] = total["what_if"].get(rule.name, [])
        facts["edges"] = [
            None if bound is None else edge(column, bound, upper) for bound, upper in ((rule.minimum, False), (rule.maximum, True))
        ]
        facts["words"] = [edge_value(column, step, False) for step in (0, STEPS_OF_WHAT_IF)]
    return facts


def _new(column: ScoreColumn, total: Mapping[str, Any]) -> dict[str, Any]:
    """A rule that the run did not have, on a column that no rule tests: it passes everybody yet."""
    shown = one_line(column.name, 80)  # as the page names columns
    name = f"{shown}_{'at_most' if column.better == 'lower' else 'at_least'}"
    return {
        "name": shown, "column": shown, "low": column.low, "high": column.high, "scale": column.scale, "better": column.better,
        "unit": one_line(column.unit, 40), "numeric": True, "min": None, "max": None, "failed": 0, "only": 0, "only_units": 0, "new": True,
        "decide": {"name": name, "column": shown}, "counts": total["what_if_columns"][column.name], "edges": [None, None],
        "words": [edge_value(column, step, False) for step in (0, STEPS_OF_WHAT_IF)],
    }  # fmt: skip


def _asked(decide: Mapping[str, Any]) -> dict[str, Any]:
    """A rule of the recipe without what is not said; bounds and shares go, for the page writes its own."""
    empty: tuple[Any, ...] = (None, (), [], "groups", "documents")
    kept = {key: value for key, value in decide.items() if value not in empty and key not in ("min", "max", "keep", "at_most")}
    for side in ("when", "unless"):
        if side in kept:
            kept[side] = [{k: v for k, v in one.items() if v is not None} for one in kept[side]]
    return kept


def packed_sample(rules: Sequence[ResolvedRule], sample: Sample | None, room: int) -> tuple[str, Sample | None]:
    """The sample's planes in base64, cut by key until they fit; "" without one."""
    if sample is None or not len(sample):
        return "", None
    if len(sample) > TRIED:
        some = sample.cut(TRIED)
        sample = sample.cut(max(int(0.97 * room * len(some) / max(len(_packed(rules, some)), 1)), 1))
    text = _packed(rules, sample)
    for _ in range(4):
        if len(text) <= room:
            return text, sample
        sample = sample.cut(max(int(len(sample) * 0.95 * room / len(text)), 1))
        text = _packed(rules, sample)
    return ("", None) if len(text) > room else (text, sample)


def _packed(rules: Sequence[ResolvedRule], sample: Sample) -> str:
    columns = sorted({name for rule in rules for name in rule.columns})
    codes, failed = sample.codes(columns), sample.numbers("failed")
    cluster, size = sample.numbers("cluster"), sample.numbers("cluster_size")
    group = np.zeros(len(sample), np.uint32)
    together = cluster != 0
    group[together] = np.unique(cluster[together], return_inverse=True)[1] + 1
    group[(size > 1) & ~together] = OVERSIZE
    units = np.rint(np.log1p(np.minimum(sample.numbers("units"), MOST_UNITS)) / math.log1p(MOST_UNITS) * TOP).astype("<u2")
    steps = [(codes[rule.test.column] // WIDTH).astype("<u2") for rule in rules]
    order = np.lexsort((*(steps[i] for i, rule in enumerate(rules) if rule.test.codes is None), failed, group))  # alike rows deflate well
    planes = [units, group.astype("<u4"), (sample.numbers("verdict") == 0).astype(np.uint8)]
    for i, rule in enumerate(rules):
        state = ((failed >> np.uint64(i)) & np.uint64(1)).astype(np.uint8) | (rule.applies(codes, len(sample)).astype(np.uint8) << 1)
        planes.append(state)
        if rule.test.codes is None:
            planes.append(steps[i])
    return base64.b64encode(zlib.compress(b"".join(plane[order].tobytes() for plane in planes), 6)).decode()
