"""Any bytes as a rulebook: refused at a place, or able to decide everything and to say why."""

from collections.abc import Sequence

from cpcheck.assessment import assess, trace_element
from cpcheck.errors import DataError
from cpcheck.model import Assessment, Case, Finding, FindingLevel, Verdict
from cpcheck.rulebook import (
    All,
    AnyOf,
    Decision,
    ElementSubject,
    Exists,
    Explanation,
    ItemSubject,
    Not,
    Otherwise,
    Rulebook,
)
from cpcheck.store.rulebooks import load_rulebook
from fuzz.inputs import check_problem, store_input
from tests.cases import full, make_answer, make_case, make_element, make_fact, make_item, make_waiver, partial

_FACTS = (
    make_fact("r1.1", "law_in_force", date="2024-03-01", supports=[full(), partial(element="A2.y")]),
    make_fact("r1.2", "statistic", figures=[2022, 2024], supports=[full("r1.3", element="A2.y")]),
    make_fact("r1.3", "draft_law", stage="tabled", period=("2021", None), supports=[full("r1.2", element="A2.y")]),
    make_fact("r1.4", "refusal", against=["A2.z"], context=["A1.x"]),
    make_fact("r1.5", "policy", date="2023-06", supports=[partial(element="A2.z")], source="Bar of XA"),
    make_fact("r1.6", "assurance", supports=[partial(element="A2.z")]),
)
_CASES = (
    make_case(
        [
            make_item("A1", elements=[make_element("consider")]),
            make_item("A2", elements=[make_element("change", "A2.y"), make_element("continue", "A2.z")]),
        ],
        _FACTS,
        waivers=[make_waiver("A1", on="2025-01-01")],
    ),
    make_case([make_item("A1", elements=[make_element("ensure")])], answers=[make_answer("r1")]),
    make_case([make_item("A1")], answers=[]),
)
"""Between them: every relation, fit and timing, a group, another source, items without facts and without an answer."""


def check(raw: bytes) -> None:
    """Hold the loader and the rules to their promises for one rulebook."""
    path = store_input(raw, "rulebook.yaml")
    try:
        book = load_rulebook(path)
    except DataError as error:
        _check_refusal(error, raw, path)
        return
    for case in _CASES:
        for third_party in (False, True):
            _check_assessment(assess(case, book, third_party=third_party), case, book)


def _check_refusal(error: DataError, raw: bytes, path: str) -> None:
    assert error.problems
    for problem in error.problems:
        check_problem(problem, raw, path)


def _check_assessment(assessment: Assessment, case: Case, book: Rulebook) -> None:
    levels = {level.id for level in book.levels}
    for item in assessment.items:
        assert item.level in levels
        assert item.verdict in Verdict
        for finding in item.findings:
            _check_finding(finding, book)
            _check_trace(trace_element(case, book, finding.element.id, third_party=assessment.third_party), finding)
            _check_short_way(finding, book)
    assert (
        assessment.conclusion is None if not book.overall else assessment.conclusion in assessment.rulebook.conclusions
    )


def _check_finding(finding: Finding, book: Rulebook) -> None:
    assert (finding.reason is None) is (finding.level is FindingLevel.MET)
    assert set(finding.evidence) <= {name for link in finding.links for name in link.ids}
    if finding.question is not None:
        assert finding.question.raises_to.rank > finding.level.rank
        assert finding.question.text.format(asks="a", fact="b", cutoff="c")
        assert finding.question.id in {hypothesis.id for hypothesis in book.hypotheses}


def _check_trace(tried: Sequence[Decision], finding: Finding) -> None:
    """Hold the rules tried to the one that decided, and each explanation to its parts."""
    assert [decision.rule.id for decision in tried if decision.explanation.holds] == [finding.rule]
    assert tried[-1].rule.id == finding.rule
    for decision in tried:
        assert decision.explanation.condition == decision.rule.when
        _check_explanation(decision.explanation)


def _check_short_way(finding: Finding, book: Rulebook) -> None:
    """Hold what says only whether a condition holds to what explains it."""
    subject = ElementSubject(ask=finding.element.ask, candidates=finding.links)
    for rule in book.elements:
        assert rule.when.holds(subject) is rule.when.evaluate(subject).holds
    found = ItemSubject(candidates=(finding,))
    for rule in book.items:
        assert rule.when.holds(found) is rule.when.evaluate(found).holds


def _check_explanation(explanation: Explanation) -> None:
    """Compare what a node came to with what its parts came to, all the way down."""
    held = [part.holds for part in explanation.parts]
    match explanation.condition:
        case All():
            assert explanation.holds is all(held)
        case AnyOf():
            assert explanation.holds is any(held)
        case Not():
            assert [explanation.holds] == [not part for part in held]
        case Exists():
            assert explanation.holds is bool(explanation.matched)
        case Otherwise():
            assert explanation.holds
    assert explanation.holds or not explanation.deciding
    for part in explanation.parts:
        _check_explanation(part)
