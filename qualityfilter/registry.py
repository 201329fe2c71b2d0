"""Finds scorers and cleaners by name: everything that entry points of the group `qualityfilter.scorers` import and register."""

from __future__ import annotations

import dataclasses
import functools
import importlib
from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any, cast

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import _CLEANERS, _SCORERS, Cleaner, Scorer
from qualityfilter.errors import RecipeError, unknown

GROUP = "qualityfilter.scorers"


@functools.cache
def _discover() -> None:
    """Import every module that an installed package names in the entry-point group; importing registers."""
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        point.load()
    importlib.import_module("qualityfilter.cleaners")


def scorer_names() -> list[str]:
    """All registered names, versions included, sorted."""
    _discover()
    return sorted(_SCORERS)


def cleaner_names() -> list[str]:
    _discover()
    return sorted(_CLEANERS)


def _resolve(table: Mapping[str, type], what: str, name: str) -> str:
    if name in table:
        return name
    versions = [known for known in table if known.rpartition(".v")[0] == name]
    if not versions:
        raise RecipeError(unknown(what, name, table))
    return max(versions, key=lambda known: int(known.rpartition(".v")[2]))


def resolve_scorer(name: str) -> str:
    """The full name: `ads` -> the newest `ads.vN`; RecipeError with the closest match when there is none."""
    _discover()
    return _resolve(_SCORERS, "scorer", name)


def resolve_cleaner(name: str) -> str:
    _discover()
    return _resolve(_CLEANERS, "cleaner", name)


def build_scorer(name: str, params: Mapping[str, Any] | None = None) -> Scorer:
    """A scorer of that name with these parameters; RecipeError names an unknown parameter and its closest match."""
    full = resolve_scorer(name)
    return cast(Scorer, _build(_SCORERS[full], full, params or {}))


def build_cleaner(name: str, params: Mapping[str, Any] | None = None) -> Cleaner:
    full = resolve_cleaner(name)
    return cast(Cleaner, _build(_CLEANERS[full], full, params or {}))


def scorer_class(name: str) -> type:
    return _SCORERS[resolve_scorer(name)]


def parameters(cls: type) -> dict[str, dataclasses.Field[Any]]:
    """The parameters of a scorer or cleaner class: the fields that its dataclass is made from."""
    return {field.name: field for field in dataclasses.fields(cls) if field.init} if dataclasses.is_dataclass(cls) else {}


def required_parameters(cls: type) -> tuple[str, ...]:
    """Parameters without a default: a file of the user's, say."""
    missing = dataclasses.MISSING
    return tuple(name for name, f in parameters(cls).items() if f.default is missing and f.default_factory is missing)


def own_columns(cls: type) -> tuple[ScoreColumn, ...]:
    """The columns that a scorer class always writes; none where its parameters name them."""
    writes = getattr(cls, "writes", ())
    return writes if isinstance(writes, tuple) else ()


def _build(cls: type, name: str, params: Mapping[str, Any]) -> object:
    known = parameters(cls)
    for key in params:
        if key not in known:
            raise RecipeError(f"{name}: " + unknown("parameter", key, known))
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in params.items()}
    missing = [name for name in required_parameters(cls) if name not in given]
    if missing:
        raise RecipeError(f"{name}: parameter {missing[0]!r} is required")
    try:
        return cls(**given)
    except (TypeError, ValueError) as error:
        raise RecipeError(f"{name}: {error}") from error
