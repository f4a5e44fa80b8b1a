"""A page of 2,000 items, against doorstop: `python benchmarks/publishing.py`.

We assess 50 responses of 40 items and write one HTML page with every verdict, rule and fact; doorstop publishes the
same demands and facts, one item of its own for each of ours, as HTML. Neither finds anything prepared: our cache is
off, and doorstop keeps none.
"""

import shutil
import sys
from collections.abc import Iterator

from collection import Shape, write_collection, write_doorstop
from outcomes import Outcome, Run, compare, explain, run_script
from peers import find_peer
from turns import CPCHECK, ONE_PROCESS, profile, take_turns, time_run
from turns import run as run_command

FILES = 50
"""Responses of 40 items: 2,000 items."""
ENV = {**ONE_PROCESS, "CPCHECK_CACHE_DIR": ""}


def measure(run: Run) -> Iterator[Outcome]:
    """Yield the outcome of publishing."""
    shape = Shape(files=FILES)
    write_collection(run.work / "responses", shape)
    home, published = run.work / "doorstop", run.work / "published"
    write_doorstop(home, shape)
    run_command(("git", "init", "--quiet", str(home)))  # doorstop looks for a repository around its documents
    ours = (*CPCHECK, "assess", str(run.work / "responses"), "-o", str(run.work / "gap.html"), "--quiet")
    peer = (find_peer("doorstop"), "publish", "--html", "all", str(published))

    def time_peer() -> float:
        shutil.rmtree(published, ignore_errors=True)
        return time_run(peer, cwd=home)

    pairs = take_turns(lambda: time_run(ours, env=ENV), time_peer, run.turns)
    what = f"`assess -o gap.html`, {FILES * shape.items:,} items / doorstop publishing {FILES * shape.items:,}"
    yield explain(compare(what, pairs, limit=1 / 6), lambda: profile(ours[1:], env=ENV))


if __name__ == "__main__":
    sys.exit(run_script(__doc__, measure))
