"""What ads, education, mathematics, code, domain and value say of sentences written for the purpose."""

from __future__ import annotations

import numpy as np
import pytest

import scorers
from qualityfilter import Documents, registry
from qualityfilter.kernels import features as kernels
from scorers._bank import Linear

ADS = {
    "a call to scan, in Chinese": "限时优惠！加微信领取",
    "a course": "扫码关注公众号，回复【资料】免费领取学习大礼包，名额有限，先到先得！",
    "a factory": "我们公司专业生产不锈钢管，质量可靠，价格优惠，欢迎新老客户来电咨询：400-000-0000。",
    "a shop": "Buy now and get 50% off everything in store! Free shipping on all orders over $30. Call 1-800-555-0100 today.",
    "a service": "Our award-winning team offers affordable roof repair in your area. Contact us today for a free quote!",
}
CONTENT = {
    "analysis": "设 $f$ 在 $[a,b]$ 上连续，则 $f$ 在 $[a,b]$ 上取得最大值和最小值。",
    "a nature note": "The heron stood still in the shallow water and waited for the fish to come back to the reeds.",
    "a poem": "床前明月光，疑是地上霜。举头望明月，低头思故乡。",
    "a function": "def area(width, height):\n    return width * height\n\n\nprint(area(3, 4))",
    "a committee": "The committee met on Tuesday and decided to repair the old bridge before the winter floods.",
    "a committee, in Chinese": "委员会星期二召开会议，决定在冬季洪水来临之前修复那座古桥。",
    "history": "The treaty was signed in 1648 and ended thirty years of war between the states of the empire.",
}
MATHEMATICS = {
    "analysis": CONTENT["analysis"],
    "a sequence": "已知等差数列 $\\{a_n\\}$ 的前 $n$ 项和为 $S_n$，且 $a_3=5$，$S_6=36$，求数列的通项公式。",
    "an equation in words": "Solve for x: 2x + 3 = 11. Subtract 3 from both sides to get 2x = 8, and therefore x = 4.",
    "a proof": "Let $p$ be a prime and $\\sqrt{p} = a/b$ with $\\gcd(a,b)=1$. Then $p b^2 = a^2$, so $p$ divides $a$, a contradiction.",
    "an integral": "$$\\int_0^1 x^2\\,dx = \\frac{1}{3}$$ follows from the fundamental theorem of calculus.",
}
CODE = {
    "Python": CONTENT["a function"],
    "C": '#include <stdio.h>\n\nint main(void) {\n    for (int i = 0; i < 10; i++)\n        printf("%d\\n", i);\n    return 0;\n}',
    "a lesson": "Use a list comprehension:\n\n```python\nsquares = [n * n for n in range(10)]\n```\n\nIt builds the list at once.",
    "a lesson, in Chinese": "在 Python 中这样读取文件：\n\n```python\nwith open('a.json') as f:\n    data = json.load(f)\n```",
}
NEITHER = {
    "prices": "Mug $4.99\nPlate $7.50\nBowl $3.20\nFork $1.10\nKnife $2.30\nTea towel $6.00",
    "a parcel": "Tracking number RX000000000CN\n2023-05-01 08:20 Departed facility\n2023-05-02 13:45 Out for delivery",
    "a league table": "Harbour Town 38 24 8 6 71 32\nRiver United 38 22 9 7 66 35\nOld Mill 38 20 10 8 58 40",
    "a timetable": "火车站 06:10 07:25 08:40 10:05\n人民路 06:22 07:37 08:52 10:17\n体育中心 06:35 07:50 09:05 10:30",
    **{name: CONTENT[name] for name in ("a nature note", "a poem", "a committee", "a committee, in Chinese", "history")},
}


def one(name: str, text: str, column: str | None = None) -> float:
    return float(scorers.load(name).score([text])[column or name][0])


@pytest.mark.parametrize("text", ADS.values(), ids=ADS)
def test_advertising_is_high(text):
    assert one("ads", text) > 0.6
    assert one("ads", text, "ads_mainly") > 0.5


@pytest.mark.parametrize("text", CONTENT.values(), ids=CONTENT)
def test_content_is_not_advertising(text):
    assert one("ads", text) < 0.35
    assert one("ads", text, "ads_mainly") < 0.25


@pytest.mark.parametrize(("column", "texts"), [("mathematics", MATHEMATICS), ("code", CODE)], ids=["mathematics", "code"])
def test_what_is_about_it_is_found(column, texts):
    assert {name: score for name, text in texts.items() if (score := one(column, text)) < 0.5} == {}


@pytest.mark.parametrize("column", ["mathematics", "code"])
def test_numbers_and_prose_are_neither(column):
    assert {name: score for name, text in NEITHER.items() if (score := one(column, text)) > 0.5} == {}


def test_a_page_may_be_both():
    text = MATHEMATICS["a proof"] + "\n\n```python\nfrom math import gcd\n\ndef coprime(a, b):\n    return gcd(a, b) == 1\n```\n"
    assert one("mathematics", text) > 0.5
    assert one("code", text) > 0.5


def test_lessons_teach_more_than_offers():
    lessons = [one("education", text) for text in (MATHEMATICS["a sequence"], MATHEMATICS["a proof"], CODE["a lesson"])]
    assert min(lessons) > max(one("education", text) for text in ADS.values()) + 0.1


