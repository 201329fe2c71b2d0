"""How factual a document is: encyclopaedic and textbook-like against opinion, chatter and lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers._cards import Card
from scorers._columns import share
from scorers._topics import MODEL_FILE, graded


@register("knowledge.v1")
@dataclass(frozen=True)
class Knowledge:
    """How much the document reads like an encyclopaedia, a textbook or a manual: facts and explanations, in any domain.

    Documentation, mathematics, history, medicine and law are high; news is in the middle; opinions, chatter, listings and
    advertisements are low. It says nothing about whether the facts are right.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar = (share("knowledge", "higher", "share of the highest grade for factual, encyclopaedic, textbook-like writing"),)
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("knowledge")

    def score(self, docs: Documents) -> Scores:
        return {"knowledge": graded(docs)["knowledge"]}
