"""A run's folder, local or remote: whole files that appear at once, commits that make a shard done, and the driver's lock.

A file is written to a temporary local file and appears under its name complete: by one rename locally, by one upload on an
object store (whose uploads are atomic). It counts only once a commit names it: `commits/<stage>/part-00000.json` holds names,
sizes, sha256 and the fingerprint of everything the shard was made from. Two attempts at a shard write the same bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import fsspec
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qualityfilter.errors import InputError, ShardError

FORMAT = 1  # version of everything on disk; a reader refuses a newer one
PRODUCTS = (
    "recipe.yaml",
    "work",
    "plan",
    "data",
    "repeated",
    "scores",
    "removed",
    "quarantine",
    "reports",
    "commits",
    "run.json",
    "manifest.json",
)


def part(index: int) -> str:
    """The shard's name: part-00000."""
    return f"part-{index:05d}"


def fingerprint(value: object) -> str:
    """sha256 (32 hex digits) of a JSON-like value, independent of key order."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_SERIALIZE_NUMPY)).hexdigest()[:32]


def dump_json(value: object) -> bytes:
    """Canonical bytes of a JSON file: sorted keys, two spaces, final newline."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_SERIALIZE_NUMPY)


def dump_compact(value: object) -> bytes:
    """Canonical bytes of a JSON file full of counts: sorted keys, one line; a quarter of the size."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE | orjson.OPT_SERIALIZE_NUMPY)


@dataclass(frozen=True)
class FileRecord:
    """A finished file: name relative to the run's folder, size in bytes, sha256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Commit:
    """One shard's finished stage: what it was made from, its files, and small counts for the driver."""

    stage: str
    part: int
    fingerprint: str
    files: tuple[FileRecord, ...] = ()
    result: Mapping[str, Any] = field(default_factory=dict)


class Storage:
    """One run's folder. Cheap to pickle: workers make their own file system from the path."""

    def __init__(self, root: str) -> None:
        self.root = root.rstrip("/") if root not in ("/",) else root
        self.remote = "://" in self.root and not self.root.startswith("file://")
        if self.root.startswith("file://"):
            self.root = self.root[len("file://") :]

    def __reduce__(self) -> tuple[type[Storage], tuple[str]]:
        return (Storage, (self.root,))

    def path(self, name: str) -> str:
        return f"{self.root}/{name}"

    @property
    def _fs(self) -> Any:
        return _filesystem(self.root)

    # reading ---------------------------------------------------------------------------------------------------------

    def exists(self, name: str) -> bool:
        if not self.remote:
            return os.path.exists(self.path(name))
        return bool(self._fs.exists(self.path(name)))

    def size(self, name: str) -> int:
        """Size in bytes, -1 where there is no such file."""
        try:
            return os.path.getsize(self.path(name)) if not self.remote else int(self._fs.size(self.path(name)))
        except (FileNotFoundError, OSError):
            return -1

    def open(self, name: str) -> IO[bytes]:
        """Open for reading, seekable."""
        if not self.remote:
            return open(self.path(name), "rb")
        file: IO[bytes] = self._fs.open(self.path(name), "rb")
        return file

    def read_bytes(self, name: str) -> bytes:
        with self.open(name) as file:
            return file.read()

    def read_json(self, name: str) -> Any:
        try:
            return orjson.loads(self.read_bytes(name))
        except orjson.JSONDecodeError as error:
            raise ShardError(f"{self.path(name)}: not readable as JSON: {error}") from error

    def read_table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """A Parquet file, or some of its columns; a worker uses one core, so no threads."""
        try:
            return pq.ParquetFile(io.BytesIO(self.read_bytes(name))).read(columns=columns, use_threads=False)
        except pa.ArrowInvalid as error:
            raise ShardError(f"{self.path(name)}: not readable as Parquet: {error}") from error

    def read_between(self, names: Sequence[str], column: str, low: int, high: int) -> pa.Table:
        """Rows of several Parquet files whose whole number in `column` is in [low, high); row groups without any are not read."""
        tables = []
        for name in names:
            with self.open(name) as raw:
                file = pq.ParquetFile(raw)
                place = file.schema_arrow.get_field_index(column)
                tables.append(file.schema_arrow.empty_table())
                for group in range(file.num_row_groups):
                    known = file.metadata.row_group(group).column(place).statistics
                    if known is None or not known.has_min_max or (known.min < high and known.max >= low):
                        table = file.read_row_group(group, use_threads=False)
                        values = table.column(column)
                        tables.append(table.filter(pc.and_(pc.greater_equal(values, low), pc.less(values, high))))
        return pa.concat_tables(tables)

    def names(self, folder: str) -> list[str]:
        """Names of the files directly in a folder, sorted; empty where it does not exist."""
        try:
            if not self.remote:
                return sorted(os.listdir(self.path(folder)))
            return sorted(str(p).rsplit("/", 1)[-1] for p in self._fs.ls(self.path(folder), detail=False, refresh=True))
        except FileNotFoundError:
            return []

    # writing ---------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """A local path to write to; on leaving without an error the file appears under `name`, whole."""
        if self.remote:
            with tempfile.TemporaryDirectory(prefix="qualityfilter-") as folder:
                local = Path(folder) / "file"
                yield local
                self._fs.put_file(str(local), self.path(name))
            return
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        os.close(handle)
        try:
            yield Path(temporary)
            os.chmod(temporary, 0o644)
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
            raise

    def write_bytes(self, name: str, content: bytes) -> FileRecord:
        with self.writing(name) as path:
            path.write_bytes(content)
        return FileRecord(name, len(content), hashlib.sha256(content).hexdigest())

    def write_json(self, name: str, value: object) -> FileRecord:
        return self.write_bytes(name, dump_json(value))

    @contextlib.contextmanager
    def recorded(self, name: str, records: list[FileRecord]) -> Iterator[Path]:
        """Like `writing`, and appends the finished file's record."""
        with self.writing(name) as path:
            yield path
            digest, size = _digest(path)
        records.append(FileRecord(name, size, digest))

    def clear(self) -> None:
        """Remove what a run makes, and nothing else, from the folder."""
        for name in PRODUCTS:
            if self.remote:
                if self._fs.exists(self.path(name)):
                    self._fs.rm(self.path(name), recursive=True)
            elif os.path.isdir(self.path(name)):
                shutil.rmtree(self.path(name))
            elif os.path.exists(self.path(name)):
                os.unlink(self.path(name))

    def sweep(self) -> None:
        """Remove temporary files that a killed worker left behind (local folders; object stores have none)."""
        if self.remote or not os.path.isdir(self.root):
            return
        for folder, _, names in os.walk(self.root):
            for name in names:
                if name.startswith(".") and name.endswith(".tmp"):
                    with contextlib.suppress(FileNotFoundError):
                        os.unlink(os.path.join(folder, name))

    def measured_root(self) -> str:
        """The folder whose pass 1 the run here used: its own, or the one that `--from-scores` named."""
        name = "work/from_scores.json"
        return str(self.read_json(name)["from"]) if self.exists(name) else self.root

    # commits ---------------------------------------------------------------------------------------------------------

    def commit(self, commit: Commit) -> None:
        self.write_json(
            f"commits/{commit.stage}/{part(commit.part)}.json",
            {
                "format": FORMAT,
                "stage": commit.stage,
                "part": commit.part,
                "fingerprint": commit.fingerprint,
                "files": [vars(record) for record in commit.files],
                "result": commit.result,
            },
        )

    def committed(self, stage: str, index: int, expected: str | None = None) -> Commit | None:
        """The commit of a shard if it is there, made from `expected`, and its files have their sizes; else None."""
        name = f"commits/{stage}/{part(index)}.json"
        try:
            raw = self.read_json(name)
        except FileNotFoundError:
            return None
        if raw["format"] > FORMAT:
            raise InputError(f"{self.path(name)}: written by a newer version (format {raw['format']}; this one reads up to {FORMAT})")
        commit = Commit(raw["stage"], raw["part"], raw["fingerprint"], tuple(FileRecord(**f) for f in raw["files"]), raw["result"])
        if expected is not None and commit.fingerprint != expected:
            return None
        if any(self.size(record.name) != record.size for record in commit.files):
            return None
        return commit


