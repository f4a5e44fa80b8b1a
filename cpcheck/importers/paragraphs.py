"""Printed lines to paragraphs: for text that is wrapped, and for the lines of a PDF."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cpcheck.importers.marks import is_open, join_words, load_layout_words, opens_demand, read_marks

_LONGEST_WRAPPED = 160
"""A line longer than this was not wrapped by an editor; in such a text each line is a paragraph."""
_SOFT_HYPHEN = "\u00ad"
_ENDS_HYPHENATED = re.compile(r"(?<=\w)-$")
_WORD_START = re.compile(r"[a-zà-ÿ0-9]")
_ROOM = 0.98
"""Share of the usual width: a line that the next word would have fitted on, and no more, was ended on purpose."""
_WIDTHS = {
    **dict.fromkeys("ijlI|'’!", 0.45),
    **dict.fromkeys(" .,;:", 0.5),
    **dict.fromkeys('ftr()[]/-“”"', 0.6),
    **dict.fromkeys("ckvxyzs", 0.9),
    **dict.fromkeys("mwM", 1.5),
    **dict.fromkeys("W—%@", 1.7),
}
"""Widths of letters, in those of a usual small one: the mean of Helvetica, Times and DejaVu Sans; capitals have 1.2."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintedLine:
    """One line as it stands on the page."""

    number: int
    page: int
    text: str
    bold: str
    """The words it begins with in bold type."""
    is_apart: bool
    """Whether more than the usual space, or a blank line, lies before it."""


def join_lines(lines: Sequence[PrintedLine], measure: Callable[[str], float] = len) -> list[list[PrintedLine]]:
    """Return the lines of each paragraph: up to a space, a new mark or a line that was ended on purpose.

    `measure` says how wide words are: by their letters where all are of one width, else as estimated.
    """
    width = find_width([measure(line.text.rstrip()) for line in lines])
    paragraphs: list[list[PrintedLine]] = []
    for line in lines:
        if not paragraphs or _begins_paragraph(paragraphs[-1][-1], line, width, measure):
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return paragraphs


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


def estimate_width(text: str) -> float:
    """Return about how wide words are in a proportional font, in widths of a usual small letter."""
    return sum(_WIDTHS.get(char) or (1.2 if char.isupper() else 1.0) for char in text)


def _begins_paragraph(before: PrintedLine, line: PrintedLine, width: float, measure: Callable[[str], float]) -> bool:
    if line.is_apart or begins_with_mark(line.text):
        return True
    words, following = before.text.rstrip(), line.text.strip()
    taken = measure(words)
    if before.bold and before.bold.strip() == before.text.strip() and not line.bold and taken < width / 2:
        return True
    has_room = taken + measure(f" {following.split()[0]}") < width * _ROOM
    if has_room and not is_open(words):
        return True
    # a short line without a sign at its end is a heading or a label, unless the next goes on in small letters
    return has_room and taken < width * 0.6 and not following[:1].islower()


def begins_with_mark(text: str) -> bool:
    """Tell whether a line begins with a bullet, number, letter or label that opens a paragraph.

    A wrapped line may begin with a number or a word that looks like one: `Recommendation` in small letters is a word
    of the sentence, and so is a number without a dot or bracket, or a dash between two words.
    """
    marks = read_marks(text.strip())
    if marks.is_weak:
        return False
    if marks.label:
        return text.strip(" *_#-–—•0123456789.)(").strip()[:1].isupper()
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


def join_text(texts: Iterable[str], is_word: Callable[[str], bool]) -> str:
    """Return lines as one, with words that were divided at the end of a line put together again.

    Whether the hyphen belongs to the word is read off the document: `is_word` tells whether a word stands elsewhere
    in it. A hyphen between figures stays (`2022-2023`), and so does one between two words that stand elsewhere each
    on its own; otherwise it is taken for one that the typesetting put there.
    """
    parts: list[str] = []
    for text in (text.strip() for text in texts):
        before = parts[-1] if parts else ""
        if before.endswith(_SOFT_HYPHEN):
            parts[-1] = before[:-1]
        elif _ENDS_HYPHENATED.search(before) and _WORD_START.match(text):
            parts[-1] = _end_divided(before, text, is_word)
        elif before:
            parts.append(" ")
        parts.append(text)
    return "".join(parts).replace(_SOFT_HYPHEN, "").strip()


def _end_divided(before: str, text: str, is_word: Callable[[str], bool]) -> str:
    """Return the first line of two, with the hyphen at its end or without."""
    first = re.split(r"[^\w-]", before[:-1])[-1]
    last = re.match(r"[\w-]*", text)
    second = last[0] if last else ""
    if not first[-1:].isalpha() or is_word(f"{first}-{second}"):
        return before
    keeps = not is_word(first + second) and is_word(first) and is_word(second)
    return before if keeps else before[:-1]


def collect_words(texts: Iterable[str]) -> Callable[[str], bool]:
    """Return a test for the words of a document that stand inside its lines, where nothing divides them."""
    known: set[str] = set()
    for text in texts:
        known.update(word.casefold() for word in re.findall(r"\w+(?:-\w+)*(?![\w-])", text.strip()))
        if _ENDS_HYPHENATED.search(text.strip()):
            known.discard(re.split(r"[^\w-]", text.strip()[:-1])[-1].casefold())
    return lambda word: word.casefold() in known


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
