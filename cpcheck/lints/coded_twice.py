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

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, PlacedFact, Remark, Severity, fold_text
from cpcheck.model import Answer, Evidence


def check(coding: Coding) -> Iterator[Remark]:
    """Find each fact that an earlier one has stated already; the first such one is named."""
    seen: list[PlacedFact] = []
    places: dict[tuple[str, str], list[int]] = {}
    for place, later in enumerate(coding.list_facts()):
        fact = later.fact
        keys = tuple(_list_keys(fact))
        for candidate in sorted({one for key in keys for one in places.get(key, ())}):
            earlier = seen[candidate]
            if alike := _describe_likeness(earlier, later):
                yield Remark(
                    id=fact.id,
                    path=(*later.path, "id"),
                    message=f"{fact.id} has {alike} {earlier.fact.id}; "
                    "expected one fact, with its other place under restated:",
                )
                break
        seen.append(later)
        for key in keys:
            places.setdefault(key, []).append(place)


def _list_keys(fact: Evidence) -> Iterator[tuple[str, str]]:
    """Yield what two facts have in common where they can be one: their wording, or their type and anchor.

    Each fact is compared with those only, since a file holds hundreds and their pairs are tens of thousands.
    """
    yield "", fold_text(fact.fact).rstrip(". ")
    if fact.anchor is not None:
        yield fact.type, fold_text(fact.anchor)


def _describe_likeness(earlier: PlacedFact, later: PlacedFact) -> str | None:
    if _differ_in_numbers(earlier.fact, later.fact):
        return None
    if fold_text(earlier.fact.fact).rstrip(". ") == fold_text(later.fact.fact).rstrip(". "):
        return "the same wording as"
    if _share_anchor(earlier.fact, later.fact) and _share_lines(earlier.answer, later.answer):
        return "the same type, anchor and lines as"
    return None


def _differ_in_numbers(earlier: Evidence, later: Evidence) -> bool:
    """Tell whether both are dated, or both counted, and not alike: then the same words tell of two things."""
    dates, later_dates = (earlier.date or earlier.period), (later.date or later.period)
    return bool(
        (dates and later_dates and dates != later_dates)
        or (earlier.figures and later.figures and earlier.figures != later.figures)
    )


def _share_anchor(earlier: Evidence, later: Evidence) -> bool:
    return (
        earlier.type is later.type
        and earlier.anchor is not None
        and later.anchor is not None
        and fold_text(earlier.anchor) == fold_text(later.anchor)
    )


def _share_lines(earlier: Answer, later: Answer) -> bool:
    """Tell whether two answers, not one, stand on a line together; one anchor twice in one answer is CP113's matter."""
    if earlier is later or not (earlier.where and later.where and earlier.where.lines and later.where.lines):
        return False
    (first, last), (later_first, later_last) = earlier.where.lines, later.where.lines
    return first <= later_last and later_first <= last


LINT = Lint(code="CP110", name="coded-twice", severity=Severity.WARNING, check=check, manual=__doc__)
