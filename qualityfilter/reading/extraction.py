"""HTML to text, the one place where it happens: decode, then take the main content of the page.

Settings were chosen on 92 pages of the Web Content Extraction Benchmark and 98 of article-extraction-benchmark, by mean F1 of
words against the gold text: resiliparse's main content .809 and .918, with the alternative texts of pictures .820 and .904,
all visible text .707 and .655; trafilatura .862 (WCXB) at a tenth of the speed. Where the main content is almost nothing, the
whole page is taken: .835 and .918, recall on WCXB .867 -> .940.
"""

from __future__ import annotations

import re

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5
from resiliparse.parse.html import HTMLTree

# Main content under both is taken for a failure to find it. With 1,000 characters F1 on WCXB is .819, with a share of .2 the same.
MIN_MAIN_CHARS = 500
MIN_MAIN_SHARE = 0.1
# resiliparse's search for the main content takes time quadratic in how deep blocks nest: 0.2 s at 3,000, minutes at 100,000.
MAX_NESTING = 3_000
# A parsed page takes up to 550 bytes for every tag, so a page of more tags is refused: no page may take a worker's memory.
MAX_TAGS = 1_000_000
_BLOCKS = re.compile(r"<(/?)(?:div|article|section|main)\b", re.IGNORECASE)


class ExtractionError(Exception):
    """An extractor failed on a page; the message says how."""


def extract_html(html: bytes | str, extractor: str = "resiliparse", url: str | None = None, charset: str | None = None) -> str:
    """The main content of an HTML page as text, "" for an empty page; `extractor` is 'resiliparse' or 'trafilatura'.

    Bytes are decoded first (see `decode_html`), with `charset` as the server declared it. ExtractionError if the library fails
    or the page has more than MAX_TAGS tags.
    """
    text = decode_html(html, charset) if isinstance(html, bytes) else html
    if (tags := text.count("<")) > MAX_TAGS:
        raise ExtractionError(f"a page of {tags} tags, over {MAX_TAGS}")
    try:
        extracted = _with_trafilatura(text, url) if extractor == "trafilatura" else _with_resiliparse(text)
    except Exception as error:  # a parser's own failures on one page; the page is quarantined, its neighbours are not
        raise ExtractionError(f"{extractor} failed: {type(error).__name__}: {error}") from error
    return extracted.encode("utf-8", "replace").decode()


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


def _with_resiliparse(html: str) -> str:
    tree = HTMLTree.parse(html)
    main = "" if _nesting(html) > MAX_NESTING else str(extract_plain_text(tree, main_content=True, alt_texts=False))
    if len(main) >= MIN_MAIN_CHARS:
        return main
    everything = str(extract_plain_text(tree, alt_texts=False))
    return main if len(main) >= MIN_MAIN_SHARE * len(everything) else everything


def _with_trafilatura(html: str, url: str | None) -> str:
    import trafilatura  # optional, and slow to import

    return trafilatura.extract(html, url=url or None) or ""


def _nesting(html: str) -> int:
    """How deep block elements nest, by their tags; 0 without counting where there are too few to matter."""
    if html.count("<") < MAX_NESTING:
        return 0
    depth = deepest = 0
    for match in _BLOCKS.finditer(html):
        depth = max(depth - 1, 0) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
