"""Measures the scorers on graded documents: `python -m scorers.training.measure_labels LABELS [--unseen FILE] [--worst N]`.

LABELS is a folder with `{en,zh}_documents.jsonl.gz`: documents with grades `ads`, `fluency`, `density`, `edu`, `keep`, and `domain`.
Printed: one line a dimension and language with its 95 % interval over sites and the bar it is to reach; the same within each domain, with
the mean of score minus grade there, for a scorer that rewards a domain instead of quality shows itself so; and the documents with the
largest mistakes. Shipped models were fitted to the open labels, so there the figures flatter; labels of other sites are the test.
FILE is what `train_blends` and `train_value --unseen` keep: scores by models that had not seen the document's site.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

import scorers
from scorers.training.intervals import auc, by_site, spearman
from scorers.training.labelled import labelled_documents, site_of

F64 = npt.NDArray[np.float64]
LEAST = 20  # documents of a domain that say something
BATCH = 300


@dataclass(frozen=True)
class Dimension:
    """How a column is measured: against which field, by what, over which documents, and the bars in English and Chinese.

    `bars` are for labels of sites that no model has seen; `in_folds` are for folds by site of the open labels, 40 % of the way from what
    a ridge regression reaches there to what two readings agree at.
    """

    name: str
    column: str
    field: str
    highest: float
    measure: Callable[[F64, F64], float]
    truth: Callable[[F64], F64]
    bars: tuple[float, float]
    in_folds: tuple[float, float]
    chosen: Callable[[F64], npt.NDArray[np.bool_]] = lambda grade: np.ones(grade.size, np.bool_)


def _same(grade: F64) -> F64:
    return grade


def _above_0(grade: F64) -> F64:
    return (grade > 0).astype(np.float64)


def _is_2(grade: F64) -> F64:
    return (grade == 2).astype(np.float64)


DIMENSIONS = (
    Dimension("ads: any", "ads", "ads", 2, auc, _above_0, (0.94, 0.91), (0.94, 0.804)),
    Dimension("ads: mainly", "ads_mainly", "ads", 2, auc, _is_2, (0.95, 0.93), (0.936, 0.854)),
    Dimension("fluency", "fluency", "fluency", 5, spearman, _same, (0.89, 0.87), (0.79, 0.798)),
    Dimension("density", "density", "density", 5, spearman, _same, (0.86, 0.90), (0.826, 0.854)),
    Dimension("education", "education", "edu", 5, spearman, _same, (0.87, 0.88), (0.818, 0.826)),
    Dimension("value", "value", "keep", 2, spearman, _same, (0.85, 0.85), (0.822, 0.812)),
    Dimension("value: 2 or 0", "value", "keep", 2, auc, _is_2, (0.98, 0.98), (0.98, 0.98), lambda grade: grade != 1),
)


def scores_of(rows: Sequence[Mapping[str, Any]], unseen: Path | None) -> dict[str, F64]:
    """The columns of DIMENSIONS for every row; those of `unseen` as it has them."""
    names = sorted({d.column for d in DIMENSIONS})
    wanted = [scorers.writers()[name] for name in names]
    texts = [str(row["text"]) for row in rows]
    tables = [scorers.score_all(texts[i : i + BATCH], dict.fromkeys(wanted)) for i in range(0, len(texts), BATCH)]
    found = {name: np.concatenate([table.column(name).to_numpy() for table in tables]).astype(np.float64) for name in names}
    if unseen is not None:
        with np.load(unseen, allow_pickle=False) as held:
            if held["ids"].tolist() != [str(row["id"]) for row in rows]:
                raise SystemExit(f"{unseen}: made from other labels")
            found.update({name: held[name].astype(np.float64) for name in names if name in held.files})
    return found


def measured(dimension: Dimension, score: F64, grade: F64, sites: npt.NDArray[np.str_]) -> tuple[float, float, float] | None:
    """Estimate and interval; None where the grades do not differ."""
    chosen = dimension.chosen(grade)
    truth = dimension.truth(grade[chosen])
    if np.unique(truth).size < 2:
        return None

    def measure(guess: F64, y: F64) -> float:
        return dimension.measure(guess, y) if np.unique(y).size > 1 else float("nan")

    return measure(score[chosen], truth), *by_site(measure, score[chosen], truth, sites[chosen], 300)


def overall(rows: Sequence[Mapping[str, Any]], scores: Mapping[str, F64]) -> list[str]:
    """The table: a line for each dimension and language."""
    lines = [f"{'dimension':<14} language     n  measure   estimate  95 % interval    bar   "]
    for dimension in DIMENSIONS:
        for language, bar in zip(("en", "zh"), dimension.bars, strict=True):
            index = np.array([i for i, row in enumerate(rows) if row["lang"] == language], np.int64)
            grade = np.array([float(rows[i][dimension.field]) for i in index])
            sites = np.array([site_of(dict(rows[i])) for i in index])
            found = measured(dimension, scores[dimension.column][index], grade, sites) if index.size else None
            if found is not None:
                value, low, high = found
                verdict = "reached" if value >= bar else "within the interval" if high >= bar else "missed"
                lines.append(
                    f"{dimension.name:<14} {language:<8} {index.size:5}  {dimension.measure.__name__:<8}  {value:.3f}     "
                    f"[{low:.3f}, {high:.3f}]  {bar:.3f}  {verdict}"
                )
    return lines


def within_domains(rows: Sequence[Mapping[str, Any]], scores: Mapping[str, F64]) -> list[str]:
    """Per dimension with grades, language and domain: rank correlation inside, and how far scores lie above or below the grades."""
    lines = [f"{'dimension':<10} {'language':<8} {'domain':<14}     n  Spearman  score - grade"]
    for dimension in DIMENSIONS:
        if dimension.measure is not spearman:
            continue
        for language in ("en", "zh"):
            domains = sorted({str(row["domain"]) for row in rows if row["lang"] == language})
            for domain in domains:
                index = np.array([i for i, r in enumerate(rows) if r["lang"] == language and str(r["domain"]) == domain], np.int64)
                if index.size < LEAST:
                    continue
                grade, score = np.array([float(rows[i][dimension.field]) for i in index]), scores[dimension.column][index]
                inside = f"{spearman(score, grade):8.3f}" if np.unique(grade).size > 1 and np.unique(score).size > 1 else "       -"
                bias = float((score - grade / dimension.highest).mean())
                lines.append(f"{dimension.name:<10} {language:<8} {domain:<14} {index.size:5}  {inside}  {bias:+.3f}")
    return lines


def worst(rows: Sequence[Mapping[str, Any]], scores: Mapping[str, F64], most: int) -> list[str]:
    """Per dimension, the documents whose rank by score is furthest from that by grade within their language: id, grade and score."""
    lines = []
    for dimension in DIMENSIONS:
        if dimension.name == "value: 2 or 0":
            continue
        apart = np.zeros(len(rows))
        for language in ("en", "zh"):
            index = np.array([i for i, row in enumerate(rows) if row["lang"] == language], np.int64)
            if index.size:
                grade = np.array([float(rows[i][dimension.field]) for i in index])
                apart[index] = (rankdata(scores[dimension.column][index]) - rankdata(grade)) / index.size
        lines.append(f"{dimension.name}: furthest from the grade")
        for i in np.argsort(-np.abs(apart), kind="stable")[:most]:
            row, side = rows[i], "too high" if apart[i] > 0 else "too low"
            lines.append(
                f"  {row['id']}  {row['lang']} {row['domain']}  {dimension.field} {row[dimension.field]}, "
                f"{dimension.column} {scores[dimension.column][i]:.2f}: {side}"
            )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--unseen", type=Path)
    parser.add_argument("--worst", type=int, default=10)
    args = parser.parse_args()
    rows = labelled_documents(args.labels)
    scores = scores_of(rows, args.unseen)
    print("\n".join([*overall(rows, scores), "", *within_domains(rows, scores), "", *worst(rows, scores, args.worst)]))


if __name__ == "__main__":
    main()
