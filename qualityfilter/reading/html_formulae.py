"""Formulae of a page, whatever it shows them with: each becomes one placeholder that stands for its LaTeX.

Sources, in the order in which they are trusted: the LaTeX that a page wrote into its MathML, KaTeX or MathJax (annotation,
`alttext`, `script type="math/tex"`, `data-latex`), LaTeX in a picture's address or alternative text, LaTeX between delimiters in
the page's text, and MathML without any, converted. What a renderer drew beside its source is dropped, so a formula comes once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, cast
from urllib.parse import unquote, unquote_plus

from resiliparse.parse.html import HTMLTree

from qualityfilter.reading.mathml import latex_of, latex_of_source
from qualityfilter.reading.placeholders import Placeholders

MAX_LATEX = 20_000  # characters; longer is no formula
MAX_UNCLOSED = 50  # openings without an end in one stretch of text; more and it has no formulae

_ANY = 'math,mjx-container,script[type^="math/"],.katex,.MathJax,.mwe-math-element,span.math,div.math,math-renderer'
_DRAWN_ALONE = ".MathJax,.MathJax_SVG,.MathJax_CHTML,.mjx-chtml,.MathJax_MathML"
_DRAWN = _DRAWN_ALONE + ",.MathJax_Preview,.MathJax_Display,.MathJax_SVG_Display,.MJXc-display,.mjx-full-width,.MathJax_PlainSource"
_MARKED = "span.math,div.math,span.math-inline,span.math-display,span.math-tex,math-renderer"
_ATTRIBUTES = ("data-latex", "data-tex", "data-formula", "data-equation", "data-math", "data-katex")
_WITH_ATTRIBUTES = ",".join(f"[{name}]" for name in _ATTRIBUTES)
_IMAGES = ",".join(
    [f'img[class*="{word}" i]' for word in ("math", "tex", "equation", "formula", "eqn")]
    + [f'img[src*="{word}" i]' for word in ("tex", "math?", "equation?", "cht=tx", "formula=", "upmath")]
    + ['img[alt^="$"]', r'img[alt^="\\("]', r'img[alt^="\\["]', "img[eeimg]"]
)
_IMAGE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:la)?tex(?:$|[\s_-]|image|img)|(?:^|[\s_-])(?:math|equation|formula|eqn|ltx_math|quicklatex)(?:$|[\s_-])|mwe-math",
    re.IGNORECASE,
)
_NO_LATEX = re.compile(r"(?:formula|equation|math|image|img|picture|latex|tex|公式|图片|\S+\.(?:png|gif|svg|jpe?g))[\s\d]*", re.IGNORECASE)
_SERVICE = re.compile(r"tex|math|equation|formula|chart|/eq$", re.IGNORECASE)
_RENDERER = re.compile(
    r"codecogs\.com|(?:mathtex|mimetex)\.cgi$|\.latex$|/(?:la)?tex$|latex\.php$|/(?:gif|png|svg)\.(?:image|latex|download)$", re.IGNORECASE
)
_PARAMETERS = ("latex", "tex", "math", "formula", "eq", "chl", "from")
_SETTINGS = re.compile(r"\A(?:\\(?:dpi|bg|fn)[_ ]?(?:\{[\w-]*\}|[\w-]*)|\\(?:inline|large|small|tiny|huge|Large|LARGE)\b|[\s&])+")
_DELIMITED = re.compile(r"\s*(?:\$\$?[^$].*\$|\\\(.*\\\)|\\\[.*\\\])\s*", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]{2,}|[\^_]\{|[_^]\w")
_OPENING = re.compile(r"\\\(|\\\[|\$\$|\\begin\{([A-Za-z]+\*?)\}")
_CLOSING = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}
_UNSEEN = frozenset(("script", "style", "textarea", "noscript", "template", "code", "pre", "title", "svg"))


class PageFormulae:
    """Puts placeholders for the formulae of one parsed page into its tree."""

    def __init__(self, tree: HTMLTree, placeholders: Placeholders) -> None:
        self.tree, self.document, self.placeholders = tree, cast(Any, tree.document), placeholders

    def take(self) -> None:
        """All formulae but those between delimiters in the page's text (see `take_delimited`)."""
        document = self.document
        if document.query_selector(_ANY) is not None:
            self._each(".katex", self._katex)
            self._each(".mwe-math-element", self._wikipedia)
            self._each("mjx-container", self._mathjax_3)
            self._mathjax_scripts()
            self._each(_DRAWN_ALONE, self._drawn)
            self._each("math", self._math)
            self._each(_MARKED, self._marked)
        if document.query_selector(_WITH_ATTRIBUTES) is not None:
            self._each(_WITH_ATTRIBUTES, self._attribute)
        for image in document.query_selector_all(_IMAGES).values():
            self._image(image)

    def _each(self, selector: str, take: Callable[[Any], None]) -> None:
        """Calls `take` on the elements that lie in no other of these, in the page's order."""
        inner = 0
        for element in self.document.query_selector_all(selector).values():
            if inner:
                inner -= 1
                continue
            inner = len(element.query_selector_all(selector))
            take(element)

    def _put(self, element: Any, latex: str, display: bool) -> None:
        if written := as_written(latex, display):
            element.replace_with(self.document.create_text_node(self.placeholders.formula(written, written.startswith("$$"))))

    def _katex(self, element: Any) -> None:
        math = element.query_selector("math")
        latex = latex_of(math) if math is not None else _attribute_of(element)
        self._put(element, latex, "katex-display" in _classes(element.parent_element) or _is_display(math))

    def _wikipedia(self, element: Any) -> None:
        math, image = element.query_selector("math"), element.query_selector("img")
        latex = latex_of(math) if math is not None else (image.getattr("alt") or "" if image is not None else "")
        self._put(element, latex, _is_display(math) or element.query_selector("[class*=display]") is not None)

    def _mathjax_3(self, element: Any) -> None:
        math = element.query_selector("math")
        drawn = element.query_selector("mjx-math[data-latex],math[data-latex],svg > g[data-latex]")
        latex = (
            _attribute_of(element) or (_attribute_of(drawn) if drawn is not None else "") or (latex_of(math) if math is not None else "")
        )
        self._put(element, latex, element.getattr("display") in ("true", "block") or _is_display(math))

    def _mathjax_scripts(self) -> None:
        """MathJax 2 leaves its source in a script behind what it drew; the drawing goes."""
        for script in self.document.query_selector_all('script[type^="math/"]').values():
            kind, _, mode = (script.getattr("type") or "").lower().partition(";")
            source, kind = script.text or "", kind.strip()
            latex = source if kind == "math/tex" else latex_of_source(source) if kind == "math/mml" else ""
            if not latex.strip():
                continue
            before = script.previous_sibling
            for _ in range(5):  # a preview, a drawing, and the blanks between; no further, for time's sake
                if before is None or not ((before.tag == "#text" and not (before.value or "x").strip()) or _is_drawing(before)):
                    break
                drawn, before = before, before.previous_sibling
                if drawn.tag != "#text":
                    drawn.remove()
            latex = latex.strip().removeprefix("% <![CDATA[").removesuffix("%]]>").removesuffix("% ]]>")
            self._put(script, latex, "display" in mode or (kind == "math/mml" and 'display="block"' in source))

    def _drawn(self, element: Any) -> None:
        """What MathJax 2 drew, where no script is left."""
        math, source = element.query_selector("math"), element.getattr("data-mathml") or ""
        latex = latex_of_source(source) if source else latex_of(math) if math is not None else ""
        within = any("isplay" in name for name in _classes(element.parent_element))
        self._put(element, latex, within or 'display="block"' in source or _is_display(math))

    def _math(self, element: Any) -> None:
        self._put(element, latex_of(element), _is_display(element))

    def _attribute(self, element: Any) -> None:
        latex = _attribute_of(element)
        if latex and (_COMMAND.search(latex) or len(latex) <= 40):
            self._put(element, latex, "display" in (element.class_name or "") or element.tag == "div")

    def _image(self, element: Any) -> None:
        if latex := image_latex(element):
            parent = element.parent_element
            holder = parent.parent_element if parent is not None and parent.tag == "p" else parent
            alone = holder is not None and holder.tag == "div" and not {"math", "equation"}.isdisjoint(_classes(holder))
            self._put(element, latex, alone or "display" in (element.class_name or "").lower())

    def _marked(self, element: Any) -> None:
        """A span that says it is a formula and holds plain LaTeX, with delimiters or, as pandoc writes it for KaTeX, without."""
        if element.first_element_child is not None:
            return
        text, classes = (element.text or "").strip(), _classes(element)
        if self.placeholders.within(text):
            return
        if _COMMAND.search(text) or _DELIMITED.fullmatch(text) or (text and len(text) <= 40 and text.isascii()):
            self._put(element, text, element.tag == "div" or "display" in classes or "math-display" in classes)

    def take_delimited(self) -> bool:
        """LaTeX between delimiters in running text: kept as it is, with its line breaks. Returns whether there is any."""
        before = self.placeholders.formulae
        for node in _text_nodes(self.tree.body):
            text = node.value
            pieces: list[str] = []
            end = 0
            for start, stop in delimited(text):
                pieces += (text[end:start], self.placeholders.formula(_tidy(text[start:stop])))
                end = stop
            if pieces:
                node.value = "".join((*pieces, text[end:]))
        return self.placeholders.formulae > before


