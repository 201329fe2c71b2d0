"""The section `weigh` in a run: cells of two labels, factors, caps; the same for every sharding; accounts that add up; bad input."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner
from conftest import RECIPE

from qualityfilter import Recipe, RecipeError, cli, run
from qualityfilter.explaining import explain_document
from qualityfilter.rehydrating import removal_rates, weights_of_rates
from qualityfilter.storage import Storage

LABELLED = {
    **RECIPE,
    "score": [
        *RECIPE["score"],
        {"scorer": "language.v1"},
        {"scorer": "mathematics.v1"},
        {"scorer": "code.v1"},
        {"scorer": "domain.v1"},
        {"scorer": "density.v1"},
    ],
}
WEIGH = {
    "by": ["language", "domain"],
    "targets": {"zh": 0.6, "en": {"mathematics": 0.12}},
    "max_repeat": 6,
    "max_source_repeat": 5,
    "quality": {
        "column": "density",
        "least": 30,
        "curves": {"zh": {"worst": 0.5, "best": 3, "bend": 2}, "en": {"tiers": {"times": 2}}},
    },
    "rehydrate": {"most": 3, "sizes": 6, "least": 20},
    "commonness": {"column": "gopher_top_2gram", "levels": 4, "exponent": 0.1},
}


def scores(result):
    return pa.concat_tables([pq.read_table(result.path(f"scores/{n}")) for n in Storage(result.out).names("scores")]).to_pylist()


def weights(result):
    return yaml.safe_load(Storage(result.out).read_bytes("plan/plan.yaml"))["weights"]


@pytest.fixture(scope="module")
def scored(crawl, tmp_path_factory):
    """Pass 1 once; each test re-enters at the plan."""
    out = tmp_path_factory.mktemp("scored") / "run"
    run(Recipe.of(LABELLED), [f"{crawl}/*.jsonl"], str(out), until="score")
    return str(out)


@pytest.fixture
def weighed(scored, tmp_path):
    def make(weigh, **other):
        return run(Recipe.of({**LABELLED, **other, "weigh": weigh}), None, str(tmp_path / "out"), from_scores=scored)

    return make


def test_targets_of_two_labels_are_met_by_weights_and_nearly_by_repeats(weighed):
    result = weighed(WEIGH)
    made, rows = weights(result), [row for row in scores(result) if row["verdict"] == "kept"]
    assert made["shortfall"] == {}
    total = sum(row["weight"] * row["units"] for row in rows)
    for name, share, chosen in (
        ("zh", 0.6, lambda r: r["language"] == "zh"),
        ("en/mathematics", 0.12, lambda r: (r["language"], r["domain"]) == ("en", "mathematics")),
    ):
        reached = sum(row["weight"] * row["units"] for row in rows if chosen(row)) / total
        assert reached == pytest.approx(share, rel=0.005)
        assert made["reached"][name] == pytest.approx(share, rel=0.005)
        assert made["drawn"][name] == pytest.approx(share, rel=0.4)  # a dozen documents, read once or twice
    assert total == pytest.approx(made["tokens_read"], rel=1e-4)  # units in scores/ are rounded to a logarithmic grid
    assert max(row["weight"] for row in rows) <= 6
    assert {row["weight"] for row in scores(result) if row["verdict"] != "kept"} == {0.0}


def test_accounts_are_those_of_what_is_written(weighed):
    result = weighed(WEIGH)
    made, rows = weights(result), scores(result)
    read = {}
    for row in rows:
        name = "zh" if row["language"] == "zh" else f"{row['language']}/{row['domain']}"
        read[name] = read.get(name, 0) + row["repeat"] * row["units"]
    everything = sum(read.values())
    # units in scores/ are rounded to a logarithmic grid
    assert {k: v for k, v in made["drawn"].items() if v} == {k: pytest.approx(v / everything, abs=1e-4) for k, v in read.items() if v}
    assert made["documents_read"] == sum(row["repeat"] for row in rows)
    index = json.loads(Storage(result.out).read_bytes("reports/index.json"))
    assert index["total"]["counts"]["weighted"]["documents"] == made["documents_read"]


def test_the_mixture_manifest_counts_tokens_before_and_after(weighed):
    result = weighed(WEIGH)
    made = Storage(result.out).read_json("plan/mixture.json")
    assert made["by"] == ["domain", "language"]
    [cells] = made["stages"].values()
    rows = scores(result)
    for what, tokens in (
        ("all", lambda r: r["units"]),
        ("kept", lambda r: r["units"] * (r["verdict"] == "kept")),
        ("read", lambda r: r["units"] * r["repeat"]),
    ):
        expected = {}
        for row in rows:
            name = f"{row['domain']}/{row['language']}"
            expected[name] = expected.get(name, 0) + tokens(row)
        assert {k: c[what]["tokens"] for k, c in cells.items()} == {k: pytest.approx(v, rel=1e-3) for k, v in expected.items()}
        assert sum(c[what]["share"] for c in cells.values()) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("shard_bytes", [2048, 10_000_000])
def test_weights_do_not_depend_on_shards(weighed, crawl, tmp_path, shard_bytes):
    usual = weighed(WEIGH)
    other = run(
        Recipe.of({**LABELLED, "read": {"shard_bytes": shard_bytes}, "weigh": WEIGH}), [f"{crawl}/*.jsonl"], str(tmp_path / "other")
    )
    assert weights(other) == weights(usual)
    columns = ("id", "weight", "repeat")
    assert [[row[c] for c in columns] for row in scores(other)] == [[row[c] for c in columns] for row in scores(usual)]


def test_rehydration_alone_gives_whole_weights_by_cluster_size(weighed):
    result = weighed({"rehydrate": {"most": 4, "sizes": 6, "least": 20}})
    rows = scores(result)
    counted = {}
    for row in rows:
        pair = counted.setdefault(row["cluster_size"], [0, 0])
        pair[0] += 1
        pair[1] += bool(row["failed_rules"])
    rates, overall = removal_rates(counted, 6, 20)
    expected = weights_of_rates(rates, overall, 4)
    assert len(set(expected.tolist())) > 1
    for row in rows:
        wanted = expected[min(row["cluster_size"], 7) - 1] if row["verdict"] == "kept" else 0
        assert (row["weight"], row["repeat"]) == (wanted, wanted)


def test_better_documents_of_a_label_weigh_more_than_worse_ones(weighed):
    result = weighed({"by": "language", "quality": {"column": "density", "least": 1, "curve": {"worst": 0.25, "best": 2}}})
    rows = [row for row in scores(result) if row["verdict"] == "kept" and row["language"] == "zh"]
    rows.sort(key=lambda row: row["density"])
    ordered = [row["weight"] for row in rows]
    assert ordered == sorted(ordered)
    assert ordered[0] < 0.5 < 1.5 < ordered[-1] <= 2
    tokens = np.array([row["units"] for row in rows])
    assert tokens @ ordered / tokens.sum() == pytest.approx(1.125, abs=0.05)  # the middle of the curve


def test_a_small_label_takes_the_percentiles_of_all_documents(weighed):
    made = weights(weighed({"by": "language", "quality": {"column": "density", "least": 100_000, "curve": {}}}))
    assert {row["percentiles_of"] for row in made["quality"].values()} == {"all documents"}


def test_explain_says_what_a_weight_is_made_of(weighed):
    result = weighed(WEIGH)
    row = next(r for r in scores(result) if r["verdict"] == "kept" and r["language"] == "zh")
    text = explain_document(result.out, row["id"])
    line = next(line for line in text.splitlines() if line.startswith("weight "))
    given, made = line.removeprefix("weight").split("=")
    factors = [float(part.split(" for ")[0]) for part in made.split(", at most")[0].split(" × ")]
    assert [part.split(" for ")[1] for part in made.split(", at most")[0].split(" × ")] == [
        "all of zh",
        "quality",
        "rehydration",
        "commonness",
    ]
    assert min(np.prod(factors), 6) == pytest.approx(float(given), rel=2e-3)
    assert "zh was asked to be 60.0% of the tokens and is 60.0%" in text


def test_a_target_out_of_reach_is_named_in_the_plan_and_the_report(weighed):
    from qualityfilter.reports.terminal import show

    result = weighed({"by": "language", "targets": {"fr": 0.2, "zh": 0.5}, "max_repeat": 2})
    made = weights(result)
    assert made["shortfall"]["fr"].startswith("asked 0.2, reached 0: no document kept")
    index = json.loads(Storage(result.out).read_bytes("reports/index.json"))
    assert "no document kept" in show(index, 100, False)
    assert "no document kept" in Storage(result.out).read_bytes("reports/index.html").decode()


def test_check_says_which_targets_caps_keep_out_of_reach(crawl, tmp_path):
    path = tmp_path / "recipe.yaml"
    path.write_text("name: x\nscore: [{scorer: language.v1}]\ndedup: {keep: longest}\nweigh: {by: language, targets: {fr: 0.2, zh: 0.1}}\n")
    result = CliRunner().invoke(cli.main, ["check", str(path), "--input", f"{crawl}/*.jsonl"])
    assert result.exit_code == 0
    assert "warning: target fr: 0.2 is asked, and it is 0.00% of the" in result.output
    assert "target zh" not in result.output


# ---- bad input

SCORED = """name: x
score: [{scorer: structure.v1}, {scorer: language.v1},
   {scorer: domain.v1}, {scorer: mathematics.v1}, {scorer: code.v1}, {scorer: density.v1}]
