"""How well-formed a text is: sentences that end, lines that are more than labels, words and characters as writing has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.kernels import structure as kernels
from qualityfilter.kernels import words
from qualityfilter.kernels.scan import REPLACEMENT_COUNT, UPPER_COUNT
from qualityfilter.kernels.unicode import CONTROL, DIGIT, LETTER, PUNCTUATION, SYMBOL
from scorers._cards import Card
from scorers._columns import count, share
from scorers._punctuation import SENTENCE_END, points
from scorers._words import ratio, word_counts


@register("structure.v1")
@dataclass(frozen=True)
class Structure:
    """The numbers that recipes cut web pages with, in forms that hold for Chinese and English alike.

    Lines are trimmed and blank ones left out. A line ends a sentence in the terminal punctuation of any script, "…" or "；", up to
    three closing quotes or brackets allowed behind it. A line is short under 30 columns, of which a CJK character takes two. Shares
    of characters are of all code points, white space included; `upper_share` is of letters; `function_words` of units, and known for
    English and Chinese only. All are 0 for empty text. Mathematics, code, tables and poems are well-formed and look otherwise:
    cut them by other thresholds, or not at all.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        count("characters", "neither", "code points", "length of the text"),
        count("units", "neither", "units", "length of the text: a CJK character or a run of other letters or digits is one"),
        count("lines", "neither", "lines", "lines that are not blank"),
        count("mean_line_length", "higher", "code points", "mean length of lines"),
        share("terminal_lines", "higher", "share of lines that end a sentence"),
        share("terminal_characters", "higher", "share of characters in lines that end a sentence"),
        share("short_lines", "lower", "share of lines of under 30 columns"),
        share("list_lines", "lower", "share of lines that start with a bullet or the number of an item"),
        share("symbol_share", "lower", "share of characters that are symbols: currency, arithmetic, arrows, emoji"),
        share("punctuation_share", "neither", "share of characters that are punctuation"),
        share("digit_share", "lower", "share of characters that are digits or other numbers"),
        share("control_share", "lower", "share of characters that are control, unassigned or U+FFFD: damage"),
        share("upper_share", "lower", "share of upper case among letters"),
        count("mean_word_length", "neither", "code points", "mean length of words, CJK characters and numbers left out"),
        count("longest_word", "lower", "code points", "length of the longest word or number: long ones are encoded data"),
        share("function_words", "higher", "share of units that are English or Chinese function words; lists of keywords have few"),
    )

    @staticmethod
    def card() -> Card:
        return Card.of("structure")

    def score(self, docs: Documents) -> Scores:
        views = docs.views
        counts, of_words, units = views.counts.astype(np.int64), word_counts(docs), views.units.counts
        shapes = line_shapes(docs)
        filled, line_chars, characters = shapes[:, kernels.FILLED], shapes[:, kernels.LINE_CHARS], views.characters
        return {
            "characters": characters,
            "units": units,
            "lines": filled,
            "mean_line_length": ratio(line_chars, filled),
            "terminal_lines": ratio(shapes[:, kernels.TERMINAL_LINES], filled),
            "terminal_characters": ratio(shapes[:, kernels.TERMINAL_CHARS], line_chars),
            "short_lines": ratio(shapes[:, kernels.SHORT_LINES], filled),
            "list_lines": ratio(shapes[:, kernels.LIST_LINES], filled),
            "symbol_share": ratio(counts[:, SYMBOL] - counts[:, REPLACEMENT_COUNT], characters),
            "punctuation_share": ratio(counts[:, PUNCTUATION], characters),
            "digit_share": ratio(counts[:, DIGIT], characters),
            "control_share": ratio(counts[:, CONTROL] + counts[:, REPLACEMENT_COUNT], characters),
            "upper_share": ratio(counts[:, UPPER_COUNT], counts[:, LETTER]),
            "mean_word_length": ratio(of_words[:, words.WORD_CHARS], of_words[:, words.WORDS]),
            "longest_word": of_words[:, words.LONGEST],
            "function_words": ratio(of_words[:, words.FUNCTION_WORDS], units),
        }


def line_shapes(docs: Documents) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """(n, 6) columns of `kernels.line_shapes`."""
    views = docs.views
    lines = views.lines
    shapes = np.zeros((len(docs), kernels.N_SHAPE), np.int64)
    kernels.line_shapes(views.buffer, lines.start, lines.end, lines.chars, lines.offsets, points(SENTENCE_END), shapes)
    return shapes
