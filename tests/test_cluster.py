"""On Ray: the same bytes for any number of workers, after kill -9 of a worker and of the driver; failures are named."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from conftest import SURVEYED, document, fingerprints, heed_interrupts

from qualityfilter import InputError, Recipe, run

pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def big_crawl(tmp_path_factory):
    """Enough shards that a kill falls into the middle of the run."""
    folder = tmp_path_factory.mktemp("big")
    for part in range(6):
        lines = (json.dumps(document(part * 700 + i, part), ensure_ascii=False) for i in range(900))
        (folder / f"crawl-{part}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf8")
    return folder


@pytest.fixture(scope="module")
def recipe_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("recipe") / "small.yaml"
    path.write_text(yaml.safe_dump({**SURVEYED, "read": {"shard_bytes": 65_536}}), encoding="utf8")
    return path


@pytest.fixture(scope="module")
def reference(big_crawl, recipe_file, tmp_path_factory):
    out = tmp_path_factory.mktemp("reference") / "run"
    run(str(recipe_file), [f"{big_crawl}/*.jsonl"], str(out))
    return fingerprints(out)


def command(recipe_file, crawl, out, *more):
    return [sys.executable, "-m", "qualityfilter.cli", "run", str(recipe_file), "--input", f"{crawl}/*.jsonl", "--out", str(out), *more]


def commits(out, stage):
    folder = Path(out) / "commits" / stage
    return len(list(folder.glob("*.json"))) if folder.exists() else 0


def wait_for(condition, process, seconds=240):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        assert process.poll() is None, "the run ended before it could be disturbed"
        time.sleep(0.02)
    process.kill()
    process.communicate()
    pytest.fail("nothing happened in time")


def ray_workers(driver):
    """Process ids of actors that are running a task of a run's driver or are idle."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if command.startswith(b"ray::Worker"):
                found.append(int(entry.name))
    return found


def test_one_and_two_workers_give_the_bytes_of_this_process(big_crawl, recipe_file, reference, tmp_path):
    for workers in (1, 2):
        out = tmp_path / f"run{workers}"
        result = run(str(recipe_file), [f"{big_crawl}/*.jsonl"], str(out), cluster=f"local:{workers}")
        assert fingerprints(out) == reference
        facts = json.loads((out / "run.json").read_text())
        assert (facts["executor"], facts["workers"]) == ("RayExecutor", workers)
        assert result.documents == 5400


def test_a_worker_killed_in_the_middle_is_replaced(big_crawl, recipe_file, reference, tmp_path):
    before = set(ray_workers(None))
    process = subprocess.Popen(
        command(recipe_file, big_crawl, tmp_path / "run", "--cluster", "local:2"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    wait_for(lambda: commits(tmp_path / "run", "measure") >= 3, process)
    victims = [pid for pid in ray_workers(process) if pid not in before]
    assert victims
    os.kill(victims[0], signal.SIGKILL)
    _, errors = process.communicate(timeout=180)
    assert process.returncode == 0, errors.decode()
    assert fingerprints(tmp_path / "run") == reference


def test_a_driver_killed_in_the_middle_resumes_to_the_same_bytes(big_crawl, recipe_file, reference, tmp_path):
    out = tmp_path / "run"
    for stage, least in (("measure", 4), ("write", 2)):
        process = subprocess.Popen(command(recipe_file, big_crawl, out), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_for(lambda stage=stage, least=least: commits(out, stage) >= least, process)
        process.kill()
        process.communicate()
        assert not (out / "manifest.json").exists()
    done = commits(out, "measure")
    finished = subprocess.run(command(recipe_file, big_crawl, out, "--cluster", "local:2"), capture_output=True, timeout=180)
    assert finished.returncode == 0, finished.stderr.decode()
    assert done >= 4
    assert fingerprints(out) == reference
    assert not list(out.rglob("*.tmp"))


def test_ctrl_c_leaves_a_resumable_state_and_says_so(big_crawl, recipe_file, reference, tmp_path):
    out = tmp_path / "run"
    process = subprocess.Popen(
        command(recipe_file, big_crawl, out), stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heed_interrupts
    )
    wait_for(lambda: commits(out, "measure") >= 2, process)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "goes on where it stopped" in errors.decode()
    run(str(recipe_file), [f"{big_crawl}/*.jsonl"], str(out))
    assert fingerprints(out) == reference


def test_two_nodes_one_of_which_goes_away_in_the_middle(big_crawl, recipe_file, reference, tmp_path):
    """The rest of the run goes on with the node that stays: the replacement of the lost worker finds no room and is not waited for."""
    import threading

    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False, "object_store_memory": 100 * 2**20})
    second = cluster.add_node(num_cpus=1, object_store_memory=100 * 2**20)
    out = tmp_path / "run"

    def leave():
        while commits(out, "measure") < 3:
            time.sleep(0.05)
        cluster.remove_node(second, allow_graceful=False)

    leaving = threading.Thread(target=leave)
    leaving.start()
    try:
        run(str(recipe_file), [f"{big_crawl}/*.jsonl"], str(out), cluster=cluster.address)
    finally:
        leaving.join()
        cluster.shutdown()
    assert fingerprints(out) == reference
    assert json.loads((out / "run.json").read_text())["workers"] == 2


def deadly(context, item):
    """A task of the tests: item 3 kills its worker, item 5 raises."""
    if item == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if item == 5:
        raise ValueError("five is refused")
    return {"documents": item}


def test_a_task_that_kills_two_workers_is_named_and_the_others_finish():
    import ray

    from qualityfilter.context import Context
    from qualityfilter.execution import Failure
    from qualityfilter.ray_execution import RayExecutor

    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    context = Context.of("nowhere", Recipe.of({"name": "x", "dedup": {"keep": "longest"}}))
    with RayExecutor("local:2") as executor:
        results = dict(executor.map(deadly, context, list(range(8))))
    assert sorted(results) == list(range(8))
    assert {i for i, r in results.items() if isinstance(r, Failure)} == {3, 5}
    assert "killed 2 workers" in str(results[3].error)
    assert "five is refused" in str(results[5].error)
    assert all(results[i] == {"documents": i} for i in (0, 1, 2, 4, 6, 7))


@pytest.mark.parametrize(
    ("address", "says"),
    [("local:0", "number of workers from 1"), ("local:x", "number of workers"), ("ray://127.0.0.1:1", "no Ray cluster answers")],
)
def test_a_cluster_that_is_not_there_is_an_error(crawl, recipe_file, tmp_path, address, says):
    started = time.monotonic()
    with pytest.raises(InputError, match=says):
        run(str(recipe_file), [f"{crawl}/*.jsonl"], str(tmp_path / "run"), cluster=address)
    assert time.monotonic() - started < 60


def test_workers_that_need_a_gpu_are_refused_where_there_is_none(monkeypatch):
    from qualityfilter import ray_execution
    from qualityfilter.progress import Quiet

    monkeypatch.setattr(ray_execution, "START_SECONDS", 2.0)
    with ray_execution.RayExecutor("local:1", gpus=64) as executor, pytest.raises(InputError, match="no node has a free CPU and 64 GPU"):
        executor.prepare(print, None, Quiet())
