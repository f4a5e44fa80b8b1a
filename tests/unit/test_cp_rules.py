"""What the rulebook `cp` decides, rule by rule: a case for each, and its nearest neighbours."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from cpcheck.assessment import UnknownElementError, assess, suppose, trace_element
from cpcheck.model import Assessment, Evidence, FactDate, Finding, FindingLevel, Flag, Item, Link, Support
from cpcheck.records import replace
from tests.cases import (
    CUTOFF,
    RECEIVED,
    X,
    cp,
    find,
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

DESIGN_ORDER = (
    "considered",
    "refused",
    "done",
    "standing-and-working",
    "continued",
    "part-done",
    "not-in-force",
    "standing",
    "standing-part",
    "admits",
    "intention",
    "assurance",
    "off-point",
    "silent",
)
OPERATIVE = (
    "law_in_force",
    "policy",
    "institution",
    "practice",
    "statistic",
    "training",
    "awareness",
    "funding",
    "agreement",
)
WORKING = ("practice", "statistic", "training", "awareness", "funding")
NOT_OPERATIVE = ("law_adopted", "draft_law", "assurance", "intention")
BEFORE, AFTER, LATER = "2020", "2024", "2025"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case of the table: what is asked and offered, and what must come of it."""

    says: str
    ask: str = "ensure"
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


# --- facts that many rows use -------------------------------------------------------------------------------------

LAW_AFTER = make_fact("f1", "law_in_force", supports=[full()], date=AFTER)
LAW_BEFORE = make_fact("f1", "law_in_force", supports=[full()], date=BEFORE)
LAW_UNDATED = make_fact("f1", "law_in_force", supports=[full()])
PART_AFTER = make_fact("f2", "practice", supports=[partial()], date=AFTER)
PART_BEFORE = make_fact("f2", "practice", supports=[partial()], date=BEFORE)
PART_LAW_AFTER = make_fact("f2", "law_in_force", supports=[partial()], date=AFTER)
REFUSAL = make_fact("n1", "refusal", against=[X], date="2024-03-01")
REFUSAL_UNDATED = make_fact("n1", "refusal", against=[X])
ADMISSION = make_fact("n1", "admission", against=[X], date="2024-03-01")
ADMISSION_UNDATED = make_fact("n1", "admission", against=[X])
INTENTION = make_fact("f3", "intention", supports=[full()], date=AFTER)
ASSURANCE = make_fact("f4", "assurance", supports=[full()], date=AFTER)
CONTEXT = make_fact("f5", "law_in_force", context=[X], date=AFTER)


def law(id: str, date: str) -> Evidence:
    """Make an act that meets the element fully."""
    return make_fact(id, "law_in_force", supports=[full()], date=date)


