"""What a page of HTML may hold, from one pass over its bytes: a page that holds none of it needs no search of its elements."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels import kernel

# Columns of a look.
TAGS, DEEPEST, FORMULAE, SCRIPTS, BLOCKS = 0, 1, 2, 3, 4
WIDTH = 5


def _word(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


_MATH, _MJX, _SUP, _SUB, _PRE, _TABLE, _CODE = (_word(w) for w in ("math", "mjx", "sup", "sub", "pre", "table", "code"))
_DIV, _ARTICLE, _SECTION, _MAIN, _SCRIPT, _STYLE = (_word(w) for w in ("div", "article", "section", "main", "script", "style"))
_TEX, _FORMULA, _EQUATION, _EQN, _CHART, _EEIMG = (_word(w) for w in ("tex", "formula", "equation", "eqn", "t=tx", "eeimg"))
_META, _LINK, _BODY, _HTML = (_word(w) for w in ("meta", "link", "body", "html"))


def _classes() -> npt.NDArray[np.uint8]:
    """Bytes that matter within a tag: 1 may be in a word of formulae, 2 a quote, 3 the end, 4 an opening."""
    table = np.zeros(256, np.uint8)
    for characters, number in (("hxuqjgHXUQJG$\\", 1), ("\"'", 2), (">", 3), ("<", 4)):
        for character in characters:
            table[ord(character)] = number
    return table


_CLASS = _classes()


@kernel()
def _at(buf, i, word):
    """Whether a lower-case word stands at `i`, in any case."""
    if i + word.size > buf.size:
        return False
    for k in range(word.size):
        byte = buf[i + k]
        if 65 <= byte <= 90:
            byte |= 32
        if byte != word[k]:
            return False
    return True


@kernel()
def _is_name(buf, i, word):
    """Whether the tag's name that begins at `i` is the word."""
    if not _at(buf, i, word):
        return False
    end = i + word.size
    return end >= buf.size or buf[end] in (9, 10, 12, 13, 32, 47, 62)


@kernel()
def _hints_at(buf, i, byte):
    """Whether a word of formulae is at `i` within a tag, told by its rarest letter `byte`; `tex` in "text" and "context" is none."""
    if i + 1 >= buf.size or i < 4:
        return False
    if byte == 104:
        return buf[i - 1] | 32 == 116 and _at(buf, i - 3, _MATH)
    if byte == 120:
        if buf[i - 1] | 32 == 101:
            return _at(buf, i - 2, _TEX) and buf[i + 1] | 32 != 116
        return buf[i - 2] == 61 and _at(buf, i - 3, _CHART)
    if byte == 117:
        return buf[i - 1] | 32 == 109 and _at(buf, i - 4, _FORMULA)
    if byte == 113:
        return _at(buf, i - 1, _EQUATION) or _at(buf, i - 1, _EQN)
    if byte == 103:
        return _at(buf, i - 4, _EEIMG)
    if byte == 106:
        return _at(buf, i - 1, _MJX)
    return buf[i - 1] == 34 and (byte == 36 or buf[i + 1] == 40 or buf[i + 1] == 91)  # a value that begins with $, \\( or \\[


@kernel()
def _ends_comment(buf, i):
    return buf[i] == 62 or (buf[i] == 33 and i + 1 < buf.size and buf[i + 1] == 62)


@kernel()
def _after_raw(buf, i, name):
    """Where the end tag of a script or a style begins, from `i` on."""
    while i < buf.size:
        if buf[i] == 60 and i + 1 < buf.size and buf[i + 1] == 47 and _at(buf, i + 2, name):
            return i
        i += 1
    return i


