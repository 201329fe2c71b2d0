"""Any reader of datatrove by its class name: one shard per input file, a Document's metadata becomes `meta`.

datatrove's readers drop what they cannot read with a warning; here these records are counted and quarantined. Readers of files
run one file at a time (`read_file`), the Hugging Face reader as a whole.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from loguru import logger

from qualityfilter.errors import InputError, ShardError, unknown
from qualityfilter.pieces import Piece, ReadOptions
from qualityfilter.reading.fields import Fields, as_string, json_text
from qualityfilter.reading.records import Quarantined, Records, Row

# What these would do belongs to the listing or to the recipe; read_file would ignore them without a word.
LISTING_PARAMS = ("paths_file", "limit", "skip", "shuffle_files", "recursive", "glob_pattern")


def build_reader(options: ReadOptions, folder: str | None = None) -> Any:
    """The reader that `read.datatrove` names, on this folder or on its own; InputError for an unknown class or parameter."""
    import datatrove.pipeline.readers as readers  # half a second

    assert options.datatrove is not None
    name, params = options.datatrove.reader, dict(options.datatrove.params)
    known = {key: value for key, value in vars(readers).items() if inspect.isclass(value)}
    if name not in known:
        raise InputError(f"read.datatrove.reader: {unknown('datatrove reader', name, known)}")
    accepted = [key for key in inspect.signature(known[name].__init__).parameters if key not in ("self", "adapter")]
    for key in params:
        if key not in accepted:
            raise InputError(f"read.datatrove.params: {name}: {unknown('parameter', key, accepted)}")
    if folder is not None:
        params = {key: value for key, value in params.items() if key not in LISTING_PARAMS} | {"data_folder": folder}
    try:
        return known[name](**params)
    except (TypeError, ValueError, ImportError) as error:
        raise InputError(f"read.datatrove: {name}: {error}") from error


def read_datatrove(piece: Piece, index: int, options: ReadOptions) -> Iterator[Records]:
    """The documents of one file as the named reader gives them, about `batch_bytes` of text at a time."""
    in_folder = piece.path != piece.relative
    root = piece.path[: -len(piece.relative)] or "." if in_folder else None
    reader = build_reader(options, root)
    documents = DatatroveDocuments(index, Fields(options.columns), options)
    documents.watch(reader)
    source = reader.read_file(piece.relative) if in_folder else reader.run()
    with documents.counting_warnings():
        try:
            for document in source:
                documents.add(document)
                if documents.held_bytes >= options.batch_bytes:
                    yield documents.flush()
        except (FileNotFoundError, PermissionError, ConnectionError, TimeoutError) as error:
            raise ShardError(f"{piece.path}: cannot be read: {type(error).__name__}: {error}") from error
        except Exception as error:  # a foreign reader raises what it likes; what it gave so far stays
            documents.quarantine(f"datatrove reader: {type(error).__name__}: {error}; what follows is lost")
    yield documents.flush()


class DatatroveDocuments:
    """Turns Documents into rows, and what the reader lets fall into quarantine entries."""

    def __init__(self, piece: int, fields: Fields, options: ReadOptions) -> None:
        self.piece = piece
        self.fields = fields
        self.max_bytes = options.max_document_bytes
        self.ordinal = 0
        self._numbers: dict[int, int] = {}  # id of a Document that was made but not yet passed on -> its ordinal
        self._start()

    def _start(self) -> None:
        self.rows, self.quarantined = list[Row](), list[Quarantined]()
        self.held_bytes = 0

    def flush(self) -> Records:
        records = Records(self.rows, self.quarantined)
        self._start()
        return records

    def watch(self, reader: Any) -> None:
        """Numbers records where the reader makes Documents of them, for some read ahead, and counts those that get none."""
        make = reader.get_document_from_dict
        reader._empty_warning = True  # its one warning would be a second count of the first such record

        def counted(*args: Any, **kwargs: Any) -> Any:
            document = make(*args, **kwargs)
            if not document:
                self.quarantine("no text: missing or empty, which datatrove's readers do not pass on")
            else:
                self._numbers[id(document)] = self.ordinal
                self.ordinal += 1
            return document

        reader.get_document_from_dict = counted

    @contextmanager
    def counting_warnings(self) -> Iterator[None]:
        """Counts every warning of a reader as a record that it could not read."""
        sink = logger.add(
            lambda message: self.quarantine(f"datatrove reader: {message.record['message']}"),
            level="WARNING",
            filter=lambda record: str(record["name"]).startswith("datatrove.pipeline.readers"),
        )
        try:
            yield
        finally:
            logger.remove(sink)

    def quarantine(self, reason: str, ordinal: int | None = None) -> None:
        """One entry, numbered next unless the record has its number."""
        self.quarantined.append(Quarantined(self.piece, self.ordinal if ordinal is None else ordinal, -1, reason))
        self.ordinal += ordinal is None

    def add(self, document: Any) -> None:
        ordinal = self._numbers.pop(id(document), None)
        if ordinal is None:  # a reader that makes its Documents by itself
            ordinal, self.ordinal = self.ordinal, self.ordinal + 1
        names = self.fields.names
        media = {"media": [vars(item) for item in document.media]} if document.media else {}
        record = {**document.metadata, **media, names["text"]: document.text, names["id"]: document.id}
        text, *others = self.fields.take(record)
        strings = [value if value is None or isinstance(value, str) else as_string(value) for value in others]
        try:
            encoded = text.encode()
            for value in strings:
                (value or "").encode()
            meta = json_text(record) if record else None
        except UnicodeEncodeError:
            self.quarantine("lone surrogate: a code unit that is no character and has no UTF-8", ordinal)
            return
        if len(encoded) > self.max_bytes:
            self.quarantine(f"too large: a record of {len(encoded)} bytes, over read.max_document_bytes ({self.max_bytes})", ordinal)
            return
        id_, url, source, date = strings
        self.rows.append((ordinal, id_, encoded, url, source, date, meta))
        self.held_bytes += len(encoded)
