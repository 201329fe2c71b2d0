"""Metamorphic checks: documents are changed in ways that should not matter, and what a recipe then says otherwise is counted.

style           curly quotes, dashes, bullets, Windows line ends, blanks at line ends: the same text in another dress
full_width      ASCII letters, digits and marks of Chinese documents as full-width forms
half_width      full-width forms of Chinese documents as ASCII
traditional     simplified Chinese in the traditional script (OpenCC `s2t`)
simplified      traditional Chinese in the simplified script (OpenCC `t2s`)
footer          a copyright line and four links at the end
doubled         the document twice, one after the other: it may well fail, for it repeats itself; it must not come out better
ad_in_mathematics  a line of advertising in the middle of a document about mathematics: cleaning must take it out and nothing else

A change counts only for documents that it changes. Rules with `keep` need a corpus and are not judged. Duplicates are not looked at.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from qualityfilter.columns import TOP
from qualityfilter.context import Context, Line, line_of
from qualityfilter.deciding import ResolvedRule, judge, resolve_all
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.listing import list_shards
from qualityfilter.reading import ShardReading
from qualityfilter.recipe import Recipe, resolve_path
from qualityfilter.scoring import Codes

BATCH = 200
MOVED = 0.1  # of a column's range: a score that moves further has noticed
CHINESE = 0.2  # share of ideographs from which a document is Chinese
FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
HALF = {full: code for code, full in FULL.items()}
FOOTERS = (
    "\n\nCopyright © 2024 Example Media. All rights reserved.\nAbout us | Contact | Privacy policy | Terms of use",
    "\n\n版权所有 © 2024 示例传媒 保留一切权利\n关于我们 | 联系我们 | 隐私政策 | 网站地图",
)
ADVERTISING = (
    "Buy now and save 50%! Free shipping today only: www.cheap-deals-example.com",
    "限时优惠！加微信 abc13800 领取全套资料，名额有限，先到先得",
)


def _style(text: str, chinese: bool) -> str:
    text = re.sub(r'"([^"\n]*)"', "“\\1”", text)
    text = re.sub(r"(?<=\S) - (?=\S)", " – ", text)
    text = re.sub(r"^([ \t]*)[*•-] ", "\\1– ", text, flags=re.MULTILINE)
    return "\r\n".join(line + "  " if i % 3 == 0 else line for i, line in enumerate(text.split("\n")))


def _traditional(text: str, chinese: bool) -> str:
    return str(_opencc("s2t").convert(text)) if chinese else text


def _simplified(text: str, chinese: bool) -> str:
    return str(_opencc("t2s").convert(text)) if chinese else text


@functools.cache
def _opencc(name: str) -> Any:
    import opencc  # 20 ms that only this needs

    return opencc.OpenCC(name)


def _ad_in_middle(text: str, chinese: bool) -> str:
    """A line of its own, between the two lines in the middle."""
    lines = text.split("\n")
    return "\n".join([*lines[: len(lines) // 2], ADVERTISING[chinese], *lines[len(lines) // 2 :]]) if len(lines) > 1 else text


IN_MATHEMATICS = "ad_in_mathematics"
CHANGES: Mapping[str, Callable[[str, bool], str]] = {
    "style": _style,
    "full_width": lambda text, chinese: text.translate(FULL) if chinese else text,
    "half_width": lambda text, chinese: text.translate(HALF) if chinese else text,
    "traditional": _traditional,
    "simplified": _simplified,
    "footer": lambda text, chinese: text + FOOTERS[chinese],
    "doubled": lambda text, chinese: f"{text}\n\n{text}",
    IN_MATHEMATICS: _ad_in_middle,
}


@dataclass(frozen=True)
class Flips:
    """What a change did to so many documents: verdicts that flipped, labels that changed, scores that moved by more than MOVED.

    `moved` is per column (documents that moved, mean move as a share of the range); `intact` counts documents whose cleaned text is what
    it was without the change, and is None where the change is not one that cleaning should undo.
    """

    documents: int
    lost: int
    gained: int
    relabelled: Mapping[str, int]
    moved: Mapping[str, tuple[int, float]]
    intact: int | None = None

    @property
    def rate(self) -> float:
        """Verdicts that flipped, of all; 0.0 without documents."""
        return (self.lost + self.gained) / max(self.documents, 1)


@dataclass(frozen=True)
class _Judged:
    codes: Codes
    failed: npt.NDArray[np.bool_]
    texts: list[str]


def flips(recipe: Recipe, texts: Sequence[str], changes: Sequence[str] = tuple(CHANGES)) -> dict[str, Flips]:
    """Change by change, what the recipe's cleaners, scorers and rules say otherwise of these texts."""
    line = line_of(Context.of("", recipe))
    rules = [r for r in resolve_all(recipe.decide, line.columns) if r.keep is None and r.columns <= set(line.scoring.columns)]
    before = _judged(line, rules, texts)
    chinese = [bool(share > CHINESE) for share in Documents.from_texts(texts).views.cjk_share]
    found = {}
    for name in changes:
        changed = [CHANGES[name](text, is_chinese) for text, is_chinese in zip(texts, chinese, strict=True)]
        chosen = np.array([a != b for a, b in zip(texts, changed, strict=True)], np.bool_)
        if name == IN_MATHEMATICS:
            chosen &= _about_mathematics(line, before.codes, len(texts))
        rows = np.flatnonzero(chosen)
        after = _judged(line, rules, [changed[i] for i in rows])
        found[name] = _compared(line, before, after, rows, name == IN_MATHEMATICS)
    return found


