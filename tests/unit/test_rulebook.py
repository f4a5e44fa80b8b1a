"""Conditions one by one: what each selects, when it holds, and what it says of it; and rulebooks made from data."""

import datetime as dt
from typing import Any

import pytest

from cpcheck.assessment import assess
from cpcheck.model import (
    Ask,
    EvidenceType,
    Finding,
    FindingLevel,
    Fit,
    ItemVerdict,
    Kind,
    Link,
    PrintedRulebook,
    Reason,
    Relation,
    Stage,
    Timing,
    Verdict,
)
from cpcheck.rulebook import (
    All,
    AnyOf,
    AskIs,
    Condition,
    Count,
    Decision,
    ElementSubject,
    Every,
    Exists,
    Explanation,
    FindingSelector,
    Hypothesis,
    ItemSelector,
    ItemSubject,
    Level,
    LinkSelector,
    Not,
    Otherwise,
    OverallSubject,
    ReasonChoice,
    Rule,
    Share,
    build_condition,
    build_rulebook,
    decide,
    find_rule,
    give_reason,
    is_later,
    trace,
)
from tests.cases import cp, full, make_case, make_element, make_fact, make_item, make_waiver

# --- what is asked about ------------------------------------------------------------------------------------------

LAW = make_fact("law", "law_in_force")
COURSE = make_fact("course", "training")
REFUSAL = make_fact("refusal", "refusal")
PLAN = make_fact("plan", "policy", stage="planned")
STRATEGY = make_fact("strategy", "policy", stage="running")
COUNT = make_fact("count", "statistic")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def make_link(
    *facts: Any,
    relation: Relation = Relation.SUPPORTS,
    fit: Fit | None = None,
    timing: Timing = Timing.UNKNOWN,
    days: tuple[str | None, str] = (None, "2025-06-11"),
) -> Link:
    earliest, latest = days
    return Link(
        relation=relation,
        fit=fit,
        evidence=facts,
        timing=timing,
        earliest=day(earliest) if earliest else None,
        latest=day(latest),
    )


LINKS = (
    make_link(LAW, fit=Fit.FULL, timing=Timing.BEFORE, days=("2020-01-01", "2020-12-31")),
    make_link(COURSE, fit=Fit.PARTIAL, timing=Timing.AFTER, days=("2024-05-01", "2024-05-31")),
    make_link(REFUSAL, relation=Relation.AGAINST),
    make_link(PLAN, relation=Relation.CONTEXT),
    make_link(STRATEGY, fit=Fit.PARTIAL),
    make_link(COUNT, relation=Relation.AGAINST, timing=Timing.BEFORE, days=("2022-01-01", "2022-12-31")),
    make_link(LAW, COURSE, fit=Fit.FULL, timing=Timing.AFTER, days=("2024-05-01", "2024-05-31")),
)
SUBJECT = ElementSubject(ask=Ask.ENSURE, candidates=LINKS)
NOTHING = ElementSubject(ask=Ask.CHANGE, candidates=())


def select(criteria: dict[str, Any]) -> list[str]:
    """Return the ids of each link selected, joined by a plus sign."""
    return ["+".join(link.ids) for link in LinkSelector.build(criteria).select(SUBJECT)]


def find_findings() -> tuple[Finding, ...]:
    """Return three findings: met by `done`, partly met by `standing`, not met by `silent`."""
    elements = [make_element(id=f"A1.{name}") for name in ("done", "old", "none")]
    facts = [
        make_fact("f1", "law_in_force", date="2024-01-01", supports=[full(element="A1.done")]),
        make_fact("f2", "law_in_force", date="2020-01-01", supports=[full(element="A1.old")]),
    ]
    return assess(make_case(make_item("A1", elements=elements), facts), cp()).items[0].findings


