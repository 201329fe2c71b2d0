"""Which site a document is from."""

from __future__ import annotations

from urllib.parse import urlsplit

import pyarrow as pa


def host_of(url: str | None) -> str:
    """The host of a URL without `www.`; empty where there is none."""
    if not url:
        return ""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host[4:] if host.startswith("www.") else host


def sites(table: pa.Table) -> list[str]:
    """The host of each document's `url`, else its `source`, else ""."""

    def column(name: str) -> list[str | None]:
        return table.column(name).to_pylist() if name in table.column_names else [None] * table.num_rows

    return [host_of(url) or source or "" for url, source in zip(column("url"), column("source"), strict=True)]
