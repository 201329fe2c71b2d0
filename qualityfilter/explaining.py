"""Explains one document: its scores, every rule with value, threshold and margin, what cleaning takes, cluster and weight."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from qualityfilter.cleaning import Action, Cleaned, Cleaning, clean
from qualityfilter.columns import TOP, ScoreColumn
from qualityfilter.context import Context, Line, line_of
from qualityfilter.contract import Span
from qualityfilter.deciding import ResolvedRule, resolve_all
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.ranking import RANK, Ranking
from qualityfilter.recipe import Recipe
from qualityfilter.reports.document_data import percentile
from qualityfilter.reports.visible import visible
from qualityfilter.scoring import Codes
from qualityfilter.side_by_side import compared, document_number
from qualityfilter.storage import Storage
from qualityfilter.weight_factors import Judged, explain_weight

CONTEXT = 40  # code points shown around a removed span


def explain_text(name: str, text: str) -> str:
    """Scores and rules of a recipe on one text. Rules with `keep` have no threshold without a corpus, and say so."""
    line = line_of(Context.of("", Recipe.load(name)))
    raw = Documents.of(text)
    cleaned = line.cleaning.clean(raw)
    codes = line.score(cleaned, raw)
    rules = resolve_all(line.recipe.decide, line.columns)
    spans = cleaned.spans.to_pylist()
    lines = [
        f"{line.recipe.name} {line.recipe.version}: {len(text):,} characters, {len(cleaned.documents.texts[0]):,} after cleaning",
        "",
        "scores",
    ]
    lines += _score_lines(line.scoring.columns, codes)
    lines += ["", "rules", *_rule_lines(rules, line.columns, codes)]
    if spans:
        lines += ["", "spans", *(_span_line(s) for s in spans)]
    failed = [r.name for r in rules if r.keep is None and RANK not in r.columns - set(codes) and r.fails(codes, 1)[0]]
    lines += ["", f"verdict  {'failed: ' + ', '.join(failed) if failed else 'kept (duplicates are not looked at for a single text)'}"]
    return "\n".join(lines)


def explain_document(directory: str, wanted: str) -> str:
    """What a run decided about the document with this id, and from which numbers."""
    storage = Storage(directory)
    try:
        plan = yaml.safe_load(storage.read_bytes("plan/plan.yaml"))
        recipe = Recipe.model_validate(yaml.safe_load(storage.read_bytes("recipe.yaml")))
    except FileNotFoundError as error:
        raise InputError(f"{directory}: not a finished run: {error}") from error
    name, at, row = _find(storage, wanted)
    line = line_of(Context.of(storage.root, recipe))
    codes = codes_of(line.columns, row)
    rules = [ResolvedRule.from_json(r) for r in plan["resolved_rules"]]
    lines = [f"{visible(wanted)} in {name}: {row['verdict']}, weight {row['weight']:g}, read {row['repeat']} times", "", "scores"]
    lines += _score_lines(line.columns, codes, percentiles(storage, line.columns, codes))
    if line.ranking is not None:
        lines += ["", f"rank     {_rank_words(storage, line.ranking, plan, name, at, row)}"]
    lines += ["", "rules", *_rule_lines(rules, line.columns, codes)]
    if row["cluster_size"] > 1:
        lines += ["", f"cluster  {cluster_words(row)}"]
        if row["duplicate_of"]:
            lines += _beside(storage, recipe, int(name.removeprefix("part-")), at, wanted)
    spans = _rows_of(storage, f"removed/{name}.parquet", wanted)
    if spans:
        lines += ["", "spans", *(_span_line(s) for s in spans)]
    if why := weight_lines(storage, recipe, line, plan, codes, row):
        lines += ["", f"weight   {why[0]}", *(f"         {one}" for one in why[1:])]
    lines += _gathered_lines(storage, name, wanted)
    return "\n".join(lines)


def percentiles(storage: Storage, columns: Mapping[str, ScoreColumn], codes: Codes) -> dict[str, float]:
    """Numeric column -> the share of the run's documents below this one, from the run's report; none where there is no report."""
    if not storage.exists("reports/index.json"):
        return {}
    histograms = storage.read_json("reports/index.json")["total"]["histograms"]
    known = (name for name, column in columns.items() if not column.categories and name in histograms)
    return {name: percentile(histograms[name]["all"], int(codes[name][0])) for name in known}


def _gathered_lines(storage: Storage, part: str, wanted: str) -> list[str]:
    """Which seeds gathered the document: by which seed, query and round, from where."""
    if not storage.exists(f"gathered/{part}.parquet"):
        return []
    lines = []
    for row in _rows_of(storage, f"gathered/{part}.parquet", wanted):
        query = f" by the query {visible(row['query'])!r} of the seed {visible(row['seed'] or '')}" if row["query"] else ""
        host = f", from {visible(row['host'])}" if row["host"] else ""
        lines.append(f"gathered in round {row['round']} for the seeds {row['seeds']} (nearness {row['affinity']:.3f}){query}{host}")
    return ["", *lines] if lines else []


def cluster_words(row: Mapping[str, Any]) -> str:
    """The group of copies of a row of scores/, and what became of the document in it."""
    if row["duplicate_of"]:
        what = f"matches the kept {visible(row['duplicate_of'])} ({_how_closely(row['similarity'])})"
    else:
        what = "is the copy that stays" if row["survivor"] else "has no kept copy"
    return f"{visible(row['cluster'])}, {row['cluster_size']} documents: this one {what}"


def _how_closely(similarity: float | None) -> str:
    return "connected, not verified" if similarity is None else f"similarity {similarity:.3f}"


def _rank_words(storage: Storage, ranking: Ranking, plan: Mapping[str, Any], name: str, at: int, row: Mapping[str, Any]) -> str:
    """Whose percentile `value_rank` is, with their number."""
    among = storage.read_table(f"plan/{name}.parquet", ["ranked_among"]).column("ranked_among")[at].as_py()
    return f"{ranking.column.name} above {row[RANK]:.1%} of {among} ({plan[RANK]['populations'][among]:,} documents)"


def codes_of(columns: Mapping[str, ScoreColumn], row: Mapping[str, Any]) -> dict[str, Any]:
    """The stored codes of a row of scores/, each as an array of one."""
    return {name: column.encode([_index(column, row[name])]) for name, column in columns.items()}


def _index(column: ScoreColumn, value: Any) -> Any:
    return column.categories.index(value) if column.categories else value


def _beside(storage: Storage, recipe: Recipe, shard: int, row: int, wanted: str) -> list[str]:
    """The document beside the kept one that it matches; nothing where the run's work/ is gone."""
    if not storage.names("work/survival"):
        return []
    return compared(Context.of(storage.root, recipe, storage.measured_root()), document_number(storage, shard, row), wanted)


