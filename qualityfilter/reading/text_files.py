"""Folders of text and Markdown: one document per file, without id or url, under its path."""

from __future__ import annotations

from collections.abc import Iterator

from qualityfilter.pieces import Piece, ReadOptions
from qualityfilter.reading.jsonl import BOM
from qualityfilter.reading.records import Quarantined, Records
from qualityfilter.reading.streams import InputFile, open_stream


def read_text_file(piece: Piece, index: int, options: ReadOptions) -> Iterator[Records]:
    """The file as one record. Nothing in it is changed, except that a byte order mark at its start goes."""
    with InputFile(piece.path) as file:
        stream = open_stream(file)
        parts: list[bytes] = []
        held = 0
        while held <= options.max_document_bytes and (part := stream.read(1 << 20)):
            parts.append(part)
            held += len(part)
    content = b"".join(parts)
    if reason := _fault(content, options.max_document_bytes, stream.damage):
        yield Records([], [Quarantined(index, 0, 0, reason)])
    else:
        yield Records([(0, None, content.removeprefix(BOM), None, None, None, None)])


def _fault(content: bytes, max_bytes: int, damage: str | None) -> str | None:
    if len(content) > max_bytes:
        return f"too large: a file of more than read.max_document_bytes ({max_bytes})"
    if damage is not None:
        return f"damaged file: {damage}"
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return f"not valid UTF-8: byte 0x{content[error.start]:02x} at byte {error.start} of the file"
    return None
