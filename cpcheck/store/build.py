"""Checked data to model records. Everything here may rely on the schemas and the checks having passed."""

from collections.abc import Mapping, Sequence
from typing import Any

from cpcheck.model import (
    Answer,
    Ask,
    Element,
    Evidence,
    EvidenceType,
    FactDate,
    Figure,
    Fit,
    Item,
    OtherSource,
    Override,
    Period,
    Previous,
    RecommendationSet,
    Repeat,
    Response,
    ResponseDocument,
    Restatement,
    ReviewStatus,
    Section,
    Stage,
    Strength,
    Support,
    Suppression,
    Verdict,
    Waiver,
    Where,
)
from cpcheck.store.checks.days import read_day, read_fact_date

Data = Mapping[str, Any]

_DEFAULT_STAGE = {EvidenceType.DRAFT_LAW: Stage.PREPARED, EvidenceType.POLICY: Stage.RUNNING}


def build_recommendations(data: Data) -> RecommendationSet:
    """Make a recommendation set."""
    own = {item["id"]: _build_elements(item) for item in data["items"]}
    items = tuple(_build_item(item, own) for item in data["items"])
    titles = {section["id"]: section["title"] for section in data.get("sections") or ()}
    found = dict.fromkeys(item.section for item in items)
    return RecommendationSet(
        id=data["id"],
        state=data["state"],
        issuer=data.get("issuer"),
        treaty=data.get("treaty"),
        round=data.get("round"),
        adopted=_day(data["adopted"]),
        source=data.get("source"),
        sections=tuple(Section(id=name, title=titles.get(name, "")) for name in found),
        items=items,
        themes=tuple(data.get("themes") or ()),
        suppress=_build_suppressions(data),
    )


def _build_elements(item: Data) -> tuple[Element, ...]:
    return tuple(
        Element(
            id=f"{item['id']}.{element['id']}",
            asks=element["asks"],
            ask=Ask(element["ask"]),
            inferred=element.get("inferred", False),
        )
        for element in item.get("elements") or ()
    )


def _build_item(item: Data, own: Mapping[str, tuple[Element, ...]]) -> Item:
    elements, repeat = own[item["id"]], None
    if item.get("repeats"):
        twin = item["repeats"]["item"]
        shared = item["repeats"].get("elements")
        wanted = {f"{twin}.{name}" for name in shared} if shared else {element.id for element in own[twin]}
        elements = tuple(element for element in own[twin] if element.id in wanted)
        repeat = Repeat(item=twin, elements=tuple(element.id for element in elements))
    previous = item.get("previous")
    return Item(
        id=item["id"],
        paragraph=item.get("paragraph"),
        strength=Strength(item.get("strength", "unstated")),
        title=item["title"],
        asks=item["asks"],
        articles=tuple(str(article) for article in item.get("articles") or ()),
        themes=tuple(item.get("themes") or ()),
        elements=elements,
        repeats=repeat,
        previous=Previous(verdict=previous["verdict"], source=previous["source"]) if previous else None,
        text=item.get("text"),
    )


def build_response(data: Data, names: Mapping[str, str]) -> Response:
    """Make a response; `names` gives the full id of every element by each name it goes by."""
    return Response(
        state=data["state"],
        recommendations=data["recommendations"],
        document=_build_document(data["document"]),
        answers=tuple(_build_answer(answer, names) for answer in data["answers"]),
        overrides=tuple(
            Override(
                item=entry["item"],
                verdict=Verdict(entry["verdict"]),
                reason=entry["reason"],
                by=entry["by"],
                on=_day(entry["on"]),
                expires=read_day(entry.get("expires")),
            )
            for entry in data.get("overrides") or ()
        ),
        waivers=tuple(
            Waiver(
                item=entry["item"],
                reason=entry["reason"],
                by=entry["by"],
                on=_day(entry["on"]),
                expires=read_day(entry.get("expires")),
            )
            for entry in data.get("waivers") or ()
        ),
        suppress=_build_suppressions(data),
    )


def _build_document(data: Data) -> ResponseDocument:
    claims = data.get("claims") or {}
    return ResponseDocument(
        symbol=data["symbol"],
        received=_day(data["received"]),
        scope=data.get("scope"),
        sha256=data.get("sha256"),
        claims=tuple((name, str(value)) for name, value in sorted(claims.items()) if value is not None),
        url=data.get("url"),
    )


def _build_answer(data: Data, names: Mapping[str, str]) -> Answer:
    review = data.get("review") or {}
    return Answer(
        id=data["id"],
        items=tuple(data["items"]),
        where=_build_where(data.get("where")),
        evidence=tuple(_build_evidence(fact, names) for fact in data.get("evidence") or ()),
        review=ReviewStatus(review.get("status", "reviewed")),
        text=data.get("text"),
        suppress=_build_suppressions(data),
        accepted=tuple(review.get("accepted") or ()),
    )


def _build_where(data: Data | None) -> Where | None:
    if not data:
        return None
    return Where(lines=_build_range(data.get("lines")), pages=_build_range(data.get("pages")))


def _build_range(data: Sequence[int] | None) -> tuple[int, int] | None:
    return (data[0], data[1]) if data else None


def _build_suppressions(data: Any) -> tuple[Suppression, ...]:
    return tuple(
        Suppression(code=entry["code"], id=entry.get("id"), reason=entry["reason"])
        for entry in data.get("suppress") or ()
    )


def _build_evidence(data: Data, names: Mapping[str, str]) -> Evidence:
    sort = EvidenceType(data["type"])
    period, anchor, stage = data.get("period"), data.get("anchor"), data.get("stage")
    return Evidence(
        id=data["id"],
        type=sort,
        fact=data["fact"],
        date=read_fact_date(data.get("date")),
        period=Period(start=read_fact_date(period.get("from")), end=read_fact_date(period.get("to")))
        if period
        else None,
        stage=Stage(stage) if stage else _DEFAULT_STAGE.get(sort),
        anchor=None if anchor is None else str(anchor),
        restated=tuple(
            Restatement(answer=entry["answer"], anchor=str(entry["anchor"])) for entry in data.get("restated") or ()
        ),
        figures=tuple(
            Figure(what=figure["what"], year=figure.get("year"), value=figure["value"], unit=figure.get("unit"))
            for figure in data.get("figures") or ()
        ),
        supports=tuple(
            Support(
                element=names[support["element"]],
                fit=Fit(support["fit"]),
                together=tuple(support.get("with") or ()),
                because=support.get("because"),
            )
            for support in data.get("supports") or ()
        ),
        against=tuple(names[name] for name in data.get("against") or ()),
        context=tuple(names[name] for name in data.get("context") or ()),
        note=data.get("note"),
        source=_build_source(data.get("source")),
        text=data.get("text"),
        suppress=_build_suppressions(data),
    )


def _build_source(data: Any) -> OtherSource | None:
    if not isinstance(data, dict):
        return None
    return OtherSource(name=data["name"], document=data.get("document"))


def _day(value: str) -> Any:
    return FactDate.parse(value).earliest
