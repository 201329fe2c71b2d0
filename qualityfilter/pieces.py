"""What is read: options of reading, pieces of files, and shards, which are pieces in order. Plain values; `listing` makes them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from qualityfilter.errors import InputError, unknown

COLUMNS = ("text", "id", "url", "source", "date")
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd"}
LARGEST_SHARD = 256 * 2**20  # bytes, for `shard_bytes: auto`


class DatatroveReader(BaseModel):
    """A reader of datatrove by class name, with its constructor's parameters; `data_folder` says where the files are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reader: str
    params: dict[str, Any] = Field(default_factory=dict)


class ReadOptions(BaseModel):
    """The recipe's `read:` section: where documents come from and how records become documents. Sizes are in bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    paths: tuple[str, ...] = ()
    format: Literal["auto", "jsonl", "parquet", "warc", "text", "datatrove"] = "auto"
    columns: dict[str, str] = Field(
        default_factory=dict, description="column of ours -> field of the input, dots for nested: {text: content, url: meta.url}"
    )
    shard_bytes: Annotated[int, Field(ge=1024)] | Literal["auto"] = "auto"
    max_document_bytes: Annotated[int, Field(ge=1)] = 64 * 2**20
    batch_bytes: Annotated[int, Field(ge=1024)] = 8 * 2**20
    extractor: Literal["resiliparse", "trafilatura"] = "resiliparse"
    spool: Literal["auto", "always", "never"] = "auto"
    datatrove: DatatroveReader | None = None

    @property
    def shard_size(self) -> int:
        """`shard_bytes` as a number; the largest for "auto" that `sized` has not resolved."""
        return LARGEST_SHARD if self.shard_bytes == "auto" else self.shard_bytes

    @field_validator("paths", mode="before")
    @classmethod
    def _one_path_is_a_list(cls, paths: object) -> object:
        return (paths,) if isinstance(paths, str) else paths

    @field_validator("columns", mode="before")
    @classmethod
    def _no_columns(cls, columns: object) -> object:
        return {} if columns is None else columns

    @field_validator("columns")
    @classmethod
    def _known_columns(cls, columns: dict[str, str]) -> dict[str, str]:
        for name, source in columns.items():
            if name not in COLUMNS:
                raise InputError(f"read.columns: {unknown('column', name, COLUMNS)}")
            if not source or not all(source.split(".")):
                raise InputError(f"read.columns.{name}: {source!r} is no field name; write 'field' or 'outer.field'")
        return columns


@dataclass(frozen=True)
class Piece:
    """A part of one input file that a shard reads.

    `path` is what to open: an absolute local path or an fsspec URL. `relative` is its path under its root (the glob's fixed
    prefix, or the folder), with forward slashes, unique over the listing: the first half of the row key. `size` is that of the
    whole file in bytes; `etag` is the store's checksum, empty for local files. `[start, end)` is a range of bytes (plain JSONL)
    or of row groups (Parquet); `(0, -1)` is the whole file.
    """

    path: str
    relative: str
    format: str
    size: int
    etag: str = ""
    start: int = 0
    end: int = -1

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready object; `from_json` is its inverse."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Piece:
        return cls(**value)


@dataclass(frozen=True)
class Shard:
    """What one worker reads at a time: pieces in order. `index` counts from 0 over the whole input.

    `spool` names the sealed chunk (relative to the run's folder, without suffix) that holds the documents, "" for the input itself.
    """

    index: int
    pieces: tuple[Piece, ...]
    spool: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready object; `from_json` is its inverse."""
        return {"index": self.index, "pieces": [piece.to_json() for piece in self.pieces], "spool": self.spool}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Shard:
        return cls(value["index"], tuple(Piece.from_json(piece) for piece in value["pieces"]), value.get("spool", ""))


def compression_of(path: str) -> str | None:
    """'gzip', 'zstd' or None, by the ending of the file's name."""
    return COMPRESSIONS.get(posixpath.splitext(path)[1].lower())
