"""What the rulebook `greco` decides, rule by rule: a case for each, and its nearest neighbours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import pytest

from cpcheck.assessment import assess
from cpcheck.model import Assessment, Element, Evidence, Finding, Item, Support
from cpcheck.rulebook import Rulebook
from cpcheck.store.rulebooks import load_rulebook
from tests.cases import X, cp, full, make_case, make_element, make_fact, make_item, partial

BEFORE, AFTER, LATER = "2020", "2024", "2025"


@cache
def greco() -> Rulebook:
    """Return the shipped rulebook, read once."""
    return load_rulebook("greco")


def find(facts: Sequence[Evidence], *, ask: str = "ensure") -> Finding:
    """Return what `greco` finds on the one element of a case."""
    return assess(make_case(make_element(ask), facts), greco()).items[0].findings[0]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case of the table: what is asked and offered, and what must come of it."""

    says: str
    ask: str = "change"
    facts: Sequence[Evidence]
    rule: str
    finding: str
    reason: str | None = None
    evidence: str = ""
    """Ids of the deciding facts, in order."""

    @property
    def id(self) -> str:
        """Return the name that pytest prints."""
        return f"{self.rule}: {self.says}".replace(" ", "-")


LAW_AFTER = make_fact("f1", "law_in_force", supports=[full()], date=AFTER)
LAW_BEFORE = make_fact("f1", "law_in_force", supports=[full()], date=BEFORE)
LAW_UNDATED = make_fact("f1", "law_in_force", supports=[full()])
PRACTICE_AFTER = make_fact("f2", "practice", supports=[full()], date=AFTER)
PART_AFTER = make_fact("f2", "practice", supports=[partial()], date=AFTER)
PART_BEFORE = make_fact("f2", "practice", supports=[partial()], date=BEFORE)
REFUSAL = make_fact("n1", "refusal", against=[X], date="2024-03-01")
ADMISSION = make_fact("n1", "admission", against=[X], date="2024-03-01")
PREPARED = make_fact("f3", "draft_law", supports=[full()], date=AFTER)
TABLED = make_fact("f3", "draft_law", supports=[full()], date=AFTER, stage="tabled")
ADOPTED = make_fact("f3", "law_adopted", supports=[full()], date=AFTER)
INTENTION = make_fact("f3", "intention", supports=[full()], date=AFTER)
ASSURANCE = make_fact("f4", "assurance", supports=[full()], date=AFTER)
CONTEXT = make_fact("f5", "law_in_force", context=[X], date=AFTER)

