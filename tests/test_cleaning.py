"""What cleaning takes, what it leaves, and that nothing outside its spans ever changes."""

import random
import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualityfilter.cleaners import call_to_action, host_forms, places
from qualityfilter.cleaners.places import found_places
from qualityfilter.cleaning import MAX_ROUNDS, SPANS, Cleaning, _rows_meet, apply_spans, clean, standard_cleaners
from qualityfilter.contract import FoundSpans
from qualityfilter.documents import Documents, Shortened
from qualityfilter.errors import InputError, ScorerError
from qualityfilter.kernels import cleaning as cleaning_kernels
from qualityfilter.kernels import hosts as host_kernels
from qualityfilter.kernels import keywords
from qualityfilter.kernels import places as place_kernels
from qualityfilter.protecting import literal_matches

ADS = [
    "扫码关注我们的公众号，获取更多资讯",
    "长按识别二维码关注我们",
    "扫描下方二维码，免费领取学习资料",
    "点击蓝字关注我们",
    "点击下方名片进入公众号",
    "▼ 往期推荐 ▼",
    "## 往期回顾",
    "点击阅读原文，查看更多精彩内容",
    "觉得不错就点赞、在看、转发吧！",
    "加微信 abc12345 领取优惠券",
    "全国免费咨询热线：400-123-4567",
    "限时优惠，加微信领取！",
    "立即报名",
    "后台回复“讲义”获取下载链接",
    "欢迎关注公众号：数学之美",
    "微信公众号：example_2020",
    "Subscribe to our newsletter",
    "Subscribe to our weekly newsletter for tips, news and more!",
    "Sign up for our newsletter today.",
    "Follow us on Facebook, Twitter and Instagram",
    "Like us on Facebook!",
    "Share this article",
    "Share this story with your friends",
    "Buy now",
    "Shop now and save 20%",
    "Call now: (555) 123-4567",
    "Start your free trial",
    "Get the latest news delivered to your inbox.",
    "Limited time offer!",
    "Free shipping on orders over 50 dollars",
    "* Advertisement *",
    "As an Amazon Associate I earn from qualifying purchases.",
    "【广告】某某牌护眼台灯",
    "（广告）点击了解某某学习机",
    "本期节目由某某学习机独家赞助",
    "转发海报到朋友圈，即可领取讲义",
    "正版教辅新用户立减 20 元，戳我购买",
    "双11 全场五折",
    "[Ad] Quiet keyboards for loud thinkers",
    "Advertisement: graph paper by the ream",
    "This lesson is brought to you by Pencils Unlimited.",
    "Sponsored by Bright Lamps",
    "Sponsored links",
    "A message from our sponsors",
    "Join over 40,000 readers who solve a puzzle a day",
    "Check out our partner shop for protractors",
    "Get 2 months of Plus for the price of one!",
    "Limited offer: all worksheets for $5",
    "Shop the look: three posters from $12",
    "Shop our full collection",
]
BOILERPLATE = [
    "版权所有 © 2021 示例网络科技有限公司 京ICP备12345678号-1",
    "京公网安备 11010802012345号",
    "Copyright © 2024 Example Inc. All rights reserved.",
    "© 2023 Example Media",
    "We use cookies to improve your experience on our site.",
    "This website uses cookies. By continuing you agree to our policy.",
    "Accept all cookies",
    "Skip to main content",
    "返回顶部",
    "上一篇：秋天的第一场雨",
    "未经授权不得转载本站内容，违者必究。",
    "Proudly powered by WordPress",
    "Related: 7 Ways to Grow Tomatoes on a Balcony",
    "READ MORE: Why the Tide Rises Twice a Day",
    "You might also like: A Short History of Bridges",
    "Recommended product: the quiet lamp for late readers",
    "猜你喜欢：2021 年最好用的五款台灯",
    "【热门推荐】：一个人的海岛旅行指南",
    "相关文章：如何挑选一台显微镜",
]
CONTENT = [
    "很多商家会在文章末尾引导用户扫码关注公众号。",
    "扫描二维码的用户中，有三成会关注公众号。",
    "关注公众号的人数在一年里增长了一倍。",
    "他点击了蓝字，却发现文章已经被删除。",
    "记者拨打咨询热线后，对方表示优惠活动已经结束。",
    "我们关注的是函数在区间上的连续性。",
    "关注度最高的三个话题都与教育有关。",
    "电话在十九世纪被发明。",
    "骗子谎称扫码即可免费领取礼品。",
    "推荐阅读量最高的文章由编辑选出。",
    "公司去年的广告收入增长了两成。",
    "Subscribe to our newsletter is the most common call to action on the web.",
    "The phrase “buy now” appears on every page of the shop.",
    "Follow us on our journey through the Alps, where the snow lies deep.",
    "Share this bread among the five of them, she said.",
    "They decided to sign up for the army today and not tomorrow.",
    "Cookies were baked by the dozen.",
    "He was told to call now, while the lines were open, and he did.",
    "Copyright law protects the form and not the idea.",
    "# Copyright (c) 2011 Example Authors. All rights reserved.",
    " * Copyright (C) 1999 Free Software Foundation, Inc.",
    "The powered by-wire system failed.",
    "Get 5 from 20 and you have 15.",
    "Order now reigned in the city.",
    "广告：指为推销商品而公开传播的信息。",
    "【推广】若 n 为偶数，结论仍成立。",
    "推广：对任意正整数 n 成立。",
    "Sponsored by the National Science Foundation under grant 1234.",
    "Sponsored by: Rep. Smith",
    "Supported by two columns, the roof held.",
    "Join 3 points by straight lines to make a triangle.",
    "Get 3 years of data and fit the model to two of them.",
    "Shop the way your grandparents did, she said, and you will need half of it.",
    "Related rates: how fast the ladder slides when its foot is pulled away",
    "Related: see the proof of the second lemma, where it is used.",
    "Recommended reading: Principles of Mathematical Analysis, chapter 3",
    "See also: uniform convergence of series of functions",
    "相关阅读：[割点和桥](./cut.md)",
    "Read more: [The chain rule](chain-rule.md)",
    "推荐阅读：《数学分析原理》第三章",
    "你可能会问：极限为什么是唯一的？因为两个极限之差小于任何正数。",
]


