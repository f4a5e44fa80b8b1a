"""Comparison to view: all that `cpcheck diff` shows, in final order, with the place of everything in its file.

Codes stay codes where a label exists for them, and nothing is escaped: that is each format's own duty.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cpcheck import __version__
from cpcheck.comparison import (
    AnswerChange,
    CaseComparison,
    Comparison,
    DecisionChange,
    DecisionChangeKind,
    ElementComparison,
    EvidenceChange,
    FieldChange,
    ItemComparison,
    PlacedEvidence,
)
from cpcheck.errors import Location
from cpcheck.model import Assessment, Evidence, Finding, ItemVerdict, Override, Tally, Where
from cpcheck.records import record
from cpcheck.reports.view import name_date, name_source
from cpcheck.standing import Direction
from cpcheck.store.case_places import CasePlaces
from cpcheck.store.cases import FiledCase

_MOVES_FINDINGS = ("adopted", "received", "rulebook", "third_party")
"""Circumstances that can move a finding by themselves."""


@record
class DiffSide:
    """One side of a comparison."""

    name: str
    """As a reader knows it: a file, a folder, a revision, `REV:PATH`, or empty for the working tree."""
    assessments: tuple[Assessment, ...]
    filed: tuple[FiledCase, ...] = ()
    """The files of each assessment, in the same order; none where no places in files are to be shown."""
    revision: str | None = None
    """The git revision it was read from; None for files on disk."""
    top: Path | None = None
    """Top of the repository, where there is a revision."""

    def find_file(self, path: str) -> str:
        """Return the file on disk that a file of this side is, or would be."""
        if self.revision is None or self.top is None:
            return path
        return str(self.top / path.removeprefix(f"{self.revision}:"))


@record
class FactChangeView:
    """What became of one fact."""

    kind: str
    """`added`, `removed` or `changed`."""
    id: str
    """As it is now, or as it was where it is gone."""
    old_id: str | None
    """Where it went by another id before."""
    answer: str
    """Id of the answer it stands in."""
    type: str
    stage: str | None
    date: str | None
    """None where undated."""
    timing: str
    fact: str
    source: str | None
    """Name of a source other than the state."""
    links: tuple[tuple[str, str, str | None], ...]
    """Element, relation and fit; of the element it is shown with alone, or of all."""
    where: Where | None
    """Place of its answer in the source document; None for a fact of another source."""
    location: Location | None
    """Where it stands in its file, new or old; None where the files are not at hand."""
    near: Location | None
    """Place in the new file: its own, or that of the answer it stood in; None where neither is there any more."""
    fields: tuple[FieldChange, ...]
    """What says something else now; for a changed fact only."""


@record
class FindingView:
    """A finding on one side."""

    level: str
    reason: str | None
    rule: str


@record
class ElementChangeView:
    """What became of one element."""

    id: str
    asks: str
    direction: str | None
    """None where its finding did not move, or where there is none on one side."""
    old: FindingView | None
    new: FindingView | None
    fields: tuple[FieldChange, ...]
    """What its demand says otherwise."""
    causes: tuple[FieldChange, ...]
    """Circumstances that can have moved its finding: the cut-off, the day of receipt, …"""
    evidence: tuple[FactChangeView, ...]


@record
class DecisionChangeView:
    """What became of an override or a waiver."""

    kind: str
    """`added`, `removed`, `changed`, `lapsed` or `begun`."""
    decision: str
    """`override` or `waiver`."""
    item: str
    verdict: str | None
    """An override's verdict; None for a waiver."""
    reason: str
    by: str
    on: str
    expires: str | None
    fields: tuple[FieldChange, ...]


@record
class VerdictView:
    """A verdict on one side."""

    verdict: str
    level: str
    """The rulebook's own word for it, as it prints it."""


@record
class ItemChangeView:
    """What became of one item."""

    id: str
    title: str
    repeats: str | None
    """Id of the item it repeats: it moves with it, and is not counted."""
    direction: str | None
    """None where its verdict did not move, or where there is none on one side."""
    old: VerdictView | None
    """None where the set has gained it."""
    new: VerdictView | None
    """None where the set has lost it."""
    fields: tuple[FieldChange, ...]
    elements: tuple[ElementChangeView, ...]
    """Elements whose finding moved first."""
    flags_gained: tuple[str, ...]
    flags_lost: tuple[str, ...]
    decisions: tuple[DecisionChangeView, ...]
    location: Location | None
    """Where the demand stands in its file, new or old; None where the files are not at hand."""


@record
class AnswerChangeView:
    """What became of an answer, apart from its facts."""

    kind: str
    id: str
    items: tuple[str, ...]
    where: Where | None
    location: Location | None
    fields: tuple[FieldChange, ...]


@record
class ReplyView:
    """A response that one side lacks."""

    state: str
    document: str
    recommendations: str
    file: str
    verdicts: Tally


