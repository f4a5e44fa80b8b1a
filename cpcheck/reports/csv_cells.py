"""Tables for a spreadsheet or a program as text (RFC 4180).

Fields are parted as the spreadsheets of a language read them: by commas, in French by semicolons.

A spreadsheet takes what begins with certain signs for a formula and would run it. Such a value gets an apostrophe in
front, as OWASP advises ("CSV Injection"). The same is done after the separator of another country inside a value:
there a spreadsheet of that country begins a new cell.
"""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from cpcheck.reports.inert import FORMULA_START, OLD_COMMAND_START, make_plain
from cpcheck.reports.labels import Labels
from cpcheck.reports.rows import Value

_FORMULA_STARTS = {own: re.compile(rf"(?:\A|(?<={other}))(?={FORMULA_START})") for own, other in (",;", ";,")}
"""Where in a value a formula could begin, by the separator of the file, whose own sign is quoted."""


def write_table(rows: Iterable[Sequence[Value]], labels: Labels) -> str:
    """Return rows as CSV in the manner of a language; lines end as RFC 4180 wants them."""
    separator, text = labels("form.separator"), StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([_write(value, separator) for value in row] for row in rows)
    return text.getvalue()


def guard(text: str, separator: str = ",") -> str:
    """Return text on one line of which no spreadsheet makes a formula, and no runner a command."""
    return _FORMULA_STARTS[separator].sub("'", make_plain(text).replace(OLD_COMMAND_START, "## ["))


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
