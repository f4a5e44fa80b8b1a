"""A document to its demands and the passages that answer them.

A report is walked over paragraph by paragraph. What is printed decides first: labels, numbers, headings, columns. Where
nothing is printed, what stands around decides: a paragraph between a demand and the label of its answer belongs to the
demand, one between a demand and the next demand answers it. Each guess is told by a message with its place, and what no
rule places is left, never dropped.
"""

from collections.abc import Iterable
from enum import Enum, auto

from cpcheck.importers.document import Document
from cpcheck.importers.marks import Label, Reference, ends_open
from cpcheck.importers.segment_layout import Layout, is_next_letter, read_layout
from cpcheck.importers.segment_outline import (
    Demand,
    Group,
    Outline,
    build_answers,
    build_items,
    join_left,
    name_demands,
)
from cpcheck.importers.segment_pieces import Piece, build_pieces, join_places
from cpcheck.importers.segment_repeats import find_repeats
from cpcheck.importers.segment_topics import find_topics
from cpcheck.importers.segments import Segmentation, SourceBlock

_DEMAND_WORDS = 5
"""From so many words on, a heading that begins with the verb of a demand is one: `Training` is a title."""
_UNLABELLED_ANSWERS = "no label marks the answers here; what follows a demand is taken for its answer"
_QUOTED = 90
"""Characters of a passage that a message quotes."""


def segment_document(document: Document) -> Segmentation:
    """Return the items and answers of a document, what is part of neither, and what a person should look at."""
    layout = read_layout(build_pieces(document))
    walk = _Walk(layout)
    walk.run()
    outline = walk.outline
    name_demands(outline)
    repeats = find_repeats([(each.id, each.text) for each in outline.demands if not each.is_inferred])
    items = tuple(build_items(outline, repeats))
    _tell_what_is_open(outline)
    return Segmentation(
        items=items,
        answers=tuple(build_answers(outline)),
        unplaced=join_left(piece for piece, _ in outline.left),
        messages=(*document.messages, *sorted(outline.messages, key=lambda message: _line_of(message.where))),
        stripped=tuple(
            SourceBlock(text=piece.stripped, where=piece.where) for piece in layout.pieces if piece.stripped
        ),
    )


def _line_of(where: object) -> int:
    lines = getattr(where, "lines", None)
    return lines[0] if lines else 0


def quote(text: str) -> str:
    """Return the beginning of a passage in quotes."""
    words = text if len(text) <= _QUOTED else f"{text[:_QUOTED].rsplit(' ', 1)[0]} …"
    return f'"{words}"'


def _tell_what_is_open(outline: Outline) -> None:
    if not outline.groups:
        outline.tell(
            None, "no demand was found: no label, number, verb or heading marks one; all text is left unplaced"
        )
    for demand in outline.demands:
        if not demand.is_answered:
            outline.tell(demand.where, f"no answer was found to {demand.id}: {quote(demand.text)}")
        elif demand.is_inferred:
            outline.tell(
                demand.where, f"{demand.id} is printed as no demand; it was gathered from {quote(demand.text)}"
            )
    for piece, taken_for in outline.left:
        if piece.has_words:
            known = taken_for or "part of no item and no answer"
            outline.tell(piece.where, f"left out, {known}: {quote(piece.text)}")


class _Mode(Enum):
    """Where the walk stands."""

    FRONT = auto()
    """Before the first demand: title page, introduction."""
    BETWEEN = auto()
    """Under a heading, with nothing begun."""
    DEMAND = auto()
    """In a demand, or between demands and their answer."""
    ANSWER = auto()
    BY_NUMBER = auto()
    """In a list of answers that name their demands by number: recommendations first, responses later."""
    LOST = auto()
    """In an answer to nothing that is printed."""


