"""The shipped data: complete, coded once, anchored line by line, and agreeing with what the coding guide says of it."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

import cpcheck
from cpcheck.importers.anchors import AnchorOutcome, Verification, find_anchor, verify
from cpcheck.importers.document import Document
from cpcheck.importers.text import read_text
from cpcheck.model import Case
from tests.shared import ROOT, SOURCE, needs_source

SECTION_A = "1 2a 2b 2c 2d 2e 2f 3a 3b 3c 4a 4b 5a 5b 5c 5d 5e 5f 5g 6a 6b 6c 6d 7a 7b 8a 8b"
ITEMS = [f"A{name}" for name in re.findall(r"\w+", SECTION_A)] + [f"B{number}" for number in range(1, 12)]
FIRST_DEMAND = 29
"""Line of the source on which the first recommendation stands."""
LINES = re.compile(r"^\| ([0-9][0-9, -]*) \|", re.MULTILINE)
"""First cells of the rows in one of the guide's tables of lines."""


@pytest.fixture(scope="module")
def case() -> Case:
    return cpcheck.load(ROOT / "data/responses/azerbaijan-2025.yaml")


@pytest.fixture(scope="module")
def document() -> Document:
    return read_text(str(SOURCE))


@pytest.fixture(scope="module")
def verification(case: Case, document: Document) -> Verification:
    return verify(case.response, document)


def test_every_entry_of_the_document_is_an_item_in_its_order(case: Case) -> None:
    assert [item.id for item in case.recommendations.items] == ITEMS


def test_what_the_document_asks_twice_is_counted_once(case: Case) -> None:
    repeats = {item.id: item.repeats for item in case.recommendations.items if item.repeats}
    assert {name: repeat.item for name, repeat in repeats.items()} == {"A5f": "A5d", "A5g": "A5e", "A8b": "A8a"}
    assert repeats["A8b"].elements == ("A8a.participation",)
    totals = cpcheck.assess(case).totals
    assert totals.verdicts.items == len(ITEMS) - len(repeats)


def test_demands_are_inferred_where_the_document_prints_none(case: Case) -> None:
    for item in case.recommendations.items:
        assert {element.inferred for element in item.elements} == {item.section == "B"}


def test_every_item_is_answered_and_the_whole_reply_is_coded(case: Case) -> None:
    answered = {name for answer in case.response.answers for name in answer.items}
    assert answered == set(ITEMS)
    assert case.response.document.scope is None


def test_every_fact_is_linked_and_no_fact_is_worded_twice(case: Case) -> None:
    facts = case.response.evidence
    assert [fact.id for fact in facts if not fact.linked_elements] == []
    assert [words for words, number in Counter(fact.fact for fact in facts).items() if number > 1] == []


@needs_source
def test_every_anchor_stands_in_its_place_and_there_only_once(
    case: Case, document: Document, verification: Verification
) -> None:
    assert [check.evidence.id for check in verification.checks if check.outcome is not AnchorOutcome.FOUND] == []
    assert verification.is_same_document
    doubtful = []
    for check in verification.checks:
        assert check.answer.where
        assert check.anchor
        lines = document.select(check.answer.where)
        after = [line for line in lines if line.number > check.lines[-1]]
        if find_anchor(check.anchor, after):
            doubtful.append((check.evidence.id, check.anchor))
    assert doubtful == []
    own = Counter((answer.id, fact.anchor) for answer in case.response.answers for fact in answer.evidence)
    assert [anchor for anchor, number in own.items() if number > 1] == []


@needs_source
def test_the_guide_lists_the_lines_that_offer_no_fact(document: Document, verification: Verification) -> None:
    coverage = verification.coverage
    without = {line for line in (*coverage.open_in_answers, *coverage.outside) if line >= FIRST_DEMAND}
    own = {line for check in verification.checks if check.restatement is None for line in check.lines}
    again = set(coverage.anchored) - own
    filled = {line.number for line in document.lines if line.text.strip()}
    first, second = (set(_read_lines(table)) & filled for table in _find_tables())
    assert sorted(first) == sorted(without)
    assert sorted(second) == sorted(again)


def _find_tables() -> Iterator[str]:
    """Yield the guide's tables of lines: those without a fact, then those that only say again."""
    guide = (ROOT / "docs/coding-guide.md").read_text(encoding="utf-8")
    for table in re.split(r"^\| lines \|", guide, flags=re.MULTILINE)[1:]:
        yield table.split("\n\n")[0]


def _read_lines(table: str) -> Iterator[int]:
    for row in LINES.findall(table):
        for part in row.split(","):
            first, _, last = part.strip().partition("-")
            yield from range(int(first), int(last or first) + 1)
