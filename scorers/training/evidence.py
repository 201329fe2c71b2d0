"""How good every dimension is on sites that nothing has seen: `python -m scorers.training.evidence DATA [--unseen FILE] [--packages DIR]`.

One table: what is measured, the estimate with its 95 % interval, and the bar that it is to reach. DATA is the folder that models are
trained from. What a row's figures come from:

- graded documents (ads, fluency, density, education, value): by models that had not seen the document's site, five folds. All models of
  the chain are trained in folds first (half an hour on one core); FILE keeps what they said, and where it exists they are not;
- kinds of advertising (soft articles, pages for search engines): the same, from what grades and domain say a document is;
- mathematics and code: each family of sources left out in turn;
- language: real pages, none of which any model has seen, and manual pages in both Chinese scripts; with `--packages` (see
  `train_language`) also paragraphs and lines of 10 to 30 characters in folds, from an eighth of the training pieces;
- the n-gram models: size, speed on this machine, and KenLM's reading of the exported ARPA files (`measure_lms`);
- what the rules of `web` cost: graded documents by the same scores, clean sources by the shipped models; legal documents one by one;
- toxicity: posts in four folds, and with each topic of COLD left out; clean texts by the shipped model.

A bar "in folds" is what closes 40 % of the way from a simple baseline's folds to what two readers agree at. Then come quality within
each domain, and the worst mistakes (`measure_labels`).
"""

from __future__ import annotations

import argparse
import functools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import scorers
from qualityfilter import Documents, Recipe
from qualityfilter.context import Context, line_of
from qualityfilter.deciding import judge, resolve_all
from scorers._language import LANGUAGES, detect
from scorers.training import train_ads_kinds, train_blends, train_linear_bank, train_prose, train_topics, train_value
from scorers.training.bank_sources import records
from scorers.training.intervals import by_site
from scorers.training.labelled import labelled_documents, site_of
from scorers.training.measure_labels import DIMENSIONS, measured, within_domains, worst
from scorers.training.measure_web_cuts import CLEAN, MOST, judged, read

F64 = npt.NDArray[np.float64]
BATCH = 300
NEVER_FLAGGED = (
    "quality/en_wikipedia",
    "quality/zh_wikipedia_cmrc",
    "zh_web/cctv_news",
    "zh_web/medical_articles",
    "quality/zh_classic_fortunes",
)
PAGES = ("web/trafilatura_eval_pages", "web/readability_pages")
AT_MOST_LOST = ("oi_wiki_math", "d2l_en_math", "d2l_zh_math", "d2l_en_code", "d2l_zh_code", "python_docs", "classics and poems")


@dataclass(frozen=True)
class Row:
    """One line of the table; `high` is NaN where no interval was computed. `upward`: whether more is better."""

    dimension: str
    measure: str
    of: str
    n: int
    estimate: float
    low: float
    high: float
    bar: float
    upward: bool = True
    wanted: str = "bar"

    def __str__(self) -> str:
        nearest = self.high if self.upward else self.low
        reached = self.estimate >= self.bar if self.upward else self.estimate <= self.bar
        within = np.isfinite(nearest) and (nearest >= self.bar if self.upward else nearest <= self.bar)
        verdict = "reached" if reached else "within the interval" if within else "missed"
        interval = f"[{self.low:.3f}, {self.high:.3f}]" if np.isfinite(self.high) else ""
        sign = "≥" if self.upward else "≤"
        where = f"{self.dimension:<26} {self.measure:<22} {self.of:<20} {self.n:6,}"
        wanted = f"{self.wanted} {sign} {self.bar:.3f}  {verdict}" if np.isfinite(self.bar) else "no bar"
        return f"{where}  {self.estimate:.3f} {interval:<16} {wanted}"


NONE = float("nan")


# graded documents -------------------------------------------------------------------------------------------------------


def unseen_scores(data: Path, rows: list[dict[str, Any]], kept: Path | None) -> dict[str, F64]:
    """What models say of graded documents when they have not seen their sites: as `kept` has it, or made now and left there."""
    with tempfile.TemporaryDirectory() as folder:
        file = kept or Path(folder) / "unseen.npz"
        if not file.exists():
            make_unseen(data, file)
        return train_blends.read_unseen(file, rows)


def make_unseen(data: Path, file: Path) -> None:
    """Train the chain of models in folds, in a scratch folder, and leave what they say of unseen sites in `file`."""
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        train_linear_bank.train(data, at / "bank.npz", at / "bank_unseen.npz", 0)
        train_prose.keep_unseen(train_prose.gather(data), at / "prose_unseen.npz")
        train_blends.train(data, at / "bank_unseen.npz", at / "prose_unseen.npz", at / "blends.json", file)
        train_ads_kinds.train(data, at / "bank_unseen.npz", at / "prose_unseen.npz", at / "ads_kinds.json", file)
        train_value.train(data, file, at / "value.json", at / "combined.json")


