"""The model of lines: what it says of made-up pages, that neighbours in a batch do not matter, and its kernels against plain Python."""

from __future__ import annotations

import gzip
import itertools
import json
import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qualityfilter
import scorers
from qualityfilter import Documents, line_scores
from qualityfilter.cleaners.lines import SHIFTS, Lines
from qualityfilter.cleaning import Cleaning
from qualityfilter.documents import Shortened
from qualityfilter.kernels import lines as kernels
from qualityfilter.kernels.trees import LEVELS, TOGETHER, sum_of_symmetric_trees
from qualityfilter.line_counts import LineCounts
from qualityfilter.line_model import (
    IN_CHINESE,
    LINE_SCORES,
    OTHER,
    WHOLE,
    WHOLE_LINES,
    chances_of,
    line_chances,
    line_parts,
    line_terms,
    same_lines,
    shapes,
    shipped,
    text_lines,
)
from qualityfilter.surveying import count_lines
from qualityfilter.testing import AWKWARD
from scorers.training.labelled import read_jsonl
from scorers.training.line_sources import ADDED, added, align, sum_of, with_ads
from scorers.training.made_up_ads import made_up_ads
from scorers.training.made_up_phrases import made_up_pages
from scorers.training.made_up_windows import made_up_windows
from scorers.training.symmetric_trees import Binned, boosted

PAGE = """Home
About us
Contact
Log in | Register
How the heron fishes
The heron stood still in the shallow water and waited for the fish to come back to the reeds.
It does not chase its prey, because every step would send a wave ahead of it and warn the fish.
After a quarter of an hour the bird moved its neck, slowly at first, and then faster than the eye could follow.
Share this article
Related posts
Ten birds of the river bank
Why do kingfishers dive?
Privacy Policy
Terms of Use
© 2021 River Watch. All rights reserved."""
CHINESE = """首页
关于我们
联系我们
登录 注册
苍鹭怎样捕鱼
苍鹭一动不动地站在浅水里，等鱼儿回到芦苇丛中来，一等就是一刻钟。
它从不追赶猎物，因为每走一步都会在水面上推起波纹，把鱼吓跑。
等到鱼游近了，它先慢慢移动脖子，然后猛地一啄，快得让人看不清。
分享到：微信 微博 QQ空间
相关阅读
河边最常见的十种鸟
返回顶部
版权所有 © 2021 某某网络科技有限公司 京ICP备12345678号-1"""


def removed(text: str) -> list[float]:
    return [1 - c for c in line_scores(text).column("content").to_pylist()]


def test_content_stays_and_the_rest_of_a_page_goes():
    for page in (PAGE, CHINESE):
        chances = dict(zip(page.split("\n"), removed(page)))
        prose = [line for line in chances if line.endswith((".", "。")) and len(line) > 25 and "©" not in line]
        menu = [*page.split("\n")[:4], page.split("\n")[-1]]
        assert len(prose) == 3
        assert np.mean([chances[line] for line in menu]) > 0.9
        left = Cleaning([Lines()]).clean(Documents.of(page)).documents.texts[0].split("\n")
        assert set(prose) <= set(left)
        assert not set(menu[1:]) & set(left)


def test_one_row_a_line_and_chances_sum_to_one():
    text = "\n\n" + PAGE.replace("\n", "\n\n") + "\n"
    table = line_scores(text)
    assert table.schema == LINE_SCORES
    lines = text.split("\n")
    assert table.column("line").to_pylist() == list(range(len(lines)))
    spans = zip(table.column("start").to_pylist(), table.column("end").to_pylist())
    assert [text[s:e] for s, e in spans] == lines
    chances = np.column_stack([table.column(name).to_numpy() for name in ("content", "ad", "boilerplate")])
    assert ((chances >= 0) & (chances <= 1)).all()
    np.testing.assert_allclose(chances.sum(axis=1), 1.0, atol=1e-12)
    blank = np.array([not line.strip() for line in lines])
    assert (chances[blank] == (1.0, 0.0, 0.0)).all()


