"""A segmented report to a recommendation set and a response, all of it a draft that a person is to read.

Demands become elements, passages become facts, and facts are linked to elements; each link says why. The wording is
that of the source, which a file that is not shipped may hold. What could not be made sound is left out and told.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cpcheck.importers.anchors import find_anchor
from cpcheck.importers.demands import draft_elements
from cpcheck.importers.document import Document
from cpcheck.importers.extract import extract_answer
from cpcheck.importers.facts import FoundFact, Passage
from cpcheck.importers.lexicon import Lexicon
from cpcheck.importers.link import FactLinks, FoundLink, link_facts
from cpcheck.importers.segments import Message, Segmentation, SourceAnswer, SourceItem
from cpcheck.model import (
    WORKING_TYPES,
    Answer,
    Ask,
    Case,
    Element,
    Evidence,
    EvidenceType,
    FactDate,
    Fit,
    Item,
    Period,
    RecommendationSet,
    Relation,
    Repeat,
    Response,
    ResponseDocument,
    ReviewStatus,
    Section,
    Stage,
    Support,
)
from cpcheck.records import record, replace

TITLE_LENGTH = 90
"""Characters of a title, as the schema has it."""
ANCHOR_WORDS = (2, 6)
"""Words of an anchor, as the checks have it."""
_DEFAULT_STAGE = {EvidenceType.DRAFT_LAW: Stage.PREPARED, EvidenceType.POLICY: Stage.RUNNING}
_ONLY_AGAINST = frozenset({EvidenceType.ADMISSION, EvidenceType.REFUSAL})
UNNAMED = "as the report says"
"""Stands for what a figure counts, where nothing beside it says."""
_ONGOING = "Told as going on, so its period ends with the report."
_JOINT = re.compile(r"^[\s,;:.–—-]+(?:(?:and|or|but|et|ou)\s+)?|^(?:and|or|but|et|ou)\s+", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_SURROGATES = re.compile("[\ud800-\udfff]")


@record
class Particulars:
    """What is known of the report and of the set it answers: what verdicts depend on beside its text."""

    state: str
    """ISO 3166 two-letter code."""
    recommendations_id: str
    adopted: dt.date
    """The cut-off."""
    source: str | None
    """Where the day of adoption comes from."""
    symbol: str
    """Of the report."""
    received: dt.date
    claims: tuple[tuple[str, str], ...] = ()
    """What the report itself says of the set: name and value, by name."""


@record
class Draft:
    """A case nobody has read yet."""

    case: Case
    """With `review: draft` on every answer."""
    messages: tuple[Message, ...]
    """Where a person should look first: those of the segmentation, and what could not be drafted."""

    @property
    def links(self) -> int:
        """Return how many links its facts have."""
        return sum(len(fact.linked_elements) for fact in self.case.response.evidence)


def draft_case(segmentation: Segmentation, document: Document, about: Particulars, *, lexicon: Lexicon) -> Draft:
    """Join the parts of a report into a case.

    Every anchor of it stands in its answer's place of the document, and every reference leads to something.
    """
    messages = list(segmentation.messages)
    items = _draft_items(segmentation.items, lexicon.language)
    elements = {item.id: item.elements for item in items}
    answers = []
    for source in segmentation.answers:
        drafter = _AnswerDrafter(source, document, lexicon)
        asked = _gather_elements(source.items, elements)
        answers.append(drafter.draft(asked, about))
        messages += drafter.messages
    sections: dict[str, str] = {}
    for item, demand in zip(items, segmentation.items, strict=True):
        sections[item.section] = sections.get(item.section) or _flatten(demand.section)
    asked_set = RecommendationSet(
        id=about.recommendations_id,
        state=about.state,
        issuer=None,
        treaty=None,
        round=None,
        adopted=about.adopted,
        source=about.source,
        sections=tuple(Section(id=letters, title=title) for letters, title in sections.items()),
        items=items,
    )
    response = Response(
        state=about.state,
        recommendations=about.recommendations_id,
        document=ResponseDocument(
            symbol=about.symbol, received=about.received, scope=None, sha256=document.sha256, claims=about.claims
        ),
        answers=tuple(answers),
        overrides=(),
        waivers=(),
    )
    return Draft(case=Case(recommendations=asked_set, response=response), messages=tuple(messages))


# --- demands ------------------------------------------------------------------------------------------------------


def _draft_items(sources: Sequence[SourceItem], language: str) -> tuple[Item, ...]:
    repeated = {source.id: source.repeats for source in sources if source.repeats}
    own = {
        source.id: _draft_elements(source, language) for source in sources if _find_twin(source.id, repeated) is None
    }
    return tuple(_draft_item(source, _find_twin(source.id, repeated), own) for source in sources)


def _find_twin(id: str, repeated: Mapping[str, str]) -> str | None:  # noqa: A002 - a word of the data format
    """Return the item that has the elements, however many repeat one another on the way; None for one of its own."""
    seen = {id}
    while id in repeated:
        id = repeated[id]  # noqa: A001
        if id in seen:
            return None
        seen.add(id)
    return id if len(seen) > 1 else None


def _draft_elements(source: SourceItem, language: str) -> tuple[Element, ...]:
    found = draft_elements(source.id, _clean(source.text), _clean(source.chapeau), language)
    whole = Element(id=f"{source.id}.whole", asks=_flatten(source.text), ask=Ask.ENSURE, inferred=False)
    return tuple(
        replace(element, inferred=element.inferred or source.is_inferred, asks=_flatten(element.asks))
        for element in found or (whole,)
    )


def _draft_item(source: SourceItem, twin: str | None, own: Mapping[str, tuple[Element, ...]]) -> Item:
    elements = own[twin] if twin else own[source.id]
    chapeau, text = _flatten(source.chapeau), _flatten(source.text)
    return Item(
        id=source.id,
        paragraph=source.paragraph,
        strength=source.strength,
        title=make_title(text),
        asks=f"{chapeau} {text}".strip(),
        articles=source.articles,
        themes=(),
        elements=elements,
        repeats=Repeat(item=twin, elements=tuple(element.id for element in elements)) if twin else None,
        previous=None,
        text=_clean(source.text),
    )


_ASIDE = re.compile(r"\s*\([^()]*\)\s*\Z")
"""`(paragraph 46)` at the end of a demand."""


def make_title(text: str) -> str:
    """Return a demand short enough for a title: as it is, or as many whole words as fit, with a mark of omission."""
    words = _ASIDE.sub("", text).strip(" .;:,-–—*") or text
    if len(words) > TITLE_LENGTH:
        words = words[:TITLE_LENGTH]
        words = words[: words.rindex(" ")] if " " in words else words[:-1]
        words = words.rstrip(" .;:,-–—") + "…"
    return (words[0].upper() + words[1:])[:TITLE_LENGTH] if words else "…"


def _gather_elements(items: Iterable[str], elements: Mapping[str, tuple[Element, ...]]) -> tuple[Element, ...]:
    found = {element.id: element for item in items for element in elements[item]}
    return tuple(found.values())


# --- answers ------------------------------------------------------------------------------------------------------


class _AnswerDrafter:
    """Drafts one answer, and keeps what could not be drafted."""

    def __init__(self, source: SourceAnswer, document: Document, lexicon: Lexicon) -> None:
        self._source = source
        self._lexicon = lexicon
        self._lines = document.select(source.where)
        self._taken: set[str] = set()
        self.messages: list[Message] = []

    def draft(self, elements: Sequence[Element], about: Particulars) -> Answer:
        passages = [Passage(text=_clean(block.text), where=block.where) for block in self._source.blocks]
        found = [fact for fact in extract_answer(passages, self._lexicon) if fact.sentence.strip()]
        proved = [anchored for fact in found if (anchored := self._prove(fact)) is not None]
        return Answer(
            id=self._source.id,
            items=self._source.items,
            where=self._source.where,
            evidence=draft_evidence(
                self._source.id, proved, elements, about.adopted, about.received, language=self._lexicon.language
            ),
            review=ReviewStatus.DRAFT,
            text=_clean(self._source.text) or None,
        )

    def _prove(self, fact: FoundFact) -> FoundFact | None:
        """Return a fact with an anchor that stands in the answer's place; None, and a message, where none does."""
        for anchor in (fact.anchor, *_list_anchors(fact.sentence)):
            if anchor not in self._taken and find_anchor(anchor, self._lines):
                self._taken.add(anchor)
                return replace(fact, anchor=anchor)
        told = (
            f'no words of "{_flatten(fact.sentence)}" stand together in the document, so it was not drafted as a fact'
        )
        self.messages.append(Message(where=fact.where or self._source.where, text=told))
        return None


