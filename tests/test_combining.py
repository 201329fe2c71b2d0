"""Several scores as one: places among reference documents, the ways to combine them, and weights that are learnt from grades."""

import json

import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import scorers
from qualityfilter import InputError, Recipe, RecipeError
from qualityfilter.cli import main
from scorers._combining import BUCKETS, Combination, Expert, edges_of, load
from scorers.combined import Combined
from scorers.training.fit_weights import Graded, compare, fit, mean_weights

EVEN = tuple(k / BUCKETS for k in range(1, BUCKETS))


def values(*numbers):
    return np.array(numbers, np.float64)


@pytest.mark.parametrize(
    ("value", "higher", "bucket"),
    [(0.0, 0.025, 0), (0.1, 0.1, 2), (0.51, 0.51, 10), (0.949, 0.949, 18), (1.0, 0.975, 19), (7.0, 0.975, 19), (-7.0, 0.025, 0)],
)
def test_place_among_the_reference(value, higher, bucket):
    expert = Expert("higher", EVEN)
    assert expert.place(values(value))[0] == pytest.approx(higher)
    assert expert.bucket(values(value))[0] == bucket
    assert Expert("lower", EVEN).place(values(value))[0] == pytest.approx(1 - higher)


def test_what_half_of_the_reference_has_lies_in_the_middle_of_that_half():
    edges = edges_of(np.r_[np.zeros(500), np.linspace(0.1, 1, 500)])
    assert 0.2 < Expert("higher", edges).place(values(0.0))[0] < 0.3
    assert Expert("higher", edges).place(values(0.05))[0] > 0.45


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.lists(st.floats(-0.5, 1.5), min_size=2, max_size=20))
def test_a_better_score_never_has_a_worse_place(reference, asked):
    edges, x = edges_of(np.array(reference)), np.sort(np.array(asked))
    up, down = Expert("higher", edges).place(x), Expert("lower", edges).place(x)
    assert (np.diff(up) >= 0).all()
    assert (np.diff(down) <= 0).all()
    assert ((up >= 0) & (up <= 1) & (down >= 0) & (down <= 1)).all()


def combination():
    return Combination(
        {"good": Expert("higher", EVEN, 3.0, (0.0, 1.0), (0.0, 2.0)), "bad": Expert("lower", EVEN, 1.0, (0.0, 1.0), (0.0, -2.0))}, -0.5
    )


def test_the_three_ways():
    columns = {"good": values(0.92, 0.22), "bad": values(0.92, 0.22)}
    c = combination()
    assert c.mean(columns, {"good": 3.0, "bad": 1.0}) == pytest.approx([(3 * 0.92 + 0.08) / 4, (3 * 0.22 + 0.78) / 4])
    assert c.maximum(columns, ["good", "bad"]) == pytest.approx([18 / 19, 15 / 19])
    assert c.experts_of_quality == ("good",)
    assert c.learned(columns) == pytest.approx([1 / (1 + np.exp(0.5))] * 2)  # good and bad weigh each other out


def test_a_file_of_weights_comes_back_as_it_was(tmp_path):
    combination().save(tmp_path / "w.json")
    assert load(str(tmp_path / "w.json")) == combination()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 9}, "format 9"),
        ({"intercept": None}, "is no file of"),
        ({"columns": {"a": {"better": "up", "edges": EVEN, "weight": 1, "knots": [], "adds": []}}}, "neither higher nor lower"),
        ({"columns": {"a": {"better": "lower", "edges": EVEN[:3], "weight": 1, "knots": [], "adds": []}}}, "19 rising numbers"),
        ({"columns": {"a": {"better": "lower", "edges": EVEN, "weight": 1, "knots": [1, 1], "adds": [0, 1]}}}, "knots must rise"),
    ],
)
def test_a_broken_file_is_an_error_that_names_it(tmp_path, change, message):
    combination().save(tmp_path / "w.json")
    held = {**json.loads((tmp_path / "w.json").read_text()), **change}
    (tmp_path / "broken.json").write_text(json.dumps(held))
    with pytest.raises(InputError, match=message):
        load(str(tmp_path / "broken.json"))


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"how": "median"}, "none of mean, maximum, learned"),
        ({"weights": {"fluncy": 1}}, "Did you mean 'fluency'"),
        ({"weights": {"fluency": -1}}, "is not above 0"),
        ({"how": "learned", "weights": {"fluency": 1}}, "leave `weights` out"),
        ({"path": "no/such.json"}, "is no file of"),
    ],
)
def test_what_cannot_be_is_refused_with_the_recipe(params, message):
    with pytest.raises(InputError, match=message):
        Combined(**params)
    with pytest.raises(RecipeError, match=message):
        Recipe.of({"name": "x", "score": [{"scorer": "combined.v1", "params": params}]})


