"""What a document is about, as far as rules and weights treat domains apart: mathematics, code, or anything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents

DOMAINS = ("mathematics", "code", "other")


@register("domain.v1")
@dataclass(frozen=True)
class Domain:
    """The likelier of mathematics and code where its chance reaches `least`, else other; a tie is mathematics."""

    least: float = 0.5

    reads: ClassVar[tuple[str, ...]] = ("mathematics", "code")
    writes: ClassVar = (ScoreColumn("domain", meaning="mathematics, code or other", categories=DOMAINS),)

    def score(self, docs: Documents) -> Scores:
        mathematics, code = docs.columns["mathematics"], docs.columns["code"]
        index = np.where(mathematics >= code, 0, 1)
        return {"domain": np.where(np.maximum(mathematics, code) >= np.float32(self.least), index, 2)}
