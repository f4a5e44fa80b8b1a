"""The items and answers of a report as they are gathered, and the ids they get in the end."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase, ascii_uppercase

from cpcheck.importers.marks import Reference, find_articles, find_paragraph, find_strength
from cpcheck.importers.segment_pieces import Piece, join_places
from cpcheck.importers.segments import Message, SourceAnswer, SourceBlock, SourceItem
from cpcheck.model import Strength, Where

_LONE = 3
"""From so many times on, one number before different demands is no number."""


@dataclass(slots=True)
class Demand:
    """One demand, while it is gathered."""

    group: "Group"
    text: str
    where: Where
    letter: str = ""
    is_inferred: bool = False
    is_quoted: bool = False
    """Whether its words stand in its answer too."""
    is_answered: bool = False
    is_labelled: bool = False
    """Whether a label was printed before it."""
    is_listed: bool = False
    """Whether it is an entry of a list without a number."""
    is_child: bool = False
    """Whether it stands under a number that others stand under too."""
    id: str = ""


@dataclass(slots=True)
class Group:
    """What stands under one number: a chapeau and its demands, or one demand."""

    section: int
    number: str
    chapeau: str = ""
    place: Where | None = None
    """Of the chapeau."""
    title: str = ""
    """Of its section."""
    demands: list[Demand] = field(default_factory=list)


@dataclass(slots=True)
class Reply:
    """One answer, while it is gathered."""

    demands: list[Demand]
    blocks: list[SourceBlock]


@dataclass(slots=True)
class Section:
    """A part of the report."""

    letter: str


class Outline:
    """Gathers items, answers and what is left, in the order of the report."""

    def __init__(self) -> None:
        self.sections = [Section(letter="")]
        self.title = ""
        """The heading that what follows stands under."""
        self.groups: list[Group] = []
        self.replies: list[Reply] = []
        self.left: list[tuple[Piece, str]] = []
        """What is part of no item and no answer, and what it was taken for; '' for what a person should look at."""
        self.messages: list[Message] = []
        self.unanswered: list[Demand] = []
        """The demands since the last answer."""

    @property
    def demands(self) -> list[Demand]:
        """Return all demands, in order."""
        return [demand for group in self.groups for demand in group.demands]

    @property
    def group(self) -> Group | None:
        """Return the group of the current section that is open."""
        if self.groups and self.groups[-1].section == len(self.sections) - 1:
            return self.groups[-1]
        return None

    def tell(self, where: Where | None, text: str) -> None:
        """Note a doubt."""
        self.messages.append(Message(where=where, text=text))

    def leave(self, piece: Piece, taken_for: str = "") -> None:
        """Put a piece aside."""
        self.left.append((piece, taken_for))

    def open_section(self, letter: str, title: str) -> None:
        """Begin a section."""
        self.sections.append(Section(letter=letter))
        self.title = title
        self.unanswered = []

    def open_group(self, number: str) -> Group:
        """Begin what stands under a number; without one it is made up in the end."""
        group = Group(section=len(self.sections) - 1, number=number, title=self.title)
        self.groups.append(group)
        return group

    def add_demand(self, group: Group, text: str, where: Where, *, letter: str = "", inferred: bool = False) -> Demand:
        """Add a demand to a group."""
        demand = Demand(group=group, text=text, where=where, letter=letter, is_inferred=inferred)
        group.demands.append(demand)
        self.unanswered.append(demand)
        return demand

    def make_chapeau(self, demand: Demand) -> None:
        """Turn the only demand of a group into the words above those that follow."""
        demand.group.chapeau, demand.group.place = demand.text, demand.where
        demand.group.demands = [other for other in demand.group.demands if other is not demand]
        self.unanswered = [other for other in self.unanswered if other is not demand]

    def add_answer(self, demands: Sequence[Demand], text: str, where: Where) -> None:
        """Begin an answer."""
        self.replies.append(Reply(demands=list(demands), blocks=[SourceBlock(text=text, where=where)]))
        for demand in demands:
            demand.is_answered = True
        self.unanswered = []

    def extend_answer(self, text: str, where: Where, *, is_same: bool = False) -> None:
        """Go on with the last answer, or with its last paragraph."""
        blocks = self.replies[-1].blocks
        if is_same:
            last = blocks.pop()
            text, where = f"{last.text} {text}", join_places(last.where, where)
        blocks.append(SourceBlock(text=text, where=where))

    def find(self, reference: Reference) -> list[Demand]:
        """Return the demands that a reference means; all of a number where it names no letter."""
        return [
            demand
            for group in self.groups
            if not reference.section or self.sections[group.section].letter == reference.section
            for demand in group.demands
            if self._is_meant(demand, reference)
        ]

    def _is_meant(self, demand: Demand, reference: Reference) -> bool:
        letter = self._letter_of(demand)
        if letter.startswith("-"):
            return reference.number in (demand.group.number, f"{demand.group.number}{letter}")
        return demand.group.number == reference.number and reference.letter in ("", letter)

    @staticmethod
    def _letter_of(demand: Demand) -> str:
        return demand.letter or ascii_lowercase[demand.group.demands.index(demand) % len(ascii_lowercase)]


def name_demands(outline: Outline) -> None:
    """Give every demand its id: section letter, number, letter, as printed; what is not printed is made up in order."""
    outline.groups = [group for group in outline.groups if group.demands]
    _drop_lone_numbers(outline)
    letters = _name_sections(outline)
    printed = {(group.section, group.number) for group in outline.groups}
    last: Counter[int] = Counter()
    taken: set[str] = set()
    for group in outline.groups:
        number = group.number or _next_number(last[group.section], group.section, printed)
        last[group.section] = (
            max(last[group.section], int(number.split("-")[0])) if number[:1].isdigit() else last[group.section]
        )
        for demand, letter in zip(group.demands, _name_letters(group), strict=True):
            wanted = f"{letters[group.section]}{number}{letter}"
            demand.id = _make_unique(wanted, taken)
            taken.add(demand.id)
            if demand.id != wanted:
                outline.tell(demand.where, f"{wanted} is printed twice; the second is named {demand.id}")


def _drop_lone_numbers(outline: Outline) -> None:
    """Take off the numbers of a section that are all one: its list began anew at each, and was meant to go on.

    So a word processor prints a list that it believes interrupted, and so Markdown may be typed.
    """
    for section in range(len(outline.sections)):
        groups = [group for group in outline.groups if group.section == section and group.number]
        if len(groups) >= _LONE and len({group.number for group in groups}) == 1:
            place = groups[0].place or groups[0].demands[0].where
            outline.tell(
                place, f'{len(groups)} demands are all printed with the number "{groups[0].number}"; counted on'
            )
            for group in groups:
                group.number = ""


def _name_sections(outline: Outline) -> list[str]:
    """Return the letter of each section. Where none is printed and numbers begin anew, letters are made up."""
    letters = [section.letter for section in outline.sections]
    numbers = Counter((group.section, group.number) for group in outline.groups)
    plain = Counter(number for (section, number) in numbers if number and not letters[section])
    if any(letters) or all(times == 1 for times in plain.values()):
        return letters
    used = sorted({group.section for group in outline.groups})
    outline.tell(None, "numbers begin anew in sections without a letter; the sections are named A, B and so on")
    made = dict(zip(used, ascii_uppercase, strict=False))
    return [made.get(place, "") for place in range(len(letters))]


def _next_number(last: int, section: int, printed: set[tuple[int, str]]) -> str:
    number = last + 1
    while (section, str(number)) in printed:
        number += 1
    return str(number)


def _name_letters(group: Group) -> Iterator[str]:
    """Yield the letter of each demand of a group; none for one that stands alone and has none printed."""
    if len(group.demands) == 1:
        yield group.demands[0].letter
        return
    place = 0
    for demand in group.demands:
        if len(demand.letter) == 1 and demand.letter in ascii_lowercase:
            place = ascii_lowercase.index(demand.letter)
        yield demand.letter or _letter(place)
        place += 1


def _letter(place: int) -> str:
    """Return a, b, … z, aa, ab and so on."""
    written = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, len(ascii_lowercase))
        written = ascii_lowercase[letter] + written
    return written


def _make_unique(wanted: str, taken: set[str]) -> str:
    times = 2 if wanted in taken else 1
    while times > 1 and f"{wanted}-{times}" in taken:
        times += 1
    return wanted if times == 1 else f"{wanted}-{times}"


def build_items(outline: Outline, repeats: dict[str, str]) -> Iterator[SourceItem]:
    """Yield the items with what their words and their chapeau's say: strength, paragraph and articles."""
    for group in outline.groups:
        paragraphs = _find_paragraphs(group)
        for demand in group.demands:
            words = f"{group.chapeau} {demand.text}"
            strength = find_strength(demand.text) or find_strength(group.chapeau) or Strength.UNSTATED
            yield SourceItem(
                id=demand.id,
                text=demand.text,
                chapeau=group.chapeau,
                chapeau_where=group.place if group.chapeau else None,
                where=demand.where,
                section=group.title,
                strength=strength,
                paragraph=paragraphs[demand.id],
                articles=find_articles(words),
                repeats=repeats.get(demand.id),
                is_inferred=demand.is_inferred,
                is_quoted=demand.is_quoted,
            )


