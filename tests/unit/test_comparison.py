"""What moved between two assessments, in which direction, and by which evidence."""

import datetime as dt
import random
from collections.abc import Callable, Iterable

from hypothesis import given
from hypothesis import strategies as st

from cpcheck.assessment import assess
from cpcheck.comparison import (
    CaseComparison,
    ChangeKind,
    DecisionChangeKind,
    EvidenceChange,
    FieldChange,
    compare_all,
    compare_assessments,
    list_regressions,
)
from cpcheck.model import (
    Answer,
    Ask,
    Assessment,
    Case,
    Evidence,
    EvidenceType,
    FactDate,
    Flag,
    Restatement,
    Verdict,
    Where,
)
from cpcheck.records import replace
from cpcheck.standing import Direction
from tests.cases import (
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
from tests.unit.test_properties import cases

LAW = make_fact("r1.1", "law_in_force", date="2024-03-01", supports=[full()])
ASSURANCE = make_fact("r1.2", "assurance", supports=[partial()])
ADMISSION = make_fact("r1.3", "admission", against=[X])


def compare(
    old: Case, new: Case, *, days: tuple[str | None, str | None] = (None, None), third_party: bool = False
) -> CaseComparison:
    as_of = [dt.date.fromisoformat(day) if day else None for day in days]
    return compare_assessments(
        assess(old, cp(), as_of=as_of[0], third_party=third_party),
        assess(new, cp(), as_of=as_of[1], third_party=third_party),
    )


def compare_facts(old: Iterable[Evidence], new: Iterable[Evidence]) -> CaseComparison:
    return compare(make_case(make_element(), old), make_case(make_element(), new))


def name_changes(changes: Iterable[EvidenceChange]) -> list[tuple[str, str]]:
    return [(change.kind.value, change.fact.id) for change in changes]


# --- verdicts and what moved them ---------------------------------------------------------------------------------


def test_equal_assessments_compare_as_nothing() -> None:
    assert compare_facts([LAW, ASSURANCE], [LAW, ASSURANCE]).is_empty


def test_a_fact_added_moves_its_item_up_and_is_named_with_the_finding() -> None:
    compared = compare_facts([ASSURANCE], [LAW, ASSURANCE])
    (item,) = compared.moved
    (element,) = item.elements
    assert (item.id, item.direction, element.id, element.direction) == ("A1", "improved", X, "improved")
    assert element.old is not None
    assert element.new is not None
    assert (element.old.level, element.old.reason, element.old.rule) == ("not_met", "assurance_only", "assurance")
    assert (element.new.level, element.new.reason, element.new.rule) == ("met", None, "done")
    assert name_changes(element.evidence) == [("added", "r1.1")]
    assert compared.idle == ()


def test_a_fact_removed_moves_its_item_down() -> None:
    compared = compare_facts([LAW], [])
    (item,) = compared.moved
    assert item.direction is Direction.WORSENED
    assert name_changes(item.elements[0].evidence) == [("removed", "r1.1")]


def test_a_fact_changed_is_told_with_the_fields_that_changed_and_no_others() -> None:
    older = replace(LAW, date=FactDate.parse("2019"))
    (item,) = compare_facts([older], [LAW]).moved
    (change,) = item.elements[0].evidence
    assert change.kind is ChangeKind.CHANGED
    assert change.fields == (FieldChange(name="date", old="2019", new="2024-03-01"),)


def test_every_field_that_says_something_is_compared() -> None:
    rich = make_fact("r1.1", "statistic", figures=[2024], supports=[partial()], context=["A1.y"], source="Bar of XA")
    rich = replace(rich, note="seen", anchor="five words", text="as printed", restated=(), suppress=())
    changes: list[tuple[str, Evidence]] = [
        ("type", replace(rich, type=EvidenceType.PRACTICE)),
        ("fact", replace(rich, fact="Another statement")),
        ("date", replace(rich, date=FactDate.parse("2024"))),
        ("figures", replace(rich, figures=())),
        ("supports", replace(rich, supports=(full(),))),
        ("against", replace(rich, against=("A1.z",))),
        ("context", replace(rich, context=())),
        ("source", replace(rich, source=None)),
        ("anchor", replace(rich, anchor=None)),
        ("restated", replace(rich, restated=(Restatement(answer="r1", anchor="again"),))),
        ("note", replace(rich, note=None)),
        ("text", replace(rich, text=None)),
    ]
    for name, changed in changes:
        compared = compare_facts([rich], [changed])
        told = [*compared.idle, *(change for item in compared.items for e in item.elements for change in e.evidence)]
        assert [[field.name for field in change.fields] for change in told] == [[name]], name


def test_what_a_rule_cannot_see_moved_nothing_and_is_listed_apart() -> None:
    noted = replace(LAW, note="read again")
    compared = compare_facts([noted, ADMISSION], [LAW])
    (element,) = compared.items[0].elements
    assert name_changes(element.evidence) == [("removed", "r1.3")]
    assert name_changes(compared.idle) == [("changed", "r1.1")]


def test_a_finding_that_moves_alone_is_told_without_a_moved_verdict() -> None:
    elements = [make_element("ensure", X), make_element("ensure", "A1.y")]
    item = make_item(elements=elements)
    other = make_fact("r1.9", "assurance", supports=[partial(element="A1.y")])
    compared = compare(make_case(item, [LAW]), make_case(item, [LAW, other]))
    assert compared.moved == ()
    (shown,) = compared.items
    (element,) = shown.elements
    assert (element.id, element.direction) == ("A1.y", "aside")
    assert name_changes(element.evidence) == [("added", "r1.9")]


def test_the_fact_that_decides_comes_before_others_on_the_element() -> None:
    compared = compare_facts([], [replace(ASSURANCE, id="r1.0"), LAW])
    assert name_changes(compared.items[0].elements[0].evidence) == [("added", "r1.1"), ("added", "r1.0")]


def test_a_partner_that_goes_is_named_where_two_facts_were_full_together() -> None:
    one = make_fact("r1.1", "practice", date="2024", supports=[partial("r1.2")])
    two = make_fact("r1.2", "practice", date="2024", supports=[partial("r1.1")])
    alone = replace(one, supports=(partial(),))
    (item,) = compare_facts([one, two], [alone]).moved
    assert name_changes(item.elements[0].evidence) == [("changed", "r1.1"), ("removed", "r1.2")]


def test_facts_of_other_sources_move_nothing_unless_they_count() -> None:
    foreign = replace(LAW, source=make_fact("x", "law_in_force", source="Bar of XA").source)
    old, new = make_case(make_element(), []), make_case(make_element(), [foreign])
    assert name_changes(compare(old, new).idle) == [("added", "r1.1")]
    assert name_changes(compare(old, new, third_party=True).items[0].elements[0].evidence) == [("added", "r1.1")]


# --- matching by meaning ------------------------------------------------------------------------------------------


def test_a_renumbered_fact_is_the_same_fact() -> None:
    assert compare_facts([LAW], [replace(LAW, id="r7.12")]).is_empty


def test_a_fact_renumbered_with_its_partner_is_the_same_fact() -> None:
    one = make_fact("r1.1", "practice", supports=[partial("r1.2")])
    two = make_fact("r1.2", "practice", supports=[partial("r1.1")])
    renumbered = [
        replace(one, id="r1.5", supports=(partial("r1.6"),)),
        replace(two, id="r1.6", supports=(partial("r1.5"),)),
    ]
    assert compare_facts([one, two], renumbered).is_empty


def test_a_fact_moved_to_another_answer_is_the_same_fact() -> None:
    def case(first: list[Evidence], second: list[Evidence]) -> Case:
        return make_case(answers=[make_answer("r1", facts=first), make_answer("r2", facts=second)])

    assert compare(case([LAW], []), case([], [LAW])).is_empty


def test_an_insertion_that_shifts_all_ids_is_one_addition() -> None:
    shifted = [
        replace(make_fact("new", "assurance"), id="r1.1"),
        replace(LAW, id="r1.2"),
        replace(ASSURANCE, id="r1.3"),
        replace(ADMISSION, id="r1.4"),
    ]
    compared = compare_facts([LAW, ASSURANCE, ADMISSION], shifted)
    assert [(change.kind, change.fact.fact) for change in compared.idle] == [("added", "Fact new")]
    assert compared.items == ()


def test_a_fact_renumbered_and_recoded_is_known_by_its_statement() -> None:
    recoded = replace(LAW, id="r1.8", date=FactDate.parse("2020"))
    (change,) = compare_facts([LAW], [recoded]).items[0].elements[0].evidence
    assert change.old is not None
    assert change.new is not None
    assert (change.kind, change.old.fact.id, change.new.fact.id) == ("changed", "r1.1", "r1.8")


def test_a_fact_reworded_is_known_by_its_id() -> None:
    compared = compare_facts([LAW], [replace(LAW, fact="The law applies")])
    assert [field.name for change in compared.idle for field in change.fields] == ["fact"]


def test_the_order_of_links_and_figures_says_nothing() -> None:
    fact = make_fact("r1.1", "statistic", figures=[2023, 2024], context=["A1.x", "A1.y"])
    turned = replace(fact, figures=fact.figures[::-1], context=fact.context[::-1])
    assert compare_facts([fact], [turned]).is_empty


def test_two_facts_that_say_the_same_go_with_their_ids() -> None:
    twins = [replace(LAW, id="r1.1"), replace(LAW, id="r1.2")]
    compared = compare_facts(twins, twins[:1])
    assert name_changes(compared.idle) == [("removed", "r1.2")]


def test_a_renumbered_answer_is_the_same_answer() -> None:
    answer = replace(make_answer("r1", facts=[LAW]), where=Where(lines=(4, 9), pages=None))
    assert compare(make_case(answers=[answer]), make_case(answers=[replace(answer, id="r2")])).is_empty


def test_an_answer_that_is_reviewed_now_is_told_and_takes_its_flag_along() -> None:
    draft, reviewed = make_answer("r1", facts=[LAW], review="draft"), make_answer("r1", facts=[LAW])
    compared = compare(make_case(answers=[draft]), make_case(answers=[reviewed]))
    (answer,) = compared.answers
    assert answer.fields == (FieldChange(name="review", old="draft", new="reviewed"),)
    assert compared.items[0].flags_lost == (Flag.DRAFT,)


# --- causes that are no evidence ----------------------------------------------------------------------------------


def test_a_moved_cut_off_is_named_where_no_fact_changed() -> None:
    case = make_case(make_element(), [LAW])
    later = replace(case, recommendations=replace(case.recommendations, adopted=dt.date(2024, 6, 1)))
    compared = compare(case, later)
    (item,) = compared.moved
    assert item.elements[0].evidence == ()
    assert compared.circumstances == (FieldChange(name="adopted", old="2023-06-16", new="2024-06-01"),)


def test_an_altered_demand_is_named_with_the_finding_that_it_moved() -> None:
    standing = make_fact("r1.1", "law_in_force", date="2019", supports=[full()])
    working = make_fact("r1.2", "practice", date="2024", supports=[partial()])
    old, new = (make_case(make_element(ask), [standing, working]) for ask in ("change", "ensure"))
    (item,) = compare(old, new).moved
    (element,) = item.elements
    assert (element.direction, element.evidence) == ("improved", ())
    assert element.fields == (FieldChange(name="ask", old="change", new="ensure"),)


def test_a_repeated_item_moves_by_the_evidence_of_its_twin() -> None:
    twin = make_item("A1")
    items = [twin, make_item("B1", elements=twin.elements, repeats="A1")]
    compared = compare(make_case(items, [LAW]), make_case(items, []))
    assert [(item.id, name_changes(item.elements[0].evidence)) for item in compared.moved] == [
        ("A1", [("removed", "r1.1")]),
        ("B1", [("removed", "r1.1")]),
    ]


def test_items_and_elements_that_come_and_go_are_told_as_such() -> None:
    one, two = make_item("A1"), make_item("A2")
    wider = make_item("A1", elements=[*one.elements, make_element(id="A1.more")])
    compared = compare(make_case([one, two], [LAW]), make_case([wider, make_item("A3")], [LAW]))
    assert [(item.id, item.old is None, item.new is None) for item in compared.items] == [
        ("A1", False, False),
        ("A3", True, False),
        ("A2", False, True),
    ]
    (element,) = compared.items[0].elements
    assert (element.id, element.old) == ("A1.more", None)
    assert compared.items[0].direction is Direction.WORSENED


def test_a_reworded_demand_moves_nothing_and_is_told() -> None:
    old, new = make_item(), replace(make_item(), title="Another title")
    (item,) = compare(make_case(old), make_case(new)).items
    assert (item.direction, item.fields) == (
        None,
        (FieldChange(name="title", old="Title of A1", new="Another title"),),
    )


# --- decisions ----------------------------------------------------------------------------------------------------


def test_overrides_and_waivers_that_appear_go_and_change_are_told() -> None:
    override, waiver = make_override(on="2025-07-01"), make_waiver(on="2025-07-01")
    longer = make_waiver(on="2025-07-01", expires="2026-01-01")
    (item,) = compare(make_case(waivers=[waiver]), make_case(overrides=[override], waivers=[longer])).items
    assert [(change.kind, change.decision) for change in item.decisions] == [
        (DecisionChangeKind.ADDED, override),
        (DecisionChangeKind.CHANGED, longer),
    ]
    assert item.decisions[1].fields == (FieldChange(name="expires", old=None, new="2026-01-01"),)
    (item,) = compare(make_case(overrides=[override]), make_case()).items
    assert [change.kind for change in item.decisions] == ["removed"]
    assert item.flags_lost == (Flag.OVERRIDDEN,)


def test_a_decision_lapses_on_the_day_after_its_last() -> None:
    case = make_case(waivers=[make_waiver(on="2025-07-01", expires="2025-12-31")])
    assert compare(case, case, days=("2025-12-30", "2025-12-31")).items == ()
    (item,) = compare(case, case, days=("2025-12-31", "2026-01-01")).items
    assert [change.kind for change in item.decisions] == ["lapsed"]
    (item,) = compare(case, case, days=("2025-06-30", "2025-07-01")).items
    assert [change.kind for change in item.decisions] == ["begun"]


# --- several responses, and the gate ------------------------------------------------------------------------------


def assess_as(symbol: str, facts: Iterable[Evidence] = (), *, state: str = "XA") -> Assessment:
    case = make_case(make_element(), facts)
    document = replace(case.response.document, symbol=symbol)
    response = replace(case.response, state=state, document=document)
    return assess(replace(case, response=response), cp())


def test_responses_are_matched_by_symbol_then_by_set_where_one_is_left() -> None:
    olds = [assess_as("XA(2024)01"), assess_as("XA(2025)01"), assess_as("XB(2025)01", state="XB")]
    news = [assess_as("XA(2025)01"), assess_as("XA(2026)01"), assess_as("XC(2025)01", state="XC")]
    compared = compare_all(olds, news)
    pairs = [
        (case.old.case.response.document.symbol, case.new.case.response.document.symbol) for case in compared.cases
    ]
    assert pairs == [("XA(2025)01", "XA(2025)01"), ("XA(2024)01", "XA(2026)01")]
    assert [side.case.response.state for side in compared.removed] == ["XB"]
    assert [side.case.response.state for side in compared.added] == ["XC"]
    assert not compared.is_empty


def test_what_could_be_several_replies_is_not_matched() -> None:
    compared = compare_all([assess_as("XA(2024)01"), assess_as("XA(2025)01")], [assess_as("XA(2026)01")])
    assert (len(compared.cases), len(compared.removed), len(compared.added)) == (0, 2, 1)


def test_regressions_are_the_counted_items_that_are_worse_than_before() -> None:
    twin = make_item("A1")
    items = [twin, make_item("B1", elements=twin.elements, repeats="A1"), make_item("C1")]
    better = make_fact("r1.5", "practice", date="2024", supports=[full(element="C1.x")])
    old = assess(make_case(items, [LAW]), cp())
    new = assess(make_case(items, [better], waivers=[make_waiver(on="2025-01-01")]), cp())
    (found,) = list_regressions(compare_all([old], [new]))
    assert (found.item, found.old, found.new) == ("A1", Verdict.IMPLEMENTED, Verdict.NOT_ADDRESSED)
    assert found.assessment is new


# --- what must hold of every two assessments ----------------------------------------------------------------------


@st.composite
def edits(draw: st.DrawFn) -> tuple[Assessment, Assessment]:
    """Compose a case and what an edit made of it: facts dropped, taken from elsewhere, asks and dates altered."""
    old, other = draw(cases()), draw(cases())
    kept = [fact for fact in old.response.evidence if draw(st.booleans())]
    taken = {fact.id for fact in kept}
    elements = {element.id for item in old.recommendations.items for element in item.elements}
    foreign = [
        fact
        for fact in other.response.evidence
        if fact.id not in taken and set(fact.linked_elements) <= elements and draw(st.booleans())
    ]
    items = [
        replace(item, elements=tuple(replace(e, ask=draw(st.sampled_from([e.ask, *Ask]))) for e in item.elements))
        for item in old.recommendations.items
    ]
    new = make_case(items, answers=[make_answer("r1", ["A1"], [*kept, *foreign])])
    cutoff = draw(st.sampled_from([dt.date(2023, 6, 16), dt.date(2024, 1, 1)]))
    new = replace(new, recommendations=replace(new.recommendations, adopted=cutoff))
    third_party = draw(st.booleans())
    return assess(old, cp(), third_party=third_party), assess(new, cp(), third_party=third_party)


@given(cases())
def test_whatever_is_compared_with_itself_is_empty(case: Case) -> None:
    assert compare(case, case).is_empty


@given(cases(), st.randoms(use_true_random=False))
def test_renumbering_and_reordering_everything_changes_nothing(case: Case, chance: random.Random) -> None:
    ids = [fact.id for fact in case.response.evidence]
    names = dict(zip(ids, chance.sample([f"n{place}" for place in range(len(ids))], len(ids)), strict=True))
    answers = [replace(answer, evidence=tuple(_renumber(answer, names))) for answer in case.response.answers]
    chance.shuffle(answers)
    assert compare(case, replace(case, response=replace(case.response, answers=tuple(answers)))).is_empty


def _renumber(answer: Answer, names: dict[str, str]) -> Iterable[Evidence]:
    for fact in answer.evidence[::-1]:
        supports = tuple(
            replace(support, together=tuple(names[name] for name in support.together)) for support in fact.supports
        )
        yield replace(fact, id=names[fact.id], supports=supports)


@given(edits())
def test_comparing_the_other_way_round_gives_the_mirror(edit: tuple[Assessment, Assessment]) -> None:
    old, new = edit
    there, back = compare_assessments(old, new), compare_assessments(new, old)
    assert flatten(there, lambda pair: pair) == flatten(back, lambda pair: (pair[1], pair[0]))


OPPOSITE = {
    "improved": "worsened",
    "worsened": "improved",
    "aside": "aside",
    "added": "removed",
    "removed": "added",
    "changed": "changed",
}


def flatten(compared: CaseComparison, turn: Callable[[tuple[object, object]], tuple[object, object]]) -> set[object]:
    """Return all that a comparison tells, without its order; `turn` gives old and new in the order wanted."""
    forward = turn((0, 1)) == (0, 1)

    def word(name: str) -> str:
        return name if forward else OPPOSITE[name]

    def tell(changes: Iterable[EvidenceChange]) -> frozenset[object]:
        return frozenset(
            (
                word(change.kind),
                turn((change.old and change.old.fact, change.new and change.new.fact)),
                frozenset((field.name, turn((field.old, field.new))) for field in change.fields),
            )
            for change in changes
        )

    told: set[object] = {("idle", tell(compared.idle))}
    told |= {(field.name, turn((field.old, field.new))) for field in compared.circumstances + compared.document}
    told |= {("answer", word(change.kind), turn((change.old, change.new))) for change in compared.answers}
    for item in compared.items:
        told.add((item.id, item.direction and word(item.direction), turn((item.flags_lost, item.flags_gained))))
        told |= {
            (element.id, element.direction and word(element.direction), tell(element.evidence), turn((one, other)))
            for element in item.elements
            for one, other in [(element.old and element.old.rule, element.new and element.new.rule)]
        }
    return told


@given(edits())
def test_every_finding_that_moves_has_a_cause(edit: tuple[Assessment, Assessment]) -> None:
    compared = compare_assessments(*edit)
    causes = {"adopted", "received"} & {field.name for field in compared.circumstances}
    for item in compared.items:
        for element in item.elements:
            if element.direction is not None:
                assert element.evidence or element.fields or causes


@given(edits())
def test_no_fact_is_lost_between_the_sides(edit: tuple[Assessment, Assessment]) -> None:
    compared = compare_assessments(*edit)
    told = {
        (change.kind, change.fact.id): change
        for element in [element for item in compared.items for element in item.elements]
        for change in element.evidence
    }
    assert not {(change.kind, change.fact.id) for change in compared.idle} & told.keys()
    kinds = [change.kind for change in (*compared.idle, *told.values())]
    old, new = (len(side.case.response.evidence) for side in edit)
    assert kinds.count(ChangeKind.ADDED) - kinds.count(ChangeKind.REMOVED) == new - old


def test_two_replies_share_a_fact_by_what_it_says_and_never_by_its_id() -> None:
    done = make_fact("r1.9", "practice", date="2024", supports=[full()])
    old = make_case(make_element(), [replace(LAW, fact="The first act."), replace(done, fact="It is done.")])
    new = make_case(make_element(), [replace(LAW, fact="A second act."), replace(done, fact="It is done.", id="r1.2")])
    sides = [assess(case, cp()) for case in (old, new)]
    changes = compare_assessments(*sides, same_reply=False).idle
    assert [(change.kind.value, change.fact.fact) for change in changes] == [
        ("added", "A second act."),
        ("removed", "The first act."),
    ]
    assert name_changes(compare_assessments(*sides).idle) == [("changed", "r1.1")]


def test_answers_of_two_replies_are_not_one_because_they_have_one_id() -> None:
    restated = [
        replace(LAW, restated=(Restatement(answer="r2", anchor="once more"),)),
        replace(LAW, restated=(Restatement(answer="r2", anchor="once more"),)),
    ]
    cases_ = [
        make_case(make_element(), answers=[make_answer("r1", ["A1"], [fact]), make_answer("r2", items)])
        for fact, items in zip(restated, (["A1"], []), strict=True)
    ]
    sides = [assess(case, cp()) for case in cases_]
    assert compare_assessments(*sides).idle == ()
    (change,) = compare_assessments(*sides, same_reply=False).idle
    assert [field.name for field in change.fields] == ["restated"]
