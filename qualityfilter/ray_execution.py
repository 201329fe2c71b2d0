"""Execution on Ray: long-lived actors, bounded work in flight, lost workers replaced. The one module that imports Ray.

An actor runs one shard's task at a time and keeps models loaded between tasks. When a worker dies, its task is given to a new
one; a task that kills two workers is reported as failed and the others go on. A cluster that can never hold a worker is
an error within seconds, unless the user asks to wait for workers.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, TypeVar

from qualityfilter.context import Context
from qualityfilter.errors import InputError, ShardError
from qualityfilter.execution import Failure, Meter

Item = TypeVar("Item")
R = TypeVar("R")

QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_COLOR_PREFIX": "0",
    "RAY_LOGGER_LEVEL": "error",
    "RAY_BACKEND_LOG_LEVEL": "error",
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DEDUP_LOGS": "0",
}
WORKER_MEMORY = 1_500 * 2**20  # bytes planned per worker when the number of workers is ours to choose
KILLS = 2  # workers that a task may kill before it is given up
OTHERS_SECONDS = 20.0  # how long the first worker waits for the others before work begins
START_SECONDS = 60.0  # how long the first worker may take to come up before the cluster is called infeasible

for _name, _value in QUIET.items():
    os.environ.setdefault(_name, _value)

import ray  # noqa: E402  (after the settings: Ray reads them at import)


class Worker:
    """Runs tasks in an actor process. Functions travel by name; models are loaded here, once."""

    def __init__(self) -> None:
        self._meter = Meter(since=0.0)  # the process was started for this worker
        self._meter.started()

    def run(self, function: Callable[[Context, Any], Any], context: Context, item: Any) -> tuple[bool, Any]:
        """(True, result) or (False, error): an error of the task is an answer, not the end of the worker."""
        try:
            return True, function(context, item)
        except Exception as error:
            return False, _portable(error)

    def prepare(self, warm: Callable[[Context], None], context: Context) -> None:
        """Load what tasks need. What fails here fails in the task too, which then says so."""
        with contextlib.suppress(Exception):
            warm(context)
        self._meter.started()

    def up(self) -> None:
        """Answers once the worker is there."""

    def usage(self) -> dict[str, Any]:
        return self._meter.usage()


def _portable(error: Exception) -> Exception:
    """An exception that can be pickled: ours as they are, others by their text."""
    return error if type(error).__module__.startswith("qualityfilter.") else ShardError(f"{type(error).__name__}: {error}")


class RayExecutor:
    """`cluster`: "local:N" starts Ray here with N workers; "auto" joins the cluster of this machine; else an address.

    `gpus` is what every worker asks for beside its CPU: the most that a scorer of the recipe wants.
    """

    def __init__(self, cluster: str, wait_seconds: float = 0.0, gpus: float = 0.0) -> None:
        self.cluster = cluster
        self.gpus = gpus
        self.wait_seconds = wait_seconds
        self.workers = _local_workers(cluster) or 1
        self.usage: list[dict[str, Any]] = []
        self._idle: list[Any] = []
        self._starting: dict[Any, Any] = {}
        self._idle_since = 0.0
        self._mine = False
        self._prepared = False

    def __enter__(self) -> RayExecutor:
        local = _local_workers(self.cluster)
        self._mine = not ray.is_initialized()
        if self._mine:
            self._connect(local)
        self.workers = local or self._count_workers()
        for _ in range(self.workers):
            self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with contextlib.suppress(Exception):
            self.usage += ray.get([actor.usage.remote() for actor in self._idle], timeout=5)
        for actor in (*self._idle, *self._starting.values()):
            with contextlib.suppress(Exception):
                ray.kill(actor)
        self._idle, self._starting = [], {}
        if self._mine:
            ray.shutdown()

    def prepare(self, warm: Callable[[Context], None], context: Context, progress: Any) -> None:
        """Waits for the first worker, and a little for the others; who comes later loads with its first task."""
        if self._prepared:
            return
        self._prepared = True
        with progress.stage("start", self.workers) as bar:
            self._idle_since = time.monotonic()
            warming: dict[Any, Any] = {}
            deadline = float("inf")
            while (self._starting or warming) and time.monotonic() < deadline:
                done, _ = ray.wait([*warming, *self._starting], num_returns=1, timeout=1.0)
                self._patience(bool(warming or done))
                for reference in done:
                    if reference in self._starting:
                        if (actor := self._came_up(reference)) is not None:
                            self._idle.remove(actor)
                            warming[actor.prepare.remote(warm, context)] = actor
                            deadline = min(deadline, time.monotonic() + OTHERS_SECONDS)
                        continue
                    actor = warming.pop(reference)
                    try:
                        ray.get(reference)
                    except ray.exceptions.RayError:
                        self._lost(actor)
                        continue
                    self._idle.append(actor)
                    bar.advance({})
            self._idle += warming.values()  # tasks queue behind the loading

    def map(self, function: Callable[[Context, Item], R], context: Context, items: Sequence[Item]) -> Iterator[tuple[int, R | Failure]]:
        """One task per worker in flight; results as they finish. Workers take part as they come up."""
        waiting = deque(range(len(items)))
        kills = [0] * len(items)
        busy: dict[Any, tuple[int, Any]] = {}
        self._idle_since = time.monotonic()
        while waiting or busy:
            while waiting and self._idle:
                index, actor = waiting.popleft(), self._idle.pop()
                busy[actor.run.remote(function, context, items[index])] = (index, actor)
            done, _ = ray.wait([*busy, *self._starting], num_returns=1, timeout=5.0)
            self._patience(bool(busy or done))
            for reference in done:
                if reference in self._starting:
                    self._came_up(reference)
                    continue
                index, actor = busy.pop(reference)
                try:
                    fine, value = ray.get(reference)
                except ray.exceptions.RayError as error:
                    self._lost(actor)
                    kills[index] += 1
                    if kills[index] < KILLS:
                        waiting.appendleft(index)
                        continue
                    reason = f"killed {KILLS} workers (out of memory, or a crash in native code): {_first_line(error)}"
                    yield index, Failure(index, ShardError(reason))
                    continue
                self._idle.append(actor)
                yield index, value if fine else Failure(index, value)

    # workers ---------------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        """Ask for a worker; it takes part once it answers."""
        actor: Any = ray.remote(Worker).options(num_cpus=1, num_gpus=self.gpus, max_restarts=0, max_task_retries=0).remote()
        self._starting[actor.up.remote()] = actor

    def _came_up(self, reference: Any) -> Any:
        """The worker that is there now, or None when it died on the way and another one was asked for."""
        actor = self._starting.pop(reference)
        try:
            ray.get(reference)
        except ray.exceptions.RayError:
            self._start()
            return None
        self._idle.append(actor)
        return actor

    def _lost(self, actor: Any) -> None:
        with contextlib.suppress(Exception):
            ray.kill(actor)
        self._start()

    def _patience(self, working: bool) -> None:
        """With no worker up and none at work for long, no node has room for one: an error, not a wait for ever."""
        now = time.monotonic()
        if working or self._idle:
            self._idle_since = now
        elif now - self._idle_since > START_SECONDS + self.wait_seconds:
            raise InputError(
                f"--cluster {self.cluster}: no worker came up within {now - self._idle_since:.0f} s: no node has a free CPU"
                f"{f' and {self.gpus:g} GPU' if self.gpus else ''}; "
                "free one, or use --wait-for-workers SECONDS"
            )

    # cluster ---------------------------------------------------------------------------------------------------------

    def _connect(self, local: int | None) -> None:
        options: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False}
        try:
            if local is not None:
                # nothing but small results passes through the object store
                ray.init(address="local", num_cpus=local, object_store_memory=100 * 2**20, include_dashboard=False, **options)
            else:
                ray.init(address=self.cluster, **options)
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise InputError(f"--cluster {self.cluster}: no Ray cluster answers there: {_first_line(error)}") from error

    def _count_workers(self) -> int:
        """One worker per CPU, as many as memory allows at 1.5 GB each, over all nodes that are there."""
        deadline = time.monotonic() + max(self.wait_seconds, 0.0)
        while True:
            count = 0
            for node in ray.nodes():  # type: ignore[no-untyped-call]
                if node["Alive"]:
                    resources = node["Resources"]
                    room = min(int(resources.get("CPU", 0)), int(resources.get("memory", 0) // WORKER_MEMORY))
                    count += min(room, int(resources.get("GPU", 0) / self.gpus)) if self.gpus else room
            if count:
                return count
            if time.monotonic() >= deadline:
                gpus = f", {self.gpus:g} GPU" if self.gpus else ""
                raise InputError(
                    f"--cluster {self.cluster}: no node has a CPU{gpus} and {WORKER_MEMORY / 2**30:.1f} GiB of memory for a worker; "
                    "use larger nodes, or --wait-for-workers SECONDS while the cluster grows"
                )
            time.sleep(1.0)


def _local_workers(cluster: str) -> int | None:
    """N of "local:N" (or "local": one per CPU); None for other clusters."""
    if cluster == "local":
        return os.cpu_count() or 1
    if not cluster.startswith("local:"):
        return None
    count = cluster[len("local:") :]
    if not count.isdigit() or int(count) < 1:
        raise InputError(f"--cluster {cluster}: local:N needs a number of workers from 1, as in local:4")
    return int(count)


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
