"""What `fluency` and `density` measure of a document before any judgement: one matrix a batch, computed once.

Sentences as the two n-gram models read them, lines, characters by class, compression, and the scores of linear models over the
shared hashed features. Everything is per document and independent of the batch.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.kernels import compression
from qualityfilter.kernels import prose as kernels
from qualityfilter.kernels.scan import REPLACEMENT_COUNT, UPPER_COUNT
from qualityfilter.kernels.unicode import CJK, CONTROL, DIGIT, LETTER, PUNCTUATION, SCRIPTS, SPACE, SYMBOL, tables
from qualityfilter.ngram import EN, ZH, LookupTable, Surprise, tokenise
from scorers._bank import COLUMNS as BANK_COLUMNS
from scorers._bank import Linear
from scorers._bank import columns as bank_columns
from scorers._blends import blended
from scorers._language import detect
from scorers._trees import Trees

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
MODELS = Path(__file__).parent / "models"
MODEL_FILE = MODELS / "prose.npz"
LM_FILES = {ZH: MODELS / "fluency_lm_zh.npy", EN: MODELS / "fluency_lm_en.npy"}
CURVE_KNOTS = (3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0)  # ln bytes
HEADS = ("fluency", "density", "nav")
"""Linear models over the hashed features."""
PROBE = "The heron, 2 of 3:\n- stood still (x_1 = 4).\n苍鹭一动不动，站在桥下。\n\nhttps://example.org/a?b=c\n"
"""A text whose hashed features the model file keeps: where they differ, the features have changed and the heads must be fitted anew."""

READ = (
    "read", "surprise", "surprise_sd", "word_surprise", "mark_surprise", "prior", "prior_sd", "common", "unknown", "known_1", "known_2",
    "known_3", "known_4", "sentence_q10", "sentence_q25", "sentence_q50", "sentence_q75", "sentence_q90",
)  # fmt: skip
"""Names of what language models measure; the rest of FEATURES needs none."""
SHAPE = (
    "ends", "commas", "others", "breaks", "sentence_length", "mean_sentence", "sentences", "in_long", "unbroken", "lines", "line_mean",
    "line_weighted", "blank", "under_10", "under_20", "under_40", "under_80", "under_160", "in_under_20", "in_under_40", "in_under_80",
    "ended", "in_ended", "stopped", "in_stopped", "prose", "bullets", "duplicates", "in_duplicates", "short_run", "head_short",
    "tail_short", "separators", "links", "accented", "private", "variety", "entropy", "compression", "length", "cjk", "control", "space",
    "letter", "digit", "ideograph", "punctuation", "symbol", "upper", "replacement",
)  # fmt: skip
FEATURES = (*READ, *SHAPE)


@functools.cache
def language_models() -> dict[int, LookupTable]:
    """The shipped models, mapped once per process."""
    return {model: LookupTable.load(path) for model, path in LM_FILES.items()}


@dataclass(frozen=True)
class Graders:
    """What MODEL_FILE holds: heads, trees by column (with `_shape` for those that need no language model), the compression curve."""

    heads: Linear
    trees: dict[str, Trees]
    curve: F64


@functools.cache
def graders() -> Graders:
    """The shipped graders, read once per process."""
    with np.load(MODEL_FILE, allow_pickle=False) as arrays:
        heads = Linear(np.ascontiguousarray(arrays["heads_weights"]), arrays["heads_scale"], arrays["heads_intercept"])
        names = [name.removesuffix("_roots") for name in arrays.files if name.endswith("_roots")]
        return Graders(heads, {name: Trees.of(arrays, name) for name in names}, arrays["compression_curve"])


def grade(docs: Documents, column: str) -> F64:
    """The grade 0-5 of a column ("fluency", "density"); documents in a language without an n-gram model are graded by shape alone.

    Chinese and English are graded by trees and by the linear bank together. 0.0 for a document without units.
    """
    return docs.memo(f"prose:grade:{column}", lambda: _grade(docs, column))


def is_read(docs: Documents) -> npt.NDArray[np.bool_]:
    """Whether an n-gram model reads a document's language."""
    return docs.memo("prose:is_read", lambda: detect(docs).is_any_of("en", "zh"))


def _grade(docs: Documents, column: str) -> F64:
    x, model = features(docs), graders()
    by_shape = model.trees[f"{column}_shape"].predict(x[:, len(READ) :])
    with_words = model.trees[column].predict(np.column_stack([x, heads(docs).astype(np.float32)]))
    together = blended(column, with_words, bank_columns(docs)[:, BANK_COLUMNS.index(column)])
    grades = np.where(is_read(docs), together, by_shape)
    return np.where(docs.views.units.counts > 0, np.clip(grades, 0.0, 5.0), 0.0)


