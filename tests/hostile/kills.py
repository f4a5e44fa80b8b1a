"""Runs of `import`, `review` and `assess -o` that are killed: at random moments, and at every call to the system.

`python -m tests.hostile.kills --kills 200` kills that many runs and says how far they had got. The program is imported
once and every run is a fork of it, so that most kills meet its work and not its start.
"""

import argparse
import os
import pty
import random
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cpcheck.cli import main as run_program
from tests import drafts
from tests.hostile.folders import RESPONSE, make_folder, take_stock
from tests.in_process import call

CALLS = ("open", "write", "fchmod", "fsync", "link", "replace", "unlink", "mkdir")
"""Calls to the system by which files come and go."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """One command that writes, and what may stand in its folder when it was killed."""

    arguments: tuple[str, ...]
    written: tuple[str, ...]
    keys: str = ""
    """What a person types."""


WORKS = {
    "import": Work(
        arguments=("import", "report.txt", "-o", "new"),
        written=("new/recommendations.yaml", "new/responses/no-2024.yaml"),
    ),
    "assess": Work(arguments=("assess", RESPONSE, "-o", "gap.md"), written=("gap.md",)),
    "review": Work(arguments=("review", "xa-2024.yaml"), written=("xa-2024.yaml",), keys="aaaaaaaa"),
}


def warm_up(folder: Path) -> None:
    """Import in this process all that the commands use, so that forks of it come to their work at once."""
    for name, work in WORKS.items():
        more = ("--list",) if name == "review" else ()
        ended = call(*work.arguments, *more, cwd=prepare(folder / f"{name}-warm", name))
        assert ended.code == 0, ended.stderr


def prepare(folder: Path, name: str) -> Path:
    """Make the folder that a command works in; what `assess` writes stands there already, with other words."""
    make_folder(folder)
    if name == "assess":
        (folder / "gap.md").write_text("the report of last year\n", encoding="utf-8")
    if name == "review":
        shutil.rmtree(folder)
        folder.mkdir()
        drafts.write_drafts(folder)
    return folder


def start(folder: Path, work: Work, before: Callable[[], None] = lambda: None) -> tuple[int, int]:
    """Start a command at a terminal of its own, as a fork of this process; return its id and the terminal."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.environ.update({"HOME": str(folder), "TERM": "xterm", "COLUMNS": "100"})
        sys.argv = ["cpcheck", *work.arguments]
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(number, mode, encoding="utf-8", closefd=False) for number, mode in enumerate("rww")
        )
        before()
        code = 1
        try:
            run_program()
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
        except BaseException:  # noqa: BLE001 - a fork must not go on as its parent
            traceback.print_exc()
        finally:
            os._exit(code)
    os.write(terminal, "".join(f"{key}\n" for key in work.keys).encode())
    return process, terminal


said: list[bytes] = []
"""What the processes have said, to be shown where one of them fails."""


def wait(process: int, terminal: int, seconds: float) -> int | None:
    """Read what a process says until it ends, and return its status; None where it has not ended in time."""
    until = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return status
        left = until - time.monotonic()
        if left <= 0:
            return None
        if select.select([terminal], [], [], min(left, 0.005))[0]:
            try:
                said.append(os.read(terminal, 1 << 16))
            except OSError:  # the other end is closed
                time.sleep(0.001)


def kill(process: int, terminal: int, seconds: float) -> bool:
    """Kill a process after a while, and tell whether it had not ended by itself."""
    status = wait(process, terminal, seconds)
    if status is None:
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
    os.close(terminal)
    return os.WIFSIGNALED(status)


