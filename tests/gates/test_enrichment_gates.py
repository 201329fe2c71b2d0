"""Floors under gathering a hidden domain from real pages; the figures are those of `python tests/benchmarks/enrichment.py`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from labelled_data import GATE, LABELS

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

pytestmark = GATE

FLOORS = {
    ("zh", "mathematics"): (0.95, 0.97),
    ("zh", "code"): (0.9, 0.97),
    ("en", "code"): (0.95, 0.95),
    ("en", "mathematics"): (0.65, 0.65),
}
"""Precision and recall; English mathematics: seeds full of Python draw pages on Python."""


@pytest.mark.parametrize(("language", "domain"), list(FLOORS))
def test_a_hidden_domain_is_gathered(language, domain):
    import enrichment

    world = enrichment.World(LABELS.parent, language, domain, 0)
    precision, recall = enrichment.figures(world)["both, rounds"]
    assert precision >= FLOORS[language, domain][0]
    assert recall >= FLOORS[language, domain][1]
    named, wrongly = enrichment.junk(world)
    assert named >= 0.9
    assert wrongly <= 0.1
    if (language, domain) == ("zh", "mathematics"):
        assert min(enrichment.planted(world)) >= 0.95
