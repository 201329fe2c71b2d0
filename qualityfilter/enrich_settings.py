"""The sections `seeds` and `enrich` of a recipe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from qualityfilter.section import Section

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class SeedSet(Section):
    """Documents that show what is wanted more of: 30 to 30,000 of them, read as the input is.

    `code: auto` keeps fenced code where it is a quarter of the seeds' text and more, and elsewhere leaves it out of what they teach and
    gathers against it: a textbook of mathematics with programs should not gather programs.
    `share` is that of all tokens read which gathered documents are to have; `rescue` names rules that they need not pass.
    """

    name: str
    paths: Annotated[tuple[str, ...], Field(min_length=1)]
    columns: dict[str, str] = Field(default_factory=dict)
    code: Literal["auto", "keep", "leave_out"] = "auto"
    share: Annotated[float, Field(gt=0, le=1)] | None = None
    rescue: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """The column that says how near a document is to these seeds."""
        return affinity_column(self.name)

    def taught(self) -> dict[str, Any]:
        """What its model is made from."""
        return {"name": self.name, "paths": list(self.paths), "columns": self.columns, "code": self.code}


def affinity_column(name: str) -> str:
    """The score column of a set of seeds."""
    return f"seed_affinity:{name}"


class Enrich(Section):
    """How the rounds go. `sample_bytes` of the input, about, are looked at, drawn by a hash of seed and row key.

    A round ends the rounds when `stop` of it was known before. A host or first folder of `pages` pages is promoted where the lower bound
    of its share of hits is at least `promote`. `quality` is a scorer of the text alone that ranks what only queries bring; "" for none.
    """

    sample_bytes: Annotated[int, Field(ge=2**20)] = 256 * 2**20
    rounds: Annotated[int, Field(ge=2, le=20)] = 4
    stop: Annotated[float, Field(gt=0, le=1)] = 0.98
    promote: Annotated[float, Field(gt=0, le=1)] = 0.1
    pages: Annotated[int, Field(ge=2)] = 5
    quality: str = "education"


AFFINITY = "seed_affinity.v1"
GATHERED = 0.5  # affinity from which on a document is gathered


def with_affinities(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The recipe with a scorer for every set of seeds; unchanged where it names scorers of seeds itself, or is not as it should be."""
    scorers, seeds = raw.get("score") or (), raw.get("seeds")
    if not isinstance(scorers, list | tuple) or not isinstance(seeds, list | tuple):
        return raw
    if any(isinstance(step, dict) and str(step.get("scorer", "")).partition(".")[0] == AFFINITY.partition(".")[0] for step in scorers):
        return raw
    names = [one["name"] for one in seeds if isinstance(one, dict) and isinstance(one.get("name"), str) and _NAME.fullmatch(one["name"])]
    return {**raw, "score": [*scorers, *({"scorer": AFFINITY, "params": {"path": "", "seeds": name}} for name in dict.fromkeys(names))]}


def check_seeds(seeds: Sequence[SeedSet]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Problems of seed sets: names that cannot be, or are used twice."""
    names: set[str] = set()
    for i, one in enumerate(seeds):
        if not _NAME.fullmatch(one.name):
            yield ("seeds", i, "name"), f"{one.name!r}: lower-case letters, digits and _ only, a letter first"
        if one.name in names:
            yield ("seeds", i, "name"), f"{one.name!r} is the name of other seeds too"
        names.add(one.name)
