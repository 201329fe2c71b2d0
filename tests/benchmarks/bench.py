"""`make bench`: ours against datatrove and datasketch on the same documents in one run, and what every part of the line costs.

Prints MB of UTF-8 text per second of wall clock, best of several runs, and ratios. Nothing here fails on a time: the machine
decides those. The corpus is QUALITYFILTER_BENCH (JSONL files or globs, plain or gz, field `text`, separated by spaces) or,
without it, the embedded sample repeated. Run one part with `python tests/benchmarks/bench.py PART`.
"""

from __future__ import annotations

import glob
import gzip
import importlib.util
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
REPEATS = int(os.environ.get("QUALITYFILTER_BENCH_REPEATS", "5"))
MEGABYTES = float(os.environ.get("QUALITYFILTER_BENCH_MB", "20"))


def corpus() -> list[str]:
    """About MEGABYTES of documents, taken evenly from all files, deterministic."""
    names = [f for pattern in os.environ.get("QUALITYFILTER_BENCH", "").split() for f in sorted(glob.glob(pattern))]
    names = names or [str(ROOT / "recipes/sample/shards/part-0.jsonl")]
    per_file, texts = MEGABYTES * 1e6 / len(names), []
    for name in names:
        size = 0
        while size < per_file:
            before = size
            with gzip.open(name, "rt", encoding="utf8") if name.endswith(".gz") else open(name, encoding="utf8", errors="replace") as file:
                for line in file:
                    try:
                        text = json.loads(line)["text"]
                    except (ValueError, KeyError, TypeError):
                        continue
                    if isinstance(text, str) and len(text) > 200:
                        texts.append(text)
                        size += len(text.encode("utf8", "replace"))
                    if size >= per_file:
                        break
            if size == before:
                break
    return [t.encode("utf8", "ignore").decode() for t in texts]


