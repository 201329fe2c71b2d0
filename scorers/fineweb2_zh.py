"""FineWeb2's filter signals for Mandarin on dictionary words (rjieba), as numbers: for comparing with the published corpus; slow."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.kernels import published, repetition
from qualityfilter.kernels.scan import NEWLINE_COUNT, WORD_KIND
from scorers._columns import count, per_unit, share
from scorers._published_lines import gopher_marks
from scorers._punctuation import DATATROVE_PUNCTUATION
from scorers._repetition import MAX_UNITS, count_ngrams
from scorers._words import ratio

# Two of these must occur (configs/cmn_Hani.yml of FineWeb2).
STOP_WORDS = frozenset("的年在月是和日了於·為有被人中为他與後也而由")
TOP_THRESHOLDS = {2: 0.256, 3: 0.201, 4: 0.171}
DUPLICATE_THRESHOLDS = {5: 0.198, 6: 0.182, 7: 0.167, 8: 0.154, 9: 0.14, 10: 0.127}


@functools.cache
def _segmenter() -> Callable[[str], list[str]]:
    """rjieba's cut; importing it loads the dictionary, which only those who use this scorer should pay for."""
    import rjieba

    cut: Callable[[str], list[str]] = rjieba.cut
    return cut


def _top_column(n: int) -> ScoreColumn:
    meaning = f"length of the commonest {n}-gram times its count, per character; published: at most {TOP_THRESHOLDS[n]}"
    return ScoreColumn(f"fineweb2_zh_top_{n}gram", high=2 * n - 1, better="lower", meaning=meaning)


def _duplicate_column(n: int) -> ScoreColumn:
    return share(
        f"fineweb2_zh_dup_{n}gram", "lower", f"share of characters in {n}-grams met before; published: at most {DUPLICATE_THRESHOLDS[n]}"
    )


@dataclass(frozen=True)
class Words:
    """The words of one document: those with a character that is no punctuation, those with a letter, and what they are."""

    ids: npt.NDArray[np.uint64]  # equal words have equal numbers, in this document
    lengths: npt.NDArray[np.int32]
    real: int
    real_characters: int
    alphabetic: int
    stop_words: int

    @classmethod
    def of(cls, text: str) -> Words:
        found = [word for word in map(str.strip, _segmenter()(text)) if word]
        numbers: dict[str, int] = {}
        ids = np.fromiter((numbers.setdefault(word, len(numbers)) for word in found), np.uint64, len(found))
        lengths = np.fromiter(map(len, found), np.int32, len(found))
        times = np.bincount(ids.astype(np.int64), minlength=len(numbers)).tolist()
        real = [(len(word), n) for word, n in zip(numbers, times) if not DATATROVE_PUNCTUATION.issuperset(word)]
        alphabetic = sum(n for word, n in zip(numbers, times) if any(map(str.isalpha, word)))
        return cls(ids, lengths, sum(n for _, n in real), sum(size * n for size, n in real), alphabetic, len(STOP_WORDS & numbers.keys()))


@register("fineweb2_zh.v1")
@dataclass(frozen=True)
class FineWeb2Chinese:
    """The rules of FineWeb2 for `cmn_Hani` (Penedo et al. 2025, arXiv 2506.20920) that count words, each as the number it compares.

    Definitions are those of datatrove 0.10.1's Gopher and FineWeb filters, thresholds those of FineWeb2's configs/cmn_Hani.yml, words
    those of rjieba, whose cuts follow jieba's, white space left out and punctuation kept. FineWeb2's other rules need no words and
    are columns elsewhere: `gopher_dup_line_frac` at most 0.287, `fineweb_line_punct` at least 0.106, `fineweb_char_dup` at most 0.1,
    `gopher_bullet_lines` at most 0.9, `gopher_ellipsis_lines` at most 0.3. About 8 MB/s: not for recipes that must be fast. All are
    0 for text without words. Of documents with more than 1,048,576 words, the n-grams of these are counted.
    """

    reads: ClassVar[tuple[str, ...]] = ("text",)
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        count("fineweb2_zh_words", "neither", "words", "words that are not punctuation; published: 50 to 100,000"),
        count("fineweb2_zh_mean_word_length", "neither", "code points", "mean length of these; published: 1 to 5"),
        per_unit("fineweb2_zh_hash_ratio", "lower", "'#' per word or mark; published: at most 0.1"),
        per_unit("fineweb2_zh_ellipsis_ratio", "lower", "'...' and '…' per word or mark; published: at most 0.1"),
        share("fineweb2_zh_alpha_words", "higher", "share of words and marks with a letter; published: at least 0.735"),
        ScoreColumn(
            "fineweb2_zh_stop_words",
            high=22,
            better="higher",
            unit="words",
            meaning="how many of 22 stop words occur; published: at least 2",
        ),
        per_unit("fineweb2_zh_newlines", "lower", "newlines per word or mark; published: at most 0.178"),
        *(_top_column(n) for n in TOP_THRESHOLDS),
        *(_duplicate_column(n) for n in DUPLICATE_THRESHOLDS),
    )

    def score(self, docs: Documents) -> Scores:
        words = [Words.of(text) for text in docs.texts]
        total = np.array([w.ids.size for w in words], np.int64)
        real = np.array([w.real for w in words], np.int64)
        marks = gopher_marks(docs)
        return {
            "fineweb2_zh_words": real,
            "fineweb2_zh_mean_word_length": ratio(np.array([w.real_characters for w in words], np.int64), real),
            "fineweb2_zh_hash_ratio": ratio(marks[:, published.HASHES], total),
            "fineweb2_zh_ellipsis_ratio": ratio(marks[:, published.ELLIPSES], total),
            "fineweb2_zh_alpha_words": ratio(np.array([w.alphabetic for w in words], np.int64), total),
            "fineweb2_zh_stop_words": np.array([w.stop_words for w in words], np.int64),
            "fineweb2_zh_newlines": ratio(docs.views.counts[:, NEWLINE_COUNT].astype(np.int64), total),
            **_ngram_columns(words, docs.views.characters),
        }


def _ngram_columns(words: list[Words], characters: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[np.float64]]:
    ends = np.cumsum([w.ids.size for w in words], dtype=np.int64)
    starts = np.r_[np.int64(0), ends][: len(words)]
    ids = np.concatenate([np.empty(0, np.uint64), *(w.ids for w in words)])
    lengths = np.concatenate([np.empty(0, np.int32), *(w.lengths for w in words)])
    counts = count_ngrams(ids, lengths, np.full(ids.size, WORD_KIND, np.uint8), starts, np.minimum(ends, starts + MAX_UNITS))
    out = {f"fineweb2_zh_top_{n}gram": ratio(counts[:, repetition.TOP + n - repetition.TOP_LOW], characters) for n in TOP_THRESHOLDS}
    for n in DUPLICATE_THRESHOLDS:
        out[f"fineweb2_zh_dup_{n}gram"] = ratio(counts[:, repetition.DUPLICATE + n - repetition.DUPLICATE_LOW], characters)
    return out
