"""Fluency and density: what they say of texts written for the purpose, and their kernels against plain Python."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingRegressor

import scorers
from qualityfilter import Documents
from qualityfilter.features import hashed_features
from qualityfilter.kernels.compression import compressed_bits
from qualityfilter.kernels.trees import sum_of_trees
from scorers._prose import FEATURES, HEADS, MODEL_FILE, PROBE, entropy, features, graders
from scorers._trees import Trees
from scorers.training.train_prose import exported

FLUENCY, DENSITY = scorers.load("fluency"), scorers.load("density")

GOOD = {
    "English prose": (
        "The heron stood still at the edge of the weir. It had rained for two days, and the water carried branches,"
        " a shoe and part of a fence. Nobody on the bridge said anything; they were waiting to see whether the "
        "bird would move. When it did, it was to take one step to the left, as if to let the fence go by."
    ),
    "Chinese prose": (
        "雨下了两天，河水漫过了堤坝下面的石阶。桥上的人都停住脚步，看着那只一动不动的苍鹭。有人说，它在等鱼；也有人说，"
        "它只是在等雨停。过了很久，它才向左边迈出一小步，好像是要给漂过来的栅栏让路。"
    ),
    "English mathematics": (
        "Theorem. Let $G$ be a finite group and $H$ a subgroup of $G$. Then $|H|$ divides $|G|$.\nProof. The left "
        "cosets of $H$ partition $G$, and each coset $gH$ has exactly $|H|$ elements, because $h \\mapsto gh$ is "
        "a bijection from $H$ to $gH$. Hence $|G| = [G:H]\\,|H|$."
    ),
    "Chinese mathematics": (
        "设函数 $f(x)$ 在闭区间 $[a,b]$ 上连续，在开区间 $(a,b)$ 内可导，则存在 $\\xi\\in(a,b)$，使得 $f(b)-f(a)=f'(\\xi)("
        "b-a)$。\n证明：令 $g(x)=f(x)-\\frac{f(b)-"
        "f(a)}{b-a}(x-a)$，则 $g(a)=g(b)$，由罗尔定理即得结论。"
    ),
    "code": (
        'import csv\n\n\ndef read(path):\n    """Rows of the file as dictionaries."""\n    with open(path, newline="") '
        "as file:\n        return list(csv.DictReader(file))\n\n\ndef longest(rows, column):\n    # ties go to the "
        'first row\n    return max(rows, key=lambda row: len(row[column]))\n\n\nif __name__ == "__main__":\n    print(longest(read("b'
        'irds.csv"), "name"))\n'
    ),
    "classical prose": (
        "河出昆仑，东流入海，其曲者九。有鹭立于洲上，终日不移。或问其故，渔者曰：“水浊则鱼惊，水静则鱼出，鹭知之矣，故不动也。”"
    ),
    "regulated verse": "细雨连朝湿小桥，孤鹭无声立断潮。\n行人莫问归何处，一夜江声到晓遥。",
}
BAD = {
    "English menu": (
        "Home\nAbout us\nProducts\nServices\nContact\nLogin\nRegister\nCart (0)\nCheckout\nFacebook\nTwitter\nPrivacy policy\n© 2020"
    ),
    "Chinese menu": "首页\n关于我们\n产品中心\n新闻动态\n联系我们\n在线留言\n登录\n注册\n购物车\n友情链接\n网站地图\n版权所有",
    "keywords": (
        "cheap shoes, buy shoes online, best shoes, discount shoes, shoes sale, running shoes, men shoes, women "
        "shoes, shoes outlet, shoe store, kids shoes, shoes free shipping, shoes near me, leather shoes, white "
        "shoes"
    ),
    "UTF-8 read as Windows-1252": GOOD["Chinese prose"].encode().decode("cp1252", "replace"),
    "UTF-8 read as GBK": GOOD["Chinese prose"].encode().decode("gbk", "replace"),
    "letters at random": "asdkjh qweoiu zxmcnb alskdj qpwoei zmxnbv laksjd qowieu mznxbc alskdjf qpowieu zmxncbv kjhasd iuoqwe " * 3,
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_written_well_is_fluent_whatever_it_is_about(name):
    worst = max(FLUENCY.score(list(BAD.values()))["fluency"])
    fluency = FLUENCY.score([GOOD[name]])["fluency"][0]
    assert fluency > 0.6
    assert fluency > worst + 0.1


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_prose_is_neither_fluent_nor_dense(name):
    assert FLUENCY.score([BAD[name]])["fluency"][0] < 0.45
    assert DENSITY.score([BAD[name]])["density"][0] < 0.25


@pytest.mark.parametrize("name", ["English prose", "Chinese prose"])
def test_shuffled_words_surprise_and_are_less_fluent(name):
    text = GOOD[name]
    pieces = list(text) if "Chinese" in name else text.split()
    shuffled = ("" if "Chinese" in name else " ").join(pieces[i] for i in np.random.default_rng(3).permutation(len(pieces)))
    before, after = (dict(zip(("f", "s"), (found[0] for found in FLUENCY.score([t]).values()))) for t in (text, shuffled))
    assert after["s"] > before["s"] + 1
    assert after["f"] < before["f"] - 0.15


@pytest.mark.parametrize("name", GOOD)
def test_repeating_lowers_density_each_time(name):
    once, twice, five, ten = DENSITY.score(["\n".join([GOOD[name]] * k) for k in (1, 2, 5, 10)])["density"]
    assert once > twice > five > ten


@pytest.mark.parametrize(
    ("name", "footer"),
    [
        (
            "English prose",
            "\nHome | About | Contact\nPrivacy Policy\nTerms of Service\nFollow us on Facebook\nCopyright © 2020 All rights reserved",
        ),
        ("Chinese prose", "\n首页\n关于我们\n联系我们\n版权所有 © 2020 某某网络科技有限公司\n技术支持\n友情链接"),
    ],
)
def test_a_footer_lowers_both(name, footer):
    text = GOOD[name]
    assert FLUENCY.score([text + footer])["fluency"][0] < FLUENCY.score([text])["fluency"][0]
    assert DENSITY.score([text + footer])["density"][0] < DENSITY.score([text])["density"][0]


@pytest.mark.parametrize("name", ["English prose", "Chinese prose", "English mathematics", "Chinese mathematics"])
def test_a_formula_does_not_lower_density(name):
    text = GOOD[name]
    longer = text + "\n$$\\int_a^b f(x)\\,dx = F(b) - F(a)$$"
    assert DENSITY.score([longer])["density"][0] >= DENSITY.score([text])["density"][0] - 0.02


def test_a_language_without_a_model_is_judged_by_its_shape():
    prose = (
        "Der Reiher stand regungslos am Rand des Wehrs. Es hatte zwei Tage lang geregnet, "
        "und das Wasser trug Äste, einen Schuh und ein Stück Zaun mit sich."
    )
    menu = "Startseite\nÜber uns\nProdukte\nKontakt\nAnmelden\nWarenkorb (0)\nImpressum\nDatenschutz\nAGB"
    fluent, not_fluent = FLUENCY.score([prose, menu])["fluency"]
    assert fluent > 0.5 > not_fluent


def test_nothing_is_neither_fluent_nor_dense():
    for found in (FLUENCY.score(["", " \n", "?!…"]), DENSITY.score(["", " \n", "?!…"])):
        for name in ("fluency", "lm_surprise", "density", "unigram_entropy"):
            assert not np.any(found.get(name, 0))


def test_a_text_is_measured_alike_in_any_company():
    texts = [*GOOD.values(), *BAD.values(), ""]
    together = features(Documents.from_texts(texts))
    assert together.shape == (len(texts), len(FEATURES))
    assert np.isfinite(together).all()
    for i, text in enumerate(texts):
        assert np.array_equal(features(Documents.of(text))[0], together[i])


# ---- raw columns


def test_entropy_is_that_of_the_units():
    def expected(counts: list[int]) -> float:
        n = sum(counts)
        return max(-sum(c / n * math.log2(c / n) for c in counts) + (len(counts) - 1) / (2 * n * math.log(2)), 0.0)

    texts = ["rain rain wind", "雨雨风雪", "a", "one two three four five six seven eight"]
    for text, found in zip(texts, entropy(Documents.from_texts(texts))):
        counts = Counter(text if text[0] > "z" else text.split())
        assert found == pytest.approx(expected(list(counts.values())))


def test_compression_residual_is_lower_for_what_repeats_itself():
    plain, repeated = DENSITY.score([GOOD["English prose"] * 2, GOOD["English prose"][:60] * 10])["compression_residual"]
    assert -2 <= repeated < plain - 0.3


def parse(data: bytes) -> float:
    """Bits of the greedy parse with the latest occurrence of the next four bytes as the only candidate, restated."""
    seen: dict[bytes, int] = {}
    literals: Counter[int] = Counter()
    cost, matches, i = 0.0, 0, 0
    while i < len(data):
        key = data[i : i + 4]
        at = seen.get(key) if len(key) == 4 else None
        if len(key) == 4:
            seen[key] = i
        if at is None:
            literals[data[i]] += 1
            i += 1
            continue
        length = 4
        while i + length < len(data) and data[at + length] == data[i + length]:
            length += 1
        cost += math.log2(i - at) + 2 * math.log2(length - 3) + 2
        matches += 1
        for j in range(i + 2, min(i + length, len(data) - 4), 2):
            seen[data[j : j + 4]] = j
        i += length
    n = sum(literals.values())
    cost += sum(c * math.log2(n / c) for c in literals.values())
    return cost + sum(k * math.log2((n + matches) / k) for k in (n, matches) if k)


@given(st.lists(st.text(alphabet="ab雨 ", max_size=60), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_compression_equals_a_plain_reference(texts):
    views = Documents.from_texts(texts).views
    out = np.zeros(len(texts))
    compressed_bits(views.buffer, views.offsets, out)
    # other four bytes that share a slot push a candidate out: with few different ones that does not happen
    assert out == pytest.approx([parse(text.encode()) for text in texts])


def test_trees_are_walked_from_the_root():
    # one tree: x0 <= 0.5 ? (x1 <= 2 ? 1 : 10) : 100; a second that is a leaf
    feature = np.array([0, 1, -1, -1, -1, -1], np.int16)
    threshold = np.array([0.5, 2.0, 0, 0, 0, 0], np.float32)
    left = np.array([1, 3, 0, 0, 0, 0], np.int32)
    value = np.array([0, 0, 100, 1, 10, 1000], np.float32)
    x = np.array([[0.5, 2.0], [0.0, 2.1], [0.6, 0.0]], np.float32)
    out = np.zeros(3)
    sum_of_trees(x, np.array([0, 5], np.int32), feature, threshold, left, value, 0.25, out)
    assert out.tolist() == [1001.25, 1010.25, 1100.25]


def test_exported_trees_are_the_fitted_ones():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 5)).astype(np.float32)
    y = x[:, 0] * 2 + np.where(x[:, 1] > 0.3, x[:, 2], -1) + rng.normal(size=400) * 0.1
    fitted = HistGradientBoostingRegressor(max_iter=30, max_depth=4, random_state=0).fit(x, y)
    assert exported(fitted).predict(x) == pytest.approx(fitted.predict(x), abs=1e-4)


def test_trees_come_back_from_their_arrays():
    trees = graders().trees["fluency"]
    again = Trees.of(trees.arrays("x"), "x")
    x = features(Documents.from_texts(list(GOOD.values())))
    x = np.column_stack([x, np.zeros((len(x), len(HEADS)), np.float32)])
    assert np.array_equal(again.predict(x), trees.predict(x))
    assert len(set(trees.predict(x))) > 1


def test_the_heads_were_fitted_to_the_features_of_today():
    found = hashed_features(Documents.of(PROBE))
    with np.load(MODEL_FILE, allow_pickle=False) as arrays:
        assert np.array_equal(arrays["probe"], np.stack([found.bucket, found.count]))
