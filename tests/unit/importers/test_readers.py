"""Readers give the same blocks from text, Word and PDF, refuse what they cannot read, and say what they leave out."""

import sys
import zipfile
from pathlib import Path

import pytest

from cpcheck.errors import CpcheckError, DocumentError, ExitCode, MissingExtraError
from cpcheck.importers import pdf as pdf_reader
from cpcheck.importers.divided_words import collect_words, join_text
from cpcheck.importers.document import BlockKind, Document
from cpcheck.importers.language import guess_language
from cpcheck.importers.paragraphs import PrintedLine, is_page_number, join_lines
from cpcheck.importers.readers import read_document
from cpcheck.importers.text import read_text
from tests.unit.importers.written import write_pdf, write_printed_lines

LONG = "The ministry sent a circular to all nine district courts, and the registries applied the exemption often."


def write(folder: Path, text: str, name: str = "report.txt") -> Document:
    (folder / name).write_text(text, encoding="utf-8")
    return read_document(str(folder / name))


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


# Text


def test_each_line_is_a_paragraph_where_lines_are_not_wrapped(tmp_path: Path) -> None:
    document = write(tmp_path, f"{LONG * 2}\nSecond.\n\nThird.")
    assert [(block.text, block.lines, block.paragraph) for block in document.blocks] == [
        (LONG * 2, (1, 1), 1),
        ("Second.", (2, 2), 2),
        ("Third.", (4, 4), 3),
    ]


def test_wrapped_lines_are_joined_up_to_a_blank_line_a_label_or_a_bullet(tmp_path: Path) -> None:
    text = (
        "Recommendation: Give steady funds to\nthe shelters.\nResponse: The city pays for\ntwo of them:\n"
        "- one in the\n  north;\n- one in Zenda.\n\nMore\nfollows.\n"
    )
    assert texts(write(tmp_path, text)) == [
        "Recommendation: Give steady funds to the shelters.",
        "Response: The city pays for two of them:",
        "- one in the north;",
        "- one in Zenda.",
        "More follows.",
    ]


def test_a_wrapped_line_that_begins_with_a_number_or_a_label_in_small_letters_goes_on(tmp_path: Path) -> None:
    text = (
        "The office was asked to look again at this\nrecommendation - a long one - and it found\n"
        "17 of the cases, which is about a share of\n30. per cent, closed for ever and a day by\nits own staff.\n"
    )
    assert len(write(tmp_path, text).blocks) == 1


def test_pages_begin_at_a_form_feed_and_paragraphs_go_on_over_them(tmp_path: Path) -> None:
    document = write(tmp_path, "The courts have applied the new\n\fexemption since May.\n\n\fNext page.\n")
    assert [(block.text, block.page) for block in document.blocks] == [
        ("The courts have applied the new exemption since May.", 1),
        ("Next page.", 3),
    ]


def test_markdown_gives_headings_lists_and_rows(tmp_path: Path) -> None:
    document = write(
        tmp_path, "## 2. Courts\n- **Bold lead** rest\n\n| a | b \\| c |\n|---|---|\n| d<br>e | |\n", "report.md"
    )
    heading, entry, first, second = document.blocks
    assert (heading.kind, heading.level) == (BlockKind.HEADING, 2)
    assert (entry.kind, entry.bold) == (BlockKind.LIST_ITEM, "Bold lead")
    assert (first.kind, first.cell_texts) == (BlockKind.TABLE_ROW, ("a", "b | c"))
    assert second.cell_texts == ("d\ne", "")


def test_a_list_knows_how_deep_its_entries_are(tmp_path: Path) -> None:
    document = write(tmp_path, "- one\n  - two\n    - three\n")
    assert [block.level for block in document.blocks] == [1, 2, 3]


def test_an_empty_text_has_no_blocks(tmp_path: Path) -> None:
    assert write(tmp_path, "\n \n").blocks == ()


# What divides and joins lines


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["the inves-", "tigation ended"], "the investigation ended"),
        (["a co-", "operation treaty on co-operation"], "a co-operation treaty on co-operation"),
        (["from 2022-", "2023 on"], "from 2022-2023 on"),
        (["the long-", "term plan is long and its term fixed"], "the long-term plan is long and its term fixed"),
        (["a soft\u00ad", "ware house"], "a software house"),
        (["it was – ", "so they say – over"], "it was – so they say – over"),
    ],
)
def test_words_divided_at_the_end_of_a_line_are_put_together(lines: list[str], joined: str) -> None:
    assert join_text(lines, collect_words(lines)) == joined


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("12", True),
        ("- 12 -", True),
        ("Page 3 of 20", True),
        ("3/20", True),
        ("3.", False),
        ("12 courts", False),
        ("Page", False),
    ],
)
def test_a_page_number_is_a_figure_alone(text: str, is_number: bool) -> None:
    assert is_page_number(text) is is_number


