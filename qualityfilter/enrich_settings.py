"""The sections `seeds` and `enrich` of a recipe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from qualityfilter.section import Section

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class SeedSet(Section):
    """Documents that show what is wanted more of: 30 to 30,000 of them, read as the input is."""

    name: str
    paths: Annotated[tuple[str, ...], Field(min_length=1)]
    columns: dict[str, str] = Field(default_factory=dict)


class Enrich(Section):
    """How the rounds go. `sample_bytes` of the input, about, are looked at, drawn by a hash of seed and row key.

    A round ends the rounds when `stop` of it was known before. A host or first folder of `pages` pages is promoted where the lower bound
    of its share of hits is at least `promote`.
    """

    sample_bytes: Annotated[int, Field(ge=2**20)] = 256 * 2**20
    rounds: Annotated[int, Field(ge=2, le=20)] = 4
    stop: Annotated[float, Field(gt=0, le=1)] = 0.98
    promote: Annotated[float, Field(gt=0, le=1)] = 0.1
    pages: Annotated[int, Field(ge=2)] = 5


def check_seeds(seeds: Sequence[SeedSet]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Problems of seed sets: names that cannot be, or are used twice."""
    names: set[str] = set()
    for i, one in enumerate(seeds):
        if not _NAME.fullmatch(one.name):
            yield ("seeds", i, "name"), f"{one.name!r}: lower-case letters, digits and _ only, a letter first"
        if one.name in names:
            yield ("seeds", i, "name"), f"{one.name!r} is the name of other seeds too"
        names.add(one.name)
