"""Views and annotations to text: one module for each format, chosen by name.

A renderer takes views, or an annotated run, and returns text; it never prints and never opens a file. Its libraries
are imported when it is used.
"""

from collections.abc import Collection, Sequence
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING

from cpcheck.errors import UsageError, name_nearest
from cpcheck.reports.annotations import AnnotatedRun
from cpcheck.reports.view import ReportView

if TYPE_CHECKING:
    from cpcheck.reports.compare_view import CompareView

FORMATS = {
    "text": "cpcheck.reports.text",
    "table": "cpcheck.reports.table",
    "md": "cpcheck.reports.markdown",
    "html": "cpcheck.reports.html",
    "json": "cpcheck.reports.json_report",
    "summary": "cpcheck.reports.summary",
}
"""Formats of views by name, and the module whose `render` makes each."""

TEMPLATED = ("md", "html", "summary")
"""Formats that a template lays out."""

ANNOTATION_FORMATS = {
    "github": "cpcheck.reports.github",
    "sarif": "cpcheck.reports.sarif",
    "junit": "cpcheck.reports.junit",
    "gitlab": "cpcheck.reports.gitlab",
}
"""Formats of an annotated run, for tools that show each remark at its place in the YAML."""

VALIDATION_FORMATS = {
    "text": "cpcheck.reports.remarks_text",
    "json": "cpcheck.reports.remarks_json",
    **ANNOTATION_FORMATS,
}
"""Formats of what `validate` finds."""

COMPARISON_FORMATS = {
    "text": "cpcheck.reports.compare_text",
    "md": "cpcheck.reports.compare_markdown",
    "json": "cpcheck.reports.compare_json",
    "csv": "cpcheck.reports.compare_csv",
}
"""Formats of what `compare` puts side by side. A further one is a module with `render(view)` and its line here; its
suffix stands below. One that is no text (a workbook) also needs `write_bytes` in `cpcheck.cli.compare`."""

SUFFIXES = {
    ".txt": "text",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".sarif": "sarif",
    ".xml": "junit",
    ".csv": "csv",
}
"""Formats by the suffix of the file to write."""


def render_report(views: Sequence[ReportView], name: str, *, templates: str | None = None) -> str:
    """Return views as text in a format, ending in one newline.

    `templates` is a folder of the user's own templates; what it lacks is taken from the shipped ones.

    Raises: UsageError for an unknown format, or for a template of the user's that cannot be rendered.
    """
    if name not in FORMATS:
        raise UsageError(f'no format "{name}"; expected one of {", ".join(FORMATS)}{name_nearest(name, FORMATS)}')
    module = import_module(FORMATS[name])
    text: str = module.render(views, templates=templates) if name in TEMPLATED else module.render(views)
    return text


def render_run(run: AnnotatedRun, name: str) -> str:
    """Return an annotated run as text in one of `VALIDATION_FORMATS`, ending in one newline where it is not empty."""
    text: str = import_module(VALIDATION_FORMATS[name]).render(run)
    return text


def render_comparison(view: "CompareView", name: str) -> str:
    """Return replies side by side as text in one of `COMPARISON_FORMATS`, ending in one newline."""
    text: str = import_module(COMPARISON_FORMATS[name]).render(view)
    return text


def name_format(path: str, formats: Collection[str]) -> str:
    """Return the one among some formats that a file's suffix stands for.

    Raises: UsageError where the suffix does not tell, or stands for a format that is not among them.
    """
    name = SUFFIXES.get(PurePath(path).suffix.lower(), "")
    if name not in formats:
        known = ", ".join(suffix for suffix, named in SUFFIXES.items() if named in formats)
        named = ", ".join(formats)
        raise UsageError(
            f"{path}: the suffix does not tell the format; expected one of {known}, or FORMAT={path} "
            f"with a format of {named}"
        )
    return name
