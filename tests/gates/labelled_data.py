"""Data for the quality gates, which is not part of the repository: QUALITYFILTER_LABELS names its folder of labelled documents.

The parent of that folder holds the other sets.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from scorers.training.labelled import read_jsonl

LABELS = Path(os.environ.get("QUALITYFILTER_LABELS", Path(__file__).parents[3] / "shared" / "data" / "labels"))

GATE = [
    pytest.mark.gate,
    pytest.mark.skipif(not LABELS.is_dir(), reason=f"no labelled documents at {LABELS}: set QUALITYFILTER_LABELS"),
]
"""The marks of a module of gates: without labels all its tests are skipped, visibly."""


def read(path: Path) -> list[dict[str, Any]]:
    """Records of a JSON Lines file, plain or gzip, with or without `.gz` in the name; a visible skip where there is neither."""
    for candidate in (path, path.with_name(path.name + ".gz")):
        if candidate.exists():
            return list(read_jsonl(candidate))
    pytest.skip(f"{path.name} is not there")
