"""Trains the model of lines behind `line_scores`, the cleaner `lines` and the scorer `boilerplate`:
`python -m scorers.training.train_lines DATA [--evaluate] [--out FILE]`.

1. Linear models over hashed features of a line, of up to three lines before and after it and of the label it stands under (a set of
   weights for each place, fitted together by AdaGrad on the logistic loss): is the line to be removed, is it advertising, and, by what
   is labelled by hand alone, to be removed?
2. Boosted symmetric trees over the inputs of `kernels.lines`. The linear scores that they are trained on come from folds by site, so
   that they learn how far to trust them on sites that these have not seen.
   Pages that are there as a whole have trees of their own, trained on pages of which the main text is known.
3. Slope and intercept for each kind of page, so that the chance is one on held-back sites.

Phrases, stretches of pages and ads written down for it (`made_up_phrases`, `made_up_windows`, `made_up_ads`) teach the linear models words
of sites that no label is of.

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
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qualityfilter.documents import Documents
from qualityfilter.features import occurrences
from qualityfilter.kernels import lines as kernels
from qualityfilter.kernels.features import BUCKETS
from qualityfilter.kernels.trees import LEVELS, TOGETHER
from qualityfilter.line_model import (
    IN_CHINESE,
    MODEL_FILE,
    OTHER,
    WHOLE,
    LineChances,
    LineModel,
    LineParts,
    SymmetricTrees,
    TextLines,
    around,
    batches,
    judged,
    line_terms,
    segments_of_lines,
    shapes,
    text_lines,
)  # fmt: skip
from scorers._bank import Linear
from scorers.training.labelled import read_jsonl
from scorers.training.line_sources import ADDED, MADE_UP_SITE, Page, gather
from scorers.training.symmetric_trees import Binned, boosted

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

FOLDS = 5
EPOCHS, RATE = 4, 0.1
ORDERS = (1, 5, 5)  # of rows, that each linear model is the mean of: of few rows, another order moves a line's log-odds by .3
BELOW = 99  # stands for the lines below a label
# For each linear model, the columns of what a line says, of which line behind it, and how much its words count beside that line's own
PLACES = (
    ((kernels.OWN, 0, 1.0), (kernels.TO_NEXT, 1, 0.5), (kernels.TO_PREVIOUS, -1, 0.5), (kernels.TO_NEXT_2, 2, 0.4),
     (kernels.TO_PREVIOUS_2, -2, 0.4), (kernels.TO_NEXT_3, 3, 0.3), (kernels.TO_PREVIOUS_3, -3, 0.3), (kernels.TO_BELOW, BELOW, 0.5)),
    ((kernels.OWN_AD, 0, 1.0), (kernels.TO_NEXT_AD, 1, 0.5), (kernels.TO_PREVIOUS_AD, -1, 0.5)),
    ((kernels.OWN_HAND, 0, 1.0), (kernels.TO_NEXT_HAND, 1, 0.5), (kernels.TO_PREVIOUS_HAND, -1, 0.5), (kernels.TO_BELOW_HAND, BELOW, 0.5)),
)  # fmt: skip
TREES, TREE_RATE = {"removed": 240, "pages": 240, "ad": 24}, {"removed": 0.14, "pages": 0.14, "ad": 0.12}
CHAIN = (0.3, 0.95)  # neighbours are alike at these log-odds; by so much are the trees too sure of themselves in a row
# kind of page: weight of its lines in the linear models and in the trees, and the share of them that trees see
KINDS = {
    "window": (0, 3, 1), "whole": (1.5, 2, 1), "lone": (1.5, 2, 1), "added": (0, 3, 1), "added whole": (1, 2, 1), "page": (1, 0, 0),
    "aligned": (0.7, 0, 0), "wechat": (0.5, 0.15, 0.1), "site": (0.3, 0.1, 0.1), "tutorial": (0.2, 0.2, 0.15),
    "silver": (0.3, 0.2, 0.15), "clean": (0.5, 0.5, 0.15), "short": (0, 1, 0.8), "phrases": (1, 0, 0), "written": (3, 0, 0),
}  # fmt: skip
METADATA = 0.3  # weight of lines of metadata, which are content to the trees, beside that of other lines: on whole pages most are furniture
MADE_UP = 4.0  # weight of made-up ads, all of which trees see
PAGE_WIDTH, PAGE_MOST = 60.0, 4.0  # in trees, lines of pages labelled as a whole weigh by width: so many characters 1, this at most
PAGE_KINDS = {"page": (1.0, 1.0), "aligned": (0.3, 0.4)}  # how much of that these weigh in the trees, and in those of pages
IN_PAGES = 0.1  # of their weight lines labelled by reading, which say more of stretches than of pages, have so much in the trees of pages
NOT_IN_PAGES = ("silver", "short")  # whose lines these do not see
ADVERTISING = 3.0  # so much more do lines of advertising weigh in the trees, of which there are few beside menus
GIVEN, FURTHER = ("window", "whole", "lone"), ("added", "added whole")  # kinds of pages with lines labelled by reading
LINEAR_WEIGHT, TREE_WEIGHT, TREE_SHARE = ({kind: values[k] for kind, values in KINDS.items()} for k in range(3))


@dataclass
class Pool:
    """All lines of all pages, end to end; page p owns `offsets[p]:offsets[p + 1]`."""

    pages: list[Page]
    offsets: I64
    shape: F32  # (N_SHAPE, lines)
    head: I64
    bucket: npt.NDArray[np.int32]  # features as they occur: line i owns ends[i]:ends[i + 1]
    ends: I64
    idf: F32
    norm: F32
    terms: npt.NDArray[np.int32]  # what lines speak of: line i owns term_ends[i]:term_ends[i + 1]
    term_ends: I64
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
        """Labelled by reading them."""
        return np.isin(self.kind, GIVEN + FURTHER)


def measure(pages: list[Page]) -> Pool:
    """Features of every line; pages whose lines Unicode counts otherwise are left out."""
    kept: list[Page] = []
    bucket, ends, shape, hashes, offsets = [], [np.int64(0)], [], [], [0]
    terms, term_counts = [], []
    for i in range(0, len(pages), 200):
        part = pages[i : i + 200]
        counts = np.diff(text_lines(documents(part)).offsets)
        part = [page for page, n in zip(part, counts) if n == len(page.lines)]
        docs = documents(part)
        lines, found = text_lines(docs), occurrences(docs)
        shape.append(shapes(docs, lines))
        hashes.append(docs.views.line_hashes[docs.views.lines.chars > 0])
        words, word_ends = line_terms(docs, lines)
        terms.append(words)
        term_counts.append(np.diff(word_ends))
        for first, last in segments_of_lines(docs, lines, found).tolist():
            pieces = [found.bucket[found.segments[s] : found.segments[s + 1]] for s in read_segments(first, last)]
            if pieces:
                pieces[0] = np.delete(pieces[0], kernels.OF_LINE_BEFORE)
            bucket += pieces
            ends.append(ends[-1] + sum(piece.size for piece in pieces))
        offsets += (offsets[-1] + lines.offsets[1:]).tolist()
        kept += part
    joined, at, starts = np.concatenate(bucket).astype(np.int32), np.array(ends, np.int64), np.array(offsets, np.int64)
    page = np.repeat(np.arange(len(kept)), np.diff(starts))
    looks, head = np.ascontiguousarray(np.hstack(shape)), np.empty(page.size, np.int64)
    kernels.repeats(np.concatenate(hashes), starts, np.empty(4 * int(np.diff(starts).max()) + 2, np.int64), looks)
    kernels.headings(starts, looks, head)
    idf = inverse_line_frequency(joined, at)
    of_page = [np.array([getattr(p, name) for p in kept])[page] for name in ("kind", "lang")]
    folds = site_folds(kept)
    return Pool(
        kept, starts, looks, head, joined, at, idf, norms(joined, at, idf),
        np.concatenate(terms), np.r_[0, np.cumsum(np.concatenate(term_counts))].astype(np.int64),
        np.array([label for p in kept for label in p.labels]), of_page[0], of_page[1], page,
        np.array([folds[p.site] for p in kept])[page],
    )  # fmt: skip


def read_segments(first: int, last: int) -> list[int]:
    """The segments of a line that `kernels.lines.linear` reads."""
    return [s for s in range(first, last) if s < first + kernels.FIRST_SEGMENTS or s == last - 1]


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
def adagrad(
    bucket: Any, ends: Any, idf: Any, norm: Any, rows: Any, beside: Any, share: Any, y: Any, weight: Any, epochs: Any, rate: Any, seed: Any
) -> Any:  # fmt: skip
    """Weights of each place (the line's own, those of `beside`, each counted by its share) and intercept; one row at a time in an
    order that a seed gives."""
    places = share.size
    w = np.zeros((places, idf.size), np.float32)
    squares = np.full((places, idf.size), 1e-6, np.float32)
    intercept, intercept_square = 0.0, 1e-6
    np.random.seed(seed)  # Numba's own generator
    for epoch in range(epochs):
        step = rate * (1.0 - epoch / epochs)
        for r in np.random.permutation(rows.size):
            z = intercept
            for k in range(places):
                line = beside[rows[r], k]
                if line >= 0:
                    f = norm[line] * share[k]
                    for j in range(ends[line], ends[line + 1]):
                        z += w[k, bucket[j]] * idf[bucket[j]] * f
            g = (1.0 / (1.0 + np.exp(-z)) - y[r]) * weight[r]
            intercept_square += g * g
            intercept -= step * g / np.sqrt(intercept_square)
            for k in range(places):
                line = beside[rows[r], k]
                if line >= 0:
                    f = norm[line] * share[k]
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
    base[pool.label == "m"] *= METADATA
    removed, ad = np.isin(pool.label, ("a", "n", "r")), pool.label == "a"
    return (
        (removed.astype(np.float32), np.where(pool.label == "?", 0, base).astype(np.float32)),
        (ad.astype(np.float32), np.where(np.isin(pool.label, ("?", "r", "n")), 0, base).astype(np.float32)),
        (
            removed.astype(np.float32),
            (
                np.where(pool.label == "m", METADATA, 1.0)
                * ((pool.label != "?") & (pool.gold | np.isin(pool.kind, ("phrases", "written"))) & (base > 0))
            ).astype(np.float32),
        ),
    )


def beside(pool: Pool, at: int) -> I64:
    """For each line, the one that is `at` lines before it in its page (or the label above, but not right above); -1 for none."""
    lines = np.arange(pool.label.size)
    if at == BELOW:
        return np.where(pool.head < lines - 1, pool.head, -1)
    other = np.clip(lines - at, 0, lines.size - 1)
    return np.where((pool.page[other] == pool.page) & (other == lines - at), other, -1)


def linear(pool: Pool, train: Mask) -> tuple[F32, F32]:
    """(BUCKETS, N_LINEAR) weights in the order of `kernels.lines`, and their intercepts."""
    weights, intercept = np.zeros((BUCKETS, kernels.N_LINEAR), np.float32), np.zeros(kernels.N_LINEAR, np.float32)
    for places, orders, (y, weight) in zip(PLACES, ORDERS, targets(pool)):
        rows = np.flatnonzero(train & (weight > 0))
        columns, at, share = ([place[k] for place in places] for k in range(3))
        others = np.stack([beside(pool, int(x)) for x in at], axis=1)
        for seed in range(orders):
            w, b = adagrad(
                pool.bucket, pool.ends, pool.idf, pool.norm, rows, others, np.array(share), y[rows], weight[rows], EPOCHS, RATE, seed
            )
            weights[:, [int(c) for c in columns]] += (w * np.array(share, np.float32)[:, None]).T / np.float32(orders)
            intercept[int(columns[0])] += b / orders
    return weights, intercept


def linear_scores(pool: Pool, weights: F32, intercept: F32) -> F32:
    columns = [scores(pool.bucket, pool.ends, pool.idf, pool.norm, np.ascontiguousarray(w)) for w in weights.T]
    return np.column_stack(columns).astype(np.float32) + intercept


def unseen_scores(pool: Pool, models: list[tuple[F32, F32]]) -> F32:
    """(lines, N_LINEAR): linear scores from models that have not seen the line's site."""
    score = no_scores(pool)
    for fold, model in enumerate(models):
        test = pool.fold == fold
        score[test] = linear_scores(pool, *model)[test]
    return score


def fold_linear(pool: Pool) -> list[tuple[F32, F32]]:
    """For each fold, the linear models that have not seen its sites."""
    return [linear(pool, pool.fold != fold) for fold in range(FOLDS)]


def inputs(pool: Pool, score: F32) -> F32:
    """(lines, N_INPUT): what the trees read."""
    known = parts(pool, score)
    out, at = np.empty((pool.label.size, kernels.N_INPUT), np.float32), 0
    for low, high, x in batches(known, *around(known)):
        n = int(pool.offsets[high] - pool.offsets[low])
        out[at : at + n] = x[:, :n].T
        at += n
    return out


def parts(pool: Pool, score: F32) -> LineParts:
    none = np.zeros(pool.label.size, np.int32)
    lines = TextLines(none, none, none.astype(np.int64), pool.offsets)
    return LineParts(lines, none.astype(np.uint64), pool.shape, score, pool.terms, pool.term_ends)


def no_scores(pool: Pool) -> F32:
    return np.zeros((pool.label.size, kernels.N_LINEAR), np.float32)


def tree_weights(pool: Pool, of_pages: bool) -> F64:
    """Of each line, in the trees or in those of pages; 0 for lines that they do not see, which of a page's a generator says."""
    drawn = np.random.default_rng(1).random(pool.label.size) < np.array([TREE_SHARE[kind] for kind in pool.kind])
    weight = np.array([TREE_WEIGHT[kind] for kind in pool.kind]) * np.where(
        pool.label == "a", ADVERTISING, np.where(pool.label == "m", METADATA, 1.0)
    )
    weight = np.where(pool.made_up, MADE_UP, np.where(drawn, weight, 0.0))
    size = np.minimum(np.expm1(pool.shape[kernels.WIDTH].astype(np.float64)) / PAGE_WIDTH, PAGE_MOST)
    for kind, shares in PAGE_KINDS.items():
        weight = np.where(pool.kind == kind, size * shares[of_pages], weight)
    if of_pages:
        weight *= np.where(pool.gold, IN_PAGES, ~np.isin(pool.kind, NOT_IN_PAGES))
    return np.where(pool.label == "?", 0.0, weight)


def tree_targets(pool: Pool) -> dict[str, tuple[Mask, F64]]:
    """For each set of trees, what is to be told of each line, and the line's weight."""
    kinds = np.isin(pool.label, ("a", "n")) & (pool.gold | np.isin(pool.kind, ("wechat", "clean")))
    removed = np.isin(pool.label, ("a", "n", "r"))
    return {
        "removed": (removed, tree_weights(pool, of_pages=False)),
        "pages": (removed, tree_weights(pool, of_pages=True)),
        "ad": (pool.label == "a", np.where(kinds, np.where(pool.gold, 1.0, 0.2), 0.0)),
    }


def fit_trees(wanted: dict[str, tuple[Mask, F64]], binned: Binned, train: Mask) -> dict[str, SymmetricTrees]:
    return {name: boosted(binned, y, weight * train, TREES[name], TREE_RATE[name]) for name, (y, weight) in wanted.items()}


def fold_trees(pool: Pool, x: F32) -> list[dict[str, SymmetricTrees]]:
    """For each fold, trees that have not seen its sites."""
    wanted, binned = tree_targets(pool), Binned.of(x)
    return [fit_trees(wanted, binned, pool.fold != fold) for fold in range(FOLDS)]


def unseen(pool: Pool, x: F32, models: list[dict[str, SymmetricTrees]]) -> dict[str, F64]:
    """Sums of the trees for every line, from trees that have not seen its site: "removed" (on pages as a whole by their trees), "ad"."""
    found = {name: np.zeros(pool.label.size) for name in TREES}
    for fold, ensembles in enumerate(models):
        test = np.flatnonzero(pool.fold == fold)
        columns = np.zeros((x.shape[1], test.size + TOGETHER), np.float32)
        columns[:, : test.size] = x[test].T
        for name, model in ensembles.items():
            out = np.empty(test.size)
            model.sum(columns, 0, test.size, out)
            found[name][test] = out
    return {"removed": np.where(kinds_of_lines(pool) == WHOLE, found["pages"], found["removed"]), "ad": found["ad"]}


def kinds_of_lines(pool: Pool) -> I64:
    """The kind of each line's page."""
    return parts(pool, no_scores(pool)).kinds[pool.page]


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
    x = inputs(pool, unseen_scores(pool, first))
    second = fold_trees(pool, x)
    slopes = calibration(pool, unseen(pool, x, second)["removed"])
    models = [LineModel.of(arrays(pool, *pair, slopes)) for pair in zip(first, second)]
    return Folds(models, site_folds(pool.pages))


def calibration(pool: Pool, removed: F64) -> F64:
    """Slope and intercept, by kind of page, on labelled lines of unseen sites: lines read, but not those that were added, which were
    chosen where an earlier model was unsure; of pages as a whole, lines of pages of which the main text is known, by their width."""
    kind, read = kinds_of_lines(pool), np.isin(pool.kind, GIVEN)
    width = np.expm1(pool.shape[kernels.WIDTH].astype(np.float64))
    rows = []
    for page in (OTHER, IN_CHINESE, WHOLE):
        used = np.where(page == WHOLE, pool.kind == "page", read) & ~np.isin(pool.label, ("?", "m")) & (kind == page)
        weight = width[used] if page == WHOLE else None
        fit = LogisticRegression(C=1e6).fit(removed[used, None], pool.label[used] != "c", weight)
        rows.append([fit.coef_[0, 0], fit.intercept_[0]])
    return np.array(rows).round(4)  # so that where the solver stops does not show


def unseen_chances(pool: Pool, score: F32, sums: dict[str, F64]) -> tuple[LineChances, F64]:
    """What the model would say of lines of unseen sites; and the calibration."""
    slopes = calibration(pool, sums["removed"])
    none = np.zeros(0, np.float32)
    trees = SymmetricTrees(np.zeros((0, LEVELS), np.int16), none, none, 0.0)  # their sums are known
    model = LineModel(np.zeros(0, np.uint64), none, none, trees, trees, trees, slopes, np.array(CHAIN))
    return judged(parts(pool, score), sums["removed"], sums["ad"], model), slopes


def report(pool: Pool, chances: LineChances) -> None:
    """For windows and their whole pages: AUC of content against the rest, and what goes at shares of content kept."""
    for kind in ("window", "whole"):
        for lang in ("en", "zh"):
            used = (pool.kind == kind) & (pool.lang == lang) & ~np.isin(pool.label, ("?", "m"))
            y, chance = pool.label[used], chances.removed[used]
            line = f"{kind:6} {lang}: AUC {roc_auc_score(y != 'c', chance):.3f}"
            for kept in (0.97, 0.98):
                cut = np.quantile(chance[y == "c"], kept)
                gone = chance > cut
                line += f"; at {kept} kept (chance {cut:.3f}) a+n {gone[y != 'c'].mean():.3f}, a {gone[y == 'a'].mean():.3f}"
            of_ad = chances.ad[used] / np.maximum(chance, 1e-9)
            line += f"; ad against boilerplate AUC {roc_auc_score(y[y != 'c'] == 'a', of_ad[y != 'c']):.3f}"
            print(line, flush=True)


def arrays(pool: Pool, linear_model: tuple[F32, F32], ensembles: dict[str, SymmetricTrees], slopes: F64) -> dict[str, npt.NDArray[Any]]:
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
    ensembles = fit_trees(tree_targets(pool), Binned.of(x), everything)
    np.savez_compressed(out, **arrays(pool, linear(pool, everything), ensembles, slopes))  # type: ignore[arg-type]
    print(f"{out.name}: {out.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL_FILE)
    parser.add_argument("--evaluate", action="store_true")
    options = parser.parse_args()
    pages = gather(options.data)
    print(f"{sum(page.kind == 'added' for page in pages):,} of {sum(1 for _ in read_jsonl(ADDED)):,} added windows found")
    pool = measure(pages)
    score = unseen_scores(pool, fold_linear(pool))
    x = inputs(pool, score)
    chances, slopes = unseen_chances(pool, score, unseen(pool, x, fold_trees(pool, x)))
    report(pool, chances)
    if not options.evaluate:
        save(options.out, pool, x, slopes)


if __name__ == "__main__":
    main()
