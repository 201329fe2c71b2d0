"""Counts how the scores of graded web documents spread: `python -m scorers.training.make_reference DATA [--out FILE]`.

Reports compare a corpus with it (`qualityfilter.reports.health`): column -> language -> documents in each of 32 bins.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

import scorers
from qualityfilter.columns import CODES
from qualityfilter.documents import Documents
from qualityfilter.reports.health import BINS, watched
from qualityfilter.scoring import Scoring
from scorers._cards import MODELS
from scorers.training.labelled import labelled_documents, may_train

COLUMNS = ("fluency", "lm_surprise", "density", "education", "ads", "ads_mainly", "knowledge", "reasoning", "value")
"""What grades or weak labels of web documents taught; toxicity and the like are rare in any corpus and tell nothing of distance."""


def spread(texts: list[str], scoring: Scoring) -> dict[str, list[int]]:
    """Documents in each bin, by column."""
    found = {name: np.zeros(BINS, np.int64) for name in COLUMNS}
    for i in range(0, len(texts), 300):
        codes = scoring.score(Documents.from_texts(texts[i : i + 300]))
        for name in COLUMNS:
            found[name] += np.bincount(codes[name].astype(np.int64) * BINS // CODES, minlength=BINS)
    return {name: counts.tolist() for name, counts in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=MODELS / "reference.json")
    args = parser.parse_args()
    scoring = scorers.build([(scorers.load(name).name, {}) for name in scorers.default_names()])
    missing = set(COLUMNS) - set(watched(scoring.scorers))
    if missing:
        raise SystemExit(f"no scorer with a model writes {', '.join(sorted(missing))}")
    rows = [row for row in labelled_documents(args.data / "labels") if may_train(row)]
    by_language = {lang: spread([row["text"] for row in rows if row["lang"] == lang], scoring) for lang in ("en", "zh")}
    table = {name: {lang: by_language[lang][name] for lang in by_language} for name in COLUMNS}
    args.out.write_text("{\n" + ",\n".join(f" {json.dumps(n)}: {json.dumps(t)}" for n, t in table.items()) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
