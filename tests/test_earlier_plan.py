"""`--plan`: a run continues an earlier one: its thresholds and tables, its copies go, drift is shown; what does not fit is said first."""

import json
import shutil

import pytest
import yaml
from click.testing import CliRunner
from conftest import RECIPE, document

from qualityfilter import InputError, Recipe, cli, run
from qualityfilter.earlier_plan import drift
from qualityfilter.storage import Storage

WEIGHED = {
    **RECIPE,
    "clean": {"cleaners": [*RECIPE["clean"]["cleaners"], {"cleaner": "pii.v1", "params": {"only": ["email", "phone"]}}]},
    "weigh": {"rehydrate": {"sizes": 5}, "commonness": {"column": "gopher_top_2gram", "most": 4}},
}


def plan(result):
    return yaml.safe_load(Storage(result.out).read_bytes("plan/plan.yaml"))


def crawl_of(folder, numbers, words=""):
    rows = [document(i, 9) for i in numbers]
    for row in rows:
        row["text"] += words
    (folder / "next.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf8")
    return str(folder / "next.jsonl")


@pytest.fixture(scope="module")
def november(crawl, tmp_path_factory):
    return run(Recipe.of(WEIGHED), [f"{crawl}/*.jsonl"], str(tmp_path_factory.mktemp("november") / "run"))


@pytest.fixture(scope="module")
def december(november, tmp_path_factory):
    folder = tmp_path_factory.mktemp("december")
    path = crawl_of(folder, range(60, 140), "\nTides again and again, tides again and again.")
    return run(Recipe.of(WEIGHED), [path], str(folder / "run"), plan=november.out)


def test_thresholds_and_tables_are_those_of_the_earlier_run(november, december):
    then, now = ({rule["name"]: rule for rule in plan(r)["rules"]} for r in (november, december))
    assert then["better_part"]["max"] == now["better_part"]["max"] is not None
    assert now["better_part"]["from"] == f"keep 0.9, as in {november.out}"
    assert now["long_enough"]["from"] == "recipe"
    tables = [Storage(r.out).read_json("plan/weights.json")["factors"] for r in (november, december)]
    assert tables[0] == tables[1]
    assert len(set(tables[0]["commonness"]["factors"])) > 1


def test_without_it_the_threshold_is_another(november, december, tmp_path):
    path = crawl_of(tmp_path, range(60, 140), "\nTides again and again, tides again and again.")
    alone = run(Recipe.of(WEIGHED), [path], str(tmp_path / "run"))
    assert plan(alone)["resolved_rules"][2]["test"] != plan(december)["resolved_rules"][2]["test"]


def test_copies_of_what_the_earlier_run_kept_go(november, tmp_path):
    path = crawl_of(tmp_path, range(60, 75))
    alone = run(Recipe.of(WEIGHED), [path], str(tmp_path / "alone"))
    after = run(Recipe.of(WEIGHED), [path], str(tmp_path / "after"), plan=november.out)
    assert after.plan["verdicts"]["duplicate"] > alone.plan["verdicts"]["duplicate"]
    assert plan(after)["duplicates"]["against"] == [november.out]


def test_the_report_shows_the_drift(november, december):
    from qualityfilter.reports.content import drifted
    from qualityfilter.reports.terminal import show

    index = Storage(december.out).read_json("reports/index.json")
    found = index["drift"]
    assert found["since"] == november.out
    rows = drifted(index)
    assert [row.distance for row in rows] == sorted(found["columns"].values(), reverse=True)[:12]
    assert found["columns"]["units"] > 0.05
    assert 0 < found["verdicts"]["kept"][0] < 1
    assert "DRIFT" in show(index, 100, False)
    assert "Then and now: kept" in Storage(december.out).read_bytes("reports/index.html").decode()
    assert "drift" not in Storage(november.out).read_json("reports/index.json")


def test_a_corpus_has_not_drifted_from_itself(november):
    from qualityfilter.context import Context, line_of

    total = Storage(november.out).read_json("reports/index.json")["total"]
    columns = line_of(Context.of(november.out, Recipe.of(WEIGHED))).scoring.columns
    found = drift(november.out, total, columns)
    assert set(found["columns"].values()) == {0.0}
    assert all(then == now for then, now in found["verdicts"].values())


def test_a_recipe_can_say_it_itself(november, december, tmp_path):
    path = crawl_of(tmp_path, range(60, 140), "\nTides again and again, tides again and again.")
    written = run(Recipe.of({**WEIGHED, "after": november.out}), [path], str(tmp_path / "run"))
    assert plan(written) == plan(december)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"decide": [*RECIPE["decide"], {"name": "new", "column": "units", "keep": 0.5, "when": []}]}, "better direction"),
        (
            {"decide": [{"name": "new", "column": "gopher_top_2gram", "keep": 0.5}]},
            "no threshold of a rule 'new' on 'gopher_top_2gram' there",
        ),
        (
            {"score": [*RECIPE["score"], {"scorer": "c4.v1"}]},
            "its thresholds are for other scores: score of the recipe or of a model differ",
        ),
        ({"clean": {}}, "for other scores: clean"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_is_read(november, tmp_path, change, message):
    with pytest.raises(InputError if "better" not in message else ValueError, match=message):
        run(Recipe.of({**WEIGHED, **change}), [crawl_of(tmp_path, range(5))], str(tmp_path / "run"), plan=november.out)
    assert not (tmp_path / "run").exists()


def test_a_run_without_tables_or_manifest_is_named(finished, november, tmp_path):
    path = crawl_of(tmp_path, range(5))
    with pytest.raises(InputError, match="its recipe weighed nothing"):
        run(Recipe.of({**RECIPE, "weigh": WEIGHED["weigh"]}), [path], str(tmp_path / "run"), plan=finished.out)
    with pytest.raises(InputError, match=r"no finished run there: it has no manifest.json"):
        run(Recipe.of(WEIGHED), [path], str(tmp_path / "run"), plan=str(tmp_path / "nothing"))
    shutil.copytree(november.out, tmp_path / "bare")
    shutil.rmtree(tmp_path / "bare" / "work")
    with pytest.raises(InputError, match="work is gone"):
        run(Recipe.of(WEIGHED), [path], str(tmp_path / "run"), plan=str(tmp_path / "bare"))


def test_the_command_takes_a_plan(november, december, tmp_path):
    path = crawl_of(tmp_path, range(60, 140), "\nTides again and again, tides again and again.")
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(yaml.safe_dump(WEIGHED, allow_unicode=True, sort_keys=False), encoding="utf8")
    result = CliRunner().invoke(cli.main, ["run", str(recipe), "--input", path, "--out", str(tmp_path / "out"), "--plan", november.out])
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[0] == f"80 documents: {', '.join(f'{n:,} {v}' for v, n in december.plan['verdicts'].items())}"
