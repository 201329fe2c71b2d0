"""Makes english_words.npz, by which a word that was cut in two is told from two words: run it on folders of JSONL, output last.

    python -m qualityfilter.cleaners.make_english_words TEXTS.jsonl.gz ... english_words.npz

Kept are words of 3 to 20 lower-case letters that at least `LEAST` documents hold; of each only the CRC-32, sorted.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

LEAST = 3  # documents: fewer are names and misprints
_WORD = re.compile(r"(?<![A-Za-z@./_-])[a-z]{3,20}(?![A-Za-z@/_-]|\.[a-z])")


def word_hashes(texts: Iterable[str], least: int = LEAST) -> npt.NDArray[np.uint32]:
    """CRC-32 of the words that at least `least` of the texts hold, sorted."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(set(_WORD.findall(text)))
    return np.array(sorted({zlib.crc32(word.encode()) for word, count in seen.items() if count >= least}), np.uint32)


def _texts(paths: Iterable[Path]) -> Iterable[str]:
    for path in paths:
        with gzip.open(path, "rt", encoding="utf8") if path.suffix == ".gz" else path.open(encoding="utf8") as stream:
            for line in stream:
                yield json.loads(line)["text"]


if __name__ == "__main__":
    *sources, target = map(Path, sys.argv[1:])
    hashes = word_hashes(_texts(sources))
    np.savez_compressed(target, crc32=hashes)
    print(f"{hashes.size} words")
