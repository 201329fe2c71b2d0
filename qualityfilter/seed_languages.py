"""Languages of seeds and of what they gather from: an English page among Chinese ones must not look near for being English."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable

import numpy as np

from qualityfilter import registry
from qualityfilter.contract import Scorer
from qualityfilter.documents import Documents

UNSURE = "?"
SURE = 0.8  # confidence from which a language is believed
HAN = ("zh", "ja", "ko", "yue")
LEAST_CJK = 0.02  # share of letters: a page of formulae or code with so much Chinese is Chinese, whatever it is taken for
LEAST_SEEDS = 0.05  # share of the seeds that are in a language for it to be one of theirs


@functools.cache
def language_scorer() -> Scorer:
    """What tells languages: the scorer of that name."""
    return registry.build_scorer("language", {})


def languages(docs: Documents) -> list[str]:
    """The language of each document, `?` where that is not sure."""
    scorer = language_scorer()
    found, names = scorer.score(docs), scorer.writes[0].categories
    sure = np.asarray(found["language_confidence"]) >= SURE
    told = [names[int(i)] for i in found["language"]]
    return [
        (name if name in HAN else HAN[0]) if cjk >= LEAST_CJK else name if known else UNSURE
        for name, known, cjk in zip(told, sure.tolist(), docs.views.cjk_share.tolist())
    ]


def spoken(found: Iterable[str]) -> frozenset[str]:
    """The languages of seeds; none where none is sure, which stands for all."""
    counts = Counter(found)
    return frozenset(name for name, n in counts.items() if n >= LEAST_SEEDS * counts.total() and name != UNSURE)


def understood(found: Iterable[str], spoken_: frozenset[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which documents are in a language of the seeds, or may be."""
    return np.array([not spoken_ or name == UNSURE or name in spoken_ for name in found], np.bool_)
