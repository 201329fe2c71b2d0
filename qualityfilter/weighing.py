"""Weighs: target shares of tokens per label become one weight per label, under a cap on repetition; closed form, no sharding in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import xxhash

MASK = (1 << 64) - 1


@dataclass(frozen=True)
class Weights:
    """Weight per label, and what it does: tokens before and after, the share asked and reached, what is missing and why."""

    weight: Mapping[str, float]
    tokens: Mapping[str, int]
    asked: Mapping[str, float]
    reached: Mapping[str, float]
    shortfall: Mapping[str, str] = field(default_factory=dict)


def weigh(tokens: Mapping[str, int], targets: Mapping[str, float], max_repeat: float) -> Weights:
    """Weights that bring each targeted label to its share of the weighted tokens, whose total stays the unweighted one if it can.

    Labels without a target share the rest in their natural proportion. No weight exceeds max_repeat: what a capped label
    cannot take goes to the others in proportion to what they were asked, and the shortfall is named.
    """
    labels = sorted(set(tokens) | set(targets))
    have = {label: int(tokens.get(label, 0)) for label in labels}
    total = sum(have.values())
    if total == 0 or not targets:
        natural = {label: have[label] / total if total else 0.0 for label in labels}
        return Weights(dict.fromkeys(labels, 1.0), have, dict(targets), natural)
    rest = max(0.0, 1.0 - sum(targets.values()))
    untargeted = sum(have[label] for label in labels if label not in targets)
    asked = {label: targets[label] if label in targets else (rest * have[label] / untargeted if untargeted else 0.0) for label in labels}
    weighted = _pour(have, asked, max_repeat, total)
    reached_total = sum(weighted.values())
    reached = {label: weighted[label] / reached_total if reached_total else 0.0 for label in labels}
    weight = {label: weighted[label] / have[label] if have[label] else 0.0 for label in labels}
    shortfall = {}
    for label, target in targets.items():
        if reached[label] < target * (1 - 1e-9) - 1e-12:
            why = "no document kept" if have[label] == 0 else f"{have[label]:,} tokens repeated {max_repeat:g} times"
            shortfall[label] = f"asked {target:.4g}, reached {reached[label]:.4g}: {why}"
    return Weights(weight, have, asked, reached, shortfall)


def _pour(have: Mapping[str, int], asked: Mapping[str, float], cap: float, total: int) -> dict[str, float]:
    """Weighted tokens per label: proportional to what is asked, none above cap × its tokens, `total` in all if that can be."""
    full: dict[str, float] = {}
    open_ = {label for label in have if asked[label] > 0}
    while open_:
        left = total - sum(full.values())
        scale = left / sum(asked[label] for label in sorted(open_))
        over = {label for label in open_ if asked[label] * scale > cap * have[label]}
        if not over:
            full.update({label: asked[label] * scale for label in open_})
            break
        full.update({label: cap * have[label] for label in over})
        open_ -= over
    return {label: full.get(label, 0.0) for label in have}


def draws(seed: int, relative: str, ordinals: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """One number in [0, 1) per row key (input path, ordinal): a hash, the same in every run, order and sharding."""
    base = np.uint64(xxhash.xxh3_64_intdigest(relative.encode(), seed & MASK))
    x = base ^ (ordinals.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    for shift, factor in ((33, 0xFF51AFD7ED558CCD), (33, 0xC4CEB9FE1A85EC53)):
        x ^= x >> np.uint64(shift)
        x *= np.uint64(factor)
    x ^= x >> np.uint64(33)
    return (x >> np.uint64(11)).astype(np.float64) * 2.0**-53


def repeats(weight: npt.NDArray[np.float64], draw: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    """How often each document is to be read: the whole part of its weight, and once more with the probability of the rest."""
    whole = np.floor(weight)
    return (whole + (draw < weight - whole)).astype(np.int32)
