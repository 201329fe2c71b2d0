"""Readers: nothing is lost or read twice, and what cannot be read is quarantined alone, with its place and reason."""

from __future__ import annotations

import datetime
import decimal
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from qualityfilter.errors import ShardError
from qualityfilter.listing import list_shards
from qualityfilter.pieces import DatatroveReader, Piece, ReadOptions, Shard
from qualityfilter.reading import SCHEMA, PieceCounts, Quarantined, ReadBatch, ShardReading, peek, read_shard
from qualityfilter.reading.datatrove_files import DatatroveDocuments
from qualityfilter.reading.extraction import decode_html, extract_html
from qualityfilter.reading.fields import Fields
from qualityfilter.reading.jsonl import LineParser, Unreadable
from qualityfilter.reading.records import rows_of, table_of
from qualityfilter.reading.streams import Block, InputFile, OverlongLine, line_blocks, open_stream

POEM = "The heron stood still.\nThe water did not."


def piece_of(path: Path, start: int = 0, end: int = -1, format: str = "jsonl") -> Piece:
    return Piece(str(path), path.name, format, path.stat().st_size, start=start, end=end)


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def read(pieces: Sequence[Piece] | Piece, **options: Any) -> tuple[list[dict[str, Any]], list[Quarantined], list[PieceCounts]]:
    """All rows, all quarantine entries and the counts, after checking what holds for every reading."""
    shard = Shard(0, (pieces,) if isinstance(pieces, Piece) else tuple(pieces))
    reading = ShardReading(shard, ReadOptions(**options))
    batches = list(reading)
    for batch in batches:
        assert batch.table.schema.equals(SCHEMA)
        assert all(column.num_chunks <= 1 for column in batch.table.columns)
        batch.table.validate(full=True)
        assert batch.table.num_rows or batch.quarantined
    rows = [row for batch in batches for row in batch.table.to_pylist()]
    quarantined = [entry for batch in batches for entry in batch.quarantined]
    for index, counts in enumerate(reading.counts):
        ordinals = [row["ordinal"] for row in rows if row["piece"] == index]
        entries = [entry for entry in quarantined if entry.piece == index]
        assert counts.records == len(ordinals) + sum(entry.records for entry in entries)
        taken = ordinals + [entry.ordinal + k for entry in entries for k in range(entry.records)]
        assert sorted(taken) == list(range(counts.records)), "every record has one ordinal"
        assert ordinals == sorted(ordinals)
    return rows, quarantined, reading.counts


def lines(*records: Any) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def texts(rows: list[dict[str, Any]]) -> list[str]:
    return [row["text"] for row in rows]


# --- JSON Lines: records --------------------------------------------------------------------------------------------------


def test_every_field_arrives_and_what_is_not_mapped_is_meta_in_input_order(tmp_path):
    record = {"z": [1, {"k": None}], "id": "7", "text": POEM, "url": "http://a/", "b": "文", "date": "2024", "source": "s", "a": 1.5}
    path = written(tmp_path, "a.jsonl", lines(record, {"text": "bare"}))
    rows, quarantined, counts = read(piece_of(path))
    meta = '{"z":[1,{"k":null}],"b":"文","a":1.5}'
    assert quarantined == []
    assert counts == [PieceCounts(2, {})]
    assert rows == [
        {"piece": 0, "ordinal": 0, "id": "7", "text": POEM, "url": "http://a/", "source": "s", "date": "2024", "meta": meta},
        {"piece": 0, "ordinal": 1, "id": None, "text": "bare", "url": None, "source": None, "date": None, "meta": None},
    ]


@pytest.mark.parametrize(
    ("columns", "record", "expected"),
    [
        ({"text": "content"}, {"content": "a", "text": "b"}, {"text": "a", "meta": {"text": "b"}}),
        ({"url": "meta.url"}, {"text": "a", "meta": {"url": "u", "n": 1}}, {"url": "u", "meta": {"meta": {"url": "u", "n": 1}}}),
        ({"url": "meta.url"}, {"text": "a", "meta.url": "u"}, {"url": "u", "meta": None}),
        ({"url": "meta.url"}, {"text": "a", "meta": "x"}, {"url": None, "meta": {"meta": "x"}}),
        ({"text": "doc.body.text"}, {"doc": {"body": {"text": "t"}}}, {"text": "t", "meta": {"doc": {"body": {"text": "t"}}}}),
        ({"id": "url"}, {"text": "a", "url": "u"}, {"id": "u", "url": "u", "meta": None}),
        ({"date": "dump.date"}, {"text": "a", "dump": {"date": 2024}}, {"date": "2024"}),
    ],
)
def test_columns_map_top_level_and_nested_fields(tmp_path, columns, record, expected):
    ((row,), _, _) = read(piece_of(written(tmp_path, "a.jsonl", lines(record))), columns=columns)
    if isinstance(expected.get("meta"), dict):
        row["meta"] = json.loads(row["meta"])
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("raw", "column", "expected"),
    [
        (b'{"text":"t","id":5}', "id", "5"),
        (b'{"text":"t","id":-0.5}', "id", "-0.5"),
        (b'{"text":"t","id":123456789012345678901234567890}', "id", "123456789012345678901234567890"),
        (b'{"text":"t","id":18446744073709551615}', "id", "18446744073709551615"),
        (b'{"text":"t","id":18446744073709551616}', "id", "18446744073709551616"),
        (b'{"text":"t","id":true}', "id", "true"),
        (b'{"text":"t","id":""}', "id", ""),
        (b'{"text":"t","id":null}', "id", None),
        (b'{"text":"t","url":["a", {"b": "\xe6\x96\x87"}]}', "url", '["a",{"b":"文"}]'),
        (b'{"text":"t","url":[123456789012345678901]}', "url", "[123456789012345678901]"),
        (b'{"text":"t","n":123456789012345678901234567890}', "meta", '{"n":123456789012345678901234567890}'),
        (b'{"text":"t","n":-9223372036854775809,"x":1e30}', "meta", '{"n":-9223372036854775809,"x":1e+30}'),
        (b'{"text":"t","n":NaN}', "meta", '{"n":NaN}'),
        (b'{"text":"t","n":-Infinity,"m":99999999999999999999}', "meta", '{"n":-Infinity,"m":99999999999999999999}'),
        (b'{"text":"t","n":1e5}', "meta", '{"n":100000.0}'),
        (b'{"text":"t","hash":"12e345678901234567890123"}', "meta", '{"hash":"12e345678901234567890123"}'),
        (b'{"text":"\\u0000 \\ud83d\\ude00"}', "text", "\0 \U0001f600"),
        (b'{"text":""}', "text", ""),
        (b' {"text": "t"} \t\r', "text", "t"),
    ],
)
def test_values_become_text_without_losing_a_digit(tmp_path, raw, column, expected):
    ((row,), quarantined, _) = read(piece_of(written(tmp_path, "a.jsonl", raw + b"\n")))
    assert quarantined == []
    assert row[column] == expected


