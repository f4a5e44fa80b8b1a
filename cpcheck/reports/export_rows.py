"""A row for each element of each response, for those who query a large collection: codes and ids, not words.

The columns are a promise to queries: their version goes up when one changes its name or meaning.
"""

from collections.abc import Iterator

from cpcheck.reports.rows import LIST
from cpcheck.reports.view import ReportView

VERSION = "1.0"
"""Of the columns: the first number changes when a query could break, the second when something is added."""
Cell = str | int | None
Row = tuple[Cell, ...]

COLUMNS: dict[str, str] = {
    "state": "code of the state",
    "recommendations": "id of the set",
    "round": "evaluation round, where the set names one",
    "adopted": "day on which the set was adopted, the cut-off",
    "document": "symbol of the reply",
    "received": "day on which the reply was received",
    "as_of": "day that overrides and waivers were compared with",
    "section": "letter of the section",
    "item": "id of the item",
    "title": "of the item",
    "strength": "verb of the item: urges, considers, invites, unstated",
    "themes": "of the item, joined by commas; one by one in the table themes",
    "repeats": "item that this one repeats; such rows are left out of counts",
    "verdict": "of the item: implemented, partly, not_addressed",
    "level": "of the item, on the rulebook's own scale",
    "flags": "of the item, joined by commas",
    "element": "id of the element",
    "demand": "what the element asks",
    "ask": "change, ensure, continue, consider",
    "finding": "of the element: met, partly_met, not_met",
    "reason": "code of the reason; nothing where the element is met",
    "rule": "that decided the element",
    "question": "to put to the authorities; nothing where none would help",
    "evidence": "ids of the deciding facts, joined by commas",
}
"""Columns in order, and what each says. Dates are written YYYY-MM-DD."""


def list_rows(view: ReportView) -> Iterator[Row]:
    """Yield the rows of one response, in the order of its report."""
    for item in view.items:
        for element in item.elements:
            yield (
                view.state,
                view.recommendations,
                view.round,
                view.adopted,
                view.document,
                view.received,
                view.as_of,
                item.section,
                item.id,
                item.title,
                item.strength,
                _join(item.themes),
                item.repeats,
                item.verdict,
                item.level,
                _join(item.flags),
                element.id,
                element.asks,
                element.ask,
                element.finding,
                element.reason,
                element.rule,
                element.question.text if element.question else None,
                _join(element.evidence),
            )


def _join(names: tuple[str, ...]) -> str | None:
    return LIST.join(names) or None
