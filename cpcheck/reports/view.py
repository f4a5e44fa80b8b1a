"""Assessment to view: all that a report shows, in final order, counted and worded.

A renderer only lays it out.

A view holds codes (`partly`, `admits_gap`) where a label exists for them, and finished text where the file or the
rulebook supplied the words. Nothing in it is escaped: that is each format's own duty.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from cpcheck import __version__
from cpcheck.errors import UsageError, name_nearest
from cpcheck.model import (
    Answer,
    Assessment,
    Element,
    Evidence,
    EvidenceType,
    Figure,
    Finding,
    FindingLevel,
    ItemVerdict,
    Kind,
    Link,
    Override,
    Previous,
    Relation,
    ReportSettings,
    ReviewStatus,
    Section,
    Totals,
    Verdict,
    Waiver,
    Where,
)
from cpcheck.records import record
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.overview import HeadlineView, ThemeRowView, build_matrix, list_choices, list_headlines
from cpcheck.reports.pictures import (
    Axis,
    Mark,
    SeriesView,
    StackPart,
    TimelineView,
    build_stack,
    build_timeline,
    list_series,
)
from cpcheck.standing import Direction, Standing, list_moved, pair_replies

LIMITS = ("limits.reply", "limits.demands", "limits.rules")
"""Labels of the notices that every report prints (design section 5)."""


@record
class RestatementView:
    """A further place where the source states a fact."""

    answer: str
    """Id of the answer it stands in."""
    where: Where | None
    """Place of that answer."""
    anchor: str


@record
class FactView:
    """One fact as a report shows it."""

    id: str
    answer: str
    """Id of the answer that offers it."""
    type: str
    kind: str | None
    """OHCHR kind of its type."""
    stage: str | None
    fact: str
    date: str | None
    """As printed: a date, or a period with a dash; None where undated."""
    timing: str
    where: Where | None
    """Place of its answer in the source document; None for a fact of another source, which stands elsewhere."""
    anchor: str | None
    restated: tuple[RestatementView, ...]
    """Where else the source says the same."""
    figures: tuple[Figure, ...]
    series: tuple[SeriesView, ...]
    """Those of its figures that are counted in several years."""
    note: str | None
    source: str | None
    """Name, and document if any, of a source other than the state."""


@record
class LinkView:
    """One fact beside one element."""

    fact: FactView
    relation: str
    fit: str | None
    together: tuple[str, ...]
    """Ids of the facts it is full together with."""
    is_deciding: bool
    """Whether it is among the facts that made the deciding rule hold."""


@record
class QuestionView:
    """What to ask the authorities next."""

    id: str
    words: str
    """Complete but for `{cutoff}`: a report writes that date as its language does."""
    cutoff: str
    """As YYYY-MM-DD."""
    evidence: str | None
    """Id of the fact it is about."""
    raises_to: str
    """What the finding could become."""

    @property
    def text(self) -> str:
        """Return the question, ready to be put, with the date as YYYY-MM-DD."""
        return self.phrase(self.cutoff)

    def phrase(self, cutoff: str) -> str:
        """Return the question with the date as it is given."""
        return self.words.format(cutoff=cutoff)


@record
class ElementView:
    """One element with its finding."""

    id: str
    asks: str
    ask: str
    inferred: bool
    finding: str
    reason: str | None
    rule: str
    rule_text: str
    evidence: tuple[str, ...]
    """Ids of the deciding facts."""
    links: tuple[LinkView, ...]
    """In the order of the reply, since one fact may speak of another before it."""
    set_aside: tuple[LinkView, ...]
    """Facts of other sources, left out of the finding."""
    question: QuestionView | None


@record
class AnswerView:
    """One passage that answers an item."""

    id: str
    where: Where | None
    is_draft: bool


@record
class DecisionView:
    """An override or a waiver beside a verdict."""

    verdict: str | None
    """An override's verdict; None for a waiver."""
    reason: str
    by: str
    on: str
    expires: str | None
    is_active: bool
    """Whether it holds on the day of assessment."""


