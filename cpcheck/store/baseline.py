"""Baselines: findings known and accepted at some date, in a JSON file that a team keeps beside its data."""

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from cpcheck.errors import DataError
from cpcheck.gate import KnownFinding
from cpcheck.store.files import DataFile, read_file

VERSION = "1.0"
"""Of the shape."""


def load_baseline(path: str) -> frozenset[KnownFinding]:
    """Read a baseline. Raises: DataError with every problem of the file."""
    file: DataFile = read_file(path, kind="baseline")
    if file.problems:
        raise DataError(file.problems)
    return frozenset(KnownFinding(**entry) for entry in file.data["known"])


def update_baseline(
    path: str, found: Iterable[KnownFinding], *, codes: Collection[str], states: Collection[str]
) -> str:
    """Return the text of a baseline that knows what was found now, of some codes and states.

    Entries of other codes and states that the file already holds are kept: `assess` and `validate` write to the same
    file, and a run need not look at every state.

    Raises: DataError where there is a file that is no baseline.
    """
    there = load_baseline(path) if Path(path).exists() else frozenset()
    kept = [entry for entry in there if entry.code not in codes or entry.state not in states]
    return write_baseline([*kept, *found])


def write_baseline(known: Iterable[KnownFinding]) -> str:
    """Return the text of a baseline, one finding on each line, so that a change of it can be read."""
    rows = [
        json.dumps({"code": entry.code, "state": entry.state, "id": entry.id}, ensure_ascii=False)
        for entry in sorted(set(known))
    ]
    listed = "[\n    " + ",\n    ".join(rows) + "\n  ]" if rows else "[]"
    return f'{{\n  "kind": "baseline",\n  "version": "{VERSION}",\n  "known": {listed}\n}}\n'
