"""The whole line in this process: every document has a verdict, counts reconcile, resume gives the same bytes."""

import json
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from conftest import RECIPE, document, fingerprints

from qualityfilter import InputError, Recipe, ShardError, run
from qualityfilter.storage import Storage


def table(result, folder):
    return pa.concat_tables([pq.read_table(result.path(f"{folder}/{n}")) for n in Storage(result.out).names(folder)])


def test_every_input_document_has_a_verdict_and_counts_reconcile(finished):
    scores = table(finished, "scores")
    index = json.loads(Storage(finished.out).read_bytes("reports/index.json"))
    counts = index["total"]["counts"]
    assert scores.num_rows == finished.documents == 357
    assert counts["records"]["documents"] == 360
    assert finished.quarantined == 3 == sum(index["total"]["quarantine"]["reasons"].values())
    assert counts["cleaned"]["documents"] == counts["kept"]["documents"] + counts["failed"]["documents"] + counts["duplicate"]["documents"]
    verdicts = scores.column("verdict").to_pylist()
    assert {v: verdicts.count(v) for v in set(verdicts)} == {k: v for k, v in finished.plan["verdicts"].items() if v}
    assert set(verdicts) == {"kept", "failed", "duplicate"}
    assert table(finished, "data").num_rows == verdicts.count("kept")


def test_kept_documents_keep_their_text_fields_and_ids(finished):
    by_id = {row["id"]: row for row in table(finished, "data").to_pylist()}
    wanted = {f"p{p}-{p * 60 + i}": document(p * 60 + i, p) for p in range(4) for i in range(90)}
    seen = [i for i in by_id if i in wanted]
    assert len(seen) > 50
    for i in seen:
        assert by_id[i]["text"] == wanted[i]["text"]
        assert by_id[i]["url"] == wanted[i]["url"]
        assert json.loads(by_id[i]["meta"]) == {"depth": wanted[i]["depth"]}
    made_up = [i for i in by_id if i not in wanted]
    assert made_up
    assert all(i.startswith("crawl-") and "#" in i for i in made_up)


def test_made_up_ids_count_quarantined_records(finished):
    """Number 70 has no id and is record 10 of the second file, after three records that cannot be read."""
    assert "crawl-1.jsonl#10" in set(table(finished, "scores").column("id").to_pylist())


def test_failed_rules_name_all_rules_not_only_the_first(finished):
    rows = table(finished, "scores").to_pylist()
    for row in rows:
        assert ("long_enough" in row["failed_rules"]) == (round(row["units"]) < 40)
        assert (row["verdict"] == "failed") == bool(row["failed_rules"])


def test_no_document_is_dropped_unless_it_matches_a_kept_one(finished):
    rows = {row["id"]: row for row in table(finished, "scores").to_pylist()}
    dropped = [row for row in rows.values() if row["verdict"] == "duplicate"]
    assert dropped
    for row in dropped:
        kept = rows[row["duplicate_of"]]
        assert kept["verdict"] == "kept"
        assert kept["survivor"]
        assert kept["cluster"] == row["cluster"]
        assert row["similarity"] >= 0.7 - 1e-6
        assert round(kept["characters"]) >= round(row["characters"])  # keep: longest
    for row in rows.values():
        assert (row["cluster"] == row["id"]) or row["cluster_size"] > 1


def test_shards_do_not_change_what_is_decided(crawl, tmp_path, finished):
    """One big shard or twenty small ones: the same documents, scores, verdicts, weights and ids."""
    plain = {**RECIPE, "read": {"shard_bytes": 1_000_000}}
    other = run(Recipe.of(plain), [f"{crawl}/*.jsonl"], str(tmp_path / "run"))
    key = lambda row: row["id"]  # noqa: E731
    assert sorted(table(finished, "scores").to_pylist(), key=key) == sorted(table(other, "scores").to_pylist(), key=key)
    assert sorted(table(finished, "data").to_pylist(), key=key) == sorted(table(other, "data").to_pylist(), key=key)
    assert len(Storage(other.out).names("data")) < len(Storage(finished.out).names("data"))


def test_a_second_run_does_nothing_again_and_changes_nothing(crawl, finished):
    before = fingerprints(finished.out)
    written = {p: (Storage(finished.out).read_bytes(p)) for p in ("commits/measure/part-00000.json", "commits/write/part-00000.json")}
    again = run(Recipe.of(RECIPE), [f"{crawl}/*.jsonl"], finished.out)
    assert fingerprints(again.out) == before
    stages = {s["stage"] for s in json.loads(Storage(again.out).read_bytes("run.json"))["stages"]}
    assert "measure" not in stages
    assert "write" not in stages
    assert all(Storage(again.out).read_bytes(p) == content for p, content in written.items())


@pytest.mark.parametrize(
    "lost",
    [
        "commits/measure/part-00001.json",
        "commits/write/part-00000.json",
        "data/part-00001.parquet",
        "work/scores/part-00002.parquet",
        "manifest.json",
        "plan",
    ],
)
def test_what_is_lost_is_made_again_with_the_same_bytes(crawl, tmp_path, finished, lost):
    copy = tmp_path / "run"
    shutil.copytree(finished.out, copy)
    target = copy / lost
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    run(Recipe.of(RECIPE), [f"{crawl}/*.jsonl"], str(copy))
    assert fingerprints(copy) == fingerprints(finished.out)


