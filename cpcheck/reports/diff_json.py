"""A comparison as JSON, by the published schema `diff`: everything that the other formats show."""

from typing import Any

from cpcheck.comparison import FieldChange
from cpcheck.errors import Location
from cpcheck.model import Where
from cpcheck.records import list_values
from cpcheck.reports.diff_view import (
    AnswerChangeView,
    CaseDiffView,
    DecisionChangeView,
    DiffView,
    ElementChangeView,
    FactChangeView,
    FindingView,
    ItemChangeView,
    ReplyView,
    VerdictView,
)
from cpcheck.reports.inert import dump_json

SCHEMA_VERSION = "1.0"
"""Of this shape: the first number changes when a reader could break, the second when something is added."""

Json = dict[str, Any]


def render(view: DiffView) -> str:
    """Return a comparison as one JSON object."""
    return dump_json(build_diff(view))


def build_diff(view: DiffView) -> Json:
    """Return a comparison as data for JSON."""
    return {
        "kind": "diff",
        "version": SCHEMA_VERSION,
        "program": {"name": "cpcheck", "version": view.version},
        "old": view.old,
        "new": view.new or None,
        "rulebook": view.rulebook or None,
        "third_party": view.third_party,
        "moved": {
            "improved": view.improved,
            "worsened": view.worsened,
            "aside": view.aside,
            "repeated": view.repeated,
        },
        "cases": [_build_case(case) for case in view.cases],
        "added": [_build_reply(reply) for reply in view.added],
        "removed": [_build_reply(reply) for reply in view.removed],
    }


def _build_case(case: CaseDiffView) -> Json:
    return {
        "state": case.state,
        "document": case.document,
        "recommendations": case.recommendations,
        "old_file": case.old_file,
        "new_file": case.new_file,
        "circumstances": _build_fields(case.circumstances),
        "particulars": _build_fields(case.particulars),
        "items": [build_item(item) for item in case.items],
        "idle": [_build_fact(fact) for fact in case.idle],
        "answers": [_build_answer(answer) for answer in case.answers],
    }


def build_item(item: ItemChangeView) -> Json:
    """Return what became of one item."""
    return {
        "id": item.id,
        "title": item.title,
        "repeats": item.repeats,
        "direction": item.direction,
        "old": _build_verdict(item.old),
        "new": _build_verdict(item.new),
        "fields": _build_fields(item.fields),
        "elements": [_build_element(element) for element in item.elements],
        "flags": {"gained": list(item.flags_gained), "lost": list(item.flags_lost)},
        "decisions": [_build_decision(decision) for decision in item.decisions],
        "location": _build_location(item.location),
    }


def _build_verdict(verdict: VerdictView | None) -> Json | None:
    return None if verdict is None else {"verdict": verdict.verdict, "level": verdict.level}


def _build_element(element: ElementChangeView) -> Json:
    return {
        "id": element.id,
        "asks": element.asks,
        "direction": element.direction,
        "old": _build_finding(element.old),
        "new": _build_finding(element.new),
        "fields": _build_fields(element.fields),
        "causes": _build_fields(element.causes),
        "evidence": [_build_fact(fact) for fact in element.evidence],
    }


def _build_finding(finding: FindingView | None) -> Json | None:
    return None if finding is None else {"finding": finding.level, "reason": finding.reason, "rule": finding.rule}


def _build_fact(fact: FactChangeView) -> Json:
    return {
        "change": fact.kind,
        "id": fact.id,
        "old_id": fact.old_id,
        "answer": fact.answer,
        "type": fact.type,
        "stage": fact.stage,
        "date": fact.date,
        "timing": fact.timing,
        "fact": fact.fact,
        "source": fact.source,
        "links": [{"element": name, "relation": relation, "fit": fit} for name, relation, fit in fact.links],
        "where": _build_where(fact.where),
        "location": _build_location(fact.location),
        "fields": _build_fields(fact.fields),
    }


def _build_decision(change: DecisionChangeView) -> Json:
    return {
        "change": change.kind,
        "decision": change.decision,
        "verdict": change.verdict,
        "reason": change.reason,
        "by": change.by,
        "on": change.on,
        "expires": change.expires,
        "fields": _build_fields(change.fields),
    }


def _build_answer(answer: AnswerChangeView) -> Json:
    return {
        "change": answer.kind,
        "id": answer.id,
        "items": list(answer.items),
        "where": _build_where(answer.where),
        "location": _build_location(answer.location),
        "fields": _build_fields(answer.fields),
    }


def _build_reply(reply: ReplyView) -> Json:
    tally = reply.verdicts
    counts = {"implemented": tally.implemented, "partly": tally.partly, "not_addressed": tally.not_addressed}
    return {
        "state": reply.state,
        "document": reply.document,
        "recommendations": reply.recommendations,
        "file": reply.file,
        "verdicts": counts,
    }


def _build_fields(fields: tuple[FieldChange, ...]) -> list[Json]:
    return [dict(list_values(field)) for field in fields]


def _build_location(location: Location | None) -> Json | None:
    if location is None:
        return None
    return {"file": location.path, "line": location.line, "column": location.column}


def _build_where(where: Where | None) -> Json | None:
    if where is None:
        return None
    places = {"lines": where.lines, "pages": where.pages}
    return {unit: list(span) for unit, span in places.items() if span is not None}