class _Walk:
    """A state machine over the pieces of a report."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.outline = Outline()
        self._mode = _Mode.FRONT
        self._heading: Piece | None = None
        """The last heading, while nothing was made of it."""
        self._lone_label: Piece | None = None
        """A label of a demand that stands on a line of its own."""
        self._targets: list[Demand] = []
        """What the answer that is about to begin answers."""
        self._inner: str = ""
        """Last number of a list inside an answer."""
        self._reference = Reference("", "", "")
        """The last demand that an answer named by number."""
        self._row = 0
        """Row of the table that the last piece stood in."""
        self._title_levels: set[int] = set()
        """Levels of the headings that demands stand under."""

    def run(self) -> None:
        """Walk over the whole report."""
        for place, piece in enumerate(self.layout.pieces):
            if piece.is_page_number:
                self.outline.leave(piece, "a page number")
            elif piece.has_words or piece.label or place in self.layout.sections:
                self._step(place, piece)

    def _step(self, place: int, piece: Piece) -> None:
        if piece.column:
            self._step_table(piece)
            return
        self._row = 0
        if piece.label is Label.DEMAND:
            self._take_labelled_demand(place, piece)
        elif piece.label is Label.ANSWER:
            self._take_labelled_answer(place, piece)
        elif place in self.layout.sections:
            self._take_section(piece)
        elif self._mode is _Mode.BY_NUMBER:
            self._step_by_number(place, piece)
        elif piece.is_heading:
            self._take_heading(place, piece)
        elif self.layout.is_labelled(place):
            self._step_labelled(place, piece)
        else:
            self._step_unlabelled(place, piece)

    # Demands

    def _take_labelled_demand(self, place: int, piece: Piece) -> None:
        if self._mode is _Mode.BY_NUMBER and self._answer_by_number(piece):
            return
        self._mode = _Mode.DEMAND
        if not piece.has_words:
            self._lone_label = piece
            if piece.marks.number:
                self.outline.open_group(piece.marks.number)
        elif piece.is_heading and self._is_title(place):
            self.outline.title = piece.text
            self.outline.open_group(piece.marks.number)
            self._lone_label = piece
            self.outline.leave(piece, "a heading")
        else:
            self._add_demand(piece)

    def _is_title(self, place: int) -> bool:
        """Tell whether a heading with a label is a title, `Recommendation 1: Lawyers`, with the demand after it."""
        after = self.layout.after(place)
        return after is not None and not after.is_heading and after.label is None

    def _add_demand(self, piece: Piece) -> None:
        """Add a demand where its number and letter put it; without, under what is open."""
        marks, group = piece.marks, self.outline.group
        if self._is_under(piece, group):
            assert group is not None
            self._add_child(group, piece, letter=marks.letter)
        else:
            fresh = group is not None and not group.demands and not group.chapeau and marks.number in ("", group.number)
            target = group if fresh and group else self.outline.open_group(marks.number)
            demand = self.outline.add_demand(target, piece.text, piece.where, letter=marks.letter)
            demand.is_labelled = piece.label is not None or self._lone_label is not None
            demand.is_listed = self._is_listed(piece) and not marks.number and not piece.label
        self._lone_label = None
        self._heading = None
        self._mode = _Mode.DEMAND

    def _is_under(self, piece: Piece, group: Group | None) -> bool:
        """Tell whether a demand stands under the number that is open.

        It does where it has a letter, the same number or one below it (`2.1` under `2`), and where it has none and
        the report prints numbers: in one report a label stood before each demand under a numbered chapeau.
        """
        number = piece.marks.number
        if group is None or not (group.demands or group.chapeau):
            return False
        if number:
            is_same = number == group.number and bool(piece.marks.letter)
            return is_same or (bool(group.number) and number.startswith(f"{group.number}-"))
        return bool(group.number or group.chapeau or piece.marks.letter) or self._opens_list(group)

    def _opens_list(self, group: Group) -> bool:
        return len(group.demands) == 1 and not group.demands[0].is_answered and _ends_as_chapeau(group.demands[0].text)

    def _add_child(self, group: Group, piece: Piece, letter: str = "") -> None:
        if group.number and piece.marks.number.startswith(f"{group.number}-"):
            letter = piece.marks.number.removeprefix(group.number)
        if len(group.demands) == 1 and self._is_chapeau(group.demands[0], piece):
            self.outline.make_chapeau(group.demands[0])
        child = self.outline.add_demand(group, piece.text, piece.where, letter=letter)
        child.is_labelled = piece.label is not None
        child.is_child = True
        self._lone_label = None
        self._mode = _Mode.DEMAND

    @staticmethod
    def _is_chapeau(demand: Demand, child: Piece) -> bool:
        """Tell whether a demand is the words above those that follow: `2. Take measures to:`."""
        if demand.is_answered or demand.letter or demand.is_child:
            return False
        is_listed = child.marks.has_bullet or bool(child.marks.letter) or "-" in child.marks.number
        is_labelled_below = child.label is not None and not demand.is_labelled
        return _ends_as_chapeau(demand.text) or is_labelled_below or (is_listed and not demand.is_listed)

    def _extend_demand(self, piece: Piece) -> None:
        demand = self.outline.demands[-1]
        demand.text = f"{demand.text} {piece.text}"
        demand.where = join_places(demand.where, piece.where)

    # Answers

    def _take_labelled_answer(self, place: int, piece: Piece) -> None:
        self._lone_label = None
        self._inner = ""
        if not piece.has_words and not piece.marks.references and self._lists_answers(place):
            self._mode = _Mode.BY_NUMBER
            self._reference = Reference("", "", "")
            self._targets = []
            return
        self._targets = self._find_targets(piece)
        self._mode = _Mode.ANSWER if self._targets else _Mode.LOST
        if piece.has_words:
            self._answer(piece)

    def _find_targets(self, piece: Piece) -> list[Demand]:
        named = [demand for reference in piece.marks.references for demand in self.outline.find(reference)]
        if piece.marks.references and not named:
            self.outline.tell(piece.where, f"an answer names a demand that was not found: {quote(piece.stripped)}")
        if named or self.outline.unanswered:
            self._tell_several_numbers(piece, named)
            return _distinct(named or self.outline.unanswered)
        if self._heading is not None:
            return [self._infer_from_heading(self._heading)]
        if self.outline.replies and self.outline.group is not None:
            before = self.outline.replies[-1].demands
            self.outline.tell(
                piece.where,
                "an answer follows an answer with no demand between; taken for a further answer to the same",
            )
            return list(before)
        self.outline.tell(piece.where, "an answer stands before any demand; it is left unplaced")
        return []

    def _tell_several_numbers(self, piece: Piece, named: list[Demand]) -> None:
        groups = {id(demand.group) for demand in self.outline.unanswered}
        if not named and len(groups) > 1:
            self.outline.tell(
                piece.where, f"one answer follows demands of {len(groups)} numbers; taken to answer all of them"
            )

    def _lists_answers(self, place: int) -> bool:
        """Tell whether answers by number follow: their first number is one of several demands without an answer."""
        open_groups = {id(demand.group) for demand in self.outline.demands if not demand.is_answered}
        if len(open_groups) < 2 and len([demand for demand in self.outline.demands if not demand.is_answered]) < 2:
            return False
        for piece in self.layout.pieces[place + 1 : place + 4]:
            marks = piece.marks
            if marks.number or marks.references:
                wanted = marks.references or (Reference(marks.section, marks.number, marks.letter),)
                return any(not demand.is_answered for each in wanted for demand in self.outline.find(each))
            if not (piece.is_heading or marks.section):
                return False
        return False

    def _infer_from_heading(self, heading: Piece) -> Demand:
        """Make an item of a heading: in one report a whole section printed headings and answers, and no demand."""
        group = self.outline.group
        if group is None or group.demands or group.chapeau:
            group = self.outline.open_group(heading.marks.number)
        is_printed = heading.reads_as_demand and len(heading.text.split()) >= _DEMAND_WORDS
        demand = self.outline.add_demand(group, heading.text, heading.where, inferred=not is_printed)
        self.outline.left = [(piece, why) for piece, why in self.outline.left if piece is not heading]
        self._heading = None
        return demand

    def _answer(self, piece: Piece, text: str | None = None) -> None:
        """Begin the answer that was announced, or go on with the one begun."""
        words = piece.text if text is None else text
        if self._mode is _Mode.LOST:
            self.outline.leave(piece)
        elif self._targets:
            self.outline.add_answer(self._targets, words, piece.where)
            self._targets = []
            self._heading = None
        elif self.outline.replies:
            self.outline.extend_answer(words, piece.where)
        else:
            self.outline.leave(piece)

    def _begin_answer(self, piece: Piece, why: str) -> None:
        """Begin an answer that no label announces."""
        self._targets = _distinct(self.outline.unanswered)
        self._inner = ""
        self._mode = _Mode.ANSWER
        if why:
            self.outline.tell(piece.where, f"{why}: {quote(piece.text)}")
        self._answer(piece)

    # Answers by number

    def _step_by_number(self, place: int, piece: Piece) -> None:
        if self._answer_by_number(piece):
            return
        if piece.is_heading:
            self._take_heading(place, piece)
        elif self._targets or self._reference.number:
            self._answer(piece)
        else:
            self.outline.leave(piece)

    def _answer_by_number(self, piece: Piece) -> bool:
        """Take a piece for the answer to the demand whose number it has; False where it has none or was answered."""
        marks, last = piece.marks, self._reference
        if not (marks.number or marks.letter):
            return False
        reference = Reference(marks.section or last.section, marks.number or last.number, marks.letter)
        found = self.outline.find(reference)
        is_fresh = any(not demand.is_answered for demand in found)
        is_next_letter_of_same = not marks.number and is_next_letter(last.letter, marks.letter)
        if not found or not (is_fresh or (is_next_letter_of_same and len(found) == 1)):
            return False
        self._reference = reference
        self._targets = _distinct(found)
        if piece.is_heading:
            self.outline.leave(piece, "a heading")
        elif piece.has_words:
            self._answer(piece)
        return True

    # Sections and headings

    def _take_section(self, piece: Piece) -> None:
        letter = piece.marks.section
        if self._mode is _Mode.BY_NUMBER and letter in {section.letter for section in self.outline.sections}:
            self._reference = Reference(letter, "", "")
        else:
            self.outline.open_section(letter, piece.text)
            self._mode = _Mode.BETWEEN
            self._heading = None
        self._inner = ""
        self.outline.leave(piece, "a heading")

    def _take_heading(self, place: int, piece: Piece) -> None:
        if self._mode is _Mode.ANSWER and not self._closes_answer(place, piece):
            self._answer(piece)
            return
        if piece.is_spoken_demand or (
            piece.reads_as_demand and piece.marks.number and not self.layout.is_followed_by(place, Label.DEMAND)
        ):
            self._add_demand(piece)
            return
        self.outline.title = piece.text
        self._heading = piece
        self._lone_label = None
        self._mode = _Mode.BETWEEN
        self._title_levels.add(piece.level)
        if piece.marks.number:
            self.outline.open_group(piece.marks.number)
        elif self.layout.starts_anew(place):
            self.outline.open_section("", piece.text)
        self.outline.leave(piece, "a heading")

    def _closes_answer(self, place: int, piece: Piece) -> bool:
        """Tell whether a heading ends an answer: demands stood under its level, or one follows it at once."""
        if piece.level in self._title_levels:
            return True
        after = self.layout.after(place)
        return (
            after is None
            or after.is_heading
            or after.label is not None
            or after.column is not None
            or self.layout.is_entry(place + 1)
        )

    # Parts of a report whose answers are labelled

    def _step_labelled(self, place: int, piece: Piece) -> None:
        if self._mode is _Mode.DEMAND:
            self._step_in_demand(place, piece)
        elif self._mode in (_Mode.ANSWER, _Mode.LOST):
            self._step_in_answer(place, piece)
        elif (
            (self.layout.is_numbered(piece) and self.layout.leads_to_label(place))
            or piece.is_spoken_demand
            or piece.is_bold_demand
            or self.layout.is_before_answer(place)
        ):
            self._add_demand(piece)
        else:
            self.outline.leave(piece)

    def _step_in_demand(self, place: int, piece: Piece) -> None:
        marks = piece.marks
        if not self._lone_label and not self.outline.unanswered:
            self.outline.leave(piece)
        elif self._lone_label or (marks.number and not self._is_inner_number(piece)):
            self._add_demand(piece)
        elif self._is_folded(piece):
            self._extend_demand(piece)
        elif marks.has_bullet or marks.letter or marks.number or piece.reads_as_demand or piece.text[:1].islower():
            self._add_unlabelled(piece)
        elif self.layout.leads_to_answer(place):
            self._extend_demand(piece)
            self.outline.tell(
                piece.where,
                f"a paragraph between a demand and its answer; taken for part of the demand: {quote(piece.text)}",
            )
        else:
            self._begin_answer(piece, "a paragraph follows a demand without a label; taken for its answer")

    def _is_inner_number(self, piece: Piece) -> bool:
        """Tell whether a numbered line belongs to a list under a demand: 1 after a chapeau with a number of its own."""
        group = self.outline.group
        if group is None or not group.number or not piece.marks.number.isdigit() or not group.number.isdigit():
            return False
        return (
            int(piece.marks.number) == len(group.demands) + (0 if not group.chapeau else 1)
            and (bool(group.chapeau) if int(piece.marks.number) > 1 else self._opens_list(group))
            and int(piece.marks.number) != int(group.number) + 1
        )

    def _is_folded(self, piece: Piece) -> bool:
        """Tell whether an entry stands below a demand that has a letter or a label already: it is a part of it."""
        last = self.outline.demands[-1] if self.outline.demands else None
        if last is None or not last.is_child or piece.marks.letter:
            return False
        return piece.marks.has_bullet and last.text.rstrip().endswith(":")

    def _add_unlabelled(self, piece: Piece) -> None:
        group = self.outline.group
        last = self.outline.demands[-1]
        is_under = group is not None and (
            group.chapeau or group.number or last.is_child or self._is_chapeau(last, piece)
        )
        if group is not None and is_under:
            self._add_child(group, piece, letter=piece.marks.letter)
        else:
            self._add_demand(piece)

    def _step_in_answer(self, place: int, piece: Piece) -> None:
        marks = piece.marks
        if (marks.number and self._continues_numbers(place, piece)) or (
            marks.letter and self._continues_letters(place, piece)
        ):
            self._add_demand(piece)
        elif self.layout.is_before_answer(place):
            self.outline.tell(
                piece.where, f"no label marks this paragraph before an answer; taken for a demand: {quote(piece.text)}"
            )
            self._add_demand(piece)
        else:
            self._inner = marks.number or self._inner
            self._answer(piece)

    def _continues_numbers(self, place: int, piece: Piece) -> bool:
        """Tell whether a number is the next of the demands, rather than one of a list inside the answer."""
        first = piece.marks.number.split("-")[0]
        last = self.outline.group.number.split("-")[0] if self.outline.group else ""
        if not first.isdigit() or not self.layout.leads_to_label(place):
            return False
        is_later = not last.isdigit() or int(first) >= int(last)
        is_inner = self._inner.isdigit() and int(first) == int(self._inner) + 1
        is_strong = piece.reads_as_demand or piece.is_heading or _ends_as_chapeau(piece.text)
        return (is_later or _ends_as_chapeau(piece.text)) and (is_strong or not is_inner)

    def _continues_letters(self, place: int, piece: Piece) -> bool:
        group = self.outline.group
        last = group.demands[-1].letter if group and group.demands else ""
        return bool(last) and is_next_letter(last, piece.marks.letter) and self.layout.leads_to_label(place)

    # Parts without labels of answers

    def _step_unlabelled(self, place: int, piece: Piece) -> None:
        kind = self.layout.entry(place)
        if kind == "run_in":
            self._take_run_in(piece)
        elif kind == "printed" or (self._lone_label and self._mode is _Mode.DEMAND):
            self._take_printed(piece)
        elif self._mode is _Mode.DEMAND and self.outline.unanswered:
            self._step_after_demand(place, piece)
        elif self._mode is _Mode.ANSWER:
            self._take_topics(place, piece)
        elif self._mode is _Mode.BETWEEN and self._heading is not None and self.layout.has_heading_entries(place):
            self._targets = [self._infer_from_heading(self._heading)]
            self._mode = _Mode.ANSWER
            self._answer(piece)
        else:
            self.outline.leave(piece)

    def _take_printed(self, piece: Piece) -> None:
        if self._mode is _Mode.DEMAND and self.outline.unanswered and not piece.marks.number and self._is_listed(piece):
            self._add_unlabelled(piece)
        else:
            self._add_demand(piece)

    def _is_listed(self, piece: Piece) -> bool:
        return piece.marks.has_bullet or bool(piece.marks.letter)

    def _step_after_demand(self, place: int, piece: Piece) -> None:
        """Tell demands of a list from the answer below it where neither has a label."""
        last = self.outline.demands[-1]
        is_listed = piece.marks.has_bullet or piece.marks.letter or piece.marks.number
        if self._is_folded(piece):
            self._extend_demand(piece)
        elif (is_listed and (_ends_as_chapeau(last.text) or last.is_child or piece.reads_as_demand)) or (
            (piece.text[:1].islower() or piece.reads_as_demand) and last.text.rstrip().endswith((";", ":", ","))
        ):
            self._add_unlabelled(piece)
        else:
            was_told = self.layout.tell_once(place)
            self._begin_answer(piece, "" if was_told else _UNLABELLED_ANSWERS)

    def _take_run_in(self, piece: Piece) -> None:
        """Make an item of a heading that runs into its answer: `Budget: The state spends …`."""
        group = self.outline.open_group(piece.marks.number)
        self.outline.add_demand(group, piece.run_in, piece.where, inferred=True)
        self._targets = [group.demands[0]]
        self._mode = _Mode.ANSWER
        self._answer(piece, piece.after_run_in)

    def _take_topics(self, place: int, piece: Piece) -> None:
        """Go on with an answer, unless a closing paragraph names topics that no heading names."""
        topics = find_topics(piece.text) if piece.is_plain and self.layout.has_run_ins(place) else ()
        if not topics:
            self._answer(piece)
            return
        demands = []
        for topic in topics:
            group = self.outline.open_group("")
            demands.append(self.outline.add_demand(group, topic, piece.where, inferred=True))
            demands[-1].is_quoted = True
        self._targets = demands
        self._answer(piece)

    # Tables

    def _step_table(self, piece: Piece) -> None:
        """Take a cell by its column; an answer answers the demands of its row."""
        is_fresh_row = piece.row != self._row
        self._row = piece.row
        if piece.column is Label.DEMAND:
            if is_fresh_row:
                self.outline.unanswered = []
            self._take_demand_cell(piece, is_first=is_fresh_row)
        elif self._mode is _Mode.ANSWER and (not is_fresh_row or not self.outline.unanswered):
            self._answer(piece)
        else:
            self._targets = _distinct(self.outline.unanswered)
            self._mode = _Mode.ANSWER if self._targets else _Mode.LOST
            self._answer(piece)

    def _take_demand_cell(self, piece: Piece, *, is_first: bool) -> None:
        last = self.outline.demands[-1] if self.outline.demands else None
        if not piece.has_words:
            return
        if is_first or last is None or piece.marks.number or self._mode is not _Mode.DEMAND:
            self._add_row_demand(piece)
        elif self._is_folded(piece):
            self._extend_demand(piece)
        elif self._is_listed(piece) or _ends_as_chapeau(last.text) or piece.reads_as_demand:
            self._add_unlabelled(piece)
        else:
            self._extend_demand(piece)

    def _add_row_demand(self, piece: Piece) -> None:
        group = self.outline.group
        if piece.marks.number or piece.marks.letter or group is None:
            self._add_demand(piece)
            return
        fresh = self.outline.open_group("")
        self.outline.add_demand(fresh, piece.text, piece.where)
        self._mode = _Mode.DEMAND


def _ends_as_chapeau(text: str) -> bool:
    words = text.rstrip(" *_")
    return words.endswith((":", ",")) or ends_open(words)


def _distinct(demands: Iterable[Demand]) -> list[Demand]:
    found: dict[int, Demand] = {}
    for demand in demands:
        found.setdefault(id(demand), demand)
    return list(found.values())
