"""Replies side by side: what is joined with what, what became of it, and what may be added up."""

import datetime as dt
from collections.abc import Iterable, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.assessment import assess
from cpcheck.matrix import Became, Matrix, Obstacle, Series, Themes, build_matrix, find_same_reply
from cpcheck.model import Assessment, Evidence, Item, Strength, Tally
from cpcheck.records import replace
from cpcheck.standing import Direction
from cpcheck.store.rulebooks import load_rulebook
from tests.cases import cp, full, make_answer, make_case, make_element, make_fact, make_item, partial

DONE = ("law_in_force", "2024-03-01")
"""Type and date of a fact that meets an element."""


def meet(*elements: str, id: str = "r1.1") -> Evidence:
    """Make a fact that meets some elements."""
    return make_fact(id, DONE[0], date=DONE[1], supports=[full(element=element) for element in elements])


def touch(*elements: str, id: str = "r1.2") -> Evidence:
    """Make a fact that meets a part of some elements."""
    return make_fact(id, DONE[0], date=DONE[1], supports=[partial(element=element) for element in elements])


def strong(item: Item, strength: str) -> Item:
    """Return an item with a verb."""
    return replace(item, strength=Strength(strength))


def reply(
    items: Sequence[Item],
    facts: Iterable[Evidence] = (),
    *,
    state: str = "XA",
    set_: str = "1",
    year: int = 2025,
    scope: str | None = None,
    symbol: str | None = None,
    rulebook: str = "cp",
    third_party: bool = False,
) -> Assessment:
    """Assess a reply of a state, received on the first day of a year."""
    made = make_case(items, answers=[make_answer("r1", [item.id for item in items], facts)])
    name = f"{state}/Rec({set_})"
    document = replace(
        made.response.document, symbol=symbol or f"{state}({year})01", received=dt.date(year, 1, 1), scope=scope
    )
    case = replace(
        made,
        recommendations=replace(made.recommendations, id=name, state=state),
        response=replace(made.response, recommendations=name, state=state, document=document),
    )
    book = cp() if rulebook == "cp" else load_rulebook(rulebook)
    return assess(case, book, third_party=third_party)


def join_rounds(*rounds: Assessment) -> Series:
    """Return the one series that some replies make."""
    matrix = build_matrix(rounds)
    assert matrix.themes is None
    (series,) = matrix.series
    return series


def join_states(*replies: Assessment) -> Themes:
    """Return the themes of replies to several sets."""
    themes = build_matrix(replies).themes
    assert themes is not None
    return themes


def tell(series: Series) -> dict[str, str]:
    """Return what became of each item."""
    return {row.id: row.became.value for row in series.rows}


# --- columns ------------------------------------------------------------------------------------------------------


def test_columns_go_by_state_as_first_given_and_by_day_of_receipt() -> None:
    items = [make_item()]
    given = [reply(items, state=state, year=year) for state, year in (("XB", 2026), ("XA", 2025), ("XB", 2024))]
    matrix = build_matrix(given)
    named = [(column.state, column.assessment.case.response.document.symbol) for column in matrix.columns]
    assert named == [("XB", "XB(2024)01"), ("XB", "XB(2026)01"), ("XA", "XA(2025)01")]
    assert [(column.round, column.is_newest) for column in matrix.columns] == [(1, False), (2, True), (1, True)]


def test_replies_of_one_day_go_by_their_symbols() -> None:
    given = [reply([make_item()], symbol=symbol) for symbol in ("XA(2025)10", "XA(2025)9")]
    columns = build_matrix(given).columns
    assert [one.assessment.case.response.document.symbol for one in columns] == ["XA(2025)9", "XA(2025)10"]


def test_two_codings_of_one_reply_are_found() -> None:
    items = [make_item()]
    first, other, again = reply(items), reply(items, year=2026), reply(items, [meet("A1.x")])
    assert find_same_reply([first, other]) is None
    assert find_same_reply([first, other, again]) == (0, 2)
    assert find_same_reply([first, reply(items, state="XB", symbol="XA(2025)01")]) is None


def test_one_set_is_joined_by_item_and_several_by_theme() -> None:
    items = [make_item(themes=["t"])]
    rounds = build_matrix([reply(items), reply(items, year=2026)])
    assert (len(rounds.series), rounds.themes) == (1, None)
    states = build_matrix([reply(items), reply(items, state="XB")])
    assert (states.series, [row.theme for row in states.themes.rows] if states.themes else None) == ((), ["t"])


