"""Replies side by side as a workbook, read back by openpyxl."""

import datetime as dt
import sys

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cpcheck.errors import MissingExtraError
from cpcheck.model import ReportSettings
from cpcheck.records import replace
from cpcheck.reports.colours import COLOURS
from cpcheck.reports.compare_view import CompareView
from cpcheck.reports.compare_xlsx import render
from cpcheck.reports.labels import LANGUAGES, load_labels
from tests.generated import compare
from tests.unit.reports.documents import list_records, read_book

SHEETS = ["Summary", "Matrix", "Themes", "Moves", "Open items"]


@pytest.fixture(scope="module")
def states() -> CompareView:
    return compare("*")


@pytest.fixture(scope="module")
def raw(states: CompareView) -> bytes:
    return render(states)


def sheet_of(raw: bytes, name: str) -> Worksheet:
    sheet = read_book(raw)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def list_texts(raw: bytes) -> list[object]:
    """Return the first column of the summary."""
    return [cell.value for (cell, *_) in sheet_of(raw, "Summary").iter_rows() if cell.value is not None]


def test_sheets_are_named_in_the_language_and_themes_only_where_there_are_any(raw: bytes) -> None:
    assert read_book(raw).sheetnames == SHEETS
    french = read_book(render(compare("*", language="fr"))).sheetnames
    assert french == ["Synthèse", "Matrice", "Thèmes", "Mouvements", "Points ouverts"]
    assert read_book(render(compare("xa-*"))).sheetnames == [name for name in SHEETS if name != "Themes"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_sheets_are_such_as_excel_takes(language: str) -> None:
    names = [load_labels(language)(f"form.sheet.{name}") for name in ("summary", "matrix", "themes", "moves", "open")]
    assert len({name.lower() for name in names}) == len(names)
    assert all(len(name) <= 31 for name in names)


def test_heads_stay_in_view_and_can_be_filtered_to_the_last_row(raw: bytes) -> None:
    for name in SHEETS[1:]:
        sheet = sheet_of(raw, name)
        assert sheet.freeze_panes in {"D2", "E2"}
        assert str(sheet.auto_filter.ref).startswith("A1:")
        assert str(sheet.auto_filter.ref).endswith(str(sheet.max_row))
        assert sheet.max_row > 1
        assert sheet.print_title_rows == "$1:$1"
        assert all(cell.font.b for cell in sheet[1])


def test_the_matrix_holds_every_item_and_element_with_its_verdict_in_each_reply(
    raw: bytes, states: CompareView
) -> None:
    records = {(record["State"], record["Id"]): record for record in list_records(sheet_of(raw, "Matrix"))}
    rows = [row for series in states.series for row in series.rows]
    rows += [row for single in states.singles for row in single.rows]
    elements = [element for row in rows if not row.repeats for element in row.elements]
    assert len(records) == len(rows) + len(elements)
    slipped = records["XA", "A2a"]
    assert (slipped["Row"], slipped["Title"], slipped["What became of it"]) == (
        "item",
        "One frequency for calls in distress",
        "slipped",
    )
    assert (slipped["XA: EX(2022)11 (2022-05-04)"], slipped["XA: EX(2024)31 (2024-05-02)"]) == (
        "implemented",
        "not addressed",
    )
    assert slipped["XB: EX(2024)18 (2024-03-12)"] is None
    single = records["XB", "D2"]
    assert (single["XB: EX(2024)18 (2024-03-12)"], single["What became of it"]) == ("implemented", None)
    assert records["XA", "B1"]["Repeats"] == "A1"


def test_verdicts_have_their_colours(raw: bytes) -> None:
    codes = {"implemented": "implemented", "partly": "partly", "not addressed": "not_addressed"}
    seen = set()
    for row in sheet_of(raw, "Matrix").iter_rows(min_row=2):
        for cell in row:
            if cell.value in codes:
                assert cell.fill.start_color.rgb == f"FF{COLOURS[codes[str(cell.value)]].fill}"
                seen.add(cell.value)
    assert seen == set(codes)


def test_counts_of_themes_are_numbers_and_strengths_stay_apart(raw: bytes) -> None:
    records = [record for record in list_records(sheet_of(raw, "Themes")) if record["Theme"] == "huts"]
    counts = [record for record in records if record["Row"] == "theme"]
    across = {record["Counted"]: record["all states, newest replies"] for record in counts}
    assert across == {"implemented": 2, "partly": 1, "not addressed": 0}
    assert {record["Strength"] for record in counts} == {"urges"}
    ids = [record for record in records if record["Row"] == "items of the theme"]
    assert [record["XA: EX(2024)31 (2024-05-02)"] for record in ids] == ["A1", None, None]
    totals = [record for record in list_records(sheet_of(raw, "Themes")) if record["Row"] == "total"]
    assert [record["Theme"] for record in totals] == [
        name for name in ("urges", "considers", "invites", "unstated") for _ in range(3)
    ]


def test_moves_name_the_evidence_of_both_replies(raw: bytes) -> None:
    records = list(list_records(sheet_of(raw, "Moves")))
    heated = [record for record in records if record["Element"] == "A1.heated"]
    assert [(record["Said in"], record["Fact"], record["Date"], record["Link"]) for record in heated] == [
        ("the newer reply only", "Stoves were bought for every high hut.", "2023-10", "supports (full)"),
        ("the older reply only", "Stoves are to be bought.", None, "supports (partial)"),
    ]
    assert {(record["Verdict before"], record["Verdict after"]) for record in heated} == {("partly", "implemented")}
    law = next(record for record in records if record["Element"] == "A2a.frequency")
    assert law["Date"] == dt.datetime(2021, 6, 1)  # noqa: DTZ001 - cells have no zone
    (along,) = [record for record in records if record["Item"] == "B1"]
    assert (along["Element"], along["What else changed"]) == (None, "repeats A1, and moved by the same evidence")
    decided = next(record for record in records if record["Element"] == "A2b.exam")
    assert "override of A2b added" in str(decided["What else changed"])


def test_open_items_name_what_is_not_met_and_since_when(raw: bytes) -> None:
    records = list(list_records(sheet_of(raw, "Open items")))
    assert [(record["State"], record["Item"], record["Element"]) for record in records] == [
        ("XA", "A2a", "A2a.frequency"),
        ("XA", "A2b", "A2b.refresher"),
        ("XA", "A3", "A3.register"),
        ("XC", "E2", "E2.monthly"),
        ("XC", "E3", "E3.map"),
        ("XB", "C1", "C1.marks"),
        ("XB", "D1", "D1.winter"),
    ]
    first = records[1]
    assert (first["Open since"], first["Since"], first["Finding"], first["Reason"]) == (
        "EX(2022)11",
        dt.datetime(2022, 5, 4),  # noqa: DTZ001 - cells have no zone
        "not met",
        "unanswered",
    )


def test_the_summary_says_what_moved_why_nothing_is_added_up_and_the_limits(raw: bytes, states: CompareView) -> None:
    texts = list_texts(raw)
    assert texts[0] == "Replies side by side: XA, XB, XC"
    assert "1 item improved: A1" in texts
    assert "No verdict slipped." in texts
    assert "Under 1 of 5 themes no item is implemented by the newest reply of any state: signals" in texts
    assert [text for text in texts if str(text).startswith("No total over all items is given")]
    assert [load_labels()(limit) for limit in states.limits] == texts[-4:-1]


def test_the_letterhead_stands_above_the_summary_and_the_marking_on_each_printed_page(states: CompareView) -> None:
    settings = ReportSettings(title="Our title", header="Our office", footer="Our end", marking="SECRET & MORE")
    raw = render(replace(states, settings=settings))
    assert list_texts(raw)[:3] == ["SECRET & MORE", "Our office", "Our title"]
    assert "Our end" in list_texts(raw)
    heads = [sheet.oddHeader for sheet in read_book(raw).worksheets]
    assert {head.center.text for head in heads if head} == {"SECRET && MORE"}


def test_the_same_view_gives_the_same_bytes_dated_by_the_assessment(states: CompareView, raw: bytes) -> None:
    assert render(states) == raw
    assert read_book(raw).properties.created.date().isoformat() == max(column.as_of for column in states.columns)


def test_without_its_package_the_extra_is_named(states: CompareView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtraError, match=r"cpcheck\[xlsx\]"):
        render(states)
