"""N-gram language models over units: estimate (modified Kneser-Ney, in numpy), write as ARPA, look up at megabytes a second.

1. `tokenise` turns documents into tokens: units, and marks for what stands between them (sentence end, comma, line break, other).
2. `estimate` counts n-grams and smooths them: interpolated modified Kneser-Ney (Chen & Goodman 1998, section 3; the pruned
   form of Heafield et al. 2013, "Scalable Modified Kneser-Ney Language Model Estimation"), n-grams seen in too few documents
   are dropped and their mass goes to the backoff, so that probabilities still sum to one.
3. `write_arpa` writes the exchange format, which kenlm loads; `LookupTable` is the compact form, 8-bit probabilities in one hash table.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.kernels import ngram as kernels
from qualityfilter.kernels.ngram import BOS, EN, EOS, MARK_NAMES, N_MARKS, NEITHER, UNK, WORD, ZH
from qualityfilter.kernels.scan import MOST_UNITS
from qualityfilter.kernels.unicode import tables

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
U64 = npt.NDArray[np.uint64]

LEVELS = 256  # probability and backoff codes
LOAD = 0.75  # filled share of a lookup table


@dataclass(frozen=True)
class Tokens:
    """Tokens of all documents end to end, in sentences.

    Sentence s owns tokens `sentence_end[s - 1]:sentence_end[s]`, the last of them EOS; document d owns sentences
    `sentence_offsets[d]:sentence_offsets[d + 1]`. `hash` is a unit's hash or a mark of `kernels.ngram`; `kind` a unit's kind or
    3 for a mark; `chars` code points of the unit, at most 255; `model` which language model reads the sentence (ZH, EN, NEITHER).
    """

    hash: U64
    kind: U8
    chars: U8
    sentence_end: I32
    model: U8
    sentence_offsets: I64


@dataclass(frozen=True)
class Surprise:
    """What models say about each token: `bits` -log2 p given the tokens before, `prior` without them; 0 where no model reads.

    `matched` is the length of the longest n-gram found, plus 128 where the model does not know the unit.
    """

    bits: F32
    prior: F32
    matched: U8

    @classmethod
    def of(cls, tokens: Tokens, models: Mapping[int, LookupTable]) -> Surprise:
        """Every sentence read by its model; sentences without one keep zeros."""
        n = tokens.hash.size
        surprise = cls(np.zeros(n, np.float32), np.zeros(n, np.float32), np.zeros(n, np.uint8))
        for model, table in models.items():
            table.read(tokens, model, surprise)
        return surprise


def tokenise(docs: Documents) -> Tokens:
    """The tokens of a batch: of the first MOST_UNITS units of each document."""
    views, units = docs.views, docs.views.units
    read = int(np.minimum(np.diff(units.offsets), MOST_UNITS).sum())
    room = 2 * read
    hashes, kind, chars = np.empty(room, np.uint64), np.empty(room, np.uint8), np.empty(room, np.uint8)
    sentence_end, model = np.empty(read, np.int32), np.empty(read, np.uint8)
    offsets = np.zeros(len(docs) + 1, np.int64)
    table = tables()
    t, s = kernels.tokenise(
        views.buffer, views.offsets, table.classes, table.scripts,
        units.hash, units.start, units.end, units.chars, units.kind, units.offsets,
        hashes, kind, chars, sentence_end, model, offsets,
    )  # fmt: skip
    return Tokens(hashes[:t], kind[:t], chars[:t], sentence_end[:s], model[:s], offsets)


@dataclass(frozen=True)
class NgramModel:
    """A backoff model: `words[i]` is the text of token id i; for n-grams of length k, entry k - 1 of the lists.

    `grams[k]` has a row of token ids per n-gram (in reading order), `log10p[k]` its probability given the tokens before,
    `backoff[k]` the log10 weight of the shorter context when a longer n-gram is not in the model (0 for the longest).
    """

    words: Sequence[str]
    grams: list[I32]
    log10p: list[F64]
    backoff: list[F64]

    @property
    def order(self) -> int:
        return len(self.grams)

    @property
    def size(self) -> int:
        """N-grams of all lengths."""
        return sum(len(g) for g in self.grams)


@dataclass(frozen=True)
class _Counted:
    """The n-grams of one length: `key` = index of the first n - 1 tokens' n-gram × vocabulary + last token, sorted."""

    at: I64  # index of the n-gram that ends at each position of the stream, -1 where none does
    prefix: I64
    suffix: I64
    last: I64
    first: I64
    count: I64
    documents: I64


