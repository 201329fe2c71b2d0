"""Slices removed from a corpus: found first, and filled again? `python tests/benchmarks/gaps.py DATA WORK [places] [slice …]`.

Eleven kinds of text, Chinese and English, seven tenths of each (by a hash of the text) for corpora, the rest as validation texts. For
every slice named (zh mathematics and en code unless told): the corpus is all other kinds and half of some raw pages; the pool is the
slice and the other half. Printed are the slice's place in `qualityfilter gaps`, and what the supplement that it proposes closes of
(bits per byte removed - never removed), with its interval over documents and seeds. `places` prints the places alone, of every slice
unless some are named.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import xxhash
import yaml

from qualityfilter import Recipe, run
from qualityfilter.closing import measure_closing
from qualityfilter.gap_report import report, write_gaps
from qualityfilter.gaps import Gaps, measure_gaps
from qualityfilter.judge_input import read_sample
from qualityfilter.judge_model import Text
from qualityfilter.judging import Corpus, Slice
from qualityfilter.supplement_report import corpus_before

SLICES = {
    "maths_zh": ("math/zh_oi_wiki_math", "math/zh_gaokao_math_physics", "math/zh_d2l_zh_math"),
    "maths_en": ("math/en_d2l_en_math", "math/theorems_en", "math/en_sympy_docs"),
    "code_en": ("code/en_d2l_en_code", "code/en_python_docs"),
    "code_zh": ("code/zh_oi_wiki_code", "code/zh_d2l_zh_code"),
    "wiki_en": ("quality/en_wikipedia",),
    "wiki_zh": ("quality/zh_wikipedia_cmrc",),
    "news_en": ("quality/en_abc_news",),
    "news_zh": ("zh_web/cctv_news",),
    "medical_zh": ("zh_web/medical_articles",),
    "speech_en": ("quality/en_us_speeches",),
    "manual_zh": ("quality/zh_manpages", "quality/zh_debian_reference", "quality/zh_debian_handbook"),
}
PAGES = (
    "zh_web/hotel_reviews", "zh_web/site_pages", "web/scrapinghub_articles", "web/wcxb_pages", "web/zh_zhihu_qa", "web/en_movie_reviews",
    "web/cc_samples",
)  # fmt: skip
WHOLE = 100_000_000  # tokens: more than the corpora have
RECIPE = {
    "name": "filled",
    "score": [{"scorer": "structure.v1"}, {"scorer": "language.v1"}],
    "dedup": {"by": "units", "keep": "longest"},
    "decide": [{"name": "long_enough", "column": "units", "min": 20}],
}


def texts_of(data: Path, sources: tuple[str, ...]) -> list[str]:
    found: dict[str, None] = {}
    for source in sources:
        path = next(p for p in (data / f"{source}.jsonl", data / f"{source}.jsonl.gz") if p.exists())
        with gzip.open(path, "rt", encoding="utf8") if path.suffix == ".gz" else open(path, encoding="utf8") as lines:
            found.update((record["text"], None) for record in map(json.loads, lines) if (record.get("text") or "").strip())
    return list(found)


def place(text: str, seed: int, parts: int) -> int:
    return xxhash.xxh3_64_intdigest(text, seed) % parts


def write(path: Path, texts: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts), encoding="utf8")


def divide(data: Path, work: Path) -> dict[str, list[str]]:
    """Write validation texts; of every kind what corpora may hold."""
    train = {}
    for name, sources in SLICES.items():
        texts = texts_of(data, sources)
        write(work / "validation" / f"{name}.jsonl", [t for t in texts if place(t, 5, 10) >= 7])
        train[name] = [t for t in texts if place(t, 5, 10) < 7]
    return train


def look(removed: str, train: dict[str, list[str]], pages: list[str], work: Path) -> tuple[Gaps, str, str]:
    """Remove a slice and look for gaps; the corpus and the pool as globs."""
    shutil.rmtree(work / removed, ignore_errors=True)
    for name, texts in train.items():
        write(work / removed / ("pool" if name == removed else "corpus") / f"{name}.jsonl", texts)
    for half, folder in enumerate(("corpus", "pool")):
        write(work / removed / folder / "pages.jsonl", [t for t in pages if place(t, 7, 2) == half])
    corpus, pool = f"{work}/{removed}/corpus/*.jsonl", f"{work}/{removed}/pool/*.jsonl"
    found = measure_gaps(corpus, [f"{name}={work}/validation/{name}.jsonl" for name in SLICES], 1_000_000)
    widest = ", ".join(f"{one.name} {one.gap:.3f}" for one in found.slices[:3])
    print(f"\n{removed} removed: place {[one.name for one in found.slices].index(removed) + 1} of {len(SLICES)} ({widest}, …)")
    return found, corpus, pool


def fill(removed: str, train: dict[str, list[str]], pages: list[str], work: Path) -> None:
    """Remove a slice, look for gaps, fill them, and measure what is closed."""
    found, corpus, pool = look(removed, train, pages, work)
    print(report(found, f"without {removed}").split("\n\nsaved:")[0])
    fragment = write_gaps(found, corpus, f"{work}/{removed}/gaps", 0.1, [pool], [])
    section = yaml.safe_load(Path(fragment).read_text(encoding="utf8"))
    result = run(Recipe.of({**RECIPE, **section}), [corpus], f"{work}/{removed}/run")
    print("\n".join(result.supplement))
    closed = closing(found, removed, train[removed], result.out)
    print(f"{removed}: {closed}")


def closing(found: Gaps, removed: str, own: list[str], out: str) -> str:
    before = corpus_before(out, WHOLE)
    after = read_sample(out, WHOLE).corpus
    text = Text.of(own)
    whole = Corpus("never removed", Text.joined([before.text, text]), np.r_[before.repeat, np.ones(len(text), np.int64)])
    slices = [Slice(removed, Text.of(found.halves[removed].judging), True)]
    [one] = measure_closing(before, after, slices, 1_000_000, 3, never=whole)
    assert one.closed is not None
    x = one.closed
    return (
        f"bits per byte removed {one.before:.3f}, supplemented {one.after:.3f}, never removed {one.never:.3f}: "
        f"{x.value:.1%} closed ({x.low:.1%} to {x.high:.1%}), {one.documents} documents, {one.left_out} left out"
    )


def main() -> None:
    data, work = Path(sys.argv[1]), Path(sys.argv[2])
    train, pages = divide(data, work), texts_of(data, PAGES)
    if sys.argv[3:4] == ["places"]:
        for removed in sys.argv[4:] or SLICES:
            look(removed, train, pages, work)
        return
    for removed in sys.argv[3:] or ("maths_zh", "code_en"):
        fill(removed, train, pages, work)


if __name__ == "__main__":
    main()