@pytest.mark.parametrize("line", ADS)
def test_calls_to_action_go(line):
    assert call_to_action.judge_line(line.encode())[0] == call_to_action.AD
    assert clean(f"正文第一行。\n{line}\nThe last line.").text == "正文第一行。\nThe last line."


@pytest.mark.parametrize("line", BOILERPLATE)
def test_small_print_goes(line):
    cleaned = clean(f"正文第一行。\n{line}\nThe last line.")
    assert cleaned.text == "正文第一行。\nThe last line."
    assert [span.kind for span in cleaned.spans] == ["boilerplate"]


@pytest.mark.parametrize("line", CONTENT)
def test_sentences_about_it_stay(line):
    cleaned = clean(f"正文第一行。\n{line}\nThe last line.")
    assert cleaned.spans == []


TOKENS = [
    "点赞",
    "的",
    "扫码",
    "关注",
    "联系",
    "if you may, ",
    "@facebook",
    "@or",
    "on facebook or ",
    "热线",
    "subscribe to ",
    "free ",
    "©",
    "版权所有",
    "未经",
]


@pytest.mark.parametrize("token", TOKENS)
def test_hostile_lines_end(token):
    for head in ("", "Follow us on facebook ", "点赞", "Sign up for ", "扫描二维码"):
        line = (head + token * 200).encode()[: places.CALL_BYTES - 4].decode("utf8", "ignore")
        call_to_action.judge_line((line + "§").encode())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("这是关于产（www.example-ads.com）品的说明。", "这是关于产品的说明。"),
        ("这是关于产【www.example-ads.com）品的说明。", "这是关于产品的说明。"),
        ("第一句话。【bbs.example.net】第二句话。", "第一句话。第二句话。"),
        ("第一句话，（ｗｗｗ．ｅｘａｍｐｌｅ．ｃｏｍ）后半句话。", "第一句话，后半句话。"),
        ("第一行。\n[www.example.cn)\n第二行。", "第一行。\n第二行。"),
        ("第一行。\n　（bbs.example.net）　\n第二行。", "第一行。\n第二行。"),
        ("（www.example.com）正文从这里开始。", "正文从这里开始。"),
        ("An infor[www.example.cn]mation age.", "An information age."),
        ("One sentence. (www.example-ads.com) Another one.", "One sentence. Another one."),
        ("One sentence.[www.example-ads.com] Another one.", "One sentence. Another one."),
        ("The end of a line. [www.example-ads.com]\nNext.", "The end of a line.\nNext."),
        ("第一句。（www．exam\u200bple．com）第二句。", "第一句。第二句。"),
        ("第一句。【www.a-b.com【www.c-d.com】】第二句。", "第一句。第二句。"),
    ],
)
def test_splices_go_and_the_text_closes_again(text, expected):
    assert clean(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "示例网（www.example.com）是一家公司。",
        "请登录官网（www.example.com）查询。",
        "The Example Project (www.example.com) was founded in 1999.",
        "Visit our site (www.example.com) for more.",
        "See [the site](www.example.com) and [www.example.com](http://www.example.com).",
        "[1]: www.example.com",
        "<www.example.com>",
        "第一句话。（www.example.gov.cn）第二句话。",
        "Mail to (someone@example.com) please.",
        "x = call(www.example.com)\ny = [sys.top]",
        "It runs (e.g. in node.js) on version (1.2.3).",
        "[ftp.example.com]\nread only = yes",
        "(ASP.net)",
        "句子。（http://www.example.com/a/b.html）下一句。",
        "`infor[www.example.cn]mation`",
        "他接受示例新闻(www.example.com)记者的采访。",
        "“示例实验室”(www.example.com)由三个小组合并而成。",
        "Warum?\n(ein Abschnitt von example.com)\nDarum.",
        "based on Example\n(http://www.example.com/)\nand others",
        "A headline with a full stop. (example.com)\nsubmitted 17 hours ago",
        "On the server... (mail.example.com)\nCreate a user.",
    ],
)
def test_mentions_links_and_code_stay(text):
    assert clean(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "```\nBuy now\n```",
        "~~~\n扫码关注我们\n~~~",
        "$$\nBuy now\n$$",
        "\\begin{align}\nBuy now\n\\end{align}",
        "<math>\nBuy now\n</math>",
        "| a | b |\n|---|---|\n| Buy now | 2 |\nBuy now | 1",
        "设 $a（www.example-ads.com）b$ 为正数。",
        "$5 buy now and save $6",  # not a formula, but a plain expression would take it for one
        "`a\nBuy now\nb`",
    ],
)
def test_what_is_protected_is_only_marked(text):
    cleaned = clean(text)
    assert cleaned.text == text
    assert {span.action for span in cleaned.spans} <= {"marked"}