ROWS = (
    # 1 done
    Row(says="a full law since", facts=[LAW_AFTER], rule="done", finding="met", evidence="f1"),
    Row(
        says="a body set up since",
        facts=[make_fact("f1", "institution", supports=[full()], date=AFTER)],
        rule="done",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="to ensure takes no text",
        ask="ensure",
        facts=[PRACTICE_AFTER],
        rule="done",
        finding="met",
        evidence="f2",
    ),
    Row(
        says="a law and a later practice are as asked, not by other means",
        facts=[LAW_AFTER, make_fact("f2", "practice", supports=[full()], date=LATER)],
        rule="done",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="an admission that is later leaves a part open",
        facts=[make_fact("f1", "law_in_force", supports=[full()], date="2024-02"), ADMISSION],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f1",
    ),
    Row(
        says="a planned policy does not apply yet",
        facts=[make_fact("f1", "policy", supports=[full()], date=AFTER, stage="planned")],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f1",
    ),
    # 2 continued
    Row(
        says="activity since, in part",
        ask="continue",
        facts=[PART_AFTER],
        rule="continued",
        finding="met",
        evidence="f2",
    ),
    Row(
        says="the same is a part where the ask is to ensure",
        ask="ensure",
        facts=[PART_AFTER],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f2",
    ),
    Row(
        says="an admission stands in the way of having gone on",
        ask="continue",
        facts=[PART_AFTER, ADMISSION],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f2",
    ),
    # 3 considered
    Row(
        says="a draft being prepared shows that the matter was examined",
        ask="consider",
        facts=[PREPARED],
        rule="considered",
        finding="met",
        evidence="f3",
    ),
    Row(
        says="it may end in a refusal",
        ask="consider",
        facts=[PART_AFTER, make_fact("n1", "refusal", against=[X], date=LATER)],
        rule="considered",
        finding="met",
        evidence="f2",
    ),
    Row(
        says="what was carried out was done, not only considered",
        ask="consider",
        facts=[LAW_AFTER],
        rule="done",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="an intention does not show that it was examined",
        ask="consider",
        facts=[INTENTION],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f3",
    ),
    # 4 other-means
    Row(
        says="a full practice instead of the text asked for",
        facts=[PRACTICE_AFTER],
        rule="other-means",
        finding="met",
        evidence="f2",
    ),
    Row(
        says="a practice that covers part leaves part open",
        facts=[PART_AFTER],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f2",
    ),
    Row(
        says="a practice from before is no step since",
        facts=[make_fact("f2", "practice", supports=[full()], date=BEFORE)],
        rule="standing",
        finding="not_met",
        reason="pre_existing",
        evidence="f2",
    ),
    # 5 refused
    Row(says="a refusal alone", facts=[REFUSAL], rule="refused", finding="not_met", reason="refused", evidence="n1"),
    Row(
        says="a later partial measure does not overrule it",
        facts=[REFUSAL, make_fact("f2", "practice", supports=[partial()], date=LATER)],
        rule="refused",
        finding="not_met",
        reason="refused",
        evidence="n1",
    ),
    Row(
        says="a later full law overrules it",
        facts=[REFUSAL, make_fact("f1", "law_in_force", supports=[full()], date=LATER)],
        rule="done",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="so does a later full practice",
        facts=[REFUSAL, make_fact("f2", "practice", supports=[full()], date=LATER)],
        rule="other-means",
        finding="met",
        evidence="f2",
    ),
    # 6 standing-and-working
    Row(
        says="a law from before that has worked since",
        ask="ensure",
        facts=[LAW_BEFORE, PART_AFTER],
        rule="standing-and-working",
        finding="met",
        evidence="f1 f2",
    ),
    Row(
        says="a demand for change is not met by it",
        facts=[LAW_BEFORE, PART_AFTER],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f2",
    ),
    Row(
        says="nothing since shows that it works",
        ask="ensure",
        facts=[LAW_BEFORE, PART_BEFORE],
        rule="standing",
        finding="not_met",
        reason="pre_existing",
        evidence="f1 f2",
    ),
    # 7 part-done and 8 not-in-force
    Row(
        says="a law since on part of it",
        facts=[make_fact("f1", "law_in_force", supports=[partial()], date=AFTER)],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f1",
    ),
    Row(
        says="a law adopted",
        facts=[ADOPTED],
        rule="not-in-force",
        finding="partly_met",
        reason="not_in_force",
        evidence="f3",
    ),
    Row(
        says="a draft tabled",
        facts=[TABLED],
        rule="not-in-force",
        finding="partly_met",
        reason="not_in_force",
        evidence="f3",
    ),
    Row(
        says="a draft being written is none",
        facts=[PREPARED],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f3",
    ),
    Row(
        says="nor is one adopted before the cut-off and still not in force",
        facts=[make_fact("f3", "law_adopted", supports=[full()], date=BEFORE)],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f3",
    ),
    # 9 admits and 10 standing
    Row(
        says="an admission beside what stood already",
        facts=[LAW_BEFORE, ADMISSION],
        rule="admits",
        finding="not_met",
        reason="admits_gap",
        evidence="n1",
    ),
    Row(
        says="a measure that goes the other way",
        facts=[make_fact("n1", "law_in_force", against=[X], date=AFTER)],
        rule="admits",
        finding="not_met",
        reason="admits_gap",
        evidence="n1",
    ),
    Row(
        says="a law from before",
        facts=[LAW_BEFORE],
        rule="standing",
        finding="not_met",
        reason="pre_existing",
        evidence="f1",
    ),
    Row(
        says="a law without a date",
        facts=[LAW_UNDATED],
        rule="standing",
        finding="not_met",
        reason="undated",
        evidence="f1",
    ),
    # 11 to 14
    Row(
        says="an intention",
        facts=[INTENTION],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f3",
    ),
    Row(
        says="an assurance",
        facts=[ASSURANCE],
        rule="assurance",
        finding="not_met",
        reason="assurance_only",
        evidence="f4",
    ),
    Row(
        says="a law beside it", facts=[CONTEXT], rule="off-point", finding="not_met", reason="off_point", evidence="f5"
    ),
    Row(says="nothing", facts=[], rule="silent", finding="not_met", reason="unanswered"),
)


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_the_first_rule_that_holds_decides(row: Row) -> None:
    finding = find(row.facts, ask=row.ask)
    assert (finding.rule, finding.level, finding.reason) == (row.rule, row.finding, row.reason)
    assert list(finding.evidence) == row.evidence.split()


def test_every_element_rule_decides_a_case() -> None:
    assert {row.rule for row in ROWS} == {rule.id for rule in greco().elements}


def test_what_stood_already_counts_for_less_than_by_the_rulebook_cp() -> None:
    case = make_case(make_element("change"), [LAW_BEFORE])
    levels = [assess(case, book).items[0].findings[0].level for book in (cp(), greco())]
    assert levels == ["partly_met", "not_met"]


# --- items --------------------------------------------------------------------------------------------------------

