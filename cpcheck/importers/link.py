"""Facts to elements: which demand a found fact is on the point of, how far, and which words say so.

A fact and a demand are compared by the words they share, weighted by how rare each is among the facts and demands at
hand (docs/adr/0007-linking.md has the measurements that chose this). What shares too little with every demand is
context of the nearest one. Nothing here knows what words mean, so the outcome is a draft, and `because` shows what it
rests on.
"""

import datetime as dt
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

from cpcheck.importers.demands import read_words
from cpcheck.importers.facts import FoundFact
from cpcheck.model import (
    OPERATIVE_TYPES,
    Ask,
    Element,
    EvidenceType,
    FactDate,
    Fit,
    Relation,
    Stage,
    Timing,
    latest_timing,
)

SUPPORT_FROM = 0.15
"""Share of a demand's weighted words, from 0 to 1, that a fact has to take up to be on its point."""
FULL_FROM = 0.9
"""The same share from which it is taken to cover the whole demand."""
NEAR_BEST = 0.7
"""Of a fact's best share, what a second demand has to reach to be linked as well."""
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


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundLink:
    """How one fact bears on one element."""

    element: str
    """Full id of the element."""
    relation: Relation
    fit: Fit | None
    """For a support; None otherwise."""
    because: str
    """`shares compensation, fees`, or that it only stands in the answer to the demand."""


@dataclass(frozen=True, kw_only=True, slots=True)
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


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LinkWords:
    """What links the facts and demands of one language. There is one of each language, so each equals only itself."""

    common: frozenset[str]
    endings: tuple[str, ...]
    keep: int
    same: Mapping[str, str]
    """A word, or several in a row, to the one that stands for all with that meaning."""
    phrases: re.Pattern[str]
    """Those of them that are several words, the longest first."""
    undo: re.Pattern[str]
    """Demands that something be undone."""
    undone: re.Pattern[str]
    """Facts that tell of it being undone."""
    goes_on: re.Pattern[str]
    """Beginnings of what goes on with the sentence before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Likeness:
    """What a fact and a demand have in common."""

    share: float
    """Of the demand's weighted words, from 0 to 1."""
    shared: tuple[str, ...]
    """As the fact spells them, the rarest first."""


def link_facts(
    facts: Sequence[FoundFact],
    elements: Sequence[Element],
    cutoff: dt.date,
    *,
    language: str = "en",
    background: Iterable[str] = (),
    weighting: Weighting = Weighting.IDF,
) -> tuple[FactLinks, ...]:
    """Link each fact of an answer to those of the elements it answers.

    `background` is other text of the same report, to tell rare words from common ones. The same input gives the same
    links, whatever the order of facts and elements.

    Raises: UsageError for a language without a lexicon.
    """
    words = load_link_words(language)
    texts = [*(fact.sentence for fact in facts), *(element.asks for element in elements), *background]
    ruler = _Ruler(texts, words, weighting)
    linked: list[FactLinks] = []
    above: _Near = {}
    for fact in facts:
        near = _find_near(fact, elements, ruler)
        inherited = not near and bool(words.goes_on.match(fact.sentence))
        above = above if inherited else near
        found = _relate_all(fact, elements, above, words, cutoff, inherited=inherited)
        linked.append(FactLinks(fact=fact, links=found or _place_beside(fact, elements, ruler)))
    return tuple(linked)


# --- one fact -----------------------------------------------------------------------------------------------------


_Near = dict[str, "_Likeness"]
"""Elements that a fact is on the point of, with what they have in common."""


def _find_near(fact: FoundFact, elements: Sequence[Element], ruler: "_Ruler") -> _Near:
    likes = {element.id: ruler.compare(fact.sentence, element.asks) for element in elements}
    best = max((like.share for like in likes.values()), default=0.0)
    return {name: like for name, like in likes.items() if like.share >= max(SUPPORT_FROM, best * NEAR_BEST)}


