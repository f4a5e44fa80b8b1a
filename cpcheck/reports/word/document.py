"""What stands in a Word report, and in which order: title, counts, limits, all items at a glance, each item."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from docx.enum.section import WD_SECTION

from cpcheck.model import ReportSettings
from cpcheck.reports.colours import COLOURS
from cpcheck.reports.head import (
    CountTable,
    Particular,
    list_count_lines,
    list_counts,
    list_particulars,
    name_heading,
    name_kind,
    name_section,
)
from cpcheck.reports.labels import Labels, load_labels_of
from cpcheck.reports.phrases import name_fact_places
from cpcheck.reports.text import VERDICTS, name_notices, name_report
from cpcheck.reports.view import FactView, ItemView, ReportView
from cpcheck.reports.word.items import Bookmarks, ItemWriter, list_words, name_chip, name_fact_date
from cpcheck.reports.word.package import (
    Description,
    append,
    lay_out,
    make_picture,
    open_document,
    read_picture,
    save,
    set_running_lines,
)
from cpcheck.reports.word.pieces import (
    TEXT_WIDTH,
    Cell,
    Table,
    Words,
    make_page_number,
    make_paragraph,
    make_run,
    make_running_line,
    make_table,
    write,
)

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement as Node

_NARROWEST = 900
"""Width of a part of the bar at least, in twentieths of a point: a mark and a number of three digits fit in."""
_NUMBER_WIDTH = 1300
_KEPT_ROWS = 6
"""Rows that a table of counts may have to be kept on one page."""
_PARTICULAR_WIDTHS = (2700, TEXT_WIDTH - 2700)
_OVERVIEW_WIDTHS = (850, 4650, 1750, 700, TEXT_WIDTH - 7950)
_FIRST_DAY = dt.date(1980, 1, 1)
"""Of a document about nothing."""


def render_document(views: Sequence[ReportView]) -> bytes:
    """Return the bytes of one document about all views."""
    labels = load_labels_of(views)
    description = Description(
        title="; ".join(name_heading(view, labels) for view in views) or labels("report.title"),
        subject=name_kind(views[0], labels) if views else labels("report.title"),
        comments="; ".join(_name_maker(view, labels) for view in views),
        region=labels.region,
        day=max((dt.date.fromisoformat(view.as_of) for view in views), default=_FIRST_DAY),
    )
    document, bookmarks = open_document(description), Bookmarks()
    append(document, _list_letterhead(document, views[0].settings if views else ReportSettings()))
    if len(views) != 1:
        append(document, [make_paragraph([description.subject], style="Title")])
    if not views:
        append(document, [make_paragraph([labels("report.nothing")])])
    for place, view in enumerate(views):
        section = document.sections[0] if place == 0 else document.add_section(WD_SECTION.NEW_PAGE)
        lay_out(section)
        set_running_lines(section, _list_head(view, labels), _list_foot(view, labels))
        append(document, _Report(view, labels, bookmarks, deeper=int(len(views) > 1)).list_blocks())
    return save(document)


def _list_letterhead(document: "WordDocument", settings: ReportSettings) -> Iterator["Node"]:
    """Yield what a team puts above the title: its logo, where Word can show it, and its name."""
    picture = read_picture(settings.logo) if settings.logo else None
    if picture:
        yield make_picture(document, picture, text=settings.header or "")
    if settings.header:
        yield make_paragraph([settings.header], style="Subtitle")


def _list_head(view: ReportView, labels: Labels) -> Iterator["Node"]:
    """Yield the lines at the head of each page: a marking stands above all."""
    if view.settings.marking:
        yield make_paragraph([Words(text=view.settings.marking, style="Strong")], style="Marking")
    yield make_running_line(name_report(view, labels), [make_run(name_kind(view, labels))], "Header")


def _list_foot(view: ReportView, labels: Labels) -> Iterator["Node"]:
    if view.settings.footer:
        yield make_paragraph([view.settings.footer], style="Footer")
    yield make_running_line(_name_maker(view, labels), make_page_number(labels("form.page")), "Footer")


def _name_maker(view: ReportView, labels: Labels) -> str:
    return labels("report.made_by", version=view.version, rulebook=view.rulebook)


class _Report:
    """Lays out one view. Its headings are `deeper` where the document has several."""

    def __init__(self, view: ReportView, labels: Labels, bookmarks: Bookmarks, *, deeper: int) -> None:
        self.view = view
        self.labels = labels
        self.deeper = deeper
        self.items = ItemWriter(view, labels, bookmarks, level=2 + deeper)

    def list_blocks(self) -> Iterator["Node"]:
        yield from self._list_title()
        yield from self._list_counts()
        yield self._head(self.labels("limits.heading"))
        yield from (make_paragraph([self.labels(limit)], style="ListBullet") for limit in self.view.limits)
        yield from self._list_overview()
        for section in self.view.sections:
            yield self._head(name_section(self.view, section.id, self.labels), begins_page=True)
            for item in section.items:
                yield from self.items.list_blocks(item)
        yield from self._list_unlinked()

    def _head(self, text: str, *, begins_page: bool = False) -> "Node":
        return make_paragraph([text], style=f"Heading{1 + self.deeper}", begins_page=begins_page)

    def _list_title(self) -> Iterator["Node"]:
        heading = name_heading(self.view, self.labels)
        if self.deeper:
            yield make_paragraph([heading], style="Heading1")
        else:
            yield make_paragraph([name_kind(self.view, self.labels)], style="Subtitle")
            yield make_paragraph([heading], style="Title")
        rows = [self._tell_particular(found) for found in list_particulars(self.view, self.labels)]
        yield make_table(Table(title=heading, widths=_PARTICULAR_WIDTHS, rows=rows, is_named_by_rows=True))
        yield make_paragraph([], style="Gap")
        for notice in name_notices(self.view, self.labels):
            yield make_paragraph([Words(text=notice, style="Strong")], style="Note")

    def _tell_particular(self, found: Particular) -> Sequence[Cell]:
        value = self.labels.date(found.value.isoformat()) if isinstance(found.value, dt.date) else str(found.value)
        note = [Words(text=f" ({found.note})", style="Quiet")] if found.note else []
        return write(Words(text=found.name, style="Strong")), write(value, *note)

    # --- counts ---------------------------------------------------------------------------------------------------

    def _list_counts(self) -> Iterator["Node"]:
        yield self._head(self.labels("counts.heading"))
        lines = list(list_count_lines(self.view, self.labels))
        yield make_paragraph([Words(text=lines[0], style="Strong")], keeps=True)
        if self.view.totals.verdicts.items:
            yield self._draw_bar(lines[0])
            yield make_paragraph([], style="Gap")
        yield from (make_paragraph([line], style="ListBullet") for line in lines[1:])
        for counts in list_counts(self.view, self.labels):
            yield make_paragraph([counts.caption], style="Caption")
            if counts.note:
                yield make_paragraph([counts.note], keeps=True)
            yield self._tell_counts(counts)

    def _draw_bar(self, text: str) -> "Node":
        """Draw the verdicts as parts of a bar: each cell holds its mark and its number."""
        numbers = {verdict: getattr(self.view.totals.verdicts, verdict) for verdict in VERDICTS}
        shown = {verdict: number for verdict, number in numbers.items() if number}
        rest = TEXT_WIDTH - _NARROWEST * len(shown)
        widths = [_NARROWEST + rest * number // sum(shown.values()) for number in shown.values()]
        widths[-1] += TEXT_WIDTH - sum(widths)
        cells = [
            Cell(
                paragraphs=[make_paragraph([f"{self.labels(f'mark.{verdict}')} {number}"], style="Bar")],
                fill=COLOURS[verdict].fill,
            )
            for verdict, number in shown.items()
        ]
        return make_table(
            Table(title=self.labels("counts.verdicts"), text=text, widths=widths, rows=[cells], style="BarTable")
        )

    def _tell_counts(self, counts: CountTable) -> "Node":
        numbers = len(counts.headings) - 1
        has_meanings = any(row.meaning for row in counts.rows)
        rest = TEXT_WIDTH - _NUMBER_WIDTH * numbers
        # names alone need no more room than a column of text has
        names = 2300 if has_meanings else min(rest, 3600 if numbers == 1 else rest)
        widths = [names, *([_NUMBER_WIDTH] * numbers), *([rest - names] if has_meanings else [])]
        head = [write(counts.headings[0], style="TableHeading")]
        head += [write(heading, style="TableNumberHeading") for heading in counts.headings[1:]]
        head += [write(self.labels("form.meaning"), style="TableHeading")] if has_meanings else []
        rows = []
        for place, row in enumerate(counts.rows):
            keeps = len(counts.rows) <= _KEPT_ROWS and place < len(counts.rows) - 1
            name = name_chip(row.code, row.name, self.labels) if row.code else row.name
            cells = [write(name, keeps=keeps)]
            cells += [write(self.labels.number(number), style="TableNumber") for number in row.numbers]
            cells += [write(row.meaning or "")] if has_meanings else []
            rows.append(cells)
        return make_table(Table(title=counts.caption, widths=widths, head=head, rows=rows))

    # --- all items ------------------------------------------------------------------------------------------------

    def _list_overview(self) -> Iterator["Node"]:
        yield self._head(self.labels("form.overview"))
        if not self.view.items:
            yield make_paragraph([Words(text=self.labels("report.nothing"), style="Strong")], style="Note")
            return
        keys = ("item.item", "item.title", "item.verdict", "table.met", "form.flags")
        head = [write(self.labels(key), style="TableHeading") for key in keys]
        rows = [self._tell_item(item) for item in self.view.items]
        yield make_table(Table(title=self.labels("form.overview"), widths=_OVERVIEW_WIDTHS, head=head, rows=rows))

    def _tell_item(self, item: ItemView) -> Sequence[Cell]:
        title = [item.title]
        repeats = Words(text=f" ({self.labels('table.repeats', item=item.repeats)})", style="Quiet")
        verdict = [make_paragraph([name_chip(item.verdict, None, self.labels)], style="TableText")]
        if item.level != self.labels(f"verdict.{item.verdict}"):
            verdict.append(make_paragraph([Words(text=item.level, style="Quiet")], style="TableText"))
        flags = [self.labels(f"flag.{flag}") for flag in item.flags]
        flags += [
            self.labels("table.override", by=one.by, verdict=self.labels(f"verdict.{one.verdict}"))
            for one in item.overrides
            if one.is_active
        ]
        return (
            write(Words(text=item.id, target=self.items.bookmark(item))),
            write(*title, *([repeats] if item.repeats else [])),
            Cell(paragraphs=verdict),
            write(f"{item.met}/{len(item.elements)}"),
            write("; ".join(flags)),
        )

    # --- facts that count for nothing -----------------------------------------------------------------------------

    def _list_unlinked(self) -> Iterator["Node"]:
        if self.view.unlinked:
            yield self._head(self.labels("unlinked.heading"))
            yield make_paragraph([self.labels("unlinked.text")], keeps=True)
            yield from (self._tell_unlinked(fact) for fact in self.view.unlinked)

    def _tell_unlinked(self, fact: FactView) -> "Node":
        told = (
            self.labels(f"type.{fact.type}"),
            name_fact_date(fact, self.labels),
            name_fact_places(fact, self.labels),
        )
        notes = Words(text=f" ({list_words(told)})", style="Quiet")
        return make_paragraph([Words(text=f"{fact.id} ", style="Strong"), fact.fact, notes], style="ListBullet")
