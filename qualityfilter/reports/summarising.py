"""A run's figures for dashboards: a small JSON object, and OpenMetrics text (https://openmetrics.io, version 1.0.0)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from qualityfilter.reports import charts, content
from qualityfilter.reports.shard_report import UNITS
from qualityfilter.reports.wording import ratio

STEPS = ("records", "read", "cleaned", "failed", "duplicate", "kept", "weighted")


def summary(index: Mapping[str, Any]) -> dict[str, Any]:
    """Names of one level, so that a condition can name each: `keep_rate`, `rules.fluent.failed`, `shares.language.zh`, `medians.ads` …

    Shares of a label are of kept units with weights; medians are of kept documents.
    """
    total, counts = index["total"], index["total"]["counts"]
    records, documents = counts["records"]["documents"], counts["cleaned"]["documents"]
    found: dict[str, Any] = {
        "keep_rate": ratio(counts["kept"]["documents"], records),
        "fail_rate": ratio(counts["failed"]["documents"], documents),
        "duplicate_rate": ratio(counts["duplicate"]["documents"], documents),
        "quarantine_rate": ratio(records - counts["read"]["documents"], records),
        "removed_rate": ratio(counts["read"]["characters"] - counts["cleaned"]["characters"], counts["read"]["characters"]),
        "kept_documents": counts["kept"]["documents"],
        "kept_units": counts["kept"]["units"],
        "documents": documents,
        "records": records,
        "shards": total["shards"],
        "odd_shards": sum(bool(row["odd"]) for row in index["shards"]),
        "warnings": len(index.get("warnings", ())),
    }
    for rule in content.rules(index):
        found[f"rules.{rule.name}.failed"] = rule.failed_share
        found[f"rules.{rule.name}.only"] = rule.only_share
    for name, table in sorted(total.get("mix", {}).items()):
        whole = sum(row["weighted_units"] for row in table.values())
        for label, row in sorted(table.items()):
            found[f"shares.{name}.{label}"] = ratio(row["weighted_units"], whole)
    for name, column in index["columns"].items():
        if not column["categories"] and name in total["histograms"]:
            median = charts.quantile(column, total["histograms"][name]["kept"], 0.5)
            if median is not None:
                found[f"medians.{name}"] = median
    return found


def summary_json(index: Mapping[str, Any]) -> str:
    """The summary as one JSON object, with its format and the recipe."""
    recipe = {key: index["recipe"][key] for key in ("name", "version")}
    return json.dumps({"format": 1, "recipe": recipe, **summary(index)}, ensure_ascii=False, indent=2)


def openmetrics(index: Mapping[str, Any]) -> str:
    """Gauges with labels, ending in # EOF."""
    return "".join(f"{line}\n" for line in _lines(index))


def _lines(index: Mapping[str, Any]) -> Iterator[str]:
    recipe = f'recipe="{_escaped(index["recipe"]["name"])}"'
    counts = index["total"]["counts"]
    for unit in UNITS:
        yield f"# TYPE qualityfilter_{unit} gauge"
        yield from (f'qualityfilter_{unit}{{{recipe},step="{step}"}} {counts[step][unit]}' for step in STEPS if step in counts)
    yield "# TYPE qualityfilter_rule_documents gauge"
    for rule in content.rules(index):
        for what, n in (("failed", rule.failed), ("only", rule.only)):
            yield f'qualityfilter_rule_documents{{{recipe},rule="{_escaped(rule.name)}",count="{what}"}} {n}'
    yield "# TYPE qualityfilter_label_units gauge"
    for name, table in sorted(index["total"].get("mix", {}).items()):
        for label, row in sorted(table.items()):
            for step in ("units", "kept_units", "weighted_units"):
                labels = f'{recipe},column="{_escaped(name)}",label="{_escaped(label)}",step="{step}"'
                yield f"qualityfilter_label_units{{{labels}}} {row[step]}"
    yield "# TYPE qualityfilter_shards gauge"
    yield f"qualityfilter_shards{{{recipe}}} {index['total']['shards']}"
    yield "# TYPE qualityfilter_odd_shards gauge"
    yield f"qualityfilter_odd_shards{{{recipe}}} {sum(bool(row['odd']) for row in index['shards'])}"
    yield "# EOF"


def _escaped(text: str) -> str:
    return str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
