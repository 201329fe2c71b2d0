"""Supplements: what is drawn lies near the seeds, is marked, keeps to its budget, passes what all pass, and closes the gap."""

from __future__ import annotations

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner
from conftest import fingerprints
from test_gaps import pages, write

from qualityfilter import InputError, Recipe, RecipeError, cli, run
from qualityfilter.closing import measure_closing
from qualityfilter.judge_model import Text
from qualityfilter.judging import Corpus, Slice
from qualityfilter.storage import Storage

BUDGET = 4_000
RULES = [
    {"name": "long_enough", "column": "units", "min": 100},
    {"name": "not_repetitive", "column": "gopher_dup_line_frac", "max": 0.9},
]


def recipe_of(folder, **supplement):
    gap = {"name": "geometry", "tokens": BUDGET, "seeds": [str(folder / "seeds.jsonl")], "validation": [str(folder / "validation.jsonl")]}
    return {
        "name": "supplemented",
        "read": {"shard_bytes": 65_536},
        "score": [{"scorer": "structure.v1"}, {"scorer": "gopher_repetition.v1"}],
        "dedup": {"by": "units", "keep": "longest", "minhash": {"jaccard": 0.9}},
        "decide": RULES,
        "supplement": {"pool": [str(folder / "pool.jsonl")], "gaps": [gap], **supplement},
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A corpus without geometry; a pool in which every sixth page is on it, some of them too short or copies."""
    root = tmp_path_factory.mktemp("supplement")
    write(root / "corpus.jsonl", [page for kind in ("boats", "bread", "园艺") for page in pages(kind, 90, 1)])
    hidden = pages("几何", 50, 3)
    others = [page for kind in ("boats", "bread", "园艺") for page in pages(kind, 80, 4)]
    pool = [hidden[i // 5] if i % 5 == 0 else page for i, page in enumerate(others)]
    write(root / "pool.jsonl", [*pool, *hidden[:3], *(page[:300] for page in hidden[40:45])])
    write(root / "seeds.jsonl", pages("几何", 30, 5))
    write(root / "validation.jsonl", pages("几何", 30, 6))
    return root


@pytest.fixture(scope="module")
def filled(folder, tmp_path_factory):
    return run(Recipe.of(recipe_of(folder)), [f"{folder}/corpus.jsonl"], str(tmp_path_factory.mktemp("filled") / "run"))


def rows_of(result, folder="data"):
    return [row for n in Storage(result.out).names(folder) for row in pq.read_table(result.path(f"{folder}/{n}")).to_pylist()]


def test_what_is_drawn_is_near_marked_and_within_its_budget(filled):
    rows = rows_of(filled)
    drawn = [row for row in rows if row["supplement"] == "geometry"]
    assert all("三角形" in row["text"] or "圆心" in row["text"] for row in drawn)
    for row in drawn:
        mark = json.loads(row["meta"])["supplement"]
        assert (mark["gap"], mark["from"]) == ("geometry", "pool.jsonl")
        assert mark["lead"] == pytest.approx(row["supplement_lead"], abs=1e-3)
        assert row["id"].startswith("supplement/pool.jsonl#")
    assert not any(json.loads(row["meta"] or "{}").get("supplement") for row in rows if row["supplement"] == "none")
    tokens = sum(len(Text.of([row["text"].replace("，", "")]).hash) for row in drawn)
    said = Storage(filled.out).read_json("reports/supplement.json")["gaps"]["geometry"]
    assert said["kept"] == {"documents": len(drawn), "tokens": tokens}
    longest = max(len(row["text"]) for row in drawn)
    assert BUDGET - longest < tokens <= BUDGET
    assert said["shortfall"] == f"asked {BUDGET:,} tokens, kept {tokens:,}: the next in nearness is longer than what is left"


def test_those_of_greatest_lead_stay_and_the_others_fail_by_name(filled):
    rows = [row for row in rows_of(filled, "scores") if row["supplement"] == "geometry"]
    surplus = [row["supplement_lead"] for row in rows if "supplement_geometry" in row["failed_rules"]]
    kept = [row["supplement_lead"] for row in rows if row["verdict"] == "kept"]
    assert surplus
    assert max(surplus) <= min(kept)
    assert {"kept", "failed"} <= {row["verdict"] for row in rows}
    [rule] = [r for r in yaml.safe_load(Storage(filled.out).read_bytes("plan/plan.yaml"))["rules"] if r["name"] == "supplement_geometry"]
    assert rule["from"] == f"keep 1, at most {BUDGET:,}"
    assert rule["failed"] == len(surplus)


def test_running_it_shows_the_gap_closing(filled):
    bits = Storage(filled.out).read_json("reports/supplement.json")["gaps"]["geometry"]["bits_per_byte"]
    assert bits["after"] < 0.7 * bits["before"]
    assert bits["change"]["low"] <= bits["change"]["value"] <= bits["change"]["high"] < -0.3
    text = "\n".join(filled.supplement)
    assert "geometry" in text
    assert f"{BUDGET:,}" in text
    assert max(map(len, filled.supplement)) <= 80


def test_the_same_whatever_the_shards_and_after_a_resume(folder, filled, tmp_path):
    """Documents, weights and verdicts are those of any sharding; a run that is started again changes nothing."""
    before = fingerprints(filled.out)
    again = run(Recipe.of(recipe_of(folder)), [f"{folder}/corpus.jsonl"], filled.out)
    assert fingerprints(filled.out) == before
    assert again.supplement == filled.supplement
    other = {**recipe_of(folder), "read": {"shard_bytes": 9_000}}
    split = run(Recipe.of(other), [f"{folder}/corpus.jsonl"], str(tmp_path / "out"))
    key = lambda row: (row["id"], row["text"], row["repeat"], row["supplement"])  # noqa: E731
    assert len(Storage(split.out).names("data")) > len(Storage(filled.out).names("data")) + 3
    assert list(map(key, rows_of(split))) == list(map(key, rows_of(filled)))


def test_another_budget_is_another_input_and_scores_are_taken_over_for_other_rules(folder, filled, tmp_path):
    recipe = recipe_of(folder)
    recipe["supplement"]["gaps"][0]["tokens"] = 100
    with pytest.raises(InputError, match=r"made with another recipe: .*supplement"):
        run(Recipe.of(recipe), [f"{folder}/corpus.jsonl"], filled.out)
    stricter = {**recipe_of(folder), "decide": [{**RULES[0], "min": 110}, RULES[1]]}
    result = run(Recipe.of(stricter), None, str(tmp_path / "out"), from_scores=filled.out)
    assert any(row["supplement"] == "geometry" for row in rows_of(result))


def test_a_shortfall_is_named(folder, tmp_path):
    recipe = recipe_of(folder)
    recipe["supplement"]["gaps"][0].update(tokens=10**6, validation=[])
    result = run(Recipe.of(recipe), [f"{folder}/corpus.jsonl"], str(tmp_path / "out"))
    said = Storage(result.out).read_json("reports/supplement.json")["gaps"]["geometry"]
    assert "asked 1,000,000 tokens, kept" in said["shortfall"]
    assert said["drawn"]["documents"] == said["kept"]["documents"] + said["duplicate"]["documents"] + said["failed"]["documents"]
    assert said["duplicate"]["documents"] == 3
    assert said["kept"]["documents"] >= 40
    assert "bits_per_byte" not in said


def test_softly_rejected_documents_of_a_run_are_drawn_and_rescued(folder, tmp_path):
    """A run that asked for long texts rejected some; one that relaxes the rule gets them back, and says so. Repetition stays out."""
    poor = [page[:300] for page in pages("几何", 30, 8)]
    spam = ["三角形的内角\n" * 30 + page[:60] for page in pages("几何", 8, 9)]
    write(tmp_path / "raw.jsonl", [*poor, *spam, *pages("boats", 90, 10), *pages("园艺", 90, 10)])
    strict = {**recipe_of(folder), "decide": [{**RULES[0], "min": 300}, {**RULES[1], "max": 0.5}]}
    del strict["supplement"]
    first = run(Recipe.of(strict), [f"{tmp_path}/raw.jsonl"], str(tmp_path / "first"))
    assert first.plan["verdicts"]["failed"] >= 38
    asked = {"pool": [], "runs": [first.out], "soft": ["long_enough"], "relax": ["long_enough"]}
    second = {**recipe_of(folder, **asked), "decide": strict["decide"]}
    second["supplement"]["gaps"][0].update(tokens=10**5, validation=[])
    result = run(Recipe.of(second), [f"{folder}/corpus.jsonl"], str(tmp_path / "second"))
    drawn = [row for row in rows_of(result) if row["supplement"] == "geometry"]
    assert 3 <= len(drawn) <= 30
    assert {row["text"] for row in drawn} <= set(poor)
    assert all(json.loads(row["meta"])["supplement"]["failed"] == ["long_enough"] for row in drawn)
    said = Storage(result.out).read_json("reports/supplement.json")["gaps"]["geometry"]
    assert said["rescued_from"] == {"long_enough": len(drawn)}
    assert said["rescued"]["documents"] == len(drawn)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pool": []}, "supplement: nothing to draw from: give `pool`"),
        ({"relax": ["long"]}, "supplement.relax: no rule 'long' in `decide`. Known: long_enough"),
        ({"soft": ["long_enough"]}, "supplement.soft: it names rules of `runs`, and there are none"),
        ({"gaps": []}, "supplement.gaps"),
        ({"gaps": [{"name": "None", "tokens": 5, "seeds": ["x"]}]}, "'None': lower-case letters"),
        ({"gaps": [{"name": "a", "tokens": 0, "seeds": ["x"]}]}, "greater than or equal to 1"),
        ({"gaps": [{"name": "a", "tokens": 5, "seeds": ["x"]}] * 2}, "two gaps are named 'a'"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_read(folder, change, message):
    with pytest.raises(RecipeError, match=message.replace("(", r"\(").replace(".", r"\.").replace("'", ".")):
        Recipe.of(recipe_of(folder, **change))


def test_a_run_that_is_none_and_seeds_that_are_not_there_are_errors(folder, tmp_path):
    for change, message in (
        ({"runs": [str(tmp_path)]}, "no finished run"),
        ({"gaps": [{"name": "a", "tokens": 5, "seeds": ["/none.jsonl"]}]}, "none"),
        ({"pool": ["/nothing/*.jsonl"]}, "nothing"),
        ({"gaps": [{"name": "a", "tokens": 5, "seeds": [str(folder / "seeds.jsonl")], "validation": ["/gone.jsonl"]}]}, "gone"),
    ):
        path = tmp_path / "recipe.yaml"
        path.write_text(yaml.safe_dump(recipe_of(folder, **change)))
        result = CliRunner().invoke(cli.main, ["run", str(path), "--input", f"{folder}/corpus.jsonl", "--out", str(tmp_path / "out")])
        assert result.exit_code == 2, result.output
        assert message in result.output
        assert not (tmp_path / "out" / "commits").exists()
        assert CliRunner().invoke(cli.main, ["check", str(path)]).exit_code == 2


def test_seeds_of_a_gap_that_are_a_benchmark_are_an_error(folder, tmp_path):
    bench = {"name": "exam", "paths": [str(folder / "seeds.jsonl")], "fields": ["text"]}
    path = tmp_path / "recipe.yaml"
    path.write_text(yaml.safe_dump({**recipe_of(folder), "decontaminate": {"benchmarks": [bench]}}))
    result = CliRunner().invoke(cli.main, ["check", str(path), "--input", f"{folder}/corpus.jsonl"])
    assert result.exit_code == 2
    assert "seeds geometry: 0 documents" in result.output
    assert "after 30 were left out that hold items of exam" in result.output


def test_closing_against_a_corpus_that_never_lacked_the_slice():
    """With all of it back everything is closed, with nothing nothing; with half of it something between."""
    plain, own = [p for kind in ("boats", "园艺") for p in pages(kind, 160, 1)], pages("几何", 60, 2)

    def corpus(texts):
        return Corpus("x", Text.of(texts), np.ones(len(texts), np.int64))

    slices = [Slice("geometry", Text.of(pages("几何", 20, 3)), True)]
    closed = [
        measure_closing(corpus(plain), corpus(plain + added), slices, 25_000, 3, never=corpus(plain + own))[0].closed
        for added in ([], own[:4], own)
    ]
    assert closed[0].value == pytest.approx(0, abs=0.02)
    assert 0.1 < closed[1].value < closed[2].value
    assert closed[2].value == pytest.approx(1, abs=0.02)
    assert closed[1].low <= closed[1].value <= closed[1].high
