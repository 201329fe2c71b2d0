"""Runs against earlier runs: what they kept stays, its copies go; chains of runs; their keys in datasketch's index; texts side by side."""

import json
import random

import pyarrow.parquet as pq
import pytest
import yaml
from conftest import fingerprints
from rich.cells import cell_len

from qualityfilter import InputError, Recipe, run
from qualityfilter.band_index import query, to_datasketch
from qualityfilter.explaining import explain_document
from qualityfilter.preflight import preflight
from qualityfilter.signing import MinHash
from qualityfilter.storage import Storage

RNG = random.Random(3)
WORDS = [f"word{i}" for i in range(20_000)]


def prose(words: int) -> list[str]:
    return [RNG.choice(WORDS) for _ in range(words)]


def changed(words: list[str], share: float) -> list[str]:
    return [RNG.choice(WORDS) if RNG.random() < share else w for w in words]


OLD = {f"old{i}": prose(300) for i in range(12)}
NEW = {
    **{f"copy{i}": OLD[f"old{i}"] for i in range(3)},
    **{f"near{i}": changed(OLD[f"old{i}"], 0.01) for i in range(3, 6)},
    **{f"part{i}": OLD[f"old{i}"][50:200] for i in range(6, 8)},
    "near-of-dropped": changed(OLD["old9"], 0.01),
    **{f"new{i}": prose(300) for i in range(4)},
}
NEW["new-copy"] = changed(NEW["new0"], 0.01)


def write(path, texts: dict[str, list[str]]) -> str:
    path.write_text("".join(json.dumps({"id": i, "text": " ".join(t)}) + "\n" for i, t in texts.items()))
    return str(path)


def recipe(**dedup) -> Recipe:
    rules = [{"name": "long", "column": "units", "min": 10}]
    return Recipe.of({"name": "a", "score": [{"scorer": "structure.v1"}], "decide": rules,
                      "dedup": {"keep": "longest", "containment": {}, **dedup}})  # fmt: skip


def rows_of(out: str) -> dict[str, dict]:
    return {r["id"]: r for n in Storage(out).names("scores") for r in pq.read_table(f"{out}/scores/{n}").to_pylist()}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    folder = tmp_path_factory.mktemp("earlier")
    long_enough = recipe().model_copy(update={"decide": ()})
    return run(long_enough, [write(folder / "old.jsonl", OLD | {"short": ["one", "two"]})], str(folder / "out"))


@pytest.mark.parametrize("form", ["parquet", "jsonl.zst"])
def test_copies_of_what_an_earlier_run_kept_go(tmp_path, form):
    old = {**OLD, "too-short": ["a", "b"]}
    first = run(
        recipe().model_copy(update={"write": recipe().write.model_copy(update={"format": form})}),
        [write(tmp_path / "old.jsonl", old)],
        str(tmp_path / "old"),
    )
    result = run(recipe(against=[first.out]), [write(tmp_path / "new.jsonl", NEW | {"also-short": ["a", "b"]})], str(tmp_path / "new"))
    rows = rows_of(result.out)
    assert {i: r["duplicate_of"] for i, r in rows.items() if r["duplicate_of"]} == {
        **{f"copy{i}": f"old{i}" for i in range(3)},
        **{f"near{i}": f"old{i}" for i in range(3, 6)},
        **{f"part{i}": f"old{i}" for i in range(6, 8)},
        "near-of-dropped": "old9",
        "new-copy": "new0",
    }
    assert rows["also-short"]["verdict"] == "failed"
    assert rows["copy0"]["cluster"] == "old0"
    shown = explain_document(result.out, "near3")
    assert f" | kept in {first.out}" in shown
    assert "matches the kept old3" in shown
    assert "near3" in shown.split("on their texts: Jaccard 0.9")[1]