@pytest.mark.parametrize("column", ["ads", "education", "mathematics", "code"])
def test_a_few_signs_say_little(column):
    nothing = one(column, "")
    assert nothing <= 0.12
    assert abs(one(column, "。") - nothing) < 0.1
    assert abs(one(column, "x") - nothing) < 0.1


def test_an_advertisement_inside_mathematics_is_seen_and_the_mathematics_still_is():
    lesson = "\n".join(MATHEMATICS.values())
    spoilt = "\n".join(
        [*list(MATHEMATICS.values())[:3], ADS["a course"], *list(MATHEMATICS.values())[3:], ADS["a call to scan, in Chinese"]]
    )
    assert one("ads", spoilt) > one("ads", lesson) + 0.1
    assert one("mathematics", spoilt) > 0.8


@pytest.mark.parametrize("text", [ADS["a factory"], ADS["a shop"], CONTENT["history"]], ids=["factory", "shop", "history"])
def test_full_width_forms_do_not_matter(text):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert one("ads", wide) == pytest.approx(one("ads", text), abs=0.1)


@pytest.mark.parametrize(
    ("mathematics", "code", "domain"),
    [
        (0.9, 0.2, "mathematics"),
        (0.2, 0.9, "code"),
        (0.9, 0.95, "code"),
        (0.8, 0.8, "mathematics"),
        (0.49, 0.3, "other"),
        (0.0, 0.0, "other"),
    ],
)
def test_domain_is_the_likelier_of_those_that_reach_half(mathematics, code, domain):
    scorer = registry.build_scorer("domain.v1")
    columns = {"mathematics": np.array([mathematics], np.float32), "code": np.array([code], np.float32)}
    index = scorer.score(Documents.of("any text").with_columns(columns))["domain"]
    assert scorer.writes[0].categories[int(index[0])] == domain


BETTER = {"fluency": 1, "density": 1, "education": 1, "mathematics": 1, "code": 1, "ads": -1, "ads_mainly": -1, "repetition": -1}


@pytest.mark.parametrize("name", BETTER)
def test_value_never_falls_when_a_score_gets_better(name):
    scorer = registry.build_scorer("value.v1")
    steps = np.linspace(0, 1, 101, dtype=np.float32)[:: BETTER[name]]
    columns = {read: np.full(101, 0.5, np.float32) for read in scorer.reads} | {name: steps}
    value = scorer.score(Documents.from_texts([""] * 101).with_columns(columns))["value"]
    assert (np.diff(value) >= 0).all()
    assert value[-1] > value[0] or name in ("mathematics", "code", "repetition")


def test_value_puts_a_lesson_above_an_offer():
    lesson = "\n".join((CONTENT["history"], *MATHEMATICS.values()))
    assert one("value", lesson) > 0.6
    assert one("value", "\n".join(ADS.values())) < 0.2


def test_eight_bits_of_the_root_keep_a_weight_to_one_percent_of_the_largest():
    weights = np.random.default_rng(3).normal(size=(kernels.BUCKETS, 2)).astype(np.float32)
    held = Linear.quantised(np.ones(kernels.BUCKETS, np.int8), weights, [0.0, 0.0])
    codes = held.weights[:, 1:].astype(np.float64)
    again = np.sign(codes) * (codes / 127) ** 2 * held.scale[1:]
    assert np.abs(again - weights).max() <= 0.01 * np.abs(weights).max()


def test_lines_are_pooled_by_units_with_their_head_tail_and_top():
    chance = np.array([0.8, 0.0, 0.2, 0.4, 0.5])
    units = np.array([64, 100, 36, 4, 0], np.int32)
    out = np.zeros((3, kernels.N_POOLED))
    kernels.pool_segments(chance, units, np.array([0, 4, 4, 5]), out)
    mean = (64 * 0.8 + 36 * 0.2 + 4 * 0.4) / 204
    top = (0.8 + 0.2 + 0.4 * 5 / 16) / 3
    tail = (36 * 0.2 + 4 * 0.4 + 100 * 0.0) / 140
    np.testing.assert_allclose(out[0], [mean, top, 0.8, tail])
    np.testing.assert_allclose(out[1], 0.0)
    np.testing.assert_allclose(out[2], [0.5, 0.5 / 16 / 3, 0.5, 0.5])


def test_soft_articles_and_pages_for_search_engines_are_told_apart():
    soft, stuffed, news = range(3)
    found = scorers.load("ads_kinds").score(
        [
            "近日，仁爱医院李建国主任团队成功为一位高龄患者实施手术，患者恢复良好。李主任从医三十年，享有盛誉，吸引了周边省市的患者慕名而来。医院将一如既往为百姓健康保驾护航。",
            "苏州不锈钢管价格 苏州不锈钢管厂家 苏州不锈钢管批发 苏州不锈钢管公司 苏州不锈钢管报价 苏州不锈钢管",
            "国家统计局今天公布，上半年国内生产总值同比增长百分之五，居民收入稳定增长，物价总体平稳。",
        ]
    )
    assert found["soft_ads"].argmax() == soft
    assert found["seo_spam"].argmax() == stuffed
    assert max(found["soft_ads"][news], found["seo_spam"][news]) < 0.2
