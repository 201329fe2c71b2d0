"""Trains the model of lines behind `line_scores`, the cleaner `lines` and the scorer `boilerplate`:
`python -m scorers.training.train_lines DATA [--evaluate] [--out FILE]`.

1. Linear models over hashed features of a line, of the one before and of the one after (three sets of weights, fitted together by
   AdaGrad on the logistic loss): is the line to be removed, is it advertising, and, by what is labelled by hand alone, to be removed?
2. Boosted trees over `kernels.lines.inputs`. The linear scores that they are trained on come from folds by site, so that they learn how
   far to trust them on sites that these have not seen.
3. Slope and intercept for each script, so that the chance is one on held-back sites.

Phrases and ads written down for it (`made_up_phrases`, `made_up_ads`) teach the linear models words of sites that no label is of.

DATA is the folder of the labelled sets (`line_sources` says which files; any that is not there is left out). `--evaluate` fits trees in
folds by site and prints, for the windows labelled by hand, what is removed when a share of content must stay. Set OMP_NUM_THREADS=1 on
shared cores.
"""

from __future__ import annotations

import argparse
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qualityfilter.documents import Documents
from qualityfilter.features import occurrences
from qualityfilter.kernels import lines as kernels
from qualityfilter.kernels.features import BUCKETS
from qualityfilter.line_model import (
    CHINESE,
    MODEL_FILE,
    LineChances,
    LineModel,
    TextLines,
    abreast,
    judged,
    leant,
    segments_of_lines,
    shapes,
    sum_of,
    text_lines,
    tree_inputs,
)  # fmt: skip
from scorers._bank import Linear
from scorers._trees import Trees
from scorers.training.line_sources import MADE_UP_SITE, Page, gather
from scorers.training.train_prose import exported

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

FOLDS = 5
NEIGHBOUR = 0.5  # how much a neighbour's words count beside the line's own
EPOCHS, RATE = 5, 0.1
CHAIN = (0.3, 0.95)  # neighbours are alike at these log-odds; by so much are the trees too sure of themselves in a row
# kind of page: weight of its lines in the linear models and in the trees, and the share of them that trees see
KINDS = {
    "window": (0, 2, 1), "whole": (4, 2, 1), "lone": (4, 2, 1), "page": (1, 1, 0.4), "aligned": (0.7, 0.35, 0.2),
    "wechat": (0.5, 0.15, 0.1), "site": (0.3, 0.1, 0.1), "tutorial": (0.2, 0.2, 0.15), "silver": (0.3, 0.2, 0.15),
    "clean": (0.5, 0.5, 0.15), "short": (0, 1, 0.8), "phrases": (1, 0, 0),
}  # fmt: skip
MADE_UP = 2.0  # weight of made-up ads, all of which trees see
ADVERTISING = 3.0  # so much more do lines of advertising weigh in the trees, of which there are few beside menus
LINEAR_WEIGHT, TREE_WEIGHT, TREE_SHARE = ({kind: values[k] for kind, values in KINDS.items()} for k in range(3))


@dataclass
class Pool:
    """All lines of all pages, end to end; page p owns `offsets[p]:offsets[p + 1]`."""

    pages: list[Page]
    offsets: I64
    shape: F32
    bucket: npt.NDArray[np.int32]  # features as they occur: line i owns ends[i]:ends[i + 1]
    ends: I64
    idf: F32
    norm: F32
    label: npt.NDArray[np.str_]
    kind: npt.NDArray[np.str_]
    lang: npt.NDArray[np.str_]
    page: I64
    fold: I64

    @property
    def made_up(self) -> Mask:
        return (self.kind == "clean") & (self.label == "a")

    @property
    def gold(self) -> Mask:
        return np.isin(self.kind, ("window", "whole", "lone"))


