"""Which texts `train_linear_bank` reads from a data folder, and what is known of them."""

from __future__ import annotations

import random
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scorers.training import made_up
from scorers.training.labelled import read_jsonl, site_of
from scorers.training.made_up_ads import made_up_ads
from scorers.training.made_up_documents import made_up_documents
from scorers.training.made_up_phrases import made_up_pages

UNLABELLED = {
    "web/wcxb_pages": 2500,
    "web/cc_samples": 1000,
    "web/scrapinghub_articles": 300,
    "web/trafilatura_eval_pages": 700,
    "web/readability_pages": 200,
    "web/gne_zh_news_pages": 200,
    "web/warc_pages": 100,
    "web/zh_zhihu_qa": 1000,
    "web/zh_weibo_topics": 600,
    "web/zh_documents_misc": 20,
    "web/zh_clean_dirty_mini": 20,
    "web/en_nltk_webtext": 470,
    "zh_web/site_pages": 6400,
    "zh_web/wechat_security_articles": 4000,
    "zh_web/medical_articles": 700,
    "zh_web/seo_affiliate_pages": 125,
    "zh_web/mojibake_pages": 183,
    "zh_web/misc_raw_pages": 40,
    "zh_web/cctv_news": 500,
    "zh_web/tech_weekly": 1000,
    "zh_web/code_tutorials_with_ads": 229,
    "zh_web/wechat_essays": 67,
    "zh_web/hotel_reviews": 400,
    "ads/zh_cc_pages_labelled": 60,
    "ads/en_email_spamassassin": 1500,
    "math/en_d2l_en_math": 160,
    "math/en_maxima_manual": 200,
    "math/en_sympy_docs": 200,
    "math/theorems_en": 200,
    "math/zh_d2l_zh_math": 47,
    "math/zh_gaokao_math_physics": 300,
    "math/zh_oi_wiki_math": 300,
    "code/en_d2l_en_code": 200,
    "code/en_python_docs": 250,
    "code/source_files": 400,
    "code/zh_d2l_zh_code": 184,
    "code/zh_oi_wiki_code": 113,
    "quality/en_d2l_en_quality": 141,
    "quality/en_debian_handbook": 150,
    "quality/en_debian_install_guide": 93,
    "quality/en_debian_reference": 71,
    "quality/en_python_docs": 32,
    "quality/en_us_speeches": 150,
    "quality/en_wikipedia": 449,
    "quality/zh_classic_fortunes": 400,
    "quality/zh_d2l_zh_quality": 52,
    "quality/zh_debian_handbook": 46,
    "quality/zh_debian_install_guide": 53,
    "quality/zh_debian_reference": 40,
    "quality/zh_manpages": 300,
    "quality/zh_oi_wiki_quality": 211,
    "quality/zh_wikipedia_cmrc": 500,
    "toxic/zh_cold": 300,
    "toxic/en_hate_offensive_tweets": 300,
}
"""File -> most texts of it. They teach which words go together, and are graded by the teacher."""

MESSAGES = {
    "ads/zh_telegram_spam": 2500,
    "ads/en_sms_spam": 1500,
    "ads/zh_sms_mail_spam": 300,
    "ads/zh_qq_group_ads": 1200,
    "zh_web/sem_keywords": 300,
}
"""Short messages that are advertising (label spam) or not: they count for short texts, hardly for pages."""

MESSAGE = "message"  # the view of a page that a message is
MADE_UP = "made up"  # of a document written down for training, of which it is known how much it advertises
BETWEEN = "ads between"  # of a clean text with made-up ads between its lines
MADE_UP_SITE = "made up"

