"""Inputs changed in the grain of what they hold: values of a YAML tree, lines of a report.

Bytes changed at random seldom stay YAML, and hardly ever stay a rulebook. A tree or a line changed at random stays one.
"""

import random
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from json import loads
from typing import Any

import yaml

from cpcheck.store.reader import read_yaml

AWKWARD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    7,
    1.5,
    "",
    "~",
    "NO",
    "0o17",
    "1e3",
    "12:30",
    "2024-03-01",
    "2023-06",
    "2023",
    "0999-05",
    " a ",
    "a\n\nb",
    "a: b # c",
    "{asks}",
    "{",
    "é\u200b\u202e",
    "\x85",
    "\ufeff",
    "a" * 130,
    [],
    {},
    [[]],
)
"""Values that one reader of YAML or another takes for something else, or that a layout breaks at."""
MARKS = (
    "Recommendation 1:",
    "Recommendation-",
    "Response:",
    "- **Response -",
    "Réponse :",
    "Section B: Shelters",
    "1.",
    "a)",
    "(iii)",
    "•",
    "o ",
    "| a | b |",
    "## ",
    "\f",
    "12",
    "",
    "GRETA urges the authorities to",
    "and",
    "of 3 May 2024",
    "7 in 2022, 8 in 2023",
    "EUR 40 000",
    "No. 15",
    "in force",
    "will be adopted",
    "is not",
    "*",
    "\t",
    "\u2028",
    "\r",
)
"""Lines and ends of lines that tell where a demand or an answer begins, or what a fact is."""


@cache
def list_words() -> tuple[str, ...]:
    """Return the keys and the words that the schemas name."""
    words: dict[str, None] = {}
    for schema in sorted(files("cpcheck.schemas").iterdir(), key=lambda entry: entry.name):
        if schema.name.endswith(".schema.json"):
            words.update(dict.fromkeys(_find_words(loads(schema.read_text(encoding="utf-8")))))
    return tuple(words)


def _find_words(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (word for word in schema.get("enum", ()) if isinstance(word, str))
        for part in schema.values():
            yield from _find_words(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _find_words(part)


def change_tree(raw: bytes, seed: int) -> bytes | None:
    """Return a YAML file with one to three of its values changed; None where it is no YAML, or holds no tree."""
    chance = random.Random(seed)  # noqa: S311 - no secret: the fuzzer gives the seed, so that it can repeat itself
    data = read_yaml(raw, "").data
    for _ in range(chance.randint(1, 3)):
        places = list(_list_places(data))
        if not places:
            return None
        _change_place(*chance.choice(places), places, chance)
    written: str = yaml.dump(
        data,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=chance.choice([20, 80, 1000]),
        default_flow_style=chance.choice([None, False, True]),
    )
    return written.encode("utf-8", errors="surrogatepass")


class _Dumper(yaml.SafeDumper):
    """Writes what stands in two places twice: an alias would change both at the next step."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - whatever it is
        return True


Place = tuple[Any, Any]
"""A mapping or list, and a key or index in it."""


def _list_places(data: Any) -> Iterator[Place]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(inner):
        yield data, key
        yield from _list_places(value)


def _change_place(holder: Any, key: Any, places: list[Place], chance: random.Random) -> None:
    other_holder, other_key = chance.choice(places)
    other = _copy(other_holder[other_key])
    match chance.randrange(7):
        case 0:
            del holder[key]
        case 1:
            holder[key] = other
        case 2:
            holder[key] = chance.choice(AWKWARD)
        case 3:
            holder[key] = chance.choice(list_words())
        case 4 if isinstance(holder, list):
            holder.insert(key, other)
        case 5 if isinstance(holder, list):
            holder.insert(chance.randrange(len(holder) + 1), _copy(holder[key]))
        case _ if isinstance(holder, dict):
            holder[chance.choice(list_words())] = other
        case _:
            holder[key] = [_copy(holder[key])]


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(part) for key, part in value.items()}
    return [_copy(part) for part in value] if isinstance(value, list) else value


def change_lines(raw: bytes, seed: int) -> bytes | None:
    """Return a report with one to four of its lines moved, joined, broken, marked or gone; None where it is no text."""
    chance = random.Random(seed)  # noqa: S311 - as above
    try:
        lines = raw.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return None
    for _ in range(chance.randint(1, 4)):
        _change_line(lines, chance.randrange(len(lines)), chance)
    return "\n".join(lines).encode("utf-8")


def _change_line(lines: list[str], place: int, chance: random.Random) -> None:
    line = lines[place]
    cut = chance.randrange(len(line) + 1)
    mark = chance.choice(MARKS)
    match chance.randrange(7):
        case 0 if len(lines) > 1:
            del lines[place]
        case 1:
            lines.insert(chance.randrange(len(lines) + 1), line)
        case 2:
            lines[place : place + 1] = [line[:cut], line[cut:]]
        case 3:
            lines[place : place + 2] = [" ".join(lines[place : place + 2])]
        case 4:
            lines.insert(place, mark)
        case 5:
            lines[place] = f"{mark} {line}"
        case _:
            lines[place] = f"{line[:cut]} {mark} {line[cut:]}"
