"""Word files are read as Word shows them: numbers of lists, line breaks, boxes, controls, and what is left out."""

import re
from pathlib import Path
from typing import Any

import pytest

from cpcheck.importers.document import BlockKind, Document
from cpcheck.importers.readers import read_document
from tests.unit.importers.word_lists import WordLists, set_list

docx = pytest.importorskip("docx", reason="python-docx is not installed")
LEVELS = [("decimal", "%1."), ("lowerLetter", "%2)"), ("lowerRoman", "(%3)")]


@pytest.fixture
def word() -> Any:
    return docx.Document()


@pytest.fixture
def lists(word: Any) -> WordLists:
    return WordLists(word)


def read(word: Any, folder: Path) -> Document:
    word.save(str(folder / "report.docx"))
    return read_document(str(folder / "report.docx"))


def print_labels(word: Any, entries: list[tuple[int, int]], folder: Path) -> list[str]:
    """Return what stands before paragraphs, each in a list and at a level."""
    for number, level in entries:
        set_list(word.add_paragraph("Words."), number, level)
    return [block.label for block in read(word, folder).blocks]


def build_xml(text: str) -> Any:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(re.sub(r"\A<(w:\w+)", rf"<\1 {nsdecls('w')}", text))


def add_xml(parent: Any, text: str) -> None:
    parent.append(build_xml(text))


def add_to_body(word: Any, text: str) -> None:
    word.element.body.sectPr.addprevious(build_xml(text))


# Numbers


def test_each_level_counts_for_itself_and_begins_anew_below_a_higher_one(
    word: Any, lists: WordLists, tmp_path: Path
) -> None:
    own = lists.add_list(lists.add_kind(LEVELS))
    entries = [(own, level) for level in (0, 1, 1, 2, 2, 1, 0, 1, 2)]
    assert print_labels(word, entries, tmp_path) == ["1.", "a)", "b)", "(i)", "(ii)", "c)", "2.", "a)", "(i)"]


def test_lists_of_one_kind_go_on_counting_up_to_one_that_says_where_it_starts(
    word: Any, lists: WordLists, tmp_path: Path
) -> None:
    kind = lists.add_kind(LEVELS)
    first, second = lists.add_list(kind), lists.add_list(kind)
    anew = lists.add_list(kind, starts={0: 1})
    later = lists.add_list(kind, starts={0: 7})
    entries = [(first, 0), (second, 0), (anew, 0), (anew, 0), (later, 0), (later, 0), (first, 0)]
    assert print_labels(word, entries, tmp_path) == ["1.", "2.", "1.", "2.", "7.", "8.", "3."]


def test_a_level_with_a_start_of_its_own_begins_there_each_time(word: Any, lists: WordLists, tmp_path: Path) -> None:
    own = lists.add_list(lists.add_kind([("decimal", "%1."), ("decimal", "%1.%2", "", "5")]))
    entries = [(own, 0), (own, 1), (own, 1), (own, 0), (own, 1)]
    assert print_labels(word, entries, tmp_path) == ["1.", "1.5", "1.6", "2.", "2.5"]


def test_a_level_may_go_on_below_a_higher_one(word: Any, lists: WordLists, tmp_path: Path) -> None:
    own = lists.add_list(lists.add_kind([("upperLetter", "%1."), ("decimal", "%2.", '<w:lvlRestart w:val="0"/>')]))
    entries = [(own, 0), (own, 1), (own, 1), (own, 0), (own, 1)]
    assert print_labels(word, entries, tmp_path) == ["A.", "1.", "2.", "B.", "3."]


def test_a_list_may_have_levels_of_its_own(word: Any, lists: WordLists, tmp_path: Path) -> None:
    level = (
        '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/>'
        '<w:lvlText w:val="%1 –"/></w:lvl></w:lvlOverride>'
    )
    own = lists.add_list(lists.add_kind(LEVELS), levels=level)
    assert print_labels(word, [(own, 0), (own, 0)], tmp_path) == ["IV –", "V –"]


def test_legal_numbering_prints_figures_and_a_level_above_that_was_not_used_its_start(
    word: Any, lists: WordLists, tmp_path: Path
) -> None:
    legal = lists.add_list(lists.add_kind([("upperRoman", "%1."), ("decimal", "%1.%2.", "<w:isLgl/>")]))
    assert print_labels(word, [(legal, 1), (legal, 0), (legal, 1)], tmp_path) == ["1.1.", "I.", "1.1."]


