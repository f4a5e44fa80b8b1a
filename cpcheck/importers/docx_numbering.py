"""The numbers and bullets that Word prints before the paragraphs of its lists, which are none of their words.

Where a rule stands in the format's standard (ECMA-376, part 1), its section is named.
"""

import re
from collections.abc import Iterator
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from cpcheck.importers.docx_styles import Style
from cpcheck.records import record

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_BULLET = "•"
_PLACEHOLDER = re.compile(r"%[1-9]")
_MAX_DIGITS = 6
"""Digits of a number that is read; lists do not count further."""
_MAX_LINKS = 5
"""How far kinds of lists that refer to one another through styles are followed."""


@record
class Mark:
    """What stands before a paragraph of a list."""

    label: str
    """As it is printed: `2.`, `b)`, `•`; '' in a list without numbers, and outside lists."""
    level: int
    """From 1; 0 outside lists."""


@record
class _Level:
    """How one level of a list is numbered."""

    shape: str
    """The format of its numbers, as the file names it: `decimal`, `lowerLetter`, `bullet` …"""
    text: str
    """What is printed, with `%1` for the number of the first level."""
    start: int
    restart: int | None
    """The level, from 1, that makes it begin anew; 0 for none; None where any before it does (17.9.10)."""
    is_legal: bool
    """Whether the numbers of all levels are printed in figures (17.9.4)."""


