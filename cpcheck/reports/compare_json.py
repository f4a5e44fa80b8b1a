"""A matrix as JSON, by the published schema `compare`: everything that the other formats show."""

from collections.abc import Sequence
from typing import Any

from cpcheck.matrix import StrengthTally, StrengthTotal
from cpcheck.model import Tally
from cpcheck.reports.compare_phrases import phrase_note
from cpcheck.reports.compare_view import (
    CellView,
    ColumnView,
    CompareView,
    ElementRowView,
    FindingCellView,
    GroupView,
    ItemRowView,
    MoveView,
    NoteView,
    SeriesView,
    ThemeRowView,
    ThemesView,
)
from cpcheck.reports.diff_json import build_item
from cpcheck.reports.inert import dump_json
from cpcheck.reports.labels import Labels, load_labels

SCHEMA_VERSION = "1.0"
"""Of this shape: the first number changes when a reader could break, the second when something is added."""

Json = dict[str, Any]


def render(view: CompareView) -> str:
    """Return the matrix as one JSON object."""
    return dump_json(build_compare(view))


def build_compare(view: CompareView) -> Json:
    """Return the matrix as data for JSON."""
    labels = load_labels(view.language)
    return {
        "kind": "compare",
        "version": SCHEMA_VERSION,
        "program": {"name": "cpcheck", "version": view.version},
        "language": view.language,
        "rulebook": view.rulebook,
        "third_party": view.third_party,
        "columns": [_build_column(column) for column in view.columns],
        "themes": _build_themes(view.themes, labels) if view.themes else None,
        "series": [_build_series(series, labels) for series in view.series],
        "notes": _build_notes(view.notes, labels),
        "limits": [labels(limit) for limit in view.limits],
    }


def _build_column(column: ColumnView) -> Json:
    return {
        "state": column.state,
        "document": column.document,
        "received": column.received,
        "recommendations": column.recommendations,
        "adopted": column.adopted,
        "round": column.round,
        "newest": column.is_newest,
        "as_of": column.as_of,
        "file": column.file or None,
        "scope": column.scope,
        "drafts": column.has_drafts,
        "conclusion": column.conclusion,
    }


def _build_notes(notes: Sequence[NoteView], labels: Labels) -> list[Json]:
    return [{"code": note.code, "text": phrase_note(note, labels, str)} for note in notes]


# --- counts -------------------------------------------------------------------------------------------------------


def _build_tally(tally: Tally) -> Json:
    return {"implemented": tally.implemented, "partly": tally.partly, "not_addressed": tally.not_addressed}


def _build_strengths(tallies: Sequence[StrengthTally]) -> list[Json]:
    return [{"strength": one.strength.value, **_build_tally(one.tally)} for one in tallies]


def _build_totals(totals: Sequence[StrengthTotal]) -> list[Json]:
    return [
        {
            "strength": total.strength.value,
            "columns": [_build_tally(tally) for tally in total.tallies],
            "across": _build_tally(total.across) if total.across else None,
        }
        for total in totals
    ]


# --- themes -------------------------------------------------------------------------------------------------------


def _build_themes(themes: ThemesView, labels: Labels) -> Json:
    return {
        "rows": [_build_theme(row) for row in themes.rows],
        "totals": _build_totals(themes.totals),
        "notes": _build_notes(themes.notes, labels),
    }


def _build_theme(row: ThemeRowView) -> Json:
    return {
        "theme": row.theme,
        "columns": [[_build_group(group) for group in groups] for groups in row.cells],
        "across": None if row.across is None else _build_strengths(row.across),
    }


def _build_group(group: GroupView) -> Json:
    items = [{"id": name, "verdict": verdict} for verdict, ids in group.items for name in ids]
    return {"strength": group.strength, **_build_tally(group.tally), "items": items}


# --- rounds -------------------------------------------------------------------------------------------------------


def _build_series(series: SeriesView, labels: Labels) -> Json:
    return {
        "state": series.state,
        "recommendations": series.recommendations,
        "columns": list(series.columns),
        "items": [_build_row(row) for row in series.rows],
        "totals": _build_totals(series.totals),
        "moves": [_build_move(move) for move in series.moves],
        "open": [row.id for row in series.open],
        "notes": _build_notes(series.notes, labels),
    }


def _build_row(row: ItemRowView) -> Json:
    previous = row.previous
    return {
        "id": row.id,
        "title": row.title,
        "strength": row.strength,
        "themes": list(row.themes),
        "repeats": row.repeats,
        "previous": {"verdict": previous.verdict, "source": previous.source} if previous else None,
        "became": row.became,
        "open": row.is_open,
        "open_since": row.open_since,
        "rounds": [_build_cell(cell) for cell in row.cells],
        "elements": [_build_element(element) for element in row.elements],
    }


def _build_cell(cell: CellView | None) -> Json | None:
    if cell is None:
        return None
    override = {"by": cell.override[0], "verdict": cell.override[1]} if cell.override else None
    return {
        "verdict": cell.verdict,
        "level": cell.level,
        "flags": list(cell.flags),
        "override": override,
        "answered": cell.is_answered,
    }


def _build_element(row: ElementRowView) -> Json:
    return {
        "id": row.id,
        "asks": row.asks,
        "became": row.became,
        "open": row.is_open,
        "rounds": [_build_finding(cell) for cell in row.cells],
    }


def _build_finding(cell: FindingCellView | None) -> Json | None:
    return None if cell is None else {"finding": cell.finding, "reason": cell.reason}


def _build_move(move: MoveView) -> Json:
    return {
        "old": move.old,
        "new": move.new,
        "improved": [build_item(item) for item in move.improved],
        "slipped": [build_item(item) for item in move.slipped],
        "shifted": [build_item(item) for item in move.shifted],
    }
