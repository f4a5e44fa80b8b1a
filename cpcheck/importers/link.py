"""Facts to elements: which demand a found fact is on the point of, how far, and which words say so.

A fact and a demand are compared by the words they share, weighted by how rare each is among the facts and demands at
hand (docs/adr/0007-linking.md has the measurements that chose this). Words that only tell the setting of a demand weigh
half, and so does a likeness that rests on doubtful words alone. What shares too little with every demand is context of
the nearest one. Nothing here knows what words mean, so the outcome is a draft, and `because` shows what it rests on.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from cpcheck.importers.facts import FoundFact
from cpcheck.importers.link_words import LinkWords, list_terms, load_link_words
from cpcheck.model import (
    OPERATIVE_TYPES,
    Ask,
    Element,
    EvidenceType,
    Fit,
    Relation,
    Stage,
    Timing,
)
from cpcheck.records import record

SUPPORT_FROM = 0.15
"""Share of a demand's weighted words, from 0 to 1, that a fact has to take up to be on its point."""
FULL_FROM = 0.9
"""The same share from which it is taken to cover the whole demand."""
NEAR_BEST = 0.6
"""Of a fact's best share, what a second demand has to reach to be linked as well."""
HALVED = 0.5
"""Weight of a word that tells the setting of a demand, and of a likeness that rests on doubtful words alone."""
_SHOWN = 4
"""Shared words named in `because`, the rarest first."""


class Weighting(StrEnum):
    """How shared words are weighed; kept side by side so that the choice can be measured again."""

    COUNT = "count"
    """Every word alike."""
    IDF = "idf"
    """By rarity among the facts and demands at hand."""
    BM25 = "bm25"
    """By rarity, and less in a long fact (S. Robertson, K. Sparck Jones; k1 = 1.2, b = 0.75)."""


@record
class FoundLink:
    """How one fact bears on one element."""

    element: str
    """Full id of the element."""
    relation: Relation
    fit: Fit | None
    """For a support; None otherwise."""
    because: str
    """`shares compensation, fees`, or that it only stands in the answer to the demand."""


@record
class FactLinks:
    """All links of one fact."""

    fact: FoundFact
    links: tuple[FoundLink, ...]
    """In the order of the elements; none where there is no element to link to."""

    @property
    def supports(self) -> tuple[tuple[str, Fit], ...]:
        """Return the elements it advances, and how far."""
        return tuple((link.element, link.fit) for link in self.links if link.fit is not None)

    @property
    def against(self) -> tuple[str, ...]:
        """Return the elements it speaks against."""
        return self._select(Relation.AGAINST)

    @property
    def context(self) -> tuple[str, ...]:
        """Return the elements it is offered for without advancing them."""
        return self._select(Relation.CONTEXT)

    def _select(self, relation: Relation) -> tuple[str, ...]:
        return tuple(link.element for link in self.links if link.relation is relation)


@record
class _Likeness:
    """What a fact and a demand have in common."""

    share: float
    """Of the demand's weighted words, from 0 to 1."""
    shared: tuple[str, ...]
    """As the fact spells them, the rarest first."""
    doubts: tuple[str, ...] = ()
    """Why these words may not put the fact on the point of the demand."""

    @property
    def weight(self) -> float:
        """Return the share, halved for each doubt."""
        return self.share * HALVED ** len(self.doubts)


_Near = dict[str, _Likeness]
"""Elements that a fact is on the point of, with what they have in common."""
_ALWAYS_AGAINST = frozenset({EvidenceType.ADMISSION, EvidenceType.REFUSAL})
"""What says of itself that a demand is not met."""
_STATEMENTS = frozenset(
    {EvidenceType.ASSURANCE, EvidenceType.INTENTION, EvidenceType.DRAFT_LAW, EvidenceType.LAW_ADOPTED}
)
"""What is said or announced and never covers a demand in full."""
_STANDING = frozenset(
    {EvidenceType.LAW_IN_FORCE, EvidenceType.INSTITUTION, EvidenceType.AGREEMENT, EvidenceType.POLICY}
)
"""What stands without anything being done."""
_NO_CHANGE = OPERATIVE_TYPES | {EvidenceType.POLICY, EvidenceType.ASSURANCE}
"""What answers a demand to change only where it tells of a change."""


