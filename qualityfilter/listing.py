"""From the recipe's paths to shards: find the input files, then split the big ones and pack the small ones.

1. Each path, glob or folder, local or any fsspec URL, becomes files with a size and a path relative to its root.
2. The files are sorted by that relative path; a file that two globs match is listed once.
3. Plain JSONL over `shard_bytes` is cut into byte ranges, Parquet into ranges of row groups; compressed files stay whole.
4. What is smaller is packed, in order, until a shard holds `shard_bytes`.

Shards depend on the listing and the options alone, never on workers. Bytes are counted as they lie on disk.
"""

from __future__ import annotations

import difflib
import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from qualityfilter.errors import InputError
from qualityfilter.pieces import COMPRESSIONS, LARGEST_SHARD, DatatroveReader, Piece, ReadOptions, Shard, compression_of

FORMATS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".warc": "warc",
    ".wet": "warc",
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
}
SHARDS = 128  # shards that `shard_bytes: auto` aims at, between the two sizes
SMALLEST_SHARD = 4 * 2**20  # bytes; a shard costs some 20 ms in all stages together, however small
_MAGIC = re.compile(r"[*?\[]")
_ETAG_KEYS = ("ETag", "etag", "md5Hash", "content_hash", "blob_id")


def list_shards(options: ReadOptions) -> list[Shard]:
    """The shards of the whole input, the same for the same files and options; InputError when there is nothing to read."""
    files = list_files(options)
    return pack(files, sized(options, files))


def sized(options: ReadOptions, files: Iterable[Piece]) -> ReadOptions:
    """The options with `shard_bytes: auto` resolved: a part in `SHARDS` of the input, so that a small one too keeps workers busy."""
    if options.shard_bytes != "auto":
        return options
    share = sum(file.size for file in files) // SHARDS
    return options.model_copy(update={"shard_bytes": min(max(share, SMALLEST_SHARD), LARGEST_SHARD)})


def list_files(options: ReadOptions) -> list[Piece]:
    """Every input file once, whole, sorted by relative path; InputError for an empty path or two files with one relative path."""
    if options.datatrove is not None:
        from qualityfilter.reading.datatrove_files import build_reader  # half a second

        build_reader(options, "." if options.paths else None)
    found: dict[str, Piece] = {}
    for path in _paths(options):
        for piece in _find(path, options):
            found.setdefault(piece.path, piece)
    by_relative: dict[str, Piece] = {}
    for piece in found.values():
        other = by_relative.setdefault(piece.relative, piece)
        if other is not piece:
            raise InputError(_same_name(other, piece))
    return sorted(by_relative.values(), key=lambda piece: piece.relative)


def pack(files: Iterable[Piece], options: ReadOptions) -> list[Shard]:
    """Small files together up to `shard_bytes`, big splittable ones in parts, every part a shard of its own."""
    groups: list[tuple[Piece, ...]] = []
    held: list[Piece] = []
    held_bytes = 0
    for piece in files:
        parts = split(piece, options.shard_size)
        alone = len(parts) > 1 or piece.format == "datatrove"
        if held and (alone or held_bytes + piece.size > options.shard_size):
            groups.append(tuple(held))
            held, held_bytes = [], 0
        if alone:
            groups.extend((part,) for part in parts)
        else:
            held.append(piece)
            held_bytes += piece.size
    if held:
        groups.append(tuple(held))
    return [Shard(index, pieces) for index, pieces in enumerate(groups)]


