"""Deduplication against labelled sets: recall, precision and false merges, from whole runs. `python tests/benchmarks/dedup.py [PART …]`

QUALITYFILTER_DATA names the folder of data sets (default ../shared/data). Two documents count as merged where their `cluster` is
the same. Parts: pairs (Chinese in two scripts; two extractions of a page, with unrelated pages of the same hosts), exercises
(worksheets that differ in numbers; plagiarised articles), datatrove (its clusters and times on the same documents), decontamination.
"""

from __future__ import annotations

import collections
import gzip
import itertools
import json
import os
import random
import re
import struct
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
from datatrove.pipeline.dedup.minhash import (
    MinhashConfig,
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import ParquetWriter
from datatrove.utils.word_tokenizers import WordTokenizer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from worksheets import worksheets

DATA = Path(os.environ.get("QUALITYFILTER_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
UNRELATED = 5000
LEAST = 150  # characters of a real document
Clusters = npt.NDArray[np.int64]  # by document, equal for documents of one cluster


dropped_for: set[tuple[str, str]] = set()  # of the last run: documents that go, with the kept one that they match


def read(name: str) -> list[dict]:
    with (gzip.open if name.endswith(".gz") else open)(DATA / name, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def clusters(records: list[dict], **dedup) -> dict[str, str]:
    """id -> cluster of a run that only looks for duplicates."""
    from qualityfilter import Recipe, run

    recipe = Recipe.of({"name": "dedup", "dedup": {"keep": "longest", "action": "mark", **dedup}})
    with tempfile.TemporaryDirectory() as folder:
        for part in range(3):
            with open(f"{folder}/{part}.jsonl", "w", encoding="utf8") as out:
                out.writelines(json.dumps({"id": r["id"], "text": r["text"]}, ensure_ascii=False) + "\n" for r in records[part::3])
        result = run(recipe, [f"{folder}/*.jsonl"], f"{folder}/out")
        global dropped_for
        tables = [pq.read_table(result.path(f"scores/{n}")) for n in sorted(os.listdir(result.path("scores")))]
        print("   ", {k: v for k, v in result.plan["duplicates"].items() if not isinstance(v, dict)}, flush=True)
        dropped_for = {tuple(sorted(p)) for t in tables for p in zip(t["id"].to_pylist(), t["duplicate_of"].to_pylist()) if p[1]}
        return {i: c for t in tables for i, c in zip(t.column("id").to_pylist(), t.column("cluster").to_pylist())}


def merged(cluster: dict[str, str]) -> set[tuple[str, str]]:
    """All pairs of documents in one cluster."""
    members = collections.defaultdict(list)
    for document, name in cluster.items():
        members[name].append(document)
    return {pair for group in members.values() for pair in itertools.combinations(sorted(group), 2)}


def labelled_pairs(records: list[dict]) -> set[tuple[str, str]]:
    members = collections.defaultdict(list)
    for record in records:
        members[record["group"]].append(record["id"])
    return {pair for group in members.values() for pair in itertools.combinations(sorted(group), 2)}


def host(url: str | None) -> str:
    return (urlsplit(url or "").hostname or "").removeprefix("www.")


def sequences(text: str) -> set[tuple[str, ...]]:
    """All runs of four words."""
    words = re.findall(r"\w+", text)
    return {tuple(words[i : i + 4]) for i in range(len(words) - 3)}


def unrelated_pages(pages: list[dict]) -> list[dict]:
    """Other pages of the same hosts: all real ones there are, then made ones up to UNRELATED.

    A made page has the chrome of a page (the lines that its main content does not have) around a main content that is at least as
    long: paragraphs of other pages with their words in another order, so that no sentence of them stands anywhere else.
    """
    hosts, known = {host(page["url"]) for page in pages}, {page["url"] for page in pages}
    texts = {page["text"][:200] for page in pages}
    found = []
    for name in ("web/wcxb_pages.jsonl.gz", "web/scrapinghub_articles.jsonl"):
        for page in read(name):
            if host(page.get("url")) in hosts and page["url"] not in known and page["text"][:200] not in texts:
                known.add(page["url"])
                found.append({"id": f"real-{len(found)}", "text": page.get("raw_text") or page["text"]})
    print(f"    {len(found)} real pages of the same hosts")
    from qualityfilter import Documents

    by_group = collections.defaultdict(dict)
    for page in pages:
        by_group[page["group"]][page["variant"]] = page["text"]
    rng, chrome, pool = random.Random(5), [], []
    for both in by_group.values():
        gold = both.get("gold", "")
        rest = next((text for variant, text in both.items() if variant != "gold"), "")
        main = sequences(gold)
        chrome.append([line for line in rest.splitlines() if line.strip() and not sequences(line) & main])
        pool += [line.split() for line in gold.splitlines() if len(line) > 80]
    for i in range(UNRELATED - len(found)):
        lines, body = chrome[i % len(chrome)], []
        left = max(int(Documents.of("\n".join(lines)).views.units.counts[0]), 80)
        while left > 0:
            paragraph = rng.choice(pool)
            body.append(" ".join(rng.sample(paragraph, len(paragraph))))
            left -= len(paragraph)
        half = len(lines) // 2
        found.append({"id": f"made-{i}", "text": "\n".join([*lines[:half], *body, *lines[half:]])})
    return found


def pairs() -> dict[str, float]:
    script, pages = read("dedup/zh_simplified_traditional_pairs.jsonl.gz"), read("dedup/same_page_two_extractions.jsonl.gz")
    wanted, figures = labelled_pairs(script), {}
    found = merged(clusters(script))
    figures["zh_simplified_traditional_pairs, default: recall"] = len(found & wanted) / len(wanted)
    found, wanted_pages = merged(clusters(pages, containment={})), labelled_pairs(pages)
    figures["same_page_two_extractions, containment: recall"] = len(found & wanted_pages) / len(wanted_pages)
    others = unrelated_pages(pages)
    found = merged(clusters([*script, *pages, *others], containment={}))
    wanted |= wanted_pages
    figures[f"both and {len(others)} unrelated pages: recall"] = len(found & wanted) / len(wanted)
    figures[f"both and {len(others)} unrelated pages: precision of pairs in a cluster"] = len(found & wanted) / len(found)
    figures[f"both and {len(others)} unrelated pages: precision of what is dropped"] = len(dropped_for & wanted) / len(dropped_for)
    if os.environ.get("SHOW"):
        for one, other in sorted(found - wanted)[:40]:
            print("      wrong", one, other)
    return figures


def exercises() -> dict[str, float]:
    sheets, articles = worksheets(), read("dedup/plagiarised_articles.jsonl.gz")
    figures: dict[str, float] = {}
    for name, settings in (("default", {}), ("containment", {"containment": {}})):
        found = merged(clusters(sheets, **settings))
        figures[f"{len(sheets)} worksheets of {len({s['template'] for s in sheets})} templates, {name}: false merges"] = len(found)
        if os.environ.get("SHOW"):
            print(collections.Counter(a.split("-")[0] for a, _ in found))
        wanted = {tuple(sorted((r["id"], r["dup_of"]))) for r in articles if r.get("dup_of")}
        found = merged(clusters(articles, **settings))
        figures[f"plagiarised_articles, {name}: pairs of {len(wanted)}"] = len(found & wanted)
        figures[f"plagiarised_articles, {name}: false merges"] = len(found - wanted)
    return figures


class Words(WordTokenizer):
    """Words by a regular expression, as datatrove's fastest users have it; Chinese and Japanese by character."""

    find = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+").findall

    def word_tokenize(self, text: str) -> list[str]:
        return self.find(text)

    def sent_tokenize(self, text: str) -> list[str]:
        return [text]

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        return [(0, len(text))]


def real_documents(most: int = 60_000) -> list[str]:
    """Documents of all sets, at least LEAST characters long, the smaller files first."""
    found: list[str] = []
    for path in sorted(DATA.glob("*/*.jsonl*"), key=lambda path: (path.stat().st_size, path.name)):
        if path.parent.name in ("bench", "labels", "published"):
            continue
        for record in read(str(path.relative_to(DATA))):
            text = record.get("text")
            if isinstance(text, str) and len(text) >= LEAST and len(found) < most:
                found.append(text.encode("utf8", "ignore").decode())
    return found


def corpus_of(texts: list[str], folder: str) -> str:
    """Four JSONL files with the texts in order, in a folder of their own; returns a pattern of their names."""
    folder = f"{folder}/corpus"
    os.makedirs(folder)
    for part, rows in enumerate(np.array_split(np.arange(len(texts)), 4)):
        with open(f"{folder}/{part}.jsonl", "w", encoding="utf8") as out:
            out.writelines(json.dumps({"id": str(i), "text": texts[i]}, ensure_ascii=False) + "\n" for i in rows.tolist())
    return f"{folder}/*.jsonl"


def theirs(corpus: str, n: int, folder: str, config: MinhashConfig) -> tuple[Clusters, dict[str, float]]:
    """datatrove's clusters by its stages 1 to 3; CPU seconds of stage 1, of all three, and with stage 4, which writes Parquet."""
    reader, started, seconds = JsonlReader(str(Path(corpus).parent)), time.process_time(), dict[str, float]()
    MinhashDedupSignature(f"{folder}/s", config, language=Words()).run(reader.run(None, 0, 1), 0, 1)
    seconds["stage 1"] = time.process_time() - started
    for bucket in range(config.num_buckets):
        MinhashDedupBuckets(f"{folder}/s", f"{folder}/b", config=config).run(None, bucket, config.num_buckets)
    MinhashDedupCluster(f"{folder}/b", f"{folder}/c", config, save_cluster_id=True).run(None, 0, 1)
    seconds["stages 1 to 3"] = time.process_time() - started
    kept = MinhashDedupFilter(f"{folder}/c").run(reader.run(None, 0, 1), 0, 1)
    collections.deque(ParquetWriter(f"{folder}/o").run(kept, 0, 1), maxlen=0)
    seconds["all"] = time.process_time() - started
    found = np.arange(n)
    for doc, cluster in struct.iter_unpack("<II", Path(f"{folder}/c/000000.clusters").read_bytes()):
        found[doc] = n + cluster
    return found, seconds


def ours(corpus: str, n: int, folder: str, rules: str) -> tuple[Clusters, dict[str, float]]:
    """Our clusters of the same documents; CPU seconds of reading and signing, of that and grouping, and with writing."""
    from qualityfilter import Recipe, run

    seconds = dict[str, float]()
    recipe = Recipe.of({"name": "dedup", "read": {"shard_bytes": 2**26}, "dedup": {"keep": "first", "rules": rules}})
    run(recipe, [corpus], f"{folder}/warm", shards=1)
    for step, name in (("score", "stage 1"), ("plan", "stages 1 to 3"), ("write", "all")):
        started = time.process_time()
        result = run(recipe, [corpus], f"{folder}/{step}", until=step)
        seconds[name] = time.process_time() - started
    tables = [pq.read_table(result.path(f"scores/{name}"), columns=["id", "cluster"]) for name in sorted(os.listdir(result.path("scores")))]
    cluster = {i: c for table in tables for i, c in zip(table["id"].to_pylist(), table["cluster"].to_pylist())}
    names = {name: i for i, name in enumerate(dict.fromkeys(cluster.values()))}
    return np.array([names[cluster[str(i)]] for i in range(n)]), seconds


def signing(texts: list[str], units: str) -> float:
    """CPU seconds of signing documents in memory, the best of three."""
    from qualityfilter import Documents
    from qualityfilter.signing import MinHash, sign

    tables = [Documents.from_texts(texts[i : i + 1500]).table for i in range(0, len(texts), 1500)]
    found = []
    for _ in range(3):
        started = time.process_time()
        for table in tables:
            sign(Documents(table), MinHash(units=units))
        found.append(time.process_time() - started)
    return min(found)


def told_otherwise(one: Clusters, other: Clusters, texts: list[str]) -> tuple[int, float]:
    """Pairs in one cluster on one side alone: how many are of true Jaccard .9 and more, and the highest; by datatrove's units."""
    from qualityfilter import Documents
    from qualityfilter.signing import MinHash
    from qualityfilter.verifying import shingle_sets

    sets, offsets = shingle_sets(Documents.from_texts(texts), MinHash(units="datatrove"))
    count, highest = 0, 0.0
    for mine, yours in ((one, other), (other, one)):
        members = collections.defaultdict(list)
        for i, cluster in enumerate(mine.tolist()):
            members[cluster].append(i)
        for group in members.values():
            for a, b in itertools.combinations(group, 2):
                if yours[a] != yours[b]:
                    x, y = sets[offsets[a] : offsets[a + 1]], sets[offsets[b] : offsets[b + 1]]
                    shared = np.intersect1d(x, y, assume_unique=True).size
                    jaccard = shared / max(x.size + y.size - shared, 1)
                    count, highest = count + (jaccard >= 0.9), max(highest, jaccard)
    return count, highest


def recombined(documents: int = 60_000) -> list[str]:
    """Documents of real paragraphs with planted groups, as dedup_scale.py makes them."""
    import dedup_scale

    return [record["text"] for record in dedup_scale.records(documents, 0)]


def datatrove() -> dict[str, float]:
    """Its clusters from its signatures, and ours of the same documents from end to end, by its rules and by ours; times of both."""
    from sklearn.metrics import adjusted_rand_score

    from qualityfilter.datatrove_signatures import datatrove_clusters

    figures = dict[str, float]()
    for name, texts in (("real", real_documents()), ("recombined", recombined())):
        n, size = len(texts), sum(len(text.encode()) for text in texts) / 1e6
        figures[f"{name}: documents"], figures[f"{name}: MB"] = n, size
        with tempfile.TemporaryDirectory() as folder:
            corpus = corpus_of(texts, folder)
            known, slow = theirs(corpus, n, f"{folder}/first", MinhashConfig())
            again = np.arange(n)
            for row in datatrove_clusters(f"{folder}/first/s").to_pylist():
                again[row["doc"]] = n + row["cluster"]
            figures[f"{name}: its signatures, our clusters: adjusted Rand"] = adjusted_rand_score(known, again)
            other, _ = theirs(corpus, n, f"{folder}/second", MinhashConfig(seed=2))
            figures[f"{name}: its own clusters with another seed: adjusted Rand"] = adjusted_rand_score(known, other)
            for step, seconds in slow.items():
                figures[f"{name}: datatrove, {step}: s of CPU"] = seconds
            for rules, units in (("datatrove", "datatrove"), ("verified", "folded")):
                found, fast = ours(corpus, n, f"{folder}/{rules}", rules)
                count, highest = told_otherwise(known, found, texts)
                figures[f"{name}, rules: {rules}: adjusted Rand"] = adjusted_rand_score(known, found)
                figures[f"{name}, rules: {rules}: pairs of Jaccard .9 and more told otherwise"] = count
                figures[f"{name}, rules: {rules}: highest Jaccard of a pair told otherwise"] = highest
                figures[f"{name}, rules: {rules}: signing in memory, MB/s of CPU"] = size / (signed := signing(texts, units))
                for step, seconds in fast.items():
                    figures[f"{name}, rules: {rules}: {step}: s of CPU"] = seconds
                    figures[f"{name}, rules: {rules}: {step}: times faster"] = slow[step] / seconds
                alone = signed + fast["stages 1 to 3"] - fast["stage 1"]
                figures[f"{name}, rules: {rules}: signing in memory and grouping: times faster"] = slow["stages 1 to 3"] / alone
    return figures


TEXTBOOKS = ("quality/*", "math/*_d2l_*", "math/*_oi_wiki_*", "math/en_sympy_docs*", "math/en_maxima_manual*", "math/theorems_en*")
FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(48, 123) if chr(c).isalnum()})


def decontamination() -> dict[str, float]:
    """Questions of all benchmarks planted in pages, plainly, over many lines and in full-width characters; and textbooks without any."""
    from qualityfilter import Documents
    from qualityfilter.decontaminating import benchmark_key, find_items, load

    names = sorted(path for path in DATA.glob("bench/*.jsonl*"))
    benchmarks = [{"name": path.name.split(".")[0], "paths": [str(path)], "fields": ["text"]} for path in names]
    table, rng = load(benchmark_key(benchmarks), 13), random.Random(6)
    looked_for = {(item.benchmark, item.record) for item in table.items}
    questions = [(i, r) for i, path in enumerate(names) for r in read(f"bench/{path.name}") if (i, str(r["id"])) in looked_for]
    questions = rng.sample(questions, 4000)
    page = "\n".join(["A line of a page that is about something else altogether, and goes on for a while."] * 5)
    forms = {"plain": lambda t: t, "line-split": lambda t: "\n".join(t.split()), "full-width": lambda t: t.translate(FULL_WIDTH)}
    figures: dict[str, float] = {"questions planted": len(questions), "questions too short to look for": sum(table.short)}
    for name, form in forms.items():
        docs = Documents.from_texts([f"{page}\n{form(r['text'])}\n{page}" for _, r in questions])
        found = {(f.document, table.items[f.item].benchmark, table.items[f.item].record) for f in find_items(docs, table, 0.6)}
        figures[f"planted {name}: found"] = sum((k, b, str(r["id"])) in found for k, (b, r) in enumerate(questions)) / len(questions)
    hits, count = 0, 0
    for path in sorted(path for pattern in TEXTBOOKS for path in DATA.glob(pattern)):
        texts = [r["text"] for r in read(str(path.relative_to(DATA)))]
        hits += len({f.document for f in find_items(Documents.from_texts(texts), table, 0.6)})
        count += len(texts)
    figures[f"false hits in {count} documents of textbooks and manuals"] = hits
    return figures


PARTS = {"pairs": pairs, "exercises": exercises, "datatrove": datatrove, "decontamination": decontamination}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        for name, value in PARTS[part]().items():
            print(f"  {name:<75} {value:.4g}", flush=True)
