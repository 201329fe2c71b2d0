"""Lines that are advertising or boilerplate by the model of lines: menus, related lists, share widgets, calls to subscribe, slogans.

A line goes where the model is sure of it. A block goes as a block: between lines that go, a line goes too where it is more likely
boilerplate than not. What is sure enough differs by script, as the model does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qualityfilter.cleaners.call_to_action import AD, CallToAction, reports
from qualityfilter.contract import FoundSpans, register_cleaner
from qualityfilter.documents import Documents
from qualityfilter.kernels import lines as kernels
from qualityfilter.line_model import MODEL_FILE, line_chances
from qualityfilter.protecting import protected_spans

CONTENT = 0.25  # the mean chance of removal, of the lines that stay, below which these are nearly all content
POSSIBLE = {True: 0.02, False: 0.05}  # by all that is known of it, a line (of a page in Chinese, of others) may be advertising from here
FEW_BYTES = 12  # a shorter line has too few words to give it away


@register_cleaner("lines.v1")
@dataclass(frozen=True)
class Lines:
    """Whole lines whose chance of being advertising or boilerplate is at least `chinese` on pages in Chinese, `other` on others.

    `within` is the chance from which a line goes that stands between two lines that go. A line that its own words give away goes
    wherever it stands: from log-odds `alone` of being advertising, or `alone_in_content` where the other lines that stay are nearly all
    content, so that little else can explain such words.
    """

    chinese: float = 0.95
    other: float = 0.92
    within: float = 0.65
    alone: float = 1.0
    alone_in_content: float = 0.0

    kinds = ("ad", "boilerplate")
    model_files = (str(MODEL_FILE),)

    def find(self, docs: Documents) -> FoundSpans:
        chances = line_chances(docs)
        lines, removed = chances.lines, chances.removed
        least = np.where(chances.chinese, self.chinese, self.other)
        goes = np.zeros(removed.size, np.bool_)
        kernels.blocks(lines.offsets, removed, least, np.minimum(self.within, least), goes)
        stays, of = (~goes).astype(np.float64), lines.document
        n = np.maximum(np.bincount(of, stays, len(docs)), 1.0)  # of what stays alone, so that a second round sees the same
        in_content = (np.bincount(of, removed * stays, len(docs)) / n < CONTENT)[of]
        called = chances.call >= np.where(in_content, self.alone_in_content, self.alone)
        called &= (removed >= np.where(chances.chinese, POSSIBLE[True], POSSIBLE[False])) & (lines.end - lines.start >= FEW_BYTES)
        for line in np.flatnonzero(called & ~goes).tolist():
            called[line] = not reports(docs.views.buffer[lines.start[line] : lines.end[line]].tobytes().decode())
        goes |= called
        kind = (chances.boilerplate > chances.ad).astype(np.int8)
        kind[called] = AD
        calls = CallToAction().find(docs)  # patterns know better which kind it is
        kind[np.searchsorted(lines.start, calls.start, side="right") - 1] = calls.kind
        guarded = protected_spans(docs)
        around = np.searchsorted(guarded.start, lines.start, side="right") - 1
        inside = (around >= 0) & (lines.end <= np.r_[guarded.end, 0][around])
        goes &= ~inside | called  # a row of a table is no finding, however much it looks like a menu
        spans = np.empty((int(goes.sum()), 3), np.int64)
        size = kernels.block_spans(
            docs.views.buffer, lines.offsets, lines.start, lines.end, lines.number, goes, kind, guarded.start, guarded.end, spans
        )
        first, last = spans[:size, 0], spans[:size, 1]
        edges = lines.start[first].astype(np.int64), lines.end[last].astype(np.int64)
        score = np.minimum.reduceat(np.r_[removed, 1.0], np.column_stack([first, last + 1]).reshape(-1))[::2] if size else removed[:0]
        return FoundSpans(lines.document[first].astype(np.int32), *edges, spans[:size, 2].astype(np.int8), score.astype(np.float32))
