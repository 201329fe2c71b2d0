"""What a report says, in order, for the page and the terminal alike: the index of a run turned into rows with their shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualityfilter.reports import wording
from qualityfilter.reports.shard_report import UNITS

Index = Mapping[str, Any]
Counts = Mapping[str, int]

WEIGHTS_WITHOUT_TARGET = 30  # rows of labels that no target names
FIRST_LABELS = ("language", "domain", "script")  # label columns that are shown first


# the line as a waterfall -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A bar of the waterfall: what is there after a step ("total") or what the step takes ("loss").

    `start` and `end` are the bar's ends in each unit; units that a step does not know (a broken record has no length) are absent.
    """

    key: str
    label: str
    kind: str
    start: Counts
    end: Counts

    def amount(self, unit: str) -> int:
        return self.end[unit] - self.start[unit]


def waterfall(index: Index) -> list[Step]:
    """Records → quarantined → read → removed by cleaning → failed → duplicates → kept → weighted; losses end where the next begins."""
    counts = index["total"]["counts"]
    read, cleaned, kept = counts["read"], counts["cleaned"], counts["kept"]
    nothing = dict.fromkeys(UNITS, 0)
    records = {"documents": counts["records"]["documents"]}
    after_rules = {unit: cleaned[unit] - counts["failed"][unit] for unit in UNITS}
    return [
        Step("records", "records", "total", {"documents": 0}, records),
        Step("quarantined", "not readable", "loss", {"documents": read["documents"]}, records),
        Step("read", "read", "total", nothing, read),
        Step("removed", "removed by cleaning", "loss", _texts(cleaned), _texts(read)),
        Step("failed", "failed a rule", "loss", after_rules, cleaned),
        Step("duplicate", "duplicates", "loss", kept, after_rules),
        Step("kept", "kept", "total", nothing, kept),
        Step("weighted", "kept, with weights", "weighted", nothing, counts["weighted"]),
    ]


def _texts(counts: Counts) -> Counts:
    """Without documents: cleaning takes text, and drops none."""
    return {unit: n for unit, n in counts.items() if unit != "documents"}


def verdict(index: Index) -> str:
    """What became of the records, in one sentence."""
    counts = index["total"]["counts"]
    records = counts["records"]["documents"]
    if not records:
        return "No record was found."
    kept, failed, duplicate = (counts[step]["documents"] for step in ("kept", "failed", "duplicate"))
    lost = [(failed, "failed a rule"), (duplicate, "were duplicates"), (records - counts["read"]["documents"], "could not be read")]
    causes = [f"{wording.percent(n, records)} {what}" for n, what in lost if n]
    text = f"{wording.percent(kept, records)} of {wording.plural(records, 'record')} {'stays' if records == 1 else 'stay'}"
    return text + (f"; {_and(causes)}." if causes else ".")


def remarks(index: Index) -> str:
    """What else should be known at once: what cleaning took, and which rule costs most alone."""
    total, said = index["total"], []
    read, cleaned = total["counts"]["read"]["characters"], total["counts"]["cleaned"]["characters"]
    if read > cleaned:
        said.append(f"Cleaning took {wording.percent(read - cleaned, read)} of the text.")
    worst = max(total["rules"].items(), key=lambda r: (r[1]["only"], r[0]), default=None)
    if worst and worst[1]["only"]:
        n = wording.plural(worst[1]["only"], "document")
        said.append(f"The rule that costs most alone is {worst[0]}: {n} {'fails' if worst[1]['only'] == 1 else 'fail'} nothing else.")
    return " ".join(said)


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


# rules -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """A rule with its threshold in words and what it costs; shares are of all documents.

    `rescued` documents it would have failed, had the recipe not relaxed it for seeds or a supplement; None where it is not relaxed.
    """

    name: str
    column: str
    test: str
    scope: tuple[str, ...]
    source: str
    minimum: float | None
    maximum: float | None
    one_of: tuple[str, ...]
    failed: int
    only: int
    failed_share: float
    only_share: float
    rescued: int | None
    failed_examples: Sequence[Mapping[str, Any]]
    passed_examples: Sequence[Mapping[str, Any]]


def rules(index: Index) -> list[Rule]:
    """The rules in the recipe's order."""
    return [_rule(index, planned) for planned in index["plan"].get("rules", ())]


