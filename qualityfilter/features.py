"""Hashed features of a batch: computed once, shared by every linear model that looks at the batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.kernels import features as kernels
from qualityfilter.kernels import topics as sampling
from qualityfilter.kernels.features import BUCKETS
from qualityfilter.kernels.scan import MOST_UNITS
from qualityfilter.kernels.unicode import tables

MOST_SAMPLED = 1024  # features of a document that models of a sample look at
LOG_TABLE = (1.0 + np.log(np.maximum(np.arange(256), 1))).astype(np.float32)
"""What a count weighs: 1 + ln(c), by c; counts beyond the table weigh as its last."""

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Occurrences:
    """Buckets as they occur, segment by segment: segment s owns `bucket[segments[s]:segments[s + 1]]`.

    A segment is a line, or at most 64 units of a longer one. Document d owns the segments `documents[d]:documents[d + 1]`.
    """

    bucket: I32
    segments: I64
    units: I32  # of each segment
    documents: I64


@dataclass(frozen=True)
class HashedFeatures:
    """How often each bucket occurs in each document (CSR): document d owns `offsets[d]:offsets[d + 1]`, in order of first occurrence."""

    bucket: I32
    count: I32
    offsets: I64


def occurrences(docs: Documents) -> Occurrences:
    """The hashed features of every segment of every document, in order, up to MOST_UNITS units of each; see `kernels.features`."""
    return docs.memo("features:occurrences", lambda: _occurrences(docs))


def hashed_features(docs: Documents) -> HashedFeatures:
    """The hashed features of every document, counted."""
    return docs.memo("features:hashed", lambda: _hashed_features(occurrences(docs), len(docs)))


def sampled_features(docs: Documents) -> HashedFeatures:
    """At most MOST_SAMPLED of each document's hashed features, evenly spread over it; computed once per batch."""
    return docs.memo("features:sampled", lambda: _sampled(hashed_features(docs)))


def _sampled(whole: HashedFeatures) -> HashedFeatures:
    bucket, count, offsets = np.empty_like(whole.bucket), np.empty_like(whole.count), np.zeros_like(whole.offsets)
    size = sampling.thinned(whole.bucket, whole.count, whole.offsets, MOST_SAMPLED, bucket, count, offsets)
    return HashedFeatures(bucket[:size], count[:size], offsets)


def _occurrences(docs: Documents) -> Occurrences:
    views = docs.views
    units, lines, table = views.units, views.lines, tables()
    read = int(np.minimum(np.diff(units.offsets), MOST_UNITS).sum())
    out = np.empty(kernels.EMIT_PER_UNIT * read + kernels.EMIT_PER_LINE * lines.start.size, np.int32)
    room = lines.start.size + read // kernels.SEGMENT_UNITS + 1
    segments, segment_units = np.zeros(room, np.int64), np.zeros(room, np.int32)
    documents = np.zeros(len(docs) + 1, np.int64)
    size, n = kernels.occurrences(
        views.buffer, views.offsets, table.classes, table.fold, units.hash, units.start, units.end, units.chars, units.kind, units.offsets,
        lines.start, lines.end, lines.chars, lines.offsets, out, segments, segment_units, documents,
    )  # fmt: skip
    return Occurrences(out[:size], segments[: n + 1], segment_units[:n], documents)


def _hashed_features(found: Occurrences, n: int) -> HashedFeatures:
    bucket, count = np.empty(found.bucket.size, np.int32), np.empty(found.bucket.size, np.int32)
    offsets = np.zeros(n + 1, np.int64)
    size = kernels.tally(found.bucket, found.segments, found.documents, np.zeros(BUCKETS, np.int32), bucket, count, offsets)
    return HashedFeatures(bucket[:size], count[:size], offsets)
