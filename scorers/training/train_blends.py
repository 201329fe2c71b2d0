"""Fits how the grade of education is put together: `python -m scorers.training.train_blends DATA --bank FILE --prose FILE --unseen FILE`.

`--bank` is what `train_linear_bank --unseen` keeps, `--prose` what `train_prose --evaluate --unseen` keeps: what their models say of
each graded document when they have not seen its site. Fluency and density are a fixed mean of the trees' and of the linear grade,
education a logistic model of the bank's inputs and of both.

Prints all three in five folds by site, with 95 % intervals, and leaves in `--unseen` what unseen sites get of every graded dimension:
`train_value` and `evidence` read that.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from qualityfilter.documents import Documents
from scorers._bank import INPUTS, chance
from scorers._blends import BLENDS_FILE, EDUCATION_READS, LINEAR, blended, education_odds
from scorers.density import freshness
from scorers.training.intervals import by_site, spearman
from scorers.training.labelled import labelled_documents, may_train, site_of
from scorers.training.train_linear_bank import FOLDS, label_folds

F64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Unseen = Mapping[str, F64]
STRENGTH = 0.5  # C of the logistic model of education


def read_unseen(path: Path, rows: list[dict[str, Any]]) -> dict[str, F64]:
    """What a training command kept of graded rows; ValueError where it was made from others."""
    with np.load(path, allow_pickle=False) as held:
        if [str(row["id"]) for row in rows] != held["ids"].tolist():
            raise ValueError(f"{path}: made from other labels")
        return {name: held[name] for name in held.files if name != "ids"}


def grades(bank: Unseen, prose: Unseen) -> dict[str, F64]:
    """Fluency and density, 0-1, of what both models say."""
    return {c: blended(c, prose[c], bank["inputs"][:, INPUTS.index(c)]) / 5 for c in LINEAR}


def fit(rows: list[dict[str, Any]], bank: Unseen, prose: Unseen, train: Mask) -> tuple[float, ...]:
    """Intercept and weights of EDUCATION_READS, from the rows of `train`: a grade counts as that share of a yes and the rest of a no."""
    x = np.column_stack([bank["inputs"], *grades(bank, prose).values()])
    mean, spread = x[train].mean(axis=0), x[train].std(axis=0) + 1e-9
    z, y = (x[train] - mean) / spread, np.array([float(row["edu"]) for row in rows])[train] / 5
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(np.r_[z, z], np.r_[np.ones(len(z)), np.zeros(len(z))], sample_weight=np.r_[y, 1 - y])
    weights = model.coef_[0] / spread
    return (round(float(model.intercept_[0] - (weights * mean).sum()), 4), *(round(float(w), 4) for w in weights))


def guess(weights: tuple[float, ...], bank: Unseen, prose: Unseen) -> dict[str, F64]:
    """Fluency, density and education, 0-1."""
    found = grades(bank, prose)
    found["education"] = chance(education_odds(weights, bank["inputs"], found["fluency"], found["density"]))
    return found


def in_folds(rows: list[dict[str, Any]], bank: Unseen, prose: Unseen) -> dict[str, F64]:
    """The same for every row, by numbers fitted without its fold; density less for what a text repeats, as the scorer has it."""
    fold, may = label_folds(rows), np.array([may_train(row) for row in rows])
    found = {name: np.zeros(len(rows)) for name in (*LINEAR, "education")}
    for k in range(FOLDS):
        for name, values in guess(fit(rows, bank, prose, may & (fold != k)), bank, prose).items():
            found[name][fold == k] = values[fold == k]
    texts = [str(row["text"]) for row in rows]
    parts = [freshness(Documents.from_texts(texts[i : i + 300])) for i in range(0, len(texts), 300)]
    found["density"] = found["density"] * np.concatenate(parts)
    return found


def report(rows: list[dict[str, Any]], found: Unseen) -> None:
    for name, field in (("fluency", "fluency"), ("density", "density"), ("education", "edu")):
        for language in ("en", "zh"):
            index = np.flatnonzero([row["lang"] == language for row in rows])
            grade, sites = np.array([float(rows[i][field]) for i in index]), np.array([site_of(rows[i]) for i in index])
            low, high = by_site(spearman, found[name][index], grade, sites)
            print(f"{language} {name:10} Spearman {spearman(found[name][index], grade):.3f} [{low:.3f}, {high:.3f}]", flush=True)


def train(data: Path, bank_file: Path, prose_file: Path, out: Path, unseen: Path) -> None:
    rows = labelled_documents(data / "labels")
    bank, prose = read_unseen(bank_file, rows), read_unseen(prose_file, rows)
    found = in_folds(rows, bank, prose)
    report(rows, found)
    weights = fit(rows, bank, prose, np.array([may_train(row) for row in rows]))
    held = dict(zip(("intercept", *EDUCATION_READS), weights, strict=True))
    out.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    kept: dict[str, Any] = {"ads": bank["ads"], "ads_mainly": bank["ads_mainly"], **found}
    np.savez_compressed(unseen, ids=np.array([str(row["id"]) for row in rows]), **kept)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--bank", type=Path, required=True)
    parser.add_argument("--prose", type=Path, required=True)
    parser.add_argument("--unseen", type=Path, required=True, help="the file to leave what unseen sites get in")
    parser.add_argument("--out", type=Path, default=BLENDS_FILE)
    args = parser.parse_args()
    train(args.data, args.bank, args.prose, args.out, args.unseen)


if __name__ == "__main__":
    main()