def _find_paragraphs(group: Group) -> dict[str, int | None]:
    """Return the paragraph of each demand.

    A report prints it once, after the last demand of a paragraph; it holds for those before it, and for those after it
    where no other follows.
    """
    own = [find_paragraph(demand.text) for demand in group.demands]
    found: list[int | None] = []
    following = find_paragraph(group.chapeau)
    for paragraph in reversed(own):
        following = paragraph or following
        found.append(following)
    found.reverse()
    last = next((paragraph for paragraph in reversed(found) if paragraph), None)
    return {demand.id: paragraph or last for demand, paragraph in zip(group.demands, found, strict=True)}


def build_answers(outline: Outline) -> Iterator[SourceAnswer]:
    """Yield the answers, numbered in order."""
    for number, reply in enumerate(outline.replies, 1):
        yield SourceAnswer(
            id=f"r{number}",
            items=tuple(demand.id for demand in reply.demands),
            blocks=tuple(reply.blocks),
            where=join_places(reply.blocks[0].where, reply.blocks[-1].where),
        )


def join_left(pieces: Iterable[Piece]) -> tuple[SourceBlock, ...]:
    """Return what was put aside, in order."""
    return tuple(SourceBlock(text=piece.text, where=piece.where) for piece in pieces if piece.has_words)
