"""Lints that ask about two facts or answers find what comparing each with each finds, and do not compare all."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from cpcheck.assessment import assess
from cpcheck.lints import coded_twice, conflicting_act, copied_passage
from cpcheck.lints.base import Coding
from cpcheck.model import Answer, Evidence, Where
from cpcheck.records import replace
from tests.cases import cp, make_answer, make_case, make_fact

SPANS = st.tuples(st.integers(1, 12), st.integers(0, 4)).map(lambda drawn: (drawn[0], drawn[0] + drawn[1]))
PLACES = st.none() | st.builds(Where, lines=st.none() | SPANS, pages=st.none() | SPANS)
WORDINGS = st.sampled_from(["A hut was built.", "a hut  was built", "A path was marked."])
ACTS = st.sampled_from(
    ["Decree 7 sets fees.", "Cabinet Decree 7 sets fees.", "Mayoral Decree 7 of 2019 sets fees.", "decree 8 ends."]
)


@st.composite
def draw_facts(draw: st.DrawFn, wordings: st.SearchStrategy[str], types: Sequence[str]) -> Evidence:
    dates = draw(st.sampled_from([None, "2023", "2024-02-01", "2024-03-01"]))
    fact = make_fact(
        "r", draw(st.sampled_from(types)), date=dates, figures=draw(st.sampled_from([(), (2020,), (2021,)]))
    )
    anchor = draw(st.sampled_from([None, "on call", "On  Call", "by day"]))
    return replace(fact, fact=draw(wordings), anchor=anchor)


def draw_coding(wordings: st.SearchStrategy[str], types: Sequence[str]) -> st.SearchStrategy[Coding]:
    answers = st.lists(st.tuples(PLACES, st.lists(draw_facts(wordings, types), max_size=3)), max_size=8)
    return answers.map(build_coding)


def build_coding(drawn: Sequence[tuple[Where | None, Sequence[Evidence]]]) -> Coding:
    answers = [
        replace(
            make_answer(
                f"r{number}", facts=[replace(fact, id=f"r{number}.{place}") for place, fact in enumerate(facts, 1)]
            ),
            where=where,
        )
        for number, (where, facts) in enumerate(drawn, 1)
    ]
    case = make_case(answers=answers)
    return Coding(case=case, assessment=assess(case, cp()))


_One = TypeVar("_One")


def find_pairs(things: Sequence[_One], is_pair: Callable[[_One, _One], bool]) -> list[tuple[_One, _One]]:
    """Return each thing that makes a pair with an earlier one, and the first such one, by comparing all."""
    first = ((later, [one for one in things[:place] if is_pair(one, later)]) for place, later in enumerate(things))
    return [(later, earlier[0]) for later, earlier in first if earlier]


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return bool(set(range(one[0], one[1] + 1)) & set(range(other[0], other[1] + 1)))


# --- answers ------------------------------------------------------------------------------------------------------


def share_passage(earlier: Answer, later: Answer) -> bool:
    if earlier.where is None or later.where is None:
        return False
    if earlier.where.lines and later.where.lines:
        return overlap(earlier.where.lines, later.where.lines)
    if earlier.where.pages and later.where.pages:  # one answer may end on the page on which the next one begins
        (first, last), (later_first, later_last) = earlier.where.pages, later.where.pages
        return first < later_last and later_first < last
    return False


@given(draw_coding(WORDINGS, ["practice"]))
def test_copied_passages_are_those_of_all_pairs(coding: Coding) -> None:
    pairs = find_pairs(coding.response.answers, share_passage)
    expected = [(later.id, earlier.id) for later, earlier in pairs]
    found = [(remark.id, remark.message.split()[2]) for remark in copied_passage.check(coding)]
    assert found == expected


# --- facts --------------------------------------------------------------------------------------------------------


def is_one(earlier: tuple[Answer, Evidence], later: tuple[Answer, Evidence]) -> bool:
    (answer, fact), (later_answer, later_fact) = earlier, later
    differ_in_date = fact.date and later_fact.date and fact.date != later_fact.date
    differ_in_figures = fact.figures and later_fact.figures and fact.figures != later_fact.figures
    if differ_in_date or differ_in_figures:
        return False
    if fold(fact.fact) == fold(later_fact.fact):
        return True
    if fact.anchor is None or later_fact.anchor is None or fold(fact.anchor) != fold(later_fact.anchor):
        return False
    places = answer.where, later_answer.where
    return (
        answer is not later_answer
        and fact.type is later_fact.type
        and all(place is not None and place.lines for place in places)
        and overlap(*(place.lines for place in places if place is not None and place.lines is not None))
    )


def fold(text: str) -> str:
    return " ".join(text.lower().rstrip(".").split())


@given(draw_coding(WORDINGS, ["practice", "training"]))
def test_facts_coded_twice_are_those_of_all_pairs(coding: Coding) -> None:
    facts = [(answer, fact) for answer in coding.response.answers for fact in answer.evidence]
    expected = [(later.id, earlier.id) for (_, later), (_, earlier) in find_pairs(facts, is_one)]
    found = [(remark.id, remark.message.split(";")[0].split()[-1]) for remark in coded_twice.check(coding)]
    assert found == expected


def test_an_anchor_of_thousands_of_facts_is_not_compared_with_each() -> None:
    facts = [
        replace(make_fact("r", "practice", date=f"{1500 + place}"), fact=f"Fact {place}.", anchor="on call")
        for place in range(400)
    ]
    where = Where(lines=(1, 2), pages=None)
    coding = build_coding([(where, [fact]) for fact in facts])
    assert list(coded_twice.check(coding)) == []
    again = replace(facts[0], fact="The same once more.")
    (remark,) = coded_twice.check(build_coding([(where, [fact]) for fact in (*facts, again)]))
    assert (remark.id, "lines as r1.1;" in remark.message) == ("r401.1", True)


# --- acts ---------------------------------------------------------------------------------------------------------


@given(draw_coding(ACTS, ["law_in_force", "law_adopted"]))
def test_acts_with_two_dates_are_those_of_all_pairs(coding: Coding) -> None:
    dated = list(conflicting_act._list_dated_acts(coding))
    pairs = find_pairs(dated, conflicting_act._conflicts)
    expected = [(later.placed.fact.id, earlier.placed.fact.id) for later, earlier in pairs]
    remarks = list(conflicting_act.check(coding))
    assert [remark.id for remark in remarks] == [later for later, _ in expected]
    assert all(earlier in remark.message.split() for remark, (_, earlier) in zip(remarks, expected, strict=True))