def has_formulae(document: Any) -> bool:
    """Whether a page has an element that `PageFormulae.take` looks at; a few native searches, microseconds each."""
    return any(document.query_selector(selector) is not None for selector in (_ANY, _IMAGES, _WITH_ATTRIBUTES))


def may_have_delimited(text: str) -> bool:
    """Whether a text may have LaTeX between delimiters."""
    return "\\(" in text or "\\[" in text or "$$" in text or "\\begin{" in text


def delimited(text: str) -> list[tuple[int, int]]:
    r"""Where LaTeX stands in a text between `\(…\)`, `\[…\]`, `$$…$$` or as an environment, of at most MAX_LATEX characters each."""
    found: list[tuple[int, int]] = []
    end = unclosed = 0
    for match in _OPENING.finditer(text):
        if match.start() < end:
            continue
        if unclosed > MAX_UNCLOSED:
            break
        closing = _CLOSING.get(match[0]) or rf"\end{{{match[1]}}}"
        at = text.find(closing, match.end() + 1, match.end() + MAX_LATEX)
        if at < 0:
            unclosed += 1
            continue
        end = at + len(closing)
        found.append((match.start(), end))
    return found


def as_written(latex: str, display: bool) -> str:
    """LaTeX as it goes into the text: `$…$`, a display formula `$$…$$`; as the page has it where it has delimiters itself."""
    latex = _tidy(latex)
    if not latex or len(latex) > MAX_LATEX:
        return ""
    if _DELIMITED.fullmatch(latex) and latex.count("$") in (0, 2, 4):
        return latex
    if re.search(r"(?<!\\)\$", latex):
        return rf"\[{latex}\]" if display else rf"\({latex}\)"
    return f"$${latex}$$" if display else f"${latex}$"


