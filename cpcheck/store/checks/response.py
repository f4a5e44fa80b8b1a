"""Responses: references into the recommendation set, dates, anchors, links and decisions."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from cpcheck.errors import name_nearest
from cpcheck.store.checks.days import check_day, check_fact_date, read_day, read_fact_date
from cpcheck.store.checks.recommendations import KnownElements
from cpcheck.store.checks.walking import Found, check_unique, list_mappings, list_texts, problem_at
from cpcheck.store.schemas import name_path
from cpcheck.store.texts import Path, YamlText

MAX_ANCHOR_WORDS = 6
"""An anchor is long enough to be found again and too short to be a quotation (design section 4)."""
MIN_ANCHOR_WORDS = 2
"""One word alone is found anywhere, unless it is a figure."""


def check_response(text: YamlText, known: KnownElements | None, state: str | None) -> Found:
    """Find what is wrong in a response beyond its schema.

    `known` and `state` come from its recommendation set; None where that was not found, and then references stay
    unchecked.
    """
    data = text.data
    document = data.get("document")
    yield from check_day(text, document, ("document", "received"))
    if isinstance(document, dict):
        yield from check_fact_date(text, document.get("claims"), ("document", "claims", "adopted"))
    found_state = data.get("state")
    if state is not None and isinstance(found_state, str) and found_state != state:
        message = f'the response is of "{found_state}", its recommendation set of "{state}"; expected the same state'
        yield problem_at(text, ("state",), message)
    answers = list(list_mappings(data, "answers"))
    facts = [found for path, answer in answers for found in list_mappings(answer, "evidence", path)]
    answer_ids = [answer["id"] for _, answer in answers if isinstance(answer.get("id"), str)]
    yield from check_unique(text, [((*path, "id"), answer.get("id")) for path, answer in answers], "answer")
    yield from check_unique(text, [((*path, "id"), fact.get("id")) for path, fact in facts], "evidence")
    for path, answer in answers:
        yield from _check_where(text, path, answer)
        yield from _check_review(text, path, answer)
        if known is not None:
            for index, name in list_texts(answer, "items"):
                yield from _check_item(text, (*path, "items", index), name, known)
    ids = {fact["id"]: None for _, fact in facts if isinstance(fact.get("id"), str)}
    supporters = _gather_supporters(facts, known)
    for path, fact in facts:
        yield from _check_dates(text, path, fact)
        yield from _check_anchor(text, path, fact)
        yield from _check_restated(text, path, fact, data["answers"][path[1]].get("id"), answer_ids)
        yield from _check_stage(text, path, fact)
        yield from _check_links(text, path, fact, known)
        yield from _check_together(text, path, fact, known, ids, supporters)
    for group in ("overrides", "waivers"):
        for path, decision in list_mappings(data, group):
            yield from _check_decision(text, path, decision, known)


def _check_item(text: YamlText, path: Path, name: str, known: KnownElements) -> Found:
    if name not in known.items:
        message = (
            f'there is no item "{name}"; expected an item of the recommendation set{name_nearest(name, known.items)}'
        )
        yield problem_at(text, path, message)


def _check_where(text: YamlText, path: Path, answer: Mapping[str, Any]) -> Found:
    where = answer.get("where")
    spans = where if isinstance(where, dict) else {}
    for unit in ("lines", "pages"):
        match spans.get(unit):
            case [int() as first, int() as last] if first > last:
                message = f"{unit} end before they begin, at {last} after {first}; expected the first, then the last"
                yield problem_at(text, (*path, "where", unit), message)


def _check_review(text: YamlText, path: Path, answer: Mapping[str, Any]) -> Found:
    review = answer.get("review")
    if not isinstance(review, dict):
        return
    own = [fact["id"] for _, fact in list_mappings(answer, "evidence") if isinstance(fact.get("id"), str)]
    for index, name in list_texts(review, "accepted"):
        if name not in own:
            message = f'answer {answer.get("id")} has no evidence "{name}"; expected evidence of this answer'
            yield problem_at(text, (*path, "review", "accepted", index), message + name_nearest(name, own))


def _check_dates(text: YamlText, path: Path, fact: Mapping[str, Any]) -> Found:
    yield from check_fact_date(text, fact, (*path, "date"))
    period = fact.get("period")
    if not isinstance(period, dict):
        return
    if fact.get("date") is not None:
        message = f"{name_path(path)} has a date and a period; expected one of the two"
        yield problem_at(text, (*path, "period"), message)
    for end in ("from", "to"):
        yield from check_fact_date(text, period, (*path, "period", end))
    start, end_ = (read_fact_date(period.get(end)) for end in ("from", "to"))
    if start and end_ and start.earliest > end_.latest:
        message = f"the period ends in {end_.text}, before it begins in {start.text}; expected from, then to"
        yield problem_at(text, (*path, "period"), message)
    if period and period.get("from") is None and period.get("to") is None:
        yield problem_at(text, (*path, "period"), "the period is empty; expected from, to, or both")


def _check_anchor(text: YamlText, path: Path, fact: Mapping[str, Any]) -> Found:
    anchor = fact.get("anchor")
    if not isinstance(anchor, str):
        return
    words = anchor.split()
    place = (*path, "anchor")
    if not words:
        yield problem_at(text, place, "the anchor is blank; expected two to six words of the source, or a figure")
    elif len(words) > MAX_ANCHOR_WORDS:
        message = f"the anchor has {len(words)} words; expected two to six, or a figure: keep the most telling ones"
        yield problem_at(text, place, message)
    elif len(words) < MIN_ANCHOR_WORDS and not any(char.isdigit() for char in anchor):
        message = f'the anchor "{anchor}" is one word, which is found anywhere; expected two to six, or a figure'
        yield problem_at(text, place, message)


def _check_restated(text: YamlText, path: Path, fact: Mapping[str, Any], home: Any, answers: Collection[str]) -> Found:
    seen = [(home, fact.get("anchor"))]
    for place, entry in list_mappings(fact, "restated", path):
        yield from _check_anchor(text, place, entry)
        name, anchor = entry.get("answer"), entry.get("anchor")
        if isinstance(name, str) and name not in answers:
            message = f'there is no answer "{name}"; expected an answer of this file{name_nearest(name, answers)}'
            yield problem_at(text, (*place, "answer"), message)
        if (name, anchor) in seen:
            message = f'{name_path(path)} names "{anchor}" in {name} already; expected words of another place'
            yield problem_at(text, (*place, "anchor"), message)
        seen.append((name, anchor))


_STAGES = {"draft_law": ("prepared", "tabled"), "policy": ("planned", "running")}


def _check_stage(text: YamlText, path: Path, fact: Mapping[str, Any]) -> Found:
    stage, kind = fact.get("stage"), fact.get("type")
    if not isinstance(stage, str) or not isinstance(kind, str):
        return
    allowed = _STAGES.get(kind)
    if allowed is None:
        message = f'a {kind} has no stage, found "{stage}"; expected stage only on draft_law and policy'
        yield problem_at(text, (*path, "stage"), message)
    elif stage in ("prepared", "tabled", "planned", "running") and stage not in allowed:
        message = f'a {kind} cannot be "{stage}"; expected {" or ".join(allowed)}'
        yield problem_at(text, (*path, "stage"), message)


def _check_links(text: YamlText, path: Path, fact: Mapping[str, Any], known: KnownElements | None) -> Found:
    linked: dict[str, str] = {}
    for relation, place, name in _links(path, fact):
        owner = known.elements.get(name) if known else name
        if owner is None:
            assert known is not None
            message = f'there is no element "{name}"; expected an element of the recommendation set'
            yield problem_at(text, place, message + name_nearest(name, known.elements))
            continue
        if owner in linked:
            message = f'"{name}" is linked already under {linked[owner]}; expected each element under one of the three'
            yield problem_at(text, place, message)
        linked.setdefault(owner, relation)
        if relation == "supports" and fact.get("type") in ("admission", "refusal"):
            message = f"evidence of type {fact['type']} cannot support an element; expected against or context"
            yield problem_at(text, place, message)


def _check_together(
    text: YamlText,
    path: Path,
    fact: Mapping[str, Any],
    known: KnownElements | None,
    ids: Collection[str],
    supporters: Mapping[str, set[str]],
) -> Found:
    for place, support in list_mappings(fact, "supports", path):
        element = _resolve(support.get("element"), known)
        for index, name in list_texts(support, "with"):
            at = (*place, "with", index)
            if name not in ids:
                yield problem_at(
                    text,
                    at,
                    f'there is no evidence "{name}"; expected evidence of this file{name_nearest(name, ids)}',
                )
            elif name == fact.get("id"):
                yield problem_at(
                    text, at, f'"{name}" names itself; expected other evidence that it is full together with'
                )
            elif element is not None and name not in supporters.get(element, set()):
                message = (
                    f'"{name}" does not support {support["element"]}; expected evidence that supports the same element'
                )
                yield problem_at(text, at, message)


def _gather_supporters(
    facts: Sequence[tuple[Path, Mapping[str, Any]]], known: KnownElements | None
) -> dict[str, set[str]]:
    gathered: dict[str, set[str]] = {}
    for path, fact in facts:
        for _, support in list_mappings(fact, "supports", path):
            element = _resolve(support.get("element"), known)
            if element is not None and isinstance(fact.get("id"), str):
                gathered.setdefault(element, set()).add(fact["id"])
    return gathered


def _resolve(name: Any, known: KnownElements | None) -> str | None:
    if not isinstance(name, str):
        return None
    return known.elements.get(name) if known else name


def _check_decision(text: YamlText, path: Path, decision: Mapping[str, Any], known: KnownElements | None) -> Found:
    item = decision.get("item")
    if known is not None and isinstance(item, str):
        yield from _check_item(text, (*path, "item"), item, known)
    for key in ("on", "expires"):
        yield from check_day(text, decision, (*path, key))
    on, expires = (read_day(decision.get(key)) for key in ("on", "expires"))
    if on and expires and expires < on:
        message = f"it expires on {expires}, before it was decided on {on}; expected a later day"
        yield problem_at(text, (*path, "expires"), message)


def _links(path: Path, fact: Mapping[str, Any]) -> Iterator[tuple[str, Path, str]]:
    for place, support in list_mappings(fact, "supports", path):
        if isinstance(support.get("element"), str):
            yield "supports", (*place, "element"), support["element"]
    for relation in ("against", "context"):
        for index, name in list_texts(fact, relation):
            yield relation, (*path, relation, index), name
