"""Small wordings that several formats share: places, names of themes, and what a condition came to."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from cpcheck.model import Figure, Where
from cpcheck.reports.labels import Labels
from cpcheck.reports.view import AnswerView, DecisionView, FactView, MovesView, QuestionView
from cpcheck.rulebook import (
    All,
    AnyOf,
    AskIs,
    Count,
    Every,
    Exists,
    Explanation,
    FindingSelector,
    ItemSelector,
    LinkSelector,
    Not,
    Otherwise,
    Selector,
    Share,
)


def name_place(where: Where | None, labels: Labels) -> str:
    """Return a place in the source document, such as "lines 47-49"; empty text where none is given."""
    if where is None:
        return ""
    named = []
    for unit, span in (("line", where.lines), ("page", where.pages)):
        if span is not None:
            key = f"place.{unit}" if span[0] == span[1] else f"place.{unit}s"
            named.append(labels(key, first=span[0], last=span[1]))
    return ", ".join(named)


def name_fact_places(fact: FactView, labels: Labels) -> str:
    """Return where the source states a fact, each place once: "lines 155-171, again in lines 189-207"."""
    places = [fact.where, *(again.where for again in fact.restated)]
    first, *further = dict.fromkeys(name_place(where, labels) for where in places)
    again = [labels("place.again", place=place) for place in further if place]
    return ", ".join([first, *again]) if first else ""


def name_answers(answers: Iterable[AnswerView], labels: Labels) -> str:
    """Return the passages that answer an item, each with its place: "r1 (lines 3-5, draft), r2"."""
    named = []
    for answer in answers:
        notes = [name_place(answer.where, labels), labels("flag.draft") if answer.is_draft else ""]
        told = ", ".join(note for note in notes if note)
        named.append(f"{answer.id} ({told})" if told else answer.id)
    return ", ".join(named)


def name_figures(figures: Iterable[Figure], labels: Labels) -> str:
    """Return figures on one line; what was counted is named again only where it changes."""
    return "; ".join(
        f"{what}{labels.colon} {', '.join(_name_figure(figure, labels) for figure in found)}"
        for what, found in groupby(figures, key=lambda figure: figure.what)
    )


def _name_figure(figure: Figure, labels: Labels) -> str:
    value = " ".join(part for part in (labels.number(figure.value), figure.unit) if part)
    return labels("evidence.at", value=value, year=figure.year) if figure.year is not None else value


def phrase_decision(decision: DecisionView, labels: Labels, as_of: str) -> str:
    """Say who decided what, when and why, and up to which day it holds; first of all where it does not hold."""
    kind = "override" if decision.verdict else "waiver"
    verdict = labels(f"verdict.{decision.verdict}") if decision.verdict else ""
    words = {"by": decision.by, "on": labels.date(decision.on), "verdict": verdict, "reason": decision.reason}
    if decision.is_active:
        said, expiry = labels(f"{kind}.active", **words), "override.expires"
    else:
        said, expiry = labels(f"{kind}.lapsed", **words, as_of=labels.date(as_of)), "decision.expiry"
    return f"{said} {labels(expiry, expires=labels.date(decision.expires))}" if decision.expires else said


def phrase_question(question: QuestionView, labels: Labels) -> str:
    """Return a question, ready to be put, with its date as the language writes it."""
    return question.phrase(labels.date(question.cutoff))


def name_theme(theme: str) -> str:
    """Return a theme as words: themes are the recommendation set's own, so there is no label for them."""
    return theme.replace("-", " ").replace("_", " ")


def name_moves(moves: MovesView, labels: Labels) -> str:
    """Return in one line which verdicts moved since the reply before."""
    received = labels.date(moves.received, short=True)
    heading = labels("moves.heading", document=moves.document, received=received)
    found = [f"{labels.count(f'moves.{name}', len(ids))}{labels.colon} {', '.join(ids)}" for name, ids in moves.lists]
    return f"{heading} {'; '.join(found) or labels('moves.nothing')}"


