"""A script as Word files, in the layouts that people and converters give a report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cpcheck.records import replace
from tests.unit.importers.scripts import Part, Role, Row, list_rows
from tests.unit.importers.word_lists import WordLists, set_list


@dataclass(frozen=True, kw_only=True)
class WordLayout:
    """How a report is laid out in paragraphs."""

    numbers: str = "listed"
    """Of chapeaux: `typed`, `listed` by Word, those of a `style` that counts on, or of a `heading`, `typed_heading`."""
    demands: str = "List Bullet"
    """Style of demands; `level` for the second level of the list of the chapeaux, `numbered` for a list of theirs."""
    inner: tuple[str, str] = ("bullet", "•")
    """Format of that second level, and what is printed."""
    label: str = "Recommendation - "
    answer: str = "Response – "
    is_bold: bool = True
    """Whether labels are bold."""
    labels: str = "run"
    """Whether a label is a `run` of the paragraph, or a `paragraph`, `bold` paragraph or `heading` before it."""
    is_each: bool = True
    """Whether each demand has a label, or only the first before an answer."""
    is_outline: bool = False
    """Whether Word numbers the sections too: one list of three levels."""


LAYOUTS = {
    "typed": WordLayout(numbers="typed", demands="Normal"),
    "bulleted": WordLayout(),
    "bulleted_once": WordLayout(is_each=False),
    "bulleted_level": WordLayout(demands="level"),
    "plain_demands": WordLayout(demands="Normal"),
    "colons": WordLayout(label="Recommendation: ", answer="Response: "),
    "bare_bold_labels": WordLayout(label="Recommendation ", answer="Response "),
    "answers_labelled": WordLayout(label=""),
    "nothing_labelled": WordLayout(label="", answer=""),
    "labels_bold_apart": WordLayout(labels="bold", is_each=False),
    "labels_plain_apart": WordLayout(labels="paragraph", is_each=False),
    "labels_as_headings": WordLayout(labels="heading", is_each=False),
    "lettered": WordLayout(demands="level", inner=("lowerLetter", "%2)"), label=""),
    "lettered_in_brackets": WordLayout(demands="level", inner=("lowerLetter", "(%2)"), label="", answer=""),
    "lettered_and_labelled": WordLayout(demands="level", inner=("lowerLetter", "%2."), label="Recommendation: "),
    "numbered_inside": WordLayout(demands="numbered", label="", answer="Response: "),
    "outline": WordLayout(demands="level", inner=("lowerLetter", "%3)"), label="", is_outline=True),
    "styles": WordLayout(numbers="style", label="Recommendation: ", answer="Response: "),
    "styles_second_level": WordLayout(numbers="style", demands="List Bullet 2", label="", answer="Response: "),
    "chapeaux_as_headings": WordLayout(numbers="typed_heading"),
    "chapeaux_as_listed_headings": WordLayout(numbers="heading"),
}


def write_layout(path: Path, script: Sequence[Part], layout: WordLayout) -> Path:
    """Write a script with a layout of paragraphs."""
    import docx

    word = docx.Document()
    writer = _Writer(word, layout)
    for part in script:
        writer.write(part)
    word.save(str(path))
    return path


class _Writer:
    def __init__(self, word: Any, layout: WordLayout) -> None:
        self._word = word
        self._layout = layout
        self._lists = WordLists(word)
        outer = [("upperLetter", "%1.")] if layout.is_outline else []
        self._level = len(outer)
        self._kind = self._lists.add_kind([*outer, ("decimal", f"%{self._level + 1}."), layout.inner])
        self._list = self._lists.add_list(self._kind)
        self._inner_kind = self._lists.add_kind([("decimal", "%1)")])
        self._inner = 0
        self._before: Role | None = None

    def write(self, part: Part) -> None:
        getattr(self, f"_write_{part.role.name.lower()}")(part)
        self._before = part.role

    def _write_front(self, part: Part) -> None:
        self._word.add_paragraph(part.text)

    _write_more = _write_front

    def _write_section(self, part: Part) -> None:
        if self._layout.is_outline:
            set_list(self._word.add_heading(part.text or "Part", 1), self._list)
            return
        self._word.add_heading(part.title, 1)
        self._list = self._lists.add_list(self._kind, starts={0: 1})

    def _write_chapeau(self, part: Part) -> None:
        self._add_numbered(part, "")
        self._inner = self._lists.add_list(self._inner_kind, starts={0: 1})

    def _write_demand(self, part: Part) -> None:
        has_label = self._layout.is_each or self._before is not Role.DEMAND
        label = self._layout.label if has_label else ""
        if self._put_apart(label):
            label = ""
        if part.number:
            self._add_numbered(part, label)
        elif self._layout.demands in ("level", "numbered"):
            is_level = self._layout.demands == "level"
            paragraph = self._word.add_paragraph()
            set_list(paragraph, self._list if is_level else self._inner, self._level + 1 if is_level else 0)
            self._fill(paragraph, label, part.text)
        else:
            bullet = "- " if self._layout.numbers == "typed" else ""
            paragraph = self._word.add_paragraph(bullet, style=self._layout.demands)
            self._fill(paragraph, label, part.text)

    def _write_answer(self, part: Part) -> None:
        label = "" if self._put_apart(self._layout.answer) else self._layout.answer
        self._fill(self._word.add_paragraph(), label, part.text)

    def _write_headed(self, part: Part) -> None:
        paragraph = self._word.add_paragraph(style="List Bullet")
        paragraph.add_run(part.head).bold = True
        paragraph.add_run(f" – {part.text}")

    def _add_numbered(self, part: Part, label: str) -> None:
        numbers = self._layout.numbers
        if numbers == "typed":
            paragraph = self._word.add_paragraph(f"{part.number}. ")
        elif numbers == "typed_heading":
            paragraph = self._word.add_heading(f"{part.number}. ", 2)
        elif numbers == "style":
            paragraph = self._word.add_paragraph(style="List Number")
        else:
            paragraph = self._word.add_heading("", 2) if numbers == "heading" else self._word.add_paragraph()
            set_list(paragraph, self._list, self._level)
        self._fill(paragraph, label, part.text)

    def _fill(self, paragraph: Any, label: str, text: str) -> None:
        if label:
            paragraph.add_run(label).bold = self._layout.is_bold or None
        paragraph.add_run(text)

    def _put_apart(self, label: str) -> bool:
        """Write a label as a paragraph of its own, where the layout has them so."""
        word = label.strip(" -–:")
        if self._layout.labels == "run" or not word:
            return False
        if self._layout.labels == "heading":
            self._word.add_heading(word, 3)
        else:
            self._word.add_paragraph().add_run(word).bold = self._layout.labels == "bold" or None
        return True


# Line breaks


def write_breaks(path: Path, script: Sequence[Part], *, is_one: bool) -> Path:
    """Write a script with line breaks instead of paragraphs: all in one, or one for each number."""
    import docx

    word = docx.Document()
    paragraph = word.add_paragraph()
    for part in script:
        begins = part.role in (Role.SECTION, Role.CHAPEAU, Role.HEADED) or bool(part.number)
        if begins and not is_one:
            paragraph = word.add_paragraph()
        elif paragraph.runs:
            paragraph.add_run().add_break()
        paragraph.add_run(type_part(part))
    word.save(str(path))
    return path


def type_part(part: Part) -> str:
    """Return a paragraph as it is typed, with number, bullet and label."""
    if part.role is Role.SECTION:
        return part.title
    if part.role is Role.CHAPEAU:
        return f"{part.number}. {part.text}"
    if part.role is Role.DEMAND:
        return f"{f'{part.number}. ' if part.number else '- '}Recommendation - {part.text}"
    if part.role is Role.ANSWER:
        return f"Response – {part.text}"
    return f"- {part.head} – {part.text}" if part.role is Role.HEADED else part.text


# Tables


@dataclass(frozen=True, kw_only=True)
class TableLayout:
    """How a report is laid out in a table of two columns."""

    has_header: bool = True
    is_listed: bool = False
    """Whether Word numbers what stands in the cells."""
    has_numbers: bool = False
    """Whether numbers have a column of their own."""
    is_split: bool = False
    """Whether each number has a table of its own."""
    has_title_rows: bool = False
    """Whether a chapeau has a row of its own, through both columns."""
    is_merged: bool = False
    """Whether each demand has a row, beside one cell with their answer."""


TABLES = {
    "table": TableLayout(),
    "table_without_header": TableLayout(has_header=False),
    "table_with_lists": TableLayout(is_listed=True),
    "table_with_numbers": TableLayout(has_numbers=True),
    "tables": TableLayout(is_split=True),
    "tables_without_header": TableLayout(is_split=True, has_header=False),
    "table_with_title_rows": TableLayout(has_title_rows=True),
    "table_with_merged_answers": TableLayout(has_title_rows=True, is_merged=True),
}


def write_table(path: Path, script: Sequence[Part], layout: TableLayout) -> Path:
    """Write a script as tables, one for each section; what is no demand stands between them."""
    import docx

    word = docx.Document()
    writer = _TableWriter(word, layout)
    for each in list_rows(script):
        if isinstance(each, Row):
            writer.add_row(each)
        else:
            writer.close()
            word.add_heading(each.title, 1) if each.role is Role.SECTION else word.add_paragraph(type_part(each))
    word.save(str(path))
    return path


class _TableWriter:
    def __init__(self, word: Any, layout: TableLayout) -> None:
        self._word = word
        self._layout = layout
        self._table: Any = None
        self._lists = WordLists(word)
        self._kind = self._lists.add_kind([("decimal", "%1."), ("lowerLetter", "%2)")])
        self._list = 0

    def close(self) -> None:
        """End a table: a section follows."""
        self._table = None
        self._list = self._lists.add_list(self._kind, starts={0: 1})

    def add_row(self, row: Row) -> None:
        number = row.chapeau.number if row.chapeau else row.demands[0].number
        if self._table is None or (self._layout.is_split and number):
            self._begin()
        if row.chapeau and self._layout.has_title_rows:
            cells = self._table.add_row().cells
            cells[0].merge(cells[-1]).text = f"{number}. {row.chapeau.text}"
            row = replace(row, chapeau=None)
        groups = [[demand] for demand in row.demands] if self._layout.is_merged else [row.demands]
        first: Any = None
        for group in groups:
            cells = self._table.add_row().cells
            if self._layout.has_numbers:
                cells[0].text = number
            self._fill_demands(cells[-2], row.chapeau if group is groups[0] else None, group)
            first = cells[-1] if first is None else first.merge(cells[-1])
        self._fill(first, [(answer.text, None) for answer in row.answers])

    def _begin(self) -> None:
        if self._table is not None:
            self._word.add_paragraph("")
        self._table = self._word.add_table(rows=0, cols=3 if self._layout.has_numbers else 2)
        if self._layout.has_header:
            texts = [*(["No."] if self._layout.has_numbers else []), "Recommendation", "Response"]
            for cell, text in zip(self._table.add_row().cells, texts, strict=True):
                cell.text = text

    def _fill_demands(self, cell: Any, chapeau: Part | None, demands: Sequence[Part]) -> None:
        is_plain = self._layout.is_listed or self._layout.has_numbers
        lines: list[tuple[str, int | None]] = []
        for part in [*([chapeau] if chapeau else []), *demands]:
            level = 0 if part.number else 1
            typed = f"{part.number}. " if part.number else "- "
            mark = "" if self._layout.is_listed or (is_plain and part.number) else typed
            lines.append((f"{mark}{part.text}", level if self._layout.is_listed else None))
        self._fill(cell, lines)

    def _fill(self, cell: Any, lines: Sequence[tuple[str, int | None]]) -> None:
        for place, (text, level) in enumerate(lines):
            paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
            paragraph.add_run(text)
            if level is not None:
                set_list(paragraph, self._list, level)


def list_writers() -> dict[str, Callable[[Path, Sequence[Part]], Path]]:
    """Return all ways to write a script as a Word file, by name."""
    paragraphs = {name: _bind(write_layout, layout) for name, layout in LAYOUTS.items()}
    tables = {name: _bind(write_table, layout) for name, layout in TABLES.items()}
    breaks: dict[str, Callable[[Path, Sequence[Part]], Path]] = {
        "line_breaks": lambda path, script: write_breaks(path, script, is_one=False),
        "one_paragraph": lambda path, script: write_breaks(path, script, is_one=True),
    }
    return paragraphs | tables | breaks


def _bind(write: Callable[..., Path], layout: object) -> Callable[[Path, Sequence[Part]], Path]:
    return lambda path, script: write(path, script, layout)
