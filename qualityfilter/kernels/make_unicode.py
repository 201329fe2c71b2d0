"""Writes unicode.npz, the character tables of the kernels, from Python's unicodedata: `python -m qualityfilter.kernels.make_unicode`.

The tables are shipped so that every Python version gives the same words, counts and hashes (Unicode 14.0, from Python 3.11).
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels.unicode import CJK, CONTROL, DIGIT, LETTER, MARK, PUNCTUATION, SCRIPTS, SPACE, SYMBOL, UPPER

_CJK_RANGES = (
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3038, 0x303B),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2FA1F),
    (0x30000, 0x3134F),
    (0x3041, 0x3096),
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),
    (0x30FC, 0x30FF),
    (0x31F0, 0x31FF),
    (0xFF66, 0xFF9F),
    (0x1AFF0, 0x1AFFF),
    (0x1B000, 0x1B16F),
)
_KANA_RANGES = ((0x3041, 0x31FF), (0xFF66, 0xFF9F), (0x1AFF0, 0x1AFFF), (0x1B000, 0x1B16F))  # of the above  # fmt: skip


def is_cjk(point: int) -> bool:
    """Han or kana: scripts written without spaces, one unit a character. Hangul is spaced and counts as letters."""
    return any(low <= point <= high for low, high in _CJK_RANGES) and unicodedata.category(chr(point))[0] in "LN"


def class_of(point: int) -> int:
    char = chr(point)
    category = unicodedata.category(char)
    if char.isspace():
        return SPACE
    if is_cjk(point):
        return CJK
    if category[0] == "L":
        return LETTER | (UPPER if category in ("Lu", "Lt") else 0)
    return {"N": DIGIT, "M": MARK, "P": PUNCTUATION, "S": SYMBOL}.get(category[0], CONTROL)


def script_of(point: int) -> int:
    """Index into SCRIPTS by the first word of the character's name; 0 for what is no letter of a listed script."""
    char = chr(point)
    if unicodedata.category(char)[0] not in "LM":
        return 0
    if is_cjk(point):
        return SCRIPTS.index("KANA" if any(low <= point <= high for low, high in _KANA_RANGES) else "HAN")
    word = unicodedata.name(char, "").split(" ")[0]
    word = {"FULLWIDTH": "LATIN", "FEMININE": "LATIN", "MASCULINE": "LATIN"}.get(word, word)
    return SCRIPTS.index(word) if word in SCRIPTS else 0


def fold_of(point: int) -> int:
    """Case and compatibility folding of one character to one character (NFKC of the lower case); itself where that is longer."""
    char = chr(point)
    if 0xD800 <= point <= 0xDFFF:
        return point
    for folded in (unicodedata.normalize("NFKC", char).lower(), char.lower()):
        if len(folded) == 1:
            again = unicodedata.normalize("NFKC", folded)
            return ord(again) if len(again) == 1 else ord(folded)
    return point


def _runs(values: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]])
    return starts.astype(np.uint32), values[starts]


def main() -> None:
    points = range(sys.maxunicode + 1)
    class_starts, class_values = _runs(np.array([class_of(p) for p in points], np.uint8))
    script_starts, script_values = _runs(np.array([script_of(p) for p in points], np.uint8))
    fold = np.array([fold_of(p) for p in points], np.uint32)
    changed = np.flatnonzero(fold != np.arange(fold.size)).astype(np.uint32)
    np.savez_compressed(
        Path(__file__).with_name("unicode.npz"),
        class_starts=class_starts, class_values=class_values, script_starts=script_starts, script_values=script_values,
        fold_from=changed, fold_to=fold[changed], version=np.array([int(x) for x in unicodedata.unidata_version.split(".")]),
    )  # fmt: skip


if __name__ == "__main__":
    main()
