"""Character classes, scripts and folding of every code point, as flat tables that kernels index."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

CONTROL, SPACE, LETTER, DIGIT, CJK, MARK, PUNCTUATION, SYMBOL = range(8)
UPPER = 0x80
N_CLASSES = 8

SCRIPTS = (
    "OTHER", "LATIN", "HAN", "KANA", "HANGUL", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI",
    "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "THAI", "LAO", "TIBETAN", "MYANMAR", "GEORGIAN", "ETHIOPIC", "KHMER",
    "MONGOLIAN", "ARMENIAN", "CHEROKEE", "CANADIAN", "SYRIAC", "THAANA",
)  # fmt: skip


class Tables(NamedTuple):
    """One entry per code point: class (plus UPPER for upper-case letters), index into SCRIPTS, folded code point."""

    classes: npt.NDArray[np.uint8]
    scripts: npt.NDArray[np.uint8]
    fold: npt.NDArray[np.uint32]


@functools.cache
def tables() -> Tables:
    """The shipped tables, expanded to 1,114,112 entries each (about 7 MB in all); never written to."""
    n = 0x110000
    with np.load(Path(__file__).with_name("unicode.npz"), allow_pickle=False) as packed:
        classes = np.repeat(packed["class_values"], np.diff(np.r_[packed["class_starts"].astype(np.int64), n]))
        scripts = np.repeat(packed["script_values"], np.diff(np.r_[packed["script_starts"].astype(np.int64), n]))
        fold = np.arange(n, dtype=np.uint32)
        fold[packed["fold_from"]] = packed["fold_to"]
    return Tables(classes, scripts, fold)
