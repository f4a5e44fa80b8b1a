"""A script as PDF files, in the layouts that word processors and printers give a report."""

import html
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from tests.unit.importers.scripts import Part, Role, Row, list_rows
from tests.unit.importers.word_layouts import type_part
from tests.unit.importers.written import find_type, load_reportlab

_A4 = (595.0, 842.0)
_SMALL = (420.0, 330.0)
"""So small that a short report has the three pages by which a running head is known."""
_HEAD = "Report of the authorities 2025"


@dataclass(frozen=True, kw_only=True)
class PageLayout:
    """How paragraphs are set."""

    space: float = 0.0
    """Points between paragraphs; 0 where lines follow one another evenly."""
    indent: float = 0.0
    """Of the first line of each paragraph."""
    hanging: float = 0.0
    """Of the lines after the first of demands."""
    is_justified: bool = False
    is_bold: bool = False
    """Whether labels are bold, with no sign after them."""
    has_bullets: bool = True
    has_edges: bool = False
    """Whether each page has a head and a number."""
    size: tuple[float, float] = _A4
    typeface: str = ""


LAYOUTS = {
    "spaced": PageLayout(space=6),
    "spaced_with_edges": PageLayout(space=6, has_edges=True, size=_SMALL),
    "spaced_bold": PageLayout(space=5, is_bold=True),
    "spaced_landscape": PageLayout(space=6, size=(842, 595)),
    "even": PageLayout(),
    "even_justified": PageLayout(is_justified=True),
    "even_with_edges": PageLayout(has_edges=True, size=_SMALL),
    "even_indented": PageLayout(indent=20),
    "even_indented_and_justified": PageLayout(indent=15, is_justified=True),
    "even_hanging": PageLayout(hanging=18),
    "even_without_bullets": PageLayout(has_bullets=False),
    "even_in_helvetica": PageLayout(typeface="Helvetica"),
    "even_on_small_pages": PageLayout(size=_SMALL),
}


@dataclass(frozen=True, kw_only=True)
class TableLayout:
    """How tables are set."""

    rules: str = "grid"
    """Lines that are drawn: around each cell, `levels` between rows, `uprights` between columns, under the `header`."""
    has_header: bool = True
    has_numbers: bool = False
    """Whether numbers have a column of their own."""
    has_title_rows: bool = False
    """Whether a chapeau has a row of its own, through both columns."""
    has_edges: bool = False
    padding: float = 3.0
    size: tuple[float, float] = _A4


TABLES = {
    "grid": TableLayout(),
    "grid_without_header": TableLayout(has_header=False),
    "grid_with_numbers": TableLayout(has_numbers=True),
    "grid_with_title_rows": TableLayout(has_title_rows=True),
    "grid_with_edges": TableLayout(has_edges=True, size=_SMALL),
    "grid_on_wide_pages": TableLayout(size=(842, 595)),
    "levels": TableLayout(rules="levels"),
    "uprights": TableLayout(rules="uprights"),
    "header_line": TableLayout(rules="header"),
    "no_lines": TableLayout(rules=""),
    "no_lines_no_header": TableLayout(rules="", has_header=False),
    "no_lines_with_numbers": TableLayout(rules="", has_numbers=True),
    "no_lines_with_title_rows": TableLayout(rules="", has_title_rows=True),
    "no_lines_narrow": TableLayout(rules="", size=(420, 595)),
    "no_lines_tight": TableLayout(rules="", padding=0),
}


def write_layout(path: Path, script: Iterable[Part], layout: PageLayout) -> Path:
    """Write a script as paragraphs."""
    platypus = load_reportlab("platypus")
    flow: list[Any] = []
    for part in script:
        hangs = layout.hanging if part.role in (Role.DEMAND, Role.HEADED) and not part.number else 0
        style = _make_style(
            layout.typeface,
            alignment=4 if layout.is_justified else 0,
            leftIndent=hangs,
            firstLineIndent=layout.indent or -hangs,
        )
        flow.append(platypus.Paragraph(_mark_up(part, layout), style))
        if layout.space:
            flow.append(platypus.Spacer(1, layout.space))
    return _build(path, flow, size=layout.size, has_edges=layout.has_edges)


