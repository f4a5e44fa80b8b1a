"""Plain text and Markdown to a document."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cpcheck.errors import DocumentError
from cpcheck.importers.bounds import MAX_BLOCKS, MAX_BYTES, MAX_LINE, MAX_LINES, MAX_TEXT_BYTES, refuse
from cpcheck.importers.divided_words import collect_words, join_text
from cpcheck.importers.document import Block, BlockKind, CellParagraph, Document, Line
from cpcheck.importers.paragraphs import PrintedLine, is_wrapped_line, join_lines
from cpcheck.records import replace

SUFFIXES = (".txt", ".md", ".text")
"""What a plain text document is called."""
_BULLET = re.compile(r"\s*(?:[-*+•·◦▪–✓✔➢]|o(?=\s+[A-Z*✓0-9]))\s+")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BOLD = re.compile(r"[^\w*]*(?:[0-9A-Za-z]{1,3}[.)]\s*)?(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_BREAK_TAG = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)


def read_text(path: str) -> Document:
    """Read a text document. Lines end where editors end them, at a line feed; a form feed begins a page.

    Raises: DocumentError where it cannot be read, is too large or is not UTF-8 text.
    """
    if Path(path).suffix.lower() not in SUFFIXES:
        raise DocumentError(
            f"{path}: this kind of file cannot be read as a source; expected plain text: {', '.join(SUFFIXES)}. "
            "Save the document as text first, and use the line numbers of that text"
        )
    raw = read_bytes(path, MAX_TEXT_BYTES)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DocumentError(f"{path}:{line}: the source is not UTF-8 text; expected it saved as UTF-8") from error
    if text.count("\n") >= MAX_LINES:
        raise refuse(path, "the document has", MAX_LINES, "lines")
    lines = _split_lines(text)
    longest = next((line for line in lines if len(line.text) > MAX_LINE), None)
    if longest is not None:
        raise refuse(path, "this line has", MAX_LINE, "characters", line=longest.number)
    blocks = build_blocks(lines)
    if len(blocks) > MAX_BLOCKS:
        raise refuse(path, "the document has", MAX_BLOCKS, "paragraphs", line=blocks[MAX_BLOCKS].lines[0])
    return Document(name=path, sha256=hashlib.sha256(raw).hexdigest(), lines=lines, blocks=blocks)


def read_bytes(path: str, bound: int = MAX_BYTES) -> bytes:
    """Return the bytes of a document. Raises: DocumentError where it cannot be read or has more than `bound`."""
    try:
        with Path(path).open("rb") as stream:
            raw = stream.read(bound + 1)
    except OSError as error:
        raise DocumentError(f"{path}: the source cannot be read: {error.strerror or error}") from error
    if len(raw) > bound:
        raise DocumentError(f"{path}: the source is larger than {bound // 1024 // 1024} MB; expected a smaller one")
    return raw


def _split_lines(text: str) -> tuple[Line, ...]:
    lines = []
    page = 1
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        page += line.startswith("\f")
        lines.append(Line(number=number, page=page, text=line))
        page += line.count("\f") - line.startswith("\f")
    return tuple(lines)


def build_blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Return the paragraphs, headings, list entries and table rows of lines of text.

    A paragraph is one line where the document has lines too long to be wrapped, and goes on up to a blank line, a
    label or a bullet where it has not.
    """
    is_wrapped = all(is_wrapped_line(line.text) or _is_row(line.text) for line in lines)
    known = collect_words(line.text for line in lines) if is_wrapped else None
    blocks: list[Block] = []
    for stretch in _split_stretches(lines):
        groups = (
            join_lines(stretch) if is_wrapped and not _stands_alone(stretch[0].text) else [[line] for line in stretch]
        )
        for group in groups:
            texts = [line.text for line in group]
            text = join_text(texts, known) if known else " ".join(text.strip() for text in texts)
            blocks.append(_build_block(text, group, len(blocks) + 1))
    return tuple(blocks)


def _split_stretches(lines: Iterable[Line]) -> Iterator[list[PrintedLine]]:
    """Yield lines up to the next blank one; headings, rules and rows stand for themselves."""
    stretch: list[PrintedLine] = []
    is_apart = True
    for line in lines:
        alone = _stands_alone(line.text)
        if stretch and (alone or not line.text.strip() or _stands_alone(stretch[-1].text)):
            yield stretch
            stretch = []
        if not any(char.isalnum() for char in line.text):  # rules and litter: no words, no block
            is_apart = True
            continue
        stretch.append(
            PrintedLine(
                number=line.number, page=line.page, text=line.text, bold=_find_bold(line.text), is_apart=is_apart
            )
        )
        is_apart = False
    if stretch:
        yield stretch


def _stands_alone(text: str) -> bool:
    return bool(_HEADING.match(text)) or _is_row(text)


def _is_row(text: str) -> bool:
    return text.strip().startswith("|") and text.strip().count("|") > 1


def _find_bold(text: str) -> str:
    bullet = _BULLET.match(text)
    found = _BOLD.match(text, bullet.end() if bullet else 0)
    return found[2].strip() if found else ""


def _build_block(text: str, group: Sequence[PrintedLine], paragraph: int) -> Block:
    block = Block(
        kind=BlockKind.PARAGRAPH,
        level=0,
        text=text,
        cells=(),
        lines=(group[0].number, group[-1].number),
        page=group[0].page,
        paragraph=paragraph,
        bold=_find_bold(text),
    )
    heading = _HEADING.match(text)
    if _is_row(text):
        cells = _split_row(text)
        words = " ".join(paragraph.text for cell in cells for paragraph in cell)
        return replace(block, kind=BlockKind.TABLE_ROW, cells=cells, text=words, bold="")
    if heading:
        return replace(block, kind=BlockKind.HEADING, level=len(heading[1]))
    if _BULLET.match(group[0].text):
        indent = len(group[0].text) - len(group[0].text.lstrip())
        return replace(block, kind=BlockKind.LIST_ITEM, level=1 + indent // 2)
    return block


def _split_row(text: str) -> tuple[tuple[CellParagraph, ...], ...]:
    inner = text.strip().removeprefix("|")
    inner = inner if inner.endswith("\\|") else inner.removesuffix("|")
    cells = re.split(r"(?<!\\)\|", inner)
    return tuple(tuple(_split_cell(cell.replace("\\|", "|"))) for cell in cells)


def _split_cell(text: str) -> Iterator[CellParagraph]:
    for part in _BREAK_TAG.split(text):
        if part.strip():
            yield CellParagraph(text=" ".join(part.split()))
