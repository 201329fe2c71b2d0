"""Gopher's repetition signals as numbers: repeated lines, paragraphs and n-grams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.kernels import repetition as kernels
from scorers._columns import share
from scorers._repetition import line_repetition, ngram_repetition
from scorers._words import ratio

TOP_THRESHOLDS = {2: 0.20, 3: 0.18, 4: 0.16}
DUPLICATE_THRESHOLDS = {5: 0.15, 6: 0.14, 7: 0.13, 8: 0.12, 9: 0.11, 10: 0.10}


def _top_column(n: int) -> ScoreColumn:
    # an n-gram joined by blanks is at most 2n - 1 times its units, and its occurrences overlap
    meaning = f"length of the commonest {n}-gram times its count, per character; published: at most {TOP_THRESHOLDS[n]:.2f}"
    return ScoreColumn(f"gopher_top_{n}gram", high=2 * n - 1, better="lower", meaning=meaning)


def _duplicate_column(n: int) -> ScoreColumn:
    return share(
        f"gopher_dup_{n}gram", "lower", f"share of characters in {n}-grams met before; published: at most {DUPLICATE_THRESHOLDS[n]:.2f}"
    )


@register("gopher_repetition.v1")
@dataclass(frozen=True)
class GopherRepetition:
    """The rules of Gopher's repetition filter (Rae et al. 2021, arXiv 2112.11446, table A1), each as the number it compares.

    Definitions are those of datatrove 0.10.1's `GopherRepetitionFilter`, with this project's units (case folded) as words, so that
    Chinese is counted by character. Lines are split at runs of newlines, paragraphs at two newlines or more, and compared raw.
    n-grams are compared unit by unit (datatrove joins 5- to 10-grams without a separator, so that "1 11" equals "11 1" there). All
    are 0 for empty text. Documents of more than 1,048,576 units are judged on these alone.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        share("gopher_dup_line_frac", "lower", "share of lines met before; published: at most 0.30"),
        share("gopher_dup_para_frac", "lower", "share of paragraphs met before; published: at most 0.30"),
        share("gopher_dup_line_chars", "lower", "share of characters in lines met before; published: at most 0.20"),
        share("gopher_dup_para_chars", "lower", "share of characters in paragraphs met before; published: at most 0.20"),
        *(_top_column(n) for n in TOP_THRESHOLDS),
        *(_duplicate_column(n) for n in DUPLICATE_THRESHOLDS),
    )

    def score(self, docs: Documents) -> Scores:
        lines, ngrams, characters = line_repetition(docs), ngram_repetition(docs), docs.views.characters
        out = {
            "gopher_dup_line_frac": ratio(lines[:, kernels.DUPLICATE_LINES], lines[:, kernels.LINES]),
            "gopher_dup_para_frac": ratio(lines[:, kernels.DUPLICATE_PARAGRAPHS], lines[:, kernels.PARAGRAPHS]),
            "gopher_dup_line_chars": ratio(lines[:, kernels.DUPLICATE_LINE_CHARS], characters),
            "gopher_dup_para_chars": ratio(lines[:, kernels.DUPLICATE_PARAGRAPH_CHARS], characters),
        }
        for n in TOP_THRESHOLDS:
            out[f"gopher_top_{n}gram"] = ratio(ngrams.counts[:, kernels.TOP + n - kernels.TOP_LOW], ngrams.characters)
        for n in DUPLICATE_THRESHOLDS:
            out[f"gopher_dup_{n}gram"] = ratio(ngrams.counts[:, kernels.DUPLICATE + n - kernels.DUPLICATE_LOW], ngrams.characters)
        return out
