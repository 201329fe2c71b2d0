"""Spliced hosts, slogans and key words: what goes, how the text closes, and what is a mention, a name in code, a list."""

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualityfilter.cleaners import host_forms, spam_phrases
from qualityfilter.cleaners.places import found_places
from qualityfilter.cleaners.spliced_hosts import STRETCH, SplicedHosts
from qualityfilter.cleaning import Cleaning
from qualityfilter.documents import Documents
from qualityfilter.testing import cleaner_checks

ZH = "春天的河水涨得很快，老人说从前这里有一座木桥。{}每到雨季，它就会被冲走一次，村里人再把它修好。"
EN = "The ferry crossed twice a day, and the islanders kept to themselves.{} Letters waited in a wooden box by the landing."


def clean(text: str) -> str:
    return Cleaning([SplicedHosts()]).clean(Documents.of(text)).documents.texts[0]


SPLICES = [
    "（www.luckybook88.com）",
    "【luckybook88.net】",
    "[luckybook88。com】",
    "luckybook88 dot com",
    "ｗｗｗ．ｌｕｃｋｙｂｏｏｋ８８．ｃｏｍ",
    "www.luckybook88.com",
    "http://luckybook88.top/",
    "luckybook88[.]xyz",
    "www·luckybook88·com",
    "w w w . l u c k y b o o k 8 8 . c o m",
    "www.lucky\u200bbook88.cc",
    "www.luсkybооk88.com",  # Cyrillic letters
    "「luckybook88.vip】",
    "★www.luckybook88.com★",
]


@pytest.mark.parametrize("splice", SPLICES)
@pytest.mark.parametrize("page", [ZH, EN], ids=["zh", "en"])
def test_between_sentences(page, splice):
    assert clean(page.format(splice)) == page.format("")


@pytest.mark.parametrize("splice", SPLICES)
def test_on_a_line_of_its_own(splice):
    paragraphs = ZH.format("") + "\n{}" + EN.format("") + "\n"
    assert clean(paragraphs.format(splice + "\n")) == paragraphs.format("")


@pytest.mark.parametrize("splice", SPLICES)
def test_in_the_middle_of_a_chinese_word(splice):
    assert clean(f"这是关于产{splice}品质量的说明。") == "这是关于产品质量的说明。"


@pytest.mark.parametrize(
    "splice",
    [
        "[www.luckybook88.com]",
        "(luckybook88.top)",
        "www.luckybook88.com",
        "luckybook88.com",
        "https://luckybook88.com",
        "www｡luckybook88｡club",
    ],
)
def test_in_the_middle_of_an_english_word(splice):
    assert clean(f"In the age of infor{splice}mation nobody writes.") == "In the age of information nobody writes."


@pytest.mark.parametrize(
    ("page", "splice"),
    [
        (ZH, "更多精彩尽在www.luckybook88.com"),
        (ZH, "手机用户请浏览m.luckybook88.net阅读"),
        (ZH, "本文来自luckybook88.cc首发"),
        (ZH, "天才一秒记住【好看小说网】，为您提供精彩小说阅读。"),
        (ZH, "最新章节请到爱看小说网阅读"),
        (ZH, "天天看片网 www.luckybook88.com 天天看片网 www.redmoon.xyz"),
        (ZH, "时时彩平台 北京赛车pk10 澳门新葡京官网"),
        (EN, " Visit luckybook88.xyz for more."),
        (EN, " Read the latest chapters at www.luckybook88.com"),
        (EN, " This chapter is taken from luckybook88 dot com."),
        (EN, " HotMovies www.luckybook88.com HotMovies www.redmoon.xyz"),
        (EN, "online casino | buy viagra | payday loans"),
    ],
)
def test_slogans_labels_and_key_words(page, splice):
    assert clean(page.format(splice)) == page.format("")


