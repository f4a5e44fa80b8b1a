"""Words of a page to printed lines, without what is no part of the text: running heads, page numbers, footnotes."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from cpcheck.importers.document import Message
from cpcheck.importers.paragraphs import find_running_heads, is_page_number, is_typed_mark, shape_of
from cpcheck.importers.pdf_pages import Word
from cpcheck.model import Where
from cpcheck.records import record

_EDGE = 2
"""Lines at the top and at the foot of a page that a running head is looked for in."""
_APART = 1.12
"""A space this many times the usual one between lines parts paragraphs."""
_SPACE = 0.2
"""Share of the size of type that a space is wide at least: narrow faces have 0.2, most 0.25, typewriters 0.6."""
_FEW = 6
"""Lines from which on a page shows how its own follow one another."""
_ROUNDED = 0.1
"""Points by which one space between lines may differ from the next."""
_SAME_LINE = 0.5
"""Share of the size of type by which words of one line may stand higher or lower: raised figures do."""
_SAME_PLACE = 2.0
"""Points by which a running head may move from page to page."""
_TOUCHING = 0.2
"""Share of the size of type below which words are not parted: a raised figure, a change of type."""
_SMALL = 0.92
"""Share of the usual size of type up to which a line at the foot of a page is a footnote's."""
_NOTE = re.compile(r"(?:[0-9]{1,3}(?![0-9.,)])|[*†‡]{1,3})\s*[^\W\d_]")
"""How a footnote begins: `3 See …`, `* See …`; `3. Train …` is an entry of a list."""
_MOST_NOTES = 1 / 2
"""Share of the lines of a page that footnotes take at most."""


@record
class PageLine:
    """A line of a page, or of a cell."""

    words: tuple[Word, ...]
    """From left to right."""
    page: int

    @property
    def text(self) -> str:
        """Return its words."""
        return _join(self.words)

    @property
    def bold(self) -> str:
        """Return the words it begins with in bold type."""
        bold: list[Word] = []
        for place, word in enumerate(self.words):
            if word.is_bold or not any(char.isalnum() for char in word.text):
                bold.append(word)
            elif not is_typed_mark(_join(self.words[: place + 1])):
                break
        return _join(bold) if any(word.is_bold for word in bold) else ""

    @property
    def left(self) -> float:
        """Return where it begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Return where it ends."""
        return max(word.right for word in self.words)

    @property
    def base(self) -> float:
        """Return the height it stands at."""
        return max(self.words, key=lambda word: (word.size, len(word.text))).base

    @property
    def size(self) -> float:
        """Return the size of its type."""
        return max(word.size for word in self.words)

    @property
    def first(self) -> float:
        """Return how wide its first word is, with the space before it."""
        word = self.words[0]
        gaps = [after.left - before.right for before, after in pairwise(self.words) if not after.is_joined]
        return word.right - word.left + max([_SPACE * word.size, *([min(gaps)] if gaps else [])])


def _join(words: Iterable[Word]) -> str:
    parts: list[str] = []
    before: Word | None = None
    for word in words:
        is_touching = before is not None and word.is_joined and word.left - before.right < _TOUCHING * word.size
        parts.append(word.text if before is None or is_touching else f" {word.text}")
        before = word
    return "".join(parts)


