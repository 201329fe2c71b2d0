"""Finds the few places of a text that may hold personal data: @, long numbers, addresses of machines, long mixed tokens."""

from __future__ import annotations

from qualityfilter.kernels import kernel

AT, DIGITS, COLONS, TOKEN, DASHES = range(5)


@kernel()
def _letter(c):
    return 97 <= (c | 32) <= 122


@kernel()
def _digit(c):
    return 48 <= c <= 57


@kernel()
def _named(c):
    return _letter(c) or _digit(c)


@kernel()
def _number(buf, i, stop):
    """(end, digits, dots) of the run of digits from i, single separators (two where one is a bracket) between them."""
    digits, dots, last = 0, 0, i
    while i < stop:
        c = buf[i]
        if _digit(c):
            digits += 1
            i += 1
            last = i
        elif i - last < 2 and (c == 32 or c == 45 or c == 46 or c == 40 or c == 41):
            dots += c == 46
            i += 1
        else:
            break
    return last, digits, dots


@kernel()
def _date(buf, i, stop):
    """The end of a date that begins at i with its year, as in 2021-01-02 or 2021.1.2; i where there is none."""
    if i + 8 > stop or not ((buf[i] == 49 and buf[i + 1] == 57) or (buf[i] == 50 and buf[i + 1] == 48)):
        return i
    separator = buf[i + 4]
    if not (_digit(buf[i + 2]) and _digit(buf[i + 3]) and (separator == 45 or separator == 46 or separator == 47)):
        return i
    at, figures, parts = i + 5, 0, 0
    while at < stop and (_digit(buf[at]) or (buf[at] == separator and parts == 0)):
        if _digit(buf[at]):
            figures += 1
        else:
            parts += 1
        at += 1
    return at if parts == 1 and 2 <= figures <= 4 else i


@kernel()
def _token(buf, i, stop):
    """(end, digits, colons, hexadecimal) of the run of letters, digits, _ and - from i; with colons where it is hexadecimal."""
    digits, colons, hexadecimal = 0, 0, True
    while i < stop:
        c = buf[i]
        if _digit(c):
            digits += 1
        elif _letter(c):
            hexadecimal = hexadecimal and (c | 32) <= 102
        elif c == 58 and hexadecimal:
            colons += 1
        elif c == 95 or c == 45:
            hexadecimal = False
        else:
            break
        i += 1
    return i, digits, colons, hexadecimal


@kernel("i8(u1[::1], i8[::1], i8[:,::1])")
def places(buf, offsets, out):
    """Rows (document, start, end, class) in order. Writes what fits and returns how many there are."""
    n = 0
    for d in range(offsets.size - 1):
        begin, stop = offsets[d], offsets[d + 1]
        i = begin
        while i < stop:
            c = buf[i]
            kind, end = -1, i + 1
            if c == 64:
                if (
                    i > begin
                    and i + 1 < stop
                    and (_letter(buf[i - 1]) or _digit(buf[i - 1]))
                    and (_letter(buf[i + 1]) or _digit(buf[i + 1]))
                ):
                    kind = AT
            elif _digit(c) and _date(buf, i, stop) > i:
                end = _date(buf, i, stop)
            elif _digit(c):
                last, digits, dots = _number(buf, i, stop)
                if digits >= 7 or (dots == 3 and digits >= 4):
                    kind, end = DIGITS, last
                else:
                    end = i + 1
                    while end < stop and _digit(buf[end]):
                        end += 1
                tail, figures, colons, hexadecimal = _token(buf, i, stop)
                if kind < 0 and hexadecimal and colons > 2:
                    kind, end = COLONS, tail
            elif _letter(c):
                tail, figures, colons, hexadecimal = _token(buf, i, stop)
                end = tail
                if hexadecimal and colons > 2:
                    kind = COLONS
                elif tail - i >= 15 and figures > 0:
                    kind = TOKEN
                elif figures > 0:  # a number may begin in it
                    end = i
                    while _letter(buf[end]) or buf[end] == 95 or buf[end] == 45 or buf[end] == 58:
                        end += 1
            elif c == 45 and i + 10 < stop and buf[i + 4] == 45 and buf[i + 5] == 66 and buf[i + 6] == 69 and buf[i + 7] == 71:
                kind, end = DASHES, i + 10
            if kind >= 0:
                if n < out.shape[0]:
                    out[n, 0], out[n, 1], out[n, 2], out[n, 3] = d, i, end, kind
                n += 1
            i = end
    return n
