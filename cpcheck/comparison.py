"""Two assessments compared by meaning: which verdicts moved, in which direction, and what moved them.

Pure. Facts are matched by what they say before they are matched by id, so that a renumbered fact, or one that stands in
another answer, is the same fact. `compare(a, b)` mirrors `compare(b, a)`.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from cpcheck.assessment import natural_order
from cpcheck.model import (
    Answer,
    Assessment,
    Element,
    Evidence,
    Figure,
    Finding,
    Flag,
    Item,
    ItemVerdict,
    Override,
    PrintedRulebook,
    Support,
    Verdict,
    Waiver,
    Where,
)
from cpcheck.records import record
from cpcheck.standing import Direction, direct_verdict, rank_verdict

# --- what is told -------------------------------------------------------------------------------------------------


class ChangeKind(StrEnum):
    """What became of a fact or an answer."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class DecisionChangeKind(StrEnum):
    """What became of an override or a waiver."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    LAPSED = "lapsed"
    """Unaltered; it held on the old assessment's day and does not on the new one's."""
    BEGUN = "begun"
    """Unaltered; it did not hold on the old assessment's day and does on the new one's."""


@record
class FieldChange:
    """One field with what it said before and says now, as text."""

    name: str
    """As the data format calls it: `date`, `supports`."""
    old: str | None
    """None where it said nothing."""
    new: str | None
    """None where it says nothing."""


@record
class PlacedEvidence:
    """A fact with the answer it stands in."""

    answer: Answer
    fact: Evidence


@record
class EvidenceChange:
    """What became of one fact."""

    kind: ChangeKind
    old: PlacedEvidence | None
    """None where it was added."""
    new: PlacedEvidence | None
    """None where it was removed."""
    fields: tuple[FieldChange, ...]
    """What says something else now; for a changed fact only."""

    @property
    def fact(self) -> Evidence:
        """Return the fact as it is now, or as it was where it is gone."""
        placed = self.new or self.old
        assert placed is not None
        return placed.fact


@record
class AnswerChange:
    """What became of one answer, apart from its facts."""

    kind: ChangeKind
    old: Answer | None
    new: Answer | None
    fields: tuple[FieldChange, ...]
    """What says something else now; for a changed answer only."""


@record
class DecisionChange:
    """What became of one override or waiver."""

    kind: DecisionChangeKind
    old: Override | Waiver | None
    new: Override | Waiver | None
    fields: tuple[FieldChange, ...]
    """What says something else now; for a changed decision only."""

    @property
    def decision(self) -> Override | Waiver:
        """Return the decision as it is now, or as it was where it is gone."""
        decision = self.new or self.old
        assert decision is not None
        return decision


@record
class ElementComparison:
    """One element whose finding moved, or whose demand was altered."""

    id: str
    old: Finding | None
    """None where the item has gained the element."""
    new: Finding | None
    """None where the item has lost it."""
    direction: Direction | None
    """None where the finding did not move, or where there is none on one side."""
    fields: tuple[FieldChange, ...]
    """What its demand says otherwise: `asks`, `ask`, `inferred`."""
    evidence: tuple[EvidenceChange, ...]
    """Where the finding moved: what changed in the facts that bear on it, its deciding facts first."""


@record
class ItemComparison:
    """One item about which something changed."""

    id: str
    old: ItemVerdict | None
    """None where the set has gained the item."""
    new: ItemVerdict | None
    """None where the set has lost it."""
    direction: Direction | None
    """None where the verdict did not move, or where there is none on one side."""
    fields: tuple[FieldChange, ...]
    """What the set says otherwise of it, but for its elements."""
    elements: tuple[ElementComparison, ...]
    """Those that moved, came, went or were altered."""
    flags_gained: tuple[Flag, ...]
    flags_lost: tuple[Flag, ...]
    decisions: tuple[DecisionChange, ...]
    """Overrides, then waivers."""

    @property
    def verdict(self) -> ItemVerdict:
        """Return its verdict as it is now, or as it was where it is gone."""
        verdict = self.new or self.old
        assert verdict is not None
        return verdict

    @property
    def has_moved_findings(self) -> bool:
        """Tell whether the finding on any of its elements moved."""
        return any(element.direction is not None for element in self.elements)


@record
class CaseComparison:
    """One response on both sides."""

    old: Assessment
    new: Assessment
    circumstances: tuple[FieldChange, ...]
    """What can move every finding at once: the cut-off, the day of receipt, the rulebook, whether facts of other
    sources count; and the day that decisions are compared with, which moves no finding."""
    document: tuple[FieldChange, ...]
    """What is said otherwise of the reply and the set as documents; moves nothing."""
    items: tuple[ItemComparison, ...]
    """Those about which anything changed, in the order of the set; what is gone comes last."""
    answers: tuple[AnswerChange, ...]
    idle: tuple[EvidenceChange, ...]
    """Changes of evidence that moved no finding."""

    @property
    def moved(self) -> tuple[ItemComparison, ...]:
        """Return the items whose verdict moved."""
        return tuple(item for item in self.items if item.direction is not None)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changed in meaning."""
        return not (self.circumstances or self.document or self.items or self.answers or self.idle)


