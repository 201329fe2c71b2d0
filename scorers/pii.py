"""How much personal data a document holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.pii import KINDS, find_pii
from scorers._cards import Card
from scorers._columns import count


@register("pii.v1")
@dataclass(frozen=True)
class PersonalData:
    """`pii_count`: e-mail addresses, telephone numbers, ids, cards, bank accounts, public IP addresses and secrets found by pattern.

    `pii_sensitive` counts ids, cards, accounts and secrets alone, which no page should hold. Numbers are
    checked by their check digits where they have one. Names and postal addresses are not looked for. The cleaner `pii.v1` masks them.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        count("pii_count", "lower", "pieces", "pieces of personal data found by pattern and check digit"),
        count("pii_sensitive", "lower", "pieces", "ids, payment cards, bank accounts, keys and secrets among them"),
    )

    @staticmethod
    def card() -> Card:
        return Card.of("pii")

    def score(self, docs: Documents) -> Scores:
        counts = find_pii(docs).counts(len(docs))
        sensitive = [KINDS.index(kind) for kind in ("national_id", "card", "iban", "secret")]
        return {"pii_count": counts.sum(axis=1), "pii_sensitive": np.asarray(counts[:, sensitive].sum(axis=1))}
