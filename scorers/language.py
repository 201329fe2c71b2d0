"""Which language and script a document is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers._cards import Card
from scorers._language import LANGUAGES, MODEL_FILE, SCRIPT_CODES, detect


@register("language.v1")
@dataclass(frozen=True)
class Language:
    """The language most of a document's letters are in, how sure that is, and their script.

    A script with one language decides alone (Han without kana: Chinese); Latin, Cyrillic, Arabic, Hebrew, Devanagari, Bengali,
    Ethiopic and Tibetan letters are told apart by a linear model over character n-grams of the first 400 letters and 400 from the
    middle. Where scripts mix, a Chinese character counts as six Latin letters. Chinese is "Hant" where characters that only
    traditional text has are more than those that only simplified text has. "und", 0.0 and "Zyyy" for text without letters; "und" also
    for languages without a two-letter code that the model knows to be none of the others.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        ScoreColumn("language", categories=LANGUAGES, meaning="ISO 639-1 code of the language, or und"),
        ScoreColumn("language_confidence", better="higher", meaning="how sure the language is, 0 for text without letters"),
        ScoreColumn("script", categories=SCRIPT_CODES, meaning="ISO 15924 code of the script; Hans and Hant for Chinese"),
    )
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("language")

    def score(self, docs: Documents) -> Scores:
        found = detect(docs)
        return {"language": found.language, "language_confidence": found.confidence, "script": found.script}
