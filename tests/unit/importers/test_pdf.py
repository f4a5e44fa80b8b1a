"""PDF files are read by where their words stand: paragraphs, cells, and what is no part of the text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cpcheck.importers.document import BlockKind, Document
from cpcheck.importers.readers import read_document
from tests.unit.importers.written import find_type, load_reportlab

pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
LONG = "The ministry sent a circular to all nine district courts, and the registries applied it"
"""A line that the next word would not have fitted on."""


def draw(path: Path, *pages: Callable[[Any], None], turned: int = 0) -> Document:
    """Write pages with what each draws, and read them."""
    canvas = load_reportlab("pdfgen.canvas").Canvas(str(path), pagesize=(595, 842))
    for page in pages:
        canvas.setFont(find_type(), 10)
        page(canvas)
        if turned:
            canvas.setPageRotation(turned)
        canvas.showPage()
    canvas.save()
    return read_document(str(path))


def write(canvas: Any, *lines: str, left: float = 72, top: float = 770, lead: float = 12) -> None:
    for place, line in enumerate(lines):
        canvas.drawString(left, top - lead * place, line)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def test_an_indent_begins_a_paragraph_and_words_under_those_after_a_bullet_do_not(tmp_path: Path) -> None:
    def page(canvas: Any) -> None:
        write(canvas, f"{LONG} in", left=92)
        write(canvas, f"the north and in the south. {LONG[:60]}", top=758)
        write(canvas, "Since then nothing was heard.", left=92, top=746)
        write(canvas, "• give funds to all those shelters that are run by civil society in the towns", top=734)
        write(canvas, "of the coast;", left=80, top=722)

    found = texts(draw(tmp_path / "r.pdf", page))
    assert [text.split()[0] for text in found] == ["The", "Since", "•"]
    assert found[2].endswith("towns of the coast;")


def test_the_end_of_a_sentence_at_the_end_of_a_full_line_is_a_doubtful_end_of_a_paragraph(tmp_path: Path) -> None:
    lines = [
        f"{LONG} now.",
        "It was applied often, and the courts have not been asked again since that day in spring",
        "of 2024.",
    ]
    blocks = draw(tmp_path / "r.pdf", lambda canvas: write(canvas, *lines)).blocks
    assert [(block.text[:2], block.is_doubtful) for block in blocks] == [("Th", False), ("It", True)]


def test_footnotes_are_dropped_and_told(tmp_path: Path) -> None:
    def page(canvas: Any) -> None:
        write(canvas, *[f"{number} {LONG} {number}." for number in "abcdef"])
        canvas.setFont(find_type(), 7)
        write(canvas, "1 Official Gazette of 4 March.", top=90)

    document = draw(tmp_path / "r.pdf", page)
    assert "Gazette" not in " ".join(texts(document))
    assert [message.text for message in document.messages] == [
        'footnotes are left out on page 1: "1 Official Gazette of 4 March."'
    ]


def test_small_type_at_the_foot_that_is_an_entry_of_a_list_is_kept(tmp_path: Path) -> None:
    def page(canvas: Any) -> None:
        write(canvas, *[f"{number} {LONG} {number}." for number in "abcdef"])
        canvas.setFont(find_type(), 7)
        write(canvas, "3. Train judges.", top=90)

    document = draw(tmp_path / "r.pdf", page)
    assert texts(document)[-1] == "3. Train judges."


def test_text_that_does_not_stand_upright_is_left_out_and_told(tmp_path: Path) -> None:
    def page(canvas: Any) -> None:
        write(canvas, "Upright.")
        canvas.rotate(45)
        canvas.drawString(300, 100, "DRAFT")

    document = draw(tmp_path / "r.pdf", page)
    assert texts(document) == ["Upright."]
    assert 'left out on page 1: "DRAFT"' in document.messages[0].text


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_is_turned_when_shown_is_read_as_it_is_shown(tmp_path: Path, turned: int) -> None:
    def page(canvas: Any) -> None:
        x, y = {90: (595, 0), 180: (595, 842), 270: (0, 842)}[turned]
        canvas.translate(x, y)
        canvas.rotate(turned)
        write(canvas, "First line.", "Second line.", top=400)

    assert texts(draw(tmp_path / "r.pdf", page, turned=turned)) == ["First line.", "Second line."]


def test_ligatures_are_read_as_their_letters_and_bold_type_by_its_font(tmp_path: Path) -> None:
    def page(canvas: Any) -> None:
        write(canvas, "The oﬃce ﬁnds ﬂoats.")
        canvas.setFont("Helvetica-Bold", 10)
        write(canvas, "Response", top=740)
        canvas.setFont("Helvetica", 10)
        write(canvas, "It was done.", left=130, top=740)

    if find_type() == "Helvetica":
        pytest.skip("no typeface with ligatures is installed")
    blocks = draw(tmp_path / "r.pdf", page).blocks
    assert [(block.text, block.bold) for block in blocks] == [
        ("The office finds floats.", ""),
        ("Response It was done.", "Response"),
    ]


def test_a_hyphen_stays_where_lines_hardly_ever_end_with_one(tmp_path: Path) -> None:
    lines = [f"{LONG} {number}." for number in range(60)]
    lines[30:30] = ["The courts of first-", "instance apply it as they did before the change."]
    assert any(
        "first-instance" in text for text in texts(draw(tmp_path / "r.pdf", lambda canvas: write(canvas, *lines)))
    )


# Tables


def draw_table(canvas: Any, rows: list[tuple[str, str]], *, top: float = 770, is_ruled: bool = False) -> None:
    """Draw rows of two columns, in each cell lines parted by a stroke, cell by cell."""
    height = top
    for cells in rows:
        lines = [cell.split("|") for cell in cells]
        for left, cell in zip((72, 260), lines, strict=True):
            write(canvas, *cell, left=left, top=height)
        foot = height - 12 * (max(map(len, lines)) - 1) - 4
        if is_ruled:
            for left, right in ((66, 254), (254, 530)):
                canvas.rect(left, foot, right - left, height + 10 - foot)
        height = foot - 14


ROWS = [
    ("Recommendation", "Response"),
    (
        "1. Give funds to the|shelters of the north;",
        "The state pays half of what it|costs to run them.|The city pays the rest.",
    ),
    ("2. Train judges on|evidence.", "Six seminars were held."),
]


@pytest.mark.parametrize("is_ruled", [True, False])
def test_a_table_is_read_cell_by_cell_and_each_cell_knows_its_lines(tmp_path: Path, *, is_ruled: bool) -> None:
    document = draw(tmp_path / "r.pdf", lambda canvas: draw_table(canvas, ROWS, is_ruled=is_ruled))
    assert [block.kind for block in document.blocks] == [BlockKind.TABLE_ROW] * 3
    assert document.blocks[1].cell_texts == (
        "1. Give funds to the shelters of the north;",
        "The state pays half of what it costs to run them.\nThe city pays the rest.",
    )
    left, right = document.blocks[1].cells
    assert (left[0].lines, right[0].lines, right[1].lines) == ((3, 4), (5, 6), (7, 7))
    printed = [line.text for line in document.lines]
    assert printed[2:5] == ["1. Give funds to the", "shelters of the north;", "The state pays half of what it"]


def test_a_row_goes_on_over_a_page_and_a_header_that_is_repeated_is_told(tmp_path: Path) -> None:
    rest = [ROWS[0], ("", "about thirty of them,|all in the south."), ("3. Publish it.", "It was published in May.")]
    first = [*ROWS, ("4. Visit farms and|building sites.", "The office visited")]
    document = draw(
        tmp_path / "r.pdf",
        lambda canvas: draw_table(canvas, first, is_ruled=True),
        lambda canvas: draw_table(canvas, rest, is_ruled=True),
    )
    assert [block.cell_texts[1] for block in document.blocks][3:] == [
        "The office visited about thirty of them, all in the south.",
        "It was published in May.",
    ]
    assert 'repeated on 1 pages and left out there: "Recommendation Response"' in document.messages[-1].text


def test_figures_on_the_right_of_a_table_of_contents_make_no_column(tmp_path: Path) -> None:
    entries = [(f"Chapter on courts {number}", str(number)) for number in range(1, 7)]

    def page(canvas: Any) -> None:
        for place, (title, number) in enumerate(entries):
            write(canvas, title, top=770 - 12 * place)
            write(canvas, number, left=500, top=770 - 12 * place)

    assert all(block.kind is BlockKind.PARAGRAPH for block in draw(tmp_path / "r.pdf", page).blocks)


def test_a_list_with_bullets_apart_is_no_table(tmp_path: Path) -> None:
    def page(canvas: Any) -> None:
        for place in range(6):
            write(canvas, "•", top=770 - 24 * place)
            write(canvas, f"entry {place} of the list is long and", "goes on;", left=100, top=770 - 24 * place)

    found = draw(tmp_path / "r.pdf", page)
    assert [block.kind for block in found.blocks] == [BlockKind.PARAGRAPH] * 6
    assert texts(found)[0] == "• entry 0 of the list is long and goes on;"
