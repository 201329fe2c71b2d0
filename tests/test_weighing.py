"""Weights meet their targets, keep under the caps, name what is missing; repeats are a hash of the row key."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter.effective_tokens import effective, passes_worth
from qualityfilter.weighing import Caps, Tally, draws, repeats, weigh, weights_of


def shares(tokens, targets, **caps):
    return weigh(Tally.of(tokens), targets, Caps(**caps))


def read(result, row):
    return result.weight[row] * result.tokens[row]


def test_a_target_within_reach_is_met_exactly_and_the_total_stays():
    result = shares({"mathematics": 100, "code": 100, "other": 800}, {"mathematics": 0.2})
    assert result.reached["mathematics"] == pytest.approx(0.2)
    assert result.read == pytest.approx(1000)
    assert result.weight["code"] == pytest.approx(result.weight["other"])  # the rest keeps its proportions
    assert result.shortfall == {}


def test_a_target_out_of_reach_stops_at_the_cap_and_says_what_is_missing():
    result = shares({"mathematics": 10, "other": 990}, {"mathematics": 0.5})
    assert result.weight["mathematics"] == 4.0
    assert result.read == pytest.approx(1000)
    assert result.shortfall == {
        "mathematics": "asked 0.5, reached 0.04: 10 tokens repeated at most 4 times; about 115 more would be needed"
    }
    assert shares({"mathematics": 10 + 115, "other": 990 - 115}, {"mathematics": 0.5}).shortfall == {}


def test_what_a_target_cannot_take_goes_to_cells_without_a_target_not_to_other_targets():
    result = shares({"mathematics": 10, "code": 100, "other": 890}, {"mathematics": 0.3, "code": 0.2})
    assert result.reached["code"] == pytest.approx(0.2)
    assert result.reached["other"] == pytest.approx(0.76)
    assert set(result.shortfall) == {"mathematics"}


def test_where_only_targets_are_left_their_excess_is_named_too():
    result = shares({"mathematics": 10, "code": 100}, {"mathematics": 0.5, "code": 0.5})
    assert result.reached["code"] == pytest.approx(70 / 110)
    assert "nothing to read in its place" in result.shortfall["code"]
    assert "repeated at most 4 times" in result.shortfall["mathematics"]


def test_without_targets_every_weight_is_one():
    assert set(shares({"a": 5, "b": 7}, {}).weight.values()) == {1.0}


def test_a_target_for_what_is_not_there_is_a_shortfall_not_a_division():
    result = shares({"other": 10}, {"mathematics": 0.3})
    assert "no document kept" in result.shortfall["mathematics"]
    assert result.reached["other"] == 1.0


def test_a_target_for_a_label_takes_in_all_its_cells_but_those_that_have_their_own():
    tokens = {"mathematics/en": 60, "mathematics/zh": 20, "mathematics/de": 20, "web/en": 600, "web/zh": 300}
    result = shares(tokens, {"mathematics": 0.16, "mathematics/zh": 0.06})
    assert result.tokens == {"mathematics": 80, "mathematics/zh": 20, "web/en": 600, "web/zh": 300}
    assert result.reached["mathematics"] == pytest.approx(0.16)
    assert result.reached["mathematics/zh"] == pytest.approx(0.06)
    assert result.asked == {"mathematics": 0.16, "mathematics/zh": 0.06}
    assert result.reached["web/zh"] == pytest.approx(0.78 / 3)
    assert result.weight["web/en"] == pytest.approx(result.weight["web/zh"])


def with_factors(rows, targets, **caps):
    """Rows of (cell, source, factor, tokens) and their weights."""
    cell, source, factor, tokens = zip(*rows)
    tally = Tally(cell, source, np.array(factor, float), np.array(tokens))
    result = weigh(tally, targets, Caps(**caps))
    scale = np.array([result.scale[c if c in targets else ""] for c in cell])
    ceiling = np.array([result.ceiling.get((c if c in targets else "", s), np.inf) for c, s in zip(cell, source)])
    return result, weights_of(tally.factor, scale, ceiling, caps.get("document", 4.0))


def test_factors_alone_are_the_weights_under_the_cap():
    _, weight = with_factors([("a", "", 0.0, 5), ("a", "", 0.5, 5), ("b", "", 3.0, 5), ("b", "", 9.0, 5)], {})
    assert weight.tolist() == [0.0, 0.5, 3.0, 4.0]


def test_within_a_target_better_documents_come_more_often_until_they_are_capped():
    rows = [("m", "", 1.0, 100), ("m", "", 2.0, 100), ("m", "", 4.0, 100), ("w", "", 1.0, 10_000)]
    result, weight = with_factors(rows, {"m": 0.08})
    assert weight[2] == 4.0  # 856 of 10,700 tokens: 400 from the best, the others 1 : 2
    assert weight[1] == pytest.approx(2 * weight[0])
    assert read(result, "m") == pytest.approx(0.08 * result.read)


def test_the_total_falls_as_far_as_the_tokens_kept_where_that_meets_targets():
    rows = [("m", "", 4.0, 100), ("w", "", 1.0, 50)]
    result, _ = with_factors(rows, {"m": 0.2})  # the factors give 450 tokens, of which 200 times 1.8 are to be the rest
    assert result.reached["m"] == pytest.approx(0.2)
    assert result.read == pytest.approx(250)
    assert result.shortfall == {}
    result, _ = with_factors([("m", "", 4.0, 100), ("w", "", 1.0, 5)], {"m": 0.2})
    assert result.read == pytest.approx(405)  # 25 tokens would be in proportion, and too few
    assert set(result.shortfall) == {"m"}


def test_a_source_is_not_read_more_often_on_average_than_its_cap():
    rows = [("m", "small", 1.0, 10), ("m", "large", 1.0, 90), ("w", "", 1.0, 900)]
    result, weight = with_factors([*rows[:1], ("m", "small", 3.0, 10), *rows[1:]], {"m": 0.3}, source=3.0)
    assert weight[:2] @ [10, 10] == pytest.approx(3.0 * 20)
    assert weight[1] == 4.0  # within the source the better document still comes first
    assert result.reached["m"] == pytest.approx(0.3)
    assert result.ceiling.keys() == {("m", "small")}
    tight, weight = with_factors(rows, {"m": 0.5}, source=2.0)
    assert weight[:2].tolist() == [2.0, 2.0]
    assert "2 on average over a source" in tight.shortfall["m"]


def test_a_total_is_met_or_named():
    assert shares({"a": 100, "b": 300}, {}, total=0.3, document=1.0).read == pytest.approx(120)
    rows = [("a", "", 0.0, 50), ("a", "", 1.0, 50)]
    result, _ = with_factors(rows, {}, total=3.0)
    assert result.shortfall == {"total": "asked 300 tokens, reached 200: every document is at its cap"}


@pytest.mark.parametrize(("temperature", "expected"), [(1.0, 0.210), (2.0, 0.330), (0.01, 0.055), (1000.0, 0.5)])
def test_a_share_is_sampled_by_temperature(temperature, expected):
    """Two domains two standard deviations apart, 30 % of the tokens: a hard cut leaves the weaker one 5.5 % of them. (Sampling one by
    one without replacement, as QuRating does, gives 25 and 36 % at temperatures of 1 and 2: it does not stop at certainty.)"""
    z = np.linspace(-4, 4, 1601)
    density = np.rint(1e6 * np.exp(-z * z / 2)).astype(int)
    rows = [(d, "", np.exp((x + m) / 2**0.5 / temperature), n) for d, m in (("weak", -1), ("strong", 1)) for x, n in zip(z, density)]
    result, weight = with_factors(rows, {}, total=0.3, document=1.0)
    assert result.reached["weak"] == pytest.approx(expected, abs=2e-3)
    assert weight.max() <= 1.0


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**9), min_size=1),
    st.dictionaries(st.sampled_from("abc"), st.floats(0, 0.33), max_size=3),
    st.floats(1, 20),
)
def test_no_weight_exceeds_the_cap_and_tokens_are_never_invented(tokens, targets, cap):
    result = shares(tokens, targets, document=cap)
    total = sum(tokens.values())
    assert all(0 <= w <= cap * (1 + 1e-9) for w in result.weight.values())
    if targets and total:
        assert result.read <= total * (1 + 1e-6)
    missed = {k for k, t in targets.items() if t > 1e-6 and abs(result.reached[k] - t) > 0.0051 * t}
    assert total == 0 or missed <= set(result.shortfall)


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.sampled_from(["x", "y", ""]), st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.0, 7.5]), st.integers(1, 10**6)
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda r: r[:3],
)  # fmt: skip


@given(
    ROWS,
    st.dictionaries(st.sampled_from("ab"), st.floats(0.01, 0.5), max_size=2),
    st.none() | st.floats(1, 4),
    st.none() | st.floats(0.1, 4),
)
def test_a_target_is_met_or_all_that_could_be_read_of_it_is(rows, targets, source, total):
    result, weight = with_factors(rows, targets, source=source, total=total)
    tokens = np.array([r[3] for r in rows])
    assert (weight <= 4.0).all()
    for aim in {*targets, ""}:
        for name in ("x", "y", "") if source is not None else ():
            here = np.array([(c if c in targets else "") == aim and s == name and f > 0 for c, s, f, _ in rows])
            assert weight[here] @ tokens[here] <= source * tokens[here].sum() * (1 + 1e-9)
    for target, share in targets.items():
        here = np.array([c == target for c, *_ in rows])
        room = [f > 0 and w < 4.0 * (1 - 1e-9) and source is None for (_, _, f, _), w, h in zip(rows, weight, here) if h]
        if result.reached[target] < share * 0.995:
            assert not any(room)  # nothing was left to repeat
            assert target in result.shortfall


@given(ROWS, st.permutations(range(30)))
def test_the_order_in_which_shards_are_tallied_does_not_matter(rows, order):
    from qualityfilter.weigh_settings import Weigh
    from qualityfilter.weight_factors import decide_weights

    asked = Weigh(targets={"a": 0.4}, max_source_repeat=2.0)
    parts = [{r[:3]: r[3]} for r in rows]
    shuffled = [parts[i] for i in order if i < len(parts)]
    assert decide_weights(asked, [], parts) == decide_weights(asked, [], shuffled)


@pytest.mark.parametrize(("passes", "expected"), [(1, 1.0), (2, 0.984), (3, 0.958), (4, 0.931), (5, 0.904), (8, 0.828), (16, 0.661)])
def test_repeated_tokens_are_worth_what_the_data_constrained_law_says(passes, expected):
    assert float(passes_worth(passes)) / passes == pytest.approx(expected, abs=5e-4)


def test_passes_between_whole_numbers_are_a_mixture_and_there_is_a_ceiling():
    assert float(passes_worth(0.25)) == 0.25
    assert float(passes_worth(2.5)) == pytest.approx((float(passes_worth(2)) + float(passes_worth(3))) / 2)
    assert float(passes_worth(1e6)) == pytest.approx(16.388, abs=1e-3)
    assert effective([100, 10], [1.0, 4.0]) == pytest.approx(100 + 37.256, abs=1e-2)


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
