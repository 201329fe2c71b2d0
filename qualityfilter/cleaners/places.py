"""Where cleaners look: found in one pass over a batch for all of them, and kept where whole lines of it go."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from qualityfilter.cleaners import call_phrases, host_forms, spam_phrases
from qualityfilter.documents import Documents, Shortened
from qualityfilter.kernels import hosts
from qualityfilter.kernels import places as kernels
from qualityfilter.kernels.keywords import Words, words_of
from qualityfilter.views import I64, TextViews

CALL_BYTES = 480  # of a line that calls to something; longer ones are paragraphs


class Places(NamedTuple):
    """`hosts`: rows (document, byte, mark: 0 a dot, otherwise of the word that ends there), sorted: what may be spliced.
    `calls`: rows (document, start, end) of lines that may call to something."""

    hosts: I64
    calls: I64


def found_places(docs: Documents) -> Places:
    """The places of a batch; computed once however many ask."""
    return docs.memo("places", lambda: _left(docs.before, docs.views) if docs.before else _found(docs.views))


def _found(views: TextViews) -> Places:
    room = (1 << 14) + views.buffer.size // 256
    while True:
        dots, words, calls = (np.empty((room, 3), np.int64) for _ in range(3))
        counts = kernels.find(
            views.buffer, views.offsets, *_words(), CALL_BYTES, hosts.LEADS, hosts.CLASSES, host_forms.TABLE, dots, words, calls
        )
        if max(counts) <= room:
            return Places(_sorted(np.concatenate([dots[: counts[0]], words[: counts[1]]])), calls[: counts[2]])
        room = max(counts)


def _sorted(rows: I64) -> I64:
    """Rows by document, byte and mark; the marks of words that end at the same byte as one."""
    rows = rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]
    again = (rows[1:, :2] == rows[:-1, :2]).all(axis=1) & (rows[:-1, 2] > 0)
    first = np.flatnonzero(np.r_[True, ~again]) if len(rows) else np.zeros(0, np.int64)
    marks = np.bitwise_or.reduceat(rows[:, 2], first) if len(rows) else rows[:, 2]
    return np.column_stack([rows[first, :2], marks])


def _left(before: Shortened, views: TextViews) -> Places:
    """The places that are still there: what a place is depends on its line alone."""
    known = found_places(before.documents)
    now = np.full(len(before.documents), -1, np.int64)
    now[before.rows] = np.arange(before.rows.size)
    words = (known.hosts[:, 2] > 0).astype(np.int64)  # of these the byte after them is given
    there, place = before.moved(known.hosts[:, 1] - words)
    hosts_ = np.column_stack([now[known.hosts[there, 0]], place + words[there], known.hosts[there, 2]])
    there, place = before.moved(known.calls[:, 1])
    document, size = now[known.calls[there, 0]], (known.calls[:, 2] - known.calls[:, 1])[there]
    return Places(hosts_, np.column_stack([document, place, np.minimum(place + size, views.offsets[document + 1])]))


@functools.cache
def _words() -> Words:
    marks = dict.fromkeys(spam_phrases.RUN_WORDS, kernels.OF_RUN)
    for words, mark in ((spam_phrases.NO_HOST_WORDS, kernels.OF_SLOGAN), (call_phrases.WORDS, kernels.OF_CALL)):
        for word in words:
            marks[word] = marks.get(word, 0) | mark
    found = words_of(marks)
    return found._replace(first=kernels.with_dots_and_lines(found.first))
