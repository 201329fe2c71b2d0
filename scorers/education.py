"""How much a reader can learn from a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers._bank import MODEL_FILE, chances
from scorers._cards import Card
from scorers._columns import share


@register("education.v1")
@dataclass(frozen=True)
class Education:
    """The grade 0-5 of the FineWeb-Edu rubric that a reader is expected to give, over 5 (0.6: fit for school).

    Lessons, explanations, manuals, worked problems and encyclopaedia articles are high in both languages, code and mathematics
    included; news is near 0.3, products, listings and chatter below 0.15.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar = (share("education", "higher", "expected grade 0-5 of educational value, over 5"),)
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("education")

    def score(self, docs: Documents) -> Scores:
        return {"education": chances(docs)["education"]}
