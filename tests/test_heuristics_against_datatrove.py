"""Our published-heuristic numbers against datatrove's own filters, given our units as words.

datatrove's filters only give verdicts. So each number is checked by its bracket: with the threshold a hair on one side of our number the
filter must pass the document, a hair on the other side it must drop it for that rule's reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import rjieba
from datatrove.data import Document
from datatrove.pipeline.filters import C4ParagraphFilter, C4QualityFilter, FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter
from datatrove.pipeline.filters import c4_filters as datatrove_c4
from datatrove.utils.text import PUNCTUATION_SET, TERMINAL_PUNCTUATION
from datatrove.utils.word_tokenizers import WordTokenizer
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualityfilter.documents import Documents
from qualityfilter.kernels.unicode import tables
from scorers._punctuation import DATATROVE_PUNCTUATION, FINEWEB_TERMINAL
from scorers.c4 import C4
from scorers.fineweb import FineWeb
from scorers.fineweb2_zh import STOP_WORDS, FineWeb2Chinese
from scorers.gopher_quality import GopherQuality
from scorers.gopher_repetition import DUPLICATE_THRESHOLDS, TOP_THRESHOLDS, GopherRepetition

HAIR = 1e-7
SENTENCE_END = re.compile(r"([.!?。！？]+)[\"')\]’”」』）]*")


def units(text: str) -> list[str]:
    """The units of a text, case folded, which the tests of the views check."""
    views = Documents.of(text).views
    fold = tables().fold
    pieces = (bytes(views.buffer[s:e]).decode() for s, e in zip(views.units.start, views.units.end))
    return ["".join(chr(fold[ord(char)]) for char in piece) for piece in pieces]


class Units(WordTokenizer):
    """datatrove's tokenizer interface over our units, and over sentences as the C4 scorer describes them."""

    def word_tokenize(self, text: str) -> list[str]:
        return units(text)

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        ends = [
            m.end() for m in SENTENCE_END.finditer(text) if re.search("[。！？]", m[1]) or m.end() == len(text) or text[m.end()].isspace()
        ]
        if text[ends[-1] if ends else 0 :].strip():
            ends.append(len(text))
        return list(zip([0, *ends], ends))

    def sent_tokenize(self, text: str) -> list[str]:
        raise NotImplementedError


class DictionaryWords(Units):
    """Words as FineWeb2 cuts Mandarin: blanks dropped, punctuation kept."""

    def word_tokenize(self, text: str) -> list[str]:
        return [word.strip() for word in rjieba.cut(text) if word.strip()]


LANGUAGE, MANDARIN = Units(), DictionaryWords()

ENGLISH = """Results of the survey

The heron stood still at the edge of the water, and we have watched it with care. It did not move!
"What is it waiting for?" she asked. Nobody knew... The river rose
- first item
- second item with #tags # and more…
• third item

The heron stood still at the edge of the water, and we have watched it with care. It did not move!

The heron stood still at the edge of the water, and we have watched it with care. It did not move!
"""
CHINESE = """水边的白鹭

白鹭静静地站在水边，我们看了很久。它一动也不动！
“它在等什么？”她问。没有人知道……
首页 | 关于我们 | 联系我们
首页 | 关于我们 | 联系我们

白鹭静静地站在水边，我们看了很久。它一动也不动！
"""
CODE = """def area(r):
    # area of a circle
    return 3.14159 * r ** 2

for (let i = 0; i < 10; i++) { console.log(i); }
for (let j = 0; j < 10; j++) { console.log(j); }
print("lorem ipsum dolor sit amet.")
"""
MATHS = r"""Let $f\colon [a,b] \to \mathbb{R}$ be continuous. Then $\int_a^b f(x)\,dx = F(b) - F(a)$.

$$ \sum_{n=1}^{\infty} \frac{1}{n^2} = \frac{\pi^2}{6}. $$

设 $x^2 + px + q = 0$ 的两根为 $x_1, x_2$，则 $x_1 + x_2 = -p$，$x_1 x_2 = q$。
Proof. By the mean value theorem [12], for every $x$ [citation needed] we have $F'(x) = f(x)$.[3]
"""
WEB = """We use cookies. Read our privacy policy.
Please enable JavaScript to continue reading this page.
By using this site you accept the terms of use and the cookie policy of our partners.
""" + "Great deals on shoes every day in our shop.\n" * 12  # fmt: skip
DOCUMENTS = {
    "english": ENGLISH,
    "chinese": CHINESE,
    "code": CODE,
    "maths": MATHS,
    "web": WEB,
    "long": ENGLISH * 6 + MATHS,
    "one word": "word",
    "one letter": "a " * 300,
    "numbers": "1 22 333 " * 40,
    "blank lines": "\n\n a \n \n\nb\n \n",
    "separators": "one.\x0btwo.\x1cthree.\u2028four…\r\n- five\rsix ...\x85",
    "carriage returns": "a b c.\r\na b c.\r\n\r\nd e f\r\n",
}

