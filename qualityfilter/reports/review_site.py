"""The pages of `qualityfilter review`: one document after another, a key for each label."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from markupsafe import Markup

from qualityfilter.document_view import MOST, DocumentView
from qualityfilter.errors import InputError
from qualityfilter.reports.document_page import STATES
from qualityfilter.reports.page import asset, environment, hashed
from qualityfilter.reports.serving import HTML, JSON, Answer, Refused, Site
from qualityfilter.reports.visible import one_line, visible
from qualityfilter.reviewing import Labels, Quality, Question, in_words, quality, questions


class ReviewSite:
    """A run's queue and the file that its labels go to; `documents` limits the queue."""

    def __init__(self, directory: str, file: str, documents: int) -> None:
        self.site, self.labels = Site(directory), Labels(file)
        if self.site.sample is None:
            raise InputError(f"{directory}: the run has no reports/sample.parquet to choose documents from; write it again")
        if self.site.run.recipe.report.examples == "none":
            raise InputError(f"{directory}: the recipe shows no texts (report: examples: none), so there is nothing to review")
        self.queue: list[Question] = questions(self.site.sample, self.site.run.rules, documents)

    def get(self, path: str) -> Answer:
        if path == "/":
            return HTTPStatus.OK, HTML, self._page().encode()
        if found := re.fullmatch(r"/question/(\d{1,6})", path):
            return HTTPStatus.OK, JSON, orjson.dumps(self._question(int(found[1])))
        raise Refused(HTTPStatus.NOT_FOUND, "no such page")

    def post(self, path: str, sent: Any) -> Answer:
        if path != "/label":
            raise Refused(HTTPStatus.NOT_FOUND, "no such page")
        if not isinstance(sent, Mapping) or not isinstance(sent.get("number"), int) or not isinstance(sent.get("label"), str):
            raise InputError('expected {"number": 3, "label": "keep"}')
        asked, view = self._view(sent["number"])
        failed = [rule.rule for rule in view.rules if rule.state == "FAIL"]
        scores = {score.name: score.value if score.below is None else float(score.value) for score in view.scores}
        text = "".join(piece.replacement if piece.action == "removed" else piece.text for piece in view.pieces)
        place = {"id": view.id, "part": asked.part, "row": asked.row, "rule": asked.rule, "why": asked.why}
        self.labels.add(sent["label"], {**place, "verdict": view.verdict, "failed": failed, "scores": scores, "text": text})
        return HTTPStatus.OK, JSON, orjson.dumps({"quality": self._quality()})

    def _view(self, number: int) -> tuple[Question, DocumentView]:
        if not 0 <= number < len(self.queue):
            raise Refused(HTTPStatus.NOT_FOUND, f"no document {number} in the queue")
        asked = self.queue[number]
        return asked, self.site.run.document(asked.part, asked.row)

    def _question(self, number: int) -> dict[str, Any]:
        asked, view = self._view(number)
        why = f"next to the threshold of {asked.rule}." if asked.why == "border" else f"{asked.rule} alone fails it."
        text = "".join(piece.replacement if piece.action == "removed" else piece.text for piece in view.pieces)
        rules = [[one_line(r.rule, 80), STATES.get(r.state, r.state), one_line(r.words, 300)] for r in view.rules]
        return {"id": one_line(view.id, 300), "why": why, "text": visible(text, MOST) or view.missing, "rules": rules}

    def _quality(self) -> list[dict[str, Any]]:
        return [
            {"rule": q.rule, "failed": q.failed, "precision": in_words(q.precision), "recall": in_words(q.recall)} for q in self.qualities()
        ]

    def qualities(self) -> list[Quality]:
        """Every rule of the run against all labels so far."""
        return quality([rule.name for rule in self.site.run.rules], self.labels.by_document.values())

    def _page(self) -> str:
        style, script = asset("page.css"), asset("review.js")
        own = f"default-src 'none'; style-src '{hashed(style)}'; script-src '{hashed(script)}'"
        known = [self.labels.by_document.get((q.part, q.row), {}).get("label", "") for q in self.queue]
        return (
            environment()
            .get_template("review.html")
            .render(
                style=Markup(style), script=Markup(script), policy=f"{own}; connect-src 'self'; base-uri 'none'; form-action 'none'",
                name=self.site.index["recipe"]["name"], file=str(self.labels.path), queue={"labels": known, "quality": self._quality()},
            )
        )  # fmt: skip
