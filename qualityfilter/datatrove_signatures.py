"""Clusters from datatrove's MinHash signatures (`bucket_BBB/RRRRR.minhash.sig`), as its stages 2 and 3 make them.

Documents that share all hashes of a bucket are connected, and connected documents are a cluster: nothing is verified. For comparing
with corpora that were deduplicated so, and for moving on from them; the line itself never drops a document on this alone.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qualityfilter.errors import InputError
from qualityfilter.kernels.components import components

I64 = npt.NDArray[np.int64]


def datatrove_clusters(folder: str | Path, hashes_per_bucket: int = 8, precision: int = 64) -> pa.Table:
    """Documents that have a duplicate: `file` (rank of the task that wrote it), `doc`, `cluster` (0, 1 … in order of its first document).

    `precision` is that of datatrove's HashConfig, 64 or 32. InputError for a folder without signatures or a file of another shape.
    """
    buckets = sorted(path for path in Path(folder).glob("bucket_*") if path.is_dir())
    if not buckets:
        raise InputError(f"{folder}: no bucket_BBB folders; this is what MinhashDedupSignature writes")
    edges = [_edges(bucket, hashes_per_bucket, precision) for bucket in buckets]
    one, other = (np.concatenate([e[k] for e in edges]) for k in range(2))
    member = np.unique(np.concatenate([one, other]))
    parent = np.arange(member.size, dtype=np.int64)
    components(np.searchsorted(member, one), np.searchsorted(member, other), parent)
    return pa.table({"file": member >> 32, "doc": member & 0xFFFFFFFF, "cluster": np.unique(parent, return_inverse=True)[1]})


def _edges(bucket: Path, hashes: int, precision: int) -> tuple[I64, I64]:
    """Neighbours among documents (file << 32 | doc) with equal hashes in one bucket."""
    width = precision // 8
    record = np.dtype([("hashes", f"<u{width}", (hashes,)), ("doc", "<u4")])
    found, numbers = [], []
    for path in sorted(bucket.glob("*.minhash.sig")):
        if path.stat().st_size % record.itemsize:
            raise InputError(f"{path}: {path.stat().st_size} bytes are no whole records of {hashes} hashes of {precision} bits")
        rows = np.fromfile(path, record)
        found.append(rows["hashes"])
        numbers.append(int(path.name.split(".")[0]) << 32 | rows["doc"].astype(np.int64))
    signatures, number = np.concatenate(found), np.concatenate(numbers)
    order = np.lexsort((number, *signatures.T[::-1]))
    signatures, number = signatures[order], number[order]
    same = (signatures[1:] == signatures[:-1]).all(axis=1)
    return number[:-1][same], number[1:][same]
