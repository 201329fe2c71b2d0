"""JSON Lines, plain (whole or a byte range), gzip or zstd: every line a record.

1. The stream is cut into blocks of whole lines; a record belongs to the range in which its first byte lies.
2. Ordinary lines are taken apart by a kernel, all of a block at once (`json_columns`); orjson parses each of the others.
3. What orjson refuses is parsed once more by the stdlib, which knows NaN and integers of any length.
4. The mapped fields are taken out, the rest is `meta`; a line that cannot be a document goes to quarantine alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Set
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from qualityfilter.arrays import of_buffer
from qualityfilter.pieces import Piece, ReadOptions
from qualityfilter.reading.fields import Fields, as_string, json_text, kind, missing_text, wrong_text
from qualityfilter.reading.json_columns import EXPONENT, JsonColumns, lines_of
from qualityfilter.reading.records import Quarantined, Records, Row, rows_of
from qualityfilter.reading.streams import Block, InputFile, OverlongLine, line_blocks, open_stream, seek_line

BOM = b"\xef\xbb\xbf"
MAX_DEPTH = 250  # orjson writes at most 254 levels; Python's own limit would depend on how deep the caller's stack is
TOO_DEEP = "not valid JSON: nested too deeply"
_TEXT = {str, type(None)}
_TEXT_OR_INTEGER = {*_TEXT, int}
_LONG_INTEGER = re.compile(rb"[0-9]{19}")


class Unreadable(Exception):
    """A line that is no document; the message is the reason."""


def read_jsonl(piece: Piece, index: int, options: ReadOptions, chosen: Set[int] | None = None) -> Iterator[Records]:
    """The records of one piece, a block of lines at a time; of `chosen` ordinals alone, where these are given."""
    with InputFile(piece.path) as file:
        offset = seek_line(file, piece.start)
        stream = open_stream(file)
        parser = LineParser(index, Fields(options.columns), options.max_document_bytes, chosen)
        last: Block | OverlongLine | None = None
        held: Records | None = None
        chunk_bytes = min(options.batch_bytes, 1 << 20)
        for last in line_blocks(stream, offset, piece.end, options.max_document_bytes, chunk_bytes):
            if held is not None:
                yield held
            held = parser.parse(last) if isinstance(last, Block) else parser.overlong(last)
        if held is not None or stream.damage is not None:
            yield parser.damaged(held, last, stream.damage)


class LineParser:
    """Parses blocks in order and numbers the records; blank lines are no records. Lines that are not `chosen` are only numbered."""

    def __init__(self, piece: int, fields: Fields, max_bytes: int, chosen: Set[int] | None = None) -> None:
        self.piece = piece
        self.fields = fields
        self.max_bytes = max_bytes
        self.chosen = None if chosen is None else np.array(sorted(chosen), np.int64)
        self.ordinal = 0
        self._columns = JsonColumns(fields, max_bytes)

    def parse(self, block: Block) -> Records:
        bare = len(BOM) if block.offset == 0 and block.data.startswith(BOM) else 0
        data = of_buffer(pa.py_buffer(block.data), np.uint8, 0, len(block.data))
        starts, ends, blank = lines_of(data, bare)
        rows = np.flatnonzero(~blank)
        ordinals = np.arange(self.ordinal, self.ordinal + rows.size)
        self.ordinal += rows.size
        if self.chosen is not None:
            among = np.searchsorted(self.chosen, ordinals, "right") > np.searchsorted(self.chosen, ordinals)
            rows, ordinals = rows[among], ordinals[among]
        starts, ends = starts[rows], ends[rows]
        ordinary, table = self._columns.decode(data, starts, ends, ordinals)
        if ordinary.all():
            return Records(table)
        known, found, quarantined = iter(rows_of(table)), list[Row](), list[Quarantined]()
        for start, end, ordinal, plain in zip(starts.tolist(), ends.tolist(), ordinals.tolist(), ordinary.tolist(), strict=True):
            try:
                found.append(next(known) if plain else self._row(block.data[start:end], ordinal))
            except Unreadable as error:
                quarantined.append(Quarantined(self.piece, ordinal, block.offset + start, str(error)))
        return Records(found, quarantined)

    def overlong(self, line: OverlongLine) -> Records:
        return Records([], [self._entry(line.offset, self._too_long(line.length))])

    def damaged(self, held: Records | None, last: Block | OverlongLine | None, damage: str | None) -> Records:
        """The last records of a stream. One entry reports its damage; the line that the damage cut off is not reported again."""
        records = held or Records()
        if damage is None:
            return records
        offset = 0
        if isinstance(last, Block):
            offset = last.offset + len(last.data)
            cut_off = last.offset + last.data.rfind(b"\n") + 1
            if not last.data.endswith(b"\n") and records.quarantined and records.quarantined[-1].offset == cut_off:
                records.quarantined.pop()
                self.ordinal -= 1
                offset = cut_off
        elif last is not None:
            offset = last.offset + last.length
        records.quarantined.append(self._entry(offset, f"damaged file: {damage}; what follows is lost"))
        return records

    def _entry(self, offset: int, reason: str) -> Quarantined:
        entry = Quarantined(self.piece, self.ordinal, offset, reason)
        self.ordinal += 1
        return entry

    def _too_long(self, length: int) -> str:
        return f"too large: a record of {length} bytes, over read.max_document_bytes ({self.max_bytes})"

    def _row(self, line: bytes, ordinal: int) -> Row:
        """The row of one line. Only what every line needs that is not ordinary is done here."""
        if len(line) > self.max_bytes:
            raise Unreadable(self._too_long(len(line)))
        try:
            record = orjson.loads(line)
            if type(record) is not dict:
                raise Unreadable(f"not an object: the line is {kind(record)}")
            text, id, url, source, date = self.fields.take(record)
            meta = orjson.dumps(record) if record else None
        except orjson.JSONDecodeError as error:
            if "depth" in error.msg or "recursion" in error.msg.lower():
                raise Unreadable(TOO_DEEP) from None
            return self._row_exactly(line, ordinal)
        except orjson.JSONEncodeError:
            raise Unreadable(TOO_DEEP) from None
        types = {type(id), type(url), type(source), type(date)}
        if not types <= _TEXT:
            if not types <= _TEXT_OR_INTEGER:
                return self._row_exactly(line, ordinal)
            id, url, source, date = (str(value) if type(value) is int else value for value in (id, url, source, date))
        if type(text) is not str or (meta is not None and EXPONENT.search(meta) and _LONG_INTEGER.search(line)):
            return self._row_exactly(line, ordinal)
        return (ordinal, id, text.encode(), url, source, date, meta)

    def _row_exactly(self, line: bytes, ordinal: int) -> Row:
        """The row of a line that orjson refuses or might change, or whose mapped fields are no strings."""
        record = parse_exactly(line)
        if not isinstance(record, dict):
            raise Unreadable(f"not an object: the line is {kind(record)}")
        name, known = self.fields.names["text"], list(record)
        present = self.fields.has(record, name)
        text, *others = self.fields.take(record)
        if not isinstance(text, str):
            raise Unreadable(wrong_text(text) if present else missing_text(name, known))
        id, url, source, date = (value if value is None or isinstance(value, str) else as_string(value) for value in others)
        return (ordinal, id, text.encode(), url, source, date, json_text(record) if record else None)


def parse_exactly(line: bytes) -> Any:
    """What the stdlib makes of a line: any integer keeps its digits, NaN and infinities pass; Unreadable says what is wrong."""
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"not valid UTF-8: byte 0x{line[error.start]:02x} at byte {error.start} of the record") from None
    try:
        record = json.loads(text)
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"not valid JSON: {error.msg}, at character {error.pos} of the record") from None
    except ValueError as error:  # an integer of more digits than Python converts
        raise Unreadable(f"not valid JSON: {error}") from None
    if _depth(record) > MAX_DEPTH:
        raise Unreadable(TOO_DEEP)
    try:
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Unreadable("lone surrogate: an escape like \\ud800 that is no character and has no UTF-8") from None
    return record


def _depth(value: Any) -> int:
    """Levels of nesting; 0 for a scalar. Without recursion, so that it does not depend on the caller's stack."""
    depth, level = 0, [value]
    while level := [item for item in level if isinstance(item, (dict, list))]:
        depth += 1
        level = [inner for item in level for inner in (item.values() if isinstance(item, dict) else item)]
    return depth