@record
class Comparison:
    """Every response of two sides."""

    cases: tuple[CaseComparison, ...]
    """Those on both sides, in the order of the new side, changed or not."""
    added: tuple[Assessment, ...]
    """On the new side only."""
    removed: tuple[Assessment, ...]
    """On the old side only."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changed in meaning."""
        return not (self.added or self.removed) and all(case.is_empty for case in self.cases)


@record
class Regression:
    """One counted item whose computed verdict is worse than before."""

    assessment: Assessment
    """The new one."""
    item: str
    """Id of the item."""
    old: Verdict
    new: Verdict


# --- comparing ----------------------------------------------------------------------------------------------------


def list_regressions(comparison: Comparison) -> tuple[Regression, ...]:
    """Return the items that are counted now and whose computed verdict is worse than before.

    Overrides and waivers play no part; an item that only one side has is not among them.
    """
    return tuple(
        Regression(assessment=case.new, item=item.id, old=item.old.verdict, new=item.new.verdict)
        for case in comparison.cases
        for item in case.items
        if item.old is not None and item.new is not None and item.new.is_counted
        if rank_verdict(item.new.verdict) < rank_verdict(item.old.verdict)
    )


def compare_all(olds: Sequence[Assessment], news: Sequence[Assessment]) -> Comparison:
    """Compare every response with its earlier self.

    Two are one response when state, recommendation set and symbol of the reply are the same; of what is left, when
    state and set are, and there is one such on either side.
    """
    pairs, old_left, new_left = _pair(olds, news, _name_reply)
    further, old_left, new_left = _pair(old_left, new_left, _name_answered, unique=True)
    found = [*pairs, *further]
    places = {id(new): place for place, new in enumerate(news)}
    found.sort(key=lambda pair: places[id(pair[1])])
    return Comparison(
        cases=tuple(compare_assessments(old, new) for old, new in found),
        added=tuple(new_left),
        removed=tuple(old_left),
    )


def _name_reply(assessment: Assessment) -> Hashable:
    return (*_name_answered(assessment), assessment.case.response.document.symbol)


def _name_answered(assessment: Assessment) -> tuple[str, str]:
    return assessment.case.response.state, assessment.case.recommendations.id


def compare_assessments(old: Assessment, new: Assessment, *, same_reply: bool = True) -> CaseComparison:
    """Compare two assessments of one response, or of two replies to one recommendation set.

    Two replies number their facts and answers each for itself, so that an id alone makes none of them one.
    """
    evidence = _EvidenceComparer(old, new, by_id=same_reply)
    items = tuple(_compare_items(old, new, evidence))
    told = {
        id(change)
        for item in items
        for element in item.elements
        if element.direction is not None
        for change in element.evidence
    }
    return CaseComparison(
        old=old,
        new=new,
        circumstances=_compare_fields(_spell_circumstances(old, new), _spell_circumstances(new, old)),
        document=_compare_fields(_spell_document(old), _spell_document(new)),
        items=items,
        answers=tuple(_compare_answers(old, new, evidence.same_answers)),
        idle=tuple(change for change in evidence.changes if id(change) not in told),
    )


