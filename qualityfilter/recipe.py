"""`Recipe`: what is made. Paths may stand in it; cluster addresses, worker counts and machine sizes may not.

Loading reports every problem at once with file and line, before anything is read: unknown keys, scorers, parameters and
columns, thresholds outside a column's range, impossible weights.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import pydantic
import yaml
from pydantic import BaseModel, Field

from qualityfilter import registry
from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Cleaner, Scorer, SeedReader, SurveyReader
from qualityfilter.enrich_settings import Enrich, SeedSet, check_seeds, with_affinities, with_rescues, with_shares
from qualityfilter.errors import InputError, RecipeError, unknown
from qualityfilter.expecting import Expectation
from qualityfilter.normalising import DATATROVE, FOLDED
from qualityfilter.pieces import ReadOptions
from qualityfilter.ranking import Calibrate, Ranking, check_calibrate, rank_column
from qualityfilter.section import Section
from qualityfilter.signing import MinHash, layout
from qualityfilter.supplement_settings import Supplement, check_supplement, supplement_columns, with_supplement
from qualityfilter.weigh_settings import Weigh, check_reach, check_weigh


class CleanerStep(Section):
    cleaner: str
    params: dict[str, Any] = Field(default_factory=dict)

    def build(self) -> Cleaner:
        return registry.build_cleaner(self.cleaner, self.params)


class Clean(Section):
    """Which cleaners propose spans, and what happens to each kind of span."""

    cleaners: tuple[CleanerStep, ...] = ()
    policy: dict[str, Literal["remove", "mark", "off"]] = Field(default_factory=dict)
    guard: Annotated[float, Field(gt=0, le=1)] = 0.5


class Survey(Section):
    """Pass 0: lines are counted per site and over the corpus; those on fewer documents than this are forgotten."""

    min_documents: Annotated[int, Field(ge=2)] = 5


class ScorerStep(Section):
    scorer: str
    params: dict[str, Any] = Field(default_factory=dict)

    def build(self) -> Scorer:
        return registry.build_scorer(self.scorer, self.params)


class MinHashSettings(Section):
    """Banding; `preset: fineweb` is 14 bands of 8 rows, `preset: internlm2` 14 of 9 (128 hashes at .7, of which 126 are used).

    `curve` maps a Jaccard similarity to the least and the greatest probability that such a pair is compared; the layout of the fewest
    permutations that keeps to it is used.
    """

    preset: Literal["fineweb", "internlm2"] | None = None
    curve: dict[float, tuple[float, float]] | None = None
    bands: Annotated[int, Field(ge=1, le=256)] = 14
    rows: Annotated[int, Field(ge=1, le=64)] = 8
    ngram: Annotated[int, Field(ge=1, le=32)] = 5
    seed: int = 1
    jaccard: Annotated[float, Field(gt=0, le=1)] = 0.75

    def settings(self) -> MinHash:
        bands, rows = {"fineweb": (14, 8), "internlm2": (14, 9)}.get(self.preset or "", (self.bands, self.rows))
        if self.curve is not None:
            bands, rows = _layout(tuple(sorted(self.curve.items())))
        return MinHash(bands, rows, self.ngram, self.seed)


@functools.cache
def _layout(wanted: tuple[tuple[float, tuple[float, float]], ...]) -> tuple[int, int]:
    return layout(dict(wanted))


class Containment(Section):
    """When a document counts as lying within another: by the share of its shingles that the other has.

    Candidates share rare sampled shingles: at least `shared` of those that at most `common` documents have.
    """

    share: Annotated[float, Field(gt=0.5, le=1)] = 0.85
    longer: Annotated[float, Field(gt=0, le=1)] = 0.5
    shared: Annotated[int, Field(ge=1)] = 2
    common: Annotated[int, Field(ge=2, le=64)] = 8


class Dedup(Section):
    """Which duplicates are looked for, which copy stays, and whether the others are dropped or only marked.

    `rules: datatrove` is what datatrove's MinHash stages do: every number is 0, whoever shares a band key is connected, nothing is
    verified, one document of all that are connected stays. For comparing with corpora that were made so.
    """

    rules: Literal["verified", "datatrove"] = "verified"
    exact: bool = True
    urls: bool = False
    minhash: MinHashSettings | None = MinHashSettings()
    containment: Containment | None = None
    keep: Literal["best", "longest", "newest", "preferred", "first"] = "best"
    prefer: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    by: str = "value"
    action: Literal["drop", "mark"] = "drop"
    memory_bytes: Annotated[int, Field(ge=2**20)] = 512 * 2**20

    @property
    def settings(self) -> MinHash | None:
        """How near-duplicates are signed; None where none are looked for."""
        if self.minhash is None:
            return None
        return replace(self.minhash.settings(), units=DATATROVE if self.rules == "datatrove" else FOLDED)

    @property
    def verified(self) -> bool:
        return self.rules == "verified"


class Benchmark(Section):
    """A benchmark's files (JSON lines, plain or gzip) and which of their fields hold questions and answers."""

    name: str
    paths: Annotated[tuple[str, ...], Field(min_length=1)]
    fields: Annotated[tuple[str, ...], Field(min_length=1)]


