"""Rulebooks: rules as data, and conditions that return their outcome and its explanation.

A rulebook is three ordered lists of rules: for an element's finding, for an item's level, for an overall conclusion.
In each list the first rule whose condition holds decides. A condition is a small tree; what it is asked about differs
from list to list, the tree does not:

    links of one element      →  element rules   (`LinkSelector`)
    findings of one item      →  item rules      (`FindingSelector`)
    items of one assessment   →  overall rules   (`ItemSelector`)

Evaluating a condition yields an `Explanation` of the same shape, so that what is printed is what was evaluated.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, Self

from cpcheck.model import (
    Ask,
    EvidenceType,
    Finding,
    FindingLevel,
    Fit,
    Flag,
    ItemVerdict,
    Kind,
    Link,
    PrintedRulebook,
    Reason,
    Relation,
    Stage,
    Timing,
    Verdict,
)
from cpcheck.records import record

# --- what a condition is asked about ------------------------------------------------------------------------------


@record
class ElementSubject:
    """One element and everything linked to it that counts."""

    ask: Ask
    candidates: tuple[Link, ...]
    """One link for each fact, and one more for each group of facts that are full together."""


@record
class ItemSubject:
    """The findings of one item."""

    candidates: tuple[Finding, ...]


@record
class OverallSubject:
    """The item verdicts of one assessment, each counted once."""

    candidates: tuple[ItemVerdict, ...]


Subject = ElementSubject | ItemSubject | OverallSubject


class Selector(Protocol):
    """Picks some of a subject's candidates."""

    def select(self, subject: Any) -> list[Any]:
        """Return the candidates that fit every criterion, in order."""

    def finds(self, subject: Any) -> bool:
        """Tell whether it would select anything."""

    def name(self, candidate: Any) -> tuple[str, ...]:
        """Return the ids a candidate is reported by."""

    def count(self, subject: Any) -> tuple[str, ...]:
        """Return the ids that counting conditions count: of facts, elements or items, each once."""


@record
class LinkSelector:
    """Picks links by what is known of the link and of its facts. A criterion left out is not asked."""

    link: tuple[Relation, ...] = ()
    fit: tuple[Fit, ...] = ()
    type: tuple[EvidenceType, ...] = ()
    not_type: tuple[EvidenceType, ...] = ()
    kind: tuple[Kind, ...] = ()
    stage: tuple[Stage, ...] = ()
    timing: tuple[Timing, ...] = ()
    operative: bool | None = None
    working: bool | None = None
    later_than: "LinkSelector | None" = None
    """Certainly later than every link this selects; true where it selects none."""

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        """Make a selector from schema-checked data."""
        later = data.get("later_than")
        return cls(
            link=tuple(Relation(name) for name in data.get("link", ())),
            fit=tuple(Fit(name) for name in data.get("fit", ())),
            type=tuple(EvidenceType(name) for name in data.get("type", ())),
            not_type=tuple(EvidenceType(name) for name in data.get("not_type", ())),
            kind=tuple(Kind(name) for name in data.get("kind", ())),
            stage=tuple(Stage(name) for name in data.get("stage", ())),
            timing=tuple(Timing(name) for name in data.get("timing", ())),
            operative=data.get("operative"),
            working=data.get("working"),
            later_than=cls.build(later) if later is not None else None,
        )

    def select(self, subject: ElementSubject) -> list[Link]:
        """Return the links that fit, in order."""
        found = [link for link in subject.candidates if self._fits(link)]
        if self.later_than is None or not found:
            return found
        rivals = self.later_than.select(subject)
        if not rivals:
            return found
        latest = max(rivals, key=lambda rival: rival.latest)
        return [link for link in found if is_later(link, latest)]

    def finds(self, subject: ElementSubject) -> bool:
        """Tell whether any link fits."""
        if self.later_than is not None:
            return bool(self.select(subject))
        return any(self._fits(link) for link in subject.candidates)

    def _fits(self, link: Link) -> bool:
        return (not self.fit or link.fit in self.fit) and self._fits_but_for_fit(link)

    def _fits_but_for_fit(self, link: Link) -> bool:
        return (
            (not self.link or link.relation in self.link)
            and (not self.timing or link.timing in self.timing)
            and all(self._fits_fact(fact) for fact in link.evidence)
        )

    def _fits_fact(self, fact: Any) -> bool:
        return (
            (not self.type or fact.type in self.type)
            and fact.type not in self.not_type
            and (not self.kind or fact.type.kind in self.kind)
            and (not self.stage or fact.stage in self.stage)
            and (self.operative is None or fact.is_operative is self.operative)
            and (self.working is None or fact.is_working is self.working)
        )

    def name(self, candidate: Link) -> tuple[str, ...]:
        """Return the ids of the link's facts."""
        return candidate.ids

    def count(self, subject: ElementSubject) -> tuple[str, ...]:
        """Return the ids of the facts that fit: a group is no fact more.

        A fact counts by its own link, but for its fit and for what it is later than: those it may have from a group
        that it is full in. So of two facts that are full together, one of them older than the cut-off, one counts as
        full and after the cut-off.
        """
        selected = set(_name_all(self, subject))
        single = [link for link in subject.candidates if len(link.ids) == 1 and self._fits_but_for_fit(link)]
        return tuple(dict.fromkeys(name for link in single for name in link.ids if name in selected))