def _about_mathematics(line: Line, codes: Codes, n: int) -> npt.NDArray[np.bool_]:
    """Documents that the recipe's own score calls mathematics; none where it has no such score."""
    column = line.scoring.columns.get("mathematics")
    return column.decode(codes["mathematics"]) >= 0.5 if column is not None else np.zeros(n, np.bool_)


def _judged(line: Line, rules: Sequence[ResolvedRule], texts: Sequence[str]) -> _Judged:
    parts: list[Codes] = []
    cleaned_texts: list[str] = []
    for i in range(0, max(len(texts), 1), BATCH):
        raw = Documents.from_texts(texts[i : i + BATCH])
        cleaned = line.cleaning.clean(raw)
        parts.append(line.score(cleaned, raw))
        cleaned_texts += cleaned.documents.texts
    codes = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return _Judged(codes, judge(rules, codes, len(texts)) != 0, cleaned_texts)


def _compared(line: Line, before: _Judged, after: _Judged, rows: npt.NDArray[np.int64], undone: bool) -> Flips:
    was = before.failed[rows]
    relabelled, moved = {}, {}
    for name, column in line.scoring.columns.items():
        a, b = before.codes[name][rows].astype(np.int64), after.codes[name].astype(np.int64)
        if column.categories:
            relabelled[name] = int((a != b).sum())
        else:
            move = np.abs(a - b) / TOP
            moved[name] = int((move > MOVED).sum()), round(float(move.mean()), 4) if rows.size else 0.0
    same = sum(before.texts[row] == text for row, text in zip(rows.tolist(), after.texts, strict=True))
    lost, gained = int((after.failed & ~was).sum()), int((~after.failed & was).sum())
    return Flips(int(rows.size), lost, gained, relabelled, moved, int(same) if undone else None)


def read_texts(recipe: Recipe, inputs: Sequence[str] | None, most: int) -> list[str]:
    """The first texts of the input that are not blank; InputError where there is none."""
    paths = tuple(map(resolve_path, inputs if inputs is not None else recipe.read.paths))
    if not paths:
        raise InputError("no input: give --input GLOB, or read.paths in the recipe")
    options = recipe.with_paths(paths).read
    batches = (batch for shard in list_shards(options) for batch in ShardReading(shard, options) if batch.table.num_rows)
    texts = list(islice((text for batch in batches for text in Documents(batch.table).texts if text.strip()), most))
    if not texts:
        raise InputError(f"no document with a text in {', '.join(paths)}")
    return texts


def table(found: Mapping[str, Flips]) -> str:
    """What `qualityfilter flips` prints."""
    width = max(map(len, found))
    lines = [f"{'change':<{width}}  documents   flips   kept→failed  failed→kept   scores that moved by more than {MOVED:g} of their range"]
    for name, row in found.items():
        if not row.documents:
            lines.append(f"{name:<{width}}  {0:9,}")
            continue
        most = sorted(row.moved.items(), key=lambda item: (-item[1][0], item[0]))[:3]
        moves = [f"{column} {n / row.documents:.1%}" for column, (n, _) in most if n]
        moves += [f"{column} relabelled {n / row.documents:.1%}" for column, n in row.relabelled.items() if n]
        moves += [f"text intact {row.intact / row.documents:.1%}"] if row.intact is not None else []
        lines.append(
            f"{name:<{width}}  {row.documents:9,}  {row.rate:6.1%}  {row.lost:11,}  {row.gained:11,}   {', '.join(moves) or 'none'}"
        )
    return "\n".join(lines)
