"""Small cases composed in memory, and the words to make them in a line each."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import starmap

from cpcheck.assessment import assess
from cpcheck.model import (
    Answer,
    Ask,
    Case,
    Element,
    Evidence,
    EvidenceType,
    FactDate,
    Figure,
    Finding,
    Fit,
    Item,
    OtherSource,
    Override,
    Period,
    RecommendationSet,
    Repeat,
    Response,
    ResponseDocument,
    ReviewStatus,
    Section,
    Stage,
    Strength,
    Support,
    Verdict,
    Waiver,
)
from cpcheck.rulebook import Rulebook
from cpcheck.store.rulebooks import load_rulebook

CUTOFF = dt.date(2023, 6, 16)
"""The day of adoption of every composed set."""
RECEIVED = dt.date(2025, 6, 11)
"""The day on which every composed response was received."""
X = "A1.x"
"""The one element of a case that has but one."""

_DEFAULT_STAGE = {EvidenceType.DRAFT_LAW: Stage.PREPARED, EvidenceType.POLICY: Stage.RUNNING}


@cache
def cp() -> Rulebook:
    """Return the shipped default rulebook, read once."""
    return load_rulebook("cp")


# --- what was recommended -----------------------------------------------------------------------------------------


def make_element(ask: str = "ensure", id: str = X) -> Element:
    """Make an element with a kind of demand."""
    return Element(id=id, asks=f"see to {id}", ask=Ask(ask), inferred=False)


def make_item(
    id: str = "A1", *, elements: Iterable[Element] | None = None, themes: Iterable[str] = (), repeats: str | None = None
) -> Item:
    """Make an item; with `repeats`, one that shares the elements given with the item of that id."""
    own = tuple(elements) if elements is not None else (make_element(id=f"{id}.x"),)
    return Item(
        id=id,
        paragraph=None,
        strength=Strength.UNSTATED,
        title=f"Title of {id}",
        asks=f"What {id} asks",
        articles=(),
        themes=tuple(themes),
        elements=own,
        repeats=Repeat(item=repeats, elements=tuple(element.id for element in own)) if repeats else None,
        previous=None,
        text=None,
    )


# --- what was answered --------------------------------------------------------------------------------------------


def full(*together: str, element: str = X) -> Support:
    """Make a link to an element that a fact meets fully: alone, or together with the facts named."""
    return Support(element=element, fit=Fit.FULL, together=together)


def partial(*together: str, element: str = X) -> Support:
    """Make a link to an element that a fact covers in part; with facts named, it is full together with them."""
    return Support(element=element, fit=Fit.PARTIAL, together=together)


def make_fact(
    id: str,
    type: str,
    *,
    supports: Sequence[Support] = (),
    against: Sequence[str] = (),
    context: Sequence[str] = (),
    date: str | None = None,
    period: tuple[str | None, str | None] | None = None,
    figures: Iterable[int | None] = (),
    stage: str | None = None,
    source: str | None = None,
) -> Evidence:
    """Make a fact: `period` is from and to, `figures` the year of each, `source` somebody other than the state."""
    sort = EvidenceType(type)
    return Evidence(
        id=id,
        type=sort,
        fact=f"Fact {id}",
        date=FactDate.parse(date) if date else None,
        period=make_period(*period) if period else None,
        stage=Stage(stage) if stage else _DEFAULT_STAGE.get(sort),
        anchor=None,
        restated=(),
        figures=tuple(Figure(what="cases", year=year, value=1, unit=None) for year in figures),
        supports=tuple(supports),
        against=tuple(against),
        context=tuple(context),
        note=None,
        source=OtherSource(name=source, document=None) if source else None,
        text=None,
    )


def make_period(start: str | None, end: str | None) -> Period:
    """Make a period, open where an end is None."""
    return Period(start=FactDate.parse(start) if start else None, end=FactDate.parse(end) if end else None)


def make_answer(
    id: str, items: Iterable[str] = ("A1",), facts: Iterable[Evidence] = (), *, review: str = "reviewed"
) -> Answer:
    """Make an answer to some items that offers some facts."""
    return Answer(id=id, items=tuple(items), where=None, evidence=tuple(facts), review=ReviewStatus(review), text=None)


def make_override(item: str = "A1", verdict: str = "partly", *, on: str, expires: str | None = None) -> Override:
    """Make a person's verdict."""
    day, end = dt.date.fromisoformat(on), dt.date.fromisoformat(expires) if expires else None
    return Override(item=item, verdict=Verdict(verdict), reason="seen on site", by="N. N.", on=day, expires=end)


def make_waiver(item: str = "A1", *, on: str, expires: str | None = None) -> Waiver:
    """Make a decision that the gate skips an item."""
    day, end = dt.date.fromisoformat(on), dt.date.fromisoformat(expires) if expires else None
    return Waiver(item=item, reason="not due yet", by="N. N.", on=day, expires=end)


# --- both together ------------------------------------------------------------------------------------------------


def make_case(
    items: Item | Element | Iterable[Item] | None = None,
    facts: Iterable[Evidence] = (),
    *,
    answers: Iterable[Answer] | None = None,
    overrides: Iterable[Override] = (),
    waivers: Iterable[Waiver] = (),
) -> Case:
    """Make a case. An element alone becomes item A1; facts alone become one answer, to every item."""
    if isinstance(items, Element):
        items = make_item(elements=[items])
    known = (items,) if isinstance(items, Item) else tuple(items) if items is not None else (make_item(),)
    if answers is None:
        answers = [make_answer("r1", [item.id for item in known], facts)]
    sections = dict.fromkeys(item.section for item in known)
    return Case(
        recommendations=RecommendationSet(
            id="XA/Rec(2023)01",
            state="XA",
            issuer=None,
            treaty=None,
            round=None,
            adopted=CUTOFF,
            source=None,
            sections=tuple(starmap(_make_section, enumerate(sections))),
            items=known,
        ),
        response=Response(
            state="XA",
            recommendations="XA/Rec(2023)01",
            document=ResponseDocument(symbol="XA(2025)01", received=RECEIVED, scope=None, sha256=None, claims=()),
            answers=tuple(answers),
            overrides=tuple(overrides),
            waivers=tuple(waivers),
        ),
    )


def _make_section(place: int, id: str) -> Section:
    return Section(id=id, title=f"Part {place + 1}")


def find(facts: Iterable[Evidence], *, ask: str = "ensure", third_party: bool = False) -> Finding:
    """Return what `cp` finds on the one element of a case."""
    case = make_case(make_element(ask), facts)
    return assess(case, cp(), third_party=third_party).items[0].findings[0]
