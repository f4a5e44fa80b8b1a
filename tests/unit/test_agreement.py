"""Figures over labels against published examples and their definition; what readers should discuss, in which order."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.agreement import (
    ReadingComparison,
    Weighting,
    compare_grades,
    compare_readings,
    count_pairs,
    find_set_difference,
    kappa,
    measure_agreement,
    share_agreed,
    weighted_kappa,
)
from cpcheck.assessment import assess
from cpcheck.model import Answer, Assessment, Evidence, Item, Support, Where
from cpcheck.records import replace
from cpcheck.store.rulebooks import load_rulebook
from tests.cases import cp, full, make_answer, make_case, make_element, make_fact, make_item, partial

AFTER = "2024-05-01"


def spread(table: Sequence[Sequence[int]], levels: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return two readers' labels that make a confusion table."""
    pairs = [
        (first, second)
        for first, row in zip(levels, table, strict=True)
        for second, number in zip(levels, row, strict=True)
        for _ in range(number)
    ]
    return [first for first, _ in pairs], [second for _, second in pairs]


# --- figures ------------------------------------------------------------------------------------------------------

# Cohen 1960, table 1, as proportions of 200 judgements by two clinicians
COHEN_1960 = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
# fifty grant proposals read by two people, an example of many textbooks
GRANTS = ((20, 5), (10, 15))


def test_kappa_is_that_of_the_first_paper() -> None:
    assert kappa(*spread(COHEN_1960, "123")) == pytest.approx(0.492, abs=0.0005)


def test_kappa_is_that_of_the_textbooks() -> None:
    firsts, seconds = spread(GRANTS, "yn")
    assert share_agreed(firsts, seconds) == 0.7
    assert kappa(firsts, seconds) == pytest.approx(0.4)


@pytest.mark.parametrize("weighting", Weighting)
def test_with_two_levels_the_weighted_kappa_is_the_plain_one(weighting: Weighting) -> None:
    firsts, seconds = spread(GRANTS, "yn")
    assert weighted_kappa(firsts, seconds, "yn", weighting) == pytest.approx(0.4)


def test_weights_follow_the_steps_between_levels() -> None:
    # rows 4, 3, 3 and columns 3, 4, 3 of 10; chance as the product of both over 10
    table = ((3, 1, 0), (0, 2, 1), (0, 1, 2))
    firsts, seconds = spread(table, "abc")
    off_by_one = Fraction(4 * 4 + 3 * 3 + 3 * 3 + 3 * 4, 10)
    off_by_two = Fraction(4 * 3 + 3 * 3, 10)
    linear, quadratic = 1 - 3 / (off_by_one + 2 * off_by_two), 1 - 3 / (off_by_one + 4 * off_by_two)
    assert weighted_kappa(firsts, seconds, "abc", Weighting.LINEAR) == pytest.approx(float(linear))
    assert weighted_kappa(firsts, seconds, "abc") == pytest.approx(float(quadratic))


def test_a_scale_read_from_its_other_end_gives_the_same() -> None:
    firsts, seconds = spread(COHEN_1960, "123")
    assert weighted_kappa(firsts, seconds, "321") == weighted_kappa(firsts, seconds, "123")


def test_a_level_that_nobody_used_takes_its_step_all_the_same() -> None:
    firsts, seconds = ["A", "A", "C", "B"], ["A", "B", "C", "C"]
    assert weighted_kappa(firsts, seconds, "ABC") != weighted_kappa(firsts, seconds, "AxBC")
    assert weighted_kappa(firsts, seconds, "ABC") == weighted_kappa(firsts, seconds, "ABCx")