def find_items() -> tuple[ItemVerdict, ...]:
    """Return three items: implemented and waived, not addressed and uninformative, not addressed and contrary."""
    items = [make_item(name) for name in ("A1", "B1", "C1")]
    facts = [
        make_fact("f1", "law_in_force", date="2024-01-01", supports=[full(element="A1.x")]),
        make_fact("f2", "refusal", against=["C1.x"]),
    ]
    return assess(make_case(items, facts, waivers=[make_waiver("A1", on="2025-01-01")]), cp()).items


# --- what is selected ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("criteria", "selected"),
    [
        ({}, ["law", "course", "refusal", "plan", "strategy", "count", "law+course"]),
        ({"link": ["supports"]}, ["law", "course", "strategy", "law+course"]),
        ({"link": ["against", "context"]}, ["refusal", "plan", "count"]),
        ({"fit": ["full"]}, ["law", "law+course"]),
        ({"fit": ["partial"]}, ["course", "strategy"]),
        ({"type": ["refusal", "policy"]}, ["refusal", "plan", "strategy"]),
        ({"type": ["law_in_force"]}, ["law"]),
        ({"not_type": ["training", "policy"]}, ["law", "refusal", "count"]),
        ({"kind": ["structure"]}, ["law", "plan", "strategy"]),
        ({"kind": ["process", "outcome"]}, ["course", "count"]),
        ({"stage": ["planned"]}, ["plan"]),
        ({"stage": ["running", "tabled"]}, ["strategy"]),
        ({"timing": ["before"]}, ["law", "count"]),
        ({"timing": ["after", "unknown"]}, ["course", "refusal", "plan", "strategy", "law+course"]),
        ({"operative": True}, ["law", "course", "strategy", "count", "law+course"]),
        ({"operative": False}, ["refusal", "plan"]),
        ({"working": True}, ["course", "count"]),
        ({"working": False}, ["law", "refusal", "plan", "strategy"]),
        ({"link": ["supports"], "fit": ["full"], "timing": ["after"]}, ["law+course"]),
        ({"link": ["against"], "operative": True}, ["count"]),
        ({"link": ["context"], "timing": ["before"]}, []),
        ({"later_than": {"link": ["context"]}}, []),
        ({"later_than": {"type": ["statistic"]}}, ["course", "law+course"]),
        ({"link": ["supports"], "later_than": {"type": ["agreement"]}}, ["law", "course", "strategy", "law+course"]),
        (
            {"later_than": {"link": ["supports"], "fit": ["full"], "timing": ["before"]}},
            ["course", "count", "law+course"],
        ),
        ({"later_than": {"link": ["against"], "later_than": {"type": ["law_in_force"]}}}, ["course", "law+course"]),
    ],
)
def test_a_link_is_selected_where_every_criterion_fits(criteria: dict[str, Any], selected: list[str]) -> None:
    assert select(criteria) == selected
    assert LinkSelector.build(criteria).finds(SUBJECT) is bool(selected)


def test_a_link_selector_is_built_with_all_its_criteria() -> None:
    data = {
        "link": ["supports", "against"],
        "fit": ["full"],
        "type": ["policy"],
        "not_type": ["refusal"],
        "kind": ["process"],
        "stage": ["running"],
        "timing": ["after", "unknown"],
        "operative": False,
        "working": True,
        "later_than": {},
    }
    assert LinkSelector.build(data) == LinkSelector(
        link=(Relation.SUPPORTS, Relation.AGAINST),
        fit=(Fit.FULL,),
        type=(EvidenceType.POLICY,),
        not_type=(EvidenceType.REFUSAL,),
        kind=(Kind.PROCESS,),
        stage=(Stage.RUNNING,),
        timing=(Timing.AFTER, Timing.UNKNOWN),
        operative=False,
        working=True,
        later_than=LinkSelector(),
    )
    assert LinkSelector.build({}) == LinkSelector()


@pytest.mark.parametrize(
    ("first_day", "last_day_of_the_other", "later"),
    [("2024-01-02", "2024-01-01", True), ("2024-01-01", "2024-01-01", False), (None, "2000-01-01", False)],
)
def test_later_means_that_the_first_day_is_behind_the_last(
    first_day: str | None, last_day_of_the_other: str, later: bool
) -> None:
    link = make_link(LAW, days=(first_day, "2024-12-31"))
    rival = make_link(REFUSAL, days=("1999-01-01", last_day_of_the_other))
    assert is_later(link, rival) is later