def test_rounds_on_different_sets_of_one_state_are_joined_by_theme_though_ids_are_the_same() -> None:
    matrix = build_matrix([reply([make_item()]), reply([make_item()], set_="2", year=2026)])
    assert matrix.series == ()
    assert matrix.themes is not None


def test_states_with_several_rounds_have_both() -> None:
    items = [make_item()]
    given = [reply(items, state=state, year=year) for state in ("XA", "XB") for year in (2024, 2026)]
    matrix = build_matrix([*given, reply(items, state="XC")])
    assert [series.columns[0].state for series in matrix.series] == ["XA", "XB"]
    assert matrix.themes is not None
    assert len(matrix.themes.rows[0].cells) == 5


# --- what became of it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "became", "is_open"),
    [
        ([], [meet("A1.x", "A1.y")], Became.IMPROVED, False),
        ([], [meet("A1.x")], Became.IMPROVED, True),
        ([meet("A1.x")], [], Became.SLIPPED, True),
        ([meet("A1.x")], [meet("A1.y")], Became.OPEN, True),
        ([], [], Became.OPEN, True),
        ([meet("A1.x", "A1.y")], [meet("A1.x", "A1.y", id="r7.7")], Became.CLOSED, False),
    ],
    ids=["to the top", "in part", "back", "stays partly", "stays open", "stays closed"],
)
def test_what_became_of_an_item(old: list[Evidence], new: list[Evidence], became: Became, is_open: bool) -> None:
    items = [make_item(elements=[make_element(id="A1.x"), make_element(id="A1.y")])]
    (row,) = join_rounds(reply(items, old), reply(items, new, year=2026)).rows
    assert (row.became, row.is_open) == (became, is_open)


def test_elements_are_told_beside_a_verdict_that_stays() -> None:
    items = [make_item(elements=[make_element(id="A1.x"), make_element(id="A1.y"), make_element(id="A1.z")])]
    (row,) = join_rounds(reply(items, [meet("A1.x")]), reply(items, [meet("A1.y")], year=2026)).rows
    assert {element.id: element.became.value for element in row.elements} == {
        "A1.x": "slipped",
        "A1.y": "improved",
        "A1.z": "open",
    }


def test_another_reason_for_the_same_finding_is_no_move() -> None:
    items = [make_item()]
    assurance = make_fact("r1.1", "assurance", supports=[partial()])
    (row,) = join_rounds(reply(items), reply(items, [assurance], year=2026)).rows
    assert row.became is Became.OPEN
    assert row.elements[0].became is Became.OPEN


def test_items_and_elements_that_come_and_go_are_told_so() -> None:
    old = [make_item("A1"), make_item("A2", elements=[make_element(id="A2.x"), make_element(id="A2.y")])]
    new = [make_item("A2", elements=[make_element(id="A2.y"), make_element(id="A2.z")]), make_item("A3")]
    series = join_rounds(reply(old), reply(new, [meet("A3.x")], year=2026))
    assert tell(series) == {"A2": "open", "A3": "new", "A1": "gone"}
    gone = series.rows[-1]
    assert (gone.is_open, gone.verdicts[1], gone.item.title) == (False, None, "Title of A1")
    elements = {element.id: element.became.value for element in series.rows[0].elements}
    assert elements == {"A2.y": "open", "A2.z": "new", "A2.x": "gone"}


def test_the_first_round_is_compared_with_the_last_whatever_lies_between() -> None:
    items = [make_item()]
    facts: list[list[Evidence]] = [[touch("A1.x")], [meet("A1.x")], [touch("A1.x")]]
    series = join_rounds(*(reply(items, found, year=2024 + place) for place, found in enumerate(facts)))
    assert tell(series) == {"A1": "open"}
    directions = [[item.direction for item in step.items] for step in series.steps]
    assert directions == [[Direction.IMPROVED], [Direction.WORSENED]]
    assert series.rows[0].open_since == 2


def test_an_item_is_open_since_the_first_round_of_the_last_unbroken_run() -> None:
    items = [make_item()]
    done = [[], [meet("A1.x")], [], []]
    series = join_rounds(*(reply(items, found, year=2024 + place) for place, found in enumerate(done)))
    assert series.rows[0].open_since == 2
    closed = join_rounds(reply(items), reply(items, [meet("A1.x")], year=2026))
    assert closed.rows[0].open_since is None


