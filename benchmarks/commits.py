"""Two commits of ours against each other: `python benchmarks/commits.py OLD [NEW] [--turns N] [--files N]`.

Both are unpacked beside each other and run in turn by the interpreter, and with the packages, of the environment that
runs this; NEW is the checkout as it stands where it is left out. Ratios are new divided by old: below one, NEW is the
faster. Instructions are counted where valgrind is installed.
"""

import argparse
import compileall
import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from collection import Shape, write_collection
from outcomes import TURNS, Outcome, compare, write_table
from turns import ONE_PROCESS, PYTHON, ROOT, SHIPPED, count_instructions, has_valgrind, run, take_turns, time_run

PROGRAM = "from cpcheck.cli import main; main()"
ALONE = (PYTHON, "-P", "-c")
"""The interpreter without the folder it is called in, which may be the checkout."""
PARTS = ("cpcheck", "data", "templates")
"""What of a commit is needed to run it."""


def unpack(commit: str, folder: Path) -> Path:
    """Unpack a commit and compile it, so that neither is compiled while it is timed. Raises: SystemExit."""
    done = subprocess.run(  # noqa: S603 - the commit is named by whoever runs this
        ["git", "archive", "--format=tar", commit, "--", *PARTS],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        print(f"{commit}: {done.stderr.decode().strip()}", file=sys.stderr)
        raise SystemExit(2)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as packed:
        packed.extractall(folder, filter="data")
    compileall.compile_dir(folder, quiet=2)
    return folder


def list_runs(work: Path, files: int) -> Mapping[str, tuple[tuple[str, ...], bool]]:
    """Return what is run: the arguments of each, and whether a full cache is kept for it."""
    collection = work / "collection"
    write_collection(collection, Shape(files=files))
    page = str(work / "gap.html")
    return {
        "`--version`": (("--version",), True),
        "`--help`": (("--help",), True),
        "`assess`, validated before": (("assess", str(SHIPPED)), True),
        "`assess`, without a cache": (("assess", str(SHIPPED)), False),
        "`assess -o gap.html`": (("assess", str(SHIPPED), "-o", page, "--quiet"), False),
        f"`validate`, {files} files, without a cache": (("validate", str(collection), "--quiet"), False),
        f"`validate`, {files} files, validated before": (("validate", str(collection), "--quiet"), True),
    }


def compare_commits(old: Path, new: Path, work: Path, files: int, turns: int) -> Iterator[Outcome]:
    """Yield one outcome for the wall times of each run, and one for its instructions."""
    command = (*ALONE, PROGRAM)
    for name, (arguments, is_cached) in list_runs(work, files).items():
        envs = [
            {
                **ONE_PROCESS,
                "PYTHONPATH": str(place),
                "CPCHECK_CACHE_DIR": str(work / f"cache-{side}") if is_cached else "",
            }
            for side, place in enumerate((new, old))
        ]
        for env in envs:
            _check_place(env)
        timed = [partial(time_run, (*command, *arguments), env=env) for env in envs]
        yield compare(name, take_turns(timed[0], timed[1], turns))
        if has_valgrind() and "files" not in name:
            counts = [count_instructions((*command, *arguments), env=env) for env in envs]
            yield compare(name, [(counts[0], counts[1])], unit="instructions")


def _check_place(env: Mapping[str, str]) -> None:
    """Make sure that the commit is what runs, and not what is installed."""
    wanted = f"import cpcheck, sys; sys.exit(not cpcheck.__file__.startswith({env['PYTHONPATH']!r}))"
    run((*ALONE, wanted), env=env)


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", help="a commit")
    parser.add_argument("new", nargs="?", help="a later one (default: the checkout as it stands)")
    parser.add_argument("--turns", type=int, default=TURNS, help=f"ratios to take of each pair (default: {TURNS})")
    parser.add_argument("--files", type=int, default=10, help="files of the collection (default: 10)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cpcheck-benchmark-") as folder:
        work = Path(folder)
        old = unpack(options.old, work / "old")
        new = unpack(options.new, work / "new") if options.new else ROOT
        compileall.compile_dir(ROOT / "cpcheck", quiet=2)
        print(f"ours: {options.new or 'the checkout'}; the other: {options.old}\n")
        for line in write_table(compare_commits(old, new, work, options.files, options.turns)):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
