"""Anchors against the document they were taken from: what is proved, what is not, and what no fact stands on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from enum import StrEnum
from itertools import pairwise

from cpcheck.importers.document import Document, Line
from cpcheck.model import Answer, Evidence, Response
from cpcheck.records import record


class AnchorOutcome(StrEnum):
    """What became of one anchor."""

    FOUND = "found"
    """It stands in its answer's place."""
    ELSEWHERE = "elsewhere"
    """It stands in the document, outside its answer's place."""
    MISSING = "missing"
    """It stands nowhere in the document."""
    NO_ANCHOR = "no_anchor"
    """The fact has none."""
    NO_PLACE = "no_place"
    """Its answer says no place, or one that the document does not have."""


@record
class AnchorCheck:
    """One anchor of a fact, looked for in the document."""

    evidence: Evidence
    anchor: str | None
    """The fact's own, or that of a further place where the source states it."""
    answer: Answer
    """In whose place it should stand."""
    restatement: int | None
    """Which of the fact's further places it is, from 0; None for the fact's own."""
    outcome: AnchorOutcome
    lines: tuple[int, ...]
    """Lines it covers where it was found, in its place or elsewhere; none otherwise."""
    nearest: str | None
    """For a missing anchor: the most similar words in its place."""


@record
class Coverage:
    """Which lines of the document carry facts. Blank lines do not count."""

    anchored: tuple[int, ...]
    """Lines on which at least one anchor stands."""
    open_in_answers: tuple[int, ...]
    """Lines inside an answer's place on which no anchor stands."""
    outside: tuple[int, ...]
    """Lines inside no answer's place."""


@record
class Verification:
    """A response held against its document."""

    checks: tuple[AnchorCheck, ...]
    """One for each fact of the state and one for each further place of it, in the order of the response."""
    skipped: tuple[str, ...]
    """Ids of facts of other sources, which stand in other documents."""
    coverage: Coverage
    unpaged: tuple[str, ...]
    """Ids of answers placed by pages only, in a document whose pages cannot be told apart: looked for in all of it."""
    is_same_document: bool | None
    """Whether the document is the one whose SHA-256 the response names; None where it names none."""

    @property
    def failures(self) -> tuple[AnchorCheck, ...]:
        """Return the checks whose anchor was not found in its place."""
        return tuple(check for check in self.checks if check.outcome is not AnchorOutcome.FOUND)


def verify(response: Response, document: Document) -> Verification:
    """Look for every anchor of a response within its answer's place."""
    checks = tuple(_check_all(response, document))
    named = response.document.sha256
    return Verification(
        checks=checks,
        skipped=tuple(fact.id for fact in response.evidence if fact.source is not None),
        coverage=_cover(checks, response.answers, document),
        unpaged=tuple(answer.id for answer in response.answers if _is_unpaged(answer, document)),
        is_same_document=None if named is None else named == document.sha256,
    )


def _is_unpaged(answer: Answer, document: Document) -> bool:
    where = answer.where
    return where is not None and where.lines is None and not document.has_pages


def _check_all(response: Response, document: Document) -> Iterator[AnchorCheck]:
    answers = {answer.id: answer for answer in response.answers}
    for answer in response.answers:
        for fact in answer.evidence:
            if fact.source is not None:
                continue
            yield _check(fact, fact.anchor, answer, document)
            for place, again in enumerate(fact.restated):
                yield _check(fact, again.anchor, answers[again.answer], document, place)


def _check(
    fact: Evidence, anchor: str | None, answer: Answer, document: Document, restatement: int | None = None
) -> AnchorCheck:
    place = document.select(answer.where) if answer.where else ()
    outcome, nearest = AnchorOutcome.MISSING, None
    lines: tuple[int, ...] = ()
    if anchor is None:
        outcome = AnchorOutcome.NO_ANCHOR
    elif not place:
        outcome = AnchorOutcome.NO_PLACE
    elif found := find_anchor(anchor, place):
        outcome, lines = AnchorOutcome.FOUND, found
    elif found := find_anchor(anchor, document.lines):
        outcome, lines = AnchorOutcome.ELSEWHERE, found
    else:
        nearest = _find_nearest(anchor, place)
    return AnchorCheck(
        evidence=fact,
        anchor=anchor,
        answer=answer,
        restatement=restatement,
        outcome=outcome,
        lines=lines,
        nearest=nearest,
    )


def find_anchor(anchor: str, lines: Sequence[Line]) -> tuple[int, ...]:
    """Return the numbers of the lines that the first occurrence of an anchor covers; none where it does not occur.

    Letters, quotes and dashes must be the same; any run of white space, a line or page break included, matches any
    other. An anchor must not begin or end inside a word or a number: `7` does not stand in `70` or in `1.7`.
    """
    text = "\n".join(line.text for line in lines)
    found = _compile_anchor(anchor).search(text)
    if not found:
        return ()
    first = text.count("\n", 0, found.start())
    last = text.count("\n", 0, found.end())
    return tuple(line.number for line in lines[first : last + 1] if line.text.strip())


def _compile_anchor(anchor: str) -> re.Pattern[str]:
    anchor = " ".join(anchor.split())
    words = r"\s+".join(re.escape(word) for word in anchor.split())
    before = r"(?<![^\W_])" + (r"(?<![0-9][.,])" if anchor[:1].isdigit() else "") if anchor[:1].isalnum() else ""
    after = r"(?![^\W_])" + (r"(?![.,][0-9])" if anchor[-1:].isdigit() else "") if anchor[-1:].isalnum() else ""
    return re.compile(before + words + after)


def _find_nearest(anchor: str, lines: Iterable[Line]) -> str | None:
    words = " ".join(line.text for line in lines).split()
    length = len(anchor.split())
    windows = (" ".join(words[start : start + length]) for start in range(max(1, len(words) - length + 1)))
    close = get_close_matches(anchor, dict.fromkeys(windows), n=1, cutoff=0.6)
    return close[0] if close else None


def _cover(checks: Iterable[AnchorCheck], answers: Iterable[Answer], document: Document) -> Coverage:
    anchored = {number for check in checks if check.outcome is AnchorOutcome.FOUND for number in check.lines}
    placed = {line.number for answer in answers if answer.where for line in document.select(answer.where)}
    filled = [line.number for line in document.lines if line.text.strip()]
    return Coverage(
        anchored=tuple(number for number in filled if number in anchored),
        open_in_answers=tuple(number for number in filled if number in placed and number not in anchored),
        outside=tuple(number for number in filled if number not in placed),
    )


def join_ranges(numbers: Iterable[int], filled: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each run of numbers; a run goes on over gaps in which nothing of `filled` lies."""
    others = sorted(filled)
    following = dict(pairwise(others))
    start = last = None
    for number in sorted(numbers):
        if last is None or following.get(last) != number:
            if start is not None and last is not None:
                yield start, last
            start = number
        last = number
    if start is not None and last is not None:
        yield start, last
