"""`repetition` against a plain-Python reference, by example, and at its limits."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualityfilter.documents import Documents
from scorers import _repetition
from scorers.gopher_repetition import GopherRepetition
from scorers.repetition import Repetition


def repetition(*texts: str) -> list[float]:
    return np.asarray(Repetition().score(Documents.of(*texts))["repetition"]).tolist()


def reference(text: str) -> float:
    """The definition in the scorer's docstring, word by word; for texts of Latin words, numbers and Han only."""
    views = Documents.of(text).views
    words = [bytes(views.buffer[s:e]).decode().lower() for s, e in zip(views.units.start, views.units.end)]
    weights = [3 if "\u4e00" <= word <= "\u9fff" else 5 for word in words]
    read = set()
    for n in range(1, 14):
        met: Counter[tuple[str, ...]] = Counter()
        for i in range(len(words) - n + 1):
            gram, weight = tuple(words[i : i + n]), sum(weights[i : i + n])
            met[gram] += 1
            if (weight >= 39 and met[gram] >= 2) or (weight >= 20 and met[gram] >= 4):
                read.update(range(i, i + n))
    return sum(len(words[i]) for i in read) / max(sum(map(len, words)), 1)


words = st.sampled_from(["a", "Bee", "bee", "sea", "7", "12", "水", "火", "土"])
texts = st.lists(words, max_size=50).map(" ".join)
looped = st.tuples(texts, st.integers(1, 5), texts).map(lambda parts: " ".join([parts[0]] * parts[1] + [parts[2]]))


@given(st.one_of(texts, looped))
@settings(max_examples=300, deadline=None)
@example("水" * 60)
@example("a b 水 c d 火 e f 土 g " * 2)
def test_repetition_is_the_share_of_what_was_read_before(text):
    assert repetition(text) == [pytest.approx(reference(text), abs=1e-12)]


SENTENCE = "The heron stood still at the edge of the water. "
VERSE = "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("", 0, 0),
        ("!?\n\n…", 0, 0),
        ("a" * 20_000, 0, 0),
        (SENTENCE, 0, 0),
        (SENTENCE * 2, 0.5, 0.5),
        (SENTENCE * 50, 0.98, 0.98),
        ("Read more\n" * 50, 0.8, 1),
        ("北京开锁 " * 40, 0.9, 1),
        ("哈" * 500, 0.95, 1),
        (VERSE, 0, 0),
        (VERSE + "春眠不觉晓，处处闻啼鸟。\n夜来风雨声，花落知多少。\n", 0, 0),
        ("Row, row, row your boat,\nGently down the stream.\nMerrily, merrily, merrily, merrily,\nLife is but a dream.\n", 0, 0),
        (r"Since $x_1 + x_2 = -p$ and $x_1 x_2 = q$, we have $(x_1 - x_2)^2 = (x_1 + x_2)^2 - 4 x_1 x_2 = p^2 - 4q$.", 0, 0.25),
    ],
)
def test_what_counts_as_repetition(text, low, high):
    assert low - 0.01 <= repetition(text)[0] <= high + 0.01


def test_scores_do_not_depend_on_neighbours():
    """The tables are not cleared between documents: a stamp that leaked would find the neighbour's n-grams."""
    batch = [SENTENCE, SENTENCE, "", SENTENCE * 3, VERSE, VERSE, "水" * 99, SENTENCE]
    assert repetition(*batch) == [repetition(text)[0] for text in batch]
    assert repetition(*batch[::-1]) == repetition(*batch)[::-1]


def test_documents_over_the_limit_are_judged_on_their_start(monkeypatch):
    monkeypatch.setattr(_repetition, "MAX_UNITS", 10)
    start = "水土 bee sea a 火 12 水 é d"  # ten units
    whole = start + " z z z z z z z z z z 鹭" * 30
    for scorer in (Repetition(), GopherRepetition()):
        cut, alone = (scorer.score(Documents.of(VERSE[:9], text, start)) for text in (whole, start))
        for name in cut:
            if "line" not in name and "para" not in name:
                assert np.asarray(cut[name]).tolist() == np.asarray(alone[name]).tolist()