NESTED = b'{"text":"t","n":' + b"[" * 300 + b"]" * 300 + b"}"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"text": "t', "not valid JSON"),
        (b'{"text": "t"} {"text": "u"}', "not valid JSON: Extra data, at character 14 of the record"),
        (b"just words", "not valid JSON"),
        (b"\x00\x00\x00", "not valid JSON"),
        (b'{"text": "a\xff"}', "not valid UTF-8: byte 0xff at byte 11 of the record"),
        (b'{"text": "t", "other": "\xc3"}', "not valid UTF-8: byte 0xc3"),
        (b'{"text": "\xed\xa0\x80"}', "not valid UTF-8"),
        (b'{"text": "\\ud800"}', "lone surrogate"),
        (b'{"text": "t", "other": "\\udfff"}', "lone surrogate"),
        (b'{"title": "t", "n": 1}', "no text: there is no field 'text'; fields: title, n"),
        (b"{}", "no text: there is no field 'text'; fields: none"),
        (b'{"text": null}', "no text: the text field is null"),
        (b'{"text": 5}', "no text: the text field is a number, not a string"),
        (b'{"text": ["t"]}', "no text: the text field is a list, not a string"),
        (b'["text"]', "not an object: the line is a list"),
        (b'"text"', "not an object: the line is a string"),
        (b"12", "not an object: the line is a number"),
        (b"null", "not an object: the line is null"),
        (b"NaN", "not an object: the line is a number"),
        (b"[" * 100_000 + b"]" * 100_000, "not valid JSON: nested too deeply"),
        (NESTED, "not valid JSON: nested too deeply"),
        (NESTED.replace(b'"t"', b'"t","m":NaN'), "not valid JSON: nested too deeply"),
        (b'{"text":"t","n":' + b"1" * 5000 + b"}", "not valid JSON: "),
        (b'{"text": "' + b"x" * 3000 + b'"}', "too large: a record of 3012 bytes, over read.max_document_bytes (3000)"),
    ],
)
def test_a_line_that_is_no_document_is_quarantined_alone_with_its_place(tmp_path, bad, reason):
    path = written(tmp_path, "a.jsonl", b'\n{"text":"before"}\n' + bad + b'\r\n{"text":"after"}\n')
    limit = 3000 if bad.startswith(b'{"text": "xxx') else 2**20
    bad = bad + b"\r" if limit == 3000 else bad
    rows, (entry,), _ = read(piece_of(path), max_document_bytes=limit + (len(bad) == 3013))
    assert [(row["text"], row["ordinal"]) for row in rows] == [("before", 0), ("after", 2)]
    assert (entry.piece, entry.ordinal, entry.offset, entry.records) == (0, 1, 19, 1)
    assert entry.reason.startswith(reason.replace("3012", "3013").replace("3000", "3001"))


def test_blank_lines_are_no_records_and_a_byte_order_mark_is_none_of_the_text(tmp_path):
    path = written(tmp_path, "a.jsonl", b'\xef\xbb\xbf{"text":"a"}\r\n\r\n \t\n\n{"text":"b"}\n{"x":1}')
    rows, (entry,), _ = read(piece_of(path))
    assert [(row["text"], row["ordinal"]) for row in rows] == [("a", 0), ("b", 1)]
    assert (entry.ordinal, entry.offset) == (2, path.read_bytes().index(b'{"x"'))


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_an_empty_file_has_no_records(tmp_path, content):
    assert read(piece_of(written(tmp_path, "a.jsonl", content))) == ([], [], [PieceCounts()])


# --- JSON Lines: ranges and blocks ----------------------------------------------------------------------------------------

LINE = st.sampled_from(
    [b'{"text":"a"}', b'{"text":"\xe6\x96\x87\xe5\xad\x97"}', b'{"text":"%s"}' % (b"long" * 20), b"broken", b'{"x":1}', b"", b"  "]
)
FILE = st.tuples(
    st.sampled_from([b"", b"\xef\xbb\xbf"]), st.lists(st.tuples(LINE, st.sampled_from([b"\n", b"\r\n"])), max_size=12), LINE
).map(lambda parts: parts[0] + b"".join(line + end for line, end in parts[1]) + parts[2])


FIELD = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | st.lists(st.integers(), max_size=2)
RECORD = st.fixed_dictionaries(
    {"text": st.text(max_size=8)}, optional={"id": FIELD, "url": st.text(max_size=3), "date": FIELD, "more": FIELD, "a": st.just({"id": 7})}
)


SPACE = st.text(" \t\r", max_size=2)
CODE = st.sampled_from(["0041", "00e9", "4E2d", "d83d", "dE00", "0000", "12", "x041", "ffff"]).map("\\u".__add__)
ESCAPE = CODE | st.sampled_from(list('nrtbf/"\\x')).map("\\".__add__)
LONG = st.sampled_from(["as long as a stretch of bytes that is looked at together, and longer", "\u6587\u5b57" * 12])
STRING = st.lists(ESCAPE | LONG | st.text(max_size=3).map(lambda t: json.dumps(t)[1:-1]), max_size=5).map(
    lambda parts: f'"{"".join(parts)}"'
)
NUMBER = st.sampled_from(["0", "-0", "-12", "01", "1e5", "1.50", "1" * 18, "1" * 19, "-", "NaN", "nul"])
VALUE = st.recursive(
    STRING | NUMBER | st.sampled_from(["null", "true", "[", "}", "nulll", '"', ""]),
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: f"[{','.join(parts)}]") | inner.map('{{"a": {0}, "id":{0}}}'.format),
    max_leaves=3,
)
KEY = st.sampled_from(["text", "text", "text", "id", "url", "date", "a", "b", "te\\u0078t"])
MEMBER = st.tuples(SPACE, KEY, SPACE, STRING | VALUE, SPACE).map(lambda m: f'{m[0]}"{m[1]}"{m[2]}:{m[2]}{m[3]}{m[4]}')
MADE_UP = st.tuples(SPACE, st.lists(MEMBER, max_size=4), st.sampled_from(["", ",", "x", "}"])).map(
    lambda m: f"{m[0]}{{{','.join(m[1])}}}{m[2]}"
)


