"""What a document is about or for: mathematics, code, news, how-to, product pages and other domains, as one label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers import _topics
from scorers._cards import Card

DOMAINS = ("mathematics", "code", "other", *(name for name in _topics.DOMAINS if name != "other"))


@register("domain.v1")
@dataclass(frozen=True)
class Domain:
    """The likelier of mathematics and code where its chance reaches `least` (a tie is mathematics), else the likeliest other domain.

    `other` where none of them reaches the chance `sure`; texts of a few words never do.
    """

    least: float = 0.5
    sure: float = 0.35

    reads: ClassVar[tuple[str, ...]] = ("text", "mathematics", "code")
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar = (ScoreColumn("domain", meaning="mathematics, code, or the domain that the text resembles most", categories=DOMAINS),)
    model_files: ClassVar[tuple[str, ...]] = (str(_topics.MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("domain")

    def score(self, docs: Documents) -> Scores:
        mathematics, code = docs.columns["mathematics"], docs.columns["code"]
        scores = _topics.domains(docs)
        place = np.array([DOMAINS.index(name) for name in _topics.DOMAINS])
        resembled = np.where(scores.max(axis=1) >= self.sure, place[scores.argmax(axis=1)], DOMAINS.index("other"))
        judged = np.where(mathematics >= code, DOMAINS.index("mathematics"), DOMAINS.index("code"))
        return {"domain": np.where(np.maximum(mathematics, code) >= np.float32(self.least), judged, resembled)}
