r"""What stands where a pattern is found, read off the tree that Python's `re` makes of it, so that it is sought first.

Two things are read. How a match begins: of `\b(?:laws?|act)\b` with the words `act`, `law` and `laws`, so that a match
is tried at those words only. And, for a pattern that may begin with any word, the letters that are a part of every
match: ` legislation` of `[a-z]{2,20} legislation`. Where the tree is not to be had, or says nothing sure, the pattern
is searched as it is. What that saves stands in benchmarks/results.md, below "Patterns in text".
"""

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from cpcheck.records import record

_MOST = 40
"""Pieces of text that are looked for in place of one pattern; of more, looking takes as long as searching."""
_MOST_LETTERS = 8
"""Letters of a class, as `[sz]`, each of which is followed by itself."""
_MOST_BEGINNINGS = 2000
"""Beginnings of one pattern that are followed at once; more are cut short, and so are fewer and less telling."""

Needed = frozenset[str] | None
"""Pieces of text of which each match holds one at least; None where nothing is sure."""


@record
class Openings:
    """All ways in which a match of one pattern can begin. In each place that is none of them there is no match."""

    stems: frozenset[str]
    """A word begins with these letters."""
    words: frozenset[str]
    """A whole word is this."""
    letters: frozenset[str]
    """These letters stand there, in the middle of a word or beside words."""
    is_figure: bool
    """A word begins with a figure."""
    is_start: bool
    """The text begins."""


def list_openings(pattern: re.Pattern[str]) -> Openings | None:
    """Return how matches begin; None where nothing is sure, and where a match may be empty."""
    tree = _parse(pattern)
    if tree is None or not tree.getwidth()[0]:
        return None
    found = _follow(frozenset({_NOTHING_READ}), tree)
    if any(one.kind in (_ANY, _BOUND) for one in found):
        return None
    by_kind = {kind: frozenset(one.letters for one in found if one.kind == kind) for kind in (_STEM, _WORD, _LOOSE)}
    return Openings(
        stems=by_kind[_STEM],
        words=by_kind[_WORD],
        letters=by_kind[_LOOSE],
        is_figure=any(one.kind == _FIGURE for one in found),
        is_start=any(one.kind == _START for one in found),
    )


