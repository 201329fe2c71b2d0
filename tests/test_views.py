"""Text views against a plain-Python reference, for every Unicode input."""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualityfilter.documents import Documents
from qualityfilter.kernels import scan
from qualityfilter.kernels.unicode import SCRIPTS, UPPER, tables
from qualityfilter.views import TextViews

SHIPPED = (14, 0, 0)  # the Unicode version of kernels/unicode.npz
RUNNING = tuple(int(part) for part in unicodedata.unidata_version.split("."))
CLASS_LETTERS = "CSLDJMPY"  # control, space, letter, digit, CJK (J), mark, punctuation, symbol: in the tables' order
ASCII_SPACE = " \t\v\f\r\x1c\x1d\x1e\x1f"

# Han and kana blocks as Unicode names them: one unit a character when they hold a letter or a number
_MARKS = r"(LETTER|ITERATION|VOICED|SEMI-VOICED|DIGRAPH|PROLONGED)"
CJK_NAMES = re.compile(
    r"CJK (UNIFIED|COMPATIBILITY) IDEOGRAPH-|IDEOGRAPHIC (NUMBER|ITERATION|CLOSING)|HANGZHOU NUMERAL|VERTICAL IDEOGRAPHIC ITERATION"
    rf"|(HIRAGANA|HENTAIGANA|(HALFWIDTH )?KATAKANA(-HIRAGANA)?) {_MARKS}"
)


