"""Short ways to declare the columns that heuristic scorers write."""

from __future__ import annotations

from typing import Literal, TypeAlias

from qualityfilter.columns import ScoreColumn

Better: TypeAlias = Literal["higher", "lower", "neither"]


def share(name: str, better: Better, meaning: str) -> ScoreColumn:
    """A share from 0 to 1."""
    return ScoreColumn(name, better=better, meaning=meaning)


def per_unit(name: str, better: Better, meaning: str) -> ScoreColumn:
    """A count per unit: seldom above 1, without a bound; stored up to 1,000."""
    return ScoreColumn(name, high=1e3, better=better, meaning=meaning, scale="log")


def count(name: str, better: Better, unit: str, meaning: str) -> ScoreColumn:
    """A count or a length without a bound; stored up to a hundred million."""
    return ScoreColumn(name, high=1e8, better=better, meaning=meaning, unit=unit, scale="log")
