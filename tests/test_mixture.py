"""Mixtures from runs: the law is found again, the optimum is the optimum, caps hold, what is wrong with a table is said."""

import csv

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from qualityfilter import InputError, cli
from qualityfilter.mixture import Asked, LogLinear, Model, best_mixture, capped, fit_law, fit_mixture, kl
from qualityfilter.mixture_runs import Runs, read_available, read_runs, short_names
from qualityfilter.rank_correlation import spearman

DOMAINS = ("train_web", "train_books", "train_code", "train_maths")
SLOPE = np.array([-0.5, -1.5, 0.4, -0.9])


def made_runs(n=45, noise=0.01, seed=3, curve=0.0):
    rng = np.random.default_rng(seed)
    mixtures = rng.dirichlet(np.ones(4), n)
    loss = 2.0 + np.exp(mixtures @ SLOPE) + curve * (mixtures[:, 0] > 0.3) * (mixtures[:, 2] > 0.2) + rng.normal(0, noise, n)
    return Runs(DOMAINS, mixtures, {"loss": loss})


def test_the_law_is_found_again():
    runs, unseen = made_runs(noise=0.0), made_runs(noise=0.0, seed=9)
    law = fit_law(runs.mixtures, runs.outcomes["loss"])
    assert law(unseen.mixtures) == pytest.approx(unseen.outcomes["loss"], abs=2e-3)


def test_the_best_mixture_is_the_least_law_plus_divergence():
    natural = np.array([0.6, 0.1, 0.2, 0.1])
    model = Model([LogLinear(0.0, SLOPE)])
    got = best_mixture(model, natural, np.ones(4), 0.2, np.random.default_rng(0), np.zeros((0, 4)))

    def value(free):
        w = np.exp(free - np.logaddexp.reduce(free))
        return np.exp(SLOPE @ w) + 0.2 * (w * np.log(w / natural)).sum()

    expected = minimize(value, np.zeros(4), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 5000}).x
    expected = np.exp(expected - np.logaddexp.reduce(expected))
    assert got == pytest.approx(expected, abs=2e-4)


def test_more_divergence_stays_nearer_to_the_natural_mix():
    runs, natural = made_runs(), np.array([700.0, 50.0, 200.0, 50.0])
    found = [fit_mixture(runs, Asked(natural, divergence=x)) for x in (0.01, 1.0, 10.0)]
    distances = [float(kl(f.weights, natural / 1000)) for f in found]
    assert distances == sorted(distances, reverse=True)
    assert distances[0] > 3 * distances[2]


def test_no_domain_is_read_more_often_than_the_cap():
    fitted = fit_mixture(made_runs(), Asked(np.array([700.0, 50.0, 200.0, 50.0]), tokens=1000, max_repeat=3, divergence=0.01))
    assert fitted.repeats.max() <= 3 + 1e-9
    assert fitted.weights.sum() == pytest.approx(1)
    assert fitted.weights[1] == pytest.approx(0.15)  # books, the best, at their cap
    free = fit_mixture(made_runs(), Asked(np.array([700.0, 50.0, 200.0, 50.0]), tokens=1000, max_repeat=100, divergence=0.01))
    assert free.weights[1] > 0.3


def test_intervals_hold_the_truth_and_narrow_with_runs():
    few, many = (fit_mixture(made_runs(n, noise=0.03), Asked(divergence=0.2)) for n in (25, 400))
    widths = [float(np.ptp(f.interval, axis=0).sum()) for f in (few, many)]
    assert widths[1] < widths[0] / 2
    assert many.gain["natural"][1] > 0
    assert many.predicted["fitted"] < many.predicted["natural"] < many.predicted["equal shares"] + 1


