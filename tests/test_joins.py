"""Joins of long texts: what knowing the stretch before is worth."""

import itertools
import random

import numpy as np
import pytest

import scorers
from qualityfilter.kernels.joins import LEAST_REST, WINDOW, join_gains

SEA = [
    "heron",
    "tide",
    "harbour",
    "gull",
    "anchor",
    "mast",
    "keel",
    "reef",
    "lagoon",
    "estuary",
    "trawler",
    "buoy",
    "plankton",
    "kelp",
    "mackerel",
    "lighthouse",
]
LAW = [
    "plaintiff",
    "tribunal",
    "statute",
    "verdict",
    "injunction",
    "affidavit",
    "litigation",
    "appellate",
    "jurisdiction",
    "counsel",
    "testimony",
    "bailiff",
]


def text(words, units, seed):
    """Sentences of eight words, three of them from the list."""
    rng = random.Random(seed)
    frames = ("the {} and the {} were near the {}", "we saw that a {} had to be {} by the {}", "there was no {} but one {} and a {}")
    sentences = [rng.choice(frames).format(*(rng.choice(words) for _ in range(3))) for _ in range(units // 9 + 1)]
    return ". ".join(sentences) + "."


def gains(*texts):
    found = scorers.load("joins").score(list(texts))
    return found["joins"].round().astype(int).tolist(), found["join_gain"], found["join_gain_least"]


def test_a_short_text_has_no_join():
    joins, mean, least = gains("", "The heron stood still.", text(SEA, 200, 1))
    assert joins == [0, 0, 0]
    assert mean == pytest.approx([0, 0, 0], abs=1e-4)
    assert least == pytest.approx([0, 0, 0], abs=1e-4)


def test_one_subject_gains_and_another_after_it_does_not():
    sea, law = text(SEA, 960, 1), text(LAW, 960, 2)
    joins, mean, least = gains(sea, law, sea + "\n" + law)
    assert joins[2] > joins[0] >= 3
    assert min(least[0], least[1]) > 1.0
    assert least[2] < min(least[0], least[1]) - 1.0
    assert mean[2] > least[2]


def test_chinese_too():
    sea = "苍鹭站在浅水里等鱼，潮水漫过礁石，渔船在港湾下锚。" * 20
    law = "原告向法院提交诉状，法官依照条例作出裁定，被告不服上诉。" * 20
    _, _, least = gains(sea, law, sea + law)
    assert least[2] < min(least[0], least[1]) - 0.5


def reference(unit, bits, prior, matched):
    """The same in plain Python for one document."""
    found, start = [], WINDOW
    while len(unit) - start >= LEAST_REST:
        before = unit[start - WINDOW : start]
        gain = []
        for i in range(start, min(start + WINDOW, len(unit))):
            if prior[i] >= 8 or matched[i] >= 128:
                cost = min(float(bits[i]) + (12 if matched[i] >= 128 else 0), 40)
                gain.append(np.log2(0.75 + 0.25 * before.count(unit[i]) / WINDOW * 2**cost))
        found.append(sum(gain) / max(len(gain), 1))
        start += WINDOW
    return [len(found), sum(found) / len(found), min(found)] if found else [0, 0, 0]


def test_the_kernel_is_the_plain_sum():
    rng = np.random.default_rng(4)
    lengths = [0, 1, WINDOW, WINDOW + LEAST_REST - 1, WINDOW + LEAST_REST, 2 * WINDOW, 1000]
    n = sum(lengths)
    unit = rng.integers(0, 2**63, 300).astype(np.uint64)[rng.integers(0, 300, n)]
    bits, prior = (rng.uniform(0, 20, n).astype(np.float32) for _ in range(2))
    matched = rng.choice(np.array([1, 2, 3, 129], np.uint8), n)
    offsets = np.r_[0, np.cumsum(lengths)].astype(np.int64)
    out = np.zeros((len(lengths), 3))
    join_gains(unit, bits, prior, matched, offsets, out)
    for d, (a, b) in enumerate(itertools.pairwise(offsets)):
        assert out[d] == pytest.approx(reference(unit[a:b].tolist(), bits[a:b], prior[a:b], matched[a:b]))
    assert out[:, 0].tolist() == [0, 0, 0, 0, 1, 1, 3]
