"""How good source code is to learn from: explained, named, of one piece; against generated, minified, repeated or mere data."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from scorers._cards import Card
from scorers._columns import share

TIERS = ("none", "low", "moderate", "high")
HIGH, MODERATE = 0.7, 0.4  # of `code_quality`, from which a tier begins
IS_CODE = 0.5  # of `code`
MOST = 100_000  # code points that are looked at
STATEMENTS = 0.3  # share of the text, comments apart, that lines must have which look like statements
HEAD = 1_500  # code points in which a generator says that it was one
LONG = 120  # code points of a line that nobody wraps
_COMMENT = re.compile(
    r'"""[\s\S]*?"""|' + r"'''[\s\S]*?'''|/\*[\s\S]*?\*/|(?:(?<=\s)|^)(?://|#(?!\w*(?:include|define|if|endif|pragma))|--|%|;).*",
    re.MULTILINE,
)
_STATEMENT = re.compile(
    r"[;{},]\s*$|[\w\])]\s*(?:[-+*/|&<>!:=]?=|->|=>|::)\s*\S|^\s*[\]\[(){}]|\w\(.*\)|^\s*(?:#\s*(?:include|define|if|endif|ifdef|ifndef|else|pragma)|"
    r"@\w+|return\b|else\b|end\b|try\b|import |from \w|elif |if .*:$|for .*:$|def |class )|\\$|^\s*[\w\"'.*-]+,$|:$"
)
_NAME = re.compile(r"[^\W\d]\w+")
_DEFINES = re.compile(
    r"^\s*(?:def|class|function|func|fn|sub|struct|interface|trait|impl|module|package|namespace|template|import|from|using|use|#include|public|"
    r"private|static|void|int|double|auto|const|let|var|type|enum|export|async)\b", re.MULTILINE
)  # fmt: skip
_GENERATED = re.compile(
    r"(?:auto-?|automatically )generated|generated (?:by|from|file|code)|do not (?:edit|modify)|@generated|自动生成|请勿(?:修改|编辑)",
    re.IGNORECASE,
)


def quality(text: str) -> float | None:
    """0-1 for source code; None for a text whose lines, comments apart, are mostly no statements: a page about code, prose.

    What is explained (comments), what has names and what has structure adds up; long lines, repeated lines and literal data take it
    away; a file that says that it was generated gets 0.3 at most.
    """
    text = text[:MOST]
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    size = sum(map(len, lines))
    names = set(_NAME.findall(text))
    bare = [line.strip() for line in _COMMENT.sub("", text).split("\n") if line.strip()]
    statements = [line for line in bare if _STATEMENT.search(line)]
    body = sum(map(len, bare))
    if not names or sum(map(len, statements)) < STATEMENTS * body or not statements:
        return None
    comments = 1 - body / size
    known = Counter(line for line in lines if len(line) > 8)
    again = sum(len(line) * (n - 1) for line, n in known.items()) / size
    data = sum(map(text.count, "0123456789")) / size
    said = _ramp(comments, 0.0, 0.08) * (1 - _ramp(comments, 0.7, 0.95))
    named = _ramp(sum(map(len, names)) / len(names), 2.5, 6.0)
    structured = min(len(_DEFINES.findall(text)), 3) / 3
    spoilt = _ramp(sum(len(line) for line in statements if len(line) > LONG) / body, 0.1, 0.6)
    whole = (1 - spoilt) * (1 - _ramp(again, 0.15, 0.6)) * (1 - _ramp(data, 0.15, 0.4)) * _ramp(len(lines), 0.0, 6.0)
    grade = whole * (0.3 + 0.3 * said + 0.25 * named + 0.15 * structured)
    return min(grade, 0.3) if _GENERATED.search(text[:HEAD]) else grade


def _ramp(value: float, low: float, high: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0)


@register("code_quality.v1")
@dataclass(frozen=True)
class CodeQuality:
    """`code_quality`: how good source code is to learn from, 0-1; `code_tier`: high from 0.7, moderate from 0.4, low; none for what
    is no source.

    Comments, telling names and structure raise it; lines that nobody wraps, repeated lines, tables of numbers and a header that says
    "generated" lower it (the rules of The Stack and StarCoder as one number: Kocetkov et al. 2022, Li et al. 2023). Only documents whose
    `code` is 0.5 and more, and whose lines mostly are statements, are judged: documentation is no bad code. It knows no language, and not
    whether a program is right. Of 643 source files of packages 87 % are high and 6 % low; with comments taken out 48 % are high, with names
    made `v1`, `v2` none, minified all are low. All other documents have 0: rules want `when: [{column: code_tier, one_of: [low, moderate,
    high]}]`.
    """

    reads: ClassVar[tuple[str, ...]] = ("text", "code")
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        share("code_quality", "higher", "how good source code is to learn from; 0 for what is no code"),
        ScoreColumn("code_tier", categories=TIERS, meaning="tier of source code by code_quality"),
    )

    @staticmethod
    def card() -> Card:
        return Card.of("code_quality")

    def score(self, docs: Documents) -> Scores:
        chosen = np.flatnonzero(docs.columns["code"] >= IS_CODE)
        grade, tier = np.zeros(len(docs)), np.zeros(len(docs), np.int64)
        for row in chosen.tolist():
            found = quality(docs.text_array[row].as_py())
            if found is not None:
                grade[row], tier[row] = found, 1 + (found >= MODERATE) + (found >= HIGH)
        return {"code_quality": grade, "code_tier": tier}
