"""Placeholders: words of letters and digits that stand in a page for what an extractor would lose, until its text is there."""

from __future__ import annotations

import hashlib
import re

MAX_ROUNDS = 6  # a formula in a cell of a table in a … : each level of what holds what takes one round


class Placeholders:
    """The placeholders of one page. A word that the page has itself is never one: its middle is a hash of the page.

    No extractor takes such a word apart, drops its characters (as they do with private-use ones) or puts markup into it.
    """

    def __init__(self, html: str) -> None:
        digest = hashlib.blake2b(html.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
        while digest in html:  # ends: a page has fewer words than there are hashes of hashes
            digest = hashlib.blake2b(digest.encode(), digest_size=6).hexdigest()
        self._digest = digest
        self._pattern = re.compile(f"Qf{digest}([fob])([0-9]{{1,9}})Zq")
        self._texts: list[str] = []
        self.formulae = 0

    def __bool__(self) -> bool:
        return bool(self._texts)

    def formula(self, text: str, display: bool = False) -> str:
        """A placeholder for a formula as it shall be written; a display formula gets a line of its own."""
        self.formulae += 1
        return self._put("o" if display else "f", text)

    def block(self, text: str) -> str:
        """A placeholder for lines of their own: a code block, a table."""
        return self._put("b", text)

    def _put(self, kind: str, text: str) -> str:
        self._texts.append(text)
        return f"Qf{self._digest}{kind}{len(self._texts) - 1}Zq"

    def within(self, text: str) -> bool:
        """Whether the text has a placeholder of this page."""
        return self._digest in text

    def restore(self, text: str) -> tuple[str, int]:
        """The text with what the placeholders stand for, and how many different formulae came back."""
        found: set[str] = set()
        for _ in range(MAX_ROUNDS):
            if self._digest not in text:
                break
            text = self._round(text, found)
        return text, len(found)

    def _round(self, text: str, found: set[str]) -> str:
        def written(match: re.Match[str]) -> str:
            kind, number = match.groups()
            if int(number) >= len(self._texts):
                return match[0]
            if kind != "b":
                found.add(number)
            put = self._texts[int(number)]
            if kind == "f":
                return put
            before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
            return "\n" * (before not in ("", "\n")) + put + "\n" * (after not in ("", "\n"))

        return self._pattern.sub(written, text)
