"""YAML syntax errors in words that tell how to mend them."""

import re
from typing import Any

import yaml

from cpcheck.errors import Location, Problem

_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML calls not printable (YAML 1.2.2, section 5.1)."""

_HINTS_BY_CHARACTER = {
    "\t": "a tab is used for indentation; expected spaces",
    "@": "text that begins with @ must stand in quotes",
    "`": "text that begins with a backquote must stand in quotes",
    "%": "text that begins with % must stand in quotes",
    "]": "a bracket is closed that was not opened, or text that begins with it must stand in quotes",
    "}": "a bracket is closed that was not opened, or text that begins with it must stand in quotes",
}
"""For a character that libyaml stumbled over."""

_HINTS_BY_MESSAGE = (
    ("mapping values are not allowed", 'text that holds ": " must stand in quotes, or the line is indented wrongly'),
    ("expected alphabetic", "text that begins with * or & must stand in quotes"),
    ("unknown escape character", "in double quotes a backslash must be doubled, or use single quotes"),
    ("expected hexdecimal", "in double quotes a backslash must be doubled, or use single quotes"),
    ("unexpected end of stream", "a quotation mark is opened and not closed"),
    ("quoted scalar", "a quotation mark is opened and not closed"),
    ("unexpected document indicator", "a quotation mark is opened and not closed"),
    ("expected ','", "a list or mapping in brackets is not closed, or a comma is missing"),
    ("expected node content", "text that begins with a bracket, brace or comma must stand in quotes"),
    ("comment or line break", "text that begins with > or | must stand in quotes, or go on in the next line, indented"),
    ("could not find expected ':'", "a colon and a space must follow a key"),
    (
        "expected key",
        "the indentation does not fit the lines before, or a quotation mark inside the text must be doubled",
    ),
    ("expected '-'", "the indentation does not fit the lines before, or a dash is missing"),
    ("incompatible YAML document", "expected YAML 1.1 or 1.2, or no %YAML line at all"),
    ("tag", "text that begins with ! must stand in quotes"),
    ("directive", "text that begins with % must stand in quotes"),
    ("document start", "a bracket is closed that was not opened, or three dashes stand between two documents"),
)
"""By a part of what libyaml says."""

_SHOWN_WHERE_IT_BEGAN = ("quoted scalar", "flow", "simple key")
"""Contexts in which the mistake is better shown where the thing begins than where libyaml gave up on it."""


_BREAK = re.compile("\r\n|\r|\n")
"""What ends a line for YAML and for editors; a carriage return alone is that of old files."""


def split_lines(text: str) -> list[str]:
    """Return the lines of a text, as YAML breaks them."""
    return _BREAK.split(text)


def place_after(before: str, path: str, message: str) -> Problem:
    """Place a problem at the letter that follows a text."""
    lines = split_lines(before)
    return Problem(location=Location(path=path, line=len(lines), column=len(lines[-1]) + 1), message=message)


def read_mark(mark: Any) -> tuple[int, int]:
    """Return line and column, from 1, of one of libyaml's marks."""
    return (mark.line + 1, mark.column + 1)


def word_syntax_error(error: yaml.YAMLError, text: str, path: str) -> Problem:
    """Say what libyaml stumbled over in words that tell how to mend it."""
    if not isinstance(error, yaml.MarkedYAMLError):
        unprintable = _UNPRINTABLE.search(text)  # libyaml's own position counts bytes
        place = unprintable.start() if unprintable else 0
        message = "not YAML: control characters are not allowed; expected printable text"
        message += f", found U+{ord(text[place]):04X}" if unprintable else ""
        return place_after(text[:place], path, message)
    said = (error.problem or error.context or "syntax error").strip()
    lines = split_lines(text)
    where = [mark for mark in (error.problem_mark, error.context_mark) if mark is not None]
    found = _find_place(where[0], lines) if where else (1, 1)
    shows_start = any(part in (error.context or "") for part in _SHOWN_WHERE_IT_BEGAN) and "escape" not in said
    began = _find_place(error.context_mark, lines) if error.context_mark and shows_start else found
    if "expected alphabetic" in said and error.context_mark:
        began = _find_place(error.context_mark, lines)
    hint = _find_hint(said, lines[found[0] - 1 : found[0]], found[1])
    later = f", as line {found[0]} shows" if found[0] != began[0] else ""
    message = f"not YAML: {said}; {hint}{later}"
    return Problem(location=Location(path=path, line=began[0], column=began[1]), message=message)


def _find_place(mark: Any, lines: list[str]) -> tuple[int, int]:
    """Return line and column of a mark; libyaml ends every text with a line break, also one that has none."""
    line, column = read_mark(mark)
    return (line, column) if line <= len(lines) else (len(lines), len(lines[-1]) + 1)


def _find_hint(said: str, lines: list[str], column: int) -> str:
    line = "".join(lines)
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return _HINTS_BY_CHARACTER["\t"]
    stumbled = line[column - 1 : column]
    if stumbled in _HINTS_BY_CHARACTER:
        return _HINTS_BY_CHARACTER[stumbled]
    hints = (hint for part, hint in _HINTS_BY_MESSAGE if part in said)
    return next(hints, "expected keys and values as in the schema")
