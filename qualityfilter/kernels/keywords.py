"""Finds the lines of a text that hold one of many words: an automaton over bytes (Aho and Corasick 1975).

A newline in a word stands for the start or the end of a line: "\\nshare" is found where a line begins with "share".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels import kernel


class Automaton(NamedTuple):
    """`following[state, byte]` is the next state, `hit[state]` the marks of the words that end there; ASCII case does not matter.

    `may_start(starts, …)` says where no word begins with these three bytes: from state 0 such a place is passed over, which spares
    most of the walks through a table that no cache holds. `starts` is 2^16 bits.
    """

    following: npt.NDArray[np.int16]
    hit: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.uint8]


def automaton(texts: Iterable[str] | Mapping[str, int]) -> Automaton:
    """The automaton that finds any of these words, of at most 32,767 bytes in all; 512 bytes of memory for each of theirs.

    A mapping gives every word a mark, of 1 to 255; without one it is 1. Where several words end, their marks are joined bit by bit.
    """
    branches: list[dict[int, int]] = [{}]
    hits = [0]
    marks: dict[bytes, int] = {}
    for text, mark in texts.items() if isinstance(texts, Mapping) else ((text, 1) for text in texts):
        marks[text.lower().encode()] = marks.get(text.lower().encode(), 0) | mark
    for word, mark in sorted(marks.items()):
        state = 0
        for byte in word:
            if byte not in branches[state]:
                branches[state][byte] = len(branches)
                branches.append({})
                hits.append(0)
            state = branches[state][byte]
        hits[state] = mark
    following = np.zeros((len(branches), 256), np.int16)
    fallback = [0] * len(branches)
    queue = deque([0])
    while queue:
        state = queue.popleft()
        if state:
            following[state] = following[fallback[state]]
            hits[state] |= hits[fallback[state]]
        for byte, child in branches[state].items():
            fallback[child] = int(following[fallback[state], byte]) if state else 0
            queue.append(child)
        for byte, child in branches[state].items():
            following[state, byte] = child
    following[:, 65:91] = following[:, 97:123]
    return Automaton(following, np.array(hits, np.uint8), _starts(marks))


def _starts(words: Iterable[bytes]) -> npt.NDArray[np.uint8]:
    starts = np.zeros(1 << 13, np.uint8)
    for word in words:
        ways = [{byte, byte - 32} if 97 <= byte <= 122 else {byte} for byte in word[:3]]
        ways += [set(range(256))] * (3 - len(ways))
        for a, b, c in product(*ways):
            starts[_mixed(a, b, c) >> 3] |= 1 << (_mixed(a, b, c) & 7)
    return starts


def _mixed(a: int, b: int, c: int) -> int:
    return ((a * 961 + b * 31 + c) * 40503 >> 4) & 0xFFFF


@kernel(inline=True)
def may_start(starts, buf, i):
    """Whether a word of an automaton may begin with the three bytes at i."""
    place = ((np.int64(buf[i]) * 961 + np.int64(buf[i + 1]) * 31 + np.int64(buf[i + 2])) * 40503 >> 4) & 0xFFFF
    return starts[place >> 3] >> np.uint8(place & 7) & np.uint8(1)


@kernel("i8(u1[::1], i8[::1], i2[:,::1], u1[::1], u1[::1], i8, i8[:,::1])")
def lines_with_words(buf, offsets, following, hit, starts, max_bytes, out):
    """Rows (document, start, end) of the lines of at most max_bytes bytes that hold a word, without their newline.

    Blanks before a line do not count as its start. Writes what fits and returns how many there are.
    """
    n = 0
    for d in range(offsets.size - 1):
        begin, stop = offsets[d], offsets[d + 1]
        while begin < stop:
            end = begin
            while end < stop and buf[end] != 10:
                end += 1
            i = begin
            while i < end and (buf[i] == 32 or buf[i] == 9):
                i += 1
            if i < end and end - i <= max_bytes:
                state, found = np.int64(following[0, 10]), False
                while i < end and not found:
                    if state == 0 and i + 3 <= end and may_start(starts, buf, i) == 0:
                        i += 1
                        continue
                    state = np.int64(following[state, buf[i]])
                    found = hit[state] != 0
                    i += 1
                if found or hit[following[state, 10]]:
                    if n < out.shape[0]:
                        out[n, 0], out[n, 1], out[n, 2] = d, begin, end
                    n += 1
            begin = end + 1
    return n
