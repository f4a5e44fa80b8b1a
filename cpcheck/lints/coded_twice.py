"""One fact that is coded as two.

A fact that the reply states in several places is still one fact. Coded twice it is listed twice, weighed twice by the
reader, and when one copy is corrected the other stays wrong. Two facts count as one where their wording is the same, or
where answers that share lines hold the same type of fact under the same anchor. Facts whose dates or figures differ
are two.

Keep the first, give it the links of both, and name the other place under `restated:`. If they are two facts after
all, word them so that a reader can tell them apart, and give each its own anchor.

Flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: practice, fact: Interpreters are on call., context: [A1.staff]}
      - id: r2
        items: [A2]
        evidence:
          - {id: r2.1, type: practice, fact: interpreters  are on call, context: [A1.staff]}
    ---
    answers:
      - id: r1
        items: [A1]
        where: {lines: [10, 12]}
        evidence:
          - {id: r1.1, type: practice, fact: Interpreters are on call., anchor: on call, context: [A1.staff]}
      - id: r2
        items: [A2]
        where: {lines: [12, 14]}
        evidence:
          - {id: r2.1, type: practice, fact: A list of interpreters is kept., anchor: on call, context: [A1.staff]}

Not flagged:

    answers:
      - id: r1
        items: [A1]
        where: {lines: [10, 12]}
        evidence:
          - {id: r1.1, type: training, fact: Inspectors were trained., date: 2023, context: [A2.train]}
          - {id: r1.2, type: practice, fact: Interpreters are on call., anchor: on call, context: [A1.staff]}
      - id: r2
        items: [A2]
        where: {lines: [13, 14]}
        evidence:
          - {id: r2.1, type: training, fact: Inspectors were trained., date: 2024, context: [A2.train]}
          - {id: r2.2, type: practice, fact: A list of doctors is kept., anchor: on call, context: [A1.staff]}
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from cpcheck.lints.base import (
    Coding,
    Lint,
    PlacedFact,
    Remark,
    Severity,
    find_crowded,
    fold_text,
    list_fitting_keys,
    list_own_keys,
)
from cpcheck.model import Answer, Evidence, FactDate, Period

_MOST = 100
"""Facts of one type under one anchor that a later one is compared with; what is found oftener marks no place."""


def check(coding: Coding) -> Iterator[Remark]:
    """Find each fact that an earlier one has stated already; the first such one is named."""
    stated, anchored = _Stated(), _Anchored(coding.response.answers)
    for place, later in enumerate(coding.list_facts()):
        found = [
            (earlier, alike)
            for earlier, alike in (
                (stated.find(later.fact), "the same wording as"),
                (anchored.find(later), "the same type, anchor and lines as"),
            )
            if earlier is not None
        ]
        if found:
            (_, earlier), alike = min(found, key=lambda one: one[0][0])
            yield Remark(
                id=later.fact.id,
                path=(*later.path, "id"),
                message=f"{later.fact.id} has {alike} {earlier}; "
                "expected one fact, with its other place under restated:",
            )
        stated.add(place, later.fact)
        anchored.add(place, later)


class _Stated:
    """Facts by their wording, and by what they must not differ in: so each is looked up, and compared with none."""

    def __init__(self) -> None:
        self._first: dict[tuple[Hashable, ...], tuple[int, str]] = {}

    def add(self, place: int, fact: Evidence) -> None:
        wording = _wording(fact)
        for key in list_own_keys(_date(fact), fact.figures or None):
            self._first.setdefault((wording, *key), (place, fact.id))

    def find(self, fact: Evidence) -> tuple[int, str] | None:
        """Return place and id of the first fact with the same words that does not differ in numbers."""
        wording = _wording(fact)
        keys = ((wording, *key) for key in list_fitting_keys(_date(fact), fact.figures or None))
        return min((self._first[key] for key in keys if key in self._first), default=None)


class _Anchored:
    """Facts by type and anchor, of answers that may stand on a line together."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._crowded = {answers[place].id for place in find_crowded(answers, "lines")}
        self._facts: dict[tuple[str, str], list[tuple[int, PlacedFact]]] = defaultdict(list)

    def add(self, place: int, placed: PlacedFact) -> None:
        facts = self._list_alike(placed)
        if len(facts) < _MOST:
            facts.append((place, placed))

    def find(self, later: PlacedFact) -> tuple[int, str] | None:
        """Return place and id of the first fact of the same type, anchor and lines that does not differ in numbers."""
        for place, earlier in self._list_alike(later):
            if _share_lines(earlier.answer, later.answer) and not _differ_in_numbers(earlier.fact, later.fact):
                return place, earlier.fact.id
        return None

    def _list_alike(self, placed: PlacedFact) -> list[tuple[int, PlacedFact]]:
        anchor = placed.fact.anchor
        if anchor is None or placed.answer.id not in self._crowded:
            return []
        return self._facts[placed.fact.type, fold_text(anchor)]


def _wording(fact: Evidence) -> str:
    return fold_text(fact.fact).rstrip(". ")


def _date(fact: Evidence) -> FactDate | Period | None:
    return fact.date or fact.period


def _differ_in_numbers(earlier: Evidence, later: Evidence) -> bool:
    """Tell whether both are dated, or both counted, and not alike: then the same words tell of two things."""
    dates, later_dates = _date(earlier), _date(later)
    return bool(
        (dates and later_dates and dates != later_dates)
        or (earlier.figures and later.figures and earlier.figures != later.figures)
    )


def _share_lines(earlier: Answer, later: Answer) -> bool:
    """Tell whether two answers, not one, stand on a line together; one anchor twice in one answer is CP113's matter."""
    if earlier is later or not (earlier.where and later.where and earlier.where.lines and later.where.lines):
        return False
    (first, last), (later_first, later_last) = earlier.where.lines, later.where.lines
    return first <= later_last and later_first <= last


LINT = Lint(code="CP110", name="coded-twice", severity=Severity.WARNING, check=check, manual=__doc__)