def test_a_marked_span_is_reported_with_its_place():
    (span,) = clean("前😀\n```\n立即购买\n```").spans
    assert (span.start, span.end, span.kind, span.action, span.cleaner) == (7, 11, "ad", "marked", "call_to_action.v1")


def test_two_halves_of_a_table_are_not_joined():
    text = "| a | b |\n|---|---|\nBuy now\n| 1 | 2 |\n| 3 | 4 |"
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A\nBuy now\nB", "A\nB"),
        ("A\n\nBuy now\n\nB", "A\n\nB"),
        ("A\n\nBuy now\nB", "A\n\nB"),
        ("A\nBuy now\n\nB", "A\n\nB"),
        ("Buy now\nB", "B"),
        ("Buy now\n\nB", "B"),
        ("A\nBuy now", "A"),
        ("A\n\nBuy now", "A"),
        ("A\nBuy now\n", "A\n"),
        ("A\n\nBuy now\n", "A\n"),
        ("A\n\nBuy now\n\nShop now\n\nB", "A\n\nB"),
        ("A\n\nBuy now\nShop now\n\nB", "A\n\nB"),
        ("A\n\nBuy now\n\nShop now", "A"),
        ("A\r\nBuy now\r\nB", "A\r\nB"),
        ("A\r\nBuy now", "A"),
        ("A\r\n\r\nBuy now\r\n\r\nB", "A\r\n\r\nB"),
        ("  Buy now \t\nB", "B"),
        ("Buy now", ""),
        ("A\n\n\nBuy now\n\n\nB", "A\n\n\n\nB"),
        ("A\nBuy now\n\nBuy now\nShop now", "A\n"),
        ("A\nBuy now\n\nBuy now\n", "A\n"),
    ],
)
def test_a_line_takes_its_newline_with_it(text, expected):
    assert clean(text).text == expected


PAGES = [
    "春天的河水涨得很快。老人说，从前这里有一座木桥，每到雨季就会被冲走一次。\n\n"
    "村里的孩子们喜欢在桥头等船。船夫姓陈，话不多，见了谁都点头。\n后来修了公路，船便停了。",
    "连续函数的性质\n"
    "设 $f$ 在 $[a,b]$ 上连续，则 $f$ 在该区间上有界，并能取得最大值和最小值。\n\n$$\n\\int_a^b f(x)\\,dx = F(b) - F(a)\n$$\n\n"
    "证明留给读者。这里只指出闭区间这一条件不可省略。",
    "The ferry crossed twice a day. In winter it did not cross at all, and the islanders kept to themselves.\n\n"
    "Letters waited in a wooden box by the landing. Nobody stole them. There was nothing in them worth stealing.",
    "To read a file, open it first:\n\n```python\nwith open(path) as stream:\n    text = stream.read()\n```\n\n"
    "The `with` statement closes it again. This holds even if an error is raised. Nothing else is needed.",
    "| 年份 | 人口 |\n|---|---|\n| 1990 | 1200 |\n| 2000 | 1350 |\n\n"
    "人口在十年间缓慢增长。增长主要来自邻近的县城。镇政府没有公布更细的数字。",
]
HOSTS = ["www.example-ads.com", "bbs.example.net", "m.cheap-books.cc", "www.seo-king.com.cn", "game.example.top"]
BRACKETS = ["（）", "【】", "[]", "()", "（)", "【)", "[）", "［］", "〖〗"]