def image_latex(image: Any) -> str:
    """The LaTeX of a picture of a formula; "" for any other picture."""
    latex = _attribute_of(image) or _latex_in_address(image.getattr("src") or "") or _latex_in_address(image.getattr("data-src") or "")
    if latex:
        return latex
    alt = (image.getattr("alt") or image.getattr("title") or "").strip()
    if not alt or len(alt) > MAX_LATEX or _NO_LATEX.fullmatch(alt):
        return ""
    if _IMAGE_CLASS.search(image.class_name or "") or image.hasattr("eeimg"):
        return alt
    return alt if _DELIMITED.fullmatch(alt) and _COMMAND.search(alt) else ""


def _latex_in_address(source: str) -> str:
    """The LaTeX that an address of a formula service ends with: `latex.php?latex=…`, `equation?tex=…`, `codecogs.com/gif.latex?…`."""
    if len(source) > MAX_LATEX:
        return ""
    path, _, query = source.partition("?")
    if "upmath.me/" in path and (drawn := path.partition("/svg/")[2] or path.partition("/png/")[2]):
        return unquote(drawn)
    if not query or not _SERVICE.search(path):
        return ""
    for parameter in query.split("&"):
        name, equals, value = parameter.partition("=")
        if equals and name.removeprefix("amp;") in _PARAMETERS and (name != "chl" or "cht=tx" in query):
            return unquote_plus(value).strip()
    latex = unquote(query).replace("&space;", " ") if _RENDERER.search(path) else ""
    return _SETTINGS.sub("", latex).strip()


def _attribute_of(element: Any) -> str:
    for name in _ATTRIBUTES:
        if value := (element.getattr(name) or "").strip():
            return str(value) if len(value) <= MAX_LATEX and value[0] not in "[<" and value[:2] != '{"' else ""
    return ""


def _is_drawing(node: Any) -> bool:
    return (node.tag or "#")[0] not in "#!" and bool(node.matches(_DRAWN))


def _is_display(math: Any) -> bool:
    return math is not None and (math.getattr("display") == "block" or math.getattr("mode") == "display")


def _classes(element: Any) -> list[str]:
    return (element.class_name or "").split() if element is not None else []


def _tidy(latex: str) -> str:
    """Without blank lines, which mathematics cannot have and which would end a paragraph, and without NUL."""
    return re.sub(r"\n[ \t\r]*(?:\n[ \t\r]*)+", "\n", latex.replace("\r\n", "\n").replace("\0", "").strip())


def _text_nodes(root: Any) -> Iterator[Any]:
    """Text nodes that may have a formula between delimiters; scripts, code and the like are passed over."""
    if root is None:
        return
    for node in list(root):
        if node.tag == "#text" and may_have_delimited(node.value or ""):
            parent = node.parent_node
            if parent is None or parent.tag not in _UNSEEN:
                yield node
