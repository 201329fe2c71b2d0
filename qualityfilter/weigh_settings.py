"""The section `weigh` of a recipe and what can be wrong with it before anything is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from qualityfilter.columns import ScoreColumn
from qualityfilter.enrich_settings import affinity_column
from qualityfilter.errors import unknown
from qualityfilter.section import Section

Share = Annotated[float, Field(ge=0, le=1)]
Where = tuple[str | int, ...]
Problem = tuple[Where, str]
SEPARATOR = "/"  # between the labels of a cell: mathematics/zh


class Tiers(Section):
    """InternLM2's tiers of code: the best are read `times` times, the middle once, the worst not at all; shares of tokens."""

    times: Annotated[float, Field(ge=1)] = 3.0
    top: Share = 0.2
    bottom: Share = 0.2


class Curve(Section):
    """A monotone factor over a document's percentile p (0 worst, 1 best): worst + (best - worst) × p^bend; or tiers."""

    column: str | None = None
    worst: Annotated[float, Field(ge=0)] = 0.5
    best: Annotated[float, Field(ge=0)] = 2.0
    bend: Annotated[float, Field(gt=0, le=20)] = 1.0
    tiers: Tiers | None = None


class Quality(Section):
    """Better documents are read more often: by a curve over the percentile within their label, or by temperature."""

    column: str = "value"
    curve: Curve | None = None
    curves: dict[str, Curve] = Field(default_factory=dict)
    temperature: Annotated[float, Field(gt=0)] | None = None
    least: Annotated[int, Field(ge=1)] = 500


class Rehydrate(Section):
    """Documents of duplicate clusters that the rules think well of are read more often, after FineWeb2."""

    most: Annotated[float, Field(ge=1)] = 3.0
    sizes: Annotated[int, Field(ge=5, le=10_000)] = 150
    least: Annotated[int, Field(ge=1)] = 100


class Commonness(Section):
    """Common text is read less often, after SoftDedup; `column` holds bits per token of a model of the corpus itself."""

    column: str
    levels: Annotated[int, Field(ge=2, le=100)] = 10
    exponent: Annotated[float, Field(gt=0, le=1)] = 0.5
    most: Annotated[float, Field(ge=1)] = 2.0