def _list_anchors(sentence: str) -> Iterator[str]:
    """Yield stretches of a sentence that could be an anchor, long ones first, and as they begin."""
    words = [word.strip("*_“”\"'()[],;:.") for word in _WORD.findall(sentence)]
    shortest, longest = ANCHOR_WORDS
    for length in range(longest, shortest - 1, -1):
        for start in range(len(words) - length + 1):
            if all(words[start : start + length]):
                yield " ".join(words[start : start + length])


def draft_evidence(
    answer: str,
    facts: Iterable[FoundFact],
    elements: Sequence[Element],
    cutoff: dt.date,
    received: dt.date,
    *,
    language: str = "en",
) -> tuple[Evidence, ...]:
    """Link the facts found in an answer to the elements it answers, and make evidence of them, in their order.

    `answer` is its id, which theirs begin with. What is told as going on has a period that ends on the day the report
    was received. Raises: UsageError for a language without a lexicon.
    """
    dated = [_date_ongoing(fact, received) for fact in facts]
    linked = link_facts(dated, elements, cutoff, language=language)
    return tuple(_draft_fact(f"{answer}.{number}", links.fact, links) for number, links in enumerate(linked, 1))


_GOING_ON = WORKING_TYPES - {EvidenceType.STATISTIC}
"""Types whose facts are being done; a number that holds at present tells of no activity."""


