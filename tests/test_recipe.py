"""A recipe's problems are reported all at once, with file and line, the closest match and what is known."""

import pytest

from qualityfilter import Recipe, RecipeError
from qualityfilter.errors import InputError
from qualityfilter.recipe import find, recipe_names
from qualityfilter.registry import required_parameters, scorer_class, scorer_names


def problems(text):
    with pytest.raises(RecipeError) as caught:
        Recipe.parse(text, "my.yaml")
    return caught.value.problems


def test_all_problems_at_once_with_lines():
    found = problems(
        "name: x\n"
        "score:\n"
        "  - scorer: gopher_qualty.v1\n"
        "decide:\n"
        "  - {name: a, colum: ads}\n"
        "weight: {}\n"
    )  # fmt: skip
    text = "\n".join(found)
    assert "my.yaml:3: score[0]: no scorer 'gopher_qualty.v1'. Did you mean 'gopher_quality.v1'?" in text
    assert "my.yaml:5: decide[0].colum: no key 'colum'. Did you mean 'column'?" in text
    assert "my.yaml:6: weight: no key 'weight'. Did you mean 'weigh'?" in text


SCORED = "name: x\nscore:\n  - scorer: structure.v1\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n- b\n", "my.yaml:1: a recipe is a mapping"),
        ("name: [x\n", "not YAML"),
        ("name: x\nscore:\n  - structure.v1\n", "my.yaml:3: score[0]: expected keys with values, of scorer, params (given:"),
        (SCORED + "decide:\n  - {name: a, column: unitz, min: 5}\n", "no scorer writes it: no column 'unitz'. Did you mean 'units'?"),
        (SCORED + "decide:\n  - {name: a, column: units, min: -5}\n", "-5 is outside the range of 'units'"),
        (SCORED + "decide:\n  - {name: a, column: units}\n", "tests nothing"),
        (SCORED + "decide:\n  - {name: a, column: units, min: 9, max: 5}\n", "min 9 is above max 5"),
        (SCORED + "decide:\n  - {name: a, column: units, min: 9}\n  - {name: a, column: units, min: 8}\n", "two rules are named 'a'"),
        (SCORED + "decide:\n  - {name: a, column: units, keep: 1.4}\n", "less than or equal to 1"),
        ("name: x\nscore:\n  - scorer: structure.v1\n    params: {nonsense: 5}\n", "no parameter 'nonsense'"),
        ("name: x\nread: {format: xlsx}\n", "my.yaml:2: read.format"),
        ("name: x\nweigh: {targets: {a: 0.7, b: 0.6}}\n", "add up to 1.3, more than 1"),
        ("name: x\ndedup: {keep: best, by: value}\n", "keep: best needs a score"),
    ],
)
def test_problems(text, expected):
    assert expected in "\n".join(problems(text))


def test_a_recipe_survives_its_own_plain_form():
    recipe = Recipe.parse(SCORED + "dedup: {keep: longest}\ndecide:\n  - {name: a, column: units, min: 50}\n")
    assert Recipe.of(recipe.plain()) == recipe


@pytest.mark.parametrize("name", recipe_names())
def test_packaged_recipes_load_and_describe_themselves(name):
    recipe = Recipe.load(name)
    assert recipe.name == name
    assert recipe.description


def test_a_folder_of_its_name_does_not_hide_a_packaged_recipe(tmp_path, monkeypatch):
    (tmp_path / "web").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find("web")[0] == "web.yaml"


def test_an_unknown_recipe_names_the_closest():
    with pytest.raises(InputError, match="Did you mean 'web'"):
        find("wbe")


def test_annotate_measures_with_every_scorer_that_needs_nothing_named():
    needing = {"combined.v1", "seed_affinity.v1", "fasttext_language.v1"}  # columns, seeds, and a model; it writes `language` as well
    free = {name for name in scorer_names() if not required_parameters(scorer_class(name))} - needing
    assert {step.scorer for step in Recipe.load("annotate").score} == free
