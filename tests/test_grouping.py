"""Groups over shards: planted groups are found, unrelated documents stay apart, partitions and shard order do not matter."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter import Recipe, run
from qualityfilter.kernels.components import components
from qualityfilter.keyfile import PARTITIONS, read_keys, write_keys
from qualityfilter.storage import Storage


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60))
def test_components_are_the_smallest_member_reachable(edges):
    parent = np.arange(31, dtype=np.int64)
    a, b = (np.array([e[i] for e in edges], np.int64) for i in (0, 1))
    components(a, b, parent)
    expected = list(range(31))
    for _ in range(31):
        for x, y in edges:
            expected[x] = expected[y] = min(expected[x], expected[y])
    assert parent.tolist() == expected


@given(st.lists(st.integers(0, 2**64 - 1), max_size=200), st.integers(0, PARTITIONS), st.integers(0, PARTITIONS), st.booleans())
def test_key_files_give_back_any_range_sorted(keys, low, high, wide):
    import tempfile
    from pathlib import Path

    low, high = sorted((low, high))
    key, row = np.array(keys, np.uint64), np.arange(len(keys), dtype=np.uint32)
    second = key[::-1].copy() if wide else np.zeros(0, np.uint64)
    with tempfile.TemporaryDirectory() as folder:
        write_keys(Path(folder) / "keys.bin", key, second, row)
        k, s, r = read_keys(Storage(folder), "keys.bin", low, high)
    inside = [(int(x), int(y)) for x, y in zip(key, row) if low <= int(x) >> 48 < high]
    assert list(zip(k.tolist(), r.tolist())) == sorted(inside, key=lambda e: (e[0], int(second[e[1]]) if wide else 0, e[1]))
    assert not wide or not k.size or np.array_equal(s, second[r])


def write(folder, texts, files=3):
    folder.mkdir()
    for f in range(files):
        lines = [json.dumps({"id": str(i), "text": t}, ensure_ascii=False) for i, t in enumerate(texts) if i % files == f]
        (folder / f"{f}.jsonl").write_text("\n".join(lines), encoding="utf8")
    return f"{folder}/*.jsonl"


def clusters(tmp_path, name, texts, files=3, **dedup):
    recipe = Recipe.of({"name": "g", "dedup": {"keep": "longest", "action": "mark", **dedup}})
    result = run(recipe, [write(tmp_path / name, texts, files)], str(tmp_path / f"out-{name}"))
    rows = [r for n in Storage(result.out).names("scores") for r in pq.read_table(result.path(f"scores/{n}")).to_pylist()]
    groups = {}
    for row in rows:
        groups.setdefault(row["cluster"], set()).add(row["id"])
    return {frozenset(g) for g in groups.values() if len(g) > 1}, rows


def page(seed, words=400):
    return [f"w{(seed * 7919 + i * (seed + 3)) % 100_003}" for i in range(words)]


@pytest.fixture
def planted():
    """Eight groups of three copies with a few words changed, thirty pages alone; and which belong together."""
    texts, groups = [], []
    for g in range(8):
        members = []
        for copy in range(3):
            words = page(g)
            for j in range(copy * 3):
                words[(j * 97 + copy * 31) % len(words)] = f"changed{g}{copy}{j}"
            members.append(str(len(texts)))
            texts.append(" ".join(words))
        groups.append(frozenset(members))
    texts += [" ".join(page(100 + g)) for g in range(30)]
    return texts, set(groups)


def test_planted_groups_are_found_and_nothing_else(tmp_path, planted):
    texts, groups = planted
    found, rows = clusters(tmp_path, "a", texts)
    assert found == groups
    assert all(row["verdict"] == "kept" for row in rows)  # action: mark
    assert sum(row["survivor"] for row in rows) == len(texts) - 16


def test_order_files_and_partitions_do_not_matter(tmp_path, planted):
    texts, groups = planted
    order = sorted(range(len(texts)), key=lambda i: (i * 29) % 54)
    renamed = {str(new): str(old) for new, old in enumerate(order)}
    found, _ = clusters(tmp_path, "b", [texts[i] for i in order], files=5)
    assert {frozenset(renamed[i] for i in g) for g in found} == groups


def test_a_small_memory_setting_gives_many_partitions_and_the_same_groups(tmp_path, planted, monkeypatch):
    texts, groups = planted
    from qualityfilter import grouping

    used = []
    original = grouping.partitions

    def many(size, memory, first):
        used.append(original(10**6, 10**5, first))
        return used[-1]

    monkeypatch.setattr(grouping, "partitions", many)
    found, _ = clusters(tmp_path, "c", texts)
    assert found == groups
    assert all(len(p) == 64 for p in used)


@pytest.mark.parametrize("text", ["", "短文", "two words"])
def test_short_documents_meet_by_exact_hash_alone(tmp_path, text):
    found, _ = clusters(tmp_path, "d", [text, text, text + "!", *[" ".join(page(i)) for i in range(4)]], files=2)
    assert found == {frozenset({"0", "1"})}


def test_worksheets_that_differ_in_numbers_stay_apart(tmp_path):
    sheets = [
        " ".join(f"Solve for x: {a * k + 3} x + {a + k} = {a * 7 + k * 5}. Show your work." for k in range(2, 14)) for a in range(11, 31)
    ]
    found, _ = clusters(tmp_path, "e", sheets)
    assert found == set()


def test_a_large_group_of_exact_copies_is_one_star(tmp_path):
    found, rows = clusters(tmp_path, "f", [" ".join(page(1))] * 3000 + [" ".join(page(2))] * 2)
    assert sorted(len(g) for g in found) == [2, 3000]
    assert sum(row["survivor"] for row in rows) == 2