ROWS = (
    # 1 considered
    Row(
        says="a draft being prepared after the cut-off shows that the matter was examined",
        ask="consider",
        facts=[make_fact("f1", "draft_law", supports=[partial()], date=AFTER)],
        rule="considered",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="a planned policy is enough",
        ask="consider",
        facts=[make_fact("f1", "policy", supports=[partial()], date=AFTER, stage="planned")],
        rule="considered",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="a refusal after having considered is a result of considering",
        ask="consider",
        facts=[PART_AFTER, make_fact("n1", "refusal", against=[X], date=LATER)],
        rule="considered",
        finding="met",
        evidence="f2",
    ),
    Row(
        says="the same draft does not meet a demand to ensure",
        facts=[make_fact("f1", "draft_law", supports=[partial()], date=AFTER)],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f1",
    ),
    Row(
        says="an intention does not show that the matter was examined",
        ask="consider",
        facts=[INTENTION],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f3",
    ),
    Row(
        says="nor does an assurance",
        ask="consider",
        facts=[ASSURANCE],
        rule="assurance",
        finding="not_met",
        reason="assurance_only",
        evidence="f4",
    ),
    Row(
        says="what was examined before the cut-off stood already",
        ask="consider",
        facts=[LAW_BEFORE],
        rule="standing",
        finding="partly_met",
        reason="pre_existing",
        evidence="f1",
    ),
    Row(
        says="an undated draft is not dated evidence",
        ask="consider",
        facts=[make_fact("f1", "draft_law", supports=[full()])],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f1",
    ),
    # 2 refused
    Row(
        says="a refusal and nothing else",
        facts=[REFUSAL],
        rule="refused",
        finding="not_met",
        reason="refused",
        evidence="n1",
    ),
    Row(
        says="a full law earlier than the refusal does not overrule it",
        facts=[law("f1", "2024-02-29"), REFUSAL],
        rule="refused",
        finding="not_met",
        reason="refused",
        evidence="n1",
    ),
    Row(
        says="a full law of the same day does not overrule it",
        facts=[law("f1", "2024-03-01"), REFUSAL],
        rule="refused",
        finding="not_met",
        reason="refused",
        evidence="n1",
    ),
    Row(
        says="a law dated no more exactly than the year of the refusal does not overrule it",
        facts=[law("f1", "2024"), REFUSAL],
        rule="refused",
        finding="not_met",
        reason="refused",
        evidence="n1",
    ),
    Row(
        says="an undated law does not overrule it",
        facts=[LAW_UNDATED, REFUSAL],
        rule="refused",
        finding="not_met",
        reason="refused",
        evidence="n1",
    ),
    Row(
        says="a later partial measure does not overrule it",
        facts=[make_fact("f1", "practice", supports=[partial()], date=LATER), REFUSAL],
        rule="refused",
        finding="not_met",
        reason="refused",
        evidence="n1",
    ),
    Row(
        says="a later law that is not in force does not overrule it",
        facts=[make_fact("f1", "law_adopted", supports=[full()], date=LATER), REFUSAL],
        rule="refused",
        finding="not_met",
        reason="refused",
        evidence="n1",
    ),
    Row(
        says="an undated refusal counts as of the reply",
        facts=[law("f1", RECEIVED.isoformat()), REFUSAL_UNDATED],
        rule="refused",
        finding="not_met",
        reason="refused",
        evidence="n1",
    ),
    Row(
        says="a law must be later than every refusal",
        facts=[law("f1", "2024-05"), REFUSAL, make_fact("n2", "refusal", against=[X], date="2024-12")],
        rule="refused",
        finding="not_met",
        reason="refused",
        evidence="n1 n2",
    ),
    Row(
        says="a refusal offered as context refuses nothing",
        facts=[make_fact("n1", "refusal", context=[X], date=AFTER)],
        rule="off-point",
        finding="not_met",
        reason="off_point",
        evidence="n1",
    ),
    # 3 done
    Row(
        says="a full law after the cut-off",
        ask="change",
        facts=[LAW_AFTER],
        rule="done",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="a refusal is overruled by a later law in force",
        facts=[law("f1", "2024-03-02"), REFUSAL],
        rule="done",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="an undated refusal is overruled by a law after the reply",
        facts=[law("f1", "2025-06-12"), REFUSAL_UNDATED],
        rule="done",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="an admission is overruled by a later measure",
        facts=[law("f1", "2024-03-02"), ADMISSION],
        rule="done",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="only the laws later than the admission decide",
        facts=[law("f1", "2024-02"), law("f2", "2024-05"), ADMISSION],
        rule="done",
        finding="met",
        evidence="f2",
    ),
    Row(
        says="on the cut-off day itself it is after",
        facts=[law("f1", "2023-06-16")],
        rule="done",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="a running policy is operative",
        facts=[make_fact("f1", "policy", supports=[full()], date=AFTER, stage="running")],
        rule="done",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="a policy without a stage is taken to run",
        facts=[make_fact("f1", "policy", supports=[full()], date=AFTER)],
        rule="done",
        finding="met",
        evidence="f1",
    ),
    Row(
        says="the day before the cut-off it is before",
        facts=[law("f1", "2023-06-15")],
        rule="standing",
        finding="partly_met",
        reason="pre_existing",
        evidence="f1",
    ),
    Row(
        says="an admission of the same day stands against it",
        facts=[law("f1", "2024-03-01"), ADMISSION],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f1",
    ),
    Row(
        says="a later admission stands against it",
        facts=[law("f1", "2024-02-29"), ADMISSION],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f1",
    ),
    Row(
        says="an admission that may be later stands against it",
        facts=[law("f1", "2024-03"), ADMISSION],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f1",
    ),
    Row(
        says="an undated admission counts as of the reply",
        facts=[law("f1", RECEIVED.isoformat()), ADMISSION_UNDATED],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f1",
    ),
    # 4 standing-and-working
    Row(
        says="a full law from before and a practice after",
        facts=[LAW_BEFORE, PART_AFTER],
        rule="standing-and-working",
        finding="met",
        evidence="f1 f2",
    ),
    Row(
        says="a full law without a date and a practice after",
        facts=[LAW_UNDATED, PART_AFTER],
        rule="standing-and-working",
        finding="met",
        evidence="f1 f2",
    ),
    Row(
        says="a demand to continue is met in the same way",
        ask="continue",
        facts=[LAW_BEFORE, PART_AFTER],
        rule="standing-and-working",
        finding="met",
        evidence="f1 f2",
    ),
    Row(
        says="a demand for change is not met by what stood already",
        ask="change",
        facts=[LAW_BEFORE, PART_AFTER],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f2",
    ),
    Row(
        says="a partial law from before does not stand for the whole",
        facts=[make_fact("f1", "law_in_force", supports=[partial()], date=BEFORE), PART_AFTER],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f2",
    ),
    Row(
        says="a law after the cut-off is operative and not working",
        facts=[LAW_BEFORE, PART_LAW_AFTER],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f2",
    ),
    Row(
        says="working evidence from before shows nothing since",
        facts=[LAW_BEFORE, PART_BEFORE],
        rule="standing",
        finding="partly_met",
        reason="pre_existing",
        evidence="f1",
    ),
    Row(
        says="working evidence offered as context does not advance it",
        facts=[LAW_BEFORE, make_fact("f2", "practice", context=[X], date=AFTER)],
        rule="standing",
        finding="partly_met",
        reason="pre_existing",
        evidence="f1",
    ),
    Row(
        says="an admission against it, even an old one, stands in the way",
        facts=[LAW_BEFORE, PART_AFTER, make_fact("n1", "admission", against=[X], date="2019")],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f2",
    ),
    # 5 continued
    Row(
        says="a partial practice after",
        ask="continue",
        facts=[PART_AFTER],
        rule="continued",
        finding="met",
        evidence="f2",
    ),
    Row(
        says="a partial law after",
        ask="continue",
        facts=[PART_LAW_AFTER],
        rule="continued",
        finding="met",
        evidence="f2",
    ),
    Row(
        says="a demand to ensure asks for more",
        facts=[PART_AFTER],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f2",
    ),
    Row(
        says="activity before the cut-off only",
        ask="continue",
        facts=[PART_BEFORE],
        rule="standing-part",
        finding="partly_met",
        reason="pre_existing",
        evidence="f2",
    ),
    Row(
        says="something against it",
        ask="continue",
        facts=[PART_AFTER, make_fact("n1", "admission", against=[X], date=BEFORE)],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f2",
    ),
    # 6 part-done
    Row(
        says="several partial measures after, each of them named",
        ask="change",
        facts=[PART_AFTER, make_fact("f1", "funding", supports=[partial()], date=LATER)],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f1 f2",
    ),
    Row(
        says="an operative measure is named before a law not in force",
        facts=[make_fact("f1", "law_adopted", supports=[full()], date=AFTER), PART_AFTER],
        rule="part-done",
        finding="partly_met",
        reason="incomplete",
        evidence="f2",
    ),
    # 7 not-in-force
    Row(
        says="a law adopted after",
        facts=[make_fact("f1", "law_adopted", supports=[full()], date=AFTER)],
        rule="not-in-force",
        finding="partly_met",
        reason="not_in_force",
        evidence="f1",
    ),
    Row(
        says="a draft tabled after",
        facts=[make_fact("f1", "draft_law", supports=[full()], date=AFTER, stage="tabled")],
        rule="not-in-force",
        finding="partly_met",
        reason="not_in_force",
        evidence="f1",
    ),
    Row(
        says="a partial one is enough",
        facts=[make_fact("f1", "law_adopted", supports=[partial()], date=AFTER)],
        rule="not-in-force",
        finding="partly_met",
        reason="not_in_force",
        evidence="f1",
    ),
    Row(
        says="it comes before a law that stood already",
        facts=[LAW_BEFORE, make_fact("f2", "law_adopted", supports=[full()], date=AFTER)],
        rule="not-in-force",
        finding="partly_met",
        reason="not_in_force",
        evidence="f2",
    ),
    Row(
        says="a draft still being prepared is an intention",
        facts=[make_fact("f1", "draft_law", supports=[full()], date=AFTER, stage="prepared")],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f1",
    ),
    Row(
        says="a draft without a stage is taken to be in preparation",
        facts=[make_fact("f1", "draft_law", supports=[full()], date=AFTER)],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f1",
    ),
    Row(
        says="a draft tabled before the cut-off has gone nowhere since",
        facts=[make_fact("f1", "draft_law", supports=[full()], date=BEFORE, stage="tabled")],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f1",
    ),
    Row(
        says="a law adopted at an unknown date",
        facts=[make_fact("f1", "law_adopted", supports=[full()])],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f1",
    ),
    # 8 standing
    Row(
        says="a full law from before",
        facts=[LAW_BEFORE],
        rule="standing",
        finding="partly_met",
        reason="pre_existing",
        evidence="f1",
    ),
    Row(
        says="a full law without a date",
        facts=[LAW_UNDATED],
        rule="standing",
        finding="partly_met",
        reason="undated",
        evidence="f1",
    ),
    Row(
        says="an undated one among those from before is what to ask about",
        facts=[LAW_UNDATED, make_fact("f2", "institution", supports=[full()], date=BEFORE)],
        rule="standing",
        finding="partly_met",
        reason="undated",
        evidence="f1 f2",
    ),
    Row(
        says="a partial one without a date leaves a full one from before as it is",
        facts=[LAW_BEFORE, make_fact("f2", "practice", supports=[partial()])],
        rule="standing",
        finding="partly_met",
        reason="pre_existing",
        evidence="f1",
    ),
    Row(
        says="in the year of the cut-off it is undated",
        facts=[law("f1", "2023")],
        rule="standing",
        finding="partly_met",
        reason="undated",
        evidence="f1",
    ),
    Row(
        says="in the month of the cut-off it is undated",
        facts=[law("f1", "2023-06")],
        rule="standing",
        finding="partly_met",
        reason="undated",
        evidence="f1",
    ),
    Row(
        says="an admission against it does not take away what stands",
        facts=[LAW_BEFORE, ADMISSION],
        rule="standing",
        finding="partly_met",
        reason="pre_existing",
        evidence="f1",
    ),
    Row(
        says="an old refusal is overruled by an old law that is later",
        facts=[law("f1", "2021"), make_fact("n1", "refusal", against=[X], date="2020")],
        rule="standing",
        finding="partly_met",
        reason="pre_existing",
        evidence="f1",
    ),
    # 9 standing-part
    Row(
        says="a partial measure from before",
        facts=[PART_BEFORE],
        rule="standing-part",
        finding="partly_met",
        reason="pre_existing",
        evidence="f2",
    ),
    Row(
        says="a partial measure without a date",
        facts=[make_fact("f2", "practice", supports=[partial()])],
        rule="standing-part",
        finding="partly_met",
        reason="undated",
        evidence="f2",
    ),
    Row(
        says="an undated one among those from before is what to ask about",
        facts=[PART_BEFORE, make_fact("f1", "training", supports=[partial()])],
        rule="standing-part",
        finding="partly_met",
        reason="undated",
        evidence="f1 f2",
    ),
    Row(
        says="an admission against it does not take away the part",
        facts=[PART_BEFORE, ADMISSION],
        rule="standing-part",
        finding="partly_met",
        reason="pre_existing",
        evidence="f2",
    ),
    Row(
        says="an intention besides adds nothing",
        facts=[PART_BEFORE, INTENTION],
        rule="standing-part",
        finding="partly_met",
        reason="pre_existing",
        evidence="f2",
    ),
    # 10 admits
    Row(
        says="an admission",
        facts=[ADMISSION],
        rule="admits",
        finding="not_met",
        reason="admits_gap",
        evidence="n1",
    ),
    Row(
        says="a law that makes it worse",
        facts=[make_fact("n1", "law_in_force", against=[X], date=AFTER)],
        rule="admits",
        finding="not_met",
        reason="admits_gap",
        evidence="n1",
    ),
    Row(
        says="an intention does not outweigh an admission",
        facts=[ADMISSION, INTENTION],
        rule="admits",
        finding="not_met",
        reason="admits_gap",
        evidence="n1",
    ),
    Row(
        says="both an admission and a restriction are named",
        facts=[ADMISSION, make_fact("n2", "practice", against=[X])],
        rule="admits",
        finding="not_met",
        reason="admits_gap",
        evidence="n1 n2",
    ),
    Row(
        says="an admission offered as context admits nothing",
        facts=[make_fact("n1", "admission", context=[X])],
        rule="off-point",
        finding="not_met",
        reason="off_point",
        evidence="n1",
    ),
    # 11 intention
    Row(
        says="something announced",
        facts=[INTENTION],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f3",
    ),
    Row(
        says="a planned policy",
        facts=[make_fact("f1", "policy", supports=[full()], date=AFTER, stage="planned")],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f1",
    ),
    Row(
        says="a law adopted before the cut-off and never in force",
        facts=[make_fact("f1", "law_adopted", supports=[full()], date=BEFORE)],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f1",
    ),
    Row(
        says="it comes before an assurance",
        facts=[ASSURANCE, INTENTION],
        rule="intention",
        finding="not_met",
        reason="intention_only",
        evidence="f3",
    ),
    # 12 assurance
    Row(
        says="a general claim",
        facts=[ASSURANCE],
        rule="assurance",
        finding="not_met",
        reason="assurance_only",
        evidence="f4",
    ),
    Row(
        says="it comes before context",
        facts=[CONTEXT, ASSURANCE],
        rule="assurance",
        finding="not_met",
        reason="assurance_only",
        evidence="f4",
    ),
    # 13 off-point
    Row(
        says="a law that is beside the point",
        facts=[CONTEXT],
        rule="off-point",
        finding="not_met",
        reason="off_point",
        evidence="f5",
    ),
    Row(
        says="an assurance offered as context",
        facts=[make_fact("f1", "assurance", context=[X])],
        rule="off-point",
        finding="not_met",
        reason="off_point",
        evidence="f1",
    ),
    # 14 silent
    Row(says="nothing at all", facts=[], rule="silent", finding="not_met", reason="unanswered"),
    Row(
        says="facts on another element only",
        facts=[make_fact("f1", "law_in_force", supports=[full(element="B1.y")], date=AFTER)],
        rule="silent",
        finding="not_met",
        reason="unanswered",
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_an_element_is_decided_by_the_first_rule_that_holds(row: Row) -> None:
    finding = find(row.facts, ask=row.ask)
    assert (finding.rule, finding.level, finding.reason) == (row.rule, row.finding, row.reason)
    assert finding.evidence == tuple(row.evidence.split())


def test_the_rules_stand_in_the_order_of_the_design() -> None:
    assert tuple(rule.id for rule in cp().elements) == DESIGN_ORDER


def test_every_rule_decides_a_case_of_the_table_and_the_table_follows_the_design() -> None:
    first = dict.fromkeys(row.rule for row in ROWS)
    assert set(first) == set(DESIGN_ORDER)
    assert {rule.id for rule in cp().items} == {"all-met", "none-met", "some-met"}


def test_every_rule_that_does_not_meet_gives_a_reason_and_every_other_gives_none() -> None:
    for rule in cp().elements:
        assert bool(rule.reasons) is (rule.outcome != "met")
        assert rule.text
        assert rule.source


@pytest.mark.parametrize("type", OPERATIVE)
def test_every_operative_type_can_meet_an_element(type: str) -> None:
    finding = find([make_fact("f1", type, supports=[full()], date=AFTER)], ask="change")
    assert (finding.rule, finding.level) == ("done", "met")


@pytest.mark.parametrize("type", NOT_OPERATIVE)
def test_no_other_type_can(type: str) -> None:
    finding = find([make_fact("f1", type, supports=[full()], date=AFTER)], ask="change")
    assert finding.level != "met"


@pytest.mark.parametrize("type", WORKING)
def test_every_working_type_shows_that_what_stood_works(type: str) -> None:
    finding = find([LAW_BEFORE, make_fact("f2", type, supports=[partial()], date=AFTER)])
    assert finding.rule == "standing-and-working"


@pytest.mark.parametrize("type", [type for type in OPERATIVE if type not in WORKING])
def test_what_is_operative_and_not_working_does_not_show_it(type: str) -> None:
    finding = find([LAW_BEFORE, make_fact("f2", type, supports=[partial()], date=AFTER)])
    assert finding.rule == "part-done"


def test_an_admission_that_is_overruled_is_still_shown() -> None:
    finding = find([law("f1", LATER), ADMISSION])
    assert finding.level == "met"
    assert [(link.relation, link.ids) for link in finding.links] == [("supports", ("f1",)), ("against", ("n1",))]


# --- facts that are full together ---------------------------------------------------------------------------------


def test_two_facts_are_full_together() -> None:
    finding = find(
        [
            make_fact("f1", "law_in_force", supports=[partial("f2")], date=AFTER),
            make_fact("f2", "institution", supports=[partial()], date=AFTER),
        ],
        ask="change",
    )
    assert (finding.rule, finding.evidence) == ("done", ("f1", "f2"))


def test_facts_that_do_not_name_each_other_are_not_full_together() -> None:
    finding = find(
        [
            make_fact("f1", "law_in_force", supports=[partial()], date=AFTER),
            make_fact("f2", "institution", supports=[partial()], date=AFTER),
        ],
        ask="change",
    )
    assert finding.rule == "part-done"


@pytest.mark.parametrize("support", [full("f2"), partial("f2")], ids=["full", "partial"])
def test_a_fact_that_is_full_only_together_is_partial_by_itself(support: Support) -> None:
    finding = find([make_fact("f1", "law_in_force", supports=[support], date=AFTER)])
    assert (finding.rule, finding.level, finding.evidence) == ("part-done", "partly_met", ("f1",))


def test_a_group_is_not_there_where_a_member_does_not_support_the_same_element() -> None:
    finding = find(
        [
            make_fact("f1", "law_in_force", supports=[partial("f2")], date=AFTER),
            make_fact("f2", "institution", context=[X], date=AFTER),
        ]
    )
    assert finding.rule == "part-done"


def test_a_group_with_a_member_that_is_not_operative_is_not_operative() -> None:
    finding = find(
        [
            make_fact("f1", "law_in_force", supports=[partial("f2")], date=AFTER),
            make_fact("f2", "intention", supports=[partial()], date=AFTER),
        ]
    )
    assert finding.rule == "part-done"


def test_a_group_of_three_needs_all_three() -> None:
    first = make_fact("f1", "law_in_force", supports=[partial("f2", "f3")], date=AFTER)
    second = make_fact("f2", "institution", supports=[partial()], date=AFTER)
    third = make_fact("f3", "funding", supports=[partial()], date=AFTER)
    assert find([first, second, third]).rule == "done"
    assert find([first, second]).rule == "part-done"


def test_a_group_is_the_same_whichever_member_names_the_others() -> None:
    one_way = find(
        [
            make_fact("f1", "law_in_force", supports=[partial("f2")], date=AFTER),
            make_fact("f2", "institution", supports=[partial()], date=BEFORE),
        ]
    )
    both_ways = find(
        [
            make_fact("f1", "law_in_force", supports=[partial("f2")], date=AFTER),
            make_fact("f2", "institution", supports=[partial("f1")], date=BEFORE),
        ]
    )
    assert (one_way.rule, one_way.evidence) == (both_ways.rule, both_ways.evidence) == ("done", ("f1", "f2"))


@pytest.mark.parametrize(
    ("first", "second", "rule", "reason"),
    [
        (BEFORE, AFTER, "done", None),
        (AFTER, BEFORE, "done", None),
        (None, AFTER, "done", None),
        (BEFORE, BEFORE, "standing", "pre_existing"),
        (BEFORE, "2023", "standing", "undated"),
        (None, None, "standing", "undated"),
        (BEFORE, None, "standing", "undated"),
    ],
)
def test_a_group_is_as_late_as_its_last_part(
    first: str | None, second: str | None, rule: str, reason: str | None
) -> None:
    facts = [
        make_fact("f1", "law_in_force", supports=[partial("f2")], date=first),
        make_fact("f2", "institution", supports=[partial()], date=second),
    ]
    finding = find(facts, ask="change")
    assert (finding.rule, finding.reason) == (rule, reason)


def test_a_group_is_later_than_what_stands_against_it_with_its_last_part() -> None:
    facts = [
        make_fact("f1", "law_in_force", supports=[partial("f2")], date="2023-12"),
        make_fact("f2", "institution", supports=[partial()], date="2024-04"),
    ]
    assert find([*facts, ADMISSION]).rule == "done"
    assert find([*facts, make_fact("n1", "admission", against=[X], date="2024-04")]).rule == "part-done"


def test_a_member_of_another_source_leaves_the_group_incomplete_until_it_is_counted() -> None:
    facts = [
        make_fact("f1", "law_in_force", supports=[partial("f2")], date=AFTER),
        make_fact("f2", "institution", supports=[partial()], date=AFTER, source="Bar of XA"),
    ]
    assert find(facts).rule == "part-done"
    assert find(facts, third_party=True).rule == "done"


def test_links_show_each_fact_once_and_not_its_groups() -> None:
    finding = find(
        [
            make_fact("f1", "law_in_force", supports=[partial("f2")], date=AFTER),
            make_fact("f2", "institution", supports=[partial("f1")], date=AFTER),
        ]
    )
    assert [link.ids for link in finding.links] == [("f1",), ("f2",)]


# --- timing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "rule"),
    [
        ("2022", "standing"),
        ("2023", "standing"),
        ("2024", "done"),
        ("2023-05", "standing"),
        ("2023-06", "standing"),
        ("2023-07", "done"),
        ("2023-06-15", "standing"),
        ("2023-06-16", "done"),
        ("2023-06-17", "done"),
    ],
)
def test_a_date_counts_only_as_exactly_as_it_is_printed(date: str, rule: str) -> None:
    assert find([law("f1", date)], ask="change").rule == rule


def test_working_evidence_counts_by_its_latest_figure_and_everything_else_by_its_start() -> None:
    practice = make_fact("f1", "practice", supports=[full()], date="2020", figures=[2022, 2024])
    institution = make_fact("f1", "institution", supports=[full()], date="2020", figures=[2022, 2024])
    assert find([practice]).rule == "done"
    assert find([institution]).rule == "standing"


def test_a_figure_of_the_year_of_the_cutoff_is_not_exact_enough() -> None:
    finding = find([make_fact("f1", "statistic", supports=[full()], figures=[2022, 2023])])
    assert (finding.rule, finding.reason) == ("standing", "undated")


def test_a_figure_without_a_year_dates_nothing() -> None:
    finding = find([make_fact("f1", "statistic", supports=[full()], figures=[None])])
    assert (finding.rule, finding.reason) == ("standing", "undated")


def test_working_evidence_counts_by_the_end_of_its_period_and_everything_else_by_its_beginning() -> None:
    training = make_fact("f1", "training", supports=[full()], period=("2021", "2024"))
    agreement = make_fact("f1", "agreement", supports=[full()], period=("2021", "2024"))
    assert find([training]).rule == "done"
    assert find([agreement]).rule == "standing"


def test_of_a_period_without_end_only_the_beginning_is_known() -> None:
    finding = find([make_fact("f1", "practice", supports=[full()], period=("2021", None))])
    assert (finding.rule, finding.reason) == ("standing", "pre_existing")


def test_a_law_with_nothing_but_the_end_of_a_period_is_undated() -> None:
    finding = find([make_fact("f1", "law_in_force", supports=[full()], period=(None, "2024"))])
    assert (finding.rule, finding.reason) == ("standing", "undated")


# --- flags --------------------------------------------------------------------------------------------------------


def assess_facts(*facts: Evidence, ask: str = "ensure", review: str = "reviewed") -> Assessment:
    """Assess a case of one element and one answer."""
    return assess(make_case(make_element(ask), answers=[make_answer("r1", facts=facts, review=review)]), cp())


@pytest.mark.parametrize(
    ("facts", "is_contrary"),
    [
        ([REFUSAL], True),
        ([make_fact("n1", "refusal", against=[X], date=BEFORE)], True),
        ([REFUSAL_UNDATED], True),
        ([REFUSAL, law("f1", LATER)], True),
        ([make_fact("n1", "law_in_force", against=[X], date=AFTER)], True),
        ([make_fact("n1", "law_in_force", against=[X], date=BEFORE)], False),
        ([make_fact("n1", "law_in_force", against=[X])], False),
        ([make_fact("n1", "draft_law", against=[X], date=AFTER)], False),
        ([ADMISSION], False),
        ([make_fact("n1", "refusal", context=[X])], False),
        ([make_fact("n1", "refusal", against=[X], source="Bar of XA")], False),
    ],
    ids=[
        "refusal",
        "old-refusal",
        "undated-refusal",
        "overruled-refusal",
        "law-after",
        "law-before",
        "undated-law",
        "draft-after",
        "admission",
        "refusal-as-context",
        "refusal-of-another-source",
    ],
)
def test_contrary_means_a_refusal_or_operative_evidence_against_it_after_the_cutoff(
    facts: list[Evidence], is_contrary: bool
) -> None:
    (item,) = assess_facts(*facts).items
    assert (Flag.CONTRARY in item.flags) is is_contrary


@pytest.mark.parametrize(
    ("facts", "is_flagged"),
    [
        ([], True),
        ([ASSURANCE], True),
        ([CONTEXT], True),
        ([INTENTION], False),
        ([ADMISSION], False),
        ([PART_BEFORE], False),
    ],
    ids=["silent", "assurance", "off-point", "intention", "admission", "standing-part"],
)
def test_insufficient_information_means_answered_without_information(facts: list[Evidence], is_flagged: bool) -> None:
    (item,) = assess_facts(*facts).items
    assert (Flag.INSUFFICIENT_INFORMATION in item.flags) is is_flagged


def test_an_item_that_nobody_answered_is_not_flagged_for_insufficient_information() -> None:
    (item,) = assess(make_case(answers=[]), cp()).items
    assert (item.findings[0].reason, item.flags) == ("unanswered", ())


def test_one_informative_element_is_enough_against_insufficient_information() -> None:
    item = make_item(elements=[make_element(id="A1.x"), make_element(id="A1.y")])
    (verdict,) = assess(make_case(item, [ASSURANCE]), cp()).items
    assert verdict.flags == (Flag.INSUFFICIENT_INFORMATION,)
    (verdict,) = assess(
        make_case(item, [ASSURANCE, make_fact("f1", "intention", supports=[full(element="A1.y")])]), cp()
    ).items
    assert verdict.flags == ()


def test_draft_means_that_an_answer_to_it_is_unreviewed() -> None:
    assert assess_facts(LAW_AFTER, review="draft").items[0].flags == (Flag.DRAFT,)
    assert assess_facts(LAW_AFTER).items[0].flags == ()


def test_an_unreviewed_answer_that_offers_evidence_for_it_counts_too() -> None:
    case = make_case(
        [make_item("A1"), make_item("B1")], answers=[make_answer("r1", ["B1"], [LAW_AFTER], review="draft")]
    )
    assert [item.flags for item in assess(case, cp()).items] == [
        (Flag.DRAFT,),
        (Flag.INSUFFICIENT_INFORMATION, Flag.DRAFT),
    ]


def test_flags_stand_in_their_own_order() -> None:
    case = make_case(
        answers=[make_answer("r1", facts=[REFUSAL], review="draft")],
        overrides=[make_override(on="2025-07-01")],
        waivers=[make_waiver(on="2025-07-01")],
    )
    (item,) = assess(case, cp()).items
    assert item.flags == (Flag.CONTRARY, Flag.DRAFT, Flag.OVERRIDDEN, Flag.WAIVED)


# --- overrides and waivers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "is_active"),
    [("2026-01-30", False), ("2026-01-31", True), ("2026-06-01", True), ("2026-12-31", True), ("2027-01-01", False)],
)
def test_an_override_and_a_waiver_hold_from_their_day_through_their_expiry(as_of: str, is_active: bool) -> None:
    override = make_override(on="2026-01-31", expires="2026-12-31")
    waiver = make_waiver(on="2026-01-31", expires="2026-12-31")
    case = make_case(facts=[PART_AFTER], overrides=[override], waivers=[waiver])
    (item,) = assess(case, cp(), as_of=dt.date.fromisoformat(as_of)).items
    assert (item.override, item.waiver) == ((override, waiver) if is_active else (None, None))
    assert (item.lapsed_overrides, item.lapsed_waivers) == (((), ()) if is_active else ((override,), (waiver,)))
    assert item.flags == ((Flag.OVERRIDDEN, Flag.WAIVED) if is_active else ())