@pytest.mark.parametrize(
    ("firsts", "seconds", "share", "plain", "weighted"),
    [
        ("", "", None, None, None),
        ("AAA", "AAA", 1.0, None, None),
        ("AAA", "BBB", 0.0, 0.0, 0.0),
        ("AAB", "AAA", 2 / 3, 0.0, 0.0),
        ("AB", "AB", 1.0, 1.0, 1.0),
        ("AB", "BA", 0.0, -1.0, -1.0),
    ],
    ids=[
        "nothing",
        "one label only",
        "one label each, not the same",
        "one reader with one label",
        "all the same",
        "all the other way round",
    ],
)
def test_edges_are_defined(
    firsts: str, seconds: str, share: float | None, plain: float | None, weighted: float | None
) -> None:
    assert share_agreed(firsts, seconds) == share
    assert kappa(firsts, seconds) == plain
    assert [weighted_kappa(firsts, seconds, "AB", weighting) for weighting in Weighting] == [weighted, weighted]


def test_unequal_lengths_and_unknown_labels_are_refused() -> None:
    for measure in (share_agreed, kappa):
        with pytest.raises(ValueError, match="zip"):
            measure("AB", "A")
    with pytest.raises(ValueError, match="no level of A, B: C"):
        count_pairs("AC", "AB", "AB")
    with pytest.raises(ValueError, match="twice"):
        weighted_kappa("A", "A", "ABA")
    with pytest.raises(ValueError, match="zip"):
        count_pairs("AB", "A", "AB")


labels = st.lists(st.tuples(st.sampled_from("ABCE"), st.sampled_from("ABCE")), max_size=40)


@given(labels)
def test_every_figure_is_as_its_definition_says(pairs: list[tuple[str, str]]) -> None:
    firsts, seconds = [first for first, _ in pairs], [second for _, second in pairs]
    found = measure_agreement(firsts, seconds, "ABCE")
    assert (found.total, found.same) == (len(pairs), sum(first == second for first, second in pairs))
    weights: dict[str, Callable[[int], int]] = {
        "kappa": lambda steps: min(steps, 1),
        "linear": abs,
        "quadratic": lambda steps: steps**2,
    }
    for name, weigh in weights.items():
        observed = sum((Fraction(weigh(abs("ABCE".index(a) - "ABCE".index(b)))) for a, b in pairs), Fraction(0))
        expected = sum(
            (Fraction(weigh(abs("ABCE".index(a) - "ABCE".index(b)))) for a in firsts for b in seconds), Fraction(0)
        )
        wanted = None if not expected else float(1 - observed * len(pairs) / expected)
        assert getattr(found, name) == (wanted if wanted is None else pytest.approx(wanted))


@given(labels)
def test_which_reading_is_the_first_makes_no_difference(pairs: list[tuple[str, str]]) -> None:
    firsts, seconds = [first for first, _ in pairs], [second for _, second in pairs]
    one, other = measure_agreement(firsts, seconds, "ABCE"), measure_agreement(seconds, firsts, "ABCE")
    assert (one.share, one.kappa, one.linear, one.quadratic) == (
        other.share,
        other.kappa,
        other.linear,
        other.quadratic,
    )
    assert one.table == tuple(zip(*other.table, strict=True))


# --- two readings -------------------------------------------------------------------------------------------------

ITEMS = [make_item(f"A{n}", elements=[make_element(id=f"A{n}.x"), make_element(id=f"A{n}.y")]) for n in range(1, 5)]


def read(*facts: Evidence, items: Sequence[Item] = ITEMS, lines: tuple[int, int] | None = None) -> Assessment:
    """Assess one reader's coding; all its facts stand in one answer, at some lines."""
    where = Where(lines=lines, pages=None) if lines else None
    answer = replace(make_answer("r1", [items[0].id], facts), where=where)
    return assess(make_case(items, answers=[answer]), cp())


def met(element: str, id: str = "") -> Evidence:
    """Make a fact that meets an element."""
    return make_fact(id or f"m.{element}", "practice", supports=[full(element=element)], date=AFTER)


def begun(element: str, id: str = "", type: str = "practice") -> Evidence:
    """Make a fact that meets an element in part."""
    return make_fact(id or f"b.{element}", type, supports=[partial(element=element)], date=AFTER)


def compare(first: Assessment, second: Assessment) -> ReadingComparison:
    """Compare two codings."""
    return compare_readings(first, second, cp())


