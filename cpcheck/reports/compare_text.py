"""A matrix as text: uncut for a pipe, coloured and in blocks of columns for a terminal.

Narrow, it names verdicts and counts; from `WIDE` columns on, and in a pipe, elements and the ids of items too.
"""

from collections.abc import Iterator

from cpcheck.reports import compare_phrases as phrases
from cpcheck.reports.ascii_marks import replace_marks
from cpcheck.reports.compare_view import (
    CompareView,
    ElementRowView,
    ItemRowView,
    MoveView,
    SeriesView,
    ThemeRowView,
    ThemesView,
)
from cpcheck.reports.diff_text import STYLES, Line, lay_out, line, list_item
from cpcheck.reports.grid import Cell, Grid, Row, lay_out_grid
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.table import WIDE
from cpcheck.reports.text import clean

_VERDICT_STYLES = {"implemented": "green", "partly": "yellow", "not_addressed": "red"}
_BECAME_STYLES = {"improved": STYLES["improved"], "slipped": STYLES["worsened"]}


def render(view: CompareView, *, width: int | None = None, colour: bool = False, ascii_only: bool = False) -> str:
    """Return the matrix as text; in `width` columns, or in one uncut table where there is no width."""
    writer = _Writer(view, width=width, ascii_only=ascii_only)
    return lay_out(writer.list_lines(), width=width, colour=colour, ascii_only=ascii_only)


