"""Words, dates and numbers of two languages, in every format."""

import re

import pytest

import cpcheck
from cpcheck.errors import UsageError
from cpcheck.model import Assessment
from cpcheck.reports import FORMATS
from cpcheck.reports.labels import LANGUAGES, load_labels
from tests.in_process import call
from tests.shared import ROOT
from tests.unit.reports.documents import read_all_words

RESPONSE = ROOT / "tests" / "golden" / "data" / "responses" / "xa-2024.yaml"


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return cpcheck.assess(cpcheck.load(RESPONSE))


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [("en", 0, "0 items"), ("en", 1, "1 item"), ("en", 2, "2 items"), ("fr", 0, "0 point"), ("fr", 2, "2 points")],
)
def test_a_number_takes_the_form_that_the_language_has_for_it(language: str, number: int, words: str) -> None:
    assert load_labels(language).count("items", number) == words


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "2023-06-16", "16 June 2023"),
        ("fr", "2023-06-16", "16 juin 2023"),
        ("en", "2024-05", "May 2024"),
        ("fr", "2024-08", "août 2024"),
        ("fr", "2024", "2024"),
        ("fr", "2023-01 – 2023-12-24", "janvier 2023 – 24 décembre 2023"),
        ("en", "2022 – …", "2022 – …"),
        ("en", "undated", "undated"),
    ],
)
def test_dates_are_written_as_exactly_as_they_are_known(language: str, text: str, words: str) -> None:
    assert load_labels(language).date(text) == words


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [("en", 1200000, "1,200,000"), ("en", 0.125, "0.125"), ("fr", 1234.5, "1\u202f234,5"), ("fr", 7, "7")],
)
def test_numbers_have_the_separators_of_the_language(language: str, value: float, words: str) -> None:
    assert load_labels(language).number(value) == words


def test_a_number_without_end_is_written_as_it_is() -> None:
    assert load_labels().number(10**400) == str(10**400)


def test_a_word_that_is_missing_is_an_error_and_a_text_that_is_not_translated_stays() -> None:
    french = load_labels("fr")
    with pytest.raises(KeyError):
        french("verdict.excellent")
    assert "verdict.excellent" not in french
    assert french.translate("every element is met") == "chaque élément est satisfait"
    assert french.translate("a rule of our own") == "a rule of our own"
    assert french.translate("") == ""


def test_a_language_that_there_is_none_of_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match='no language "fra"; expected one of en, fr; did you mean "fr"'):
        load_labels("fra")


def read_report(assessment: Assessment, format_: str, language: str) -> str:
    """Return the words of a report in any format."""
    if FORMATS[format_].is_binary:
        return read_all_words(cpcheck.render_bytes(assessment, format_, language=language), format_)
    return cpcheck.render(assessment, format_, language=language)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_speaks_french(assessment: Assessment, format_: str) -> None:
    english, french = (read_report(assessment, format_, language) for language in LANGUAGES)
    assert "Ce rapport évalue la réponse" in french
    assert "This report rates the reply" in english
    assert re.search(r"non traité|not_addressed", french)
    assert "not addressed" not in french
    assert "What has been done" not in french


def test_the_command_line_takes_the_language_from_its_option_and_from_the_environment() -> None:
    shown = call("assess", str(RESPONSE), "-f", "summary", "--lang", "fr", cwd=ROOT).stdout
    assert "Écarts" in shown
    assert call("assess", str(RESPONSE), "-f", "summary", cwd=ROOT, env={"CPCHECK_LANG": "fr"}).stdout == shown
    refused = call("assess", str(RESPONSE), "--lang", "de", cwd=ROOT)
    assert (refused.code, refused.last_line) == (2, 'assess: no language "de"; expected one of en, fr → exit 2')


def test_explain_speaks_french() -> None:
    shown = call("explain", "A1", str(RESPONSE), "--lang", "fr", cwd=ROOT).stdout
    assert "Règles essayées, dans l’ordre" in shown
    assert "Rules tried" not in shown
    assert "la demande est" in call("explain", "rule:considered", "--lang", "fr", cwd=ROOT).stdout