def test_items_to_discuss_come_worst_first() -> None:
    first = read(
        *(met(f"A1.{element}") for element in "xy"),  # implemented
        *(begun(f"A2.{element}") for element in "xy"),  # partly
        begun("A3.x"),  # partly
        *(begun(f"A4.{element}") for element in "xy"),  # partly
    )
    second = read(
        # A1: not addressed, two steps
        begun("A2.x"),  # partly, one element differs
        # A3: not addressed, one step, one element differs
        *(met(f"A4.{element}") for element in "x"),  # partly, two elements differ
    )
    found = compare(first, second)
    assert [(item.first.item.id, item.distance, len(item.differing)) for item in found.discuss] == [
        ("A1", 2, 2),
        ("A3", 1, 1),
        ("A4", 0, 2),
        ("A2", 0, 1),
    ]
    assert (found.items.same, found.items.total) == (2, 4)
    assert found.elements is not None
    assert (found.elements.same, found.elements.total) == (2, 8)


def test_of_items_equally_far_apart_more_evidence_of_one_reader_comes_first() -> None:
    first = read(begun("A1.x"), begun("A2.x"), begun("A2.x", "again"), begun("A2.x", "more"))
    found = compare(first, read())
    assert [(item.first.item.id, item.unshared) for item in found.discuss] == [("A2", 3), ("A1", 1)]


def test_the_order_of_the_set_decides_where_nothing_else_does() -> None:
    found = compare(read(begun("A1.x"), begun("A2.x"), begun("A3.x")), read())
    assert [item.first.item.id for item in found.discuss] == ["A1", "A2", "A3"]


def test_two_who_say_the_same_have_nothing_to_discuss() -> None:
    coded = read(met("A1.x"), begun("A2.x"))
    found = compare(coded, coded)
    assert (found.discuss, found.other_reasons) == ((), ())
    assert found.items.kappa == 1
    assert found.items.share == 1


def test_the_same_finding_for_another_reason_is_told_apart() -> None:
    assured = make_fact("f1", "assurance", supports=[full(element="A1.x")], date=AFTER)
    found = compare(read(assured), read())
    assert found.discuss == ()
    assert [(one.element.id, one.first.reason, one.second.reason) for one in found.other_reasons] == [
        ("A1.x", "assurance_only", "unanswered")
    ]


def test_a_repeated_item_is_compared_once() -> None:
    repeated = make_item("R1", elements=ITEMS[0].elements, repeats="A1")
    found = compare(read(met("A1.x"), items=[*ITEMS, repeated]), read(items=[*ITEMS, repeated]))
    assert [item.first.item.id for item in found.discuss] == ["A1"]
    assert found.items.total == 4


def test_levels_of_a_rulebook_are_compared_where_it_has_more_than_verdicts() -> None:
    greco = load_rulebook("greco")
    item = make_item(elements=[make_element("change")])
    law = make_fact("f1", "law_in_force", supports=[full()], date=AFTER)
    practice = make_fact("f1", "practice", supports=[full()], date=AFTER)
    one, other = (assess(make_case(item, [fact]), greco) for fact in (law, practice))
    found = compare_readings(one, other, greco)
    assert [(item.labels, item.distance) for item in found.discuss] == [
        (("implemented_satisfactorily", "dealt_with"), 1)
    ]


# --- evidence of one reader alone ---------------------------------------------------------------------------------


def name_unshared(first: Sequence[Evidence], second: Sequence[Evidence], **lines: tuple[int, int]) -> list[list[str]]:
    """Return the ids of what each reader alone counts on one element."""
    items = [make_item("A1", elements=[make_element(id="A1.x")])]
    sides = [read(*facts, items=items, lines=lines.get(name)) for name, facts in (("one", first), ("other", second))]
    found = compare(*sides)
    elements = [element for item in found.discuss for element in item.elements] or list(found.other_reasons)
    return [[fact.id for fact in side] for side in (elements[0].only_first, elements[0].only_second)]