def _make_style(typeface: str = "", **settings: Any) -> Any:
    styles = load_reportlab("lib.styles")
    settings = {"fontName": typeface or find_type(), "fontSize": 10, "leading": 12, **settings}
    return styles.ParagraphStyle("body", allowWidows=1, allowOrphans=1, **settings)


def _mark_up(part: Part, layout: PageLayout) -> str:
    bold = _embolden if layout.is_bold else _escape
    bullet = "- " if layout.has_bullets else ""
    if part.role is Role.DEMAND:
        label = bold("Recommendation ") if layout.is_bold else "Recommendation - "
        return f"{f'{part.number}. ' if part.number else bullet}{label}{_escape(part.text)}"
    if part.role is Role.ANSWER:
        return f"{bold('Response ') if layout.is_bold else 'Response – '}{_escape(part.text)}"
    if part.role is Role.HEADED:
        return f"- {bold(part.head)} – {_escape(part.text)}"
    return _escape(type_part(part))


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


def _embolden(text: str) -> str:
    return f"<b>{_escape(text)}</b>"


def _build(path: Path, flow: Sequence[Any], *, size: tuple[float, float], has_edges: bool) -> Path:
    def add_edges(canvas: Any, page: Any) -> None:
        if has_edges:
            canvas.drawString(72, size[1] - 40, _HEAD)
            canvas.drawCentredString(size[0] / 2, 30, f"Page {page.page}")

    platypus = load_reportlab("platypus")
    platypus.SimpleDocTemplate(str(path), pagesize=size).build(flow, onFirstPage=add_edges, onLaterPages=add_edges)
    return path


# Tables


def write_table(path: Path, script: Iterable[Part], layout: TableLayout) -> Path:
    """Write a script as tables that go on over pages, their rows too; what is no demand stands between them."""
    platypus = load_reportlab("platypus")
    style = _make_style()
    flow: list[Any] = []
    rows: list[Row] = []
    for each in [*list_rows(script), None]:
        if isinstance(each, Row):
            rows.append(each)
            continue
        if rows:
            flow.append(_make_table(rows, layout, style))
            rows = []
        if each is not None:
            flow += [platypus.Paragraph(_escape(type_part(each)), style), platypus.Spacer(1, 6)]
    return _build(path, flow, size=layout.size, has_edges=layout.has_edges)


def _make_table(rows: Iterable[Row], layout: TableLayout, style: Any) -> Any:
    def set_text(text: str) -> Any:
        return load_reportlab("platypus").Paragraph(_escape(text), style)

    numbers = [""] if layout.has_numbers else []
    data: list[list[Any]] = [[*(["No."] if numbers else []), "Recommendation", "Response"]] if layout.has_header else []
    titles: list[int] = []
    for row in rows:
        chapeau = row.chapeau
        if chapeau and layout.has_title_rows:
            titles.append(len(data))
            data.append([set_text(f"{chapeau.number}. {chapeau.text}"), "", *numbers])
            chapeau = None
        parts = [*([chapeau] if chapeau else []), *row.demands]
        number = parts[0].number
        left = [set_text(_type_demand(part, has_numbers=layout.has_numbers)) for part in parts]
        right = [set_text(part.text) for part in row.answers]
        data.append([*([number] if layout.has_numbers else []), left, right])
    width = layout.size[0] - 144
    first = 30 if layout.has_numbers else 0
    return load_reportlab("platypus").Table(
        data,
        colWidths=[*([first] if first else []), width * 0.4, width * 0.6 - first],
        repeatRows=1 if layout.has_header else 0,
        splitByRow=1,
        splitInRow=1,
        style=[*_list_rules(layout), *(("SPAN", (0, row), (-1, row)) for row in titles)],
    )


def _type_demand(part: Part, *, has_numbers: bool) -> str:
    if part.number:
        return part.text if has_numbers else f"{part.number}. {part.text}"
    return f"- {part.text}"