def _rule(index: Index, planned: Mapping[str, Any]) -> Rule:
    total, name = index["total"], planned["name"]
    documents = total["counts"]["cleaned"]["documents"]
    counted = total["rules"].get(name, {"failed": 0, "only": 0})
    examples = total.get("examples", {}).get(name, {})
    return Rule(
        name,
        planned["column"],
        _test(planned),
        _scope(index, planned),
        _source(planned),
        planned["min"],
        planned["max"],
        tuple(planned["one_of"] or ()),
        counted["failed"],
        counted["only"],
        wording.ratio(counted["failed"], documents),
        wording.ratio(counted["only"], documents),
        planned.get("rescued"),
        examples.get("failed", ()),
        examples.get("passed", ()),
    )


def _test(planned: Mapping[str, Any]) -> str:
    column, low, high, one_of = (planned[key] for key in ("column", "min", "max", "one_of"))
    if one_of:
        named = " or ".join(one_of[:6])
        return f"{column} is {named}{f' or {len(one_of) - 6} more' if len(one_of) > 6 else ''}"
    if low is not None and high is not None:
        return f"{wording.exact(low)} ≤ {column} ≤ {wording.exact(high)}"
    if low is None and high is None:
        return f"{column}: no threshold"
    return f"{column} ≥ {wording.exact(low)}" if high is None else f"{column} ≤ {wording.exact(high)}"


def _scope(index: Index, planned: Mapping[str, Any]) -> tuple[str, ...]:
    """When the rule applies, in words; only the number of conditions where the index says no more."""
    words = index.get("scopes", {}).get(planned["name"])
    if words is not None:
        when = [f"only where {' and '.join(words['when'])}"] if words["when"] else []
        return (*when, *([f"not where {' or '.join(words['unless'])}"] if words["unless"] else []))
    n = planned["when"] + planned["unless"]
    return (f"only where {wording.plural(n, 'condition')} of the recipe hold{'s' if n == 1 else ''}",) if n else ()


def _source(planned: Mapping[str, Any]) -> str:
    """Where the threshold comes from: the recipe, or a share that was asked and what it came to."""
    detail = planned.get("calibration")
    if not detail:
        return "" if planned["from"] == "recipe" else str(planned["from"])
    asked, kept = wording.percent(detail["asked"]), wording.percent(detail["kept"])
    return f"{planned['from']}: asked {asked}, got {kept} of {wording.plural(detail['voters'], 'vote')}"


@dataclass(frozen=True)
class Overlap:
    """Rules against each other: of the documents that fail a row's rule, how many fail the column's as well, and the share."""

    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def share(self, row: int, column: int) -> float:
        return wording.ratio(self.counts[row][column], self.counts[row][row])


def overlap(index: Index) -> Overlap | None:
    """The rules that any document fails, in the recipe's order; None for fewer than two."""
    total = index["total"]
    names = tuple(rule.name for rule in rules(index) if rule.failed)
    if "overlap" not in total or len(names) < 2:
        return None
    pairs = total["overlap"]
    counts = [
        tuple(
            total["rules"][a]["failed"] if a == b else pairs.get(a, {}).get(b, 0) + pairs.get(b, {}).get(a, 0)
            for b in names
        )
        for a in names
    ]  # fmt: skip
    return Overlap(names, tuple(counts))


# seeds -----------------------------------------------------------------------------------------------------------------

PULLED = 12  # hosts, queries and seeds of a set that are shown


@dataclass(frozen=True)
class Gathered:
    """What one set of seeds gathered: its part of all tokens before and after, and what it pulled in, most first."""

    name: str
    counts: Counts
    share_before: float
    share_after: float
    from_rules: Sequence[tuple[str, int]]
    rounds: Sequence[tuple[str, int]]
    hosts: Sequence[tuple[str, int]]
    queries: Sequence[tuple[str, int]]
    seeds: Sequence[tuple[str, int]]
    examples: Sequence[Mapping[str, Any]]


def gathered(index: Index) -> list[Gathered]:
    """The sets of seeds by name; none in a run without."""
    total = index["total"]
    before, after = total["counts"]["cleaned"]["units"], total["counts"]["weighted"]["units"]
    return [
        Gathered(
            name, told, wording.ratio(told["units"], before), wording.ratio(told["weighted_units"], after),
            _most(told["from_rules"]), sorted(told["rounds"].items()), _most(told["hosts"]), _most(told["queries"]), _most(told["seeds"]),
            total.get("gathered_examples", {}).get(name, ()),
        )
        for name, told in sorted(total.get("gathered", {}).items())
    ]  # fmt: skip


def _most(counts: Counts) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:PULLED]


# mixture ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MixRow:
    """A category of a label column before the rules, among the kept, and after weighting: units and their shares."""

    label: str
    documents: int
    kept_documents: int
    units: tuple[int, int, int]
    shares: tuple[float, float, float]


