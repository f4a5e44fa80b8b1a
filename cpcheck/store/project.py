"""The settings of a project: `cpcheck.toml`, or `[tool.cpcheck]` in pyproject.toml.

The nearest file counts, from the working folder up to the root of the repository; in one folder `cpcheck.toml` comes
first. Keys may be written with hyphens or underscores. The keys of the gate can stand in the environment too, as
CPCHECK_FAIL_ON and so on, and come before those of the file there.
"""

import os
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cpcheck.errors import DataError, Location, Problem
from cpcheck.gate import GateSettings
from cpcheck.model import ReportSettings, Verdict
from cpcheck.records import replace
from cpcheck.store.bounds import MAX_SETTINGS_BYTES
from cpcheck.store.schemas import find_breaches
from cpcheck.store.texts import KEY, Places, YamlText

OWN_FILE = "cpcheck.toml"
SHARED_FILE = "pyproject.toml"
_TABLE = ("tool", "cpcheck")
_HEADER = re.compile(r"[ \t]*\[([^\[\]]+)\][ \t]*(?:#.*)?$")
GATE_KEYS = ("fail-on", "max-not-addressed", "no-regression", "base", "strict", "no-waivers", "no-drafts", "baseline")
"""Keys of the table `gate`."""
_SWITCHES = frozenset({"no-regression", "strict", "no-waivers", "no-drafts"})
_MAX_DIGITS = 9
"""Digits of a number in the environment; one with more is told as text, which the schema refuses."""
_SWITCHED = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
"""What a switch can say in the environment, in any case."""
_KEY = re.compile(r"[ \t]*([\w.\"'-][\w.\"' \t-]*)=")


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """What a project has set."""

    path: str | None = None
    """The file it was read from; None where there is none."""
    data: tuple[str, ...] = ()
    """Files or folders read where none are named, as seen from the working folder; none where it is not set."""
    templates: str | None = None
    """Folder of own templates, as seen from the working folder."""
    language: str | None = None
    """That reports are written in; None where it is not set."""
    report: ReportSettings = field(default_factory=ReportSettings)
    gate: GateSettings = field(default_factory=GateSettings)
    base: str | None = None
    """Git revision, or file or folder as seen from the working folder, that verdicts are compared with."""
    baseline: str | None = None
    """File of known findings, as seen from the working folder."""


def load_project(
    path: str | None = None, *, start: Path | None = None, environment: Mapping[str, str] | None = None
) -> Project:
    """Read the settings of a project; those of `path` where it is given, else the nearest, else none.

    `start` is the folder that the search begins in; by default the working folder. What `environment` says of the gate
    comes before the file.

    Raises: DataError with every problem of the file, or of the environment.
    """
    project = _find_project(path, start or Path.cwd())
    return _overlay(project, environment) if environment else project


def _find_project(path: str | None, start: Path) -> Project:
    if path is not None:
        return _read_project(Path(path), path)
    for folder in _list_folders(start):
        for name in (OWN_FILE, SHARED_FILE):
            file = folder / name
            if file.is_file() and (name == OWN_FILE or _mentions_us(file)):
                return _read_project(file, _see(file))
    return Project()


def _overlay(project: Project, environment: Mapping[str, str]) -> Project:
    """Return a project with what the environment says of its gate; what is empty there says nothing."""
    named = {key: environment.get(name_variable(key), "") for key in GATE_KEYS}
    gate: dict[str, Any] = {key: _read_value(key, value) for key, value in named.items() if value}
    if not gate:
        return project
    text = YamlText(path="the environment", data={"gate": gate}, problems=())
    problems = find_breaches(text, "project")
    if problems:
        raise DataError(replace(problem, message=_name_variables(problem.message)) for problem in problems)
    return replace(
        project,
        gate=_build_gate(gate, project.gate),
        base=gate.get("base", project.base),
        baseline=gate.get("baseline", project.baseline),
    )


def name_variable(key: str) -> str:
    """Return the variable of the environment that a key of the gate goes by."""
    return f"CPCHECK_{key.upper().replace('-', '_')}"


def _name_variables(message: str) -> str:
    return re.sub(r"gate\.([a-z-]+)", lambda found: name_variable(found[1]), message)


def _read_value(key: str, text: str) -> str | int | bool:
    """Return what the schema expects, as far as the text can be read so: it says what is wrong with the rest."""
    if key in _SWITCHES:
        return _SWITCHED.get(text.lower(), text)
    is_number = key == "max-not-addressed" and text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
    return int(text) if is_number else text


def _build_gate(gate: Mapping[str, Any], given: GateSettings) -> GateSettings:
    """Return settings with the keys that a table has, in place of those given."""
    return GateSettings(
        fail_on=Verdict(gate["fail-on"]) if "fail-on" in gate else given.fail_on,
        max_not_addressed=gate.get("max-not-addressed", given.max_not_addressed),
        no_regression=gate.get("no-regression", given.no_regression),
        strict=gate.get("strict", given.strict),
        no_waivers=gate.get("no-waivers", given.no_waivers),
        no_drafts=gate.get("no-drafts", given.no_drafts),
    )


LARGEST_LOGO = 200_000
"""Bytes of a logo: it stands in every report."""
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"<svg", "image/svg+xml"),
    (b"<?xml", "image/svg+xml"),
)
"""How files of pictures begin, and what they are called."""


