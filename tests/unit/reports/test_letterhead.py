"""What a team puts around a report (`[report]` in the settings), in each form that it can be sent in."""

import csv
import io
import struct
import zlib
from base64 import b64encode

import docx
import pytest
from docx.document import Document

from cpcheck.errors import UsageError
from cpcheck.model import ReportSettings
from cpcheck.records import replace
from cpcheck.reports import render_report, render_report_bytes
from cpcheck.reports.view import ReportView
from cpcheck.reports.word.package import ZIP_DAY
from tests.unit.reports.conftest import HOSTILE
from tests.unit.reports.documents import read_book, read_parts, read_words

SETTINGS = ReportSettings(
    title="Follow-up note", header="Office of the rapporteur", footer="For the 40th meeting.", marking="RESTRICTED"
)


def make_png(width: int, height: int) -> bytes:
    """Return a picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x20\x40\x90" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def name_picture(raw: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{b64encode(raw).decode('ascii')}"


def read_word(view: ReportView, *, name: str = "docx") -> Document:
    return docx.Document(io.BytesIO(render_report_bytes([view], name)))


@pytest.fixture(scope="module")
def lettered(rare: ReportView) -> ReportView:
    """Return the view of a team that sets everything but a logo."""
    return replace(rare, settings=SETTINGS)


def test_word_has_the_name_above_the_title_and_the_marking_on_each_page(lettered: ReportView) -> None:
    word = read_word(lettered)
    assert [paragraph.text for paragraph in word.paragraphs[:2]] == [SETTINGS.header, SETTINGS.title]
    (section,) = word.sections
    marking, running = section.header.paragraphs
    assert (marking.text, running.text.split("\t")[1]) == (SETTINGS.marking, SETTINGS.title)
    footer, made_by = section.footer.paragraphs
    assert footer.text == SETTINGS.footer
    assert made_by.text.startswith("Made by cpcheck")
    assert word.core_properties.subject == SETTINGS.title


def test_word_shows_a_logo_no_larger_than_a_logo(lettered: ReportView) -> None:
    for size, shown in (((60, 20), (60, 20)), ((4000, 100), (6 / 2.54 * 72, 6 / 2.54 * 72 / 40))):
        logo = name_picture(make_png(*size))
        word = read_word(replace(lettered, settings=replace(SETTINGS, logo=logo)))
        (picture,) = word.inline_shapes
        assert (picture.width.pt, picture.height.pt) == pytest.approx(shown, abs=0.1)
        (described,) = picture._inline.iter(
            "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
        )
        assert described.get("descr") == SETTINGS.header


def test_a_drawing_that_word_cannot_show_is_left_out_and_the_name_stays(lettered: ReportView) -> None:
    logo = name_picture(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg+xml")
    word = read_word(replace(lettered, settings=replace(SETTINGS, logo=logo)))
    assert not word.inline_shapes
    assert word.paragraphs[0].text == SETTINGS.header


@pytest.mark.parametrize("length", [8, 12, 20, 28])
def test_a_broken_picture_is_told(lettered: ReportView, length: int) -> None:
    view = replace(lettered, settings=replace(SETTINGS, logo=name_picture(make_png(9, 9)[:length])))
    with pytest.raises(UsageError, match=r"report\.logo: Word cannot show this picture"):
        read_word(view)


def test_the_workbook_says_it_above_all_and_marks_each_printed_page(lettered: ReportView) -> None:
    book = read_book(render_report_bytes([lettered], "xlsx"))
    summary = book["Summary"]
    assert [summary.cell(row, 1).value for row in (1, 2, 3)] == [SETTINGS.marking, SETTINGS.header, SETTINGS.title]
    assert SETTINGS.footer in [cell.value for (cell, *_) in summary.iter_rows()]
    heads = [sheet.oddHeader for sheet in book.worksheets]
    assert [head.center.text for head in heads if head] == [SETTINGS.marking] * len(heads)


def test_formats_without_pages_carry_the_marking(lettered: ReportView) -> None:
    for name in ("text", "table", "md", "html"):
        assert str(SETTINGS.marking) in render_report([lettered], name)
    *_, last = next(iter(csv.DictReader(io.StringIO(render_report([lettered], "csv"))))).values()
    assert last.startswith(str(SETTINGS.marking))


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_settings_do_nothing(rare: ReportView, value: str) -> None:
    view = replace(rare, settings=ReportSettings(title=value, header=value, footer=value, marking=value))
    parts = read_parts(render_report_bytes([view], "docx"))
    assert "Made by cpcheck" in read_words(parts["word/footer1.xml"])
    cells = [cell for (cell, *_) in read_book(render_report_bytes([view], "xlsx"))["Summary"].iter_rows()]
    assert all(cell.data_type != "f" for cell in cells)


def test_the_same_picture_gives_the_same_bytes(lettered: ReportView) -> None:
    import zipfile

    view = replace(lettered, settings=replace(SETTINGS, logo=name_picture(make_png(30, 30))))
    first, second = (render_report_bytes([view], "docx") for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as found:
        assert {entry.date_time for entry in found.infolist()} == {ZIP_DAY}
