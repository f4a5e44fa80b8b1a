"""Rulebooks: levels that exist, lists that always decide, reasons and questions that can be given."""

from collections.abc import Iterator, Mapping, Sequence
from string import Formatter
from typing import Any

from cpcheck.errors import name_nearest
from cpcheck.store.checks.walking import Found, check_unique, list_by_id, list_mappings, list_texts, problem_at
from cpcheck.store.schemas import name_path
from cpcheck.store.texts import Path, YamlText


def check_rulebook(text: YamlText) -> Found:
    """Find what is wrong in a rulebook beyond its schema."""
    data = text.data
    for levels, rules, outcome in (("levels", "items", "level"), ("conclusions", "overall", "conclusion")):
        declared = list(list_mappings(data, levels))
        yield from check_unique(text, [((*path, "id"), level.get("id")) for path, level in declared], outcome)
        known = [name for name, _ in list_by_id(declared)]
        for path, rule in list_mappings(data, rules):
            if _is_readable(data, levels):
                yield from _check_level(text, (*path, outcome), rule.get(outcome), known)
    yield from _check_named(text)
    for path, rule in list_mappings(data, "elements"):
        yield from _check_reason(text, path, rule)
    for name in ("elements", "items", "overall"):
        yield from _check_last_rule(text, name)
    rules_all = [found for name in ("elements", "items", "overall") for found in list_mappings(data, name)]
    yield from check_unique(text, [((*path, "id"), rule.get("id")) for path, rule in rules_all], "rule")
    questions = list(list_mappings(data, "questions"))
    yield from check_unique(text, [((*path, "id"), question.get("id")) for path, question in questions], "question")
    for path, question in questions:
        yield from _check_question(text, path, question)


def _check_named(text: YamlText) -> Found:
    """Report levels and element rules that a condition names and that there are none of."""
    data = text.data
    levels_known = [name for name, _ in list_by_id(list_mappings(data, "levels"))]
    for path, rule in list_mappings(data, "overall"):
        for place, name in _find_named(rule, path, "level") if _is_readable(data, "levels") else ():
            yield from _check_level(text, place, name, levels_known)
    rules_known = [name for name, _ in list_by_id(list_mappings(data, "elements"))]
    for path, rule in list_mappings(data, "items"):
        for place, name in _find_named(rule, path, "rule") if _is_readable(data, "elements") else ():
            if name not in rules_known:
                message = f'there is no element rule "{name}"; expected one of {", ".join(rules_known)}'
                yield problem_at(text, place, message + name_nearest(name, rules_known))


def _is_readable(data: Mapping[str, Any], levels: str) -> bool:
    """Tell whether every level declared could be read; where not, the schema has said so."""
    declared = data.get(levels, [] if levels == "conclusions" else None)
    return isinstance(declared, list) and len(list(list_by_id(list_mappings(data, levels)))) == len(declared)


def _check_last_rule(text: YamlText, name: str) -> Found:
    """Report a list whose last rule does not always hold, or that has rules after one that does."""
    rules = list(list_mappings(text.data, name))
    for place, (path, rule) in enumerate(rules, 1):
        when = rule.get("when")
        if not isinstance(when, dict):
            continue
        if place < len(rules) and "otherwise" in when:
            message = f"the rules of {name} after this one are never reached; expected otherwise last"
            yield problem_at(text, (*path, "when"), message)
        elif place == len(rules) and "otherwise" not in when:
            message = f"the last rule of {name} does not always hold; expected when: {{otherwise: true}}"
            yield problem_at(text, (*path, "when"), message)


def _check_level(text: YamlText, path: Path, name: Any, known: Sequence[str]) -> Found:
    """Report a level that is not declared."""
    if isinstance(name, str) and name not in known:
        sort = path[-1] if isinstance(path[-1], str) else "level"
        message = f'there is no {sort} "{name}"; expected one of {", ".join(known) or "those declared: there is none"}'
        yield problem_at(text, path, message + name_nearest(name, known))


def _find_named(rule: Mapping[str, Any], path: Path, key: str) -> Iterator[tuple[Path, str]]:
    """Yield every level or rule, by `key`, that the condition of a rule selects."""
    yield from _walk_condition(rule.get("when"), (*path, "when"), key)


def _walk_condition(condition: Any, path: Path, key: str) -> Iterator[tuple[Path, str]]:
    if isinstance(condition, dict):
        for index, name in list_texts(condition, key):
            yield (*path, key, index), name
        for below, part in condition.items():
            yield from _walk_condition(part, (*path, below), key)
    elif isinstance(condition, list):
        for index, part in enumerate(condition):
            yield from _walk_condition(part, (*path, index), key)


def _check_reason(text: YamlText, path: Path, rule: Mapping[str, Any]) -> Found:
    reason, finding = rule.get("reason"), rule.get("finding")
    if finding == "met" and reason:
        yield problem_at(text, (*path, "reason"), "an element that is met needs no reason; expected none")
    elif finding in ("partly_met", "not_met") and not reason:
        yield problem_at(text, path, f"{name_path(path)} gives {finding} without a reason; expected reason:")
    elif isinstance(reason, list) and reason and isinstance(reason[-1], dict) and "when" in reason[-1]:
        place = (*path, "reason", len(reason) - 1)
        yield problem_at(text, place, "the last reason does not always hold; expected it without when:")


def _check_question(text: YamlText, path: Path, question: Mapping[str, Any]) -> Found:
    if question.get("suppose") == "offered":
        for key in ("type", "fit"):
            if question.get(key) is None:
                yield problem_at(text, path, f"{name_path(path)} offers a fact without {key}; expected {key}:")
    wording = question.get("text")
    if isinstance(wording, str):
        try:
            places = {(name, spec, turn) for _, name, spec, turn in Formatter().parse(wording) if name is not None}
        except ValueError:
            places = {("?", "", None)}
        if not places <= {(name, "", None) for name in ("asks", "fact", "cutoff")}:
            message = "the question holds braces that are none of {asks}, {fact}, {cutoff}; expected only these"
            yield problem_at(text, (*path, "text"), message)
