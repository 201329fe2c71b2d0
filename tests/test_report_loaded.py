"""A report in Python: tidy tables that agree with the run, summaries for dashboards, and data tests."""

from __future__ import annotations

import json
import re

import jsonschema
import pyarrow.compute as pc
import pydantic
import pytest
from click.testing import CliRunner
from conftest import RECIPE
from made_index import index

from qualityfilter import Report, cli
from qualityfilter.errors import InputError
from qualityfilter.expecting import Expectation, unmet
from qualityfilter.reports.shard_report import ShardReport, merge
from qualityfilter.reports.summarising import openmetrics, summary
from qualityfilter.storage import dump_compact


@pytest.fixture(scope="module")
def report(finished):
    return Report.load(finished.out)


def test_tables_agree_with_the_plan(report, finished):
    assert {row["rule"]: row["failed"] for row in report.rules.to_pylist()} == {r["name"]: r["failed"] for r in finished.plan["rules"]}
    assert sum(report.shards.column("kept").to_pylist()) == finished.kept
    kept = report.counts.filter(pc.and_(pc.equal(report.counts["step"], "kept"), pc.equal(report.counts["unit"], "documents")))
    assert kept["count"].to_pylist() == [finished.kept]
    histogram = report.histogram("units")
    assert sum(histogram.filter(pc.equal(histogram["documents"], "kept"))["count"].to_pylist()) == finished.kept
    assert report.sample.num_rows == finished.documents
    assert report.sample.filter(pc.equal(report.sample["verdict"], "kept")).num_rows == finished.kept


def test_overlap_is_that_of_the_scores(report, finished):
    failed = [set(names) for part in range(report.shards.num_rows) for names in
              report.storage.read_table(f"scores/part-{part:05d}.parquet", ["failed_rules"]).column(0).to_pylist()]  # fmt: skip
    for row in report.overlap.to_pylist():
        assert row["documents"] == sum({row["rule"], row["other"]} <= names for names in failed)


def test_drift_tells_every_column_of_every_shard(report):
    assert report.drift.num_rows == report.shards.num_rows * sum(not c.categories for c in report.columns.values())
    assert 0 <= pc.min(report.drift["ks"]).as_py() <= pc.max(report.drift["ks"]).as_py() <= 1


def test_the_sum_of_the_shards_is_what_the_run_shows(report):
    """Of a real run, from the files that its shards left; and each shard's JSON is small."""
    parts = report.shards.column("part").to_pylist()
    added = merge([ShardReport.read(report.storage, part) for part in reversed(parts)])
    assert dump_compact(added.complete(report.columns)) == dump_compact(report.index["total"])
    counts, quarantined = report.index["total"]["counts"], report.index["total"]["quarantine"]["reasons"]
    kinds = [counts[step]["documents"] for step in ("kept", "failed", "duplicate")]
    assert counts["records"]["documents"] == sum(kinds) + sum(quarantined.values())
    assert max(report.storage.size(f"reports/{part}.json") for part in parts) < 100_000


@pytest.fixture(scope="module")
def valid():
    """Says what of a report is not as the schema has it, by the part of the schema."""
    schema = json.loads(CliRunner().invoke(cli.main, ["schema", "--report"]).output)
    jsonschema.Draft202012Validator.check_schema(schema)
    del schema["oneOf"]

    def problems(definition: str, found: dict) -> list[str]:
        checked = jsonschema.Draft202012Validator({**schema, "$ref": f"#/$defs/{definition}"})
        return [f"{error.json_path}: {error.message[:200]}" for error in checked.iter_errors(found)]

    return problems


def test_reports_are_as_the_schema_says(report, valid):
    assert valid("index", report.index) == []
    for row in report.index["shards"]:
        assert valid("shard", report.storage.read_json(f"reports/{row['part']}.json")) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 1}, "2 was expected"),
        ({"clusters": [{"size": -1, "documents": []}]}, "-1 is less than the minimum"),
        ({"surplus": 1}, "'surplus' was unexpected"),
    ],
)
def test_the_schema_refuses_what_is_no_report(report, valid, change, said):
    assert any(said in problem for problem in valid("index", {**report.index, **change}))


