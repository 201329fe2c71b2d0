"""Verdicts of `web` that flip under changes that should not matter, on labelled documents."""

import pytest
from labelled_data import GATE, LABELS

from qualityfilter import Recipe
from qualityfilter.flipping import flips
from scorers.training.labelled import labelled_documents

pytestmark = GATE
MOST = 300  # documents of a language
CEILINGS = {"style": 0.01, "full_width": 0.015, "half_width": 0.01, "traditional": 0.01, "simplified": 0.02, "footer": 0.03}


@pytest.fixture(scope="module", params=["en", "zh"])
def found(request):
    texts = [row["text"] for row in labelled_documents(LABELS) if row["lang"] == request.param]
    return flips(Recipe.load("web"), texts[:: max(len(texts) // MOST, 1)][:MOST])


@pytest.mark.parametrize("change", sorted(CEILINGS))
def test_few_verdicts_flip(found, change):
    row = found[change]
    assert row.rate <= CEILINGS[change] or row.lost + row.gained <= 1, (change, row)  # one of few documents says nothing


def test_a_document_that_stands_twice_comes_out_no_better(found):
    row = found["doubled"]
    assert row.gained <= 0.005 * row.documents


def test_models_do_not_see_the_script(found):
    """Scores of models move for next to no document when its script changes."""
    row = found["traditional"]
    for column in ("fluency", "density", "education", "ads", "damage", "value"):
        assert row.moved[column][0] <= max(0.04 * row.documents, 1), (column, row.moved[column])
