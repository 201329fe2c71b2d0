"""A plan that looks dangerous stops the run before anything is written; exact copies never do."""

import json
import random

import pytest
from click.testing import CliRunner

from qualityfilter import AlarmError, Recipe, run
from qualityfilter.cli import main

WORDS = [f"word{i}" for i in range(4000)]


def write(path, worksheets, copies=0):
    """A source of pages that differ in one word each, exact copies of one page, and pages of their own."""
    rng = random.Random(5)
    template, page = [rng.choice(WORDS) for _ in range(300)], " ".join(rng.choice(WORDS) for _ in range(80))
    with open(path, "w", encoding="utf8") as out:
        for i in range(worksheets):
            text = " ".join([*template, f"number{i}"])
            out.write(json.dumps({"id": f"w{i}", "text": text, "source": "sheets"}) + "\n")
        for i in range(copies):
            out.write(json.dumps({"id": f"c{i}", "text": page, "source": "copies"}) + "\n")
        for i in range(40):
            out.write(json.dumps({"id": f"o{i}", "text": " ".join(rng.choice(WORDS) for _ in range(80)), "source": "own"}) + "\n")
    return str(path)


def recipe(**alarms) -> Recipe:
    return Recipe.of({"name": "alarmed", "score": [{"scorer": "structure.v1"}], "dedup": {"by": "units"}, "alarms": alarms})


def test_a_source_that_all_but_vanishes_stops_the_run(tmp_path):
    crawl = write(tmp_path / "a.jsonl", 1200)
    with pytest.raises(AlarmError, match=r"1,199 of 1,200 documents of source 'sheets'.*(?s:.*)--ignore-alarms"):
        run(recipe(), [crawl], str(tmp_path / "out"))
    assert not (tmp_path / "out/manifest.json").exists()
    assert not (tmp_path / "out/data").exists()
    result = run(recipe(), [crawl], str(tmp_path / "out"), ignore_alarms=True)
    assert (result.kept, len(result.plan["alarms"])) == (41, 1)


@pytest.mark.parametrize(
    ("alarms", "says"),
    [
        ({"group_size": 100}, "holds 150 different texts"),
        ({"bucket_size": 100}, "shared by 150 different texts"),
        ({"group_size": 200}, ""),
    ],
)
def test_groups_and_buckets(tmp_path, alarms, says):
    crawl = write(tmp_path / "a.jsonl", 150)
    result = run(recipe(**alarms), [crawl], str(tmp_path / "out"), until="plan")
    assert len(result.plan["alarms"]) == bool(says)
    assert all(says in alarm for alarm in result.plan["alarms"])


def test_exact_copies_raise_no_alarm(tmp_path):
    crawl = write(tmp_path / "a.jsonl", 0, copies=1500)
    assert run(recipe(group_size=100, bucket_size=100), [crawl], str(tmp_path / "out")).kept == 41


def test_the_command_ends_with_3_and_goes_on_when_told(tmp_path):
    crawl, file = write(tmp_path / "a.jsonl", 150), tmp_path / "alarmed.yaml"
    file.write_text(json.dumps(recipe(group_size=100).plain()))
    arguments = [str(file), "--input", crawl, "--out", str(tmp_path / "out")]
    stopped = CliRunner().invoke(main, ["run", *arguments])
    assert stopped.exit_code == 3
    assert "150 different texts" in stopped.output
    planned = CliRunner().invoke(main, ["plan", *arguments])
    assert planned.exit_code == 0
    assert "ALARM a group of near-duplicates" in planned.output
    assert CliRunner().invoke(main, ["run", *arguments, "--ignore-alarms"]).exit_code == 0
