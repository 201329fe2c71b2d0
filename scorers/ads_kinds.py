"""Two kinds of advertising that a grade of ads alone does not name: soft articles (软文), and pages made for search engines."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers import _prose
from scorers._bank import INPUTS, drawn_to, features_emitted, final_inputs
from scorers._bank import MODEL_FILE as BANK_FILE
from scorers._blends import BLENDS_FILE
from scorers._cards import Card
from scorers._columns import share
from scorers._language import MODEL_FILE as LANGUAGE_FILE
from scorers.ads import expected

F64 = npt.NDArray[np.float64]
KINDS = ("soft_ads", "seo_spam")
KINDS_FILE = Path(__file__).parent / "models" / "ads_kinds.json"
READS = (
    *(f"bank: {name}" for name in INPUTS), "fluency", "density", "ads", "ads_mainly", "ads, fluent", "mainly, fluent", "ads, not mainly",
)  # fmt: skip
"""What the two logistic models read: inputs of the bank's final models, grades and chances 0-1, and products of these."""
NO_TEXT = -4.0  # log-odds of a text without words


@functools.cache
def weights() -> dict[str, tuple[float, ...]]:
    """By kind: the intercept, and a weight for each of READS; read once per process."""
    held = json.loads(KINDS_FILE.read_text(encoding="utf-8"))
    return {kind: (float(held[kind]["intercept"]), *(float(held[kind][name]) for name in READS)) for kind in KINDS}


def read(inputs: F64, fluency: F64, density: F64, ads: F64, mainly: F64) -> F64:
    """(n, READS)."""
    return np.column_stack([inputs, fluency, density, ads, mainly, ads * fluency, mainly * fluency, ads * (1.0 - mainly)])


def log_odds(columns: F64, weight: tuple[float, ...]) -> F64:
    """weight[0] + the sum of (n, READS) times the others, in order (no BLAS)."""
    total = np.full(len(columns), weight[0])
    for k in range(columns.shape[1]):
        total = total + weight[k + 1] * columns[:, k]
    return total


@register("ads_kinds.v1")
@dataclass(frozen=True)
class AdsKinds:
    """`soft_ads`: the chance of an article that sells; `seo_spam`: of a page that sells and was not written to be read.

    Soft articles (软文) advertise partly or mainly in prose that reads well: a firm's news, a doctor's praise, advice that ends at a shop.
    Pages for search engines pile up names of goods and places, spin sentences or stand on a hijacked site. Neither is every product page:
    that is `ads_mainly`. Chinese and English; a few words are drawn to 0.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar = (
        share("soft_ads", "lower", "chance of an article, not a product page or a list, that advertises"),
        share("seo_spam", "lower", "chance of a page that is mainly advertising and not written to be read"),
    )
    model_files: ClassVar[tuple[str, ...]] = (
        str(KINDS_FILE), str(BANK_FILE), str(BLENDS_FILE), str(_prose.MODEL_FILE), str(LANGUAGE_FILE),
        *map(str, _prose.LM_FILES.values()),
    )  # fmt: skip

    @staticmethod
    def card() -> Card:
        return Card.of("ads_kinds")

    def score(self, docs: Documents) -> Scores:
        fluency, density = (_prose.grade(docs, column) / 5.0 for column in ("fluency", "density"))
        columns = read(final_inputs(docs), fluency, density, *expected(docs))
        odds = np.column_stack([log_odds(columns, weights()[kind]) for kind in KINDS])
        drawn = drawn_to(np.full(len(KINDS), NO_TEXT), odds, features_emitted(docs))
        return {kind: drawn[:, k] for k, kind in enumerate(KINDS)}
