"""One table for a spreadsheet or a program: a row for each element, each complete by itself.

Values are words, in the language of the report.
"""

from collections.abc import Sequence

from cpcheck.reports.csv_cells import write_table
from cpcheck.reports.labels import load_labels_of
from cpcheck.reports.rows import ALL_COLUMNS, list_elements
from cpcheck.reports.view import ReportView


def render(views: Sequence[ReportView]) -> str:
    """Return one table of all views, under one line of headings."""
    labels = load_labels_of(views)
    head = [labels(column.heading) for column in ALL_COLUMNS]
    rows = ([column.tell(row) for column in ALL_COLUMNS] for row in list_elements(views, labels))
    return write_table([head, *rows], labels)