def _count(ids: I64, length: int, within: I64, document: I64, vocabulary: int, shorter: _Counted | None) -> _Counted:
    positions = np.flatnonzero(within >= length - 1)
    before = shorter.at[positions - 1] if shorter is not None else np.zeros(positions.size, np.int64)
    key = before * vocabulary + ids[positions]
    _, example, which, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    at = np.full(ids.size, -1, np.int64)
    at[positions] = which
    example = positions[example]
    # the stream is sorted by document: a stable sort by n-gram leaves each one's documents ascending
    order = np.argsort(which, kind="stable")
    gram, doc = which[order], document[positions[order]]
    new = np.r_[True, (gram[1:] != gram[:-1]) | (doc[1:] != doc[:-1])] if gram.size else np.zeros(0, bool)
    documents = np.bincount(gram[new], minlength=count.size)
    suffix = shorter.at[example] if shorter is not None else np.full(count.size, -1, np.int64)
    prefix = shorter.at[example - 1] if shorter is not None else np.zeros(count.size, np.int64)
    return _Counted(at, prefix, suffix, ids[example], ids[example - length + 1], count.astype(np.int64), documents.astype(np.int64))


def discounts(counts: I64) -> F64:
    """D1, D2 and D3+ of modified Kneser-Ney from the counts' counts; 0.5, 1, 1.5 where those are degenerate (as lmplz falls back)."""
    n = np.bincount(np.minimum(counts[counts > 0], 5), minlength=6).astype(np.float64)
    fallback = np.array([0.5, 1.0, 1.5])
    if (n[1:5] == 0).any():
        return fallback
    y = n[1] / (n[1] + 2 * n[2])
    d = np.array([i - (i + 1) * y * n[i + 1] / n[i] for i in (1, 2, 3)])
    return d if ((d > 0) & (d <= [1, 2, 3])).all() else fallback


def estimate(ids: npt.ArrayLike, document: npt.ArrayLike, words: Sequence[str], order: int, min_documents: int = 3) -> NgramModel:
    """An interpolated modified Kneser-Ney model of sentences of token ids.

    `ids` is the stream: every sentence begins with 0 (<s>) and ends with 1 (</s>); `document` says which document each token is
    from, ascending; `words` names the ids. N-grams of two and more tokens that are in fewer than `min_documents` documents are
    dropped; rare words must have been replaced by <unk> or <word> before. Every id has a unigram, seen or not.
    """
    stream, docs = np.asarray(ids, np.int64), np.asarray(document, np.int64)
    vocabulary = len(words)
    if stream.size == 0 or stream.min() < 0 or stream.max() >= vocabulary:
        raise InputError(f"n-gram model: token ids must lie in 0 to {vocabulary - 1}, and there must be some")
    if not 1 <= order <= kernels.MAX_ORDER:
        raise InputError(f"n-gram model: order {order} is not in 1 to {kernels.MAX_ORDER}")
    if stream[0] != 0:
        raise InputError("n-gram model: the stream must begin with 0, <s>")
    starts = np.flatnonzero(stream == 0)
    within = np.arange(stream.size) - np.repeat(starts, np.diff(np.r_[starts, stream.size]))
    levels: list[_Counted] = []
    for length in range(1, order + 1):
        levels.append(_count(stream, length, within, docs, vocabulary, levels[-1] if levels else None))
    return _smooth(levels, words, min_documents)


