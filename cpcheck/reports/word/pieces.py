"""Pieces of a Word document: words, paragraphs and tables, as the elements of WordprocessingML (ECMA-376).

Children stand in the order that the standard wants, since Word opens no file in which they do not. Every text is made
plain here, so that no value of a file reaches the document by another way.
"""

from collections.abc import Iterable, Sequence
from string import Formatter
from typing import TYPE_CHECKING

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from cpcheck.records import record
from cpcheck.reports.inert import make_plain

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Node

TEXT_WIDTH = 9638
"""Of what stands between the margins, in twentieths of a point: A4 with 2 cm to each side."""
_PAGE_FIELDS = {"page": "PAGE", "pages": "NUMPAGES"}
"""Word's own fields that fill the places of the label of a page number."""


@record
class Words:
    """Words in a character style, or that lead to a bookmark."""

    text: str
    style: str | None = None
    """Id of a character style."""
    target: str | None = None
    """Name of the bookmark that they lead to."""


Piece = Words | str
"""What a paragraph is made of."""


def make(tag: str, *children: "Node", **attributes: object) -> "Node":
    """Make one element of WordprocessingML."""
    element: Node = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element


def make_run(text: str, style: str | None = None) -> "Node":
    """Make words in one style."""
    letters = make("t")
    letters.text = make_plain(text)
    letters.set(qn("xml:space"), "preserve")
    properties = [make("rPr", make("rStyle", val=style))] if style else []
    return make("r", *properties, letters)


def make_words(piece: Piece) -> "Node":
    """Make words, as a link inside the document where they lead somewhere."""
    if isinstance(piece, str):
        return make_run(piece)
    if piece.target is None:
        return make_run(piece.text, piece.style)
    return make("hyperlink", make_run(piece.text, piece.style or "Hyperlink"), anchor=piece.target, history=1)


def make_paragraph(
    pieces: Iterable[Piece], *, style: str | None = None, keeps: bool = False, begins_page: bool = False
) -> "Node":
    """Make a paragraph; `keeps` holds it on the page of the next one."""
    found = [make("pStyle", val=style)] if style else []
    found += [make("keepNext")] if keeps else []
    found += [make("pageBreakBefore")] if begins_page else []
    properties = [make("pPr", *found)] if found else []
    return make("p", *properties, *(make_words(piece) for piece in pieces))


def mark(paragraph: "Node", name: str, number: int) -> "Node":
    """Return a paragraph with a bookmark around its words. `number` is to be unique in the document."""
    begin = make("bookmarkStart", id=number, name=name)
    words = [child for child in paragraph if child.tag != qn("w:pPr")]
    at = len(paragraph) - len(words)
    paragraph.insert(at, begin)
    paragraph.append(make("bookmarkEnd", id=number))
    return paragraph


def make_running_line(left: str, right: Iterable["Node"], style: str) -> "Node":
    """Make a line for the head or the foot of each page: words at the left, and something at the right."""
    paragraph = make_paragraph([left], style=style)
    paragraph.append(make("r", make("tab")))
    paragraph.extend(right)
    return paragraph


def make_page_number(label: str) -> list["Node"]:
    """Make the words of a label whose places are page numbers, which Word counts."""
    found = []
    for words, field, _, _ in Formatter().parse(label):
        found += [make_run(words)] if words else []
        found += [make("fldSimple", make_run("1"), instr=f" {_PAGE_FIELDS[field]} ")] if field else []
    return found


@record
class Cell:
    """One cell of a table."""

    paragraphs: Sequence["Node"]
    fill: str | None = None
    """Colour behind it, where it is not that of its row."""


@record
class Table:
    """One table."""

    title: str
    """What it is about, for who does not see it."""
    text: str = ""
    """What it says, where its cells alone do not: for a table that is a picture."""
    widths: Sequence[int]
    """Of its columns, in twentieths of a point."""
    head: Sequence[Cell] = ()
    """The row that names the columns, and is repeated on each page; none where nothing names them."""
    rows: Sequence[Sequence[Cell]]
    style: str = "ReportTable"
    is_named_by_rows: bool = False
    """Whether the first cell of each row names what stands in it."""


def write(*pieces: Piece, style: str = "TableText", keeps: bool = False) -> Cell:
    """Make a cell of one paragraph."""
    return Cell(paragraphs=[make_paragraph(pieces, style=style, keeps=keeps)])


def make_table(table: Table) -> "Node":
    """Make a table: its head is marked as such, and no row of it is cut by the end of a page."""
    told = [make("tblCaption", val=make_plain(table.title))]
    told += [make("tblDescription", val=make_plain(table.text))] if table.text else []
    properties = make(
        "tblPr",
        make("tblStyle", val=table.style),
        make("tblW", w=sum(table.widths), type="dxa"),
        make("tblLayout", type="fixed"),
        _make_look(has_head=bool(table.head), is_named_by_rows=table.is_named_by_rows),
        *told,
    )
    grid = make("tblGrid", *(make("gridCol", w=width) for width in table.widths))
    head = [_make_row(table.head, table.widths, is_head=True)] if table.head else []
    return make("tbl", properties, grid, *head, *(_make_row(row, table.widths) for row in table.rows))


def _make_look(*, has_head: bool, is_named_by_rows: bool) -> "Node":
    """Say which parts of the table's style hold: once in words, and once as the bits that older readers know."""
    parts = {"firstRow": (0x20, has_head), "lastRow": (0x40, False), "firstColumn": (0x80, is_named_by_rows)}
    parts |= {"lastColumn": (0x100, False), "noHBand": (0x200, True), "noVBand": (0x400, True)}
    bits = sum(bit for bit, holds in parts.values() if holds)
    return make("tblLook", val=f"{bits:04X}", **{name: int(holds) for name, (_, holds) in parts.items()})


def _make_row(cells: Sequence[Cell], widths: Sequence[int], *, is_head: bool = False) -> "Node":
    marks = [make("cantSplit"), *([make("tblHeader")] if is_head else [])]
    return make("tr", make("trPr", *marks), *(_make_cell(*pair) for pair in zip(cells, widths, strict=True)))


def _make_cell(cell: Cell, width: int) -> "Node":
    fill = [make("shd", val="clear", color="auto", fill=cell.fill)] if cell.fill else []
    return make("tc", make("tcPr", make("tcW", w=width, type="dxa"), *fill), *cell.paragraphs)