def _spell_circumstances(assessment: Assessment, other: Assessment) -> dict[str, str | None]:
    case = assessment.case
    return {
        "adopted": case.recommendations.adopted.isoformat(),
        "received": case.response.document.received.isoformat(),
        "rulebook": _spell_rulebook(assessment.rulebook, other.rulebook),
        "third_party": "yes" if assessment.third_party else "no",
        "as_of": assessment.as_of.isoformat(),
    }


def _spell_rulebook(book: PrintedRulebook, other: PrintedRulebook) -> str:
    """Return its id, with the rules whose words are not those of the other side."""
    own = [name for name, words in book.rules.items() if other.rules.get(name) != words]
    return f"{book.id} ({', '.join(own)})" if own else book.id


def _spell_document(assessment: Assessment) -> dict[str, str | None]:
    recommended, document = assessment.case.recommendations, assessment.case.response.document
    return {
        "symbol": document.symbol,
        "scope": document.scope,
        "url": document.url,
        "sha256": document.sha256,
        "claims": _join(f"{name}: {value}" for name, value in document.claims),
        "issuer": recommended.issuer,
        "treaty": recommended.treaty,
        "round": None if recommended.round is None else str(recommended.round),
        "source": recommended.source,
        "sections": _join((f"{section.id}: {section.title}" for section in recommended.sections), ordered=True),
    }


# --- items and elements -------------------------------------------------------------------------------------------


def _compare_items(old: Assessment, new: Assessment, evidence: "_EvidenceComparer") -> Iterator[ItemComparison]:
    before = {verdict.item.id: verdict for verdict in old.items}
    after = {verdict.item.id: verdict for verdict in new.items}
    for name in [*after, *(name for name in before if name not in after)]:
        compared = _compare_item(name, (before.get(name), after.get(name)), (old, new), evidence)
        if compared is not None:
            yield compared


def _compare_item(
    name: str,
    verdicts: tuple[ItemVerdict | None, ItemVerdict | None],
    sides: tuple[Assessment, Assessment],
    evidence: "_EvidenceComparer",
) -> ItemComparison | None:
    """Return what changed about one item; None where nothing did."""
    old, new = verdicts
    flags = [set(verdict.flags) if verdict else set() for verdict in verdicts]
    both = old is not None and new is not None
    compared = ItemComparison(
        id=name,
        old=old,
        new=new,
        direction=direct_verdict(old, new, *(list(side.rulebook.levels) for side in sides)) if old and new else None,
        fields=_compare_fields(_spell_item(old.item), _spell_item(new.item)) if old and new else (),
        elements=tuple(_compare_elements(old, new, evidence)) if both else (),
        flags_gained=tuple(flag for flag in Flag if both and flag in flags[1] - flags[0]),
        flags_lost=tuple(flag for flag in Flag if both and flag in flags[0] - flags[1]),
        decisions=tuple(_compare_decisions(old, new, sides)),
    )
    told = (compared.direction, compared.fields, compared.elements, compared.decisions)
    return compared if not both or any(told) or flags[0] != flags[1] else None


def _spell_item(item: Item) -> dict[str, str | None]:
    return {
        "title": item.title,
        "asks": item.asks,
        "paragraph": None if item.paragraph is None else str(item.paragraph),
        "strength": item.strength.value,
        "articles": _join(item.articles),
        "themes": _join(item.themes),
        "repeats": item.repeats.item if item.repeats else None,
        "previous": f"{item.previous.verdict} ({item.previous.source})" if item.previous else None,
        "text": item.text,
    }


