"""Copies in another dress have the same units; what differs in words or numbers does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualityfilter import Documents
from qualityfilter.normalising import is_traditional, signed_units

SIMPLIFIED = "这个程序使用内存中的缓存，默认参数可以通过网络设置。鼠标点击菜单即可打开文件。"
TRADITIONAL = "這個程式使用記憶體中的快取，預設參數可以透過網路設定。滑鼠點選選單即可開啟檔案。"
HONG_KONG = "這個程序使用內存中的緩存，默認參數可以通過網絡設置。鼠標點擊菜單即可打開文件。"


def units(text: str) -> list[int]:
    return signed_units(Documents.of(text)).hash.tolist()


def shared(a: str, b: str) -> float:
    one, other = set(units(a)), set(units(b))
    return len(one & other) / len(one | other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Heron, 2024!", "the heron — ２０２４"),
        ("See https://a.example/x?y=1 for more", "See http://mirror.example:80/other#top for more"),
        ("See www.a.example/x for more", "See for more"),
        ("[the heron](https://a.example/b) waits", "the heron waits"),
        ("**The** heron\n\n> waits", "the heron waits"),
        ("访问https://a.example/路 得到", "访问路 得到"),
        (HONG_KONG, SIMPLIFIED),
    ],
)
def test_what_is_the_same(one, other):
    assert units(one) == units(other)


@pytest.mark.parametrize(("one", "other"), [("page 1", "page 2"), ("see www here", "see here"), ("use http only", "use only"), ("a", "b")])
def test_what_is_not(one, other):
    assert units(one) != units(other)


def test_words_of_taiwan_meet_those_of_the_mainland():
    assert shared(TRADITIONAL, SIMPLIFIED) > 0.8
    assert shared(TRADITIONAL[:3], SIMPLIFIED[:3]) < 0.8  # three characters do not tell a script


@pytest.mark.parametrize(
    ("text", "traditional"),
    [
        (TRADITIONAL, True), (HONG_KONG, True), (SIMPLIFIED, False), ("", False), ("The heron", False),
        (SIMPLIFIED * 5 + TRADITIONAL, False),  # a quotation
        ("雨は二日間降り続き、川の水は石段を越えた。学校の図書館。", False), ("English with 繁體 two words", False),
    ],
)  # fmt: skip
def test_which_script_a_document_is_in(text, traditional):
    assert is_traditional(Documents.of(text)).tolist() == [traditional]


PIECES = ["https://", "www.", "a.example", "/x", " ", "\n", ")", "雨", "記憶體", "這個", "word", "1", "é", "http", "：", "»"]


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=5))
def test_a_batch_is_its_documents(texts):
    together = signed_units(Documents.from_texts(texts))
    assert together.offsets[-1] == together.hash.size
    for row, text in enumerate(texts):
        assert together.hash[together.offsets[row] : together.offsets[row + 1]].tolist() == units(text)
    assert (np.diff(together.offsets) >= 0).all()
