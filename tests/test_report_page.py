"""The page: everything a crawl may say is text, the policy holds, numbers are right, and it stays small."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_index import column, example, index, planned

from qualityfilter.reports import charts, content, wording
from qualityfilter.reports.page import FOLDER, SHARDS, render
from qualityfilter.reports.visible import one_line, visible

VOID = {"meta", "input", "link", "br", "hr", "img"}
# elements of SVG that a parser of HTML sees as they are written
DRAWN = {"svg", "path", "rect", "text"}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</script><script>alert(1)</script>",
    "</style></title></table>",
    "javascript:alert(1)",
    "https://evil.example/{{ 7*7 }}{% raw %}",
    "&lt;b&gt; &amp; <!-- ",
    "\u202egnp.exe\u2066 \u200bzero",
    "nul \x00 esc \x1b[31m bell \x07 c1 \x9b2J del \x7f",
    "half \ud800 pair",
    "a" * 5000,
    "语" * 3000,
    "Z\u0335\u0327\u0489" * 100,
]


class Parsed(HTMLParser):
    """Elements with attributes, the text outside scripts, and the texts of scripts and styles; fails on elements left open."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in {tag}"
        if tag not in VOID:
            self.open.append(tag)
        if tag in self.inside:
            self.inside[tag].append("")

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        assert tag in DRAWN

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in self.inside:
            self.inside[self.open[-1]][-1] += data
        else:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)


def hostile_index(text: str) -> dict:
    """The made index with `text` wherever a crawl, a scorer or a recipe puts words."""
    made = index()
    total, plan = made["total"], made["plan"]
    made["recipe"] = dict.fromkeys(("name", "version", "description"), text)
    made["columns"][text] = column(meaning=text, unit=text)
    made["columns"]["ads"]["meaning"] = text
    made["columns"]["domain"]["meaning"] = text
    total["histograms"][text] = total["histograms"]["fluency"]
    total["mix"]["domain"][text] = total["mix"]["domain"]["other"]
    total["mix"][text] = total["mix"]["language"]
    total["hosts"][text] = {"documents": 5, "kept": 2, "characters": 10, "removed": {text: 7}}
    total["spans"][text] = {text: {"removed": 1, "marked": 0, "characters": 2}}
    total["span_examples"][text] = [{"order": 1, "id": text, "start": 0, "text": text, "cleaner": text}]
    unread = {"file": text, "ordinal": -1, "offset": -1, "reason": text, "records": 1}
    total["quarantine"] = {"reasons": {text: 3}, "quarantine_examples": [unread]}
    total["skipped"] = {text: 1}
    plan["rules"] += [planned(text, "ads", low=0.1, **{"from": text}), planned("labels", "domain", one_of=[text, "other"])]
    made["scopes"][text] = {"when": [text], "unless": [text]}
    quoted = example(-1, text[:320], id=text, verdict=text)
    total["examples"] = {"few_ads": {"most": 3, "failed": [quoted], "passed": [quoted]}}
    total["rules"][text] = {"failed": 1, "only": 10**9}
    plan["weights"]["tokens"][text] = 5
    plan["weights"]["shortfall"][text] = text
    plan["weights"]["by"] = text
    made["stages"] = ["main", text]
    plan["stages"] = {"main": plan["stages"]["main"], text: {**plan["stages"]["last"], "shortfall": text}}
    made["supplement"] = {
        "gaps": {text: {**made["supplement"]["gaps"]["maths_zh"], "shortfall": text, "rescued_from": {text: 7}}},
        "notes": [text],
    }
    found = {
        **total["gathered"]["geometry"],
        "rounds": {text: 3},
        **{key: {text: 2} for key in ("hosts", "queries", "seeds", "from_rules")},
    }
    total["gathered"] = {text: found}
    total["gathered_examples"] = {
        text: [{**one, "id": text, "seed": text, "begins": text} for one in total["gathered_examples"]["geometry"]]
    }
    total["what_if_columns"] = {text: total["what_if_columns"]["fluency"]}
    made["cells"]["histograms"]["ads"][text] = [1] * 32
    made["cells"]["documents"][text] = 32
    for one in made["documents"]:
        one.update(id=text, text=text[:320])
        one["codes"][text] = 5
    for row in made["shards"]:
        row.update(part=text, input=text, odd="ads")
    return made