def link_facts(
    facts: Sequence[FoundFact],
    elements: Sequence[Element],
    cutoff: dt.date,
    *,
    language: str = "en",
    weighting: Weighting = Weighting.IDF,
) -> tuple[FactLinks, ...]:
    """Link each fact of an answer to those of the elements it answers.

    The same input gives the same links, whatever the order of elements.

    Raises: UsageError for a language without a lexicon.
    """
    words = load_link_words(language)
    ruler = _Ruler(facts, elements, words, weighting)
    linked: list[FactLinks] = []
    above: _Near = {}
    for fact in facts:
        likes = {element.id: ruler.compare(fact, element) for element in elements}
        near = _find_near(likes)
        inherited = not near and bool(words.goes_on.match(fact.sentence))
        above = above if inherited else near
        if fact.type in _ALWAYS_AGAINST and words.speaks_of_all.search(fact.sentence):
            linked.append(FactLinks(fact=fact, links=tuple(_reject(element) for element in elements)))
            continue
        found = tuple(
            _relate(fact, element, above[element.id], words, cutoff, inherited=inherited)
            for element in elements
            if element.id in above
        )
        linked.append(FactLinks(fact=fact, links=found or _place_beside(fact, elements, likes)))
    return tuple(linked)


# --- one fact -----------------------------------------------------------------------------------------------------


def _find_near(likes: Mapping[str, _Likeness]) -> _Near:
    best = max((like.weight for like in likes.values()), default=0.0)
    return {name: like for name, like in likes.items() if like.weight >= max(SUPPORT_FROM, best * NEAR_BEST)}


def _reject(element: Element) -> FoundLink:
    return _build(element, Relation.AGAINST, because="speaks of the recommendation as a whole")


def _place_beside(
    fact: FoundFact, elements: Sequence[Element], likes: Mapping[str, _Likeness]
) -> tuple[FoundLink, ...]:
    """Link what is near to no demand to the one it stands nearest to, without support."""
    if not elements:
        return ()
    nearest = max(elements, key=lambda element: likes[element.id].share)
    like = likes[nearest.id]
    relation = Relation.AGAINST if fact.type in _ALWAYS_AGAINST and len(elements) == 1 else Relation.CONTEXT
    if not like.share:
        return (_build(nearest, relation, because="stands in the answer to it"),)
    return (_name(nearest, like, relation, *like.doubts[:1]),)


def _relate(
    fact: FoundFact, element: Element, like: _Likeness, words: LinkWords, cutoff: dt.date, *, inherited: bool
) -> FoundLink:
    """Say how a fact that is on the point of a demand bears on it."""
    remark = "with the fact before" if inherited else ""
    if fact.type in _ALWAYS_AGAINST:
        return _name(element, like, Relation.AGAINST, remark)
    timing = fact.timing(cutoff)
    if _goes_on(fact, element, words):
        if fact.type is not EvidenceType.LAW_IN_FORCE or timing is not Timing.AFTER:
            return _name(element, like, Relation.AGAINST, "and tells of no undoing")
        return _name(element, like, Relation.CONTEXT, "a newer law that may or may not undo it")
    if missed := _find_missed(fact, element, timing, words):
        return _name(element, like, Relation.CONTEXT, missed)
    is_full = like.weight >= FULL_FROM and not inherited and fact.type not in _STATEMENTS
    is_full = is_full and fact.stage is not Stage.PLANNED
    return _name(element, like, Relation.SUPPORTS, remark, fit=Fit.FULL if is_full else Fit.PARTIAL)


def _goes_on(fact: FoundFact, element: Element, words: LinkWords) -> bool:
    """Tell whether a fact shows in use what the demand wants undone, and no word of its being undone."""
    is_operative = fact.type in OPERATIVE_TYPES
    return is_operative and bool(words.undo.match(element.asks)) and not words.undone.search(fact.sentence)


