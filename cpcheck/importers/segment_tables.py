"""Tables with a column of demands and one of answers: an answer answers the demands of its row."""

from cpcheck.importers.marks import Label
from cpcheck.importers.segment_outline import Group
from cpcheck.importers.segment_pieces import Piece
from cpcheck.importers.segment_walk import Mode, Walk, distinct, ends_as_chapeau, is_listed


def step_table(walk: Walk, piece: Piece) -> None:
    """Take a cell by its column; an answer answers the demands of its row."""
    is_fresh_row = piece.row != walk.row
    walk.row = piece.row
    if piece.column is Label.DEMAND:
        if is_fresh_row:
            walk.outline.unanswered = []
        _take_demand_cell(walk, piece, is_first=is_fresh_row)
    elif walk.mode is Mode.ANSWER and (not is_fresh_row or not walk.outline.unanswered):
        walk.answer(piece)
    else:
        walk.targets = distinct(walk.outline.unanswered)
        walk.mode = Mode.ANSWER if walk.targets else Mode.LOST
        walk.answer(piece)


def _take_demand_cell(walk: Walk, piece: Piece, *, is_first: bool) -> None:
    last = walk.outline.demands[-1] if walk.outline.demands else None
    if not piece.has_words:
        return
    if is_first or last is None or piece.marks.number or walk.mode is not Mode.DEMAND:
        _add_row_demand(walk, piece)
    elif walk.is_folded(piece) or piece.goes_on:
        walk.extend_demand(piece)
    elif is_listed(piece) or ends_as_chapeau(last.text) or piece.reads_as_demand:
        walk.add_unlabelled(piece)
    else:
        walk.extend_demand(piece)


def _add_row_demand(walk: Walk, piece: Piece) -> None:
    group = walk.outline.group
    if piece.marks.number or piece.marks.letter or group is None or _goes_under(walk, group, piece):
        walk.add_demand(piece)
        return
    fresh = walk.outline.open_group("")
    walk.outline.add_demand(fresh, piece.text, piece.where)
    walk.mode = Mode.DEMAND


def _goes_under(walk: Walk, group: Group, piece: Piece) -> bool:
    """Tell whether a row goes on with the demands under a chapeau that stood in a row above."""
    is_entry = is_listed(piece) or piece.text[:1].islower()
    if group.chapeau:
        return is_entry or bool(group.number)
    if len(group.demands) != 1 or group.demands[0].is_answered:
        return False
    return ends_as_chapeau(group.demands[0].text) or (is_entry and walk.is_chapeau(group.demands[0], piece))
