"""One form for all addresses of a page, so that a page that was fetched twice is found by its address.

1. Scheme, `www.`, a default port, user and password, a fragment (but for `#!`) and a slash at the end do not matter; the host's case does
   not, that of the rest does.
2. Parameters that only say where a reader came from (`utm_source`, `gclid`, `spm` …) are left out, the others sorted: sites do not mind
   their order. A path goes without `.`, `..` and doubled slashes.
3. Escapes of letters, digits and `-._~` are undone, all others are upper case (RFC 3986, section 6.2.2); a host in any script is in
   its ASCII form.
"""

from __future__ import annotations

import functools
import re
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import xxhash

_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"(?:utm_\w+|gclid|dclid|gbraid|wbraid|fbclid|msclkid|yclid|twclid|igshid|mc_[ce]id|_ga|_gl|spm|scm|_openstat)(?:=|$)", re.I
)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_OTHER_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+-]*:(?!\d)")  # mailto:, javascript:; not a host with its port


def canonical(url: str) -> str | None:
    """`host/path?query` of an address, the same for all addresses that lead to one page; None for what is no address of the web."""
    url = "".join(url.split())
    if not _SCHEME.match(url):
        if _OTHER_SCHEME.match(url):
            return None
        url = "http:" + url if url.startswith("//") else f"http://{url}"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _PORTS or "." not in host.strip("."):
        return None
    host = _ascii(host.rstrip(".").removeprefix("www."))
    place = host if port is None or port == _PORTS[parts.scheme.lower()] else f"{host}:{port}"
    query = sorted(p for p in _escaped(parts.query).split("&") if p and not _TRACKING.match(p))
    fragment = f"#{_escaped(parts.fragment)}" if parts.fragment.startswith("!") else ""
    return place + _path(_escaped(parts.path)) + ("?" + "&".join(query) if query else "") + fragment


def _path(path: str) -> str:
    """Without empty and dot segments, and without a slash at the end."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return "".join(f"/{segment}" for segment in kept)


def _escaped(text: str) -> str:
    """Other characters than ASCII escaped as UTF-8, escapes of unreserved ones undone, the others in capitals."""
    if not text.isascii():
        text = "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode("utf8", "replace")) for c in text)
    return _ESCAPE.sub(_unescaped, text) if "%" in text else text


def _unescaped(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


@functools.lru_cache(maxsize=1 << 14)
def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def address_hashes(urls: list[str | None]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """(m, 2) xxh3-128 of the canonical addresses that there are, and the rows that have them."""
    found = [(row, place) for row, url in enumerate(urls) if url and (place := canonical(url)) is not None]
    out = np.empty((len(found), 2), np.uint64)
    for k, (_, place) in enumerate(found):
        digest = xxhash.xxh3_128_intdigest(place.encode())
        out[k, 0], out[k, 1] = digest >> 64, digest & 0xFFFFFFFFFFFFFFFF
    return out, np.array([row for row, _ in found], np.int64)
