"""`explain`, `clean` and `check` say what a person needs, and nothing in a document steers the terminal."""

import json
import subprocess
import sys

import pytest
import yaml
from conftest import RECIPE

from qualityfilter import InputError, Recipe, clean
from qualityfilter.explaining import explain_document, explain_text, marked_text
from qualityfilter.preflight import estimated_text, preflight


@pytest.fixture(scope="module")
def recipe_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("recipe") / "small.yaml"
    path.write_text(yaml.safe_dump(RECIPE), encoding="utf8")
    return str(path)


def test_a_text_is_explained_rule_by_rule_with_margins(recipe_file):
    shown = explain_text(recipe_file, "Too short.")
    assert "FAIL  long_enough: units = 2, min 40 (margin -38)" in shown
    assert "pass  not_repetitive" in shown
    assert "open  better_part: keeps 90% of a corpus" in shown
    assert "verdict  failed: long_enough" in shown


def test_a_document_of_a_run_names_the_copy_that_stayed(finished):
    import pyarrow.parquet as pq

    from qualityfilter.storage import Storage

    rows = [r for n in Storage(finished.out).names("scores") for r in pq.read_table(finished.path(f"scores/{n}")).to_pylist()]
    dropped = next(r for r in rows if r["verdict"] == "duplicate")
    shown = explain_document(finished.out, dropped["id"])
    assert f"matches the kept {dropped['duplicate_of']}" in shown
    assert f"{dropped['cluster_size']} documents" in shown
    failed = next(r for r in rows if r["verdict"] == "failed")
    assert f"FAIL  {failed['failed_rules'][0]}" in explain_document(finished.out, failed["id"])
    with pytest.raises(InputError, match="no document 'nobody'"):
        explain_document(finished.out, "nobody")
    with pytest.raises(InputError, match="not a finished run"):
        explain_document(finished.out + "/work", "p0-1")


@pytest.mark.parametrize("hostile", ["\x1b[31mred", "a\u202eb", "\x07bell", "null\x00", "\x9b2J"])
def test_control_and_bidi_characters_are_shown_not_sent(hostile):
    shown = marked_text(f"一行\u3000{hostile}", [], colour=True)
    assert all(c.isprintable() or c == "\u3000" for c in shown)  # the blank of Chinese text is no control character
    assert shown.startswith("一行\u3000")


def test_removed_spans_are_marked_in_place():
    text = "设 $f$ 连续。\n扫码关注公众号，领取优惠\n则 $f$ 可积。"
    cleaned = clean(text)
    assert cleaned.text == "设 $f$ 连续。\n则 $f$ 可积。"
    assert "[-扫码关注公众号，领取优惠\n-]" in marked_text(text, cleaned.spans, colour=False)


def test_the_clean_command_reads_a_file_and_writes_the_cleaned_text(tmp_path):
    file = tmp_path / "page.txt"
    file.write_bytes(b"One line.\nSubscribe to our newsletter\nAnother line.\n")
    done = subprocess.run([sys.executable, "-m", "qualityfilter.cli", "clean", str(file)], capture_output=True, timeout=120)
    assert done.returncode == 0
    assert done.stdout == b"One line.\nAnother line.\n"


def test_preflight_counts_files_rows_and_time(crawl, recipe_file, tmp_path):
    lines = list(preflight(recipe_file, [f"{crawl}/*.jsonl"], str(tmp_path / "out")))
    text = "\n".join(lines)
    assert "4 files (jsonl)" in text
    assert "MB/s per core" in text
    assert "the first begins" in text
    assert [line.split()[0] for line in lines] == ["recipe", "models", "input", "rows", "time", "memory", "disk"]


def test_preflight_stops_at_what_would_stop_a_run(recipe_file, tmp_path):
    with pytest.raises(InputError):
        list(preflight(recipe_file, [f"{tmp_path}/none-*.jsonl"], None))
    (tmp_path / "odd.jsonl").write_text(json.dumps({"body": "no text here"}) + "\n")
    assert "no document in the first rows" in "\n".join(preflight(recipe_file, [f"{tmp_path}/odd.jsonl"], None))


def test_estimated_text_follows_file_sizes(crawl):
    from qualityfilter.listing import list_shards

    options = Recipe.of(RECIPE).with_paths([f"{crawl}/*.jsonl"]).read
    total = sum(f.stat().st_size for f in crawl.glob("*.jsonl"))
    assert estimated_text(list_shards(options)) == pytest.approx(total, abs=50)