# Words of which none is the start of another: datatrove joins n-grams without a separator, and "1 11" is "11 1" to it.
PREFIX_FREE = ["the", "of", "and", "with", "heron", "river", "stood", "7,", "É", "x²", "Ａ", *"的是水鹭#…•-.。{\u0301", "..."]
GAPS = [" ", " ", " ", "\n", "\n\n", "\r\n", ". ", "。", "\t", "\u2028", "\x0c", "... \n", "…\n"]
texts = st.lists(st.tuples(st.sampled_from(PREFIX_FREE), st.sampled_from(GAPS)), min_size=1, max_size=60).map(
    lambda pairs: "".join(a + b for a, b in pairs)
)
repeated = st.tuples(texts, st.integers(1, 6)).map(lambda pair: pair[0] * pair[1])
checked = settings(max_examples=120, deadline=None)


def verdict(rule: Any, text: str) -> str | None:
    """The reason for which a datatrove filter drops the text; None where it keeps it."""
    result = rule.filter(Document(text=text, id="0"))
    return result[1] if isinstance(result, tuple) else None


def assert_bracket(value: float, make: Callable[[float], Any], text: str, reason: str, *, minimum: bool = False) -> None:
    """datatrove's rule, whose threshold is a maximum (or a minimum), turns exactly at `value`. A threshold of 0 would switch it off."""
    inside, outside = (value - HAIR, value + HAIR) if minimum else (value + HAIR, value - HAIR)
    if inside > 0:
        assert verdict(make(inside), text) != reason
    if outside > 0:
        assert verdict(make(outside), text) == reason


def numbers(scorer: Any, text: str) -> dict[str, float]:
    return {name: float(np.asarray(values)[0]) for name, values in scorer.score(Documents.of(text)).items()}


# ------------------------------------------------------------------------------------------------------------------- Gopher: words

QUALITY_OFF = {
    "min_doc_words": None, "max_doc_words": None, "min_avg_word_length": None, "max_avg_word_length": None, "max_symbol_word_ratio": None,
    "max_bullet_lines_ratio": None, "max_ellipsis_lines_ratio": None, "max_non_alpha_words_ratio": None, "min_stop_words": None,
}  # fmt: skip


