"""How well seeds gather a hidden domain: `python tests/benchmarks/enrichment.py DATA [draws]`; DATA has folders math, code, web, zh_web.

A domain is hidden at 2 % in pages that do not hold it (those the scorers of the domain find there anyway are taken out and counted);
50 documents of one family are the seeds, other families are hidden. Precision and recall are those of the model's own cut. Apart from the
domains, an encyclopaedia: seeds are some of its articles, and others are hidden (pages with an encyclopaedia's address are taken out).
"""

from __future__ import annotations

import gzip
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import scorers
from qualityfilter import Documents
from qualityfilter.enriching import belonging, gather
from qualityfilter.seed_audit import LIKE
from qualityfilter.seed_model import Pool, Rows, SeedModel, classifier, importance
from qualityfilter.seed_pool import lessons, rows_of

POOLS = {
    "zh": ["zh_web/cctv_news", "zh_web/medical_articles", "zh_web/hotel_reviews", "zh_web/site_pages"],
    "en": ["web/scrapinghub_articles", "web/trafilatura_eval_pages", "quality/en_us_speeches", "web/en_movie_reviews"],
}
SEEDS = {
    ("zh", "mathematics"): "math/zh_d2l_zh_math", ("en", "mathematics"): "math/en_d2l_en_math",
    ("zh", "code"): "code/zh_d2l_zh_code", ("en", "code"): "code/en_d2l_en_code",
}  # fmt: skip
HIDDEN = {
    ("zh", "mathematics"): ["math/zh_oi_wiki_math", "math/zh_gaokao_math_physics"], ("en", "mathematics"): ["math/theorems_en"],
    ("zh", "code"): ["code/zh_oi_wiki_code"], ("en", "code"): ["code/en_python_docs"],
}  # fmt: skip
ARTICLES = {"zh": "quality/zh_wikipedia_cmrc", "en": "quality/en_wikipedia"}
ENCYCLOPAEDIA = "encyclopaedia"
SHARE, MOST_SEEDS, FOUND_ANYWAY = 0.02, 50, 0.3


def read(data: Path, name: str) -> list[dict]:
    for path in (data / f"{name}.jsonl", data / f"{name}.jsonl.gz"):
        if path.exists():
            with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf8") as lines:
                return [record for record in map(json.loads, lines) if record.get("text") and record.get("label") != "physics"]
    raise FileNotFoundError(f"{data / name}.jsonl[.gz]")


def found_anyway(pages: list[dict], domain: str) -> np.ndarray:
    """How sure it is that a page is of the domain, 0-1."""
    if domain == ENCYCLOPAEDIA:
        return np.array(
            [any(host in (page.get("url") or "") for host in ("wikipedia.org", "baike.", "britannica.")) for page in pages], float
        )
    return np.array(scorers.score_all([page["text"] for page in pages], [domain])[domain])