@kernel("void(u1[::1], i8[::1])")
def look(buf, out):
    """One page: how many tags it has, how deep its blocks nest, and whether elements of formulae, scripts and blocks may be there.

    Attribute values may hold any byte; comments and what scripts and styles hold are passed over. A tag that is cut off by the
    end of the page counts, so `TAGS` is the number of "<" outside what is passed over.
    """
    tags, depth, deepest = 0, 0, 0
    formulae, scripts, blocks = False, False, False
    i = 0
    while i < buf.size:
        if buf[i] != 60:
            i += 1
            continue
        tags += 1
        i += 1
        if i + 2 < buf.size and buf[i] == 33 and buf[i + 1] == 45 and buf[i + 2] == 45:
            i += 1  # so that <!--> ends where it begins, as for a parser
            while i + 2 < buf.size and not (buf[i] == 45 and buf[i + 1] == 45 and _ends_comment(buf, i + 2)):
                i += 1
            continue
        closing = i < buf.size and buf[i] == 47
        name = i + 1 if closing else i
        if name + 1 >= buf.size:
            break
        first = buf[name] | 32
        if first < 97 or first > 122:
            continue
        raw, block = 0, False
        # The words in settings and links name scripts, styles and other pages, and say nothing of this one.
        seen = formulae or closing
        if first == 100:
            block = _is_name(buf, name, _DIV)
        elif first == 97:
            block = _is_name(buf, name, _ARTICLE)
            seen |= buf[name + 1] <= 32
        elif first == 115:
            block = _is_name(buf, name, _SECTION)
            scripts |= _is_name(buf, name, _SUP) or _is_name(buf, name, _SUB)
            raw = 0 if closing else 1 if _is_name(buf, name, _SCRIPT) else 2 if _is_name(buf, name, _STYLE) else 0
        elif first == 109:
            block = _is_name(buf, name, _MAIN)
            seen |= _is_name(buf, name, _META)
        elif first == 112 or first == 116 or first == 99:
            blocks |= _is_name(buf, name, _PRE) or _is_name(buf, name, _TABLE) or _is_name(buf, name, _CODE)
        elif first == 108 or first == 98 or first == 104:
            seen |= _is_name(buf, name, _LINK) or _is_name(buf, name, _BODY) or _is_name(buf, name, _HTML)
        if block:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
        i = name
        quote = 0
        while i < buf.size:
            byte = buf[i]
            what = _CLASS[byte]
            if what == 0:
                i += 1
                continue
            if what == 1:
                if not seen and _hints_at(buf, i, byte | 32 if byte > 64 and byte != 92 else byte):
                    formulae = seen = True
            elif what == 2:
                if quote == byte:
                    quote = 0
                elif quote == 0 and (buf[i - 1] == 61 or buf[i - 1] <= 32):
                    quote = byte
            elif what == 4:
                tags += 1
            elif quote == 0:
                break
            i += 1
        if raw == 1:
            i = _after_raw(buf, i, _SCRIPT)
        elif raw == 2:
            i = _after_raw(buf, i, _STYLE)
    out[TAGS], out[DEEPEST], out[FORMULAE], out[SCRIPTS], out[BLOCKS] = tags, deepest, formulae, scripts, blocks


_SVG = _word("svg")


@kernel()
def _tag_end(buf, i):
    """The byte after the ">" that ends the tag within which `i` is; quoted values may hold any byte."""
    quote = 0
    while i < buf.size:
        byte = buf[i]
        if quote:
            if byte == quote:
                quote = 0
        elif (byte == 34 or byte == 39) and (buf[i - 1] == 61 or buf[i - 1] <= 32):
            quote = byte
        elif byte == 62:
            return i + 1
        i += 1
    return i


@kernel()
def _holds(buf, start, end, word):
    found = False
    for i in range(start, end - word.size + 1):
        found = found or _at(buf, i, word)
    return found


@kernel("i8(u1[::1], b1, u1[::1])")
def slim(buf, formulae, out):
    """Copy a page without comments, styles, scripts and (where it has no formulae) drawings; returns how many bytes it has then.

    Half of a page's bytes are often these, and parsers and extractors walk them all. Scripts of formulae (`math` in the tag) stay.
    `out` has the page's size.
    """
    i, copied, at = 0, 0, np.int64(0)
    while i < buf.size:
        if buf[i] != 60:
            i += 1
            continue
        start = i
        if i + 3 < buf.size and buf[i + 1] == 33 and buf[i + 2] == 45 and buf[i + 3] == 45:
            i += 2
            while i + 2 < buf.size and not (buf[i] == 45 and buf[i + 1] == 45 and _ends_comment(buf, i + 2)):
                i += 1
            if i + 2 >= buf.size:
                i = start + 1  # not closed: left to the parser
                continue
            while buf[i] != 62:
                i += 1
            i += 1
        else:
            name = i + 1
            if name >= buf.size or not 97 <= (buf[name] | 32) <= 122:
                i += 1
                continue
            i = _tag_end(buf, name)
            if buf[name] | 32 != 115:
                continue
            if _is_name(buf, name, _SCRIPT):
                if _holds(buf, name, i, _MATH):
                    i = _after_raw(buf, i, _SCRIPT)
                    continue
                i = _after_raw(buf, i, _SCRIPT)
            elif _is_name(buf, name, _STYLE):
                i = _after_raw(buf, i, _STYLE)
            elif not formulae and _is_name(buf, name, _SVG):
                if buf[i - 2] == 47:
                    continue
                i = _after_raw(buf, i, _SVG)
            else:
                continue
            if i >= buf.size:
                i = _tag_end(buf, name)  # not closed: left to the parser
                continue
            i = _tag_end(buf, i + 1)
        for k in range(copied, start):
            out[at] = buf[k]
            at += 1
        copied = i
    for k in range(copied, buf.size):
        out[at] = buf[k]
        at += 1
    return at
