"""Work given to several processes: in order, with nothing lost when one of them is killed."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest

from cpcheck.cli.progress import Progress
from cpcheck.cli.workers import Crew, Engine, PoolEngine, choose_engine
from cpcheck.errors import DataError, Location, MissingExtraError, Problem, UsageError
from cpcheck.records import record

NAMES = [f"{number}.yaml" for number in range(40)]


def tell_process(name: str) -> tuple[str, int]:
    """Return a name with the process that worked on it, the first ones last."""
    time.sleep(0.02 if name in NAMES[:3] else 0)
    return name, os.getpid()


@record
class Killing:
    """Work that kills its process over some names: always, or only where a file can be made first."""

    names: tuple[str, ...]
    once: str = ""

    def __call__(self, name: str) -> str:
        """Return a name, or die."""
        if name in self.names and self._may():
            os.kill(os.getpid(), signal.SIGKILL)
        return name

    def _may(self) -> bool:
        if not self.once:
            return True
        try:
            Path(self.once).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


def refuse(name: str) -> str:
    """Refuse one name, as a command refuses an option."""
    if name == NAMES[5]:
        raise DataError([Problem(location=Location(path=name), message="found x; expected y")])
    if name == NAMES[6]:
        raise MissingExtraError("this", package="that", extra="other")
    return name


def test_results_come_in_the_order_of_the_names_whoever_is_ready_first() -> None:
    found = list(Crew(PoolEngine(2)).map(tell_process, NAMES))
    assert [result[0] for result in found if not isinstance(result, Problem)] == NAMES
    processes = {result[1] for result in found if not isinstance(result, Problem)}
    assert os.getpid() not in processes
    assert len(processes) == 2


def test_one_worker_is_this_process() -> None:
    found = list(Crew(PoolEngine(1)).map(tell_process, NAMES[:4]))
    assert found == [(name, os.getpid()) for name in NAMES[:4]]


def test_a_worker_that_is_killed_once_loses_nothing(tmp_path: Path) -> None:
    work = Killing(names=(NAMES[7],), once=str(tmp_path / "killed"))
    assert list(Crew(PoolEngine(2)).map(work, NAMES)) == NAMES
    assert (tmp_path / "killed").exists()


def test_a_file_that_kills_its_worker_twice_is_a_problem_and_the_others_are_done() -> None:
    found = list(Crew(PoolEngine(2)).map(Killing(names=(NAMES[0], NAMES[20], NAMES[39])), NAMES))
    lost = [place for place, result in enumerate(found) if isinstance(result, Problem)]
    assert lost == [0, 20, 39]
    assert [result for result in found if isinstance(result, str)] == [
        name for place, name in enumerate(NAMES) if place not in lost
    ]
    problem = found[20]
    assert isinstance(problem, Problem)
    assert str(problem).startswith("20.yaml: the process that worked on this file ended twice")


@pytest.mark.parametrize(("place", "error"), [(5, DataError), (6, MissingExtraError)])
def test_what_a_worker_refuses_is_raised_here_as_it_was(place: int, error: type[Exception]) -> None:
    with pytest.raises(error) as told:
        list(Crew(PoolEngine(2)).map(refuse, [NAMES[place], *NAMES[7:20]]))
    with pytest.raises(error) as known:
        refuse(NAMES[place])
    assert str(told.value) == str(known.value)


class Watched:
    """A pool that knows how much it was given."""

    def __init__(self) -> None:
        self.pool = PoolEngine(2)
        self.workers = 2
        self.given = 0

    @property
    def deaths(self) -> tuple[type[BaseException], ...]:
        """Return what a pool raises."""
        return self.pool.deaths

    def start(self, workers: int) -> Executor:
        """Start a pool, and count what it is given."""
        executor = self.pool.start(workers)
        submit = executor.submit

        def count(*arguments: object) -> object:
            self.given += len(arguments[2])  # type: ignore[arg-type]
            return submit(*arguments)  # type: ignore[arg-type]

        executor.submit = count  # type: ignore[method-assign, assignment]
        return executor

    def stop(self, executor: Executor, *, at_once: bool) -> None:
        """End the pool."""
        self.pool.stop(executor, at_once=at_once)


def test_only_a_few_names_are_given_out_before_their_results_are_fetched() -> None:
    engine = Watched()
    names = [f"{number}.yaml" for number in range(1000)]
    results: Iterator[object] = Crew(engine).map(str, names)
    next(results)
    assert engine.given < 60
    assert len(list(results)) == 999
    assert engine.given == 1000


def test_jobs_are_a_number_or_as_many_as_there_are_cores_where_files_are_many() -> None:
    def count(wanted: str, files: int) -> int:
        engine: Engine = choose_engine(wanted, files)
        return engine.workers

    assert count("auto", 9) == 1
    assert count("auto", 10) == min(2, len(os.sched_getaffinity(0)))
    assert count("3", 100) == 3
    assert count("3", 2) == 2
    assert count("3", 0) == 1


@pytest.mark.parametrize("wanted", ["0", "-1", "two", "", "1.5", "²"])
def test_other_jobs_are_refused(wanted: str) -> None:
    with pytest.raises(UsageError, match="expected a number of processes from 1, or auto"):
        choose_engine(wanted, 3)


def stop_after(done: int) -> None:
    """Be stopped from the keyboard in a run over five files."""
    with Progress(5, quiet=False) as progress:
        for _ in range(done):
            progress.advance()
        raise KeyboardInterrupt


def test_a_run_that_is_stopped_says_how_far_it_got() -> None:
    with pytest.raises(KeyboardInterrupt, match="after 2 of 5 files"):
        stop_after(2)


@pytest.mark.parametrize(
    ("executor", "scheduler", "said"),
    [
        ("ray", None, "expected processes or dask"),
        ("dask", None, "go together"),
        (None, "tcp://127.0.0.1:8786", "go together"),
        ("processes", "tcp://127.0.0.1:8786", "go together"),
    ],
)
def test_an_executor_goes_with_its_scheduler(executor: str | None, scheduler: str | None, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        choose_engine("auto", 20, executor=executor, scheduler=scheduler)


def test_a_cluster_needs_its_package_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'cpcheck\[dask\]'"):
        choose_engine("auto", 20, executor="dask", scheduler="tcp://127.0.0.1:8786")