WITH_ADS = {
    "zh_web/cctv_news": 80,
    "zh_web/wechat_essays": 40,
    "zh_web/tech_weekly": 80,
    "quality/zh_wikipedia_cmrc": 80,
    "quality/zh_oi_wiki_quality": 50,
    "quality/zh_debian_handbook": 30,
    "code/zh_oi_wiki_code": 40,
    "code/zh_d2l_zh_code": 40,
    "math/zh_d2l_zh_math": 25,
    "math/zh_gaokao_math_physics": 60,
    "web/zh_zhihu_qa": 80,
    "quality/en_wikipedia": 80,
    "quality/en_us_speeches": 40,
    "quality/en_debian_handbook": 40,
    "code/en_python_docs": 40,
    "code/en_d2l_en_code": 40,
    "math/en_d2l_en_math": 40,
    "math/theorems_en": 40,
    "web/en_nltk_webtext": 30,
}
"""File -> most texts of it that get made-up ads between their lines: what lessons and news of publishers look like."""

PHRASE_WEIGHT = 2.0  # of a phrase or an ad written down, against 1 for a line labelled by hand
LONGEST = 20_000  # code points of a text that are read in training


@dataclass(frozen=True)
class Text:
    """One text: where it is from, which view of the page it is, and the fields of its record."""

    text: str
    file: str
    id: str
    site: str
    view: str = "text"
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def sells(self) -> bool:
        """Whether it is a message that is advertising."""
        return sells(self.known)

    @property
    def ads(self) -> int:
        """The grade 0-2 of what was written down for training."""
        return int(self.known["ads"])


def records(data: Path, file: str) -> list[dict[str, Any]]:
    """All records of DATA/file.jsonl or .jsonl.gz; none, and a line on stderr, where it is missing."""
    for suffix in (".jsonl", ".jsonl.gz"):
        if (data / (file + suffix)).exists():
            return list(read_jsonl(data / (file + suffix)))
    print(f"{data / file}: not there, skipped", file=sys.stderr)
    return []


def texts_of(data: Path, file: str, most: int, shortest: int = 60) -> list[Text]:
    """At most that many texts of a file, chosen by a hash of id and view: text, whole page, and page without its repeated lines."""
    found = []
    for record in records(data, file):
        seen: set[str] = set()
        for view in ("text", "raw_text", "body"):
            text = (record.get(view) or "")[:LONGEST]
            if len(text) >= shortest and text not in seen:
                seen.add(text)
                known = {k: v for k, v in record.items() if k not in ("text", "raw_text", "body", "html", "lines", "has", "has_not")}
                shown = MESSAGE if file in MESSAGES else view
                found.append(Text(text, file, str(record["id"]), site_of_source(record), shown, known))
    return sorted(found, key=lambda t: zlib.crc32(f"{t.id}#{t.view}".encode()))[:most]


def written_down(copies: int = 3) -> Iterator[Text]:
    """Made-up documents, of no site."""
    for number, made in enumerate(made_up_documents(copies)):
        yield Text(made.text, "made up", f"made-up-document-{number}", MADE_UP_SITE, MADE_UP, {"ads": made.ads})


def with_ads_between(data: Path, longest: int = 6_000) -> Iterator[Text]:
    """Clean texts with one to five made-up ads: a quarter of these first, a third last, the others anywhere."""
    for file, most in WITH_ADS.items():
        for record in sorted(records(data, file), key=lambda r: zlib.crc32(str(r["id"]).encode()))[:most]:
            text, rng = str(record["text"])[:longest], random.Random(zlib.crc32(str(record["id"]).encode()))
            lines = text.split("\n")
            for ad in made_up_ads(rng.choice((1, 2, 2, 3, 4, 5)), "/zh_" in file or "zh_web" in file, rng.randrange(10**6)):
                where = rng.random()
                lines.insert(0 if where < 0.25 else len(lines) if where < 0.6 else rng.randint(0, len(lines)), ad)
            yield Text("\n".join(lines), file, f"{record['id']} with ads", site_of_source(record), BETWEEN, {"ads": 1})


def site_of_source(record: dict[str, Any]) -> str:
    """The site of a record: account, host, or else what the record says its source is."""
    if record.get("account"):
        return f"account:{record['account']}"
    if str(record["id"]).startswith("site-") or not record.get("url"):
        return str(record.get("source") or record["id"])
    return site_of(record)


