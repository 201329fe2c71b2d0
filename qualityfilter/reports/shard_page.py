"""The page of one shard: its report as an index of one shard, beside the whole run's; made when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from qualityfilter.reports.page import Place, facts_of, render
from qualityfilter.reports.sample import Sample, read_part, sample_of
from qualityfilter.reports.sampled_views import cells, shown_documents
from qualityfilter.reports.shard_report import ShardReport, read_index
from qualityfilter.reports.what_if_page import columns_of
from qualityfilter.storage import Storage

ON_DISK = Place(shard_link="{}.html", back="index.html")


def shard_index(run: Mapping[str, Any], row: Mapping[str, Any], report: Mapping[str, Any], sample: Sample) -> dict[str, Any]:
    """What `render` wants, of one shard: the run's plan with the shard's counts."""
    columns, rules = columns_of(run), [rule["name"] for rule in run.get("resolved_rules", ())]
    own = {"total": report, "shards": [row], "warnings": [], "sample": {"rows": len(sample), "share": sample.share}}
    kept = {key: value for key, value in run.items() if key not in ("drift", "clusters", "expectations", "supplement")}
    return {**kept, **own, "cells": cells(sample, columns), "documents": shown_documents(sample, rules, columns)}


def render_shard(storage: Storage, run: Mapping[str, Any], part: str, place: Place = ON_DISK) -> str:
    """The page of the shard `part`, a name that stands in the run's index."""
    row = next(row for row in run["shards"] if row["part"] == part)
    report = ShardReport.read(storage, part)
    sample = Sample(read_part(storage, part), run["sample"]["share"])
    return render(shard_index(run, row, report.complete(columns_of(run)), sample), sample, place, run)


def write_all(storage: Storage) -> Iterator[str]:
    """Write a page per shard and the run's page with links to them; gives each name."""
    run = read_index(storage)
    for row in run["shards"]:
        name = f"reports/{row['part']}.html"
        storage.write_bytes(name, render_shard(storage, run, row["part"]).encode())
        yield name
    page = render(run, sample_of(storage, run), replace(ON_DISK, facts=facts_of(storage)))
    storage.write_bytes("reports/index.html", page.encode())
    yield "reports/index.html"
