"""How much of a document is menus, widgets, related lists and small print rather than the page's own text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.line_model import MODEL_FILE, line_chances
from scorers._cards import Card
from scorers._columns import share

SURE = {True: 0.65, False: 0.75}  # of a line, of pages in Chinese and of others


@register("boilerplate.v1")
@dataclass(frozen=True)
class Boilerplate:
    """The share of a document's lines that are boilerplate for sure, each with the square root of its length; 0.0 for none.

    Read from the text as it came, before cleaning, by the model behind `line_scores`: a line counts where its chance of being
    boilerplate is above .75 (.65 on Chinese pages); advertising, which `ads` measures, does not. (Sums of chances, and of plain lengths,
    follow readers' grades less well: a menu of thirty words is more to a reader than a sentence of thirty words, and much prose at .2
    is not a menu.)
    """

    reads: ClassVar[tuple[str, ...]] = ("raw_text",)
    writes: ClassVar = (
        share("boilerplate", "lower", "share of menus, widgets, related lists and small print, lines by the root of their length"),
    )
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("lines")

    def score(self, docs: Documents) -> Scores:
        chances = line_chances(docs)
        size = np.sqrt((chances.lines.end - chances.lines.start).astype(np.float64))
        total, found = np.zeros(len(docs)), np.zeros(len(docs))
        np.add.at(total, chances.lines.document, size)
        np.add.at(found, chances.lines.document, size * (chances.boilerplate > np.where(chances.chinese, SURE[True], SURE[False])))
        return {"boilerplate": np.where(total > 0, found / np.maximum(total, 1.0), 0.0)}
