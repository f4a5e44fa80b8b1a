"""One sheet of a workbook: values written as what they are, and rows as high as their text needs.

All that comes from a file is text: nothing is a formula or a link, and control characters are gone.
"""

import datetime as dt
from collections import defaultdict
from math import floor, isfinite
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from cpcheck.records import record, replace
from cpcheck.reports.colours import COLOURS
from cpcheck.reports.inert import begins_formula, make_plain
from cpcheck.reports.rows import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

CELL_LETTERS = 32_767
"""Letters that a cell can hold (Excel's own limit). What is longer is cut, and ends in an ellipsis."""
FIRST_DAY = dt.date(1900, 3, 1)
"""From which Excel's days are those of the calendar: it knows a 29 February 1900. Earlier ones are written as text."""
EXACT_DIGITS = 15
"""Digits of a number that Excel keeps. An integer with more is written as text."""
LINE_POINTS = 15
"""Height of one line of letters, which is Excel's own for a row."""
_LETTERS_OF_WIDTH = 1.1
"""Letters of a text to one digit, by which Excel measures widths; letters are narrower, and lines break at words."""
ROW_POINTS = 409
"""Height that a row can have (Excel's own limit)."""


@record
class Style:
    """How a cell looks, and what Excel is told about its content."""

    shown: str | None = None
    """The verdict or finding whose colours it has."""
    look: tuple[tuple[str, str | int], ...] = ()
    """Further properties, by XlsxWriter's names."""
    is_day: bool = False
    is_quoted: bool = False
    """Whether Excel is to keep it as text when somebody edits it: it begins as a formula does."""

    def build(self) -> dict[str, Any]:
        """Return all properties, by XlsxWriter's names."""
        properties: dict[str, Any] = {"text_wrap": True, "valign": "top", **dict(self.look)}
        if self.shown:
            colours = COLOURS[self.shown]
            properties |= {"bg_color": f"#{colours.fill}", "font_color": f"#{colours.letters}"}
        if self.is_day:
            properties |= {"num_format": "yyyy-mm-dd", "align": "left"}
        if self.is_quoted:
            properties["quote_prefix"] = True
        return properties


PLAIN = Style()


class StyledBook:
    """A workbook that makes each style once."""

    def __init__(self, book: "Workbook") -> None:
        self.book = book
        self._formats: dict[Style, Format] = {}

    def format(self, style: Style) -> "Format":
        """Return XlsxWriter's form of a style."""
        if style not in self._formats:
            self._formats[style] = self.book.add_format(style.build())
        return self._formats[style]


class Sheet:
    """One sheet, with columns of fixed widths."""

    def __init__(self, styled: StyledBook, name: str, widths: "Sequence[int]") -> None:
        self.sheet = styled.book.add_worksheet(name)
        self.widths = widths
        """Letters on a line of each column."""
        self._styled = styled
        self._lines: defaultdict[int, int] = defaultdict(lambda: 1)
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)

    def write(self, row: int, place: int, value: Value, style: Style = PLAIN) -> None:
        """Write one value as what it is; what Excel cannot hold as a number or a day is written as text."""
        match value:
            case None:
                self.sheet.write_blank(row, place, None, self._styled.format(style))
            case dt.date() if value >= FIRST_DAY:
                day = dt.datetime.combine(value, dt.time())
                self.sheet.write_datetime(row, place, day, self._styled.format(replace(style, is_day=True)))
            case int() | float() if _is_exact(value):
                number = replace(style, look=(("align", "right"), ("indent", 1), ("text_wrap", 0), *style.look))
                self.sheet.write_number(row, place, value, self._styled.format(number))
            case _:
                self._write_text(row, place, _shorten(make_plain(str(value))), style)

    def _write_text(self, row: int, place: int, text: str, style: Style, span: int = 1) -> None:
        shown = self._styled.format(replace(style, is_quoted=begins_formula(text)))
        self.sheet.write_string(row, place, text, shown)
        if dict(style.look).get("text_wrap", True):
            room = floor(_LETTERS_OF_WIDTH * sum(self.widths[place : place + span]))
            self._lines[row] = max(self._lines[row], len(wrap(text, room)))

    def write_wide(self, row: int, place: int, text: str, style: Style = PLAIN) -> None:
        """Write a text over all columns from one on."""
        last = len(self.widths) - 1
        self.sheet.merge_range(row, place, row, last, "", self._styled.format(style))
        self._write_text(row, place, _shorten(make_plain(text)), style, span=last - place + 1)

    def fit_rows(self) -> None:
        """Make each row as high as its text; not every reader of workbooks does so by itself."""
        for row, lines in self._lines.items():
            if lines > 1:
                self.sheet.set_row(row, min(LINE_POINTS * lines, ROW_POINTS))


def _shorten(text: str) -> str:
    return text if len(text) <= CELL_LETTERS else f"{text[: CELL_LETTERS - 1]}…"


def _is_exact(value: float) -> bool:
    return abs(value) < 10**EXACT_DIGITS if isinstance(value, int) else isfinite(value)