def best(function, repeats: int = REPEATS) -> float:
    """Seconds of the fastest of several runs."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return min(times)


def row(name: str, seconds: float, size: float, note: str = "") -> float:
    print(f"  {name:<58} {size / seconds:9.1f} MB/s  {seconds / size * 1000:8.2f} ms/MB  {note}", flush=True)
    return size / seconds


def batches(texts: list[str], size: int = 4_000_000):
    from qualityfilter import Documents

    found, chunk, total = [], [], 0
    for text in texts:
        chunk.append(text)
        total += len(text.encode())
        if total >= size:
            found.append(Documents.from_texts(chunk))
            chunk, total = [], 0
    if chunk:
        found.append(Documents.from_texts(chunk))
    return found


def again(docs):
    """The same batch without anything computed on it."""
    from qualityfilter import Documents

    return Documents(docs.table)


def reference(base: list) -> float:
    """Prints and returns MB/s of the reference kernel on these batches: what the machine gives at this moment."""
    from benchmarks_reference import arrays, reference_signatures  # type: ignore[import-not-found]

    a, b = arrays()
    outs = [np.empty((len(d), 128), np.uint32) for d in base]
    size = sum(d.views.buffer.size for d in base) / 1e6

    def signatures():
        for d, out in zip(base, outs):
            reference_signatures(d.views.buffer, d.views.offsets, a, b, out)

    signatures()
    speed = row("reference kernel (128 permutations, no folding)", best(signatures), size)
    print(f"  {'':<58} the bars are for 100 MB/s here: multiply them by {speed / 100:.2f}")
    return speed


def part_kernels(texts: list[str], size: float) -> None:
    from qualityfilter.signing import MinHash, sign

    base = batches(texts)
    reference(base)
    row("views: units, lines, counts", best(lambda: [again(d).views.units for d in base]), size)
    row("signatures: views, shingles, 14 x 8, sketch, exact hash", best(lambda: [sign(again(d), MinHash()) for d in base]), size)
    import scorers

    names = ["gopher_quality", "gopher_repetition", "repetition", "structure"]
    loaded = [scorers.load(n).scorer for n in names]

    def heuristics():
        for d in base:
            fresh = again(d)
            for scorer in loaded:
                scorer.score(fresh)
            sign(fresh, MinHash())

    heuristics()
    speed = row(f"heuristics ({', '.join(names)}) + MinHash", best(heuristics), size)
    part_datatrove(texts, speed)


def part_datatrove(texts: list[str], ours: float) -> None:
    """datatrove's Gopher filters and MinHash signature step on a part of the same documents."""
    from datatrove.data import Document
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
    from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter
    from datatrove.utils.word_tokenizers import WordTokenizer

    class Regex(WordTokenizer):
        words = re.compile(r"[\u4e00-\u9fff]|\w+|[^\w\s]")

        def word_tokenize(self, text):
            return self.words.findall(text)

        def sent_tokenize(self, text):
            return [s for s in re.split(r"(?<=[.!?。！？])\s*", text) if s]

        def span_tokenize(self, text):
            return [(0, len(text))]

        def __hash__(self):
            return 1

        def __eq__(self, other):
            return type(other) is type(self)

    def measure(name, language, documents, repeats=1):
        some = [Document(text=t, id=str(i)) for i, t in enumerate(documents)]
        size = sum(len(t.encode()) for t in documents) / 1e6
        steps = [GopherQualityFilter(language=language), GopherRepetitionFilter(language=language)]
        with tempfile.TemporaryDirectory() as folder:
            signature = MinhashDedupSignature(
                folder, config=MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8), language=language
            )

            def run():
                for document in some:
                    for step in steps:
                        step.filter(document)
                    shingles = signature.get_shingles(document.text)
                    if shingles.size:
                        signature.get_signature(shingles)

            speed = row(name, best(run, repeats), size)
        print(f"  {'':<58} ours is {ours / speed:.0f} times as fast")

    few = texts[:: max(1, len(texts) // 150)][:150]
    measure("datatrove Gopher quality + repetition + MinHash, regex words", Regex(), few, 2)
    if importlib.util.find_spec("spacy"):
        english = [t for t in few if sum("\u4e00" <= c <= "\u9fff" for c in t) < len(t) / 10][:20]
        if english:
            measure("the same with its default for English (spaCy)", "eng", english)
    else:
        print("  datatrove's default for English needs spaCy, which is not installed: pip install -e '.[bench]'")


def part_datasketch(texts: list[str], size: float) -> None:
    import xxhash
    from datasketch import MinHash as Reference

    from qualityfilter.signing import MinHash, signature

    few = texts[:: max(1, len(texts) // 60)][:60]
    docs = batches(few)
    small = sum(len(t.encode()) for t in few) / 1e6
    ours = row("our signature, 128 permutations (8 x 16)", best(lambda: [signature(again(d), MinHash(16, 8)) for d in docs]), small)

    def theirs():
        for text in few:
            words = re.findall(r"[\u4e00-\u9fff]|\w+", text)
            sketch = Reference(num_perm=128, hashfunc=xxhash.xxh32_intdigest)
            for i in range(len(words) - 4):
                sketch.update(" ".join(words[i : i + 5]).encode())

    speed = row("datasketch.MinHash in a loop, 128 permutations", best(theirs, 1), small)
    print(f"  {'':<58} ours is {ours / speed:.0f} times as fast")


def part_scorers(texts: list[str], size: float) -> None:
    """Each scorer alone, the shared views computed before the clock starts."""
    import scorers

    base = batches(texts)
    for name in scorers.available():
        loaded = scorers.load(name)
        some = base[:1] if name.startswith("fineweb2_zh") else base
        part_size = sum(int(d.views.bytes.sum()) for d in some) / 1e6
        columns = {}
        for d in some:
            codes = loaded._scoring.score(d)
            columns[id(d)] = {n: loaded._scoring.columns[n].decode(c) for n, c in codes.items()}

        def run(some=some, loaded=loaded, columns=columns):
            for d in some:
                fresh = again(d)
                fresh.__dict__["views"] = d.views
                loaded.scorer.score(fresh.with_columns(columns[id(d)]))

        row(name, best(run, 2 if name.startswith("fineweb2_zh") else 3), part_size)


def part_budget(texts: list[str], size: float) -> None:
    """Where the time of the `web` recipe goes, part by part, in one process."""
    from qualityfilter import Recipe
    from qualityfilter.context import Context, line_of
    from qualityfilter.scoring import _run
    from qualityfilter.signing import sign, text_hashes

    line = line_of(Context.of("", Recipe.load("web")))
    spent: dict[str, float] = {}

    def clock(name, function):
        started = time.perf_counter()
        value = function()
        spent[name] = spent.get(name, 0.0) + time.perf_counter() - started
        return value

    for _ in range(2):  # the first turn loads models
        spent.clear()
        for d in batches(texts):
            raw = again(d)
            clock("views of the raw text", lambda raw=raw: raw.views.units)
            cleaned = clock("clean", lambda raw=raw: line.cleaning.clean(raw))
            clock("views of the cleaned text", lambda cleaned=cleaned: cleaned.documents.views.units)
            given = {n: line.scoring.columns[n].encode(v) for n, v in line.cleaning.shares(cleaned).items()}
            codes = dict(given)
            for scorer in line.scoring.scorers:
                docs = raw if "raw_text" in scorer.reads else cleaned.documents
                wanted = [r for r in scorer.reads if r not in ("text", "raw_text")]
                if wanted:
                    docs = docs.with_columns({n: line.scoring.columns[n].decode(codes[n]) for n in wanted})
                codes.update(clock(f"score {scorer.name}", lambda scorer=scorer, docs=docs: _run(scorer, docs)))
            clock("sign", lambda cleaned=cleaned: sign(cleaned.documents, line.recipe.dedup.minhash.settings()))
            clock("hash of the raw text", lambda raw=raw: text_hashes(raw))
    for name, seconds in spent.items():
        row(name, seconds, size)
    row("pass 1 without reading and writing", sum(spent.values()), size)


def _write_shards(texts: list[str], folder: Path, files: int) -> None:
    for f in range(files):
        with open(folder / f"part-{f}.jsonl", "w", encoding="utf8") as file:
            for i, text in enumerate(texts[f::files]):
                file.write(
                    json.dumps({"id": f"{f}-{i}", "text": text, "url": f"https://host{i % 50}.example.org/{i}"}, ensure_ascii=False) + "\n"
                )


def _run_cli(recipe: str, inputs: str, out: Path, *more: str) -> dict:
    command = [sys.executable, "-m", "qualityfilter.cli", "run", recipe, "--input", inputs, "--out", str(out), "--fresh", *more]
    subprocess.run(command, check=True, capture_output=True)
    return json.loads((out / "run.json").read_text())


def _line_seconds(facts: dict) -> float:
    """Seconds of all stages but the start-up of workers."""
    return sum(s["seconds"] for s in facts["stages"] if s["stage"] != "start")


def part_line(texts: list[str], size: float) -> None:
    """The whole `web` recipe from JSONL, both passes; then on Ray with one and two workers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_shards(texts, folder, 8)
        inputs = f"{folder}/part-*.jsonl"
        base = batches(texts)
        reference(base)
        alone = min((_run_cli("web", inputs, folder / "out") for _ in range(REPEATS)), key=_line_seconds)
        reference(base)
        seconds = _line_seconds(alone)
        row("web, both passes, in this process", seconds, size, f"{alone['worker_usage'][0]['peak_memory_mb']} MB peak")
        cpu = alone["worker_usage"][0]["cpu_seconds"]
        speeds = {}
        for workers in (1, 2):
            facts = min((_run_cli("web", inputs, folder / "out-ray", "--cluster", f"local:{workers}") for _ in range(3)), key=_line_seconds)
            speeds[workers] = row(f"web on Ray, {workers} worker(s)", _line_seconds(facts), size)
            used = sum(w["cpu_seconds"] for w in facts["worker_usage"])
            peak = max((w["peak_memory_mb"] for w in facts["worker_usage"]), default=0)
            print(f"  {'':<58} {used / size:.3f} CPU s/MB ({used / cpu:.2f} x in-process), {peak} MB peak per worker")
        print(f"  {'two workers against one':<58} {speeds[2] / speeds[1]:9.2f} x")


def part_warc(texts: list[str], size: float) -> None:
    """HTML in WARC -> text -> scores, from pages made of the corpus (QUALITYFILTER_BENCH_WARC: real files instead)."""
    names = os.environ.get("QUALITYFILTER_BENCH_WARC")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not names:
            _write_warc(texts[: len(texts) // 4], folder / "pages.warc.gz")
            names = f"{folder}/*.warc.gz"
        reference(batches(texts))
        facts = min((_run_cli("web", names, folder / "out") for _ in range(3)), key=_line_seconds)
        index = json.loads((folder / "out/reports/index.json").read_text())
        text = index["total"]["counts"]["read"]["bytes"] / 1e6
        row("WARC -> text -> scores -> shards, MB of text", _line_seconds(facts), text)


def _write_warc(texts: list[str], path: Path) -> None:
    """Pages with menus, scripts and paragraphs around the texts."""
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    chrome = "<nav><ul>" + "".join(f'<li><a href="/s/{i}">Section {i}</a></li>' for i in range(40)) + "</ul></nav>"
    script = "<script>var state = " + json.dumps({f"k{i}": i for i in range(200)}) + ";</script>"
    with open(path, "wb") as file:
        writer = WARCWriter(file, gzip=True)
        for i, text in enumerate(texts):
            body = "".join(f"<p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p>\n" for line in text.split("\n"))
            head = f'<head><meta charset="utf-8"><title>Page {i}</title>{script}</head>'
            html = f"<!DOCTYPE html><html>{head}<body>{chrome}<main><article>{body}</article></main></body></html>"
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.0")
            writer.write_record(
                writer.create_warc_record(
                    f"https://host{i % 50}.example.org/{i}", "response", payload=BytesIO(html.encode()), http_headers=headers
                )
            )


def part_start(texts: list[str], size: float) -> None:
    """Start-up over bare Python, and the demo's recipe with warm kernels."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}

    def run(*command):
        return best(lambda: subprocess.run([sys.executable, *command], check=True, capture_output=True, env=environment), 5)

    bare = run("-c", "pass")
    for name, command in (
        ("import qualityfilter", ("-c", "import qualityfilter")),
        ("qualityfilter --help", ("-m", "qualityfilter.cli", "--help")),
    ):
        print(f"  {name:<58} {run(*command) - bare:9.3f} s over bare Python ({bare:.3f} s)")
    with tempfile.TemporaryDirectory() as name:
        demo = ("-m", "qualityfilter.cli", "run", "quickstart", "--out", f"{name}/demo", "--fresh")
        seconds = best(lambda: subprocess.run([sys.executable, *demo], check=True, capture_output=True), 2)
        print(f"  {'qualityfilter run quickstart, kernels compiled':<58} {seconds:9.2f} s")
        fresh = {**environment, "QUALITYFILTER_CACHE_DIR": f"{name}/cache"}
        started = time.perf_counter()
        subprocess.run([sys.executable, *demo], check=True, capture_output=True, env=fresh)
        print(f"  {'the same, compiling all kernels':<58} {time.perf_counter() - started:9.2f} s")


def part_memory(texts: list[str], size: float) -> None:
    """Peak memory of one worker on awkward files: one 60 MB document, and one 300 MB JSONL file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = "\n".join(texts)
        (folder / "huge.jsonl").write_text(json.dumps({"text": (text * 8)[:30_000_000]}, ensure_ascii=False) + "\n", encoding="utf8")
        with open(folder / "long.jsonl", "w", encoding="utf8") as file:
            written = 0
            while written < 300_000_000:
                for t in texts:
                    written += file.write(json.dumps({"text": f"{written} {t}"}, ensure_ascii=False) + "\n")
        for file in ("huge", "long"):
            facts = _run_cli("web", f"{folder}/{file}.jsonl", folder / "out", "--cluster", "local:1")
            worker, driver = facts["worker_usage"][0]["peak_memory_mb"], facts["driver"]["peak_memory_mb"]
            print(f"  {'peak memory of a worker, ' + file + '.jsonl':<58} {worker:9,} MB   driver {driver:,} MB")


PARTS = {
    "kernels": part_kernels, "datasketch": part_datasketch, "scorers": part_scorers, "budget": part_budget, "line": part_line,
    "warc": part_warc, "start": part_start, "memory": part_memory,
}  # fmt: skip


def main() -> None:
    chosen = sys.argv[1:] or list(PARTS)
    unknown = [c for c in chosen if c not in PARTS]
    if unknown:
        sys.exit(f"no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    sys.modules["benchmarks_reference"] = _load("reference_kernel.py")
    texts = corpus()
    size = sum(len(t.encode()) for t in texts) / 1e6
    print(f"{len(texts):,} documents, {size:.1f} MB of UTF-8 text; best of {REPEATS}; {os.cpu_count()} cores")
    for name in chosen:
        print(f"\n{name}: {PARTS[name].__doc__.splitlines()[0] if PARTS[name].__doc__ else 'kernels, and datatrove on the same documents'}")
        PARTS[name](texts, size)
    print(f"\npeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB")


def _load(name: str):
    spec = importlib.util.spec_from_file_location("benchmarks_reference", Path(__file__).with_name(name))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
