"""Counts of repeated n-grams, lines and paragraphs, computed once per batch for every scorer that needs them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.kernels import repetition as kernels
from qualityfilter.kernels.scan import code_points_before

MAX_UNITS = 1 << 20  # longer documents (some 3 to 6 MB) are measured on their first million units, to bound memory

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class NgramRepetition:
    """Per document: columns of `kernels.ngrams` as counted, and the code points that were looked at."""

    counts: I64
    characters: I64


def count_ngrams(hashes: npt.NDArray[np.uint64], chars: npt.NDArray[np.int32], kinds: npt.NDArray[np.uint8], starts: I64, ends: I64) -> I64:
    """Repeated n-grams of any tokens: hashes, lengths in code points, kinds; document d owns starts[d] to ends[d] - 1."""
    out = np.zeros((starts.size, kernels.N_NGRAM), np.int64)
    longest = int((ends - starts).max(initial=0))
    work = [np.empty(longest + 1, np.int32) for _ in range(7)]
    kernels.ngrams(hashes, chars, kinds, starts, ends, *_table(longest), *work, np.empty(longest + 1, np.uint8), out)
    return out


def ngram_repetition(docs: Documents) -> NgramRepetition:
    """Repeated n-grams of the units of each document."""
    return docs.memo("repetition:ngrams", lambda: _unit_ngrams(docs))


def _unit_ngrams(docs: Documents) -> NgramRepetition:
    views = docs.views
    units, starts = views.units, views.units.offsets[:-1].copy()
    ends = np.minimum(views.units.offsets[1:], starts + MAX_UNITS)
    characters = views.characters.copy()
    cut = np.flatnonzero(ends < views.units.offsets[1:])
    if cut.size:
        seen = np.empty(cut.size, np.int64)
        code_points_before(views.buffer, views.offsets[cut], units.end[ends[cut] - 1].astype(np.int64), seen)
        characters[cut] = seen
    return NgramRepetition(count_ngrams(units.hash, units.chars, units.kind, starts, ends), characters)


def line_repetition(docs: Documents) -> I64:
    """(n, 7) columns of `kernels.lines`: repeated raw lines and paragraphs of each document."""
    return docs.memo("repetition:lines", lambda: _lines(docs))


def _lines(docs: Documents) -> I64:
    views = docs.views
    lines = views.lines
    longest = int(lines.counts.max(initial=0))
    out = np.zeros((len(docs), kernels.N_LINE), np.int64)
    work = np.empty(longest, np.uint64), np.empty(longest, np.int64)
    kernels.lines(
        views.buffer, views.offsets, lines.start, lines.end, lines.chars, views.line_hashes, lines.offsets, *_table(longest), *work, out
    )
    return out


def _table(size: int) -> tuple[npt.NDArray[np.uint64], I64]:
    """Keys and slots of an open-addressing table that `size` keys fill at most to a half."""
    slots = 1 << max(2 * size - 1, 1).bit_length()
    return np.empty(slots, np.uint64), np.zeros(slots, np.int64)
