"""What each line of a page is: content, advertising or boilerplate, as chances that sum to 1.

1. Linear models over the shared hashed features say of each line how likely it is to be removed, and to be advertising, from its own
   words, from those of up to three lines on either side and from those of the label that it stands under.
2. Boosted trees weigh these scores, the same of up to twenty lines on either side, shapes, repetition, runs of short lines, the stretch
   that is most likely the page's content, and the page as a whole.
   Pages that are there as a whole have trees of their own: what is their main text is known of such pages, and not of a stretch of one.
3. A chain over the lines lets neighbours vote, so that one odd line does not cut a paragraph and a block goes as a block.

Blank lines are not seen at all, since extraction keeps them or not; they are content. A window of a page is judged as a page.
`scorers/training/train_lines.py` makes the model; its card is that of the scorer `boilerplate`.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qualityfilter.documents import Documents, Shortened
from qualityfilter.errors import InputError
from qualityfilter.features import Occurrences, occurrences
from qualityfilter.kernels import lines as kernels
from qualityfilter.kernels.scan import MOST_UNITS, code_points_before
from qualityfilter.kernels.trees import LEVELS, TOGETHER, sum_of_symmetric_trees
from qualityfilter.kernels.unicode import tables

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

MODEL_FILE = Path(__file__).parents[1] / "scorers" / "models" / "lines.npz"  # data of a package that is installed beside this one
OTHER, IN_CHINESE, WHOLE = range(3)  # kinds of pages: stretches and short ones, those in Chinese, and others that are there as a whole
CHINESE = 0.25  # the share of CJK characters from which a page is Chinese
ADVERTISING = np.array([2.25, 1.0, 1.0])  # log-odds of removal that sure advertising gains, by kind of page: it costs more than menus
CALLED, CALLED_MOST = 0.2, 2.0  # so much of a line's own log-odds of advertising counts once more, for its words stand where it does
WHOLE_LINES = 60  # lines with text from which a page not Chinese is there as a whole
TOGETHER_LINES = 1024  # about so many lines are judged at once: what the trees read of them stays in the cache

LINE_SCORES = pa.schema(
    [
        ("line", pa.int64()), ("start", pa.int64()), ("end", pa.int64()),
        ("content", pa.float64()), ("ad", pa.float64()), ("boilerplate", pa.float64()),
    ]
)  # fmt: skip
"""One row a line: its number from 0, code points start to end (half-open, without the newline), and three chances that sum to 1."""


@dataclass(frozen=True)
class TextLines:
    """The lines of a batch that hold text, trimmed; document d owns `offsets[d]:offsets[d + 1]`. Bytes into `docs.views.buffer`."""

    start: I32
    end: I32
    number: I64  # in its document, blank lines counted
    offsets: I64

    @property
    def document(self) -> I64:
        return np.repeat(np.arange(self.offsets.size - 1), np.diff(self.offsets))


@dataclass(frozen=True)
class LineChances:
    """Chances of the lines of a batch that hold text; the rest to 1 is content."""

    lines: TextLines
    ad: F64
    boilerplate: F64
    page: I64  # the kind of the line's page
    call: F32  # log-odds, by its own words alone, that the line is advertising rather than content

    @property
    def removed(self) -> F64:
        """The chance of being advertising or boilerplate."""
        return np.minimum(self.ad + self.boilerplate, 1.0)

    @property
    def chinese(self) -> npt.NDArray[np.bool_]:
        """Whether the line's page is in Chinese."""
        return np.asarray(self.page == IN_CHINESE)


@dataclass(frozen=True)
class LineParts:
    """What is known of each line of a batch by itself, so that it still holds where lines around it are gone."""

    lines: TextLines
    hashes: npt.NDArray[np.uint64]
    shape: F32  # (N_SHAPE, lines); what is repeated is of the document
    score: F32  # (lines, N_LINEAR)
    terms: I32  # what the lines speak of: line i owns term_ends[i]:term_ends[i + 1]
    term_ends: I64

    @functools.cached_property
    def kinds(self) -> I64:
        """The kind of each document: in Chinese where CJK characters are CHINESE of the characters of the mean line, whole from
        WHOLE_LINES on."""
        n = np.diff(self.lines.offsets)
        share = np.bincount(self.lines.document, self.shape[kernels.IDEOGRAPHS], n.size) / np.maximum(n, 1)
        return np.where(share >= CHINESE, IN_CHINESE, np.where(n >= WHOLE_LINES, WHOLE, OTHER))


