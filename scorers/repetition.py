"""How much of a text the reader has read before in the same text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.kernels import repetition as kernels
from scorers._cards import Card
from scorers._columns import share
from scorers._repetition import ngram_repetition
from scorers._words import ratio


@register("repetition.v1")
@dataclass(frozen=True)
class Repetition:
    """The share of letters and digits that stand in units read before in the same company; 0.0 for text without any.

    A unit counts when it is part of the second or a later occurrence of 8 words or 13 CJK characters in a row, or of the fourth or a
    later occurrence of 4 words or 7 characters (mixed runs by weight: a word 5, a character 3; 39 and 20 are needed). Line breaks
    and punctuation do not interrupt, so that repeated lines, paragraphs and keyword lists are one thing. Prose, news and classical
    verse lie under 0.05; code and mathematics, whose formulas recur, mostly under 0.2; songs with a refrain and fund prospectuses
    at 0.3-0.5; duplicated page bodies and keyword pages above 0.5. Documents of more than 1,048,576 units are judged on these alone.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        share("repetition", "lower", "share of letters and digits that the reader has met before in the same company"),
    )

    @staticmethod
    def card() -> Card:
        return Card.of("repetition")

    def score(self, docs: Documents) -> Scores:
        counts = ngram_repetition(docs).counts
        return {"repetition": ratio(counts[:, kernels.REPEATED], counts[:, kernels.UNIT_CHARS])}