def _compare_elements(
    old: ItemVerdict | None, new: ItemVerdict | None, evidence: "_EvidenceComparer"
) -> Iterator[ElementComparison]:
    before = {finding.element.id: finding for finding in (old.findings if old else ())}
    after = {finding.element.id: finding for finding in (new.findings if new else ())}
    for name in [*after, *(name for name in before if name not in after)]:
        was, now = before.get(name), after.get(name)
        direction = _direct_finding(was, now) if was and now else None
        fields = _compare_fields(_spell_element(was.element), _spell_element(now.element)) if was and now else ()
        if was is None or now is None or direction or fields:
            changes = evidence.find_bearing(name, was, now) if direction else ()
            yield ElementComparison(
                id=name, old=was, new=now, direction=direction, fields=fields, evidence=tuple(changes)
            )


def _direct_finding(old: Finding, new: Finding) -> Direction | None:
    if old.level is not new.level:
        return Direction.IMPROVED if new.level.rank > old.level.rank else Direction.WORSENED
    return Direction.ASIDE if (old.reason, old.rule) != (new.reason, new.rule) else None


def _spell_element(element: Element) -> dict[str, str | None]:
    return {"asks": element.asks, "ask": element.ask.value, "inferred": "yes" if element.inferred else "no"}


# --- evidence -----------------------------------------------------------------------------------------------------


class _EvidenceComparer:
    """Matches the facts of two assessments, and tells what became of those that are not the same."""

    def __init__(self, old: Assessment, new: Assessment, *, by_id: bool) -> None:
        self._sides = (old, new)
        self.same_answers = _match_answers(old, new, by_id=by_id)
        placed = (_list_placed(old), _list_placed(new))
        pairs, old_left, new_left = _match_facts(*placed, self.same_answers, by_id=by_id)
        # a fact goes by one name on both sides, so that references to it can be compared
        self._names: tuple[dict[str, Hashable], dict[str, Hashable]] = ({}, {})
        for place, (was, now) in enumerate(pairs):
            self._names[0][was.fact.id] = self._names[1][now.fact.id] = place
        for side, left in enumerate((old_left, new_left)):
            for one in left:
                self._names[side][one.fact.id] = (side, one.fact.id)
        changed = [change for was, now in pairs if (change := self._compare(was, now))]
        gone = [EvidenceChange(kind=ChangeKind.REMOVED, old=was, new=None, fields=()) for was in old_left]
        come = [EvidenceChange(kind=ChangeKind.ADDED, old=None, new=now, fields=()) for now in new_left]
        self.changes = sorted([*changed, *come, *gone], key=_reading_order)
        self._linked: dict[str, list[EvidenceChange]] = defaultdict(list)
        """By each element that a fact is linked to on one side at least; rules about others do not see it."""
        for change in self.changes:
            facts = [placed.fact for placed in (change.old, change.new) if placed]
            for element in dict.fromkeys(name for fact in facts for name in fact.linked_elements):
                self._linked[element].append(change)

    def _compare(self, was: PlacedEvidence, now: PlacedEvidence) -> EvidenceChange | None:
        meant = [
            _spell_fact(placed.fact, names.get, answers.get)
            for placed, names, answers in zip((was, now), self._names, self.same_answers, strict=True)
        ]
        shown = [_spell_fact(placed.fact, _as_it_is, _as_it_is) for placed in (was, now)]
        fields = tuple(
            FieldChange(name=name, old=shown[0][name], new=shown[1][name])
            for name in meant[0]
            if meant[0][name] != meant[1][name]
        )
        return EvidenceChange(kind=ChangeKind.CHANGED, old=was, new=now, fields=fields) if fields else None

    def find_bearing(self, element: str, old: Finding | None, new: Finding | None) -> list[EvidenceChange]:
        """Return the changes that rules about an element can see, those of facts that decided first."""
        deciding = [set(finding.evidence) if finding else set() for finding in (old, new)]
        linked = self._linked.get(element, [])
        found = [change for change in linked if self._bear(change, 0, element) != self._bear(change, 1, element)]
        return sorted(found, key=lambda change: not _decides(change, deciding))

    def _bear(self, change: EvidenceChange, side: int, element: str) -> Hashable:
        """Return what rules about an element see of a fact on one side; None where they do not see it at all."""
        placed = (change.old, change.new)[side]
        if placed is None or (placed.fact.source is not None and not self._sides[side].third_party):
            return None
        fact, names = placed.fact, self._names[side]
        supports = frozenset(
            (support.fit, frozenset(names.get(name) for name in support.together))
            for support in fact.supports
            if support.element == element
        )
        links = (supports, element in fact.against, element in fact.context)
        dates = frozenset(date.text for date in fact.dates)
        return (fact.type, fact.stage, dates, links) if any(links) else None