def is_later(link: Link, rival: Link) -> bool:
    """Tell whether a link is certainly later than another, whatever day their dates mean."""
    return link.earliest is not None and link.earliest > rival.latest


@record
class FindingSelector:
    """Picks findings by level, by reason, or by the rule that decided."""

    finding: tuple[FindingLevel, ...] = ()
    reason: tuple[Reason, ...] = ()
    rule: tuple[str, ...] = ()
    """Ids of element rules: of two demands that are met, one may be met in another way."""

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        """Make a selector from schema-checked data."""
        return cls(
            finding=tuple(FindingLevel(name) for name in data.get("finding", ())),
            reason=tuple(Reason(name) for name in data.get("reason", ())),
            rule=tuple(data.get("rule", ())),
        )

    def select(self, subject: ItemSubject) -> list[Finding]:
        """Return the findings that fit, in order."""
        return [
            finding
            for finding in subject.candidates
            if (not self.finding or finding.level in self.finding)
            and (not self.reason or finding.reason in self.reason)
            and (not self.rule or finding.rule in self.rule)
        ]

    def finds(self, subject: ItemSubject) -> bool:
        """Tell whether any finding fits."""
        return bool(self.select(subject))

    def name(self, candidate: Finding) -> tuple[str, ...]:
        """Return the id of the element."""
        return (candidate.element.id,)

    def count(self, subject: ItemSubject) -> tuple[str, ...]:
        """Return the ids of the elements that fit."""
        return _name_all(self, subject)


@record
class ItemSelector:
    """Picks items by level, verdict or flag."""

    level: tuple[str, ...] = ()
    verdict: tuple[Verdict, ...] = ()
    flag: tuple[Flag, ...] = ()

    @classmethod
    def build(cls, data: Mapping[str, Any]) -> Self:
        """Make a selector from schema-checked data."""
        return cls(
            level=tuple(data.get("level", ())),
            verdict=tuple(Verdict(name) for name in data.get("verdict", ())),
            flag=tuple(Flag(name) for name in data.get("flag", ())),
        )

    def select(self, subject: OverallSubject) -> list[ItemVerdict]:
        """Return the items that fit, in order."""
        return [
            item
            for item in subject.candidates
            if (not self.level or item.level in self.level)
            and (not self.verdict or item.verdict in self.verdict)
            and (not self.flag or any(flag in self.flag for flag in item.flags))
        ]

    def finds(self, subject: OverallSubject) -> bool:
        """Tell whether any item fits."""
        return bool(self.select(subject))

    def name(self, candidate: ItemVerdict) -> tuple[str, ...]:
        """Return the id of the item."""
        return (candidate.item.id,)

    def count(self, subject: OverallSubject) -> tuple[str, ...]:
        """Return the ids of the items that fit."""
        return _name_all(self, subject)


# --- conditions ---------------------------------------------------------------------------------------------------


