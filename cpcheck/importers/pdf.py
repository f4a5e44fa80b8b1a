"""PDF files to a document: pages, printed lines, the paragraphs they form, and the rows of tables, cell by cell."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from typing import TYPE_CHECKING

from cpcheck.errors import DocumentError, MissingExtraError
from cpcheck.importers.bounds import MAX_LETTERS, MAX_PAGE_LETTERS, MAX_PAGES, refuse
from cpcheck.importers.divided_words import KnownWords, collect_words, join_text
from cpcheck.importers.document import Block, BlockKind, CellParagraph, Document, Line, Message
from cpcheck.importers.marks import ends_open, is_open
from cpcheck.importers.paragraphs import (
    LinePlace,
    PrintedLine,
    begins_with_mark,
    join_lines,
)
from cpcheck.importers.pdf_lines import (
    PageLine,
    Spacing,
    build_lines,
    drop_edges,
    find_spacings,
    find_usual_spacing,
    is_apart,
)
from cpcheck.importers.pdf_pages import Page, read_page
from cpcheck.importers.pdf_rows import TableRow
from cpcheck.importers.pdf_streams import check_streams
from cpcheck.importers.pdf_tables import split_page
from cpcheck.importers.text import read_bytes
from cpcheck.model import Where
from cpcheck.records import record, replace

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_NUMBER = re.compile(r"[A-Z]?\.?[0-9]{1,3}(?:\.[0-9]{1,3})*[a-z]?[.)]?")
"""What a column of numbers holds."""
_NEAR = 3.0
"""Points within which the columns of one table stand at one place on two pages."""


def read_pdf(path: str) -> Document:
    """Read a PDF file: one numbered line for each printed line, counted through all pages, in tables cell by cell.

    Running heads, page numbers and footnotes are dropped where they are sure, and named in a message. Words divided at
    the end of a line are put together in the blocks; lines stay as they are printed.

    Raises: DocumentError where the file cannot be read, is broken, encrypted, too large or holds no text;
    MissingExtraError where pypdfium2 is not installed.
    """
    raw = read_bytes(path)
    pages = _read_pages(path, raw)
    if not any(page.words for page in pages):
        raise DocumentError(
            f"{path}: the PDF holds no text on its {len(pages)} pages; it may be scanned. Expected a PDF with text: "
            "run it through text recognition first"
        )
    lines, messages = drop_edges([build_lines(page.words, page.number) for page in pages])
    parts, repeated = _join_rows(_split_pages(pages, lines))
    numbered = list(_number(parts, len(pages)))
    known = collect_words(line.text for part in numbered for line in part.lines)
    blocks = (block for part in numbered for block in part.build_blocks(known))
    return Document(
        name=path,
        sha256=hashlib.sha256(raw).hexdigest(),
        lines=tuple(
            Line(number=line.number, page=line.page, text=line.text) for part in numbered for line in part.lines
        ),
        blocks=tuple(replace(block, paragraph=place) for place, block in enumerate(blocks, 1)),
        messages=(*messages, *repeated, *_tell_turned(pages)),
    )


def _read_pages(path: str, raw: bytes) -> list[Page]:
    try:
        import pypdfium2  # noqa: F401  asks whether it is installed
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"{path}: reading PDF files", package="pypdfium2", extra="pdf") from error
    check_streams(path, raw)
    with _told(path), _opened(path, raw) as opened:
        return list(_extract_pages(path, opened))


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Turn what PDFium raises on broken files, its own errors and Python's alike, into one with the file's name."""
    try:
        yield
    except DocumentError:
        raise
    except Exception as error:
        raise DocumentError(
            f"{path}: the PDF is broken ({type(error).__name__}); open it in a viewer and print it to a new PDF"
        ) from error


@contextmanager
def _opened(path: str, raw: bytes) -> Iterator["PdfDocument"]:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        opened = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise DocumentError(f"{path}: the PDF is encrypted; expected one that opens without a password") from error
        raise
    try:
        yield opened
    finally:
        opened.close()


def _extract_pages(path: str, opened: "PdfDocument") -> Iterator[Page]:
    if len(opened) > MAX_PAGES:
        raise DocumentError(f"{path}: the PDF has {len(opened)} pages; expected at most {MAX_PAGES}")
    letters = 0
    for number in range(len(opened)):
        page = read_page(opened[number], number + 1, most=MAX_PAGE_LETTERS)
        if page is None:
            raise refuse(path, f"page {number + 1} of the PDF has", MAX_PAGE_LETTERS, "letters")
        letters += page.letters
        if letters > MAX_LETTERS:
            raise refuse(path, "the PDF has", MAX_LETTERS, "letters")
        yield page