def insertions(seed: int):
    """(page, page with a splice or an ad line put in) for every page, place and a good many splices."""
    draw = random.Random(seed)
    for page in PAGES:
        free = re.sub(r"(?s)```.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|(?m:^\|.*\|$)", lambda m: "\0" * len(m.group()), page)
        for _ in range(20):
            bracket = draw.choice(BRACKETS)
            splice = bracket[0] + draw.choice(HOSTS) + bracket[1]
            lines = [m.start() for m in re.finditer(r"(?m)^(?=[^\0\n])", free) if not page[: m.start()].endswith("|\n")]
            ends = [m.end() for m in re.finditer(r"[。.](?=[^\0]|$)", free)]
            words = [m.start() + 2 for m in re.finditer(r"(?<![A-Za-z])[A-Za-z]{4,}", free)]
            words += [m.start() + 1 for m in re.finditer("喜欢|公路|性质|区间|连续|证明|条件|人口|县城|缓慢|数字", free)]
            at = draw.choice(lines)
            yield page, page[:at] + draw.choice([splice, *ADS]) + "\n" + page[at:]
            at = draw.choice(ends)
            yield page, page[:at] + splice + page[at:]
            at = draw.choice(words)
            yield page, page[:at] + splice + page[at:]


def test_what_was_put_in_is_taken_out_exactly():
    pairs = list(insertions(seed=1))
    cleaned = Cleaning(standard_cleaners()).clean(Documents.of(*(dirty for _, dirty in pairs))).documents.texts
    assert np.mean([len(after) < len(dirty) for (_, dirty), after in zip(pairs, cleaned, strict=True)]) >= 0.95
    assert np.mean([page == after for (page, _), after in zip(pairs, cleaned, strict=True)]) >= 0.93


def test_clean_pages_are_not_touched():
    docs = Documents.of(*PAGES)
    batch = Cleaning(standard_cleaners()).clean(docs)
    assert batch.documents is docs
    assert batch.spans.num_rows == 0


# Properties over texts made of everything that matters


PIECES = [
    "。",
    ". ",
    " ",
    "中文",
    "word",
    "😀",
    "é",
    "\r\n",
    "\t",
    "$",
    "$$",
    "`",
    "```",
    "~~~",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "$x^2$",
    "    ",
]
PIECES += ["\\begin{a}", "\\end{a}", "<math>", "</math>", "(", ")", "[", "]", "【", "】"]
PIECES += ["|", "| a | b |\n", "|---|---|\n", "\n", "\n\n", "www.example.com", "(www.example-ads.com)", "【bbs.example.net】", "[www.x.cn)"]
PIECES += ["Buy now", "\nBuy now\n", "\n扫码关注我们\n", "© 2020 A"]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25).map("".join)
ORACLE = [
    re.compile(r"(?<!\\)\$(?!\$)[^$\n]+?(?<!\\)\$"),
    re.compile(r"\$[^$\n]+\$"),
    re.compile(r"\$\$.+?\$\$", re.S),
    re.compile(r"\\\(.+?\\\)", re.S),
    re.compile(r"\\\[.+?\\\]", re.S),
    re.compile(r"\\begin\{(\w+)\}.*?\\end\{\1\}", re.S),
    re.compile(r"```.*?```", re.S),
    re.compile(r"^[ \t]*```.*?^[ \t]*```", re.S | re.M),
    re.compile(r"^[ \t]*~~~.*?^[ \t]*~~~", re.S | re.M),
    re.compile(r"`[^`\n]+`"),
    re.compile(r"<math.*?</math>", re.S),
    re.compile(r"^(?:[ \t]*\|.*\|[ \t]*(?:\n|$)){2,}", re.M),
    re.compile(r"^\|.+\|[ \t]*\n\|[-:| \t]+\|[ \t]*\n(?:\|.+\|[ \t]*\n?)*", re.M),
]


def formulae_code_and_tables(text: str) -> Counter:
    return Counter((n, match.group().rstrip("\n")) for n, expression in enumerate(ORACLE) for match in expression.finditer(text))


