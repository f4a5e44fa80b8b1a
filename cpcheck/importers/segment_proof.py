"""The proof that segmentation loses nothing: every word of the document stands in exactly one part of it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from cpcheck.importers.document import BlockKind, Document
from cpcheck.importers.segments import Segmentation
from cpcheck.model import Where

_WORD = re.compile(r"[^\W_]+")
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


def find_lost_words(document: Document, segmentation: Segmentation) -> Counter[str]:
    """Return the words of a document's lines that stand in no part of its segmentation, with how often.

    Empty where all is well. A part is an item, a chapeau (counted once, however many items stand under it), an answer,
    what was left unplaced, or a mark that was taken off. A word that a line end divided counts as it is put together.
    """
    return _count(_join_divided(document)) - _count(_list_parts(segmentation))


def find_added_words(document: Document, segmentation: Segmentation) -> Counter[str]:
    """Return the words that a segmentation has more often than the document; empty if all is well.

    Items that were gathered from an answer repeat its words, and are not counted.
    """
    return _count(_list_parts(segmentation)) - _count(_join_divided(document))


def _join_divided(document: Document) -> Iterator[str]:
    """Yield the words of each block as its lines hold them; those of its text where only hyphens make a difference."""
    texts = {line.number: line.text for line in document.lines}
    seen: set[int] = set()
    for block in document.blocks:
        numbers = [number for number in range(block.lines[0], block.lines[1] + 1) if number in texts]
        seen.update(numbers)
        lines = " ".join(texts[number] for number in numbers)
        if block.kind is BlockKind.TABLE_ROW:
            lines = _LINE_BREAK_TAG.sub(" ", lines)
        yield block.text if _letters(lines) == _letters(block.text) else lines
    yield from (text for number, text in texts.items() if number not in seen)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _list_parts(segmentation: Segmentation) -> Iterator[str]:
    """Yield the words of every part once."""
    before: tuple[str, Where | None] = ("", None)
    for item in segmentation.items:
        chapeau = (item.chapeau, item.chapeau_where)
        if item.chapeau and chapeau != before:
            yield item.chapeau
        before = chapeau
        if not item.is_quoted:
            yield item.text
    for answer in segmentation.answers:
        yield answer.text
    for block in (*segmentation.unplaced, *segmentation.stripped):
        yield block.text


def _count(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _WORD.findall(text))
