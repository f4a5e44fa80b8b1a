"""Parts of a report without labels of answers: numbers, bold type and run-in headings decide."""

from cpcheck.importers.segment_pieces import Piece
from cpcheck.importers.segment_topics import find_topics
from cpcheck.importers.segment_walk import Mode, Walk, ends_as_chapeau, is_listed

_UNLABELLED_ANSWERS = "no label marks the answers here; what follows a demand is taken for its answer"


def step_unlabelled(walk: Walk, place: int, piece: Piece) -> None:
    """Take a paragraph for a demand or for part of an answer, by how items begin in its part of the report."""
    kind = walk.layout.entry(place)
    if kind == "run_in":
        _take_run_in(walk, piece)
    elif kind == "printed" or (walk.lone_label and walk.mode is Mode.DEMAND):
        _take_printed(walk, piece)
    elif walk.mode is Mode.DEMAND and walk.outline.unanswered:
        _step_after_demand(walk, place, piece)
    elif walk.mode is Mode.ANSWER:
        _take_topics(walk, place, piece)
    elif walk.mode is Mode.BETWEEN and walk.heading is not None and walk.layout.has_heading_entries(place):
        walk.targets = [walk.infer_from_heading(walk.heading)]
        walk.mode = Mode.ANSWER
        walk.answer(piece)
    else:
        walk.outline.leave(piece)


def _take_printed(walk: Walk, piece: Piece) -> None:
    if walk.mode is Mode.DEMAND and walk.outline.unanswered and not piece.marks.number and is_listed(piece):
        walk.add_unlabelled(piece)
    else:
        walk.add_demand(piece)


def _step_after_demand(walk: Walk, place: int, piece: Piece) -> None:
    """Tell demands of a list from the answer below it where neither has a label."""
    last = walk.outline.demands[-1]
    is_listed = piece.marks.has_bullet or piece.marks.letter or piece.marks.number
    if walk.is_folded(piece):
        walk.extend_demand(piece)
    elif (is_listed and (ends_as_chapeau(last.text) or last.is_child or piece.reads_as_demand)) or (
        (piece.text[:1].islower() or piece.reads_as_demand) and last.text.rstrip().endswith((";", ":", ","))
    ):
        walk.add_unlabelled(piece)
    else:
        was_told = walk.layout.tell_once(place)
        walk.begin_answer(piece, "" if was_told else _UNLABELLED_ANSWERS)


def _take_run_in(walk: Walk, piece: Piece) -> None:
    """Make an item of a heading that runs into its answer: `Budget: The state spends …`."""
    group = walk.outline.open_group(piece.marks.number)
    walk.outline.add_demand(group, piece.run_in, piece.where, inferred=True)
    walk.targets = [group.demands[0]]
    walk.mode = Mode.ANSWER
    walk.answer(piece, piece.after_run_in)


def _take_topics(walk: Walk, place: int, piece: Piece) -> None:
    """Go on with an answer, unless a closing paragraph names topics that no heading names."""
    topics = find_topics(piece.text) if piece.is_plain and walk.layout.has_run_ins(place) else ()
    if not topics:
        walk.answer(piece)
        return
    demands = []
    for topic in topics:
        group = walk.outline.open_group("")
        demands.append(walk.outline.add_demand(group, topic, piece.where, inferred=True))
        demands[-1].is_quoted = True
    walk.targets = demands
    walk.answer(piece)
