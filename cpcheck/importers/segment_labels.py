"""Labels of demands and answers, and what the answer after a label answers."""

from cpcheck.importers.marks import Reference
from cpcheck.importers.segment_numbers import answer_by_number, lists_answers
from cpcheck.importers.segment_outline import Demand
from cpcheck.importers.segment_pieces import Piece
from cpcheck.importers.segment_walk import Mode, Walk, distinct, quote


def take_labelled_demand(walk: Walk, place: int, piece: Piece) -> None:
    """Take what a label announces as a demand; a label alone announces what follows."""
    if walk.mode is Mode.BY_NUMBER and answer_by_number(walk, piece):
        return
    walk.mode = Mode.DEMAND
    if not piece.has_words:
        walk.lone_label = piece
        if piece.marks.number:
            walk.outline.open_group(piece.marks.number)
    elif piece.is_heading and _is_title(walk, place):
        walk.outline.title = piece.text
        walk.outline.open_group(piece.marks.number)
        walk.lone_label = piece
        walk.outline.leave(piece, "a heading")
    else:
        walk.add_demand(piece)


def _is_title(walk: Walk, place: int) -> bool:
    """Tell whether a heading with a label is a title, `Recommendation 1: Lawyers`, with the demand after it."""
    after = walk.layout.after(place)
    return after is not None and not after.is_heading and after.label is None


def take_labelled_answer(walk: Walk, place: int, piece: Piece) -> None:
    """Find what a labelled answer answers, and begin it."""
    walk.lone_label = None
    walk.inner = ""
    if not piece.has_words and not piece.marks.references and lists_answers(walk, place):
        walk.mode = Mode.BY_NUMBER
        walk.reference = Reference("", "", "")
        walk.targets = []
        return
    walk.targets = _find_targets(walk, piece)
    walk.mode = Mode.ANSWER if walk.targets else Mode.LOST
    if piece.has_words:
        walk.answer(piece)


def _find_targets(walk: Walk, piece: Piece) -> list[Demand]:
    named = [demand for reference in piece.marks.references for demand in walk.outline.find(reference)]
    if piece.marks.references and not named:
        walk.outline.tell(piece.where, f"an answer names a demand that was not found: {quote(piece.stripped)}")
    if named or walk.outline.unanswered:
        _tell_several_numbers(walk, piece, named)
        return distinct(named or walk.outline.unanswered)
    if walk.heading is not None:
        return [walk.infer_from_heading(walk.heading)]
    if walk.outline.replies and walk.outline.group is not None:
        before = walk.outline.replies[-1].demands
        walk.outline.tell(
            piece.where,
            "an answer follows an answer with no demand between; taken for a further answer to the same",
        )
        return list(before)
    walk.outline.tell(piece.where, "an answer stands before any demand; it is left unplaced")
    return []


def _tell_several_numbers(walk: Walk, piece: Piece, named: list[Demand]) -> None:
    groups = {id(demand.group) for demand in walk.outline.unanswered}
    if not named and len(groups) > 1:
        walk.outline.tell(
            piece.where, f"one answer follows demands of {len(groups)} numbers; taken to answer all of them"
        )