def heads(docs: Documents) -> F64:
    """(n, HEADS): what the linear models say."""
    return docs.memo("prose:heads", lambda: graders().heads.of_documents(docs))


def script_shares(docs: Documents) -> F64:
    """(n, 3): Latin letters, CJK characters, and letters of other scripts as shares of all three; Latin where there are none."""
    scripts = docs.views.scripts.astype(np.float64)
    latin, cjk = scripts[:, SCRIPTS.index("LATIN")], scripts[:, SCRIPTS.index("HAN")] + scripts[:, SCRIPTS.index("KANA")]
    other = scripts.sum(axis=1) - latin - cjk
    shares = np.column_stack([latin, cjk, other])
    total = shares.sum(axis=1)
    shares[total == 0, 0] = 1.0
    return shares / np.maximum(total, 1.0)[:, None]


def compression_residual(docs: Documents) -> F64:
    """ln of the compressed share over what a text of that length and script usually takes: above 0, it repeats itself less; in -2 to 2."""
    length = np.log(np.maximum(docs.views.bytes, 1))
    expected = np.column_stack([np.interp(length, CURVE_KNOTS, curve) for curve in graders().curve])
    share = compressed_share(docs)
    residual = np.log(np.maximum(share, 1e-9)) - (script_shares(docs) * expected).sum(axis=1)
    return np.where(share > 0, np.clip(residual, -2.0, 2.0), 0.0)


def features(docs: Documents) -> F32:
    """(n, FEATURES): see the module. Zero where there is nothing to measure."""
    return docs.memo("prose:features", lambda: _features(docs))


def bits_per_unit(docs: Documents) -> F64:
    """Bits to code a document's sentences, marks included, by units in them that a model reads; 0 where none does."""
    sums, _ = _sentences(docs)
    return _ratio(sums[:, kernels.BITS], sums[:, kernels.READ_WORDS])


def entropy(docs: Documents) -> F64:
    """Entropy of the units of each document, in bits a unit."""
    return _variety(docs)[1]


def compressed_share(docs: Documents) -> F64:
    """Bytes that each document takes when its repetitions are pointed at, as a share of its own bytes; 0 for empty text."""
    return docs.memo("prose:compressed", lambda: _compressed(docs))


def _compressed(docs: Documents) -> F64:
    bits = np.zeros(len(docs))
    compression.compressed_bits(docs.views.buffer, docs.views.offsets, bits)
    return _ratio(bits / 8, docs.views.bytes)


def _variety(docs: Documents) -> tuple[F64, F64]:
    def compute() -> tuple[F64, F64]:
        window, bits = np.zeros(len(docs)), np.zeros(len(docs))
        kernels.variety(docs.views.units.hash, docs.views.units.offsets, window, bits)
        return window, bits

    return docs.memo("prose:variety", compute)


def _sentences(docs: Documents) -> tuple[F64, F64]:
    def compute() -> tuple[F64, F64]:
        tokens = tokenise(docs)
        surprise = Surprise.of(tokens, language_models())
        sums, histogram = np.zeros((len(docs), kernels.N_SENTENCE)), np.zeros((len(docs), kernels.STEPS))
        kernels.sentences(
            tokens.hash, tokens.kind, tokens.chars, tokens.sentence_end, tokens.model, tokens.sentence_offsets,
            surprise.bits, surprise.prior, surprise.matched, sums, histogram,
        )  # fmt: skip
        return sums, histogram

    return docs.memo("prose:sentences", compute)


def _features(docs: Documents) -> F32:
    found = _of_reading(docs) | _of_lines(docs) | _of_characters(docs)
    return np.ascontiguousarray(np.column_stack([found[name] for name in FEATURES]), np.float32)