def test_a_link_goes_by_the_ids_of_its_facts_and_facts_are_counted_once() -> None:
    selector = LinkSelector.build({"fit": ["full"]})
    assert selector.name(LINKS[-1]) == ("law", "course")
    assert selector.count(SUBJECT) == ("law", "course")
    assert LinkSelector.build({"fit": ["full"], "timing": ["after"]}).count(SUBJECT) == ("course",)


@pytest.mark.parametrize(
    ("criteria", "selected"),
    [
        ({}, ["A1.done", "A1.old", "A1.none"]),
        ({"finding": ["met", "not_met"]}, ["A1.done", "A1.none"]),
        ({"reason": ["pre_existing"]}, ["A1.old"]),
        ({"rule": ["done", "silent"]}, ["A1.done", "A1.none"]),
        ({"finding": ["met"], "rule": ["silent"]}, []),
        ({"finding": ["not_met"], "reason": ["unanswered"], "rule": ["silent"]}, ["A1.none"]),
        ({"finding": ["not_met"], "reason": ["refused"]}, []),
    ],
)
def test_a_finding_is_selected_where_every_criterion_fits(criteria: dict[str, Any], selected: list[str]) -> None:
    selector = FindingSelector.build(criteria)
    subject = ItemSubject(candidates=find_findings())
    assert [selector.name(finding) for finding in selector.select(subject)] == [(name,) for name in selected]
    assert selector.count(subject) == tuple(selected)
    assert selector.finds(subject) is bool(selected)


@pytest.mark.parametrize(
    ("criteria", "selected"),
    [
        ({}, ["A1", "B1", "C1"]),
        ({"level": ["not_addressed"]}, ["B1", "C1"]),
        ({"verdict": ["implemented", "partly"]}, ["A1"]),
        ({"flag": ["contrary", "waived"]}, ["A1", "C1"]),
        ({"flag": ["draft"]}, []),
        ({"level": ["not_addressed"], "flag": ["waived"]}, []),
        ({"verdict": ["not_addressed"], "flag": ["contrary"], "level": ["not_addressed"]}, ["C1"]),
        ({"level": ["implemented"], "verdict": ["not_addressed"]}, []),
    ],
)
def test_an_item_is_selected_where_every_criterion_fits(criteria: dict[str, Any], selected: list[str]) -> None:
    selector = ItemSelector.build(criteria)
    subject = OverallSubject(candidates=find_items())
    assert [selector.name(item) for item in selector.select(subject)] == [(name,) for name in selected]
    assert selector.count(subject) == tuple(selected)
    assert selector.finds(subject) is bool(selected)


# --- what a condition comes to ------------------------------------------------------------------------------------

SUPPORTING = LinkSelector(link=(Relation.SUPPORTS,))
AGREED = LinkSelector(type=(EvidenceType.AGREEMENT,))
YES = Exists(of=SUPPORTING)
NO = Exists(of=AGREED)
FOUND = ("law", "course", "strategy")
TRUE = Explanation(condition=YES, holds=True, matched=FOUND)
FALSE = Explanation(condition=NO, holds=False)


def came(condition: Condition, *, holds: bool, **more: Any) -> Explanation:
    return Explanation(condition=condition, holds=holds, **more)