def test_notebooks_show_a_table_and_no_text_of_documents(report):
    shown = report._repr_html_()
    assert shown.count("<table>") == 2
    assert "long_enough" in shown
    assert "<script" not in shown
    assert repr(report).startswith("<Report of ")


def test_what_is_not_there_is_named(report, tmp_path):
    with pytest.raises(InputError, match=r"no column 'unit'\. Did you mean 'units'"):
        report.histogram("unit")
    with pytest.raises(InputError, match=r"no reports/index\.json"):
        Report.load(tmp_path)


# summaries -------------------------------------------------------------------------------------------------------------


def test_summary_figures(report, finished):
    assert report.figures["keep_rate"] == finished.kept / report.figures["records"]
    assert report.figures["rules.long_enough.failed"] == pytest.approx(finished.plan["rules"][0]["failed"] / finished.documents)


def test_openmetrics_is_well_formed():
    text = openmetrics({**index(), "recipe": {"name": 'a"b\\c\nd', "version": "1"}})
    lines = text.splitlines()
    assert lines[-1] == "# EOF"
    assert text.endswith("\n")
    label = r'[a-z_]+="(?:[^"\\\n]|\\.)*"'
    for line in lines[:-1]:
        assert re.fullmatch(rf"# TYPE [a-z_]+ gauge|[a-z_]+\{{{label}(?:,{label})*\}} \d+", line), line
    assert 'qualityfilter_documents{recipe="a\\"b\\\\c\\nd",step="kept"} 2000' in lines


def test_the_command_prints_either(finished):
    found = CliRunner().invoke(cli.main, ["report", finished.out, "--format", "json"])
    assert json.loads(found.stdout)["format"] == 1
    assert CliRunner().invoke(cli.main, ["report", finished.out, "--format", "openmetrics"]).stdout.endswith("# EOF\n")


# data tests ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "held", "said"),
    [
        ("keep_rate between 0.25 and 0.55", {"keep_rate": 0.3}, None),
        ("keep_rate between 0.25 and 0.55", {"keep_rate": 0.55}, None),
        ("keep_rate between 0.25 and 0.55", {"keep_rate": 0.6}, ("error", "expected keep_rate between 0.25 and 0.55, found 0.6")),
        ("shares.language.zh >= .3 warn", {"shares.language.zh": 0.1}, ("warn", "expected shares.language.zh ≥ 0.3, found 0.1")),
        ("kept_units<=1e6", {"kept_units": 2_000_000}, ("error", "expected kept_units ≤ 1e+06, found 2e+06")),
        ({"figure": "odd_shards", "max": 0, "level": "warn"}, {"odd_shards": 2}, ("warn", "expected odd_shards ≤ 0, found 2")),
    ],
)
def test_expectations(written, held, said):
    found = unmet([Expectation.model_validate(written)], held)
    assert [(one.level, one.words) for one in found] == ([said] if said else [])


def test_a_figure_that_there_is_not_fails_and_names_the_closest():
    [found] = unmet([Expectation(figure="kept_rate", min=0.1)], summary(index()))
    assert found.level == "error"
    assert "Did you mean 'keep_rate'" in found.words


@pytest.mark.parametrize(
    "written", ["keep_rate", "keep_rate == 3", "keep_rate between a and b", {"figure": "keep_rate"}, "a between 2 and 1"]
)
def test_what_is_no_expectation_is_refused(written):
    with pytest.raises(pydantic.ValidationError):
        Expectation.model_validate(written)


def test_an_error_is_exit_status_1_after_everything_is_written(finished, tmp_path):
    recipe = tmp_path / "strict.yaml"
    recipe.write_text(json.dumps({**RECIPE, "expect": ["keep_rate between 0.999 and 1", "documents <= 1 warn"]}), encoding="utf8")
    out = str(tmp_path / "run")
    result = CliRunner().invoke(cli.main, ["run", str(recipe), "--from-scores", finished.out, "--out", out])
    assert result.exit_code == 1
    assert "error: expected keep_rate between 0.999 and 1" in result.stderr
    assert "warn: expected documents ≤ 1" in result.stderr
    assert [one["level"] for one in Report.load(out).index["expectations"]] == ["error", "warn"]
