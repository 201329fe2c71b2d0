"""What toxicity, adult, damage, knowledge, reasoning and domain say of sentences written for the purpose."""

from __future__ import annotations

import numpy as np
import pytest

import scorers
from qualityfilter import Documents
from qualityfilter.features import MOST_SAMPLED, hashed_features, sampled_features
from qualityfilter.kernels import topics as kernels
from scorers import _topics
from scorers.damage import decodable

HISTORY = (
    "The treaty was signed in 1648 and ended thirty years of war between the states of the empire. It recognised the independence of two "
    "republics, confirmed the right of princes to choose the religion of their lands, and is often taken as the beginning of a system of "
    "sovereign states in Europe."
)
HISTORY_ZH = (
    "该条约于1648年签订，结束了帝国各邦之间持续三十年的战争。条约承认了两个共和国的独立，确认了诸侯选择本邦宗教的权利，"
    "通常被视为欧洲主权国家体系的开端。"
)
MEDICINE = (
    "Breast cancer screening is offered every three years to women between fifty and seventy. A lump, a change of the skin or discharge "
    "from the nipple should be examined by a doctor; most lumps are harmless cysts."
)
SEX_EDUCATION_ZH = (
    "青春期的身体会发生许多变化。男孩会出现遗精，女孩会出现月经，这些都是正常的生理现象。学习正确使用避孕套，可以预防意外怀孕和性传播疾病。"
)
VERSE = "床前明月光，疑是地上霜。举头望明月，低头思故乡。\n红豆生南国，春来发几枝。愿君多采撷，此物最相思。"
CLASSICAL = "子曰：「學而時習之，不亦說乎？有朋自遠方來，不亦樂乎？人不知而不慍，不亦君子乎？」有子曰：「其為人也孝弟，而好犯上者，鮮矣。」"
CODE = "def area(width, height):\n    return width * height\n\n\nfor side in range(1, 10):\n    print(side, area(side, side))\n"
FORMULAE = "设 $f$ 在 $[a,b]$ 上连续，则 $f$ 在 $[a,b]$ 上取得最大值和最小值。\n$$\\int_0^1 x^2\\,dx = \\frac{1}{3}$$\n因此结论成立。"
TABLE = "Town 38 24 8 6 71 32\nRiver United 38 22 9 7 66 35\nOld Mill 38 20 10 8 58 40\nHarbour 38 19 9 10 55 41"
CLEAN = {
    "history": HISTORY, "history, in Chinese": HISTORY_ZH, "medicine": MEDICINE, "sex education": SEX_EDUCATION_ZH, "verse": VERSE,
    "classics": CLASSICAL, "code": CODE, "formulae": FORMULAE, "table": TABLE,
}  # fmt: skip
TOXIC = {
    "English": "shut up you stupid bitch, nobody wants to hear from a worthless piece of trash like you. go to hell",
    "Chinese": "滚吧你这个傻逼，你们那边的人都是一群垃圾，又懒又蠢，真让人恶心，活该被骂，去死吧",
}
ADULT = {
    "English": "Free porn videos! Horny housewives and nude webcam girls live, hardcore sex clips every day. XXX, 18+ only, click here",
    "Chinese": "成人视频免费观看，无码色情电影每日更新，同城约炮，裸聊美女，上门服务，加微信看照片，未满十八勿入",
}
PROOF = (
    "Suppose that the square root of two is rational. Then we can write it as a fraction a/b in lowest terms, so that a squared equals "
    "two b squared. Hence a squared is even, and therefore a is even, say a = 2c. Substituting, we get 2c squared = b squared, "
    "which implies that b is even too. But this contradicts the assumption that the fraction was in lowest terms. Therefore no such "
    "fraction exists."
)
NARRATION = (
    "We got up early and drove to the lake. The water was cold and the children ran along the shore. In the evening Anna made soup, Tom "
    "brought bread from the village, and we sat by the fire and sang until the stars came out. The next day it rained."
)
OFFER = (
    "Buy now and get 50% off everything in store! "
    "Free shipping on all orders over $30. Add to cart. Best price. Customer reviews: 4.5 stars."
)


def one(column: str, text: str) -> float:
    return float(scorers.load(column).score([text])[column][0])


