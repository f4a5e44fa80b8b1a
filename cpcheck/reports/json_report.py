"""The report as JSON, by the published schema `report`: everything that the other formats show.

One view gives one object. Several give an object with `reports`, so that a reader always finds an object.
"""

from collections.abc import Sequence
from typing import Any

from cpcheck.model import Figure, Tally, Where
from cpcheck.records import list_values
from cpcheck.reports.inert import dump_json
from cpcheck.reports.labels import load_labels
from cpcheck.reports.text import VERDICTS
from cpcheck.reports.view import (
    DecisionView,
    ElementView,
    FactView,
    ItemView,
    LinkView,
    MovesView,
    QuestionView,
    ReportView,
)

SCHEMA_VERSION = "1.0"
"""Of the report's shape: the first number changes when a reader could break, the second when something is added."""

Json = dict[str, Any]


def render(views: Sequence[ReportView]) -> str:
    """Return one report, or an object with all of them."""
    reports = [build_report(view) for view in views]
    data = reports[0] if len(reports) == 1 else {"kind": "reports", "version": SCHEMA_VERSION, "reports": reports}
    return dump_json(data)


def build_report(view: ReportView) -> Json:
    """Return one view as data for JSON."""
    labels = load_labels(view.language)
    return {
        "kind": "report",
        "version": SCHEMA_VERSION,
        "language": view.language,
        "program": {"name": "cpcheck", "version": view.version},
        "state": view.state,
        "recommendations": {
            "id": view.recommendations,
            "issuer": view.issuer,
            "treaty": view.treaty,
            "round": view.round,
            "adopted": view.adopted,
            "source": view.adopted_source,
        },
        "document": {
            "symbol": view.document,
            "received": view.received,
            "scope": view.scope,
            "claims": dict(view.claims),
        },
        "as_of": view.as_of,
        "rulebook": {"id": view.rulebook, "title": view.rulebook_title},
        "third_party": view.third_party,
        "conclusion": view.conclusion,
        "moves": _build_moves(view.moves),
        "totals": _build_totals(view),
        "sections": [{"id": name, "title": title or None} for name, title in view.section_titles.items()],
        "all_items": view.all_items,
        "items": [_build_item(item) for item in view.items],
        "evidence": [_build_fact(fact) for fact in view.facts],
        "limits": [labels(limit) for limit in view.limits],
    }


def _build_totals(view: ReportView) -> Json:
    totals = view.totals
    return {
        "items": totals.verdicts.items,
        "verdicts": _build_tally(totals.verdicts),
        "levels": [{"id": level.id, "title": level.title, "items": level.items} for level in view.levels],
        "sections": {tally.key: _build_tally(tally) for tally in totals.sections},
        "themes": {tally.key: _build_tally(tally) for tally in totals.themes},
        "findings": {level.value: number for level, number in totals.findings},
        "reasons": {reason.value: number for reason, number in totals.reasons},
        "flags": {flag.value: number for flag, number in totals.flags},
    }


def _build_moves(moves: MovesView | None) -> Json | None:
    if moves is None:
        return None
    return {
        "document": moves.document,
        "received": moves.received,
        "improved": list(moves.improved),
        "slipped": list(moves.slipped),
    }


def _build_tally(tally: Tally) -> Json:
    return {verdict: getattr(tally, verdict) for verdict in VERDICTS}


def _build_item(item: ItemView) -> Json:
    return {
        "id": item.id,
        "section": item.section,
        "title": item.title,
        "asks": item.asks,
        "paragraph": item.paragraph,
        "strength": item.strength,
        "articles": list(item.articles),
        "themes": list(item.themes),
        "repeats": item.repeats,
        "previous": dict(list_values(item.previous)) if item.previous else None,
        "verdict": item.verdict,
        "level": item.level,
        "rule": item.rule,
        "rule_text": item.rule_text,
        "flags": list(item.flags),
        "elements": [_build_element(element) for element in item.elements],
        "answers": [
            {"id": answer.id, "where": _build_where(answer.where), "draft": answer.is_draft} for answer in item.answers
        ],
        "overrides": [_build_decision(decision) for decision in item.overrides],
        "waivers": [_build_decision(decision) for decision in item.waivers],
    }


def _build_element(element: ElementView) -> Json:
    return {
        "id": element.id,
        "asks": element.asks,
        "ask": element.ask,
        "inferred": element.inferred,
        "finding": element.finding,
        "reason": element.reason,
        "rule": element.rule,
        "rule_text": element.rule_text,
        "evidence": list(element.evidence),
        "links": [_build_link(link) for link in element.links],
        "set_aside": [_build_link(link) for link in element.set_aside],
        "question": _build_question(element.question) if element.question else None,
    }


def _build_question(question: QuestionView) -> Json:
    return {
        "id": question.id,
        "text": question.text,
        "evidence": question.evidence,
        "raises_to": question.raises_to,
    }


def _build_link(link: LinkView) -> Json:
    return {
        "evidence": link.fact.id,
        "relation": link.relation,
        "fit": link.fit,
        "with": list(link.together),
        "deciding": link.is_deciding,
    }


def _build_fact(fact: FactView) -> Json:
    return {
        "id": fact.id,
        "answer": fact.answer,
        "type": fact.type,
        "kind": fact.kind,
        "stage": fact.stage,
        "fact": fact.fact,
        "date": fact.date,
        "timing": fact.timing,
        "where": _build_where(fact.where),
        "anchor": fact.anchor,
        "restated": [
            {"answer": again.answer, "where": _build_where(again.where), "anchor": again.anchor}
            for again in fact.restated
        ],
        "figures": [_build_figure(figure) for figure in fact.figures],
        "note": fact.note,
        "source": fact.source,
    }


def _build_figure(figure: Figure) -> Json:
    return {"what": figure.what, "year": figure.year, "value": figure.value, "unit": figure.unit}


def _build_where(where: Where | None) -> Json | None:
    if where is None:
        return None
    places = {"lines": where.lines, "pages": where.pages}
    return {unit: list(span) for unit, span in places.items() if span is not None}


def _build_decision(decision: DecisionView) -> Json:
    verdict = {} if decision.verdict is None else {"verdict": decision.verdict}
    return {
        **verdict,
        "reason": decision.reason,
        "by": decision.by,
        "on": decision.on,
        "expires": decision.expires,
        "active": decision.is_active,
    }
