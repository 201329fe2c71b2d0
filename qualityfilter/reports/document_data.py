"""What the page needs to open a document: its text as quoted, all its scores with what share of the run lies below, and every rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from qualityfilter.columns import TOP
from qualityfilter.deciding import ResolvedRule
from qualityfilter.reports.visible import one_line, visible
from qualityfilter.reports.what_if_page import columns_of


def document_data(index: Mapping[str, Any], examples: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Columns with their cumulated histograms, rules with their codes, and documents with codes; texts made visible."""
    columns, histograms = columns_of(index), index["total"]["histograms"]
    rules = [ResolvedRule.from_json(raw) for raw in index.get("resolved_rules", ())]
    return {
        "columns": [
            {
                "name": one_line(name, 80), "low": c.low, "high": c.high, "scale": c.scale, "better": c.better,
                "unit": one_line(c.unit, 40), "categories": list(c.categories), "meaning": one_line(c.meaning, 240),
                "below": [] if c.categories else shares_below(histograms[name]["all"]),
            }
            for name, c in columns.items()
        ],
        "rules": [
            {
                "name": one_line(rule.name, 80), "column": list(columns).index(rule.test.column),
                "low": rule.test.low, "high": rule.test.high, "codes": rule.test.codes, "min": rule.minimum, "max": rule.maximum,
            }
            for rule in rules
        ],
        "documents": [_document(one, rules, list(columns)) for one in examples],
    }  # fmt: skip


def _document(one: Mapping[str, Any], rules: Sequence[ResolvedRule], names: Sequence[str]) -> dict[str, Any]:
    codes = {name: np.array([one["codes"][name]], np.uint16) for name in names}
    return {
        "id": one_line(one["id"], 160), "text": visible(one["text"], 320), "verdict": one["verdict"], "failed": list(one["failed"]),
        "weight": one["weight"], "cluster_size": one["cluster_size"], "units": one["units"], "part": one["part"], "row": one["row"],
        "codes": [one["codes"][name] for name in names],
        "judged": [bool(rule.applies(codes, 1)[0]) for rule in rules],
    }  # fmt: skip


def shares_below(histogram: Sequence[int]) -> list[float]:
    """The share of documents below each bin and half of those in it; only below at both ends of the range, where values are the same."""
    counts = np.asarray(histogram, np.float64)
    own = counts / 2
    own[[0, -1]] = counts[[0, -1]]
    return [round(float(x), 4) for x in (np.cumsum(counts) - own) / max(counts.sum(), 1.0)]


def percentile(histogram: Sequence[int], code: int) -> float:
    """The share of the run's documents that lie below a code, 0 to 1, as far as a coarse histogram knows."""
    return shares_below(histogram)[code * len(histogram) // (TOP + 1)]
