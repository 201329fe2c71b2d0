"""The page of one document, for a server: `document_view` as HTML, with nothing of the document taken for markup, and no script at all."""

from __future__ import annotations

from markupsafe import Markup

from qualityfilter.document_view import MOST, DocumentView
from qualityfilter.reports.page import asset, environment, hashed
from qualityfilter.reports.visible import visible

STATES = {"pass": "passes", "FAIL": "fails", "resc": "rescued", "n/a": "not judged", "open": "open"}  # of `explaining.rule_state`


def render_document(view: DocumentView) -> str:
    """The page as HTML."""
    style = asset("page.css")
    kinds = list(dict.fromkeys(piece.kind for piece in view.pieces if piece.kind))
    policy = f"default-src 'none'; style-src '{hashed(style)}'; base-uri 'none'; form-action 'none'"
    made = environment()
    made.filters["shown"] = lambda text: visible(text, MOST)
    return made.get_template("document.html").render(view=view, kinds=kinds, states=STATES, style=Markup(style), policy=policy)