def test_an_override_without_expiry_holds_without_end() -> None:
    case = make_case(overrides=[make_override(on="2026-01-31")])
    (item,) = assess(case, cp(), as_of=dt.date.max).items
    assert item.override is not None


def test_an_override_stands_beside_the_computed_verdict_and_changes_no_count() -> None:
    plain = assess(make_case(facts=[PART_AFTER]), cp())
    overridden = assess(
        make_case(facts=[PART_AFTER], overrides=[make_override("A1", "implemented", on="2026-01-31")]), cp()
    )
    assert overridden.items[0].verdict == plain.items[0].verdict == "partly"
    assert overridden.items[0].findings == plain.items[0].findings
    assert overridden.totals.verdicts == plain.totals.verdicts


def test_of_several_overrides_the_newest_that_holds_is_shown() -> None:
    old, new = make_override(on="2026-01-01"), make_override(verdict="implemented", on="2026-02-01")
    (item,) = assess(make_case(overrides=[new, old]), cp()).items
    assert item.override == new
    (item,) = assess(make_case(overrides=[new, old]), cp(), as_of=dt.date(2026, 1, 15)).items
    assert (item.override, item.lapsed_overrides) == (old, (new,))


def test_an_override_is_of_its_own_item_only() -> None:
    case = make_case([make_item("A1"), make_item("B1")], overrides=[make_override("B1", on="2026-01-01")])
    assert [item.flags for item in assess(case, cp()).items] == [
        (Flag.INSUFFICIENT_INFORMATION,),
        (Flag.INSUFFICIENT_INFORMATION, Flag.OVERRIDDEN),
    ]


