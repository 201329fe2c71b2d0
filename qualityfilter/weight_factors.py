"""The factor of each kept document: quality × rehydration × commonness, from tables that the plan makes of counts.

`count_for_weights` and `tally` run over shards, `calibrate` and `decide_weights` in the driver, `apply_weights` over shards again. All
counts are integers and add up, so nothing here depends on how the input was sharded.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.columns import BINS, ScoreColumn
from qualityfilter.enrich_settings import GATHERED, affinity_column
from qualityfilter.quality_steps import Steps, commonness_steps, curve_factors, percentile_steps, temperature_steps
from qualityfilter.rehydrating import as_steps, by_size, removal_rates, weights_of_rates
from qualityfilter.scoring import Codes
from qualityfilter.storage import Storage, fingerprint
from qualityfilter.weigh_settings import SEPARATOR, Weigh, gathered_cell
from qualityfilter.weighing import Caps, Tally, Weights, aim_of, weigh, weights_of

Columns = Mapping[str, ScoreColumn]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
TABLES = "plan/weights.json"


@dataclass(frozen=True)
class Judged:
    """What weights see of a shard's documents, in order: stored codes, which are kept, which fail a rule, length, cluster size, source."""

    codes: Codes
    kept: Mask
    failed: Mask
    units: I64
    cluster_size: npt.NDArray[np.int32]
    source: Sequence[str | None] = ()


@dataclass(frozen=True)
class Factors:
    """Tables from a document's codes and cluster size to its factor; empty ones count as 1.

    `quality` goes by the first label, "" standing for all; `sizes` holds the weight of each cluster size, the tail last.
    """

    quality: Mapping[str, Steps] = field(default_factory=dict)
    sizes: tuple[int, ...] = ()
    commonness: Steps | None = None
    told: Mapping[str, Any] = field(default_factory=dict)  # for people, in plan.yaml

    def of(self, columns: Columns, judged: Judged, label: I64, labels: Sequence[str]) -> F64:
        """The factor of every document."""
        factor = np.ones(label.size)
        for part in self.parts(columns, judged, label, labels).values():
            factor *= part
        return factor

    def parts(self, columns: Columns, judged: Judged, label: I64, labels: Sequence[str]) -> dict[str, F64]:
        """What the factor of every document is the product of, by name."""
        found = dict[str, F64]()
        for name, steps in self.quality.items():
            here = np.ones(label.size, np.bool_) if name == "" else label == labels.index(name)
            factor = found.setdefault("quality", np.ones(label.size))
            factor[here] = steps.factor(steps.step(_bins(columns, judged.codes, steps.column)[here]))
        if self.sizes:
            found["rehydration"] = by_size(np.array(self.sizes, np.int64), judged.cluster_size).astype(np.float64)
        if self.commonness is not None:
            found["commonness"] = self.commonness.factor(self.commonness.step(_bins(columns, judged.codes, self.commonness.column)))
        return found

    def to_json(self) -> dict[str, Any]:
        common = self.commonness.to_json() if self.commonness else None
        return {"quality": {k: s.to_json() for k, s in self.quality.items()}, "sizes": list(self.sizes), "commonness": common}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Factors:
        quality = {label: Steps.from_json(steps) for label, steps in raw["quality"].items()}
        return cls(quality, tuple(raw["sizes"]), Steps.from_json(raw["commonness"]) if raw["commonness"] else None)


def _bins(columns: Columns, codes: Codes, name: str) -> I64:
    return columns[name].bins(codes[name])


def columns_needed(asked: Weigh, columns: Columns) -> set[str]:
    """Score columns that the plan reads for weights."""
    return asked.columns() | set(_label_columns(asked, columns))


def _label_columns(asked: Weigh, columns: Columns) -> tuple[str, ...]:
    """The columns that make cells; none where nothing is asked of them and the recipe does not measure them."""
    known = all(name in columns and columns[name].categories for name in asked.labels)
    return asked.labels if asked.asks and (known or asked.needs_labels) else ()


@dataclass(frozen=True)
class Cells:
    """The cell and the first label of every document, as numbers, and their names."""

    cell: I64
    names: list[str]
    label: I64
    labels: list[str]


