"""Views and annotations to reports: one module for each format, chosen by name.

A renderer takes views, or an annotated run, and returns text, or bytes where its format is no text; it never prints
and never opens a file. Its libraries are imported when it is used.

The tables below are all that is known of formats: options, help texts, suffixes and messages are made from them.
"""

from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from cpcheck.errors import UsageError, name_nearest
from cpcheck.records import record

if TYPE_CHECKING:
    from cpcheck.reports.annotations import AnnotatedRun
    from cpcheck.reports.compare_view import CompareView
    from cpcheck.reports.view import ReportView


@record
class Format:
    """One form that a report can have."""

    module: str
    """Whose `render` makes it."""
    suffixes: tuple[str, ...] = ()
    """Of files that it is written to without being named; none where the name must be given."""
    is_templated: bool = False
    """Whether a template lays it out, which a user can replace."""
    is_binary: bool = False
    """Whether it is bytes and no text: for a file or a pipe, and not for a terminal."""
    encoding: str = "utf-8"
    """Of a file of text."""


FORMATS: dict[str, Format] = {
    "table": Format(module="cpcheck.reports.table"),
    "text": Format(module="cpcheck.reports.text", suffixes=(".txt",)),
    "md": Format(module="cpcheck.reports.markdown", suffixes=(".md", ".markdown"), is_templated=True),
    "html": Format(module="cpcheck.reports.html", suffixes=(".html", ".htm"), is_templated=True),
    "json": Format(module="cpcheck.reports.json_report", suffixes=(".json",)),
    "oscal": Format(module="cpcheck.reports.oscal", suffixes=(".oscal.json",)),
    "summary": Format(module="cpcheck.reports.summary", is_templated=True),
    "docx": Format(module="cpcheck.reports.word", suffixes=(".docx",), is_binary=True),
    "xlsx": Format(module="cpcheck.reports.xlsx", suffixes=(".xlsx",), is_binary=True),
    # without the mark Excel reads the file in the encoding of the machine
    "csv": Format(module="cpcheck.reports.csv_report", suffixes=(".csv",), encoding="utf-8-sig"),
}
"""Formats of views by name."""

ANNOTATION_FORMATS: dict[str, Format] = {
    "github": Format(module="cpcheck.reports.github"),
    "sarif": Format(module="cpcheck.reports.sarif", suffixes=(".sarif",)),
    "junit": Format(module="cpcheck.reports.junit", suffixes=(".xml",)),
    "gitlab": Format(module="cpcheck.reports.gitlab"),
}
"""Formats of an annotated run, for tools that show each remark at its place in the YAML."""

VALIDATION_FORMATS: dict[str, Format] = {
    "text": Format(module="cpcheck.reports.remarks_text", suffixes=(".txt",)),
    "json": Format(module="cpcheck.reports.remarks_json", suffixes=(".json",)),
    **ANNOTATION_FORMATS,
}
"""Formats of what `validate` finds."""

ASSESSMENT_FORMATS: dict[str, Format] = {**FORMATS, **ANNOTATION_FORMATS}
"""Formats of what `assess` finds."""

COMPARISON_FORMATS: dict[str, Format] = {
    "text": Format(module="cpcheck.reports.compare_text", suffixes=(".txt",)),
    "md": Format(module="cpcheck.reports.compare_markdown", suffixes=(".md", ".markdown")),
    "html": Format(module="cpcheck.reports.compare_html", suffixes=(".html", ".htm"), is_templated=True),
    "json": Format(module="cpcheck.reports.compare_json", suffixes=(".json",)),
    "xlsx": Format(module="cpcheck.reports.compare_xlsx", suffixes=(".xlsx",), is_binary=True),
    "csv": Format(module="cpcheck.reports.compare_csv", suffixes=(".csv",), encoding="utf-8-sig"),
}
"""Formats of what `compare` puts side by side."""

SUFFIXES: dict[str, str] = {
    suffix: name
    for formats in (ASSESSMENT_FORMATS, COMPARISON_FORMATS)
    for name, found in formats.items()
    for suffix in found.suffixes
}
"""Formats by the suffix of the file to write."""