def test_the_default_day_is_that_of_receipt() -> None:
    assert assess(make_case(), cp()).as_of == RECEIVED
    assert assess(make_case(overrides=[make_override(on="2024-01-01")]), cp()).as_of == RECEIVED


def test_the_default_day_is_the_newest_decision_where_that_is_later() -> None:
    case = make_case(overrides=[make_override(on="2026-01-31")], waivers=[make_waiver(on="2026-03-31")])
    assert assess(case, cp()).as_of == dt.date(2026, 3, 31)


def test_a_decision_that_expired_before_the_newest_one_has_lapsed_by_default() -> None:
    case = make_case(
        overrides=[make_override(on="2025-07-01", expires="2025-12-31")], waivers=[make_waiver(on="2026-01-01")]
    )
    (item,) = assess(case, cp()).items
    assert (item.override, item.flags) == (None, (Flag.INSUFFICIENT_INFORMATION, Flag.WAIVED))


# --- other sources ------------------------------------------------------------------------------------------------


def test_evidence_of_another_source_is_shown_and_set_aside() -> None:
    other = make_fact("f1", "law_in_force", supports=[full()], date=AFTER, source="Bar of XA")
    finding = find([other])
    assert (finding.rule, finding.links) == ("silent", ())
    assert [link.ids for link in finding.set_aside] == [("f1",)]


