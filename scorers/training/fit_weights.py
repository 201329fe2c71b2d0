"""Learns how scores combine from graded documents and compares the ways: what `qualityfilter fit-weights` runs.

1. Documents are read as a recipe reads them; a field of each holds its grade: a judgement, or an outcome (what training on it gave).
   Whatever rises with worth will do; grades are moved to 0-1.
2. They are scored as they are, by the scorers of a recipe or the standard ones.
3. In folds by site, with nothing fitted on the fold that is measured: every column alone, their plain mean, the mean with weights, the
   best of experts in 20 buckets, and one monotone table per column. Spearman's correlation with the grade, its 95 % interval over sites.
4. The folder gets weights.json (`scorers._combining`), fitted on all; comparison.yaml; and scorer.yaml, the lines for a recipe.

The same input, columns and seed give the same files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import xxhash
import yaml
from scipy.optimize import minimize, nnls

import scorers
from qualityfilter.columns import ScoreColumn
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError, unknown
from qualityfilter.listing import list_shards
from qualityfilter.pieces import ReadOptions
from qualityfilter.reading import ShardReading
from qualityfilter.recipe import Recipe, resolve_path
from qualityfilter.scoring import Scoring
from qualityfilter.sites import sites
from scorers._combining import BUCKETS, Combination, Expert, edges_of
from scorers.training.intervals import by_site, spearman

F64 = npt.NDArray[np.float64]
Columns = Mapping[str, F64]
STANDARD = (
    "fluency", "density", "education", "knowledge", "reasoning", "mathematics", "code", "ads", "ads_mainly", "repetition", "damage",
)  # fmt: skip
"""Columns that take part unless told."""
LEAST = 100  # graded documents
FOLDS = 5
BATCH = 300
PENALTY = 3.0  # on the squared steps of a table
KNOT_BUCKETS = (0, 2, 5, 8, 10, 13, 16, 18)  # of the edges, where tables bend


@dataclass(frozen=True)
class Graded:
    """Scores by column, grades in 0-1, and the site of each document."""

    columns: dict[str, F64]
    grade: F64
    sites: npt.NDArray[np.str_]
    better: dict[str, str]

    def part(self, chosen: npt.NDArray[np.bool_]) -> Graded:
        columns = {name: values[chosen] for name, values in self.columns.items()}
        return Graded(columns, self.grade[chosen], self.sites[chosen], self.better)


def fit_weights(
    labels: Sequence[str],
    grade: str,
    out: str,
    *,
    columns: Sequence[str] = (),
    recipe: str | None = None,
    text: str = "text",
    seed: int = 1,
) -> dict[str, Any]:
    """Fit, compare and write into the folder `out`; returns what comparison.yaml holds. InputError where that cannot be."""
    folder = Path(out)
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{out}: the folder is not empty")
    graded = gather(labels, grade, columns, recipe, text)
    found = compare(graded, seed)
    folder.mkdir(parents=True, exist_ok=True)
    fit(graded).save(folder / "weights.json")
    best = max(WAYS, key=lambda how: found[f"combined: {how}"]["spearman"])
    fragment = [{"scorer": "combined.v1", "params": {"how": best, "path": str((folder / "weights.json").absolute())}}]
    (folder / "scorer.yaml").write_text(
        "# paste under `score:` of a recipe; `how` may be mean, maximum or learned; the column is 'combined'\n"
        + yaml.safe_dump(fragment, sort_keys=False),
        encoding="utf-8",
    )
    held = {"documents": graded.grade.size, "sites": int(np.unique(graded.sites).size), "grade": grade, "best": best, "spearman": found}
    (folder / "comparison.yaml").write_text(yaml.safe_dump(held, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return held


# reading ---------------------------------------------------------------------------------------------------------------


def gather(labels: Sequence[str], grade: str, columns: Sequence[str], recipe: str | None, text: str) -> Graded:
    """Graded documents, scored as they are. Documents without the field, or whose grade is no number, are an error that names the first."""
    scoring = scorers_of(recipe)
    wanted = choose(columns, scoring.columns)
    options = ReadOptions(paths=tuple(map(resolve_path, labels)), columns={"text": text} if text != "text" else {})
    grades: list[float] = []
    of: list[str] = []
    parts: list[dict[str, F64]] = []
    for shard in list_shards(options):
        for batch in ShardReading(shard, options):
            if not batch.table.num_rows:
                continue
            grades += [_grade(meta, grade, name) for meta, name in zip(batch.table.column("meta").to_pylist(), _names(batch.table))]
            of += [site or f"#{len(of) + i}" for i, site in enumerate(sites(batch.table))]
            for first in range(0, batch.table.num_rows, BATCH):
                codes = scoring.score(Documents(batch.table.slice(first, BATCH)))
                parts.append({name: scoring.columns[name].decode(codes[name]).astype(np.float64) for name in wanted})
    if len(grades) < LEAST:
        raise InputError(f"--labels: {len(grades)} graded documents are too few: at least {LEAST}")
    y = np.array(grades)
    if y.max() == y.min():
        raise InputError(f"--grade {grade}: every document has {y[0]:g}: nothing can be learnt")
    scores = {name: np.concatenate([part[name] for part in parts]) for name in wanted}
    y = (y - y.min()) / (y.max() - y.min())
    constant = [name for name, values in scores.items() if values.max() == values.min()]
    if constant:
        raise InputError(f"--columns: {constant[0]} is the same for all these documents: leave it out")
    return Graded(scores, y, np.array(of), {name: direction(scoring.columns[name], scores[name], y) for name in wanted})


def _names(table: Any) -> list[str]:
    ids = table.column("id").to_pylist()
    return [str(name) if name is not None else f"number {i}" for i, name in enumerate(ids)]


def _grade(meta: str | None, field: str, name: str) -> float:
    held = orjson.loads(meta) if meta else {}
    if field not in held:
        raise InputError(f"--grade: document {name}: " + unknown("field", field, held))
    try:
        value = float(held[field])
    except (TypeError, ValueError):
        value = float("nan")
    if not np.isfinite(value):
        raise InputError(f"--grade: document {name}: {field} is {held[field]!r}, not a number")
    return value


def scorers_of(recipe: str | None) -> Scoring:
    """The scorers of a recipe, whatever files of the user's they read; or the standard ones."""
    if recipe is None:
        return scorers.build([(scorers.load(name).name, {}) for name in scorers.default_names()])
    return Scoring([step.build() for step in Recipe.load(recipe).score])


