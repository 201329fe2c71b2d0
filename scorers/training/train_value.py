"""Fits `value` and the weights of `combined`: `python -m scorers.training.train_value DATA --unseen FILE`; prints both in folds by site.

One monotone table per column (`scorers.value.KNOTS`), together a logistic regression of the grade "keep" 0-2, over 2, with steps between
knots that may only go the better way. It is fitted on scores such as an unseen site gets: FILE is what `train_blends --unseen` keeps, and
gets the value in folds as well, for `evidence`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

import scorers
from scorers._bank import chance
from scorers._combining import REFERENCE
from scorers.training.fit_weights import Graded, climbing, unseen_guesses
from scorers.training.fit_weights import fit as fit_combination
from scorers.training.intervals import by_site, spearman
from scorers.training.labelled import labelled_documents, may_train, site_of
from scorers.training.train_blends import read_unseen
from scorers.training.train_linear_bank import FOLDS, label_folds
from scorers.value import BETTER_HIGHER, KNOTS, MODEL_FILE, READ, log_odds

F64 = npt.NDArray[np.float64]
PENALTY = 3.0  # on the squared steps of a table


def unseen_columns(data: Path, unseen: Path, rows: list[dict[str, Any]]) -> dict[str, F64]:
    """READ for every graded row as it would be on an unseen site; mathematics, code and repetition, fitted to no grade, as they ship."""
    held = read_unseen(unseen, rows)
    texts = [str(row["text"]) for row in rows]
    return {name: np.clip(held[name].astype(np.float64), 0, 1) if name in held else scores_of(name, texts) for name in READ}


def scores_of(name: str, texts: list[str]) -> F64:
    """The shipped scores of a column that bears its scorer's name."""
    parts = [scorers.load(name).score(texts[i : i + 300])[name] for i in range(0, len(texts), 300)]
    return np.concatenate(parts).astype(np.float64)


def steps(values: F64) -> F64:
    """(n, knots - 1): how far each value has gone through each stretch between knots, 0 to 1."""
    low, high = np.array(KNOTS[:-1]), np.array(KNOTS[1:])
    return np.clip((values[:, None] - low) / (high - low), 0, 1)


def fit(columns: dict[str, F64], grade: F64, train: npt.NDArray[np.bool_]) -> dict[str, tuple[float, ...]]:
    """The tables: steps of the right sign that make the grades likeliest."""
    sign = [1.0 if name in BETTER_HIGHER else -1.0 for name in READ]
    x = np.hstack([s * steps(columns[name][train]) for name, s in zip(READ, sign)])
    y = grade[train]

    found = climbing(x, y, PENALTY)
    width = len(KNOTS) - 1
    tables: dict[str, tuple[float, ...]] = {"intercept": (float(found[0]),)}
    for k, name in enumerate(READ):
        climbs = sign[k] * found[1 + k * width : 1 + (k + 1) * width]
        tables[name] = (0.0, *(round(float(v), 4) for v in np.cumsum(climbs)))
    return tables


def graded(columns: dict[str, F64], rows: list[dict[str, Any]]) -> Graded:
    """The rows as `fit_weights` takes them."""
    keep = np.array([float(row["keep"]) for row in rows]) / 2
    better = {name: "higher" if name in BETTER_HIGHER else "lower" for name in columns}
    return Graded(columns, keep, np.array([site_of(row) for row in rows]), better)


def evaluate(columns: dict[str, F64], rows: list[dict[str, Any]]) -> F64:
    """The value of every row from folds by site; printed, per language, how good it is, and how good other ways to combine are."""
    grade = np.array([float(row["keep"]) for row in rows])
    fold, may = label_folds(rows), np.array([may_train(row) for row in rows])
    guess = np.zeros(len(rows))
    for k in range(FOLDS):
        adds = fit(columns, grade / 2, may & (fold != k))
        guess[fold == k] = log_odds({name: v[fold == k] for name, v in columns.items()}, adds)
    others = unseen_guesses(graded(columns, rows), fold)
    for language in ("en", "zh"):
        index = np.flatnonzero([row["lang"] == language for row in rows])
        sites = np.array([site_of(rows[i]) for i in index])
        ends = index[grade[index] != 1]
        for name, scores in (("value", guess), *others.items()):
            low, high = by_site(spearman, scores[index], grade[index], sites)
            print(
                f"{language} {name:17} three grades, Spearman {spearman(scores[index], grade[index]):.3f} [{low:.3f}, {high:.3f}]"
                f"  2 against 0, AUC {roc_auc_score(grade[ends] == 2, scores[ends]):.3f}"
            )
    return chance(guess)


def train(data: Path, unseen: Path, out: Path, combined: Path) -> None:
    rows = labelled_documents(data / "labels")
    columns = unseen_columns(data, unseen, rows)
    value = evaluate(columns, rows)
    with np.load(unseen, allow_pickle=False) as held:
        kept: dict[str, Any] = {**held, "value": value}
    np.savez_compressed(unseen, **kept)
    grade = np.array([float(row["keep"]) for row in rows])
    may = np.array([may_train(row) for row in rows])
    fit_combination(graded(columns, rows).part(may)).save(combined)
    tables = fit(columns, grade / 2, may)
    out.write_text(json.dumps({"knots": list(KNOTS), **tables}, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--unseen", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODEL_FILE)
    parser.add_argument("--combined", type=Path, default=REFERENCE)
    args = parser.parse_args()
    train(args.data, args.unseen, args.out, args.combined)


if __name__ == "__main__":
    main()
