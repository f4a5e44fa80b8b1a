"""How a report is laid out: its labels, where sections begin, and how each part tells demands from answers."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase

from cpcheck.importers.document import BlockKind
from cpcheck.importers.marks import Label, Reference, ends_open
from cpcheck.importers.segment_lists import find_answered_forms, find_listed_demands, find_listed_forms, nest_numbers
from cpcheck.importers.segment_pieces import Piece, join_places
from cpcheck.records import replace

_CODES = (("Q", "A"), ("Q", "R"), ("R", "A"))
"""Letters that stand for demand and answer: question and answer, question et réponse, recommendation and answer."""
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_SECTION_WORDS = 40
"""The longest heading of a section, in words; one report prints a whole sentence after its letter."""
_LISTED = 12
"""The most demands without a label that may stand before one answer."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The pieces of a report, and what their surroundings say of each."""

    pieces: list[Piece]
    sections: frozenset[int]
    """Places of the pieces that begin a section with a letter."""
    parts: list[tuple[int, int]]
    """First place, and the one after the last, of each section, and of what stands before the first."""
    entries: dict[int, str]
    """In parts without labels: places where an item begins, `printed` or `run_in`."""
    labels: list[int]
    """Places of the labels, and of the cells of tables."""
    labelled: frozenset[int]
    """Parts, by their first place, in which answers have labels."""
    run_in: frozenset[int]
    """Parts, by their first place, whose headings run into the answers."""
    headed: frozenset[int]
    """Parts, by their first place, whose headings stand for demands."""
    forms: dict[int, frozenset[str]]
    """How entries of lists are marked that are demands, by the first place of each part."""
    told: set[int] = field(default_factory=set)
    """Parts of which it was said that no label marks the answers."""

    def part(self, place: int) -> tuple[int, int]:
        """Return the part that a place is in."""
        return self.parts[bisect_right(self.parts, place, key=lambda part: part[0]) - 1]

    def after(self, place: int) -> Piece | None:
        """Return the next piece of the part."""
        end = self.part(place)[1]
        return next((self.pieces[at] for at in range(place + 1, end) if not self.pieces[at].is_page_number), None)

    def is_labelled(self, place: int) -> bool:
        """Tell whether answers have labels in this part."""
        return self.part(place)[0] in self.labelled

    def next_label(self, place: int) -> int | None:
        """Return the place of the next label of the part; a table counts as one."""
        at = bisect_right(self.labels, place)
        return self.labels[at] if at < len(self.labels) and self.labels[at] < self.part(place)[1] else None

    def is_followed_by(self, place: int, label: Label) -> bool:
        """Tell whether the next label is of a kind."""
        at = self.next_label(place)
        return at is not None and self.pieces[at].label is label

    @staticmethod
    def is_numbered(piece: Piece) -> bool:
        """Tell whether a number or letter is printed."""
        return bool(piece.marks.number or piece.marks.letter)

    def leads_to_label(self, place: int) -> bool:
        """Tell whether only demands lie between a numbered line and the next label: it is a demand, or its chapeau."""
        at = self.next_label(place)
        if at is None:
            return False
        number = self.pieces[at].marks.number
        if self.pieces[at].label is Label.DEMAND and number and not number.startswith(self.pieces[place].marks.number):
            return False
        return all(_belongs_to_demand(piece) for piece in self.pieces[place + 1 : at])

    def leads_to_answer(self, place: int) -> bool:
        """Tell whether the next label is that of an answer, with no number between that begins another demand."""
        at = self.next_label(place)
        if at is None or self.pieces[at].label is not Label.ANSWER:
            return False
        return not any(piece.marks.number or piece.is_heading for piece in self.pieces[place + 1 : at])

    def is_before_answer(self, place: int) -> bool:
        """Tell whether a paragraph is a demand that lost its label: all up to the next answer read as demands."""
        at = self.next_label(place)
        if at is None or self.pieces[at].label is not Label.ANSWER or at - place > _LISTED:
            return False
        first, last = self.pieces[place], self.pieces[place:at]
        if self.pieces[at].marks.references:
            return False
        reads = first.reads_as_demand or self.has_form_of_demands(place)
        return reads and all(_belongs_to_demand(piece) and not piece.is_heading for piece in last)

    def has_form_of_demands(self, place: int) -> bool:
        """Tell whether an entry of a list is marked as the demands of its part are."""
        return self.pieces[place].form in self.forms.get(self.part(place)[0], ())

    def entry(self, place: int) -> str:
        """Return how an item begins at a place: `printed`, `run_in`, or '' where none does."""
        return self.entries.get(place, "")

    def is_entry(self, place: int) -> bool:
        """Tell whether an item begins at a place."""
        return place in self.entries

    def has_run_ins(self, place: int) -> bool:
        """Tell whether headings run into the answers of a part."""
        return self.part(place)[0] in self.run_in

    def has_heading_entries(self, place: int) -> bool:
        """Tell whether headings stand for the demands of a part."""
        return self.part(place)[0] in self.headed

    def starts_anew(self, place: int) -> bool:
        """Tell whether the first number below a heading, up to the next of its level, is 1: a list begins there."""
        level = self.pieces[place].level
        for piece in self.pieces[place + 1 :]:
            if piece.is_heading and piece.level <= level:
                return False
            if piece.marks.number:
                return piece.marks.number in ("1", "1-1") and piece.label is not Label.ANSWER
        return False

    def tell_once(self, place: int) -> bool:
        """Tell whether it was asked before for this part."""
        first = self.part(place)[0]
        was_told = first in self.told
        self.told.add(first)
        return was_told