def structure(page: Parsed) -> list[str]:
    return [tag for tag, _ in page.elements]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text_adds_no_element_and_no_attribute(text):
    harmless, page = Parsed(render(hostile_index("harmless"))), Parsed(render(hostile_index(text)))
    assert structure(page) == structure(harmless)
    assert [sorted(attrs) for _, attrs in page.elements] == [sorted(attrs) for _, attrs in harmless.elements]


@settings(max_examples=12, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_no_text_adds_an_element(text):
    assert structure(Parsed(render(hostile_index(text + "x")))) == structure(Parsed(render(hostile_index("harmless"))))


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text_stays_readable_and_never_steers(text):
    html = render(hostile_index(text))
    html.encode()  # no half of a surrogate pair
    page = Parsed(html)
    assert " ".join(visible(text, 100).split())[:40].strip() in page.text.replace("…", "")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", html)


@pytest.mark.parametrize("text", ["harmless", *HOSTILE], ids=lambda text: ascii(text[:12]))
def test_nothing_can_be_loaded_run_or_followed(text):
    page = Parsed(render(hostile_index(text)))
    for tag, attributes in page.elements:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in ("src", "srcset", "style", "action", "srcdoc", "formaction", "xlink:href", "ping"), (tag, name)
            if name == "href":
                assert re.fullmatch("#[a-z0-9-]+", value or ""), value
            if name in ("id", "class", "for", "data-value", "d", "viewbox", "width", "x"):
                assert "evil" not in (value or "")
        assert tag not in ("iframe", "object", "embed", "base", "img", "link", "form")


def test_no_address_stands_in_an_attribute():
    made = index()
    made["total"]["hosts"]["https://example.com/a"] = {"documents": 5, "kept": 2, "characters": 10, "removed": {"ad": 7}}
    made["total"]["examples"]["few_ads"]["failed"] = [example(-1, "see http://example.com", id="http://example.com/1")]
    for tag, attributes in Parsed(render(made)).elements:
        for name, value in attributes.items():
            assert "://" not in (value or ""), (tag, name)


def test_anchors_lead_somewhere():
    page = Parsed(render(index()))
    ids = [attributes["id"] for _, attributes in page.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        for name in ("href", "for", "aria-labelledby"):
            if name in attributes:
                assert attributes[name].removeprefix("#") in ids


# the policy ------------------------------------------------------------------------------------------------------------


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_allows_our_style_and_script_by_hash_and_nothing_else():
    page = Parsed(render(index()))
    policy = next(a["content"] for tag, a in page.elements if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    *data, script = page.inside["script"]
    assert allowed == {
        "default-src": "'none'",
        "style-src": sha256(page.inside["style"][0]),
        "script-src": sha256(script),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert len(page.inside["style"]) == 1
    assert [sorted(json.loads(text))[-1] for text in data] == ["units", "rules", "why"]


def test_the_policy_comes_before_anything_it_must_stop():
    html = render(index())
    assert html.index("Content-Security-Policy") < html.index("<style>") < html.index("<script")


def test_the_script_makes_no_html():
    makes_html = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment", "DOMParser")
    for name in ("page.js", "documents.js", "what_if.js"):
        script = (FOLDER / name).read_text(encoding="utf8")
        for word in (*makes_html, "eval(", "Function(", "XMLHttp", "WebSocket", "import("):
            assert word not in script, word
        assert script.count("fetch(") == (name == "what_if.js")  # from a server alone: the policy of a page on disk forbids it
    assert "url(" not in (FOLDER / "page.css").read_text(encoding="utf8")


# what it says ----------------------------------------------------------------------------------------------------------


def test_the_verdict_and_the_numbers_are_those_of_the_index():
    made = index(shards=5, documents=1000)
    html = render(made)
    cost = "<b>2,000</b> failed (40.0\u202f%), <b>1,000</b> only this (20.0\u202f%)."
    for said in (content.verdict(made), content.remarks(made), "ads ≤ 0.4<", "not where mathematics ≥ 0.5", cost):
        assert said in html


def test_the_verdict_in_words():
    made = index(shards=2, documents=500)
    assert content.verdict(made).replace(wording.NARROW, " ") == (
        "40.0 % of 1,001 records stay; 50.0 % failed a rule, 10.0 % were duplicates and 0.1 % could not be read."
    )
    assert content.remarks(made).replace(wording.NARROW, " ") == (
        "Cleaning took 10.0 % of the text. The rule that costs most alone is few_ads: 200 documents fail nothing else."
    )


def test_stages_seeds_supplement_and_rescues_are_told():
    page = Parsed(render(index()))
    for words in (
        "main the rest 75.0\u202f% 1,700 350,000 750,000", "last: asked 0.3.", "geometry 60 1.2\u202f% 15 5 40 6 3.2\u202f%",
        "Rescued from few_ads 8.", "euclid.md 33", "circle 切线 21", "maths_zh 90,000 72,000 18,000 9,000 45,000 50.0\u202f%",
        "3.479 → 2.550 -26.7 (-28.9 to -24.3)", "7 documents kept that a relaxed rule would have failed (few_ads 7)",
        "8 rescued: seeds or a supplement relax it",
    ):  # fmt: skip
        assert "".join(words.split()) in "".join(page.text.split()), words


@given(st.dictionaries(st.text(min_size=1, max_size=12), st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=14))
def test_a_mixture_fills_its_bars_and_joins_them(counts):
    sums = [max(sum(row[i] for row in counts.values()), 1) for i in range(3)]
    flow = charts.flow({label: [n / total for n, total in zip(row, sums)] for label, row in counts.items()})
    for bar in range(3):
        row = sorted((p for p in flow.pieces if p.y == bar * (charts.FLOW_BAR + charts.FLOW_GAP)), key=lambda p: p.x)
        assert sum(piece.width for piece in row) == pytest.approx(charts.FLOW_WIDTH if any(r[bar] for r in counts.values()) else 0, abs=0.5)
        assert all(one.x + one.width <= next_.x + 0.2 for one, next_ in itertools.pairwise(row))
    assert len(flow.pieces) == 3 * min(len(counts), charts.FLOW_LABELS + 1)
    assert len(flow.ribbons) == len(flow.pieces) * 2 // 3
    assert {piece.colour for piece in flow.pieces} <= set(range(charts.FLOW_LABELS + 1))


def test_the_waterfall_joins_up():
    steps = {step.key: step for step in content.waterfall(index())}
    for unit in ("characters", "units", "bytes"):
        chain = [steps[key] for key in ("read", "removed", "failed", "duplicate", "kept")]
        assert chain[0].end[unit] == chain[1].end[unit]
        for upper, lower in itertools.pairwise(chain[1:]):
            assert upper.start[unit] == lower.end[unit]
    assert steps["records"].end["documents"] == steps["quarantined"].end["documents"]
    assert steps["quarantined"].start["documents"] == steps["read"].end["documents"] == steps["failed"].end["documents"]
    assert "documents" not in steps["removed"].end  # cleaning drops none


def test_a_run_without_rules_duplicates_weights_or_spans_is_a_page_too():
    made = index(shards=1)
    made["plan"]["rules"] = []
    made["plan"]["weights"] = {"by": None, "tokens": {}}
    made["plan"]["duplicates"] = {"groups": 0, "members": 0, "dropped_or_marked": 0, "largest_group": 0, "verified_at": None}
    for key in ("rules", "mix", "spans", "span_examples", "hosts", "skipped", "clusters", "examples", "fine"):
        made["total"][key] = {}
    made["total"]["quarantine"] = {"reasons": {}, "quarantine_examples": []}
    text = Parsed(render(made)).text
    for sentence in ("The recipe has no rules", "Nothing was removed", "Every record could be read", "No document has an address"):
        assert sentence in text


def test_an_empty_run_is_a_page_too():
    made = index(shards=0)
    assert "No record was found." in Parsed(render(made)).text


def test_an_index_read_from_json_gives_the_same_page():
    made = index()
    made["columns"]["domain"]["categories"] = tuple(made["columns"]["domain"]["categories"])  # as the run itself has it
    assert render(made) == render(json.loads(json.dumps(made))) == render(made)


def test_many_labels_end_in_one_row_that_holds_the_rest():
    made = index()
    made["total"]["mix"]["domain"] = {
        f"label{i}": {"documents": 1, "units": 100 - i, "kept_documents": 1, "kept_units": 1, "weighted_units": 1} for i in range(50)
    }
    rows = content.mixtures(made)["domain"]
    assert [row.label for row in rows[-2:]] == ["label19", "30 more"]
    assert sum(row.shares[0] for row in rows) == pytest.approx(1)
    assert rows[-1].documents == 30


def test_tables_have_captions_and_heads_with_scope():
    page = Parsed(render(index()))
    assert page.count("table") == page.count("caption") > 8
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    assert all("aria-hidden" in a or "aria-label" in a for tag, a in page.elements if tag == "svg")


# size ------------------------------------------------------------------------------------------------------------------


def large_index(shards: int) -> dict:
    numeric = {f"dimension_{i:02d}": {"high": 1.0, "meaning": "made up"} for i in range(36)} | {
        "ads": {"high": 1.0}, "words": {"high": 1e6, "scale": "log"}
    }  # fmt: skip
    made = index(shards, 10_000, numeric)
    steps = [[step, 97_656, 48_828 + step, 43_945_312] for step in range(1024)]
    made["total"]["what_if_columns"] = dict.fromkeys(list(numeric)[:32], steps)
    return made


def test_ten_thousand_shards_fit_in_five_megabytes_and_twenty_seconds():
    made = large_index(10_000)
    text = "语" * 320
    made["plan"]["rules"] = [planned(f"rule{i}", "ads", high=i / 100) for i in range(64)]
    many = [example(i, text) for i in range(50)]
    made["total"]["examples"] = {f"rule{i}": {"most": 50, "failed": many, "passed": many} for i in range(64)}
    made["total"]["hosts"] = {
        f"host{i}.example.com": {"documents": i, "kept": i // 2, "characters": i, "removed": {"ad": 7}} for i in range(100_000)
    }
    started = time.monotonic()
    html = render(made)
    assert time.monotonic() - started < 20
    assert len(html.encode()) < 5e6
    data = json.loads(Parsed(html).inside["script"][-2])
    assert len(data["part"]) == len(data["means"][0]) == 10_000


def test_more_shards_than_the_page_holds_are_said():
    made = index(8)
    made["shards"] = [dict(made["shards"][0], outlier=i / 1000) for i in range(SHARDS + 5)]
    text = Parsed(render(made)).text
    assert "The page holds the 10,000 most different shards; all 10,005 are in index.json." in text


# charts ----------------------------------------------------------------------------------------------------------------

LINEAR, LOG = column(high=2.0), column(high=1e6, scale="log")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, 10**6), min_size=128, max_size=128),
    st.integers(0, 127),
    st.lists(st.integers(0, 4096), max_size=2),
    st.booleans(),
)
def test_bars_hold_every_document_but_what_is_said_to_lie_beyond(counts, empty_to, cuts, with_fine):
    counts = [0] * empty_to + counts[empty_to:]
    kept = [n // 2 for n in counts]
    fine = [[32 * i + 31, n, n // 2] for i, n in enumerate(counts) if n] if with_fine else None
    bars = charts.binned({"all": counts, "kept": kept}, fine, cuts)
    total = sum(counts)
    assert bars.all.sum() == pytest.approx(total * (1 - bars.beyond))
    assert bars.beyond <= 2 * charts.TAIL + 1e-9
    assert (bars.kept <= bars.all).all()
    assert bars.all.size == bars.kept.size <= 50
    assert all(bars.low <= cut / 4096 <= bars.high for cut in cuts)
    if with_fine and cuts:  # the first cut parts two bars
        assert bars.x(cuts[0] / 4096) * bars.all.size == pytest.approx(round(bars.x(cuts[0] / 4096) * bars.all.size), abs=1e-6)


@given(st.integers(0, 65_535))
def test_a_document_on_the_bound_is_drawn_where_it_passes(code):
    value, fine_bin = code / 65_535, code >> 4
    lower, upper = charts.edges(column(), value, value)
    assert (lower, upper) == (fine_bin, fine_bin + 1)


@pytest.mark.parametrize("facts", [LINEAR, LOG, column(low=-3.0, high=4.0)])
@given(share=st.floats(0, 1))
def test_positions_and_values_are_inverse(facts, share):
    assert charts.position(facts, charts.at(facts, share)) == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize(
    ("facts", "low", "high", "labels"),
    [
        (column(), 0, 1, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (column(low=-2.0, high=5.0), 0, 1, ["−2", "0", "2", "4"]),
        (LOG, 0, 1, ["0", "1", "10", "100", "1,000", "10k", "100k", "1M"]),
        (LOG, 0.3, 0.4, ["100", "200"]),
    ],
)
def test_ticks_are_round(facts, low, high, labels):
    found = charts.ticks(facts, low, high)
    assert all(label in labels for _, label in found)
    assert len(found) >= 2
    assert all(low - 1e-6 <= place <= high + 1e-6 for place, _ in found)


@pytest.mark.parametrize(
    ("heights", "top"),
    [
        ([1, 2, 3], 3),
        ([100, 2, 3], 4.5),  # a spike is cut off
        ([90, 2, 100, 3, 2], 4.5),  # two spikes apart
        ([90, 100, 2, 3], 100),  # a body of two bars is no spike
        ([0, 0], 1),
        ([0, 7, 0], 7),
    ],
)
def test_the_top_of_a_drawing(heights, top):
    assert charts.ceiling(charts.np.array(heights, float)) == top


def test_the_cut_is_drawn_where_the_threshold_lies():
    counts = {"all": [10] * 128, "kept": [5] * 128}
    drawn = charts.histogram(LINEAR, counts, None, minimum=0.5, maximum=1.5, width=400)
    assert [(cut.x, cut.label) for cut in drawn.cuts] == [(100.0, "≥ 0.5"), (300.0, "≤ 1.5")]
    assert drawn.refused == ((0.0, 100.0), (300.0, 100.0))
    assert drawn.description == "all: median 1, nine in ten from 0.1 to 1.9; kept: median 1, nine in ten from 0.1 to 1.9"


def test_quantiles_of_histograms():
    counts = [0] * 128
    counts[0], counts[64], counts[127] = 50, 30, 20
    assert [charts.quantile(LINEAR, counts, q) for q in (0.1, 0.5, 0.99)] == [0, 0, 2]
    assert charts.quantile(LINEAR, counts, 0.65) == pytest.approx(2 * 64.5 / 128)
    assert charts.quantile(LINEAR, [0] * 128, 0.5) is None


# words -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 5, "0 %"), (5, 5, "100 %"), (1, 3, "33.3 %"), (1, 10**6, "< 0.1 %"), (10**6 - 1, 10**6, "> 99.9 %"), (3, 0, "–")],
)
def test_shares_never_read_as_nothing_or_all(part, whole, said):
    assert wording.percent(part, whole).replace(wording.NARROW, " ") == said


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0"), (999_999, "999,999"), (1_234_567, "1.23 M"), (45_678_901, "45.7 M"), (789e9, "789 G"), (1e14, "100 T")]
)
def test_headline_numbers(n, said):
    assert wording.compact(n).replace(wording.NARROW, " ") == said


@pytest.mark.parametrize(
    ("x", "said", "exactly"),
    [
        (0.4, "0.4", "0.4"),
        (1e5, "100,000", "100,000"),
        (0.123456, "0.1235", "0.123456"),
        (-2.0, "−2", "−2"),
        (-0.25, "−0.25", "−0.25"),
        (16.99982, "17", "17"),
        (24.0318, "24.03", "24.03"),
    ],
)
def test_values(x, said, exactly):
    assert (wording.value(x), wording.exact(x)) == (said, exactly)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("tab\tand\nline", "tab\tand\nline"),
        ("\x00\x1b\x7f\x9b", "␀␛␡⟨U+009B⟩"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("\u200d\u200c soft\u00adhyphen 👨\u200d👩", "\u200d\u200c soft\u00adhyphen 👨\u200d👩"),
        ("\ud83d", "⟨U+D83D⟩"),
        ("数学 ok", "数学 ok"),
    ],
)
def test_what_steers_is_shown(text, seen):
    assert visible(text) == seen


def test_one_line_is_one_line():
    assert one_line("\n a\r\n\tb \n") == "a␍ ⏎ b"
    assert one_line("x" * 500, 10) == "x" * 10 + "…"


# colours ---------------------------------------------------------------------------------------------------------------


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_marks_have_enough_contrast(scheme):
    css = (FOLDER / "page.css").read_text(encoding="utf8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", blocks[0 if scheme == "light" else 1]))
    for ground in ("paper", "card", "odd"):
        for text in ("ink", "soft", "link", "cut"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        for mark in ("kept", "loss", "weighted", "edge", "focus"):
            assert contrast(colours[mark], colours[ground]) >= 3, (mark, ground)
    for number in range(charts.FLOW_LABELS + 1):
        assert contrast(colours[f"c{number}"], colours["inside"]) >= 4.5, number
