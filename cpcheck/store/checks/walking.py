"""Ways through data of any shape, and how a problem in it is placed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cpcheck.errors import Problem
from cpcheck.store.texts import Path, YamlText

Found = Iterator[Problem]
"""What a check yields."""


def list_mappings(holder: Any, key: str, path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield the mappings in a list, with their paths; nothing where the data has another shape."""
    values = holder.get(key) if isinstance(holder, dict) else None
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, dict):
            yield (*path, key, index), value


def list_texts(holder: Mapping[str, Any], key: str) -> Iterator[tuple[int, str]]:
    """Yield the texts in a list, with their indexes; nothing where the data has another shape."""
    values = holder.get(key)
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str):
            yield index, value


def list_by_id(items: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield mappings with their ids, leaving out those that have none."""
    for _, item in items:
        if isinstance(item.get("id"), str):
            yield item["id"], item


def check_unique(text: YamlText, named: Sequence[tuple[Path, Any]], sort: str) -> Found:
    """Find ids given twice; `named` holds the place of each id, `sort` says what they are ids of."""
    first: dict[str, Path] = {}
    for path, name in named:
        if not isinstance(name, str):
            continue
        if name in first:
            line = text.locate(first[name]).line
            yield problem_at(
                text, path, f'{sort} id "{name}" stands twice, first on line {line}; expected each id once'
            )
        first.setdefault(name, path)


def problem_at(text: YamlText, path: Path, message: str) -> Problem:
    """Return a problem at the place of a value, or of what is nearest around it."""
    return Problem(location=text.locate(path), message=message)
