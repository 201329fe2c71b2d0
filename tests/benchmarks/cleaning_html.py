"""HTML to text: formulae that arrive as the page has them, boilerplate that extraction and cleaning remove, content they keep.

    python tests/benchmarks/cleaning_html.py DATA        # DATA holds the folders web and math

Pages of the formula rows are generated from real formulae and real prose, in the markup of MathJax, KaTeX, MathML, Wikipedia and
pictures; the SymPy row is real HTML. A formula counts as kept where it stands in the text, blanks aside, as often as in the page.
Boilerplate is what of the page's visible words is not in the gold text, content what is; both are counted in characters of words.
"""

from __future__ import annotations

import html
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from qualityfilter import clean
from qualityfilter.reading.extraction import extract_html, extract_page
from scorers.training.labelled import read_jsonl

EXTRACTORS = ("resiliparse", "trafilatura")
PAGES = 60  # generated per way and language
FORMULAE = 8  # on each
WORD = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u9fff\uac00-\ud7af]+")
IN_TEXT = re.compile(r"(?<![\\$])\$([^$\n]{2,200})\$(?!\$)")
SOURCES = {"en": "math/en_d2l_en_math.jsonl", "zh": "math/zh_oi_wiki_math.jsonl.gz"}


# formulae ----------------------------------------------------------------------------------------------------------------


def _math(latex: str) -> str:
    source = f'<annotation encoding="application/x-tex">{html.escape(latex)}</annotation>'
    return f"<math><semantics><mrow><mi>q</mi></mrow>{source}</semantics></math>"


def _katex(latex: str) -> str:
    drawn = '<span class="katex-html" aria-hidden="true"><span class="base"><span class="mord mathnormal">q</span></span></span>'
    return f'<span class="katex"><span class="katex-mathml">{_math(latex)}</span>{drawn}</span>'


def _mathjax_2(latex: str) -> str:
    frame = '<span class="MathJax" id="MathJax-Element-7-Frame" tabindex="0"><span class="math"><span class="mi">q</span></span></span>'
    return f'<span class="MathJax_Preview"></span>{frame}<script type="math/tex" id="MathJax-Element-7">{latex}</script>'


def _mathjax_3(latex: str) -> str:
    drawn = '<mjx-math class="MJX-TEX" aria-hidden="true"><mjx-mi class="mjx-i"><mjx-c class="mjx-c71"></mjx-c></mjx-mi></mjx-math>'
    return f'<mjx-container class="MathJax" jax="CHTML">{drawn}<mjx-assistive-mml>{_math(latex)}</mjx-assistive-mml></mjx-container>'


def _wikipedia(latex: str) -> str:
    hidden = f'<span class="mwe-math-mathml-inline" style="display: none;">{_math(latex)}</span>'
    image = f'<img src="https://a.org/svg/1" class="mwe-math-fallback-image-inline" alt="{html.escape(latex)}">'
    return f'<span class="mwe-math-element">{hidden}{image}</span>'


WAYS: dict[str, Callable[[str], str]] = {
    "MathML with annotation": _math,
    "MathML with alttext": lambda latex: f'<math class="ltx_Math" alttext="{html.escape(latex)}" display="inline"><mi>q</mi></math>',
    "KaTeX": _katex,
    "MathJax 2": _mathjax_2,
    "MathJax 3": _mathjax_3,
    "Wikipedia": _wikipedia,
    "picture, alt": lambda latex: f'<img class="math" src="_images/math/0.png" alt="{html.escape(latex)}"/>',
    "picture, WordPress": lambda latex: f'<img class="latex" src="https://s0.wp.com/latex.php?latex={quote(latex)}&amp;bg=fff" alt="">',
    "picture, codecogs": lambda latex: f'<img src="https://latex.codecogs.com/gif.latex?{quote(latex)}">',
    "delimiters": lambda latex: html.escape(rf"\({latex}\)"),
}


def formula_rows(data: Path) -> None:
    pages = list(read_jsonl(data / "math/en_sympy_html.jsonl.gz"))
    for extractor in EXTRACTORS:
        found = kept = here = there = 0
        for page in pages:
            got = extract_page(page["html"], extractor)
            here, there = here + got.formulae_in_html, there + got.formulae_in_text
            wanted = [html.unescape(alt) for alt in re.findall(r'<img class="math"[^>]*?alt="([^"]*)"', page["html"])]
            n, k = _kept(wanted, got.text)
            found, kept = found + n, kept + k
        row(f"formulae, SymPy HTML, {extractor}", f"{kept / found:.4f} of {found}   (own count: {here} in HTML -> {there} in text)")
    for language, name in SOURCES.items():
        formulae, prose = _material(data / name)
        for extractor in EXTRACTORS:
            counts = {way: _generated(make, formulae, prose, extractor) for way, make in WAYS.items()}
            n, k = (sum(pair[i] for pair in counts.values()) for i in (0, 1))
            row(f"formulae, generated pages, {language}, {extractor}", f"{k / n:.4f} of {n}")
            print("      " + "  ".join(f"{way} {kept / found:.3f}" for way, (found, kept) in counts.items()))


