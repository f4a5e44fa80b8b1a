"""A document to its demands and the passages that answer them.

A report is walked over paragraph by paragraph. What is printed decides first: labels, numbers, headings, columns. Where
nothing is printed, what stands around decides: a paragraph between a demand and the label of its answer belongs to the
demand, one between a demand and the next demand answers it. Each guess is told by a message with its place, and what no
rule places is left, never dropped.
"""

from cpcheck.importers.document import Document
from cpcheck.importers.marks import Label
from cpcheck.importers.segment_headings import take_heading, take_section
from cpcheck.importers.segment_labelled import step_labelled
from cpcheck.importers.segment_labels import take_labelled_answer, take_labelled_demand
from cpcheck.importers.segment_layout import read_layout
from cpcheck.importers.segment_numbers import step_by_number
from cpcheck.importers.segment_outline import Outline, build_answers, build_items, join_left, name_demands
from cpcheck.importers.segment_pieces import Piece, build_pieces
from cpcheck.importers.segment_repeats import find_repeats
from cpcheck.importers.segment_tables import step_table
from cpcheck.importers.segment_unlabelled import step_unlabelled
from cpcheck.importers.segment_walk import Mode, Walk, quote
from cpcheck.importers.segments import Segmentation, SourceBlock


def segment_document(document: Document) -> Segmentation:
    """Return the items and answers of a document, what is part of neither, and what a person should look at."""
    layout = read_layout(build_pieces(document))
    walk = Walk(layout)
    for place, piece in enumerate(layout.pieces):
        if piece.is_page_number:
            walk.outline.leave(piece, "a page number")
        elif piece.has_words or piece.label or place in layout.sections:
            _step(walk, place, piece)
    outline = walk.outline
    name_demands(outline)
    repeats = find_repeats([(each.id, each.text) for each in outline.demands if not each.is_inferred])
    items = tuple(build_items(outline, repeats))
    _tell_what_is_open(outline)
    return Segmentation(
        items=items,
        answers=tuple(build_answers(outline)),
        unplaced=join_left(piece for piece, _ in outline.left),
        messages=(*document.messages, *sorted(outline.messages, key=lambda message: _line_of(message.where))),
        stripped=tuple(
            SourceBlock(text=piece.stripped, where=piece.where) for piece in layout.pieces if piece.stripped
        ),
    )


def _line_of(where: object) -> int:
    lines = getattr(where, "lines", None)
    return lines[0] if lines else 0


def _step(walk: Walk, place: int, piece: Piece) -> None:
    if piece.column:
        step_table(walk, piece)
        return
    walk.row = 0
    if piece.label is Label.DEMAND:
        take_labelled_demand(walk, place, piece)
    elif piece.label is Label.ANSWER:
        take_labelled_answer(walk, place, piece)
    elif place in walk.layout.sections:
        take_section(walk, piece)
    elif walk.mode is Mode.BY_NUMBER:
        step_by_number(walk, place, piece)
    elif piece.is_heading:
        take_heading(walk, place, piece)
    elif walk.layout.is_labelled(place):
        step_labelled(walk, place, piece)
    else:
        step_unlabelled(walk, place, piece)


def _tell_what_is_open(outline: Outline) -> None:
    if not outline.groups:
        outline.tell(
            None, "no demand was found: no label, number, verb or heading marks one; all text is left unplaced"
        )
    for demand in outline.demands:
        if not demand.is_answered:
            outline.tell(demand.where, f"no answer was found to {demand.id}: {quote(demand.text)}")
        elif demand.is_inferred:
            outline.tell(
                demand.where, f"{demand.id} is printed as no demand; it was gathered from {quote(demand.text)}"
            )
    for piece, taken_for in outline.left:
        if piece.has_words:
            known = taken_for or "part of no item and no answer"
            outline.tell(piece.where, f"left out, {known}: {quote(piece.text)}")
