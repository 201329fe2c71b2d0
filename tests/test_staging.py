"""Stages: every kept document is in one, the best in the last; counts are exact, shards do not matter, and all readers find the parts."""

from __future__ import annotations

import collections
import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from conftest import RECIPE, fingerprints
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter import InputError, Recipe, RecipeError, run
from qualityfilter.data_files import data_files
from qualityfilter.judge_input import read_corpus
from qualityfilter.sampling import stream
from qualityfilter.staging import IN_BIN, PLACES, decide_stages
from qualityfilter.storage import Storage

BY = "gopher_top_2gram"  # lower is better
SCORED = {
    **RECIPE,
    "score": [*RECIPE["score"], {"scorer": "language.v1"}],
    "weigh": {"by": "language", "total": 1.3, "max_repeat": 3, "quality": {"column": BY, "curve": {"worst": 0.3, "best": 3}}},
}
STAGES = {"by": BY, "sets": [{"name": "diverse"}, {"name": "chinese", "when": [{"column": "language", "one_of": ["zh"]}], "share": 0.2},
                             {"name": "knowledge", "share": 0.25}]}  # fmt: skip
STAGED = {**SCORED, "stages": STAGES, "write": {"repeated": True}}


@pytest.fixture(scope="module")
def plain(crawl, tmp_path_factory):
    return run(Recipe.of(SCORED), [f"{crawl}/*.jsonl"], str(tmp_path_factory.mktemp("plain") / "run"))


@pytest.fixture(scope="module")
def staged(plain, tmp_path_factory):
    """The same scores, divided into stages."""
    return run(Recipe.of(STAGED), None, str(tmp_path_factory.mktemp("staged") / "run"), from_scores=plain.out)


def rows_of(result, folder="data"):
    storage = Storage(result.out)
    names = (
        data_files(storage)
        if folder == "data"
        else sorted(f"{s}/{n}" for s in storage.names(folder) for n in storage.names(f"{folder}/{s}"))
    )
    return [row for name in names for row in pq.read_table(result.path(f"{folder}/{name}")).to_pylist()]


def worth(row):
    return -row[BY]


def key(row):
    return row["id"], row["text"]


def test_every_kept_document_is_in_the_parts_of_one_stage(plain, staged):
    storage = Storage(staged.out)
    assert storage.names("data") == ["chinese", "diverse", "knowledge"]
    for stage in storage.names("data"):
        assert storage.names(f"data/{stage}") == Storage(plain.out).names("data")
        for name in storage.names(f"data/{stage}"):
            assert set(pq.read_table(staged.path(f"data/{stage}/{name}")).column("stage").to_pylist()) <= {stage}
    before, after = ({(*key(row), row["weight"], row["repeat"]) for row in rows_of(one)} for one in (plain, staged))
    assert before == after
    assert len(rows_of(staged)) == staged.kept


def test_the_best_go_into_the_last_and_shares_are_met(staged):
    rows = rows_of(staged)
    read = collections.Counter()
    for row in rows:
        read[row["stage"]] += row["repeat"] * round(row["units"])
    total = sum(read.values())
    told = Storage(staged.out).read_json("plan/stages.json")["stages"]
    for name, share in (("knowledge", 0.25), ("chinese", 0.2)):
        assert read[name] / total == pytest.approx(told[name]["reached"], abs=2e-3)  # of units as they are stored
        largest = max(row["repeat"] * row["units"] for row in rows if row["stage"] != "diverse")
        assert abs(told[name]["reached"] - share) * total <= largest / 2 + 1
    lowest = min(worth(row) for row in rows if row["stage"] == "knowledge")
    assert lowest >= max(worth(row) for row in rows if row["stage"] == "chinese")
    assert lowest >= max(worth(row) for row in rows if row["stage"] == "diverse")
    assert {row["language"] for row in rows if row["stage"] == "chinese"} == {"zh"}
    assert min(worth(row) for row in rows if row["stage"] == "chinese") >= max(
        worth(row) for row in rows if row["stage"] == "diverse" and row["language"] == "zh"
    )


def test_the_quality_rank_is_the_share_of_what_is_read_that_is_worse(staged):
    rows = sorted(rows_of(staged), key=lambda row: worth(row))
    ranks = [row["quality_rank"] for row in rows]
    assert ranks == sorted(ranks)
    assert 0 <= ranks[0] < 0.02
    assert 0.98 < ranks[-1] <= 1
    total, below = sum(row["repeat"] * row["units"] for row in rows), 0.0
    for row in rows:
        assert row["quality_rank"] == pytest.approx(below / total, abs=0.1)  # whole bins
        below += row["repeat"] * row["units"]


