"""How a process that works for a run keeps its memory: arrays of one batch make room for those of the next.

glibc hands arrays of more than 32 MiB, and whatever becomes free at the end of the heap, back to the system at once; the next batch
then asks for the same pages again, and the kernel fills each with zeros: a tenth of the time of a run. Arrow's own allocator does the
same, so that its buffers come from glibc as well.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys

import pyarrow as pa

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt(3)
KEPT_BYTES = 256 << 20  # that may lie free at the end of the heap
COLLECT_AFTER = 50_000  # containers made and not yet freed
LARGE_BYTES = 64 << 20  # from here on an array is given back as soon as it is free: large documents are rare


def keep_freed_memory() -> bool:
    """Ask glibc to keep up to KEPT_BYTES, and Arrow to ask glibc; False under another C library, or where the environment sets malloc
    already."""
    if not sys.platform.startswith("linux") or any(name.startswith("MALLOC_") for name in os.environ):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    kept = bool(mallopt(_MMAP_THRESHOLD, LARGE_BYTES) and mallopt(_TRIM_THRESHOLD, KEPT_BYTES))
    if kept and "ARROW_DEFAULT_MEMORY_POOL" not in os.environ:
        pa.set_memory_pool(pa.system_memory_pool())
    return kept


def keep_what_is_loaded() -> None:
    """What is loaded by now stays for the life of the process: the collector need not walk a million objects of libraries again.

    Nor need it look after every few hundred records: a batch has thousands, and none is part of a cycle.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
