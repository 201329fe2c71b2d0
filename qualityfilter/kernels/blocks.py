"""Finds blocks of lines that cleaning may not touch: theorems with their proofs, exercises with their answers, and verse.

Works on trimmed lines (`views.lines`). A theorem-like block is the line that opens it and what continues its sentence. Verse is
told by regular clauses (Chinese) or by short lines of which many end in a comma (languages with cased letters).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels import kernel
from qualityfilter.kernels.scan import decode
from qualityfilter.kernels.unicode import CJK, LETTER, SPACE, UPPER

KINDS = ("theorem", "verse")
THEOREM, VERSE = range(2)

# what must follow the word that opens a block
NUMBERED, STOPPED, EITHER, ANSWERED = range(4)
_OPENINGS = (
    (NUMBERED, "Definition Example Exercise Problem Question Solution Remark Axiom Conjecture Property Algorithm Assumption"),
    (EITHER, "Theorem Lemma Corollary Proposition Claim"),
    (STOPPED, "Proof"),
    (NUMBERED, "性质 公理 例题 例 习题 练习 思考题 变式"),
    (EITHER, "定理 引理 推论 命题 定义 猜想"),
    (STOPPED, "证明 证 解 解答 解析 答案 分析 详解 点评 提示"),
    (ANSWERED, "故选 故答案为"),
)


def _openings() -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """The words' bytes end to end, their ends, and what must follow each; longer words first, so that the longest is met."""
    words = sorted(((word.encode(), how) for how, group in _OPENINGS for word in group.split()), key=lambda w: (-len(w[0]), w[0]))
    return (
        np.frombuffer(b"".join(word for word, _ in words), np.uint8).copy(),
        np.cumsum([0, *(len(word) for word, _ in words)]).astype(np.int64),
        np.array([how for _, how in words], np.uint8),
    )


OPENINGS = _openings()

MOST_LINES = 30  # of a theorem-like block
LEAST_CHARS, LEAST_ANSWER = 6, 4  # of the line that opens one; of one that says which answer is right (故选：D) and stands alone
NO, OPENS, ALONE = range(3)
BEFORE = np.frombuffer(b"*#>_ (\t", np.uint8)  # marks and blanks that may stand before the opening word
WIDE = (0x3010, 0xFF08, 0x300C, 0x25B3, 0x25C6, 0x25A0, 0x2460)  # 【（「△◆■①


def _pairs() -> npt.NDArray[Any]:
    """1 for pairs of bytes (first * 256 + second) with which a line that opens a block may begin: most lines are told by these."""
    table = np.zeros((256, 256), np.uint8)
    table[BEFORE] = 1
    for text in (*(word for _, group in _OPENINGS for word in group.split()), *map(chr, WIDE)):
        table[text.encode()[0], text.encode()[1]] = 1
    return table.reshape(-1)


def _not_in_verse() -> npt.NDArray[Any]:
    table = np.zeros(256, np.uint8)
    table[list(b"|@/$0123456789")] = 1
    return table


PAIRS, NOT_IN_VERSE = _pairs(), _not_in_verse()

# Chinese verse
SHORTEST, LONGEST, N_LENGTHS = 3, 9, 10  # CJK characters of a clause
REGULAR_CLAUSES, REGULAR_SHARE = 4, 0.75  # clauses of five or seven characters, and how many of them agree
FREE_CLAUSES, FREE_LINES = 8, 4  # clauses and lines of verse whose clauses differ (ci)
# verse in other scripts
VERSE_LINES, VERSE_SHORT, VERSE_LONG = 4, 12, 64  # lines, code points of a line
COMMA_SHARE = 0.3  # of the lines that end in a comma, semicolon or colon
STOP_SHARE = 0.7  # of the lines that end in any mark


@kernel()
def _last_point(buf, first, last):
    i = last - 1
    while i > first and buf[i] & np.uint8(0xC0) == np.uint8(0x80):
        i -= 1
    return decode(buf, i)[0]


