"""From 40 items to 250,000: `python benchmarks/scale.py [--items N] [--minutes M] [--keep]`.

250,000 items are what the UN's Universal Human Rights Index holds: 1.3 GB of YAML here. A collection of each size is
validated, which reads every file, checks it against its schema and the others, assesses it and asks the lints: with an
empty cache ("cold"), with the cache that this filled ("warm"), and with an empty one by two processes. Small sizes are
run several times and the median is taken. Ratios of one process to itself are those of its processor time, since runs
of minutes cannot be taken in turn; the clock is kept beside it. A run that has not ended when the minutes are over is
left out, and said to be.

`--keep` writes times and memory curves to `benchmarks/scale.json`, of which `scale_pictures.py` draws pictures.
"""

import argparse
import datetime as dt
import json
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from collection import ITEMS, Shape, write_collection
from outcomes import Outcome, Run, compare, explain, run_script
from sampling import Sampled, run_sampled
from turns import CPCHECK, profile

SIZES = (40, 400, 4_000, 40_000, 250_000)
"""Items."""
COMPARED = 4_000
"""Items of the collection that the time per item of the largest is held against: start-up hardly counts any more."""
REPEATED = 400
"""Items up to which a size is run several times."""
TIMES = 3
MODES = {"cold": "1", "warm": "1", "two processes": "2"}
"""How a size is run, and the processes of each."""
KEPT = Path(__file__).parent / "scale.json"


class Runs:
    """All runs of all sizes, while there is time."""

    def __init__(self, work: Path, minutes: float, collections: Path | None) -> None:
        self._work = work
        self._collections = collections or work
        self._ends = time.monotonic() + minutes * 60
        self.found: dict[tuple[int, str], Sampled] = {}

    def take(self, items: int) -> Path:
        """Run a collection of a size in every mode, and return its folder."""
        folder = self._collections / f"{items}"
        if not folder.is_dir():
            write_collection(folder, Shape(files=items // ITEMS))
        for mode in MODES:
            try:
                taken = [self._run(folder, mode) for _ in range(TIMES if items <= REPEATED else 1)]
            except TimeoutError:
                print(f"{items:,} items, {mode}: left out, the time is over", file=sys.stderr)
                continue
            middle = statistics.median_low([one.seconds for one in taken])
            self.found[items, mode] = next(one for one in taken if one.seconds == middle)
            print(f"{items:,} items, {mode}: {middle:.2f} s", file=sys.stderr)
        return folder

    def _run(self, folder: Path, mode: str) -> Sampled:
        cache = self._work / "cache"
        if mode != "warm":
            shutil.rmtree(cache, ignore_errors=True)
        command = (*CPCHECK, "validate", str(folder), "--quiet", "--jobs", MODES[mode])
        try:
            left = self._ends - time.monotonic()
            return run_sampled(command, env={"CPCHECK_CACHE_DIR": str(cache)}, every=0.05, limit=left)
        finally:
            if mode == "two processes":
                shutil.rmtree(cache, ignore_errors=True)


def measure(run: Run) -> Iterator[Outcome]:
    """Yield the outcomes of the largest collection."""
    runs = Runs(run.work, run.options.minutes, run.options.collections)
    sizes = sorted({size for size in SIZES if size <= run.options.items} | {run.options.items})
    # where time is short, the largest is worth more than what lies between
    for size in sorted(sizes, key=lambda size: (size > COMPARED, -size if size > COMPARED else size)):
        folder = runs.take(size)
        if size != COMPARED and run.options.collections is None:
            shutil.rmtree(folder)
    if run.options.keep:
        KEPT.write_text(json.dumps(describe(runs.found), indent=1) + "\n", encoding="utf-8")
    largest = max((size for size, mode in runs.found if mode == "cold"), default=0)
    for outcome in _judge(runs.found, largest, run):
        yield outcome if largest >= SIZES[-1] else replace(outcome, limit=None, note=f"the aim is one of {SIZES[-1]:,}")


def _judge(found: dict[tuple[int, str], Sampled], largest: int, run: Run) -> Iterator[Outcome]:
    cold, name = found[largest, "cold"], f"`validate` {largest:,} items"
    command = ("validate", str((run.options.collections or run.work) / str(COMPARED)), "--quiet", "--jobs", "1")
    if (COMPARED, "cold") in found and largest > COMPARED:
        pair = (cold.processor / largest * 1e6, found[COMPARED, "cold"].processor / COMPARED * 1e6)
        what = f"{name}, one process, cold / {COMPARED:,} items, processor time for each item"
        yield explain(
            compare(what, [pair], unit="µs", limit=1.3), lambda: profile(command, env={"CPCHECK_CACHE_DIR": ""})
        )
    yield compare(f"{name}, one process, cold, peak memory / 200 MB", [(cold.peak, 200.0)], unit="MB", limit=1.0)
    if (largest, "warm") in found:
        what = f"{name}, one process, cold / warm, processor time"
        pair = (cold.processor, found[largest, "warm"].processor)
        cache = {"CPCHECK_CACHE_DIR": str(run.work / "cache")}
        profile_warm = lambda: [profile(command, env=cache), profile(command, env=cache)][1]  # noqa: E731
        yield explain(compare(what, [pair], limit=6.0, at_least=True), profile_warm)
    if (largest, "two processes") in found:
        pair = (found[largest, "two processes"].seconds, cold.seconds)
        yield compare(f"{name}, cold, two processes / one", [pair], limit=0.6)


def describe(found: dict[tuple[int, str], Sampled]) -> dict[str, Any]:
    """Return all runs as plain data: the times of all, the memory curve of the largest."""
    largest = max(size for size, _ in found)
    return {
        "command": "cpcheck validate",
        "taken": f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}",
        "times": [
            {
                "items": items,
                "mode": mode,
                "seconds": round(one.seconds, 3),
                "processor": round(one.processor, 3),
                "peak": round(one.peak, 1),
            }
            for (items, mode), one in sorted(
                found.items(), key=lambda entry: (list(MODES).index(entry[0][1]), entry[0])
            )
        ],
        "memory": {mode: one.curve for (items, mode), one in found.items() if items == largest},
    }


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this script."""
    parser.add_argument("--items", type=int, default=SIZES[-1], help="the largest size (default: 250,000)")
    parser.add_argument("--minutes", type=float, default=60, help="end what still runs then (default: 60)")
    parser.add_argument("--collections", type=Path, metavar="DIR", help="keep collections here, and use them again")
    parser.add_argument("--keep", action="store_true", help=f"write benchmarks/{KEPT.name}")


if __name__ == "__main__":
    sys.exit(run_script(__doc__, measure, add_options))
