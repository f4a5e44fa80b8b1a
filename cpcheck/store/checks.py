"""What a schema cannot say: references that lead nowhere, ids given twice, days that do not exist.

Every check works on data that the schema may have refused, so that one run reports everything: it looks only at the
parts that have the shape it needs and leaves the rest to the schema's own message.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cpcheck.errors import Problem, name_nearest
from cpcheck.model import FactDate
from cpcheck.store.reader import Path, YamlText
from cpcheck.store.schemas import name_path

MAX_ANCHOR_WORDS = 6
"""An anchor is long enough to be found again and too short to be a quotation (design section 4)."""
MIN_ANCHOR_WORDS = 2
"""One word alone is found anywhere, unless it is a figure."""

Found = Iterator[Problem]


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownElements:
    """What a response may refer to: the ids of a recommendation set."""

    items: tuple[str, ...]
    elements: Mapping[str, str]
    """Every name an element goes by, a twin's included, and the full id of the element it stands for."""


def check_recommendations(text: YamlText) -> Found:
    """Find what is wrong in a recommendation set beyond its schema."""
    data = text.data
    yield from _check_day(text, data, ("adopted",))
    items = list(_mappings(data, "items"))
    yield from _check_unique(text, [((*path, "id"), item.get("id")) for path, item in items], "item")
    for path, item in items:
        elements = list(_mappings(item, "elements", path))
        yield from _check_unique(text, [((*p, "id"), element.get("id")) for p, element in elements], "element")
        repeats = item.get("repeats")
        if not isinstance(repeats, dict) and not item.get("elements"):
            expected = "elements: the separately checkable demands, or repeats: the item it repeats"
            yield _problem(text, path, f"{name_path(path)} has no elements; expected {expected}")
        if isinstance(repeats, dict):
            yield from _check_repeat(text, path, item, dict(_by_id(items)))
    declared = [section for _, section in _mappings(data, "sections")]
    yield from _check_unique(text, [(("sections", i, "id"), s.get("id")) for i, s in enumerate(declared)], "section")


def _check_repeat(text: YamlText, path: Path, item: Mapping[str, Any], items: Mapping[str, Mapping[str, Any]]) -> Found:
    repeats = item["repeats"]
    twin_id = repeats.get("item")
    if not isinstance(twin_id, str):
        return
    place = (*path, "repeats", "item")
    if item.get("elements"):
        message = f"{name_path(path)} repeats {twin_id} and has elements of its own; expected one or the other"
        yield _problem(text, (*path, "elements"), message)
    if twin_id == item.get("id"):
        yield _problem(text, place, f'"{twin_id}" repeats itself; expected the id of another item')
        return
    twin = items.get(twin_id)
    if twin is None:
        yield _problem(
            text, place, f'there is no item "{twin_id}"; expected an item of this file{name_nearest(twin_id, items)}'
        )
        return
    if isinstance(twin.get("repeats"), dict):
        message = f'"{twin_id}" itself repeats another item; expected the item that has the elements'
        yield _problem(text, place, message)
        return
    own = [element.get("id") for _, element in _mappings(twin, "elements")]
    for index, name in _texts(repeats, "elements"):
        if name not in own:
            nearest = name_nearest(name, [known for known in own if isinstance(known, str)])
            message = f'item {twin_id} has no element "{name}"; expected one of its elements{nearest}'
            yield _problem(text, (*path, "repeats", "elements", index), message)


def know_elements(data: Any) -> KnownElements:
    """Gather what a response may refer to from the data of a recommendation set."""
    items = list(_by_id(_mappings(data, "items")))
    own = {
        name: [e["id"] for _, e in _mappings(item, "elements") if isinstance(e.get("id"), str)] for name, item in items
    }
    names = {f"{name}.{element}": f"{name}.{element}" for name, elements in own.items() for element in elements}
    for name, item in items:
        repeats = item.get("repeats")
        if isinstance(repeats, dict) and isinstance(repeats.get("item"), str):
            twin = repeats["item"]
            for element in repeats.get("elements") or own.get(twin, []):
                names.setdefault(f"{name}.{element}", f"{twin}.{element}")
    return KnownElements(items=tuple(name for name, _ in items), elements=names)


