"""The workbook: read back by openpyxl with numbers as numbers, days as days and everything of a file as text."""

import datetime as dt
import re
import sys
import zipfile
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cpcheck.errors import MissingExtraError
from cpcheck.model import Figure
from cpcheck.records import replace
from cpcheck.reports.colours import COLOURS
from cpcheck.reports.inert import make_plain
from cpcheck.reports.labels import LANGUAGES, load_labels
from cpcheck.reports.rows import ELEMENT_COLUMNS, EVIDENCE_COLUMNS, FIGURE_COLUMNS, ITEM_COLUMNS
from cpcheck.reports.view import ReportView
from cpcheck.reports.xlsx import render
from cpcheck.reports.xlsx_sheet import CELL_LETTERS
from tests.unit.reports.conftest import HOSTILE
from tests.unit.reports.documents import list_records, read_book, read_parts

label = load_labels()
SHEETS = ("Summary", "Items", "Elements", "Evidence", "Figures")
WIDTHS = {
    "Items": len(ITEM_COLUMNS),
    "Elements": len(ELEMENT_COLUMNS),
    "Evidence": len(EVIDENCE_COLUMNS),
    "Figures": len(FIGURE_COLUMNS),
}
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module", params=["one view", "everything rare", "two views", "nothing shown", "nothing at all"])
def any_book(request: pytest.FixtureRequest, shipped: ReportView, rare: ReportView, empty: ReportView) -> bytes:
    views = {
        "one view": [shipped],
        "everything rare": [rare],
        "two views": [rare, shipped],
        "nothing shown": [empty],
        "nothing at all": [],
    }
    return render(views[request.param])


def sheet_of(raw: bytes, name: str) -> Worksheet:
    sheet = read_book(raw)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def change_fact(view: ReportView, **values: Any) -> ReportView:
    """Return a view whose only fact is linked to nothing, and has these values."""
    fact = replace(view.facts[0], **values)
    return replace(view, sections=(), unlinked=(fact,), facts=(fact,))


def evidence_of(view: ReportView) -> dict[str, object]:
    (record,) = list_records(sheet_of(render([view]), "Evidence"))
    return record


def test_there_are_five_sheets_with_names_in_the_language(rare: ReportView) -> None:
    assert tuple(read_book(render([rare])).sheetnames) == SHEETS
    names = read_book(render([replace(rare, language="fr")])).sheetnames
    assert names == ["Synthèse", "Points", "Éléments", "Faits", "Chiffres"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_sheets_are_such_as_excel_takes(language: str) -> None:
    names = [load_labels(language)(f"form.sheet.{name.lower()}") for name in SHEETS]
    assert len({name.lower() for name in names}) == len(names)
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\']", name) for name in names)


def test_heads_stay_in_view_can_be_filtered_and_are_printed_on_every_page(any_book: bytes) -> None:
    for name, width in WIDTHS.items():
        sheet = sheet_of(any_book, name)
        assert sheet.freeze_panes in {"C2", "D2"}
        assert sheet.auto_filter.ref
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.max_column == width
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert all(cell.font.b and cell.alignment.wrap_text for cell in sheet[1])


def test_the_filter_reaches_to_the_last_row(shipped: ReportView) -> None:
    raw = render([shipped])
    for name in WIDTHS:
        sheet = sheet_of(raw, name)
        assert str(sheet.auto_filter.ref).endswith(str(sheet.max_row))


def test_items_have_their_counts_as_numbers(shipped: ReportView) -> None:
    records = list(list_records(sheet_of(render([shipped]), "Items")))
    for record, item in zip(records, shipped.items, strict=True):
        assert (record["Item"], record["Title"], record["Demand"]) == (item.id, item.title, item.asks)
        assert record["Verdict"] == label(f"verdict.{item.verdict}")
        numbers = [record[name] for name in ("Met", "Partly met", "Not met", "Elements")]
        assert numbers == [item.met, item.partly_met, item.not_met, len(item.elements)]
        assert {type(number) for number in numbers} == {int}
        assert record["Paragraph of the evaluation report"] == item.paragraph


def test_elements_have_their_finding_their_rule_and_their_question(shipped: ReportView) -> None:
    records = list(list_records(sheet_of(render([shipped]), "Elements")))
    elements = [(item, element) for item in shipped.items for element in item.elements]
    for record, (item, element) in zip(records, elements, strict=True):
        assert (record["Item"], record["Element"], record["Rule"]) == (item.id, element.id, element.rule)
        assert record["Finding"] == label(f"finding.{element.finding}")
        assert (record["Reason"] or "") == (label(f"reason.{element.reason}") if element.reason else "")
        assert bool(record["To ask"]) is bool(element.question)


def test_a_whole_day_is_a_day_and_any_other_date_is_text(shipped: ReportView) -> None:
    facts = {fact.id: fact for fact in shipped.facts}
    seen = set()
    for record in list_records(sheet_of(render([shipped]), "Evidence")):
        written, date = record["Date"], facts[str(record["Id"])].date
        seen.add(type(written))
        if isinstance(written, dt.datetime):
            assert written.date().isoformat() == date
        else:
            assert written == date
            assert date is None or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date)
    assert seen == {dt.datetime, str, type(None)}


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("1900-02-28", "1900-02-28"),
        ("1812-06-24", "1812-06-24"),
        ("1900-03-01", dt.datetime(1900, 3, 1)),  # noqa: DTZ001 - cells have no zone
        ("2024-02-29", dt.datetime(2024, 2, 29)),  # noqa: DTZ001
        ("2024-02", "2024-02"),
    ],
)
def test_days_that_excel_counts_wrongly_are_text(date: str, written: object, rare: ReportView) -> None:
    assert evidence_of(change_fact(rare, date=date))["Date"] == written


