"""Rehydration: cluster sizes that the rules spare are repeated, as FineWeb2 does it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter.rehydrating import as_steps, by_size, removal_rates, weights_of_rates


def by_hand(rates, overall, most):
    """The published recipe, one size at a time."""
    raw = [1.0 if r >= overall else 1 + (most - 1) * (overall - r) / (overall - min(rates)) for r in rates]
    n = len(raw)
    box = [sum(raw[j] for j in range(i - 2, i + 3) if 0 <= j < n) / 5 for i in range(n)]
    return [round(raw[i] if i < 2 or i >= n - 2 else box[i]) for i in range(n)]


@given(st.lists(st.integers(0, 1000), min_size=5, max_size=40), st.integers(0, 1000), st.integers(1, 10))
def test_weights_are_those_of_the_recipe_done_by_hand(rates, overall, most):
    shares = [r / 1000 for r in rates]
    expected = [1] * len(rates) if min(shares) >= overall / 1000 else by_hand(shares, overall / 1000, most)
    got = weights_of_rates(shares, overall / 1000, most).tolist()
    assert all(a == b or abs(a - b) == 1 for a, b in zip(got, expected))  # sums of five in another order may fall on the other side
    assert sum(a != b for a, b in zip(got, expected)) <= len(rates) // 4


def test_a_valley_of_removal_rates_is_repeated_at_its_bottom():
    rates = [0.6, 0.5, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.5, 0.6, 0.7]
    assert weights_of_rates(rates, 0.6, 3).tolist() == [1, 2, 2, 3, 3, 3, 3, 2, 2, 1, 1]
    assert as_steps(np.array([1, 2, 2, 3, 3, 1])) == {1: 1, 2: 2, 4: 3, 6: 1}


def test_the_ends_keep_their_own_weight_and_halves_go_to_the_even_number():
    assert weights_of_rates([0.0, 0.75, 1, 1, 1, 1, 0.5, 0.0], 1.0, 3).tolist() == [3, 2, 2, 1, 1, 2, 2, 3]


def test_every_cluster_counts_once_in_the_global_rate_and_few_documents_share_a_rate():
    counted = {1: [1000, 600], 2: [400, 160], 3: [3, 3], 4: [120, 30], 900: [900, 90]}
    rates, overall = removal_rates(counted, 5, 100)
    assert overall == pytest.approx((600 + 80 + 1 + 7.5 + 0.1) / (1000 + 200 + 1 + 30 + 1))
    assert rates.tolist() == pytest.approx([0.6, 0.4, 33 / 123, 33 / 123, 0.1, 0.1])


def test_a_rate_that_chance_can_explain_is_that_of_all():
    """Without this the size with the lowest rate is repeated most, however little it lies under the others."""
    rates, overall = removal_rates({1: [10_000, 5500], 2: [400, 230]}, 5, 100)
    assert overall > 0.55
    assert rates[0] == overall
    assert set(weights_of_rates(rates, overall, 3).tolist()) == {1}
    rates, overall = removal_rates({1: [10_000, 6000], 2: [4000, 2000]}, 5, 100)
    assert rates[1] == 0.5 < overall


def test_sizes_beyond_the_last_are_the_tail():
    assert by_size(np.array([1, 2, 3, 2, 5, 9]), np.array([1, 3, 6, 7, 4000], np.int32)).tolist() == [1, 3, 9, 9, 9]


def test_where_rules_spare_no_size_nothing_is_repeated():
    assert set(weights_of_rates([0.4] * 8, 0.4, 5).tolist()) == {1}