def graded_rows(rows: Sequence[dict[str, Any]], unseen: dict[str, F64]) -> Iterator[Row]:
    for dimension in DIMENSIONS:
        for k, language in enumerate(("en", "zh")):
            index = np.array([i for i, row in enumerate(rows) if row["lang"] == language], np.int64)
            grade = np.array([float(rows[i][dimension.field]) for i in index])
            found = measured(dimension, unseen[dimension.column][index], grade, np.array([site_of(rows[i]) for i in index]))
            if found is not None:
                yield Row(
                    dimension.name, dimension.measure.__name__, language, index.size, *found, dimension.in_folds[k], wanted="in folds"
                )


def kind_rows(data: Path, rows: list[dict[str, Any]], unseen: dict[str, F64]) -> Iterator[Row]:
    for found in train_ads_kinds.measured(data, rows, unseen):
        yield Row(found.kind, "auc", found.of, found.n, found.estimate, found.low, found.high, NONE)


@dataclass(frozen=True)
class Verdicts:
    """What the rules of a recipe say of graded documents: bits of the rules that each fails."""

    rules: tuple[str, ...]
    failed: npt.NDArray[np.uint64]

    def of(self, i: int) -> str:
        """The rules that document i fails."""
        return ", ".join(name for k, name in enumerate(self.rules) if int(self.failed[i]) >> k & 1)


def verdicts(rows: Sequence[dict[str, Any]], unseen: dict[str, F64], recipe: Recipe) -> Verdicts:
    """By a recipe's own cleaning and scoring, but graded scores are those of unseen sites."""
    line = line_of(Context.of("", recipe))
    rules = resolve_all(recipe.decide, line.scoring.columns)
    failed = np.zeros(len(rows), np.uint64)
    for i in range(0, len(rows), BATCH):
        raw = Documents.from_texts([str(row["text"]) for row in rows[i : i + BATCH]])
        codes = line.score(line.cleaning.clean(raw), raw)
        some = slice(i, i + len(raw))
        codes.update({name: line.scoring.columns[name].encode(np.clip(v[some], 0, 1)) for name, v in unseen.items() if name in codes})
        failed[some] = judge(rules, codes, len(raw))
    return Verdicts(tuple(rule.name for rule in rules), failed)


def cut_rows(rows: Sequence[dict[str, Any]], found: Verdicts, recipe: Recipe) -> Iterator[Row]:
    """Of graded documents the share that `recipe` drops."""
    for language in ("en", "zh"):
        for keep, bar, upward in ((0, 0.85, True), (2, 0.05, False)):
            index = np.array([i for i, r in enumerate(rows) if r["lang"] == language and int(r["keep"]) == keep], np.int64)
            lost, sites = (found.failed[index] != 0).astype(np.float64), np.array([site_of(rows[i]) for i in index])
            low, high = by_site(_share, lost, lost, sites)
            yield Row(
                f"{recipe.name}: dropped", f"share of keep = {keep}", language, index.size, float(lost.mean()), low, high, bar, upward
            )


def legal_lines(rows: Sequence[dict[str, Any]], unseen: dict[str, F64], found: Verdicts) -> list[str]:
    """Every graded document about law, with its grade, its value and what becomes of it."""
    lines = ["legal documents"]
    for i, row in enumerate(rows):
        if row["domain"] == "legal":
            fate = f"dropped by {found.of(i)}" if found.failed[i] else "kept"
            lines.append(f"  {row['id']}  {row['lang']} keep {row['keep']}, value {unseen['value'][i]:.2f}: {fate}")
    return lines


def _share(lost: F64, _: F64) -> float:
    return float(lost.mean())


# sources of one kind ----------------------------------------------------------------------------------------------------


def clean_rows(data: Path, recipe: Recipe) -> Iterator[Row]:
    for name in AT_MOST_LOST:
        texts = [str(r["text"]) for r in read(data / CLEAN[name]) if len(r["text"]) >= 50][:MOST]
        lost = np.logical_or.reduce(list(judged(recipe, texts).values()))
        yield Row(f"{recipe.name}: dropped", "share", name, len(texts), float(lost.mean()), NONE, NONE, 0.03, upward=False)


