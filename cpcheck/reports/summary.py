"""A short Markdown summary for a pull request or a page: counts, gaps, and what to ask."""

from collections.abc import Sequence

from cpcheck.reports.templates import render_template
from cpcheck.reports.view import ReportView


def render(views: Sequence[ReportView], *, templates: str | None = None) -> str:
    """Return the summary of all views; `templates` is a folder of the user's own."""
    return render_template("summary.md.j2", views, folder=templates)
