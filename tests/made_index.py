"""An index as `write_index` makes it, from made-up counts that reconcile, for tests of what is shown."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from qualityfilter.deciding import ResolvedRule
from qualityfilter.deciding import Test as Bounds
from qualityfilter.reports.comparing import outliers
from qualityfilter.reports.shard_report import COARSE
from qualityfilter.storage import part

NUMERIC = {
    "ads": {"high": 1.0, "better": "lower", "meaning": "share of the text that sells"},
    "words": {"high": 1e6, "better": "neither", "scale": "log", "unit": "words", "meaning": "how long the document is"},
    "fluency": {"high": 1.0, "better": "higher", "meaning": "how much it reads like edited prose"},
    "symbols": {"low": -2.0, "high": 5.0, "better": "neither", "meaning": "symbols to words"},
}
LABELS = {"domain": ("mathematics", "code", "other"), "language": ("zh", "en", "fr")}


def column(**known: Any) -> dict[str, Any]:
    return {"low": 0.0, "high": 1.0, "better": "neither", "meaning": "", "unit": "", "scale": "linear", "categories": [], **known}


def example(margin: int, text: str = "两点之间线段最短。", **known: Any) -> dict[str, Any]:
    return {"id": f"shard.jsonl#{abs(margin)}", "value": 0.4 + margin / 65535, "margin": margin, "verdict": "kept", "text": text, **known}


def planned(name: str, column: str, low: float | None = None, high: float | None = None, **known: Any) -> dict[str, Any]:
    empty = {"one_of": None, "from": "recipe", "when": 0, "unless": 0, "failed": 0, "failed_only_this": 0}
    return {"name": name, "column": column, "min": low, "max": high, **empty, **known}


def sizes(documents: int, length: int = 900) -> dict[str, int]:
    return {"documents": documents, "characters": documents * length, "units": documents * length // 2, "bytes": documents * length * 2}


def histogram(name: str, documents: int, kept: int) -> dict[str, list[int]]:
    """Documents spread over the bins by a draw that the name seeds; the kept ones are among them."""
    draw = np.random.default_rng(zlib.crc32(name.encode()))
    everything = draw.multinomial(documents, draw.dirichlet(np.full(COARSE, 0.4)))
    remaining = draw.multivariate_hypergeometric(everything, kept)
    return {"all": everything.tolist(), "kept": remaining.tolist()}


def shard_row(i: int, documents: int, means: dict[str, float]) -> dict[str, Any]:
    kept = documents * 4 // 10
    counts = {"kept": kept, "failed": documents - kept - documents // 10, "duplicate": documents // 10, "quarantined": i % 3}
    lengths = {"documents": documents, "characters": documents * 900, "removed_characters": documents * 40}
    drift = {name: [round(0.02 + i % 7 / 100, 4), 0.01] for name in means}
    return {"part": part(i), "drift": drift, "input": f"crawl/part-{i:05d}.jsonl.zst", **lengths, **counts, "means": means}


def index(shards: int = 5, documents: int = 1000, numeric: dict[str, dict[str, Any]] | None = None) -> dict[str, Any]:
    """An index of `shards` shards with `documents` documents each, one of them odd; two rules, duplicates, weights, quarantine."""
    numeric = NUMERIC if numeric is None else numeric
    total, kept, duplicate = shards * documents, shards * (documents * 4 // 10), shards * (documents // 10)
    rows = []
    for i in range(shards):
        means = {name: round(0.3 + ((i * 7919 + zlib.crc32(name.encode())) % 97) / 5000, 6) for name in numeric}
        if i == shards // 2 and "ads" in means:
            means["ads"] = 0.9
        rows.append(shard_row(i, documents, means))
    quarantined = sum(row["quarantined"] for row in rows)
    columns = {name: column(**facts) for name, facts in numeric.items()} | {name: column(categories=list(c)) for name, c in LABELS.items()}
    histograms = {name: histogram(name, total, kept) for name in columns if name not in LABELS}
    pairs = {name: zip(h["all"], h["kept"], strict=True) for name, h in histograms.items()}
    fine = {name: [[32 * i + 5, *pair] for i, pair in enumerate(pairs[name]) if pair[0]] for name in pairs}
    return {
        "format": 2,
        "recipe": {"name": "web", "version": "1", "description": "Chinese and English crawl"},
        "columns": columns,
        "scopes": {"few_ads": {"when": [], "unless": ["mathematics ≥ 0.5"]}},
        "plan": plan(total, kept),
        "decide": [
            {"name": "few_ads", "column": "ads", "max": 0.4, "unless": [{"column": "fluency", "min": 0.9}]},
            {"name": "long_enough", "column": "words", "min": 50},
        ],
        "resolved_rules": resolved(columns),
        "sample": {"rows": 0, "share": 1.0},
        "cells": cells(columns),
        "documents": [document(i, columns) for i in range(3)],
        "total": {
            "format": 2,
            "shards": shards,
            "counts": {
                "records": {"documents": total + quarantined, "characters": 0, "units": 0, "bytes": 0},
                "read": sizes(total, 1000),
                "cleaned": sizes(total),
                "failed": sizes(total - kept - duplicate),
                "duplicate": sizes(duplicate),
                "kept": sizes(kept),
                "weighted": sizes(kept * 5 // 4),
            },
            "rules": {
                "few_ads": {"failed": total * 4 // 10, "only": total // 5, "only_units": total * 90},
                "long_enough": {"failed": total // 5, "only": 3, "only_units": 30},
            },
            "overlap": {"few_ads": {"long_enough": total // 6}, "long_enough": {}},
            "what_if": {rule: [[step, 12, 8, 3600] for step in range(0, 1024, 3)] for rule in ("few_ads", "long_enough")},
            "what_if_columns": {name: [[step, 9, 4, 1800] for step in range(0, 1024, 4)] for name in ("fluency",) if name in numeric},
            "gathered": {"geometry": gathered()},
            "gathered_examples": {"geometry": [seeded("卖地砖", "kept"), seeded("circle#7", "failed")]},
            "mix": {name: mix(labels, total, kept) for name, labels in LABELS.items()},
            "histograms": histograms,
            "fine": {name: fine[name] for name in ("ads", "words") if name in fine},
            "spans": {"ad": {"calls.v1": {"removed": 40, "marked": 2, "characters": 5000}}},
            "span_examples": {"ad": [{"order": 7, "id": "a#1", "start": 12, "text": "限时优惠！加微信领取", "cleaner": "calls.v1"}]},
            "clusters": {"1": total - 130, "2": 20, "3": 9, "100+": 101},
            "hosts": {"news.example.com": {"documents": 700, "kept": 300, "characters": 70_000, "removed": {"ad": 7}}},
            "quarantine": {
                "reasons": {"not JSON": quarantined},
                "quarantine_examples": [{"file": "a.jsonl", "ordinal": 3, "offset": 90, "reason": "not JSON: line 4", "records": 1}],
            },
            "skipped": {"warcinfo": 2},
            "formulae": {"documents": 3, "html": 1_250, "text": 1_245},
            "examples": {"few_ads": {"most": 3, "failed": [example(-3)], "passed": [example(2)]}},
        },
        "stages": ["main", "last"],
        "supplement": supplement(),
        "shards": [{**row, **odd} for row, odd in zip(rows, outliers(rows, dict.fromkeys(numeric, 0.2)), strict=True)],
    }


def gathered() -> dict[str, Any]:
    counts = {"documents": 60, "units": 27_000, "kept": 40, "kept_units": 18_000, "weighted_units": 36_000}
    told = {"failed": 15, "duplicate": 5, "rescued": 8, "rescued_kept": 6, "from_rules": {"few_ads": 8}, "rounds": {"1": 50, "2": 10}}
    return {
        **counts,
        **told,
        "hosts": {"maths.example.org": 44},
        "queries": {"circle 切线": 21},
        "seeds": {"euclid.md": 33, "hilbert.md": 9},
    }


def seeded(name: str, verdict: str) -> dict[str, Any]:
    told = {"order": 1, "seed": "euclid.md", "query": "circle 切线", "affinity": 0.61, "begins": "A tangent touches a circle once."}
    return {"id": name, "verdict": verdict, **told}


def supplement() -> dict[str, Any]:
    """What reports/supplement.json says."""
    sums = {
        key: {"documents": n, "tokens": 900 * n}
        for key, n in (("drawn", 80), ("kept", 50), ("failed", 20), ("duplicate", 10), ("rescued", 7))
    }
    change = {"value": -0.2671, "low": -0.2892, "high": -0.2435}
    gap = {"asked": 90_000, **sums, "read_tokens": 45_000, "failed_rules": {"long_enough": 20}, "rescued_from": {"few_ads": 7}}
    bits = {
        "name": "maths_zh",
        "documents": 139,
        "left_out": 11,
        "before": 3.4795,
        "after": 2.55,
        "change": change,
        "never": None,
        "closed": None,
    }
    return {"gaps": {"maths_zh": {**gap, "shortfall": "asked 90,000 tokens, kept 45,000", "bits_per_byte": bits}}, "notes": []}


def resolved(columns: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The two rules as numbers, as far as the index has their columns."""
    ads, words = ("ads" if "ads" in columns else next(iter(columns)), "words" if "words" in columns else next(iter(columns)))
    rules = [
        ResolvedRule("few_ads", Bounds(ads, high=26_214), unless=(Bounds(ads, low=65_000),), maximum=0.4),
        ResolvedRule("long_enough", Bounds(words, low=18_650), minimum=50),
    ]
    return [rule.to_json() for rule in rules]


