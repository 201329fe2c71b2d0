"""Shapes of lines, for any language: where sentences end, what is short, what is a list."""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.published import before, stands_in
from qualityfilter.kernels.scan import decode

SHORT_WIDTH = 30  # columns of a terminal, in which a CJK character takes two

# columns of the result
FILLED, LINE_CHARS, TERMINAL_LINES, TERMINAL_CHARS, SHORT_LINES, LIST_LINES, N_SHAPE = range(7)

# closing quotes and brackets that may stand behind the mark that ends a sentence
CLOSERS = np.array(sorted(map(ord, "\"')]}’”»›」』】》〉）］｝")), np.uint32)
BULLETS = np.array(sorted(map(ord, "-*+•·‣▪▫■□●○◆◇★☆►▶▸→※")), np.uint32)
# what may follow the number of an item
AFTER_NUMBER = np.array(sorted(map(ord, ".)、．）:：]")), np.uint32)
CHINESE_NUMBERS = np.array(sorted(map(ord, "一二三四五六七八九十")), np.uint32)


@kernel()
def ends_sentence(buf, start, end, terminal):
    """Whether the line ends in a terminal mark; up to three closing quotes or brackets may follow it."""
    for _ in range(4):
        if end <= start:
            return False
        at = before(buf, end)
        point, _ = decode(buf, at)
        if stands_in(terminal, point):
            return True
        if not stands_in(CLOSERS, point):
            return False
        end = at
    return False


@kernel()
def is_item(buf, start, end):
    """Whether the line starts with a bullet and a blank (or "·", "●" … without one), or with a number as in "1." "(2)" "三、" "④"."""
    point, i = decode(buf, start)
    if stands_in(BULLETS, point):
        return point > 0x80 or i >= end or buf[i] == 0x20 or buf[i] == 0x09
    if 0x2460 <= point <= 0x249B:  # ① to ⒛
        return True
    if (point == 0x28 or point == 0xFF08) and i < end:  # ( （
        point, i = decode(buf, i)
    digits = 0
    while (48 <= point <= 57 or stands_in(CHINESE_NUMBERS, point)) and digits < 4:
        digits += 1
        if i >= end:
            return False
        point, i = decode(buf, i)
    if digits == 0 or digits > 3 or not stands_in(AFTER_NUMBER, point):
        return False
    return i >= end or not 48 <= buf[i] <= 57  # 3.14 is no item


@kernel()
def width_of(buf, start, end, chars):
    """Columns of a line with so many code points: full-width characters, which start with bytes E2 to EF, take two."""
    wide = 0
    for i in range(start, end):
        wide += 0xE2 <= buf[i] <= 0xEF
    return chars + wide


@kernel("void(u1[::1], i4[::1], i4[::1], i4[::1], i8[::1], u4[::1], i8[:,::1])")
def line_shapes(buf, line_start, line_end, line_chars, line_offsets, terminal, out):
    """Fill the columns above for each document: of its filled lines how many, and how long, are such; `terminal` is sorted."""
    for d in range(line_offsets.size - 1):
        for line in range(line_offsets[d], line_offsets[d + 1]):
            chars = np.int64(line_chars[line])
            if chars == 0:
                continue
            start, end = np.int64(line_start[line]), np.int64(line_end[line])
            out[d, FILLED] += 1
            out[d, LINE_CHARS] += chars
            if ends_sentence(buf, start, end, terminal):
                out[d, TERMINAL_LINES] += 1
                out[d, TERMINAL_CHARS] += chars
            if chars < SHORT_WIDTH and width_of(buf, start, end, chars) < SHORT_WIDTH:
                out[d, SHORT_LINES] += 1
            out[d, LIST_LINES] += is_item(buf, start, end)
