"""Kernels that cut spans out of UTF-8 text and say where they lie in code points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels import kernel
from qualityfilter.kernels.scan import points_between


@kernel()
def blanks_before(buf, i, begin):
    """Where the run of blanks (space, tab, CR, NBSP, U+3000) starts that ends at i; not before begin."""
    while i > begin:
        c = buf[i - 1]
        if c == 32 or c == 9 or c == 13:
            i -= 1
        elif i - begin >= 2 and c == 0xA0 and buf[i - 2] == 0xC2:
            i -= 2
        elif i - begin >= 3 and c == 0x80 and buf[i - 2] == 0x80 and buf[i - 3] == 0xE3:
            i -= 3
        else:
            break
    return i


@kernel()
def blanks_after(buf, i, end):
    while i < end:
        c = buf[i]
        if c == 32 or c == 9 or c == 13:
            i += 1
        elif c == 0xC2 and buf[i + 1] == 0xA0:
            i += 2
        elif c == 0xE3 and buf[i + 1] == 0x80 and buf[i + 2] == 0x80:
            i += 3
        else:
            break
    return i


@kernel("void(u1[::1], i8[::1], i8[::1], i8[::1], i8[::1])")
def whole_lines(buf, offsets, document, start, end):
    """Extend, in place, spans that fill whole lines by their newline, so that what stood before and after meets again.

    Spans are sorted and disjoint. One newline goes with a line: the one after it, for the last line the one before. A block
    of removed lines between two blank lines (or a blank line and an end of the document) takes one blank line with it, as
    when a paragraph was put in.
    """
    block, after_blank, floor = -1, False, offsets[0]
    for k in range(start.size):
        begin, stop = offsets[document[k]], offsets[document[k] + 1]
        first, last = blanks_before(buf, start[k], begin), blanks_after(buf, end[k], stop)
        if (first > begin and buf[first - 1] != 10) or (last < stop and buf[last] != 10):
            block = -1
            continue
        if block < 0 or document[k] != document[k - 1] or end[k - 1] != first:
            block = k
            floor = end[k - 1] if k > 0 and document[k] == document[k - 1] else begin  # cut already
            previous = blanks_before(buf, first - 1, begin) if first > begin else first
            after_blank = first == begin or previous == begin or buf[previous - 1] == 10
        start[k], end[k] = first, last
        if last < stop:
            end[k] = last + 1
            following = blanks_after(buf, last + 1, stop)
            if after_blank and following < stop and buf[following] == 10:
                end[k] = following + 1
            elif after_blank and last + 1 == stop and start[block] > floor:
                start[block] = blanks_before(buf, start[block] - 1, floor)  # the blank line before the last one
        elif start[block] > floor:
            start[block] -= 1
            if start[block] > floor and buf[start[block] - 1] == 13:
                start[block] -= 1
            if after_blank:
                line = blanks_before(buf, start[block], floor)
                start[block] = line - 1 if line > floor else floor


@kernel("i8(u1[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], u1[::1], i8[::1], u1[::1], i8[::1])")
def splice(buf, offsets, rows, first, start, end, document, replacement, replacement_offsets, out, out_offsets):
    """Copy the documents `rows` without their cuts start:end, putting replacements there; returns the bytes written.

    The cuts of document d are first[d]:first[d + 1], sorted and disjoint.
    """
    at = 0
    for r in range(rows.size):
        d = rows[r]
        out_offsets[r] = at
        i = offsets[d]
        for k in range(first[d], first[d + 1] + 1):
            stop = start[k] if k < first[d + 1] else offsets[d + 1]
            if i < stop:
                out[at : at + stop - i] = buf[i:stop]
                at += stop - i
            if k < first[d + 1]:
                for j in range(replacement_offsets[k], replacement_offsets[k + 1]):
                    out[at] = replacement[j]
                    at += 1
                i = end[k]
    out_offsets[rows.size] = at
    return at


@kernel("void(u1[::1], i8[::1], i8[::1])")
def code_points(buf, offsets, out):
    """The number of code points of each document."""
    for d in range(offsets.size - 1):
        out[d] = points_between(buf, offsets[d], offsets[d + 1])


@kernel("void(u1[::1], i8[::1], i8[::1], i8[::1], i8[::1])")
def bytes_at(buf, offsets, document, points, out):
    """out[k] = the byte at which code point points[k] of its document starts (its end where there are fewer).

    Sorted by document and code point.
    """
    at, seen = 0, 0
    for k in range(points.size):
        begin, stop = offsets[document[k]], offsets[document[k] + 1]
        if k == 0 or document[k] != document[k - 1] or points[k] < seen:
            at, seen = begin, 0
        while at < stop and seen < points[k]:
            at += 1
            while at < stop and (buf[at] & 0xC0) == 0x80:
                at += 1
            seen += 1
        out[k] = at


@kernel("void(u1[::1], i8[::1], i8[::1], i8[::1], i8[::1])")
def points_at(buf, offsets, document, place, out):
    """out[k] = the code points of its document before byte place[k] of the buffer; sorted by document and place."""
    at, seen = 0, 0
    for k in range(place.size):
        if k == 0 or document[k] != document[k - 1]:
            at, seen = offsets[document[k]], 0
        seen += points_between(buf, at, place[k])
        at = place[k]
        out[k] = seen


@kernel("void(u1[::1], i8[::1], i8[::1], u1[::1])")
def pieces(buf, start, end, out):
    """The bytes of these ranges, one after the other."""
    at = 0
    for k in range(start.size):
        out[at : at + end[k] - start[k]] = buf[start[k] : end[k]]
        at += end[k] - start[k]


@kernel("void(i8[::1], i8[::1], b1[::1], b1[::1])")
def apart(start, end, asked, keep):
    """keep[k] = True for ranges asked for that overlap none kept by this before them; ranges are sorted by start."""
    reach = np.int64(-1)
    for k in range(start.size):
        if asked[k] and start[k] >= reach:
            keep[k] = True
            reach = end[k]


@kernel("void(u1[::1], i8[::1], i8[::1], i8[::1], i8[::1], b1[::1], b1[::1])")
def only_lines(buf, offsets, document, start, end, replaces, out):
    """out[d] = False for documents of which anything but whole lines is cut: the lines of others that stay are as they were."""
    k = 0
    while k < start.size:
        d, first, replaced = document[k], start[k], replaces[k]
        while k + 1 < start.size and document[k + 1] == d and start[k + 1] == end[k]:  # what touches goes as one
            k += 1
            replaced |= replaces[k]
        begin, stop, last = offsets[d], offsets[d + 1], end[k]
        opens = first == begin or buf[first - 1] == 10 or (last == stop and (buf[first] == 10 or buf[first] == 13))
        if replaced or not opens or not (last == stop or buf[last - 1] == 10):
            out[d] = False
        k += 1


DOLLAR, TICK, TILDE, BACKSLASH, LESS, PIPE = range(1, 7)
LEAST = np.array([0, 2, 2, 6, 2, 2, 2])  # of each sign


def _signs() -> npt.NDArray[np.uint8]:
    """The number of each sign with which formulae, code and tables begin: $ ` ~ \\ < |; 0 for other bytes."""
    table = np.zeros(256, np.uint8)
    table[list(b"$`~\\<|")] = range(1, 7)
    return table


