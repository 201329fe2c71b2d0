"""How much of a document is advertising: none, some of it, or what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers._bank import MODEL_FILE, chances
from scorers._cards import Card
from scorers._columns import share

F64 = npt.NDArray[np.float64]


def expected(docs: Documents) -> tuple[F64, F64]:
    """The expected grade over 2, and the chance of "mainly", which is never above that of "any"."""
    found = chances(docs)
    mainly = np.minimum(found["ads_mainly"], found["ads_any"])
    return (found["ads_any"] + mainly) / 2.0, mainly


@register("ads.v1")
@dataclass(frozen=True)
class Ads:
    """The grade that a reader is expected to give: 0 none, 0.5 partly, 1 mainly advertising; and the chance of "mainly".

    Advertising is what asks the reader to buy, call, scan, follow or sign up: product and service pages, soft articles of a firm,
    search spam, a publisher's own calls at the top and foot of an article. Terms, prices in a news item and reviews of a buyer are
    content. Read from the text alone; a few words are drawn to 0.1.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar = (
        share("ads", "lower", "expected grade of advertising (none 0, partly 1, mainly 2) over 2"),
        share("ads_mainly", "lower", "chance that the document is mainly advertising"),
    )
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE),)

    @staticmethod
    def card() -> Card:
        return Card.of("ads")

    def score(self, docs: Documents) -> Scores:
        ads, mainly = expected(docs)
        return {"ads": ads, "ads_mainly": mainly}