@record
class Explanation:
    """What one condition came to, part by part."""

    condition: "Condition"
    holds: bool
    matched: tuple[str, ...] = ()
    """What it found, whether or not it holds: ids of facts, elements or items in their own order; for `AskIs`, the
    ask."""
    parts: tuple["Explanation", ...] = ()
    """The explanations of its own parts that were evaluated."""
    total: int | None = None
    """How many there were to count from; None where the condition counts nothing."""

    @property
    def deciding(self) -> tuple[str, ...]:
        """Return the ids that made it hold: nothing where it does not, where it holds by absence, or by the ask."""
        if not self.holds or isinstance(self.condition, Not | AskIs):
            return ()
        if isinstance(self.condition, Count | Share) and self.condition.at_least is None:
            return ()  # it holds because they are few
        if self.parts:
            return tuple(dict.fromkeys(name for part in self.parts for name in part.deciding))
        return self.matched


class Condition(Protocol):
    """One node of a rule's condition."""

    def evaluate(self, subject: Any) -> Explanation:
        """Ask the condition of a subject, and say what it came to."""

    def holds(self, subject: Any) -> bool:
        """Ask only whether it holds: what `evaluate` says, without the words, of the many rules that do not decide."""


@record
class All:
    """Holds where every part does."""

    parts: tuple[Condition, ...]

    def evaluate(self, subject: Subject) -> Explanation:
        """Evaluate every part, so that the explanation is complete."""
        parts = tuple(part.evaluate(subject) for part in self.parts)
        return Explanation(condition=self, holds=all(part.holds for part in parts), parts=parts)

    def holds(self, subject: Subject) -> bool:
        """Ask part by part, up to the first that does not hold."""
        return all(part.holds(subject) for part in self.parts)


@record
class AnyOf:
    """Holds where at least one part does."""

    parts: tuple[Condition, ...]

    def evaluate(self, subject: Subject) -> Explanation:
        """Evaluate every part, so that the explanation is complete."""
        parts = tuple(part.evaluate(subject) for part in self.parts)
        return Explanation(condition=self, holds=any(part.holds for part in parts), parts=parts)

    def holds(self, subject: Subject) -> bool:
        """Ask part by part, up to the first that holds."""
        return any(part.holds(subject) for part in self.parts)


@record
class Not:
    """Holds where its part does not."""

    part: Condition

    def evaluate(self, subject: Subject) -> Explanation:
        """Evaluate the part and turn its outcome round."""
        part = self.part.evaluate(subject)
        return Explanation(condition=self, holds=not part.holds, matched=part.matched, parts=(part,))

    def holds(self, subject: Subject) -> bool:
        """Ask the part and turn its outcome round."""
        return not self.part.holds(subject)


@record
class Exists:
    """Holds where something is selected."""

    of: Selector

    def evaluate(self, subject: Subject) -> Explanation:
        """Look for candidates."""
        names = _name_all(self.of, subject)
        return Explanation(condition=self, holds=bool(names), matched=names)

    def holds(self, subject: Subject) -> bool:
        """Look for one candidate."""
        return self.of.finds(subject)


@record
class Every:
    """Holds where there is something and all of it is selected: all facts, elements or items."""

    of: Selector

    def evaluate(self, subject: Subject) -> Explanation:
        """Compare what is selected with what there is."""
        names, there = self.of.count(subject), _count_all(self.of, subject)
        return Explanation(condition=self, holds=0 < len(names) == there, matched=names, total=there)

    def holds(self, subject: Subject) -> bool:
        """Compare what is selected with what there is."""
        return self.evaluate(subject).holds


@record
class Count:
    """Holds where the number of facts, elements or items selected lies within bounds, both included."""

    of: Selector
    at_least: int | None
    at_most: int | None

    def evaluate(self, subject: Subject) -> Explanation:
        """Count what is selected."""
        names, there = self.of.count(subject), _count_all(self.of, subject)
        found = len(names)
        holds = (self.at_least is None or found >= self.at_least) and (self.at_most is None or found <= self.at_most)
        return Explanation(condition=self, holds=holds, matched=names, total=there)

    def holds(self, subject: Subject) -> bool:
        """Count what is selected."""
        return self.evaluate(subject).holds


@record
class Share:
    """Holds where the share selected, from 0 to 1, is at least or is below a bound; never where there is nothing."""

    of: Selector
    at_least: float | None
    below: float | None

    def evaluate(self, subject: Subject) -> Explanation:
        """Divide the number of facts, elements or items selected by how many there are."""
        names, there = self.of.count(subject), _count_all(self.of, subject)
        share = len(names) / there if there else None
        holds = (
            share is not None
            and (self.at_least is None or share >= self.at_least)
            and (self.below is None or share < self.below)
        )
        return Explanation(condition=self, holds=holds, matched=names, total=there)

    def holds(self, subject: Subject) -> bool:
        """Divide what is selected by what there is."""
        return self.evaluate(subject).holds


