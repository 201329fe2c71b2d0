"""What other thresholds would do: against counting every document, for one rule by histograms and for several by samples."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from qualityfilter.columns import TOP, ScoreColumn
from qualityfilter.deciding import ResolvedRule, judge
from qualityfilter.deciding import Test as Bounds
from qualityfilter.errors import InputError
from qualityfilter.reports.sample import TOGETHER, Sample, below, keys_of, merged, share_of
from qualityfilter.reports.what_if import STEPS_OF_WHAT_IF, WIDTH, Change, answer, changes_in_words, edge, edge_value, nearest, recipe_line

ADS, WORDS = ScoreColumn("ads", better="lower"), ScoreColumn("words", high=1e6, scale="log", better="higher")
LANGUAGE = ScoreColumn("language", categories=("en", "zh"))
DENSITY = ScoreColumn("density", better="higher")  # that no rule tests
COLUMNS = {"ads": ADS, "words": WORDS, "language": LANGUAGE, "density": DENSITY}
RULES = [
    ResolvedRule("few_ads", Bounds("ads", high=26_214), unless=(Bounds("words", low=60_000),), maximum=0.4),
    ResolvedRule("long", Bounds("words", low=18_650), minimum=50.0),
    ResolvedRule("chinese", Bounds("language", codes=(1,)), one_of=("zh",)),
]


class Corpus:
    """Made-up documents, judged: their codes, units and verdicts, the report's counts of them, and a sample."""

    def __init__(self, n: int, seed: int, copies: float = 0.0) -> None:
        draw = np.random.default_rng(seed)
        self.codes = {name: draw.integers(0, TOP + 1, n).astype(np.uint16) for name in ("ads", "words")}
        self.codes["language"] = draw.integers(0, 2, n).astype(np.uint16)
        self.units = draw.integers(1, 1000, n)
        self.codes["density"] = np.random.default_rng(seed + 1).integers(0, TOP + 1, n).astype(np.uint16)
        self.failed = judge(RULES, self.codes, n)
        groups = np.where(draw.random(n) < copies, draw.integers(1, max(n // 6, 2), n), 0).astype(np.uint64)
        self.cluster = groups
        self.verdict = self.verdicts(self.failed)

    def verdicts(self, failed: np.ndarray) -> np.ndarray:
        """0 kept, 1 failed, 2 duplicate: of a group the first that passes is kept."""
        verdict, seen = np.where(failed != 0, 1, 0).astype(np.uint8), set()
        for row in np.flatnonzero((failed == 0) & (self.cluster != 0)).tolist():
            if int(self.cluster[row]) in seen:
                verdict[row] = 2
            seen.add(int(self.cluster[row]))
        return verdict

    @property
    def total(self) -> dict:
        counts = {}
        for step, chosen in (("kept", self.verdict == 0), ("duplicate", self.verdict == 2), ("cleaned", self.verdict < 9)):
            counts[step] = {"documents": int(chosen.sum()), "units": int(self.units[chosen].sum())}
        what_if, rules = {}, {}
        for i, rule in enumerate(RULES):
            only = self.failed == np.uint64(1 << i)
            rules[rule.name] = {"failed": 0, "only": int(only.sum()), "only_units": int(self.units[only].sum())}
            scope = rule.applies(self.codes, self.units.size)
            alone = scope & ((self.failed & ~np.uint64(1 << i)) == 0)
            steps = self.codes[rule.test.column] // WIDTH
            what_if[rule.name] = [
                [s, int((scope & (steps == s)).sum()), int((alone & (steps == s)).sum()), int(self.units[alone & (steps == s)].sum())]
                for s in np.unique(steps).tolist()
            ]
        steps, alone = self.codes["density"] // WIDTH, self.failed == 0
        new = [
            [s, int((steps == s).sum()), int((alone & (steps == s)).sum()), int(self.units[alone & (steps == s)].sum())]
            for s in np.unique(steps).tolist()
        ]
        return {"counts": counts, "rules": rules, "what_if": what_if, "what_if_columns": {"density": new}}

    def sample(self, share: float = 1.0) -> Sample:
        n = self.units.size
        keys = np.random.default_rng(7).integers(0, 1 << 63, n, dtype=np.uint64) * np.uint64(2)
        keys = np.where(self.cluster > 0, keys[self.cluster.astype(np.int64)], keys)
        size = np.where(self.cluster > 0, np.bincount(self.cluster.astype(np.int64))[self.cluster.astype(np.int64)], 1)
        facts = {"key": keys, "cluster": self.cluster, "cluster_size": size, "units": self.units, "verdict": self.verdict}
        table = pa.table({**facts, "failed": self.failed, **{f"score.{name}": codes for name, codes in self.codes.items()}})
        return Sample(table.filter(pa.array(below(keys, share))), share)

    def counted(self, changes: dict[str, Bounds | None]) -> tuple[int, int, int]:
        """Documents and units that pass, and documents kept, by judging every document anew; None leaves a rule out."""
        rules = [
            ResolvedRule(r.name, changes.get(r.name) or r.test, r.when, r.unless) for r in RULES if changes.get(r.name, r.test) is not None
        ]
        rules += [ResolvedRule(name, bounds) for name, bounds in changes.items() if name in COLUMNS and bounds is not None]
        failed = judge(rules, self.codes, self.units.size)
        return int((failed == 0).sum()), int(self.units[failed == 0].sum()), int((self.verdicts(failed) == 0).sum())


CORPUS = Corpus(3000, 1, copies=0.3)
TOTAL, WHOLE = CORPUS.total, CORPUS.sample()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, STEPS_OF_WHAT_IF), st.sampled_from(["few_ads", "long"]))
def test_one_rule_is_exact_at_every_edge(step, name):
    column = ADS if name == "few_ads" else WORDS
    upper = name == "few_ads"
    if upper:
        change, bounds = Change(maximum=edge_value(column, step, True)), Bounds("ads", high=max(step * WIDTH - 1, 0))
    else:
        change, bounds = Change(minimum=edge_value(column, step, False)), Bounds("words", low=min(step * WIDTH, TOP))
    if (upper and step == 0) or (not upper and step == STEPS_OF_WHAT_IF):
        return  # beyond the last code a threshold refuses all but its own value
    found = answer(TOTAL, RULES, COLUMNS, {name: change}, None)
    passed, units, _ = CORPUS.counted({name: bounds})
    assert (found.passed, found.passed_units, found.within) == (passed, units, 0.0)


def test_a_rule_left_out_is_exact_and_labels_can_only_be_left_out():
    for name in ("few_ads", "long", "chinese"):
        found = answer(TOTAL, RULES, COLUMNS, {name: Change(off=True)}, None)
        assert (found.passed, found.passed_units) == CORPUS.counted({name: None})[:2]
    with pytest.raises(InputError, match="tests labels"):
        answer(TOTAL, RULES, COLUMNS, {"chinese": Change(minimum=1.0)}, None)
    with pytest.raises(InputError, match=r"no rule or column of numbers 'log'\. Did you mean 'long'"):
        answer(TOTAL, RULES, COLUMNS, {"log": Change(off=True)}, None)


def test_a_rule_that_the_run_did_not_have_is_exact_alone_and_with_others_where_all_were_drawn():
    density = Bounds("density", low=300 * WIDTH)
    change = {"density": Change(minimum=edge_value(DENSITY, 300, False))}
    found = answer(TOTAL, RULES, COLUMNS, change, None)
    assert (found.passed, found.passed_units) == CORPUS.counted({"density": density})[:2]
    assert found.failed == int((CORPUS.codes["density"] < 300 * WIDTH).sum())
    together = answer(TOTAL, RULES, COLUMNS, {**change, **BOTH}, WHOLE)
    assert (together.passed, together.passed_units, together.kept) == CORPUS.counted({"density": density, **MOVED})
    with pytest.raises(InputError, match="no rule or column of numbers 'language'"):
        answer(TOTAL, RULES, COLUMNS, {"language": Change(off=True)}, None)


@pytest.mark.parametrize("more", [-200, -20, 20, 100])
@pytest.mark.parametrize("place", [0, 1])
def test_a_threshold_for_so_many_more_is_the_nearest_there_is(more, place):
    rule = RULES[place]
    moved = nearest(TOTAL, rule, COLUMNS[rule.test.column], more)
    change = Change(maximum=moved.bound) if rule.maximum is not None else Change(minimum=moved.bound)
    now = answer(TOTAL, RULES, COLUMNS, {rule.name: Change(rule.minimum, rule.maximum)}, None)
    assert answer(TOTAL, RULES, COLUMNS, {rule.name: change}, None).passed - int((CORPUS.failed == 0).sum()) == moved.more
    assert abs(moved.more - more) <= 5
    assert nearest(TOTAL, RULES[2], LANGUAGE, more) is None
    assert now.within == 0.0


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["ads <= 0.4"], {"ads": Change(maximum=0.4)}),
        (["ads<=.4", "ads >= -1e2"], {"ads": Change(-100.0, 0.4)}),
        (["few_ads off", "long ≥ 5"], {"few_ads": Change(off=True), "long": Change(5.0)}),
        (["seed_affinity:maths >= 0.5"], {"seed_affinity:maths": Change(0.5)}),
        (["ads"], None), (["ads < 4"], None), (["ads <= four"], None), (["ads <= 0.4 or so"], None),
    ],
)  # fmt: skip
def test_changes_in_words(words, found):
    if found is not None:
        assert changes_in_words(words) == found
        return
    with pytest.raises(InputError, match="expected NAME >= NUMBER"):
        changes_in_words(words)


