"""Gopher's quality signals as numbers: length, symbols, bullets, ellipses, words with letters, stop words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.kernels import published as kernels
from qualityfilter.kernels import words
from scorers._columns import count, per_unit, share
from scorers._published_lines import gopher_marks
from scorers._words import CHINESE_STOP_WORDS, N_ENGLISH, distinct, ratio, word_counts


def _stop_words(name: str, words_and_source: str) -> ScoreColumn:
    return ScoreColumn(name, high=8, better="higher", unit="words", meaning=f"how many occur of {words_and_source}")


@register("gopher_quality.v1")
@dataclass(frozen=True)
class GopherQuality:
    """The rules of Gopher's quality filter (Rae et al. 2021, arXiv 2112.11446, section A1.1), each as the number it compares.

    Definitions are those of datatrove 0.10.1's `GopherQualityFilter`, with this project's units as words: one CJK character, or one
    run of other letters and digits, case folded; punctuation is no word. Lines are those of `str.splitlines`. Ratios to words or
    lines are counts where there are none; texts without words have mean length 0. The published thresholds are for English prose:
    on Chinese characters the mean word length is about 1, and `gopher_stop_words_zh` takes the place of `gopher_stop_words`.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        count("gopher_words", "neither", "units", "words; published: 50 to 100,000"),
        count("gopher_mean_word_length", "neither", "code points", "mean length of words; published: 3 to 10"),
        per_unit("gopher_hash_ratio", "lower", "'#' per word; published: at most 0.1"),
        per_unit("gopher_ellipsis_ratio", "lower", "'...' and '…' per word; published: at most 0.1"),
        share("gopher_bullet_lines", "lower", "share of lines that start with '•' or '-'; published: at most 0.9"),
        share("gopher_ellipsis_lines", "lower", "share of lines that end in an ellipsis; published: at most 0.3"),
        share("gopher_alpha_words", "higher", "share of words with a letter; published: at least 0.8"),
        _stop_words("gopher_stop_words", "the, be, to, of, and, that, have, with; published: at least 2"),
        _stop_words("gopher_stop_words_zh", " ".join(CHINESE_STOP_WORDS) + "; our Chinese form"),
    )

    def score(self, docs: Documents) -> Scores:
        units, counts, marks = docs.views.units.counts, word_counts(docs), gopher_marks(docs)
        lines = marks[:, kernels.LINES]
        return {
            "gopher_words": units,
            "gopher_mean_word_length": ratio(counts[:, words.CHARS], units),
            "gopher_hash_ratio": ratio(marks[:, kernels.HASHES], units),
            "gopher_ellipsis_ratio": ratio(marks[:, kernels.ELLIPSES], units),
            "gopher_bullet_lines": ratio(marks[:, kernels.BULLET_LINES], lines),
            "gopher_ellipsis_lines": ratio(marks[:, kernels.ELLIPSIS_LINES], lines),
            "gopher_alpha_words": ratio(counts[:, words.ALPHABETIC], units),
            "gopher_stop_words": distinct(counts[:, words.LISTED], 0, N_ENGLISH),
            "gopher_stop_words_zh": distinct(counts[:, words.LISTED], N_ENGLISH, len(CHINESE_STOP_WORDS)),
        }
