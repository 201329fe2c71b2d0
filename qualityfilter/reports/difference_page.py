"""`qualityfilter diff` for people: a page that works from disk, and text of 80 columns."""

from __future__ import annotations

from markupsafe import Markup

from qualityfilter.reports import wording
from qualityfilter.reports.page import asset, environment, hashed
from qualityfilter.reports.terminal import Screen, fit, number
from qualityfilter.reports.visible import one_line
from qualityfilter.run_difference import Difference

SHOWN = 12


def render_difference(found: Difference) -> str:
    """The page as HTML; nothing of a document is taken for markup."""
    style = asset("page.css")
    policy = f"default-src 'none'; style-src '{hashed(style)}'; base-uri 'none'; form-action 'none'"
    page = environment().get_template("difference.html")
    return page.render(found=found, style=Markup(style), policy=policy, signed=signed, points=points)


def signed(n: float) -> str:
    """A change with its sign; 0 without."""
    return f"{'+' if n > 0 else wording.MINUS}{wording.count(abs(n))}" if n else "0"


def points(share: float) -> str:
    """A change of a share in percentage points."""
    shown = round(100 * share, 1)
    return f"{'+' if shown > 0 else wording.MINUS}{abs(shown):.1f} pp" if shown else "0 pp"


def told(found: Difference, width: int = 80) -> str:
    """The difference as text, no line wider than `width`."""
    screen = Screen(width, False)
    screen.paragraph(f"A  {found.names[0]}")
    screen.paragraph(f"B  {found.names[1]}")
    screen.title("Documents")
    screen.row(fit("", 12), *(number(text, 15) for text in ("A", "B", "change")))
    for step, (a, b) in found.counts.items():
        n, m = a["documents"], b["documents"]
        screen.row(fit(step, 12), *(number(text, 15) for text in (wording.count(n), wording.count(m), signed(m - n))))
    changed = [rule for rule in found.rules if rule.before != rule.after or rule.failed_before != rule.failed_after]
    if changed:
        screen.title("Rules", "those that differ")
    for rule in changed:
        screen.row(fit(rule.name, width - 40), *(number(wording.count(n), 18) for n in (rule.failed_before, rule.failed_after)))
        if rule.before != rule.after:
            screen.paragraph(f"A {rule.before or 'no such rule'}", "soft", indent=2)
            screen.paragraph(f"B {rule.after or 'no such rule'}", "soft", indent=2)
    for name, shares in found.mixture.items():
        moved = [share for share in shares if abs(share.after - share.before) >= 0.0005][:SHOWN]
        if moved:
            screen.title(f"Mixture by {one_line(name, 30)}", "shares of kept units, with weights")
        for share in moved:
            texts = (wording.percent(share.before), wording.percent(share.after), points(share.after - share.before))
            screen.row(fit(share.label, width - 40), *(number(text, 11) for text in texts))
    if any(row.ks for row in found.moved):
        screen.title("Distributions of the kept", "KS distance, population stability index")
    for row in [row for row in found.moved if row.ks][:SHOWN]:
        screen.row(fit(row.column, width - 30), number(f"{row.ks:.3f}", 9), number(f"{row.psi:.3f}", 9))
    screen.title(
        "Flipped", f"of {wording.plural(found.matched, 'document')} in both; {found.only[0]:,} in A alone, {found.only[1]:,} in B alone"
    )
    for flip in found.flips[:SHOWN]:
        screen.paragraph(f"{wording.count(flip.documents)} {flip.before} → {flip.after}: {flip.reason}", "bold")
        for example in flip.examples[:2]:
            screen.line(f"  {one_line(example['id'], 40)}  {one_line(example['text'])}")
    if not found.flips:
        screen.paragraph("No verdict differs.")
    return screen.text()