def _build_report(report: Mapping[str, Any], folder: Path, text: YamlText) -> ReportSettings:
    """Return what stands around reports. Raises: DataError for a logo that cannot be used."""
    logo = report.get("logo")
    return ReportSettings(
        title=report.get("title"),
        header=report.get("header"),
        footer=report.get("footer"),
        marking=report.get("marking"),
        logo=None if logo is None else _read_logo(folder / logo, text),
    )


def _read_logo(file: Path, text: YamlText) -> str:
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST_LOGO + 1)
    except OSError as error:
        raise _refuse_logo(text, f"{file.name} cannot be read: {error.strerror or error}") from error
    kind = next((kind for start, kind in _PICTURES if raw.startswith(start)), None)
    if len(raw) > LARGEST_LOGO or kind is None:
        why = "is no picture" if kind is None else f"has more than {LARGEST_LOGO // 1000} kB"
        raise _refuse_logo(text, f"{file.name} {why}")
    return f"data:{kind};base64,{b64encode(raw).decode('ascii')}"


def _refuse_logo(text: YamlText, why: str) -> DataError:
    expected = f"expected a PNG, JPEG, GIF or SVG file of at most {LARGEST_LOGO // 1000} kB"
    return DataError([Problem(location=text.locate(("report", "logo")), message=f"report.logo: {why}; {expected}")])


def _list_folders(start: Path) -> Iterator[Path]:
    for folder in (start, *start.parents):
        yield folder
        if (folder / ".git").exists():
            return


def _mentions_us(file: Path) -> bool:
    """Tell whether a file that many tools share may hold our table, before it is read in earnest."""
    try:
        raw = _read_bounded(file)
    except OSError:
        return False
    if b"cpcheck" not in raw:
        return False
    import tomllib

    try:
        tools = tomllib.loads(raw.decode("utf-8")).get("tool")
    except UnicodeDecodeError:
        return b"tool.cpcheck" in raw
    except (tomllib.TOMLDecodeError, RecursionError):
        return True  # it is told when the file is read
    return not isinstance(tools, dict | None) or _TABLE[1] in (tools or {})


def _read_bounded(file: Path) -> bytes:
    """Return the bytes of a file up to one more than settings may have."""
    with file.open("rb") as stream:
        return stream.read(MAX_SETTINGS_BYTES + 1)


def _read_project(file: Path, name: str) -> Project:
    text = _read_toml(file, name)
    problems = [*text.problems, *(find_breaches(text, "project") if text.data is not None else ())]
    if problems:
        raise DataError(problems)
    gate: Mapping[str, Any] = text.data.get("gate", {})
    report: Mapping[str, Any] = text.data.get("report", {})
    folder = file.absolute().parent
    return Project(
        path=name,
        data=tuple(_see(folder / entry) for entry in text.data.get("data", ())),
        templates=_see(folder / text.data["templates"]) if "templates" in text.data else None,
        language=report.get("lang"),
        report=_build_report(report, folder, text),
        gate=_build_gate(gate, GateSettings()),
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
    import tomllib

    try:
        raw = _read_bounded(file)
        if len(raw) > MAX_SETTINGS_BYTES:
            return _fail(name, f"it is larger than {MAX_SETTINGS_BYTES // 1024 // 1024} MB; expected a smaller one")
        source = raw.decode("utf-8")
        data: Any = tomllib.loads(source)
    except OSError as error:
        return _fail(name, f"it cannot be read: {error.strerror or error}")
    except UnicodeDecodeError:
        return _fail(name, "it is not UTF-8; expected a TOML file saved as UTF-8")
    except tomllib.TOMLDecodeError as error:
        return _fail_syntax(name, str(error))
    except RecursionError:
        return _fail(name, "it is nested too deeply; expected the shape that the schema describes")
    below: tuple[str, ...] = _TABLE if file.name == SHARED_FILE or isinstance(data.get("tool"), dict) else ()
    for part in below:
        data = data.get(part, {}) if isinstance(data, dict) else data
    marks = {path[len(below) :]: mark for path, mark in _mark_keys(source) if path[: len(below)] == below}
    text = YamlText(path=name, data=_join_hyphens(data), problems=(), places=Places(_key_marks(marks)))
    return replace(text, problems=tuple(_find_doubles(data, text)))


def _fail(name: str, message: str, line: int | None = None, column: int | None = None) -> YamlText:
    problem = Problem(location=Location(path=name, line=line, column=column), message=message)
    return YamlText(path=name, data=None, problems=(problem,))


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


def _find_doubles(data: Any, text: YamlText, path: tuple[str, ...] = ()) -> Iterator[Problem]:
    """Find keys written both with a hyphen and with an underscore: one of them would go unread."""
    if not isinstance(data, dict):
        return
    for key, value in data.items():
        joined = key.replace("_", "-")
        if joined != key and joined in data:
            message = f"{key} and {joined} are one key; expected one of them"
            yield Problem(location=text.locate((*path, joined), key=True), message=message)
        yield from _find_doubles(value, text, (*path, joined))


def _join_hyphens(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    return {key.replace("_", "-"): _join_hyphens(value) for key, value in data.items()}