def test_a_recipe_must_measure_what_it_combines():
    steps = [{"scorer": "fluency.v1"}, {"scorer": "combined.v1", "params": {"weights": {"fluency": 1, "density": 2}}}]
    with pytest.raises(RecipeError, match="reads column 'density', which no scorer of this recipe writes"):
        Recipe.of({"name": "x", "score": steps, "dedup": {"keep": "first"}})
    recipe = Recipe.of({"name": "x", "score": [*steps, {"scorer": "density.v1"}], "dedup": {"by": "combined"}})
    assert recipe.columns()["combined"].meaning == "mean of fluency, density"


PROSE = "The heron stood still in the shallow water, because fish that see a shadow flee; it waited until the tide had turned. " * 6
SPAM = "Buy now! Best price!! Click here >>> FREE shipping $$$ order today\n" * 6


@pytest.mark.parametrize("how", ["mean", "maximum", "learned"])
def test_the_shipped_weights_prefer_prose(how):
    prose, spam = scorers.load("combined", how=how).score([PROSE, SPAM])["combined"]
    assert prose > spam + 0.1


# ---- learning weights


def graded(n=400, seed=3):
    """`signal` follows the grade, `noise` does not, `harm` goes against it."""
    rng = np.random.default_rng(seed)
    grade = rng.integers(0, 3, n) / 2
    columns = {"signal": grade + rng.normal(0, 0.4, n), "noise": rng.random(n), "harm": -grade + rng.normal(0, 0.6, n)}
    better = {"signal": "higher", "noise": "higher", "harm": "lower"}
    return Graded(columns, grade, np.array([f"site{i % 40}" for i in range(n)]), better)


def test_weights_follow_what_tells():
    data = graded()
    fitted = fit(data)
    assert fitted.experts["signal"].weight > fitted.experts["harm"].weight > 0.1 > fitted.experts["noise"].weight
    assert sum(e.weight for e in fitted.experts.values()) == pytest.approx(1, abs=1e-3)
    for name, expert in fitted.experts.items():
        steps = np.diff(expert.adds)
        assert ((steps >= 0) if expert.better == "higher" else (steps <= 0)).all(), name


def test_columns_without_a_signal_count_the_same():
    data = graded()
    blank = Graded(
        {"a": data.columns["noise"], "b": data.columns["noise"]}, 1 - data.columns["noise"], data.sites, dict.fromkeys("ab", "higher")
    )
    plain = {name: Expert("higher", edges_of(v)) for name, v in blank.columns.items()}
    assert mean_weights(blank, plain) == {"a": 1.0, "b": 1.0}


def test_the_comparison_is_made_on_sites_left_out():
    found = compare(graded(), 1)
    assert next(iter(found)) in ("combined: learned", "combined: mean")
    assert found["combined: learned"]["spearman"] > found["plain mean"]["spearman"] > found["noise"]["spearman"] + 0.3
    assert all(row["interval"][0] <= row["spearman"] <= row["interval"][1] for row in found.values())
    rng = np.random.default_rng(1)
    data = graded()
    shuffled = compare(Graded(data.columns, rng.permutation(data.grade), data.sites, data.better), 1)
    assert abs(shuffled["combined: learned"]["spearman"]) < 0.2  # what is fitted to nothing must measure nothing


