"""Word files and workbooks read back by parsers that are not ours: zipfile with ElementTree, python-docx, openpyxl."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""Namespace of WordprocessingML."""


def read_parts(raw: bytes) -> dict[str, ET.Element]:
    """Return every XML part of an Office file by its name; each is well-formed, or this fails."""
    with zipfile.ZipFile(BytesIO(raw)) as found:
        return {name: ET.fromstring(found.read(name)) for name in found.namelist()}  # noqa: S314 - our own file


def read_body(raw: bytes) -> ET.Element:
    """Return the body of a Word file."""
    (body,) = read_parts(raw)["word/document.xml"]
    return body


def read_words(element: ET.Element) -> str:
    """Return the words of a part of a Word file, a space between paragraphs."""
    return " ".join("".join(text.text or "" for text in one.iter(f"{W}t")) for one in element.iter(f"{W}p"))


def read_style(paragraph: ET.Element) -> str | None:
    """Return the id of a paragraph's style; None where it has the default."""
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return None if found is None else found.get(f"{W}val")


def list_headings(body: ET.Element) -> list[tuple[int, str]]:
    """Return the headings of a Word file with their levels, single spaces between words."""
    styles = ((read_style(paragraph) or "", paragraph) for paragraph in body.iter(f"{W}p"))
    return [
        (int(style.removeprefix("Heading")), " ".join(read_words(paragraph).split()))
        for style, paragraph in styles
        if style.startswith("Heading")
    ]


def list_rows(table: ET.Element) -> list[list[str]]:
    """Return the words of each cell of a table of a Word file."""
    return [[read_words(cell) for cell in row.findall(f"{W}tc")] for row in table.findall(f"{W}tr")]


def read_book(raw: bytes) -> Workbook:
    """Return a workbook as openpyxl reads it, formulas as formulas."""
    return openpyxl.load_workbook(BytesIO(raw))


def list_records(sheet: Worksheet) -> Iterator[dict[str, object]]:
    """Yield the rows of a table under their headings."""
    head, *rows = sheet.iter_rows(values_only=True)
    for row in rows:
        yield {str(name): value for name, value in zip(head, row, strict=True)}


def read_all_words(raw: bytes, name: str) -> str:
    """Return all words of a report in a format that is no text."""
    if name == "docx":
        return read_words(read_body(raw))
    return " ".join(
        str(cell.value)
        for sheet in read_book(raw)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )
