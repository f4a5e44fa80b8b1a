"""The blocks of a report with their marks read: what segmentation walks over."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from cpcheck.importers.document import Block, BlockKind, CellParagraph, Document
from cpcheck.importers.marks import (
    Label,
    Marks,
    ends_open,
    find_paragraph,
    find_strength,
    has_modal,
    is_open,
    opens_demand,
    read_marks,
)
from cpcheck.importers.paragraphs import is_page_number
from cpcheck.model import Where
from cpcheck.records import record, replace

_RUN_IN = re.compile(
    r"(?P<head>[A-ZÀ-Ý][^.:;!?]{2,90}?)\s{0,9}(?:\*\*)?\s{0,9}(?:[–—:]|\s-)\s{0,9}(?:\*\*)?\s{0,9}(?=[A-ZÀ-Ý0-9“\"«])"
)
"""A heading that runs into its paragraph: `Budget: The state spends …`."""
_RUN_IN_WORDS = 12
"""The longest such heading, in words."""
_BULLET = "•"
_Pages = Mapping[int, int]
"""Page of each line; empty where pages cannot be told apart."""
_SENTENCE_WORDS = 6
"""From so many words on, a paragraph in bold type is a demand and not a heading."""


@record
class Piece:
    """A paragraph, or one paragraph of a table cell, with its marks read."""

    text: str
    """Its words, without marks, and without emphasis around them."""
    marks: Marks
    kind: BlockKind
    level: int
    bold: str
    where: Where
    stripped: str
    """The marks, as they were printed."""
    column: Label | None = None
    """What the column of its table holds; None outside tables."""
    row: int = 0
    """Number of the table row, or stretch of rows, it stands in; 0 outside tables."""
    form: str = ""
    """How it is marked as an entry of a list, whichever entry it is: level, and bullet or kind of number; '' if not."""

    is_doubtful: bool = False
    """Whether it may go on with the one before: nothing tells them apart but the end of a sentence."""

    @property
    def label(self) -> Label | None:
        """Return what its label announces."""
        return self.marks.label

    @property
    def is_heading(self) -> bool:
        """Tell whether the file says that it is a heading."""
        return self.kind is BlockKind.HEADING

    @property
    def has_words(self) -> bool:
        """Tell whether anything is left beside the marks."""
        return any(char.isalnum() for char in self.text)

    @property
    def is_bold(self) -> bool:
        """Tell whether all its words stand in bold type."""
        own = re.sub(r"\W", "", self.text)
        return bool(own) and len(re.sub(r"\W", "", self.bold)) >= len(own) * 0.9

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing marks it."""
        marks = self.marks
        is_marked = marks.has_bullet or marks.number or marks.letter or marks.section or marks.label
        return not is_marked and self.kind is not BlockKind.HEADING and self.column is None

    @property
    def goes_on(self) -> bool:
        """Tell whether it goes on with the one before for all that is known: no mark and no verb begins it."""
        marks = self.marks
        is_marked = marks.has_bullet or marks.number or marks.letter or marks.section or marks.label
        return self.is_doubtful and not is_marked and not opens_demand(self.text)

    @property
    def is_page_number(self) -> bool:
        """Tell whether it is nothing but the number of a page."""
        return self.kind is not BlockKind.TABLE_ROW and is_page_number(f"{self.stripped} {self.text}")

    @property
    def is_spoken_demand(self) -> bool:
        """Tell whether a body demands in person: `GRETA urges …`."""
        return find_strength(self.text) is not None

    @property
    def is_bold_demand(self) -> bool:
        """Tell whether it stands in bold type and is long enough for a sentence."""
        return self.is_bold and len(self.text.split()) >= _SENTENCE_WORDS

    @property
    def reads_as_demand(self) -> bool:
        """Tell whether its words, or how they stand, are those of a demand rather than of a report."""
        text = self.text.rstrip()
        return (
            opens_demand(text)
            or self.is_spoken_demand
            or self.is_bold_demand
            or text.endswith(";")
            or (find_paragraph(text[-40:]) is not None and len(text.split()) < 120)
            or (has_modal(text) and text.count(". ") == 0)
        )

    @property
    def run_in(self) -> str:
        """Return the heading that runs into the paragraph; empty where there is none."""
        found = _RUN_IN.match(self.text)
        if found is None or len(found["head"].split()) > _RUN_IN_WORDS:
            return ""
        return found["head"].strip(" *")

    @property
    def after_run_in(self) -> str:
        """Return the words after that heading."""
        found = _RUN_IN.match(self.text)
        return self.text[found.end() :].strip() if found else self.text


