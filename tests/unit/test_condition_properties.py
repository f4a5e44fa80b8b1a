"""Conditions of any shape agree with their explanations, over links, findings and items alike."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cpcheck.assessment import assess
from cpcheck.model import Ask, Case, FindingLevel, Flag, Reason, Verdict
from cpcheck.records import replace
from cpcheck.rulebook import (
    All,
    AnyOf,
    AskIs,
    Condition,
    Count,
    Every,
    Exists,
    Explanation,
    FindingSelector,
    ItemSelector,
    ItemSubject,
    LinkSelector,
    Not,
    Otherwise,
    OverallSubject,
    Share,
    Subject,
    build_condition,
)
from tests.cases import cp
from tests.unit.test_properties import cases, list_subjects, selections, walk

# --- strategies ---------------------------------------------------------------------------------------------------


def some(words: Any) -> st.SearchStrategy[list[str]]:
    """Compose a list of one or more of some words."""
    return st.lists(st.sampled_from([str(word) for word in words]), min_size=1, unique=True)


finding_selections = st.fixed_dictionaries(
    {},
    optional={"finding": some(FindingLevel), "reason": some(Reason), "rule": some(rule.id for rule in cp().elements)},
)
item_selections = st.fixed_dictionaries(
    {}, optional={"level": some(level.id for level in cp().levels), "verdict": some(Verdict), "flag": some(Flag)}
)


def conditions(of: st.SearchStrategy[dict[str, Any]], *, asks: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Compose a condition as data, of every node that there is."""
    bounds = st.integers(0, 4)
    shares = st.sampled_from([0, 0.25, 0.5, 0.75, 1])
    leaves = (
        st.builds(lambda of: {"exists": of}, of)
        | st.builds(lambda of: {"every": of}, of)
        | st.builds(join, st.just("count"), of, maybe("at_least", bounds), maybe("at_most", bounds))
        | st.builds(join, st.just("share"), of, maybe("at_least", shares), maybe("below", shares))
        | st.just({"otherwise": True})
    )
    if asks:
        leaves |= some(Ask).map(lambda asks: {"ask": asks})
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3).map(lambda parts: {"all": parts})
            | st.lists(inner, max_size=3).map(lambda parts: {"any": parts})
            | inner.map(lambda part: {"not": part})
        ),
        max_leaves=8,
    )


def join(name: str, of: dict[str, Any], *bounds: dict[str, Any]) -> dict[str, Any]:
    """Put a condition that counts together."""
    inner = {"of": of}
    for bound in bounds:
        inner |= bound
    return {name: inner}


def maybe(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Compose a mapping with one key or with none."""
    return st.just({}) | values.map(lambda value: {name: value})


# --- steps --------------------------------------------------------------------------------------------------------


def check(condition: Condition, subject: Subject) -> None:
    """Hold one condition, and everything inside it, to what it is said to have come to."""
    explanation = condition.evaluate(subject)
    assert explanation.condition is condition
    assert condition.holds(subject) is explanation.holds
    assert condition.evaluate(subject) == explanation
    for part in walk(explanation):
        check_node(part)
    gathered = {name for part in walk(explanation) for name in part.matched}
    assert set(explanation.deciding) <= gathered
    assert len(explanation.deciding) == len(set(explanation.deciding))


def check_node(explanation: Explanation) -> None:
    """Compare what one node came to with its parts, and with what it counted."""
    held, found, there = [part.holds for part in explanation.parts], len(explanation.matched), explanation.total
    match explanation.condition:
        case All(parts=parts):
            assert (len(held), explanation.holds) == (len(parts), all(held))
        case AnyOf(parts=parts):
            assert (len(held), explanation.holds) == (len(parts), any(held))
        case Not():
            assert [explanation.holds] == [not part for part in held]
        case Exists():
            assert explanation.holds is (found > 0)
        case Every():
            assert explanation.holds is (0 < found == there)
        case Count(at_least=least, at_most=most):
            assert explanation.holds is ((least or 0) <= found <= (found if most is None else most))
        case Share(at_least=least, below=below):
            assert there is not None
            wanted = (least or 0) * there <= found and (below is None or found < below * there)
            assert explanation.holds is (there > 0 and wanted)
        case AskIs(asks=asks):
            assert explanation.holds is (explanation.matched[0] in asks)
        case Otherwise():
            assert explanation.holds
    assert there is None or found <= there
    assert explanation.holds or explanation.deciding == ()


# --- properties ---------------------------------------------------------------------------------------------------


@given(cases(), conditions(selections(), asks=True))
def test_a_condition_on_links_agrees_with_its_explanation(case: Case, data: dict[str, Any]) -> None:
    condition = build_condition(data, LinkSelector.build)
    for subject in list_subjects(case):
        check(condition, subject)


@given(cases(), conditions(finding_selections), conditions(item_selections))
def test_a_condition_on_findings_and_items_agrees_with_its_explanation(
    case: Case, on_findings: dict[str, Any], on_items: dict[str, Any]
) -> None:
    items = assess(case, cp()).items
    for item in items:
        check(build_condition(on_findings, FindingSelector.build), ItemSubject(candidates=item.findings))
    check(build_condition(on_items, ItemSelector.build), OverallSubject(candidates=items))


@given(cases(), conditions(selections(), asks=True), st.data())
def test_the_order_of_what_is_asked_about_makes_no_difference(
    case: Case, data: dict[str, Any], draw: st.DataObject
) -> None:
    condition = build_condition(data, LinkSelector.build)
    for subject in list_subjects(case):
        shuffled = replace(subject, candidates=tuple(draw.draw(st.permutations(subject.candidates))))
        before, after = condition.evaluate(subject), condition.evaluate(shuffled)
        assert (before.holds, before.total) == (after.holds, after.total)
        assert set(before.matched) == set(after.matched)
        assert set(before.deciding) == set(after.deciding)
