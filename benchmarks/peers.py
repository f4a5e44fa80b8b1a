"""The programs we are held against, each installed once in an environment of its own.

They are never dependencies of ours: compliance-trestle alone brings twenty. The environments lie in `benchmarks/.peers`
and may be deleted; the versions are kept with the results.
"""

import subprocess
import sys
import venv
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

FOLDER = Path(__file__).parent / ".peers"
PROGRAMS = {
    "check-jsonschema": "check-jsonschema",
    "yamllint": "yamllint",
    "doorstop": "doorstop",
    "compliance-trestle": "trestle",
}
"""Packages, and the program of each."""


@cache
def find_peer(package: str) -> str:
    """Return the path of a peer's program, which is installed where it is not there yet."""
    place = FOLDER / package
    program = place / "bin" / PROGRAMS[package]
    if not program.is_file():
        print(f"installing {package} into an environment of its own …", file=sys.stderr)
        venv.create(place, with_pip=True, clear=True)
        python = str(place / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", package], check=True)  # noqa: S603 - named above
    return str(program)


def read_versions() -> dict[str, str]:
    """Return the versions of the peers that are installed."""
    found = {}
    for package in PROGRAMS:
        folders = [str(folder) for folder in (FOLDER / package).glob("lib/python*/site-packages")]
        for one in distributions(path=folders):
            if one.metadata["Name"].lower() == package:
                found[package] = one.version
    return found
