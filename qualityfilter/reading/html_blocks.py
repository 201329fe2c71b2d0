"""Code blocks and data tables of a page as Markdown: fences that keep newlines and indentation, tables with their columns.

Inline `<code>` stays the plain text that extractors make of it: they neither glue it to its neighbours nor change it, and
backticks that the page does not have would be ours. A `code` of several lines outside `pre` is a block.
"""

from __future__ import annotations

import re
from typing import Any

from qualityfilter.reading.placeholders import Placeholders

MAX_CELLS = 20_000
MAX_CELL_CHARS = 400
_LANGUAGE = re.compile(r"(?:^|\s)(?:lang(?:uage)?-|highlight-source-|highlight-(?=[a-z])|brush:\s*|sourceCode\s+)([A-Za-z][\w+#.-]{0,19})")
_NO_LANGUAGE = frozenset(("default", "none", "notranslate", "plaintext", "text", "plain", "nohighlight", "source", "wrapper"))
_NUMBERS = re.compile(r"[\d\s.:|]*")
_LINE_NUMBERS = ".lineno,.linenos,.line-number,.line-numbers,.line-numbers-rows,.ln,.lnt,.ln-num,.hljs-ln-numbers,.linenumber,.gutter"
_BLOCKS_IN_CODE = "br,li,div,p,tr,code.line,span.line,.cl"
_MARKS_OF_CODE = "code,span[class],font[color],kbd,samp"
_CODE_CLASS = re.compile(
    r"code|highlight|brush|prettyprint|lang|source|syntax|shell|console|terminal|literal-block|example|programlisting|screen", re.IGNORECASE
)
_NESTED = "table,pre,form,iframe,video,h1,h2,h3,h4,section,article,nav,ul ul,blockquote"
_TABLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:wikitable|data-?table|docutils|table-bordered|table-striped|sortable|dataframe|tablesorter|infobox)(?:$|[\s_-])"
)


def take_blocks(document: Any, placeholders: Placeholders) -> None:
    """Puts placeholders for code blocks and data tables into a parsed page; formulae in them have theirs already."""
    if (tables := document.get_elements_by_tag_name("table").values()) and document.query_selector("td pre,td code,td.code,td.blob-code"):
        for table in tables:
            _numbered_code(table)
    for pre in document.query_selector_all("pre").values():
        if pre.query_selector("pre") is None and (written := code_block(pre)):
            _replace(document, pre, placeholders.block(written))
    for code in document.get_elements_by_tag_name("code").values():
        if len(code.query_selector_all("br").values()) > 1 or (code.text or "").strip().count("\n") > 1:
            _replace(document, code, placeholders.block(fenced(_code_text(code), "")))
    for table in reversed(document.get_elements_by_tag_name("table").values()):
        if written := data_table(table):
            _replace(document, table, placeholders.block(written))


def _replace(document: Any, element: Any, placeholder: str) -> None:
    paragraph = document.create_element("p")
    paragraph.text = placeholder
    element.replace_with(paragraph)


def _numbered_code(table: Any) -> None:
    """A highlighter's table, line numbers left and code right, becomes the `pre` that it shows."""
    if table.query_selector("table") is not None:
        return
    lines: list[str] = []
    rows = table.get_elements_by_tag_name("tr").values()
    numbered = 0
    for row in rows:
        cells = [cell for cell in row.children.values() if cell.tag in ("td", "th")]
        if len(cells) < 2 or not _NUMBERS.fullmatch(cells[0].text or ""):
            return
        numbered += bool((cells[0].text or "").strip() or cells[0].attrs)
        lines.append(_code_text(cells[-1]))
    if not rows or numbered < len(rows) or table.query_selector("td pre,td code,td.code,td.blob-code") is None:
        return
    code = table.query_selector("pre code[class],code[class]")
    table.set_attribute("class", f"highlight {code.class_name if code is not None else table.class_name or ''}")
    pre = table.owner_document.create_element("pre")
    pre.set_attribute("class", table.class_name or "")
    pre.text = "\n".join(line.rstrip("\n") if len(rows) > 1 else line for line in lines)
    table.replace_with(pre)


def code_block(pre: Any) -> str:
    """A `pre` as a fenced block; prose in a `pre`, as old mails have it, as its lines; "" for an empty one."""
    holder = pre.parent_element
    names = " ".join(
        filter(None, (pre.class_name, *(child.class_name for child in pre.children.values()[:2]), holder.class_name if holder else ""))
    )
    marked = bool(_CODE_CLASS.search(names)) or pre.query_selector(_MARKS_OF_CODE) is not None
    text = _code_text(pre)
    if not text.strip():
        return ""
    return fenced(text, names) if marked or not _is_prose(text) else text.strip("\n")


