"""Replies side by side: rounds of one state joined by item, states joined by theme.

Pure. What moved from one round to the next, and by which evidence, is the comparison's to say; here it is put into rows
and columns, and counted as far as counts may be added up.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from cpcheck.assessment import count_totals, natural_order
from cpcheck.comparison import CaseComparison, ElementComparison, ItemComparison, compare_assessments
from cpcheck.model import Assessment, Element, Finding, FindingLevel, Item, ItemVerdict, Strength, Tally, Verdict
from cpcheck.records import record
from cpcheck.standing import Direction

# --- what is told -------------------------------------------------------------------------------------------------


class Became(StrEnum):
    """What became of an item, or of an element, from the first round to the last."""

    IMPROVED = "improved"
    """Better in the last round than in the first; it can still be open."""
    SLIPPED = "slipped"
    """Worse in the last round than in the first."""
    OPEN = "open"
    """As in the first round, and not implemented (an element: not met)."""
    CLOSED = "closed"
    """As in the first round, and implemented (an element: met)."""
    NEW = "new"
    """Not asked in the first round."""
    GONE = "gone"
    """No longer asked in the last round."""


class Obstacle(StrEnum):
    """Why counts are not added up."""

    STRENGTH = "strength"
    """Demands of different verbs: the weaker the verb, the likelier one is called implemented (UPR Info, 11,527
    recommendations). Each strength is then counted by itself."""
    RULEBOOK = "rulebook"
    """Columns were decided by different rulebooks, whose verdicts are no common scale."""
    THIRD_PARTY = "third_party"
    """Facts of other sources than the state count in some columns and not in others."""
    SCOPE = "scope"
    """Of some reply only a part is coded, and what is not coded would count as not addressed."""


@record
class Column:
    """One reply."""

    assessment: Assessment
    round: int
    """Its place among the replies of its state by day of receipt, from 1."""
    is_newest: bool
    """Whether it is the last of them."""

    @property
    def state(self) -> str:
        """Return the code of the state."""
        return self.assessment.case.response.state


@record
class StrengthTally:
    """Counts of items of one strength."""

    strength: Strength
    tally: Tally


@record
class StrengthTotal:
    """Counts of all items of one strength, column by column."""

    strength: Strength
    tallies: tuple[Tally, ...]
    """One for each column."""
    across: Tally | None
    """Over the newest reply of each state; None where there is one state only, or an obstacle."""


@record
class ElementRow:
    """One element through the rounds."""

    id: str
    findings: tuple[Finding | None, ...]
    """One for each round; None where the item had no such element."""
    became: Became

    @property
    def element(self) -> Element:
        """Return the demand as it was put last."""
        return _last(self.findings).element


@record
class ItemRow:
    """One item through the rounds."""

    id: str
    verdicts: tuple[ItemVerdict | None, ...]
    """One for each round; None where it was not asked."""
    became: Became
    elements: tuple[ElementRow, ...]

    @property
    def item(self) -> Item:
        """Return the demand as it was put last."""
        return _last(self.verdicts).item

    @property
    def is_open(self) -> bool:
        """Tell whether it is asked in the last round and not implemented."""
        return _is_gap(self.verdicts[-1])

    @property
    def open_since(self) -> int | None:
        """Return the place of the first round from which on it was open without a break; None where it is not."""
        closed = (place for place in range(len(self.verdicts) - 1, -1, -1) if not _is_gap(self.verdicts[place]))
        return next(closed, -1) + 1 if self.is_open else None


def _is_gap(verdict: ItemVerdict | None) -> bool:
    return verdict is not None and verdict.verdict is not Verdict.IMPLEMENTED


@record
class Series:
    """The rounds of one state on one recommendation set, joined by item."""

    columns: tuple[Column, ...]
    """At least two, by day of receipt."""
    rows: tuple[ItemRow, ...]
    """In the order of the newest set; what is gone comes last."""
    steps: tuple[CaseComparison, ...]
    """Each round compared with the one before it."""
    totals: tuple[StrengthTotal, ...]
    """For each strength that occurs. Rounds rate one state at different times and are never added up."""
    obstacles: tuple[Obstacle, ...]
    """Why there is no total over all items."""


@record
class ThemeCell:
    """What one reply comes to in one theme."""

    items: tuple[ItemVerdict, ...]
    """Those that are counted, in the order of the set."""
    tallies: tuple[StrengthTally, ...]
    """For each strength that occurs among them."""


@record
class ThemeRow:
    """One theme in every reply."""

    theme: str | None
    """None for the items that have no theme."""
    cells: tuple[ThemeCell, ...]
    """One for each column."""
    across: tuple[StrengthTally, ...] | None
    """Over the newest reply of each state; None where there is one state only, or an obstacle."""


@record
class Themes:
    """Replies to several recommendation sets, joined by theme."""

    rows: tuple[ThemeRow, ...]
    """By name; the items without a theme last. An item stands under each of its themes."""
    totals: tuple[StrengthTotal, ...]
    """For each strength that occurs, over all items, each counted once."""
    obstacles: tuple[Obstacle, ...]
    """Why there is no total over all items, or none over all states."""

    @property
    def has_across(self) -> bool:
        """Tell whether counts are added up over states."""
        return any(total.across is not None for total in self.totals)


@record
class Matrix:
    """Everything about several replies side by side."""

    columns: tuple[Column, ...]
    """By state, in the order in which states are first given, then by day of receipt."""
    series: tuple[Series, ...]
    """For each recommendation set that is answered more than once."""
    themes: Themes | None
    """None where all replies answer one recommendation set."""


# --- joining ------------------------------------------------------------------------------------------------------


def find_same_reply(assessments: Sequence[Assessment]) -> tuple[int, int] | None:
    """Return the places of two codings of one reply, which are no rounds; None where there are none."""
    seen: dict[Hashable, int] = {}
    for place, assessment in enumerate(assessments):
        response = assessment.case.response
        key = (response.state, response.recommendations, response.document.symbol)
        if key in seen:
            return seen[key], place
        seen[key] = place
    return None


def build_matrix(assessments: Sequence[Assessment]) -> Matrix:
    """Put replies side by side: those to one set by item, those to several by theme."""
    columns = _order_columns(assessments)
    answered = _group_by_set(columns)
    return Matrix(
        columns=columns,
        series=tuple(_build_series(rounds) for rounds in answered.values() if len(rounds) > 1),
        themes=_build_themes(columns) if len(answered) > 1 else None,
    )


def _order_columns(assessments: Sequence[Assessment]) -> tuple[Column, ...]:
    states = dict.fromkeys(assessment.case.response.state for assessment in assessments)
    return tuple(
        Column(assessment=one, round=place + 1, is_newest=place == len(replies) - 1)
        for state in states
        for replies in [sorted((one for one in assessments if one.case.response.state == state), key=_receipt_order)]
        for place, one in enumerate(replies)
    )


def _receipt_order(assessment: Assessment) -> tuple[dt.date, Any]:
    document = assessment.case.response.document
    return document.received, natural_order(document.symbol)


def _group_by_set(columns: Iterable[Column]) -> Mapping[tuple[str, str], list[Column]]:
    grouped: dict[tuple[str, str], list[Column]] = {}
    for column in columns:
        grouped.setdefault((column.state, column.assessment.case.recommendations.id), []).append(column)
    return grouped


# --- rounds, by item ----------------------------------------------------------------------------------------------


def _build_series(columns: Sequence[Column]) -> Series:
    rounds = [column.assessment for column in columns]
    steps = tuple(compare_assessments(old, new, same_reply=False) for old, new in pairwise(rounds))
    whole = steps[0] if len(steps) == 1 else compare_assessments(rounds[0], rounds[-1], same_reply=False)
    counted = [[item for item in one.items if item.is_counted] for one in rounds]
    totals = _total_strengths(counted)
    return Series(
        columns=tuple(columns),
        rows=tuple(_list_rows(rounds, whole.items)),
        steps=steps,
        totals=totals,
        obstacles=tuple(_find_obstacles(columns, totals)),
    )


def list_items(column: Column) -> tuple[ItemRow, ...]:
    """Return the items of one reply alone as rows of one round: each is open or closed in it."""
    return tuple(_list_rows([column.assessment], ()))


def _list_rows(rounds: Sequence[Assessment], whole: Iterable[ItemComparison]) -> Iterator[ItemRow]:
    moved = {item.id: item for item in whole}
    held = [{verdict.item.id: verdict for verdict in one.items} for one in rounds]
    for name in dict.fromkeys(name for known in reversed(held) for name in known):
        verdicts = tuple(known.get(name) for known in held)
        compared = moved.get(name)
        last = verdicts[-1]
        yield ItemRow(
            id=name,
            verdicts=verdicts,
            became=_judge(verdicts, compared, is_closed=last is not None and not _is_gap(last)),
            elements=tuple(_list_elements(verdicts, compared)),
        )


def _list_elements(verdicts: Sequence[ItemVerdict | None], compared: ItemComparison | None) -> Iterator[ElementRow]:
    moved = {element.id: element for element in (compared.elements if compared else ())}
    held = [{one.element.id: one for one in (verdict.findings if verdict else ())} for verdict in verdicts]
    for name in dict.fromkeys(name for known in reversed(held) for name in known):
        findings = tuple(known.get(name) for known in held)
        last = findings[-1]
        is_closed = last is not None and last.level is FindingLevel.MET
        yield ElementRow(id=name, findings=findings, became=_judge(findings, moved.get(name), is_closed=is_closed))


def _judge(
    held: Sequence[ItemVerdict | Finding | None],
    compared: ItemComparison | ElementComparison | None,
    *,
    is_closed: bool,
) -> Became:
    """Say what became of something that stood in some rounds; `compared` is its first round against its last."""
    if held[-1] is None:
        return Became.GONE
    if held[0] is None:
        return Became.NEW
    direction = compared.direction if compared else None
    if direction is Direction.IMPROVED:
        return Became.IMPROVED
    if direction is Direction.WORSENED:
        return Became.SLIPPED
    return Became.CLOSED if is_closed else Became.OPEN


# --- states, by theme ---------------------------------------------------------------------------------------------


def _build_themes(columns: Sequence[Column]) -> Themes:
    counted = [[item for item in column.assessment.items if item.is_counted] for column in columns]
    obstacles = tuple(_find_obstacles(columns, _total_strengths(counted)))
    newest = [place for place, column in enumerate(columns) if column.is_newest]
    # of strengths, each is added up by itself; whatever else stands in the way stands in the way of all
    summed = newest if len(newest) > 1 and not set(obstacles) - {Obstacle.STRENGTH} else None
    themes = sorted({theme for items in counted for item in items for theme in item.item.themes})
    has_others = any(not item.item.themes for items in counted for item in items)
    return Themes(
        rows=tuple(_build_theme(name, counted, summed) for name in [*themes, *([None] if has_others else [])]),
        totals=_total_strengths(counted, summed),
        obstacles=obstacles,
    )


def _build_theme(theme: str | None, counted: Sequence[Sequence[ItemVerdict]], summed: Sequence[int] | None) -> ThemeRow:
    found = [tuple(item for item in items if _stands_under(item.item, theme)) for items in counted]
    across = None if summed is None else _tally_strengths([item for place in summed for item in found[place]])
    return ThemeRow(
        theme=theme,
        cells=tuple(ThemeCell(items=items, tallies=_tally_strengths(items)) for items in found),
        across=across,
    )


def _stands_under(item: Item, theme: str | None) -> bool:
    return not item.themes if theme is None else theme in item.themes


# --- counting -----------------------------------------------------------------------------------------------------


def _find_obstacles(columns: Sequence[Column], totals: Sequence[StrengthTotal]) -> Iterator[Obstacle]:
    assessments = [column.assessment for column in columns]
    if len(totals) > 1:
        yield Obstacle.STRENGTH
    if any(one.rulebook != assessments[0].rulebook for one in assessments):
        yield Obstacle.RULEBOOK
    if len({one.third_party for one in assessments}) > 1:
        yield Obstacle.THIRD_PARTY
    if any(one.case.response.document.scope is not None for one in assessments):
        yield Obstacle.SCOPE


def _total_strengths(
    counted: Sequence[Sequence[ItemVerdict]], summed: Sequence[int] | None = None
) -> tuple[StrengthTotal, ...]:
    """Count the items of each strength in each column, and over the columns that may be added up."""
    present = {item.item.strength for items in counted for item in items}
    return tuple(
        StrengthTotal(
            strength=strength,
            tallies=tuple(_tally(items) for items in by_column),
            across=None if summed is None else _tally([item for place in summed for item in by_column[place]]),
        )
        for strength in Strength
        if strength in present
        for by_column in [[[item for item in items if item.item.strength is strength] for items in counted]]
    )


def _tally_strengths(items: Sequence[ItemVerdict]) -> tuple[StrengthTally, ...]:
    return tuple(
        StrengthTally(strength=strength, tally=_tally([item for item in items if item.item.strength is strength]))
        for strength in Strength
        if any(item.item.strength is strength for item in items)
    )


def _tally(items: Iterable[ItemVerdict]) -> Tally:
    return count_totals(items, ()).verdicts


_Held = TypeVar("_Held")


def _last(held: Sequence[_Held | None]) -> _Held:
    return next(one for one in reversed(held) if one is not None)