@kernel()
def _ends_sentence(point):
    return (
        point == 46 or point == 33 or point == 63 or point == 0x3002 or point == 0xFF01 or point == 0xFF1F or point == 0xFF0E
        or point == 0x220E or point == 0x25A1 or point == 0x25A0 or point == 0x201D
    )  # fmt: skip


@kernel()
def _opens(buf, first, last, chars, words, ends, follow):
    """Whether a line of so many code points opens a theorem-like block (OPENS), is one by itself (ALONE), or neither (NO)."""
    i = first
    if last - first < 2 or PAIRS[np.int64(buf[first]) << 8 | np.int64(buf[first + 1])] == 0:
        return NO
    while i < last:
        point, following = decode(buf, i)
        mark = False
        for k in range(BEFORE.size):
            mark = mark or point == BEFORE[k]
        for k in range(len(WIDE)):
            mark = mark or point == WIDE[k]
        if not mark:
            break
        i = following
    for w in range(follow.size):
        size = ends[w + 1] - ends[w]
        if i + size >= last:
            continue
        same = True
        for k in range(size):
            if buf[i + k] != words[ends[w] + k]:
                same = False
                break
        if not same:
            continue
        j, spaces = i + size, 0
        point, following = decode(buf, j)
        while j < last and (point == 32 or point == 9 or point == 42 or point == 0x3000 or point == 0xA0):
            spaces += 1
            j = following
            if j < last:
                point, following = decode(buf, j)
        if j >= last:
            return NO
        number = 48 <= point <= 57 or 0xFF10 <= point <= 0xFF19
        stop = point == 46 or point == 58 or point == 0xFF1A or point == 0x3011 or point == 0xFF0E or point == 93
        named = point == 40 or point == 0xFF08
        how = follow[w]
        if how == ANSWERED:
            return ALONE if stop or 65 <= point <= 72 else NO
        if chars < LEAST_CHARS:
            return NO
        return OPENS if (number if how == NUMBERED else (stop if how == STOPPED else number or stop or named)) else NO
    return NO


@kernel()
def _read_clauses(buf, classes, first, last, lengths):
    """Count the clauses of a line by length; returns how many, 0 where it is no line of Chinese verse."""
    if first < last and buf[first] < 0x80:
        return 0
    lengths[:] = 0
    clauses, run, i = 0, 0, first
    while i < last:
        point, i = decode(buf, i)
        kind = classes[point] & np.uint8(0x7F)
        if kind == CJK:
            run += 1
            if run > LONGEST:
                return 0
        elif (
            point == 0xFF0C or point == 0x3002 or point == 0xFF01 or point == 0xFF1F or point == 0xFF1B or point == 0x3001 or point == 44
            or point == 46
        ):  # fmt: skip
            if run < SHORTEST:
                return 0
            lengths[run] += 1
            clauses += 1
            run = 0
        elif kind != SPACE and point != 0x201C and point != 0x201D and point != 0x300C and point != 0x300D:
            return 0
    return clauses if run == 0 else 0


@kernel()
def _is_chinese_verse(total, lines):
    clauses, most = 0, 0
    for k in range(N_LENGTHS):
        clauses += total[k]
    for k in (5, 7):
        most = max(most, total[k])
    return (most >= REGULAR_CLAUSES and most >= REGULAR_SHARE * clauses) or (clauses >= FREE_CLAUSES and lines >= FREE_LINES)


@kernel()
def _is_line_of_verse(buf, classes, first, last, chars):
    """0: no; 1: a line that could stand in a poem; 2: and it ends in a comma or the like; 3: and it ends in a full stop or the like."""
    if chars < VERSE_SHORT or chars > VERSE_LONG:
        return 0
    i = first
    point, following = decode(buf, i)
    while i < last and (point == 34 or point == 39 or point == 0x201C or point == 0x2018 or point == 45 or point == 0x2014):
        i = following
        if i < last:
            point, following = decode(buf, i)
    if i >= last or classes[point] & np.uint8(0x7F) != LETTER or not classes[point] & np.uint8(UPPER):
        return 0
    words = 0
    for k in range(first, last):
        words += buf[k] == 32
        if NOT_IN_VERSE[buf[k]]:
            return 0
    if words < 2:
        return 0
    end = _last_point(buf, first, last)
    if end == 44 or end == 59 or end == 58 or end == 0x2014 or end == 45:
        return 2
    return 3 if _ends_sentence(end) or end == 0x2019 or end == 39 or end == 34 else 1


