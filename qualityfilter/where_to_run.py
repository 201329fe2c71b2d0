"""Where a run's tasks go: into this process, or to Ray, which is imported only then."""

from __future__ import annotations

from qualityfilter.execution import Executor, InProcess


def executor_of(cluster: str | None, wait_for_workers: float = 0.0, gpus: float = 0.0) -> Executor:
    """This process for None, else Ray: "local:N", "auto" or an address; `gpus` is what a worker needs of them."""
    if cluster is None:
        return InProcess()
    from qualityfilter.ray_execution import RayExecutor

    return RayExecutor(cluster, wait_for_workers, gpus)
