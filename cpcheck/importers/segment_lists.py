"""Lists of a report: which of them hold demands, as most of their entries show, and which stand under a number.

A word processor marks an entry of a list and says no more. What an entry is, it shares with those marked alike: where
most entries of one form read as demands, the others are demands too, even in words that no demand begins with.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase

from cpcheck.importers.marks import Label
from cpcheck.importers.segment_pieces import Piece, opens_demands, reads_as_demand
from cpcheck.records import replace

_LEAST = 3
"""From so many entries on, a form is believed; two may be alike by chance."""
_MOST = 2 / 3
"""Share of the entries of a form that must read as demands."""


def find_answered_forms(part: Sequence[Piece]) -> frozenset[str]:
    """Return how entries are marked that stand before labelled answers, where most of them read as demands."""
    entries: dict[str, list[bool]] = defaultdict(list)
    for piece, after in pairwise(piece for piece in part if not piece.is_page_number):
        if after.label is Label.ANSWER and piece.form and piece.label is None:
            entries[piece.form].append(piece.reads_as_demand)
    return frozenset(form for form, reading in entries.items() if _is_believed(reading))


def find_listed_forms(parts: Iterable[Sequence[Piece]]) -> frozenset[str]:
    """Return how entries are marked that read as demands, in the parts of a report without labels together."""
    entries: dict[str, list[bool]] = defaultdict(list)
    for part in parts:
        for at in _list_free_entries(part):
            entries[part[at].form].append(_is_demand(part[at]))
    return frozenset(form for form, reading in entries.items() if _is_believed(reading))


def find_listed_demands(part: Sequence[Piece], forms: frozenset[str]) -> list[int]:
    """Return the places of demands in a part without labels: the entries of lists that read as demands, all of them.

    Lists whose entries begin with a heading are none, nor are lists inside answers: they follow a colon.
    """
    entries: dict[str, list[int]] = defaultdict(list)
    for at in _list_free_entries(part):
        entries[part[at].form].append(at)
    found = [
        at
        for form, places in entries.items()
        if form in forms and sum(_is_demand(part[at]) for at in places) >= len(places) * _MOST
        for at in places
    ]
    return sorted(found)


def _is_demand(piece: Piece) -> bool:
    return reads_as_demand(piece.text) and not piece.run_in


def _list_free_entries(part: Sequence[Piece]) -> Iterator[int]:
    """Yield the places of entries of lists that no answer introduces."""
    introduced = ""
    before: Piece | None = None
    for at, piece in enumerate(part):
        if not piece.form or piece.column or piece.is_heading:
            introduced = ""
        elif before is not None and not before.form and before.text.rstrip(" *_").endswith(":"):
            introduced = "" if reads_as_demand(before.text) else piece.form
        if piece.form and not piece.column and piece.form != introduced:
            yield at
        before = piece


def _is_believed(reading: Sequence[bool]) -> bool:
    return len(reading) >= _LEAST and sum(reading) >= len(reading) * _MOST


def nest_numbers(pieces: list[Piece]) -> list[Piece]:
    """Read numbers of a list as letters where it stands under a number: `1)` under `2. Take steps to:` is its `a`.

    It is told by its form, which is not that of the numbers above, and by beginning at 1 below them.
    """
    inner = _find_inner_forms(pieces)
    if not inner:
        return pieces
    return [_letter_number(piece) if piece.form in inner else piece for piece in pieces]


def _find_inner_forms(pieces: Sequence[Piece]) -> frozenset[str]:
    outer: set[str] = set()
    begun: dict[str, list[bool]] = defaultdict(list)
    is_sure: set[str] = set()
    for before, piece in pairwise(pieces):
        if piece.marks.number != "1" or piece.marks.section or piece.marks.letter or not piece.form or piece.label:
            continue
        is_below = bool(before.marks.number) and before.form not in ("", piece.form)
        is_under = is_below and (opens_demands(before.text) or reads_as_demand(before.text))
        begun[piece.form].append(is_under)
        if is_under:
            outer.add(before.form)
        if is_under and opens_demands(before.text):
            is_sure.add(piece.form)
    return frozenset(
        form
        for form, told in begun.items()
        if (len(told) > 1 or form in is_sure) and sum(told) >= len(told) * _MOST and form not in outer
    )


def _letter_number(piece: Piece) -> Piece:
    number = piece.marks.number
    if not number.isdigit() or not 0 < int(number) <= len(ascii_lowercase) or piece.marks.letter:
        return piece
    letter = ascii_lowercase[int(number) - 1]
    return replace(piece, marks=replace(piece.marks, number="", letter=letter))
