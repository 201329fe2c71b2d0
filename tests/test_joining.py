"""Joining out of memory gives the components that joining in memory gives, and large groups are chosen from piece by piece."""

import random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import fingerprints
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter import Recipe, joining, run, surviving
from qualityfilter.grouping import KINDS, NEAR, Edges, edge_names, join_edges, save_edges, sure_pairs
from qualityfilter.storage import Storage

EDGES = st.lists(st.tuples(st.integers(-30, 60), st.integers(-30, 60)), max_size=90)


def components(edges):
    """Plainly: the least document that each is connected with."""
    label = {n: n for edge in edges for n in edge}
    changed = True
    while changed:
        changed = False
        for a, b in edges:
            least = min(label[a], label[b])
            changed |= label[a] != least or label[b] != least
            label[a] = label[b] = least
    return label


@given(EDGES, st.sets(st.integers(-29, 59), max_size=8))
def test_blocks_do_not_matter(edges, cuts):
    edges = [(min(e), max(e)) for e in edges]
    pairs = [(np.array([a], np.int64), np.array([b], np.int64)) for a, b in edges]
    with joining.connect(pairs, [-30, *sorted(cuts), 61]) as connected:
        found = [(int(m), int(c)) for member, component in connected for m, c in zip(member, component)]
        asked = np.arange(-35, 65, dtype=np.int64)
        told = dict(zip(asked.tolist(), connected.component_of(asked).tolist()))
    expected = components(edges)
    assert found == sorted(expected.items())
    assert told == {n: expected.get(n, n) for n in told}


def edges_of(pairs, sure=True):
    a, b = np.array([(min(p), max(p)) for p in pairs], np.int64).reshape(-1, 2).T
    ones = np.ones(a.size, np.float32)
    return Edges(a.copy(), b.copy(), ones, ones, ones, np.full(a.size, NEAR), np.full(a.size, sure))


class Small:
    """As much of a context as joining looks at."""

    def __init__(self, storage, memory):
        self.storage = storage
        self.recipe = type("R", (), {"dedup": type("D", (), {"memory_bytes": memory})})


@pytest.mark.parametrize("memory", [joining.EDGE_BYTES, 50 * joining.EDGE_BYTES, 1 << 30])
def test_memory_does_not_matter_and_doubtful_edges_join_nothing(tmp_path, memory):
    rng = random.Random(3)
    storage = Storage(str(tmp_path))
    pairs = [(rng.randrange(2000), rng.randrange(2000)) for _ in range(700)] + [(5, k) for k in range(100, 300)]
    pairs = [p for p in pairs if p[0] != p[1]]
    for part in range(3):
        doubtful = edges_of([(3000 + part, 4000 + part)], sure=False)
        save_edges(storage, f"work/edges/near-{part:03d}.parquet", [edges_of(pairs[part::3]), edges_of(pairs[part::4]), doubtful])
    names = edge_names(storage, KINDS)
    bounds = joining.blocks(storage, names, memory)
    assert (len(bounds) > 100) == (memory == joining.EDGE_BYTES)
    told = join_edges(Small(storage, memory))
    table = pq.read_table(tmp_path / "work/groups.parquet")
    expected = components(pairs)
    assert dict(zip(table["member"].to_pylist(), table["component"].to_pylist())) == expected
    assert table["member"].to_pylist() == sorted(expected)
    assert told == {
        "members": len(expected), "groups": len(set(expected.values())), "exact": 0, "contained": 0, "url": 0,
        "near": len({(min(p), max(p)) for p in pairs}),
    }  # fmt: skip
    assert sum(a.size for a, _ in sure_pairs(storage, names)) >= told["near"]


def test_no_edges_are_no_groups(tmp_path):
    storage = Storage(str(tmp_path))
    save_edges(storage, "work/edges/near-000.parquet", [])
    assert join_edges(Small(storage, 1 << 20))["members"] == 0
    assert pq.read_table(tmp_path / "work/groups.parquet").schema.equals(pa.schema([("member", pa.int64()), ("component", pa.int64())]))


@pytest.mark.parametrize("portion", [1, 7, 40])
def test_a_group_is_chosen_from_piece_by_piece_with_the_same_result(tmp_path, monkeypatch, portion):
    """A chain of copies, each a little further from the first, so that several of one group stay."""
    rng = random.Random(5)
    words = [f"w{rng.randrange(10_000)}" for _ in range(300)]
    lines = []
    for i in range(120):
        for _ in range(3):
            words[rng.randrange(300)] = f"new{rng.randrange(10_000)}"
        lines.append(f'{{"id": "{i}", "text": "{" ".join(words)}"}}')
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    recipe = Recipe.of({"name": "c", "dedup": {"keep": "first"}, "alarms": {"group_size": None}})
    whole = run(recipe, [str(tmp_path / "in.jsonl")], str(tmp_path / "whole"))
    assert whole.plan["duplicates"]["groups"] == 1
    assert 3 < whole.kept < 60
    monkeypatch.setattr(surviving, "PORTION", portion)
    run(recipe, [str(tmp_path / "in.jsonl")], str(tmp_path / "pieces"))
    assert fingerprints(tmp_path / "pieces") == fingerprints(tmp_path / "whole")
