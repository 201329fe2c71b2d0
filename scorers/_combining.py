"""Several scores as one: where each lies among reference documents, and then their weighted mean, their best, or what labels taught.

The file that `qualityfilter fit-weights` writes (JSON, format 1) holds per column: `better` (higher or lower), `edges` (19 values that cut
the reference documents into 20 buckets of one size), `weight` (its part in the mean), `knots` and `adds` (what it adds to the log-odds at
each knot, straight lines between), and for all `intercept`. Every number can be read and changed by hand.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.errors import InputError

F64 = npt.NDArray[np.float64]
FORMAT = 1
BUCKETS = 20  # Nemotron-CC (Su et al. 2024, arXiv 2412.02595, section 2.2) sorts each classifier's scores into 20 and takes the best
REFERENCE = Path(__file__).parent / "models" / "combined.json"


@dataclass(frozen=True)
class Expert:
    """One column of a combination; see the module."""

    better: str
    edges: tuple[float, ...]
    weight: float = 1.0
    knots: tuple[float, ...] = ()
    adds: tuple[float, ...] = ()

    def place(self, values: F64) -> F64:
        """Where values lie among the reference documents, 0 worst to 1 best: the bucket, and how far into it (half at the ends)."""
        edges = np.array(self.edges)
        above = np.searchsorted(edges, values, side="right")
        below = np.searchsorted(edges, values, side="left")
        low, high = edges[np.maximum(above, 1) - 1], edges[np.minimum(above, edges.size - 1)]
        inside = np.where((above > 0) & (above < edges.size) & (high > low), (values - low) / np.where(high > low, high - low, 1.0), 0.5)
        tied = above > below  # as many reference documents have this very value: the middle of the buckets that it fills
        place = np.where(tied, (above + below) / 2 + 0.5, above + inside) / BUCKETS
        return place if self.better == "higher" else 1.0 - place

    def bucket(self, values: F64) -> npt.NDArray[np.int64]:
        """0 (worst) to 19 (best)."""
        return np.minimum((self.place(values) * BUCKETS).astype(np.int64), BUCKETS - 1)

    def log_odds(self, values: F64) -> F64:
        """What the column adds; 0 where nothing was learnt."""
        return np.interp(values, self.knots, self.adds) if self.knots else np.zeros(values.size)


@dataclass(frozen=True)
class Combination:
    """Columns by name, and the intercept of what labels taught."""

    experts: Mapping[str, Expert]
    intercept: float = 0.0

    @property
    def weights(self) -> dict[str, float]:
        """The columns that have a weight in the mean."""
        return {name: expert.weight for name, expert in self.experts.items() if expert.weight > 0}

    @property
    def experts_of_quality(self) -> tuple[str, ...]:
        """The columns of which the best counts: with a weight, and higher is better; being no advertising makes no page good."""
        return tuple(name for name in self.weights if self.experts[name].better == "higher")

    def mean(self, columns: Mapping[str, F64], weights: Mapping[str, float]) -> F64:
        """The weighted mean of the columns' places, 0 to 1."""
        total: F64 = np.zeros(len(next(iter(columns.values()))))
        for name, weight in weights.items():
            total = total + weight * self.experts[name].place(columns[name])
        return total / sum(weights.values())

    def maximum(self, columns: Mapping[str, F64], names: Sequence[str]) -> F64:
        """The best bucket of any column, over 19."""
        best: npt.NDArray[np.int64] = np.zeros(len(next(iter(columns.values()))), np.int64)
        for name in names:
            best = np.maximum(best, self.experts[name].bucket(columns[name]))
        return best / (BUCKETS - 1)

    def learned(self, columns: Mapping[str, F64]) -> F64:
        """The grade that labels taught to expect, 0 to 1."""
        total: F64 = np.full(len(next(iter(columns.values()))), self.intercept)
        for name, expert in self.experts.items():
            total = total + expert.log_odds(columns[name])
        return 1.0 / (1.0 + np.exp(-total))

    def save(self, path: Path) -> None:
        held = {"format": FORMAT, "intercept": self.intercept, "columns": {name: asdict(e) for name, e in self.experts.items()}}
        path.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


def edges_of(values: F64) -> tuple[float, ...]:
    """The 19 values that cut these documents into 20 buckets."""
    return tuple(float(v) for v in np.quantile(values, np.arange(1, BUCKETS) / BUCKETS).round(6))


@functools.cache
def load(path: str) -> Combination:
    """The combination at a path; InputError for what is none."""
    try:
        held: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
        if held["format"] != FORMAT:
            raise InputError(f"combined: {path}: format {held['format']}, known is {FORMAT}; fit it again")
        return Combination({name: _expert(name, column) for name, column in held["columns"].items()}, float(held["intercept"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"combined: {path!r} is no file of `qualityfilter fit-weights`: {error}") from error


def _expert(name: str, held: Mapping[str, Any]) -> Expert:
    edges, knots, adds = (tuple(map(float, held[key])) for key in ("edges", "knots", "adds"))
    if held["better"] not in ("higher", "lower"):
        raise ValueError(f"{name}: better {held['better']!r} is neither higher nor lower")
    if len(edges) != BUCKETS - 1 or list(edges) != sorted(edges):
        raise ValueError(f"{name}: edges must be {BUCKETS - 1} rising numbers")
    if len(knots) != len(adds) or list(knots) != sorted(set(knots)):
        raise ValueError(f"{name}: knots must rise, with one of adds for each")
    return Expert(held["better"], edges, float(held["weight"]), knots, adds)
