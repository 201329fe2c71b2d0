"""Pages with a label for every line, for `train_lines`: labelled windows, pages of which the main text is known, and clean texts.

A label is c (content), m (metadata: authors, dates, sources), a (advertising), n (boilerplate), r (one of a and n) or ? (unknown; the line
is context only).
"""

from __future__ import annotations

import random
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scorers.training.labelled import read_jsonl, site_of
from scorers.training.made_up_ads import made_up_ads
from scorers.training.made_up_phrases import made_up_pages
from scorers.training.made_up_windows import made_up_windows


@dataclass
class Page:
    """Lines without blank ones, and a label for each; `kind` is "window" (labelled by hand), "whole" (the same lines in their page),
    "lone" (a window without a page), "added" and "added whole" (ADDED), or what gave the labels."""

    id: str
    site: str
    kind: str
    lang: str
    lines: list[str]
    labels: list[str]


ADDED = Path(__file__).with_name("added_windows.jsonl")
"""Labels of further windows of pages of the labelled sets, given for this model by reading, as those of `labels` were; no text of them:
file, id of the page, number of the window's first line among those with text, a letter a line, and a sum to know the lines again by."""
MADE_UP_SITE = "made up"  # of pages that are of no site: no fold leaves them out
CLEAN = {  # how many documents of texts that are content throughout
    "math/en_sympy_docs.jsonl": 60, "math/en_d2l_en_math.jsonl": 30, "math/en_maxima_manual.jsonl": 30, "math/theorems_en.jsonl": 60,
    "math/zh_d2l_zh_math.jsonl": 25, "math/zh_gaokao_math_physics.jsonl": 120, "math/zh_oi_wiki_math.jsonl.gz": 50,
    "code/en_d2l_en_code.jsonl": 30, "code/en_python_docs.jsonl.gz": 50, "code/source_files.jsonl.gz": 80, "code/zh_d2l_zh_code.jsonl": 30,
    "code/zh_oi_wiki_code.jsonl": 40, "quality/en_debian_handbook.jsonl": 40, "quality/en_debian_install_guide.jsonl": 30,
    "quality/en_debian_reference.jsonl": 25, "quality/en_python_docs.jsonl": 20, "quality/en_us_speeches.jsonl.gz": 20,
    "quality/en_wikipedia.jsonl.gz": 60, "quality/zh_classic_fortunes.jsonl": 200, "quality/zh_debian_handbook.jsonl": 25,
    "quality/zh_debian_install_guide.jsonl": 25, "quality/zh_debian_reference.jsonl": 20, "quality/zh_manpages.jsonl.gz": 40,
    "quality/zh_oi_wiki_quality.jsonl": 50, "quality/zh_wikipedia_cmrc.jsonl": 80,
    "zh_web/cctv_news.jsonl.gz": 80, "zh_web/tech_weekly.jsonl.gz": 80, "zh_web/hotel_reviews.jsonl.gz": 100,
    "web/zh_zhihu_qa.jsonl": 80, "web/en_nltk_webtext.jsonl": 60,
}  # fmt: skip


