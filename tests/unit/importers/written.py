"""Reports written as Word and PDF files for the tests, from text in which each line is a paragraph."""

import html
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.layouts import split_bold

TYPE = "DejaVuSans"
TYPE_FILE = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
"""A typeface with ticks and typographic quotes; where it is absent, one built into PDF is used, without a tick."""


def write_word(path: Path, lines: Iterable[str]) -> Path:
    """Write paragraphs with the styles a person would give them: headings, lists and bold type."""
    import docx

    word = docx.Document()
    for line in (line.strip() for line in lines if line.strip()):
        text = re.sub(r"^(?:[-✓o] +)+", "", line)
        is_section = bool(re.match(r"[A-Z](\.|$)", text))
        style = "Heading 1" if is_section else "List Bullet" if text != line else None
        paragraph = word.add_paragraph(style=style)
        for bold, part in split_bold(text):
            paragraph.add_run(part).bold = bold or None
    word.save(str(path))
    return path


def write_pdf(
    path: Path,
    lines: Iterable[str],
    *,
    head: str = "",
    has_page_numbers: bool = False,
    space: float = 6,
    pagesize: tuple[float, float] = (595, 842),
) -> Path:
    """Write paragraphs as they are set: wrapped, and broken at the foot of a page wherever it falls."""
    styles, platypus = load_reportlab("lib.styles"), load_reportlab("platypus")

    def add_edges(canvas: Any, page: Any) -> None:
        if head:
            canvas.drawString(72, pagesize[1] - 40, head)
        if has_page_numbers:
            canvas.drawString(pagesize[0] / 2, 30, str(page.page))

    style = styles.ParagraphStyle("body", fontName=find_type(), fontSize=10, leading=12, allowWidows=1, allowOrphans=1)
    flow: list[Any] = []
    for line in (line.strip() for line in lines if line.strip()):
        flow += [platypus.Paragraph(html.escape(line), style), platypus.Spacer(1, space)]
    platypus.SimpleDocTemplate(str(path), pagesize=pagesize).build(flow, onFirstPage=add_edges, onLaterPages=add_edges)
    return path


def write_printed_lines(path: Path, pages: Iterable[Iterable[str]], *, password: str | None = None) -> Path:
    """Write lines just as given, each on its own, 14 points apart."""
    canvas = load_reportlab("pdfgen.canvas").Canvas(str(path), pagesize=(595, 842), encrypt=password)
    for page in pages:
        for place, line in enumerate(page):
            canvas.drawString(72, 780 - 14 * place, line)
        canvas.showPage()
    canvas.save()
    return path


@cache
def find_type() -> str:
    """Return the name of the typeface that texts are set in."""
    if not TYPE_FILE.is_file():
        return "Helvetica"
    metrics, fonts = load_reportlab("pdfbase.pdfmetrics"), load_reportlab("pdfbase.ttfonts")
    metrics.registerFont(fonts.TTFont(TYPE, str(TYPE_FILE)))
    bold = TYPE_FILE.with_stem(f"{TYPE_FILE.stem}-Bold")
    if bold.is_file():
        metrics.registerFont(fonts.TTFont(f"{TYPE}-Bold", str(bold)))
        metrics.registerFontFamily(TYPE, normal=TYPE, bold=f"{TYPE}-Bold", italic=TYPE, boldItalic=f"{TYPE}-Bold")
    return TYPE


def load_reportlab(name: str) -> Any:
    """Return a module of reportlab; a test that asks for one is skipped without."""
    return pytest.importorskip(f"reportlab.{name}", reason="reportlab, which writes the PDF, is not installed")