def test_another_recipe_or_input_in_the_same_folder_is_refused_with_what_differs(crawl, finished):
    stricter = {**RECIPE, "decide": [{"name": "long_enough", "column": "units", "min": 60}, *RECIPE["decide"][1:]]}
    with pytest.raises(InputError, match=r"another recipe: decide\[0\]\.min: 40\.0 -> 60\.0"):
        run(Recipe.of(stricter), [f"{crawl}/*.jsonl"], finished.out)
    with pytest.raises(InputError, match="another"):
        run(Recipe.of(RECIPE), [f"{crawl}/crawl-0.jsonl"], finished.out)


def test_a_run_that_stopped_before_it_did_anything_binds_the_folder_to_nothing(tmp_path):
    out, page = tmp_path / "out", tmp_path / "page.jsonl"
    page.write_text('{"text": "A page."}\n')
    items = [{"name": "b", "paths": [str(page)], "fields": ["question"]}]
    with pytest.raises(InputError, match="none of the fields question"):
        run(Recipe.of({**RECIPE, "decide": [], "decontaminate": {"benchmarks": items}}), [str(page)], str(out))
    assert (out / "recipe.yaml").exists()
    (out / "mine.txt").write_text("kept")
    assert run(Recipe.of({**RECIPE, "decide": []}), [str(page)], str(out)).documents == 1
    assert (out / "mine.txt").read_text() == "kept"


def test_new_thresholds_without_scoring_again(crawl, tmp_path, finished):
    stricter = Recipe.of({**RECIPE, "decide": [{"name": "long_enough", "column": "units", "min": 80}]})
    cheap = run(stricter, None, str(tmp_path / "cheap"), from_scores=finished.out)
    full = run(stricter, [f"{crawl}/*.jsonl"], str(tmp_path / "full"))
    assert fingerprints(cheap.out) == fingerprints(full.out)
    stages = {s["stage"] for s in json.loads(Storage(cheap.out).read_bytes("run.json"))["stages"]}
    assert "measure" not in stages
    other_scores = Recipe.of({**RECIPE, "score": [{"scorer": "structure.v1"}], "decide": []})
    with pytest.raises(InputError, match="scores were made otherwise: score: 2 entries -> 1"):
        run(other_scores, None, str(tmp_path / "no"), from_scores=finished.out)


def test_input_that_changed_after_scoring_fails_the_shard(crawl, tmp_path):
    folder = tmp_path / "in"
    shutil.copytree(crawl, folder)
    out = str(tmp_path / "run")
    run(Recipe.of(RECIPE), [f"{folder}/*.jsonl"], out, until="plan")
    file = folder / "crawl-2.jsonl"
    file.write_bytes(file.read_bytes().replace("桥".encode(), "车".encode(), 1))
    with pytest.raises(ShardError, match="the input has changed"):
        run(Recipe.of(RECIPE), [f"{folder}/*.jsonl"], out)
    assert not (tmp_path / "run" / "manifest.json").exists()


def test_empty_input_is_an_error_not_an_empty_corpus(tmp_path):
    (tmp_path / "empty.jsonl").write_bytes(b"")
    with pytest.raises(InputError, match="no document could be read"):
        run(Recipe.of({**RECIPE, "decide": []}), [f"{tmp_path}/empty.jsonl"], str(tmp_path / "run"))
    with pytest.raises(InputError):
        run(Recipe.of(RECIPE), [f"{tmp_path}/nothing-*.jsonl"], str(tmp_path / "run2"))


def test_a_second_driver_is_refused(crawl, tmp_path):
    from qualityfilter.storage import RunLock

    out = tmp_path / "run"
    with RunLock(Storage(str(out))), pytest.raises(InputError, match=r"process \d+ on .* is running here"):
        run(Recipe.of(RECIPE), [f"{crawl}/*.jsonl"], str(out))


def test_jsonl_output_holds_the_same_as_parquet(crawl, tmp_path, finished):
    import zstandard

    result = run(Recipe.of({**RECIPE, "write": {"format": "jsonl.zst"}}), [f"{crawl}/*.jsonl"], str(tmp_path / "run"))
    records = []
    for name in Storage(result.out).names("data"):
        with open(result.path(f"data/{name}"), "rb") as file:
            records += [json.loads(line) for line in zstandard.ZstdDecompressor().stream_reader(file).read().splitlines()]
    for ours, theirs in zip(records, table(finished, "data").to_pylist()):
        theirs["meta"] = json.loads(theirs["meta"])
        assert {k: np.float32(v) if isinstance(v, float) else v for k, v in ours.items()} == {
            k: np.float32(v) if isinstance(v, float) else v for k, v in theirs.items()
        }


def test_the_resolved_recipe_runs_again(crawl, tmp_path, finished):
    resolved = yaml.safe_load(Storage(finished.out).read_bytes("recipe.yaml"))
    again = run(Recipe.of(resolved), None, str(tmp_path / "run"))
    assert fingerprints(again.out) == fingerprints(finished.out)


def test_a_failing_scorer_names_the_document_and_fails_the_run(crawl, tmp_path, monkeypatch):
    from scorers import structure

    cls = next(v for v in vars(structure).values() if getattr(v, "name", "") == "structure.v1")
    original = cls.score

    def broken(self, docs):
        if any("(37.0)" in t for t in docs.texts):
            raise RuntimeError("model fell over")
        return original(self, docs)

    monkeypatch.setattr(cls, "score", broken)
    with pytest.raises(Exception, match=r"structure\.v1 failed on document 'p0-37': RuntimeError: model fell over"):
        run(Recipe.of(RECIPE), [f"{crawl}/*.jsonl"], str(tmp_path / "run"))
    assert not (tmp_path / "run" / "data").exists()