@kernel()
def _put(out, n, start, end, kind, d):
    if n < out.shape[0]:
        out[n, 0], out[n, 1], out[n, 2], out[n, 3] = start, end, kind, d
    return n + 1


@kernel("i8(u1[::1], i8[::1], u1[::1], i4[::1], i4[::1], i4[::1], i8[::1], u1[::1], i8[::1], u1[::1], i8[::1], i8[::1], i8[:,::1])")
def find_blocks(buf, documents, classes, line_start, line_end, line_chars, line_offsets, words, ends, follow, lengths, total, out):
    """Rows (start, end, kind, document) of theorem-like blocks and verse in these documents, by document; kinds as in KINDS.

    Writes what fits into `out` and returns how many rows there are. `lengths` and `total` are work space of N_LENGTHS.
    """
    n = np.int64(0)
    for d in documents:
        last_line = line_offsets[d + 1]
        line = line_offsets[d]
        while line < last_line:
            first, last = np.int64(line_start[line]), np.int64(line_end[line])
            opens = NO
            if line_chars[line] >= LEAST_ANSWER:
                opens = _opens(buf, first, last, line_chars[line], words, ends, follow)
            if opens != NO:
                stop, k = last, line
                while opens == OPENS and k + 1 < last_line and k + 1 - line < MOST_LINES and line_chars[k + 1] > 0:
                    if _ends_sentence(_last_point(buf, np.int64(line_start[k]), stop)):
                        break
                    k += 1
                    stop = np.int64(line_end[k])
                n = _put(out, n, first, stop, np.int64(THEOREM), d)
            line += 1
        # Chinese verse: runs of lines made of short clauses, blank lines apart
        run, rows, stop = np.int64(-1), 0, np.int64(0)
        total[:] = 0
        for line in range(line_offsets[d], last_line + 1):
            clauses = 0
            if line < last_line:
                if line_chars[line] == 0:
                    continue
                clauses = _read_clauses(buf, classes, np.int64(line_start[line]), np.int64(line_end[line]), lengths)
            if clauses > 0:
                if run < 0:
                    run = np.int64(line_start[line])
                total += lengths
                rows += 1
                stop = np.int64(line_end[line])
            elif run >= 0:
                if rows >= 2 and _is_chinese_verse(total, rows):
                    n = _put(out, n, run, stop, np.int64(VERSE), d)
                run, rows = np.int64(-1), 0
                total[:] = 0
        # verse with cased letters: runs of short lines, single blank lines apart
        run, rows, commas, marks = np.int64(-1), 0, 0, 0
        blank = 0
        for line in range(line_offsets[d], last_line + 1):
            kind = 0
            if line < last_line:
                if line_chars[line] == 0 and blank == 0:
                    blank = 1
                    continue
                if line_chars[line] > 0:
                    kind = _is_line_of_verse(buf, classes, np.int64(line_start[line]), np.int64(line_end[line]), line_chars[line])
            blank = 0
            if kind > 0:
                if run < 0:
                    run = np.int64(line_start[line])
                rows += 1
                commas += kind == 2
                marks += kind >= 2
                stop = np.int64(line_end[line])
            elif run >= 0:
                if rows >= VERSE_LINES and commas >= COMMA_SHARE * rows and marks >= STOP_SHARE * rows:
                    n = _put(out, n, run, stop, np.int64(VERSE), d)
                run, rows, commas, marks = np.int64(-1), 0, 0, 0
    return n