def _decides(change: EvidenceChange, deciding: Sequence[set[str]]) -> bool:
    sides = zip((change.old, change.new), deciding, strict=True)
    return any(placed is not None and placed.fact.id in ids for placed, ids in sides)


def _list_placed(assessment: Assessment) -> list[PlacedEvidence]:
    answers = assessment.case.response.answers
    return [PlacedEvidence(answer=answer, fact=fact) for answer in answers for fact in answer.evidence]


def _reading_order(change: EvidenceChange) -> tuple[Any, int]:
    return natural_order(change.fact.id), list(ChangeKind).index(change.kind)


_Names = tuple[dict[str, Hashable], dict[str, Hashable]]
"""What ids of the old and of the new side are called on both."""


def _match_facts(
    old: Sequence[PlacedEvidence], new: Sequence[PlacedEvidence], answers: _Names, *, by_id: bool
) -> tuple[list[tuple[PlacedEvidence, PlacedEvidence]], list[PlacedEvidence], list[PlacedEvidence]]:
    """Match by all that a fact says, then by its statement where that stands once on either side.

    What is left is matched by id, where ids mean the same on both sides (`by_id`).

    Where several facts say the same, those of one id go together, and the others in the order of their ids.
    """
    say = [_know_sayings(side, names) for side, names in zip((old, new), answers, strict=True)]
    sayings = {id(placed): saying for known in say for placed, saying in known}

    def name_id(placed: PlacedEvidence) -> Hashable:
        return placed.fact.id

    def name_all(placed: PlacedEvidence) -> Hashable:
        return sayings[id(placed)]

    same, old_left, new_left = _pair(old, new, lambda placed: (name_id(placed), name_all(placed)))
    renumbered, old_left, new_left = _pair(old_left, new_left, name_all, order=_order_by_id)
    reworked, old_left, new_left = _pair(old_left, new_left, lambda placed: placed.fact.fact, unique=True)
    reworded, old_left, new_left = _pair(old_left, new_left, name_id) if by_id else ([], old_left, new_left)
    return [*same, *renumbered, *reworked, *reworded], old_left, new_left


def _order_by_id(placed: PlacedEvidence) -> Any:
    return natural_order(placed.fact.id)


def _know_sayings(
    side: Sequence[PlacedEvidence], answers: dict[str, Hashable]
) -> list[tuple[PlacedEvidence, Hashable]]:
    """Return each fact with all it says but its id; facts that it names are there by their own statements."""
    by_id = {placed.fact.id: placed.fact for placed in side}

    def name(id: str) -> Hashable:  # noqa: A002 - the word of the data format
        fact = by_id.get(id)
        return (fact.type.value, fact.fact, fact.anchor) if fact else id

    return [(placed, tuple(_spell_fact(placed.fact, name, answers.get).items())) for placed in side]


def _as_it_is(name: str) -> Hashable:
    return name


