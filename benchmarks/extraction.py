"""How many of the facts coded by hand the extractor finds: `python benchmarks/extraction.py [SOURCE] [--json]`.

Holds the facts that `cpcheck` finds in a report against those of a reviewed response file. A fact coded by hand counts
once for each place where the source states it (`anchor` and `restated`). It is found where the extractor has a fact of
the same type whose anchor begins on the same line; each fact of either side is used once. Figures are compared as
numbers: the year and the value, on the same line, whatever they count. Dates are compared for the facts that agree, and
so is whether they put the fact before or after the recommendation. The extractor is given the lines of each answer,
paragraphs that a page break divides joined again, and nothing of the coding.
"""

import argparse
import datetime as dt
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cpcheck
from cpcheck.importers.anchors import find_anchor, verify
from cpcheck.importers.document import Document, Line
from cpcheck.importers.extract import extract_answer
from cpcheck.importers.facts import FoundFact, Passage
from cpcheck.importers.lexicon import Lexicon, load_lexicon
from cpcheck.importers.text import read_text
from cpcheck.model import Evidence, EvidenceType, Figure, Response, Where

ROOT = Path(__file__).parents[1]
SOURCE = ROOT.parent / "shared" / "seeds" / "000_987ee1f124e61331.txt"
RESPONSE = ROOT / "data" / "responses" / "azerbaijan-2025.yaml"
STOPS = (".", "!", "?", ":", ";", ".”", '."', ".**")
"""What ends a paragraph: a line without one of them goes on after the page break."""
SHOWN = 10
"""Kinds of error that are listed."""

Place = tuple[int, EvidenceType]
"""A line and the type of a fact that is anchored there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dates:
    """How far the dates of agreed facts agree, each fact coded by hand counted once."""

    facts: int
    same: int
    """With the same date or period, or without one on both sides."""
    timing: int
    """On the same side of the cut-off, or undated on both."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """The extractor's facts held against those of a person."""

    coded: Counter[Place]
    """Facts coded by hand, once for each place where the source states them."""
    found: Counter[Place]
    numbers_coded: Counter[tuple[int, int | None, float]]
    """Figures coded by hand: line, year and value."""
    numbers_found: Counter[tuple[int, int | None, float]]
    dates: Dates
    errors: Counter[str]
    """Kinds of error: `missed law_in_force`, `surplus practice`, `practice taken for assurance`."""
    examples: Mapping[str, list[int]]
    """Lines on which each kind of error occurs."""
    seconds: float
    """Time the extraction took, the lexicon loaded."""


def measure(response: Response, document: Document, cutoff: dt.date) -> Measure:
    """Extract the facts of every answer of a coded report, and count what agrees."""
    coded = Counter(_list_coded(response, document))
    lexicon = load_lexicon("en")
    begun = time.perf_counter()
    facts = [fact for answer in response.answers if answer.where for fact in _extract(answer.where, document, lexicon)]
    seconds = time.perf_counter() - begun
    found = Counter((_line_of(fact, document), fact.type) for fact in facts)
    errors: Counter[str] = Counter()
    examples: dict[str, list[int]] = defaultdict(list)
    for line, kind in _name_errors(coded - found, found - coded):
        errors[kind] += 1
        examples[kind].append(line)
    return Measure(
        coded=coded,
        found=found,
        numbers_coded=Counter(_list_numbers(response, document)),
        numbers_found=Counter(key for fact in facts for key in _spread(fact.figures, [_line_of(fact, document)])),
        dates=_compare_dates(response, document, facts, cutoff),
        errors=errors,
        examples=examples,
        seconds=seconds,
    )


def _list_coded(response: Response, document: Document) -> Iterator[Place]:
    for check in verify(response, document).checks:
        if check.lines:
            yield check.lines[0], check.evidence.type


def _compare_dates(response: Response, document: Document, facts: Iterable[FoundFact], cutoff: dt.date) -> Dates:
    """Pair the facts of one place, those with the same date first, and count the pairs that agree."""
    found: dict[Place, list[FoundFact]] = defaultdict(list)
    for fact in facts:
        found[_line_of(fact, document), fact.type].append(fact)
    same: list[bool] = []
    timing: list[bool] = []
    coded = [check for check in verify(response, document).checks if check.lines and check.restatement is None]
    for wants_same in (True, False):
        left = []
        for check in coded:
            here = found[check.lines[0], check.evidence.type]
            matching = [one for one in here if not wants_same or _has_date_of(one, check.evidence)]
            if not matching:
                left.append(check)
                continue
            here.remove(matching[0])
            same.append(wants_same)
            timing.append(matching[0].timing(cutoff) is check.evidence.timing(cutoff))
        coded = left
    return Dates(facts=len(same), same=sum(same), timing=sum(timing))


def _has_date_of(fact: FoundFact, evidence: Evidence) -> bool:
    return (fact.date, fact.period) == (evidence.date, evidence.period)


def _list_numbers(response: Response, document: Document) -> Iterator[tuple[int, int | None, float]]:
    for check in verify(response, document).checks:
        if check.lines and check.restatement is None:
            yield from _spread(check.evidence.figures, check.lines[:1])


def _spread(figures: Iterable[Figure], lines: Sequence[int]) -> Iterator[tuple[int, int | None, float]]:
    for figure in figures:
        yield lines[0], figure.year, float(figure.value)


