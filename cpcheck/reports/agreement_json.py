"""The agreement of two readings as JSON, by the published schema `agreement`: everything that other formats show."""

from typing import Any

from cpcheck.reports.agreement_view import (
    AgreementView,
    ElementReadingsView,
    FiguresView,
    ItemReadingsView,
    LevelView,
    OtherReasonView,
    SeenView,
)
from cpcheck.reports.inert import dump_json
from cpcheck.reports.view import LinkView

SCHEMA_VERSION = "1.0"
"""Of this shape: the first number changes when a reader could break, the second when something is added."""

Json = dict[str, Any]


def render(view: AgreementView) -> str:
    """Return the agreement as one JSON object."""
    return dump_json(build_agreement(view))


def build_agreement(view: AgreementView) -> Json:
    """Return the agreement as data for JSON."""
    return {
        "kind": "agreement",
        "version": SCHEMA_VERSION,
        "program": {"name": "cpcheck", "version": view.version},
        "rulebook": view.rulebook,
        "recommendations": view.recommendations,
        "document": view.document,
        "third_party": view.third_party,
        "first": {"file": view.files[0], "as_of": view.as_of[0]},
        "second": {"file": view.files[1], "as_of": view.as_of[1]},
        "graded": view.is_graded,
        "items": _build_figures(view.items),
        "elements": _build_figures(view.elements) if view.elements else None,
        "discuss": [_build_item(item) for item in view.discuss],
        "other_reasons": [_build_other(other) for other in view.other_reasons],
        "ungraded": list(view.ungraded),
    }


def _build_figures(figures: FiguresView) -> Json:
    found = figures.agreement
    return {
        "levels": [{"id": level.id, "title": level.title} for level in figures.levels],
        "n": found.total,
        "same": found.same,
        "share": found.share,
        "kappa": found.kappa,
        "kappa_linear": found.linear,
        "kappa_quadratic": found.quadratic,
        "confusion": [list(row) for row in found.table],
    }


def _build_item(item: ItemReadingsView) -> Json:
    return {
        "id": item.id,
        "title": item.title,
        "distance": item.distance,
        "unshared": item.unshared,
        "first": _build_side(item, 0, item.first),
        "second": _build_side(item, 1, item.second),
        "elements": [_build_element(element) for element in item.elements],
    }


def _build_side(item: ItemReadingsView, side: int, level: LevelView) -> Json:
    override = next((decision for place, decision in item.overrides if place == side), None)
    return {"level": level.id, "override": override.verdict if override else None}


def _build_element(element: ElementReadingsView) -> Json:
    return {
        "id": element.id,
        "asks": element.asks,
        "first": _build_seen(element.first),
        "second": _build_seen(element.second) if element.second else None,
    }


def _build_seen(seen: SeenView) -> Json:
    return {
        "finding": seen.finding,
        "reason": seen.reason,
        "rule": seen.rule,
        "evidence": [_build_fact(link, seen) for link in seen.facts],
    }


def _build_fact(link: LinkView, seen: SeenView) -> Json:
    fact = link.fact
    return {
        "id": fact.id,
        "answer": fact.answer,
        "type": fact.type,
        "stage": fact.stage,
        "date": fact.date,
        "timing": fact.timing,
        "fact": fact.fact,
        "anchor": fact.anchor,
        "relation": link.relation,
        "fit": link.fit,
        "with": list(link.together),
        "deciding": link.is_deciding,
        "only": fact.id in seen.only,
    }


def _build_other(other: OtherReasonView) -> Json:
    first, second = ({"reason": reason, "rule": rule} for reason, rule in zip(other.reasons, other.rules, strict=True))
    return {"id": other.id, "finding": other.finding, "first": first, "second": second}
