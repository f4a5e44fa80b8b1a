"""How near the automatic path comes to published grades: `python benchmarks/hrc.py [FILE] [--json]`.

Every line of FILE is one block that the Human Rights Committee graded by itself. Its reply goes the whole way that
`cpcheck import` and `cpcheck assess --rulebook hrc` go: text to facts, facts to links, links to findings, findings to a
grade. Of each line only the recommendation, the reply and their dates are read; what others told the Committee, and the
grade, are kept from the path (`read_block` is the only door, and a test holds it shut).
"""

import argparse
import datetime as dt
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from cpcheck.agreement import measure_agreement
from cpcheck.assessment import assess
from cpcheck.importers.demands import draft_elements
from cpcheck.importers.draft import draft_evidence
from cpcheck.importers.extract import extract_answer
from cpcheck.importers.facts import Passage
from cpcheck.importers.language import guess_language
from cpcheck.importers.lexicon import load_lexicon
from cpcheck.model import (
    Answer,
    Assessment,
    Case,
    Element,
    FactDate,
    Item,
    RecommendationSet,
    Response,
    ResponseDocument,
    ReviewStatus,
    Strength,
)
from cpcheck.store.rulebooks import load_rulebook

DEFAULT = Path(__file__).parents[2] / "shared" / "benchmarks" / "hrc" / "dev.jsonl"
SCALE = ("A", "B", "C", "E")
"""The order in which grades lie apart (README of the graded blocks). D stands outside it: it is about a state's
cooperation, not about what it did."""
NO_COOPERATION = "D"
"""Grade of a block without any reply; no rule gives it, since there is nothing to assess."""
ITEM = "G1"
"""Id of the one item that a block becomes."""

