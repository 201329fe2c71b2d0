"""Trains `fluency` and `density` on labelled documents: `python -m scorers.training.train_prose DATA [--evaluate] [--out FILE]`.

1. Ridge regressions over the shared hashed features (`heads`) give fluency, density and the share of navigation. Besides the labelled
   rows they see, at a fraction of the weight, sources that are graded as a whole (`graded_sources`), texts damaged on purpose
   (`damage`) and, for navigation, pages of which the main text is known.
2. Boosted trees over `scorers._prose.FEATURES` and the heads give the grade. The heads that trees are trained on come from folds by
   site, so that the trees learn how far to trust them on sites that the heads have not seen.
3. A second set of trees sees the shape of the text alone, for languages that the n-gram models do not read.
4. The share of its bytes that a text of a length and script usually takes when compressed, as a curve.

`--evaluate` repeats 1 to 3 in five folds by site and prints Spearman's rho with a 95 % interval (bootstrap by site); a graded source
that labelled rows are from is left out with them, and with `--without-graded` all are. Rows of non-commercial sources are only
measured, never trained on. Set OMP_NUM_THREADS=1 on shared cores: minutes instead of a quarter of an hour.
"""

from __future__ import annotations

import argparse
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix, diags
from sklearn.ensemble import HistGradientBoostingRegressor

from qualityfilter.documents import Documents
from qualityfilter.features import hashed_features
from qualityfilter.kernels.features import BUCKETS
from scorers._bank import Linear
from scorers._prose import CURVE_KNOTS, FEATURES, HEADS, MODEL_FILE, PROBE, READ, compressed_share, features, script_shares
from scorers._trees import Trees
from scorers.training.bank_sources import site_of_source
from scorers.training.damage import KINDS, damaged
from scorers.training.graded_sources import GRADES, fresh, graded_documents
from scorers.training.intervals import by_site, spearman
from scorers.training.labelled import labelled_documents, labelled_sites, may_train, read_jsonl, site_of
from scorers.training.train_linear_bank import label_folds, sources_of

F64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
TARGETS = ("fluency", "density")
FOLDS = 5
ALPHA = 0.3  # ridge penalty; 0.3-0.5 is best in folds
GRADED_WEIGHT, DAMAGED_WEIGHT = 0.2, 0.03  # of a labelled row; more of the damaged costs rho on real pages
PAGE_WEIGHT = 0.5
PAGES = ("web/wcxb_pages.jsonl.gz", "web/scrapinghub_articles.jsonl")
RISING = ("head fluency", "head density")
FALLING = (
    "breaks", "under_10", "under_20", "under_40", "in_under_20", "in_under_40", "short_run", "head_short", "tail_short", "duplicates",
    "in_duplicates", "links", "private", "replacement", "head nav",
)  # fmt: skip
"""Names of inputs that may only raise, or only lower, a grade: a footer, a menu or a repeated line can then not do the opposite."""
NAV_OF_SHARE = 3.5  # the grade 0-3 of navigation reaches 3 where about 85 % of a page is not its main text


@dataclass
class Pool:
    """All training texts: the labelled rows first, then those of graded sources, then pages of which the main text is known."""

    rows: list[dict[str, Any]]
    texts: list[str]
    sites: list[str]
    source: list[str]  # of graded documents; "" for others
    share: F64  # of navigation; NaN where unknown
    fold: npt.NDArray[np.int64]  # that it is tested in: graded sources with the labelled rows of theirs
    inner: npt.NDArray[np.int64]  # that heads for the trees leave out: by site alone
    x: npt.NDArray[np.float32]
    idf: npt.NDArray[np.int8]
    hashed: csr_matrix
    kernel: F64

    @property
    def labelled(self) -> Mask:
        return np.arange(len(self.texts)) < len(self.rows)

    def labels(self, field: str) -> F64:
        """The grades of labelled rows."""
        return np.array([float(r[field]) for r in self.rows])


