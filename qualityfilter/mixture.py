"""Learns a mixture from runs: which shares of domains give the best outcome, how sure that is, and what it is better than.

1. An outcome is fitted as c + exp(w · shares) (data mixing laws, arXiv 2403.16952): few parameters, and it carries over to larger
   models. Where there are runs enough, boosted trees learn what that leaves over, if cross-validation says that they help.
2. The best mixture has the least predicted outcome plus a penalty on its divergence from the natural mix (Olmix, arXiv 2602.12237),
   among mixtures that read no domain more often than `max_repeat` times.
3. Refits on runs drawn anew give an interval for every weight, and for what is gained over the natural mix and over equal shares.

Outcomes are handled in standard deviations over the runs; several are averaged. Lower is better unless told otherwise.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares, minimize

from qualityfilter.errors import InputError
from qualityfilter.mixture_runs import Runs
from qualityfilter.rank_correlation import spearman

F64 = npt.NDArray[np.float64]

RIDGE = 1e-2  # pulls the coefficients of a fit together; they are known only up to what the shares' sum fixes
TREES = {"max_iter": 300, "learning_rate": 0.05, "min_samples_leaf": 5, "max_leaf_nodes": 8, "early_stopping": False}
RUNS_FOR_TREES = 10  # per parameter of the log-linear fit; below, trees are not tried
LEAST_RUNS = 3  # the same, below which the fit is not to be trusted (Olmix)
FOLDS, RESAMPLES, CANDIDATES, BEST = 5, 16, 6_000, 100


class Predictor(Protocol):
    def __call__(self, mixtures: F64) -> F64: ...


@dataclass(frozen=True)
class LogLinear:
    """c + exp(w · shares), in standard deviations of the outcome."""

    floor: float
    slope: F64

    def __call__(self, mixtures: F64) -> F64:
        return self.floor + np.exp(np.clip((mixtures * self.slope).sum(axis=1), -30, 30))


@dataclass(frozen=True)
class WithTrees:
    """A log-linear fit and boosted trees of what it leaves over."""

    law: LogLinear
    trees: Any

    def __call__(self, mixtures: F64) -> F64:
        with _one_thread().limit(limits=1):
            return self.law(mixtures) + self.trees.predict(mixtures)


def fit_law(mixtures: F64, outcome: F64) -> LogLinear:
    """The log-linear law by least squares (Levenberg-Marquardt, from equal slopes)."""
    runs, domains = mixtures.shape
    spread = float(np.ptp(outcome)) or 1.0
    pull = RIDGE * (np.eye(domains) - 1 / domains)

    def residuals(p: F64) -> F64:
        return np.r_[p[0] + _exp(mixtures, p) - outcome, pull @ p[1:]]

    def slopes(p: F64) -> F64:
        top = np.c_[np.ones(runs), _exp(mixtures, p)[:, None] * mixtures]
        return np.vstack([top, np.c_[np.zeros(domains), pull]])

    floor = float(outcome.min()) - 0.3 * spread
    start = np.r_[floor, np.full(domains, np.log(outcome.mean() - floor))]
    found = least_squares(residuals, start, jac=slopes, method="lm", max_nfev=2000).x
    return LogLinear(float(found[0]), found[1:])


def _exp(mixtures: F64, p: F64) -> F64:
    return np.exp(np.clip((mixtures * p[1:]).sum(axis=1), -30, 30))


def fit_one(mixtures: F64, outcome: F64, trees: bool) -> Predictor:
    """A predictor of one standardised outcome."""
    law = fit_law(mixtures, outcome)
    if not trees:
        return law
    from sklearn.ensemble import HistGradientBoostingRegressor

    with _one_thread().limit(limits=1):
        return WithTrees(law, HistGradientBoostingRegressor(random_state=0, **TREES).fit(mixtures, outcome - law(mixtures)))


@functools.cache
def _one_thread() -> Any:
    """Hundreds of small trees on a few hundred runs: threads of OpenMP mostly wait for one another, on a busy machine for minutes."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@dataclass(frozen=True)
class Model:
    """Predictors of all outcomes; calling it gives the mean standardised outcome, lower is better."""

    predictors: Sequence[Predictor]

    def __call__(self, mixtures: F64) -> F64:
        return np.mean([predict(mixtures) for predict in self.predictors], axis=0)

    @property
    def laws(self) -> list[LogLinear]:
        return [p.law if isinstance(p, WithTrees) else p for p in self.predictors if isinstance(p, WithTrees | LogLinear)]