def build_pieces(document: Document) -> list[Piece]:
    """Return the pieces of a document, with what a page break divided put together again."""
    pieces: list[Piece] = []
    pages = {line.number: line.page for line in document.lines} if document.has_pages else {}
    known: dict[int, dict[int, Label]] = {}
    is_row = [block.kind is BlockKind.TABLE_ROW for block in document.blocks]
    for rows, group in groupby(zip(document.blocks, is_row, strict=True), key=lambda pair: pair[1]):
        blocks = [block for block, _ in group]
        if not rows:
            pieces += [_read_block(block, pages) for block in blocks]
            continue
        columns = _find_columns(blocks) or _carry_columns(blocks, known)
        if columns is not None:
            known[len(blocks[0].cells)] = columns
        pieces += _read_table(blocks, columns, pages)
    return _join_fragments([piece for piece in pieces if piece.has_words or piece.stripped])


def _read_block(block: Block, pages: _Pages) -> Piece:
    is_heading = block.kind is BlockKind.HEADING
    marks = read_marks(block.text, label=block.label, bold=block.bold, is_heading=is_heading)
    return Piece(
        text=marks.rest,
        marks=marks,
        kind=block.kind,
        level=block.level,
        bold=read_marks(block.bold).rest if block.bold else "",
        where=_place(block, pages),
        stripped=marks.stripped,
        form=_find_form(block, marks),
        is_doubtful=block.is_doubtful,
    )


def _find_form(block: Block, marks: Marks) -> str:
    """Return how an entry of a list is marked: `1 0.` for all numbers of the first level with a dot."""
    if block.kind is BlockKind.HEADING or not (marks.has_bullet or marks.number or marks.letter):
        return ""
    sign, *_ = (block.label or marks.stripped or _BULLET).strip("*_ ").split(" ")
    shape = re.sub(r"[A-Z]+", "A", re.sub(r"[a-z]+", "a", re.sub(r"[0-9]+", "0", sign)))
    return f"{block.level} {shape}"


def _place(block: Block, pages: _Pages) -> Where:
    if not pages:
        return Where(lines=block.lines, pages=None)
    first, last = block.lines
    found = [pages[number] for number in range(first, last + 1) if number in pages] or [block.page]
    return Where(lines=block.lines, pages=(min(found), max(found)))


def _carry_columns(rows: Sequence[Block], known: Mapping[int, dict[int, Label]]) -> dict[int, Label] | None:
    """Return what the columns of an earlier table hold, for one as wide whose cells fit: a table cut by a title."""
    columns = known.get(len(rows[0].cells))
    if columns is None:
        return None
    demands = _column_of(columns, Label.DEMAND)
    filled = [text for row in rows if (text := _find_cell(row.cell_texts, demands))]
    reading = [reads_as_demand(text) for text in filled]
    return columns if reading and sum(reading) * 2 > len(reading) else None


def _read_table(rows: Sequence[Block], columns: dict[int, Label] | None, pages: _Pages) -> Iterator[Piece]:
    """Yield the pieces of a table: of one with a column of demands and one of answers, each cell by its column."""
    if columns is None:
        yield from (_read_block(row, pages) for row in rows)
        return
    for number, row in enumerate(rows, 1):
        if _read_header(row.cell_texts) is not None:
            yield _note_header(row, pages)
        else:
            yield from _read_row(row, columns, number, pages)


def _find_columns(rows: Sequence[Block]) -> dict[int, Label] | None:
    """Return which column holds what, by the first row that names both.

    Without such a row, two columns are taken for the two where the cells on the left read as demands.
    """
    for row in rows:
        named = _read_header(row.cell_texts)
        if named:
            return named
    pairs = [row.cell_texts for row in rows if sum(bool(cell) for cell in row.cells) == 2]
    if len(pairs) < 2 or len(pairs) * 2 < len(rows):
        return None
    lefts = [next(cell for cell in cells if cell) for cells in pairs]
    reading = sum(reads_as_demand(cell) for cell in lefts)
    if reading * 2 <= len(lefts):
        return None
    width = len(rows[0].cells)
    return {width - 2: Label.DEMAND, width - 1: Label.ANSWER}


def reads_as_demand(text: str) -> bool:
    """Tell whether words, marks apart, are those of a demand: its verb, a body that speaks, or what should be done."""
    marks = read_marks(text)
    words = " ".join(marks.rest.split())
    return opens_demand(words) or find_strength(words) is not None or (has_modal(words) and len(words.split()) > 5)


def opens_demands(text: str) -> bool:
    """Tell whether words of a demand want others below them: `Look after those in need, in particular by:`."""
    words = text.rstrip(" *_")
    return ends_open(words.rstrip(" :,;")) or (words.endswith((":", ",")) and reads_as_demand(words))


def _read_header(cells: Sequence[str]) -> dict[int, Label] | None:
    found: dict[int, Label] = {}
    for place, cell in enumerate(cells):
        marks = read_marks(" ".join(cell.split()).strip("* "), is_heading=True)
        if marks.label and not any(char.isalnum() for char in marks.rest):
            found.setdefault(place, marks.label)
    return found if set(found.values()) == set(Label) else None


def _note_header(row: Block, pages: _Pages) -> Piece:
    marks = replace(read_marks(""), stripped=row.text)
    return Piece(text="", marks=marks, kind=row.kind, level=0, bold="", where=_place(row, pages), stripped=row.text)