def _of_reading(docs: Documents) -> dict[str, F64]:
    """What the language models say, and what sentences are like."""
    sums, histogram = _sentences(docs)
    tokens, read, words = sums[:, kernels.TOKENS], sums[:, kernels.READ_TOKENS], sums[:, kernels.READ_WORDS]
    sentences, prior, mean = sums[:, kernels.SENTENCES], _ratio(sums[:, kernels.PRIOR], words), _ratio(sums[:, kernels.BITS], read)
    known = sums[:, kernels.MATCHED : kernels.MATCHED + 7]
    at_least = np.cumsum(known[:, ::-1], axis=1)[:, ::-1]
    below = np.cumsum(histogram, axis=1)
    found = {
        "read": _ratio(read, tokens),
        "surprise": mean,
        "surprise_sd": _deviation(sums[:, kernels.BITS_SQUARED], read, mean),
        "word_surprise": _ratio(sums[:, kernels.WORD_BITS], words),
        "mark_surprise": _ratio(sums[:, kernels.BITS] - sums[:, kernels.WORD_BITS], read - words),
        "prior": prior,
        "prior_sd": _deviation(sums[:, kernels.PRIOR_SQUARED], words, prior),
        "common": _ratio(sums[:, kernels.COMMON], words),
        "unknown": _ratio(known[:, 0], words),
        "known_1": _ratio(known[:, 1], words),
        "sentence_length": np.log1p(_ratio(sums[:, kernels.LENGTH_SQUARED], tokens)),
        "mean_sentence": np.log1p(_ratio(tokens, sentences)),
        "sentences": np.log1p(sentences),
        "in_long": _ratio(sums[:, kernels.IN_LONG], tokens),
        "unbroken": _ratio(sums[:, kernels.UNBROKEN], tokens),
    }
    for k in (2, 3, 4):
        found[f"known_{k}"] = _ratio(at_least[:, k], words)
    for q in (10, 25, 50, 75, 90):
        found[f"sentence_q{q}"] = np.where(read > 0, ((below < q / 100 * read[:, None]).sum(axis=1) + 0.5) / 4, 0.0)
    for k, name in enumerate(("ends", "commas", "others", "breaks")):
        found[name] = _ratio(sums[:, kernels.MARKS + k], tokens)
    return found


def _of_lines(docs: Documents) -> dict[str, F64]:
    views, wide = docs.views, 1.0 + docs.views.cjk_share
    lines, sums = views.lines, np.zeros((len(docs), kernels.N_LINE))
    spans = lines.start, lines.end, lines.chars, lines.offsets
    kernels.lines(views.buffer, views.offsets, tables().classes, *spans, views.line_hashes, wide, sums)
    kernels.marks(views.buffer, views.offsets, sums)
    filled, chars = sums[:, kernels.FILLED], sums[:, kernels.CHARS]
    under, in_under = (np.cumsum(sums[:, c : c + 6], axis=1) for c in (kernels.BY_WIDTH, kernels.IN_WIDTH))
    found = {
        "lines": np.log1p(filled),
        "line_mean": np.log1p(_ratio(chars, filled) * wide),
        "line_weighted": np.log1p(_ratio(sums[:, kernels.CHARS_SQUARED], chars) * wide),
        "blank": _ratio(lines.counts - filled, lines.counts),
        "short_run": np.log1p(sums[:, kernels.SHORT_RUN]),
        "head_short": _ratio(sums[:, kernels.HEAD_SHORT], sums[:, kernels.HEAD]),
        "tail_short": _ratio(sums[:, kernels.TAIL_SHORT], sums[:, kernels.TAIL]),
        "links": _ratio(sums[:, kernels.LINKS], filled),
    }
    for k, width in enumerate((10, 20, 40, 80, 160)):
        found[f"under_{width}"] = _ratio(under[:, k], filled)
        found[f"in_under_{width}"] = _ratio(in_under[:, k], chars)
    for name in ("ended", "stopped", "bullets", "duplicates"):
        found[name] = _ratio(sums[:, getattr(kernels, name.upper())], filled)
    for name in ("in_ended", "in_stopped", "prose", "in_duplicates", "separators", "accented", "private"):
        found[name] = _ratio(sums[:, getattr(kernels, name.upper())], chars)
    return found


def _of_characters(docs: Documents) -> dict[str, F64]:
    views = docs.views
    counts, characters = views.counts.astype(np.float64), views.characters
    window, bits = _variety(docs)
    found = {
        "variety": window,
        "entropy": bits,
        "compression": compressed_share(docs),
        "length": np.log1p(characters),
        "cjk": views.cjk_share,
        "upper": _ratio(counts[:, UPPER_COUNT], counts[:, LETTER]),
        "replacement": _ratio(counts[:, REPLACEMENT_COUNT], characters),
    }
    names = ("control", "space", "letter", "digit", "ideograph", "punctuation", "symbol")
    for name, column in zip(names, (CONTROL, SPACE, LETTER, DIGIT, CJK, PUNCTUATION, SYMBOL)):
        found[name] = _ratio(counts[:, column], characters)
    return found


def _ratio(part: npt.NDArray[np.generic], whole: npt.NDArray[np.generic]) -> F64:
    """part / whole, 0 where whole is 0."""
    return np.asarray(part, np.float64) / np.maximum(np.asarray(whole, np.float64), 1e-9) * (np.asarray(whole, np.float64) > 0)


def _deviation(squares: F64, n: F64, mean: F64) -> F64:
    return np.sqrt(np.maximum(_ratio(squares, n) - mean * mean, 0.0))