def test_counts_are_exact_and_the_manifest_has_them(plain, staged):
    made = Storage(staged.out).read_json("plan/mixture.json")
    assert Storage(staged.out).read_json("manifest.json")["mixture"] == made
    one = Storage(plain.out).read_json("plan/mixture.json")
    assert made["total"] == one["total"] == one["stages"]["main"]
    for what in ("kept", "read"):
        for cell, counts in made["total"].items():
            assert sum(stage[cell][what]["tokens"] for stage in made["stages"].values()) == counts[what]["tokens"]
    told = Storage(staged.out).read_json("plan/stages.json")["stages"]
    rows = rows_of(staged)
    for name, stage in made["stages"].items():
        mine = [row for row in rows if row["stage"] == name]
        assert told[name]["documents"] == len(mine)
        assert told[name]["tokens_read"] == sum(cell["read"]["tokens"] for cell in stage.values())
        assert told[name]["tokens"] == pytest.approx(sum(row["units"] for row in mine), rel=1e-3)


def test_repeated_holds_each_document_as_often_as_it_is_to_be_read(staged):
    expected = collections.Counter({key(row): row["repeat"] for row in rows_of(staged) if row["repeat"]})
    found = collections.Counter(key(row) for row in rows_of(staged, "repeated"))
    assert found == expected
    assert max(found.values()) > 1
    assert len(expected) < staged.kept
    rows = rows_of(staged)
    off = sum((row["repeat"] - row["weight"]) * row["units"] for row in rows)
    spread = sum((row["weight"] % 1) * (1 - row["weight"] % 1) * row["units"] ** 2 for row in rows) ** 0.5
    assert 0 < abs(off) <= 4 * spread
    assert all(row["stage"] == name.split("/")[0] for name in data_files(Storage(staged.out))
               for row in pq.read_table(staged.path(f"repeated/{name}")).to_pylist())  # fmt: skip


def test_shards_and_a_resume_change_nothing(crawl, staged, tmp_path):
    before = fingerprints(staged.out)
    run(Recipe.of(STAGED), None, staged.out, from_scores=Storage(staged.out).read_json("work/from_scores.json")["from"])
    assert fingerprints(staged.out) == before
    other = run(Recipe.of({**STAGED, "read": {"shard_bytes": 8192}}), [f"{crawl}/*.jsonl"], str(tmp_path / "out"))
    places = [{(*key(row), row["stage"], row["quality_rank"]) for row in rows_of(one)} for one in (staged, other)]
    assert places[0] == places[1]
    assert Storage(other.out).read_json("plan/mixture.json") == Storage(staged.out).read_json("plan/mixture.json")


def test_readers_find_stages(staged, tmp_path):
    whole = collections.Counter(key(row) for row in stream(staged.out))
    parts = [collections.Counter(key(row) for row in stream(staged.out, stage=name)) for name in ("diverse", "chinese", "knowledge")]
    assert sum(parts, collections.Counter()) == whole
    assert all(parts)
    with pytest.raises(InputError, match=r"no stage .knowlege.\. Did you mean .knowledge."):
        next(stream(staged.out, stage="knowlege"))
    assert len(read_corpus(staged.out, 10**6).text) == sum(row["repeat"] > 0 for row in rows_of(staged))