def lines_of(pattern):
    """Lines that a pattern matches; without the letters of Turkish that fold in ways of their own."""
    return st.from_regex(re.compile(pattern, re.IGNORECASE), fullmatch=True).filter(lambda line: not set("İı") & set(line))


def begins_or_holds(line):
    raw, found = np.frombuffer(line.encode(), np.uint8).copy(), np.zeros(1, np.bool_)
    keywords.begin_or_hold(raw, np.array([[0, 0, raw.size]]), *call_to_action._signs_of_calls(), found)
    return found[0]


@pytest.mark.parametrize("line", sorted([*ADS, *BOILERPLATE, *call_to_action._KIND_OF]))
def test_calls_are_judged_whatever_stands_before_them(line):
    assert all(begins_or_holds(lead + line) for lead in ("", "  ", "* ", "[", "- ("))


def test_lines_that_begin_as_no_call_does_are_not_judged():
    assert not any(map(begins_or_holds, ("", "* ", "We sat there until now.", "1. A limited number of them", "off")))


@pytest.mark.parametrize("pattern", call_to_action._ENGLISH_ADS)
@given(data=st.data())
def test_every_line_that_a_pattern_of_ads_matches_begins_as_such_lines_do(pattern, data):
    line = data.draw(lines_of(pattern))
    assert line.casefold().startswith(call_to_action._BEGINS_AD)
    assert begins_or_holds(line)


@pytest.mark.parametrize("pattern", call_to_action._ENGLISH_BOILERPLATE)
@given(data=st.data())
def test_every_line_that_a_pattern_of_boilerplate_matches_holds_what_such_lines_hold(pattern, data):
    folded = data.draw(lines_of(pattern)).casefold()
    begins = folded.startswith(call_to_action._BEGINS_BOILERPLATE)
    assert begins or call_to_action._IN_BOILERPLATE.search(folded)
    assert begins_or_holds(folded)


@given(texts)
@settings(max_examples=400, deadline=None)
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)
    twice = clean(once.text)
    assert twice.text == once.text
    assert all(span.action == "marked" for span in twice.spans)


@given(texts)
@settings(max_examples=400, deadline=None)
def test_outside_removed_spans_nothing_changes(text):
    cleaned = clean(text)
    removed = [span for span in cleaned.spans if span.action == "removed"]
    kept, at = [], 0
    for span in removed:
        assert at <= span.start < span.end <= len(text)
        kept.append(text[at : span.start])
        at = span.end
    assert "".join([*kept, text[at:]]) == cleaned.text
    assert [(span.start, span.end) for span in cleaned.spans] == sorted((span.start, span.end) for span in cleaned.spans)


@given(texts)
@settings(max_examples=600, deadline=None)
def test_formulae_code_and_tables_survive(text):
    assert formulae_code_and_tables(clean(text).text) == formulae_code_and_tables(text)


@given(st.lists(texts, max_size=6))
@settings(deadline=None)
def test_a_batch_is_its_documents_and_recorded_spans_give_the_same_text(documents):
    docs = Documents.of(*documents)
    batch = Cleaning(standard_cleaners()).clean(docs)
    assert batch.documents.texts == [clean(text).text for text in documents]
    assert apply_spans(docs, batch.spans).to_pylist() == batch.documents.texts
    for span in batch.spans.to_pylist():
        assert documents[span["row"]][span["start"] : span["end"]] == span["text"]


@given(texts)
@settings(deadline=None)
def test_marking_removes_nothing_and_off_finds_nothing(text):
    marked = clean(text, policy={"ad": "mark", "boilerplate": "mark", "splice": "mark"})
    assert marked.text == text
    assert all(span.action == "marked" for span in marked.spans)
    assert clean(text, policy={"ad": "off", "boilerplate": "off", "splice": "off"}).spans == []


# Policy, guard, tables


def test_policy_by_kind():
    text = "第一行。\n立即购买\n返回顶部\n最后一行。"
    cleaned = clean(text, policy={"ad": "mark"})
    assert cleaned.text == "第一行。\n立即购买\n最后一行。"
    assert [(span.kind, span.action) for span in cleaned.spans] == [("ad", "marked"), ("boilerplate", "removed")]


@pytest.mark.parametrize(("policy", "message"), [({"adds": "mark"}, "Did you mean 'ad'"), ({"ad": "delete"}, "no action 'delete'")])
def test_policy_errors_name_what_is_known(policy, message):
    with pytest.raises(InputError, match=re.escape(message)):
        clean("text", policy=policy)