def fenced(text: str, names: str) -> str:
    """Code between fences, with its language where class names tell it."""
    text = text.strip("\n")
    language = next((m[1] for m in _LANGUAGE.finditer(names) if m[1].lower() not in _NO_LANGUAGE), "")
    fence = "```"
    while fence in text:
        fence += "`"
        if len(fence) > 12:
            text = text.replace("```", "'''")
            fence = "```"
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return f"{fence}{language}\n{lines}\n{fence}"


def _code_text(element: Any) -> str:
    """The text of a code block: lines that are elements end in a newline, line numbers go."""
    if element.first_element_child is not None:
        for number in element.query_selector_all(_LINE_NUMBERS).values():
            if _NUMBERS.fullmatch(number.text or ""):
                number.remove()
        document = element.owner_document
        if "\n" not in (element.text or "").strip("\n") or element.query_selector("br") is not None:
            for part in element.query_selector_all(_BLOCKS_IN_CODE).values():
                if part.tag == "br":
                    part.replace_with(document.create_text_node("\n"))
                elif part.last_child is None or not (part.last_child.value or "").endswith("\n"):
                    part.append_child(document.create_text_node("\n"))
    return (element.text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\0", "")


def _is_prose(text: str) -> bool:
    lines = [line for line in text[:20_000].split("\n") if line.strip()]
    wordy = sum(
        len(re.findall(r"[^\W\d_]{2,}", line)) >= 5 and sum(c.isalpha() or c.isspace() for c in line) > 0.85 * len(line) for line in lines
    )
    return len(lines) > 2 and wordy >= 0.6 * len(lines)


def data_table(table: Any) -> str:
    """A table of data as Markdown; "" for one that lays out a page, is smaller than 2 x 2 or holds blocks of its own."""
    if table.getattr("role") in ("presentation", "none") or table.query_selector(_NESTED) is not None:
        return ""
    rows = table.get_elements_by_tag_name("tr").values()
    if len(rows) < 2:
        return ""
    grid: list[list[str]] = []
    heads = links = cells = 0
    for row in rows:
        line: list[str] = []
        for cell in row.children.values():
            if cell.tag not in ("td", "th"):
                continue
            cells += 1
            heads += cell.tag == "th"
            text = _cell_text(cell)
            if cells > MAX_CELLS or len(text) > MAX_CELL_CHARS:
                return ""
            if cell.first_element_child is not None and len(cell.get_elements_by_tag_name("a")) > 3:
                links += 1
            line += [text, *[""] * (_span(cell) - 1)]
        if any(line):
            grid.append(line)
    width = max(map(len, grid), default=0)
    marked = heads > 0 or bool(_TABLE_CLASS.search(table.class_name or "")) or table.query_selector("caption,thead") is not None
    if not _is_grid(grid, width, marked) or links > 0.2 * cells:
        return ""
    caption = table.query_selector("caption")
    title = " ".join((caption.text or "").split()) if caption is not None else ""
    lines = ["| " + " | ".join([*line, *[""] * (width - len(line))]) + " |" for line in grid]
    return "\n".join([*([title] if title else []), lines[0], "|" + " --- |" * width, *lines[1:]])


def _is_grid(grid: list[list[str]], width: int, marked: bool) -> bool:
    """Whether rows and columns line up: most rows of one length, most cells filled and short."""
    if len(grid) < 2 or not 2 <= width <= 40:
        return False
    filled = sorted(len(text) for line in grid for text in line if text)
    if len(filled) < 0.4 * len(grid) * width:
        return False
    regular = sum(len(line) == width for line in grid)
    if marked:
        return regular >= 0.5 * len(grid) and filled[len(filled) // 2] <= 120
    return regular >= 0.9 * len(grid) and filled[len(filled) // 2] <= 40 and (width > 2 or len(grid) > 2) and filled[-1] <= 200


def _cell_text(cell: Any) -> str:
    text = cell.inner_text if cell.first_element_child is not None else cell.text
    return " ".join((text or "").split()).replace("|", "\\|")


def _span(cell: Any) -> int:
    value = cell.getattr("colspan") or "1"
    return min(max(int(value), 1), 40) if value.isascii() and value.isdigit() and len(value) < 5 else 1
