"""The stream for training: weights are honoured, seeds repeat, workers share, memory is a buffer."""

import collections
import itertools

import pyarrow.parquet as pq
import pytest
from conftest import RECIPE

from qualityfilter import InputError, Recipe, run
from qualityfilter.sampling import stream
from qualityfilter.storage import Storage

WEIGHED = {**RECIPE, "weigh": {"total": 1.4, "commonness": {"column": "gopher_top_2gram", "exponent": 1.0, "most": 4}}}


@pytest.fixture(scope="module", params=["parquet", "jsonl.zst"])
def weighed(request, crawl, tmp_path_factory):
    recipe = Recipe.of({**WEIGHED, "write": {"format": request.param}, "dedup": {**RECIPE["dedup"], "minhash": None}})
    return run(recipe, [f"{crawl}/*.jsonl"], str(tmp_path_factory.mktemp("weighed") / "run"))


def key(row):
    return row["id"], row["text"]


def plan_weights(result):
    rows = [
        row
        for n in Storage(result.out).names("plan")
        if n.endswith(".parquet")
        for row in pq.read_table(result.path(f"plan/{n}")).to_pylist()
    ]
    return [row["weight"] for row in rows if row["verdict"] == 0]


def test_documents_come_as_often_as_their_weights_say(weighed):
    seen = collections.Counter()
    weights = {}
    for epoch in range(40):
        for row in stream(weighed.out, epoch=epoch):
            seen[key(row)] += 1
            weights[key(row)] = row["weight"]
    assert sum(seen.values()) / 40 == pytest.approx(sum(plan_weights(weighed)), rel=0.02)
    assert len(set(weights.values())) > 1
    for name, weight in weights.items():
        assert int(weight) * 40 <= seen[name] <= (int(weight) + 1) * 40
        assert seen[name] / 40 == pytest.approx(weight, abs=0.35)


def test_an_epoch_is_the_same_for_the_same_seed_and_another_for_another(weighed):
    first, again, other, later = ([key(row) for row in stream(weighed.out, **options)] for options in ({}, {}, {"seed": 2}, {"epoch": 1}))
    assert first == again
    assert first != other
    assert first != later


@pytest.mark.parametrize("buffer", [1, 7, 10_000])
def test_workers_and_buffers_change_the_order_alone(weighed, buffer):
    whole = collections.Counter(key(row) for row in stream(weighed.out))
    parts = [key(row) for w in range(3) for row in stream(weighed.out, worker=w, workers=3, buffer=buffer)]
    assert collections.Counter(parts) == whole


def test_copies_do_not_stand_together(weighed):
    order = [key(row) for row in stream(weighed.out)]
    repeated = sum(a == b for a, b in itertools.pairwise(order))
    assert len(order) > len(set(order))
    assert repeated <= 3


@pytest.mark.parametrize("options", [{"worker": 2, "workers": 2}, {"worker": -1}, {"buffer": 0}])
def test_impossible_workers_are_an_error(weighed, options):
    with pytest.raises(InputError, match="workers count from 0"):
        next(stream(weighed.out, **options))


def test_a_folder_that_is_no_run_is_an_error(tmp_path):
    with pytest.raises(InputError, match=r"no finished run"):
        next(stream(str(tmp_path)))