def reference_class(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace():
        return "S"
    if category[0] in "LN" and CJK_NAMES.match(unicodedata.name(char, "")):
        return "J"
    return {"L": "L", "N": "D", "M": "M", "P": "P", "S": "Y"}.get(category[0], "C")


def reference_fold(char: str) -> str:
    """One character, in lower case and its compatibility form, where these are one character too."""
    for folded in (unicodedata.normalize("NFKC", char).lower(), char.lower()):
        if len(folded) == 1:
            compatible = unicodedata.normalize("NFKC", folded)
            return compatible if len(compatible) == 1 else folded
    return char


class Unit(NamedTuple):
    text: str
    start: int
    end: int
    kind: int


def reference_units(text: str) -> list[Unit]:
    """Units by one regular expression over the string of class letters; starts and ends in UTF-8 bytes."""
    classes = "".join(map(reference_class, text))
    units = []
    for match in re.finditer("J|[LD][LDM]*", classes):
        kind = scan.CJK_KIND if match.group() == "J" else scan.WORD_KIND if "L" in match.group() else scan.NUMBER_KIND
        start, end = (len(text[:at].encode()) for at in match.span())
        units.append(Unit(text[slice(*match.span())], start, end, kind))
    return units


def reference_lines(text: str) -> list[tuple[str, int]]:
    """(trimmed line, byte where it starts) for lines that are split at \\n only; none for an empty text."""
    lines, at = [], 0
    for raw in text.split("\n") if text else []:
        start = at + len(raw.encode()) - len(raw.lstrip().encode())
        lines.append((raw.strip(), start))
        at += len(raw.encode()) + 1
    return lines


def reference_script(char: str) -> str | None:
    kind = reference_class(char)
    if kind not in "LMJ":
        return None
    if kind == "J":
        name = unicodedata.name(char)
        if unicodedata.category(char)[0] != "L":
            return "OTHER"
        return "KANA" if re.search("KATAKANA|HIRAGANA|HENTAIGANA", name) or 0x3041 <= ord(char) <= 0x31FF else "HAN"
    word = unicodedata.name(char, "").split(" ")[0]
    word = {"FULLWIDTH": "LATIN", "FEMININE": "LATIN", "MASCULINE": "LATIN"}.get(word, word)
    return word if word in SCRIPTS else "OTHER"


def known(char: str) -> bool:
    """Whether the running Python and the shipped tables agree on what this character is."""
    if RUNNING == SHIPPED:
        return True
    return (
        unicodedata.category(char) != "Cn"
        and CLASS_LETTERS[tables().classes[ord(char)] & 0x7F] == reference_class(char)
        and chr(tables().fold[ord(char)]) == reference_fold(char)
    )


# mostly what real pages hold, all of Unicode besides; the second list is where the kernel changes state
ODD = (
    "\n\r\t \0.-_'’…。，！？·•\u2028\x85\xa0\u3000\u0301\u200d\u200b\ufeff\ufffd\U0010ffff"
    "aAzZ09０９ａＡéßİſKµªºﬁшЩдΩ𝐀中文〇々ひらカナｶﾅーﾞ𠀀한국어سلام0अआि😀🏽"
)
CHARACTERS = st.one_of(
    st.sampled_from(ODD),
    st.characters(max_codepoint=127),
    st.characters(exclude_categories=["Cs"]),
    st.characters(categories=["Lo", "Mn", "Nd"]),
).filter(known)
TEXTS = st.text(CHARACTERS, max_size=60)
BATCHES = st.lists(TEXTS, max_size=6)
thorough = settings(max_examples=300, deadline=None)


@pytest.mark.skipif(RUNNING < SHIPPED, reason="this Python's unicodedata is older than the shipped tables")
def test_tables_hold_every_code_point_of_unicode_14():
    table = tables()
    differing = []
    for point in range(sys.maxunicode + 1):
        char = chr(point)
        upper = unicodedata.category(char) in ("Lu", "Lt") and reference_class(char) == "L"
        script = reference_script(char) or "OTHER"
        expected = (reference_class(char), upper, script, reference_fold(char) if not 0xD800 <= point <= 0xDFFF else char)
        flags = int(table.classes[point])
        if expected != (CLASS_LETTERS[flags & 0x7F], bool(flags & UPPER), SCRIPTS[table.scripts[point]], chr(table.fold[point])):
            differing.append(point)
    if RUNNING == SHIPPED:
        assert differing == []
    else:  # a newer Unicode assigns new characters and seldom changes an old one
        changed = [point for point in differing if table.classes[point] & 0x7F != 0]
        assert len(changed) < 100


@given(BATCHES)
@thorough
@example([""])
@example([])
@example(["", "a", ""])
@example(["\n", "\n\n", " \n a \r\n"])
@example(["e\u0301e", "\u0301a", "中\u0301a", "a中1b", "x1\u20dd"])
def test_units_are_those_of_the_reference(texts):
    views = Documents.from_texts(texts).views
    units = views.units
    assert units.offsets.size == len(texts) + 1
    for d, text in enumerate(texts):
        own = slice(units.offsets[d], units.offsets[d + 1])
        base = views.offsets[d]
        found = [
            Unit(bytes(views.buffer[s:e]).decode(), s - base, e - base, k)
            for s, e, k in zip(units.start[own].tolist(), units.end[own].tolist(), units.kind[own].tolist())
        ]
        assert found == reference_units(text)
        assert units.chars[own].tolist() == [len(unit.text) for unit in found]
    assert units.counts.tolist() == [len(reference_units(text)) for text in texts]


@given(TEXTS, TEXTS)
@thorough
@example("Straße ＡＢＣ", "STRASSE abc")
@example("abc ABC aBc １２３", "123 ａｂｃ")
@example("Éé K", "éÉ k")
def test_unit_hashes_are_equal_exactly_where_the_folded_units_are(left, right):
    views = Documents.of(left, right).views
    by_text: dict[str, set[int]] = {}
    texts = [unit.text for text in (left, right) for unit in reference_units(text)]
    for text, unit_hash in zip(texts, views.units.hash.tolist()):
        by_text.setdefault("".join(map(reference_fold, text)), set()).add(unit_hash)
    assert all(len(hashes) == 1 for hashes in by_text.values())
    assert len(set().union(*by_text.values())) == len(by_text)


def test_unit_hash_is_fnv_1a_over_folded_code_points():
    """Other programs may compute it, and trained models depend on it: it may not change."""

    def fnv(points: list[int]) -> int:
        value = 14695981039346656037
        for point in points:
            value = (value ^ point) * 1099511628211 % 2**64
        return value

    hashes = Documents.of("Der ＡＢＣ中é𝐀 x9").views.units.hash.tolist()
    assert hashes == [fnv([ord(c) for c in word]) for word in ("der", "abc", "中", "éa", "x9")]


@given(BATCHES)
@thorough
@example(["\r\n a \u3000\n\n", "a", "\n", ""])
@example(["\u2028a\u2028b\x85"])
def test_lines_are_those_of_the_reference(texts):
    views = Documents.from_texts(texts).views
    lines = views.lines
    for d, text in enumerate(texts):
        own = slice(lines.offsets[d], lines.offsets[d + 1])
        base = views.offsets[d]
        expected = reference_lines(text)
        assert [bytes(views.buffer[s:e]).decode() for s, e in zip(lines.start[own], lines.end[own])] == [line for line, _ in expected]
        assert lines.chars[own].tolist() == [len(line) for line, _ in expected]
        starts = [(start - base) for start, line in zip(lines.start[own].tolist(), expected) if line[0]]
        assert starts == [start for line, start in expected if line]
    assert lines.counts.tolist() == [text.count("\n") + 1 if text else 0 for text in texts]


@given(BATCHES)
@thorough
def test_line_hashes_are_equal_exactly_where_the_trimmed_lines_are(texts):
    hashes = Documents.from_texts(texts).views.line_hashes.tolist()
    lines = [line for text in texts for line, _ in reference_lines(text)]
    assert len(hashes) == len(lines)
    assert len(set(zip(lines, hashes))) == len(set(lines)) == len(set(hashes))
    assert all((value == 0) == (line == "") for line, value in zip(lines, hashes))


@given(BATCHES)
@thorough
def test_counts_scripts_and_bytes_are_those_of_the_reference(texts):
    views = Documents.from_texts(texts).views
    for d, text in enumerate(texts):
        classes = [reference_class(char) for char in text]
        expected = [classes.count(letter) for letter in CLASS_LETTERS]
        expected += [
            sum(unicodedata.category(c) in ("Lu", "Lt") for c in text),
            sum(c < "\x80" for c in text),
            text.count("\n"),
            text.count("\ufffd"),
        ]
        assert views.counts[d].tolist() == expected
        scripts = [reference_script(char) for char in text]
        assert views.scripts[d].tolist() == [scripts.count(script) for script in SCRIPTS]
        assert views.bytes[d] == len(text.encode())
        assert views.characters[d] == len(text)


def test_shares_of_classes_and_of_cjk():
    views = Documents.of("", "ab中 ", "12", "中文").views
    assert views.cjk_share.tolist() == [0.0, pytest.approx(1 / 3), 0.0, 1.0]
    assert views.share(2, 4).tolist() == [0.0, 0.75, 0.0, 1.0]  # letters and CJK


def flat(views: TextViews, d: int) -> tuple:
    """All that the views know of document d, in its own coordinates."""
    base, units, lines = int(views.offsets[d]), views.units, views.lines
    of_units, of_lines = slice(units.offsets[d], units.offsets[d + 1]), slice(lines.offsets[d], lines.offsets[d + 1])
    arrays = (
        units.hash[of_units], units.start[of_units] - base, units.end[of_units] - base, units.chars[of_units], units.kind[of_units],
        lines.start[of_lines] - base, lines.end[of_lines] - base, lines.chars[of_lines], views.line_hashes[of_lines],
        views.counts[d], views.scripts[d],
    )  # fmt: skip
    return tuple(tuple(array.tolist()) for array in arrays)


@given(BATCHES, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_views_do_not_depend_on_neighbours_or_order(texts, random):
    together = Documents.from_texts(texts).views
    order = list(range(len(texts)))
    random.shuffle(order)
    shuffled = Documents.from_texts([texts[d] for d in order]).views
    for place, d in enumerate(order):
        alone = flat(Documents.of(texts[d]).views, 0)
        assert flat(together, d) == alone
        assert flat(shuffled, place) == alone


@given(BATCHES, st.integers(0, 5), st.integers(0, 5))
@settings(max_examples=100, deadline=None)
def test_views_of_a_slice_are_those_of_its_documents(texts, start, length):
    part = pa.array(texts, pa.large_string()).slice(start, length)
    views = TextViews(part)
    assert len(views) == len(part)
    assert [flat(views, d) for d in range(len(views))] == [flat(Documents.of(text).views, 0) for text in part.to_pylist()]


@given(TEXTS, st.data())
@settings(max_examples=100, deadline=None)
def test_code_points_before_counts_characters(text, data):
    raw = np.frombuffer(("é中" + text).encode() or b"\0", np.uint8).copy()
    boundaries = [at for at in range(raw.size + 1) if at == raw.size or raw[at] & 0xC0 != 0x80]
    ends = np.array(sorted(data.draw(st.lists(st.sampled_from(boundaries[2:]), max_size=5))), np.int64)
    starts = np.full(ends.size, 2, np.int64)  # after the é
    out = np.empty(ends.size, np.int64)
    scan.code_points_before(raw, starts, ends, out)
    assert out.tolist() == [len(bytes(raw[2:end]).decode()) for end in ends]


def test_densest_texts_fit_the_arrays():
    """The kernel does not check bounds: one more unit than was made room for would be a write past the end."""
    for text in ["a", "a中a", "a.b.c.d 1", "中" * 50, "ｱ" * 30, "\n" * 30, "a\n" * 30, "ａ " * 9, "𠀀" * 9, "1"]:
        views = Documents.of(text, "", text).views
        assert views.units.hash.base.size >= views.units.hash.size == 2 * len(reference_units(text))
        assert views.lines.start.base.size >= views.lines.start.size