def test_evidence_of_another_source_is_counted_where_asked_for() -> None:
    other = make_fact("f1", "law_in_force", supports=[full()], date=AFTER, source="Bar of XA")
    finding = find([other], third_party=True)
    assert (finding.rule, finding.evidence, finding.set_aside) == ("done", ("f1",), ())


def test_another_source_can_turn_a_finding_in_either_direction() -> None:
    against = make_fact("n1", "admission", against=[X], date=LATER, source="Bar of XA")
    assert find([LAW_AFTER, against]).level == "met"
    assert find([LAW_AFTER, against], third_party=True).level == "partly_met"


def test_an_assessment_says_whether_other_sources_were_counted() -> None:
    assert not assess(make_case(), cp()).third_party
    assert assess(make_case(), cp(), third_party=True).third_party


# --- items --------------------------------------------------------------------------------------------------------

MET = {"type": "law_in_force", "date": AFTER}
PARTLY = {"type": "law_in_force", "date": BEFORE}
NOT = {"type": "assurance", "date": AFTER}


@pytest.mark.parametrize(
    ("offered", "verdict", "rule"),
    [
        ([MET], "implemented", "all-met"),
        ([MET, MET], "implemented", "all-met"),
        ([MET, PARTLY], "partly", "some-met"),
        ([MET, NOT], "partly", "some-met"),
        ([PARTLY, NOT], "partly", "some-met"),
        ([PARTLY, PARTLY], "partly", "some-met"),
        ([NOT, NOT], "not_addressed", "none-met"),
        ([NOT], "not_addressed", "none-met"),
    ],
    ids=[
        "one-met",
        "all-met",
        "met-and-partly",
        "met-and-not",
        "partly-and-not",
        "all-partly",
        "none",
        "one-not",
    ],
)
def test_an_item_is_implemented_where_every_element_is_met_and_not_addressed_where_none_is(
    offered: list[dict[str, str]], verdict: str, rule: str
) -> None:
    names = [f"A1.e{place}" for place in range(len(offered))]
    facts = [
        make_fact(f"f{place}", fact["type"], supports=[full(element=name)], date=fact["date"])
        for place, (name, fact) in enumerate(zip(names, offered, strict=True))
    ]
    case = make_case(make_item(elements=[make_element("change", name) for name in names]), facts)
    (item,) = assess(case, cp()).items
    assert (item.verdict, item.level, item.rule) == (verdict, verdict, rule)
    assert [finding.element.id for finding in item.findings] == names