class Decontaminate(Section):
    """Documents with items of benchmarks: marked, dropped, or the items cut and what then still holds one dropped.

    Spelled out in the resolved recipe as the scorer benchmark_overlap.v1, a rule, and the cleaner benchmark_items.v1.
    """

    benchmarks: Annotated[tuple[Benchmark, ...], Field(min_length=1)]
    ngram: Annotated[int, Field(ge=8, le=13)] = 13
    share: Annotated[float, Field(gt=0, le=1)] = 0.6
    action: Literal["mark", "drop", "cut"] = "drop"


class Alarms(Section):
    """What stops a run before it writes (exit status 3); null switches one off."""

    group_size: Annotated[int, Field(ge=2)] | None = 10_000
    bucket_size: Annotated[int, Field(ge=2)] | None = 100_000
    source_loss: Annotated[float, Field(gt=0, lt=1)] | None = 0.95


class Condition(Section):
    """A test of one column: `min` and `max` inclusive, or `one_of` categories."""

    column: str
    min: float | None = None
    max: float | None = None
    one_of: tuple[str, ...] | None = None


class Rule(Section):
    """A test that a document must pass. `keep: 0.4` resolves to a threshold that keeps that share, and `at_most` of the unit.

    `when` (all of them) and `unless` (any of them) scope it.
    """

    name: str
    column: str
    min: float | None = None
    max: float | None = None
    one_of: tuple[str, ...] | None = None
    keep: Annotated[float, Field(gt=0, le=1)] | None = None
    at_most: Annotated[int, Field(ge=1)] | None = None
    of: Literal["groups", "documents"] = "groups"
    unit: Literal["documents", "tokens"] = "documents"
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()


class Stage(Section):
    """A stage of training: the best `share` of the tokens read, of documents that meet `when` and hold no more of a benchmark than that."""

    name: str
    share: Annotated[float, Field(gt=0, lt=1)] | None = None
    when: tuple[Condition, ...] = ()
    max_contamination: Annotated[float, Field(ge=0, le=1)] | None = None


class Stages(Section):
    """Stages in the order of training; what is best by a column goes into the last, and the first takes what is left."""

    by: str = "value"
    sets: Annotated[tuple[Stage, ...], Field(min_length=2, max_length=16)]


class Write(Section):
    format: Literal["parquet", "jsonl.zst"] = "parquet"
    stage: str = "main"
    scores: bool = True
    repeated: bool = False


class Report(Section):
    examples: Literal["full", "masked", "none"] = "full"
    per_rule: Annotated[int, Field(ge=0, le=50)] = 3


