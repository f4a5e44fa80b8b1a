"""The whole report as one self-contained HTML file: no script, no remote request, every value escaped."""

from collections.abc import Sequence

from cpcheck.reports.inert import hide_commands_in_page
from cpcheck.reports.templates import render_template
from cpcheck.reports.view import ReportView


def render(views: Sequence[ReportView], *, templates: str | None = None) -> str:
    """Return the page that shows all views; `templates` is a folder of the user's own."""
    return hide_commands_in_page(render_template("report.html.j2", views, folder=templates))
