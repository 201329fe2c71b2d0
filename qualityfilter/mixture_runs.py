"""Reads runs from CSV files: mixtures (shares of domains) and what came of training on them, and how much there is of each domain."""

from __future__ import annotations

import csv
import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from qualityfilter.errors import InputError, unknown

F64 = npt.NDArray[np.float64]
SLACK = 0.02  # how far shares of a run may add up to other than 1: tables are rounded


@dataclass(frozen=True)
class Runs:
    """One row per run: shares of the domains (each row sums to 1) and the outcomes."""

    domains: tuple[str, ...]
    mixtures: F64
    outcomes: Mapping[str, F64]

    def __len__(self) -> int:
        return len(self.mixtures)

    def of_domains(self, domains: Sequence[str], files: str) -> Runs:
        """The same runs with their domains in this order; InputError where they are others."""
        if set(domains) != set(self.domains):
            other = sorted(set(domains) ^ set(self.domains))[0]
            raise InputError(f"{files}: other domains than the runs to learn from, such as {other!r}")
        order = [self.domains.index(name) for name in domains]
        return Runs(tuple(domains), self.mixtures[:, order], self.outcomes)

    def take(self, rows: Any) -> Runs:
        return Runs(self.domains, self.mixtures[rows], {name: values[rows] for name, values in self.outcomes.items()})


def read_runs(files: Sequence[str], outcomes: Sequence[str], mixture: str | None = None) -> Runs:
    """Runs from one CSV file, or from several joined by the first column that they share.

    `outcomes` names columns (globs). The shares are the columns that match the glob `mixture`, or all others whose values lie in 0 to 1
    and add up to 1 in every run. InputError names what is missing, not a number, or does not add up.
    """
    names, rows = _joined(files)
    chosen = [name for pattern in outcomes for name in _matching(pattern, names, files[0])]
    key = names[0] if len(files) > 1 else None
    others = [name for name in names if name not in chosen and name != key]
    shares = _matching(mixture, others, files[0]) if mixture else others
    values = {name: _numbers(rows, name, files[0]) for name in dict.fromkeys((*chosen, *_numeric(rows, shares, bool(mixture))))}
    domains = [name for name in shares if name in values and values[name].min() >= 0 and values[name].max() <= 1 + SLACK]
    if mixture and (wrong := [name for name in shares if name not in domains]):
        raise InputError(
            f"{files[0]}: {wrong[0]!r} is no share: its values go from {values[wrong[0]].min():g} to {values[wrong[0]].max():g}"
        )
    if not domains:
        raise InputError(f"{files[0]}: no column holds shares between 0 and 1; say which with --mixture")
    mixtures = np.stack([values[name] for name in domains], axis=1)
    total = mixtures.sum(axis=1)
    if (np.abs(total - 1) > SLACK).any():
        row = int(np.argmax(np.abs(total - 1)))
        raise InputError(
            f"{files[0]}: shares of {len(domains)} columns ({', '.join(domains[:3])}, …) add up to {total[row]:.3g} in row {row + 2}; "
            "say which columns are shares with --mixture"
        )
    return Runs(tuple(domains), mixtures / total[:, None], {name: values[name] for name in dict.fromkeys(chosen)})


def _joined(files: Sequence[str]) -> tuple[list[str], list[dict[str, str]]]:
    tables = [_table(file) for file in files]
    names, rows = tables[0]
    for file, (more, other) in zip(files[1:], tables[1:]):
        shared = [name for name in names if name in more]
        if not shared:
            raise InputError(f"{file}: no column in common with {files[0]}; there are {', '.join(more[:8])}")
        key = shared[0]
        by_key = {row[key]: row for row in other}
        if len(by_key) < len(other):
            raise InputError(f"{file}: column {key!r} joins the files, and its values repeat")
        rows = [{**row, **by_key[row[key]]} for row in rows if row[key] in by_key]
        names = [key, *(n for n in names if n != key), *(n for n in more if n not in names)]
    if not rows:
        raise InputError(f"{', '.join(files)}: no run in common")
    return names, rows


def _table(file: str) -> tuple[list[str], list[dict[str, str]]]:
    try:
        with open(file, encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            rows = list(reader)
            names = list(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file}: {error}") from error
    if not rows:
        raise InputError(f"{file}: no rows")
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise InputError(f"{file}:{number}: not as many values as there are columns ({len(names)})")
    return names, rows


def _matching(pattern: str, names: Sequence[str], file: str) -> list[str]:
    """Columns by name, by glob, or by the end of a name after a slash."""
    found = [n for n in names if n == pattern] or [n for n in names if fnmatch.fnmatchcase(n, pattern) or n.endswith(f"/{pattern}")]
    if not found:
        raise InputError(f"{file}: {unknown('column', pattern, names)}")
    return found


def _numeric(rows: Sequence[Mapping[str, str]], names: Sequence[str], all_must: bool) -> list[str]:
    """Columns that hold numbers; those that were asked for are taken whatever they hold, so that the error can say where."""
    return [name for name in names if all_must or all(_is_number(row[name]) for row in rows)]


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _numbers(rows: Sequence[Mapping[str, str]], name: str, file: str) -> F64:
    for number, row in enumerate(rows, 2):
        if not _is_number(row[name]):
            raise InputError(f"{file}:{number}: column {name!r} holds {row[name]!r}, which is no number")
    return np.array([float(row[name]) for row in rows])


def read_available(file: str, domains: Sequence[str]) -> F64:
    """Tokens that there are of each domain: YAML or JSON that maps domains to tokens, or the plan.yaml of a run.

    A domain may go by its name without the beginning that all columns share (`train_the_pile_arxiv`: `arxiv`).
    """
    try:
        raw = yaml.safe_load(Path(file).read_bytes())
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: {error}") from error
    tokens = raw["weights"]["tokens"] if isinstance(raw, dict) and isinstance(raw.get("weights"), dict) else raw
    if not isinstance(tokens, dict) or not all(isinstance(n, int | float) and n >= 0 for n in tokens.values()):
        raise InputError(f"{file}: not a mapping of domains to numbers of tokens, nor a plan.yaml")
    short = short_names(domains)
    found = [tokens.get(name, tokens.get(short[name])) for name in domains]
    if missing := [name for name, n in zip(domains, found) if n is None]:
        raise InputError(f"{file}: {unknown('domain', missing[0], tokens)}")
    return np.array(found, np.float64)


def short_names(domains: Sequence[str]) -> dict[str, str]:
    """Domain -> its name without the beginning, up to a separator, that all have in common."""
    first, last = min(domains), max(domains)
    shared = next((i for i, (a, b) in enumerate(zip(first, last)) if a != b), 0)
    cut = max(first.rfind(mark, 0, shared) for mark in "_/-.") + 1
    return {name: name[cut:] for name in domains}
