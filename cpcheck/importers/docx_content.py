"""The body of a Word file as blocks in reading order, each with its lines: paragraphs, text boxes, rows of tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cpcheck.importers.document import Block, BlockKind, CellParagraph, Line
from cpcheck.importers.docx_numbering import Mark, Numbering
from cpcheck.importers.docx_styles import Style, Styles
from cpcheck.importers.paragraphs import PrintedLine, group_lines, is_typed_mark
from cpcheck.records import record, replace

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_WRAPPERS = ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")
"""Elements that hold paragraphs, rows, cells or runs as if they stood in their place."""
_LEFT_OUT = ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:txbxContent")
"""Elements whose words are not shown, or are read apart."""
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What an old program shows instead: the same words once more."""
_MAX_COLUMNS = 100
"""Columns that a cell may span; Word allows 63."""


@record
class Row:
    """A block with its lines; one without words has them too, so that lines are counted as Word counts paragraphs."""

    block: Block
    lines: tuple[Line, ...]

    @property
    def has_words(self) -> bool:
        """Tell whether there is anything to read in it."""
        return any(char.isalnum() for char in self.block.text)


@dataclass(slots=True)
class _Stretch:
    """Words up to a line break, while they are read."""

    parts: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    is_all_bold: bool = True

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).replace("\u00ad", "").split())

    @property
    def leading_bold(self) -> str:
        return " ".join("".join(self.bold).split())

    def add(self, text: str, *, is_bold: bool) -> None:
        self.parts.append(text)
        if not is_bold and is_typed_mark("".join(self.parts)):
            return
        if text.strip():
            self.is_all_bold &= is_bold
        if self.is_all_bold:
            self.bold.append(text)


@record
class _Paragraph:
    """A paragraph as Word shows it."""

    stretches: tuple[_Stretch, ...]
    mark: Mark
    heading: int
    is_contents: bool
    breaks: int
    """Page breaks inside it."""


@record
class _TableRow:
    cells: tuple[tuple[CellParagraph, ...], ...]
    """Paragraphs of its cells; of a cell spanned from the row above, none."""
    is_spanned: bool
    """Whether a cell goes on from the row above."""

    @property
    def text(self) -> str:
        return " ".join(paragraph.text for cell in self.cells for paragraph in cell)


