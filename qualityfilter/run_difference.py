"""What differs between two runs: counts, rules, mixture, distributions, and the documents whose verdict flipped, with the reason.

Documents are compared row by row where both runs read the same shards, else by id, of ids that do not repeat. Nothing is compared by
text: a document that another recipe cleaned otherwise is the same document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from qualityfilter.errors import InputError
from qualityfilter.reports import content
from qualityfilter.reports.comparing import kolmogorov_smirnov, stability_index
from qualityfilter.reports.quoting import quoted
from qualityfilter.storage import Storage, part

EXAMPLES = 4  # documents shown per reason
REASONS = 12
STEPS = ("records", "read", "cleaned", "failed", "duplicate", "kept", "weighted")
COLUMNS = ["id", "verdict", "failed_rules", "duplicate_of"]


@dataclass(frozen=True)
class RuleChange:
    """A rule's test in words in either run, "" where the run has none, and how many documents fail it."""

    name: str
    before: str
    after: str
    failed_before: int
    failed_after: int


@dataclass(frozen=True)
class Share:
    """A label's share of the kept units, with weights, in either run."""

    label: str
    before: float
    after: float


@dataclass(frozen=True)
class Moved:
    column: str
    ks: float
    psi: float


@dataclass(frozen=True)
class Flip:
    """Documents that went from one verdict to another for one reason; examples as id, text as quoted, and why."""

    before: str
    after: str
    reason: str
    documents: int
    examples: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """B against A. `matched` documents stand in both; `only` counts those that stand in one alone."""

    names: tuple[str, str]
    counts: Mapping[str, tuple[Mapping[str, int], Mapping[str, int]]]
    rules: Sequence[RuleChange]
    mixture: Mapping[str, Sequence[Share]]
    moved: Sequence[Moved]
    matched: int
    only: tuple[int, int]
    flips: Sequence[Flip]

    def as_json(self) -> dict[str, Any]:
        return {"format": 1, **asdict(self)}


def difference(a: str, b: str) -> Difference:
    """Compare two finished runs; InputError where one is none."""
    storages = [Storage(a), Storage(b)]
    try:
        one, other = (storage.read_json("reports/index.json") for storage in storages)
        manifests = [storage.read_json("manifest.json") for storage in storages]
    except FileNotFoundError as error:
        raise InputError(f"diff: not a finished run: {error}") from error
    flips, matched, only = _flips(storages, manifests, [one, other])
    return Difference(
        (f"{a}: {one['recipe']['name']} {one['recipe']['version']}", f"{b}: {other['recipe']['name']} {other['recipe']['version']}"),
        {step: (one["total"]["counts"][step], other["total"]["counts"][step]) for step in STEPS},
        _rules(one, other), _mixture(one, other), _moved(one, other), matched, only, flips,
    )  # fmt: skip