def cells_of(asked: Weigh, columns: Columns, codes: Codes, documents: int) -> Cells:
    """By the labels that weights go by. What seeds with a share gathered has cells of its own, the first set of several taking it."""
    found = _labelled(asked, columns, codes, documents)
    if not asked.gathered:
        return found
    cell, names, free = found.cell.copy(), list(found.names), np.ones(documents, np.bool_)
    for name in asked.gathered:
        column = columns[affinity_column(name)]
        near = free & (codes[column.name] >= column.encode(GATHERED))
        cell[near], free[near] = len(names), False
        names.append(gathered_cell(name))
    return Cells(cell, names, found.label, found.labels)


def _labelled(asked: Weigh, columns: Columns, codes: Codes, documents: int) -> Cells:
    by = [columns[name] for name in _label_columns(asked, columns)]
    if not by:
        nothing = np.zeros(documents, np.int64)
        return Cells(nothing, ["all"], nothing, ["all"])
    label = codes[by[0].name].astype(np.int64)
    labels = list(by[0].categories)
    if len(by) == 1:
        return Cells(label, labels, label, labels)
    second = by[1].categories
    return Cells(label * len(second) + codes[by[1].name], [f"{a}{SEPARATOR}{b}" for a in labels for b in second], label, labels)


# over shards ------------------------------------------------------------------------------------------------------------


def count_for_weights(asked: Weigh, columns: Columns, judged: Judged) -> dict[str, Any]:
    """Tokens kept per cell; for the factors, histograms of [documents, tokens] kept per column and label, and cluster sizes."""
    cells = cells_of(asked, columns, judged.codes, judged.kept.size)
    tokens = np.zeros(len(cells.names), np.int64)
    np.add.at(tokens, cells.cell[judged.kept], judged.units[judged.kept])
    found: dict[str, Any] = {"tokens": {cells.names[i]: int(tokens[i]) for i in np.flatnonzero(tokens)}}
    label = cells.label[judged.kept]
    found["bins"] = {
        name: _histograms(_bins(columns, judged.codes, name)[judged.kept], label, judged.units[judged.kept], cells.labels)
        for name in sorted(asked.columns())
    }
    if asked.rehydrate is not None:
        size, of = np.unique(judged.cluster_size, return_inverse=True)
        counts = np.bincount(of), np.bincount(of, judged.failed)
        found["sizes"] = {int(s): [int(n), int(bad)] for s, n, bad in zip(size, *counts)}
    return found