def check_response(text: YamlText, known: KnownElements | None, state: str | None) -> Found:
    """Find what is wrong in a response beyond its schema.

    `known` and `state` come from its recommendation set; None where that was not found, and then references stay
    unchecked.
    """
    data = text.data
    document = data.get("document")
    yield from _check_day(text, document, ("document", "received"))
    if isinstance(document, dict):
        yield from _check_fact_date(text, document.get("claims"), ("document", "claims", "adopted"))
    found_state = data.get("state")
    if state is not None and isinstance(found_state, str) and found_state != state:
        message = f'the response is of "{found_state}", its recommendation set of "{state}"; expected the same state'
        yield _problem(text, ("state",), message)
    answers = list(_mappings(data, "answers"))
    facts = [found for path, answer in answers for found in _mappings(answer, "evidence", path)]
    yield from _check_unique(text, [((*path, "id"), answer.get("id")) for path, answer in answers], "answer")
    yield from _check_unique(text, [((*path, "id"), fact.get("id")) for path, fact in facts], "evidence")
    for path, answer in answers:
        yield from _check_where(text, path, answer)
        if known is not None:
            for index, name in _texts(answer, "items"):
                yield from _check_item(text, (*path, "items", index), name, known)
    ids = {fact["id"]: None for _, fact in facts if isinstance(fact.get("id"), str)}
    supporters = _gather_supporters(facts, known)
    for path, fact in facts:
        yield from _check_dates(text, path, fact)
        yield from _check_anchor(text, path, fact)
        yield from _check_stage(text, path, fact)
        yield from _check_links(text, path, fact, known)
        yield from _check_together(text, path, fact, known, ids, supporters)
    for group in ("overrides", "waivers"):
        for path, decision in _mappings(data, group):
            yield from _check_decision(text, path, decision, known)


def _check_item(text: YamlText, path: Path, name: str, known: KnownElements) -> Found:
    if name not in known.items:
        message = (
            f'there is no item "{name}"; expected an item of the recommendation set{name_nearest(name, known.items)}'
        )
        yield _problem(text, path, message)


def _check_where(text: YamlText, path: Path, answer: Mapping[str, Any]) -> Found:
    where = answer.get("where")
    spans = where if isinstance(where, dict) else {}
    for unit in ("lines", "pages"):
        match spans.get(unit):
            case [int() as first, int() as last] if first > last:
                message = f"{unit} end before they begin, at {last} after {first}; expected the first, then the last"
                yield _problem(text, (*path, "where", unit), message)


def _check_dates(text: YamlText, path: Path, fact: Mapping[str, Any]) -> Found:
    yield from _check_fact_date(text, fact, (*path, "date"))
    period = fact.get("period")
    if not isinstance(period, dict):
        return
    if fact.get("date") is not None:
        message = f"{name_path(path)} has a date and a period; expected one of the two"
        yield _problem(text, (*path, "period"), message)
    for end in ("from", "to"):
        yield from _check_fact_date(text, period, (*path, "period", end))
    start, end_ = (read_fact_date(period.get(end)) for end in ("from", "to"))
    if start and end_ and start.earliest > end_.latest:
        message = f"the period ends in {end_.text}, before it begins in {start.text}; expected from, then to"
        yield _problem(text, (*path, "period"), message)
    if "from" in period and period.get("from") is None and period.get("to") is None:
        yield _problem(text, (*path, "period"), "the period is empty; expected from, to, or both")


def _check_anchor(text: YamlText, path: Path, fact: Mapping[str, Any]) -> Found:
    anchor = fact.get("anchor")
    if not isinstance(anchor, str):
        return
    words = anchor.split()
    place = (*path, "anchor")
    if len(words) > MAX_ANCHOR_WORDS:
        message = f"the anchor has {len(words)} words; expected two to six, or a figure: keep the most telling ones"
        yield _problem(text, place, message)
    elif len(words) < MIN_ANCHOR_WORDS and not any(char.isdigit() for char in anchor):
        message = f'the anchor "{anchor}" is one word, which is found anywhere; expected two to six, or a figure'
        yield _problem(text, place, message)


_STAGES = {"draft_law": ("prepared", "tabled"), "policy": ("planned", "running")}


