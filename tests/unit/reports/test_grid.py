"""Tables of text: nothing is cut, nothing is wider than it may be, and columns stand under their heads."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.records import replace
from cpcheck.reports.diff_text import lay_out
from cpcheck.reports.grid import Cell, Grid, Row, lay_out_grid

WORDS = st.lists(st.text("abcdefghijk", min_size=1, max_size=12), max_size=6).map(" ".join)


def draw_grid(head: list[str], *rows: list[str], headings: int = 1, notes: tuple[str, ...] = ()) -> Grid:
    """Make a table of single lines."""
    made = tuple(Row(cells=tuple(Cell(lines=(text,)) for text in row), notes=notes) for row in rows)
    return Grid(head=tuple(Cell(lines=(text,)) for text in head), rows=made, headings=headings)


def show(grid: Grid, width: int | None) -> list[str]:
    """Return the rows of text of a table."""
    return lay_out(lay_out_grid(grid, width=width), width=width, colour=False, ascii_only=False).splitlines()


def test_columns_stand_under_their_heads() -> None:
    grid = draw_grid(["Item", "one", "two"], ["A1", "partly", "x"], ["A2", "", "yes"])
    assert show(grid, None) == ["Item  one     two", "A1    partly  x", "A2            yes"]
    assert show(grid, 80) == show(grid, None)


def test_what_does_not_fit_beside_stands_in_a_block_below_with_its_headings() -> None:
    grid = draw_grid(["Item", *(f"column {n}" for n in range(6))], ["A1", *"abcdef"], notes=("A title",))
    assert show(grid, 40) == [
        "Item  column 0  column 1  column 2",
        "A1    a         b         c",
        "      A title",
        "",
        "Item  column 3  column 4  column 5",
        "A1    d         e         f",
    ]


def test_a_long_cell_is_wrapped_in_its_column() -> None:
    grid = draw_grid(["Item", "one"], ["a heading that is rather long", "x"])
    assert show(grid, 40) == ["Item           one", "a heading      x", "that is", "rather long"]


def test_cells_have_lines_and_rows_can_be_notes_alone() -> None:
    row = Row(cells=(Cell(lines=("A1", "more")), Cell(lines=("x", "y", "z"))))
    grid = Grid(
        head=(Cell(lines=("Item",)), Cell(lines=("one",))),
        rows=(row, Row(notes=("Counts",), is_spaced=True)),
        headings=1,
    )
    assert show(grid, None) == ["Item  one", "A1    x", "more  y", "      z", "", "Counts"]


def test_running_text_takes_what_is_left_of_its_line_or_stands_below_its_row() -> None:
    title = "a title of some length that goes on for a while and then ends"
    grid = replace(draw_grid(["Item", "one", "Title"], ["A1", "partly", title]), ends_in_text=True)
    assert show(grid, None) == ["Item  one     Title", f"A1    partly  {title}"]
    assert show(grid, 50) == [
        "Item  one     Title",
        "A1    partly  a title of some length that goes on",
        "              for a while and then ends",
    ]
    assert show(grid, 43) == [
        "Item  one",
        "A1    partly",
        "      a title of some length that goes on",
        "      for a while and then ends",
    ]


def test_wide_letters_take_two_columns_and_accents_none() -> None:
    grid = draw_grid(["Item", "one"], ["東京", "x"], ["e\u0301e\u0301", "y"])
    assert show(grid, None) == ["Item  one", "東京  x", "e\u0301e\u0301    y"]


@given(st.data(), st.integers(40, 150), st.integers(1, 2), st.integers(1, 6))
def test_every_word_is_there_and_no_line_is_too_long(
    data: st.DataObject, width: int, headings: int, cells: int
) -> None:
    rows = data.draw(st.lists(st.lists(WORDS, min_size=headings + cells, max_size=headings + cells), min_size=1))
    grid = draw_grid(rows[0], *rows, headings=headings)
    wrapped, whole = show(grid, width), show(grid, None)
    assert max((len(line) for line in wrapped), default=0) <= width
    for row in rows:
        for text in row:
            assert text in "\n".join(whole)
    pieces = "".join(re.sub(r"\s", "", line) for line in wrapped)
    for letter in "abcdefghijk":
        there = sum(text.count(letter) for row in [rows[0], *rows] for text in row[headings:])
        assert pieces.count(letter) >= there


@pytest.mark.parametrize("width", [1, 39])
def test_a_terminal_that_tells_too_little_is_taken_for_one_of_forty_columns(width: int) -> None:
    grid = draw_grid(["Item", "one", "two"], ["A1", "partly implemented", "not addressed at all"])
    assert show(grid, width) == show(grid, 40)
