"""The judge's language model: an n-gram model over everything that is written, the same vocabulary for all corpora that it compares.

A token is a unit (a word, one CJK character) or one other character, so that formulae and code count in full; a line is a sentence.
Spaces are free. The vocabulary is what stands twice in any of the corpora compared; every other token costs what the model asks for an
unknown one, and `SPELLING` bits a byte to spell it, whichever corpus the model is from. So bits are those of a code for the whole text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.ngram import BOS, EOS, UNK, LookupTable, Surprise, Tokens, estimate

ORDER = 4
SPELLING = 5.0  # bits a byte for a token outside the vocabulary
BATCH = 500  # documents that are tokenised at once
NEWLINE = np.uint64(10)
OTHER = np.uint64(1 << 40)  # added to the bytes of a character that is no unit

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Text:
    """Tokens of documents end to end; document d owns `offsets[d]:offsets[d + 1]`. `line` ascends with every line and document.

    `size` is the length of a token in bytes, `bytes` that of each document, spaces included.
    """

    hash: U64
    size: I64
    line: I64
    offsets: I64
    bytes: I64

    def __len__(self) -> int:
        return self.bytes.size

    @property
    def counts(self) -> I64:
        """Tokens of each document."""
        return np.diff(self.offsets)

    @classmethod
    def of(cls, texts: Sequence[str]) -> Text:
        return cls.joined([_tokenise(texts[i : i + BATCH]) for i in range(0, len(texts), BATCH)])

    @classmethod
    def joined(cls, parts: Sequence[Text]) -> Text:
        empty = np.zeros(0, np.int64)
        lines = np.cumsum([0, *(int(p.line[-1]) + 1 if p.line.size else 0 for p in parts)])
        counts = np.concatenate([empty, *(p.counts for p in parts)])
        return cls(
            np.concatenate([empty.astype(np.uint64), *(p.hash for p in parts)]),
            np.concatenate([empty, *(p.size for p in parts)]),
            np.concatenate([empty, *(p.line + first for p, first in zip(parts, lines))]),
            np.r_[0, np.cumsum(counts)].astype(np.int64),
            np.concatenate([empty, *(p.bytes for p in parts)]),
        )

    def take(self, documents: I64) -> Text:
        """Some documents, in the order given; one may come more than once."""
        counts = self.counts[documents]
        offsets = np.r_[0, np.cumsum(counts)].astype(np.int64)
        rows = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - self.offsets[documents], counts)
        line = self.line[rows]
        new = np.r_[True, line[1:] != line[:-1]] if rows.size else np.zeros(0, bool)
        new[np.minimum(offsets[:-1], max(rows.size - 1, 0))] |= counts > 0
        return Text(self.hash[rows], self.size[rows], np.cumsum(new) - 1, offsets, self.bytes[documents])

    def shuffled(self, documents: npt.NDArray[np.bool_], rng: np.random.Generator) -> Text:
        """The tokens of the chosen documents in another order, lines as long as they were."""
        owner = np.repeat(np.arange(len(self)), self.counts)
        key = np.where(documents[owner], rng.random(owner.size), np.arange(owner.size))
        order = np.lexsort((key, owner))
        return Text(self.hash[order], self.size[order], self.line, self.offsets, self.bytes)


@dataclass(frozen=True)
class _Found:
    """Tokens of documents in reading order, line ends among them: first byte, length in bytes, hash, document."""

    start: I64
    size: I64
    hash: U64
    document: I64

    @property
    def newline(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.hash == NEWLINE)


def _find(docs: Documents) -> _Found:
    views, units = docs.views, docs.views.units
    base = int(views.offsets[0])
    buffer = views.buffer[base : int(views.offsets[-1])]
    inside = np.zeros(buffer.size + 1, np.int64)
    np.add.at(inside, units.start, 1)
    np.add.at(inside, units.end, -1)
    free = (np.cumsum(inside[:-1]) == 0) & ((buffer & 0xC0) != 0x80) & ~np.isin(buffer, [32, 9, 13])
    at = np.flatnonzero(free)
    lead = buffer[at]
    length = 1 + (lead >= 0xC0).astype(np.int64) + (lead >= 0xE0) + (lead >= 0xF0)
    others = lead.astype(np.uint64)
    for k in range(1, 4):
        more = buffer[np.minimum(at + k, buffer.size - 1)].astype(np.uint64) << np.uint64(8 * k)
        others |= np.where(length > k, more, np.uint64(0))
    others = np.where(others == NEWLINE, NEWLINE, others + OTHER)
    start = np.concatenate([units.start.astype(np.int64), at])
    order = np.argsort(start, kind="stable")
    hashes = np.concatenate([units.hash, others])[order]
    sizes = np.concatenate([(units.end - units.start).astype(np.int64), length])[order]
    return _Found(start[order], sizes, hashes, np.searchsorted(views.offsets - base, start[order], side="right") - 1)


def _tokenise(texts: Sequence[str]) -> Text:
    docs = Documents.from_texts(texts)
    found = _find(docs)
    newline = found.newline
    line = np.cumsum(newline) + found.document
    _, line = np.unique(line[~newline], return_inverse=True)
    counts = np.bincount(found.document[~newline], minlength=len(texts))
    offsets = np.r_[0, np.cumsum(counts)].astype(np.int64)
    sizes = np.diff(docs.views.offsets).astype(np.int64)
    return Text(found.hash[~newline], found.size[~newline], line.astype(np.int64), offsets, sizes)


def token_spans(text: str) -> tuple[I64, I64]:
    """First and last byte + 1 of each token of a text, in the order of `Text`."""
    found = _find(Documents.of(text))
    some = ~found.newline
    return found.start[some], found.start[some] + found.size[some]


def vocabulary(texts: Sequence[Text]) -> U64:
    """Hashes of the tokens that stand at least twice in one of the texts, ascending."""
    found = []
    for text in texts:
        hashes, counts = np.unique(text.hash, return_counts=True)
        found.append(hashes[counts > 1])
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.uint64)


@dataclass(frozen=True)
class JudgeModel:
    """An interpolated modified Kneser-Ney model of order 4 over a given vocabulary."""

    table: LookupTable
    words: U64

    @classmethod
    def train(cls, text: Text, words: U64) -> JudgeModel:
        hashes = np.concatenate([np.array([BOS, EOS, UNK], np.uint64), words])
        ids = _ids(text.hash, words)
        lines = np.bincount(text.line, minlength=int(text.line[-1]) + 1)
        first = np.cumsum(lines) - lines
        place = np.arange(ids.size) + 2 * text.line + 1
        stream = np.zeros(ids.size + 2 * lines.size, np.int64)
        stream[place] = ids
        stream[first + lines + 2 * np.arange(lines.size) + 1] = 1
        document = np.zeros(stream.size, np.int64)
        document[place] = np.repeat(np.arange(len(text)), text.counts)
        model = estimate(stream, np.maximum.accumulate(document), [""] * hashes.size, ORDER, 1)
        return cls(LookupTable.of(model, hashes), words)

    def bits(self, text: Text) -> F64:
        """Bits that each document costs, line ends included, spaces free."""
        return per_document(self.token_bits(text), text)

    def token_bits(self, text: Text) -> F64:
        """Bits of every token and line end, in reading order."""
        if text.hash.size == 0:
            return np.zeros(0)
        ids = _ids(text.hash, self.words)
        unknown = ids == 2
        lines = np.bincount(text.line, minlength=int(text.line[-1]) + 1)
        ends = np.cumsum(lines) + np.arange(1, lines.size + 1)
        token = np.full(ids.size + lines.size, EOS, np.uint64)
        place = np.arange(ids.size) + text.line
        token[place] = np.where(unknown, UNK, text.hash)
        tokens = Tokens(
            token, np.zeros(token.size, np.uint8), np.zeros(token.size, np.uint8), ends.astype(np.int32), np.zeros(lines.size, np.uint8),
            np.array([0, lines.size]),
        )  # fmt: skip
        surprise = Surprise.of(tokens, {0: self.table}).bits.astype(np.float64)
        surprise[place] += np.where(unknown, SPELLING * text.size, 0.0)
        return surprise


def per_document(token_bits: F64, text: Text) -> F64:
    """Sums of `token_bits` over each document."""
    if token_bits.size == 0:
        return np.zeros(len(text))
    owner = np.zeros(token_bits.size, np.int64)
    owner[np.arange(text.hash.size) + text.line] = np.repeat(np.arange(len(text)), text.counts)
    return np.asarray(np.bincount(np.maximum.accumulate(owner), token_bits, len(text)), np.float64)


def _ids(hashes: U64, words: U64) -> I64:
    """Token ids: 0 to 2 are marks, 2 an unknown token, from 3 on the words."""
    at = np.minimum(np.searchsorted(words, hashes), max(words.size - 1, 0))
    return np.where(words[at] == hashes, at + 3, 2) if words.size else np.full(hashes.size, 2)
