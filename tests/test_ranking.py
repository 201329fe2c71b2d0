"""`value_rank`: percentiles in the run's cells, exact for any sharding, falling back where a cell is small; a column like any other."""

import json

import numpy as np
import pytest
import yaml
from conftest import RECIPE, fingerprints
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter import InputError, Recipe, RecipeError, run
from qualityfilter.columns import BINS, TOP, ScoreColumn
from qualityfilter.explaining import explain_document, explain_text
from qualityfilter.ranking import EVERYTHING, RANK, Calibrate, Ranking, calibrate, count
from qualityfilter.storage import Storage

COLUMNS = {
    "value": ScoreColumn("value", better="higher"),
    "clutter": ScoreColumn("clutter", better="lower"),
    "language": ScoreColumn("language", categories=("en", "zh")),
    "script": ScoreColumn("script", categories=("Latn", "Hans", "Hant")),
    "domain": ScoreColumn("domain", categories=("news", "other")),
}
ROWS = st.lists(
    st.tuples(st.integers(0, TOP), st.integers(0, 1), st.integers(0, 2), st.integers(0, 1), st.integers(0, 400)), min_size=1, max_size=60
)


def shard_of(rows):
    value, language, script, domain, units = (np.array(x) for x in zip(*rows))
    codes = {"value": value, "clutter": value, "language": language, "script": script, "domain": domain}
    return {name: x.astype(np.uint16) for name, x in codes.items()}, units.astype(np.int64)


def made(ranking, shards, reference=None):
    return calibrate(ranking, [count(ranking, *shard) for shard in shards], reference or {})


@given(ROWS, st.integers(1, 12), st.integers(0, 60), st.sampled_from(["value", "clutter"]))
def test_a_rank_is_the_share_that_is_worse_and_half_of_what_is_level(rows, least, cut, column):
    ranking = Ranking.of(Calibrate(column=column, least=least, lengths=(200,)), COLUMNS)
    everything = shard_of(rows)
    parts = [shard_of(part) for part in (rows[:cut], rows[cut:]) if part]
    ranks, told = made(ranking, parts)
    assert told == made(ranking, [everything])[1]
    found, among = ranks.rank(ranking, *everything)
    cell = [(language, domain, units >= 200) for _, language, _, domain, units in rows]
    parent = [row[1:3] for row in rows]
    bins = [(TOP - row[0] if column == "clutter" else row[0]) // 16 for row in rows]
    for i in range(len(rows)):
        here = [j for j in range(len(rows)) if cell[j] == cell[i]]
        if len(here) < least:
            here = [j for j in range(len(rows)) if parent[j] == parent[i]]
        if len(here) < least:
            here = list(range(len(rows)))
            assert ranks.names[among[i]] == EVERYTHING
        below, level = sum(bins[j] < bins[i] for j in here), sum(bins[j] == bins[i] for j in here)
        assert abs(found[i] / TOP - (below + level / 2) / len(here)) <= 0.51 / TOP


def test_small_cells_fall_back_to_language_and_script_and_then_to_the_reference():
    rows = [(i * 640, 0, 0, 0, 50) for i in range(100)]  # enough English news
    rows += [(i * 640, 1, 1, i % 2, 50) for i in range(70)]  # enough Chinese in the simplified script, not enough of a domain
    rows += [(30_000, 1, 2, 0, 50), (TOP, 0, 1, 1, 50)]  # one in the traditional script; English in Chinese characters
    ranking = Ranking.of(Calibrate(least=60, lengths=()), COLUMNS)
    reference = {"zh": [3] * 16 + [0] * 16}
    ranks, told = made(ranking, [shard_of(rows)], reference)
    assert told["cells"] == {
        "en/news": {"documents": 100, "ranked_among": {"en/news": 100}},
        "en/other": {"documents": 1, "ranked_among": {"reference": 1}},
        "zh/news": {"documents": 36, "ranked_among": {"reference zh": 1, "zh/Hans": 35}},
        "zh/other": {"documents": 35, "ranked_among": {"zh/Hans": 35}},
    }
    assert told["populations"]["zh/Hans"] == 70
    found = ranks.rank(ranking, *shard_of(rows))[0] / TOP
    assert found[-1] == 1.0
    assert found[-2] == pytest.approx(30_000 / 32_768, abs=1e-3), "halfway through a reference whose documents lie in its lower half"


RANKED = {
    **RECIPE,
    "score": [*RECIPE["score"], {"scorer": "language.v1"}],
    "calibrate": {"column": "gopher_top_2gram", "by": ["language"], "lengths": [120], "least": 60},
    "decide": [{"name": "not_last", "column": RANK, "min": 0.1}, {"name": "better", "column": RANK, "keep": 0.7}],
    "weigh": {"by": "language", "quality": {"column": RANK, "curve": {"worst": 0.5, "best": 2.0}}},
}


@pytest.fixture(scope="module")
def ranked(crawl, tmp_path_factory):
    return run(Recipe.of(RANKED), [f"{crawl}/*.jsonl"], str(tmp_path_factory.mktemp("ranked") / "run"))


def table(result, what, name):
    return np.concatenate([Storage(result.out).read_table(f"{what}/{f}").column(name).to_numpy() for f in Storage(result.out).names(what)])


def test_rules_weights_files_and_reports_know_the_rank(ranked):
    rank, verdict, failed, worth = (table(ranked, "scores", name) for name in (RANK, "verdict", "failed_rules", "gopher_top_2gram"))
    assert 0 < rank.min() < 0.1 < 0.9 < rank.max() <= 1
    assert [("not_last" in names) == (r < 0.1 - 1e-5) for names, r in zip(failed, rank)] == [True] * rank.size
    kept = verdict == "kept"
    weight = table(ranked, "data", "weight")
    assert np.array_equal(table(ranked, "data", RANK), rank[kept])
    assert weight[rank[kept].argmax()] > 2 * weight[rank[kept].argmin()]
    plan = yaml.safe_load(Storage(ranked.out).read_bytes("plan/plan.yaml"))
    assert sum(row["documents"] for row in plan["value_rank"]["cells"].values()) == rank.size
    of_largest = max(plan["value_rank"]["populations"], key=lambda name: plan["value_rank"]["populations"][name])
    among = np.concatenate(
        [Storage(ranked.out).read_table(f"plan/{f}").column("ranked_among").to_numpy() for f in Storage(ranked.out).names("scores")]
    )
    here = among == of_largest
    assert abs(rank[here].mean() - 0.5) < 0.05
    assert np.array_equal(rank[here][np.argsort(worth[here], kind="stable")], np.sort(rank[here])[::-1]), "the lower the better"
    report = json.loads(Storage(ranked.out).read_bytes("reports/index.json"))
    assert sum(report["total"]["histograms"][RANK]["all"]) == rank.size
    assert report["plan"]["value_rank"]["cells"] == plan["value_rank"]["cells"]


def test_ranks_need_no_scoring_and_no_certain_shards(crawl, tmp_path, ranked):
    again = run(Recipe.of(RANKED), None, str(tmp_path / "again"), from_scores=ranked.out)
    assert fingerprints(again.out) == fingerprints(ranked.out)
    whole = run(Recipe.of({**RANKED, "read": {"shard_bytes": 1_000_000}}), [f"{crawl}/*.jsonl"], str(tmp_path / "whole"), until="plan")
    assert whole.plan["value_rank"] == ranked.plan["value_rank"]
    assert whole.plan["rules"] == ranked.plan["rules"]


def test_explain_says_whose_percentile_it_is(ranked):
    told = explain_document(ranked.out, "p0-9")
    assert f"  {RANK} " in told
    assert "rank     gopher_top_2gram above " in told


def test_a_single_text_has_no_rank(tmp_path):
    recipe = tmp_path / "r.yaml"
    recipe.write_text(yaml.safe_dump({**RANKED, "name": "r"}), encoding="utf8")
    told = explain_text(str(recipe), "The heron stood still.")
    assert "open  not_last: value_rank is a place in a corpus" in told
    assert "verdict  kept" in told


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"column": "valu"}, "no 'valu'|unknown column|column 'valu'"),
        ({"column": "language"}, "no better direction"),
        ({"by": ["units"]}, "is a number"),
        ({"lengths": [300, 200]}, "do not rise"),
    ],
)
def test_what_is_wrong_with_it_is_said_before_anything_is_read(changed, message):
    with pytest.raises(RecipeError, match=message):
        Recipe.of({**RANKED, "calibrate": {**RANKED["calibrate"], **changed}})