@pytest.mark.parametrize("column", ["toxicity", "adult", "damage"])
def test_what_is_only_unusual_is_low(column):
    assert {name: score for name, text in CLEAN.items() if (score := one(column, text)) >= 0.4} == {}


@pytest.mark.parametrize(("column", "texts"), [("toxicity", TOXIC), ("adult", ADULT)], ids=["toxicity", "adult"])
def test_what_is_meant_is_found(column, texts):
    assert {name: score for name, text in texts.items() if (score := one(column, text)) < 0.6} == {}


def test_a_long_document_is_as_toxic_as_its_worst_passages():
    clean = "\n".join([HISTORY, MEDICINE] * 4)
    spoilt = "\n".join([HISTORY, *TOXIC.values(), MEDICINE, TOXIC["English"], HISTORY, TOXIC["English"]] + [MEDICINE] * 4)
    assert one("toxicity", spoilt) > max(0.3, 10 * one("toxicity", clean))


@pytest.mark.parametrize(
    ("text", "table"), [(HISTORY_ZH, "gbk"), (HISTORY_ZH, "cp1252"), (SEX_EDUCATION_ZH, "gbk")], ids=["GBK", "Latin", "GBK again"]
)
def test_a_wrong_table_is_damage(text, table):
    assert one("damage", text.encode().decode(table, "replace")) > 0.9
    assert one("damage", text) < 0.2


def test_mojibake_can_be_decoded_again_and_text_cannot():
    french = "Le château où naquit l'élève était déjà à côté de la forêt."
    assert decodable(HISTORY_ZH.encode().decode("gbk", "ignore"))[0] > decodable(HISTORY_ZH)[0] + 0.1
    assert decodable(french.encode().decode("cp1252", "ignore"))[1] > 0.3
    assert max(decodable(HISTORY_ZH)[1], *decodable(french)) < 0.1
    assert decodable("Only ASCII.") == [0.0, 0.0]


def test_lost_characters_are_damage():
    assert one("damage", HISTORY_ZH.replace("的", "\ufffd").replace("了", "\ufffd")) > 0.8


def test_facts_are_knowledge_and_chatter_is_not():
    assert min(one("knowledge", text) for text in (HISTORY, HISTORY_ZH, MEDICINE)) > max(
        one("knowledge", t) for t in (OFFER, *TOXIC.values())
    )


def test_a_proof_reasons_and_a_story_does_not():
    assert one("reasoning", PROOF) > max(one("reasoning", text) for text in (NARRATION, OFFER, TABLE)) + 0.1


@pytest.mark.parametrize("column", ["toxicity", "adult", "damage", "knowledge", "reasoning"])
def test_a_few_signs_say_little(column):
    nothing = one(column, "")
    assert nothing <= 0.21
    assert abs(one(column, "x") - nothing) < 0.1


def test_a_sample_of_features_is_spread_over_the_document():
    docs = Documents.from_texts(["", HISTORY, " ".join(f"word{i} follows{i % 7}" for i in range(3000))])
    whole, sample = hashed_features(docs), sampled_features(docs)
    assert sample.bucket[sample.offsets[1] : sample.offsets[2]].tolist() == whole.bucket[whole.offsets[1] : whole.offsets[2]].tolist()
    n = int(np.diff(whole.offsets)[2])
    step = -(-n // MOST_SAMPLED)
    assert step > 1
    assert sample.bucket[sample.offsets[2] :].tolist() == whole.bucket[whole.offsets[2] :: step].tolist()
    assert np.diff(sample.offsets)[0] == 0


def test_sums_of_segments():
    weights = np.array([[5, 7, -1], [0, 0, 0], [0, 3, 2]], np.int16)
    out = np.zeros((3, 3), np.int64)
    kernels.segment_sums(np.array([0, 0, 1, 2, 1], np.int32), np.array([0, 2, 2, 5]), weights, np.array([0, 0, 1]), out)
    assert out.tolist() == [[10, -2, 2], [0, 0, 0], [3, 2, 1]]


def test_a_document_is_read_by_the_model_of_its_script():
    texts = [HISTORY, HISTORY_ZH, "", "1984", f"{HISTORY}\n{VERSE}", f"{HISTORY_ZH} ISO 9001"]
    assert _topics.reader(Documents.from_texts(texts)).tolist() == [0, 1, 0, 0, 0, 1]
