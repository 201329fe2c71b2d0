"""The table of quality: bars, intervals, what happens within a domain, and the worst mistakes."""

import gzip
import json
import sys

import numpy as np
import pytest

from scorers.training import measure_labels
from scorers.training.evidence import NONE, Row, Verdicts, legal_lines
from scorers.training.measure_labels import DIMENSIONS, overall, within_domains, worst


def rows(n=240):
    """Grades that go round; two domains, forty sites, two languages."""
    return [
        {
            "id": f"d{i}", "url": f"https://s{i % 40}.example/{i}", "lang": "en" if i % 2 else "zh", "text": f"text {i}",
            "ads": i % 3, "fluency": i % 6, "density": (i // 2) % 6, "edu": (i // 3) % 6, "keep": (i // 5) % 3,
            "domain": "code" if i % 7 < 2 else "news",
        }
        for i in range(n)
    ]  # fmt: skip


def perfect(data):
    found = {d.column: np.array([row[d.field] / d.highest for row in data]) for d in DIMENSIONS}
    return {name: values.astype(np.float64) for name, values in found.items()}


def test_scores_that_are_the_grades_reach_every_bar():
    lines = overall(rows(), perfect(rows()))
    assert len(lines) == 1 + 2 * len(DIMENSIONS)
    assert all("1.000     [1.000, 1.000]" in line and line.endswith("reached") for line in lines[1:])


def test_a_score_of_chance_misses_its_bar_and_no_other():
    scores = perfect(rows())
    scores["education"] = np.random.default_rng(1).random(len(rows()))
    missed = [line for line in overall(rows(), scores) if line.endswith("missed")]
    assert [line.split()[:2] for line in missed] == [["education", "en"], ["education", "zh"]]


def test_a_scorer_that_punishes_a_domain_shows_it_there():
    data = rows()
    scores = perfect(data)
    scores["education"] = np.array([0.0 if row["domain"] == "code" else row["edu"] / 5 for row in data])
    found = {tuple(line.split()[:3]): line.split()[4:] for line in within_domains(data, scores)[1:]}
    assert found["education", "en", "news"] == ["1.000", "+0.000"]
    correlation, bias = found["education", "en", "code"]
    assert correlation == "-"
    assert float(bias) < -0.4
    assert found["fluency", "en", "code"] == ["1.000", "+0.000"]


def test_the_worst_mistakes_are_named_with_their_side():
    data = rows()
    scores = perfect(data)
    scores["fluency"][11] = -1.0  # graded 5
    scores["fluency"][12] = 2.0  # graded 0
    lines = worst(data, scores, 2)
    at = lines.index("fluency: furthest from the grade")
    assert sorted(lines[at + 1 : at + 3]) == [
        "  d11  en news  fluency 5, fluency -1.00: too low",
        "  d12  zh news  fluency 0, fluency 2.00: too high",
    ]


@pytest.mark.parametrize("unseen", [True, False])
def test_the_command_reads_labels_and_scores_them(tmp_path, monkeypatch, capsys, unseen):
    texts = (
        "The heron stood still in the water, because fish that see a shadow flee. " * 4,
        "Buy now! Best price!! Click here >>> FREE\n" * 8,
    )
    data = [{**row, "text": texts[row["ads"] == 2]} for row in rows(80)]
    for language in ("en", "zh"):
        with gzip.open(tmp_path / f"{language}_documents.jsonl.gz", "wt", encoding="utf8") as out:
            out.write("".join(json.dumps(row) + "\n" for row in data if row["lang"] == language))
    arguments = [str(tmp_path), "--worst", "1"]
    if unseen:
        ordered = [row for language in ("en", "zh") for row in data if row["lang"] == language]
        ads = np.array([1.0 - row["ads"] / 2 for row in ordered])
        np.savez(tmp_path / "unseen.npz", ids=np.array([row["id"] for row in ordered]), ads=ads)
        arguments += ["--unseen", str(tmp_path / "unseen.npz")]
    monkeypatch.setattr(sys, "argv", ["measure_labels", *arguments])
    measure_labels.main()
    said = {tuple(line.split()[:3]): line for line in capsys.readouterr().out.splitlines()}
    assert ("1.000" in said["ads:", "mainly", "en"]) is True
    assert ("0.000" in said["ads:", "any", "en"]) is unseen


@pytest.mark.parametrize(
    ("estimate", "high", "bar", "upward", "verdict"),
    [
        (0.95, 0.97, 0.9, True, "reached"),
        (0.89, 0.91, 0.9, True, "within the interval"),
        (0.85, 0.88, 0.9, True, "missed"),
        (0.85, NONE, 0.9, True, "missed"),
        (0.02, NONE, 0.03, False, "reached"),
        (0.7, 0.8, NONE, True, "no bar"),
    ],
)
def test_a_row_says_whether_its_bar_is_reached(estimate, high, bar, upward, verdict):
    assert str(Row("ads", "auc", "en", 100, estimate, estimate, high, bar, upward)).endswith(verdict)


def test_legal_documents_are_listed_with_the_rules_that_drop_them():
    data = rows(4)
    data[1]["domain"] = data[3]["domain"] = "legal"
    found = Verdicts(("short", "repeats", "worth"), np.array([7, 5, 7, 0], np.uint64))
    lines = legal_lines(data, {"value": np.array([0.1, 0.25, 0.1, 0.9])}, found)
    assert [line.split(":")[-1].strip() for line in lines[1:]] == ["dropped by short, worth", "kept"]
    assert "d1" in lines[1]
    assert "value 0.25" in lines[1]
