"""Recommendation sets: ids, elements and repeats."""

from collections.abc import Mapping
from typing import Any

from cpcheck.errors import name_nearest
from cpcheck.records import record
from cpcheck.store.checks.days import check_day
from cpcheck.store.checks.walking import Found, check_unique, list_by_id, list_mappings, list_texts, problem_at
from cpcheck.store.schemas import name_path
from cpcheck.store.texts import Path, YamlText


@record
class KnownElements:
    """What a response may refer to: the ids of a recommendation set."""

    items: tuple[str, ...]
    elements: Mapping[str, str]
    """Every name an element goes by, a twin's included, and the full id of the element it stands for."""


def check_recommendations(text: YamlText) -> Found:
    """Find what is wrong in a recommendation set beyond its schema."""
    data = text.data
    yield from check_day(text, data, ("adopted",))
    items = list(list_mappings(data, "items"))
    yield from check_unique(text, [((*path, "id"), item.get("id")) for path, item in items], "item")
    by_id = dict(list_by_id(items))
    for path, item in items:
        elements = list(list_mappings(item, "elements", path))
        yield from check_unique(text, [((*p, "id"), element.get("id")) for p, element in elements], "element")
        repeats = item.get("repeats")
        if not isinstance(repeats, dict) and not item.get("elements"):
            expected = "elements: the separately checkable demands, or repeats: the item it repeats"
            place = (*path, "elements") if "elements" in item else path
            yield problem_at(text, place, f"{name_path(path)} has no elements; expected {expected}")
        if isinstance(repeats, dict):
            yield from _check_repeat(text, path, item, by_id)
    sections = list_mappings(data, "sections")
    yield from check_unique(text, [((*path, "id"), section.get("id")) for path, section in sections], "section")


def _check_repeat(text: YamlText, path: Path, item: Mapping[str, Any], items: Mapping[str, Mapping[str, Any]]) -> Found:
    repeats = item["repeats"]
    twin_id = repeats.get("item")
    if not isinstance(twin_id, str):
        return
    place = (*path, "repeats", "item")
    if item.get("elements"):
        message = f"{name_path(path)} repeats {twin_id} and has elements of its own; expected one or the other"
        yield problem_at(text, (*path, "elements"), message)
    if twin_id == item.get("id"):
        yield problem_at(text, place, f'"{twin_id}" repeats itself; expected the id of another item')
        return
    twin = items.get(twin_id)
    if twin is None:
        yield problem_at(
            text, place, f'there is no item "{twin_id}"; expected an item of this file{name_nearest(twin_id, items)}'
        )
        return
    if isinstance(twin.get("repeats"), dict):
        message = f'"{twin_id}" itself repeats another item; expected the item that has the elements'
        yield problem_at(text, place, message)
        return
    own = [element.get("id") for _, element in list_mappings(twin, "elements")]
    for index, name in list_texts(repeats, "elements"):
        if name not in own:
            nearest = name_nearest(name, [known for known in own if isinstance(known, str)])
            message = f'item {twin_id} has no element "{name}"; expected one of its elements{nearest}'
            yield problem_at(text, (*path, "repeats", "elements", index), message)


def know_elements(data: Any) -> KnownElements:
    """Gather what a response may refer to from the data of a recommendation set."""
    items = list(list_by_id(list_mappings(data, "items")))
    own = {
        name: [e["id"] for _, e in list_mappings(item, "elements") if isinstance(e.get("id"), str)]
        for name, item in items
    }
    names = {f"{name}.{element}": f"{name}.{element}" for name, elements in own.items() for element in elements}
    for name, item in items:
        repeats = item.get("repeats")
        if isinstance(repeats, dict) and isinstance(repeats.get("item"), str):
            twin = repeats["item"]
            named = [element for _, element in list_texts(repeats, "elements")]
            for element in named or own.get(twin, []):
                names.setdefault(f"{name}.{element}", f"{twin}.{element}")
    return KnownElements(items=tuple(name for name, _ in items), elements=names)
