"""The past of one verdict as Markdown."""

from collections.abc import Iterator

from cpcheck.reports.diff_phrases import (
    name_fact,
    phrase_causes,
    phrase_direction,
    phrase_element,
    phrase_fact,
    phrase_field,
    phrase_item,
    phrase_place,
)
from cpcheck.reports.diff_view import FactChangeView, ItemChangeView
from cpcheck.reports.history_text import list_notes, phrase_event, phrase_summary
from cpcheck.reports.history_view import HistoryEntry, HistoryView
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.templates import escape_markdown


def render(view: HistoryView) -> str:
    """Return the past of one verdict as Markdown."""
    return "\n".join(_list_lines(view, load_labels(view.language))) + "\n"


def _list_lines(view: HistoryView, labels: Labels) -> Iterator[str]:
    yield f"### {escape_markdown(view.element or view.item)}: {escape_markdown(view.title)}"
    yield ""
    yield phrase_summary(view, labels, escape_markdown)
    yield ""
    for entry in view.entries:
        yield f"- **{entry.date}** {entry.commit} {escape_markdown(entry.subject)}"
        yield from _list_entry(entry, labels)
    for note in list_notes(view, labels):
        yield ""
        yield f"> {note}"


def _list_entry(entry: HistoryEntry, labels: Labels) -> Iterator[str]:
    if entry.change is None:
        yield f"  - {phrase_event(entry, labels, escape_markdown)}"
        return
    yield from _list_change(entry.change, labels)


def _list_change(item: ItemChangeView, labels: Labels) -> Iterator[str]:
    direction = f" **{phrase_direction(item.direction, labels)}**" if item.direction else ""
    yield f"  - {phrase_item(item, labels, escape_markdown)}{direction}"
    for element in item.elements:
        yield f"  - {escape_markdown(element.id)}: {phrase_element(element, labels)}"
        yield from (f"    - {cause}" for cause in phrase_causes(element, labels, escape_markdown))
        yield from (f"    - {_say_fact(fact, element.id, labels)}" for fact in element.evidence)


def _say_fact(fact: FactChangeView, element: str, labels: Labels) -> str:
    kind, name = labels(f"diff.kind.{fact.kind}"), name_fact(fact, labels, escape_markdown)
    what = phrase_fact(fact, labels, escape_markdown, element=element)
    place = phrase_place(fact, labels, escape_markdown)
    fields = "".join(f" ({phrase_field(field, labels, escape_markdown)})" for field in fact.fields)
    return f"{kind} **{name}** ({what}): {escape_markdown(fact.fact)} *({place})*{fields}"
