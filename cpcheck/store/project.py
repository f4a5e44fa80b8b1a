"""The settings of a project: `cpcheck.toml`, or `[tool.cpcheck]` in pyproject.toml.

The nearest file counts, from the working folder up to the root of the repository; in one folder `cpcheck.toml` comes
first. Keys may be written with hyphens or underscores.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cpcheck.errors import DataError, Location, Problem
from cpcheck.gate import GateSettings
from cpcheck.model import Verdict
from cpcheck.store.reader import KEY, YamlText
from cpcheck.store.schemas import find_breaches

OWN_FILE = "cpcheck.toml"
SHARED_FILE = "pyproject.toml"
_TABLE = ("tool", "cpcheck")
_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w.\"' -]+?)\s*=")


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """What a project has set."""

    path: str | None = None
    """The file it was read from; None where there is none."""
    data: tuple[str, ...] = ()
    """Files or folders read where none are named, as seen from the working folder; none where it is not set."""
    templates: str | None = None
    """Folder of own templates, as seen from the working folder."""
    gate: GateSettings = field(default_factory=GateSettings)
    base: str | None = None
    """Git revision, or file or folder as seen from the working folder, that verdicts are compared with."""
    baseline: str | None = None
    """File of known findings, as seen from the working folder."""


def load_project(path: str | None = None, *, start: Path | None = None) -> Project:
    """Read the settings of a project; those of `path` where it is given, else the nearest, else none.

    `start` is the folder that the search begins in; by default the working folder.

    Raises: DataError with every problem of the file.
    """
    if path is not None:
        return _read_project(Path(path), path)
    for folder in _list_folders(start or Path.cwd()):
        for name in (OWN_FILE, SHARED_FILE):
            file = folder / name
            if file.is_file() and (name == OWN_FILE or _mentions_us(file)):
                return _read_project(file, _see(file))
    return Project()


def _list_folders(start: Path) -> Iterator[Path]:
    for folder in (start, *start.parents):
        yield folder
        if (folder / ".git").exists():
            return


def _mentions_us(file: Path) -> bool:
    """Tell whether a file that many tools share may hold our table, before it is read in earnest."""
    try:
        return b"cpcheck" in file.read_bytes() and _TABLE[1] in tomllib.loads(file.read_text("utf-8")).get("tool", {})
    except (OSError, UnicodeDecodeError):
        return False
    except tomllib.TOMLDecodeError:
        return True  # it is told when the file is read


def _read_project(file: Path, name: str) -> Project:
    text = _read_toml(file, name)
    problems = [*text.problems, *(find_breaches(text, "project") if text.data is not None else ())]
    if problems:
        raise DataError(problems)
    gate: Mapping[str, Any] = text.data.get("gate", {})
    folder = file.absolute().parent
    return Project(
        path=name,
        data=tuple(_see(folder / entry) for entry in text.data.get("data", ())),
        templates=_see(folder / text.data["templates"]) if "templates" in text.data else None,
        gate=GateSettings(
            fail_on=Verdict(gate["fail-on"]) if "fail-on" in gate else None,
            max_not_addressed=gate.get("max-not-addressed"),
            no_regression=gate.get("no-regression", False),
            strict=gate.get("strict", False),
            no_waivers=gate.get("no-waivers", False),
        ),
        base=_see_base(folder, gate.get("base")),
        baseline=_see(folder / gate["baseline"]) if "baseline" in gate else None,
    )


def _see(path: Path) -> str:
    """Name a path from the working folder where that is shorter."""
    try:
        seen = os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
    return seen if len(Path(seen).parts) <= len(path.parts) else str(path)


def _see_base(folder: Path, base: str | None) -> str | None:
    """Return a base as seen from the working folder where it is a file or folder; else it is a revision."""
    return _see(folder / base) if base is not None and (folder / base).exists() else base


def _read_toml(file: Path, name: str) -> YamlText:
    """Return our table of a TOML file with the places of its keys, in the form that schemas are asked about."""
    try:
        source = file.read_bytes().decode("utf-8")
        data = tomllib.loads(source)
    except OSError as error:
        return _fail(name, f"it cannot be read: {error.strerror or error}")
    except UnicodeDecodeError:
        return _fail(name, "it is not UTF-8; expected a TOML file saved as UTF-8")
    except tomllib.TOMLDecodeError as error:
        return _fail_syntax(name, str(error))
    below: tuple[str, ...] = _TABLE if file.name == SHARED_FILE or "tool" in data else ()
    for part in below:
        data = data.get(part, {})
    marks = {path[len(below) :]: mark for path, mark in _mark_keys(source) if path[: len(below)] == below}
    return YamlText(path=name, data=_join_hyphens(data), problems=(), marks=_key_marks(marks))


def _fail(name: str, message: str, line: int | None = None, column: int | None = None) -> YamlText:
    problem = Problem(location=Location(path=name, line=line, column=column), message=message)
    return YamlText(path=name, data=None, marks={}, problems=(problem,))


def _fail_syntax(name: str, said: str) -> YamlText:
    place = re.search(r"\(at line (\d+), column (\d+)\)", said)
    words = re.sub(r"\s*\(at .*\)$", "", said)
    message = f"this is not TOML: {words[:1].lower()}{words[1:]}; expected key = value, text in quotes"
    return _fail(name, message, int(place[1]), int(place[2])) if place else _fail(name, message)


def _mark_keys(source: str) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    """Yield the path of each key with its line and column: tomllib keeps no places."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(source.splitlines(), 1):
        column = len(line) - len(line.lstrip()) + 1
        if header := _HEADER.match(line):
            table = _split_key(header[1])
            yield table, (number, column)
        elif key := _KEY.match(line):
            yield (*table, *_split_key(key[1])), (number, column)


def _split_key(key: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'").replace("_", "-") for part in key.split("."))


def _key_marks(marks: Mapping[tuple[str, ...], tuple[int, int]]) -> dict[tuple[str | int, ...], tuple[int, int]]:
    """Return marks under which a value and its key are both found at the key."""
    values: dict[tuple[str | int, ...], tuple[int, int]] = {(): (1, 1)}
    for path, mark in marks.items():
        values[path] = mark
        if path:
            values[(*path, KEY)] = mark
    return values


def _join_hyphens(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    return {key.replace("_", "-"): _join_hyphens(value) for key, value in data.items()}
