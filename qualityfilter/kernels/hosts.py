"""Finds what may be a host between brackets, such as （www.example.com）: the candidates for spliced links."""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel

# classes of code points
NOTHING, OPENING, CLOSING, HOST, DOT, BLANK = range(6)

OPENING_BRACKETS = "([{<（［｛＜【〔〖〘〚《〈「『﹙﹝"
CLOSING_BRACKETS = ")]}>）］｝＞】〕〗〙〛》〉」』﹚﹞"
DOTS = ".．。｡·•∙"
BLANKS = " \t\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
_HOST = "abcdefghijklmnopqrstuvwxyz0123456789-_"
_PATH = "/:~?=&%#"


def _classes() -> np.ndarray:
    """The class of each code point of the Basic Multilingual Plane."""
    table = np.zeros(0x10000, np.uint8)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in _HOST + _HOST.upper() + _PATH)
    for characters, kind in (
        (OPENING_BRACKETS, OPENING),
        (CLOSING_BRACKETS, CLOSING),
        (_HOST + _HOST.upper() + _PATH + wide, HOST),
        (DOTS, DOT),
        (BLANKS, BLANK),
    ):
        table[[ord(c) for c in characters]] = kind
    return table


CLASSES = _classes()
MAX_CHARACTERS = 60  # between the brackets


@kernel("i8(u1[::1], i8[::1], u1[::1], i8[:,::1])")
def bracketed(buf, offsets, classes, out):
    """Rows (document, start, end) of brackets, both included, with only host characters, dots and blanks between, and a dot
    with a letter after it. Any bracket opens and any closes: （www.example.com】.

    Writes what fits and returns how many there are.
    """
    n = 0
    for d in range(offsets.size - 1):
        i, stop = offsets[d], offsets[d + 1]
        opened, characters, dotted, before = np.int64(-1), 0, False, NOTHING
        while i < stop:
            c = np.int64(buf[i])
            if c < 0x80:
                width, point = 1, c
            elif c < 0xE0:
                width, point = 2, (c & 0x1F) << 6 | (buf[i + 1] & 0x3F)
            elif c < 0xF0:
                width, point = 3, (c & 0x0F) << 12 | (np.int64(buf[i + 1]) & 0x3F) << 6 | (buf[i + 2] & 0x3F)
            else:
                width, point = 4, 0
            kind = np.int64(classes[point])
            if kind == OPENING:
                if opened >= 0 and dotted and before != BLANK:  # two opening brackets around one host
                    if n < out.shape[0]:
                        out[n, 0], out[n, 1], out[n, 2] = d, opened, i + width
                    n += 1
                opened, characters, dotted = i, 0, False
            elif opened >= 0:
                characters += 1
                if kind == CLOSING:
                    if dotted:
                        if n < out.shape[0]:
                            out[n, 0], out[n, 1], out[n, 2] = d, opened, i + width
                        n += 1
                    opened = np.int64(-1)
                elif kind == NOTHING or characters > MAX_CHARACTERS:
                    opened = np.int64(-1)
                elif kind == HOST and before == DOT and characters > 2 and (97 <= (c | 32) <= 122 or c >= 0x80):
                    dotted = True
            before = kind
            i += width
    return n