def _spell_fact(
    fact: Evidence, name_fact: Callable[[str], Hashable], name_answer: Callable[[str], Hashable]
) -> dict[str, str | None]:
    """Return what a fact says, field by field; entries of a list in an order of their own.

    The id is left out, and so are suppressions, which speak to lints.
    """
    return {
        "type": fact.type.value,
        "fact": fact.fact,
        "date": fact.date.text if fact.date else None,
        "period": " – ".join(end.text if end else "…" for end in (fact.period.start, fact.period.end))
        if fact.period
        else None,
        "stage": fact.stage.value if fact.stage else None,
        "figures": _join(_spell_figure(figure) for figure in fact.figures),
        "supports": _join(_spell_support(support, name_fact) for support in fact.supports),
        "against": _join(fact.against),
        "context": _join(fact.context),
        "source": ", ".join(part for part in (fact.source.name, fact.source.document) if part) if fact.source else None,
        "anchor": fact.anchor,
        "restated": _join(f"{name_answer(again.answer)}: {again.anchor}" for again in fact.restated),
        "note": fact.note,
        "text": fact.text,
    }


def _spell_figure(figure: Figure) -> str:
    value = f"{figure.value} {figure.unit}" if figure.unit else str(figure.value)
    return f"{figure.what}: {value}" + (f" ({figure.year})" if figure.year is not None else "")


def _spell_support(support: Support, name_fact: Callable[[str], Hashable]) -> str:
    words = f"{support.element} {support.fit}"
    together = sorted(str(name_fact(name)) for name in support.together)
    return f"{words} with {', '.join(together)}" if together else words


def _join(parts: Iterable[str], *, ordered: bool = False) -> str | None:
    listed = list(parts) if ordered else sorted(parts, key=natural_order)
    return "; ".join(listed) or None


# --- answers ------------------------------------------------------------------------------------------------------


def _match_answers(old: Assessment, new: Assessment, *, by_id: bool) -> _Names:
    """Return one name for each answer, the same on both sides where two answers are one.

    Two are one when all but their ids and facts is the same; of what is left, when their ids are, where ids mean the
    same on both sides (`by_id`).
    """
    before, after = old.case.response.answers, new.case.response.answers
    same, old_left, new_left = _pair(before, after, lambda answer: (answer.id, _say_answer(answer)))
    renumbered, old_left, new_left = _pair(old_left, new_left, _say_answer, order=lambda one: natural_order(one.id))
    reworked, old_left, new_left = (
        _pair(old_left, new_left, lambda answer: answer.id) if by_id else ([], old_left, new_left)
    )
    names: _Names = ({}, {})
    for place, (was, now) in enumerate([*same, *renumbered, *reworked]):
        names[0][was.id] = names[1][now.id] = place
    for side, left in enumerate((old_left, new_left)):
        for one in left:
            names[side][one.id] = (side, one.id)
    return names


def _compare_answers(old: Assessment, new: Assessment, names: _Names) -> Iterator[AnswerChange]:
    before = {names[0][answer.id]: answer for answer in old.case.response.answers}
    after = {names[1][answer.id]: answer for answer in new.case.response.answers}
    for name in [*after, *(name for name in before if name not in after)]:
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            yield AnswerChange(
                kind=ChangeKind.REMOVED if now is None else ChangeKind.ADDED, old=was, new=now, fields=()
            )
        elif fields := _compare_fields(_spell_answer(was), _spell_answer(now)):
            yield AnswerChange(kind=ChangeKind.CHANGED, old=was, new=now, fields=fields)


def _say_answer(answer: Answer) -> Hashable:
    return tuple(_spell_answer(answer).items())


def _spell_answer(answer: Answer) -> dict[str, str | None]:
    return {
        "items": _join(answer.items),
        "where": _spell_place(answer.where),
        "review": answer.review.value,
        "text": answer.text,
    }


def _spell_place(where: Where | None) -> str | None:
    if where is None:
        return None
    places = (("lines", where.lines), ("pages", where.pages))
    return _join(f"{unit} {span[0]}-{span[1]}" for unit, span in places if span is not None)


# --- decisions ----------------------------------------------------------------------------------------------------

_Decision = TypeVar("_Decision", Override, Waiver)


def _compare_decisions(
    old: ItemVerdict | None, new: ItemVerdict | None, sides: tuple[Assessment, Assessment]
) -> Iterator[DecisionChange]:
    """Yield what became of the overrides, then of the waivers, of one item."""
    yield from _compare_kind(_list_overrides(old), _list_overrides(new), sides)
    yield from _compare_kind(_list_waivers(old), _list_waivers(new), sides)


