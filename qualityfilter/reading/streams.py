"""Bytes of an input file: opened anywhere fsspec reaches, decompressed as a stream, cut into blocks of whole lines.

A stream that is damaged (a truncated or corrupt gzip or zstd file) gives everything before the damage, then ends and says so
in `damage`. A failing disk or network is no damage: it raises ShardError, and the shard is tried again.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Protocol

import fsspec
import zstandard

from qualityfilter.errors import ShardError
from qualityfilter.pieces import compression_of

CHUNK_BYTES = 1 << 20
REMOTE_BLOCK_BYTES = 4 << 20
INPUT_BYTES = 64 << 10
GZIP_OUTPUT_BYTES = 256 << 10
# A zstd block decompresses to at most 128 KiB and may take 4 bytes, so this also bounds what one call can make: 32 MiB.
ZSTD_STEP_BYTES = 1 << 10
_GZIP_MAGIC = b"\x1f\x8b"


class InputFile(io.RawIOBase):
    """An open input file whose failures are ShardErrors, so that no decoder mistakes a broken connection for a broken file."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        with self._named():
            self._file: IO[bytes] = _open(path)

    def read(self, size: int = -1) -> bytes:
        with self._named():
            return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        with self._named():
            return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed and hasattr(self, "_file"):
            self._file.close()
        super().close()

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except ShardError:
            raise
        except Exception as error:  # each store raises its own kinds
            raise ShardError(f"{self.path}: cannot be read: {type(error).__name__}: {error}") from error


def _open(path: str) -> IO[bytes]:
    if "://" not in path:
        return open(path, "rb")
    fs, name = fsspec.core.url_to_fs(path)
    file: IO[bytes] = fs.open(name, "rb", block_size=REMOTE_BLOCK_BYTES, cache_type="readahead")
    return file


class Stream(Protocol):
    """Decompressed bytes in order. `read` gives b"" at the end; `damage` then says why the end came early, if it did."""

    damage: str | None

    def read(self, size: int) -> bytes: ...


class PlainStream:
    """The bytes as they are."""

    damage: str | None = None

    def __init__(self, file: InputFile) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        return self._file.read(size)


class GzipStream:
    """All members of a gzip file, one after another; zero padding at the end is allowed."""

    def __init__(self, file: InputFile) -> None:
        self.damage: str | None = None
        self._file = file
        self._input = b""
        self._read = 0
        self._member: Any = None

    def read(self, size: int) -> bytes:
        while self.damage is None:
            if not self._input and not self._refill():
                if self._member is not None:
                    self.damage = f"the gzip stream is truncated: it ends after {self._read} bytes without its end mark"
                return b""
            if self._member is None and not self._begin_member():
                return b""
            if data := self._step(min(size, GZIP_OUTPUT_BYTES)):
                return data
        return b""

    def _refill(self) -> bool:
        self._input = self._file.read(INPUT_BYTES)
        self._read += len(self._input)
        return bool(self._input)

    def _begin_member(self) -> bool:
        """Starts the next member; False at the padded end, or where what follows is no gzip data."""
        while len(self._input) == 1 and self._more():
            pass
        if self._input.startswith(_GZIP_MAGIC):
            self._member = zlib.decompressobj(wbits=31)
            return True
        at = self._read - len(self._input)
        if self._input == _GZIP_MAGIC[:1]:
            self.damage = f"the gzip stream is truncated: it ends after {self._read} bytes in its first"
            return False
        while not self._input.strip(b"\0"):
            if not self._refill():
                return False
        self.damage = f"not gzip data at byte {at} of the file"
        return False

    def _more(self) -> bool:
        data = self._file.read(INPUT_BYTES)
        self._read += len(data)
        self._input += data
        return bool(data)

    def _step(self, size: int) -> bytes:
        before = self._member.copy()
        try:
            data: bytes = self._member.decompress(self._input, size)
        except zlib.error as error:
            self.damage = f"the gzip stream is corrupt before byte {self._read} of the file ({error})"
            return _salvage(before, self._input, size)
        self._input = self._member.unconsumed_tail
        if self._member.eof:
            self._input = self._member.unused_data
            self._member = None
        return data


def _salvage(member: Any, data: bytes, size: int) -> bytes:
    """What a step that failed would have given up to the fault, a byte at a time."""
    saved: list[bytes] = []
    try:
        while len(saved) < size and (byte := member.decompress(data, 1)):
            saved.append(byte)
            data = member.unconsumed_tail
    except zlib.error:
        pass
    return b"".join(saved)


