"""The CSV report: read back by the csv module, complete in each row, and inert in every spreadsheet."""

import csv
import re
from collections.abc import Sequence
from io import StringIO

import pytest

from cpcheck.records import replace
from cpcheck.reports import render_report, render_report_bytes
from cpcheck.reports.csv_cells import guard
from cpcheck.reports.csv_report import render
from cpcheck.reports.inert import make_plain
from cpcheck.reports.labels import load_labels
from cpcheck.reports.rows import ALL_COLUMNS
from cpcheck.reports.view import ReportView
from tests.unit.reports.conftest import HOSTILE

label = load_labels()


def read(text: str, separator: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=separator, strict=True))


def spoil(view: ReportView, value: str) -> ReportView:
    """Return a view in which a value stands wherever a file can put one into an item."""
    element = replace(view.items[0].elements[0], id=value, asks=value, links=(), set_aside=(), evidence=(value,))
    item = replace(
        view.items[0], id=value, title=value, elements=(element,), themes=(value,), repeats=value, level=value
    )
    section = replace(view.sections[0], items=(item,))
    return replace(view, state=value, document=value, recommendations=value, scope=value, sections=(section,))


def test_there_is_one_row_for_each_element_of_each_item_in_order(rare: ReportView) -> None:
    rows = read(render([rare]))
    expected = [(item.id, element.id) for item in rare.items for element in item.elements]
    assert [(row["Item"], row["Element"]) for row in rows] == expected


def test_each_row_is_complete_by_itself(shipped: ReportView) -> None:
    rows = read(render([shipped]))
    elements = [(item, element) for item in shipped.items for element in item.elements]
    for row, (item, element) in zip(rows, elements, strict=True):
        assert [row["State"], row["Recommendation"], row["Reply"]] == ["AZ", "CP/Rec(2023)03", "CP(2025)01"]
        assert row["Title of the item"] == item.title
        assert row["Verdict"] == label(f"verdict.{item.verdict}")
        assert row["Flags"] == ", ".join(label(f"flag.{flag}") for flag in item.flags)
        assert row["Demand"] == element.asks
        assert row["Ask"] == label(f"ask.{element.ask}")
        assert row["Finding"] == label(f"finding.{element.finding}")
        assert row["Reason"] == (label(f"reason.{element.reason}") if element.reason else "")
        assert row["Rule"] == element.rule
        assert row["Deciding evidence"] == ", ".join(element.evidence)
        assert row["Evidence"] == ", ".join(link.fact.id for link in element.links)
        assert bool(row["To ask"]) is bool(element.question)
        assert (row["Adopted (the cut-off)"], row["Rulebook"]) == ("2023-06-16", "cp")
        assert all(label(limit) in row["Limits"] for limit in shipped.limits)


def test_what_a_reader_must_know_first_stands_in_every_row(rare: ReportView) -> None:
    partial = replace(rare, scope="lines 1-20")
    for row in read(render([partial])):
        assert row["Limits"].startswith(label("report.partial", scope="lines 1-20"))
        assert label("report.draft") in row["Limits"]
        assert label("report.third_party") in row["Limits"]


def test_several_responses_stand_in_one_file_under_one_line_of_headings(rare: ReportView, shipped: ReportView) -> None:
    both = render([rare, shipped])
    assert both == render([rare]) + render([shipped]).partition("\r\n")[2]
    assert len(read(both)) == len(read(render([rare]))) + len(read(render([shipped])))


def test_without_an_item_there_are_headings_and_nothing_else(empty: ReportView) -> None:
    assert render([empty]).count("\r\n") == 1
    assert render([]) == render([empty])


def test_lines_end_as_the_standard_wants_and_only_there(rare: ReportView) -> None:
    text = render([rare])
    assert text.count("\n") == text.count("\r") == text.count("\r\n") == len(read(text)) + 1
    assert text.endswith("\r\n")


def test_a_file_begins_with_the_mark_that_excel_looks_for_and_text_does_not(rare: ReportView) -> None:
    raw = render_report_bytes([rare], "csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig") == render_report([rare], "csv")


def test_french_has_french_words_and_the_separator_of_french_spreadsheets(rare: ReportView) -> None:
    rows = read(render([replace(rare, language="fr")]), ";")
    assert {row["Verdict"] for row in rows} == {"partiellement", "non traité"}
    assert len(rows[0]) == len(ALL_COLUMNS)


FORMULAS = [
    ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
    ("+1", "'+1"),
    ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("  =1", "'  =1"),
    ("\t=1", "' =1"),
    ("\r=1", "' =1"),
    ("\n=1", "' =1"),
    ("\ufeff=1", "'\ufeff=1"),
    ("\u200b=1", "'\u200b=1"),
    ("\uff1d1", "'\uff1d1"),
    ("\u202e=1", "'=1"),
]


@pytest.mark.parametrize(("value", "written"), FORMULAS)
@pytest.mark.parametrize("separator", [",", ";"])
def test_what_begins_as_a_formula_gets_an_apostrophe(value: str, written: str, separator: str) -> None:
    assert guard(value, separator) == written


@pytest.mark.parametrize(
    ("value", "separator", "written"),
    [
        ("one;=2+3", ",", "one;'=2+3"),
        ("one; @two", ",", "one;' @two"),
        ("one,=2+3", ";", "one,'=2+3"),
        ("one,=2+3", ",", "one,=2+3"),
        ("one;=2+3", ";", "one;=2+3"),
    ],
)
def test_so_does_what_would_begin_a_cell_in_another_country(value: str, separator: str, written: str) -> None:
    assert guard(value, separator) == written


@pytest.mark.parametrize(
    "value", ["A2c", "r1.2, r1.3", "7 – 8", "well-known = known", "a + b", "n@e.example", "'=1", ""]
)
def test_other_values_are_left_as_they_are(value: str) -> None:
    assert guard(value) == value


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("value", [*HOSTILE, *(value for value, _ in FORMULAS)])
def test_no_cell_of_a_hostile_file_begins_a_formula_in_any_spreadsheet(
    value: str, language: str, rare: ReportView
) -> None:
    text = render([replace(spoil(rare, value), language=language)])
    (row,) = read(text, load_labels(language)("form.separator"))
    assert len(row) == len(ALL_COLUMNS)
    said = make_plain(value).replace("'", "")
    assert [said in cell.replace("'", "") for cell in row.values()].count(True) >= 9
    starts = re.compile("[\\s\u200b\ufeff]*[=+\\-@\uff1d]")
    assert [cell for cell in row.values() if starts.match(cell)] == []
    # as a spreadsheet reads it that parts cells elsewhere
    other = {",": ";", ";": ","}[load_labels(language)("form.separator")]
    cells: Sequence[str] = re.split("[\r\n]+", text)[1].split(other)
    assert [cell for cell in cells[1:] if starts.match(cell)] == []


def test_the_same_view_gives_the_same_text(shipped: ReportView) -> None:
    assert render([shipped]) == render([shipped])
