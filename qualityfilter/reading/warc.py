"""WARC and WET: HTML responses become their main content, WET's conversion records are documents as they are.

1. Records are framed here, from the decompressed stream: a header block, `Content-Length` bytes, an empty line. So a record of a
   wrong length costs itself, the next one that begins with `WARC/` is found again, and an oversized one is never held.
2. fastwarc parses the record's headers and undoes the HTTP encodings; what is no document is counted in `skipped` by its kind.
3. `id` is WARC-Record-ID, `url` WARC-Target-URI, `date` WARC-Date; the other WARC headers and three of HTTP's go to `meta`,
   with how many formulae the page has and how many of them are in the text, where it has any.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from fastwarc.warc import WarcRecord, WarcRecordType

from qualityfilter.pieces import Piece, ReadOptions
from qualityfilter.reading.extraction import Extracted, ExtractionError, extract_page
from qualityfilter.reading.records import Quarantined, Records, Row
from qualityfilter.reading.streams import InputFile, Stream, open_stream

MAX_HEADER_BYTES = 256 << 10
HTML_TYPES = ("text/html", "application/xhtml+xml")
_LENGTH = re.compile(rb"^content-length:[ \t]*([0-9]{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(rb"^warc-type:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_DOCUMENT_TYPES = (b"response", b"resource", b"conversion")
_COLUMN_HEADERS = frozenset(("warc-record-id", "warc-target-uri", "warc-date"))
_ENCODED = re.compile(rb"\A[0-9a-fA-F]{1,8}[ \t]*(?:;[^\r\n]*)?\r\n|[\x00-\x08\x0e-\x1f]")  # a chunk's length, or bytes that no text has
_HTTP_HEADERS = ("content-type", "content-language", "last-modified")


@dataclass(frozen=True)
class Framed:
    """One record as it lies in the stream. `content` is None when it was not held; `fault` says what is wrong with it."""

    offset: int
    header: bytes
    length: int
    content: bytes | None
    fault: str | None = None


class NoDocument(Exception):
    """The record is none that holds a document; the message is its kind."""


class Unreadable(Exception):
    """The record should be a document and cannot be read; the message is the reason."""


def read_warc(piece: Piece, index: int, options: ReadOptions) -> Iterator[Records]:
    """The documents of one WARC or WET file, about `batch_bytes` of text at a time."""
    with InputFile(piece.path) as file:
        stream = open_stream(file)
        documents = WarcDocuments(index, options)
        for framed in frames(stream, options.max_document_bytes):
            documents.add(framed)
            if documents.held_bytes >= options.batch_bytes:
                yield documents.flush()
        if stream.damage is not None:
            documents.add_damage(stream.damage)
        yield documents.flush()


class WarcDocuments:
    """Turns framed records into rows and numbers the documents; skipped records have no number."""

    def __init__(self, piece: int, options: ReadOptions) -> None:
        self.piece = piece
        self.options = options
        self.ordinal = 0
        self._start()

    def _start(self) -> None:
        self.rows, self.quarantined, self.skipped, self.formulae = list[Row](), list[Quarantined](), dict[str, int](), dict[str, int]()
        self.held_bytes = 0

    def flush(self) -> Records:
        records = Records(self.rows, self.quarantined, self.skipped, self.formulae)
        self._start()
        return records

    def add(self, framed: Framed) -> None:
        try:
            row, extracted = read_document(framed, self.options)
        except NoDocument as error:
            kind = str(error)
            self.skipped[kind] = self.skipped.get(kind, 0) + 1
            return
        except Unreadable as error:
            self._quarantine(framed.offset, str(error))
            return
        self.rows.append((self.ordinal, *row))
        if extracted.formulae_in_html:
            for place, number in (("documents", 1), ("html", extracted.formulae_in_html), ("text", extracted.formulae_in_text)):
                self.formulae[place] = self.formulae.get(place, 0) + number
        self.ordinal += 1
        self.held_bytes += len(row[1]) + 1000  # a short text still has headers

    def add_damage(self, damage: str) -> None:
        """One entry for a damaged stream; a record that it cut off is not reported again."""
        reason = f"damaged file: {damage}; what follows is lost"
        if self.quarantined and self.quarantined[-1].reason.startswith("truncated"):
            last = self.quarantined.pop()
            self.quarantined.append(Quarantined(self.piece, last.ordinal, last.offset, reason))
        else:
            self._quarantine(-1, reason)

    def _quarantine(self, offset: int, reason: str) -> None:
        self.quarantined.append(Quarantined(self.piece, self.ordinal, offset, reason))
        self.ordinal += 1


def frames(stream: Stream, max_bytes: int) -> Iterator[Framed]:
    """The records of a decompressed WARC stream in order, none of them longer in memory than `max_bytes`."""
    reader = Counting(stream)
    while True:
        offset, line = reader.offset, reader.line()
        if not line:
            return
        if not line.strip():
            continue
        if not line.startswith(b"WARC/"):
            yield Framed(offset, line, 0, None, "not a WARC record: " + repr(line[:40].decode(errors="replace").strip()))
            reader.find_record()
            continue
        header = line + reader.header()
        length = _LENGTH.search(header)
        if not header.endswith((b"\n\r\n", b"\n\n")):
            yield Framed(offset, header, 0, None, "truncated WARC record: the file ends, or goes on too long, in its header")
            reader.find_record()
        elif length is None:
            yield Framed(offset, header, 0, None, "not a WARC record: its header has no Content-Length")
            reader.find_record()
        else:
            yield _content(reader, offset, header, int(length[1]), max_bytes)


def _content(reader: Counting, offset: int, header: bytes, length: int, max_bytes: int) -> Framed:
    wanted = _TYPE.search(header)
    if wanted is None or wanted[1].strip().lower() not in _DOCUMENT_TYPES or length > max_bytes:
        skipped = reader.skip(length)
        fault = _cut_off(skipped, length) if skipped < length else None
        return Framed(offset, header, length, None, fault)
    content = reader.read(length)
    return Framed(offset, header, length, content, _cut_off(len(content), length) if len(content) < length else None)


def _cut_off(have: int, length: int) -> str:
    return f"truncated WARC record: {have} of {length} bytes are there"


class Counting:
    """A buffered reader of a stream that knows where it is."""

    def __init__(self, stream: Stream) -> None:
        self._buffered = io.BufferedReader(_Raw(stream), 1 << 18)
        self._pending = b""
        self.offset = 0

    def line(self) -> bytes:
        """Up to and including the next newline, or MAX_HEADER_BYTES of a line that goes on for longer."""
        line, self._pending = self._pending or self._buffered.readline(MAX_HEADER_BYTES), b""
        return self._took(line)

    def header(self) -> bytes:
        """The lines up to and including an empty one; without it where the file ends first or the header is too long."""
        lines: list[bytes] = []
        held = 0
        while held < MAX_HEADER_BYTES and (line := self.line()):
            lines.append(line)
            held += len(line)
            if not line.strip():
                break
        return b"".join(lines)

    def read(self, size: int) -> bytes:
        return self._took(self._buffered.read(size))

    def skip(self, size: int) -> int:
        """Passes over up to `size` bytes without holding them; fewer at the end of the file."""
        left = size
        while left and (data := self._buffered.read(min(left, 1 << 20))):
            left -= len(data)
        self.offset += size - left
        return size - left

    def find_record(self) -> None:
        """Moves to the next line that begins a record, or to the end; the next call must be `line`."""
        while (line := self.line()) and not line.startswith(b"WARC/1."):
            pass
        self._pending = line
        self.offset -= len(line)

    def _took(self, data: bytes) -> bytes:
        self.offset += len(data)
        return data


class _Raw(io.RawIOBase):
    """A stream as a raw file, for io's buffering."""

    def __init__(self, stream: Stream) -> None:
        super().__init__()
        self._stream = stream
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._left or self._stream.read(len(buffer))
        self._left = data[len(buffer) :]
        data = data[: len(buffer)]
        buffer[: len(data)] = data
        return len(data)


