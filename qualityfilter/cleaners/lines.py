"""Lines that are advertising or boilerplate by the model of lines: menus, related lists, share widgets, calls to subscribe, slogans.

A line goes where the model is sure of it. A block goes as a block: between lines that go, a line goes too where it is more likely
boilerplate than not. What is sure enough differs by script, as the model does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qualityfilter.cleaners.call_to_action import CallToAction
from qualityfilter.contract import FoundSpans, register_cleaner
from qualityfilter.documents import Documents
from qualityfilter.kernels import lines as kernels
from qualityfilter.line_model import MODEL_FILE, line_chances
from qualityfilter.protecting import protected_spans


@register_cleaner("lines.v1")
@dataclass(frozen=True)
class Lines:
    """Whole lines whose chance of being advertising or boilerplate is at least `chinese` on pages in Chinese, `other` on others.

    `within` is the chance from which a line goes that stands between two lines that go.
    """

    chinese: float = 0.96
    other: float = 0.94
    within: float = 0.8

    kinds = ("ad", "boilerplate")
    model_files = (str(MODEL_FILE),)

    def find(self, docs: Documents) -> FoundSpans:
        chances = line_chances(docs)
        lines, removed = chances.lines, chances.removed
        least = np.where(chances.chinese, self.chinese, self.other)
        goes = np.zeros(removed.size, np.bool_)
        kernels.blocks(lines.offsets, removed, least, np.minimum(self.within, least), goes)
        kind = (chances.boilerplate > chances.ad).astype(np.int8)
        calls = CallToAction().find(docs)  # patterns know better which kind it is
        kind[np.searchsorted(lines.start, calls.start, side="right") - 1] = calls.kind
        spans = np.empty((int(goes.sum()), 3), np.int64)
        guarded = protected_spans(docs)
        size = kernels.block_spans(
            docs.views.buffer, lines.offsets, lines.start, lines.end, lines.number, goes, kind, guarded.start, guarded.end, spans
        )
        first, last = spans[:size, 0], spans[:size, 1]
        edges = lines.start[first].astype(np.int64), lines.end[last].astype(np.int64)
        score = np.minimum.reduceat(np.r_[removed, 1.0], np.column_stack([first, last + 1]).reshape(-1))[::2] if size else removed[:0]
        return FoundSpans(lines.document[first].astype(np.int32), *edges, spans[:size, 2].astype(np.int8), score.astype(np.float32))