@dataclass(frozen=True)
class SymmetricTrees:
    """A sum of trees; see `kernels.trees.sum_of_symmetric_trees`."""

    feature: npt.NDArray[np.int16]
    threshold: F32
    value: F32
    base: float

    @classmethod
    def of(cls, arrays: Any, name: str) -> SymmetricTrees:
        """The trees that the model file holds under a name."""
        feature = np.ascontiguousarray(arrays[f"{name}_feature"], np.int16)
        threshold, value = (np.ascontiguousarray(arrays[f"{name}_{part}"], np.float32) for part in ("threshold", "value"))
        if feature.shape[1] != LEVELS or int(feature.max(initial=0)) >= kernels.N_INPUT:
            raise InputError(f"{MODEL_FILE.name}: trees {name} are not of {LEVELS} levels over {kernels.N_INPUT} inputs")
        return cls(feature, threshold, value, float(arrays[f"{name}_base"]))

    def arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """What the model file holds of these trees under a name."""
        return {f"{name}_{part}": np.asarray(getattr(self, part)) for part in ("feature", "threshold", "value", "base")}

    def sum(self, x: F32, at: int, n: int, out: F64) -> None:
        """Into `out`, of n columns of x from `at` on; x has TOGETHER more."""
        sum_of_symmetric_trees(x, at, n, self.feature, self.threshold, self.value, self.base, out)


@dataclass(frozen=True)
class LineModel:
    """What MODEL_FILE holds: linear models (`table`, `scale`, `intercept`), trees (`pages`: those for WHOLE pages), and slope and
    intercept that turn the trees' sum into log-odds, by kind of page."""

    table: npt.NDArray[np.uint64]
    scale: F32
    intercept: F32
    removed: SymmetricTrees
    pages: SymmetricTrees
    ad: SymmetricTrees
    calibration: F64
    chain: F64

    @classmethod
    def of(cls, arrays: Any) -> LineModel:
        """From the arrays of the file: weights are sign(w) sqrt(|w| / scale) 127, after the inverse document frequency times 8."""
        weights = np.asarray(arrays["weights"], np.int32)
        idf, root = weights[:, :1], weights[:, 1:]
        columns = np.hstack([idf * idf, np.rint(idf * root * np.abs(root) / STEP).astype(np.int32)]) + kernels.BIAS
        table = np.ascontiguousarray(columns.astype("<u2")).view("<u8").reshape(-1)
        scale = np.asarray(arrays["scale"] * (STEP / 127**2), np.float32)
        removed, pages, ad = (SymmetricTrees.of(arrays, name) for name in ("removed", "pages", "ad"))
        return cls(table, scale, arrays["intercept"], removed, pages, ad, arrays["calibration"], arrays["chain"])


STEP = 64  # the products of weights and inverse document frequencies are kept in such steps: 127 ** 3 / 64 fits into 16 bits


@functools.cache
def shipped() -> LineModel:
    """The shipped model, read once per process."""
    with np.load(MODEL_FILE, allow_pickle=False) as arrays:
        return LineModel.of(arrays)


def line_scores(text: str) -> pa.Table:
    """The chance of every line to be content, advertising or boilerplate, by line number; schema LINE_SCORES.

    Lines end at newlines; a blank line is content. Metadata (authors, dates, sources) count as content. An empty text has one blank line.
    """
    docs = Documents.of(text)
    found, views = line_chances(docs), docs.views
    newline = np.flatnonzero(views.buffer == 10)
    edges = np.stack([np.r_[0, newline + 1], np.r_[newline, views.buffer.size]], axis=1).astype(np.int64)
    n = len(edges)
    points = np.empty(2 * n, np.int64)
    code_points_before(views.buffer, np.zeros(2 * n, np.int64), np.ascontiguousarray(edges.reshape(-1)), points)
    ad, boilerplate = np.zeros(n), np.zeros(n)
    ad[found.lines.number], boilerplate[found.lines.number] = found.ad, found.boilerplate
    columns = [np.arange(n), points[::2], points[1::2], 1.0 - ad - boilerplate, ad, boilerplate]
    return pa.table([pa.array(c, field.type) for c, field in zip(columns, LINE_SCORES)], schema=LINE_SCORES)


def line_chances(docs: Documents) -> LineChances:
    """Chances for every line of a batch that holds text; computed once however many ask."""
    return docs.memo("line_model:chances", lambda: chances_of(docs, shipped()))