def cells(columns: dict[str, dict[str, Any]]) -> dict[str, Any]:
    names = [name for name, facts in columns.items() if not facts["categories"]]
    histograms = {name: {"zh · code": [3] * 32, "en · other": [1] * 31 + [90]} for name in names}
    return {"by": ["language", "domain"], "documents": {"zh · code": 96, "en · other": 121}, "histograms": histograms}


def document(i: int, columns: dict[str, dict[str, Any]], text: str = "勾股定理：a² + b² = c²。") -> dict[str, Any]:
    codes = {name: min(i, len(facts["categories"]) - 1) if facts["categories"] else 20_000 * i for name, facts in columns.items()}
    failed = ["few_ads"] if i == 2 else []
    verdict = "failed" if failed else "kept"
    places = {"id": f"crawl.jsonl#{i}", "part": 0, "row": i, "units": 12, "text": text, "cluster_size": 1, "weight": 1.0}
    return {**places, "verdict": verdict, "failed": failed, "codes": codes}


def mix(labels: tuple[str, ...], total: int, kept: int) -> dict[str, dict[str, int]]:
    table = {}
    for i, label in enumerate(labels):
        n, k = total * (i + 1) // 6, kept * (i + 1) // 6
        table[label] = {"documents": n, "units": n * 450, "kept_documents": k, "kept_units": k * 450, "weighted_units": k * 300 * (3 - i)}
    return table


