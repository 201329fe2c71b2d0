"""Makes text from a crawl safe to look at: what would steer a terminal or reorder a line is shown instead of obeyed.

A report quotes documents, ids and host names that anybody may have written. Escaping HTML is the template's work; this is for what
escaping leaves in place: control characters (a terminal would run them), bidirectional controls (a line would read in another
order than it is stored), characters without a shape, and halves of surrogate pairs (they cannot be encoded).
"""

from __future__ import annotations

import re

# C0 but tab and newline, DEL and C1; soft hyphen stays. Zero-width joiners stay: Persian, Indic scripts and emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)

_BLANKS = re.compile("[ \t]+")


def visible(text: object, most: int | None = 400) -> str:
    """The text, or its first `most` code points, with control, bidirectional and invisible characters replaced by visible signs.

    ESC becomes ␛ and NUL ␀ (the Unicode pictures of controls), others their number: ⟨U+202E⟩. Tabs and newlines stay.
    """
    text = str(text)
    return _UNSEEN.sub(_sign, text[:most]) + ("…" if most is not None and len(text) > most else "")


def one_line(text: object, most: int = 400) -> str:
    """`visible`, with line ends as ⏎ and runs of blanks and tabs as one blank."""
    return _BLANKS.sub(" ", visible(text, most).strip("\n").replace("\n", " ⏎ ")).strip(" ")


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"