def build_lines(words: Iterable[Word], page: int) -> list[PageLine]:
    """Return the lines that words stand on, from the top down."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.base, word.left)):
        if lines and _is_level(lines[-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [PageLine(words=tuple(sorted(line, key=lambda word: word.left)), page=page) for line in lines]


def _is_level(line: Sequence[Word], word: Word) -> bool:
    largest = max(line, key=lambda other: other.size)
    return abs(largest.base - word.base) <= _SAME_LINE * max(largest.size, word.size)


@record
class Spacing:
    """How the lines of a page, or of a cell, usually follow one another."""

    space: float
    """From one line to the next, in points; 0 where there is none."""
    size: float
    """Of the type of most lines."""

    def expect(self, before: PageLine, line: PageLine) -> float:
        """Return the space that two lines of one paragraph have: headings are set wider, as their type is larger."""
        size = min(before.size, line.size)
        return max(self.space * max(1.0, size / self.size), size * 0.9) if self.size else 0.0


def find_usual_spacing(*pages: Sequence[PageLine]) -> Spacing:
    """Return the space between lines that occurs most often on pages, the smaller of two that do, and its type."""
    pairs = [pair for page in pages for pair in pairwise(page)]
    spaces = Counter(round(first.base - second.base, 1) for first, second in pairs)
    likely = [(-times, space) for space, times in spaces.items() if space > 0]
    space = min(likely)[1] if likely else 0.0
    sizes = Counter(second.size for first, second in pairs if abs(first.base - second.base - space) < _ROUNDED)
    return Spacing(space=space, size=sizes.most_common(1)[0][0] if sizes else 0.0)


def find_spacings(pages: Sequence[Sequence[PageLine]]) -> list[Spacing]:
    """Return the usual spacing of each page: a page of few or of single lines has that of the whole document."""
    whole = find_usual_spacing(*pages)
    found = [find_usual_spacing(page) if len(page) >= _FEW else whole for page in pages]
    return [whole if each.space > whole.space and abs(each.size - whole.size) < 1 else each for each in found]


def is_apart(before: PageLine | None, line: PageLine, usual: Spacing) -> bool:
    """Tell whether more than the usual space parts two lines; at the top of a page nothing can be told."""
    if before is None or before.page != line.page or not usual.space:
        return False
    space = before.base - line.base
    return space > usual.expect(before, line) * _APART or space < -line.size


# What is no part of the text


@record
class _Dropped:
    kind: str
    page: int
    text: str


def drop_edges(pages: Sequence[Sequence[PageLine]]) -> tuple[list[list[PageLine]], list[Message]]:
    """Return the lines of each page without running heads, page numbers and footnotes, and what was dropped."""
    shapes = find_running_heads([[line.text for line in page] for page in pages], edge=_EDGE)
    heads = [_find_heads(page, shapes, pages) for page in pages]
    numbers = _find_page_numbers(pages, heads)
    usual = _find_usual_size(pages)
    kept: list[list[PageLine]] = []
    dropped: list[_Dropped] = []
    for number, (page, head, own) in enumerate(zip(pages, heads, numbers, strict=True), 1):
        notes = _find_footnotes(page, {*head, *([] if own is None else [own])}, usual)
        kept.append([])
        for place, line in enumerate(page):
            if place in head:
                dropped.append(_Dropped(kind=shape_of(line.text), page=number, text=line.text))
            elif place == own:
                dropped.append(_Dropped(kind="", page=number, text=line.text))
            elif place in notes:
                dropped.append(_Dropped(kind="footnote", page=number, text=line.text))
            else:
                kept[-1].append(line)
    return kept, list(_word_dropped(dropped))


def _find_heads(
    page: Sequence[PageLine], shapes: frozenset[str], pages: Sequence[Sequence[PageLine]]
) -> frozenset[int]:
    """Return the places of the running heads of a page.

    Each stands at one place on most pages, or more than the usual space parts it from the text.
    """
    usual = find_usual_spacing(page).space
    edge = {
        place
        for place, line in enumerate(page)
        if shape_of(line.text) in shapes and (place < _EDGE or place >= len(page) - _EDGE)
    }
    others = [line.base for place, line in enumerate(page) if place not in edge]
    return frozenset(
        place
        for place in edge
        if _is_parted(page[place], others, usual) or (_is_outermost(page, place, edge) and _stays(page[place], pages))
    )


def _is_parted(line: PageLine, others: Sequence[float], usual: float) -> bool:
    return all(abs(line.base - height) > max(usual, line.size) * _APART for height in others)


def _is_outermost(page: Sequence[PageLine], place: int, edge: set[int]) -> bool:
    above, below = set(range(place)), set(range(place + 1, len(page)))
    return above <= edge or below <= edge


def _stays(line: PageLine, pages: Sequence[Sequence[PageLine]]) -> bool:
    shape = shape_of(line.text)
    alike = [other for page in pages for other in page if shape_of(other.text) == shape]
    same = sum(abs(other.base - line.base) <= _SAME_PLACE for other in alike)
    return same >= 3 and same > len(pages) / 2


def _find_page_numbers(pages: Sequence[Sequence[PageLine]], heads: Sequence[frozenset[int]]) -> list[int | None]:
    """Return the place of the number of each page, None where it has none.

    It is a figure alone, above or below all else. It is sure where most pages have one and it grows from page to page.
    """
    places: list[int | None] = []
    for page, head in zip(pages, heads, strict=True):
        heights = [line.base for place, line in enumerate(page) if place not in head]
        found = [
            place
            for place, line in enumerate(page)
            if place not in head and is_page_number(line.text) and line.base in (max(heights), min(heights))
        ]
        places.append(found[0] if found else None)
    values = [_read_number(page[place].text) for page, place in zip(pages, places, strict=True) if place is not None]
    is_sure = len(values) > 1 and len(values) > len(pages) / 2 and values == sorted(set(values))
    return places if is_sure else [None] * len(pages)


def _read_number(text: str) -> int:
    return int(re.findall(r"[0-9]+", text)[0])


def _find_usual_size(pages: Sequence[Sequence[PageLine]]) -> float:
    sizes: Counter[float] = Counter()
    for line in (line for page in pages for line in page):
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _find_footnotes(page: Sequence[PageLine], known: set[int], usual: float) -> frozenset[int]:
    """Return the places of the last lines of a page that are set smaller than text and begin with a note's sign."""
    places = [place for place in range(len(page)) if place not in known]
    small: list[int] = []
    for place in reversed(places):
        if page[place].size > usual * _SMALL:
            break
        small.append(place)
    small.reverse()
    is_note = bool(small) and len(small) < len(places) * _MOST_NOTES and bool(_NOTE.match(page[small[0]].text))
    return frozenset(small) if is_note else frozenset()


def _word_dropped(dropped: Sequence[_Dropped]) -> Iterator[Message]:
    for kind in dict.fromkeys(each.kind for each in dropped):
        found = [each for each in dropped if each.kind == kind]
        first, last = found[0].page, found[-1].page
        pages = sorted({each.page for each in found})
        where = f"page {first}" if len(pages) == 1 else f"{len(pages)} pages from {first} to {last}"
        what = "footnotes" if kind == "footnote" else "running heads and page numbers"
        quoted = ", ".join(f'"{text}"' for text in dict.fromkeys(each.text for each in found))
        yield Message(where=Where(lines=None, pages=(first, last)), text=f"{what} are left out on {where}: {quoted}")