def test_trees_are_used_where_runs_left_out_say_that_they_help():
    pytest.importorskip("sklearn")
    assert not fit_mixture(made_runs(300, noise=0.02), Asked()).trees
    bent = fit_mixture(made_runs(300, noise=0.02, curve=-0.6), Asked())
    assert bent.trees
    assert bent.cross_validated["with trees"] > bent.cross_validated["log-linear"] + 0.01
    assert bent.weights[0] > 0.3  # the corner that the law cannot see
    assert bent.weights[2] > 0.2
    assert "with trees" not in fit_mixture(made_runs(30), Asked()).cross_validated


def test_higher_is_better_is_the_same_upside_down():
    runs = made_runs()
    accuracy = Runs(DOMAINS, runs.mixtures, {"accuracy": 1 - runs.outcomes["loss"] / 10})
    down, up = fit_mixture(runs, Asked()), fit_mixture(accuracy, Asked(maximise=True))
    assert up.weights == pytest.approx(down.weights, abs=1e-6)
    assert up.predicted["fitted"] == pytest.approx(1 - down.predicted["fitted"] / 10, abs=1e-6)


@given(
    st.lists(st.floats(0.001, 1), min_size=2, max_size=8),
    st.lists(st.floats(0.05, 1), min_size=8, max_size=8),
)
def test_capped_mixtures_keep_to_limits_and_sum_to_one(shares, limits):
    limits = np.array(limits[: len(shares)])
    limits = limits * max(1.0, 1.01 / limits.sum())
    got = capped(np.array(shares), limits)
    assert got.sum() == pytest.approx(1)
    assert (got <= limits * (1 + 1e-9)).all()
    inside = np.array(shares) / sum(shares)
    if (inside <= limits).all():
        assert got == pytest.approx(inside)


def test_the_same_runs_give_the_same_weights():
    first, second = (fit_mixture(made_runs(), Asked(), seed=5) for _ in range(2))
    assert first.weights.tobytes() == second.weights.tobytes()
    assert first.interval.tobytes() == second.interval.tobytes()


# ---- tables


def write(path, rows):
    with open(path, "w", newline="", encoding="utf8") as file:
        csv.writer(file).writerows(rows)
    return str(path)


@pytest.fixture
def tables(tmp_path):
    runs = made_runs(40)
    mixtures = write(tmp_path / "mix.csv", [["run", *DOMAINS], *([i, *np.round(w, 3)] for i, w in enumerate(runs.mixtures))])
    losses = list(enumerate(runs.outcomes["loss"]))[::-1]
    return mixtures, write(tmp_path / "loss.csv", [["run", "metric/loss", "steps"], *([i, y, 1000] for i, y in losses[3:])])


def test_files_are_joined_by_run_and_shares_found(tables):
    runs = read_runs(tables, ["loss"])
    assert runs.domains == DOMAINS
    assert len(runs) == 37
    assert runs.mixtures.sum(axis=1) == pytest.approx(1)
    expected = made_runs(40)
    assert runs.outcomes["metric/loss"] == pytest.approx(expected.outcomes["loss"][:37])


def test_one_file_does_as_well(tmp_path):
    path = write(tmp_path / "all.csv", [["model", "a", "b", "loss"], ["m1", 0.5, 0.5, 2.0], ["m2", 0.25, 0.75, 1.5]])
    runs = read_runs([path], ["loss"])
    assert runs.domains == ("a", "b")
    assert runs.mixtures.tolist() == [[0.5, 0.5], [0.25, 0.75]]


