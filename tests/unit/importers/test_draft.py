"""Found facts become evidence: linked, dated, and with a note that says what a link or a date rests on."""

import datetime as dt

import pytest

from cpcheck.importers.draft import draft_evidence
from cpcheck.importers.extract import extract_facts
from cpcheck.importers.facts import Passage
from cpcheck.importers.lexicon import load_lexicon
from cpcheck.model import Ask, Element, Evidence, Timing

CUTOFF = dt.date(2023, 6, 16)
RECEIVED = dt.date(2025, 1, 31)
KITCHENS = Element(id="A1.kitchens", asks="inspect the kitchens of prisons", ask=Ask.ENSURE, inferred=False)


def draft(text: str) -> tuple[Evidence, ...]:
    facts = extract_facts(Passage(text=text, where=None), load_lexicon("en"))
    return draft_evidence("r1", facts, [KITCHENS], CUTOFF, RECEIVED)


def test_facts_are_numbered_in_their_order_and_linked() -> None:
    first, second = draft("Kitchens of prisons were inspected. Ferries run at night.")
    assert [first.id, second.id] == ["r1.1", "r1.2"]
    assert [support.element for support in first.supports] == ["A1.kitchens"]
    assert first.supports[0].because == "shares prisons, inspected, kitchens"
    assert second.context == ("A1.kitchens",)


def test_what_goes_on_has_a_period_that_ends_with_the_report_and_says_so() -> None:
    (fact,) = draft("Kitchens of prisons are currently inspected.")
    assert fact.period is not None
    assert fact.period.start is None
    assert fact.period.end is not None
    assert fact.period.end.text == "2025-01-31"
    assert fact.timing(CUTOFF) is Timing.AFTER
    assert fact.note == "Draft. Told as going on, so its period ends with the report."


@pytest.mark.parametrize(
    "text",
    [
        "Kitchens of prisons are inspected.",
        "Since 2019 kitchens of prisons are currently inspected.",
        "A prison council is currently in place.",
        "There are currently 40 inmates in the prison.",
    ],
)
def test_only_what_is_done_and_has_no_date_of_its_own_is_dated_so(text: str) -> None:
    assert all(fact.period is None or fact.period.start is not None for fact in draft(text))


def test_the_note_tells_what_a_link_that_is_no_support_rests_on() -> None:
    (fact,) = draft("There is no register of kitchens.")
    assert fact.against == ("A1.kitchens",)
    assert fact.note == "Draft. Against A1.kitchens: shares kitchens."
