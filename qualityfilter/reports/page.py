"""Renders a run's index as one page that works from disk: no network, no links out, nothing of a document ever taken for HTML.

1. `content` says what is reported, `charts` where the strokes go; the template escapes every value (Jinja's autoescape).
2. Style and script stand in the page; a content security policy names them by their hashes and forbids everything else, so that
   even a hole in the escaping could not run or load anything.
3. The page stays below 5 MB for any number of shards, rules and hosts: the limits below, each said where it cuts.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
import orjson
from markupsafe import Markup

from qualityfilter.reports import charts, comparing, content, wording
from qualityfilter.reports.document_data import document_data
from qualityfilter.reports.sample import SNIPPET, Sample
from qualityfilter.reports.shard_report import UNITS
from qualityfilter.reports.visible import one_line, visible
from qualityfilter.reports.what_if_page import what_if_data
from qualityfilter.storage import Storage

FOLDER = Path(__file__).parent
SHARDS = 10_000  # rows of the shard table, the most unusual ones; all are in index.json
MEANS = 240_000  # shards times columns whose means or distances the page carries, about 5 bytes each
EXAMPLES = 1_200  # documents quoted over all rules, about 1 KB each
LABELS = 8  # labels shown beside a rule on them
FIRST_ROWS = 50  # shards that are shown without script; the script's page length
PAGE = 4_700_000  # characters of a page at most; what the rest leaves, the sample gets
ROOM = 1_300_000  # characters that the sample gets at most
OTHER = 700_000  # characters that everything but documents, shards and sample may need
LEAST_SECONDS = 0.1  # of a stage whose time is told
SMALL = 250  # width of the charts that stand in a grid of many


@dataclass(frozen=True)
class Place:
    """Where a page stands: what a shard's name links to, with `{}` for it, and what leads back from a shard ("" for nothing).

    `served` says whether a server answers it; `facts` is the run's run.json: times, speed, memory.
    """

    shard_link: str = ""
    back: str = ""
    served: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


def render(index: Mapping[str, Any], sample: Sample | None = None, place: Place = Place(), beside: Mapping[str, Any] | None = None) -> str:
    """The page of a run (reports/index.json, with its sample) as HTML; the same index gives the same text.

    With `beside`, the index of a whole run, `index` is that of one of its shards (`shard_page`).
    """
    style, script = asset("page.css"), "\n".join(asset(name) for name in ("page.js", "documents.js", "what_if.js"))
    allowed = f"default-src 'none'; style-src '{hashed(style)}'; script-src '{hashed(script)}'"
    connect = "; connect-src 'self'" if place.served else ""
    documents = document_data(index, index.get("documents", ()))
    shards = _shards(index)
    counts = [list(index["total"].get(name, {}).values()) for name in ("what_if", "what_if_columns")]
    taken = sum(len(orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS)) for data in (documents, shards["data"], *counts))
    room = min(ROOM, PAGE - taken - OTHER)
    page = environment().get_template("page.html")
    return page.render(
        style=Markup(style),
        script=Markup(script),
        policy=f"{allowed}{connect}; base-uri 'none'; form-action 'none'",
        place=place,
        facts=_facts(place.facts),
        made_with=_made_with(index),
        shard=index["shards"][0] if beside is not None else None,
        shard_why=_why(beside, index["shards"][0], comparing.medians(beside["shards"])) if beside is not None else "",
        against=_against(index, beside) if beside is not None else [],
        what_if=what_if_data(index, sample, max(room, 0)),
        documents_data=documents,
        overlap=content.overlap(index),
        cells=_cells(index),
        index=index,
        counts=index["total"]["counts"],
        verdict=content.verdict(index),
        remarks=content.remarks(index),
        steps=content.waterfall(index),
        rules=content.rules(index),
        rule_charts=_rule_charts(index),
        rule_labels=_rule_labels(index),
        columns=_columns(index),
        mixtures=content.mixtures(index),
        flows={
            name: charts.flow({row.label: row.shares for row in rows}) for name, rows in content.mixtures(index).items() if len(rows) > 1
        },
        weights=content.weights(index),
        stages=content.stages(index) if beside is None else [],
        supplement=content.supplement(index),
        drifted=content.drifted(index),
        drift_words=content.drift_words(index) if content.drifted(index) else "",
        gathered=content.gathered(index),
        hosts=content.hosts(index),
        spans=content.spans(index),
        clusters=content.clusters(index),
        quarantine=content.quarantine(index),
        formulae=content.formulae(index),
        curve=_curve(index),
        shards=shards,
        strip=_strip(index),
        examples_per_side=max(1, EXAMPLES // 2 // max(len(index["plan"].get("rules", ())), 1)),
    )


def asset(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf8")


def hashed(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@functools.cache
def environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
    environment.filters |= {
        "visible": visible, "line": one_line, "snippet": _snippet, "count": wording.count, "compact": wording.compact,
        "percent": wording.percent, "value": wording.value, "exact": wording.exact, "plural": wording.plural,
    }  # fmt: skip
    environment.globals |= {
        "UNITS": UNITS, "SNIPPET": SNIPPET, "HEIGHT": charts.HEIGHT, "SMALL": SMALL,
        "CELL_WIDTH": charts.CELL_WIDTH, "FLOW_END": charts.FLOW_LEFT + charts.FLOW_WIDTH, "FLOW_BAR": charts.FLOW_BAR,
        "FLOW_STEP": charts.FLOW_BAR + charts.FLOW_GAP, "ratio": wording.ratio, "max": max, "min": min,
    }  # fmt: skip
    return environment


def _snippet(text: str) -> str:
    """The beginning of a document, as it is quoted; reports keep only so much, and what fills it was cut."""
    return visible(text, SNIPPET) + ("…" if len(text) == SNIPPET else "")


# charts ----------------------------------------------------------------------------------------------------------------


def _rule_charts(index: Mapping[str, Any]) -> dict[str, charts.Histogram]:
    """Rule name -> the histogram of its column with the cut; rules on labels have none."""
    total, drawn = index["total"], {}
    for rule in content.rules(index):
        column, counts = index["columns"].get(rule.column), total.get("histograms", {}).get(rule.column)
        if column and counts and not column["categories"]:
            drawn[rule.name] = charts.histogram(column, counts, total.get("fine", {}).get(rule.column), rule.minimum, rule.maximum)
    return drawn


def _rule_labels(index: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Rule on a label column -> its largest labels with documents, how many are kept, and whether the rule lets them pass."""
    mix, found = content.mixtures(index, LABELS), {}
    for rule in content.rules(index):
        if rule.one_of and rule.column in mix:
            rows = [vars(row) | {"passes": row.label in rule.one_of, "more": i == LABELS} for i, row in enumerate(mix[rule.column])]
            found[rule.name] = sorted(rows, key=lambda row: (row["more"], -row["documents"], row["label"]))
    return found