class BodyReader:
    """Counts lines and pages while it reads."""

    def __init__(self, word: "WordDocument") -> None:
        from docx.oxml.ns import qn

        self._qn = qn
        self._wrappers = {qn(name) for name in _WRAPPERS}
        self._left_out = {_FALLBACK, *(qn(name) for name in _LEFT_OUT)}
        self._word = word
        self._styles = Styles(word)
        self._numbering = Numbering(word)
        self._line = 0
        self._page = 1
        self.contents: list[str] = []
        """Entries of tables of contents, which are left out."""

    def read(self) -> Iterator[Row]:
        """Yield the blocks of the body, with empty paragraphs among them."""
        yield from self._read_blocks(self._word.element.body)

    def _read_blocks(self, parent: Any) -> Iterator[Row]:
        qn = self._qn
        for node in parent.iterchildren():
            if node.tag == qn("w:p"):
                yield from self._read_paragraph(node)
            elif node.tag == qn("w:tbl"):
                yield from self._read_table(node)
            elif node.tag in self._wrappers:
                if self._is_contents(node):
                    self._leave_contents(node)
                else:
                    yield from self._read_blocks(node)

    # Tables of contents

    def _is_contents(self, node: Any) -> bool:
        gallery = node.find(f"{self._qn('w:sdtPr')}/{self._qn('w:docPartObj')}/{self._qn('w:docPartGallery')}")
        return gallery is not None and gallery.get(self._qn("w:val")) == "Table of Contents"

    def _leave_contents(self, node: Any) -> None:
        for paragraph in node.iter(self._qn("w:p")):
            self._leave(self._scan(paragraph))

    def _leave(self, paragraph: _Paragraph) -> None:
        self._line += len(paragraph.stretches)
        self._page += paragraph.breaks
        self.contents += [stretch.text for stretch in paragraph.stretches if stretch.text]

    # Paragraphs

    def _read_paragraph(self, node: Any) -> Iterator[Row]:
        """Yield the blocks of a paragraph: one, or several where line breaks part what a reader takes for several."""
        paragraph = self._scan(node)
        if paragraph.is_contents:
            self._leave(paragraph)
            return
        has_words = any(stretch.text for stretch in paragraph.stretches)
        page = self._page + (0 if has_words else paragraph.breaks)  # a break inside it counts for what comes after
        self._page += paragraph.breaks
        label, level, kind = paragraph.mark.label, paragraph.heading or paragraph.mark.level, BlockKind.PARAGRAPH
        if level:
            kind = BlockKind.HEADING if paragraph.heading else BlockKind.LIST_ITEM
        for group in _group(paragraph.stretches):
            texts = [stretch.text for stretch in group]
            yield self._row(
                Block(
                    kind=kind,
                    level=level,
                    text=" ".join(text for text in texts if text),
                    cells=(),
                    lines=(0, 0),
                    page=page,
                    paragraph=0,
                    label=label,
                    bold=_join_bold(group),
                ),
                texts,
            )
            label, level, kind = "", 0, BlockKind.PARAGRAPH
        for box in self._find_text_boxes(node):
            yield from self._read_blocks(box)

    def _scan(self, node: Any) -> _Paragraph:
        style = self._styles.find(node)
        stretches = [_Stretch()]
        breaks = self._scan_runs(node, style, stretches)
        return _Paragraph(
            stretches=tuple(stretches),
            mark=self._numbering.read(node, style),
            heading=self._styles.find_heading(node, style),
            is_contents=style.is_contents,
            breaks=breaks,
        )

    def _scan_runs(self, parent: Any, style: Style, stretches: list[_Stretch]) -> int:
        """Gather the words below an element as Word shows them: inserted ones, not deleted ones. Return page breaks."""
        rendered = set_ = 0
        qn = self._qn
        for run in self._find_runs(parent):
            is_bold = self._styles.is_bold_run(run, style)
            for part in run.iterchildren():
                if part.tag == qn("w:lastRenderedPageBreak"):
                    rendered += 1
                elif part.tag == qn("w:cr") or (part.tag == qn("w:br") and self._is_line_break(part)):
                    stretches.append(_Stretch())
                elif part.tag == qn("w:br"):
                    set_ += part.get(qn("w:type")) == "page"
                    stretches[-1].add(" ", is_bold=is_bold)
                else:
                    stretches[-1].add(self._read_part(part), is_bold=is_bold)
        return max(rendered, set_)

    def _find_runs(self, parent: Any) -> Iterator[Any]:
        for node in parent.iterchildren():
            if node.tag == self._qn("w:r"):
                yield node
            elif node.tag not in self._left_out:
                yield from self._find_runs(node)

    def _is_line_break(self, part: Any) -> bool:
        return part.get(self._qn("w:type")) in (None, "textWrapping")

    def _read_part(self, part: Any) -> str:
        qn = self._qn
        if part.tag == qn("w:t"):
            return part.text or ""
        if part.tag == qn("w:sym"):
            code = part.get(qn("w:char")) or ""
            return chr(int(code, 16)) if code and all(char in "0123456789abcdefABCDEF" for char in code[:4]) else ""
        return {qn("w:tab"): " ", qn("w:ptab"): " ", qn("w:noBreakHyphen"): "-"}.get(part.tag, "")

    def _find_text_boxes(self, node: Any) -> Iterator[Any]:
        """Yield the text boxes anchored in a paragraph; each is written twice, once for old programs."""
        for box in node.iter(self._qn("w:txbxContent")):
            above = list(box.iterancestors())
            inside = above[: above.index(node)]
            if not any(each.tag in (_FALLBACK, self._qn("w:txbxContent")) for each in inside):
                yield box

    def _row(self, block: Block, texts: Sequence[str]) -> Row:
        first = self._line + 1
        self._line += len(texts)
        lines = tuple(Line(number=first + place, page=block.page, text=text) for place, text in enumerate(texts))
        return Row(block=replace(block, lines=(first, self._line)), lines=lines)

    # Tables

    def _read_table(self, table: Any) -> Iterator[Row]:
        """Read the rows of a table; rows that a cell spans are one block of several lines."""
        for rows in _join_spanned(list(self._read_rows(table))):
            columns = zip(*(row.cells for row in rows), strict=True)
            cells = tuple(tuple(paragraph for cell in column for paragraph in cell) for column in columns)
            text = " ".join(paragraph.text for cell in cells for paragraph in cell)
            block = Block(
                kind=BlockKind.TABLE_ROW, level=0, text=text, cells=cells, lines=(0, 0), page=self._page, paragraph=0
            )
            yield self._row(block, [row.text for row in rows])

    def _read_rows(self, table: Any) -> Iterator[_TableRow]:
        qn = self._qn
        grid = table.find(qn("w:tblGrid"))
        width = len(grid.findall(qn("w:gridCol"))) if grid is not None else 0
        for row in self._find_children(table, "w:tr"):
            properties = row.find(qn("w:trPr"))
            if properties is not None and properties.find(qn("w:del")) is not None:
                continue
            cells: list[tuple[CellParagraph, ...]] = [()] * self._read_span(properties, "w:gridBefore", 0)
            is_spanned = False
            for cell in self._find_children(row, "w:tc"):
                own = cell.find(qn("w:tcPr"))
                merge = own.find(qn("w:vMerge")) if own is not None else None
                goes_on = merge is not None and merge.get(qn("w:val")) in (None, "continue")
                is_spanned |= goes_on
                cells.append(() if goes_on else tuple(self._read_cell(cell)))
                cells += [()] * (self._read_span(own, "w:gridSpan", 1) - 1)
            cells += [()] * (width - len(cells))
            yield _TableRow(cells=tuple(cells), is_spanned=is_spanned)

    def _read_span(self, properties: Any, name: str, missing: int) -> int:
        found = properties.find(self._qn(name)) if properties is not None else None
        value = found.get(self._qn("w:val")) if found is not None else None
        return min(int(value), _MAX_COLUMNS) if value is not None and value.isdigit() else missing

    def _find_children(self, parent: Any, name: str) -> Iterator[Any]:
        for node in parent.iterchildren():
            if node.tag == self._qn(name):
                yield node
            elif node.tag in self._wrappers:
                yield from self._find_children(node, name)

    def _read_cell(self, cell: Any) -> Iterator[CellParagraph]:
        """Yield the paragraphs of a cell; of a table inside it, each row as one."""
        qn = self._qn
        for node in cell.iterchildren():
            if node.tag == qn("w:p"):
                yield from self._read_cell_paragraph(node)
            elif node.tag == qn("w:tbl"):
                yield from (CellParagraph(text=row.text) for row in self._read_rows(node) if row.text)
            elif node.tag in self._wrappers:
                yield from self._read_cell(node)

    def _read_cell_paragraph(self, node: Any) -> Iterator[CellParagraph]:
        paragraph = self._scan(node)
        self._page += paragraph.breaks
        label = paragraph.mark.label
        for group in _group(paragraph.stretches):
            text = " ".join(stretch.text for stretch in group if stretch.text)
            if text:
                yield CellParagraph(text=text, label=label, bold=_join_bold(group))
                label = ""
        for box in self._find_text_boxes(node):
            yield from self._read_cell(box)


