"""One data file: its bytes, its data with places, and what its schema says of it."""

import codecs
import os
import re
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cpcheck.errors import Location, Problem, UsageError, name_nearest
from cpcheck.records import list_values, record, replace
from cpcheck.store.bounds import MAX_BYTES, find_crowds
from cpcheck.store.cache import DATA, NO_CACHE, Cache, digest
from cpcheck.store.checks import KnownElements, know_elements
from cpcheck.store.texts import Places, YamlText

STDIN = "-"
"""Stands for standard input where a file is named."""
STDIN_NAME = "<stdin>"
"""What standard input is called in messages."""
SUFFIXES = (".yaml", ".yml")
"""What a data file is called."""


@record
class Brief:
    """What a sound file says of itself at the top: enough to know what belongs to it, without its data."""

    kind: str
    id: str | None
    """Of a recommendation set."""
    state: str | None
    recommendations: str | None
    """Id of the set that a response answers."""
    items: int
    """How many items a recommendation set has."""
    has_modeline: bool


class _KnownText(YamlText):
    """The text of bytes that were sound before: its data is loaded when it is asked for."""

    def __init__(self, *, path: str, brief: Brief, places: Places, load: Callable[[], Any]) -> None:
        fields = {"path": path, "problems": (), "places": places, "has_modeline": brief.has_modeline}
        for name, value in {**fields, "_load": load}.items():
            object.__setattr__(self, name, value)

    @cached_property
    def data(self) -> Any:
        """Return its data, from the cache, or read anew where it is gone from there."""
        return self._load()  # type: ignore[attr-defined]


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """One YAML file, read and checked against its schema."""

    name: str
    """As the user named it; `<stdin>` for standard input."""
    folder: Path
    """Where its recommendation set is looked for."""
    identity: str
    """Its resolved path, the same by whatever name the file was reached."""
    text: YamlText = field(repr=False)
    problems: tuple[Problem, ...]
    """Of reading and of the schema; references are checked later."""
    digest: str = ""
    """Of its bytes; empty where it could not be read."""
    brief: Brief | None = field(default=None, repr=False)
    """What it says of itself, where its bytes were sound before."""

    @property
    def data(self) -> dict[str, Any]:
        """Return its mapping; empty where the file holds none."""
        return self.text.data if isinstance(self.text.data, dict) else {}

    @property
    def holds_data(self) -> bool:
        """Tell whether it holds a mapping that is not empty."""
        return self.brief is not None or bool(self.data)

    @property
    def kind(self) -> str | None:
        """Return what its `kind:` says; None where it says nothing."""
        return self.brief.kind if self.brief else _read_text(self.data, "kind")

    @property
    def id(self) -> str | None:
        """Return the id of its recommendation set; None where it has none."""
        return self.brief.id if self.brief else _read_text(self.data, "id")

    @property
    def state(self) -> str | None:
        """Return the state that it is about; None where it says nothing."""
        return self.brief.state if self.brief else _read_text(self.data, "state")

    @property
    def recommendations(self) -> str | None:
        """Return the id of the set that a response answers; None where it says nothing."""
        return self.brief.recommendations if self.brief else _read_text(self.data, "recommendations")

    @property
    def names_schema(self) -> bool:
        """Tell whether editors know its schema: it names it, or is JSON, which has no comment to name it in."""
        return self.text.has_modeline or self.name.lower().endswith(".json")

    @cached_property
    def known_elements(self) -> KnownElements:
        """Return what a response may refer to, for a file that holds a recommendation set."""
        return know_elements(self.data)