def _columns(index: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Numeric columns that no rule tests, with their charts."""
    tested = {rule["column"] for rule in index["plan"].get("rules", ())}
    histograms = index["total"].get("histograms", {})
    shown = [(name, c) for name, c in index["columns"].items() if not c["categories"] and name not in tested and name in histograms]
    return [{"name": name, **c, "chart": charts.histogram(c, histograms[name], width=SMALL)} for name, c in shown]


def _cells(index: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Column -> a small histogram per language and domain, with the bounds of the rule that tests it."""
    found, bounds = index.get("cells") or {}, {}
    for rule in reversed(content.rules(index)):
        bounds[rule.column] = (rule.minimum, rule.maximum)
    return {
        column: [
            {
                "name": cell, "documents": found["documents"][cell],
                "chart": charts.small(index["columns"][column], counts, *bounds.get(column, (None, None))),
            }
            for cell, counts in by_cell.items()
        ]
        for column, by_cell in found.get("histograms", {}).items()
    }  # fmt: skip


def _facts(run: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Times, speed and memory of a run in words; none without run.json."""
    if not run:
        return []
    said = [("Time", f"{run['seconds']:,.1f} s with {wording.plural(run['workers'], 'worker')} on {run['host']}")]
    for stage in run.get("stages", ()):
        if stage["seconds"] >= LEAST_SECONDS:
            speed = f", {stage['documents_per_second']:,.0f} documents/s" if stage["documents"] else ""
            speed += f", {stage['mb_per_second']:.2f} MB/s" if stage["mb_per_second"] else ""
            said.append((f"Stage {stage['stage']}", f"{stage['seconds']:,.1f} s{speed}"))
    used = run["driver"]
    said.append(("Memory", f"{used['peak_memory_mb']:,} MB at most in the driver, {used['cpu_seconds']:,.1f} s of its processor"))
    return said


def facts_of(storage: Storage) -> dict[str, Any]:
    """What run.json of a folder says; nothing where the run was not timed."""
    return storage.read_json("run.json") if storage.exists("run.json") else {}


def _made_with(index: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Version, scorers, and the beginnings of their models' hashes."""
    made = index.get("made_with")
    if not made:
        return []
    steps = made["identity"]["score"]
    models = {name: digest[:12] for step in steps for name, digest in step.get("models", {}).items()}
    rows = [("Version", f"qualityfilter {made['version']}"), ("Scorers", ", ".join(step["name"] for step in steps))]
    rows += [("Models", ", ".join(f"{name} {digest}" for name, digest in sorted(models.items())))] if models else []
    return rows


def _against(index: Mapping[str, Any], run: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A shard's columns beside the run's, furthest first."""
    here, there = index["total"]["histograms"], run["total"]["histograms"]
    rows = []
    for name, (ks, psi) in (index["shards"][0].get("drift") or {}).items():
        column, counts = index["columns"][name], (here[name]["all"], there[name]["all"])
        drawn = [charts.small(column, some, None, None) for some in counts]
        medians = {"here": drawn[0].median, "run": drawn[1].median}
        rows.append({"column": name, "ks": ks, "psi": psi, "path": drawn[0].path, "beside": drawn[1].path, **medians})
    return sorted(rows, key=lambda row: (-row["ks"], row["column"]))


def _curve(index: Mapping[str, Any]) -> dict[str, Any] | None:
    """The probability that two documents are compared, by their similarity; None without near-duplicate search."""
    duplicates = index["plan"].get("duplicates") or {}
    points = duplicates.get("candidate_probability_at_jaccard")
    if not points:
        return None
    places = [float(x) for x in points]
    at, span = duplicates.get("verified_at"), max(places) - min(places)
    cut = None if at is None or not span else round(min(max((at - min(places)) / span, 0.0), 1.0) * SMALL, 1)
    return {"path": charts.curve(points, SMALL), "points": points, "cut": cut, "at": at, "low": min(places), "high": max(places)}


# shards ----------------------------------------------------------------------------------------------------------------


def _strip(index: Mapping[str, Any]) -> charts.Strip:
    rows = index["shards"]
    return charts.strip([wording.ratio(row["kept"], row["documents"]) for row in rows], [bool(row["odd"]) for row in rows])


def _shards(index: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of the shard table for the first view, and all of them as columns of numbers for the script."""
    rows, medians = content.shards(index)[:SHARDS], comparing.medians(index["shards"])
    return {
        "first": [{**row, "why": _why(index, row, medians), "furthest": comparing.furthest(row)} for row in rows[:FIRST_ROWS]],
        "shown": len(rows),
        "total": len(index["shards"]),
        "odd": content.odd_shards(index),
        "limit": comparing.limit(index["shards"]),
        "few": comparing.FEW,
        "data": _shard_data(index, rows, medians),
    }


def _why(index: Mapping[str, Any], row: Mapping[str, Any], medians: Mapping[str, float]) -> str:
    """What is odd about a shard: the quantity, its value here and the median of all shards."""
    name = row["odd"]
    if not name:
        return ""
    here, usual = (_quantity_words(index, name, x) for x in (comparing.quantity(row, name), medians.get(name, 0.0)))
    return f"{name} {here}, usually {usual}"


def _quantity_words(index: Mapping[str, Any], name: str, x: float) -> str:
    """A rate or a mean as people read it; means of log columns are stored as shares of the range."""
    if name in comparing.RATES:
        return wording.percent(x)
    column = index["columns"][name]
    return charts.rounded(column, charts.at(column, x) if column["scale"] == "log" else x)


def _shard_data(index: Mapping[str, Any], rows: list[Mapping[str, Any]], medians: Mapping[str, float]) -> dict[str, Any]:
    """Columns of numbers; means as ten thousandths of the column's range."""
    keys = ("documents", "characters", "kept", "failed", "duplicate", "quarantined", "removed_characters")
    tested = [rule["column"] for rule in index["plan"].get("rules", ())]
    names = sorted(set(medians) & set(index["columns"]), key=lambda name: (name not in tested, name))
    carried = sorted(names[: MEANS // 2 // max(len(rows), 1)])
    furthest = [comparing.furthest(row) for row in rows]
    drifting = sorted({name for name, _, _ in furthest})
    return {
        "part": [one_line(row["part"], 80) for row in rows],
        "input": [one_line(row.get("input", ""), 120) for row in rows],
        "outlier": [round(row["outlier"], 1) for row in rows],
        "why": {i: one_line(_why(index, row, medians)) for i, row in enumerate(rows) if row["odd"]},
        **{key: [row[key] for row in rows] for key in keys},
        "columns": [{"name": one_line(n, 80), **{k: index["columns"][n][k] for k in ("low", "high", "scale")}} for n in carried],
        "ks": [round(ks, 3) for _, ks, _ in furthest],
        "psi": [round(psi, 2) for _, _, psi in furthest],
        "drifting": [one_line(name, 80) for name in drifting],
        "drift": [drifting.index(name) for name, _, _ in furthest],
        "distances": [[round(1000 * (row.get("drift") or {}).get(n, (0, 0))[0]) for row in rows] for n in carried],
        "means": [[round(10_000 * _grid(index["columns"][n], comparing.quantity(row, n))) for row in rows] for n in carried],
        "page": FIRST_ROWS,
    }


def _grid(column: Mapping[str, Any], mean: float) -> float:
    return mean if column["scale"] == "log" else charts.position(column, mean)