def _find(storage: Storage, wanted: str) -> tuple[str, int, dict[str, Any]]:
    """The part, the row in it and the scores of the first document with this id."""
    for file in storage.names("scores"):
        rows = _rows_of(storage, f"scores/{file}", wanted)
        if rows:
            ids = storage.read_table(f"scores/{file}", ["id"]).column("id")
            return file.removesuffix(".parquet"), int(pc.index(ids, wanted).as_py()), rows[0]
    raise InputError(f"{storage.root}: no document {wanted!r}; ids are as in the input, or path#number where it has none")


def _rows_of(storage: Storage, name: str, wanted: str) -> list[dict[str, Any]]:
    file = pq.ParquetFile(io.BytesIO(storage.read_bytes(name)))
    found: list[dict[str, Any]] = []
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, use_threads=False)
        found += table.filter(pc.equal(table.column("id"), wanted)).to_pylist()
    return found


def _score_lines(columns: Mapping[str, ScoreColumn], codes: Codes, below: Mapping[str, float] | None = None) -> list[str]:
    """A line per column: the value and, where `below` knows it, the share of the run's documents that lie below."""
    width = max((len(name) for name in columns), default=0)
    lines = []
    for name, column in columns.items():
        code = codes[name][:1]
        value = column.categories[int(code[0])] if column.categories else f"{float(column.decode(code)[0]):.4g}"
        lines.append(f"  {name:<{width}}  {value:<12}above {below[name]:.0%}" if below and name in below else f"  {name:<{width}}  {value}")
    return lines


def rule_state(rule: ResolvedRule, columns: Mapping[str, ScoreColumn], codes: Codes) -> tuple[str, str]:
    """What a rule says of the one document that `codes` has, and from which numbers: pass, FAIL, resc(ued), n/a (out of scope), open."""
    if RANK in rule.columns - set(codes):
        return "open", f"{RANK} is a place in a corpus: none for a single text"
    code = codes[rule.test.column][:1]
    if rule.keep is not None and rule.test.low == 0 and rule.test.high == TOP:
        return "open", f"keeps {rule.keep:.0%} of a corpus: no threshold for a single text"
    if rule.rescued(codes, 1)[0]:
        near = next(test.column for test in rule.rescuers if test.passes(codes)[0])
        spared = f"rescued: {near} = {float(columns[near].decode(codes[near][:1])[0]):.4g}"
        return "resc", f"{_margin(rule, columns[rule.test.column], code)}; {spared}"
    if not bool(rule.applies(codes, 1)[0]):
        return "n/a", "out of its scope (when/unless)"
    return ("pass" if bool(rule.test.passes(codes)[0]) else "FAIL"), _margin(rule, columns[rule.test.column], code)