def _find_missed(fact: FoundFact, element: Element, timing: Timing, words: LinkWords) -> str:
    """Return why a fact on the point of a demand does not advance it; empty where it does.

    What stood when a change was asked for is no change, and what stands is no activity.
    """
    if element.ask is Ask.CHANGE and timing is Timing.BEFORE:
        return "older than the demand to change"
    if timing is Timing.AFTER or words.changes.search(fact.sentence):
        return ""
    if element.ask is Ask.CHANGE and fact.type in _NO_CHANGE:
        return "tells of no change"
    if element.ask is Ask.CONTINUE and fact.type in _STANDING:
        return "tells what stands, and of nothing done"
    return ""


def _name(
    element: Element, like: _Likeness, relation: Relation, remark: str = "", *, fit: Fit | None = None
) -> FoundLink:
    shown = f"shares {', '.join(like.shared[:_SHOWN])}"
    return _build(element, relation, because=f"{shown}; {remark}" if remark else shown, fit=fit)


def _build(element: Element, relation: Relation, *, because: str, fit: Fit | None = None) -> FoundLink:
    return FoundLink(element=element.id, relation=relation, fit=fit, because=because)


# --- likeness -----------------------------------------------------------------------------------------------------


@record
class _Demand:
    """The terms of a demand."""

    weights: Mapping[str, float]
    """What each weighs, before its rarity."""
    own: frozenset[str]
    """Those of its core that no other element of its item has."""


class _Ruler:
    """Measures how much of a demand a fact takes up, among the facts and demands at hand."""

    def __init__(
        self, facts: Sequence[FoundFact], elements: Sequence[Element], words: LinkWords, weighting: Weighting
    ) -> None:
        self._words = words
        self._weighting = weighting
        texts = dict.fromkeys([*(fact.sentence for fact in facts), *(element.asks for element in elements)])
        terms = [list_terms(text, words) for text in texts]
        self._known = len(terms)
        self._holding = Counter(term for found in terms for term in found)
        self._length = sum(map(len, terms)) / max(1, self._known)
        self._demands = {element.id: self._read(element, elements) for element in elements}

    def _read(self, element: Element, elements: Sequence[Element]) -> _Demand:
        core = self._words.list_core(element.asks)
        item = element.id.rpartition(".")[0]
        beside = [one for one in elements if one.id.rpartition(".")[0] == item and one.id != element.id]
        others = {term for one in beside for term in list_terms(one.asks, self._words)}
        return _Demand(
            weights={term: 1.0 if term in core else HALVED for term in list_terms(element.asks, self._words)},
            own=core - others if beside else frozenset(),
        )

    def compare(self, fact: FoundFact, element: Element) -> _Likeness:
        """Return the share of the demand's weight that the fact takes up, by which words, and what is doubtful."""
        said, demand = list_terms(fact.sentence, self._words), self._demands[element.id]
        shared = sorted(set(said) & set(demand.weights), key=lambda term: (-self._rarity(term), term))
        whole = sum(weight * self._weigh(term, self._length) for term, weight in demand.weights.items())
        part = sum(demand.weights[term] * self._weigh(term, len(said)) for term in shared)
        return _Likeness(
            share=min(1.0, part / whole) if whole else 0.0,
            shared=tuple(said[term] for term in shared),
            doubts=tuple(self._list_doubts(fact, element, frozenset(shared))) if shared else (),
        )

    def _list_doubts(self, fact: FoundFact, element: Element, shared: frozenset[str]) -> Iterator[str]:
        """Yield why shared words may not put a fact on the point; an admission need not name each element apart."""
        answers = self._words.answers.get(fact.type)
        own = self._demands[element.id].own
        if shared <= self._words.persons:
            yield "names only whom it is for"
        if own and not own & shared and fact.type not in _ALWAYS_AGAINST:
            yield "no word that this element has alone"
        if answers and not answers.search(element.asks):
            yield f"another kind of fact than asked for: {fact.type}"

    def _weigh(self, term: str, length: float) -> float:
        if self._weighting is Weighting.COUNT:
            return 1.0
        if self._weighting is Weighting.IDF:
            return self._rarity(term)
        return self._rarity(term) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * length / self._length))

    def _rarity(self, term: str) -> float:
        """Return the inverse document frequency, smoothed so that it stays above 0."""
        return math.log(1 + self._known / (1 + self._holding[term])) if self._known else 1.0
