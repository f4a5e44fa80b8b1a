"""Have our OSCAL files read by compliance-trestle, in an environment of its own.

`python benchmarks/oscal_trestle.py [FILE…]` assesses the shipped response, that of the tests, and both in one file, or
the files given; trestle imports each file, validates it, and writes it anew; what it wrote must say what we wrote.
It takes a minute and an index of packages, so the tests hold OSCAL to the published schema instead.
"""

import json
import re
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TRESTLE = "compliance-trestle==5.2.0"
SETS = (
    ("data/responses/azerbaijan-2025.yaml",),
    ("tests/golden/data/responses/xa-2024.yaml",),
    ("data/responses/azerbaijan-2025.yaml", "tests/golden/data/responses/xa-2024.yaml"),
)


def main(arguments: Sequence[str]) -> int:
    """Print what trestle said of each file. Return 1 where it refused one, or wrote something else."""
    sets = [tuple(str(Path(name).resolve()) for name in arguments)] if arguments else SETS
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        venv.create(folder / "venv", with_pip=True)
        programs = folder / "venv" / "bin"
        run([str(programs / "pip"), "install", "--quiet", TRESTLE], folder)
        workspace = folder / "workspace"
        workspace.mkdir()
        run([str(programs / "trestle"), "init"], workspace)
        differing = [read_back(programs, workspace, f"set{number}", names) for number, names in enumerate(sets, 1)]
    return 1 if any(differing) else 0


def read_back(programs: Path, workspace: Path, name: str, responses: Sequence[str]) -> bool:
    """Print what trestle says of one file. Return whether what it writes differs from what it read."""
    file = workspace.parent / f"{name}.oscal.json"
    run([sys.executable, "-m", "cpcheck", "assess", *responses, "--quiet", "-o", str(file)], ROOT)
    trestle = str(programs / "trestle")
    run([trestle, "import", "-f", str(file), "-o", name], workspace)
    said = run([trestle, "validate", "-t", "assessment-results", "-n", name], workspace)
    ours = json.loads(file.read_text(encoding="utf-8"))
    theirs = json.loads((workspace / "assessment-results" / name / "assessment-results.json").read_text("utf-8"))
    differences = list(compare(ours, theirs, "$"))
    results = ours["assessment-results"]["results"]
    counts = Counter({key: len(value) for key, value in results[0].items() if isinstance(value, list)})
    print(f"{', '.join(responses)}: {len(results)} results; the first has {dict(counts)}")
    print(*(f"  {line.replace(str(workspace), '…')}" for line in said.splitlines()), sep="\n")
    print(f"  written anew by trestle: {len(differences)} differences", *differences[:10], sep="\n  ")
    return bool(differences)


def run(command: Sequence[str], folder: Path) -> str:
    """Return what a program said; stop where it failed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        sys.exit(f"{' '.join(command)} exited {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def compare(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    """Yield where two documents differ; a point in time can be written in two ways."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in {**ours, **theirs}:
            yield from compare(ours.get(key), theirs.get(key), f"{path}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for place, pair in enumerate(zip(ours, theirs, strict=True)):
            yield from compare(*pair, f"{path}[{place}]")
    elif unify(ours) != unify(theirs):
        yield f"{path}: {ours!r} became {theirs!r}"


def unify(value: Any) -> Any:
    """Return a value, a point in time always in the same form."""
    return re.sub(r"(T\d\d:\d\d:\d\d)(?:Z|\+00:00)$", r"\1Z", value) if isinstance(value, str) else value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