def check_word_rules(ours: dict[str, float], prefix: str, language: WordTokenizer, stop_words: dict[str, list[str]], text: str) -> None:
    """Every rule of Gopher's quality filter that counts words."""

    def only(**rule: Any) -> GopherQualityFilter:
        return GopherQualityFilter(**{**QUALITY_OFF, "language": language, **rule})

    words = int(ours[f"{prefix}_words"])
    if words == 0:  # datatrove divides by it
        return
    assert verdict(only(min_doc_words=words), text) is None
    assert verdict(only(min_doc_words=words + 1), text) == "gopher_short_doc"
    assert_bracket(words, lambda t: only(max_doc_words=t), text, "gopher_long_doc")
    mean_length, alpha = ours[f"{prefix}_mean_word_length"], ours[f"{prefix}_alpha_words"]
    assert_bracket(mean_length, lambda t: only(max_avg_word_length=t), text, "gopher_above_avg_threshold")
    assert_bracket(mean_length, lambda t: only(min_avg_word_length=t), text, "gopher_below_avg_threshold", minimum=True)
    assert_bracket(alpha, lambda t: only(max_non_alpha_words_ratio=t), text, "gopher_below_alpha_threshold", minimum=True)
    assert_bracket(ours[f"{prefix}_hash_ratio"], lambda t: only(max_symbol_word_ratio=t), text, "gopher_too_many_hashes")
    if "#" not in text:  # that rule would speak first
        assert_bracket(ours[f"{prefix}_ellipsis_ratio"], lambda t: only(max_symbol_word_ratio=t), text, "gopher_too_many_ellipsis")
    for column, listed in stop_words.items():
        found = round(ours[column])
        assert verdict(only(min_stop_words=found, stop_words=listed), text) is None
        assert verdict(only(min_stop_words=found + 1, stop_words=listed), text) == "gopher_enough_stop_words"


def check_gopher_quality(text: str) -> None:
    ours = numbers(GopherQuality(), text)
    published = ["the", "be", "to", "of", "and", "that", "have", "with"]
    stop_words = {"gopher_stop_words": published, "gopher_stop_words_zh": list("的是在了和有不也")}
    check_word_rules(ours, "gopher", LANGUAGE, stop_words, text)
    if units(text):
        quality = {**QUALITY_OFF, "language": LANGUAGE}
        for column, rule, reason in (
            ("gopher_bullet_lines", "max_bullet_lines_ratio", "gopher_too_many_bullets"),
            ("gopher_ellipsis_lines", "max_ellipsis_lines_ratio", "gopher_too_many_end_ellipsis"),
        ):
            assert_bracket(ours[column], lambda t, rule=rule: GopherQualityFilter(**{**quality, rule: t}), text, reason)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_gopher_quality_of_documents(name):
    check_gopher_quality(DOCUMENTS[name])
    check_gopher_quality(DOCUMENTS[name].replace("#", ""))


@given(st.one_of(texts, st.text(max_size=80)))
@checked
@example("〇 〡 中")
@example("… ... .... ..... ......\n.... a")
@example("-\n \u3000•x\n-")
def test_gopher_quality_of_any_text(text):
    check_gopher_quality(text)


def check_fineweb2_words(text: str) -> None:
    ours = numbers(FineWeb2Chinese(), text)
    check_word_rules(ours, "fineweb2_zh", MANDARIN, {"fineweb2_zh_stop_words": list(STOP_WORDS)}, text)
    check_ngram_rules(ours, "fineweb2_zh", MANDARIN, list(TOP_THRESHOLDS), text)
    if ours["fineweb2_zh_words"]:
        assert_bracket(
            ours["fineweb2_zh_newlines"],
            lambda t: FineWebQualityFilter(**{**FINEWEB_OFF, "language": MANDARIN, "new_line_ratio": t}),
            text,
            "list_ratio",
        )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_fineweb2_zh_of_documents(name):
    check_fineweb2_words(DOCUMENTS[name])
    if name != "numbers":
        check_ngram_rules(numbers(FineWeb2Chinese(), DOCUMENTS[name]), "fineweb2_zh", MANDARIN, list(DUPLICATE_THRESHOLDS), DOCUMENTS[name])


@given(st.one_of(texts, st.text(alphabet="白鹭静静地站在水边的年·，。１1a#… \n\0", max_size=60)))
@checked
def test_fineweb2_zh_of_any_text(text):
    check_fineweb2_words(text)