def _belongs_to_demand(piece: Piece) -> bool:
    marks = piece.marks
    is_listed = marks.letter or marks.has_bullet or piece.text[:1].islower()
    return bool(is_listed or piece.reads_as_demand or not piece.has_words or piece.is_page_number)


def read_layout(pieces: list[Piece]) -> Layout:
    """Read how a report is laid out."""
    pieces = nest_numbers(_attach_lone_numbers(_settle_weak_labels(_settle_codes(pieces))))
    sections = frozenset(_find_sections(pieces))
    pieces = [_number_by_letter(piece) if place not in sections else piece for place, piece in enumerate(pieces)]
    starts = sorted({0, *sections})
    parts = [(start, end) for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True)]
    entries: dict[int, str] = {}
    labelled, run_in, headed = set(), set(), set()
    forms: dict[int, frozenset[str]] = {}
    has_labels = any(piece.label or piece.column for piece in pieces)
    unlabelled = [pieces[first:end] for first, end in parts if not _has_labelled_answers(pieces[first:end])]
    listed = find_listed_forms(unlabelled)
    for first, end in parts:
        part = pieces[first:end]
        if _has_labelled_answers(part):
            labelled.add(first)
            forms[first] = find_answered_forms(part)
            continue
        is_front = first not in sections and (has_labels or len(parts) > 1)
        found = _find_entries(part, listed, is_front=is_front, has_title=first in sections)
        entries |= {first + at: kind for at, kind in found.items()}
        if "run_in" in found.values():
            run_in.add(first)
        elif not found and not is_front:
            headed.add(first)
    return Layout(
        pieces=pieces,
        sections=sections,
        parts=parts,
        entries=entries,
        labels=[place for place, piece in enumerate(pieces) if piece.label or piece.column],
        labelled=frozenset(labelled),
        run_in=frozenset(run_in),
        headed=frozenset(headed),
        forms=forms,
    )


def _settle_codes(pieces: list[Piece]) -> list[Piece]:
    """Read `Q7` and `A7`, `Q:` and `A:`, as labels where both occur."""
    seen: dict[str, set[str]] = defaultdict(set)
    for piece in pieces:
        if piece.marks.section and piece.label is None and piece.has_words:
            seen[piece.marks.section].add(piece.marks.number)
    for demand, answer in _CODES:
        if seen[demand] & seen[answer] and (demand != "R" or len(seen[demand] & seen[answer]) > 1):
            codes = {demand: Label.DEMAND, answer: Label.ANSWER}
            return [_settle_code(piece, codes) for piece in pieces]
    return pieces


def _settle_code(piece: Piece, codes: dict[str, Label]) -> Piece:
    marks = piece.marks
    label = codes.get(marks.section)
    if label is None or marks.label:
        return piece
    if label is Label.DEMAND:
        return replace(piece, marks=replace(marks, label=label, section=""))
    references = (Reference("", marks.number, marks.letter),) if marks.number else ()
    return replace(piece, marks=replace(marks, label=label, section="", number="", letter="", references=references))


def _settle_weak_labels(pieces: list[Piece]) -> list[Piece]:
    """Believe a label without a sign after it only where the report prints the same kind with one."""
    strong = {piece.label for piece in pieces if piece.label and not piece.marks.is_weak}
    return [
        replace(
            piece,
            text=f"{piece.stripped} {piece.text}",
            stripped="",
            marks=replace(piece.marks, label=None, stripped=""),
        )
        if piece.marks.is_weak and piece.label not in strong
        else piece
        for piece in pieces
    ]


def _attach_lone_numbers(pieces: Iterable[Piece]) -> list[Piece]:
    """Give a number that stands on a line of its own to the paragraph after it."""
    attached: list[Piece] = []
    for piece in pieces:
        before = attached[-1] if attached else None
        if before is not None and _is_lone_number(before) and not piece.marks.number and not piece.column:
            marks = replace(piece.marks, number=before.marks.number, letter=before.marks.letter or piece.marks.letter)
            stripped = f"{before.stripped} {piece.stripped}".strip()
            where = join_places(before.where, piece.where)
            attached[-1] = replace(piece, marks=marks, stripped=stripped, where=where)
        else:
            attached.append(piece)
    return attached


