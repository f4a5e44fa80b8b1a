"""Values of files made inert: nothing in them steers a terminal, turns text round, or breaks a line or a reader."""

import json
import re
from itertools import islice
from typing import Any
from unicodedata import category

from cpcheck.errors import make_printable

_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that steer a terminal or turn text round. Escaped, the JSON says the same and is inert where shown."""
_LONE = re.compile("[\ud800-\udfff]")
"""Halves of a character, as a file name that is not UTF-8 yields them. Strict readers refuse them even escaped."""
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of text, and are obeyed beyond the end of a value."""
_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
"""Characters that control, break a line, or are none that XML 1.0 allows."""
FORMULA_START = "[\\s\xad\u200b-\u200d\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]"
"""What a spreadsheet takes for the start of a formula; the wide signs are those of East Asian ones."""
_LEAD = "[\x00-\x09\x0b\x0c\x0e-\x20\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]*"
"""White space, which the runner of GitHub Actions trims, and characters that a comparison by culture passes over."""
COMMAND_START = re.compile(rf"((?:\A|(?<=[\r\n])){_LEAD}:)(?=:)")
"""Where the runner could find a command: all up to the first colon of two, at the start of a line."""
OLD_COMMAND_START = "##["
"""Where it could find one anywhere in a line."""


_TOGETHER = 10_000
"""Pieces of JSON, a name or a value each, that are joined at a time."""


def dump_json(data: Any) -> str:
    """Return data as JSON in the order given, ending in one newline; read back, it is the same but for lone halves.

    No line begins with a value, so that of the runner's two kinds of command only the older needs an escape.
    """
    pieces = json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(data)
    # joined a few at a time: all of them take ten times the memory of the text
    text = _LONE.sub("\ufffd", "".join(iter(lambda: "".join(islice(pieces, _TOGETHER)), "")))
    text = _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return text.replace(OLD_COMMAND_START, "#\\u0023[") + "\n"


def hide_commands_in_xml(text: str) -> str:
    """Return XML that says the same to its reader, and in which the runner of GitHub Actions finds no command."""
    text = COMMAND_START.sub(lambda found: f"{found[1][:-1]}&#58;", text)
    return text.replace(OLD_COMMAND_START, "#&#35;[")


def hide_commands_in_page(page: str) -> str:
    """Return HTML that says the same to its reader, and in which the runner finds no command of the older kind.

    The newer kind stands at the start of a line, where a template puts no value; `::` there can be a style's own.
    """
    return page.replace(OLD_COMMAND_START, "#&#35;[")


def show_lines(text: str) -> str:
    """Return text that keeps its lines and shows every other control or format character by its number.

    What is left are the characters that XML 1.0 allows, too.
    """
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(char if _is_harmless(char) else make_printable(char) for char in text)


def show_line(text: str) -> str:
    """Return text on one line, with every control or format character shown by its number."""
    return show_lines(text).replace("\n", " ")


def make_plain(value: str) -> str:
    """Return a value on one line, as a page, a document or a cell shows it: nothing in it turns, controls or breaks.

    What is left are characters that XML 1.0 allows.
    """
    return value if value.isprintable() else _BREAKING.sub(" ", _TURNING.sub("", value))


def begins_formula(text: str) -> bool:
    """Tell whether a spreadsheet that is given a text as it stands could take it for a formula."""
    return re.match(FORMULA_START, text) is not None


def _is_harmless(char: str) -> bool:
    return char == "\n" or char.isprintable() or category(char) == "Zs"
