"""What a report falls into: demands, the passages that answer them, and what could not be placed."""

from collections.abc import Iterable

from cpcheck.importers.document import Message
from cpcheck.model import Strength, Where
from cpcheck.records import record

__all__ = ["Message", "Segmentation", "SourceAnswer", "SourceBlock", "SourceItem"]


@record
class SourceItem:
    """One demand as the report prints it."""

    id: str
    """Section letter, number, letter: `A2c`; made up, in order, where the report prints no number."""
    text: str
    """The demand in the words of the source, without label, bullet and emphasis."""
    chapeau: str
    """The words above several demands that each of them goes on; empty where there are none."""
    where: Where
    section: str
    """Heading of its section; empty where there is none."""
    strength: Strength
    """The verb, where the report prints it."""
    paragraph: int | None
    """Paragraph of the evaluation report that it names."""
    articles: tuple[str, ...] = ()
    """Articles of the convention that it names, or that the chapeau names whose sentence it ends."""
    repeats: str | None = None
    """Id of an earlier item with the same demand."""
    is_inferred: bool = False
    """Whether the report prints no such demand, and it was gathered from a heading or an answer."""
    chapeau_where: Where | None = None
    """Where the chapeau stands; two may have the same words."""
    is_quoted: bool = False
    """Whether its words were gathered from its answer, and stand there too."""


@record
class SourceAnswer:
    """One passage that answers."""

    id: str
    """`r1` and so on, in order."""
    items: tuple[str, ...]
    """Ids of the items it answers; at least one."""
    blocks: tuple["SourceBlock", ...]
    """Its paragraphs, in order, without the label."""
    where: Where

    @property
    def text(self) -> str:
        """Return its paragraphs, one on each line."""
        return "\n".join(block.text for block in self.blocks)


@record
class SourceBlock:
    """A paragraph of an answer."""

    text: str
    where: Where


@record
class Segmentation:
    """A whole report in parts."""

    items: tuple[SourceItem, ...]
    answers: tuple[SourceAnswer, ...]
    unplaced: tuple[SourceBlock, ...]
    """Text that is part of no item and no answer: title page, headings, closing words."""
    messages: tuple[Message, ...]
    stripped: tuple[SourceBlock, ...] = ()
    """What was taken off: labels, bullets, numbers and signs of emphasis, as they were printed."""

    def share_placed(self) -> float:
        """Return the share of the document's words, from 0 to 1, that landed in an item or an answer.

        A chapeau counts once, however many items stand under it, and topics gathered from an answer count with it.
        Marks that were taken off count on neither side.
        """
        chapeaux = [
            item.chapeau
            for item, before in zip(self.items, (None, *self.items), strict=False)
            if not before or (before.chapeau, before.chapeau_where) != (item.chapeau, item.chapeau_where)
        ]
        placed = _count_words(item.text for item in self.items if not item.is_quoted)
        placed += _count_words(chapeaux) + _count_words(answer.text for answer in self.answers)
        left = _count_words(block.text for block in self.unplaced)
        return placed / (placed + left) if placed + left else 0.0


def _count_words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
