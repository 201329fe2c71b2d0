"""Protected spans: formulae, code and tables, found once per batch; cleaning removes nothing inside them.

Two questions are kept apart. `protected_spans` says what *is* mathematics, code or a table, as a reader would: `$5 and $10`
is not. `literal_matches` says what a plain regular expression would *take* for one, such as every `$…$` within a line; the
multiset of these is the same before and after cleaning (`qualityfilter.cleaning` checks it on every text it changes).

What is protected:

- `$…$` (at most three lines, no blank one between, not prices), `$$…$$`, `\\(…\\)`, `\\[…\\]`, `\\begin{x}…\\end{x}`, `<math>…</math>`
- code fenced by ``` or ~~~ (an unclosed fence holds as long as lines look like code), inline code, indented code (two lines or
  more, at least half of them with the signs of code)
- Markdown tables of two rows or more; rows of numbers in columns (tab-separated or aligned, three rows or more)
- formula lines in Unicode (a relation sign with something on both sides, and at least half of the line digits, operators or Greek)
- theorem-like blocks (`Theorem 2.`, `Proof.`, `定理 3`, `解：`, `例 5`: the line and what continues its sentence)
- verse (Chinese: clauses of five or seven characters, or many short clauses and nothing else; with cased letters: four lines or
  more of which many end in a comma)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.kernels import blocks
from qualityfilter.kernels import protecting as kernels
from qualityfilter.kernels.unicode import tables
from qualityfilter.views import I64, TextViews

KINDS = (*kernels.KINDS, *blocks.KINDS)

_LAZY_PAIRS = ((b"$$", b"$$"), (b"\\(", b"\\)"), (b"\\[", b"\\]"), (b"```", b"```"), (b"~~~", b"~~~"), (b"<math", b"</math>"))
_IN_LINE = (  # the mark without which the expression need not be tried
    (b"$", re.compile(rb"\$[^$\n]+\$")),
    (b"$$", re.compile(rb"(?<!\$)\$(?!\$)[^$\n]+\$")),
    (b"\\$", re.compile(rb"(?<!\\)\$(?:\\.|[^$\\\n])+\$")),
    (b"`", re.compile(rb"`[^`\n]+`")),
)
_FENCES = (b"```", b"~~~")
_ENVIRONMENT = re.compile(rb"\\(begin|end)\{([^}\n]{1,64})\}")
_TABLES = (  # what a text must hold for the expression to be tried: two rows, or a row of dashes
    (re.compile(rb"\|[ \t\r]*\n[ \t]*\|"), re.compile(rb"(?m)(?:^[ \t]*\|[^\n]*\|[ \t\r]*$\n?){2,}")),
    (
        re.compile(rb"\n[ \t]*[-:|][-:| \t\r]*(?:\n|\Z)"),
        re.compile(rb"(?m)^[^\n|]*\|[^\n]*\n(?=[^\n]*-)(?=[^\n]*\|)[-:| \t\r]+$(?:\n[^\n|]*\|[^\n]*$)*"),
    ),
)


@dataclass(frozen=True)
class ProtectedSpans:
    """Protected ranges of a batch, disjoint and in order: bytes into `docs.views.buffer`, `kind` an index into `KINDS`."""

    document: I64
    start: I64
    end: I64
    kind: I64

    def overlap(self, start: I64, end: I64) -> npt.NDArray[np.bool_]:
        """Which of these ranges share a byte with a protected one."""
        return overlaps(self.start, self.end, start, end)


def protected_spans(docs: Documents) -> ProtectedSpans:
    """The protected spans of a batch; computed once however many ask."""
    return protected_in(docs, np.ones(len(docs), np.bool_))


def protected_in(docs: Documents, chosen: npt.NDArray[np.bool_]) -> ProtectedSpans:
    """The protected spans of the flagged documents, at least; every document is read once however often this is asked."""
    known, found = docs.memo("protected_spans", lambda: (np.zeros(len(docs), np.bool_), [_joined(np.zeros((0, 4), np.int64))]))
    rows = np.flatnonzero(chosen & ~known)
    if rows.size:
        parts = found[0], _protect(docs.views, rows)
        columns = [np.concatenate([getattr(part, name) for part in parts]) for name in ("document", "start", "end", "kind")]
        order = np.argsort(columns[1], kind="stable")
        found[0] = ProtectedSpans(*(column[order] for column in columns))
        known[rows] = True
    return found[0]


def _protect(views: TextViews, documents: I64) -> ProtectedSpans:
    room = 1024 + 4 * documents.size
    work = np.empty((2, kernels.N_CLASSES), np.int64)
    runs = np.empty((3, 5), np.int64)
    names, places = np.empty(kernels.STACK, np.uint64), np.empty((2, kernels.STACK), np.int64)
    tables = (kernels.LINE_CLASSES, kernels.LEAD_ROWS, kernels.FORMULA_CLASSES)
    while True:
        out = np.empty((room, 4), np.int64)
        count = kernels.protect(views.buffer, views.offsets, documents, *tables, work, runs, names, places, out)
        if count <= room:
            break
        room = 2 * count
    return _joined(np.concatenate([out[:count], _blocks(views, documents)]))


def _blocks(views: TextViews, documents: I64) -> I64:
    """Rows of theorem-like blocks and verse."""
    lines, room = views.lines, 256 + documents.size
    work = np.zeros((2, blocks.N_LENGTHS), np.int64)
    while True:
        out = np.empty((room, 4), np.int64)
        count = blocks.find_blocks(
            views.buffer, documents, tables().classes, lines.start, lines.end, lines.chars, lines.offsets, *blocks.OPENINGS,
            work[0], work[1], out,
        )  # fmt: skip
        if count <= room:
            break
        room = count
    rows = out[:count]
    rows[:, 2] += len(kernels.KINDS)
    return rows


def _joined(rows: I64) -> ProtectedSpans:
    """Overlapping ranges as one, of the kind of the one that starts first (of these the longest)."""
    rows = rows[np.lexsort((-rows[:, 1], rows[:, 0]))]
    start, end, first = union(rows[:, 0], rows[:, 1])
    return ProtectedSpans(rows[first, 3], start, end, rows[first, 2])


def literal_matches(text: bytes) -> list[tuple[int, int]]:
    r"""What plain regular expressions take for formulae, code and tables, as byte ranges in some fixed order, repeats included.

    `$…$` and `` `…` `` within a line; `$$…$$`, `\(…\)`, `\[…\]`, fences and `<math>` over any distance; from each `\begin{x}` to the
    next `\end{x}`; runs of two or more lines between pipes, and header, row of dashes and rows. Linear in the text.
    """
    found: list[tuple[int, int]] = []
    present = {mark for mark in (b"$", b"`", b"~", b"\\", b"<", b"|") if mark in text}  # most texts have none of them
    if not present:
        return found
    for opening, closing in _LAZY_PAIRS:
        if opening[:1] in present:
            found += _lazy(text.lower() if opening == b"<math" else text, opening, closing)
    for mark, pattern in _IN_LINE:
        if mark[:1] in present and mark in text:
            found += _from_marks(text, mark[-1:], pattern)
    if b"```" in text or b"~~~" in text:
        found += _line_fences(text)
    if b"\\" in present and b"\\begin{" in text:
        found += _environments(text)
    if b"|" in present:
        found += [match.span() for sign, pattern in _TABLES if sign.search(text) for match in pattern.finditer(text)]
    return found


def _from_marks(text: bytes, mark: bytes, pattern: re.Pattern[bytes]) -> list[tuple[int, int]]:
    """What `pattern.finditer` finds, of a pattern whose matches begin with that byte: it is tried there alone."""
    found: list[tuple[int, int]] = []
    at = text.find(mark)
    while at >= 0:
        match = pattern.match(text, at)
        if match:
            found.append(match.span())
        at = text.find(mark, match.end() if match else at + 1)
    return found


def _lazy(text: bytes, opening: bytes, closing: bytes) -> list[tuple[int, int]]:
    """Leftmost, shortest `opening…closing`; where nothing stands between, the rest of the text counts (expressions differ there)."""
    found, at = [], 0
    while (start := text.find(opening, at)) >= 0:
        close = text.find(closing, start + len(opening))
        if close < 0:
            break
        if close == start + len(opening):
            found.append((start, len(text)))
        at = close + len(closing)
        found.append((start, at))
    return found


def _line_fences(text: bytes) -> list[tuple[int, int]]:
    """From each fence at a line start, blanks apart, to the next of the same mark, in pairs."""
    found: list[tuple[int, int]] = []
    for mark in _FENCES:
        start, at = -1, text.find(mark)
        while at >= 0:
            head = at
            while head > 0 and text[head - 1] in b" \t":
                head -= 1
            if head == 0 or text[head - 1] == ord("\n"):
                if start < 0:
                    start = at
                else:
                    found.append((start, at + len(mark)))
                    start = -1
            at = text.find(mark, at + len(mark))
    return found


def _environments(text: bytes) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    waiting: dict[bytes, list[int]] = {}
    for match in _ENVIRONMENT.finditer(text):
        what, name = match.groups()
        if what == b"begin":
            waiting.setdefault(name, []).append(match.start())
        else:
            found += [(start, match.end()) for start in waiting.pop(name, [])]
    return found


def union(start: I64, end: I64) -> tuple[I64, I64, I64]:
    """Ranges sorted by start, joined where they overlap; and the index of the first range of each union."""
    if start.size == 0:
        return start.copy(), end.copy(), np.zeros(0, np.int64)
    reach = np.maximum.accumulate(end)
    first = np.flatnonzero(np.r_[True, start[1:] >= reach[:-1]])
    return start[first], reach[np.r_[first[1:] - 1, start.size - 1]], first


def overlaps(own_start: I64, own_end: I64, start: I64, end: I64) -> npt.NDArray[np.bool_]:
    """Which ranges start:end share a byte with one of the disjoint, sorted ranges own_start:own_end."""
    if own_start.size == 0:
        return np.zeros(start.size, np.bool_)
    index = np.searchsorted(own_end, start, side="right")
    found = index < own_start.size
    return np.asarray(found & (own_start[np.minimum(index, own_start.size - 1)] < end))
