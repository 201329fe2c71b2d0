"""What reports cost and how right their answers are. Prints a line per bar:

    .venv/bin/python tests/benchmarks/reporting.py                    # a corpus made here, 260,000 documents
    .venv/bin/python tests/benchmarks/reporting.py --documents 20000  # quicker

1. A page of 10,000 shards and 10^8 documents, made up: bytes, seconds to render, seconds to open in Chromium where there is one.
2. A run of `web` in this process, its models loaded: what collecting counts, writing and merging them and the page take of it.
3. Its shards' reports summed in another order, and in halves: the same bytes; counts reconcile.
4. What if, against planning again: one rule from histograms, three at once from the sample (cut to 102,000 documents), and exactly.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parent.parent))

import qualityfilter.pipeline as pipeline
from qualityfilter import Recipe, Report, run
from qualityfilter.deciding import ResolvedRule
from qualityfilter.reports.collecting import ReportCollector
from qualityfilter.reports.page import render
from qualityfilter.reports.sample import ROWS, Sample, share_of
from qualityfilter.reports.shard_report import ShardReport, merge
from qualityfilter.reports.what_if import Change, answer
from qualityfilter.storage import dump_compact

WORDS = [f"{a}{b}{c}" for a, b, c in itertools.product(("ba", "ke", "lo", "mi", "tu"), ("n", "r", "s", "t"), ("a", "er", "in", "o"))]
RECIPE = {
    "name": "reporting",
    "read": {"shard_bytes": 8 << 20},
    "score": [{"scorer": "structure.v1"}, {"scorer": "repetition.v1"}],
    "dedup": {"keep": "longest", "minhash": None},
    "decide": [
        {"name": "long_enough", "column": "units", "min": 40},
        {"name": "not_repeated", "column": "repetition", "max": 0.35},
        {"name": "few_short_lines", "column": "short_lines", "max": 0.6},
    ],
}


def corpus(folder: Path, documents: int, scale: float = 40.0) -> None:
    """Texts of very different lengths (2 · scale words) and repetitiveness, an eighth of them copies, in files of 20,000."""
    folder.mkdir(exist_ok=True)
    draw = np.random.default_rng(1)
    vocabulary = np.array(WORDS, dtype=object)
    last = ""
    for start in range(0, documents, 20_000):
        with open(folder / f"part-{start:08d}.jsonl", "w", encoding="utf8") as file:
            for i in range(start, min(start + 20_000, documents)):
                if not last or draw.random() > 0.125:
                    words = vocabulary[draw.integers(0, int(draw.integers(4, len(WORDS))), int(draw.gamma(2, scale)) + 1)]
                    cuts = np.sort(draw.integers(0, len(words) + 1, int(draw.integers(0, 8))))
                    last = "\n".join(" ".join(words[a:b]) + "." for a, b in itertools.pairwise([0, *cuts.tolist(), len(words)]))
                file.write(json.dumps({"id": f"d{i}", "text": last}) + "\n")


class Timed:
    """Adds up the processor's seconds of calls: what they take of a machine that does nothing else."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            started = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds += time.process_time() - started

        return called


def large() -> tuple[dict[str, Any], Sample]:
    """An index of 10,000 shards and 10^8 documents with 38 numeric columns, and its sample."""
    from test_report_page import large_index

    made = large_index(10_000)
    draw, n = np.random.default_rng(3), ROWS
    codes = {name: (draw.beta(2, 5, n) * 65_535).astype(np.uint16) for name, c in made["columns"].items() if not c["categories"]}
    codes |= {name: draw.integers(0, len(c["categories"]), n).astype(np.uint16) for name, c in made["columns"].items() if c["categories"]}
    rules = [ResolvedRule.from_json(rule) for rule in made["resolved_rules"]]
    failed = sum(rule.fails(codes, n).astype(np.uint64) << np.uint64(i) for i, rule in enumerate(rules))
    facts = {
        "key": draw.integers(0, int(share_of(10**8) * 2.0**64), n, dtype=np.uint64),
        "cluster": np.zeros(n, np.uint64), "cluster_size": np.ones(n, np.int32),
        "units": draw.integers(20, 5000, n), "verdict": (failed != 0).astype(np.uint8), "failed": failed,
    }  # fmt: skip
    made["documents"] = [{**made["documents"][0], "id": f"d{i}", "text": "语" * 320} for i in range(400)]
    return made, Sample(pa.table({**facts, **{f"score.{name}": values for name, values in codes.items()}}), share_of(10**8))


def page() -> None:
    made, sample = large()
    started = time.perf_counter()
    html = render(made, sample)
    rendered, size = time.perf_counter() - started, len(html.encode())
    print(f"page of 10,000 shards, 10^8 documents: {size / 1e6:.2f} MB (bar 5), rendered in {rendered:.1f} s (bar 20)")
    data = json.loads(html.split('id="what-if-data">')[1].split("</script>")[0])
    print(f"  with {data['rows']:,} documents of the sample in it")
    from browser import CHROMIUM, MISSING, Browser

    if CHROMIUM is None:
        print(f"  not opened: {MISSING}")
        return
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        path = Path(folder) / "index.html"
        path.write_text(html, encoding="utf8")
        browser.open(path)
        print(f"  opened in {min(browser.open(path) for _ in range(3)):.2f} s (bar 2), {len(browser.errors)} errors")