@pytest.fixture(scope="module")
def labels(tmp_path_factory):
    """Documents of 30 sites: prose graded 2, half of it 1, spam 0."""
    path = tmp_path_factory.mktemp("labels") / "graded.jsonl"
    with open(path, "w", encoding="utf8") as out:
        for i in range(120):
            text = (PROSE, PROSE[: len(PROSE) // 3] + SPAM, SPAM)[i % 3] + f"Number {i}."
            out.write(json.dumps({"id": f"d{i}", "text": text, "keep": 2 - i % 3, "url": f"https://s{i // 4}.example/{i}"}) + "\n")
    return path


def command(*arguments):
    return CliRunner().invoke(main, ["fit-weights", *map(str, arguments)])


def test_the_command_writes_what_a_recipe_takes_at_once(labels, tmp_path):
    out = tmp_path / "mine"
    chosen = [part for name in ("fluency", "density", "ads") for part in ("--columns", name)]
    result = command("--labels", labels, "--grade", "keep", "--out", out, *chosen)
    assert result.exit_code == 0, result.output
    assert "120 graded documents of 30 sites" in result.output
    held = yaml.safe_load((out / "comparison.yaml").read_text())
    assert set(held["spearman"]) == {
        "fluency",
        "density",
        "ads",
        "plain mean",
        *(f"combined: {how}" for how in ("mean", "maximum", "learned")),
    }
    assert held["spearman"][f"combined: {held['best']}"]["spearman"] > 0.8
    steps = [{"scorer": n} for n in ("fluency.v1", "density.v1", "ads.v1")] + yaml.safe_load((out / "scorer.yaml").read_text())
    recipe = Recipe.of({"name": "x", "score": steps, "dedup": {"by": "combined"}})
    assert "combined" in recipe.columns()
    again = tmp_path / "again"
    assert command("--labels", labels, "--grade", "keep", "--out", again, *chosen).exit_code == 0
    assert (again / "weights.json").read_bytes() == (out / "weights.json").read_bytes()


def test_a_recipes_own_scorers_take_part(labels, tmp_path):
    (tmp_path / "words.txt").write_text("heron\ntide\nshadow\n", encoding="utf8")
    recipe = tmp_path / "mine.yaml"
    steps = [
        {"scorer": "fluency.v1"},
        {"scorer": "word_list.v1", "params": {"path": str(tmp_path / "words.txt"), "column": "sea"}},
    ]
    recipe.write_text(yaml.safe_dump({"name": "mine", "score": steps, "dedup": {"keep": "first"}}), encoding="utf8")
    options = ("--recipe", recipe, "--columns", "fluency", "--columns", "sea")
    result = command("--labels", labels, "--grade", "keep", "--out", tmp_path / "w", *options)
    assert result.exit_code == 0, result.output
    assert set(load(str(tmp_path / "w" / "weights.json")).experts) == {"fluency", "sea"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--grade", "kep"), "no field 'kep'. Did you mean 'keep'"),
        (("--grade", "keep", "--columns", "fluency"), "at least two are needed"),
        (("--grade", "keep", "--columns", "fluensy", "--columns", "ads"), "Did you mean 'fluency'"),
        (("--grade", "keep", "--columns", "domain", "--columns", "ads"), "domain is a label"),
        (("--grade", "keep", "--columns", "fluency", "--columns", "control_share"), "control_share is the same for all"),
    ],
)
def test_errors_say_what_is_wrong(labels, tmp_path, options, message):
    result = command("--labels", labels, "--out", tmp_path / "x", *options)
    assert result.exit_code == 2
    assert message in result.output
    assert not (tmp_path / "x").exists()


def test_too_few_documents_and_grades_that_are_none(tmp_path):
    few = tmp_path / "few.jsonl"
    few.write_text("".join(json.dumps({"text": PROSE, "keep": i % 3}) + "\n" for i in range(10)), encoding="utf8")
    assert "10 graded documents are too few" in command("--labels", few, "--grade", "keep", "--out", tmp_path / "x").output
    few.write_text(json.dumps({"id": "a", "text": PROSE, "keep": "good"}) + "\n", encoding="utf8")
    assert "document a: keep is 'good', not a number" in command("--labels", few, "--grade", "keep", "--out", tmp_path / "x").output
