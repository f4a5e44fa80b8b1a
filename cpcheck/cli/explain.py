"""`cpcheck explain`: why a verdict, and what a rule or a reason means."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.actions import print_text
from cpcheck.cli.options import (
    AsOfOption,
    ConfigOption,
    LanguageOption,
    RecommendationsOption,
    RulebookOption,
    ThirdPartyOption,
    choose_language,
    find_responses,
    read_as_of,
)
from cpcheck.cli.terminal import HANG, INDENT, fold_lines

if TYPE_CHECKING:
    from cpcheck.model import Case
    from cpcheck.reports.labels import Labels
    from cpcheck.reports.view import ElementView, ItemView, LinkView, ReportView
    from cpcheck.rulebook import Rule, Rulebook
    from cpcheck.store.project import Project

_CODE = re.compile(r"CP[0-9]+")


def explain(
    topic: Annotated[
        str,
        typer.Argument(
            metavar="TOPIC",
            help="An item (A2c), an element (A2c.exempt), a code (CP107), rule:NAME, reason:NAME or flag:NAME.",
        ),
    ],
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]",
            help="A response file; - for standard input. Default: the data of the project, else the shipped data.",
        ),
    ] = None,
    recommendations: RecommendationsOption = None,
    rulebook: RulebookOption = "cp",
    as_of: AsOfOption = None,
    lang: LanguageOption = None,
    third_party: ThirdPartyOption = False,
    config: ConfigOption = None,
) -> None:
    """Say why an item has its verdict, or what a rule, a reason or a code means.

    \b
    cpcheck explain A2c                 an item: every rule tried, and the evidence that decided
    cpcheck explain A2c.exempt my.yaml  one element, in your own file
    cpcheck explain rule:done           when a rule holds, and what it rests on
    cpcheck explain reason:incomplete   what a reason means, and which rules give it
    cpcheck explain CP107               what a lint asks, with examples
    """
    from cpcheck.store.project import load_project

    project = load_project(config)
    language = choose_language(lang, project)
    if _CODE.fullmatch(topic):
        print_text("\n".join(fold_lines(_explain_code(topic, language))) + "\n")
        return
    from cpcheck.reports.labels import load_labels
    from cpcheck.store.cache import open_cache
    from cpcheck.store.rulebooks import load_rulebook

    labels, book = load_labels(language), load_rulebook(rulebook, cache=open_cache())
    day = read_as_of(as_of)
    sort, sign, name = topic.partition(":")
    if sign:
        lines = _explain_word(sort, name, book, labels)
    else:
        from cpcheck.assessment import assess
        from cpcheck.reports.view import build_view

        case = _load_case(file, recommendations, project)
        view = build_view(assess(case, book, as_of=day, third_party=third_party), language=language)
        lines = _explain_item(topic, view, _Tracer(case, book, third_party), labels)
    print_text("\n".join(fold_lines(lines)) + "\n")


def _load_case(file: str | None, recommendations: str | None, project: "Project") -> "Case":
    from cpcheck import assets
    from cpcheck.errors import UsageError
    from cpcheck.store.cache import open_cache
    from cpcheck.store.cases import load_cases

    paths = find_responses([file] if file else None, project)
    if len(paths) != 1:
        raise UsageError(f"there are {len(paths)} responses to choose from; expected FILE after the topic")
    (case,) = load_cases(paths, recommendations=recommendations, shipped=assets.find_data(), cache=open_cache())
    return case


class _Tracer:
    """Words the rules that were tried for an element."""

    def __init__(self, case: "Case", book: "Rulebook", third_party: bool) -> None:
        self.case = case
        self.book = book
        self.third_party = third_party

    def trace(self, element: str, labels: "Labels") -> Iterator[str]:
        from cpcheck.assessment import trace_element
        from cpcheck.reports.phrases import phrase_explanation

        tried = trace_element(self.case, self.book, element, third_party=self.third_party)
        width = max(len(rule.id) for rule in self.book.elements)
        for decision in tried:
            answer = labels("explain.yes" if decision.explanation.holds else "explain.no")
            words = phrase_explanation(decision.explanation, labels)
            yield f"{decision.rule.id:<{width}}  {answer:<3}  {HANG}{words}"
        yield f"{labels('explain.source')}{labels.colon} {tried[-1].rule.source}"


def _explain_item(topic: str, view: "ReportView", tracer: _Tracer, labels: "Labels") -> Iterator[str]:
    from cpcheck.errors import UsageError, name_nearest

    items = {item.id: item for item in view.items}
    name = topic.partition(".")[0]
    elements = {name for item in view.items for element in item.elements for name in _name_element(item, element)}
    if name not in items or ("." in topic and topic not in elements):
        words = (f"{sort}:{name}" for sort, names in _list_words(tracer.book).items() for name in names)
        known = [*items, *sorted(elements), *words]
        expected = "an item or element of the file, rule:NAME, reason:NAME or flag:NAME"
        raise UsageError(f'there is nothing called "{topic}"; expected {expected}{name_nearest(topic, known)}')
    item = items[name]
    yield from _describe_item(item, view.as_of, labels)
    for element in item.elements:
        if "." not in topic or topic in _name_element(item, element):
            yield ""
            yield from _describe_element(element, tracer, labels)


def _name_element(item: "ItemView", element: "ElementView") -> set[str]:
    """Return the names an element goes by under an item: its own, and for a repeating item that of the twin."""
    return {element.id, f"{item.id}.{element.id.partition('.')[2]}"}


def _describe_item(item: "ItemView", as_of: str, labels: "Labels") -> Iterator[str]:
    from cpcheck.reports.phrases import name_place

    yield f"{item.id}  {item.title}"
    flags = "".join(f" [{labels(f'flag.{flag}')}]" for flag in item.flags)
    yield f"{labels('item.verdict')}{labels.colon} {labels(f'verdict.{item.verdict}')}{flags}"
    yield labels("item.rule", rule=item.rule, text=item.rule_text)
    yield f"{labels('item.demand')}{labels.colon} {item.asks}"
    if item.repeats:
        yield labels("item.repeats", item=item.repeats)
    places = [f"{answer.id} ({name_place(answer.where, labels) or '-'})" for answer in item.answers]
    yield f"{labels('item.answers')}{labels.colon} {', '.join(places)}" if places else labels("item.unanswered")
    for decision in (*item.overrides, *item.waivers):
        kind = "override" if decision.verdict else "waiver"
        state = "active" if decision.is_active else "lapsed"
        verdict = labels(f"verdict.{decision.verdict}") if decision.verdict else ""
        values = {"by": decision.by, "on": decision.on, "verdict": verdict, "reason": decision.reason}
        yield labels(f"{kind}.{state}", **values, as_of=as_of)


def _describe_element(element: "ElementView", tracer: _Tracer, labels: "Labels") -> Iterator[str]:
    reason = f"{labels.colon} {labels(f'reason.{element.reason}')}" if element.reason else ""
    yield f"{element.id}  {labels(f'finding.{element.finding}')}{reason}"
    ask = labels("element.ask", ask=labels(f"ask.{element.ask}"))
    yield f"{INDENT}{labels('item.demand')}{labels.colon} {element.asks} ({ask})"
    if element.inferred:
        yield f"{INDENT}({labels('element.inferred')})"
    yield f"{INDENT}{labels('explain.rules')}"
    for line in tracer.trace(element.id, labels):
        yield f"{INDENT * 2}{line}"
    yield f"{INDENT}{labels('explain.evidence')}"
    for link in element.links:
        yield f"{INDENT * 2}{_describe_link(link, labels)}"
    if not element.links:
        yield f"{INDENT * 2}{labels('item.no_evidence')}"
    if element.set_aside:
        yield f"{INDENT}{labels('item.set_aside')}"
        for link in element.set_aside:
            yield f"{INDENT * 2}{_describe_link(link, labels)}"
    if element.question:
        yield f"{INDENT}{labels('element.question')}{labels.colon} {element.question.text}"


def _describe_link(link: "LinkView", labels: "Labels") -> str:
    from cpcheck.reports.phrases import name_fact_places

    fact = link.fact
    fit = f" ({labels(f'fit.{link.fit}')})" if link.fit else ""
    together = f", {labels('evidence.together', ids=', '.join(link.together))}" if link.together else ""
    date = fact.date or labels("evidence.undated")
    about = [
        labels(f"type.{fact.type}"),
        f"{date} ({labels(f'timing.{fact.timing}')})",
        f"{labels(f'relation.{link.relation}')}{fit}{together}",
        name_fact_places(fact, labels),
        labels("evidence.source", name=fact.source) if fact.source else "",
    ]
    mark = "*" if link.is_deciding else " "
    return f"{mark} {fact.id}  {HANG}{fact.fact} [{'; '.join(part for part in about if part)}]"


# --- rules, reasons, flags ----------------------------------------------------------------------------------------


def _list_words(book: "Rulebook") -> dict[str, list[str]]:
    """Return what can be explained without a response, by sort."""
    from cpcheck.model import Flag, Reason

    return {
        "rule": [rule.id for rule in book.rules],
        "reason": [reason.value for reason in Reason],
        "flag": [flag.value for flag in Flag],
    }


def _explain_word(sort: str, name: str, book: "Rulebook", labels: "Labels") -> Iterator[str]:
    from cpcheck.errors import UsageError, name_nearest

    words = _list_words(book)
    if sort not in words:
        raise UsageError(
            f'there is no topic "{sort}:"; expected {", ".join(f"{key}:" for key in words)}{name_nearest(sort, words)}'
        )
    if name not in words[sort]:
        known = ", ".join(words[sort])
        raise UsageError(f'there is no {sort} "{name}"; expected one of {known}{name_nearest(name, words[sort])}')
    if sort == "rule":
        return _explain_rule(next(rule for rule in book.rules if rule.id == name), book, labels)
    if sort == "reason":
        return _explain_reason(name, book, labels)
    return iter([f"{labels(f'flag.{name}')} (flag:{name})", labels(f"flag.{name}.text")])


def _explain_code(code: str, language: str) -> Iterator[str]:
    from cpcheck.errors import UsageError, name_nearest
    from cpcheck.lints import LINTS_BY_CODE
    from cpcheck.reports.codes import LEVELS, explain_code
    from cpcheck.reports.labels import load_labels

    if code in LEVELS:
        meaning = explain_code(code, load_labels(language))
        yield from (f"{code} {meaning.name} ({meaning.level})", "", f"{meaning.title}.", "")
        yield meaning.text
        return
    if code not in LINTS_BY_CODE:
        known = [*LINTS_BY_CODE, *LEVELS]
        raise UsageError(f'there is no code "{code}"; expected one of {", ".join(known)}{name_nearest(code, known)}')
    lint = LINTS_BY_CODE[code]
    yield f"{lint.code} {lint.name} ({lint.severity})"
    yield ""
    yield from _list_paragraphs(lint.manual.strip())
    yield ""
    yield "Where it does not hold, say so on the fact, on the answer or at the top of the file:"
    yield f"suppress: [{{code: {lint.code}, reason: …}}]"


def _list_paragraphs(manual: str) -> Iterator[str]:
    """Yield a manual page with each paragraph on one line; examples, which are further in, keep their lines."""
    for place, paragraph in enumerate(manual.split("\n\n")):
        if place:
            yield ""
        lines = paragraph.splitlines()
        if any(line.startswith(" ") for line in lines):
            yield from lines
        else:
            yield " ".join(lines)


def _explain_rule(rule: "Rule", book: "Rulebook", labels: "Labels") -> Iterator[str]:
    lists = {"elements": book.elements, "items": book.items, "overall": book.overall}
    name, rules = next((name, rules) for name, rules in lists.items() if rule in rules)
    place = rules.index(rule) + 1
    yield f"{rule.id} (rule:{rule.id})"
    yield labels(f"explain.rule.{name}", place=place, all=len(rules), rulebook=book.id)
    yield f"{labels('explain.when')}{labels.colon} {labels.translate(rule.text)}."
    reasons = " / ".join(dict.fromkeys(labels(f"reason.{choice.reason}") for choice in rule.reasons))
    outcome = labels(f"finding.{rule.outcome}") if name == "elements" else _name_level(rule.outcome, book, labels)
    yield f"{labels('explain.gives')}{labels.colon} {outcome}{f', {reasons}' if reasons else ''}"
    yield f"{labels('explain.source')}{labels.colon} {rule.source}"
    yield labels("explain.first")


def _name_level(outcome: str, book: "Rulebook", labels: "Labels") -> str:
    """Return the title of a level or of a conclusion, by its id."""
    titles = {level.id: level.title for level in (*book.conclusions, *book.levels)}
    return labels.translate(titles[outcome])


def _explain_reason(name: str, book: "Rulebook", labels: "Labels") -> Iterator[str]:
    rules = [rule.id for rule in book.elements if any(choice.reason == name for choice in rule.reasons)]
    yield f"{labels(f'reason.{name}')} (reason:{name})"
    yield labels(f"reason.{name}.text")
    given = ", ".join(f"rule:{rule}" for rule in rules) or labels("explain.none")
    yield f"{labels('explain.given_by', rulebook=book.id)}{labels.colon} {given}"
