"""The whole report as one self-contained HTML file: no script, no remote request, every value escaped."""

from collections.abc import Sequence

from cpcheck.reports.templates import render_template
from cpcheck.reports.view import ReportView


def render(views: Sequence[ReportView]) -> str:
    """Return the page that shows all views."""
    return render_template("report.html.j2", views)
