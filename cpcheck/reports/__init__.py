"""Views to text: one module for each format, chosen by name.

A renderer takes views and returns text; it never prints and never opens a file. Its libraries are imported when it is
used.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import PurePath

from cpcheck.errors import UsageError, name_nearest
from cpcheck.reports.view import ReportView

FORMATS = {
    "text": "cpcheck.reports.text",
    "table": "cpcheck.reports.table",
    "md": "cpcheck.reports.markdown",
    "html": "cpcheck.reports.html",
    "json": "cpcheck.reports.json_report",
    "summary": "cpcheck.reports.summary",
}
"""Formats by name, and the module whose `render` makes each."""

SUFFIXES = {".txt": "text", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".json": "json"}
"""Formats by the suffix of the file to write."""


def render_report(views: Sequence[ReportView], name: str) -> str:
    """Return views as text in a format, ending in one newline.

    Raises: UsageError for an unknown format.
    """
    if name not in FORMATS:
        raise UsageError(f'no format "{name}"; expected one of {", ".join(FORMATS)}{name_nearest(name, FORMATS)}')
    text: str = import_module(FORMATS[name]).render(views)
    return text


def name_format(path: str) -> str:
    """Return the format that a file's suffix stands for.

    Raises: UsageError where the suffix does not tell.
    """
    suffix = PurePath(path).suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(dict.fromkeys(SUFFIXES))
        raise UsageError(f"{path}: the suffix does not tell the format; expected one of {known}, or FORMAT={path}")
    return SUFFIXES[suffix]
