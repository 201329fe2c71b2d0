"""What a report quotes of documents: as they are, with personal data masked, or not at all (`report: examples` of a recipe)."""

from __future__ import annotations

from collections.abc import Callable

from qualityfilter.documents import Documents
from qualityfilter.pii import KINDS, find_pii
from qualityfilter.reports.sample import SNIPPET

REACH = 2 * SNIPPET  # code points that are searched: what is found at the end of a quotation may reach beyond it


def quoted(examples: str) -> Callable[[str], str]:
    """What a text is quoted as; `examples` is full, masked or none."""
    return {"full": _beginning, "masked": _masked, "none": lambda text: ""}[examples]


def _beginning(text: str) -> str:
    return text[:SNIPPET]


def _masked(text: str) -> str:
    return mask(text[:REACH])[:SNIPPET]


def cut(text: str, most: int) -> str:
    """The beginning of a text in so many bytes of UTF-8, with an ellipsis where any is left out."""
    if 4 * len(text) <= most:
        return text
    data = text.encode("utf8", "surrogatepass")
    return text if len(data) <= most else data[:most].decode("utf8", "ignore") + "…"


def mask(text: str) -> str:
    """The text with personal data as its kind in brackets: [email], [phone] … (see `qualityfilter.pii` for what is found)."""
    docs = Documents.of(text)
    found = find_pii(docs)
    data, at, out = text.encode(), 0, []
    for start, end, kind in sorted(zip(found.start.tolist(), found.end.tolist(), found.kind.tolist())):
        out += [data[at:start], f"[{KINDS[kind]}]".encode()]
        at = end
    return b"".join([*out, data[at:]]).decode()