def anchored(fact: Evidence, anchor: str) -> Evidence:
    """Return a fact with words of the source."""
    return replace(fact, anchor=anchor)


DECISIVE = make_fact("d", "law_in_force", supports=[full(element="A1.x")], date=AFTER)
"""Makes the two differ, so that the element is discussed."""


def test_a_fact_with_the_same_anchor_is_the_same_whatever_its_id_and_type() -> None:
    first = [anchored(begun("A1.x", "f1", "training"), "held  28 Trainings"), DECISIVE]
    second = [anchored(begun("A1.x", "f9", "practice"), "held 28 trainings")]
    assert name_unshared(first, second) == [["d"], []]


def test_a_fact_of_the_same_type_from_the_same_lines_is_the_same() -> None:
    first, second = [begun("A1.x", "f1"), DECISIVE], [begun("A1.x", "f9")]
    assert name_unshared(first, second, one=(1, 9), other=(9, 12)) == [["d"], []]
    assert name_unshared(first, second, one=(1, 8), other=(9, 12)) == [["d", "f1"], ["f9"]]


def test_a_fact_of_another_type_is_another() -> None:
    first, second = [begun("A1.x", "f1", "training"), DECISIVE], [begun("A1.x", "f9")]
    assert name_unshared(first, second, one=(1, 9), other=(1, 9)) == [["d", "f1"], ["f9"]]


def test_each_fact_has_one_counterpart_at_most() -> None:
    first = [begun("A1.x", "f1"), begun("A1.x", "f2"), begun("A1.x", "f3")]
    assert [len(side) for side in name_unshared(first, [met("A1.x", "d")])] == [2, 0]


def test_what_one_has_as_context_is_counted_by_the_other_alone() -> None:
    context = make_fact("f1", "practice", context=["A1.x"], date=AFTER)
    assert name_unshared([begun("A1.x", "f1")], [context]) == [["f1"], []]


def test_for_and_against_are_not_the_same() -> None:
    against = make_fact("f1", "practice", against=["A1.x"], date=AFTER)
    assert name_unshared([begun("A1.x", "f1")], [against]) == [["f1"], ["f1"]]


spans = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 6)), max_size=5)


