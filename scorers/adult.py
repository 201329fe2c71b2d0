"""How likely a document is pornographic, or advertises sex."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers._cards import Card
from scorers._columns import share
from scorers._topics import MODEL_FILE, chances


@register("adult.v1")
@dataclass(frozen=True)
class Adult:
    """The chance that a document is sexual content meant to arouse, or advertises it: pornography, escorts, dating spam, explicit scenes.

    Medicine, sex education, art, law and news on the same things are meant to be low. Recommended threshold: drop at 0.5 or above.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar = (share("adult", "lower", "chance that the document is pornographic or advertises sexual services"),)
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("adult")

    def score(self, docs: Documents) -> Scores:
        return {"adult": chances(docs)["adult"]}
