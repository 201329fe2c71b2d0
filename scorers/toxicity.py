"""How likely a document is abusive or hateful."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers._cards import Card
from scorers._columns import share
from scorers._topics import MODEL_FILE, chances


@register("toxicity.v1")
@dataclass(frozen=True)
class Toxicity:
    """The chance that a document insults or incites: abuse of persons, hatred of groups by origin, sex, belief or region, slurs.

    A long document is as toxic as its worst passages. Reports of abuse, quotations in a study and civil disagreement are meant to be
    low. Recommended threshold: drop at 0.5 or above.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar = (share("toxicity", "lower", "chance that the document insults persons or incites against groups"),)
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("toxicity")

    def score(self, docs: Documents) -> Scores:
        return {"toxicity": chances(docs)["toxicity"]}