def test_cp_draws_no_overall_conclusion() -> None:
    assert assess(make_case(), cp()).conclusion is None


def test_the_answers_of_an_item_are_those_that_name_it_or_offer_evidence_for_it() -> None:
    case = make_case(
        [make_item("A1"), make_item("B1")],
        answers=[
            make_answer("r1", ["A1"]),
            make_answer("r2", ["B1"], [LAW_AFTER]),
            make_answer("r3", ["B1"]),
        ],
    )
    assert [[answer.id for answer in item.answers] for item in assess(case, cp()).items] == [["r1", "r2"], ["r2", "r3"]]


# --- repeats ------------------------------------------------------------------------------------------------------


def make_twins(*shared: str) -> list[Item]:
    """Make an item of two elements, and one that repeats it, wholly or in the elements named."""
    own = [make_element(id="A1.x"), make_element(id="A1.y")]
    return [
        make_item("A1", elements=own, themes=["language"]),
        make_item("B1", elements=[e for e in own if not shared or e.id in shared], repeats="A1", themes=["language"]),
    ]


def test_a_repeated_item_shares_the_findings_of_its_twin() -> None:
    first, second = assess(make_case(make_twins(), [LAW_AFTER]), cp()).items
    assert first.findings == second.findings
    assert first.verdict == second.verdict == "partly"


