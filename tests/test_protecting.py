"""What is protected, what is not, and that nothing else depends on order, batch or luck."""

import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualityfilter.documents import Documents
from qualityfilter.protecting import KINDS, literal_matches, overlaps, protected_in, protected_spans, union


def protected(text: str) -> list[tuple[str, str]]:
    spans = protected_spans(Documents.of(text))
    raw = text.encode()
    return [(KINDS[k], raw[s:e].decode()) for s, e, k in zip(spans.start, spans.end, spans.kind, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("设 $f$ 在 $[a,b]$ 上连续。", [("formula", "$f$"), ("formula", "$[a,b]$")]),
        ("the $n$th $5$ case, $a+b$", [("formula", "$n$"), ("formula", "$5$"), ("formula", "$a+b$")]),
        ("so $\\alpha\n+ \\beta$ holds", [("formula", "$\\alpha\n+ \\beta$")]),
        ("pay $5, then $x$ and $y_1$和$z$", [("formula", "$x$"), ("formula", "$y_1$"), ("formula", "$z$")]),
        ("cost \\$3 and $x\\$y^2$", [("formula", "$x\\$y^2$")]),
        ("$$\na = b\n\nc\n$$ after", [("formula", "$$\na = b\n\nc\n$$")]),
        ("\\(x\\) and \\[y\n\\] z", [("formula", "\\(x\\)"), ("formula", "\\[y\n\\]")]),
        (
            "as\n\\begin{align}\na&=b\\\\\n\\begin{cases}1\\end{cases}\n\\end{align}\nso",
            [("environment", "\\begin{align}\na&=b\\\\\n\\begin{cases}1\\end{cases}\n\\end{align}")],
        ),
        ("here <math display='block'><mi>x</mi></math> there", [("mathml", "<math display='block'><mi>x</mi></math>")]),
        ("text\n```py\nbuy now\n```\nmore", [("fenced_code", "```py\nbuy now\n```")]),
        ("~~~~\na ~~~ b\n~~~\n~~~~\nmore", [("fenced_code", "~~~~\na ~~~ b\n~~~\n~~~~")]),
        ("  ```\n  x\n  ```\nmore", [("fenced_code", "  ```\n  x\n  ```")]),
        ("```\nx = f(1)\n\nif (x) { y[0]; }\n\n\nAnd so on.\nMore.\nAnd more.", [("fenced_code", "```\nx = f(1)\n\nif (x) { y[0]; }")]),
        ("```\nx[0] = 1", [("fenced_code", "```\nx[0] = 1")]),
        ("code ends\n```\n扫码关注我们\n往期推荐", [("fenced_code", "```")]),
        ("use `pip` or ``a`b`` here", [("inline_code", "`pip`"), ("inline_code", "``a`b``")]),
        ("as in\n\n    def f(x):\n        return x[1]\n\nmore", [("indented_code", "    def f(x):\n        return x[1]")]),
        ("x\n| a | b |\n|---|---|\n| 1 | 2 |\ny", [("table", "| a | b |\n|---|---|\n| 1 | 2 |")]),
        ("x\na | b\n--|:-:\n1 | 2\ny", [("table", "a | b\n--|:-:\n1 | 2")]),
        ("x\n| a | b |\n| 1 | 2 |\ny", [("table", "| a | b |\n| 1 | 2 |")]),
        ("t\nyear\tn\n2001\t4\n2002\t5\nend", [("data", "year\tn\n2001\t4\n2002\t5")]),
        ("t\nalpha   1.5   2\nbeta    3.5   4\ngamma   5.5   6\nend", [("data", "alpha   1.5   2\nbeta    3.5   4\ngamma   5.5   6")]),
        ("so\nx² + 2x + 1 = 0\nhence", [("formula_line", "x² + 2x + 1 = 0")]),
        ("∀x ∈ A: x ≤ 5", [("formula_line", "∀x ∈ A: x ≤ 5")]),
        ("So.\nTheorem 2.1 (Zorn). Every chain\nhas a bound.\nHome", [("theorem", "Theorem 2.1 (Zorn). Every chain\nhas a bound.")]),
        ("**Proof.** Take any x in A.\nNext", [("theorem", "**Proof.** Take any x in A.")]),
        ("引理 3 每个集合都可以良序。\n首页", [("theorem", "引理 3 每个集合都可以良序。")]),
        ("证明：由下式\n假设不成立，则矛盾。\n扫码", [("theorem", "证明：由下式\n假设不成立，则矛盾。")]),
        ("【解析】由题意，甲先到。\n下一题", [("theorem", "【解析】由题意，甲先到。")]),
        ("故选：D\n扫码关注我们", [("theorem", "故选：D")]),
        ("故选 B.\n首页", [("theorem", "故选 B.")]),
        ("故选址在江边\n解：是\n证：无", []),
        (
            "赠友\n春来江上雨，夜半枕边声。\n\n欲寄梅花去，山长水不平。\n返回",
            [("verse", "春来江上雨，夜半枕边声。\n\n欲寄梅花去，山长水不平。")],
        ),
        (
            "The Mill\nThe wheel goes round beneath the moon,\nAnd grinds the shadows into meal;\nThe miller hums a broken tune,\n"
            "And no one hears the turning wheel.\nHome",
            [
                (
                    "verse",
                    "The wheel goes round beneath the moon,\nAnd grinds the shadows into meal;\nThe miller hums a broken tune,\n"
                    "And no one hears the turning wheel.",
                )
            ],
        ),
    ],
)
def test_what_is_protected(text, expected):
    assert protected(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It costs $5 and $10 today, or $3 million.",
        "set $HOME and $PATH first",
        "US$ 5 或 HK$ 6 起",
        "an unpaired $ sign\n\nand $ another",
        "Home | About\nTerms | Privacy",
        "    indented verse, the first line\n    and then the second, in plain words",
        "    表示第一段，前面有四个空格，\n    这是第二行，仍然是文字（中文）。",
        "name = value",
        "======\n------\n>>>> 1 2 3 >>>>",
        "see https://example.com/?a=1&b=2&c=3",
        "`open but never closed\n\nand a later `",
        "one row  12  13\nthen prose that goes on",
        "\\begin{a} never ended, \\end{b} never begun",
        "<mathematics> is not a tag we know",
        "Solution\nExamples\nProof of concept\nTheorem",
        "解决方案\n案例分析\n证书查询\n例外情况说明",
        "首页\n关于我们\n产品展示\n联系我们",
        "Home\nAbout us\nOur Services\nContact the team\nTerms of use",
    ],
)
def test_what_is_not(text):
    assert protected(text) == []