def test_the_frozen_punctuation_is_datatroves():
    assert {chr(point) for point in FINEWEB_TERMINAL} == TERMINAL_PUNCTUATION
    assert DATATROVE_PUNCTUATION == PUNCTUATION_SET


# -------------------------------------------------------------------------------------------------------------- Gopher: repetition

REPETITION_OFF = {
    "dup_line_frac": None, "dup_para_frac": None, "dup_line_char_frac": None, "dup_para_char_frac": None,
    "top_n_grams": (), "dup_n_grams": (),
}  # fmt: skip


def check_ngram_rules(ours: dict[str, float], prefix: str, language: WordTokenizer, sizes: list[int], text: str) -> None:
    off = {**REPETITION_OFF, "language": language}
    for n in sizes:
        if n in TOP_THRESHOLDS:
            assert_bracket(
                ours[f"{prefix}_top_{n}gram"],
                lambda t, n=n: GopherRepetitionFilter(**{**off, "top_n_grams": ((n, t),)}),
                text,
                f"top_{n}_gram",
            )
        else:
            assert_bracket(
                ours[f"{prefix}_dup_{n}gram"],
                lambda t, n=n: GopherRepetitionFilter(**{**off, "dup_n_grams": ((n, t),)}),
                text,
                f"duplicated_{n}_n_grams",
            )


def check_gopher_repetition(text: str) -> None:
    ours = numbers(GopherRepetition(), text)
    for column, rule in (
        ("gopher_dup_line_frac", "dup_line_frac"),
        ("gopher_dup_para_frac", "dup_para_frac"),
        ("gopher_dup_line_chars", "dup_line_char_frac"),
        ("gopher_dup_para_chars", "dup_para_char_frac"),
    ):
        off = {**REPETITION_OFF, "language": LANGUAGE}
        assert_bracket(ours[column], lambda t, rule=rule, off=off: GopherRepetitionFilter(**{**off, rule: t}), text, rule)
    check_ngram_rules(ours, "gopher", LANGUAGE, [*TOP_THRESHOLDS, *DUPLICATE_THRESHOLDS], text)


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "numbers"])  # 1 22 is 12 2 to datatrove: see below
def test_gopher_repetition_of_documents(name):
    check_gopher_repetition(DOCUMENTS[name])


@given(st.one_of(texts, repeated))
@checked
@example("\n")
@example("\na\n\n\na\n \n \n")
@example("的" * 40)
def test_gopher_repetition_of_any_text(text):
    check_gopher_repetition(text)


def test_ngrams_are_compared_unit_by_unit():
    """Where we differ from datatrove on purpose: it joins the words of 5- to 10-grams without a separator."""
    text = "1 11 1 1 1 x 11 1 1 1 1"
    assert numbers(GopherRepetition(), text)["gopher_dup_5gram"] == 0
    rule = GopherRepetitionFilter(**{**REPETITION_OFF, "language": LANGUAGE, "dup_n_grams": ((5, 0.1),)})
    assert verdict(rule, text) == "duplicated_5_n_grams"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_verdicts_of_gopher_at_the_published_thresholds(name):
    text = DOCUMENTS[name]
    ours = numbers(GopherRepetition(), text)
    published = [
        ("dup_para_frac", ours["gopher_dup_para_frac"] > 0.3), ("dup_para_char_frac", ours["gopher_dup_para_chars"] > 0.2),
        ("dup_line_frac", ours["gopher_dup_line_frac"] > 0.3), ("dup_line_char_frac", ours["gopher_dup_line_chars"] > 0.2),
        *((f"top_{n}_gram", ours[f"gopher_top_{n}gram"] > t) for n, t in TOP_THRESHOLDS.items()),
        *((f"duplicated_{n}_n_grams", ours[f"gopher_dup_{n}gram"] > t) for n, t in DUPLICATE_THRESHOLDS.items()),
    ]  # fmt: skip
    first_failed = next((reason for reason, failed in published if failed), None)
    assert verdict(GopherRepetitionFilter(language=LANGUAGE), text) == first_failed

    ours = numbers(GopherQuality(), text)
    published = [
        ("gopher_short_doc", ours["gopher_words"] < 50), ("gopher_long_doc", ours["gopher_words"] > 100_000),
        ("gopher_below_avg_threshold", ours["gopher_mean_word_length"] < 3),
        ("gopher_above_avg_threshold", ours["gopher_mean_word_length"] > 10),
        ("gopher_too_many_hashes", ours["gopher_hash_ratio"] > 0.1), ("gopher_too_many_ellipsis", ours["gopher_ellipsis_ratio"] > 0.1),
        ("gopher_too_many_bullets", ours["gopher_bullet_lines"] > 0.9),
        ("gopher_too_many_end_ellipsis", ours["gopher_ellipsis_lines"] > 0.3),
        ("gopher_below_alpha_threshold", ours["gopher_alpha_words"] < 0.8), ("gopher_enough_stop_words", ours["gopher_stop_words"] < 2),
    ]  # fmt: skip
    first_failed = next((reason for reason, failed in published if failed), None)
    assert verdict(GopherQualityFilter(language=LANGUAGE), text) == first_failed