def test_guard_leaves_whole_what_would_lose_too_much():
    mostly_ad, partly_ad = "短。\n扫码关注我们，获取更多资讯\n", "这一行比下面那一行要长得多，所以保护不起作用，广告被删掉。\n立即购买\n"
    batch = Cleaning(standard_cleaners(), guard=0.5).clean(Documents.of(mostly_ad, partly_ad))
    assert batch.documents.texts == [mostly_ad, partly_ad.replace("立即购买\n", "")]
    assert batch.spans.column("action").to_pylist() == ["marked", "removed"]
    assert Cleaning(standard_cleaners()).clean(Documents.of(mostly_ad)).documents.texts == ["短。\n"]


def test_tables_and_shares():
    docs = Documents.of("甲乙丙丁\n立即购买", "clean", "", url=["u1", "u2", "u3"], id=["a", "b", "c"])
    cleaning = Cleaning(standard_cleaners(), {"ad": "mark"})
    batch = cleaning.clean(docs)
    assert batch.documents is docs
    assert batch.spans.schema == SPANS == cleaning.schema
    assert batch.raw_characters.tolist() == [9, 5, 0]
    shares = cleaning.shares(batch)
    assert sorted(shares) == ["ad_share", "boilerplate_share", "splice_share"]
    assert shares["ad_share"].tolist() == [4 / 9, 0.0, 0.0]
    removed = Cleaning(standard_cleaners()).clean(docs)
    assert removed.documents.table.drop_columns("text") == docs.table.drop_columns("text")
    assert removed.documents.texts == ["甲乙丙丁", "clean", ""]
    assert removed.characters("ad", "removed").tolist() == [5, 0, 0]
    assert removed.characters("ad", "marked").tolist() == [0, 0, 0]


def test_spans_of_another_text_are_refused():
    docs = Documents.of("甲乙丙丁\n立即购买")
    spans = Cleaning(standard_cleaners()).clean(docs).spans
    with pytest.raises(InputError, match="overlap"):
        apply_spans(docs, pa.concat_tables([spans, spans]))
    with pytest.raises(InputError, match="row 0, but there are 0"):
        apply_spans(Documents(docs.table.slice(0, 0)), spans)


def test_no_documents():
    docs = Documents(pa.table({"text": pa.array([], pa.large_string())}))
    batch = Cleaning(standard_cleaners()).clean(docs)
    assert len(batch.documents) == 0
    assert apply_spans(docs, batch.spans).to_pylist() == []


# Other cleaners through the same interface


@dataclass(frozen=True)
class Words:
    """Proposes every match of a pattern in the text; the next rounds see what the last left."""

    pattern: str
    replacement: str = ""
    kinds = ("word",)

    def find(self, docs: Documents) -> FoundSpans:
        found = []
        for row, text in enumerate(docs.texts):
            for match in re.finditer(self.pattern, text):
                if match.group() != self.replacement:
                    start, end = (int(docs.views.offsets[row]) + len(text[:place].encode()) for place in match.span())
                    found.append((row, start, end, 0, 1.0))
        spans = FoundSpans.of(found)
        return FoundSpans(spans.document, spans.start, spans.end, spans.kind, spans.score, tuple(self.replacement for _ in found))


def run(cleaners, *texts):
    docs = Documents.of(*texts)
    batch = Cleaning(cleaners).clean(docs)
    assert apply_spans(docs, batch.spans).to_pylist() == batch.documents.texts
    return batch


def test_replacements():
    batch = run([Words(r"\d+", "〈号码〉")], "电话 12345，或 678。", "none")
    assert batch.documents.texts == ["电话 〈号码〉，或 〈号码〉。", "none"]
    assert batch.spans.column("replacement").to_pylist() == ["〈号码〉"] * 2
    assert batch.spans.column("text").to_pylist() == ["12345", "678"]


def test_later_rounds_swallow_earlier_spans():
    batch = run([Words(r"\(\)")], "a(((())))b 中((()))")
    assert batch.documents.texts == ["ab 中"]
    assert batch.spans.column("text").to_pylist() == ["(((())))", "((()))"]


def test_later_rounds_beside_earlier_spans():
    batch = run([Words(r"X|(?<=a)b")], "aXbXc")  # b is seen only once the first X is gone
    assert batch.documents.texts == ["ac"]
    assert batch.spans.column("text").to_pylist() == ["X", "b", "X"]


def test_a_replacement_that_is_cut_later_takes_its_whole_origin_along():
    batch = run([Words(r"\d+", "[]"), Words(r"\]x")], "a12x b")
    assert batch.documents.texts == ["a b"]
    assert batch.spans.column("text").to_pylist() == ["12x"]