@settings(max_examples=500, deadline=None)
@given(
    lines=st.lists(
        st.dictionaries(st.sampled_from(["text", "x"]), FIELD).map(json.dumps) | RECORD.map(json.dumps) | MADE_UP | st.text(max_size=3),
        max_size=6,
    ),
    columns=st.sampled_from([{}, {"id": "a.id"}, {"text": "b"}, {"text": "a.id"}, {"url": "id"}]),
    broken=st.none()
    | st.tuples(st.integers(0, 300), st.sampled_from([b"\xe6", b"\x80", b"\xed\xa0\x80", b"\xc0\x80", b"\x01", b'"', b"\\"])),
)
def test_a_block_of_lines_gives_what_its_lines_give_when_each_is_parsed_alone(lines, columns, broken):
    content = "\n".join(line.replace("\n", "") for line in lines).encode("utf8", "replace")
    if broken is not None:
        content = content[: broken[0]] + broken[1] + content[broken[0] :]
    parser, rows, faults = LineParser(0, Fields(columns), 150), [], []
    for ordinal, line in enumerate(line for line in content.split(b"\n") if line.strip()):
        try:
            rows.append(parser._row(line, ordinal))
        except Unreadable as error:
            faults.append((ordinal, str(error)))
    found = parser.parse(Block(0, content))
    assert (found.rows if isinstance(found.rows, list) else rows_of(found.rows)) == rows
    assert [(q.ordinal, q.reason) for q in found.quarantined] == faults


def test_ordinary_lines_are_decoded_together():
    """Else the test above could not fail: of these none is parsed alone."""
    lines = [
        r'{"text":"a\u00e9\ud83d\ude00\n\t\"\\\/","id":17}',
        ' { "x" : {"a":[1,"}"]} , "text" : "" , "url":null,"y":2.5}\r',
        '{"date":"2024","text":"%s","source":"s"}' % ("\u6587" * 40),
    ]
    table = LineParser(0, Fields({}), 1000).parse(Block(0, "\n".join(lines).encode())).rows
    assert rows_of(table) == [
        (0, "17", 'a\u00e9\U0001f600\n\t"\\/'.encode(), None, None, None, None),
        (1, None, b"", None, None, None, b'{"x":{"a":[1,"}"]},"y":2.5}'),
        (2, None, ("\u6587" * 40).encode(), None, "s", "2024", None),
    ]


@settings(max_examples=150, deadline=None)
@given(content=FILE, cuts=st.lists(st.integers(0, 400), max_size=5), max_bytes=st.sampled_from([50, 1000]))
def test_any_split_into_ranges_reads_every_record_once(content, cuts, max_bytes):
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), "a.jsonl", content)
        whole_rows, whole_quarantined, _ = read(piece_of(path), max_document_bytes=max_bytes)
        bounds = sorted({0, len(content), *(cut for cut in cuts if cut < len(content))})
        pieces = [piece_of(path, start, end) for start, end in pairwise(bounds)]
        rows, quarantined, _ = read(pieces, max_document_bytes=max_bytes)
    assert texts(rows) == texts(whole_rows)
    assert [(e.offset, e.reason) for e in quarantined] == [(e.offset, e.reason) for e in whole_quarantined]
    assert all(bounds[e.piece] <= e.offset < bounds[e.piece + 1] or (e.offset == 3 and bounds[e.piece] == 0) for e in quarantined)


class Source:
    """A stream over bytes, for tests of what comes after it."""

    damage: str | None = None

    def __init__(self, content: bytes) -> None:
        self._file = io.BytesIO(content)

    def read(self, size: int) -> bytes:
        return self._file.read(size)


@given(
    lines=st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")), max_size=12),
    last=st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")),
    end=st.integers(-1, 300),
    chunk_bytes=st.integers(1, 64),
    max_line=st.sampled_from([0, 1, 7, 1000]),
)
def test_blocks_are_the_lines_that_begin_before_the_end_whatever_the_chunks(lines, last, end, chunk_bytes, max_line):
    content = b"".join(line + b"\n" for line in lines) + last
    expected, offset = [], 0
    for line in [*lines, *([last] if last else [])]:
        if end < 0 or offset < end:
            expected.append((offset, line if len(line) <= max_line else len(line)))
        offset += len(line) + 1
    found: list[tuple[int, Any]] = []
    for block in line_blocks(Source(content), 0, end, max_line, chunk_bytes):
        if isinstance(block, OverlongLine):
            found.append((block.offset, block.length))
            continue
        assert isinstance(block, Block)
        assert len(block.data) <= max_line + 1 + chunk_bytes, "no block holds more than a line and a chunk"
        at = block.offset
        for line in block.data.removesuffix(b"\n").split(b"\n"):
            found.append((at, line if len(line) <= max_line else len(line)))
            at += len(line) + 1
    assert found == expected


def test_records_do_not_depend_on_the_batch_size_and_batches_keep_to_it(tmp_path):
    path = written(tmp_path, "a.jsonl", lines(*({"text": "x" * 100, "id": i} for i in range(500))))
    shard = Shard(0, (piece_of(path),))
    small, large = (list(read_shard(shard, ReadOptions(batch_bytes=size))) for size in (4096, 2**20))
    assert len(large) == 1
    assert len(small) > 10
    assert max(batch.table.nbytes for batch in small) < 3 * 4096
    assert pa.concat_tables(batch.table for batch in small).combine_chunks() == large[0].table


def test_pieces_of_a_shard_share_batches_and_keep_their_own_ordinals_and_counts(tmp_path):
    pieces = [piece_of(written(tmp_path, f"{i}.jsonl", lines({"text": f"{i}a"}, {"n": 1}, {"text": f"{i}b"}))) for i in range(3)]
    shard = Shard(0, tuple(pieces))
    (batch,) = read_shard(shard, ReadOptions())
    assert batch.table.select(["piece", "ordinal", "text"]).to_pylist() == [
        {"piece": i, "ordinal": 2 * k, "text": f"{i}{name}"} for i in range(3) for k, name in enumerate("ab")
    ]
    assert [(entry.piece, entry.ordinal) for entry in batch.quarantined] == [(0, 1), (1, 1), (2, 1)]
    assert read(pieces)[2] == [PieceCounts(3, {})] * 3


def test_a_file_that_is_gone_fails_the_shard_by_name(tmp_path):
    with pytest.raises(ShardError, match=r"gone\.jsonl: cannot be read: FileNotFoundError"):
        read(Piece(str(tmp_path / "gone.jsonl"), "gone.jsonl", "jsonl", 1))


def test_a_failing_disk_is_no_damaged_file(tmp_path, monkeypatch):
    for name, content in (("a.parquet", b"PAR1xxxxPAR1"), ("a.jsonl.gz", gzip.compress(b"{}"))):
        path = written(tmp_path, name, content)
        file = InputFile(str(path))

        def fail(*_: object) -> bytes:
            raise OSError(5, "Input/output error")

        file._file.close()
        monkeypatch.setattr(file, "_file", type("Broken", (), {"read": fail, "seek": fail, "tell": lambda _: 0, "close": lambda _: None})())
        with pytest.raises(ShardError, match="Input/output error"):
            pq.ParquetFile(file) if name.endswith("parquet") else open_stream(file).read(10)
        file.close()


# --- compression and damage -----------------------------------------------------------------------------------------------

RECORDS = [{"text": f"{i} " + "天地玄黄 lorem ipsum "[i % 7 :] * (i % 5), "n": i} for i in range(200)]


