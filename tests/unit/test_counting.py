"""Conditions that count: what they count, what they count from, and what they say of it."""

from collections.abc import Iterable
from typing import Any

import pytest

from cpcheck.assessment import LinkBuilder, assess
from cpcheck.model import Ask, Evidence
from cpcheck.rulebook import (
    ElementSubject,
    Explanation,
    FindingSelector,
    ItemSelector,
    ItemSubject,
    LinkSelector,
    OverallSubject,
    build_condition,
)
from tests.cases import CUTOFF, RECEIVED, X, cp, full, make_case, make_element, make_fact, make_item, partial

AFTER, BEFORE = "2024", "2020"
TOGETHER = (
    make_fact("f1", "law_in_force", supports=[full("f2")], date=AFTER),
    make_fact("f2", "practice", supports=[full("f1")], date=AFTER),
)
"""Two facts, full together: three links."""
SINCE_ONE = (
    make_fact("f1", "law_in_force", supports=[full("f2")], date=BEFORE),
    make_fact("f2", "practice", supports=[full("f1")], date=AFTER),
)
"""The same, of which one is older than the cut-off; together they are complete only with the later one."""
OTHER = make_fact("f3", "assurance", supports=[partial()], date=AFTER)


def ask_links(condition: dict[str, Any], facts: Iterable[Evidence]) -> Explanation:
    """Ask a condition of everything linked to one element."""
    links = LinkBuilder(cutoff=CUTOFF, received=RECEIVED).build(X, facts)
    subject = ElementSubject(ask=Ask.ENSURE, candidates=links)
    return build_condition(condition, LinkSelector.build).evaluate(subject)


def ask_findings(condition: dict[str, Any], *offered: str) -> Explanation:
    """Ask a condition of an item whose elements are met, partly met, refused or not met."""
    elements = [make_element(id=f"A1.e{place}") for place in range(len(offered))]
    facts = []
    for element, what in zip(elements, offered, strict=True):
        name = f"f.{element.id}"
        if what == "refused":
            facts.append(make_fact(name, "refusal", against=[element.id], date=AFTER))
        elif what != "not_met":
            fit = full if what == "met" else partial
            facts.append(make_fact(name, "practice", supports=[fit(element=element.id)], date=AFTER))
    (item,) = assess(make_case(make_item(elements=elements), facts), cp()).items
    shown = zip(item.findings, offered, strict=True)
    found = [finding.reason if what == "refused" else finding.level for finding, what in shown]
    assert found == list(offered)
    return build_condition(condition, FindingSelector.build).evaluate(ItemSubject(candidates=item.findings))


def ask_items(condition: dict[str, Any], *, implemented: int, all: int) -> Explanation:
    """Ask a condition of an assessment of which some items are implemented, and the rest not addressed."""
    items = [make_item(f"A{number}") for number in range(1, all + 1)]
    facts = [
        make_fact(f"f{item.id}", "practice", supports=[full(element=f"{item.id}.x")], date=AFTER)
        for item in items[:implemented]
    ]
    found = assess(make_case(items, facts), cp()).items
    return build_condition(condition, ItemSelector.build).evaluate(OverallSubject(candidates=found))


# --- facts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "facts", "counted", "total"),
    [
        ({"link": ["supports"]}, TOGETHER, ("f1", "f2"), 2),
        ({"link": ["supports"]}, (*TOGETHER, OTHER), ("f1", "f2", "f3"), 3),
        ({"fit": ["full"]}, TOGETHER, ("f1", "f2"), 2),
        ({"fit": ["partial"]}, TOGETHER, ("f1", "f2"), 2),
        ({"fit": ["full"]}, (*TOGETHER, OTHER), ("f1", "f2"), 3),
        ({"timing": ["after"]}, SINCE_ONE, ("f2",), 2),
        ({"fit": ["full"], "timing": ["after"]}, SINCE_ONE, ("f2",), 2),
        ({"fit": ["full"], "timing": ["before"]}, SINCE_ONE, (), 2),
        ({"working": True}, TOGETHER, ("f2",), 2),
        ({"fit": ["full"], "working": True}, TOGETHER, (), 2),
        ({"link": ["against"]}, TOGETHER, (), 2),
    ],
)
def test_each_fact_is_counted_once_and_a_group_is_none_more(
    of: dict[str, Any], facts: tuple[Evidence, ...], counted: tuple[str, ...], total: int
) -> None:
    explanation = ask_links({"count": {"of": of, "at_least": 1}}, facts)
    assert (explanation.matched, explanation.total) == (counted, total)
    assert explanation.holds is bool(counted)


@pytest.mark.parametrize(
    ("at_least", "at_most", "holds"),
    [(2, None, True), (3, None, False), (None, 2, True), (None, 1, False), (2, 2, True), (0, 1, False)],
)
def test_bounds_of_a_count_are_included(at_least: int | None, at_most: int | None, holds: bool) -> None:
    bounds = {"at_least": at_least, "at_most": at_most}
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    assert ask_links({"count": {"of": {"link": ["supports"]}, **given}}, TOGETHER).holds is holds