@pytest.mark.parametrize(
    "text", ["", "\n", "\n\n\n", "𝔘𝔫𝔦 😀\n\n😀 第二行\r\n𝕏", "one line", "a\x00b\n\u2028c", *list(AWKWARD.values())[:30]]
)
def test_any_text_has_its_lines_at_their_code_points(text):
    table = line_scores(text)
    spans = zip(table.column("start").to_pylist(), table.column("end").to_pylist())
    assert [text[s:e] for s, e in spans] == text.split("\n")
    for name in ("content", "ad", "boilerplate"):
        values = table.column(name).to_numpy()
        assert np.isfinite(values).all()
        assert ((values >= 0) & (values <= 1)).all()


def test_blank_lines_do_not_matter():
    for page in (PAGE, CHINESE):
        apart = removed(page.replace("\n", "\n\n"))[::2]
        # the shape of the line before is one feature of many, and it may be blank
        np.testing.assert_allclose(removed(page), apart, atol=0.15)


def test_neighbours_in_the_batch_and_order_do_not_matter():
    texts = [PAGE, "", CHINESE, "One line.", "a\n" * 300, PAGE + "\n" + CHINESE]
    alone = [line_chances(Documents.of(text)).removed for text in texts]
    for order in ([0, 1, 2, 3, 4, 5], [5, 3, 1, 0, 4, 2]):
        found = line_chances(Documents.of(*(texts[i] for i in order)))
        for k, i in enumerate(order):
            own = found.removed[found.lines.offsets[k] : found.lines.offsets[k + 1]]
            np.testing.assert_array_equal(own, alone[i])