def _group(stretches: Sequence[_Stretch]) -> list[list[_Stretch]]:
    """Return the stretches of each paragraph that a reader sees, where line breaks were used for ends of paragraphs."""
    if len(stretches) == 1:
        return [list(stretches)]
    lines = [
        PrintedLine(
            number=place,
            page=1,
            text=stretch.text,
            bold=stretch.leading_bold,
            is_apart=place > 0 and not stretches[place - 1].text,
        )
        for place, stretch in enumerate(stretches)
        if stretch.text
    ]
    starts = [group[0].number for group in group_lines(lines)] or [0]
    starts[0] = 0
    ends = [*starts[1:], len(stretches)]
    return [list(stretches[start:end]) for start, end in zip(starts, ends, strict=True)]


def _join_bold(stretches: Iterable[_Stretch]) -> str:
    """Return the words that stretches begin with in bold type."""
    words: list[str] = []
    for stretch in stretches:
        words.append(stretch.leading_bold)
        if not stretch.is_all_bold:
            break
    return " ".join(word for word in words if word)


def _join_spanned(rows: Iterable[_TableRow]) -> list[list[_TableRow]]:
    """Return rows together that a cell spans: one answer beside several demands."""
    joined: list[list[_TableRow]] = []
    for row in rows:
        if row.is_spanned and joined:
            joined[-1].append(row)
        else:
            joined.append([row])
    widest = max((len(row.cells) for group in joined for row in group), default=0)
    return [[replace(row, cells=(*row.cells, *[()] * (widest - len(row.cells)))) for row in group] for group in joined]
