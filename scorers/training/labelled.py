"""Reads labelled documents and groups them by site: whatever is measured by folds is measured on sites that training did not see."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NON_COMMERCIAL = (
    "quality/en_brown", "quality/en_abc_news", "quality/zh_csl", "quality/zh_peoples_daily_1998", "web/en_movie_reviews",
    "web/zh_headlines_tnews", "web/zh_prose_chid", "web/zh_reviews_eprstmt", "ads/zh_app_descriptions", "ads/zh_ad_copy_advertisegen",
    "bench/cmmlu",
)  # fmt: skip
"""Labelled rows from files whose path begins so may test and calibrate, but no shipped weight may be fitted on them."""


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Records of a JSON Lines file, plain or gzip."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def site_of(record: dict[str, Any]) -> str:
    """Host of the record's URL; without one, its id up to '#' (two views of one page are one site)."""
    url = record.get("url") or str(record["id"]).partition("#")[0]
    return re.sub(r"^https?://(www\.)?|/.*$", "", url)


def labelled_documents(labels: Path) -> list[dict[str, Any]]:
    """All rows of en_documents and zh_documents, in order."""
    return [row for language in ("en", "zh") for row in read_jsonl(labels / f"{language}_documents.jsonl.gz")]


def labelled_sites(labels: Path) -> frozenset[str]:
    """Sites and document ids that the labels use; empty where there are no labels."""
    if not labels.exists():
        return frozenset()
    rows = labelled_documents(labels)
    return frozenset(name for row in rows for name in (site_of(row), str(row["id"]).partition("#")[0]))


def may_train(row: dict[str, Any]) -> bool:
    """Whether a labelled row may fit shipped weights."""
    return not str(row.get("file", "")).startswith(NON_COMMERCIAL)