def zstd(content: bytes, **options: Any) -> bytes:
    return zstandard.ZstdCompressor(**options).compress(content)


def streamed_zstd(content: bytes, flush_every: int = 2000) -> bytes:
    """A frame in many blocks, without its size in the header, as a streaming writer makes it."""
    compressor = zstandard.ZstdCompressor(write_checksum=True).compressobj()
    made = b""
    for i in range(0, len(content), flush_every):
        made += compressor.compress(content[i : i + flush_every]) + compressor.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    return made + compressor.flush()


SKIPPABLE = b"\x50\x2a\x4d\x18\x04\x00\x00\x00skip"


@pytest.mark.parametrize(
    ("name", "compress"),
    [
        ("a.jsonl.gz", gzip.compress),
        ("members.jsonl.gz", lambda data: b"".join(gzip.compress(data[i : i + 777]) for i in range(0, len(data), 777))),
        ("padded.jsonl.gz", lambda data: gzip.compress(data) + b"\0" * 100_000),
        ("empty_member.jsonl.gz", lambda data: gzip.compress(b"") + gzip.compress(data) + gzip.compress(b"")),
        ("a.jsonl.zst", zstd),
        ("frames.jsonl.zst", lambda data: b"".join(zstd(data[i : i + 777]) for i in range(0, len(data), 777))),
        ("streamed.jsonl.zstd", streamed_zstd),
        ("skippable.jsonl.zst", lambda data: SKIPPABLE + zstd(data) + SKIPPABLE),
    ],
)
def test_compressed_files_read_as_the_plain_one(tmp_path, name, compress):
    plain = read(piece_of(written(tmp_path, "a.jsonl", lines(*RECORDS))))
    assert len(plain[0]) == 200
    assert read(piece_of(written(tmp_path, name, compress(lines(*RECORDS))))) == plain


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.7, 0.999, 1.0])
def test_a_truncated_stream_gives_all_before_and_one_entry(tmp_path, name, share):
    content = lines(*RECORDS)
    packed = gzip.compress(content) if name.endswith("gz") else streamed_zstd(content)
    cut = max(1, min(round(share * len(packed)), len(packed) - 1))
    decompressor = zlib.decompressobj(31) if name.endswith("gz") else zstandard.ZstdDecompressor().decompressobj()
    made = decompressor.decompress(packed[:cut])
    complete = made.count(b"\n")
    rows, (entry,), _ = read(piece_of(written(tmp_path, name, packed[:cut])))
    assert texts(rows) == [record["text"] for record in RECORDS[:complete]]
    assert (entry.ordinal, entry.offset) == (complete, made.rfind(b"\n") + 1)
    assert entry.reason.startswith("damaged file: the ")
    assert "truncated" in entry.reason


def test_a_record_without_newline_just_before_the_damage_is_whole(tmp_path):
    path = written(tmp_path, "a.jsonl.gz", gzip.compress(lines({"text": "a"}, {"text": "b"})[:-1])[:-8])
    rows, (entry,), _ = read(piece_of(path))
    assert texts(rows) == ["a", "b"]
    assert entry.ordinal == 2


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
def test_a_corrupt_stream_gives_all_before_and_one_entry(tmp_path, name):
    content = lines(*RECORDS)
    good = gzip.compress(content) if name.endswith("gz") else zstd(content)
    rows, (entry,), _ = read(piece_of(written(tmp_path, name, good + good[: 10 if name.endswith("gz") else 4] + b"\xff" * 50)))
    assert texts(rows) == [record["text"] for record in RECORDS]
    assert entry.ordinal == 200
    assert entry.reason.startswith("damaged file: the ")
    assert "corrupt" in entry.reason


def test_a_gzip_fault_inside_a_member_costs_nothing_before_it(tmp_path):
    """Stored deflate blocks put the fault at a known byte: an invalid block type after two good blocks."""
    blocks = [lines(*RECORDS[:100]), lines(*RECORDS[100:150])]
    stored = b"".join(b"\0" + len(b).to_bytes(2, "little") + (len(b) ^ 0xFFFF).to_bytes(2, "little") + b for b in blocks)
    path = written(tmp_path, "a.jsonl.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + stored + b"\x07" * 20)
    rows, (entry,), _ = read(piece_of(path))
    assert len(rows) == 150
    assert entry.ordinal == 150
    assert len(b"".join(blocks)) - entry.offset in (0, 1)
    assert "corrupt" in entry.reason


def test_what_only_calls_itself_compressed_is_one_entry(tmp_path):
    for name in ("a.jsonl.gz", "a.jsonl.zst"):
        rows, (entry,), _ = read(piece_of(written(tmp_path, name, lines(*RECORDS))))
        assert rows == []
        assert (entry.ordinal, entry.offset) == (0, 0)


# --- Parquet --------------------------------------------------------------------------------------------------------------


def parquet(folder: Path, table: pa.Table, name: str = "a.parquet", **options: Any) -> Path:
    pq.write_table(table, folder / name, **options)
    return folder / name


def test_parquet_columns_map_and_the_rest_is_meta(tmp_path):
    table = pa.table(
        {
            "n": pa.array([1, None], pa.int64()),
            "when": pa.array([datetime.datetime(2024, 1, 2, 3, 4, 5), None], pa.timestamp("s")),
            "doc_id": pa.array([2**63, 7], pa.uint64()),
            "content": ["天地", "b"],
            "meta": pa.array([{"url": "http://a/", "day": datetime.date(2024, 2, 3), "tags": ["x"]}, None]),
            "price": pa.array([decimal.Decimal("1.50"), decimal.Decimal("-2.00")]),
            "raw": pa.array([b"caf\xc3\xa9", b"\xff\x00"], pa.binary()),
            "share": [0.5, float("nan")],
            "kind": pa.array(["p", "q"]).dictionary_encode(),
        }
    )
    columns = {"text": "content", "id": "doc_id", "url": "meta.url", "date": "when", "source": "share"}
    rows, quarantined, counts = read(piece_of(parquet(tmp_path, table), format="parquet"), columns=columns)
    assert quarantined == []
    assert counts == [PieceCounts(2, {})]
    metas = [json.loads(row.pop("meta")) for row in rows]
    assert rows == [
        {
            "piece": 0,
            "ordinal": 0,
            "id": str(2**63),
            "text": "天地",
            "url": "http://a/",
            "source": "0.5",
            "date": "2024-01-02 03:04:05.000",
        },
        {"piece": 0, "ordinal": 1, "id": "7", "text": "b", "url": None, "source": "NaN", "date": None},
    ]
    assert [list(meta) for meta in metas] == [["n", "meta", "price", "raw", "kind"]] * 2
    assert metas[0] == {
        "n": 1,
        "meta": {"url": "http://a/", "day": "2024-02-03", "tags": ["x"]},
        "price": "1.50",
        "raw": "café",
        "kind": "p",
    }
    assert metas[1] == {"n": None, "meta": None, "price": "-2.00", "raw": "/wA=", "kind": "q"}


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.dictionary(pa.int32(), pa.string())])
def test_text_of_any_string_type_is_read(tmp_path, kind):
    values = pa.array([b"a", b"\xe6\x96\x87", None], pa.binary()) if "binary" in str(kind) else pa.array(["a", "文", None]).cast(kind)
    rows, (entry,), _ = read(piece_of(parquet(tmp_path, pa.table({"text": values.cast(kind)})), format="parquet"))
    assert texts(rows) == ["a", "文"]
    assert (entry.ordinal, entry.reason) == (2, "no text: the text field is null")


