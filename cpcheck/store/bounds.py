"""How much a data file may hold: what is more is refused by the name of the bound, before it costs time or memory.

Each bound is many times what a coded report needs, and is counted on the way in: `find_excess` looks through the
events of a large text without building anything, so that a file which passes a bound is refused within two seconds.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from cpcheck.errors import Location, Problem

MAX_BYTES = 16 * 1024 * 1024
"""Bytes of a data file or a file of grades; a coded report of 40 items has about 200,000."""
MAX_DEPTH = 40
"""Nesting of lists and mappings; the schemas need 12."""
MAX_NODES = 600_000
"""Keys and values of one file; a coded report of 40 items has about 10,000."""
MAX_KEYS = 1000
"""Keys of one mapping; the schemas know 14 at most."""
MAX_ALIASED = 20_000
"""Values of one file that aliases stand for, each counted as often as it stands there."""
MAX_SCALAR = 500_000
"""Characters of one value; the longest answer of a report has some 20,000."""
MAX_ITEMS = 5000
"""Items of one recommendation set; the longest published ones have about 400."""
MAX_ELEMENTS = 20_000
"""Elements of one recommendation set, those of all items together."""
MAX_ANSWERS = 10_000
"""Answers of one response."""
MAX_FACTS = 50_000
"""Facts of one response, those of all answers together."""
MAX_RULES = 1000
"""Rules in one list of a rulebook; the longest shipped list has 14."""
MAX_PROBLEMS = 500
"""Problems of one file that are told; what comes after is counted as one more."""
MAX_SETTINGS_BYTES = 1024 * 1024
"""Bytes of a `cpcheck.toml` or a `pyproject.toml`."""

MAX_GRADES = 20_000
"""Lines of a file of grades."""

_SEPARATORS = ",:-?[{\n"
"""One of these stands before every key and value but the first, so that their number is never below that of values."""
_CROWDS: tuple[tuple[str, int], ...] = (
    ("items", MAX_ITEMS),
    ("answers", MAX_ANSWERS),
    ("elements", MAX_RULES),
    ("verdicts", MAX_RULES),
    ("conclusions", MAX_RULES),
)
"""Lists at the top of a file, and how many entries each may have."""
_CROWDS_WITHIN: tuple[tuple[str, str, int, str], ...] = (
    ("items", "elements", MAX_ELEMENTS, "elements in all items"),
    ("answers", "evidence", MAX_FACTS, "facts in all answers"),
)
"""Lists in the entries of a list, and how many entries they may have together."""


def find_excess(text: str, path: str) -> Problem | None:
    """Return the first place at which a YAML text has more, or longer, values than a file may; None where it has not.

    What is no YAML is left to the reader, which says so.
    """
    if len(text) <= MAX_SCALAR and sum(map(text.count, _SEPARATORS)) < MAX_NODES:
        return None
    import yaml

    get_event: Callable[[], Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text).get_event
    nodes = 0
    try:
        while type(event := get_event()) is not yaml.StreamEndEvent:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                if len(event.value) > MAX_SCALAR:
                    message = f"this value has {len(event.value)} characters; expected at most {MAX_SCALAR}"
                    return _place(event, path, message)
            elif kind is not yaml.MappingStartEvent and kind is not yaml.SequenceStartEvent:
                continue
            nodes += 1
            if nodes > MAX_NODES:
                return _place(event, path, word_nodes())
    except yaml.YAMLError:
        return None
    return None


def word_nodes() -> str:
    """Say that a file holds too many values."""
    return f"more than {MAX_NODES} keys and values; expected a smaller file"


def _place(event: Any, path: str, message: str) -> Problem:
    mark = event.start_mark
    return Problem(location=Location(path=path, line=mark.line + 1, column=mark.column + 1), message=message)


def find_crowds(data: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the path and the words for each list of a file that has more entries than it may."""
    if not isinstance(data, dict):
        return
    for name, bound in _CROWDS:
        entries = data.get(name)
        if isinstance(entries, list) and len(entries) > bound:
            yield (name, bound), f"{name} has {len(entries)} entries; expected at most {bound}"
    for name, inner, bound, words in _CROWDS_WITHIN:
        total = 0
        for place, entry in enumerate(_list(data, name)):
            total += len(_list(entry, inner))
            if total > bound:
                yield (name, place, inner), f"there are more than {bound} {words}; expected a smaller file"
                break


def _list(holder: Any, name: str) -> list[Any]:
    entries = holder.get(name) if isinstance(holder, dict) else None
    return entries if isinstance(entries, list) else []


def word_problems() -> str:
    """Say that a file has more problems than are told."""
    return f"there are more than {MAX_PROBLEMS} problems; expected those told to be mended first"


def cut_short(problems: Iterator[Problem]) -> list[Problem]:
    """Return problems up to the bound, and one that says so where there are more."""
    told = list(islice(problems, MAX_PROBLEMS + 1))
    if len(told) > MAX_PROBLEMS:
        where = Location(path=told[-1].location.path)
        told[MAX_PROBLEMS:] = [Problem(location=where, message=word_problems())]
    return told
