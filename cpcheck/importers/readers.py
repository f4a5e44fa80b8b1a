"""The reader of a source document, by what its file is called."""

from pathlib import Path

from cpcheck.errors import DocumentError, name_nearest
from cpcheck.importers import text
from cpcheck.importers.bounds import MAX_RUN, find_run, refuse
from cpcheck.importers.document import Document

DOCX_SUFFIX = ".docx"
PDF_SUFFIX = ".pdf"
SUFFIXES = (*text.SUFFIXES, DOCX_SUFFIX, PDF_SUFFIX)
"""What a document that can be read is called."""
_OLD_WORD = (".doc", ".odt", ".rtf")


def read_document(path: str) -> Document:
    """Read a document as plain text, Word file or PDF, by its suffix.

    Raises: DocumentError where its kind is unknown, or it cannot be read; MissingExtraError where its reader is not
    installed.
    """
    document = _read(path)
    for line in document.lines:
        if find_run(line.text):
            found = "this line has a word, or a row of spaces, of"
            raise refuse(path, found, MAX_RUN, "characters", line=line.number)
    return document


def _read(path: str) -> Document:
    suffix = Path(path).suffix.lower()
    if suffix in text.SUFFIXES:
        return text.read_text(path)
    if suffix == DOCX_SUFFIX:
        from cpcheck.importers.docx import read_docx

        return read_docx(path)
    if suffix == PDF_SUFFIX:
        from cpcheck.importers.pdf import read_pdf

        return read_pdf(path)
    hint = (
        "; open it in a word processor and save it as .docx" if suffix in _OLD_WORD else name_nearest(suffix, SUFFIXES)
    )
    raise DocumentError(
        f"{path}: this kind of file cannot be read as a source; expected plain text or one of "
        f"{', '.join(SUFFIXES)}{hint}"
    )
