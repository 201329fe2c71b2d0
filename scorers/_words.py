"""Lists of function words, and the counts of units that every heuristic scorer shares."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.kernels import words as kernels

# The eight words of which Gopher wants two (Rae et al. 2021, arXiv 2112.11446, section A1.1).
GOPHER_STOP_WORDS = ("the", "be", "to", "of", "and", "that", "have", "with")
# Their Chinese counterpart, ours: eight of the commonest function characters, the same in simplified and traditional script.
CHINESE_STOP_WORDS = ("的", "是", "在", "了", "和", "有", "不", "也")

# Closed classes of English: articles, pronouns, prepositions, conjunctions, auxiliaries.
_ENGLISH = (
    "the a an this that these those and or but nor so if then than because as while when where which who whom whose what how why "
    "i you he she it we they me him her us them my your his its our their mine yours hers ours theirs myself himself itself "
    "themselves of to in on at by for with from into about over under between through during before after above below against "
    "without within be is am are was were been being have has had having do does did doing done will would shall should can could "
    "may might must not no there here also only just very too more most some any each every both such other"
)
# Function characters of Chinese, with their traditional forms.
_CHINESE = (
    "的是在了和有不也我你他她它们們这這那个個为為以与與而于於之其或但从從把被将將对對会會能要就都很还還又再得着著过過地到让讓使"
    "并並且吗嗎呢吧啊么麼谁誰哪什怎"
)
FUNCTION_WORDS = tuple(dict.fromkeys([*_ENGLISH.split(), *_CHINESE]))

N_ENGLISH = len(GOPHER_STOP_WORDS)


@functools.cache
def _table() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8]]:
    return kernels.word_table(GOPHER_STOP_WORDS + CHINESE_STOP_WORDS, FUNCTION_WORDS)


def word_counts(docs: Documents) -> npt.NDArray[np.int64]:
    """(n, 8) columns of `kernels.words`; LISTED has bits 0-7 for Gopher's stop words, 8-15 for the Chinese ones."""
    return docs.memo("words:counts", lambda: _count(docs))


def _count(docs: Documents) -> npt.NDArray[np.int64]:
    views = docs.views
    units = views.units
    out = np.empty((len(docs), kernels.N_WORD), np.int64)
    kernels.words(views.buffer, units.hash, units.start, units.chars, units.kind, units.offsets, *_table(), out)
    return out


def distinct(listed: npt.NDArray[np.int64], first: int, size: int) -> npt.NDArray[np.int64]:
    """How many of the bits `first` to `first + size - 1` are set in each value."""
    bits: npt.NDArray[np.int64] = (listed[:, None] >> np.arange(first, first + size)) & 1
    return np.asarray(bits.sum(axis=1))


def ratio(part: npt.NDArray[np.int64], whole: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """part / whole, row by row; where the whole is 0 it counts as 1."""
    return part / np.maximum(whole, 1)