PIECES = ["$", "$$", "`", "```", "~~~", "\\(", "\\)", "\\[", "\\]", "\\begin{a}", "\\end{a}", "\\begin{b}", "\\end{b}", "<math>", "</math>"]
PIECES += ["|", "| a | b |\n", "|---|---|\n", "\n", "\n\n", "    ", "\t", " ", "x = 1", "12", "中文", "é", "😀", "word", "\\$", "\\"]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=40).map("".join)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_spans_are_disjoint_whole_characters_in_order(text):
    spans = protected_spans(Documents.of("before", text, "after"))
    raw = b"before" + text.encode() + b"after"
    assert (spans.start < spans.end).all()
    assert (spans.end[:-1] <= spans.start[1:]).all()
    for start, end in zip(spans.start, spans.end, strict=True):
        raw[start:end].decode()


@given(st.lists(texts, max_size=5))
@settings(deadline=None)
def test_a_batch_is_its_documents(documents):
    together = protected_spans(Documents.of(*documents))
    offsets = Documents.of(*documents).views.offsets
    for row, text in enumerate(documents):
        own = together.document == row
        alone = protected_spans(Documents.of(text))
        assert (together.start[own] - offsets[row]).tolist() == alone.start.tolist()
        assert (together.end[own] - offsets[row]).tolist() == alone.end.tolist()
        assert together.kind[own].tolist() == alone.kind.tolist()


def test_more_spans_than_the_first_guess():
    text = "$x^2$ " * 5000
    assert len(protected(text)) == 5000


HOSTILE = ["\\(", "<math>", "\\begin{a}", "`x``y```z````", "$", "$$ ", "```\n", "~~~~\n", "|", "| ", "- |\n", "\\", "\\[", "|-\n"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_end(piece):
    text = piece * (200_000 // len(piece))
    protected_spans(Documents.of(text))
    literal_matches(text.encode())


ORACLE = [
    re.compile(r"\$\$.+?\$\$", re.S),
    re.compile(r"(?<!\$)\$(?!\$)[^$\n]+\$"),
    re.compile(r"\\begin\{(\w+)\}.*?\\end\{\1\}", re.S),
    re.compile(r"^[ \t]*```.*?^[ \t]*```", re.S | re.M),
    re.compile(r"<math.*?</math>", re.S),
    re.compile(r"(?:^\|[^\n]*\|[ \t]*$\n?){2,}", re.M),
]


@given(texts)
@example("$$`$`$")
@settings(max_examples=300, deadline=None)
def test_literal_matches_hold_what_plain_expressions_find(text):
    found = literal_matches(text.encode())
    ranges = np.array(sorted(found), np.int64).reshape(-1, 2)
    start, end, _ = union(ranges[:, 0], ranges[:, 1])
    for expression in ORACLE:
        for match in expression.finditer(text):
            edges = [len(text[: match.start()].encode()), len(text[: match.end()].encode().rstrip(b"\n"))]
            inside = (start <= edges[0]) & (end >= edges[1])
            assert inside.any(), (expression.pattern, match.group())


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 6)), max_size=12), st.integers(0, 50), st.integers(1, 6))
def test_union_and_overlaps(ranges, at, length):
    pairs = sorted((s, s + n) for s, n in ranges)
    start, end, _ = union(np.array([s for s, _ in pairs], np.int64), np.array([e for _, e in pairs], np.int64))
    covered = {i for s, e in pairs for i in range(s, e)}
    assert {i for s, e in zip(start, end, strict=True) for i in range(s, e)} == covered
    assert (end[:-1] <= start[1:]).all()
    hit = overlaps(start, end, np.array([at], np.int64), np.array([at + length], np.int64))
    assert bool(hit[0]) == bool(covered & set(range(at, at + length)))


@pytest.mark.parametrize("chosen", [[False, True, False], [True, True, True], [False, False, False]])
def test_what_is_protected_in_some_documents_is_what_is_protected_in_all(chosen):
    texts = ["One $x$ and\n\n| a | b |\n| c | d |\n" * 3, "Two `code` and $y$", "Three $z$ " * 9]
    some, whole = protected_in(Documents.of(*texts), np.array(chosen)), protected_spans(Documents.of(*texts))
    asked = np.isin(whole.document, np.flatnonzero(chosen))
    found = np.isin(some.document, np.flatnonzero(chosen))
    for name in ("document", "start", "end", "kind"):
        assert getattr(some, name)[found].tolist() == getattr(whole, name)[asked].tolist()
