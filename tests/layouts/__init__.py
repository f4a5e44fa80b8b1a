"""Reports of an invented state, each laid out in another way, with the items and answers expected of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from cpcheck.importers.document import Document
from cpcheck.importers.readers import read_document

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def read_expected(name: str) -> dict[str, Any]:
    """Return the expected items and answers of a layout."""
    expected: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return expected


def find_text(name: str) -> Path | None:
    """Return the text of a layout; None where it is laid out for Word."""
    return next((path for path in FOLDER.glob(f"{name}.*") if path.suffix in (".txt", ".md")), None)


def read_layout(name: str, folder: Path) -> Document:
    """Read a layout; one laid out for Word is written to a folder first."""
    path = find_text(name) or write_word(folder / f"{name}.docx", read_expected(name)["word"])
    return read_document(str(path))


def write_word(path: Path, contents: list[list[Any]]) -> Path:
    """Write paragraphs, each with its style, and tables to a Word file; `**` marks bold, `^` goes on from above."""
    import docx

    word = docx.Document()
    for style, content in contents:
        if style == "rows":
            _add_table(word, content)
        else:
            paragraph = word.add_paragraph(style=style)
            for bold, text in split_bold(content):
                paragraph.add_run(text).bold = bold or None
    word.save(str(path))
    return path


def _add_table(word: Any, rows: list[list[str]]) -> None:
    table = word.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text == "^":
                table.cell(row, column).merge(table.cell(row - 1, column))
                continue
            first, *others = text.split("\n")
            table.cell(row, column).text = first
            for other in others:
                table.cell(row, column).add_paragraph(other)


def split_bold(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a text, and whether each stands between `**`."""
    for place, part in enumerate(re.split(r"\*\*", text)):
        if part:
            yield bool(place % 2), part
