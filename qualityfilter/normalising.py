"""What duplicates are compared on: the units of a text, made so that copies meet which were published in another dress.

1. Units are case- and width-folded and know no punctuation or Markdown marks (`views.units`); numbers stay.
2. Units of addresses (`https://…`, `www.…`) are left out: mirrors differ in them.
3. A document in traditional Chinese is read in the simplified script, with the words of Taiwan as the mainland writes them (OpenCC
   `tw2sp`): characters alone leave the recall of such copies at a fifth, since words differ (程式 / 程序).

DATATROVE is what datatrove compares instead: addresses and both scripts as they are, every number as 0.
"""

from __future__ import annotations

import functools
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qualityfilter.documents import Documents
from qualityfilter.kernels import normalising as kernels
from qualityfilter.kernels.unicode import SCRIPTS

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]

FOLDED, DATATROVE = "folded", "datatrove"

LEAST = 3  # characters of the traditional script alone
LEAST_SHARE = 0.02  # of the ideographs
SAMPLE = 1_000  # characters that tell whose words a traditional text has
MOST_KANA = 0.1  # for each ideograph: more, and the text is Japanese
_HAN, _KANA = SCRIPTS.index("HAN"), SCRIPTS.index("KANA")


class SignedUnits(NamedTuple):
    """Hashes and kinds (1: a number) of units of all documents end to end; document d owns `offsets[d]:offsets[d + 1]`."""

    hash: U64
    kind: npt.NDArray[np.uint8]
    offsets: I64

    @property
    def counts(self) -> I64:
        return np.diff(self.offsets)


@functools.cache
def normaliser(kind: str = FOLDED) -> str:
    """What names this normalisation in fingerprints: our version and that of OpenCC's tables."""
    return f"2, OpenCC {version('opencc')}" if kind == FOLDED else "datatrove 1"


def signed_units(docs: Documents, kind: str = FOLDED) -> SignedUnits:
    """The units that signatures and sketches are made of; computed once per batch."""
    return docs.memo(f"signed_units:{kind}", lambda: _signed_units(docs) if kind == FOLDED else _numbers_as_zero(docs))


def _signed_units(docs: Documents) -> SignedUnits:
    rows = np.flatnonzero(is_traditional(docs))
    if not rows.size:
        return _without_addresses(docs)
    texts = docs.text_array.take(pa.array(rows)).to_pylist()
    converted = _without_addresses(Documents.from_texts([simplified(text) for text in texts]))
    plain = _without_addresses(docs)
    parts = [(plain, a, b) for a, b in zip(plain.offsets[:-1].tolist(), plain.offsets[1:].tolist())]
    for k, row in enumerate(rows.tolist()):
        parts[row] = (converted, int(converted.offsets[k]), int(converted.offsets[k + 1]))
    return SignedUnits(
        np.concatenate([units.hash[a:b] for units, a, b in parts]),
        np.concatenate([units.kind[a:b] for units, a, b in parts]),
        np.r_[np.int64(0), np.cumsum([b - a for _, a, b in parts])].astype(np.int64),
    )


def _without_addresses(docs: Documents) -> SignedUnits:
    units, views = docs.views.units, docs.views
    schemes, www = _address_words()
    out, kind, offsets = np.empty(units.hash.size, np.uint64), np.empty(units.hash.size, np.uint8), np.zeros(len(docs) + 1, np.int64)
    size = kernels.without_addresses(
        views.buffer, views.offsets, units.hash, units.start, units.end, units.kind, units.offsets, schemes, www, out, kind, offsets
    )
    return SignedUnits(out[:size], kind[:size], offsets)


def _numbers_as_zero(docs: Documents) -> SignedUnits:
    units = docs.views.units
    out, kind, offsets = np.empty(units.hash.size, np.uint64), np.empty(units.hash.size, np.uint8), np.zeros(len(docs) + 1, np.int64)
    size = kernels.numbers_as_zero(docs.views.buffer, units.hash, units.start, units.end, units.kind, units.offsets, out, kind, offsets)
    return SignedUnits(out[:size], kind[:size], offsets)


@functools.cache
def _address_words() -> tuple[U64, np.uint64]:
    hashes = Documents.of("http https ftp www").views.units.hash
    return hashes[:3].copy(), hashes[3]


def is_traditional(docs: Documents) -> npt.NDArray[np.bool_]:
    """Which documents are in traditional Chinese: by characters that stand in one of the scripts alone. Japanese is neither."""
    return docs.memo("traditional", lambda: _is_traditional(docs))


def _is_traditional(docs: Documents) -> npt.NDArray[np.bool_]:
    views = docs.views
    counts = np.zeros((len(docs), 2), np.int64)
    han = views.scripts[:, _HAN].astype(np.int64)
    if han.any():
        kernels.count_variants(views.buffer, views.offsets, han, _variants(), counts)
    traditional, simplified = counts.T
    chinese = views.scripts[:, _KANA] <= MOST_KANA * han
    return np.asarray(chinese & (traditional >= LEAST) & (traditional > 2 * simplified) & (traditional >= LEAST_SHARE * han))


def simplified(text: str) -> str:
    """A traditional text in the simplified script; with the mainland's words where its own are Taiwan's.

    Hong Kong writes the mainland's words in the traditional script, and Taiwan's table would change these (程序 to 进程). Which
    words a text has is told by its first SAMPLE characters: by how many places each table changes in them.
    """
    sample = text[:SAMPLE]
    plain, converted = (str(_converter(name).convert(sample)) for name in ("tw2s", "tw2sp"))
    taiwan = _changes(plain, converted)
    mainland = _changes(_converter("s2tw").convert(plain), _converter("s2twp").convert(plain))
    if taiwan < mainland:
        return str(_converter("t2s").convert(text))
    return converted if sample == text else str(_converter("tw2sp").convert(text))


def _changes(one: str, other: str) -> int:
    """How many different pairs of characters stand in one of two texts alone: about the phrases that a table changed."""
    if one == other:
        return 0
    pairs: list[U64] = []
    for text in (one, other):
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
        pairs.append(_distinct(points[:-1] << np.uint64(32) | points[1:]))
    return 2 * _distinct(np.concatenate(pairs)).size - pairs[0].size - pairs[1].size


def _distinct(values: U64) -> U64:
    """Sorted, once each: of a few hundred values in a third of the time of np.unique."""
    values.sort()
    return values[np.append(True, values[1:] != values[:-1])] if values.size else values


@functools.cache
def _variants() -> npt.NDArray[np.uint8]:
    """Per code point below 0x10000: of the traditional script alone, of the simplified one alone, or 0; from OpenCC's tables."""
    table = np.zeros(0x10000, np.uint8)
    points = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]
    lines = "\n".join(map(chr, points))
    for name, kind in (("t2s", kernels.TRADITIONAL), ("s2t", kernels.SIMPLIFIED)):
        for point, converted in zip(points, _converter(name).convert(lines).split("\n"), strict=True):
            if converted != chr(point) and not table[point]:
                table[point] = kind
    return table


@functools.cache
def _converter(name: str) -> Any:
    import opencc  # 20 ms and 2 MB that only Chinese text needs

    return opencc.OpenCC(name)