def _check_stage(text: YamlText, path: Path, fact: Mapping[str, Any]) -> Found:
    stage, kind = fact.get("stage"), fact.get("type")
    if not isinstance(stage, str) or not isinstance(kind, str):
        return
    allowed = _STAGES.get(kind)
    if allowed is None:
        message = f'a {kind} has no stage, found "{stage}"; expected stage only on draft_law and policy'
        yield _problem(text, (*path, "stage"), message)
    elif stage in {"prepared", "tabled", "planned", "running"} and stage not in allowed:
        message = f'a {kind} cannot be "{stage}"; expected {" or ".join(allowed)}'
        yield _problem(text, (*path, "stage"), message)


def _check_links(text: YamlText, path: Path, fact: Mapping[str, Any], known: KnownElements | None) -> Found:
    linked: dict[str, str] = {}
    for relation, place, name in _links(path, fact):
        owner = known.elements.get(name) if known else name
        if owner is None:
            assert known is not None
            message = f'there is no element "{name}"; expected an element of the recommendation set'
            yield _problem(text, place, message + name_nearest(name, known.elements))
            continue
        if owner in linked:
            message = f'"{name}" is linked already under {linked[owner]}; expected each element under one of the three'
            yield _problem(text, place, message)
        linked.setdefault(owner, relation)
        if relation == "supports" and fact.get("type") in {"admission", "refusal"}:
            message = f"evidence of type {fact['type']} cannot support an element; expected against or context"
            yield _problem(text, place, message)


def _check_together(
    text: YamlText,
    path: Path,
    fact: Mapping[str, Any],
    known: KnownElements | None,
    ids: Collection[str],
    supporters: Mapping[str, set[str]],
) -> Found:
    for place, support in _mappings(fact, "supports", path):
        element = _resolve(support.get("element"), known)
        for index, name in _texts(support, "with"):
            at = (*place, "with", index)
            if name not in ids:
                yield _problem(
                    text,
                    at,
                    f'there is no evidence "{name}"; expected evidence of this file{name_nearest(name, ids)}',
                )
            elif name == fact.get("id"):
                yield _problem(
                    text, at, f'"{name}" names itself; expected other evidence that it is full together with'
                )
            elif element is not None and name not in supporters.get(element, set()):
                message = (
                    f'"{name}" does not support {support["element"]}; expected evidence that supports the same element'
                )
                yield _problem(text, at, message)


def _gather_supporters(
    facts: Sequence[tuple[Path, Mapping[str, Any]]], known: KnownElements | None
) -> dict[str, set[str]]:
    gathered: dict[str, set[str]] = {}
    for path, fact in facts:
        for _, support in _mappings(fact, "supports", path):
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
        yield from _check_day(text, decision, (*path, key))
    on, expires = (read_day(decision.get(key)) for key in ("on", "expires"))
    if on and expires and expires < on:
        message = f"it expires on {expires}, before it was decided on {on}; expected a later day"
        yield _problem(text, (*path, "expires"), message)


def check_rulebook(text: YamlText) -> Found:
    """Find what is wrong in a rulebook beyond its schema."""
    data = text.data
    for levels, rules, outcome in (("levels", "items", "level"), ("conclusions", "overall", "conclusion")):
        known = [level.get("id") for _, level in _mappings(data, levels)]
        yield from _check_unique(text, [((levels, i, "id"), name) for i, name in enumerate(known)], outcome)
        for path, rule in _mappings(data, rules):
            name = rule.get(outcome)
            if isinstance(name, str) and name not in known:
                nearest = name_nearest(name, [level for level in known if isinstance(level, str)])
                yield _problem(
                    text, (*path, outcome), f'there is no {outcome} "{name}"; expected one of {levels}{nearest}'
                )
    rules_seen = []
    for name in ("elements", "items", "overall"):
        listed = list(_mappings(data, name))
        rules_seen += [((*path, "id"), rule.get("id")) for path, rule in listed]
        for place, (path, rule) in enumerate(listed, 1):
            last = place == len(listed)
            when = rule.get("when")
            always = isinstance(when, dict) and "otherwise" in when
            if last and isinstance(when, dict) and not always:
                message = f"the last rule of {name} does not always hold; expected when: {{otherwise: true}}"
                yield _problem(text, (*path, "when"), message)
            elif always and not last:
                yield _problem(
                    text,
                    (*path, "when"),
                    f"the rules of {name} after this one are never reached; expected otherwise last",
                )
    yield from _check_unique(text, rules_seen, "rule")
    for path, rule in _mappings(data, "elements"):
        yield from _check_reason(text, path, rule)
    for path, question in _mappings(data, "questions"):
        yield from _check_question(text, path, question)


