"""Sections with a letter, and headings: titles of demands, demands of their own, or parts of an answer."""

from cpcheck.importers.marks import Label, Reference
from cpcheck.importers.segment_pieces import Piece, opens_demands
from cpcheck.importers.segment_walk import Mode, Walk


def take_section(walk: Walk, piece: Piece) -> None:
    """Begin a section; in a list of answers by number, its letter says which section they are of."""
    letter = piece.marks.section
    if walk.mode is Mode.BY_NUMBER and letter in {section.letter for section in walk.outline.sections}:
        walk.reference = Reference(letter, "", "")
    else:
        walk.outline.open_section(letter, piece.text)
        walk.mode = Mode.BETWEEN
        walk.heading = None
    walk.inner = ""
    walk.outline.leave(piece, "a heading")


def take_heading(walk: Walk, place: int, piece: Piece) -> None:
    """Take a heading for a demand, for part of the answer that is open, or for the title of what follows."""
    if walk.mode is Mode.ANSWER and not _closes_answer(walk, place, piece):
        walk.answer(piece)
        return
    is_numbered = piece.reads_as_demand and piece.marks.number
    if (
        opens_demands(piece.text)
        or piece.is_spoken_demand
        or (is_numbered and not walk.layout.is_followed_by(place, Label.DEMAND))
    ):
        walk.add_demand(piece)
        return
    walk.outline.title = piece.text
    walk.heading = piece
    walk.lone_label = None
    walk.mode = Mode.BETWEEN
    walk.title_levels.add(piece.level)
    if piece.marks.number:
        walk.outline.open_group(piece.marks.number)
    elif walk.layout.starts_anew(place):
        walk.outline.open_section("", piece.text)
    walk.outline.leave(piece, "a heading")


def _closes_answer(walk: Walk, place: int, piece: Piece) -> bool:
    """Tell whether a heading ends an answer: demands stood under its level, or one follows it at once."""
    if piece.level in walk.title_levels:
        return True
    after = walk.layout.after(place)
    return (
        after is None
        or after.is_heading
        or after.label is not None
        or after.column is not None
        or walk.layout.is_entry(place + 1)
    )
