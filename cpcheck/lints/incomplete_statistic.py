"""A statistic that lacks figures, or a figure that lacks its unit or year.

A statistic is something counted: a number, of what, and when. Without all three nobody can compare it with another year
or another report, and without a year the rules cannot tell whether it is new.

Give each figure its value, unit and year as printed; where the fact itself has a date or a period, the year may be left
out. A claim such as "most" or "many" counts nothing and is a practice or an assurance. Where the report prints no year,
suppress the remark and ask the authorities.

Flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: statistic, fact: Most calls were at night in 2024., date: 2024, context: [A1.staff]}
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: statistic
            fact: Interpreters were called 40 times in 2024.
            figures: [{what: calls to interpreters, year: 2024, value: 40}]
            context: [A1.staff]
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: statistic
            fact: Interpreters were called 40 times.
            figures: [{what: calls to interpreters, value: 40, unit: calls}]
            context: [A1.staff]

Not flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: statistic
            fact: Interpreters were called 40 times in 2024.
            figures: [{what: calls to interpreters, year: 2024, value: 40, unit: calls}]
            context: [A1.staff]
          - id: r1.2
            type: statistic
            fact: Interpreters spoke with 75 persons in 2023 and 2024 together.
            period: {from: 2023, to: 2024}
            figures: [{what: persons spoken with, value: 75, unit: persons}]
            context: [A1.staff]
          - {id: r1.3, type: practice, fact: Most calls are at night., context: [A1.staff]}
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity
from cpcheck.model import Evidence, EvidenceType, Figure


def check(coding: Coding) -> Iterator[Remark]:
    """Find statistics without figures, and figures of statistics without a unit or a year."""
    for fact, _, path in coding.list_facts():
        if fact.type is not EvidenceType.STATISTIC:
            continue
        if not fact.figures:
            yield Remark(
                id=fact.id,
                path=(*path, "type"),
                message=f"{fact.id} is a statistic without figures; expected figures:, or another type",
            )
        for number, figure in enumerate(fact.figures):
            missing = _list_missing(fact, figure)
            if missing:
                yield Remark(
                    id=fact.id,
                    path=(*path, "figures", number),
                    message=f"{fact.id}: figure {number + 1} has no {' and no '.join(missing)}; "
                    f"expected {' and '.join(f'{key}:' for key in missing)} as printed",
                )


def _list_missing(fact: Evidence, figure: Figure) -> list[str]:
    missing = []
    if not figure.unit:
        missing.append("unit")
    if figure.year is None and not (fact.date or fact.period):
        missing.append("year")
    return missing


LINT = Lint(code="CP104", name="incomplete-statistic", severity=Severity.WARNING, check=check, manual=__doc__)
