"""Weights meet their targets, keep under the cap, name what is missing; repeats are a hash of the row key."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter.weighing import draws, repeats, weigh


def test_a_target_within_reach_is_met_exactly_and_the_total_stays():
    result = weigh({"mathematics": 100, "code": 100, "other": 800}, {"mathematics": 0.2}, 4.0)
    assert result.reached["mathematics"] == pytest.approx(0.2)
    assert sum(result.weight[k] * t for k, t in result.tokens.items()) == pytest.approx(1000)
    assert result.weight["code"] == pytest.approx(result.weight["other"])  # the rest keeps its proportions
    assert result.shortfall == {}


def test_a_target_out_of_reach_stops_at_the_cap_and_is_named():
    result = weigh({"mathematics": 10, "other": 990}, {"mathematics": 0.5}, 4.0)
    assert result.weight["mathematics"] == 4.0
    assert "mathematics" in result.shortfall
    assert "10 tokens repeated 4 times" in result.shortfall["mathematics"]


def test_without_targets_every_weight_is_one():
    assert set(weigh({"a": 5, "b": 7}, {}, 4.0).weight.values()) == {1.0}


def test_a_target_for_what_is_not_there_is_a_shortfall_not_a_division():
    result = weigh({"other": 10}, {"mathematics": 0.3}, 4.0)
    assert "no document kept" in result.shortfall["mathematics"]
    assert result.reached["other"] == 1.0


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**9), min_size=1),
    st.dictionaries(st.sampled_from("abc"), st.floats(0, 0.33), max_size=3),
    st.floats(1, 20),
)
def test_no_weight_exceeds_the_cap_and_tokens_are_never_invented(tokens, targets, cap):
    result = weigh(tokens, targets, cap)
    total = sum(tokens.values())
    assert all(0 <= w <= cap * (1 + 1e-9) for w in result.weight.values())
    if targets and total:
        assert sum(result.weight[k] * tokens.get(k, 0) for k in result.weight) <= total * (1 + 1e-6)
    missed = {k for k, t in targets.items() if t > 1e-9 and result.reached[k] < t * (1 - 1e-6)}
    assert total == 0 or missed <= set(result.shortfall)


def test_draws_are_uniform_and_know_only_the_row_key():
    u = draws(1, "a.jsonl", np.arange(20_000))
    assert np.array_equal(u[500:600], draws(1, "a.jsonl", np.arange(500, 600)))
    assert abs(u.mean() - 0.5) < 0.01
    assert np.histogram(u, 10, (0, 1))[0].min() > 1800
    assert not np.array_equal(u, draws(2, "a.jsonl", np.arange(20_000)))
    assert not np.array_equal(u, draws(1, "b.jsonl", np.arange(20_000)))


def test_repeats_average_to_the_weight():
    u = draws(1, "a.jsonl", np.arange(50_000))
    for weight in (0.0, 0.3, 1.0, 2.75):
        counts = repeats(np.full(u.size, weight), u)
        assert counts.mean() == pytest.approx(weight, abs=0.01)
        assert set(np.unique(counts)) <= {int(weight), int(weight) + 1}