_Columns = tuple[str | None, bytes, str | None, None, str | None, bytes]


def read_document(framed: Framed, options: ReadOptions) -> tuple[_Columns, Extracted]:
    """id, text, url, source, date, meta of a record, and what its text came from; NoDocument or Unreadable otherwise."""
    if framed.fault is not None:
        raise Unreadable(framed.fault)
    if framed.content is None:
        raise _not_held(framed, options.max_document_bytes)
    record = _parsed(framed)
    headers = [(name, value) for name, value in record.headers.items()]
    known = {name.lower(): value for name, value in reversed(headers)}
    url = known.get("warc-target-uri", "").strip("<>") or None
    if record.record_type == WarcRecordType.conversion:
        text, extracted = _plain_text(framed.content, known), Extracted("")
        http: dict[str, Any] = {}
    else:
        extracted, http = _page(record, framed, known, url, options)
        text = extracted.text.encode()
    meta = {name: value for name, value in headers if name.lower() not in _COLUMN_HEADERS}
    packed: dict[str, Any] = {"warc": meta, "http": http} if http else {"warc": meta}
    if extracted.formulae_in_html:
        packed["formulae"] = {"html": extracted.formulae_in_html, "text": extracted.formulae_in_text}
    return (known.get("warc-record-id"), text, url, None, known.get("warc-date"), orjson.dumps(packed)), extracted


