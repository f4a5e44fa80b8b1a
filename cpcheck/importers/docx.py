"""Word files to a document: paragraphs and table rows in order, with styles, lists and the numbers Word prints."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from cpcheck.errors import DocumentError
from cpcheck.importers.document import Block, BlockKind, Document, Line, Message
from cpcheck.importers.text import read_bytes

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph

MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes that a Word file may unpack to; a report of 100 pages has about 3 MB. What unpacks to more is no report."""
MAX_PARTS = 5000
"""Files that a Word file may hold; each picture is one."""
MAX_BLOCKS = 200_000
"""Paragraphs and rows that are read."""
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MAX_STYLES = 20
"""How far styles that rest on each other are followed."""


def read_docx(path: str) -> Document:
    """Read a Word file: one numbered line for each paragraph and each table row.

    Headers, footers, footnotes and comments are left out, with a message where there are any.

    Raises: DocumentError where python-docx is not installed, or the file cannot be read, is broken or too large.
    """
    raw = read_bytes(path)
    word = _open(path, raw)
    rows = list(_read_blocks(word, path))
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
        messages=tuple(_tell_what_is_left_out(word)),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """A block with its lines; one without words has them too, so that lines are counted as Word counts paragraphs."""

    block: Block
    lines: tuple[Line, ...]
    has_words: bool


def _open(path: str, raw: bytes) -> "WordDocument":
    try:
        import docx
    except ModuleNotFoundError as error:
        raise DocumentError(
            f"{path}: reading Word files needs python-docx, which is not installed; "
            "install it with: pip install 'cpcheck[docx]'"
        ) from error
    _check_archive(path, raw)
    try:
        return docx.Document(BytesIO(raw))
    except (
        Exception
    ) as error:  # python-docx lets errors of zipfile, lxml and its own pass; none says more than "broken"
        raise DocumentError(
            f"{path}: the Word file is broken ({type(error).__name__}); open it in a word processor and save it again"
        ) from error


