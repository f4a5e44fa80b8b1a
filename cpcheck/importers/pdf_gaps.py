"""Tables of a page without lines around their cells: a gap runs down between their columns.

No word crosses the gap over many lines, words begin at one place after it, and some lines begin there, with nothing on
their left: lines of a text never do.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from cpcheck.importers.marks import read_marks
from cpcheck.importers.pdf_lines import PageLine, find_usual_spacing, is_apart
from cpcheck.importers.pdf_pages import Page, Word
from cpcheck.importers.pdf_rows import NEAR, Region

_GAP = 0.8
"""Share of the size of type from which on a space between words may part columns."""
_NARROW = 0.4
"""Share of the size of type that parts two columns at least, once their place is known."""
_WIDER = 1.5
"""How many times the usual space between words that must be: a typewriter's is wide, and its words stand in columns."""
_INDENT = 60.0
"""Points by which a line of the right column may be indented: bullets and lists are."""
_LEAST_BESIDE = 4
"""Lines in which both columns have words, so that the gap between them is none by chance."""
_LEAST_KNOWN = 2
"""The same, where a table before had its gap at the same place."""
_LEAST_RIGHT = 2
"""Lines of the right column that a table has at least."""
_FEW_LETTERS = 3
"""Letters and figures up to which a cell holds but a number or a bullet."""
_BELOW = 1.2
"""Times the usual space between lines within which a line below a table still belongs to it."""


def find_gap_tables(
    lines: Sequence[PageLine], page: Page, known: Sequence[float] = ()
) -> Iterator[tuple[Region, list[PageLine]]]:
    """Yield the tables of a page, the largest first, with the lines that they take.

    `known` are edges of tables that were found before: where another has the same, fewer lines tell it.
    """
    free = list(lines)
    known = list(known)
    while free:
        seen = _Gaps(free)
        found = max(
            (run for edge in seen.list_edges() for run in seen.find_runs(edge, known)),
            key=lambda run: (len(run[1]), -run[0]),
            default=None,
        )
        if found is None:
            return
        edge, used = found
        more = [other for other in _Gaps(used, seen.space).list_edges() if abs(other - edge) > NEAR]
        edges = sorted([edge, *(other for other in more if seen.parts_all(used, other))])
        known += edges
        yield _build_region(used, tuple(edges), page), used
        free = [line for line in free if line not in used]


def go_on(lines: Sequence[PageLine], page: Page, edges: tuple[float, ...]) -> Iterator[tuple[Region, list[PageLine]]]:
    """Yield the table that lines begin with, below one with these edges, on the page or the one before.

    All of it may be one column.
    """
    if not lines:
        return
    seen = _Gaps(lines)
    used: list[PageLine] = []
    for line in lines:
        if not seen.fits(line, edges) or seen.is_title(line, edges[-1]):
            break
        used.append(line)
    used = _trim(used, edges[-1], is_begun=True)
    if used:
        yield _build_region(used, edges, page), used


def _build_region(lines: Sequence[PageLine], edges: tuple[float, ...], page: Page) -> Region:
    top, foot = lines[0].base + lines[0].size, lines[-1].base - lines[-1].size
    return Region(
        words=tuple(word for line in lines for word in line.words),
        edges=edges,
        levels=tuple(rule for rule in page.levels if foot <= rule.at <= top),
        uprights=(),
    )