def choose(columns: Sequence[str], known: Mapping[str, ScoreColumn]) -> tuple[str, ...]:
    """The columns to combine: those named, or STANDARD as far as they are measured."""
    for name in columns:
        if name not in known:
            raise InputError(f"--columns: {unknown('column', name, known)}")
        if known[name].categories:
            raise InputError(f"--columns: {name} is a label, not a number")
    found = tuple(columns) or tuple(name for name in STANDARD if name in known)
    if len(found) < 2:
        raise InputError(f"--columns: at least two are needed to combine; given: {', '.join(found) or 'none'}")
    return found


def direction(column: ScoreColumn, values: F64, grade: F64) -> str:
    """Which way is better: as the column says, else as the grades do."""
    return column.better if column.better != "neither" else "higher" if spearman(values, grade) >= 0 else "lower"


# fitting ---------------------------------------------------------------------------------------------------------------


def fit(graded: Graded) -> Combination:
    """Edges, weights and tables from these documents."""
    plain = {name: Expert(graded.better[name], edges_of(values)) for name, values in graded.columns.items()}
    weights = mean_weights(graded, plain)
    intercept, tables = fit_tables(graded, plain)
    return Combination({n: Expert(e.better, e.edges, weights[n], *tables[n]) for n, e in plain.items()}, intercept)


def mean_weights(graded: Graded, experts: Mapping[str, Expert]) -> dict[str, float]:
    """Weights 0 and up, adding to 1, by least squares between the columns' places and the grade's rank."""
    places = np.column_stack([experts[name].place(values) for name, values in graded.columns.items()])
    rank = Expert("higher", edges_of(graded.grade)).place(graded.grade)
    found, _ = nnls(places - places.mean(axis=0), rank - rank.mean())
    total = found.sum()
    return {name: round(float(w / total), 4) if total > 0 else 1.0 for name, w in zip(graded.columns, found)}


def climbing(x: F64, y: F64, penalty: float) -> F64:
    """Intercept and weights of a logistic regression of grades in 0-1 whose weights are not negative; `penalty` on their squares."""

    def loss(w: F64) -> tuple[float, F64]:
        odds = w[0] + x @ w[1:]
        error = 1 / (1 + np.exp(-odds)) - y
        value = np.logaddexp(0, odds).sum() - (y * odds).sum() + penalty * (w[1:] ** 2).sum()
        return float(value), np.r_[error.sum(), x.T @ error + 2 * penalty * w[1:]]

    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=[(None, None), *[(0, None)] * x.shape[1]])
    return np.asarray(found.x)