@dataclass(frozen=True)
class Line:
    """A line and what it is: c content, a advertising, n navigation; of which page and site, and how much it counts."""

    text: str
    page: str
    site: str
    label: str
    weight: float


def line_labels(data: Path) -> Iterator[Line]:
    """All lines whose label is known or nearly so."""
    sites = {str(r["id"]): site_of_source(r) for file in LINE_PAGES for r in records(data, file)}
    for language in ("en", "zh"):
        for record in records(data, f"labels/{language}_lines"):
            page = str(record["id"])
            for line, label in zip(record["lines"], record["labels"], strict=True):
                if label in "can" and line.strip():
                    yield Line(line, page, sites.get(page) or site_of_source(record), label, 1.0)
    yield from _silver_lines(data)
    for text in clean_lines(data, shortest=1, one_in=50):
        yield Line(text.text, text.id, text.site, "c", 0.3)
    for number, (kind, lines) in enumerate(made_up.numbers(600, seed=5)):
        if kind not in made_up.SELLING:
            yield Line(lines.split("\n")[-1], f"made-up-{number}", "made-up", "c", 0.3)
    # English ones cost more than they give: .002 of AUC on unseen sites, where Chinese ones give .013
    phrases, labels = made_up_pages(chinese=True, seed=1)
    for line, label in (*zip(phrases, labels, strict=True), *((ad, "a") for ad in sorted(set(made_up_ads(1500, chinese=True, seed=7))))):
        yield Line(line, "made-up-phrases", MADE_UP_SITE, label, PHRASE_WEIGHT)
    for file in MESSAGES:
        for record in records(data, file):
            if zlib.crc32(str(record["id"]).encode()) % 4 == 0:
                yield Line(record["text"], str(record["id"]), site_of_source(record), "a" if sells(record) else "c", 0.3)


def clean_lines(data: Path, shortest: int = 12, one_in: int = 150) -> Iterator[Text]:
    """A sample of the lines of CLEAN_LINES, as messages that are not advertising."""
    for file in CLEAN_LINES:
        for record in records(data, file):
            for line in record["text"].split("\n"):
                if len(line.strip()) >= shortest and zlib.crc32(line.encode()) % one_in == 0:
                    yield Text(line, file, str(record["id"]), site_of_source(record), MESSAGE)


def _silver_lines(data: Path) -> Iterator[Line]:
    """Lines that a pattern, or coming back on many pages, gave away."""
    for record in records(data, "zh_web/wechat_lines"):
        label = {"promo": "a", "promo_weak": "a", "content": "c"}.get(record["label"])
        if label and (label == "a" or zlib.crc32(record["id"].encode()) % 4 == 0):
            yield Line(record["text"], str(record["id"]), site_of_source(record), label, 0.5)
    for record in records(data, "zh_web/site_lines"):
        promotes = set(record.get("tags") or ()) & {"promo", "contact"}
        label = "c" if record["label"] == "content" else "a" if promotes else "n"
        yield Line(record["text"], str(record["id"]), site_of_source(record), label, 0.3)
    for record in records(data, "zh_web/code_tutorials_with_ads"):
        page, advertising = str(record["id"]), {line.strip() for line in record.get("ad_lines") or ()}
        for line in record["text"].split("\n"):
            if line.strip() in advertising:
                yield Line(line, page, site_of_source(record), "a", 0.2)
            elif zlib.crc32(line.encode()) % 20 == 0 and line.strip():
                yield Line(line, page, site_of_source(record), "c", 0.3)


def sells(record: dict[str, Any]) -> bool:
    """Whether a message is advertising."""
    return record.get("label") in ("spam", "sem_keywords")


LINE_PAGES = (
    "web/wcxb_pages",
    "web/scrapinghub_articles",
    "web/gne_zh_news_pages",
    "zh_web/wechat_security_articles",
    "zh_web/site_pages",
    "zh_web/misc_raw_pages",
    "zh_web/seo_affiliate_pages",
    "zh_web/wechat_essays",
    "zh_web/tech_weekly",
    "zh_web/medical_articles",
    "zh_web/code_tutorials_with_ads",
    "zh_web/mojibake_pages",
    "ads/zh_cc_pages_labelled",
)
"""Files whose pages the labelled lines are from."""

