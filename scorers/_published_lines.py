"""Counts of lines and marks that several published rule sets share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.kernels import published as kernels
from qualityfilter.kernels.unicode import tables
from scorers._punctuation import FINEWEB_TERMINAL, points

SHORT_LINE = 30  # code points, FineWeb's bound


def raw_line_counts(docs: Documents) -> npt.NDArray[np.int64]:
    """(n, 4) columns of `kernels.raw_lines`: filled, ending in terminal punctuation, short; length of the third-longest."""
    return docs.memo("published:raw_lines", lambda: _count(docs))


def _count(docs: Documents) -> npt.NDArray[np.int64]:
    views = docs.views
    lines = views.lines
    out = np.empty((len(docs), kernels.N_RAW), np.int64)
    kernels.raw_lines(
        views.buffer, views.offsets, lines.start, lines.end, lines.chars, lines.offsets, points(FINEWEB_TERMINAL), SHORT_LINE, out
    )
    return out


def gopher_marks(docs: Documents) -> npt.NDArray[np.int64]:
    """(n, 5) columns of `kernels.gopher_marks`: hash signs, ellipses, lines, those with a bullet, those that end in an ellipsis."""
    return docs.memo("published:gopher_marks", lambda: _mark(docs))


def _mark(docs: Documents) -> npt.NDArray[np.int64]:
    views = docs.views
    out = np.empty((len(docs), kernels.N_GOPHER), np.int64)
    kernels.gopher_marks(views.buffer, views.offsets, tables().classes, out)
    return out