def _kept(wanted: list[str], text: str) -> tuple[int, int]:
    """How many formulae there are, and how many of them stand in the text as such."""
    squeezed = "".join(text.split())
    count = 0
    for latex, n in Counter("".join(latex.split()) for latex in wanted).items():
        ways = (f"${latex}$", f"\\({latex}\\)", f"\\[{latex}\\]")
        count += min(n, sum(squeezed.count(way) for way in ways))
    return len(wanted), count


def _material(path: Path) -> tuple[list[str], list[str]]:
    formulae, prose = dict[str, None](), list[str]()
    for record in read_jsonl(path):
        formulae |= dict.fromkeys(m[1].strip() for m in IN_TEXT.finditer(record["text"]) if re.search(r"[\\^_]", m[1]) and "`" not in m[1])
        prose += [line for line in record["text"].split("\n") if len(line) > 80 and not re.search(r"[$\\|`<>{}]", line)]
    return list(formulae), prose


def _generated(make: Callable[[str], str], formulae: list[str], prose: list[str], extractor: str) -> tuple[int, int]:
    draw = random.Random(7)
    found = kept = 0
    for _ in range(PAGES):
        chosen = draw.sample(formulae, FORMULAE)
        paragraphs = [f"<p>{html.escape(draw.choice(prose))} {make(latex)} {html.escape(draw.choice(prose))}</p>" for latex in chosen]
        menu = "<nav><ul>" + "".join(f'<li><a href="/{i}">Part {i}</a></li>' for i in range(9)) + "</ul></nav>"
        body = f"{menu}<div class=content><h1>Notes</h1>{''.join(paragraphs)}</div>"
        page = f"<!doctype html><html><head><title>Notes</title></head><body>{body}</body></html>"
        n, k = _kept(chosen, extract_html(page, extractor))
        found, kept = found + n, kept + k
    return found, kept


# whole pages -------------------------------------------------------------------------------------------------------------


class Measured:
    """Sums over pages: boilerplate and content in characters of words, precision, recall and F1 of words."""

    def __init__(self) -> None:
        self.pages = self.boilerplate = self.left = self.content = self.kept = 0
        self.f1 = self.recall = 0.0

    def add(self, visible: Counter[str], gold: Counter[str], got: Counter[str]) -> None:
        shown = visible & gold
        self.pages += 1
        self.boilerplate += _size(visible) - _size(shown)
        self.left += _size(got) - _size(got & gold)
        self.content += _size(shown)
        self.kept += _size(got & shown)
        common = (got & gold).total()
        precision, recall = common / max(got.total(), 1), common / max(gold.total(), 1)
        self.recall += recall
        self.f1 += 2 * precision * recall / max(precision + recall, 1e-9)

    def __str__(self) -> str:
        removed, kept = 1 - self.left / max(self.boilerplate, 1), self.kept / max(self.content, 1)
        means = f"mean F1 {self.f1 / self.pages:.3f}, recall {self.recall / self.pages:.3f}"
        return f"boilerplate removed {removed:.3f} at content kept {kept:.3f}   {means}   {self.pages} pages"


def page_rows(data: Path) -> None:
    """Extraction alone, and extraction with the standard cleaners."""
    for title, name in (("scrapinghub", "scrapinghub_articles_html"), ("wcxb", "wcxb_html"), ("gne (silver)", "gne_zh_news_pages_html")):
        pages = list(read_jsonl(data / f"web/{name}.jsonl.gz"))
        for step in ("resiliparse", "resiliparse + clean", "trafilatura + clean"):
            if "trafilatura" in step and title != "scrapinghub":
                continue
            by_type: dict[str, Measured] = defaultdict(Measured)
            for page in pages:
                text = extract_html(page["html"], step.split()[0])
                got = _words(clean(text).text if step.endswith("clean") else text)
                visible, gold = _words(extract_plain_text(HTMLTree.parse(page["html"]), alt_texts=False)), _words(page["text"])
                for label in {"", page.get("label") or ""}:
                    by_type[label].add(visible, gold, got)
            for label, measured in sorted(by_type.items()):
                row(f"{title}{', ' + label if label else ''}: {step}", str(measured))


def _words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.lower()))


def _size(words: Counter[str]) -> int:
    return sum(len(word) * n for word, n in words.items())


def speed_rows(data: Path) -> None:
    pages = [page["html"] for name in ("wcxb_html", "scrapinghub_articles_html") for page in read_jsonl(data / f"web/{name}.jsonl.gz")]
    for step, extract in (
        ("HTML -> text", extract_html),
        ("main content search alone", lambda page: extract_plain_text(HTMLTree.parse(page), main_content=True, alt_texts=False)),
    ):
        extract(pages[0])
        start = time.process_time()
        size = sum(len(extract(page).encode()) for page in pages)
        seconds = time.process_time() - start
        source = sum(len(page) for page in pages)
        row(f"{step}, per core", f"{source / seconds / 1e6:.1f} MB/s of HTML, {size / seconds / 1e6:.2f} MB/s of text")


def row(name: str, value: str) -> None:
    print(f"  {name:<58} {value}", flush=True)


def report(data: Path) -> None:
    """Print every row."""
    formula_rows(data)
    page_rows(data)
    speed_rows(data)


if __name__ == "__main__":
    report(Path(sys.argv[1]))
