"""Shows a run's index in a terminal: the page's numbers in text, useful at 80 columns over ssh.

Nothing in it comes from a document unchanged: `one_line` turns escape sequences and other controls into visible signs, and every cell
is cut to its width as terminals count it (two columns for a Chinese character).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len, set_cell_size

from qualityfilter.columns import BINS
from qualityfilter.deciding import ResolvedRule
from qualityfilter.reports import charts, comparing, content, wording
from qualityfilter.reports.visible import one_line
from qualityfilter.reports.what_if import Answer, nearest, recipe_line
from qualityfilter.reports.what_if_page import columns_of

NARROWEST = 60
SGR = {"bold": "1", "soft": "2", "loss": "31", "kept": "32", "weighted": "34", "cut": "31;1"}
BLOCKS = " ▏▎▍▌▋▊▉█"
LEVELS = "▁▂▃▄▅▆▇█"
SHARDS, HOSTS, LABELS = 10, 8, 8  # rows shown of each


def show(index: Mapping[str, Any], width: int = 80, colour: bool = False) -> str:
    """The report as text, no line wider than `width` (at least 60); `colour` adds terminal colours, which say nothing more."""
    screen = Screen(max(width, NARROWEST), colour)
    for section in (
        _overview,
        _waterfall,
        _shards,
        _rules,
        _overlap,
        _what_if,
        _columns,
        _mixtures,
        _weights,
        _stages,
        _gathered,
        _supplement,
        _drift,
        _cleaning,
        _duplicates,
        _hosts,
        _formulae,
        _quarantine,
    ):
        section(screen, index)
    return screen.text()


class Screen:
    """Lines of a fixed width."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width, self.colour = width, colour
        self.lines: list[str] = []

    def text(self) -> str:
        return "\n".join(line.replace(wording.NARROW, " ").rstrip(" ") for line in self.lines)

    def title(self, text: str, note: str = "") -> None:
        text = fit(text, min(cell_len(text), self.width)).upper()
        room = self.width - cell_len(text) - 2
        self.lines += ["", self.paint(text, "bold") + (f"  {self.paint(clip(note, room), 'soft')}" if room > 0 else "")]

    def paragraph(self, text: str, style: str = "", indent: int = 0) -> None:
        self.lines += [" " * indent + self.paint(line, style) for line in wrap(one_line(text, 2000), self.width - indent)]

    def row(self, *cells: str) -> None:
        self.lines.append("  ".join(cells))

    def line(self, text: str, style: str = "") -> None:
        self.lines.append(self.paint(clip(text, self.width), style))

    def paint(self, text: str, style: str) -> str:
        return f"\x1b[{SGR[style]}m{text}\x1b[0m" if self.colour and style and text.strip() else text


def clip(line: str, cells: int) -> str:
    """A line of exactly so many terminal columns, already visible; what is longer ends in an ellipsis."""
    if cell_len(line) > cells:
        return set_cell_size(line, max(cells - 1, 0)) + "…" if cells > 0 else ""
    return line + " " * (cells - cell_len(line))


def fit(text: object, cells: int) -> str:
    """Any text as a cell."""
    return clip(one_line(text), cells)


def number(text: str, cells: int) -> str:
    """A number as a cell, at the right."""
    return " " * max(cells - cell_len(text), 0) + clip(text, min(cells, cell_len(text)))


