"""Anchors: a few words of the passage by which a fact is found again, and no other."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from cpcheck.importers.extract_text import Span
from cpcheck.importers.lexicon import Lexicon

_WORD = re.compile(r"[^\W_](?:[^\s]{0,80}[^\W_])?%?")
_ENDS = re.compile(r"[.;:!?,)”»\"]$")
_SIZES = (4, 5, 3, 6, 2)
"""Words that an anchor has, the best first; two to six are asked for."""
_TRIES = 60
"""First words of an anchor that are tried in one clause."""


class AnchorFinder:
    """Chooses anchors within one passage, no two of which are the same."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        """Count every run of two to six words of the passage."""
        self._words = [(found.group(), found.start(), found.end()) for found in _WORD.finditer(text)]
        self._text = text
        self._weak = frozenset(lexicon.joints["weak"])
        self._used: set[str] = set()
        self._counts: Counter[tuple[str, ...]] = Counter()
        plain = [word for word, _, _ in self._words]
        for size in _SIZES:
            self._counts.update(tuple(plain[place : place + size]) for place in range(len(plain) - size + 1))
        self._places = {start: place for place, (_, start, _) in enumerate(self._words)}

    def choose(self, clause: Span, telling: int) -> str | None:
        """Return an anchor from a clause, as near after its telling place as can be; None where every one is taken."""
        inside = [place for start, place in self._iterate(clause)]
        after = [place for place in inside if self._words[place][2] > telling]
        order = [*after[:_TRIES], *[place for place in inside if place not in after[:_TRIES]][:_TRIES]]
        for is_strict in (True, False):
            for place in order:
                for size in _SIZES:
                    anchor = self._cut(place, size, clause, is_strict=is_strict)
                    if anchor is not None:
                        self._used.add(anchor)
                        return anchor
        return None

    def _iterate(self, clause: Span) -> Iterator[tuple[int, int]]:
        for start in range(clause.start, clause.end):
            if start in self._places:
                yield start, self._places[start]

    def _cut(self, place: int, size: int, clause: Span, *, is_strict: bool) -> str | None:
        words = self._words[place : place + size]
        if len(words) < size or words[-1][2] > clause.end:
            return None
        anchor = " ".join(self._text[words[0][1] : words[-1][2]].split())
        if anchor in self._used or len(anchor.split()) != size:
            return None
        if is_strict and (self._counts[tuple(word for word, _, _ in words)] > 1 or self._is_poor(words)):
            return None
        return anchor

    def _is_poor(self, words: list[tuple[str, int, int]]) -> bool:
        between = [self._text[one[2] : two[1]] for one, two in pairwise(words)]
        if any(not gap.isspace() and gap.strip() not in (",", "“", '"') for gap in between):
            return True
        return words[0][0].lower() in self._weak or words[-1][0].lower() in self._weak
