"""HTML to text, the one place where it happens: decode, then take the main content of the page.

Before an extractor sees the page, placeholders take the place of formulae, code blocks and data tables (`html_formulae`,
`html_blocks`), and superscripts that mean something are written out (`html_superscripts`); afterwards the text gets them back.

Settings were chosen on 92 pages of the Web Content Extraction Benchmark and 98 of article-extraction-benchmark, by mean F1 of
words against the gold text, and by the share of boilerplate characters removed at that of content kept:
resiliparse's main content .809 and .918 (removed .86 at .99); where that is almost nothing, the whole page, .835 and .918;
within what the page declares as its `main` or only `article`, .838 and .931 (.89 at .99); without comments under long texts, .839
and .941 (.915 at .989). All visible text .707 and .655. Trafilatura .862 on WCXB, at a third of the speed or less.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5
from resiliparse.parse.html import HTMLTree

from qualityfilter.kernels.html import BLOCKS, DEEPEST, FORMULAE, SCRIPTS, TAGS, WIDTH, look, slim
from qualityfilter.reading.html_blocks import take_blocks
from qualityfilter.reading.html_formulae import PageFormulae, has_formulae, may_have_delimited
from qualityfilter.reading.html_superscripts import write_scripts
from qualityfilter.reading.placeholders import Placeholders

# Main content under both is taken for a failure to find it. With 1,000 characters F1 on WCXB is .819, with a share of .2 the same.
MIN_MAIN_CHARS = 500
MIN_MAIN_SHARE = 0.1
# What a page declares to be its main part is taken for it from this many characters on.
MIN_DECLARED_CHARS = 1_000
# Above this share of formulae lost with what is not main content, the page is taken whole but for NAVIGATION.
MAX_LOST = 0.02
# Readers' comments under a text of so many characters are left out; under less they may be what the page is for, as in a forum.
MIN_ARTICLE_CHARS = 1_500
NAVIGATION = (
    "nav",
    "header",
    "footer",
    "aside",
    "[role=navigation]",
    "[role=banner]",
    "[role=contentinfo]",
    "[role=search]",
    "button",
    "select",
)
# resiliparse's search for the main content takes time quadratic in how deep blocks nest: 0.2 s at 3,000, minutes at 100,000.
MAX_NESTING = 3_000
# A parsed page takes up to 550 bytes for every tag, so a page of more tags is refused: no page may take a worker's memory.
MAX_TAGS = 1_000_000


EXTRACTION_VERSION = 2  # part of what scores and spooled texts were made from: raise it with any change of the text that comes out


class ExtractionError(Exception):
    """An extractor failed on a page; the message says how."""


@dataclass(frozen=True)
class Extracted:
    """The text of a page, how many formulae its HTML has, and how many of these are in the text."""

    text: str
    formulae_in_html: int = 0
    formulae_in_text: int = 0

    @property
    def lost(self) -> int:
        return self.formulae_in_html - self.formulae_in_text


def extract_html(html: bytes | str, extractor: str = "resiliparse", url: str | None = None, charset: str | None = None) -> str:
    """The text of `extract_page`."""
    return extract_page(html, extractor, url, charset).text


def extract_page(html: bytes | str, extractor: str = "resiliparse", url: str | None = None, charset: str | None = None) -> Extracted:
    """The main content of an HTML page as text, "" for an empty page; `extractor` is 'resiliparse' or 'trafilatura'.

    Bytes are decoded first (see `decode_html`), with `charset` as the server declared it. ExtractionError if the library fails
    or the page has more than MAX_TAGS tags.
    """
    text = decode_html(html, charset) if isinstance(html, bytes) else html
    text, looked = _look(text)
    if (tags := looked[TAGS]) > MAX_TAGS:
        raise ExtractionError(f"a page of {tags} tags, over {MAX_TAGS}")
    try:
        page = Page(text, looked)
        extracted = _with_trafilatura(page, url) if extractor == "trafilatura" else _with_resiliparse(page)
    except Exception as error:  # a parser's own failures on one page; the page is quarantined, its neighbours are not
        raise ExtractionError(f"{extractor} failed: {type(error).__name__}: {error}") from error
    return replace(extracted, text=extracted.text.encode("utf-8", "replace").decode())


def decode_html(html: bytes, declared: str | None = None) -> str:
    """The page's characters. What is valid UTF-8 is UTF-8, whatever is declared; then the server's charset, then the page's own.

    Bytes that the chosen encoding does not have become U+FFFD.
    """
    try:
        return html.decode("utf-8-sig")
    except UnicodeDecodeError:
        replaced = html.decode("utf-8-sig", "replace")
    if _is_utf8_with_faults(replaced):
        return replaced
    guessed = detect_encoding(html, from_html_meta=True) or "utf-8"
    for encoding in filter(None, (_known(declared), guessed)):
        try:
            return html.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return str(bytes_to_str(html, guessed))


def _is_utf8_with_faults(replaced: str) -> bool:
    """Whether a few bytes spoil a UTF-8 page: in another encoding, valid UTF-8 sequences hardly ever come about by chance."""
    beyond_ascii = len(replaced) - len(replaced.encode("ascii", "ignore"))
    return replaced.count("\ufffd") < 0.05 * beyond_ascii


def _known(declared: str | None) -> str | None:
    """The server's charset as a codec's name. Latin-1 is what servers say when nobody chose, so it does not count."""
    if not declared or declared.lower() in ("iso-8859-1", "latin-1", "latin1", "windows-1252", "us-ascii"):
        return None
    return str(map_encoding_to_html5(declared, fallback_utf8=False)) or None


def _look(html: str) -> tuple[str, list[int]]:
    """The page without what no extractor reads, and what it may hold (columns of `kernels.html.look`)."""
    page = np.frombuffer(bytearray(html, "utf-8", "surrogatepass"), np.uint8)
    found, left = np.empty(WIDTH, np.int64), np.empty(page.size, np.uint8)
    look(page, found)
    size = slim(page, bool(found[FORMULAE]), left)
    return (html if size == page.size else left[:size].tobytes().decode("utf-8", "surrogatepass")), found.tolist()


def _with_resiliparse(page: Page) -> Extracted:
    page.take()
    extracted = _best(page)
    if may_have_delimited(extracted.text) and page.take_delimited():
        return _best(page)
    return extracted


def _best(page: Page) -> Extracted:
    """The main content, or, where the search for it loses formulae, all of the page but its navigation."""
    extracted = page.restored(_main_content(page.tree, page.html, page.deep))
    if extracted.lost <= MAX_LOST * extracted.formulae_in_html:
        return extracted
    more = page.restored(str(extract_plain_text(page.tree, alt_texts=False, skip_elements=NAVIGATION)))
    return more if more.formulae_in_text > extracted.formulae_in_text else extracted


def _main_content(tree: HTMLTree, html: str, deep: bool) -> str:
    """The main content; the tree is left with what the page itself says is its main part, where it says so."""
    if deep:
        return str(extract_plain_text(tree, alt_texts=False))
    _cut_to_declared_part(tree)
    main = str(extract_plain_text(tree, main_content=True, alt_texts=False, comments=False))
    if len(main) < MIN_ARTICLE_CHARS and "omment" in html:
        main = str(extract_plain_text(tree, main_content=True, alt_texts=False))
    if len(main) >= MIN_MAIN_CHARS:
        return main
    everything = str(extract_plain_text(tree, alt_texts=False))
    return main if len(main) >= MIN_MAIN_SHARE * len(everything) else everything


def _cut_to_declared_part(tree: HTMLTree) -> None:
    """Leaves only the one `main` of a page, or else its one `article`, where that holds some text."""
    document: Any = tree.document
    body: Any = tree.body
    if document is None or body is None:
        return
    for declared in (document.query_selector_all("main,[role=main]"), document.get_elements_by_tag_name("article")):
        if len(declared) == 1:
            part = declared[0]
            if len(part.inner_text or "") >= MIN_DECLARED_CHARS and part.parent_node is not None and part.tag != "body":
                body.replace_children(part)
            return


def _with_trafilatura(page: Page, url: str | None) -> Extracted:
    import trafilatura  # optional, and slow to import

    changed, html = page.take(), page.html
    if may_have_delimited(html):
        changed = page.take_delimited() or changed
    if changed:
        html = str(page.tree.document.html)  # type: ignore[union-attr]
    extracted = page.restored(trafilatura.extract(html, url=url or None) or "")
    if extracted.lost <= MAX_LOST * extracted.formulae_in_html:
        return extracted
    more = _best(page)
    return more if more.formulae_in_text > extracted.formulae_in_text else extracted


class Page:
    """A parsed page whose formulae, code blocks and data tables can be put out of an extractor's reach, and back into its text."""

    def __init__(self, html: str, looked: list[int]) -> None:
        self.html, self.tree, self._looked = html, HTMLTree.parse(html), looked
        self.deep = looked[DEEPEST] > MAX_NESTING
        self._placeholders: Placeholders | None = None

    def take(self) -> bool:
        """Take what the page's elements tell: formulae, code, tables; `sup` and `sub` are written out. Returns whether any was there."""
        document: Any = self.tree.document
        if document is None:
            return False
        any_formulae = bool(self._looked[FORMULAE]) and has_formulae(document)
        any_scripts = bool(self._looked[SCRIPTS]) and document.query_selector("sup,sub") is not None
        any_blocks = bool(self._looked[BLOCKS]) and document.query_selector("pre,table,code") is not None
        if any_formulae:
            PageFormulae(self.tree, self.placeholders).take()
        if any_scripts:
            write_scripts(document)
        if any_blocks:
            take_blocks(document, self.placeholders)
        return any_formulae or any_scripts or any_blocks

    def take_delimited(self) -> bool:
        """Take what stands between delimiters in the page's text; returns whether anything does."""
        return PageFormulae(self.tree, self.placeholders).take_delimited()

    def restored(self, text: str) -> Extracted:
        """An extractor's text with everything that was taken in its place again."""
        if not self._placeholders:
            return Extracted(text)
        text, formulae = self._placeholders.restore(text)
        return Extracted(text, self._placeholders.formulae, formulae)

    @property
    def placeholders(self) -> Placeholders:
        if self._placeholders is None:
            self._placeholders = Placeholders(self.html)
        return self._placeholders