def test_the_line_for_the_recipe_is_a_rule_of_it():
    decide = {
        "name": "few_ads",
        "column": "ads",
        "max": 0.4,
        "min": None,
        "keep": 0.3,
        "unless": [{"column": "words", "min": 5, "max": None}],
    }
    [line] = yaml.safe_load(recipe_line(answer(TOTAL, RULES, COLUMNS, {"few_ads": Change(maximum=0.2)}, None).rules["few_ads"], decide))
    assert line == {"name": "few_ads", "column": "ads", "max": pytest.approx(0.2, abs=0.001), "unless": [{"column": "words", "min": 5}]}
    [line] = yaml.safe_load(recipe_line(answer(TOTAL, RULES, COLUMNS, {"density": Change(minimum=0.5)}, None).rules["density"], None))
    assert line == {"name": "density_at_least", "column": "density", "min": pytest.approx(0.5, abs=0.001)}


BOTH = {"few_ads": Change(maximum=edge_value(ADS, 700, True)), "long": Change(minimum=edge_value(WORDS, 150, False))}
MOVED = {"few_ads": Bounds("ads", high=700 * WIDTH - 1), "long": Bounds("words", low=150 * WIDTH)}


def test_several_rules_are_exact_where_the_run_was_drawn_whole():
    found = answer(TOTAL, RULES, COLUMNS, BOTH, WHOLE)
    assert (found.passed, found.passed_units, found.kept) == CORPUS.counted(MOVED)
    assert found.within == found.within_units == 0.0