@record
class ItemView:
    """One item with its verdict."""

    id: str
    section: str
    title: str
    asks: str
    paragraph: int | None
    strength: str
    articles: tuple[str, ...]
    themes: tuple[str, ...]
    repeats: str | None
    """Id of the item it repeats."""
    previous: Previous | None
    verdict: str
    """As computed."""
    level: str
    """The rulebook's own word, as it prints it."""
    rule: str
    rule_text: str
    flags: tuple[str, ...]
    met: int
    partly_met: int
    not_met: int
    reasons: tuple[str, ...]
    """Reasons of its elements, each once, in order of appearance."""
    elements: tuple[ElementView, ...]
    answers: tuple[AnswerView, ...]
    overrides: tuple[DecisionView, ...]
    """The one that holds first, then those that do not."""
    waivers: tuple[DecisionView, ...]
    """The one that holds first, then those that do not."""
    timeline: TimelineView | None
    """Its facts against the cut-off; None where there are none."""

    @property
    def is_gap(self) -> bool:
        """Tell whether its verdict is anything but `implemented`."""
        return self.verdict != Verdict.IMPLEMENTED


@record
class MovesView:
    """What moved since an earlier reply of the same state to the same set."""

    document: str
    """Symbol of the earlier reply."""
    received: str
    improved: tuple[str, ...]
    """Ids of items, each counted once."""
    slipped: tuple[str, ...]

    @property
    def lists(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the lists that hold an item, each with its name."""
        return tuple((name, ids) for name, ids in (("improved", self.improved), ("slipped", self.slipped)) if ids)


@record
class LevelView:
    """One of the rulebook's own levels, and how many items have it."""

    id: str
    title: str
    """As the rulebook prints it."""
    items: int


@record
class SectionView:
    """The items of one section."""

    id: str
    title: str
    """Empty where the set gives none."""
    items: tuple[ItemView, ...]


@record
class ReportView:
    """Everything a report shows about one response."""

    language: str
    """That it is printed in: of labels, rules and questions; demands and facts stay in the words of the file."""
    settings: ReportSettings
    """What a team puts around the report."""
    moves: MovesView | None
    """What moved since the reply before; None where there is none at hand."""
    version: str
    """Of the program."""
    state: str
    recommendations: str
    issuer: str | None
    treaty: str | None
    round: int | None
    adopted: str
    """The cut-off, as YYYY-MM-DD."""
    adopted_source: str | None
    """Where the cut-off was verified."""
    document: str
    """Symbol of the reply."""
    url: str | None
    """Where the reply can be read."""
    received: str
    scope: str | None
    """Which part of the reply is coded; None for the whole."""
    claims: tuple[tuple[str, str], ...]
    """What the reply says of the recommendation, not verified: name and value."""
    as_of: str
    rulebook: str
    rulebook_title: str
    third_party: bool
    conclusion: str | None
    """The rulebook's overall conclusion, as it prints it."""
    totals: Totals
    """Of all items, whatever is shown."""
    levels: tuple[LevelView, ...]
    """The rulebook's own scale, in its order; none where its levels are the three verdicts."""
    section_titles: Mapping[str, str]
    """Every section's heading by its id; empty text where it has none."""
    sections: tuple[SectionView, ...]
    """Those with items to show."""
    axis: Axis
    """The years that timelines show."""
    facts: tuple[FactView, ...]
    """Every fact of the reply, in its order."""
    unlinked: tuple[FactView, ...]
    """Those linked to no element, which therefore count for nothing."""
    all_items: int
    """How many items there are, shown or not, repeated ones included."""
    limits: tuple[str, ...]
    """Labels of the limit notices."""

    @property
    def items(self) -> tuple[ItemView, ...]:
        """Return the items shown, in order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def verdict_stack(self) -> tuple[StackPart, ...]:
        """Return the verdicts of all items as parts of a bar."""
        return build_stack((verdict.value, getattr(self.totals.verdicts, verdict)) for verdict in Verdict)

    @property
    def finding_stack(self) -> tuple[StackPart, ...]:
        """Return the findings of all elements as parts of a bar."""
        return build_stack((level.value, number) for level, number in self.totals.findings)

    @property
    def headlines(self) -> tuple[HeadlineView, ...]:
        """Return what matters most of the items shown, the worst first."""
        return list_headlines(self.items)

    @property
    def matrix(self) -> tuple[ThemeRowView, ...]:
        """Return the items shown by theme and section."""
        return build_matrix([section.items for section in self.sections])

    @property
    def choices(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return what the items shown can be filtered by, and the values that occur."""
        return tuple(list_choices(self.items))

    @property
    def item_rules(self) -> tuple[tuple[str, str], ...]:
        """Return the rules that decided items, each once, with their words."""
        return tuple({item.rule: item.rule_text for item in self.items}.items())

    @property
    def kinds(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the OHCHR kinds with the types of evidence that each takes in."""
        return tuple((kind.value, tuple(sort.value for sort in EvidenceType if sort.kind is kind)) for kind in Kind)

    @property
    def has_repeats(self) -> bool:
        """Tell whether any item shown repeats another."""
        return any(item.repeats for item in self.items)

    @property
    def questions(self) -> tuple[tuple[str, QuestionView], ...]:
        """Return each element not met with its question, those of items not addressed first."""
        ordered = sorted(self.items, key=lambda item: item.verdict != Verdict.NOT_ADDRESSED)
        asked = {
            element.id: element.question
            for item in ordered
            for element in item.elements
            if item.is_gap and element.finding == FindingLevel.NOT_MET and element.question
        }
        return tuple(asked.items())

    @property
    def has_drafts(self) -> bool:
        """Tell whether any item shown rests on an answer that nobody has reviewed."""
        return any("draft" in item.flags for item in self.items)


def build_view(
    assessment: Assessment,
    *,
    items: Collection[str] = (),
    verdicts: Collection[Verdict] = (),
    language: str = "en",
    settings: ReportSettings | None = None,
    moves: MovesView | None = None,
) -> ReportView:
    """Prepare an assessment for showing; `items` and `verdicts` choose what is shown, all where empty.

    `moves` is what moved since the reply before, of the same state to the same set.

    Raises: UsageError for an item that does not exist, or a language there is no catalogue for.
    """
    known = [verdict.item.id for verdict in assessment.items]
    for name in items:
        if name not in known:
            raise UsageError(
                f'there is no item "{name}"; expected one of {", ".join(known)}{name_nearest(name, known)}'
            )
    labels = load_labels(language)
    builder = _ViewBuilder(assessment, labels)
    shown = [
        builder.build_item(item)
        for item in assessment.items
        if (not items or item.item.id in items) and (not verdicts or item.verdict in verdicts)
    ]
    recommended, response = assessment.case.recommendations, assessment.case.response
    rulebook = assessment.rulebook
    return ReportView(
        language=language,
        settings=settings or ReportSettings(),
        moves=moves,
        version=__version__,
        state=recommended.state,
        recommendations=recommended.id,
        issuer=recommended.issuer,
        treaty=recommended.treaty,
        round=recommended.round,
        adopted=recommended.adopted.isoformat(),
        adopted_source=recommended.source,
        document=response.document.symbol,
        url=response.document.url,
        received=response.document.received.isoformat(),
        scope=response.document.scope,
        claims=response.document.claims,
        as_of=assessment.as_of.isoformat(),
        rulebook=rulebook.id,
        rulebook_title=labels.translate(rulebook.title),
        third_party=assessment.third_party,
        conclusion=labels.translate(rulebook.conclusions[assessment.conclusion]) if assessment.conclusion else None,
        totals=assessment.totals,
        levels=tuple(_list_levels(assessment, labels)),
        section_titles=MappingProxyType({section.id: section.title for section in recommended.sections}),
        sections=tuple(_group(shown, recommended.sections)),
        axis=builder.axis,
        facts=tuple(builder.facts.values()),
        unlinked=tuple(builder.facts[fact.id] for fact in response.evidence if not fact.linked_elements),
        all_items=len(assessment.items),
        limits=LIMITS,
    )


def find_all_moves(standings: Sequence[Standing]) -> dict[int, MovesView]:
    """Return what moved, by the place of each reply that has one before it."""
    return {
        later: find_moves(standings[earlier], standings[later]) for later, earlier in pair_replies(standings).items()
    }


def find_moves(earlier: Standing, later: Standing) -> MovesView:
    """Return which verdicts moved from the reply before, and in which direction."""
    return MovesView(
        document=earlier.document,
        received=earlier.received.isoformat(),
        improved=list_moved(earlier, later, Direction.IMPROVED),
        slipped=list_moved(earlier, later, Direction.WORSENED),
    )


def _list_levels(assessment: Assessment, labels: Labels) -> Iterator[LevelView]:
    titles = assessment.rulebook.levels
    if set(titles) != set(Verdict):
        for level, number in assessment.totals.levels:
            yield LevelView(id=level, title=labels.translate(titles[level]), items=number)


def _group(items: Iterable[ItemView], sections: Iterable[Section]) -> Iterator[SectionView]:
    found = list(items)
    for section in sections:
        inside = tuple(item for item in found if item.section == section.id)
        if inside:
            yield SectionView(id=section.id, title=section.title, items=inside)


class _ViewBuilder:
    """Builds the views of one assessment's items."""

    def __init__(self, assessment: Assessment, labels: Labels) -> None:
        self.assessment = assessment
        self.labels = labels
        self.cutoff = assessment.case.recommendations.adopted
        response = assessment.case.response
        self.axis = Axis.span(response.evidence, cutoff=self.cutoff, received=response.document.received)
        self.rulebook = assessment.rulebook
        answers = assessment.case.response.answers
        self._answers = {answer.id: answer for answer in answers}
        self.facts = {fact.id: self._build_fact(fact, answer) for answer in answers for fact in answer.evidence}
        self._places = {name: place for place, name in enumerate(self.facts)}

    def build_item(self, verdict: ItemVerdict) -> ItemView:
        item = verdict.item
        levels = [finding.level.value for finding in verdict.findings]
        reasons = (finding.reason.value for finding in verdict.findings if finding.reason)
        return ItemView(
            id=item.id,
            section=item.section,
            title=item.title,
            asks=item.asks,
            paragraph=item.paragraph,
            strength=item.strength.value,
            articles=item.articles,
            themes=item.themes,
            repeats=item.repeats.item if item.repeats else None,
            previous=item.previous,
            verdict=verdict.verdict.value,
            level=self.labels.translate(self.rulebook.levels[verdict.level]),
            rule=verdict.rule,
            rule_text=self.labels.translate(self.rulebook.rules[verdict.rule]),
            flags=tuple(flag.value for flag in verdict.flags),
            met=levels.count("met"),
            partly_met=levels.count("partly_met"),
            not_met=levels.count("not_met"),
            reasons=tuple(dict.fromkeys(reasons)),
            elements=tuple(self._build_element(finding) for finding in verdict.findings),
            answers=tuple(_build_answer(answer) for answer in verdict.answers),
            overrides=tuple(_list_decisions(verdict.override, verdict.lapsed_overrides)),
            waivers=tuple(_list_decisions(verdict.waiver, verdict.lapsed_waivers)),
            timeline=build_timeline(_list_marks(verdict), self.axis),
        )

    def _build_element(self, finding: Finding) -> ElementView:
        element = finding.element
        links = [self._build_link(link, element, finding.evidence) for link in finding.links]
        return ElementView(
            id=element.id,
            asks=element.asks,
            ask=element.ask.value,
            inferred=element.inferred,
            finding=finding.level.value,
            reason=finding.reason.value if finding.reason else None,
            rule=finding.rule,
            rule_text=self.labels.translate(self.rulebook.rules[finding.rule]),
            evidence=finding.evidence,
            links=tuple(sorted(links, key=lambda link: self._places[link.fact.id])),
            set_aside=tuple(self._build_link(link, element, ()) for link in finding.set_aside),
            question=self._build_question(finding),
        )

    def _build_link(self, link: Link, element: Element, deciding: Collection[str]) -> LinkView:
        (fact,) = link.evidence
        supports = [support for support in fact.supports if support.element == element.id]
        together = supports[0].together if supports else ()
        return LinkView(
            fact=self.facts[fact.id],
            relation=link.relation.value,
            fit=link.fit.value if link.fit else None,
            together=together,
            is_deciding=fact.id in deciding,
        )

    def _build_question(self, finding: Finding) -> QuestionView | None:
        question = finding.question
        if question is None:
            return None
        fact = self.facts[question.evidence].fact.rstrip(".") if question.evidence else ""
        asks, fact = (text.replace("{", "{{").replace("}", "}}") for text in (finding.element.asks, fact))
        return QuestionView(
            id=question.id,
            words=self.labels.translate(question.text).format(asks=asks, fact=fact, cutoff="{cutoff}"),
            cutoff=self.cutoff.isoformat(),
            evidence=question.evidence,
            raises_to=question.raises_to.value,
        )

    def _build_fact(self, fact: Evidence, answer: Answer) -> FactView:
        return FactView(
            id=fact.id,
            answer=answer.id,
            type=fact.type.value,
            kind=fact.type.kind.value if fact.type.kind else None,
            stage=fact.stage.value if fact.stage else None,
            fact=fact.fact,
            date=name_date(fact),
            timing=fact.timing(self.cutoff).value,
            where=answer.where if fact.source is None else None,
            anchor=fact.anchor,
            restated=tuple(
                RestatementView(answer=again.answer, where=self._answers[again.answer].where, anchor=again.anchor)
                for again in fact.restated
            ),
            figures=fact.figures,
            series=list_series(fact.figures),
            note=fact.note,
            source=name_source(fact),
        )


def _list_marks(verdict: ItemVerdict) -> list[Mark]:
    """Return each fact of an item once: as a support where it is one anywhere, else against, else context."""
    marks: dict[str, Mark] = {}
    order = list(Relation)
    for finding in verdict.findings:
        for link in finding.links:
            (fact,) = link.evidence
            known = marks.get(fact.id)
            sort = min(
                link.relation, known.sort if known else link.relation, key=lambda name: order.index(Relation(name))
            )
            is_deciding = fact.id in finding.evidence or (known is not None and known.is_deciding)
            marks[fact.id] = Mark(fact=fact, sort=str(sort), is_deciding=is_deciding)
    return list(marks.values())


def name_date(fact: Evidence) -> str | None:
    """Return the fact's own date or period; where it has none, the years of the figures that its timing rests on."""
    if fact.date:
        return fact.date.text
    if fact.period:
        ends = [end.text if end else "…" for end in (fact.period.start, fact.period.end)]
        return " – ".join(dict.fromkeys(ends))
    years = sorted({date.text for date in fact.dates})
    return " – ".join(dict.fromkeys((years[0], years[-1]))) if years else None


def name_source(fact: Evidence) -> str | None:
    """Return the name, and document if any, of a source other than the state; None for the state itself."""
    if fact.source is None:
        return None
    return ", ".join(part for part in (fact.source.name, fact.source.document) if part)


def _build_answer(answer: Answer) -> AnswerView:
    return AnswerView(id=answer.id, where=answer.where, is_draft=answer.review is ReviewStatus.DRAFT)


def _list_decisions(active: Override | Waiver | None, lapsed: Iterable[Override | Waiver]) -> Iterator[DecisionView]:
    if active is not None:
        yield _build_decision(active, is_active=True)
    for decision in lapsed:
        yield _build_decision(decision, is_active=False)


def _build_decision(decision: Override | Waiver, *, is_active: bool) -> DecisionView:
    return DecisionView(
        verdict=decision.verdict.value if isinstance(decision, Override) else None,
        reason=decision.reason,
        by=decision.by,
        on=decision.on.isoformat(),
        expires=decision.expires.isoformat() if decision.expires else None,
        is_active=is_active,
    )
