"""How much a text says for its length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.kernels import repetition
from scorers._bank import MODEL_FILE as BANK_FILE
from scorers._blends import BLENDS_FILE
from scorers._cards import Card
from scorers._language import MODEL_FILE as LANGUAGE_FILE
from scorers._prose import LM_FILES, MODEL_FILE, compression_residual, entropy, grade
from scorers._repetition import ngram_repetition
from scorers._words import ratio

MOST_ENTROPY = 24.0
USUAL_REPETITION = 0.3  # graded documents that repeat less are as dense as others


def freshness(docs: Documents) -> npt.NDArray[np.float64]:
    """What is left of each document's density for what it repeats: 1 up to a share of USUAL_REPETITION, 0 where all is repeated."""
    counts = ngram_repetition(docs).counts
    repeated = ratio(counts[:, repetition.REPEATED], counts[:, repetition.UNIT_CHARS])
    return 1.0 - np.maximum(repeated - USUAL_REPETITION, 0.0) / (1.0 - USUAL_REPETITION)


@register("density.v1")
@dataclass(frozen=True)
class Density:
    """The grade 0-5 that a reader would give the information per length, over 5, less for what a text repeats word for word.

    Fitted to graded documents: compression against what that length and script usually give, entropy and variety of units, mean and
    deviation of their prior surprise (prior-based filtering, arXiv 2509.18577), lists and navigation, hashed n-grams. Code and
    mathematics repeat some: only the share over 0.3 (`repetition`) counts against a text, so that one pasted twice loses more than a
    quarter, five times nearly three quarters. 0.0 for text without words.

    `compression_residual` is ln(compressed share / share expected for that length and script): above 0, the text repeats itself less
    than usual. `unigram_entropy` is the entropy of the document's units, corrected for few units (Miller & Madow).
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        ScoreColumn("density", better="higher", meaning="information per length, a reader's grade 0-5 over 5, less for repetition"),
        ScoreColumn("compression_residual", low=-2.0, high=2.0, meaning="ln of compressed share over what length and script give"),
        ScoreColumn(
            "unigram_entropy", high=MOST_ENTROPY, unit="bits per unit", meaning="entropy of the words or characters of the document"
        ),
    )
    model_files: ClassVar[tuple[str, ...]] = (
        str(MODEL_FILE), str(BANK_FILE), str(BLENDS_FILE), str(LANGUAGE_FILE), *map(str, LM_FILES.values()),
    )  # fmt: skip

    @staticmethod
    def card() -> Card:
        return Card.of("density")

    def score(self, docs: Documents) -> Scores:
        return {
            "density": grade(docs, "density") / 5.0 * freshness(docs),
            "compression_residual": compression_residual(docs),
            "unigram_entropy": np.minimum(entropy(docs), MOST_ENTROPY),
        }
