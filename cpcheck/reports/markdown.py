"""The whole report as Markdown, for GitHub and Pandoc."""

from collections.abc import Sequence

from cpcheck.reports.templates import render_template
from cpcheck.reports.view import ReportView


def render(views: Sequence[ReportView], *, templates: str | None = None) -> str:
    """Return the report of all views; `templates` is a folder of the user's own."""
    return render_template("report.md.j2", views, folder=templates)
