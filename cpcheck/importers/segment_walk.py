"""Where the walk over a report stands: what is open, and how demands and answers are added to it."""

from collections.abc import Iterable
from enum import Enum, auto

from cpcheck.importers.marks import Reference, ends_open
from cpcheck.importers.segment_layout import Layout
from cpcheck.importers.segment_outline import Demand, Group, Outline
from cpcheck.importers.segment_pieces import Piece, join_places

_DEMAND_WORDS = 5
"""From so many words on, a heading that begins with the verb of a demand is one: `Training` is a title."""


def quote(text: str) -> str:
    """Return a passage in quotes, whole: what a screen has no room for is the command line's business."""
    return f'"{text}"'


class Mode(Enum):
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


class Walk:
    """What a walk over the pieces of a report has open; the parts of a report step on with it in their own ways."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.outline = Outline()
        self.mode = Mode.FRONT
        self.heading: Piece | None = None
        """The last heading, while nothing was made of it."""
        self.lone_label: Piece | None = None
        """A label of a demand that stands on a line of its own."""
        self.targets: list[Demand] = []
        """What the answer that is about to begin answers."""
        self.inner: str = ""
        """Last number of a list inside an answer."""
        self.reference = Reference("", "", "")
        """The last demand that an answer named by number."""
        self.row = 0
        """Row of the table that the last piece stood in."""
        self.title_levels: set[int] = set()
        """Levels of the headings that demands stand under."""

    def add_demand(self, piece: Piece) -> None:
        """Add a demand where its number and letter put it; without, under what is open."""
        marks, group = piece.marks, self.outline.group
        if self.is_under(piece, group):
            assert group is not None
            self.add_child(group, piece, letter=marks.letter)
        else:
            fresh = group is not None and not group.demands and not group.chapeau and marks.number in ("", group.number)
            target = group if fresh and group else self.outline.open_group(marks.number)
            demand = self.outline.add_demand(target, piece.text, piece.where, letter=marks.letter)
            demand.is_labelled = piece.label is not None or self.lone_label is not None
            demand.is_listed = is_listed(piece) and not marks.number and not piece.label
        self.lone_label = None
        self.heading = None
        self.mode = Mode.DEMAND

    def is_under(self, piece: Piece, group: Group | None) -> bool:
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
        return bool(group.number or group.chapeau or piece.marks.letter) or self.opens_list(group)

    def opens_list(self, group: Group) -> bool:
        """Tell whether the only demand of a group asks for others below it."""
        return len(group.demands) == 1 and not group.demands[0].is_answered and ends_as_chapeau(group.demands[0].text)

    def add_child(self, group: Group, piece: Piece, letter: str = "") -> None:
        """Add a demand under the number or chapeau that is open."""
        if group.number and piece.marks.number.startswith(f"{group.number}-"):
            letter = piece.marks.number.removeprefix(group.number)
        if len(group.demands) == 1 and self.is_chapeau(group.demands[0], piece):
            self.outline.make_chapeau(group.demands[0])
        child = self.outline.add_demand(group, piece.text, piece.where, letter=letter)
        child.is_labelled = piece.label is not None
        child.is_child = True
        self.lone_label = None
        self.mode = Mode.DEMAND

    @staticmethod
    def is_chapeau(demand: Demand, child: Piece) -> bool:
        """Tell whether a demand is the words above those that follow: `2. Take measures to:`."""
        if demand.is_answered or demand.letter or demand.is_child:
            return False
        is_listed = child.marks.has_bullet or bool(child.marks.letter) or "-" in child.marks.number
        is_labelled_below = child.label is not None and not demand.is_labelled
        return ends_as_chapeau(demand.text) or is_labelled_below or (is_listed and not demand.is_listed)

    def extend_demand(self, piece: Piece) -> None:
        """Go on with the last demand."""
        demand = self.outline.demands[-1]
        demand.text = f"{demand.text} {piece.text}"
        demand.where = join_places(demand.where, piece.where)

    def infer_from_heading(self, heading: Piece) -> Demand:
        """Make an item of a heading: in one report a whole section printed headings and answers, and no demand."""
        group = self.outline.group
        if group is None or group.demands or group.chapeau:
            group = self.outline.open_group(heading.marks.number)
        is_printed = heading.reads_as_demand and len(heading.text.split()) >= _DEMAND_WORDS
        demand = self.outline.add_demand(group, heading.text, heading.where, inferred=not is_printed)
        self.outline.left = [(piece, why) for piece, why in self.outline.left if piece is not heading]
        self.heading = None
        return demand

    def answer(self, piece: Piece, text: str | None = None) -> None:
        """Begin the answer that was announced, or go on with the one begun."""
        words = piece.text if text is None else text
        if self.mode is Mode.LOST:
            self.outline.leave(piece)
        elif self.targets:
            self.outline.add_answer(self.targets, words, piece.where)
            self.targets = []
            self.heading = None
        elif self.outline.replies:
            self.outline.extend_answer(words, piece.where, is_same=piece.goes_on)
        else:
            self.outline.leave(piece)

    def begin_answer(self, piece: Piece, why: str) -> None:
        """Begin an answer that no label announces."""
        self.targets = distinct(self.outline.unanswered)
        self.inner = ""
        self.mode = Mode.ANSWER
        if why:
            self.outline.tell(piece.where, f"{why}: {quote(piece.text)}")
        self.answer(piece)

    def is_folded(self, piece: Piece) -> bool:
        """Tell whether an entry stands below a demand that has a letter or a label already: it is a part of it."""
        last = self.outline.demands[-1] if self.outline.demands else None
        if last is None or not last.is_child or piece.marks.letter:
            return False
        return piece.marks.has_bullet and last.text.rstrip().endswith(":")

    def add_unlabelled(self, piece: Piece) -> None:
        """Add an entry of a list of demands: under what is open, or on its own."""
        group = self.outline.group
        last = self.outline.demands[-1]
        is_under = group is not None and (
            group.chapeau or group.number or last.is_child or self.is_chapeau(last, piece)
        )
        if group is not None and is_under:
            self.add_child(group, piece, letter=piece.marks.letter)
        else:
            self.add_demand(piece)


def is_listed(piece: Piece) -> bool:
    """Tell whether a piece is an entry of a list: it has a bullet or a letter."""
    return piece.marks.has_bullet or bool(piece.marks.letter)


def ends_as_chapeau(text: str) -> bool:
    """Tell whether words want others below them: they end with a colon, a comma or a word that needs another."""
    words = text.rstrip(" *_")
    return words.endswith((":", ",")) or ends_open(words)


def distinct(demands: Iterable[Demand]) -> list[Demand]:
    """Return demands without those that came before."""
    found: dict[int, Demand] = {}
    for demand in demands:
        found.setdefault(id(demand), demand)
    return list(found.values())
