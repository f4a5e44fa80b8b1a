"""The patterns of a lexicon, and the search of a sentence for all of them at once."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cpcheck.importers.openings import Openings, list_needed, list_openings
from cpcheck.model import EvidenceType, Stage

_WORDS = re.compile(r"\w+")
_KNOWN = 1 << 15
"""Words whose patterns are kept: more than any report has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """One sign in the text, and what it says of the clause it stands in."""

    id: str
    """Kind and telling word: `law.article`."""
    gives: EvidenceType | None
    """The type it speaks for; None for a mark."""
    mark: str | None
    """What else it says: `nothing` (states no fact), `follows` (goes on with what was said before), and so on; the
    schema lists them."""
    stage: Stage | None
    """Of a draft law or a policy."""
    weight: float
    """How strongly it speaks; the weights of one type add up, and the type with most decides."""
    match: re.Pattern[str] = field(repr=False)
    """Searched in the words of a clause; in small letters unless `is_cased`."""
    is_cased: bool
    """Whether capitals count."""
    examples: tuple[str, ...]
    """Sentences it must be found in."""
    counter_examples: tuple[str, ...]
    """Tempting sentences it must not be found in."""


class PatternSearch:
    """Searches a sentence for all patterns of a lexicon, and finds what each would find by itself.

    Most patterns begin with words that are known. So each word of the sentence is looked up once, and a match is tried
    where a word can begin one.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns
        self._stems: dict[str, set[int]] = defaultdict(set)
        self._words: dict[str, set[int]] = defaultdict(set)
        self._letters: list[tuple[str, int]] = []
        self._figures: set[int] = set()
        self._starts: list[int] = []
        self._needed: dict[int, tuple[str, ...]] = {}
        for number, pattern in enumerate(patterns):
            openings = list_openings(pattern.match)
            if openings is None:
                self._needed[number] = list_needed(pattern.match)
            else:
                self._keep(number, openings)
        self._longest = max(map(len, self._stems), default=0)
        self._recall = lru_cache(_KNOWN)(self._look_up)

    def _keep(self, number: int, openings: Openings) -> None:
        """Keep how a pattern begins, in small letters: where capitals count, trying the match tells."""
        for stem in openings.stems:
            self._stems[write_small(stem)].add(number)
        for word in openings.words:
            self._words[write_small(word)].add(number)
        self._letters += [(letters, number) for letters in sorted(map(write_small, openings.letters))]
        if openings.is_figure:
            self._figures.add(number)
        if openings.is_start:
            self._starts.append(number)

    def find(self, words: str, small: str) -> Iterator[tuple[Pattern, re.Match[str]]]:
        """Yield each pattern with each place where it stands, in the order of the patterns and of places.

        `small` are the words as `write_small` gives them.
        """
        begun = self._list_places(small)
        for number in sorted({*begun, *self._needed}):
            pattern = self._patterns[number]
            searched = words if pattern.is_cased else small
            if number in self._needed:
                if not self._needed[number] or any(piece in searched for piece in self._needed[number]):
                    for found in pattern.match.finditer(searched):
                        yield pattern, found
                continue
            reached = 0
            for place in begun[number]:
                if place >= reached and (begins := pattern.match.match(searched, place)):
                    yield pattern, begins
                    reached = begins.end()

    def _list_places(self, small: str) -> dict[int, list[int]]:
        """Return the places where patterns may begin, in their order; one that begins nowhere is not there."""
        places: dict[int, list[int]] = defaultdict(list)
        for number in self._starts:
            places[number].append(0)
        for word in _WORDS.finditer(small):
            for number in self._recall(word[0]):
                places[number].append(word.start())
        for letters, number in self._letters:
            if letters in small:
                found = [one.start() for one in re.finditer(f"(?={re.escape(letters)})", small)]
                places[number] = sorted({*places[number], *found})
        return places

    def _look_up(self, word: str) -> tuple[int, ...]:
        """Return the patterns that may begin with a word."""
        found = set(self._words.get(word, ()))
        for length in range(1, min(len(word), self._longest) + 1):
            found |= self._stems.get(word[:length], set())
        return tuple(found | self._figures if word[0].isdecimal() else found)


def write_small(text: str) -> str:
    """Write a text in small letters without changing its length: one capital of Turkish would give two."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