def test_a_line_that_the_next_word_would_have_fitted_on_was_ended_on_purpose() -> None:
    lines = [
        "The first paragraph is as wide as this line.",
        "It ends here.",
        "The second is another paragraph of the text.",
    ]
    printed = [PrintedLine(number=n, page=1, text=text, bold="", is_apart=False) for n, text in enumerate(lines, 1)]
    assert [[line.number for line in group] for group in join_lines(printed)] == [[1, 2], [3]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The courts have applied it.", "en"),
        ("Les tribunaux ont appliqué la règle dans le pays.", "fr"),
        ("", "en"),
        ("4 7 1", "en"),
    ],
)
def test_the_language_is_that_of_the_commonest_words(text: str, language: str) -> None:
    assert guess_language(text) == language


# Word


@pytest.fixture
def word_path(tmp_path: Path) -> Path:
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    word = docx.Document()
    word.add_heading("Courts", 2)
    word.add_paragraph("Take steps to:", style="List Number")
    word.add_paragraph("give funds;", style="List Bullet 2")
    paragraph = word.add_paragraph()
    paragraph.add_run("Reply").bold = True
    paragraph.add_run(" It was done.")
    word.add_paragraph("")
    table = word.add_table(rows=3, cols=2)
    for row, cells in enumerate([("one", "two"), ("three", "four"), ("five", "")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    word.add_paragraph("Publish it.", style="List Number")
    word.sections[0].header.paragraphs[0].text = "Running head"
    path = tmp_path / "report.docx"
    word.save(str(path))
    return path


def test_a_word_file_gives_styles_lists_numbers_bold_words_and_rows_in_their_order(word_path: Path) -> None:
    blocks = read_document(str(word_path)).blocks
    heading, numbered, bullet, reply, first, spanned, last = blocks
    assert (heading.kind, heading.level, heading.text) == (BlockKind.HEADING, 2, "Courts")
    assert (numbered.kind, numbered.label) == (BlockKind.LIST_ITEM, "1.")
    assert (bullet.kind, bullet.label) == (BlockKind.LIST_ITEM, "•")
    assert (reply.bold, reply.text) == ("Reply", "Reply It was done.")
    assert first.cell_texts == ("one", "two")
    assert spanned.cell_texts == ("three\nfive", "four")
    assert last.label == "2."
    assert [block.lines for block in blocks] == [(1, 1), (2, 2), (3, 3), (4, 4), (6, 6), (7, 8), (9, 9)]


def test_headers_of_a_word_file_are_left_out_and_told(word_path: Path) -> None:
    assert ["Running head" in message.text for message in read_document(str(word_path)).messages] == [True]


def test_deleted_words_are_not_read_and_inserted_ones_are(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    word = docx.Document()
    paragraph = word.add_paragraph("It was ")
    for tag, text in (("del", "<w:delText>not </w:delText>"), ("ins", "<w:t>done.</w:t>")):
        paragraph._p.append(parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1" w:author="x"><w:r>{text}</w:r></w:{tag}>'))
    word.save(str(tmp_path / "tracked.docx"))
    assert texts(read_document(str(tmp_path / "tracked.docx"))) == ["It was done."]


def refuse(path: Path, *words: str, error: type[CpcheckError] = DocumentError) -> None:
    with pytest.raises(error) as caught:
        read_document(str(path))
    assert caught.value.exit_code is ExitCode.BAD_INPUT
    assert path.name in str(caught.value)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no Word file"),
        (b"plain text", "no Word file"),
        (b"PK\x03\x04 cut", "no Word file"),
        (b"\xd0\xcf\x11\xe0 old", "encrypted"),
    ],
)
def test_what_is_no_word_file_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    pytest.importorskip("docx", reason="python-docx is not installed")
    (tmp_path / "report.docx").write_bytes(content)
    refuse(tmp_path / "report.docx", words, ".docx")


def test_a_word_file_cut_short_or_without_its_parts_is_refused(word_path: Path, tmp_path: Path) -> None:
    raw = word_path.read_bytes()
    for number, broken in enumerate([raw[:-200], raw[:2000], raw.replace(b"word/document.xml", b"word/dokument.xml")]):
        (tmp_path / f"broken{number}.docx").write_bytes(broken)
        refuse(tmp_path / f"broken{number}.docx")


def test_a_word_file_whose_xml_is_broken_is_refused(word_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "xml.docx"
    with zipfile.ZipFile(word_path) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.infolist():
            new.writestr(part, b"<w:document" if part.filename == "word/document.xml" else old.read(part))
    refuse(path, "broken")


def test_a_word_file_that_unpacks_to_too_much_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("docx", reason="python-docx is not installed")
    monkeypatch.setattr("cpcheck.importers.archive.MAX_UNPACKED", 1_000_000)
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 5_000_000)
    refuse(path, "unpacks to more than")
    raw = path.read_bytes().replace((5_000_000).to_bytes(4, "little"), (900).to_bytes(4, "little"))
    path.write_bytes(raw)
    refuse(path)


def test_a_word_file_without_words_is_refused(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    docx.Document().save(str(tmp_path / "empty.docx"))
    refuse(tmp_path / "empty.docx", "holds no text")


# PDF


@pytest.fixture
def set_text() -> list[str]:
    courts = ("Strelsau", "Zenda", "Hentzau", "Tarlenheim", "Modenstein", "Burgdorf", "Elphberg")
    return [
        f"{number}. In {courts[number % 7]}{'h' * (number % 5)} it has lasted {number * number} years. {LONG}"
        for number in range(1, 60)
    ]


def test_paragraphs_of_a_pdf_are_put_together_from_its_lines(tmp_path: Path, set_text: list[str]) -> None:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    pytest.importorskip("reportlab", reason="reportlab, which writes the PDF, is not installed")
    document = read_document(str(write_pdf(tmp_path / "report.pdf", set_text, pagesize=(400, 500))))
    assert document.has_pages
    assert len(document.lines) > len(set_text)
    assert " ".join(texts(document)).split() == " ".join(set_text).split()


def test_running_heads_and_page_numbers_are_dropped_and_told(tmp_path: Path, set_text: list[str]) -> None:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    pytest.importorskip("reportlab", reason="reportlab, which writes the PDF, is not installed")
    path = write_pdf(tmp_path / "r.pdf", set_text, head="Ruritania 2025", has_page_numbers=True, pagesize=(400, 500))
    document = read_document(str(path))
    assert " ".join(texts(document)).split() == " ".join(set_text).split()
    told = " ".join(message.text for message in document.messages)
    assert '"Ruritania 2025"' in told
    assert '"1", "2"' in told


def test_a_line_that_stands_on_two_pages_only_is_no_running_head(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    pytest.importorskip("reportlab", reason="reportlab, which writes the PDF, is not installed")
    document = read_document(str(write_printed_lines(tmp_path / "r.pdf", [["Same.", "One."], ["Same.", "Two."]])))
    assert [line.text for line in document.lines] == ["Same.", "One.", "Same.", "Two."]
    assert document.messages == ()


def test_words_divided_in_a_pdf_are_put_together_in_its_blocks_only(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    pytest.importorskip("reportlab", reason="reportlab, which writes the PDF, is not installed")
    lines = ["The state has begun an investiga-", "tion into the agencies of the north."]
    document = read_document(str(write_printed_lines(tmp_path / "r.pdf", [lines])))
    assert texts(document) == ["The state has begun an investigation into the agencies of the north."]
    assert [line.text for line in document.lines] == lines


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <</Root 1 0 R>>", b"text"]
)
def test_what_is_no_pdf_is_refused(tmp_path: Path, content: bytes) -> None:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    (tmp_path / "report.pdf").write_bytes(content)
    refuse(tmp_path / "report.pdf", "PDF")


def test_a_pdf_that_is_encrypted_or_scanned_or_cut_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    write_printed_lines(tmp_path / "blank.pdf", [[]])
    refuse(tmp_path / "blank.pdf", "scanned")
    write_printed_lines(tmp_path / "locked.pdf", [["Words."]], password="secret")  # noqa: S106  that of a test
    refuse(tmp_path / "locked.pdf", "encrypted")
    (tmp_path / "cut.pdf").write_bytes((tmp_path / "blank.pdf").read_bytes()[:120])
    refuse(tmp_path / "cut.pdf")


def test_a_pdf_with_too_many_pages_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    monkeypatch.setattr(pdf_reader, "MAX_PAGES", 2)
    write_printed_lines(tmp_path / "long.pdf", [["One."], ["Two."], ["Three."]])
    refuse(tmp_path / "long.pdf", "3 pages", "at most 2")


# Any file


@pytest.mark.parametrize(
    ("name", "package", "extra"), [("r.docx", "docx", "cpcheck[docx]"), ("r.pdf", "pypdfium2", "cpcheck[pdf]")]
)
def test_a_reader_that_is_not_installed_names_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, package: str, extra: str
) -> None:
    (tmp_path / name).write_bytes(b"anything")
    monkeypatch.setitem(sys.modules, package, None)
    refuse(tmp_path / name, f"pip install '{extra}'", error=MissingExtraError)


@pytest.mark.parametrize(
    ("name", "words"),
    [("r.odt", "save it as .docx"), ("r.docs", 'did you mean ".docx"?'), ("r", "expected plain text")],
)
def test_an_unknown_kind_of_file_is_refused_with_those_known(tmp_path: Path, name: str, words: str) -> None:
    refuse(tmp_path / name, words)


@pytest.mark.parametrize("name", ["none.txt", "none.docx", "none.pdf"])
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    refuse(tmp_path / name, "cannot be read")


def test_text_is_read_as_text_by_its_own_reader_too(tmp_path: Path) -> None:
    assert write(tmp_path, "One.\n") == read_text(str(tmp_path / "report.txt"))