CLEAN_LINES = (
    "math/en_d2l_en_math",
    "math/theorems_en",
    "math/zh_d2l_zh_math",
    "math/zh_gaokao_math_physics",
    "math/zh_oi_wiki_math",
    "math/en_sympy_docs",
    "code/en_d2l_en_code",
    "code/en_python_docs",
    "code/source_files",
    "code/zh_d2l_zh_code",
    "code/zh_oi_wiki_code",
    "quality/en_debian_handbook",
    "quality/zh_debian_handbook",
    "quality/en_wikipedia",
    "quality/zh_wikipedia_cmrc",
    "quality/zh_manpages",
    "zh_web/cctv_news",
    "zh_web/wechat_essays",
    "quality/en_us_speeches",
)
"""Files without advertising: a sample of their lines is content."""

NEVER_SELLS = frozenset(CLEAN_LINES) - {"zh_web/wechat_essays"}
"""Files whose texts are known to advertise nothing, whatever they sound like: a teacher takes the "we" of a speech for that of a firm."""


@dataclass(frozen=True)
class Judged:
    """A text, and whether it is about mathematics and about code: 1, 0, or NaN where that is not known."""

    text: str
    family: str
    mathematics: float
    code: float
    trains: bool = True
    origin: str = ""


@dataclass(frozen=True)
class Subject:
    """A file whose texts are all of one kind. Texts of one `origin` share authors or style and are left out together."""

    file: str
    family: str
    origin: str
    mathematics: float | None = None  # None: from the record's count of formulas
    code: float | None = None  # None: from the record's count of code blocks
    tests: str = ""
    most: int = 1_000_000
    negative: bool = False
    trains: bool = True


NAN = float("nan")
SUBJECT_SOURCES = (
    Subject("math/en_d2l_en_math", "d2l_math", "d2l", 1.0, tests="mathematics"),
    Subject("math/zh_d2l_zh_math", "d2l_math", "d2l", 1.0, tests="mathematics"),
    Subject("code/en_d2l_en_code", "d2l_code", "d2l", code=1.0, tests="code"),
    Subject("code/zh_d2l_zh_code", "d2l_code", "d2l", code=1.0, tests="code"),
    Subject("quality/en_d2l_en_quality", "d2l_prose", "d2l"),
    Subject("quality/zh_d2l_zh_quality", "d2l_prose", "d2l"),
    Subject("math/zh_oi_wiki_math", "oi_wiki_math", "algorithms", 1.0, tests="mathematics"),
    Subject("code/zh_oi_wiki_code", "oi_wiki_code", "algorithms", code=1.0, tests="code"),
    Subject("quality/zh_oi_wiki_quality", "oi_wiki_prose", "algorithms"),
    Subject("zh_web/code_tutorials_with_ads", "code_tutorials", "algorithms", NAN, 1.0, tests="code"),
    Subject("math/theorems_en", "theorems", "theorems", 1.0, 0.0, tests="mathematics"),
    Subject("math/zh_gaokao_math_physics", "gaokao", "gaokao", 1.0, 0.0, tests="mathematics"),
    Subject("math/en_maxima_manual", "algebra_systems", "algebra", 1.0, 1.0, tests="code"),
    Subject("math/en_sympy_docs", "algebra_systems", "algebra", 1.0, 1.0, tests="code"),
    Subject("code/source_files", "source_files", "source_files", 0.0, 1.0, tests="code"),
    Subject("code/en_python_docs", "python_docs", "python_docs", 0.0, 1.0, tests="code"),
    Subject("quality/en_python_docs", "python_docs", "python_docs", 0.0, 1.0),
)


def _plain(file: str, most: int, **also: Any) -> Subject:
    return Subject(file, file, file, 0.0, also.pop("code", 0.0), most=most, **also)


