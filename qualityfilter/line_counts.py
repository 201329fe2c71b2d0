"""On how many documents of its site, and of the whole corpus, a line stands: the table that pass 0 leaves (see `surveying`)."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xxhash

from qualityfilter.arrays import joined
from qualityfilter.documents import Documents
from qualityfilter.keyfile import read_keys
from qualityfilter.sites import sites
from qualityfilter.storage import Storage

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]

PARAGRAPH_BYTES = 90  # a line of at least 30 CJK characters or 90 Latin letters is counted over the whole corpus too
SITE = np.uint64(0x5173)  # in place of a line's hash: the site's documents
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93))


@dataclass(frozen=True, eq=False)
class LineCounts:
    """How many documents hold a line: sorted keys and their counts. Lines of fewer than `min_documents` documents are not in it."""

    key: U64
    count: I64

    @classmethod
    def open(cls, storage: Storage) -> LineCounts:
        table = storage.read_json("work/survey/table.json")
        found = [read_keys(storage, f"work/survey/table-{i:03d}.bin") for i in range(int(table["partitions"]))]
        return cls(joined([f[0] for f in found], np.uint64), joined([f[2].astype(np.int64) for f in found], np.int64))

    def of_sites(self, docs: Documents) -> tuple[I64, I64]:
        """Per line of the batch (as `views.lines`): documents of its site that hold it, and documents of the site. 0 where too few."""
        site = site_hashes(docs)
        repeated = np.repeat(site, docs.views.lines.counts)
        pages = self._find(mixed(repeated, docs.views.line_hashes))
        whole = np.repeat(self._find(mixed(site, np.full(site.size, SITE))), docs.views.lines.counts)
        known = (repeated != 0) & (docs.views.line_hashes != 0)
        return np.where(known, pages, 0), np.where(known, whole, 0)

    def of_corpus(self, docs: Documents) -> I64:
        """Per line: documents of the whole corpus that hold it; 0 for lines that are no paragraphs, and where too few."""
        hashes = docs.views.line_hashes
        return np.where(paragraphs(docs), self._find(mixed(np.zeros(hashes.size, np.uint64), hashes)), 0)

    def _find(self, keys: U64) -> I64:
        if self.key.size == 0:
            return np.zeros(keys.size, np.int64)
        at = np.minimum(np.searchsorted(self.key, keys), self.key.size - 1)
        return np.where(self.key[at] == keys, self.count[at], 0)


@functools.lru_cache(maxsize=2)
def line_counts(root: str, fingerprint: str) -> LineCounts:
    """The table of a run, read once per process."""
    return LineCounts.open(Storage(root))


def paragraphs(docs: Documents) -> npt.NDArray[np.bool_]:
    """Which lines of the batch are long enough to be counted over the whole corpus."""
    lines = docs.views.lines
    return np.asarray(lines.end - lines.start >= PARAGRAPH_BYTES)


def site_hashes(docs: Documents) -> U64:
    """xxh3-64 of each document's site; 0 for none."""
    found: dict[str, int] = {"": 0}
    return np.array([found.setdefault(s, xxhash.xxh3_64_intdigest(s)) for s in sites(docs.table)], np.uint64)


def mixed(site: U64, line: U64) -> U64:
    """Keys of pairs (site, line)."""
    x = (line ^ (site * _MIX[0])) * _MIX[1]
    x = (x ^ (x >> np.uint64(32))) * _MIX[0]
    return np.asarray(x ^ (x >> np.uint64(29)))