def _date_ongoing(fact: FoundFact, received: dt.date) -> FoundFact:
    """Return a fact that goes on while the report is written with a period that ends with it, where it has no date."""
    if not fact.is_ongoing or fact.type not in _GOING_ON or fact.date or fact.period:
        return fact
    return replace(fact, period=Period(start=None, end=FactDate.parse(received.isoformat())))


def _draft_fact(id: str, found: FoundFact, links: FactLinks) -> Evidence:  # noqa: A002 - a word of the data format
    period = _order(found.period)
    return Evidence(
        id=id,
        type=found.type,
        fact=_word_fact(found.sentence),
        date=found.date if period is None else None,
        period=period,
        stage=(found.stage or _DEFAULT_STAGE[found.type]) if found.type in _DEFAULT_STAGE else None,
        anchor=found.anchor,
        restated=(),
        figures=tuple(replace(figure, what=figure.what.strip() or figure.unit or UNNAMED) for figure in found.figures),
        **_draft_links(links, found),
        source=None,
        text=None,
    )


def _word_fact(sentence: str) -> str:
    """Return a clause as a statement: without the sign or the word that joins it to the one before."""
    words = _flatten(sentence)
    return _JOINT.sub("", words) or words


def _draft_links(links: FactLinks, found: FoundFact) -> dict[str, Any]:
    """Return the links of a fact, each element under one relation; what only a support has room for is in the note."""
    unique = {link.element: link for link in reversed(links.links)}
    ordered = [link for link in links.links if unique.get(link.element) is link]
    supports = [link for link in ordered if link.fit is not None and found.type not in _ONLY_AGAINST]
    others = [link for link in ordered if link not in supports]
    against = [link for link in others if link.relation is Relation.AGAINST]
    context = [link for link in others if link.relation is not Relation.AGAINST]
    return {
        "supports": tuple(
            Support(
                element=link.element, fit=link.fit or Fit.PARTIAL, together=(), because=_flatten(link.because) or None
            )
            for link in supports
        ),
        "against": tuple(link.element for link in against),
        "context": tuple(link.element for link in context),
        "note": _note_reasons(found, against, context),
    }


def _note_reasons(found: FoundFact, against: Sequence[FoundLink], context: Sequence[FoundLink]) -> str | None:
    """Return why a fact was drafted against elements or as their context, once for elements with the same reason.

    Before that, where its period comes from, if not from a printed date.
    """
    told = [_ONGOING] if found.period and found.period.start is None and found.is_ongoing else []
    for word, links in (("Against", against), ("Context of", context)):
        by_reason: dict[str, list[str]] = {}
        for link in links:
            by_reason.setdefault(_flatten(link.because), []).append(link.element)
        told += [f"{word} {', '.join(elements)}: {reason}." for reason, elements in by_reason.items() if reason]
    return f"Draft. {' '.join(told)}" if told else None


def _order(period: Period | None) -> Period | None:
    """Return a period that does not end before it begins; the other way round where it was read so."""
    if period and period.start and period.end and period.start.earliest > period.end.latest:
        return Period(start=period.end, end=period.start)
    return period


# --- words --------------------------------------------------------------------------------------------------------


def _clean(text: str) -> str:
    """Return text that can be written as UTF-8: readers of PDF hand on halves of letters."""
    return _SURROGATES.sub("\ufffd", text)


def _flatten(text: str) -> str:
    """Return text on one line."""
    return " ".join(_clean(text).split())
