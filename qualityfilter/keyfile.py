"""A shard's keys, sorted, with a partition index: so that one partition of all shards is read with one short range each.

Layout, little-endian: magic "QFKEYS1\\0", number of entries u64, index u64[257] (first entry whose key's top byte is >= i),
then key u64[n], second u64[n] (or nothing, as a flag in the magic says), row u32[n]; entries ascend by (key, second, row).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from qualityfilter.errors import ShardError
from qualityfilter.hash_order import hash_order
from qualityfilter.storage import Storage

INDEXED = 256  # leading bytes
PARTITIONS = 1 << 16  # that keys can be cut into, by their upper 16 bits
_MAGIC = {False: b"QFKEYS1\0", True: b"QFKEYS2\0"}  # without / with the second half of a 128-bit key
_HEADER = 8 + 8 + 8 * (INDEXED + 1)

U64 = npt.NDArray[np.uint64]
U32 = npt.NDArray[np.uint32]


def write_keys(path: Path, key: U64, second: U64, row: U32) -> None:
    """Sort and write entries, in which rows of equal keys ascend; `second` may be empty."""
    wide = second.size == key.size and key.size > 0
    order = hash_order(key, second if wide else None)
    key, row = key[order], row[order]
    index = np.searchsorted(key, np.arange(INDEXED, dtype=np.uint64) << np.uint64(56)).astype(np.uint64)
    with open(path, "wb") as file:
        file.write(_MAGIC[wide] + np.uint64(key.size).tobytes() + np.append(index, np.uint64(key.size)).astype("<u8").tobytes())
        file.write(key.astype("<u8").tobytes())
        if wide:
            file.write(second[order].astype("<u8").tobytes())
        file.write(row.astype("<u4").tobytes())


def read_keys(storage: Storage, name: str, low: int = 0, high: int = PARTITIONS) -> tuple[U64, U64, U32]:
    """Entries whose key's upper 16 bits lie in [low, high): keys, second halves (empty if none are kept), rows."""
    with storage.open(name) as file:
        header = file.read(_HEADER)
        if len(header) != _HEADER or header[:8] not in _MAGIC.values():
            raise ShardError(f"{storage.path(name)}: not a key file, or cut short")
        wide = header[:8] == _MAGIC[True]
        n = int(np.frombuffer(header, "<u8", 1, 8)[0])
        index = np.frombuffer(header, "<u8", INDEXED + 1, 16)
        first, end = int(index[low >> 8]), int(index[-(-high >> 8)])
        count = end - first

        def column(offset: int, width: int, dtype: str) -> npt.NDArray[np.unsignedinteger]:
            file.seek(_HEADER + offset + first * width)
            raw = file.read(count * width)
            if len(raw) != count * width:
                raise ShardError(f"{storage.path(name)}: cut short")
            return np.frombuffer(raw, dtype)

        key = column(0, 8, "<u8").astype(np.uint64)
        start, stop = (int(n) for n in np.searchsorted(key >> np.uint64(48), np.array([low, high], np.uint64)))
        key, first, count = key[start:stop], first + start, stop - start
        second = column(n * 8, 8, "<u8").astype(np.uint64) if wide else np.zeros(0, np.uint64)
        row = column(n * (16 if wide else 8), 4, "<u4").astype(np.uint32)
    return key, second, row