def _read_row(row: Block, columns: dict[int, Label], number: int, pages: _Pages) -> Iterator[Piece]:
    texts = row.cell_texts
    filled = [text for text in texts if text]
    if len(filled) == 1 and not _find_cell(texts, _column_of(columns, Label.ANSWER)) and len(texts) > 1:
        first = next(place for place, text in enumerate(texts) if text)
        is_demand = reads_as_demand(filled[0]) or opens_demands(filled[0])
        if first != _column_of(columns, Label.DEMAND) or not is_demand:
            yield from _read_title_row(row, pages)
            return
    number_label = "" if 0 in columns else _read_number_cell(row.cells[0])
    for place, cell in enumerate(row.cells):
        column = columns.get(place)
        if column is None and number_label and place == 0:
            yield replace(_note_header(row, pages), stripped=texts[place])
            continue
        prefix = number_label if column is Label.DEMAND else ""
        yield from _read_cell(cell, prefix, column or Label.ANSWER, number, row, pages)


def _find_cell(texts: Sequence[str], place: int) -> str:
    """Return the words of a cell; none where the row has fewer: in plain text nothing makes rows equally wide."""
    return texts[place] if place < len(texts) else ""


def _column_of(columns: dict[int, Label], wanted: Label) -> int:
    return next(place for place, label in columns.items() if label is wanted)


def _read_title_row(row: Block, pages: _Pages) -> Iterator[Piece]:
    text = " ".join(row.text.split())
    yield _read_block(replace(row, kind=BlockKind.HEADING, level=3, text=text, cells=()), pages)


def _read_number_cell(cell: Sequence[CellParagraph]) -> str:
    """Return a cell of nothing but a number as a label: `3` as `3.`; empty for other cells."""
    text = " ".join(paragraph.text for paragraph in cell)
    found = re.fullmatch(r"[\W_]*([A-Z]?\.?[0-9]{1,3}(?:\.[0-9]{1,3})*\s?\(?[a-z]?)[\W_]*", text)
    return f"{found[1]}." if found and "(" not in found[1] else f"{found[1]})." if found else ""


def _read_cell(
    cell: Sequence[CellParagraph], prefix: str, column: Label, number: int, row: Block, pages: _Pages
) -> Iterator[Piece]:
    for paragraph in cell:
        where = _place(row if paragraph.lines is None else replace(row, lines=paragraph.lines), pages)
        is_first = column is Label.DEMAND and paragraph is cell[0]
        label = paragraph.label or (prefix if is_first else "")
        # a number in a cell may stand without a dot, as it does in a heading
        marks = read_marks(paragraph.text, label=label, bold=paragraph.bold, is_heading=is_first)
        yield Piece(
            text=marks.rest,
            marks=marks,
            kind=BlockKind.TABLE_ROW,
            level=0,
            bold="",
            where=where,
            stripped=marks.stripped,
            column=column,
            row=number,
            is_doubtful=paragraph.is_doubtful,
        )


def _join_fragments(pieces: Iterable[Piece]) -> list[Piece]:
    """Put a paragraph together again that a page break divided, with a page number between the halves or without.

    The second half is marked by nothing and goes on in small letters after words that no sign ends, or after one that
    needs another. A demand that lost its label begins with its verb after the comma of a chapeau: it stays apart.
    """
    joined: list[Piece] = []
    between: list[Piece] = []
    for piece in pieces:
        if piece.is_page_number:
            between.append(piece)
            continue
        if joined and _goes_on(joined[-1], piece):
            joined[-1] = _join(joined[-1], piece)
            joined[:] = [*joined[:-1], *between, joined[-1]] if between else joined
        else:
            joined += between
            joined.append(piece)
        between = []
    return joined + between


def _goes_on(before: Piece, piece: Piece) -> bool:
    if not piece.is_plain or before.is_heading or before.column or before.kind is BlockKind.TABLE_ROW:
        return False
    if not before.has_words or not is_open(before.text) or piece.is_spoken_demand:
        return False
    if before.text.rstrip().endswith(",") and opens_demand(piece.text):
        return False
    return piece.text[:1].islower() or ends_open(before.text)


def _join(before: Piece, piece: Piece) -> Piece:
    is_divided = re.search(r"\w-$", before.text) and piece.text[:1].islower()
    text = f"{before.text}{piece.text}" if is_divided else f"{before.text} {piece.text}"
    return replace(
        before,
        text=text,
        where=join_places(before.where, piece.where),
        stripped=" ".join(part for part in (before.stripped, piece.stripped) if part),
        bold=f"{before.bold} {piece.bold}" if before.is_bold and piece.is_bold else before.bold,
    )


def join_places(first: Where, last: Where) -> Where:
    """Return the place from the beginning of one to the end of another."""
    assert first.lines is not None
    assert last.lines is not None
    pages = None if first.pages is None or last.pages is None else (first.pages[0], last.pages[1])
    return Where(lines=(first.lines[0], last.lines[1]), pages=pages)
