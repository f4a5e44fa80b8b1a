"""All benchmarks of speed, and their results on one page: `python benchmarks/run.py [SCRIPT]… [--turns N]`.

Runs each script in a process of its own and writes `benchmarks/results.md`: what was measured, against what, medians,
ratios, spread, and whether the aim is met; where it is not, the profile that says why. Named scripts are measured anew
and the others kept as they were (`benchmarks/results.json`), with the commit and the day of each.
"""

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from outcomes import TURNS, read_outcome, write_table
from peers import read_versions
from scale_pictures import KEPT as SCALE
from scale_pictures import main as draw_pictures
from scale_pictures import picture_memory, picture_times
from turns import ROOT, has_valgrind

HERE = Path(__file__).parent
KEPT, PAGE = HERE / "results.json", HERE / "results.md"
SCRIPTS = {
    "startup": "Start-up",
    "loading": "Reading YAML",
    "validating": "Validating",
    "publishing": "A page of 2,000 items",
    "patterns": "Patterns in text",
    "processes": "Two processes",
    "memory": "Memory",
    "scale": "A quarter of a million items",
}
"""Scripts in the order of the page, and their headings."""
OWN = ("pyyaml", "jsonschema", "jsonschema-rs", "jinja2", "typer", "rich")
"""Packages of ours whose version moves the figures."""


def run_scripts(names: Sequence[str], options: Sequence[str], minutes: float) -> None:
    """Run scripts, and keep what each found as soon as it has; `minutes` are for the runs of all sizes."""
    for name in names:
        print(f"--- {name}", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            found = Path(folder) / "found.json"
            more = options if name != "scale" else [*options, "--keep", "--minutes", str(minutes)]
            command = [sys.executable, str(HERE / f"{name}.py"), "--json", str(found), *more]
            subprocess.run(command, check=True)  # noqa: S603 - our own scripts
            outcomes = json.loads(found.read_text(encoding="utf-8"))
        kept = read_kept()
        kept[name] = {"taken": f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}", "commit": read_commit(), "outcomes": outcomes}
        if name == "scale":
            draw_pictures()
        ordered = {script: kept[script] for script in SCRIPTS if script in kept}
        KEPT.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
        write_page(ordered)


def read_kept() -> dict[str, Any]:
    """Return what earlier runs found; nothing where there was none."""
    if not KEPT.is_file():
        return {}
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return kept


def read_commit() -> str:
    """Return the commit that is measured, and whether the program differs from it."""
    told = [
        subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603, S607
        for words in (("rev-parse", "--short", "HEAD"), ("status", "--porcelain", "--", "cpcheck"))
    ]
    return told[0] + (" with changes" if told[1] else "")


def write_page(kept: Mapping[str, Any]) -> None:
    """Write the page of results."""
    PAGE.write_text("\n".join(_write_lines(kept)) + "\n", encoding="utf-8")


def _write_lines(kept: Mapping[str, Any]) -> Iterator[str]:
    outcomes = [read_outcome(one) for found in kept.values() for one in found["outcomes"]]
    aims = [one for one in outcomes if one.is_met is not None]
    missed = [one for one in aims if not one.is_met]
    yield "# Results of the benchmarks\n"
    yield "<!-- Written by `python benchmarks/run.py`. -->\n"
    yield f"{len(aims) - len(missed)} of {len(aims)} rows with an aim meet it. What each script measures is in"
    yield "[README.md](README.md). A ratio is the median over all turns; below one we are the faster, or take less."
    yield "Turns are as many as stand there: with fewer than nine, or a wide spread, the machine was busy.\n"
    yield f"Machine: {describe_machine()}. Ours: {', '.join(_word_versions())}."
    yield f"Peers: {', '.join(f'{name} {number}' for name, number in sorted(read_versions().items()))}.\n"
    for name, found in kept.items():
        yield f"## {SCRIPTS[name]}\n"
        yield f"`{name}.py`, {found['taken']}, commit {found['commit']}.\n"
        measured = [read_outcome(one) for one in found["outcomes"]]
        yield from write_table(measured)
        yield ""
        if name == "scale" and SCALE.is_file():
            yield from write_pictures()
        for one in measured:
            if one.profile:
                yield f"Why the aim is missed, {one.what}:\n"
                yield from one.profile
                yield ""


def write_pictures() -> Iterator[str]:
    """Yield the pictures of the runs of all sizes, each with its figures in words."""
    kept = json.loads(SCALE.read_text(encoding="utf-8"))
    for name, picture in (("scale", picture_times(kept)), ("memory", picture_memory(kept))):
        yield f"![{picture.title}. {picture.description}](../docs/images/{name}.svg)\n"


def _word_versions() -> Iterator[str]:
    yield f"Python {platform.python_version()}"
    for package in OWN:
        yield f"{package} {version(package)}"


def describe_machine() -> str:
    """Say in general words what the figures were taken on."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    counted = "valgrind counts instructions" if has_valgrind() else "no valgrind, so instructions are not counted"
    return f"{os.cpu_count()} shared cores ({platform.machine()}), {pages:.0f} GB, {platform.system()}; {counted}"


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scripts", nargs="*", metavar="SCRIPT", help=f"any of {', '.join(SCRIPTS)} (default: all)")
    parser.add_argument("--turns", type=int, default=TURNS, help=f"ratios to take of each pair (default: {TURNS})")
    parser.add_argument("--minutes", type=float, default=60, help="for the runs of all sizes (default: 60)")
    options = parser.parse_args()
    if unknown := [name for name in options.scripts if name not in SCRIPTS]:
        parser.error(f"there is no benchmark {', '.join(unknown)}; expected any of {', '.join(SCRIPTS)}")
    run_scripts(options.scripts or list(SCRIPTS), ["--turns", str(options.turns)], options.minutes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