def chances_of(docs: Documents, model: LineModel) -> LineChances:
    """Chances by this model."""
    known = docs.memo("line_model:parts", lambda: line_parts(docs, model))
    sums = tree_sums(known, *around(known), model)
    return judged(known, *sums, model)


def line_parts(docs: Documents, model: LineModel) -> LineParts:
    """What is known of each line by itself; what was found before other lines went is not asked for again."""
    lines = text_lines(docs)
    hashes = docs.views.line_hashes[docs.views.lines.chars > 0]
    taken = taken_over(docs.before, lines, hashes) if docs.before else None
    if taken is None:
        same = same_lines(docs, lines, hashes)
        taken = shapes(docs, lines, same), linear_scores(docs, lines, model, same)
    shape, score = taken
    most = int(np.diff(lines.offsets).max(initial=0))
    kernels.repeats(hashes, lines.offsets, np.empty(4 * most + 2, np.int64), shape)
    return LineParts(lines, hashes, shape, score, *line_terms(docs, lines))


def taken_over(before: Shortened, lines: TextLines, hashes: npt.NDArray[np.uint64]) -> tuple[F32, F32] | None:
    """Shapes and scores of lines that were there before whole lines went; None where these are not known, or a document is too large
    to have been read whole."""
    known: LineParts | None = before.documents.found("line_model:parts")
    if known is None or (before.documents.views.units.counts[before.rows] > MOST_UNITS).any():
        return None
    place = np.empty(lines.start.size, np.int64)
    if not kernels.survivors(known.hashes, known.lines.offsets, before.rows, hashes, lines.offsets, place):
        return None
    return np.ascontiguousarray(known.shape[:, place]), known.score[place]


def around(known: LineParts) -> tuple[I64, F32, F32]:
    """The label that each line stands under (-1: none), (N_SAID, lines): what lines say together, and (N_SHARED, lines): what each has
    in common with the others."""
    n = known.lines.start.size
    head, say = np.empty(n, np.int64), np.empty((kernels.N_SAID, n), np.float32)
    kernels.headings(known.lines.offsets, known.shape, head)
    kernels.said(known.lines.offsets, head, known.shape, known.score, say)
    flow = np.empty(n)
    kernels.smoothed(known.lines.offsets, say[kernels.JUDGED].astype(np.float64), np.array([kernels.FLOW_TIE, kernels.FLOW_TRUST]), flow)
    say[kernels.FLOW] = flow
    shared = np.empty((kernels.N_SHARED, n), np.float32)
    kernels.shared(known.lines.offsets, known.terms, known.term_ends, known.shape, say, shared)
    return head, say, shared


def tree_sums(known: LineParts, head: I64, say: F32, shared: F32, model: LineModel) -> tuple[F64, F64]:
    """The sums of the trees that tell what is removed, and of those that tell advertising from boilerplate."""
    n, offsets = known.lines.start.size, known.lines.offsets
    removed, ad = np.empty(n), np.empty(n)
    whole = known.kinds == WHOLE
    changes = np.flatnonzero(np.diff(whole)) + 1
    for low, high, x in batches(known, head, say, shared):
        start = offsets[low]
        model.ad.sum(x, 0, int(offsets[high] - start), ad[start : offsets[high]])
        edges = [low, *changes[np.searchsorted(changes, low, side="right") : np.searchsorted(changes, high)].tolist(), high]
        for first, last in itertools.pairwise(edges):
            own, trees = slice(offsets[first], offsets[last]), model.pages if whole[first] else model.removed
            trees.sum(x, int(own.start - start), int(own.stop - own.start), removed[own])
    return removed, ad


def batches(known: LineParts, head: I64, say: F32, shared: F32) -> Iterator[tuple[int, int, F32]]:
    """What the trees read, some documents at a time: from, to, and x[input, line]. The array is the same each time."""
    offsets = known.lines.offsets
    most = max(int(np.diff(offsets).max(initial=0)), min(TOGETHER_LINES, int(offsets[-1])))
    x = np.zeros((kernels.N_INPUT, most + TOGETHER), np.float32)
    sums, runs, rows = np.empty((9, most + 2)), np.empty((3, most + 2), np.int64), np.empty((2, most + 32), np.float32)
    low = 0
    while low < offsets.size - 1:
        high = max(low + 1, int(np.searchsorted(offsets, offsets[low] + most, side="right")) - 1)
        k = kernels.inputs_beside(offsets, low, high, known.shape, known.score, say, 0, x)
        k = kernels.inputs_around(offsets, low, high, known.shape, say, sums, k, x)
        k = kernels.inputs_extreme(offsets, low, high, known.shape, say, rows, k, x)
        k = kernels.inputs_alike(offsets, low, high, known.shape, rows, k, x)
        k = kernels.inputs_blocks(offsets, low, high, known.shape, say, head, k, x)
        k = kernels.inputs_page(offsets, low, high, known.shape, say, k, x)
        k = kernels.inputs_runs(offsets, low, high, known.shape, say, sums, runs, k, x)
        x[k : k + kernels.N_SHARED, : offsets[high] - offsets[low]] = shared[:, offsets[low] : offsets[high]]
        yield low, high, x
        low = high


