"""Reads what the judge needs: corpora as far as it draws from them, and validation texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import orjson
import xxhash
import zstandard

from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.judge_model import Text
from qualityfilter.judging import Corpus, Slice
from qualityfilter.listing import ReadOptions, list_shards
from qualityfilter.reading import ShardReading
from qualityfilter.recipe import resolve_path
from qualityfilter.storage import Storage

READ_AHEAD = 5  # times the tokens that are drawn: what a corpus is read to
LONGEST = 20_000  # characters of a validation document that are read

Batch = tuple[list[str], list[int]]  # texts, and how often each is to be read


def read_corpus(where: str, tokens: int, seed: int = 1) -> Corpus:
    """A corpus: the folder of a run (its documents count as often as `repeat` says), or files or a glob.

    Parts are read in random order until there are five times the tokens that will be drawn.
    """
    texts, repeats, held = list[Text](), list[int](), 0
    for batch, repeat in _batches(where, seed):
        text = Text.of(batch)
        texts.append(text)
        repeats += repeat
        held += int((text.counts * np.array(repeat)).sum())
        if held >= READ_AHEAD * tokens:
            break
    if not held:
        raise InputError(f"{where}: no document with a text")
    return Corpus(where, Text.joined(texts), np.array(repeats, np.int64))


def _batches(where: str, seed: int) -> Iterator[Batch]:
    storage = Storage(resolve_path(where))
    if storage.exists("manifest.json"):
        for name in _shuffled(storage.names("data"), seed):
            yield from _of_run(storage, f"data/{name}")
        return
    if storage.exists("recipe.yaml") and storage.exists("work/inputs.json"):
        raise InputError(f"{where}: the run is not finished: it has no manifest.json")
    yield from ((texts, [1] * len(texts)) for texts in _of_files(where, seed))


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


def _of_files(glob: str, seed: int) -> Iterator[list[str]]:
    options = ReadOptions(paths=(resolve_path(glob),))
    shards = list_shards(options)
    for index in _shuffled([str(shard.index) for shard in shards], seed):
        for batch in ShardReading(shards[int(index)], options):
            if batch.table.num_rows:
                yield Documents(batch.table).texts


def read_slice(given: str, curated: bool, most: int, seed: int = 1) -> Slice:
    """A slice from NAME=GLOB: at most so many documents, drawn by a hash of their text, each cut after 20,000 characters."""
    name, sign, glob = given.partition("=")
    if not sign or not name or not glob:
        raise InputError(f"{given}: write NAME=GLOB, as in mathematics=held_out/maths/*.jsonl")
    texts = {text[:LONGEST] for batch in _of_files(glob, seed) for text in batch if text.strip()}
    drawn = sorted(texts, key=lambda text: (xxhash.xxh3_64_intdigest(text, seed), text))[:most]
    return Slice(name, Text.of(drawn), curated)