def test_an_item_that_repeats_some_elements_shares_only_these() -> None:
    first, second = assess(make_case(make_twins("A1.x"), [LAW_AFTER]), cp()).items
    assert (first.verdict, second.verdict) == ("partly", "implemented")
    assert second.findings == first.findings[:1]


def test_a_repeated_item_is_shown_twice_and_counted_once() -> None:
    totals = assess(make_case(make_twins(), [LAW_AFTER]), cp()).totals
    assert (totals.verdicts.items, totals.verdicts.partly) == (1, 1)
    assert [(tally.key, tally.items) for tally in totals.sections] == [("A", 1)]
    assert [(tally.key, tally.items) for tally in totals.themes] == [("language", 1)]
    assert dict(totals.findings) == {"met": 1, "partly_met": 0, "not_met": 1}
    assert dict(totals.reasons) == {"unanswered": 1}


def test_an_answer_to_the_repeated_item_answers_its_twin() -> None:
    case = make_case(make_twins(), answers=[make_answer("r1", ["B1"])])
    assert [item.flags for item in assess(case, cp()).items] == [(Flag.INSUFFICIENT_INFORMATION,)] * 2


def test_an_override_of_a_repeated_item_is_shown_with_it_alone() -> None:
    case = make_case(make_twins(), [LAW_AFTER], overrides=[make_override("B1", on="2026-01-01")])
    first, second = assess(case, cp()).items
    assert (first.override, second.override is not None) == (None, True)


# --- totals -------------------------------------------------------------------------------------------------------


def test_totals_count_by_verdict_section_theme_finding_reason_and_flag() -> None:
    items = [
        make_item("A1", themes=["language", "law"]),
        make_item("A2", themes=["law"]),
        make_item("B1", themes=["money"]),
        make_item("C1"),
    ]
    facts = [
        make_fact("f1", "law_in_force", supports=[full(element="A1.x")], date=AFTER),
        make_fact("f2", "practice", supports=[partial(element="A2.x")], date=AFTER),
        make_fact("f3", "refusal", against=["B1.x"]),
    ]
    totals = assess(make_case(items, facts), cp()).totals
    assert (totals.verdicts.implemented, totals.verdicts.partly, totals.verdicts.not_addressed) == (1, 1, 2)
    assert [(t.key, t.implemented, t.partly, t.not_addressed) for t in totals.sections] == [
        ("A", 1, 1, 0),
        ("B", 0, 0, 1),
        ("C", 0, 0, 1),
    ]
    assert [(t.key, t.implemented, t.partly, t.not_addressed) for t in totals.themes] == [
        ("language", 1, 0, 0),
        ("law", 1, 1, 0),
        ("money", 0, 0, 1),
    ]
    assert totals.findings == (("met", 1), ("partly_met", 1), ("not_met", 2))
    assert totals.reasons == (("unanswered", 1), ("refused", 1), ("incomplete", 1))
    assert totals.flags == (("contrary", 1), ("insufficient_information", 1))


