"""On an object store: the same bytes as on disk, with Ray too, and after a kill in the middle of an upload."""

import os
import subprocess
import sys
import time

import fsspec
import pytest
import yaml
from conftest import SURVEYED, fingerprints

from qualityfilter import InputError, Recipe, run
from qualityfilter.storage import RunLock, Storage

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

REMOTE_RECIPE = {**SURVEYED, "read": {"shard_bytes": 65_536}}


@pytest.fixture(scope="module")
def bucket():
    """An S3 server on loopback with the small crawl in it; settings travel by environment, as for users."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    fsspec.filesystem("s3").clear_instance_cache()
    fs = fsspec.filesystem("s3")
    fs.mkdir("corpora")
    yield fs
    fs.clear_instance_cache()
    server.stop()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture(scope="module")
def remote_crawl(bucket, crawl):
    bucket.put(f"{crawl}/", "corpora/crawl/", recursive=True)
    return "s3://corpora/crawl/*.jsonl"


@pytest.fixture(scope="module")
def local_reference(crawl, tmp_path_factory):
    out = tmp_path_factory.mktemp("local") / "run"
    run(Recipe.of(REMOTE_RECIPE), [f"{crawl}/*.jsonl"], str(out))
    return fingerprints(out)


def fetched(bucket, name, tmp_path):
    """What a run left on the store, as hashes."""
    bucket.invalidate_cache()
    bucket.get(f"corpora/{name}/", f"{tmp_path}/{name}/", recursive=True)
    return fingerprints(tmp_path / name)


def test_a_run_from_store_to_store_gives_the_bytes_of_a_local_one(bucket, remote_crawl, local_reference, tmp_path):
    result = run(Recipe.of(REMOTE_RECIPE), [remote_crawl], "s3://corpora/run")
    assert result.report == "s3://corpora/run/reports/index.html"
    assert fetched(bucket, "run", tmp_path) == local_reference
    assert not bucket.exists("corpora/run/lock.json")


@pytest.mark.cluster
def test_ray_workers_write_to_the_store(bucket, remote_crawl, local_reference, tmp_path):
    run(Recipe.of(REMOTE_RECIPE), [remote_crawl], "s3://corpora/ray", cluster="local:2")
    assert fetched(bucket, "ray", tmp_path) == local_reference


def test_killed_in_the_middle_of_uploads_and_resumed(bucket, remote_crawl, local_reference, tmp_path):
    recipe = tmp_path / "small.yaml"
    recipe.write_text(yaml.safe_dump(REMOTE_RECIPE))
    command = [sys.executable, "-m", "qualityfilter.cli", "run", str(recipe), "--input", remote_crawl, "--out", "s3://corpora/killed"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        bucket.invalidate_cache()
        if bucket.exists("corpora/killed/work/scores/part-00000.parquet"):
            break
        assert process.poll() is None, process.communicate()[1].decode()
        time.sleep(0.01)
    process.kill()
    process.communicate()
    bucket.invalidate_cache()
    assert not bucket.exists("corpora/killed/manifest.json")
    finished = subprocess.run(command, capture_output=True, timeout=180)
    assert finished.returncode == 0, finished.stderr.decode()
    assert fetched(bucket, "killed", tmp_path) == local_reference


def test_a_second_driver_on_the_store_is_refused_and_a_dead_one_is_not(bucket):
    storage = Storage("s3://corpora/locked")
    storage.write_json("lock.json", {"host": "elsewhere", "pid": 1, "seen": time.time()})
    with pytest.raises(InputError, match="process 1 on elsewhere is running here"), RunLock(storage):
        pass
    storage.write_json("lock.json", {"host": "elsewhere", "pid": 1, "seen": time.time() - 10_000})
    with RunLock(storage):
        assert storage.exists("lock.json")
    assert not storage.exists("lock.json")


def test_a_bucket_that_is_not_there_is_a_clear_error(bucket, remote_crawl):
    with pytest.raises(Exception, match=r"(?i)bucket|no such|nothing|does not exist"):
        run(Recipe.of(REMOTE_RECIPE), ["s3://no-such-bucket/x/*.jsonl"], "s3://corpora/none")
