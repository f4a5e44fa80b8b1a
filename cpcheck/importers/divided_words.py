"""Lines to one text, with words that were divided at the end of a line put together again."""

import re
from collections.abc import Iterable

from cpcheck.records import record

_SOFT_HYPHEN = "\u00ad"
_ENDS_HYPHENATED = re.compile(r"(?<=\w)-$")
_ENDS_WITH_DASH = re.compile(r"\w[—–]$")
"""A dash that touches the word before it touches the one after it too: `2022–2023`, `the rest—all of it`."""
_BEGINS_WITH_DASH = re.compile(r"[—–]\w")
_WORD_START = re.compile(r"[a-zà-ÿA-ZÀ-Ý0-9]")
_DIVIDED = 0.02
"""Share of lines that end with a hyphen from which on words are divided on purpose. Of the report it was chosen on, 4
to 6 lines in 1,000 do where nothing is divided, and 200 where everything is that can be."""


def join_text(texts: Iterable[str], known: "KnownWords") -> str:
    """Return lines as one, with words that were divided at the end of a line put together again.

    Whether the hyphen belongs to the word is read off the document. A hyphen between figures stays (`2022-2023`), and
    so do one before a capital, one between two words that stand elsewhere each on its own, and all in a document whose
    lines hardly ever end with one; otherwise it is taken for one that the typesetting put there.
    """
    parts: list[str] = []
    for text in (text.strip() for text in texts):
        before = parts[-1] if parts else ""
        if before.endswith(_SOFT_HYPHEN):
            parts[-1] = before[:-1]
        elif _ENDS_HYPHENATED.search(before) and _WORD_START.match(text):
            parts[-1] = _end_divided(before, text, known)
        elif before and not _touch(before, text):
            parts.append(" ")
        parts.append(text)
    return "".join(parts).replace(_SOFT_HYPHEN, "").strip()


def _touch(before: str, text: str) -> bool:
    return bool(_ENDS_WITH_DASH.search(before) and text[:1].isalnum()) or bool(_BEGINS_WITH_DASH.match(text))


def _end_divided(before: str, text: str, known: "KnownWords") -> str:
    """Return the first line of two, with the hyphen at its end or without."""
    first = re.split(r"[^\w-]", before[:-1])[-1]
    last = re.match(r"[\w-]*", text)
    second = last[0] if last else ""
    if not first[-1:].isalpha() or text[:1].isupper() or f"{first}-{second}" in known:
        return before
    if first + second in known:
        return before[:-1]
    keeps = (first in known and second in known) or not known.is_hyphenated
    return before if keeps else before[:-1]


@record
class KnownWords:
    """The words of a document that stand inside its lines, where nothing divides them."""

    words: frozenset[str]
    is_hyphenated: bool
    """Whether so many of its lines end with a hyphen that the typesetting divides words."""

    def __contains__(self, word: str) -> bool:
        return word.casefold() in self.words


def collect_words(texts: Iterable[str]) -> KnownWords:
    """Return the words of a document, by its lines."""
    known: set[str] = set()
    lines = divided = 0
    is_divided = False
    for text in (text.strip() for text in texts):
        words = [word.casefold() for word in re.findall(r"\w+(?:-\w+)*", text)]
        first, last = int(is_divided), len(words)
        is_divided = bool(_ENDS_HYPHENATED.search(text))
        known.update(words[first : last - 1 if is_divided else last])
        lines += 1
        divided += is_divided
    return KnownWords(words=frozenset(known), is_hyphenated=divided > lines * _DIVIDED)
