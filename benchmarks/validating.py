"""Validating collections, against programs that do part of it: `python benchmarks/validating.py [--turns N]`.

check-jsonschema holds each file against the schema of responses; yamllint looks at the form of the YAML (with the
default rules, less those on line length and on the first line); compliance-trestle validates the same data as OSCAL
assessment results. Ours checks the schema, then every reference between the files, assesses each response and asks the
lints. It runs in one process, as they do.

Whole collections take a peer minutes, so the ratios of all turns are taken on a slice of the collection, and once on
all of it. "The first time" begins with an empty cache and fills it; "one file changed" finds the others in it. A peer
keeps nothing between two runs, so its time stands for both.
"""

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from collection import Shape, write_collection, write_oscal
from outcomes import Outcome, Run, compare, explain, run_script
from peers import find_peer
from turns import CPCHECK, ONE_PROCESS, SCHEMA, profile, take_turns, time_run

WHOLE, SLICE, FEW = 500, 25, 5
"""Files of the aim; files that all turns are taken on; and for the slowest peers."""
AGAIN = 9
"""Times that a whole collection is validated with one file changed."""
YAMLLINT = "{extends: default, rules: {line-length: disable, document-start: disable, braces: disable}}"


class Folder:
    """A collection with a cache of its own."""

    def __init__(self, work: Path, files: int) -> None:
        self.place = work / f"{files}"
        self.responses = [str(path) for path in write_collection(self.place, Shape(files=files))]
        self._cache = work / f"cache-{files}"
        self._changes = 0
        self.env = {**ONE_PROCESS, "CPCHECK_CACHE_DIR": str(self._cache)}
        self.command = (*CPCHECK, "validate", str(self.place), "--quiet")

    def time_first(self) -> float:
        """Validate with an empty cache."""
        shutil.rmtree(self._cache, ignore_errors=True)
        return time_run(self.command, env=self.env)

    def time_again(self) -> float:
        """Validate once more, after one file in the middle was changed."""
        self._changes += 1
        with Path(self.responses[len(self.responses) // 2]).open("a", encoding="utf-8") as stream:
            stream.write(f"# changed {self._changes}\n")
        return time_run(self.command, env=self.env)

    def profile_first(self) -> tuple[str, ...]:
        """Return where the time goes without a cache."""
        return profile(self.command[1:], env={"CPCHECK_CACHE_DIR": ""})

    def profile_again(self) -> tuple[str, ...]:
        """Return where the time goes with a full one."""
        return profile(self.command[1:], env=self.env)


def measure(run: Run) -> Iterator[Outcome]:
    """Yield the outcomes of validating."""
    checker = (find_peer("check-jsonschema"), "--schemafile", str(SCHEMA))
    part = Folder(run.work, SLICE)
    for outcome in _measure_checker(part, checker, run.turns):
        yield replace(outcome, limit=None)  # the aim is one of whole collections, where start-up hardly counts
    linter = (find_peer("yamllint"), "--no-warnings", "-d", YAMLLINT)
    few = Folder(run.work, FEW)
    pairs = take_turns(few.time_first, lambda: time_run((*linter, *few.responses), ends=(0, 1)), run.turns)
    yield compare(f"`validate` {FEW} files, the first time / yamllint", pairs)
    home = run.work / "oscal"
    write_oscal(home, Shape(files=FEW))
    trestle = (find_peer("compliance-trestle"), "validate", "-t", "assessment-results")
    pairs = take_turns(few.time_first, lambda: time_run(trestle, cwd=home), run.turns)
    yield compare(f"`validate` {FEW} files, the first time / compliance-trestle, the same data as OSCAL", pairs)
    first, again = _measure_checker(Folder(run.work, WHOLE), checker, 1)
    yield explain(first, part.profile_first)
    yield explain(again, part.profile_again)


def _measure_checker(folder: Folder, checker: Sequence[str], turns: int) -> tuple[Outcome, Outcome]:
    """Return our first run and one with a file changed, both against check-jsonschema."""
    files = len(folder.responses)
    name = f"`validate` {files} files, "
    peer = (*checker, *folder.responses)
    pairs = take_turns(folder.time_first, lambda: time_run(peer), turns, rehearsed=turns > 1)
    others = [other for _, other in pairs] if turns > 1 else [pairs[0][1]] * AGAIN
    again = [(folder.time_again(), other) for other in others]
    return (
        compare(f"{name}the first time / check-jsonschema", pairs, limit=1 / 25),
        compare(f"{name}one file changed / check-jsonschema", again, limit=1 / 150, note="its runs above stand again"),
    )


if __name__ == "__main__":
    sys.exit(run_script(__doc__, measure))
