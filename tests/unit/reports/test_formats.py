"""The one table of formats: options, help texts, suffixes, messages and the library are all fed from it."""

import re
from importlib import import_module
from typing import Any

import pytest

import cpcheck
from cpcheck.errors import UsageError
from cpcheck.reports import (
    ANNOTATION_FORMATS,
    ASSESSMENT_FORMATS,
    FORMATS,
    SUFFIXES,
    VALIDATION_FORMATS,
    list_suffixes,
    name_format,
    render_report,
    render_report_bytes,
)
from cpcheck.reports.view import ReportView, build_view
from tests.in_process import call
from tests.shared import ROOT
from tests.unit.reports.documents import read_all_words

BINARY = [name for name, found in FORMATS.items() if found.is_binary]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(set(ASSESSMENT_FORMATS) | set(VALIDATION_FORMATS)))
def test_every_format_has_a_module_that_renders(name: str) -> None:
    for formats in (ASSESSMENT_FORMATS, VALIDATION_FORMATS):
        if name in formats:
            assert callable(import_module(formats[name].module).render)


def test_no_two_formats_have_the_same_suffix() -> None:
    suffixes = [suffix for found in ASSESSMENT_FORMATS.values() for suffix in found.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert all(re.fullmatch(r"(\.[a-z]+){1,2}", suffix) for suffix in suffixes)
    assert {suffix for found in VALIDATION_FORMATS.values() for suffix in found.suffixes} <= set(SUFFIXES)


@pytest.mark.parametrize(("suffix", "name"), SUFFIXES.items())
def test_a_suffix_stands_for_its_format_in_capitals_too(suffix: str, name: str) -> None:
    assert name_format(f"out/gap{suffix}", ASSESSMENT_FORMATS) == name
    assert name_format(f"GAP{suffix.upper()}", ASSESSMENT_FORMATS) == name


def test_an_unknown_suffix_is_answered_with_those_there_are_and_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"expected one of .*\.docx, \.xlsx, \.csv.*") as caught:
        name_format("gap.xls", ASSESSMENT_FORMATS)
    assert str(caught.value).endswith('; did you mean ".xlsx"?')
    with pytest.raises(UsageError) as caught:
        name_format("remarks.docx", VALIDATION_FORMATS)
    assert ".docx, " not in str(caught.value)


@pytest.mark.parametrize(("command", "formats"), [("assess", ASSESSMENT_FORMATS), ("validate", VALIDATION_FORMATS)])
def test_help_names_every_format_and_every_suffix(command: str, formats: dict[str, Any]) -> None:
    text = " ".join(call(command, "--help", cwd=ROOT, env={"COLUMNS": "200"}).stdout.split())
    assert list_suffixes(formats) in text
    assert f"On standard output: {', '.join(formats)}." in text


@pytest.mark.parametrize("name", ASSESSMENT_FORMATS)
def test_every_format_is_in_the_readme_and_on_the_page_of_forms(name: str) -> None:
    (row,) = [line for line in README.splitlines() if line.startswith("| `cpcheck assess ")]
    assert f"`{name}`" in row
    page = (ROOT / "docs" / "forms.md").read_text(encoding="utf-8")
    assert f"`{name}`" in page


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_bytes_of_a_file(name: str, rare_assessment: Any, rare: ReportView) -> None:
    raw = cpcheck.render_bytes(rare_assessment, name)
    assert raw == cpcheck.render_bytes(rare_assessment, name)
    if name in BINARY:
        assert raw.startswith(b"PK\x03\x04")
        assert "What A3 asks." in read_all_words(raw, name)
    else:
        assert raw.decode(FORMATS[name].encoding) == cpcheck.render(rare_assessment, name)
    assert render_report_bytes([build_view(rare_assessment)], name) == raw
    assert len(render_report_bytes([rare, rare], name)) > len(render_report_bytes([rare], name))


@pytest.mark.parametrize("name", BINARY)
def test_bytes_are_never_given_as_text(name: str, rare_assessment: Any) -> None:
    with pytest.raises(UsageError, match=f'format "{name}" is bytes and not text; expected render_bytes'):
        cpcheck.render(rare_assessment, name)


@pytest.mark.parametrize("name", BINARY)
def test_bytes_come_in_french_too(name: str, rare_assessment: Any) -> None:
    words = read_all_words(cpcheck.render_bytes(rare_assessment, name, language="fr"), name)
    assert "Ce rapport évalue la réponse" in words
    assert "This report rates" not in words


def test_an_unknown_format_is_refused_with_the_nearest(rare: ReportView) -> None:
    for render in (render_report, render_report_bytes):
        with pytest.raises(UsageError, match=r'no format "doc"; expected one of .*; did you mean "docx"\?'):
            render([rare], "doc")


@pytest.mark.parametrize("name", ["docx", "xlsx"])
def test_levels_of_another_rulebook_and_its_conclusion_are_counted_and_named(name: str) -> None:
    case = cpcheck.load(ROOT / "tests" / "golden" / "data" / "responses" / "xa-2024.yaml")
    words = read_all_words(cpcheck.render_bytes(cpcheck.assess(case, rulebook="greco"), name), name)
    assert re.search(r"dealt with in a satisfactory manner\W+0", words)
    assert re.search(r"not implemented\W+3", words)
    assert "Overall conclusion" in words
    assert "own level" not in read_all_words(cpcheck.render_bytes(cpcheck.assess(case), name), name)


def test_formats_for_places_in_files_are_no_reports(rare: ReportView) -> None:
    for name in ANNOTATION_FORMATS:
        with pytest.raises(UsageError, match="no format"):
            render_report([rare], name)