# --- what would change it -----------------------------------------------------------------------------------------


def apply_question(finding: Finding, facts: Sequence[Evidence], ask: str) -> Finding:
    """Suppose what a finding's question asks for, and decide again."""
    question = finding.question
    assert question is not None
    hypothesis = next(known for known in cp().hypotheses if known.id == question.id)
    offered = suppose(hypothesis, finding.element, list(facts), day=FactDate.parse("2031-01-01"), cutoff=CUTOFF)
    changed = next(supposed for about, supposed in offered if about == question.evidence)
    return find(changed, ask=ask)


@pytest.mark.parametrize(
    ("ask", "facts", "question", "about", "raises_to"),
    [
        ("change", [LAW_UNDATED], "date", "f1", "met"),
        ("ensure", [law("f1", "2023")], "date", "f1", "met"),
        ("continue", [make_fact("f1", "practice", supports=[partial()])], "date", "f1", "met"),
        ("change", [INTENTION], "carried-out", "f3", "met"),
        ("change", [make_fact("f1", "draft_law", supports=[full()])], "carried-out", "f1", "met"),
        ("change", [make_fact("f1", "law_adopted", supports=[full()], date=AFTER)], "carried-out", "f1", "met"),
        ("change", [make_fact("f1", "policy", supports=[full()], stage="planned")], "carried-out", "f1", "met"),
        ("change", [make_fact("f1", "intention", supports=[partial()])], "carried-out", "f1", "partly_met"),
        ("ensure", [LAW_BEFORE], "working", None, "met"),
        ("continue", [PART_BEFORE], "working", None, "met"),
        ("continue", [], "working", None, "met"),
        ("change", [LAW_BEFORE], "change", None, "met"),
        ("change", [], "change", None, "met"),
        ("change", [REFUSAL_UNDATED], "change", None, "met"),
        ("ensure", [], "measure", None, "met"),
        ("ensure", [PART_BEFORE], "measure", None, "met"),
        ("ensure", [PART_AFTER, ADMISSION], "measure", None, "met"),
        ("ensure", [ADMISSION_UNDATED], "measure", None, "met"),
        ("consider", [ASSURANCE], "examined", None, "met"),
    ],
)
def test_the_first_supposed_fact_that_raises_a_finding_is_asked_for(
    ask: str, facts: list[Evidence], question: str, about: str | None, raises_to: str
) -> None:
    finding = find(facts, ask=ask)
    assert finding.question is not None
    assert (finding.question.id, finding.question.evidence) == (question, about)
    assert finding.question.raises_to == raises_to
    raised = apply_question(finding, facts, ask)
    assert raised.level == raises_to
    assert raised.level.rank > finding.level.rank


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_the_fact_that_a_question_asks_for_really_raises_the_finding(row: Row) -> None:
    finding = find(row.facts, ask=row.ask)
    if finding.level is FindingLevel.MET:
        assert finding.question is None
    else:
        assert finding.question is not None
        assert apply_question(finding, row.facts, row.ask).level == finding.question.raises_to


def test_a_question_is_about_the_first_fact_that_would_do_in_the_order_of_their_ids() -> None:
    facts = [
        make_fact("r10", "law_in_force", supports=[full()]),
        make_fact("r2", "law_in_force", supports=[full()]),
    ]
    finding = find(facts, ask="change")
    assert finding.question is not None
    assert finding.question.evidence == "r2"


def test_a_partial_fact_without_a_date_is_not_asked_about_where_a_date_would_raise_nothing() -> None:
    finding = find([make_fact("f1", "practice", supports=[partial()])])
    assert finding.question is not None
    assert finding.question.id == "measure"


def test_a_fact_of_another_source_is_not_asked_about() -> None:
    finding = find([replace(LAW_UNDATED, source=make_fact("f", "practice", source="Bar of XA").source)], ask="change")
    assert finding.question is not None
    assert finding.question.evidence is None


def test_a_question_is_worded_with_the_places_it_needs() -> None:
    for hypothesis in cp().hypotheses:
        worded = hypothesis.text.format(asks="ASKS", fact="FACT", cutoff="CUTOFF")
        assert worded.endswith((".", "?"))
        assert ("FACT" in worded) is (hypothesis.suppose != "offered")


# --- the trace ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_the_trace_ends_with_the_rule_that_decided(row: Row) -> None:
    traced = trace_element(make_case(make_element(row.ask), row.facts), cp(), X)
    tried = [decision.rule.id for decision in traced]
    assert tried == list(DESIGN_ORDER[: len(tried)])
    assert tried[-1] == row.rule
    assert [decision.explanation.holds for decision in traced] == [False] * (len(tried) - 1) + [True]


def test_an_element_that_does_not_exist_cannot_be_traced() -> None:
    with pytest.raises(UnknownElementError):
        trace_element(make_case(), cp(), "A1.nothing")


def test_facts_are_shown_and_named_in_the_order_of_their_ids() -> None:
    facts = [make_fact(id, "practice", supports=[partial()], date=AFTER) for id in ("r10.1", "r2.10", "r2.9", "r1")]
    finding = find(facts)
    expected = ["r1", "r2.9", "r2.10", "r10.1"]
    assert list(finding.evidence) == expected
    assert [name for link in finding.links for name in link.ids] == expected


def test_an_id_may_be_a_number_of_any_length() -> None:
    long = "r" + "7" * 5000
    assert find([make_fact(long, "practice", supports=[full()], date=AFTER)]).evidence == (long,)


def test_every_link_knows_from_when_and_until_when_it_speaks() -> None:
    def only_link(date: str | None) -> Link:
        return find([make_fact("f1", "law_in_force", supports=[full()], date=date)]).links[0]

    dated, undated = only_link("2024-02"), only_link(None)
    assert (dated.earliest, dated.latest) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert (undated.earliest, undated.latest) == (None, RECEIVED)
