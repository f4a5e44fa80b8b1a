"""A matrix as one CSV table for a spreadsheet: a line for each row, a column for each reply.

The first field says what a line is: an item, an element, a theme, the ids of a theme's items, a total, or a note in
words. A spreadsheet takes no value for a formula, whatever a file holds.
"""

from collections.abc import Iterator, Mapping, Sequence

from cpcheck.matrix import StrengthTotal
from cpcheck.model import Tally
from cpcheck.reports import compare_phrases as phrases
from cpcheck.reports.compare_view import (
    CellView,
    ColumnView,
    CompareView,
    FindingCellView,
    GroupView,
    ItemRowView,
    NoteView,
    SeriesView,
    ThemeRowView,
)
from cpcheck.reports.csv_cells import write_table
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.rows import Value
from cpcheck.reports.text import VERDICTS


def render(view: CompareView) -> str:
    """Return the matrix as CSV, in the manner of the view's language."""
    return write_table(_Writer(view).list_records(), load_labels(view.language))


class _Writer:
    """Writes the records of one matrix."""

    def __init__(self, view: CompareView) -> None:
        self.view = view
        self.labels: Labels = load_labels(view.language)
        self.has_across = view.themes is not None and view.themes.has_across

    def list_records(self) -> Iterator[list[Value]]:
        view, labels = self.view, self.labels
        yield [
            *(
                labels(f"compare.csv.{name}")
                for name in ("row", "state", "id", "title", "strength", "previous", "counted")
            ),
            *(self._name_column(column) for column in view.columns),
            *([phrases.phrase_across(view, labels)] if self.has_across else []),
            labels("compare.became"),
        ]
        yield from self._list_notes("", view.notes)
        if view.themes is not None:
            for row in view.themes.rows:
                yield from self._list_theme(row)
            yield from self._list_totals("", view.themes.totals, range(len(view.columns)))
            yield from self._list_notes("", view.themes.notes)
        for series in view.series:
            for item in series.rows:
                yield from self._list_item(item, series)
            yield from self._list_totals(series.state, series.totals, series.columns)
            yield from self._list_notes(series.state, series.notes)
        yield from (self._record("note", title=labels(limit)) for limit in view.limits)

    def _list_notes(self, state: str, notes: Sequence[NoteView]) -> Iterator[list[Value]]:
        for words in phrases.list_notes(notes, self.labels, str):
            yield self._record("note", state=state, title=words)

    def _name_column(self, column: ColumnView) -> str:
        return self.labels("compare.csv.column", state=column.state, document=column.document, received=column.received)

    def _record(
        self,
        kind: str,
        *,
        state: str = "",
        name: str = "",
        title: str = "",
        strength: str = "",
        previous: str = "",
        counted: str = "",
        cells: Mapping[int, Value] | None = None,
        across: Value = None,
        became: str = "",
    ) -> list[Value]:
        found = cells or {}
        return [
            self.labels(f"compare.csv.row.{kind}"),
            state,
            name,
            title,
            self.labels(f"strength.{strength}") if strength else "",
            previous,
            counted,
            *(found.get(place) for place in range(len(self.view.columns))),
            *([across] if self.has_across else []),
            became,
        ]

    # --- themes ---------------------------------------------------------------------------------------------------

    def _list_theme(self, row: ThemeRowView) -> Iterator[list[Value]]:
        name = phrases.phrase_theme(row, self.labels, str)
        across = {one.strength.value: one.tally for one in row.across or ()}
        strengths = dict.fromkeys(group.strength for groups in row.cells for group in groups)
        for strength in strengths:
            found = {
                place: group for place, groups in enumerate(row.cells) for group in groups if group.strength == strength
            }
            for verdict in VERDICTS:
                counts = {place: getattr(group.tally, verdict) for place, group in found.items()}
                total = getattr(across[strength], verdict) if strength in across else None
                yield self._record(
                    "theme",
                    name=name,
                    strength=strength,
                    counted=self.labels(f"verdict.{verdict}"),
                    cells=counts,
                    across=total,
                )
                yield from self._list_ids(name, verdict, found)

    def _list_ids(self, name: str, verdict: str, found: Mapping[int, GroupView]) -> Iterator[list[Value]]:
        """Yield the ids of the items that were counted, where there are any."""
        ids: dict[int, Value] = {
            place: ", ".join(named) for place, group in found.items() for key, named in group.items if key == verdict
        }
        if ids:
            strength = next(iter(found.values())).strength
            counted = self.labels(f"verdict.{verdict}")
            yield self._record("ids", name=name, strength=strength, counted=counted, cells=ids)

    # --- rounds ---------------------------------------------------------------------------------------------------

    def _list_item(self, row: ItemRowView, series: SeriesView) -> Iterator[list[Value]]:
        labels = self.labels
        yield self._record(
            "item",
            state=series.state,
            name=row.id,
            title=row.title,
            strength=row.strength,
            previous=f"{row.previous.verdict} ({row.previous.source})" if row.previous else "",
            cells=dict(zip(series.columns, map(self._name_verdict, row.cells), strict=True)),
            became=labels(f"compare.became.{row.became}"),
        )
        for element in row.elements if not row.repeats else ():
            yield self._record(
                "element",
                state=series.state,
                name=element.id,
                title=element.asks,
                cells=dict(zip(series.columns, map(self._name_finding, element.cells), strict=True)),
                became=labels(f"compare.became.{element.became}"),
            )

    def _name_verdict(self, cell: CellView | None) -> str | None:
        return self.labels(f"verdict.{cell.verdict}") if cell else None

    def _name_finding(self, cell: FindingCellView | None) -> str | None:
        return self.labels(f"finding.{cell.finding}") if cell else None

    def _list_totals(self, state: str, totals: Sequence[StrengthTotal], places: Sequence[int]) -> Iterator[list[Value]]:
        for total in totals:
            for verdict in VERDICTS:
                yield self._record(
                    "total",
                    state=state,
                    name=phrases.phrase_strength(total.strength, self.labels, is_mixed=len(totals) > 1),
                    strength=total.strength,
                    counted=self.labels(f"verdict.{verdict}"),
                    cells={place: _count(tally, verdict) for place, tally in zip(places, total.tallies, strict=True)},
                    across=_count(total.across, verdict) if total.across else None,
                )


def _count(tally: Tally, verdict: str) -> int:
    count: int = getattr(tally, verdict)
    return count
