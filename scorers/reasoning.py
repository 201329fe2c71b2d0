"""How much a document argues, derives or explains step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers._cards import Card
from scorers._columns import share
from scorers._topics import MODEL_FILE, graded


@register("reasoning.v1")
@dataclass(frozen=True)
class Reasoning:
    """How much the document argues, derives or explains step by step: proofs, worked problems, tutorials that say why, essays.

    Lists of facts, narration, news items and reference pages are low, however good. It says nothing about whether the argument holds.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar = (share("reasoning", "higher", "share of the highest grade for argument, derivation and step-by-step explanation"),)
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("reasoning")

    def score(self, docs: Documents) -> Scores:
        return {"reasoning": graded(docs)["reasoning"]}
