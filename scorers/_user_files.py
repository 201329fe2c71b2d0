"""What scorers share that read a file of the user's: a column of the user's naming, the file as part of the identity, units as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, get_args

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.kernels import spacing

Better = Literal["higher", "lower", "neither"]
Tokens = Literal["text", "units"]
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def check_choice(scorer: str, name: str, value: str, known: tuple[str, ...]) -> None:
    """InputError where a parameter is none of the values it may have."""
    if value not in known:
        raise InputError(f"{scorer}: {name}: {value!r} is none of {', '.join(known)}")


def check_column(scorer: str, name: str) -> None:
    """InputError for what cannot be a column's name."""
    if not _NAME.fullmatch(name):
        raise InputError(f"{scorer}: column {name!r}: lower-case letters, digits and _ only, a letter first")


@dataclass(frozen=True)
class UserFile:
    """Base of scorers that read the text with the help of one file; InputError where file, column or direction cannot be."""

    path: str
    column: str = ""  # each scorer has its own default
    better: Better = "higher"

    name: ClassVar[str]  # as registered
    reads = ("text",)

    def __post_init__(self) -> None:
        scorer = self.name.rpartition(".v")[0]
        if not Path(self.path).is_file():
            raise InputError(f"{scorer}: there is no file {self.path!r}")
        check_column(scorer, self.column)
        check_choice(scorer, "better", self.better, get_args(Better))

    @property
    def model_files(self) -> tuple[str, ...]:
        return (self.path,)


def own_column(name: str, better: Better, meaning: str, high: float = 1.0, unit: str = "") -> ScoreColumn:
    return ScoreColumn(name, 0.0, high, better, meaning, unit)


def spaced_units(docs: Documents) -> list[str]:
    """Each text as its units with one blank between, ASCII letters in lower case; Chinese by character, punctuation dropped."""
    views, units = docs.views, docs.views.units
    out = np.empty(int((units.end - units.start).astype(np.int64).sum()) + units.start.size, np.uint8)
    offsets = np.zeros(len(docs) + 1, np.int64)
    spacing.spaced(views.buffer, units.start, units.end, units.offsets, out, offsets)
    content = out.tobytes()
    return [content[a:b].decode() for a, b in zip(offsets[:-1].tolist(), offsets[1:].tolist())]


def one_line_texts(docs: Documents, tokens: Tokens) -> list[str]:
    """Texts as a model reads them: as they are with white space as blanks, or as units."""
    return spaced_units(docs) if tokens == "units" else [" ".join(text.split()) for text in docs.texts]