def list_needed(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return pieces of text, one of which stands wherever a pattern is found; none where nothing is sure."""
    tree = _parse(pattern)
    needed = None if tree is None else _need_all(tree)
    return tuple(sorted(needed)) if needed and len(needed) <= _MOST else ()


def _parse(pattern: re.Pattern[str]) -> Any:
    """Return the tree of a pattern; None where a flag changes its meaning, or another Python names things otherwise."""
    if pattern.flags & (re.IGNORECASE | re.MULTILINE | re.ASCII):
        return None
    try:
        parser: Any = import_module("re._parser")
        return parser.parse(pattern.pattern, pattern.flags)
    except (ImportError, AttributeError):
        return None


# --- how a match begins -------------------------------------------------------------------------------------------

_ANY = "any"
"""Nothing is read yet, or what was read says nothing."""
_BOUND = "bound"
"""A word begins or ends here, nothing else is read yet."""
_STEM, _WORD, _LOOSE, _FIGURE, _START = "stem", "word", "loose", "figure", "start"


@record
class _Beginning:
    """What is read of a match so far; while it is open, what follows may tell more."""

    kind: str
    letters: str
    is_open: bool

    def close(self) -> "_Beginning":
        return _Beginning(kind=self.kind, letters=self.letters, is_open=False)

    def add(self, letter: str) -> "_Beginning":
        """Return what is read with one letter more; a word ends before one that belongs to no word."""
        is_of_word = letter.isalnum() or letter == "_"
        if self.kind == _STEM and not is_of_word:
            return self.end_word()
        kind = _STEM if is_of_word and self.kind in (_BOUND, _STEM) else _LOOSE
        return _Beginning(kind=kind, letters=self.letters + letter, is_open=True)

    def end_word(self) -> "_Beginning":
        return _Beginning(kind=_WORD, letters=self.letters, is_open=False)


_NOTHING_READ = _Beginning(kind=_ANY, letters="", is_open=True)
_Beginnings = frozenset[_Beginning]


def _follow(found: _Beginnings, tree: Iterable[tuple[Any, Any]]) -> _Beginnings:
    """Return what is read once parts that follow one another are read too."""
    for operation, argument in tree:
        is_open = frozenset(one for one in found if one.is_open)
        if not is_open:
            break
        longer = _follow_one(is_open, str(operation), argument)
        found = (found - is_open) | (longer if len(longer) <= _MOST_BEGINNINGS else _close(is_open))
    return found


def _follow_one(found: _Beginnings, operation: str, argument: Any) -> _Beginnings:
    match operation, argument:
        case (("ASSERT" | "ASSERT_NOT"), _):
            longer = found
        case "AT", place:
            longer = frozenset(_stand(one, str(place)) for one in found)
        case "LITERAL", letter:
            longer = frozenset(one.add(chr(letter)) for one in found)
        case "IN", members:
            longer = frozenset(longer for one in found for longer in _add_class(one, members))
        case ("ATOMIC_GROUP", inner) | (
            "SUBPATTERN",
            (_, 0, 0, inner),
        ):  # not `(?i:…)`, which changes what letters mean
            longer = _follow(found, inner)
        case "BRANCH", (_, branches):
            longer = frozenset().union(*(_follow(found, branch) for branch in branches))
        case (("MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT"), (least, most, inner)):
            once = _follow(found, inner)
            longer = (_close(once) if most > 1 else once) | (frozenset() if least else found)
        case _:
            longer = _close(found)
    return longer


def _close(found: _Beginnings) -> _Beginnings:
    return frozenset(one.close() for one in found)


def _stand(one: _Beginning, place: str) -> _Beginning:
    """Return what is read with what must be so between two letters."""
    if place in {"AT_BEGINNING", "AT_BEGINNING_STRING"} and not one.letters:
        return _Beginning(kind=_START, letters="", is_open=False)
    if place == "AT_BOUNDARY" and not one.letters:
        return _Beginning(kind=_BOUND, letters="", is_open=True)
    return one.end_word() if place == "AT_BOUNDARY" and one.kind == _STEM else one


def _add_class(one: _Beginning, members: list[tuple[Any, Any]]) -> Iterable[_Beginning]:
    """Yield what is read with one letter of a class more."""
    kinds = {str(member) for member, _ in members}
    if kinds == {"LITERAL"} and len(members) <= _MOST_LETTERS:
        return [one.add(chr(letter)) for _, letter in members]
    names = {str(name) for _, name in members} if kinds == {"CATEGORY"} else set()
    if one.kind == _BOUND and names == {"CATEGORY_DIGIT"}:
        return [_Beginning(kind=_FIGURE, letters="", is_open=False)]
    if one.kind == _STEM and names == {"CATEGORY_SPACE"}:
        return [one.end_word()]
    return [one.close()]


# --- what is a part of every match --------------------------------------------------------------------------------


def _need_all(tree: Iterable[tuple[Any, Any]]) -> Needed:
    """Return what is needed by parts that follow one another: of all that they need, what tells most."""
    found: list[frozenset[str]] = []
    run = ""
    for operation, argument in tree:
        if str(operation) == "LITERAL":
            run += chr(argument)
            continue
        if run:
            found.append(frozenset({run}))
            run = ""
        needed = _need_one(str(operation), argument)
        if needed:
            found.append(needed)
    if run:
        found.append(frozenset({run}))
    return max(found, key=_tell, default=None)


def _need_one(operation: str, argument: Any) -> Needed:
    if operation == "SUBPATTERN":
        _, added, taken, inner = argument
        return None if added or taken else _need_all(inner)  # `(?i:…)` changes what letters mean
    if operation in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        least, _, inner = argument
        return _need_all(inner) if least else None
    if operation == "ATOMIC_GROUP":
        return _need_all(argument)
    if operation == "BRANCH":
        either = [_need_all(branch) for branch in argument[1]]
        return None if not all(either) else frozenset().union(*(one for one in either if one))
    return None


def _tell(needed: frozenset[str]) -> tuple[int, int]:
    """Return how much a need leaves out: long pieces are seldom there, and few are soon looked for."""
    return min(map(len, needed)), -len(needed)