def _histograms(bins: I64, label: I64, units: I64, labels: Sequence[str]) -> dict[str, dict[int, list[int]]]:
    key, of = np.unique(label * BINS + bins, return_inverse=True)
    tokens = np.zeros(key.size, np.int64)
    np.add.at(tokens, of, units)
    found: dict[str, dict[int, list[int]]] = {}
    for k, documents, t in zip(key.tolist(), np.bincount(of, minlength=key.size).tolist(), tokens.tolist()):
        found.setdefault(labels[k // BINS], {})[k % BINS] = [documents, t]
    return found


def tally(asked: Weigh, columns: Columns, judged: Judged, factors: Factors) -> dict[tuple[str, str, float], int]:
    """Kept tokens by (cell, source, factor); the source only where it is capped."""
    cells = cells_of(asked, columns, judged.codes, judged.kept.size)
    cell, names = cells.cell, cells.names
    factor = factors.of(columns, judged, cells.label, cells.labels)
    rows = np.flatnonzero(judged.kept)
    values, value = np.unique(factor[rows], return_inverse=True)
    sources, source = _sources(asked, judged, rows)
    key, of = np.unique((cell[rows] * len(sources) + source) * max(values.size, 1) + value, return_inverse=True)
    tokens = np.zeros(key.size, np.int64)
    np.add.at(tokens, of, judged.units[rows])
    found = {}
    for k, t in zip(key.tolist(), tokens.tolist()):
        rest, v = divmod(k, values.size)
        c, s = divmod(rest, len(sources))
        found[names[c], sources[s], float(values[v])] = t
    return found


def _sources(asked: Weigh, judged: Judged, rows: I64) -> tuple[list[str], I64]:
    """The sources of some documents; those that name none are one source, ""."""
    if asked.max_source_repeat is None or not rows.size:
        return [""], np.zeros(rows.size, np.int64)
    names, of = np.unique(np.array([judged.source[i] or "" for i in rows]), return_inverse=True)
    return names.tolist(), of.astype(np.int64)


def apply_weights(asked: Weigh, columns: Columns, judged: Judged, root: str, made: str) -> tuple[F64, I64, list[str]]:
    """The weight of every document, 0 for those that are not kept; their cells, and the names of cells.

    The tables lie in the run's folder `root`; `made` is their fingerprint.
    """
    cells = cells_of(asked, columns, judged.codes, judged.kept.size)
    cell, names = cells.cell, cells.names
    if not asked.asks:
        return judged.kept.astype(np.float64), cell, names
    tables = _tables(root, made)
    factor = tables.factors.of(columns, judged, cells.label, cells.labels)
    aims = [aim_of(name, tables.targets) for name in names]
    scale = np.array([tables.scale[aim] for aim in aims])[cell]
    rows = np.flatnonzero(judged.kept)
    sources, source = _sources(asked, judged, rows)
    ceilings = np.array([[tables.ceiling.get((aim, name), np.inf) for name in sources] for aim in aims])
    weight = np.zeros(judged.kept.size)
    weight[rows] = weights_of(factor[rows], scale[rows], ceilings[cell[rows], source], asked.max_repeat)
    return weight, cell, names


def explain_weight(asked: Weigh, columns: Columns, judged: Judged, root: str) -> tuple[str, str]:
    """Of one document: its row in the plan's weights (a target, or a cell without one), and in words what its weight is made of."""
    cells = cells_of(asked, columns, judged.codes, 1)
    tables = _tables(root, fingerprint(Storage(root).read_json(TABLES)))
    parts = tables.factors.parts(columns, judged, cells.label, cells.labels)
    own = cells.names[int(cells.cell[0])]
    aim = aim_of(own, tables.targets)
    made = [f"{tables.scale[aim]:.4g} for all of {aim or 'what has no target'}", *(f"{x[0]:.4g} for {name}" for name, x in parts.items())]
    return aim or own, " × ".join(made)


@dataclass(frozen=True)
class _Tables:
    factors: Factors
    scale: Mapping[str, float]
    ceiling: Mapping[tuple[str, str], float]
    targets: frozenset[str]


@functools.lru_cache(maxsize=2)
def _tables(root: str, made: str) -> _Tables:
    raw = Storage(root).read_json(TABLES)
    return _Tables(Factors.from_json(raw["factors"]), raw["scale"], {(a, s): x for a, s, x in raw["ceiling"]}, frozenset(raw["targets"]))


# in the driver ----------------------------------------------------------------------------------------------------------


def calibrate(asked: Weigh, columns: Columns, counted: Sequence[Mapping[str, Any]]) -> Factors:
    """The tables of all factors, from the counts of all shards."""
    histograms = {name: _Histograms.of(c["bins"][name] for c in counted) for name in sorted(asked.columns())}
    told = dict[str, Any]()
    quality, said = _quality(asked, columns, histograms)
    if said:
        told["quality"] = said
    sizes: tuple[int, ...] = ()
    if asked.rehydrate is not None:
        rates, overall = removal_rates(_add_pairs(c["sizes"] for c in counted), asked.rehydrate.sizes, asked.rehydrate.least)
        weights = weights_of_rates(rates, overall, asked.rehydrate.most)
        sizes = tuple(weights.tolist())
        told["rehydrate"] = {
            "removal_rate": round(overall, 6), "lowest_rate": round(float(rates.min()), 6),
            "weight_from_cluster_size": [list(step) for step in as_steps(weights).items()],
        }  # fmt: skip
    common = None
    if asked.commonness is not None:
        name = asked.commonness.column
        common = commonness_steps(histograms[name].tokens(None), columns[name], asked.commonness)
        told["commonness"] = {"column": name, "factors": [round(f, 4) for f in common.factors]}
    return Factors(quality, sizes, common, told)


@dataclass(frozen=True)
class _Histograms:
    """label -> bin -> [documents, tokens] of a column, over all shards."""

    counts: Mapping[str, Mapping[int, Sequence[int]]]

    @classmethod
    def of(cls, parts: Iterable[Mapping[str, Mapping[int, Sequence[int]]]]) -> _Histograms:
        total: dict[str, list[Mapping[int, Sequence[int]]]] = {}
        for part in parts:
            for label, bins in part.items():
                total.setdefault(label, []).append(bins)
        return cls({label: _add_pairs(bins) for label, bins in sorted(total.items())})

    def documents(self, label: str) -> int:
        return sum(n for n, _ in self.counts.get(label, {}).values())

    def tokens(self, label: str | None) -> I64:
        """Tokens per bin of a label, or of all."""
        found = np.zeros(BINS, np.int64)
        for name, bins in self.counts.items():
            if label in (None, name):
                np.add.at(found, list(bins), [t for _, t in bins.values()])
        return found


def _add_pairs(parts: Iterable[Mapping[int, Sequence[int]]]) -> dict[int, list[int]]:
    total: dict[int, list[int]] = {}
    for part in parts:
        for key, (a, b) in part.items():
            row = total.setdefault(key, [0, 0])
            row[0] += a
            row[1] += b
    return dict(sorted(total.items()))


def _quality(asked: Weigh, columns: Columns, histograms: Mapping[str, _Histograms]) -> tuple[dict[str, Steps], dict[str, Any]]:
    """A table per label, or one for all under a temperature; and whose percentiles each goes by."""
    quality = asked.quality
    if quality is None:
        return {}, {}
    if quality.temperature is not None:
        steps = temperature_steps(histograms[quality.column].tokens(None), columns[quality.column], quality.temperature)
        return {"": steps}, {"temperature": quality.temperature, "factors": [steps.factors[0], steps.factors[-1]]}
    tables, told = dict[str, Steps](), dict[str, Any]()
    first = columns[asked.labels[0]]
    for label in first.categories:
        curve = quality.curves.get(label, quality.curve)
        if curve is None:
            continue
        name = curve.column or quality.column
        documents = histograms[name].documents(label)
        enough = documents >= quality.least
        tables[label] = percentile_steps(histograms[name].tokens(label if enough else None), columns[name], curve_factors(curve))
        if documents:
            told[label] = {
                "column": name, "documents": documents, "percentiles_of": label if enough else "all documents",
                "factors": [tables[label].factors[0], tables[label].factors[-1]],
            }  # fmt: skip
    return tables, told


def decide_weights(
    asked: Weigh, counted: Sequence[Mapping[str, Any]], tallied: Sequence[Mapping[tuple[str, str, float], int]] | None
) -> Weights:
    """Scales and ceilings from what shards counted; `tallied` is None where all factors are 1 and no source is capped."""
    total: dict[tuple[str, str, float], int] = {}
    for part in tallied if tallied is not None else ({(c, "", 1.0): t for c, t in one["tokens"].items()} for one in counted):
        for key, tokens in part.items():
            total[key] = total.get(key, 0) + tokens
    rows = sorted(total)
    made = Tally(
        [r[0] for r in rows], [r[1] for r in rows], np.array([r[2] for r in rows], np.float64), np.array([total[r] for r in rows], np.int64)
    )
    return weigh(made, asked.shares(), Caps(asked.max_repeat, asked.max_source_repeat, asked.total))


def needs_tally(asked: Weigh) -> bool:
    """Whether documents of one cell can weigh differently."""
    return any((asked.quality, asked.rehydrate, asked.commonness, asked.max_source_repeat is not None))


def tables_json(asked: Weigh, factors: Factors, weights: Weights) -> dict[str, Any]:
    """What workers need to weigh a document."""
    ceiling = [[aim, source, x] for (aim, source), x in sorted(weights.ceiling.items())]
    return {"targets": sorted(asked.shares()), "scale": dict(weights.scale), "ceiling": ceiling, "factors": factors.to_json()}
