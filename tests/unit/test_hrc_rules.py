"""The rules of the Human Rights Committee: each with a case that it decides, and the neighbours it leaves alone."""

from collections.abc import Sequence

import pytest

from cpcheck.assessment import assess
from cpcheck.model import Evidence, Finding, FindingLevel, Reason, Verdict
from cpcheck.rulebook import Rulebook
from cpcheck.store.rulebooks import load_rulebook
from tests.cases import X, full, make_case, make_element, make_fact, make_item, partial

AFTER, BEFORE, SAME_YEAR = "2024-02-01", "2020", "2023"
LATER = "2024-09-01"


@pytest.fixture(scope="module")
def hrc() -> Rulebook:
    return load_rulebook("hrc")


def find(book: Rulebook, facts: Sequence[Evidence], ask: str = "ensure") -> Finding:
    (item,) = assess(make_case(make_element(ask), facts), book).items
    return item.findings[0]


def decide(book: Rulebook, facts: Sequence[Evidence], ask: str = "ensure") -> tuple[str, str, str | None]:
    found = find(book, facts, ask)
    return found.rule, found.level.value, found.reason.value if found.reason else None


def grade(book: Rulebook, *elements: Sequence[Evidence], ask: str = "ensure") -> str:
    """Return the level of an item with one element for each list of facts; each links to `A1.e1` and so on."""
    item = make_item(elements=[make_element(ask, f"A1.e{place}") for place in range(1, len(elements) + 1)])
    facts = [fact for own in elements for fact in own]
    return assess(make_case(item, facts), book).items[0].level


# --- elements -----------------------------------------------------------------------------------------------------


def test_a_matter_examined_since_is_considered(hrc: Rulebook) -> None:
    facts = [make_fact("r1.1", "practice", supports=[partial()], date=AFTER)]
    assert decide(hrc, facts, "consider") == ("considered", "met", None)
    assert decide(hrc, facts, "ensure")[0] == "part-done"


@pytest.mark.parametrize("type", ["intention", "assurance"])
def test_being_willing_to_examine_it_is_not_enough(hrc: Rulebook, type: str) -> None:
    facts = [make_fact("r1.1", type, supports=[partial()], date=AFTER)]
    assert decide(hrc, facts, "consider")[1] == "not_met"


def test_a_refusal_decides_over_partial_steps(hrc: Rulebook) -> None:
    facts = [
        make_fact("r1.1", "refusal", against=[X]),
        make_fact("r1.2", "practice", supports=[partial()], date=AFTER),
    ]
    assert decide(hrc, facts) == ("refused", "not_met", "refused")


def test_a_refusal_overtaken_by_the_whole_measure_does_not_decide(hrc: Rulebook) -> None:
    facts = [
        make_fact("r1.1", "refusal", against=[X], date=AFTER),
        make_fact("r1.2", "law_in_force", supports=[full()], date=LATER),
    ]
    assert decide(hrc, facts)[0] == "done"


@pytest.mark.parametrize("type", ["law_in_force", "law_adopted"])
def test_a_new_law_against_it_is_contrary(hrc: Rulebook, type: str) -> None:
    assert decide(hrc, [make_fact("r1.1", type, against=[X], date=AFTER)]) == ("contrary", "not_met", "refused")


def test_an_old_law_against_it_is_only_admitted(hrc: Rulebook) -> None:
    assert decide(hrc, [make_fact("r1.1", "law_in_force", against=[X], date=BEFORE)]) == (
        "admits",
        "not_met",
        "admits_gap",
    )


def test_a_contrary_law_overtaken_by_a_later_step_does_not_decide(hrc: Rulebook) -> None:
    facts = [
        make_fact("r1.1", "law_in_force", against=[X], date=AFTER),
        make_fact("r1.2", "law_in_force", supports=[partial()], date=LATER),
    ]
    assert decide(hrc, facts)[0] == "part-done"


def test_the_whole_measure_taken_since_is_done(hrc: Rulebook) -> None:
    assert decide(hrc, [make_fact("r1.1", "law_in_force", supports=[full()], date=AFTER)]) == ("done", "met", None)


def test_activity_since_meets_a_demand_to_continue_unless_something_is_against_it(hrc: Rulebook) -> None:
    step = make_fact("r1.1", "training", supports=[partial()], date=AFTER)
    gap = make_fact("r1.2", "admission", against=[X])
    assert decide(hrc, [step], "continue") == ("continued", "met", None)
    assert decide(hrc, [step, gap], "continue")[0] == "part-done"
    assert decide(hrc, [step], "ensure")[0] == "part-done"


def test_a_step_taken_since_is_part_of_it(hrc: Rulebook) -> None:
    facts = [make_fact("r1.1", "institution", supports=[partial()], date=AFTER)]
    assert decide(hrc, facts) == ("part-done", "partly_met", "incomplete")


@pytest.mark.parametrize(("type", "stage"), [("law_adopted", None), ("draft_law", "tabled")])
def test_a_law_on_its_way_is_not_in_force(hrc: Rulebook, type: str, stage: str | None) -> None:
    facts = [make_fact("r1.1", type, supports=[partial()], date=AFTER, stage=stage)]
    assert decide(hrc, facts) == ("not-in-force", "partly_met", "not_in_force")


