"""What a reader of replies side by side should see first: counts of each reply, and what moved, in plain words."""

from collections.abc import Iterable, Iterator, Sequence

from cpcheck.model import Tally, Verdict
from cpcheck.records import record
from cpcheck.reports.compare_view import CompareView, GroupView, ItemRowView, SeriesView
from cpcheck.reports.overview import HeadlineView
from cpcheck.reports.pictures import StackPart, build_stack

_REST = "rest"
"""What is left of the longest bar."""
_ALWAYS_TOLD = ("improved", "slipped", "open")
"""What is said of every series, also where there is nothing of it."""


@record
class StrengthCountView:
    """The items of one strength in one reply."""

    strength: str
    tally: Tally
    stack: tuple[StackPart, ...]
    """As a bar by verdict, as long as it has items: all bars of a view have one scale."""


def count_replies(view: CompareView) -> tuple[tuple[StrengthCountView, ...], ...]:
    """Return the counts of each column, for each strength that occurs in it; never added up over strengths."""
    if view.themes is not None:
        totals, places = view.themes.totals, tuple(range(len(view.columns)))
    else:  # all replies answer one set, and are its rounds
        totals, places = view.series[0].totals, view.series[0].columns
    longest = max((tally.items for total in totals for tally in total.tallies), default=0)
    return tuple(
        tuple(
            StrengthCountView(strength=total.strength.value, tally=tally, stack=_draw(tally, longest))
            for total in totals
            for tally in [total.tallies[places.index(place)]]
            if tally.items
        )
        for place in range(len(view.columns))
    )


def _draw(tally: Tally, longest: int) -> tuple[StackPart, ...]:
    """Return a bar that is as long as its share of the longest one."""
    numbers = [(verdict.value, getattr(tally, verdict)) for verdict in Verdict]
    parts = build_stack([*numbers, (_REST, longest - tally.items)])
    return tuple(part for part in parts if part.key != _REST)


def list_moves(series: SeriesView) -> tuple[HeadlineView, ...]:
    """Return what became of the items shown, from the first round to the last; repeated items are left out.

    `silent` and `standing` are about those of the headline above them. No share of all items is told: their verbs can
    differ.
    """
    counted = [row for row in series.rows if row.repeats is None]
    slipped = [row for row in counted if row.became == "slipped"]
    still_open = [row for row in counted if row.is_open]
    groups: list[tuple[str, list[ItemRowView], int]] = [
        ("improved", [row for row in counted if row.became == "improved"], len(counted)),
        ("slipped", slipped, len(counted)),
        ("silent", [row for row in slipped if not _is_answered_last(row)], len(slipped)),
        ("open", still_open, len(counted)),
        ("standing", [row for row in still_open if row.open_since == series.columns[0]], len(still_open)),
        ("closed", [row for row in counted if row.became == "closed"], len(counted)),
        ("new", [row for row in counted if row.became == "new"], len(counted)),
        ("gone", [row for row in counted if row.became == "gone"], len(counted)),
    ]
    return tuple(_list_headlines((key, [row.id for row in rows], whole) for key, rows, whole in groups))


def _list_headlines(groups: Iterable[tuple[str, list[str], int]]) -> Iterator[HeadlineView]:
    for key, names, whole in groups:
        if names or key in _ALWAYS_TOLD:
            yield HeadlineView(key=key, number=len(names), all=whole, items=tuple(names))


def _is_answered_last(row: ItemRowView) -> bool:
    last = row.cells[-1]
    return last is not None and last.is_answered


def list_standings(view: CompareView) -> tuple[HeadlineView, ...]:
    """Return how the themes stand in the newest reply of each state: nowhere, here and there, everywhere implemented.

    The items of a headline are themes, an empty name for the items without one. Nothing is counted over states: a
    theme is named where each of its items is, or is not, implemented.
    """
    if view.themes is None:
        return ()
    newest = [place for place, column in enumerate(view.columns) if column.is_newest]
    named: dict[str, list[str]] = {"nowhere": [], "some": [], "everywhere": []}
    for row in view.themes.rows:
        groups = [group for place in newest for group in row.cells[place]]
        if groups:  # an older set can hold a theme that none asks about any more
            named[_judge(groups)].append(row.theme or "")
    whole = sum(map(len, named.values()))
    return tuple(
        HeadlineView(key=key, number=len(themes), all=whole, items=tuple(themes))
        for key, themes in named.items()
        if themes
    )


def _judge(groups: Sequence[GroupView]) -> str:
    implemented = sum(group.tally.implemented for group in groups)
    if not implemented:
        return "nowhere"
    return "everywhere" if implemented == sum(group.tally.items for group in groups) else "some"


def find_moves(series: SeriesView) -> dict[str, int]:
    """Return in which move, from 0, the items last moved that did; the others are left out."""
    return {
        item.id: place
        for place, move in enumerate(series.moves)
        for item in (*move.improved, *move.slipped, *move.shifted)
    }
