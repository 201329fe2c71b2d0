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
        self._before = process_usage()

    def __enter__(self) -> InProcess:
        self._before = process_usage()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        now = process_usage()
        self.usage = [{**now, "cpu_seconds": round(now["cpu_seconds"] - self._before["cpu_seconds"], 3)}]

    def map(self, function: Callable[[Context, Item], R], context: Context, items: Sequence[Item]) -> Iterator[tuple[int, R | Failure]]:
        for index, item in enumerate(items):
            try:
                yield index, function(context, item)
            except Exception as error:
                yield index, Failure(index, error)
