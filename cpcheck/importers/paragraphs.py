"""Printed lines to paragraphs: for text that is wrapped, and for the lines of a PDF."""

import re
from collections import Counter
from collections.abc import Sequence
from enum import Enum, auto

from cpcheck.importers.marks import is_open, join_words, load_layout_words, opens_demand, read_marks
from cpcheck.records import record, replace

_LONGEST_WRAPPED = 160
"""A line longer than this was not wrapped by an editor; in such a text each line is a paragraph."""
_SHORT = 0.6
"""Share of the width up to which a line without a sign at its end is a heading or a label."""
_TOLD = 1 / 40
"""Share of lines with a space or an indent before them from which on paragraphs are told by these. Reports have a
paragraph in every 5 to 15 lines, and a heading now and then where paragraphs are not parted."""
_DASHES = ("–", "—", "-")
"""Bullets that may be dashes of a sentence, where they begin a line that the one before left no room for."""
_ROOM = 0.98
"""Share of the usual width: a line that the next word would have fitted on, and no more, was ended on purpose."""
_PLACED_ROOM = 0.995
"""The same where widths are known exactly, and only where lines are wrapped is not."""
_INDENT = 0.5
"""Sizes of type from which on a line begins elsewhere: an indent has one and more, letters lean out by a tenth."""


@record
class PrintedLine:
    """One line as it stands on the page."""

    number: int
    page: int
    text: str
    bold: str
    """The words it begins with in bold type."""
    is_apart: bool
    """Whether more than the usual space, or a blank line, lies before it."""
    place: "LinePlace | None" = None
    """Where it is, if the file says so; else it is measured in letters."""
    is_doubtful: bool = False
    """Of the first of a paragraph: whether it may go on with the one before."""

    @property
    def left(self) -> float:
        """Return where it begins."""
        return self.place.left if self.place else 0.0

    @property
    def right(self) -> float:
        """Return where it ends."""
        return self.place.right if self.place else float(len(self.text.rstrip()))

    @property
    def first(self) -> float:
        """Return how wide its first word is, with a space."""
        return self.place.first if self.place else len(self.text.split()[0]) + 1.0


@record
class LinePlace:
    """Where a line is on its page, in points."""

    left: float
    right: float
    first: float
    """How wide its first word is, with a space."""
    size: float
    """Of its type."""


def join_lines(lines: Sequence[PrintedLine], *, margin: float | None = None) -> list[list[PrintedLine]]:
    """Return the lines of each paragraph: up to a space, a new mark, an indent or a line that was ended on purpose.

    `margin` is where lines are wrapped; without it, where most of the widest end. The first line of a paragraph that
    may be none of its own is doubtful.
    """
    setting = _read_setting(lines, margin)
    paragraphs: list[list[PrintedLine]] = []
    for line in lines:
        begins = _Begins.YES if not paragraphs else _begins_paragraph(paragraphs[-1], line, setting)
        if begins is _Begins.NO:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([replace(line, is_doubtful=True) if begins is _Begins.MAYBE else line])
    return paragraphs


class _Begins(Enum):
    """Whether a line begins a paragraph."""

    YES = auto()
    NO = auto()
    MAYBE = auto()
    """Nothing tells but the end of a sentence. A paragraph read as two loses nothing, and two read as one a demand."""


@record
class _Setting:
    """How the paragraphs of some lines are set."""

    start: float
    """Where lines begin."""
    edge: float
    """Where they are wrapped."""
    is_even: bool
    """Whether hardly any space or indent shows where a paragraph begins."""
    is_indented: bool
    """Whether the first lines of paragraphs are indented."""

    def has_room(self, before: PrintedLine, line: PrintedLine) -> bool:
        """Tell whether the first word of a line would have fitted on the one before."""
        room = _ROOM if line.place is None else _PLACED_ROOM
        return before.right + line.first - self.start < (self.edge - self.start) * room

    def share(self, line: PrintedLine) -> float:
        """Return how much of the width a line takes, from its start on."""
        return (line.right - self.start) / (self.edge - self.start) if self.edge > self.start else 0.0


def _is_first(lines: Sequence[PrintedLine], indented: Sequence[bool], at: int) -> bool:
    """Tell whether a line is the indented first one of a paragraph, and not the second, that hangs below a bullet."""
    if not indented[at] or indented[at + 1] or lines[at].text.strip()[:1].islower():
        return False
    return at == 0 or indented[at - 1] or not begins_with_mark(lines[at - 1].text)


def _read_setting(lines: Sequence[PrintedLine], margin: float | None) -> _Setting:
    start = min((line.left for line in lines), default=0.0)
    indented = [line.place is not None and line.left > start + _INDENT * line.place.size for line in lines]
    begun = sum(_is_first(lines, indented, at) for at in range(len(lines) - 1))
    apart = sum(line.is_apart for line in lines)
    least = len(lines) * _TOLD
    return _Setting(
        start=start,
        edge=find_width([line.right for line in lines]) if margin is None else margin,
        is_even=any(line.place for line in lines) and apart + begun < least,
        is_indented=begun >= least and apart < least,
    )


