"""An assessment part by part: the day, the order of ids, what is supposed and asked, findings, flags and totals."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest

from cpcheck.assessment import UnknownElementError, assess, default_day, natural_order, suppose, trace_element
from cpcheck.model import (
    Ask,
    Case,
    Evidence,
    EvidenceType,
    FactDate,
    Finding,
    FindingLevel,
    Fit,
    Flag,
    Link,
    Question,
    Reason,
    Relation,
    Stage,
    Support,
    Tally,
    Timing,
    Totals,
    Verdict,
)
from cpcheck.records import replace
from cpcheck.rulebook import Hypothesis, Rulebook, build_rulebook
from cpcheck.store.rulebooks import load_rulebook
from tests.cases import (
    CUTOFF,
    RECEIVED,
    X,
    cp,
    full,
    make_answer,
    make_case,
    make_element,
    make_fact,
    make_item,
    make_override,
    make_waiver,
    partial,
)

DAY = FactDate.parse("2025-06-12")
"""The day after the reply."""


def find(facts: Iterable[Evidence], *, ask: str = "ensure", book: Rulebook | None = None) -> Finding:
    """Return the finding on the one element of a case."""
    return assess(make_case(make_element(ask), facts), book or cp()).items[0].findings[0]


def make_book(*questions: dict[str, Any]) -> Rulebook:
    """Make a rulebook of three steps with its questions: full and after is met, any support is partly met."""
    after = {"link": ["supports"], "fit": ["full"], "timing": ["after"]}
    either = {"any": [{"exists": {"link": ["supports"], "operative": True}}]}
    return build_rulebook(
        {
            "id": "steps",
            "title": "Steps",
            "source": "composed",
            "levels": [{"id": "one", "title": "One", "verdict": "partly"}],
            "elements": [
                {"id": "top", "text": "t", "source": "s", "when": {"exists": after}, "finding": "met"},
                {
                    "id": "some",
                    "text": "t",
                    "source": "s",
                    "when": either,
                    "finding": "partly_met",
                    "reason": "undated",
                },
                {
                    "id": "none",
                    "text": "t",
                    "source": "s",
                    "when": {"otherwise": True},
                    "finding": "not_met",
                    "reason": "unanswered",
                },
            ],
            "items": [{"id": "only", "text": "t", "source": "s", "when": {"otherwise": True}, "level": "one"}],
            "questions": [{"text": "?", **question} for question in questions],
        }
    )


# --- the day ------------------------------------------------------------------------------------------------------


def test_the_day_is_that_given_or_the_newest_in_the_file() -> None:
    case = make_case(overrides=[make_override(on="2025-07-01")], waivers=[make_waiver(on="2025-08-02")])
    assert default_day(case.response) == dt.date(2025, 8, 2)
    assert default_day(make_case(overrides=[make_override(on="2025-07-01")]).response) == dt.date(2025, 7, 1)
    assert default_day(make_case(waivers=[make_waiver(on="2020-01-01")]).response) == RECEIVED
    assert assess(case, cp()).as_of == dt.date(2025, 8, 2)
    assert assess(case, cp(), as_of=dt.date(2024, 1, 1)).as_of == dt.date(2024, 1, 1)


# --- the order of ids ---------------------------------------------------------------------------------------------


def test_ids_are_put_in_order_by_the_numbers_in_them() -> None:
    mixed = ["s1", "r10", "r1.10a", "r1", "10", "r1.10", "2", "r00100", "r01", "", "r1.9", "r2", "r"]
    assert sorted(mixed, key=natural_order) == [
        "", "2", "10", "r", "r01", "r1", "r1.9", "r1.10", "r1.10a", "r2", "r10", "r00100", "s1"
    ]  # fmt: skip


def test_a_number_is_compared_by_its_length_and_then_its_digits() -> None:
    assert natural_order("r010.x") == ([(0, "r"), (2, "10"), (0, ".x")], "r010.x")
    assert natural_order("0") == ([(0, ""), (0, ""), (0, "")], "0")
    assert natural_order("X07Y12") == ([(0, "X"), (1, "7"), (0, "Y"), (2, "12"), (0, "")], "X07Y12")


# --- what is supposed ---------------------------------------------------------------------------------------------


def make_hypothesis(suppose: str, **given: Any) -> Hypothesis:
    return Hypothesis(id="h", suppose=suppose, text="?", **{"type": None, "fit": None, "to": (), "asks": (), **given})


def suppose_all(hypothesis: Hypothesis, facts: list[Evidence]) -> list[tuple[str | None, list[Evidence]]]:
    return list(suppose(hypothesis, make_element(), facts, day=DAY, cutoff=CUTOFF))


UNDATED = make_fact("f1", "law_in_force", supports=[full()])
ROUGH = make_fact("f2", "practice", supports=[partial()], period=(None, "2023"))
PLAN = make_fact("f3", "policy", stage="planned", supports=[partial()], period=("2022", "2024"))
INTENTION = make_fact("f4", "intention", supports=[full()], date="2024-01-01")


def test_a_fact_that_is_offered_is_added_behind_the_others() -> None:
    offered = make_hypothesis("offered", type=EvidenceType.TRAINING, fit=Fit.PARTIAL)
    added = replace(make_fact("?", "training", supports=[partial()], date="2025-06-12"), fact="")
    assert suppose_all(offered, [UNDATED]) == [(None, [UNDATED, added])]
    plain = replace(make_fact("?", "practice", supports=[full()], date="2025-06-12"), fact="")
    assert suppose_all(make_hypothesis("offered"), []) == [(None, [plain])]


def test_every_operative_fact_without_a_telling_date_is_dated_in_turn() -> None:
    dated = make_fact("f5", "law_in_force", supports=[full()], date="2024-01-01")
    facts = [PLAN, UNDATED, INTENTION, dated, ROUGH]
    assert suppose_all(make_hypothesis("dated"), facts) == [
        ("f1", [PLAN, replace(UNDATED, date=DAY), INTENTION, dated, ROUGH]),
        ("f2", [PLAN, UNDATED, INTENTION, dated, replace(ROUGH, date=DAY, period=None)]),
    ]


def test_every_fact_that_is_announced_is_carried_out_in_turn() -> None:
    draft = make_fact("f6", "draft_law", supports=[full()], period=("2020", None))
    adopted = make_fact("f7", "law_adopted", supports=[full()])
    running = make_fact("f8", "policy", stage="running", supports=[full()])
    facts = [running, PLAN, draft, adopted, UNDATED, INTENTION]
    done = {
        1: replace(PLAN, stage=Stage.RUNNING, date=DAY, period=None),
        2: replace(draft, type=EvidenceType.LAW_IN_FORCE, stage=None, date=DAY, period=None),
        3: replace(adopted, type=EvidenceType.LAW_IN_FORCE, date=DAY),
        5: replace(INTENTION, type=EvidenceType.PRACTICE, date=DAY),
    }
    expected = [(facts[place].id, [*facts[:place], new, *facts[place + 1 :]]) for place, new in done.items()]
    assert suppose_all(make_hypothesis("carried_out"), facts) == expected


@pytest.mark.parametrize("supposed", ["dated", "carried_out"])
def test_what_does_not_support_the_element_is_supposed_nothing_of(supposed: str) -> None:
    elsewhere = [
        make_fact("f1", "law_in_force", supports=[full(element="B1.x")]),
        make_fact("f2", "practice", context=[X]),
        make_fact("f3", "intention", supports=[full(element="B1.x")], context=[X]),
    ]
    assert suppose_all(make_hypothesis(supposed), elsewhere) == []
    here = UNDATED if supposed == "dated" else INTENTION
    assert [about for about, _ in suppose_all(make_hypothesis(supposed), [*elsewhere, here])] == [here.id]


# --- what is asked ------------------------------------------------------------------------------------------------

DATED = {"id": "when", "suppose": "dated"}
DONE = {"id": "done", "suppose": "carried_out"}
PART = {"id": "part", "suppose": "offered", "type": "practice", "fit": "partial"}
WHOLE = {"id": "whole", "suppose": "offered", "type": "law_in_force", "fit": "full"}


@pytest.mark.parametrize(
    ("questions", "facts", "asked"),
    [
        ([], [], None),
        ([DATED, DONE, PART, WHOLE], [], ("part", None, FindingLevel.PARTLY_MET)),
        ([DATED, DONE, WHOLE, PART], [], ("whole", None, FindingLevel.MET)),
        ([PART, DATED], [UNDATED], ("when", "f1", FindingLevel.MET)),
        ([DATED, WHOLE], [ROUGH], ("whole", None, FindingLevel.MET)),
        ([DONE], [PLAN], ("done", "f3", FindingLevel.PARTLY_MET)),
        ([{**DONE, "to": ["met"]}], [PLAN], None),
        ([{**DONE, "to": ["met", "partly_met"]}], [PLAN], ("done", "f3", FindingLevel.PARTLY_MET)),
        ([{**PART, "to": ["met"]}, WHOLE], [], ("whole", None, FindingLevel.MET)),
        ([{**PART, "asks": ["change"]}, WHOLE], [], ("whole", None, FindingLevel.MET)),
        ([{**PART, "asks": ["change", "ensure"]}, WHOLE], [], ("part", None, FindingLevel.PARTLY_MET)),
        ([PART], [UNDATED], None),
        ([DATED, WHOLE], [make_fact("f9", "practice", supports=[full()], date="2024-01-01")], None),
    ],
)
def test_the_first_supposition_that_raises_the_finding_is_asked(
    questions: list[dict[str, Any]], facts: list[Evidence], asked: tuple[str, str | None, FindingLevel] | None
) -> None:
    question = find(facts, book=make_book(*questions)).question
    expected = Question(id=asked[0], text="?", evidence=asked[1], raises_to=asked[2]) if asked else None
    assert question == expected


def test_what_is_supposed_is_later_than_all_that_is_dated_on_the_element() -> None:
    """A full fact meets `cp` only where it is later than what stands against it, whenever that is."""
    for date in ("2024-01-01", "2030-12-31", "9999-12-30", None):
        facts = [make_fact("r1.1", "practice", against=[X], date=date)]
        question = find(facts, ask="change").question
        assert question is not None
        assert question.raises_to is FindingLevel.MET


def test_nothing_is_later_than_the_last_day_there_is() -> None:
    facts = [make_fact("r1.1", "practice", against=[X], date="9999-12-31")]
    question = find(facts, ask="change").question
    assert question is not None
    assert question.raises_to is FindingLevel.PARTLY_MET


def test_a_reply_before_the_recommendation_is_asked_for_what_came_after_both() -> None:
    case = make_case(make_element("change"))
    early = replace(case.response, document=replace(case.response.document, received=dt.date(2020, 1, 1)))
    question = assess(replace(case, response=early), cp()).items[0].findings[0].question
    assert question is not None
    assert question.raises_to is FindingLevel.MET


# --- a finding, whole ---------------------------------------------------------------------------------------------


def make_link(
    fact: Evidence, relation: Relation, fit: Fit | None, timing: Timing, first: str | None, last: str
) -> Link:
    earliest = dt.date.fromisoformat(first) if first else None
    return Link(
        relation=relation,
        fit=fit,
        evidence=(fact,),
        timing=timing,
        earliest=earliest,
        latest=dt.date.fromisoformat(last),
    )


def test_a_finding_holds_the_rule_its_facts_in_order_and_everything_linked() -> None:
    element = make_element("change")
    old = make_fact("r1.10", "law_in_force", date="2020", supports=[full("r1.9")])
    new = make_fact("r1.9", "training", period=("2024-02", "2024-05"), figures=[2023, None], supports=[full()])
    against = make_fact("r2.1", "admission", against=[X])
    other = make_fact("r2.2", "practice", date="2023-06", supports=[full("r1.9")], context=[X], source="Bar of XA")
    finding = assess(make_case(element, [against, other, old, new]), cp()).items[0].findings[0]
    assert finding == Finding(
        element=element,
        level=FindingLevel.PARTLY_MET,
        reason=Reason.INCOMPLETE,
        rule="part-done",
        evidence=("r1.9", "r1.10"),
        links=(
            make_link(new, Relation.SUPPORTS, Fit.FULL, Timing.AFTER, "2024-05-01", "2024-05-31"),
            make_link(old, Relation.SUPPORTS, Fit.PARTIAL, Timing.BEFORE, "2020-01-01", "2020-12-31"),
            make_link(against, Relation.AGAINST, None, Timing.UNKNOWN, None, "2025-06-11"),
        ),
        set_aside=(
            make_link(other, Relation.SUPPORTS, Fit.PARTIAL, Timing.UNKNOWN, "2023-06-01", "2023-06-30"),
            make_link(other, Relation.CONTEXT, None, Timing.UNKNOWN, "2023-06-01", "2023-06-30"),
        ),
        question=finding.question,
    )
    assert finding.question is not None


def test_a_group_speaks_from_its_last_fact_on() -> None:
    facts = [
        make_fact("f1", "law_in_force", date="2020", supports=[full("f2")]),
        make_fact("f2", "institution", date="2024-05", supports=[full("f1")]),
        make_fact("f3", "admission", date="2024-04-30", against=[X]),
    ]
    assert find(facts, ask="change").rule == "done"
    later = replace(facts[2], date=FactDate.parse("2024-05-01"))
    assert find([*facts[:2], later], ask="change").rule == "part-done"


def test_a_group_without_dates_is_never_late_and_asked_when_it_was() -> None:
    facts = [
        make_fact("f1", "law_in_force", supports=[full("f2")]),
        make_fact("f2", "institution", supports=[full("f1")]),
    ]
    finding = find(facts, ask="change")
    assert (finding.rule, finding.reason, finding.evidence) == ("standing", Reason.UNDATED, ("f1", "f2"))
    assert finding.question is not None
    assert (finding.question.evidence, finding.question.raises_to) == ("f1", FindingLevel.MET)


def test_only_other_facts_than_the_state_s_are_set_aside_and_only_where_they_do_not_count() -> None:
    other = make_fact("f1", "law_in_force", date="2024", supports=[full()], source="Bar of XA")
    case = make_case(make_element("change"), [other])
    apart, counted = (assess(case, cp(), third_party=third) for third in (False, True))
    assert (apart.third_party, counted.third_party) == (False, True)
    assert [link.ids for link in apart.items[0].findings[0].set_aside] == [("f1",)]
    assert counted.items[0].findings[0].set_aside == ()
    assert [a.items[0].findings[0].rule for a in (apart, counted)] == ["silent", "done"]


def test_what_is_set_aside_is_shown_fact_by_fact_and_not_in_groups() -> None:
    facts = [
        make_fact("f1", "law_in_force", supports=[full("f2")], source="Bar of XA"),
        make_fact("f2", "practice", supports=[full("f1")], source="Bar of XA"),
    ]
    assert [link.ids for link in find(facts).set_aside] == [("f1",), ("f2",)]


def test_the_trace_of_an_element_names_every_rule_up_to_the_one_that_decides() -> None:
    other = make_fact("f1", "law_in_force", date="2024", supports=[full(element="B1.x")], source="Bar of XA")
    own = make_fact("f2", "assurance", supports=[full(element="B1.x")])
    case = make_case([make_item("A1"), make_item("B1", elements=[make_element("change", "B1.x")])], [other, own])
    order = [rule.id for rule in cp().elements]
    for counted, rule, facts in (({}, "assurance", ("f2",)), ({"third_party": True}, "done", ("f1",))):
        tried = trace_element(case, cp(), "B1.x", **counted)
        assert [decision.rule.id for decision in tried] == order[: order.index(rule) + 1]
        assert [decision.explanation.holds for decision in tried] == [False] * (len(tried) - 1) + [True]
        assert all(decision.explanation.condition is decision.rule.when for decision in tried)
        assert tried[-1].explanation.deciding == facts


def test_an_element_that_there_is_not_cannot_be_traced_and_is_named() -> None:
    with pytest.raises(UnknownElementError, match=r"^B1\.y$"):
        trace_element(make_case(), cp(), "B1.y")


# --- items and all together ---------------------------------------------------------------------------------------


def make_large_case() -> Case:
    """Make a case with everything that totals count: two sections, themes, a repeated item, all flags."""
    own = [make_element("change", "A1.x"), make_element("ensure", "A1.y")]
    items = [
        make_item("A1", elements=own, themes=["law", "courts"]),
        make_item("B1", themes=["law"]),
        make_item("B2", elements=own, themes=["law"], repeats="A1"),
        make_item("B3", elements=[make_element("change", "B3.x")]),
        make_item("B4", themes=["shelter"]),
    ]
    answers = [
        make_answer("r1", ["A1"], [make_fact("r1.1", "law_in_force", date="2024", supports=[full(element="A1.x")])]),
        make_answer("r2", ["B1"], [make_fact("r2.1", "assurance", supports=[full(element="B1.x")])], review="draft"),
        make_answer("r3", [], [make_fact("r3.1", "practice", date="2024", against=["B3.x"], context=["A1.y"])]),
        make_answer("r4", ["B4"], [make_fact("r4.1", "practice", date="2024", supports=[full(element="B4.x")])]),
    ]
    return make_case(
        items,
        answers=answers,
        overrides=[
            make_override("B1", on="2025-06-01"),
            make_override("B1", on="2025-05-01"),
            make_override("B1", on="2099-01-01"),
        ],
        waivers=[
            make_waiver("B3", on="2025-01-01", expires="2025-12-31"),
            make_waiver("B1", on="2024-01-01", expires="2024-02-01"),
        ],
    )


def test_totals_are_counted_over_items_that_repeat_no_other() -> None:
    totals = assess(make_large_case(), cp(), as_of=RECEIVED).totals
    assert totals == Totals(
        verdicts=Tally(key="", implemented=1, partly=1, not_addressed=2),
        sections=(
            Tally(key="A", implemented=0, partly=1, not_addressed=0),
            Tally(key="B", implemented=1, partly=0, not_addressed=2),
        ),
        themes=(
            Tally(key="courts", implemented=0, partly=1, not_addressed=0),
            Tally(key="law", implemented=0, partly=1, not_addressed=1),
            Tally(key="shelter", implemented=1, partly=0, not_addressed=0),
        ),
        levels=(("implemented", 1), ("partly", 1), ("not_addressed", 2)),
        findings=((FindingLevel.MET, 2), (FindingLevel.PARTLY_MET, 0), (FindingLevel.NOT_MET, 3)),
        reasons=((Reason.OFF_POINT, 1), (Reason.ASSURANCE_ONLY, 1), (Reason.ADMITS_GAP, 1)),
        flags=(
            (Flag.CONTRARY, 1),
            (Flag.INSUFFICIENT_INFORMATION, 1),
            (Flag.DRAFT, 1),
            (Flag.OVERRIDDEN, 1),
            (Flag.WAIVED, 1),
        ),
    )


def test_an_item_holds_its_answers_decisions_and_flags() -> None:
    case = make_large_case()
    a1, b1, b2, b3, b4 = assess(case, cp(), as_of=RECEIVED).items
    assert [[answer.id for answer in item.answers] for item in (a1, b1, b2, b3, b4)] == [
        ["r1", "r3"],
        ["r2"],
        ["r1", "r3"],
        ["r3"],
        ["r4"],
    ]
    assert [item.flags for item in (a1, b1, b2, b3, b4)] == [
        (),
        (Flag.INSUFFICIENT_INFORMATION, Flag.DRAFT, Flag.OVERRIDDEN),
        (),
        (Flag.CONTRARY, Flag.WAIVED),
        (),
    ]
    first, second, future = case.response.overrides
    assert (b1.override, b1.lapsed_overrides) == (first, (second, future))
    assert (b3.waiver, b3.lapsed_waivers) == (case.response.waivers[0], ())
    assert (b1.waiver, b1.lapsed_waivers) == (None, (case.response.waivers[1],))
    assert (a1.override, a1.lapsed_overrides, a1.waiver, a1.lapsed_waivers) == (None, (), None, ())
    assert [(item.level, item.rule, item.verdict) for item in (a1, b1, b4)] == [
        ("partly", "some-met", Verdict.PARTLY),
        ("not_addressed", "none-met", Verdict.NOT_ADDRESSED),
        ("implemented", "all-met", Verdict.IMPLEMENTED),
    ]
    assert [item.findings for item in (a1, b2)] == [a1.findings, a1.findings]
    assert [item.item for item in (a1, b1, b2, b3, b4)] == list(case.recommendations.items)


def test_of_two_decisions_of_one_day_the_same_holds_whatever_their_order() -> None:
    two = [make_override("A1", "partly", on="2025-06-01"), make_override("A1", "implemented", on="2025-06-01")]
    held = {assess(make_case(overrides=order), cp()).items[0].override for order in (two, two[::-1])}
    assert len(held) == 1


@pytest.mark.parametrize(
    ("type", "date", "is_contrary"),
    [
        ("refusal", None, True),
        ("practice", "2024", True),
        ("practice", "2020", False),
        ("practice", None, False),
        ("admission", "2024", False),
    ],
)
def test_contrary_is_said_of_a_refusal_and_of_what_was_done_since(
    type: str, date: str | None, is_contrary: bool
) -> None:
    item = assess(make_case(make_element("change"), [make_fact("f1", type, date=date, against=[X])]), cp()).items[0]
    assert (Flag.CONTRARY in item.flags) is is_contrary


def test_what_supports_is_not_contrary_whenever_it_was() -> None:
    item = assess(make_case(make_element(), [make_fact("f1", "practice", date="2024", supports=[full()])]), cp()).items[
        0
    ]
    assert item.flags == ()


def test_a_conclusion_is_drawn_over_the_items_that_count() -> None:
    assert assess(make_large_case(), cp()).conclusion is None
    book = load_rulebook("greco")
    done = make_fact("r1.1", "law_in_force", date="2024", supports=[full()])
    items = [make_item("A1"), *(make_item(f"B{n}", elements=[make_element()], repeats="A1") for n in range(1, 9))]
    open_items = [make_item(f"C{n}") for n in range(1, 5)]
    case = make_case([*items, *open_items], answers=[make_answer("r1", ["A1"], [done])])
    alone = make_case([items[0], *open_items], answers=[make_answer("r1", ["A1"], [done])])
    assert assess(case, book).conclusion == assess(alone, book).conclusion
    assert assess(case, book).conclusion in {level.id for level in book.conclusions}


def test_an_assessment_holds_the_case_and_what_is_printed_of_the_rulebook() -> None:
    case = make_large_case()
    assessment = assess(case, cp())
    assert assessment.case is case
    assert assessment.rulebook == cp().printed


def test_a_repeated_item_that_shares_some_elements_is_answered_by_what_is_offered_for_them_only() -> None:
    own = [make_element("change", "A1.x"), make_element("change", "A1.y")]
    items = [make_item("A1", elements=own), make_item("B1", elements=own[:1], repeats="A1")]
    answers = [make_answer("r1", ["A1"]), make_answer("r2", ["C9"], [make_fact("r2.1", "practice", context=["A1.y"])])]
    a1, b1 = assess(make_case(items, answers=answers), cp()).items
    assert [[answer.id for answer in item.answers] for item in (a1, b1)] == [["r1", "r2"], []]


def test_an_answer_without_facts_to_the_repeated_item_answers_its_twin_too() -> None:
    own = [make_element("change", "A1.x")]
    items = [make_item("A1", elements=own), make_item("B1", elements=own, repeats="A1")]
    for named in ("A1", "B1"):
        assessed = assess(make_case(items, answers=[make_answer("r1", [named])]), cp()).items
        assert [[answer.id for answer in item.answers] for item in assessed] == [["r1"], ["r1"]]


def test_support_of_another_element_is_no_support_of_this_one() -> None:
    element = make_element("change")
    fact = make_fact("f1", "practice", date="2024", supports=[Support(element="A1.y", fit=Fit.FULL, together=())])
    items = [make_item("A1", elements=[element, make_element("change", "A1.y")])]
    x, y = assess(make_case(items, [fact]), cp()).items[0].findings
    assert (x.level, y.level) == (FindingLevel.NOT_MET, FindingLevel.MET)
    assert x.links == ()


def test_asks_are_what_a_rule_looks_at() -> None:
    examined = [make_fact("f1", "practice", date="2024", supports=[partial()])]
    assert find(examined, ask=Ask.CONSIDER.value).rule == "considered"
    assert find(examined, ask=Ask.CHANGE.value).rule == "part-done"
