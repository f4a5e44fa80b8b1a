"""From evidence to findings, from findings to verdicts: one case, one rulebook, one day.

Pure: the same case, rulebook and day give the same assessment, whatever the order of the evidence in the file.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, TypeVar

from cpcheck.model import (
    Answer,
    Assessment,
    Case,
    Element,
    Evidence,
    EvidenceType,
    FactDate,
    Finding,
    FindingLevel,
    Fit,
    Flag,
    Item,
    ItemVerdict,
    Link,
    Override,
    Question,
    Reason,
    Relation,
    Response,
    ReviewStatus,
    Stage,
    Support,
    Tally,
    Timing,
    Totals,
    Verdict,
    Waiver,
    latest_timing,
)
from cpcheck.records import replace
from cpcheck.rulebook import (
    Decision,
    ElementSubject,
    Hypothesis,
    ItemSubject,
    OverallSubject,
    Rulebook,
    decide,
    find_rule,
    give_reason,
    trace,
)

UNINFORMATIVE_REASONS = frozenset({Reason.ASSURANCE_ONLY, Reason.OFF_POINT, Reason.UNANSWERED})
"""Findings for these reasons tell nothing about what was done (flag `insufficient_information`)."""


_MOST_SUPPOSED = 200_000
"""Facts that are looked at for the question of one element, counted each time they are supposed to be others.

