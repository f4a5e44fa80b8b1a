"""YAML text to plain data, with the place of every value, by the rules of YAML 1.2 core.

`read_yaml` is the one way in. It walks the events of PyYAML's libyaml parser and resolves plain scalars itself,
because PyYAML's own loader follows YAML 1.1, where `NO` is false, `12:30` is 750 and a repeated key wins in silence.

Sound files need no places, and most files are sound: so a text is read by `values` first, and with the place of
everything only where that found something unusual, or where a place is asked for.
"""

import codecs
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

from cpcheck.errors import Location, Problem
from cpcheck.records import replace
from cpcheck.store.bounds import (
    MAX_ALIASED,
    MAX_DEPTH,
    MAX_KEYS,
    MAX_NODES,
    MAX_PROBLEMS,
    find_excess,
    word_nodes,
    word_problems,
)
from cpcheck.store.locating import ValueEnds
from cpcheck.store.modelines import has_modeline
from cpcheck.store.syntax import place_after, read_mark, word_syntax_error
from cpcheck.store.texts import KEY, Mark, Path, Places, YamlText
from cpcheck.store.values import FLOAT, HEX, INT, OCT, SPECIAL_FLOAT, WORDS, UnusualError, load_values

_NESTED = f"nested more than {MAX_DEPTH} deep; expected the shape that the schema describes"
_TOO_DEEP = "exceeded maximum nesting depth"
"""What libyaml says from 0.2.6 on, before it hands on the first event of what is nested more than 1,000 deep."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_STRING_TAG = "tag:yaml.org,2002:str"
_HIDDEN_BREAK = re.compile("[\x85\u2028\u2029]")
"""Line breaks to libyaml, as in YAML 1.1, and to no editor: text would change, and lines be counted differently."""


def find_all_marks(text: str) -> tuple[Mapping[Path, Mark], Mapping[Path, Mark]]:
    """Return where all values of a sound text begin, and where plain ones end."""
    builder = _Builder("")
    builder.read(text)
    return builder.marks, builder.ends


class _RefusedError(Exception):
    """Reading cannot go on; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_yaml(raw: bytes, path: str) -> YamlText:
    """Read one YAML document.

    Nothing is raised for bad input: what is wrong is in `problems`, and `data` is None where nothing could be read.
    """
    body = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte 0x{body[error.start]:02x} is not UTF-8; expected the file to be saved as UTF-8"
        return _fail(path, place_after(body[: error.start].decode("utf-8"), path, message))
    if hidden := _HIDDEN_BREAK.search(text):
        message = f"U+{ord(hidden[0]):04X} is a hidden line break; expected a plain one, or a space"
        return _fail(path, place_after(text[: hidden.start()], path, message))
    if excess := find_excess(text, path):
        return _fail(path, excess)
    try:
        return YamlText(
            path=path,
            data=load_values(body),
            places=Places(source=body),
            problems=(),
            has_modeline=has_modeline(raw),
        )
    except (UnusualError, yaml.YAMLError):
        return _read_with_places(text, path, has_line=has_modeline(raw))


def _read_with_places(text: str, path: str, *, has_line: bool) -> YamlText:
    """Read a text that has something unusual in it, which may be sound all the same."""
    builder = _Builder(path)
    try:
        data = builder.read(text)
    except _RefusedError as refused:
        return _fail(path, *builder.problems, refused.problem)
    except yaml.YAMLError as error:
        problem = word_syntax_error(error, text, path)
        if _TOO_DEEP in str(error):
            problem = replace(problem, message=_NESTED)
        return _fail(path, *builder.problems, problem)
    return YamlText(
        path=path,
        data=data,
        places=Places(builder.marks, builder.ends),
        problems=tuple(builder.problems),
        has_modeline=has_line,
    )


def _fail(path: str, *problems: Problem) -> YamlText:
    return YamlText(path=path, data=None, problems=problems)


