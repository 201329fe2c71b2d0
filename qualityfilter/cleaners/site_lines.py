"""Lines that stand on many pages of one site, and paragraphs that stand on many documents of the corpus: what the survey counted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from qualityfilter.contract import FoundSpans, register_cleaner
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.line_counts import PARAGRAPH_BYTES, LineCounts

C = TypeVar("C", "SiteLines", "RepeatedParagraphs")


@register_cleaner("site_lines.v1")
@dataclass(frozen=True)
class SiteLines:
    """Lines on at least `share` of the pages of a site of at least `pages` pages; for paragraphs the share is `paragraph_share`.

    On 13 Chinese sites of at most 100 pages .2 takes 59 % of the lines labelled navigation, 40 % of the advertising and 2.8 % of the
    content (headings of forms and tables); .3 takes 54, 36 and 2.0 % (tests/benchmarks/cleaning_survey.py). The score is the share.
    """

    share: float = 0.2
    paragraph_share: float = 0.3
    pages: int = 10
    counts: LineCounts | None = field(default=None, init=False, repr=False, compare=False)

    kinds = ("boilerplate",)
    needs_survey = True
    line_local = True

    def __post_init__(self) -> None:
        if not (0 < self.share <= 1 and 0 < self.paragraph_share <= 1):
            raise InputError(f"site_lines: share {self.share} and paragraph_share {self.paragraph_share} must lie in 0-1, 0 excluded")

    def surveyed(self, counts: LineCounts) -> SiteLines:
        return _with_counts(self, counts)

    def find(self, docs: Documents) -> FoundSpans:
        if self.counts is None:
            return FoundSpans.of([])
        on, of = self.counts.of_sites(docs)
        lines = docs.views.lines
        asked = np.where(lines.end - lines.start >= PARAGRAPH_BYTES, self.paragraph_share, self.share)
        return _lines_of(docs, (of >= self.pages) & (on >= asked * of), on / np.maximum(of, 1))


@register_cleaner("repeated_paragraphs.v1")
@dataclass(frozen=True)
class RepeatedParagraphs:
    """Paragraphs (90 bytes and more) that at least `documents` documents of the corpus hold, whatever their sites. All copies go.

    The score is 1 - 1 / documents. Meant for licences, disclaimers and copied footers; use the policy `repeated: mark` to look first.
    """

    documents: int = 50
    counts: LineCounts | None = field(default=None, init=False, repr=False, compare=False)

    kinds = ("repeated",)
    needs_survey = True
    line_local = True

    def surveyed(self, counts: LineCounts) -> RepeatedParagraphs:
        return _with_counts(self, counts)

    def find(self, docs: Documents) -> FoundSpans:
        if self.counts is None:
            return FoundSpans.of([])
        held = self.counts.of_corpus(docs)
        return _lines_of(docs, held >= max(self.documents, 2), 1.0 - 1.0 / np.maximum(held, 1))


def _with_counts(cleaner: C, counts: LineCounts) -> C:
    """A copy of a frozen cleaner that knows the counts; they are no parameter of it."""
    copied = replace(cleaner)
    object.__setattr__(copied, "counts", counts)
    return copied


def _lines_of(docs: Documents, chosen: npt.NDArray[np.bool_], score: npt.NDArray[np.float64]) -> FoundSpans:
    lines = docs.views.lines
    document = np.repeat(np.arange(len(docs)), lines.counts)
    return FoundSpans(
        document[chosen].astype(np.int32), lines.start[chosen].astype(np.int64), lines.end[chosen].astype(np.int64),
        np.zeros(int(chosen.sum()), np.int8), score[chosen].astype(np.float32),
    )  # fmt: skip
