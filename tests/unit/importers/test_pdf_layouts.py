"""A report printed as PDF file, in any layout, falls into the same items and answers as from its text."""

import random
from pathlib import Path

import pytest

from cpcheck.importers.readers import read_document
from cpcheck.importers.segment import segment_document
from tests import layouts
from tests.shared import SOURCE, needs_source
from tests.unit.importers.pdf_layouts import list_writers
from tests.unit.importers.scripts import (
    Part,
    check_same,
    check_whole,
    compose_script,
    list_expected,
    list_found,
    read_script,
)

pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
pytest.importorskip("reportlab", reason="reportlab, which writes the PDF, is not installed")

WRITERS = list_writers()
COMPOSED = ("glued_labels", "lists_inside_answers")
"""Layouts whose demands stand before their answers."""
HARD = ("header_line", "no_lines", "no_lines_tight", "no_lines_with_title_rows", "across", "grid_with_edges")
"""Ways in which a page may hold two lines of a table without lines around them, or nothing of its first column."""
LEAST_READ = 0.85
"""Share of the items of such reports that are found with their words."""
SEEDS = range(4)


def list_composed(name: str) -> tuple[str, ...]:
    """Return the layouts that are tried; a running head is known by three pages, which short reports do not have."""
    return COMPOSED[:1] if name.endswith("_edges") else COMPOSED


def test_there_are_the_ways_in_which_pdf_files_are_written() -> None:
    assert len(WRITERS) >= 30


@needs_source
@pytest.mark.parametrize("name", WRITERS)
def test_the_source_in_each_layout_gives_the_same(name: str, tmp_path: Path) -> None:
    expected = segment_document(read_document(str(SOURCE)))
    assert (len(expected.items), len(expected.answers)) == (38, 33)
    document = read_document(str(WRITERS[name](tmp_path / "source.pdf", read_script(expected))))
    check_same(document, segment_document(document), expected)


@pytest.mark.parametrize(("name", "layout"), [(name, layout) for name in WRITERS for layout in list_composed(name)])
def test_a_composed_report_in_each_layout_gives_the_same(name: str, layout: str, tmp_path: Path) -> None:
    path = layouts.find_text(layout)
    assert path is not None
    expected = segment_document(read_document(str(path)))
    document = read_document(str(WRITERS[name](tmp_path / "report.pdf", read_script(expected))))
    check_same(document, segment_document(document), expected)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", [name for name in WRITERS if name not in HARD])
def test_reports_put_together_by_chance_are_read_back(name: str, seed: int, tmp_path: Path) -> None:
    script = compose_by_chance(name, seed)
    document = read_document(str(WRITERS[name](tmp_path / "report.pdf", script)))
    found = segment_document(document)
    assert list_found(found) == list_expected(script)
    check_whole(document, found)


@pytest.mark.parametrize("name", HARD)
def test_where_few_lines_tell_of_a_table_most_is_read_back_and_no_word_is_lost(name: str, tmp_path: Path) -> None:
    right = total = 0
    for seed in SEEDS:
        script = compose_by_chance(name, seed)
        document = read_document(str(WRITERS[name](tmp_path / "report.pdf", script)))
        found = segment_document(document)
        check_whole(document, found)
        expected = list_expected(script)[0]
        right += len(set(expected) & set(list_found(found)[0]))
        total += len(expected)
    assert right >= total * LEAST_READ


def compose_by_chance(name: str, seed: int) -> list[Part]:
    return compose_script(random.Random(f"{name} {seed}"))  # noqa: S311  no secret: the same report in every run
