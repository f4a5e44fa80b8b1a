"""Plain records for a pipe: one line for each item, tabs between fields, nothing cut.

Lines that begin with `#` hold the counts and the limits; the first line without one names the fields.
"""

from collections.abc import Iterator, Sequence

from cpcheck.model import Verdict
from cpcheck.reports.labels import Labels, load_labels_of
from cpcheck.reports.phrases import name_moves
from cpcheck.reports.view import LIMITS, ItemView, ReportView

FIELDS = ("state", "item", "verdict", "level", "met", "partly_met", "not_met", "reasons", "flags", "title")
"""Names of the fields, in order."""


def render(views: Sequence[ReportView]) -> str:
    """Return the records of all views under one line of field names."""
    return "\n".join(_lines(views)) + "\n"


def _lines(views: Sequence[ReportView]) -> Iterator[str]:
    labels = load_labels_of(views)
    for view in views:
        counts = view.totals.verdicts
        names = ", ".join(labels.count(f"counted.{verdict}", getattr(counts, verdict)) for verdict in VERDICTS)
        yield clean(f"# {name_report(view, labels)}: {labels.count('items', counts.items)}{labels.colon} {names}")
        yield from (clean(f"# {line}") for line in (*name_scale(view, labels), *name_warnings(view, labels)))
        if view.moves:
            yield clean(f"# {name_moves(view.moves, labels)}")
    yield from (f"# {labels(limit)}" for limit in LIMITS)
    yield "\t".join(FIELDS)
    for view in views:
        for item in view.items:
            yield "\t".join(clean(value) for value in _record(view, item))


def name_report(view: ReportView, labels: Labels) -> str:
    """Return the state, its reply, and what it replies to."""
    return labels("summary.title", state=view.state, document=view.document, recommendations=view.recommendations)


def name_scale(view: ReportView, labels: Labels) -> Iterator[str]:
    """Yield the counts by the rulebook's own levels, and its overall conclusion, where it has them."""
    if view.levels:
        counts = "; ".join(f"{level.title}: {level.items}" for level in view.levels)
        yield f"{labels('counts.levels')}{labels.colon} {counts}"
    if view.conclusion:
        yield f"{labels('report.conclusion')}{labels.colon} {view.conclusion}"


def name_notices(view: ReportView, labels: Labels) -> Iterator[str]:
    """Yield what a reader must know before the verdicts: what is not whole, not reviewed, or not the state's own."""
    if view.scope:
        yield labels("report.partial", scope=view.scope)
    if view.has_drafts:
        yield labels("report.draft")
    if view.third_party:
        yield labels("report.third_party")
    if len(view.items) < view.all_items:
        yield labels("report.shown", shown=len(view.items), all=view.all_items)


def name_warnings(view: ReportView, labels: Labels) -> Iterator[str]:
    """Yield the notices after the marking, for formats that have no page to put a marking on."""
    if view.settings.marking:
        yield view.settings.marking
    yield from name_notices(view, labels)


VERDICTS = tuple(verdict.value for verdict in Verdict)
"""Verdicts in the order they are counted."""


def _record(view: ReportView, item: ItemView) -> tuple[str, ...]:
    counts = (str(item.met), str(item.partly_met), str(item.not_met))
    return (
        view.state,
        item.id,
        item.verdict,
        item.level,
        *counts,
        ",".join(item.reasons),
        ",".join(item.flags),
        item.title,
    )


def clean(value: str) -> str:
    """Return a value on one line, without characters that would split a record or steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in value)