MIX_UNITS = ("units", "kept_units", "weighted_units")


def mixtures(index: Index, most: int = 20) -> dict[str, list[MixRow]]:
    """Label column -> its largest categories, by units before; what is beyond `most` stands in one row "n more"."""
    mix = index["total"].get("mix", {})
    first = {name: i for i, name in enumerate(FIRST_LABELS)}
    return {name: _mixture(mix[name], most) for name in sorted(mix, key=lambda n: (first.get(n, len(first)), n)) if mix[name]}


def _mixture(table: Mapping[str, Counts], most: int) -> list[MixRow]:
    totals = [sum(row[unit] for row in table.values()) for unit in MIX_UNITS]
    ordered = sorted(table.items(), key=lambda item: (-item[1]["units"], -item[1]["documents"], item[0]))
    shown = [_mix_row(label, row, totals) for label, row in ordered[:most]]
    if rest := ordered[most:]:
        shown.append(_mix_row(f"{len(rest)} more", {key: sum(row[key] for _, row in rest) for key in rest[0][1]}, totals))
    return shown


def _mix_row(label: str, row: Counts, totals: Sequence[int]) -> MixRow:
    units = (row["units"], row["kept_units"], row["weighted_units"])
    shares = (wording.ratio(units[0], totals[0]), wording.ratio(units[1], totals[1]), wording.ratio(units[2], totals[2]))
    return MixRow(label, row["documents"], row["kept_documents"], units, shares)


@dataclass(frozen=True)
class WeightRow:
    """A label of the recipe's mixture: tokens that were kept, shares natural, asked and reached, and the weight that did it."""

    label: str
    tokens: int
    natural: float
    asked: float | None
    reached: float
    weight: float
    shortfall: str


def weights(index: Index) -> list[WeightRow]:
    """Targets, and the 30 largest labels without one, largest first; empty where the recipe asks for no weights."""
    plan = index["plan"].get("weights") or {}
    if not plan.get("by"):
        return []
    total = sum(plan["tokens"].values())
    rows = [
        WeightRow(
            label, tokens, wording.ratio(tokens, total), plan["asked"].get(label), plan["reached"].get(label, 0.0),
            plan["weight"].get(label, 1.0), plan["shortfall"].get(label, ""),
        )
        for label, tokens in plan["tokens"].items()
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row.tokens, row.label))
    shown = [row.label for row in rows if row.asked is None][:WEIGHTS_WITHOUT_TARGET]
    return [row for row in rows if row.asked is not None or row.label in shown]


@dataclass(frozen=True)
class StageRow:
    """A stage of training: its share of all tokens read, asked (None for what is left) and reached."""

    name: str
    asked: float | None
    reached: float
    documents: int
    tokens: int
    tokens_read: int
    shortfall: str


def stages(index: Index) -> list[StageRow]:
    """In the recipe's order; empty where it has none."""
    told = index["plan"].get("stages") or {}
    whole = sum(one["tokens_read"] for one in told.values())
    return [
        StageRow(
            name, told[name].get("asked"), wording.ratio(told[name]["tokens_read"], whole), told[name]["documents"], told[name]["tokens"],
            told[name]["tokens_read"], told[name].get("shortfall", ""),
        )
        for name in index.get("stages", told)
    ]  # fmt: skip


@dataclass(frozen=True)
class GapRow:
    """What a supplement brought for one gap, in tokens; `change` of bits per byte on its validation texts, with its 95 % interval."""

    name: str
    asked: int
    drawn: int
    kept: int
    kept_documents: int
    failed: int
    duplicate: int
    rescued: int
    from_rules: Sequence[tuple[str, int]]
    before: float | None
    after: float | None
    change: tuple[float, float, float] | None
    shortfall: str


def supplement(index: Index) -> list[GapRow]:
    """The gaps that the recipe fills, by name; empty for a run without a supplement."""
    gaps = (index.get("supplement") or {}).get("gaps", {})
    return [_gap(name, told) for name, told in sorted(gaps.items())]


def _gap(name: str, told: Mapping[str, Any]) -> GapRow:
    drawn, kept, failed, duplicate = (told[key]["tokens"] for key in ("drawn", "kept", "failed", "duplicate"))
    bits = told.get("bits_per_byte") or {}
    change = bits.get("change")
    return GapRow(
        name, told["asked"], drawn, kept, told["kept"]["documents"], failed, duplicate, told["rescued"]["documents"],
        [(rule, n) for rule, n in _most(told["rescued_from"]) if n], bits.get("before"), bits.get("after"),
        (change["low"], change["value"], change["high"]) if change else None, told["shortfall"],
    )  # fmt: skip