def _rule_lines(rules: Sequence[ResolvedRule], columns: Mapping[str, ScoreColumn], codes: Codes) -> list[str]:
    states = [(rule.name, *rule_state(rule, columns, codes)) for rule in rules]
    return [f"  {state:<4}  {name}: {words}" for name, state, words in states] or ["  none"]


def _margin(rule: ResolvedRule, column: ScoreColumn, code: Any) -> str:
    if rule.test.codes is not None:
        return f"{column.name} = {column.categories[int(code[0])]}, one of {', '.join(rule.one_of or ())}"
    value = float(column.decode(code)[0])
    parts = [f"{column.name} = {value:.4g}"]
    for side, bound, sign in (("min", rule.minimum, 1), ("max", rule.maximum, -1)):
        if bound is not None:
            parts.append(f"{side} {bound:g} (margin {sign * (value - bound):+.4g})")
    return ", ".join(parts)


def _span_line(span: Mapping[str, Any]) -> str:
    text = visible(" ".join(str(span["text"]).split()), None)
    shown = text if len(text) <= 100 else text[:60] + " … " + text[-30:]
    return f"  {span['action']:<7}  {span['kind']} by {span['cleaner']} at {span['start']}-{span['end']}: {shown}"


def weight_lines(storage: Storage, recipe: Recipe, line: Line, plan: Mapping[str, Any], codes: Codes, row: Mapping[str, Any]) -> list[str]:
    """Why a kept document has its weight, in two lines; none where the recipe asks for no weights."""
    if not recipe.weigh.asks or row["verdict"] != "kept":
        return []
    judged = Judged(codes, np.ones(1, np.bool_), np.zeros(1, np.bool_), np.ones(1, np.int64), np.array([row["cluster_size"]], np.int32))
    name, made = explain_weight(recipe.weigh, line.columns, judged, storage.root)
    weights = plan["weights"]
    asked = f"was asked to be {weights['asked'][name]:.1%} of the tokens" if name in weights["asked"] else "has no target"
    return [
        f"{row['weight']:g} = {made}, at most {weights['max_repeat']:g}",
        f"{name} {asked} and is {weights['reached'].get(name, 0.0):.1%}",
    ]


def cleaned_with(text: str, recipe: str | None = None, policy: Sequence[str] = ()) -> Cleaned:
    """A text cleaned as a recipe would, or by the standard cleaners without a guard; `policy` holds entries KIND=ACTION."""
    actions = {}
    for entry in policy:
        kind, sign, action = entry.partition("=")
        if not sign:
            raise InputError(f"--policy {entry}: write KIND=ACTION, as in boilerplate=mark")
        actions[kind] = action
    if recipe is None:
        return clean(text, policy=cast("dict[str, Action]", actions))
    asked = Recipe.load(recipe).clean
    cleaning = Cleaning([step.build() for step in asked.cleaners], {**asked.policy, **cast("dict[str, Action]", actions)}, asked.guard)
    return cleaning.clean_text(text)


def span_lines(text: str, spans: Sequence[Span]) -> str:
    """A JSON object per span: start and end in code points, kind, cleaner, score, action, the text, and what takes its place."""
    lines = [
        {
            "start": s.start, "end": s.end, "kind": s.kind, "cleaner": s.cleaner, "score": round(s.score, 4), "action": s.action,
            "text": text[s.start : s.end], "replacement": s.replacement,
        }
        for s in sorted(spans)
    ]  # fmt: skip
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def marked_text(text: str, spans: Sequence[Span], colour: bool) -> str:
    """The raw text with removed spans in red on a terminal, else as [-…-], what takes their place as {+…+}, and marked ones as [~…~]."""
    out, at = [], 0
    for span in sorted(spans):
        if span.start < at:
            continue
        piece, marked = visible(text[span.start : span.end], None), span.action != "removed"
        out.append(visible(text[at : span.start], None))
        if marked:
            out.append(f"\x1b[33m{piece}\x1b[0m" if colour else f"[~{piece}~]")
        else:
            out.append(f"\x1b[31;9m{piece}\x1b[0m" if colour else f"[-{piece}-]")
        if span.replacement and not marked:
            out.append(f"\x1b[32m{span.replacement}\x1b[0m" if colour else f"{{+{span.replacement}+}}")
        at = span.end
    out.append(visible(text[at:], None))
    return "".join(out)


__all__ = [
    "cleaned_with",
    "cluster_words",
    "codes_of",
    "explain_document",
    "explain_text",
    "marked_text",
    "percentiles",
    "rule_state",
    "span_lines",
    "weight_lines",
]