def measure(pages: list[Page]) -> Pool:
    """Features of every line; pages whose lines Unicode counts otherwise are left out."""
    kept: list[Page] = []
    bucket, ends, shape, offsets = [], [np.int64(0)], [], [0]
    for i in range(0, len(pages), 200):
        part = pages[i : i + 200]
        counts = np.diff(text_lines(documents(part)).offsets)
        part = [page for page, n in zip(part, counts) if n == len(page.lines)]
        docs = documents(part)
        lines, found = text_lines(docs), occurrences(docs)
        segments = segments_of_lines(docs, lines, found)
        shape.append(shapes(docs, lines))
        for first, last in segments.tolist():
            read = [s for s in range(first, last) if s < first + kernels.FIRST_SEGMENTS or s == last - 1]
            pieces = [found.bucket[found.segments[s] : found.segments[s + 1]] for s in read]
            bucket += pieces
            ends.append(ends[-1] + sum(piece.size for piece in pieces))
        offsets += (offsets[-1] + lines.offsets[1:]).tolist()
        kept += part
    joined, at = np.concatenate(bucket).astype(np.int32), np.array(ends, np.int64)
    page = np.repeat(np.arange(len(kept)), np.diff(offsets))
    idf = inverse_line_frequency(joined, at)
    of_page = [np.array([getattr(p, name) for p in kept])[page] for name in ("kind", "lang")]
    folds = site_folds(kept)
    return Pool(
        kept, np.array(offsets, np.int64), np.concatenate(shape), joined, at, idf, norms(joined, at, idf),
        np.array([label for p in kept for label in p.labels]), of_page[0], of_page[1], page,
        np.array([folds[p.site] for p in kept])[page],
    )  # fmt: skip


def documents(pages: list[Page]) -> Documents:
    """The pages as text; a third of them has blank lines between its lines, as extraction may leave them."""
    return Documents.from_texts([("\n\n" if zlib.crc32(p.id.encode()) % 3 == 0 else "\n").join(p.lines) for p in pages])


def inverse_line_frequency(bucket: npt.NDArray[np.int32], ends: I64) -> F32:
    """ln((1 + n) / (1 + df)) + 1 in steps of 1/8; 0 for buckets of fewer than three lines."""
    n = ends.size - 1
    pairs = np.unique(bucket.astype(np.int64) + (np.repeat(np.arange(n), np.diff(ends)) * BUCKETS))
    df = np.bincount(pairs % BUCKETS, minlength=BUCKETS)
    idf = np.rint(8 * (np.log((1 + n) / (1 + df)) + 1))
    return np.where(df >= 3, np.minimum(idf, 127), 0).astype(np.float32)


def site_folds(pages: list[Page]) -> dict[str, int]:
    """A fold for every site: those labelled by hand are spread evenly within each language, others by a hash."""
    lines: dict[str, int] = {}
    chinese: dict[str, bool] = {}
    for page in pages:
        if page.kind in ("window", "lone"):
            lines[page.site] = lines.get(page.site, 0) + len(page.lines)
            chinese[page.site] = page.lang == "zh"
    load = np.zeros((2, FOLDS))
    fold = {page.site: zlib.crc32(page.site.encode()) % FOLDS for page in pages}
    fold[MADE_UP_SITE] = -1
    for site in sorted(lines, key=lambda s: (-lines[s], s)):
        fold[site] = int(np.argmin(load[int(chinese[site])]))
        load[int(chinese[site]), fold[site]] += lines[site]
    return fold


@numba.njit(cache=False)  # type: ignore[untyped-decorator]
def norms(bucket: Any, ends: Any, idf: Any) -> Any:
    out = np.zeros(ends.size - 1, np.float32)
    for i in range(ends.size - 1):
        square = 0.0
        for j in range(ends[i], ends[i + 1]):
            square += idf[bucket[j]] ** 2
        out[i] = 1.0 / np.sqrt(square) if square > 0 else 0.0
    return out