def fit_tables(graded: Graded, experts: Mapping[str, Expert]) -> tuple[float, dict[str, tuple[tuple[float, ...], tuple[float, ...]]]]:
    """A logistic regression of the grade on steps between knots that may only go the better way; PENALTY on their squares."""
    knots = {name: np.unique(np.array(experts[name].edges)[list(KNOT_BUCKETS)]) for name in graded.columns}
    knots = {name: k if k.size > 1 else np.unique([graded.columns[name].min(), graded.columns[name].max()]) for name, k in knots.items()}
    sign = {name: 1.0 if graded.better[name] == "higher" else -1.0 for name in knots}
    blocks = [sign[n] * np.clip((graded.columns[n][:, None] - k[:-1]) / np.diff(k), 0, 1) for n, k in knots.items()]
    x, y = np.hstack(blocks), graded.grade

    found = climbing(x, y, PENALTY)
    tables, at = {}, 1
    for name, k in knots.items():
        climbs = sign[name] * found[at : at + k.size - 1]
        tables[name] = (tuple(float(v) for v in k), (0.0, *(round(float(v), 4) for v in np.cumsum(climbs))))
        at += k.size - 1
    return round(float(found[0]), 6), tables


# comparing -------------------------------------------------------------------------------------------------------------


WAYS = ("mean", "maximum", "learned")


def folds_by_site(names: npt.NDArray[np.str_], seed: int) -> npt.NDArray[np.int64]:
    """The fold of each document; a site is in one."""
    return np.array([xxhash.xxh3_64_intdigest(str(name), seed=seed) % FOLDS for name in names], np.int64)


def compare(graded: Graded, seed: int) -> dict[str, dict[str, Any]]:
    """Each way's Spearman correlation with the grade in folds by site, best first."""
    return ranked(unseen_guesses(graded, folds_by_site(graded.sites, seed)), graded)


def unseen_guesses(graded: Graded, fold: npt.NDArray[np.int64]) -> dict[str, F64]:
    """What each way gives every document, fitted without its fold; a column alone needs no fit."""
    n = graded.grade.size
    guesses = {name: values if graded.better[name] == "higher" else -values for name, values in graded.columns.items()}
    joint = ("plain mean", *(f"combined: {how}" for how in WAYS))
    guesses.update({name: np.zeros(n) for name in joint})
    for k in np.unique(fold):
        test = fold == k
        if test.all():
            raise InputError("the documents are of too few sites to hold any out")
        combination, held = fit(graded.part(~test)), graded.part(test).columns
        values = (
            combination.mean(held, dict.fromkeys(held, 1.0)), combination.mean(held, combination.weights),
            combination.maximum(held, combination.experts_of_quality), combination.learned(held),
        )  # fmt: skip
        for name, value in zip(joint, values, strict=True):
            guesses[name][test] = value
    return guesses


def ranked(guesses: Mapping[str, F64], graded: Graded) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, guess in guesses.items():
        low, high = by_site(spearman, guess, graded.grade, graded.sites, 200)
        found[name] = {"spearman": round(spearman(guess, graded.grade), 3), "interval": [round(low, 3), round(high, 3)]}
    return dict(sorted(found.items(), key=lambda item: -float(item[1]["spearman"])))


def summary(held: Mapping[str, Any], out: str) -> str:
    """What the command prints: the comparison as a table, and what was written."""
    found = held["spearman"]
    width = max(map(len, found))
    lines = [
        f"{held['documents']:,} graded documents of {held['sites']:,} sites; Spearman with {held['grade']!r} on sites that were left out:"
    ]
    lines += [
        f"  {name:<{width}}  {row['spearman']:.3f} [{row['interval'][0]:.3f}, {row['interval'][1]:.3f}]" for name, row in found.items()
    ]
    lines.append(
        f"best way to combine: {held['best']}; columns whose own models were fitted to these very documents look better than they are"
    )
    lines.append(f"weights.json ({BUCKETS} buckets a column), comparison.yaml and scorer.yaml (lines for a recipe) are in {out}")
    return "\n".join(lines)
