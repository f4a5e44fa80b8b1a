"""A matrix as one CSV table for a spreadsheet: a line for each row, a column for each reply.

The first field says what a line is: an item, an element, a theme, the ids of a theme's items, a total, or a note in
words. A spreadsheet takes no value for a formula, whatever a file holds.
"""

from collections.abc import Iterator, Sequence

from cpcheck.reports import compare_phrases as phrases
from cpcheck.reports.compare_rows import MatrixRow, list_series_rows, list_theme_rows
from cpcheck.reports.compare_view import CompareView, NoteView
from cpcheck.reports.csv_cells import write_table
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.rows import Value


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
            *(phrases.name_column(column, labels) for column in view.columns),
            *([phrases.phrase_across(view, labels)] if self.has_across else []),
            labels("compare.became"),
        ]
        yield from map(self._write, self._list_rows())

    def _list_rows(self) -> Iterator[MatrixRow]:
        view, labels = self.view, self.labels
        yield from self._list_notes("", view.notes)
        if view.themes is not None:
            yield from list_theme_rows(view, labels)
            yield from self._list_notes("", view.themes.notes)
        for series in view.series:
            yield from list_series_rows(series, labels)
            yield from self._list_notes(series.state, series.notes)
        yield from (MatrixRow(kind="note", title=labels(limit)) for limit in view.limits)

    def _list_notes(self, state: str, notes: Sequence[NoteView]) -> Iterator[MatrixRow]:
        for words in phrases.list_notes(notes, self.labels, str):
            yield MatrixRow(kind="note", state=state, title=words)

    def _write(self, row: MatrixRow) -> list[Value]:
        return [
            self.labels(f"compare.csv.row.{row.kind}"),
            row.state,
            row.name,
            row.title,
            self.labels(f"strength.{row.strength}") if row.strength else "",
            row.previous,
            row.counted,
            *(row.cells[place].value if place in row.cells else None for place in range(len(self.view.columns))),
            *([row.across] if self.has_across else []),
            row.became,
        ]