EXPLAINED = (
    TRUE,
    FALSE,
    came(All(parts=(YES, YES)), holds=True, parts=(TRUE, TRUE)),
    came(All(parts=(NO, YES)), holds=False, parts=(FALSE, TRUE)),
    came(All(parts=()), holds=True),
    came(AnyOf(parts=(YES, NO)), holds=True, parts=(TRUE, FALSE)),
    came(AnyOf(parts=(NO, NO)), holds=False, parts=(FALSE, FALSE)),
    came(AnyOf(parts=()), holds=False),
    came(Not(part=YES), holds=False, matched=FOUND, parts=(TRUE,)),
    came(Not(part=NO), holds=True, parts=(FALSE,)),
    came(
        Every(of=LinkSelector()), holds=True, matched=("law", "course", "refusal", "plan", "strategy", "count"), total=6
    ),
    came(Every(of=SUPPORTING), holds=False, matched=FOUND, total=6),
    came(Every(of=AGREED), holds=False, total=6),
    came(Count(of=SUPPORTING, at_least=3, at_most=None), holds=True, matched=FOUND, total=6),
    came(Count(of=SUPPORTING, at_least=4, at_most=None), holds=False, matched=FOUND, total=6),
    came(Count(of=SUPPORTING, at_least=None, at_most=3), holds=True, matched=FOUND, total=6),
    came(Count(of=SUPPORTING, at_least=None, at_most=2), holds=False, matched=FOUND, total=6),
    came(Count(of=SUPPORTING, at_least=1, at_most=2), holds=False, matched=FOUND, total=6),
    came(Count(of=SUPPORTING, at_least=None, at_most=None), holds=True, matched=FOUND, total=6),
    came(Share(of=SUPPORTING, at_least=0.5, below=None), holds=True, matched=FOUND, total=6),
    came(Share(of=SUPPORTING, at_least=0.51, below=None), holds=False, matched=FOUND, total=6),
    came(Share(of=SUPPORTING, at_least=None, below=0.51), holds=True, matched=FOUND, total=6),
    came(Share(of=SUPPORTING, at_least=None, below=0.5), holds=False, matched=FOUND, total=6),
    came(Share(of=SUPPORTING, at_least=0.6, below=0.9), holds=False, matched=FOUND, total=6),
    came(AskIs(asks=(Ask.ENSURE, Ask.CHANGE)), holds=True, matched=(Ask.ENSURE,)),
    came(AskIs(asks=(Ask.CONSIDER,)), holds=False, matched=(Ask.ENSURE,)),
    came(Otherwise(), holds=True),
)


@pytest.mark.parametrize("explanation", EXPLAINED, ids=lambda explanation: type(explanation.condition).__name__)
def test_a_condition_says_what_it_came_to_part_by_part(explanation: Explanation) -> None:
    assert explanation.condition.evaluate(SUBJECT) == explanation
    assert explanation.condition.holds(SUBJECT) is explanation.holds


@pytest.mark.parametrize("bounds", [{"at_least": 0.0, "below": None}, {"at_least": None, "below": 1.0}])
def test_there_is_no_share_of_nothing(bounds: dict[str, Any]) -> None:
    share = Share(of=SUPPORTING, **bounds)
    assert share.evaluate(NOTHING) == came(share, holds=False, total=0)
    assert not share.holds(NOTHING)


def test_nothing_is_not_every_one() -> None:
    every = Every(of=LinkSelector())
    assert every.evaluate(NOTHING) == came(every, holds=False, total=0)


@pytest.mark.parametrize(
    ("condition", "deciding"),
    [
        (YES, FOUND),
        (NO, ()),
        (All(parts=(YES, Exists(of=LinkSelector(fit=(Fit.FULL,))))), FOUND),
        (All(parts=(Exists(of=LinkSelector(link=(Relation.CONTEXT,))), YES)), ("plan", *FOUND)),
        (All(parts=(YES, NO)), ()),
        (AnyOf(parts=(NO, Exists(of=LinkSelector(link=(Relation.CONTEXT,))))), ("plan",)),
        (Not(part=NO), ()),
        (Not(part=YES), ()),
        (AskIs(asks=(Ask.ENSURE,)), ()),
        (All(parts=(AskIs(asks=(Ask.ENSURE,)), YES)), FOUND),
        (Count(of=SUPPORTING, at_least=1, at_most=None), FOUND),
        (Count(of=SUPPORTING, at_least=1, at_most=9), FOUND),
        (Count(of=SUPPORTING, at_least=None, at_most=9), ()),
        (Share(of=SUPPORTING, at_least=0.1, below=None), FOUND),
        (Share(of=SUPPORTING, at_least=None, below=0.9), ()),
        (Every(of=LinkSelector(link=(Relation.SUPPORTS,))), ()),
        (Otherwise(), ()),
    ],
)
def test_what_made_a_condition_hold_is_named_and_nothing_else(condition: Condition, deciding: tuple[str, ...]) -> None:
    assert condition.evaluate(SUBJECT).deciding == deciding


