"""How much a reader can learn from a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers import _prose
from scorers._bank import FINAL, MODEL_FILE, bank, chances, drawn_to, features_emitted, final_inputs
from scorers._blends import BLENDS_FILE, education_odds, education_weights
from scorers._cards import Card
from scorers._columns import share
from scorers._language import MODEL_FILE as LANGUAGE_FILE


@register("education.v1")
@dataclass(frozen=True)
class Education:
    """The grade 0-5 of the FineWeb-Edu rubric that a reader is expected to give, over 5 (0.6: fit for school).

    Lessons, explanations, manuals, worked problems and encyclopaedia articles are high in both languages, code and mathematics
    included; news is near 0.3, products, listings and chatter below 0.15. Chinese and English are judged by words, by how much advertising
    a text holds, and by how fluent and how dense it is; other languages by the linear models alone.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar = (share("education", "higher", "expected grade 0-5 of educational value, over 5"),)
    model_files: ClassVar[tuple[str, ...]] = (
        str(MODEL_FILE), str(BLENDS_FILE), str(_prose.MODEL_FILE), str(LANGUAGE_FILE), *map(str, _prose.LM_FILES.values()),
    )  # fmt: skip

    @staticmethod
    def card() -> Card:
        return Card.of("education")

    def score(self, docs: Documents) -> Scores:
        fluency, density = (_prose.grade(docs, column) / 5.0 for column in ("fluency", "density"))
        odds = education_odds(education_weights(), final_inputs(docs), fluency, density)
        prior = bank().prior[FINAL.index("education")]
        together = drawn_to(prior, odds[:, None], features_emitted(docs))[:, 0]
        return {"education": np.where(_prose.is_read(docs), together, chances(docs)["education"])}
