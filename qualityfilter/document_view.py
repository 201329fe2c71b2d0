"""One document of a finished run with all that is known of it: scores and percentiles, rules, its text with spans, copies and weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import yaml

from qualityfilter.context import Context, Line, line_of
from qualityfilter.deciding import ResolvedRule
from qualityfilter.errors import InputError, QualityFilterError
from qualityfilter.explaining import cluster_words, codes_of, percentiles, rule_state, weight_lines
from qualityfilter.pieces import Shard
from qualityfilter.recipe import Recipe
from qualityfilter.reports.quoting import mask
from qualityfilter.storage import Storage, part
from qualityfilter.verifying import cleaned_documents

MOST = 200_000  # code points of a text that are shown


@dataclass(frozen=True)
class Score:
    name: str
    value: str
    below: float | None  # share of the run's documents below, 0 to 1
    meaning: str


@dataclass(frozen=True)
class Judgement:
    rule: str
    state: str
    words: str


@dataclass(frozen=True)
class Piece:
    """A stretch of the raw text; `kind` is "" outside spans, `action` removed or marked, `replacement` what took its place."""

    text: str
    kind: str = ""
    cleaner: str = ""
    action: str = ""
    replacement: str = ""


@dataclass(frozen=True)
class DocumentView:
    """What the page of a document shows. `pieces` is empty, and `missing` says why, where the text cannot be had."""

    id: str
    part: str
    row: int
    verdict: str
    weight: float
    repeat: int
    scores: tuple[Score, ...]
    rules: tuple[Judgement, ...]
    cluster: str
    copy_of: str
    why_weight: tuple[str, ...]
    pieces: tuple[Piece, ...]
    missing: str


class OpenRun:
    """A finished run whose documents are looked at: its plan, recipe and columns, read once."""

    def __init__(self, directory: str) -> None:
        self.storage = Storage(directory)
        try:
            self.plan: dict[str, Any] = yaml.safe_load(self.storage.read_bytes("plan/plan.yaml"))
            self.recipe = Recipe.model_validate(yaml.safe_load(self.storage.read_bytes("recipe.yaml")))
            self.shards = len(self.storage.read_json("manifest.json")["shards"])
        except FileNotFoundError as error:
            raise InputError(f"{directory}: not a finished run: {error}") from error
        self.rules = [ResolvedRule.from_json(raw) for raw in self.plan["resolved_rules"]]

    @cached_property
    def context(self) -> Context:
        return Context.of(self.storage.root, self.recipe, self.storage.measured_root())

    @cached_property
    def line(self) -> Line:
        return line_of(self.context)

    def document(self, shard: int, row: int) -> DocumentView:
        """Document `row` of a shard; InputError where there is none."""
        if not 0 <= shard < self.shards:
            raise InputError(f"no shard {shard}: the run has {self.shards}")
        table = self.storage.read_table(f"scores/{part(shard)}.parquet")
        if not 0 <= row < table.num_rows:
            raise InputError(f"no document {row} in {part(shard)}: it has {table.num_rows}")
        [scored] = table.slice(row, 1).to_pylist()
        codes = codes_of(self.line.columns, scored)
        pieces, missing = self._text(shard, row)
        copied = scored["duplicate_of"] or ""
        return DocumentView(
            scored["id"], part(shard), row, scored["verdict"], scored["weight"], scored["repeat"],
            tuple(self._scores(codes)), tuple(Judgement(r.name, *rule_state(r, self.line.columns, codes)) for r in self.rules),
            cluster_words(scored) if scored["cluster_size"] > 1 else "", copied,
            tuple(weight_lines(self.storage, self.recipe, self.line, self.plan, codes, scored)), tuple(pieces), missing,
        )  # fmt: skip

    def _scores(self, codes: Mapping[str, Any]) -> Iterator[Score]:
        below = percentiles(self.storage, self.line.columns, dict(codes))
        for name, column in self.line.columns.items():
            code = codes[name]
            value = column.categories[int(code[0])] if column.categories else f"{float(column.decode(code)[0]):.4g}"
            yield Score(name, value, below.get(name), column.meaning)

    def text(self, shard: int, row: int) -> str:
        """The raw text as pass 1 had it; raises where the input is gone or has changed."""
        listed = [Shard.from_json(s) for s in self.context.measured_storage.read_json("work/measured.json")["shards"]]
        found = cleaned_documents(self.context, listed[shard], np.array([row], np.int64), raw_text=True)
        return str(next(iter(found)).texts[0])

    def _text(self, shard: int, row: int) -> tuple[list[Piece], str]:
        if self.recipe.report.examples == "none":
            return [], "the recipe shows no texts in reports (report: examples: none)"
        try:
            raw = self.text(shard, row)
            spans = self.context.measured_storage.read_table(f"work/spans/{part(shard)}.parquet")
        except (QualityFilterError, OSError) as error:
            return [], f"the text cannot be read again: {error}"
        rows = spans.filter(np.equal(spans.column("row").to_numpy(), row)).to_pylist()
        found = pieces_of(raw[:MOST], rows)
        return [Piece(mask(p.text), p.kind, p.cleaner, p.action, p.replacement) for p in found] if self._masked else found, ""

    @property
    def _masked(self) -> bool:
        return self.recipe.report.examples == "masked"


def pieces_of(raw: str, spans: Sequence[Mapping[str, Any]]) -> list[Piece]:
    """The raw text cut at its spans, in order; of spans that overlap the first."""
    found, at = [], 0
    for span in sorted(spans, key=lambda s: (s["start"], s["end"])):
        if span["start"] < at or span["end"] > len(raw):
            continue
        if span["start"] > at:
            found.append(Piece(raw[at : span["start"]]))
        text = raw[span["start"] : span["end"]]
        found.append(Piece(text, span["kind"], span["cleaner"], span["action"], span["replacement"] or ""))
        at = span["end"]
    return [*found, Piece(raw[at:])] if at < len(raw) else found