def _smooth(levels: list[_Counted], words: Sequence[str], min_documents: int) -> NgramModel:
    grams: list[I32] = []
    log10p: list[F64] = []
    backoff: list[F64] = []
    kept_before = np.zeros(0, bool)
    lower: F64 = np.zeros(0)
    for k, level in enumerate(levels):
        adjusted = _adjusted_counts(level, k + 1, levels[k + 1] if k + 1 < len(levels) else None)
        keep = (
            np.ones(adjusted.size, bool)
            if k == 0
            else (level.documents >= min_documents) & kept_before[level.prefix] & kept_before[level.suffix]
        )
        contexts = 1 if k == 0 else levels[k - 1].count.size
        d = np.r_[0.0, discounts(adjusted)]
        taken = np.where(keep, np.minimum(d[np.minimum(adjusted, 3)], adjusted), adjusted)
        total = np.bincount(level.prefix, adjusted, contexts)
        gamma = np.bincount(level.prefix, taken, contexts) / np.maximum(total, 1)
        gamma[total == 0] = 1.0
        own = (adjusted - taken) / np.maximum(total[level.prefix], 1)
        if k == 0:
            probability = _unigrams(level, own, float(gamma[0]), len(words))
            grams.append(np.arange(len(words), dtype=np.int32)[:, None])
            log10p.append(_log10(probability))
            backoff.append(np.zeros(len(words)))
            lower = probability[level.last]
        else:
            lower = own + gamma[level.prefix] * lower[level.suffix]
            parents = grams[-1][_row_of(levels[k - 1], kept_before, k)[level.prefix[keep]]]
            grams.append(np.concatenate([parents, level.last[keep, None].astype(np.int32)], axis=1))
            log10p.append(_log10(lower[keep]))
            backoff.append(np.zeros(int(keep.sum())))
            rows = _row_of(levels[k - 1], kept_before, k)
            used = np.flatnonzero(kept_before & (total > 0))
            backoff[k - 1][rows[used]] = _log10(gamma[used])
        kept_before = keep
    return NgramModel(words, grams, log10p, backoff)


def _row_of(level: _Counted, kept: npt.NDArray[np.bool_], length: int) -> I64:
    """Row of each counted n-gram in the model's list: unigrams are listed by token id, longer ones are the kept ones in order."""
    return level.last if length == 1 else np.cumsum(kept) - 1


def _adjusted_counts(level: _Counted, length: int, longer: _Counted | None) -> I64:
    """How often an n-gram of the highest order or one that begins with <s> occurs; for others, how many tokens stand before it."""
    counts = level.count
    if longer is not None:
        counts = np.where(level.first == 0, counts, np.bincount(longer.suffix, minlength=counts.size))
    if length == 1:
        counts = np.where(level.last == 0, 0, counts)  # <s> is given, never predicted
    return counts


def _unigrams(level: _Counted, own: F64, gamma: float, vocabulary: int) -> F64:
    """Unigrams interpolated with the uniform distribution over all words but <s>."""
    probability = np.full(vocabulary, gamma / (vocabulary - 1))
    probability[level.last] += own
    probability[0] = 0.0
    return probability


def _log10(p: F64) -> F64:
    return np.log10(np.maximum(p, 1e-99))


def write_arpa(model: NgramModel, path: Path) -> None:
    """Write the model in ARPA format, which kenlm and SRILM read."""
    words = list(model.words)
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write("\\data\\\n" + "".join(f"ngram {k + 1}={len(g)}\n" for k, g in enumerate(model.grams)))
        for k, grams in enumerate(model.grams):
            out.write(f"\n\\{k + 1}-grams:\n")
            last = k + 1 == model.order
            lines = io.StringIO()
            for row, p, b in zip(grams.tolist(), model.log10p[k].tolist(), model.backoff[k].tolist()):
                text = " ".join(words[i] for i in row)
                lines.write(f"{p:.7g}\t{text}\n" if last else f"{p:.7g}\t{text}\t{b:.7g}\n")
            out.write(lines.getvalue())
        out.write("\n\\end\\\n")