@pytest.mark.parametrize(
    ("bounds", "holds"),
    [({"at_least": 0.6}, True), ({"at_least": 0.7}, False), ({"below": 0.7}, True), ({"below": 0.6}, False)],
)
def test_a_share_has_facts_below_the_line(bounds: dict[str, float], holds: bool) -> None:
    facts = [
        *TOGETHER,
        OTHER,
        make_fact("f4", "practice", context=[X]),
        make_fact("f5", "statistic", supports=[full()]),
    ]
    explanation = ask_links({"share": {"of": {"fit": ["full"]}, **bounds}}, facts)
    assert (explanation.matched, explanation.total, explanation.holds) == (("f1", "f2", "f5"), 5, holds)


def test_every_compares_facts_with_facts() -> None:
    assert ask_links({"every": {"fit": ["full"]}}, TOGETHER).holds
    assert ask_links({"every": {"timing": ["after"]}}, TOGETHER).holds
    assert not ask_links({"every": {"timing": ["after"]}}, SINCE_ONE).holds
    assert not ask_links({"every": {"fit": ["full"]}}, (*TOGETHER, OTHER)).holds


@pytest.mark.parametrize(
    "condition",
    [
        {"every": {"link": ["supports"]}},
        {"share": {"of": {"link": ["supports"]}, "at_least": 0}},
        {"share": {"of": {"link": ["supports"]}, "below": 1}},
    ],
)
def test_of_nothing_there_is_no_share_and_not_every_one(condition: dict[str, Any]) -> None:
    assert not ask_links(condition, ()).holds


def test_what_is_later_than_another_counts_by_the_group_it_completes() -> None:
    against = make_fact("n1", "admission", against=[X], date="2023-12")
    condition = {"count": {"of": {"fit": ["full"], "later_than": {"link": ["against"]}}, "at_least": 1}}
    explanation = ask_links(condition, (*SINCE_ONE, against))
    assert (explanation.holds, explanation.matched, explanation.total) == (True, ("f1", "f2"), 3)


@pytest.mark.parametrize(
    ("condition", "deciding"),
    [
        ({"count": {"of": {"link": ["supports"]}, "at_least": 1}}, ("f1", "f2")),
        ({"count": {"of": {"link": ["supports"]}, "at_least": 1, "at_most": 2}}, ("f1", "f2")),
        ({"count": {"of": {"link": ["supports"]}, "at_most": 2}}, ()),
        ({"share": {"of": {"link": ["supports"]}, "below": 0.9}}, ()),
        ({"share": {"of": {"link": ["supports"]}, "at_least": 0.5}}, ("f1", "f2")),
        ({"count": {"of": {"link": ["supports"]}, "at_least": 3}}, ()),
    ],
)
def test_what_holds_because_there_are_few_is_decided_by_none_of_them(
    condition: dict[str, Any], deciding: tuple[str, ...]
) -> None:
    facts = (*TOGETHER, make_fact("f4", "practice", context=[X]))
    assert ask_links(condition, facts).deciding == deciding


# --- elements and items -------------------------------------------------------------------------------------------

EVERY_MET = {"every": {"finding": ["met"]}}
SOME_MET = {"exists": {"finding": ["met", "partly_met"]}}
ANY_REFUSED = {"exists": {"reason": ["refused"]}}
HALF_MET = {"share": {"of": {"finding": ["met"]}, "at_least": 0.5}}


@pytest.mark.parametrize(
    ("condition", "offered", "holds"),
    [
        (EVERY_MET, ("met", "met"), True),
        (EVERY_MET, ("met", "partly_met"), False),
        (SOME_MET, ("not_met", "partly_met"), True),
        (SOME_MET, ("not_met", "refused"), False),
        (ANY_REFUSED, ("met", "refused"), True),
        (ANY_REFUSED, ("met", "not_met"), False),
        (HALF_MET, ("met", "not_met"), True),
        (HALF_MET, ("met", "not_met", "partly_met"), False),
    ],
)
def test_an_item_rule_can_ask_for_any_part_of_its_elements(
    condition: dict[str, Any], offered: tuple[str, ...], holds: bool
) -> None:
    assert ask_findings(condition, *offered).holds is holds


@pytest.mark.parametrize(
    ("implemented", "all", "holds"), [(1, 3, False), (2, 5, True), (4, 10, True), (39, 98, False), (0, 1, False)]
)
def test_an_overall_rule_can_ask_for_a_share_of_items(implemented: int, all: int, holds: bool) -> None:
    condition = {"share": {"of": {"verdict": ["implemented"]}, "at_least": 0.4}}
    explanation = ask_items(condition, implemented=implemented, all=all)
    assert (explanation.holds, len(explanation.matched), explanation.total) == (holds, implemented, all)
