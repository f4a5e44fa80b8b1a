"""Files given to several processes: one function over many names, with results in the order of the names.

    for result in Crew(PoolEngine(2)).map(work, names): ...

`work` and what it returns cross from process to process, so they are records of plain values; what a process needs
again and again it keeps for itself. Only a few chunks of names are under way at a time, so memory does not grow with
their number. With one worker nothing is started: the work is done here.
"""

import copyreg
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from cpcheck.errors import ExitCode, Location, Problem, UsageError

Result = TypeVar("Result")
Key = TypeVar("Key")
"""What work is done for: a file, or two that are compared, of which the second is the one that is told of."""

WORTHWHILE = 10
"""Files from which a pool pays: its start costs as much as a few files of 40 items (docs/scale.md)."""
AUTO = "auto"
"""As many processes as this one may use cores, where there are files enough."""
EXECUTORS = ("processes", "dask")
"""What `--executor` can name."""
_FILES_EACH = 5
"""Least number of files that a further process is started for unasked."""
_AHEAD = 3
"""Chunks given out for each worker before the first of them is fetched: one in work, and one to go on with."""
_LARGEST_CHUNK = 8
"""Names given out at once: less talk between processes, yet little lost with one that is killed."""
_LOOK_AGAIN = 0.5
"""Seconds after which a worker looks again whether its parent is there."""
_CHUNKS_EACH = 8
"""Chunks that each worker gets at least where there are few names, so that all end at about the same time."""


def name_run() -> str:
    """Return what tells this run from another one in the same process, for which files may have changed."""
    return os.urandom(8).hex()


