"""Word files to a document: paragraphs and table rows in order, with styles, lists and the numbers Word prints."""

import hashlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from cpcheck.errors import DocumentError, MissingExtraError
from cpcheck.importers.archive import check_archive
from cpcheck.importers.bounds import MAX_BLOCKS, MAX_LINE, refuse
from cpcheck.importers.document import Document, Message
from cpcheck.importers.docx_content import BodyReader, Row
from cpcheck.importers.text import read_bytes
from cpcheck.records import replace

if TYPE_CHECKING:
    from docx.document import Document as WordDocument


def read_docx(path: str) -> Document:
    """Read a Word file: one numbered line for each paragraph, each line that a break ends, and each table row.

    Headers, footers, tables of contents and footnotes are left out, with a message where there are any.

    Raises: DocumentError where the file cannot be read, is broken or too large; MissingExtraError where python-docx
    is not installed.
    """
    raw = read_bytes(path)
    word = _open(path, raw)
    reader = BodyReader(word)
    rows = list(_bound(reader.read(), path))
    blocks = [
        replace(block, paragraph=place) for place, block in enumerate((row.block for row in rows if row.has_words), 1)
    ]
    if not blocks:
        raise DocumentError(f"{path}: the Word file holds no text; expected paragraphs or tables")
    return Document(
        name=path,
        sha256=hashlib.sha256(raw).hexdigest(),
        lines=tuple(line for row in rows for line in row.lines),
        blocks=tuple(blocks),
        messages=tuple(_tell_what_is_left_out(word, reader.contents)),
    )


def _bound(rows: Iterable[Row], path: str) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        if number > MAX_BLOCKS:
            raise refuse(path, "the Word file has", MAX_BLOCKS, "paragraphs and rows")
        if len(row.block.text) > MAX_LINE:
            raise refuse(path, "a paragraph or row has", MAX_LINE, "characters", line=row.block.lines[0])
        yield row


def _open(path: str, raw: bytes) -> "WordDocument":
    try:
        import docx
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"{path}: reading Word files", package="python-docx", extra="docx") from error
    check_archive(path, raw)
    try:
        return docx.Document(BytesIO(raw))
    except (
        Exception
    ) as error:  # python-docx lets errors of zipfile, lxml and its own pass; none says more than "broken"
        raise DocumentError(
            f"{path}: the Word file is broken ({type(error).__name__}); open it in a word processor and save it again"
        ) from error


def _tell_what_is_left_out(word: "WordDocument", contents: Iterable[str]) -> Iterator[Message]:
    """Yield a message for each kind of text that is not read: headers and footers, tables of contents, footnotes."""
    from docx.oxml.ns import qn

    edges = {
        " ".join(paragraph.text.split())
        for section in word.sections
        for part in (
            *(section.header, section.footer),
            *(section.first_page_header, section.first_page_footer),
            *(section.even_page_header, section.even_page_footer),
        )
        if not part.is_linked_to_previous
        for paragraph in part.paragraphs
    } - {""}
    if edges:
        yield Message(where=None, text=f"headers and footers are left out: {'; '.join(sorted(edges))}")
    entries = list(contents)
    if entries:
        yield Message(where=None, text=f"a table of contents is left out: {'; '.join(entries)}")
    notes = len(list(word.element.body.iter(qn("w:footnoteReference")))) + len(
        list(word.element.body.iter(qn("w:endnoteReference")))
    )
    if notes:
        yield Message(
            where=None,
            text=f"the words of {notes} footnotes and endnotes are left out; expected nothing that answers in them",
        )
