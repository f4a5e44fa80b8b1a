"""Bytes under a name: the targets go through the same front door as a user's file."""

import tempfile
from functools import cache
from pathlib import Path

from cpcheck.errors import Problem
from cpcheck.store.texts import YamlText


@cache
def _open_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="cpcheck-fuzz-")


def store_input(raw: bytes, name: str) -> str:
    """Write bytes to a file of this process and return its path."""
    path = Path(_open_folder().name, name)
    path.write_bytes(raw)
    return str(path)


def check_problem(problem: Problem, raw: bytes, path: str) -> None:
    """Assert that a problem can be shown as it is, and stands at a place that the file has."""
    place = problem.location
    assert problem.message
    assert str(problem).isprintable()
    assert place.path == path
    if place.line is None:
        assert place.column is None
        return
    lines = _split_lines(raw)
    assert 1 <= place.line <= len(lines), f"{problem}: the file has {len(lines)} lines"
    assert place.column is not None
    assert 1 <= place.column <= len(lines[place.line - 1]) + 1, f"{problem}: beyond the end of its line"


def check_marks(text: YamlText, raw: bytes) -> None:
    """Assert that all that was read stands somewhere in the file."""
    lines = _split_lines(raw)
    for line, column in (*text.marks.values(), *text.ends.values()):
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1


def _split_lines(raw: bytes) -> list[str]:
    """Return the lines of a file as editors count them; what is no UTF-8 is judged up to where it ends."""
    text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
