"""Fixtures: small crawls on disk, and what a run leaves behind as hashes."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from pathlib import Path

import hypothesis
import pytest

# Kernels compile at their first call, and machines are slow and fast: no test judges by time. On CI the examples are fixed.
hypothesis.settings.register_profile("project", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("project")

RAY = ("test_cluster.py", "test_remote.py")  # each starts a Ray of its own on all cores: one after the other


def pytest_collection_modifyitems(items):
    """Where tests run in several processes, those of a file stay together and share its fixtures."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group("ray" if item.path.name in RAY else str(item.path)))


# What must be the same bytes however a run ran; times and hosts live in run.json, and on the page that shows them.
TIMES = "reports/index.html"
SAME_BYTES = ("data", "repeated", "gathered", "scores", "removed", "quarantine", "plan", "reports", "manifest.json")


def fingerprints(root) -> dict[str, str]:
    """sha256 of every file of a run that may not differ between two runs of the same recipe on the same input."""
    root, found = Path(root), {}
    for top in SAME_BYTES:
        path = root / top
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        for file in files:
            if str(file.relative_to(root)) == TIMES:
                continue
            found[str(file.relative_to(root))] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


SENTENCES = (
    "The heron stood still in the shallow water and waited for the fish to come back.",
    "A continuous function on a closed interval attains its maximum, which is what we use below.",
    "苍鹭站在浅水里一动不动，等着鱼儿游回来。",
    "设函数 $f$ 在闭区间 $[a,b]$ 上连续，则它在该区间上取得最大值。",
    "The committee met on Tuesday and decided to repair the bridge before winter.",
    "委员会星期二开会，决定在冬天之前修好那座桥。",
    "for i in range(10):\n    print(i * i)",
    "Tides rise and fall twice a day because the Earth turns under two bulges of water.",
)


def document(number: int, part: int = 0) -> dict:
    """A document that depends on its number alone: some near-duplicates, some short, some with odd fields."""
    body = [SENTENCES[(number * 7 + k * (1 + number % 5)) % len(SENTENCES)] + f" ({number % 40}.{k})" for k in range(3 + number % 9)]
    record = {
        "id": f"p{part}-{number}",
        "text": "\n".join(body),
        "url": f"https://site{number % 6}.example.org/{number}",
        "depth": number % 3,
    }
    if number % 10 == 0:
        del record["id"]
    if number % 17 == 0:
        record["text"] += f"\nRevised on day {number}."
    return record


@pytest.fixture(scope="session")
def crawl(tmp_path_factory) -> Path:
    """Four JSONL files of 90 documents each and, in the second, three records that cannot be read."""
    folder = tmp_path_factory.mktemp("crawl")
    for part in range(4):
        lines = [json.dumps(document(part * 60 + i, part), ensure_ascii=False).encode() for i in range(90)]
        if part == 1:
            lines[5] = b'{"id": "cut", "text": "this line en'
            lines[6] = b'{"id": "bytes", "text": "\xff\xfe"}'
            lines[7] = b'{"id": "number", "text": 5}'
        (folder / f"crawl-{part}.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return folder


RECIPE = {
    "name": "small",
    "description": "A recipe of the tests.",
    "read": {"shard_bytes": 16_384},
    "clean": {"cleaners": [{"cleaner": "spliced_hosts.v1"}, {"cleaner": "call_to_action.v1"}]},
    "score": [{"scorer": "structure.v1"}, {"scorer": "gopher_repetition.v1"}],
    "dedup": {"by": "units", "keep": "longest", "minhash": {"jaccard": 0.7}},
    "decide": [
        {"name": "long_enough", "column": "units", "min": 40},
        {"name": "not_repetitive", "column": "gopher_dup_line_frac", "max": 0.3},
        {"name": "better_part", "column": "gopher_top_2gram", "keep": 0.9},
    ],
}

SURVEYED = {
    **RECIPE,
    "survey": {"min_documents": 2},
    "clean": {"cleaners": [*RECIPE["clean"]["cleaners"], {"cleaner": "site_lines.v1", "params": {"pages": 3}}]},
}
"""The same with pass 0."""


@pytest.fixture
def recipe():
    from qualityfilter import Recipe

    return Recipe.of(RECIPE)


@pytest.fixture(scope="session")
def finished(crawl, tmp_path_factory):
    """The reference: the recipe of the tests run in this process."""
    from qualityfilter import Recipe, run

    out = tmp_path_factory.mktemp("reference") / "run"
    return run(Recipe.of(RECIPE), [f"{crawl}/*.jsonl"], str(out))


def heed_interrupts() -> None:
    """In a child: take SIGINT as a terminal would send it, even where the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