def filled(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def gather(data: Path) -> list[Page]:
    """All pages, labelled ones first; where lines labelled by hand come back on other pages of the same name, their labels win. Where the
    main text of a page is known, only advertising wins: a date that is metadata of an article is furniture of a teaser."""
    gold = [*labelled(data), *added(data)]
    by_hand: dict[str, tuple[str, dict[str, str]]] = {}
    for page in gold:
        own = by_hand.setdefault(page.id, (page.site, {}))[1]
        for line, label in zip(page.lines, page.labels):
            if label != "?":
                own[line] = label if own.get(line, label) == label else "?"
    rest = [*main_text_pages(data), *wechat(data), *sites(data), *tutorials(data), *silver(data), *clean(data)]
    for page in rest:
        if page.id in by_hand:
            page.site, own = by_hand[page.id]
            main_known = page.kind in ("page", "aligned")
            named = {line: label for line, label in own.items() if not main_known or label == "a"}
            page.labels = [
                label if label == "?" and page.kind == "page" else named.get(line, label) for line, label in zip(page.lines, page.labels)
            ]
    return [*gold, *rest, *short_pages(rest), *phrases(), *written()]


def short_pages(pages: list[Page]) -> Iterator[Page]:
    """Pages of a few sentences amid menus and widgets, from the lines of longer ones: what surrounds a line must not decide alone.

    English pages keep their own order; Chinese ones put sentences of clean texts between lines of a site.
    """
    sentences = [p for p in pages if p.kind == "clean" and p.lang == "zh" and len(p.lines) >= 3 and not ads_within(p)]
    for page in pages:
        rng = random.Random(zlib.crc32(page.id.encode()))
        content = [line for line, label in zip(page.lines, page.labels) if label == "c"]
        at = page.labels.index("c") if content else len(page.lines) // 2
        before = [line for line, label in zip(page.lines[:at], page.labels) if label == "r"]
        after = [line for line, label in zip(page.lines[at:], page.labels[at:]) if label == "r"]
        if page.kind == "site":
            content = rng.choice(sentences).lines if sentences else []
        elif page.kind not in ("page", "aligned"):
            continue
        if not content or not before or not after:
            continue
        first = rng.randrange(len(content))
        parts = (
            ("r", before[-rng.randint(1, 8) :] if rng.random() < 0.7 else []),
            ("c", content[first : first + rng.randint(1, 8)]),
            ("r", after[: rng.randint(1, 10)] if rng.random() < 0.7 else []),
        )
        lines = [line for _, own in parts for line in own]
        yield Page(page.id, page.site, "short", page.lang, lines, [label for label, own in parts for _ in own])


def written() -> Iterator[Page]:
    """Stretches of pages that sell, written down."""
    for lang in ("en", "zh"):
        for i, (lines, labels) in enumerate(made_up_windows(lang == "zh")):
            yield Page(f"written-{lang}-{i}", MADE_UP_SITE, "written", lang, lines, labels)


def phrases() -> Iterator[Page]:
    """Phrases of page furniture, calls and headings of content, each among others of its kind in four orders."""
    for lang in ("en", "zh"):
        for seed in range(4):
            yield Page(f"phrases-{lang}-{seed}", MADE_UP_SITE, "phrases", lang, *made_up_pages(lang == "zh", seed))


def ads_within(page: Page) -> bool:
    return "a" in page.labels


WHOLE = (
    "web/wcxb_pages.jsonl.gz", "web/scrapinghub_articles.jsonl", "lines/en_content_boilerplate.jsonl.gz",
    "zh_web/wechat_security_articles.jsonl.gz", "zh_web/site_pages.jsonl.gz", "web/gne_zh_news_pages.jsonl",
    "zh_web/misc_raw_pages.jsonl", "zh_web/seo_affiliate_pages.jsonl", "zh_web/wechat_essays.jsonl", "zh_web/tech_weekly.jsonl.gz",
    "zh_web/medical_articles.jsonl.gz", "zh_web/code_tutorials_with_ads.jsonl.gz", "web/zh_documents_misc.jsonl",
)  # fmt: skip


def labelled(data: Path) -> Iterator[Page]:
    """Windows labelled by hand, and each again within its page."""
    windows = [row for lang in ("en", "zh") for row in read_jsonl(data / "labels" / f"{lang}_lines.jsonl")]
    wanted = {row["id"] for row in windows}
    pages: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in WHOLE:
        if (data / name).exists():
            for row in read_jsonl(data / name):
                if row["id"] in wanted:
                    pages[row["id"]].append(row)
    for row in windows:
        known = pages.get(row["id"], [])
        site = page_site(known[0] if known and known[0].get("url") else row)
        lines = [line.strip() for line in row["lines"]]
        labels = list(row["labels"])
        whole = in_page(lines, row["first_line"], known)
        yield Page(row["id"], site, "window" if whole else "lone", row["lang"], lines, labels)
        if whole:
            at = row["first_line"]
            yield Page(row["id"], site, "whole", row["lang"], whole, labels_of_page(whole, at, labels))


def added(data: Path) -> Iterator[Page]:
    """Windows of ADDED, each also within its page; those of pages that are not there are left out."""
    windows: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in read_jsonl(ADDED):
        windows[row["file"]][row["id"]].append(row)
    for name, pages in windows.items():
        if not (data / name).exists():
            continue
        lang = "en" if name.startswith(("web/wcxb", "web/scrapinghub")) else "zh"
        for page in read_jsonl(data / name):
            for window in pages.get(page["id"], []):
                whole, at, labels = filled(page.get("raw_text") or page["text"]), window["first"], list(window["labels"])
                lines = whole[at : at + len(labels)]
                if sum_of(lines) == window["sum"]:
                    yield Page(page["id"], page_site(page), "added", lang, lines, labels)
                    yield Page(page["id"], page_site(page), "added whole", lang, whole, labels_of_page(whole, at, labels))


def labels_of_page(lines: list[str], at: int, labels: list[str]) -> list[str]:
    """For each line of a page of which those from `at` on have labels; ? for the others."""
    return ["?"] * at + labels + ["?"] * (len(lines) - at - len(labels))


def sum_of(lines: list[str]) -> int:
    return zlib.crc32("\n".join(lines).encode())


def page_site(row: dict[str, Any]) -> str:
    if row.get("url"):
        return site_of(row)
    source = str(row.get("source") or "")
    return source if re.fullmatch(r"wechat:.*|[\w.-]+\.\w+", source) else site_of(row)


def in_page(lines: list[str], at: int, pages: list[dict[str, Any]]) -> list[str] | None:
    for page in pages:
        for field in ("raw_text", "text", "lines"):
            found = page.get(field)
            if found:
                whole = [x.strip() for x in found if x.strip()] if field == "lines" else filled(found)
                if whole[at : at + len(lines)] == lines:
                    return whole
    return None


def bare(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def align(raw: list[str], main: str) -> list[str]:
    """c for lines of the page that its main text has, r for those that it has not; short lines must be lines of it."""
    whole, own = bare(main), {bare(line) for line in main.split("\n")}
    labels = []
    for line in raw:
        key = bare(line)
        if len(key) >= 30:
            labels.append("c" if key in whole else "?" if key[:25] in whole or key[-25:] in whole else "r")
        elif key in own and key:
            labels.append("c")
        else:
            labels.append("?" if not key or (len(key) > 3 and key in whole) else "r")
    return labels


def main_text_pages(data: Path) -> Iterator[Page]:
    held = {}
    path = data / "lines/en_content_boilerplate.jsonl.gz"
    if path.exists():
        for row in read_jsonl(path):
            names = {1: "c", 0: "r", None: "?"}
            pairs = [(x.strip(), names[y]) for x, y in zip(row["lines"], row["labels"]) if x.strip()]
            held[row["id"]] = Page(row["id"], page_site(row), "page", "en", [x for x, _ in pairs], [y for _, y in pairs])
    yield from held.values()
    for name in ("web/wcxb_pages.jsonl.gz", "web/scrapinghub_articles.jsonl"):
        if (data / name).exists():
            for row in read_jsonl(data / name):
                if row["id"] not in held and row["text"] and row["raw_text"]:
                    lines = filled(row["raw_text"])
                    labels = align(lines, row["text"])
                    if labels.count("c") >= 3:
                        yield Page(row["id"], page_site(row), "aligned", "en", lines, labels)


def silver(data: Path) -> Iterator[Page]:
    for name in ("lines/zh_content_boilerplate_silver.jsonl", "lines/multi_content_boilerplate_silver.jsonl"):
        if (data / name).exists():
            for row in read_jsonl(data / name):
                names = {1: "c", 0: "r", None: "?"}
                pairs = [(x.strip(), names[y]) for x, y in zip(row["lines"], row["labels"]) if x.strip()]
                yield Page(row["id"], page_site(row), "silver", row["lang"], [x for x, _ in pairs], [y for _, y in pairs])


def wechat(data: Path) -> Iterator[Page]:
    """Articles whose lines are known from how often an account says them and from patterns."""
    path, known = data / "zh_web/wechat_security_articles.jsonl.gz", {}
    lines_path = data / "zh_web/wechat_lines.jsonl.gz"
    if not path.exists() or not lines_path.exists():
        return
    names = {"promo": "a", "promo_weak": "a", "disclaimer": "n", "content": "c"}
    for row in read_jsonl(lines_path):
        known[row["account"], row["text"].strip()] = names.get(row["label"], "?")
    articles: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_jsonl(path):
        articles[row["account"]].append(row)
    for account, rows in articles.items():
        split = [(row, filled(row["text"])) for row in rows]
        often = Counter(line for _, lines in split for line in set(lines))
        for row, lines in split:
            if zlib.crc32(row["id"].encode()) % 3:
                continue
            labels = []
            for i, line in enumerate(lines):
                label = known.get((account, line), "")
                if not label:
                    repeated = often[line] >= 3 and often[line] >= 0.1 * len(rows)
                    inner = 0.06 < i / len(lines) < 0.8 and not repeated and len(line) >= 15
                    label = "c" if inner else "?"
                labels.append(label)
            yield Page(row["id"], f"wechat:{account}", "wechat", "zh", lines, labels)


def sites(data: Path) -> Iterator[Page]:
    """Pages of a site: what comes back on its pages is boilerplate, sentences that do not are content."""
    path = data / "zh_web/site_pages.jsonl.gz"
    if not path.exists():
        return
    pages: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_jsonl(path):
        pages[row["source"]].append(row)
    for site, rows in pages.items():
        split = [(row, filled(row["text"])) for row in rows]
        often = Counter(line for _, lines in split for line in set(lines))
        for row, lines in sorted(split, key=lambda x: zlib.crc32(x[0]["id"].encode()))[:60]:
            labels = []
            for line in lines:
                if often[line] >= max(5, 0.12 * len(rows)):
                    labels.append("r")
                elif often[line] == 1 and len(line) >= 25 and line[-1] in "。！？”；：" and row["label"].startswith("ok"):
                    labels.append("c")
                else:
                    labels.append("?")
            yield Page(row["id"], site, "site", "zh", lines, labels)


def tutorials(data: Path) -> Iterator[Page]:
    path = data / "zh_web/code_tutorials_with_ads.jsonl.gz"
    if path.exists():
        for row in read_jsonl(path):
            if zlib.crc32(row["id"].encode()) % 4 == 0:
                lines, ads = filled(row["text"]), {line.strip() for line in row["ad_lines"]}
                yield Page(row["id"], "programmercarl.com", "tutorial", "zh", lines, ["a" if x in ads else "c" for x in lines])


def clean(data: Path) -> Iterator[Page]:
    for name, most in CLEAN.items():
        if (data / name).exists():
            rows = sorted(read_jsonl(data / name), key=lambda r: (zlib.crc32(str(r["id"]).encode()), str(r["id"])))[:most]
            for row in rows:
                lines = filled(row["text"])[:150]
                if lines:
                    key = zlib.crc32(str(row["id"]).encode())
                    labels = ["c"] * len(lines)
                    if key % 2 == 0 and "fortunes" not in name:
                        lines, labels = with_ads(lines, key)
                    yield Page(str(row["id"]), f"{name}:{key % 8}", "clean", name.split("/")[1][:2], lines, labels)


def with_ads(lines: list[str], seed: int) -> tuple[list[str], list[str]]:
    """The lines with two to six made-up ads between them."""
    rng = random.Random(seed)
    chinese = sum("\u4e00" <= c <= "\u9fff" for line in lines for c in line) > 0.1 * sum(map(len, lines))
    lines, labels = list(lines), ["c"] * len(lines)
    for ad in made_up_ads(rng.randint(2, 6), chinese, seed):
        at = rng.randint(0, len(lines))
        lines.insert(at, ad)
        labels.insert(at, "a")
    return lines, labels
