"""What the records say of themselves: dates, timing, sections and kinds."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.model import (
    OPERATIVE_TYPES,
    WORKING_TYPES,
    EvidenceType,
    FactDate,
    FindingLevel,
    Timing,
    is_within,
    latest_timing,
)
from tests.cases import CUTOFF, full, make_fact, make_item

# --- dates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2023-02", dt.date(2023, 2, 1), dt.date(2023, 2, 28)),
        ("2024-12", dt.date(2024, 12, 1), dt.date(2024, 12, 31)),
        ("2024-02-29", dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
        ("0001", dt.date(1, 1, 1), dt.date(1, 12, 31)),
        ("9999-12", dt.date(9999, 12, 1), dt.date(9999, 12, 31)),
    ],
)
def test_a_date_means_every_day_it_can_mean(text: str, earliest: dt.date, latest: dt.date) -> None:
    date = FactDate.parse(text)
    assert (date.text, date.earliest, date.latest) == (text, earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "20240",
        "2024-5",
        "2024-005",
        "2024-5-1",
        "2024-05-1",
        "2024-05-17-1",
        "2024/05",
        "-024",
        "+202",
        "2024-",
        "2024-0x",
        "٢٠٢٤",
        "²⁰²⁴",
        " 2024",
        "May 2024",
    ],
)
def test_a_text_of_another_form_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="is not YYYY, YYYY-MM or YYYY-MM-DD"):
        FactDate.parse(text)


@pytest.mark.parametrize("text", ["0000", "2024-00", "2024-13", "2023-02-29", "2023-02-30", "2025-13-45", "2024-04-00"])
def test_a_day_that_does_not_exist_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be|out of range"):
        FactDate.parse(text)


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_every_day_lies_within_its_own_month_and_year(day: dt.date, length: int) -> None:
    date = FactDate.parse(day.isoformat()[:length])
    assert date.earliest <= day <= date.latest
    assert (date.earliest == date.latest) is (length == 10)


# --- timing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "timing"),
    [
        ("2022", "before"),
        ("2023", "unknown"),
        ("2024", "after"),
        ("2023-05", "before"),
        ("2023-06", "unknown"),
        ("2023-07", "after"),
        ("2023-06-15", "before"),
        ("2023-06-16", "after"),
        ("2023-06-17", "after"),
    ],
)
def test_a_date_is_before_or_after_the_cutoff_or_not_exact_enough(text: str, timing: str) -> None:
    assert FactDate.parse(text).timing(CUTOFF) == timing


@pytest.mark.parametrize("cutoff", [dt.date(2023, 1, 1), dt.date(2023, 12, 31)])
def test_the_year_of_a_cutoff_at_either_end_of_it_is_not_exact_enough(cutoff: dt.date) -> None:
    assert FactDate.parse("2023").timing(cutoff) is Timing.UNKNOWN


def test_the_day_of_the_cutoff_is_after_it() -> None:
    assert FactDate.parse("2023-01-01").timing(dt.date(2023, 1, 1)) is Timing.AFTER


@pytest.mark.parametrize(
    ("timings", "latest"),
    [
        ([], "unknown"),
        (["before"], "before"),
        (["before", "unknown"], "unknown"),
        (["after", "unknown"], "after"),
        (["before", "after", "before"], "after"),
    ],
)
def test_several_timings_come_to_the_latest(timings: list[str], latest: str) -> None:
    assert latest_timing(Timing(timing) for timing in timings) == latest


@pytest.mark.parametrize(
    ("type", "given", "dates"),
    [
        ("practice", {}, []),
        ("practice", {"date": "2024-05"}, ["2024-05"]),
        ("practice", {"figures": [2022, None, 2024]}, ["2022", "2024"]),
        ("practice", {"date": "2023", "figures": [2024]}, ["2023", "2024"]),
        ("practice", {"period": ("2020", "2024")}, ["2020", "2024"]),
        ("practice", {"period": ("2020", None)}, ["2020"]),
        ("practice", {"period": (None, "2024")}, ["2024"]),
        ("practice", {"period": ("2020", "2022"), "figures": [2024]}, ["2020", "2022", "2024"]),
        ("law_in_force", {}, []),
        ("law_in_force", {"date": "2024-05"}, ["2024-05"]),
        ("law_in_force", {"figures": [2024]}, []),
        ("law_in_force", {"period": ("2020", "2024")}, ["2020"]),
        ("law_in_force", {"period": (None, "2024")}, []),
        ("admission", {"period": ("2020", "2024"), "figures": [2024]}, ["2020"]),
    ],
)
def test_working_evidence_is_dated_by_its_latest_and_everything_else_by_its_start(
    type: str, given: dict[str, object], dates: list[str]
) -> None:
    fact = make_fact("f1", type, **given)  # type: ignore[arg-type]
    assert [date.text for date in fact.dates] == dates


def test_a_figure_of_an_early_year_is_a_date_too() -> None:
    assert [date.text for date in make_fact("f1", "statistic", figures=[987]).dates] == ["0987"]


# --- sections --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "section"),
    [("A2c", "A"), ("A", "A"), ("AB12", "AB"), ("B10", "B"), ("a-1", "a"), ("12b", "12"), ("7", "7"), ("A_1", "A")],
)
def test_an_item_belongs_to_the_section_its_id_begins_with(id: str, section: str) -> None:
    assert make_item(id).section == section


# --- kinds of evidence --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        (
            "structure",
            ["law_in_force", "law_adopted", "draft_law", "policy", "institution", "agreement", "intention"],
        ),
        ("process", ["practice", "training", "awareness", "funding"]),
        ("outcome", ["statistic"]),
        (None, ["assurance", "admission", "refusal"]),
    ],
)
def test_every_type_knows_its_kind(kind: str | None, types: list[str]) -> None:
    assert {type.value for type in EvidenceType if type.kind == kind} == set(types)


def test_working_evidence_is_operative() -> None:
    assert WORKING_TYPES < OPERATIVE_TYPES
    assert {type.value for type in OPERATIVE_TYPES - WORKING_TYPES} == {"law_in_force", "institution", "agreement"}


@pytest.mark.parametrize(
    ("type", "stage", "is_operative"),
    [
        ("policy", "running", True),
        ("policy", "planned", False),
        ("draft_law", "tabled", False),
        ("draft_law", "prepared", False),
        ("law_adopted", None, False),
        ("law_in_force", None, True),
        ("assurance", None, False),
        ("refusal", None, False),
    ],
)
def test_operative_means_that_it_exists_and_applies(type: str, stage: str | None, is_operative: bool) -> None:
    assert make_fact("f1", type, stage=stage).is_operative is is_operative


def test_a_policy_is_operative_and_never_working() -> None:
    assert not make_fact("f1", "policy", stage="running").is_working
    assert make_fact("f1", "training").is_working


def test_an_element_linked_in_two_ways_is_named_once_and_in_order() -> None:
    fact = make_fact("f1", "practice", supports=[full(element="A1.y"), full(element="A1.x")], against=["A1.x", "A1.w"])
    assert fact.linked_elements == ("A1.y", "A1.x", "A1.w")


# --- days and ranks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "last", "is_inside"),
    [
        (dt.date(2026, 1, 1), dt.date(2026, 1, 1), True),
        (dt.date(2025, 12, 31), None, False),
        (dt.date(2026, 1, 2), dt.date(2026, 1, 1), False),
        (dt.date.max, None, True),
    ],
)
def test_a_stretch_of_days_includes_both_its_ends(day: dt.date, last: dt.date | None, is_inside: bool) -> None:
    assert is_within(day, dt.date(2026, 1, 1), last) is is_inside


def test_findings_rank_from_not_met_to_met() -> None:
    assert [level.value for level in sorted(FindingLevel, key=lambda level: level.rank)] == [
        "not_met",
        "partly_met",
        "met",
    ]


def test_a_period_that_began_after_the_cut_off_stays_after_it_however_roughly_its_end_is_given() -> None:
    for end in (None, "2023", "2023-12", "2023-12-31"):
        fact = make_fact("f1", "training", period=("2023-07-01", end))
        assert fact.timing(CUTOFF) is Timing.AFTER
