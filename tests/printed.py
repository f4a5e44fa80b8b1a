"""What a printed file holds, read back by pypdfium2: the words and the size of each of its pages."""

from pathlib import Path
from typing import NamedTuple

import pytest


class PrintedPage(NamedTuple):
    """A page: its words, and its width and height in whole points."""

    text: str
    size: tuple[int, int]


def read_printed(path: Path) -> list[PrintedPage]:
    """Return the pages of a PDF; the test is skipped where its reader is not installed."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed; pip install 'cpcheck[pdf]'")
    document = pdfium.PdfDocument(path)
    try:
        return [_read_page(page) for page in document]
    finally:
        document.close()


def _read_page(page: object) -> PrintedPage:
    width, height = page.get_size()  # type: ignore[attr-defined]
    text: str = page.get_textpage().get_text_bounded()  # type: ignore[attr-defined]
    # at the end of a line PDFium marks a hyphen as U+0002, in the belief that a whole word was divided there
    return PrintedPage(text.replace("\x02", "-"), (round(width), round(height)))
