"""Facts found in a passage: every pattern does what its examples say, and what is found stands in the passage."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.errors import UsageError
from cpcheck.importers.extract import extract_facts
from cpcheck.importers.facts import FoundFact, Passage
from cpcheck.importers.lexicon import Pattern, list_lexicons, load_lexicon
from cpcheck.model import EvidenceType, Stage

PATTERNS = [
    pytest.param(pattern, id=f"{language}-{pattern.id}")
    for language in list_lexicons()
    for pattern in load_lexicon(language).patterns
]
ANSWER = (
    "Under Article 12 of the Housing Act of 3 March 2021 tenants may complain free of charge. "
    "In 2022 and 2023 the agency held 14 training courses for 320 inspectors. "
    "It is planned to open a second office. A bill on deposits was submitted to parliament on 8 November 2023. "
    "Complaints numbered 7 in 2022, 8 in 2023 and 9 in 2024. There is no register of agencies."
)


def find(text: str) -> list[FoundFact]:
    return list(extract_facts(Passage(text=text, where=None), load_lexicon("en")))


def fold(pattern: Pattern, text: str) -> str:
    return text if pattern.is_cased else text.lower()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_found_in_its_examples_and_not_in_its_counter_examples(pattern: Pattern) -> None:
    assert pattern.examples
    assert [text for text in pattern.examples if not pattern.match.search(fold(pattern, text))] == []
    assert [text for text in pattern.counter_examples if pattern.match.search(fold(pattern, text))] == []


def test_patterns_have_names_of_their_own() -> None:
    for language in list_lexicons():
        names = [pattern.id for pattern in load_lexicon(language).patterns]
        assert len(names) == len(set(names))


def test_a_passage_falls_into_typed_facts() -> None:
    types = [fact.type for fact in find(ANSWER)]
    assert types[:2] == [EvidenceType.LAW_IN_FORCE, EvidenceType.TRAINING]
    assert EvidenceType.INTENTION in types
    assert EvidenceType.STATISTIC in types
    assert EvidenceType.ADMISSION in types


def test_dates_stages_and_series_are_read() -> None:
    facts = {fact.type: fact for fact in find(ANSWER)}
    law = facts[EvidenceType.LAW_IN_FORCE]
    assert law.date is not None
    assert law.date.text == "2021-03-03"
    bill = facts[EvidenceType.DRAFT_LAW]
    assert bill.stage is Stage.TABLED
    counted = facts[EvidenceType.STATISTIC]
    assert [(figure.year, figure.value) for figure in counted.figures] == [(2022, 7), (2023, 8), (2024, 9)]


def test_anchors_stand_in_the_passage_and_no_two_are_alike() -> None:
    anchors = [fact.anchor for fact in find(ANSWER)]
    assert all(anchor in ANSWER for anchor in anchors)
    assert len(anchors) == len(set(anchors))


def test_a_passage_that_states_nothing_offers_nothing() -> None:
    assert find("") == []
    assert find("The authorities would like to thank the group for its visit.") == []


def test_a_language_without_a_lexicon_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="en"):
        load_lexicon("xx")


@given(st.text(max_size=300))
def test_any_text_is_read_and_twice_the_same(text: str) -> None:
    found = find(text)
    assert found == find(text)
    assert all(set(fact.anchor.split()) <= set(text.split()) or fact.anchor.split()[0] in text for fact in found)


@pytest.mark.parametrize(
    "text", ["In 2022, ", "Article 12 ", "no. 1, 2 and 3 of the ", "(((", "“a ", "- 1. ", "12,345 "]
)
def test_no_text_makes_a_pattern_run_away(text: str) -> None:
    begun = time.process_time()
    find(text * (30_000 // len(text)))
    assert time.process_time() - begun < 20, "thirty thousand letters, whatever they repeat"
