"""cpcheck rates a state's reply to the recommendations of a monitoring body, by printed rules and with its evidence.

The same three calls serve the command line and a notebook, and a fourth gives a file its bytes:

    import cpcheck

    case = cpcheck.load("data/responses/azerbaijan-2025.yaml")
    assessment = cpcheck.assess(case)
    print(cpcheck.render(assessment, "summary"))
    pathlib.Path("gap.docx").write_bytes(cpcheck.render_bytes(assessment, "docx"))

Each imports what it needs when it is called, so that `import cpcheck` stays cheap.
"""

from __future__ import annotations

from cpcheck.version import __version__

TYPE_CHECKING = False
"""Known to type checkers by its name. It is not imported: `typing` takes as long as the start of the interpreter."""
if TYPE_CHECKING:
    import datetime as dt
    import os

    from cpcheck.model import Assessment, Case

__all__ = ["__version__", "assess", "load", "render", "render_bytes"]


def load(path: str | os.PathLike[str], *, recommendations: str | os.PathLike[str] | None = None) -> Case:
    """Read a response file with the recommendation set it answers.

    The set is found by its id: in `recommendations` where given, else beside or above the response, else in the
    shipped data.

    Raises: cpcheck.errors.DataError, with every problem of both files at its line and column.
    """
    from cpcheck import assets
    from cpcheck.store.cases import load_cases

    named = None if recommendations is None else str(recommendations)
    (case,) = load_cases([str(path)], recommendations=named, shipped=assets.find_data())
    return case


def assess(
    case: Case, *, rulebook: str | os.PathLike[str] = "cp", as_of: dt.date | None = None, third_party: bool = False
) -> Assessment:
    """Decide every element and item of a case by a rulebook, named or as a file.

    `as_of` is the day that overrides and waivers are compared with (default: the later of the day of receipt and the
    newest decision in the file). `third_party` counts facts whose source is not the state.

    Raises: cpcheck.errors.UsageError for an unknown rulebook; cpcheck.errors.DataError for an unsound one.
    """
    from cpcheck.assessment import assess as assess_case
    from cpcheck.store.rulebooks import load_rulebook

    return assess_case(case, load_rulebook(str(rulebook)), as_of=as_of, third_party=third_party)


def render(assessment: Assessment, format: str = "md", *, language: str = "en") -> str:  # noqa: A002 - the word users know from --format
    """Return an assessment as text in one of the formats of `cpcheck.reports.FORMATS`, in English or French.

    Raises: cpcheck.errors.UsageError for an unknown format or language, or a format that is no text.
    """
    from cpcheck.reports import render_report
    from cpcheck.reports.view import build_view

    return render_report([build_view(assessment, language=language)], format)


def render_bytes(assessment: Assessment, format: str, *, language: str = "en") -> bytes:  # noqa: A002 - as above
    """Return an assessment as the bytes of a file in any of the formats, those that are no text included.

    Raises: cpcheck.errors.UsageError for an unknown format or language; cpcheck.errors.MissingExtraError where the
    package is not installed that writes the format.
    """
    from cpcheck.reports import render_report_bytes
    from cpcheck.reports.view import build_view

    return render_report_bytes([build_view(assessment, language=language)], format)