def _check_archive(path: str, raw: bytes) -> None:
    """Refuse what is no archive, and one that unpacks to more than a report could hold, before it is unpacked."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(
            f"{path}: the file is encrypted, or in the format of Word 97; expected a .docx without password. "
            "Open it in a word processor and save it as .docx"
        )
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DocumentError(
            f"{path}: the file is no Word file; expected a .docx as a word processor saves it"
        ) from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise DocumentError(
            f"{path}: the Word file unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB "
            f"or {MAX_PARTS} parts; expected a smaller one"
        )
    _check_real_size(path, raw, parts)


def _check_real_size(path: str, raw: bytes, parts: Iterable[zipfile.ZipInfo]) -> None:
    """Unpack piece by piece, since an archive may say less than it holds."""
    total = 0
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            for part in parts:
                with archive.open(part) as stream:
                    while piece := stream.read(1 << 20):
                        total += len(piece)
                        if total > MAX_UNPACKED:
                            limit = MAX_UNPACKED // 1024 // 1024
                            raise DocumentError(
                                f"{path}: the Word file unpacks to more than {limit} MB; expected a smaller one"
                            )
    except (zipfile.BadZipFile, RuntimeError, ValueError, NotImplementedError, OSError, EOFError, zlib.error) as error:
        raise DocumentError(
            f"{path}: the Word file is broken or has a password ({type(error).__name__}); "
            "open it in a word processor and save it again"
        ) from error


def _read_blocks(word: "WordDocument", path: str) -> Iterator[_Row]:
    from docx.table import Table

    reader = _BlockReader(_Numbering(word))
    for number, content in enumerate(word.iter_inner_content(), 1):
        if number > MAX_BLOCKS:
            raise DocumentError(f"{path}: the Word file has more than {MAX_BLOCKS} paragraphs; expected a smaller one")
        if isinstance(content, Table):
            yield from reader.read_table(content)
        else:
            yield reader.read_paragraph(content)


class _BlockReader:
    """Counts lines and pages while it reads."""

    def __init__(self, numbering: "_Numbering") -> None:
        self._numbering = numbering
        self._line = 0
        self._page = 1

    def read_paragraph(self, paragraph: "Paragraph") -> _Row:
        """Read a paragraph; a page break before it, or inside it, counts for what comes after."""
        text = " ".join(_read_text(paragraph).split())
        breaks = _count_page_breaks(paragraph)
        is_leading = breaks and not text
        page = self._page + (breaks if is_leading else 0)
        self._page += breaks
        label, level = self._numbering.label(paragraph) if text else ("", 0)
        heading = _find_heading_level(paragraph)
        kind = BlockKind.HEADING if heading else BlockKind.LIST_ITEM if level else BlockKind.PARAGRAPH
        block = self._build(kind, heading or level, text, (), page)
        return self._row(replace(block, label=label, bold=_find_bold(paragraph)), [text])

    def read_table(self, table: "Table") -> Iterator[_Row]:
        """Read the rows of a table; rows that a cell spans are one block of several lines."""
        for rows in _join_spanned(list(_read_rows(table))):
            cells = tuple(
                "\n".join(part for part in column if part) for column in zip(*(row.cells for row in rows), strict=True)
            )
            texts = [" ".join(" ".join(row.cells).split()) for row in rows]
            block = self._build(BlockKind.TABLE_ROW, 0, " ".join(" ".join(cells).split()), cells, self._page)
            yield self._row(block, texts)

    def _build(self, kind: BlockKind, level: int, text: str, cells: tuple[str, ...], page: int) -> Block:
        return Block(kind=kind, level=level, text=text, cells=cells, lines=(0, 0), page=page, paragraph=0)

    def _row(self, block: Block, texts: list[str]) -> _Row:
        first = self._line + 1
        self._line += len(texts)
        lines = tuple(Line(number=first + place, page=block.page, text=text) for place, text in enumerate(texts))
        has_words = any(char.isalnum() for char in block.text)
        return _Row(block=replace(block, lines=(first, self._line)), lines=lines, has_words=has_words)


def _xml(part: Any) -> Any:
    return part._element  # noqa: SLF001  python-docx has no other way to what it has no words for


def _read_text(paragraph: "Paragraph") -> str:
    """Return the words of a paragraph as Word shows them: those inserted under tracking too, those deleted not."""
    from docx.oxml.ns import qn

    parts = []
    for node in _xml(paragraph).iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        else:
            parts.append("-" if node.tag == qn("w:noBreakHyphen") else " ")
    return "".join(parts).replace("\u00ad", "")


def _count_page_breaks(paragraph: "Paragraph") -> int:
    from docx.oxml.ns import qn

    element = _xml(paragraph)
    rendered = len(list(element.iter(qn("w:lastRenderedPageBreak"))))
    set_breaks = sum(node.get(qn("w:type")) == "page" for node in element.iter(qn("w:br")))
    return max(rendered, int(set_breaks))


def _find_heading_level(paragraph: "Paragraph") -> int:
    """Return the level of a heading by its style, or the one that rests on; a title has 1, other paragraphs 0."""
    for style in _follow_styles(paragraph):
        name = (style.name or "").casefold()
        if name in ("title", "titre"):
            return 1
        for prefix in ("heading ", "titre "):
            if name.startswith(prefix) and name.removeprefix(prefix).strip().isdigit():
                return int(name.removeprefix(prefix))
    return 0


def _follow_styles(paragraph: "Paragraph") -> Iterator[Any]:
    style: Any = paragraph.style
    for _ in range(_MAX_STYLES):
        if style is None:
            return
        yield style
        style = style.base_style


def _find_bold(paragraph: "Paragraph") -> str:
    """Return the words that a paragraph begins with in bold type."""
    words = ""
    for run in paragraph.runs:
        if run.text.strip() and not (run.bold or (run.bold is None and _is_bold_by_style(paragraph))):
            break
        words += run.text
    return " ".join(words.split())


def _is_bold_by_style(paragraph: "Paragraph") -> bool:
    return any(style.font.bold for style in _follow_styles(paragraph) if getattr(style, "font", None) is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _TableRow:
    cells: tuple[str, ...]
    """Words of its cells; of a cell spanned from the row above, none."""
    is_spanned: bool
    """Whether a cell goes on from the row above."""


def _read_rows(table: "Table") -> Iterator[_TableRow]:
    from docx.oxml.ns import qn
    from docx.table import _Cell

    width = len(table.columns)
    for row in table.rows:
        cells: list[str] = [""] * row.grid_cols_before
        is_spanned = False
        for element in _xml(row).tc_lst:
            merge = element.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merge is not None and merge.get(qn("w:val")) in (None, "continue")
            is_spanned |= goes_on
            cells.append("" if goes_on else _read_cell(_Cell(element, table)))
            cells += [""] * (element.grid_span - 1)
        cells += [""] * (width - len(cells))
        yield _TableRow(cells=tuple(cells), is_spanned=is_spanned)


def _read_cell(cell: Any) -> str:
    """Return the paragraphs of a cell, each on a line of its own; those of a table inside it too."""
    from docx.table import Table

    parts = []
    for content in cell.iter_inner_content():
        if isinstance(content, Table):
            parts += [" ".join(row.cells) for row in _read_rows(content)]
        else:
            parts.append(_read_text(content))
    return "\n".join(" ".join(part.split()) for part in parts if part.strip())


def _join_spanned(rows: Iterable[_TableRow]) -> list[list[_TableRow]]:
    """Return rows together that a cell spans: one answer beside several demands."""
    joined: list[list[_TableRow]] = []
    for row in rows:
        if row.is_spanned and joined:
            joined[-1].append(row)
        else:
            joined.append([row])
    widest = max((len(row.cells) for row in (row for group in joined for row in group)), default=0)
    return [[replace(row, cells=(*row.cells, *[""] * (widest - len(row.cells)))) for row in group] for group in joined]


class _Numbering:
    """The numbers that Word prints before the paragraphs of its lists, which are none of their words."""

    def __init__(self, word: "WordDocument") -> None:
        from docx.oxml.ns import qn

        self._qn = qn
        part = next(
            (relation.target_part for relation in word.part.rels.values() if relation.reltype.endswith("/numbering")),
            None,
        )
        root = getattr(part, "element", None)
        self._lists = {} if root is None else {node.get(qn("w:numId")): node for node in root.findall(qn("w:num"))}
        self._kinds = (
            {}
            if root is None
            else {node.get(qn("w:abstractNumId")): node for node in root.findall(qn("w:abstractNum"))}
        )
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: "Paragraph") -> tuple[str, int]:
        """Return the number or bullet of a paragraph, and its level from 1; '' and 0 where it is in no list."""
        number, level = self._find_list(paragraph)
        if number is None or number == "0":
            return "", 0
        form = self._find_form(number, level)
        if form is None:
            return ("•" if self._is_list_style(paragraph) else ""), level + 1
        return self._count(number, level, form), level + 1

    @staticmethod
    def _is_list_style(paragraph: "Paragraph") -> bool:
        return any("bullet" in (style.name or "").casefold() for style in _follow_styles(paragraph))

    def _find_list(self, paragraph: "Paragraph") -> tuple[str | None, int]:
        qn = self._qn
        level: int | None = None
        for owner in (
            _xml(paragraph).pPr,
            *(style.element.find(qn("w:pPr")) for style in _follow_styles(paragraph)),
        ):
            properties = owner.find(qn("w:numPr")) if owner is not None else None
            if properties is None:
                continue
            printed, listed = properties.find(qn("w:ilvl")), properties.find(qn("w:numId"))
            if level is None and printed is not None:
                level = _read_integer(printed.get(qn("w:val")))
            if listed is not None:
                return listed.get(qn("w:val")), level or 0
        return None, 0

    def _find_form(self, number: str, level: int) -> "_Form | None":
        qn = self._qn
        listed = self._lists.get(number)
        if listed is None:
            return None
        own = next((node for node in listed.findall(qn("w:lvlOverride")) if node.get(qn("w:ilvl")) == str(level)), None)
        reference = listed.find(qn("w:abstractNumId"))
        kind = self._kinds.get(reference.get(qn("w:val"))) if reference is not None else None
        levels = [own.find(qn("w:lvl"))] if own is not None else []
        levels += [
            node
            for node in (kind.findall(qn("w:lvl")) if kind is not None else [])
            if node.get(qn("w:ilvl")) == str(level)
        ]
        found = next((node for node in levels if node is not None), None)
        if found is None:
            return None
        restart = own.find(qn("w:startOverride")) if own is not None else None
        start = restart if restart is not None else found.find(qn("w:start"))
        return _Form(
            kind=reference.get(qn("w:val")) if reference is not None else "",
            shape=_value(found.find(qn("w:numFmt")), qn("w:val")) or "decimal",
            text=_value(found.find(qn("w:lvlText")), qn("w:val")) or "",
            start=_read_integer(_value(start, qn("w:val")) or "1") or 0,
            restarts=restart is not None,
        )

    def _count(self, number: str, level: int, form: "_Form") -> str:
        if form.shape in ("bullet", "none"):
            return "•" if form.shape == "bullet" else ""
        # lists that share a kind go on counting together, unless one of them says where it starts
        key = number if form.restarts else f"kind {form.kind}"
        counts = self._counts.setdefault(key, {})
        if form.restarts and (number, level) not in self._begun:
            counts.pop(level, None)
            self._begun.add((number, level))
        counts[level] = counts[level] + 1 if level in counts else form.start
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        text = form.text
        for at in range(level + 1):
            shape = form.shape if at == level else (self._find_form(number, at) or form).shape
            text = text.replace(f"%{at + 1}", _write_number(counts.get(at, 1), shape))
        return text.strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Form:
    """How one level of a list is numbered."""

    kind: str
    shape: str
    text: str
    start: int
    restarts: bool


def _value(node: Any, name: str) -> str | None:
    return None if node is None else node.get(name)


def _read_integer(text: str | None) -> int:
    return int(text) if text is not None and text.isdigit() and len(text) < 7 else 0


def _write_number(number: int, shape: str) -> str:
    if shape in ("lowerLetter", "upperLetter"):
        letter = ascii_lowercase[(number - 1) % 26] * ((number - 1) // 26 + 1) if number > 0 else ""
        return letter.upper() if shape == "upperLetter" else letter
    if shape in ("lowerRoman", "upperRoman"):
        roman = _write_roman(number)
        return roman.upper() if shape == "upperRoman" else roman
    return str(number)


def _write_roman(number: int) -> str:
    written = ""
    number = min(number, 3999)
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        written += sign * times
    return written


def _tell_what_is_left_out(word: "WordDocument") -> Iterator[Message]:
    """Yield a message for each kind of text that is not read: headers and footers, footnotes, text boxes."""
    from docx.oxml.ns import qn

    edges = {
        " ".join(paragraph.text.split())
        for section in word.sections
        for part in (section.header, section.footer)
        if not part.is_linked_to_previous
        for paragraph in part.paragraphs
    } - {""}
    if edges:
        yield Message(where=None, text=f"headers and footers are left out: {'; '.join(sorted(edges))}")
    notes = len(list(word.element.body.iter(qn("w:footnoteReference")))) + len(
        list(word.element.body.iter(qn("w:endnoteReference")))
    )
    if notes:
        yield Message(
            where=None,
            text=f"the words of {notes} footnotes and endnotes are left out; expected nothing that answers in them",
        )