SIGNS = _signs()


@kernel("void(u1[::1], i8[::1], i8[::1], i8[::1], i8[::1], b1[::1])")
def cut_within(buf, offsets, document, start, end, out):
    """out[d] = True for documents with a span that does not fill whole lines, blanks around it apart."""
    for k in range(start.size):
        d = document[k]
        begin, stop = offsets[d], offsets[d + 1]
        first, last = blanks_before(buf, start[k], begin), blanks_after(buf, end[k], stop)
        out[d] |= (first > begin and buf[first - 1] != 10) or (last < stop and buf[last] != 10)


@kernel()
def only_of_a_rule(buf, i, begin, stop):
    """Whether the line around byte i holds nothing but pipes, dashes, colons and blanks, as that below the head of a table."""
    k = i - 1
    while k >= begin and buf[k] != 10:
        if not (buf[k] == 45 or buf[k] == 58 or buf[k] == 124 or buf[k] == 32 or buf[k] == 9 or buf[k] == 13):
            return False
        k -= 1
    k = i + 1
    while k < stop and buf[k] != 10:
        if not (buf[k] == 45 or buf[k] == 58 or buf[k] == 124 or buf[k] == 32 or buf[k] == 9 or buf[k] == 13):
            return False
        k += 1
    return True


@kernel()
def holds_sign(buf, start, size):
    """Whether any of `size` bytes from `start` on is one of SIGNS; asked many at once, without a table or branches."""
    signs, low = np.uint8(0), np.uint64(start)
    for k in range(size):
        c = buf[low + np.uint64(k)]
        signs |= np.uint8((c == 36) | (c == 96) | (c == 126) | (c == 92) | (c == 60) | (c == 124))
    return signs > 0


