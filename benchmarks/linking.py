"""How near automatic links come to those made by hand: `python benchmarks/linking.py [SOURCE]`.

Takes the facts and elements of a reviewed response file as given, so that only the linking is measured. A fact is
linked by the sentence of the report that its anchor stands in, and once more by the clause of that sentence, which is
what the importer links; elements are worded as the file words them, which is not as the report does. Only elements of
the items that a fact's answer answers are linked and counted. Printed for each way of weighing words: supports found
(recall), supports given that are right (precision), right fits among right supports, and the same two figures for links
of any relation. After them, how near the elements drafted of the report's own demands come to those made by hand, and
how many items get the verdict from the whole draft that they get from the file.
"""

import argparse
import datetime as dt
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cpcheck
from cpcheck.importers import link
from cpcheck.importers.demands import draft_elements
from cpcheck.importers.document import Document
from cpcheck.importers.draft import Particulars, draft_case
from cpcheck.importers.extract_clauses import split_clauses
from cpcheck.importers.extract_text import Span
from cpcheck.importers.facts import FoundFact
from cpcheck.importers.lexicon import load_lexicon
from cpcheck.importers.link import FactLinks, Weighting, link_facts
from cpcheck.importers.link_words import list_terms, load_link_words
from cpcheck.importers.segment import segment_document
from cpcheck.importers.text import read_text
from cpcheck.model import Answer, Case, Element, Evidence, Fit, Relation

ROOT = Path(__file__).parents[1]
SOURCE = ROOT.parent / "shared" / "seeds" / "000_987ee1f124e61331.txt"
RESPONSE = ROOT / "data" / "responses" / "azerbaijan-2025.yaml"
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
ALIKE = 0.3
"""Share of common words from which a drafted element can stand for one made by hand."""

Links = Mapping[str, tuple[Relation, Fit | None]]
"""Element id to how a fact bears on it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CodedAnswer:
    """An answer as coded by hand, and what the linker is given of it."""

    elements: tuple[Element, ...]
    facts: tuple[FoundFact, ...]
    links: tuple[Links, ...]
    """One for each fact, of these elements only."""


def read_answers(case: Case, document: Document, *, by_clause: bool = False) -> list[CodedAnswer]:
    """Return every answer with the facts the state itself offers, by their sentence or by their clause."""
    items = {item.id: item for item in case.recommendations.items}
    return [
        _read_answer(
            answer,
            {element.id: element for name in answer.items for element in items[name].elements},
            document,
            by_clause=by_clause,
        )
        for answer in case.response.answers
    ]


def _read_answer(
    answer: Answer, elements: Mapping[str, Element], document: Document, *, by_clause: bool
) -> CodedAnswer:
    lines = document.select(answer.where) if answer.where else ()
    text = " ".join(" ".join(line.text for line in lines).split())
    facts = [fact for fact in answer.evidence if fact.source is None]
    return CodedAnswer(
        elements=tuple(elements.values()),
        facts=tuple(_as_found(fact, _find_words(text, fact, by_clause=by_clause)) for fact in facts),
        links=tuple({name: found for name, found in _read_links(fact).items() if name in elements} for fact in facts),
    )


def _find_words(text: str, fact: Evidence, *, by_clause: bool) -> str:
    anchor = " ".join((fact.anchor or "").split())
    sentences = re.split(r"(?<=[.;])\s+(?=[A-Z“])", text)
    sentence = next((sentence for sentence in sentences if anchor and anchor in sentence), fact.fact)
    place = sentence.find(anchor) if anchor else -1
    if not by_clause or place < 0:
        return sentence
    clauses = split_clauses(sentence, Span(start=0, end=len(sentence)), load_lexicon("en"))
    return next(clause.cut(sentence).lstrip(",; ") for clause in clauses if clause.start <= place < clause.end)


def _as_found(fact: Evidence, sentence: str) -> FoundFact:
    return FoundFact(
        type=fact.type,
        sentence=sentence,
        anchor=fact.anchor or "",
        where=None,
        date=fact.date,
        period=fact.period,
        stage=fact.stage,
        figures=fact.figures,
        because=(),
    )


def _read_links(fact: Evidence) -> Links:
    context: dict[str, tuple[Relation, Fit | None]] = dict.fromkeys(fact.context, (Relation.CONTEXT, None))
    against = dict.fromkeys(fact.against, (Relation.AGAINST, None))
    supports = {support.element: (Relation.SUPPORTS, support.fit) for support in fact.supports}
    return {**context, **supports, **against}


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Figures of one way of linking; shares from 0 to 1."""

    recall: float
    precision: float
    fit: float
    against: tuple[int, int, int]
    """Found, given, coded."""
    any_recall: float
    any_precision: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of recall and precision."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def score(answers: Sequence[CodedAnswer], cutoff: dt.date, weighting: Weighting) -> Score:
    """Link every answer and hold the links against those made by hand."""
    counts: Counter[str] = Counter()
    for answer in answers:
        given = link_facts(answer.facts, answer.elements, cutoff, weighting=weighting)
        for links, coded in zip(given, answer.links, strict=True):
            counts.update(_count(links, coded))
    return Score(
        recall=counts["right"] / counts["coded"],
        precision=counts["right"] / max(1, counts["given"]),
        fit=counts["fit"] / max(1, counts["right"]),
        against=(counts["against right"], counts["against given"], counts["against coded"]),
        any_recall=counts["any right"] / counts["any coded"],
        any_precision=counts["any right"] / max(1, counts["any given"]),
    )