def test_a_sample_of_several_rules_is_near_and_its_interval_holds_the_truth_as_often_as_it_says():
    held, n = 0, 20
    for seed in range(n):
        corpus = Corpus(3000, 100 + seed, copies=0.2)
        found = answer(corpus.total, RULES, COLUMNS, BOTH, corpus.sample(0.25))
        passed, _, kept = corpus.counted(MOVED)
        held += abs(found.passed - passed) <= found.within
        assert abs(found.passed - passed) < 0.06 * 3000
        assert abs(found.kept - kept) < 0.06 * 3000
        assert found.within > 0
    assert held >= 17


def test_a_change_that_no_row_shows_is_still_bounded():
    found = answer(TOTAL, RULES, COLUMNS, {name: Change(1.0) if name == "long" else Change(maximum=1.0) for name in BOTH}, WHOLE.cut(30))
    assert found.within > 0


@pytest.mark.parametrize("column", [ADS, WORDS, ScoreColumn("symbols", -2.0, 5.0)])
def test_what_is_printed_for_the_recipe_is_the_edge_itself(column):
    for step in (1, 3, 150, 512, 777, 1023):
        assert int(column.encode(edge_value(column, step, False))) == step * WIDTH
        assert int(column.encode(edge_value(column, step, True))) == step * WIDTH - 1
        assert edge(column, edge_value(column, step, False), False) == edge(column, edge_value(column, step, True), True) == step


# the draw --------------------------------------------------------------------------------------------------------------


def test_keys_hold_groups_together_and_know_no_batch():
    ids, clusters = [f"d{i}" for i in range(100)], [f"d{i // 4 * 4}" for i in range(100)]
    hashes = np.arange(100, dtype=np.uint64)
    keys, group = keys_of(hashes, ids, clusters, np.full(100, 4))
    assert np.unique(keys).size == np.unique(group).size == 25
    again = [keys_of(hashes[i : i + 7], ids[i : i + 7], clusters[i : i + 7], np.full(7, 4))[0] for i in range(0, 98, 7)]
    assert np.concatenate(again).tolist() == keys[:98].tolist()
    alone, none = keys_of(hashes, ids, clusters, np.full(100, TOGETHER + 1))
    assert np.unique(alone).size == 100
    assert not none.any()


def test_a_tenth_is_a_tenth():
    keys, _ = keys_of(np.arange(20_000, dtype=np.uint64), [str(i) for i in range(20_000)], [], np.ones(20_000, np.int64))
    assert 0.09 < below(keys, 0.1).mean() < 0.11
    assert share_of(1_000) == 1.0
    assert share_of(10**8) == pytest.approx(105_000e-8)


def test_shards_in_any_order_are_the_same_sample():
    table = WHOLE.table.append_column("part", pa.array(np.arange(len(WHOLE)) % 3)).append_column("row", pa.array(range(len(WHOLE))))
    parts = [table.filter(pa.compute.equal(table.column("part"), i)) for i in range(3)]
    assert merged(parts, 1.0).table.equals(merged(parts[::-1], 1.0).table)


def test_cutting_a_sample_keeps_the_least_keys():
    cut = WHOLE.cut(500)
    assert 400 < len(cut) < 600
    assert cut.share == pytest.approx(500 / 3000)
    assert max(cut.numbers("key").tolist()) < min(set(WHOLE.numbers("key").tolist()) - set(cut.numbers("key").tolist()))