def split(piece: Piece, shard_bytes: int) -> list[Piece]:
    """The parts of one file, each of about `shard_bytes` at most; the file itself when it is small or cannot be split."""
    if piece.size <= shard_bytes:
        return [piece]
    if piece.format == "jsonl" and compression_of(piece.path) is None:
        count = -(-piece.size // shard_bytes)
        return _ranges(piece, [piece.size * i // count for i in range(count + 1)])
    if piece.format == "parquet":
        return _ranges(piece, _row_group_cuts(piece, shard_bytes))
    return [piece]


def format_of(path: str) -> str | None:
    """The format that a file's name stands for, compression apart; None when its ending is not known."""
    stem, ending = posixpath.splitext(path.lower())
    if ending in COMPRESSIONS:
        inner = FORMATS.get(posixpath.splitext(stem)[1])
        return None if inner == "parquet" else inner
    return FORMATS.get(ending)


def needs_spool(piece: Piece, options: ReadOptions) -> bool:
    """Whether pass 1 should keep this piece's text because reading it again in pass 2 is dear or hard to divide."""
    if options.spool != "auto":
        return options.spool == "always"
    if piece.format in ("warc", "datatrove"):
        return True
    return piece.format == "jsonl" and compression_of(piece.path) is not None and piece.size > options.shard_size


def _ranges(piece: Piece, cuts: list[int]) -> list[Piece]:
    whole = piece.to_json()
    if len(cuts) <= 2:
        return [piece]
    return [Piece(**{**whole, "start": start, "end": end}) for start, end in pairwise(cuts)]


def _row_group_cuts(piece: Piece, shard_bytes: int) -> list[int]:
    """Row-group numbers to cut at, so that a part holds `shard_bytes` or a single row group; nothing for an unreadable footer."""
    fs, path = fsspec.core.url_to_fs(piece.path)
    try:
        with fs.open(path, "rb") as file:
            footer = pq.read_metadata(file)
            sizes = [_row_group_bytes(footer.row_group(i)) for i in range(footer.num_row_groups)]
    except pa.ArrowInvalid:  # the reader quarantines the file; here it is only one that cannot be split
        return []
    cuts, held = [0], 0
    for group, size in enumerate(sizes):
        if held and held + size > shard_bytes:
            cuts.append(group)
            held = 0
        held += size
    return [*cuts, len(sizes)]


def _row_group_bytes(group: Any) -> int:
    return sum(group.column(i).total_compressed_size for i in range(group.num_columns))


def _paths(options: ReadOptions) -> tuple[str, ...]:
    if options.paths:
        return options.paths
    if options.datatrove is not None:
        return (datatrove_files(options.datatrove),)
    raise InputError("read.paths: no input. Name files, a folder or a glob, for example 'crawl/*.jsonl.zst'.")


def datatrove_files(reader: DatatroveReader) -> str:
    """The glob of a datatrove reader's own `data_folder`, `glob_pattern` and `recursive`; its `dataset` when it reads no files."""
    params = reader.params
    folder = params.get("data_folder", params.get("dataset"))
    if not isinstance(folder, str):
        raise InputError(f"read.datatrove: {reader.reader} needs params.data_folder as text, or read.paths")
    if "data_folder" not in params:
        return folder
    pattern = params.get("glob_pattern") or ("**" if params.get("recursive", True) else "*")
    return f"{folder.rstrip('/')}/{pattern}"


def _find(path: str, options: ReadOptions) -> list[Piece]:
    """The files that one path stands for; InputError when there are none or their format is not known."""
    if _reads_no_files(options):
        return [Piece(path, path, "datatrove", 0)]
    fs, root, entries = _look_up(path)
    folder = root == _strip(fs, path)
    wanted = "datatrove" if options.datatrove is not None else options.format
    pieces = []
    for name, entry in sorted(entries.items()):
        kind = wanted if wanted != "auto" else format_of(name)
        if folder and (_hidden(name, root) or (kind != "datatrove" and format_of(name) != kind) or kind is None):
            continue
        if kind is None:
            raise InputError(f"{path}: {_unknown_format(name)}")
        relative = posixpath.relpath(name, root) if root else name
        pieces.append(Piece(_address(fs, name), relative, kind, int(entry.get("size") or 0), _etag(entry)))
    if not pieces:
        raise InputError(_nothing_matches(fs, _strip(fs, path), path, list(entries)))
    kinds = sorted({piece.format for piece in pieces})
    if folder and len(kinds) > 1:
        raise InputError(f"{path}: the folder holds files of several formats ({', '.join(kinds)}). Set read.format, or give a glob.")
    return pieces


def _reads_no_files(options: ReadOptions) -> bool:
    return options.datatrove is not None and not options.paths and "data_folder" not in options.datatrove.params


def _look_up(path: str) -> tuple[Any, str, dict[str, Mapping[str, Any]]]:
    """The file system, the root that relative paths start from, and the files found: name -> what the store says of it."""
    try:
        fs, _ = fsspec.core.url_to_fs(path)
        name = _strip(fs, path)
        if fs.isfile(name):
            return fs, posixpath.dirname(name), {name: fs.info(name)}
        if _MAGIC.search(name):
            found = fs.glob(name, detail=True)
            fixed = _MAGIC.split(name, maxsplit=1)[0]
            return fs, posixpath.dirname(fixed), _files(found)
        return fs, name, _files(fs.find(name, detail=True)) if fs.isdir(name) else {}
    except InputError:
        raise
    except Exception as error:  # every store has errors of its own: no such bucket, no credentials, an unknown protocol
        raise InputError(f"{path}: cannot be listed: {type(error).__name__}: {error}") from error


def _strip(fs: Any, path: str) -> str:
    """The path as this file system names it: absolute for local files, without the protocol for others."""
    if "local" in _protocols(fs):
        return os.path.abspath(str(fs._strip_protocol(os.path.expanduser(path))))
    return str(fs._strip_protocol(path))


def _address(fs: Any, name: str) -> str:
    return name if "local" in _protocols(fs) else str(fs.unstrip_protocol(name))


def _protocols(fs: Any) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)


def _files(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {name: entry for name, entry in entries.items() if entry.get("type") == "file" and not posixpath.basename(name).startswith(".")}


def _hidden(name: str, root: str) -> bool:
    """Spark's and Finder's by-products: a part of the path below the folder that starts with '_' or '.'."""
    return any(part.startswith(("_", ".")) for part in posixpath.relpath(name, root).split("/"))


def _etag(entry: Mapping[str, Any]) -> str:
    return next((str(entry[key]).strip('"') for key in _ETAG_KEYS if entry.get(key)), "")


def _same_name(first: Piece, second: Piece) -> str:
    common = posixpath.commonpath([first.path, second.path]) if "://" not in first.path + second.path else "their/common/folder"
    return (
        f"read.paths: {first.path} and {second.path} have the same path {first.relative!r} under their roots, so their documents "
        f"would have the same row keys. Read both through one glob, for example {common + '/**'!r}."
    )


def _unknown_format(name: str) -> str:
    base = posixpath.basename(name)
    endings = ", ".join([*FORMATS, *(f".jsonl{ending}" for ending in COMPRESSIONS)])
    return f"the name {base!r} does not say its format. Known endings: {endings}. Otherwise set read.format."


def _nothing_matches(fs: Any, name: str, path: str, ignored: list[str]) -> str:
    """Why nothing was found: the closest existing path, or what the folder holds instead."""
    if ignored:
        return f"{path}: no file of a known format; the folder holds {_some(sorted(posixpath.basename(n) for n in ignored))}"
    if fs.isdir(name):
        return f"{path}: the folder is empty"
    base, missing = _deepest_existing(fs, name)
    names = sorted(posixpath.basename(str(entry).rstrip("/")) for entry in _children(fs, base))
    close = difflib.get_close_matches(missing, names, n=1, cutoff=0.5)
    hint = f" Closest: {posixpath.join(_address(fs, base), close[0])}." if close else ""
    return f"{path}: no such file.{hint} {_address(fs, base)} holds {_some(names)}."


def _deepest_existing(fs: Any, name: str) -> tuple[str, str]:
    """The deepest folder on the way to `name` that exists, and the part of the path that is missing in it."""
    base, missing = posixpath.split(name)
    while _MAGIC.search(base) or (base and base != "/" and not fs.exists(base)):
        base, missing = posixpath.split(base)
    return base, missing


def _children(fs: Any, base: str) -> Iterator[str]:
    try:
        yield from fs.ls(base, detail=False)
    except OSError:
        return


def _some(names: list[str]) -> str:
    return ", ".join(names[:8]) + (f", … ({len(names)} in all)" if len(names) > 8 else "") if names else "nothing"
