"""The page in a real browser: it opens fast, without a request or an error, and can be used by mouse and by keyboard."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from browser import CHROMIUM, MISSING, Browser
from made_index import example, index
from test_report_page import HOSTILE, hostile_index, large_index

from qualityfilter.reports.page import render

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason=MISSING)]


def saved(folder: Path, made: dict) -> Path:
    page = folder / "index.html"
    page.write_text(render(made), encoding="utf8")
    return page


@pytest.fixture(scope="module")
def browser():
    with Browser() as opened:
        yield opened


@pytest.fixture
def opened(browser, tmp_path):
    """Opens an index and, at the end, wants no error, and no request but for the page."""
    browser.errors.clear()
    browser.requests.clear()

    def open_index(made: dict) -> Browser:
        page = saved(tmp_path, made)
        browser.seconds = browser.open(page)
        return browser

    yield open_index
    assert browser.errors == []
    assert {url.partition(":")[0] for url in browser.requests} == {"file"}
    assert len(set(browser.requests)) == 1


def column(browser: Browser, place: int) -> list[str]:
    rows = "[...document.querySelectorAll('#shard-table tbody tr')]"
    return browser.run(f"{rows}.map(row => row.cells[{place}].firstChild?.textContent ?? '')")


def click(browser: Browser, selector: str) -> None:
    browser.run(f"document.querySelector({selector!r}).click()")


def enter(browser: Browser, name: str, value: str, event: str) -> None:
    browser.run(f"{{const box = document.getElementById({name!r}); box.value = {value!r}; box.dispatchEvent(new Event({event!r}))}}")


def test_ten_thousand_shards_open_and_sort(opened):
    browser = opened(large_index(10_000))
    print(f"opened in {browser.seconds:.2f} s")  # pytest -s shows it; how fast that is depends on the machine
    assert browser.run("document.getElementById('shard-status').textContent") == "1 to 50 of 10,000 shards"
    click(browser, "[data-key=characters] button")
    assert browser.run("document.querySelector('[data-key=characters]').ariaSort") in ("ascending", "descending")


def test_heads_sort_and_say_so(opened):
    browser = opened(index(shards=120))
    assert column(browser, 0)[0] == "part-00060"  # the odd one first
    click(browser, "[data-key=part] button")
    assert column(browser, 0)[:2] == ["part-00000", "part-00001"]
    assert browser.run("document.querySelector('[data-key=part]').ariaSort") == "ascending"
    click(browser, "[data-key=part] button")
    assert column(browser, 0)[0] == "part-00119"
    assert browser.run("[...document.querySelectorAll('#shard-table [aria-sort]')].map(head => head.ariaSort)") == ["descending"]


def test_shards_are_found_by_name_file_and_what_they_stand_out_in(opened):
    browser = opened(index(shards=120))
    for wanted, found in (("part-0011", 10), ("PART-00007.jsonl", 1), ("ads", 1), ("nothing", 0)):
        enter(browser, "shard-filter", wanted, "input")
        assert len(column(browser, 0)) == found, wanted
    assert browser.run("document.getElementById('shard-status').textContent") == "No shard matches."


def test_pages_turn_and_only_odd_ones_can_be_shown(opened):
    browser = opened(index(shards=120))
    seen = column(browser, 0)
    for _ in range(2):
        click(browser, "#shard-next")
        seen += column(browser, 0)
    assert sorted(seen) == [f"part-{i:05d}" for i in range(120)]
    assert browser.run("document.getElementById('shard-next').disabled") is True
    click(browser, "#shard-odd")
    assert column(browser, 0) == ["part-00060"]


def test_a_column_can_be_added_and_sorts(opened):
    made = index(shards=20)
    browser = opened(made)
    enter(browser, "shard-column", "0", "change")
    shown = [float(text) for text in column(browser, 12)]
    assert shown == sorted((float(f"{row['means']['ads']:.3g}") for row in made["shards"]), reverse=True)
    assert browser.run("document.querySelector('[data-key=mean]').textContent") == "mean ads"


def test_script_and_template_write_numbers_alike(opened):
    browser = opened(index(shards=9, documents=1237))
    with_script = browser.run("document.querySelector('#shard-table tbody').innerText")
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.send("Page.reload")
        while browser.run("document.readyState") != "complete":
            pass
        assert browser.run("document.querySelector('#shard-table tbody').innerText") == with_script
        assert browser.run("getComputedStyle(document.getElementById('shard-controls')).display") == "none"
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)


def test_small_tables_sort(opened):
    browser = opened(index())
    rules = "[...document.querySelectorAll('#rules table.sortable tbody tr')].map(row => row.cells[0].innerText)"
    click(browser, "#rules thead th:nth-child(5) button")
    assert browser.run(rules) == ["few_ads", "long_enough"]
    click(browser, "#rules thead th:nth-child(5) button")
    assert browser.run(rules) == ["long_enough", "few_ads"]


def test_the_waterfall_changes_its_unit_by_keyboard(opened):
    browser = opened(index())
    shown = "[...document.querySelectorAll('.waterfall table')].filter(t => t.offsetHeight > 0).map(t => t.className)"
    assert browser.run(shown) == ["in-documents"]
    browser.run("document.getElementById('unit-documents').focus()")
    browser.press("ArrowRight", 39)
    assert browser.run(shown) == ["in-characters"]


def test_everything_that_can_be_pressed_can_be_reached_by_tab(opened):
    browser = opened(index(shards=60))
    reached = set()
    for _ in range(120):
        browser.press("Tab", 9)
        reached.add(browser.run("(e => e.id || e.closest('[data-key]')?.dataset.key || e.tagName)(document.activeElement)"))
    assert {"shard-filter", "shard-odd", "shard-column", "part", "outlier", "shard-next", "SUMMARY", "unit-documents"} <= reached


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text_runs_nothing_and_the_layout_holds(opened, text):
    browser = opened(hostile_index(text))
    browser.run("for (const details of document.querySelectorAll('details')) details.open = true")
    assert browser.run("document.querySelectorAll('img, iframe, script[src], a[href]:not([href^=\"#\"])').length") == 0
    assert browser.run("document.documentElement.scrollWidth <= innerWidth") is True
    click(browser, "[data-key=documents] button")  # now the script has written the rows
    assert browser.run("document.querySelectorAll('#shard-table img, #shard-table script').length") == 0
    assert browser.run("document.documentElement.scrollWidth <= innerWidth") is True


def test_the_policy_stops_what_escaping_might_let_through(browser, tmp_path):
    page = tmp_path / "index.html"
    html = render(index())
    attack = "<script>window.hit = 1</script><img src='file:///nothing.png' onerror='window.hit = 2'><style>body{color:red}</style>"
    page.write_text(html.replace("<main>", f"<main>{attack}"), encoding="utf8")
    browser.open(page)
    assert browser.run("window.hit === undefined") is True
    assert browser.run("getComputedStyle(document.body).color") != "rgb(255, 0, 0)"
    assert len(browser.errors) >= 3  # each refusal is reported


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_no_width_makes_the_page_scroll_sideways(tmp_path, width):
    made = index(shards=30)
    made["total"]["examples"]["few_ads"]["failed"] = [example(-1, "长" * 320, id="x" * 5000)]
    with Browser(width, 900, dark=True) as narrow:
        narrow.open(saved(tmp_path, made))
        narrow.run("for (const details of document.querySelectorAll('details')) details.open = true")
        assert narrow.run("document.documentElement.scrollWidth") <= width
        assert narrow.run("getComputedStyle(document.documentElement).getPropertyValue('--paper')") == "#16181b"
        if folder := os.environ.get("QUALITYFILTER_SCREENSHOTS"):
            narrow.screenshot(Path(folder) / f"report-dark-{width}.png")
        assert narrow.errors == []


def test_paper_shows_what_is_folded(opened):
    browser = opened(index())
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.run("document.querySelectorAll('details:not([open])').length") == 0
    browser.run("dispatchEvent(new Event('afterprint'))")
    assert browser.run("document.querySelectorAll('details[open]').length") == 0
