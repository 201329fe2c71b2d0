"""Hashed features: the kernel against a plain-Python reading of its description, and what a model may rely on."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualityfilter.documents import Documents
from qualityfilter.features import hashed_features, occurrences
from qualityfilter.kernels import features as kernels
from qualityfilter.kernels.scan import MOST_UNITS
from qualityfilter.kernels.unicode import CJK, DIGIT, LETTER, MARK, SPACE, tables
from qualityfilter.ngram import tokenise

MASK = (1 << 64) - 1
TABLE = tables()
TEXTS = st.text(
    st.one_of(st.sampled_from("ab Zz09 \n\t.,!$\\{}=;:：！，。。１Ａ中文字漢あé́🙂\x00"), st.characters(exclude_categories=["Cs"])),
    max_size=60,
)


def kind_of(character: str) -> int:
    return int(TABLE.classes[ord(character)]) & 0x7F


def folded(character: str) -> int:
    return int(TABLE.fold[ord(character)])


def fnv(numbers) -> int:
    h = 14695981039346656037
    for number in numbers:
        h = ((h ^ number) * 1099511628211) & MASK
    return h


def mix(a: int, b: int, what: int) -> int:
    x = ((a + what * 0xD6E8FEB86659FD93) * 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 32) ^ b) * 0xD6E8FEB86659FD93) & MASK
    return ((x ^ (x >> 29)) * 0x9E3779B97F4A7C15) & MASK


def word(a: int, b: int, what: int) -> int:
    return ((mix(a, b, what) >> 32) * kernels.WORDS) >> 32


def shape(a: int, b: int, what: int) -> int:
    return kernels.WORDS + (mix(a, b, what) >> 51)


def edge(character: str) -> int:
    kind = kind_of(character)
    if kind == LETTER:
        return 1 if int(TABLE.classes[ord(character)]) & 0x80 else 0
    if kind in (DIGIT, CJK):
        return 2 if kind == DIGIT else 3
    point = folded(character)
    return point if point < 128 or 0x3000 <= point < 0x3020 else 4 + kind


def units_of(line: str) -> list[tuple[int, int, int, bool]]:
    """(start, end, hash, is a CJK character) of each unit, numbers by their length."""
    units, i = [], 0
    while i < len(line):
        kind = kind_of(line[i])
        j = i + 1
        if kind == CJK:
            units.append((i, j, fnv([folded(line[i])]), True))
        elif kind in (LETTER, DIGIT):
            while j < len(line) and kind_of(line[j]) in (LETTER, DIGIT, MARK):
                j += 1
            number = all(kind_of(c) != LETTER for c in line[i:j])
            h = mix(min(j - i, 12), 0, kernels.NUMBER) if number else fnv(folded(c) for c in line[i:j])
            units.append((i, j, h, False))
        i = j
    return units


def line_features(line: str, before: int, indent: str) -> tuple[list[int], int]:
    """What one trimmed line emits, and its shape."""
    size = min(len(line).bit_length(), 11)
    this = ((size << 33) + edge(line[-1]) * 2 + 1) & MASK
    out = [shape(size, edge(line[0]), kernels.LINE_FIRST), shape(this, 0, kernels.LINE_LAST), shape(this, before, kernels.LINE_PAIR)]
    if indent:
        out.append(shape(min(len(indent.encode()), 16), indent.encode()[-1], kernels.INDENT))
    units, last_gap, run = units_of(line), 0, 0
    for n, (start, _, h, cjk) in enumerate(units):
        left_end = units[n - 1][1] if n else 0
        touching, last_gap, emitted = gap_features(line, left_end, start, units[n - 1][2] if n else None, True, last_gap)
        out += emitted
        out.append(word(h, 0, kernels.UNIT))
        out.append(word(units[n - 1][2], h, kernels.PAIR) if n else word(h, 0, kernels.LINE_START))
        run = run + 1 if cjk else 0
        if run >= 3:
            out.append(word(mix(units[n - 2][2], units[n - 1][2], kernels.PAIR), h, kernels.TRIPLE))
        if touching:
            out.append(word(h, touching, kernels.BEFORE))
    end = units[-1][1] if units else 0
    out += gap_features(line, end, len(line), units[-1][2] if units else None, False, last_gap)[2]
    if units:
        out.append(word(units[-1][2], 0, kernels.LINE_END))
    return out, this


def gap_features(line: str, start: int, stop: int, left: int | None, has_right: bool, before: int) -> tuple[int, int, list[int]]:
    run = line[start:stop]
    visible = [c for c in run if kind_of(c) != SPACE]
    if not visible:
        return 0, before, []
    touches_left = left is not None and kind_of(run[0]) != SPACE
    touching = folded(run[-1]) if has_right and kind_of(run[-1]) != SPACE else 0
    gap = fnv(folded(c) for c in visible[:6]) ^ touches_left ^ ((touching != 0) << 1)
    out = [shape(gap, 0, kernels.GAP), shape(gap, before, kernels.GAP_PAIR)]
    if touches_left:
        out.append(word(left, folded(run[0]), kernels.AFTER))
    return touching, gap, out


def strip(line: str) -> tuple[str, str]:
    """The line without white space at its ends, and the white space before it."""
    space = [kind_of(c) == SPACE for c in line]
    if all(space):
        return "", ""
    first, last = space.index(False), len(line) - space[::-1].index(False)
    return line[first:last], line[:first]


def reference(text: str) -> list[int]:
    out, before = [], 0
    for line in text.split("\n") if text else []:
        trimmed, indent = strip(line)
        if trimmed:
            emitted, before = line_features(trimmed, before, indent)
            out += emitted
        else:
            before = 2
    return out


def emitted(*texts: str) -> list[list[int]]:
    found = occurrences(Documents.of(*texts))
    at = found.segments[found.documents]
    return [found.bucket[a:b].tolist() for a, b in pairwise(at)]


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_a_document_emits_what_the_description_says_whatever_its_neighbours(texts):
    assert emitted(*texts) == [reference(text) for text in texts]


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_counts_are_the_occurrences_in_order_of_first_sight(texts):
    found = hashed_features(Documents.of(*texts))
    for d, text in enumerate(texts):
        rows = slice(found.offsets[d], found.offsets[d + 1])
        assert list(zip(found.bucket[rows].tolist(), found.count[rows].tolist())) == list(Counter(reference(text)).items())


def test_a_long_line_is_cut_into_segments_without_losing_anything():
    text = "word " * 150 + "\n\n短行"
    found = occurrences(Documents.of("", text, ""))
    assert found.units.tolist() == [64, 64, 22, 2]
    assert found.documents.tolist() == [0, 0, 4, 4]
    assert found.bucket.tolist() == reference(text)


def test_what_models_read_of_a_document_is_bounded_by_its_first_units():
    line = "Two words.\n"
    at_the_bound = line * (MOST_UNITS // 2)
    docs = Documents.of(at_the_bound + "Other things.\n" * 40, at_the_bound, "Two words.")
    found, tokens = hashed_features(docs), tokenise(docs)
    first, second = (slice(*found.offsets[d : d + 2]) for d in (0, 1))
    np.testing.assert_array_equal(found.bucket[first], found.bucket[second])
    np.testing.assert_array_equal(found.count[first], found.count[second])
    assert found.offsets[3] > found.offsets[2]
    np.testing.assert_array_equal(np.diff(tokens.sentence_offsets), [MOST_UNITS // 2, MOST_UNITS // 2, 1])


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＡＤ：１００！", "ad:100!"), ("价格：12元", "价格:99元"), ("Call 555-0100", "CALL 555-9999")],
    ids=["full-width and case", "the digits of a number", "the digits of a telephone number"],
)
def test_forms_that_count_as_the_same(one, other):
    assert set(emitted(one)[0]) - set(emitted(other)[0]) <= {b for b in emitted(one)[0] if b >= kernels.WORDS}


def test_symbols_that_units_cannot_see_are_features():
    formula, words = (set(row) for row in emitted(r"\frac{a}{b}", "frac a b"))
    assert len(formula - words) >= 6


def bank(columns: int = 4) -> tuple[np.ndarray, np.ndarray]:
    noise = np.random.default_rng(7).integers(-127, 128, (kernels.BUCKETS, columns)).astype(np.int8)
    noise[:, 0] = np.abs(noise[:, 0]) // 2 + 1
    return noise, np.linspace(0.5, 2.0, columns, dtype=np.float32)


LOG = (1 + np.log(np.maximum(np.arange(256), 1))).astype(np.float32)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_document_scores_are_the_cosine_of_damped_counts_and_weights(texts):
    weights, scale = bank()
    found = hashed_features(Documents.of(*texts))
    got = np.zeros((len(texts), 4), np.float32)
    kernels.linear_bank(found.bucket, found.count, found.offsets, weights, scale, LOG, got)
    real = np.sign(weights.astype(float)) * (weights / 127.0) ** 2 * scale
    for d, text in enumerate(texts):
        counts = Counter(reference(text))
        value = {b: (1 + np.log(n)) * float(weights[b, 0]) for b, n in counts.items()}
        norm = np.sqrt(sum(v * v for v in value.values())) or 1.0
        want = sum((v / norm * real[b] for b, v in value.items()), np.zeros(4))
        np.testing.assert_allclose(got[d, 1:], want[1:], atol=1e-5)


@settings(deadline=None)
@given(TEXTS)
def test_segment_scores_count_every_occurrence(text):
    weights, scale = bank(3)
    found = occurrences(Documents.of(text))
    got = np.zeros((found.units.size, 3), np.float32)
    kernels.segment_scores(found.bucket, found.segments, weights, scale, got)
    real = np.sign(weights.astype(float)) * (weights / 127.0) ** 2 * scale
    for s in range(found.units.size):
        buckets = found.bucket[found.segments[s] : found.segments[s + 1]]
        value = weights[buckets, 0].astype(float)
        np.testing.assert_allclose(got[s, 1:], (value[:, None] * real[buckets]).sum(0)[1:] / np.sqrt((value**2).sum()), atol=1e-5)
