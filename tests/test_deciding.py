"""Rules judge every document; thresholds are codes; `keep` settles on a bin edge that keeps its share at least, a budget on a code."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter.columns import BINS, CODES, ScoreColumn
from qualityfilter.deciding import judge, resolve, settle
from qualityfilter.errors import ScorerError
from qualityfilter.recipe import Rule

ADS = ScoreColumn("ads", better="lower")
VALUE = ScoreColumn("value", better="higher")
WORDS = ScoreColumn("words", high=1e9, scale="log", better="higher")
LANGUAGE = ScoreColumn("language", categories=("en", "zh", "und"))
COLUMNS = {c.name: c for c in (ADS, VALUE, WORDS, LANGUAGE)}


def codes(**values):
    return {
        name: COLUMNS[name].encode([COLUMNS[name].categories.index(v) for v in vs] if name == "language" else vs)
        for name, vs in values.items()
    }


@pytest.mark.parametrize(
    ("rule", "failing"),
    [
        ({"column": "ads", "max": 0.3}, [False, False, True]),
        ({"column": "ads", "min": 0.3}, [True, False, False]),
        ({"column": "words", "min": 50}, [True, False, False]),
        ({"column": "language", "one_of": ["zh"]}, [True, False, True]),
        ({"column": "ads", "max": 0.1, "when": [{"column": "language", "one_of": ["zh"]}]}, [False, True, False]),
        ({"column": "ads", "max": 0.1, "unless": [{"column": "words", "min": 1000}]}, [False, True, False]),
    ],
)
def test_rules(rule, failing):
    scores = codes(ads=[0.1, 0.3, 0.9], words=[49, 50, 5000], language=["en", "zh", "und"])
    resolved = resolve(Rule(name="r", **rule), COLUMNS)
    assert resolved.fails(scores, 3).tolist() == failing


def test_a_value_equal_to_the_threshold_passes_on_both_sides():
    for threshold in (0.1, 0.3, 1 / 3, 0.7):
        scores = codes(ads=[threshold])
        assert not resolve(Rule(name="a", column="ads", max=threshold), COLUMNS).fails(scores, 1)[0]
        assert not resolve(Rule(name="b", column="ads", min=threshold), COLUMNS).fails(scores, 1)[0]


def test_every_rule_judges_every_document():
    rules = [resolve(Rule(name="a", column="ads", max=0.5), COLUMNS), resolve(Rule(name="b", column="words", min=100), COLUMNS)]
    assert judge(rules, codes(ads=[0.9, 0.9, 0.1], words=[5, 500, 5]), 3).tolist() == [3, 1, 2]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=300), st.floats(0.01, 1.0), st.sampled_from(["ads", "value"]))
def test_keep_keeps_at_least_its_share_and_no_bin_more_than_needed(values, share, name):
    column = COLUMNS[name]
    scores = {name: column.encode(values)}
    histogram = np.bincount(column.bins(scores[name]), minlength=BINS)
    rule = settle(resolve(Rule(name="r", column=name, keep=share), COLUMNS), column, histogram)
    kept = ~rule.fails(scores, len(values))
    assert kept.sum() >= share * len(values) - 1e-9
    edge_bin = (rule.test.low >> 4) if name == "value" else (rule.test.high >> 4)
    assert kept.sum() - histogram[edge_bin] < share * len(values) + 1e-9


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(1, 40)), min_size=1, max_size=200),
    st.integers(1, 3000),
    st.sampled_from(["ads", "value"]),
)
def test_a_budget_is_filled_from_the_better_end_and_never_overrun(documents, budget, name):
    """No more than the budget is kept but for the best of all, and the next code would be too much."""
    column, tokens = COLUMNS[name], np.array([n for _, n in documents])
    scores = {name: column.encode([value for value, _ in documents])}
    histogram = np.bincount(scores[name], tokens, CODES).astype(np.int64)
    rule = settle(resolve(Rule(name="r", column=name, keep=1, at_most=budget, unit="tokens"), COLUMNS), column, histogram)
    kept = ~rule.fails(scores, len(documents))
    worth = scores[name].astype(int) * (1 if name == "value" else -1)
    assert kept.any()
    assert tokens[kept].sum() <= budget or np.unique(worth[kept]).size == 1
    if not kept.all():
        following = worth == worth[~kept].max()
        assert worth[kept].min() > worth[~kept].max()
        assert tokens[kept].sum() + tokens[following].sum() > budget
    assert rule.detail["kept"] == pytest.approx(tokens[kept].sum() / tokens.sum())


def test_a_stricter_threshold_never_keeps_more():
    values = np.linspace(0, 1, 997)
    kept = [
        int((~resolve(Rule(name="r", column="ads", max=m), COLUMNS).fails(codes(ads=values), values.size)).sum())
        for m in np.linspace(0, 1, 41)
    ]
    assert kept == sorted(kept)


@given(st.lists(st.integers(0, 3000), min_size=1))
def test_counts_up_to_two_thousand_stay_apart_on_the_log_grid(values):
    stored = WORDS.decode(WORDS.encode(values))
    small = np.asarray(values) < 1500
    assert np.array_equal(np.rint(stored[small]), np.asarray(values)[small])


@pytest.mark.parametrize("bad", [float("nan"), 1.1, -0.1, float("inf")])
def test_a_score_that_is_missing_or_out_of_range_is_an_error(bad):
    with pytest.raises(ScorerError, match=r"row 1; it declares 0\.0 to 1\.0"):
        ADS.check(np.array([0.5, bad]), "ads.v1")