def judged(known: LineParts, removed: F64, ad: F64, model: LineModel) -> LineChances:
    """From the sums of the trees: calibrated by kind of page, smoothed over the lines, split into kinds, advertising made likelier."""
    kind = known.kinds[known.lines.document]
    slope, intercept = model.calibration[kind].T
    odds = np.zeros(removed.size)
    kernels.smoothed(known.lines.offsets, slope * removed + intercept, model.chain, odds)
    of_ad = squashed(ad)
    call = np.ascontiguousarray(known.score[:, kernels.OWN_AD])
    gain = ADVERTISING[kind] * of_ad + CALLED * np.clip(call.astype(np.float64), -CALLED_MOST, CALLED_MOST)
    chance = squashed(odds + gain)
    return LineChances(known.lines, chance * of_ad, chance * (1.0 - of_ad), kind, call)


def squashed(odds: F64) -> F64:
    """Chances of log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0))))


def text_lines(docs: Documents) -> TextLines:
    """The lines of a batch that hold text."""
    lines = docs.views.lines
    filled = np.flatnonzero(lines.chars > 0)
    offsets = np.searchsorted(filled, lines.offsets).astype(np.int64)
    number = filled - np.repeat(lines.offsets[:-1], np.diff(offsets))
    return TextLines(lines.start[filled], lines.end[filled], number, offsets)


def same_lines(docs: Documents, lines: TextLines, hashes: npt.NDArray[np.uint64]) -> I64:
    """Of each line, the first of the batch that emits the same features: what stands on many pages is read once. Lines behind what is read
    of a large document emit less, so there each is its own."""
    n, views = lines.start.size, docs.views
    if (views.units.counts > MOST_UNITS).any():
        return np.arange(n)
    table, blanks, out = np.empty(1 << (2 * n).bit_length(), np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    kernels.same_before(views.buffer, views.offsets, lines.start, lines.offsets, hashes, table, blanks, out)
    return out


def shapes(docs: Documents, lines: TextLines, same: I64 | None = None) -> F32:
    """(N_SHAPE, lines): what a line looks like; not how often the document repeats it. `same`, as `same_lines` gives it, spares time."""
    same = np.arange(lines.start.size) if same is None else same
    out = np.zeros((kernels.N_SHAPE, lines.start.size), np.float32)
    kernels.shapes(docs.views.buffer, tables().classes, lines.start, lines.end, same, out)
    return out


def line_terms(docs: Documents, lines: TextLines) -> tuple[I32, I64]:
    """Words and pairs of CJK characters of each line, hashed, and where those of each line end."""
    units = docs.views.units
    out, ends = np.empty(units.hash.size, np.int32), np.zeros(lines.end.size + 1, np.int64)
    size = kernels.terms(units.start, units.chars, units.kind, units.hash, units.offsets, lines.end, lines.offsets, out, ends)
    return out[:size], ends


def segments_of_lines(docs: Documents, lines: TextLines, found: Occurrences) -> I64:
    """(lines, 2): the segments of each line, from and to; none behind what `occurrences` reads of a document."""
    units, out = docs.views.units, np.zeros((lines.start.size, 2), np.int64)
    kernels.segments_of_lines(units.start, units.offsets, lines.start, lines.end, lines.offsets, found.documents, out)
    return out


def linear_scores(docs: Documents, lines: TextLines, model: LineModel, same: I64) -> F32:
    """(lines, N_LINEAR): what the words of a line say of it and of its neighbours."""
    found = occurrences(docs)
    out = np.zeros((lines.start.size, kernels.N_LINEAR), np.float32)
    kernels.linear(found.bucket, found.segments, segments_of_lines(docs, lines, found), model.table, model.scale, same, out)
    return np.asarray(out + model.intercept, np.float32)