def list_states(name: str, folder: Path) -> tuple[list[dict[str, str]], float]:
    """Return what a command may leave of what it writes, and how long it takes: from untouched to done."""
    work = WORKS[name]
    top = prepare(folder, name)
    states = [take_stock(top)]
    begun = time.monotonic()
    process, terminal = start(top, work)
    done: int | None = None
    while done is None:
        done = wait(process, terminal, 0.0 if name == "review" else 60)
        now = take_stock(top)
        if name == "review" and now["xa-2024.yaml"] not in {state["xa-2024.yaml"] for state in states}:
            states.append(now)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(done) == 0, (name, done, b"".join(said).decode())
    return [*states, take_stock(top)], time.monotonic() - begun


def check(name: str, folder: Path, states: list[dict[str, str]]) -> str:
    """Hold what a killed command left against what it may leave, and say how far it had got."""
    work = WORKS[name]
    found = take_stock(folder)
    strays = [path for path in found if Path(path).name.startswith(".") and path.endswith(".part")]
    for path in strays:
        del found[path]
    folders = {"new", "new/responses"} if name == "import" else set()
    for path, before in states[0].items():
        if path not in work.written:
            assert found[path] == before, f"{name} changed {path}"
    extra = set(found) - set(states[0]) - folders - set(work.written)
    assert not extra, f"{name} left {extra}"
    for path in work.written:
        if name == "review":
            drafts.load(folder / path)  # raises where the file is not whole
        else:
            allowed = {state.get(path) for state in (states[0], states[-1])}
            assert found.get(path) in allowed, f"{name} left a part of {path}"
    if all(found.get(path) == states[-1].get(path) for path in work.written):
        return "done"
    if strays:
        return "a hidden part"
    return "untouched" if all(found.get(path) == states[0].get(path) for path in work.written) else "between"


def kill_at_random(kills: int, seed: int, made: Path) -> Counter[tuple[str, str]]:
    """Kill runs at random moments."""
    chance = random.Random(seed)  # noqa: S311 - chosen to be the same every time
    known = {name: list_states(name, made / name) for name in WORKS}
    counts: Counter[tuple[str, str]] = Counter()
    for number in range(kills):
        name = list(WORKS)[number % len(WORKS)]
        states, seconds = known[name]
        top = prepare(made / str(number), name)
        is_killed = kill(*start(top, WORKS[name]), chance.random() * seconds)
        counts[name, check(name, top, states) if is_killed else "ended before"] += 1
        shutil.rmtree(top)
    return counts


def kill_at_every_call(name: str, made: Path) -> Counter[tuple[str, str]]:
    """Kill a command after its first call to the system that writes, after its second, and so on to its end."""
    states, _ = list_states(name, made / f"{name}-known")
    counts: Counter[tuple[str, str]] = Counter()
    number = 0
    is_killed = True
    while is_killed:
        number += 1
        top = prepare(made / f"{name}-{number}", name)

        def watch(last: int = number) -> None:
            _die_after(last)

        is_killed = kill(*start(top, WORKS[name], watch), 60)
        counts[name, check(name, top, states) if is_killed else "ended before"] += 1
        shutil.rmtree(top)
    assert number > len(WORKS[name].written) * 4, "calls that write were met"
    return counts


def _die_after(last: int) -> None:
    """Let this process die when it has made so many calls that write."""
    made = 0

    def watch(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        nonlocal made
        result = call(*args, **kwargs)
        made += not (call.__name__ == "open" and not args[1] & (os.O_WRONLY | os.O_RDWR))
        if made >= last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    for name in CALLS:
        call = getattr(os, name)
        setattr(os, name, lambda *args, _call=call, **kwargs: watch(_call, *args, **kwargs))


def main() -> None:
    """Kill, and say what was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--seed", type=int, default=8)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        warm_up(made)
        counts = kill_at_random(chosen.kills, chosen.seed, made)
        for name in ("import", "assess"):
            for key, number in kill_at_every_call(name, made).items():
                counts[(f"{key[0]}, call by call", key[1])] += number
    for (name, state), number in sorted(counts.items()):
        print(f"{name}: {state}: {number}")
    print(f"{chosen.kills} kills at random and all calls: nothing was lost, and no part of a file stands as a file")


if __name__ == "__main__":
    main()
