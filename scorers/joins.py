"""Whether a long text hangs together: how much better each stretch is guessed by who has read the one before, P(S2|S1) against P(S2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.kernels import joins as kernels
from qualityfilter.ngram import Surprise, tokenise
from scorers._cards import Card
from scorers._columns import count
from scorers._prose import LM_FILES, language_models

LOW, HIGH = -1.0, 8.0


@register("joins.v1")
@dataclass(frozen=True)
class Joins:
    """`join_gain`: bits a unit that knowing the stretch before saves, over all joins of a long document; `join_gain_least`: at the worst.

    InternLM2 (arXiv 2403.17297, section 3.1.2) compares P(S2|S1) with P(S2) to find long texts whose parts have nothing to do with each
    other. Here S1 and S2 are neighbouring stretches of 240 units, P is the n-gram model of `fluency`, and what it cannot remember comes
    from a cache of S1 (Kuhn and De Mori 1990): words and names that come back, common ones not counted. Text of one piece gains 0.1 to 1
    bit; pieces put together gain about nothing where they meet, lists of always new words too; text that repeats itself gains several.
    Documents under 360 units have no join (`joins` 0) and a gain of 0: rules on the gain want `when: [{column: joins, min: 1}]`.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        count("joins", "neither", "joins", "places where a stretch of 240 units meets the next"),
        ScoreColumn("join_gain", LOW, HIGH, "neither", "mean gain of a stretch by the one before it", "bits per unit"),
        ScoreColumn("join_gain_least", LOW, HIGH, "higher", "gain at the worst join; 0 without a join", "bits per unit"),
    )
    model_files: ClassVar[tuple[str, ...]] = tuple(str(path) for path in LM_FILES.values())

    @staticmethod
    def card() -> Card:
        return Card.of("joins")

    def score(self, docs: Documents) -> Scores:
        tokens = tokenise(docs)
        surprise = Surprise.of(tokens, language_models())
        sentences = np.r_[0, tokens.sentence_end].astype(np.int64)[tokens.sentence_offsets]
        units = tokens.kind != 3
        offsets = np.r_[0, np.cumsum(units)][sentences].astype(np.int64)
        out = np.zeros((len(docs), 3))
        kernels.join_gains(tokens.hash[units], surprise.bits[units], surprise.prior[units], surprise.matched[units], offsets, out)
        return {"joins": out[:, 0], **{n: np.clip(out[:, k], LOW, HIGH) for k, n in ((1, "join_gain"), (2, "join_gain_least"))}}
