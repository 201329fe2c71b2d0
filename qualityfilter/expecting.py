"""Data tests: what a recipe expects of a run, checked on its report (`expect:` of a recipe; exit status 1 where one fails).

    expect:
      - keep_rate between 0.25 and 0.55
      - shares.language.zh >= 0.3 warn
      - {figure: rules.fluent.only, max: 0.05, level: warn}

A figure is a name of the run's summary (`qualityfilter report DIR --format json`). What is expected changes nothing that is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import model_validator

from qualityfilter.errors import unknown
from qualityfilter.section import Section

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
BETWEEN = re.compile(rf"(?P<figure>\S+)\s+between\s+(?P<min>{NUMBER})\s+and\s+(?P<max>{NUMBER})(?:\s+(?P<level>warn|error))?")
ONE_SIDED = re.compile(rf"(?P<figure>\S+)\s*(?P<sign><=|>=|≤|≥)\s*(?P<bound>{NUMBER})(?:\s+(?P<level>warn|error))?")


class Expectation(Section):
    """A figure and its bounds, inclusive; `error` makes the run's exit status 1, `warn` only says so."""

    figure: str
    min: float | None = None
    max: float | None = None
    level: Literal["warn", "error"] = "error"

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if not isinstance(raw, str):
            return raw
        if found := BETWEEN.fullmatch(raw.strip()):
            return {key: value for key, value in found.groupdict().items() if value is not None}
        if found := ONE_SIDED.fullmatch(raw.strip()):
            side = "min" if found["sign"] in (">=", "≥") else "max"
            return {"figure": found["figure"], side: found["bound"], "level": found["level"] or "error"}
        raise ValueError(f"{raw!r} is no expectation; write `keep_rate between 0.25 and 0.55`, `keep_rate >= 0.25`, and `warn` behind it")

    @model_validator(mode="after")
    def _bounded(self) -> Expectation:
        if self.min is None and self.max is None:
            raise ValueError(f"{self.figure}: an expectation needs min or max")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"{self.figure}: min {self.min:g} is above max {self.max:g}")
        return self

    @property
    def words(self) -> str:
        if self.min is not None and self.max is not None:
            return f"{self.figure} between {self.min:g} and {self.max:g}"
        return f"{self.figure} ≥ {self.min:g}" if self.min is not None else f"{self.figure} ≤ {self.max:g}"


@dataclass(frozen=True)
class Finding:
    """An expectation that does not hold."""

    level: str
    words: str


def unmet(expected: Sequence[Expectation], figures: Mapping[str, Any]) -> list[Finding]:
    """What does not hold; a figure that the run does not have fails, and names the closest."""
    found = []
    for one in expected:
        value = figures.get(one.figure)
        if not isinstance(value, int | float):
            found.append(Finding(one.level, f"expected {one.words}: {unknown('figure', one.figure, figures)}"))
        elif (one.min is not None and value < one.min) or (one.max is not None and value > one.max):
            found.append(Finding(one.level, f"expected {one.words}, found {value:.6g}"))
    return found