def test_figures_are_numbers(rare: ReportView) -> None:
    records = list(list_records(sheet_of(render([rare]), "Figures")))
    assert [(record["Year"], record["Value"], record["Unit"]) for record in records] == [
        (2022, 7, "persons"),
        (2024, 8.5, "per cent"),
        (None, 120, None),
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (10**15 - 1, 10**15 - 1),
        (10**15 + 1, "1000000000000001"),
        (10**400, str(10**400)),
        (-(10**20), f"-{10**20}"),
        (0.1, 0.1),
        (-2.5, -2.5),
        (float("inf"), "inf"),
    ],
)
def test_a_number_that_excel_cannot_hold_is_text_and_loses_nothing(
    value: float, written: object, rare: ReportView
) -> None:
    figures = (Figure(what="x", year=None, value=value, unit=None),)
    (record,) = list_records(sheet_of(render([change_fact(rare, figures=figures)]), "Figures"))
    assert record["Value"] == written
    assert type(record["Value"]) is type(written)


def test_text_longer_than_a_cell_is_cut_and_shows_it(rare: ReportView) -> None:
    written = evidence_of(change_fact(rare, fact="x" * 40_000))["Fact"]
    assert written == "x" * (CELL_LETTERS - 1) + "…"


def test_evidence_names_its_element_its_link_and_whether_it_counts(rare: ReportView) -> None:
    records = {
        (str(record["Element"]), str(record["Id"])): record
        for record in list_records(sheet_of(render([rare]), "Evidence"))
    }
    draft, aside = records["A1.change", "r1.1"], records["A1.change", "r1.5"]
    assert (draft["Type"], draft["Stage"], draft["Link"], draft["Fit"]) == ("draft law", "tabled", "supports", "full")
    assert (draft["Decides"], draft["Counted"], draft["Place"]) == ("yes", "yes", "lines 3-5, page 1")
    assert (aside["Decides"], aside["Counted"]) == ("no", "no")
    assert aside["Other source"] == "A council | of <b>others</b>, Report 7"
    assert records["A1.ensure", "r1.2"]["Full together with"] == "r1.3"


def test_the_summary_has_particulars_counts_and_limits(rare: ReportView) -> None:
    sheet = sheet_of(render([rare]), "Summary")
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert ["Reply received", dt.datetime(2025, 6, 11)] in rows  # noqa: DTZ001 - cells have no zone
    assert ["Evaluation round", 3] in rows
    for row in (["implemented", 0], ["partly", 1], ["not addressed", 3], ["partly met", 1], ["not met", 5]):
        assert row in rows
    assert ["legal aid", 0, 1, 0, 1] in rows
    words = " ".join(str(cell) for row in rows for cell in row)
    for limit in rare.limits:
        assert label(limit) in words
    for notice in ("report.draft", "report.third_party"):
        assert label(notice) in words
    assert rare.conclusion
    assert rare.conclusion in words
    assert label("report.made_by", version=rare.version, rulebook="cp") in words


