"""The past of one verdict: the commits that moved it, in the order they are shown."""

from enum import StrEnum

from cpcheck.records import record
from cpcheck.reports.diff_view import ItemChangeView, VerdictView


class Event(StrEnum):
    """What a commit did to a verdict."""

    MOVED = "moved"
    """It moved the verdict, or a finding under it."""
    BEGAN = "began"
    """It brought the response, or the item."""
    CUT = "cut"
    """The clone begins with it, so that what it did is not known."""
    ENDED = "ended"
    """It took out the response, or the item."""
    UNSOUND = "unsound"
    """It left data that cannot be assessed."""


@record
class HistoryEntry:
    """One commit that did something to the verdict."""

    event: Event
    date: str
    """Day it was committed."""
    commit: str
    """Its id, in the length that people use."""
    subject: str
    """First line of its message; it can hold anything."""
    verdict: VerdictView | None
    """As the commit left it; None where there is none."""
    change: ItemChangeView | None
    """What moved, and by which evidence; only for `moved`."""
    problem: str | None
    """The first of what is wrong with unsound data."""
    problems: int
    """How many there are."""


@record
class HistoryView:
    """Everything that `cpcheck history` shows."""

    language: str
    """That it is printed in."""
    version: str
    item: str
    element: str | None
    """The one element that was asked for; None for the item with all of them."""
    title: str
    state: str
    file: str
    """The response file as it is called now, from the top of the repository."""
    rulebook: str
    third_party: bool
    looked_at: int
    """How many commits touched the response or a recommendation set it could answer, and were assessed."""
    has_more: bool
    """Whether there are older commits that were not looked at."""
    is_shallow: bool
    """Whether the clone holds only a part of the past."""
    entries: tuple[HistoryEntry, ...]
    """Newest first."""