def _extract(where: Where, document: Document, lexicon: Lexicon) -> tuple[FoundFact, ...]:
    return extract_answer(tuple(join_paragraphs(document.select(where))), lexicon)


def join_paragraphs(lines: Iterable[Line]) -> Iterator[Passage]:
    """Yield the paragraphs of an answer: a line that does not end as a sentence does goes on with the next."""
    open_lines: list[Line] = []
    for line in lines:
        if not line.text.strip():
            continue
        if open_lines and (open_lines[-1].text.rstrip().endswith(STOPS) or line.text.lstrip()[:1] in "-•"):
            yield _join(open_lines)
            open_lines = []
        open_lines.append(line)
    if open_lines:
        yield _join(open_lines)


def _join(lines: Sequence[Line]) -> Passage:
    text = " ".join(line.text.strip() for line in lines)
    for label in ("Response – ", "Response - "):
        text = text.removeprefix(label)
    return Passage(text=text, where=Where(lines=(lines[0].number, lines[-1].number), pages=None))


def _line_of(fact: FoundFact, document: Document) -> int:
    assert fact.where is not None
    lines = find_anchor(fact.anchor, document.select(fact.where))
    assert lines, f"the anchor {fact.anchor!r} does not stand in its passage"
    return lines[0]


def _name_errors(missed: Counter[Place], surplus: Counter[Place]) -> Iterator[tuple[int, str]]:
    """Yield line and kind of each error: on one line, a missed fact and a surplus one are a fact of the wrong type."""
    for line in sorted({line for line, _ in missed} | {line for line, _ in surplus}):
        lost = [kind for (place, kind), times in missed.items() if place == line for _ in range(times)]
        extra = [kind for (place, kind), times in surplus.items() if place == line for _ in range(times)]
        for one, other in zip(lost, extra, strict=False):
            yield line, f"{one} taken for {other}"
        for kind in lost[len(extra) :]:
            yield line, f"missed {kind}"
        for kind in extra[len(lost) :]:
            yield line, f"surplus {kind}"


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def summarise(result: Measure) -> dict[str, object]:
    """Return the measure as one mapping; shares from 0 to 1, None where nothing was there to share."""
    agreed = result.coded & result.found
    numbers = result.numbers_coded & result.numbers_found
    return {
        "coded": result.coded.total(),
        "found": result.found.total(),
        "agreed": agreed.total(),
        "recall": _share(agreed.total(), result.coded.total()),
        "precision": _share(agreed.total(), result.found.total()),
        "figures": {
            "coded": result.numbers_coded.total(),
            "agreed": numbers.total(),
            "recall": _share(numbers.total(), result.numbers_coded.total()),
        },
        "dates": {"facts": result.dates.facts, "same": result.dates.same, "timing": result.dates.timing},
        "types": {str(kind): _summarise_type(kind, result) for kind in EvidenceType},
        "errors": dict(result.errors.most_common()),
        "seconds": round(result.seconds, 3),
    }


def _summarise_type(kind: EvidenceType, result: Measure) -> dict[str, float | None]:
    coded, found, agreed = (
        sum(times for (_, other), times in places.items() if other is kind)
        for places in (result.coded, result.found, result.coded & result.found)
    )
    return {
        "coded": coded,
        "found": found,
        "agreed": agreed,
        "recall": _share(agreed, coded),
        "precision": _share(agreed, found),
    }


def write_tables(result: Measure) -> Iterator[str]:
    """Yield the measure as Markdown."""
    summary = summarise(result)
    yield "| type | coded | found | agreed | recall | precision |"
    yield "|---|---|---|---|---|---|"
    types: Mapping[str, Mapping[str, float | None]] = summary["types"]  # type: ignore[assignment]
    for name, row in (("all", summary), *types.items()):
        if row["coded"] or row["found"]:
            yield _word_row(name, row)
    figures: Mapping[str, float] = summary["figures"]  # type: ignore[assignment]
    yield f"\nFigures as numbers: {figures['agreed']} of {figures['coded']} ({figures['recall']:.0%})"
    dates = result.dates
    shares = [f"{part} ({part / max(1, dates.facts):.0%})" for part in (dates.same, dates.timing)]
    yield f"Dates of {dates.facts} facts: the same {shares[0]}, on the same side of the recommendation {shares[1]}"
    yield f"Time: {result.seconds:.2f} s\n"
    yield "| kind of error | times | lines |"
    yield "|---|---|---|"
    for kind, times in result.errors.most_common(SHOWN):
        lines = ", ".join(map(str, dict.fromkeys(result.examples[kind])))
        yield f"| {kind} | {times} | {lines} |"


def _word_row(name: str, row: Mapping[str, object]) -> str:
    shares = ["–" if row[key] is None else f"{row[key]:.0%}" for key in ("recall", "precision")]
    return f"| {name} | {row['coded']} | {row['found']} | {row['agreed']} | {' | '.join(shares)} |"


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="?", default=str(SOURCE), help="the report as text (default: ../shared/seeds)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    if not Path(arguments.source).is_file():
        print(f"{arguments.source}: the source report is not there; nothing measured", file=sys.stderr)
        return 2
    case = cpcheck.load(RESPONSE)
    result = measure(case.response, read_text(arguments.source), case.recommendations.adopted)
    print(json.dumps(summarise(result), indent=2) if arguments.json else "\n".join(write_tables(result)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