@pytest.mark.parametrize(
    "text",
    [
        "Visit python.org for docs. Then come back.",
        "据新华网（www.xinhuanet.com）报道，会议已经闭幕。",
        "官网：www.luckybook88.com",
        "公司网址是www.luckybook88.com，电话见下。",
        "请登录www.luckybook88.com查询结果。",
        "He founded Lucky Book 88.\nwww.luckybook88.com\nLater he sold it to a larger company in the next town.",
        "Write to info@luckybook88.top or see [the page](http://luckybook88.top/).",
        "See <http://luckybook88.top/> and https://luckybook88.top/a/b.html for all of it.",
        "Mail me: name at luckybook88 dot com, please.",
        "The dot com bubble burst. Net income fell, and top managers left.",
        "contextvars.Context and datetime.datetime, std.net, node.js, os.name, logging.info(x), README.md",
        "func dial(ctx context.Context, net string) and {{ticket.ccs[0].name}}",
        "The packet goes to *.luckybook88.com and .luckybook88.net as well.",
        "警方通报：该团伙通过百家乐、老虎机等形式组织赌博，涉案金额巨大。",
        "The report names evil[.]luckybook88[.]top, bad[.]redmoon[.]xyz and hxxp://worse[.]site as servers.",
        "1. https://luckybook88.com/\nThis site tests connections.\n2. https://redmoon.org/\nThis one tests names.",
        "他引用了“luckybook88.com”的数据，没有说明出处。",
        "欢迎关注公众号，更多信息请访问官网www.luckybook88.com。",
        "彩票是一种博彩形式，体育彩票和福利彩票由国家发行。",
        "`infor(www.luckybook88.com)mation` and $a（www.luckybook88.com）b$",
    ],
)
def test_mentions_code_and_lists_stay(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("www.a-b.com.cn", ["www.a-b.com.cn"]),
        ("产www。abc。com品", ["www.abc.com"]),
        ("abc dot com, ABC(dot)NET", ["abc.com", "abc.net"]),
        ("a b c d . c o m", ["abcd.com"]),
        ("me@abc.com", []),
        ("end of it. Net income", []),
        ("https://abc.top/x/y", ["abc.top"]),
        ("inforwww.abc.comormation", ["www.abc.com"]),
        ("foo.bar(abc) x.py", []),
        ("аbс.com", ["abc.com"]),
    ],
)
def test_hosts_in_running_text(text, names):
    assert [host.name for host in host_forms.hosts_in(text)] == names


def anchors(text: str) -> list[str]:
    raw = text.encode()
    return [raw[:at].decode()[-3:] for _, at, mark in found_places(Documents.of(text)).hosts.tolist() if mark == 0]


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("www.abc.com", ["www", "abc"]),
        ("A sentence. The next. In it, a b. c", []),
        ("abc。com 第一句。第二句", ["abc"]),
        ("abc dot com", ["bc "]),
        ("see http://abc.com/path and me@abc.com", []),
        ("3.14 e.g. x.y file.txt", []),
    ],
)
def test_the_kernel_finds_what_may_be_a_host(text, before):
    assert anchors(text) == before


def test_words_are_known_and_others_not():
    assert all(map(host_forms.is_word, ["information", "Sentences", "waiting", "studies"]))
    assert not any(map(host_forms.is_word, ["inforx", "luckybook", "qzx", ""]))


def test_key_words_need_company():
    assert [count for *_, count in spam_phrases.keyword_runs("他去澳门旅游，参观了赌场。")] == [1]
    assert max(count for *_, count in spam_phrases.keyword_runs("时时彩 百家乐 六合彩 开户")) == 3


PIECES = ["www.", "luckybook88", ".com", "．ｃｏｍ", "。com", " dot ", "（", "）", "【", "]", "产", "品", "。", ". ", " ", "\n"]
PIECES += ["infor", "mation", "\u200b", "更多精彩尽在", "阅读", "看片网", "http://", "/", "@", "x", "时时彩 ", "😀", "点", "casino "]


@pytest.mark.parametrize("page", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("joint", ["\n", " "], ids=["lines", "one line"])
def test_a_large_document_is_restored_in_every_stretch(page, joint):
    pages = [page.replace("{}", f"（www.luckybook{i % 700}.com）" if i % 2 else "") for i in range(3 * STRETCH // len(page.encode()))]
    plain = joint.join(page.replace("{}", "") for _ in pages)
    assert clean(joint.join(pages)) == plain


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=2), max_size=16))
@settings(max_examples=400, deadline=None)
def test_any_text_ends_and_cleaning_twice_is_cleaning_once(parts):
    once = clean("".join(parts))
    assert clean(once) == once


@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=9),
    st.sampled_from(sorted(host_forms.CHEAP - {"work", "live", "link", "life"})),
)
@settings(max_examples=60, deadline=None)
def test_hosts_nobody_has_seen(label, ending):
    splice = f"（www.{label}qz.{ending}）"
    assert clean(ZH.format(splice)) == ZH.format("")


@pytest.mark.parametrize("check", cleaner_checks(), ids=lambda check: check.__name__)
def test_the_cleaner_keeps_the_contract(check):
    check(SplicedHosts())


def test_the_benchmark_puts_splices_outside_protected_spans():
    sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
    import cleaning_splices

    page = "Some plain sentence stands here. Another follows it.\n\n$x + within y$\n\n```\ncode here\n```\n"
    found = cleaning_splices.places(page)
    inside = [range(*match.span()) for match in re.finditer(r"\$.*?\$|```[\s\S]*```", page)]
    assert all(found[where] for where in ("word", "sentence", "line"))
    assert not any(at in span for places in found.values() for at in places for span in inside if at > span.start)