def test_without_a_value_there_is_no_rank(finished):
    assert RANK not in Storage(finished.out).read_table("scores/part-00000.parquet").column_names
    with pytest.raises(RecipeError, match=RANK):
        Recipe.of({**RECIPE, "decide": [{"name": "rank", "column": RANK, "min": 0.1}]})


def test_codes_reach_both_ends():
    ranking = Ranking.of(Calibrate(least=1, lengths=()), {"value": COLUMNS["value"]})
    ranks, told = made(ranking, [({"value": np.arange(BINS, dtype=np.uint16) * 16}, np.zeros(BINS, np.int64))])
    assert told["populations"] == {EVERYTHING: BINS}
    assert ranks.codes[0][0] == round(TOP / BINS / 2)
    assert ranks.codes[0][-1] == TOP - round(TOP / BINS / 2)


def test_another_run_continues_with_the_percentiles_of_the_first(ranked, crawl, tmp_path):
    december = run(Recipe.of(RANKED), [f"{crawl}/crawl-0.jsonl"], str(tmp_path / "december"), plan=ranked.out, until="plan")
    assert Storage(december.out).read_bytes("plan/ranks.json") == Storage(ranked.out).read_bytes("plan/ranks.json")
    assert december.plan["value_rank"]["percentiles_of"] == ranked.out
    other = Recipe.of({**RANKED, "calibrate": {**RANKED["calibrate"], "least": 5}})
    with pytest.raises(InputError, match="its percentiles are not those"):
        run(other, [f"{crawl}/*.jsonl"], str(tmp_path / "no"), plan=ranked.out)
