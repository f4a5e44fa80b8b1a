"""A workbook as every report writes it: its sheets, tables to filter, texts, and what a team puts around a report."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from cpcheck.errors import MissingExtraError
from cpcheck.model import ReportSettings
from cpcheck.records import record, replace
from cpcheck.reports.head import CountTable
from cpcheck.reports.inert import make_plain
from cpcheck.reports.labels import Labels
from cpcheck.reports.rows import Column, TableCell
from cpcheck.reports.xlsx_sheet import PLAIN, Sheet, Style, StyledBook

if TYPE_CHECKING:
    from xlsxwriter import Workbook

HEAD = Style(look=(("bold", 1), ("bg_color", "#1F2A44"), ("font_color", "#FFFFFF"), ("valign", "vcenter")))
"""Of the first row of a table. To the left: a button to filter stands at the right of each cell."""
HEAD_OF_NUMBERS = Style(look=(*HEAD.look, ("align", "right"), ("indent", 1)))
RULED = Style(look=(("bottom", 1), ("bottom_color", "#C9CED8")))
TITLE = Style(look=(("bold", 1), ("font_size", 16), ("text_wrap", 0)))
CAPTION = Style(look=(("bold", 1), ("font_size", 12), ("text_wrap", 0)))
BOLD = Style(look=(("bold", 1),))
LEFT = Style(look=(("align", "left"), ("indent", 0)))
_A4 = 9
"""Excel's number of the paper."""
_HEADER_LETTERS = 100
"""Letters of a marking at the head of a page: Excel holds 255 there, with signs of its own, each & twice."""
_PROPERTY_LETTERS = 255
"""Letters that a property of a document can have (Excel's own limit)."""
_PRINT_SCALE = 50
"""Per cent at which a wide table is printed: small, and still to be read; it runs over pages side by side."""


Row = TypeVar("Row")


@record
class TableColumn:
    """One column of a table to filter."""

    heading: str
    width: int
    """Letters on a line."""


@contextmanager
def open_workbook(raw: BytesIO, *, title: str, subject: str, day: dt.date) -> "Iterator[Workbook]":
    """Open a workbook that is written into `raw` at the end. Its day is given: no clock is read.

    Raises: MissingExtraError where XlsxWriter is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ModuleNotFoundError as error:
        raise MissingExtraError("writing .xlsx files", package="XlsxWriter", extra="xlsx") from error
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(raw, options) as book:
        book.set_properties(
            {
                "title": make_plain(title)[:_PROPERTY_LETTERS],
                "subject": make_plain(subject)[:_PROPERTY_LETTERS],
                "author": "cpcheck",
                "created": dt.datetime.combine(day, dt.time()),
            }
        )
        yield book


class BookWriter:
    """Writes the sheets of one workbook."""

    def __init__(self, book: "Workbook", labels: Labels, settings: ReportSettings) -> None:
        self.labels = labels
        self.settings = settings
        self._styled = StyledBook(book)

    def add_sheet(self, name: str, widths: Sequence[int]) -> Sheet:
        """Add an empty sheet; `name` is of its label, and `widths` are letters on a line of each column."""
        table = Sheet(self._styled, self.labels(f"form.sheet.{name}"), widths)
        table.sheet.set_paper(_A4)
        if self.settings.marking:
            shown = make_plain(self.settings.marking)[:_HEADER_LETTERS].replace("&", "&&")
            table.sheet.set_header(f'&C&"Arial,Bold"{shown}')
        table.sheet.set_footer(f"&R{self.labels('form.page', page='&P', pages='&N')}")
        return table

    def write_table(
        self, name: str, columns: Sequence[TableColumn], rows: Iterable[Sequence[TableCell]], *, frozen: int
    ) -> None:
        """Write a sheet with one table, whose headings and first columns stay in view."""
        table = self.add_sheet(name, [column.width for column in columns])
        for place, column in enumerate(columns):
            table.write(0, place, column.heading, HEAD)
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                table.write(last, place, cell.value, replace(RULED, shown=cell.code))
        table.fit_rows()
        sheet = table.sheet
        sheet.set_landscape()
        sheet.set_print_scale(_PRINT_SCALE)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0, frozen - 1)
        sheet.freeze_panes(1, frozen)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        # an article "12.1" is a name, and no number that somebody mistyped
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def write_rows(self, name: str, columns: Sequence[Column[Row]], rows: Iterable[Row], *, frozen: int) -> None:
        """Write a sheet with one table, a line for each row."""
        heads = [TableColumn(heading=self.labels(column.heading), width=column.width) for column in columns]
        cells = ([column.show(row) for column in columns] for row in rows)
        self.write_table(name, heads, cells, frozen=frozen)

    def write_letterhead(self, table: Sheet) -> int:
        """Write what a team puts around a report above all views; return the next free row."""
        lines = (self.settings.marking, self.settings.header, self.settings.title)
        row = self.write_texts(table, 0, [line for line in lines if line], BOLD)
        return row + bool(row)

    def write_texts(self, table: Sheet, row: int, texts: Iterable[str], style: Style = PLAIN) -> int:
        """Write texts over all columns, one below the other; return the next free row."""
        for text in texts:
            table.write_wide(row, 0, text, style)
            row += 1
        return row

    def write_counts(self, table: Sheet, row: int, counts: CountTable) -> int:
        """Write one table of counts; return the next free row."""
        table.write(row, 0, f"{counts.caption} ({counts.note})" if counts.note else counts.caption, CAPTION)
        row += 1
        for place, heading in enumerate(counts.headings):
            table.write(row, place, heading, HEAD_OF_NUMBERS if place else HEAD)
        for found in counts.rows:
            row += 1
            table.write(row, 0, found.name, replace(RULED, shown=found.code))
            for place, number in enumerate(found.numbers, start=1):
                table.write(row, place, number, RULED)
            if found.meaning:
                table.write_wide(row, len(counts.headings), found.meaning)
        return row + 1
