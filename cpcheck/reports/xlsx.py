"""A workbook for Excel and its like: a summary, and tables of items, elements, evidence and figures to filter."""

import datetime as dt
from collections.abc import Sequence
from io import BytesIO

from cpcheck.model import ReportSettings
from cpcheck.reports.head import list_count_lines, list_counts, list_particulars, name_heading, name_kind
from cpcheck.reports.labels import load_labels_of
from cpcheck.reports.rows import (
    ELEMENT_COLUMNS,
    EVIDENCE_COLUMNS,
    FIGURE_COLUMNS,
    ITEM_COLUMNS,
    list_elements,
    list_evidence,
    list_figures,
    list_items,
)
from cpcheck.reports.text import name_notices
from cpcheck.reports.view import ReportView
from cpcheck.reports.xlsx_book import BOLD, CAPTION, LEFT, TITLE, BookWriter, open_workbook
from cpcheck.reports.xlsx_sheet import FIRST_DAY, Sheet

_SUMMARY_WIDTHS = (40, 18, 18, 18, 12, 34)
"""Letters on a line of each column of the summary."""


def render(views: Sequence[ReportView]) -> bytes:
    """Return one workbook about all views. Raises: MissingExtraError where XlsxWriter is not installed."""
    raw, labels = BytesIO(), load_labels_of(views)
    title = "; ".join(name_heading(view, labels) for view in views)
    subject = name_kind(views[0], labels) if views else labels("report.title")
    day = max((dt.date.fromisoformat(view.as_of) for view in views), default=FIRST_DAY)
    with open_workbook(raw, title=title, subject=subject, day=day) as book:
        writer = _Writer(book, labels, views[0].settings if views else ReportSettings())
        writer.write_summary(views)
        writer.write_rows("items", ITEM_COLUMNS, list_items(views, labels), frozen=2)
        writer.write_rows("elements", ELEMENT_COLUMNS, list_elements(views, labels), frozen=3)
        writer.write_rows("evidence", EVIDENCE_COLUMNS, list_evidence(views, labels), frozen=3)
        writer.write_rows("figures", FIGURE_COLUMNS, list_figures(views, labels), frozen=2)
    return raw.getvalue()


class _Writer(BookWriter):
    """Writes the sheets of one workbook about responses."""

    def write_summary(self, views: Sequence[ReportView]) -> None:
        """Write the sheet that says what the workbook is about: particulars, counts and limits, view by view."""
        table = self.add_sheet("summary", _SUMMARY_WIDTHS)
        row = self.write_letterhead(table)
        for view in views:
            row = self._write_head(table, row, view)
            for counts in list_counts(view, self.labels):
                row = self.write_counts(table, row + 1, counts)
            table.write(row + 1, 0, self.labels("limits.heading"), CAPTION)
            made_by = self.labels("report.made_by", version=view.version, rulebook=view.rulebook)
            footer = [view.settings.footer] if view.settings.footer else []
            texts = [*(self.labels(limit) for limit in view.limits), *footer, made_by]
            row = self.write_texts(table, row + 2, texts) + 2
        table.fit_rows()
        table.sheet.hide_gridlines(2)
        table.sheet.fit_to_pages(1, 0)

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
        row = self.write_texts(table, row + 1, notices, BOLD) + bool(notices)
        table.write(row, 0, self.labels("counts.heading"), CAPTION)
        return self.write_texts(table, row + 1, list_count_lines(view, self.labels))
