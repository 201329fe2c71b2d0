"""Two runs compared: counts, flips with their reasons, by rows and by ids; the page and the text."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from conftest import RECIPE
from test_report_page import Parsed

from qualityfilter import Recipe, cli, run
from qualityfilter.errors import InputError
from qualityfilter.reports.difference_page import render_difference, told
from qualityfilter.run_difference import difference


@pytest.fixture(scope="module")
def stricter(finished, tmp_path_factory):
    rules = [{**rule, "min": 70} if rule["name"] == "long_enough" else rule for rule in RECIPE["decide"][:2]]
    out = str(tmp_path_factory.mktemp("stricter") / "run")
    return run(Recipe.of({**RECIPE, "name": "stricter", "decide": rules}), out=out, from_scores=finished.out)


@pytest.fixture(scope="module")
def found(finished, stricter):
    return difference(finished.out, stricter.out)


def test_counts_are_those_of_the_runs(found, finished, stricter):
    for step in ("kept", "failed", "duplicate"):
        assert [side["documents"] for side in found.counts[step]] == [r.plan["verdicts"].get(step, 0) for r in (finished, stricter)]
    assert found.matched == finished.documents
    assert found.only == (0, 0)


def test_every_flip_is_counted_once_and_explains_the_counts(found):
    for step in ("kept", "failed", "duplicate"):
        gained = sum(flip.documents for flip in found.flips if flip.after == step)
        lost = sum(flip.documents for flip in found.flips if flip.before == step)
        a, b = (side["documents"] for side in found.counts[step])
        assert b - a == gained - lost
    assert {flip.reason for flip in found.flips} >= {"now fails long_enough", "no longer fails better_part (removed)"}
    assert all(one["id"] for flip in found.flips for one in flip.examples)
    assert any(one["text"] for flip in found.flips for one in flip.examples)


def test_rules_say_what_they_were_and_are(found):
    changed = {rule.name: (rule.before, rule.after) for rule in found.rules if rule.before != rule.after}
    assert changed["long_enough"] == ("units ≥ 40", "units ≥ 70")
    assert changed["better_part"][1] == ""


def test_a_run_is_itself(finished):
    same = difference(finished.out, finished.out)
    assert not same.flips
    assert all(row.ks == row.psi == 0 for row in same.moved)


def test_other_inputs_are_matched_by_id(finished, crawl, tmp_path):
    half = run(Recipe.of({**RECIPE, "dedup": {"exact": True, "keep": "longest"}}), [f"{crawl}/crawl-0.jsonl"], str(tmp_path / "half"))
    found = difference(finished.out, half.out)
    assert 0 < found.matched <= half.documents
    assert found.matched + found.only[0] == finished.documents
    assert found.matched + found.only[1] == half.documents


def test_the_text_holds_its_width_and_the_page_is_whole(found, finished, stricter, tmp_path):
    assert max(map(len, told(found).splitlines())) <= 80
    page = Parsed(render_difference(found))
    assert "now fails long_enough" in page.text
    assert page.count("script") == 0
    result = CliRunner().invoke(cli.main, ["diff", finished.out, stricter.out, "--page", str(tmp_path / "d.html"), "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["matched"] == finished.documents
    assert (tmp_path / "d.html").exists()


def test_no_run_cannot_be_compared(finished, tmp_path):
    with pytest.raises(InputError, match="not a finished run"):
        difference(finished.out, str(tmp_path))
