"""Clauses of a sentence: where a coder would write several facts, the sentence is cut."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cpcheck.importers.extract_text import Span
from cpcheck.importers.lexicon import Lexicon

_TOKEN = re.compile(r"[^\W_]+(?:[’'.\-][^\W_]+)*|[^\w\s]")
_QUOTES = {"“": "”", "«": "»", "„": "“", '"': '"'}
_CLOSING = {**_QUOTES, "(": ")", "[": "]"}
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_WORDS = 400
"""Words of a sentence that are looked at for joints; a longer one is a table or a list without stops."""
_LEAST = 4
"""Words that a clause must have to stand alone."""
_LEAST_AFTER_SEMICOLON = 2
"""The same, where a semicolon says that it does."""
_LEAST_ADDED = 6
"""Words that a part added with `as well as` has at least, and that stand before it."""
_REACH = 14
"""Words after a joint among which a finite verb makes a clause of what follows."""
_LISTED = 3
"""Quoted titles in one sentence from which they are a list, and each states something of its own."""


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    """In small letters."""
    start: int
    end: int
    is_quoted: bool
    is_capital: bool


def split_clauses(text: str, sentence: Span, lexicon: Lexicon) -> tuple[Span, ...]:
    """Cut a sentence at semicolons, and at commas and words like `and` before a clause, a verb or a listed action."""
    tokens = _tokenise(text, sentence)
    if len(tokens) > _MOST_WORDS:
        return (sentence,)
    cuts = [sentence.start, *_Cutter(tokens, lexicon).find(), sentence.end]
    return tuple(Span(start=start, end=end) for start, end in pairwise(cuts) if text[start:end].strip())


def _tokenise(text: str, sentence: Span) -> list[_Token]:
    tokens: list[_Token] = []
    closing: str | None = None
    for found in _TOKEN.finditer(text, sentence.start, sentence.end):
        word = found.group()
        is_inside = closing is not None
        if closing is None:
            mark = _CLOSING.get(word)
            closing = mark if mark and mark in text[found.end() : sentence.end] else None
        elif word == closing:
            closing = None
        tokens.append(_Token(word.lower(), found.start(), found.end(), is_inside, word[0].isupper()))
    return tokens


class _Cutter:
    """Looks for the joints of one sentence at which it falls into statements."""

    def __init__(self, tokens: Sequence[_Token], lexicon: Lexicon) -> None:
        self._tokens = tokens
        self._verbs = lexicon.verbs
        self._joints = lexicon.joints
        self._and = [joint.split() for joint in lexicon.joints["and"]]
        self._actions = lexicon.actions
        quotes = [place for place, token in enumerate(tokens) if token.word in _QUOTES and not token.is_quoted]
        self._lists_titles = len(quotes) >= _LISTED

    def find(self) -> Iterator[int]:
        """Yield the places in the text at which the sentence is to be cut."""
        last = 0
        for place in range(1, len(self._tokens)):
            width = 0 if self._tokens[place].is_quoted else self._measure_joint(place)
            least = _LEAST_AFTER_SEMICOLON if self._tokens[place].word == ";" else _LEAST
            is_long = place - last >= least and self._count_words(place + width) >= least
            if width and is_long and self._is_cut(last, place, place + width):
                yield self._tokens[place].start
                last = place

    def _count_words(self, start: int) -> int:
        return sum(token.word[0].isalnum() for token in self._tokens[start:])

    def _measure_joint(self, place: int) -> int:
        """Return how many words the joint at a place has: `;`, `, and`, `as well as`; 0 where there is none."""
        if self._tokens[place].word == ";":
            return 1
        comma = 1 if self._tokens[place].word == "," else 0
        after = [token.word for token in self._tokens[place + comma : place + comma + 3]]
        return comma + next((len(joint) for joint in self._and if after[: len(joint)] == joint), 0)

    def _is_cut(self, last: int, joint: int, after: int) -> bool:  # noqa: C901, PLR0911 - questions in order
        """Ask in order what follows a joint; the first answer decides."""
        if self._tokens[joint].word == ";":
            return True
        word = self._tokens[after].word
        if word in _QUOTES:
            return self._lists_titles
        if self._repeats_condition(last, joint, word) or self._names_part(last, joint, after):
            return True
        if self._goes_on_series(after) or self._is_alternative(joint, after):
            return False
        if self._is_gerund(after):
            return self._lists_actions(last, joint)
        if self._is_action(after):
            return any(self._is_action(place) for place in range(last, joint))
        if self._cites(after) and any(self._cites(place) for place in range(last, joint)):
            return True
        if self._repeats_preposition(last, joint, after):
            return True
        if joint - last >= _LEAST_ADDED and self._adds(joint, after):
            return True
        if self._lists_infinitives(last, joint, after):
            return True
        if not any(self._is_finite(place) for place in range(last, joint)):
            return False
        if self._ends_with_relative(joint, after):
            return True
        return (
            self._opens_predicate(last, joint, after)
            or self._opens_statement(last, joint, after)
            or self._adds(joint, after)
        )

    def _is_alternative(self, joint: int, after: int) -> bool:
        return any(token.word in self._joints["or"] for token in self._tokens[joint:after])

    def _lists_infinitives(self, last: int, joint: int, after: int) -> bool:
        """Tell whether a further infinitive of a list follows: `to offer …, assist …`."""
        start = after + (self._tokens[after].word == "to")
        if self._tokens[joint].word != "," or not self._is_infinitive(start):
            return False
        return any(
            self._is_infinitive(place)
            and (self._tokens[place - 1].word in self._joints["before_infinitive"] or place - last <= 4)
            for place in range(last + 1, joint)
        )

    def _cites(self, place: int) -> bool:
        """Tell whether `under Article 12`, `Chapter 4` begins at a place."""
        words = [token.word for token in self._tokens[place : place + 3]]
        return any(one in self._joints["provisions"] and two[:1].isdigit() for one, two in pairwise(words)) and (
            words[0] in self._joints["provisions"] or words[0] in self._joints["introductory"]
        )

    def _repeats_preposition(self, last: int, joint: int, after: int) -> bool:
        """Tell whether `, and to …` follows upon `to …`: the same done for another."""
        word = self._tokens[after].word
        if after - joint < 2 or self._tokens[joint].word != "," or word not in self._joints["repeated"]:
            return False
        return any(token.word == word and not token.is_quoted for token in self._tokens[last:joint])

    def _is_infinitive(self, place: int) -> bool:
        if place >= len(self._tokens) or self._tokens[place].word not in self._verbs.base:
            return False
        return (
            place + 1 < len(self._tokens)
            and not self._tokens[place].is_capital
            and self._tokens[place + 1].word not in (",", "and", ".")
        )

    def _ends_with_relative(self, joint: int, after: int) -> bool:
        """Tell whether `, which …` follows and runs to the end: it states something of its own."""
        if after - joint != 1 or self._tokens[after].word not in self._joints["which"]:
            return False
        return not any(token.word == "," and not token.is_quoted for token in self._tokens[after:]) and any(
            self._is_finite(place) for place in range(after, len(self._tokens))
        )

    def _adds(self, joint: int, after: int) -> bool:
        """Tell whether `as well as` and enough words for a statement follow."""
        words = " ".join(token.word for token in self._tokens[joint:after]).removeprefix(", ")
        return words in self._joints["adding"] and len(self._tokens) - after >= _LEAST_ADDED

    def _goes_on_series(self, after: int) -> bool:
        """Tell whether a further year of a series of figures follows: `and in 2023`, `8 in 2023`."""
        words = [token.word for token in self._tokens[after : after + 3]]
        return any(_YEAR.fullmatch(word) for word in words) and any(
            _YEAR.fullmatch(token.word) for token in self._tokens[:after]
        )

    def _is_gerund(self, place: int) -> bool:
        return self._tokens[place].word in self._verbs.gerunds and not self._tokens[place].is_capital

    def _lists_actions(self, last: int, joint: int) -> bool:
        """Tell whether what stands before ends with an action in the same form: `improving …, ensuring …`."""
        if self._tokens[joint].word != ",":
            return False
        before = " ".join(token.word for token in self._tokens[:joint])
        if not any(word in before for word in self._joints["listing"]):
            return False
        return any(self._is_gerund(place) for place in range(last, joint))

    def _is_action(self, place: int) -> bool:
        """Tell whether `the issuance of`, `creation of` begins at a place."""
        tokens = self._tokens[place : place + 3]
        words = " ".join(token.word for token in tokens)
        return not any(token.is_capital for token in tokens[-2:]) and self._actions.match(words) is not None

    def _repeats_condition(self, last: int, joint: int, word: str) -> bool:
        """Tell whether `or when` follows upon `when`."""
        return word in self._joints["subordinate"] and any(
            token.word == word and not token.is_quoted for token in self._tokens[last:joint]
        )

    def _names_part(self, last: int, joint: int, after: int) -> bool:
        """Tell whether a further count follows: `of whom 9`, `resulting in the detention of 40`."""
        words = " ".join(token.word for token in self._tokens[after : after + 2])
        is_part = self._is_gerund(after) or words.startswith(self._joints["of_these"])
        return is_part and (
            any(token.word.isdigit() for token in self._tokens[after : after + 8])
            and any(token.word.isdigit() for token in self._tokens[last:joint])
        )

    def _opens_predicate(self, last: int, joint: int, after: int) -> bool:
        """Tell whether a second verb of the same subject follows: `and ensures`, `, protects` after another one."""
        after += self._tokens[after].word in self._joints["adverbs"]
        token = self._tokens[after]
        if token.is_capital or token.is_quoted:
            return False
        if after - joint > 1 or self._tokens[joint].word != ",":
            return token.word in self._verbs.auxiliaries or self._is_finite(after)
        return self._is_present(after) and any(self._is_present(place) for place in range(last, joint))

    def _opens_statement(self, last: int, joint: int, after: int) -> bool:
        """Tell whether a subject of its own with a finite verb follows."""
        first = self._tokens[after].word
        if first in self._joints["relative"] or first in self._joints["subordinate"] or first in self._joints["or"]:
            return False
        is_bare = self._tokens[joint].word == "," and after - joint == 1
        if is_bare and self._opens_sideways(last, joint):
            return False
        return self._has_statement(after)

    def _opens_sideways(self, last: int, joint: int) -> bool:
        """Tell whether the clause before begins with `if`, `under`, `following`: its statement is still to come."""
        opening = {*self._joints["subordinate"], *self._joints["introductory"]}
        first = [token.word for token in self._tokens[last : last + 3]]
        if any(word in self._joints["concessive"] for word in first):
            return False
        commas = [
            place
            for place in range(last + 1, joint)
            if self._tokens[place].word == "," and not self._tokens[place].is_quoted
        ]
        has_stated = any(
            self._tokens[comma + 1].word not in opening and any(self._is_finite(place) for place in range(comma, joint))
            for comma in commas
        )
        return any(word in opening for word in first) and not has_stated

    def _has_statement(self, after: int) -> bool:
        for place in range(after, min(after + _REACH, len(self._tokens))):
            token = self._tokens[place]
            if token.word in (",", ":", ";") or token.word in self._joints["relative"]:
                return False
            if place > after and not token.is_quoted:
                if token.word in self._verbs.auxiliaries or self._is_present(place) or self._is_plural_verb(place):
                    return True
                if token.word in self._joints["and"]:
                    return False
        return False

    def _is_present(self, place: int) -> bool:
        token = self._tokens[place]
        if token.is_quoted or token.is_capital or token.word not in self._verbs.present:
            return False
        return token.word not in self._verbs.doubtful or self._is_before_weak(place)

    def _is_before_weak(self, place: int) -> bool:
        return place + 1 < len(self._tokens) and self._tokens[place + 1].word in self._joints["after_verb"]

    def _is_finite(self, place: int) -> bool:
        token = self._tokens[place]
        if token.is_quoted or (token.is_capital and place):
            return False
        if token.word in self._verbs.auxiliaries or self._is_present(place):
            return True
        if token.word in self._verbs.past:
            return not (
                place + 1 < len(self._tokens) and self._tokens[place + 1].word in self._joints["after_participle"]
            )
        return self._is_plural_verb(place)

    def _is_plural_verb(self, place: int) -> bool:
        """Tell whether an infinitive follows upon a plural, and is a present tense: `lawyers advise`."""
        token = self._tokens[place]
        previous = self._tokens[place - 1].word if place else ""
        return (
            token.word in self._verbs.base
            and not token.is_capital
            and previous.endswith(self._joints["plural_ends"])
            and previous not in self._joints["weak"]
        )