@pytest.mark.parametrize(
    ("rows", "arguments", "message"),
    [
        ([["a", "b", "loss"], [0.5, 0.5, 2]], {"outcomes": ["los"]}, "no column 'los'. Did you mean 'loss'?"),
        ([["a", "b", "loss"], [0.5, 0.1, 2]], {}, "add up to 0.6 in row 2"),
        ([["a", "b", "loss"], [0.5, 0.5, "n/a"]], {}, ":2: column 'loss' holds 'n/a', which is no number"),
        ([["a", "b", "loss"], [0.5, 0.5]], {}, ":2: not as many values as there are columns (3)"),
        ([["a", "b", "loss"]], {}, "no rows"),
        ([["a", "b", "loss"], [5, 7, 2]], {}, "no column holds shares"),
        ([["a", "b", "loss"], [5, 7, 2]], {"mixture": "[ab]"}, "'a' is no share: its values go from 5 to 5"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(tmp_path, rows, arguments, message):
    path = write(tmp_path / "runs.csv", rows)
    with pytest.raises(InputError) as caught:
        read_runs([path], **{"outcomes": ["loss"], **arguments})
    assert message in str(caught.value)


def test_files_without_a_run_in_common_are_named(tmp_path, tables):
    other = write(tmp_path / "other.csv", [["run", "loss"], [900, 1.0]])
    with pytest.raises(InputError, match="no run in common"):
        read_runs([tables[0], other], ["loss"])
    stranger = write(tmp_path / "stranger.csv", [["id", "loss"], [1, 1.0]])
    with pytest.raises(InputError, match="no column in common"):
        read_runs([tables[0], stranger], ["loss"])


def test_what_there_is_goes_by_short_names_and_from_a_plan(tmp_path):
    assert short_names(DOMAINS)["train_web"] == "web"
    assert short_names(("web", "wiki")) == {"web": "web", "wiki": "wiki"}
    file = tmp_path / "tokens.yaml"
    file.write_text("{web: 10, train_books: 20, code: 30, maths: 40}")
    assert read_available(str(file), DOMAINS).tolist() == [10, 20, 30, 40]
    file.write_text("{weights: {tokens: {web: 1, books: 2, code: 3, maths: 4}}, verdicts: {}}")
    assert read_available(str(file), DOMAINS).tolist() == [1, 2, 3, 4]
    file.write_text("{web: 1, books: 2, code: 3, math: 4}")
    with pytest.raises(InputError, match=r"no domain 'train_maths'. Did you mean 'math'"):
        read_available(str(file), DOMAINS)


def test_tokens_that_cannot_be_had_are_an_error():
    with pytest.raises(InputError, match=r"5,000 tokens cannot be had: reading everything 4 times gives 80.0%"):
        fit_mixture(made_runs(), Asked(np.array([700.0, 50.0, 200.0, 50.0]), tokens=5000))


def test_an_outcome_that_never_changes_is_an_error():
    with pytest.raises(InputError, match="'loss' is the same in all runs"):
        fit_mixture(Runs(DOMAINS, made_runs().mixtures, {"loss": np.ones(45)}), Asked())


def test_the_command_prints_baselines_and_writes_a_recipe_section(tables, tmp_path):
    out = tmp_path / "weigh.yaml"
    result = CliRunner().invoke(cli.main, ["fit-mixture", *tables, "--outcome", "loss", "--test", ",".join(tables), "--out", str(out)])
    assert result.exit_code == 0, result.output
    for text in (
        "37 runs, 4 domains; fitted: log-linear",
        "mix.csv: Spearman",
        "natural",
        "equal shares",
        "best run",
        "note: natural: the mean",
    ):
        assert text in result.output
    from qualityfilter import Recipe

    text = out.read_text().replace("web:", "other:").replace("books:", "fiction:").replace("maths:", "mathematics:")
    recipe = Recipe.parse(
        "name: x\ndedup: {keep: longest}\nscore: [{scorer: mathematics.v1}, {scorer: code.v1}, {scorer: domain.v1}]\n" + text
    )
    assert sum(recipe.weigh.shares().values()) == pytest.approx(1)
    wrong = CliRunner().invoke(cli.main, ["fit-mixture", tables[0], "--outcome", "loss"])
    assert wrong.exit_code == 2


def test_spearman_is_of_ranks():
    assert spearman(np.array([1.0, 2, 3, 10]), np.array([1.0, 4, 9, 100])) == pytest.approx(1)
    assert spearman(np.array([1.0, 2, 3]), np.array([3.0, 2, 1])) == pytest.approx(-1)
