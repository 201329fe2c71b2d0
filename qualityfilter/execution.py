"""Execution is one small protocol: map this function over these items, give me results as they finish.

The function is a module-level function of (context, item); nothing else travels. `InProcess` runs here, one after the other;
`ray_execution.RayExecutor` runs on a cluster. What is produced never depends on which.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Protocol, TypeVar

from qualityfilter import interrupts
from qualityfilter.context import Context
from qualityfilter.errors import QualityFilterError, ShardError

Item = TypeVar("Item")
R = TypeVar("R")


class Failure:
    """A task that failed: which item, and the error for people. A failed shard fails the run; its neighbours go on."""

    def __init__(self, index: int, error: BaseException) -> None:
        self.index = index
        self.error = error


class Executor(Protocol):
    """Runs tasks. `workers` is how many at once; `usage` what each has used, complete once the executor is left."""

    workers: int
    usage: list[dict[str, Any]]

    def __enter__(self) -> Executor: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def prepare(self, warm: Callable[[Context], None], context: Context, progress: Any) -> None:
        """Before the first work: workers come up and run `warm`, shown as the stage `start`. Later calls do nothing."""
        ...

    def map(self, function: Callable[[Context, Item], R], context: Context, items: Sequence[Item]) -> Iterator[tuple[int, R | Failure]]:
        """(index, result or Failure) of every item, in the order in which they finish."""
        ...


def collect(
    executor: Executor, stage: str, function: Callable[[Context, Item], R], context: Context, items: Sequence[Item], progress: Any
) -> list[R]:
    """All results in the order of the items, shown as one stage; raises the failures after all items have run."""
    results: dict[int, R] = {}
    failures: list[Failure] = []
    with progress.stage(stage, len(items)) as bar:
        for index, result in executor.map(function, context, items):
            interrupts.check()
            if isinstance(result, Failure):
                failures.append(result)
            else:
                results[index] = result
            bar.advance(result if isinstance(result, dict) else {})
    if failures:
        raise_failures(stage, failures)
    return [results[i] for i in range(len(items))]


class Meter:
    """CPU seconds of this process since the meter was made, start-up apart once `started` was called, and its peak memory (MB)."""

    def __init__(self, since: float | None = None) -> None:
        self._since = process_usage()["cpu_seconds"] if since is None else since
        self._start_up = 0.0

    def started(self) -> None:
        self._start_up = process_usage()["cpu_seconds"] - self._since

    def usage(self) -> dict[str, Any]:
        now = process_usage()
        seconds = now["cpu_seconds"] - self._since - self._start_up
        return {**now, "cpu_seconds": round(seconds, 3), "start_cpu_seconds": round(self._start_up, 3)}


def process_usage() -> dict[str, Any]:
    """CPU seconds and peak memory (MB) of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu_seconds": round(used.ru_utime + used.ru_stime, 3), "peak_memory_mb": used.ru_maxrss // 1024}


def raise_failures(stage: str, failures: Sequence[Failure]) -> None:
    """Raise one error that names every failed item (the first ten with their reasons)."""
    first = min(failures, key=lambda f: f.index)
    if len(failures) == 1 and isinstance(first.error, QualityFilterError):
        raise first.error
    lines = [f"{stage}: item {f.index}: {type(f.error).__name__}: {f.error}" for f in sorted(failures, key=lambda f: f.index)[:10]]
    more = f"\n… and {len(failures) - 10} more" if len(failures) > 10 else ""
    raise ShardError("\n".join(lines) + more) from first.error


class InProcess:
    """Runs every task in this process: start-up is nothing, a debugger works, and it is the reference for all others."""

    workers = 1

    def __init__(self) -> None:
        self.usage: list[dict[str, Any]] = []
        self._meter = Meter()
        self._ready = False

    def __enter__(self) -> InProcess:
        self._meter = Meter()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.usage = [self._meter.usage()]

    def prepare(self, warm: Callable[[Context], None], context: Context, progress: Any) -> None:
        if not self._ready:
            self._ready = True
            with progress.stage("start", 1) as bar:
                warm(context)
                bar.advance({})
            self._meter.started()

    def map(self, function: Callable[[Context, Item], R], context: Context, items: Sequence[Item]) -> Iterator[tuple[int, R | Failure]]:
        for index, item in enumerate(items):
            try:
                yield index, function(context, item)
            except Exception as error:
                yield index, Failure(index, error)
