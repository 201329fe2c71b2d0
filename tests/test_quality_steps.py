"""Factors as steps of a column: percentiles, tiers, temperature, commonness; cut points are what a plain computation gives."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter.columns import BINS, ScoreColumn
from qualityfilter.quality_steps import Steps, commonness_steps, curve_factors, percentile_steps, temperature_steps
from qualityfilter.weigh_settings import Commonness, Curve, Tiers

HIGHER, LOWER = ScoreColumn("good", better="higher"), ScoreColumn("bad", better="lower")
BITS = ScoreColumn("bits", low=0.0, high=16.0)


def histogram(column, values, tokens):
    found = np.zeros(BINS, np.int64)
    np.add.at(found, column.bins(column.encode(values)), tokens)
    return found


def test_a_curve_goes_from_worst_to_best_and_bends():
    flat, bent = curve_factors(Curve(worst=0.5, best=2.5)), curve_factors(Curve(worst=0.5, best=2.5, bend=3))
    assert flat[[0, 49, 99]] == pytest.approx([0.51, 1.49, 2.49])
    assert (np.diff(bent) > 0).all()
    assert bent[49] < 0.8 < bent[99]


def test_tiers_of_code_are_k_1_0():
    factors = curve_factors(Curve(tiers=Tiers(times=4, top=0.1, bottom=0.3)))
    assert factors.tolist() == [0.0] * 30 + [1.0] * 60 + [4.0] * 10


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 1000)), min_size=1, max_size=60), st.booleans())
def test_percentiles_are_the_share_of_tokens_that_are_worse(rows, lower):
    column = LOWER if lower else HIGHER
    values, tokens = np.array([v for v, _ in rows]), np.array([t for _, t in rows])
    made = percentile_steps(histogram(column, values, tokens), column, np.arange(100.0))
    bins = column.bins(column.encode(values))
    got = made.factor(made.step(bins))
    for i, b in enumerate(bins):
        worse = tokens[bins > b if lower else bins < b].sum()
        expected = int((worse + tokens[bins == b].sum() / 2) / tokens.sum() * 100)
        assert got[i] in (expected, min(expected, 99))


def test_a_percentile_of_one_value_is_the_middle():
    made = percentile_steps(histogram(HIGHER, [0.7], [12]), HIGHER, np.arange(100.0))
    assert made.factor(made.step(HIGHER.bins(HIGHER.encode([0.7])))).tolist() == [50.0]


def test_temperature_weighs_by_standard_deviations():
    rng = np.random.default_rng(1)
    values = np.clip(rng.normal(0.5, 0.1, 20_000), 0, 1)
    tokens = histogram(HIGHER, values, np.ones(values.size, int))
    made = temperature_steps(tokens, HIGHER, 2.0)
    got = made.factor(made.step(HIGHER.bins(HIGHER.encode([0.3, 0.5, 0.6, 0.7]))))
    assert got == pytest.approx(np.exp(np.array([-2, 0, 1, 2]) / 2), rel=0.04)
    flipped = temperature_steps(tokens, LOWER, 2.0)
    assert flipped.factor(flipped.step(LOWER.bins(LOWER.encode([0.3])))) == pytest.approx([np.e], rel=0.04)


def test_ratings_that_do_not_differ_weigh_the_same():
    made = temperature_steps(histogram(HIGHER, [0.4], [10]), HIGHER, 1.0)
    assert set(made.factors) == {1.0}


def test_common_text_is_read_less_and_rare_text_more_within_bounds():
    values = np.linspace(4, 12, 1000)
    tokens = histogram(BITS, values, np.full(1000, 7))
    made = commonness_steps(tokens, BITS, Commonness(column="bits", levels=8, exponent=0.5, most=3))
    assert len(made.factors) == 8
    assert list(made.factors) == sorted(made.factors)
    assert made.factors[0] == pytest.approx(1 / 3)
    assert made.factors[-1] == 3.0
    assert made.factors[4] == pytest.approx(2 ** (0.5 * 0.5), rel=0.02)  # half a bit above the median
    gentle = commonness_steps(tokens, BITS, Commonness(column="bits", levels=8, exponent=0.1, most=3))
    assert 0.7 < gentle.factors[0] < gentle.factors[-1] < 1.4


def test_steps_survive_json():
    made = percentile_steps(histogram(HIGHER, [0.1, 0.5, 0.9], [5, 5, 5]), HIGHER, curve_factors(Curve()))
    again = Steps.from_json(json.loads(json.dumps(made.to_json())))
    assert again == made
