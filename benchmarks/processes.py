"""Two processes against one: `python benchmarks/processes.py`.

The same work on the same files, without a cache, so that everything is parsed and checked each time. All turns are
taken on a slice of the files, and a few on all of them, for which the aim is stated.
"""

import os
import sys
from collections.abc import Iterator

from collection import Shape, write_collection
from outcomes import Outcome, Run, compare, run_script
from turns import CPCHECK, take_turns, time_run

WHOLE, SLICE = 500, 50
"""Files of the aim, and files that all turns are taken on."""
TURNS = 3
"""Turns on all of them."""
LIMIT = 0.6


def measure(run: Run) -> Iterator[Outcome]:
    """Yield the outcomes of two processes."""
    for files, turns in ((SLICE, run.turns), (WHOLE, min(TURNS, run.turns))):
        folder = run.work / str(files)
        write_collection(folder, Shape(files=files))
        yield _measure_command(("validate", str(folder), "--quiet"), files, turns)
    folder = run.work / str(SLICE)
    yield _measure_command(("export", str(folder), "-o", str(run.work / "it.csv"), "--quiet"), SLICE, run.turns)


def _measure_command(arguments: tuple[str, ...], files: int, turns: int) -> Outcome:
    env = {"CPCHECK_CACHE_DIR": ""}
    one, two = ((*CPCHECK, *arguments, "--jobs", jobs) for jobs in ("1", "2"))
    note = f"{os.cpu_count()} cores"
    pairs = take_turns(lambda: time_run(two, env=env), lambda: time_run(one, env=env), turns, rehearsed=files < WHOLE)
    return compare(
        f"`{arguments[0]}` {files} files, two processes / one",
        pairs,
        limit=LIMIT if files == WHOLE else None,
        note=note,
    )


if __name__ == "__main__":
    sys.exit(run_script(__doc__, measure))
