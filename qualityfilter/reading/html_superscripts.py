"""`<sup>` and `<sub>` as `^` and `_`, where they are part of a formula, a unit or a number: x^2, 10^{-3}, H_2O.

Ordinals, footnote marks, citations, trade marks and everything that is set small for looks stay as extractors have them.
"""

from __future__ import annotations

import re
from typing import Any

MAX_CHARS = 40
_MARK = re.compile(
    r"(?:st|nd|rd|th|er|re|ère|e|è|ème|o|a|º|ª|TM|SM|[®©™*†‡§¶#]+|\[.*\]|\(.*\)|【.*】|［.*］|［|注.*|citation needed|new|beta)",
    re.IGNORECASE | re.DOTALL,
)
_EXPONENT = re.compile(r"[\w+\-−–±*/.,()′'⁺⁻∗∞θ-ωΑ-Ω^_{}| =<>→]+")
_PLAIN_NUMBER = re.compile(r"\d{1,3}(?:\s*[,–-]\s*\d{1,3})*")
_LIST_OF_LETTERS = re.compile(r"[a-z](?:\s*,\s*[a-z])*|\d(?:\s*,\s*[a-z\d])+")
_WORD_END = re.compile(r"[^\W\d_]+\Z")
_WITH_EXPONENTS = frozenset((
    "km", "m", "dm", "cm", "mm", "nm", "ft", "in", "mi", "yd", "px", "sec", "min", "hr", "kg", "mg", "ml", "mol", "Hz", "Pa",
    "rad", "deg", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "log", "ln", "lg", "exp", "lim", "det", "mph",
    "kW", "GHz", "MHz",
))  # fmt: skip
# Two letters that are a word: a number behind them is a footnote; behind others, as in mc², it is not.
_WORDS = frozenset(
    (
        "of",
        "to",
        "in",
        "is",
        "it",
        "at",
        "as",
        "an",
        "by",
        "be",
        "or",
        "on",
        "he",
        "we",
        "me",
        "my",
        "so",
        "up",
        "us",
        "if",
        "no",
        "do",
        "go",
        "am",
    )
)
_CJK_UNITS = frozenset("米尺里寸秒分厘")
_STEPS = 4  # how far down a neighbour its last characters are looked for


def write_scripts(document: Any) -> None:
    """Writes the `sup` and `sub` elements of a parsed page as text. Innermost first, so e^{x^2} comes out whole."""
    for element in reversed(document.query_selector_all("sup,sub").values()):
        if element.first_element_child is not None and element.query_selector("a,sup,sub,img,button,input") is not None:
            continue
        raised = element.tag == "sup"
        text = " ".join((element.text or "").split())
        if not 0 < len(text) <= MAX_CHARS:
            continue
        base = _before(element)
        if (_is_exponent if raised else _is_index)(text, base):
            element.replace_with(document.create_text_node(("^" if raised else "_") + (text if len(text) == 1 else "{" + text + "}")))


def _is_exponent(text: str, base: str) -> bool:
    if not base or not (base[-1].isalnum() or base[-1] in ")]}|′'"):
        return False
    word = _last_word(base)
    if not _EXPONENT.fullmatch(text) or _is_words(text) or (_MARK.fullmatch(text) and not (len(text) == 1 and len(word) == 1)):
        return False
    if not word:  # after a digit or a bracket
        return True
    if not word[-1].isascii() and _is_cjk(word[-1]):
        return word[-1] in _CJK_UNITS and text in ("2", "3")
    if len(word) == 1 or word in _WITH_EXPONENTS:
        return True
    if _PLAIN_NUMBER.fullmatch(text) or _LIST_OF_LETTERS.fullmatch(text):
        return (len(word) <= 3 and word.isupper() and "," not in text) or (len(word) == 2 and text in "234" and word.lower() not in _WORDS)
    return len(word) <= 4 and (text[-1] in "+-−–⁺⁻" or text[0] in "+-−–")


def _is_index(text: str, base: str) -> bool:
    if not base or not (base[-1].isalnum() or base[-1] in ")]}|′'") or _is_words(text) or not _EXPONENT.fullmatch(text):
        return False
    word = _last_word(base)
    return not word or (len(word) <= 4 and not _is_cjk(word[-1])) or (word[0].isupper() and text.isdigit() and len(word) <= 8)


def _is_words(text: str) -> bool:
    return sum(len(word) > 2 and word.isalpha() for word in text.split()) > 1


def _is_cjk(character: str) -> bool:
    return "\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af"


def _last_word(base: str) -> str:
    match = _WORD_END.search(base)
    return match[0] if match else ""


def _before(element: Any) -> str:
    """The last characters before an element on its line; "" where a blank or nothing stands before it."""
    node = element.previous_sibling
    if node is None:  # the first in a span or an italic: what stands before that
        parent = element.parent_node
        node = parent.previous_sibling if parent is not None and parent.tag in ("i", "em", "b", "strong", "span", "var", "nobr") else None
    for _ in range(_STEPS):
        if node is None or node.tag in ("br", "img", "p", "div", "td", "li"):
            return ""
        if node.tag == "#text":
            return str(node.value or "")[-20:]
        node = node.last_child
    return ""
