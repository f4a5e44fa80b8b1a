"""Ids to names of files that every system can hold and no address needs to escape."""

import re
from collections.abc import Mapping
from hashlib import sha256
from unicodedata import normalize

LONGEST = 60
"""Letters of a name before its suffix: with its folder it stays far below what any file system or address allows."""
_DIGITS = 8
"""Of the digest that tells names apart."""
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
"""What Windows takes for a device, whatever its suffix."""


def name_files(words: Mapping[str, str]) -> dict[str, str]:
    """Return a name for each id, made of its words: small letters, digits and hyphens, no two the same, no suffix.

    Where nothing is left of the words, or their name is taken by an id before, it gets digits made of the id itself:
    it keeps them when ids after it come or go.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for given, spoken in words.items():
        names[given] = _choose(given, _simplify(spoken), taken)
        taken.add(names[given])
    return names


def _choose(given: str, plain: str, taken: set[str]) -> str:
    if plain and plain not in taken and not _DEVICES.fullmatch(plain):
        return plain
    digest = sha256(given.encode("utf-8", "surrogatepass")).hexdigest()
    lengths = range(_DIGITS, len(digest) + 1)
    return next(name for n in lengths if (name := f"{plain}-{digest[:n]}".lstrip("-")) not in taken)


def _simplify(text: str) -> str:
    letters = normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub("[^a-z0-9]+", "-", letters)[:LONGEST].strip("-")
