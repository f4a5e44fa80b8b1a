"""What a reader should see first: the findings that matter most, and every item by theme and section."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cpcheck.model import Flag, Reason, Verdict
from cpcheck.records import record

if TYPE_CHECKING:
    from cpcheck.reports.view import ItemView


@record
class HeadlineView:
    """One thing that matters, with the items it is about."""

    key: str
    """Which it is; reports have words for each: `overview.KEY`."""
    number: int
    """Of items, each counted once."""
    all: int
    """Of how many."""
    items: tuple[str, ...]
    """Their ids, in order."""


@record
class ThemeRowView:
    """The items of one theme, section by section."""

    theme: str
    """Empty for the items without a theme."""
    cells: tuple[tuple["ItemView", ...], ...]
    """One for each section, in the order of the document."""


def list_headlines(items: Sequence["ItemView"]) -> tuple[HeadlineView, ...]:
    """Return what matters most of the items shown, the worst first; repeated items are left out."""
    counted = [item for item in items if item.repeats is None]
    partly = [item for item in counted if item.verdict == Verdict.PARTLY]
    groups: list[tuple[str, list[ItemView], int]] = [
        ("contrary", [item for item in counted if Flag.CONTRARY in item.flags], len(counted)),
        ("admits", [item for item in counted if Reason.ADMITS_GAP in item.reasons], len(counted)),
        ("not_addressed", [item for item in counted if item.verdict == Verdict.NOT_ADDRESSED], len(counted)),
        ("unanswered", [item for item in counted if Reason.UNANSWERED in item.reasons], len(counted)),
        ("nothing_since", [item for item in partly if not _rests_on_what_came_since(item)], len(partly)),
        ("implemented", [item for item in counted if item.verdict == Verdict.IMPLEMENTED], len(counted)),
    ]
    return tuple(
        HeadlineView(key=key, number=len(found), all=whole, items=tuple(item.id for item in found))
        for key, found, whole in groups
        if found or (key == "implemented" and counted)
    )


def _rests_on_what_came_since(item: "ItemView") -> bool:
    """Tell whether a fact from after the cut-off is among those that met or partly met an element."""
    return any(
        link.is_deciding and link.fact.timing == "after"
        for element in item.elements
        if element.finding != "not_met"
        for link in element.links
    )


def build_matrix(sections: Iterable[Sequence["ItemView"]]) -> tuple[ThemeRowView, ...]:
    """Return the items by theme and section, themes by name; an item stands under each of its themes."""
    parts = list(sections)
    themes = sorted({theme for items in parts for item in items for theme in item.themes})
    rows = (ThemeRowView(theme=theme, cells=tuple(_select(items, theme) for items in parts)) for theme in themes)
    rest = tuple(tuple(item for item in items if not item.themes) for items in parts)
    return (*rows, *([ThemeRowView(theme="", cells=rest)] if any(rest) else []))


def _select(items: Iterable["ItemView"], theme: str) -> tuple["ItemView", ...]:
    return tuple(item for item in items if theme in item.themes)


def list_choices(items: Iterable["ItemView"]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what items can be filtered by, and the values that occur: verdicts and reasons in their order, themes."""
    found = list(items)
    verdicts, reasons = {item.verdict for item in found}, {reason for item in found for reason in item.reasons}
    yield "verdict", tuple(verdict for verdict in Verdict if verdict in verdicts)
    yield "reason", tuple(reason for reason in Reason if reason in reasons)
    yield "theme", tuple(sorted({theme for item in found for theme in item.themes}))
