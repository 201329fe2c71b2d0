"""Fits `ads_kinds`: `python -m scorers.training.train_ads_kinds DATA --bank FILE --prose FILE --unseen FILE`.

Nobody graded either kind by hand; what a graded document is follows from its grades:

- `soft_ads`: it advertises (grade 1 or 2), its domain is neither product nor listing, and it reads well (fluency 3 or more);
- `seo_spam`: it is mainly advertising (grade 2) and reads badly (fluency 2 or less).

Logistic models of what the bank and the prose model say of each graded document when they have not seen its site: the files are what
`train_linear_bank` and `train_prose --evaluate` keep with `--unseen`. Printed: AUC in five folds by site; and of the Chinese pages of
Common Crawl that somebody sorted by hand (`ads/zh_cc_pages_labelled`), soft articles against good ones, and spam against all others, as
far as they are graded. The scores of unseen sites are added to `--unseen`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from scorers._bank import chance
from scorers.ads_kinds import KINDS, KINDS_FILE, READS, log_odds, read
from scorers.training.bank_sources import records
from scorers.training.intervals import auc, by_site
from scorers.training.labelled import labelled_documents, may_train, site_of
from scorers.training.train_blends import Unseen, grades, read_unseen
from scorers.training.train_linear_bank import FOLDS, label_folds

F64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
STRENGTH = 0.5  # C of the logistic models
BY_HAND = "ads/zh_cc_pages_labelled"


class Kind(NamedTuple):
    """What is measured of a kind: which rows, against which others, n of the kind, AUC and its interval."""

    kind: str
    of: str
    n: int
    estimate: float
    low: float
    high: float


def truth(rows: list[dict[str, Any]]) -> dict[str, F64]:
    """1 where a graded document is of the kind."""
    soft = [r["ads"] >= 1 and r["domain"] not in ("product", "listing") and r["fluency"] >= 3 for r in rows]
    spam = [r["ads"] == 2 and r["fluency"] <= 2 for r in rows]
    return {"soft_ads": np.array(soft, np.float64), "seo_spam": np.array(spam, np.float64)}


def columns(bank: Unseen, prose: Unseen) -> F64:
    """(n, READS) of graded documents, by models that had not seen their sites."""
    found = grades(bank, prose)
    return read(bank["inputs"], found["fluency"], found["density"], bank["ads"], bank["ads_mainly"])


def fit(x: F64, y: F64) -> tuple[float, ...]:
    """Intercept and weights of a logistic regression of standardised columns."""
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit((x - mean) / spread, y)
    weights = model.coef_[0] / spread
    return (round(float(model.intercept_[0] - (weights * mean).sum()), 4), *(round(float(w), 4) for w in weights))


def in_folds(x: F64, rows: list[dict[str, Any]]) -> dict[str, F64]:
    """Chances of every row by models fitted without its fold."""
    fold, may = label_folds(rows), np.array([may_train(row) for row in rows])
    found = {kind: np.zeros(len(rows)) for kind in KINDS}
    for kind, y in truth(rows).items():
        for k in range(FOLDS):
            train, test = may & (fold != k), fold == k
            found[kind][test] = chance(log_odds(x[test], fit(x[train], y[train])))
    return found


def measured(data: Path, rows: list[dict[str, Any]], found: Unseen) -> Iterator[Kind]:
    """Quality by kind and language, and on pages sorted by hand."""
    sites, language = np.array([site_of(row) for row in rows]), np.array([row["lang"] for row in rows])
    for kind, y in truth(rows).items():
        for code in ("en", "zh"):
            use = language == code
            yield _kind(kind, code, found[kind][use], y[use], sites[use])
    by_hand = {str(r["id"]): str(r["label"]) for r in records(data, BY_HAND)}
    label = np.array([by_hand.get(str(row["id"]).partition("#")[0], "") for row in rows])
    for kind, yes, others in (("soft_ads", "soft_ad", ("soft_ad", "ok")), ("seo_spam", "spam", ("spam", "ok", "list", "ad", "soft_ad"))):
        use = np.isin(label, others)
        if use.any():
            yield _kind(kind, "sorted by hand", found[kind][use], (label[use] == yes).astype(np.float64), sites[use])


def _kind(kind: str, of: str, guess: F64, y: F64, sites: npt.NDArray[np.str_]) -> Kind:
    def measure(a: F64, b: F64) -> float:
        return auc(a, b) if np.unique(b).size > 1 else float("nan")

    return Kind(kind, of, int(y.sum()), measure(guess, y), *by_site(measure, guess, y, sites, 300))


def train(data: Path, bank_file: Path, prose_file: Path, out: Path, unseen: Path) -> None:
    rows = labelled_documents(data / "labels")
    x = columns(read_unseen(bank_file, rows), read_unseen(prose_file, rows))
    found = in_folds(x, rows)
    for line in measured(data, rows, found):
        print(f"{line.kind:<9} {line.of:<15} {line.n:4} of the kind  AUC {line.estimate:.3f} [{line.low:.3f}, {line.high:.3f}]", flush=True)
    may = np.array([may_train(row) for row in rows])
    held = {kind: dict(zip(("intercept", *READS), fit(x[may], y[may]), strict=True)) for kind, y in truth(rows).items()}
    out.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    with np.load(unseen, allow_pickle=False) as kept:
        both: dict[str, Any] = {**kept, **found}
    np.savez_compressed(unseen, **both)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    for name in ("bank", "prose"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--unseen", type=Path, required=True, help="the file of `train_blends`, to add what unseen sites get to")
    parser.add_argument("--out", type=Path, default=KINDS_FILE)
    args = parser.parse_args()
    train(args.data, args.bank, args.prose, args.out, args.unseen)


if __name__ == "__main__":
    main()
