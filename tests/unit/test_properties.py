"""What must hold of every assessment by `cp`, and in part by every rulebook: tried on composed cases by the hundred."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cpcheck.assessment import LinkBuilder, _ElementDecider, assess, suppose, trace_element
from cpcheck.model import (
    Ask,
    Assessment,
    Case,
    Element,
    Evidence,
    EvidenceType,
    FactDate,
    Finding,
    FindingLevel,
    Fit,
    Period,
    Relation,
    Stage,
    Support,
    Timing,
    Verdict,
)
from cpcheck.records import replace
from cpcheck.rulebook import (
    All,
    AnyOf,
    Condition,
    ElementSubject,
    Exists,
    Explanation,
    ItemSubject,
    LinkSelector,
    Not,
    Otherwise,
    OverallSubject,
    build_condition,
    find_rule,
)
from cpcheck.store.rulebooks import list_rulebooks, load_rulebook
from tests.cases import CUTOFF, RECEIVED, cp, make_answer, make_case, make_element, make_fact, make_item

BOOKS = {name: load_rulebook(name) for name in list_rulebooks()}
every_rulebook = pytest.mark.parametrize("name", BOOKS)
ELEMENTS = ("A1.x", "A1.y", "B1.z")
IDS = ("f1", "f01", "f2", "f10", "r1.9", "r1.10", "g")
ONLY_AGAINST = (EvidenceType.ADMISSION, EvidenceType.REFUSAL)
STAGES = {
    EvidenceType.DRAFT_LAW: (Stage.PREPARED, Stage.TABLED),
    EvidenceType.POLICY: (Stage.PLANNED, Stage.RUNNING),
}
TELLING_DATES = (
    "2019",
    "2022",
    "2023",
    "2024",
    "2023-05",
    "2023-06",
    "2023-07",
    "2024-03",
    "2023-06-15",
    "2023-06-16",
    "2023-06-17",
    "2024-03-01",
    "2025-06-11",
    "2025-06-12",
    "2026",
)

# --- strategies ---------------------------------------------------------------------------------------------------

days = st.dates(dt.date(2018, 1, 1), dt.date(2027, 12, 31))
texts = st.sampled_from(TELLING_DATES) | st.builds(
    lambda day, length: day.isoformat()[:length], days, st.sampled_from([4, 7, 10])
)
dates = texts.map(FactDate.parse)
years = st.integers(2018, 2027)


@st.composite
def facts_of(draw: st.DrawFn, id: str, elements: tuple[str, ...]) -> Evidence:
    """Compose one fact of any type, dated in any way or in none, and linked in any way that is legal."""
    sort = draw(st.sampled_from(EvidenceType))
    dated = draw(st.sampled_from(["undated", "date", "date", "period"]))
    relations = [*Relation, None, Relation.SUPPORTS]
    if sort in ONLY_AGAINST:
        relations = [Relation.AGAINST, Relation.CONTEXT, None]
    linked = {element: draw(st.sampled_from(relations)) for element in elements}
    fits = st.sampled_from(Fit)
    plain = make_fact(
        id,
        sort,
        figures=draw(st.lists(st.none() | years, max_size=2)),
        source=draw(st.sampled_from([None, None, None, "Bar of XA"])),
    )
    return replace(
        plain,
        stage=draw(st.sampled_from(STAGES[sort])) if sort in STAGES else None,
        date=draw(dates) if dated == "date" else None,
        period=draw(periods()) if dated == "period" else None,
        supports=tuple(
            Support(element=element, fit=draw(fits), together=())
            for element in elements
            if linked[element] is Relation.SUPPORTS
        ),
        against=tuple(element for element in elements if linked[element] is Relation.AGAINST),
        context=tuple(element for element in elements if linked[element] is Relation.CONTEXT),
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Compose a period: open at either end, and never reversed."""
    start, end = draw(st.none() | dates), draw(st.none() | dates)
    assume(start is not None or end is not None)
    assume(start is None or end is None or start.earliest <= end.latest)
    return Period(start=start, end=end)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Compose a case of one to three elements in one or two items, and up to six facts in one or two answers."""
    elements = ELEMENTS[: draw(st.integers(1, 3))]
    asks = {element: draw(st.sampled_from(Ask)) for element in elements}
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=6))
    facts = [draw(facts_of(id, elements)) for id in ids]
    grouped = [replace(fact, supports=tuple(draw(joined(fact, s, facts)) for s in fact.supports)) for fact in facts]
    items = [
        make_item(name, elements=[make_element(asks[e], e) for e in elements if e.startswith(name)])
        for name in dict.fromkeys(element.partition(".")[0] for element in elements)
    ]
    cut = draw(st.integers(0, len(grouped)))
    return make_case(
        items, answers=[make_answer("r1", ["A1"], grouped[:cut]), make_answer("r2", [items[-1].id], grouped[cut:])]
    )


@st.composite
def joined(draw: st.DrawFn, fact: Evidence, support: Support, facts: Iterable[Evidence]) -> Support:
    """Compose the facts that a fact is full together with, among those that support the same element."""
    others = [
        other.id
        for other in facts
        if other.id != fact.id and any(known.element == support.element for known in other.supports)
    ]
    if not others or not draw(st.booleans()):
        return support
    chosen = draw(st.lists(st.sampled_from(others), unique=True, max_size=2))
    return replace(support, together=tuple(chosen))


# --- steps --------------------------------------------------------------------------------------------------------


def answer_anew(case: Case, facts: Iterable[Evidence]) -> Case:
    """Return a case with all its facts replaced."""
    (answer, *_) = case.response.answers
    return replace(case, response=replace(case.response, answers=(replace(answer, evidence=tuple(facts)),)))


def exchange(case: Case, old: Evidence, new: Evidence) -> Case:
    """Return a case with one fact replaced."""
    return answer_anew(case, [new if fact is old else fact for fact in case.response.evidence])


def gather_findings(assessment: Assessment) -> dict[str, Finding]:
    """Return the findings by element."""
    return {finding.element.id: finding for item in assessment.items for finding in item.findings}


def rank_elements(case: Case, *, third_party: bool, name: str = "cp") -> dict[str, int]:
    """Return how good each finding is, by a rulebook."""
    assessment = assess(case, BOOKS[name], third_party=third_party)
    return {name: finding.level.rank for name, finding in gather_findings(assessment).items()}


def list_supported(fact: Evidence) -> list[str]:
    """Return the elements that a fact supports and does not also speak against."""
    return [support.element for support in fact.supports if support.element not in fact.against]


@st.composite
def later_dates(draw: st.DrawFn, date: FactDate) -> FactDate:
    """Move a date forward, keeping it as exact as it was."""
    day = draw(st.dates(date.latest, dt.date(2029, 12, 31)))
    return FactDate.parse(day.isoformat()[: len(date.text)])


@st.composite
def moved_forward(draw: st.DrawFn, fact: Evidence) -> Evidence:
    """Move every date of a fact forward, or leave it."""

    def move(date: FactDate | None) -> FactDate | None:
        return draw(later_dates(date)) if date else None

    period = Period(start=move(fact.period.start), end=move(fact.period.end)) if fact.period else None
    figures = tuple(
        replace(figure, year=figure.year + draw(st.integers(0, 3))) if figure.year is not None else figure
        for figure in fact.figures
    )
    return replace(fact, date=move(fact.date), period=period, figures=figures)


def walk(explanation: Explanation) -> Iterable[Explanation]:
    """Yield an explanation and every part of it."""
    yield explanation
    for part in explanation.parts:
        yield from walk(part)


# --- properties ---------------------------------------------------------------------------------------------------


@given(cases(), st.booleans(), st.data())
def test_the_order_of_the_evidence_never_matters(case: Case, third_party: bool, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(case.response.evidence))
    before = assess(answer_anew(case, case.response.evidence), cp(), third_party=third_party)
    after = assess(answer_anew(case, shuffled), cp(), third_party=third_party)
    assert gather_findings(before) == gather_findings(after)
    assert before.totals == after.totals


@every_rulebook
@given(cases(), st.booleans(), st.data())
def test_dating_a_supporting_fact_never_lowers_a_finding(
    name: str, case: Case, third_party: bool, data: st.DataObject
) -> None:
    supporting = [fact for fact in case.response.evidence if list_supported(fact)]
    assume(supporting)
    fact = data.draw(st.sampled_from(supporting))
    undated = replace(fact, date=None, period=None, figures=())
    before = rank_elements(exchange(case, fact, undated), third_party=third_party, name=name)
    after = rank_elements(
        exchange(case, fact, replace(undated, date=data.draw(dates))), third_party=third_party, name=name
    )
    assert all(after[element] >= before[element] for element in list_supported(fact))


@every_rulebook
@given(cases(), st.booleans(), st.data())
def test_moving_a_supporting_fact_forward_never_lowers_a_finding(
    name: str, case: Case, third_party: bool, data: st.DataObject
) -> None:
    dated = [fact for fact in case.response.evidence if fact.dates and list_supported(fact)]
    assume(dated)
    fact = data.draw(st.sampled_from(dated))
    before = rank_elements(case, third_party=third_party, name=name)
    after = rank_elements(exchange(case, fact, data.draw(moved_forward(fact))), third_party=third_party, name=name)
    assert all(after[element] >= before[element] for element in list_supported(fact))


@every_rulebook
@given(cases(), st.sampled_from(EvidenceType), st.sampled_from(Fit), st.dates(CUTOFF, dt.date(2029, 12, 31)), st.data())
def test_adding_operative_support_after_the_cutoff_never_lowers_a_finding(
    name: str, case: Case, sort: EvidenceType, fit: Fit, day: dt.date, data: st.DataObject
) -> None:
    element = data.draw(st.sampled_from([e.id for item in case.recommendations.items for e in item.elements]))
    support = Support(element=element, fit=fit, together=())
    added = make_fact("new", sort, supports=[support], date=day.isoformat())
    assume(added.is_operative)
    before = rank_elements(case, third_party=False, name=name)
    after = rank_elements(answer_anew(case, [*case.response.evidence, added]), third_party=False, name=name)
    assert all(after[name] >= rank for name, rank in before.items())
    assert after[element] > 0 or any(
        fact.type is EvidenceType.REFUSAL and element in fact.against for fact in case.response.evidence
    )


@every_rulebook
@given(cases(), st.booleans(), st.data())
def test_adding_a_supporting_fact_of_any_kind_never_lowers_a_finding(
    name: str, case: Case, third_party: bool, data: st.DataObject
) -> None:
    elements = tuple(e.id for item in case.recommendations.items for e in item.elements)
    added = data.draw(facts_of("new", elements))
    assume(added.supports)
    added = replace(added, against=(), context=())
    before = rank_elements(case, third_party=third_party, name=name)
    more = answer_anew(case, [*case.response.evidence, added])
    after = rank_elements(more, third_party=third_party, name=name)
    assert all(after[element] >= rank for element, rank in before.items())


@every_rulebook
@given(cases(), st.booleans(), st.data())
def test_what_speaks_against_an_element_never_raises_it(
    name: str, case: Case, third_party: bool, data: st.DataObject
) -> None:
    speaking = [fact for fact in case.response.evidence if fact.against]
    assume(speaking)
    fact = data.draw(st.sampled_from(speaking))
    before = rank_elements(case, third_party=third_party, name=name)
    after = rank_elements(exchange(case, fact, replace(fact, against=())), third_party=third_party, name=name)
    assert all(after[element] >= rank for element, rank in before.items())


VERDICTS = (Verdict.NOT_ADDRESSED, Verdict.PARTLY, Verdict.IMPLEMENTED)


@every_rulebook
@given(st.lists(st.sampled_from(FindingLevel), min_size=1, max_size=4), st.integers(0, 3), st.data())
def test_a_finding_that_rises_never_lowers_the_verdict(
    name: str, levels: list[FindingLevel], place: int, data: st.DataObject
) -> None:
    place %= len(levels)
    risen = data.draw(st.sampled_from([level for level in FindingLevel if level.rank >= levels[place].rank]))
    before = rank_verdict(name, levels)
    after = rank_verdict(name, [*levels[:place], risen, *levels[place + 1 :]])
    assert after >= before


def rank_verdict(name: str, levels: Iterable[FindingLevel]) -> int:
    """Return how good the verdict on an item is whose elements have findings of some levels, by a rulebook."""
    fits = {FindingLevel.MET: Fit.FULL, FindingLevel.PARTLY_MET: Fit.PARTIAL}
    elements = [make_element(id=f"A1.e{place}") for place, _ in enumerate(levels)]
    offered = [
        make_fact(
            f"f{place}",
            "law_in_force",
            date="2024-03-01",
            supports=[Support(element=elements[place].id, fit=fits[level], together=())],
        )
        for place, level in enumerate(levels)
        if level in fits
    ]
    item = assess(make_case(make_item("A1", elements=elements), offered), BOOKS[name]).items[0]
    return VERDICTS.index(item.verdict)


@given(cases(), st.booleans(), st.data())
def test_removing_a_fact_changes_only_what_it_was_linked_to(case: Case, third_party: bool, data: st.DataObject) -> None:
    assume(case.response.evidence)
    removed = data.draw(st.sampled_from(case.response.evidence))
    before = gather_findings(assess(case, cp(), third_party=third_party))
    rest = answer_anew(case, [fact for fact in case.response.evidence if fact is not removed])
    after = gather_findings(assess(rest, cp(), third_party=third_party))
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= set(removed.linked_elements)


@given(cases())
def test_what_another_source_says_changes_no_verdict_unless_asked_for(case: Case) -> None:
    own = answer_anew(case, [fact for fact in case.response.evidence if fact.source is None])
    with_others, without = (gather_findings(assess(known, cp())) for known in (case, own))
    for name, finding in with_others.items():
        assert replace(finding, set_aside=()) == without[name]


@given(cases(), st.booleans(), st.sampled_from(["cp", "hrc", "greco"]))
def test_a_condition_holds_where_its_explanation_says_so(case: Case, third_party: bool, name: str) -> None:
    book = load_rulebook(name)
    decider = _ElementDecider(case=case, rulebook=book, third_party=third_party)
    elements = {element.id: element for item in case.recommendations.items for element in item.elements}
    subjects = [decider.build_subject(element) for element in elements.values()]
    for rule in book.elements:
        conditions = [rule.when, *(choice.when for choice in rule.reasons), *_list_parts(rule.when)]
        for condition in conditions:
            for subject in subjects:
                assert condition.holds(subject) is condition.evaluate(subject).holds
    found = ItemSubject(candidates=tuple(decider.decide(element) for element in elements.values()))
    assert all(rule.when.holds(found) is rule.when.evaluate(found).holds for rule in book.items)
    items = assess(case, book, third_party=third_party).items
    overall = OverallSubject(candidates=items)
    assert all(rule.when.holds(overall) is rule.when.evaluate(overall).holds for rule in book.overall)


def _list_parts(condition: Condition) -> list[Condition]:
    """Return every condition inside another one."""
    parts: list[Condition] = list(getattr(condition, "parts", ()))
    parts += [condition.part] if isinstance(condition, Not) else []
    return [*parts, *(inner for part in parts for inner in _list_parts(part))]


@given(cases(), st.booleans())
def test_every_element_is_decided_by_one_rule_which_the_trace_names(case: Case, third_party: bool) -> None:
    for name, finding in gather_findings(assess(case, cp(), third_party=third_party)).items():
        tried = trace_element(case, cp(), name, third_party=third_party)
        assert [one.rule.id for one in tried if one.explanation.holds] == [finding.rule]
        decision = tried[-1]
        assert decision.rule.id == finding.rule
        assert finding.level == decision.rule.outcome
        assert (finding.reason is None) is (finding.level is FindingLevel.MET)
        assert set(finding.evidence) == set(decision.explanation.deciding)
        assert set(finding.evidence) <= {id for link in finding.links for id in link.ids}


@given(cases())
def test_an_explanation_agrees_with_its_parts(case: Case) -> None:
    for subject in list_subjects(case):
        for rule in cp().elements:
            for part in walk(rule.when.evaluate(subject)):
                check_explanation(part)


@st.composite
def selections(draw: st.DrawFn) -> dict[str, Any]:
    """Compose what a condition selects, with any of the criteria that a group can answer otherwise than its facts."""
    criteria: dict[str, Any] = {}
    for name, words in (("link", Relation), ("fit", Fit), ("timing", Timing), ("type", EvidenceType)):
        if draw(st.booleans()):
            criteria[name] = draw(st.lists(st.sampled_from([word.value for word in words]), min_size=1, unique=True))
    for name in ("operative", "working"):
        if draw(st.booleans()):
            criteria[name] = draw(st.booleans())
    if draw(st.booleans()):
        criteria["later_than"] = {"link": ["against"]}
    return criteria


@given(cases(), selections())
def test_at_least_one_is_counted_where_and_only_where_one_exists(case: Case, of: dict[str, Any]) -> None:
    exists = build_condition({"exists": of}, LinkSelector.build)
    count = build_condition({"count": {"of": of, "at_least": 1}}, LinkSelector.build)
    for subject in list_subjects(case):
        found, counted = exists.evaluate(subject), count.evaluate(subject)
        assert counted.holds is found.holds
        assert set(counted.matched) <= set(found.matched)
        assert len(counted.matched) == len(set(counted.matched))
        assert counted.total == len({name for link in subject.candidates for name in link.ids})


@given(cases(), st.sampled_from(Relation))
def test_facts_that_are_full_together_are_counted_like_facts_apart(case: Case, relation: Relation) -> None:
    count = build_condition({"count": {"of": {"link": [relation.value]}, "at_least": 0}}, LinkSelector.build)
    for subject in list_subjects(case):
        apart = replace(subject, candidates=tuple(link for link in subject.candidates if len(link.ids) == 1))
        joint, single = count.evaluate(subject), count.evaluate(apart)
        assert (joint.matched, joint.total) == (single.matched, single.total)


def list_subjects(case: Case) -> list[ElementSubject]:
    """Return what the element rules of a case are asked about."""
    elements = [element for item in case.recommendations.items for element in item.elements]
    subjects = []
    for element in elements:
        facts = [fact for fact in case.response.evidence if element.id in fact.linked_elements]
        links = LinkBuilder(cutoff=CUTOFF, received=RECEIVED).build(element.id, facts)
        subjects.append(ElementSubject(ask=element.ask, candidates=links))
    return subjects


def check_explanation(explanation: Explanation) -> None:
    """Compare what one node came to with what its parts came to."""
    held = [part.holds for part in explanation.parts]
    match explanation.condition:
        case All(parts=parts):
            assert len(held) == len(parts)
            assert explanation.holds is all(held)
        case AnyOf(parts=parts):
            assert len(held) == len(parts)
            assert explanation.holds is any(held)
        case Not():
            assert [explanation.holds] == [not part for part in held]
            assert explanation.deciding == ()
        case Exists():
            assert explanation.holds is bool(explanation.matched)
        case Otherwise():
            assert explanation.holds
    if not explanation.holds:
        assert explanation.deciding == ()


@given(cases(), st.booleans())
def test_totals_add_up(case: Case, third_party: bool) -> None:
    assessment = assess(case, cp(), third_party=third_party)
    totals = assessment.totals
    findings = list(gather_findings(assessment).values())
    assert totals.verdicts.items == len(assessment.items) == sum(tally.items for tally in totals.sections)
    assert sum(number for _, number in totals.findings) == len(findings)
    assert sum(number for _, number in totals.reasons) == sum(finding.reason is not None for finding in findings)


@given(cases(), st.booleans())
def test_a_question_is_put_only_where_something_can_rise(case: Case, third_party: bool) -> None:
    for finding in gather_findings(assess(case, cp(), third_party=third_party)).values():
        if finding.question is not None:
            assert finding.question.raises_to.rank > finding.level.rank
        else:
            assert finding.level is FindingLevel.MET


# --- questions ----------------------------------------------------------------------------------------------------


@every_rulebook
@given(case=cases())
def test_facts_that_no_rule_tells_apart_need_not_all_be_supposed(name: str, case: Case) -> None:
    plain = [fact for fact in case.response.evidence if not any(support.together for support in fact.supports)]
    doubled = answer_anew(case, [*case.response.evidence, *(replace(fact, id=f"{fact.id}-again") for fact in plain)])
    decider = _ElementDecider(case=doubled, rulebook=BOOKS[name], third_party=False)
    for element in (element for item in doubled.recommendations.items for element in item.elements):
        question = decider.decide(element).question
        found = (question.id, question.evidence, question.raises_to) if question else None
        assert found == ask_of_all(decider, element)


def ask_of_all(decider: _ElementDecider, element: Element) -> tuple[str, str | None, FindingLevel] | None:
    """Suppose every fact by itself, and return the first hypothesis that raises the finding, and to what."""
    facts, book = decider._counted(element), decider.rulebook
    level = decider.decide(element).level
    day = decider._next_day(element, facts)
    for hypothesis in (one for one in book.hypotheses if not one.asks or element.ask in one.asks):
        own = [[fact] for fact in facts] if hypothesis.suppose != "offered" else [[]]
        for place, alone in enumerate(own):
            for about, changed in suppose(hypothesis, element, alone, day=day, cutoff=decider.cutoff):
                supposed = [*facts, *changed] if about is None else [*facts[:place], *changed, *facts[place + 1 :]]
                raised = FindingLevel(find_rule(book.elements, decider._subject(element, supposed)).outcome)
                if raised.rank > level.rank and (not hypothesis.to or raised in hypothesis.to):
                    return hypothesis.id, about, raised
    return None
