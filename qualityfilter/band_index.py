"""A run's band keys as an index of datasketch: ask which of its kept documents a text of yours may be a copy of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import yaml
from datasketch import MinHash as Signature
from datasketch import MinHashLSH

from qualityfilter.corpus import Corpus, kept_values, of_run
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.kernels.minhash import band_hash
from qualityfilter.keyfile import PARTITIONS
from qualityfilter.recipe import Recipe
from qualityfilter.signing import MinHash, permutations, signature
from qualityfilter.storage import Storage


def hash_of_band(raw: bytes) -> bytes:
    """The hash that band keys hold, of a band's minima as datasketch hands them to a `hashfunc` (big-endian)."""
    return _bytes(int(band_hash(np.frombuffer(raw, ">u4").astype(np.uint32), 0, len(raw) // 4)))


def _bytes(key: int) -> bytes:
    return (key >> 8).to_bytes(7, "big")


def to_datasketch(run: str) -> MinHashLSH:
    """An index of all documents that a run kept and that have shingles, by their ids; of documents with one id, the first."""
    storage = Storage(run)
    try:
        recipe = Recipe.model_validate(yaml.safe_load(storage.read_bytes("recipe.yaml")))
        sign = Storage(storage.measured_root()).read_json("work/identity.json")["sign"]
    except FileNotFoundError as error:
        raise InputError(f"{run}: not a finished run: {error}") from error
    if recipe.dedup.settings is None:
        raise InputError(f"{run}: its recipe looked for no near-duplicates, so it has no band keys")
    settings, corpus = recipe.dedup.settings, of_run(run, storage.measured_root(), [0], [run], sign)
    index = MinHashLSH(num_perm=settings.permutations, params=(settings.bands, settings.rows), hashfunc=hash_of_band)
    for shard in range(len(corpus.parts)):
        for name, keys in _keys_of_part(corpus, shard, settings.bands):
            if name not in index.keys:
                hashes = [_bytes(key) for key in keys]
                index.keys.insert(name, *hashes)
                for table, key in zip(index.hashtables, hashes, strict=True):
                    table.insert(key, name)
    return index


def _keys_of_part(corpus: Corpus, shard: int, bands: int) -> list[tuple[str, list[int]]]:
    """Id and band keys in the order of bands of each kept document of a part."""
    alone = Corpus((corpus.runs[shard],), (corpus.roots[shard],), (corpus.parts[shard],), (corpus.first[shard], corpus.first[shard + 1]))
    key, _, number = alone.keys("bands", 0, PARTITIONS)
    order = np.lexsort((key & np.uint64(0xFF), number))
    key, rows = key[order].reshape(-1, bands), (number[order] - alone.first[0])[::bands]
    if not rows.size:
        return []
    names: npt.NDArray[np.object_] = kept_values(corpus.runs[shard], corpus.parts[shard], rows, "id").to_numpy(zero_copy_only=False)
    return list(zip(names.tolist(), key.tolist(), strict=True))


def query(text: str, settings: MinHash) -> Signature:
    """A text's signature as datasketch's object, for `MinHashLSH.query`."""
    scheme = permutations(settings.permutations, settings.seed)
    return Signature(
        num_perm=settings.permutations, seed=settings.seed, hashvalues=signature(Documents.of(text), settings)[0], permutations=scheme,
        scheme="affine32",
    )  # fmt: skip


__all__ = ["hash_of_band", "query", "to_datasketch"]
