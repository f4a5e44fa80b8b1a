"""From file to verdict: the order in which a response tells its facts and its answers decides nothing."""

from hypothesis import given
from hypothesis import strategies as st

from cpcheck.assessment import assess
from cpcheck.model import Assessment, Case, Finding
from cpcheck.records import replace
from tests.cases import cp
from tests.unit.store.test_writing import pass_through
from tests.unit.test_properties import cases


def shuffle(case: Case, data: st.DataObject) -> Case:
    """Return a case with its answers, the facts in them, and the links and figures of each fact in another order."""
    answers = []
    for answer in data.draw(st.permutations(case.response.answers)):
        facts = [
            replace(
                fact,
                supports=tuple(data.draw(st.permutations(fact.supports))),
                against=tuple(data.draw(st.permutations(fact.against))),
                figures=tuple(data.draw(st.permutations(fact.figures))),
            )
            for fact in data.draw(st.permutations(answer.evidence))
        ]
        answers.append(replace(answer, evidence=tuple(facts)))
    return replace(case, response=replace(case.response, answers=tuple(answers)))


def tell(assessment: Assessment) -> list[tuple[object, ...]]:
    """Return what an assessment says of each item, but for the order of its answers."""
    return [
        (item.item.id, item.level, item.rule, item.flags, *map(tell_finding, item.findings))
        for item in assessment.items
    ]


def tell_finding(finding: Finding) -> tuple[object, ...]:
    """Return what was found on an element, and by which facts."""
    question = finding.question and (finding.question.id, finding.question.evidence, finding.question.raises_to)
    linked = [(link.ids, link.relation, link.timing) for link in finding.links]
    return finding.level, finding.reason, finding.rule, finding.evidence, linked, question


@given(cases(), st.booleans(), st.data())
def test_the_order_of_a_file_decides_nothing(case: Case, third_party: bool, data: st.DataObject) -> None:
    written, shuffled = (pass_through(each) for each in (case, shuffle(case, data)))
    before, after = (assess(each, cp(), third_party=third_party) for each in (written, shuffled))
    assert tell(before) == tell(after)
    assert before.totals == after.totals


@given(cases(), st.booleans())
def test_writing_a_case_and_reading_it_again_changes_no_verdict(case: Case, third_party: bool) -> None:
    assert assess(pass_through(case), cp(), third_party=third_party) == assess(case, cp(), third_party=third_party)
