"""The whole report as a Word file, on A4: headings to jump to, tables whose heads repeat, numbered pages.

Nothing in it is active: no field asks for another file, no value of the data is markup.
"""

from collections.abc import Sequence

from cpcheck.errors import MissingExtraError
from cpcheck.reports.view import ReportView


def render(views: Sequence[ReportView]) -> bytes:
    """Return one document about all views. Raises: MissingExtraError where python-docx is not installed."""
    try:
        import docx  # noqa: F401 - asks whether it is installed
    except ModuleNotFoundError as error:
        raise MissingExtraError("writing Word files", package="python-docx", extra="docx") from error
    from cpcheck.reports.word.document import render_document

    return render_document(views)