It is far beyond what a reply offers on one element, and keeps one made to be slow from taking hours.
"""


class UnknownElementError(LookupError):
    """An element was asked for that the case does not have."""


def assess(case: Case, rulebook: Rulebook, *, as_of: dt.date | None = None, third_party: bool = False) -> Assessment:
    """Decide every element and every item of a case.

    `as_of` is the day that overrides and waivers are compared with; by default the later of the day of receipt and
    the newest decision in the file, so that the result never depends on the day it is computed. `third_party` counts
    facts whose source is not the state, which are otherwise shown and set aside.
    """
    day = as_of or default_day(case.response)
    elements = _ElementDecider(case=case, rulebook=rulebook, third_party=third_party)
    items = tuple(_decide_item(item, elements, day) for item in case.recommendations.items)
    return Assessment(
        case=case,
        rulebook=rulebook.printed,
        as_of=day,
        third_party=third_party,
        items=items,
        conclusion=_conclude(items, rulebook),
        totals=count_totals(items, rulebook.printed.levels),
    )


def default_day(response: Response) -> dt.date:
    """Return the later of the day of receipt and the newest override or waiver."""
    decisions: tuple[Override | Waiver, ...] = (*response.overrides, *response.waivers)
    return max([response.document.received, *(decision.on for decision in decisions)])


def trace_element(
    case: Case, rulebook: Rulebook, element_id: str, *, third_party: bool = False
) -> tuple[Decision, ...]:
    """Return every rule tried for one element, with what its condition came to; the one that decided is the last.

    Raises: UnknownElementError.
    """
    elements = _ElementDecider(case=case, rulebook=rulebook, third_party=third_party)
    for item in case.recommendations.items:
        for element in item.elements:
            if element.id == element_id:
                return trace(rulebook.elements, elements.build_subject(element))
    raise UnknownElementError(element_id)


# --- elements -----------------------------------------------------------------------------------------------------


class _ElementDecider:
    """Decides elements of one case, each once: repeated items share the finding."""

    def __init__(self, *, case: Case, rulebook: Rulebook, third_party: bool) -> None:
        self.case = case
        self.rulebook = rulebook
        self.third_party = third_party
        self.cutoff = case.recommendations.adopted
        self.received = case.response.document.received
        self.links = LinkBuilder(cutoff=self.cutoff, received=self.received)
        self._linked: dict[str, list[Evidence]] = defaultdict(list)
        self._offering: dict[str, set[int]] = defaultdict(set)
        self._naming: dict[str, set[int]] = defaultdict(set)
        for place, answer in enumerate(case.response.answers):
            for item in answer.items:
                self._naming[item].add(place)
            for fact in answer.evidence:
                for element in fact.linked_elements:
                    self._linked[element].append(fact)
                    self._offering[element].add(place)
        self._overrides = _group_by_item(case.response.overrides)
        self._waivers = _group_by_item(case.response.waivers)
        self._twins: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for asked in case.recommendations.items:
            self._twins[_name_elements(asked)].add(asked.id)
        for facts in self._linked.values():
            facts.sort(key=lambda fact: natural_order(fact.id))
        self._findings: dict[str, Finding] = {}

    def decide(self, element: Element) -> Finding:
        """Return the finding on an element."""
        if element.id not in self._findings:
            self._findings[element.id] = self._find(element)
        return self._findings[element.id]

    def find_answers(self, item: Item) -> tuple[Answer, ...]:
        """Return the answers that name an item or a twin of it, or that offer evidence for its elements.

        Twins stand for the very same demands, so that an answer to one answers the other.
        """
        naming = (self._naming.get(twin, ()) for twin in self._twins[_name_elements(item)])
        offering = (self._offering.get(element.id, ()) for element in item.elements)
        places: set[int] = set().union(*naming, *offering)
        return tuple(self.case.response.answers[place] for place in sorted(places))

    def pick_override(self, item: Item, day: dt.date) -> tuple[Override | None, tuple[Override, ...]]:
        """Return the override of an item that holds on a day, and its others."""
        return _pick_active(self._overrides.get(item.id, ()), day)

    def pick_waiver(self, item: Item, day: dt.date) -> tuple[Waiver | None, tuple[Waiver, ...]]:
        """Return the waiver of an item that holds on a day, and its others."""
        return _pick_active(self._waivers.get(item.id, ()), day)

    def build_subject(self, element: Element) -> ElementSubject:
        """Return what the rules are asked about: everything linked to an element that counts."""
        return self._subject(element, self._counted(element))

    def _counted(self, element: Element) -> list[Evidence]:
        return [fact for fact in self._linked[element.id] if self.third_party or fact.source is None]

    def _subject(self, element: Element, facts: Iterable[Evidence]) -> ElementSubject:
        return ElementSubject(ask=element.ask, candidates=self.links.build(element.id, facts))

    def _find(self, element: Element) -> Finding:
        counted = self._counted(element)
        subject = self._subject(element, counted)
        decision = decide(self.rulebook.elements, subject)
        level = FindingLevel(decision.rule.outcome)
        kept = {id(fact) for fact in counted}
        left_out = [fact for fact in self._linked[element.id] if id(fact) not in kept]
        return Finding(
            element=element,
            level=level,
            reason=give_reason(decision.rule, subject),
            rule=decision.rule.id,
            evidence=tuple(sorted(decision.explanation.deciding, key=natural_order)),
            links=tuple(link for link in subject.candidates if len(link.evidence) == 1),
            set_aside=self.links.build(element.id, left_out, grouped=False),
            question=self._find_question(element, counted, level),
        )

    def _find_question(self, element: Element, facts: list[Evidence], level: FindingLevel) -> Question | None:
        """Suppose one fact at a time, in the rulebook's order, and return the first that raises the finding."""
        if level is FindingLevel.MET:
            return None
        day = self._next_day(element, facts)
        most = max(1, _MOST_SUPPOSED // (len(facts) + 1))
        for hypothesis in self.rulebook.hypotheses:
            if hypothesis.asks and element.ask not in hypothesis.asks:
                continue
            for about, supposed in islice(suppose(hypothesis, element, facts, day=day, cutoff=self.cutoff), most):
                raised = FindingLevel(find_rule(self.rulebook.elements, self._subject(element, supposed)).outcome)
                if raised.rank > level.rank and (not hypothesis.to or raised in hypothesis.to):
                    return Question(id=hypothesis.id, text=hypothesis.text, evidence=about, raises_to=raised)
        return None

    def _next_day(self, element: Element, facts: Iterable[Evidence]) -> FactDate:
        """Return the first day that is later than the reply and than everything dated on the element."""
        links = self.links.build(element.id, facts)
        last = max([self.received, self.cutoff, *(link.latest for link in links)])
        return FactDate.parse((last + dt.timedelta(days=1) if last < dt.date.max else last).isoformat())


class LinkBuilder:
    """Says how facts bear on elements, and places each fact in time once."""

    def __init__(self, *, cutoff: dt.date, received: dt.date) -> None:
        self._cutoff = cutoff
        self._received = received
        self._moments: dict[int, tuple[Evidence, _Moment]] = {}
        """By the identity of the fact, which is kept so that no other one can have it."""
        self._links: dict[tuple[int, str], tuple[Link, ...]] = {}
        """By the identity of the fact, whose moment keeps it, and the element."""

    def build(self, element: str, facts: Iterable[Evidence], *, grouped: bool = True) -> tuple[Link, ...]:
        """Return one link for each fact and relation, and one for each group of facts that are full together.

        A fact that is full only together with others is partial by itself. A group is there when all its facts are,
        and each of them supports the element; its timing is that of its last fact.
        """
        links: list[Link] = []
        supporting: dict[str, Evidence] = {}
        together: dict[tuple[str, ...], None] = {}
        for fact in facts:
            links += self._find_links(element, fact)
            for support in fact.supports:
                if support.element == element:
                    supporting[fact.id] = fact
                    if support.together:
                        together[tuple(sorted({fact.id, *support.together}, key=natural_order))] = None
        if grouped and together:
            ordered = sorted(together, key=lambda ids: [natural_order(name) for name in ids])
            whole = (ids for ids in ordered if all(name in supporting for name in ids))
            links += [self._link_group(tuple(supporting[name] for name in ids)) for ids in whole]
        return tuple(links)

    def _find_links(self, element: str, fact: Evidence) -> tuple[Link, ...]:
        """Return how one fact bears on an element by itself; what is supposed leaves most facts as they are."""
        known = self._links.get((id(fact), element))
        if known is None:
            links = [
                self._link(Relation.SUPPORTS, Fit.PARTIAL if support.together else support.fit, fact)
                for support in fact.supports
                if support.element == element
            ]
            if element in fact.against:
                links.append(self._link(Relation.AGAINST, None, fact))
            if element in fact.context:
                links.append(self._link(Relation.CONTEXT, None, fact))
            self._find_moment(fact)
            known = self._links[id(fact), element] = tuple(links)
        return known

    def _link(self, relation: Relation, fit: Fit | None, fact: Evidence) -> Link:
        moment = self._find_moment(fact)
        return Link(
            relation=relation,
            fit=fit,
            evidence=(fact,),
            timing=moment.timing,
            earliest=moment.earliest,
            latest=moment.latest or self._received,
        )

    def _link_group(self, facts: tuple[Evidence, ...]) -> Link:
        moments = [self._find_moment(fact) for fact in facts]
        return Link(
            relation=Relation.SUPPORTS,
            fit=Fit.FULL,
            evidence=facts,
            timing=latest_timing(moment.timing for moment in moments),
            earliest=max((moment.earliest for moment in moments if moment.earliest), default=None),
            latest=max((moment.latest for moment in moments if moment.latest), default=self._received),
        )

    def _find_moment(self, fact: Evidence) -> "_Moment":
        known = self._moments.get(id(fact))
        if known is None:
            dates = fact.dates
            moment = _Moment(
                timing=latest_timing(date.timing(self._cutoff) for date in dates),
                earliest=max((date.earliest for date in dates), default=None),
                latest=max((date.latest for date in dates), default=None),
            )
            known = self._moments[id(fact)] = (fact, moment)
        return known[1]


class _Moment(NamedTuple):
    """When a fact was, as far as its dates tell."""

    timing: Timing
    earliest: dt.date | None
    """First day that its latest date can mean; None where it has none."""
    latest: dt.date | None
    """Last day of the same."""


@lru_cache(maxsize=4096)
def natural_order(name: str) -> tuple[list[tuple[int, str]], str]:
    """Return a sort key that puts r2 before r10, and no two names in the same place.

    Numbers are compared by length, then digit by digit, so that they may be of any length.
    """
    parts = re.split(r"([0-9]+)", name)
    key = [(0, part) for part in parts]
    key[1::2] = [(len(number), number) for number in (part.lstrip("0") for part in parts[1::2])]
    return key, name


_CARRIED_OUT: Mapping[EvidenceType, EvidenceType] = {
    EvidenceType.INTENTION: EvidenceType.PRACTICE,
    EvidenceType.DRAFT_LAW: EvidenceType.LAW_IN_FORCE,
    EvidenceType.LAW_ADOPTED: EvidenceType.LAW_IN_FORCE,
    EvidenceType.POLICY: EvidenceType.POLICY,
}
"""What becomes of something announced once it is done."""


def suppose(
    hypothesis: Hypothesis, element: Element, facts: list[Evidence], *, day: FactDate, cutoff: dt.date
) -> Iterator[tuple[str | None, list[Evidence]]]:
    """Yield the facts of an element as they would be under a hypothesis, with the id of the fact that it is about.

    `day` is the date that a supposed fact is given. Of facts that no rule can tell apart only the first is supposed to
    be another: what holds for one holds for all.
    """
    if hypothesis.suppose == "offered":
        yield None, [*facts, _offered(hypothesis, element, day)]
        return
    grouped = set(_list_grouped(element, facts))
    tried: set[Hashable] = set()
    for place, fact in enumerate(facts):
        if not any(support.element == element.id for support in fact.supports):
            continue
        if fact.id not in grouped:
            told = _tell_apart(fact, element)
            if told in tried:
                continue
            tried.add(told)
        changed: Evidence | None = None
        if hypothesis.suppose == "dated" and fact.is_operative and fact.timing(cutoff) is Timing.UNKNOWN:
            changed = replace(fact, date=day, period=None)
        elif hypothesis.suppose == "carried_out" and fact.type in _CARRIED_OUT and not fact.is_operative:
            stage = Stage.RUNNING if fact.type is EvidenceType.POLICY else None
            changed = replace(fact, type=_CARRIED_OUT[fact.type], stage=stage, date=day, period=None)
        if changed is not None:
            yield fact.id, [*facts[:place], changed, *facts[place + 1 :]]


def _list_grouped(element: Element, facts: Iterable[Evidence]) -> Iterator[str]:
    """Yield the ids of facts that are full only together with others, of which no two can stand for each other."""
    for fact in facts:
        for support in fact.supports:
            if support.element == element.id and support.together:
                yield from (fact.id, *support.together)


def _tell_apart(fact: Evidence, element: Element) -> Hashable:
    """Return all of a fact that a rule on an element can ask about."""
    return (
        fact.type,
        fact.stage,
        fact.date,
        fact.period,
        tuple(figure.year for figure in fact.figures),
        tuple(support.fit for support in fact.supports if support.element == element.id),
        element.id in fact.against,
        element.id in fact.context,
    )


def _offered(hypothesis: Hypothesis, element: Element, day: FactDate) -> Evidence:
    return Evidence(
        id="?",
        type=hypothesis.type or EvidenceType.PRACTICE,
        fact="",
        date=day,
        period=None,
        stage=None,
        anchor=None,
        restated=(),
        figures=(),
        supports=(Support(element=element.id, fit=hypothesis.fit or Fit.FULL, together=()),),
        against=(),
        context=(),
        note=None,
        source=None,
        text=None,
    )


# --- items --------------------------------------------------------------------------------------------------------


def _decide_item(item: Item, elements: _ElementDecider, day: dt.date) -> ItemVerdict:
    findings = tuple(elements.decide(element) for element in item.elements)
    decision = decide(elements.rulebook.items, ItemSubject(candidates=findings))
    answers = elements.find_answers(item)
    override, lapsed_overrides = elements.pick_override(item, day)
    waiver, lapsed_waivers = elements.pick_waiver(item, day)
    flags = {
        Flag.CONTRARY: any(_is_contrary(link) for finding in findings for link in finding.links),
        Flag.INSUFFICIENT_INFORMATION: bool(answers)
        and all(finding.reason in UNINFORMATIVE_REASONS for finding in findings),
        Flag.DRAFT: any(answer.review is ReviewStatus.DRAFT for answer in answers),
        Flag.OVERRIDDEN: override is not None,
        Flag.WAIVED: waiver is not None,
    }
    return ItemVerdict(
        item=item,
        verdict=elements.rulebook.level(decision.rule.outcome).verdict,
        level=decision.rule.outcome,
        rule=decision.rule.id,
        findings=findings,
        flags=tuple(flag for flag in Flag if flags[flag]),
        answers=answers,
        override=override,
        lapsed_overrides=lapsed_overrides,
        waiver=waiver,
        lapsed_waivers=lapsed_waivers,
    )


def _name_elements(item: Item) -> tuple[str, ...]:
    return tuple(element.id for element in item.elements)


def _is_contrary(link: Link) -> bool:
    fact = link.evidence[0]
    return link.relation is Relation.AGAINST and (
        fact.type is EvidenceType.REFUSAL or (fact.is_operative and link.timing is Timing.AFTER)
    )


_Held = TypeVar("_Held", Override, Waiver)


def _group_by_item(decisions: Iterable[_Held]) -> Mapping[str, Sequence[_Held]]:
    """Return the decisions on each item, in the order of the file."""
    grouped: dict[str, list[_Held]] = defaultdict(list)
    for decision in decisions:
        grouped[decision.item].append(decision)
    return grouped


def _pick_active(decisions: Iterable[_Held], day: dt.date) -> tuple[_Held | None, tuple[_Held, ...]]:
    """Return the newest decision that holds on a day, and the others: lapsed, not yet begun, or replaced by it."""
    known = list(decisions)
    active = max((one for one in known if one.is_active(day)), key=lambda one: (one.on, repr(one)), default=None)
    return active, tuple(one for one in known if one is not active)


# --- all together -------------------------------------------------------------------------------------------------


def _conclude(items: tuple[ItemVerdict, ...], rulebook: Rulebook) -> str | None:
    if not rulebook.overall:
        return None
    subject = OverallSubject(candidates=tuple(item for item in items if item.is_counted))
    return decide(rulebook.overall, subject).rule.outcome


def count_totals(items: Iterable[ItemVerdict], levels: Iterable[str]) -> Totals:
    """Count items by verdict, level, section, theme and flag, and elements by finding and reason.

    A repeated item is counted once, with the item it repeats.
    """
    counted = [item for item in items if item.is_counted]
    findings = [finding for item in counted for finding in item.findings]
    by_level = Counter(item.level for item in counted)
    by_finding = Counter(finding.level for finding in findings)
    reasons = Counter(finding.reason for finding in findings)
    flags = Counter(flag for item in counted for flag in item.flags)
    sections = dict.fromkeys(item.item.section for item in counted)
    themes = sorted({theme for item in counted for theme in item.item.themes})
    return Totals(
        verdicts=_tally("", counted),
        sections=tuple(_tally(key, (i for i in counted if i.item.section == key)) for key in sections),
        themes=tuple(_tally(key, (i for i in counted if key in i.item.themes)) for key in themes),
        levels=tuple((level, by_level[level]) for level in levels),
        findings=tuple((level, by_finding[level]) for level in FindingLevel),
        reasons=tuple((reason, reasons[reason]) for reason in Reason if reasons[reason]),
        flags=tuple((flag, flags[flag]) for flag in Flag if flags[flag]),
    )


def _tally(key: str, items: Iterable[ItemVerdict]) -> Tally:
    verdicts = Counter(item.verdict for item in items)
    return Tally(
        key=key,
        implemented=verdicts[Verdict.IMPLEMENTED],
        partly=verdicts[Verdict.PARTLY],
        not_addressed=verdicts[Verdict.NOT_ADDRESSED],
    )