@pytest.mark.parametrize(
    ("shape", "text", "labels"),
    [
        ("upperLetter", "%1)", ["A)", "B)"]),
        ("decimalZero", "%1", ["01", "02"]),
        ("upperRoman", "Part %1:", ["Part I:", "Part II:"]),
        ("bullet", "\uf0b7", ["•", "•"]),
        ("none", "%1", ["", ""]),
        ("none", "Recommendation", ["Recommendation", "Recommendation"]),
    ],
)
def test_numbers_are_printed_in_their_format(
    word: Any, lists: WordLists, tmp_path: Path, shape: str, text: str, labels: list[str]
) -> None:
    own = lists.add_list(lists.add_kind([(shape, text)]))
    assert print_labels(word, [(own, 0), (own, 0)], tmp_path) == labels


def test_letters_after_z_are_doubled(word: Any, lists: WordLists, tmp_path: Path) -> None:
    own = lists.add_list(lists.add_kind([("lowerLetter", "%1)")]))
    assert print_labels(word, [(own, 0)] * 28, tmp_path)[-3:] == ["z)", "aa)", "bb)"]


def test_bullets_and_empty_entries_count_too(word: Any, lists: WordLists, tmp_path: Path) -> None:
    own = lists.add_list(lists.add_kind([("decimal", "%1."), ("bullet", "-"), ("decimal", "%3)")]))
    set_list(word.add_paragraph(""), own)
    entries = [(own, 0), (own, 1), (own, 2), (own, 1), (own, 2)]
    assert print_labels(word, entries, tmp_path) == ["2.", "•", "1)", "•", "1)"]


def test_a_style_names_its_list_and_the_list_the_level_of_the_style(
    word: Any, lists: WordLists, tmp_path: Path
) -> None:
    link = '<w:pStyle w:val="{}"/>'
    levels = [
        ("upperLetter", "%1.", link.format("Heading1")),
        ("decimal", "%2.", link.format("Heading2")),
    ]
    own = lists.add_list(lists.add_kind(levels))
    for name in ("Heading 1", "Heading 2"):
        add_xml(word.styles[name].element.get_or_add_pPr(), f'<w:numPr><w:numId w:val="{own}"/></w:numPr>')
    for level in (1, 2, 2, 1, 2):
        word.add_heading("Words.", level)
    set_list(word.add_heading("Without.", 2), 0)
    blocks = read(word, tmp_path).blocks
    assert [block.label for block in blocks] == ["A.", "1.", "2.", "B.", "1.", ""]
    assert {block.kind for block in blocks} == {BlockKind.HEADING}
    assert [block.level for block in blocks] == [1, 2, 2, 1, 2, 2]


def test_a_kind_may_be_that_of_a_style(word: Any, lists: WordLists, tmp_path: Path) -> None:
    lists.add_kind(LEVELS, extra='<w:styleLink w:val="Outline"/>')
    linked = lists.add_list(lists.add_kind([], extra='<w:numStyleLink w:val="Outline"/>'))
    assert print_labels(word, [(linked, 0), (linked, 1)], tmp_path) == ["1.", "a)"]


def test_styles_of_the_template_number_and_bullet(word: Any, tmp_path: Path) -> None:
    for style in ("List Number", "List Bullet", "List Bullet 2", "List Number 2", "List Number", "List Continue"):
        word.add_paragraph("Words.", style=style)
    assert [block.label for block in read(word, tmp_path).blocks] == ["1.", "•", "•", "1.", "2.", ""]


def test_a_list_that_is_not_there_and_a_number_that_is_none_are_passed_over(word: Any, tmp_path: Path) -> None:
    set_list(word.add_paragraph("Words."), 4711)
    paragraph = set_list(word.add_paragraph("More."), 1)
    paragraph._p.pPr.numPr.numId.set(docx.oxml.ns.qn("w:val"), "x")
    assert [block.text for block in read(word, tmp_path).blocks] == ["Words.", "More."]


def test_paragraphs_of_a_cell_keep_their_numbers_bullets_and_bold_words(
    word: Any, lists: WordLists, tmp_path: Path
) -> None:
    own = lists.add_list(lists.add_kind([("decimal", "%1."), ("bullet", "-")]))
    cell = word.add_table(1, 2).cell(0, 0)
    set_list(cell.paragraphs[0], own).add_run("Take steps to:")
    set_list(cell.add_paragraph(""), own, 1).add_run("give funds").bold = True
    (block,) = read(word, tmp_path).blocks
    assert [(part.label, part.text, part.bold) for part in block.cells[0]] == [
        ("1.", "Take steps to:", ""),
        ("•", "give funds", "give funds"),
    ]
    assert block.cells[1] == ()


# Words


