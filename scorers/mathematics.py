"""Whether a document is about mathematics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers._bank import MODEL_FILE, chances
from scorers._cards import Card
from scorers._columns import share


@register("mathematics.v1")
@dataclass(frozen=True)
class Mathematics:
    """The chance that a document is about mathematics: lessons, proofs, problems, formulas, in words or in symbols.

    Independent of `code`: a page may be both. Numbers alone are not mathematics (price lists, timetables, league tables).
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar = (share("mathematics", "neither", "chance that the document is about mathematics"),)
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("mathematics")

    def score(self, docs: Documents) -> Scores:
        return {"mathematics": chances(docs)["mathematics"]}