class Weigh(Section):
    """Target shares of tokens × quality × rehydration × commonness, under caps on repetition.

    `gathered` holds the shares of what sets of seeds gathered; a recipe gives them as `share` of each set.
    """

    by: str | tuple[str, ...] = "domain"
    targets: dict[str, Share | dict[str, Share]] = Field(default_factory=dict)
    gathered: dict[str, Share] = Field(default_factory=dict)
    max_repeat: Annotated[float, Field(ge=1)] = 4.0
    max_source_repeat: Annotated[float, Field(ge=1)] | None = None
    total: Annotated[float, Field(gt=0)] | None = None
    quality: Quality | None = None
    rehydrate: Rehydrate | None = None
    commonness: Commonness | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The label columns whose cells the mixture is made of."""
        return (self.by,) if isinstance(self.by, str) else self.by

    @property
    def asks(self) -> bool:
        """Whether any weight can be other than 1."""
        return bool(self.targets or self.gathered or self.total or self.quality or self.rehydrate or self.commonness)

    @property
    def needs_labels(self) -> bool:
        return bool(self.targets or (self.quality and (self.quality.curve or self.quality.curves)))

    def shares(self) -> dict[str, float]:
        """Targets by name: a label of the first column for all its cells together, `mathematics/zh` for one cell, `seeds:NAME`."""
        found = {gathered_cell(name): share for name, share in self.gathered.items()}
        for label, share in self.targets.items():
            if isinstance(share, dict):
                found.update({f"{label}{SEPARATOR}{second}": s for second, s in share.items()})
            else:
                found[label] = share
        return found

    def reach(self, part: float) -> float:
        """About the greatest share of what is read that the caps let this part of the tokens have, 0-1."""
        return min(part * min(self.max_repeat, self.max_source_repeat or self.max_repeat) / (self.total or 1.0), 1.0)

    def columns(self) -> set[str]:
        """Score columns that weights depend on, labels apart."""
        found = {affinity_column(name) for name in self.gathered}
        if self.commonness:
            found.add(self.commonness.column)
        if self.quality:
            curves = [c for c in (self.quality.curve, *self.quality.curves.values()) if c is not None]
            found |= {curve.column or self.quality.column for curve in curves}
            if self.quality.temperature is not None:
                found.add(self.quality.column)
        return found


def gathered_cell(name: str) -> str:
    """The cell of what a set of seeds gathered."""
    return f"seeds:{name}"


def check_weigh(weigh: Weigh, columns: Mapping[str, ScoreColumn], broken: bool) -> list[Problem]:
    """Everything that is wrong with the section; with scorers missing (`broken`), unknown columns would only repeat that."""
    problems = [*_caps(weigh), *_sums(weigh)]
    if weigh.needs_labels:
        problems += _labels(weigh, columns, broken)
    problems += [p for where, name in _numbers(weigh) for p in _number(where, name, columns, broken)]
    if weigh.quality is not None:
        problems += _quality(weigh.quality)
    return [(("weigh", *where), what) for where, what in problems]


def _caps(weigh: Weigh) -> Iterator[Problem]:
    """Caps that contradict each other, or what they cap."""
    cap, source = weigh.max_repeat, weigh.max_source_repeat
    if source is not None and source > cap:
        yield ("max_source_repeat",), f"{source:g} can never be reached: no document is read more than max_repeat {cap:g} times"
    least = min(cap, source or cap)
    if weigh.total is not None and weigh.total > least:
        yield ("total",), f"{weigh.total:g} times what is kept cannot be reached when nothing is read more than {least:g} times"
    lowers = weigh.quality or weigh.rehydrate or weigh.commonness or (weigh.total or 1) < 1
    if least == 1 and weigh.shares() and not lowers:
        yield (
            ("max_repeat" if cap == 1 else "max_source_repeat",),
            "at 1, and with a total that is not below 1, every document is read once: no share can be moved",
        )
    if weigh.rehydrate is not None and weigh.rehydrate.most > cap:
        yield ("rehydrate", "most"), f"{weigh.rehydrate.most:g} is above max_repeat {cap:g}"
    for where, curve in _curves(weigh.quality):
        name, factor = ("tiers", curve.tiers.times) if curve.tiers is not None else ("best", curve.best)
        if factor > cap:
            yield (*where, name), f"{factor:g} is above max_repeat {cap:g}"


def check_reach(weigh: Weigh, rules: Sequence[tuple[str, str, Collection[str]]]) -> Iterator[Problem]:
    """Targets of which nothing can be kept: a rule (its name, a label column, the labels that pass) drops all of them."""
    for name, column, passing in rules:
        if column not in weigh.labels:
            continue
        first = weigh.labels.index(column) == 0
        for label, share in weigh.targets.items():
            lost = f"rule {name!r} keeps none of it: it keeps {', '.join(sorted(passing))}"
            if first:
                if label not in passing and share != 0:
                    yield ("weigh", "targets", label), lost
            elif isinstance(share, dict):
                yield from ((("weigh", "targets", label, second), lost) for second, x in share.items() if x and second not in passing)


def _sums(weigh: Weigh) -> Iterator[Problem]:
    asked = sum(weigh.shares().values())
    if asked > 1 + 1e-9:
        yield ("targets",), f"target shares{', with those of seeds,' if weigh.gathered else ''} add up to {asked:g}, more than 1"


def _labels(weigh: Weigh, columns: Mapping[str, ScoreColumn], broken: bool) -> Iterator[Problem]:
    if len(weigh.labels) not in (1, 2) or len(set(weigh.labels)) < len(weigh.labels):
        yield ("by",), "one label column, or two different ones"
        return
    known = [columns.get(name) for name in weigh.labels]
    for name, column in zip(weigh.labels, known):
        if column is None and not broken:
            yield ("by",), unknown("label column", name, [c.name for c in columns.values() if c.categories])
        elif column is not None and not column.categories:
            yield ("by",), f"column {column.name!r} is a number; weights go by a label column"
    if any(column is None or not column.categories for column in known):
        return
    first, second = known[0], known[1] if len(known) > 1 else None
    assert first is not None
    for label, share in weigh.targets.items():
        if label not in first.categories:
            yield ("targets", label), unknown(f"category of {first.name}", label, first.categories)
        if isinstance(share, dict) and second is None:
            yield ("targets", label), f"shares within {label!r} need a second label column: by: [{first.name}, language]"
        elif isinstance(share, dict) and second is not None:
            for name in share:
                if name not in second.categories:
                    yield ("targets", label, name), unknown(f"category of {second.name}", name, second.categories)
    for label in weigh.quality.curves if weigh.quality else ():
        if label not in first.categories:
            yield ("quality", "curves", label), unknown(f"category of {first.name}", label, first.categories)
    everything = all(isinstance(weigh.targets.get(c), float) for c in first.categories)
    if everything and sum(weigh.shares().values()) < 0.999:
        yield ("targets",), f"every category has a target, and they add up to {sum(weigh.shares().values()):g}, less than 1"


def _curves(quality: Quality | None) -> Iterator[tuple[Where, Curve]]:
    if quality is not None:
        if quality.curve is not None:
            yield ("quality", "curve"), quality.curve
        for label, curve in quality.curves.items():
            yield ("quality", "curves", label), curve


def _numbers(weigh: Weigh) -> Iterator[tuple[Where, str]]:
    """Where columns stand that must be numbers."""
    yield from ((("gathered", name), affinity_column(name)) for name in weigh.gathered)
    if weigh.commonness is not None:
        yield ("commonness", "column"), weigh.commonness.column
    if weigh.quality is not None:
        own = [curve.column is None for _, curve in _curves(weigh.quality)]
        if any(own) or weigh.quality.temperature is not None:
            yield ("quality", "column"), weigh.quality.column
        yield from (((*where, "column"), curve.column) for where, curve in _curves(weigh.quality) if curve.column is not None)


def _number(where: Where, name: str, columns: Mapping[str, ScoreColumn], broken: bool) -> Iterator[Problem]:
    column = columns.get(name)
    if column is None:
        if not broken:
            yield where, unknown("column", name, columns)
    elif column.categories:
        yield where, f"column {name!r} is a label; this needs a number"
    elif where[0] == "quality" and column.better == "neither":
        yield where, f"column {name!r} has no better direction"


def _quality(quality: Quality) -> Iterator[Problem]:
    curves = list(_curves(quality))
    if quality.temperature is not None and curves:
        yield ("quality",), "either `temperature` or curves"
    if quality.temperature is None and not curves:
        yield ("quality",), "give `curve` (for all labels), `curves` (label by label) or `temperature`"
    for where, curve in curves:
        shape = {"worst", "best", "bend"} & curve.model_fields_set
        if curve.tiers is not None and shape:
            yield where, f"either `tiers` or {', '.join(sorted(shape))}"
        if curve.tiers is not None and curve.tiers.top + curve.tiers.bottom > 1:
            yield (*where, "tiers"), f"top {curve.tiers.top:g} and bottom {curve.tiers.bottom:g} overlap"
        if curve.tiers is None and curve.worst > curve.best:
            yield where, f"worst {curve.worst:g} is above best {curve.best:g}: quality would count against a document"