def test_copies_of_what_a_staged_run_kept_are_found(staged, tmp_path):
    """Texts of an earlier run lie in parts of stages; near-duplicates are compared with the right ones."""
    rows = [row for row in rows_of(staged) if row["units"] > 60][:40]
    lines = [{"id": f"new-{row['id']}", "text": row["text"].replace("Revised", "Changed") + "\nOne more."} for row in rows]
    (tmp_path / "new.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    recipe = {**SCORED, "decide": [], "dedup": {**SCORED["dedup"], "against": [staged.out]}}
    result = run(Recipe.of(recipe), [f"{tmp_path}/new.jsonl"], str(tmp_path / "out"))
    found = pq.read_table(result.path("scores/part-00000.parquet")).to_pylist()
    duplicates = [row for row in found if row["verdict"] == "duplicate"]
    assert len(duplicates) >= 10
    texts = {row["id"]: row["text"] for row in rows_of(staged)}
    mine = {line["id"]: line["text"] for line in lines}
    for row in duplicates:
        other = texts.get(row["duplicate_of"]) or mine[row["duplicate_of"]]
        shared = set(mine[row["id"]].split("\n")) & set(other.split("\n"))
        assert len(shared) > 1


def test_the_last_stage_holds_nothing_of_a_benchmark(plain, crawl, tmp_path):
    """Marked documents stay, and not in the last stage; a bound lets less of an item pass."""
    best = sorted(rows_of(plain), key=lambda row: -worth(row))[:6]
    (tmp_path / "bench.jsonl").write_text("".join(json.dumps({"question": row["text"]}, ensure_ascii=False) + "\n" for row in best))
    bench = {"benchmarks": [{"name": "bench", "paths": [str(tmp_path / "bench.jsonl")], "fields": ["question"]}], "action": "mark"}
    lowest, scored = {}, None
    for bound in (None, 0.6):
        last = {"name": "last", "share": 0.3, **({"max_contamination": bound} if bound is not None else {})}
        recipe = Recipe.of({**SCORED, "decontaminate": bench, "stages": {"by": BY, "sets": [{"name": "first"}, last]}})
        out = str(tmp_path / f"out-{bound}")
        result = run(recipe, None if scored else [f"{crawl}/*.jsonl"], out, from_scores=scored)
        rows, scored = rows_of(result), out
        assert {row["id"] for row in best} <= {row["id"] for row in rows if row["stage"] == "first"}
        assert max(row["contamination"] for row in rows if row["stage"] == "last") <= (bound or 0)
        lowest[bound] = min(worth(row) for row in rows if row["stage"] == "last")
        able = [worth(row) for row in rows if row["stage"] == "first" and row["contamination"] <= (bound or 0)]
        assert max(able, default=-1) <= lowest[bound]
    assert lowest[None] < lowest[0.6]  # stricter: fewer may enter, so that worse ones do


DOCUMENTS = st.lists(
    st.tuples(st.integers(0, 3), st.one_of(st.integers(0, PLACES - 1), st.integers(0, 3 * IN_BIN)), st.integers(1, 1000)),
    min_size=1,
    max_size=12,
)


def counted(documents, number):
    """One shard's tokens by pattern and number, of those documents that have one."""
    found = {}
    for pattern, place, tokens in documents:
        if (at := number(place)) is not None:
            row = found.setdefault(str(pattern), {})
            row[str(at)] = row.get(str(at), 0) + tokens
    return found


@given(st.lists(DOCUMENTS, min_size=1, max_size=4), st.floats(0.01, 0.5), st.floats(0.01, 0.49))
def test_stages_come_as_near_to_their_shares_as_documents_let_them(shards, second, third):
    def decide(some):
        def within(bin_):
            return [counted(one, lambda place: place % IN_BIN if place // IN_BIN == bin_ else None) for one in some]

        return decide_stages([None, second, third], [counted(one, lambda place: place // IN_BIN) for one in some], within)

    staged, told = decide(shards)
    documents = [one for shard in shards for one in shard]
    assert decide([documents[::-1]]) == (staged, told)
    total = sum(n for _, _, n in documents)
    allowed = np.array([[p >> i & 1 for p, _, _ in documents] for i in (0, 1)], np.bool_).reshape(2, len(documents))
    stage = staged.stage(allowed, np.array([place for _, place, _ in documents], np.int64))
    for number, share in ((2, third), (1, second)):
        able = sorted((place, n) for (p, place, n), s in zip(documents, stage) if p >> (number - 1) & 1 and s <= number)
        mine = sum(n for (_, _, n), s in zip(documents, stage) if s == number)
        reached = {sum(n for place, n in able if place >= least) for least in {PLACES, *(place for place, _ in able)}}
        assert abs(mine - share * total) <= min(abs(x - share * total) for x in reached) + 1e-6
        taken = [place for (_, place, _), s in zip(documents, stage) if s == number]
        assert not taken or max((place for place, _ in able if place not in taken), default=-1) < min(taken)
        assert told[number]["reached"] == pytest.approx(mine / total, abs=1e-6)
        assert ("shortfall" in told[number]) == (abs(mine - share * total) > 0.005 * share * total)


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        ([{"name": "a"}], "stages.sets"),
        ([{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}], "the first stage takes what the later ones leave"),
        ([{"name": "a"}, {"name": "b"}], "give `share`"),
        ([{"name": "a"}, {"name": "b", "share": 0.6}, {"name": "c", "share": 0.4}], "shares add up to 1, which leaves nothing to 'a'"),
        ([{"name": "a"}, {"name": "../b", "share": 0.5}], "'../b': a name of its own"),
        ([{"name": "a"}, {"name": "a", "share": 0.5}], "'a': a name of its own"),
        ([{"name": "a"}, {"name": "b", "share": 0.5, "max_contamination": 0.1}], "nothing measures contamination"),
        ([{"name": "a"}, {"name": "b", "share": 0.5, "when": [{"column": "langage", "one_of": ["zh"]}]}], "Did you mean 'language'"),
    ],
)
def test_what_is_wrong_is_said(sets, message):
    with pytest.raises(RecipeError) as error:
        Recipe.of({**SCORED, "stages": {"by": BY, "sets": sets}})
    assert message in str(error.value)


def test_what_stages_go_by_must_have_a_better_end():
    for by, message in (("gopher_top_2grm", "Did you mean 'gopher_top_2gram'"), ("language", "has no better direction")):
        with pytest.raises(RecipeError, match=message):
            Recipe.of({**SCORED, "stages": {**STAGES, "by": by}})