RAW = [b"ok", b"\xff", b"fine", b"x" * 2000, b"last"]
BAD_URLS = [b"u", b"u", b"\xfe", b"u", b"u"]


@pytest.mark.parametrize(
    ("texts_of", "urls", "expected"),
    [
        (RAW, [b"u"] * 5, {1: "not valid UTF-8", 3: "too large"}),
        (RAW, BAD_URLS, {1: "not valid UTF-8", 2: "not valid UTF-8", 3: "too large"}),
        ([b"a", b"b", b"c", b"d", b"e"], BAD_URLS, {2: "not valid UTF-8"}),
    ],
)
@pytest.mark.parametrize("kind", [pa.string(), pa.binary()])
def test_a_row_with_bad_utf8_or_too_long_a_text_is_quarantined_alone(tmp_path, kind, texts_of, urls, expected):
    """Arrow writes and reads strings without looking whether they are UTF-8."""
    columns = {"text": pa.array(texts_of, pa.binary()), "url": pa.array(urls, pa.binary())}
    columns["text"] = pa.Array.from_buffers(kind, 5, columns["text"].buffers())
    columns["url"] = pa.Array.from_buffers(pa.string(), 5, columns["url"].buffers())
    path = parquet(tmp_path, pa.table(columns), use_dictionary=False, write_statistics=False)
    rows, quarantined, _ = read(piece_of(path, format="parquet"), max_document_bytes=1000)
    assert [row["text"].encode() for row in rows] == [text for row, text in enumerate(texts_of) if row not in expected]
    assert {entry.ordinal: entry.reason.partition(":")[0] for entry in quarantined} == expected


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (pa.table({"text": [1, 2, 3]}), "no text: the column 'text' holds int64, not strings"),
        (pa.table({"content": ["a", "b", "c"], "n": [1, 2, 3]}), "no text: there is no field 'text'; fields: content, n"),
        (pa.Table.from_arrays([pa.array(["a"] * 3)] * 2, names=["text", "text"]), "ambiguous column: the file has 2 columns named 'text'"),
    ],
)
def test_a_parquet_file_without_a_text_column_is_quarantined_with_its_rows(tmp_path, table, reason):
    rows, (entry,), counts = read(piece_of(parquet(tmp_path, table), format="parquet"))
    assert rows == []
    assert (entry.ordinal, entry.records, entry.reason) == (0, 3, reason)
    assert counts[0].records == 3


def test_row_group_ranges_read_every_row_once(tmp_path):
    table = pa.table({"text": [f"{i} " + "x" * 50 for i in range(105)]})
    path = parquet(tmp_path, table, row_group_size=10, compression="none", use_dictionary=False)
    shards = list_shards(ReadOptions(paths=(str(path),), shard_bytes=2000))
    assert len(shards) > 3
    rows = [row for shard in shards for row in read(shard.pieces)[0]]
    assert texts(rows) == table["text"].to_pylist()