class _Gaps:
    """The gaps between the words of lines."""

    def __init__(self, lines: Sequence[PageLine], space: float | None = None) -> None:
        self._lines = lines
        gaps = [
            (after.left - before.right) / after.size
            for line in lines
            for before, after in pairwise(line.words)
            if not after.is_joined
        ]
        self.space = (median(gaps) if gaps else 0.0) if space is None else space
        """The usual one, in sizes of type."""
        self._spacing = find_usual_spacing(lines)

    def list_edges(self) -> list[float]:
        """Return where words begin after a wide gap, or lines far from the left: the edges of columns, maybe."""
        margin = min(line.left for line in self._lines)
        width = max(line.right for line in self._lines) - margin
        starts: list[float] = []
        for line in self._lines:
            wide = max(_GAP, self.space * _WIDER) * line.size
            starts += [after.left for before, after in pairwise(line.words) if after.left - before.right >= wide]
            if line.left > margin + width / 5:
                starts.append(line.left)
        groups: list[list[float]] = []
        for start in sorted(starts):
            if groups and start - groups[-1][0] <= NEAR:
                groups[-1].append(start)
            else:
                groups.append([start])
        return [group[0] for group in groups if len(group) >= _LEAST_RIGHT]

    def find_runs(self, edge: float, known: Sequence[float]) -> Iterator[tuple[float, list[PageLine]]]:
        """Yield the stretches of lines that an edge parts, where they are a table."""
        run: list[PageLine] = []
        for line in [*self._lines, None]:
            if line is not None and self.is_parted(line, edge) and not self.is_title(line, edge):
                run.append(line)
                continue
            used = _trim(run, edge)
            is_known = any(abs(edge - other) <= NEAR for other in known)
            if _is_table(used, edge, _LEAST_KNOWN if is_known else _LEAST_BESIDE):
                yield edge, used
            run = []

    def is_parted(self, line: PageLine, edge: float) -> bool:
        """Tell whether no word of a line crosses an edge, a gap lies before it, and words begin there."""
        right = _divide(line, edge)[1]
        return self._is_free(line, edge) and (not right or right[0].left <= edge + _INDENT)

    def is_title(self, line: PageLine, edge: float) -> bool:
        """Tell whether a line stands alone between two tables: a space above and below, and no mark of a demand."""
        at = self._lines.index(line)
        if not 0 < at < len(self._lines) - 1 or _divide(line, edge)[1] or not _divide(self._lines[at + 1], edge)[1]:
            return False
        above, below = self._lines[at - 1], self._lines[at + 1]
        marks = read_marks(line.text)
        is_marked = marks.has_bullet or marks.number or marks.letter
        return is_apart(above, line, self._spacing) and is_apart(line, below, self._spacing) and not is_marked

    def fits(self, line: PageLine, edges: Sequence[float]) -> bool:
        """Tell whether a line may be of a table with these edges: what it has in each column begins at its edge."""
        starts = [_divide(line, edge)[1][0].left for edge in edges if _divide(line, edge)[1]]
        is_begun = all(any(edge - NEAR <= start <= edge + _INDENT for edge in edges) for start in starts)
        return is_begun and all(self._is_free(line, edge) for edge in edges)

    def _is_free(self, line: PageLine, edge: float) -> bool:
        left, right = _divide(line, edge)
        gap = max(_NARROW, self.space * _WIDER) * line.size
        begins = min([edge, *(word.left for word in right)])
        return not left or max(word.right for word in left) <= begins - gap

    def parts_all(self, lines: Sequence[PageLine], edge: float) -> bool:
        """Tell whether a further edge parts the lines of a table too; it may part off a column of numbers."""
        is_free = all(self._is_free(line, edge) for line in lines)
        return is_free and (_is_column(lines, edge) or _holds_numbers(lines, edge)) and _has_words(lines, edge)


def _divide(line: PageLine, edge: float) -> tuple[list[Word], list[Word]]:
    left = [word for word in line.words if word.left < edge - NEAR]
    return left, [word for word in line.words if word.left >= edge - NEAR]


def _trim(run: Sequence[PageLine], edge: float, *, is_begun: bool = False) -> list[PageLine]:
    """Return a stretch from its first line with a right column to the last, and what goes on below on the left.

    One that is begun goes on from its first line.
    """
    beside = [at for at, line in enumerate(run) if _divide(line, edge)[1]]
    if not beside:
        return []
    first, last = 0 if is_begun else beside[0], beside[-1]
    used = list(run[first : last + 1])
    usual = find_usual_spacing(used).space
    for line in run[last + 1 :]:
        if (
            not usual
            or used[-1].base - line.base > usual * _BELOW
            or line.left - min(other.left for other in used) > _INDENT
        ):
            break
        used.append(line)
    return used


def _is_table(lines: Sequence[PageLine], edge: float, least: int) -> bool:
    both = alone = 0
    for line in lines:
        left, right = _divide(line, edge)
        both += bool(left and right)
        alone += bool(right and not left)
    is_sure = (alone > 0 and both > 0) or both >= least
    return is_sure and both + alone >= _LEAST_RIGHT and _is_column(lines, edge) and _has_words(lines, edge)


def _is_column(lines: Sequence[PageLine], edge: float) -> bool:
    """Tell whether what stands left of an edge is more than bullets and numbers of a list."""
    texts = ["".join(word.text for word in _divide(line, edge)[0]) for line in lines]
    filled = [text for text in texts if text]
    long = [text for text in filled if sum(char.isalnum() for char in text) > _FEW_LETTERS]
    return len(long) * 2 > len(filled)


def _holds_numbers(lines: Sequence[PageLine], edge: float) -> bool:
    texts = ["".join(word.text for word in _divide(line, edge)[0]) for line in lines]
    return sum(any(char.isdigit() for char in text) for text in texts) * 2 >= sum(bool(text) for text in texts)


def _has_words(lines: Sequence[PageLine], edge: float) -> bool:
    """Tell whether what stands right of an edge is more than figures: page numbers of a table of contents, sums."""
    texts = ["".join(word.text for word in _divide(line, edge)[1]) for line in lines]
    filled = [text for text in texts if text]
    worded = [text for text in filled if sum(char.isalpha() for char in text) > _FEW_LETTERS]
    return len(worded) * 2 > len(filled)
