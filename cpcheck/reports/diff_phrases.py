"""Wordings that the formats of a comparison share. Values of files are in them as they are: each format escapes."""

from collections.abc import Callable, Iterator

from cpcheck.comparison import FieldChange
from cpcheck.reports.diff_view import (
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
from cpcheck.reports.labels import Labels
from cpcheck.reports.phrases import name_place
from cpcheck.reports.text import VERDICTS

Escape = Callable[[str], str]
"""What a format does to a value of a file before it stands among words of ours."""


def phrase_headline(view: DiffView, labels: Labels) -> str:
    """Say how many verdicts moved, and in which direction."""
    if view.is_empty:
        return labels("diff.nothing")
    if not view.counted:
        return labels("diff.unmoved")
    numbers = {"improved": view.improved, "worsened": view.worsened, "aside": view.aside}
    directions = ", ".join(
        f"{number} {labels(f'diff.direction.{name}')}" for name, number in numbers.items() if number or name != "aside"
    )
    return labels.count("diff.moved", view.counted, directions=directions)


def phrase_repeated(view: DiffView, labels: Labels) -> str:
    """Say how many items moved along with those they repeat; empty where none did."""
    return labels.count("diff.repeated", view.repeated) if view.repeated else ""


def phrase_sides(view: DiffView, labels: Labels, escape: Escape) -> str:
    """Name the two sides."""
    new = escape(view.new) if view.new else labels("diff.working_tree")
    return labels("diff.sides", old=escape(view.old), new=new)


def phrase_case(case: CaseDiffView | ReplyView, labels: Labels, escape: Escape) -> str:
    """Name a response."""
    state, document, recommendations = (escape(name) for name in (case.state, case.document, case.recommendations))
    return labels("diff.case", state=state, document=document, recommendations=recommendations)


def phrase_reply(reply: ReplyView, kind: str, labels: Labels, escape: Escape) -> str:
    """Name a response that one side lacks, with its counts."""
    counts = ", ".join(labels.count(f"counted.{name}", getattr(reply.verdicts, name)) for name in VERDICTS)
    items = labels.count("items", reply.verdicts.items)
    case = phrase_case(reply, labels, escape)
    return labels(f"diff.reply.{kind}", case=case, file=escape(reply.file), items=items, counts=counts)


def phrase_verdict(verdict: VerdictView, other: VerdictView | None, labels: Labels, escape: Escape) -> str:
    """Name a verdict with its mark; by the rulebook's own level where only that differs from the other side."""
    is_level = other is not None and other.verdict == verdict.verdict and other.level != verdict.level
    name = escape(labels.translate(verdict.level)) if is_level else labels(f"verdict.{verdict.verdict}")
    return f"{labels(f'mark.{verdict.verdict}')} {name}"


def phrase_direction(direction: str, labels: Labels) -> str:
    """Say where a verdict went, by mark and by word."""
    return f"{labels(f'diff.mark.{direction}')} {labels(f'diff.direction.{direction}')}"


def phrase_item(item: ItemChangeView, labels: Labels, escape: Escape) -> str:
    """Say what became of an item's verdict: "partly → not addressed"."""
    if item.old is None and item.new is not None:
        return labels("diff.item.added", verdict=phrase_verdict(item.new, None, labels, escape))
    if item.new is None and item.old is not None:
        return labels("diff.item.removed", verdict=phrase_verdict(item.old, None, labels, escape))
    assert item.old is not None
    assert item.new is not None
    new = phrase_verdict(item.new, item.old, labels, escape)
    if item.direction is None:
        return new
    return labels("diff.change", old=phrase_verdict(item.old, item.new, labels, escape), new=new)


def phrase_element(element: ElementChangeView, labels: Labels) -> str:
    """Say what became of a finding: "not met, unanswered → met"; the rule is named where nothing else tells."""
    if element.old is None and element.new is not None:
        return labels("diff.element.added", finding=_phrase_finding(element.new, labels))
    if element.new is None and element.old is not None:
        return labels("diff.element.removed", finding=_phrase_finding(element.old, labels))
    assert element.old is not None
    assert element.new is not None
    old, new = (_phrase_finding(finding, labels) for finding in (element.old, element.new))
    if element.direction is None:
        return new
    if old == new:
        pairs = ((old, element.old.rule), (new, element.new.rule))
        old, new = (labels("diff.by_rule", finding=finding, rule=rule) for finding, rule in pairs)
    return labels("diff.change", old=old, new=new)


def _phrase_finding(finding: FindingView, labels: Labels) -> str:
    level = labels(f"finding.{finding.level}")
    if finding.reason is None:
        return level
    return labels("diff.finding", finding=level, reason=labels(f"reason.{finding.reason}"))


def phrase_fact(fact: FactChangeView, labels: Labels, escape: Escape, *, element: str | None = None) -> str:
    """Say what a fact is, beside its id: "draft law, tabled; 2023-11-08; supports, full".

    With `element`, its link is named without the element that it is shown with.
    """
    kind = labels(f"type.{fact.type}") + (f", {labels(f'stage.{fact.stage}')}" if fact.stage else "")
    parts = [kind, escape(fact.date) if fact.date else labels("evidence.undated")]
    parts += [_phrase_link(link, labels, escape, element) for link in fact.links]
    if fact.source:
        parts.append(labels("diff.of_source", name=escape(fact.source)))
    return "; ".join(parts)


def _phrase_link(link: tuple[str, str, str | None], labels: Labels, escape: Escape, element: str | None) -> str:
    name, relation, fit = link
    words = labels(f"relation.{relation}")
    if name == element:
        return f"{words}, {labels(f'fit.{fit}')}" if fit else words
    if fit is None:
        return labels("diff.link", relation=words, element=escape(name))
    return labels("diff.link.fit", relation=words, element=escape(name), fit=labels(f"fit.{fit}"))


def name_fact(fact: FactChangeView, labels: Labels, escape: Escape) -> str:
    """Return the id of a fact, with the one it went by before."""
    if fact.old_id is None:
        return escape(fact.id)
    return labels("diff.renumbered", id=escape(fact.id), old=escape(fact.old_id))


def phrase_place(fact: FactChangeView, labels: Labels, escape: Escape) -> str:
    """Say where a fact stands: in the source document, then in its file; empty where neither is known."""
    place, file = fact.location, ""
    if place is not None:
        file = escape(place.path) + (f":{place.line}" if place.line is not None else "")
    return "; ".join(part for part in (name_place(fact.where, labels), file) if part)


def phrase_field(field: FieldChange, labels: Labels, escape: Escape, *, key: str = "diff.field") -> str:
    """Say what a field said and says; `key` is of the words around it."""
    sides = [labels("diff.none") if value is None else escape(value) for value in (field.old, field.new)]
    change = labels("diff.change", old=sides[0], new=sides[1])
    return labels(key, name=labels(f"diff.field.{field.name}"), change=change)


def phrase_causes(element: ElementChangeView, labels: Labels, escape: Escape) -> Iterator[str]:
    """Yield what else moved a finding than evidence: an altered demand, or the cut-off."""
    yield from (phrase_field(field, labels, escape) for field in element.fields)
    yield from (phrase_field(field, labels, escape, key="diff.cause") for field in element.causes)
    if element.direction and not (element.fields or element.causes or element.evidence):
        yield labels("diff.no_cause")


def phrase_flags(item: ItemChangeView, labels: Labels) -> Iterator[str]:
    """Yield the flags that an item has gained, and those it has lost."""
    yield from (labels("diff.flag.gained", flag=labels(f"flag.{flag}")) for flag in item.flags_gained)
    yield from (labels("diff.flag.lost", flag=labels(f"flag.{flag}")) for flag in item.flags_lost)


def phrase_decision(change: DecisionChangeView, labels: Labels, escape: Escape) -> str:
    """Say what became of an override or a waiver."""
    words = {
        "item": escape(change.item),
        "what": labels(f"diff.kind.{change.kind}"),
        "by": escape(change.by),
        "on": change.on,
        "end": labels("diff.through", expires=change.expires) if change.expires else "",
        "reason": escape(change.reason),
    }
    if change.verdict is None:
        return labels("diff.waiver", **words)
    return labels("diff.override", verdict=labels(f"verdict.{change.verdict}"), **words)