class Numbering:
    """Counts the lists of a Word file, paragraph by paragraph, in order."""

    def __init__(self, word: "WordDocument") -> None:
        from docx.oxml.ns import qn

        self._qn = qn
        part = next(
            (relation.target_part for relation in word.part.rels.values() if relation.reltype.endswith("/numbering")),
            None,
        )
        root = getattr(part, "element", None)
        numbers = [] if root is None else root.findall(qn("w:num"))
        kinds = [] if root is None else root.findall(qn("w:abstractNum"))
        self._numbers = {node.get(qn("w:numId")): node for node in numbers}
        self._kinds = {node.get(qn("w:abstractNumId")): node for node in kinds}
        self._styled = {
            link.get(qn("w:val")): node for node in kinds if (link := node.find(qn("w:styleLink"))) is not None
        }
        self._levels: dict[tuple[str, int], _Level | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def read(self, paragraph: Any, style: Style) -> Mark:
        """Return what stands before a `w:p` element, and count on."""
        number, level = self._find_list(paragraph, style)
        if number is None or number == "0":
            return Mark(label="", level=0)
        form = self._find_level(number, level)
        if form is None:
            is_bulleted = any("bullet" in name for name in style.names)
            return Mark(label=_BULLET if is_bulleted else "", level=level + 1)
        return Mark(label=self._count(number, level, form), level=level + 1)

    def _find_list(self, paragraph: Any, style: Style) -> tuple[str | None, int]:
        """Return the number of the list that a paragraph or its style names, and the level from 0.

        A style does not say the level: it is the one that names the style (17.9.23).
        """
        qn = self._qn
        level: int | None = None
        for owner, properties in (
            ("", paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")),
            *style.lists,
        ):
            if properties is None:
                continue
            printed, listed = properties.find(qn("w:ilvl")), properties.find(qn("w:numId"))
            if level is None and printed is not None:
                level = _read_integer(printed.get(qn("w:val")))
            if listed is not None:
                number = listed.get(qn("w:val"))
                if level is None and owner:
                    level = self._find_level_of_style(number, owner)
                return number, level or 0
        return None, 0

    def _find_level_of_style(self, number: str, style: str) -> int | None:
        qn = self._qn
        for node in self._list_levels(number):
            named = node.find(qn("w:pStyle"))
            if named is not None and named.get(qn("w:val")) == style:
                return _read_integer(node.get(qn("w:ilvl")))
        return None

    def _find_kind(self, number: str) -> Any:
        """Return the `w:abstractNum` of a list; of one that a style stands for, that of the style (17.9.21)."""
        qn = self._qn
        listed = self._numbers.get(number)
        reference = listed.find(qn("w:abstractNumId")) if listed is not None else None
        kind = self._kinds.get(reference.get(qn("w:val"))) if reference is not None else None
        for _ in range(_MAX_LINKS):
            link = kind.find(qn("w:numStyleLink")) if kind is not None else None
            if link is None or link.get(qn("w:val")) not in self._styled:
                break
            kind = self._styled[link.get(qn("w:val"))]
        return kind

    def _list_levels(self, number: str) -> Iterator[Any]:
        kind = self._find_kind(number)
        yield from kind.findall(self._qn("w:lvl")) if kind is not None else ()

    def _find_override(self, number: str, level: int) -> Any:
        qn = self._qn
        listed = self._numbers.get(number)
        found = listed.findall(qn("w:lvlOverride")) if listed is not None else []
        return next((node for node in found if node.get(qn("w:ilvl")) == str(level)), None)

    def _find_level(self, number: str, level: int) -> _Level | None:
        key = (number, level)
        if key not in self._levels:
            self._levels[key] = self._read_level(number, level)
        return self._levels[key]

    def _read_level(self, number: str, level: int) -> _Level | None:
        qn = self._qn
        override = self._find_override(number, level)
        own = override.find(qn("w:lvl")) if override is not None else None
        shared = next((node for node in self._list_levels(number) if node.get(qn("w:ilvl")) == str(level)), None)
        node = own if own is not None else shared
        if node is None:
            return None
        restart = node.find(qn("w:lvlRestart"))
        begins = override.find(qn("w:startOverride")) if override is not None else None
        begins = begins if begins is not None else node.find(qn("w:start"))
        return _Level(
            shape=self._value(node.find(qn("w:numFmt")), "decimal"),
            text=self._value(node.find(qn("w:lvlText")), ""),
            start=_read_integer(self._value(begins, "0")),
            restart=None if restart is None else _read_integer(self._value(restart, "0")),
            is_legal=node.find(qn("w:isLgl")) is not None,
        )

    def _value(self, node: Any, missing: str) -> str:
        return str((node.get(self._qn("w:val")) if node is not None else None) or missing)

    def _restarts(self, number: str, level: int) -> bool:
        override = self._find_override(number, level)
        return override is not None and override.find(self._qn("w:startOverride")) is not None

    def _count(self, number: str, level: int, form: _Level) -> str:
        # lists of one kind go on counting together, up to one that says where it starts (17.9.26)
        counts = self._counts.setdefault(self._find_counter(number), {})
        if self._restarts(number, level) and (number, level) not in self._begun:
            counts.pop(level, None)
            self._begun.add((number, level))
        counts[level] = counts[level] + 1 if level in counts else form.start
        for deeper in [at for at in counts if at > level and self._is_restarted(number, at, level)]:
            del counts[deeper]
        if form.shape == "bullet":
            return _BULLET
        if form.shape == "none":
            return _PLACEHOLDER.sub("", form.text).strip()
        return self._write(number, level, form, counts)

    def _find_counter(self, number: str) -> str:
        if any(self._restarts(number, level) for level in range(9)):
            return f"list {number}"
        kind = self._find_kind(number)
        return f"kind {kind.get(self._qn('w:abstractNumId'))}" if kind is not None else f"list {number}"

    def _is_restarted(self, number: str, deeper: int, level: int) -> bool:
        form = self._find_level(number, deeper)
        return form is None or form.restart is None or level < form.restart

    def _write(self, number: str, level: int, form: _Level, counts: dict[int, int]) -> str:
        text = form.text
        for at in range(level + 1):
            other = form if at == level else self._find_level(number, at)
            value = counts.get(at, other.start if other else 1)
            shape = "decimal" if form.is_legal or other is None or other.shape == "bullet" else other.shape
            text = text.replace(f"%{at + 1}", _write_number(value, shape))
        return text.strip()


def _read_integer(text: str | None) -> int:
    return int(text) if text is not None and text.isdigit() and len(text) <= _MAX_DIGITS else 0


def _write_number(number: int, shape: str) -> str:
    if shape in ("lowerLetter", "upperLetter"):
        letter = ascii_lowercase[(number - 1) % 26] * ((number - 1) // 26 + 1) if number > 0 else ""
        return letter.upper() if shape == "upperLetter" else letter
    if shape in ("lowerRoman", "upperRoman"):
        roman = _write_roman(number)
        return roman.upper() if shape == "upperRoman" else roman
    return f"{number:02}" if shape == "decimalZero" else str(number)


def _write_roman(number: int) -> str:
    written = ""
    number = min(number, 3999)
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        written += sign * times
    return written
