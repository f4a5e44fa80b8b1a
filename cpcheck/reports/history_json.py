"""The past of one verdict as JSON, by the published schema `history`."""

from typing import Any

from cpcheck.reports.diff_json import build_item
from cpcheck.reports.history_view import HistoryEntry, HistoryView
from cpcheck.reports.inert import dump_json

SCHEMA_VERSION = "1.0"
"""Of this shape: the first number changes when a reader could break, the second when something is added."""

Json = dict[str, Any]


def render(view: HistoryView) -> str:
    """Return the past of one verdict as one JSON object."""
    return dump_json(
        {
            "kind": "history",
            "version": SCHEMA_VERSION,
            "program": {"name": "cpcheck", "version": view.version},
            "item": view.item,
            "element": view.element,
            "title": view.title,
            "state": view.state,
            "file": view.file,
            "rulebook": view.rulebook,
            "third_party": view.third_party,
            "looked_at": view.looked_at,
            "has_more": view.has_more,
            "is_shallow": view.is_shallow,
            "entries": [_build_entry(entry) for entry in view.entries],
        }
    )


def _build_entry(entry: HistoryEntry) -> Json:
    verdict = entry.verdict
    return {
        "event": entry.event.value,
        "date": entry.date,
        "commit": entry.commit,
        "subject": entry.subject,
        "verdict": {"verdict": verdict.verdict, "level": verdict.level} if verdict else None,
        "change": build_item(entry.change) if entry.change else None,
        "problem": entry.problem,
        "problems": entry.problems,
    }
