"""A matrix as Markdown: one table for the themes, one for each series of rounds, and lists of what moved."""

from collections.abc import Iterator, Sequence

from cpcheck.reports import compare_phrases as phrases
from cpcheck.reports import diff_phrases
from cpcheck.reports.compare_view import (
    CompareView,
    ItemRowView,
    MoveView,
    NoteView,
    SeriesView,
    ThemeRowView,
    ThemesView,
)
from cpcheck.reports.diff_view import ElementChangeView, FactChangeView, ItemChangeView
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.templates import escape_markdown

_BREAK = "<br>"
"""Between the lines of one cell."""


def render(view: CompareView) -> str:
    """Return the matrix as Markdown."""
    writer = _Writer(view)
    return "\n".join(writer.list_lines()) + "\n"


class _Writer:
    """Writes the lines of one matrix."""

    def __init__(self, view: CompareView) -> None:
        self.view = view
        self.labels: Labels = load_labels(view.language)

    def list_lines(self) -> Iterator[str]:
        view, labels = self.view, self.labels
        yield f"## {labels('compare.title')}"
        yield ""
        yield phrases.phrase_rulebook(view, labels, escape_markdown)
        if view.third_party:
            yield labels("report.third_party")
        yield ""
        for column in view.columns:
            received = labels.date(column.received)
            file = f" ({escape_markdown(column.file)})" if column.file else ""
            yield f"- {phrases.phrase_column(column, labels, escape_markdown, received=received)}{file}"
        yield from self._list_notes(view.notes)
        if view.themes is not None:
            yield from self._list_themes(view.themes)
        for series in view.series:
            yield from self._list_series(series)
        yield ""
        yield f"### {labels('limits.heading')}"
        yield ""
        yield from (f"- {labels(limit)}" for limit in view.limits)

    def _list_notes(self, notes: Sequence[NoteView]) -> Iterator[str]:
        for words in phrases.list_notes(notes, self.labels, escape_markdown):
            yield ""
            yield f"> {words}"

    # --- themes ---------------------------------------------------------------------------------------------------

    def _list_themes(self, themes: ThemesView) -> Iterator[str]:
        labels = self.labels
        yield ""
        yield f"### {labels('compare.themes')}"
        yield ""
        yield phrases.phrase_legend(labels)
        yield ""
        heads = [
            _join([f"**{escape_markdown(one.state)}**", escape_markdown(one.document), labels.date(one.received)])
            for one in self.view.columns
        ]
        across = [phrases.phrase_across(self.view, labels)] if themes.has_across else []
        yield _row([labels("item.theme"), *heads, *across])
        yield _rule(1, len(heads) + len(across))
        yield from (self._write_theme(row, themes) for row in themes.rows)
        for total in themes.totals:
            name = phrases.phrase_strength(total.strength, labels, is_mixed=themes.is_mixed)
            tallies = (*total.tallies, *([total.across] if total.across else []))
            yield _row([f"**{name}**", *(phrases.phrase_counts(tally, labels) for tally in tallies)])
        yield from self._list_notes(themes.notes)

    def _write_theme(self, row: ThemeRowView, themes: ThemesView) -> str:
        labels = self.labels
        cells = [
            _join(phrases.list_cell(groups, themes, labels, escape_markdown, with_items=True)) for groups in row.cells
        ]
        across = [_join(phrases.list_across(row, themes, labels))] if themes.has_across else []
        return _row([f"**{phrases.phrase_theme(row, labels, escape_markdown)}**", *cells, *across])

    # --- rounds ---------------------------------------------------------------------------------------------------

    def _list_series(self, series: SeriesView) -> Iterator[str]:
        labels = self.labels
        yield ""
        yield f"### {phrases.phrase_series(series, labels, escape_markdown)}"
        yield ""
        rounds = [self.view.columns[place] for place in series.columns]
        heads = [_join([escape_markdown(one.document), labels.date(one.received)]) for one in rounds]
        yield _row([labels("item.item"), labels("item.title"), *heads, labels("compare.became")])
        yield _rule(2, len(heads) + 1)
        yield from (self._write_item(row) for row in series.rows)
        for total in series.totals:
            name = phrases.phrase_strength(total.strength, labels, is_mixed=len(series.totals) > 1)
            counts = [phrases.phrase_counts(tally, labels) for tally in total.tallies]
            yield _row([f"**{name}**", phrases.phrase_legend(labels), *counts, ""])
        yield from self._list_notes(series.notes)
        yield from self._list_elements(series, heads)
        for move in series.moves:
            yield from self._list_move(move)
        yield from self._list_open(series)

    def _write_item(self, row: ItemRowView) -> str:
        labels = self.labels
        repeats = labels("table.repeats", item=escape_markdown(row.repeats)) if row.repeats else ""
        previous = phrases.phrase_previous(row, labels, escape_markdown)
        cells = [
            _join([phrases.phrase_cell(cell, labels), *phrases.list_remarks(cell, labels, escape_markdown)])
            for cell in row.cells
        ]
        became = phrases.phrase_became(row.became, labels, is_open=row.is_open)
        return _row(
            [f"**{escape_markdown(row.id)}**", _join([escape_markdown(row.title), repeats, previous]), *cells, became]
        )

    def _list_elements(self, series: SeriesView, heads: Sequence[str]) -> Iterator[str]:
        """Yield the findings through the rounds, folded: they are many."""
        labels = self.labels
        yield ""
        yield f"<details><summary>{labels('item.elements')}</summary>"
        yield ""
        yield _row([labels("item.item"), labels("item.demand"), *heads, labels("compare.became")])
        yield _rule(2, len(heads) + 1)
        for row in series.rows:
            for element in row.elements if not row.repeats else ():
                found = [phrases.phrase_finding(cell, labels) for cell in element.cells]
                became = phrases.phrase_became(element.became, labels, is_open=element.is_open)
                yield _row([escape_markdown(element.id), escape_markdown(element.asks), *found, became])
        yield ""
        yield "</details>"

    def _list_move(self, move: MoveView) -> Iterator[str]:
        labels = self.labels
        yield ""
        yield f"#### {phrases.phrase_sides(move, self.view, labels, escape_markdown)}"
        for name, items in phrases.list_moved(move):
            yield ""
            yield f"**{phrases.phrase_list(name, items, labels)}**"
            if items:
                yield ""
            shown = {item.id for item in items}
            for item in items:
                yield from self._list_item(item, along=item.repeats in shown)

    def _list_item(self, item: ItemChangeView, *, along: bool) -> Iterator[str]:
        labels = self.labels
        words = diff_phrases.phrase_item(item, labels, escape_markdown)
        yield f"- **{escape_markdown(item.id)}** {words}: {escape_markdown(item.title)}"
        if item.repeats:
            yield f"  - {labels('diff.along' if along else 'diff.repeats', item=escape_markdown(item.repeats))}"
        yield from (f"  - {diff_phrases.phrase_field(field, labels, escape_markdown)}" for field in item.fields)
        for element in item.elements if not along else ():
            yield from self._list_element(element)
        yield from (f"  - {words}" for words in diff_phrases.phrase_flags(item, labels))
        for decision in item.decisions:
            yield f"  - {diff_phrases.phrase_decision(decision, labels, escape_markdown)}"

    def _list_element(self, element: ElementChangeView) -> Iterator[str]:
        labels = self.labels
        yield f"  - {escape_markdown(element.id)}: {diff_phrases.phrase_element(element, labels)}"
        yield from (f"    - {cause}" for cause in diff_phrases.phrase_causes(element, labels, escape_markdown))
        yield from (f"    - {self._say_fact(fact, element.id)}" for fact in element.evidence)

    def _say_fact(self, fact: FactChangeView, element: str) -> str:
        """Say in which of the two rounds a fact is stated, what it is, and where it stands."""
        labels = self.labels
        name = diff_phrases.name_fact(fact, labels, escape_markdown)
        what = diff_phrases.phrase_fact(fact, labels, escape_markdown, element=element)
        place = diff_phrases.phrase_place(fact, labels, escape_markdown)
        fields = "".join(f" ({diff_phrases.phrase_field(one, labels, escape_markdown)})" for one in fact.fields)
        said = f"{labels(f'compare.fact.{fact.kind}')} **{name}** ({what}){labels.colon} {escape_markdown(fact.fact)}"
        return said + (f" *({place})*" if place else "") + fields

    def _list_open(self, series: SeriesView) -> Iterator[str]:
        labels = self.labels
        yield ""
        yield f"#### {phrases.phrase_list('open', series.open, labels)}"
        yield ""
        for row in series.open:
            words = phrases.phrase_cell(row.cells[-1], labels)
            since = phrases.phrase_since(row, self.view, labels, escape_markdown)
            yield f"- **{escape_markdown(row.id)}** {words}, {since}: {escape_markdown(row.title)}"
            if row.repeats:
                yield f"  - {labels('diff.repeats', item=escape_markdown(row.repeats))}"
                continue
            for element in row.elements:
                if element.is_open:
                    finding = phrases.phrase_finding(element.cells[-1], labels)
                    yield f"  - {escape_markdown(element.id)} {finding}: {escape_markdown(element.asks)}"


def _join(lines: Iterator[str] | Sequence[str]) -> str:
    return _BREAK.join(one for one in lines if one)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _rule(names: int, others: int) -> str:
    return "|" + ":---|" * (names + others)
