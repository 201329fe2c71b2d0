"""What cleaning may not touch, judged from outside: `python tests/benchmarks/cleaning_protected.py DATA`.

The oracle is a handful of plain regular expressions that know nothing of the tool: `$…$`, `$$…$$`, `\\(…\\)`, `\\[…\\]`, environments,
fences, inline code, `<math>`, Markdown tables of at least 2 × 2. Printed are: texts in which their multiset differs after cleaning,
the share of what they find that the detector protects, and the share of labelled lines (navigation, advertising) that it protects.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from qualityfilter import Documents
from qualityfilter.cleaning import Cleaning, standard_cleaners
from qualityfilter.protecting import protected_spans
from scorers.training.labelled import read_jsonl

ORACLE = {
    "$$…$$": re.compile(r"\$\$[^$]+\$\$"),
    "$…$": re.compile(r"(?<![\\$])\$(?=[^\s$])[^$\n]*?(?<=[^\s\\$])\$(?![\d$])"),
    r"\(…\)": re.compile(r"\\\([^\n]+?\\\)"),
    r"\[…\]": re.compile(r"\\\[.+?\\\]", re.DOTALL),
    "environment": re.compile(r"\\begin\{([a-zA-Z*]+)\}.*?\\end\{\1\}", re.DOTALL),
    "fence": re.compile(r"^[ \t]*(```|~~~)[^\n]*\n.*?^[ \t]*\1[ \t]*$", re.DOTALL | re.MULTILINE),
    "inline code": re.compile(r"(?<!`)`[^`\n]+`(?!`)"),
    "<math>": re.compile(r"<math\b.*?</math>", re.DOTALL | re.IGNORECASE),
    "table": re.compile(
        r"^\|?[^\n|]+\|[^\n]+\n[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*(?:\n[^\n|]*\|[^\n]*)+", re.MULTILINE
    ),
}  # fmt: skip
TECHNICAL = (
    "code/en_d2l_en_code.jsonl", "code/zh_d2l_zh_code.jsonl", "code/zh_oi_wiki_code.jsonl", "math/en_d2l_en_math.jsonl",
    "math/zh_d2l_zh_math.jsonl", "math/zh_oi_wiki_math.jsonl.gz", "math/en_sympy_docs.jsonl", "math/zh_gaokao_math_physics.jsonl",
    "math/theorems_en.jsonl", "bench/math_test.jsonl.gz", "code/en_python_docs.jsonl.gz",
)  # fmt: skip
PAGES = ("zh_web/site_pages.jsonl.gz", "zh_web/code_tutorials_with_ads.jsonl.gz", "web/wcxb_pages.jsonl.gz", "web/cc_samples.jsonl")
FIELDS = ("text", "raw_text", "solution")


def texts_of(path: Path, most: int = 1_000) -> list[str]:
    found = [r[field] for r in read_jsonl(path) for field in FIELDS if isinstance(r.get(field), str) and r[field]]
    return found[:: max(1, len(found) // most)]


def oracle(text: str) -> Counter[tuple[str, str]]:
    """What the expressions find, as a multiset."""
    return Counter((name, m.group()) for name, pattern in ORACLE.items() for m in pattern.finditer(text))


def covered(text: str) -> dict[str, tuple[int, int]]:
    """By kind: characters that the oracle finds, and how many of them the detector protects."""
    docs = Documents.of(text)
    spans = protected_spans(docs)
    flags = np.zeros(docs.views.buffer.size + 1, np.int8)
    for start, end in zip(spans.start.tolist(), spans.end.tolist()):
        flags[start:end] = 1
    at = np.cumsum([0, *(len(c.encode()) for c in text)])
    total = np.r_[0, np.cumsum(flags)]
    found: dict[str, tuple[int, int]] = {}
    for name, pattern in ORACLE.items():
        for m in pattern.finditer(text):
            a, b = at[m.start()], at[m.end()]
            n, k = found.get(name, (0, 0))
            found[name] = (n + int(b - a), k + int(total[b] - total[a]))
    return found


def changed_texts(texts: list[str]) -> tuple[int, int]:
    """How many texts cleaning changes, and in how many of them the oracle's multiset differs afterwards."""
    cleaned = Cleaning(standard_cleaners()).clean(Documents.of(*texts)).documents.texts
    differing = [(a, b) for a, b in zip(texts, cleaned) if a != b]
    return len(differing), sum(oracle(a) != oracle(b) for a, b in differing)


def protected_lines(data: Path, language: str) -> dict[str, tuple[int, int]]:
    """By label: lines, and lines of which the detector protects a character."""
    found: dict[str, tuple[int, int]] = {}
    for window in read_jsonl(data / f"labels/{language}_lines.jsonl"):
        docs = Documents.of("\n".join(window["lines"]))
        spans = protected_spans(docs)
        lines = [len(line.encode()) for line in window["lines"]]
        start = np.cumsum([0, *(n + 1 for n in lines)])[:-1]
        hit = spans.overlap(start.astype(np.int64), (start + lines).astype(np.int64))
        for label, protected in zip(window["labels"], hit.tolist()):
            n, k = found.get(label, (0, 0))
            found[label] = (n + 1, k + protected)
    return found


def report(data: Path) -> None:
    for name in (*TECHNICAL, *PAGES):
        texts = texts_of(data / name)
        changed, broken = changed_texts(texts)
        print(f"  {'protected text, ' + name:<58} {len(texts):5} texts, {changed:4} changed, {broken} with another multiset")
    for name in TECHNICAL[:6]:
        total: Counter[str] = Counter()
        held: Counter[str] = Counter()
        for text in texts_of(data / name, 400):
            for kind, (n, k) in covered(text).items():
                total[kind] += n
                held[kind] += k
        shares = "  ".join(f"{kind} {held[kind] / n:.4f}" for kind, n in total.items())
        print(f"  {'detector finds, ' + name:<58} {sum(held.values()) / max(sum(total.values()), 1):.4f}   ({shares})")
    for language in ("en", "zh"):
        by_label = protected_lines(data, language)
        print(
            f"  {'labelled lines protected, ' + language:<58} "
            + "  ".join(f"{c}: {k / n:.4f} of {n}" for c, (n, k) in sorted(by_label.items()))
        )


if __name__ == "__main__":
    report(Path(sys.argv[1]))