PLAIN_SOURCES = (
    *(
        _plain(file, most, negative=True)
        for file, most in (
            ("zh_web/cctv_news", 600),
            ("quality/en_wikipedia", 450),
            ("quality/zh_wikipedia_cmrc", 600),
            ("zh_web/medical_articles", 500),
            ("quality/en_us_speeches", 240),
            ("zh_web/hotel_reviews", 500),
        )
    ),
    *(
        _plain(file, most, negative=True, trains=False)
        for file, most in (
            ("quality/en_abc_news", 300),
            ("quality/zh_peoples_daily_1998", 300),
            ("quality/zh_csl_abstracts", 500),
            ("quality/zh_csldcp_abstracts", 600),
            ("web/en_movie_reviews", 371),
            ("web/zh_reviews_eprstmt", 500),
        )
    ),
    *(
        _plain(file, most)
        for file, most in (
            ("zh_web/wechat_essays", 67),
            ("web/zh_zhihu_qa", 600),
            ("quality/zh_classic_fortunes", 400),
            ("web/en_nltk_webtext", 300),
            ("toxic/zh_cold", 300),
            ("toxic/en_hate_offensive_tweets", 300),
            ("web/zh_weibo_topics", 400),
            ("zh_web/seo_affiliate_pages", 125),
            ("ads/en_email_spamassassin", 400),
            ("ads/zh_telegram_spam", 200),
            ("ads/en_sms_spam", 200),
            ("zh_web/sem_keywords", 200),
            ("zh_web/mojibake_pages", 100),
            ("web/scrapinghub_articles", 150),
            ("zh_web/site_pages", 900),
        )
    ),
)
"""Texts about neither. The half of the `negative` ones, and all that may not train, count false positives."""

MIXED_SOURCES = (
    *(
        _plain(file, most, code=NAN)
        for file, most in (
            ("quality/zh_manpages", 300),
            ("quality/en_debian_handbook", 150),
            ("quality/zh_debian_handbook", 46),
            ("quality/en_debian_reference", 71),
            ("quality/zh_debian_reference", 40),
            ("quality/en_debian_install_guide", 93),
            ("quality/zh_debian_install_guide", 53),
            ("zh_web/wechat_security_articles", 600),
            ("zh_web/tech_weekly", 400),
            ("web/readability_pages", 90),
            ("zh_web/misc_raw_pages", 36),
            ("web/wcxb_pages", 1200),
        )
    ),
)
"""Not mathematics; some of them are about code, which nobody has said for each."""

ABOUT_MATHEMATICS = ("Analysis of variance", "Alain Connes", "Algorithm", "Abacus", "Ambiguity")
"""Encyclopaedia articles that are, or are full of it; as are others with three words such as 数学."""
SCHOOL_SITES = ("5iedu.com.cn", "haowenmi.cn")  # lessons in all subjects


def judged_texts(data: Path, source: Subject) -> Iterator[Judged]:
    """The texts of a source with what is known of them."""
    for text in texts_of(data, source.file, source.most, shortest=20):
        if text.site in SCHOOL_SITES:
            continue
        mathematics, code = source.mathematics, source.code
        if "formulas" in text.known:
            formulas, blocks, share = int(text.known["formulas"]), int(text.known["code_blocks"]), float(text.known["code_ratio"])
            mathematics = (1.0 if formulas >= 3 else 0.0 if formulas == 0 else NAN) if mathematics is None else mathematics
            code = (1.0 if blocks and share >= 0.1 else 0.0 if not blocks else NAN) if code is None else code
        if text.file.startswith("quality/") and "wikipedia" in text.file:
            words = sum(text.text.count(word) for word in ("数学", "几何", "代数", "定理", "函数"))
            mathematics = NAN if text.known.get("title") in ABOUT_MATHEMATICS or words >= 3 else mathematics
        if text.file == "web/wcxb_pages" and text.known.get("label") not in ("documentation", "forum"):
            code = 0.0
        yield Judged(text.text, source.family, _value(mathematics), _value(code), source.trains, source.origin)


def _value(known: float | None) -> float:
    return NAN if known is None else known
