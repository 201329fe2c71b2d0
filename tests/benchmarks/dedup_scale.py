"""Deduplication at scale: `python tests/benchmarks/dedup_scale.py [DOCUMENTS] [--members N] [--workers 2]`

DOCUMENTS (default 1,000,000; mean over 1.5 kB) are made of real paragraphs (QUALITYFILTER_DATA, default ../shared/data) and hold
planted groups, one for every 20 documents: half of 2 to 50 copies with Jaccard .95 and more to the first, half pairs from .5 to .95.
Prints time and memory, which groups were found, how many documents joined that were not planted, pairs by similarity against the
curve. `--members N` plants instead one group of N near-copies, all of whom share band keys; `--sharing N` N documents that share one
band key and nothing else to speak of.
"""

from __future__ import annotations

import argparse
import glob
import gzip
import json
import os
import random
import resource
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

DATA = Path(os.environ.get("QUALITYFILTER_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
SETS = ("web/wcxb_pages*", "quality/en_*", "quality/zh_*", "zh_web/cctv_news*", "zh_web/wechat_essays*", "zh_web/tech_weekly*")
FILES = 64
LENGTH = 1_650  # bytes of a document, about


def paragraphs() -> list[str]:
    """Different paragraphs of 200 to 800 bytes from all sets."""
    found: dict[str, None] = {}
    for name in sorted(name for pattern in SETS for name in glob.glob(f"{DATA}/{pattern}")):
        with (gzip.open if name.endswith(".gz") else open)(name, "rt", encoding="utf8") as lines:
            for line in lines:
                for paragraph in json.loads(line)["text"].split("\n"):
                    if 200 <= len(paragraph.encode("utf8", "replace")) <= 800:
                        found[paragraph.strip()] = None
    return list(found)


class Maker:
    """Documents of random paragraphs, and copies of them with a given similarity."""

    def __init__(self, seed: int) -> None:
        self.random, self.pool = random.Random(seed), paragraphs()
        self.sizes = [len(p.encode()) for p in self.pool]
        self.used: set[int] = set()
        self.words = [words for p in self.pool if p.isascii() and len(words := p.split()) > 30]

    def document(self) -> str:
        """Paragraphs of which no other document has the two longest: documents are alike by chance in a million draws."""
        while True:
            size, parts = 0, []
            while size < LENGTH - 250:
                parts.append(self.random.randrange(len(self.pool)))
                size += self.sizes[parts[-1]]
            low, high = sorted(sorted(set(parts), key=lambda p: (self.sizes[p], p))[-2:] * 2)[1:3]
            if low != high and (low << 32 | high) not in self.used:
                self.used.add(low << 32 | high)
                return "\n".join(self.pool[p] for p in parts)

    def text(self, least: int) -> list[str]:
        words: list[str] = []
        while len(words) < least:
            words += self.random.choice(self.words)
        return words

    def copy(self, base: list[str], jaccard: float) -> list[str]:
        """About this Jaccard of shingles: the beginning is the same, the rest another text of the same length."""
        common = round(2 * jaccard / (1 + jaccard) * len(base))
        return base[:common] + self.text(len(base) - common)[: len(base) - common] if common < len(base) else base[:]


def passages(candidates: int = 1_000_000) -> str:
    """Eight passages of five words that have the least hash of many under the permutations of the first band, one each."""
    from qualityfilter import Documents
    from qualityfilter.signing import MinHash, permutations, shingles

    draw = np.random.RandomState(4).randint(0, 100_000, (candidates, 5))
    a, b = permutations(MinHash().permutations, 1)
    least = [(2**32, "")] * 8
    for start in range(0, candidates, 50_000):
        texts = [" ".join(f"w{k}x" for k in row) for row in draw[start : start + 50_000].tolist()]
        docs = Documents.from_texts(texts)
        h = (shingles(docs, 5)[docs.views.units.offsets[:-1]] >> np.uint64(32)).astype(np.uint32)
        for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):  # the finaliser of MurmurHash3
            h = (h ^ (h >> np.uint32(shift))) * np.uint32(factor)
        for k in range(8):
            values = a[k] * h + b[k]
            best = int(values.argmin())
            least[k] = min(least[k], (int(values[best]), texts[best]))
    return " ".join(text for _, text in least)


def records(documents: int, members: int, sharing: int = 0):
    maker, made, group = Maker(1), 0, 0
    if sharing:
        shared = passages()
        for i in range(sharing):
            yield {"id": f"s{i}", "text": f"{shared} {' '.join(f'u{i}n{k}' for k in range(150))}"}
        made = sharing
    if members:
        base = maker.text(260)
        for i in range(members):
            words = base[:]
            words[i % 250] = f"changed{i}"  # every copy has its own word: no two are the same text
            yield {"id": f"big-{i}", "text": " ".join(words)}
        made = members
    while not members and not sharing and group < documents // 20:
        base = maker.text(250)
        pair = group % 2
        size = 2 if pair else min(2 + int(maker.random.expovariate(1 / 6)), 50)
        yield {"id": f"g{group}-0", "text": " ".join(base)}
        for i in range(1, size):
            jaccard = maker.random.uniform(0.5, 0.95) if pair else maker.random.uniform(0.955, 1)
            yield {"id": f"g{group}-{i}-{'p' if pair else 'c'}", "text": " ".join(maker.copy(base, jaccard))}
        made, group = made + size, group + 1
    for i in range(documents - made):
        yield {"id": f"u{i}", "text": maker.document()}


def write(folder: str, documents: int, members: int, sharing: int) -> int:
    """JSONL files, the documents dealt out at random; returns bytes of text."""
    files = [open(f"{folder}/{i:03d}.jsonl", "wb") for i in range(FILES)]  # noqa: SIM115
    where, size = random.Random(2), 0
    for record in records(documents, members, sharing):
        size += len(record["text"].encode())
        files[where.randrange(FILES)].write(orjson.dumps(record) + b"\n")
    for file in files:
        file.close()
    return size


def check(out: str, settings) -> None:
    """Planted groups against clusters."""
    names = sorted(os.listdir(f"{out}/scores"))
    table = pa.concat_tables([pq.read_table(f"{out}/scores/{n}", columns=["id", "cluster", "similarity"]) for n in names])
    cluster = dict(zip(table["id"].to_pylist(), table["cluster"].to_pylist()))
    unplanted = pc.sum(pc.and_(pc.starts_with(table["id"], "u"), pc.not_equal(table["id"], table["cluster"]))).as_py() or 0
    copies = [i for i in cluster if i.endswith("-c")]
    lost = sum(cluster[i] != cluster[f"{i.split('-')[0]}-0"] for i in copies)
    crossed = sum(c.split("-")[0] != i.split("-")[0] for i, c in cluster.items() if i[0] == "g")
    big = {c for i, c in cluster.items() if i.startswith("big-")}
    print(f"  copies at .95 and more: {len(copies):,}, not found {lost}; unplanted joins {unplanted}, joins across groups {crossed}")
    if big:
        print(f"  the large group came out as {len(big)} cluster(s)")


def curve(folder: str, out: str, jaccard: float, settings) -> None:
    """Pairs found by true similarity, beside what the curve and the threshold give."""
    from qualityfilter import Documents
    from qualityfilter.verifying import shingle_sets

    pairs: dict[str, dict[str, str]] = {}
    for name in glob.glob(f"{folder}/*.jsonl"):
        with open(name, "rb") as lines:
            for line in lines:
                record = orjson.loads(line)
                if record["id"].startswith("g") and int(record["id"][1:].split("-")[0]) % 2:
                    pairs.setdefault(record["id"].split("-")[0], {})[record["id"]] = record["text"]
    tables = [pq.read_table(f"{out}/scores/{n}", columns=["id", "cluster"]) for n in os.listdir(f"{out}/scores")]
    cluster = {i: c for t in tables for i, c in zip(t["id"].to_pylist(), t["cluster"].to_pylist()) if i[0] == "g"}
    truth, found = [], []
    for both in pairs.values():
        (one, other), texts = both, list(both.values())
        sets, offsets = shingle_sets(Documents.from_texts(texts), settings)
        shared = np.intersect1d(sets[: offsets[1]], sets[offsets[1] :], assume_unique=True).size
        truth.append(shared / (sets.size - shared))
        found.append(cluster[one] == cluster[other])
    s, hit = np.array(truth), np.array(found)
    for low in np.arange(0.5, 0.95, 0.05):
        here = (s >= low) & (s < low + 0.05)
        p = np.array([settings.candidate_probability(x) if x >= jaccard else 0.0 for x in s[here]])
        sigma = float(np.sqrt((p * (1 - p)).sum()))
        print(f"  pairs {low:.2f}-{low + 0.05:.2f}: {hit[here].sum():5d} found of {here.sum():5d}, expected {p.sum():8.1f} ± {sigma:.1f}")


def main() -> None:
    from qualityfilter import Recipe, run

    parser = argparse.ArgumentParser()
    parser.add_argument("documents", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--members", type=int, default=0)
    parser.add_argument("--sharing", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", help="folder for the corpus and the run")
    arguments = parser.parse_args()
    folder = arguments.keep or tempfile.mkdtemp(prefix="dedup-scale-")
    corpus, out = f"{folder}/corpus", f"{folder}/out"
    os.makedirs(corpus, exist_ok=True)
    shutil.rmtree(out, ignore_errors=True)
    started = time.perf_counter()
    size = write(corpus, arguments.documents, arguments.members, arguments.sharing)
    made = time.perf_counter() - started
    print(f"  {arguments.documents:,} documents, {size / 1e6:,.0f} MB, mean {size / arguments.documents:,.0f} B; made in {made:.0f} s")
    recipe = Recipe.of({"name": "scale", "dedup": {"keep": "first", "action": "mark"}, "write": {"format": "parquet"}})
    started = time.perf_counter()
    result = run(
        recipe, [f"{corpus}/*.jsonl"], out, cluster=f"local:{arguments.workers}" if arguments.workers else None, ignore_alarms=True
    )
    seconds = time.perf_counter() - started
    facts = json.loads(Path(f"{out}/run.json").read_text())
    peaks = [u["peak_memory_mb"] for u in facts["worker_usage"]]
    cpu = sum(u["cpu_seconds"] for u in facts["worker_usage"])
    driver = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  {seconds:.0f} s, {cpu:.0f} s of CPU in workers; peak MB of workers {peaks}, of the driver {driver}")
    for stage in facts["stages"]:
        print("   ", {k: v for k, v in stage.items() if k in ("stage", "name", "seconds", "items")} if isinstance(stage, dict) else stage)
    print("   ", {k: v for k, v in result.plan["duplicates"].items() if not isinstance(v, dict)})
    folders = [path for path in Path(f"{out}/work").iterdir() if path.is_dir()]
    sizes = {path.name: sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) for path in folders}
    print("    bytes a document:", {n: round(s / arguments.documents, 1) for n, s in sorted(sizes.items())})
    settings = recipe.dedup.minhash.settings()
    check(out, settings)
    if not arguments.members and not arguments.sharing:
        curve(corpus, out, recipe.dedup.minhash.jaccard, settings)
    if not arguments.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
