"""A source document as every reader hands it on: numbered lines, each with its page, and the blocks they form."""

from enum import StrEnum

from cpcheck.model import Where
from cpcheck.records import record


@record
class Line:
    """One line of a document."""

    number: int
    """Counted from 1. Of a Word file, that of the paragraph, of each line that a break ends in it, or of the table row;
    of a PDF, that of the printed line."""
    page: int
    """Counted from 1; a form feed begins a new one."""
    text: str


@record
class Message:
    """What a person should look at: doubt is told, with its place, and never decided in silence."""

    where: Where | None
    text: str
    """What was found, and what was made of it."""


class BlockKind(StrEnum):
    """What a block is, as far as the file says so: plain text says little, and styles of a Word file much."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


@record
class CellParagraph:
    """A paragraph of a table cell."""

    text: str
    label: str = ""
    """Number or bullet that a word processor puts before it; it is none of its words."""
    bold: str = ""
    """The words it begins with in bold type, where the file says so."""
    lines: tuple[int, int] | None = None
    """First and last line, where they are told apart from those of its row."""
    is_doubtful: bool = False
    """Whether it may go on with the one before: nothing tells them apart but the end of a sentence."""


@record
class Block:
    """A heading, a paragraph, an entry of a list, or a row of a table."""

    kind: BlockKind
    level: int
    """Of a heading or a list, from 1; 0 for the others."""
    text: str
    """Its words on one line, in the order they are read; of a table row, all its cells."""
    cells: tuple[tuple[CellParagraph, ...], ...]
    """The paragraphs of each cell of a table row; none for the others."""
    lines: tuple[int, int]
    """First and last line."""
    page: int
    """Page it begins on."""
    paragraph: int
    """Place among the blocks, counted from 1."""
    label: str = ""
    """Number or bullet that a word processor puts before it: `2.`; it is none of its words."""
    bold: str = ""
    """The words it begins with in bold type, where the file says so."""
    is_doubtful: bool = False
    """Whether it may go on with the one before: nothing tells them apart but the end of a sentence."""

    @property
    def cell_texts(self) -> tuple[str, ...]:
        """Return the words of each cell of a table row, with its paragraphs on lines of their own."""
        return tuple("\n".join(paragraph.text for paragraph in cell) for cell in self.cells)


@record
class Document:
    """A document's text."""

    name: str
    """The file as the user named it."""
    sha256: str
    """Of its bytes."""
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...] = ()
    """Everything that has words, once, in reading order."""
    messages: tuple[Message, ...] = ()
    """What the reader left out or was not sure of."""

    @property
    def has_pages(self) -> bool:
        """Tell whether its pages can be told apart."""
        return any(line.page > 1 for line in self.lines)

    def select(self, where: Where) -> tuple[Line, ...]:
        """Return the lines of a place. Pages make no difference where they cannot be told apart."""
        pages = where.pages if self.has_pages else None
        return tuple(line for line in self.lines if _lies_in(line.number, where.lines) and _lies_in(line.page, pages))


def _lies_in(number: int, span: tuple[int, int] | None) -> bool:
    return span is None or span[0] <= number <= span[1]
