"""FineWeb's line signals as numbers: terminal punctuation, short lines, repeated lines, newlines per word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.kernels import published as kernels
from qualityfilter.kernels import repetition
from qualityfilter.kernels.scan import NEWLINE_COUNT
from scorers._columns import per_unit, share
from scorers._published_lines import raw_line_counts
from scorers._repetition import line_repetition
from scorers._words import ratio


@register("fineweb.v1")
@dataclass(frozen=True)
class FineWeb:
    """FineWeb's own rules (Penedo et al. 2024, arXiv 2406.17557, section 3.6), each as the number it compares.

    Definitions are those of datatrove 0.10.1's `FineWebQualityFilter`, with this project's units as words (a CJK character is one, so
    that the newline ratio of Chinese is lower than by dictionary words). Lines are split at "\\n", blank ones left out, and
    compared raw. A text without lines gives 0 everywhere; the published filter drops it as empty.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        share("fineweb_line_punct", "higher", "share of lines that end in terminal punctuation; published: at least 0.12"),
        share("fineweb_short_lines", "lower", "share of lines of at most 30 characters; published: at most 0.67"),
        share("fineweb_char_dup", "lower", "share of characters in lines met before; published: at most 0.01 (FineWeb2: 0.1)"),
        per_unit("fineweb_newlines", "lower", "newlines per word; published: at most 0.3"),
    )

    def score(self, docs: Documents) -> Scores:
        views = docs.views
        lines, newlines = raw_line_counts(docs), views.counts[:, NEWLINE_COUNT].astype("int64")
        filled = lines[:, kernels.FILLED]
        return {
            "fineweb_line_punct": ratio(lines[:, kernels.PUNCTUATED], filled),
            "fineweb_short_lines": ratio(lines[:, kernels.SHORT], filled),
            "fineweb_char_dup": ratio(line_repetition(docs)[:, repetition.FILLED_DUPLICATE_CHARS], views.characters - newlines),
            "fineweb_newlines": ratio(newlines, views.units.counts),
        }