@given(spans, spans)
def test_as_many_facts_are_matched_as_can_be(ours: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> None:
    first, second = (_read_spans(side) for side in (ours, theirs))
    found = compare(first, second)
    (element,) = [element for item in _all_items(found, first, second) for element in item]
    unmatched = len(element[0]) + len(element[1])
    most = _match_most([(a, a + n) for a, n in ours], [(a, a + n) for a, n in theirs])
    assert unmatched == len(ours) + len(theirs) - 2 * most


def _all_items(
    found: ReadingComparison, first: Assessment, second: Assessment
) -> Iterable[list[tuple[tuple[Evidence, ...], tuple[Evidence, ...]]]]:
    """Yield what each reader alone counts of every element, discussed or not."""
    from cpcheck.agreement import _find_places, _find_unshared

    places = _find_places(first), _find_places(second)
    for one, other in zip(first.items, second.items, strict=True):
        yield [_find_unshared(a, b, places) for a, b in zip(one.findings, other.findings, strict=True)]
    assert found.elements is not None


def _read_spans(side: list[tuple[int, int]]) -> Assessment:
    answers = [
        replace(
            make_answer(f"r{place}", ["A1"], [begun("A1.x", f"f{place}")]),
            where=Where(lines=(start, start + more), pages=None),
        )
        for place, (start, more) in enumerate(side)
    ]
    return _assess_answers(answers)


def _assess_answers(answers: Sequence[Answer]) -> Assessment:
    return assess(make_case(make_item("A1", elements=[make_element(id="A1.x")]), answers=answers), cp())


def _match_most(ours: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> int:
    """Return the size of the largest matching, by trying all."""
    if not ours:
        return 0
    (start, end), rest = ours[0], ours[1:]
    best = _match_most(rest, theirs)
    for place, (other_start, other_end) in enumerate(theirs):
        if start <= other_end and other_start <= end:
            best = max(best, 1 + _match_most(rest, theirs[:place] + theirs[place + 1 :]))
    return best


# --- what cannot be compared --------------------------------------------------------------------------------------


def alter(assessment: Assessment, **fields: object) -> Assessment:
    """Return an assessment on an altered recommendation set."""
    case = assessment.case
    altered = replace(case, recommendations=replace(case.recommendations, **fields))
    return replace(assessment, case=altered)


def test_two_sets_are_refused_with_the_difference() -> None:
    coded = read()
    assert find_set_difference(coded, read(met("A1.x"))) is None
    assert find_set_difference(coded, alter(coded, id="XA/Rec(2024)01")) == (
        "they answer XA/Rec(2023)01 and XA/Rec(2024)01"
    )
    later = alter(coded, adopted=coded.case.recommendations.adopted.replace(year=2024))
    assert find_set_difference(coded, later) == "they count from 2023-06-16 and 2024-06-16"
    assert find_set_difference(coded, alter(coded, items=ITEMS[:3])) == (
        "at A4, one set has an item of its own and the other nothing"
    )
    assert find_set_difference(coded, alter(coded, items=ITEMS[::-1])) == (
        "their sets have the same items in another order"
    )


def test_another_ask_of_an_element_is_another_set_and_other_words_are_not() -> None:
    coded = read()
    first, *rest = ITEMS
    asks = make_item("A1", elements=[make_element("change", "A1.x"), make_element(id="A1.y")])
    assert find_set_difference(coded, alter(coded, items=[asks, *rest])) == (
        'at A1, A1.x, one set has the ask "ensure" and the other the ask "change"'
    )
    assert find_set_difference(coded, alter(coded, items=[replace(first, title="Another"), *rest])) is None


def test_two_replies_are_refused() -> None:
    coded = read()
    document = replace(coded.case.response.document, symbol="XA(2026)09")
    other = replace(coded, case=replace(coded.case, response=replace(coded.case.response, document=document)))
    assert find_set_difference(coded, other) == "they code XA(2025)01 and XA(2026)09"


# --- published grades ---------------------------------------------------------------------------------------------


def test_grades_are_compared_with_levels_or_with_verdicts() -> None:
    greco = load_rulebook("greco")
    facts = [_law("A1.x"), _law("A1.y")]
    coded = assess(make_case(ITEMS, facts), greco)
    levels = {"A1": "dealt_with", "A2": "not_implemented", "A3": "implemented_satisfactorily"}
    found = compare_grades(coded, levels, greco, by_level=True)
    assert [(item.first.item.id, item.labels, item.distance) for item in found.discuss] == [
        ("A3", ("not_implemented", "implemented_satisfactorily"), 3),
        ("A1", ("implemented_satisfactorily", "dealt_with"), 1),
    ]
    assert (found.items.same, found.items.total, found.ungraded, found.elements) == (1, 3, ("A4",), None)
    verdicts = compare_grades(coded, {"A1": "implemented", "A2": "partly"}, greco, by_level=False)
    assert verdicts.items.levels == ("implemented", "partly", "not_addressed")
    assert [item.labels for item in verdicts.discuss] == [("not_addressed", "partly")]


def test_the_grade_of_a_repeated_item_is_passed_over() -> None:
    repeated = make_item("R1", elements=ITEMS[0].elements, repeats="A1")
    found = compare_grades(read(items=[*ITEMS, repeated]), {"R1": "implemented"}, cp(), by_level=True)
    assert (found.items.total, found.items.share, found.ungraded) == (0, None, ("A1", "A2", "A3", "A4"))


def test_a_grade_off_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="nope"):
        compare_grades(read(), {"A1": "nope"}, cp(), by_level=True)


def _law(element: str) -> Evidence:
    support: Support = full(element=element)
    return make_fact(f"l.{element}", "law_in_force", supports=[support], date=AFTER)