def cost(folder: Path, documents: int) -> None:
    """A run of `web` over documents as long as those of a crawl, with what collecting, merging and the page take of it."""
    corpus(folder, documents, 280.0)
    timed = Timed()
    collects = {name: getattr(ReportCollector, name) for name in ("__init__", "add", "report", "write")}
    for name, function in collects.items():
        setattr(ReportCollector, name, timed.around(function))
    pipeline.write_index, pipeline.write_page = timed.around(pipeline.write_index), timed.around(pipeline.write_page)
    inputs = sorted(folder.glob("*.jsonl"))
    length = sum(path.stat().st_size for path in inputs) / documents
    run(Recipe.load("quickstart"), out=f"{folder}/warm")
    timed.seconds, started = 0.0, time.process_time()
    made = run(Recipe.load("web"), map(str, inputs), f"{folder}/web")
    whole = time.process_time() - started
    share = f"{timed.seconds / whole:.1%} (bar 5 % of a run of a minute or more)"
    size = f"{made.documents:,} documents of {length:,.0f} bytes"
    print(f"reporting: {timed.seconds:.1f} s of a run of `web` of {whole:.0f} s of one core with {size}: {share}", flush=True)
    shards = [path.stat().st_size for path in Path(f"{folder}/web/reports").glob("part-*.json")]
    print(f"  {len(shards)} shards, the largest JSON {max(shards):,} bytes (bar 100,000)", flush=True)


def exactness(report: Report) -> None:
    reports = [ShardReport.read(report.storage, row["part"]) for row in report.index["shards"]]
    whole, half = dump_compact(merge(reports).complete(report.columns)), len(reports) // 2
    other = dump_compact((merge(reports[half:][::-1]) + merge(reports[:half])).complete(report.columns))
    counts = merge(reports).data["counts"]
    quarantined = sum(report.index["total"]["quarantine"]["reasons"].values())
    adds = counts["kept"]["documents"] + counts["failed"]["documents"] + counts["duplicate"]["documents"] + quarantined
    same = whole == other == dump_compact(report.index["total"])
    print(f"{len(reports)} shards merged in two orders and as the run did: {'the same bytes' if same else 'DIFFERENT'}")
    print(f"in {counts['records']['documents']:,} = kept + failed + duplicate + quarantined {adds:,}")


def what_if(report: Report) -> None:
    documents = report.index["total"]["counts"]["cleaned"]["documents"]
    rules = [ResolvedRule.from_json(raw) for raw in report.index["resolved_rules"]]
    for name, bound in (("long_enough", {"min": 70}), ("not_repeated", {"max": 0.2}), ("few_short_lines", {"max": 0.3})):
        found = report.what_if({name: bound})
        moved = found.rules[name]
        again = report.what_if({name: {"min": moved.minimum, "max": moved.maximum}}, exact=True)
        passed = again["kept"] + again["duplicate"]
        print(
            f"one rule, {name} {moved.minimum or moved.maximum:g}: {found.passed:,.0f} pass, planned again {passed:,}: off by "
            f"{abs(found.passed - passed):.0f} (bar 0); kept {abs(found.kept - again['kept']) / documents:.3%} of documents off"
        )
    drawn = report.drawn.cut(min(102_000, documents // 2))
    bounds = {"long_enough": Change(minimum=70), "not_repeated": Change(maximum=0.2), "few_short_lines": Change(maximum=0.3)}
    found = answer(report.index["total"], rules, report.columns, bounds, drawn)
    asked = {name: {"min": rule.minimum, "max": rule.maximum} for name, rule in found.rules.items()}
    again = report.what_if(asked, exact=True)
    passed = again["kept"] + again["duplicate"]
    print(
        f"three rules from {len(drawn):,} documents: {found.passed:,.0f} ± {found.within:,.0f} pass, planned again {passed:,}: "
        f"{abs(found.passed - passed) / documents:.2%} of documents off (bar 1 %), "
        f"kept {abs(found.kept - again['kept']) / documents:.2%} off"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=260_000)
    parser.add_argument("--long", type=int, default=144_000, help="documents whose reporting is timed")
    parser.add_argument("--cost", action="store_true", help="nothing but the cost")
    asked = parser.parse_args()
    if not asked.cost:
        page()
    with tempfile.TemporaryDirectory() as folder:
        cost(Path(folder) / "long", asked.long)
        if asked.cost:
            return
        corpus(Path(folder), asked.documents)
        run(Recipe.of(RECIPE), [f"{folder}/*.jsonl"], f"{folder}/run")
        report = Report.load(f"{folder}/run")
        exactness(report)
        what_if(report)


if __name__ == "__main__":
    main()
