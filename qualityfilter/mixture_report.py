"""What `qualityfilter fit-mixture` prints, and the lines for a recipe."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from qualityfilter.errors import InputError
from qualityfilter.mixture import Fitted
from qualityfilter.mixture_runs import Runs, short_names
from qualityfilter.rank_correlation import spearman
from qualityfilter.reports.visible import visible


def on_tests(fitted: Fitted, tests: Mapping[str, Runs]) -> dict[str, float]:
    """Spearman's correlation of predicted and measured outcomes on runs that the fit has not seen."""
    found = {}
    for name, runs in tests.items():
        measured = fitted.scale.standardised(runs).mean(axis=0)
        found[name] = spearman(fitted.model(runs.mixtures), measured)
    return found


def summary(fitted: Fitted, tested: Mapping[str, float]) -> str:
    """The mixture with its baselines, how far to trust it, and what is predicted of it."""
    how = "log-linear and trees" if fitted.trees else "log-linear"
    lines = [f"{fitted.runs} runs, {len(fitted.domains)} domains; fitted: {how}"]
    for name, value in fitted.cross_validated.items():
        lines.append(f"  runs left out, {name}: Spearman {value:.3f}")
    lines += [f"  {visible(Path(name.split(',')[0]).name)}: Spearman {value:.3f}" for name, value in tested.items()]
    lines += ["", *_table(fitted), "", "predicted outcome"]
    lines += [f"  {name:<14}{value:10.4f}" + _gain(fitted, name) for name, value in fitted.predicted.items()]
    lines += ["", *(f"note: {note}" for note in fitted.notes)]
    lines.append(
        "Small models rank mixtures for larger ones, and not without mistakes: those of a million parameters agree with those of a billion "
        "to about .73 over many tasks, from 15 million on to .89 (arXiv 2602.12237). Train one with equal shares beside it."
    )
    return "\n".join(lines)


def _table(fitted: Fitted) -> list[str]:
    short = short_names(fitted.domains)
    wide = max([6, *(len(visible(name)) for name in short.values())])
    head = f"  {'domain':<{wide}}  natural   fitted   95 % interval"
    rows = [head + ("   read" if fitted.repeats is not None else "")]
    for i in np.argsort(-fitted.weights, kind="stable"):
        low, high = fitted.interval[:, i]
        row = f"  {visible(short[fitted.domains[i]]):<{wide}}  {fitted.natural[i]:7.4f}  {fitted.weights[i]:7.4f}   {low:.3f} to {high:.3f}"
        if fitted.repeats is not None:
            capped = "  at the cap" if fitted.weights[i] >= fitted.limits[i] * (1 - 1e-6) and fitted.limits[i] < 1 else ""
            row += f"  {fitted.repeats[i]:5.2f}{capped}"
        rows.append(row)
    return rows


def _gain(fitted: Fitted, name: str) -> str:
    if name == "best run":
        return "  measured"
    if name not in fitted.gain:
        return ""
    gain, low, high = fitted.gain[name]
    return f"  fitted is better by {gain:.4f}, {low:.4f} to {high:.4f} over refits"


def write_fragment(path: str, fitted: Fitted, max_repeat: float) -> None:
    """Write the section `weigh` of a recipe with these targets, rounded so that they add up to 1."""
    short = short_names(fitted.domains)
    steps = np.floor(fitted.weights * 10_000)
    steps[np.argsort(steps - fitted.weights * 10_000, kind="stable")[: round(10_000 - steps.sum())]] += 1
    shares = {short[name]: int(n) / 10_000 for name, n in zip(fitted.domains, steps)}
    weigh: dict[str, Any] = {"weigh": {"by": "domain", "targets": shares, "max_repeat": max_repeat}}
    text = "# learned by qualityfilter fit-mixture; names are those of the runs\n" + yaml.safe_dump(
        weigh, sort_keys=False, allow_unicode=True
    )
    try:
        Path(path).write_text(text, encoding="utf8")
    except OSError as error:
        raise InputError(f"--out {path}: {error}") from error