def gather(data: Path, graded: bool = True) -> Pool:
    rows = labelled_documents(data / "labels")
    taken = labelled_sites(data / "labels")
    texts, sites = [r["text"] for r in rows], [site_of(r) for r in rows]
    source, share = [""] * len(rows), [np.nan] * len(rows)
    whole = list(graded_documents(data)) if graded else []
    spoilt = list(damaged((name, r, GRADES[name].fluency) for name, r in whole))
    for name, r in [*whole, *spoilt]:
        texts.append(r["text"])
        sites.append(site_of(r))
        source.append(name)
        share.append(np.nan)
    for name in PAGES:
        for r in read_jsonl(data / name):
            if fresh(r, taken) and r["text"] and r["raw_text"]:
                texts += [r["raw_text"], r["text"]]
                sites += [site_of(r)] * 2
                source += [""] * 2
                share += [share_outside(r["raw_text"], r["text"]), 0.0]
    inner = np.array([zlib.crc32(site.encode()) % FOLDS for site in sites], np.int64)
    inner[: len(rows)] = label_folds(rows)
    fold = tested_in(data, rows, inner, [r for _, r in (*whole, *spoilt)])
    x, idf, hashed = measure(texts)
    return Pool(rows, texts, sites, source, np.array(share), fold, inner, x, idf, hashed, np.asarray((hashed @ hashed.T).todense()))


def tested_in(data: Path, rows: list[dict[str, Any]], inner: npt.NDArray[np.int64], graded: list[dict[str, Any]]) -> npt.NDArray[np.int64]:
    """The fold of every text: as `inner`, but a document of a source that labelled rows are from is in their fold.

    Otherwise these rows would be tested by what had seen their like. Heads for the trees may see it: with folds so strict inside as well,
    trees trust the heads too little, and fluency on unseen sites falls by .01.
    """
    fold = inner.copy()
    of_source = dict(zip(sources_of(data, rows), fold.tolist()))
    for i, record in enumerate(graded, len(rows)):
        fold[i] = of_source.get(site_of_source(record), int(fold[i]))
    return fold


def share_outside(page: str, main_text: str) -> float:
    """The share of a page's characters in lines that its main text does not have."""
    main = "".join(main_text.split())
    lines = ["".join(line.split()) for line in page.split("\n")]
    return sum(len(line) for line in lines if line not in main) / max(sum(map(len, lines)), 1)


def measure(texts: list[str], batch: int = 200) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int8], csr_matrix]:
    """Features, and idf and the hashed features as rows of unit length, weighted as `linear_bank` weighs them."""
    x, bucket, count, ends = [], [], [], [0]
    for i in range(0, len(texts), batch):
        docs = Documents.from_texts(texts[i : i + batch])
        h = hashed_features(docs)
        x.append(features(docs))
        bucket.append(h.bucket)
        count.append(h.count)
        ends += (ends[-1] + h.offsets[1:]).tolist()
    counts = csr_matrix((1 + np.log(np.concatenate(count)), np.concatenate(bucket), ends), shape=(len(texts), BUCKETS))
    idf = inverse_document_frequency(counts)
    weighted = counts @ diags(idf / 8.0)
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return np.concatenate(x), idf, csr_matrix(diags(1 / np.maximum(length, 1e-9)) @ weighted)


def inverse_document_frequency(counts: csr_matrix) -> npt.NDArray[np.int8]:
    """ln((1 + n) / (1 + df)) + 1 in steps of 1/8; 0 for buckets of a single document, which cannot generalise."""
    df = np.bincount(counts.indices, minlength=BUCKETS)
    idf = np.rint(8 * (np.log((1 + counts.shape[0]) / (1 + df)) + 1))
    return np.where(df >= 2, np.minimum(idf, 127), 0).astype(np.int8)


def targets(pool: Pool, field: str) -> tuple[F64, F64]:
    """What `field` is to be and how much that counts (0: not at all, as for non-commercial rows)."""
    n, all_n = len(pool.rows), len(pool.texts)
    y, weight = np.zeros(all_n), np.zeros(all_n)
    y[:n], weight[:n] = pool.labels(field), [may_train(r) for r in pool.rows]
    for i, name in enumerate(pool.source):
        if name:
            whole = name in GRADES
            y[i] = getattr(GRADES[name] if whole else KINDS[name][1], field)
            weight[i] = GRADED_WEIGHT if whole else DAMAGED_WEIGHT
    if field == "nav":
        known = ~np.isnan(pool.share)
        y[known], weight[known] = np.minimum(3.0, NAV_OF_SHARE * pool.share[known]), PAGE_WEIGHT
    return y, weight


