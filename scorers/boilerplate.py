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


@register("boilerplate.v1")
@dataclass(frozen=True)
class Boilerplate:
    """The share of the text's bytes in lines that are boilerplate or advertising rather than content; 0.0 for text without such lines.

    Read from the text as it came, before cleaning, by the model behind `line_scores`: a line counts where its chance of being content
    is below a half. (Sums of chances follow readers' grades less well: much prose at .2 is not a menu.)
    """

    reads: ClassVar[tuple[str, ...]] = ("raw_text",)
    writes: ClassVar = (share("boilerplate", "lower", "share of the text in menus, widgets, related lists and small print"),)
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("lines")

    def score(self, docs: Documents) -> Scores:
        chances = line_chances(docs)
        size = (chances.lines.end - chances.lines.start).astype(np.float64)
        total, found = np.zeros(len(docs)), np.zeros(len(docs))
        np.add.at(total, chances.lines.document, size)
        np.add.at(found, chances.lines.document, size * (chances.removed > 0.5))
        return {"boilerplate": np.where(total > 0, found / np.maximum(total, 1.0), 0.0)}