def test_a_level_of_the_rulebook_can_move_while_the_verdict_stays() -> None:
    items = [make_item(elements=[make_element("change")])]
    by_law = make_fact("r1.1", "law_in_force", date="2024-03-01", supports=[full()])
    by_deed = make_fact("r1.1", "practice", date="2024-03-01", supports=[full()])
    rounds = [reply(items, [fact], year=year, rulebook="greco") for fact, year in ((by_deed, 2025), (by_law, 2026))]
    (row,) = join_rounds(*rounds).rows
    assert [verdict.verdict.value if verdict else "" for verdict in row.verdicts] == ["implemented", "implemented"]
    assert row.became is Became.IMPROVED


def test_facts_of_two_replies_are_not_one_because_they_have_one_id() -> None:
    items = [make_item()]
    old, new = make_fact("r1.1", "assurance", supports=[partial()]), meet("A1.x")
    said = (replace(old, fact="It is said to be so."), replace(new, fact="A law was made."))
    (item,) = join_rounds(reply(items, [said[0]]), reply(items, [said[1]], year=2026)).steps[0].items
    changes = [(change.kind.value, change.fact.fact) for change in item.elements[0].evidence]
    assert changes == [("added", "A law was made."), ("removed", "It is said to be so.")]


# --- counting -----------------------------------------------------------------------------------------------------


def make_states(*strengths: Sequence[str]) -> list[Assessment]:
    """Make a reply of one state after the other, each to one item for each of its verbs; the first items are met."""
    return [
        reply(
            [strong(make_item(f"A{place}", themes=["t"]), one) for place, one in enumerate(named)],
            [meet("A0.x")],
            state=state,
        )
        for state, named in zip(("XA", "XB", "XC"), strengths, strict=False)
    ]


def spell(tally: Tally | None) -> tuple[int, int, int] | None:
    """Return counts as numbers."""
    return (tally.implemented, tally.partly, tally.not_addressed) if tally else None


def test_where_all_demands_have_one_verb_there_is_one_total_over_states() -> None:
    themes = join_states(*make_states(["urges", "urges"], ["urges"]))
    assert themes.obstacles == ()
    (total,) = themes.totals
    assert (total.strength, [spell(one) for one in total.tallies]) == (Strength.URGES, [(1, 0, 1), (1, 0, 0)])
    assert spell(total.across) == (2, 0, 1)
    (row,) = themes.rows
    assert [spell(one.tally) for one in row.across or ()] == [(2, 0, 1)]


@pytest.mark.parametrize(
    "strengths",
    [(["urges", "invites"], ["urges", "invites"]), (["urges", "urges"], ["invites"])],
    ids=["within a column", "between columns"],
)
def test_different_verbs_are_each_counted_by_themselves(strengths: tuple[list[str], list[str]]) -> None:
    themes = join_states(*make_states(*strengths))
    assert themes.obstacles == (Obstacle.STRENGTH,)
    assert [total.strength.value for total in themes.totals] == ["urges", "invites"]
    counted = [[item for item in named if item == "urges"] for named in strengths]
    (urges, invites) = themes.totals
    assert [one.items for one in urges.tallies] == [len(named) for named in counted]
    assert urges.across is not None
    assert invites.across is not None
    assert urges.across.items + invites.across.items == sum(map(len, strengths))
    for total in themes.totals:
        assert total.across is not None
        assert total.across.items == sum(one.items for one in total.tallies)


def test_rounds_are_split_by_verb_too_and_never_added_up() -> None:
    items = [strong(make_item("A1"), "urges"), strong(make_item("A2"), "considers")]
    series = join_rounds(reply(items), reply(items, [meet("A2.x")], year=2026))
    assert series.obstacles == (Obstacle.STRENGTH,)
    told = [(total.strength.value, [spell(one) for one in total.tallies], total.across) for total in series.totals]
    assert told == [("urges", [(0, 0, 1), (0, 0, 1)], None), ("considers", [(0, 0, 1), (1, 0, 0)], None)]


def test_over_states_only_the_newest_reply_of_each_is_counted() -> None:
    items = [make_item(themes=["t"])]
    rounds = [reply(items), reply(items, [meet("A1.x")], year=2026)]
    themes = join_states(*rounds, reply(items, state="XB"))
    assert spell(themes.totals[0].across) == (1, 0, 1)
    assert [spell(one.tally) for one in themes.rows[0].across or ()] == [(1, 0, 1)]


def test_one_state_has_nothing_to_be_added_up_over() -> None:
    themes = join_states(reply([make_item()]), reply([make_item()], set_="2", year=2026))
    assert (themes.has_across, themes.obstacles, themes.rows[0].across) == (False, (), None)


