"""From paths to shards: what is found, what it is called, how it is split and packed, and what the errors say."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from qualityfilter.errors import InputError
from qualityfilter.listing import format_of, list_files, list_shards, needs_spool, pack, sized
from qualityfilter.pieces import DatatroveReader, Piece, ReadOptions, Shard


def make(folder: Path, *names: str, size: int = 10) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)


def relatives(options: ReadOptions) -> list[str]:
    return [piece.relative for piece in list_files(options)]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.jsonl", ["a.jsonl", "b.jsonl"]),
        ("[ab].jsonl", ["a.jsonl", "b.jsonl"]),
        ("?.jsonl", ["a.jsonl", "b.jsonl"]),
        ("a.jsonl", ["a.jsonl"]),
        ("./sub/../a.jsonl", ["a.jsonl"]),
        ("sub/*", ["c.jsonl.gz", "d.parquet"]),
        ("*/*.gz", ["sub/c.jsonl.gz"]),
        ("**/*.jsonl", ["a.jsonl", "b.jsonl", "deep/er/e.jsonl"]),
        ("**/*.jsonl*", ["a.jsonl", "b.jsonl", "deep/er/e.jsonl", "sub/c.jsonl.gz"]),
        ("deep", ["er/e.jsonl"]),
        ("deep/", ["er/e.jsonl"]),
        ("d[1].jsonl", ["d[1].jsonl"]),
    ],
)
def test_a_path_finds_files_named_from_its_fixed_prefix(tmp_path, monkeypatch, pattern, expected):
    make(tmp_path, "a.jsonl", "b.jsonl", "sub/c.jsonl.gz", "sub/d.parquet", "deep/er/e.jsonl", "d[1].jsonl", ".hidden.jsonl")
    monkeypatch.chdir(tmp_path)
    wanted = expected if pattern not in ("*.jsonl", "**/*.jsonl", "**/*.jsonl*") else sorted([*expected, "d[1].jsonl"])
    assert relatives(ReadOptions(paths=(pattern,))) == wanted
    assert relatives(ReadOptions(paths=(str(tmp_path / pattern),))) == wanted


def test_local_pieces_have_absolute_paths_so_that_a_worker_elsewhere_finds_them(tmp_path, monkeypatch):
    make(tmp_path, "a.jsonl", size=7)
    monkeypatch.chdir(tmp_path)
    (piece,) = list_files(ReadOptions(paths=("a.jsonl",)))
    assert piece == Piece(str(tmp_path / "a.jsonl"), "a.jsonl", "jsonl", 7)


def test_a_file_that_several_paths_match_is_listed_once(tmp_path):
    make(tmp_path, "a.jsonl", "b.jsonl")
    paths = (f"{tmp_path}/*.jsonl", f"{tmp_path}/a.jsonl", f"{tmp_path}/./b.jsonl", f"file://{tmp_path}/a.jsonl", str(tmp_path))
    assert relatives(ReadOptions(paths=paths)) == ["a.jsonl", "b.jsonl"]


def test_two_files_with_one_relative_path_are_refused_with_both_names(tmp_path):
    make(tmp_path, "one/a.jsonl", "two/a.jsonl")
    with pytest.raises(InputError) as error:
        list_files(ReadOptions(paths=(f"{tmp_path}/one/*", f"{tmp_path}/two/*")))
    assert f"{tmp_path}/one/a.jsonl and {tmp_path}/two/a.jsonl" in str(error.value)
    assert f"{tmp_path}/**" in str(error.value)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("crawl/*.jsonl", "crawl holds part-0.jsonl.zst, part-1.jsonl.zst."),
        ("crawl/part-0.jsonl.zts", "Closest: {root}/crawl/part-0.jsonl.zst."),
        ("crwal/*.jsonl.zst", "Closest: {root}/crawl."),
        ("crwal/deep/*/x.jsonl", "Closest: {root}/crawl."),
        ("empty", "the folder is empty"),
        ("other", "no file of a known format; the folder holds b.bin"),
    ],
)
def test_nothing_found_says_what_is_there_instead(tmp_path, pattern, says):
    make(tmp_path, "crawl/part-0.jsonl.zst", "crawl/part-1.jsonl.zst", "other/b.bin")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as error:
        list_shards(ReadOptions(paths=(f"{tmp_path}/{pattern}",)))
    assert str(error.value).startswith(f"{tmp_path}/{pattern}: ")
    assert says.format(root=tmp_path) in str(error.value)
    assert error.value.exit_code == 2


def test_no_path_at_all_and_an_unknown_protocol_are_input_errors():
    with pytest.raises(InputError, match="no input"):
        list_shards(ReadOptions())
    with pytest.raises(InputError, match="s4://bucket/x: cannot be listed"):
        list_shards(ReadOptions(paths=("s4://bucket/x",)))


def test_a_folder_stands_for_its_files_of_one_known_format(tmp_path):
    make(tmp_path, "b.txt", "a/c.md", "_SUCCESS", "_tmp/x.txt", ".git/y.txt", "picture.png")
    assert relatives(ReadOptions(paths=(str(tmp_path),))) == ["a/c.md", "b.txt"]
    make(tmp_path, "z.jsonl")
    with pytest.raises(InputError, match=r"several formats \(jsonl, text\)"):
        list_files(ReadOptions(paths=(str(tmp_path),)))
    assert relatives(ReadOptions(paths=(str(tmp_path),), format="text")) == ["a/c.md", "b.txt"]


def test_a_file_of_unknown_ending_needs_a_format(tmp_path):
    make(tmp_path, "dump.log")
    with pytest.raises(InputError, match=r"'dump.log' does not say its format.*\.jsonl"):
        list_files(ReadOptions(paths=(f"{tmp_path}/*.log",)))
    assert list_files(ReadOptions(paths=(f"{tmp_path}/*.log",), format="jsonl"))[0].format == "jsonl"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.jsonl", "jsonl"),
        ("A.JSONL.GZ", "jsonl"),
        ("c4.0001.json.gz", "jsonl"),
        ("a.ndjson.zst", "jsonl"),
        ("a.parquet", "parquet"),
        ("a.parquet.gz", None),
        ("CC-MAIN.warc.gz", "warc"),
        ("CC-MAIN.warc.wet.gz", "warc"),
        ("a.md", "text"),
        ("a.txt.zst", "text"),
        ("a.gz", None),
        ("a", None),
    ],
)
def test_format_by_name(name, expected):
    assert format_of(name) == expected


KIB = 1024


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"a.jsonl": 100, "b.jsonl": 100}, [[("a", 0, -1), ("b", 0, -1)]]),
        ({"a.jsonl": 600, "b.jsonl": 600, "c.jsonl": 400}, [[("a", 0, -1)], [("b", 0, -1), ("c", 0, -1)]]),
        (
            {"a.jsonl": 10, "b.jsonl": 2049, "c.jsonl": 10},
            [[("a", 0, -1)], [("b", 0, 683)], [("b", 683, 1366)], [("b", 1366, 2049)], [("c", 0, -1)]],
        ),
        ({"a.jsonl": 1024}, [[("a", 0, -1)]]),
        ({"a.jsonl.gz": 5000, "b.warc": 5000, "c.txt": 5000}, [[("a", 0, -1)], [("b", 0, -1)], [("c", 0, -1)]]),
        ({"a.jsonl": 0, "b.jsonl": 0}, [[("a", 0, -1), ("b", 0, -1)]]),
    ],
)
def test_small_files_are_packed_in_order_and_big_plain_jsonl_is_split(sizes, expected):
    files = [Piece(f"/r/{name}", name, format_of(name) or "", size) for name, size in sizes.items()]
    shards = pack(files, ReadOptions(shard_bytes=KIB))
    assert [[(p.relative.split(".")[0], p.start, p.end) for p in shard.pieces] for shard in shards] == expected
    assert [shard.index for shard in shards] == list(range(len(expected)))


@pytest.mark.parametrize(("megabytes", "shards", "size"), [([1], 1, 4), ([1] * 6, 2, 4), ([64] * 16, 128, 8), ([4096] * 100, 1600, 256)])
def test_auto_shards_keep_workers_busy_on_small_inputs_and_are_large_on_large_ones(megabytes, shards, size):
    files = [Piece(f"/in/{i}.jsonl", f"{i}.jsonl", "jsonl", n * 2**20) for i, n in enumerate(megabytes)]
    options = sized(ReadOptions(), files)
    assert (options.shard_bytes, len(pack(files, options))) == (size * 2**20, shards)
    assert sized(ReadOptions(shard_bytes=5000), files).shard_bytes == 5000


@given(sizes=st.lists(st.integers(0, 10 * KIB), max_size=30), shard_bytes=st.integers(KIB, 4 * KIB))
def test_shards_cover_every_byte_once_and_are_not_over_size(sizes, shard_bytes):
    files = [Piece(f"/r/{i:03}.jsonl", f"{i:03}.jsonl", "jsonl", size) for i, size in enumerate(sizes)]
    shards = pack(files, ReadOptions(shard_bytes=shard_bytes))
    ranges: dict[str, list[tuple[int, int]]] = {}
    for shard in shards:
        spans = [(p.relative, p.start, p.size if p.end == -1 else p.end) for p in shard.pieces]
        assert sum(end - start for _, start, end in spans) <= shard_bytes
        for name, start, end in spans:
            ranges.setdefault(name, []).append((start, end))
    for piece in files:
        cuts = ranges[piece.relative]
        assert cuts[0][0] == 0
        assert cuts[-1][1] == piece.size
        assert all(left[1] == right[0] for left, right in pairwise(cuts))


def test_a_big_parquet_file_is_split_by_row_group(tmp_path):
    table = pa.table({"text": [f"{i} " + "x" * 50 for i in range(100)]})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=10, compression="none", use_dictionary=False)
    size = (tmp_path / "a.parquet").stat().st_size
    shards = list_shards(ReadOptions(paths=(str(tmp_path / "a.parquet"),), shard_bytes=2000))
    ranges = [(shard.pieces[0].start, shard.pieces[0].end) for shard in shards]
    assert ranges == [(0, 2), (2, 4), (4, 6), (6, 8), (8, 10)]
    assert all(len(shard.pieces) == 1 and shard.pieces[0].size == size for shard in shards)
    (whole,) = list_shards(ReadOptions(paths=(str(tmp_path / "a.parquet"),)))
    assert (whole.pieces[0].start, whole.pieces[0].end) == (0, -1)


def test_a_big_parquet_file_without_a_footer_stays_whole_for_the_reader_to_report(tmp_path):
    make(tmp_path, "a.parquet", size=5000)
    (shard,) = list_shards(ReadOptions(paths=(str(tmp_path),), shard_bytes=1024))
    assert (shard.pieces[0].start, shard.pieces[0].end) == (0, -1)


def test_shards_and_pieces_round_trip_through_json():
    shard = Shard(3, (Piece("s3://b/文.jsonl", "文.jsonl", "jsonl", 10, "abc", 2, 7), Piece("/a/b.parquet", "b.parquet", "parquet", 1)))
    assert Shard.from_json(json.loads(json.dumps(shard.to_json()))) == shard
    assert Piece.from_json(json.loads(json.dumps(shard.pieces[0].to_json()))) == shard.pieces[0]


def test_any_fsspec_store_is_listed_with_addresses_to_open():
    store = fsspec.filesystem("memory")
    store.pipe({"/listing/x/a.jsonl": b"1", "/listing/b.jsonl": b"22"})
    try:
        pieces = list_files(ReadOptions(paths=("memory://listing/**/*.jsonl",)))
        assert [(p.path, p.relative, p.size) for p in pieces] == [
            ("memory:///listing/b.jsonl", "b.jsonl", 2),
            ("memory:///listing/x/a.jsonl", "x/a.jsonl", 1),
        ]
        with pytest.raises(InputError, match=r"Closest: memory:///listing/b\.jsonl"):
            list_files(ReadOptions(paths=("memory://listing/bb.jsonl",)))
    finally:
        store.rm("/listing", recursive=True)


@pytest.mark.parametrize(
    ("piece", "spool", "expected"),
    [
        (Piece("a.jsonl", "a", "jsonl", 10**9), "auto", False),
        (Piece("a.jsonl.gz", "a", "jsonl", 10**9), "auto", True),
        (Piece("a.jsonl.gz", "a", "jsonl", 10), "auto", False),
        (Piece("a.parquet", "a", "parquet", 10**9), "auto", False),
        (Piece("a.warc.gz", "a", "warc", 10), "auto", True),
        (Piece("a.csv", "a", "datatrove", 10), "auto", True),
        (Piece("a.txt", "a", "text", 10), "auto", False),
        (Piece("a.txt", "a", "text", 10), "always", True),
        (Piece("a.warc.gz", "a", "warc", 10), "never", False),
    ],
)
def test_spooled_is_what_would_be_dear_to_read_again(piece, spool, expected):
    assert needs_spool(piece, ReadOptions(spool=spool)) is expected


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ({"path": ["x"]}, "path"),
        ({"columns": {"txt": "content"}}, "no column 'txt'. Did you mean 'text'?"),
        ({"columns": {"text": "a..b"}}, "'a..b' is no field name"),
        ({"format": "csv"}, "format"),
        ({"shard_bytes": 5}, "shard_bytes"),
    ],
)
def test_wrong_read_options_are_refused(section, says):
    with pytest.raises(ValidationError) as error:
        ReadOptions.model_validate(section)
    assert says in str(error.value)


def test_one_path_may_stand_without_a_list():
    assert ReadOptions.model_validate({"paths": "a/*.jsonl", "columns": None}) == ReadOptions(paths=("a/*.jsonl",))


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["a.csv", "sub/b.csv"]),
        ({"recursive": False}, ["a.csv"]),
        ({"glob_pattern": "sub/*.csv"}, ["b.csv"]),
    ],
)
def test_a_datatrove_reader_gets_one_shard_per_file_of_its_folder(tmp_path, params, expected):
    make(tmp_path, "a.csv", "sub/b.csv")
    reader = DatatroveReader(reader="CSVReader", params={"data_folder": str(tmp_path), **params})
    shards = list_shards(ReadOptions(datatrove=reader))
    assert [[(p.relative, p.format) for p in shard.pieces] for shard in shards] == [[(name, "datatrove")] for name in expected]


def test_an_unknown_datatrove_reader_is_named_before_anything_is_read(tmp_path):
    make(tmp_path, "a.csv")
    reader = DatatroveReader(reader="CSVRaeder", params={"data_folder": str(tmp_path)})
    with pytest.raises(InputError, match="Did you mean 'CSVReader'"):
        list_shards(ReadOptions(datatrove=reader))
    reader = DatatroveReader(reader="CSVReader", params={"data_folder": str(tmp_path), "textkey": "x"})
    with pytest.raises(InputError, match="Did you mean 'text_key'"):
        list_shards(ReadOptions(datatrove=reader))
