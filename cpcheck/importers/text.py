"""Plain text and Markdown to a document."""

import hashlib
from pathlib import Path

from cpcheck.errors import DocumentError
from cpcheck.importers.document import Document, Line

SUFFIXES = (".txt", ".md", ".text")
"""What a plain text document is called."""
MAX_BYTES = 64 * 1024 * 1024
"""Size of a document that is read; a report of 100 pages is about 0.3 MB of text."""


def read_text(path: str) -> Document:
    """Read a text document. Lines end where editors end them, at a line feed; a form feed begins a page.

    Raises: DocumentError where it cannot be read, is too large or is not UTF-8 text.
    """
    if Path(path).suffix.lower() not in SUFFIXES:
        raise DocumentError(
            f"{path}: this kind of file cannot be read as a source; expected plain text: {', '.join(SUFFIXES)}. "
            "Save the document as text first, and use the line numbers of that text"
        )
    try:
        with Path(path).open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise DocumentError(f"{path}: the source cannot be read: {error.strerror or error}") from error
    if len(raw) > MAX_BYTES:
        raise DocumentError(f"{path}: the source is larger than {MAX_BYTES // 1024 // 1024} MB; expected a smaller one")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DocumentError(f"{path}:{line}: the source is not UTF-8 text; expected it saved as UTF-8") from error
    return Document(name=path, sha256=hashlib.sha256(raw).hexdigest(), lines=_split_lines(text))


def _split_lines(text: str) -> tuple[Line, ...]:
    lines = []
    page = 1
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        page += line.startswith("\f")
        lines.append(Line(number=number, page=page, text=line))
        page += line.count("\f") - line.startswith("\f")
    return tuple(lines)