def _count(links: FactLinks, coded: Links) -> Iterator[str]:
    supports = dict(links.supports)
    for name, (relation, fit) in coded.items():
        yield "any coded"
        if relation is Relation.SUPPORTS:
            yield "coded"
            yield from ("right",) if name in supports else ()
            yield from ("fit",) if supports.get(name) is fit else ()
        elif relation is Relation.AGAINST:
            yield "against coded"
            yield from ("against right",) if name in links.against else ()
    yield from ("given" for _ in supports)
    yield from ("against given" for _ in links.against)
    for found in links.links:
        yield "any given"
        yield from ("any right",) if found.element in coded else ()


def write_links(answers: Sequence[CodedAnswer], cutoff: dt.date, title: str) -> Iterator[str]:
    """Write one row for each weighting and threshold, as a Markdown table under a title."""
    yield f"{title}\n"
    yield "| weighting | from | recall | precision | F1 | fit | against | any: recall | any: precision |"
    yield "|---|---|---|---|---|---|---|---|---|"
    chosen = link.SUPPORT_FROM
    for weighting in Weighting:
        for threshold in THRESHOLDS:
            link.SUPPORT_FROM = threshold
            found = score(answers, cutoff, weighting)
            right, given, coded = found.against
            yield (
                f"| {weighting} | {threshold} | {found.recall:.2f} | {found.precision:.2f} | {found.f1:.2f} "
                f"| {found.fit:.2f} | {right} of {given} given, {coded} coded "
                f"| {found.any_recall:.2f} | {found.any_precision:.2f} |"
            )
    link.SUPPORT_FROM = chosen


def write_demands(case: Case, document: Document) -> Iterator[str]:
    """Write how the elements drafted of the report's own demands compare with those made by hand."""
    coded = {item.id: item.elements for item in case.recommendations.items if item.repeats is None}
    printed = [item for item in segment_document(document).items if item.id in coded and not item.is_inferred]
    pairs = [(draft_elements(item.id, item.text, item.chapeau), coded[item.id]) for item in printed]
    asks = [(Counter(one.ask for one in ours), Counter(one.ask for one in theirs)) for ours, theirs in pairs]
    counts = [(len(ours), len(theirs)) for ours, theirs in pairs]
    yield f"demands {len(pairs)}; as many elements {sum(ours == theirs for ours, theirs in counts)}"
    yield f"one more or less at most {sum(abs(ours - theirs) <= 1 for ours, theirs in counts)}"
    yield f"elements drafted {sum(ours for ours, _ in counts)}, by hand {sum(theirs for _, theirs in counts)}"
    yield f"drafted elements whose ask one by hand has {sum((ours & theirs).total() for ours, theirs in asks)}"
    aligned = sum(align(ours, theirs) for ours, theirs in pairs)
    drafted, by_hand = (sum(column) for column in zip(*counts, strict=True))
    yield f"aligned {aligned}, missing {by_hand - aligned}, surplus {drafted - aligned}"


def align(drafted: Sequence[Element], by_hand: Sequence[Element]) -> int:
    """Return how many elements of one demand stand for one made by hand: pairs by likeness, each element in one pair.

    Likeness is the share of words that two have in common (Dice's coefficient), as the linker reads words.
    """
    words = load_link_words("en")
    terms = [[frozenset(list_terms(element.asks, words)) for element in side] for side in (drafted, by_hand)]
    likes = [
        (2 * len(one & other) / max(1, len(one) + len(other)), place, other_place)
        for place, one in enumerate(terms[0])
        for other_place, other in enumerate(terms[1])
    ]
    taken: set[tuple[int, int]] = set()
    for like, place, other_place in sorted(likes, reverse=True):
        if like >= ALIKE and not any(place == one or other_place == other for one, other in taken):
            taken.add((place, other_place))
    return len(taken)


def write_verdicts(case: Case, document: Document) -> Iterator[str]:
    """Write how many items get the same verdict from a draft of the whole report as from the coding by hand."""
    about = Particulars(
        state=case.response.state,
        recommendations_id=case.recommendations.id,
        adopted=case.recommendations.adopted,
        source=None,
        symbol=case.response.document.symbol,
        received=case.response.document.received,
    )
    drafted = draft_case(segment_document(document), document, about, lexicon=load_lexicon("en")).case
    levels = [{verdict.item.id: verdict.verdict for verdict in cpcheck.assess(one).items} for one in (drafted, case)]
    same = sum(levels[0].get(name) is verdict for name, verdict in levels[1].items())
    yield f"items with the verdict of the coding by hand {same} of {len(levels[1])}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", type=Path, default=SOURCE)
    options = parser.parse_args()
    if not options.source.is_file():
        print(
            f"{options.source}: the report is not there; expected the document that the response codes", file=sys.stderr
        )
        raise SystemExit(2)
    case, document = cpcheck.load(RESPONSE), read_text(str(options.source))
    tables = [
        row
        for title, by_clause in (("By the sentence:", False), ("\nBy the clause:", True))
        for row in write_links(read_answers(case, document, by_clause=by_clause), case.recommendations.adopted, title)
    ]
    print("\n".join([*tables, "", *write_demands(case, document), *write_verdicts(case, document)]))


if __name__ == "__main__":
    main()
