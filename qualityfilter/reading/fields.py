"""Which field of the input becomes which column, and how a value that is no text becomes text."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import orjson

from qualityfilter.pieces import COLUMNS

Record = dict[str, Any]


class Fields:
    """The column mapping, ready to be applied to records: `columns` over the default, where every column reads its own name.

    A name with dots is the field of that very name where the record has one, else a path into nested objects.
    """

    def __init__(self, columns: Mapping[str, str]) -> None:
        self.names = {column: columns.get(column, column) for column in COLUMNS}
        self._in_order = list(self.names.values())
        self._plain = len(set(self._in_order)) == len(self._in_order) and not any("." in name for name in self._in_order)
        self.paths = {name: tuple(name.split(".")) for name in self.names.values() if "." in name}

    def take(self, record: Record) -> list[Any]:
        """The values of text, id, url, source, date, None where missing; mapped top-level fields leave the record.

        A nested field stays in its outer object, so what remains of the record is what `meta` keeps.
        """
        if self._plain:
            return [record.pop(name, None) for name in self._in_order]
        values = [record.get(name) if name in record or name not in self.paths else self._nested(record, name) for name in self._in_order]
        for name in self._in_order:
            record.pop(name, None)
        return values

    def is_direct(self, column: str) -> bool:
        """Whether a column is one top-level field, which no other column reads."""
        name = self.names[column]
        return name not in self.paths and self._in_order.count(name) == 1

    def has(self, record: Record, name: str) -> bool:
        """Whether the record has this field; a null counts, except in a nested object."""
        return name in record or (name in self.paths and self._nested(record, name) is not None)

    def _nested(self, record: Record, name: str) -> Any:
        value: Any = record
        for part in self.paths[name]:
            if not isinstance(value, dict):
                return None
            value = value.get(part)
        return value


def missing_text(name: str, known: list[str]) -> str:
    """The reason for a record without its text field."""
    shown = ", ".join(known[:10]) + (", …" if len(known) > 10 else "")
    return f"no text: there is no field {name!r}; fields: {shown or 'none'}"


def wrong_text(value: object) -> str:
    """The reason for a text field that holds something else."""
    return "no text: the text field is null" if value is None else f"no text: the text field is {kind(value)}, not a string"


def kind(value: object) -> str:
    """What a JSON value is, in plain words."""
    kinds = {type(None): "null", str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds.get(type(value), type(value).__name__)


def as_string(value: Any) -> str:
    """A mapped value that is no string, as one: numbers in decimal, bytes as their text, everything else as its JSON."""
    if isinstance(value, bytes):
        return plain(value)
    return json_text(value).decode()


def json_text(value: Any) -> bytes:
    """Compact JSON text. Integers over 64 bit keep their digits; NaN and infinities are written as Python's json writes them."""
    try:
        if not _needs_stdlib(value):
            return orjson.dumps(value)
    except orjson.JSONEncodeError:
        pass
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=plain).encode()


def _needs_stdlib(value: Any) -> bool:
    """Whether a number in the value would be changed by orjson, which writes NaN and infinities as null."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, float) and (item != item or item in (float("inf"), float("-inf"))):
            return True
    return False


def plain(value: object) -> str:
    """A value that JSON has no form for: bytes as UTF-8, or base64 where they are none; everything else by its str."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        raw = bytes(value)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return base64.b64encode(raw).decode()
    return str(value)