def _relate_all(
    fact: FoundFact, elements: Sequence[Element], near: _Near, words: LinkWords, cutoff: dt.date, *, inherited: bool
) -> tuple[FoundLink, ...]:
    """Relate a fact to what it is near to, or to what the fact before it was, where it goes on with that."""
    return tuple(
        _relate(fact, element, near[element.id], words, cutoff, inherited=inherited)
        for element in elements
        if element.id in near
    )


def _place_beside(fact: FoundFact, elements: Sequence[Element], ruler: "_Ruler") -> tuple[FoundLink, ...]:
    """Link what is near to no demand to the one it stands nearest to, without support."""
    if not elements:
        return ()
    shares = [(ruler.compare(fact.sentence, element.asks), element) for element in elements]
    like, nearest = max(shares, key=lambda pair: pair[0].share)
    relation = Relation.AGAINST if fact.type in _ALWAYS_AGAINST and len(elements) == 1 else Relation.CONTEXT
    return (_name(nearest, like, relation) if like.share else _answer_only(nearest, relation),)


_ALWAYS_AGAINST = frozenset({EvidenceType.ADMISSION, EvidenceType.REFUSAL})
"""What says of itself that a demand is not met."""
_STATEMENTS = frozenset(
    {EvidenceType.ASSURANCE, EvidenceType.INTENTION, EvidenceType.DRAFT_LAW, EvidenceType.LAW_ADOPTED}
)
"""What is said or announced and never covers a demand in full."""


def _relate(
    fact: FoundFact, element: Element, like: "_Likeness", words: LinkWords, cutoff: dt.date, *, inherited: bool
) -> FoundLink:
    """Say how a fact that is on the point of a demand bears on it."""
    remark = "with the fact before" if inherited else ""
    if fact.type in _ALWAYS_AGAINST:
        return _name(element, like, Relation.AGAINST, remark)
    timing = _find_timing(fact, cutoff)
    if _goes_on(fact, element, words):
        if fact.type is not EvidenceType.LAW_IN_FORCE or timing is not Timing.AFTER:
            return _name(element, like, Relation.AGAINST, "and tells of no undoing")
        return _name(element, like, Relation.CONTEXT, "a newer law that may or may not undo it")
    if element.ask is Ask.CHANGE and timing is Timing.BEFORE:
        return _name(element, like, Relation.CONTEXT, "older than the demand to change")
    is_full = like.share >= FULL_FROM and not inherited and fact.type not in _STATEMENTS
    is_full = is_full and fact.stage is not Stage.PLANNED
    return _name(element, like, Relation.SUPPORTS, remark, fit=Fit.FULL if is_full else Fit.PARTIAL)


def _goes_on(fact: FoundFact, element: Element, words: LinkWords) -> bool:
    """Tell whether a fact shows in use what the demand wants undone, and no word of its being undone."""
    is_operative = fact.type in OPERATIVE_TYPES
    return is_operative and bool(words.undo.match(element.asks)) and not words.undone.search(fact.sentence)


def _find_timing(fact: FoundFact, cutoff: dt.date) -> Timing:
    """Return the timing of the latest of a fact's dates."""
    ends = (fact.period.start, fact.period.end) if fact.period else (fact.date,)
    years = [FactDate.parse(f"{figure.year:04}") for figure in fact.figures if figure.year is not None]
    return latest_timing(date.timing(cutoff) for date in (*ends, *years) if date)


def _name(
    element: Element, like: _Likeness, relation: Relation, remark: str = "", *, fit: Fit | None = None
) -> FoundLink:
    shown = f"shares {', '.join(like.shared[:_SHOWN])}"
    return FoundLink(element=element.id, relation=relation, fit=fit, because=f"{shown}; {remark}" if remark else shown)


def _answer_only(element: Element, relation: Relation) -> FoundLink:
    return FoundLink(element=element.id, relation=relation, fit=None, because="stands in the answer to it")