def plan(total: int, kept: int) -> dict[str, Any]:
    curve = {"0.50": 0.25, "0.60": 0.47, "0.70": 0.76, "0.80": 0.952, "0.90": 0.999, "0.95": 1.0}
    return {
        "format": 1,
        "recipe": "web 1",
        "documents": total,
        "verdicts": {"kept": kept},
        "stages": {
            "last": {"asked": 0.3, "reached": 0.25, "documents": 300, "tokens": 100_000, "tokens_read": 250_000, "shortfall": "asked 0.3"},
            "main": {"documents": 1700, "tokens": 350_000, "tokens_read": 750_000},
        },
        "rules": [planned("few_ads", "ads", high=0.4, unless=1, rescued=8), planned("long_enough", "words", low=50)],
        "duplicates": {
            "groups": 14, "members": 130, "exact_edges": 90, "near_edges": 70, "dropped_or_marked": 116, "largest_group": 101,
            "verified_at": 0.8, "candidate_probability_at_jaccard": curve,
        },
        "weights": {
            "by": "domain", "max_repeat": 4.0, "tokens": {"mathematics": 75_000, "code": 150_000, "other": 225_000},
            "weight": {"mathematics": 4.0, "code": 1.1, "other": 0.4}, "asked": {"mathematics": 0.8, "code": 0.1, "other": 0.1},
            "reached": {"mathematics": 0.66, "code": 0.2, "other": 0.14},
            "shortfall": {"mathematics": "asked 0.8, reached 0.66: 75,000 tokens repeated 4 times"}, "documents_read": 2400,
        },
    }  # fmt: skip
