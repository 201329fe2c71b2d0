"""What every task of a run knows: where the run lives and the resolved recipe. Small, picklable, the same for all workers."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import orjson

from qualityfilter.cleaning import CleanedBatch, Cleaning
from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Cleaner, Scorer, SeedReader, SurveyReader
from qualityfilter.documents import Documents
from qualityfilter.line_counts import line_counts
from qualityfilter.normalising import normaliser
from qualityfilter.ranking import Ranking, rank_column
from qualityfilter.reading.extraction import EXTRACTION_VERSION
from qualityfilter.recipe import Recipe, given_columns
from qualityfilter.scoring import Codes, Scoring, identity
from qualityfilter.storage import Storage, fingerprint
from qualityfilter.supplement_marks import mark_columns


@dataclass(frozen=True)
class Context:
    """A run's folder and its recipe as JSON bytes (so that it hashes and pickles cheaply).

    `measured` is the folder whose pass 1 is used: the run's own, or the one that `--from-scores` names. `survey` is the fingerprint
    of the counted lines that cleaning reads, `seeds` that of the seed models that scorers read; each empty where there is none.
    """

    root: str
    recipe_json: bytes
    measured: str = ""
    survey: str = ""
    seeds: str = ""

    @classmethod
    def of(cls, root: str, recipe: Recipe, measured: str = "") -> Context:
        return cls(root, orjson.dumps(recipe.plain(), option=orjson.OPT_SORT_KEYS), measured or root)

    @property
    def storage(self) -> Storage:
        return Storage(self.root)

    @property
    def measured_storage(self) -> Storage:
        return Storage(self.measured or self.root)

    @property
    def recipe(self) -> Recipe:
        return line_of(self).recipe


@dataclass(frozen=True)
class Line:
    """A recipe with its cleaners and scorers built: once per process, kept for all shards."""

    recipe: Recipe
    cleaning: Cleaning
    scoring: Scoring
    fingerprint: str  # of `measure_identity`

    @functools.cached_property
    def columns(self) -> dict[str, ScoreColumn]:
        """What rules may test and files show: the measured columns, and `value_rank` where the recipe ranks."""
        return {**self.scoring.columns, **rank_column(self.recipe.calibrate, self.scoring.columns)}

    @functools.cached_property
    def ranking(self) -> Ranking | None:
        return self.recipe.ranking()

    def score(self, cleaned: CleanedBatch, raw: Documents) -> Codes:
        """Codes of every column of a cleaned batch, the shares of what cleaning found and the marks of a supplement among them."""
        values = dict(self.cleaning.shares(cleaned))
        if self.recipe.supplement is not None:
            values |= mark_columns(cleaned.documents.table, [gap.name for gap in self.recipe.supplement.gaps])
        given = {name: self.scoring.columns[name].encode(of) for name, of in values.items()}
        return self.scoring.score(cleaned.documents, raw, given)


@functools.lru_cache(maxsize=4)
def line_of(context: Context) -> Line:
    recipe = Recipe.model_validate(orjson.loads(context.recipe_json))
    cleaners: list[Cleaner] = [step.build() for step in recipe.clean.cleaners]
    if context.survey:
        counts = line_counts(context.root, context.survey)
        cleaners = [cleaner.surveyed(counts) if isinstance(cleaner, SurveyReader) else cleaner for cleaner in cleaners]
    cleaning = Cleaning(cleaners, dict(recipe.clean.policy), recipe.clean.guard)
    scorers = [_trained(context, step.build()) for step in recipe.score]
    scoring = Scoring(scorers, {c.name: c for c in given_columns(recipe)})
    return Line(recipe, cleaning, scoring, measure_fingerprint(recipe))


SEED_MODELS = "work/seeds"


def _trained(context: Context, scorer: Scorer) -> Scorer:
    """The scorer with the seed model that the run made for it, if it waits for one."""
    if not context.seeds or not isinstance(scorer, SeedReader) or not scorer.seeds:
        return scorer
    return scorer.trained(context.measured_storage.path(f"{SEED_MODELS}/{scorer.seeds}/model.npz"), context.seeds)


def measure_identity(recipe: Recipe) -> dict[str, Any]:
    """Everything that the products of pass 1 depend on, except the input itself: the cache key of its columns, as read from JSON."""
    plain = recipe.plain()
    read = {k: v for k, v in plain["read"].items() if k not in ("paths", "batch_bytes", "shard_bytes", "spool")}
    minhash, urls = recipe.dedup.settings, {"urls": True} if recipe.dedup.urls else {}
    asked = {
        "read": {**read, "extraction": EXTRACTION_VERSION},
        "survey": plain["survey"],
        **({"seeds": [[one.taught() for one in recipe.seeds], plain["enrich"], plain["seed"]]} if recipe.waiting_for_seeds else {}),
        **({"supplement": _drawn_by(plain)} if recipe.supplement is not None else {}),
        "clean": {**plain["clean"], "cleaners": [identity(step.build()) for step in recipe.clean.cleaners]},
        "score": [identity(step.build()) for step in recipe.score],
        "sign": {**vars(minhash), "normaliser": normaliser(minhash.units), **urls} if minhash else urls or None,
    }
    return dict[str, Any](orjson.loads(orjson.dumps(asked)))  # parameters are tuples, what an earlier run wrote is lists


def _drawn_by(plain: dict[str, Any]) -> list[Any]:
    """What a supplement is drawn by; which rules it relaxes and what shows it closing are the plan's."""
    asked = {key: value for key, value in plain["supplement"].items() if key not in ("relax", "gaps")}
    return [
        asked,
        [{k: v for k, v in gap.items() if k != "validation"} for gap in plain["supplement"]["gaps"]],
        plain["enrich"],
        plain["seed"],
    ]


def measure_fingerprint(recipe: Recipe) -> str:
    return fingerprint(measure_identity(recipe))