def render_report(views: Sequence["ReportView"], name: str, *, templates: str | None = None) -> str:
    """Return views as text in a format.

    `templates` is a folder of the user's own templates; what it lacks is taken from the shipped ones.

    Raises: UsageError for a format that is unknown or no text, or for a template of the user's that cannot be
    rendered.
    """
    found = _find_format(name)
    if found.is_binary:
        raise UsageError(f'format "{name}" is bytes and not text; expected render_bytes, or a file to write it to')
    text: str = _render(found, views, templates)
    return text


def render_report_bytes(views: Sequence["ReportView"], name: str, *, templates: str | None = None) -> bytes:
    """Return views as the bytes of a file, in any format.

    Raises: UsageError as for text; MissingExtraError where the package that writes the format is not installed.
    """
    found = _find_format(name)
    return _encode(found, _render(found, views, templates))


def _encode(found: Format, rendered: str | bytes) -> bytes:
    return rendered if isinstance(rendered, bytes) else rendered.encode(found.encoding)


def _find_format(name: str) -> Format:
    if name not in FORMATS:
        raise UsageError(f'no format "{name}"; expected one of {", ".join(FORMATS)}{name_nearest(name, FORMATS)}')
    return FORMATS[name]


def _render(found: Format, shown: "Sequence[ReportView] | CompareView", templates: str | None) -> Any:
    module = import_module(found.module)
    return module.render(shown, templates=templates) if found.is_templated else module.render(shown)


def render_run(run: "AnnotatedRun", name: str) -> str:
    """Return an annotated run as text in one of `VALIDATION_FORMATS`, ending in one newline where it is not empty."""
    text: str = import_module(VALIDATION_FORMATS[name].module).render(run)
    return text


def render_comparison(view: "CompareView", name: str, *, templates: str | None = None) -> str:
    """Return replies side by side as text in one of `COMPARISON_FORMATS` that is text, ending in one newline.

    `templates` is a folder of the user's own templates, as for a report.

    Raises: UsageError for a template of the user's that cannot be rendered.
    """
    text: str = _render(COMPARISON_FORMATS[name], view, templates)
    return text


def render_comparison_bytes(view: "CompareView", name: str, *, templates: str | None = None) -> bytes:
    """Return replies side by side as the bytes of a file, in any of `COMPARISON_FORMATS`.

    Raises: UsageError as for text; MissingExtraError where the package that writes the format is not installed.
    """
    found = COMPARISON_FORMATS[name]
    return _encode(found, _render(found, view, templates))


def name_format(path: str, formats: Collection[str]) -> str:
    """Return the one among some formats that a file's suffix stands for.

    Raises: UsageError where the suffix does not tell, or stands for a format that is not among them.
    """
    suffix = _find_suffix(path)
    name = SUFFIXES.get(suffix, "")
    if name not in formats:
        known = [suffix for suffix, named in SUFFIXES.items() if named in formats]
        raise UsageError(
            f"{path}: the suffix does not tell the format; expected one of {', '.join(known)}, or FORMAT={path} "
            f"with a format of {', '.join(formats)}{name_nearest(suffix, known)}"
        )
    return name


def _find_suffix(path: str) -> str:
    """Return the longest suffix that is known: that of `results.oscal.json` is `.oscal.json`; else the last."""
    name = PurePath(path).name.lower()
    known = (suffix for suffix in SUFFIXES if name.endswith(suffix) and name != suffix)
    return max(known, key=len, default=PurePath(path).suffix.lower())


def list_suffixes(formats: Mapping[str, Format]) -> str:
    """Return what a file can be called, for a help text: the first suffix of each format, and what it stands for.

    The name is left out where the suffix says it: `.md .xml (junit)`.
    """
    firsts = ((name, found.suffixes[0]) for name, found in formats.items() if found.suffixes)
    return " ".join(suffix if suffix == f".{name}" else f"{suffix} ({name})" for name, suffix in firsts)
