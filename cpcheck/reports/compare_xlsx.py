"""Replies side by side as a workbook: a summary, and tables of the matrix, of what moved and of what is open."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

from cpcheck.reports import compare_phrases as phrases
from cpcheck.reports.compare_overview import count_replies, list_moves, list_standings
from cpcheck.reports.compare_rows import (
    MOVE_COLUMNS,
    OPEN_COLUMNS,
    MatrixRow,
    list_move_rows,
    list_open_rows,
    list_series_rows,
    list_single_rows,
    list_theme_rows,
)
from cpcheck.reports.compare_view import CompareView, NoteView
from cpcheck.reports.labels import load_labels
from cpcheck.reports.overview import HeadlineView
from cpcheck.reports.phrases import name_theme
from cpcheck.reports.rows import LIST, TableCell, read_day
from cpcheck.reports.text import VERDICTS
from cpcheck.reports.xlsx_book import (
    CAPTION,
    HEAD,
    HEAD_OF_NUMBERS,
    RULED,
    TITLE,
    BookWriter,
    TableColumn,
    open_workbook,
)
from cpcheck.reports.xlsx_sheet import Sheet

_SUMMARY_WIDTHS = (16, 16, 20, 14, 14, 14, 14, 16)
"""Letters on a line of each column of the summary."""
_REPLY_WIDTH = 20
"""Letters on a line of the column of a reply."""


def render(view: CompareView) -> bytes:
    """Return the workbook. Raises: MissingExtraError where XlsxWriter is not installed."""
    raw, labels = BytesIO(), load_labels(view.language)
    kind = view.settings.title or labels("compare.title")
    day = max(dt.date.fromisoformat(column.as_of) for column in view.columns)
    title = f"{phrases.name_states(view, labels)} – {labels('compare.title')}"
    with open_workbook(raw, title=title, subject=kind, day=day) as book:
        writer = _Writer(book, labels, view.settings)
        writer.write_summary(view)
        writer.write_matrix(view)
        if view.themes is not None:
            writer.write_themes(view)
        writer.write_rows("moves", MOVE_COLUMNS, list_move_rows(view, labels), frozen=3)
        writer.write_rows("open", OPEN_COLUMNS, list_open_rows(view, labels), frozen=3)
    return raw.getvalue()


class _Writer(BookWriter):
    """Writes the sheets of one workbook about replies side by side."""

    # --- summary --------------------------------------------------------------------------------------------------

    def write_summary(self, view: CompareView) -> None:
        """Write the sheet that says what is compared, what moved in plain words, and how to read it."""
        labels, table = self.labels, self.add_sheet("summary", _SUMMARY_WIDTHS)
        row = self.write_letterhead(table)
        table.write(row, 0, f"{labels('compare.title')}{labels.colon} {phrases.name_states(view, labels)}", TITLE)
        said = [phrases.phrase_lead(view, labels, str), phrases.phrase_rulebook(view, labels, str)]
        said += [labels("report.third_party")] if view.third_party else []
        row = self.write_texts(table, row + 2, said)
        row = self._write_notes(table, row, view.notes)
        row = self._write_replies(table, row + 1, view)
        for heading, headlines in self._list_headlines(view):
            table.write(row + 1, 0, heading, CAPTION)
            row = self.write_texts(table, row + 2, headlines)
        for heading, notes in self._list_notes(view):
            table.write(row + 1, 0, heading, CAPTION)
            row = self._write_notes(table, row + 2, notes)
        table.write(row + 1, 0, labels("limits.heading"), CAPTION)
        made_by = labels("report.made_by", version=view.version, rulebook=view.rulebook)
        footer = [view.settings.footer] if view.settings.footer else []
        self.write_texts(table, row + 2, [*map(labels, view.limits), *footer, made_by])
        table.fit_rows()
        table.sheet.hide_gridlines(2)
        table.sheet.fit_to_pages(1, 0)

    def _write_notes(self, table: Sheet, row: int, notes: Sequence[NoteView]) -> int:
        return self.write_texts(table, row, phrases.list_notes(notes, self.labels, str))

    def _write_replies(self, table: Sheet, row: int, view: CompareView) -> int:
        """Write the counts of each reply, strength by strength; return the next free row."""
        labels = self.labels
        table.write(row, 0, labels("compare.compared"), CAPTION)
        names = [labels(f"report.{name}") for name in ("state", "document", "recommendations", "received")]
        numbers = [labels(f"verdict.{verdict}") for verdict in VERDICTS]
        row += 1
        for place, name in enumerate([*names, labels("form.strength"), *numbers]):
            table.write(row, place, name, HEAD_OF_NUMBERS if place > len(names) else HEAD)
        for column, counts in zip(view.columns, count_replies(view), strict=True):
            for count in counts:
                row += 1
                told = [column.state, column.document, column.recommendations, read_day(column.received)]
                tallied = [getattr(count.tally, verdict) for verdict in VERDICTS]
                for place, value in enumerate([*told, labels(f"strength.{count.strength}"), *tallied]):
                    table.write(row, place, value, RULED)
        return row + 1

    def _list_headlines(self, view: CompareView) -> Iterator[tuple[str, list[str]]]:
        """Yield what matters most, under its heading."""
        for series in view.series:
            headlines = [self._phrase_headline(one, one.items) for one in list_moves(series)]
            yield phrases.phrase_series(series, self.labels, str), headlines
        if standings := list_standings(view):
            named = [
                self._phrase_headline(
                    one, [name_theme(theme) if theme else self.labels("compare.no_theme") for theme in one.items]
                )
                for one in standings
            ]
            yield self.labels("compare.themes"), named

    def _phrase_headline(self, headline: HeadlineView, names: Iterable[str]) -> str:
        words = phrases.phrase_headline(headline, self.labels)
        return words if phrases.names_all(headline) else f"{words} {LIST.join(names)}".rstrip()

    def _list_notes(self, view: CompareView) -> Iterator[tuple[str, Sequence[NoteView]]]:
        """Yield what must be known to read the counts of themes and of each series."""
        words = self.labels("compare.notes")
        if view.themes is not None:
            yield f"{words} ({self.labels('compare.themes')})", view.themes.notes
        for series in view.series:
            yield f"{words} ({series.state}{self.labels.colon} {series.recommendations})", series.notes

    # --- tables ---------------------------------------------------------------------------------------------------

    def write_matrix(self, view: CompareView) -> None:
        """Write the sheet of items and elements, a column for each reply."""
        labels = self.labels
        columns = [
            TableColumn(heading=labels("compare.csv.state"), width=7),
            TableColumn(heading=labels("compare.csv.id"), width=16),
            TableColumn(heading=labels("compare.csv.title"), width=40),
            TableColumn(heading=labels("compare.csv.row"), width=10),
            *self._list_replies(view),
            TableColumn(heading=labels("compare.became"), width=14),
            TableColumn(heading=labels("compare.csv.strength"), width=11),
            TableColumn(heading=labels("compare.csv.previous"), width=24),
            TableColumn(heading=labels("form.repeats"), width=9),
            TableColumn(heading=labels("report.recommendations"), width=18),
        ]
        self.write_table("matrix", columns, self._list_matrix(view), frozen=3)

    def _list_matrix(self, view: CompareView) -> Iterator[list[TableCell]]:
        rows = [row for series in view.series for row in list_series_rows(series, self.labels) if row.kind != "total"]
        for row in (*rows, *list_single_rows(view, self.labels)):
            kind = self.labels(f"compare.csv.row.{row.kind}")
            before = (row.state, row.name, row.title, kind)
            after = (row.became, self._name_strength(row), row.previous, row.repeats, row.recommendations)
            yield [
                *(TableCell(value=value or None) for value in before),
                *_list_cells(row, view),
                *(TableCell(value=value or None) for value in after),
            ]

    def write_themes(self, view: CompareView) -> None:
        """Write the sheet of themes: counts strength by strength, the items behind them, and the totals."""
        labels, has_across = self.labels, view.themes is not None and view.themes.has_across
        columns = [
            TableColumn(heading=labels("item.theme"), width=22),
            TableColumn(heading=labels("compare.csv.row"), width=18),
            TableColumn(heading=labels("compare.csv.strength"), width=11),
            TableColumn(heading=labels("compare.csv.counted"), width=15),
            *self._list_replies(view),
            *([TableColumn(heading=phrases.phrase_across(view, labels), width=_REPLY_WIDTH)] if has_across else []),
        ]
        rows = (
            [
                *(TableCell(value=value or None) for value in self._name_theme_row(row)),
                *_list_cells(row, view),
                *([TableCell(value=row.across)] if has_across else []),
            ]
            for row in list_theme_rows(view, labels)
        )
        self.write_table("themes", columns, rows, frozen=4)

    def _name_theme_row(self, row: MatrixRow) -> tuple[str, ...]:
        return row.name, self.labels(f"compare.csv.row.{row.kind}"), self._name_strength(row), row.counted

    def _name_strength(self, row: MatrixRow) -> str:
        return self.labels(f"strength.{row.strength}") if row.strength else ""

    def _list_replies(self, view: CompareView) -> Iterator[TableColumn]:
        for column in view.columns:
            yield TableColumn(heading=phrases.name_column(column, self.labels), width=_REPLY_WIDTH)


def _list_cells(row: MatrixRow, view: CompareView) -> Iterator[TableCell]:
    """Yield a cell for each reply, empty where there is nothing to say of it."""
    for place in range(len(view.columns)):
        yield row.cells.get(place, TableCell())
