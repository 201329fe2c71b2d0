"""Compiling kernels on a second core: what waits for them on a machine's first use waits about half as long.

A run compiles a kernel when it first calls it. Meanwhile a second process compiles those that it will call last, going backwards; what one
has put into the cache folder the other only loads. The process ends with the run, wherever it is.
"""

from __future__ import annotations

import atexit
import importlib
import os
import subprocess
import sys

LAST_FIRST = (
    "minhash.choose_survivors", "minhash.compare_sets", "cleaning.bytes_at", "components.components", "minhash.judge_pairs",
    "minhash.compare_sketches", "minhash.sketches", "minhash.band_keys", "minhash.shingle_signatures", "minhash.shingle_hashes",
    "normalising.without_addresses", "topics.thinned", "features.pool_segments", "features.segment_scores", "normalising.count_variants",
    "features.linear_bank", "features.tally", "features.occurrences", "trees.sum_of_trees", "compression.compressed_bits", "prose.variety",
    "prose.marks", "prose.lines", "scan.line_hashes", "prose.sentences", "ngram.look_up", "ngram.tokenise", "repetition.ngrams",
    "structure.line_shapes", "words.words", "letter_ngrams.count_marked", "letter_ngrams.classify", "letter_ngrams.letter_ngrams",
    "scan.code_points_before", "cleaning.code_points", "cleaning.splice", "cleaning.whole_lines", "blocks.find_blocks",
)  # fmt: skip
"""Kernels of the quickstart recipe in the order of their first calls, backwards; the first few are left to the run itself."""


def compile_ahead() -> subprocess.Popen[bytes] | None:
    """Start the second process, where there is a second core for it; it ends with this one."""
    if len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)) < 2:
        return None
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, "-m", "qualityfilter.compiling"], stdin=quiet, stdout=quiet, stderr=quiet)
    atexit.register(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait()


def main() -> None:
    """Compile, last first."""
    for name in LAST_FIRST:
        module, _, kernel = name.partition(".")
        getattr(importlib.import_module(f"qualityfilter.kernels.{module}"), kernel).compile()


if __name__ == "__main__":
    main()