class _Writer:
    """Writes the lines of one matrix."""

    def __init__(self, view: CompareView, *, width: int | None, ascii_only: bool) -> None:
        self.view = view
        self.labels: Labels = load_labels(view.language)
        self.width = width
        self.ascii_only = ascii_only
        self.is_wide = width is None or width >= WIDE

    def list_lines(self) -> Iterator[Line]:
        view, labels = self.view, self.labels
        yield line(labels("compare.title"), "bold")
        yield line(phrases.phrase_rulebook(view, labels, clean), "dim")
        if view.third_party:
            yield line(labels("report.third_party"), "dim")
        yield line()
        for column in view.columns:
            yield line(phrases.phrase_column(column, labels, clean))
            if column.file:
                yield line(clean(column.file), "dim", lead="  ")
        yield from (line(note, "bold") for note in phrases.list_notes(view.notes, labels, clean))
        if view.themes is not None:
            yield line()
            yield from self._list_themes(view.themes)
        for series in view.series:
            yield line()
            yield from self._list_series(series)
        yield line()
        yield from (line(labels(limit), "dim") for limit in view.limits)

    # --- rounds ---------------------------------------------------------------------------------------------------

    def _list_series(self, series: SeriesView) -> Iterator[Line]:
        labels = self.labels
        yield line(phrases.phrase_series(series, labels, clean), "bold")
        yield line()
        if series.rows:
            yield from lay_out_grid(self._build_series(series), width=self.width)
        else:
            yield line(labels("report.nothing"))
        yield line()
        yield from (line(note, "dim") for note in phrases.list_notes(series.notes, labels, clean))
        for move in series.moves:
            yield from self._list_move(move)
        yield line()
        yield from self._list_open(series)

    def _build_series(self, series: SeriesView) -> Grid:
        labels = self.labels
        columns = [self.view.columns[place] for place in series.columns]
        rounds = (self._cell(clean(column.document), clean(column.received)) for column in columns)
        head = (
            self._cell(labels("item.item")),
            *rounds,
            self._cell(labels("compare.became")),
            self._cell(labels("item.title")),
        )
        rows = [row for item in series.rows for row in self._list_item_rows(item)]
        totals = [
            Row(
                cells=(
                    self._cell(phrases.phrase_strength(total.strength, labels, is_mixed=len(series.totals) > 1)),
                    *(self._cell(phrases.phrase_counts(tally, labels)) for tally in total.tallies),
                    Cell(),
                    Cell(),
                )
            )
            for total in series.totals
        ]
        legend = Row(notes=(phrases.phrase_legend(labels),), is_spaced=True)
        return Grid(head=head, rows=(*rows, legend, *totals), ends_in_text=True)

    def _list_item_rows(self, row: ItemRowView) -> Iterator[Row]:
        labels = self.labels
        became = phrases.phrase_became(row.became, labels, is_open=row.is_open)
        title = clean(row.title)
        previous = phrases.phrase_previous(row, labels, clean)
        repeats = labels("table.repeats", item=clean(row.repeats)) if row.repeats else ""
        remarks = [note for note in (repeats, previous) if note]
        yield Row(
            cells=(
                self._cell(clean(row.id), style="bold"),
                *(
                    self._cell(
                        phrases.phrase_cell(cell, labels),
                        *phrases.list_remarks(cell, labels, clean),
                        style=_VERDICT_STYLES[cell.verdict] if cell else "",
                    )
                    for cell in row.cells
                ),
                self._cell(became, style=_BECAME_STYLES.get(row.became, "")),
                self._cell(title, *remarks),
            )
        )
        if self.is_wide and not row.repeats:
            yield from (self._build_element_row(element) for element in row.elements)

    def _build_element_row(self, row: ElementRowView) -> Row:
        became = phrases.phrase_became(row.became, self.labels, is_open=row.is_open)
        return Row(
            cells=(
                self._cell(clean(row.id), style="dim"),
                *(self._cell(phrases.phrase_finding(cell, self.labels), style="dim") for cell in row.cells),
                self._cell(became, style="dim"),
                self._cell(clean(row.asks), style="dim"),
            )
        )

    def _list_move(self, move: MoveView) -> Iterator[Line]:
        labels = self.labels
        yield line()
        yield line(phrases.phrase_sides(move, self.view, labels, clean), "bold")
        yield line(labels("compare.signs"), "dim")
        for name, items in phrases.list_moved(move):
            yield line()
            yield line(phrases.phrase_list(name, items, labels), "bold" if items else "")
            shown = {item.id for item in items}
            for item in items:
                yield line()
                yield from list_item(item, labels, along=item.repeats in shown)

    def _list_open(self, series: SeriesView) -> Iterator[Line]:
        labels = self.labels
        yield line(phrases.phrase_list("open", series.open, labels), "bold")
        for row in series.open:
            yield line()
            lead = f"{clean(row.id)}  "
            last = row.cells[-1]
            body = (
                (phrases.phrase_cell(last, labels), _VERDICT_STYLES[last.verdict] if last else ""),
                (f"  {phrases.phrase_since(row, self.view, labels, clean)}", "dim"),
            )
            yield Line(lead=lead, lead_style="bold", body=body)
            indent = " " * len(lead)
            yield line(clean(row.title), lead=indent)
            if row.repeats:
                yield line(labels("diff.repeats", item=clean(row.repeats)), "dim", lead=indent)
                continue
            for element in row.elements:
                if element.is_open:
                    finding = phrases.phrase_finding(element.cells[-1], labels)
                    yield line(f"{finding}  {clean(element.asks)}", lead=f"{indent}{clean(element.id)}  ")

    # --- themes ---------------------------------------------------------------------------------------------------

    def _list_themes(self, themes: ThemesView) -> Iterator[Line]:
        labels = self.labels
        yield line(labels("compare.themes"), "bold")
        yield line(phrases.phrase_legend(labels), "dim")
        yield line()
        yield from lay_out_grid(self._build_themes(themes), width=self.width)
        yield line()
        yield from (line(note, "dim") for note in phrases.list_notes(themes.notes, labels, clean))
        if not self.is_wide:
            yield line(labels("compare.narrow"), "dim")

    def _build_themes(self, themes: ThemesView) -> Grid:
        labels = self.labels
        across = [self._cell(phrases.phrase_across(self.view, labels))] if themes.has_across else []
        columns = (self._cell(clean(one.state), clean(one.document), clean(one.received)) for one in self.view.columns)
        totals = [
            Row(
                cells=(
                    self._cell(phrases.phrase_strength(total.strength, labels, is_mixed=themes.is_mixed)),
                    *(
                        self._cell(phrases.phrase_counts(tally, labels))
                        for tally in (*total.tallies, *([total.across] if total.across else []))
                    ),
                ),
                is_spaced=place == 0,
            )
            for place, total in enumerate(themes.totals)
        ]
        rows = [self._build_theme_row(row, themes) for row in themes.rows]
        return Grid(head=(self._cell(labels("item.theme")), *columns, *across), rows=(*rows, *totals))

    def _build_theme_row(self, row: ThemeRowView, themes: ThemesView) -> Row:
        labels = self.labels
        found = (phrases.list_cell(groups, themes, labels, clean, with_items=self.is_wide) for groups in row.cells)
        across = [self._cell(*phrases.list_across(row, themes, labels))] if themes.has_across else []
        name = self._cell(phrases.phrase_theme(row, labels, clean), style="bold")
        return Row(cells=(name, *(self._cell(*lines) for lines in found), *across))

    # --- pieces ---------------------------------------------------------------------------------------------------

    def _cell(self, *lines: str, style: str = "") -> Cell:
        return Cell(lines=tuple(self._spell(one) for one in lines) or ("",), style=style)

    def _spell(self, text: str) -> str:
        """Return text as it is measured: marks that are missing are gone before columns are laid out."""
        return replace_marks(text) if self.ascii_only else text
