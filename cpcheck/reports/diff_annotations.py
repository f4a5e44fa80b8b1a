"""A comparison as annotations: each verdict that moved, at the line of the evidence that moved it."""

from collections.abc import Iterator

from cpcheck.errors import Location
from cpcheck.gate import REGRESSION_CODE
from cpcheck.records import replace
from cpcheck.reports.annotations import AnnotatedRun, Annotation, Level, Subject
from cpcheck.reports.codes import IMPROVED_CODE, explain_code
from cpcheck.reports.diff_phrases import phrase_causes, phrase_element, phrase_field, phrase_verdict
from cpcheck.reports.diff_view import CaseDiffView, DiffSide, DiffView, FactChangeView, ItemChangeView
from cpcheck.reports.labels import Labels, load_labels


def annotate_diff(view: DiffView, new: DiffSide) -> AnnotatedRun:
    """Annotate every counted item whose verdict moved: a warning where it is worse, a notice otherwise."""
    labels = load_labels(view.language)
    return AnnotatedRun(
        command="diff",
        version=view.version,
        meanings=tuple(explain_code(code, labels) for code in (REGRESSION_CODE, IMPROVED_CODE)),
        subjects=tuple(
            _annotate(item, case, new, labels) for case in view.cases for item in case.moved if item.repeats is None
        ),
        language=view.language,
    )


def _annotate(item: ItemChangeView, case: CaseDiffView, new: DiffSide, labels: Labels) -> Subject:
    is_worse = item.direction == "worsened"
    code = REGRESSION_CODE if is_worse else IMPROVED_CODE
    found = _locate(item) or Location(path=case.new_file)
    location = replace(found, path=new.find_file(found.path))
    note = Annotation(
        code=code,
        level=Level.WARNING if is_worse else Level.NOTICE,
        title=f"cpcheck {code} {item.id}",
        message="\n".join(_word(item, labels)),
        location=location,
        state=case.state,
        id=item.id,
    )
    return Subject(
        group=f"{case.state} {case.document} on {case.recommendations}",
        state=case.state,
        theme="",
        name=f"{item.id} {item.title}",
        location=location,
        annotations=(note,),
    )


def _locate(item: ItemChangeView) -> Location | None:
    """Return the place of the first evidence that moved the item and is there; else of the answer it stood in."""
    facts = [fact for element in item.elements if element.direction for fact in element.evidence]
    present = [fact.near for fact in facts if fact.kind != "removed"]
    gone = [fact.near for fact in facts if fact.kind == "removed"]
    return next((place for place in (*present, *gone) if place is not None), item.location)


def _word(item: ItemChangeView, labels: Labels) -> Iterator[str]:
    assert item.old is not None
    assert item.new is not None
    old = phrase_verdict(item.old, item.new, labels, str)
    new = phrase_verdict(item.new, item.old, labels, str)
    yield labels("diff.annotation", item=item.id, new=new, old=old)
    for element in item.elements:
        yield f"{element.id}: {phrase_element(element, labels)}"
        yield from (f"  {cause}" for cause in phrase_causes(element, labels, str))
        for fact in element.evidence:
            yield from _word_fact(fact, labels)


def _word_fact(fact: FactChangeView, labels: Labels) -> Iterator[str]:
    yield f"  {labels(f'diff.sign.{fact.kind}')} {fact.id} {fact.fact}"
    yield from (f"      {phrase_field(field, labels, str)}" for field in fact.fields)