def test_what_never_settles_is_left_whole():
    text = "a" * (MAX_ROUNDS + 3)
    batch = run([Words(r"a$")], text, "aaa")
    assert batch.documents.texts == [text, ""]
    assert set(batch.spans.filter(pa.compute.equal(batch.spans.column("row"), 0)).column("action").to_pylist()) == {"marked"}


def test_of_overlapping_spans_the_first_and_longest_stays():
    batch = run([Words("bcd"), Words("abc"), Words("ab")], "xabcdx")
    assert batch.documents.texts == ["xdx"]
    assert batch.spans.column("text").to_pylist() == ["abc"]


@dataclass(frozen=True)
class Broken:
    start: int
    end: int
    kinds = ("word",)

    def find(self, docs: Documents) -> FoundSpans:
        return FoundSpans.of([(0, self.start, self.end, 0, 1.0)])


@pytest.mark.parametrize(("start", "end"), [(1, 3), (0, 2), (0, 7), (-1, 3), (3, 0)])
def test_a_broken_proposal_is_an_error_that_names_the_cleaner(start, end):
    with pytest.raises(ScorerError, match=r"Broken proposed bytes .* of row 0"):
        Cleaning([Broken(start, end)]).clean(Documents.of("中文", "more"))


# Kernels against plain Python


@given(
    st.dictionaries(st.text("abAB中 ", min_size=1, max_size=6), st.integers(1, 7), min_size=1, max_size=9),
    st.lists(st.text("abAB中", min_size=1, max_size=5).map(lambda word: "\n" + word), max_size=3),
    st.lists(st.text("abAB 中\n", max_size=30), max_size=4),
)
def test_words_and_the_lines_that_call(words, starts, documents):
    words = {**words, **dict.fromkeys(starts, place_kernels.OF_CALL)}
    found, docs = keywords.words_of(words), Documents.of(*documents)
    first = place_kernels.with_dots_and_lines(found.first)
    dots, marked, lines = (np.empty((2000, 3), np.int64) for _ in range(3))
    tables = host_kernels.LEADS, host_kernels.CLASSES, host_forms.TABLE
    counts = place_kernels.find(docs.views.buffer, docs.views.offsets, *found._replace(first=first), 12, *tables, dots, marked, lines)
    held, calls, folded = [], [], {}
    for word, mark in words.items():
        folded[word.lower()] = folded.get(word.lower(), 0) | mark
    for row, text in enumerate(documents):
        at = int(docs.views.offsets[row])
        for line in text.split("\n"):
            size, called = len(line.encode()), False
            low, trimmed = line.lower(), line.lower().lstrip(" ")
            for word, mark in folded.items():
                for start in range(len(line)):
                    if low.startswith(word, start) and mark & 3:
                        held.append((row, at + len(line[: start + len(word)].encode()), mark & 3))
                called |= bool(mark & 4) and (trimmed.startswith(word[1:]) if word[0] == "\n" else word in trimmed)
            if called and len(trimmed.encode()) <= 12:
                calls.append([row, at, at + size])
            at += size + 1
    assert sorted(map(tuple, marked[: counts[1]].tolist())) == sorted(held)
    assert lines[: counts[2]].tolist() == calls


LINES_OF_PLACES = (
    "visit www.example.com now",
    "Subscribe now",
    "",
    "  ",
    "text",
    "example dot com",
    "时时彩 百家乐 老虎机",
    "a。com\r",
    "www.",
)


@given(st.lists(st.lists(st.tuples(st.sampled_from(LINES_OF_PLACES), st.booleans()), min_size=1, max_size=8), min_size=1, max_size=4))
def test_what_is_known_of_lines_is_kept_where_others_go(pages):
    before = Documents.of(*("\n".join(line for line, _ in page) for page in pages))
    rows, start, end, left = [], [], [], []
    for row, page in enumerate(pages):
        if row % 3 == 2:
            continue  # a document that is not seen again
        rows.append(row)
        at, stays = int(before.views.offsets[row]), [k for k, (_, goes) in enumerate(page) if not goes]
        last = max(stays, default=-1)
        for k, (line, goes) in enumerate(page):
            size = len(line.encode()) + 1
            if goes and k < last:  # with its newline
                start, end = [*start, at], [*end, at + size]
            if k == last or not stays:  # with the newline before what comes behind
                start, end = [*start, at + size - 1 if stays else at], [*end, int(before.views.offsets[row + 1])]
                if not stays:
                    break
            at += size
        left.append("\n".join(line for line, goes in page if not goes))
    after = Documents.of(*left)
    after.before = Shortened(before, *(np.array(column, np.int64) for column in (rows, start, end)))
    fresh = Documents.of(*left)
    assert before.views.line_hashes.size == before.views.lines.start.size  # known: what stays is not looked for again
    calls = call_to_action.CallToAction()
    assert calls.find(before).start.size == sum(line == "Subscribe now" for page in pages for line, _ in page)
    for kept, anew in (
        *((getattr(calls.find(after), name), getattr(calls.find(fresh), name)) for name in ("document", "start", "end", "kind", "score")),
        *zip(found_places(after), found_places(fresh), strict=True),
        *(
            (getattr(after.views.units, name), getattr(fresh.views.units, name))
            for name in ("hash", "start", "end", "chars", "kind", "offsets")
        ),
        *((getattr(after.views.lines, name), getattr(fresh.views.lines, name)) for name in ("start", "end", "chars", "offsets")),
        (after.views.line_hashes, fresh.views.line_hashes),
    ):
        assert kept.tolist() == anew.tolist()