@pytest.mark.parametrize(
    ("other", "obstacle"),
    [
        (reply([make_item()], state="XB", rulebook="hrc"), Obstacle.RULEBOOK),
        (reply([make_item()], state="XB", third_party=True), Obstacle.THIRD_PARTY),
        (reply([make_item()], state="XB", scope="Part I"), Obstacle.SCOPE),
    ],
    ids=["rulebook", "third party", "scope"],
)
def test_columns_that_are_not_alike_are_not_added_up(other: Assessment, obstacle: Obstacle) -> None:
    themes = join_states(reply([make_item()]), other)
    assert themes.obstacles == (obstacle,)
    assert not themes.has_across
    assert [row.across for row in themes.rows] == [None]
    assert [spell(one) for one in themes.totals[0].tallies] == [(0, 0, 1), (0, 0, 1)]


def test_an_item_stands_under_each_theme_or_under_none_and_is_counted_once() -> None:
    items = [make_item("A1", themes=["b", "a"]), make_item("A2")]
    themes = join_states(reply(items), reply(items, state="XB"))
    held = {row.theme: [[item.item.id for item in cell.items] for cell in row.cells] for row in themes.rows}
    assert held == {"a": [["A1"], ["A1"]], "b": [["A1"], ["A1"]], None: [["A2"], ["A2"]]}
    assert list(held)[-1] is None
    assert themes.totals[0].tallies[0].items == 2


def test_a_repeated_item_is_a_row_and_is_not_counted() -> None:
    first = make_item("A1", themes=["t"])
    items = [first, make_item("B1", elements=first.elements, repeats="A1", themes=["t"])]
    series = join_rounds(reply(items), reply(items, [meet("A1.x")], year=2026))
    assert tell(series) == {"A1": "improved", "B1": "improved"}
    assert [spell(one) for one in series.totals[0].tallies] == [(0, 0, 1), (1, 0, 0)]
    themes = join_states(reply(items), reply(items, state="XB"))
    assert [item.item.id for item in themes.rows[0].cells[0].items] == ["A1"]


# --- in general ---------------------------------------------------------------------------------------------------


@st.composite
def replies(draw: st.DrawFn) -> list[Assessment]:
    """Draw replies of up to three states, to up to two sets each."""
    made: dict[tuple[str, int], Assessment] = {}
    for _ in range(draw(st.integers(2, 5))):
        state, year = draw(st.sampled_from(["XA", "XB", "XC"])), draw(st.integers(2024, 2027))
        items = [
            strong(make_item(f"A{place}", themes=themes), strength)
            for place, (strength, themes) in enumerate(
                draw(
                    st.lists(
                        st.tuples(st.sampled_from(list(Strength)), st.sets(st.sampled_from("abc"))),
                        min_size=1,
                        max_size=4,
                    )
                )
            )
        ]
        met = [f"{item.id}.x" for item in items if draw(st.booleans())]
        made[state, year] = reply(
            items, [meet(*met)] if met else [], state=state, year=year, set_=draw(st.sampled_from("12"))
        )
    return list(made.values())


@given(replies())
def test_every_item_of_every_reply_is_shown_and_counted_as_often_as_it_should_be(given_: list[Assessment]) -> None:
    matrix = build_matrix(given_)
    assert len(matrix.columns) == len(given_)
    for place, column in enumerate(matrix.columns):
        ids = {item.item.id for item in column.assessment.items}
        if matrix.themes is not None:
            shown = [item for row in matrix.themes.rows for item in row.cells[place].items]
            assert {item.item.id for item in shown} == ids
            assert len(shown) == sum(max(1, len(item.item.themes)) for item in column.assessment.items)
            assert sum(total.tallies[place].items for total in matrix.themes.totals) == len(ids)
    _check_series(matrix)


def _check_series(matrix: Matrix) -> None:
    for series in matrix.series:
        last = series.columns[-1].assessment
        assert {row.id for row in series.rows if row.verdicts[-1]} == {item.item.id for item in last.items}
        for row in series.rows:
            assert (row.became is Became.GONE) == (row.verdicts[-1] is None)
            assert row.is_open == (row.open_since is not None)
            assert not (row.became is Became.SLIPPED and not row.is_open)
            assert not (row.became is Became.CLOSED and row.is_open)


@given(replies(), st.randoms(use_true_random=False))
def test_the_order_in_which_replies_of_a_state_are_given_changes_nothing(
    given_: list[Assessment], random: Random
) -> None:
    shuffled = list(given_)
    random.shuffle(shuffled)
    states = list(dict.fromkeys(one.case.response.state for one in given_))
    ordered = [one for state in states for one in shuffled if one.case.response.state == state]
    assert build_matrix(ordered) == build_matrix(given_)
