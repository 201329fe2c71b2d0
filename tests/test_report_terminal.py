"""The terminal view: whole lines at any width, nothing of a document obeyed, the same numbers as the page."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_index import column, index
from rich.cells import cell_len
from test_report_page import HOSTILE, hostile_index

from qualityfilter.deciding import ResolvedRule
from qualityfilter.reports import content, wording
from qualityfilter.reports.terminal import bar, fit, number, show, show_answer, spark, wrap
from qualityfilter.reports.what_if import Change, answer
from qualityfilter.reports.what_if_page import columns_of

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("width", [60, 80, 100, 160])
@pytest.mark.parametrize("text", ["harmless", *HOSTILE], ids=lambda text: ascii(text[:12]))
def test_no_line_is_too_wide_and_nothing_steers_the_terminal(text, width):
    lines = show(hostile_index(text), width).split("\n")
    assert [line for line in lines if cell_len(line) > width] == []
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", "".join(lines))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_as_many_lines_as_another(text):
    for cut in (show(hostile_index(text), 80), show(hostile_index("x"), 80)):
        assert "QUARANTINE" in cut
        assert all(cell_len(line) <= 80 for line in cut.split("\n"))


def test_colours_say_nothing_that_the_text_does_not():
    coloured = show(index(), 80, colour=True)
    assert COLOURS.search(coloured)
    assert [line.rstrip() for line in COLOURS.sub("", coloured).split("\n")] == show(index(), 80).split("\n")


def test_the_same_index_gives_the_same_text():
    assert show(index(), 80) == show(index(), 80)


@pytest.mark.parametrize(
    "line",
    [
        r"records +5,004 +100 % +█+",
        r"  removed by cleaning +−250,000",
        r"  failed a rule +−2,500 +50\.0 % +−1,125,000 +█+",
        r"few_ads +2,000 +40\.0 % +1,000 +20\.0 %",
        r"  ads ≤ 0\.4; not where mathematics ≥ 0\.5",
        r" +0 [▁-█ ]+│[▁-█ ]+ 1  median .*, kept .*",
        r"  fails with 0\.399954: 两点之间线段最短。",
        r"fluency +0 [▁-█ ]+ 1 +\S+ +\S+",
        r"mathematics +833 +16\.7 % +16\.7 % +30\.0 %  █+.?",
        r"mathematics +16\.7 % +80\.0 % +66\.0 % +4\.000",
        r"  asked 0\.8, reached 0\.66: 75,000 tokens repeated 4 times",
        r"ad +calls\.v1 +40 +2 +5,000 +0\.1 %",
        r"documents by size of group: alone: 4,870, 2: 20, 3: 9, over 100: 101",
        r"news\.example\.com +700 +300 +42\.9 %",
        r" +4  not JSON",
        r" 1 few_ads +2,000 +– +41",
        r"few_ads +≤ 0\.4 +\S+ \(−\d+\) +\S+ \(\+\d+\) +\+1,000",
        r"main +the rest +75\.0 % +1,700 +750,000",
        r"last +30\.0 % +25\.0 % +300 +250,000",
        r"geometry +60 +40 +6 +1\.2 % +3\.2 %",
        r"  seeds: euclid\.md 33, hilbert\.md 9",
        r"  rescued from: few_ads 8",
        r"maths_zh +90,000 +45,000 +7 +3\.479 → 2\.550 .*",
        r"  asked 90,000 tokens, kept 45,000",
        r"  a\.jsonl, record 3: not JSON: line 4",
    ],
)
def test_lines_at_eighty_columns(line):
    lines = show(index(), 80).split("\n")
    assert [found for found in lines if re.fullmatch(line, found)], "\n".join(lines)


def test_an_answer_says_how_many_how_sure_and_what_to_paste():
    made = index()
    asked = {"few_ads": Change(maximum=0.3), "fluency": Change(minimum=0.5)}
    rules = [ResolvedRule.from_json(raw) for raw in made["resolved_rules"]]
    one = show_answer(made, answer(made["total"], rules, columns_of(made), {"few_ads": asked["few_ads"]}, None), 80)
    assert re.search(r"[\d,]+ of 5,000 documents pass all rules", one)
    assert "Counted in every document." in one
    assert re.search(r"  - \{name: few_ads, column: ads, max: 0\.\d+, unless:", one)
    new = show_answer(made, answer(made["total"], rules, columns_of(made), {"fluency": asked["fluency"]}, None), 80)
    assert "  - {name: fluency_at_least, column: fluency, min: 0.5" in new
    assert "  # without few_ads" in show_answer(
        made, answer(made["total"], rules, columns_of(made), {"few_ads": Change(off=True)}, None), 80
    )


def test_it_opens_with_the_verdict():
    made = index()
    opening = " ".join(show(made, 80).split("\n")[1:6])
    assert content.verdict(made).replace(wording.NARROW, " ") in opening
    assert content.remarks(made).replace(wording.NARROW, " ") in opening


def test_odd_shards_come_first_and_say_why():
    lines = show(index(shards=40), 80).split("\n")
    head = next(i for i, line in enumerate(lines) if line.startswith("shard "))
    assert lines[head + 1].startswith("part-00020 ")
    assert re.fullmatch(r"  ads 0\.9, usually 0\.3\d*", lines[head + 2])
    assert "and 30 shards more" in lines
    assert any("1 shard stands out: part-00020 (ads)" in line for line in lines)


def test_an_empty_run_shows_too():
    assert "No record was found." in show(index(shards=0), 80)


@pytest.mark.parametrize(
    ("start", "end", "drawn"),
    [
        (0, 1, "████████"), (0, 0.5, "████"), (0.5, 1, "    ████"), (0, 0, ""), (0.5, 0.5, "    "),
        (0.25, 0.2501, "  ▏"), (0, 0.4375, "███▌"), (1, 1, "       "),
    ],
)  # fmt: skip
def test_bars(start, end, drawn):
    assert bar(start, end, 8) == drawn


@given(st.text(), st.integers(0, 30))
def test_cells_are_exactly_as_wide_as_asked(text, cells):
    assert cell_len(fit(text, cells)) == cells


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Mn", "Me", "Cf")), max_size=50), st.integers(4, 40))
@example("🏻", 4)
def test_wrapped_lines_keep_every_letter(text, width):
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_numbers_stand_at_the_right():
    assert number("12", 5) == "   12"
    assert cell_len(number("1,234,567", 5)) == 5


def test_the_cut_stands_between_the_bars_that_it_parts():
    counts = {"all": [1000] * 64 + [10] * 64, "kept": [0] * 128}
    drawn = spark(column(), counts, bounds=(0.5, None), cells=8)
    assert drawn.split() == ["0", "████│▁▁▁▁", "1"]