class _Builder:
    """Builds data and marks from one stream of events."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.marks: dict[Path, tuple[int, int]] = {}
        self.ends: dict[Path, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self._anchored: dict[str, tuple[Any, int]] = {}
        self._nodes = 0
        self._aliased = 0
        self._events: Iterator[yaml.Event] = iter(())
        self._value_ends = ValueEnds("")

    def read(self, text: str) -> Any:
        self._value_ends = ValueEnds(text)
        self._events = iter(yaml.parse(text, Loader=_Loader))
        next(self._events)  # the start of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise self._refuse(None, "the file is empty; expected a mapping that begins with kind:")
        data = self._read_node(next(self._events), (), 0)
        next(self._events)  # the end of the document
        following = next(self._events)
        if isinstance(following, yaml.DocumentStartEvent):
            raise self._refuse(following, "a second document starts here; expected one document in each file")
        return data

    def _read_node(self, event: yaml.Event, path: Path, depth: int) -> Any:
        self._mark(path, event)
        self._count(event)
        if depth > MAX_DEPTH:
            raise self._refuse(event, _NESTED)
        before = self._nodes + self._aliased
        if isinstance(event, yaml.AliasEvent):
            return self._follow(event)
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = self._read_scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._check_tag(event, "seq")
            value = self._read_sequence(path, depth)
        else:
            self._check_tag(event, "map")
            value = self._read_mapping(path, depth)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self._anchored[anchor] = (value, self._nodes + self._aliased - before + 1)
        return value

    def _read_sequence(self, path: Path, depth: int) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            values.append(self._read_node(event, (*path, len(values)), depth + 1))
        return values

    def _read_mapping(self, path: Path, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._read_key(event)
            place = (*path, key)
            if key in values:
                first = self.marks[(*place, KEY)][0]
                self._report(
                    event, f'key "{key}" stands twice in one mapping, first on line {first}; expected each key once'
                )
                self._skip(next(self._events), depth + 1)
                continue
            if len(values) == MAX_KEYS:
                raise self._refuse(event, f"a mapping has more than {MAX_KEYS} keys; expected those of the schema")
            self._mark((*place, KEY), event)
            values[key] = self._read_node(next(self._events), place, depth + 1)
        return values

    def _read_key(self, event: yaml.Event) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._refuse(event, "a key must be plain text; expected no list, mapping or alias")
        key: str = event.value
        self._check_tag(event, "str")
        if event.implicit[0] and not isinstance(self._resolve(event), str):
            self._report(event, f"key {key} is not text; expected one of the keys of the schema")
        return key

    def _skip(self, event: yaml.Event, depth: int) -> None:
        """Read a value whose key stands twice, for the problems in it, without keeping it."""
        self._read_node(event, (KEY,), depth)

    def _follow(self, event: yaml.AliasEvent) -> Any:
        if event.anchor not in self._anchored:
            raise self._refuse(
                event,
                f"alias *{event.anchor} has no anchor &{event.anchor} before it; expected quotes where * is text",
            )
        value, size = self._anchored[event.anchor]
        self._aliased += size
        if self._aliased > MAX_ALIASED:
            raise self._refuse(event, f"aliases stand for more than {MAX_ALIASED} values; expected them written out")
        return value

    def _count(self, event: yaml.Event) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._refuse(event, word_nodes())

    def _read_scalar(self, event: yaml.ScalarEvent) -> Any:
        if event.tag is not None and event.tag != _STRING_TAG:
            self._report(event, f"tag {_name_tag(event.tag)} is not accepted; expected plain YAML without tags")
            return event.value
        if not event.implicit[0]:
            return event.value
        return self._resolve(event)

    def _resolve(self, event: yaml.ScalarEvent) -> Any:
        text: str = event.value
        if text in WORDS:
            return WORDS[text]
        for pattern, convert in _NUMBERS:
            if pattern.match(text):
                return self._convert(event, text, convert)
        if SPECIAL_FLOAT.match(text):
            self._report(event, f"{text} is not a number that can be counted with; expected digits")
            return 0
        return text

    def _convert(self, event: yaml.ScalarEvent, text: str, convert: Callable[[str], int | float]) -> int | float:
        try:
            number = convert(text)
            countable = math.isfinite(number)
        except (ValueError, OverflowError):  # an integer beyond 4,300 digits, or beyond what a float can hold
            countable = False
        if not countable:
            self._report(event, f"{text[:20]}… is too large a number; expected one below 1e308")
            return 0
        return number

    def _check_tag(self, event: yaml.Event, plain: str) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None and tag != f"tag:yaml.org,2002:{plain}":
            self._report(event, f"tag {_name_tag(tag)} is not accepted; expected plain YAML without tags")

    def _mark(self, path: Path, event: yaml.Event) -> None:
        self.marks[path] = read_mark(event.start_mark)
        if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
            self.ends[path] = self._value_ends.find(event)

    def _report(self, event: yaml.Event, message: str) -> None:
        if len(self.problems) == MAX_PROBLEMS:
            raise self._refuse(event, word_problems())
        self.problems.append(self._problem(event, message))

    def _refuse(self, event: yaml.Event | None, message: str) -> _RefusedError:
        return _RefusedError(self._problem(event, message))

    def _problem(self, event: yaml.Event | None, message: str) -> Problem:
        line, column = read_mark(event.start_mark) if event else (1, 1)
        return Problem(location=Location(path=self.path, line=line, column=column), message=message)


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], int | float]], ...] = (
    (INT, int),
    (OCT, lambda text: int(text, 8)),
    (HEX, lambda text: int(text, 16)),
    (FLOAT, float),
)


def _name_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
