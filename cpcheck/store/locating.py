"""Places of values in sound text: its events are walked up to what is looked for, and nothing is built.

What is found here is what reading with the place of everything finds; tests hold the two to each other. An alias is
found where it stands, and nothing inside it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import yaml

from cpcheck.store.syntax import read_mark, split_lines
from cpcheck.store.texts import Mark, Path

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_Wanted = Mapping[str | int, Any]
"""What is looked for in a mapping or list: its keys or indexes, each with what is looked for below."""


def find_mark(text: str, path: Path, *, key: bool) -> Mark | None:
    """Return the mark of a value of a sound text, or of the key it stands under.

    The first of two equal keys counts. Where there is no such value it is that of the nearest thing around it.
    """
    events = _open(text)
    event = next(events)
    found = read_mark(event.start_mark)
    for place, part in enumerate(path):
        if isinstance(event, yaml.MappingStartEvent):
            named = _enter_mapping(events, part)
            if named is None:
                return found
            if key and place == len(path) - 1:
                return read_mark(named.start_mark)
        elif not isinstance(event, yaml.SequenceStartEvent) or not _enter_sequence(events, part):
            return found
        event = next(events)
        if isinstance(event, yaml.SequenceEndEvent):
            return found
        found = read_mark(event.start_mark)
    return found


def _open(text: str) -> Iterator[Any]:
    """Return the events of a text from the beginning of its data on."""
    events = iter(_Loader(text).get_event, None)
    next(events)  # the start of the stream
    next(events)  # the start of the document
    return events


def _enter_mapping(events: Iterator[Any], part: str | int) -> Any:
    """Go on to the value of a key and return the key; None where the mapping has no such key."""
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if isinstance(event, yaml.ScalarEvent) and event.value == part:
            return event
        _pass_over(events)
    return None


def _enter_sequence(events: Iterator[Any], part: str | int) -> bool:
    """Go on to an entry of a list; tell whether it can be there."""
    if not isinstance(part, int) or part < 0:
        return False
    return all(_pass_over(events) for _ in range(part))


def _pass_over(events: Iterator[Any]) -> bool:
    """Go on behind a value, whatever it holds; tell whether there was one before its list ended."""
    depth = 0
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth <= 0:
            return depth == 0
    return False


def find_marks(text: str, paths: Iterable[Path]) -> tuple[Mapping[Path, Mark], Mapping[Path, Mark]]:
    """Return where some values of a sound text begin, and where plain ones end, in one walk over its events.

    Besides the values asked for it holds those that they stand in, and the first one in each of these.
    """
    wanted: dict[str | int, Any] = {}
    for path in paths:
        below = wanted
        for part in path:
            below = below.setdefault(part, {})
    walk = _Walk(text)
    walk.read(wanted)
    return walk.marks, walk.ends


class _Walk:
    """Goes through the events of a text once, and notes the places of what is looked for."""

    def __init__(self, text: str) -> None:
        self.marks: dict[Path, Mark] = {}
        self.ends: dict[Path, Mark] = {}
        self._events = _open(text)
        self._value_ends = ValueEnds(text)

    def read(self, wanted: _Wanted) -> None:
        """Note the place of the whole, and of what is wanted in it."""
        self._read(next(self._events), (), wanted)

    def _read(self, event: Any, path: Path, wanted: _Wanted) -> None:
        self.marks[path] = read_mark(event.start_mark)
        if isinstance(event, yaml.MappingStartEvent):
            self._read_mapping(path, wanted)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._read_sequence(path, wanted)
        else:
            self.ends[path] = self._value_ends.find(event)

    def _read_mapping(self, path: Path, wanted: _Wanted) -> None:
        is_first = True
        while not isinstance(key := next(self._events), yaml.MappingEndEvent):
            self._enter(next(self._events), path, key.value, wanted, is_first=is_first)
            is_first = False

    def _read_sequence(self, path: Path, wanted: _Wanted) -> None:
        index = 0
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            self._enter(event, path, index, wanted, is_first=index == 0)
            index += 1

    def _enter(self, event: Any, path: Path, part: str | int, wanted: _Wanted, *, is_first: bool) -> None:
        if is_first or part in wanted:
            self._read(event, (*path, part), wanted.get(part, {}))
        else:
            _pass_over(chain((event,), self._events))


class ValueEnds:
    """Tells where plain values of a text end."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _lines(self) -> Sequence[str]:
        """Return the lines, which only block scalars need."""
        return split_lines(self._text)

    def find(self, event: Any) -> Mark:
        """Return the place after the last character of a plain value, or of an alias, by its event.

        libyaml ends a block scalar where the next thing begins; here it ends with its last line.
        """
        line, column = read_mark(event.end_mark)
        if not isinstance(event, yaml.ScalarEvent) or event.style not in {"|", ">"}:
            return line, column
        is_at_end = line == len(self._lines) and column > len(self._lines[-1])
        line = line if is_at_end else line - 1
        start, _ = read_mark(event.start_mark)
        while line > start and not self._lines[line - 1].strip():
            line -= 1
        return line, len(self._lines[line - 1]) + 1