# ----------------------------------------------------------------------------------------------------------------------- FineWeb

FINEWEB_OFF = {"line_punct_thr": -1.0, "short_line_thr": 9.0, "char_duplicates_ratio": 9.0, "new_line_ratio": 1e9}


def check_fineweb(text: str) -> None:
    ours = numbers(FineWeb(), text)
    if not text.strip():
        assert verdict(FineWebQualityFilter(language=LANGUAGE), text) == "empty"
        return

    def only(**rule: Any) -> FineWebQualityFilter:
        return FineWebQualityFilter(**{**FINEWEB_OFF, "language": LANGUAGE, **rule})

    if not units(text):
        return  # datatrove divides by it
    assert_bracket(ours["fineweb_line_punct"], lambda t: only(line_punct_thr=t), text, "line_punct_ratio", minimum=True)
    assert_bracket(ours["fineweb_short_lines"], lambda t: only(short_line_thr=t), text, "short_line_ratio")
    assert_bracket(ours["fineweb_char_dup"], lambda t: only(char_duplicates_ratio=t), text, "char_dup_ratio")
    assert_bracket(ours["fineweb_newlines"], lambda t: only(new_line_ratio=t), text, "list_ratio")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_fineweb_of_documents(name):
    check_fineweb(DOCUMENTS[name])


@given(st.one_of(texts, repeated, st.text(max_size=80)))
@checked
@example("a.\r\na.\r\n \n \n")
@example("\n" * 5 + "x" * 30 + "\n" + "x" * 31 + "。")
def test_fineweb_of_any_text(text):
    check_fineweb(text)


# ---------------------------------------------------------------------------------------------------------------------------- C4

C4_OFF = {
    "filter_no_terminal_punct": False, "min_num_sentences": -1, "min_words_per_line": -1, "max_word_length": -1,
    "filter_lorem_ipsum": False, "filter_javascript": False, "filter_curly_bracket": False, "filter_policy": False, "language": LANGUAGE,
}  # fmt: skip
LINE_RULES = {
    "filter_no_terminal_punct": True, "min_words_per_line": 3, "max_word_length": 1000, "filter_javascript": True, "filter_policy": True,
}  # fmt: skip
CJK_PAIR = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff])(?=[\u3040-\u30ff\u3400-\u9fff])")


@pytest.fixture(scope="module")
def chinese_terminals():
    """datatrove's C4 filter with our Chinese marks; they cannot occur in a text without Chinese."""
    patch = pytest.MonkeyPatch()
    marks = tuple(mark + quote for mark in "。！？" for quote in ("", "”", "’", "」", "』"))
    patch.setattr(datatrove_c4, "END_PUNCTUATION", datatrove_c4.END_PUNCTUATION + marks)
    yield
    patch.undo()