@dataclass(frozen=True)
class DriftRow:
    """A column, and how far its distribution moved since an earlier run: 0 for not at all, 1 for nothing in common."""

    column: str
    distance: float


def drifted(index: Index) -> list[DriftRow]:
    """The 12 columns that moved most; empty where the run continues none."""
    rows = [DriftRow(name, distance) for name, distance in (index.get("drift") or {}).get("columns", {}).items()]
    return sorted(rows, key=lambda row: (-row.distance, row.column))[:12]


def drift_words(index: Index) -> str:
    """Shares of the verdicts then and now, in a sentence."""
    verdicts = index["drift"]["verdicts"]
    return "Then and now: " + ", ".join(
        f"{name} {wording.percent(then)} and {wording.percent(now)}" for name, (then, now) in verdicts.items()
    )


# hosts, spans, clusters, quarantine ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HostRow:
    host: str
    documents: int
    kept: int
    characters: int
    removed: tuple[tuple[str, int], ...]  # kinds of spans and their characters, most first

    @property
    def keep_rate(self) -> float:
        return wording.ratio(self.kept, self.documents)

    @property
    def removed_share(self) -> float:
        """Of the characters before cleaning."""
        taken = sum(n for _, n in self.removed)
        return wording.ratio(taken, taken + self.characters)


def hosts(index: Index, most: int = 100) -> list[HostRow]:
    """The hosts with most documents, as far as the shards' reports name them."""
    found = index["total"].get("hosts", {}).items()
    largest = sorted(found, key=lambda item: (-item[1]["documents"], item[0]))[:most]
    return [
        HostRow(host, row["documents"], row["kept"], row["characters"], tuple(sorted(row["removed"].items(), key=lambda k: (-k[1], k[0]))))
        for host, row in largest
    ]


@dataclass(frozen=True)
class SpanRow:
    kind: str
    cleaner: str
    removed: int
    marked: int
    characters: int


def spans(index: Index) -> list[SpanRow]:
    """Kinds of spans and the cleaners that found them, most characters first within the kind that took most."""
    kinds = index["total"].get("spans", {})
    taken = {kind: sum(row["characters"] for row in cleaners.values()) for kind, cleaners in kinds.items()}
    rows = [
        SpanRow(kind, cleaner, row["removed"], row["marked"], row["characters"])
        for kind, cleaners in kinds.items()
        for cleaner, row in cleaners.items()
    ]
    return sorted(rows, key=lambda row: (-taken[row.kind], row.kind, -row.characters, row.cleaner))


@dataclass(frozen=True)
class ClusterRow:
    """Documents in clusters of some size; `groups` is None where the sizes are not known exactly."""

    size: str
    documents: int
    groups: int | None


_SIZES = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 20), (21, 50), (51, 100))


def clusters(index: Index) -> list[ClusterRow]:
    """Clusters of duplicates by size, from single documents up; sizes are joined in steps."""
    table = index["total"].get("clusters", {})
    rows = []
    for low, high in _SIZES:
        found = {size: table.get(str(size), 0) for size in range(low, high + 1)}
        if documents := sum(found.values()):
            name = "alone" if high == 1 else str(low) if low == high else f"{low} to {high}"
            rows.append(ClusterRow(name, documents, sum(n // size for size, n in found.items())))
    if documents := table.get("100+", 0):
        rows.append(ClusterRow("over 100", documents, None))
    return rows


def formulae(index: Index) -> str:
    """What became of the formulae of HTML pages, in a phrase; "" for a run that read none."""
    counts = index["total"].get("formulae", {})
    if not counts.get("html"):
        return ""
    shares = f"{wording.count(counts['html'])} in HTML → {wording.count(counts['text'])} in text"
    pages = "page" if counts["documents"] == 1 else "pages"
    return f"{shares} ({wording.percent(counts['text'] / counts['html'])}), on {wording.count(counts['documents'])} {pages}"


def quarantine(index: Index) -> list[tuple[str, int]]:
    """Reasons and how many records, most first."""
    reasons = index["total"].get("quarantine", {}).get("reasons", {})
    return sorted(reasons.items(), key=lambda item: (-item[1], item[0]))


# shards ----------------------------------------------------------------------------------------------------------------


def shards(index: Index) -> list[Mapping[str, Any]]:
    """The shards' rows, most unusual first, then in the order of the run."""
    return sorted(index["shards"], key=lambda row: -row["outlier"])


def odd_shards(index: Index) -> list[Mapping[str, Any]]:
    """Shards that differ from the others so much that someone should look."""
    return [row for row in shards(index) if row["odd"]]