@dataclass(frozen=True)
class LookupTable:
    """A model as one hash table: 4 bytes a slot, probabilities and backoffs in 256 even steps per n-gram length.

    An n-gram that is not in the model is taken for one that is with probability under 1e-4 (16-bit fingerprints).
    """

    order: int
    table: npt.NDArray[np.uint32]
    probabilities: F32  # (order, 256) log2
    backoffs: F32  # (order, 256) log2

    @classmethod
    def of(cls, model: NgramModel, hashes: U64) -> LookupTable:
        """Compile a model; `hashes[i]` is the hash of token id i in the text (marks: their constants)."""
        slots = np.zeros(max(int(model.size / LOAD), model.size + 1), np.uint32)
        probabilities, backoffs = np.zeros((model.order, LEVELS), np.float32), np.zeros((model.order, LEVELS), np.float32)
        for k, grams in enumerate(model.grams):
            tokens = np.ascontiguousarray(hashes[grams])
            keys = np.empty(len(grams), np.uint64)
            kernels.gram_hashes(tokens, keys)
            probabilities[k], p = _quantise(np.maximum(model.log10p[k], -12.0) * np.log2(10))
            backoffs[k], b = _quantise(np.maximum(model.backoff[k], -12.0) * np.log2(10))
            kernels.insert(slots, keys, p, b)
        return cls(model.order, slots, probabilities, backoffs)

    def read(self, tokens: Tokens, model: int, surprise: Surprise) -> None:
        """Fill in the surprise at the tokens of the sentences that are `model`'s (ZH or EN); others stay as they are."""
        kernels.look_up(
            tokens.hash, tokens.kind, tokens.sentence_end, tokens.model, model, self.order, self.table, self.probabilities, self.backoffs,
            surprise.bits, surprise.prior, surprise.matched,
        )  # fmt: skip

    def save(self, path: Path) -> None:
        """Write PATH (.npy): the two code books, then the table; one array, so that processes can map it."""
        books = np.concatenate([self.probabilities, self.backoffs]).astype("<f4").view("<u4").ravel()
        np.save(path, np.concatenate([np.array([self.order], "<u4"), books, self.table.astype("<u4")]))

    @classmethod
    def load(cls, path: Path) -> LookupTable:
        """Map PATH; several processes share its memory."""
        data = np.load(path, mmap_mode="c", allow_pickle=False)  # "c": shared memory that counts as writable, as kernels ask
        if data.dtype != np.uint32 or data.ndim != 1 or data.size < 2:
            raise InputError(f"{path}: not a lookup table of an n-gram model")
        order = int(data[0])
        end = 1 + 2 * order * LEVELS
        if not 1 <= order <= kernels.MAX_ORDER or data.size <= end:
            raise InputError(f"{path}: not a lookup table of an n-gram model")
        books = np.array(data[1:end]).view(np.float32).reshape(2 * order, LEVELS)
        return cls(order, data[end:], np.ascontiguousarray(books[:order]), np.ascontiguousarray(books[order:]))


def _quantise(values: F64) -> tuple[F32, U8]:
    """256 even steps from the least to the greatest value, and each value's step; the error is at most half a step."""
    if values.size == 0:
        return np.zeros(LEVELS, np.float32), np.zeros(0, np.uint8)
    low, high = float(values.min()), float(values.max())
    steps = np.linspace(low, high, LEVELS)
    codes = np.rint((values - low) / max(high - low, 1e-30) * (LEVELS - 1))
    return steps.astype(np.float32), codes.astype(np.uint8)


__all__ = [
    "BOS",
    "EN",
    "EOS",
    "MARK_NAMES",
    "NEITHER",
    "N_MARKS",
    "UNK",
    "WORD",
    "ZH",
    "LookupTable",
    "NgramModel",
    "Surprise",
    "Tokens",
    "discounts",
    "estimate",
    "tokenise",
    "write_arpa",
]