def _rules(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[RuleChange]:
    """All rules of both, in the order of the first, then of the second."""
    found = [{rule.name: rule for rule in content.rules(index)} for index in (one, other)]
    changes = []
    for name in dict.fromkeys([*found[0], *found[1]]):
        before, after = (rules.get(name) for rules in found)
        words = ["; ".join([rule.test, *rule.scope]) if rule else "" for rule in (before, after)]
        changes.append(RuleChange(name, words[0], words[1], before.failed if before else 0, after.failed if after else 0))
    return changes


def _mixture(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, list[Share]]:
    """Label column -> the labels whose share changed most."""
    found = {}
    for name in sorted({*one["total"].get("mix", {})} & {*other["total"].get("mix", {})}):
        tables = [index["total"]["mix"][name] for index in (one, other)]
        sums = [max(sum(row["weighted_units"] for row in table.values()), 1) for table in tables]
        shares = [
            Share(label, *(table.get(label, {}).get("weighted_units", 0) / n for table, n in zip(tables, sums)))
            for label in sorted({*tables[0], *tables[1]})
        ]
        found[name] = sorted(shares, key=lambda s: (-abs(s.after - s.before), s.label))[:REASONS]
    return found


def _moved(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[Moved]:
    """Columns of the same meaning in both, by how far the kept documents' distributions lie apart, furthest first."""
    found = []
    for name in sorted({*one["columns"]} & {*other["columns"]}):
        sides = [index["columns"][name] for index in (one, other)]
        if sides[0]["categories"] or any(sides[0][key] != sides[1][key] for key in ("low", "high", "scale")):
            continue
        first, second = (np.array([index["total"]["histograms"][name]["kept"]], np.float64) for index in (one, other))
        if first.sum() and second.sum():
            distances = (
                float(measured(a, b)[0]) for measured, a, b in ((kolmogorov_smirnov, first, second), (stability_index, second, first))
            )
            found.append(Moved(name, *(round(distance, 4) for distance in distances)))
    return sorted(found, key=lambda row: (-row.ks, row.column))


# documents -------------------------------------------------------------------------------------------------------------


def _flips(
    storages: Sequence[Storage], manifests: Sequence[Mapping[str, Any]], indexes: Sequence[Mapping[str, Any]]
) -> tuple[list[Flip], int, tuple[int, int]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    examples: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    same = [shard["input"] for shard in manifests[0]["shards"]] == [shard["input"] for shard in manifests[1]["shards"]]
    pairs = _row_by_row(storages, len(manifests[0]["shards"])) if same else _by_id(storages, manifests)
    matched = 0
    names = [{rule["name"] for rule in index["plan"].get("rules", ())} for index in indexes]
    for parts, table in pairs:
        matched += table.num_rows
        moved = table.filter(pc.not_equal(table.column("verdict_a"), table.column("verdict_b")))
        for row in moved.to_pylist():
            key = (row["verdict_a"], row["verdict_b"], _reason(row, names))
            counts[key] += 1
            shown = examples.setdefault(key, [])
            if len(shown) < EXAMPLES:
                place = parts[0 if row["verdict_a"] == "kept" else 1] if parts else ""
                shown.append({"id": row["id"], "part": place, "side": "a" if row["verdict_a"] == "kept" else "b"})
    everything = [sum(int(shard["documents"]) for shard in manifest["shards"]) for manifest in manifests]
    flips = [
        Flip(*key, n, [_quoted(storages, one) for one in examples[key]])
        for key, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]  # fmt: skip
    return flips, matched, (everything[0] - matched, everything[1] - matched)


def _row_by_row(storages: Sequence[Storage], shards: int) -> Iterator[tuple[tuple[str, str], pa.Table]]:
    for i in range(shards):
        a, b = (storage.read_table(f"scores/{part(i)}.parquet", COLUMNS) for storage in storages)
        if a.num_rows != b.num_rows or not a.column("id").equals(b.column("id")):
            raise InputError(f"{part(i)}: the runs read the same files, but not the same documents; the input has changed between them")
        yield (part(i), part(i)), _beside(a, b)


def _beside(a: pa.Table, b: pa.Table) -> pa.Table:
    names = ["id", *(f"{name}_{side}" for side in "ab" for name in COLUMNS[1:])]
    return pa.table([a.column("id"), *(t.column(name) for t in (a, b) for name in COLUMNS[1:])], names=names)


def _by_id(storages: Sequence[Storage], manifests: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, str], pa.Table]]:
    """One table of the documents whose id stands once in each run."""
    tables = []
    for storage, manifest in zip(storages, manifests):
        whole = [storage.read_table(f"scores/{part(i)}.parquet", COLUMNS) for i in range(len(manifest["shards"]))]
        table = pa.concat_tables(whole)
        once = table.group_by("id").aggregate([("verdict", "count")])
        single = once.filter(pc.equal(once.column("verdict_count"), 1)).column("id")
        tables.append(table.filter(pc.is_in(table.column("id"), value_set=single.combine_chunks())))
    where = pc.index_in(tables[0].column("id"), value_set=tables[1].column("id").combine_chunks())
    there = pc.is_valid(where)
    yield ("", ""), _beside(tables[0].filter(there), tables[1].take(where.drop_null()))


def _reason(row: Mapping[str, Any], names: Sequence[set[str]]) -> str:
    """Why the verdict is another: rules failed anew, no longer failed, or gone; a copy that is kept instead."""
    before, after = set(row["failed_rules_a"] or ()), set(row["failed_rules_b"] or ())
    if row["verdict_b"] == "failed":
        return f"now fails {_names(after - before)}"
    if row["verdict_b"] == "duplicate":
        passes = f"no longer fails {_names(before, names[1])}; " if before else ""
        return f"{passes}a copy is kept"
    if before:
        return f"no longer fails {_names(before, names[1])}"
    return "its kept copy is gone"


def _names(rules: set[str], known: set[str] | None = None) -> str:
    return " and ".join(rule if known is None or rule in known else f"{rule} (removed)" for rule in sorted(rules)) or "a rule"


def _quoted(storages: Sequence[Storage], example: Mapping[str, str]) -> dict[str, str]:
    """The example with the beginning of its text, from the data of the run that kept it; "" where neither did or it cannot be had."""
    storage = storages[0 if example["side"] == "a" else 1]
    name, text = f"data/{example['part']}.parquet", ""
    if example["part"] and storage.exists(name):
        table = storage.read_table(name, ["id", "text"])
        found = table.filter(pc.equal(table.column("id"), example["id"])).column("text")
        shown = yaml.safe_load(storage.read_bytes("recipe.yaml"))["report"]["examples"]
        text = quoted(shown)(found[0].as_py()) if len(found) else ""
    return {"id": example["id"], "text": text}
