"""Trains the two n-gram models behind `fluency`: `python -m scorers.training.train_fluency_lm DATA [--out DIR]`.

DATA is a folder of JSON Lines files (`SOURCES` names them, all under licences that allow models that hold n-grams); a file that
is not there is skipped with a line on stderr. Chinese sentences go to one model, English ones to the other. Documents that are
labelled, from a labelled site, or graded by source (`graded_sources`) are left out: whatever is fitted to grades must see the models
as they will meet unseen pages. N-grams seen in fewer than three documents are dropped.
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.kernels.scan import CJK_KIND
from qualityfilter.ngram import EN, MARK_NAMES, N_MARKS, UNK, WORD, ZH, LookupTable, NgramModel, estimate, tokenise, write_arpa
from scorers.training.graded_sources import fresh, graded_documents
from scorers.training.labelled import labelled_sites, read_jsonl

MODELS = Path(__file__).parent.parent / "models"
SOURCES = (
    "zh_web/cctv_news.jsonl.gz", "zh_web/wechat_essays.jsonl", "quality/zh_wikipedia_cmrc.jsonl", "quality/zh_oi_wiki_quality.jsonl",
    "math/zh_oi_wiki_math.jsonl.gz", "code/zh_oi_wiki_code.jsonl", "quality/zh_d2l_zh_quality.jsonl", "math/zh_d2l_zh_math.jsonl",
    "code/zh_d2l_zh_code.jsonl", "quality/zh_debian_handbook.jsonl", "quality/zh_debian_install_guide.jsonl",
    "quality/zh_debian_reference.jsonl", "quality/zh_manpages.jsonl.gz", "web/zh_zhihu_qa.jsonl", "quality/en_wikipedia.jsonl.gz",
    "quality/en_d2l_en_quality.jsonl", "math/en_d2l_en_math.jsonl", "code/en_d2l_en_code.jsonl", "code/en_python_docs.jsonl.gz",
    "quality/en_python_docs.jsonl", "quality/en_us_speeches.jsonl.gz", "quality/en_debian_handbook.jsonl",
    "quality/en_debian_install_guide.jsonl", "quality/en_debian_reference.jsonl", "math/en_sympy_docs.jsonl", "math/theorems_en.jsonl",
    "web/wcxb_pages.jsonl.gz", "web/cc_samples.jsonl",
)  # fmt: skip


class Setting(NamedTuple):
    model: int
    name: str
    order: int


SETTINGS = (Setting(ZH, "fluency_lm_zh", 4), Setting(EN, "fluency_lm_en", 4))


def texts(data: Path, taken: frozenset[str]) -> Iterator[str]:
    """The text of every document of SOURCES whose site and id are not taken, in order."""
    for name in SOURCES:
        if not (data / name).exists():
            print(f"{data / name}: not there, skipped", file=sys.stderr)
            continue
        for record in read_jsonl(data / name):
            if fresh(record, taken) and record.get("lang", "en") in ("en", "zh"):
                yield record["text"]


class Stream(NamedTuple):
    """Tokens of one language with <s> before each sentence; `hash` is 0 there, and `document` ascends."""

    hash: npt.NDArray[np.uint64]
    kind: npt.NDArray[np.uint8]
    document: npt.NDArray[np.int64]
    words: dict[int, str]  # hash -> how the unit is written (folded)


def streams(documents: Iterator[str]) -> dict[int, Stream]:
    """The tokens of all documents, apart by the model that reads them."""
    parts: dict[int, list[tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8], npt.NDArray[np.int64]]]] = {ZH: [], EN: []}
    words: dict[int, str] = {}
    first = 0
    for batch in batches(documents):
        docs = Documents.from_texts(batch)
        tokens, units = tokenise(docs), docs.views.units
        sentence = np.repeat(np.arange(tokens.sentence_end.size), np.diff(np.r_[0, tokens.sentence_end]))
        document = np.searchsorted(tokens.sentence_offsets, sentence, side="right") - 1 + first
        for model, found in parts.items():
            chosen = tokens.model[sentence] == model
            h, kind, s, d = tokens.hash[chosen], tokens.kind[chosen], sentence[chosen], document[chosen]
            at = np.flatnonzero(np.r_[True, s[1:] != s[:-1]]) if s.size else np.zeros(0, np.int64)
            found.append((np.insert(h, at, np.uint64(0)), np.insert(kind, at, np.uint8(3)), np.insert(d, at, d[at])))
        fresh, where = np.unique(units.hash, return_index=True)
        data = docs.views.buffer
        for h, u in zip(fresh.tolist(), where.tolist()):
            if h not in words:
                words[h] = unicodedata.normalize("NFKC", bytes(data[units.start[u] : units.end[u]]).decode()).lower()
        first += len(batch)
    joined = {}
    for model, found in parts.items():
        hashes, kinds, documents_of = zip(*found)
        joined[model] = Stream(np.concatenate(hashes), np.concatenate(kinds), np.concatenate(documents_of), words)
    return joined


def batches(documents: Iterator[str], size: int = 500) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in documents:
        batch.append(text)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def train(stream: Stream, order: int, min_documents: int) -> tuple[NgramModel, npt.NDArray[np.uint64]]:
    """The model of a stream and the hash of each of its words; words of fewer than `min_documents` documents become <word> or <unk>."""
    unit = stream.kind < 3
    known = frequent(stream.hash[unit], stream.document[unit], min_documents)
    hashes = np.r_[np.arange(1, N_MARKS + 1).astype(np.uint64), known[known > N_MARKS]]
    by_hash = np.argsort(hashes)
    place = np.minimum(np.searchsorted(hashes[by_hash], stream.hash), hashes.size - 1)
    ids = by_hash[place]
    rare = hashes[ids] != stream.hash
    ids[rare & (stream.kind == CJK_KIND)] = int(UNK) - 1
    ids[rare & (stream.kind != CJK_KIND)] = int(WORD) - 1
    ids[stream.hash == 0] = 0
    words = [*MARK_NAMES, *(stream.words[int(h)] for h in hashes[N_MARKS:])]
    return estimate(ids, stream.document, words, order, min_documents), hashes


def frequent(hashes: npt.NDArray[np.uint64], document: npt.NDArray[np.int64], min_documents: int) -> npt.NDArray[np.uint64]:
    """The hashes that are in at least `min_documents` documents, ascending."""
    order = np.lexsort((document, hashes))
    h, d = hashes[order], document[order]
    first = np.r_[True, (h[1:] != h[:-1]) | (d[1:] != d[:-1])]
    unique, count = np.unique(h[first], return_counts=True)
    return unique[count >= min_documents]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=MODELS)
    parser.add_argument("--arpa", action="store_true", help="write the ARPA files beside the tables")
    parser.add_argument("--min-documents", type=int, default=3)
    options = parser.parse_args()
    graded = frozenset(str(record["id"]) for _, record in graded_documents(options.data))
    found = streams(texts(options.data, labelled_sites(options.data / "labels") | graded))
    for setting in SETTINGS:
        stream = found[setting.model]
        model, hashes = train(stream, setting.order, options.min_documents)
        path = options.out / f"{setting.name}.npy"
        LookupTable.of(model, hashes).save(path)
        if options.arpa:
            write_arpa(model, path.with_suffix(".arpa"))
        counts = " + ".join(str(len(g)) for g in model.grams)
        print(f"{path.name}: {stream.hash.size:,} tokens, {counts} n-grams, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
