"""Verdicts to annotations: each gap at the place in the response file where the item is answered.

What the gate fails on is marked so; what it skips is marked as accepted, with the reason.
"""

from collections.abc import Iterator, Sequence

from cpcheck import __version__
from cpcheck.gate import DRAFT_CODE, LAPSED_CODE, REGRESSION_CODE, VERDICT_CODES, GateOutcome, KnownFinding
from cpcheck.model import Verdict
from cpcheck.records import record
from cpcheck.reports.annotations import AnnotatedRun, Annotation, Subject
from cpcheck.reports.codes import LEVELS, explain_code
from cpcheck.reports.labels import Labels, load_labels_of
from cpcheck.reports.view import DecisionView, ElementView, ItemView, ReportView
from cpcheck.store.case_places import CasePlaces
from cpcheck.store.cases import FiledCase

_ASKED_CODES = (REGRESSION_CODE, LAPSED_CODE, DRAFT_CODE)
"""Of what is spoken of only where the gate asks for it."""
CODES = (*VERDICT_CODES.values(), *_ASKED_CODES)
"""Of what is annotated here."""


@record
class Held:
    """What the gate was asked, and what it came to."""

    outcome: GateOutcome | None = None
    """None where there was no gate."""
    known: frozenset[KnownFinding] = frozenset()
    """Entries of the baseline."""
    no_waivers: bool = False
    """Whether waived items count like the others."""


def annotate_verdicts(
    filed: Sequence[FiledCase], views: Sequence[ReportView], held: Held | None = None
) -> AnnotatedRun:
    """Annotate every gap of the items shown; a repeated item is spoken of where it is counted."""
    labels = load_labels_of(views)
    meanings = tuple(explain_code(code, labels) for code in CODES)
    subjects = [
        subject
        for place, (case, view) in enumerate(zip(filed, views, strict=True))
        for subject in _Annotator(place, case, view, held or Held(), labels).annotate()
    ]
    return AnnotatedRun(
        command="assess",
        version=__version__,
        meanings=meanings,
        subjects=tuple(subjects),
        language=labels.language,
    )


class _Annotator:
    """Annotates the items of one response."""

    def __init__(self, place: int, filed: FiledCase, view: ReportView, held: Held, labels: Labels) -> None:
        self.places = CasePlaces(filed)
        self.view = view
        self.labels = labels
        self.held = held
        self.group = f"{view.state} {view.document} on {view.recommendations}"
        outcome = held.outcome
        self.failing = {(code, item) for case, code, item in outcome.failing if case == place} if outcome else set()
        breaches = outcome.breaches if outcome else ()
        self.details = {
            (entry.code, entry.verdict.item.id): entry.detail
            for breach in breaches
            for entry in breach.items
            if entry.assessment == place and entry.code in _ASKED_CODES
        }

    def annotate(self) -> Iterator[Subject]:
        for item in self.view.items:
            notes = tuple(self._note_item(item))
            if item.repeats is None or notes:
                yield Subject(
                    group=self.group,
                    state=self.view.state,
                    theme=item.themes[0] if item.themes else "",
                    name=f"{item.id} {item.title}",
                    location=self.places.find_answered(item.id),
                    annotations=notes,
                )

    def _note_item(self, item: ItemView) -> Iterator[Annotation]:
        code = VERDICT_CODES.get(Verdict(item.verdict))
        if code is not None and item.repeats is None:
            yield self._note(item, code, "\n".join(self._word_gap(item)))
        for code in _ASKED_CODES:
            if (code, item.id) in self.details:
                detail = self.details[code, item.id]
                yield self._note(item, code, self.labels(f"code.message.{code}", item=item.id, detail=detail))

    def _note(self, item: ItemView, code: str, message: str) -> Annotation:
        return Annotation(
            code=code,
            level=LEVELS[code],
            title=f"cpcheck {code} {item.id}",
            message=message,
            location=self.places.find_answered(item.id),
            state=self.view.state,
            id=item.id,
            fails=(code, item.id) in self.failing,
            accepted=self._accept(item, code),
        )

    def _accept(self, item: ItemView, code: str) -> str | None:
        """Return why the gate skips an item; None where it does not."""
        waiver = next((waiver for waiver in item.waivers if waiver.is_active), None)
        if waiver is not None and not self.held.no_waivers and code != LAPSED_CODE:
            return _word_waiver(waiver, self.labels)
        if KnownFinding(code=code, state=self.view.state, id=item.id) in self.held.known:
            return self.labels("annotations.known")
        return None

    def _word_gap(self, item: ItemView) -> Iterator[str]:
        yield self.labels(f"annotations.item.{item.verdict}", item=item.id, met=item.met, all=len(item.elements))
        yield from (self._word_element(element) for element in item.elements if element.finding != "met")

    def _word_element(self, element: ElementView) -> str:
        reason = f", {self.labels(f'reason.{element.reason}')}" if element.reason else ""
        evidence = f" ({', '.join(element.evidence)})" if element.evidence else ""
        return f"{element.id}: {self.labels(f'finding.{element.finding}')}{reason}{evidence}"


def _word_waiver(waiver: DecisionView, labels: Labels) -> str:
    key = "annotations.waived_until" if waiver.expires else "annotations.waived"
    return labels(key, by=waiver.by, expires=waiver.expires, reason=waiver.reason)