def line_counts(text: str, **rules: Any) -> dict[str, float]:
    """datatrove's own tallies of lines, by reason."""
    rule = C4QualityFilter(**{**C4_OFF, **rules})
    rule.filter(Document(text=CJK_PAIR.sub(" ", text), id="0"))  # the Chinese form: a blank between neighbouring characters
    return {key.removeprefix("line-filter-"): float(stat.total) for key, stat in rule.stats.stats.items()}


def check_c4(text: str) -> None:
    ours = numbers(C4(), text)
    spaced = CJK_PAIR.sub(" ", text)
    lines = len(text.splitlines())
    not_terminal = line_counts(text, filter_no_terminal_punct=True).get("no_terminal_punc", 0)
    assert ours["c4_terminal_lines"] * lines == pytest.approx(lines - not_terminal)
    for column, reason, rule in (
        ("c4_few_word_lines", "too_few_words", {"min_words_per_line": 3}),
        ("c4_long_word_lines", "too_long_word", {"max_word_length": 1000}),
        ("c4_javascript_lines", "javascript", {"filter_javascript": True}),
        ("c4_policy_lines", "policy", {"filter_policy": True}),
    ):
        assert ours[column] * lines == pytest.approx(line_counts(text, **rule).get(reason, 0)), column
    assert ours["c4_kept_lines"] * lines == pytest.approx(line_counts(text, **LINE_RULES).get("line-kept", 0))
    sentences = int(ours["c4_sentences"])
    assert verdict(C4QualityFilter(**{**C4_OFF, **LINE_RULES, "min_num_sentences": sentences}), spaced) is None
    assert verdict(C4QualityFilter(**{**C4_OFF, **LINE_RULES, "min_num_sentences": sentences + 1}), spaced) == "too_few_sentences"
    published = verdict(C4QualityFilter(language=LANGUAGE), spaced)
    if published == "lorem_ipsum":
        assert ours["c4_lorem_lines"] > 0
    elif published == "curly_bracket":
        assert ours["c4_curly_lines"] > 0
    else:
        assert ours["c4_lorem_lines"] == ours["c4_curly_lines"] == 0
        assert published == ("too_few_sentences" if sentences < 5 else None)
    longest = sorted(map(len, text.split("\n")), reverse=True)
    assert (verdict(C4ParagraphFilter(), text) is None) == (ours["mc4_third_longest_line"] >= 200)
    assert ours["mc4_third_longest_line"] == (longest[2] if len(longest) > 2 else 0)


@pytest.mark.parametrize("name", [*DOCUMENTS, "long lines"])
def test_c4_of_documents(name, chinese_terminals):
    check_c4({**DOCUMENTS, "long lines": ("word " * 50 + "end.\n") * 3 + "x" * 1001 + " long word here.\n"}[name])


C4_PIECES = [
    "one", "two words", "JavaScript", "lorem", "Lorem Ipsum", "terms of use", "Privacy Policy", "cookie policy", "uses cookies",
    "use of cookies", "use cookies", "javascrip", "[12]", "[]", "[edit]", "[citation needed]", "[1", "[x]", *"{}。！？”」.!?\"'…)水", "...",
    "鹭站", "x" * 1001, "3.14",
]  # fmt: skip
c4_texts = st.lists(
    st.tuples(st.sampled_from(C4_PIECES), st.sampled_from(["", "", " ", " ", "\n", "\u3000", "\x0b"])), min_size=8, max_size=30
).map(lambda pairs: "".join(a + b for a, b in pairs))  # fmt: skip


@given(c4_texts)
@settings(max_examples=300, deadline=None)
@example("We use[1] cookies here.\nlorem[2] ipsum is here.\n")
@example("one 水。\none 水é.\none水站。")
@example("他说：“你好吗？”她笑了。\n三个字。”\n（好。）")
def test_c4_of_any_text(chinese_terminals, text):
    check_c4(text)
