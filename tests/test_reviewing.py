"""The review queue: which documents it asks about, what a label leaves behind, and the figures that follow from labels."""

from __future__ import annotations

import json

import pytest
from conftest import RECIPE

from qualityfilter import Report
from qualityfilter.errors import InputError
from qualityfilter.reports.review_site import ReviewSite
from qualityfilter.reports.serving import Refused
from qualityfilter.reviewing import Labels, quality, share, told


@pytest.fixture
def site(finished, tmp_path):
    return ReviewSite(finished.out, str(tmp_path / "labels.jsonl"), 24)


def test_the_queue_asks_each_document_once_and_every_rule_has_its_share(site):
    places = [(q.part, q.row) for q in site.queue]
    assert len(places) == len(set(places)) == 24
    assert {q.rule for q in site.queue} == {rule["name"] for rule in RECIPE["decide"]}
    assert {q.why for q in site.queue} == {"border", "disagree"}


def test_borders_come_first(finished, tmp_path):
    few = ReviewSite(finished.out, str(tmp_path / "few.jsonl"), 6).queue
    units = {(row["part"], row["row"]): row["units"] for row in Report.load(finished.out).sample.to_pylist()}
    near = [abs(units[q.part, q.row] - 40) for q in few if q.rule == "long_enough" and q.why == "border"]
    assert near
    assert max(near) <= 15


def test_a_label_is_kept_with_what_training_needs(site, finished):
    told_back = json.loads(site.post("/label", {"number": 3, "label": "drop"})[2])
    assert {row["rule"] for row in told_back["quality"]} == {rule["name"] for rule in RECIPE["decide"]}
    [line] = [json.loads(text) for text in site.labels.path.read_text(encoding="utf8").splitlines()]
    assert (line["label"], line["keep"], line["part"], line["row"]) == ("drop", 0, site.queue[3].part, site.queue[3].row)
    assert line["text"]
    assert isinstance(line["scores"]["units"], float)
    assert isinstance(line["failed"], list)
    again = ReviewSite(finished.out, str(site.labels.path), 24)
    assert '"labels":["","","","drop"' in again.get("/")[2].decode()


def test_the_last_label_of_a_document_counts(site):
    for label in ("drop", "keep"):
        site.post("/label", {"number": 0, "label": label})
    assert [one["label"] for one in Labels(str(site.labels.path)).by_document.values()] == ["keep"]


@pytest.mark.parametrize("sent", [{"number": 0, "label": "maybe"}, {"number": "0", "label": "keep"}, [], {"number": 0}])
def test_what_is_no_label_is_refused(site, sent):
    with pytest.raises(InputError):
        site.post("/label", sent)
    assert not site.labels.path.exists()


def test_pages_that_there_are_not(site):
    for path in ("/question/24", "/labels.jsonl", "/question/../../x"):
        with pytest.raises(Refused):
            site.get(path)


def test_precision_and_recall_of_rules():
    labelled = [{"label": label, "failed": failed} for label, failed, n in [
        ("drop", ["a"], 8), ("keep", ["a"], 2), ("drop", [], 8), ("keep", [], 5), ("unsure", ["a"], 9)
    ] for _ in range(n)]  # fmt: skip
    [a, b] = quality(["a", "b"], labelled)
    assert (a.failed, a.right, a.drop, a.precision[0], a.recall[0]) == (10, 8, 16, 0.8, 0.5)
    assert b.precision is None
    assert b.recall[0] == 0.0
    assert max(map(len, told([a, b]).splitlines())) <= 80


@pytest.mark.parametrize(("part", "whole", "low", "high"), [(8, 10, 0.4902, 0.9433), (0, 5, 0.0, 0.4345), (5, 5, 0.5655, 1.0)])
def test_wilson_intervals(part, whole, low, high):
    assert share(part, whole)[1:] == pytest.approx((low, high), abs=2e-4)


def test_a_broken_file_of_labels_is_named(tmp_path):
    (tmp_path / "labels.jsonl").write_text('{"part": 1}\n', encoding="utf8")
    with pytest.raises(InputError, match="line 1: not a label of a review"):
        Labels(str(tmp_path / "labels.jsonl"))
