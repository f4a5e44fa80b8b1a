"""Rows that tables are made of: what each cell says, which rows there are, and in which order."""

import datetime as dt
from itertools import pairwise

import pytest

from cpcheck.records import replace
from cpcheck.reports.head import list_count_lines, list_counts, list_particulars
from cpcheck.reports.labels import LANGUAGES, load_labels
from cpcheck.reports.phrases import name_figures
from cpcheck.reports.rows import (
    ALL_COLUMNS,
    ELEMENT_COLUMNS,
    EVIDENCE_COLUMNS,
    FIGURE_COLUMNS,
    ITEM_COLUMNS,
    Value,
    list_elements,
    list_evidence,
    list_figures,
    list_items,
    read_day,
)
from cpcheck.reports.view import ReportView

label = load_labels()
french = load_labels("fr")
TABLES = {
    "items": [column.heading for column in ITEM_COLUMNS],
    "elements": [column.heading for column in ELEMENT_COLUMNS],
    "evidence": [column.heading for column in EVIDENCE_COLUMNS],
    "figures": [column.heading for column in FIGURE_COLUMNS],
    "all": [column.heading for column in ALL_COLUMNS],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_no_two_columns_of_a_table_have_the_same_heading(name: str, language: str) -> None:
    headings = [load_labels(language)(heading) for heading in TABLES[name]]
    assert len(set(headings)) == len(headings)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2023-06-16", dt.date(2023, 6, 16)),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("2022 – 2024", "2022 – 2024"),
        ("2022 – …", "2022 – …"),
        ("undated at", "undated at"),
        (None, None),
    ],
)
def test_only_a_whole_day_is_a_day(text: str | None, value: Value) -> None:
    assert read_day(text) == value


def test_an_item_says_its_verdict_its_counts_and_every_decision_about_it(rare: ReportView) -> None:
    cells = [{label(column.heading): column.tell(row) for column in ITEM_COLUMNS} for row in list_items([rare], label)]
    first, second, third, *_ = cells
    assert (first["State"], first["Item"], first["Verdict"], first["Paragraph of the evaluation report"]) == (
        *("AZ", "A1", "partly"),
        71,
    )
    assert (first["Met"], first["Partly met"], first["Not met"], first["Elements"]) == (1, 1, 2, 4)
    assert first["Override"] == (
        "Override by N. *N.* on 1 July 2025: implemented. Seen on site | <b>twice</b> Holds through 1 July 2026."
    )
    assert first["Themes"] == "legal aid, training"
    assert first["Answered, or taken up, in"] == "r1 (lines 3-5, page 1, draft)"
    assert (first["Repeats"], second["Repeats"]) == (None, "A1")
    assert third["Override"] == (
        "Not in force on 1 August 2025: override by M. M. of 1 January 2024 (partly). Until the bill. "
        "Expiry: 31 December 2024."
    )
    assert str(cells[3]["Waiver"]).startswith("Waived by O. O. on 1 July 2025.")
    assert cells[3]["Answered, or taken up, in"] is None


def test_a_shared_element_has_a_row_under_each_item_and_its_evidence_is_listed_once(rare: ReportView) -> None:
    elements = [(row.item.id, row.element.id) for row in list_elements([rare], label)]
    assert [item for item, element in elements if element == "A1.change"] == ["A1", "A2"]
    pairs = [(row.element.id if row.element else None, row.fact.id) for row in list_evidence([rare], label)]
    assert pairs.count(("A1.change", "r1.1")) == 1
    assert len(set(pairs)) == len(pairs)


def test_evidence_that_does_not_count_is_listed_and_says_so(rare: ReportView) -> None:
    rows = [
        (row.element.id if row.element else None, row.fact.id, row.is_counted) for row in list_evidence([rare], label)
    ]
    assert ("A1.change", "r1.1", True) in rows
    assert ("A1.change", "r1.5", False) in rows
    unlinked = replace(rare, unlinked=(rare.facts[0],))
    assert [(row.fact.id, row.element, row.is_counted) for row in list_evidence([unlinked], label)][-1] == (
        *("r1.1", None),
        False,
    )


def test_every_link_of_the_shipped_report_has_one_row(shipped: ReportView) -> None:
    elements = {element.id: element for item in shipped.items for element in item.elements}
    links = sum(len(element.links) + len(element.set_aside) for element in elements.values())
    rows = list(list_evidence([shipped], label))
    assert len(rows) == links + len(shipped.unlinked)
    assert {row.fact.id for row in rows} == {fact.id for fact in shipped.facts}


def test_figures_keep_their_numbers_and_each_is_listed_once(rare: ReportView) -> None:
    rows = list(list_figures([rare], label))
    assert [(row.figure.year, row.figure.value) for row in rows] == [(2022, 7), (2024, 8.5), (None, 120)]
    (numbers,) = (column for column in FIGURE_COLUMNS if column.heading == "form.value")
    assert [type(numbers.tell(row)) for row in rows] == [int, float, int]


def test_figures_in_words_name_again_only_what_changes(rare: ReportView) -> None:
    (fact,) = [fact for fact in rare.facts if fact.id == "r1.2"]
    assert name_figures(fact.figures, label) == "cases | <b>: 7 persons (2022), 8.5 per cent (2024); money: 120"
    assert name_figures(fact.figures, french) == (
        f"cases | <b>{french.colon} 7 persons (2022), 8,5 per cent (2024); money{french.colon} 120"
    )


def test_items_and_elements_come_in_the_order_of_the_report(shipped: ReportView) -> None:
    assert [row.item.id for row in list_items([shipped], label)] == [item.id for item in shipped.items]
    places = [item.id for item in shipped.items]
    rows = [places.index(row.item.id) for row in list_elements([shipped], label)]
    assert all(before <= after for before, after in pairwise(rows))


def test_several_responses_come_one_after_the_other(rare: ReportView, shipped: ReportView) -> None:
    states = [row.view.rulebook_title for row in list_items([rare, shipped], label)]
    assert len(states) == len(rare.items) + len(shipped.items)


@pytest.mark.parametrize("name", ["shipped", "rare", "empty"])
def test_the_head_has_every_particular_and_every_count(name: str, request: pytest.FixtureRequest) -> None:
    view: ReportView = request.getfixturevalue(name)
    values = {found.name: found.value for found in list_particulars(view, label)}
    assert values[label("report.adopted")] == dt.date.fromisoformat(view.adopted)
    assert values[label("report.document")] == view.document
    assert (label("report.issuer") in values) is bool(view.issuer)
    assert (label("report.conclusion") in values) is bool(view.conclusion)
    tables = {table.caption: table for table in list_counts(view, label)}
    assert all(table.rows for table in tables.values())
    verdicts = [row.numbers for row in tables[label("counts.verdicts")].rows]
    assert sum(number for (number,) in verdicts) == view.totals.verdicts.items
    assert all(len(row.numbers) == len(table.headings) - 1 for table in tables.values() for row in table.rows)
    assert next(list_count_lines(view, label)).startswith(f"{view.totals.verdicts.items} items: ")