def test_what_an_earlier_run_dropped_stops_nothing(tmp_path):
    strict = recipe().model_copy(update={"decide": (recipe().decide[0].model_copy(update={"min": 301}),)})
    first = run(strict, [write(tmp_path / "old.jsonl", OLD)], str(tmp_path / "old"))
    assert first.kept == 0
    result = run(recipe(against=[first.out]), [write(tmp_path / "new.jsonl", NEW)], str(tmp_path / "new"))
    assert {i for i, r in rows_of(result.out).items() if r["duplicate_of"]} == {"new-copy"}


def test_runs_in_a_row_keep_what_one_run_keeps(tmp_path):
    """Each run against all before it; which texts are there in the end is what one run over everything, in order, keeps."""
    batches = [dict(list((OLD | NEW).items())[i::3]) for i in range(3)]
    settings, outs = {"keep": "first", "containment": None}, []
    for i, batch in enumerate(batches):
        outs.append(run(recipe(**settings, against=outs[:]), [write(tmp_path / f"{i}.jsonl", batch)], str(tmp_path / f"out{i}")).out)
    together = {i: t for batch in batches for i, t in batch.items()}
    whole = run(recipe(**settings), [write(tmp_path / "all.jsonl", together)], str(tmp_path / "whole"))
    kept = {i for out in outs for i, r in rows_of(out).items() if r["survivor"]}
    assert kept == {i for i, r in rows_of(whole.out).items() if r["survivor"]}


def test_a_folder_that_cannot_be_compared_with_is_refused(tmp_path, earlier):
    path = write(tmp_path / "new.jsonl", NEW)
    with pytest.raises(InputError, match=r"no finished run.*manifest\.json"):
        run(recipe(against=[str(tmp_path / "nothing")]), [path], str(tmp_path / "a"))
    with pytest.raises(InputError, match=r"signed otherwise[^\n]*\n.*no finished run"):  # all at once
        run(recipe(against=[earlier.out, str(tmp_path / "nothing")], minhash={"ngram": 6}), [path], str(tmp_path / "a"))
    assert not (tmp_path / "a/commits").exists()  # before anything was read
    (tmp_path / "r.yaml").write_text(yaml.safe_dump(recipe(against=[str(tmp_path / "nothing")]).plain()))
    with pytest.raises(InputError, match="no finished run"):
        list(preflight(str(tmp_path / "r.yaml"), [path], None))


def test_the_same_bytes_again(tmp_path, earlier):
    path = write(tmp_path / "new.jsonl", NEW)
    one, other = (run(recipe(against=[earlier.out]), [path], str(tmp_path / name)) for name in ("a", "b"))
    assert fingerprints(one.out) == fingerprints(other.out)


def test_band_keys_answer_queries_of_datasketch(earlier):
    index = to_datasketch(earlier.out)
    assert "short" not in index.keys
    for i in (0, 4, 11):
        assert index.query(query(" ".join(OLD[f"old{i}"]), MinHash())) == [f"old{i}"]
        assert index.query(query(" ".join(changed(OLD[f"old{i}"], 0.005)), MinHash())) == [f"old{i}"]
    assert index.query(query(" ".join(prose(300)), MinHash())) == []


def test_texts_stand_side_by_side(tmp_path):
    lines = [" ".join(prose(12)) for _ in range(29)] + ["一条很长的中文行，" * 9]
    other = [*lines[:10], lines[10] + " and more words at its end", *lines[11:20], *lines[21:]]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps({"id": i, "text": "\n".join(t)}) for i, t in (("one", lines), ("other", other))))
    result = run(recipe(), [str(path)], str(tmp_path / "out"))
    gone = next(i for i, r in rows_of(result.out).items() if r["duplicate_of"])
    shown = explain_document(result.out, gone)
    assert "… 8 lines the same …" in shown
    assert " ~ " in shown
    assert (" < " if gone == "one" else " > ") in shown
    rows = [line for line in shown.splitlines() if line[-1:] and set(line[60:]) & set("=~<>|")]
    assert {cell_len(line[: max(line.find(sign, 30) for sign in "=~<>|")]) for line in rows} == {63}  # wide characters too
    path.unlink()
    assert "the texts cannot be shown" in explain_document(result.out, gone)