def ridge(pool: Pool, fields: tuple[str, ...], train: Mask) -> tuple[npt.NDArray[np.int64], F64, F64]:
    """Weighted ridge regressions of fields that share their weights: rows, dual coefficients (rows × fields), intercepts."""
    y = np.column_stack([targets(pool, field)[0] for field in fields])
    weight = targets(pool, fields[0])[1] * train
    used = np.flatnonzero(weight > 0)
    mean = np.average(y[used], axis=0, weights=weight[used])
    system = pool.kernel[np.ix_(used, used)]
    system[np.diag_indices(used.size)] += ALPHA / weight[used]
    return used, cho_solve(cho_factor(system, lower=True, overwrite_a=True), y[used] - mean), mean


FIELDS_BY_WEIGHT = (("fluency", "density"), ("nav",))


def head_values(pool: Pool, train: Mask) -> F64:
    """(n, HEADS): each text's heads from models that have not seen its fold; texts outside `train` from models of all of `train`."""
    values = np.zeros((len(pool.texts), len(HEADS)))
    for fields in FIELDS_BY_WEIGHT:
        columns = [HEADS.index(field) for field in fields]
        for fold in [-1, *range(FOLDS)]:
            wanted = np.flatnonzero(~train if fold < 0 else train & (pool.inner == fold))
            if wanted.size:
                used, alpha, mean = ridge(pool, fields, train & (pool.inner != fold))
                values[wanted[:, None], columns] = pool.kernel[np.ix_(wanted, used)] @ alpha + mean
    return values


def final_heads(pool: Pool) -> Linear:
    """The heads that ship, from all rows that may train."""
    weights, intercept = np.zeros((BUCKETS, len(HEADS))), np.zeros(len(HEADS))
    for fields in FIELDS_BY_WEIGHT:
        columns = [HEADS.index(field) for field in fields]
        used, alpha, mean = ridge(pool, fields, np.ones(len(pool.texts), bool))
        weights[:, columns], intercept[columns] = pool.hashed[used].T @ alpha, mean
    return Linear.quantised(pool.idf, weights.astype(np.float32), intercept)


def matrix(pool: Pool, heads: F64, shape_only: bool) -> npt.NDArray[np.float32]:
    """What trees read: the features and the heads, or of the features only those that need no language model."""
    return pool.x[:, len(READ) :] if shape_only else np.column_stack([pool.x, heads.astype(np.float32)])


def fit(pool: Pool, field: str, train: Mask, heads: F64, shape_only: bool = False) -> HistGradientBoostingRegressor:
    y, weight = targets(pool, field)
    used = train & (weight > 0)
    names = FEATURES[len(READ) :] if shape_only else (*FEATURES, *(f"head {name}" for name in HEADS))
    model = HistGradientBoostingRegressor(
        max_iter=250, learning_rate=0.04, max_depth=4, min_samples_leaf=15, l2_regularization=3.0, max_features=0.3, random_state=0,
        monotonic_cst=[(name in RISING) - (name in FALLING) for name in names],
    )  # fmt: skip
    return model.fit(matrix(pool, heads, shape_only)[used], y[used], sample_weight=weight[used])


def exported(model: HistGradientBoostingRegressor) -> Trees:
    """The trees of a fitted model, children of a node side by side."""
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    value: list[float] = []
    roots: list[int] = []
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        roots.append(len(feature))
        order, place = [0], {0: len(feature)}
        for at in order:
            if not nodes[at]["is_leaf"]:
                for child in (int(nodes[at]["left"]), int(nodes[at]["right"])):
                    place[child] = len(feature) + len(order)
                    order.append(child)
        for at in order:
            leaf = bool(nodes[at]["is_leaf"])
            feature.append(-1 if leaf else int(nodes[at]["feature_idx"]))
            threshold.append(0.0 if leaf else float(nodes[at]["num_threshold"]))
            left.append(0 if leaf else place[int(nodes[at]["left"])])
            value.append(float(nodes[at]["value"]) if leaf else 0.0)
    base = float(model._baseline_prediction.ravel()[0])
    arrays = (
        np.array(roots, np.int32),
        np.array(feature, np.int16),
        np.array(threshold, np.float32),
        np.array(left, np.int32),
        np.array(value, np.float32),
    )
    return Trees(*arrays, base)


