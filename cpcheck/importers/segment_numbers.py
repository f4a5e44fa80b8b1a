"""Answers that name their demands by number: recommendations first, responses later."""

from cpcheck.importers.marks import Reference
from cpcheck.importers.segment_headings import take_heading
from cpcheck.importers.segment_layout import is_next_letter
from cpcheck.importers.segment_pieces import Piece
from cpcheck.importers.segment_walk import Walk, distinct


def step_by_number(walk: Walk, place: int, piece: Piece) -> None:
    """Take the next paragraph of a list of answers: a number begins another, anything else goes on."""
    if answer_by_number(walk, piece):
        return
    if piece.is_heading:
        take_heading(walk, place, piece)
    elif walk.targets or walk.reference.number:
        walk.answer(piece)
    else:
        walk.outline.leave(piece)


def answer_by_number(walk: Walk, piece: Piece) -> bool:
    """Take a piece for the answer to the demand whose number it has; False where it has none or was answered."""
    marks, last = piece.marks, walk.reference
    if not (marks.number or marks.letter):
        return False
    reference = Reference(marks.section or last.section, marks.number or last.number, marks.letter)
    found = walk.outline.find(reference)
    is_fresh = any(not demand.is_answered for demand in found)
    is_next_letter_of_same = not marks.number and is_next_letter(last.letter, marks.letter)
    if not found or not (is_fresh or (is_next_letter_of_same and len(found) == 1)):
        return False
    walk.reference = reference
    walk.targets = distinct(found)
    if piece.is_heading:
        walk.outline.leave(piece, "a heading")
    elif piece.has_words:
        walk.answer(piece)
    return True


def lists_answers(walk: Walk, place: int) -> bool:
    """Tell whether answers by number follow: their first number is one of several demands without an answer."""
    open_groups = {id(demand.group) for demand in walk.outline.demands if not demand.is_answered}
    if len(open_groups) < 2 and len([demand for demand in walk.outline.demands if not demand.is_answered]) < 2:
        return False
    for piece in walk.layout.pieces[place + 1 : place + 4]:
        marks = piece.marks
        if marks.number or marks.references:
            wanted = marks.references or (Reference(marks.section, marks.number, marks.letter),)
            return any(not demand.is_answered for each in wanted for demand in walk.outline.find(each))
        if not (piece.is_heading or marks.section):
            return False
    return False
