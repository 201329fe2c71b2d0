"""What the survey adds: `python tests/benchmarks/cleaning_survey.py DATA`.

Pages of Chinese sites (zh_web/site_pages) are surveyed site by site, at most 100 pages of each, and cleaned with the standard cleaners with
and without `site_lines.v1`. Printed: characters removed; and of the labelled lines of these pages, how many each way takes.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from qualityfilter import Documents, registry
from qualityfilter.cleaning import CleanedBatch, Cleaning, standard_cleaners
from qualityfilter.line_counts import LineCounts
from qualityfilter.surveying import count_lines
from scorers.training.labelled import read_jsonl

MOST_PAGES = 100


def counts_of(docs: Documents, least: int = 5) -> LineCounts:
    key, count = count_lines(docs)
    return LineCounts(key[count >= least], count[count >= least])


def removed_characters(batch: CleanedBatch) -> np.ndarray:
    spans, out = batch.spans, np.zeros(batch.raw_characters.size, np.int64)
    taken = np.array(spans.column("action").to_pylist()) == "removed"
    np.add.at(out, spans.column("row").to_numpy()[taken], (spans.column("end").to_numpy() - spans.column("start").to_numpy())[taken])
    return out


def report(data: Path) -> None:
    labelled = {w["id"].partition("#")[0]: w for w in read_jsonl(data / "labels/zh_lines.jsonl")}
    sites: dict[str, list[dict]] = defaultdict(list)
    for page in sorted(read_jsonl(data / "zh_web/site_pages.jsonl.gz"), key=lambda p: (p["id"] not in labelled, p["id"])):
        if len(sites[page["source"]]) < MOST_PAGES:
            sites[page["source"]].append(page)
    totals: dict[str, dict[str, list[int]]] = {way: defaultdict(lambda: [0, 0]) for way in ("standard", "with the survey")}
    for site, pages in sorted(sites.items()):
        if len(pages) < 20:
            continue
        docs = Documents.from_texts([p["text"] for p in pages], url=[f"https://{site}/{i}" for i in range(len(pages))])
        standard = standard_cleaners()
        surveyed = [*standard, registry.build_cleaner("site_lines.v1").surveyed(counts_of(docs))]  # type: ignore[attr-defined]
        taken = {}
        for way, cleaners in (("standard", standard), ("with the survey", surveyed)):
            batch = Cleaning(cleaners).clean(docs)
            taken[way] = int(removed_characters(batch).sum())
            for page, cleaned in zip(pages, batch.documents.texts):
                window = labelled.get(page["id"])
                if window is None:
                    continue
                left = {line.strip() for line in cleaned.split("\n")}
                for line, label in zip(window["lines"], window["labels"]):
                    if line.strip():
                        totals[way][label][0] += 1
                        totals[way][label][1] += line.strip() not in left
        size = int(docs.views.characters.sum())
        print(f"  {site:<24} {len(pages):4} pages, {size:9,} characters; removed {taken['standard'] / size:.3f}, "
              f"with the survey {taken['with the survey'] / size:.3f}")  # fmt: skip
    for way, by_label in totals.items():
        print(f"  {'labelled lines of these pages removed, ' + way:<58} "
              + "  ".join(f"{label}: {gone / n:.3f} of {n}" for label, (n, gone) in sorted(by_label.items())))  # fmt: skip


if __name__ == "__main__":
    report(Path(sys.argv[1]))
