"""Inputs that are dear to read twice are spooled once; ids, scores and verdicts do not know of it."""

import gzip
import shutil
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import RECIPE, fingerprints

from qualityfilter import Recipe, run
from qualityfilter.pieces import Shard
from qualityfilter.reports.terminal import show
from qualityfilter.spooling import open_shard
from qualityfilter.storage import Storage

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves its buffers open


def rows(result, folder):
    tables = [pq.read_table(result.path(f"{folder}/{n}")) for n in Storage(result.out).names(folder)]
    return sorted(pa.concat_tables(tables).to_pylist(), key=lambda r: (r["id"], str(r.get("start"))))


def recipe(**read):
    return Recipe.of({**RECIPE, "read": {"shard_bytes": 16_384, **read}})


@pytest.fixture(scope="module")
def compressed(crawl, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gz")
    for file in sorted(crawl.glob("*.jsonl")):
        (folder / file.name).with_suffix(".jsonl.gz").write_bytes(gzip.compress(file.read_bytes() * 1, mtime=0))
    return folder


def test_spooled_and_plain_reading_decide_the_same(crawl, tmp_path):
    plain = run(recipe(spool="never"), [f"{crawl}/*.jsonl"], str(tmp_path / "plain"))
    spooled = run(recipe(spool="always"), [f"{crawl}/*.jsonl"], str(tmp_path / "spooled"))
    assert Storage(spooled.out).names("work/spool")
    assert not Storage(plain.out).names("work/spool")
    for folder in ("scores", "data", "removed"):
        assert rows(plain, folder) == rows(spooled, folder)
    read = lambda r: sorted(b"".join(Storage(r.out).read_bytes(f"quarantine/{n}") for n in Storage(r.out).names("quarantine")).splitlines())  # noqa: E731
    assert read(plain) == read(spooled)
    assert len(read(plain)) == 3


def test_a_compressed_file_larger_than_a_shard_becomes_several(compressed, tmp_path, finished):
    result = run(recipe(shard_bytes=2_048), [f"{compressed}/*.jsonl.gz"], str(tmp_path / "run"))
    assert len(Storage(result.out).names("data")) > 4
    ids = {row["id"] for row in rows(result, "scores") if not row["id"].startswith("crawl-")}
    assert ids == {row["id"] for row in rows(finished, "scores") if not row["id"].startswith("crawl-")}


def test_a_lost_chunk_stage_is_made_again_with_the_same_bytes(compressed, tmp_path):
    out = tmp_path / "run"
    run(recipe(spool="always"), [f"{compressed}/*.jsonl.gz"], str(out))
    before = fingerprints(out)
    shutil.rmtree(out / "work" / "spool")
    (out / "manifest.json").unlink()
    shutil.rmtree(out / "commits" / "write")
    run(recipe(spool="always"), [f"{compressed}/*.jsonl.gz"], str(out))
    assert fingerprints(out) == before


@pytest.fixture(scope="module")
def warc(tmp_path_factory):
    """Six pages and a picture; page texts hold a paragraph that extraction must keep and a menu that it may leave out."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    path = tmp_path_factory.mktemp("warc") / "pages.warc.gz"
    with open(path, "wb") as file:
        writer = WARCWriter(file, gzip=True)
        for i in range(6):
            body = "".join(
                f"<p>Paragraph {k} of page {i}: the heron stood still in water number {i * 10 + k} and waited for the fish.</p>"
                for k in range(8)
            )
            body += f"<p>It is <img class='math' src='1.png' alt='x^2'> here, {i}.</p>" * i
            html = f"<html><head><title>Page {i}</title></head><body><nav><a href='/'>Home</a></nav><article>{body}</article></body></html>"
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.0")
            writer.write_record(
                writer.create_warc_record(f"https://site.example.org/{i}", "response", payload=BytesIO(html.encode()), http_headers=headers)
            )
        headers = StatusAndHeaders("200 OK", [("Content-Type", "image/png")], protocol="HTTP/1.0")
        writer.write_record(
            writer.create_warc_record("https://site.example.org/x.png", "response", payload=BytesIO(b"\x89PNG"), http_headers=headers)
        )
    return path


def test_pages_of_an_archive_are_extracted_once_and_counted(warc, tmp_path):
    import json

    result = run(recipe(), [str(warc)], str(tmp_path / "run"))
    scored = rows(result, "scores")
    assert len(scored) == 6
    index = json.loads(Storage(result.out).read_bytes("reports/index.json"))
    assert index["total"]["skipped"] == {"image/png": 1}
    assert index["total"]["formulae"] == {"documents": 5, "html": 15, "text": 15}
    assert "15 in HTML → 15 in text (100 %), on 5 pages" in " ".join(show(index).split())
    texts = {row["url"]: row["text"] for row in rows(result, "data")}
    assert texts
    for url, text in texts.items():
        assert f"Paragraph 7 of page {url[-1]}" in text
        assert text.count("It is $x^2$ here") == int(url[-1])
    formulae = {row["url"]: json.loads(row["meta"]).get("formulae") for row in rows(result, "data")}
    assert all(found == ({"html": int(url[-1]), "text": int(url[-1])} if url[-1] != "0" else None) for url, found in formulae.items())


def test_chosen_records_of_a_chunk_are_those_of_a_whole_reading(compressed, tmp_path):
    result = run(recipe(spool="always"), [f"{compressed}/*.jsonl.gz"], str(tmp_path / "run"))
    storage, options = Storage(result.out), recipe(batch_bytes=2_048).read
    shards = [Shard.from_json(s) for s in storage.read_json("work/measured.json")["shards"]]
    assert all(shard.spool for shard in shards)
    for shard in shards:
        everything = [row for batch in open_shard(shard, options, storage) for row in batch.table.to_pylist()]
        keys = {(row["piece"], row["ordinal"]) for row in everything[1::3]}
        chosen = {piece: frozenset(ordinal for p, ordinal in keys if p == piece) for piece, _ in keys}
        found = [row for batch in open_shard(shard, options, storage, chosen) for row in batch.table.to_pylist()]
        assert found == everything[1::3]
