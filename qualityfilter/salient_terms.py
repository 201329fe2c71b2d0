"""Terms that tell a slice of texts from others: runs of one to four units on a line, and in how many documents they stand.

A term's weight is p · ln(p / q): p the share of the slice's documents that have it, q that of other texts. Terms are counted by hash; only
those that are chosen are ever spelled out.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qualityfilter.arrays import joined
from qualityfilter.judge_model import Text, token_spans

LONGEST = 4  # units of a term
MOST = 300  # terms of a slice
LEAST_DOCUMENTS, LEAST_SHARE = 3, 0.02  # documents of the slice that must have a term
SAME = 0.8  # of two terms, one within the other, with as many documents to this share, the longer one stands for both
UNIT = np.uint64(1 << 42)  # hashes of what is no unit lie below

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Term:
    """A term as it stands in a text, its hash, and the share of the slice's documents that have it."""

    text: str
    hash: int
    share: float


@dataclass(frozen=True)
class Candidates:
    """Terms of a slice that enough of its documents have: hashes ascending, documents, and the token at which each first stands."""

    hash: U64
    documents: I64
    first: I64
    length: I64
    of: int


def runs(text: Text) -> Iterator[tuple[int, U64, I64]]:
    """For each length: hashes of all runs of so many units on one line, and their first tokens."""
    unit = text.hash >= UNIT
    line = text.line
    for length in range(1, LONGEST + 1):
        n = text.hash.size - length + 1
        if n <= 0:
            return
        mixed, inside = np.full(n, np.uint64(length)), line[:n] == line[length - 1 :]
        for k in range(length):
            mixed = (mixed ^ text.hash[k : k + n]) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
            inside &= unit[k : k + n]
        at = np.flatnonzero(inside)
        yield length, mixed[at], at


def candidates(text: Text) -> Candidates:
    """The terms that at least three documents of a slice, and two per cent of them, have."""
    owner = np.repeat(np.arange(len(text)), text.counts)
    parts = []
    for length, hashes, at in runs(text):
        order = np.lexsort((at, hashes))
        h, d = hashes[order], owner[at[order]]
        start = np.flatnonzero(np.r_[True, h[1:] != h[:-1]]) if h.size else np.zeros(0, np.int64)
        new = np.r_[True, (h[1:] != h[:-1]) | (d[1:] != d[:-1])] if h.size else np.zeros(0, np.bool_)
        documents = np.add.reduceat(new.astype(np.int64), start) if h.size else np.zeros(0, np.int64)
        some = documents >= max(LEAST_DOCUMENTS, LEAST_SHARE * len(text))
        parts.append((h[start][some], documents[some], at[order][start][some], np.full(int(some.sum()), length)))
    hashes = joined([p[0] for p in parts], np.uint64)
    documents, first, lengths = (joined([p[i].astype(np.int64) for p in parts], np.int64) for i in (1, 2, 3))
    order = np.argsort(hashes, kind="stable")
    return Candidates(hashes[order], documents[order], first[order], lengths[order], len(text))


def documents_with(wanted: U64, text: Text) -> I64:
    """How many documents of a text have each of the wanted terms (hashes ascending)."""
    owner = np.repeat(np.arange(len(text)), text.counts)
    found = np.zeros(wanted.size, np.int64)
    if not wanted.size:
        return found
    for _, hashes, at in runs(text):
        place = np.minimum(np.searchsorted(wanted, hashes), wanted.size - 1)
        hit = wanted[place] == hashes
        pairs = np.unique(place[hit] * np.int64(len(text)) + owner[at[hit]])
        found += np.bincount(pairs // max(len(text), 1), minlength=wanted.size)
    return found


def salient(own: Candidates, elsewhere: F64, most: int = MOST) -> I64:
    """The rows of the candidates of greatest weight; `elsewhere` is the share of other documents that have each candidate."""
    share = own.documents / max(own.of, 1)
    weight = share * np.log(share / (elsewhere + 0.5 / (own.of + 1_000)))
    order = np.lexsort((own.hash, -weight))[:most]
    return np.asarray(order[weight[order] > 0])


def spelled(own: Candidates, rows: I64, texts: Sequence[str], text: Text, most: int = MOST) -> list[Term]:
    """Those of the terms that say something to a reader, in the given order: at most so many.

    Single characters and bare numbers do not, and of terms that lie within one another and stand in the same documents one is enough.
    """
    chosen = list[Term]()
    spans = functools.cache(lambda document: (texts[document].encode(), *token_spans(texts[document])))
    for i in rows.tolist():
        document = int(np.searchsorted(text.offsets, own.first[i], side="right")) - 1
        raw, start, end = spans(document)
        at = int(own.first[i] - text.offsets[document])
        term = raw[start[at] : end[at + int(own.length[i]) - 1]].decode()
        if _says_something(term):
            _add(chosen, Term(term, int(own.hash[i]), float(own.documents[i] / own.of)))
        if len(chosen) >= most:
            break
    return chosen


def _says_something(term: str) -> bool:
    return len(term) > 1 and any(c.isalpha() for c in term)


def _add(chosen: list[Term], term: Term) -> None:
    """Add a term unless a longer one stands for it; it takes the place of a shorter one that it stands for."""
    low = term.text.lower()
    for i, other in enumerate(chosen):
        theirs = other.text.lower()
        if (low in theirs or theirs in low) and min(term.share, other.share) >= SAME * max(term.share, other.share):
            if len(low) > len(theirs):
                chosen[i] = term
            return
    chosen.append(term)


def queries(terms: Sequence[Term], text: Text, most: int = 100, words: int = 4) -> list[str]:
    """Queries for a search engine: of each of the first documents its rarest salient terms together, no query twice."""
    known = {term.hash: term for term in terms}
    wanted = np.array(sorted(known), np.uint64)
    if not wanted.size:
        return []
    owner = np.repeat(np.arange(len(text)), text.counts)
    held: dict[int, set[int]] = {}
    for _, hashes, at in runs(text):
        place = np.minimum(np.searchsorted(wanted, hashes), wanted.size - 1)
        for i in np.flatnonzero(wanted[place] == hashes).tolist():
            held.setdefault(int(owner[at[i]]), set()).add(int(hashes[i]))
    found: dict[str, None] = {}
    for document in sorted(held)[:most]:
        rare = sorted((known[h] for h in held[document]), key=lambda term: (term.share, term.text))[:words]
        found.setdefault(" ".join(term.text for term in rare))
    return list(found)