def _list_overrides(verdict: ItemVerdict | None) -> list[Override]:
    """Return the overrides of an item, the one that holds first."""
    return [] if verdict is None else [*filter(None, [verdict.override]), *verdict.lapsed_overrides]


def _list_waivers(verdict: ItemVerdict | None) -> list[Waiver]:
    return [] if verdict is None else [*filter(None, [verdict.waiver]), *verdict.lapsed_waivers]


def _compare_kind(
    old: Sequence[_Decision], new: Sequence[_Decision], sides: tuple[Assessment, Assessment]
) -> Iterator[DecisionChange]:
    """Match by all they say, then by who decided on what day, then where one is left on either side."""
    same, old_left, new_left = _pair(old, new, lambda one: one)
    altered, old_left, new_left = _pair(old_left, new_left, lambda one: (one.by, one.on), unique=True)
    others, old_left, new_left = _pair(old_left, new_left, lambda one: one.item, unique=True)
    for was, now in same:
        held, holds = was.is_active(sides[0].as_of), now.is_active(sides[1].as_of)
        if held != holds:
            kind = DecisionChangeKind.LAPSED if held else DecisionChangeKind.BEGUN
            yield DecisionChange(kind=kind, old=was, new=now, fields=())
    for was, now in altered + others:
        fields = _compare_fields(_spell_decision(was), _spell_decision(now))
        yield DecisionChange(kind=DecisionChangeKind.CHANGED, old=was, new=now, fields=fields)
    for now in new_left:
        yield DecisionChange(kind=DecisionChangeKind.ADDED, old=None, new=now, fields=())
    for was in old_left:
        yield DecisionChange(kind=DecisionChangeKind.REMOVED, old=was, new=None, fields=())


def _spell_decision(decision: Override | Waiver) -> dict[str, str | None]:
    verdict = {"verdict": decision.verdict.value} if isinstance(decision, Override) else {}
    return {
        **verdict,
        "reason": decision.reason,
        "by": decision.by,
        "on": decision.on.isoformat(),
        "expires": decision.expires.isoformat() if decision.expires else None,
    }


# --- matching -----------------------------------------------------------------------------------------------------

_One = TypeVar("_One")


def _pair(
    old: Sequence[_One],
    new: Sequence[_One],
    key: Callable[[_One], Hashable],
    *,
    unique: bool = False,
    order: Callable[[_One], Any] | None = None,
) -> tuple[list[tuple[_One, _One]], list[_One], list[_One]]:
    """Pair what has one key on both sides; return the pairs, and what is left of either side.

    Where a key stands several times, the first goes with the first, by `order` where it is given; with `unique`, none
    does.
    """
    before, after = _group(old, key), _group(new, key)
    pairs: list[tuple[int, int]] = []
    for name, was in before.items():
        now = after.get(name, [])
        if not unique or (len(was), len(now)) == (1, 1):
            by = order or (lambda _: 0)
            pairs += zip(
                sorted(was, key=lambda place: by(old[place])),
                sorted(now, key=lambda place: by(new[place])),
                strict=False,
            )
    paired = {was for was, _ in pairs}, {now for _, now in pairs}
    old_left = [one for place, one in enumerate(old) if place not in paired[0]]
    new_left = [one for place, one in enumerate(new) if place not in paired[1]]
    return [(old[was], new[now]) for was, now in pairs], old_left, new_left


def _group(side: Sequence[_One], key: Callable[[_One], Hashable]) -> Mapping[Hashable, list[int]]:
    """Return the places of what has each key."""
    grouped: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, one in enumerate(side):
        grouped[key(one)].append(place)
    return grouped


def _compare_fields(old: Mapping[str, str | None], new: Mapping[str, str | None]) -> tuple[FieldChange, ...]:
    """Return the fields that say something else; both sides have the same ones."""
    return tuple(FieldChange(name=name, old=old[name], new=new[name]) for name in old if old[name] != new[name])
