"""Rows of a table, once it is known where its columns are.

They are told by drawn lines; else by the order in which the file draws its words, which is that of its cells, and where
that says nothing, by the spaces between lines.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from cpcheck.importers.paragraphs import begins_with_mark
from cpcheck.importers.pdf_lines import PageLine, Spacing, build_lines, find_usual_spacing, is_apart
from cpcheck.importers.pdf_pages import Rule, Word
from cpcheck.records import record

NEAR = 3.0
"""Points within which drawn lines meet, and words begin at one place."""
_HEADER_AND_BODY = 2
"""Stretches between drawn lines up to which they may be a header and all rows below it."""
_LOOSE = 1.5
"""Sizes of type from which on the space between lines is that between rows."""


@record
class TableRow:
    """A row of a table, or of what one page has of it."""

    cells: tuple[tuple[PageLine, ...], ...]
    edges: tuple[float, ...]
    """Where its columns begin, from the second on."""
    margins: tuple[float, ...]
    """Where the lines of each column end at most."""
    top: float
    table: int
    """Which table of the page it is of, from 1."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the words of each cell."""
        return tuple(" ".join(line.text for line in cell) for cell in self.cells)


@record
class Region:
    """Where a table is on its page."""

    words: tuple[Word, ...]
    edges: tuple[float, ...]
    levels: tuple[Rule, ...]
    uprights: tuple[Rule, ...]


def read_rows(region: Region, page: int, number: int) -> Iterator[TableRow]:
    """Yield the rows of a table, from the top down."""
    margins = _find_margins(region)
    for words in _split_rows(region):
        edges = [edge for edge in region.edges if _is_drawn(edge, words, region)]
        columns: list[list[Word]] = [[] for _ in range(len(region.edges) + 1)]
        for word in words:
            column = _find_column(word, edges)
            at = region.edges.index(edges[column - 1]) + 1 if column else 0
            columns[at].append(word)
        yield TableRow(
            cells=tuple(tuple(build_lines(column, page)) for column in columns),
            edges=region.edges,
            margins=margins,
            top=max(word.base for word in words),
            table=number,
        )


def _is_drawn(edge: float, words: Sequence[Word], region: Region) -> bool:
    """Tell whether an edge parts the cells of a row: a title row has no line there."""
    top, foot = max(word.base for word in words), min(word.base for word in words)
    middle = (top + foot) / 2 + words[0].size / 4
    own = [rule for rule in region.uprights if abs(rule.at - edge) <= NEAR]
    return not own or any(rule.start <= middle <= rule.end for rule in own)


def _find_column(word: Word, edges: Sequence[float]) -> int:
    return bisect_right(edges, word.left + NEAR)


def _find_margins(region: Region) -> tuple[float, ...]:
    margins = [0.0] * (len(region.edges) + 1)
    for word in region.words:
        at = _find_column(word, region.edges)
        if at == len(region.edges) or word.right < region.edges[at]:  # a title row runs on
            margins[at] = max(margins[at], word.right)
    return tuple(margins)


def _split_rows(region: Region) -> Iterator[tuple[Word, ...]]:
    """Yield the words of each row. Lines may part a header alone from the rows below, or each row from the next."""
    bands = _split_by_levels(region)
    usual = find_usual_spacing(build_lines(region.words, 0))
    for band in bands:
        yield from _split_by_order(band, region.edges, usual, are_parted=len(bands) > _HEADER_AND_BODY)


def _split_by_levels(region: Region) -> list[tuple[Word, ...]]:
    """Return the words between level lines that run through the whole table.

    A line that a cell interrupts parts no rows: one answer stands beside several demands there.
    """
    bands: list[tuple[Word, ...]] = []
    rest = list(region.words)
    for height in sorted(cluster([rule.at for rule in region.levels]), reverse=True):
        above = [word for word in rest if word.base > height]
        if not above or not _runs_through(height, region):
            continue
        bands.append(tuple(above))
        taken = {id(word) for word in above}
        rest = [word for word in rest if id(word) not in taken]
    return [*bands, tuple(rest)] if rest else bands


def _runs_through(height: float, region: Region) -> bool:
    """Tell whether a level line crosses every column that has words; lines of one height may be several."""
    rules = [rule for rule in region.levels if abs(rule.at - height) <= NEAR]
    starts: dict[int, list[Word]] = {}
    for word in region.words:
        starts.setdefault(_find_column(word, region.edges), []).append(word)
    return all(
        any(rule.start - NEAR <= min(word.left for word in words) <= rule.end + NEAR for rule in rules)
        for words in starts.values()
    )


def _split_by_order(
    words: Sequence[Word], edges: Sequence[float], usual: Spacing, *, are_parted: bool
) -> Iterator[tuple[Word, ...]]:
    """Yield the words of rows that no line parts: all words of one are drawn before all of the next."""
    lines = build_lines(words, 0)
    cuts = _find_cuts(lines)
    if len(cuts) == len(lines) - 1 and len(cuts) > 1:  # drawn line by line: the order says nothing
        cuts = _find_spaces(lines, edges, usual)
    else:
        cuts = [at for at in cuts if _begins_row(lines[at], lines[at - 1], edges, usual, are_parted=are_parted)]
    starts = [0, *cuts, len(lines)]
    for first, end in pairwise(starts):
        yield tuple(word for line in lines[first:end] for word in line.words)


def _find_cuts(lines: Sequence[PageLine]) -> list[int]:
    """Return the lines before which everything above was drawn."""
    drawn = [[word.order for word in line.words] for line in lines]
    last: list[int] = []
    for orders in drawn:
        last.append(max([*orders, last[-1]] if last else orders))
    first: list[int] = []
    for orders in reversed(drawn):
        first.append(min([*orders, first[-1]] if first else orders))
    first.reverse()
    return [at for at in range(1, len(lines)) if last[at - 1] < first[at]]


def _begins_row(line: PageLine, before: PageLine, edges: Sequence[float], usual: Spacing, *, are_parted: bool) -> bool:
    """Tell whether a line may begin a row: on the left, with a mark, a space above, or words beside it.

    Words beside it say nothing where lines part rows: cells may be set in the middle of their row.
    """
    columns = {_find_column(word, edges) for word in line.words}
    if not columns & set(range(len(edges))):
        return False
    is_beside = len(columns) > 1 and not are_parted
    return is_beside or begins_with_mark(line.text) or is_apart(before, line, usual)


def _find_spaces(lines: Sequence[PageLine], edges: Sequence[float], usual: Spacing) -> list[int]:
    """Return the lines before which more than the usual space lies, or all where each is a row of its own."""
    wide = [at for at in range(1, len(lines)) if is_apart(lines[at - 1], lines[at], usual)]
    if wide:
        return wide
    is_filled = all(len({_find_column(word, edges) for word in line.words}) == len(edges) + 1 for line in lines)
    is_marked = all(begins_with_mark(line.text) for line in lines[1:])
    is_loose = usual.space > _LOOSE * max(line.size for line in lines)
    return list(range(1, len(lines))) if is_filled and (is_marked or is_loose) else []


def cluster(values: Iterable[float]) -> list[float]:
    """Return the middle of each group of values that lie near one another."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= NEAR:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]