# --- made from data -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "condition"),
    [
        ({"exists": {"link": ["supports"]}}, YES),
        ({"every": {"link": ["supports"]}}, Every(of=SUPPORTING)),
        ({"all": [{"otherwise": True}, {"exists": {"type": ["agreement"]}}]}, All(parts=(Otherwise(), NO))),
        ({"any": [{"exists": {"type": ["agreement"]}}]}, AnyOf(parts=(NO,))),
        ({"not": {"exists": {"type": ["agreement"]}}}, Not(part=NO)),
        ({"count": {"of": {"link": ["supports"]}, "at_least": 2}}, Count(of=SUPPORTING, at_least=2, at_most=None)),
        ({"count": {"of": {"link": ["supports"]}, "at_most": 3}}, Count(of=SUPPORTING, at_least=None, at_most=3)),
        ({"share": {"of": {"link": ["supports"]}, "at_least": 0.1}}, Share(of=SUPPORTING, at_least=0.1, below=None)),
        ({"share": {"of": {"link": ["supports"]}, "below": 0.2}}, Share(of=SUPPORTING, at_least=None, below=0.2)),
        ({"ask": ["change", "consider"]}, AskIs(asks=(Ask.CHANGE, Ask.CONSIDER))),
        ({"otherwise": True}, Otherwise()),
    ],
)
def test_a_condition_is_built_by_the_name_of_its_node(data: dict[str, Any], condition: Condition) -> None:
    assert build_condition(data, LinkSelector.build) == condition


def test_a_node_that_there_is_not_is_refused_by_its_name() -> None:
    with pytest.raises(KeyError, match="unknown condition 'sometimes'"):
        build_condition({"sometimes": {}}, LinkSelector.build)


LEAST = {
    "id": "least",
    "title": "The least",
    "source": "composed",
    "levels": [{"id": "low", "title": "Low", "verdict": "not_addressed"}],
    "elements": [
        {
            "id": "rest",
            "text": "all",
            "source": "s1",
            "when": {"otherwise": True},
            "finding": "not_met",
            "reason": "refused",
        }
    ],
    "items": [{"id": "end", "text": "any", "source": "s2", "when": {"otherwise": True}, "level": "low"}],
}
MOST = {
    **LEAST,
    "conclusions": [{"id": "fine", "title": "Fine", "verdict": "partly"}],
    "elements": [
        {"id": "met", "text": "some", "source": "s0", "when": {"exists": {"link": ["supports"]}}, "finding": "met"},
        {
            "id": "rest",
            "text": "all",
            "source": "s1",
            "when": {"otherwise": True},
            "finding": "partly_met",
            "reason": [
                {"reason": "undated", "when": {"exists": {"type": ["agreement"]}}},
                {"reason": "incomplete"},
                {"reason": "refused"},
            ],
        },
    ],
    "items": [{"id": "end", "text": "any", "source": "s2", "when": {"every": {"finding": ["met"]}}, "level": "low"}],
    "overall": [
        {"id": "sum", "text": "so", "source": "s3", "when": {"exists": {"level": ["low"]}}, "conclusion": "fine"}
    ],
    "questions": [
        {
            "id": "q1",
            "suppose": "offered",
            "type": "practice",
            "fit": "partial",
            "to": ["met"],
            "asks": ["ensure"],
            "text": "T?",
        },
        {"id": "q2", "suppose": "dated", "text": "When?"},
    ],
}


