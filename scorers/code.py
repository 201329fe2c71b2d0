"""Whether a document is program code or about programming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers._bank import MODEL_FILE, chances
from scorers._cards import Card
from scorers._columns import share


@register("code.v1")
@dataclass(frozen=True)
class Code:
    """The chance that a document is source code, or explains programming with some: lessons, library documentation, answers.

    Independent of `mathematics`: a page may be both.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar = (share("code", "neither", "chance that the document is code or about programming"),)
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("code")

    def score(self, docs: Documents) -> Scores:
        return {"code": chances(docs)["code"]}
