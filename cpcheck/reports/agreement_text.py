"""The agreement of two readings as text: plain and uncut for a pipe, coloured and wrapped for a terminal."""

from collections.abc import Iterator, Sequence

from cpcheck.reports import agreement_phrases as phrases
from cpcheck.reports.agreement_view import (
    AgreementView,
    ElementReadingsView,
    FiguresView,
    ItemReadingsView,
    LevelView,
    SeenView,
)
from cpcheck.reports.diff_text import Line, lay_out, line
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.text import clean

_GAP = "  "


def render(view: AgreementView, *, width: int | None = None, colour: bool = False, ascii_only: bool = False) -> str:
    """Return the agreement as text; wrapped to `width` columns, or uncut where there is no width."""
    return lay_out(_list_lines(view, load_labels(view.language)), width=width, colour=colour, ascii_only=ascii_only)


def _list_lines(view: AgreementView, labels: Labels) -> Iterator[Line]:
    yield line(phrases.phrase_title(view, labels, clean), "bold")
    yield from (line(words, "dim") for words in phrases.list_circumstances(view, labels, clean))
    yield line()
    rows = [phrases.list_cells(key, figures, labels) for key, figures in phrases.list_figures(view)]
    yield from _list_rows([phrases.name_columns(labels), *rows], names=1)
    yield line()
    yield from (line(note, "dim") for note in phrases.list_notes(view, labels))
    for key, figures in phrases.list_figures(view):
        yield line()
        yield line(phrases.phrase_table(key, view, labels), "bold")
        yield from _list_table(figures)
    yield line()
    yield from _list_discussion(view, labels)
    if view.other_reasons:
        yield line()
        yield line(labels("agree.reasons"), "bold")
        found = phrases.list_other_reasons(view, labels, clean)
        yield from (line(words, lead=f"  {name}  ") for name, words in found)


def _list_table(figures: FiguresView) -> Iterator[Line]:
    """Yield a confusion table; its columns are headed by numbers, since names of four levels fit into no line."""
    names = [f"{place} {_name(level)}" for place, level in enumerate(figures.levels, 1)]
    width = max(len(str(number)) for row in figures.agreement.table for number in row)
    counts = [[str(number).rjust(width) for number in row] for row in figures.agreement.table]
    head = ["", *(str(place).rjust(width) for place in range(1, len(names) + 1))]
    yield from _list_rows([head, *([name, *row] for name, row in zip(names, counts, strict=True))], names=1)


def _name(level: LevelView) -> str:
    return phrases.phrase_level(level, clean)


def _list_rows(rows: Sequence[Sequence[str]], *, names: int) -> Iterator[Line]:
    """Yield rows in columns, the first ones to the left and the rest to the right; the first row is the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for place, row in enumerate(rows):
        cells = [
            cell.ljust(width) if column < names else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield line(_GAP.join(cells).rstrip(), "dim" if place == 0 else "", lead=_GAP)


def _list_discussion(view: AgreementView, labels: Labels) -> Iterator[Line]:
    if not view.discuss:
        yield line(phrases.phrase_nothing(view, labels), "bold")
        return
    yield line(labels("agree.discuss"), "bold")
    for item in view.discuss:
        yield line()
        yield from _list_item(item, view, labels)


def _list_item(item: ItemReadingsView, view: AgreementView, labels: Labels) -> Iterator[Line]:
    lead = f"{clean(item.id)}  "
    style = "bold red" if item.distance else ""
    yield Line(lead=lead, lead_style="bold", body=((phrases.phrase_item(item, clean, labels), style),))
    indent = " " * len(lead)
    yield line(clean(item.title), lead=indent)
    yield from (line(words, "dim", lead=indent) for words in phrases.list_remarks(item, view, labels, clean))
    for element in item.elements:
        yield from _list_element(element, view, labels, indent=len(lead))


def _list_element(element: ElementReadingsView, view: AgreementView, labels: Labels, *, indent: int) -> Iterator[Line]:
    yield line(clean(element.asks), lead=f"{' ' * indent}{clean(element.id)}  ", lead_style="bold")
    for side, seen in enumerate((element.first, element.second)):
        if seen is not None:
            yield from _list_seen(_name_lead(view, side, labels, indent), seen, labels)


def _name_lead(view: AgreementView, side: int, labels: Labels, indent: int) -> str:
    """Return what stands before what one reader saw, as wide for either of them."""
    names = [phrases.name_side(view, place, labels) for place in (0, 1)]
    return f"{' ' * indent}{_GAP}{names[side].ljust(max(map(len, names)))}  "


def _list_seen(lead: str, seen: SeenView, labels: Labels) -> Iterator[Line]:
    yield line(phrases.phrase_seen(seen, labels, clean), lead=lead)
    below = " " * len(lead)
    if not seen.facts:
        yield line(labels("agree.nothing"), "dim", lead=below)
    for link in seen.facts:
        sign = f"{below}{'*' if link.is_deciding else '+'} "
        what = phrases.phrase_fact(link, seen, labels, clean)
        yield Line(lead=sign, body=((clean(link.fact.id), "bold"), (f"  {what}", "")))
        yield line(clean(link.fact.fact), lead=" " * len(sign))
