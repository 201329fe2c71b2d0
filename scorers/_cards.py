"""The card of a trained scorer: what it measures, how it was made and how good it is, from `models/NAME.yaml`.

The code, the command line and the documentation read the same file; a test compares its hashes with the model files.
"""

from __future__ import annotations

import functools
import hashlib
import json
import textwrap
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

MODELS = Path(__file__).parent / "models"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # of a recipe's cards: .02 s with libyaml, .2 s without


@dataclass(frozen=True)
class Card:
    """What a reader must know before trusting a score. All values are text but `sources` (lines) and `sha256` (by file of models/)."""

    measures: str
    range: str
    direction: str
    languages: str
    how_made: str
    sources: tuple[str, ...]
    command: str
    sha256: dict[str, str]
    quality: tuple[str, ...]
    failures: tuple[str, ...]
    cost: str

    @classmethod
    def of(cls, name: str) -> Card:
        """The card in `models/NAME.yaml`; ValueError names what is missing from it or unknown."""
        path = MODELS / f"{name}.yaml"
        data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        known = {field.name for field in fields(cls)}
        if set(data) != known:
            raise ValueError(f"{path}: missing {sorted(known - set(data))}, unknown {sorted(set(data) - known)}")
        values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
        return cls(**values)

    @staticmethod
    def reference() -> dict[str, dict[str, list[int]]]:
        """Column -> language -> graded web documents in each of 32 bins of the range: what the reports compare a corpus with."""
        return _reference()

    def __str__(self) -> str:
        lines = []
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, dict):
                value = tuple(f"{key} {digest}" for key, digest in value.items())
            entries = [f"- {entry}" for entry in value] if isinstance(value, tuple) else [" ".join(str(value).split())]
            lines.append(f"{field.name.replace('_', ' ')}:")
            lines += [textwrap.fill(" ".join(e.split()), 110, initial_indent="  ", subsequent_indent="    ") for e in entries]
        return "\n".join(lines)


@functools.cache
def _reference() -> dict[str, dict[str, list[int]]]:
    found: dict[str, dict[str, list[int]]] = json.loads((MODELS / "reference.json").read_text(encoding="utf-8"))
    return found


def file_hash(name: str) -> str:
    """sha256 of a file of models/."""
    return hashlib.sha256((MODELS / name).read_bytes()).hexdigest()
