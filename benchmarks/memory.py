"""Peak memory of many files against few: `python benchmarks/memory.py`.

A run that streams holds results, not files, so ten times the files should take hardly more memory. One process, without
a cache. Memory repeats well, so two turns are enough.
"""

import sys
from collections.abc import Iterator

from collection import Shape, write_collection
from outcomes import Outcome, Run, compare, run_script
from sampling import run_sampled
from turns import CPCHECK

MANY, FEW = 500, 50
TURNS = 2
"""Runs of each; more would only repeat them."""


def measure(run: Run) -> Iterator[Outcome]:
    """Yield the outcomes of memory."""
    folders = {}
    for files in (MANY, FEW):
        folders[files] = run.work / str(files)
        write_collection(folders[files], Shape(files=files))
    for arguments in (("validate", "--quiet"), ("export", "--quiet", "-o", str(run.work / "it.csv"))):
        peaks = {
            files: [
                run_sampled(
                    (*CPCHECK, arguments[0], str(folder), *arguments[1:], "--jobs", "1"), env={"CPCHECK_CACHE_DIR": ""}
                ).peak
                for _ in range(min(TURNS, run.turns))
            ]
            for files, folder in folders.items()
        }
        pairs = list(zip(peaks[MANY], peaks[FEW], strict=True))
        yield compare(f"`{arguments[0]}`, peak memory, {MANY} files / {FEW} files", pairs, unit="MB", limit=1.5)


if __name__ == "__main__":
    sys.exit(run_script(__doc__, measure))