@pytest.mark.parametrize("fit", [full(), partial()])
@pytest.mark.parametrize(("date", "reason"), [(BEFORE, "pre_existing"), (None, "undated"), (SAME_YEAR, "undated")])
def test_what_stood_before_or_has_no_date_meets_nothing(
    hrc: Rulebook, fit: object, date: str | None, reason: str
) -> None:
    facts = [make_fact("r1.1", "law_in_force", supports=[fit], date=date)]  # type: ignore[list-item]
    assert decide(hrc, facts) == ("pre-existing", "not_met", reason)


def test_the_committee_is_stricter_than_the_default_about_what_stood_before(hrc: Rulebook) -> None:
    facts = [make_fact("r1.1", "law_in_force", supports=[full()], date=BEFORE)]
    case = make_case(make_element(), facts)
    strict, mild = (assess(case, book).items[0].verdict for book in (hrc, load_rulebook("cp")))
    assert (strict, mild) == (Verdict.NOT_ADDRESSED, Verdict.PARTLY)


def test_an_admission_decides_over_what_stood_before(hrc: Rulebook) -> None:
    facts = [
        make_fact("r1.1", "law_in_force", supports=[full()], date=BEFORE),
        make_fact("r1.2", "admission", against=[X]),
    ]
    assert decide(hrc, facts)[0] == "admits"


@pytest.mark.parametrize(
    ("type", "stage"), [("intention", None), ("draft_law", "prepared"), ("law_adopted", None), ("policy", "planned")]
)
def test_what_is_announced_is_an_intention(hrc: Rulebook, type: str, stage: str | None) -> None:
    facts = [make_fact("r1.1", type, supports=[partial()], stage=stage)]
    assert decide(hrc, facts) == ("intention", "not_met", "intention_only")


def test_a_general_claim_is_an_assurance(hrc: Rulebook) -> None:
    assert decide(hrc, [make_fact("r1.1", "assurance", supports=[partial()], date=AFTER)]) == (
        "assurance",
        "not_met",
        "assurance_only",
    )


def test_context_alone_is_off_the_point_and_nothing_is_silence(hrc: Rulebook) -> None:
    assert decide(hrc, [make_fact("r1.1", "statistic", context=[X], date=AFTER)]) == (
        "off-point",
        "not_met",
        "off_point",
    )
    assert decide(hrc, []) == ("silent", "not_met", "unanswered")


# --- items --------------------------------------------------------------------------------------------------------


def step(name: str, element: str, *, whole: bool = False) -> Evidence:
    link = full(element=element) if whole else partial(element=element)
    return make_fact(name, "practice", supports=[link], date=AFTER)


def refuse(name: str, element: str) -> Evidence:
    return make_fact(name, "refusal", against=[element])


def test_all_elements_met_are_graded_a(hrc: Rulebook) -> None:
    assert grade(hrc, [step("r1.1", "A1.e1", whole=True)], [step("r1.2", "A1.e2", whole=True)]) == "A"


def test_a_step_on_one_of_several_elements_is_graded_b(hrc: Rulebook) -> None:
    assert grade(hrc, [step("r1.1", "A1.e1")], []) == "B"
    assert grade(hrc, [step("r1.1", "A1.e1", whole=True)], []) == "B"


def test_no_step_is_graded_c(hrc: Rulebook) -> None:
    assert grade(hrc, [], []) == "C"


def test_a_rejection_of_everything_is_graded_e_and_of_a_part_is_not(hrc: Rulebook) -> None:
    assert grade(hrc, [refuse("r1.1", "A1.e1")], [refuse("r1.2", "A1.e2")]) == "E"
    assert grade(hrc, [refuse("r1.1", "A1.e1")], []) == "C"
    assert grade(hrc, [refuse("r1.1", "A1.e1")], [step("r1.2", "A1.e2")]) == "B"


def test_the_scale_is_the_committee_s_and_it_draws_no_conclusion(hrc: Rulebook) -> None:
    assert [level.id for level in hrc.levels] == ["A", "B", "C", "D", "E"]
    assert [hrc.level(name).verdict for name in "ABCDE"] == [
        Verdict.IMPLEMENTED,
        Verdict.PARTLY,
        *[Verdict.NOT_ADDRESSED] * 3,
    ]
    assert hrc.overall == ()
    assert assess(make_case(), hrc).conclusion is None


def test_a_question_is_asked_for_what_is_not_met(hrc: Rulebook) -> None:
    undated = find(hrc, [make_fact("r1.1", "practice", supports=[partial()])])
    silent = find(hrc, [], "change")
    assert undated.question is not None
    assert (undated.question.id, undated.question.evidence) == ("date", "r1.1")
    assert silent.question is not None
    assert (silent.question.id, silent.question.raises_to) == ("change", FindingLevel.MET)
    assert silent.reason is Reason.UNANSWERED