def test_a_workbook_without_items_says_so(empty: ReportView) -> None:
    sheet = sheet_of(render([empty]), "Summary")
    words = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert label("report.nothing") in words
    assert label("report.shown", shown=0, all=5) in words
    assert list(list_records(sheet_of(render([empty]), "Items"))) == []


def test_verdicts_and_findings_have_colours_beside_their_words(shipped: ReportView) -> None:
    sheet = sheet_of(render([shipped]), "Items")
    place = [cell.value for cell in sheet[1]].index("Verdict")
    for row, item in zip(sheet.iter_rows(min_row=2), shipped.items, strict=True):
        assert str(row[place].fill.fgColor.rgb)[2:] == COLOURS[item.verdict].fill


def test_every_row_is_high_enough_for_its_text(shipped: ReportView) -> None:
    sheet = sheet_of(render([shipped]), "Elements")
    widths = [column.width for column in ELEMENT_COLUMNS]
    for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), start=2):
        lines = max(len(str(cell or "")) / (1.2 * width) for cell, width in zip(row, widths, strict=True))
        assert (sheet.row_dimensions[number].height or 15) >= 15 * min(lines, 27)


# --- what comes from a file does nothing --------------------------------------------------------------------------


def test_no_cell_is_a_formula_a_link_or_anything_but_text_a_number_or_a_day(any_book: bytes) -> None:
    for sheet in read_book(any_book):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
        assert [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink] == []
    parts = read_parts(any_book)
    assert [name for name, root in parts.items() if root.findall(f".//{S}f") or root.findall(f".//{S}hyperlink")] == []
    assert not any("external" in name or "vba" in name or "drawing" in name for name in parts)
    relations = [one for name, root in parts.items() if name.endswith(".rels") for one in root]
    assert [one for one in relations if one.get("TargetMode") == "External"] == []


def test_hostile_values_are_shown_as_they_are(rare: ReportView) -> None:
    facts = [str(record["Fact"]) for record in list_records(sheet_of(render([rare]), "Evidence"))]
    for value in HOSTILE:
        assert make_plain(value) in facts


def test_a_text_that_begins_as_a_formula_stays_text_when_somebody_edits_it(rare: ReportView) -> None:
    sheet = sheet_of(render([rare]), "Evidence")
    place = [cell.value for cell in sheet[1]].index("Fact")
    quoted = {str(row[place].value): bool(row[place].quotePrefix) for row in sheet.iter_rows(min_row=2)}
    assert quoted["=cmd|' /C calc'!A0"]
    assert quoted["@SUM(A1;A2)"]
    assert not quoted["a | b"]


def test_a_value_of_the_title_cannot_steer_the_page_or_break_its_properties(rare: ReportView) -> None:
    raw = render([replace(rare, state="&P&\x07<b>", document="=1+1", recommendations="x" * 400)])
    book = read_book(raw)
    assert str(book.properties.title).startswith("&P& <b>: =1+1")
    assert len(str(book.properties.title)) == 255
    footer = read_parts(raw)["xl/worksheets/sheet1.xml"].findtext(f".//{S}oddFooter")
    assert footer == "&RPage &P of &N"


# --- the file -----------------------------------------------------------------------------------------------------


def test_the_file_says_what_it_is_and_when_without_a_clock(rare: ReportView) -> None:
    properties = read_book(render([rare])).properties
    assert properties.creator == "cpcheck"
    assert properties.title == "Azerbaijan: CP(2025)01, reply to CP/Rec(2023)03"
    assert properties.created == properties.modified == dt.datetime(2025, 8, 1)  # noqa: DTZ001 - as openpyxl reads it
    with zipfile.ZipFile(BytesIO(render([rare]))) as found:
        assert {entry.date_time for entry in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_views_give_the_same_bytes(rare: ReportView, shipped: ReportView) -> None:
    assert render([rare, shipped]) == render([rare, shipped])


def test_every_part_is_well_formed(any_book: bytes) -> None:
    assert all(isinstance(root, ET.Element) for root in read_parts(any_book).values())


def test_two_responses_stand_in_the_same_tables(rare: ReportView, shipped: ReportView) -> None:
    records = list(list_records(sheet_of(render([rare, shipped]), "Items")))
    assert len(records) == len(rare.items) + len(shipped.items)


def test_without_the_package_the_extra_is_named(rare: ReportView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtraError, match=re.escape("pip install 'cpcheck[xlsx]'")):
        render([rare])