ASKED = make_element("change", "A1.asked")
OTHER = make_element("change", "A1.other")
DONE = make_fact("d", "law_in_force", supports=[full(element="A1.asked")], date=AFTER)
DONE_TOO = make_fact("e", "law_in_force", supports=[full(element="A1.other")], date=AFTER)
BY_PRACTICE = make_fact("e", "practice", supports=[full(element="A1.other")], date=AFTER)
IN_PART = make_fact("e", "practice", supports=[partial(element="A1.other")], date=AFTER)


@pytest.mark.parametrize(
    ("elements", "facts", "level", "rule"),
    [
        ((ASKED, OTHER), (DONE, DONE_TOO), "implemented_satisfactorily", "all-as-asked"),
        ((ASKED, OTHER), (DONE, BY_PRACTICE), "dealt_with", "all-dealt-with"),
        (
            (ASKED, make_element("consider", "A1.other")),
            (DONE, make_fact("e", "draft_law", supports=[full(element="A1.other")], date=AFTER)),
            "dealt_with",
            "all-dealt-with",
        ),
        (
            (ASKED, make_element("continue", "A1.other")),
            (DONE, IN_PART),
            "implemented_satisfactorily",
            "all-as-asked",
        ),
        ((ASKED, OTHER), (DONE, IN_PART), "partly_implemented", "some-step"),
        ((ASKED, OTHER), (DONE,), "partly_implemented", "some-step"),
        ((ASKED, OTHER), (IN_PART,), "partly_implemented", "some-step"),
        ((ASKED, OTHER), (), "not_implemented", "no-step"),
    ],
)
def test_an_item_gets_one_of_four_levels(
    elements: tuple[Element, ...], facts: tuple[Evidence, ...], level: str, rule: str
) -> None:
    (item,) = assess(make_case(make_item(elements=elements), facts), greco()).items
    assert (item.level, item.rule) == (level, rule)


def test_the_levels_are_mapped_onto_the_verdicts() -> None:
    assert {level.id: level.verdict.value for level in greco().levels} == {
        "implemented_satisfactorily": "implemented",
        "dealt_with": "implemented",
        "partly_implemented": "partly",
        "not_implemented": "not_addressed",
    }


# --- the overall conclusion ---------------------------------------------------------------------------------------


def decide(*, satisfied: int, partly: int = 0, of: int, again: Sequence[str] = ()) -> Assessment:
    """Assess a case in which some items are implemented, some partly, and the rest not; further ones repeat some."""
    items = [make_item(f"A{number}", elements=[make_element("change", f"A{number}.x")]) for number in range(1, of + 1)]
    fits = [full] * satisfied + [partial] * partly
    facts = [_answer(item, fit) for item, fit in zip(items, fits, strict=False)]
    twins = {item.id: item for item in items}
    repeated = [make_item(f"R{place}", elements=twins[name].elements, repeats=name) for place, name in enumerate(again)]
    return assess(make_case([*items, *repeated], facts), greco())


def _answer(item: Item, fit: Callable[..., Support]) -> Evidence:
    return make_fact(f"f{item.id}", "law_in_force", supports=[fit(element=item.elements[0].id)], date=AFTER)


@pytest.mark.parametrize(
    ("satisfied", "of", "conclusion"),
    [
        (3, 15, "globally_unsatisfactory"),  # Portugal
        (4, 19, "globally_unsatisfactory"),  # Slovenia
        (5, 18, "globally_unsatisfactory"),  # Romania
        (6, 18, "globally_unsatisfactory"),  # Moldova
        (15, 31, "not_globally_unsatisfactory"),  # Ukraine
        (12, 19, "not_globally_unsatisfactory"),  # Slovenia, later
        (0, 5, "globally_unsatisfactory"),
        (5, 5, "not_globally_unsatisfactory"),
        (7, 18, "between"),
        (8, 18, "between"),
        (17, 50, "between"),  # 34 %
        (12, 25, "not_globally_unsatisfactory"),  # 48 %
        (47, 100, "between"),
    ],
)
def test_the_conclusion_follows_published_outcomes_and_is_open_between_them(
    satisfied: int, of: int, conclusion: str
) -> None:
    assert decide(satisfied=satisfied, of=of).conclusion == conclusion


def test_what_is_partly_implemented_satisfies_nothing() -> None:
    assert decide(satisfied=1, partly=4, of=5).conclusion == "globally_unsatisfactory"


def test_a_repeated_item_weighs_once_in_the_conclusion() -> None:
    assert decide(satisfied=2, of=5).conclusion == "between"
    assert decide(satisfied=2, of=5, again=["A1", "A1", "A2"]).conclusion == "between"


def test_without_an_item_the_conclusion_is_open() -> None:
    assert decide(satisfied=0, of=0).conclusion == "between"


def test_sources_say_what_is_general_knowledge_and_what_was_read() -> None:
    for rule in greco().rules:
        named = [
            words for words in ("general knowledge", "cpcheck method", "published outcomes") if words in rule.source
        ]
        assert len(named) == 1, rule.id
    assert all("general knowledge" not in rule.source for rule in greco().overall)