@record
class AskIs:
    """Holds where the element's ask is one of those named."""

    asks: tuple[Ask, ...]

    def evaluate(self, subject: ElementSubject) -> Explanation:
        """Look at the ask."""
        return Explanation(condition=self, holds=subject.ask in self.asks, matched=(subject.ask,))

    def holds(self, subject: ElementSubject) -> bool:
        """Look at the ask."""
        return subject.ask in self.asks


@record
class Otherwise:
    """Holds always: the last rule of each list, so that every element and item is decided."""

    def evaluate(self, subject: Subject) -> Explanation:  # noqa: ARG002 - the subject makes no difference, by design
        """Hold."""
        return Explanation(condition=self, holds=True)

    def holds(self, subject: Subject) -> bool:  # noqa: ARG002 - the subject makes no difference, by design
        """Hold."""
        return True


def _name_all(selector: Selector, subject: Subject) -> tuple[str, ...]:
    names = (name for candidate in selector.select(subject) for name in selector.name(candidate))
    return tuple(dict.fromkeys(names))


def _count_all(selector: Selector, subject: Subject) -> int:
    """Return how many facts, elements or items there are: a group of facts is none more."""
    return len({name for candidate in subject.candidates for name in selector.name(candidate)})


# --- rules and rulebooks ------------------------------------------------------------------------------------------


@record
class ReasonChoice:
    """One reason a rule may give, and when."""

    reason: Reason
    when: Condition


@record
class Rule:
    """One line of a rulebook's list."""

    id: str
    text: str
    """When it holds, in words, as printed in reports."""
    source: str
    """What it rests on."""
    when: Condition
    outcome: str
    """A finding, a level or a conclusion, by the list it stands in."""
    reasons: tuple[ReasonChoice, ...]
    """Element rules only: the first that holds is given; empty where the element is met."""


@record
class Level:
    """One of a rulebook's own levels for items."""

    id: str
    title: str
    verdict: Verdict
    """The level it is mapped onto."""


@record
class Hypothesis:
    """A fact to suppose when looking for what would change a finding."""

    id: str
    suppose: str
    """`dated`: an undated fact gets a date after the reply. `carried_out`: something announced or not yet in force
    gets done. `offered`: a new fact is added."""
    type: EvidenceType | None
    """Of the fact that is offered."""
    fit: Fit | None
    """Of the fact that is offered."""
    to: tuple[FindingLevel, ...]
    """Tried only for what it raises to these; empty for any."""
    asks: tuple[Ask, ...]
    """Tried only for elements with these asks; empty for any."""
    text: str
    """The question to put, with `{asks}`, `{fact}` and `{cutoff}` for the demand, the fact and the date."""


@record
class Decision:
    """What a list of rules came to: the rule that decided, and what its condition came to."""

    rule: Rule
    explanation: Explanation


@record
class Rulebook:
    """How one body decides."""

    id: str
    title: str
    source: str
    levels: tuple[Level, ...]
    """Best first."""
    conclusions: tuple[Level, ...]
    """Overall conclusions by id; their verdicts say which of the three each is nearest to."""
    elements: tuple[Rule, ...]
    items: tuple[Rule, ...]
    overall: tuple[Rule, ...]
    """Empty where the body draws no conclusion over all items."""
    hypotheses: tuple[Hypothesis, ...]

    def level(self, name: str) -> Level:
        """Return one of the item levels by its id. Raises: KeyError."""
        return {level.id: level for level in self.levels}[name]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules of all three lists."""
        return self.elements + self.items + self.overall

    @property
    def printed(self) -> PrintedRulebook:
        """Return what reports print of it."""
        return PrintedRulebook(
            id=self.id,
            title=self.title,
            rules={rule.id: rule.text for rule in self.rules},
            levels={level.id: level.title for level in self.levels},
            conclusions={level.id: level.title for level in self.conclusions},
        )


def decide(rules: Sequence[Rule], subject: Subject) -> Decision:
    """Return the first rule that holds.

    Raises: LookupError where none does, which a rulebook that passed its checks cannot bring about.
    """
    rule = find_rule(rules, subject)
    return Decision(rule=rule, explanation=rule.when.evaluate(subject))


def find_rule(rules: Sequence[Rule], subject: Subject) -> Rule:
    """Return the first rule that holds, without what its condition came to.

    Raises: LookupError, as `decide`.
    """
    for rule in rules:
        if rule.when.holds(subject):
            return rule
    raise LookupError("no rule holds: the last rule of a list must be `otherwise`")


def trace(rules: Sequence[Rule], subject: Subject) -> tuple[Decision, ...]:
    """Return every rule tried, in order, with what its condition came to; the one that decides is the last.

    Raises: LookupError, as `decide`.
    """
    last = rules.index(find_rule(rules, subject))
    return tuple(Decision(rule=rule, explanation=rule.when.evaluate(subject)) for rule in rules[: last + 1])


def give_reason(rule: Rule, subject: Subject) -> Reason | None:
    """Return the first of a rule's reasons that holds; None where it gives none."""
    return next((choice.reason for choice in rule.reasons if choice.when.holds(subject)), None)