dedup: {keep: longest}
decide: [{name: long, column: units, min: 5}]
"""


@pytest.mark.parametrize(
    ("weigh", "expected"),
    [
        ("{targets: {mathematics: 0.7, code: 0.6}}", "my.yaml:6: weigh.targets: target shares add up to 1.3, more than 1"),
        ("{targets: {mathematics: 1.7}}", "less than or equal to 1"),
        ("{targets: {mathematic: 0.7}}", "Did you mean 'mathematics'?"),
        ("{by: domian, targets: {code: 0.1}}", "no label column 'domian'. Did you mean 'domain'?"),
        ("{by: units, targets: {code: 0.1}}", "column 'units' is a number; weights go by a label column"),
        ("{by: [domain, domain], targets: {code: 0.1}}", "weigh.by: one label column, or two different ones"),
        ("{targets: {code: {zh: 0.1}}}", "shares within 'code' need a second label column: by: [domain, language]"),
        ("{by: [domain, language], targets: {code: {zhh: 0.1}}}", "no category of language 'zhh'. Did you mean 'zh'?"),
        ("{by: [domain, language], targets: {code: {zh: 0.6}, mathematics: 0.5}}", "add up to 1.1"),
        ("{max_repeat: 0.5}", "greater than or equal to 1"),
        ("{max_repeat: 2, max_source_repeat: 3}", "3 can never be reached: no document is read more than max_repeat 2 times"),
        ("{max_repeat: 2, total: 2.5}", "2.5 times what is kept cannot be reached when nothing is read more than 2 times"),
        ("{max_source_repeat: 1.5, total: 2}", "nothing is read more than 1.5 times"),
        (
            "{max_repeat: 1, targets: {code: 0.1}}",
            "weigh.max_repeat: at 1, and with a total that is not below 1, every document is read once",
        ),
        ("{max_source_repeat: 1, targets: {code: 0.1}}", "weigh.max_source_repeat: at 1"),
        ("{rehydrate: {most: 10}}", "weigh.rehydrate.most: 10 is above max_repeat 4"),
        ("{quality: {column: density, curve: {best: 7}}}", "weigh.quality.curve.best: 7 is above max_repeat 4"),
        ("{quality: {column: density, curve: {worst: 2, best: 1}}}", "worst 2 is above best 1"),
        (
            "{quality: {column: density, curves: {code: {tiers: {times: 5}}}}}",
            "weigh.quality.curves.code.tiers: 5 is above max_repeat 4",
        ),
        ("{quality: {column: density, curve: {tiers: {top: 0.6, bottom: 0.6}}}}", "top 0.6 and bottom 0.6 overlap"),
        ("{quality: {column: density, curve: {tiers: {}, bend: 2}}}", "either `tiers` or bend"),
        ("{quality: {column: density, curve: {}, temperature: 2}}", "either `temperature` or curves"),
        ("{quality: {column: density}}", "give `curve` (for all labels), `curves` (label by label) or `temperature`"),
        ("{quality: {column: domain, temperature: 2}}", "column 'domain' is a label; this needs a number"),
        ("{quality: {column: units, temperature: 2}}", "column 'units' has no better direction"),
        ("{quality: {temperature: 2}}", "weigh.quality.column: no column 'value'"),
        ("{commonness: {column: bitz}}", "weigh.commonness.column: no column 'bitz'"),
        (
            "{quality: {column: density, curves: {cod: {}}}}",
            "weigh.quality.curves.cod: no category of domain 'cod'. Did you mean 'code'?",
        ),
    ],
)
def test_what_cannot_be_weighed_is_said_before_anything_is_read(weigh, expected):
    with pytest.raises(RecipeError) as caught:
        Recipe.parse(SCORED + f"weigh: {weigh}\n", "my.yaml")
    assert expected in "\n".join(caught.value.problems)


def test_a_target_of_what_a_rule_drops_is_said_before_anything_is_read():
    rules = "decide: [{name: prose, column: domain, one_of: [news]}, {name: known, column: language, one_of: [zh, en]}]"
    text = SCORED.replace("decide: [{name: long, column: units, min: 5}]", rules)
    targets = "{by: [domain, language], targets: {code: 0.1, news: {zh: 0.1, fr: 0.1}, mathematics: 0}, max_repeat: 1, total: 0.5}"
    with pytest.raises(RecipeError) as caught:
        Recipe.parse(text + f"weigh: {targets}\n", "my.yaml")
    assert [problem.split("weigh.")[1] for problem in caught.value.problems] == [
        "targets.code: rule 'prose' keeps none of it: it keeps news",
        "targets.news.fr: rule 'known' keeps none of it: it keeps en, zh",
    ]
    scoped = text.replace("[news]}", "[news], unless: [{column: units, min: 9}]}").replace(
        "[zh, en]}", "[zh, en], when: [{column: units, min: 9}]}"
    )
    Recipe.parse(scoped + f"weigh: {targets}\n", "my.yaml")


def test_rehydration_needs_clusters_one_copy_of_each_and_rules():
    text = SCORED.replace("decide: [{name: long, column: units, min: 5}]", "decide: []").replace(
        "{keep: longest}", "{keep: longest, exact: false, minhash: null, action: mark}"
    )
    with pytest.raises(RecipeError) as caught:
        Recipe.parse(text + "weigh: {rehydrate: {}}\n")
    assert [p for p in caught.value.problems if "looks for no duplicates" in p]
    assert [p for p in caught.value.problems if "every copy stays already" in p]
    assert [p for p in caught.value.problems if "`decide` has none" in p]


def test_problems_of_weights_come_with_all_others():
    with pytest.raises(RecipeError) as caught:
        Recipe.parse(SCORED.replace("min: 5", "min: -5") + "weigh: {targets: {code: 0.6, law: 0.5}, total: 9}\n", "my.yaml")
    text = "\n".join(caught.value.problems)
    assert "-5 is outside the range" in text
    assert "add up to 1.1" in text
    assert "9 times what is kept" in text