def test_a_corrupt_row_group_costs_its_own_rows_and_says_how_many(tmp_path):
    table = pa.table({"text": [f"{i} " + "x" * 50 for i in range(40)]})
    path = parquet(tmp_path, table, row_group_size=10, compression="zstd", use_dictionary=False)
    column = pq.ParquetFile(path).metadata.row_group(2).column(0)
    content = bytearray(path.read_bytes())
    start = column.data_page_offset
    content[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    rows, (entry,), counts = read(piece_of(written(tmp_path, "bad.parquet", bytes(content)), format="parquet"))
    assert [row["ordinal"] for row in rows] == [*range(20), *range(30, 40)]
    assert (entry.ordinal, entry.records) == (20, 10)
    assert entry.reason.startswith("damaged file: row group 2 breaks off after 0 of 10 rows")
    assert counts[0].records == 40


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not a parquet file at all", None])
def test_a_truncated_parquet_file_is_one_entry(tmp_path, content):
    whole = parquet(tmp_path, pa.table({"text": ["a"] * 100})).read_bytes()
    path = written(tmp_path, "bad.parquet", whole[: len(whole) // 2] if content is None else content)
    rows, (entry,), _ = read(piece_of(path, format="parquet"))
    assert rows == []
    assert entry.reason.startswith("damaged file: not a readable Parquet file")


def peak_megabytes(paths: Sequence[Path]) -> tuple[list[int], int]:
    """The records of each file, and by how much reading them raised the peak memory of a process of its own."""
    program = f"""
from qualityfilter.pieces import Piece, ReadOptions, Shard
from qualityfilter.reading import ShardReading
import qualityfilter.reading.parquet, qualityfilter.reading.jsonl
from qualityfilter.kernels import json_lines
json_lines.line_bounds.compile(), json_lines.members.compile()  # Numba is as large for any file
pieces = [Piece(path, path, path.split(".")[1], 0) for path in {[str(path) for path in paths]!r}]
def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) // 1024
before = peak()
reading = ShardReading(Shard(0, tuple(pieces)), ReadOptions(max_document_bytes=2**24))
for batch in reading:
    pass
print(*(counts.records for counts in reading.counts), peak() - before)
"""
    out = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    *records, grown = map(int, out.split())
    return records, grown


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's record of a process's peak memory")
def test_a_huge_row_group_is_read_in_little_memory(tmp_path):
    block = os.urandom(500_000).hex()
    table = pa.table({"text": [block[i : i + 10_000] for i in range(0, 980_000, 49)]})
    path = parquet(tmp_path, table, row_group_size=10**9, compression="none", use_dictionary=False)
    assert pq.ParquetFile(path).metadata.row_group(0).total_byte_size > 200_000_000
    records, grown = peak_megabytes([path])
    assert records == [20_000]
    assert grown < 150  # 102 when written


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's record of a process's peak memory")
def test_a_huge_line_is_skipped_in_little_memory(tmp_path):
    """A line is held up to `max_document_bytes`, here 16 MiB, before it is known to be too long."""
    content = b'{"text":"a"}\n{"text":"' + b"x" * 150_000_000 + b'"}\n{"text":"b"}\n'
    pack = {"a.jsonl": bytes, "b.jsonl.gz": lambda data: gzip.compress(data, 1), "c.jsonl.zst": lambda data: zstandard.compress(data, 1)}
    records, grown = peak_megabytes([written(tmp_path, name, compress(content)) for name, compress in pack.items()])
    assert records == [3, 3, 3]
    assert grown < 140  # 100 when written, for zstd makes 32 MB of one KiB here


# --- text files -----------------------------------------------------------------------------------------------------------


def test_a_folder_of_text_is_one_document_per_file(tmp_path):
    written(tmp_path, "a.txt", b"\xef\xbb\xbfone\r\ntwo\n")
    written(tmp_path, "b.md", "# 标题\n".encode())
    written(tmp_path, "c.txt", b"caf\xe9")
    written(tmp_path, "d.txt", b"x" * 200)
    written(tmp_path, "e.txt.gz", gzip.compress(b"packed"))
    written(tmp_path, "f.txt.gz", gzip.compress(b"cut off" * 100)[:-9])
    written(tmp_path, "g.txt", b"")
    (shard,) = list_shards(ReadOptions(paths=(str(tmp_path),)))
    rows, quarantined, counts = read(shard.pieces, max_document_bytes=100)
    assert [(row["piece"], row["text"]) for row in rows] == [(0, "one\r\ntwo\n"), (1, "# 标题\n"), (4, "packed"), (6, "")]
    assert all(row["ordinal"] == 0 and row["id"] is row["url"] is row["meta"] is None for row in rows)
    assert [(entry.piece, entry.reason.partition(":")[0]) for entry in quarantined] == [
        (2, "not valid UTF-8"),
        (3, "too large"),
        (5, "too large"),
    ]
    assert counts == [PieceCounts(1, {})] * 7
    assert read(shard.pieces)[1][1].reason.startswith("damaged file: the gzip stream is truncated")


# --- datatrove ------------------------------------------------------------------------------------------------------------


def with_datatrove(folder: Path, reader: str, **params: Any) -> ReadOptions:
    return ReadOptions(datatrove=DatatroveReader(reader=reader, params={"data_folder": str(folder), **params}))


def test_any_datatrove_reader_reads_with_metadata_as_meta(tmp_path):
    written(tmp_path, "a.csv", b"body,url,n,id\nfirst,http://a/,1,x\n,http://b/,2,y\nthird,,3,z\n")
    options = with_datatrove(tmp_path, "CSVReader", text_key="body", default_metadata={"lang": "en"})
    (shard,) = list_shards(options)
    rows, (entry,), counts = read(shard.pieces, datatrove=options.datatrove)
    meta = [json.loads(row.pop("meta")) for row in rows]
    assert rows == [
        {"piece": 0, "ordinal": 0, "id": "x", "text": "first", "url": "http://a/", "source": None, "date": None},
        {"piece": 0, "ordinal": 2, "id": "z", "text": "third", "url": "", "source": None, "date": None},
    ]
    assert meta == [{"lang": "en", "n": str(n), "file_path": str(tmp_path / "a.csv")} for n in (1, 3)]
    assert (entry.ordinal, entry.reason.partition(":")[0]) == (1, "no text")
    assert counts == [PieceCounts(3, {})]


def test_what_a_datatrove_reader_only_warns_of_is_counted(tmp_path):
    written(tmp_path, "a.jsonl", b'{"text":"a"}\nbroken\n{"text":"b"}\n')
    options = with_datatrove(tmp_path, "JsonlReader")
    (shard,) = list_shards(options)
    rows, (entry,), _ = read(shard.pieces, datatrove=options.datatrove)
    assert [(row["text"], row["ordinal"]) for row in rows] == [("a", 0), ("b", 2)]
    assert entry.reason.startswith("datatrove reader: Error when reading `a.jsonl`")


def test_a_datatrove_reader_that_breaks_keeps_what_it_gave(tmp_path):
    written(tmp_path, "a.jsonl.gz", gzip.compress(lines(*RECORDS))[:-500])
    options = with_datatrove(tmp_path, "JsonlReader")
    (shard,) = list_shards(options)
    rows, (entry,), _ = read(shard.pieces, datatrove=options.datatrove)
    assert texts(rows) == [record["text"] for record in RECORDS[: len(rows)]]
    assert 0 < len(rows) < 200
    assert entry.reason.startswith("datatrove reader: EOFError")


class ReadsAhead:
    """A reader as Hugging Face's: it makes Documents of several records before it passes the first on."""

    def get_document_from_dict(self, record: dict[str, Any]) -> Any:
        return SimpleNamespace(text=record["text"], id=record["id"], metadata=record["metadata"], media=[]) if record["text"] else None

    def documents(self, records: Sequence[dict[str, Any]]) -> list[Any]:
        return [document for document in map(self.get_document_from_dict, records) if document]


def test_a_datatrove_reader_that_reads_ahead_numbers_its_records_in_order():
    values = ["a", "", "b", "\ud800", "x" * 200, "c"]
    records = [{"text": text, "id": i, "metadata": {"n": 2**70, "url": ["u"]}} for i, text in enumerate(values)]
    documents, reader = DatatroveDocuments(0, Fields({}), ReadOptions(max_document_bytes=100)), ReadsAhead()
    documents.watch(reader)
    for document in reader.documents(records):
        documents.add(document)
    documents.add(SimpleNamespace(text="by itself", id=None, metadata={}, media=[]))
    made = documents.flush()
    assert table_of(made.rows).select(["ordinal", "text", "id", "url", "meta"]).to_pylist() == [
        {"ordinal": n, "text": text, "id": str(n), "url": '["u"]', "meta": '{"n":1180591620717411303424}'}
        for n, text in ((0, "a"), (2, "b"), (5, "c"))
    ] + [{"ordinal": 6, "text": "by itself", "id": None, "url": None, "meta": None}]
    assert {entry.ordinal: entry.reason.partition(":")[0] for entry in made.quarantined} == {
        1: "no text",
        3: "lone surrogate",
        4: "too large",
    }


# --- peek -----------------------------------------------------------------------------------------------------------------


def test_peek_reads_the_first_rows_only(tmp_path):
    path = written(tmp_path, "a.jsonl", b"broken\n" + lines(*RECORDS) * 50 + b"broken\n")
    batch = peek(piece_of(path), ReadOptions(), n=3)
    assert isinstance(batch, ReadBatch)
    assert batch.table["text"].to_pylist() == [record["text"] for record in RECORDS[:3]]
    assert [entry.ordinal for entry in batch.quarantined] == [0]
    assert peek(piece_of(written(tmp_path, "b.jsonl", b"")), ReadOptions()).table.num_rows == 0
    (all_bad,) = (peek(piece_of(written(tmp_path, "c.jsonl", b"{}\n" * 4)), ReadOptions()),)
    assert (all_bad.table.num_rows, len(all_bad.quarantined)) == (0, 4)


# --- remote ---------------------------------------------------------------------------------------------------------------


def test_the_same_rows_come_from_s3(tmp_path, monkeypatch):
    import boto3
    from moto.server import ThreadedMotoServer

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        files = {"a.jsonl": lines(*RECORDS), "sub/b.jsonl.gz": gzip.compress(lines(*RECORDS))}
        files["sub/c.parquet"] = parquet(
            tmp_path, pa.table({"text": ["x" * 100] * 100}), row_group_size=10, use_dictionary=False
        ).read_bytes()
        client = boto3.client("s3", endpoint_url=f"http://{host}:{port}")
        client.create_bucket(Bucket="crawl")
        for name, content in files.items():
            client.put_object(Bucket="crawl", Key=f"in/{name}", Body=content)
            (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "in" / name).write_bytes(content)
        remote = list_shards(ReadOptions(paths=("s3://crawl/in/**",), shard_bytes=4096))
        local = list_shards(ReadOptions(paths=(f"{tmp_path}/in/**",), shard_bytes=4096))
        named = [[(p.relative, p.format, p.size, p.start, p.end) for p in shard.pieces] for shard in remote]
        assert named == [[(p.relative, p.format, p.size, p.start, p.end) for p in shard.pieces] for shard in local]
        assert len(remote) > 3
        assert all(piece.etag for shard in remote for piece in shard.pieces)
        assert [read(shard.pieces) for shard in remote] == [read(shard.pieces) for shard in local]
    finally:
        server.stop()


# --- WARC, WET, HTML ------------------------------------------------------------------------------------------------------

PARAGRAPH = "The heron stood still for most of the afternoon, and the water beside it did not move. "
PAGE = f"<html><body><nav><a href=/>Home</a> <a href=/b>More</a></nav><article><p>{PARAGRAPH * 3}</p></article></body></html>".encode()

CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)


def warc_record(
    body: bytes,
    http: bytes | None = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
    kind: str = "response",
    number: int = 1,
    **headers: str,
) -> bytes:
    content = body if http is None else http + b"\r\n" + body
    said = {"WARC-Record-ID": f"<urn:uuid:{number}>", "WARC-Date": "2024-01-02T03:04:05Z", "WARC-Target-URI": f"http://a/{number}"}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    said.setdefault("Content-Type", "application/http; msgtype=response")
    said.setdefault("Content-Length", str(len(content)))
    header = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"WARC/1.0\r\nWARC-Type: {kind}\r\n{header}\r\n".encode() + content + b"\r\n\r\n"


def read_warc(folder: Path, *records: bytes, name: str = "a.warc", **options: Any) -> Any:
    content = b"".join(gzip.compress(r) for r in records) if name.endswith(".gz") else b"".join(records)
    return read(piece_of(written(folder, name, content), format="warc"), **options)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_html_responses_are_documents_and_everything_else_is_counted_by_kind(tmp_path, name):
    image = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n"
    gone = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n"
    rows, quarantined, counts = read_warc(
        tmp_path,
        warc_record(b"software: x", None, "warcinfo"),
        warc_record(b"GET / HTTP/1.1\r\n", None, "request"),
        warc_record(PAGE, number=7),
        warc_record(b"\x89PNG", image),
        warc_record(b"\x89PNG", image),
        warc_record(PAGE, gone),
        warc_record(
            PAGE, b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nLast-Modified: today\r\nSet-Cookie: c\r\n", number=8
        ),
        warc_record(PAGE, None, "resource", number=9, Content_Type="text/html"),
        warc_record(PAGE, b"HTTP/1.1 200 OK\r\n", number=10),
        name=name,
    )
    assert quarantined == []
    assert counts == [PieceCounts(4, {"warcinfo": 1, "request": 1, "image/png": 2, "status 404": 1})]
    assert [(row["ordinal"], row["id"], row["url"], row["date"]) for row in rows] == [
        (i, f"<urn:uuid:{n}>", f"http://a/{n}", "2024-01-02T03:04:05Z") for i, n in enumerate((7, 8, 9, 10))
    ]
    assert all(row["text"].strip() == PARAGRAPH.strip() * 1 + " " + (PARAGRAPH * 2).strip() for row in rows)
    metas = [json.loads(row["meta"]) for row in rows]
    assert metas[1]["http"] == {"status": 200, "content-type": "text/html; charset=utf-8", "last-modified": "today"}
    assert list(metas[2]) == ["warc"]
    assert metas[0]["warc"]["WARC-Type"] == "response"


def test_wet_records_are_documents_as_they_are(tmp_path):
    def wet(body: bytes, n: int) -> bytes:
        return warc_record(body, None, "conversion", n, Content_Type="text/plain", WARC_Identified_Content_Language="zho")

    rows, (entry,), counts = read_warc(tmp_path, wet("天地\n玄黄\n".encode(), 1), wet(b"caf\xe9", 2), wet(b"", 3), name="a.warc.wet.gz")
    assert [(row["ordinal"], row["text"]) for row in rows] == [(0, "天地\n玄黄\n"), (2, "")]
    assert json.loads(rows[0]["meta"])["warc"]["WARC-Identified-Content-Language"] == "zho"
    assert (entry.ordinal, entry.reason) == (1, "not valid UTF-8: byte 0xe9 at byte 3 of the record")
    assert counts == [PieceCounts(3, {})]


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (gzip.compress(PAGE), b"Content-Encoding: gzip\r\n"),
        (CHUNKED, b"Transfer-Encoding: chunked\r\n"),
        (PAGE, b"Content-Encoding: gzip\r\n"),
        (PAGE, b"Content-Encoding: br\r\n"),
        (PAGE, b"Transfer-Encoding: chunked\r\n"),
    ],
)
def test_http_encodings_are_undone_and_ignored_where_the_archive_has_undone_them(tmp_path, body, header):
    good = warc_record(PAGE)
    rows, quarantined, _ = read_warc(tmp_path, warc_record(body, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + header), good)
    assert quarantined == []
    assert rows[0]["text"] == rows[1]["text"] != ""


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"garbage\r\nand more\r\n\r\n", "not a WARC record: 'garbage'"),
        (warc_record(PAGE, Content_Length="x"), "not a WARC record: its header has no Content-Length"),
        (warc_record(PAGE, Content_Length="100"), "not a WARC record: "),
        (warc_record(PAGE, b"\x00\x01 no http\r\n"), "not an HTTP response"),
        (warc_record(gzip.compress(PAGE)[:10] + b"\xff" * 40, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"), "damaged HTTP body"),
        (warc_record(CHUNKED[:-30], b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"), "damaged HTTP body"),
        (warc_record(PAGE + b" " * 5000), "too large: a record of"),
        (
            warc_record(gzip.compress(PAGE + b" " * 5000), b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"),
            "too large: a page of more than",
        ),
        (b"WARC/1.0\r\nWARC-Type: response\r\n" + b"X: y\r\n" * 100_000 + b"\r\n", "truncated WARC record"),
    ],
)
def test_a_bad_record_costs_itself_alone(tmp_path, bad, reason):
    good = warc_record(PAGE)
    rows, quarantined, _ = read_warc(tmp_path, good, bad, good, max_document_bytes=2000)
    assert len([row for row in rows if row["text"] == rows[0]["text"]]) == 2
    assert next(entry.offset for entry in quarantined if entry.reason.startswith(reason)) >= len(good)
    assert len(quarantined) == 1


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("cut", [1, 5, 40, 100, 250])
def test_a_truncated_warc_gives_all_before_and_one_entry(tmp_path, name, cut):
    good = warc_record(PAGE)
    packed = gzip.compress(good) if name.endswith("gz") else good
    path = written(tmp_path, name, packed * 3 + packed[:-cut])
    rows, quarantined, _ = read(piece_of(path, format="warc"))
    if name == "a.warc" and cut < 5:
        assert (len(rows), quarantined) == (4, [])  # only the empty line after the last record is missing
        return
    (entry,) = quarantined
    assert len(rows) in ((3, 4) if name.endswith("gz") and cut < 10 else (3,))
    assert entry.ordinal == len(rows)
    assert "truncated" in entry.reason


def test_records_are_found_again_after_faults_wherever_buffers_end(tmp_path):
    good, junk = warc_record(PAGE), warc_record(b"x" * 997, Content_Length="10")
    rows, quarantined, _ = read_warc(tmp_path, *([good, junk] * 700))
    assert len(rows) == len(quarantined) == 700
    size = len(good) + len(junk)
    assert all(size * i <= entry.offset < size * (i + 1) for i, entry in enumerate(entry for entry in quarantined))


def test_a_file_that_is_no_warc_is_one_entry(tmp_path):
    assert [len(part) for part in read_warc(tmp_path, b"<html>" + b"x" * 10**6)] == [0, 1, 1]


@pytest.mark.parametrize(
    ("page", "declared", "expected"),
    [
        ("天地玄黄".encode(), None, "天地玄黄"),
        ("天地玄黄".encode(), "gbk", "天地玄黄"),  # valid UTF-8 is UTF-8
        ("天地玄黄，宇宙洪荒".encode("gb18030"), "gb2312", "天地玄黄，宇宙洪荒"),
        (b'<meta charset="gbk">' + "天地玄黄，宇宙洪荒".encode("gbk"), "ISO-8859-1", "天地玄黄，宇宙洪荒"),
        (b'<meta charset="gbk">' + "天地玄黄，宇宙洪荒".encode("gbk"), "no-such-charset", "天地玄黄，宇宙洪荒"),
        ("天地玄黄，宇宙洪荒".encode("big5", "replace"), "big5", "天地玄"),
        ("Ещё одна страница".encode("koi8-r"), "koi8-r", "Ещё одна страница"),
        ("café crème".encode("latin-1"), None, "café crème"),
        (("天地玄黄" * 30).encode() + b"\xff", None, "天地玄黄" * 30 + "\ufffd"),
        (("天地玄黄" * 30).encode()[:-1], None, "天地玄黄" * 29 + "天地玄\ufffd"),
        (b"\xef\xbb\xbfmarked", None, "marked"),
        ("wide".encode("utf-16"), "utf-16", "wide"),
        (b"", None, ""),
    ],
)
def test_a_page_is_decoded_by_what_it_is_before_what_is_said_of_it(page, declared, expected):
    assert expected in decode_html(page, declared)


def test_extraction_takes_the_main_content_and_keeps_what_would_be_lost():
    text = extract_html(PAGE, "resiliparse", "http://a/")
    assert text.startswith("The heron")
    assert "Home" not in text
    assert "Home" in extract_html(b"<html><body><nav><a href=/>Home</a> <a href=/b>More</a></nav></body></html>")
    assert extract_html("") == extract_html(b"") == ""


def test_a_page_of_a_hundred_thousand_nested_blocks_takes_no_minutes():
    start = time.process_time()
    assert extract_html("<div>" * 100_000 + "deep").strip() == "deep"
    assert time.process_time() - start < 5


def test_a_page_of_a_million_tags_is_quarantined_before_it_takes_the_memory(tmp_path):
    rows, (entry,), _ = read_warc(tmp_path, warc_record(b"<p>x" * 1_000_001), warc_record(PAGE))
    assert len(rows) == 1
    assert entry.reason == "extraction: a page of 1000001 tags, over 1000000"


def test_trafilatura_by_choice_and_its_failures_named(tmp_path, monkeypatch):
    ((row,), _, _) = read_warc(tmp_path, warc_record(PAGE), extractor="trafilatura")
    assert row["text"] == " ".join(PARAGRAPH.strip() for _ in range(3))

    def fail(*_: object, **__: object) -> str:
        raise RecursionError("too deep")

    monkeypatch.setattr("trafilatura.extract", fail)
    rows, (entry,), _ = read_warc(tmp_path, warc_record(PAGE), extractor="trafilatura")
    assert rows == []
    assert entry.reason == "extraction: trafilatura failed: RecursionError: too deep"


@pytest.mark.parametrize("format", ["jsonl", "jsonl.gz", "parquet"])
@settings(max_examples=25, deadline=None)
@given(chosen=st.sets(st.integers(0, 39)), start=st.integers(0, 600))
def test_chosen_records_are_those_of_a_whole_reading(tmp_path_factory, format, chosen, start):
    """Blank and broken lines between them, two pieces, small batches."""
    folder = tmp_path_factory.mktemp("chosen")
    records = [{"id": f"r{i}", "text": f"{i} " * (i % 7 + 1), "more": i} for i in range(40)]
    if format == "parquet":
        pq.write_table(pa.Table.from_pylist(records), folder / "a.parquet", row_group_size=9)
        pieces = (piece_of(folder / "a.parquet", format="parquet"),) * 2
    else:
        noise = {3: b"\n", 8: b" \t\n", 11: b"{broken\n", 12: b'{"text": 5}\n', 30: b"\r\n"}
        content = b"".join(lines(record) + noise.get(i, b"") for i, record in enumerate(records))
        path = written(folder, f"a.{format}", gzip.compress(content) if format == "jsonl.gz" else content)
        pieces = (piece_of(path), piece_of(path, start=start) if format == "jsonl" else piece_of(path))
    shard, options = Shard(0, pieces), ReadOptions(batch_bytes=1_024)
    everything = [row for batch in read_shard(shard, options) for row in batch.table.to_pylist()]
    wanted = {0: frozenset(chosen), 1: frozenset(k // 2 for k in chosen)}
    found = [row for batch in ShardReading(shard, options, wanted) for row in batch.table.to_pylist()]
    assert found == [row for row in everything if row["ordinal"] in wanted[row["piece"]]]
