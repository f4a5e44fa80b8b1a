"""A date after the day the report was received.

A report can speak only of what had happened when it was sent. A date, the start of a period or the year of a figure
that lies after the day of receipt is nearly always a slip of the pen, and makes the fact count as new where it may be
old.

Look in the answer and copy the date as printed. Where the report itself prints a date ahead, say so in a note and
suppress the remark. The end of a period may lie ahead, and so may any date of what is only announced: of an intention
or a planned policy.

Flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: practice, fact: Interpreters are on call., date: 2025-07, context: [A1.staff]}
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: practice
            fact: Interpreters are on call.
            period: {from: 2052, to: 2053}
            context: [A1.staff]
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: statistic
            fact: Interpreters were called 40 times.
            figures: [{what: calls to interpreters, year: 2042, value: 40, unit: calls}]
            context: [A1.staff]

Not flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: practice, fact: Interpreters are on call., date: 2025-06, context: [A1.staff]}
          - id: r1.2
            type: policy
            fact: A plan for interpreters is in operation.
            period: {from: 2024, to: 2028}
            context: [A1.staff]
          - id: r1.3
            type: statistic
            fact: Interpreters were called 40 times.
            figures: [{what: calls to interpreters, year: 2025, value: 40, unit: calls}]
            context: [A1.staff]
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: policy
            stage: planned
            fact: A further plan for interpreters is announced.
            period: {from: 2026, to: 2030}
            context: [A1.staff]
          - id: r1.2
            type: intention
            fact: 20 interpreters are to be on call in 2027.
            figures: [{what: interpreters on call, year: 2027, value: 20, unit: persons}]
            context: [A1.staff]
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Path, Remark, Severity
from cpcheck.model import Evidence, EvidenceType, FactDate, Stage


def check(coding: Coding) -> Iterator[Remark]:
    """Find dates, starts of periods and years of figures that begin after the day of receipt."""
    received = coding.response.document.received
    for fact, _, path in coding.list_facts():
        if _is_announced(fact):
            continue
        for what, date, place in _list_dates(fact):
            if date.earliest > received:
                yield Remark(
                    id=fact.id,
                    path=(*path, *place),
                    message=f"{fact.id}: the {what}, {date.text}, lies after the day of receipt; "
                    f"expected none later than {received}",
                )


def _list_dates(fact: Evidence) -> Iterator[tuple[str, FactDate, Path]]:
    """Yield the dates that cannot lie ahead, each with its name and its place in the fact."""
    if fact.date:
        yield "date", fact.date, ("date",)
    if fact.period and fact.period.start:
        yield "start of the period", fact.period.start, ("period", "from")
    for number, figure in enumerate(fact.figures):
        if figure.year is not None:
            yield f"year of figure {number + 1}", FactDate.parse(f"{figure.year:04}"), ("figures", number, "year")


def _is_announced(fact: Evidence) -> bool:
    return fact.type is EvidenceType.INTENTION or fact.stage is Stage.PLANNED


LINT = Lint(code="CP102", name="date-after-receipt", severity=Severity.WARNING, check=check, manual=__doc__)