# --- building from data -------------------------------------------------------------------------------------------

_SelectorBuilder = Callable[[Mapping[str, Any]], Selector]


def build_rulebook(data: Mapping[str, Any]) -> Rulebook:
    """Make a rulebook from data that its schema and the store's checks have accepted."""
    return Rulebook(
        id=data["id"],
        title=data["title"],
        source=data["source"],
        levels=tuple(_build_level(level) for level in data["levels"]),
        conclusions=tuple(_build_level(level) for level in data.get("conclusions", ())),
        elements=tuple(_build_rule(rule, "finding", LinkSelector.build) for rule in data["elements"]),
        items=tuple(_build_rule(rule, "level", FindingSelector.build) for rule in data["items"]),
        overall=tuple(_build_rule(rule, "conclusion", ItemSelector.build) for rule in data.get("overall", ())),
        hypotheses=tuple(_build_hypothesis(entry) for entry in data.get("questions", ())),
    )


def _build_level(data: Mapping[str, Any]) -> Level:
    return Level(id=data["id"], title=data["title"], verdict=Verdict(data["verdict"]))


def _build_rule(data: Mapping[str, Any], outcome: str, selector: _SelectorBuilder) -> Rule:
    given = data.get("reason", [])
    choices: list[Mapping[str, Any]] = [{"reason": given}] if isinstance(given, str) else given
    return Rule(
        id=data["id"],
        text=data["text"],
        source=data["source"],
        when=build_condition(data["when"], selector),
        outcome=data[outcome],
        reasons=tuple(
            ReasonChoice(
                reason=Reason(choice["reason"]),
                when=build_condition(choice.get("when", {"otherwise": True}), selector),
            )
            for choice in choices
        ),
    )


def _build_hypothesis(data: Mapping[str, Any]) -> Hypothesis:
    kind, fit = data.get("type"), data.get("fit")
    return Hypothesis(
        id=data["id"],
        suppose=data["suppose"],
        type=EvidenceType(kind) if kind else None,
        fit=Fit(fit) if fit else None,
        to=tuple(FindingLevel(name) for name in data.get("to", ())),
        asks=tuple(Ask(name) for name in data.get("asks", ())),
        text=data["text"],
    )


def build_condition(data: Mapping[str, Any], selector: _SelectorBuilder) -> Condition:  # noqa: PLR0911 - one for each node
    """Make a condition tree from its data: a mapping with the node's name as its one key."""
    ((name, given),) = data.items()
    match name:
        case "all":
            return All(parts=tuple(build_condition(part, selector) for part in given))
        case "any":
            return AnyOf(parts=tuple(build_condition(part, selector) for part in given))
        case "not":
            return Not(part=build_condition(given, selector))
        case "exists":
            return Exists(of=selector(given))
        case "every":
            return Every(of=selector(given))
        case "count":
            return Count(of=selector(given["of"]), at_least=given.get("at_least"), at_most=given.get("at_most"))
        case "share":
            return Share(of=selector(given["of"]), at_least=given.get("at_least"), below=given.get("below"))
        case "ask":
            return AskIs(asks=tuple(Ask(ask) for ask in given))
        case "otherwise":
            return Otherwise()
        case _:
            raise KeyError(f"unknown condition {name!r}")
