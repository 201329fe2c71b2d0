"""Sources whose documents are all of one kind, so that one grade by hand says roughly what a reader would give each of them.

Labelled rows are few and leave whole kinds of text out (verse, manuals, encoding damage); these sources stand for such kinds at a
fraction of a labelled row's weight. Grades are rounded to a half, for the source as a whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from scorers.training.labelled import labelled_sites, read_jsonl, site_of


class Grade(NamedTuple):
    """At most how many documents are taken; fluency and density 0-5, navigation 0-3; the `label` of rows to take, if not all."""

    most: int
    fluency: float
    density: float
    nav: float = 0.0
    label: str = ""


GRADES = {
    "quality/zh_classic_fortunes.jsonl": Grade(150, 4.5, 3.0),
    "zh_web/cctv_news.jsonl.gz": Grade(120, 5.0, 3.5),
    "quality/zh_wikipedia_cmrc.jsonl": Grade(80, 4.5, 4.0),
    "zh_web/mojibake_pages.jsonl": Grade(80, 0.0, 0.0, 3.0),
    "ads/zh_telegram_spam.jsonl.gz": Grade(120, 1.0, 0.0, label="spam"),
    "zh_web/hotel_reviews.jsonl.gz": Grade(80, 3.5, 2.0),
    "math/zh_gaokao_math_physics.jsonl": Grade(100, 4.5, 4.0),
    "math/zh_oi_wiki_math.jsonl.gz": Grade(60, 4.5, 4.5),
    "code/zh_oi_wiki_code.jsonl": Grade(30, 4.5, 4.0),
    "quality/zh_oi_wiki_quality.jsonl": Grade(40, 4.5, 4.5),
    "quality/zh_manpages.jsonl.gz": Grade(40, 3.5, 4.0, 0.5),
    "code/zh_d2l_zh_code.jsonl": Grade(40, 4.0, 4.5),
    "math/zh_d2l_zh_math.jsonl": Grade(25, 5.0, 5.0),
    "zh_web/tech_weekly.jsonl.gz": Grade(150, 4.5, 3.0),
    "zh_web/wechat_essays.jsonl": Grade(20, 4.5, 3.5),
    "zh_web/medical_articles.jsonl.gz": Grade(150, 4.0, 3.5),
    "web/zh_zhihu_qa.jsonl": Grade(60, 3.5, 1.5),
    "zh_web/code_tutorials_with_ads.jsonl.gz": Grade(40, 4.0, 4.0, 0.5),
    "zh_web/sem_keywords.jsonl": Grade(60, 1.0, 0.5),
    "quality/zh_debian_reference.jsonl": Grade(20, 4.0, 4.0),
    "quality/zh_debian_handbook.jsonl": Grade(20, 4.5, 4.0),
    "quality/en_wikipedia.jsonl.gz": Grade(80, 4.5, 4.5),
    "code/source_files.jsonl.gz": Grade(100, 5.0, 3.5),
    "code/en_python_docs.jsonl.gz": Grade(60, 4.5, 4.5),
    "math/en_sympy_docs.jsonl": Grade(50, 4.0, 3.5),
    "quality/en_debian_handbook.jsonl": Grade(40, 5.0, 4.0),
    "math/theorems_en.jsonl": Grade(50, 5.0, 4.5),
    "code/en_d2l_en_code.jsonl": Grade(40, 5.0, 4.5),
    "math/en_d2l_en_math.jsonl": Grade(40, 5.0, 5.0),
    "math/en_maxima_manual.jsonl": Grade(50, 4.0, 4.0),
    "quality/en_us_speeches.jsonl.gz": Grade(50, 4.5, 3.0),
    "ads/en_email_spamassassin.jsonl.gz": Grade(60, 3.0, 1.5, 0.5),
    "ads/en_sms_spam.jsonl": Grade(60, 2.0, 0.5, label="spam"),
    "web/en_nltk_webtext.jsonl": Grade(40, 3.0, 1.0),
}


def graded_documents(data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Source name and record of what is taken of each source: no page or site that the labels use; which ones, a hash of the id says."""
    taken = labelled_sites(data / "labels")
    for name, grade in GRADES.items():
        if not (data / name).exists():
            continue
        found = [r for r in read_jsonl(data / name) if fresh(r, taken) and grade.label in ("", r.get("label"))]
        for record in sorted(found, key=lambda r: (zlib.crc32(str(r["id"]).encode()), str(r["id"])))[: grade.most]:
            yield name, record


def fresh(record: dict[str, Any], taken: frozenset[str]) -> bool:
    """Whether neither the record's site nor its id is taken."""
    return site_of(record) not in taken and str(record["id"]) not in taken