def _restore_mapping(held: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(held)


# a view holds mappings that cannot be changed, which pickle does not know
copyreg.pickle(MappingProxyType, lambda held: (_restore_mapping, (dict(held),)))


class Engine(Protocol):
    """Where work is done."""

    workers: int
    """How many names can be in work at a time; 1 for none but this process."""

    @property
    def deaths(self) -> tuple[type[BaseException], ...]:
        """Return what a future raises whose worker did not live to answer."""

    def start(self, workers: int) -> Executor:
        """Return what work is given to."""

    def stop(self, executor: Executor, *, at_once: bool) -> None:
        """End what was started; at once where nobody waits for the rest."""


class PoolEngine:
    """Processes on this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    @property
    def deaths(self) -> tuple[type[BaseException], ...]:
        """Return what a future raises whose process was killed."""
        from concurrent.futures.process import BrokenProcessPool

        return (BrokenProcessPool,)

    def start(self, workers: int) -> Executor:
        """Return a pool."""
        return _start_pool(workers)

    def stop(self, executor: Executor, *, at_once: bool) -> None:
        """End a pool; at once by ending its processes, which have nothing to lose."""
        if at_once:
            for process in list((getattr(executor, "_processes", None) or {}).values()):
                process.terminate()
        executor.shutdown(wait=True, cancel_futures=at_once)


def _start_pool(workers: int) -> Executor:
    import multiprocessing
    import threading
    from concurrent.futures import ProcessPoolExecutor

    # a copy of this process has all modules at once; but only one thread of it goes on, and another may hold a lock
    can_copy = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if can_copy else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker, initargs=(os.getpid(),))


def _begin_worker(parent: int) -> None:
    """Leave Ctrl-C, which a terminal sends to every process, to the one that tells of it; end when that one does."""
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process soon after its parent: one that is killed can tell nobody, and pools would wait for ever."""
    while os.getppid() == parent:
        time.sleep(_LOOK_AGAIN)
    os._exit(ExitCode.INTERRUPTED)


class Crew:
    """Does one kind of work for many names."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._executor: Executor | None = None

    def map(self, work: Callable[[Key], Result], names: Sequence[Key]) -> Iterator["Result | Problem"]:
        """Yield what `work` returns for each name, in their order.

        Where a worker dies, what it and others had not answered is done again, each name by itself; for one of which
        the worker dies again, a problem is yielded.
        """
        if self._engine.workers < 2:
            yield from map(work, names)
            return
        try:
            yield from self._map_chunks(work, names)
        except BaseException:
            self._stop(at_once=True)
            raise
        self._stop(at_once=False)

    def _map_chunks(self, work: Callable[[Key], Result], names: Sequence[Key]) -> Iterator["Result | Problem"]:
        size = max(1, min(_LARGEST_CHUNK, len(names) // (self._engine.workers * _CHUNKS_EACH)))
        chunks = deque(names[start : start + size] for start in range(0, len(names), size))
        while chunks:
            broken: list[Sequence[Key]] = []
            yield from self._map_until_broken(work, chunks, broken)
            for chunk in broken:
                yield from self._map_singly(work, chunk)

    def _map_until_broken(
        self, work: Callable[[Key], Result], chunks: deque[Sequence[Key]], broken: list[Sequence[Key]]
    ) -> Iterator["Result | Problem"]:
        """Work through chunks up to the first that was not answered; it, and those given out after it, are `broken`."""
        given: deque[tuple[Sequence[Key], Future[list[Result]] | None]] = deque()
        while chunks or given:
            while chunks and len(given) < self._engine.workers * _AHEAD:
                given.append((chunks[0], self._give(work, chunks.popleft())))
            chunk, future = given.popleft()
            results = self._fetch(future)
            if results is None:
                broken += [chunk, *(later for later, _ in given)]
                self._stop(at_once=True)
                return
            yield from results

    def _map_singly(self, work: Callable[[Key], Result], names: Sequence[Key]) -> Iterator["Result | Problem"]:
        """Do each name by itself, so that it is known which one a worker dies of."""
        for name in names:
            results = self._fetch(self._give(work, [name], workers=1))
            if results is None:
                self._stop(at_once=True)
                yield Problem(location=Location(path=str(name[-1] if isinstance(name, tuple) else name)), message=_LOST)
            else:
                yield from results
        self._stop(at_once=False)

    def _give(
        self, work: Callable[[Key], Result], names: Sequence[Key], workers: int | None = None
    ) -> "Future[list[Result]] | None":
        """Give names to a worker; None where one that died has taken all others with it."""
        self._executor = self._executor or self._engine.start(workers or self._engine.workers)
        try:
            return self._executor.submit(_work_through, work, names)
        except self._engine.deaths:
            return None

    def _fetch(self, future: "Future[list[Result]] | None") -> list[Result] | None:
        """Return what a worker answered; None where it died."""
        try:
            return None if future is None else future.result()
        except self._engine.deaths:
            return None

    def _stop(self, *, at_once: bool) -> None:
        if self._executor is not None:
            self._engine.stop(self._executor, at_once=at_once)
            self._executor = None


_LOST = (
    "the process that worked on this file ended twice without an answer, killed or out of memory; "
    "expected a file that fits into memory (--jobs 1 reads files one by one)"
)


def _work_through(work: Callable[[Key], Result], names: Sequence[Key]) -> list[Result]:
    return [work(name) for name in names]


def choose_engine(jobs: str, number: int, *, executor: str | None = None, scheduler: str | None = None) -> Engine:
    """Return where to work on a number of files; the other parameters are what the options of these names say.

    Raises: UsageError for what is neither a number of processes from 1 nor `auto`, for an executor that is unknown, and
    for a scheduler without one, or the other way round; MissingExtraError.
    """
    if executor not in {None, *EXECUTORS}:
        raise UsageError(f'--executor is "{executor}"; expected {" or ".join(EXECUTORS)}')
    if (executor == "dask") != (scheduler is not None):
        raise UsageError("--executor dask and --scheduler ADDRESS go together; expected both, or neither")
    if scheduler is not None:
        from cpcheck.cli.cluster import DaskEngine

        return DaskEngine(scheduler)
    if jobs == AUTO:
        return PoolEngine(1 if number < WORTHWHILE else max(1, min(_count_cores(), number // _FILES_EACH)))
    if not (jobs.isascii() and jobs.isdigit() and int(jobs) > 0):
        raise UsageError(f'--jobs is "{jobs}"; expected a number of processes from 1, or {AUTO}')
    return PoolEngine(min(int(jobs), max(1, number)))


def _count_cores() -> int:
    affinity: Any = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
