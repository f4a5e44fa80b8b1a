"""Numbers to places in small pictures: where a fact stands in time, how high a column is.

Places are whole numbers, so that the same data always gives the same bytes.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Self

from cpcheck.model import Evidence, Figure, Timing
from cpcheck.records import record

STACK = 1000
"""Units of a bar that shows a whole."""
WIDTH = 600
"""Units from the left end of a timeline to its right end."""
YEARS_BEFORE = 10
"""Years before the cut-off that a timeline shows at most; what is older stands at its left end."""
STEP = 12
"""Units from one dot to the next, and from one row of dots to the next."""
MOST_ROWS = 6
"""Dots above each other; more of them lie on each other in the last row."""
UNDATED_ROWS = 3
"""The same, for facts without a date."""
MOST_TICKS = 7
"""Years that are named on a timeline at most."""


@record
class StackPart:
    """One part of a bar that shows a whole."""

    key: str
    """A verdict, or a finding."""
    number: int
    start: int
    """Units from the left; the whole bar has `STACK`."""
    width: int


def build_stack(numbers: Iterable[tuple[str, int]]) -> tuple[StackPart, ...]:
    """Divide a bar in proportion to numbers, each at its place; what there is none of has no part."""
    counted = [(key, number) for key, number in numbers if number]
    whole = sum(number for _, number in counted)
    parts: list[StackPart] = []
    done = 0
    for key, number in counted:
        start, end = round(STACK * done / whole), round(STACK * (done + number) / whole)
        parts.append(StackPart(key=key, number=number, start=start, width=end - start))
        done += number
    return tuple(parts)


@record
class DotsView:
    """Facts of one sort on a timeline."""

    sort: str
    """`supports`, `against` or `context`."""
    is_deciding: bool
    places: tuple[tuple[int, int], ...]
    """Units from the left and rows from below, from 0."""


@record
class TimelineView:
    """The facts of one item against the cut-off, on the axis that all items share."""

    dots: tuple[DotsView, ...]
    undated: tuple[DotsView, ...]
    """Those whose timing is not known, in columns of their own, counted from 0."""
    before: int
    """How many facts are older than the cut-off."""
    after: int
    unknown: int

    @property
    def rows(self) -> int:
        """Return how many rows of dots the highest pile has, at least one."""
        return 1 + max((row for dots in (*self.dots, *self.undated) for _, row in dots.places), default=0)


@record
class Mark:
    """One fact to be shown on a timeline."""

    fact: Evidence
    sort: str
    is_deciding: bool


@record
class Axis:
    """Days to units: the years that every timeline of a report shows."""

    first: int
    """Year that begins at the left end."""
    last: int
    """Year that begins at the right end."""
    cutoff: dt.date

    @classmethod
    def span(cls, facts: Iterable[Evidence], *, cutoff: dt.date, received: dt.date) -> Self:
        """Return an axis that reaches from the oldest of some facts to the newest, not too far back."""
        years = [_find_day(fact).year for fact in facts if fact.dates]
        first = max(cutoff.year - YEARS_BEFORE, min([*years, cutoff.year - 2]))
        return cls(first=first, last=max([*years, received.year, cutoff.year + 1]) + 1, cutoff=cutoff)

    @property
    def ticks(self) -> tuple[tuple[int, int], ...]:
        """Return the places of years that are named, and the years."""
        steps = (1, 2, 5, 10, 20, 50, 100, 1000)
        step = next(step for step in steps if (self.last - self.first) / step <= MOST_TICKS)
        years = (year for year in range(self.first, self.last) if year % step == 0)
        return tuple((self.place(dt.date(year, 1, 1)), year) for year in years)

    @property
    def middle(self) -> int:
        """Return the place of the cut-off."""
        return self.place(self.cutoff)

    def place(self, day: dt.date) -> int:
        """Return the units of a day from the left end; those of the nearer end for a day beyond it."""
        start, end = dt.date(self.first, 1, 1).toordinal(), dt.date(min(self.last, dt.MAXYEAR), 1, 1).toordinal()
        return round(WIDTH * min(1.0, max(0.0, (day.toordinal() - start) / (end - start))))


def build_timeline(marks: Sequence[Mark], axis: Axis) -> TimelineView | None:
    """Place facts on a timeline; None where there are none."""
    if not marks:
        return None
    timings = [mark.fact.timing(axis.cutoff) for mark in marks]
    placed = list(zip(marks, timings, strict=True))
    return TimelineView(
        dots=_pile((mark, axis.place(_find_day(mark.fact))) for mark, at in placed if at is not Timing.UNKNOWN),
        undated=_spread([mark for mark, at in placed if at is Timing.UNKNOWN]),
        before=timings.count(Timing.BEFORE),
        after=timings.count(Timing.AFTER),
        unknown=timings.count(Timing.UNKNOWN),
    )


def _find_day(fact: Evidence) -> dt.date:
    """Return the day a fact's timing rests on: the first that its latest date can mean."""
    return max(date.earliest for date in fact.dates)


def _pile(marks: Iterable[tuple[Mark, int]]) -> tuple[DotsView, ...]:
    """Put dots that would lie on each other above each other, those that decided below."""
    piles: dict[int, int] = defaultdict(int)
    found: dict[tuple[str, bool], list[tuple[int, int]]] = defaultdict(list)
    for mark, place in sorted(marks, key=lambda pair: (pair[1], not pair[0].is_deciding)):
        column = round(place / STEP)
        row = min(piles[column], MOST_ROWS - 1)
        piles[column] += 1
        found[mark.sort, mark.is_deciding].append((column * STEP, row))
    return _gather(found)


def _spread(marks: Sequence[Mark]) -> tuple[DotsView, ...]:
    """Put dots without a date into columns, counted from 0."""
    found: dict[tuple[str, bool], list[tuple[int, int]]] = defaultdict(list)
    for number, mark in enumerate(sorted(marks, key=lambda mark: not mark.is_deciding)):
        found[mark.sort, mark.is_deciding].append(divmod(number, UNDATED_ROWS))
    return _gather(found)


def _gather(found: dict[tuple[str, bool], list[tuple[int, int]]]) -> tuple[DotsView, ...]:
    return tuple(
        DotsView(sort=sort, is_deciding=is_deciding, places=tuple(places))
        for (sort, is_deciding), places in sorted(found.items())
    )


@record
class SeriesView:
    """One thing counted in several years."""

    what: str
    unit: str | None
    columns: tuple[tuple[int, int | float, int], ...]
    """Year, value, and height in percent of the highest."""


def list_series(figures: Sequence[Figure]) -> tuple[SeriesView, ...]:
    """Return what of a fact's figures is a series: the same thing in two years or more, none of them negative."""
    groups: dict[tuple[str, str | None], dict[int, int | float]] = defaultdict(dict)
    for figure in figures:
        if figure.year is not None:
            groups[figure.what, figure.unit][figure.year] = figure.value
    return tuple(
        _build_series(what, unit, values)
        for (what, unit), values in groups.items()
        if len(values) > 1 and min(values.values()) >= 0 and max(values.values()) > 0
    )


def _build_series(what: str, unit: str | None, values: dict[int, int | float]) -> SeriesView:
    highest = max(values.values())
    columns = ((year, values[year], round(100 * values[year] / highest)) for year in sorted(values))
    return SeriesView(what=what, unit=unit, columns=tuple(columns))
