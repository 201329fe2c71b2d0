"""C4's and mC4's line and page rules as numbers: terminal punctuation, words per line, sentences, brackets, boilerplate phrases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.kernels import c4 as kernels
from qualityfilter.kernels import published
from qualityfilter.kernels.unicode import tables
from scorers._columns import count, share
from scorers._published_lines import raw_line_counts
from scorers._words import ratio


@register("c4.v1")
@dataclass(frozen=True)
class C4:
    """The rules of C4 (Raffel et al. 2020, JMLR 21/140, section 2.2) and mC4 (Xue et al. 2021), each as the number it compares.

    Definitions are those of datatrove 0.10.1's `C4QualityFilter` and `C4ParagraphFilter`; words are what stands between white space,
    lines those of `str.splitlines`, shares are of all lines. In Chinese each CJK character is a word and 。！？ (a closing quote may
    follow) are terminal; texts without these are counted as published. Sentences are found by rule, where the published code asks
    nltk's punkt: at . ! ? before white space, and at 。！？. Citations are "[12]" with digits 0-9, "[edit]", "[citation needed]".
    The bad-words rule is left out. The published filter drops a page when `c4_lorem_lines` or `c4_curly_lines` is above 0 or
    `c4_sentences` below 5; as a cut the bracket rule loses nearly all mathematics and code. All are 0 for empty text.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        share("c4_kept_lines", "higher", "share of lines that pass all line rules: the five that follow"),
        share("c4_terminal_lines", "higher", "share of lines that end in . ? ! or a quotation mark, not in '...'; published: others go"),
        share("c4_few_word_lines", "lower", "share of lines of fewer than 3 words; published: these go"),
        share("c4_long_word_lines", "lower", "share of lines with a word of over 1,000 characters; published (code, not paper): these go"),
        share("c4_javascript_lines", "lower", "share of lines with 'javascript'; published: these go"),
        share("c4_policy_lines", "lower", "share of lines on cookies, terms of use, privacy policy; published (code, not paper): these go"),
        count("c4_sentences", "higher", "sentences", "sentences in the lines kept; published: at least 5"),
        count("c4_lorem_lines", "lower", "lines", "terminal lines of 3 words or more with 'lorem ipsum'; published: 0"),
        count("c4_curly_lines", "lower", "lines", "the same with '{' and without 'javascript'; published: 0"),
        count("mc4_third_longest_line", "higher", "code points", "length of the third-longest line; published (mC4): at least 200"),
    )

    def score(self, docs: Documents) -> Scores:
        views = docs.views
        counts = np.zeros((len(docs), kernels.N_C4), np.int64)
        kernels.c4(views.buffer, views.offsets, tables().classes, np.empty(int(views.bytes.max(initial=0)), np.uint8), counts)
        lines = counts[:, kernels.LINES]
        return {
            "c4_kept_lines": ratio(counts[:, kernels.KEPT_LINES], lines),
            "c4_terminal_lines": ratio(counts[:, kernels.TERMINAL_LINES], lines),
            "c4_few_word_lines": ratio(counts[:, kernels.FEW_WORD_LINES], lines),
            "c4_long_word_lines": ratio(counts[:, kernels.LONG_WORD_LINES], lines),
            "c4_javascript_lines": ratio(counts[:, kernels.JAVASCRIPT_LINES], lines),
            "c4_policy_lines": ratio(counts[:, kernels.POLICY_LINES], lines),
            "c4_sentences": counts[:, kernels.SENTENCES],
            "c4_lorem_lines": counts[:, kernels.LOREM_LINES],
            "c4_curly_lines": counts[:, kernels.CURLY_LINES],
            "mc4_third_longest_line": raw_line_counts(docs)[:, published.THIRD_LONGEST],
        }