@kernel()
def next_sign(buf, i, stop):
    """The first byte from i on with a sign; `stop` where there is none."""
    while i + 64 <= stop and not holds_sign(buf, i, 64):
        i += 64
    while i < stop and SIGNS[buf[i]] == 0:
        i += 1
    return i


@kernel()
def again_on_line(buf, i, stop):
    """Whether the byte at i stands on its line once more, behind it."""
    k = i + 1
    while k < stop and buf[k] != 10:
        if buf[k] == buf[i]:
            return True
        k += 1
    return False


@kernel("void(u1[::1], i8[::1], b1[::1], b1[::1])")
def may_hold_literals(buf, offsets, within, out):
    """out[d] = False for documents too poor in signs for any formula, code or table, whatever is cut out of them.

    Where whole lines alone are cut, not within[d], it takes two dollars or two ticks on one line, a row of dashes, or two lines that begin
    with a pipe.
    """
    count = np.empty(PIPE + 1, np.int64)
    for d in range(offsets.size - 1):
        if not out[d]:
            continue
        count[:] = 0
        begin, stop = offsets[d], offsets[d + 1]
        rows, line, enough, found = 0, begin, within[d], False  # lines that begin with a pipe; where the line ends that was asked for one
        i = next_sign(buf, begin, stop)
        while i < stop and not found:
            sign = SIGNS[buf[i]]
            count[sign] += 1
            if not enough and sign == PIPE:
                if i >= line:
                    first = blanks_before(buf, i, begin)
                    rows += first == begin or buf[first - 1] == 10
                    enough = rows >= 2 or only_of_a_rule(buf, i, begin, stop)
                    line = i
                    while line < stop and buf[line] != 10:
                        line += 1
            elif not enough and sign <= TICK:
                enough = again_on_line(buf, i, stop)
            found = (TICK < sign < PIPE and count[sign] >= LEAST[sign]) or (
                enough and (count[DOLLAR] >= LEAST[DOLLAR] or count[TICK] >= LEAST[TICK] or count[PIPE] >= LEAST[PIPE])
            )
            i = next_sign(buf, i + 1, stop)
        out[d] = found


@kernel("void(i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[:,::1], i8[:,::1])")
def to_raw(offsets, raw, document, start, end, first, cut_start, cut_end, size, work, out):
    """out = starts and ends of spans in the raw text, of which cut_start:cut_end is cut and replaced by `size` bytes.

    Document d begins at offsets[d] as it is and at raw[d] as it was; its cuts are first[d]:first[d + 1]. What lies within a replacement
    belongs to what it replaced; what touches a cut does not take it along.
    """
    for d in range(raw.size):
        shift = raw[d] - offsets[d]
        for c in range(first[d], first[d + 1]):
            work[0, c] = cut_start[c] - shift
            work[1, c] = work[0, c] + size[c]
            shift += cut_end[c] - cut_start[c] - size[c]
    for k in range(start.size):
        d = document[k]
        low, high = first[d], first[d + 1]
        while low < high:  # cuts that end at or before the start
            middle = (low + high) // 2
            if work[1, middle] <= start[k]:
                low = middle + 1
            else:
                high = middle
        if low < first[d + 1] and work[0, low] <= start[k]:
            out[0, k] = cut_start[low]
        else:
            out[0, k] = start[k] + (cut_end[low - 1] - work[1, low - 1] if low > first[d] else raw[d] - offsets[d])
        low, high = first[d], first[d + 1]
        while low < high:  # cuts that start before the end
            middle = (low + high) // 2
            if work[0, middle] < end[k]:
                low = middle + 1
            else:
                high = middle
        if low > first[d] and work[1, low - 1] > end[k]:
            out[1, k] = cut_end[low - 1]
        else:
            out[1, k] = end[k] + (cut_end[low - 1] - work[1, low - 1] if low > first[d] else raw[d] - offsets[d])
