"""Scorers: one dimension per file. Importing the package registers every scorer in it; models load at first use.

import scorers
scorers.load("ads").score(["限时优惠！加微信领取"])     # {"ads": array([...]), "ads_mainly": array([...])}
scorers.score_all(["…", "…"])                          # one Arrow table, a row per text
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qualityfilter import registry
from qualityfilter.contract import Scorer
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError, RecipeError, unknown
from qualityfilter.scoring import TEXTS, Scoring, build

for _module in sorted(
    m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_") and m.name not in ("models", "training")
):
    importlib.import_module(f"scorers.{_module}")

DEFAULT = (
    "language", "fluency", "density", "repetition", "structure", "boilerplate", "ads", "ads_kinds", "education", "knowledge", "reasoning",
    "mathematics", "code", "code_quality", "toxicity", "adult", "pii", "damage", "domain", "value",
)  # fmt: skip
"""What `score_all` measures unless told: the dimensions, not the published signals (`gopher_quality`, `c4`, …)."""


class LoadedScorer:
    """A scorer with whatever it needs to run alone: columns that it reads are computed by the newest scorers that write them."""

    def __init__(self, name: str, params: Mapping[str, Any] | None = None) -> None:
        self.name = registry.resolve_scorer(name)
        self.scorer: Scorer = registry.build_scorer(self.name, params)
        self.columns = {column.name: column for column in self.scorer.writes}
        self._scoring = _with_upstream([self.scorer])

    def __repr__(self) -> str:
        return f"<{self.name}: {', '.join(self.columns)}>"

    def score(self, texts: Sequence[str] | Documents) -> dict[str, npt.NDArray[Any]]:
        """One array per column: float32 of the stored values, or str for labels. Texts are scored as given, not cleaned."""
        codes = self._scoring.score(_documents(texts))
        return {name: _values(self._scoring, name, codes[name]) for name in self.columns}


def load(name: str, **params: Any) -> LoadedScorer:
    """A scorer by name: the newest version unless the name says which (`"ads"`, `"ads.v1"`)."""
    return LoadedScorer(name, params)


def available() -> list[str]:
    """All registered names, versions included."""
    return registry.scorer_names()


def score_all(texts: Sequence[str] | Documents, names: Iterable[str] | None = None) -> pa.Table:
    """One row per text, one flat column per score: float32 stored values; labels as strings. Texts are scored as given."""
    wanted = [registry.resolve_scorer(name) for name in (names if names is not None else default_names())]
    chosen = [registry.build_scorer(name) for name in wanted]
    scoring = _with_upstream(chosen)
    codes = scoring.score(_documents(texts))
    return pa.table(
        {column.name: pa.array(_values(scoring, column.name, codes[column.name])) for scorer in chosen for column in scorer.writes}
    )


def default_names() -> list[str]:
    """The names of DEFAULT that are registered."""
    stems = {name.rpartition(".v")[0] for name in registry.scorer_names()}
    return [name for name in DEFAULT if name in stems]


def writers() -> dict[str, str]:
    """Column name -> the newest scorer that writes it."""
    table: dict[str, str] = {}
    for name in registry.scorer_names():
        if name == registry.resolve_scorer(name.rpartition(".v")[0]):
            table.update({column.name: name for column in registry.own_columns(registry.scorer_class(name))})
    return table


def _with_upstream(chosen: Sequence[Scorer]) -> Scoring:
    """Scoring of these scorers and of the writers of every column that they read."""
    table = writers()
    scorers = list(chosen)
    have = {column.name for scorer in scorers for column in scorer.writes}
    queue = list(scorers)
    while queue:
        for column in queue.pop().reads:
            if column in TEXTS or column in have:
                continue
            if column not in table:
                raise RecipeError(unknown("column", column, table))
            extra = registry.build_scorer(table[column])
            scorers.append(extra)
            queue.append(extra)
            have |= {c.name for c in extra.writes}
    return Scoring(scorers)


def _documents(texts: Sequence[str] | Documents) -> Documents:
    if isinstance(texts, Documents):
        return texts
    if isinstance(texts, str):
        raise InputError("score takes a list of texts, not one string: score([text])")
    return Documents.from_texts(texts)


def _values(scoring: Scoring, name: str, codes: npt.NDArray[np.uint16]) -> npt.NDArray[Any]:
    column = scoring.columns[name]
    return np.array(column.categories, dtype=object)[codes] if column.categories else column.decode(codes)


__all__ = ["DEFAULT", "LoadedScorer", "Scoring", "available", "build", "default_names", "load", "score_all", "writers"]