class Recipe(Section):
    """What is made: read, clean, score, dedup, decide, weigh, write. Frozen; unknown keys are errors."""

    name: str
    version: str = "1"
    description: str = ""
    seed: int = 1
    after: str | None = None
    read: ReadOptions = ReadOptions()
    survey: Survey | None = None
    clean: Clean = Clean()
    score: tuple[ScorerStep, ...] = ()
    dedup: Dedup = Dedup()
    decontaminate: Decontaminate | None = None
    seeds: tuple[SeedSet, ...] = ()
    enrich: Enrich = Enrich()
    supplement: Supplement | None = None
    alarms: Alarms = Alarms()
    calibrate: Calibrate = Calibrate()
    decide: tuple[Rule, ...] = ()
    weigh: Weigh = Weigh()
    stages: Stages | None = None
    write: Write = Write()
    report: Report = Report()
    expect: tuple[Expectation, ...] = ()

    @pydantic.model_validator(mode="before")
    @classmethod
    def _spell_out(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and raw.get("decontaminate"):
            raw = with_decontamination(raw)
        if isinstance(raw, dict) and raw.get("supplement"):
            raw = with_supplement(raw)
        return with_shares(with_rescues(with_affinities(raw))) if isinstance(raw, Mapping) and raw.get("seeds") else raw

    @classmethod
    def load(cls, name_or_path: str | Path) -> Recipe:
        """A recipe by name (`web`) or path; RecipeError lists every problem with file and line."""
        source, text = find(str(name_or_path))
        return cls.parse(text, source)

    @classmethod
    def parse(cls, text: str, source: str = "recipe") -> Recipe:
        """A recipe from YAML text; `source` stands in error messages."""
        raw, lines = _yaml(text, source)
        problems: list[str] = []
        broken: set[int | str] = set()
        recipe: Recipe | None = None
        try:
            recipe = cls.model_validate(raw)
        except pydantic.ValidationError as error:
            found = error.errors(include_url=False)
            problems += [_say(e, source, lines) for e in found]
            broken = {e["loc"][0] for e in found if e["loc"]}  # their defaults stand in for them below, which nobody wrote
        checked = recipe if recipe is not None else _partial(cls, raw)
        if checked is not None:
            said = [(where, what) for where, what in _check(checked) if not (where and where[0] in broken)]
            problems += [f"{source}:{_line(lines, where)}: {_dotted(where)}: {what}" for where, what in said]
        if problems:
            raise RecipeError(dict.fromkeys(problems))
        assert recipe is not None
        return recipe

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Recipe:
        """A recipe from plain data, checked like a file."""
        return cls.parse(yaml.safe_dump(dict(value), allow_unicode=True, sort_keys=False))

    def with_paths(self, paths: Iterable[str]) -> Recipe:
        """The same recipe reading other paths."""
        return self.model_copy(update={"read": self.read.model_copy(update={"paths": tuple(paths)})})

    def with_read(self, read: ReadOptions) -> Recipe:
        """The same recipe with other reading options."""
        return self.model_copy(update={"read": read})

    @property
    def survey_settings(self) -> Survey:
        """The settings of pass 0; the defaults where the recipe does not ask for it."""
        return self.survey or Survey()

    @property
    def waiting_for_seeds(self) -> tuple[SeedSet, ...]:
        """Sets of seeds whose model a run must make before it scores."""
        waiting = {built.seeds for built in (step.build() for step in self.score) if isinstance(built, SeedReader)}
        return tuple(one for one in self.seeds if one.name in waiting)

    def without_seeds(self) -> Recipe:
        """The same recipe without the scorers whose models a run makes."""
        kept = tuple(step for step in self.score if not (isinstance(built := step.build(), SeedReader) and built.seeds))
        return self.model_copy(update={"score": kept, "seeds": ()})

    def plain(self) -> dict[str, Any]:
        """Every value, defaults included, as plain data."""
        return self.model_dump(mode="json")

    def measured(self) -> dict[str, ScoreColumn]:
        """The score columns of pass 1, by name: what cleaning took, then the scorers' in order."""
        found = {column.name: column for column in given_columns(self)}
        for step in self.score:
            for column in step.build().writes:
                found[column.name] = column
        return found

    def columns(self) -> dict[str, ScoreColumn]:
        """All score columns, by name: the measured ones, and `value_rank` where the recipe measures what that is a percentile of."""
        found = self.measured()
        return {**found, **rank_column(self.calibrate, found)}

    def ranking(self) -> Ranking | None:
        """How documents are ranked; None where the column to rank by is not measured."""
        found = self.measured()
        return Ranking.of(self.calibrate, found) if rank_column(self.calibrate, found) else None


CONTAMINATION = "contamination"


def with_decontamination(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The recipe with the scorers, rule and cleaner that its section `decontaminate` stands for; what is there is not added again."""
    try:
        asked = Decontaminate.model_validate(raw["decontaminate"])
        scorers, rules = list(raw.get("score") or ()), list(raw.get("decide") or ())
        clean = dict(raw.get("clean") or {})
        cleaners = list(clean.get("cleaners") or ())
    except (pydantic.ValidationError, TypeError, ValueError):
        return raw  # reported as what it is when the section is read
    benchmarks = [{"name": b.name, "paths": [resolve_path(path) for path in b.paths], "fields": list(b.fields)} for b in asked.benchmarks]
    common = {"benchmarks": benchmarks, "ngram": asked.ngram}
    column = f"{CONTAMINATION}_left" if asked.action == "cut" else CONTAMINATION
    steps = [{"scorer": "benchmark_overlap.v1", "params": {**common, "column": CONTAMINATION, "raw": asked.action == "cut"}}]
    if asked.action == "cut":
        steps.append({"scorer": "benchmark_overlap.v1", "params": {**common, "column": column, "raw": False}})
        cleaners = _added(cleaners, [{"cleaner": "benchmark_items.v1", "params": {**common, "share": asked.share}}], "cleaner")
        clean["cleaners"] = cleaners
    scorers = _added(scorers, steps, "scorer")
    if asked.action != "mark":
        below = max(asked.share - 1 / 65535, 0.0)
        rules = _added(rules, [{"name": "decontaminated", "column": column, "max": round(below, 6)}], "name")
    return {**raw, "score": scorers, "decide": rules, **({"clean": clean} if clean else {})}


def _added(there: list[Any], new: Sequence[dict[str, Any]], by: str) -> list[Any]:
    """The list with entries that it does not have, the first of each kind standing for all."""
    known = {entry.get(by) for entry in there if isinstance(entry, dict)}
    return [*there, *(entry for entry in new if entry[by] not in known)]


@functools.cache
def _clean_kinds(cleaners: tuple[str, ...]) -> tuple[str, ...]:
    kinds: dict[str, None] = {}
    for name in cleaners:
        for kind in registry.build_cleaner(name).kinds:
            kinds.setdefault(kind)
    return tuple(kinds)


def clean_columns(recipe: Recipe) -> list[ScoreColumn]:
    """Columns that cleaning itself measures: per kind of span, the share of the raw document's characters found."""
    kinds = _clean_kinds(tuple(step.cleaner for step in recipe.clean.cleaners))
    return [
        ScoreColumn(f"{kind}_share", meaning=f"share of the raw characters in spans of kind {kind!r}, removed or marked", better="lower")
        for kind in kinds
    ]


def given_columns(recipe: Recipe) -> list[ScoreColumn]:
    """Columns that no scorer writes: what cleaning measures, and for which gap of a supplement a document was drawn."""
    return [*clean_columns(recipe), *supplement_columns(recipe.supplement)]


def recipe_names() -> list[str]:
    """Names of the recipes that come with the package."""
    return sorted(p.name[: -len(".yaml")] for p in resources.files("recipes").iterdir() if p.name.endswith(".yaml"))


def resolve_path(path: str) -> str:
    """An input path as the readers take it: absolute, URLs as they are, `package:recipes/sample/…` inside an installed package."""
    if path.startswith("package:"):
        package, _, rest = path[len("package:") :].partition("/")
        return str(resources.files(package) / rest)
    return path if "://" in path else str(Path(path).expanduser().absolute())


def find(name_or_path: str) -> tuple[str, str]:
    """The source label and the text of a recipe given by name or by path."""
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        try:
            return str(path), path.read_text(encoding="utf8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"recipe {name_or_path}: {error}") from error
    packaged = resources.files("recipes") / f"{name_or_path}.yaml"
    if not packaged.is_file():
        raise InputError(unknown("recipe", name_or_path, recipe_names()) + " A path ends in .yaml.")
    return f"{name_or_path}.yaml", packaged.read_text(encoding="utf8")


# checks ----------------------------------------------------------------------------------------------------------------

Where = tuple[str | int, ...]


def _check_survey(recipe: Recipe) -> list[tuple[Where, str]]:
    """A cleaner that cannot do without pass 0, or a pass 0 that nobody reads."""
    built = [step.build() for step in recipe.clean.cleaners]
    readers = {i: cleaner for i, cleaner in enumerate(built) if isinstance(cleaner, SurveyReader)}
    if recipe.survey is not None:
        return [] if readers else [(("survey",), "no cleaner of this recipe reads it; site_lines.v1 and repeated_paragraphs.v1 do")]
    return [
        (("clean", "cleaners", i), f"{recipe.clean.cleaners[i].cleaner} needs the counts of pass 0: add 'survey: {{}}' to the recipe")
        for i, cleaner in readers.items()
        if cleaner.needs_survey
    ]


def _check(recipe: Recipe) -> list[tuple[Where, str]]:
    """Problems that need the registry: scorers, parameters, columns, thresholds, weights."""
    problems: list[tuple[Where, str]] = []
    columns: dict[str, ScoreColumn] = {}
    for i, cleaner in enumerate(recipe.clean.cleaners):
        problems += _attempt(("clean", "cleaners", i), cleaner.build)
    kinds: tuple[str, ...] = ()
    if not problems:
        problems += _check_survey(recipe)
        columns.update({c.name: c for c in given_columns(recipe)})
        kinds = _clean_kinds(tuple(step.cleaner for step in recipe.clean.cleaners))
        problems += [(("clean", "policy", kind), unknown("kind of span", kind, kinds)) for kind in recipe.clean.policy if kind not in kinds]
    writer: dict[str, str] = {}
    for i, step in enumerate(recipe.score):
        found = _attempt(("score", i), step.build)
        problems += found
        if found:
            continue
        for column in step.build().writes:
            if column.name in writer:
                problems.append((("score", i), f"column {column.name!r} is already written by {writer[column.name]}"))
            writer[column.name] = step.scorer
            columns[column.name] = column
    for i, step in enumerate(recipe.score):
        try:
            reads = step.build().reads
        except RecipeError:
            continue
        problems += [
            (("score", i), f"{step.scorer} reads column {r!r}, which no scorer of this recipe writes")
            for r in reads
            if r not in ("text", "raw_text") and r not in columns
        ]
    broken = bool(problems)  # with scorers missing, unknown columns would only repeat the first problem
    problems += check_calibrate(recipe.calibrate, columns, broken)
    measured = dict(columns)
    columns |= rank_column(recipe.calibrate, measured)
    names: set[str] = set()
    for i, rule in enumerate(recipe.decide):
        where: Where = ("decide", i)
        if rule.name in names:
            problems.append(((*where, "name"), f"two rules are named {rule.name!r}"))
        names.add(rule.name)
        problems += _check_test(rule, where, columns, broken)
        if rule.keep is not None and (rule.min is not None or rule.max is not None or rule.one_of is not None):
            problems.append(((*where, "keep"), "a rule has either `keep` or `min`/`max`/`one_of`"))
        if rule.at_most is not None and rule.keep is None:
            problems.append(((*where, "at_most"), "it bounds what `keep` keeps: give `keep` too (1 for all)"))
        if rule.keep is not None and rule.column in columns and columns[rule.column].better == "neither":
            problems.append(((*where, "keep"), f"column {rule.column!r} has no better direction: say `min` or `max`"))
        if rule.keep is None and rule.min is None and rule.max is None and rule.one_of is None:
            problems.append((where, f"rule {rule.name!r} tests nothing: give min, max, one_of or keep"))
        for scope in ("when", "unless"):
            for j, condition in enumerate(getattr(rule, scope)):
                problems += _check_test(condition, (*where, scope, j), columns, broken)
    problems += check_seeds(recipe.seeds, {rule.name: rule.column for rule in recipe.decide}, recipe.enrich.quality)
    if recipe.supplement is not None:
        problems += check_supplement(recipe.supplement, names)
    if recipe.stages is not None:
        problems += _check_stages(recipe.stages, columns, broken)
    problems += check_weigh(recipe.weigh, columns, broken)
    everywhere = [rule for rule in recipe.decide if rule.one_of is not None and not rule.when and not rule.unless]
    problems += check_reach(recipe.weigh, [(rule.name, rule.column, rule.one_of or ()) for rule in everywhere])
    if recipe.weigh.rehydrate is not None:
        problems += _check_rehydration(recipe)
    if recipe.dedup.keep == "best" and (recipe.dedup.exact or recipe.dedup.minhash) and recipe.dedup.by not in measured and not broken:
        problems.append((("dedup", "by"), f"keep: best needs a score: {unknown('column', recipe.dedup.by, measured)}"))
    if recipe.dedup.minhash is not None and recipe.dedup.minhash.curve is not None:
        problems += _check_curve(recipe.dedup.minhash)
    if recipe.dedup.containment is not None and recipe.dedup.minhash is None:
        problems.append((("dedup", "containment"), "it compares what `dedup.minhash` signs: that may not be null"))
    if not recipe.dedup.verified:
        dedup = recipe.dedup
        wrong = {"minhash": dedup.minhash is None, "containment": dedup.containment is not None, "urls": dedup.urls}
        problems += [(("dedup", key), "rules: datatrove is MinHash alone") for key, is_wrong in wrong.items() if is_wrong]
    if recipe.dedup.keep == "preferred" and not recipe.dedup.prefer:
        problems.append((("dedup", "keep"), "keep: preferred needs `prefer`, the sources in order"))
    if recipe.read.format == "datatrove" and recipe.read.datatrove is None:
        problems.append((("read", "format"), "format datatrove needs `datatrove: {reader: …}`"))
    return problems


def _check_stages(stages: Stages, columns: Mapping[str, ScoreColumn], broken: bool) -> list[tuple[Where, str]]:
    """Names that can be folders, a column to go by, shares that leave something to the first stage, decontamination that only tightens."""
    problems: list[tuple[Where, str]] = []
    by = columns.get(stages.by)
    if by is None and not broken:
        problems.append((("stages", "by"), unknown("column", stages.by, columns)))
    elif by is not None and (by.categories or by.better == "neither"):
        problems.append((("stages", "by"), f"column {stages.by!r} has no better direction"))
    names, bound = set[str](), 1.0
    for i, stage in enumerate(stages.sets):
        where: Where = ("stages", "sets", i)
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", stage.name) or stage.name in names:
            problems.append(
                ((*where, "name"), f"{stage.name!r}: a name of its own of lower-case letters, digits, _ and -: it becomes a folder")
            )
        names.add(stage.name)
        if i == 0 and (stage.share is not None or stage.when or stage.max_contamination is not None):
            problems.append(
                (where, "the first stage takes what the later ones leave: only a name. Rules of `decide` say what is kept at all")
            )
        if i and stage.share is None and not stage.when:
            problems.append((where, "give `share` (of the tokens read), `when`, or both: without either it takes everything"))
        if stage.max_contamination is not None:
            if CONTAMINATION not in columns and not broken:
                problems.append(((*where, "max_contamination"), "nothing measures contamination: add the section `decontaminate`"))
            if stage.max_contamination > bound:
                problems.append(
                    ((*where, "max_contamination"), f"{stage.max_contamination:g} after {bound:g}: a later stage may only be stricter")
                )
            bound = stage.max_contamination
        for j, condition in enumerate(stage.when):
            problems += _check_test(condition, (*where, "when", j), columns, broken)
    asked = sum(stage.share or 0 for stage in stages.sets)
    if asked >= 1:
        problems.append((("stages", "sets"), f"shares add up to {asked:g}, which leaves nothing to {stages.sets[0].name!r}"))
    return problems


def _check_rehydration(recipe: Recipe) -> list[tuple[Where, str]]:
    """It repeats the copy that stays of a cluster, as far as rules spare such clusters: it needs clusters, one copy, and rules."""
    where: Where = ("weigh", "rehydrate")
    problems: list[tuple[Where, str]] = []
    if not recipe.dedup.exact and recipe.dedup.minhash is None:
        problems.append((where, "it goes by the size of duplicate clusters, and `dedup` looks for no duplicates"))
    if recipe.dedup.action == "mark":
        problems.append((where, "with dedup.action: mark every copy stays already"))
    if not recipe.decide:
        problems.append((where, "it goes by how often rules remove documents of a cluster size, and `decide` has none"))
    return problems


def _check_curve(minhash: MinHashSettings) -> list[tuple[Where, str]]:
    where: Where = ("dedup", "minhash", "curve")
    curve = minhash.curve or {}
    problems: list[tuple[Where, str]] = [
        (where, f"at {s:g} from {low:g} to {high:g}: similarities lie between 0 and 1, probabilities from 0 to 1, the least first")
        for s, (low, high) in curve.items()
        if not (0 < s < 1 and 0 <= low <= high <= 1)
    ]
    if minhash.preset is not None:
        problems.append((where, "either `preset` or `curve`"))
    if not problems:
        try:
            minhash.settings()
        except InputError as error:
            problems.append((where, str(error)))
    return problems


def _check_test(test: Rule | Condition, where: Where, columns: Mapping[str, ScoreColumn], broken: bool) -> list[tuple[Where, str]]:
    column = columns.get(test.column)
    if column is None:
        return [] if broken else [((*where, "column"), "no scorer writes it: " + unknown("column", test.column, columns))]
    problems: list[tuple[Where, str]] = []
    if column.categories:
        if test.min is not None or test.max is not None:
            problems.append((where, f"column {column.name!r} is a label: use `one_of`"))
        problems += [
            ((*where, "one_of"), unknown(f"category of {column.name}", c, column.categories))
            for c in test.one_of or ()
            if c not in column.categories
        ]
        return problems
    if test.one_of is not None:
        problems.append(((*where, "one_of"), f"column {column.name!r} is a number: use `min` and `max`"))
    for side in ("min", "max"):
        bound = getattr(test, side)
        if bound is not None and not column.low <= bound <= column.high:
            problems.append(((*where, side), f"{bound:g} is outside the range of {column.name!r}, {column.low:g} to {column.high:g}"))
    if test.min is not None and test.max is not None and test.min > test.max:
        problems.append((where, f"min {test.min:g} is above max {test.max:g}"))
    if isinstance(test, Condition) and test.min is None and test.max is None:
        problems.append((where, "a condition needs min, max or one_of"))
    return problems


def _attempt(where: Where, build: Any) -> list[tuple[Where, str]]:
    try:
        build()
    except RecipeError as error:
        return [(where, problem) for problem in error.problems]
    return []


def _partial(cls: type[Recipe], raw: Any) -> Recipe | None:
    """What of a broken recipe can still be checked: every top-level section that is valid alone."""
    if not isinstance(raw, dict):
        return None
    kept: dict[str, Any] = {"name": "broken"}
    for key, field in cls.model_fields.items():
        if key in raw:
            try:
                pydantic.TypeAdapter[Any](cast(Any, field.annotation)).validate_python(raw[key])
                kept[key] = raw[key]
            except pydantic.ValidationError:
                if key in ("score", "clean"):
                    return None
    return cls.model_validate(kept)


# YAML with lines -------------------------------------------------------------------------------------------------------


def _yaml(text: str, source: str) -> tuple[Any, dict[Where, int]]:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise RecipeError(f"{source}{line}: not YAML: {getattr(error, 'problem', error)}") from error
    if not isinstance(raw, dict):
        raise RecipeError(f"{source}:1: a recipe is a mapping with `name`, `read`, `score`, …; this is {type(raw).__name__}")
    lines: dict[Where, int] = {}
    _walk(node, (), lines)
    return raw, lines


def _walk(node: Any, where: Where, lines: dict[Where, int]) -> None:
    lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*where, key.value)
            lines[below] = key.start_mark.line + 1
            _walk(value, below, lines)
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            _walk(value, (*where, i), lines)


def _line(lines: Mapping[Where, int], where: Where) -> int:
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


def _dotted(where: Where) -> str:
    text = ""
    for step in where:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else str(step))
    return text


EXPECTED = {"tuple_type": "expected a list", "dict_type": "expected names with values", "string_type": "expected text: put it in quotes"}
"""Types of problems that pydantic says in Python's words."""


def _say(error: Any, source: str, lines: Mapping[Where, int]) -> str:
    where = tuple(error["loc"])
    place = f"{source}:{_line(lines, where)}: {_dotted(where)}"
    if error["type"] == "extra_forbidden":
        return f"{place}: " + unknown("key", str(where[-1]), _fields_at(where[:-1]))
    if error["type"] == "model_type":
        return f"{place}: expected keys with values, of {', '.join(_fields_at(where))} (given: {error['input']!r:.60})"
    said = EXPECTED.get(error["type"], error["msg"])
    return f"{place}: {said}" + (f" (given: {error['input']!r:.60})" if error["type"] != "missing" else "")


def _fields_at(where: Where) -> list[str]:
    model: Any = Recipe
    for step in where:
        if isinstance(step, int):
            continue
        annotation = model.model_fields[step].annotation
        candidates = [annotation, *getattr(annotation, "__args__", ())]
        model = next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), model)
    return list(model.model_fields)
