"""The page in a real browser: it opens fast, without a request or an error, and can be used by mouse and by keyboard."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import pytest
import yaml
from browser import CHROMIUM, MISSING, Browser
from made_index import example, index
from test_report_page import HOSTILE, hostile_index, large_index

from qualityfilter import Report
from qualityfilter.reports.difference_page import render_difference
from qualityfilter.reports.page import render
from qualityfilter.reports.review_site import ReviewSite
from qualityfilter.reports.serving import Site, server
from qualityfilter.run_difference import difference

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


# what if, documents, review and runs compared, as a person uses them -------------------------------------------------------


def pressed(browser: Browser, key: str) -> None:
    browser.press(key, ord(key.upper()), key)


def wait(browser: Browser, script: str) -> None:
    for _ in range(1000):  # twenty seconds: a machine may be busy
        if browser.run(script):
            return
        time.sleep(0.02)
    raise AssertionError(f"never true: {script}")


@pytest.fixture
def on_disk(browser, finished):
    browser.errors.clear()
    browser.requests.clear()
    browser.open(Path(finished.report))
    wait(browser, "typeof whatIfAnswer === 'function'")
    yield browser
    assert browser.errors == []
    assert len(set(browser.requests)) == 1


BOUNDS = [
    {"long_enough": {"min": 55}},
    {"not_repetitive": {"max": 0.1}},
    {"long_enough": {"off": True}},
    {"long_enough": {"min": 55}, "not_repetitive": {"max": 0.1}},
    {"long_enough": {"min": 30}, "not_repetitive": {"off": True}, "better_part": {"max": 0.05}},
]


def test_the_page_answers_what_if_as_python_does(on_disk, finished):
    report = Report.load(finished.out)
    for bounds in BOUNDS:
        shown, found = on_disk.run(f"whatIfAnswer({json.dumps(bounds)})"), report.what_if(bounds)
        assert (shown["passed"], shown["kept"], shown["within"]) == (found.passed, found.kept, found.within), bounds
        assert shown["units"] == pytest.approx(found.passed_units, rel=1e-3)


def test_a_threshold_moves_by_keyboard_and_gives_a_line_for_the_recipe(on_disk):
    on_disk.run("document.querySelector('#what-if-rules input[type=range]').focus()")
    on_disk.press("ArrowRight", 39)
    line = on_disk.run("document.getElementById('what-if-recipe').textContent").removeprefix("  - ")
    rule = yaml.safe_load(line)
    assert rule["name"] == "long_enough"
    assert rule["column"] == "units"
    assert rule["min"] > 40
    assert "exact" in on_disk.run("document.getElementById('what-if-how').textContent")
    click(on_disk, "#what-if-reset")
    assert "own counts" in on_disk.run("document.getElementById('what-if-how').textContent")


def test_a_rule_on_a_column_that_none_tests(on_disk, finished):
    report = Report.load(finished.out)
    column = next(iter(report.index["total"]["what_if_columns"]))
    bounds = {column: {"max" if report.columns[column].better == "lower" else "min": 0.3}}
    shown, found = on_disk.run(f"whatIfAnswer({json.dumps(bounds)})"), report.what_if(bounds)
    assert (shown["passed"], shown["failed"]) == (found.passed, found.failed)
    line = yaml.safe_load(on_disk.run("document.getElementById('what-if-recipe').textContent").removeprefix("  - "))
    assert (line["column"], set(line)) == (column, {"name", "column", *bounds[column]})
    both = {**bounds, "long_enough": {"min": 55}}
    assert on_disk.run(f"whatIfAnswer({json.dumps(both)})")["passed"] == report.what_if(both).passed
    exact = report.what_if({column: {side: getattr(found.rules[column], f"{side}imum") for side in bounds[column]}}, exact=True)
    assert exact["kept"] + exact["duplicate"] == found.passed


def test_a_share_can_be_asked_for(on_disk):
    label = '[aria-label="long_enough: per cent of all documents that are to pass all rules"]'
    on_disk.run(f"{{const box = document.querySelector('{label}'); box.value = '20'; box.dispatchEvent(new Event('change'))}}")
    share = on_disk.run("document.getElementById('what-if-passed-of').textContent")
    assert 15 < float(share.split()[0].split("\u202f")[0]) < 25


def test_a_document_opens_with_scores_and_rules_and_closes_by_keyboard(on_disk):
    click(on_disk, "#document-list button")
    heads = on_disk.run("[...document.querySelectorAll('#document th[scope=row]')].map(cell => cell.textContent)")
    assert {"long_enough", "not_repetitive", "units"} <= set(heads)
    on_disk.press("Escape", 27)
    wait(on_disk, "!document.getElementById('document').open")
    enter(on_disk, "document-filter", "no such text anywhere", "input")
    assert on_disk.run("document.querySelectorAll('#document-list li').length") == 0


@pytest.fixture
def serving(browser, finished, tmp_path):
    started = []

    def start(site) -> str:
        made = server(site)
        threading.Thread(target=made.serve_forever, daemon=True).start()
        started.append(made)
        browser.errors.clear()
        browser.send("Page.navigate", url=f"http://127.0.0.1:{made.server_port}/")
        wait(browser, "document.readyState === 'complete' && location.protocol === 'http:'")
        return f"http://127.0.0.1:{made.server_port}/"

    yield start
    for made in started:
        made.shutdown()
        made.server_close()
    browser.send("Page.navigate", url="about:blank")


def test_a_review_by_keys(browser, finished, tmp_path, serving):
    labels = tmp_path / "labels.jsonl"
    serving(ReviewSite(finished.out, str(labels), 5))
    for number, key in enumerate("kdu", 1):
        wait(browser, f"document.getElementById('progress').textContent.startsWith('{number - 1} of') && !busy && "
                      "document.getElementById('rules').rows.length > 0")  # fmt: skip
        pressed(browser, key)
        wait(browser, f"document.getElementById('progress').textContent.startsWith('{number} of 5')")
    written = [json.loads(line)["label"] for line in labels.read_text(encoding="utf8").splitlines()]
    assert written == ["keep", "drop", "unsure"]
    assert [error for error in browser.errors if "favicon" not in error and "404" not in error] == []


def test_the_served_page_plans_again_and_leads_to_a_document(browser, finished, serving):
    address = serving(Site(finished.out))
    wait(browser, "typeof whatIfAnswer === 'function'")
    browser.run("whatIfAnswer({long_enough: {min: 55}}); document.getElementById('what-if-exactly').click()")
    wait(browser, "document.getElementById('what-if-exact').textContent.startsWith('Planned again')")
    click(browser, "#document-list button")
    assert browser.run("document.querySelector('#document a').href").startswith(f"{address}document/")
    assert [error for error in browser.errors if "favicon" not in error and "404" not in error] == []


def test_two_runs_compared_open_without_an_error(browser, finished, tmp_path):
    page = tmp_path / "diff.html"
    page.write_text(render_difference(difference(finished.out, finished.out)), encoding="utf8")
    browser.errors.clear()
    browser.open(page)
    assert browser.run("document.documentElement.scrollWidth <= innerWidth") is True
    assert browser.errors == []


def test_paper_shows_what_is_folded(opened):
    browser = opened(index())
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.run("document.querySelectorAll('details:not([open])').length") == 0
    browser.run("dispatchEvent(new Event('afterprint'))")
    assert browser.run("document.querySelectorAll('details[open]').length") == 0