def sources(data: Path, language: str, domain: str, rng: random.Random) -> tuple[list[dict], list[dict]]:
    """What seeds are drawn from, and what is hidden: other families, or other articles."""
    if domain != ENCYCLOPAEDIA:
        return read(data, SEEDS[language, domain]), [r for name in HIDDEN[language, domain] for r in read(data, name)]
    articles = read(data, ARTICLES[language])
    titles = sorted({r["title"] for r in articles})
    ours = set(rng.sample(titles, len(titles) // 2))
    return [r for r in articles if r["title"] in ours], [r for r in articles if r["title"] not in ours]


class World:
    """Seeds, and a pool with a domain hidden in it."""

    def __init__(self, data: Path, language: str, domain: str, draw: int) -> None:
        rng = random.Random(draw)
        plain = [r for name in POOLS[language] for r in read(data, name) if r.get("lang") == language]
        score = found_anyway(plain, domain)
        self.taken_out = int((score >= FOUND_ANYWAY).sum())
        plain = [r for r, s in zip(plain, score) if s < FOUND_ANYWAY]
        seeds, hidden = sources(data, language, domain, rng)
        hidden = rng.sample(hidden, min(round(len(plain) * SHARE / (1 - SHARE)), len(hidden)))
        self.seeds = [r["text"] for r in rng.sample(seeds, min(MOST_SEEDS, len(seeds)))]
        self.texts = [r["text"] for r in plain + hidden]
        self.places = [r.get("url") or "" for r in plain] + [""] * len(hidden)
        self.hidden = np.r_[np.zeros(len(plain), bool), np.ones(len(hidden), bool)]
        taught = lessons(Documents.from_texts(self.seeds))
        self.seed_rows, self.against, self.lessons = taught.rows, taught.against, taught.texts
        self.pool = Pool.of(rows_of(Documents.from_texts(self.texts)))
        self.junk = [r["text"] for r in rng.sample(plain, len(self.seeds) // 2)]

    def figures(self, gathered: np.ndarray) -> tuple[float, float]:
        return float(self.hidden[gathered].mean()) if gathered.any() else 0.0, float(gathered[self.hidden].mean())


def figures(world: World) -> dict[str, tuple[float, float]]:
    """(precision, recall) of each attractor at its own cut, and of both together."""
    pool = world.pool.with_against(world.against, world.seed_rows)
    first, _ = importance(world.seed_rows, pool)
    alone, _ = classifier(world.seed_rows, pool, np.zeros(len(world.texts), bool))
    two = gather("hidden", world.seed_rows, world.pool, world.places, against=world.against)
    three = gather("hidden", world.seed_rows, world.pool, world.places, against=world.against, texts=world.lessons)
    return {
        "importance": world.figures(first.pool > first.cut),
        "classifier": world.figures(alone.pool > alone.cut),
        "both, rounds": world.figures(two.stays),
        "and queries": world.figures(three.stays),
    }


def junk(world: World) -> tuple[float, float]:
    """With as many junk pages as half the seeds: the share of junk that is named, and of good seeds that is."""
    rows = rows_of(Documents.from_texts(world.seeds + world.junk))
    belongs, _ = belonging(rows, world.pool)
    good = len(world.seeds)
    return float((~belongs[good:]).mean()), float((~belongs[:good]).mean())


def likeness(world: World, share: float) -> float:
    """What the warning goes by, with so large a share of the hidden pages in the pool."""
    hidden = np.flatnonzero(world.hidden)
    rows = np.r_[np.flatnonzero(~world.hidden), hidden[: round(share * hidden.size)]]
    pool, places = Pool.of(world.pool.rows.take(rows)), [world.places[i] for i in rows.tolist()]
    return gather("like", world.seed_rows, pool, places, against=world.against, texts=world.lessons).likeness


def riddles(rng: random.Random) -> str:
    """A page of sums in words."""
    lines = []
    for _ in range(rng.randint(5, 9)):
        a, b, c = rng.randint(3, 90), rng.randint(2, 30), rng.randint(2, 9)
        thing, name, other = rng.choice(["苹果", "铅笔", "气球", "图书"]), *rng.sample(["小明", "小红", "王老师", "李师傅"], 2)
        lines.append(f"{name}有{a}个{thing}，给了{other}{b}个，又买来{c}盒，每盒{b}个，现在{name}一共有多少个{thing}？")
        lines.append(f"一列火车每小时行{a}千米，从甲地到乙地要{c}小时，返回时每小时多行{b}千米，返回要多少小时？")
    return "\n".join(lines)


def planted(world: World) -> tuple[float, float]:
    """A host with 12 of the hidden pages and 30 of sums in words: the share of these that is gathered; the precision of all that is."""
    rng = random.Random(7)
    places, texts = list(world.places), [riddles(rng) for _ in range(30)]
    for i in rng.sample(np.flatnonzero(world.hidden).tolist(), 12):
        places[i] = f"https://school.example.org/page/{i}"
    places += [f"https://school.example.org/page/sum-{i}" for i in range(30)]
    pool = Pool.of(Rows.joined([world.pool.rows, rows_of(Documents.from_texts(texts))]))
    found = gather("planted", world.seed_rows, pool, places, against=world.against, texts=world.lessons)
    right = np.r_[world.hidden, np.ones(30, bool)]
    return float(found.stays[-30:].mean()), float(right[found.stays].mean())


def model_of(world: World) -> SeedModel:
    """What a run would score with."""
    found = gather(
        "speed", world.seed_rows, world.pool, world.places, against=world.against, texts=world.lessons, spoken=["en", "zh"]
    )  # fmt: skip
    return found.model


def speed(world: World) -> float:
    """MB of text a second that a seed model scores, features of the text at hand."""
    model = model_of(world)
    size = sum(len(text.encode()) for text in world.texts) / 1e6
    batches = [Documents.from_texts(world.texts[i : i + 500]) for i in range(0, len(world.texts), 500)]
    for docs in batches:
        model.affinity(docs)
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        for docs in batches:
            model.affinity(docs)
        best = min(best, time.perf_counter() - begin)
    return size / best


def their_speed(world: World) -> float | None:
    """MB of text a second that the package `data-selection` weighs with DSIR's hashed n-grams; None where it is not installed."""
    try:
        from data_selection import HashedNgramDSIR
    except ImportError:
        return None
    texts = world.texts
    with tempfile.TemporaryDirectory() as folder:
        for name, held in (("raw", texts), ("target", world.seeds)):
            lines = (json.dumps({"text": text}) + "\n" for text in held)
            Path(folder, f"{name}.jsonl").write_text("".join(lines), encoding="utf8")
        dsir = HashedNgramDSIR([f"{folder}/raw.jsonl"], [f"{folder}/target.jsonl"], cache_dir=f"{folder}/cache", num_proc=1)
        dsir.fit_importance_estimator(num_tokens_to_fit="all")
        begin = time.perf_counter()
        dsir.compute_importance_weights()
        seconds = time.perf_counter() - begin
    return sum(len(text.encode()) for text in texts) / 1e6 / seconds


def whole_speed(world: World) -> float:
    """MB of text a second that a seed model scores, features and languages computed from the text too."""
    model = model_of(world)
    size, begin = sum(len(text.encode()) for text in world.texts) / 1e6, time.perf_counter()
    for i in range(0, len(world.texts), 500):
        model.affinity(Documents.from_texts(world.texts[i : i + 500]))
    return size / (time.perf_counter() - begin)


def main() -> None:
    data, draws = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    worlds: dict[tuple[str, str], World] = {}
    print(f"precision / recall at the cut, mean of {draws} draws of seeds and hidden pages")
    for language, domain in [*SEEDS, *((language, ENCYCLOPAEDIA) for language in ARTICLES)]:
        found = []
        for draw in range(draws):
            worlds[language, domain] = world = World(data, language, domain, draw)
            found.append(figures(world))
        mean = {name: [statistics.mean(f[name][k] for f in found) for k in (0, 1)] for name in found[0]}
        shown = "  ".join(f"{name} {precision:.3f} / {recall:.3f}" for name, (precision, recall) in mean.items())
        pages = f"{len(world.texts):,} pages, {int(world.hidden.sum())} hidden, {world.taken_out} taken out"
        print(f"{language} {domain:12} {shown}  ({pages})")
        named, wrongly = junk(world)
        print(f"{'':15} a third of the seeds junk: {named:.3f} of it named, {wrongly:.3f} of the good seeds")
        like = ", ".join(f"{likeness(world, part):.2f} with {part:.0%}" for part in (1.0, 0.1, 0.0))
        print(f"{'':15} likeness of what is gathered: {like} of the hidden pages; below {LIKE} is warned of", flush=True)
    zh = worlds["zh", "mathematics"]
    brought, right = planted(zh)
    print(f"planted host: {brought:.3f} of its pages unlike the seeds gathered, precision of all {right:.3f}")
    alone = whole_speed(zh)
    print(f"a seed model over text with features at hand: {speed(zh):.0f} MB/s; from the text alone {alone:.1f} MB/s")
    english = worlds["en", "mathematics"]
    theirs, ours, at_hand = their_speed(english), max(whole_speed(english) for _ in range(3)), speed(english)
    if theirs is None:
        print("data-selection (DSIR) is not installed: skipped")
    else:
        print(f"data-selection (DSIR) over the English pool: {theirs:.2f} MB/s")
        print(f"a seed model over it: {ours:.1f} MB/s from the text alone, {ours / theirs:.0f} times as fast; {at_hand:.0f} with features")


if __name__ == "__main__":
    main()
