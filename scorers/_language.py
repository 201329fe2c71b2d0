"""Which language a document is in: by script where a script has one language, else by a small linear model over character n-grams."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.kernels import letter_ngrams as kernels
from qualityfilter.kernels.unicode import SCRIPTS, tables

MODEL_FILE = Path(__file__).parent / "models" / "language.npz"
UND = "und"

ONE_LANGUAGE = {
    "HAN": "zh", "KANA": "ja", "HANGUL": "ko", "GREEK": "el", "GURMUKHI": "pa", "GUJARATI": "gu", "ORIYA": "or", "TAMIL": "ta",
    "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml", "SINHALA": "si", "THAI": "th", "LAO": "lo", "MYANMAR": "my", "GEORGIAN": "ka",
    "KHMER": "km", "MONGOLIAN": "mn", "ARMENIAN": "hy", "THAANA": "dv", "CANADIAN": "iu",
}  # fmt: skip
"""Scripts in which (nearly) all text on the web is of one language."""
MODELLED = ("LATIN", "CYRILLIC", "ARABIC", "HEBREW", "DEVANAGARI", "BENGALI", "ETHIOPIC", "TIBETAN")
"""Scripts of several languages, which the model tells apart."""
CODES = {
    "OTHER": "Zyyy", "LATIN": "Latn", "HAN": "Hans", "KANA": "Jpan", "HANGUL": "Kore", "CYRILLIC": "Cyrl", "GREEK": "Grek",
    "ARABIC": "Arab", "HEBREW": "Hebr", "DEVANAGARI": "Deva", "BENGALI": "Beng", "GURMUKHI": "Guru", "GUJARATI": "Gujr", "ORIYA": "Orya",
    "TAMIL": "Taml", "TELUGU": "Telu", "KANNADA": "Knda", "MALAYALAM": "Mlym", "SINHALA": "Sinh", "THAI": "Thai", "LAO": "Laoo",
    "TIBETAN": "Tibt", "MYANMAR": "Mymr", "GEORGIAN": "Geor", "ETHIOPIC": "Ethi", "KHMER": "Khmr", "MONGOLIAN": "Mong",
    "ARMENIAN": "Armn", "CHEROKEE": "Cher", "CANADIAN": "Cans", "SYRIAC": "Syrc", "THAANA": "Thaa",
}  # fmt: skip
"""ISO 15924."""
SCRIPT_CODES = (*(CODES[s] for s in SCRIPTS), "Hant")
LANGUAGES = (
    "aa", "ab", "af", "ak", "am", "ar", "ay", "az", "be", "bg", "bi", "bm", "bn", "bo", "br", "bs", "ca", "ch", "co", "cs", "cv", "cy",
    "da", "de", "dv", "dz", "ee", "el", "en", "eo", "es", "et", "eu", "fa", "fi", "fj", "fo", "fr", "fy", "ga", "gd", "gl", "gn", "gu",
    "gv", "ha", "he", "hi", "hr", "ht", "hu", "hy", "ia", "id", "ig", "io", "is", "it", "iu", "ja", "jv", "ka", "kg", "kk", "kl", "km",
    "kn", "ko", "kr", "ku", "ky", "la", "lb", "lg", "ln", "lo", "lt", "lv", "mg", "mh", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my",
    "ne", "ng", "nl", "no", "nr", "nv", "ny", "oc", "om", "or", "os", "pa", "pl", "ps", "pt", "qu", "rm", "rn", "ro", "ru", "rw", "sa",
    "sc", "se", "sg", "si", "sk", "sl", "sm", "sn", "so", "sq", "sr", "ss", "st", "su", "sv", "sw", "ta", "te", "tg", "th", "ti", "tk",
    "tl", "tn", "to", "tr", "ts", "tt", "ty", "ug", "uk", "ur", "uz", "ve", "vi", "wa", "wo", "xh", "yi", "yo", "za", "zh", "zu", UND,
)  # fmt: skip
"""ISO 639-1 codes that can be found, and "und" for text without letters or of no language known here."""

# How many Latin letters a character of a script stands for when scripts are mixed: a Chinese page about code is a Chinese page.
WEIGHT = np.array([{"OTHER": 0.0, "HAN": 6.0, "KANA": 4.0, "HANGUL": 3.0}.get(s, 1.0) for s in SCRIPTS])
KANA_OF_JAPANESE = 0.1  # Japanese prose is half kana; a の on a Chinese page is not Japanese
FEW_LETTERS = 3.0  # at so many letters confidence is halved
HEAD, MIDDLE = 400, 400  # letters read
HAN_BYTES = 12_000  # bytes of a Chinese document in which simplified and traditional forms are counted
SIMPLIFIED, TRADITIONAL = 1, 2


@dataclass(frozen=True)
class LanguageModel:
    """A linear model over hashed character n-grams, and which characters are in use in one form of Chinese only."""

    embeddings: npt.NDArray[np.int8]  # buckets × dimensions
    scale: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]  # dimensions × languages
    bias: npt.NDArray[np.float32]
    allowed: npt.NDArray[np.bool_]  # scripts × languages
    han_form: npt.NDArray[np.uint8]  # by code point: SIMPLIFIED, TRADITIONAL or 0


@functools.cache
def model() -> LanguageModel:
    """The shipped model, read once per process."""
    with np.load(MODEL_FILE, allow_pickle=False) as arrays:
        han_form = np.zeros(1 << 16, np.uint8)
        han_form[arrays["simplified"]], han_form[arrays["traditional"]] = SIMPLIFIED, TRADITIONAL
        if tuple(arrays["languages"]) != LANGUAGES:
            raise ValueError(f"{MODEL_FILE}: made for other languages than this version knows")
        parts = {name: np.ascontiguousarray(arrays[name]) for name in ("embeddings", "scale", "weights", "bias", "allowed")}
        return LanguageModel(**parts, han_form=han_form)


@dataclass(frozen=True)
class Detected:
    """Per document: index into LANGUAGES, confidence 0-1, index into SCRIPT_CODES."""

    language: npt.NDArray[np.int32]
    confidence: npt.NDArray[np.float64]
    script: npt.NDArray[np.int32]

    def is_any_of(self, *codes: str) -> npt.NDArray[np.bool_]:
        """Which documents are in one of these languages."""
        return np.isin(self.language, [LANGUAGES.index(code) for code in codes])


def detect(docs: Documents) -> Detected:
    """Language and script of each document, computed once a batch."""
    return docs.memo("language:detected", lambda: _detect(docs))


def _detect(docs: Documents) -> Detected:
    views = docs.views
    scripts = views.scripts.astype(np.float64)
    weighed = scripts * WEIGHT
    han, kana = SCRIPTS.index("HAN"), SCRIPTS.index("KANA")
    weighed[:, han] += weighed[:, kana]
    japanese = scripts[:, kana] > KANA_OF_JAPANESE * (scripts[:, han] + scripts[:, kana])
    weighed[:, kana] = 0.0
    main = weighed.argmax(axis=1).astype(np.int32)
    letters, total = weighed.max(axis=1), weighed.sum(axis=1)
    share = letters / np.maximum(total, 1e-9)
    main[(main == han) & japanese] = kana

    language = np.full(len(docs), LANGUAGES.index(UND), np.int32)
    confidence: npt.NDArray[np.float64] = np.ones(len(docs))
    for name, code in ONE_LANGUAGE.items():
        language[main == SCRIPTS.index(name)] = LANGUAGES.index(code)
    _classify(docs, main, language, confidence)
    nothing = total == 0
    language[nothing], main[nothing] = LANGUAGES.index(UND), SCRIPTS.index("OTHER")
    confidence = np.where(nothing, 0.0, confidence * share * letters / (letters + FEW_LETTERS))
    script = main.copy()
    script[_traditional(docs, main == han)] = SCRIPT_CODES.index("Hant")
    return Detected(language, np.clip(confidence, 0.0, 1.0), script)


def _classify(docs: Documents, main: npt.NDArray[np.int32], language: npt.NDArray[np.int32], confidence: npt.NDArray[np.float64]) -> None:
    """Fill in what the model says of documents whose main script has several languages."""
    shipped, table = model(), tables()
    modelled = np.where(np.isin(main, [SCRIPTS.index(s) for s in MODELLED]), main, -1).astype(np.int32)
    work = np.empty(6 * (HEAD + MIDDLE) + 4096, np.int32)
    kernels.classify(
        docs.views.buffer, docs.views.offsets, modelled, table.classes, table.scripts, table.fold, shipped.embeddings, shipped.scale,
        shipped.weights, shipped.bias, shipped.allowed, HEAD, MIDDLE, work, language, confidence,
    )  # fmt: skip


def _traditional(docs: Documents, chinese: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which Chinese documents have more characters that only traditional text has than ones that only simplified text has."""
    counts = np.zeros((len(docs), 3), np.int32)
    kernels.count_marked(docs.views.buffer, docs.views.offsets, chinese, HAN_BYTES, model().han_form, counts)
    found: npt.NDArray[np.bool_] = counts[:, TRADITIONAL] > counts[:, SIMPLIFIED]
    return found
