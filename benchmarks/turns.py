"""Running commands in turn: wall times, exact instruction counts, and profiles.

A machine that others use is never twice the same, so a time means little and a ratio of two times taken one after the
other means much. Which of a pair goes first changes with every turn. Instructions are counted by cachegrind without its
model of a cache and with the hash seed fixed; they repeat to about seven digits on any machine with the same programs.
"""

import cProfile
import os
import pstats
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
CPCHECK = (str(Path(sys.executable).with_name("cpcheck")),)
"""Our program, as installed in the environment that runs the benchmark."""
SHIPPED = ROOT / "data" / "responses" / "azerbaijan-2025.yaml"
SCHEMA = ROOT / "cpcheck" / "schemas" / "response.schema.json"
VALGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
_COUNT = re.compile(r"I\s+refs:\s+([\d,]+)")
_SHOWN = 12
"""Functions of a profile that are shown."""

Pair = tuple[float, float]
"""Our figure and the other's, of one turn."""


class FailedRunError(Exception):
    """A command ended in a way that makes its time worthless."""


def run(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    ends: Sequence[int] = (0,),
) -> str:
    """Run a command and return what it wrote to standard error.

    `env` is put on top of the environment. Raises: FailedRunError for an exit code that was not expected.
    """
    environment = {**os.environ, "NO_COLOR": "1", **(env or {})}
    environment.pop("GITHUB_ACTIONS", None)
    done = subprocess.run(command, env=environment, cwd=cwd, capture_output=True, check=False)  # noqa: S603 - our own
    told = done.stderr.decode("utf-8", "replace")
    if done.returncode not in ends:
        said = (told.strip() or done.stdout.decode("utf-8", "replace").strip())[-1500:]
        raise FailedRunError(f"{' '.join(command)[:300]} ended with {done.returncode}: {said}")
    return told


ONE_PROCESS = {"CPCHECK_JOBS": "1"}
"""One process, like the peers, whatever the machine has."""


def time_run(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    ends: Sequence[int] = (0,),
) -> float:
    """Return the wall time of a command in seconds."""
    begun = time.perf_counter()
    run(command, env=env, cwd=cwd, ends=ends)
    return time.perf_counter() - begun


def count_instructions(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> int:
    """Return how many instructions a command takes, the start of its interpreter counted."""
    told = run([*VALGRIND, *command], env={"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", **(env or {})})
    found = _COUNT.search(told)
    if found is None:
        raise FailedRunError(f"valgrind gave no count: {told[-500:]}")
    return int(found[1].replace(",", ""))


def has_valgrind() -> bool:
    """Tell whether instructions can be counted here."""
    return any((Path(folder) / "valgrind").is_file() for folder in os.get_exec_path())


def take_turns(
    ours: Callable[[], float], other: Callable[[], float], turns: int, *, rehearsed: bool | None = None
) -> list[Pair]:
    """Measure two things in turn, and return both figures of each turn.

    Both are measured once before, unrecorded, unless they are so long that a first time makes no difference, or are
    taken but once.
    """
    if turns > 1 if rehearsed is None else rehearsed:
        ours()
        other()
    pairs = []
    for turn in range(turns):
        if turn % 2:
            second = other()
            pairs.append((ours(), second))
        else:
            first = ours()
            pairs.append((first, other()))
    return pairs


def time_call(call: Callable[[], object]) -> float:
    """Return the processor time of a call in seconds, which does not count what other programs take meanwhile."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def profile(arguments: Sequence[str], *, env: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Run our program once under cProfile and return its dearest functions by their own time, as Markdown lines."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "profile"
        program = (
            "import cProfile, sys, contextlib\n"
            "from cpcheck.cli import main\n"
            "watch = cProfile.Profile()\n"
            "with contextlib.suppress(SystemExit):\n"
            "    watch.runcall(main)\n"
            f"watch.dump_stats({str(kept)!r})\n"
        )
        run([PYTHON, "-c", program, *arguments], env={**ONE_PROCESS, **(env or {})})
        return tuple(write_profile(pstats.Stats(str(kept))))


def profile_call(call: Callable[[], object]) -> tuple[str, ...]:
    """Return the dearest functions of a call."""
    watch = cProfile.Profile()
    watch.runcall(call)
    return tuple(write_profile(pstats.Stats(watch)))


def write_profile(stats: pstats.Stats) -> Iterator[str]:
    """Yield the dearest functions of a profile by their own time, as the lines of a Markdown table."""
    rows: Mapping[tuple[str, int, str], tuple[int, int, float, float, object]] = stats.stats  # type: ignore[attr-defined]
    whole = sum(row[2] for row in rows.values())
    yield "| share | own seconds | with what it calls | calls | function |"
    yield "|---|---|---|---|---|"
    for (file, _, name), (_, calls, own, below, _) in sorted(rows.items(), key=lambda row: -row[1][2])[:_SHOWN]:
        yield f"| {own / whole:.0%} | {own:.2f} | {below:.2f} | {calls:,} | `{_shorten(file)}{name}` |"


def _shorten(file: str) -> str:
    """Name a file from the package on, so that nothing of the machine is kept."""
    if file in {"~", ""}:
        return ""
    parts = Path(file).parts
    for folder in ("site-packages", "cpcheck", f"python3.{sys.version_info.minor}"):
        if folder in parts:
            place = len(parts) - 1 - parts[::-1].index(folder)
            return "/".join(parts[place + (folder != "cpcheck") :]) + ": "
    return f"{parts[-1]}: "
