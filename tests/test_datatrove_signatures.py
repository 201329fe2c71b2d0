"""Clusters from datatrove's signature files are datatrove's own, and by its rules so are ours from texts."""

import json
import random
import re
import struct

import pyarrow.parquet as pq
import pytest
from datatrove.data import Document
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature
from datatrove.utils.hashing import HashConfig
from datatrove.utils.text import simplify_text
from datatrove.utils.word_tokenizers import WordTokenizer
from hypothesis import assume, given
from hypothesis import strategies as st

from qualityfilter import Documents, InputError, Recipe, run
from qualityfilter.datatrove_signatures import datatrove_clusters
from qualityfilter.explaining import explain_document
from qualityfilter.normalising import DATATROVE, signed_units


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


def test_by_its_rules_clusters_are_its_own(tmp_path):
    """From texts, with our hashes: copies are near, others far, so that chance has no say. Chains and numbers connect as they do there."""
    rng = random.Random(6)
    words = ["".join(rng.choice("abcdefghij") for _ in range(7)) for _ in range(5000)]
    texts = []
    for group in range(40):
        base = [rng.choice(words) for _ in range(300)]
        base[10:16] = ["on", "3.14", "of", f"{group},000,{group}", "a4", "x2y22"]
        for copy in range(rng.randint(1, 4)):
            changed = list(base)
            changed[12 + copy] = "other"
            texts.append(" ".join(changed).replace("3.14", str(copy * 17)).replace("a4", f"A{copy}9"))
    texts.append(" ".join(base[:4]))
    theirs: dict[int, set] = {}
    signatures, pairs, removed = (str(tmp_path / name) for name in ("signatures", "pairs", "removed"))
    MinhashDedupSignature(signatures, language=Blanks()).run((Document(text=t, id=str(i)) for i, t in enumerate(texts)), 0, 1)
    for bucket in range(14):
        MinhashDedupBuckets(signatures, pairs).run(None, bucket, 14)
    MinhashDedupCluster(pairs, removed, save_cluster_id=True).run(None, 0, 1)
    for doc, cluster in struct.iter_unpack("<II", (tmp_path / "removed/000000.clusters").read_bytes()):
        theirs.setdefault(cluster, set()).add(str(doc))
    with open(tmp_path / "in.jsonl", "w") as file:
        file.writelines(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(texts))
    recipe = Recipe.of({"name": "d", "dedup": {"rules": "datatrove", "keep": "first"}})
    result = run(recipe, [str(tmp_path / "in.jsonl")], str(tmp_path / "out"))
    table = pq.read_table(result.path("scores/part-00000.parquet")).to_pylist()
    ours: dict[str, set] = {}
    for row in table:
        ours.setdefault(row["cluster"], set()).add(row["id"])
    assert len(theirs) > 20
    assert {frozenset(group) for group in ours.values() if len(group) > 1} == set(map(frozenset, theirs.values()))
    assert all(sum(row["survivor"] for row in table if row["id"] in group) == 1 for group in ours.values())
    assert all(row["similarity"] is None for row in table if not row["survivor"])
    assert result.plan["duplicates"]["rules"] == "datatrove"
    gone = next(row for row in table if not row["survivor"])
    shown = explain_document(result.out, gone["id"])
    assert f"matches the kept {gone['duplicate_of']} (connected, not verified)" in shown
    assert "on their texts: Jaccard 0.9" in shown


ALPHABET = st.text(st.sampled_from("aB zé.,-_1290中 \n"), max_size=30)


@given(ALPHABET, ALPHABET)
def test_units_are_equal_where_its_simplified_words_are(one, other):
    """Words that mix digits with other letters than ASCII, and its numbers over a point within words, apart."""

    def simplified(text: str) -> list[str]:
        return re.findall(r"中|[^\W中]+", simplify_text(text))

    def units(text: str) -> list[int]:
        return signed_units(Documents.of(text), DATATROVE).hash.tolist()

    def plain(text: str) -> bool:
        return not re.search(r"é\w*\d|\d\w*é|[a-zé]\d+[.,]\d|\d[.,]\d+[a-zé]", text.lower())

    assume(plain(one) and plain(other))
    one, other = one.replace("é", "e"), other.replace("é", "e")  # accents count here, and not there
    assert len(units(one)) == len(simplified(one))
    assert (units(one) == units(other)) == (simplified(one) == simplified(other))
