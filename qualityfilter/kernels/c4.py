"""Counts behind the line and page rules of C4, one pass over the lines of each document.

The published rule is for English. Its Chinese form is the same rule with a blank put between neighbouring CJK characters, so
that each is a word, and with 。！？ as terminal marks, closing quotes after them allowed. Texts without either are counted as
published.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.published import break_length, is_three_dots, skip_space, trim_end
from qualityfilter.kernels.scan import decode
from qualityfilter.kernels.unicode import CJK, SPACE

FEWEST_WORDS = 3
LONGEST_WORD = 1000

# columns of the result
(
    LINES, KEPT_LINES, TERMINAL_LINES, FEW_WORD_LINES, LONG_WORD_LINES, JAVASCRIPT_LINES, POLICY_LINES, LOREM_LINES, CURLY_LINES,
    SENTENCES, N_C4,
) = range(11)  # fmt: skip

HAS_JAVASCRIPT, HAS_LOREM, HAS_POLICY, HAS_CURLY = 1, 2, 4, 8
# phrase, what it tells, and which of its letters to look for first: a rare one
_PHRASES = (
    (b"javascript", HAS_JAVASCRIPT, 0),
    (b"lorem ipsum", HAS_LOREM, 7),
    (b"terms of use", HAS_POLICY, 7),
    (b"privacy policy", HAS_POLICY, 3),
    (b"cookie policy", HAS_POLICY, 3),
    (b"uses cookies", HAS_POLICY, 8),
    (b"use of cookies", HAS_POLICY, 10),
    (b"use cookies", HAS_POLICY, 7),
    (b"{", HAS_CURLY, 0),
)
PHRASE_BYTES = np.array(list(b"".join(phrase for phrase, _, _ in _PHRASES)), np.uint8)
PHRASE_START = np.cumsum([0] + [len(phrase) for phrase, _, _ in _PHRASES])
PHRASE_FLAG = np.array([flag for _, flag, _ in _PHRASES])
PHRASE_AT = np.array([at for _, _, at in _PHRASES])
TRIGGER = np.zeros(256, np.bool_)
TRIGGER[[phrase[at] for phrase, _, at in _PHRASES]] = True
EDIT, CITATION_NEEDED = (np.array(list(text), np.uint8) for text in (b"[edit]", b"[citation needed]"))


@kernel()
def stands_at(buf, i, end, phrase):
    """Whether the bytes of phrase stand at i."""
    if i < 0 or i + phrase.size > end:
        return False
    for k in range(phrase.size):  # noqa: SIM110  no generators in kernels
        if buf[i + k] != phrase[k]:
            return False
    return True


@kernel()
def citation_length(buf, i, end):
    """Bytes of the citation at i: "[", digits 0-9, "]"; "[edit]"; "[citation needed]". 0 where there is none."""
    j = i + 1
    while j < end and 48 <= buf[j] <= 57:
        j += 1
    if j < end and buf[j] == 0x5D:
        return j + 1 - i
    if stands_at(buf, i, end, EDIT):
        return EDIT.size
    if stands_at(buf, i, end, CITATION_NEEDED):
        return CITATION_NEEDED.size
    return 0


@kernel()
def read_line(buf, start, end, classes, line):
    """Copies buf[start:end] to `line` in lower case (ASCII) without citations; returns its words, the longest, and the bytes copied.

    Words are what stands between white space, citations included; each of neighbouring CJK characters is one.
    """
    words, longest, length, size = 0, 0, 0, 0
    copy_from = start
    after_cjk = False
    i = start
    while i < end:
        c = buf[i]
        if c < 0x80:
            if c == 0x20 or 9 <= c <= 13 or 28 <= c <= 31:
                length = 0
            else:
                words += length == 0
                length += 1
                longest = max(longest, length)
            after_cjk = False
            if c == 0x5B and i >= copy_from:
                copy_from = i + citation_length(buf, i, end)
            if i >= copy_from:
                line[size] = c + np.uint8(32) if 65 <= c <= 90 else c
                size += 1
            i += 1
            continue
        point, following = decode(buf, i)
        kind = classes[point] & np.uint8(0x7F)
        if kind == SPACE:
            length = 0
        else:
            if after_cjk and kind == CJK:
                length = 0
            words += length == 0
            length += 1
            longest = max(longest, length)
        after_cjk = kind == CJK
        while i < following:
            line[size] = buf[i]
            size += 1
            i += 1
    return words, longest, size


@kernel()
def phrases_in(line, size):
    """Flags of the phrases that stand in the line."""
    found = 0
    for i in range(size):
        if TRIGGER[line[i]]:
            for p in range(PHRASE_FLAG.size):
                if not found & PHRASE_FLAG[p] and stands_at(
                    line, i - PHRASE_AT[p], size, PHRASE_BYTES[PHRASE_START[p] : PHRASE_START[p + 1]]
                ):
                    found |= PHRASE_FLAG[p]
    return found


@kernel()
def full_width_mark(line, i):
    """Whether one of 。！？ stands at i; i may be below 0."""
    return i >= 0 and (
        (line[i] == 0xE3 and line[i + 1] == 0x80 and line[i + 2] == 0x82)
        or (line[i] == 0xEF and line[i + 1] == 0xBC and (line[i + 2] == 0x81 or line[i + 2] == 0x9F))
    )


@kernel()
def closer_length(line, i, size):
    """Bytes of the closing quote or bracket at i; 0 where there is none."""
    if i >= size:
        return 0
    c = line[i]
    if c == 0x22 or c == 0x27 or c == 0x29 or c == 0x5D:
        return 1
    if c == 0xE2 and line[i + 1] == 0x80 and (line[i + 2] == 0x99 or line[i + 2] == 0x9D):  # ’ ”
        return 3
    if c == 0xE3 and line[i + 1] == 0x80 and (line[i + 2] == 0x8D or line[i + 2] == 0x8F):  # 」 』
        return 3
    if c == 0xEF and line[i + 1] == 0xBC and line[i + 2] == 0x89:  # ）
        return 3
    return 0


@kernel()
def is_terminal(line, size):
    """Whether the line ends in . ? ! or a quotation mark, but not in "..."; or in one of 。！？, a closing quote after it allowed."""
    if size == 0:
        return False
    last = line[size - 1]
    if last == 0x2E or last == 0x3F or last == 0x21 or last == 0x22 or last == 0x27:
        return not is_three_dots(line, 0, size)
    if full_width_mark(line, size - 3):
        return True
    return (
        last >= 0x80
        and size >= 6
        and line[size - 3] != 0xEF
        and closer_length(line, size - 3, size) == 3
        and full_width_mark(line, size - 6)
    )


@kernel()
def sentences_in(line, size, classes):
    """Sentences end at a run of . ! ? before white space or the end, or at one of 。！？, closing quotes and brackets included."""
    n, i, rest = 0, 0, False
    while i < size:
        start, full_width = i, False
        while i < size:
            if full_width_mark(line, i):
                full_width = True
                i += 3
            elif line[i] == 0x2E or line[i] == 0x21 or line[i] == 0x3F:
                i += 1
            else:
                break
        if i == start:
            point, i = decode(line, i)
            rest = rest or classes[point] != SPACE
            continue
        width = closer_length(line, i, size)
        while width:
            i += width
            width = closer_length(line, i, size)
        if not full_width and i < size:
            point, _ = decode(line, i)
            if classes[point] != SPACE:
                rest = True
                continue
        n += 1
        rest = False
    return n + rest


@kernel("void(u1[::1], i8[::1], u1[::1], u1[::1], i8[:,::1])")
def c4(buf, offsets, classes, line, out):
    """Fill the columns above for each document; `line` holds the longest document's bytes.

    TERMINAL, FEW_WORD, LONG_WORD, JAVASCRIPT and POLICY count all lines with that property. KEPT lines pass these five rules, and
    SENTENCES are theirs. LOREM and CURLY count the lines that make the published filter drop the page: it looks for these only in
    lines that passed the rules before.
    """
    for d in range(offsets.size - 1):
        start, end = offsets[d], offsets[d + 1]
        while start < end:
            stop = start
            while stop < end and break_length(buf, stop, end) == 0:
                stop += 1
            low = skip_space(buf, start, stop, classes)
            high = trim_end(buf, low, stop, classes)
            words, longest, size = read_line(buf, low, high, classes, line)
            found = phrases_in(line, size)
            terminal = is_terminal(line, size)
            passes = longest <= LONGEST_WORD and terminal and words >= FEWEST_WORDS
            out[d, LINES] += 1
            out[d, TERMINAL_LINES] += terminal
            out[d, FEW_WORD_LINES] += words < FEWEST_WORDS
            out[d, LONG_WORD_LINES] += longest > LONGEST_WORD
            out[d, JAVASCRIPT_LINES] += found & HAS_JAVASCRIPT != 0
            out[d, POLICY_LINES] += found & HAS_POLICY != 0
            if passes:
                out[d, LOREM_LINES] += found & HAS_LOREM != 0
                if not found & HAS_JAVASCRIPT:
                    out[d, CURLY_LINES] += found & HAS_CURLY != 0
                    if not found & HAS_POLICY:
                        out[d, KEPT_LINES] += 1
                        out[d, SENTENCES] += sentences_in(line, size, classes)
            if stop < end:
                stop += break_length(buf, stop, end)
            start = stop
