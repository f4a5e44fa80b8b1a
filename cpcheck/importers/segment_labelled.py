"""Parts of a report whose answers are labelled: what stands between the labels."""

from cpcheck.importers.segment_layout import is_next_letter
from cpcheck.importers.segment_pieces import Piece
from cpcheck.importers.segment_walk import Mode, Walk, ends_as_chapeau, quote


def step_labelled(walk: Walk, place: int, piece: Piece) -> None:
    """Take a paragraph without a label for a demand or for part of the answer, by what stands around it."""
    if walk.mode is Mode.DEMAND:
        _step_in_demand(walk, place, piece)
    elif walk.mode in (Mode.ANSWER, Mode.LOST):
        _step_in_answer(walk, place, piece)
    elif (
        (walk.layout.is_numbered(piece) and walk.layout.leads_to_label(place))
        or piece.is_spoken_demand
        or piece.is_bold_demand
        or walk.layout.is_before_answer(place)
    ):
        walk.add_demand(piece)
    else:
        walk.outline.leave(piece)


def _step_in_demand(walk: Walk, place: int, piece: Piece) -> None:
    marks = piece.marks
    if not walk.lone_label and not walk.outline.unanswered:
        walk.outline.leave(piece)
    elif walk.lone_label or (marks.number and not _is_inner_number(walk, piece)):
        walk.add_demand(piece)
    elif walk.is_folded(piece) or piece.goes_on:
        walk.extend_demand(piece)
    elif marks.has_bullet or marks.letter or marks.number or piece.reads_as_demand or piece.text[:1].islower():
        walk.add_unlabelled(piece)
    elif walk.layout.leads_to_answer(place):
        walk.extend_demand(piece)
        walk.outline.tell(
            piece.where,
            f"a paragraph between a demand and its answer; taken for part of the demand: {quote(piece.text)}",
        )
    else:
        walk.begin_answer(piece, "a paragraph follows a demand without a label; taken for its answer")


def _is_inner_number(walk: Walk, piece: Piece) -> bool:
    """Tell whether a numbered line belongs to a list under a demand: 1 after a chapeau with a number of its own."""
    group = walk.outline.group
    if group is None or not group.number or not piece.marks.number.isdigit() or not group.number.isdigit():
        return False
    return (
        int(piece.marks.number) == len(group.demands) + (0 if not group.chapeau else 1)
        and (bool(group.chapeau) if int(piece.marks.number) > 1 else walk.opens_list(group))
        and int(piece.marks.number) != int(group.number) + 1
    )


def _step_in_answer(walk: Walk, place: int, piece: Piece) -> None:
    marks = piece.marks
    if (marks.number and _continues_numbers(walk, place, piece)) or (
        marks.letter and _continues_letters(walk, place, piece)
    ):
        walk.add_demand(piece)
    elif walk.layout.is_before_answer(place) and not piece.goes_on:
        if not walk.layout.has_form_of_demands(place):
            walk.outline.tell(
                piece.where, f"no label marks this paragraph before an answer; taken for a demand: {quote(piece.text)}"
            )
        walk.add_demand(piece)
    else:
        walk.inner = marks.number or walk.inner
        walk.answer(piece)


def _continues_numbers(walk: Walk, place: int, piece: Piece) -> bool:
    """Tell whether a number is the next of the demands, rather than one of a list inside the answer."""
    first = piece.marks.number.split("-")[0]
    last = walk.outline.group.number.split("-")[0] if walk.outline.group else ""
    if not first.isdigit() or not walk.layout.leads_to_label(place):
        return False
    is_later = not last.isdigit() or int(first) >= int(last)
    is_inner = walk.inner.isdigit() and int(first) == int(walk.inner) + 1
    is_strong = piece.reads_as_demand or piece.is_heading or ends_as_chapeau(piece.text)
    return (is_later or ends_as_chapeau(piece.text)) and (is_strong or not is_inner)


def _continues_letters(walk: Walk, place: int, piece: Piece) -> bool:
    group = walk.outline.group
    last = group.demands[-1].letter if group and group.demands else ""
    return bool(last) and is_next_letter(last, piece.marks.letter) and walk.layout.leads_to_label(place)
