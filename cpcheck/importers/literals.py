"""What a text must hold for a pattern to be found in it: looked for first, which is faster.

Of every match of `adopted (?:by|on)` the letters `adopted ` are a part, and of `laws?|act` either `law` or `act` is.
They are read off the tree that Python's `re` makes of a pattern. Where that tree is not to be had, or says nothing
sure, nothing is needed, and the pattern is searched as it is. On the source of the shipped report this halves the time
of searching.
"""

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any

_MOST = 40
"""Pieces of text that are looked for in place of one pattern; of more, looking takes as long as searching."""

Needed = frozenset[str] | None
"""Pieces of text of which each match holds one at least; None where nothing is sure."""


def list_needed(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return pieces of text, one of which stands wherever a pattern is found; none where nothing is sure."""
    if pattern.flags & re.IGNORECASE:
        return ()
    try:
        parser: Any = import_module("re._parser")
        tree = parser.parse(pattern.pattern, pattern.flags)
    except (ImportError, AttributeError):  # another Python may name it otherwise
        return ()
    needed = _need_all(tree)
    return tuple(sorted(needed)) if needed and len(needed) <= _MOST else ()


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
