"""One table for a spreadsheet or a program: a row for each element, each complete by itself.

Values are words, in the language of the report. Fields are parted as the spreadsheets of that language read them: by
commas, in French by semicolons. Lines end as RFC 4180 wants them.

A spreadsheet takes what begins with certain signs for a formula and would run it. Such a value gets an apostrophe in
front, as OWASP advises ("CSV Injection"). The same is done after the separator of another country inside a value:
there a spreadsheet of that country begins a new cell.
"""

import csv
import datetime as dt
import re
from collections.abc import Sequence
from io import StringIO

from cpcheck.reports.inert import FORMULA_START, make_plain
from cpcheck.reports.labels import load_labels_of
from cpcheck.reports.rows import ALL_COLUMNS, Value, list_elements
from cpcheck.reports.view import ReportView

_FORMULA_STARTS = {own: re.compile(rf"(?:\A|(?<={other}))(?={FORMULA_START})") for own, other in (",;", ";,")}
"""Where in a value a formula could begin, by the separator of the file, whose own sign is quoted."""


def render(views: Sequence[ReportView]) -> str:
    """Return one table of all views, under one line of headings."""
    labels = load_labels_of(views)
    separator, text = labels("form.separator"), StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow([guard(labels(column.heading), separator) for column in ALL_COLUMNS])
    for row in list_elements(views, labels):
        writer.writerow([_write(column.tell(row), separator) for column in ALL_COLUMNS])
    return text.getvalue()


def guard(text: str, separator: str = ",") -> str:
    """Return text on one line of which no spreadsheet makes a formula."""
    return _FORMULA_STARTS[separator].sub("'", make_plain(text))


def _write(value: Value, separator: str) -> str:
    match value:
        case None:
            return ""
        case dt.date():
            return value.isoformat()
        case str():
            return guard(value, separator)
        case _:
            return str(value)
