"""PDF files to a document: pages, printed lines, and the paragraphs that the spaces between lines show."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cpcheck.errors import DocumentError
from cpcheck.importers.document import Block, BlockKind, Document, Line, Message
from cpcheck.importers.paragraphs import (
    PrintedLine,
    collect_words,
    estimate_width,
    find_running_heads,
    is_page_number,
    join_lines,
    join_text,
    shape_of,
)
from cpcheck.importers.text import read_bytes
from cpcheck.model import Where

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES = 2000
"""Pages that are read; a report of a state has 20 to 200."""
MAX_LETTERS = 20_000_000
"""Letters that are read from all pages; a page has about 3,000."""
_EDGE = 2
"""Lines at the top and at the foot of a page that a running head is looked for in."""
_APART = 1.12
"""A space this many times the usual one between lines parts paragraphs."""


@dataclass(slots=True)
class _PageLine:
    """A line of a page, while it is read."""

    text: str
    height: float
    """Distance from the foot of the page, in points."""
    bold: str
    size: float
    is_all_bold: bool = True


@dataclass(slots=True)
class _LineReader:
    """Gathers what pypdf reads, piece by piece, into lines."""

    lines: list[_PageLine] = field(default_factory=list)
    letters: int = 0

    def take(self, text: str, user: Any, matrix: Any, font: Any, size: float) -> None:
        """Take the next piece of text of a page, with its place and font."""
        height = matrix[4] * user[1] + matrix[5] * user[3] + user[5]
        is_bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        self.letters += len(text)
        for place, part in enumerate(text.split("\n")):
            if place:
                self.lines.append(_PageLine(text="", height=height, bold="", size=size))
            if part.strip():
                self._add(part, height, size, is_bold=is_bold)
            elif part and self.lines:
                self.lines[-1].text += part

    def _add(self, part: str, height: float, size: float, *, is_bold: bool) -> None:
        if not self.lines:
            self.lines.append(_PageLine(text="", height=height, bold="", size=size))
        line = self.lines[-1]
        if not line.text.strip():
            line.height, line.size = height, size
        line.is_all_bold &= is_bold
        if line.is_all_bold:
            line.bold += part
        line.text += part


def read_pdf(path: str) -> Document:
    """Read a PDF file: one numbered line for each printed line, counted through all pages.

    Running heads and page numbers are dropped where they are sure, and named in a message. Words divided at the end of
    a line are put together in the blocks; lines stay as they are printed.

    Raises: DocumentError where pypdf is not installed, or the file cannot be read, is broken, encrypted, too large or
    holds no text.
    """
    raw = read_bytes(path)
    pages = _read_pages(path, raw)
    if not any(line.text.strip() for page in pages for line in page):
        raise DocumentError(
            f"{path}: the PDF holds no text on its {len(pages)} pages; it may be scanned. Expected a PDF with text: "
            "run it through text recognition first"
        )
    kept, messages = _drop_running_heads(pages)
    lines = tuple(Line(number=line.number, page=line.page, text=line.text) for line in kept)
    return Document(
        name=path,
        sha256=hashlib.sha256(raw).hexdigest(),
        lines=lines,
        blocks=tuple(_build_blocks(kept)),
        messages=tuple(messages),
    )


def _read_pages(path: str, raw: bytes) -> list[list[_PageLine]]:
    try:
        import pypdf  # noqa: F401  asks whether it is installed
    except ModuleNotFoundError as error:
        raise DocumentError(
            f"{path}: reading PDF files needs pypdf, which is not installed; "
            "install it with: pip install 'cpcheck[pdf]'"
        ) from error
    with _silenced(), _told(path):
        return list(_extract_pages(path, raw))


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep what pypdf says about odd files off the screen; what matters is raised."""
    import logging
    import warnings

    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Turn what pypdf raises on broken files, its own errors and Python's alike, into one with the file's name."""
    try:
        yield
    except DocumentError:
        raise
    except Exception as error:
        raise DocumentError(
            f"{path}: the PDF is broken ({type(error).__name__}); open it in a viewer and print it to a new PDF"
        ) from error


def _extract_pages(path: str, raw: bytes) -> Iterator[list[_PageLine]]:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(raw))
    _check(path, reader)
    letters = 0
    for page in reader.pages:
        lines = _LineReader()
        page.extract_text(visitor_text=lines.take)
        letters += lines.letters
        if letters > MAX_LETTERS:
            raise DocumentError(f"{path}: the PDF holds more than {MAX_LETTERS} letters; expected a smaller one")
        yield [line for line in lines.lines if line.text.strip()]


def _check(path: str, reader: "PdfReader") -> None:
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError(f"{path}: the PDF is encrypted; expected one that opens without a password")
    if len(reader.pages) > MAX_PAGES:
        raise DocumentError(f"{path}: the PDF has {len(reader.pages)} pages; expected at most {MAX_PAGES}")


def _drop_running_heads(pages: Sequence[Sequence[_PageLine]]) -> tuple[list[PrintedLine], list[Message]]:
    """Return the lines without running heads and page numbers, and messages that name what was dropped."""
    shapes = find_running_heads([[line.text for line in page] for page in pages], edge=_EDGE)
    heads = [_find_heads(page, shapes) for page in pages]
    numbers = _find_page_numbers(pages, heads)
    kept: list[PrintedLine] = []
    dropped: dict[str, list[tuple[int, str]]] = {}
    number = 0
    for page_number, (page, head, own) in enumerate(zip(pages, heads, numbers, strict=True), 1):
        usual = _find_usual_space(page)
        before: _PageLine | None = None
        for place, line in enumerate(page):
            number += 1
            if place in head or place == own:
                kind = "" if place == own else shape_of(line.text)
                dropped.setdefault(kind, []).append((page_number, line.text.strip()))
                continue
            kept.append(_print_line(line, number, page_number, is_apart=_is_apart(before, line, usual)))
            before = line
    return kept, [_word_dropped(found) for found in dropped.values()]


def _find_heads(page: Sequence[_PageLine], shapes: frozenset[str]) -> set[int]:
    """Return the places of the running heads of a page: more than the usual space parts each from the text."""
    usual = _find_usual_space(page)
    places = {place for place, line in enumerate(page) if shape_of(line.text) in shapes}
    edge = {place for place in places if place < _EDGE or place >= len(page) - _EDGE}
    others = [line.height for place, line in enumerate(page) if place not in edge]
    return {
        place
        for place in edge
        if all(abs(page[place].height - height) > max(usual, page[place].size) * _APART for height in others)
    }


def _find_page_numbers(pages: Sequence[Sequence[_PageLine]], heads: Sequence[set[int]]) -> list[int | None]:
    """Return the place of the number of each page, None where it has none.

    It is a figure alone, above or below all else. It is sure where most pages have one and it grows from page to page.
    """
    places: list[int | None] = []
    for page, head in zip(pages, heads, strict=True):
        heights = [line.height for place, line in enumerate(page) if place not in head]
        found = [
            place
            for place, line in enumerate(page)
            if place not in head and is_page_number(line.text) and line.height in (max(heights), min(heights))
        ]
        places.append(found[0] if found else None)
    values = [_read_number(page[place].text) for page, place in zip(pages, places, strict=True) if place is not None]
    is_sure = len(values) > 1 and len(values) > len(pages) / 2 and values == sorted(set(values))
    return places if is_sure else [None] * len(pages)


def _read_number(text: str) -> int:
    return int(re.findall(r"[0-9]+", text)[0])


def _word_dropped(found: Sequence[tuple[int, str]]) -> Message:
    pages = f"page {found[0][0]}" if len(found) == 1 else f"{len(found)} pages from {found[0][0]} to {found[-1][0]}"
    texts = list(dict.fromkeys(text for _, text in found))
    quoted = ", ".join(f'"{text}"' for text in texts)
    where = Where(lines=None, pages=(found[0][0], found[-1][0]))
    return Message(where=where, text=f"running heads and page numbers are left out on {pages}: {quoted}")


def _find_usual_space(page: Sequence[_PageLine]) -> float:
    """Return the space between lines that occurs most often on a page; the smaller of two that do."""
    spaces = Counter(round(first.height - second.height, 1) for first, second in pairwise(page))
    likely = [(-times, space) for space, times in spaces.items() if space > 0]
    return min(likely)[1] if likely else 0.0


def _is_apart(before: _PageLine | None, line: _PageLine, usual: float) -> bool:
    """Tell whether more than the usual space parts two lines; at the top of a page nothing can be told."""
    if before is None or not usual:
        return False
    space = before.height - line.height
    return space > max(usual, line.size * 0.9) * _APART or space < -line.size


def _print_line(line: _PageLine, number: int, page: int, *, is_apart: bool) -> PrintedLine:
    return PrintedLine(number=number, page=page, text=line.text.strip(), bold=line.bold.strip(), is_apart=is_apart)


def _build_blocks(lines: Sequence[PrintedLine]) -> Iterator[Block]:
    is_word = collect_words(line.text for line in lines)
    groups = (
        group
        for group in join_lines(lines, estimate_width)
        if any(char.isalnum() for line in group for char in line.text)
    )
    for paragraph, group in enumerate(groups, 1):
        bold = ""
        for line in group:
            bold = f"{bold} {line.bold}".strip()
            if line.bold != line.text:
                break
        yield Block(
            kind=BlockKind.PARAGRAPH,
            level=0,
            text=join_text((line.text for line in group), is_word),
            cells=(),
            lines=(group[0].number, group[-1].number),
            page=group[0].page,
            paragraph=paragraph,
            bold=bold,
        )
