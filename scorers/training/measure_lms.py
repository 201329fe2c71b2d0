"""What the two n-gram models cost, and that others can read them: `python -m scorers.training.measure_lms DATA`.

Printed: megabytes of both together; MB of text a second that each reads on one core, units known, best of five; and, after training them
anew from DATA as `train_fluency_lm` does, whether the tables are the shipped bytes, and how far KenLM, reading the exported ARPA files,
is from what the shipped tables say of the same sentences (tables keep 8 bits of a probability).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.kernels.scan import CJK_KIND
from qualityfilter.ngram import EN, MARK_NAMES, N_MARKS, UNK, WORD, ZH, LookupTable, Surprise, Tokens, tokenise, write_arpa
from scorers._prose import LM_FILES
from scorers.kenlm_file import read
from scorers.training.graded_sources import graded_documents
from scorers.training.labelled import labelled_documents, labelled_sites
from scorers.training.train_fluency_lm import SETTINGS, Stream, streams, texts, train

F64 = npt.NDArray[np.float64]
LANGUAGE = {EN: "en", ZH: "zh"}
MOST_SENTENCES = 2000
LEAST_DOCUMENTS = 3


class Cost(NamedTuple):
    """A figure, and the bar that it is to reach; `upward` where more is better."""

    what: str
    of: str
    n: int
    value: float
    bar: float
    upward: bool


def costs(data: Path) -> Iterator[Cost]:
    """Size, speed, and the two models trained anew against those that ship."""
    yield Cost("n-gram models", "MB, both", len(LM_FILES), sum(file.stat().st_size for file in LM_FILES.values()) / 1e6, 20.0, False)
    rows = labelled_documents(data / "labels")
    for model, language in LANGUAGE.items():
        chosen = [str(row["text"]) for row in rows if row["lang"] == language]
        yield Cost("n-gram models", f"MB/s, {language}", len(chosen), speed(chosen, model), 15.0, True)
    taken = labelled_sites(data / "labels") | frozenset(str(record["id"]) for _, record in graded_documents(data))
    found = streams(texts(data, taken))
    for setting in SETTINGS:
        some = [str(row["text"]) for row in rows if row["lang"] == LANGUAGE[setting.model]][:200]
        n, same, apart = against_kenlm(found[setting.model], setting.model, setting.order, some)
        yield Cost("n-gram models", f"same bytes, {LANGUAGE[setting.model]}", 1, float(same), 1.0, True)
        yield Cost("n-gram models", f"bits from KenLM, {LANGUAGE[setting.model]}", n, apart, 0.05, False)


def speed(chosen: list[str], model: int) -> float:
    """MB of text a second, its units known: finding sentences, and looking every token up."""
    docs = Documents.from_texts(chosen)
    size, table = int(docs.views.bytes.sum()) / 1e6, LookupTable.load(LM_FILES[model])
    docs.views.units  # noqa: B018  others need them as well
    Surprise.of(tokenise(docs), {model: table})  # compiles, and maps the file
    times = []
    for _ in range(5):
        started = time.perf_counter()
        Surprise.of(tokenise(docs), {model: table})
        times.append(time.perf_counter() - started)
    return size / min(times)


def against_kenlm(stream: Stream, model: int, order: int, chosen: list[str]) -> tuple[int, bool, float]:
    """Tokens compared, whether training gives the shipped table, and the mean distance of its bits from KenLM's."""
    trained, hashes = train(stream, order, LEAST_DOCUMENTS)
    with tempfile.TemporaryDirectory() as folder:
        table, arpa = Path(folder) / "table.npy", Path(folder) / "model.arpa"
        LookupTable.of(trained, hashes).save(table)
        write_arpa(trained, arpa)
        same, reader = table.read_bytes() == LM_FILES[model].read_bytes(), read(str(arpa))
    words = dict(zip(hashes[N_MARKS:].tolist(), trained.words[N_MARKS:], strict=True))
    tokens = tokenise(Documents.from_texts(chosen))
    ours = Surprise.of(tokens, {model: LookupTable.load(LM_FILES[model])}).bits
    apart: list[float] = []
    starts = np.r_[0, tokens.sentence_end[:-1]]
    for start, end in list(zip(starts[tokens.model == model], tokens.sentence_end[tokens.model == model], strict=True))[:MOST_SENTENCES]:
        said = " ".join(_word(tokens, int(i), words) for i in range(start, end - 1))
        theirs = -np.log2(10) * np.array([score for score, _, _ in reader.full_scores(said)])
        apart += np.abs(theirs - ours[start:end]).tolist()
    return len(apart), same, float(np.mean(apart))


def _word(tokens: Tokens, i: int, words: dict[int, str]) -> str:
    """How a token is written in the ARPA file."""
    value = int(tokens.hash[i])
    if value <= N_MARKS:
        return MARK_NAMES[value - 1]
    return words.get(value, MARK_NAMES[int(UNK if tokens.kind[i] == CJK_KIND else WORD) - 1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    for cost in costs(parser.parse_args().data):
        print(f"{cost.what} {cost.of:<20} {cost.n:8,}  {cost.value:8.4f}  to be {'at least' if cost.upward else 'at most'} {cost.bar:g}")


if __name__ == "__main__":
    main()