# --- likeness -----------------------------------------------------------------------------------------------------


class _Ruler:
    """Measures how much of a demand a fact takes up, among the texts at hand."""

    def __init__(self, texts: Sequence[str], words: LinkWords, weighting: Weighting) -> None:
        self._words = words
        self._weighting = weighting
        self._terms = {text: list_terms(text, words) for text in texts}
        self._known = len(self._terms)
        self._holding = Counter(term for terms in self._terms.values() for term in set(terms))
        self._length = sum(len(terms) for terms in self._terms.values()) / max(1, self._known)

    def compare(self, sentence: str, demand: str) -> _Likeness:
        """Return the share of the demand's weight that the sentence takes up, and by which words."""
        said, asked = self._terms[sentence], self._terms[demand]
        shared = sorted(set(said) & set(asked), key=lambda term: (-self._rarity(term), term))
        whole = sum(self._weigh(term, self._length) for term in asked)
        part = sum(self._weigh(term, len(said)) for term in shared)
        return _Likeness(share=min(1.0, part / whole) if whole else 0.0, shared=tuple(said[term] for term in shared))

    def _weigh(self, term: str, length: float) -> float:
        if self._weighting is Weighting.COUNT:
            return 1.0
        if self._weighting is Weighting.IDF:
            return self._rarity(term)
        return self._rarity(term) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * length / self._length))

    def _rarity(self, term: str) -> float:
        """Return the inverse document frequency, smoothed so that it stays above 0."""
        return math.log(1 + self._known / (1 + self._holding[term])) if self._known else 1.0


@lru_cache(maxsize=4096)
def list_terms(text: str, words: LinkWords) -> Mapping[str, str]:
    """Return the words of a text that tell its subject, each cut to its stem, with the first way the text spells it."""
    small = unicodedata.normalize("NFC", text).lower().replace("’", "'")
    terms: dict[str, str] = {}
    for found in words.phrases.finditer(small):
        terms.setdefault(words.same[found[0]], found[0])
    small = words.phrases.sub(" ", small)
    for word in re.findall(r"[^\W_]+(?:[-.][^\W_]+)*", small):
        if word not in words.common and len(word) > 1:
            stem = cut_to_stem(word, words)
            terms.setdefault(words.same.get(word, words.same.get(stem, stem)), word)
    return terms


def cut_to_stem(word: str, words: LinkWords) -> str:
    """Return a word without the first ending that leaves enough of it."""
    if word.isdigit() or len(word) <= words.keep:
        return word
    for ending in words.endings:
        if word.endswith(ending) and len(word) - len(ending) >= words.keep:
            return word[: -len(ending)]
    return word


@cache
def load_link_words(language: str) -> LinkWords:
    """Read and compile the words of one language. Raises: UsageError."""
    data = read_words("links", language)
    bare = LinkWords(
        common=frozenset(data["common"]),
        endings=tuple(sorted(data["endings"], key=len, reverse=True)),
        keep=data["keep"],
        same={},
        phrases=re.compile("(?!)"),
        undo=re.compile(rf"\s*{data['undo']['demand']}\b", re.IGNORECASE),
        undone=re.compile(rf"\b{data['undo']['done']}", re.IGNORECASE),
        goes_on=re.compile(rf"\s*(?:[,;:–—-]|[a-zà-ÿ]|(?i:(?:{'|'.join(data['goes_on']['words'])})\b))"),
    )
    same: dict[str, str] = {}
    for group in data["same"]:
        stands_for = cut_to_stem(group["words"][0], bare)
        for word in group["words"]:
            same.setdefault(word, stands_for)
            same.setdefault(cut_to_stem(word, bare), stands_for)
    phrases = sorted((word for word in same if not word.isalnum()), key=len, reverse=True)
    alternatives = "|".join(re.escape(word) for word in phrases)
    return replace(bare, same=same, phrases=re.compile(rf"\b(?:{alternatives})\b"))