@numba.njit(cache=False)  # type: ignore[untyped-decorator]
def adagrad(bucket: Any, ends: Any, idf: Any, norm: Any, rows: Any, beside: Any, y: Any, weight: Any, epochs: Any, rate: Any) -> Any:
    """Weights (own, of the line before, of the line after) and intercept; one row at a time in an order that a seed gives."""
    w = np.zeros((3, idf.size), np.float32)
    squares = np.full((3, idf.size), 1e-6, np.float32)
    intercept, intercept_square = 0.0, 1e-6
    np.random.seed(0)  # Numba's own generator
    for epoch in range(epochs):
        step = rate * (1.0 - epoch / epochs)
        for r in np.random.permutation(rows.size):
            z = intercept
            for k in range(3):
                line = beside[rows[r], k]
                if line >= 0:
                    f = norm[line] * (1.0 if k == 0 else 0.5)
                    for j in range(ends[line], ends[line + 1]):
                        z += w[k, bucket[j]] * idf[bucket[j]] * f
            g = (1.0 / (1.0 + np.exp(-z)) - y[r]) * weight[r]
            intercept_square += g * g
            intercept -= step * g / np.sqrt(intercept_square)
            for k in range(3):
                line = beside[rows[r], k]
                if line >= 0:
                    f = norm[line] * (1.0 if k == 0 else 0.5)
                    for j in range(ends[line], ends[line + 1]):
                        b = bucket[j]
                        d = g * idf[b] * f
                        squares[k, b] += d * d
                        w[k, b] -= step * d / np.sqrt(squares[k, b])
    return w, intercept


@numba.njit(cache=False)  # type: ignore[untyped-decorator]
def scores(bucket: Any, ends: Any, idf: Any, norm: Any, weights: Any) -> Any:
    out = np.zeros(ends.size - 1, np.float32)
    for i in range(ends.size - 1):
        total = 0.0
        for j in range(ends[i], ends[i + 1]):
            total += weights[bucket[j]] * idf[bucket[j]]
        out[i] = total * norm[i]
    return out


def targets(pool: Pool) -> tuple[tuple[F32, F32], ...]:
    """(is it to be removed, weight), (is it advertising, weight) and (is it to be removed, weight: only what is labelled by hand)."""
    base = np.array([LINEAR_WEIGHT[kind] for kind in pool.kind], np.float32)
    base[pool.made_up] = MADE_UP
    removed, ad = np.isin(pool.label, ("a", "n", "r")), pool.label == "a"
    return (
        (removed.astype(np.float32), np.where(pool.label == "?", 0, base).astype(np.float32)),
        (ad.astype(np.float32), np.where(np.isin(pool.label, ("?", "r", "n")), 0, base).astype(np.float32)),
        (
            removed.astype(np.float32),
            np.where((pool.label != "?") & (pool.gold | (pool.kind == "phrases")) & (base > 0), 1, 0).astype(np.float32),
        ),
    )


def linear(pool: Pool, train: Mask) -> tuple[F32, F32]:
    """(BUCKETS, N_LINEAR) weights in the order of `kernels.lines`, and their intercepts."""
    n = pool.label.size
    beside = np.stack([np.arange(n), np.arange(-1, n - 1), np.arange(1, n + 1)], axis=1)
    beside[pool.offsets[:-1], 1] = -1
    beside[pool.offsets[1:] - 1, 2] = -1
    weights, intercept = np.zeros((BUCKETS, kernels.N_LINEAR), np.float32), np.zeros(kernels.N_LINEAR, np.float32)
    for column, (y, weight) in enumerate(targets(pool)):
        rows = np.flatnonzero(train & (weight > 0))
        w, intercept[column] = adagrad(pool.bucket, pool.ends, pool.idf, pool.norm, rows, beside, y[rows], weight[rows], EPOCHS, RATE)
        weights[:, kernels.OWN + column] = w[0]
        weights[:, kernels.TO_NEXT + column] = NEIGHBOUR * w[1]  # what the line before says, is what a line says of the next one
        weights[:, kernels.TO_PREVIOUS + column] = NEIGHBOUR * w[2]
    return weights, intercept


