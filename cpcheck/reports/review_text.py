"""One decision of a review as a terminal shows it: the passage, the fact drafted from it, and its links."""

import re
import textwrap
from collections.abc import Iterable, Iterator

from cpcheck.model import Answer, Case, Evidence, Figure
from cpcheck.records import record
from cpcheck.reports.labels import Labels
from cpcheck.reports.phrases import name_place
from cpcheck.reports.text import clean
from cpcheck.reports.view import name_date, name_source

NEAR = 300
"""Characters of the passage that are shown before and after an anchor, where it is not shown whole."""
_INDENT = "  "
_MARKS = ("[", "]")
"""Stand around an anchor: seen without colour, read by a screen reader, and no sign of YAML to copy by mistake."""


@record
class Step:
    """One decision, and where in the review it stands."""

    answer: Answer
    fact: Evidence | None
    """None where the answer as a whole is to be accepted."""
    number: int
    """Of the decision, from 1."""
    all: int
    """How many decisions there are in this run of the review."""


def render_step(step: Step, case: Case, passage: str, labels: Labels, *, whole: bool, width: int) -> str:
    """Return what a person must see to decide, in `width` columns.

    `whole` shows all of the passage; without it the stretch around the anchor.
    """
    return "\n".join(_fold(_describe(step, case, passage, labels, whole=whole), width)) + "\n"


def render_passage(passage: str, anchor: str | None, labels: Labels, *, width: int) -> str:
    """Return a whole passage in `width` columns, the anchor marked."""
    return "\n".join(_fold(_show_passage(passage, anchor, labels, whole=True), width)) + "\n"


def list_records(steps: Iterable[Step]) -> Iterator[str]:
    """Yield one line for each fact that is still a draft, with tabs between its fields."""
    yield "answer\titems\tfact\ttype\tanchor\ttext"
    for step in steps:
        answer, fact = step.answer, step.fact
        named = (fact.id, fact.type.value, fact.anchor or "", fact.fact) if fact else ("", "", "", "")
        yield "\t".join(clean(value) for value in (answer.id, ",".join(answer.items), *named))


# --- parts --------------------------------------------------------------------------------------------------------


def _describe(step: Step, case: Case, passage: str, labels: Labels, *, whole: bool) -> Iterator[str]:
    answer, fact = step.answer, step.fact
    place = name_place(answer.where, labels)
    about = labels("review.answer", answer=answer.id, items=", ".join(answer.items))
    yield f"{about}{f', {place}' if place else ''} ({labels('review.number', number=step.number, all=step.all)})"
    yield ""
    if passage:
        yield from _show_passage(passage, fact.anchor if fact else None, labels, whole=whole)
        yield ""
    if fact is None:
        yield labels.count("review.close", len(answer.evidence))
        return
    yield from _describe_fact(fact, case, labels)


def _show_passage(passage: str, anchor: str | None, labels: Labels, *, whole: bool) -> Iterator[str]:
    text = " ".join(passage.split())
    words = re.escape(" ".join((anchor or "").split()))
    found = re.search(words, text) if words else None
    if found is None:
        start, end = 0, len(text) if whole else 2 * NEAR
    else:
        start, end = (0, len(text)) if whole else (found.start() - NEAR, found.end() + NEAR)
    start, end = max(0, start), min(len(text), end)
    start = text.find(" ", start) + 1 if start else 0
    end = max(text.rfind(" ", 0, end), start) if end < len(text) else end
    shown = text[start:end]
    if found is not None:
        before, after = text[start : found.start()], text[found.end() : end]
        shown = f"{before}{_MARKS[0]}{found[0]}{_MARKS[1]}{after}"
    yield f"{_INDENT}{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}"
    if anchor and found is None:
        yield f"{_INDENT}{labels('review.no_anchor', anchor=anchor)}"


def _describe_fact(fact: Evidence, case: Case, labels: Labels) -> Iterator[str]:
    cutoff = case.recommendations.adopted
    timing = labels(f"timing.{fact.timing(cutoff).value}")
    stage = f" ({labels(f'stage.{fact.stage.value}')})" if fact.stage else ""
    date = name_date(fact) or labels("evidence.undated")
    yield f"{fact.id}  {labels(f'type.{fact.type.value}')}{stage}, {date}, {timing}"
    yield f"{_INDENT}{fact.fact}"
    yield ""
    if fact.anchor:
        yield f"{_INDENT}{labels('evidence.anchor')}{labels.colon} {fact.anchor}"
    if fact.figures:
        figures = "; ".join(_name_figure(figure) for figure in fact.figures)
        yield f"{_INDENT}{labels('evidence.figures')}{labels.colon} {figures}"
    for name in [name_source(fact)] if fact.source else []:
        yield f"{_INDENT}{labels('evidence.source', name=name)}"
    yield from _describe_links(fact, case, labels)
    if fact.note:
        yield f"{_INDENT}{labels('evidence.note', note=fact.note)}"


def _name_figure(figure: Figure) -> str:
    about = [part for part in (str(figure.year) if figure.year else "", figure.unit or "") if part]
    named = f"{figure.value} {figure.what}"
    return f"{named} ({', '.join(about)})" if about else named


def _describe_links(fact: Evidence, case: Case, labels: Labels) -> Iterator[str]:
    asks = {element.id: element for item in case.recommendations.items for element in item.elements}

    def word(relation: str, name: str) -> str:
        element = asks[name]
        demand = f"{element.asks} ({labels('element.ask', ask=labels(f'ask.{element.ask.value}'))})"
        return f"{_INDENT}{relation} {name}: {demand}"

    for support in fact.supports:
        fit = f"{labels('relation.supports')} ({labels(f'fit.{support.fit.value}')})"
        yield word(fit, support.element)
        if support.together:
            yield f"{_INDENT * 2}{labels('evidence.together', ids=', '.join(support.together))}"
        if support.because:
            yield f"{_INDENT * 2}{labels('review.because', reason=support.because)}"
    for relation, names in (("against", fact.against), ("context", fact.context)):
        for name in names:
            yield word(labels(f"relation.{relation}"), name)
    if not fact.linked_elements:
        yield f"{_INDENT}{labels('review.no_link')}"


def _fold(lines: Iterable[str], width: int) -> Iterator[str]:
    for line in lines:
        indent = line[: len(line) - len(line.lstrip())]
        folded = textwrap.wrap(clean(line.strip()), max(20, width - len(indent)), break_on_hyphens=False)
        yield from (f"{indent}{part}" for part in folded or [""])
