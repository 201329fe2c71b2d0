"""What repeated tokens are worth: the data-constrained law of Muennighoff et al. (arXiv 2305.16264, equation 5).

U unique tokens read 1 + R times are worth U + U R* (1 - exp(-R / R*)) fresh ones, with R* = 15.387756: 4 passes .931 of their
tokens, 8 passes .828, 16 passes .661; no number of passes is worth more than 16.39 of them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

HALF_LIFE = 15.387756  # R*, fitted in the paper
F64 = npt.NDArray[np.float64]


def passes_worth(passes: npt.ArrayLike) -> F64:
    """What reading a token this often is worth, in fresh tokens: 0 for 0, 1 for 1, 16.39 for ever.

    Between whole numbers the mean of the two, weighed by how many documents are read the one and the other number of times.
    """
    times = np.asarray(passes, np.float64)
    whole = np.floor(times)
    return _whole(whole) + (times - whole) * (_whole(whole + 1) - _whole(whole))


def _whole(passes: F64) -> F64:
    return np.where(passes < 1, 0.0, 1 + HALF_LIFE * -np.expm1(-(passes - 1) / HALF_LIFE))


def effective(tokens: npt.ArrayLike, weight: npt.ArrayLike) -> float:
    """Fresh tokens that these tokens are worth when each is read `weight` times."""
    return float((np.asarray(tokens, np.float64) * passes_worth(weight)).sum())
