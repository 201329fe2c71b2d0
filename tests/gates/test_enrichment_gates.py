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
    ("en", "mathematics"): (0.85, 0.85),
}
"""Precision and recall of all three attractors, in the mean of three draws where few pages are hidden."""


@pytest.mark.parametrize(("language", "domain"), list(FLOORS))
def test_a_hidden_domain_is_gathered(language, domain):
    import enrichment

    worlds = [enrichment.World(LABELS.parent, language, domain, draw) for draw in range(3 if language == "en" else 1)]
    figures = [enrichment.figures(world)["and queries"] for world in worlds]
    assert sum(precision for precision, _ in figures) / len(figures) >= FLOORS[language, domain][0]
    assert sum(recall for _, recall in figures) / len(figures) >= FLOORS[language, domain][1]
    world = worlds[0]
    named, wrongly = enrichment.junk(world)
    assert named >= 0.9
    assert wrongly <= 0.1
    if (language, domain) == ("zh", "mathematics"):
        assert min(enrichment.planted(world)) >= 0.95
