"""A comparison as text: plain and uncut for a pipe, coloured and wrapped for a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from cpcheck.records import record
from cpcheck.reports.ascii_marks import replace_marks
from cpcheck.reports.diff_phrases import (
    name_fact,
    phrase_case,
    phrase_causes,
    phrase_decision,
    phrase_direction,
    phrase_element,
    phrase_fact,
    phrase_field,
    phrase_flags,
    phrase_headline,
    phrase_item,
    phrase_place,
    phrase_repeated,
    phrase_reply,
    phrase_sides,
)
from cpcheck.reports.diff_view import (
    AnswerChangeView,
    CaseDiffView,
    DecisionChangeView,
    DiffView,
    ElementChangeView,
    FactChangeView,
    ItemChangeView,
)
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.phrases import name_place
from cpcheck.reports.text import clean

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STYLES = {
    "improved": "bold green",
    "worsened": "bold red",
    "aside": "bold yellow",
    "added": "green",
    "removed": "red",
    "changed": "yellow",
    "lapsed": "red",
    "begun": "green",
}
"""Colours; the words and signs beside them say the same."""
_LEAST_BODY = 30
"""Columns that wrapped text needs beside what stands before it."""
NARROWEST = 40
"""Columns that are laid out for, whatever the terminal says."""


@record
class Line:
    """One line before it is wrapped: further rows of its body begin under the first."""

    lead: str = ""
    lead_style: str = ""
    body: tuple[tuple[str, str], ...] = ()
    """Pieces of text, each with its style."""


def line(body: str = "", style: str = "", *, lead: str = "", lead_style: str = "") -> Line:
    """Return a line of one style."""
    return Line(lead=lead, lead_style=lead_style, body=((body, style),))


def render(view: DiffView, *, width: int | None = None, colour: bool = False, ascii_only: bool = False) -> str:
    """Return a comparison as text; wrapped to `width` columns, or uncut where there is no width."""
    return lay_out(_list_lines(view, load_labels(view.language)), width=width, colour=colour, ascii_only=ascii_only)


def lay_out(lines: Iterable[Line], *, width: int | None, colour: bool, ascii_only: bool) -> str:
    """Return lines as text."""
    shown = [_spell_ascii(one) if ascii_only else one for one in lines]
    if width is None and not colour:
        rows = (one.lead + "".join(piece for piece, _ in one.body) for one in shown)
        return "".join(f"{row.rstrip()}\n" for row in rows)
    return _colour_lines(shown, width=width, colour=colour)


def _colour_lines(lines: Iterable[Line], *, width: int | None, colour: bool) -> str:
    from rich.console import Console

    stream = StringIO()
    columns = max(width, NARROWEST) if width is not None else None
    console = Console(
        file=stream,
        width=columns or NARROWEST,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for one in lines:
        for row in [_style(one)] if columns is None else _wrap(one, console, columns):
            row.rstrip()
            console.print(row, soft_wrap=True)  # it is wrapped already, or is to stay whole
    return stream.getvalue()


def _style(one: Line) -> "Text":
    from rich.text import Text

    return Text.assemble((one.lead, one.lead_style), *one.body)


def _wrap(one: Line, console: "Console", columns: int) -> "Iterator[Text]":
    """Yield the rows of a line: further ones begin under its body, or near its start where that leaves no room."""
    from rich.text import Text

    text, hang = _style(one), len(one.lead)
    if hang > columns - _LEAST_BODY:
        hang -= len(one.lead.lstrip(" ")) - 2
    head, body = text[:hang], text[hang:]
    for place, row in enumerate(body.wrap(console, columns - hang, overflow="fold") or [Text()]):
        yield Text.assemble(head if place == 0 else " " * hang, row)


def _spell_ascii(one: Line) -> Line:
    body = tuple((replace_marks(piece), style) for piece, style in one.body)
    return Line(lead=replace_marks(one.lead), lead_style=one.lead_style, body=body)


# --- what the lines say -------------------------------------------------------------------------------------------


def _list_lines(view: DiffView, labels: Labels) -> Iterator[Line]:
    yield line(phrase_headline(view, labels), "bold")
    if repeated := phrase_repeated(view, labels):
        yield line(repeated)
    yield line(phrase_sides(view, labels, clean), "dim")
    if view.added or view.removed:
        yield line()
    for kind, replies in (("added", view.added), ("removed", view.removed)):
        for reply in replies:
            words = phrase_reply(reply, kind, labels, clean)
            yield line(words, lead=f"{labels(f'diff.sign.{kind}')} ", lead_style=STYLES[kind])
    for case in view.cases:
        yield line()
        yield line(phrase_case(case, labels, clean), "bold")
        yield from (line(phrase_field(field, labels, clean), lead="~ ") for field in case.circumstances)
        yield from _list_case(case, labels)


def _list_case(case: CaseDiffView, labels: Labels) -> Iterator[Line]:
    moved = {item.id for item in case.moved}
    for item in case.moved:
        yield line()
        yield from list_item(item, labels, along=item.repeats in moved)
    for key, items in (("diff.shifted", case.shifted), ("diff.altered", case.altered)):
        yield from _list_group(key, items, moved, labels)
    if case.idle:
        yield from _head("diff.idle", labels)
        for fact in case.idle:
            yield from list_fact(fact, labels, indent=2)
    if case.answers:
        yield from _head("diff.answers", labels)
        for answer in case.answers:
            yield from _list_answer(answer, labels)
    if case.particulars:
        yield from _head("diff.particulars", labels)
        yield from (line(phrase_field(field, labels, clean), lead="  ~ ") for field in case.particulars)


def _list_group(key: str, items: Sequence[ItemChangeView], moved: set[str], labels: Labels) -> Iterator[Line]:
    """Yield items under a heading; nothing where there are none."""
    shown = moved | {item.id for item in items}
    for place, item in enumerate(items):
        if place == 0:
            yield from _head(key, labels)
        else:
            yield line()
        yield from list_item(item, labels, along=item.repeats in shown)


def _head(key: str, labels: Labels) -> Iterator[Line]:
    yield line()
    yield line(labels(key), "bold")


def list_item(item: ItemChangeView, labels: Labels, *, along: bool = False) -> Iterator[Line]:
    """Yield what became of one item; only its verdict where it moved along with the item that it repeats."""
    lead = f"{clean(item.id)}  "
    yield Line(lead=lead, lead_style="bold", body=_head_item(item, labels))
    indent = " " * len(lead)
    yield line(clean(item.title), lead=indent)
    if item.repeats:
        note = labels("diff.along" if along else "diff.repeats", item=clean(item.repeats))
        yield line(note, "dim", lead=indent)
    yield from (line(phrase_field(field, labels, clean), lead=f"{indent}~ ") for field in item.fields)
    if not along:
        yield from _list_elements(item, labels, indent=len(lead))
    yield from (line(words, lead=indent) for words in phrase_flags(item, labels))
    for decision in item.decisions:
        yield from _list_decision(decision, labels, indent=len(lead))


def list_change(item: ItemChangeView, labels: Labels, *, indent: int) -> Iterator[Line]:
    """Yield what became of an item that is named already: its verdict, its elements and their evidence."""
    yield Line(lead=" " * indent, body=_head_item(item, labels))
    yield from _list_elements(item, labels, indent=indent)


def _head_item(item: ItemChangeView, labels: Labels) -> tuple[tuple[str, str], ...]:
    words = (phrase_item(item, labels, clean), "")
    if not item.direction:
        return (words,)
    return words, (f"  {phrase_direction(item.direction, labels)}", STYLES[item.direction])


def _list_elements(item: ItemChangeView, labels: Labels, *, indent: int) -> Iterator[Line]:
    for element in item.elements:
        yield from list_element(element, labels, indent=indent)


def list_element(element: ElementChangeView, labels: Labels, *, indent: int) -> Iterator[Line]:
    """Yield what became of one element, with what moved it."""
    yield line(phrase_element(element, labels), lead=f"{' ' * indent}{clean(element.id)}  ")
    yield from (line(cause, lead=f"{' ' * indent}  ~ ") for cause in phrase_causes(element, labels, clean))
    for fact in element.evidence:
        yield from list_fact(fact, labels, indent=indent + 2, element=element.id)


def list_fact(fact: FactChangeView, labels: Labels, *, indent: int, element: str | None = None) -> Iterator[Line]:
    """Yield what became of one fact: what it is, what it states, where it stands, and what it says otherwise."""
    sign = f"{' ' * indent}{labels(f'diff.sign.{fact.kind}')} "
    below = " " * len(sign)
    what = phrase_fact(fact, labels, clean, element=element)
    yield Line(
        lead=sign,
        lead_style=STYLES[fact.kind],
        body=((name_fact(fact, labels, clean), STYLES[fact.kind]), (f"  {what}", "")),
    )
    if "fact" not in {field.name for field in fact.fields}:
        yield line(clean(fact.fact), lead=below)
    yield from (line(phrase_field(field, labels, clean), lead=below) for field in fact.fields)
    if place := phrase_place(fact, labels, clean):
        yield line(place, "dim", lead=below)


def _list_answer(answer: AnswerChangeView, labels: Labels) -> Iterator[Line]:
    sign = f"  {labels(f'diff.sign.{answer.kind}')} "
    items = ", ".join(clean(name) for name in answer.items)
    where = name_place(answer.where, labels)
    named = "; ".join(part for part in (items, where) if part)
    body = ((clean(answer.id), STYLES[answer.kind]), (f"  {named}", ""))
    yield Line(lead=sign, lead_style=STYLES[answer.kind], body=body)
    yield from (line(phrase_field(field, labels, clean), lead=" " * len(sign)) for field in answer.fields)


def _list_decision(change: DecisionChangeView, labels: Labels, *, indent: int) -> Iterator[Line]:
    sign = f"{' ' * indent}{labels(f'diff.sign.{change.kind}')} "
    yield line(phrase_decision(change, labels, clean), lead=sign, lead_style=STYLES[change.kind])
    yield from (line(phrase_field(field, labels, clean), lead=" " * len(sign)) for field in change.fields)