@record
class CaseDiffView:
    """What changed about one response."""

    state: str
    document: str
    recommendations: str
    old_file: str
    new_file: str
    circumstances: tuple[FieldChange, ...]
    particulars: tuple[FieldChange, ...]
    """What is said otherwise of reply and set as documents."""
    moved: tuple[ItemChangeView, ...]
    """Items whose verdict moved: the worse first, then as in the set."""
    shifted: tuple[ItemChangeView, ...]
    """Items of which a finding moved and the verdict did not."""
    altered: tuple[ItemChangeView, ...]
    """Items that came or went, and those of which only the demand, a flag or a decision changed."""
    idle: tuple[FactChangeView, ...]
    """Changes of evidence that moved nothing."""
    answers: tuple[AnswerChangeView, ...]

    @property
    def items(self) -> tuple[ItemChangeView, ...]:
        """Return all items, in the order they are shown."""
        return self.moved + self.shifted + self.altered


@record
class DiffView:
    """Everything that `cpcheck diff` shows."""

    language: str
    """That it is printed in."""
    version: str
    old: str
    """Name of the old side."""
    new: str
    """Name of the new side; empty for the working tree."""
    rulebook: str
    third_party: bool
    improved: int
    """Counted items whose verdict is better now."""
    worsened: int
    aside: int
    """Counted items whose verdict is the same and whose level has another name."""
    repeated: int
    """Moved items that repeat another, and are not counted."""
    cases: tuple[CaseDiffView, ...]
    """Those about which anything changed."""
    added: tuple[ReplyView, ...]
    removed: tuple[ReplyView, ...]
    files: tuple[str, ...]
    """Names of the response files of the new side."""

    @property
    def counted(self) -> int:
        """Return how many counted items moved."""
        return self.improved + self.worsened + self.aside

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changed in meaning."""
        return not (self.cases or self.added or self.removed)


def build_diff_view(comparison: Comparison, old: DiffSide, new: DiffSide, *, language: str = "en") -> DiffView:
    """Prepare a comparison of two sides for showing."""
    moves = [item for case in comparison.cases for item in case.moved]
    counted = [item.direction for item in moves if item.verdict.is_counted]
    assessed = (*new.assessments, *old.assessments)
    builders = [_CaseBuilder(case, old, new) for case in comparison.cases if not case.is_empty]
    return DiffView(
        language=language,
        version=__version__,
        old=old.name,
        new=new.name,
        rulebook=assessed[0].rulebook.id if assessed else "",
        third_party=any(assessment.third_party for assessment in assessed),
        improved=counted.count(Direction.IMPROVED),
        worsened=counted.count(Direction.WORSENED),
        aside=counted.count(Direction.ASIDE),
        repeated=len(moves) - len(counted),
        cases=tuple(builder.build() for builder in builders),
        added=tuple(_build_reply(assessment, new) for assessment in comparison.added),
        removed=tuple(_build_reply(assessment, old) for assessment in comparison.removed),
        files=tuple(filed.response.name for filed in new.filed),
    )


def _build_reply(assessment: Assessment, side: DiffSide) -> ReplyView:
    return ReplyView(
        state=assessment.case.recommendations.state,
        document=assessment.case.response.document.symbol,
        recommendations=assessment.case.recommendations.id,
        file=_name_file(find_filed(assessment, side)),
        verdicts=assessment.totals.verdicts,
    )


def find_filed(assessment: Assessment, side: DiffSide) -> FiledCase | None:
    """Return the files that an assessment of a side was made from; None where they are not at hand."""
    pairs = zip(side.assessments, side.filed, strict=bool(side.filed))
    return next((filed for one, filed in pairs if one is assessment), None)


def _name_file(filed: FiledCase | None) -> str:
    return filed.response.name if filed else ""


def build_item_changes(
    items: Iterable[ItemComparison], case: CaseComparison, old: DiffSide, new: DiffSide
) -> list[ItemChangeView]:
    """Prepare what became of some items for showing by themselves."""
    builder = _CaseBuilder(case, old, new)
    return [builder.build_item(compared) for compared in items]


class _CaseBuilder:
    """Builds the view of one response on both sides."""

    def __init__(self, case: CaseComparison, old: DiffSide, new: DiffSide) -> None:
        self.case = case
        self.old = find_filed(case.old, old)
        self.new = find_filed(case.new, new)
        self.old_places = CasePlaces(self.old) if self.old else None
        self.new_places = CasePlaces(self.new) if self.new else None
        lapses = (DecisionChangeKind.LAPSED, DecisionChangeKind.BEGUN)
        tells_day = any(change.kind in lapses for item in case.items for change in item.decisions)
        # the day that decisions are compared with follows from them unless it is given, and is told where it matters
        self.circumstances = tuple(field for field in case.circumstances if field.name != "as_of" or tells_day)
        self.causes = tuple(field for field in case.circumstances if field.name in _MOVES_FINDINGS)

    def build(self) -> CaseDiffView:
        case = self.case
        items = [(item, self.build_item(item)) for item in case.items]
        moved = [view for item, view in items if item.direction is not None]
        worse_first = [Direction.WORSENED, Direction.ASIDE, Direction.IMPROVED]
        shifted = [view for item, view in items if item.direction is None and item.has_moved_findings]
        return CaseDiffView(
            state=case.new.case.recommendations.state,
            document=case.new.case.response.document.symbol,
            recommendations=case.new.case.recommendations.id,
            old_file=_name_file(self.old),
            new_file=_name_file(self.new),
            circumstances=self.circumstances,
            particulars=case.document,
            moved=tuple(sorted(moved, key=lambda view: worse_first.index(Direction(view.direction or "aside")))),
            shifted=tuple(shifted),
            altered=tuple(view for item, view in items if item.direction is None and not item.has_moved_findings),
            idle=tuple(self._build_fact(change) for change in case.idle),
            answers=tuple(self._build_answer(change) for change in case.answers),
        )

    def build_item(self, compared: ItemComparison) -> ItemChangeView:
        item, places = compared.verdict.item, self.old_places if compared.new is None else self.new_places
        elements = sorted(compared.elements, key=lambda element: element.direction is None)
        return ItemChangeView(
            id=compared.id,
            title=item.title,
            repeats=item.repeats.item if item.repeats else None,
            direction=compared.direction.value if compared.direction else None,
            old=build_verdict(compared.old, self.case.old),
            new=build_verdict(compared.new, self.case.new),
            fields=compared.fields,
            elements=tuple(self._build_element(element) for element in elements),
            flags_gained=tuple(flag.value for flag in compared.flags_gained),
            flags_lost=tuple(flag.value for flag in compared.flags_lost),
            decisions=tuple(_build_decision(change) for change in compared.decisions),
            location=places.find_item(compared.id) if places else None,
        )

    def _build_element(self, compared: ElementComparison) -> ElementChangeView:
        finding = compared.new or compared.old
        assert finding is not None
        return ElementChangeView(
            id=compared.id,
            asks=finding.element.asks,
            direction=compared.direction.value if compared.direction else None,
            old=_build_finding(compared.old),
            new=_build_finding(compared.new),
            fields=compared.fields,
            causes=self.causes if compared.direction else (),
            evidence=tuple(self._build_fact(change, compared.id) for change in compared.evidence),
        )

    def _build_fact(self, change: EvidenceChange, element: str | None = None) -> FactChangeView:
        placed, places, side = self._find_side(change)
        fact, old_id = placed.fact, change.old.fact.id if change.old and change.new else None
        links = [link for link in _list_links(fact) if element in {None, link[0]}]
        location = places.find_fact(fact.id) if places else None
        return FactChangeView(
            kind=change.kind.value,
            id=fact.id,
            old_id=old_id if old_id != fact.id else None,
            answer=placed.answer.id,
            type=fact.type.value,
            stage=fact.stage.value if fact.stage else None,
            date=name_date(fact),
            timing=fact.timing(side.case.recommendations.adopted).value,
            fact=fact.fact,
            source=name_source(fact),
            links=tuple(links),
            where=placed.answer.where if fact.source is None else None,
            location=location,
            near=location if change.new or not self.new_places else self.new_places.find_answer(placed.answer.id),
            fields=change.fields,
        )

    def _find_side(self, change: EvidenceChange) -> tuple[PlacedEvidence, CasePlaces | None, Assessment]:
        if change.new is not None:
            return change.new, self.new_places, self.case.new
        assert change.old is not None
        return change.old, self.old_places, self.case.old

    def _build_answer(self, change: AnswerChange) -> AnswerChangeView:
        answer = change.new or change.old
        assert answer is not None
        places = self.new_places if change.new else self.old_places
        return AnswerChangeView(
            kind=change.kind.value,
            id=answer.id,
            items=answer.items,
            where=answer.where,
            location=places.find_answer(answer.id) if places else None,
            fields=change.fields,
        )


def build_verdict(verdict: ItemVerdict | None, side: Assessment) -> VerdictView | None:
    """Prepare a verdict for showing; None where there is none."""
    if verdict is None:
        return None
    return VerdictView(verdict=verdict.verdict.value, level=side.rulebook.levels[verdict.level])


def _build_finding(finding: Finding | None) -> FindingView | None:
    if finding is None:
        return None
    return FindingView(
        level=finding.level.value, reason=finding.reason.value if finding.reason else None, rule=finding.rule
    )


def _build_decision(change: DecisionChange) -> DecisionChangeView:
    decision = change.decision
    return DecisionChangeView(
        kind=change.kind.value,
        decision="override" if isinstance(decision, Override) else "waiver",
        item=decision.item,
        verdict=decision.verdict.value if isinstance(decision, Override) else None,
        reason=decision.reason,
        by=decision.by,
        on=decision.on.isoformat(),
        expires=decision.expires.isoformat() if decision.expires else None,
        fields=change.fields,
    )


def _list_links(fact: Evidence) -> Iterator[tuple[str, str, str | None]]:
    yield from ((support.element, "supports", support.fit.value) for support in fact.supports)
    yield from ((element, "against", None) for element in fact.against)
    yield from ((element, "context", None) for element in fact.context)