def test_line_breaks_that_end_paragraphs_part_blocks_and_each_line_has_a_number(word: Any, tmp_path: Path) -> None:
    paragraph = word.add_paragraph("Take steps to:", style="List Number")
    for text in ("- give funds;", "", "Reply: It was", "done.", "More was done."):
        paragraph.add_run().add_break()
        paragraph.add_run(text)
    word.add_paragraph("Last.")
    blocks = read(word, tmp_path).blocks
    assert [(block.text, block.label, block.lines) for block in blocks] == [
        ("Take steps to:", "1.", (1, 1)),
        ("- give funds;", "", (2, 3)),
        ("Reply: It was done.", "", (4, 5)),
        ("More was done.", "", (6, 6)),
        ("Last.", "", (7, 7)),
    ]


def test_bold_words_are_those_of_runs_of_their_styles_and_of_the_paragraph_s(word: Any, tmp_path: Path) -> None:
    for style, own in ((None, True), ("Strong", None)):
        paragraph = word.add_paragraph()
        paragraph.add_run("Reply", style=style).bold = own
        paragraph.add_run(" It was done.")
    heading = word.add_heading("", 2)
    heading.add_run("Courts ")
    heading.add_run("and fees").bold = False
    assert [block.bold for block in read(word, tmp_path).blocks] == ["Reply", "Reply", "Courts"]


def test_headings_are_told_by_style_by_what_it_rests_on_and_by_outline_level(word: Any, tmp_path: Path) -> None:
    own = word.styles.add_style("Chapter of ours", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = word.styles["Heading 2"]
    word.add_paragraph("By its base.", style=own)
    add_xml(word.add_paragraph("By level.")._p.get_or_add_pPr(), '<w:outlineLvl w:val="2"/>')
    add_xml(word.add_paragraph("Text.")._p.get_or_add_pPr(), '<w:outlineLvl w:val="9"/>')
    word.add_heading("Title", 0)
    assert [block.level for block in read(word, tmp_path).blocks] == [2, 3, 0, 1]


def test_what_stands_in_content_controls_is_read(word: Any, tmp_path: Path) -> None:
    add_to_body(word, "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    paragraph = word.add_paragraph("Before ")
    add_xml(paragraph._p, "<w:sdt><w:sdtContent><w:r><w:t>inside</w:t></w:r></w:sdtContent></w:sdt>")
    assert [block.text for block in read(word, tmp_path).blocks] == ["In a control.", "Before inside"]


def test_moved_words_are_read_where_they_went(word: Any, tmp_path: Path) -> None:
    paragraph = word.add_paragraph("It ")
    add_xml(paragraph._p, '<w:moveFrom w:id="1" w:author="x"><w:r><w:t>was </w:t></w:r></w:moveFrom>')
    add_xml(paragraph._p, '<w:moveTo w:id="2" w:author="x"><w:r><w:t>is </w:t></w:r></w:moveTo>')
    paragraph.add_run("done.")
    assert [block.text for block in read(word, tmp_path).blocks] == ["It is done."]


def test_symbols_tabs_and_hyphens_are_read_as_they_are_shown(word: Any, tmp_path: Path) -> None:
    paragraph = word.add_paragraph()
    add_xml(
        paragraph._p,
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:tab/><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t>'
        "<w:softHyphen/><w:t>eration</w:t></w:r>",
    )
    assert [block.text for block in read(word, tmp_path).blocks] == ["\uf0fc co-operation"]


def test_a_text_box_is_read_once_after_its_paragraph(word: Any, tmp_path: Path) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph = word.add_paragraph("Anchor.")
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    paragraph._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')} {mc}><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing>"
            f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert [block.text for block in read(word, tmp_path).blocks] == ["Anchor.", "In a box."]


def test_a_table_of_contents_is_left_out_and_told(word: Any, tmp_path: Path) -> None:
    word.styles.add_style("toc 1", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    word.add_paragraph("Recommendation 1\t3", style="toc 1")
    add_to_body(
        word,
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        "<w:sdtContent><w:p><w:r><w:t>Courts 4</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    word.add_paragraph("Text.")
    document = read(word, tmp_path)
    assert [(block.text, block.lines) for block in document.blocks] == [("Text.", (3, 3))]
    assert [message.text for message in document.messages] == [
        "a table of contents is left out: Recommendation 1 3; Courts 4"
    ]


def test_rows_that_were_deleted_are_not_read_and_cells_before_the_first_are_counted(word: Any, tmp_path: Path) -> None:
    table = word.add_table(3, 2)
    for row, texts in enumerate([("one", "two"), ("three", "four"), ("five", "six")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    add_xml(table.rows[1]._tr.get_or_add_trPr(), '<w:del w:id="1" w:author="x"/>')
    first = table.rows[2]._tr
    add_xml(first.get_or_add_trPr(), '<w:gridBefore w:val="1"/>')
    first.remove(first.tc_lst[0])
    assert [block.cell_texts for block in read(word, tmp_path).blocks] == [("one", "two"), ("", "six")]
