"""Text views: what kernels know about a batch of texts, computed once however many scorers use them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qualityfilter.arrays import of_buffer
from qualityfilter.kernels import scan as kernels
from qualityfilter.kernels import shortening
from qualityfilter.kernels.unicode import CJK, DIGIT, LETTER, PUNCTUATION, SCRIPTS, SPACE, SYMBOL, tables

if TYPE_CHECKING:
    from qualityfilter.documents import Shortened

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]
U8 = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Units:
    """Units of all documents end to end; document d owns `offsets[d]:offsets[d + 1]`.

    A unit is one CJK character or one maximal run of other letters or digits: the token of this project. `hash` is
    case- and width-folded; `start`/`end` are bytes into `TextViews.buffer`; `chars` code points; `kind` 0 word, 1 number, 2 CJK.
    """

    hash: U64
    start: I32
    end: I32
    chars: I32
    kind: U8
    offsets: I64

    @property
    def counts(self) -> I64:
        return np.diff(self.offsets)


@dataclass(frozen=True)
class Lines:
    """Lines of all documents, trimmed of white space; document d owns `offsets[d]:offsets[d + 1]`. `chars` is 0 for a blank line."""

    start: I32
    end: I32
    chars: I32
    offsets: I64

    @property
    def counts(self) -> I64:
        return np.diff(self.offsets)


LARGE = 16 << 20
"""Bytes of a batch from which on its views are worth releasing: batches are smaller unless a single document is large."""


class TextViews:
    """Lazy views of one LargeStringArray of n texts without nulls. All arrays are read-only by convention.

    Of texts that whole lines were cut from, `before` says which: what is known of the others is kept.
    """

    def __init__(self, texts: pa.LargeStringArray, before: Shortened | None = None) -> None:
        n = len(texts)
        self._before = before
        if n == 0:
            self.buffer: U8 = np.zeros(0, np.uint8)
            self.offsets: I64 = np.zeros(1, np.int64)
            return
        _, offsets, data = texts.buffers()
        raw = of_buffer(offsets, np.int64, texts.offset, n + 1)
        start, end = int(raw[0]), int(raw[-1])
        self.buffer = of_buffer(data, np.uint8, start, end - start) if end > start else np.zeros(0, np.uint8)
        self.offsets = raw - start  # byte offsets into `buffer`

    def __len__(self) -> int:
        return self.offsets.size - 1

    @cached_property
    def _scanned(self) -> tuple[Units, Lines, I32, I32]:
        table = tables()
        n = len(self)
        # Two ASCII bytes or three others make a unit at the densest; pages that are not touched cost nothing.
        max_units, max_lines = (self.buffer.size + n) // 2 + 1, int(np.count_nonzero(self.buffer == ord("\n"))) + n
        hashes = np.empty(max_units, np.uint64)
        start, end, chars = (np.empty(max_units, np.int32) for _ in range(3))
        kind = np.empty(max_units, np.uint8)
        line_start, line_end, line_chars = (np.empty(max_lines, np.int32) for _ in range(3))
        unit_offsets, line_offsets = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
        counts = np.zeros((n, kernels.N_COUNTS), np.int32)
        scripts = np.zeros((n, len(SCRIPTS)), np.int32)
        n_units, n_lines = kernels.scan(
            self.buffer, self.offsets, table.classes, table.scripts, table.fold,
            hashes, start, end, chars, kind, unit_offsets, line_start, line_end, line_chars, line_offsets, counts, scripts,
        )  # fmt: skip
        units = Units(hashes[:n_units], start[:n_units], end[:n_units], chars[:n_units], kind[:n_units], unit_offsets)
        lines = Lines(line_start[:n_lines], line_end[:n_lines], line_chars[:n_lines], line_offsets)
        return units, lines, counts, scripts

    @cached_property
    def _units_and_lines(self) -> tuple[Units, Lines, I64 | None]:
        """Units, lines, and which line of the texts before each line was (-1: none), where that is known."""
        if self._before is None or not self._before.documents.views.known:
            return (*self._scanned[:2], None)
        before, cut = self._before.documents.views, self._before
        units, lines, n = before.units, before.lines, len(self)
        document = np.searchsorted(before.offsets, cut.start, side="right") - 1
        first = np.searchsorted(document, np.r_[cut.rows, len(before)]).astype(np.int64)
        hashes, start, end, chars = (np.empty_like(units.hash), *(np.empty_like(units.start) for _ in range(3)))
        kind, room = np.empty_like(units.kind), lines.start.size + n
        line_start, line_end, line_chars = (np.empty(room, np.int32) for _ in range(3))
        unit_offsets, line_offsets, line_before = (np.empty(size, np.int64) for size in (n + 1, n + 1, room))
        u, m = shortening.left(
            before.buffer, before.offsets, cut.rows, first, cut.start, cut.end, self.offsets,
            units.hash, units.start, units.end, units.chars, units.kind, units.offsets, lines.start, lines.end, lines.chars, lines.offsets,
            hashes, start, end, chars, kind, unit_offsets, line_start, line_end, line_chars, line_offsets, line_before,
        )  # fmt: skip
        left = Lines(line_start[:m], line_end[:m], line_chars[:m], line_offsets)
        return Units(hashes[:u], start[:u], end[:u], chars[:u], kind[:u], unit_offsets), left, line_before[:m]

    @property
    def known(self) -> bool:
        """Whether units and lines are known, so that they need not be found for whoever asks."""
        return "_units_and_lines" in self.__dict__

    def release(self) -> None:
        """Forget units, lines and counts of a large batch, ten bytes a byte of text; who asks again has them found again."""
        if self.buffer.size > LARGE:
            for name in ("_scanned", "_units_and_lines", "line_hashes"):
                self.__dict__.pop(name, None)

    @property
    def units(self) -> Units:
        """Units (tokens) with hashes, positions and kinds."""
        return self._units_and_lines[0]

    @property
    def lines(self) -> Lines:
        """Trimmed lines."""
        return self._units_and_lines[1]

    @property
    def counts(self) -> I32:
        """(n, 12) code points by class (columns 0-7 as in kernels.unicode), then upper, ASCII, newlines, U+FFFD."""
        return self._scanned[2]

    @property
    def scripts(self) -> I32:
        """(n, 32) letters, CJK characters and marks by script, in the order of `kernels.unicode.SCRIPTS`."""
        return self._scanned[3]

    @cached_property
    def bytes(self) -> I64:
        """UTF-8 bytes of each text."""
        return np.diff(self.offsets)

    @cached_property
    def characters(self) -> I64:
        """Code points of each text."""
        return self.counts[:, :8].sum(axis=1).astype(np.int64)

    @cached_property
    def cjk_share(self) -> npt.NDArray[np.float64]:
        """CJK characters as a share of letters and CJK characters; 0 where there are none."""
        cjk, letters = self.counts[:, CJK].astype(np.float64), self.counts[:, LETTER]
        return cjk / np.maximum(cjk + letters, 1)

    @cached_property
    def line_hashes(self) -> U64:
        """64-bit hash of each trimmed line; 0 for blank lines."""
        place = self._units_and_lines[2]
        if place is not None and self._before is not None:
            return np.where(place < 0, np.uint64(0), self._before.documents.views.line_hashes[place])
        out = np.empty(self.lines.start.size, np.uint64)
        kernels.line_hashes(self.buffer, self.lines.start, self.lines.end, out)
        return out

    def share(self, *classes: int) -> npt.NDArray[np.float64]:
        """Code points of these classes as a share of all; 0 for empty text."""
        chosen = self.counts[:, list(classes)].sum(axis=1).astype(np.float64)
        return chosen / np.maximum(self.characters, 1)


__all__ = ["CJK", "DIGIT", "LETTER", "PUNCTUATION", "SCRIPTS", "SPACE", "SYMBOL", "Lines", "TextViews", "Units"]