def _parsed(framed: Framed) -> Any:
    try:
        return WarcRecord.from_bytes(framed.header + (framed.content or b"") + b"\r\n\r\n")
    except OSError as error:
        raise Unreadable(f"not a WARC record: {error}") from error


def _not_held(framed: Framed, max_bytes: int) -> Exception:
    kind = _TYPE.search(framed.header)
    name = kind[1].strip().lower() if kind else b"unknown"
    if name not in _DOCUMENT_TYPES:
        return NoDocument(name.decode(errors="replace"))
    return Unreadable(f"too large: a record of {framed.length} bytes, over read.max_document_bytes ({max_bytes})")


def _plain_text(content: bytes, headers: dict[str, str]) -> bytes:
    kind = _media_type(headers.get("content-type"))
    if kind not in ("text/plain", ""):
        raise NoDocument(kind)
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"not valid UTF-8: byte 0x{content[error.start]:02x} at byte {error.start} of the record") from None
    return content


def _page(record: Any, framed: Framed, headers: dict[str, str], url: str | None, options: ReadOptions) -> tuple[Extracted, dict[str, Any]]:
    """The main content of an HTML response or resource, and what HTTP said of it."""
    payload, charset, http = framed.content or b"", None, dict[str, Any]()
    kind = _media_type(headers.get("content-type"))
    if record.is_http:
        record, payload = _payload(record, framed, options.max_document_bytes)
        kind, charset = _media_type(record.http_content_type), record.http_charset
        http = _http_meta(record)
        if http["status"] not in (200, 203, 206):
            raise NoDocument(f"status {http['status']}")
    kind = _media_type(headers.get("warc-identified-payload-type")) or kind or _sniffed(payload)
    if kind not in HTML_TYPES:
        raise NoDocument(kind)
    try:
        return extract_page(payload, options.extractor, url, charset), http
    except ExtractionError as error:
        raise Unreadable(f"extraction: {error}") from error


def _payload(record: Any, framed: Framed, max_bytes: int) -> tuple[Any, bytes]:
    """The record with its HTTP parsed, and the body without its transfer and content encodings.

    Archives often undo the encodings and keep the headers that name them: a body that is plainly text is then taken as it is.
    """
    try:
        record.parse_http(auto_decode="all")
        body: bytes = record.reader.read(max_bytes + 1)
    except OSError as error:
        fault = str(error)
        record = _parsed(framed)
        try:
            record.parse_http(auto_decode="none")
            body = record.reader.read(max_bytes + 1)
        except OSError as worse:
            raise Unreadable(f"not an HTTP response: {worse}") from worse
        if _ENCODED.search(body[:512]):
            raise Unreadable(f"damaged HTTP body: {fault}") from error
    if record.http_headers is None or record.http_headers.status_code is None:
        raise Unreadable("not an HTTP response: its first line is no status line")
    if len(body) > max_bytes:
        raise Unreadable(f"too large: a page of more than read.max_document_bytes ({max_bytes}) when unpacked")
    return record, body


def _http_meta(record: Any) -> dict[str, Any]:
    said = {name.lower(): value for name, value in record.http_headers.items()}
    return {"status": record.http_headers.status_code, **{name: said[name] for name in _HTTP_HEADERS if name in said}}


def _media_type(header: str | None) -> str:
    return (header or "").partition(";")[0].strip().lower()


def _sniffed(payload: bytes) -> str:
    """The type of a page that declares none, by its first kilobyte."""
    start = payload[:1024].lstrip().lower()
    return "text/html" if start.startswith((b"<!doctype html", b"<html")) or b"<head" in start else "unknown type"
