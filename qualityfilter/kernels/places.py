"""One pass over texts for all cleaners: what may be a dot of a host, words of slogans and runs of key words, lines with words of calls."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels import kernel
from qualityfilter.kernels.hosts import DOTS, is_dot
from qualityfilter.kernels.keywords import FIRST, GROUPS, SHORT, begun, let_through, word_at

FULL_STOP, OTHER_DOT, WORD_DOT, LINE = GROUPS, GROUPS + 1, GROUPS + 2, GROUPS + 3
A_DOT, A_LINE = np.uint64(7 << FULL_STOP), np.uint64(1 << LINE)

OF_SLOGAN, OF_RUN, OF_CALL = 1, 2, 4  # marks of words


def with_dots_and_lines(first: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The table of beginnings (`keywords.Words.first`) that lets through dots, and the newlines before lines, too."""
    first = first.copy()
    let_through(first, FULL_STOP, {ord(".")}, set(range(256)) - {ord("\n")})
    for dot in (*DOTS.replace(".", ""), "点"):
        let_through(first, OTHER_DOT, *({byte} for byte in dot.encode()))
    let_through(first, WORD_DOT, *({ord(letter)} for letter in "dot"))
    let_through(first, LINE, {ord("\n")})
    return first


@kernel()
def _put(out, n, a, b, c):
    if n < out.shape[0]:
        out[n, 0], out[n, 1], out[n, 2] = a, b, c
    return n + 1


@kernel()
def _line_of(buf, line, stop, max_bytes):
    """Where the text of the line that begins at `line` begins, blanks apart, and where the line ends; both `stop` where it is too long."""
    while line < stop and (buf[line] == 32 or buf[line] == 9):
        line += 1
    end, limit = line, min(stop, line + max_bytes)
    while end < limit and buf[end] != 10:
        end += 1
    if end < stop and buf[end] != 10:
        return stop, stop
    return line, end


@kernel()
def _next(buf, first, i, stop):
    """The first byte from i on where something may begin, and the groups that it may be of; `stop` where there is none."""
    at, last, one, two, three = np.uint64(i), np.uint64(max(stop - 3, i)), np.uint64(1), np.uint64(2), np.uint64(3)
    a, b, c, d = first[0], first[1], first[2], first[3]
    while at < last:
        groups = a[buf[at]] & b[buf[at + one]] & c[buf[at + two]] & d[buf[at + three]]
        if groups != 0:
            return np.int64(at), groups
        at += one
    i = np.int64(at)
    while i < stop and a[buf[i]] == 0:
        i += 1
    return i, a[buf[i]] if i < stop else a[0] ^ a[0]


@kernel(
    "UniTuple(i8,3)(u1[::1], i8[::1], u8[:,::1], u4[::1], i2[::1], i2[:,::1], u1[::1], i8, u1[::1], u1[::1], i2[:,::1],"
    "i8[:,::1], i8[:,::1], i8[:,::1])"
)
def find(buf, offsets, first, beginning, begun_state, following, mark, max_bytes, leads, classes, endings, dots, words, lines):
    """Rows (document, byte, 0) of dots that may be of hosts, (document, byte after it, mark) of words of slogans and of runs, (document,
    start, end) of the lines of at most `max_bytes` bytes, blanks before them apart, that hold a word of calls.

    A word that ends where a longer one does has a row of its own. Writes what fits and returns how many there are of each.
    """
    n_dots, n_words, n_lines = np.int64(0), np.int64(0), np.int64(0)
    at_line = np.int64(following[0, 10])
    for d in range(offsets.size - 1):
        begin, stop = offsets[d], offsets[d + 1]
        line, text, end = begin, begin - 1, begin - 1  # of the line that is known; where its text begins (before the document: not asked)
        i, groups = begin, A_LINE
        while True:
            if groups & A_LINE:  # a line begins at i
                line, text, start = i, begin - 1, i
                while start < stop and (buf[start] == 32 or buf[start] == 9):
                    start += 1
                if at_line > 0 and word_at(buf, start, stop, following, mark, at_line, OF_CALL):
                    text, end = _line_of(buf, line, stop, max_bytes)
                    if text < stop:
                        n_lines = _put(lines, n_lines, d, line, end)
                        text = stop
            i, groups = _next(buf, first, i, stop)
            if i == stop:
                break
            if groups & A_DOT and is_dot(buf, i, begin, stop, leads, classes, endings):
                n_dots = _put(dots, n_dots, d, i, 0)
            j, state = i, np.int64(0)
            if (groups & SHORT or i + FIRST > stop) and buf[i] != 10:
                state = np.int64(following[0, buf[i]])
            elif buf[i] != 10:  # of what begins with one has been asked
                j, state = i + FIRST - 1, begun(beginning, begun_state, buf, i)
            while state != 0:  # after byte j
                j += 1
                found = mark[state]
                if found & (OF_SLOGAN | OF_RUN):
                    n_words = _put(words, n_words, d, j, found & (OF_SLOGAN | OF_RUN))
                if found & OF_CALL and text < stop:
                    if text < begin:
                        text, end = _line_of(buf, line, stop, max_bytes)
                    if text <= i and text < stop:
                        n_lines = _put(lines, n_lines, d, line, end)
                        text = stop
                state = np.int64(following[state, buf[j]]) if j < stop else np.int64(0)
            i += 1
    return n_dots, n_words, n_lines
