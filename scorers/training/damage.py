"""Good texts made bad on purpose: what crawls hold too seldom in labelled samples to learn from, made in known ways."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from scorers.training.graded_sources import Grade

Damage = Callable[[str, np.random.Generator], str]
UNIT = re.compile(r"[^\W_一-鿿]+|[一-鿿]")
LONGEST = 3_000  # characters of a text that are damaged; the rest is left out
GOOD = 4.0  # fluency of sources that are worth damaging


def shuffled(text: str, rng: np.random.Generator) -> str:
    """The words (characters) of every line in another order, punctuation in its place."""

    def shuffle(line: str) -> str:
        units = UNIT.findall(line)
        order = iter(rng.permutation(len(units)))
        return UNIT.sub(lambda _: units[next(order)], line)

    return "\n".join(shuffle(line) for line in text.split("\n"))


def misspelt(text: str, rng: np.random.Generator) -> str:
    """A fifth of the letters and characters replaced by others of the text."""
    letters = [c for c in text if c.isalpha()] or ["x"]
    replaced, chosen = rng.random(len(text)) < 0.2, rng.integers(0, len(letters), len(text))
    return "".join(letters[chosen[i]] if replaced[i] and c.isalpha() else c for i, c in enumerate(text))


def read_as_latin(text: str, rng: np.random.Generator) -> str:
    """UTF-8 taken for Windows-1252."""
    return "".join(bytes([b]).decode("cp1252", "replace") for b in text.encode())


def read_as_gbk(text: str, rng: np.random.Generator) -> str:
    """UTF-8 taken for GBK."""
    return text.encode().decode("gbk", "replace")


def listed(text: str, rng: np.random.Generator) -> str:
    """Two words (or four characters) a line, no sentence left."""
    units = UNIT.findall(text)[:400]
    size = 4 if len(units) > 1 and all(len(u) == 1 for u in units[:20]) else 2
    joint = "" if size == 4 else " "
    return "\n".join(joint.join(units[i : i + size]) for i in rng.permutation(np.arange(0, len(units), size)))


def fragments(text: str, rng: np.random.Generator) -> str:
    """Pieces of sentences in any order, cut in the middle."""
    pieces = [text[i : i + 25] for i in range(0, len(text), 25)]
    return " ".join(pieces[i] for i in rng.permutation(len(pieces)))


KINDS: dict[str, tuple[Damage, Grade, str]] = {
    "shuffled": (shuffled, Grade(60, 0.5, 0.5), ""),
    "misspelt": (misspelt, Grade(30, 1.0, 1.0), ""),
    "read as Latin": (read_as_latin, Grade(30, 0.0, 0.0), "zh"),
    "read as GBK": (read_as_gbk, Grade(30, 0.0, 0.0), "zh"),
    "listed": (listed, Grade(30, 1.0, 0.5), ""),
    "fragments": (fragments, Grade(40, 1.0, 1.5), ""),
}
"""The damage, at most how many texts a language get it and how they are graded then, and which language it befalls (both: "")."""


def damaged(graded: Iterable[tuple[str, dict[str, Any], float]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Damaged copies of texts that are given as (source, record, fluency), and the damage; ids stay, so that folds keep them together."""
    good: dict[str, list[dict[str, Any]]] = {"en": [], "zh": []}
    for name, record, fluency in graded:
        if fluency >= GOOD and not name.startswith(("code/source", "math/en_maxima")) and len(record["text"]) > 200:
            good[record.get("lang", "en")].append(record)
    for kind, (damage, grade, only) in KINDS.items():
        for language, records in good.items():
            if only in ("", language):
                order = sorted(records, key=lambda r: (zlib.crc32(f"{kind} {r['id']}".encode()), str(r["id"])))
                for record in order[: grade.most]:
                    rng = np.random.default_rng(zlib.crc32(str(record["id"]).encode()))
                    yield kind, {**record, "text": damage(record["text"][:LONGEST], rng)}
