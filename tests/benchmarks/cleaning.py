"""The figures of cleaning in one run: `python tests/benchmarks/cleaning.py DATA [PART…]`, parts as in PARTS; all unless told.

DATA is a folder of labelled and raw pages laid out as QUALITYFILTER_LABELS' parent; nothing of it is part of the repository.
"""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path

PARTS = {
    "protected": "what cleaning may not touch",
    "html": "HTML to text: formulae, and boilerplate of whole pages",
    "splices": "spliced hosts and slogans put into clean pages",
    "lines": "advertising and boilerplate lines",
    "survey": "what lines counted per site add",
}


def main() -> None:
    data, *asked = sys.argv[1:]
    for part in asked or PARTS:
        print(f"\n{part}: {PARTS[part]}")
        started = time.perf_counter()
        importlib.import_module(f"cleaning_{part}").report(Path(data))
        print(f"  ({time.perf_counter() - started:.0f} s)")


if __name__ == "__main__":
    main()