def _digest(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _filesystem(url: str) -> Any:
    try:
        return fsspec.core.url_to_fs(url)[0]
    except (ImportError, ValueError) as error:
        raise InputError(f"{url}: {error}") from error


class RunLock:
    """Refuses a second driver in one run's folder. Locally the kernel's file lock, gone with the process; remotely a heartbeat."""

    STALE_SECONDS = 120.0
    BEAT_SECONDS = 30.0

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self._file: IO[str] | None = None
        self._stop = threading.Event()
        self._beat: threading.Thread | None = None

    def __enter__(self) -> RunLock:
        if self.storage.remote:
            self._lock_remote()
        else:
            self._lock_local()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._beat is not None:
            self._beat.join()
            with contextlib.suppress(Exception):
                self.storage._fs.rm(self.storage.path("lock.json"))
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.unlink(self._file.name)
            self._file.close()

    def _lock_local(self) -> None:
        import fcntl

        os.makedirs(self.storage.root, exist_ok=True)
        self._file = open(self.storage.path(".lock"), "a+", encoding="utf8")  # noqa: SIM115
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.seek(0)
            holder = self._file.read().strip() or "another process"
            self._file.close()
            self._file = None
            raise InputError(f"{self.storage.root}: {holder} is running here; wait for it, stop it, or choose another --out") from error
        self._file.truncate(0)
        self._file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
        self._file.flush()

    def _lock_remote(self) -> None:
        try:
            holder = self.storage.read_json("lock.json")
        except (FileNotFoundError, ShardError):
            holder = None
        if holder is not None and not self._gone(holder):
            raise InputError(
                f"{self.storage.root}: process {holder['pid']} on {holder['host']} is running here "
                f"(last seen {time.time() - holder['seen']:.0f} s ago); wait for it, stop it, or choose another --out"
            )
        self._write_beat()
        self._beat = threading.Thread(target=self._keep_beating, daemon=True)
        self._beat.start()

    def _gone(self, holder: Mapping[str, Any]) -> bool:
        if time.time() - float(holder["seen"]) > self.STALE_SECONDS:
            return True
        if holder["host"] != socket.gethostname():
            return False
        try:
            os.kill(int(holder["pid"]), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return int(holder["pid"]) == os.getpid()

    def _write_beat(self) -> None:
        self.storage.write_bytes("lock.json", json.dumps({"host": socket.gethostname(), "pid": os.getpid(), "seen": time.time()}).encode())

    def _keep_beating(self) -> None:
        while not self._stop.wait(self.BEAT_SECONDS):
            with contextlib.suppress(OSError):
                self._write_beat()