def evaluate(pool: Pool) -> dict[str, F64]:
    """Guesses for all labelled rows in folds by site; prints rho by column and language."""
    n = len(pool.rows)
    guesses: dict[str, F64] = {
        name: np.zeros(n) for field in TARGETS for name in (field, f"{field} by heads alone", f"{field} by shape alone")
    }
    for fold in range(FOLDS):
        train = pool.fold != fold
        test = np.flatnonzero(pool.labelled & ~train)
        heads = head_values(pool, train)
        for field in TARGETS:
            guesses[field][test] = fit(pool, field, train, heads).predict(matrix(pool, heads, False)[test])
            guesses[f"{field} by heads alone"][test] = heads[test, HEADS.index(field)]
            guesses[f"{field} by shape alone"][test] = fit(pool, field, train, heads, shape_only=True).predict(
                matrix(pool, heads, True)[test]
            )
    for name, guess in guesses.items():
        y = pool.labels(name.split(" ")[0])
        for language in ("en", "zh"):
            index = np.flatnonzero([r["lang"] == language for r in pool.rows])
            low, high = by_site(spearman, guess[index], y[index], np.array(pool.sites)[index], times=1000)
            print(f"{name:24} {language} rho {spearman(guess[index], y[index]):.3f} [{low:.3f}, {high:.3f}]", flush=True)
    return guesses


def keep_unseen(pool: Pool, file: Path | None) -> None:
    """Evaluate, and leave what was guessed of each graded text without its site in `file`, if there is one."""
    guesses: dict[str, Any] = dict(evaluate(pool))
    if file is not None:
        np.savez_compressed(file, ids=np.array([str(row["id"]) for row in pool.rows]), **guesses)


def compression_curve(data: Path, texts: list[str]) -> F64:
    """(scripts, knots) of ln(compressed share) expected by ln(bytes), least squares; other scripts from paragraphs of `langid/`, joined."""
    paragraphs: dict[str, list[str]] = {}
    for name in ("langid/debian_docs_paragraphs.jsonl.gz", "langid/udhr_articles.jsonl.gz"):
        for r in read_jsonl(data / name):
            paragraphs.setdefault(r["label"], []).append(r["text"])
    for parts in paragraphs.values():
        for size in (1, 3, 10, 30, 90):
            texts = texts + ["\n".join(parts[i : i + size]) for i in range(0, len(parts), size)]
    docs = Documents.from_texts([t for t in texts if t.strip()])
    scripts, length, share = script_shares(docs), np.log(docs.views.bytes), compressed_share(docs)
    hats = np.column_stack([np.interp(length, CURVE_KNOTS, np.eye(len(CURVE_KNOTS))[k]) for k in range(len(CURVE_KNOTS))])
    design = (scripts[:, :, None] * hats[:, None, :]).reshape(len(docs), -1)
    smooth = 1e-3 * np.eye(design.shape[1])
    return np.linalg.solve(design.T @ design + smooth, design.T @ np.log(share)).reshape(scripts.shape[1], len(CURVE_KNOTS))


def train(data: Path, pool: Pool, out: Path) -> None:
    heads = head_values(pool, np.ones(len(pool.texts), bool))
    shipped = final_heads(pool)
    arrays: dict[str, npt.NDArray[Any]] = {
        "heads_weights": shipped.weights,
        "heads_scale": shipped.scale,
        "heads_intercept": shipped.intercept,
    }
    everything = np.ones(len(pool.texts), bool)
    for field in TARGETS:
        arrays |= exported(fit(pool, field, everything, heads)).arrays(field)
        arrays |= exported(fit(pool, field, everything, heads, shape_only=True)).arrays(f"{field}_shape")
    arrays["compression_curve"] = compression_curve(data, pool.texts)
    probe = hashed_features(Documents.of(PROBE))
    arrays["probe"] = np.stack([probe.bucket, probe.count])
    np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
    print(f"{out.name}: {out.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL_FILE)
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--without-graded", action="store_true")
    parser.add_argument(
        "--unseen", type=Path, help="with --evaluate: also keep what was guessed of each graded text without its site, as .npz"
    )
    options = parser.parse_args()
    pool = gather(options.data, graded=not options.without_graded)
    if options.evaluate:
        keep_unseen(pool, options.unseen)
    else:
        train(options.data, pool, options.out)


if __name__ == "__main__":
    main()
