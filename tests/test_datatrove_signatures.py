"""Clusters from datatrove's signature files are datatrove's own."""

import random
import struct

import pytest
from datatrove.data import Document
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature
from datatrove.utils.hashing import HashConfig
from datatrove.utils.word_tokenizers import WordTokenizer

from qualityfilter import InputError
from qualityfilter.datatrove_signatures import datatrove_clusters


class Blanks(WordTokenizer):
    """Words between blanks; needs no model."""

    def word_tokenize(self, text: str) -> list[str]:
        return text.split()

    def sent_tokenize(self, text: str) -> list[str]:
        return [text]

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        return [(0, len(text))]


def documents() -> list[list[str]]:
    """Three files with copies near and far from the threshold, in files of their own and in others."""
    rng = random.Random(4)
    words = ["".join(rng.choice("abcdefghij") for _ in range(7)) for _ in range(5000)]  # datatrove turns numbers to 0
    files = [[], [], []]
    for _ in range(60):
        base = [rng.choice(words) for _ in range(120)]
        for _ in range(rng.randint(1, 4)):
            share = rng.choice((0.0, 0.01, 0.03, 0.08))
            files[rng.randrange(3)].append(" ".join(rng.choice(words) if rng.random() < share else w for w in base))
    files[0].append("too short")
    return files


@pytest.mark.parametrize("precision", [64, 32])
def test_clusters_are_datatroves(tmp_path, precision):
    config = MinhashConfig(hash_config=HashConfig(precision=precision))
    signatures, pairs, removed = (str(tmp_path / name) for name in ("signatures", "pairs", "removed"))
    for rank, texts in enumerate(documents()):
        step = MinhashDedupSignature(signatures, config, language=Blanks())
        step.run((Document(text=t, id=str(i)) for i, t in enumerate(texts)), rank, 3)
    for bucket in range(config.num_buckets):
        MinhashDedupBuckets(signatures, pairs, config=config).run(None, bucket, config.num_buckets)
    MinhashDedupCluster(pairs, removed, config, save_cluster_id=True).run(None, 0, 1)
    theirs: dict[int, set] = {}
    for path in (tmp_path / "removed").glob("*.clusters"):
        for doc, cluster in struct.iter_unpack("<II", path.read_bytes()):
            theirs.setdefault(cluster, set()).add((int(path.stem), doc))
    ours: dict[int, set] = {}
    for row in datatrove_clusters(signatures, precision=precision).to_pylist():
        ours.setdefault(row["cluster"], set()).add((row["file"], row["doc"]))
    assert len(ours) > 20
    assert set(map(frozenset, ours.values())) == set(map(frozenset, theirs.values()))


def test_other_files_are_refused(tmp_path):
    with pytest.raises(InputError, match="no bucket_BBB folders"):
        datatrove_clusters(tmp_path)
    (tmp_path / "bucket_000").mkdir()
    (tmp_path / "bucket_000/00000.minhash.sig").write_bytes(b"x" * 69)
    with pytest.raises(InputError, match="no whole records of 8 hashes"):
        datatrove_clusters(tmp_path)