def _check_reason(text: YamlText, path: Path, rule: Mapping[str, Any]) -> Found:
    reason, finding = rule.get("reason"), rule.get("finding")
    if finding == "met" and reason:
        yield _problem(text, (*path, "reason"), "an element that is met needs no reason; expected none")
    elif finding in {"partly_met", "not_met"} and not reason:
        yield _problem(text, path, f"{name_path(path)} gives {finding} without a reason; expected reason:")
    elif isinstance(reason, list) and isinstance(reason[-1], dict) and "when" in reason[-1]:
        place = (*path, "reason", len(reason) - 1)
        yield _problem(text, place, "the last reason does not always hold; expected it without when:")


def _check_question(text: YamlText, path: Path, question: Mapping[str, Any]) -> Found:
    if question.get("suppose") == "offered":
        for key in ("type", "fit"):
            if question.get(key) is None:
                yield _problem(text, path, f"{name_path(path)} offers a fact without {key}; expected {key}:")
    wording = question.get("text")
    if isinstance(wording, str):
        try:
            wording.format(asks="", fact="", cutoff="")
        except (KeyError, IndexError, ValueError, AttributeError):
            message = "the question holds braces that are none of {asks}, {fact}, {cutoff}; expected only these"
            yield _problem(text, (*path, "text"), message)


# --- days ---------------------------------------------------------------------------------------------------------


def read_day(value: Any) -> dt.date | None:
    """Return the day a text names, or None where it names none."""
    found = read_fact_date(value)
    return found.earliest if found and found.earliest == found.latest and len(found.text) > len("YYYY-MM") else None


def read_fact_date(value: Any) -> FactDate | None:
    """Return the date that a text, or a bare year, names; None where it names none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        return FactDate.parse(str(value))
    except ValueError:
        return None


def _check_day(text: YamlText, holder: Any, path: Path) -> Found:
    yield from _check_calendar(text, holder, path, shape=[4, 2, 2])


def _check_fact_date(text: YamlText, holder: Any, path: Path) -> Found:
    yield from _check_calendar(text, holder, path, shape=None)


def _check_calendar(text: YamlText, holder: Any, path: Path, *, shape: list[int] | None) -> Found:
    """Report a date of the right form that the calendar does not have; the form itself is the schema's business."""
    value = holder.get(path[-1]) if isinstance(holder, dict) else None
    if not isinstance(value, str):
        return
    parts = value.split("-")
    lengths = [len(part) for part in parts]
    has_form = all(part.isascii() and part.isdigit() for part in parts) and lengths == [4, 2, 2][: len(lengths)]
    if has_form and (shape is None or lengths == shape) and read_fact_date(value) is None:
        yield _problem(text, path, f'"{value}" is not in the calendar; expected a day that exists')


# --- walking ------------------------------------------------------------------------------------------------------


def _mappings(holder: Any, key: str, path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield the mappings in a list, with their paths; nothing where the data has another shape."""
    values = holder.get(key) if isinstance(holder, dict) else None
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, dict):
            yield (*path, key, index), value


def _texts(holder: Mapping[str, Any], key: str) -> Iterator[tuple[int, str]]:
    values = holder.get(key)
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str):
            yield index, value


def _links(path: Path, fact: Mapping[str, Any]) -> Iterator[tuple[str, Path, str]]:
    for place, support in _mappings(fact, "supports", path):
        if isinstance(support.get("element"), str):
            yield "supports", (*place, "element"), support["element"]
    for relation in ("against", "context"):
        for index, name in _texts(fact, relation):
            yield relation, (*path, relation, index), name


def _by_id(items: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for _, item in items:
        if isinstance(item.get("id"), str):
            yield item["id"], item


def _check_unique(text: YamlText, named: Sequence[tuple[Path, Any]], sort: str) -> Found:
    first: dict[str, Path] = {}
    for path, name in named:
        if not isinstance(name, str):
            continue
        if name in first:
            line = text.locate(first[name]).line
            yield _problem(text, path, f'{sort} id "{name}" stands twice, first on line {line}; expected each id once')
        first.setdefault(name, path)


def _problem(text: YamlText, path: Path, message: str) -> Problem:
    return Problem(location=text.locate(path), message=message)
