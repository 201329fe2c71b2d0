"""Rehydration against FineWeb2's published statistics: identical weights and sizes at every maximum.

QUALITYFILTER_LABELS names the folder of labelled documents; its parent holds the published figures.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from qualityfilter.rehydrating import as_steps, weights_of_rates

LABELS = Path(os.environ.get("QUALITYFILTER_LABELS", Path(__file__).parents[3] / "shared" / "data" / "labels"))
FIGURES = LABELS.parent / "published" / "fineweb2"

pytestmark = [
    pytest.mark.gate,
    pytest.mark.skipif(not FIGURES.is_dir(), reason=f"no published figures beside {LABELS}: set QUALITYFILTER_LABELS"),
]


@pytest.mark.parametrize("most", range(3, 11))
@pytest.mark.parametrize("language", ["cmn_Hani", "fra_Latn"])
def test_weights_are_the_published_ones(language, most):
    statistics = json.loads((FIGURES / f"rehydration_distribution_{language}.json").read_bytes())
    published = json.loads((FIGURES / "rehydration_weights.json").read_bytes())[language]
    rates = [*statistics["cluster_removal_rates"], statistics["tail_removal_rate"]]
    documents = [*statistics["cluster_post_filtering_doc_counts"], statistics["tail_post_filtering_doc_counts"]]
    weights = weights_of_rates(rates, statistics["global_removal_rate"], most)
    assert int(weights @ np.array(documents)) == published["sizes"][str(most)]
    if str(most) in published:
        assert {str(size): weight for size, weight in as_steps(weights).items()} == published[str(most)]
