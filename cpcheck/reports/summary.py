"""A short Markdown summary for a pull request or a page: counts, gaps, and what to ask."""

from collections.abc import Sequence

from cpcheck.reports.templates import render_template
from cpcheck.reports.view import ReportView


def render(views: Sequence[ReportView]) -> str:
    """Return the summary of all views."""
    return render_template("summary.md.j2", views)
