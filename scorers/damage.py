"""How likely a text was damaged on its way: read with a wrong encoding, scanned badly, shuffled or spun."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers import _prose
from scorers._bank import chance
from scorers._cards import Card
from scorers._columns import share
from scorers._trees import Trees

F64 = npt.NDArray[np.float64]
MODEL_FILE = Path(__file__).parent / "models" / "damage.npz"
SAMPLE = 160  # characters of the beginning, and of the middle, that are decoded again
WRONG_TABLES = ("gbk", "cp1252")
FEW_UNITS = 8.0  # units at which a text counts half, the prior the other half
PRIOR = -3.5  # log-odds


@functools.cache
def trees() -> Trees:
    """The shipped trees, read once per process."""
    with np.load(MODEL_FILE, allow_pickle=False) as arrays:
        return Trees.of(arrays, "damage")


def decodable(text: str) -> list[float]:
    """For each of WRONG_TABLES: characters beyond ASCII that a sample becomes when its bytes in that table are read as UTF-8, by its own.

    Mojibake becomes text again (0.4-0.7). Of text that was never damaged few bytes in Windows-1252 are UTF-8 by chance (below 0.1), but
    many of Chinese in GBK are (0.2-0.4): the trees weigh it with the rest.
    """
    sample = text[:SAMPLE] if len(text) <= SAMPLE else text[:SAMPLE] + text[len(text) // 2 : len(text) // 2 + SAMPLE]
    if sample.isascii():
        return [0.0] * len(WRONG_TABLES)
    own = len(sample) - len(sample.encode("ascii", "ignore"))
    found = []
    for table in WRONG_TABLES:
        again = sample.encode(table, "ignore").decode("utf-8", "ignore")
        found.append((len(again) - len(again.encode("ascii", "ignore"))) / own)
    return found


def features(docs: Documents) -> npt.NDArray[np.float32]:
    """(n, FEATURES + WRONG_TABLES): what `fluency` measures before any judgement, and whether decoding again makes sense."""
    again = np.array([decodable(text) for text in docs.texts], np.float32).reshape(len(docs), len(WRONG_TABLES))
    return np.ascontiguousarray(np.column_stack([_prose.features(docs), again]), np.float32)


@register("damage.v1")
@dataclass(frozen=True)
class Damage:
    """The chance that a text is damaged: mojibake, U+FFFD, private-use characters, noise of text recognition, shuffled or spliced text.

    Mathematics, code, tables, lists, verse and classical Chinese are no damage. A bounded sample is encoded and decoded again to see
    whether it was UTF-8 read as GBK or Windows-1252. In languages other than Chinese and English only the encoding is judged well.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    reads_simplified: ClassVar[bool] = True
    writes: ClassVar = (share("damage", "lower", "chance that the text was damaged: encoding, recognition, shuffling"),)
    model_files: ClassVar[tuple[str, ...]] = (str(MODEL_FILE), *(str(path) for path in _prose.LM_FILES.values()))

    @staticmethod
    def card() -> Card:
        return Card.of("damage")

    def score(self, docs: Documents) -> Scores:
        odds = trees().predict(features(docs))
        units = docs.views.units.counts.astype(np.float64)
        return {"damage": chance(PRIOR + (odds - PRIOR) * units / (units + FEW_UNITS))}