_LETTERS = (
    r"\((?P<first>[a-z])(?P<more>(?:\s*(?:,|and|et|[-–]|to|&)\s*[a-z])*)\)(?P<also>(?:\s*(?:,|and|et|&)\s*\([a-z]\))*)"
)
_PART = re.compile(rf"(?:^|(?<=\n)|(?<=[;.]\s))\s*{_LETTERS}\s+")
"""`(a)`, `(c, f)` or `(a) and (b)` where a part of a reply begins."""
_LIMB = re.compile(r"(?:^|\n)\s*\((?P<letter>[a-z])\)\s+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """What the path may know of a graded block."""

    name: str
    """For messages only."""
    recommendation: str
    reply: str
    """Empty where the state sent none."""
    cutoff: dt.date
    received: dt.date


def read_block(line: Mapping[str, Any]) -> Block:
    """Take from a line what the path may read, and nothing else.

    Without a date of the recommendation every dated fact counts as later than it. Without a date of the reply nothing
    counts as later than what the reply says undated.
    """
    return Block(
        name=_text(line, "id"),
        recommendation=_text(line, "recommendation"),
        reply=_text(line, "reply"),
        cutoff=_day(line.get("co_date"), dt.date.min),
        received=_day(line.get("reply_date"), dt.date.max),
    )


def _text(line: Mapping[str, Any], key: str) -> str:
    return str(line.get(key) or "").strip()


def _day(value: Any, otherwise: dt.date) -> dt.date:
    try:
        return FactDate.parse(str(value)).earliest
    except ValueError:
        return otherwise


# --- the path -----------------------------------------------------------------------------------------------------


def grade(block: Block) -> str:
    """Return the grade that the automatic path gives."""
    if not block.reply:
        return NO_COOPERATION
    (item,) = assess_block(block).items
    return item.level


def assess_block(block: Block) -> Assessment:
    """Return the assessment of a block by the rulebook of the Committee."""
    return assess(draft_block(block), load_rulebook("hrc"))


def draft_block(block: Block) -> Case:
    """Make a case of a block: its limbs become elements of one item, and the parts of its reply answers to it."""
    language = guess_language(f"{block.recommendation} {block.reply}")
    elements = draft_limbs(block.recommendation, language)
    answers = tuple(
        _draft_answer(f"r{place}", text, _select(elements, letters), block, language)
        for place, (letters, text) in enumerate(split_reply(block.reply, frozenset(elements)), 1)
    )
    return _build_case(block, tuple(element for limb in elements.values() for element in limb), answers)


def draft_limbs(text: str, language: str) -> dict[str, tuple[Element, ...]]:
    """Return the elements of a recommendation by the letter of their limb; under no letter where it has none."""
    lead, *parts = _LIMB.split(text)
    if not parts:
        return {"": draft_elements(ITEM, text, language=language)}
    limbs = zip(parts[::2], parts[1::2], strict=True)
    return {letter: draft_elements(f"{ITEM}{letter}", limb, lead, language) for letter, limb in limbs}


def split_reply(text: str, limbs: frozenset[str]) -> Iterator[tuple[frozenset[str], str]]:
    """Yield the parts of a reply, each with the letters it answers; none where it answers all.

    A part begins with letters of `limbs`: on a line of its own, or inside one where no line begins so. Other letters
    are those of a list inside a part.
    """
    found = [place for place in _PART.finditer(text) if limbs & _list_letters(place)]
    on_lines = [place for place in found if "\n" in text[max(0, place.start() - 1) : place.start("first")]]
    places = [place for place in found if place.start() == 0 or place in on_lines] if on_lines else found
    before = text[: places[0].start()] if places else text
    if before.strip():
        yield frozenset(), before.strip()
    for place, after in zip_longest(places, places[1:]):
        yield _list_letters(place), text[place.end() : after.start() if after else len(text)].strip()


def _list_letters(place: re.Match[str]) -> frozenset[str]:
    return frozenset(re.findall(r"\b[a-z]\b", place[0]))


def _select(elements: Mapping[str, tuple[Element, ...]], letters: frozenset[str]) -> tuple[Element, ...]:
    """Return the elements that a part of a reply answers; all where it names no limb that is there."""
    named = [limb for letter, limb in elements.items() if letter in letters]
    return tuple(element for limb in named or elements.values() for element in limb)


def _draft_answer(name: str, text: str, elements: Sequence[Element], block: Block, language: str) -> Answer:
    passages = [Passage(text=part, where=None) for part in text.split("\n") if part.strip()]
    facts = extract_answer(passages, load_lexicon(language))
    evidence = draft_evidence(name, facts, elements, block.cutoff, block.received, language=language)
    return Answer(id=name, items=(ITEM,), where=None, evidence=evidence, review=ReviewStatus.DRAFT, text=text)


def _build_case(block: Block, elements: tuple[Element, ...], answers: tuple[Answer, ...]) -> Case:
    item = Item(
        id=ITEM,
        paragraph=None,
        strength=Strength.UNSTATED,
        title="",
        asks=block.recommendation,
        articles=(),
        themes=(),
        elements=elements,
        repeats=None,
        previous=None,
        text=None,
    )
    return Case(
        recommendations=RecommendationSet(
            id="graded block",
            state="XA",
            issuer=None,
            treaty=None,
            round=None,
            adopted=block.cutoff,
            source=None,
            sections=(),
            items=(item,),
        ),
        response=Response(
            state="XA",
            recommendations="graded block",
            document=ResponseDocument(symbol="", received=block.received, scope=None, sha256=None, claims=()),
            answers=answers,
            overrides=(),
            waivers=(),
        ),
    )


# --- the figures --------------------------------------------------------------------------------------------------


def measure(given: Sequence[str], published: Sequence[str]) -> dict[str, Any]:
    """Return the figures for grades given by the path and published ones, in the same order.

    Grades outside the order of the scale count as missed, and make no pair for the weighted figure or for being within
    one grade. What is not defined is None.
    """
    levels = [*SCALE, *sorted({*given, *published} - set(SCALE))]
    plain = measure_agreement(given, published, levels)
    ordered = [pair for pair in zip(given, published, strict=True) if set(pair) <= set(SCALE)]
    near = sum(abs(SCALE.index(one) - SCALE.index(other)) <= 1 for one, other in ordered)
    same_outside = plain.same - sum(one == other for one, other in ordered)
    weighted = measure_agreement([one for one, _ in ordered], [other for _, other in ordered], SCALE)
    counts = Counter(published)
    return {
        "n": len(published),
        "exact": plain.share,
        "within_one": (near + same_outside) / len(published) if published else None,
        "kappa": plain.kappa,
        "weighted_kappa": weighted.quadratic,
        "confusion": {
            real: {ours: sum(pair == (ours, real) for pair in zip(given, published, strict=True)) for ours in levels}
            for real in levels
        },
        "floor": max(counts.values()) / len(published) if published else None,
    }


def write_report(figures: Mapping[str, Any]) -> Iterator[str]:
    """Write the figures for a reader, as lines."""
    yield f"blocks            {figures['n']}"
    for key, title in (
        ("exact", "exact"),
        ("within_one", "within one grade"),
        ("floor", "floor, one grade"),
    ):
        yield f"{title:<18}{'–' if figures[key] is None else format(figures[key], '.0%')}"
    for key, title in (("kappa", "kappa"), ("weighted_kappa", "kappa, quadratic")):
        yield f"{title:<18}{'–' if figures[key] is None else format(figures[key], '.2f')}"
    levels = list(figures["confusion"])
    yield ""
    yield f"published{''.join(f'{level:>5}' for level in levels)}   ← given"
    for real, row in figures["confusion"].items():
        yield f"{real:<9}{''.join(f'{row[level]:>5}' for level in levels)}"


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read a file of graded blocks. Raises: SystemExit for one that cannot be read, with exit code 2."""
    try:
        text = path.read_text(encoding="utf-8")
        lines = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        print(
            f"{path}: the graded blocks cannot be read: {error}; expected one JSON object on each line", file=sys.stderr
        )
        raise SystemExit(2) from error
    graded = [line for line in lines if isinstance(line, dict) and _text(line, "grade")]
    if len(graded) < len(lines):
        print(f"{path}: {len(lines) - len(graded)} lines have no grade and are left out", file=sys.stderr)
    return graded


def read_grade(line: Mapping[str, Any]) -> str:
    """Return the published grade of a line: its letter, without the number that older evaluations add (B1, D2)."""
    return _text(line, "grade")[:1].upper()


def main(arguments: Iterable[str] | None = None) -> None:
    """Grade every block of a file and print how far that agrees with what was published."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "file", nargs="?", type=Path, default=DEFAULT, help="graded blocks, one JSON object on each line"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(None if arguments is None else list(arguments))
    lines = read_lines(options.file)
    figures = measure([grade(read_block(line)) for line in lines], [read_grade(line) for line in lines])
    print(json.dumps(figures) if options.json else "\n".join(write_report(figures)))


if __name__ == "__main__":
    main()
