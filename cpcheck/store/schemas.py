"""The schemas' gatekeeper: what a file may say, and how a breach is worded.

A schema is JSON Schema 2020-12 and package data. Beyond the standard keywords it may carry `x-expected`, the words in
which a pattern or a shape is put to a person.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cpcheck.errors import Problem, UsageError, name_nearest
from cpcheck.store.bounds import cut_short
from cpcheck.store.texts import YamlText

SCHEMA_NAMES = (
    "recommendations",
    "response",
    "rulebook",
    "lexicon",
    "report",
    "project",
    "baseline",
    "validation",
    "diff",
    "history",
    "agreement",
    "compare",
)
"""The published schemas, of what is read and of what is written."""

_FOLDER = Path(__file__).parent.parent / "schemas"
_SHOWN = 60
"""Characters of a found value that a message shows."""
_COMPARED = 100
"""Unknown keys of one mapping that are compared with a missing one."""


def read_schema_text(name: str) -> str:
    """Return the text of a published schema.

    Raises: UsageError for a name that is not one of `SCHEMA_NAMES`.
    """
    if name not in SCHEMA_NAMES:
        nearest = name_nearest(name, SCHEMA_NAMES)
        raise UsageError(f'no schema "{name}"; expected one of {", ".join(SCHEMA_NAMES)}{nearest}')
    return (_FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")


@cache
def _load_fast_validator(name: str) -> Any:
    """Return what tells soon whether data is sound (extra `fast`); None where it is not installed."""
    try:
        from jsonschema_rs import validator_for
    except ImportError:
        return None
    return validator_for(json.loads(read_schema_text(name)))


def _is_sound(data: Any, name: str) -> bool:
    """Tell whether data is surely sound; where it is not sure, the reference is asked, which also says what is wrong.

    jsonschema-rs takes 2024.0 for an integer, as JSON Schema has it, and the reference here does not: data with such
    a number is left to the reference.
    """
    fast = _load_fast_validator(name)
    if fast is None or _holds_whole_float(data):
        return False
    try:
        return bool(fast.is_valid(data))
    except ValueError:  # what JSON cannot hold, such as the dates of a TOML file, or nesting too deep for it
        return False


def _holds_whole_float(data: Any) -> bool:
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, float) and value.is_integer():
            return True
    return False


@cache
def _load_validator(name: str) -> Any:
    # 77 ms to import, so only where a file is validated (performance.md, Start-up)
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    # JSON Schema calls 2024.0 an integer. Here a year or a line number is written without a fraction.
    strict = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    own = {"pattern": _check_pattern, "uniqueItems": _check_unique}
    validator: Any = extend(Draft202012Validator, own, type_checker=strict)  # type: ignore[no-untyped-call]
    return validator(json.loads(read_schema_text(name)))


def _check_pattern(_validator: Any, pattern: str, found: Any, _schema: Any) -> Iterator[Any]:
    """Match to the very end: Python's `$` would let a line break follow, JSON Schema's does not."""
    from jsonschema import ValidationError

    if isinstance(found, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), found):
        yield ValidationError(f"{found!r} does not match {pattern!r}")


def _check_unique(_validator: Any, _wanted: Any, found: Any, _schema: Any) -> Iterator[Any]:
    """Compare entries by their text, which takes time in proportion; jsonschema compares each with each."""
    from jsonschema import ValidationError

    if isinstance(found, list) and len({_spell(value) for value in found}) < len(found):
        yield ValidationError("an entry stands twice")


def _spell(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=repr)


def find_breaches(text: YamlText, name: str) -> list[Problem]:
    """Return every breach of a schema, each at its place, in the order of the file."""
    if _is_sound(text.data, name):
        return []
    errors = _load_validator(name).iter_errors(text.data)
    return sorted(cut_short(_word_all(errors, text)), key=_place)


def _place(problem: Problem) -> tuple[int, int, str]:
    return (problem.location.line or 0, problem.location.column or 0, problem.message)


def _word_all(errors: Iterable[Any], text: YamlText) -> Iterator[Problem]:
    for error in errors:
        if error.validator != "required" or not _is_misspelt(_missing_key(error), error):
            yield from _word(error, text)


def _is_misspelt(missing: str, error: Any) -> bool:
    """Tell whether a missing key is there under a misspelt name, which is told where it stands."""
    known = error.schema.get("properties", {})
    unknown = [key for key in error.instance if key not in known][:_COMPARED]
    free = [key for key in known if key not in error.instance]
    return any(name_nearest(key, free) == name_nearest(missing, [missing]) for key in unknown)


def _word(error: Any, text: YamlText) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    found = error.instance
    match error.validator:
        case "additionalProperties":
            yield from _word_unknown_keys(error, text, path)
            return
        case "uniqueItems":
            yield from _word_repeated(found, text, path)
            return
        case "required":
            missing = _missing_key(error)
            location = text.locate(path)
            message = f'{name_path(path)} has no key "{missing}"; expected {_describe_key(error.schema, missing)}'
        case "type":
            location = text.locate(path)
            message = f"{name_path(path)} is {_show(found)}; expected {_expect_type(error.schema)}"
        case "enum" | "const":
            allowed = error.schema.get("enum", [error.schema.get("const")])
            location = text.locate(path)
            named = [json.dumps(value).strip('"') for value in allowed if value is not None]
            message = f"{name_path(path)} is {_show(found)}; expected {_one_of(named)}{name_nearest(found, named)}"
        case "pattern":
            location = text.locate(path)
            message = f"{name_path(path)} is {_show(found)}; expected {error.schema.get('x-expected', 'another form')}"
        case _:
            location = text.locate(path)
            message = f"{name_path(path)} is {_show(found)}; expected {_expect_bound(error)}"
    yield Problem(location=location, message=message)


def _word_unknown_keys(error: Any, text: YamlText, path: tuple[str | int, ...]) -> Iterator[Problem]:
    known = list(error.schema["properties"])
    free = [key for key in known if key not in error.instance]
    for key in error.instance:
        if key in known:
            continue
        nearest = name_nearest(key, free) or name_nearest(key, known)
        hint = nearest or f"; expected {_one_of(known)}"
        if key == "<<":
            hint = "; expected no <<: merge keys are not part of YAML 1.2"
        message = f'unknown key "{key[:_SHOWN]}" in {name_path(path)}{hint}'
        yield Problem(location=text.locate((*path, key), key=True), message=message)


def _word_repeated(found: list[Any], text: YamlText, path: tuple[str | int, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, value in enumerate(found):
        if _spell(value) not in seen:
            seen.add(_spell(value))
        else:
            message = f"{_show(value)} stands twice in {name_path(path)}; expected each entry once"
            yield Problem(location=text.locate((*path, index)), message=message)


def _missing_key(error: Any) -> str:
    """Find which of the required keys one error speaks of: jsonschema names it only inside its message."""
    missing: list[str] = [key for key in error.validator_value if key not in error.instance]
    return next((key for key in missing if error.message.startswith(repr(key))), missing[0])


def _describe_key(schema: Mapping[str, Any], key: str) -> str:
    described = schema.get("properties", {}).get(key, {})
    if "const" in described:
        return f"{key}: {described['const']}"
    words: str = described.get("description", "it to be given").split(". ")[0].split(": ")[0].rstrip(".")
    return f"{key}: {words[0].lower()}{words[1:]}" if not words[:2].isupper() else f"{key}: {words}"


_TYPE_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}


def _expect_type(schema: Mapping[str, Any]) -> str:
    if "x-expected" in schema:
        return str(schema["x-expected"])
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    words = " or ".join(_TYPE_WORDS[name] for name in types if name != "null")
    return f"{words}, in quotes if it looks like a number" if types[0] == "string" and "number" not in types else words


def _expect_bound(error: Any) -> str:
    bound = error.validator_value
    several = "" if bound == 1 else "s"
    words = {
        "minLength": "text that is not empty",
        "maxLength": f"at most {bound} characters, found {len(str(error.instance))}",
        "minItems": f"at least {bound} entr{'y' if bound == 1 else 'ies'}",
        "maxItems": f"at most {bound} entr{'y' if bound == 1 else 'ies'}",
        "minimum": f"at least {bound}",
        "maximum": f"at most {bound}",
        "minProperties": error.schema.get(
            "x-expected", f"at least {bound} key{several} of {_one_of(error.schema.get('properties', {}))}"
        ),
        "maxProperties": error.schema.get("x-expected", f"at most {bound} key{several}"),
    }
    return str(words.get(error.validator, error.message))


def _one_of(values: Iterable[str]) -> str:
    named = list(values)
    return named[0] if len(named) == 1 else f"one of {', '.join(named)}"


def name_path(path: tuple[str | int, ...]) -> str:
    """Write a path the way a person would say it: `answers[3].evidence[0].type`, counted from 1."""
    if not path:
        return "the file"
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).lstrip(".")


def _show(value: Any) -> str:
    """Show a found value with its sort, short enough for one line."""
    match value:
        case None:
            return "empty"
        case bool() | int() | float():
            return f"the {'switch' if isinstance(value, bool) else 'number'} {str(value).lower()}"
        case str():
            shown = value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…"
            return f'"{shown}"' if value else "empty text"
        case list() | dict() if not value:
            return f"an empty {'list' if isinstance(value, list) else 'mapping'}"
        case list():
            return f"a list of {len(value)}"
        case _:  # TOML has days and times too
            return "a mapping" if isinstance(value, dict) else f"the date or time {value}"
