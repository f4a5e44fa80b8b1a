"""A workbook for Excel and its like: a summary, and tables of items, elements, evidence and figures to filter."""

import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from cpcheck.errors import MissingExtraError
from cpcheck.model import ReportSettings
from cpcheck.records import replace
from cpcheck.reports.head import CountTable, list_count_lines, list_counts, list_particulars, name_heading, name_kind
from cpcheck.reports.inert import make_plain
from cpcheck.reports.labels import Labels, load_labels_of
from cpcheck.reports.rows import (
    ELEMENT_COLUMNS,
    EVIDENCE_COLUMNS,
    FIGURE_COLUMNS,
    ITEM_COLUMNS,
    Column,
    ViewRow,
    list_elements,
    list_evidence,
    list_figures,
    list_items,
)
from cpcheck.reports.text import name_notices
from cpcheck.reports.view import ReportView
from cpcheck.reports.xlsx_sheet import FIRST_DAY, PLAIN, Sheet, Style, StyledBook

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
_SUMMARY_WIDTHS = (40, 18, 18, 18, 12, 34)
"""Letters on a line of each column of the summary."""
_A4 = 9
"""Excel's number of the paper."""
_HEADER_LETTERS = 100
"""Letters of a marking at the head of a page: Excel holds 255 there, with signs of its own, each & twice."""
_PRINT_SCALE = 50
"""Per cent at which a wide table is printed: small, and still to be read; it runs over pages side by side."""

Row = TypeVar("Row", bound=ViewRow)


def render(views: Sequence[ReportView]) -> bytes:
    """Return one workbook about all views. Raises: MissingExtraError where XlsxWriter is not installed."""
    try:
        from xlsxwriter import Workbook
    except ModuleNotFoundError as error:
        raise MissingExtraError("writing .xlsx files", package="XlsxWriter", extra="xlsx") from error
    raw, labels = BytesIO(), load_labels_of(views)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(raw, options) as book:
        _describe(book, views, labels)
        writer = _Writer(book, labels, views[0].settings if views else ReportSettings())
        writer.write_summary(views)
        writer.write_table("items", ITEM_COLUMNS, list_items(views, labels), frozen=2)
        writer.write_table("elements", ELEMENT_COLUMNS, list_elements(views, labels), frozen=3)
        writer.write_table("evidence", EVIDENCE_COLUMNS, list_evidence(views, labels), frozen=3)
        writer.write_table("figures", FIGURE_COLUMNS, list_figures(views, labels), frozen=2)
    return raw.getvalue()


def _describe(book: "Workbook", views: Sequence[ReportView], labels: Labels) -> None:
    """Say what the workbook is. Its day is that of the assessment: no clock is read."""
    day = max((dt.date.fromisoformat(view.as_of) for view in views), default=FIRST_DAY)
    title = "; ".join(make_plain(name_heading(view, labels)) for view in views)
    book.set_properties(
        {
            "title": title[:255],
            "subject": make_plain(name_kind(views[0], labels) if views else labels("report.title"))[:255],
            "author": "cpcheck",
            "created": dt.datetime.combine(day, dt.time()),
        }
    )


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: "Workbook", labels: Labels, settings: ReportSettings) -> None:
        self.labels = labels
        self.settings = settings
        self._styled = StyledBook(book)

    def write_table(self, name: str, columns: Sequence[Column[Row]], rows: Iterable[Row], *, frozen: int) -> None:
        """Write a sheet with one table, whose headings and first columns stay in view."""
        table = self._add_sheet(name, [column.width for column in columns])
        for place, column in enumerate(columns):
            table.write(0, place, self.labels(column.heading), HEAD)
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                shown = column.code(row) if column.code else None
                table.write(last, place, column.tell(row), replace(RULED, shown=shown))
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

    def write_summary(self, views: Sequence[ReportView]) -> None:
        """Write the sheet that says what the workbook is about: particulars, counts and limits, view by view."""
        table = self._add_sheet("summary", _SUMMARY_WIDTHS)
        row = self._write_letterhead(table)
        for view in views:
            row = self._write_head(table, row, view)
            for counts in list_counts(view, self.labels):
                row = self._write_counts(table, row + 1, counts)
            table.write(row + 1, 0, self.labels("limits.heading"), CAPTION)
            made_by = self.labels("report.made_by", version=view.version, rulebook=view.rulebook)
            footer = [view.settings.footer] if view.settings.footer else []
            texts = [*(self.labels(limit) for limit in view.limits), *footer, made_by]
            row = self._write_texts(table, row + 2, texts) + 2
        table.fit_rows()
        table.sheet.hide_gridlines(2)
        table.sheet.fit_to_pages(1, 0)

    def _write_letterhead(self, table: Sheet) -> int:
        """Write what a team puts around a report above all views; return the next free row."""
        lines = (self.settings.marking, self.settings.header, self.settings.title)
        row = self._write_texts(table, 0, [line for line in lines if line], BOLD)
        return row + bool(row)

    def _write_head(self, table: Sheet, row: int, view: ReportView) -> int:
        """Write title, particulars, notices and the counts in words; return the next free row."""
        table.write(row, 0, name_heading(view, self.labels), TITLE)
        row += 2
        for found in list_particulars(view, self.labels):
            table.write(row, 0, found.name, BOLD)
            note = f"({found.note})" if found.note else ""
            if isinstance(found.value, str):
                table.write_wide(row, 1, f"{found.value} {note}".strip())
            else:
                table.write(row, 1, found.value, LEFT)
                if note:
                    table.write_wide(row, 2, note)
            row += 1
        notices = [*name_notices(view, self.labels), *([] if view.items else [self.labels("report.nothing")])]
        row = self._write_texts(table, row + 1, notices, BOLD) + bool(notices)
        table.write(row, 0, self.labels("counts.heading"), CAPTION)
        return self._write_texts(table, row + 1, list_count_lines(view, self.labels))

    def _write_texts(self, table: Sheet, row: int, texts: Iterable[str], style: Style = PLAIN) -> int:
        for text in texts:
            table.write_wide(row, 0, text, style)
            row += 1
        return row

    def _write_counts(self, table: Sheet, row: int, counts: CountTable) -> int:
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

    def _add_sheet(self, name: str, widths: Sequence[int]) -> Sheet:
        table = Sheet(self._styled, self.labels(f"form.sheet.{name}"), widths)
        table.sheet.set_paper(_A4)
        if self.settings.marking:
            shown = make_plain(self.settings.marking)[:_HEADER_LETTERS].replace("&", "&&")
            table.sheet.set_header(f'&C&"Arial,Bold"{shown}')
        table.sheet.set_footer(f"&R{self.labels('form.page', page='&P', pages='&N')}")
        return table
