"""Where a reply leaves the items of a set: its verdicts and nothing behind them, which is enough to say what moved.

Pure. A run over many replies keeps the standing of each and lets go of the case behind it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum

from cpcheck.model import Assessment, ItemVerdict, Verdict
from cpcheck.records import record

_VERDICTS = (Verdict.NOT_ADDRESSED, Verdict.PARTLY, Verdict.IMPLEMENTED)


class Direction(StrEnum):
    """Where a verdict or a finding went."""

    IMPROVED = "improved"
    """To a better level."""
    WORSENED = "worsened"
    """To a worse one."""
    ASIDE = "aside"
    """Neither: the same level for another reason, by another rule, or under another name of the rulebook."""


@record
class ItemStanding:
    """What one item came to."""

    verdict: Verdict
    level: str
    """Of the rulebook."""
    is_counted: bool
    """Whether totals count it; one that repeats another item is not counted again."""


@record
class Standing:
    """What all items of one reply came to."""

    recommendations: str
    """Id of the set."""
    state: str
    document: str
    """Symbol of the reply."""
    received: dt.date
    levels: tuple[str, ...]
    """Ids of the rulebook's levels, best first."""
    items: Mapping[str, ItemStanding]
    """By item, in the order of the set."""


def take_standing(assessment: Assessment) -> Standing:
    """Return what the items of an assessment came to."""
    recommended, document = assessment.case.recommendations, assessment.case.response.document
    return Standing(
        recommendations=recommended.id,
        state=recommended.state,
        document=document.symbol,
        received=document.received,
        levels=tuple(assessment.rulebook.levels),
        items={
            one.item.id: ItemStanding(verdict=one.verdict, level=one.level, is_counted=one.is_counted)
            for one in assessment.items
        },
    )


def pair_replies(standings: Sequence[Standing]) -> dict[int, int]:
    """Return the place of each reply that has one before it, of the same state to the same set, with that of it."""
    replies: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(standings):
        replies[one.recommendations, one.state].append(place)
    pairs = {}
    for places in replies.values():
        for place in places:
            before = [other for other in places if standings[other].received < standings[place].received]
            if before:
                pairs[place] = max(before, key=lambda other: standings[other].received)
    return pairs


def rank_verdict(verdict: Verdict) -> int:
    """Return the place of a verdict from worst (0) to best (2)."""
    return _VERDICTS.index(verdict)


def direct_verdict(
    old: ItemStanding | ItemVerdict, new: ItemStanding | ItemVerdict, old_levels: Sequence[str], levels: Sequence[str]
) -> Direction | None:
    """Return where a verdict went; None where it stayed.

    Compared by verdict; where that is the same, by the levels of the rulebook, best first, if both sides have the same.
    """
    if old.verdict is not new.verdict:
        is_better = rank_verdict(new.verdict) > rank_verdict(old.verdict)
        return Direction.IMPROVED if is_better else Direction.WORSENED
    if old.level == new.level:
        return None
    if levels != old_levels:
        return Direction.ASIDE
    return Direction.IMPROVED if levels.index(new.level) < levels.index(old.level) else Direction.WORSENED


def list_moved(earlier: Standing, later: Standing, direction: Direction) -> tuple[str, ...]:
    """Return the items of a later reply that moved in a direction, each counted once."""
    return tuple(
        name
        for name, now in later.items.items()
        if now.is_counted
        and name in earlier.items
        and direct_verdict(earlier.items[name], now, earlier.levels, later.levels) is direction
    )