def test_a_rulebook_is_built_with_all_its_parts() -> None:
    book = build_rulebook(MOST)
    assert (book.id, book.title, book.source) == ("least", "The least", "composed")
    assert book.levels == (Level(id="low", title="Low", verdict=Verdict.NOT_ADDRESSED),)
    assert book.conclusions == (Level(id="fine", title="Fine", verdict=Verdict.PARTLY),)
    met, rest = book.elements
    assert met == Rule(id="met", text="some", source="s0", when=YES, outcome="met", reasons=())
    assert rest.reasons == (
        ReasonChoice(reason=Reason.UNDATED, when=NO),
        ReasonChoice(reason=Reason.INCOMPLETE, when=Otherwise()),
        ReasonChoice(reason=Reason.REFUSED, when=Otherwise()),
    )
    of = FindingSelector(finding=(FindingLevel.MET,))
    assert book.items == (Rule(id="end", text="any", source="s2", when=Every(of=of), outcome="low", reasons=()),)
    some = Exists(of=ItemSelector(level=("low",)))
    assert book.overall == (Rule(id="sum", text="so", source="s3", when=some, outcome="fine", reasons=()),)
    assert book.rules == (met, rest, *book.items, *book.overall)
    offered, dated = book.hypotheses
    assert offered == Hypothesis(
        id="q1",
        suppose="offered",
        type=EvidenceType.PRACTICE,
        fit=Fit.PARTIAL,
        to=(FindingLevel.MET,),
        asks=(Ask.ENSURE,),
        text="T?",
    )
    assert dated == Hypothesis(id="q2", suppose="dated", type=None, fit=None, to=(), asks=(), text="When?")


def test_what_a_rulebook_leaves_out_is_none() -> None:
    book = build_rulebook(LEAST)
    assert (book.conclusions, book.overall, book.hypotheses) == ((), (), ())
    assert book.elements[0].reasons == (ReasonChoice(reason=Reason.REFUSED, when=Otherwise()),)


def test_a_rulebook_prints_the_words_of_its_rules_and_the_titles_of_its_levels() -> None:
    book = build_rulebook(MOST)
    assert book.printed == PrintedRulebook(
        id="least",
        title="The least",
        rules={"met": "some", "rest": "all", "end": "any", "sum": "so"},
        levels={"low": "Low"},
        conclusions={"fine": "Fine"},
    )
    assert book.level("low") == Level(id="low", title="Low", verdict=Verdict.NOT_ADDRESSED)
    with pytest.raises(KeyError, match="fine"):
        book.level("fine")


def test_the_first_rule_that_holds_decides_with_its_first_reason_that_holds() -> None:
    book = build_rulebook(MOST)
    decision = decide(book.elements, SUBJECT)
    assert (decision.rule.id, decision.explanation) == ("met", TRUE)
    assert give_reason(decision.rule, SUBJECT) is None
    silent = decide(book.elements, NOTHING)
    assert (silent.rule.id, silent.explanation) == ("rest", came(Otherwise(), holds=True))
    assert give_reason(silent.rule, NOTHING) is Reason.INCOMPLETE
    agreed = ElementSubject(ask=Ask.CHANGE, candidates=(make_link(make_fact("a", "agreement")),))
    assert give_reason(silent.rule, agreed) is Reason.UNDATED


def test_a_list_that_does_not_decide_says_what_it_lacks() -> None:
    with pytest.raises(LookupError, match=r"^no rule holds: the last rule of a list must be `otherwise`$"):
        decide(build_rulebook(MOST).elements[:1], NOTHING)


def test_trying_stops_with_the_rule_that_decides() -> None:
    book = build_rulebook(MOST)
    met, rest = book.elements
    assert trace(book.elements, SUBJECT) == (Decision(rule=met, explanation=TRUE),)
    assert trace(book.elements, NOTHING) == (
        Decision(rule=met, explanation=YES.evaluate(NOTHING)),
        Decision(rule=rest, explanation=came(Otherwise(), holds=True)),
    )
    assert find_rule(book.elements, NOTHING) is rest
    with pytest.raises(LookupError, match="no rule holds"):
        trace(book.elements[:1], NOTHING)