CUTS = [  # text, cuts, whether they are whole lines
    ("a\nbb\nc", [(2, 5)], True),
    ("a\nbb\nc", [(2, 4)], False),
    ("a\nbb\nc", [(1, 4)], False),
    ("a\nbb", [(1, 4)], True),
    ("a\nb\nc", [(1, 4), (4, 5)], True),  # two that touch, at the end of the text: "\nb\n" and "c"
    ("a\nb\nc", [(1, 3), (4, 5)], False),
]


SIGNS = (
    "$", "$$", "`", "```", "~~~", "\\", "\\(", "\\)", "\\begin{a}", "\\end{a}",
    "<math", "</math>", "|", "|a|", "|--|", "-", " ", "\t", "\r", "x", "字",
)  # fmt: skip


@given(st.lists(st.tuples(st.lists(st.sampled_from(SIGNS), max_size=5).map("".join), st.booleans()), max_size=7))
def test_texts_said_to_hold_no_literals_hold_none_whatever_lines_go(lines):
    text, left = ("\n".join(line for line, stays in lines if stays or every) for every in (True, False))
    views, possible = Documents.of(text).views, np.ones(1, np.bool_)
    cleaning_kernels.may_hold_literals(views.buffer, views.offsets, np.zeros(1, np.bool_), possible)
    if not possible[0]:
        assert literal_matches(text.encode()) == literal_matches(left.encode()) == []


ROWS = ("| a | b |", "| c | d |", "|--|--|", "a | b", "plain", "", "  ", "$x$", "$$", "```", "`code`", "\\begin{a}", "\\end{a}")


@given(st.lists(st.tuples(st.sampled_from(ROWS), st.booleans()), max_size=9))
def test_where_plain_lines_go_and_no_rows_meet_the_same_formulae_and_tables_are_left(lines):
    text, cuts, left = "".join(line + "\n" for line, _ in lines).encode(), [], []
    at = 0
    for line, goes in lines:
        size = len(line) + 1
        matches = literal_matches(text)
        if goes and not set("|$`\\") & set(line) and not any(low < at + size and at < high for low, high in matches):
            cuts.append((at, at + size))
        else:
            left.append(line)
        at += size
    after = "".join(line + "\n" for line in left).encode()
    if cuts and not _rows_meet(text, cuts):
        before, now = ([whole[low:high] for low, high in literal_matches(whole)] for whole in (text, after))
        assert Counter(before) == Counter(now)


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("one\ntwo\nthree", False),
        ("one\n  two \nthree", False),
        ("one\ntwo and\nthree", True),
        ("one\nso two\nthree", True),
        ("two", False),
    ],
)
def test_what_is_cut_within_lines(text, within):
    views, found = Documents.of("no cut", text).views, np.zeros(2, np.bool_)
    start = np.array([6 + text.encode().find(b"two")])
    cleaning_kernels.cut_within(views.buffer, views.offsets, np.array([1]), start, start + 3, found)
    assert found.tolist() == [False, within]


@pytest.mark.parametrize(("text", "cuts", "whole"), CUTS)
def test_which_cuts_are_whole_lines(text, cuts, whole):
    views, edges = Documents.of("before", text).views, np.array(cuts, np.int64) + len("before")
    out, of = np.ones(2, np.bool_), np.ones(len(cuts), np.int64)
    starts, ends = np.ascontiguousarray(edges[:, 0]), np.ascontiguousarray(edges[:, 1])
    cleaning_kernels.only_lines(views.buffer, views.offsets, of, starts, ends, np.zeros(len(cuts), np.bool_), out)
    assert out.tolist() == [True, whole]
