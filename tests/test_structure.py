"""`structure`: each number by example, and against a plain-Python reference."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualityfilter.documents import Documents
from qualityfilter.kernels import words as kernels
from scorers._punctuation import SENTENCE_END
from scorers._words import CHINESE_STOP_WORDS, FUNCTION_WORDS, GOPHER_STOP_WORDS
from scorers.structure import Structure


def numbers(text: str) -> dict[str, float]:
    return {name: float(np.asarray(values)[0]) for name, values in Structure().score(Documents.of(text)).items()}


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("characters", "白鹭 heron\n", 9),
        ("units", "白鹭 heron 12, x_1", 6),
        ("lines", "\n a \n\n b", 2),
        ("mean_line_length", " four \n\nsixsix", 5),
        ("terminal_lines", "One. \n“二。”）\nthree\nfour:", 0.5),
        ("terminal_lines", "条款一；\n他说……\n等等…\nEnd?!\"'»\nsemi;", 0.8),
        ("terminal_lines", '""""""\n。""""', 0),  # more quotes than sentences end with
        ("terminal_characters", "Good day.\nno", 9 / 11),
        ("short_lines", "首页\n" + "一行十五个汉字就是三十列宽了吧" + "\nx" + "y" * 28, 2 / 3),
        ("list_lines", "- a\n• b\n·c\n1. d\n(2) e\n三、f\n④ g\n12) h", 1),
        ("list_lines", "-a\n3.14 is pi\n一个人\n2024 was\n1234. x\n*bold*\n(see)\n—5", 0),
        ("symbol_share", "a+b=€😀\ufffd", 4 / 7),
        ("punctuation_share", "，。ab", 0.5),
        ("digit_share", "1２三", 2 / 3),
        ("control_share", "a\0\ufffd\u200b", 0.75),
        ("upper_share", "ABc中1", 2 / 3),
        ("mean_word_length", "four 12345 sixsix 中文", 5),
        ("longest_word", "a " + "QUJD" * 50 + " 中", 200),
        ("function_words", "The cat is ON the mat", 4 / 6),
        ("function_words", "我的猫在那里", 4 / 6),
    ],
)
def test_each_number(column, text, expected):
    assert numbers(text)[column] == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", " \n\t", "\0", "!!", "a" * 20_000, "😀", "سلام", "१२३"])
def test_odd_texts_stay_in_the_declared_ranges(text):
    columns = {column.name: column for column in Structure.writes}
    for name, value in numbers(text).items():
        columns[name].check(np.array([value]), "structure.v1")


ENDS = "".join(map(chr, SENTENCE_END))
TERMINAL = re.compile(rf"[{re.escape(ENDS)}][\"')\]}}’”»›」』】》〉）］｝]{{0,3}}\Z")
# a bullet, or a number of at most three digits with a mark that no digit follows
ITEM = re.compile(r"[*+-](?=[ \t]|\Z)|[•·‣▪▫■□●○◆◇★☆►▶▸→※\u2460-\u249b]|[(（]?[0-9一二三四五六七八九十]{1,3}[.)、．）:：\]](?![0-9])")


def width(line: str) -> int:
    return sum(2 if "\u2000" <= char <= "\uffff" else 1 for char in line)


pieces = st.sampled_from([*'-*+•·①(（12三十、.):：5a好。！…；"”）]?é\t 😀', "word", "。”", "\n", "\n", "x" * 14, "汉字" * 7])
texts = st.lists(pieces, max_size=40).map("".join)


@given(texts)
@settings(max_examples=300, deadline=None)
@example("(1")
@example("1.\n-\n-\t\n十\n（")
@example("x" * 29 + "\n" + "x" * 30 + "\n" + "好" * 14 + "x\n" + "好" * 15)
def test_lines_are_those_of_the_reference(text):
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    n, chars = max(len(lines), 1), max(sum(map(len, lines)), 1)
    terminal = [line for line in lines if TERMINAL.search(line)]
    found = numbers(text)
    assert found["lines"] == len(lines)
    assert found["terminal_lines"] == pytest.approx(len(terminal) / n)
    assert found["terminal_characters"] == pytest.approx(sum(map(len, terminal)) / chars)
    assert found["short_lines"] == pytest.approx(sum(width(line) < 30 for line in lines) / n)
    assert found["list_lines"] == pytest.approx(sum(bool(ITEM.match(line)) for line in lines) / n)


listed_words = st.lists(
    st.sampled_from([*GOPHER_STOP_WORDS, *CHINESE_STOP_WORDS, *FUNCTION_WORDS[::7], "heron", "鹭", "42", "Ｗith"]), max_size=30
)


@given(listed_words)
@settings(max_examples=100, deadline=None)
def test_function_words_are_those_of_the_list(chosen):
    folded = ["with" if word == "Ｗith" else word for word in chosen]
    assert numbers(" ".join(chosen))["function_words"] == pytest.approx(
        sum(word in FUNCTION_WORDS for word in folded) / max(len(chosen), 1)
    )


def test_the_word_table_finds_every_word_by_the_hash_of_the_views():
    """A word of the list that folding changes, or that is no single unit, could never be found."""
    words = [*GOPHER_STOP_WORDS, *CHINESE_STOP_WORDS, *FUNCTION_WORDS]
    hashes = Documents.from_texts(words).views.units.hash.tolist()
    assert hashes == [kernels.unit_hash(word) for word in words]