def toxicity_rows(data: Path, rows: list[dict[str, Any]]) -> Iterator[Row]:
    posts, topics = train_topics.report_posts(train_topics.pooled_models(data, rows))
    for (name, source), (n, value, low, high) in posts.items():
        if name == "toxicity" and source in train_topics.POSTS:
            yield Row("toxicity", "auc", source.partition("/")[2][:20], n, value, low, high, 0.98 if "/en_" in source else 0.955)
    for topic, (n, value, low, high) in topics.items():
        yield Row("toxicity", "auc", f"without {topic}", n, value, low, high, 0.9)
    scorer = scorers.load("toxicity")
    for file in NEVER_FLAGGED:
        texts = [str(r["text"]) for r in records(data, file)][:1500]
        flagged = np.concatenate([scorer.score(texts[i : i + BATCH])["toxicity"] for i in range(0, len(texts), BATCH)]) >= 0.5
        yield Row(
            "toxicity", "share flagged", file.partition("/")[2][:20], len(texts), float(flagged.mean()), NONE, NONE, 0.005, upward=False
        )


def subject_rows(data: Path) -> Iterator[Row]:
    corpus = train_linear_bank.gather(data)
    for column, family, n, area, recall in train_linear_bank.families_left_out(train_linear_bank.subject_texts(data, corpus)):
        yield Row(column, "auc", f"without {family}", n, area, NONE, NONE, 0.97)
        yield Row(column, "recall at 1 % false", f"without {family}", n, recall, NONE, NONE, 0.9)


def language_rows(data: Path, packages: Path | None) -> Iterator[Row]:
    from scorers.training import train_language as languages  # it wants a package that nothing else here does

    for file in PAGES:
        for view in ("text", "raw_text"):
            found = [r for r in records(data, file) if r.get("lang") and r.get(view)]
            gold = [languages.language_of(str(r["lang"])) for r in found]
            right = np.array([LANGUAGES[i] for i in detect(Documents.from_texts([str(r[view]) for r in found])).language]) == np.array(gold)
            values = right.astype(np.float64)
            low, high = by_site(_share, values, values, np.array([site_of(r) for r in found]))
            what = f"{file.partition('/')[2].partition('_')[0]} {view}"
            yield Row("language", "accuracy", what, len(found), float(values.mean()), low, high, 0.97)
    pairs = records(data, "dedup/zh_simplified_traditional_pairs")
    scripts = scorers.load("language").score([str(r["text"]) for r in pairs])["script"]
    for variant, name in (("zh-CN", "Hans"), ("zh-TW", "Hant")):
        use = np.array([r["variant"] == variant for r in pairs])
        yield Row("language", "script", f"manual pages, {name}", int(use.sum()), float((scripts[use] == name).mean()), NONE, NONE, 0.985)
    if packages is not None:
        bars = {"Debian paragraphs": 0.985, "Debian lines": 0.9}
        found_in_folds = languages.in_folds(data, packages, languages.PIECES // 8)  # five trainings in minutes; more pieces do better
        for name, bar in bars.items():
            n, value = found_in_folds[name]
            yield Row("language", "accuracy", name, n, value, NONE, NONE, bar)


def lm_rows(data: Path) -> Iterator[Row]:
    from scorers.training import measure_lms  # it wants KenLM, which nothing else here does

    for cost in measure_lms.costs(data):
        yield Row(cost.what, "", cost.of, cost.n, cost.value, NONE, NONE, cost.bar, cost.upward)


PARTS = ("graded", "kinds", "subjects", "language", "lms", "cuts", "toxicity")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--unseen", type=Path, help="keeps scores of graded documents by models that had not seen their sites")
    parser.add_argument("--packages", type=Path, help="unpacked wheels that the language model is trained from")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part of the table alone; may be repeated")
    args = parser.parse_args()
    rows, recipe, parts = labelled_documents(args.data / "labels"), Recipe.load("web"), tuple(args.only or PARTS)
    unseen = functools.cache(lambda: unseen_scores(args.data, rows, args.unseen))
    fates = functools.cache(lambda: verdicts(rows, unseen(), recipe))
    made: dict[str, Callable[[], Iterator[Row]]] = {
        "graded": lambda: graded_rows(rows, unseen()),
        "kinds": lambda: kind_rows(args.data, rows, unseen()),
        "subjects": lambda: subject_rows(args.data),
        "language": lambda: language_rows(args.data, args.packages),
        "lms": lambda: lm_rows(args.data),
        "cuts": lambda: chain(cut_rows(rows, fates(), recipe), clean_rows(args.data, recipe)),
        "toxicity": lambda: toxicity_rows(args.data, rows),
    }
    table = [row for part in parts for row in made[part]()]
    print("\n".join(map(str, table)))
    if "cuts" in parts:
        print("\n".join(["", *legal_lines(rows, unseen(), fates())]))
    if "graded" in parts:
        print("\n".join(["", *within_domains(rows, unseen()), "", *worst(rows, unseen(), 10)]))


if __name__ == "__main__":
    main()