def test_pages_as_a_whole_have_trees_of_their_own_wherever_they_stand_in_a_batch():
    whole = "\n".join(f"{line} {k}" for k in range(WHOLE_LINES // PAGE.count("\n") + 1) for line in PAGE.split("\n"))
    texts = [PAGE, whole, CHINESE, "", whole, whole, PAGE]
    docs = Documents.from_texts(texts)
    known, kinds = line_parts(docs, shipped()), [OTHER, WHOLE, IN_CHINESE, OTHER, WHOLE, WHOLE, OTHER]
    assert known.kinds.tolist() == kinds
    together, at = line_chances(docs), 0
    for text in texts:
        alone = line_chances(Documents.of(text))
        assert together.removed[at : at + alone.removed.size].tolist() == alone.removed.tolist()
        at += alone.removed.size
    cut = line_chances(Documents.of("\n".join(whole.split("\n")[: WHOLE_LINES - 1])))
    assert (cut.page == OTHER).all()


def test_the_module_and_the_function_do_not_clash():
    assert callable(qualityfilter.line_scores)
    assert "line_scores" in qualityfilter.__all__


@pytest.mark.parametrize("page", [PAGE, CHINESE])
def test_cleaning_twice_is_cleaning_once_and_whole_lines_go(page):
    cleaning = Cleaning([Lines()])
    once = cleaning.clean(Documents.of(page)).documents
    assert once.texts[0] != page
    assert set(once.texts[0].split("\n")) < set(page.split("\n"))
    twice = cleaning.clean(once)
    assert twice.documents is once
    assert not twice.spans.num_rows


def test_thresholds_are_fields():
    docs = Documents.of(PAGE, CHINESE)
    found = (Lines(chinese=t, other=t, within=t).find(docs) for t in (0.98, 0.5))
    few, many = (int((spans.end - spans.start).sum()) for spans in found)
    assert 0 <= few < many
    assert Lines(chinese=2.0, other=2.0, alone=99.0, alone_in_content=99.0).find(docs).start.size == 0


def test_a_line_between_lines_that_go_needs_less():
    def goes(chances):
        chance, out = np.array(chances), np.zeros(len(chances), bool)
        kernels.blocks(np.array([0, len(chance)]), chance, np.full(chance.size, 0.9), np.full(chance.size, 0.6), out)
        return out.tolist()

    assert goes([0.95, 0.7, 0.95]) == [True, True, True]
    assert goes([0.95, 0.7, 0.65, 0.92, 0.7]) == [True, True, True, True, False]
    assert goes([0.95, 0.7, 0.5, 0.7, 0.95]) == [True, False, False, False, True]
    assert goes([0.7, 0.95]) == [False, True]
    assert goes([]) == []


def test_an_ad_alone_in_a_lesson_goes_and_a_sentence_about_ads_stays():
    lesson = [
        "设 $f$ 在 $[a,b]$ 上连续，则 $f$ 在 $[a,b]$ 上取得最大值和最小值。",
        "证明：由确界原理，$f$ 的值域有上确界，记为 $M$。",
        "若 $f$ 取不到 $M$，则 $1/(M-f)$ 连续而无界，矛盾。",
    ]
    ad = "扫描下方二维码，添加老师微信，免费领取完整讲义！"
    about = "骗子谎称扫码即可免费领取礼品，民警提醒市民不要轻信。"
    docs = Documents.of("\n\n".join([lesson[0], ad, *lesson[1:]]), "\n\n".join([lesson[0], about, *lesson[1:]]))
    cleaned = Cleaning([Lines()]).clean(docs).documents.texts
    assert cleaned == ["\n\n".join(lesson), docs.texts[1]]


def test_a_block_is_one_span_but_for_lines_that_may_be_protected():
    page = "\n".join([*PAGE.split("\n")[:4], "Sale: $5", *PAGE.split("\n")[9:]])
    docs = Documents.of(page)
    found = Lines(chinese=0.0, other=0.0).find(docs)
    texts = [page.encode()[s:e].decode() for s, e in zip(found.start, found.end)]
    assert "Sale: $5" in texts
    assert sorted("\n".join(texts).split("\n")) == sorted(page.split("\n"))
    assert len(texts) < 8


def test_boilerplate_is_the_share_of_the_page_that_is():
    article = "\n".join(line for line in PAGE.split("\n") if line.endswith(".") and "©" not in line)
    score = scorers.load("boilerplate").score([PAGE, article, "", CHINESE])["boilerplate"]
    assert score[1] < 0.1 < score[0]
    assert score[2] == 0.0
    assert score[3] > 0.1


def site_pages(pages: int) -> Documents:
    """Pages of one site: PAGE, a sentence that two of a dozen have, and one of their own."""
    texts = [
        f"{PAGE}\n{'The reeds are cut in winter.' if i % 6 == 0 else 'The reeds stay.' + 'x' * i}\nPage {'abcdefghijklmnopqrstuvwxyz'[i]}"
        for i in range(pages)
    ]
    return Documents.from_texts(texts, url=[f"https://river.example/{i}" for i in range(pages)])


def survey(docs: Documents, least: int = 2) -> LineCounts:
    key, count = count_lines(docs)
    return LineCounts(key[count >= least], count[count >= least])


def log_odds(chance):
    return np.log(chance / (1 - chance))


def test_what_a_survey_counted_moves_the_odds_of_a_line():
    docs = site_pages(12)
    chances = line_chances(docs)
    found = Lines().surveyed(survey(docs))._removed(docs, chances)
    moved = log_odds(found) - log_odds(np.clip(chances.removed, 1e-9, 1 - 1e-9))
    lines = PAGE.count("\n") + 3
    everywhere, sometimes, once = moved[:lines][:-2], moved[lines - 2], moved[lines - 1]
    np.testing.assert_allclose(everywhere, SHIFTS[2], atol=1e-6)
    assert sometimes == pytest.approx(SHIFTS[1], abs=1e-6)  # on 2 of 12 pages
    assert once == pytest.approx(SHIFTS[0], abs=1e-6)


def test_a_small_site_and_pages_without_a_site_are_judged_without_the_survey():
    few, alone = site_pages(9), Documents.of(PAGE)
    counts = survey(few)
    for docs in (few, alone):
        chances = line_chances(docs)
        np.testing.assert_array_equal(Lines().surveyed(counts)._removed(docs, chances), chances.removed)


def test_lines_on_all_pages_of_a_site_go_more_easily():
    docs = site_pages(12)
    cleaner = Lines(chinese=0.985, other=0.985, within=0.985, alone=99.0, alone_in_content=99.0)
    without, known = (Cleaning([c]).clean(docs).documents.texts for c in (cleaner, cleaner.surveyed(survey(docs))))
    assert sum(map(len, known)) < sum(map(len, without))
    assert cleaner.counts is None
    assert cleaner == cleaner.surveyed(survey(docs))  # counts are no parameter
    again = Cleaning([cleaner.surveyed(survey(docs))])
    assert again.clean(again.clean(docs).documents).documents.texts == known


def chain(odds, tie, share):
    """Marginals of a chain of two states by enumeration."""
    n = len(odds)
    total, on = 0.0, [0.0] * n
    for states in range(2**n):
        bits = [(states >> i) & 1 for i in range(n)]
        weight = math.exp(sum(share * z * (b - 0.5) for z, b in zip(odds, bits)))
        weight *= math.exp(sum(tie * ((a == b) - 0.5) for a, b in itertools.pairwise(bits)))
        total += weight
        for i, b in enumerate(bits):
            on[i] += weight * b
    return [p / total for p in on]


@given(st.lists(st.floats(-6, 6), min_size=1, max_size=7), st.floats(0.0, 3.0), st.floats(0.2, 1.0))
@settings(max_examples=50, deadline=None)
def test_smoothing_gives_the_marginals_of_a_chain(odds, tie, share):
    out = np.zeros(len(odds))
    kernels.smoothed(np.array([0, len(odds)]), np.array(odds), np.array([tie, share]), out)
    np.testing.assert_allclose(1 / (1 + np.exp(-out)), chain(odds, tie, share), atol=1e-6)


@given(st.lists(st.sampled_from(["a", "b", "c", "dd", "第一", " a"]), max_size=40))
@settings(max_examples=50, deadline=None)
def test_repeats_are_counted(lines):
    docs = Documents.of("\n".join(lines), "a\na")
    known = line_parts(docs, shipped())
    shape = known.shape[kernels.REPEATS, : known.lines.offsets[1]]
    stripped = [line.strip() for line in lines]
    assert shape.tolist() == [min(stripped.count(line) - 1, 20) for line in stripped]


@given(st.text(st.sampled_from("azB9é .,。，!第一行$￥-|/>@:：(（\t元"), max_size=60))
@settings(max_examples=100, deadline=None)
def test_shapes_are_counted(line):
    docs = Documents.of(line)
    found = text_lines(docs)
    shape = shapes(docs, found)
    text = line.strip()
    assert shape.shape[1] == bool(text)
    if text:
        cjk = sum("\u4e00" <= c <= "\u9fff" for c in text)
        row = shape[:, 0]
        assert row[kernels.WIDTH] == pytest.approx(math.log1p(len(text) + cjk), rel=1e-5)
        assert row[kernels.DIGITS] == pytest.approx(text.count("9") / len(text), rel=1e-5)
        assert row[kernels.IDEOGRAPHS] == pytest.approx(cjk / len(text), rel=1e-5)
        letters = sum(text.count(c) for c in "azBé")
        assert row[kernels.UPPERS] == pytest.approx(text.count("B") / max(letters, 1), rel=1e-5)
        words = len(re.findall(r"[azBé9]+", text))
        assert row[kernels.WORDS] == pytest.approx(math.log1p(words + cjk), rel=1e-5)
        assert row[kernels.WORD_LENGTH] == pytest.approx((letters + text.count("9")) / max(words, 1), rel=1e-5)
        assert row[kernels.EXCLAIMED] == min(text.count("!"), 4)


def test_main_text_labels_the_lines_of_its_page():
    page = [
        "Home",
        "The heron stood still in the water and waited.",
        "It waited",
        "Share",
        "Related: ten birds of the river bank, with pictures",
    ]
    assert align(page, "The heron stood still in the water and waited.\nIt waited") == ["r", "c", "c", "r", "r"]


def test_added_windows_have_a_label_for_every_line_and_no_text():
    rows = list(read_jsonl(ADDED))
    assert len(rows) > 1_000
    assert all(set(row) == {"file", "id", "first", "labels", "sum"} for row in rows)
    assert all(re.fullmatch("[acmn?]{1,26}", row["labels"]) for row in rows)
    taken = [(row["file"], row["id"], row["first"] + k) for row in rows for k in range(len(row["labels"]))]
    assert len(taken) == len(set(taken))


def test_added_windows_are_found_again_in_their_pages(tmp_path, monkeypatch):
    lines = ["Menu", "The heron waits.", "Subscribe now!", "It strikes."]
    row = {"file": "web/wcxb_pages.jsonl.gz", "id": "p1", "first": 1, "labels": "ca", "sum": sum_of(lines[1:3])}
    (tmp_path / "added.jsonl").write_text("\n".join(json.dumps(row | change) for change in ({}, {"first": 2}, {"id": "p2"})))
    monkeypatch.setattr("scorers.training.line_sources.ADDED", tmp_path / "added.jsonl")
    assert not list(added(tmp_path))  # the file of pages is not there
    (tmp_path / "web").mkdir()
    with gzip.open(tmp_path / "web/wcxb_pages.jsonl.gz", "wt") as pages:
        pages.write(json.dumps({"id": "p1", "url": "https://heron.example/a", "raw_text": "\n\n".join(lines), "text": "other"}))
    window, whole = added(tmp_path)  # what does not say what it said then, and pages that are not there, are left out
    assert (window.kind, window.lines, window.labels, window.site) == ("added", lines[1:3], ["c", "a"], "heron.example")
    assert (whole.kind, whole.lines, whole.labels, whole.lang) == ("added whole", lines, ["?", "c", "a", "?"], "en")


def test_made_up_ads_are_filled_in_and_put_between_lines():
    for chinese in (True, False):
        ads = made_up_ads(300, chinese)
        assert len(set(ads)) > 100
        assert not any("{" in ad or not ad for ad in ads)
    lines, labels = with_ads(["one", "two", "three"], 7)
    assert [line for line, label in zip(lines, labels) if label == "c"] == ["one", "two", "three"]
    assert 2 <= labels.count("a") <= 6
    assert with_ads(["one"], 7) == with_ads(["one"], 7)


@pytest.mark.parametrize("chinese", [False, True])
def test_made_up_phrases_are_filled_in_and_stand_in_runs_of_a_kind(chinese):
    lines, labels = made_up_pages(chinese)
    assert len(lines) == len(labels) > 1500
    assert set(labels) == set("nca")
    assert not any("{" in line or "\n" in line or not line.strip() for line in lines)
    assert sum(a != b for a, b in itertools.pairwise(labels)) < len(labels) / 3
    assert made_up_pages(chinese) == (lines, labels)
    assert sorted(made_up_pages(chinese, 1)[1]) == sorted(labels)


@pytest.mark.parametrize("chinese", [False, True])
def test_written_stretches_have_a_label_for_every_line(chinese):
    stretches = made_up_windows(chinese)
    lines, labels = ([x for part in stretches for x in part[k]] for k in (0, 1))
    assert len(lines) == len(labels) > 500
    assert set(labels) == set("nca")
    assert all(line.strip() == line and line for line in lines)
    cjk = sum("\u4e00" <= c <= "\u9fff" for line in lines for c in line)
    assert (cjk > len("".join(lines)) / 2) == chinese


def plain_symmetric(x, feature, threshold, value):
    """Leaf by leaf, in plain Python."""
    return [
        sum(v[sum((row[f] > t) << k for k, (f, t) in enumerate(zip(fs, ts)))] for fs, ts, v in zip(feature, threshold, value)) for row in x
    ]


@pytest.mark.parametrize("at", [0, 7])
@pytest.mark.parametrize("rows", [0, 1, 127, 128, 129, 300])
def test_symmetric_trees_against_plain_python(rows, at):
    rng = np.random.default_rng(rows)
    x = rng.integers(-3, 4, (5, at + rows + TOGETHER)).astype(np.float32)
    feature, threshold = rng.integers(0, 5, (7, LEVELS)).astype(np.int16), rng.integers(-2, 3, (7, LEVELS)).astype(np.float32)
    threshold[3, 2:] = np.inf
    value, out = rng.integers(-8, 8, (7, 1 << LEVELS)).astype(np.float32), np.zeros(rows)
    sum_of_symmetric_trees(x, at, rows, feature, threshold, value, 0.5, out)
    np.testing.assert_array_equal(out - 0.5, plain_symmetric(x[:, at : at + rows].T, feature, threshold, value))


def test_boosting_learns_what_no_single_cut_tells():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(4000, 6)).astype(np.float32)
    y = (x[:, 0] > 0) ^ (x[:, 3] > 0.5)
    found = boosted(Binned.of(x), y, np.ones(y.size), 40, 0.3)
    again = boosted(Binned.of(x), y, np.ones(y.size), 40, 0.3)
    np.testing.assert_array_equal(found.value, again.value)
    columns, out = np.zeros((6, y.size + TOGETHER), np.float32), np.zeros(y.size)
    columns[:, : y.size] = x.T
    sum_of_symmetric_trees(columns, 0, y.size, found.feature, found.threshold, found.value, found.base, out)
    assert ((out > 0) == y).mean() > 0.97


@pytest.mark.parametrize("page", [PAGE, CHINESE, "\n".join([PAGE, PAGE, CHINESE, "a  b\n\n" * 70])])
def test_what_is_known_of_lines_outlives_the_lines_around_them(page):
    lines = page.split("\n")
    before = Documents.of("x\ny", page, "z")
    line_chances(before)
    starts = np.cumsum([3, *(len(line.encode()) + 1 for line in lines)])  # the first document has three bytes
    for step in (2, 3, 5):
        text = "\n".join(line for i, line in enumerate(lines) if i % step or i == len(lines) - 1)
        after, gone = Documents.of(text), np.arange(0, len(lines) - 1, step)
        after.before = Shortened(before, np.array([1]), starts[gone], starts[gone + 1])
        found, anew = chances_of(after, shipped()), line_chances(Documents.of(text))
        assert line_parts(after, shipped()).score.size  # taken over
        np.testing.assert_array_equal(found.removed, anew.removed)
        np.testing.assert_array_equal(found.ad, anew.ad)


def test_lines_that_are_the_same_are_read_once_and_blanks_before_them_count():
    texts = ["Menu\n  Menu\nHome\n\tMenu\n  ", "Menu\nHome", "  Menu\n Home\n  Menu\r\nHOME"]
    docs = Documents.of(*texts)
    lines = text_lines(docs)
    same = same_lines(docs, lines, docs.views.line_hashes[docs.views.lines.chars > 0])
    assert same.tolist() == [0, 1, 2, 3, 0, 2, 1, 7, 1, 9]
    alone = [line_parts(Documents.of(text), shipped()) for text in texts]
    known = line_parts(docs, shipped())
    np.testing.assert_array_equal(known.score, np.concatenate([part.score for part in alone]))
    np.testing.assert_array_equal(known.shape, np.concatenate([part.shape for part in alone], axis=1))


def test_a_heading_is_the_last_label_before_something_wider():
    docs = Documents.of("Menu\nRelated posts\nTen birds of the river bank and how to tell them apart\nWhy do kingfishers dive\nMore\nEnd")
    known = line_parts(docs, shipped())
    head = np.empty(6, np.int64)
    kernels.headings(known.lines.offsets, known.shape, head)
    assert head.tolist() == [-1, 0, 1, 1, 1, 1]


TORN = [  # lines, those that would go, those that do
    (["We can test to see this by multiplying", "by the inverse of the matrix."], {0}, set()),
    (["We can test to see this by multiplying", "by the inverse of the matrix."], {0, 1}, {0, 1}),
    (["We can test to see this by multiplying", "", "By the inverse of the matrix."], {0}, {0}),
    (["Register now for our course", "Read the terms first."], {0}, {0}),
    (["about us", "contact"], {0}, {0}),
    (["Through our design", "we can cross the river dry of foot."], {0}, set()),
    (["Sign up today", "and get 10 % off"], {0}, {0}),
    (["Register now for our free seminar", "", "$$", "x = 1", "$$"], {0}, {0}),
    (["We may now write the derivative as", "", "$$", "x = 1", "$$"], {0}, set()),
    (["由于共有三个小组，那么就有，", "三种结果。"], {0}, set()),
]


@pytest.mark.parametrize(("page", "asked", "left"), TORN)
def test_a_piece_of_a_sentence_goes_with_the_rest_of_it(page, asked, left):
    docs = Documents.of("\n".join(page))
    lines = text_lines(docs)
    number = {n: k for k, n in enumerate(lines.number.tolist())}
    goes, on = np.zeros(lines.start.size, np.bool_), np.zeros(lines.start.size, np.bool_)
    goes[[number[n] for n in asked]] = True
    kernels.runs_on(docs.views.buffer, lines.offsets, lines.start, lines.end, lines.number, kernels.LEAD_INS, on)
    kernels.with_what_follows(lines.offsets, on, goes)
    assert {n for n, k in number.items() if goes[k]} == left


TITLES = [  # lines, what goes, which of them are titles of what stays below
    (["Shock Wave", "Ad", "Here, a shock wave is a disturbance which moves faster than sound does in the medium around."], {0, 1}, {0}),
    (["Shock Wave", "Ad", "Nothing of the kind is told here, though the sentence is as long as the others in this are."], {0, 1}, set()),
    (["News", "The news is told here, at some length, so that there is a line of a hundred bytes that stays below the label."], {0}, set()),
    (["射影几何", "射影几何研究在射影变换下保持不变的性质，例如共线、共点与交比，它不谈长度，也不谈角度的大小。"], {0}, {0}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "asked", "titles"), TITLES)
def test_a_title_stays_with_what_it_is_the_title_of(page, asked, titles):
    docs = Documents.of("\n".join(page))
    lines, units = text_lines(docs), docs.views.units
    goes, found = np.zeros(len(page), np.bool_), np.zeros(len(page), np.bool_)
    goes[sorted(asked)] = True
    kernels.titles(lines.offsets, lines.start, lines.end, units.hash, units.start, units.kind, goes, found)
    assert set(np.flatnonzero(found).tolist()) == titles


def shared_in_python(words: list[list[int]], long: list[bool], said: list[float]) -> list[list[float]]:
    rows = []
    for i, own in enumerate(words):
        holders = [[j for j in range(len(words)) if j != i and word in words[j]] for word in own]
        others = [of for of in holders if of]
        in_long = [sum(long[j] for j in of) for of in holders]
        rows.append(
            [
                sum(n > 0 for n in in_long) / len(own) if own else -1.0,
                sum(min(n, 3) / 3 for n in in_long) / max(len(own), 1),
                sum(sum(said[j] for j in of) / len(of) for of in others) / len(others) if others else 0.0,
                len(others) / len(own) if own else -1.0,
                len(others),
            ]
        )
    for i in range(len(rows)):
        near, close = rows[max(0, i - 5) : i + 6], rows[max(0, i - 2) : i + 3]
        rows[i] += [
            sum(row[1] for row in near) / len(near),
            sum(row[2] for row in near) / len(near),
            sum(row[2] for row in close) / len(close),
        ]
    return rows


PAGES_OF_WORDS = st.lists(
    st.lists(st.tuples(st.lists(st.integers(0, 9), max_size=6), st.booleans(), st.integers(-3, 3)), max_size=12), min_size=1, max_size=3
)


@settings(deadline=None, max_examples=50)
@given(PAGES_OF_WORDS)
def test_what_lines_share_against_plain_python(pages):
    offsets = np.r_[0, np.cumsum([len(page) for page in pages])].astype(np.int64)
    lines = [line for page in pages for line in page]
    words = np.array([word for own, _, _ in lines for word in own], np.int32)
    ends = np.r_[0, np.cumsum([len(own) for own, _, _ in lines])].astype(np.int64)
    shape, say = np.zeros((kernels.N_SHAPE, len(lines)), np.float32), np.zeros((kernels.N_SAID, len(lines)), np.float32)
    shape[kernels.WIDTH] = [kernels.LONG + 1 if long else 1 for _, long, _ in lines]
    shape[kernels.LAST] = kernels.LONG_ENDS
    say[kernels.SQUASHED] = [said / 4 for _, _, said in lines]
    out = np.empty((kernels.N_SHARED, len(lines)), np.float32)
    kernels.shared(offsets, words, ends, shape, say, out)
    wanted = [
        row for page in pages for row in shared_in_python([o for o, _, _ in page], [w for _, w, _ in page], [s / 4 for _, _, s in page])
    ]
    assert np.allclose(out.T, np.array(wanted).reshape(len(lines), kernels.N_SHARED), atol=1e-5)


def test_words_and_pairs_of_characters_are_terms():
    docs = Documents.of("Heron and heron\n苍鹭站立 12345 fish", "苍鹭")
    words, ends = line_terms(docs, text_lines(docs))
    first, second, third = (words[a:b].tolist() for a, b in itertools.pairwise(ends.tolist()))
    assert first == first[:1] * 2  # "and" is too short, numbers say nothing
    assert len(second) == 4  # three pairs and a word
    assert third == second[:1]


FLOWS = [  # FLOW of lines, main run (from, to), runs
    ([5, -1, -2, -1, 5, 5, 5, -1, 5], (1, 3), 2),
    ([-1, 5, 5, -1, 5, 5, 5, -3, -3], (7, 8), 2),  # a gap of two lines ends no run, one of three does
    ([1, 1, 1], None, 0),
]


@pytest.mark.parametrize(("flow", "main", "runs"), FLOWS)
def test_runs_of_content(flow, main, runs):
    n = len(flow)
    shape, say = np.zeros((kernels.N_SHAPE, n), np.float32), np.zeros((kernels.N_SAID, n), np.float32)
    say[kernels.WIDE], say[kernels.ROOT], say[kernels.FLOW] = 80, 80**0.5, flow
    x = np.full((kernels.N_RUNS, n), np.nan, np.float32)
    work, ids = np.empty((9, n + 2)), np.empty((3, n + 2), np.int64)
    assert kernels.inputs_runs(np.array([0, n]), 0, 1, shape, say, work, ids, 0, x) == kernels.N_RUNS
    assert not np.isnan(x).any()
    assert (x[21] == runs).all()
    if main is None:
        assert (x[14] == 0).all()
        assert (x[15] == -99).all()
    else:
        assert np.flatnonzero(x[14]).tolist() == list(range(main[0], main[1] + 1))
        assert x[15].tolist() == [r - main[0] if r < main[0] else max(r - main[1], 0) for r in range(n)]
        behind = [sum(max(f, 0) for f in flow[main[1] + 1 : r]) * 80**0.5 for r in range(main[1] + 1, n)]
        assert np.allclose(x[16, main[1] + 1 :] ** 2, behind, rtol=1e-3)
