"""Work on a Dask cluster: the same map over files, on the machines behind a scheduler (extra `dask`).

Every machine sees the files under the names they have here, and has the same program installed in the same place.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from cpcheck.errors import MissingExtraError, UsageError

_PATIENCE = 10
"""Seconds that a scheduler may take to answer."""
_ONE_AT_A_TIME = threading.Lock()


class DaskEngine:
    """The workers of a Dask cluster."""

    def __init__(self, scheduler: str) -> None:
        """Connect to a scheduler. Raises: MissingExtraError; UsageError where nobody answers, or there is no worker."""
        try:
            from distributed import Client
        except ImportError as error:
            raise MissingExtraError("--executor dask", package="distributed", extra="dask") from error
        try:
            connect: Any = Client  # it has types of its own where it is installed, and not for this
            self._client = connect(scheduler, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"--scheduler {scheduler}: nobody answers there: {error}; expected the address that `dask scheduler` "
                "prints, as tcp://HOST:PORT"
            ) from error
        found = len(self._client.scheduler_info(n_workers=-1)["workers"])
        if not found:
            raise UsageError(f"--scheduler {scheduler}: it has no worker; start one with `dask worker {scheduler}`")
        self.workers = max(2, found)  # with one, work would be done here

    @property
    def deaths(self) -> tuple[type[BaseException], ...]:
        """Return what a future raises whose worker was killed, after Dask itself has tried it on others."""
        from distributed import KilledWorker

        return (KilledWorker,)

    def start(self, workers: int) -> Executor:  # noqa: ARG002 - the cluster has as many as it has
        """Return what gives work to the cluster."""
        return _ClusterExecutor(self._client.get_executor(pure=False))

    def stop(self, executor: Executor, *, at_once: bool) -> None:
        """Take back what was given; the cluster goes on."""
        executor.shutdown(wait=not at_once, cancel_futures=at_once)


class _ClusterExecutor(Executor):
    """Gives work to a cluster, to be done in the folder that this process is in."""

    def __init__(self, inner: Executor) -> None:
        self._inner = inner
        self._folder = os.getcwd()  # noqa: PTH109 - a name is all that crosses

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **_: Any) -> Future[Any]:
        return self._inner.submit(_work_in, self._folder, work, *arguments)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 - see below
        self._inner.shutdown(wait=wait)  # Dask's own cancels what is under way where it does not wait


def _work_in(folder: str, work: Callable[..., Any], *arguments: Any) -> Any:
    """Do work in a folder; one after the other, however many threads a worker has: Python runs one of them anyway."""
    with _ONE_AT_A_TIME:
        os.chdir(folder)
        return work(*arguments)
