"""Sentences of a passage, and the clauses they fall into: one for each statement, as far as words show it."""

import re
from collections.abc import Iterator

from cpcheck.importers.lexicon import Lexicon
from cpcheck.records import record


@record
class Span:
    """A stretch of a passage, by the places of its first character and after its last."""

    start: int
    end: int

    def cut(self, text: str) -> str:
        """Return its words, with single spaces."""
        return " ".join(text[self.start : self.end].split())


_STOP = re.compile(r"[.!?…]{1,4}[\"”’»)\]*]{0,3}(?=\s|$)|;(?=\s{0,20}\n)|:(?=\s{0,20}\n)")
_BREAK = re.compile(r"\n")
_BULLET = re.compile(
    r"\s{0,40}(?:[-–—•·▪●✓✔*>]{1,3}\s{1,10}|o\s{1,10}(?=[A-ZÀ-Ý])|\(?[a-z0-9ivx]{1,4}[).]\s{1,10}){1,3}"
)
_LEAD = re.compile(r"\s{0,20}\*\*[^*\n]{1,200}\*\*\s{0,5}[-–—:]?\s{0,5}")
_OPENS = re.compile(r"\s{1,40}(?:\([a-z]{1,4}\)\s{1,5})?[\"“„«'(*]{0,3}[A-ZÀ-Ý0-9]")
_LONGEST = 3000
"""Characters of a sentence; what has no stop for longer is a table, or no language, and is cut between two words."""
_LAST_WORD = re.compile(r"[\w.]{1,30}$")


def split_sentences(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Yield the sentences of a passage, without bullets, labels and bold lead-ins.

    A line break inside a sentence does not end it: pages break where they like. It does where a bullet follows, or
    where the line before ends as a sentence does.
    """
    start = 0
    for end in (*_find_ends(text, lexicon), len(text)):
        while end - start > _LONGEST:
            near = text.rfind(" ", start + 1, start + _LONGEST)
            stop = near if near > start else start + _LONGEST
            yield from _trim(text, start, stop)
            start = stop
        yield from _trim(text, start, end)
        start = end


def _find_ends(text: str, lexicon: Lexicon) -> Iterator[int]:
    places = [(found.start(), found.end(), True) for found in _STOP.finditer(text)]
    places += [(found.start(), found.end(), False) for found in _BREAK.finditer(text)]
    for start, end, is_stop in sorted(places):
        if is_stop and text[start] in ";:":
            yield end
        elif is_stop:
            if end >= len(text) or (_OPENS.match(text, end) and not _is_abbreviation(text, start, lexicon)):
                yield end
        elif _BULLET.match(text, end):
            yield end


def _is_abbreviation(text: str, dot: int, lexicon: Lexicon) -> bool:
    if text[dot] != ".":
        return False
    found = _LAST_WORD.search(text, max(0, dot - 30), dot)
    word = found.group().lower() if found else ""
    return word in lexicon.abbreviations or (len(word) == 1 and word.isalpha())


def _trim(text: str, start: int, end: int) -> Iterator[Span]:
    for litter in (_BULLET, _LEAD):
        found = litter.match(text, start, end)
        start = found.end() if found else start
    while start < end and (text[start].isspace() or text[start] in "*_#"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in "*_"):
        end -= 1
    if start < end:
        yield Span(start=start, end=end)