@dataclass(frozen=True)
class Scale:
    """Mean and deviation of each outcome over the runs; `sign` is -1 where higher is better."""

    mean: F64
    deviation: F64
    sign: float

    @classmethod
    def of(cls, runs: Runs, maximise: bool) -> Scale:
        values = np.stack(list(runs.outcomes.values()))
        deviation = values.std(axis=1)
        for name, spread in zip(runs.outcomes, deviation):
            if spread < 1e-12:
                raise InputError(f"outcome {name!r} is the same in all runs: nothing can be learned from it")
        return cls(values.mean(axis=1), deviation, -1.0 if maximise else 1.0)

    def standardised(self, runs: Runs) -> F64:
        return self.sign * (np.stack(list(runs.outcomes.values())) - self.mean[:, None]) / self.deviation[:, None]

    def outcome(self, value: F64) -> F64:
        """Back to the unit of the outcome; only where there is one."""
        return self.mean[0] + self.sign * value * self.deviation[0] if self.mean.size == 1 else value


@dataclass(frozen=True)
class Fitted:
    """What was learned. Weights go with `domains`; intervals are the middle 95 % over refits, predictions in the outcome's own unit."""

    domains: tuple[str, ...]
    weights: F64
    interval: F64
    natural: F64
    limits: F64
    repeats: F64 | None
    trees: bool
    runs: int
    cross_validated: Mapping[str, float]
    predicted: Mapping[str, float]
    gain: Mapping[str, tuple[float, float, float]]
    model: Model
    scale: Scale
    notes: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class Asked:
    """What a mixture may be: `available` tokens per domain, of which `tokens` are to be read, none more than `max_repeat` times."""

    available: F64 | None = None
    tokens: float | None = None
    max_repeat: float = 4.0
    divergence: float = 0.05
    maximise: bool = False

    def natural(self, runs: Runs) -> F64:
        shares = runs.mixtures.mean(axis=0) if self.available is None else self.available
        return shares / shares.sum()

    def limits(self, domains: int) -> F64:
        """The greatest share of each domain that the cap on repetition leaves."""
        if self.available is None:
            return np.ones(domains)
        return np.minimum(self.max_repeat * self.available / (self.tokens or self.available.sum()), 1.0)


def fit_mixture(runs: Runs, asked: Asked, seed: int = 1) -> Fitted:
    """Learn a mixture. The same runs, wishes and seed give the same weights."""
    natural, limits, notes = asked.natural(runs), asked.limits(len(runs.domains)), _notes(runs, asked)
    if limits.sum() < 1 - 1e-9:
        raise InputError(
            f"{asked.tokens:,.0f} tokens cannot be had: reading everything {asked.max_repeat:g} times gives {limits.sum():.1%} of them"
        )
    scale = Scale.of(runs, asked.maximise)
    outcomes, rng = scale.standardised(runs), np.random.default_rng(seed)
    trees, validated = _validate(runs.mixtures, outcomes, rng, notes)
    model = Model([fit_one(runs.mixtures, y, trees) for y in outcomes])
    weights = best_mixture(model, natural, limits, asked.divergence, rng, runs.mixtures)
    baselines = {"fitted": weights, "natural": natural, "equal shares": np.full(natural.size, 1 / natural.size)}
    refits, drawn = [], []
    for _ in range(RESAMPLES):
        rows = np.sort(rng.integers(0, len(runs), len(runs)))
        again = Model([fit_one(runs.mixtures[rows], y[rows], trees) for y in outcomes])
        drawn.append(best_mixture(again, natural, limits, asked.divergence, rng, runs.mixtures))
        refits.append(again(np.stack(list(baselines.values()))))
    predicted = model(np.stack(list(baselines.values())))
    return Fitted(
        runs.domains, weights, np.quantile(drawn, [0.025, 0.975], axis=0), natural, limits,
        weights * (asked.tokens or asked.available.sum()) / np.maximum(asked.available, 1e-9) if asked.available is not None else None,
        trees, len(runs), validated,
        {**dict(zip(baselines, scale.outcome(predicted).tolist())), "best run": float(scale.outcome(_best(outcomes)))},
        {name: _gain(predicted, np.array(refits), i, scale) for i, name in enumerate(baselines) if i},
        model, scale, tuple(notes),
    )  # fmt: skip


def _notes(runs: Runs, asked: Asked) -> list[str]:
    notes, needed = list[str](), LEAST_RUNS * (len(runs.domains) + 1)
    if len(runs) < needed:
        notes.append(f"{len(runs)} runs are few for {len(runs.domains)} domains: at least {needed} are advised, and the intervals are wide")
    if asked.available is None:
        notes.append("natural: the mean mixture of the runs, and no cap on repetition, as --natural does not say what there is")
    return notes


