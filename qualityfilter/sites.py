"""Which site a document is from."""

from __future__ import annotations

from collections.abc import Iterator
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


def places_of(address: str | None) -> tuple[str, ...]:
    """The host of an address, and the host with the first folder of its path ("host/folder/") where it has one."""
    host = host_of(address)
    if not address or not host:
        return ()
    folders = urlsplit(address if "//" in address else f"//{address}").path.split("/")
    return (host, f"{host}/{folders[1]}/") if len(folders) > 2 and folders[1] else (host,)


def addresses(table: pa.Table) -> list[str]:
    """The `url` of each document, else its `source`, else ""."""
    return [url or source or "" for url, source in _urls_and_sources(table)]


def sites(table: pa.Table) -> list[str]:
    """The host of each document's `url`, else its `source`, else ""."""

    given = [table.column(name) for name in ("url", "source") if name in table.column_names]
    if all(column.null_count == table.num_rows for column in given):
        return [""] * table.num_rows
    return [host_of(url) or source or "" for url, source in _urls_and_sources(table)]


def _urls_and_sources(table: pa.Table) -> Iterator[tuple[str | None, str | None]]:
    columns = [table.column(name).to_pylist() if name in table.column_names else [None] * table.num_rows for name in ("url", "source")]
    return zip(*columns, strict=True)
