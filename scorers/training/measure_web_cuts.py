"""What the rules of a recipe cost on labelled documents: `python -m scorers.training.measure_web_cuts DATA [RECIPE]`.

DATA holds `labels/{en,zh}_documents.jsonl.gz` (field `keep`: 0 drop, 1 low weight, 2 keep) and sets of clean documents of kinds
that rules made for web prose tend to punish. Prints, per language, the share dropped of each grade and what each rule costs;
per clean set the share dropped and by which rules. Thresholds of `recipes/web.yaml` were chosen with this.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter import Documents, Recipe
from qualityfilter.context import Context, line_of
from qualityfilter.deciding import ResolvedRule, resolve_all
from qualityfilter.scoring import Codes

CLEAN = {
    "oi_wiki_math": "math/zh_oi_wiki_math.jsonl.gz",
    "d2l_en_math": "math/en_d2l_en_math.jsonl",
    "d2l_zh_math": "math/zh_d2l_zh_math.jsonl",
    "d2l_en_code": "code/en_d2l_en_code.jsonl",
    "d2l_zh_code": "code/zh_d2l_zh_code.jsonl",
    "python_docs": "code/en_python_docs.jsonl.gz",
    "gaokao": "math/zh_gaokao_math_physics.jsonl",
    "theorems": "math/theorems_en.jsonl",
    "classics and poems": "quality/zh_classic_fortunes.jsonl",
    "wikipedia en": "quality/en_wikipedia.jsonl.gz",
    "wikipedia zh": "quality/zh_wikipedia_cmrc.jsonl",
    "news zh": "zh_web/cctv_news.jsonl.gz",
    "source files": "code/source_files.jsonl.gz",
    "debian handbook": "quality/en_debian_handbook.jsonl",
}
MOST = 500  # documents of each clean set


def read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf8") if path.suffix == ".gz" else open(path, encoding="utf8") as file:
        return [json.loads(line) for line in file]


def judged(recipe: Recipe, texts: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Rule name -> whether each text fails it, by the recipe's own cleaning and scoring."""
    line = line_of(Context.of("", recipe))
    rules = resolve_all(recipe.decide, line.scoring.columns)
    parts = [_batch(line, rules, texts[i : i + 200]) for i in range(0, len(texts), 200)]
    return {rule.name: np.concatenate([p[rule.name] for p in parts]) for rule in rules}


def _batch(line: Any, rules: Sequence[ResolvedRule], texts: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    raw = Documents.from_texts(list(texts))
    cleaned = line.cleaning.clean(raw)
    given: Codes = {n: line.scoring.columns[n].encode(v) for n, v in line.cleaning.shares(cleaned).items()}
    codes = line.scoring.score(cleaned.documents, raw, given)
    return {rule.name: rule.fails(codes, len(texts)) for rule in rules}


def main() -> None:
    data, recipe = Path(sys.argv[1]), Recipe.load(sys.argv[2] if len(sys.argv) > 2 else "web")
    for lang in ("en", "zh"):
        rows = read(data / f"labels/{lang}_documents.jsonl.gz")
        keep = np.array([int(r["keep"]) for r in rows])
        failed = judged(recipe, [r["text"] for r in rows])
        matrix = np.stack(list(failed.values()))
        dropped: npt.NDArray[Any] = np.logical_or.reduce(matrix, axis=0)
        print(f"\n{lang}: dropped " + ", ".join(f"{dropped[keep == g].mean():.3f} of keep={g} ({(keep == g).sum()})" for g in (0, 1, 2)))
        for name, fails in failed.items():
            only = fails & (matrix.sum(axis=0) == 1)
            shares = "  ".join(f"{fails[keep == g].mean():.3f}/{only[keep == g].mean():.3f}" for g in (0, 1, 2))
            print(f"  {name:<28} failed / failed only this, of keep=0, 1, 2:  {shares}")
        lost = Counter(r["domain"] for r, d in zip(rows, dropped) if d and r["keep"] == 2)
        print(f"  keep=2 dropped, by domain: {dict(lost.most_common(8))}")
    print()
    for name, path in CLEAN.items():
        rows = [r for r in read(data / path) if len(r["text"]) >= 50][:MOST]
        failed = judged(recipe, [r["text"] for r in rows])
        dropped = np.logical_or.reduce(list(failed.values()), axis=0)
        rules = ", ".join(f"{rule} {f.mean():.3f}" for rule, f in failed.items() if f.any())
        print(f"{name:<20} {len(rows):4d} documents, dropped {dropped.mean():.3f}   {rules}")


if __name__ == "__main__":
    main()
