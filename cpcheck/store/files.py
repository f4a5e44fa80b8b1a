"""Files to cases and rulebooks: which file is read, where its recommendation set is, and that nothing half-read passes.

Every function gathers all problems of all files it touched and raises them together as one `DataError`.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cpcheck.errors import DataError, Location, Problem, UsageError, name_nearest
from cpcheck.model import Case, RecommendationSet, Response
from cpcheck.rulebook import Rulebook, build_rulebook
from cpcheck.store.build import build_recommendations, build_response
from cpcheck.store.checks import (
    KnownElements,
    check_recommendations,
    check_response,
    check_rulebook,
    know_elements,
)
from cpcheck.store.reader import YamlText, read_yaml
from cpcheck.store.schemas import find_breaches

STDIN = "-"
"""Stands for standard input where a file is named."""
MAX_BYTES = 64 * 1024 * 1024
"""Size of one file that is read; a coded report of 40 items is about 0.2 MB."""
SUFFIXES = (".yaml", ".yml")
"""What a data file is called."""

_RULEBOOKS = Path(__file__).parent.parent / "rulebooks"


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """One YAML file, read and checked against its schema."""

    name: str
    """As the user named it; `<stdin>` for standard input."""
    folder: Path
    """Where its recommendation set is looked for."""
    text: YamlText = field(repr=False)
    problems: tuple[Problem, ...]
    """Of reading and of the schema; references are checked later."""

    @property
    def data(self) -> dict[str, Any]:
        """Return its mapping; empty where the file holds none."""
        return self.text.data if isinstance(self.text.data, dict) else {}

    @property
    def kind(self) -> str | None:
        """Return what its `kind:` says; None where it says nothing."""
        kind = self.data.get("kind")
        return kind if isinstance(kind, str) else None

    @cached_property
    def known_elements(self) -> KnownElements:
        """Return what a response may refer to, for a file that holds a recommendation set."""
        return know_elements(self.data)


KINDS = ("recommendations", "response", "rulebook")
"""What a data file can say that it is."""


def read_file(path: str, *, kind: str | None = None) -> DataFile:
    """Read one file and check it against the schema of its kind; `kind` is the only one accepted, where given.

    Problems are in the result, nothing is raised for them.
    """
    name, folder = ("<stdin>", Path.cwd()) if path == STDIN else (path, Path(path).absolute().parent)
    raw, problem = _read_bytes(path, name)
    if problem is not None:
        empty = YamlText(path=name, data=None, marks={}, problems=(problem,))
        return DataFile(name=name, folder=folder, text=empty, problems=(problem,))
    text = read_yaml(raw, name)
    problems = [*text.problems, *_check_shape(text, kind)]
    return DataFile(name=name, folder=folder, text=text, problems=tuple(problems))


def _read_bytes(path: str, name: str) -> tuple[bytes, Problem | None]:
    try:
        if path == STDIN:
            raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(path).open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return b"", Problem(location=Location(path=name), message=_word_os_error(error, path))
    if len(raw) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1024 // 1024} MB; expected a smaller one"
        return b"", Problem(location=Location(path=name), message=message)
    return raw, None


def _word_os_error(error: OSError, path: str) -> str:
    if isinstance(error, FileNotFoundError):
        parent = Path(path).parent
        around = [entry.name for entry in parent.iterdir()] if parent.is_dir() else []
        return f"there is no such file{name_nearest(Path(path).name, around)}"
    if isinstance(error, IsADirectoryError):
        return "this is a folder; expected a YAML file"
    return f"it cannot be read: {error.strerror or error}"


def _check_shape(text: YamlText, kind: str | None) -> list[Problem]:
    if text.data is None and text.problems:
        return []
    start = text.locate(())
    if not isinstance(text.data, dict):
        return [
            Problem(location=start, message="the file holds no mapping; expected keys and values, beginning with kind:")
        ]
    found = text.data.get("kind")
    if found is None and kind is None:
        return [
            Problem(location=start, message=f'the file has no key "kind"; expected kind: one of {", ".join(KINDS)}')
        ]
    wanted = kind or found
    if found is not None and (found not in KINDS or (kind and found != kind)):
        allowed = (kind,) if kind else KINDS
        message = f'kind is "{found}"; expected {" or ".join(allowed)}{name_nearest(found, allowed)}'
        return [Problem(location=text.locate(("kind",)), message=message)]
    return find_breaches(text, str(wanted))


def expand_folders(paths: Sequence[str]) -> list[str]:
    """Replace each folder by the YAML files in it and below, sorted by name.

    Raises: UsageError for a folder that holds none.
    """
    expanded: list[str] = []
    for path in paths:
        if path == STDIN or not Path(path).is_dir():
            expanded.append(path)
            continue
        found = sorted(str(file) for file in Path(path).rglob("*") if file.suffix in SUFFIXES and file.is_file())
        if not found:
            raise UsageError(f"{path}: the folder holds no .yaml file; expected response files")
        expanded += found
    return expanded


# --- recommendation sets ------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class RecommendationFinder:
    """Finds the recommendation set that a response answers.

    The files given come first; then, for each response, what lies beside or above it; then the shipped folder.
    """

    given: tuple[DataFile, ...] = ()
    """Recommendation files the user named."""
    only_given: bool = False
    """Whether to look nowhere else."""
    shipped: Path | None = None
    """Folder of the shipped data."""
    _read: dict[Path, DataFile] = field(default_factory=dict)

    def find(self, response: DataFile) -> tuple[DataFile | None, list[Problem]]:
        """Return the file that holds the set a response names, or what to tell where there is none."""
        wanted = response.data.get("recommendations")
        if not isinstance(wanted, str):
            return None, []
        seen: list[DataFile] = []
        for file in self._candidates(response.folder):
            if file.data.get("id") == wanted:
                return file, []
            seen.append(file)
        ids = [str(file.data["id"]) for file in seen if file.data.get("id")]
        where = "in the file given" if self.only_given else "beside or above this file, or in the shipped data"
        message = f'there is no recommendation set "{wanted}" {where}; expected its file, or --recommendations FILE'
        unread = [problem for file in seen if not file.data for problem in file.problems]
        problem = Problem(
            location=response.text.locate(("recommendations",)), message=message + name_nearest(wanted, ids)
        )
        return None, [problem, *unread]

    def _candidates(self, folder: Path) -> Iterator[DataFile]:
        yield from self.given
        if self.only_given:
            return
        for place in (folder, *folder.parents):
            yield from self._files_in(place)
            if (place / ".git").exists():
                break
        if self.shipped is not None:
            yield from self._files_in(self.shipped)

    def _files_in(self, folder: Path) -> Iterator[DataFile]:
        named = [folder / f"recommendations{suffix}" for suffix in SUFFIXES]
        further = folder / "recommendations"
        if further.is_dir():
            named += sorted(file for file in further.iterdir() if file.suffix in SUFFIXES)
        for path in named:
            if path.is_file():
                if path not in self._read:
                    self._read[path] = read_file(_shorten(path), kind="recommendations")
                yield self._read[path]


def _shorten(path: Path) -> str:
    """Name a path from the working folder where it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


