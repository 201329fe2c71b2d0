"""What each line of a page is: content, advertising or boilerplate, as chances that sum to 1.

1. Linear models over the shared hashed features say of each line how likely it is to be removed, and to be advertising, from its own
   words, from those of the line before and from those of the line after.
2. Boosted trees weigh these scores, the same of up to twenty lines on either side, shapes, repetition and the page as a whole.
3. A chain over the lines lets neighbours vote, so that one odd line does not cut a paragraph and a block goes as a block.

Blank lines are not seen at all, since extraction keeps them or not; they are content. A window of a page is judged as a page.
`scorers/training/train_lines.py` makes the model; its card is that of the scorer `boilerplate`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qualityfilter.documents import Documents
from qualityfilter.features import Occurrences, occurrences
from qualityfilter.kernels import lines as kernels
from qualityfilter.kernels.scan import code_points_before
from qualityfilter.kernels.trees import sum_of_trees_abreast
from qualityfilter.kernels.unicode import tables

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

MODEL_FILE = Path(__file__).parents[1] / "scorers" / "models" / "lines.npz"  # data of a package that is installed beside this one
LEANS = 0.5  # weight of the linear scores beside the trees on Chinese pages
CHINESE = 0.25  # the share of CJK characters from which a page is Chinese

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
    chinese: npt.NDArray[np.bool_]  # whether the line's page is
    call: F32  # log-odds, by its own words alone, that the line is advertising rather than content

    @property
    def removed(self) -> F64:
        """The chance of being advertising or boilerplate."""
        return np.minimum(self.ad + self.boilerplate, 1.0)


@dataclass(frozen=True)
class LineModel:
    """What MODEL_FILE holds: linear models (`weights`, `scale`, `intercept`), trees by name, and slope and intercept that turn the
    trees' sum into log-odds, of pages that are not Chinese and of those that are."""

    weights: npt.NDArray[np.int8]
    scale: F32
    intercept: F32
    trees: dict[str, tuple[Any, ...]]
    calibration: F64
    chain: F64

    @classmethod
    def of(cls, arrays: Any) -> LineModel:
        """From the arrays of the file."""
        trees = {name: abreast(arrays, name) for name in ("removed", "ad")}
        weights = np.ascontiguousarray(arrays["weights"], np.int8)
        return cls(weights, arrays["scale"], arrays["intercept"], trees, arrays["calibration"], arrays["chain"])

    def sums(self, x: F32) -> tuple[F64, F64]:
        """Of the trees that tell what is removed, and of those that tell advertising from boilerplate."""
        return sum_of(x, self.trees["removed"]), sum_of(x, self.trees["ad"])


def sum_of(x: F32, trees: tuple[Any, ...]) -> F64:
    """The sum of these trees for each line."""
    out = np.zeros(len(x))
    sum_of_trees_abreast(x, *trees, out)
    return out


def abreast(arrays: Any, name: str) -> tuple[Any, ...]:
    """Trees as `kernels.trees.sum_of_trees_abreast` takes them, from what `scorers._trees.Trees` keeps."""
    roots, left = (np.array(arrays[f"{name}_{part}"], np.int32) for part in ("roots", "left"))
    feature, threshold, value = (
        np.array(arrays[f"{name}_feature"], np.int16),
        np.array(arrays[f"{name}_threshold"], np.float32),
        arrays[f"{name}_value"],
    )
    leaf = feature < 0
    depth = np.zeros(roots.size, np.int32)
    for r, root in enumerate(roots):
        level = [int(root)]
        while level := [child for node in level if not leaf[node] for child in (int(left[node]), int(left[node]) + 1)]:
            depth[r] += 1
    left[leaf], feature[leaf], threshold[leaf] = np.flatnonzero(leaf), 0, np.inf
    return roots, depth, feature, threshold, left, np.array(value, np.float32), float(arrays[f"{name}_base"])


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
    lines = text_lines(docs)
    x = tree_inputs(lines, shapes(docs, lines), linear_scores(docs, lines, model))
    return judged(lines, x, *model.sums(x), model)


def judged(lines: TextLines, x: F32, removed: F64, ad: F64, model: LineModel) -> LineChances:
    """From the sums of the trees: calibrated by script, smoothed over the lines, split into kinds."""
    chinese = x[:, kernels.PAGE_IDEOGRAPHS] >= CHINESE
    slope, intercept = model.calibration[chinese.astype(np.int64)].T
    odds = np.zeros(removed.size)
    kernels.smoothed(lines.offsets, slope * leant(x, removed) + intercept, model.chain, odds)
    chance, of_ad = (1.0 / (1.0 + np.exp(-np.clip(z, -30.0, 30.0))) for z in (odds, ad))
    return LineChances(lines, chance * of_ad, chance * (1.0 - of_ad), chinese, x[:, kernels.N_SHAPE + kernels.OWN_AD])


def leant(x: F32, removed: F64) -> F64:
    """The sum of the trees, on Chinese pages with part of the linear scores added: trees alone are too sure of what stands in a list."""
    words = x[:, kernels.N_SHAPE + kernels.SAID].astype(np.float64) + x[:, kernels.N_SHAPE + kernels.SAID_BY_HAND]
    return removed + np.where(x[:, kernels.PAGE_IDEOGRAPHS] >= CHINESE, LEANS / 2 * words, 0.0)


def text_lines(docs: Documents) -> TextLines:
    """The lines of a batch that hold text."""
    lines = docs.views.lines
    filled = np.flatnonzero(lines.chars > 0)
    offsets = np.searchsorted(filled, lines.offsets).astype(np.int64)
    number = filled - np.repeat(lines.offsets[:-1], np.diff(offsets))
    return TextLines(lines.start[filled], lines.end[filled], number, offsets)


def shapes(docs: Documents, lines: TextLines) -> F32:
    """(lines, N_SHAPE): what a line looks like, and how often the document repeats it."""
    out = np.zeros((lines.start.size, kernels.N_SHAPE), np.float32)
    views = docs.views
    kernels.shapes(views.buffer, tables().classes, lines.start, lines.end, out)
    hashes = views.line_hashes[views.lines.chars > 0]
    most = int(np.diff(lines.offsets).max(initial=0))
    kernels.repeats(hashes, lines.offsets, np.empty(4 * most + 2, np.int64), out)
    return out


def segments_of_lines(docs: Documents, lines: TextLines, found: Occurrences) -> I64:
    """(lines, 2): the segments of each line, from and to; none behind what `occurrences` reads of a document."""
    units, out = docs.views.units, np.zeros((lines.start.size, 2), np.int64)
    kernels.segments_of_lines(units.start, units.offsets, lines.start, lines.end, lines.offsets, found.documents, out)
    return out


def linear_scores(docs: Documents, lines: TextLines, model: LineModel) -> F32:
    """(lines, N_LINEAR): what the words of a line say of it and of its neighbours."""
    found = occurrences(docs)
    out = np.zeros((lines.start.size, kernels.N_LINEAR), np.float32)
    kernels.linear(found.bucket, found.segments, segments_of_lines(docs, lines, found), model.weights, model.scale, out)
    return np.asarray(out + model.intercept, np.float32)


def tree_inputs(lines: TextLines, shape: F32, score: F32) -> F32:
    """(lines, N_INPUT): what the trees read."""
    out = np.zeros((lines.start.size, kernels.N_INPUT), np.float32)
    most = int(np.diff(lines.offsets).max(initial=0))
    kernels.inputs(lines.offsets, shape, score, np.empty((most + 1, 8)), out)
    return out
