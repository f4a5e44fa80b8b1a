"""The whole report as Markdown, for GitHub and Pandoc."""

from collections.abc import Sequence

from cpcheck.reports.templates import render_template
from cpcheck.reports.view import ReportView


def render(views: Sequence[ReportView]) -> str:
    """Return the report of all views."""
    return render_template("report.md.j2", views)
