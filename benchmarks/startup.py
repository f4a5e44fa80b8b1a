"""How long it takes until a command answers: `python benchmarks/startup.py`.

Wall times are ratios to another start of the same interpreter, taken in turn. Instructions under cachegrind are exact,
and so are the better guard; one count is one turn. "Validated before" is a run that finds the file in its cache, "the
first time" one with an empty cache. check-jsonschema validates the file that we assess. Modules are counted by name.
"""

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence

from outcomes import Outcome, Run, compare, explain, run_script
from peers import find_peer
from turns import CPCHECK, PYTHON, SCHEMA, SHIPPED, count_instructions, has_valgrind, profile, take_turns, time_run
from turns import run as run_command

PASS = (PYTHON, "-c", "pass")
LIBRARIES = (PYTHON, "-c", "import typer, yaml, jinja2")
NOT_NEEDED = ("rich", "jinja2", "pydantic", "jsonschema")
"""Not imported by `assess -f json` on a file that was validated before (performance.md, Aims)."""
SHOWN = 12
PROGRAM = "from cpcheck.cli import main; main()"
_LIST_MODULES = """
import contextlib, sys
from cpcheck.cli import main
sys.argv = ["cpcheck", "assess", "-f", "json"]
with contextlib.suppress(SystemExit):
    main()
print(*sys.modules, sep="\\n", file=sys.stderr)
"""


def measure(run: Run) -> Iterator[Outcome]:
    """Yield the outcomes of start-up."""
    warm = {"CPCHECK_CACHE_DIR": str(run.work / "warm")}
    plain, libraries = "`python -c pass`", '`python -c "import typer, yaml, jinja2"`'
    yield from _measure_start(f"`--version` / {plain}", ("--version",), PASS, (1.5, 1.4), run, warm)
    yield from _measure_start(f"`--help` / {plain}", ("--help",), PASS, (8.0, None), run, warm)
    what = f"`assess`, shipped data, validated before / {libraries}"
    yield from _measure_start(what, ("assess",), LIBRARIES, (2.0, 2.5), run, warm)
    yield _measure_first(f"`assess`, shipped data, the first time / {libraries}", run)
    checker = (find_peer("check-jsonschema"), "--schemafile", str(SCHEMA), str(SHIPPED))
    what = "`assess`, shipped data, validated before / check-jsonschema on the same file"
    yield _measure_wall(what, ("assess",), checker, 0.5, run, warm)
    yield _count_modules(warm)


def _measure_start(
    what: str,
    arguments: Sequence[str],
    other: Sequence[str],
    limits: tuple[float, float | None],
    run: Run,
    env: Mapping[str, str],
) -> Iterator[Outcome]:
    """Yield the ratio of wall times and, where valgrind is installed, that of instructions."""
    yield _measure_wall(what, arguments, other, limits[0], run, env)
    if has_valgrind():
        pair = (count_instructions((*CPCHECK, *arguments), env=env), count_instructions(other))
        yield explain(compare(what, [pair], unit="instructions", limit=limits[1]), lambda: rank_imports(arguments, env))


def _measure_wall(
    what: str, arguments: Sequence[str], other: Sequence[str], limit: float, run: Run, env: Mapping[str, str]
) -> Outcome:
    ours = (*CPCHECK, *arguments)
    pairs = take_turns(lambda: time_run(ours, env=env), lambda: time_run(other), run.turns)
    return explain(compare(what, pairs, limit=limit), lambda: rank_imports(arguments, env))


def _measure_first(what: str, run: Run) -> Outcome:
    """Compare a run that finds nothing in its cache."""
    cache = run.work / "first"

    def time_first() -> float:
        shutil.rmtree(cache, ignore_errors=True)
        return time_run((*CPCHECK, "assess"), env={"CPCHECK_CACHE_DIR": str(cache)})

    found = compare(what, take_turns(time_first, lambda: time_run(LIBRARIES), run.turns), limit=3.0)
    return explain(found, lambda: profile(("assess",), env={"CPCHECK_CACHE_DIR": ""}))


def _count_modules(env: Mapping[str, str]) -> Outcome:
    """Count the modules of `assess -f json`; the ratio is how many of those that must not be there are."""
    time_run((*CPCHECK, "assess", "-f", "json"), env=env)
    names = _list_modules(("-c", _LIST_MODULES), env)
    surplus = [name for name in NOT_NEEDED if name in names]
    note = f"imported: {', '.join(surplus)}" if surplus else f"none of {', '.join(NOT_NEEDED)}"
    return Outcome(
        what="modules after `assess -f json`, validated before / `python -c pass`",
        ours=len(names),
        other=len(_list_modules(("-c", "import sys; print(*sys.modules, sep='\\n', file=sys.stderr)"), env)),
        unit="modules",
        ratios=(float(len(surplus)),),
        limit=0.0,
        note=f"{note}; the ratio counts these",
    )


def rank_imports(arguments: Sequence[str], env: Mapping[str, str]) -> Iterator[str]:
    """Yield the dearest imports of a run by their own time, as the lines of a Markdown table: starting is importing."""
    told = run_command((PYTHON, "-X", "importtime", "-c", PROGRAM, *arguments), env=env)
    found = [line.removeprefix("import time:").split("|") for line in told.splitlines() if line[-1:].isidentifier()]
    times = sorted(((int(own), int(below), name.strip()) for own, below, name in found if own.strip().isdigit()))[::-1]
    whole = sum(own for own, _, _ in times)
    yield f"| share of {len(times)} imports | own ms | with what it imports | module |"
    yield "|---|---|---|---|"
    for own, below, name in times[:SHOWN]:
        yield f"| {own / whole:.0%} | {own / 1000:.1f} | {below / 1000:.1f} | `{name}` |"


def _list_modules(arguments: Sequence[str], env: Mapping[str, str]) -> list[str]:
    return run_command((PYTHON, *arguments), env=env).splitlines()


if __name__ == "__main__":
    sys.exit(run_script(__doc__, measure))