def _read_text(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    return value if isinstance(value, str) else None


KINDS = ("recommendations", "response", "rulebook")
"""What a data file can say that it is."""


Bytes = tuple[bytes, Problem | None]
"""The bytes of a file, or none and why it cannot be read."""


def read_file(path: str, *, kind: str | None = None, cache: Cache = NO_CACHE, stdin: Bytes | None = None) -> DataFile:
    """Read one file and check it against the schema of its kind; `kind` is the only one accepted, where given.

    Problems are in the result, nothing is raised for them. Bytes that `cache` knows to be sound are not parsed again,
    and their data is loaded when it is asked for. `stdin` is what standard input held, where it was read before.
    """
    name, folder = (STDIN_NAME, Path.cwd()) if path == STDIN else (path, Path(path).absolute().parent)
    identity = name if path == STDIN else os.path.realpath(path)
    raw, problem = stdin if path == STDIN and stdin is not None else read_bytes(path)
    if problem is not None:
        empty = YamlText(path=name, data=None, problems=(problem,))
        return DataFile(name=name, folder=folder, identity=identity, text=empty, problems=(problem,))
    found = digest(raw)
    known = cache.find("brief", found)
    if known is not None and kind in {None, known["kind"]}:
        brief = Brief(**known)
        text: YamlText = _KnownText(
            path=name,
            brief=brief,
            places=Places(source=raw.removeprefix(codecs.BOM_UTF8)),
            load=lambda: _load_data(raw, name, found, cache),
        )
        return DataFile(name=name, folder=folder, identity=identity, text=text, problems=(), digest=found, brief=brief)
    text = _read_bounded(raw, name)
    problems = (*text.problems, *_check_shape(text, kind))
    if not problems:
        cache.keep(text.data, DATA, found)
        cache.keep(dict(list_values(_build_brief(text))), "brief", found)
    return DataFile(name=name, folder=folder, identity=identity, text=text, problems=problems, digest=found)


def _load_data(raw: bytes, name: str, found: str, cache: Cache) -> Any:
    data = cache.find(DATA, found)
    if data is not None:
        return data
    from cpcheck.store.reader import read_yaml

    return read_yaml(raw, name).data


def _build_brief(text: YamlText) -> Brief:
    kind = text.data["kind"]
    return Brief(
        kind=kind,
        id=_read_text(text.data, "id"),
        state=_read_text(text.data, "state"),
        recommendations=_read_text(text.data, "recommendations"),
        items=len(text.data["items"]) if kind == "recommendations" else 0,
        has_modeline=text.has_modeline,
    )


def change_file(file: DataFile, raw: bytes) -> DataFile:
    """Return a file as it would be with other bytes, checked against the schema of its kind."""
    text = _read_bounded(raw, file.name)
    problems = (*text.problems, *_check_shape(text, file.kind))
    return replace(file, text=text, problems=problems, digest=digest(raw), brief=None)


def _read_bounded(raw: bytes, name: str) -> YamlText:
    """Read YAML; of a file that has more entries than it may, the data is not looked at any further."""
    from cpcheck.store.reader import read_yaml

    text = read_yaml(raw, name)
    crowds = [Problem(location=text.locate(path), message=message) for path, message in find_crowds(text.data)]
    return replace(text, data=None, problems=(*text.problems, *crowds)) if crowds else text


def read_bytes(path: str) -> Bytes:
    """Return the bytes of a file, or none and why it cannot be read."""
    name = STDIN_NAME if path == STDIN else path
    try:
        if path == STDIN and sys.stdin is None:
            return b"", Problem(location=Location(path=name), message="standard input is closed; expected a file in it")
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
        message = "kind is empty" if "kind" in text.data else 'the file has no key "kind"'
        message += f"; expected kind: one of {', '.join(KINDS)}"
        return [Problem(location=text.locate(("kind",)), message=message)]
    wanted = kind or found
    if found is not None and (found != kind if kind else found not in KINDS):
        allowed = (kind,) if kind else KINDS
        message = f'kind is "{found}"; expected {" or ".join(allowed)}{name_nearest(found, allowed)}'
        return [Problem(location=text.locate(("kind",)), message=message)]
    from cpcheck.store.schemas import find_breaches

    return find_breaches(text, str(wanted))


_KIND_LINE = re.compile(rb"^kind:[ \t]*[\"']?([a-z]+)", re.MULTILINE)
_KIND_WITHIN = 4096
"""Bytes in which a file is expected to say its kind, when it was not named itself."""


def expand_folders(paths: Sequence[str], *, leave_out: Collection[str] = ()) -> list[str]:
    """Replace each folder by the YAML files in it and below, sorted by name.

    Files of the kinds to leave out are passed over, unless they are named themselves.

    Raises: UsageError for a folder that holds none.
    """
    expanded: list[str] = []
    for path in paths:
        if path == STDIN or not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir fails on a name too long
            expanded.append(path)
            continue
        found = list_data_files(path, leave_out=leave_out)
        if not found:
            raise UsageError(f"{path}: the folder holds no .yaml file; expected response files")
        expanded += found
    return expanded


def list_data_files(folder: str, *, leave_out: Collection[str] = (), only: str | None = None) -> list[str]:
    """Return the YAML files in a folder and below, sorted by name; but for some kinds, or only of one."""
    files = sorted(str(file) for file in Path(folder).rglob("*") if file.suffix in SUFFIXES and file.is_file())
    if not leave_out and only is None:
        return files
    kinds = ((file, _guess_kind(Path(file))) for file in files)
    return [file for file, kind in kinds if kind not in leave_out and (only is None or kind == only)]


def _guess_kind(path: Path) -> str | None:
    """Return what the first lines of a file say that it is; None where they do not, or cannot be read."""
    try:
        with path.open("rb") as stream:
            found = _KIND_LINE.search(stream.read(_KIND_WITHIN))
    except OSError:
        return None
    return found[1].decode("ascii") if found else None
