"""Replies side by side as one self-contained HTML file: no script, no remote request, every value escaped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpcheck.records import replace
from cpcheck.reports import compare_phrases as phrases
from cpcheck.reports import diff_phrases
from cpcheck.reports.compare_overview import count_replies, find_moves, list_moves, list_standings
from cpcheck.reports.compare_view import (
    CellView,
    CompareView,
    ItemRowView,
    MoveView,
    NoteView,
    SeriesView,
    ThemeRowView,
)
from cpcheck.reports.diff_view import DecisionChangeView, ElementChangeView, FactChangeView, ItemChangeView
from cpcheck.reports.inert import hide_commands_in_page
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.overview import HeadlineView
from cpcheck.reports.phrases import name_place
from cpcheck.reports.templates import render_template, strip_controls


def render(view: CompareView, *, templates: str | None = None) -> str:
    """Return the page that shows a matrix; `templates` is a folder of the user's own."""
    further = {
        "view": view,
        "say": Wordings(view=view, labels=load_labels(view.language)),
        "counted": count_replies(view),
        "standings": list_standings(view),
        "moved": tuple(find_moves(series) for series in view.series),
        "heads": tuple(list_moves(series) for series in view.series),
    }
    return hide_commands_in_page(render_template("compare.html.j2", [view], folder=templates, values=further))


@dataclass(frozen=True, kw_only=True, slots=True)
class Wordings:
    """Wordings of one matrix for its template, which escapes them; values of files in them are on one line."""

    view: CompareView
    labels: Labels

    # --- what is compared -----------------------------------------------------------------------------------------

    def states(self) -> str:
        """Name the states, or say how many there are."""
        return strip_controls(phrases.name_states(self.view, self.labels))

    def lead(self) -> str:
        """Say how many replies there are, to which recommendation sets, and of which time."""
        return phrases.phrase_lead(self.view, self.labels, strip_controls)

    def headline(self, headline: HeadlineView) -> str:
        """Say what moved or how themes stand."""
        return phrases.phrase_headline(headline, self.labels)

    def named(self, headline: HeadlineView) -> tuple[str, ...]:
        """Return the items or themes that a headline names."""
        return () if phrases.names_all(headline) else headline.items

    def column(self, place: int) -> str:
        """Name a reply in short, for a cell that stands away from its heading."""
        column = self.view.columns[place]
        return strip_controls(f"{column.state} {column.document}")

    def anchor(self, place: int) -> str:
        """Return what the anchors of the items of a reply begin with: nothing in the first table of items."""
        for number, series in enumerate(self.view.series):
            if place in series.columns:
                return self._number(number)
        singles = [single.column for single in self.view.singles]
        return self._number(len(self.view.series) + singles.index(place))

    @staticmethod
    def _number(number: int) -> str:
        return f"{number + 1}-" if number else ""

    def note(self, note: NoteView) -> str:
        """Put into words what a reader must know."""
        return phrases.phrase_note(note, self.labels, strip_controls)

    def theme(self, row: ThemeRowView) -> str:
        """Name a theme."""
        return phrases.phrase_theme(row, self.labels, strip_controls)

    def across(self) -> str:
        """Name the column that adds up states."""
        return phrases.phrase_across(self.view, self.labels)

    def strength(self, name: str, *, is_mixed: bool) -> str:
        """Name the items that a total counts."""
        return phrases.phrase_strength(name, self.labels, is_mixed=is_mixed)

    # --- rounds ---------------------------------------------------------------------------------------------------

    def series(self, series: SeriesView) -> str:
        """Name the rounds of a state."""
        named = replace(series, state=self.labels.state(series.state))
        return phrases.phrase_series(named, self.labels, strip_controls)

    def remarks(self, cell: CellView) -> Iterator[str]:
        """Yield what stands under a verdict."""
        return phrases.list_remarks(cell, self.labels, strip_controls)

    def became(self, became: str, *, is_open: bool) -> str:
        """Say what became of an item or an element, without its mark."""
        return phrases.name_became(became, self.labels, is_open=is_open)

    def since(self, row: ItemRowView) -> str:
        """Say from which round on an item has been open."""
        return phrases.phrase_since(row, self.view, self.labels, strip_controls)

    def previous(self, row: ItemRowView) -> str:
        """Return what an earlier round published of an item; empty where nothing is told."""
        return phrases.phrase_previous(row, self.labels, strip_controls)

    def moved(self, move: MoveView) -> Iterator[tuple[str, tuple[ItemChangeView, ...]]]:
        """Yield the items that moved in one step, by the name of each list."""
        return phrases.list_moved(move)

    def list(self, name: str, rows: Sequence[object]) -> str:
        """Return the heading of a list, or that there is nothing in it."""
        return phrases.phrase_list(name, rows, self.labels)

    def element(self, element: ElementChangeView) -> str:
        """Say what became of a finding."""
        return diff_phrases.phrase_element(element, self.labels)

    def causes(self, element: ElementChangeView) -> Iterator[str]:
        """Yield what else moved a finding than evidence."""
        return diff_phrases.phrase_causes(element, self.labels, strip_controls)

    def further(self, item: ItemChangeView) -> Iterator[str]:
        """Yield what else of an item says something else now: its demand, its flags, a person's decisions."""
        yield from (diff_phrases.phrase_field(field, self.labels, strip_controls) for field in item.fields)
        yield from diff_phrases.phrase_flags(item, self.labels)
        yield from (self._phrase_decision(change) for change in item.decisions)

    def _phrase_decision(self, change: DecisionChangeView) -> str:
        expires = self.labels.date(change.expires) if change.expires else None
        dated = replace(change, on=self.labels.date(change.on), expires=expires)
        return diff_phrases.phrase_decision(dated, self.labels, strip_controls)

    def fact(self, fact: FactChangeView, element: str) -> str:
        """Say what a fact is, and where the reply states it: a reader of the page has the reply, and not its file."""
        date = self.labels.date(fact.date, short=True) if fact.date else None
        words = diff_phrases.phrase_fact(replace(fact, date=date), self.labels, strip_controls, element=element)
        place = name_place(fact.where, self.labels)
        said = f"{diff_phrases.name_fact(fact, self.labels, strip_controls)}{self.labels.colon} {words}"
        return f"{said}; {place}" if place else said

    def changes(self, fact: FactChangeView) -> Iterator[str]:
        """Yield what a fact says otherwise in the newer reply."""
        return (diff_phrases.phrase_field(field, self.labels, strip_controls) for field in fact.fields)