def _list_rules(layout: TableLayout) -> Iterator[tuple[Any, ...]]:
    black = load_reportlab("lib.colors").black
    everywhere = ((0, 0), (-1, -1))
    yield ("VALIGN", *everywhere, "TOP")
    yield from ((f"{side}PADDING", *everywhere, 5.4) for side in ("LEFT", "RIGHT"))
    yield from ((f"{side}PADDING", *everywhere, layout.padding) for side in ("TOP", "BOTTOM"))
    if layout.rules == "grid":
        yield ("GRID", *everywhere, 0.5, black)
    elif layout.rules == "levels":
        yield ("LINEBELOW", *everywhere, 0.5, black)
    elif layout.rules == "uprights":
        yield ("LINEAFTER", (0, 0), (0, -1), 0.5, black)
        yield ("BOX", *everywhere, 0.5, black)
    elif layout.rules == "header":
        yield ("LINEBELOW", (0, 0), (-1, 0), 0.5, black)


# Lines drawn one by one


def write_divided(path: Path, script: Iterable[Part], *, space: int) -> Path:
    """Write a script in lines that divide words at their ends wherever it saves room."""
    lines: list[tuple[float, str]] = []
    for part in script:
        lines += [(72, text) for text in _wrap(type_part(part), 450, divides=True)] + [(72, "")] * space
    return _draw(path, [[line] for line in lines])


def write_across(path: Path, script: Iterable[Part]) -> Path:
    """Write a script in two columns, line by line across, as programs do that know no tables."""
    lines: list[list[tuple[float, str]]] = []
    for each in list_rows(script):
        if isinstance(each, Row):
            parts = [*([each.chapeau] if each.chapeau else []), *each.demands]
            left = [text for part in parts for text in _wrap(_type_demand(part, has_numbers=False), 170)]
            right = [text for part in each.answers for text in _wrap(part.text, 240)]
            lines += [[(72, one), (270, other)] for one, other in zip_longest(left, right, fillvalue="")]
        else:
            lines += [[(72, text)] for text in _wrap(type_part(each), 430)]
            if each.role is Role.SECTION:
                lines += [[], [(72, "Recommendation"), (270, "Response")]]
        lines.append([])
    return _draw(path, lines)


def _wrap(text: str, width: float, *, divides: bool = False) -> list[str]:
    measure = load_reportlab("pdfbase.pdfmetrics").stringWidth
    face = find_type()
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if measure(longer, face, 9) <= width:
            line = longer
            continue
        halves = [at for at in range(3, len(word) - 2) if measure(f"{line} {word[:at]}-", face, 9) <= width]
        if divides and word.isalpha() and halves:
            lines.append(f"{line} {word[: halves[-1]]}-")
            line = word[halves[-1] :]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def _draw(path: Path, lines: Iterable[Sequence[tuple[float, str]]]) -> Path:
    canvas = load_reportlab("pdfgen.canvas").Canvas(str(path), pagesize=_A4)
    canvas.setFont(find_type(), 9)
    height = 770.0
    for line in lines:
        if height < 72:
            canvas.showPage()
            canvas.setFont(find_type(), 9)
            height = 770.0
        for left, text in line:
            if text:
                canvas.drawString(left, height, text)
        height -= 11 if any(text for _, text in line) else 6
    canvas.save()
    return path


def list_writers() -> dict[str, Callable[[Path, Sequence[Part]], Path]]:
    """Return all ways to write a script as a PDF file, by name."""
    paragraphs = {name: _bind(write_layout, layout) for name, layout in LAYOUTS.items()}
    tables = {name: _bind(write_table, layout) for name, layout in TABLES.items()}
    drawn: dict[str, Callable[[Path, Sequence[Part]], Path]] = {
        "divided": lambda path, script: write_divided(path, script, space=1),
        "divided_even": lambda path, script: write_divided(path, script, space=0),
        "across": write_across,
    }
    return paragraphs | tables | drawn


def _bind(write: Callable[..., Path], layout: object) -> Callable[[Path, Sequence[Part]], Path]:
    return lambda path, script: write(path, script, layout)
