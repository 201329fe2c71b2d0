"""Every registered scorer and cleaner keeps the contract; and the contract catches scorers that do not."""

import random
import sys
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pytest
import user_files

import scorers
from qualityfilter import Documents, FoundSpans, InputError, ScoreColumn, registry
from qualityfilter.testing import AWKWARD, assert_processes_agree, cleaner_checks, scorer_checks

WITH_TORCH = "transformer.v1"  # tried in test_transformer.py, where torch is installed
SCORERS = [name for name in registry.scorer_names() if name != WITH_TORCH]
CLEANERS = registry.cleaner_names()


@pytest.fixture(scope="session")
def files_of_users(tmp_path_factory):
    return user_files.parameters(tmp_path_factory.mktemp("user_files"))


@pytest.mark.parametrize("check", scorer_checks(), ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", SCORERS)
def test_scorer_keeps_the_contract(name, check, files_of_users):
    check(registry.build_scorer(name, files_of_users.get(name)))


def test_every_scorer_that_needs_a_file_is_tried_with_one(files_of_users):
    assert {name for name in SCORERS if registry.required_parameters(registry.scorer_class(name))} == set(files_of_users)


@pytest.mark.parametrize("check", cleaner_checks(), ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", CLEANERS)
def test_cleaner_keeps_the_contract(name, check):
    check(registry.build_cleaner(name))


def test_another_process_gives_the_same_codes():
    classes = {name: registry.scorer_class(name) for name in SCORERS}
    exact = [name for name, cls in classes.items() if getattr(cls, "exact", True) and not registry.required_parameters(cls)]
    assert_processes_agree([*exact, *CLEANERS])


def test_no_two_scorers_write_one_column_but_as_versions_of_each_other():
    writers: dict[str, str] = {}
    for name in SCORERS:
        for column in registry.own_columns(registry.scorer_class(name)):
            known = writers.setdefault(column.name, name)
            assert known.rpartition(".v")[0] == name.rpartition(".v")[0], f"{column.name}: {known} and {name}"


# ---- the suite itself: a good scorer passes, deliberately bad ones are caught by the check that is meant to

LENGTH = ScoreColumn("test_length", 0.0, 1e6, meaning="code points of the text", unit="code points")
SHARE = ScoreColumn("test_share", 0.0, 1.0, meaning="a share of something")


@dataclass(frozen=True)
class Good:
    """Code points of the text, at most `most`."""

    most: int = 1_000_000

    name: ClassVar[str] = "test_good.v1"
    reads: ClassVar[tuple[str, ...]] = ("text",)
    writes: ClassVar[tuple[ScoreColumn, ...]] = (LENGTH,)

    def score(self, docs: Documents) -> Any:
        return {"test_length": [min(len(text), self.most) for text in docs.texts]}


@dataclass(frozen=True)
class RelativeToTheBatch(Good):
    """Length as a share of the longest in the batch."""

    writes: ClassVar[tuple[ScoreColumn, ...]] = (SHARE,)

    def score(self, docs: Documents) -> Any:
        longest = max((len(text) for text in docs.texts), default=1) or 1
        return {"test_share": [len(text) / longest for text in docs.texts]}


@dataclass(frozen=True)
class NaNForEmpty(Good):
    """The share of capital letters; divides by zero."""

    writes: ClassVar[tuple[ScoreColumn, ...]] = (SHARE,)

    def score(self, docs: Documents) -> Any:
        return {"test_share": [sum(map(str.isupper, text)) / len(text) if text else float("nan") for text in docs.texts]}


@dataclass(frozen=True)
class SkipsEmpty(Good):
    """Length of the texts that have any."""

    def score(self, docs: Documents) -> Any:
        return {"test_length": [len(text) for text in docs.texts if text]}


@dataclass(frozen=True)
class DependsOnTheRowBefore(Good):
    """Length, and that of the text before."""

    def score(self, docs: Documents) -> Any:
        lengths = [len(text) for text in docs.texts]
        return {"test_length": [a + b for a, b in zip(lengths, [0, *lengths[:-1]], strict=True)]}


@dataclass(frozen=True)
class TooHigh(Good):
    """Length in bytes, declared as a share."""

    writes: ClassVar[tuple[ScoreColumn, ...]] = (SHARE,)

    def score(self, docs: Documents) -> Any:
        return {"test_share": docs.views.bytes}


@dataclass(frozen=True)
class Refuses(Good):
    """Length, of text without NUL."""

    def score(self, docs: Documents) -> Any:
        if any("\0" in text for text in docs.texts):
            raise ValueError("a NUL")
        return {"test_length": [len(text) for text in docs.texts]}


@dataclass(frozen=True)
class FailsOnNothing(Good):
    """Length; takes the maximum of no documents."""

    def score(self, docs: Documents) -> Any:
        max(len(text) for text in docs.texts)
        return {"test_length": [len(text) for text in docs.texts]}


@dataclass(frozen=True)
class Counts(Good):
    """Length, plus how often it was asked."""

    asked: ClassVar[list[int]] = []

    def score(self, docs: Documents) -> Any:
        self.asked.append(1)
        return {"test_length": [len(text) + len(self.asked) for text in docs.texts]}


@dataclass(frozen=True)
class Rolls(Good):
    """Length, with a little noise from the global generator."""

    def score(self, docs: Documents) -> Any:
        return {"test_length": [len(text) + random.randrange(50) for text in docs.texts]}


@dataclass(frozen=True)
class SeedsTheWorld(Good):
    """Length; seeds NumPy's global generator to be reproducible."""

    def score(self, docs: Documents) -> Any:
        np.random.seed(0)
        return {"test_length": [len(text) for text in docs.texts]}


@dataclass(frozen=True)
class Scribbles(Good):
    """Length in bytes; lowers the case of the shared text in place."""

    def score(self, docs: Documents) -> Any:
        lengths = docs.views.bytes.copy()
        docs.views.buffer[docs.views.buffer == ord("T")] = ord("t")
        return {"test_length": lengths}


@dataclass(frozen=True)
class ReadsTheId(Good):
    """Length of the text and of its address."""

    def score(self, docs: Documents) -> Any:
        urls = docs.table.column("url").to_pylist() if "url" in docs.table.column_names else [""] * len(docs)
        return {"test_length": [len(text) + len(url) for text, url in zip(docs.texts, urls, strict=True)]}


@dataclass(frozen=True)
class CarriesItsModel(Good):
    """Length; keeps a table in a field."""

    table: tuple[int, ...] = tuple(range(10_000))


@dataclass(frozen=True)
class CannotTravel(Good):
    """Length; keeps a function in a field."""

    how: Any = field(default_factory=lambda: lambda text: len(text))


@dataclass(frozen=True)
class NeedsAParameter(Good):
    """Length; `least` has no default."""

    least: int = field(kw_only=True)


@dataclass
class Mutable:
    """Length."""

    name: ClassVar[str] = "test_mutable.v1"
    reads: ClassVar[tuple[str, ...]] = ("text",)
    writes: ClassVar[tuple[ScoreColumn, ...]] = (LENGTH,)

    def score(self, docs: Documents) -> Any:
        return {"test_length": [len(text) for text in docs.texts]}


@dataclass(frozen=True)
class Unversioned(Good):
    """Length."""

    name: ClassVar[str] = "test_length"


@dataclass(frozen=True)
class Undocumented(Good):
    __doc__ = ""


@dataclass(frozen=True)
class TakesTheWeight(Good):
    """Length, in a column that every run writes itself."""

    writes: ClassVar[tuple[ScoreColumn, ...]] = (ScoreColumn("weight", 0.0, 1e6, meaning="code points of the text"),)


@dataclass(frozen=True)
class SaysNothing(Good):
    """Length, in a column without a meaning."""

    writes: ClassVar[tuple[ScoreColumn, ...]] = (ScoreColumn("test_length", 0.0, 1e6),)


@dataclass(frozen=True)
class InexactWithoutAReason(Good):
    """Length, about."""

    exact: ClassVar[bool] = False


@dataclass(frozen=True)
class LostItsModel(Good):
    """Length; its model is not there."""

    model_files: ClassVar[tuple[str, ...]] = ("no/such/model.npz",)


@dataclass(frozen=True)
class Warns(Good):
    """Length; divides zero by zero on the way."""

    def score(self, docs: Documents) -> Any:
        lengths = np.array([len(text) for text in docs.texts], np.float64)
        lengths / lengths
        return {"test_length": lengths}


@dataclass(frozen=True)
class RefusesItsDefaults(Good):
    """Cannot be built without parameters, though each has a default."""

    most: int = 0

    def __post_init__(self) -> None:
        if self.most == 0:
            raise InputError("most: must be given")


CAUGHT = [
    (RelativeToTheBatch, "check_neighbours_do_not_matter"),
    (NaNForEmpty, "check_awkward_texts_are_judged"),
    (SkipsEmpty, "check_awkward_texts_are_judged"),
    (DependsOnTheRowBefore, "check_order_does_not_matter"),
    (TooHigh, "check_awkward_texts_are_judged"),
    (Refuses, "check_awkward_texts_are_judged"),
    (FailsOnNothing, "check_empty_batch"),
    (Counts, "check_calls_agree"),
    (Rolls, "check_global_random_state_is_not_used"),
    (Rolls, "check_global_state_is_left_alone"),
    (SeedsTheWorld, "check_global_state_is_left_alone"),
    (Scribbles, "check_input_is_not_changed"),
    (ReadsTheId, "check_extra_columns_do_not_matter"),
    (CarriesItsModel, "check_pickle_is_small"),
    (CannotTravel, "check_pickle_is_small"),
    (CannotTravel, "check_parameters_are_plain"),
    (Mutable, "check_parameters_are_plain"),
    (Unversioned, "check_scorer_describes_itself"),
    (Undocumented, "check_scorer_describes_itself"),
    (TakesTheWeight, "check_scorer_describes_itself"),
    (SaysNothing, "check_scorer_describes_itself"),
    (InexactWithoutAReason, "check_scorer_describes_itself"),
    (LostItsModel, "check_model_files_are_there"),
    (Warns, "check_no_warnings"),
]
CHECKS = {check.__name__: check for check in scorer_checks()}


@pytest.mark.parametrize("check", scorer_checks(), ids=lambda check: check.__name__)
def test_a_good_scorer_passes(check):
    check(Good())


@pytest.mark.parametrize(("bad", "check"), CAUGHT, ids=lambda value: getattr(value, "__name__", value))
def test_a_bad_scorer_is_caught(bad, check):
    with pytest.raises(AssertionError):
        CHECKS[check](bad())


@pytest.mark.parametrize("check", scorer_checks(), ids=lambda check: check.__name__)
def test_a_scorer_may_need_a_parameter(check):
    check(NeedsAParameter(least=1))


def test_defaults_must_be_enough_where_there_are_some():
    with pytest.raises(AssertionError, match="cannot be built without parameters"):
        CHECKS["check_parameters_are_plain"](RefusesItsDefaults(most=1))


def test_every_check_catches_something():
    assert {check for _, check in CAUGHT} == set(CHECKS)


def test_the_message_names_scorer_text_and_both_values():
    with pytest.raises(
        AssertionError, match=r"test_good\.v1 says otherwise of 'blanks' alone: \{'test_share': 65535\}, not \{'test_share': 4\}"
    ):
        CHECKS["check_neighbours_do_not_matter"](RelativeToTheBatch())


@dataclass(frozen=True)
class Wobbles(Good):
    """Length, a little more in a batch."""

    exact: ClassVar[bool] = False
    tolerance: ClassVar[float] = 20.0
    tolerance_reason: ClassVar[str] = "padding changes the order of sums"
    wobble: float = 10.0

    def score(self, docs: Documents) -> Any:
        return {"test_length": [len(text) + (self.wobble if len(docs) > 1 else 0.0) for text in docs.texts]}


def test_an_inexact_scorer_may_wobble_within_its_tolerance_only():
    CHECKS["check_scorer_describes_itself"](Wobbles())
    CHECKS["check_neighbours_do_not_matter"](Wobbles())
    with pytest.raises(AssertionError, match="says otherwise"):
        CHECKS["check_neighbours_do_not_matter"](Wobbles(wobble=200.0))


HASHES = '''
from dataclasses import dataclass
from qualityfilter import ScoreColumn, register

@register("test_hashes.v1")
@dataclass(frozen=True)
class Hashes:
    """Python's own hash of the text."""
    reads = ("text",)
    writes = (ScoreColumn("test_hash", meaning="hash of the text"),)

    def score(self, docs):
        return {"test_hash": [hash(text) % 65536 / 65535 for text in docs.texts]}
'''


def test_a_scorer_that_uses_pythons_hash_is_caught(tmp_path, monkeypatch):
    from qualityfilter.contract import _SCORERS

    (tmp_path / "outside_scorer.py").write_text(HASHES)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    try:
        with pytest.raises(AssertionError, match=r"another value in another process: test_hashes\.v1"):
            assert_processes_agree(["test_hashes.v1"], modules=["outside_scorer"])
    finally:
        _SCORERS.pop("test_hashes.v1", None)
        sys.modules.pop("outside_scorer", None)


# ---- cleaners


def found(docs: Documents, spans: list[tuple[int, int, int]]) -> FoundSpans:
    """(document, first byte, last byte) of spans, from the start of the document."""
    rows = np.array([s[0] for s in spans], np.int32)
    base = docs.views.offsets[rows] if rows.size else np.zeros(0, np.int64)
    start = base + np.array([s[1] for s in spans], np.int64)
    end = base + np.array([s[2] for s in spans], np.int64)
    return FoundSpans(rows, start, end, np.zeros(rows.size, np.int8), np.ones(rows.size, np.float32))


@dataclass(frozen=True)
class GoodCleaner:
    """Finds the first occurrence of 'Buy now!'."""

    name: ClassVar[str] = "test_cleaner.v1"
    kinds: ClassVar[tuple[str, ...]] = ("ad",)

    def find(self, docs: Documents) -> FoundSpans:
        at = [(row, text.encode().find(b"Buy now!")) for row, text in enumerate(docs.texts)]
        return found(docs, [(row, start, start + 8) for row, start in at if start >= 0])


@dataclass(frozen=True)
class CutsCharacters(GoodCleaner):
    """Finds the first byte of every text that has two."""

    def find(self, docs: Documents) -> FoundSpans:
        return found(docs, [(row, 0, 1) for row, text in enumerate(docs.texts) if len(text.encode()) > 1])


@dataclass(frozen=True)
class LeavesTheDocument(GoodCleaner):
    """Finds two bytes in every text, also in one that has one."""

    def find(self, docs: Documents) -> FoundSpans:
        return found(docs, [(row, 0, 2) for row, text in enumerate(docs.texts) if text.isascii()])


@dataclass(frozen=True)
class Unsorted(GoodCleaner):
    """Finds whole texts, the last one first."""

    def find(self, docs: Documents) -> FoundSpans:
        return found(docs, [(row, 0, len(text.encode())) for row, text in reversed(list(enumerate(docs.texts))) if text])


@dataclass(frozen=True)
class UnknownKind(GoodCleaner):
    """Finds whole texts, of a kind that it does not declare."""

    def find(self, docs: Documents) -> FoundSpans:
        spans = found(docs, [(row, 0, len(text.encode())) for row, text in enumerate(docs.texts) if text])
        return FoundSpans(spans.document, spans.start, spans.end, spans.kind + np.int8(3), spans.score)


@dataclass(frozen=True)
class FindsInTheFirstOnly(GoodCleaner):
    """Finds the whole of the first text of the batch."""

    def find(self, docs: Documents) -> FoundSpans:
        return found(docs, [(0, 0, len(docs.texts[0].encode()))] if len(docs) and docs.texts[0] else [])


CLEANER_CHECKS = {check.__name__: check for check in cleaner_checks()}


@pytest.mark.parametrize("check", cleaner_checks(), ids=lambda check: check.__name__)
def test_a_good_cleaner_passes(check):
    check(GoodCleaner())


@pytest.mark.parametrize(
    ("bad", "check", "message"),
    [
        (CutsCharacters, "check_spans_are_well_formed", "cuts a character"),
        (LeavesTheDocument, "check_spans_are_well_formed", "leaves its document"),
        (Unsorted, "check_spans_are_well_formed", "sorted"),
        (UnknownKind, "check_spans_are_well_formed", "kind 3"),
        (FindsInTheFirstOnly, "check_order_does_not_matter", "says otherwise"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_bad_cleaner_is_caught(bad, check, message):
    with pytest.raises(AssertionError, match=message):
        CLEANER_CHECKS[check](bad())


def test_the_awkward_texts_are_as_awkward_as_they_say():
    texts = list(AWKWARD.values())
    assert "" in texts
    assert any("\0" in text for text in texts)
    assert any(len(text) >= 20_000 and set(text) == {"a"} for text in texts)
    assert any(text.count("\n") == 100_000 for text in texts)
    assert any("\u202e" in text for text in texts)
    assert any("\ufffd" in text for text in texts)
    assert any("\\begin{align}" in text for text in texts)
    assert any(text.isspace() for text in texts)


def test_score_all_measures_every_dimension():
    dimensions = """language fluency density repetition ads ads_mainly boilerplate education knowledge mathematics code reasoning toxicity
        adult pii_count damage domain value code_quality soft_ads seo_spam"""
    found = scorers.score_all(["Write to ada@example.org about the proof that 2 + 2 = 4, 写信也行。", ""])
    assert found.num_rows == 2
    assert set(dimensions.split()) <= set(found.column_names)
    assert found.column("pii_count").to_pylist()[1] == 0 < found.column("pii_count").to_pylist()[0]