def linear_scores(pool: Pool, weights: F32, intercept: F32) -> F32:
    columns = [scores(pool.bucket, pool.ends, pool.idf, pool.norm, np.ascontiguousarray(w)) for w in weights.T]
    return np.column_stack(columns).astype(np.float32) + intercept


def unseen_inputs(pool: Pool, models: list[tuple[F32, F32]]) -> F32:
    """(lines, N_INPUT): what trees read, with linear scores from models that have not seen the line's site."""
    score = np.zeros((pool.label.size, kernels.N_LINEAR), np.float32)
    for fold, model in enumerate(models):
        test = pool.fold == fold
        score[test] = linear_scores(pool, *model)[test]
    return inputs(pool, score)


def fold_linear(pool: Pool) -> list[tuple[F32, F32]]:
    """For each fold, the linear models that have not seen its sites."""
    return [linear(pool, pool.fold != fold) for fold in range(FOLDS)]


def inputs(pool: Pool, score: F32) -> F32:
    return tree_inputs(all_lines(pool), pool.shape, score)


def all_lines(pool: Pool) -> TextLines:
    none = np.zeros(pool.label.size, np.int32)
    return TextLines(none, none, none.astype(np.int64), pool.offsets)


def tree_weights(pool: Pool) -> F64:
    """Of each line; 0 for lines that trees do not see, which of a page's a generator says."""
    drawn = np.random.default_rng(1).random(pool.label.size) < np.array([TREE_SHARE[kind] for kind in pool.kind])
    weight = np.array([TREE_WEIGHT[kind] for kind in pool.kind]) * np.where(pool.label == "a", ADVERTISING, 1.0)
    return np.where(pool.made_up, MADE_UP, np.where(drawn & (pool.label != "?"), weight, 0.0))


def trees(x: F32, y: Mask, weight: F64, count: int, rate: float, depth: int) -> HistGradientBoostingClassifier:
    used = weight > 0
    model = HistGradientBoostingClassifier(
        max_iter=count, learning_rate=rate, max_depth=depth, max_leaf_nodes=24, l2_regularization=3.0, min_samples_leaf=40,
        max_features=0.3, max_bins=128, early_stopping=False, random_state=0,
    )  # fmt: skip
    return model.fit(x[used], y[used], sample_weight=weight[used])


def fit_trees(pool: Pool, x: F32, train: Mask) -> dict[str, HistGradientBoostingClassifier]:
    weight = tree_weights(pool) * train
    kinds = np.isin(pool.label, ("a", "n")) & np.isin(pool.kind, ("window", "whole", "lone", "wechat", "clean")) & train
    return {
        "removed": trees(x, np.isin(pool.label, ("a", "n", "r")), weight, 105, 0.08, 5),
        "ad": trees(x, pool.label == "a", np.where(kinds, np.where(pool.gold, 1.0, 0.2), 0.0), 20, 0.12, 3),
    }


def fold_trees(pool: Pool, x: F32) -> list[dict[str, Trees]]:
    """For each fold, trees that have not seen its sites."""
    return [{name: exported(model) for name, model in fit_trees(pool, x, pool.fold != fold).items()} for fold in range(FOLDS)]


def unseen(pool: Pool, x: F32, models: list[dict[str, Trees]]) -> dict[str, F64]:
    """Sums of the trees for every line, from trees that have not seen its site."""
    found: dict[str, F64] = {name: np.zeros(pool.label.size) for name in ("removed", "ad")}
    for fold, ensembles in enumerate(models):
        test = pool.fold == fold
        for name, model in ensembles.items():
            found[name][test] = sum_of(x[test], abreast(model.arrays(name), name))
    return found


@dataclass
class Folds:
    """A model for each fold that has not seen its sites, and which fold a site of the training data is of (others: of any)."""

    models: list[LineModel]
    sites: dict[str, int]

    def of(self, site: str) -> int:
        return self.sites.get(site, zlib.crc32(site.encode()) % FOLDS)


