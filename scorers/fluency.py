"""How well a text reads as a whole: whole sentences in a language someone writes, rather than menus, keyword lists, damage or gibberish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers._bank import MODEL_FILE as BANK_FILE
from scorers._blends import BLENDS_FILE
from scorers._cards import Card
from scorers._language import MODEL_FILE as LANGUAGE_FILE
from scorers._prose import LM_FILES, MODEL_FILE, bits_per_unit, grade

MOST_SURPRISE = 40.0


@register("fluency.v1")
@dataclass(frozen=True)
class Fluency:
    """The grade 0-5 that a reader would give the language and coherence of the whole, over 5; 0.0 for text without words.

    Two n-gram models (Chinese characters, English words) say how predictable each sentence is: lists of labels are too predictable or
    have no sentences, gibberish and damaged encodings surprise. Boosted trees weigh that with the shape of lines and sentences and with
    linear models over hashed n-grams, fitted to graded documents; one scale for both languages and all lengths. Mathematics, code and
    verse are graded as what they are. Other languages are graded by shape alone, which is weaker.

    `lm_surprise` is the bits that the n-gram models need for a document, by its units in Chinese and English sentences; 0 where there
    are none. Prose lies at 7-11, templates below, keyword lists and damage above; other Latin-script languages at 20 and more.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        ScoreColumn("fluency", better="higher", meaning="language and coherence of the whole, a reader's grade 0-5 over 5"),
        ScoreColumn(
            "lm_surprise", high=MOST_SURPRISE, unit="bits per unit", meaning="how much n-gram models of Chinese and English are surprised"
        ),
    )
    model_files: ClassVar[tuple[str, ...]] = (
        str(MODEL_FILE), str(BANK_FILE), str(BLENDS_FILE), str(LANGUAGE_FILE), *map(str, LM_FILES.values()),
    )  # fmt: skip

    @staticmethod
    def card() -> Card:
        return Card.of("fluency")

    def score(self, docs: Documents) -> Scores:
        return {"fluency": grade(docs, "fluency") / 5.0, "lm_surprise": np.minimum(bits_per_unit(docs), MOST_SURPRISE)}