# --- whole cases --------------------------------------------------------------------------------------------------


def load_cases(paths: Sequence[str], *, recommendations: str | None = None, shipped: Path | None = None) -> list[Case]:
    """Read response files, each with its recommendation set.

    Raises: DataError with every problem of every file; then no case is returned at all.
    """
    files = [read_file(path, kind="response") for path in paths]
    given = (read_file(recommendations, kind="recommendations"),) if recommendations else ()
    finder = RecommendationFinder(given=given, only_given=bool(given), shipped=shipped)
    problems, pairs = check_files([*given, *files], finder)
    if problems:
        raise DataError(problems)
    sets: dict[str, RecommendationSet] = {}
    return [_build_case(response, answered, sets) for response, answered in pairs]


def _build_case(response: DataFile, answered: DataFile, sets: dict[str, RecommendationSet]) -> Case:
    if answered.name not in sets:
        sets[answered.name] = build_recommendations(answered.data)
    built: Response = build_response(response.data, answered.known_elements.elements)
    return Case(recommendations=sets[answered.name], response=built)


def check_files(
    files: Sequence[DataFile], finder: RecommendationFinder
) -> tuple[list[Problem], list[tuple[DataFile, DataFile]]]:
    """Check files, and what they refer to, in full.

    Returns every problem, by file and place, and each response with its recommendation set.
    """
    problems: dict[Problem, None] = {}
    pairs: list[tuple[DataFile, DataFile]] = []
    checked: set[str] = set()

    def check_once(file: DataFile, further: list[Problem]) -> None:
        if file.name not in checked:
            checked.add(file.name)
            found = {*file.problems, *further}
            problems.update(dict.fromkeys(sorted(found, key=_reading_order)))

    for file in files:
        if not file.data:
            check_once(file, [])
        elif file.kind == "response":
            answered, missing = finder.find(file)
            known = answered.known_elements if answered else None
            state = answered.data.get("state") if answered else None
            further = [*missing, *check_response(file.text, known, state if isinstance(state, str) else None)]
            check_once(file, further)
            if answered is not None:
                pairs.append((file, answered))
                check_once(answered, list(check_recommendations(answered.text)))
        elif file.kind == "rulebook":
            check_once(file, list(check_rulebook(file.text)))
        elif file.kind == "recommendations":
            check_once(file, list(check_recommendations(file.text)))
        else:
            check_once(file, [])
    return list(problems), pairs


def _reading_order(problem: Problem) -> tuple[int, int, str]:
    return (problem.location.line or 0, problem.location.column or 0, problem.message)


# --- rulebooks ----------------------------------------------------------------------------------------------------


def list_rulebooks() -> list[str]:
    """Return the names of the shipped rulebooks."""
    return sorted(path.stem for path in _RULEBOOKS.glob("*.yaml"))


def load_rulebook(name: str) -> Rulebook:
    """Read a rulebook, by the name of a shipped one or by its file.

    Raises: UsageError for an unknown name; DataError for a file that is not a sound rulebook.
    """
    shipped = _RULEBOOKS / f"{name}.yaml"
    is_file = name.endswith(SUFFIXES) or "/" in name or "\\" in name
    if not is_file and name not in list_rulebooks():
        known = list_rulebooks()
        raise UsageError(
            f'no rulebook "{name}"; expected one of {", ".join(known)}, or a .yaml file{name_nearest(name, known)}'
        )
    file = read_file(name if is_file else str(shipped), kind="rulebook")
    problems = [*file.problems, *(check_rulebook(file.text) if file.data else ())]
    if problems:
        raise DataError(sorted(problems, key=_reading_order))
    return build_rulebook(file.data)