def train_folds(data: Path) -> Folds:
    """What `--evaluate` measures, as models."""
    pool = measure(gather(data))
    first = fold_linear(pool)
    x = unseen_inputs(pool, first)
    second = fold_trees(pool, x)
    slopes = calibration(pool, x, unseen(pool, x, second)["removed"])
    models = [LineModel.of(arrays(pool, *pair, slopes)) for pair in zip(first, second)]
    return Folds(models, site_folds(pool.pages))


def calibration(pool: Pool, x: F32, removed: F64) -> F64:
    """Slope and intercept, of pages that are not Chinese and of those that are, on labelled lines of unseen sites."""
    chinese = x[:, kernels.PAGE_IDEOGRAPHS] >= CHINESE
    removed = leant(x, removed)
    rows = []
    for is_chinese in (False, True):
        used = pool.gold & (pool.label != "?") & (chinese == is_chinese)
        fit = LogisticRegression(C=1e6).fit(removed[used, None], pool.label[used] != "c")
        rows.append([fit.coef_[0, 0], fit.intercept_[0]])
    return np.array(rows)


def unseen_chances(pool: Pool, x: F32, sums: dict[str, F64]) -> tuple[LineChances, F64]:
    """What the model would say of lines of unseen sites; and the calibration."""
    slopes = calibration(pool, x, sums["removed"])
    none = np.zeros(0, np.float32)
    model = LineModel(np.zeros((0, 0), np.int8), none, none, {}, slopes, np.array(CHAIN))
    return judged(all_lines(pool), x, sums["removed"], sums["ad"], model), slopes


def report(pool: Pool, chances: LineChances) -> None:
    """For windows and their whole pages: AUC of content against the rest, and what goes at shares of content kept."""
    for kind in ("window", "whole"):
        for lang in ("en", "zh"):
            used = (pool.kind == kind) & (pool.lang == lang) & (pool.label != "?")
            y, chance = pool.label[used], chances.removed[used]
            line = f"{kind:6} {lang}: AUC {roc_auc_score(y != 'c', chance):.3f}"
            for kept in (0.97, 0.98):
                cut = np.quantile(chance[y == "c"], kept)
                gone = chance > cut
                line += f"; at {kept} kept (chance {cut:.3f}) a+n {gone[y != 'c'].mean():.3f}, a {gone[y == 'a'].mean():.3f}"
            of_ad = chances.ad[used] / np.maximum(chance, 1e-9)
            line += f"; ad against boilerplate AUC {roc_auc_score(y[y != 'c'] == 'a', of_ad[y != 'c']):.3f}"
            print(line, flush=True)


def arrays(pool: Pool, linear_model: tuple[F32, F32], ensembles: dict[str, Trees], slopes: F64) -> dict[str, npt.NDArray[Any]]:
    """What the model file holds."""
    weights, intercept = linear_model
    bank = Linear.quantised(pool.idf.astype(np.int8), weights, intercept)
    found: dict[str, npt.NDArray[Any]] = {
        "weights": bank.weights, "scale": bank.scale, "intercept": intercept, "calibration": slopes, "chain": np.array(CHAIN),
    }  # fmt: skip
    for name, ensemble in ensembles.items():
        found |= ensemble.arrays(name)
    return found


def save(out: Path, pool: Pool, x: F32, slopes: F64) -> None:
    everything = np.ones(pool.label.size, bool)
    ensembles = {name: exported(model) for name, model in fit_trees(pool, x, everything).items()}
    np.savez_compressed(out, **arrays(pool, linear(pool, everything), ensembles, slopes))  # type: ignore[arg-type]
    print(f"{out.name}: {out.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL_FILE)
    parser.add_argument("--evaluate", action="store_true")
    options = parser.parse_args()
    pool = measure(gather(options.data))
    x = unseen_inputs(pool, fold_linear(pool))
    chances, slopes = unseen_chances(pool, x, unseen(pool, x, fold_trees(pool, x)))
    report(pool, chances)
    if not options.evaluate:
        save(options.out, pool, x, slopes)


if __name__ == "__main__":
    main()
