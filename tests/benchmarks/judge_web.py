"""The judge on `web` over all of DATA against DATA as it came: `python tests/benchmarks/judge_web.py DATA WORK [RECIPE]`.

DATA has folders of JSON lines (ads, code, dedup, langid, math, quality, toxic, web, zh_web). A sixth of the curated sources is held out,
by a hash of the text, and judges; a twentieth of the raw pages is shown beside it. WORK gets the raw corpus, the run and the verdict.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import xxhash
from click.testing import CliRunner

from qualityfilter import cli, run

FOLDERS = ("ads", "code", "dedup", "langid", "math", "quality", "toxic", "web", "zh_web")
CURATED = {
    "maths_en": ("math/en_d2l_en_math", "math/theorems_en", "math/en_sympy_docs"),
    "maths_zh": ("math/zh_d2l_zh_math", "math/zh_oi_wiki_math", "math/zh_gaokao_math_physics"),
    "code_en": ("code/en_d2l_en_code", "code/en_python_docs", "code/source_files"),
    "code_zh": ("code/zh_d2l_zh_code", "code/zh_oi_wiki_code"),
    "wiki_en": ("quality/en_wikipedia",),
    "wiki_zh": ("quality/zh_wikipedia_cmrc",),
    "news_en": ("quality/en_abc_news", "web/scrapinghub_articles"),
    "news_zh": ("quality/zh_peoples_daily_1998", "zh_web/cctv_news"),
}
RAW = {"web_en": ("web/wcxb_pages",), "web_zh": ("zh_web/site_pages",)}
HELD_OUT, SHOWN = 6, 20  # one in so many documents


def records(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf8") if path.suffix == ".gz" else open(path, encoding="utf8") as lines:
        yield from map(json.loads, lines)


def divide(data: Path, work: Path) -> None:
    """Write raw/NAME.jsonl, what is left of every source with raw text where there is any, and slices/NAME.jsonl."""
    slice_of = {source: (name, HELD_OUT) for name, sources in CURATED.items() for source in sources}
    slice_of |= {source: (name, SHOWN) for name, sources in RAW.items() for source in sources}
    (work / "raw").mkdir(parents=True, exist_ok=True)
    (work / "slices").mkdir(exist_ok=True)
    held = {name: open(work / "slices" / f"{name}.jsonl", "w", encoding="utf8") for name in (*CURATED, *RAW)}  # noqa: SIM115
    for folder in FOLDERS:
        for path in sorted((data / folder).glob("*.jsonl*")):
            source = f"{folder}/{path.name.split('.')[0]}"
            name, one_in = slice_of.get(source, ("", 1))
            with open(work / "raw" / f"{source.replace('/', '_')}.jsonl", "w", encoding="utf8") as left:
                for record in records(path):
                    text = record.get("text")
                    if not isinstance(text, str) or not text.strip():
                        continue
                    whole = record.get("raw_text") or text
                    out = name and xxhash.xxh3_64_intdigest(text) % one_in == 0
                    shown = whole if name in RAW else text
                    line = {"text": shown if out else whole, "url": record.get("url"), "source": source}
                    (held[name] if out else left).write(json.dumps(line, ensure_ascii=False) + "\n")
    for file in held.values():
        file.close()


def main() -> None:
    data, work = Path(sys.argv[1]), Path(sys.argv[2])
    divide(data, work)
    result = run(sys.argv[3] if len(sys.argv) > 3 else "web", [f"{work}/raw/*.jsonl"], str(work / "run"), ignore_alarms=True)
    print(f"{result.documents:,} documents, {result.kept:,} kept")
    slices = [x for name in CURATED for x in ("--validation", f"{name}={work}/slices/{name}.jsonl")]
    pages = [x for name in RAW for x in ("--web", f"{name}={work}/slices/{name}.jsonl")]
    said = CliRunner().invoke(cli.main, ["judge", f"{work}/raw/*.jsonl", str(work / "run"), *slices, *pages])
    print(said.output)
    raise SystemExit(said.exit_code)


if __name__ == "__main__":
    main()