def _is_lone_number(piece: Piece) -> bool:
    marks = piece.marks
    is_lone = not piece.has_words and piece.label is None and not marks.section and piece.column is None
    return is_lone and bool(marks.number) and piece.kind is not BlockKind.TABLE_ROW


def _find_sections(pieces: Sequence[Piece]) -> Iterator[int]:
    """Yield the places where a section begins: a letter alone, a heading with one, or the next letter and a title."""
    last = ""
    for place, piece in enumerate(pieces):
        marks = piece.marks
        if not marks.section or marks.number or marks.label or piece.column:
            continue
        is_title = piece.is_heading or not piece.has_words
        after = pieces[place + 1] if place + 1 < len(pieces) else None
        if not is_title and not _is_section_line(piece, after, last):
            continue
        if is_title and not (_follows(last, marks.section) or marks.section in ("A", "I") or piece.is_heading):
            continue
        last = marks.section
        yield place


def _is_section_line(piece: Piece, after: Piece | None, last: str) -> bool:
    if not _follows(last, piece.marks.section) or len(piece.text.split()) > _SECTION_WORDS:
        return False
    if piece.text.rstrip().endswith(";") or after is None:
        return False
    return after.label is not Label.ANSWER


def _follows(last: str, letter: str) -> bool:
    if not last:
        return letter in ("A", "I")
    if last in _ROMAN and letter in _ROMAN:
        return _ROMAN.index(letter) == _ROMAN.index(last) + 1
    return len(last) == len(letter) == 1 and ord(letter) == ord(last) + 1


def _number_by_letter(piece: Piece) -> Piece:
    """Read a capital that begins no section as the number of a demand."""
    marks = piece.marks
    if not marks.section or marks.number:
        return piece
    if not piece.has_words:
        return replace(piece, text=piece.stripped, stripped="", marks=replace(marks, section="", stripped=""))
    return replace(piece, marks=replace(marks, section="", number=marks.section))


def _has_labelled_answers(part: Iterable[Piece]) -> bool:
    return any(piece.label is Label.ANSWER and piece.column is None for piece in part)


def _find_entries(part: Sequence[Piece], forms: frozenset[str], *, is_front: bool, has_title: bool) -> dict[int, str]:
    """Return where items begin in a part without labels of answers, by the first sign that the part shows.

    A body that speaks; whole sentences in bold type; lists of demands; headings that run into their paragraphs, at
    least two; numbered lines that read as demands. Before the first section only the first two count: title pages hold
    headings too.
    """
    spoken = {at for at, piece in enumerate(part) if piece.is_spoken_demand and not piece.column}
    bold = {at for at, piece in enumerate(part) if _is_bold_entry(piece) and (at or not has_title)}
    if spoken or (bold and len(bold) < len(part)):
        return dict.fromkeys(sorted(spoken or bold), "printed") | dict.fromkeys(sorted(bold), "printed")
    if is_front or any(piece.label for piece in part):
        return {}
    numbered = [at for at, piece in enumerate(part) if piece.marks.number and _is_demand_line(piece)]
    listed = find_listed_demands(part, forms)
    if listed:
        return dict.fromkeys(sorted({*listed, *numbered}), "printed")
    run_ins = _find_run_ins(part)
    if len(run_ins) > 1:
        return dict.fromkeys(run_ins, "run_in")
    return dict.fromkeys(numbered, "printed")


def _is_bold_entry(piece: Piece) -> bool:
    return piece.is_bold_demand and not piece.is_heading and piece.column is None


def _is_demand_line(piece: Piece) -> bool:
    return piece.reads_as_demand or piece.text.rstrip().endswith(":") or ends_open(piece.text)


def _find_run_ins(part: Sequence[Piece]) -> list[int]:
    """Return where headings run into paragraphs: those in bold type where there are two, else those of a list."""
    bold = [
        at
        for at, piece in enumerate(part)
        if piece.run_in and piece.bold and piece.bold.strip(" :–-").startswith(piece.run_in[:20])
    ]
    if len(bold) > 1:
        return bold
    listed = [at for at, piece in enumerate(part) if piece.run_in and not piece.column and not piece.is_heading]
    bulleted = [at for at in listed if part[at].marks.has_bullet or part[at].marks.number]
    return bulleted if len(bulleted) > 1 else listed


def is_next_letter(last: str, letter: str) -> bool:
    """Tell whether a letter is the one after another, or the first where there is none."""
    if len(letter) != 1 or letter not in ascii_lowercase:
        return False
    if not last:
        return letter == "a"
    return (
        len(last) == 1 and last in ascii_lowercase and ascii_lowercase.index(letter) == ascii_lowercase.index(last) + 1
    )
