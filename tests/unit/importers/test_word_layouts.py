"""A report saved as Word file, in any layout, falls into the same items and answers as from its text."""

import random
from pathlib import Path

import pytest

from cpcheck.importers.readers import read_document
from cpcheck.importers.segment import segment_document
from tests import layouts
from tests.shared import SOURCE, needs_source
from tests.unit.importers.scripts import check_same, check_whole, compose_script, list_expected, list_found, read_script
from tests.unit.importers.word_layouts import list_writers

pytest.importorskip("docx", reason="python-docx is not installed")

WRITERS = list_writers()
COMPOSED = ("glued_labels", "lists_inside_answers", "headings_only")
"""Layouts whose demands stand before their answers and are numbered from 1, so that Word can number them."""
COUNTING_ON = ("styles", "styles_second_level")
"""Ways whose numbers go on through all sections."""
SEEDS = range(6)


def test_there_are_the_ways_in_which_word_files_are_written() -> None:
    assert len(WRITERS) >= 30


@needs_source
@pytest.mark.parametrize("name", WRITERS)
def test_the_source_in_each_layout_gives_the_same(name: str, tmp_path: Path) -> None:
    expected = segment_document(read_document(str(SOURCE)))
    assert (len(expected.items), len(expected.answers)) == (38, 33)
    document = read_document(str(WRITERS[name](tmp_path / "source.docx", read_script(expected))))
    check_same(document, segment_document(document), expected)


@needs_source
def test_the_source_line_by_line_gives_the_same_places(tmp_path: Path) -> None:
    import docx

    source = read_document(str(SOURCE))
    word = docx.Document()
    for line in source.lines:
        word.add_paragraph(line.text)
    word.save(str(tmp_path / "source.docx"))
    found, expected = segment_document(read_document(str(tmp_path / "source.docx"))), segment_document(source)
    assert list_found(found) == list_found(expected)
    assert [item.where for item in found.items] == [item.where for item in expected.items]
    assert [answer.where for answer in found.answers] == [answer.where for answer in expected.answers]


@pytest.mark.parametrize("layout", COMPOSED)
@pytest.mark.parametrize("name", WRITERS)
def test_a_composed_report_in_each_layout_gives_the_same(name: str, layout: str, tmp_path: Path) -> None:
    path = layouts.find_text(layout)
    assert path is not None
    expected = segment_document(read_document(str(path)))
    document = read_document(str(WRITERS[name](tmp_path / "report.docx", read_script(expected))))
    check_same(document, segment_document(document), expected)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", WRITERS)
def test_reports_put_together_by_chance_are_read_back(name: str, seed: int, tmp_path: Path) -> None:
    chance = random.Random(f"{name} {seed}")  # noqa: S311  no secret: the same report in every run
    script = compose_script(chance, sections=1 if name in COUNTING_ON else 2)
    document = read_document(str(WRITERS[name](tmp_path / "report.docx", script)))
    found = segment_document(document)
    assert list_found(found) == list_expected(script)
    check_whole(document, found)
