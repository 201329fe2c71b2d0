"""Finds the places where a text may name a host, however it is disguised: the candidates for spliced links.

A place is a dot, or what stands for one (．。｡·, the word "dot", 点), with a letter or digit before it and the ending of a host
after it: www。example。com, example(dot)com, e x a m p l e . c o m. Letters may be full-width, Cyrillic or Greek look-alikes, with
zero-width characters between.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels import kernel

OPENING_BRACKETS = "([{<（［｛＜【〔〖〘〚《〈「『﹙﹝"
CLOSING_BRACKETS = ")]}>）］｝＞】〕〗〙〛》〉」』﹚﹞"
DOTS = ".．。｡·•∙․‧﹒・"
BLANKS = " \t\u00a0\u3000\u2002\u2003\u2009"
ZERO_WIDTH = "\u00ad\u034f\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\ufe0f"
# Letters of other scripts that are drawn like Latin ones.
_LOOK_ALIKES = {
    "a": "аɑαΑА", "b": "ЬВΒƄ", "c": "сСϲⅽ", "d": "ԁⅾ", "e": "еЕΕє", "g": "ɡԍ", "h": "һНΗ", "i": "іІΙιı", "j": "јЈ", "k": "кКκΚ",
    "l": "ӏⅼ", "m": "мМΜⅿ", "n": "пΝո", "o": "оОοΟօ", "p": "рРρΡ", "q": "ԛ", "r": "гᴦ", "s": "ѕЅ", "t": "тТτΤ", "u": "υսц", "v": "νѵⅴ",
    "w": "ԝшѡ", "x": "хХχΧⅹ", "y": "уУүΥγ", "z": "ᴢΖ",
}  # fmt: skip

# Classes: 1-26 letters, 27-36 digits, then
HYPHEN, DOT, BLANK, NOTHING_WIDE, BRACKET = 37, 38, 39, 40, 41

MOST_PIECE = 1 << 15  # bytes between the first and the last place of one piece


def folding() -> dict[str, str]:
    """Characters that stand for an ASCII letter, digit, dot, hyphen, slash or colon."""
    table = {other: plain for plain, others in _LOOK_ALIKES.items() for other in others}
    table |= {chr(ord(c) + 0xFEE0): c for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/:_"}
    table |= {c: chr(ord("a") + i) for i, c in enumerate("ⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙⓚⓛⓜⓝⓞⓟⓠⓡⓢⓣⓤⓥⓦⓧⓨⓩ")}
    return table | dict.fromkeys(DOTS, ".") | {"‐": "-", "–": "-"}


def _classes() -> npt.NDArray[np.uint8]:
    """The class of each code point of the Basic Multilingual Plane."""
    table = np.zeros(0x10000, np.uint8)
    plain = {c: c for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"}
    for other, c in (folding() | plain).items():
        if c.isalpha():
            table[ord(other)] = ord(c.lower()) - 96
        elif c.isdigit():
            table[ord(other)] = 27 + int(c)
        elif c == "-":
            table[ord(other)] = HYPHEN
    for characters, kind in (
        (DOTS, DOT),
        (BLANKS, BLANK),
        (ZERO_WIDTH, NOTHING_WIDE),
        (OPENING_BRACKETS + CLOSING_BRACKETS + "_", BRACKET),
    ):
        table[[ord(c) for c in characters]] = kind
    return table


CLASSES = _classes()
LEADS = np.zeros(256, np.uint8)
"""Bytes that may begin what stands for a dot: 1 a dot by its class, 2 the word dot, 3 点."""
for _c in DOTS:
    LEADS[_c.encode()[0]] = 1
LEADS[[ord("d"), ord("D")]] = 2
LEADS["点".encode()[0]] = 3


def endings_table(endings: Iterable[str], glued: Container[str]) -> npt.NDArray[np.int16]:
    """Endings of hosts as an automaton: `table[state, letter]` is the next state, 0 for none; `table[state, 0]` is 1 at an end, 2 at
    an end that is looked for in front of letters too."""
    rows: list[list[int]] = [[0] * 27, [0] * 27]  # 0 is nowhere, 1 the start
    for ending in endings:
        state = 1
        for letter in ending:
            column = ord(letter) - 96
            if not rows[state][column]:
                rows.append([0] * 27)
                rows[state][column] = len(rows) - 1
            state = rows[state][column]
        rows[state][0] = 2 if ending in glued else 1
    return np.array(rows, np.int16)


@kernel()
def decode(buf, i):
    """The code point at i and its width; 0 beyond the Basic Multilingual Plane."""
    c = np.int64(buf[i])
    if c < 0x80:
        return c, 1
    if c < 0xE0:
        return (c & 0x1F) << 6 | (np.int64(buf[i + 1]) & 0x3F), 2
    if c < 0xF0:
        return (c & 0x0F) << 12 | (np.int64(buf[i + 1]) & 0x3F) << 6 | (np.int64(buf[i + 2]) & 0x3F), 3
    return np.int64(0), 4


@kernel()
def _named_before(buf, i, begin, classes):
    """Whether a letter or digit stands before i, blanks (at most two), a bracket and zero-width characters apart; 2 after www."""
    blanks, letters, steps = 0, 0, 0
    while i > begin and steps < 12:
        steps += 1
        i -= 1
        while i > begin and (buf[i] & 0xC0) == 0x80:
            i -= 1
        point, _ = decode(buf, i)
        kind = classes[point]
        if kind == 23 and letters < 3:
            letters += 1
            if letters == 3:
                return 2
        elif 0 < kind <= HYPHEN:
            return 1
        elif kind in (BLANK, BRACKET):
            blanks += 1
            if blanks > 2 + letters:
                break
        elif kind != NOTHING_WIDE:
            break
    return 1 if letters > 0 else 0


@kernel()
def _ending_after(buf, i, stop, classes, table, word):
    """1 where an ending of a host follows as a whole, 2 where letters follow it that may be the rest of a word cut in two."""
    state, blanks, letters, first_blank, best, ended = 1, 0, 0, 0, 0, 0
    while i < stop:
        point, width = decode(buf, i)
        kind = classes[point]
        if 0 < kind <= 26:
            if letters == 0 and blanks > 0 and 65 <= point <= 90 and not word:
                return 0  # a new sentence
            state = np.int64(table[state, kind])
            letters += 1
            if state == 0:
                if ended == 0:
                    return 0
                while i < stop and 97 <= buf[i] <= 122:
                    i += 1
                    letters += 1
                    if letters > 24:
                        return 0
                if i < stop and (buf[i] == 40 or buf[i] == 91 or buf[i] == 95 or buf[i] == 61 or 48 <= buf[i] <= 57):
                    return 0  # a call, a name in code
                return 2
            best = 0
            if table[state, 0] > 0:
                best = 1
            if table[state, 0] == 2:
                ended = 1
        elif kind in (BLANK, BRACKET):
            if letters > 0:
                if best == 1:
                    return 1
                if letters > 1 and first_blank != 1:
                    return 0  # only what is spelled letter by letter has blanks between the letters
                first_blank = 1
            blanks += 1
            if letters == 0 and blanks > 2:
                return 0
        elif kind != NOTHING_WIDE:
            break
        i += width
    return best


@kernel()
def _of_address(buf, i, begin, stop):
    """Whether the dot at i is of an e-mail address, or of an address with a path that stands free: neither is ever a splice."""
    last = i
    while last < stop and (97 <= (buf[last] | 32) <= 122 or 45 <= buf[last] <= 57) and buf[last] != 47:
        last += 1
    first = i
    while first > begin and (97 <= (buf[first - 1] | 32) <= 122 or 45 <= buf[first - 1] <= 57 or buf[first - 1] == 95):
        first -= 1  # with slashes
    if first > begin and buf[first - 1] == 64:
        return True
    if last + 1 >= stop or buf[last] != 47 or not (97 <= (buf[last + 1] | 32) <= 122 or 48 <= buf[last + 1] <= 57):
        return False
    if first - begin >= 5 and buf[first - 1] == 58:  # https:
        first -= 1
        colon = first
        while first > begin and 97 <= (buf[first - 1] | 32) <= 122:
            first -= 1
        return 4 <= colon - first <= 5 and buf[first] | 32 == 104 and (first == begin or buf[first - 1] < 0x80)
    return first == begin or buf[first - 1] < 0x80


@kernel()
def is_dot(buf, i, begin, stop, leads, classes, table):
    """Whether at i, where `leads` is set, stands a dot that may be of a host: of `www.` whatever follows, else before an ending."""
    lead, width = leads[buf[i]], 3
    if lead == 1:
        if buf[i] == 46:
            width = 1
            if i + 1 == stop or buf[i + 1] == 10:
                return False
        else:
            point, width = decode(buf, i)
            if classes[point] != DOT:
                return False
    elif lead == 2:
        if i + 3 >= stop or i == begin or buf[i + 1] | 32 != 111 or buf[i + 2] | 32 != 116 or 97 <= (buf[i - 1] | 32) <= 122:
            return False
    elif i + 3 >= stop or buf[i + 1] != 0x82 or buf[i + 2] != 0xB9:
        return False
    before = _named_before(buf, i, begin, classes)
    if before == 0:
        return False
    after = _ending_after(buf, i + width, stop, classes, table, lead > 1)
    if lead == 2 and after == 1 and 97 <= (buf[i + 3] | 32) <= 122:
        return False  # "dot" is part of a longer word
    if after == 0 and (before != 2 or lead != 1):
        return False
    return not (buf[i] == 46 and _of_address(buf, i, begin, stop))


@kernel("i8(u1[::1], i8[::1], i8[:,::1], i8, i8[:,::1])")
def pieces(buf, offsets, places, context, out):
    """Rows (document, first byte, end, dots, words of slogans, words of runs) of the pieces of lines to look at, without their newline.

    `places` are rows (document, byte, mark: 0 a dot, bit 0 a word of a slogan, bit 1 one of a run), sorted. A piece is what a line has
    within `context` bytes of places that lie less than half of that apart, MOST_PIECE bytes of places at most; one that holds no dot, no
    word of a slogan and fewer than three of runs is none. Writes what fits (at most a row a place).
    """
    n, at, size = 0, 0, places.shape[0]
    while at < size:
        d, last = places[at, 0], at
        while last + 1 < size and places[last + 1, 0] == d and places[last + 1, 1] - places[last, 1] < context // 2:
            if places[last + 1, 1] - places[at, 1] > MOST_PIECE:
                break
            last += 1
        floor, stop = max(offsets[d], places[at, 1] - context), min(offsets[d + 1], places[last, 1] + context)
        k = at
        while k <= last:  # the line of place k, and what else stands in it
            begin = places[k, 1]
            if places[k, 2] != 0:
                begin -= 1  # of words the byte after them is given
            end = begin
            while begin > floor and buf[begin - 1] != 10:
                begin -= 1
            while end < stop and buf[end] != 10:
                end += 1
            if begin == floor:
                while begin < end and (buf[begin] & 0xC0) == 0x80:
                    begin += 1  # not in the middle of a character
            dots, slogans, runs = 0, 0, 0
            while k <= last and places[k, 1] <= end:
                if places[k, 2] == 0:
                    if places[k, 1] == end:
                        break
                    dots += 1
                slogans += places[k, 2] & 1
                runs += places[k, 2] >> 1
                k += 1
            if dots > 0 or slogans > 0 or runs > 2:
                out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4], out[n, 5] = d, begin, end, dots, slogans, runs
                n += 1
        at = last + 1
    return n
