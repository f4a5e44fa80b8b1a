"""What was read from a YAML file: its data, what was refused, and places, which are found when they are asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cpcheck.errors import Location, Problem
from cpcheck.records import replace

Path = tuple[str | int, ...]
"""The way to a value: keys and indexes from the top."""

Mark = tuple[int, int]
"""Line and column, both from 1."""


class Places:
    """Where the values of a text stand, found when they are asked for."""

    def __init__(
        self,
        marks: Mapping[Path, Mark] | None = None,
        ends: Mapping[Path, Mark] | None = None,
        *,
        source: bytes | None = None,
    ) -> None:
        """Take what is known already, or the sound text to look in, in UTF-8 without a byte-order mark."""
        self._known = (marks or {}, ends or {}) if source is None else None
        self._source = source or b""
        self._asked = 0

    @property
    def _text(self) -> str:
        return self._source.decode("utf-8")

    @property
    def marks(self) -> Mapping[Path, Mark]:
        """Return where values begin, and keys, under their path plus `KEY`."""
        return self._read()[0]

    @property
    def ends(self) -> Mapping[Path, Mark]:
        """Return the place after the last character of plain values, under the same paths."""
        return self._read()[1]

    def find_nearest(self, path: Path, *, key: bool) -> Mark | None:
        """Return the mark of a value, or of the key it stands under; of the nearest thing around it where it has none.

        The first few are looked for one by one, since a file with one mistake needs one place.
        """
        if self._known is None and self._asked < _FEW:
            self._asked += 1
            from cpcheck.store.locating import find_mark

            return find_mark(self._text, path, key=key)
        marks = self.marks
        if key and (*path, KEY) in marks:
            return marks[(*path, KEY)]
        while path and path not in marks:
            path = path[:-1]
        return marks.get(path)

    def find_some(self, paths: Iterable[Path]) -> tuple[Mapping[Path, Mark], Mapping[Path, Mark]]:
        """Return `marks` and `ends` with at least some values, what they stand in, and what comes first in each."""
        if self._known is None and self._asked < _FEW:
            self._asked += 1
            from cpcheck.store.locating import find_marks

            return find_marks(self._text, paths)
        return self._read()

    def _read(self) -> tuple[Mapping[Path, Mark], Mapping[Path, Mark]]:
        if self._known is None:
            from cpcheck.store.reader import find_all_marks

            self._known = find_all_marks(self._text)
        return self._known


_FEW = 4
"""How often a text is searched for places; from then on all are kept."""


@dataclass(frozen=True, kw_only=True)
class YamlText:
    """What was read from one file."""

    path: str
    """The file as the user named it."""
    data: Any
    """Dictionaries, lists and scalars; None where the file could not be parsed."""
    problems: tuple[Problem, ...]
    """What the reader itself refused."""
    places: Places = field(default_factory=Places, repr=False, compare=False)
    has_modeline: bool = False
    """Whether a comment before the data names a schema."""

    @property
    def marks(self) -> Mapping[Path, Mark]:
        """Return line and column of values, and of keys under their path plus `KEY`."""
        return self.places.marks

    @property
    def ends(self) -> Mapping[Path, Mark]:
        """Return line and column after the last character of plain values, under the same paths as `marks`."""
        return self.places.ends

    def locate(self, path: Path, *, key: bool = False) -> Location:
        """Return the place of a value, or of the key it stands under.

        Where it has none, that of the nearest thing around it.
        """
        return self._place(self.places.find_nearest(path, key=key))

    def locate_span(self, path: Path) -> Location:
        """Return the place of a value with its end.

        A mapping or list ends here where the first plain value in it does: what a reader should see marked is
        `id: r7.1`, and not all that follows. Without an end where the value stands behind an alias.
        """
        return self.locate_spans([path])[0]

    def locate_spans(self, paths: Sequence[Path]) -> list[Location]:
        """Return the places of several values with their ends: at once, which is cheaper than one by one."""
        marks, ends = self.places.find_some(paths) if paths else ({}, {})
        return [self._place_span(path, marks, ends) for path in paths]

    def _place_span(self, path: Path, marks: Mapping[Path, Mark], ends: Mapping[Path, Mark]) -> Location:
        while path and path not in marks:
            path = path[:-1]
        start = self._place(marks.get(path))
        end = ends.get(self._find_first_value(path))
        if end is None or start.line is None:
            return start
        return replace(start, end_line=end[0], end_column=end[1])

    def _find_first_value(self, path: Path) -> Path:
        value = self.data
        for part in path:
            value = value[part]
        while isinstance(value, dict | list) and value:
            first = next(iter(value)) if isinstance(value, dict) else 0
            path, value = (*path, first), value[first]
        return path

    def locate_values(self) -> Iterator[Location]:
        """Yield the places of plain values, and of what the reader itself refused: of all but mappings and lists."""
        yield from (self._place(self.marks.get(path)) for path in _walk_values(self.data, ()))
        yield from (problem.location for problem in self.problems)

    def _place(self, mark: Mark | None) -> Location:
        line, column = mark or (None, None)
        return Location(path=self.path, line=line, column=column)


def _walk_values(data: Any, path: Path) -> Iterator[Path]:
    """Yield the paths of plain values."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _walk_values(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _walk_values(value, (*path, index))
    else:
        yield path


KEY = -1
"""Ends the path of a key, as opposed to that of its value: no list has such an index."""