def group_lines(lines: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """Return the lines of each paragraph of a text; each line is one where not all are short enough to be wrapped."""
    if all(is_wrapped_line(line.text) for line in lines):
        return join_lines(lines)
    return [[line] for line in lines]


def is_wrapped_line(text: str) -> bool:
    """Tell whether a line is short enough to have been wrapped by an editor."""
    return len(text) <= _LONGEST_WRAPPED


def find_width(widths: Sequence[float]) -> float:
    """Return the width that lines are usually wrapped at: that of the widest, few stray ones apart."""
    ordered = sorted(widths)
    return ordered[len(ordered) * 97 // 100] if ordered else 0


def _begins_paragraph(paragraph: Sequence[PrintedLine], line: PrintedLine, setting: _Setting) -> _Begins:
    if line.is_apart or _is_moved(paragraph, line, setting) or _is_ended(paragraph[-1], line, setting):
        return _Begins.YES
    before, following = paragraph[-1].text.rstrip(), line.text.strip()
    is_told = not setting.is_even and line.page == paragraph[-1].page
    if not begins_with_mark(following, line.bold) and not is_told and not is_open(before) and following[:1].isupper():
        return _Begins.MAYBE
    return _Begins.NO


def _is_ended(before: PrintedLine, line: PrintedLine, setting: _Setting) -> bool:
    """Tell whether a line ended a paragraph, by its words and by the room that was left on it."""
    words, following = before.text.rstrip(), line.text.strip()
    has_room = setting.has_room(before, line)
    if begins_with_mark(following, line.bold):
        return has_room or not (words[-1:].isalnum() and following[:1] in _DASHES and not read_marks(following).label)
    is_bold = bool(before.bold) and before.bold.strip() == words.strip()
    if is_bold and not line.bold and setting.share(before) < 1 / 2:
        return True
    if (has_room and not is_open(words)) or (words.endswith(";") and opens_demand(following)):
        return True
    # a short line without a sign at its end is a heading or a label, unless the next goes on in small letters
    return has_room and setting.share(before) < _SHORT and not following[:1].islower()


def _is_moved(paragraph: Sequence[PrintedLine], line: PrintedLine, setting: _Setting) -> bool:
    """Tell whether a line begins elsewhere than those of a paragraph do, its first apart: an indent, or the end of one.

    The second line of a paragraph may stand to the right, under the words after a bullet, or to the left of an
    indented first one. Left of a bullet, it goes on with a line that was not ended.
    """
    if line.place is None:
        return False
    near = _INDENT * line.place.size
    if len(paragraph) > 1:
        return abs(line.left - paragraph[-1].left) > near
    first = paragraph[0]
    is_ended = setting.has_room(first, line) or not is_open(first.text)
    if setting.is_indented and min(line.left, first.left) > setting.start + near:
        return not begins_with_mark(first.text)
    if line.left > first.left + near:
        return not begins_with_mark(first.text)
    return line.left < first.left - near and begins_with_mark(first.text) and is_ended


def begins_with_mark(text: str, bold: str = "") -> bool:
    """Tell whether a line begins with a bullet, number, letter or label that opens a paragraph.

    A wrapped line may begin with a number or a word that looks like one: `Recommendation` in small letters is a word
    of the sentence, and so is a number without a dot or bracket, or a dash between two words.
    """
    marks = read_marks(text.strip(), bold=bold)
    if marks.is_weak:
        return False
    if marks.label:
        return re.sub(r"\A[\W\d_]+", "", text)[:1].isupper()
    if marks.number or marks.letter or (marks.section and marks.rest):
        return (bool(re.match(r"[\W_]*\w{1,9}[.):]", marks.stripped)) and not marks.rest[:1].islower()) or opens_demand(
            marks.rest
        )
    if marks.section:
        return True
    return (
        marks.has_bullet
        and marks.rest != ""
        and (marks.stripped not in {"–", "—"} or marks.rest[:1].isupper() or opens_demand(marks.rest))
    )


def is_typed_mark(text: str) -> bool:
    """Tell whether text is nothing but a bullet or number typed before a paragraph, in whatever type: `2.`, `- a)`."""
    return bool(re.fullmatch(r"[^\w(]*(?:\(?[0-9A-Za-z]{1,3}[.)])?[^\w]*", text))


def is_page_number(text: str) -> bool:
    """Tell whether a line is nothing but a page number: `12`, `- 12 -`, `Page 3 of 20`, `3/20`."""
    words = load_layout_words()
    return bool(
        re.fullmatch(
            rf"[\s–—|-]*(?:(?i:{join_words(words['page'])})\s*)?[0-9]{{1,4}}(?:\s*(?:/|(?i:{join_words(words['page_of'])}))\s*[0-9]{{1,4}})?[\s–—|-]*",
            text.strip(),
        )
    )


def find_running_heads(pages: Sequence[Sequence[str]], *, edge: int) -> frozenset[str]:
    """Return what stands, figures apart, within the first or last `edge` lines of most pages: a running head or foot.

    Three pages are needed to be sure. Letters must be there: a lone figure is a page number, and is asked about apart.
    """
    if len(pages) < 3:
        return frozenset()
    counted: Counter[str] = Counter()
    for page in pages:
        counted.update({shape_of(text) for text in (*page[:edge], *page[-edge:]) if re.search(r"[^\W\d_]", text)})
    return frozenset(shape for shape, times in counted.items() if times > len(pages) / 2 and times >= 3)


def shape_of(text: str) -> str:
    """Return a line with its figures made alike, so that a running head with a page number is the same on all pages."""
    return re.sub(r"[0-9]+", "0", " ".join(text.split()))