class ZstdStream:
    """All frames of a zstd file, one after another. Frames with a window over 128 MiB (--long over 27) are refused as damage."""

    def __init__(self, file: InputFile) -> None:
        self.damage: str | None = None
        self._file = file
        self._read = 0
        self._decompressor = zstandard.ZstdDecompressor()
        self._frame: Any = None
        self._chunk, self._ahead = b"", 0
        self._input = b""

    def read(self, size: int) -> bytes:
        made: list[bytes] = []
        total = 0
        while total < size and self.damage is None:
            if not self._input and not self._refill():
                if self._frame is not None:
                    self.damage = f"the zstd stream is truncated: it ends after {self._read} bytes in the middle of a frame"
                break
            data = self._step()
            total += len(data)
            made.append(data)
        return b"".join(made)

    def _refill(self) -> bool:
        if self._ahead == len(self._chunk):
            self._chunk, self._ahead = self._file.read(INPUT_BYTES), 0
        self._input = self._chunk[self._ahead : self._ahead + ZSTD_STEP_BYTES]
        self._ahead += len(self._input)
        self._read += len(self._input)
        return bool(self._input)

    def _step(self) -> bytes:
        if self._frame is None:
            self._frame = self._decompressor.decompressobj()
        try:
            data: bytes = self._frame.decompress(self._input)
        except zstandard.ZstdError as error:
            self.damage = f"the zstd stream is corrupt before byte {self._read} of the file ({error})"
            return b""
        if self._frame.eof:
            self._input = self._frame.unused_data
            self._frame = None
        else:
            self._input = b""
        return data


def open_stream(file: InputFile) -> Stream:
    """The decompressed bytes of an open file, by the ending of its name."""
    compression = compression_of(file.path)
    if compression == "gzip":
        return GzipStream(file)
    return ZstdStream(file) if compression == "zstd" else PlainStream(file)


@dataclass(frozen=True)
class Block:
    """Whole lines; `offset` is the first byte's place in the (decompressed) file. Only a file's last line may lack its newline."""

    offset: int
    data: bytes


@dataclass(frozen=True)
class OverlongLine:
    """A line that was skipped without being held: its place, and its length in bytes without the newline."""

    offset: int
    length: int


def seek_line(file: InputFile, start: int) -> int:
    """Moves to the first line that begins at or after `start` and returns its offset (the file's size when there is none)."""
    if start == 0:
        return 0
    file.seek(start - 1)
    position = start - 1
    while chunk := file.read(CHUNK_BYTES):
        newline = chunk.find(b"\n")
        if newline >= 0:
            return file.seek(position + newline + 1)
        position += len(chunk)
    return position


def line_blocks(stream: Stream, offset: int, end: int, max_line: int, chunk_bytes: int = CHUNK_BYTES) -> Iterator[Block | OverlongLine]:
    """Blocks of the lines that begin in `[offset, end)` (`end` -1: to the end of the stream), which stands at a line's start.

    A line of more than `max_line` bytes that spans chunks is never held; one inside a chunk comes in a block like any other.
    """
    if 0 <= end <= offset:
        return
    begun: list[bytes] = []  # the line that is not yet read to its end, or nothing of it once it is too long
    begun_bytes = 0
    line_offset = position = offset
    while chunk := stream.read(chunk_bytes):
        chunk_offset, position = position, position + len(chunk)
        cut = chunk.find(b"\n", max(end - 1 - chunk_offset, 0)) + 1 if 0 <= end <= position else 0
        finished = cut > 0
        cut = cut or chunk.rfind(b"\n") + 1
        rest = 0
        if cut and begun_bytes > max_line:
            rest = chunk.find(b"\n") + 1
            yield OverlongLine(line_offset, begun_bytes + rest - 1)
            line_offset, begun = chunk_offset + rest, []
        if cut > rest:
            yield Block(line_offset, b"".join((*begun, memoryview(chunk)[rest:cut])))
        if finished:
            return
        if cut:
            line_offset, begun, begun_bytes = chunk_offset + cut, [], 0
        begun.append(chunk[cut:])
        begun_bytes += len(chunk) - cut
        if begun_bytes > max_line:
            begun = []
    if begun_bytes > max_line:
        yield OverlongLine(line_offset, begun_bytes)
    elif begun_bytes:
        yield Block(line_offset, b"".join(begun))