def phrase_explanation(explanation: Explanation, labels: Labels) -> str:  # noqa: PLR0911 - one return for each condition
    """Say in one line what a condition came to: what was found, or what was missing.

    Where a condition of several parts fails, the first part that failed it is named: the others were not reached.
    """
    condition, holds = explanation.condition, explanation.holds
    match condition:
        case All():
            parts = [part for part in explanation.parts if holds or not part.holds]
            parts = parts if holds else parts[:1]
            return labels("condition.and").join(phrase_explanation(part, labels) for part in parts)
        case AnyOf():
            parts = [part for part in explanation.parts if not holds or part.holds]
            joint = "condition.or" if holds else "condition.and"
            return labels(joint).join(phrase_explanation(part, labels) for part in parts)
        case Not():
            return phrase_explanation(explanation.parts[0], labels)
        case AskIs():
            return _phrase_ask(condition, explanation, labels)
        case Otherwise():
            return labels("condition.always")
        case Exists():
            return _phrase_found(condition.of, explanation.matched, labels)
        case Every():
            return _phrase_counted(explanation, labels("condition.bound.all"), labels)
        case Count():
            bounds = {"at_least": condition.at_least, "at_most": condition.at_most}
            shown = {name: str(bound) for name, bound in bounds.items() if bound is not None}
            return _phrase_counted(explanation, _phrase_bounds(shown, labels), labels)
        case Share():
            shares = {"at_least": condition.at_least, "below": condition.below}
            shown = {name: _name_share(share) for name, share in shares.items() if share is not None}
            return _phrase_counted(explanation, _phrase_bounds(shown, labels), labels)
        case _:
            raise TypeError(f"no words for a {type(condition).__name__}")


def _phrase_found(selector: Selector, matched: Sequence[str], labels: Labels) -> str:
    what = phrase_selector(selector, labels)
    if not matched:
        return labels("condition.nothing", what=what)
    return labels("condition.found", what=what, ids=", ".join(matched))


def _phrase_counted(explanation: Explanation, bound: str, labels: Labels) -> str:
    """Say how many there are, of how many, which they are, and how many are asked for."""
    condition, found, there = explanation.condition, explanation.matched, explanation.total
    assert isinstance(condition, Count | Share | Every)
    assert there is not None
    share = f" ({_name_share(len(found) / there)})" if isinstance(condition, Share) and there else ""
    ids = f": {', '.join(found)}" if found else ""
    what = phrase_selector(condition.of, labels)
    return labels("condition.counted", what=what, count=len(found), all=there, share=share, ids=ids, bound=bound)


def _phrase_bounds(shown: Mapping[str, str], labels: Labels) -> str:
    return labels("condition.bound.and").join(labels(f"condition.bound.{name}", bound=shown[name]) for name in shown)


def _name_share(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def _phrase_ask(condition: AskIs, explanation: Explanation, labels: Labels) -> str:
    found = labels(f"ask.{explanation.matched[0]}")
    if explanation.holds:
        return labels("condition.ask", asks=found)
    asks = labels("condition.or").join(labels(f"ask.{ask}") for ask in condition.asks)
    return labels("condition.ask.not", found=found, asks=asks)


def phrase_selector(selector: Selector, labels: Labels) -> str:
    """Say what a selector picks: "full operative evidence on it, after the cut-off"."""
    match selector:
        case LinkSelector():
            return _phrase_links(selector, labels)
        case FindingSelector():
            named = [labels(f"finding.{level}") for level in selector.finding]
            named += [labels(f"reason.{reason}") for reason in selector.reason]
            named += [labels("select.rule", rule=rule) for rule in selector.rule]
        case ItemSelector():
            named = [*selector.level, *(labels(f"verdict.{verdict}") for verdict in selector.verdict)]
            named += [labels(f"flag.{flag}") for flag in selector.flag]
        case _:
            raise TypeError(f"no words for a {type(selector).__name__}")
    return labels("condition.or").join(named)


def _phrase_links(selector: LinkSelector, labels: Labels) -> str:
    either = labels("condition.or")
    asked = [
        labels(f"select.{name}" if wanted else f"select.not_{name}")
        for name, wanted in (("operative", selector.operative), ("working", selector.working))
        if wanted is not None
    ]
    others = ", ".join(labels(f"type.{sort}") for sort in selector.not_type)
    phrase = labels(
        "select.links",
        fit=either.join(labels(f"fit.{fit}") for fit in selector.fit),
        stage=either.join(labels(f"stage.{stage}") for stage in selector.stage),
        asked=" ".join(asked),
        kind=either.join(labels(f"kind.{kind}") for kind in selector.kind),
        type=either.join(labels(f"type.{sort}") for sort in selector.type) or labels("select.evidence"),
        relation=either.join(labels(f"select.{relation}") for relation in selector.link),
        timing=either.join(labels(f"timing.{timing}") for timing in selector.timing),
        others=labels("select.except", types=others) if others else "",
    )
    phrase = " ".join(phrase.split())  # what is not asked leaves its space
    if selector.later_than is not None:
        phrase += f", {labels('select.later', what=_phrase_links(selector.later_than, labels))}"
    return phrase