def numbers(texts: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Numbers, or the heads above them, as the cells of a row."""
    return [number(text, cells) for text, cells in zip(texts, widths, strict=True)]


def wrap(text: str, width: int) -> list[str]:
    """Lines of words; words without a blank, like Chinese, break anywhere."""
    lines = [""]
    for word in text.split(" "):
        for piece in _pieces(word, width):
            together = f"{lines[-1]} {piece}" if lines[-1] else piece
            if cell_len(together) <= width:
                lines[-1] = together
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, width: int) -> list[str]:
    """The word in pieces of at most `width` columns; characters without a width stay with what stands before them."""
    pieces = [""]
    for character in word:
        if cell_len(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def bar(start: float, end: float, cells: int) -> str:
    """A bar from `start` to `end`, shares of so many columns; what is more than nothing shows at least a sliver."""
    if cells < 1:
        return ""
    first = min(int(start * cells), cells - 1)
    eighths = round((end - start) * cells * 8)
    if eighths == 0:
        return " " * first + ("▏" if end > start else "")
    blocks = "█" * (eighths // 8) + BLOCKS[eighths % 8].strip()
    return (" " * first + blocks)[:cells]


Histogram = Mapping[str, Sequence[int]]


def spark(
    column: Mapping[str, Any],
    counts: Histogram,
    fine: Sequence[Sequence[int]] | None = None,
    bounds: tuple[float | None, float | None] = (None, None),
    cells: int = 24,
) -> str:
    """A histogram in one line between the values at its ends, │ at a rule's minimum and maximum; blank where there is no document."""
    cuts = charts.edges(column, *bounds)
    bars = charts.binned(counts, fine, cuts, cells)
    top = charts.ceiling(bars.all)
    drawn = [" " if n == 0 else LEVELS[min(int(n / top * 7.999), 7)] for n in bars.all.tolist()]
    for cut in sorted(cuts, reverse=True):
        drawn.insert(round(bars.x(cut / BINS) * bars.all.size), "│")
    low, high = (charts.rounded(column, charts.at(column, min(max(share, 0.0), 1.0))) for share in (bars.low, bars.high))
    return f"{number(low, 7)} {''.join(drawn)} {high}"


# sections --------------------------------------------------------------------------------------------------------------


def _overview(screen: Screen, index: content.Index) -> None:
    recipe = index["recipe"]
    screen.paragraph(f"{recipe['name']} {recipe['version']}: {wording.plural(len(index['shards']), 'shard')}", "soft")
    screen.paragraph(content.verdict(index), "bold")
    screen.paragraph(content.remarks(index))
    if odd := content.odd_shards(index):
        named = ", ".join(f"{row['part']} ({row['odd']})" for row in odd[:3]) + (", …" if len(odd) > 3 else "")
        screen.paragraph(f"{wording.plural(len(odd), 'shard')} stand{'s' if len(odd) == 1 else ''} out: {named}", "loss")
    for finding in index.get("expectations", ()):
        screen.paragraph(f"Data test {'failed' if finding['level'] == 'error' else 'warns'}: {finding['words']}", "loss")
    for warning in index.get("warnings", ()):
        screen.paragraph(f"Warning: {warning}", "loss")


def _waterfall(screen: Screen, index: content.Index) -> None:
    steps = content.waterfall(index)
    largest = max(1, *(step.end["documents"] for step in steps if "documents" in step.end))
    most, names = steps[0].end["documents"], min(22, screen.width - 42)
    cells = screen.width - names - 44
    screen.title("From records to corpus")
    widths = (13, 8, 15)
    screen.row(fit("", names), *numbers(("documents", "share", "units"), widths))
    for step in steps:
        label, documents, share, drawn = fit(step.label, names), "", "", ""
        if step.kind == "loss":
            label = f"  {fit(step.label, names - 2)}"
        if "documents" in step.end:
            documents, share = _taken(step, "documents"), wording.percent(step.amount("documents"), most)
            drawn = bar(step.start["documents"] / largest, step.end["documents"] / largest, cells)
        style = {"loss": "loss", "weighted": "weighted"}.get(step.kind, "kept" if step.key == "kept" else "soft")
        screen.row(label, *numbers((documents, share, _taken(step, "units")), widths), screen.paint(drawn, style))


def _taken(step: content.Step, unit: str) -> str:
    """What a step leaves or, with a minus, takes; empty in units that it does not know."""
    if unit not in step.end:
        return ""
    n = step.amount(unit)
    return (wording.MINUS if step.kind == "loss" and n else "") + wording.count(n)


def _shards(screen: Screen, index: content.Index) -> None:
    rows = content.shards(index)
    compared = f"from a deviation of {comparing.limit(rows):g} on a shard stands out"
    screen.title("Shards", compared if len(rows) >= comparing.FEW else f"fewer than {comparing.FEW} are not compared")
    usual, wide = comparing.medians(rows), screen.width - 55
    heads = (("documents", 11), ("kept", 7), ("unread", 7), ("deviation", 9))
    screen.row(fit("shard", 11), *(number(text, cells) for text, cells in heads), fit("input", wide))
    for row in rows[:SHARDS]:
        why = ""
        if name := row["odd"]:
            here, median = (_quantity(index, name, x) for x in (comparing.quantity(row, name), usual.get(name, 0.0)))
            why = f"{name} {here}, usually {median}"
        column, ks, psi = comparing.furthest(row)
        if column and psi >= comparing.LARGE:
            why += f"{'; ' if why else ''}{column} drifts: KS {ks:.2f}, PSI {psi:.2f}"
        kept = wording.percent(row["kept"], row["documents"])
        numbers = ((wording.count(row["documents"]), 11), (kept, 7), (wording.count(row["quarantined"]), 7), (f"{row['outlier']:.1f}", 9))
        screen.row(fit(row["part"], 11), *(number(text, cells) for text, cells in numbers), fit(row.get("input", ""), wide))
        if why:
            screen.line(f"  {one_line(why)}", "loss")
    if len(rows) > SHARDS:
        screen.paragraph(f"and {wording.plural(len(rows) - SHARDS, 'shard')} more", "soft")


def _quantity(index: content.Index, name: str, x: float) -> str:
    if name in comparing.RATES:
        return wording.percent(x)
    column = index["columns"][name]
    return charts.rounded(column, charts.at(column, x) if column["scale"] == "log" else x)


def _rules(screen: Screen, index: content.Index) -> None:
    rules = content.rules(index)
    if not rules:
        return
    screen.title("Rules", "“only” fail no other rule; │ is the threshold")
    wide, widths = screen.width - 46, (12, 7, 12, 7)
    screen.row(fit("rule", wide), *numbers(("failed", "", "only", ""), widths))
    for rule in rules:
        failed, only = (
            (wording.count(n), wording.percent(share)) for n, share in ((rule.failed, rule.failed_share), (rule.only, rule.only_share))
        )
        screen.row(screen.paint(fit(rule.name, wide), "bold"), *numbers((*failed, *only), widths))
        screen.paragraph("; ".join([rule.test, *rule.scope, *([rule.source] if rule.source else [])]), "soft", indent=2)
        _rule_spark(screen, index, rule)
        for side, found in (("fails", rule.failed_examples), ("passes", rule.passed_examples)):
            for example in found[:1]:
                screen.line(f"  {side} with {wording.exact(example['value'])}: {one_line(example['text'])}")


def _overlap(screen: Screen, index: content.Index) -> None:
    """The matrix, as many columns of it as there is room for, in per cent of the row's documents."""
    found = content.overlap(index)
    if found is None:
        return
    names = min(30, max(cell_len(one_line(name)) for name in found.names)) + 3
    columns = range(len(found.names))[: (screen.width - names - 11) // 5]
    screen.title("Rules against each other", "of a row's documents, per cent that fail the column's rule too")
    screen.row(fit("", names), number("failed", 9) + "".join(number(str(i + 1), 5) for i in columns))
    for i, name in enumerate(found.names):
        cells = [wording.percent(found.share(i, j)).rstrip("%").strip(wording.NARROW).split(".")[0] if i != j else "–" for j in columns]
        drawn = "".join(number(cell.replace(wording.NARROW, ""), 5) for cell in cells)
        screen.row(f"{number(str(i + 1), 2)} {fit(name, names - 3)}", number(wording.count(found.counts[i][i]), 9) + drawn)
    if len(columns) < len(found.names):
        screen.paragraph(f"{len(found.names) - len(columns)} more columns on a wider screen, or in Report.overlap", "soft")


TENTH = 0.1  # of the documents that pass: how many more or fewer a threshold is looked for


def _what_if(screen: Screen, index: content.Index) -> None:
    """Per rule: where its threshold would let a tenth fewer or more pass, and what leaving it out brings."""
    rules, counts = [ResolvedRule.from_json(raw) for raw in index.get("resolved_rules", ())], index["total"]["counts"]
    columns, passing = columns_of(index), counts["kept"]["documents"] + counts["duplicate"]["documents"]
    if not rules or not passing:
        return
    tenth = max(round(TENTH * passing), 1)
    screen.title("What if", f"one rule moved; of {wording.count(passing)} that pass now, before duplicates")
    widths = (10, 15, 15, 7) if screen.width >= 80 else (9, 13, 13, 7)
    wide = min(22, screen.width - sum(widths) - 8)
    screen.row(fit("rule", wide), *numbers(("now", "a tenth fewer", "a tenth more", "without"), widths))
    for rule in rules:
        column = columns[rule.test.column]
        sign, bound = ("≤", rule.maximum) if rule.maximum is not None else ("≥", rule.minimum)
        now = "labels" if rule.test.codes is not None else "" if bound is None else f"{sign} {wording.value(bound)}"
        moved = [nearest(index["total"], rule, column, more) for more in (-tenth, tenth)]
        cells = ["–" if one is None else f"{wording.value(one.bound)} ({_signed(one.more)})" for one in moved]
        without = _signed(index["total"]["rules"].get(rule.name, {"only": 0})["only"])
        screen.row(fit(rule.name, wide), *numbers((now, *cells, without), widths))
    screen.paragraph("Ask with --if, as in --if 'NAME >= 0.5', of a rule or of any column; several at once too.", "soft")


def _signed(n: float) -> str:
    return f"{'+' if n > 0 else wording.MINUS if n < 0 else ''}{wording.compact(abs(n)).replace(wording.NARROW, '')}"


def show_answer(index: Mapping[str, Any], found: Answer, width: int = 80) -> str:
    """What other thresholds would do, in sentences, with the lines for the recipe."""
    screen, documents = Screen(max(width, NARROWEST), False), index["total"]["counts"]["cleaned"]["documents"]
    counts = index["total"]["counts"]
    now = counts["kept"]["documents"] + counts["duplicate"]["documents"]
    within = f" ± {wording.count(found.within)}" if found.within else ""
    screen.paragraph(
        f"{wording.count(found.passed)}{within} of {wording.count(documents)} documents pass all rules "
        f"({wording.percent(found.passed, documents)}), {_signed(round(found.passed - now))} against the run; "
        f"{wording.count(found.passed_units)} units."
    )
    if found.failed is not None:
        screen.paragraph(f"{wording.count(found.failed)} fail the moved rule ({wording.percent(found.failed, documents)}).")
    about = f" ± {wording.count(found.within_kept)}" if found.within_kept else ""
    screen.paragraph(
        f"About {wording.count(found.kept)}{about} are kept after duplicates, {wording.count(counts['kept']['documents'])} now."
    )
    exactly = "Counted in every document." if not found.within else f"Estimated from {wording.count(found.rows)} documents, 95 % interval."
    screen.paragraph(exactly)
    asked = {rule["name"]: rule for rule in index["decide"]}
    for name, rule in found.rules.items():
        off = rule.minimum is None and rule.maximum is None
        screen.lines.append(f"  # without {one_line(name, 60)}" if off else f"  {one_line(recipe_line(rule, asked.get(name)), 2000)}")
    return screen.text()


def _rule_spark(screen: Screen, index: content.Index, rule: content.Rule) -> None:
    column, total = index["columns"].get(rule.column), index["total"]
    counts = total.get("histograms", {}).get(rule.column)
    if not column or not counts or column["categories"]:
        return
    drawn = spark(column, counts, total.get("fine", {}).get(rule.column), (rule.minimum, rule.maximum), 32)
    everything, kept = _medians(column, counts)
    screen.line(f"{drawn}  median {everything}, kept {kept}", "kept")


def _medians(column: Mapping[str, Any], counts: Histogram) -> tuple[str, str]:
    """The medians of all and of the kept documents."""
    everything, kept = (charts.rounded(column, charts.quantile(column, counts[name], 0.5)) for name in ("all", "kept"))
    return everything, kept


def _columns(screen: Screen, index: content.Index) -> None:
    tested = {rule.column for rule in content.rules(index)}
    histograms = index["total"].get("histograms", {})
    shown = {n: c for n, c in index["columns"].items() if not c["categories"] and n not in tested and n in histograms}
    if not shown:
        return
    screen.title("Other dimensions", "all documents; the part of the range that holds them")
    names = min(max(screen.width - 60, 12), max(cell_len(one_line(name)) for name in shown))
    wide, bars = min(screen.width - names - 20, 40), 24 if screen.width >= 80 else 12
    widths = (7, 7)
    screen.row(fit("", names), fit("", wide), *numbers(("median", "kept"), widths))
    for name, column in shown.items():
        drawn = clip(spark(column, histograms[name], cells=bars), wide)
        screen.row(fit(name, names), drawn, *numbers(_medians(column, histograms[name]), widths))


def _mixtures(screen: Screen, index: content.Index) -> None:
    for name, rows in content.mixtures(index, LABELS).items():
        screen.title(f"Mixture by {one_line(name, 30)}", "shares of units")
        label_wide, widths, cells = 18, (11, 7, 7, 8), max(screen.width - 61, 0)
        screen.row(fit("", label_wide), *numbers(("documents", "before", "kept", "weighted"), widths))
        widest = max(0.0001, *(row.shares[2] for row in rows))
        for row in rows:
            texts = (wording.count(row.documents), *map(wording.percent, row.shares))
            drawn = screen.paint(bar(0, row.shares[2] / widest, cells), "weighted")
            screen.row(fit(row.label, label_wide), *numbers(texts, widths), drawn)


def _weights(screen: Screen, index: content.Index) -> None:
    rows = content.weights(index)
    if not rows:
        return
    plan = index["plan"]["weights"]
    screen.title(f"Weights by {one_line(plan['by'], 30)}", f"at most {wording.value(plan['max_repeat'])} readings of a document")
    widths = (8, 8, 8, 8)
    screen.row(fit("", 18), *numbers(("natural", "asked", "reached", "weight"), widths))
    for row in rows:
        asked = "–" if row.asked is None else wording.percent(row.asked)
        texts = (wording.percent(row.natural), asked, wording.percent(row.reached), f"{row.weight:.3f}")
        screen.row(fit(row.label, 18), *numbers(texts, widths))
        if row.shortfall:
            screen.paragraph(row.shortfall, "loss", indent=2)
    if "total" in plan["shortfall"]:
        screen.paragraph(plan["shortfall"]["total"], "loss")
    if "tokens_read" in plan:
        worth = wording.count(sum(plan["effective_tokens"].values()))
        screen.paragraph(f"{wording.count(plan['tokens_read'])} tokens are read, worth {worth} fresh ones", "soft")


def _stages(screen: Screen, index: content.Index) -> None:
    rows = content.stages(index)
    if not rows:
        return
    screen.title("Stages", "shares of the tokens read, in the order of training")
    names, widths = min(18, screen.width - 50), (8, 8, 11, 15)
    screen.row(fit("", names), *numbers(("asked", "reached", "documents", "tokens read"), widths))
    for row in rows:
        asked = "the rest" if row.asked is None else wording.percent(row.asked)
        texts = (asked, wording.percent(row.reached), wording.count(row.documents), wording.count(row.tokens_read))
        screen.row(fit(row.name, names), *numbers(texts, widths))
        if row.shortfall:
            screen.paragraph(row.shortfall, "loss", indent=2)


def _gathered(screen: Screen, index: content.Index) -> None:
    rows = content.gathered(index)
    if not rows:
        return
    screen.title("Seeds", "what each set gathered; before and after are its shares of tokens")
    names, widths = min(18, screen.width - 55), (10, 10, 9, 8, 8)
    screen.row(fit("", names), *numbers(("gathered", "kept", "rescued", "before", "after"), widths))
    for row in rows:
        counts = [wording.count(row.counts[key]) for key in ("documents", "kept", "rescued_kept")]
        texts = (*counts, wording.percent(row.share_before), wording.percent(row.share_after))
        screen.row(fit(row.name, names), *numbers(texts, widths))
        for title, found in (("seeds", row.seeds), ("hosts", row.hosts), ("rescued from", row.from_rules)):
            if found:
                screen.line(f"  {title}: " + ", ".join(f"{one_line(name, 40)} {wording.count(n)}" for name, n in found[:4]), "soft")


def _supplement(screen: Screen, index: content.Index) -> None:
    rows = content.supplement(index)
    if not rows:
        return
    screen.title("Supplement", "tokens per gap; bits per byte before and after")
    widths, wide = (12, 12, 9), screen.width - 59
    screen.row(fit("", 18), *numbers(("asked", "kept", "rescued"), widths), fit("bits per byte", wide))
    for row in rows:
        bits = f"{row.before:.3f} → {row.after:.3f}" if row.before is not None else "–"
        bits += f" ({100 * row.change[1]:+.1f} %)" if row.change else ""
        counts = [wording.count(n) for n in (row.asked, row.kept, row.rescued)]
        screen.row(fit(row.name, 18), *numbers(counts, widths), fit(bits, wide))
        if row.shortfall:
            screen.paragraph(row.shortfall, "loss", indent=2)


def _drift(screen: Screen, index: content.Index) -> None:
    rows = content.drifted(index)
    if not rows:
        return
    screen.title("Drift", f"since {one_line(index['drift']['since'], 200)}; distance of distributions, 0 to 1")
    screen.paragraph(content.drift_words(index))
    for row in rows:
        screen.row(fit(row.column, 28), number(f"{row.distance:.3f}", 6))


def _cleaning(screen: Screen, index: content.Index) -> None:
    rows, read = content.spans(index), index["total"]["counts"]["read"]["characters"]
    if not rows:
        return
    screen.title("Cleaning")
    wide, widths = screen.width - 57, (9, 7, 12, 7)
    screen.row(fit("kind", 12), fit("cleaner", wide), *numbers(("removed", "marked", "characters", ""), widths))
    for row in rows:
        counts = [wording.count(n) for n in (row.removed, row.marked, row.characters)]
        texts = (*counts, wording.percent(row.characters, read))
        screen.row(fit(row.kind, 12), fit(row.cleaner, wide), *numbers(texts, widths))
    for kind, found in sorted(index["total"].get("span_examples", {}).items()):
        for example in found[:2]:
            screen.line(f"  {one_line(kind, 20)}: {one_line(example['text'])}")


def _duplicates(screen: Screen, index: content.Index) -> None:
    found, rows = index["plan"].get("duplicates"), content.clusters(index)
    if not found:
        return
    screen.title("Duplicates")
    groups, members = wording.plural(found["groups"], "group"), wording.plural(found["members"], "document")
    duplicates = wording.plural(found["dropped_or_marked"], "duplicate")
    screen.paragraph(f"{groups} with {members}, the largest of {wording.count(found['largest_group'])}; {duplicates}.")
    sizes = [f"{row.size}: {wording.count(row.documents)}" for row in rows]
    if sizes:
        screen.paragraph(f"documents by size of group: {', '.join(sizes)}", "soft")


def _hosts(screen: Screen, index: content.Index) -> None:
    rows = content.hosts(index, HOSTS)
    if not rows:
        return
    screen.title("Hosts and sources", "with most documents")
    wide, widths = screen.width - 35, (11, 11, 7)
    screen.row(fit("", wide), *numbers(("documents", "kept", "rate"), widths))
    for row in rows:
        texts = (wording.count(row.documents), wording.count(row.kept), wording.percent(row.keep_rate))
        screen.row(fit(row.host, wide), *numbers(texts, widths))


def _formulae(screen: Screen, index: content.Index) -> None:
    if sentence := content.formulae(index):
        screen.title("Formulae", "of HTML pages, before cleaning")
        screen.paragraph(sentence, indent=2)


def _quarantine(screen: Screen, index: content.Index) -> None:
    reasons = content.quarantine(index)
    if not reasons:
        return
    screen.title("Quarantine", "records that could not be read")
    for reason, records in reasons[:10]:
        screen.row(number(wording.count(records), 11), fit(reason, screen.width - 13))
    for record in index["total"]["quarantine"].get("quarantine_examples", ())[:3]:
        screen.line(f"  {one_line(record['file'], 40)}, record {record['ordinal']}: {one_line(record['reason'])}")