def _validate(mixtures: F64, outcomes: F64, rng: np.random.Generator, notes: list[str]) -> tuple[bool, dict[str, float]]:
    """Whether trees help, and Spearman's correlations of predicted and measured outcomes of runs left out."""
    fold = rng.permutation(len(mixtures)) % FOLDS
    found = {"log-linear": _left_out(mixtures, outcomes, fold, False)}
    if len(mixtures) < RUNS_FOR_TREES * (mixtures.shape[1] + 1):
        return False, found
    try:
        found["with trees"] = _left_out(mixtures, outcomes, fold, True)
    except ImportError:
        notes.append("trees were not tried: they need pip install 'qualityfilter[train]'")
        return False, found
    return found["with trees"] > found["log-linear"], found


def _left_out(mixtures: F64, outcomes: F64, fold: npt.NDArray[np.int64], trees: bool) -> float:
    found = []
    for y in outcomes:
        guess = np.zeros(y.size)
        for k in range(FOLDS):
            guess[fold == k] = fit_one(mixtures[fold != k], y[fold != k], trees)(mixtures[fold == k])
        found.append(spearman(guess, y))
    return float(np.mean(found))


def best_mixture(model: Model, natural: F64, limits: F64, divergence: float, rng: np.random.Generator, tried: F64) -> F64:
    """The best mixture under the limits: exact for log-linear laws; with trees, the mean of the best among drawn ones, as in RegMix."""
    start = capped(natural, limits)
    exact = _solve(model.laws, start, natural, limits, divergence)
    if not any(isinstance(p, WithTrees) for p in model.predictors):
        return exact
    centres = np.stack([exact, start, capped(tried[int(np.argmin(model(tried)))], limits)])
    around = centres[rng.integers(0, len(centres), CANDIDATES)]
    spread = np.exp(rng.uniform(np.log(10), np.log(1000), CANDIDATES))
    drawn = rng.standard_gamma(np.maximum(around, 1e-4) * spread[:, None])
    candidates = np.concatenate([centres, capped(drawn / drawn.sum(axis=1, keepdims=True), limits)])
    value = model(candidates) + divergence * kl(candidates, natural)
    return np.asarray(candidates[np.argsort(value, kind="stable")[:BEST]].mean(axis=0))


def _solve(laws: Sequence[LogLinear], start: F64, natural: F64, limits: F64, divergence: float) -> F64:
    """The least mean law plus divergence: convex, so that where one starts does not matter."""
    slopes = np.stack([law.slope for law in laws])

    def value(w: F64) -> float:
        return float(np.exp(slopes @ w).mean() + divergence * kl(w[None, :], natural)[0])

    def slope(w: F64) -> F64:
        exponential = np.exp(slopes @ w)[:, None] * slopes
        return np.asarray(exponential.mean(axis=0) + divergence * (np.log(np.maximum(w, 1e-12) / np.maximum(natural, 1e-12)) + 1))

    found = minimize(
        value, np.maximum(start, 1e-9), jac=slope, method="SLSQP", bounds=[(1e-9, max(limit, 2e-9)) for limit in limits],
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(w.size)}, options={"maxiter": 500, "ftol": 1e-10},
    )  # fmt: skip
    return capped(np.maximum(found.x, 0), limits)


def kl(mixtures: F64, natural: F64) -> F64:
    """Kullback-Leibler divergence of mixtures from the natural one, in nats."""
    ratio = np.log(np.maximum(mixtures, 1e-12) / np.maximum(natural, 1e-12))
    return np.asarray((mixtures * ratio).sum(axis=-1))


def capped(mixtures: F64, limits: F64) -> F64:
    """Mixtures within the limits: what is above goes to the others in proportion."""
    shares = np.atleast_2d(mixtures / np.sum(mixtures, axis=-1, keepdims=True))
    full = np.zeros(shares.shape, np.bool_)
    for _ in range(limits.size):
        full |= shares > limits * (1 + 1e-12)
        left = 1 - np.where(full, limits, 0.0).sum(axis=1, keepdims=True)
        room = np.where(full, 0.0, np.maximum(shares, 1e-15) * (limits > 0))
        total = room.sum(axis=1, keepdims=True)
        shares = np.where(full, limits, room * np.divide(left, total, out=np.zeros_like(left), where=total > 0))
    return np.asarray(shares.reshape(np.shape(mixtures)))


def _best(outcomes: F64) -> F64:
    return np.asarray(outcomes.mean(axis=0).min())


def _gain(predicted: F64, refits: F64, baseline: int, scale: Scale) -> tuple[float, float, float]:
    """How much better the fitted mixture is predicted to be than a baseline, with its interval, in the outcome's unit."""
    unit = float(scale.deviation[0]) if scale.mean.size == 1 else 1.0
    low, high = np.quantile(refits[:, baseline] - refits[:, 0], [0.025, 0.975])
    return float(predicted[baseline] - predicted[0]) * unit, float(low) * unit, float(high) * unit
