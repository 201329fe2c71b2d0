"""Splices put into clean real pages and taken out again: how many go, how many pages close exactly, what clean pages lose.

    python tests/benchmarks/cleaning_splices.py DATA        # DATA holds the folders web, quality, zh_web, math, code

Hosts, brackets, disguises, slogans and places are drawn from classes; of each class of templates a part is held out, and its
rows are printed apart. What is protected (formulae, code, tables) is left alone by the generator, as by the cleaner.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from qualityfilter.cleaners.spliced_hosts import SplicedHosts
from qualityfilter.cleaning import Cleaning
from qualityfilter.documents import Documents
from qualityfilter.protecting import protected_spans
from scorers.training.labelled import read_jsonl

TRIALS = 3000
PAGES_PER_SOURCE = 160
SOURCES = {
    "en": [
        "web/wcxb_pages.jsonl.gz",
        "quality/en_wikipedia.jsonl.gz",
        "quality/en_us_speeches.jsonl.gz",
        "quality/en_d2l_en_quality.jsonl",
        "quality/en_debian_handbook.jsonl",
        "quality/en_abc_news.jsonl",
        "quality/en_brown.jsonl.gz",
        "math/en_d2l_en_math.jsonl",
        "code/en_d2l_en_code.jsonl",
    ],
    "zh": [
        "zh_web/cctv_news.jsonl.gz",
        "zh_web/wechat_essays.jsonl",
        "zh_web/tech_weekly.jsonl.gz",
        "zh_web/site_pages.jsonl.gz",
        "quality/zh_wikipedia_cmrc.jsonl",
        "quality/zh_peoples_daily_1998.jsonl.gz",
        "quality/zh_debian_handbook.jsonl",
        "quality/zh_oi_wiki_quality.jsonl",
        "math/zh_oi_wiki_math.jsonl.gz",
        "code/zh_d2l_zh_code.jsonl",
    ],
}
TECHNICAL = [
    "quality/en_debian_reference.jsonl",
    "quality/zh_debian_reference.jsonl",
    "quality/zh_manpages.jsonl.gz",
    "code/en_python_docs.jsonl.gz",
    "math/en_sympy_docs.jsonl",
    "math/en_maxima_manual.jsonl",
    "math/zh_oi_wiki_math.jsonl.gz",
    "code/zh_oi_wiki_code.jsonl",
    "math/zh_gaokao_math_physics.jsonl",
    "code/source_files.jsonl.gz",
]
_HOST = re.compile(r"(?:[A-Za-z0-9-]+\.)+(?:com|net|org|cn|edu|gov|io|info|uk|de|tv|me|cc)\b(?![(_=])")


def _listed(words: str) -> list[str]:
    return words.split()


# Hosts

_SYLLABLES = _listed(
    "ba bo chi da dou fei gao gu hai hong ji jin ka ku lai lu mei mi na nuo pei qi ran rui sai shu tao tian wan wei xia "
    "xin ya yun ze zhi zuo"
)
_WORDS = _listed(
    "lucky novel dragon golden movie book speed cloud happy star bet game king sky fast best cheap red moon read deal shop "
    "home play world hot city"
)
_TOPS = {
    False: _listed("com net org cn cc top xyz vip com.cn info club site online"),
    True: _listed("com net cn top icu shop win bid wang store live fun tk net.cn org.cn tv la biz"),
}
_PREFIXES = {False: ["www.", "www.", "www.", "", "", "m.", "bbs."], True: ["www.", "www.", "", "", "wap.", "xs."]}


def host(draw: random.Random, held: bool) -> str:
    """A made-up host."""
    kind = draw.randrange(5)
    if kind == 0:
        label = "".join(draw.choices(_SYLLABLES, k=draw.randint(2, 4)))
    elif kind == 1:
        label = "".join(draw.choices("0123456789", k=draw.randint(2, 5))) + "".join(draw.choices(_SYLLABLES, k=draw.randint(1, 2)))
    elif kind == 2:
        label = draw.choice(["", "-"]).join(draw.choices(_WORDS, k=2))
    elif kind == 3:
        label = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randint(4, 8))) + str(draw.choice(["", draw.randint(1, 999)]))
    else:
        label = draw.choice(_WORDS) + draw.choice(_SYLLABLES) + str(draw.choice(["", 8, 88, 365, 520, 123]))
    name = draw.choice(_PREFIXES[held]) + label + "." + draw.choice(_TOPS[held])
    return name.upper() if draw.random() < 0.04 else name


# Disguises

_ALIKE = {
    "a": "а",
    "c": "с",
    "e": "е",
    "o": "оο",
    "p": "рρ",
    "x": "х",
    "y": "у",
    "i": "і",
    "s": "ѕ",
    "n": "ո",
    "k": "к",
    "v": "ν",
    "h": "һ",
}


def _wide(name: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)


def disguise(draw: random.Random, name: str, held: bool) -> tuple[str, str]:
    """The host as a scraper writes it, and the class of the disguise."""
    kinds = ["plain"] * 7 + (
        ["wide", "word", "ideographic", "zero", "alike"]
        if not held
        else ["wide dots", "spelled", "bracket dot", "scheme", "zero", "alike", "middle dot"]
    )
    kind = draw.choice(kinds)
    if kind == "wide":
        name = _wide(name)
    elif kind == "wide dots":
        name = name.replace(".", "．")
    elif kind == "word":
        name = name.replace(".", draw.choice([" dot ", "(dot)", " dot "]))
    elif kind == "bracket dot":
        name = name.replace(".", draw.choice(["[.]", "[dot]", "（点）"]))
    elif kind == "ideographic":
        name = name.replace(".", draw.choice("。｡"))
    elif kind == "middle dot":
        name = name.replace(".", draw.choice("·•"))
    elif kind == "zero":
        at = draw.randint(1, len(name) - 1)
        name = name[:at] + draw.choice("\u200b\u200c\u200d\u2060\ufeff") + name[at:]
    elif kind == "alike":
        places = [i for i, c in enumerate(name) if c in _ALIKE]
        for i in draw.sample(places, min(len(places), draw.randint(1, 3))):
            name = name[:i] + draw.choice(_ALIKE[name[i]]) + name[i + 1 :]
    elif kind == "spelled":
        name = " ".join(name)
    elif kind == "scheme":
        name = draw.choice(["http://", "https://"]) + name + draw.choice(["/", ""])
    return name, kind


# What is around them

_PAIRS = {
    False: ["（）", "【】", "[]", "()", "（)", "【)", "[）", "〖〗"],
    True: ["［］", "(】", "「」", "〔〕", "{}", "【]", "((", "『』", "【【"],
}
_SLOGANS = {
    ("zh", False): [
        "更多精彩尽在{}",
        "一秒记住{}",
        "最新章节请到{}",
        "手机用户请浏览{}阅读",
        "本文来自{}首发",
        "看最新章节就上{}",
        "请记住本站域名{}",
        "免费小说请访问{}",
        "高清电影{}在线观看",
        "更多精彩内容请登录{}！",
    ],
    ("zh", True): [
        "全本小说尽在{}",
        "天才一秒记住{}",
        "电脑用户请登陆{}阅读",
        "本书首发{}",
        "喜欢本书请收藏{}",
        "{}无弹窗免费阅读",
        "想看更多好书请到{}",
        "最快更新{}",
        "百度搜索{}看最新章节",
        "永久域名{}",
    ],
    ("en", False): [
        "Visit {} for more free novels.",
        "Read the latest chapters at {}",
        "This chapter is taken from {}.",
        "Watch free movies online at {}",
        "For more free books visit {}",
        "Best online casino at {}!",
    ],
    ("en", True): [
        "Find the fastest updates at {}.",
        "This novel is first published on {}",
        "Get cheap pills at {}",
        "Enjoy more free chapters on {}",
        "Play slots and win big at {}",
        "Download full episodes from {}",
    ],
}
_LABELS = {
    ("zh", False): ["好看片网", "天天影院", "小美直播"],
    ("zh", True): ["大众看片网", "爱读书吧", "澳门娱乐城"],
    ("en", False): ["HotMovies", "Best Casino"],
    ("en", True): ["FreeReads Hub", "CheapMeds"],
}
_KEYWORDS = {
    ("zh", False): ["时时彩", "北京赛车pk10", "百家乐", "澳门新葡京", "六合彩", "娱乐城开户", "幸运飞艇", "在线看片", "成人小说", "无码"],
    ("zh", True): [
        "澳门威尼斯人官网",
        "彩票平台",
        "真人娱乐",
        "棋牌游戏下载",
        "捕鱼达人",
        "老虎机",
        "伦理片",
        "毛片",
        "足球投注网站",
        "约炮",
    ],
    ("en", False): ["online casino", "buy viagra", "slot gacor", "payday loans", "replica watches", "cheap cialis", "situs judi online"],
    ("en", True): ["sports betting", "togel", "nfl jerseys", "baccarat", "casino bonus", "essay writing service", "porn", "escorts"],
}


def splice(draw: random.Random, language: str, held: bool) -> tuple[str, str]:
    """What is put in, and its class."""
    kind = draw.choices(["bracket", "bare", "slogan", "label", "keywords"], [45, 22, 20, 6, 7])[0]
    if kind == "keywords":
        return draw.choice([" ", " ", "|", "-"]).join(draw.sample(_KEYWORDS[language, held], draw.randint(3, 6))), "keywords"
    name, hidden = disguise(draw, host(draw, held), held)
    if kind == "bracket":
        pair = draw.choice(_PAIRS[held])
        return pair[0] + name + pair[1], f"bracket {hidden}"
    if kind == "slogan":
        text = draw.choice(_SLOGANS[language, held]).format(name)
        pair = draw.choice(_PAIRS[held])
        return (pair[0] + text + pair[1] if draw.random() < 0.3 else text), "slogan"
    if kind == "label":
        label = draw.choice(_LABELS[language, held])
        return " ".join(f"{label} {host(draw, held)}" for _ in range(draw.randint(2, 4))), "label"
    return name, f"bare {hidden}"


# Where they go


def places(page: str) -> dict[str, list[int]]:
    """Places outside protected spans: starts of lines, ends of sentences, middles of words."""
    docs = Documents.of(page)
    spans = protected_spans(docs)
    raw = page.encode()
    free = np.ones(len(raw) + 1, np.bool_)
    for s, e in zip(spans.start.tolist(), spans.end.tolist(), strict=True):
        free[max(0, s - 1) : e + 2] = False
    at = np.cumsum([0, *(len(c.encode()) for c in page)])
    literal = re.compile(r"\$[^$\n]+\$|`[^`\n]+`|[A-Za-z0-9/:@._-]*[./@][A-Za-z0-9/:@._-]+|^.*\|.*$|^(?:    |\t).*$", re.MULTILINE)
    for match in literal.finditer(page):
        free[at[match.start()] + 1 : at[match.end()]] = False

    def usable(found: Iterator[int]) -> list[int]:
        return [i for i in found if free[at[i]]]

    return {
        "line": usable(m.start() for m in re.finditer(r"(?m)^(?=\S)", page)),
        "sentence": usable(
            m.end()
            for m in re.finditer(
                r"(?<=[\u4e00-\u9fff])[。！？](?=[\u4e00-\u9fff“])|(?<=[a-z])[.!?](?= "
                r"[A-Z])|(?<=[\u4e00-\u9fffa-z])[。.!?！？]$",
                page,
                re.MULTILINE,
            )
        ),
        "word": usable(_middles(page)),
    }


def _middles(page: str) -> Iterator[int]:
    """Middles of words: of English ones of five letters, of Chinese ones as a dictionary cuts them."""
    import rjieba

    for match in re.finditer(r"(?<![A-Za-z])[a-z]{5,14}(?![A-Za-z])", page):
        yield match.start() + 2 + match.start() % (len(match.group()) - 3)
    for match in re.finditer(r"[\u4e00-\u9fff]{2,}", page[:2500]):
        at = match.start()
        for word in rjieba.cut(match.group(), False):
            if len(word) > 1:
                yield at + 1
            at += len(word)


def put_in(draw: random.Random, page: str, where: str, at: int, text: str, language: str) -> str:
    """The page with the splice."""
    if where == "line":
        return page[:at] + text + "\n" + page[at:]
    if where == "sentence" and language == "en":
        return page[:at] + draw.choice([" ", ""]) + text + page[at:]
    if where == "sentence" and draw.random() < 0.15:
        return page[:at] + " " + text + (" " if page[at : at + 1].strip() else "") + page[at:]
    return page[:at] + text + page[at:]


# Measuring


def texts(path: Path, limit: int) -> list[str]:
    """Texts of a file, evenly spread."""
    found = [row["text"] for row in read_jsonl(path) if len(row.get("text") or "") > 200]
    return found[:: max(1, len(found) // limit)][:limit]


def trials(data: Path, held: bool, seed: int, count: int, half: int) -> Iterator[tuple[str, str, str, str, str, str]]:
    """(language, class, place, page, page with splices, splice) of every trial, from one half of the pages."""
    draw = random.Random(seed)
    for language, names in SOURCES.items():
        pages = [text[:6000] for name in names for text in texts(data / name, PAGES_PER_SOURCE)][half::2]
        draw.shuffle(pages)
        for k in range(count // 2):
            page = pages[k % len(pages)]
            open_ = places(page)
            where = draw.choice(["line", "sentence", "word"])
            if not open_[where]:
                continue
            at = draw.choice(open_[where])
            # in a Chinese page English slogans are as likely as not, never the other way round
            text, kind = splice(draw, language, held)
            if where == "word" and language == "en" and kind in ("bare word", "bare spelled", "keywords", "label", "slogan"):
                continue  # nobody could tell where these begin
            yield language, kind, where, page, put_in(draw, page, where, at, text, language), text


def report(data: Path) -> None:
    """Print the table: removed and restored by class and place, clean pages, technical text, milliseconds per MB."""
    cleaning = Cleaning([SplicedHosts()])
    for held, seed, half in ((False, 1, 0), (True, 2, 1)):
        rows = list(trials(data, held, seed, TRIALS, half))
        after = cleaning.clean(Documents.of(*(row[4] for row in rows))).documents.texts
        _print_trials("held-out templates, other pages" if held else "templates seen", rows, after)
    _print_clean(data, cleaning)
    _print_speed(data)


def _print_trials(title: str, rows: list[tuple[str, str, str, str, str, str]], after: list[str]) -> None:
    removed, exact, total = Counter[str](), Counter[str](), Counter[str]()
    for (language, kind, where, page, dirty, text), got in zip(rows, after, strict=True):
        for key in ("all", language, f"{language} {where}", kind):
            total[key] += 1
            removed[key] += len(got) < len(dirty) and got.count(text) < dirty.count(text)
            exact[key] += got == page
    print(f"{title}: {len(rows)} trials")
    for key in sorted(total, key=lambda k: (k not in ("all", "en", "zh"), k)):
        print(f"  {key:24} n {total[key]:5}  removed {removed[key] / total[key]:.3f}  exact {exact[key] / total[key]:.3f}")


def _print_clean(data: Path, cleaning: Cleaning) -> None:
    for title, names, limit in (
        ("clean pages", [n for group in SOURCES.values() for n in group], 2000),
        ("technical text", TECHNICAL, 2000),
    ):
        whole = changed = lost = hosts = 0
        characters = gone = 0
        for name in names:
            docs = Documents.of(*texts(data / name, limit))
            batch = cleaning.clean(docs)
            for before, now in zip(docs.texts, batch.documents.texts, strict=True):
                whole, changed = whole + 1, changed + (before != now)
                characters, gone = characters + len(before), gone + len(before) - len(now)
                if before != now:
                    missing = Counter(_HOST.findall(before)) - Counter(_HOST.findall(now))
                    lost += sum(missing.values())
                hosts += len(_HOST.findall(before))
        print(
            f"{title}: {whole} pages, untouched {1 - changed / whole:.4f}, hosts lost {lost} of {hosts}, characters removed "
            f"{gone / characters:.6f}"
        )


def _print_speed(data: Path) -> None:
    for language, names in SOURCES.items():
        docs = Documents.of(*(text for name in names[:4] for text in texts(data / name, 400)))
        size = docs.views.buffer.size / 1e6
        SplicedHosts().find(docs)
        best = min(_seconds(docs) for _ in range(5))
        print(f"speed {language}: {best * 1000 / size:.2f} ms/MB ({size:.1f} MB)")


def _seconds(docs: Documents) -> float:
    started = time.process_time()
    SplicedHosts().find(Documents(docs.table))
    return time.process_time() - started


if __name__ == "__main__":
    report(Path(sys.argv[1]))