def _split_pages(pages: Sequence[Page], lines: Sequence[Sequence[PageLine]]) -> Iterator[PageLine | TableRow]:
    before: PageLine | TableRow | None = None
    for page, own in zip(pages, lines, strict=True):
        for part in split_page(page, own, before if isinstance(before, TableRow) else None):
            before = part
            yield part


def _tell_turned(pages: Iterable[Page]) -> Iterator[Message]:
    for page in pages:
        if page.turned:
            yield Message(
                where=Where(lines=None, pages=(page.number, page.number)),
                text=f'text that does not stand upright is left out on page {page.number}: "{page.turned}"',
            )


# Rows that go on over pages


@record
class _Row:
    """A row of a table, whole."""

    cells: tuple[tuple[PageLine, ...], ...]
    margins: tuple[float, ...]
    edges: tuple[float, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(" ".join(line.text for line in cell) for cell in self.cells)

    @property
    def pages(self) -> set[int]:
        return {line.page for cell in self.cells for line in cell}


def _join_rows(parts: Iterable[PageLine | TableRow]) -> tuple[list[PageLine | _Row], list[Message]]:
    """Return rows that a page break divided as one, without headers that each page repeats, and what was dropped."""
    joined: list[PageLine | _Row] = []
    header: tuple[str, ...] = ()
    repeated: list[int] = []
    for part in parts:
        if isinstance(part, PageLine):
            before = joined[-1] if joined else None
            if isinstance(before, _Row) and _goes_on_alone(before, part):
                joined[-1] = _join(before, replace(before, cells=((part,), *[()] * len(before.edges))))
            else:
                joined.append(part)
            continue
        row = _Row(cells=part.cells, margins=part.margins, edges=part.edges)
        before = joined[-1] if joined else None
        if isinstance(before, _Row) and _is_same_table(before, row) and _begins_with(row, header):
            repeated += row.pages
            row = _Row(cells=tuple(cell[1:] for cell in row.cells), margins=row.margins, edges=row.edges)
        if not isinstance(before, _Row) or not _is_same_table(before, row):
            header = row.texts
            joined.append(row)
        elif row.texts == header and row.pages.isdisjoint(before.pages):
            repeated += row.pages
        elif row.pages - before.pages and _goes_on(before, row):
            joined[-1] = _join(before, row)
        else:
            joined.append(row)
    return joined, [*_tell_repeated(repeated, header)]


def _begins_with(row: _Row, header: tuple[str, ...]) -> bool:
    """Tell whether a row is a header and, below it, the rest of a row of the page before."""
    firsts = tuple(cell[0].text if cell else "" for cell in row.cells)
    return firsts == header and row.texts != header


def _is_same_table(before: _Row, row: _Row) -> bool:
    is_alike = len(before.edges) == len(row.edges)
    return is_alike and all(abs(one - other) <= _NEAR for one, other in zip(before.edges, row.edges, strict=True))


def _goes_on(before: _Row, row: _Row) -> bool:
    """Tell whether a row at the top of a page is the rest of the last one of the page before.

    It is where all its cells but the last are empty, or where a sentence that was broken off goes on in one of them.
    """
    if not any(row.texts[:-1]):
        return True
    if len(row.edges) > 1 and _NUMBER.fullmatch(row.texts[0]):
        return False
    return any(_continues(first, second) for first, second in zip(before.texts, row.texts, strict=True))


def _goes_on_alone(before: _Row, line: PageLine) -> bool:
    """Tell whether a line at the top of a page is the rest of the first cell of the row before it."""
    is_below = line.page > max(before.pages) or bool(before.cells[0] and before.cells[0][-1].page == line.page)
    is_first = is_below and min(before.pages) < line.page and line.right <= before.edges[0]
    return is_first and _continues(before.texts[0], line.text)


def _continues(first: str, second: str) -> bool:
    if not first or not second or begins_with_mark(second):
        return False
    return (is_open(first) and not second[:1].isupper()) or ends_open(first)


def _join(before: _Row, row: _Row) -> _Row:
    return _Row(
        cells=tuple((*one, *other) for one, other in zip_longest(before.cells, row.cells, fillvalue=())),
        margins=tuple(max(pair) for pair in zip(before.margins, row.margins, strict=True)),
        edges=before.edges,
    )


def _tell_repeated(pages: Sequence[int], header: tuple[str, ...]) -> Iterator[Message]:
    if pages:
        yield Message(
            where=Where(lines=None, pages=(min(pages), max(pages))),
            text=f'the header of a table is repeated on {len(pages)} pages and left out there: "{" ".join(header)}"',
        )


# Numbers and blocks


@record
class _Text:
    """Lines between tables."""

    lines: tuple[PrintedLine, ...]

    def build_blocks(self, known: KnownWords) -> Iterator[Block]:
        for group in join_lines(self.lines):
            if not any(char.isalnum() for line in group for char in line.text):
                continue
            yield Block(
                kind=BlockKind.PARAGRAPH,
                level=0,
                text=join_text((line.text for line in group), known),
                cells=(),
                lines=(group[0].number, group[-1].number),
                page=group[0].page,
                paragraph=0,
                bold=_find_bold(group),
                is_doubtful=group[0].is_doubtful,
            )


@record
class _Table:
    """The lines of one row."""

    cells: tuple[tuple[PrintedLine, ...], ...]
    margins: tuple[float, ...]

    @property
    def lines(self) -> tuple[PrintedLine, ...]:
        return tuple(line for cell in self.cells for line in cell)

    def build_blocks(self, known: KnownWords) -> Iterator[Block]:
        lines = self.lines
        cells = tuple(
            tuple(_build_paragraphs(cell, margin, known)) for cell, margin in zip(self.cells, self.margins, strict=True)
        )
        text = " ".join(paragraph.text for cell in cells for paragraph in cell)
        if any(char.isalnum() for char in text):
            yield Block(
                kind=BlockKind.TABLE_ROW,
                level=0,
                text=text,
                cells=cells,
                lines=(lines[0].number, lines[-1].number),
                page=min(line.page for line in lines),
                paragraph=0,
            )


def _build_paragraphs(lines: Sequence[PrintedLine], margin: float, known: KnownWords) -> Iterator[CellParagraph]:
    for group in join_lines(lines, margin=margin):
        yield CellParagraph(
            text=join_text((line.text for line in group), known),
            bold=_find_bold(group),
            lines=(group[0].number, group[-1].number),
            is_doubtful=group[0].is_doubtful,
        )


def _find_bold(group: Iterable[PrintedLine]) -> str:
    bold = ""
    for line in group:
        bold = f"{bold} {line.bold}".strip()
        if line.bold != line.text:
            break
    return bold


def _number(parts: Sequence[PageLine | _Row], pages: int) -> Iterator[_Text | _Table]:
    """Give every line its number, cell by cell in tables; stretches of lines between tables stay together."""
    plain = [part for part in parts if isinstance(part, PageLine)]
    spacings = find_spacings([[line for line in plain if line.page == page] for page in range(1, pages + 1)])
    number = 0
    stretch: list[PrintedLine] = []
    before: PageLine | None = None
    for part in parts:
        if isinstance(part, PageLine):
            number += 1
            stretch.append(_print_line(part, number, is_apart=is_apart(before, part, spacings[part.page - 1])))
            before = part
            continue
        if stretch:
            yield _Text(lines=tuple(stretch))
            stretch, before = [], None
        cells: list[tuple[PrintedLine, ...]] = []
        usual = _find_spacing_in_cells(part) or spacings[min(part.pages) - 1]
        for cell in part.cells:
            above = (None, *cell)
            cells.append(
                tuple(
                    _print_line(line, number + place, is_apart=is_apart(last, line, usual))
                    for place, (last, line) in enumerate(zip(above, cell, strict=False), 1)
                )
            )
            number += len(cell)
        yield _Table(cells=tuple(cells), margins=part.margins)
    if stretch:
        yield _Text(lines=tuple(stretch))


def _find_spacing_in_cells(row: _Row) -> Spacing | None:
    spacings = [find_usual_spacing(cell) for cell in row.cells if len(cell) > 2]
    return min((each for each in spacings if each.space), key=lambda each: each.space, default=None)


def _print_line(line: PageLine, number: int, *, is_apart: bool) -> PrintedLine:
    return PrintedLine(
        number=number,
        page=line.page,
        text=line.text,
        bold=line.bold,
        is_apart=is_apart,
        place=LinePlace(left=line.left, right=line.right, first=line.first, size=line.size),
    )
