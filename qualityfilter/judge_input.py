"""Reads what the judge needs: corpora as far as it draws from them, and validation texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import orjson
import xxhash
import zstandard

from qualityfilter.data_files import data_files
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.judge_model import Text
from qualityfilter.judging import Corpus, Slice
from qualityfilter.listing import list_shards
from qualityfilter.pieces import ReadOptions
from qualityfilter.reading import ShardReading
from qualityfilter.recipe import resolve_path
from qualityfilter.storage import Storage

READ_AHEAD = 5  # times the tokens that are drawn: how many of a corpus are held
MOST_PARTS = 256  # of a corpus that are read
LONGEST = 20_000  # characters of a validation document that are read
DRAWN = 1 << 32  # a document's place in the order of drawing lies below

Batch = tuple[list[str], list[int]]  # texts, and how often each is to be read


def read_corpus(where: str, tokens: int, seed: int = 1) -> Corpus:
    """A corpus: the folder of a run (its documents count as often as `repeat` says), or files or a glob.

    Documents from all of it (of 256 parts at most, drawn), by a hash of where they stand, until there are five times the tokens that will
    be drawn.
    """
    return read_sample(where, tokens, seed).corpus


@dataclass(frozen=True)
class Sampled:
    """What was drawn of a corpus, its texts if they were asked for, and about which share of all its tokens that is."""

    corpus: Corpus
    texts: list[str]
    share: float


def read_sample(where: str, tokens: int, seed: int = 1, texts: bool = False, only: Callable[[str], bool] | None = None) -> Sampled:
    """As `read_corpus`; `only` chooses parts of a run. Those first in order are held: what comes before them makes the last go."""
    held, bound, of, every = list[_Held](), DRAWN, 0, 1.0
    for part, (batch, repeat), share in batches(where, seed, only):
        place = np.array([xxhash.xxh3_64_intdigest(f"{part}/{of + i}", seed) >> 32 for i in range(len(batch))], np.int64)
        of, every = of + len(batch), share
        some = np.flatnonzero((place < bound) & (np.array(repeat, np.int64) > 0))
        chosen = [batch[i] for i in some.tolist()]
        held.append(_Held(Text.of(chosen), place[some], np.array(repeat, np.int64)[some], chosen if texts else []))
        if sum(one.tokens for one in held) > 2 * READ_AHEAD * tokens:
            held, bound = _fewer(held, READ_AHEAD * tokens)
    if not sum(one.tokens for one in held):
        raise InputError(f"{where}: no document with a text")
    held, bound = _fewer(held, READ_AHEAD * tokens)
    corpus = Corpus(where, Text.joined([one.text for one in held]), np.concatenate([one.repeat for one in held]))
    return Sampled(corpus, [text for one in held for text in one.texts], bound / DRAWN * every)


@dataclass(frozen=True)
class _Held:
    text: Text
    place: npt.NDArray[np.int64]
    repeat: npt.NDArray[np.int64]
    texts: list[str]

    @property
    def tokens(self) -> int:
        return int((self.text.counts * self.repeat).sum())


def _fewer(held: list[_Held], tokens: int) -> tuple[list[_Held], int]:
    """Those that come first until so many tokens are reached, and the place of the first that is too much."""
    place = np.concatenate([one.place for one in held])
    counts = np.concatenate([one.text.counts * one.repeat for one in held])
    order = np.argsort(place, kind="stable")
    last = int(np.searchsorted(np.cumsum(counts[order]), tokens))
    if last + 1 >= order.size:
        return held, DRAWN
    bound, kept = int(place[order[last + 1]]), []
    for one in held:
        some = np.flatnonzero(one.place < bound)
        texts = [one.texts[i] for i in some.tolist()] if one.texts else []
        kept.append(_Held(one.text.take(some), one.place[some], one.repeat[some], texts))
    return kept, bound


def batches(where: str, seed: int, only: Callable[[str], bool] | None = None) -> Iterator[tuple[str, Batch, float]]:
    """The documents of a corpus by part, and which share of its parts is read at all; parts in random order."""
    storage = Storage(resolve_path(where))
    if storage.exists("manifest.json"):
        names = _shuffled([name for name in data_files(storage) if only is None or only(name)], seed)
        for name in names[:MOST_PARTS]:
            yield from ((name, batch, min(MOST_PARTS / len(names), 1.0)) for batch in _of_run(storage, f"data/{name}"))
        return
    if storage.exists("recipe.yaml") and storage.exists("work/inputs.json"):
        raise InputError(f"{where}: the run is not finished: it has no manifest.json")
    yield from _of_files(where, seed)


def _shuffled(names: Sequence[str], seed: int) -> list[str]:
    return sorted(names, key=lambda name: (xxhash.xxh3_64_intdigest(name, seed), name))


def _of_run(storage: Storage, name: str) -> Iterator[Batch]:
    if name.endswith(".parquet"):
        table = storage.read_table(name, ["text", "repeat"])
        yield table.column("text").to_pylist(), table.column("repeat").to_pylist()
        return
    with storage.open(name) as file:
        rows = [orjson.loads(line) for line in zstandard.ZstdDecompressor().stream_reader(file).read().splitlines()]
    yield [row["text"] for row in rows], [row["repeat"] for row in rows]


def _of_files(glob: str, seed: int) -> Iterator[tuple[str, Batch, float]]:
    options = ReadOptions(paths=(resolve_path(glob),))
    shards = list_shards(options)
    names = _shuffled([str(shard.index) for shard in shards], seed)
    for index in names[:MOST_PARTS]:
        for batch in ShardReading(shards[int(index)], options):
            if batch.table.num_rows:
                yield index, (Documents(batch.table).texts, [1] * batch.table.num_rows), min(MOST_PARTS / len(names), 1.0)


def read_slice(given: str, curated: bool, most: int, seed: int = 1) -> Slice:
    """A slice from NAME=GLOB: at most so many documents, drawn by a hash of their text, each cut after 20,000 characters."""
    name, texts = read_named(given, most, seed)
    return Slice(name, Text.of(texts), curated)


def read_named(given: str, most: int, seed: int = 1) -> tuple[str, list[str]]:
    """The name and the texts of NAME=GLOB, in the order of their hashes."""
    name, sign, glob = given.partition("=")
    if not sign or not name or not glob:
        raise InputError(f"{given}: write NAME=GLOB, as in mathematics=held_out/maths/*.jsonl")
    return name, read_drawn(glob, most, seed)


def read_drawn(glob: str, most: int, seed: int = 1) -> list[str]:
    """At most so many texts of files, drawn by a hash of each, cut after 20,000 characters, exact copies once."""
    texts = {text[:LONGEST] for _, (batch, _), _ in _of_files(glob, seed) for text in batch if text.strip()}
    return sorted(texts, key=lambda text: (xxhash.xxh3_64_intdigest(text, seed), text))[:most]
