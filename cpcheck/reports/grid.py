"""A table as lines of text: columns side by side as far as the width goes, further ones in blocks below.

Nothing is ever cut: what is too long for its column is wrapped in it, and without a width nothing is.
"""

from collections.abc import Iterator, Sequence
from unicodedata import combining, east_asian_width

from cpcheck.records import record, replace
from cpcheck.reports.diff_text import NARROWEST, Line

_GAP = 2
"""Columns between two cells."""
_HEAD_SHARE = 3
"""One part in so many of the width is the most that a heading column takes."""
_LEAST_TEXT = 30
"""Columns that running text needs to stand beside others."""
_WIDEST = 32
"""Columns beyond which a cell is wrapped, so that more of them stand side by side."""


@record
class Cell:
    """One cell: its lines, and the style of the first; further ones are dim."""

    lines: tuple[str, ...] = ("",)
    style: str = ""


@record
class Row:
    """One row of a table."""

    cells: tuple[Cell, ...] = ()
    """Heading cells first; none for a row that is only a note."""
    notes: tuple[str, ...] = ()
    """Lines under it that run over all columns; shown in the first block only."""
    is_spaced: bool = False
    """Whether an empty line comes before it."""


@record
class Grid:
    """A table before it is laid out."""

    head: tuple[Cell, ...]
    rows: tuple[Row, ...]
    headings: int = 1
    """How many columns, from the left, stand in every block."""
    ends_in_text: bool = False
    """Whether the last column is running text: it takes what is left of its line, or stands below its row."""


def lay_out_grid(grid: Grid, *, width: int | None) -> Iterator[Line]:
    """Yield the lines of a table, in blocks that fit into `width` columns; in one, where there is no width."""
    columns = None if width is None else max(width, NARROWEST)
    widths = _choose_widths(grid, columns)
    if grid.ends_in_text and columns is not None:
        left = columns - sum(width + _GAP for width in widths[:-1])
        widths[-1] = min(_measure_column(grid, len(widths) - 1), left)
        if left < _LEAST_TEXT:
            grid, widths = _move_text_below(grid), widths[:-1]
    for number, block in enumerate(_split(widths, grid.headings, columns)):
        if number:
            yield Line()
        shown = [*range(grid.headings), *block]
        yield from _list_row(grid.head, shown, widths, style="dim")
        for row in grid.rows:
            if row.is_spaced:
                yield Line()
            if row.cells:
                yield from _list_row(row.cells, shown, widths)
            for note in row.notes if number == 0 else ():
                indent = widths[0] + _GAP if row.cells else 0
                yield Line(lead=" " * indent, body=((note, "dim"),))


def _choose_widths(grid: Grid, columns: int | None) -> list[int]:
    """Return the width of each column: what its longest line needs, or what there is room for."""
    natural = [_measure_column(grid, place) for place in range(len(grid.head))]
    if columns is None:
        return natural
    heads = [min(wanted, max(columns // _HEAD_SHARE, 1)) for wanted in natural[: grid.headings]]
    room = columns - sum(heads) - _GAP * len(heads)
    return [*heads, *(min(wanted, room, _WIDEST) for wanted in natural[grid.headings :])]


def _move_text_below(grid: Grid) -> Grid:
    """Return a table whose last column stands as notes under the rows."""
    rows = (
        replace(row, cells=row.cells[:-1], notes=(*filter(None, row.cells[-1].lines), *row.notes)) if row.cells else row
        for row in grid.rows
    )
    return replace(grid, head=grid.head[:-1], rows=tuple(rows), ends_in_text=False)


def _measure_column(grid: Grid, place: int) -> int:
    """Return how wide the longest line of a column is."""
    table = [grid.head, *(row.cells for row in grid.rows if row.cells)]
    return max(_measure(line) for cells in table for line in cells[place].lines)


def _split(widths: Sequence[int], headings: int, columns: int | None) -> Iterator[list[int]]:
    """Yield the places of the columns of each block, without the headings."""
    taken = sum(widths[:headings]) + _GAP * headings
    used, block = taken, list[int]()
    for place in range(headings, len(widths)):
        needed = widths[place] + _GAP
        if block and columns is not None and used + needed - _GAP > columns:
            yield block
            used, block = taken, []
        block.append(place)
        used += needed
    yield block


def _list_row(cells: Sequence[Cell], shown: Sequence[int], widths: Sequence[int], style: str = "") -> Iterator[Line]:
    """Yield the lines of one row."""
    columns = [
        [(piece, style or ("dim" if number else cells[place].style)) for number, piece in wrapped]
        for place in shown
        for wrapped in [
            [(n, piece) for n, text in enumerate(cells[place].lines) for piece in _wrap(text, widths[place])]
        ]
    ]
    for number in range(max(len(lines) for lines in columns)):
        pieces: list[tuple[str, str]] = []
        for place, lines in zip(shown, columns, strict=True):
            piece, own = lines[number] if number < len(lines) else ("", "")
            pieces.append((piece, own))
            if place != shown[-1]:
                pieces.append((" " * (widths[place] - _measure(piece) + _GAP), ""))
        while pieces and not pieces[-1][0].strip():
            pieces.pop()
        yield Line(body=tuple(pieces))


def _wrap(text: str, width: int) -> list[str]:
    """Return a text in lines of at most `width` columns: broken at spaces, and within words that are longer."""
    if _measure(text) <= width:
        return [text]
    lines, line = [], ""
    for word in text.split():
        for piece in _chop(word, width):
            joined = f"{line} {piece}" if line else piece
            if _measure(joined) <= width:
                line = joined
            else:
                lines.append(line)
                line = piece
    return [*lines, line]


def _chop(word: str, width: int) -> Iterator[str]:
    """Yield a word in pieces that fit."""
    piece = ""
    for char in word:
        if piece and _measure(piece + char) > width:
            yield piece
            piece = ""
        piece += char
    yield piece


def _measure(text: str) -> int:
    """Return how many columns a terminal shows a text in."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
