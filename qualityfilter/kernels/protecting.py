"""Finds what cleaning may not touch: formulae, code and tables, as byte ranges.

Each document is walked twice: by lines (fences, tables, indented code, data, formula lines) and by characters (dollars, back
ticks, LaTeX commands, `<math>`). Tables of byte classes keep the branches, and the time to compile, few.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels import kernel

KINDS = ("fenced_code", "indented_code", "table", "data", "formula_line", "formula", "environment", "mathml", "inline_code")
FENCED, INDENTED, TABLE, DATA, FORMULA_LINE, FORMULA, ENVIRONMENT, MATHML, INLINE_CODE = range(9)

TAB, NEWLINE, RETURN, SPACE = 9, 10, 13, 32
DOLLAR, DASH, DIGIT_0, DIGIT_9, SQUARE, BACKSLASH, TICK, PIPE, TILDE = 36, 45, 48, 57, 91, 92, 96, 124, 126

MAX_FENCE = 16  # longer runs of back ticks count as this long, which bounds the search for their ends
MAX_DOLLAR = 1_000  # bytes of $…$
MAX_DISPLAY = 6_000  # bytes of $$…$$, \[…\], \(…\)
MAX_INLINE_CODE = 2_000
MAX_MATHML = 50_000
STACK = 64  # nested environments

# classes of bytes in a line; CODE_SIGN to CODE_OTHER speak for code, DIGIT to RELATION for a formula
BLANK, OTHER, LETTER, TRAIL, LEAD, PROSE_SIGN, DIGIT, CODE_SIGN, RELATION, CODE_OTHER, N_CLASSES = range(11)
# classes of bytes between dollars
PLAIN, STRONG, MARK, FOREIGN = range(4)


def _line_classes() -> npt.NDArray[Any]:
    """The class of each byte; row 1 and on: the class of a two-byte start of a character, by lead byte (see `_LEADS`)."""
    table = np.full((1 + len(_LEADS), 256), OTHER, np.uint8)
    table[0, [TAB, 11, 12, RETURN, SPACE]] = BLANK
    table[0, 48:58] = DIGIT
    table[0, 65:91] = table[0, 97:123] = LETTER
    table[0, list(b".,'-!")] = PROSE_SIGN
    table[0, list(b"+*/^()[]{}|:_")] = CODE_SIGN
    table[0, list(b"=<>")] = RELATION
    table[0, list(b';#@&\\"$')] = CODE_OTHER
    table[0, 0xC0:] = LEAD
    table[0, 0x80:0xC0] = TRAIL
    for row, (_, signs, relations) in enumerate(_LEADS, 1):
        table[row, list(signs)] = PROSE_SIGN
        table[row, list(relations)] = RELATION
    return table


_LEADS = (  # lead byte; second bytes of signs; second bytes of relations
    (0xC2, b"\xac\xb1\xb2\xb3\xb7\xb9", b""),  # ¬ ± ² ³ · ¹
    (0xC3, b"\x97\xb7", b""),  # × ÷
    (0xCE, bytes(range(0x80, 0xC0)), b""),  # Greek
    (0xCF, bytes(range(0x80, 0xC0)), b""),
    (0xE2, b"\x81\x82\x8a\x8b", b"\x86\x87\x88\x89"),  # super- and subscripts, operators; arrows, relations
    (0xEF, b"\xbc", b""),  # full-width digits and signs
    (0xF0, b"\x9d", b""),  # mathematical alphanumerics
)


def _lead_rows() -> npt.NDArray[Any]:
    rows = np.zeros(256, np.uint8)
    for row, (lead, _, _) in enumerate(_LEADS, 1):
        rows[lead] = row
    return rows


def _formula_classes() -> npt.NDArray[Any]:
    table = np.full(256, PLAIN, np.uint8)
    table[list(b"\\^_{}")] = STRONG
    table[list(b"=<>+*")] = MARK
    table[0xE3:] = FOREIGN
    return table


LINE_CLASSES, LEAD_ROWS, FORMULA_CLASSES = _line_classes(), _lead_rows(), _formula_classes()
BEGIN, END = (np.frombuffer(text, np.uint8) for text in (b"\\begin{", b"\\end{"))
MATH, END_MATH = (np.frombuffer(text, np.uint8) for text in (b"<math", b"</math>"))

# what read_line measures
TEXT, STOP, INDENT, PIPES, CELLS, NUMBERS, TABS, CODE, FORMULAE, N_MEASURES = range(10)


@kernel()
def line_end(buf, i, end):
    while i < end and buf[i] != NEWLINE:
        i += 1
    return i


@kernel()
def past_blanks(buf, i, end):
    while i < end and (buf[i] == SPACE or buf[i] == TAB or buf[i] == RETURN):
        i += 1
    return i


@kernel()
def run_length(buf, i, end):
    """How often the byte at i is repeated from there."""
    k = i
    while k < end and buf[k] == buf[i]:
        k += 1
    return k - i


@kernel()
def same(buf, i, end, pattern):
    """Whether `pattern` stands at i; case does not matter for its lower-case letters."""
    if i + pattern.size > end:
        return False
    for k in range(pattern.size):
        c = buf[i + k]
        if c != pattern[k] and not (65 <= c <= 90 and c + 32 == pattern[k]):
            return False
    return True


def _hints() -> npt.NDArray[Any]:
    """1 for bytes without which a line is neither table nor data nor formula, 2 for what begins arrows and relations, 4 for a blank, 8
    for what begins a formula or code within a line."""
    table = np.zeros(256, np.uint8)
    table[[TAB, PIPE, 60, 61, 62]] = 1
    table[0xE2] = 2
    table[SPACE] = 4
    table[[DOLLAR, TICK, BACKSLASH, 60]] |= 8
    return table


HINTS = _hints()


@kernel()
def glance(buf, hints, i, end):
    """Where the line at i ends, whether it must be read (most lines hold no sign that matters, nor two blanks in a row), and whether
    something in it may begin a formula or code."""
    start, seen, all_seen, before = i, np.uint8(0), np.uint8(0), np.uint8(0)
    while i < end and buf[i] != NEWLINE:
        hint = hints[buf[i]]
        seen |= hint & (before | np.uint8(3))
        all_seen |= hint
        before = hint
        i += 1
    if seen == 2:  # of these few are arrows or relations
        seen = np.uint8(0)
        for k in range(start, i - 1):
            if buf[k] == 0xE2 and 0x86 <= buf[k + 1] <= 0x89:
                seen = np.uint8(1)
    return i, seen != 0, all_seen & 8 != 0


@kernel()
def read_line(buf, classes, leads, begin, end, count, out):
    """Measure the line buf[begin:end] into `out`; `count` is work space, one place per class."""
    count[:] = 0
    i, indent = begin, 0
    while i < end and classes[0, buf[i]] == BLANK:
        indent += 4 - indent % 4 if buf[i] == TAB else 1
        i += 1
    text, stop = i, i
    pipes, tabs, cells, numbers, digits, visible, gap = 0, 0, 0, 0, 0, 0, 0
    run, words, relations, before, address = 0, 0, 0, BLANK, False  # words: letters beyond the second of a run
    while i <= end:
        kind = np.int64(classes[0, buf[i]]) if i < end else BLANK
        if kind == LEAD:
            kind = np.int64(classes[leads[buf[i]], buf[i + 1]]) if leads[buf[i]] else OTHER
        run = run + 1 if kind == LETTER else 0
        words += run > 2
        gap = gap + 1 if kind == BLANK else 0
        if i == end or gap == 2 or (gap and buf[i] == TAB):
            cells += visible > 0
            numbers += visible > 0 and 2 * digits >= visible
            digits, visible = 0, 0
        if i == end:
            break
        count[kind] += 1
        pipes += buf[i] == PIPE
        address = address or (buf[i] == 58 and i + 2 < end and buf[i + 1] == 47 and buf[i + 2] == 47)  # ://
        if kind == BLANK:
            tabs += buf[i] == TAB
        else:
            stop = i + 1
            digits += kind == DIGIT
            if kind != TRAIL:
                visible += 1
                relations += kind == RELATION and before != RELATION and before != BLANK
                before = kind
        i += 1
    signs = count[PROSE_SIGN] + count[DIGIT] + count[CODE_SIGN] + count[RELATION]
    code = count[CODE_SIGN] + count[RELATION] + count[CODE_OTHER]
    out[TEXT], out[STOP], out[INDENT], out[PIPES], out[CELLS], out[NUMBERS], out[TABS] = text, stop, indent, pipes, cells, numbers, tabs
    out[CODE] = code >= 2 and 12 * code >= stop - text and 3 * count[TRAIL] < stop - text  # not what is half Chinese
    words += count[OTHER] + count[CODE_OTHER]
    out[FORMULAE] = relations > 0 and before != RELATION and signs >= 3 and signs >= words and stop - text <= 400 and not address


@kernel()
def is_delimiter_row(buf, begin, end):
    """Whether the line is made of dashes, colons, pipes and blanks, with a dash and a pipe: the second row of a Markdown table."""
    dashes, pipes = 0, 0
    for i in range(begin, end):
        c = buf[i]
        dashes += c == DASH
        pipes += c == PIPE
        if c != DASH and c != PIPE and c != 58 and c != SPACE and c != TAB:
            return False
    return dashes > 0 and pipes > 0


@kernel()
def fence_end(buf, begin, end, mark, length):
    """Where the text ends of the line, at or after begin, that closes a fence of that length; -1 where none does."""
    i = begin
    while i < end:
        stop = line_end(buf, i, end)
        while i < stop and (buf[i] == SPACE or buf[i] == TAB or buf[i] == 62):
            i += 1
        if i < stop and buf[i] == mark:
            k = run_length(buf, i, stop)
            if k >= length and past_blanks(buf, i + k, stop) == stop:
                return i + k
        i = stop + 1
    return begin - begin - 1


@kernel()
def unclosed_end(buf, classes, leads, begin, end, count, line):
    """The end of the code after a fence that nothing closes: where a line is not code, and fewer than half of four from it are.

    Such a fence is as often the closing one of a text cut off before it, and then prose follows.
    """
    i, last = begin, begin
    while i < end:
        at, seen, code = i, 0, 0
        first_stop, following, first_blank, first_code = i, i, True, False
        while at < end and seen < 4:
            stop = line_end(buf, at, end)
            read_line(buf, classes, leads, at, stop, count, line)
            blank = line[TEXT] == line[STOP]
            if at == i:
                first_stop, following, first_blank, first_code = line[STOP], stop + 1, blank, line[CODE] > 0
            if not blank:
                seen += 1
                code += line[CODE] > 0
            at = stop + 1
        if seen == 0 or (not first_blank and not first_code and 2 * code < seen):
            break
        last = last if first_blank else first_stop
        i = following
    return last


@kernel()
def put(out, n, start, end, kind, document):
    if n < out.shape[0]:
        out[n, 0], out[n, 1], out[n, 2], out[n, 3] = start, end, kind, document
    return n + 1


@kernel()
def find_blocks(buf, classes, leads, begin, end, d, work, runs, out, n):
    """Append the blocks of the document buf[begin:end]; returns how many rows there are then, and whether there may be formulae or code
    within lines.

    `runs` has a row for each of the three kinds that are runs of lines (indented, table, data): start, end, rows, and
    how many of how many parts speak for it.
    """
    runs[:, 0] = -1
    count, line = work[0], work[1]
    loose, inline = False, False  # the table has a row of dashes: its rows need no outer pipes
    n_open = 0  # runs
    previous, previous_pipes, tabs = begin, 0, 0
    open_ticks, open_tildes = MAX_FENCE + 1, MAX_FENCE + 1  # no fence of at least this length closes later on
    i = begin
    while i <= end:
        stop, must_read, signs = glance(buf, HINTS, i, end)
        after = stop + 1
        inline = inline or signs
        if not must_read and n_open == 0 and (i == stop or (classes[0, buf[i]] != BLANK and buf[i] != TICK and buf[i] != TILDE)):
            previous, previous_pipes, tabs, loose = i, 0, 0, False
            i = after
            continue  # a plain line
        if must_read:
            read_line(buf, classes, leads, i, stop, count, line)
        else:
            first, behind = i, stop
            while first < behind and classes[0, buf[first]] == BLANK:
                first += 1
            while behind > first and classes[0, buf[behind - 1]] == BLANK:
                behind -= 1
            line[:] = 0
            line[TEXT], line[STOP], line[INDENT], line[CELLS] = first, behind, first - i, first < behind
        text, last, pipes = line[TEXT], line[STOP], line[PIPES]
        blank = text == last
        if not blank and (buf[text] == TICK or buf[text] == TILDE):
            mark = buf[text]
            whole = run_length(buf, text, last)
            length = min(whole, MAX_FENCE)
            fenced = length >= 3
            for j in range(text + whole, last):
                fenced = fenced and not (mark == TICK and buf[j] == TICK)  # ```code``` in one line
            if fenced:
                inline = True  # what it encloses is not read here
                known = open_ticks if mark == TICK else open_tildes
                closed = fence_end(buf, after, end, mark, length) if length < known else begin - begin - 1
                if closed < 0:
                    open_ticks = min(open_ticks, length) if mark == TICK else open_ticks
                    open_tildes = min(open_tildes, length) if mark == TILDE else open_tildes
                    closed = unclosed_end(buf, classes, leads, after, end, count, line)
                    closed = last if closed <= after else closed
                n = put(out, n, i, closed, np.int64(FENCED), d)
                after = line_end(buf, closed, end) + 1
                blank, pipes, line[CELLS], line[FORMULAE] = True, 0, 0, 0
        delimiter = not blank and pipes > 0 and previous_pipes > 0 and is_delimiter_row(buf, text, last)
        row = not blank and pipes > 0 and (loose or delimiter or (pipes >= 3 and buf[text] == PIPE and buf[last - 1] == PIPE))
        loose = row and (loose or delimiter)
        for k in range(3):
            if k == 0:
                belongs = not blank and line[INDENT] >= 4
                closes = not belongs and (not blank or i == end or after != stop + 1)
                speaks, parts, least, share = line[CODE], 1, 2, 2
            elif k == 1:
                belongs, closes, speaks, parts, least, share = row, not row, 1, 1, 2, 1
            else:
                belongs = not blank and line[CELLS] >= 2
                closes = not belongs or line[TABS] != tabs
                speaks, parts, least, share = line[NUMBERS], line[CELLS], 3, 3
            if closes and runs[k, 0] >= 0:
                if runs[k, 2] >= least and runs[k, 3] * share >= runs[k, 4]:
                    n = put(out, n, runs[k, 0], runs[k, 1], k + 1, d)
                runs[k, 0] = -1
                n_open -= 1
            if belongs:
                if runs[k, 0] < 0:
                    n_open += 1
                    runs[k, 0], runs[k, 2], runs[k, 3], runs[k, 4] = i, 0, 0, 0
                    if k == 1 and delimiter:
                        runs[k, 0], runs[k, 2], runs[k, 3], runs[k, 4] = previous, 1, 1, 1
                runs[k, 1] = last
                runs[k, 2] += 1
                runs[k, 3] += speaks
                runs[k, 4] += parts
        if not blank and line[FORMULAE]:
            n = put(out, n, text, last, np.int64(FORMULA_LINE), d)
        previous, previous_pipes, tabs = i, pipes, line[TABS]
        i = after
    for k in range(3):  # the last line may have been a fence that ends the document
        if runs[k, 0] >= 0 and runs[k, 2] >= 2 + (k == 2) and runs[k, 3] * (2 - (k == 1) + (k == 2)) >= runs[k, 4]:
            n = put(out, n, runs[k, 0], runs[k, 1], k + 1, d)
    return n, inline


@kernel()
def closing_dollar(buf, classes, i, end):
    """Where the formula that starts with one or two $ at i closes (after the last $); -1 where these are prices or names."""
    none = i - i - 1
    if buf[i + 1] == DOLLAR if i + 1 < end else True:
        for j in range(i + 3, min(end - 1, i + MAX_DISPLAY)):
            if buf[j] == DOLLAR and buf[j + 1] == DOLLAR and buf[j - 1] != BACKSLASH:
                return j + 2
        return none
    newlines, run, words, strong, marks, foreign, blanks = 0, 0, 0, 0, 0, 0, 0
    j, limit = i + 1, min(end, i + MAX_DOLLAR)
    while j < limit and (buf[j] != DOLLAR or buf[j - 1] == BACKSLASH) and buf[j] != TICK:
        c = buf[j]
        run = run + 1 if 97 <= (c | 32) <= 122 else 0
        words += run == 3
        blanks += c == SPACE
        kind = classes[c]
        strong += kind == STRONG
        marks += kind == MARK
        foreign += kind == FOREIGN
        if c == NEWLINE:
            newlines += 1
            k = past_blanks(buf, j + 1, end)
            if newlines > 2 or k == end or buf[k] == NEWLINE:
                return none
        j += 1
    if j >= limit or buf[j] != DOLLAR or j == i + 1:
        return none
    if strong:
        return j + 1
    uneven = (buf[i + 1] == SPACE) != (buf[j - 1] == SPACE)
    price = (j + 1 < end and DIGIT_0 <= buf[j + 1] <= DIGIT_9) or (words and DIGIT_0 <= buf[i + 1] <= DIGIT_9)
    prose = words > 4 or (words > 1 and blanks and not marks)
    if newlines or price or prose or ((uneven or foreign) and not marks):
        return none
    return j + 1


@kernel()
def closing_ticks(buf, i, k, end):
    """Where a run of k back ticks closes the one at i, with no blank line between; -1 where none does."""
    j, limit = i + k, min(end, i + MAX_INLINE_CODE)
    while j < limit:
        if buf[j] == TICK:
            other = run_length(buf, j, end)
            if other == k:
                return j + k
            j += other - 1
        elif buf[j] == NEWLINE:
            after = past_blanks(buf, j + 1, end)
            if after == end or buf[after] == NEWLINE:
                break
        j += 1
    return i - i - 1


@kernel()
def closing_bracket(buf, i, end, searched):
    r"""Where \( or \[ at i closes; -1 where it does not."""
    which = 1 if buf[i + 1] == SQUARE else 0
    want = 93 if which else 41
    j, limit = max(i + 2, searched[which]), min(end - 1, i + MAX_DISPLAY)
    while j < limit:
        if buf[j] == BACKSLASH:
            if buf[j + 1] == want:
                return j + 2
            j += 1
        j += 1
    searched[which] = j  # nothing closes before here: the next search may start there
    return i - i - 1


@kernel()
def closing_math(buf, i, end, searched):
    j, limit = max(i + 5, searched[2]), min(end, i + MAX_MATHML)
    while j < limit:
        if buf[j] == 60 and same(buf, j, end, END_MATH):
            return j + 7
        j += 1
    searched[2] = j
    return i - i - 1


@kernel()
def past_name(buf, i, end):
    """The byte after the closing brace of a name in braces that starts at i; -1 where there is none in this line."""
    j = i
    while j < end and j - i < 64 and buf[j] != 125 and buf[j] != NEWLINE:
        j += 1
    return j + 1 if i < j < end and buf[j] == 125 else i - i - 1


@kernel()
def name_hash(buf, i, end):
    h = np.uint64(14695981039346656037)
    for j in range(i, end):
        h = (h ^ np.uint64(buf[j])) * np.uint64(1099511628211)
    return h


@kernel()
def find_inline(buf, classes, begin, end, d, fences, n_fences, names, places, searched, out, n):
    """Append formulae, environments and inline code of buf[begin:end] outside fences; returns how many rows there are then."""
    depth, b, i = 0, 0, begin
    searched[:] = begin
    while i < end:
        while b < n_fences and (fences[b, 2] != FENCED or fences[b, 1] <= i):
            b += 1
        limit = fences[b, 0] if b < n_fences else end
        while i < limit:
            c = buf[i]
            if c != DOLLAR and c != TICK and c != BACKSLASH and c != 60:
                i += 1
                continue
            start, closed, kind, step = i, i - i - 1, FORMULA, 1
            if c == DOLLAR:
                closed = closing_dollar(buf, classes, i, limit)
                step = 2 if i + 1 < limit and buf[i + 1] == DOLLAR else 1
            elif c == TICK:
                step = run_length(buf, i, limit)
                closed = closing_ticks(buf, i, step, limit)
                kind = INLINE_CODE
            elif c == 60:
                kind = MATHML
                if same(buf, i, limit, MATH):
                    closed = closing_math(buf, i, limit, searched)
            elif same(buf, i, limit, BEGIN) or same(buf, i, limit, END):
                begins = buf[i + 1] == 98
                step = 7 if begins else 5
                after = past_name(buf, i + step, limit)
                if after > 0:
                    h = name_hash(buf, i + step, after)
                    step = after - i
                    if begins and depth < STACK:
                        names[depth], places[depth] = h, i
                        depth += 1
                    elif not begins:
                        k = depth - 1
                        while k >= 0 and names[k] != h:
                            k -= 1
                        if k >= 0:
                            depth = k
                            start, closed, kind = places[k], after, ENVIRONMENT
            else:
                step = 2
                if i + 1 < limit and (buf[i + 1] == 40 or buf[i + 1] == SQUARE):
                    closed = closing_bracket(buf, i, limit, searched)
            if closed >= 0:
                n = put(out, n, start, closed, kind, d)
            i = closed if closed >= 0 else i + step
        if b < n_fences:
            i = max(i, fences[b, 1])
    return n


@kernel("i8(u1[::1], i8[::1], i8[::1], u1[:,::1], u1[::1], u1[::1], i8[:,::1], i8[:,::1], u8[::1], i8[:,::1], i8[:,::1])")
def protect(buf, offsets, documents, classes, leads, formula_classes, work, runs, names, places, out):
    """Rows (start, end, kind, document) of what is protected in these documents: by document, not in order and overlapping.

    Writes what fits into `out` and returns how many rows there are; when they are more than fit, the caller tries again.
    Work space: `work` (2, N_CLASSES), `runs` (3, 5), `names` (STACK) and `places` (2, STACK).
    """
    n = np.int64(0)
    for d in documents:
        begin, end = offsets[d], offsets[d + 1]
        first = n
        n, inline = find_blocks(buf, classes, leads, begin, end, d, work, runs, out, n)
        if not inline:
            continue
        if n <= out.shape[0]:
            n = find_inline(buf, formula_classes, begin, end, d, out[first:n], n - first, names, places[0], places[1], out, n)
        else:
            n += (end - begin) // 2  # an upper bound, for the next try
    return n
