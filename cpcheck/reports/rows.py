"""Rows about items, elements, evidence and figures: what each cell of a table says, in words, as a number or a day.

Formats of tables choose among the columns here, and only lay them out. Nothing is escaped: that is each format's own
duty.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from cpcheck.model import Figure
from cpcheck.records import record
from cpcheck.reports.labels import Labels
from cpcheck.reports.phrases import (
    name_answers,
    name_fact_places,
    name_figures,
    name_theme,
    phrase_decision,
    phrase_question,
)
from cpcheck.reports.text import name_warnings
from cpcheck.reports.view import ElementView, FactView, ItemView, LinkView, ReportView

Value = str | int | float | dt.date | None
"""What a cell holds; None where there is nothing to say."""


@record
class TableCell:
    """One cell of a table."""

    value: Value = None
    code: str | None = None
    """The verdict or finding that it shows, for colours; None where it shows none."""


LIST = ", "
"""What stands between ids, themes and other short names in one cell."""


@record
class ViewRow:
    """Anything about one response."""

    view: ReportView
    labels: Labels


@record
class ItemRow(ViewRow):
    """One item."""

    item: ItemView
    limits: str
    """What a reader must know of the whole response, in one text."""


@record
class ElementRow(ItemRow):
    """One element, under an item that has it. A shared element has a row under each of its items."""

    element: ElementView


@record
class EvidenceRow(ViewRow):
    """One fact beside one element, or a fact beside none."""

    fact: FactView
    element: ElementView | None
    link: LinkView | None
    """None exactly where `element` is."""
    is_counted: bool
    """False for a fact of another source that is left out of the finding, and for one linked to no element."""


@record
class FigureRow(ViewRow):
    """One figure of a fact."""

    fact: FactView
    figure: Figure


Row_contra = TypeVar("Row_contra", contravariant=True)


@record
class Column(Generic[Row_contra]):
    """One column: its heading, and what its cells say."""

    heading: str
    """Key of its label."""
    width: int
    """Letters that fit on a line of it, in a spreadsheet."""
    tell: Callable[[Row_contra], Value]
    code: Callable[[Row_contra], str | None] | None = None
    """The verdict or finding that a cell shows, for colours; None where it shows none."""

    def show(self, row: Row_contra) -> TableCell:
        """Return the cell of a row."""
        return TableCell(value=self.tell(row), code=self.code(row) if self.code else None)


def read_day(text: str | None) -> Value:
    """Return a date of a view as a day where it is a whole one, else as it stands: a month, a year or a period."""
    if text is None or len(text) != len("2023-06-16"):
        return text
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text


def list_items(views: Iterable[ReportView], labels: Labels) -> Iterator[ItemRow]:
    """Yield each item shown."""
    for view in views:
        limits = " ".join([*name_warnings(view, labels), *map(labels, view.limits)])
        for item in view.items:
            yield ItemRow(view=view, labels=labels, item=item, limits=limits)


def list_elements(views: Iterable[ReportView], labels: Labels) -> Iterator[ElementRow]:
    """Yield each element of each item shown."""
    for row in list_items(views, labels):
        for element in row.item.elements:
            yield ElementRow(view=row.view, labels=labels, item=row.item, limits=row.limits, element=element)


def list_evidence(views: Iterable[ReportView], labels: Labels) -> Iterator[EvidenceRow]:
    """Yield each link of each element shown, of a shared element once, and each fact that is linked to none."""
    for view in views:
        elements = {element.id: element for item in view.items for element in item.elements}
        for element in elements.values():
            for links, is_counted in ((element.links, True), (element.set_aside, False)):
                for link in links:
                    yield EvidenceRow(
                        view=view, labels=labels, fact=link.fact, element=element, link=link, is_counted=is_counted
                    )
        for fact in view.unlinked:
            yield EvidenceRow(view=view, labels=labels, fact=fact, element=None, link=None, is_counted=False)


def list_figures(views: Iterable[ReportView], labels: Labels) -> Iterator[FigureRow]:
    """Yield each figure of the facts that `list_evidence` yields, of each fact once."""
    for view in views:
        facts = {row.fact.id: row.fact for row in list_evidence([view], labels)}
        for fact in facts.values():
            for figure in fact.figures:
                yield FigureRow(view=view, labels=labels, fact=fact, figure=figure)


# --- what cells say -----------------------------------------------------------------------------------------------


def _join(names: Iterable[str]) -> str | None:
    return LIST.join(names) or None


def _name_section(row: ItemRow) -> str:
    title = row.view.section_titles.get(row.item.section)
    return f"{row.item.section}{row.labels.colon} {title}" if title else row.item.section


def _name_flags(row: ItemRow) -> str | None:
    return _join(row.labels(f"flag.{flag}") for flag in row.item.flags)


def _name_previous(row: ItemRow) -> str | None:
    previous = row.item.previous
    return f"{previous.verdict} ({previous.source})" if previous else None


def _tell_overrides(row: ItemRow) -> str | None:
    return " ".join(phrase_decision(one, row.labels, row.view.as_of) for one in row.item.overrides) or None


def _tell_waivers(row: ItemRow) -> str | None:
    return " ".join(phrase_decision(one, row.labels, row.view.as_of) for one in row.item.waivers) or None


def _name_reason(row: ElementRow) -> str | None:
    return row.labels(f"reason.{row.element.reason}") if row.element.reason else None


def _tell_reason(row: ElementRow) -> str | None:
    return row.labels(f"reason.{row.element.reason}.text") if row.element.reason else None


def _tell_whether(row: ViewRow, *, holds: bool) -> str:
    return row.labels("form.yes") if holds else row.labels("form.no")


def _tell_question(row: ElementRow) -> str | None:
    return phrase_question(row.element.question, row.labels) if row.element.question else None


def _tell_raise(row: ElementRow) -> str | None:
    question = row.element.question
    return row.labels(f"finding.{question.raises_to}") if question else None


def _name_link(row: EvidenceRow) -> str | None:
    return row.labels(f"relation.{row.link.relation}") if row.link else None


def _name_fit(row: EvidenceRow) -> str | None:
    return row.labels(f"fit.{row.link.fit}") if row.link and row.link.fit else None


# --- the columns --------------------------------------------------------------------------------------------------

STATE: Column[ViewRow] = Column(heading="report.state", width=7, tell=lambda row: row.view.state)
RECOMMENDATIONS: Column[ViewRow] = Column(
    heading="report.recommendations", width=18, tell=lambda row: row.view.recommendations
)
DOCUMENT: Column[ViewRow] = Column(heading="report.document", width=14, tell=lambda row: row.view.document)
ADOPTED: Column[ViewRow] = Column(heading="report.adopted", width=12, tell=lambda row: read_day(row.view.adopted))
RECEIVED: Column[ViewRow] = Column(heading="report.received", width=12, tell=lambda row: read_day(row.view.received))
AS_OF: Column[ViewRow] = Column(heading="report.as_of", width=12, tell=lambda row: read_day(row.view.as_of))
RULEBOOK: Column[ViewRow] = Column(heading="report.rulebook", width=10, tell=lambda row: row.view.rulebook)
LIMITS: Column[ItemRow] = Column(heading="limits.heading", width=60, tell=lambda row: row.limits)

ITEM: Column[ItemRow] = Column(heading="item.item", width=8, tell=lambda row: row.item.id)
SECTION: Column[ItemRow] = Column(heading="counts.section", width=20, tell=_name_section)
TITLE: Column[ItemRow] = Column(heading="item.title", width=36, tell=lambda row: row.item.title)
TITLE_OF_ITEM: Column[ItemRow] = Column(heading="form.item_title", width=36, tell=lambda row: row.item.title)
THEMES: Column[ItemRow] = Column(
    heading="form.themes", width=20, tell=lambda row: _join(name_theme(theme) for theme in row.item.themes)
)
REPEATS: Column[ItemRow] = Column(heading="form.repeats", width=9, tell=lambda row: row.item.repeats)
VERDICT: Column[ItemRow] = Column(
    heading="item.verdict",
    width=15,
    tell=lambda row: row.labels(f"verdict.{row.item.verdict}"),
    code=lambda row: row.item.verdict,
)
LEVEL: Column[ItemRow] = Column(heading="item.level.name", width=15, tell=lambda row: row.item.level)
FLAGS: Column[ItemRow] = Column(heading="form.flags", width=16, tell=_name_flags)
MET: Column[ItemRow] = Column(heading="form.met", width=11, tell=lambda row: row.item.met)
PARTLY_MET: Column[ItemRow] = Column(heading="form.partly_met", width=13, tell=lambda row: row.item.partly_met)
NOT_MET: Column[ItemRow] = Column(heading="form.not_met", width=12, tell=lambda row: row.item.not_met)
ALL_ELEMENTS: Column[ItemRow] = Column(heading="item.elements", width=11, tell=lambda row: len(row.item.elements))
REASONS: Column[ItemRow] = Column(
    heading="form.reasons",
    width=22,
    tell=lambda row: _join(row.labels(f"reason.{reason}") for reason in row.item.reasons),
)
OVERRIDE: Column[ItemRow] = Column(heading="item.override", width=30, tell=_tell_overrides)
WAIVER: Column[ItemRow] = Column(heading="item.waiver", width=30, tell=_tell_waivers)
ITEM_DEMAND: Column[ItemRow] = Column(heading="item.demand", width=50, tell=lambda row: row.item.asks)
PARAGRAPH: Column[ItemRow] = Column(heading="form.paragraph", width=11, tell=lambda row: row.item.paragraph)
STRENGTH: Column[ItemRow] = Column(
    heading="form.strength", width=11, tell=lambda row: row.labels(f"strength.{row.item.strength}")
)
ARTICLES: Column[ItemRow] = Column(heading="form.articles", width=12, tell=lambda row: _join(row.item.articles))
PREVIOUS: Column[ItemRow] = Column(heading="form.previous", width=18, tell=_name_previous)
ANSWERS: Column[ItemRow] = Column(
    heading="form.answers", width=24, tell=lambda row: name_answers(row.item.answers, row.labels) or None
)
ITEM_RULE: Column[ItemRow] = Column(heading="element.rule", width=16, tell=lambda row: row.item.rule)
ITEM_RULE_TEXT: Column[ItemRow] = Column(heading="form.rule_text", width=36, tell=lambda row: row.item.rule_text)

ELEMENT: Column[ElementRow] = Column(heading="form.element", width=16, tell=lambda row: row.element.id)
FINDING: Column[ElementRow] = Column(
    heading="element.finding",
    width=14,
    tell=lambda row: row.labels(f"finding.{row.element.finding}"),
    code=lambda row: row.element.finding,
)
REASON: Column[ElementRow] = Column(heading="element.reason", width=16, tell=_name_reason)
REASON_TEXT: Column[ElementRow] = Column(heading="form.reason_text", width=36, tell=_tell_reason)
DEMAND: Column[ElementRow] = Column(heading="item.demand", width=44, tell=lambda row: row.element.asks)
ASK: Column[ElementRow] = Column(heading="form.ask", width=10, tell=lambda row: row.labels(f"ask.{row.element.ask}"))
INFERRED: Column[ElementRow] = Column(
    heading="form.inferred", width=9, tell=lambda row: _tell_whether(row, holds=row.element.inferred)
)
RULE: Column[ElementRow] = Column(heading="element.rule", width=16, tell=lambda row: row.element.rule)
RULE_TEXT: Column[ElementRow] = Column(heading="form.rule_text", width=36, tell=lambda row: row.element.rule_text)
DECIDING: Column[ElementRow] = Column(heading="form.deciding", width=14, tell=lambda row: _join(row.element.evidence))
EVIDENCE: Column[ElementRow] = Column(
    heading="form.evidence", width=20, tell=lambda row: _join(link.fact.id for link in row.element.links)
)
SET_ASIDE: Column[ElementRow] = Column(
    heading="item.set_aside", width=14, tell=lambda row: _join(link.fact.id for link in row.element.set_aside)
)
QUESTION: Column[ElementRow] = Column(heading="element.question", width=50, tell=_tell_question)
RAISES: Column[ElementRow] = Column(heading="form.raises", width=14, tell=_tell_raise)

LINKED_ELEMENT: Column[EvidenceRow] = Column(
    heading="form.element", width=16, tell=lambda row: row.element.id if row.element else None
)
FACT_ID: Column[EvidenceRow | FigureRow] = Column(heading="evidence.id", width=8, tell=lambda row: row.fact.id)
FACT: Column[EvidenceRow | FigureRow] = Column(heading="evidence.fact", width=60, tell=lambda row: row.fact.fact)
LINK: Column[EvidenceRow] = Column(heading="evidence.link", width=10, tell=_name_link)
FIT: Column[EvidenceRow] = Column(heading="form.fit", width=9, tell=_name_fit)
DECIDES: Column[EvidenceRow] = Column(
    heading="form.decides",
    width=9,
    tell=lambda row: _tell_whether(row, holds=row.link is not None and row.link.is_deciding),
)
COUNTED: Column[EvidenceRow] = Column(
    heading="form.counted", width=9, tell=lambda row: _tell_whether(row, holds=row.is_counted)
)
TOGETHER: Column[EvidenceRow] = Column(
    heading="form.together", width=12, tell=lambda row: _join(row.link.together) if row.link else None
)
TYPE: Column[EvidenceRow | FigureRow] = Column(
    heading="evidence.type", width=14, tell=lambda row: row.labels(f"type.{row.fact.type}")
)
STAGE: Column[EvidenceRow] = Column(
    heading="form.stage", width=10, tell=lambda row: row.labels(f"stage.{row.fact.stage}") if row.fact.stage else None
)
KIND: Column[EvidenceRow] = Column(
    heading="evidence.kind", width=11, tell=lambda row: row.labels(f"kind.{row.fact.kind}") if row.fact.kind else None
)
DATE: Column[EvidenceRow] = Column(heading="evidence.date", width=12, tell=lambda row: read_day(row.fact.date))
TIMING: Column[EvidenceRow] = Column(
    heading="evidence.timing", width=17, tell=lambda row: row.labels(f"timing.{row.fact.timing}")
)
ANCHOR: Column[EvidenceRow] = Column(heading="evidence.anchor", width=26, tell=lambda row: row.fact.anchor)
PLACE: Column[EvidenceRow] = Column(
    heading="evidence.place", width=18, tell=lambda row: name_fact_places(row.fact, row.labels) or None
)
FIGURES: Column[EvidenceRow] = Column(
    heading="evidence.figures", width=30, tell=lambda row: name_figures(row.fact.figures, row.labels) or None
)
NOTE: Column[EvidenceRow] = Column(heading="form.note", width=30, tell=lambda row: row.fact.note)
SOURCE: Column[EvidenceRow] = Column(heading="form.source", width=20, tell=lambda row: row.fact.source)

WHAT: Column[FigureRow] = Column(heading="form.what", width=36, tell=lambda row: row.figure.what)
YEAR: Column[FigureRow] = Column(heading="form.year", width=7, tell=lambda row: row.figure.year)
NUMBER: Column[FigureRow] = Column(heading="form.value", width=14, tell=lambda row: row.figure.value)
UNIT: Column[FigureRow] = Column(heading="form.unit", width=14, tell=lambda row: row.figure.unit)

ITEM_COLUMNS: Sequence[Column[ItemRow]] = (
    *(STATE, ITEM, TITLE, VERDICT, LEVEL, FLAGS, MET, PARTLY_MET, NOT_MET, ALL_ELEMENTS, REASONS, OVERRIDE, WAIVER),
    *(ITEM_DEMAND, SECTION, PARAGRAPH, STRENGTH, ARTICLES, THEMES, REPEATS, PREVIOUS, ANSWERS),
    *(ITEM_RULE, ITEM_RULE_TEXT, RECOMMENDATIONS, DOCUMENT),
)
"""Of a table of items."""

ELEMENT_COLUMNS: Sequence[Column[ElementRow]] = (
    *(STATE, ITEM, ELEMENT, DEMAND, ASK, FINDING, REASON, REASON_TEXT, QUESTION, RAISES, RULE, RULE_TEXT),
    *(DECIDING, EVIDENCE, SET_ASIDE, INFERRED, TITLE_OF_ITEM, VERDICT, REPEATS, RECOMMENDATIONS, DOCUMENT),
)
"""Of a table of elements, beside one of items."""

EVIDENCE_COLUMNS: Sequence[Column[EvidenceRow]] = (
    *(STATE, LINKED_ELEMENT, FACT_ID, FACT, TYPE, STAGE, KIND, DATE, TIMING, LINK, FIT, TOGETHER, DECIDES, COUNTED),
    *(FIGURES, ANCHOR, PLACE, NOTE, SOURCE, RECOMMENDATIONS, DOCUMENT),
)
"""Of a table of evidence."""

FIGURE_COLUMNS: Sequence[Column[FigureRow]] = (
    *(STATE, FACT_ID, WHAT, YEAR, NUMBER, UNIT, FACT, TYPE, RECOMMENDATIONS, DOCUMENT),
)
"""Of a table of figures."""

ALL_COLUMNS: Sequence[Column[ElementRow]] = (
    *(STATE, RECOMMENDATIONS, DOCUMENT, ITEM, TITLE_OF_ITEM, SECTION, THEMES, REPEATS, VERDICT, LEVEL, FLAGS),
    *(OVERRIDE, WAIVER, ELEMENT, DEMAND, ASK, INFERRED, FINDING, REASON, REASON_TEXT, RULE, RULE_TEXT, DECIDING),
    *(EVIDENCE, SET_ASIDE, QUESTION, RAISES, ADOPTED, RECEIVED, AS_OF, RULEBOOK, LIMITS),
)
"""Of one table that holds everything about elements by itself."""
