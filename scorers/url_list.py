"""Whether a document's address is on a list of the user's: block lists of the Safe stage, allow lists of trusted sites."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import xxhash

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from scorers._user_files import Better, UserFile, own_column


@functools.cache
def load(path: str) -> npt.NDArray[np.uint64]:
    """Sorted xxh3-64 hashes of a list's entries: 8 bytes an entry, however long."""
    with open(path, encoding="utf-8", errors="replace") as lines:
        entries = {normalised(line) for line in lines if line.strip() and not line.startswith("#")}
    return np.array(sorted(xxhash.xxh3_64_intdigest(entry) for entry in entries if entry), np.uint64)


def normalised(entry: str) -> str:
    """An entry or address as `host` or `host/path`: no scheme, port, `www.`, query or closing slash, the host in lower case."""
    text = entry.strip()
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.").strip(".")
    return (host + parts.path).rstrip("/") if host else ""


def prefixes(url: str) -> list[str]:
    """What an entry may look like that covers this address: the host and its parents, and the host with each beginning of the path."""
    whole = normalised(url)
    host, slash, path = whole.partition("/")
    labels = host.split(".")
    found = [".".join(labels[i:]) for i in range(max(len(labels) - 1, 1))]
    pieces = path.split("/") if slash else []
    return found + [f"{host}/{'/'.join(pieces[: i + 1])}" for i in range(min(len(pieces), 8))]


@register("url_list.v1")
@dataclass(frozen=True)
class UrlList(UserFile):
    """1 where the document's `url` is on the list at `path`, else 0; 0 for a document without an address.

    The list has an entry per line: a host (`example.com` covers its subdomains and `www.`), or a host with the beginning of a path
    (`example.com/shop`, whole parts of the path). `#` begins a comment line. Lists such as UT1's domain files work as they are.
    """

    column: str = "url_listed"
    better: Better = "lower"

    @property
    def writes(self) -> tuple[ScoreColumn, ...]:
        return (own_column(self.column, self.better, "1 where the address is on a list of the user's"),)

    def score(self, docs: Documents) -> Scores:
        listed, values = load(self.path), np.zeros(len(docs))
        if listed.size == 0:
            raise InputError(f"url_list: {self.path} holds no entry")
        urls = docs.table.column("url").to_pylist() if "url" in docs.table.column_names else []
        for row, url in enumerate(urls):
            if url:
                hashes = np.array([xxhash.xxh3_64_intdigest(p) for p in prefixes(url)], np.uint64)
                at = np.minimum(np.searchsorted(listed, hashes), listed.size - 1)
                values[row] = float((listed[at] == hashes).any())
        return {self.column: values}
